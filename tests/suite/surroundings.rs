//! What surrounds a check may be odd, full, closed or missing: tokens are revoked, files are whole or absent, the exit code is
//! right, and nobody is blamed for it.
//!
//! Signals are in `revocation.rs`; a file system that is really full is tried by `.ci/judges`.

#![cfg(unix)]
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use crate::kit::healthy;
use crate::kit::matrix::each;
use crate::kit::{Answer, Asked, Doctor, ENTERPRISE_TOKEN, Ended, Seen, Server, USER_TOKEN};
use tempfile::TempDir;

/// A healthy app.
fn well() -> Server {
    Server::start(healthy)
}

/// An app whose user is refused.
fn unwell() -> Server {
    Server::start(|seen: &Seen| match seen.asked {
        Asked::User => Answer::grant_credentials_invalid(),
        _ => healthy(seen),
    })
}

fn both_were_revoked(name: &str, server: &Server) {
    let mut tokens = [ENTERPRISE_TOKEN, USER_TOKEN];
    tokens.sort_unstable();
    assert_eq!(server.revoked(), tokens, "{name}");
}

/// What is in a folder, hidden files too.
fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort_unstable();
    names
}

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// `--record` or `--format json=` to a file in it, as arguments.
    fn flag(&self, flag: &str, name: &str) -> [String; 2] {
        let path = self.file(name).display().to_string();
        if flag == "--record" { [flag.to_owned(), path] } else { ["--format".to_owned(), format!("json={path}")] }
    }
}

const BOTH_FLAGS: [&str; 2] = ["--record", "--format"];

