//! What a check leaves in the tenant's logs is what its report says, within the bounds that README states; and nothing else is
//! contacted.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod wire;

use std::sync::atomic::{AtomicUsize, Ordering};

use ccg_doctor::catalogue::Catalogue;
use serde_json::json;
use wire::matrix::each;
use wire::proxy::Proxy;
use wire::server::{healthy, oauth_app};
use wire::{Answer, Asked, Doctor, Ended, Seen, Server};

/// Token requests, those among them with a wrong secret, reads, revocations.
type Sent = (usize, usize, usize, usize);
type Behaviour = fn(&Seen, usize) -> Answer;

/// The app of the wire's healthy Box, but for one thing.
fn with(asked: Asked, seen: &Seen, answer: Answer) -> Answer {
    if seen.asked == asked { answer } else { healthy(seen) }
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
    vec![
        ("healthy", (|seen, _| healthy(seen), &[], (3, 1, 2, 2))),
        ("without a control", (|seen, _| healthy(seen), &["--no-control"], (2, 0, 2, 2))),
        ("tokens left to expire", (|seen, _| healthy(seen), &["--no-revoke"], (3, 1, 2, 0))),
        (
            "a scope and a folder",
            (|seen, _| healthy(seen), &["--expect", "scope=manage_groups", "--expect", "folder=1"], (3, 1, 4, 2)),
        ),
        ("a user refused", (user_refused, &[], (3, 1, 2, 1))),
        ("a user refused, an App User too", (user_refused, &["--app-user-id", "90000000001"], (4, 1, 2, 1))),
        ("both refused", (both_refused, &[], (3, 1, 0, 0))),
        ("both refused, an App User too", (both_refused, &["--app-user-id", "90000000001"], (4, 1, 0, 0))),
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
        let text = Doctor::check(&server.url()).args(args).run().stdout();
        let (tokens, wrong, reads, revocations) = expected;
        let several = |count: usize| if count == 1 { "" } else { "s" };
        let line = format!(
            "Sent: {tokens} token requests, {wrong} with a wrong secret; {reads} read{}; {revocations} revocation{}.",
            several(reads),
            several(revocations)
        );
        assert!(text.contains(&line), "{name}: `{line}` is not in\n{text}");
    });
}

#[test]
fn rounds_are_counted_with_the_rest_and_told_apart() {
    // Refused twice, then granted: the user's token alone is asked for again, and the control never.
    let refusals = AtomicUsize::new(0);
    let server = Server::start(move |seen: &Seen| match seen.asked {
        Asked::User if refusals.fetch_add(1, Ordering::SeqCst) < 2 => Answer::grant_credentials_invalid(),
        _ => healthy(seen),
    });
    let ended = Doctor::json(&server).args(["--wait", "2s"]).run();
    assert_eq!(ended.came_to(), (0, "healthy".to_owned()), "{}", ended.stdout());
    assert_eq!(told(&ended), counted(&server));
    assert_eq!(ended.profile()["rounds"], 3);
    assert_eq!(server.asked(Asked::BadSecret).len(), 1);
    assert_eq!(server.asked(Asked::Enterprise).len(), 1);
    assert_eq!(server.asked(Asked::User).len(), 3);
}

#[test]
fn no_state_of_an_app_takes_more_than_seven_token_requests() {
    let catalogue = Catalogue::embedded().unwrap();
    let mut usual = Vec::new();
    for cause in catalogue.causes() {
        for dialect in ["current", "guide"] {
            let name = format!("{} {dialect}", cause.id());
            let args = ["check", "--simulate", cause.id(), "--dialect", dialect, "--format", "json"];
            let ended = Doctor::new(args).run();
            let (tokens, wrong, reads, revocations) = told(&ended);
            assert!(tokens <= 7, "{name}: {tokens} token requests");
            assert_eq!(wrong, 1, "{name}");
            assert!(reads <= 3, "{name}: {reads} reads");
            let (received, revoked) = ended.tokens();
            assert_eq!((received, revoked), (revocations as u64, revocations as u64), "{name}");
            usual.push(tokens);
        }
    }
    usual.sort_unstable();
    // README: usually four for an app that fails.
    assert_eq!(usual[usual.len() / 2], 4, "{usual:?}");
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
    assert_eq!(made.code(), 0);
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
