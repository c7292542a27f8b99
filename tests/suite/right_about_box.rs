//! No false green, no false certainty, and no advice that the evidence does not carry: inputs that were once judged wrongly,
//! with what must be reported of each and what must not, over real HTTP and as pasted.

use crate::kit::{
    CLIENT_ID, Differences, Doctor, ENTERPRISE, Reply, SECRET, SERVICE_ACCOUNT, SERVICE_LOGIN, Script, ScriptedBox,
    USER, USER_LOGIN, access_denied, account, admin, api, app_users_only, assert_none, finding, grant_invalid, html,
    invalid_client, list, named, not_enabled, not_found, not_yet_authorized, of_status, person, profile, refused,
    reply, run, scope_header, scope_json, silent_lists, sorted, status, terms, terms_status, token_invalid, truncated,
    wrong_method,
};
use serde_json::Value;

/// What one input must be reported as, and what it must not.
#[derive(Default, Clone)]
struct Demand<'a> {
    exit: i32,
    /// The causes that are certain, each of them.
    confirmed: &'a [&'a str],
    /// Those that are possible, each of them.
    suspected: &'a [&'a str],
    /// The environment's faults, each of them.
    faults: &'a [&'a str],
    /// Causes that must not be ruled out.
    open: &'a [&'a str],
    ruled_out: &'a [&'a str],
    /// What the text says, its lines as one.
    says: &'a [&'a str],
    /// What it does not say.
    never: &'a [&'a str],
}

/// Everything in which reports of one input, in JSON, as text and as text in full, differ from what is demanded.
fn differences(name: &str, [json, text, full]: [&crate::kit::Ended; 3], demand: &Demand<'_>) -> Vec<String> {
    let report = json.json();
    let mut differences = Differences::of(name);
    // One for each reply, or for each target, is one.
    let once = |mut ids: Vec<String>| {
        ids.dedup();
        format!("{ids:?}")
    };
    differences.differs("exit code", demand.exit.to_string(), json.code.to_string());
    differences.differs("exit code of the text", demand.exit.to_string(), text.code.to_string());
    let verdict = ["healthy", "misconfigured", "", "inconclusive"][usize::try_from(demand.exit).expect("a code")];
    differences.differs(
        "verdict",
        verdict.to_owned(),
        profile(&report)["verdict"].as_str().unwrap_or_default().to_owned(),
    );
    differences.differs("confirmed", sorted(demand.confirmed), once(of_status(&report, "confirmed")));
    differences.differs("suspected", sorted(demand.suspected), once(of_status(&report, "suspected")));
    differences.differs("faults", sorted(demand.faults), format!("{:?}", named(&report, "environment")));
    for (ids, ruled_out) in [(demand.open, false), (demand.ruled_out, true)] {
        for id in ids.iter().filter(|id| (status(&report, id) == "ruled-out") != ruled_out) {
            differences.differs(
                id,
                if ruled_out { "ruled out" } else { "open" }.to_owned(),
                status(&report, id).to_owned(),
            );
        }
    }
    let (flat, full) = (text.flat(), full.flat());
    for sentence in demand.says.iter().filter(|sentence| !full.contains(**sentence)) {
        differences.differs(&format!("`{sentence}`"), "said".to_owned(), "not said".to_owned());
    }
    // What is ruled out has its id in the text in full.
    let is_id = |sentence: &str| !sentence.contains(' ');
    let said = |sentence: &str| flat.contains(sentence) || (!is_id(sentence) && full.contains(sentence));
    for sentence in demand.never.iter().filter(|sentence| said(sentence)) {
        differences.differs(&format!("`{sentence}`"), "not said".to_owned(), "said".to_owned());
    }
    // `<the client ID>` is nothing that anybody can type in.
    differences.differs(
        "a gap in a sentence",
        "none".to_owned(),
        if full.contains("<the ") { "there" } else { "none" }.to_owned(),
    );
    differences.all()
}

type Live<'a> = (&'a str, Script, &'a [&'a str], Demand<'a>);
type Told<'a> = (&'a str, &'a [&'a str], Demand<'a>);

