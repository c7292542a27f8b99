//! The JSON contract (`fixtures/report.schema.json`, `schema_version` 1): one document on standard output on every path, that
//! fits the schema and tells the exit code.

use std::fs;

use crate::contract::{demand, errors, line_errors};
use crate::kit::{Answer, Asked, Doctor, Ended, Seen, Server};
use crate::kit::{healthy, oauth_app};
use ccg_doctor::catalogue::Catalogue;
use ccg_doctor::diagnose::Assessment;
use ccg_doctor::formats::{Format, Layout};
use ccg_doctor::recording::Recording;
use ccg_doctor::report::{End, Ground, Report, Run, assemble};
use serde_json::Value;

/// The document fits, and tells what the program exits with.
#[track_caller]
fn fits(name: &str, ended: &Ended, code: i32) -> Value {
    let report = ended.json();
    demand(&report);
    assert_eq!(ended.code, code, "{name}: {}", ended.stderr);
    assert_eq!(report["exit_code"], code, "{name}");
    for profile in report["profiles"].as_array().into_iter().flatten() {
        assert!(profile["findings"].as_array().is_some_and(|it| it.len() > 15), "{name}: each cause has a status");
    }
    report
}

#[test]
fn every_verdict_fits_the_schema() {
    type Behaviour = fn(&Seen) -> Answer;
    let rows: [(&str, Behaviour, i32, &str); 9] = [
        ("healthy", healthy, 0, "healthy"),
        ("an OAuth app", oauth_app, 1, "misconfigured"),
        (
            "the user refused",
            |seen| if seen.asked == Asked::User { Answer::grant_credentials_invalid() } else { healthy(seen) },
            1,
            "misconfigured",
        ),
        ("nothing but Box's one sentence", |_| Answer::grant_credentials_invalid(), 1, "misconfigured"),
        ("a code that nobody knows", |_| Answer::refusal("invalid_moon_phase", ""), 3, "inconclusive"),
        ("a page", |_| Answer::with(200, &[], "<html>"), 3, "inconclusive"),
        ("a limit", |_| Answer::with(429, &["Retry-After: 3600"], ""), 3, "inconclusive"),
        ("a reset", |_| Answer::ThenReset(Vec::new()), 3, "inconclusive"),
        (
            "no revocation",
            |seen| if seen.asked == Asked::Revoke { Answer::with(403, &[], "") } else { healthy(seen) },
            0,
            "healthy",
        ),
    ];
    for (name, behaviour, code, verdict) in rows {
        let server = Server::start(behaviour);
        let report = fits(name, &Doctor::json(&server).run(), code);
        assert_eq!(report["profiles"][0]["verdict"], verdict, "{name}");
        assert_eq!(report["profiles"][0]["simulated"], Value::Null, "{name}");
        assert_eq!(report["error"], Value::Null, "{name}");
    }
}

#[test]
fn every_simulated_cause_fits_the_schema() {
    for scenario in [
        "healthy",
        "client-credentials-mismatch",
        "app-not-authorized",
        "user-tokens-disabled",
        "app-not-enabled",
        "authorized-elsewhere+user-inactive",
        "app-access-only",
        "reauthorization-needed",
        "subject-ids-swapped",
        "terms-not-accepted",
        "scope-missing",
        "folder-not-shared",
    ] {
        let ended = Doctor::new(["check", "--simulate", scenario, "--format", "json"]).run();
        let code = i32::from(scenario != "healthy");
        let report = fits(scenario, &ended, code);
        assert_eq!(report["profiles"][0]["simulated"], scenario);
    }
}

/// However it was typed, so that reports can be compared.
#[test]
fn a_scenario_is_told_in_one_spelling() {
    for (typed, told) in [("app-not-enabled:1", "app-not-enabled"), ("app-not-enabled", "app-not-enabled")] {
        let ended = Doctor::new(["check", "--simulate", typed, "--format", "json"]).run();
        assert_eq!(fits(typed, &ended, 1)["profiles"][0]["simulated"], told);
    }
}

#[test]
fn a_time_out_fits_the_schema() {
    let server = Server::start(|_: &Seen| Answer::ThenSilence(Vec::new()));
    let report = fits("time-out", &Doctor::json(&server).args(["--timeout", "1s"]).run(), 3);
    assert_eq!(report["profiles"][0]["probes"][0]["outcome"], "failed");
}

