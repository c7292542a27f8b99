//! The formats that programs read: each as its reader wants it, with the same exit code and the same facts, whole or absent, and
//! with nothing in it that a server's text commands.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::kit::{
    Answer, Asked, Doctor, SECRET, Seen, Server, USER_TOKEN, assert_no_canary, catalogue, forms, healthy,
};
use ccg_doctor::diagnose::Assessment;
use ccg_doctor::formats::{Format, Layout, Reader};
use ccg_doctor::recording::Recording;
use ccg_doctor::report::{End, Ground, ProfileReport, Report, Run, assemble};
use serde_json::Value;

/// The formats whose whole output is held by a snapshot, scenario by scenario.
const PROGRAMS: [&str; 6] = ["sarif", "gitlab", "junit", "github", "azure", "prometheus"];

/// What there is to tell: the arguments of a check, and the exit code.
const SCENARIOS: [(&str, &[&str], i32); 6] = [
    ("healthy", &["--simulate", "healthy"], 0),
    ("user-inactive", &["--simulate", "user-inactive"], 1),
    ("app-access-only", &["--simulate", "app-access-only"], 1),
    ("app-not-authorized", &["--simulate", "app-not-authorized"], 1),
    ("wrong-secret", &["--simulate", "client-credentials-mismatch"], 1),
    ("no-network", &["--base-url", "http://127.0.0.1:1"], 3),
];

fn check(args: &[&str]) -> Doctor {
    // Without a Box to simulate, there has to be an app; nothing listens where it is asked for.
    let doctor = Doctor::check("http://127.0.0.1:1").without("BOX_BASE_URL").args(args);
    if args.contains(&"--simulate") { doctor.without("BOX_CLIENT_SECRET") } else { doctor }
}

/// A report without what differs from one run to the next.
fn masked(format: &str, report: &str) -> String {
    let mask = |text: &str, before: &str, after: char| {
        let mut parts = text.split(before);
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |text, part| text + before + "…" + part.find(after).map_or("", |at| &part[at..]))
    };
    match format {
        "sarif" => {
            let mut report: Value = serde_json::from_str(report).unwrap();
            report["runs"][0]["invocations"][0]["startTimeUtc"] = "…".into();
            report["runs"][0]["tool"]["driver"]["semanticVersion"] = "…".into();
            format!("{report:#}")
        }
        "gitlab" => format!("{:#}", serde_json::from_str::<Value>(report).unwrap()),
        "junit" => mask(&mask(report, " time=\"", '"'), " timestamp=\"", '"'),
        "prometheus" => {
            let line = |line: &str| match line.rsplit_once(' ') {
                Some((sample, _)) if !sample.starts_with('#') && sample.contains("_seconds{") => {
                    format!("{sample} …\n")
                }
                _ => format!("{line}\n"),
            };
            report.lines().map(line).collect()
        }
        _ => report.to_owned(),
    }
}

#[test]
fn every_scenario_is_told_in_every_format() {
    for (scenario, args, code) in SCENARIOS {
        for format in PROGRAMS {
            let ended = check(args).args(["--format", format]).run();
            assert_eq!(ended.code, code, "{scenario} as {format}: {}", ended.stderr);
            insta::assert_snapshot!(format!("{format}-{scenario}"), masked(format, &ended.stdout));
        }
    }
}

/// The name of a file for a format.
fn file_for(format: &Format, folder: &Path) -> String {
    let ending = if format.id == "prometheus" { "prom" } else { "out" };
    folder.join(format!("{}.{ending}", format.id)).display().to_string()
}

/// Every format at once, each to a file: the exit code, and what each file holds.
fn in_every_format(doctor: Doctor) -> (i32, BTreeMap<&'static str, String>) {
    let folder = tempfile::tempdir().unwrap();
    let to_file = |format: &Format| format!("--format={}={}", format.id, file_for(format, folder.path()));
    let ended = doctor.args(Format::ALL.iter().map(to_file)).run();
    assert_eq!((ended.stdout.as_str(), ended.stderr.as_str()), ("", ""));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), Format::ALL.len(), "a half-written file is left");
    let read = |format: &'static Format| (format.id, fs::read_to_string(file_for(format, folder.path())).unwrap());
    (ended.code, Format::ALL.iter().map(read).collect())
}