/// Runs `check` against a Box that answers so.
fn live(cases: &[Live<'_>]) {
    let one = |(name, script, args, demand): &Live<'_>| {
        let json = ScriptedBox::start(script).check(&[args, &["--format", "json"][..]].concat());
        let text = ScriptedBox::start(script).check(args);
        let full = ScriptedBox::start(script).check(&[args, &["-v"][..]].concat());
        differences(name, [&json, &text, &full], demand)
    };
    let all: Vec<String> = cases.iter().flat_map(one).collect();
    assert_none(&all);
}

/// Runs `diagnose` with these arguments.
fn told(cases: &[Told<'_>]) {
    let one = |(name, args, demand): &Told<'_>| {
        let args = [&["diagnose"], *args].concat();
        let with = |flags: &[&str]| run(&[&args[..], flags].concat());
        differences(name, [&with(&["--format", "json"]), &with(&[]), &with(&["-v"])], demand)
    };
    let all: Vec<String> = cases.iter().flat_map(one).collect();
    assert_none(&all);
}

const GCI: &str = r#"user=400 {"error":"invalid_grant","error_description":"Grant credentials are invalid"}"#;
/// The control, as Box answers it.
const CONTROL: &str =
    r#"bad-secret={"error":"invalid_client","error_description":"The client credentials are invalid"}"#;
const FORBIDDEN: &str = r#"{"type":"error","status":403,"code":"access_denied_insufficient_permissions","message":"Access denied - insufficient permission"}"#;
const MANAGED: &str = r#"user-lookup={"type":"user","id":"8506151483","login":"a@b.example","status":"active","is_platform_access_only":false,"enterprise":{"type":"enterprise","id":"1234567"}}"#;
/// What gives an app, or an account, more power.
const WIDENS: [&str; 3] = ["set App + Enterprise Access", "tick Generate User Access Tokens", " ! "];

/// 1: a granted user who may not even read their own account.
#[test]
fn a_token_that_is_refused_when_it_is_used_is_no_green_light() {
    let level = Demand {
        exit: 1,
        suspected: &["app-access-only", "reauthorization-needed"],
        open: &["app-access-only"],
        says: &["let it use the Service Account"],
        never: &["healthy:"],
        ..Demand::default()
    };
    let undecided = Demand { exit: 3, open: &["app-access-only"], never: &["healthy:"], ..Demand::default() };
    let forbidden = || Script::healthy().on("whoami-user", access_denied());
    let every_call = ["whoami-enterprise", "scope", "folder", "user-list", "app-user-list", "terms"]
        .into_iter()
        .fold(forbidden(), |script, call| script.on(call, access_denied()));
    let targets: &[&str] = &["--expect", "scope=manage_groups", "--expect", "folder=77"];
    live(&[
        ("the user's own account", silent_lists(forbidden()), &[], level.clone()),
        ("and nothing may be listed", forbidden(), &["--no-user-list"], level.clone()),
        ("and App Users alone are listed", forbidden().on("user-list", app_users_only()), &[], level.clone()),
        (
            "without a control",
            silent_lists(forbidden()),
            &["--no-control"],
            Demand { ruled_out: &["client-credentials-mismatch"], ..level.clone() },
        ),
        ("every call", every_call.clone(), &[], undecided.clone()),
        ("every call, and calls are expected", every_call.clone(), targets, undecided.clone()),
        ("every call, and refusals are expected", every_call, &["--expect", "folder=77=denied"], undecided.clone()),
        (
            "the Service Account alone",
            Script::enterprise_only().on("whoami-enterprise", access_denied()),
            &[],
            undecided.clone(),
        ),
    ]);
    let whoami = format!("whoami-user={FORBIDDEN}");
    let service = format!("whoami-enterprise={FORBIDDEN}");
    let granted = ["--reply", "enterprise=granted", "--reply", "user=granted", "--reply", &whoami];
    told(&[
        ("as pasted", &granted, level.clone()),
        ("the user's alone", &granted[2..], level),
        ("both", &[&granted[..], &["--reply", &service]].concat(), undecided),
    ]);
}

