//! What `--expect` proves: met, unmet, exceeded or undecided, and never a green light for what was not shown.

use crate::scripted::{
    ENTERPRISE, Reply, Script, ScriptedBox, access_denied, account, finding, grant_invalid, html, invalid_client,
    named, not_enabled, not_found, not_yet_authorized, person, probe, profile, rate_limited, refused, run,
    scope_header, scope_json, server_error, service_account_in, token_invalid, truncated, unavailable, wrong_method,
};

/// A script, the flags, and what they must come to.
struct Case<'a> {
    name: &'a str,
    script: Script,
    args: &'a [&'a str],
    exit: i32,
    /// The findings about expectations, each of them.
    findings: &'a [&'a str],
}

fn demand(cases: Vec<Case<'_>>) {
    let mut differences = Vec::new();
    for Case { name, script, args, exit, findings } in cases {
        let server = ScriptedBox::start(&script);
        let run = server.check(&[args, &["--format", "json"]].concat());
        let seen = named(&run.json(), "expectation");
        if (run.code, &seen[..]) != (exit, &findings.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>()[..]) {
            differences.push(format!("{name}: expected {exit} {findings:?}, seen {} {seen:?}", run.code));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

const UNMET: &[&str] = &["expectation-unmet"];
const BROADER: &[&str] = &["token-broader-than-expected"];

/// Refusals that say of the subject that it has no right.
fn refusals_of_right() -> Vec<(&'static str, Reply)> {
    vec![
        ("the catch-all", grant_invalid()),
        ("not yet authorized", not_yet_authorized()),
        (
            "not authorized by the admin",
            refused("unauthorized_client", "This app is not authorized by the enterprise admin"),
        ),
    ]
}

/// Replies that say nothing of a right: what is refused, or not even that, is something else.
fn other_than_right() -> Vec<(&'static str, Reply)> {
    vec![
        ("wrong credentials", invalid_client()),
        ("the wrong method", wrong_method()),
        ("the wrong grant type", refused("unauthorized_client", "The grant type is unauthorized for this client_id")),
        ("a lost body", refused("invalid_request", "Invalid grant_type parameter or parameter missing")),
        ("a new text under a known code", refused("invalid_grant", "The moon is in the wrong house")),
        ("no text under a known code", refused("invalid_grant", "")),
        ("an unknown code", refused("moon_in_wrong_house", "Grant credentials are invalid")),
        ("an unknown `invalid_request`", refused("invalid_request", "Something new")),
        ("`unsupported_grant_type`", refused("unsupported_grant_type", "")),
        ("401 without a body", crate::scripted::reply(401, "")),
        ("403 without a body", crate::scripted::reply(403, "")),
        ("403 as the API says it", access_denied()),
        ("404", not_found()),
        ("429", rate_limited()),
        ("500", server_error()),
        ("503", unavailable()),
        ("an HTML page", html()),
        ("an HTML page with 403", crate::scripted::reply(403, "<html><body>Forbidden by the proxy</body></html>")),
        ("a body that breaks off", truncated()),
        (
            "a 200 that carries an error",
            crate::scripted::reply(
                200,
                r#"{"error":"invalid_grant","error_description":"Grant credentials are invalid"}"#,
            ),
        ),
        ("a redirect between Box's hosts", crate::scripted::with(302, ("Location", "https://account.box.com/"), "")),
        ("a redirect elsewhere", crate::scripted::with(302, ("Location", "https://login.example/"), "")),
        ("no reply", Reply::Hangup),
    ]
}

/// A user refused beside a granted Service Account that sees them, managed and active, among the enterprise's users, where no
/// Terms of Service are in force: nothing is left but the app's own configuration.
fn denied_by_configuration() -> Script {
    Script::healthy().on("user", grant_invalid())
}

#[test]
fn an_expected_denial_is_met_by_the_apps_own_configuration_alone() {
    let server = ScriptedBox::start(&denied_by_configuration());
    let run = server.check(&["--expect", "user=denied", "--format", "json"]);
    let report = run.json();
    assert_eq!(run.code, 0, "{}", profile(&report)["summary"]);
    assert_eq!(profile(&report)["verdict"], "healthy");
    for finding in profile(&report)["findings"].as_array().expect("findings") {
        if finding["status"] == "confirmed" || finding["status"] == "suspected" {
            assert_eq!(finding["severity"], "note", "{}", finding["id"]);
        }
    }
    assert_eq!(probe(&report, "user").expect("asked")["expected"], "denied");

    let user = |reply: Reply| Script::user_only().on("user", reply);
    let enterprise = |reply: Reply| Script::enterprise_only().on("enterprise", reply);
    // Such a refusal may have a reason that no setting of the app is: it proves no least privilege, but a refusal it is.
    for (name, reply) in refusals_of_right() {
        for (subject, script) in [("user", user(reply.clone())), ("enterprise", enterprise(reply.clone()))] {
            let server = ScriptedBox::start(&script);
            let denied = server.check(&["--expect", &format!("{subject}=denied")]);
            assert_ne!(denied.code, 0, "{subject}=denied, {name}: {}", denied.stdout);
            assert!(!denied.flat().contains("healthy:"), "{subject}, {name}: {}", denied.stdout);
        }
    }
    let mut differences = Vec::new();
    for (name, reply) in other_than_right() {
        let both = Script::healthy().on("enterprise", reply.clone()).on("user", reply.clone());
        for (subject, script, args) in [
            ("user", user(reply.clone()), &["--expect", "user=denied"][..]),
            ("enterprise", enterprise(reply.clone()), &["--expect", "enterprise=denied"]),
            ("user, the enterprise granted", Script::healthy().on("user", reply.clone()), &["--expect", "user=denied"]),
            ("both", both, &["--expect", "user=denied", "--expect", "enterprise=denied"]),
            ("user, refused", user(reply.clone()), &["--expect", "user=refused"]),
            ("enterprise, refused", enterprise(reply.clone()), &["--expect", "enterprise=refused"]),
        ] {
            let server = ScriptedBox::start(&script);
            let run = server.check(&[args, &["--format", "json"]].concat());
            let findings = named(&run.json(), "expectation");
            // A refusal by a fault that is certain is unmet; by anything else than the right it is never met.
            if run.code == 0 || (run.code == 3 && !findings.is_empty()) {
                differences.push(format!("{subject}, {name}: seen {} {findings:?}", run.code));
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn a_denial_proves_nothing_while_the_credentials_are_not_cleared() {
    let refused = &["--expect", "user=refused", "--expect", "enterprise=refused"][..];
    let denied = |script: Script| script.on("user", grant_invalid()).on("enterprise", grant_invalid());
    let uncleared =
        |control: Reply| denied(Script::healthy()).on("bad-secret", control).on("no-subject", grant_invalid());
    let case = |name, script, exit| Case { name, script, args: refused, exit, findings: &[] };
    demand(vec![
        case("cleared by the control", denied(Script::healthy()), 0),
        Case {
            name: "the control is answered alike: nothing but the credentials is left",
            script: uncleared(grant_invalid()),
            args: refused,
            exit: 1,
            findings: &["expectation-unmet", "expectation-unmet"],
        },
        case(
            "the control failed, and so did the request without a subject",
            uncleared(unavailable()).on("no-subject", unavailable()),
            3,
        ),
        case(
            "the control failed, but the request without a subject was answered as for a good pair",
            uncleared(unavailable()).on("no-subject", wrong_method()),
            0,
        ),
        case("a control that is granted: this is not Box", uncleared(Reply::Grant), 3),
        Case {
            name: "no control at all, one subject",
            script: Script::user_only().on("user", grant_invalid()).on("no-subject", unavailable()),
            args: &["--expect", "user=refused", "--no-control"],
            exit: 3,
            findings: &[],
        },
        Case {
            name: "no control, but the other subject's grant clears them",
            script: denied_by_configuration(),
            args: &["--expect", "user=denied", "--no-control"],
            exit: 0,
            findings: &[],
        },
    ]);
}

/// Refusals for another reason than the app's own configuration, each in all that it takes to tell it: none proves a denial.
#[test]
fn a_denial_for_another_reason_proves_nothing() {
    let gci = grant_invalid;
    let user_refused = || Script::healthy().on("user", gci());
    let cases: Vec<(&str, Script, &[&str], i32, i32)> = vec![
        ("nothing is known of the user", Script::user_only().on("user", gci()), &[], 3, 0),
        (
            "the app is not authorized",
            Script::healthy().on("enterprise", not_yet_authorized()).on("user", gci()),
            &["--expect", "enterprise=refused"],
            3,
            0,
        ),
        ("nobody has the user's ID", user_refused().on("user-lookup", not_found()), &[], 3, 0),
        ("the user is inactive", user_refused().on("user-lookup", person("inactive", false, ENTERPRISE)), &[], 1, 1),
        (
            "the user is of another enterprise",
            user_refused().on("user-lookup", person("active", false, "7654321")),
            &[],
            1,
            1,
        ),
        ("the look-up failed", user_refused().on("user-lookup", unavailable()), &[], 3, 0),
        (
            "the look-up is forbidden",
            user_refused().on("user-lookup", access_denied()).on("user-list", access_denied()),
            &[],
            3,
            0,
        ),
        ("the user's ID is an e-mail address", user_refused().with_ids(ENTERPRISE, "someone@example.com"), &[], 1, 1),
        (
            "the user's ID is the Service Account's",
            user_refused().with_ids(ENTERPRISE, "AutomationUser_1_x@boxdevedition.com"),
            &[],
            1,
            1,
        ),
        ("both are refused alike", user_refused().on("enterprise", gci()), &["--expect", "enterprise=refused"], 3, 0),
    ];
    let mut differences = Vec::new();
    for (name, script, args, denied, refused) in cases {
        for (word, exit) in [("user=denied", denied), ("user=refused", refused)] {
            let server = ScriptedBox::start(&script);
            let run = server.check(&[args, &["--expect", word]].concat());
            if run.code != exit {
                differences.push(format!("{name}, {word}: expected {exit}, seen {}: {}", run.code, run.flat()));
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn what_is_expected_and_what_was_answered_come_to_one_verdict() {
    let user_refused = || Script::healthy().on("user", grant_invalid());
    demand(vec![
        Case {
            name: "granted, met",
            script: Script::healthy(),
            args: &["--expect", "user=granted", "--expect", "enterprise=granted"],
            exit: 0,
            findings: &[],
        },
        Case {
            name: "granted, unmet",
            script: user_refused(),
            args: &["--expect", "user=granted"],
            exit: 1,
            findings: UNMET,
        },
        Case { name: "unsaid, unmet", script: user_refused(), args: &[], exit: 1, findings: UNMET },
        Case {
            name: "the other subject is still expected to be granted",
            script: user_refused(),
            args: &["--expect", "enterprise=granted"],
            exit: 1,
            findings: UNMET,
        },
        Case {
            name: "user, exceeded",
            script: Script::healthy(),
            args: &["--expect", "user=denied"],
            exit: 1,
            findings: BROADER,
        },
        Case {
            name: "enterprise, exceeded",
            script: Script::healthy(),
            args: &["--expect", "enterprise=denied"],
            exit: 1,
            findings: BROADER,
        },
        Case {
            name: "exceeded, though the token is of no use",
            script: Script::user_only().on("whoami-user", not_enabled()),
            args: &["--expect", "user=denied"],
            exit: 1,
            findings: BROADER,
        },
        Case {
            name: "one exceeded, one unmet",
            script: Script::healthy()
                .on("enterprise", not_yet_authorized())
                .on("whoami-user", person("active", false, "7654321")),
            args: &["--expect", "user=denied"],
            exit: 1,
            findings: &["expectation-unmet", "token-broader-than-expected"],
        },
        Case {
            name: "a met denial beside an unmet grant",
            script: user_refused().on("enterprise", not_yet_authorized()),
            args: &["--expect", "user=denied"],
            exit: 1,
            findings: UNMET,
        },
        Case {
            name: "a met denial beside an undecided grant",
            script: user_refused().on("enterprise", unavailable()),
            args: &["--expect", "user=denied"],
            exit: 3,
            findings: &[],
        },
        Case {
            name: "a met denial beside a token that was not used",
            script: user_refused().on("whoami-enterprise", html()),
            args: &["--expect", "user=denied"],
            exit: 3,
            findings: &[],
        },
        Case {
            name: "a met denial beside an app that is not enabled",
            script: user_refused().on("whoami-enterprise", not_enabled()),
            args: &["--expect", "user=denied"],
            exit: 1,
            findings: UNMET,
        },
        Case {
            name: "a granted token that Box will not have",
            script: Script::enterprise_only().on("whoami-enterprise", token_invalid()),
            args: &[],
            exit: 3,
            findings: &[],
        },
        Case {
            name: "a wrong enterprise ID is refused, and a user's token shows that it is: the denial proves nothing",
            script: Script::healthy()
                .on("enterprise", grant_invalid())
                .on("whoami-user", person("active", false, "7654321")),
            args: &["--expect", "enterprise=denied"],
            exit: 1,
            findings: &[],
        },
        Case {
            name: "an inactive user is refused for another reason than the one that is expected",
            script: user_refused().on("user-lookup", person("inactive", false, ENTERPRISE)),
            args: &["--expect", "user=denied"],
            exit: 1,
            findings: UNMET,
        },
    ]);
}

#[test]
fn a_token_counts_as_granted_once_it_was_used() {
    for whoami in [service_account_in(ENTERPRISE), account("1", "a@b.example", "")] {
        let run = ScriptedBox::start(&Script::enterprise_only().on("whoami-enterprise", whoami.clone())).check(&[]);
        assert_eq!(run.code, 0, "{whoami:?}: {}", run.stdout);
    }
    // An account of no enterprise is not the one that was asked for.
    let nobodys = account("1", "a@b.example", r#","enterprise":null"#);
    let run = ScriptedBox::start(&Script::enterprise_only().on("whoami-enterprise", nobodys)).check(&[]);
    assert_eq!(run.code, 3, "{}", run.stdout);
    // A 403 leaves it open whether the token is of any use: it was seen to work nowhere.
    let refused = [scope_json(), scope_header(), access_denied()];
    let unusable = [token_invalid(), not_found(), rate_limited(), unavailable(), html(), truncated(), Reply::Hangup];
    for whoami in refused.into_iter().chain(unusable) {
        let run = ScriptedBox::start(&Script::enterprise_only().on("whoami-enterprise", whoami.clone())).check(&[]);
        assert_eq!(run.code, 3, "{whoami:?}: {}", run.stdout);
        assert!(!run.flat().contains("healthy:"), "{}", run.stdout);
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn scopes_and_folders_are_held_to_what_is_expected() {
    let on = |probe: &'static str, reply: Reply| Script::enterprise_only().on(probe, reply);
    let mut cases = vec![
        Case {
            name: "scope, met",
            script: Script::enterprise_only(),
            args: &["--expect", "scope=manage_groups"],
            exit: 0,
            findings: &[],
        },
        Case {
            name: "scope by its other name, met",
            script: Script::enterprise_only(),
            args: &["--expect", "scope=manage_users=granted"],
            exit: 0,
            findings: &[],
        },
        Case {
            name: "scope, unmet",
            script: on("scope", scope_json()),
            args: &["--expect", "scope=manage_groups"],
            exit: 1,
            findings: UNMET,
        },
        Case {
            name: "scope, exceeded",
            script: Script::enterprise_only(),
            args: &["--expect", "scope=manage_groups=denied"],
            exit: 1,
            findings: BROADER,
        },
        Case {
            name: "scope, denied as expected",
            script: on("scope", scope_header()),
            args: &["--expect", "scope=manage_groups=denied"],
            exit: 0,
            findings: &[],
        },
        Case {
            name: "folder, met",
            script: Script::enterprise_only(),
            args: &["--expect", "folder=77"],
            exit: 0,
            findings: &[],
        },
        Case {
            name: "folder, unmet",
            script: on("folder", not_found()),
            args: &["--expect", "folder=77"],
            exit: 1,
            findings: UNMET,
        },
        Case {
            name: "folder, exceeded",
            script: Script::enterprise_only(),
            args: &["--expect", "folder=77=denied"],
            exit: 1,
            findings: BROADER,
        },
        Case {
            name: "folder, not there or not shared: no configuration denies it, and it may be mistyped",
            script: on("folder", not_found()),
            args: &["--expect", "folder=77=denied"],
            exit: 3,
            findings: &[],
        },
        Case {
            name: "folder, refused as expected",
            script: on("folder", not_found()),
            args: &["--expect", "folder=77=refused"],
            exit: 0,
            findings: &[],
        },
        Case {
            name: "folder, denied as expected: the scope is missing",
            script: on("folder", scope_json()),
            args: &["--expect", "folder=77=denied"],
            exit: 0,
            findings: &[],
        },
        Case {
            name: "scope, refused as expected",
            script: on("scope", access_denied()),
            args: &["--expect", "scope=manage_groups=refused"],
            exit: 0,
            findings: &[],
        },
        Case {
            name: "nothing can be shown without a token",
            script: on("enterprise", not_yet_authorized()),
            args: &["--expect", "enterprise=refused", "--expect", "folder=77=denied"],
            exit: 3,
            findings: &[],
        },
        Case {
            name: "a scope cannot be shown without a token",
            script: on("enterprise", not_yet_authorized()),
            args: &["--expect", "enterprise=refused", "--expect", "scope=manage_groups"],
            exit: 3,
            findings: &[],
        },
    ];
    // Box refuses so for want of a permission, or of the scope: the read is refused, whichever it is, and no denial is proven.
    for (probe, granted, denied) in [
        ("scope", &["--expect", "scope=manage_groups"][..], &["--expect", "scope=manage_groups=denied"][..]),
        ("folder", &["--expect", "folder=77"][..], &["--expect", "folder=77=denied"][..]),
    ] {
        let script = || on(probe, access_denied());
        cases.push(Case { name: granted[1], script: script(), args: granted, exit: 1, findings: UNMET });
        cases.push(Case { name: denied[1], script: script(), args: denied, exit: 3, findings: &[] });
    }
    let undecided = [token_invalid(), rate_limited(), unavailable(), html(), truncated(), Reply::Hangup];
    for reply in undecided {
        for (probe, args) in [
            ("scope", &["--expect", "scope=manage_groups"][..]),
            ("scope", &["--expect", "scope=manage_groups=denied"][..]),
            ("folder", &["--expect", "folder=77"][..]),
            ("folder", &["--expect", "folder=77=denied"][..]),
        ] {
            cases.push(Case { name: args[1], script: on(probe, reply.clone()), args, exit: 3, findings: &[] });
        }
    }
    demand(cases);
}

#[test]
fn each_scope_and_each_folder_is_judged_by_itself() {
    // The same reply to each: what was expected of one is not what was expected of the other.
    let script = Script::enterprise_only().on("scope", scope_json());
    let server = ScriptedBox::start(&script);
    let run = server.check(&[
        "--expect",
        "scope=manage_groups",
        "--expect",
        "scope=manage_webhook=denied",
        "--format",
        "json",
    ]);
    let report = run.json();
    assert_eq!((run.code, server.count("scope")), (1, 2));
    let missing: Vec<_> = profile(&report)["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|finding| finding["id"] == "scope-missing")
        .collect();
    for (scope, severity) in [("manage_groups", "error"), ("manage_webhook", "note")] {
        let of =
            missing.iter().find(|finding| finding["target"] == scope).unwrap_or_else(|| panic!("{scope}: {missing:?}"));
        assert_eq!(of["severity"], severity, "{scope}");
    }
    assert_eq!(finding(&report, "expectation-unmet").expect("told")["target"], "manage_groups");
}

#[test]
fn a_cause_that_explains_more_than_the_expected_denial_is_a_fault() {
    // Both subjects are refused, and one only was expected to be: the common cause is no mere note.
    let script = Script::healthy().on("enterprise", not_yet_authorized()).on("user", grant_invalid());
    let server = ScriptedBox::start(&script);
    let run = server.check(&["--expect", "user=denied", "--format", "json"]);
    assert_eq!(run.code, 1);
    assert_eq!(finding(&run.json(), "app-not-authorized").expect("named")["severity"], "error");
}

#[test]
fn an_expectation_that_cannot_be_told_is_refused_and_nothing_is_sent() {
    let cases: [(&str, Script, &[&str], &str); 16] = [
        ("an unknown scope", Script::healthy(), &["--expect", "scope=manage_moon"], "scope"),
        ("a scope that no read can show", Script::healthy(), &["--expect", "scope=root_readwrite"], "no read can show"),
        (
            "a scope that no read can show, denied",
            Script::healthy(),
            &["--expect", "scope=enterprise_content=denied"],
            "no read can show",
        ),
        ("the user is not configured", Script::enterprise_only(), &["--expect", "user=denied"], "--user-id"),
        ("the user is not configured, granted", Script::enterprise_only(), &["--expect", "user=granted"], "--user-id"),
        (
            "the enterprise is not configured",
            Script::user_only(),
            &["--expect", "enterprise=denied"],
            "--enterprise-id",
        ),
        (
            "twice the same",
            Script::healthy(),
            &["--expect", "user=denied", "--expect", "user=denied"],
            "two expectations",
        ),
        (
            "twice, and opposed",
            Script::healthy(),
            &["--expect", "user=denied", "--expect", "user=granted"],
            "two expectations",
        ),
        (
            "one scope by both its names",
            Script::healthy(),
            &["--expect", "scope=manage_users", "--expect", "scope=manage_managed_users=denied"],
            "two expectations",
        ),
        (
            "one folder twice",
            Script::healthy(),
            &["--expect", "folder=1", "--expect", "folder=1=denied"],
            "two expectations",
        ),
        ("no outcome", Script::healthy(), &["--expect", "user"], "expected"),
        ("another outcome", Script::healthy(), &["--expect", "user=maybe"], "expected"),
        ("no scope", Script::healthy(), &["--expect", "scope="], "expected"),
        ("no folder", Script::healthy(), &["--expect", "folder==denied"], "expected"),
        ("another subject", Script::healthy(), &["--expect", "app-user=granted"], "expected"),
        ("nothing", Script::healthy(), &["--expect", ""], "expected"),
    ];
    for (name, script, args, says) in cases {
        let server = ScriptedBox::start(&script);
        let text = server.check(args);
        assert_eq!(text.code, 2, "{name}: {text:?}");
        assert!(text.stderr.contains(says), "{name}: {}", text.stderr);
        assert_eq!(text.stdout, "", "{name}");
        let json = server.check(&[args, &["--format", "json"]].concat());
        assert!(json.json()["error"].to_string().contains(says), "{name}: {json:?}");
        assert_eq!(server.asked(), [], "{name}: something was sent");
    }
}

#[test]
fn pasted_replies_are_held_to_expectations_as_well() {
    let gci = r#"{"error":"invalid_grant","error_description":"Grant credentials are invalid"}"#;
    let invalid = r#"{"error":"invalid_client","error_description":"The client credentials are invalid"}"#;
    let (user, control) = (format!("user={gci}"), format!("bad-secret={invalid}"));
    let denied = ["diagnose", "--reply", &user, "--expect", "user=denied"];
    // Of somebody else's request nothing is known but the reply, so no configuration is proven, with a control or without.
    assert_eq!(run(&denied).code, 3);
    assert_eq!(run(&[&denied[..], &["--reply", &control]].concat()).code, 3);
    let refused = ["diagnose", "--reply", &user, "--reply", &control, "--expect", "user=refused"];
    assert_eq!(run(&refused).code, 0);
    assert_eq!(run(&["diagnose", "--reply", "user=granted", "--expect", "user=denied"]).code, 1);
    assert_eq!(run(&["diagnose", "--reply", "user=granted", "--expect", "enterprise=denied"]).code, 2);
}
