//! What a check leaves in the tenant's logs is what its report says, within the bounds that README states; and nothing else is
//! contacted.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::kit::matrix::each;
use crate::kit::proxy::Proxy;
use crate::kit::{Answer, Asked, Doctor, Ended, Seen, Server, assert_none};
use crate::kit::{
    ENTERPRISE, FOUND, Reply, Script, ScriptedBox, access_denied, admin, app_users_only, assert_no_canary,
    assert_nobody, found, grant_invalid, list, list_from, not_found, person, refused, terms, terms_status,
};
use crate::kit::{healthy, oauth_app};
use ccg_doctor::catalogue::Catalogue;
use serde_json::json;

/// Token requests, those among them with a wrong secret, reads, revocations.
type Sent = (usize, usize, usize, usize);
type Behaviour = fn(&Seen, usize) -> Answer;

/// The app of the wire's healthy Box, but for one thing.
fn with(asked: Asked, seen: &Seen, answer: Answer) -> Answer {
    if seen.asked == asked { answer } else { healthy(seen) }
}

/// Which list is asked for.
fn list_of(seen: &Seen) -> Option<&'static str> {
    let target = seen.head.split(' ').nth(1)?;
    match target.split('?').next()? {
        "/2.0/users" if target.contains("filter_term=") => Some("app-user-list"),
        "/2.0/users" if target.contains("offset=") => Some("user-list, the rest"),
        "/2.0/users" if target.contains("user_type=") => Some("user-list"),
        "/2.0/terms_of_services" => Some("terms"),
        "/2.0/terms_of_service_user_statuses" => Some("terms, accepted"),
        _ => None,
    }
}

