//! `check --record`, `diagnose FILE` and `diff`: a recording tells without a network what was seen with one, and no secret.

use std::fs;
use std::path::{Path, PathBuf};

use crate::kit::{
    CLIENT_ID, Doctor, ENTERPRISE, Reply, SECRET, Script, ScriptedBox, access_denied, assert_no_canary, grant_invalid,
    html, invalid_client, named, not_enabled, not_found, not_yet_authorized, person, probe, profile, rate_limited, run,
    scope_header, token_invalid, truncated, unavailable, wrong_method,
};
use ccg_doctor::catalogue::Catalogue;
use ccg_doctor::diagnose::Assessment;
use ccg_doctor::formats::{Format, Layout};
use ccg_doctor::recording::Recording;
use ccg_doctor::report::{DiffReport, End, Ground, Report, Run, assemble};
use serde_json::Value;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn path(file: &Path) -> &str {
    file.to_str().expect("a path in UTF-8")
}

/// Scripts of every kind of outcome, with their flags.
fn scripts() -> Vec<(&'static str, Script, &'static [&'static str])> {
    let user_refused = || Script::healthy().on("user", grant_invalid());
    vec![
        ("healthy", Script::healthy(), &[]),
        ("user refused", user_refused(), &[]),
        ("user refused, as expected", user_refused(), &["--expect", "user=denied"]),
        ("user inactive", user_refused().on("user-lookup", person("inactive", false, ENTERPRISE)), &[]),
        ("user not seen", user_refused().on("user-lookup", not_found()), &[]),
        ("look-up forbidden", user_refused().on("user-lookup", access_denied()), &[]),
        ("App User granted", user_refused().with_app_user(), &[]),
        (
            "elsewhere",
            Script::healthy()
                .on("enterprise", not_yet_authorized())
                .on("whoami-user", person("active", false, "7654321")),
            &[],
        ),
        (
            "swapped",
            Script::swappable()
                .on("enterprise", grant_invalid())
                .on("user", grant_invalid())
                .on("user-as-enterprise", Reply::Grant)
                .on("enterprise-as-user", Reply::Grant),
            &[],
        ),
        ("wrong credentials", Script::healthy().on("enterprise", invalid_client()).on("user", invalid_client()), &[]),
        ("wrong method", Script::healthy().on("enterprise", wrong_method()).on("user", wrong_method()), &[]),
        (
            "an anonymous token",
            Script::healthy()
                .on("enterprise", wrong_method())
                .on("user", wrong_method())
                .on("no-subject", Reply::Grant),
            &[],
        ),
        ("not enabled", Script::healthy().on("whoami-enterprise", not_enabled()).on("whoami-user", not_enabled()), &[]),
        ("token invalid", Script::enterprise_only().on("whoami-enterprise", token_invalid()), &[]),
        ("scope missing", Script::enterprise_only().on("scope", scope_header()), &["--expect", "scope=manage_groups"]),
        (
            "folder not shared",
            Script::enterprise_only().on("folder", not_found()),
            &["--expect", "folder=1", "--expect", "folder=2=denied"],
        ),
        ("contradiction", Script::healthy().on("enterprise", grant_invalid()), &[]),
        ("control granted", Script::healthy().on("bad-secret", Reply::Grant), &[]),
        ("control unread", user_refused().on("bad-secret", html()), &[]),
        ("no control", user_refused(), &["--no-control"]),
        ("rate limited", Script::enterprise_only().on("enterprise", rate_limited()), &[]),
        ("down", Script::enterprise_only().on("enterprise", unavailable()), &[]),
        ("a page", Script::enterprise_only().on("enterprise", html()), &[]),
        ("breaks off", Script::enterprise_only().on("enterprise", truncated()), &[]),
        ("hangs up", Script::enterprise_only().on("enterprise", Reply::Hangup), &[]),
        (
            "bytes that are no text",
            Script::enterprise_only()
                .on("enterprise", crate::kit::reply(400, "\u{1b}[31m\u{202e}{\"error\":\"invalid_grant\"}")),
            &[],
        ),
        (
            "a secret in the reply",
            Script::enterprise_only().on(
                "enterprise",
                crate::kit::reply(400, &format!(r#"{{"error":"invalid_grant","error_description":"not {SECRET}"}}"#)),
            ),
            &[],
        ),
        ("waited for", Script::healthy().in_turn("user", vec![grant_invalid(), Reply::Grant]), &["--wait", "2s"]),
        ("revocation refused", Script::enterprise_only().on("revoke", invalid_client()), &[]),
    ]
}

/// Everything of a report that a replay must tell alike: all but the clock and the command.
fn told(report: &Value) -> Vec<String> {
    let profiles = report["profiles"].as_array().expect("profiles");
    profiles
        .iter()
        .map(|profile| {
            assert!(profile["findings"].as_array().is_some_and(|findings| findings.len() > 10), "every cause is told");
            serde_json::to_string(profile).expect("JSON")
        })
        .collect()
}

type Take = fn(&mut Value);

#[test]
fn a_recording_replays_equal_with_no_network_and_holds_no_secret() {
    let folder = folder();
    let file = folder.path().join("recording.json");
    for (name, script, args) in scripts() {
        let server = ScriptedBox::start(&script);
        let live = server.check(&[args, &["--record", path(&file), "--format", "json"]].concat());
        let asked = server.asked();
        drop(server);
        let recording = fs::read_to_string(&file).expect("it was recorded");
        assert_no_canary(&recording);
        for asked in asked.iter().filter(|asked| asked.probe == "bad-secret") {
            assert!(
                !recording.contains(&asked.seen.field("client_secret").unwrap()),
                "{name}: the control's secret is recorded"
            );
        }
        let replayed = run(&["diagnose", path(&file), "--format", "json"]);
        assert_eq!(replayed.code, live.code, "{name}");
        assert_eq!(told(&replayed.json()), told(&live.json()), "{name}");
        let text = run(&["diagnose", path(&file)]);
        assert_eq!((text.code, text.stderr.as_str()), (live.code, ""), "{name}");
        assert!(text.flat().contains(profile(&live.json())["verdict"].as_str().expect("a word")), "{name}");
        let same = run(&["diff", path(&file), path(&file)]);
        assert_eq!((same.code, same.stdout.trim()), (0, "nothing changed"), "{name}");
    }
}

#[test]
fn every_scenario_of_the_simulated_box_replays_equal_and_leaves_no_token() {
    let folder = folder();
    let file = folder.path().join("recording.json");
    let causes: Vec<String> = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/catalogue/causes"))
        .expect("the catalogue")
        .map(|entry| entry.expect("a file").path())
        // What only a pasted reply can show is no scenario.
        .filter(|file| !fs::read_to_string(file).expect("a cause").contains("\npasted_only = true"))
        .map(|file| file.file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    assert!(causes.len() >= 15, "{causes:?}");
    for scenario in causes.iter().map(String::as_str).chain(["healthy", "user-inactive+app-not-enabled"]) {
        for dialect in ["current", "guide"] {
            let args =
                ["check", "--simulate", scenario, "--dialect", dialect, "--format", "json", "--record", path(&file)];
            let live = run(&args);
            let report = live.json();
            let tokens = &profile(&report)["tokens"];
            assert_eq!(tokens["received"], tokens["revoked"], "{scenario}, {dialect}");
            let replayed = run(&["diagnose", path(&file), "--format", "json"]);
            assert_eq!((replayed.code, told(&replayed.json())), (live.code, told(&report)), "{scenario}, {dialect}");
            assert_eq!(profile(&replayed.json())["simulated"], scenario, "a replay says what was simulated");
        }
    }
}

/// A recording of a healthy app, or of one with a refused user.
fn record(folder: &Path, name: &str, script: &Script) -> PathBuf {
    let file = folder.join(name);
    ScriptedBox::start(script).check(&["--record", path(&file)]);
    file
}

/// The file is refused: exit code 2, its name in the message, in both formats, and nothing of its content.
fn demand_refusal(what: &str, file: &Path, says: &str) {
    let text = run(&["diagnose", path(file)]);
    assert_eq!((text.code, text.stdout.as_str()), (2, ""), "{what}: {}", text.stderr);
    let stderr = &text.stderr;
    assert!(stderr.contains(path(file)), "{what}: the file is not named: {stderr}");
    assert!(stderr.contains(says), "{what}: `{says}` is not said: {stderr}");
    assert!(!stderr.contains("canary-of-the-file"), "{what}: {stderr}");
    let json = run(&["diagnose", path(file), "--format", "json"]).json();
    assert!(json["error"]["message"].as_str().is_some_and(|message| message.contains(path(file))), "{what}");
    assert_eq!(json["exit_code"], 2, "{what}");
    assert_eq!(run(&["diff", path(file), path(file)]).code, 2, "{what}");
}

#[test]
fn what_is_no_whole_recording_is_refused_by_name() {
    let folder = folder();
    let whole = fs::read_to_string(record(folder.path(), "whole.json", &Script::healthy())).expect("recorded");
    let file = folder.path().join("broken.json");
    let put = |what: &str, text: &str, says: &str| {
        fs::write(&file, text).expect("written");
        demand_refusal(what, &file, says);
    };
    // What does not say of itself that it is a recording is read as a pasted text, and holds none either.
    put("empty", "", "empty");
    put("white space", " \n\t ", "empty");
    for (what, text) in [
        ("no JSON", "canary-of-the-file"),
        ("a list", "[]"),
        ("other JSON", r#"{"canary-of-the-file":1}"#),
        ("a report", r#"{"schema_version":1,"profiles":[]}"#),
    ] {
        put(what, text, "it holds neither a JSON body nor a code of RFC 6749");
    }
    for version in ["0", "2", "99999999999999999999999", "\"1\"", "1.0", "true", "{\"a\":1}", "null", "-1"] {
        let says = if version == "null" { "recording_version" } else { "version" };
        put(
            version,
            &whole.replacen("\"recording_version\": 1", &format!("\"recording_version\": {version}"), 1),
            says,
        );
    }
    put("an unknown field", &whole.replacen('{', r#"{"canary-of-the-file":1,"#, 1), "line 1");
    put(
        "a field of another type",
        &whole.replacen("\"attempts\": 1", "\"attempts\": \"canary-of-the-file\"", 1),
        "line",
    );
    put("text behind it", &format!("{whole}canary-of-the-file"), "line");
    put("two of them", &format!("{whole}{whole}"), "line");
    put("an unknown probe", &whole.replacen("\"whoami-user\"", "\"canary-of-the-file\"", 1), "line");
    put("nested without end", &format!("{{\"recording_version\":1,\"a\":{}", "[".repeat(100_000)), "line 1");
    fs::write(&file, [b'{', b'"', 0xff, 0xfe, b'"']).expect("written");
    demand_refusal("bytes that are no text", &file, "it holds neither a JSON body nor a code of RFC 6749");
    demand_refusal("a folder", folder.path(), "cannot read");
    fs::write(&file, r#"{"recording_version": 1, "#).expect("written");
    let huge = fs::OpenOptions::new().append(true).open(&file).expect("opened");
    huge.set_len(33 * 1024 * 1024).expect("grown");
    demand_refusal("huge", &file, "longer than 4 MiB");
    // What is not there may be a secret in the wrong place: of a path no more is repeated than exists.
    for name in ["absent.json", "absent"] {
        let absent = folder.path().join(name);
        let refused = run(&["diagnose", path(&absent)]);
        assert_eq!((refused.code, refused.stdout.as_str()), (2, ""));
        let told = refused.stderr.contains("cannot read") && !refused.stderr.contains(name);
        assert!(told && refused.stderr.contains(path(folder.path())), "{}", refused.stderr);
    }
}

/// The recordings of `fixtures/recordings/1` were written before the form had structs of its own; each bears its finding's id.
#[test]
fn a_recording_of_an_earlier_release_is_read_and_written_again_as_it_was() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/recordings/1");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("there").map(|file| file.expect("a file").path()).collect();
    files.sort();
    assert!(files.len() > 3, "{files:?}");
    for file in files {
        let id = file.file_stem().and_then(|stem| stem.to_str()).expect("an id");
        let report = run(&["diagnose", path(&file), "--format", "json"]).json();
        let named = [named(&report, "cause"), named(&report, "environment")].concat();
        assert!(named.iter().any(|one| one == id), "{id}: {named:?}");
        let written = fs::read_to_string(&file).expect("read").replace('\r', "");
        let mut again = Vec::new();
        Recording::parse(id, written.as_bytes()).expect("read").write(&mut again).expect("written");
        assert_eq!(String::from_utf8(again).expect("text"), written, "{id}");
    }
}

#[test]
fn a_recording_that_breaks_off_is_refused_wherever_it_does() {
    let folder = folder();
    let whole = fs::read(record(folder.path(), "whole.json", &Script::enterprise_only())).expect("recorded");
    let file = folder.path().join("cut.json");
    let end = whole.trim_ascii_end().len();
    for at in (1..end).step_by(97).chain([end - 1]) {
        fs::write(&file, &whole[..at]).expect("written");
        let run = run(&["diagnose", path(&file)]);
        assert_eq!(run.code, 2, "cut at {at}: {run:?}");
        assert!(run.stderr.contains("cut.json"), "cut at {at}: {}", run.stderr);
    }
    // Without its last line break it is whole.
    fs::write(&file, &whole[..end]).expect("written");
    assert_eq!(run(&["diagnose", path(&file)]).code, 0);
}

#[test]
fn a_recording_with_two_replies_to_one_probe_is_refused() {
    let folder = folder();
    let file = record(folder.path(), "twice.json", &Script::enterprise_only());
    let mut recording: Value = serde_json::from_slice(&fs::read(&file).expect("recorded")).expect("JSON");
    let exchanges = recording["examinations"][0]["exchanges"].as_array_mut().expect("exchanges");
    exchanges.push(exchanges[0].clone());
    fs::write(&file, recording.to_string()).expect("written");
    demand_refusal("twice", &file, "two replies to the enterprise probe");
}

#[test]
fn a_token_that_there_was_no_time_to_use_is_no_green_light() {
    let folder = folder();
    let file = record(folder.path(), "late.json", &Script::enterprise_only());
    let mut recording: Value = serde_json::from_slice(&fs::read(&file).expect("recorded")).expect("JSON");
    let examination = &mut recording["examinations"][0];
    let exchanges = examination["exchanges"].as_array_mut().expect("exchanges");
    let whoami = exchanges.iter().position(|exchange| exchange["probe"]["probe"] == "whoami-enterprise");
    let whoami = exchanges.remove(whoami.expect("it was asked"));
    examination["out_of_time"] = Value::Array(vec![whoami["probe"].clone()]);
    fs::write(&file, recording.to_string()).expect("written");
    let run = run(&["diagnose", path(&file), "--format", "json"]);
    let report = run.json();
    assert_eq!((run.code, profile(&report)["verdict"].as_str()), (3, Some("inconclusive")));
    assert_eq!(named(&report, "environment"), ["timed-out"]);
    assert_eq!(probe(&report, "whoami-enterprise").expect("told")["outcome"], "skipped");
}

#[test]
fn a_difference_tells_what_flipped() {
    let folder = folder();
    let before = record(folder.path(), "before.json", &Script::healthy().on("user", grant_invalid()));
    let after = record(folder.path(), "after.json", &Script::healthy());
    let text = run(&["diff", path(&before), path(&after)]);
    assert_eq!((text.code, text.stderr.as_str()), (1, ""));
    for says in [
        "verdict: misconfigured → healthy",
        "probe user: denied (grant-credentials-invalid) → granted (token)",
        "user-tokens-disabled: suspected → ruled-out",
        "probe user-lookup: granted (user-managed) → not there",
        "probe whoami-user: not there → granted (whoami-here)",
    ] {
        assert!(text.flat().contains(says), "`{says}` is missing: {}", text.stdout);
    }
    assert!(!text.flat().contains("probe enterprise:"), "what did not change is told: {}", text.stdout);
    let json = run(&["diff", path(&before), path(&after), "--format", "json"]).json();
    assert_eq!((json["exit_code"].as_i64(), json["command"].as_str()), (Some(1), Some("diff")));
    let changes = json["changes"].as_array().expect("changes");
    let verdict = changes.iter().find(|change| change["kind"] == "verdict").expect("the verdict");
    assert_eq!((&verdict["before"], &verdict["after"]), (&"misconfigured".into(), &"healthy".into()));
    let same = run(&["diff", path(&after), path(&after), "--format", "json"]).json();
    assert_eq!((same["exit_code"].as_i64(), same["changes"].as_array().map(Vec::len)), (Some(0), Some(0)));
    let absent = folder.path().join("absent.json");
    for pair in [[&absent, &after], [&before, &absent]] {
        let run = run(&["diff", path(pair[0]), path(pair[1]), "--format", "json"]);
        assert_eq!(run.code, 2);
        let which = if pair[0] == &absent { "`BEFORE`" } else { "`AFTER`" };
        let message = run.json()["error"]["message"].as_str().expect("a message").to_owned();
        assert!(message.starts_with(&format!("{which}: cannot read the recording `")), "{message}");
    }
}

/// What `diff` says of a recording and of the same one with the value at that place replaced.
fn diff_of_changed(folder: &Path, whole: &Value, place: &str, value: &Value) -> (String, Value) {
    let [before, after] = ["one.json", "other.json"].map(|name| folder.join(name));
    let mut changed = whole.clone();
    *changed.pointer_mut(place).expect(place) = value.clone();
    fs::write(&before, whole.to_string()).expect("written");
    fs::write(&after, changed.to_string()).expect("written");
    let text = run(&["diff", path(&before), path(&after)]);
    let json = run(&["diff", path(&before), path(&after), "--format", "json"]);
    assert_eq!((text.code, json.code), (1, 1), "{place}: {}", text.stdout);
    (text.flat(), json.json())
}

#[test]
fn a_difference_tells_who_was_examined_how_and_with_what_expectations() {
    let folder = folder();
    let file = folder.path().join("whole.json");
    let args = ["--expect", "user=granted", "--expect", "folder=1", "--record", path(&file)];
    ScriptedBox::start(&Script::healthy()).check(&args);
    let whole: Value = serde_json::from_slice(&fs::read(&file).expect("recorded")).expect("JSON");
    let subject = &whole["examinations"][0]["subject"];
    let client_id = subject["client_id"].as_str().expect("told");
    let (head, tail) = (&client_id[..4], &client_id[client_id.len() - 4..]);
    let alike = format!("{head}{}{tail}", "0".repeat(client_id.len() - 8));
    let enterprise = subject["enterprise_id"].as_str().expect("told");
    let user = subject["user_id"].as_str().expect("told");
    let base_url = subject["base_url"].as_str().expect("told");
    let expected = whole["examinations"][0]["expectations"].as_array().expect("expectations").len();
    let last = format!("expectations/{}/expected", expected - 1);
    let rows: [(&str, Value, &str, &str, String); 12] = [
        (
            "subject/client_id",
            "abcdefgh12345678".into(),
            "identity",
            "client_id",
            format!("client_id: {head}…{tail} → abcd…5678"),
        ),
        ("subject/client_id", alike.into(), "identity", "client_id", format!("→ {head}…{tail} (another one)")),
        ("subject/client_id", "".into(), "identity", "client_id", format!("client_id: {head}…{tail} → not there")),
        (
            "subject/enterprise_id",
            "7654321".into(),
            "identity",
            "enterprise_id",
            format!("enterprise_id: {enterprise} → 7654321"),
        ),
        (
            "subject/enterprise_id",
            Value::Null,
            "identity",
            "enterprise_id",
            format!("enterprise_id: {enterprise} → not there"),
        ),
        ("subject/user_id", "42".into(), "identity", "user_id", format!("user_id: {user} → 42")),
        (
            "subject/base_url",
            "https://box.example/".into(),
            "identity",
            "base_url",
            format!("base_url: {base_url} → https://box.example/"),
        ),
        (
            "subject/proxy",
            "http://proxy:3128".into(),
            "identity",
            "proxy",
            "proxy: not there → http://proxy:3128".into(),
        ),
        ("subject/simulated", "healthy".into(), "identity", "simulated", "simulated: not there → healthy".into()),
        ("subject/origins/0/1", "the moon".into(), "setting", "client_id", "→ the moon".into()),
        (&last, "denied".into(), "expectation", "folder", "expected of folder 1: granted → denied".into()),
        (
            "expectations",
            Value::Array(Vec::new()),
            "expectation",
            "user",
            "expected of user: granted → not there".into(),
        ),
    ];
    for (place, value, kind, id, says) in rows {
        let (text, json) = diff_of_changed(folder.path(), &whole, &format!("/examinations/0/{place}"), &value);
        assert!(text.contains(&says), "{place}: `{says}` is missing: {text}");
        assert!(!text.contains(client_id), "{place}: the whole client ID is shown: {text}");
        let changes = json["changes"].as_array().expect("changes");
        assert!(changes.iter().any(|change| change["kind"] == kind && change["id"] == id), "{place}: {changes:?}");
        // Who was examined stands first: it says what the rest is worth.
        let first = changes.iter().position(|change| change["kind"] == kind);
        let verdict = changes.iter().position(|change| change["kind"] == "verdict");
        assert!(verdict.is_none_or(|verdict| first < Some(verdict)), "{place}: {changes:?}");
    }
}

#[test]
fn a_profile_that_is_on_one_side_only_is_said_and_not_compared() {
    let folder = folder();
    let file = record(folder.path(), "whole.json", &Script::healthy());
    let whole: Value = serde_json::from_slice(&fs::read(&file).expect("recorded")).expect("JSON");
    let name = whole["examinations"][0]["subject"]["profile"].as_str().expect("a name").to_owned();
    let gone = format!("Profile {name} profile: there → not there verdict: healthy → not there");
    let renamed = format!("{gone} Profile other profile: not there → there verdict: not there → healthy");
    let rows: [(&str, Value, &str); 2] = [
        ("/examinations", Value::Array(Vec::new()), &gone),
        ("/examinations/0/subject/profile", "other".into(), &renamed),
    ];
    for (place, value, says) in rows {
        let (text, json) = diff_of_changed(folder.path(), &whole, place, &value);
        assert_eq!(text.trim(), says, "{place}");
        let changes = json["changes"].as_array().expect("changes");
        assert!(changes.iter().all(|change| change["kind"] == "profile" || change["kind"] == "verdict"), "{changes:?}");
    }
}

#[test]
fn a_recording_with_two_profiles_of_one_name_is_refused() {
    let folder = folder();
    let file = record(folder.path(), "twice.json", &Script::healthy());
    let recording: Value = serde_json::from_slice(&fs::read(&file).expect("recorded")).expect("JSON");
    let (recorded_at, one) = (&recording["recorded_at"], &recording["examinations"][0]);
    let twice = format!(r#"{{"recording_version":1,"recorded_at":{recorded_at},"examinations":[{one},{one}]}}"#);
    fs::write(&file, twice).expect("written");
    demand_refusal("twice", &file, "two profiles of one name");
}

#[test]
fn a_recording_that_cannot_be_written_is_refused() {
    let folder = folder();
    let file = folder.path().join("no/such/folder/recording.json");
    let server = ScriptedBox::start(&Script::healthy());
    let run = server.check(&["--record", path(&file)]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("error: `--record`: cannot write the recording to "), "{}", run.stderr);
    assert!(!run.stderr.contains(path(&file)), "what was typed may be anything: {}", run.stderr);
    // The document says what the process does.
    let json = server.command(&["check", "--record", path(&file), "--format", "json"]).run();
    assert_eq!(json.json()["exit_code"], 2);
}

#[test]
fn a_recording_of_nothing_is_no_green_light() {
    let folder = folder();
    let file = record(folder.path(), "nothing.json", &Script::healthy());
    let whole: Value = serde_json::from_slice(&fs::read(&file).expect("recorded")).expect("JSON");
    let cases: [(&str, Take); 3] = [
        ("no examination", |recording| recording["examinations"] = Value::Array(Vec::new())),
        ("no replies", |recording| recording["examinations"][0]["exchanges"] = Value::Array(Vec::new())),
        ("nothing expected", |recording| recording["examinations"][0]["expectations"] = Value::Array(Vec::new())),
    ];
    for (name, take) in cases {
        let mut recording = whole.clone();
        take(&mut recording);
        fs::write(&file, recording.to_string()).expect("written");
        let run = run(&["diagnose", path(&file)]);
        assert!(run.code == 2 || run.code == 3, "{name}: {run:?}");
    }
}

#[test]
fn a_recording_is_read_without_settings_and_takes_none() {
    let folder = folder();
    let file = record(folder.path(), "recording.json", &Script::healthy());
    // Variables that would make `check` fail are none of its business.
    let doctor = Doctor::new(["diagnose", path(&file)]).env("BOX_BASE_URL", "ftp://nowhere");
    assert_eq!(doctor.env("BOX_CLIENT_ID", CLIENT_ID).env("BOX_CLIENT_SECRET", SECRET).run().code, 0);
    for more in
        [&["--enterprise-id", "1"][..], &["--user-id", "1"], &["--expect", "user=denied"], &["--reply", "user=granted"]]
    {
        assert_eq!(run(&[&["diagnose", path(&file)], more].concat()).code, 2, "{more:?}");
    }
}

/// The place of every string in a JSON document.
fn strings(value: &Value, at: &str) -> Vec<String> {
    match value {
        Value::String(_) => vec![at.to_owned()],
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(count, item)| strings(item, &format!("{at}/{count}"))).collect()
        }
        Value::Object(fields) => {
            fields.iter().flat_map(|(name, field)| strings(field, &format!("{at}/{name}"))).collect()
        }
        _ => Vec::new(),
    }
}

/// What follows a text in a recording that was changed: it names a window, hides itself, turns the line around, begins a line.
const COMMANDS: &str = "\u{1b}]0;owned\u{7}\u{1b}[8m\u{7f}\u{9b}2J\u{202e}\u{200b}\r\nforged: healthy";

/// The recording with a command behind the text at each of those places.
fn commanding(whole: &Value, places: &[String]) -> Option<Recording> {
    let mut changed = whole.clone();
    for place in places {
        let string = changed.pointer_mut(place).expect("there");
        *string = format!("{}{COMMANDS}", string.as_str().expect("a string")).into();
    }
    // What is one of few words cannot be another; what is any text is read.
    Recording::parse("changed", changed.to_string().as_bytes()).ok()
}

/// Nothing is shown of the text but what is meant to be read, and no line begins where a stranger wanted one.
fn demand_harmless(what: &str, text: &str) {
    let obeyed = |char: char| (char.is_control() && char != '\n') || matches!(char, '\u{202e}' | '\u{200b}');
    let line = text.lines().find(|line| line.contains(obeyed) || line.trim_start().starts_with("forged"));
    assert_eq!(line, None, "{what}");
}

/// Everything that is printed of a recording, in each format, and of what changed since another.
fn demand_harmless_reports(what: &str, catalogue: &Catalogue, before: &Recording, recording: &Recording) {
    let diff = DiffReport::between(catalogue, &before.examinations, &recording.examinations);
    let report = Report {
        run: Run { command: Some("diagnose".into()), started_at: "".into(), ground: Ground::default() },
        profiles: recording
            .examinations
            .iter()
            .map(|it| assemble(catalogue, it, &Assessment::of(catalogue, it)))
            .collect(),
        end: End { duration_ms: 0, exit_code: 0, error: None },
    };
    // So wide that no line is broken but by its text.
    let layout = Layout { width: 5_000, verbosity: 2, ..Layout::default() };
    for format in Format::ALL {
        let mut printed = Vec::new();
        format.print(&report, layout, &mut printed).expect("written");
        format.print_diff(&diff, layout, &mut printed).expect("written");
        let printed = String::from_utf8(printed).expect("text");
        demand_harmless(what, &printed);
        for json in printed.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
            for place in strings(&json, "") {
                demand_harmless(
                    &format!("{what}, {place} of the JSON"),
                    json.pointer(&place).and_then(Value::as_str).expect("a string"),
                );
            }
        }
    }
}

#[test]
fn a_recording_that_was_changed_commands_no_terminal() {
    let folder = folder();
    let file = folder.path().join("whole.json");
    let catalogue = Catalogue::embedded().expect("whole");
    let targets = |probe: fn() -> Reply| Script::enterprise_only().on("folder", probe()).on("scope", probe());
    let of_targets = ["--expect", "scope=manage_groups", "--expect", "folder=1", "--expect", "folder=2=denied"];
    let hung_up: fn() -> Reply = || Reply::Hangup;
    let mut read = 0;
    let more = [targets(not_found), targets(access_denied), targets(html), targets(hung_up), Script::healthy()];
    let more = more.map(|script| ("targets", script, &of_targets[..]));
    for (count, (name, script, args)) in more.into_iter().chain(scripts()).enumerate() {
        ScriptedBox::start(&script).check(&[args, &["--record", path(&file)]].concat());
        let mut whole: Value = serde_json::from_slice(&fs::read(&file).expect("recorded")).expect("JSON");
        let unsent = whole["examinations"][0]["exchanges"][0]["probe"].clone();
        whole["examinations"][0]["out_of_time"] = serde_json::json!([{"probe": "folder", "target": "3"}, unsent]);
        let places = strings(&whole, "");
        let before = commanding(&whole, &[]).expect("unchanged");
        let free: Vec<String> =
            places.into_iter().filter(|place| commanding(&whole, std::slice::from_ref(place)).is_some()).collect();
        let all = commanding(&whole, &free).expect("each is read");
        demand_harmless_reports(&format!("{name}, everywhere"), &catalogue, &before, &all);
        let targets: Vec<String> = free.iter().filter(|place| place.ends_with("/target")).cloned().collect();
        let aimed = commanding(&whole, &targets).expect("each is read");
        demand_harmless_reports(&format!("{name}, the targets"), &catalogue, &before, &aimed);
        // One by one, for the first: what is changed elsewhere may keep a text from being shown.
        for place in free.iter().filter(|_| count < 1) {
            let recording = commanding(&whole, std::slice::from_ref(place)).expect("read before");
            demand_harmless_reports(&format!("{name}, {place}"), &catalogue, &before, &recording);
            read += 1;
        }
    }
    assert!(read > 50, "{read}");
}

#[test]
fn a_file_name_commands_no_terminal() {
    let folder = folder();
    let whole = record(folder.path(), "whole.json", &Script::healthy());
    let other = folder.path().join(format!("{COMMANDS}.json"));
    fs::write(&other, r#"{"recording_version": 9}"#).expect("written");
    let nowhere = format!("text={}/absent.json", path(&other));
    let rows: [&[&str]; 4] = [
        &["diagnose", path(&other)],
        &["diff", path(&other), path(&whole)],
        &["diff", path(&whole), path(&other), "--format", "json"],
        &["diagnose", path(&whole), "--format", &nowhere],
    ];
    for args in rows {
        let run = run(args);
        assert!(run.code > 1 && run.stderr.contains("error: "), "{run:?}");
        demand_harmless(&format!("{args:?}"), &run.stderr);
        demand_harmless(&format!("{args:?}"), &run.stdout);
    }
}

#[test]
fn what_was_typed_commands_no_terminal() {
    let (one_line, _) = COMMANDS.split_once('\r').expect("two lines");
    let rows: [&[&str]; 14] = [
        &[COMMANDS],
        &["check", COMMANDS],
        &["check", "--simulate", COMMANDS],
        &["check", "--expect", COMMANDS],
        &["check", "--timeout", COMMANDS],
        &["check", "--format", COMMANDS],
        &["check", "--simulate", "healthy", "--expect", COMMANDS],
        &["check", "--client-secret-file", one_line],
        &["check", "--ca-cert", one_line],
        &["diagnose", COMMANDS],
        &["diagnose", "--reply", COMMANDS],
        &["diagnose", "--reply", &format!("{COMMANDS}={COMMANDS}")],
        &["diff", COMMANDS, COMMANDS],
        &["explain", COMMANDS],
    ];
    for args in rows {
        for more in [&[][..], &["--format", "json"]] {
            let run = run(&[args, more].concat());
            assert!(run.code > 1, "{run:?}");
            demand_harmless(&format!("{args:?}"), &run.stderr);
            demand_harmless(&format!("{args:?}"), &run.stdout);
            if let Ok(json) = serde_json::from_str::<Value>(&run.stdout) {
                for place in strings(&json, "") {
                    let text = json.pointer(&place).and_then(Value::as_str).expect("a string");
                    demand_harmless(&format!("{args:?}, {place}"), text);
                }
            }
        }
    }
}