#[test]
fn an_error_is_a_document_too() {
    let rows: [(&str, Doctor, i32); 8] = [
        ("an unknown flag", Doctor::new(["check", "--format", "json", "--nonsense"]), 2),
        ("a secret as a flag", Doctor::new(["check", "--client-secret=x", "--format=json"]), 2),
        ("a contradiction", Doctor::new(["check", "--format", "json", "--quiet", "-v"]), 2),
        ("a command that has no JSON", Doctor::new(["nonsense", "--format", "json"]), 2),
        ("no settings", Doctor::new(["check", "--format", "json"]), 2),
        ("settings that cannot be meant", Doctor::check("http://api.box.com").args(["--format", "json"]), 2),
        ("no such scenario", Doctor::new(["check", "--simulate", "nonsense", "--format", "json"]), 2),
        (
            "no certificate",
            Doctor::check("https://localhost:1").args(["--ca-cert", "/dev/null", "--format", "json"]),
            2,
        ),
    ];
    for (name, doctor, code) in rows {
        let ended = doctor.run();
        let report = fits(name, &ended, code);
        assert_eq!(report["profiles"], serde_json::json!([]), "{name}: nothing was sent");
        let message = report["error"]["message"].as_str().unwrap();
        assert!(ended.stderr.contains(message.lines().next().unwrap()), "{name}: {}", ended.stderr);
    }
}

/// What was typed in a command's place is no command, and the document says of none that it was run.
#[test]
fn where_no_command_is_understood_none_is_told() {
    for (args, command) in [
        (&["chekc", "--format", "json"][..], Value::Null),
        (&["--format", "json"], Value::Null),
        (&["--format", "json", "check"], Value::Null),
        (&["explain", "--nonsense", "--format", "json"], "explain".into()),
        (&["diff", "--format", "json"], "diff".into()),
    ] {
        assert_eq!(Doctor::new(args).run().json()["command"], command, "{args:?}");
    }
    let ended = Doctor::new(["chekc", "--format", "jsonl"]).run();
    assert_eq!(ended.lines()[0]["summary"]["command"], Value::Null);
}

/// Several errors are a line that sums up, and each a hint with its own remedy.
#[test]
fn no_error_of_several_is_lost() {
    let check = Doctor::check("http://api.box.com").env("BOX_CLIENT_SECRET", " x ").env("BOX_USER_ID", "..");
    let ended = check.args(["--format", "json"]).run();
    let error = &fits("several", &ended, 2)["error"];
    let message = error["message"].as_str().unwrap();
    let hints: Vec<&str> = error["hints"].as_array().unwrap().iter().map(|hint| hint.as_str().unwrap()).collect();
    assert!(message.ends_with("(and 2 more errors: see the hints)") && !message.contains('\n'), "{message}");
    for name in ["BOX_CLIENT_SECRET", "BOX_USER_ID", "BOX_BASE_URL"] {
        assert!(hints.iter().any(|hint| hint.contains(name)), "{name}: {hints:?}");
        assert!(ended.stderr.contains(&format!("error: variable `{name}`")), "{}", ended.stderr);
    }
    let remedied = |hint: &&str| hint.contains("`BOX_CLIENT_SECRET`") && hint.contains(": remove it there");
    assert!(hints.iter().any(remedied), "{hints:?}");
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_a_document() {
    for (signal, code) in [("HUP", 129), ("INT", 130), ("TERM", 143)] {
        let server = Server::start(|_: &Seen| Answer::ThenSilence(Vec::new()));
        let running = Doctor::json(&server).start();
        server.wait_for(&[Asked::Enterprise]);
        running.signal(signal);
        fits(signal, &running.end(), code);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_that_could_not_be_delivered_is_no_green_light() {
    let folder = tempfile::tempdir().unwrap();
    let inside = |format: &str, name: &str| format!("{format}={}", folder.path().join(name).display());
    let rows = [
        ("text beside standard output", vec!["json".to_owned(), "text=/dev/full".to_owned()], 3),
        ("text before standard output", vec!["text=/dev/full".to_owned(), "json".to_owned()], 3),
        ("both delivered", vec![inside("text", "report.txt"), "json".to_owned()], 0),
    ];
    for (name, formats, code) in rows {
        let server = Server::start(healthy);
        let args = formats.iter().flat_map(|format| ["--format", format]);
        let ended = Doctor::check(&server.url()).args(args).run();
        let report = ended.json();
        assert_eq!((ended.code, &report["exit_code"]), (code, &Value::from(code)), "{name}");
        assert_eq!(ended.stderr.contains("cannot write the text report to `/dev/full`"), code == 3, "{}", ended.stderr);
    }
    let server = Server::start(healthy);
    let ended = Doctor::check(&server.url())
        .args(["--format", &inside("json", "report.json"), "--format", "text=/dev/full"])
        .run();
    assert_eq!(ended.code, 3);
    let report: Value = serde_json::from_str(&fs::read_to_string(folder.path().join("report.json")).unwrap()).unwrap();
    assert_eq!(report["exit_code"], 3);
}

#[test]
fn a_file_holds_the_same_document_as_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    let server = Server::start(healthy);
    let ended = Doctor::json(&server).args(["--format", &format!("json={}", file.display())]).run();
    assert_eq!(fs::read_to_string(&file).unwrap(), ended.stdout);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "a half-written file is left");
}

#[test]
fn the_schema_knows_and_wants_each_field() {
    let server = Server::start(|seen: &Seen| match seen.asked {
        Asked::User => Answer::grant_credentials_invalid(),
        _ => healthy(seen),
    });
    let report = fits("whole", &Doctor::json(&server).run(), 1);
    // What stands there is looked up by id.
    let by_id = |path: &str| path.strip_prefix("/rules/").is_some_and(|id| !id.contains('/'));
    let mut wanted = 0;
    for path in paths(&report, "").into_iter().filter(|path| !by_id(path)) {
        let (parent, field) = path.rsplit_once('/').unwrap();
        let mut without = report.clone();
        without.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(field);
        assert_ne!(errors(&without), [""; 0], "{path} is not wanted");
        let mut with_more = report.clone();
        let fields = with_more.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        fields.insert(format!("{field}_too"), Value::Null);
        assert_ne!(errors(&with_more), [""; 0], "{path}_too is taken");
        wanted += 1;
    }
    assert!(wanted > 100, "{wanted}");
}

/// Every line of `jsonl` fits its own schema; a profile is what the one document holds.
#[test]
fn each_profile_is_a_line_and_the_run_is_the_last() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("recording.json");
    let server = Server::start(|seen: &Seen| match seen.asked {
        Asked::User => Answer::grant_credentials_invalid(),
        _ => healthy(seen),
    });
    let whole = fits("whole", &Doctor::json(&server).args(["--record", file.to_str().unwrap()]).run(), 1);
    let ended = Doctor::new(["diagnose", file.to_str().unwrap(), "--format", "jsonl"]).run();
    let lines = ended.lines();
    assert_eq!((ended.code, lines.len()), (1, 2));
    assert_eq!(lines[0], whole["profiles"][0]);
    assert_eq!((&lines[1]["type"], &lines[1]["exit_code"]), (&"summary".into(), &1.into()));
    assert_eq!((&lines[1]["summary"]["profiles"], &lines[1]["summary"]["misconfigured"]), (&1.into(), &1.into()));
    assert_eq!(lines[1]["rules"], whole["rules"]);
}