/// 2: a managed user who is found speaks against App Access Only.
#[test]
fn a_user_who_is_found_confirms_no_cause_that_hides_users() {
    let found = Demand {
        exit: 1,
        ruled_out: &["user-tokens-disabled", "user-id-wrong"],
        open: &["app-access-only", "terms-not-accepted"],
        says: &["No documented cause explains the replies, though some are not excluded"],
        never: &["nothing else does", "set App Access Level", "tick Generate", "The cause is"],
        ..Demand::default()
    };
    let settings: &[&str] = &["reauthorization-needed", "user-tokens-disabled"];
    let managed = || person("active", false, ENTERPRISE);
    let with_app_user = |lookup: Reply| {
        silent_lists(Script::healthy().with_app_user().on("user", grant_invalid()).on("user-lookup", lookup))
    };
    let refused = |lookup: Reply, users: Reply| Script::refused_user(lookup, users, vec![list(&[])]);
    live(&[
        ("a granted App User besides", with_app_user(managed()), &[], found.clone()),
        (
            "no App User, and a managed user is listed",
            refused(managed(), list(&[admin()])),
            &[],
            Demand { exit: 1, suspected: settings, ruled_out: &["app-access-only"], ..Demand::default() },
        ),
        (
            "nobody is found, and App Users alone are listed",
            refused(not_found(), app_users_only()),
            &[],
            Demand {
                exit: 1,
                suspected: &["app-access-only", "reauthorization-needed", "user-id-wrong", "user-inactive"],
                // The way that opens nothing comes first.
                says: &["app-access-only If the integration does not have to act as this person"],
                ..Demand::default()
            },
        ),
    ]);
    let replies = ["--reply", "enterprise=granted", "--reply", GCI, "--reply", "app-user=granted", "--reply", MANAGED];
    told(&[("as pasted", &replies, found)]);
    // The simulated Box hides whom such an app may not see.
    for scenario in ["app-access-only", "app-access-only:2"] {
        let report = run(&["check", "--simulate", scenario, "--format", "json"]).json();
        assert_eq!(report["exit_code"], 1, "{scenario}");
        assert_eq!(status(&report, "app-access-only"), "suspected", "{scenario}");
        assert_ne!(status(&report, "reauthorization-needed"), "ruled-out", "{scenario}");
    }
}

/// 3: of a pasted reply the request is unseen; ours is well-formed.
#[test]
fn a_pasted_refusal_confirms_nothing_about_a_request_that_nobody_saw() {
    let lost = "Invalid grant_type parameter or parameter missing";
    let method = "The \"box_subject_type\" value is unauthorized for this client_id";
    let of = |suspected: &'static [&'static str]| Demand {
        exit: 1,
        suspected,
        never: &["stands because"],
        ..Demand::default()
    };
    let json = |probe: &str, error: &str, text: &str| {
        format!("{probe}={}", serde_json::json!({"error": error, "error_description": text}))
    };
    let rows: [(&str, &str, &[&str]); 3] = [
        ("invalid_request", lost, &["malformed-request", "wrong-token-host"]),
        ("invalid_client", "The client credentials are invalid", &["client-credentials-mismatch", "malformed-request"]),
        ("unauthorized_client", method, &["malformed-request", "not-a-ccg-app"]),
    ];
    for (error, text, suspected) in rows {
        let (enterprise, user) = (json("enterprise", error, text), json("user", error, text));
        let bare = serde_json::json!({"error": error, "error_description": text}).to_string();
        told(&[
            ("the enterprise's", &["--reply", &enterprise], of(suspected)),
            ("the user's", &["--reply", &user], of(suspected)),
            ("both", &["--reply", &enterprise, "--reply", &user], of(suspected)),
            ("bare", &[&bare], of(suspected)),
            ("the sentence alone", &[text], of(suspected)),
        ]);
    }
    let credentials = json("enterprise", "invalid_client", "The client credentials are invalid");
    let advice = run(&["diagnose", "-v", "--reply", &credentials]).flat();
    let (copy, reset) =
        (advice.find("Copy the client ID and the client secret again"), advice.find("reset the secret"));
    assert!(copy.is_some() && copy < reset, "the secret is reset before it was copied again: {advice}");
    let certain = |cause: &'static [&'static str]| Demand { exit: 1, confirmed: cause, ..Demand::default() };
    let both = |reply: Reply| Script::healthy().on("enterprise", reply.clone()).on("user", reply);
    live(&[
        // It came from loopback, which is none of Box's hosts, be it the wrong one or the right one.
        ("our own, lost", both(refused("invalid_request", lost)), &[], of(&["wrong-token-host"])),
        ("our own, refused", both(invalid_client()), &[], certain(&["client-credentials-mismatch"])),
        ("our own, of another method", both(wrong_method()), &[], certain(&["not-a-ccg-app"])),
    ]);
}

