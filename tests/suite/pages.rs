//! The text report: one page, the verdict first and last, the first thing to do near the top, at every width.

use crate::catalogue::{each_simulated, pairs, shows_unasked};
use crate::kit::catalogue;
use ccg_doctor::catalogue::{Catalogue, Dialect};
use ccg_doctor::diagnose::{Assessment, Verdict};
use ccg_doctor::examination::Examination;
use ccg_doctor::formats::{Format, Layout};
use ccg_doctor::report::{End, Ground, ProfileReport, Report, Run, assemble};

/// How many lines a failing app's report has at 80 columns, and a healthy one's.
const PAGE: usize = 30;
const HEALTHY: usize = 10;
/// By which line the first thing to do or to look at is told.
const FIRST: usize = 6;

fn text(profile: &ProfileReport, layout: Layout) -> String {
    let report = Report {
        run: Run {
            command: Some("check".into()),
            started_at: "2026-11-25T12:00:00Z".into(),
            ground: Ground::default(),
        },
        profiles: vec![profile.clone()],
        end: End { duration_ms: 1, exit_code: 0, error: None },
    };
    let mut printed = Vec::new();
    Format::of("text").expect("text").print(&report, layout, &mut printed).expect("a page");
    String::from_utf8(printed).expect("UTF-8")
}

fn report(catalogue: &Catalogue, examination: &Examination) -> ProfileReport {
    assemble(catalogue, examination, &Assessment::of(catalogue, examination))
}

/// Every cause that a request of ours can have.
fn scenarios(catalogue: &Catalogue) -> Vec<String> {
    let ours = catalogue.causes().iter().filter(|cause| !cause.entry.pasted_only);
    let simulated = ours.filter(|cause| shows_unasked(cause)).map(|cause| cause.id().to_owned());
    std::iter::once("healthy".to_owned()).chain(simulated).collect()
}

/// What of a page is not as it should be.
fn faults(profile: &ProfileReport) -> Vec<String> {
    let mut faults = Vec::new();
    let page = text(profile, Layout::default());
    let lines: Vec<&str> = page.lines().collect();
    let verdict = profile.verdict.id();
    let most = if profile.verdict == Verdict::Healthy { HEALTHY } else { PAGE };
    if lines.len() > most {
        faults.push(format!("{} lines of {most}:\n{page}", lines.len()));
    }
    if !lines[0].contains(verdict) {
        faults.push(format!("the verdict is not first: {}", lines[0]));
    }
    let quiet = text(profile, Layout { quiet: true, ..Layout::default() });
    if !quiet.starts_with(verdict) || lines.last() != quiet.lines().next().as_ref() || quiet.lines().count() != 1 {
        faults.push(format!("the last line is not the quiet one: {:?}, {quiet}", lines.last()));
    }
    let acts = |line: &&&str| ["Fix", "Look", "Ask"].iter().any(|word| line.starts_with(word));
    let first = lines.iter().position(|line| acts(&line)).map(|at| at + 1);
    if profile.verdict == Verdict::Misconfigured && first.is_none_or(|at| at > FIRST) {
        faults.push(format!("the first thing to do is in line {first:?}:\n{page}"));
    }
    for width in [60, 80, 120] {
        let page = text(profile, Layout { width, ..Layout::default() });
        // The last line is never broken, nor is a word.
        let may_be_wide = |line: &str| !line.trim().contains(' ') || line.starts_with(verdict);
        let wide = page.lines().filter(|line| line.chars().count() > width && !may_be_wide(line));
        faults.extend(wide.map(|line| format!("wider than {width}: {line}")));
    }
    let ascii = text(profile, Layout { ascii: true, ..Layout::default() });
    if !ascii.is_ascii() {
        faults.push(format!("not ASCII:\n{ascii}"));
    }
    faults
}

#[test]
fn every_report_is_a_page_at_every_width() {
    let catalogue = catalogue();
    for dialect in [Dialect::Current, Dialect::Guide] {
        each_simulated(&catalogue, &scenarios(&catalogue), dialect, |examination, _| {
            faults(&report(&catalogue, examination))
        });
    }
}

#[test]
fn two_faults_at_once_are_a_page_too() {
    let catalogue = catalogue();
    each_simulated(&catalogue, &pairs(&catalogue), Dialect::Current, |examination, _| {
        faults(&report(&catalogue, examination))
    });
}

#[test]
fn every_cause_reads_as_it_did() {
    let catalogue = catalogue();
    let pages = std::cell::RefCell::new(Vec::new());
    each_simulated(&catalogue, &scenarios(&catalogue), Dialect::Current, |examination, truth| {
        let page = text(&report(&catalogue, examination), Layout::default());
        pages.borrow_mut().push(format!("=== {}\n{page}", truth.join("+")));
        Vec::new()
    });
    let pages = pages.into_inner().join("\n");
    insta::with_settings!({ prepend_module_to_snapshot => true, omit_expression => true }, {
        insta::assert_snapshot!("every_cause", pages);
    });
}

/// What is left of a page that the run does not decide: ports, durations and the day.
fn masked(page: &str) -> String {
    let word = |word: &str| match word {
        _ if word.contains("http://127.0.0.1:") => {
            let (before, after) = word.split_once("127.0.0.1:").expect("an address");
            format!("{before}127.0.0.1:PORT{}", after.trim_start_matches(|it: char| it.is_ascii_digit()))
        }
        _ if word.starts_with('(') && word[1..].bytes().all(|byte| byte.is_ascii_digit()) => "(N".to_owned(),
        _ => word.to_owned(),
    };
    let line = |line: &str| {
        let day = line.trim_start().starts_with("date: ");
        if day { "    date: DAY\n".to_owned() } else { line.split(' ').map(word).collect::<Vec<_>>().join(" ") + "\n" }
    };
    page.lines().map(line).collect()
}

#[test]
fn what_more_is_told_where_it_is_asked_for_reads_as_it_did() {
    let catalogue = catalogue();
    let pages = std::cell::RefCell::new(Vec::new());
    let scenarios = ["healthy", "user-inactive", "app-access-only"].map(str::to_owned);
    each_simulated(&catalogue, &scenarios, Dialect::Current, |examination, truth| {
        for verbosity in [1, 2] {
            let page = text(&report(&catalogue, examination), Layout { verbosity, ..Layout::default() });
            pages.borrow_mut().push(format!(
                "=== {} -{}\n{}",
                truth.join("+"),
                "v".repeat(verbosity.into()),
                masked(&page)
            ));
        }
        Vec::new()
    });
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!("verbose", pages.into_inner().join("\n"));
    });
}