#[test]
fn the_exit_code_is_the_same_in_every_format_and_in_all_at_once() {
    for (scenario, args, code) in SCENARIOS {
        for format in Format::ALL {
            assert_eq!(check(args).args(["--format", format.id]).run().code, code, "{scenario} as {}", format.id);
        }
        let (told, reports) = in_every_format(check(args));
        assert_eq!(told, code, "{scenario}");
        for (format, report) in &reports {
            forms::demand(format, report);
        }
    }
}

/// A suite passes exactly where its profile is healthy; so is what the others make of it.
#[test]
fn no_format_is_green_where_another_is_not() {
    let denied: &[&str] = &["--simulate", "app-access-only", "--expect", "user=denied"];
    let broader: &[&str] = &["--simulate", "healthy", "--expect", "user=denied"];
    let open: &[&str] = &["--simulate", "app-access-only", "--expect", "enterprise=denied"];
    let folder: &[&str] = &["--simulate", "folder-not-shared"];
    let more = [("denied", denied), ("broader", broader), ("undecided", open), ("folder", folder)];
    let all = SCENARIOS.into_iter().map(|(name, args, _)| (name, args)).chain(more);
    for (name, args) in all {
        let (code, reports) = in_every_format(check(args));
        let is_healthy = code == 0;
        let junit = &reports["junit"];
        assert_eq!(!junit.contains("<failure") && !junit.contains("<error"), is_healthy, "{name}: {junit}");
        assert_eq!(reports["gitlab"].trim() == "[]", is_healthy, "{name}");
        let sarif: Value = serde_json::from_str(&reports["sarif"]).unwrap();
        let run = &sarif["runs"][0];
        assert_eq!(run["invocations"][0]["executionSuccessful"], code != 3, "{name}");
        let is_empty =
            run["results"].as_array().unwrap().is_empty() && run["invocations"][0]["executionSuccessful"] == true;
        assert_eq!(is_empty, is_healthy, "{name}");
        for (format, green) in [("github", "::notice"), ("azure", "ccg-doctor: ")] {
            assert_eq!(reports[format].lines().all(|line| line.starts_with(green)), is_healthy, "{name}: {format}");
            assert!(!reports[format].is_empty(), "{name}: {format}");
        }
        let metric = format!("verdict=\"healthy\"}} {}\n", u8::from(is_healthy));
        assert!(reports["prometheus"].contains(&metric), "{name}: {}", reports["prometheus"]);
        // Whatever is printed says that no real app was asked; an empty array says nothing.
        if args.contains(&"--simulate") {
            let says = |report: &String| report.to_lowercase().contains("simulated") || report == "[]\n";
            let silent: Vec<_> = reports.iter().filter(|(_, report)| !says(report)).collect();
            assert!(silent.is_empty(), "{name}: {silent:?}");
        }
    }
}

#[test]
fn whoever_reads_by_a_program_is_told_why_nothing_could_be_run() {
    for format in Format::ALL.iter().filter(|format| format.reader == Reader::Program) {
        for args in [&["check", "--simulate", "nonsense"][..], &["check", "--no-such-flag"]] {
            let ended = Doctor::new(args).args(["--format", format.id]).run();
            assert_eq!(ended.code, 2);
            forms::demand(format.id, &ended.stdout);
            let red = match format.id {
                "sarif" => "\"executionSuccessful\":false",
                "junit" => "<error ",
                "gitlab" => "no-verdict",
                "github" => "::error ",
                "azure" => "type=error;",
                "prometheus" => "verdict=\"inconclusive\"} 1",
                _ => "\"exit_code\":2",
            };
            assert!(ended.stdout.contains(red), "{}: {}", format.id, ended.stdout);
        }
    }
}

