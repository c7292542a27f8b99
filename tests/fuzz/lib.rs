//! What every target demands of what is printed.

use std::sync::LazyLock;

use ccg_doctor::catalogue::{Catalogue, Probe};
use ccg_doctor::diagnose::Verdict;
use ccg_doctor::diagnose::Assessment;
use ccg_doctor::examination::{Examination, Examinee, Exchange};
use ccg_doctor::reply::Answer;
use ccg_doctor::formats::{Format, Layout};
use ccg_doctor::report::{End, Ground, ProfileReport, Report, Run, assemble};

/// The catalogue, read once.
pub static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::embedded().expect("the catalogue is whole"));

/// The probes that a byte chooses from.
pub const PROBES: [Probe; 10] = [
    Probe::Enterprise,
    Probe::User,
    Probe::BadSecret,
    Probe::NoSubject,
    Probe::AppUser,
    Probe::UserAsEnterprise,
    Probe::EnterpriseAsUser,
    Probe::WhoamiEnterprise,
    Probe::WhoamiUser,
    Probe::UserLookup,
];

/// An examination in which one probe was answered so.
pub fn examination(probe: Probe, answer: Answer) -> Examination {
    let subject = Examinee {
        profile: "fuzzed".to_owned(),
        base_url: Some("https://api.box.com".to_owned()),
        enterprise_id: Some("1234567".to_owned()),
        user_id: Some("8506151483".to_owned()),
        configured: vec![Probe::Enterprise, Probe::User],
        ..Examinee::default()
    };
    Examination {
        expectations: subject.expectations(&[]),
        subject,
        exchanges: vec![Exchange::told(probe.into(), answer)],
        rounds: 1,
        ..Examination::default()
    }
}

/// Prints an examination in every format and width, demands of it what always holds, and hands the text over.
pub fn print(examination: &Examination) -> (ProfileReport, String) {
    let profile = assemble(&CATALOGUE, examination, &Assessment::of(&CATALOGUE, examination));
    assert_ne!(profile.verdict, Verdict::Healthy, "one reply makes nothing healthy");
    (profile.clone(), print_profile(profile))
}

/// Prints a profile's report in every format and width; nothing in it may be obeyed by a terminal.
pub fn print_profile(profile: ProfileReport) -> String {
    let report = Report {
        run: Run { command: Some("check".into()), started_at: "2026-11-24T00:00:00Z".into(), ground: Ground::default() },
        profiles: vec![profile],
        end: End { duration_ms: 0, exit_code: 1, error: None },
    };
    let mut printed = Vec::new();
    for (width, verbosity) in [(40, 0), (80, 2), (120, 1)] {
        for format in Format::ALL {
            format.print(&report, Layout { width, verbosity }, &mut printed).expect("a vector takes everything");
        }
    }
    let printed = String::from_utf8(printed).expect("text is UTF-8");
    let obeyed = printed.chars().find(|char| char.is_control() && *char != '\n');
    assert_eq!(obeyed, None, "a terminal would obey it");
    let hidden = |char: &char| matches!(char, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    assert_eq!(printed.chars().find(hidden), None, "it reorders or hides text");
    printed
}
