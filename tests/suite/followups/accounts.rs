//! Whose token it is, whom a look-up finds, and what App Users and swapped IDs tell.

use super::*;

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