/// 4: an ID that is none, as the settings themselves tell.
#[test]
fn a_mistyped_id_asks_for_no_more_power() {
    let never: &[&str] = &WIDENS;
    let user = Demand {
        exit: 1,
        confirmed: &["user-id-wrong"],
        ruled_out: &["app-access-only", "user-inactive", "client-credentials-mismatch"],
        says: &["use box_subject_type=enterprise with the enterprise ID", "The cause is user-id-wrong"],
        never,
        ..Demand::default()
    };
    let enterprise = Demand {
        exit: 1,
        confirmed: &["enterprise-id-wrong"],
        ruled_out: &["authorized-elsewhere", "client-credentials-mismatch"],
        says: &["The cause is enterprise-id-wrong"],
        never,
        ..Demand::default()
    };
    let with_user = |id: &'static str| Script::healthy().with_ids(ENTERPRISE, id).on("user", grant_invalid());
    let with_enterprise = |id: &'static str| {
        let mut script = Script::enterprise_only().on("enterprise", grant_invalid());
        script.ids.enterprise = Some(id);
        script
    };
    live(&[
        ("an e-mail address", with_user("someone@example.com"), &[], user.clone()),
        ("the Service Account's login", with_user(SERVICE_LOGIN), &[], user.clone()),
        ("another Service Account's login", with_user("AutomationUser_9_z@boxdevedition.com"), &[], user.clone()),
        ("the Service Account's ID", with_user(SERVICE_ACCOUNT), &[], user.clone()),
        (
            "the Service Account's ID, and an App User is refused as well",
            with_user(SERVICE_ACCOUNT).with_app_user().on("app-user", grant_invalid()),
            &[],
            user.clone(),
        ),
        ("the enterprise's is an e-mail address", with_enterprise("someone@example.com"), &[], enterprise.clone()),
        ("the enterprise's is a Service Account's login", with_enterprise(SERVICE_LOGIN), &[], enterprise.clone()),
        ("the enterprise's is 0", with_enterprise("0"), &[], enterprise.clone()),
    ]);
    // Of what is no user's ID there is nobody to look up, and nobody to ask about.
    let server = ScriptedBox::start(&with_user("someone@example.com"));
    server.check(&[]);
    assert_eq!(server.count("user-lookup"), 0);
    let replies = ["--reply", "enterprise=granted", "--reply", GCI, "--reply", CONTROL];
    let whoami = format!(
        r#"whoami-enterprise={{"type":"user","id":"{SERVICE_ACCOUNT}","login":"{SERVICE_LOGIN}","enterprise":{{"id":"{ENTERPRISE}"}}}}"#
    );
    let by_login = ["--user-id", SERVICE_LOGIN, "--enterprise-id", ENTERPRISE, "--reply", &whoami];
    let by_id = ["--user-id", SERVICE_ACCOUNT, "--enterprise-id", ENTERPRISE, "--reply", &whoami];
    let gci = GCI.replace("user=", "enterprise=");
    let zero = ["--enterprise-id", "0", "--reply", &gci, "--reply", CONTROL];
    told(&[
        ("pasted, an e-mail address", &[&replies[..], &["--user-id", "someone@example.com"]].concat(), user.clone()),
        ("pasted, the Service Account's login", &[&replies[..], &by_login].concat(), user.clone()),
        ("pasted, the Service Account's ID", &[&replies[..], &by_id].concat(), user),
        ("pasted, 0", &zero, enterprise),
    ]);
}

