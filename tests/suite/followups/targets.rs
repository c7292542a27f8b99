//! What an expected scope or folder is answered.

use super::*;

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