/// The root is what the pipeline checked out, and a path is told from there.
#[test]
fn a_pipeline_says_where_its_source_tree_is() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    fs::create_dir(root.join("deploy")).unwrap();
    let program = env!("CARGO_BIN_EXE_ccg-doctor");
    for variable in ["GITHUB_WORKSPACE", "CI_PROJECT_DIR", "BUILD_SOURCESDIRECTORY", "NOTHING"] {
        for (anchor, below, beside) in [("box.yml", "deploy/box.yml", "box.yml"), ("../box.yml", "box.yml", "")] {
            let args = ["check", "--simulate", "user-inactive", "--format", "gitlab", "--sarif-anchor", anchor];
            let mut command = std::process::Command::new(program);
            let command = command.env_clear().env(variable, &root).current_dir(root.join("deploy")).args(args);
            let ended = command.output().unwrap();
            let expected = if variable == "NOTHING" { beside } else { below };
            if expected.is_empty() {
                assert_eq!(ended.status.code(), Some(2));
                continue;
            }
            let entries: Value = serde_json::from_slice(&ended.stdout).unwrap();
            assert_eq!(entries[0]["location"]["path"], expected, "{variable} {anchor}");
        }
    }
}

/// Nobody measured what somebody tells of.
#[test]
fn a_reply_that_was_pasted_took_no_time() {
    let ended = Doctor::new(["diagnose", "Grant credentials are invalid", "--format", "prometheus"]).run();
    forms::demand("prometheus", &ended.stdout);
    assert!(!ended.stdout.contains("duration_seconds{") && ended.stdout.contains("_finding{"), "{}", ended.stdout);
}

/// What a server may send to break out of a format, or to command whoever reads it.
const HOSTILE: [&str; 12] = [
    "]]>",
    "::error::taken over",
    " \n::error file=a::taken over",
    "##vso[task.complete result=Succeeded;]",
    "##[command]taken over",
    "<script>alert(1)</script>",
    "a | b || c",
    "`id` ``` $(id)",
    "\u{1b}[31mred\u{1b}[0m \u{1b}]0;title\u{7}",
    "one\r\ntwo\nthree\u{2028}four\u{85}five",
    "\u{202e}desrever\u{2066} \u{200f}\u{fffe}",
    "\"} 1\nccg_doctor_verdict{profile=\"x\",verdict=\"healthy\"} 1\n [a](https://example.com) {0} %0A%25;]\\",
];

#[test]
fn no_text_of_a_server_breaks_a_format() {
    for hostile in HOSTILE {
        let server = Server::start(move |seen: &Seen| match seen.asked {
            Asked::User => Answer::refusal("invalid_grant", &format!("{hostile} {hostile}")),
            Asked::Enterprise => Answer::refusal(hostile, hostile),
            _ => healthy(seen),
        });
        let (code, reports) = in_every_format(Doctor::check(&server.url()));
        assert_ne!(code, 0);
        for (format, report) in reports {
            forms::demand(format, &report);
        }
    }
}

#[test]
fn no_format_shows_a_secret_or_a_token() {
    let server = Server::start(|seen: &Seen| match seen.asked {
        Asked::Enterprise => Answer::refusal("invalid_grant", &seen.whole()),
        Asked::WhoamiUser => Answer::with(403, &[], &seen.whole()),
        _ => healthy(seen),
    });
    let (_, reports) = in_every_format(Doctor::check(&server.url()).args(["-vv"]));
    for (format, report) in reports {
        assert_no_canary(&report);
        assert!(!report.contains(USER_TOKEN), "{format}: {report}");
    }
    let sent = server.seen();
    assert!(
        sent.iter().any(|seen| seen.whole().contains(SECRET))
            && sent.iter().any(|seen| seen.whole().contains(USER_TOKEN))
    );
}

/// The report of an app whose user is refused, as a value.
fn refused_user() -> ProfileReport {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("recording.json");
    let server = Server::start(|seen: &Seen| match seen.asked {
        Asked::User => Answer::grant_credentials_invalid(),
        _ => healthy(seen),
    });
    assert_eq!(Doctor::json(&server).args(["--record"]).args([&file]).run().code, 1);
    let catalogue = catalogue();
    let recording = Recording::read(&file).unwrap();
    let examination = &recording.examinations[0];
    assemble(&catalogue, examination, &Assessment::of(&catalogue, examination))
}