#[test]
fn a_reader_that_goes_away_has_read_what_it_wanted() {
    let rows = vec![
        ("after a line", (r#"{ "$0" "$@"; echo $? >"$CODE"; } | head -1"#, "VERDICT")),
        ("after a byte of JSON", (r#"{ "$0" "$@" --format json; echo $? >"$CODE"; } | head -c 1"#, "{")),
        ("before anything", (r#"{ "$0" "$@"; echo $? >"$CODE"; } | true"#, "")),
        ("of both streams", (r#"{ "$0" "$@"; echo $? >"$CODE"; } 2>&1 | true"#, "")),
        ("of errors", (r#"{ "$0" "$@" --proxy p:1 2>&3; echo $? >"$CODE"; } 3>&1 >/dev/null | true"#, "")),
    ];
    each(rows, |name, (script, first)| {
        for (server, expected) in [(well(), 0), (unwell(), 1)] {
            let folder = Folder::new();
            let code = folder.file("code");
            let ended = Doctor::check(&server.url()).env("CODE", &code).within(script).run();
            assert_eq!(fs::read_to_string(&code).unwrap(), format!("{expected}\n"), "{name}: {}", ended.stderr);
            let first = first.replace("VERDICT", if expected == 0 { "✓ healthy" } else { "✗ misconfigured" });
            assert!(ended.stdout.starts_with(&first), "{name}: {}", ended.stdout);
            assert_eq!(ended.stderr, "", "{name}");
            assert_eq!(server.asked(Asked::Revoke).len(), 2 - expected, "{name}");
        }
    });
}

#[test]
fn a_stream_that_nothing_is_lost_by_may_be_closed() {
    let rows = vec![
        ("standard input", (&[] as &[&str], r#"exec "$0" "$@" <&-"#)),
        ("standard error", (&[], r#"exec "$0" "$@" 2>&-"#)),
        ("standard input and error", (&[], r#"exec "$0" "$@" <&- 2>&-"#)),
        ("standard output, and no report on it", (&["--format", "text=/dev/null"], r#"exec "$0" "$@" >&-"#)),
        ("standard output, thrown away", (&[], r#"exec "$0" "$@" >/dev/null"#)),
        ("standard output, added to nothing", (&[], r#"exec "$0" "$@" >>/dev/null"#)),
        ("a file that is read too", (&[], r#"exec "$0" "$@" 1<>"$FILE""#)),
    ];
    each(rows, |name, (args, script)| {
        for (server, expected) in [(well(), 0), (unwell(), 1)] {
            let folder = Folder::new();
            let check = Doctor::check(&server.url()).args(args).env("FILE", folder.file("it"));
            let ended = check.within(script).run();
            assert_eq!(ended.code, expected, "{name}: {}", ended.stderr);
        }
    });
}

#[test]
#[cfg(target_os = "linux")]
fn a_report_to_a_closed_stream_is_no_green_light() {
    let rows = vec![
        ("standard output", (&[] as &[&str], r#"exec "$0" "$@" >&-"#)),
        ("standard output, as JSON", (&["--format", "json"], r#"exec "$0" "$@" >&-"#)),
        ("beside a file", (&["--format", "text", "--format", "json=/dev/null"], r#"exec "$0" "$@" >&-"#)),
        ("all three", (&[], r#"exec "$0" "$@" <&- >&- 2>&-"#)),
    ];
    each(rows, |name, (args, script)| {
        for (server, expected) in [(well(), 3), (unwell(), 1)] {
            let ended = Doctor::check(&server.url()).args(args).within(script).run();
            assert_eq!(ended.code, expected, "{name}: {}", ended.stderr);
            let says = !script.contains("2>&-");
            assert_eq!(ended.stderr.contains("cannot write"), says, "{name}: {}", ended.stderr);
            assert_eq!(server.asked(Asked::Revoke).len(), if expected == 3 { 2 } else { 1 }, "{name}");
        }
    });
}

#[test]
#[cfg(target_os = "linux")]
fn a_closed_stream_that_a_flag_names_is_told_before_anything_is_sent() {
    let rows = vec![
        ("by its name", (&["--format", "text=/dev/stdout"] as &[&str], r#"exec "$0" "$@" >&-"#)),
        ("by its number", (&["--record", "/dev/fd/1", "--format", "text=/dev/null"], r#"exec "$0" "$@" >&-"#)),
        ("errors by their name", (&["--format", "text=/dev/stderr"], r#"exec "$0" "$@" 2>&-"#)),
        ("a recording among errors", (&["--record", "/proc/self/fd/2"], r#"exec "$0" "$@" 2>&-"#)),
        ("one that was never open", (&["--record", "/dev/fd/7"], r#"exec "$0" "$@""#)),
    ];
    each(rows, |name, (args, script)| {
        let server = unwell();
        let ended = Doctor::check(&server.url()).args(args).within(script).run();
        assert_eq!(ended.code, 2, "{name}: {}", ended.stderr);
        let (flag, says) = (format!("error: `{}`: cannot write", args[0]), !script.contains("2>&-"));
        assert_eq!(ended.stderr.contains(&flag), says, "{name}: {}", ended.stderr);
        assert_eq!(server.kinds(), [], "{name}: something was sent");
    });
}

/// Whoever can still be told is told in the report's own form, and of every place at once.
#[test]
fn every_place_that_takes_no_file_is_named_wherever_there_is_one() {
    let (server, folder) = (well(), Folder::new());
    let [_, report] = folder.flag("--format", "report.json");
    let check = Doctor::json(&server).args(folder.flag("--record", "no/1")).args(folder.flag("--format", "no/2"));
    let ended = check.args(["--format", &report]).run();
    assert_eq!(ended.code, 2, "{}", ended.stderr);
    for by in ["`--record`: cannot write the recording to ", "`--format` (number 2): cannot write the JSON report to "]
    {
        assert!(ended.stderr.contains(&format!("error: {by}")), "{}", ended.stderr);
    }
    assert_eq!(ended.stderr.matches("cannot write").count(), 2, "{}", ended.stderr);
    assert_eq!(fs::read_to_string(folder.file("report.json")).unwrap(), ended.stdout);
    assert_eq!(ended.json()["exit_code"], 2);
    assert_eq!(server.kinds(), []);
    assert_eq!(files(folder.path()), ["report.json"]);
}

/// Commands that ask nobody, and what they come to where their report is read.
fn offline() -> Vec<(&'static str, (Vec<&'static str>, i32))> {
    vec![
        ("help", (vec!["--help"], 0)),
        ("version", (vec!["--version"], 0)),
        ("a list of all entries", (vec!["explain"], 0)),
        ("an entry", (vec!["explain", "app-not-authorized"], 0)),
        ("a diagnosis", (vec!["diagnose", "--reply", "enterprise=granted"], 0)),
        ("a bad diagnosis", (vec!["diagnose", "--reply", "enterprise=App is not yet authorized for use"], 1)),
        ("a diagnosis as JSON", (vec!["diagnose", "--format", "json", "--reply", "enterprise=granted"], 0)),
        ("no diagnosis", (vec!["diagnose", "--format", "json", "--reply", "moon=full"], 2)),
    ]
}

#[test]
fn no_command_takes_a_report_for_delivered_that_is_not() {
    let mut rows = Vec::new();
    for (name, row) in offline() {
        rows.push((name, (row.clone(), r#"exec "$0" "$@" >/dev/full"#)));
        rows.push((name, (row.clone(), r#"ulimit -f 0; exec "$0" "$@" >"$FILE""#)));
        if cfg!(target_os = "linux") {
            rows.push((name, (row, r#"exec "$0" "$@" >&-"#)));
        }
    }
    each(rows, |name, ((args, code), script)| {
        let folder = Folder::new();
        let ended = Doctor::new(&args).env("FILE", folder.file("it")).within(script).run();
        assert_eq!(ended.code, if code == 0 { 3 } else { code }, "{name}, {script}: {}", ended.stderr);
        assert!(ended.stderr.contains("error: "), "{name}, {script}: {}", ended.stderr);
    });
}

#[test]
fn a_secret_that_no_input_brings_is_missing() {
    let rows = vec![
        ("closed", r#"exec "$0" "$@" <&-"#),
        ("empty", r#"exec "$0" "$@" </dev/null"#),
        ("a folder", r#"exec "$0" "$@" </"#),
    ];
    each(rows, |name, script| {
        let server = well();
        let ended =
            Doctor::json(&server).without("BOX_CLIENT_SECRET").args(["--client-secret-stdin"]).within(script).run();
        assert_eq!(ended.code, 2, "{name}: {}", ended.stdout);
        assert!(ended.stderr.contains("standard input"), "{name}: {}", ended.stderr);
        assert_eq!(server.kinds(), [], "{name}");
    });
}

#[test]
fn nobody_is_asked_where_there_is_no_terminal() {
    let server = well();
    let check = Doctor::json(&server).without("BOX_CLIENT_SECRET").within(r#"exec setsid -w "$0" "$@""#);
    let ended = check.run();
    assert_eq!(ended.code, 2, "{}", ended.stdout);
    assert!(ended.stderr.contains("not set: client secret"), "{}", ended.stderr);
    assert_eq!(server.kinds(), []);
}

#[test]
fn a_report_that_cannot_be_written_is_no_green_light() {
    let rows: Vec<(_, (&[&str], &str))> = vec![
        ("standard output", (&[], r#"exec "$0" "$@" >/dev/full"#)),
        ("standard output, as JSON", (&["--format", "json"], r#"exec "$0" "$@" >/dev/full"#)),
        ("a recording", (&["--record", "/dev/full"], r#"exec "$0" "$@""#)),
        ("a report", (&["--format", "json=/dev/full"], r#"exec "$0" "$@""#)),
        ("a text", (&["--format", "text=/dev/full", "--format", "json"], r#"exec "$0" "$@""#)),
    ];
    each(rows, |name, (args, script)| {
        for (server, expected) in [(well(), 3), (unwell(), 1)] {
            let ended = Doctor::check(&server.url()).args(args).within(script).run();
            assert_eq!(ended.code, expected, "{name}: {}", ended.stderr);
            assert!(ended.stderr.contains("cannot write"), "{name}: {}", ended.stderr);
            assert!(ended.stderr.contains("No space left"), "{name}: {}", ended.stderr);
            assert_eq!(server.asked(Asked::Revoke).len(), if expected == 3 { 2 } else { 1 }, "{name}");
        }
    });
}

#[test]
fn a_file_that_may_not_grow_leaves_the_earlier_one_whole() {
    // POSIX: past `ulimit -f` a write fails, or the signal of it ends the program.
    let rows = vec![
        ("a limit", r#"ulimit -f 1; exec "$0" "$@""#),
        ("a limit, its signal ignored", r#"trap '' XFSZ; ulimit -f 1; exec "$0" "$@""#),
    ];
    each(rows, |name, script| {
        for flag in BOTH_FLAGS {
            for earlier in [None, Some("an earlier one")] {
                let (server, folder) = (well(), Folder::new());
                if let Some(text) = earlier {
                    fs::write(folder.file("it"), text).unwrap();
                }
                let ended = Doctor::check(&server.url()).args(folder.flag(flag, "it")).within(script).run();
                assert_eq!(ended.code, 3, "{name} {flag}: {}", ended.stderr);
                assert!(ended.stderr.contains("cannot write"), "{name} {flag}: {}", ended.stderr);
                assert_eq!(fs::read_to_string(folder.file("it")).ok().as_deref(), earlier, "{name} {flag}");
                assert_eq!(files(folder.path()).len(), usize::from(earlier.is_some()), "{name}: a part is left");
                both_were_revoked(name, &server);
            }
        }
    });
}

#[test]
fn a_file_that_may_not_grow_is_told_by_every_command() {
    let server = well();
    let folder = Folder::new();
    let recording = folder.file("recording");
    let args = ["--format".as_ref(), "text=/dev/null".as_ref(), "--record".as_ref(), recording.as_os_str()];
    assert_eq!(Doctor::check(&server.url()).args(args).run().code, 0);
    let recording = recording.display().to_string();
    let rows = vec![
        ("diagnose", (vec!["diagnose", &recording], 3)),
        ("diagnose what is wrong", (vec!["diagnose", "--reply", "enterprise=App is not yet authorized for use"], 1)),
        ("diff", (vec!["diff", &recording, &recording], 3)),
    ];
    each(rows, |name, (args, code)| {
        for script in [r#"ulimit -f 0; exec "$0" "$@""#, r#"trap '' XFSZ; ulimit -f 0; exec "$0" "$@""#] {
            let folder = Folder::new();
            fs::write(folder.file("it"), "an earlier one").unwrap();
            let ended = Doctor::new(&args).args(folder.flag("--format", "it")).within(script).run();
            assert_eq!(ended.code, code, "{name}: {}", ended.stderr);
            assert!(ended.stderr.contains("cannot write"), "{name}: {}", ended.stderr);
            assert_eq!(fs::read_to_string(folder.file("it")).unwrap(), "an earlier one", "{name}");
            assert_eq!(files(folder.path()), ["it"], "{name}: a part is left");
        }
    });
}

#[test]
fn a_pipe_that_nobody_reads_can_be_left() {
    for flag in BOTH_FLAGS {
        for (signal, code) in [("INT", 130), ("TERM", 143), ("ALRM", 142)] {
            let (server, folder) = (well(), Folder::new());
            rustix::fs::mkfifoat(rustix::fs::CWD, folder.file("it"), rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR)
                .unwrap();
            let running = Doctor::check(&server.url()).args(folder.flag(flag, "it")).start();
            server.wait_for_count(Asked::Revoke, 2);
            running.signal(signal);
            let ended = running.end();
            assert_eq!(ended.code, code, "{flag} {signal}: {}", ended.stderr);
            both_were_revoked(flag, &server);
        }
    }
}

#[test]
fn a_place_that_takes_no_file_is_told_before_anything_is_sent() {
    let rows =
        vec![("no such folder", "nowhere/it"), ("a folder", "."), ("below a file", "file/it"), ("in /proc", "proc/it")];
    each(rows, |name, place| {
        for flag in BOTH_FLAGS {
            let (server, folder) = (well(), Folder::new());
            fs::write(folder.file("file"), "").unwrap();
            symlink("/proc", folder.file("proc")).unwrap();
            let ended = Doctor::check(&server.url()).args(folder.flag(flag, place)).run();
            assert_eq!(ended.code, 2, "{name} {flag}: {}", ended.stderr);
            let says = format!("error: `{flag}`: cannot write ");
            assert!(ended.stderr.starts_with(&says), "{name} {flag}: {}", ended.stderr);
            // Down to the last folder that exists; what follows may be anything.
            assert!(ended.stderr.contains(&folder.path().display().to_string()), "{name}: {}", ended.stderr);
            assert!(!ended.stderr.contains("nowhere"), "{name}: {}", ended.stderr);
            assert_eq!(files(folder.path()), ["file", "proc"], "{name} {flag}");
            assert_eq!(server.kinds(), [], "{name} {flag}: something was sent");
        }
    });
}

#[test]
fn a_file_takes_an_earlier_ones_place_and_keeps_its_permissions() {
    for flag in BOTH_FLAGS {
        let (server, folder) = (well(), Folder::new());
        fs::write(folder.file("it"), "an earlier one").unwrap();
        fs::set_permissions(folder.file("it"), fs::Permissions::from_mode(0o600)).unwrap();
        let ended = Doctor::check(&server.url()).args(folder.flag(flag, "it")).run();
        assert_eq!(ended.code, 0, "{flag}: {}", ended.stderr);
        let written = fs::read_to_string(folder.file("it")).unwrap();
        assert!(serde_json::from_str::<serde_json::Value>(&written).is_ok(), "{flag}: {written}");
        assert_eq!(fs::metadata(folder.file("it")).unwrap().permissions().mode() & 0o777, 0o600, "{flag}");
        assert_eq!(files(folder.path()), ["it"], "{flag}");
    }
}

#[test]
fn a_link_that_somebody_else_may_have_put_there_is_not_followed() {
    for flag in BOTH_FLAGS {
        for target in ["kept", "nowhere"] {
            let (server, folder) = (well(), Folder::new());
            fs::write(folder.file("kept"), "precious").unwrap();
            symlink(target, folder.file("link")).unwrap();
            let ended = Doctor::check(&server.url()).args(folder.flag(flag, "link")).run();
            assert_eq!(ended.code, 0, "{flag}: {}", ended.stderr);
            assert_eq!(fs::read_to_string(folder.file("kept")).unwrap(), "precious", "{flag} {target}");
            assert!(fs::symlink_metadata(folder.file("link")).unwrap().is_file(), "{flag} {target}");
            assert_eq!(files(folder.path()), ["kept", "link"], "{flag} {target}");
        }
    }
}

#[test]
fn an_open_file_is_written_to_and_not_replaced() {
    let rows = vec![
        ("/dev/stdout", r#"exec "$0" "$@" --format json=/dev/stdout >>"$OUT""#),
        ("/dev/fd", r#"exec "$0" "$@" --format json=/dev/fd/5 5>>"$OUT""#),
        ("a recording", r#"exec "$0" "$@" --quiet --record /dev/stdout >>"$OUT""#),
    ];
    each(rows, |name, script| {
        let (server, folder) = (well(), Folder::new());
        fs::write(folder.file("out"), "what was there\n").unwrap();
        let ended = Doctor::check(&server.url()).env("OUT", folder.file("out")).within(script).run();
        assert_eq!(ended.code, 0, "{name}: {}", ended.stderr);
        let written = fs::read_to_string(folder.file("out")).unwrap();
        let json = written.strip_prefix("what was there\n").unwrap_or_else(|| panic!("{name}: {written}"));
        let first = serde_json::Deserializer::from_str(json).into_iter::<serde_json::Value>().next();
        assert!(matches!(first, Some(Ok(serde_json::Value::Object(_)))), "{name}: {written}");
    });
}

#[test]
fn one_file_does_not_take_two_reports() {
    let (server, folder) = (well(), Folder::new());
    let args = [folder.flag("--record", "it"), folder.flag("--format", "it")].concat();
    let ended = Doctor::check(&server.url()).args(args).run();
    assert_eq!(ended.code, 2, "{}", ended.stderr);
    assert!(ended.stderr.contains("--record"), "{}", ended.stderr);
    assert_eq!(server.kinds(), []);
    assert_eq!(files(folder.path()), [""; 0]);
}

/// What was in a file before, and must be there after.
const KEPT: &str = "s3cr3tCanary7Qx9ZfWbK2mLpT4vRnYh";

/// A folder with a file, a folder, and other names of both.
fn with_many_names() -> Folder {
    let folder = Folder::new();
    fs::create_dir(folder.file("sub")).unwrap();
    fs::write(folder.file("it"), KEPT).unwrap();
    fs::hard_link(folder.file("it"), folder.file("hard")).unwrap();
    symlink("it", folder.file("soft")).unwrap();
    symlink(".", folder.file("here")).unwrap();
    symlink("sub", folder.file("other")).unwrap();
    folder
}

#[test]
fn one_file_by_two_names_does_not_take_two_reports() {
    let rows = vec![
        ("by way of a folder", ("it", "sub/../it")),
        ("with a dot", ("it", "./it")),
        ("with two slashes", ("it", ".//it")),
        ("by a linked folder", ("it", "here/it")),
        ("by two linked folders", ("here/here/it", "sub/../here/it")),
        ("by a link", ("it", "soft")),
        ("by a hard link", ("it", "hard")),
        ("not there yet, by way of a folder", ("new", "sub/../new")),
        ("not there yet, by a linked folder", ("new", "here/new")),
        ("not there yet, in a linked folder", ("sub/new", "other/new")),
    ];
    each(rows, |name, (one, other)| {
        for args in [
            |folder: &Folder, one, other| [folder.flag("--record", one), folder.flag("--format", other)].concat(),
            |folder: &Folder, one, other| [folder.flag("--format", one), folder.flag("--record", other)].concat(),
            |folder: &Folder, one, other| [folder.flag("--format", one), folder.flag("--format", other)].concat(),
        ] {
            let (server, folder) = (well(), with_many_names());
            let before = files(folder.path());
            let ended = Doctor::json(&server).args(args(&folder, one, other)).run();
            assert_eq!(ended.code, 2, "{name}: {}", ended.stderr);
            assert!(ended.stderr.contains("--format`"), "{name}: {}", ended.stderr);
            assert_eq!(ended.json()["exit_code"], 2, "{name}");
            assert_eq!(server.kinds(), [], "{name}");
            assert_eq!(files(folder.path()), before, "{name}");
            assert_eq!(fs::read_to_string(folder.file("it")).unwrap(), KEPT, "{name}");
        }
    });
}

#[test]
fn two_results_in_one_stream_are_both_there() {
    let rows = vec![
        ("the recording beside the report", r#"exec "$0" "$@" --format json --record /dev/stdout >"$OUT""#),
        ("the recording by number", r#"exec "$0" "$@" --format json --record /dev/fd/1 >"$OUT""#),
    ];
    each(rows, |name, script| {
        let (server, folder) = (well(), Folder::new());
        let ended = Doctor::check(&server.url()).env("OUT", folder.file("out")).within(script).run();
        assert_eq!(ended.code, 0, "{name}: {}", ended.stderr);
        let written = fs::read_to_string(folder.file("out")).unwrap();
        let read: Vec<_> = serde_json::Deserializer::from_str(&written)
            .into_iter::<serde_json::Value>()
            .map_while(Result::ok)
            .collect();
        let fields = ["recording_version", "schema_version"];
        assert!(fields.iter().all(|field| read.iter().any(|one| one.get(field).is_some())), "{name}: {written}");
    });
}

#[test]
fn what_a_command_reads_is_not_written_over() {
    let rows = vec![("itself", "it"), ("by a link", "soft"), ("by a hard link", "hard"), ("by a folder", "here/it")];
    each(rows, |name, written| {
        let folder = with_many_names();
        let it = folder.file("it").display().to_string();
        for flag in BOTH_FLAGS {
            let server = well();
            let check = Doctor::json(&server).without("BOX_CLIENT_SECRET").args(["--client-secret-file", &it]);
            let ended = check.args(folder.flag(flag, written)).run();
            assert_eq!(ended.code, 2, "{name}: {}", ended.stderr);
            assert!(ended.stderr.contains("--client-secret-file"), "{name}: {}", ended.stderr);
            assert_eq!(server.kinds(), [], "{name}");
        }
        for args in [vec!["diagnose", &it], vec!["diff", &it, "/dev/null"], vec!["diff", "/dev/null", &it]] {
            let ended = Doctor::new(&args).args(folder.flag("--format", written)).run();
            assert_eq!(ended.code, 2, "{name}: {}", ended.stderr);
            assert!(ended.stderr.contains("name one file"), "{name}: {}", ended.stderr);
        }
        let reply = format!("enterprise=@{it}");
        let ended = Doctor::new(["diagnose", "--reply", &reply]).args(folder.flag("--format", written)).run();
        assert!(ended.stderr.contains("name one file"), "{name}: {}", ended.stderr);
        assert_eq!(fs::read_to_string(folder.file("it")).unwrap(), KEPT, "{name}");
    });
}

#[test]
fn a_report_does_not_take_the_place_of_what_a_stream_goes_to() {
    let rows = vec![
        ("output", r#"exec "$0" "$@" --format text --format json="$FILE" >"$FILE""#),
        ("output, added to", r#"exec "$0" "$@" --format text --format json="$FILE" >>"$FILE""#),
        ("errors", r#"exec "$0" "$@" --record "$FILE" 2>"$FILE""#),
    ];
    each(rows, |name, script| {
        let (server, folder) = (well(), Folder::new());
        let ended = Doctor::check(&server.url()).env("FILE", folder.file("it")).within(script).run();
        assert_eq!(ended.code, 2, "{name}: {}", ended.stderr);
        assert_eq!(server.kinds(), [], "{name}");
    });
}

#[test]
fn files_that_only_look_alike_are_several() {
    let rows = vec![
        ("two names", ("one", "two")),
        ("two folders", ("new", "sub/new")),
        ("two cases", ("new", "New")),
        ("two folders, one linked", ("here/new", "other/new")),
    ];
    each(rows, |name, (one, other)| {
        let (server, folder) = (well(), with_many_names());
        let args = [folder.flag("--record", one), folder.flag("--format", other)].concat();
        let ended = Doctor::check(&server.url()).args(args).run();
        assert_eq!(ended.code, 0, "{name}: {}", ended.stderr);
        assert!(folder.file(one).is_file() && folder.file(other).is_file(), "{name}");
    });
}

/// A check that goes as it would anywhere.
#[track_caller]
fn is_as_ever(name: &str, server: &Server, ended: &Ended) {
    assert_eq!(ended.code, 0, "{name}: {}{}", ended.stdout, ended.stderr);
    assert!(ended.stdout.contains("gets every token that is expected"), "{name}: {}", ended.stdout);
    assert!(!ended.stdout.contains('\u{1b}'), "{name}: colour in a pipe");
    both_were_revoked(name, server);
}

/// A variable's name, and its bytes.
type Variable = (&'static str, &'static [u8]);

#[test]
fn an_odd_environment_changes_nothing() {
    let rows: Vec<(_, Vec<Variable>)> = vec![
        ("no home", vec![]),
        ("a home that is none", vec![("HOME", b"/dev/null")]),
        ("a read-only home", vec![("HOME", b"/proc"), ("XDG_CONFIG_HOME", b"/proc"), ("XDG_CACHE_HOME", b"/proc")]),
        ("no temporary folder", vec![("TMPDIR", b"/nowhere")]),
        ("a dumb terminal", vec![("TERM", b"dumb")]),
        ("an odd terminal", vec![("TERM", b"\xff\xfe"), ("COLUMNS", b"-1"), ("LINES", b"none")]),
        ("a narrow one", vec![("COLUMNS", b"0")]),
        ("the C locale", vec![("LC_ALL", b"C"), ("LANG", b"C")]),
        ("no such locale", vec![("LC_ALL", b"xx_XX.\xff"), ("LANG", b"none")]),
        ("a time zone that is none", vec![("TZ", b"Nowhere/At_all")]),
        ("bytes that are no text", vec![("SOMETHING", b"\xff"), ("BOX_SOMETHING", b"\xff")]),
        (
            "a log for the libraries",
            vec![("RUST_LOG", b"trace"), ("RUST_BACKTRACE", b"full"), ("SSLKEYLOGFILE", b"/proc/x")],
        ),
    ];
    each(rows, |name, variables| {
        let server = well();
        let check = Doctor::check(&server.url());
        let ended = variables.into_iter().fold(check, |check, (name, value)| check.env(name, OsStr::from_bytes(value)));
        is_as_ever(name, &server, &ended.run());
    });
}

#[test]
fn an_odd_place_changes_nothing() {
    let rows = vec![
        ("a folder that is gone", r#"d=$(mktemp -d); cd "$d"; rmdir "$d"; exec "$0" "$@""#),
        ("a read-only folder", r#"cd /proc; exec "$0" "$@""#),
        ("a mask that forbids all", r#"umask 0777; exec "$0" "$@""#),
        ("no core, whatever the limit", r#"ulimit -c unlimited 2>/dev/null; exec "$0" "$@""#),
    ];
    each(rows, |name, script| {
        let server = well();
        is_as_ever(name, &server, &Doctor::check(&server.url()).within(script).run());
    });
}

#[test]
fn what_is_no_text_is_refused_where_it_matters() {
    let server = well();
    let odd = OsStr::from_bytes(b"12\xff34");
    let rows: Vec<(_, Doctor, _)> = vec![
        ("a variable", Doctor::json(&server).env("BOX_USER_ID", odd), "`BOX_USER_ID`"),
        (
            "a proxy",
            Doctor::json(&server).env("BOX_BASE_URL", "https://api.box.invalid").env("HTTPS_PROXY", odd),
            "`HTTPS_PROXY`",
        ),
        ("an argument", Doctor::json(&server).args([OsStr::new("--user-id"), odd]), "UTF-8"),
    ];
    for (name, check, says) in rows {
        let ended = check.run();
        assert_eq!(ended.code, 2, "{name}: {}", ended.stdout);
        assert!(ended.stderr.contains(says), "{name}: {}", ended.stderr);
    }
    assert_eq!(server.kinds(), []);
}

#[test]
fn too_few_open_files_are_not_the_apps_fault() {
    let rows = vec![("hardly any", (5, 3)), ("one too few", (23, 3)), ("just enough", (24, 0))];
    each(rows, |name, (limit, code)| {
        let server = well();
        let ended = Doctor::json(&server).within(&format!(r#"ulimit -n {limit}; exec "$0" "$@""#)).run();
        assert_eq!(ended.code, code, "{name}: {}", ended.stderr);
        assert_eq!(ended.json()["profiles"] == serde_json::json!([]), code == 3, "{name}: {}", ended.stdout);
        assert_eq!(ended.stderr.contains(&format!("may have {limit} files open")), code == 3, "{name}");
        if code == 0 {
            both_were_revoked(name, &server);
        } else {
            assert_eq!(server.kinds(), [], "{name}");
        }
    });
}

#[test]
fn what_nohup_keeps_alive_goes_on() {
    let server = Server::start(|seen: &Seen| match seen.asked {
        Asked::User => Answer::ThenSilence(Vec::new()),
        _ => healthy(seen),
    });
    let check = Doctor::json(&server).args(["--timeout", "3s"]).within(r#"trap '' HUP; exec "$0" "$@""#);
    let running = check.start();
    server.wait_for(&[Asked::User]);
    running.signal("HUP");
    let ended = running.end();
    assert_eq!(ended.came_to(), (3, "inconclusive".to_owned()), "{}", ended.stdout);
    assert_eq!(ended.tokens(), (1, 1));
}