/// The last line says of the run what the one document says, and the schema holds it to that.
#[test]
fn the_last_line_is_held_to_what_a_run_can_come_to() {
    let server = Server::start(healthy);
    let ended = Doctor::check(&server.url()).args(["--format", "jsonl"]).run();
    let last = ended.lines().pop().unwrap();
    let refused = Doctor::new(["check", "--format", "jsonl"]).run().lines().pop().unwrap();
    let rows: [(&Value, &str, Value); 7] = [
        (&last, "/exit_code", 2.into()),
        (&last, "/exit_code", 1.into()),
        (&last, "/summary/inconclusive", 1.into()),
        (&last, "/summary/command", "explain".into()),
        (&last, "/summary/command", "nonsense".into()),
        (&refused, "/exit_code", 0.into()),
        (&refused, "/summary/command", "nonsense".into()),
    ];
    for (line, path, value) in rows {
        assert_eq!(line_errors(line), [""; 0], "{line}");
        let mut other = line.clone();
        *other.pointer_mut(path).unwrap() = value;
        assert_ne!(line_errors(&other), [""; 0], "{other}");
    }
}

/// Nothing was asked, so there is no address; that is not an address without letters.
#[test]
fn a_report_of_pasted_replies_has_no_address() {
    let reply = r#"user={"error":"invalid_grant","error_description":"Grant credentials are invalid"}"#;
    let report = fits("pasted", &Doctor::new(["diagnose", "--reply", reply, "--format", "json"]).run(), 1);
    assert_eq!(report["profiles"][0]["base_url"], Value::Null);
}