fn printed(format: &str, profiles: Vec<ProfileReport>, ground: Ground) -> String {
    let report = Report {
        run: Run { command: Some("check".into()), started_at: "2026-11-25T12:00:00Z".into(), ground },
        profiles,
        end: End { duration_ms: 412, exit_code: 1, error: None },
    };
    let mut printed = Vec::new();
    Format::of(format).unwrap().print(&report, Layout::default(), &mut printed).unwrap();
    let printed = String::from_utf8(printed).unwrap();
    forms::demand(format, &printed);
    printed
}

#[test]
fn many_profiles_are_told_apart() {
    let one = refused_user();
    for many in [1, 2, 20, 21, 50] {
        let named = |at| ProfileReport { profile: format!("app {at}").into(), ..one.clone() };
        let profiles: Vec<ProfileReport> = (1..=many).map(named).collect();
        let sarif: Value = serde_json::from_str(&printed("sarif", profiles.clone(), Ground::default())).unwrap();
        let ids: Vec<&str> = sarif["runs"]
            .as_array()
            .unwrap()
            .iter()
            .map(|run| run["automationDetails"]["id"].as_str().unwrap())
            .collect();
        assert_eq!(ids.len(), if many > 20 { 1 } else { many });
        assert_eq!(ids[0], if many > 20 { "ccg-doctor/all/" } else { "ccg-doctor/app 1/" });
        if many > 1 {
            let results = sarif["runs"].as_array().unwrap().iter().flat_map(|run| run["results"].as_array().unwrap());
            let texts: Vec<&str> = results.map(|result| result["message"]["text"].as_str().unwrap()).collect();
            assert!(texts.iter().all(|text| text.contains("profile app ")), "{texts:?}");
            assert!(texts.iter().any(|text| text.contains(&format!("profile app {many}"))));
        }
        for format in PROGRAMS {
            let report = printed(format, profiles.clone(), Ground::default());
            assert!(many == 1 || report.contains(&format!("app {many}")), "{format}: {report}");
        }
    }
    // A recording may hold two of one name.
    for format in PROGRAMS {
        let report = printed(format, vec![one.clone(), one.clone()], Ground::default());
        assert!(report.contains("default (2)"), "{format}: {report}");
    }
}

#[test]
fn what_has_no_place_of_its_own_is_shown_at_the_anchor() {
    let ground = |anchor: Option<&str>| Ground {
        root: "/build/app".into(),
        folder: "/build/app/deploy".into(),
        anchor: anchor.map(Into::into),
    };
    let rows = [
        (None, "deploy/ccg-doctor.toml", None),
        (Some("../box, app.yml"), "box, app.yml", Some("file=box%2C app.yml,line=1")),
        (Some("/etc/box.yml"), "deploy/ccg-doctor.toml", None),
    ];
    let profile = refused_user();
    for (anchor, path, annotated) in rows {
        let of = |format| printed(format, vec![profile.clone()], ground(anchor));
        let sarif: Value = serde_json::from_str(&of("sarif")).unwrap();
        let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], path.replace(' ', "%20"));
        assert_eq!(place["region"]["startLine"], 1);
        let gitlab: Value = serde_json::from_str(&of("gitlab")).unwrap();
        assert_eq!(gitlab[0]["location"]["path"], path);
        // A file that nobody named is not claimed to be there.
        let github = of("github");
        assert_eq!(github.lines().next().unwrap().contains("file="), annotated.is_some(), "{github}");
        assert!(annotated.is_none_or(|annotated| github.contains(annotated)), "{github}");
        assert_eq!(of("azure").contains(";sourcepath="), annotated.is_some());
        for format in PROGRAMS {
            assert!(!of(format).contains("/build/app"), "{format}");
        }
    }
}
