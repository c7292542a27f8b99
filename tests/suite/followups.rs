//! What each follow-up probe may be answered, and what may be said then: over real HTTP, against a Box written by hand.

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
fn who_the_service_account_is_decides_whether_its_token_is_of_use() {
    let on = |reply: Reply| Script::enterprise_only().on("whoami-enterprise", reply);
    let healthy = || Demand { ruled_out: &["client-credentials-mismatch"], ..Demand::default() };
    let unread = |faults: &'static [&'static str]| Demand { exit: 3, faults, ..Demand::default() };
    let mut cases: Vec<(&str, Script, &[&str], Demand<'_>)> = vec![
        ("here", on(service_account_in(ENTERPRISE)), &[], Demand { ruled_out: &["app-not-enabled"], ..healthy() }),
        ("no `enterprise` field", on(account(SERVICE_ACCOUNT, SERVICE_LOGIN, "")), &[], healthy()),
        ("`enterprise` is null", on(account(SERVICE_ACCOUNT, SERVICE_LOGIN, r#","enterprise":null"#)), &[], healthy()),
        (
            "elsewhere, which its own grant contradicts",
            on(service_account_in(TRUE_ENTERPRISE)),
            &[],
            unread(&["unknown-reply"]),
        ),
        (
            "not enabled",
            on(not_enabled()),
            &[],
            Demand {
                exit: 1,
                named: &["app-not-enabled"],
                confirmed: &["app-not-enabled"],
                ruled_out: &["client-credentials-mismatch"],
                says: &["Enable this one app"],
                ..Demand::default()
            },
        ),
        (
            "the token is invalid",
            on(token_invalid()),
            &[],
            Demand { not_ruled_out: &["app-not-enabled"], ..unread(&["token-rejected"]) },
        ),
        (
            "not authorized, noticed late, with 401",
            on(api(401, "unauthorized_client", "This app is not authorized by the enterprise")),
            &[],
            Demand { exit: 1, named: &["app-not-authorized"], confirmed: &["app-not-authorized"], ..Demand::default() },
        ),
        (
            "not authorized, noticed late, with 403",
            on(api(403, "unauthorized_client", "This app is not authorized by the enterprise")),
            &[],
            Demand { exit: 1, named: &["app-not-authorized"], confirmed: &["app-not-authorized"], ..Demand::default() },
        ),
        // A token that was never seen to work is no green light: whoever refuses every call may be no Box at all.
        ("403 for want of a scope", on(scope_json()), &[], unread(&[])),
        ("403 for want of a scope, in the header", on(scope_header()), &[], unread(&[])),
        ("403 for want of a permission", on(access_denied()), &[], unread(&[])),
        ("404", on(not_found()), &[], unread(&["unknown-reply"])),
    ];
    let unusable = unusable();
    for (name, reply, fault) in &unusable {
        let demand = Demand {
            exit: 3,
            faults: std::slice::from_ref(fault),
            not_ruled_out: &["app-not-enabled"],
            ..Demand::default()
        };
        cases.push((name, on(reply.clone()), &[], demand));
    }
    demand_all(&cases);
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn who_the_user_is_tells_the_true_enterprise() {
    let alone = |reply: Reply| Script::user_only().on("whoami-user", reply);
    let refused =
        |enterprise: Reply, whoami: Reply| Script::healthy().on("enterprise", enterprise).on("whoami-user", whoami);
    let elsewhere = || person("active", false, TRUE_ENTERPRISE);
    let mut cases: Vec<(&str, Script, &[&str], Demand<'_>)> = vec![
        ("with no enterprise to hold it against", alone(elsewhere()), &[], Demand::default()),
        ("an App User", alone(person("active", true, ENTERPRISE)), &[], Demand::default()),
        ("no `enterprise` field", alone(account(USER, USER_LOGIN, "")), &[], Demand::default()),
        (
            "not enabled",
            alone(not_enabled()),
            &[],
            Demand { exit: 1, named: &["app-not-enabled"], confirmed: &["app-not-enabled"], ..Demand::default() },
        ),
        ("403 for want of a scope", alone(scope_header()), &[], Demand { exit: 3, ..Demand::default() }),
        (
            "403 for want of a permission: Box's own sign of App Access Only",
            alone(access_denied()),
            &[],
            Demand {
                exit: 1,
                named: &["app-access-only", "reauthorization-needed"],
                ruled_out: &["client-credentials-mismatch", "user-tokens-disabled"],
                ..Demand::default()
            },
        ),
        (
            "the token is invalid",
            alone(token_invalid()),
            &[],
            Demand { exit: 3, faults: &["token-rejected"], ..Demand::default() },
        ),
        ("404", alone(not_found()), &[], Demand { exit: 3, faults: &["unknown-reply"], ..Demand::default() }),
        (
            "elsewhere, and the enterprise's ID is refused in the old words",
            refused(grant_invalid(), elsewhere()),
            &[],
            Demand {
                exit: 1,
                named: &["authorized-elsewhere", "enterprise-id-wrong"],
                ruled_out: &["client-credentials-mismatch", "app-not-authorized", "subject-ids-swapped"],
                says: &[TRUE_ENTERPRISE],
                ..Demand::default()
            },
        ),
        (
            "elsewhere, and the enterprise's ID is a real one's",
            refused(not_yet_authorized(), elsewhere()),
            &[],
            Demand {
                exit: 1,
                named: &["authorized-elsewhere"],
                confirmed: &["authorized-elsewhere"],
                ruled_out: &["enterprise-id-wrong", "app-not-authorized", "client-credentials-mismatch"],
                says: &["A token showed the true enterprise ID: 7654321"],
                ..Demand::default()
            },
        ),
        (
            "no `enterprise` field, and the enterprise's ID is refused",
            refused(grant_invalid(), account(USER, USER_LOGIN, "")),
            &[],
            Demand {
                exit: 1,
                named: &["authorized-elsewhere", "enterprise-id-wrong"],
                ruled_out: &["client-credentials-mismatch"],
                ..Demand::default()
            },
        ),
        (
            "in the configured enterprise, which is refused: no cause fits that",
            refused(grant_invalid(), person("active", false, ENTERPRISE)),
            &[],
            Demand { exit: 3, faults: &["unknown-reply"], ..Demand::default() },
        ),
        (
            "not enabled, and the enterprise's ID is refused: both faults are told",
            refused(not_yet_authorized(), not_enabled()),
            &[],
            Demand {
                exit: 1,
                named: &["app-not-enabled", "authorized-elsewhere"],
                confirmed: &["app-not-enabled", "authorized-elsewhere"],
                ..Demand::default()
            },
        ),
    ];
    let unusable = unusable();
    for (name, reply, fault) in &unusable {
        let demand = Demand {
            exit: 3,
            faults: std::slice::from_ref(fault),
            not_ruled_out: &["app-not-enabled"],
            ..Demand::default()
        };
        cases.push((name, alone(reply.clone()), &[], demand));
    }
    for (name, reply, fault) in &unusable {
        // The refused enterprise is a fault all the same, and the unread follow-up takes no side.
        let demand = Demand {
            exit: 1,
            named: &["authorized-elsewhere", "enterprise-id-wrong"],
            faults: std::slice::from_ref(fault),
            ruled_out: &["client-credentials-mismatch"],
            not_ruled_out: &["app-not-enabled"],
            ..Demand::default()
        };
        cases.push((name, refused(grant_invalid(), reply.clone()), &[], demand));
    }
    demand_all(&cases);
}

/// What a refused user leaves open while the look-up tells nothing.
const OPEN: [&str; 5] =
    ["app-access-only", "reauthorization-needed", "user-id-wrong", "user-inactive", "user-tokens-disabled"];

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn what_the_look_up_finds_moves_the_diagnosis_of_a_refused_user() {
    // The look-up alone: what else could be asked is forbidden.
    let on = |reply: Reply| silent_lists(Script::healthy().on("user", grant_invalid()).on("user-lookup", reply));
    let open = || Demand {
        exit: 1,
        named: &OPEN,
        ruled_out: &["client-credentials-mismatch", "app-not-authorized", "not-a-ccg-app"],
        not_ruled_out: &OPEN,
        ..Demand::default()
    };
    let mut cases: Vec<(&str, Script, &[&str], Demand<'_>)> = vec![
        (
            "a managed user",
            on(person("active", false, ENTERPRISE)),
            &[],
            Demand {
                exit: 1,
                named: &["reauthorization-needed", "user-tokens-disabled"],
                ruled_out: &["user-id-wrong", "user-inactive", "client-credentials-mismatch"],
                // App Access Only blocks the look-up, as far as Box tells: a user who is found speaks against it.
                not_excluded: Some(&["app-access-only", "terms-not-accepted"]),
                ..Demand::default()
            },
        ),
        (
            "an App User",
            on(person("active", true, ENTERPRISE)),
            &[],
            Demand {
                exit: 1,
                // A setting, or the same setting on but not reauthorized: no reply tells these apart.
                named: &["reauthorization-needed", "user-tokens-disabled"],
                ruled_out: &["app-access-only", "user-inactive", "terms-not-accepted"],
                // It may be another app's.
                not_excluded: Some(&["user-id-wrong"]),
                ..Demand::default()
            },
        ),
        (
            "an App User of this app",
            on(account(
                USER,
                "AppUser_2001_configured@boxdevedition.com",
                r#","status":"active","is_platform_access_only":true"#,
            )),
            &[],
            Demand {
                exit: 1,
                named: &["reauthorization-needed", "user-tokens-disabled"],
                ruled_out: &["app-access-only", "user-id-wrong", "user-inactive", "terms-not-accepted"],
                not_excluded: Some(&[]),
                ..Demand::default()
            },
        ),
        (
            "an inactive user",
            on(person("inactive", false, ENTERPRISE)),
            &[],
            Demand {
                exit: 1,
                named: &["user-inactive"],
                confirmed: &["user-inactive"],
                ruled_out: &["user-id-wrong"],
                not_ruled_out: &["app-access-only", "user-tokens-disabled"],
                ..Demand::default()
            },
        ),
        (
            "one who cannot delete and edit is active",
            on(person("cannot_delete_edit_upload", false, ENTERPRISE)),
            &[],
            Demand {
                exit: 1,
                named: &["reauthorization-needed", "user-tokens-disabled"],
                ruled_out: &["user-inactive"],
                not_excluded: Some(&["app-access-only", "terms-not-accepted"]),
                ..Demand::default()
            },
        ),
        (
            "the Service Account, by its login",
            on(account(USER, SERVICE_LOGIN, r#","status":"active","is_platform_access_only":true"#)),
            &[],
            Demand { exit: 1, named: &["user-id-wrong"], confirmed: &["user-id-wrong"], ..Demand::default() },
        ),
        (
            "the Service Account, by the ID that its own token showed",
            Script::healthy().with_ids(ENTERPRISE, SERVICE_ACCOUNT).on("user", grant_invalid()).on(
                "user-lookup",
                account(SERVICE_ACCOUNT, "renamed@example.com", r#","status":"active","is_platform_access_only":true"#),
            ),
            &[],
            Demand { exit: 1, named: &["user-id-wrong"], confirmed: &["user-id-wrong"], ..Demand::default() },
        ),
        ("without what tells an App User", on(account(USER, USER_LOGIN, r#","status":"active""#)), &[], open()),
        (
            "somebody of another enterprise who shares content: Box shows them in part",
            on(account(USER, USER_LOGIN, r#","status":null,"is_platform_access_only":null,"enterprise":null"#)),
            &[],
            Demand {
                exit: 1,
                named: &["user-id-wrong"],
                confirmed: &["user-id-wrong"],
                ruled_out: &["client-credentials-mismatch", "app-access-only", "user-inactive"],
                not_ruled_out: &["user-tokens-disabled"],
                not_excluded: Some(&[]),
                ..Demand::default()
            },
        ),
        (
            "no enterprise, but a status: Box is not known to show anybody so",
            on(account(USER, USER_LOGIN, r#","status":"active","is_platform_access_only":false,"enterprise":null"#)),
            &[],
            open(),
        ),
        (
            "somebody whom Box places in another enterprise is nobody of this one",
            on(person("active", false, TRUE_ENTERPRISE)),
            &[],
            Demand {
                exit: 1,
                named: &["user-id-wrong"],
                confirmed: &["user-id-wrong"],
                ruled_out: &["client-credentials-mismatch"],
                not_ruled_out: &["user-tokens-disabled"],
                ..Demand::default()
            },
        ),
        (
            "nobody",
            on(not_found()),
            &[],
            Demand {
                exit: 1,
                named: &["app-access-only", "reauthorization-needed", "user-id-wrong", "user-inactive"],
                ruled_out: &["client-credentials-mismatch"],
                not_ruled_out: &OPEN,
                ..Demand::default()
            },
        ),
        ("401, the token is invalid", on(token_invalid()), &[], Demand { faults: &["token-rejected"], ..open() }),
        ("401, not enabled", on(not_enabled()), &[], open()),
        ("403 for want of a scope", on(scope_json()), &[], open()),
        ("403 for want of a scope, in the header", on(scope_header()), &[], open()),
        ("403 for want of a permission", on(access_denied()), &[], open()),
    ];
    let unusable = unusable();
    for (name, reply, fault) in &unusable {
        cases.push((name, on(reply.clone()), &[], Demand { faults: std::slice::from_ref(fault), ..open() }));
    }
    demand_all(&cases);
}

#[test]
fn a_granted_app_user_clears_the_user_tokens_and_a_refused_one_clears_nothing() {
    // What else could be asked is forbidden.
    let on = |lookup: Reply, app_user: Reply| {
        let user = Script::healthy().with_app_user().on("user", grant_invalid()).on("user-lookup", lookup);
        silent_lists(user).on("app-user", app_user)
    };
    let managed = || person("active", false, ENTERPRISE);
    let both = ["reauthorization-needed", "user-tokens-disabled"];
    let mut cases: Vec<(&str, Script, &[&str], Demand<'_>)> = vec![
        (
            "granted beside a managed user: no documented cause is left, and none is named for it",
            on(managed(), Reply::Grant),
            &[],
            Demand {
                exit: 1,
                ruled_out: &["user-tokens-disabled", "user-id-wrong"],
                not_excluded: Some(&["app-access-only", "reauthorization-needed", "terms-not-accepted"]),
                ..Demand::default()
            },
        ),
        (
            "granted, and the look-up finds nobody",
            on(not_found(), Reply::Grant),
            &[],
            Demand {
                exit: 1,
                named: &["app-access-only", "reauthorization-needed", "user-id-wrong", "user-inactive"],
                ruled_out: &["user-tokens-disabled"],
                ..Demand::default()
            },
        ),
        (
            "granted, and the look-up tells nothing",
            on(access_denied(), Reply::Grant),
            &[],
            Demand {
                exit: 1,
                named: &["app-access-only", "reauthorization-needed", "user-id-wrong", "user-inactive"],
                ruled_out: &["user-tokens-disabled"],
                ..Demand::default()
            },
        ),
        (
            "refused",
            on(managed(), grant_invalid()),
            &[],
            Demand {
                exit: 1,
                named: &both,
                not_ruled_out: &both,
                not_excluded: Some(&["app-access-only", "terms-not-accepted"]),
                ..Demand::default()
            },
        ),
    ];
    let unusable = unusable();
    for (name, reply, fault) in &unusable {
        // `[]` and an empty body are no grant either.
        let demand = Demand {
            exit: 1,
            named: &both,
            faults: std::slice::from_ref(fault),
            not_ruled_out: &both,
            not_excluded: Some(&["app-access-only", "terms-not-accepted"]),
            ..Demand::default()
        };
        cases.push((name, on(managed(), reply.clone()), &[], demand));
    }
    demand_all(&cases);
}

#[test]
fn swapped_ids_are_found_where_the_swapped_request_is_answered_as_the_right_one() {
    let refused = || Script::swappable().on("enterprise", grant_invalid()).on("user", grant_invalid());
    let on = |as_enterprise: Reply, as_user: Reply| {
        refused().on("user-as-enterprise", as_enterprise).on("enterprise-as-user", as_user)
    };
    let unswapped = |name: &str, script: Script, fault: Option<&str>| {
        let server = ScriptedBox::start(&script);
        let report = server.check(&["--format", "json"]).json();
        assert_eq!(report["exit_code"], 1, "{name}");
        assert_ne!(status(&report, "subject-ids-swapped"), "confirmed", "{name}");
        assert_eq!(status(&report, "client-credentials-mismatch"), "ruled-out", "{name}");
        assert_eq!(named(&report, "environment"), fault.into_iter().collect::<Vec<_>>(), "{name}");
        report
    };
    demand_all(&[(
        "both are granted",
        on(Reply::Grant, Reply::Grant),
        &[],
        Demand {
            exit: 1,
            named: &["subject-ids-swapped"],
            confirmed: &["subject-ids-swapped"],
            ruled_out: &["enterprise-id-wrong", "user-id-wrong", "client-credentials-mismatch"],
            says: &["Put the two IDs the other way round: 2468013579 as the enterprise ID, 86420246 as the user ID"],
            ..Demand::default()
        },
    )]);
    let server = ScriptedBox::start(&on(not_yet_authorized(), grant_invalid()));
    let report = server.check(&["--format", "json"]).json();
    // The user's ID is a real enterprise's; but the enterprise's may be nobody's, instead of the user's.
    assert_eq!(status(&report, "subject-ids-swapped"), "suspected");
    assert!(named(&report, "cause").contains(&"app-not-authorized".to_owned()), "it did not authorize the app");
    let report = unswapped("refused both ways round", on(grant_invalid(), grant_invalid()), None);
    assert!(!named(&report, "cause").contains(&"subject-ids-swapped".to_owned()), "{report:#}");
    for (name, reply, fault) in unusable() {
        let report = unswapped(name, on(reply.clone(), reply), Some(fault));
        assert_ne!(status(&report, "subject-ids-swapped"), "ruled-out", "{name}");
    }
}

/// What a user who is refused leaves open where Box finds nobody of that ID.
const UNSEEN: [&str; 4] = ["app-access-only", "reauthorization-needed", "user-id-wrong", "user-inactive"];

#[test]
fn a_managed_user_in_the_list_rules_app_access_only_out_and_a_list_of_app_users_supports_nothing() {
    let on = |lookup: Reply, users: Vec<Reply>| {
        let refused = Script::healthy().on("user", grant_invalid()).on("user-lookup", lookup);
        silent_lists(refused).in_turn("user-list", users)
    };
    let managed = || person("active", false, ENTERPRISE);
    let app_users = |count: usize| vec![found(); count];
    let visible = |named: &'static [&'static str]| Demand {
        exit: 1,
        named,
        ruled_out: &["app-access-only", "client-credentials-mismatch"],
        ..Demand::default()
    };
    let unseen = || Demand { exit: 1, named: &UNSEEN, not_excluded: Some(&[]), ..Demand::default() };
    let settings: &[&str] = &["reauthorization-needed", "user-tokens-disabled"];
    let hidden = || Demand {
        exit: 1,
        named: settings,
        ruled_out: &["user-id-wrong", "user-inactive"],
        not_excluded: Some(&["app-access-only", "terms-not-accepted"]),
        ..Demand::default()
    };
    let mut cases: Vec<(&str, Script, &[&str], Demand<'_>)> = vec![
        (
            "a managed user, and the configured one is found",
            on(managed(), vec![list(&[admin()])]),
            &[],
            visible(settings),
        ),
        (
            "a managed user, and the configured one is not found",
            on(not_found(), vec![list(&[found(), admin()])]),
            &[],
            visible(&["user-id-wrong", "user-inactive"]),
        ),
        (
            "a managed user, and the look-up is forbidden",
            on(access_denied(), vec![list(&[admin()])]),
            &[],
            visible(&["reauthorization-needed", "user-id-wrong", "user-inactive", "user-tokens-disabled"]),
        ),
        (
            "a managed user in the first part of a longer list",
            on(not_found(), vec![list_from(0, 5000, &[found(), admin()])]),
            &[],
            visible(&["user-id-wrong", "user-inactive"]),
        ),
        ("App Users alone, and the configured one is found", on(managed(), vec![app_users_only()]), &[], hidden()),
        ("App Users alone, and the configured one is not", on(not_found(), vec![app_users_only()]), &[], unseen()),
        ("nobody at all", on(not_found(), vec![list(&[])]), &[], unseen()),
        (
            "App Users in the first hundred, and a managed user behind them",
            on(not_found(), vec![list_from(0, 101, &app_users(100)), list_from(100, 101, &[admin()])]),
            &[],
            visible(&["user-id-wrong", "user-inactive"]),
        ),
        (
            "App Users in the first hundred and behind them",
            on(not_found(), vec![list_from(0, 150, &app_users(100)), list_from(100, 150, &app_users(50))]),
            &[],
            unseen(),
        ),
        (
            "a list that goes on: a managed user may be in the rest of it",
            on(not_found(), vec![list_from(0, 900, &app_users(100)), list_from(100, 900, &app_users(200))]),
            &[],
            unseen(),
        ),
        (
            "an entry that does not tell whether it is an App User",
            on(not_found(), vec![reply(200, r#"{"total_count":1,"entries":[{"type":"user","id":"1"}]}"#)]),
            &[],
            unseen(),
        ),
        ("forbidden", on(not_found(), vec![access_denied()]), &[], unseen()),
        ("for want of a scope", on(not_found(), vec![scope_header()]), &[], unseen()),
        ("not enabled, of which who-am-I said nothing", on(not_found(), vec![not_enabled()]), &[], unseen()),
        (
            "the token is invalid",
            on(not_found(), vec![token_invalid()]),
            &[],
            Demand { faults: &["token-rejected"], ..unseen() },
        ),
    ];
    let unusable = unusable();
    for (name, reply, fault) in unusable.iter().filter(|(_, reply, _)| !is_ok(reply)) {
        let demand = || Demand { faults: std::slice::from_ref(fault), ..unseen() };
        cases.push((name, on(not_found(), vec![reply.clone()]), &[], demand()));
        let second = vec![list_from(0, 150, &app_users(100)), reply.clone()];
        cases.push((name, on(not_found(), second), &[], demand()));
    }
    demand_all(&cases);
}

/// Whether the status is 200.
fn is_ok(reply: &Reply) -> bool {
    matches!(reply, Reply::Http { status: 200, .. })
}

/// A page, or what was cut off, is no list that told nothing: it is the fault that it is of any other call.
#[test]
fn what_is_no_list_is_a_fault_of_the_way_to_box() {
    let unusable = unusable();
    let mut cases: Vec<(&str, Script, &[&str], Demand<'_>)> = Vec::new();
    for (name, reply, fault) in unusable.iter().filter(|(_, reply, _)| is_ok(reply)) {
        let refused = Script::healthy().on("user", grant_invalid()).on("user-lookup", not_found());
        let script = silent_lists(refused).on("user-list", reply.clone());
        let demand = Demand { exit: 1, named: &UNSEEN, faults: std::slice::from_ref(fault), ..Demand::default() };
        cases.push((name, script, &[], demand));
    }
    demand_all(&cases);
}

#[test]
fn the_list_is_asked_for_once_more_only_where_the_first_part_does_not_tell() {
    let app_users = |count: usize| vec![found(); count];
    let rows = [
        ("a managed user", list_from(0, 5000, &[admin()]), 1),
        ("a whole list", list(&app_users(100)), 1),
        ("App Users in the first part", list_from(0, 101, &app_users(100)), 2),
        ("forbidden", access_denied(), 1),
    ];
    for (name, first, count) in rows {
        let script = Script::healthy().on("user", grant_invalid()).in_turn("user-list", vec![first, list(&[])]);
        let server = ScriptedBox::start(&script);
        server.check(&[]);
        let asked: Vec<_> = server.asked().into_iter().filter(|asked| asked.probe == "user-list").collect();
        assert_eq!(asked.len(), count, "{name}");
        if let Some(second) = asked.get(1) {
            assert_eq!(second.seen.query("offset").as_deref(), Some("100"), "{name}: {}", second.seen.target());
        }
    }
}

#[test]
fn terms_of_service_are_named_only_where_box_says_that_they_are_open() {
    let on = |terms: Vec<Reply>| Script::refused_user(person("active", false, ENTERPRISE), list(&[admin()]), terms);
    let settings: &[&str] = &["reauthorization-needed", "user-tokens-disabled"];
    let cleared = || Demand {
        exit: 1,
        named: settings,
        ruled_out: &["terms-not-accepted", "app-access-only"],
        not_excluded: Some(&[]),
        ..Demand::default()
    };
    let open = || Demand { exit: 1, named: settings, not_excluded: Some(&["terms-not-accepted"]), ..Demand::default() };
    let confirmed = || Demand {
        exit: 1,
        named: &["terms-not-accepted"],
        confirmed: &["terms-not-accepted"],
        ruled_out: &["app-access-only", "user-id-wrong"],
        not_ruled_out: settings,
        says: &["read and accept the Terms of Service", "let it use the Service Account"],
        ..Demand::default()
    };
    let mut cases: Vec<(&str, Script, &[&str], Demand<'_>)> = vec![
        ("none", on(vec![list(&[])]), &[], cleared()),
        ("disabled", on(vec![terms("disabled")]), &[], cleared()),
        ("accepted", on(vec![terms("enabled"), terms_status(true)]), &[], cleared()),
        ("never put to this user", on(vec![terms("enabled"), list(&[])]), &[], cleared()),
        ("not accepted", on(vec![terms("enabled"), terms_status(false)]), &[], confirmed()),
        ("forbidden", on(vec![access_denied()]), &[], open()),
        ("for want of a scope", on(vec![scope_json()]), &[], open()),
        ("on, and whether they were accepted is forbidden", on(vec![terms("enabled"), access_denied()]), &[], open()),
        ("in a state that nobody has documented", on(vec![terms("pending")]), &[], open()),
        (
            "said by the token endpoint: nothing is left to ask",
            Script::healthy().on("user", terms_required()),
            &[],
            Demand { not_ruled_out: &[], ruled_out: &["client-credentials-mismatch"], ..confirmed() },
        ),
        (
            "said of a granted token",
            Script::healthy().on("whoami-user", api(400, "terms_of_service_required", "Accept them first")),
            &[],
            Demand { not_ruled_out: &[], ruled_out: &["client-credentials-mismatch"], ..confirmed() },
        ),
    ];
    let unusable = unusable();
    for (name, reply, fault) in unusable.iter().filter(|(_, reply, _)| !is_ok(reply)) {
        let demand = || Demand { faults: std::slice::from_ref(fault), ..open() };
        cases.push((name, on(vec![reply.clone()]), &[], demand()));
        cases.push((name, on(vec![terms("enabled"), reply.clone()]), &[], demand()));
    }
    demand_all(&cases);
}

#[test]
fn an_app_user_that_was_found_is_this_apps_own_and_its_refusal_tells() {
    let on = |lookup: Reply, users: Reply, token: Reply| {
        Script::refused_user(lookup, users, vec![list(&[])]).with_found().on("found-app-user", token)
    };
    let managed = || person("active", false, ENTERPRISE);
    let settings: &[&str] = &["reauthorization-needed", "user-tokens-disabled"];
    let listed = |entries: &[String]| {
        let refused = Script::refused_user(access_denied(), app_users_only(), vec![list(&[])]);
        refused.on("app-user-list", list(entries)).on("found-app-user", Reply::Grant)
    };
    let open = || Demand { exit: 1, named: &OPEN, not_ruled_out: &OPEN, not_excluded: Some(&[]), ..Demand::default() };
    let mut cases: Vec<(&str, Script, &[&str], Demand<'_>)> = vec![
        (
            "refused, beside a managed user who is found",
            on(managed(), app_users_only(), grant_invalid()),
            &[],
            Demand { exit: 1, named: settings, not_excluded: Some(&[]), ..Demand::default() },
        ),
        (
            "refused, beside a user who may not be looked up",
            on(access_denied(), app_users_only(), grant_invalid()),
            &[],
            Demand { exit: 1, named: settings, not_ruled_out: &OPEN, not_excluded: Some(&[]), ..Demand::default() },
        ),
        (
            "granted, beside a user who may not be looked up",
            on(access_denied(), app_users_only(), Reply::Grant),
            &[],
            Demand { exit: 1, named: &UNSEEN, ruled_out: &["user-tokens-disabled"], ..Demand::default() },
        ),
        (
            "granted, where a managed user is listed",
            on(access_denied(), list(&[admin()]), Reply::Grant),
            &[],
            Demand {
                exit: 1,
                named: &["user-id-wrong", "user-inactive"],
                ruled_out: &["user-tokens-disabled", "app-access-only"],
                ..Demand::default()
            },
        ),
        (
            "granted, beside a managed user who is found, where App Users alone are listed: no documented cause is left",
            on(managed(), app_users_only(), Reply::Grant),
            &[],
            Demand {
                exit: 1,
                ruled_out: &["user-tokens-disabled", "user-id-wrong", "terms-not-accepted"],
                not_excluded: Some(&["app-access-only", "reauthorization-needed"]),
                ..Demand::default()
            },
        ),
        (
            "not asked for: another app's, by the number in its login",
            listed(&[entry("1", "N", "AppUser_20011_x@boxdevedition.com", true, r#","status":"active""#)]),
            &[],
            open(),
        ),
        (
            "not asked for: a managed user who took such a login",
            listed(&[entry("1", "N", "AppUser_2001_x@boxdevedition.com", false, r#","status":"active""#)]),
            &[],
            open(),
        ),
        (
            "not asked for: inactive",
            listed(&[entry("1", "N", "AppUser_2001_x@boxdevedition.com", true, r#","status":"inactive""#)]),
            &[],
            open(),
        ),
        ("not asked for: the filter was ignored", listed(&[admin(), admin()]), &[], open()),
        ("not asked for: nobody is listed", listed(&[]), &[], open()),
        (
            "not asked for: it could tell nothing apart",
            on(managed(), list(&[admin()]), Reply::Grant),
            &[],
            Demand { exit: 1, named: settings, ruled_out: &["app-access-only"], ..Demand::default() },
        ),
    ];
    let unusable = unusable();
    for (name, reply, fault) in &unusable {
        let demand = Demand { faults: std::slice::from_ref(fault), ..open() };
        cases.push((name, on(access_denied(), app_users_only(), reply.clone()), &[], demand));
    }
    demand_all(&cases);
    for (name, script, ..) in cases.iter().filter(|(name, ..)| name.starts_with("not asked for")) {
        let server = ScriptedBox::start(script);
        server.check(&[]);
        assert_eq!((server.count("app-user-list"), server.count("found-app-user")), (1, 0), "{name}");
    }
}

#[test]
fn the_configured_user_among_this_apps_own_is_no_other_apps() {
    let login = "AppUser_2001_configured@boxdevedition.com";
    let configured = entry(USER, "N", login, true, r#","status":"active""#);
    let script = Script::refused_user(person("active", true, ENTERPRISE), list(&[admin()]), vec![list(&[])]);
    for entries in [vec![configured.clone()], vec![configured.clone(), found()], vec![found(), configured]] {
        demand_all(&[(
            "listed",
            script.clone().on("app-user-list", list(&entries)),
            &[],
            Demand {
                exit: 1,
                named: &["reauthorization-needed", "user-tokens-disabled"],
                ruled_out: &["user-id-wrong", "app-access-only"],
                not_excluded: Some(&[]),
                ..Demand::default()
            },
        )]);
    }
    demand_all(&[(
        "another one is listed, and granted: the configured one is another app's, or there is no documented cause",
        script.with_found().on("found-app-user", Reply::Grant),
        &[],
        Demand {
            exit: 1,
            ruled_out: &["user-tokens-disabled", "app-access-only"],
            not_excluded: Some(&["user-id-wrong"]),
            ..Demand::default()
        },
    )]);
}

#[test]
fn a_granted_user_who_may_not_read_their_own_account_is_never_healthy() {
    let on =
        |whoami: Reply, users: Reply| silent_lists(Script::healthy().on("whoami-user", whoami)).on("user-list", users);
    let level = || Demand {
        exit: 1,
        named: &["app-access-only", "reauthorization-needed"],
        ruled_out: &["client-credentials-mismatch", "user-tokens-disabled"],
        says: &["let it use the Service Account"],
        ..Demand::default()
    };
    demand_all(&[
        ("and the list tells nothing", on(access_denied(), access_denied()), &[], level()),
        ("and App Users alone are listed", on(access_denied(), app_users_only()), &[], level()),
        (
            "and a managed user is listed: App Access Only it is not, and nothing else is documented",
            on(access_denied(), list(&[admin()])),
            &[],
            Demand { exit: 3, ruled_out: &["app-access-only"], ..Demand::default() },
        ),
        (
            "and neither may the Service Account: whoever refuses every call tells nothing of the user",
            on(access_denied(), list(&[admin()])).on("whoami-enterprise", access_denied()),
            &[],
            Demand { exit: 3, ..Demand::default() },
        ),
        (
            "for want of a scope, which says nothing of the access level",
            on(scope_json(), app_users_only()),
            &[],
            Demand { exit: 3, ..Demand::default() },
        ),
        (
            "deactivated",
            on(api(401, "unauthorized", "Unauthorized - User has been deactivated"), app_users_only()),
            &[],
            Demand { exit: 1, named: &["user-inactive"], confirmed: &["user-inactive"], ..Demand::default() },
        ),
        (
            "not confirmed",
            on(api(403, "user_email_confirmation_required", "Confirm it"), app_users_only()),
            &[],
            Demand {
                exit: 1,
                named: &["email-not-confirmed"],
                confirmed: &["email-not-confirmed"],
                ..Demand::default()
            },
        ),
    ]);
}

#[test]
fn a_token_for_swapped_ids_is_asked_who_it_is() {
    let swapped = || {
        let refused = Script::swappable().on("enterprise", grant_invalid()).on("user", grant_invalid());
        refused.on("user-as-enterprise", Reply::Grant).on("enterprise-as-user", Reply::Grant)
    };
    let both = |script: Script, reply: &Reply| {
        script.on("whoami-user-as-enterprise", reply.clone()).on("whoami-enterprise-as-user", reply.clone())
    };
    let confirmed = || Demand {
        exit: 1,
        named: &["subject-ids-swapped"],
        confirmed: &["subject-ids-swapped"],
        ruled_out: &["enterprise-id-wrong", "user-id-wrong", "client-credentials-mismatch"],
        ..Demand::default()
    };
    let mut cases: Vec<(&str, Script, &[&str], Demand<'_>)> = vec![
        ("both work", swapped(), &[], Demand { not_excluded: Some(&[]), ..confirmed() }),
        (
            "neither works: the app is not enabled, so the fix would not do",
            both(swapped(), &not_enabled()),
            &[],
            Demand {
                named: &["app-not-enabled", "subject-ids-swapped"],
                confirmed: &["app-not-enabled", "subject-ids-swapped"],
                ..confirmed()
            },
        ),
        ("forbidden", both(swapped(), &scope_json()), &[], confirmed()),
    ];
    let unusable = unusable();
    for (name, reply, fault) in &unusable {
        let demand = Demand { faults: std::slice::from_ref(fault), ..confirmed() };
        cases.push((name, both(swapped(), reply), &[], demand));
    }
    demand_all(&cases);
    let server = ScriptedBox::start(&swapped());
    server.check(&[]);
    assert_eq!((server.count("whoami-user-as-enterprise"), server.count("whoami-enterprise-as-user")), (1, 1));
}

#[test]
fn an_expected_scope_is_missing_only_where_box_says_so() {
    let args: &[&str] = &["--expect", "scope=manage_groups"];
    let on = |reply: Reply| Script::enterprise_only().on("scope", reply);
    let missing = || Demand {
        exit: 1,
        // Not ticked, or ticked but not reauthorized since: no reply tells these apart.
        named: &["reauthorization-needed", "scope-missing"],
        ruled_out: &["app-not-enabled", "client-credentials-mismatch"],
        says: &["tick the scope manage_groups", "Reauthorize the app"],
        ..Demand::default()
    };
    let undecided = |faults: &'static [&'static str]| Demand { exit: 3, faults, ..Demand::default() };
    // Box documents this reply of a permission, and a missing tick was seen to be answered so.
    let either = || Demand {
        exit: 1,
        named: &["permission-missing", "reauthorization-needed", "scope-missing"],
        ruled_out: &["app-not-enabled", "client-credentials-mismatch"],
        ..Demand::default()
    };
    let mut cases: Vec<(&str, Script, &[&str], Demand<'_>)> = vec![
        (
            "readable",
            on(reply(200, r#"{"entries":[]}"#)),
            args,
            Demand { ruled_out: &["scope-missing"], ..Demand::default() },
        ),
        ("refused in JSON", on(scope_json()), args, missing()),
        ("refused in the header", on(scope_header()), args, missing()),
        ("refused for want of a permission, or of the scope", on(access_denied()), args, either()),
        (
            "refused so, as who-am-I is: whoever forbids every call tells nothing of the scope",
            on(access_denied()).on("whoami-enterprise", access_denied()),
            args,
            undecided(&[]),
        ),
        ("the token is invalid", on(token_invalid()), args, undecided(&["token-rejected"])),
        ("404", on(not_found()), args, undecided(&["unknown-reply"])),
        (
            "not enabled",
            on(not_enabled()).on("whoami-enterprise", not_enabled()),
            args,
            Demand { exit: 1, named: &["app-not-enabled"], confirmed: &["app-not-enabled"], ..Demand::default() },
        ),
    ];
    let unusable = unusable();
    for (name, reply, fault) in &unusable {
        cases.push((
            name,
            on(reply.clone()),
            args,
            Demand { exit: 3, faults: std::slice::from_ref(fault), ..Demand::default() },
        ));
    }
    demand_all(&cases);
}

#[test]
fn an_expected_folder_is_not_shared_only_where_box_finds_none() {
    let args: &[&str] = &["--expect", "folder=123456789"];
    let on = |reply: Reply| Script::enterprise_only().on("folder", reply);
    let undecided = |faults: &'static [&'static str]| Demand { exit: 3, faults, ..Demand::default() };
    // Box documents this reply of a permission, and a missing tick was seen to be answered so.
    let either = || Demand {
        exit: 1,
        named: &["permission-missing", "reauthorization-needed", "scope-missing"],
        ruled_out: &["app-not-enabled", "client-credentials-mismatch"],
        ..Demand::default()
    };
    let mut cases: Vec<(&str, Script, &[&str], Demand<'_>)> = vec![
        (
            "readable",
            on(reply(200, r#"{"type":"folder","id":"123456789"}"#)),
            args,
            Demand { ruled_out: &["folder-not-shared"], ..Demand::default() },
        ),
        (
            "not found",
            on(not_found()),
            args,
            Demand {
                exit: 1,
                named: &["folder-not-shared"],
                confirmed: &["folder-not-shared"],
                says: &[SERVICE_LOGIN, "123456789", "to this folder, and to no folder above it"],
                ..Demand::default()
            },
        ),
        ("refused for want of a permission, or of a scope", on(access_denied()), args, either()),
        (
            "in the trash",
            on(api(404, "trashed", "Item is trashed")),
            args,
            Demand { exit: 1, named: &["item-trashed"], confirmed: &["item-trashed"], ..Demand::default() },
        ),
        ("the token is invalid", on(token_invalid()), args, undecided(&["token-rejected"])),
    ];
    let unusable = unusable();
    for (name, reply, fault) in &unusable {
        cases.push((
            name,
            on(reply.clone()),
            args,
            Demand { exit: 3, faults: std::slice::from_ref(fault), ..Demand::default() },
        ));
    }
    demand_all(&cases);
}

#[test]
fn a_folder_that_the_scopes_do_not_reach_is_a_matter_of_scopes_and_hides_nothing_else() {
    for refusal in [scope_json(), scope_header()] {
        let script = Script::healthy()
            .on("folder", refusal)
            .on("user", grant_invalid())
            .on("user-lookup", person("active", true, ENTERPRISE));
        let server = ScriptedBox::start(&script);
        let report = server.check(&["--expect", "folder=123456789", "--format", "json"]).json();
        assert_eq!(report["exit_code"], 1, "the refused user is a fault whatever the folder is");
        // Each setting, or one missing reauthorization behind both.
        assert_eq!(
            named(&report, "cause"),
            ["reauthorization-needed", "scope-missing", "user-tokens-disabled"],
            "{report:#}"
        );
        assert!(
            report.to_string().contains("tick the scope root_readonly"),
            "the remedy names the scope, not the folder"
        );
        assert_ne!(status(&report, "folder-not-shared"), "confirmed");
        assert_ne!(status(&report, "folder-not-shared"), "suspected");
    }
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