/// 5: somebody whom Box knows by collaboration alone.
#[test]
fn an_external_user_is_the_wrong_one_and_no_reason_to_widen_the_app() {
    let external = || account(USER, USER_LOGIN, r#","status":null,"is_platform_access_only":null,"enterprise":null"#);
    let demand = Demand {
        exit: 1,
        confirmed: &["user-id-wrong"],
        ruled_out: &["app-access-only", "user-inactive", "client-credentials-mismatch"],
        open: &["user-tokens-disabled"],
        says: &["The user must belong to the app's enterprise"],
        never: &["belongs to no enterprise", WIDENS[0], WIDENS[1], WIDENS[2]],
        ..Demand::default()
    };
    let script = |users: Reply| Script::refused_user(external(), users, vec![list(&[])]);
    let pasted =
        r#"user-lookup={"type":"user","id":"8506151483","login":"a@b.example","status":null,"enterprise":null}"#;
    live(&[
        ("and a managed user is listed", script(list(&[admin()])), &[], demand.clone()),
        ("and App Users alone are listed", script(app_users_only()), &[], demand.clone()),
        ("and nothing is", silent_lists(script(list(&[]))), &[], demand.clone()),
    ]);
    let replies = ["--reply", "enterprise=granted", "--reply", GCI, "--reply", pasted, "--reply", CONTROL];
    told(&[("as pasted", &replies, demand)]);
}

/// 7: "the token works, but …".
#[test]
fn a_refused_scope_or_folder_has_its_causes_and_its_advice() {
    let either: &[&str] = &["permission-missing", "reauthorization-needed", "scope-missing"];
    let scopes: &[&str] = &["reauthorization-needed", "scope-missing"];
    let suspects = |suspected: &'static [&'static str], says: &'static [&'static str]| Demand {
        exit: 1,
        suspected,
        ruled_out: &["app-not-enabled"],
        says,
        never: &["The replies do not allow a verdict"],
        ..Demand::default()
    };
    let certain = |confirmed: &'static [&'static str], says: &'static [&'static str]| Demand {
        exit: 1,
        confirmed,
        says,
        ..Demand::default()
    };
    let on = |probe: &'static str, reply: Reply| Script::enterprise_only().on(probe, reply);
    let folder: &[&str] = &["--expect", "folder=77"];
    let root: &[&str] = &["--expect", "folder=0"];
    let scope: &[&str] = &["--expect", "scope=manage_groups"];
    let trashed = || api(404, "trashed", "Item is trashed");
    live(&[
        (
            "a folder, forbidden",
            on("folder", access_denied()),
            folder,
            suspects(either, &["tick the scope root_readonly", "the smallest role in it"]),
        ),
        ("a folder, for want of a scope", on("folder", scope_json()), folder, suspects(scopes, &["root_readonly"])),
        (
            "a folder, not found",
            on("folder", not_found()),
            folder,
            certain(&["folder-not-shared"], &[SERVICE_LOGIN, "the smallest role"]),
        ),
        ("a folder, in the trash", on("folder", trashed()), folder, certain(&["item-trashed"], &[])),
        (
            "a folder, by a policy",
            on("folder", api(403, "forbidden_by_policy", "Access denied because of a policy")),
            folder,
            certain(&["blocked-by-policy"], &[]),
        ),
        (
            "a scope, forbidden",
            on("scope", access_denied()),
            scope,
            suspects(either, &["tick the scope manage_groups"]),
        ),
        ("a scope, in JSON", on("scope", scope_json()), scope, suspects(scopes, &["tick the scope manage_groups"])),
        (
            "a scope, in the header",
            on("scope", scope_header()),
            scope,
            suspects(scopes, &["tick the scope manage_groups"]),
        ),
        // The scripted Box tells this request from no scope's: the root shows whether files may be read.
        (
            "the root, not found, which each account has: nothing explains that",
            on("scope", not_found()),
            root,
            Demand {
                exit: 3,
                faults: &["unknown-reply"],
                never: &["folder-not-shared", "invite"],
                ..Demand::default()
            },
        ),
        (
            "a healthy app: whose content its token sees",
            Script::healthy(),
            &[],
            Demand {
                says: &[
                    "The enterprise token acts as AutomationUser_2001_abc@boxdevedition.com: it sees its own folders and what is shared with it.",
                    "The user's token sees what user 8506151483 sees.",
                ],
                ..Demand::default()
            },
        ),
    ]);
    let (forbidden, missing) = (
        format!("folder=77={FORBIDDEN}"),
        r#"folder=77={"type":"error","status":404,"code":"not_found","message":"Not Found"}"#,
    );
    let zero = missing.replace("=77=", "=0=");
    let scope = r#"scope=manage_groups={"type":"error","status":403,"code":"insufficient_scope","message":"The request requires higher privileges than provided by the access token."}"#;
    let granted = |reply: &'static str| ["--reply", "enterprise=granted", "--reply", reply];
    let pasted_root =
        Demand { exit: 3, faults: &["unknown-reply"], never: &["folder-not-shared", "invite"], ..Demand::default() };
    told(&[
        (
            "pasted: a folder, forbidden",
            &["--reply", "enterprise=granted", "--reply", &forbidden],
            suspects(either, &["root_readonly"]),
        ),
        ("pasted: a folder, not found", &granted(missing), certain(&["folder-not-shared"], &["the smallest role"])),
        ("pasted: the root, not found", &["--reply", "enterprise=granted", "--reply", &zero], pasted_root),
        ("pasted: a scope", &granted(scope), suspects(scopes, &["tick the scope manage_groups"])),
    ]);
}

