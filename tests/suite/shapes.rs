//! What a reply proves by its shape: what is not Box's own, or not what was asked for, makes nothing green and confirms nothing.

use crate::kit::{
    APP_USER, ENTERPRISE, Reply, SERVICE_ACCOUNT, SERVICE_LOGIN, Script, ScriptedBox, TOKEN, USER, USER_LOGIN,
    access_denied, account, api, assert_none, grant_invalid, invalid_client, not_found, of_status, probe, refused,
    reply, scope_header, scope_json, status, with, wrong_method,
};
use ccg_doctor::catalogue::{Catalogue, Identity, Probe, ProbeKey, Reading};
use ccg_doctor::observation::observe;
use ccg_doctor::reply::{Answer, Inferred, Reply as Read};
use serde_json::Value;

/// Runs a check, and gives its report with its exit code.
fn report(script: &Script, args: &[&str]) -> (ScriptedBox, Value) {
    let server = ScriptedBox::start(script);
    let report = server.check(&[args, &["--format", "json"]].concat()).json();
    (server, report)
}

/// Users that are none of Box's, or cannot be read as one; `{id}` is the account that the token was asked for.
const NO_USERS: [(&str, &str); 26] = [
    ("no type", r#"{"id":"{id}"}"#),
    ("another type", r#"{"type":"group","id":"{id}"}"#),
    ("an error with a stray id", r#"{"message":"Forbidden","id":"{id}"}"#),
    ("an error's type", r#"{"type":"error","id":"{id}","status":401}"#),
    ("a code beside it", r#"{"type":"user","id":"{id}","code":"unauthorized"}"#),
    ("an error beside it", r#"{"type":"user","id":"{id}","error":"x"}"#),
    ("a number as status", r#"{"type":"user","id":"{id}","status":401}"#),
    ("no id", r#"{"type":"user","login":"x"}"#),
    ("an empty id", r#"{"type":"user","id":""}"#),
    ("a number as id", r#"{"type":"user","id":8506151483}"#),
    ("an object as id", r#"{"type":"user","id":{"id":"{id}"}}"#),
    ("a number as enterprise", r#"{"type":"user","id":"{id}","enterprise":1234567}"#),
    ("a text as enterprise", r#"{"type":"user","id":"{id}","enterprise":"1234567"}"#),
    ("an array as enterprise", r#"{"type":"user","id":"{id}","enterprise":[{"id":"1234567"}]}"#),
    ("an empty array as enterprise", r#"{"type":"user","id":"{id}","enterprise":[]}"#),
    ("a boolean as enterprise", r#"{"type":"user","id":"{id}","enterprise":false}"#),
    ("an empty enterprise", r#"{"type":"user","id":"{id}","enterprise":{}}"#),
    ("an enterprise without id", r#"{"type":"user","id":"{id}","enterprise":{"name":"E"}}"#),
    ("an enterprise of another type", r#"{"type":"user","id":"{id}","enterprise":{"type":"folder","id":"1234567"}}"#),
    ("a number as its id", r#"{"type":"user","id":"{id}","enterprise":{"id":1234567}}"#),
    ("an empty text as its id", r#"{"type":"user","id":"{id}","enterprise":{"id":" "}}"#),
    ("two enterprises", r#"{"type":"user","id":"{id}","enterprise":{"id":"1"},"enterprise":{"id":"1234567"}}"#),
    ("two ids of the enterprise", r#"{"type":"user","id":"{id}","enterprise":{"id":"1","id":"1234567"}}"#),
    ("a field twice that decides nothing", r#"{"type":"user","id":"{id}","x":{"y":[{"z":1,"z":2}]}}"#),
    ("two types", r#"{"type":"error","type":"user","id":"{id}"}"#),
    ("a list of it", r#"[{"type":"user","id":"{id}"}]"#),
];

#[test]
fn a_who_am_i_counts_in_the_shape_of_boxs_alone() {
    let mut differences = Vec::new();
    let odd = NO_USERS.iter().map(|(name, body)| ((*name).to_owned(), 200, (*body).to_owned()));
    let whole = r#"{"type":"user","id":"{id}","enterprise":{"type":"enterprise","id":"1234567"}}"#;
    let other_statuses = [201, 202, 203, 206].map(|status| (format!("status {status}"), status, whole.to_owned()));
    for (name, status_code, body) in odd.chain(other_statuses) {
        for (of, id) in [("whoami-enterprise", SERVICE_ACCOUNT), ("whoami-user", USER)] {
            let script = Script::healthy().on(of, reply(status_code, &body.replace("{id}", id)));
            let (_server, report) = report(&script, &[]);
            let confirmed = of_status(&report, "confirmed");
            let signature = probe(&report, of).expect("it was asked")["signature"].clone();
            if report["exit_code"] != 3 || !confirmed.is_empty() || signature == "whoami-here" {
                differences.push(format!("{of}, {name}: exit {}, {confirmed:?}, {signature}", report["exit_code"]));
            }
        }
    }
    assert_none(&differences);
}

#[test]
fn a_token_is_held_against_whom_it_was_asked_for() {
    let other = "8506151484";
    let user = |id: &str, login: &str| account(id, login, "");
    let service_account = || user(SERVICE_ACCOUNT, SERVICE_LOGIN);
    let rows = [
        ("somebody else", Script::healthy().on("whoami-user", user(other, USER_LOGIN))),
        ("somebody else, without a login", {
            Script::healthy().on("whoami-user", reply(200, &format!(r#"{{"type":"user","id":"{other}"}}"#)))
        }),
        ("an App User", Script::healthy().on("whoami-user", user(APP_USER, "AppUser_2001_x@boxdevedition.com"))),
        ("the Service Account", Script::healthy().on("whoami-user", service_account())),
        ("a Service Account, alone", Script::user_only().on("whoami-user", service_account())),
        ("somebody else, alone", Script::user_only().on("whoami-user", user(other, USER_LOGIN))),
        ("the user for both", Script::healthy().on("whoami-enterprise", user(USER, USER_LOGIN))),
        ("the Service Account for both", Script::healthy().on("whoami-user", service_account())),
        ("one account without a login for both", {
            let one = reply(200, &format!(r#"{{"type":"user","id":"{USER}"}}"#));
            Script::healthy().on("whoami-enterprise", one.clone()).on("whoami-user", one)
        }),
        (
            "an App User for the enterprise",
            Script::enterprise_only().on("whoami-enterprise", user(other, "AppUser_2001_x@boxdevedition.com")),
        ),
    ];
    let mut differences = Vec::new();
    for (name, script) in rows {
        let (_server, report) = report(&script, &[]);
        let confirmed = of_status(&report, "confirmed");
        if report["exit_code"] != 3 || !confirmed.is_empty() {
            differences.push(format!("{name}: exit {}, confirmed {confirmed:?}", report["exit_code"]));
        }
    }
    assert_none(&differences);
}

#[test]
fn an_enterprise_that_is_not_told_is_no_fault() {
    for extra in [
        "",
        r#","enterprise":null"#,
        r#","error":null,"code":null"#,
        r#","enterprise":{"type":"enterprise","id":"1234567"}"#,
    ] {
        let script = Script::healthy()
            .on("whoami-enterprise", account(SERVICE_ACCOUNT, SERVICE_LOGIN, extra))
            .on("whoami-user", account(USER, USER_LOGIN, extra));
        assert_eq!(report(&script, &[]).1["exit_code"], 0, "{extra}");
    }
}

/// What no call for anything is answered with.
const NOTHING_OF_IT: [&str; 22] = [
    "{}",
    r#"{"statusCode":401,"body":"{}"}"#,
    r#"{"message":"ok"}"#,
    r#"{"told":"granted"}"#,
    r#"{"status":"ok","id":"12"}"#,
    r#"{"type":"file","id":"12"}"#,
    r#"{"type":"folder","id":"13"}"#,
    r#"{"type":"folder"}"#,
    r#"{"type":"folder","id":12}"#,
    r#"{"type":"folder","id":"13","id":"12"}"#,
    r#"{"entries":"none"}"#,
    r#"{"entries":{"type":"folder","id":"12"}}"#,
    r#"{"entries":["a","b"]}"#,
    r#"{"type":"error","status":403,"entries":[]}"#,
    r#"{"entries":[],"message":"Forbidden","success":false,"statusCode":403}"#,
    r#"{"entries":[],"errors":[{"message":"Forbidden"}]}"#,
    r#"{"entries":[],"fault":{"faultstring":"Invalid access token"}}"#,
    r#"{"entries":[],"success":false}"#,
    r#"{"total_count":1,"entries":[{"type":"error","code":"insufficient_scope"}]}"#,
    r#"{"total_count":1,"entries":[{"code":"insufficient_scope"}]}"#,
    r#"{"type":"folder","id":"12","message":"denied","statusCode":403}"#,
    r#"{"type":"folder","id":"12","context_info":{"reason":"denied"}}"#,
];

#[test]
fn a_200_proves_the_read_that_it_answers_and_no_other() {
    let mut differences = Vec::new();
    let list = r#"{"entries":[{"type":"group","id":"1"}],"limit":1}"#;
    let another = r#"{"entries":[{"type":"folder","id":"1"}],"limit":1}"#;
    let wrong = |more: &str| NOTHING_OF_IT.iter().map(|body| (*body).to_owned()).chain([more.to_owned()]).collect();
    let rows: [(&str, &str, &str, &str, Vec<String>); 5] = [
        ("folder", "12", "folder=12", r#"{"type":"folder","id":"12","name":"x"}"#, wrong(list)),
        ("folder", "0", "folder=0", r#"{"type":"folder","id":"0"}"#, wrong(r#"{"type":"folder","id":"12"}"#)),
        ("scope", "manage_groups", "scope=manage_groups", list, wrong(another)),
        ("scope", "manage_webhook", "scope=manage_webhook", r#"{"entries":[]}"#, wrong(r#"{"id":"0"}"#)),
        ("scope", "root_readonly", "scope=root_readonly", r#"{"type":"folder","id":"0"}"#, wrong(list)),
    ];
    for (of, target, expect, right, wrong) in rows {
        let bodies = wrong.iter().map(|body| (body.as_str(), 3));
        for (body, exit) in bodies.chain([(right, 0)]) {
            // The scripted Box takes a look at folder 0 for the read that shows a scope.
            let asked = if target == "0" { "scope" } else { of };
            let (_server, report) = report(&Script::healthy().on(asked, reply(200, body)), &["--expect", expect]);
            let is_readable = probe(&report, of).expect("it was asked")["signature"] == "readable";
            let confirmed = of_status(&report, "confirmed");
            if report["exit_code"] != exit || is_readable != (exit == 0) || !confirmed.is_empty() {
                differences.push(format!("{expect}, {body}: exit {}, {confirmed:?}", report["exit_code"]));
            }
        }
    }
    assert_none(&differences);
}

#[test]
fn a_control_that_got_a_token_in_any_form_was_granted() {
    let token = format!("{TOKEN}0123456789");
    let ok = format!(r#"{{"access_token":"{token}","token_type":"bearer"}}"#);
    let rows = [
        ("200", reply(200, &ok)),
        ("201", reply(201, &ok)),
        ("202", reply(202, &ok)),
        ("400", reply(400, &ok)),
        ("mac", reply(200, &ok.replace("bearer", "mac"))),
        ("no type", reply(200, &format!(r#"{{"access_token":"{token}"}}"#))),
        ("an array", reply(200, &format!("[{ok}]"))),
        ("nested", reply(200, &format!(r#"{{"data":{ok}}}"#))),
        ("beside an error", reply(200, &format!(r#"{{"error":"invalid_client","access_token":"{token}"}}"#))),
        ("in a refusal", reply(400, &format!(r#"{{"error":"invalid_client","access_token":"{token}"}}"#))),
        ("twice", reply(200, &format!(r#"{{"access_token":"{token}","access_token":"{token}x"}}"#))),
        ("a form", with(200, ("Content-Type", "text/plain"), &format!("access_token={token}&token_type=bearer"))),
        ("cut off", reply(200, &format!(r#"{{"access_token":"{token}","exp"#))),
        ("an array of it", reply(200, &format!(r#"{{"access_token":["{token}"]}}"#))),
        ("in an error of the server", reply(500, &ok)),
        ("in a rate limit", reply(429, &ok)),
    ];
    let mut differences = Vec::new();
    for (name, granted) in rows {
        let subjects = [
            ("healthy", Script::healthy()),
            ("refused", Script::healthy().on("enterprise", grant_invalid()).on("user", grant_invalid())),
        ];
        for (subject, script) in subjects {
            let server = ScriptedBox::start(&script.on("bad-secret", granted.clone()));
            let report = server.command(&["check", "--format", "json"]).run().json();
            let confirmed = of_status(&report, "confirmed");
            let not_box = status(&report, "not-box");
            if report["exit_code"] != 3 || !confirmed.is_empty() || not_box != "confirmed" {
                differences.push(format!(
                    "{name}, {subject}: exit {}, confirmed {confirmed:?}, not-box {not_box}",
                    report["exit_code"]
                ));
            }
        }
    }
    assert_none(&differences);
}

#[test]
fn a_wrong_secret_that_is_answered_by_a_success_leaves_no_green() {
    let token = format!("{TOKEN}0123456789");
    let rows = [
        ("an empty object", reply(200, "{}")),
        ("nothing", reply(204, "")),
        ("a list of fields", reply(200, &format!("access_token,token_type\n{token},bearer"))),
        ("a page", reply(200, &format!("<b>access_token</b>: <code>{token}</code>"))),
        ("another name", reply(200, &format!(r#"{{"jwt":"{token}"}}"#))),
    ];
    let mut differences = Vec::new();
    for (name, accepted) in rows {
        let (_server, report) = report(&Script::healthy().on("bad-secret", accepted), &[]);
        let confirmed = of_status(&report, "confirmed");
        if report["exit_code"] != 3 || !confirmed.is_empty() || status(&report, "not-box") != "confirmed" {
            differences.push(format!("{name}: exit {}, confirmed {confirmed:?}", report["exit_code"]));
        }
    }
    assert_none(&differences);
}

#[test]
fn where_the_control_alone_clears_the_credentials_no_subject_is_asked_first() {
    let refused_both = || Script::healthy().on("enterprise", grant_invalid()).on("user", grant_invalid());
    // One back end answers the control, another the real requests, as the guide has it.
    for wrong in [invalid_client(), grant_invalid()] {
        let (server, report) = report(&refused_both().on("no-subject", wrong), &[]);
        assert_eq!(server.count("no-subject"), 1);
        assert_eq!(status(&report, "client-credentials-mismatch"), "suspected", "{report:#}");
        assert_eq!(of_status(&report, "confirmed"), Vec::<String>::new(), "the two replies contradict one another");
    }
    let (server, cleared) = report(&refused_both().on("no-subject", wrong_method()), &[]);
    assert_eq!(server.count("no-subject"), 1);
    assert_eq!(status(&cleared, "client-credentials-mismatch"), "ruled-out");
    // What clears them by itself needs no second opinion.
    for script in [
        Script::healthy(),
        Script::healthy().on("user", grant_invalid()),
        Script::healthy().on("enterprise", crate::kit::not_yet_authorized()),
    ] {
        assert_eq!(report(&script, &[]).0.count("no-subject"), 0);
    }
}

#[test]
fn a_refusal_that_is_not_in_boxs_shape_confirms_nothing() {
    let challenge = |status, value| with(status, ("WWW-Authenticate", value), "");
    let box_like = |status: u16, code: &str| api(status, code, "Said by Box");
    let gateways = |status: u16, code: &str| {
        vec![
            reply(status, &format!(r#"{{"error":"{code}"}}"#)),
            reply(status, &format!(r#"{{"code":"{code}"}}"#)),
            reply(status, &format!(r#"{{"code":"{code}","message":"Not Found","status":{status}}}"#)),
            reply(status, &format!(r#"{{"type":"error","code":"{code}"}}"#)),
            reply(status, &format!(r#"{{"type":"error","status":500,"code":"{code}"}}"#)),
            reply(status, &format!(r#"{{"type":"error","status":"{status}","code":"{code}"}}"#)),
            reply(status, &format!(r#"{{"type":"error","status":{status},"error":"{code}"}}"#)),
        ]
    };
    let challenges = vec![
        challenge(403, r#"Bearer error="insufficient_scope""#),
        challenge(403, r#"Bearer realm="gateway", error="insufficient_scope""#),
        challenge(401, r#"Bearer realm="proxy", error="insufficient_scope""#),
        with(403, ("WWW-Authenticate", r#"Bearer realm="Service", error="insufficient_scope""#), r#"{"message":"no"}"#),
    ];
    let rows: [(&str, &str, Vec<Reply>, Vec<Reply>); 5] = [
        ("folder", "folder=12", gateways(404, "not_found"), vec![not_found()]),
        ("folder", "folder=12", gateways(404, "trashed"), vec![box_like(404, "trashed")]),
        ("scope", "scope=manage_groups", gateways(403, "insufficient_scope"), vec![scope_json(), scope_header()]),
        ("scope", "scope=manage_groups", challenges, vec![]),
        (
            "folder",
            "folder=12",
            gateways(403, "access_denied_item_locked"),
            vec![box_like(403, "access_denied_item_locked")],
        ),
    ];
    let mut differences = Vec::new();
    for (of, expect, gateways, of_box) in rows {
        for gateway in gateways {
            let (_server, report) = report(&Script::healthy().on(of, gateway.clone()), &["--expect", expect]);
            let confirmed = of_status(&report, "confirmed");
            if report["exit_code"] == 0 || !confirmed.is_empty() {
                differences.push(format!("{expect}, {gateway:?}: exit {}, {confirmed:?}", report["exit_code"]));
            }
        }
        for boxs in of_box {
            let (_server, report) = report(&Script::healthy().on(of, boxs.clone()), &["--expect", expect]);
            if probe(&report, of).expect("it was asked")["signature"] == "unknown-reply" {
                differences.push(format!("{expect}, {boxs:?} is not understood"));
            }
            let named = crate::kit::named(&report, "cause");
            if named.len() == 1 && of_status(&report, "confirmed") != named {
                differences.push(format!("{expect}, {boxs:?} does not confirm {named:?}"));
            }
        }
    }
    // Of a token request it is the status, and more than a code that anybody may give.
    for gateway in [
        reply(403, r#"{"error":"access_denied"}"#),
        reply(451, r#"{"error":"password_reset_required","error_description":"User needs to reset password"}"#),
        reply(404, r#"{"error":"access_denied","error_description":"Not allowed"}"#),
        reply(403, r#"{"error":"access_from_location_blocked"}"#),
    ] {
        for subjects in [["user"].as_slice(), &["enterprise", "user"]] {
            let script = subjects.iter().fold(Script::healthy(), |script, subject| script.on(subject, gateway.clone()));
            let (_server, report) = report(&script, &[]);
            let confirmed = of_status(&report, "confirmed");
            if report["exit_code"] == 0 || !confirmed.is_empty() {
                differences.push(format!("{subjects:?}, {gateway:?}: exit {}, {confirmed:?}", report["exit_code"]));
            }
        }
    }
    // Of a call that tells whose the token is likewise.
    for gateway in
        gateways(400, "password_reset_required").into_iter().chain(gateways(403, "cors_origin_not_whitelisted"))
    {
        let (_server, report) = report(&Script::healthy().on("whoami-user", gateway.clone()), &[]);
        let confirmed = of_status(&report, "confirmed");
        if report["exit_code"] == 0 || !confirmed.is_empty() {
            differences.push(format!("whoami-user, {gateway:?}: exit {}, {confirmed:?}", report["exit_code"]));
        }
    }
    assert_none(&differences);
    // The report says why.
    let gateway = reply(404, r#"{"error":"not_found"}"#);
    let run = ScriptedBox::start(&Script::healthy().on("folder", gateway)).check(&["--expect", "folder=12"]);
    assert!(run.flat().contains("may not be Box's"), "{}", run.stdout);
}

#[test]
fn a_doubtful_refusal_proves_no_denial() {
    for (of, expect, gateway) in [
        ("folder", "folder=12=denied", reply(404, r#"{"error":"not_found"}"#)),
        (
            "scope",
            "scope=manage_groups=denied",
            with(403, ("WWW-Authenticate", r#"Bearer error="insufficient_scope""#), ""),
        ),
    ] {
        let (_server, report) = report(&Script::healthy().on(of, gateway), &["--expect", expect]);
        assert_ne!(report["exit_code"], 0, "{expect}");
    }
}

#[test]
fn another_apps_service_account_is_not_ours() {
    let other = "AutomationUser_9009_zzz@boxdevedition.com";
    let whole =
        r#","status":"active","is_platform_access_only":true,"enterprise":{"type":"enterprise","id":"1234567"}"#;
    let script =
        |login: &str| Script::healthy().on("user", grant_invalid()).on("user-lookup", account(USER, login, whole));
    let (_server, theirs) = report(&script(other), &[]);
    assert_ne!(status(&theirs, "user-id-wrong"), "confirmed");
    assert_ne!(probe(&theirs, "user-lookup").expect("it was asked")["signature"], "service-account");
    // Whose it is cannot be told where who-am-I is not.
    let (_server, unread) = report(&script(other).on("whoami-enterprise", access_denied()), &[]);
    assert_eq!(status(&unread, "user-id-wrong"), "suspected");
    let (_server, ours) = report(&script(SERVICE_LOGIN), &[]);
    assert_eq!(probe(&ours, "user-lookup").expect("it was asked")["signature"], "service-account");
}

#[test]
fn a_user_without_a_known_status_is_not_called_active() {
    let user = |status: &str| {
        let extra = format!(
            r#"{status},"is_platform_access_only":false,"enterprise":{{"type":"enterprise","id":"{ENTERPRISE}"}}"#
        );
        account(USER, USER_LOGIN, &extra)
    };
    let mut differences = Vec::new();
    for (status_field, silent) in [
        ("", true),
        (r#","status":null"#, true),
        (r#","status":"""#, true),
        (r#","status":"[redacted-cookie]""#, true),
        (r#","status":"suspended""#, true),
        (r#","status":"active""#, false),
        (r#","status":"cannot_delete_edit""#, false),
        (r#","status":"cannot_delete_edit_upload""#, false),
    ] {
        let (_server, report) =
            report(&Script::healthy().on("user", grant_invalid()).on("user-lookup", user(status_field)), &[]);
        let lookup = probe(&report, "user-lookup").expect("it was asked")["signature"].clone();
        let ruled_out = status(&report, "user-inactive") == "ruled-out";
        if (lookup.is_null(), ruled_out) != (silent, !silent) {
            differences.push(format!("{status_field}: {lookup}, user-inactive {}", status(&report, "user-inactive")));
        }
    }
    assert_none(&differences);
}

/// What a token request is answered that went there.
fn of_token_request(base_url: &str, answer: &Answer) -> (Reading, bool) {
    let catalogue = Catalogue::embedded().expect("the catalogue loads");
    let identity = Identity { base_url: base_url.parse().ok(), ..Identity::default() };
    let key = ProbeKey::from(Probe::Enterprise);
    let findings = observe(&catalogue, &identity, &[Probe::Enterprise], &[(&key, answer)]);
    let observation = findings.of(Probe::Enterprise).expect("it is read");
    (observation.reading.clone(), observation.doubt.is_some())
}

fn read_as(status: u16, headers: &[(&str, &str)], body: &str, inferred: &[Inferred]) -> Answer {
    Answer::Reply(Read {
        status,
        headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        body: body.into(),
        truncated: false,
        withheld: None,
        inferred: inferred.to_vec(),
        bore_token: false,
    })
}

#[test]
fn the_host_is_wrong_where_it_is_one_of_boxs() {
    let catalogue = Catalogue::embedded().expect("the catalogue loads");
    let known = |id: &str| Reading::Known(catalogue.signature_id(id).expect("it is there"));
    let redirect = read_as(302, &[("location", "https://account.box.com/login")], "", &[]);
    let lost = r#"{"error":"invalid_request","error_description":"Invalid grant_type parameter or parameter missing"}"#;
    let lost = read_as(400, &[], lost, &[]);
    for (base_url, doubtful) in [
        ("https://app.box.com", false),
        ("https://www.box.com/", false),
        ("https://APP.box.com.", false),
        ("http://127.0.0.1:8080", true),
        ("https://gateway.example/box", true),
        ("https://api.box.com.example", true),
        ("https://notbox.com", true),
    ] {
        assert_eq!(of_token_request(base_url, &redirect), (known("redirected-to-box"), doubtful), "{base_url}");
        assert_eq!(of_token_request(base_url, &lost), (known("grant-type-missing"), doubtful), "{base_url}");
    }
    for base_url in ["https://api.box.com", "https://api.box.com.", "https://API.BOX.COM:443/", "https://Api.Box.Com./"]
    {
        assert!(matches!(of_token_request(base_url, &redirect).0, Reading::Fault(..)), "{base_url}");
        assert_eq!(of_token_request(base_url, &lost).0, Reading::Unknown, "{base_url}");
    }
    for location in ["https://account.box.com./login", "https://BOX.com/"] {
        let redirect = read_as(302, &[("location", location)], "", &[]);
        assert_eq!(
            of_token_request("https://app.box.com", &redirect),
            (known("redirected-to-box"), false),
            "{location}"
        );
    }
}

#[test]
fn a_redirect_seen_from_elsewhere_confirms_nothing() {
    let redirect = || with(302, ("Location", "https://account.box.com/login"), "");
    let lost = || refused("invalid_request", "Invalid grant_type parameter or parameter missing");
    for reply in [redirect(), lost()] {
        let script = ["enterprise", "user", "bad-secret", "no-subject"]
            .into_iter()
            .fold(Script::healthy(), |script, probe| script.on(probe, reply.clone()));
        let (_server, report) = report(&script, &[]);
        assert_eq!(status(&report, "wrong-token-host"), "suspected", "{reply:?}");
        assert_eq!(of_status(&report, "confirmed"), Vec::<String>::new());
    }
}

/// What a pasted text did not show is no reason for doubt; a whole body, or a whole reply, without Box's shape is.
#[test]
fn what_was_pasted_is_doubted_for_what_it_shows_alone() {
    let java = "com.box.sdk.BoxAPIResponseException: The API returned an error code [404 | z3s63bgu2g25ans1.0e4830fa3a27620edff9b15bd31497ef7] not_found - Not Found";
    let rows = [
        (r#"{"error":"not_found"}"#, "suspected"),
        (r#"404 {"code":"not_found"}"#, "confirmed"),
        (r#"{"code":"not_found","message":"Not Found"}"#, "suspected"),
        (r#"{"type":"error","status":404,"code":"not_found","message":"Not Found"}"#, "confirmed"),
        (java, "confirmed"),
        ("HTTP/2 404\ncontent-type: application/json\n\n{\"error\":\"not_found\"}", "suspected"),
        ("HTTP/2 404\n\n{\"type\":\"error\",\"status\":404,\"code\":\"not_found\"}", "suspected"),
        ("HTTP/2 404\nbox-request-id: a1\n\n{\"type\":\"error\",\"status\":404,\"code\":\"not_found\"}", "confirmed"),
        ("HTTP/2 404\n\n{\"type\":\"error\",\"status\":404,\"code\":\"not_found\",\"request_id\":\"a1\"}", "confirmed"),
    ];
    let mut differences = Vec::new();
    for (text, expected) in rows {
        let folder = format!("folder=77={text}");
        let args = ["diagnose", "--reply", "enterprise=granted", "--reply", &folder, "--format", "json"];
        let report = crate::kit::run(&args).json();
        if status(&report, "folder-not-shared") != expected {
            differences.push(format!("{text}: expected {expected}, seen {}", status(&report, "folder-not-shared")));
        }
    }
    assert_none(&differences);
}
