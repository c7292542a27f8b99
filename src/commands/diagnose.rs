//! `diagnose` and `diff`: what recordings and pasted replies come to, without a network.

use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::time::SystemTime;

use super::expectations::expectations;
use super::output::{deliver, empty_report, refuse, write_everywhere};
use super::{OK, USAGE, exit_code};
use crate::catalogue::{Catalogue, Probe};
use crate::cli::{DiagnoseArgs, DiffArgs, Evidence, Format, Pasted};
use crate::diagnose::Agenda;
use crate::examination::{Examination, Examinee};
use crate::pasted;
use crate::probe::Exchange;
use crate::recording::Recording;
use crate::report::{DiffReport, ProfileReport, assemble, write_diff_json, write_diff_text};

/// Something changed, as `diff` of POSIX says it.
const CHANGED: u8 = 1;
/// The longest pasted text that is read, in bytes.
const PASTE_LIMIT: u64 = 1024 * 1024;

pub(super) fn run(catalogue: &Catalogue, args: &DiagnoseArgs) -> u8 {
    let started = SystemTime::now();
    let examinations = match &args.evidence {
        Evidence::Recording(path) => {
            Recording::read(path).map(|recording| recording.examinations).map_err(|error| error.to_string())
        }
        Evidence::Replies(replies) => told(catalogue, args, replies).map(|examination| vec![examination]),
    };
    let examinations = match examinations {
        Ok(examinations) => examinations,
        Err(message) => return refuse("diagnose", &args.reporting, started, &[message], USAGE),
    };
    let mut report = empty_report("diagnose", started, OK, None);
    report.profiles = examinations.iter().map(|examination| assemble(catalogue, examination)).collect();
    report.exit_code = exit_code(&report.profiles);
    deliver(&args.reporting, &report)
}

/// Makes an examination of what somebody pasted.
fn told(catalogue: &Catalogue, args: &DiagnoseArgs, replies: &[(String, Pasted)]) -> Result<Examination, String> {
    let mut exchanges: Vec<Exchange> = Vec::new();
    for (name, pasted) in replies {
        let Some(probe) = Probe::from_id(name).filter(|probe| !matches!(probe, Probe::Scope | Probe::Folder)) else {
            return Err(
                "a reply is to a probe that does not exist\nhint: `ccg-doctor diagnose --help` lists the probes"
                    .to_owned(),
            );
        };
        if exchanges.iter().any(|exchange| exchange.key.probe == probe) {
            return Err(format!("two replies to the {probe} probe\nhint: paste one for each probe"));
        }
        let text = text_of(pasted).map_err(|error| format!("cannot read the reply to the {probe} probe: {error}"))?;
        let answer = pasted::read(catalogue, probe, &text).map_err(|error| error.to_string())?;
        exchanges.push(Exchange::told(probe.into(), answer));
    }
    let told_of = |probe: &Probe| exchanges.iter().any(|exchange| exchange.key.probe == *probe);
    let subject = Examinee {
        profile: "as reported".to_owned(),
        enterprise_id: args.enterprise_id.clone(),
        user_id: args.user_id.clone(),
        configured: [Probe::Enterprise, Probe::User].into_iter().filter(told_of).collect(),
        ..Examinee::default()
    };
    Ok(Examination {
        expectations: subject.expectations(&expectations(catalogue, &subject.configured, &args.expectations)?),
        subject,
        agenda: Agenda { swap_unlikely: true, ..Agenda::default() },
        exchanges,
        rounds: 1,
        as_reported: true,
        ..Examination::default()
    })
}

fn text_of(pasted: &Pasted) -> io::Result<String> {
    let limited = |source: &mut dyn Read| {
        let mut bytes = Vec::new();
        source.take(PASTE_LIMIT).read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    match pasted {
        Pasted::Text(text) => Ok(text.clone()),
        Pasted::File(path) => limited(&mut fs::File::open(path)?),
        Pasted::Stdin => limited(&mut io::stdin().lock()),
    }
}

pub(super) fn diff(catalogue: &Catalogue, args: &DiffArgs) -> u8 {
    let started = SystemTime::now();
    let profiles = |path: &Path| -> Result<Vec<ProfileReport>, String> {
        let recording = Recording::read(path).map_err(|error| error.to_string())?;
        Ok(recording.examinations.iter().map(|examination| assemble(catalogue, examination)).collect())
    };
    let (before, after) = match (profiles(&args.before), profiles(&args.after)) {
        (Ok(before), Ok(after)) => (before, after),
        (before, after) => {
            let messages: Vec<String> = [before.err(), after.err()].into_iter().flatten().collect();
            return refuse("diff", &args.reporting, started, &messages, USAGE);
        }
    };
    let mut report = DiffReport::between(&before, &after);
    report.exit_code = if report.changes.is_empty() { OK } else { CHANGED };
    write_everywhere(&args.reporting, report.exit_code, &|format, style, exit_code, out| match format {
        Format::Text => write_diff_text(&report, style, out),
        Format::Json => write_diff_json(&DiffReport { exit_code, ..report.clone() }, out),
    })
}
