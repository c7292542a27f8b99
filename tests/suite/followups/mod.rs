//! What each follow-up probe may be answered, and what may be said then: over real HTTP, against a Box written by hand.

mod accounts;
mod lists;
mod targets;

use std::collections::BTreeSet;

use crate::kit::{
    Differences, ENTERPRISE, Reply, SERVICE_ACCOUNT, SERVICE_LOGIN, Script, ScriptedBox, TRUE_ENTERPRISE, USER,
    USER_LOGIN, access_denied, account, admin, api, app_users_only, assert_none, entry, finding, found, grant_invalid,
    html, invalid_client, list, list_from, named, not_enabled, not_found, not_yet_authorized, of_status, person, probe,
    profile, rate_limited, reply, scope_header, scope_json, server_error, service_account_in, silent_lists, sorted,
    status, terms, terms_required, terms_status, token_invalid, truncated, unavailable, wrong_method,
};

/// What one case demands; each list is exact but for `not_ruled_out`, and `None` demands nothing.
#[derive(Default)]
struct Demand<'a> {
    exit: i32,
    /// The causes that are confirmed or suspected, each of them.
    named: &'a [&'a str],
    /// Those of them that are confirmed.
    confirmed: &'a [&'a str],
    /// The environment's faults, each of them.
    faults: &'a [&'a str],
    ruled_out: &'a [&'a str],
    not_ruled_out: &'a [&'a str],
    /// The causes that only a reply which nobody has shown keeps open, each of them.
    not_excluded: Option<&'a [&'a str]>,
    /// What stands somewhere in the text report.
    says: &'a [&'a str],
}

/// Everything in which a run differs from what is demanded, both formats taken together.
fn differences(name: &str, script: &Script, args: &[&str], demand: &Demand<'_>) -> Vec<String> {
    let server = ScriptedBox::start(script);
    let run = server.check(&[args, &["--format", "json"]].concat());
    let report = run.json();
    let mut differences = Differences::of(name);
    differences.differs("exit code", demand.exit.to_string(), run.code.to_string());
    let causes = named(&report, "cause");
    differences.differs("named", sorted(demand.named), format!("{causes:?}"));
    let confirmed: Vec<&String> = causes.iter().filter(|id| status(&report, id) == "confirmed").collect();
    differences.differs("confirmed", sorted(demand.confirmed), format!("{confirmed:?}"));
    differences.differs("faults", sorted(demand.faults), format!("{:?}", named(&report, "environment")));
    if let Some(expected) = demand.not_excluded {
        differences.differs("not excluded", sorted(expected), format!("{:?}", of_status(&report, "not-excluded")));
    }
    for id in demand.ruled_out {
        differences.differs(id, "ruled-out".to_owned(), status(&report, id).to_owned());
    }
    for id in demand.not_ruled_out {
        differences.differs(
            id,
            "not ruled-out".to_owned(),
            status(&report, id).replace("ruled-out", "is ruled-out").replacen(
                status(&report, id),
                "not ruled-out",
                usize::from(status(&report, id) != "ruled-out"),
            ),
        );
    }
    let (granted, tokens) = (server.granted(), &profile(&report)["tokens"]);
    differences.differs("tokens", format!("{granted} received, {granted} revoked"), {
        format!("{} received, {} revoked", tokens["received"], tokens["revoked"])
    });
    let text = ScriptedBox::start(script).check(&[args, &["-v"][..]].concat());
    differences.differs("exit code of the text", demand.exit.to_string(), text.code.to_string());
    for shown in [&text.stdout, &text.stderr, &run.stdout, &run.stderr] {
        differences.differs("a user's login", "hidden", if shown.contains(USER_LOGIN) { "shown" } else { "hidden" });
    }
    for says in demand.says {
        let there = if text.flat().contains(says) { "there" } else { "missing" };
        differences.differs(&format!("`{says}` in the text"), "there".to_owned(), there.to_owned());
    }
    differences.all()
}

