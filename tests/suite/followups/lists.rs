//! What the enterprise's lists of users and its Terms of Service tell.

use super::*;

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
