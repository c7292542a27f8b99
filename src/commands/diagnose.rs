//! `diagnose` and `diff`: what recordings and pasted replies come to, without a network.

use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::time::SystemTime;

use super::expectations::expectations;
use super::output::{deliver, empty_report, refuse, write_everywhere};
use super::{OK, Stopped, USAGE, exit_code, of_flag};
use crate::catalogue::{Catalogue, Probe, ProbeKey};
use crate::cli::{DiagnoseArgs, DiffArgs, Pasted, PastedReply, Told};
use crate::diagnose::Assessment;
use crate::examination::{Agenda, Examination, Examinee, Exchange};
use crate::files;
use crate::formats::Format;
use crate::observation::Provenance;
use crate::origin::Origin;
use crate::pasted;
use crate::problem::Problem;
use crate::recording::{Recording, SIZE_LIMIT};
use crate::reply::printable::printable;
use crate::report::{DiffReport, assemble};
use crate::typed::{self, near};

/// Something changed, as `diff` of POSIX says it.
const CHANGED: u8 = 1;
/// The longest pasted text that is read, in bytes.
const PASTE_LIMIT: usize = 1024 * 1024;
/// What is longer is no file's name, in bytes (`PATH_MAX` of Linux).
const LONGEST_PATH: usize = 4096;
/// How much of a file is read to see whether it is a recording, in bytes; it says so in its first line.
const RECORDING_HEAD: usize = 4096;

pub(super) fn run(catalogue: &Catalogue, args: &DiagnoseArgs) -> u8 {
    let started = SystemTime::now();
    let examinations = match &args.told {
        Told::Bare(bare) => of_bare(catalogue, args, bare),
        Told::Replies(replies) => {
            let told = replies.iter().try_fold(Vec::new(), |told, reply| add(catalogue, told, reply));
            told.and_then(|told| as_told(catalogue, args, told))
        }
    };
    let examinations = match examinations {
        Ok(examinations) => examinations,
        Err(problem) => return refuse("diagnose", &args.reporting, started, &Stopped::usage(problem)),
    };
    let mut report = empty_report(Some("diagnose"), started, OK, &[]);
    let profile = |it: &Examination| assemble(catalogue, it, &Assessment::of(catalogue, it));
    report.profiles = examinations.iter().map(profile).collect();
    report.end.exit_code = exit_code(&report.profiles);
    deliver(&args.reporting, &report)
}

/// Reads the one argument: a recording, a file that holds a pasted text, `-`, or the text itself.
fn of_bare(catalogue: &Catalogue, args: &DiagnoseArgs, bare: &Path) -> Result<Vec<Examination>, Problem> {
    let typed = bare.to_str().unwrap_or_default();
    let (text, file) = if typed == "-" {
        let unreadable = |error| Problem::new(format!("cannot read standard input: {error}")).at(Origin::Stdin);
        (text_of(&Pasted::Stdin).map_err(unreadable)?, None)
    } else if exists(bare) || names_a_file(typed) {
        let name = typed::path(bare);
        let unreadable = |error| {
            let problem = Problem::new(format!("cannot read the file {name}: {error}"));
            problem.hint("name a recording, a file with the pasted error, or the error itself")
        };
        // A pipe can be read once, so that what it holds is read before it is known what that is.
        let mut bytes = Vec::new();
        files::read(bare, SIZE_LIMIT, &mut bytes).map_err(unreadable)?;
        if is_recording(&bytes) {
            return of_recording(args, bare, &bytes);
        }
        (text_in(&bytes).map_err(unreadable)?, Some(name))
    } else {
        (typed.to_owned(), None)
    };
    let (key, answer) = pasted::read_bare(catalogue, &text).map_err(|error| {
        let problem = Problem::from(error);
        match &file {
            Some(name) => Problem { message: format!("{name}: {}", problem.message), ..problem }.at(Origin::file(bare)),
            None => problem,
        }
    })?;
    as_told(catalogue, args, vec![Exchange::told(key, answer)])
}

/// Whether the argument is a file's name. A text may be longer than any name.
fn exists(path: &Path) -> bool {
    path.as_os_str().len() <= LONGEST_PATH && fs::metadata(path).is_ok()
}

/// Whether an argument that names no file was meant to. JSON and pages may hold all that a path does, and blanks are rare in none.
fn names_a_file(typed: &str) -> bool {
    let is_text =
        typed.len() > LONGEST_PATH || typed.contains(char::is_whitespace) || typed.starts_with(['{', '<', '"']);
    !is_text && (typed.contains(['/', '\\']) || has_ending(typed))
}

fn has_ending(typed: &str) -> bool {
    let typed = typed.to_ascii_lowercase();
    [".json", ".txt", ".log"].iter().any(|end| typed.ends_with(end))
}

/// Whether a file says of itself that it is a recording, though it may be damaged.
fn is_recording(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(RECORDING_HEAD)]);
    text.trim_start().starts_with('{') && text.contains("\"recording_version\"")
}

fn of_recording(args: &DiagnoseArgs, path: &Path, bytes: &[u8]) -> Result<Vec<Examination>, Problem> {
    if args.enterprise_id.is_some() || args.user_id.is_some() || !args.expectations.is_empty() {
        return Err(Problem::new("a recording holds its own IDs and expectations")
            .hint("leave `--enterprise-id`, `--user-id` and `--expect` out"));
    }
    let recording = Recording::parse(&printable(&path.display().to_string()), bytes)?;
    Ok(recording.examinations)
}