fn demand_all(cases: &[(&str, Script, &[&str], Demand<'_>)]) {
    let differences: Vec<String> =
        cases.iter().flat_map(|(name, script, args, demand)| differences(name, script, args, demand)).collect();
    assert_none(&differences);
}

/// What a refused user leaves open while the look-up tells nothing.
const OPEN: [&str; 5] =
    ["app-access-only", "reauthorization-needed", "user-id-wrong", "user-inactive", "user-tokens-disabled"];

/// What a user who is refused leaves open where Box finds nobody of that ID.
const UNSEEN: [&str; 4] = ["app-access-only", "reauthorization-needed", "user-id-wrong", "user-inactive"];

/// Replies that no follow-up can learn anything from, with the fault of the environment that each is.
fn unusable() -> Vec<(&'static str, Reply, &'static str)> {
    vec![
        ("429", rate_limited(), "rate-limited"),
        ("500", server_error(), "box-unavailable"),
        ("503", unavailable(), "box-unavailable"),
        ("an HTML page", html(), "not-box"),
        ("an HTML page with 404", reply(404, "<html><body>Not here</body></html>"), "not-box"),
        ("a body that breaks off", truncated(), "connection-failed"),
        ("a list", reply(200, "[]"), "not-box"),
        ("nothing", reply(200, ""), "not-box"),
        ("a redirect", crate::kit::with(302, ("Location", "https://login.example/"), ""), "not-box"),
        ("no reply", Reply::Hangup, "connection-failed"),
    ]
}

#[test]
fn an_odd_reply_to_one_follow_up_takes_no_other_diagnosis_with_it() {
    let user_refused =
        || Script::healthy().on("user", grant_invalid()).on("user-lookup", person("active", true, ENTERPRISE));
    for (name, probe, args) in [
        ("who-am-I", "whoami-enterprise", &[][..]),
        ("a scope", "scope", &["--expect", "scope=manage_groups"]),
        ("a folder", "folder", &["--expect", "folder=1"]),
    ] {
        for odd in
            [api(404, "gone_fishing", "Gone"), api(404, "not_found", "Not Found"), token_invalid(), access_denied()]
        {
            let server = ScriptedBox::start(&user_refused().on(probe, odd.clone()));
            let report = server.check(&[args, &["--format", "json"]].concat()).json();
            assert_eq!(report["exit_code"], 1, "{name}: {odd:?}");
            for cause in ["user-tokens-disabled", "reauthorization-needed"] {
                assert_eq!(status(&report, cause), "suspected", "{name}: {odd:?}");
            }
            for cause in ["app-access-only", "user-inactive", "terms-not-accepted"] {
                assert_eq!(status(&report, cause), "ruled-out", "{name}: {odd:?}");
            }
        }
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn no_follow_up_is_sent_where_it_can_tell_nothing() {
    let cases: Vec<(&str, Script, &[&str], &[&str])> = vec![
        (
            "a healthy app costs three token requests and two reads",
            Script::healthy().with_app_user(),
            &[],
            &["bad-secret", "enterprise", "user", "whoami-enterprise", "whoami-user"],
        ),
        (
            "no control where none is wanted",
            Script::enterprise_only(),
            &["--no-control"],
            &["enterprise", "whoami-enterprise"],
        ),
        (
            "wrong credentials: no token request after `invalid_client`",
            Script::swappable().with_app_user().on("enterprise", invalid_client()).on("user", invalid_client()),
            &["--expect", "folder=1"],
            &["bad-secret", "enterprise", "user"],
        ),
        (
            "`invalid_client` to one of two subjects ends it as well",
            Script::swappable().with_app_user().on("enterprise", grant_invalid()).on("user", invalid_client()),
            &[],
            &["bad-secret", "enterprise", "user"],
        ),
        (
            "the look-up takes the Service Account's token",
            Script::healthy().on("enterprise", not_yet_authorized()).on("user", grant_invalid()),
            &[],
            &["bad-secret", "enterprise", "user"],
        ),
        (
            "a granted user is not looked up",
            Script::healthy().on("enterprise", not_yet_authorized()),
            &[],
            &["bad-secret", "enterprise", "user", "whoami-user"],
        ),
        (
            "an enterprise ID of seven digits is no user's",
            Script::healthy()
                .with_ids("1234567", "2468013579")
                .on("enterprise", grant_invalid())
                .on("user", grant_invalid()),
            &[],
            &["bad-secret", "enterprise", "no-subject", "user"],
        ),
        (
            "a user ID of eleven digits is no enterprise's",
            Script::healthy()
                .with_ids("86420246", "24680135790")
                .on("enterprise", grant_invalid())
                .on("user", grant_invalid()),
            &[],
            &["bad-secret", "enterprise", "no-subject", "user"],
        ),
        (
            "IDs that are not swapped: one was granted",
            Script::swappable().on("user", grant_invalid()),
            &["--no-user-list"],
            &["bad-secret", "enterprise", "user", "user-lookup", "whoami-enterprise"],
        ),
        (
            "credentials that the control does not clear: the request without a subject comes first, and clears nothing",
            Script::swappable()
                .on("bad-secret", grant_invalid())
                .on("enterprise", grant_invalid())
                .on("user", grant_invalid())
                .on("no-subject", grant_invalid()),
            &[],
            &["bad-secret", "enterprise", "no-subject", "user"],
        ),
        (
            "`invalid_client` to the request without a subject ends it",
            Script::swappable()
                .with_app_user()
                .on("bad-secret", grant_invalid())
                .on("enterprise", grant_invalid())
                .on("user", grant_invalid())
                .on("no-subject", invalid_client())
                .on("app-user", grant_invalid()),
            &[],
            &["app-user", "bad-secret", "enterprise", "no-subject", "user"],
        ),
        (
            "a control that is granted: nothing is asked of what is not Box",
            Script::swappable().with_app_user().on("bad-secret", Reply::Grant).on("user", grant_invalid()),
            &["--expect", "folder=1"],
            &["bad-secret", "enterprise", "user"],
        ),
        (
            "a failed user is not looked up, since nothing was said of it",
            Script::healthy().with_app_user().on("user", unavailable()),
            &[],
            &["bad-secret", "enterprise", "user", "whoami-enterprise"],
        ),
        (
            "no folder is looked at without a token",
            Script::enterprise_only().on("enterprise", not_yet_authorized()),
            &["--expect", "folder=1", "--expect", "scope=manage_groups"],
            &["bad-secret", "enterprise"],
        ),
        (
            "the wrong method is told apart by the request without a subject, and by nothing else",
            Script::swappable().with_app_user().on("enterprise", wrong_method()).on("user", wrong_method()),
            &[],
            &["bad-secret", "enterprise", "no-subject", "user"],
        ),
    ];
    let mut differences = Vec::new();
    for (name, script, args, expected) in cases {
        let server = ScriptedBox::start(&script);
        server.check(args);
        let (expected, seen) = (expected.iter().copied().collect::<BTreeSet<_>>(), server.probes());
        if expected != seen {
            differences.push(format!("{name}: expected {expected:?}, seen {seen:?}"));
        }
    }
    assert_none(&differences);
}

#[test]
fn a_remedy_names_the_service_account_and_no_output_names_a_person() {
    let script = Script::healthy().on("user", grant_invalid()).on("folder", not_found());
    let args = ["--expect", "folder=77"];
    let text = ScriptedBox::start(&script).check(&[&args[..], &["-v"]].concat());
    assert!(
        text.flat().contains(&format!("invite the account that asked, {SERVICE_LOGIN}, to this folder")),
        "{}",
        text.stdout
    );
    assert!(!text.stdout.contains(USER_LOGIN), "{}", text.stdout);
    let json = ScriptedBox::start(&script).check(&[&args[..], &["--format", "json"]].concat());
    assert!(json.stdout.contains(SERVICE_LOGIN));
    assert!(!json.stdout.contains(USER_LOGIN));
    let verbose = ScriptedBox::start(&script).check(&[&args[..], &["-vv"]].concat());
    assert!(!verbose.stdout.contains(USER_LOGIN) && verbose.stdout.contains("[login]"), "{}", verbose.stdout);
}

#[test]
fn a_passing_failure_of_a_follow_up_is_asked_again_and_the_control_never() {
    let busy =
        || crate::kit::with(429, ("Retry-After", "0"), r#"{"type":"error","status":429,"code":"rate_limit_exceeded"}"#);
    let script = Script::enterprise_only()
        .in_turn("whoami-enterprise", vec![busy(), service_account_in(ENTERPRISE)])
        .on("bad-secret", busy());
    let server = ScriptedBox::start(&script);
    let run = server.check(&["--format", "json"]);
    let report = run.json();
    assert_eq!(run.code, 0, "{}", run.stdout);
    assert_eq!((server.count("whoami-enterprise"), server.count("bad-secret")), (2, 1));
    assert_eq!(probe(&report, "whoami-enterprise").expect("it was asked")["attempts"], 2);
    let limited = finding(&report, "rate-limited").expect("the unread control is told");
    assert_eq!(limited["severity"], "warning", "a failed control is no more than that");
}