/// A finding is whole unless there is nothing to do about it; each reply that bears on one names its probe.
#[test]
fn what_may_be_is_told_in_full_and_what_is_not_by_its_probes() {
    let server = Server::start(|seen: &Seen| match seen.asked {
        Asked::User => Answer::refusal("invalid_grant", "Current date/time MUST be before the expiration"),
        _ => healthy(seen),
    });
    let mut seen = std::collections::BTreeSet::new();
    let odd = Doctor::json(&server).run().json();
    let masked = Doctor::new(["check", "--simulate", "app-access-only", "--format", "json"]).run().json();
    for report in [odd, masked] {
        demand(&report);
        for finding in report["profiles"][0]["findings"].as_array().unwrap() {
            let status = finding["status"].as_str().unwrap();
            let whole = ["confirmed", "suspected", "not-excluded"].contains(&status);
            let evidence = finding["evidence"].as_array().unwrap();
            assert_eq!(finding["remediation"].is_array(), whole, "{finding}");
            assert_eq!(report["rules"].get(finding["id"].as_str().unwrap()).is_some(), whole, "{finding}");
            assert!(whole || evidence.iter().all(|one| one["probe"].is_string()), "{finding}");
            seen.insert(status.to_owned());
        }
    }
    for status in ["suspected", "not-excluded", "masked", "untested", "ruled-out"] {
        assert!(seen.contains(status), "no {status} among {seen:?}");
    }
}

/// Whoever asked for lines gets one, whatever happens.
#[test]
fn a_run_without_a_profile_is_one_line() {
    let rows = [
        ("an unknown flag", Doctor::new(["check", "--format", "jsonl", "--nonsense"])),
        ("no settings", Doctor::new(["check", "--format", "jsonl"])),
        ("a command that has no such lines", Doctor::new(["diff", "a", "b", "--format", "jsonl"])),
    ];
    for (name, doctor) in rows {
        let ended = doctor.run();
        let lines = ended.lines();
        assert_eq!((ended.code, lines.len(), &lines[0]["exit_code"]), (2, 1, &2.into()), "{name}");
        let message = lines[0]["error"]["message"].as_str().unwrap();
        assert!(ended.stderr.contains(message.lines().next().unwrap()), "{name}: {}", ended.stderr);
    }
}

/// What a program that keeps reports pays for.
#[test]
fn a_healthy_profile_is_light_and_so_are_a_thousand() {
    const KB: usize = 1000;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("recording.json");
    let server = Server::start(healthy);
    let ended = Doctor::json(&server).args(["--record", file.to_str().unwrap()]).run();
    fits("healthy", &ended, 0);
    assert!(ended.stdout.len() < 6 * KB, "{}", ended.stdout.len());
    let catalogue = Catalogue::embedded().unwrap();
    let recording = Recording::read(&file).unwrap();
    let profile = {
        let examination = &recording.examinations[0];
        assemble(&catalogue, examination, &Assessment::of(&catalogue, examination))
    };
    let report = Report {
        run: Run {
            command: Some("check".into()),
            started_at: "2026-11-25T12:00:00Z".into(),
            ground: Ground::default(),
        },
        profiles: vec![profile; 1000],
        end: End { duration_ms: 412, exit_code: 0, error: None },
    };
    for format in Format::ALL.iter().filter(|format| format.contract.is_some()) {
        let mut printed = Vec::new();
        format.print(&report, Layout::default(), &mut printed).unwrap();
        assert!(printed.len() < 6 * KB * KB, "{}: {}", format.id, printed.len());
    }
}

/// What stands in `rules` once must hold in every profile, so no text there may take a value of one.
#[test]
fn what_holds_in_every_profile_names_no_value_of_one() {
    let catalogue = Catalogue::embedded().unwrap();
    let causes = catalogue.causes().iter().flat_map(|cause| [&cause.entry.title, &cause.entry.explanation]);
    let faults = catalogue.faults().iter().flat_map(|fault| [&fault.title, &fault.explanation]);
    for text in causes.chain(faults) {
        assert!(!text.contains(['{', '[']), "{text}");
    }
}

/// The day that reports and `--version` speak of is no earlier than the last page that the catalogue goes by.
#[test]
fn no_source_was_read_after_the_day_that_is_told() {
    let catalogue = Catalogue::embedded().unwrap();
    let causes = catalogue.causes().iter().flat_map(|cause| &cause.entry.source);
    let read = causes.chain(catalogue.faults().iter().flat_map(|fault| &fault.source)).map(|source| &source.read);
    assert_eq!(read.max().map(String::as_str), Some(ccg_doctor::catalogue::READ_UNTIL));
}

/// The place of every field of every object.
fn paths(value: &Value, at: &str) -> Vec<String> {
    match value {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, value)| {
                let at = format!("{at}/{name}");
                let below = paths(value, &at);
                std::iter::once(at).chain(below)
            })
            .collect(),
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(index, item)| paths(item, &format!("{at}/{index}"))).collect()
        }
        _ => Vec::new(),
    }
}