/// An app whose user is refused, in an enterprise where everything takes as many calls as it may: no managed user is listed,
/// Terms of Service are in force, and an App User is found, whose token is this.
fn at_most(seen: &Seen, app_user: Answer) -> Answer {
    let app_user_entry = r#"{"type":"user","id":"90000000007","name":"N","login":"AppUser_2001_n@boxdevedition.com","status":"active","is_platform_access_only":true}"#;
    let list = |total: usize, offset: usize, entries: &[&str]| {
        let entries = entries.join(",");
        Answer::json(200, &format!(r#"{{"total_count":{total},"offset":{offset},"entries":[{entries}]}}"#))
    };
    let of_found = seen.field("box_subject_id").as_deref() == Some("90000000007");
    match (seen.asked, list_of(seen)) {
        (Asked::User, _) if of_found => app_user,
        (Asked::User, _) => Answer::grant_credentials_invalid(),
        (_, Some("user-list")) => list(101, 0, &[app_user_entry; 100]),
        (_, Some("user-list, the rest")) => list(101, 100, &[app_user_entry]),
        (_, Some("app-user-list")) => list(1, 0, &[app_user_entry]),
        (_, Some("terms")) => list(1, 0, &[r#"{"type":"terms_of_service","id":"5","status":"enabled"}"#]),
        (_, Some("terms, accepted")) => {
            let target = seen.head.split(' ').nth(1).unwrap_or_default();
            let user = target.split("user_id=").nth(1).unwrap_or_default();
            let status = format!(
                r#"{{"type":"terms_of_service_user_status","id":"6","is_accepted":true,"tos":{{"type":"terms_of_service","id":"5"}},"user":{{"type":"user","id":"{user}"}}}}"#
            );
            list(1, 0, &[&status])
        }
        _ => healthy(seen),
    }
}

/// A server, the flags, and what is to be sent.
type Row = (Behaviour, &'static [&'static str], Sent);

fn rows() -> Vec<(&'static str, Row)> {
    let user_refused: Behaviour = |seen, _| with(Asked::User, seen, Answer::grant_credentials_invalid());
    let both_refused: Behaviour = |seen, _| match seen.asked {
        Asked::Enterprise | Asked::User => Answer::grant_credentials_invalid(),
        _ => healthy(seen),
    };
    let nothing_works: Behaviour = |_, _| Answer::refusal("invalid_client", "The client credentials are invalid");
    let down: Behaviour = |_, _| Answer::with(503, &[], "");
    let down_once: Behaviour = |seen, before| match seen.asked {
        Asked::Enterprise if before == 0 => Answer::with(503, &["Retry-After: 0"], ""),
        _ => healthy(seen),
    };
    let keeps_its_tokens: Behaviour = |seen, _| with(Asked::Revoke, seen, Answer::with(503, &[], ""));
    let found_refused: Behaviour = |seen, _| at_most(seen, Answer::grant_credentials_invalid());
    let found_granted: Behaviour = |seen, _| at_most(seen, Answer::token("F7ndW3zXv5BnTe7Hy2Lc9PfRj4GmQs6a"));
    let forbidden: Behaviour = |seen, _| {
        let body = r#"{"type":"error","status":403,"code":"access_denied_insufficient_permissions","message":"Access denied"}"#;
        with(Asked::WhoamiUser, seen, Answer::json(403, body))
    };
    vec![
        ("healthy", (|seen, _| healthy(seen), &[], (3, 1, 2, 2))),
        ("healthy, and nothing to be listed", (|seen, _| healthy(seen), &["--no-user-list"], (3, 1, 2, 2))),
        ("without a control", (|seen, _| healthy(seen), &["--no-control"], (2, 0, 2, 2))),
        ("tokens left to expire", (|seen, _| healthy(seen), &["--no-revoke"], (3, 1, 2, 0))),
        (
            "a scope and a folder",
            (|seen, _| healthy(seen), &["--expect", "scope=manage_groups", "--expect", "folder=1"], (3, 1, 4, 2)),
        ),
        // Who-am-I, the look-up, the list of users, that of App Users, and the Terms of Service.
        ("a user refused", (user_refused, &[], (3, 1, 5, 1))),
        // An App User who was given is not sought.
        ("a user refused, an App User too", (user_refused, &["--app-user-id", "90000000001"], (4, 1, 4, 1))),
        ("a user refused, nothing to be listed", (user_refused, &["--no-user-list"], (3, 1, 2, 1))),
        (
            "a user refused, an App User too, nothing to be listed",
            (user_refused, &["--no-user-list", "--app-user-id", "90000000001"], (4, 1, 2, 1)),
        ),
        ("a user refused, each list twice, an App User found and refused", (found_refused, &[], (4, 1, 7, 1))),
        ("a user refused, each list twice, an App User found and granted", (found_granted, &[], (4, 1, 7, 2))),
        ("the same, nothing to be listed", (found_granted, &["--no-user-list"], (3, 1, 2, 1))),
        ("a user who may not read their own account", (forbidden, &[], (3, 1, 3, 2))),
        ("the same, nothing to be listed", (forbidden, &["--no-user-list"], (3, 1, 2, 2))),
        ("both refused", (both_refused, &[], (4, 1, 0, 0))),
        ("both refused, an App User too", (both_refused, &["--app-user-id", "90000000001"], (5, 1, 0, 0))),
        ("wrong credentials", (nothing_works, &[], (3, 1, 0, 0))),
        ("an app of another method", (|seen, _| oauth_app(seen), &[], (4, 1, 0, 1))),
        ("Box is down", (down, &[], (7, 1, 0, 0))),
        ("Box was down", (down_once, &[], (4, 1, 2, 2))),
        ("nothing can be revoked", (keeps_its_tokens, &[], (3, 1, 2, 6))),
    ]
}

/// What came in at the server.
fn counted(server: &Server) -> Sent {
    let kinds = server.kinds();
    let of = |kinds_of: &[Asked]| kinds.iter().filter(|kind| kinds_of.contains(kind)).count();
    let tokens = of(&[Asked::Enterprise, Asked::User, Asked::BadSecret, Asked::NoSubject]);
    let (wrong, revocations) = (of(&[Asked::BadSecret]), of(&[Asked::Revoke]));
    (tokens, wrong, kinds.len() - tokens - revocations, revocations)
}

/// What the report says was sent.
fn told(ended: &Ended) -> Sent {
    let footprint = &ended.profile()["footprint"];
    let field = |name: &str| usize::try_from(footprint[name].as_u64().unwrap()).unwrap();
    (field("token_requests"), field("wrong_secrets"), field("reads"), field("revocations"))
}

fn serve(behaviour: Behaviour) -> Server {
    let before = AtomicUsize::new(0);
    Server::start(move |seen: &Seen| {
        let earlier = if seen.asked == Asked::Enterprise { before.fetch_add(1, Ordering::SeqCst) } else { 0 };
        behaviour(seen, earlier)
    })
}

#[test]
fn what_is_sent_is_what_is_told() {
    each(rows(), |name, (behaviour, args, expected)| {
        let server = serve(behaviour);
        let ended = Doctor::json(&server).args(args).run();
        assert_eq!(counted(&server), expected, "{name}: at the server: {:?}", server.kinds());
        assert_eq!(told(&ended), expected, "{name}: in the report");

        let server = serve(behaviour);
        let text = Doctor::check(&server.url()).args(args).run().stdout;
        let (tokens, wrong, reads, _) = expected;
        let wrong = if wrong > 0 { format!(" ({wrong} with a wrong secret)") } else { String::new() };
        let reads = match reads {
            0 => String::new(),
            1 => ", 1 read".to_owned(),
            many => format!(", {many} reads"),
        };
        let line = format!("{tokens} token requests{wrong}{reads}; ");
        assert!(text.contains(&line), "{name}: `{line}` is not in\n{text}");
    });
}

#[test]
fn a_healthy_app_costs_three_waves_and_is_asked_for_no_list() {
    for args in [&[][..], &["--no-user-list"], &["--app-user-id", "90000000001"]] {
        let server = Server::start(healthy);
        assert_eq!(Doctor::json(&server).args(args).run().came_to(), (0, "healthy".to_owned()));
        let paths: Vec<String> =
            server.seen().iter().map(|seen| seen.head.split([' ', '?']).nth(1).unwrap().to_owned()).collect();
        let (token, whoami, revoke) = ("/oauth2/token", "/2.0/users/me", "/oauth2/revoke");
        assert_eq!(paths, [token, token, token, whoami, whoami, revoke, revoke], "{args:?}");
    }
}

#[test]
fn lists_are_asked_for_in_one_wave_behind_the_look_up_and_are_switched_off_together() {
    let user_refused = |seen: &Seen| with(Asked::User, seen, Answer::grant_credentials_invalid());
    let server = Server::start(user_refused);
    Doctor::json(&server).run();
    let lists: Vec<_> = server.seen().iter().map(list_of).collect();
    assert_eq!(lists[..5], [None; 5], "three tokens, who-am-I and the look-up come first");
    let mut wave: Vec<_> = lists[5..8].iter().flatten().copied().collect();
    wave.sort_unstable();
    assert_eq!(wave, ["app-user-list", "terms", "user-list"]);
    let server = Server::start(user_refused);
    let ended = Doctor::json(&server).args(["--no-user-list"]).run();
    assert!(server.seen().iter().all(|seen| list_of(seen).is_none()), "{:?}", server.kinds());
    for probe in ["user-list", "app-user-list", "terms", "app-user"] {
        assert_eq!(ended.outcome(probe), "none", "{probe}");
    }
}

/// Apps with every list in which people stand, at its worst.
fn crowds() -> Vec<(&'static str, Script)> {
    let managed = || person("active", false, ENTERPRISE);
    let script = |lookup: Reply, users: Reply, statuses: Reply| {
        Script::refused_user(lookup, users, vec![terms("enabled"), statuses]).with_found()
    };
    vec![
        ("a managed user", script(managed(), list(&[admin(), found()]), terms_status(false))),
        ("App Users alone, one granted", script(managed(), app_users_only(), terms_status(true))),
        (
            "one refused",
            script(access_denied(), app_users_only(), terms_status(true)).on("found-app-user", grant_invalid()),
        ),
        (
            "two parts",
            script(not_found(), app_users_only(), list(&[]))
                .in_turn("user-list", vec![list_from(0, 101, &vec![found(); 100]), list_from(100, 101, &[admin()])]),
        ),
        (
            "a list that is none",
            script(
                not_found(),
                Reply::Http {
                    status: 200,
                    headers: Vec::new(),
                    body: format!(r#"{{"user":{},"entries":{{"0":{}}},"next":"{FOUND}"}}"#, admin(), found()),
                },
                terms_status(true),
            ),
        ),
        (
            "a list that breaks off",
            script(
                not_found(),
                Reply::Http {
                    status: 200,
                    headers: Vec::new(),
                    body: format!(r#"{{"total_count":2,"entries":[{},{{"#, admin()),
                },
                terms_status(true),
            ),
        ),
        (
            "a list of bare entries",
            script(
                not_found(),
                Reply::Http { status: 200, headers: Vec::new(), body: format!("[{},{}]", admin(), found()) },
                terms_status(true),
            ),
        ),
        (
            "a granted user",
            Script::healthy().on("whoami-user", access_denied()).on("user-list", list(&[admin(), found()])),
        ),
    ]
}

#[test]
fn nothing_of_whoever_stands_in_a_list_is_shown_or_kept() {
    shown_or_kept(crowds());
}

#[test]
fn a_refusal_that_repeats_the_id_of_a_found_app_user_gives_it_away_no_more() {
    let repeated = refused("invalid_grant", &format!("Grant credentials are invalid for {FOUND}"));
    let script = Script::refused_user(access_denied(), app_users_only(), vec![list(&[])]).with_found();
    shown_or_kept(vec![("repeated", script.on("found-app-user", repeated))]);
}

#[test]
fn a_list_with_another_status_than_200_is_kept_from_everyone_as_well() {
    let script = Script::refused_user(not_found(), list(&[]), vec![list(&[])]);
    let mut rows = Vec::new();
    for status in [201, 203, 206, 400, 403, 404] {
        let body = format!(r#"{{"total_count":1,"entries":[{}]}}"#, admin());
        for probe in ["user-list", "app-user-list", "terms"] {
            let reply = Reply::Http { status, headers: Vec::new(), body: body.clone() };
            rows.push(("another status", script.clone().on(probe, reply)));
        }
    }
    shown_or_kept(rows);
}

fn shown_or_kept(scripts: Vec<(&str, Script)>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("recording.json");
    let file = file.to_str().unwrap();
    let mut differences = Vec::new();
    for (name, script) in scripts {
        let ways = [&[][..], &["-v"], &["-vv"], &["--format", "json"], &["--quiet", "--record", file]];
        let mut shown: Vec<(String, String)> = Vec::new();
        for args in ways {
            let server = ScriptedBox::start(&script);
            let run = server.command(&[&["check"], args].concat()).run();
            assert!(server.count("user-list") > 0, "{name}");
            shown.push((format!("{args:?}"), format!("{}{}", run.stdout, run.stderr)));
        }
        shown.push(("the recording".to_owned(), fs::read_to_string(file).unwrap()));
        shown.push(("its replay".to_owned(), crate::kit::run(&["diagnose", file, "-vv"]).stdout));
        for (way, text) in shown {
            assert_no_canary(&text);
            // A report breaks its lines between the words.
            let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
            for (what, canary) in crate::kit::PEOPLE.into_iter().filter(|(_, canary)| flat.contains(canary)) {
                differences.push(format!("{name}, {way}: {what} is shown: {canary}"));
            }
        }
    }
    assert_none(&differences);
}

#[test]
fn nothing_of_whoever_stands_in_a_pasted_list_is_shown() {
    let entries = format!(r#"{{"total_count":2,"offset":0,"entries":[{},{}]}}"#, admin(), found());
    let replies = ["user-list", "app-user-list", "terms"].map(|probe| format!("{probe}={entries}"));
    let [users, app_users, terms] = &replies;
    let replies = ["--reply", users, "--reply", app_users, "--reply", terms];
    let refused = ["--reply", "enterprise=granted", "--reply", "user=Grant credentials are invalid"];
    for args in [&[][..], &["-vv"], &["--format", "json"]] {
        let run = crate::kit::run(&[&["diagnose"], &replies[..], &refused, args].concat());
        assert_nobody(&format!("{}{}", run.stdout, run.stderr));
    }
}

#[test]
fn rounds_are_counted_with_the_rest_and_told_apart() {
    // Refused twice, then granted: the user's token alone is asked for again, the other once more at the end, the control never.
    let refusals = AtomicUsize::new(0);
    let server = Server::start(move |seen: &Seen| match seen.asked {
        Asked::User if refusals.fetch_add(1, Ordering::SeqCst) < 2 => Answer::grant_credentials_invalid(),
        _ => healthy(seen),
    });
    let ended = Doctor::json(&server).args(["--wait", "2s"]).run();
    assert_eq!(ended.came_to(), (0, "healthy".to_owned()), "{}", ended.stdout);
    assert_eq!(told(&ended), counted(&server));
    assert_eq!(ended.profile()["rounds"], 3);
    assert_eq!(server.asked(Asked::BadSecret).len(), 1);
    assert_eq!(server.asked(Asked::Enterprise).len(), 2);
    assert_eq!(server.asked(Asked::User).len(), 3);
}

#[test]
fn no_state_of_an_app_takes_more_than_seven_token_requests() {
    let catalogue = Catalogue::embedded().unwrap();
    let mut usual = Vec::new();
    for cause in catalogue.causes().iter().filter(|cause| !cause.entry.pasted_only) {
        for dialect in ["current", "guide"] {
            let name = format!("{} {dialect}", cause.id());
            let args = ["check", "--simulate", cause.id(), "--dialect", dialect, "--format", "json"];
            let ended = Doctor::new(args).run();
            let (tokens, wrong, reads, revocations) = told(&ended);
            assert!(tokens <= 7, "{name}: {tokens} token requests");
            assert_eq!(wrong, 1, "{name}");
            assert!(reads <= 4, "{name}: {reads} reads");
            let (received, revoked) = ended.tokens();
            assert_eq!((received, revoked), (revocations as u64, revocations as u64), "{name}");
            usual.push(tokens);
        }
    }
    usual.sort_unstable();
    // README: usually four for an app that fails. Faults that show only when a token is used, and codes that one cause alone
    // gives, take no fourth.
    let few = usual.iter().filter(|tokens| **tokens <= 4).count();
    assert!(usual[usual.len() / 2] <= 4 && few * 10 >= usual.len() * 8, "{usual:?}");
}

#[test]
fn nobody_but_box_is_contacted() {
    let (server, proxy) = (Server::start(healthy), Proxy::silent());
    let names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"];
    let check = names.iter().fold(Doctor::json(&server), |check, name| check.env(name, proxy.url()));
    assert_eq!(check.run().came_to(), (0, "healthy".to_owned()));
    assert_eq!(proxy.asked(), [""; 0]);
    let paths: Vec<String> =
        server.seen().iter().map(|seen| seen.head.split(' ').nth(1).unwrap_or_default().to_owned()).collect();
    let known = ["/oauth2/token", "/oauth2/revoke", "/2.0/users/me"];
    for path in paths {
        assert!(known.contains(&path.split('?').next().unwrap()), "{path} was asked for");
    }
}

/// Runs the program where it may have one file open beside the standard three.
#[cfg(unix)]
fn with_one_file(args: &[&str]) -> std::process::Output {
    std::process::Command::new("sh")
        .args(["-c", "ulimit -n 4 && exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_ccg-doctor")])
        .args(args)
        .env_clear()
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap()
}

#[cfg(unix)]
#[test]
fn what_needs_no_network_opens_none() {
    let folder = tempfile::tempdir().unwrap();
    let recording = folder.path().join("recording.json");
    let made = Doctor::new(["check", "--simulate", "healthy", "--record"]).args([&recording]).run();
    assert_eq!(made.code, 0);
    let recording = recording.to_str().unwrap();
    let rows: [&[&str]; 6] = [
        &["--version"],
        &["--help"],
        &["explain"],
        &["explain", "app-access-only"],
        &["diagnose", recording],
        &["diff", recording, recording],
    ];
    for args in rows {
        let output = with_one_file(args);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(!output.stdout.is_empty(), "{args:?}");
    }
    // What does need one cannot do with so little, which is why this tells.
    let output = with_one_file(&["check", "--simulate", "healthy", "--format", "json"]);
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["profiles"], json!([]));
}