/// 7: of the root of its own files nobody can be asked to give an account a role.
#[test]
fn no_remedy_shares_the_root() {
    let script = Script::enterprise_only().on("scope", access_denied());
    let text = ScriptedBox::start(&script).check(&["--expect", "folder=0"]).flat();
    assert!(text.contains("tick the scope root_readonly"), "{text}");
    assert!(!text.contains("the folder 0 in Box"), "{text}");
}

/// 7: a reply that nothing explains takes no other diagnosis with it.
#[test]
fn the_root_that_is_not_found_hides_no_fault() {
    let refused = Script::refused_user(person("active", false, ENTERPRISE), list(&[admin()]), vec![list(&[])]);
    let report =
        ScriptedBox::start(&refused.on("scope", not_found())).check(&["--expect", "folder=0", "--format", "json"]);
    let report = report.json();
    assert_eq!(report["exit_code"], 1, "{}", profile(&report)["summary"]);
    assert_eq!(status(&report, "user-tokens-disabled"), "suspected");
}

fn summary(report: &Value) -> String {
    profile(report)["summary"].as_str().expect("a summary").to_owned()
}

/// A round of `--wait` asks again for all that hangs on what failed: nothing of before outlives it.
#[test]
fn what_a_list_told_of_a_failure_is_forgotten_with_it() {
    let refused = |lookup: Reply, users: Reply, terms: Vec<Reply>| {
        Script::refused_user(lookup, users, terms).in_turn("user", vec![grant_invalid(), Reply::Grant])
    };
    let managed = || person("active", false, ENTERPRISE);
    let swapped = Script::swappable()
        .in_turn("enterprise", vec![grant_invalid(), Reply::Grant])
        .in_turn("user", vec![grant_invalid(), Reply::Grant])
        .on("user-as-enterprise", Reply::Grant)
        .on("enterprise-as-user", Reply::Grant);
    let rows = [
        (
            "an App User was found, and refused",
            refused(access_denied(), app_users_only(), vec![list(&[])])
                .with_found()
                .in_turn("found-app-user", vec![grant_invalid(), Reply::Grant]),
        ),
        (
            "Terms of Service were not accepted",
            refused(managed(), list(&[admin()]), vec![terms("enabled"), terms_status(false)]),
        ),
        ("App Users alone were listed", refused(not_found(), app_users_only(), vec![list(&[])])),
        ("the IDs were swapped, and what was asked with their tokens", swapped),
    ];
    let mut differences = Vec::new();
    for (name, script) in rows {
        let run = ScriptedBox::start(&script).check(&["--wait", "2s", "--format", "json"]);
        let report = run.json();
        if run.code != 0 {
            differences.push(format!("{name}: {} {}", run.code, summary(&report)));
        }
    }
    assert_none(&differences);
}