/// Reads one pasted reply, and adds it to those before.
fn add(catalogue: &Catalogue, mut told: Vec<Exchange>, reply: &PastedReply) -> Result<Vec<Exchange>, Problem> {
    let key = key_of(catalogue, reply)?;
    if told.iter().any(|exchange| exchange.key == key) {
        let twice = format!("these are two replies to the {key} probe");
        return Err(of_flag(&reply.place, twice).hint("paste one for each probe"));
    }
    let text = text_of(&reply.text)
        .map_err(|error| of_flag(&reply.place, format!("cannot read the reply to the {key} probe: {error}")))?;
    let answer = pasted::read(catalogue, &key, &text).map_err(|error| of_flag(&reply.place, error))?;
    told.push(Exchange::told(key, answer));
    Ok(told)
}

/// The probe that a pasted reply is said to answer.
fn key_of(catalogue: &Catalogue, reply: &PastedReply) -> Result<ProbeKey, Problem> {
    let pastable = |probe: &Probe| !probe.is_of_settings();
    let Some(probe) = Probe::from_id(&reply.probe).filter(pastable) else {
        let names: Vec<&str> = Probe::ALL.into_iter().filter(pastable).map(Probe::id).collect();
        let hint =
            near(&reply.probe, &names).unwrap_or_else(|| "`ccg-doctor diagnose --help` lists the probes".to_owned());
        return Err(of_flag(&reply.place, "this is a reply to a probe that does not exist").hint(hint));
    };
    let target = match (probe, &reply.target) {
        (Probe::Scope, Some(name)) => {
            let Some(scope) = catalogue.scope(name) else {
                let names: Vec<&str> = catalogue.scopes().iter().map(|scope| scope.id.as_str()).collect();
                let hint = near(name, &names).unwrap_or_else(|| format!("the scopes are {}", names.join(", ")));
                let unknown = "this is a reply to a scope that Box is not known to have";
                return Err(of_flag(&reply.place, unknown).hint(hint));
            };
            Some(scope.id.clone())
        }
        (_, target) => target.clone(),
    };
    Ok(ProbeKey { probe, target })
}

/// Makes an examination of what somebody pasted.
fn as_told(catalogue: &Catalogue, args: &DiagnoseArgs, exchanges: Vec<Exchange>) -> Result<Vec<Examination>, Problem> {
    let told_of = |probe: &Probe| exchanges.iter().any(|exchange| exchange.key.probe == *probe);
    let subject = Examinee {
        profile: "as reported".to_owned(),
        enterprise_id: args.enterprise_id.clone(),
        user_id: args.user_id.clone(),
        configured: [Probe::Enterprise, Probe::User].into_iter().filter(told_of).collect(),
        ..Examinee::default()
    };
    Ok(vec![Examination {
        expectations: subject.expectations(&expectations(catalogue, &subject.configured, &args.expectations)?),
        subject,
        agenda: Agenda { swap_unlikely: true, ..Agenda::default() },
        exchanges,
        rounds: 1,
        provenance: Provenance::Reported,
        ..Examination::default()
    }])
}

fn text_of(pasted: &Pasted) -> io::Result<String> {
    let mut bytes = Vec::new();
    match pasted {
        Pasted::Text(text) => return Ok(text.clone()),
        Pasted::File(path) => files::read(path, PASTE_LIMIT, &mut bytes)?,
        Pasted::Stdin => {
            io::stdin().lock().take(PASTE_LIMIT as u64 + 1).read_to_end(&mut bytes)?;
        }
    }
    text_in(&bytes)
}

/// The pasted text in what was read of it.
fn text_in(bytes: &[u8]) -> io::Result<String> {
    if bytes.len() > PASTE_LIMIT {
        let limit = PASTE_LIMIT / 1024 / 1024;
        return Err(io::Error::other(format!("it is longer than {limit} MiB; paste the part about the error")));
    }
    Ok(String::from_utf8_lossy(bytes).into_owned())
}

pub(super) fn diff(catalogue: &Catalogue, args: &DiffArgs) -> u8 {
    let started = SystemTime::now();
    if let Some(output) = args.reporting.outputs.iter().find(|output| !output.format.tells_changes()) {
        let problem = of_flag(&output.place, format!("`{}` does not tell what changed", output.format.id))
            .hint(format!("use {}", Format::listed_for_changes()));
        return refuse("diff", &args.reporting, started, &Stopped::usage(problem));
    }
    let read = |which: &str, path: &Path| {
        let problem = |error| Problem::from(error);
        let of_argument = |problem: Problem| Problem { message: format!("{which}: {}", problem.message), ..problem };
        Recording::read(path).map_err(problem).map_err(of_argument)
    };
    let (before, after) = (read("`BEFORE`", &args.before), read("`AFTER`", &args.after));
    let (before, after) = match (before, after) {
        (Ok(before), Ok(after)) => (before, after),
        (before, after) => {
            let problems = [before.err(), after.err()].into_iter().flatten().collect();
            return refuse("diff", &args.reporting, started, &Stopped { problems, exit_code: USAGE });
        }
    };
    let mut report = DiffReport::between(catalogue, &before.examinations, &after.examinations);
    report.exit_code = if report.changes.is_empty() { OK } else { CHANGED };
    write_everywhere(&args.reporting, report.exit_code, &|format, layout, exit_code, out| {
        format.print_diff(&DiffReport { exit_code, ..report.clone() }, layout, out)
    })
}
