//! `--wait`: what failed is asked again until it is well or the time is up, and what was well before once more at the end: no
//! verdict rests on a reply of an earlier round, but for the control's.
//!
//! The server decides by counting when it is well; no test looks at a clock.

use crate::kit::{
    ENTERPRISE, Reply, Script, ScriptedBox, finding, grant_invalid, html, invalid_client, not_enabled, not_found,
    not_yet_authorized, person, probe, profile, scope_json, service_account_in, unavailable,
};

/// Long enough for every round that a server asks for; a healthy server ends it long before.
const LONG: &[&str] = &["--wait", "2s", "--format", "json"];
/// Long enough for a few rounds, for what never gets well.
const SHORT: &[&str] = &["--wait", "700ms", "--format", "json"];

#[test]
fn a_change_under_way_is_waited_for() {
    let refused_twice = || vec![grant_invalid(), grant_invalid(), Reply::Grant];
    for (name, script, args) in [
        ("the user", Script::healthy().in_turn("user", refused_twice()), &[][..]),
        (
            "the enterprise",
            Script::enterprise_only()
                .in_turn("enterprise", vec![not_yet_authorized(), not_yet_authorized(), Reply::Grant]),
            &[][..],
        ),
        (
            "Box is down at first",
            Script::enterprise_only().in_turn("enterprise", vec![unavailable(), unavailable(), Reply::Grant]),
            &[][..],
        ),
        (
            "the app is enabled later",
            Script::enterprise_only()
                .in_turn("whoami-enterprise", vec![not_enabled(), not_enabled(), service_account_in(ENTERPRISE)]),
            &[][..],
        ),
        (
            "who-am-I is a page at first",
            Script::user_only().in_turn("whoami-user", vec![html(), html(), person("active", false, ENTERPRISE)]),
            &[][..],
        ),
        (
            "the scope",
            Script::enterprise_only()
                .in_turn("scope", vec![scope_json(), scope_json(), crate::kit::reply(200, r#"{"entries":[]}"#)]),
            &["--expect", "scope=manage_groups"][..],
        ),
        (
            "the folder",
            Script::enterprise_only().in_turn(
                "folder",
                vec![not_found(), not_found(), crate::kit::reply(200, r#"{"type":"folder","id":"1"}"#)],
            ),
            &["--expect", "folder=1"][..],
        ),
        (
            "a right is taken away",
            Script::healthy().in_turn("user", vec![Reply::Grant, Reply::Grant, grant_invalid()]),
            &["--expect", "user=denied"][..],
        ),
        (
            "a scope is taken away",
            Script::enterprise_only().in_turn(
                "scope",
                vec![
                    crate::kit::reply(200, r#"{"entries":[]}"#),
                    crate::kit::reply(200, r#"{"entries":[]}"#),
                    scope_json(),
                ],
            ),
            &["--expect", "scope=manage_groups=denied"][..],
        ),
    ] {
        let server = ScriptedBox::start(&script);
        let run = server.check(&[args, LONG].concat());
        let report = run.json();
        assert_eq!(run.code, 0, "{name}: {}", profile(&report)["summary"]);
        assert_eq!(profile(&report)["rounds"], 3, "{name}");
        assert_eq!(server.count("bad-secret"), 1, "{name}: the control is sent once in all");
        let (granted, tokens) = (server.granted(), &profile(&report)["tokens"]);
        assert_eq!((&tokens["received"], &tokens["revoked"]), (&granted.into(), &granted.into()), "{name}");
        let told = run.stderr.lines().filter(|line| line.starts_with("not healthy yet; asking again in ")).count();
        assert_eq!((told, run.stderr.lines().count()), (2, 2), "{name}: a line for each round\n{}", run.stderr);
    }
}

#[test]
fn what_stays_wrong_is_told_when_the_time_is_up() {
    for (name, script, args, code) in [
        ("refused", Script::healthy().on("user", grant_invalid()), &[][..], 1),
        ("not enabled", Script::enterprise_only().on("whoami-enterprise", not_enabled()), &[][..], 1),
        ("exceeded", Script::user_only(), &["--expect", "user=denied"][..], 1),
        ("Box is down", Script::enterprise_only().on("enterprise", unavailable()), &[][..], 3),
    ] {
        let server = ScriptedBox::start(&script);
        let run = server.check(&[args, SHORT].concat());
        assert_eq!(run.code, code, "{name}");
        assert!(profile(&run.json())["rounds"].as_u64().is_some_and(|rounds| rounds > 1), "{name}: it was asked again");
        assert_eq!(server.count("bad-secret"), 1, "{name}");
        assert!(run.stderr.lines().all(|line| line.starts_with("not healthy yet; asking again in ")), "{}", run.stderr);
        let server = ScriptedBox::start(&script);
        assert_eq!(server.check(&[args, SHORT, &["--quiet"]].concat()).stderr, "", "{name}: quiet is quiet");
    }
}

#[test]
fn healthy_and_wrong_credentials_end_it_at_once() {
    for (name, script, code) in [
        ("healthy", Script::healthy(), 0),
        ("wrong credentials", Script::healthy().on("enterprise", invalid_client()).on("user", invalid_client()), 1),
        (
            "wrong credentials for one of two",
            Script::healthy().on("enterprise", grant_invalid()).on("user", invalid_client()),
            3,
        ),
        (
            "wrong credentials without a subject",
            Script::enterprise_only()
                .on("bad-secret", grant_invalid())
                .on("enterprise", grant_invalid())
                .on("no-subject", invalid_client()),
            1,
        ),
    ] {
        let server = ScriptedBox::start(&script);
        // An hour, were it not ended.
        let run = server.check(&["--wait", "1h", "--format", "json"]);
        let report = run.json();
        assert_eq!(profile(&report)["rounds"], 1, "{name}");
        assert_eq!(run.code, code, "{name}");
        for probe in ["enterprise", "user", "bad-secret"] {
            assert!(server.count(probe) <= 1, "{name}: {probe} was asked again");
        }
    }
}

#[test]
fn wrong_credentials_in_a_later_round_end_it_as_well() {
    let script = Script::enterprise_only().in_turn("enterprise", vec![grant_invalid(), invalid_client()]);
    let server = ScriptedBox::start(&script);
    let run = server.check(LONG);
    assert_eq!((run.code, server.count("enterprise")), (1, 2));
}

#[test]
fn wrong_credentials_in_a_later_round_end_what_was_granted_before() {
    let script = Script::healthy().in_turn("user", vec![grant_invalid(), invalid_client()]);
    let server = ScriptedBox::start(&script);
    let run = server.check(LONG);
    let report = run.json();
    assert_eq!((run.code, server.count("enterprise"), server.count("user")), (1, 1, 2));
    assert!(probe(&report, "enterprise").is_none(), "the grant of the round before is no evidence");
    assert_eq!(finding(&report, "client-credentials-mismatch").expect("told")["status"], "confirmed");
}

#[test]
fn what_was_granted_is_asked_again_in_the_last_round_alone() {
    let server =
        ScriptedBox::start(&Script::healthy().in_turn("user", vec![grant_invalid(), grant_invalid(), Reply::Grant]));
    let run = server.check(LONG);
    assert_eq!(run.code, 0, "{}", run.stdout);
    let counts =
        ["enterprise", "whoami-enterprise", "user", "user-lookup", "whoami-user"].map(|probe| server.count(probe));
    assert_eq!(counts, [2, 2, 3, 2, 1]);
    assert_eq!((server.count("bad-secret"), profile(&run.json())["rounds"].as_u64()), (1, Some(3)));
}

#[test]
fn an_expected_denial_that_is_met_is_asked_again_in_the_last_round_alone() {
    let whoami = || service_account_in(ENTERPRISE);
    let script = Script::healthy()
        .in_turn("whoami-enterprise", vec![html(), html(), whoami(), whoami()])
        .on("user", grant_invalid());
    let server = ScriptedBox::start(&script);
    let run = server.check(&[LONG, &["--expect", "user=denied"]].concat());
    assert_eq!(run.code, 0, "{}", run.stdout);
    assert!(server.count("user") <= server.count("enterprise"), "{:?}", server.asked());
}

#[test]
fn a_scope_that_is_waited_for_needs_a_new_token_of_one_subject_and_the_last_round_of_the_other() {
    let script = Script::healthy().in_turn("scope", vec![scope_json(), crate::kit::reply(200, r#"{"entries":[]}"#)]);
    let server = ScriptedBox::start(&script);
    let run = server.check(&[LONG, &["--expect", "scope=manage_groups"]].concat());
    assert_eq!(run.code, 0);
    assert_eq!(["scope", "enterprise", "user"].map(|probe| server.count(probe)), [2, 2, 2]);
}

/// What was well in an earlier round and is not any more, or was ill and is well: no verdict goes by the earlier reply.
#[test]
fn no_verdict_goes_by_a_reply_of_an_earlier_round() {
    let whoami = || service_account_in(ENTERPRISE);
    let denied = &["--expect", "user=denied"][..];
    let scope = |granted: bool| if granted { crate::kit::reply(200, r#"{"entries":[]}"#) } else { scope_json() };
    for (name, script, args, code) in [
        (
            "a denial of before: the user is granted since",
            Script::healthy()
                .in_turn("enterprise", vec![not_yet_authorized(), Reply::Grant])
                .in_turn("user", vec![grant_invalid(), Reply::Grant]),
            denied,
            1,
        ),
        (
            "a grant of before: the user is refused since",
            Script::healthy()
                .in_turn("enterprise", vec![not_yet_authorized(), Reply::Grant])
                .in_turn("user", vec![Reply::Grant, grant_invalid()]),
            &[],
            1,
        ),
        (
            "a grant of before: the enterprise is refused since",
            Script::healthy()
                .in_turn("user", vec![grant_invalid(), Reply::Grant])
                .in_turn("enterprise", vec![Reply::Grant, not_yet_authorized()]),
            &[],
            3,
        ),
        (
            "a token of before: it is of no use since",
            Script::healthy()
                .in_turn("user", vec![grant_invalid(), Reply::Grant])
                .in_turn("whoami-enterprise", vec![whoami(), not_enabled()]),
            &[],
            3,
        ),
        (
            "a scope of before: it is missing since",
            Script::healthy()
                .in_turn("user", vec![grant_invalid(), Reply::Grant])
                .in_turn("scope", vec![scope(true), scope(false)]),
            &["--expect", "scope=manage_groups"],
            1,
        ),
        (
            "a scope denied before: it is granted since",
            Script::healthy()
                .in_turn("user", vec![grant_invalid(), Reply::Grant])
                .in_turn("scope", vec![scope(false), scope(true)]),
            &["--expect", "scope=manage_groups=denied"],
            1,
        ),
        (
            "a folder of before: Box is down since",
            Script::healthy()
                .in_turn("user", vec![grant_invalid(), Reply::Grant])
                .in_turn("folder", vec![crate::kit::reply(200, r#"{"type":"folder","id":"7"}"#), unavailable()]),
            &["--expect", "folder=7"],
            3,
        ),
    ] {
        let server = ScriptedBox::start(&script);
        let run = server.check(&[args, SHORT].concat());
        let report = run.json();
        assert_eq!(run.code, code, "{name}: {}", profile(&report)["summary"]);
        assert_eq!(server.count("bad-secret"), 1, "{name}");
        let (granted, tokens) = (server.granted(), &profile(&report)["tokens"]);
        assert_eq!(*tokens, serde_json::json!({"received": granted, "revoked": granted}), "{name}");
    }
}

/// The causes are judged by the last round's replies as well: an earlier grant rules nothing out.
#[test]
fn a_grant_of_an_earlier_round_rules_nothing_out() {
    let script = Script::healthy()
        .in_turn("user", vec![grant_invalid()])
        .in_turn("enterprise", vec![Reply::Grant, not_yet_authorized()]);
    let run = ScriptedBox::start(&script).check(SHORT);
    let report = run.json();
    assert_eq!(run.code, 1);
    assert_ne!(finding(&report, "app-not-authorized").expect("told")["status"], "ruled-out");
}