/// 10: the one line that is remembered.
#[test]
fn the_summary_names_what_is_certain_and_what_was_expected() {
    let of = |script: &Script, args: &[&str]| {
        let run = ScriptedBox::start(script).check(&[args, &["--format", "json"]].concat());
        (run.code, summary(&run.json()))
    };
    let two = Script::healthy().on("enterprise", not_yet_authorized()).on("whoami-user", not_enabled());
    let (code, says) = of(&two, &[]);
    assert_eq!(code, 1);
    assert!(
        says.contains("2 faults at once") && says.contains("app-not-enabled") && says.contains("authorized-elsewhere"),
        "{says}"
    );
    let (code, says) = of(&Script::healthy(), &["--expect", "user=denied"]);
    assert_eq!(code, 1);
    assert!(says.contains("More was granted than expected: user."), "{says}");
    let (code, says) =
        of(&Script::healthy(), &["--expect", "folder=7=denied", "--expect", "scope=manage_groups=denied"]);
    assert_eq!(code, 1);
    assert!(
        says.contains("More was granted than expected") && says.contains("folder") && says.contains("scope"),
        "{says}"
    );
    // What nobody has shown stands in no summary.
    let script = Script::healthy().with_app_user().on("user", grant_invalid());
    let (code, says) = of(&silent_lists(script), &[]);
    assert_eq!(code, 1);
    assert!(says.contains("What was expected was not granted: user."), "{says}");
    assert!(!says.contains("app-access-only") && !says.contains("terms-not-accepted"), "{says}");
    let report = run(&["check", "--simulate", "app-not-enabled+user-inactive", "--format", "json"]).json();
    let says = summary(&report);
    assert!(says.contains("app-not-enabled") && !says.contains("The cause is"), "{says}");
    for cause in of_status(&report, "confirmed") {
        assert!(says.contains(&cause), "{cause} is certain: {says}");
    }
}

/// 10: a scenario shows its own fault.
#[test]
fn a_simulated_fault_that_only_an_expectation_shows_is_expected_by_itself() {
    for scenario in ["scope-missing", "folder-not-shared", "permission-missing", "item-trashed"] {
        let run = run(&["check", "--simulate", scenario, "--format", "json"]);
        let report = run.json();
        assert_eq!((run.code, profile(&report)["verdict"].as_str()), (1, Some("misconfigured")), "{scenario}");
        assert!(named(&report, "cause").contains(&scenario.to_owned()), "{scenario}: {:?}", named(&report, "cause"));
        assert!(summary(&report).contains("left") || summary(&report).contains(scenario), "{}", summary(&report));
    }
    assert_eq!(run(&["check", "--simulate", "healthy"]).code, 0);
}

/// 10: what was not calibrated is said to be so, and nothing of the sort where all is well.
#[test]
fn an_instrument_that_was_not_calibrated_says_so() {
    let refused = || Script::enterprise_only().on("enterprise", not_yet_authorized());
    let rows = [
        ("not sent", refused(), &["--no-control"][..], Some("No control was sent")),
        (
            "a page",
            refused().on("bad-secret", html()),
            &[],
            Some("The control was not answered by a refusal of its secret"),
        ),
        ("cut off", refused().on("bad-secret", truncated()), &[], Some("The control was not answered")),
        ("calibrated", refused(), &[], None),
        ("healthy", Script::enterprise_only(), &["--no-control"], None),
    ];
    for (name, script, args, says) in rows {
        let text = ScriptedBox::start(&script).check(args).flat();
        let json = ScriptedBox::start(&script).check(&[args, &["--format", "json"]].concat()).json();
        let remarks = profile(&json)["remarks"].to_string();
        for shown in [&text, &remarks] {
            assert_eq!(
                shown.contains("nothing tells how a wrong secret is answered here"),
                says.is_some(),
                "{name}: {shown}"
            );
            assert!(says.is_none_or(|says| shown.contains(says)), "{name}: {shown}");
        }
    }
}

/// 10: the host that failed, not the one that most people would have meant.
#[test]
fn a_remedy_names_the_host_that_failed() {
    type Row<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str, &'a str);

    // Nothing listens on the port of a listener that is gone.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a port").port();
    let (server, proxy) = (format!("https://localhost:{closed}"), format!("http://127.0.0.1:{closed}"));
    let rows: [Row<'_>; 5] = [
        ("a host", &[("BOX_BASE_URL", "https://box.invalid")], "dns-failure", "box.invalid"),
        ("a proxy", &[("HTTPS_PROXY", "http://proxy.invalid:3128")], "dns-failure", "proxy.invalid"),
        (
            "a proxy in front of another host",
            &[("HTTPS_PROXY", "http://proxy.invalid:3128"), ("BOX_BASE_URL", "https://box.invalid")],
            "dns-failure",
            "proxy.invalid",
        ),
        ("a port", &[("BOX_BASE_URL", &server)], "connection-failed", "localhost"),
        ("a proxy's port", &[("HTTPS_PROXY", &proxy)], "connection-failed", "127.0.0.1"),
    ];
    for (name, variables, fault, host) in rows {
        let check = |format: &[&str]| {
            let doctor = Doctor::new([&["check", "--timeout", "20s"], format].concat())
                .env("BOX_CLIENT_ID", CLIENT_ID)
                .env("BOX_CLIENT_SECRET", SECRET)
                .env("BOX_ENTERPRISE_ID", ENTERPRISE);
            variables.iter().fold(doctor, |doctor, (name, value)| doctor.env(name, value)).run()
        };
        let report = check(&["--format", "json"]).json();
        assert_eq!(
            (report["exit_code"].as_i64(), named(&report, "environment")),
            (Some(3), vec![fault.to_owned()]),
            "{name}"
        );
        assert_eq!(named(&report, "cause"), [""; 0], "{name}");
        let steps = finding(&report, fault).expect("it is told")["remediation"].to_string();
        assert!(steps.contains(host), "{name}: {steps}");
        let text = check(&[]).flat();
        let (_, advice) = text.split_once("Fix").expect("advice");
        let (advice, _) = advice.split_once("Seen").expect("what was seen comes after it");
        for other in ["api.box.com", "box.invalid"].into_iter().filter(|other| *other != host) {
            assert!(!steps.contains(other) && !advice.contains(other), "{name}: {other} did not fail: {advice}");
        }
    }
}

/// 10: what was cut off on its way was Box's all the same.
#[test]
fn a_reply_that_was_cut_off_is_not_something_other_than_box() {
    let cut = |body: &str, at: usize| reply(if body.contains("access_token") { 200 } else { 400 }, &body[..at]);
    let grant = r#"{"access_token":"x","expires_in":3992,"restricted_to":[],"token_type":"bearer"}"#;
    let refusal = r#"{"error":"invalid_grant","error_description":"Grant credentials are invalid"}"#;
    let lost =
        Demand { exit: 3, faults: &["connection-failed"], never: &["something other than Box"], ..Demand::default() };
    for (probe, reply) in [
        ("enterprise", cut(grant, 16)),
        ("enterprise", cut(refusal, 25)),
        ("enterprise", cut(refusal, refusal.len() - 1)),
        ("whoami-enterprise", truncated()),
    ] {
        live(&[("cut off", Script::enterprise_only().on(probe, reply), &[], lost.clone())]);
    }
    let page = Demand { exit: 3, faults: &["not-box"], ..Demand::default() };
    live(&[
        ("a page", Script::enterprise_only().on("enterprise", html()), &[], page.clone()),
        ("a page that was cut off", Script::enterprise_only().on("enterprise", reply(200, "<html><bo")), &[], page),
        (
            "an invalid token is Box's word as well",
            Script::enterprise_only().on("whoami-enterprise", token_invalid()),
            &[],
            Demand { exit: 3, faults: &["token-rejected"], ..Demand::default() },
        ),
    ]);
}

/// 10: sentences that said too much, or too little.
#[test]
fn smaller_sentences_are_true() {
    let refused = Script::enterprise_only().on("enterprise", grant_invalid());
    live(&[
        (
            "the claim that Box withdrew",
            refused,
            &[],
            Demand {
                exit: 1,
                suspected: &["app-not-authorized", "authorized-elsewhere", "enterprise-id-wrong"],
                says: &["App Access Only never refuses the Service Account."],
                ..Demand::default()
            },
        ),
        (
            "an app that is not in the list",
            Script::enterprise_only().on("whoami-enterprise", not_enabled()),
            &[],
            Demand {
                exit: 1,
                confirmed: &["app-not-enabled"],
                says: &["If it is not in the list, add it there by its client ID"],
                ..Demand::default()
            },
        ),
    ]);
    let pasted = [
        "--reply",
        "enterprise=granted",
        "--reply",
        r#"whoami-enterprise={"type":"error","status":401,"code":"unauthorized","message":"Unauthorized - Cannot authorize with this service"}"#,
    ];
    told(&[(
        "a client ID that nobody told",
        &pasted,
        Demand { exit: 1, confirmed: &["app-not-enabled"], ..Demand::default() },
    )]);
    let scope = run(&["explain", "insufficient-scope"]).flat();
    assert!(scope.contains("made no difference") && !scope.contains("because of the scope"), "{scope}");
}
