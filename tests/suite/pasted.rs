//! `diagnose --reply` and a bare paste: what people paste, read or refused, through the program.

use std::fs;

use crate::kit::files::read_one;
use crate::kit::{SECRET, TOKEN, assert_none, named, probe, profile, run, run_with_stdin, status};

/// The user's refusal in many clothes: what each is read as.
const GCI: &str = "grant-credentials-invalid";

type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], i32, &'a [&'a str], &'a [&'a str]);

#[test]
fn what_sdks_and_tools_print_is_read_as_the_reply_that_it_was() {
    let cases: &[(&str, &str, &str)] = &[
        ("a body", r#"{"error":"invalid_grant","error_description":"Grant credentials are invalid"}"#, GCI),
        (
            "a body over several lines",
            "{\n  \"error\": \"invalid_grant\",\n  \"error_description\": \"Grant credentials are invalid\"\n}\n",
            GCI,
        ),
        (
            "the guide's own line",
            "Grant credentials are invalid [400 Bad Request] invalid_grant - Grant credentials are invalid",
            GCI,
        ),
        ("smart quotes", "{“error”:“invalid_grant”,“error_description”:“Grant credentials are invalid”}", GCI),
        (
            "French quotes, and spaces that do not break",
            "«\u{a0}Grant credentials are invalid\u{a0}»\u{202f}: invalid_grant",
            GCI,
        ),
        ("odd white space", "\u{feff}\t Grant\u{a0}credentials   are\n invalid \u{a0}", GCI),
        ("another case and a period", "GRANT CREDENTIALS ARE INVALID.", GCI),
        (
            "boxsdk for Python",
            "Traceback (most recent call last):\n  File \"app.py\", line 12, in <module>\n    client.user().get()\nboxsdk.exception.BoxOAuthException: \nMessage: Grant credentials are invalid\nStatus: 400\nURL: https://api.box.com/oauth2/token\nMethod: POST\nHeaders: {'Date': 'Mon, 23 Nov 2026 12:00:00 GMT', 'Content-Type': 'application/json'}",
            GCI,
        ),
        (
            "box_sdk_gen for Python",
            "box_sdk_gen.box.errors.BoxAPIError: 400 Grant credentials are invalid; Request ID: None\n\nTimestamp: 2026-11-23 12:00:00.000001\n\nMessage: 400 Grant credentials are invalid; Request ID: None\n\nRequest:\n  Method: POST\n  URL: https://api.box.com/oauth2/token\n\nResponse:\n  Status code: 400\n  Raw headers: {'Content-Type': 'application/json'}\n  Body: {'error': 'invalid_grant', 'error_description': 'Grant credentials are invalid'}",
            GCI,
        ),
        (
            "Node",
            "Error: Unexpected API Response [400 Bad Request] invalid_grant - Grant credentials are invalid\n    at createError (/app/node_modules/box-node-sdk/lib/util/errors.js:12:34)\n    at processTicksAndRejections (node:internal/process/task_queues:95:5)",
            GCI,
        ),
        (
            "Java",
            "com.box.sdk.BoxAPIException: The API returned an error code [400]\n{\"error\":\"invalid_grant\",\"error_description\":\"Grant credentials are invalid\"}\n\tat com.box.sdk.BoxAPIResponse.<init>(BoxAPIResponse.java:92)",
            GCI,
        ),
        (
            ".NET",
            "Box.V2.Exceptions.BoxAPIException: The API returned an error [BadRequest] invalid_grant - Grant credentials are invalid\r\n   at Box.V2.Extensions.BoxResponseExtensions.ParseResults[T](IBoxResponse`1 response)",
            GCI,
        ),
        (
            "curl -i",
            "HTTP/2 400 \r\ndate: Mon, 23 Nov 2026 12:00:00 GMT\r\ncontent-type: application/json\r\nstrict-transport-security: max-age=31536000\r\nset-cookie: box_visitor_id=cookiecanary0123456789; path=/\r\nvia: 1.1 google\r\n\r\n{\"error\":\"invalid_grant\",\"error_description\":\"Grant credentials are invalid\"}",
            GCI,
        ),
        (
            "curl -i through a proxy",
            "HTTP/1.1 200 Connection established\r\n\r\nHTTP/2 400\r\ncontent-type: application/json\r\n\r\n{\"error\":\"invalid_grant\",\"error_description\":\"Grant credentials are invalid\"}",
            GCI,
        ),
        (
            "curl -v",
            "*   Trying 74.112.186.144:443...\n* Connected to api.box.com (74.112.186.144) port 443\n* ALPN: server accepted h2\n> POST /oauth2/token HTTP/2\n> Host: api.box.com\n> Content-Length: 180\n>\n} [180 bytes data]\n< HTTP/2 400\n< content-type: application/json\n<\n{ [74 bytes data]\n* Connection #0 left intact\n{\"error\":\"invalid_grant\",\"error_description\":\"Grant credentials are invalid\"}",
            GCI,
        ),
        ("2026's words", "App is not yet authorized for use", "app-not-yet-authorized"),
        (
            "escaped in a log line",
            r#"level=error msg="token request failed" body="{\"error\":\"unauthorized_client\",\"error_description\":\"This app is not authorized by the enterprise admin\"}""#,
            "not-authorized-by-admin",
        ),
        ("a code alone", "invalid_client", "unknown-reply"),
        ("a new text under a known code", "invalid_grant - The moon is in the wrong house", "unknown-reply"),
        ("429", "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 30\r\n\r\n", "rate-limited"),
        ("503 in words", "Server responded with 503 Service Unavailable", "box-unavailable"),
        ("a captive portal", "<html><head><title>Sign in</title></head></html>", "not-box"),
    ];
    let mut differences = Vec::new();
    for (name, text, expected) in cases {
        let run = run(&["diagnose", "--reply", &format!("user={text}"), "--format", "json"]);
        if run.code == 2 {
            differences.push(format!("{name}: refused: {}", run.stderr));
            continue;
        }
        let report = run.json();
        let seen = probe(&report, "user").expect("told")["signature"].as_str().unwrap_or("-").to_owned();
        if seen != *expected {
            differences.push(format!("{name}: expected {expected}, seen {seen}"));
        }
        assert_ne!(run.code, 0, "{name}: a refusal is no green light");
        assert_eq!(profile(&report)["as_reported"], true, "{name}");
        assert!(!run.stdout.contains("cookiecanary"), "{name}: a cookie is shown");
    }
    assert_none(&differences);
}

#[test]
fn what_cannot_be_read_is_said_to_be_so() {
    for (name, reply, says) in [
        ("nothing", "user=", "empty"),
        ("white space", "user= \u{a0}\n", "empty"),
        ("a complaint", "user=it does not work", "cannot be read"),
        ("a granted sentence", "user=it was granted, I think", "cannot be read"),
        ("not granted", "user=not granted", "cannot be read"),
        ("two codes", "user=first invalid_grant, then invalid_client", "several codes"),
        (
            "two texts",
            "user=Grant credentials are invalid, and before that: The client credentials are invalid",
            "several known texts",
        ),
        ("a number", "user=4000", "cannot be read"),
        ("HTTP's own phrase", "folder=12=404 Not Found, https://api.box.com/2.0/folders/12", "it says 404"),
        (
            "HTTP's own phrase in an SDK's",
            "folder=12=Unexpected API Response [404 Not Found | .0abc123]",
            "it says 404",
        ),
        ("a 400 alone", "user=400 Bad Request", "cannot be read"),
        ("JSON of something else", r#"user={"hello":"world"}"#, "cannot be read"),
        ("`granted` for a read", "whoami-user=granted", "paste the body"),
        ("no probe", "granted", "expected a probe"),
        ("an unknown probe", "moon=granted", "does not exist"),
        ("a mistyped probe", "usr=granted", "did you mean `user`?"),
        ("what is read off the settings", "user-id=granted", "does not exist"),
        ("no scope", "scope=granted", "expected the scope"),
        ("an unknown scope", "scope=manage_grups=granted", "did you mean `manage_groups`?"),
        ("a scope like none", "scope=moon=granted", "manage_groups"),
        ("no folder", "folder=granted", "digits"),
        ("a folder's name", "folder=Reports=granted", "digits"),
        ("an empty file name", "user=@", "file name"),
        ("a file that is not there", "user=@/no/such/file", "cannot read"),
    ] {
        let text = run(&["diagnose", "--reply", reply]);
        assert_eq!((text.code, text.stdout.as_str()), (2, ""), "{name}: {text:?}");
        assert!(text.stderr.contains(says), "{name}: `{says}` is not said: {}", text.stderr);
        let json = run(&["diagnose", "--reply", reply, "--format", "json"]);
        assert_eq!(json.json()["exit_code"], 2, "{name}");
    }
    for args in [
        &["diagnose"][..],
        &["diagnose", "--reply", "user=granted", "--reply", "user=granted"],
        &["diagnose", "--reply", "user=-", "--reply", "enterprise=-"],
    ] {
        assert_eq!(run(args).code, 2, "{args:?}");
    }
}

#[test]
fn an_output_with_several_replies_is_refused_or_read_as_the_last() {
    let refusal = |code: &str, text: &str| format!(r#"{{"error":"{code}","error_description":"{text}"}}"#);
    let two = format!(
        "{}\n{}",
        refusal("invalid_grant", "Grant credentials are invalid"),
        refusal("invalid_client", "The client credentials are invalid")
    );
    let run = run(&["diagnose", "--reply", &format!("user={two}"), "--format", "json"]);
    assert_eq!(run.code, 2, "two replies that contradict one another were read as one: {}", run.stdout);
}

#[test]
fn pasted_replies_come_to_the_same_diagnosis_as_live_ones() {
    let gci = r#"{"error":"invalid_grant","error_description":"Grant credentials are invalid"}"#;
    let invalid = r#"{"error":"invalid_client","error_description":"The client credentials are invalid"}"#;
    let inactive = r#"{"type":"user","id":"8506151483","login":"jane.logincanary@example.com","status":"inactive","is_platform_access_only":false}"#;
    let disabled = r#"401 {"type":"error","status":401,"code":"unauthorized","message":"Unauthorized - Cannot authorize with this service"}"#;
    let cases: [Case<'_>; 7] = [
        ("all is well", &[("enterprise", "granted"), ("user", "granted")], 0, &[], &["client-credentials-mismatch"]),
        (
            "wrong credentials, or not in the body",
            &[("user", invalid)],
            1,
            &["client-credentials-mismatch", "malformed-request"],
            &[],
        ),
        (
            "the control clears them",
            &[("enterprise", gci), ("bad-secret", invalid)],
            1,
            &["app-not-authorized", "authorized-elsewhere", "enterprise-id-wrong"],
            &["client-credentials-mismatch"],
        ),
        (
            "inactive",
            &[("enterprise", "granted"), ("user", gci), ("user-lookup", inactive)],
            1,
            &["user-inactive"],
            &["user-id-wrong", "client-credentials-mismatch"],
        ),
        ("not enabled", &[("enterprise", "granted"), ("whoami-enterprise", disabled)], 1, &["app-not-enabled"], &[]),
        ("a control that is granted", &[("enterprise", "granted"), ("bad-secret", "granted")], 3, &[], &[]),
        ("a page", &[("user", "<html></html>")], 3, &[], &[]),
    ];
    for (name, replies, code, causes, ruled_out) in cases {
        let replies: Vec<String> = replies.iter().map(|(probe, text)| format!("{probe}={text}")).collect();
        let mut args = vec!["diagnose", "--user-id", "8506151483", "--format", "json"];
        args.extend(replies.iter().flat_map(|reply| ["--reply", reply]));
        let run = run(&args);
        let report = run.json();
        assert_eq!(run.code, code, "{name}: {}", profile(&report)["summary"]);
        assert_eq!(named(&report, "cause"), causes, "{name}");
        for id in ruled_out {
            assert_eq!(status(&report, id), "ruled-out", "{name}: {id}");
        }
        assert!(!run.stdout.contains("logincanary"), "{name}: a user's login is shown");
    }
}

#[test]
fn files_and_standard_input_are_read_and_bounded() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("exception.txt");
    fs::write(&file, "\u{feff}Grant credentials are invalid [400 Bad Request] invalid_grant\r\n").expect("written");
    let of_file = run(&["diagnose", "--reply", &format!("user=@{}", file.display()), "--format", "json"]);
    let of_stdin =
        run_with_stdin(&["diagnose", "--reply", "user=-", "--format", "json"], "Grant credentials are invalid");
    for run in [of_file, of_stdin] {
        assert_eq!(probe(&run.json(), "user").expect("told")["signature"], GCI);
    }
    fs::write(&file, [0xff, 0xfe, 0x00]).expect("written");
    assert_eq!(run(&["diagnose", "--reply", &format!("user=@{}", file.display())]).code, 2);
    assert_eq!(run_with_stdin(&["diagnose", "--reply", "user=-"], "").code, 2);
}

#[test]
fn a_pasted_secret_or_token_is_shown_nowhere() {
    let token = format!("{TOKEN}0123456789abcdef");
    for text in [
        format!(r#"{{"access_token":"{token}","expires_in":3992,"restricted_to":[],"token_type":"bearer"}}"#),
        format!(
            "HTTP/2 200\r\nset-cookie: z=cookiecanary0123456789\r\n\r\n{{\"access_token\":\"{token}\",\"token_type\":\"bearer\"}}"
        ),
        format!(
            "> POST /oauth2/token HTTP/2\n> client_secret={SECRET}\n< HTTP/2 400\n<\n{{\"error\":\"invalid_grant\",\"error_description\":\"Grant credentials are invalid\"}}"
        ),
        format!(
            "curl -d client_secret={SECRET} https://api.box.com/oauth2/token\n{{\"error\":\"invalid_grant\",\"error_description\":\"Grant credentials are invalid\"}}"
        ),
        format!("HTTP/1.1 503 X\r\n\r\nupstream saw client_secret={SECRET}&access_token={token}"),
        format!("503 Service Unavailable; request was client_secret={SECRET}"),
        format!("invalid_grant - refused for client_secret={SECRET}"),
        format!("nothing to read, but client_secret={SECRET}"),
    ] {
        for format in ["text", "json"] {
            let run = run(&["diagnose", "-vv", "--reply", &format!("user={text}"), "--format", format]);
            crate::kit::assert_no_canary(&format!("{}{}", run.stdout, run.stderr));
        }
    }
}

#[test]
fn a_secret_is_taken_out_of_a_paste_by_its_place() {
    let gci = r#"{"error":"invalid_grant","error_description":"Grant credentials are invalid"}"#;
    let places = [
        "curl -u id:$ -H 'X-Api-Key: $' -b 'z=$' https://api.box.com/oauth2/token",
        "client_secret=$&grant_type=client_credentials",
        "Cookie: z=$; lang=en\nAuthorization: Basic $",
        "config: { clientId: 'id', clientSecret: '$', password: \"$\" }",
        "https://id:$@proxy.example:3128",
    ];
    for place in places {
        for secret in ["S3cret-Canary_S3cret.99", "onlylettersinthiscanary", "Zq9xW"] {
            let text = place.replace('$', secret);
            for (reply, reads) in [
                (format!("503 Service Unavailable\n{text}"), "box-unavailable"),
                (
                    format!(
                        "HTTP/1.1 429 X\r\nvia: 1.1 {}\r\nlocation: https://x.example/?{0}\r\n\r\n",
                        text.replace('\n', " ")
                    ),
                    "rate-limited",
                ),
                (
                    format!(
                        "{text}\n{}",
                        gci.replace('}', &format!(",\"sent\":{}}}", serde_json::Value::from(text.clone())))
                    ),
                    GCI,
                ),
            ] {
                for format in ["text", "json"] {
                    let run = run(&["diagnose", "-vv", "--reply", &format!("user={reply}"), "--format", format]);
                    let told = format!("{}{}", run.stdout, run.stderr).replace('\n', "");
                    assert!(!told.contains(secret), "{reply}: {told}");
                    assert!(format == "text" || told.contains(reads), "{reply}: {told}");
                }
                let explained = run(&["explain", &reply]);
                assert!(!format!("{}{}", explained.stdout, explained.stderr).contains(secret), "{reply}");
            }
        }
    }
}

/// A pasted text in a file, and what it is to be read as.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fixture {
    /// What prints it.
    form: String,
    /// Where the form is known from.
    source: String,
    text: String,
    /// The probe that it is pasted for, and read as where nothing names a probe.
    reply: String,
    bare: Option<String>,
    signature: Option<String>,
    http_status: Option<u16>,
    error: Option<String>,
    /// What is said where it cannot be read.
    refused: Option<String>,
}

#[test]
fn each_fixture_is_read_as_it_says() {
    let mut read = 0;
    for entry in fs::read_dir("fixtures/pasted").expect("the folder") {
        let path = entry.expect("an entry").path();
        let name = path.display();
        let text = fs::read_to_string(&path).expect("a file");
        let fixture: Fixture = read_one(&name.to_string(), &text).unwrap_or_else(|error| panic!("{error}"));
        assert!(!fixture.form.is_empty() && !fixture.source.is_empty(), "{name}");
        let named = ["diagnose", "--format", "json", "--reply", &format!("{}=-", fixture.reply)];
        let as_named = run_with_stdin(&named, &fixture.text);
        let as_bare = run_with_stdin(&["diagnose", "--format", "json", "-"], &fixture.text);
        if let Some(says) = &fixture.refused {
            for run in [&as_named, &as_bare] {
                assert_eq!(run.code, 2, "{name}: {}", run.stdout);
                assert!(run.stderr.contains(says.as_str()), "{name}: `{says}` is not said: {}", run.stderr);
            }
            continue;
        }
        assert_read(&name.to_string(), &as_named.json(), &fixture.reply, &fixture);
        if let Some(bare) = &fixture.bare {
            assert_read(&format!("{name}, bare"), &as_bare.json(), bare, &fixture);
        }
        read += 1;
    }
    assert!(read > 10, "{read}");
}

/// The one probe of the report is that one, read so; nothing that was not pasted is told.
fn assert_read(name: &str, report: &serde_json::Value, key: &str, fixture: &Fixture) {
    let probes = profile(report)["probes"].as_array().expect("probes");
    let [seen] = probes.as_slice() else { panic!("{name}: {probes:?}") };
    let target = seen["target"].as_str().map(|target| format!("={target}")).unwrap_or_default();
    assert_eq!(format!("{}{target}", seen["probe"].as_str().unwrap_or_default()), key, "{name}");
    assert_eq!(seen["signature"].as_str(), fixture.signature.as_deref(), "{name}: {seen}");
    assert_eq!(seen["http_status"].as_u64(), fixture.http_status.map(u64::from), "{name}: {seen}");
    if fixture.http_status.is_none() {
        assert_eq!(seen["error"].as_str(), fixture.error.as_deref(), "{name}: {seen}");
    }
}

#[test]
fn what_was_not_pasted_is_told_nowhere() {
    let full = r#"{"error":"invalid_grant","error_description":"Grant credentials are invalid"}"#;
    let with_status = format!("400 {full}");
    let api = r#"{"type":"error","code":"not_found","message":"Not Found"}"#;
    for (name, reply, told, untold) in [
        (
            "a sentence",
            "user=Grant credentials are invalid",
            &["Grant credentials are invalid"][..],
            &["400", "invalid_grant"][..],
        ),
        (
            "a sentence, bare",
            "Grant credentials are invalid",
            &["Grant credentials are invalid"],
            &["400", "invalid_grant"],
        ),
        (
            "another sentence",
            "user=App is not yet authorized for use",
            &["not yet authorized"],
            &["400", "invalid_grant"],
        ),
        ("a body", &format!("user={full}"), &["invalid_grant"], &["400"]),
        ("a body with its status", &format!("user={with_status}"), &["400", "invalid_grant"], &[]),
        ("a new sentence", "user=invalid_grant - Something new", &["invalid_grant"], &["400"]),
        ("a page", "user=<html>Sign in</html>", &["HTML"], &["200", "400"]),
        ("granted", "user=granted", &["granted"], &["200"]),
        ("a call", &format!("folder=12={api}"), &["no such folder"], &["404", "400"]),
    ] {
        for verbosity in ["-v", "-vv"] {
            let bare = !reply.contains('=');
            let args: &[&str] =
                if bare { &["diagnose", verbosity, reply] } else { &["diagnose", verbosity, "--reply", reply] };
            let text = run(args).stdout;
            for part in told {
                assert!(text.contains(part), "{name}: `{part}` is not told:\n{text}");
            }
            for part in untold {
                assert!(!text.contains(part), "{name}: `{part}` was never pasted:\n{text}");
            }
        }
    }
    let report = run(&["diagnose", "--format", "json", "Grant credentials are invalid"]).json();
    assert!(!report.to_string().contains("`invalid_grant`"), "the evidence names a code that nobody pasted: {report}");
}

#[test]
fn a_bare_paste_is_read_as_the_reply_to_what_it_shows() {
    let gci = r#"{"error":"invalid_grant","error_description":"Grant credentials are invalid"}"#;
    let api = |status: u16, code: &str, message: &str| {
        format!(r#"{{"type":"error","status":{status},"code":"{code}","message":"{message}","request_id":"abc"}}"#)
    };
    let not_enabled = api(401, "unauthorized", "Unauthorized - Cannot authorize with this service");
    let not_found = api(404, "not_found", "Not Found");
    let forbidden = api(403, "access_denied_insufficient_permissions", "Access denied - insufficient permission");
    let at = |path: &str, body: &str| format!("GET https://api.box.com/2.0/{path}\n{body}");
    let user = r#"{"type":"user","id":"17","login":"AutomationUser_1_x@boxdevedition.com"}"#;
    let cases: &[(&str, String, &str, &str)] = &[
        ("a sentence", "Grant credentials are invalid".into(), "unknown-subject", GCI),
        ("a body", gci.into(), "unknown-subject", GCI),
        ("a form", format!("box_subject_type=user&box_subject_id=8\n{gci}"), "user", GCI),
        ("JSON", format!(r#"{{"box_subject_type": "enterprise"}} {gci}"#), "enterprise", GCI),
        ("Python", format!("data={{'box_subject_type': 'user'}}\n{gci}"), "user", GCI),
        ("code", format!("params.put(\"box_subject_type\", \"enterprise\");\n{gci}"), "enterprise", GCI),
        ("a log", serde_json::json!({"form": "box_subject_type=user", "body": gci}).to_string(), "user", GCI),
        ("two subjects", format!("box_subject_type=user, box_subject_type=enterprise\n{gci}"), "unknown-subject", GCI),
        (
            "a sentence that names the parameter",
            r#"The "box_subject_type" value is unauthorized for this client_id"#.into(),
            "unknown-subject",
            "subject-type-unauthorized",
        ),
        (
            "a token's scope",
            r#"{"error":"insufficient_scope","error_description":"Insufficient permissions for the requested scope."}"#
                .into(),
            "unknown-subject",
            "insufficient-scope",
        ),
        ("a call's scope", api(403, "insufficient_scope", "x"), "scope", "scope-insufficient"),
        ("a folder's address", at("folders/12/items?limit=5", &not_found), "folder=12", "folder-not-found"),
        (
            "a folder's number in the reply",
            api(404, "not_found", "Invalid value 'd_34'. 'folder' with value 'd_34' not found"),
            "folder=34",
            "folder-not-found",
        ),
        ("in the trash", at("folders/12", &api(404, "trashed", "Item is trashed")), "folder=12", "item-trashed"),
        ("no folder in sight", not_found.clone(), "scope", "-"),
        ("a user's address", at("users/17", &not_found), "user-lookup", "user-unseen"),
        ("who am I", at("users/me", &not_enabled), "whoami-enterprise", "not-enabled"),
        (
            "who am I, as a user",
            format!("box_subject_type=user\n{}", at("users/me", &not_enabled)),
            "whoami-user",
            "not-enabled",
        ),
        (
            "who am I, as a user, forbidden",
            format!("box_subject_type: 'user'\n{}", at("users/me", &forbidden)),
            "whoami-user",
            "forbidden",
        ),
        ("who am I, forbidden to whom?", at("users/me", &forbidden), "whoami-enterprise", "-"),
        ("terms, a call", api(400, "terms_of_service_required", "x"), "scope", "call-terms-required"),
        ("terms, no call", "terms_of_service_required".into(), "unknown-subject", "terms-required"),
        (
            "a challenge",
            "HTTP/2 401\nwww-authenticate: Bearer realm=\"Service\", error=\"invalid_token\"\n\n".into(),
            "scope",
            "token-rejected",
        ),
        ("a folder", r#"{"type":"folder","id":"12","name":"x"}"#.into(), "folder=12", "readable"),
        ("429", "HTTP/1.1 429 Too Many Requests\r\n\r\n".into(), "unknown-subject", "rate-limited"),
    ];
    let mut differences = Vec::new();
    for (name, text, key, signature) in cases {
        let run = run_with_stdin(&["diagnose", "--format", "json", "-"], text);
        let report = run.json();
        let seen = &profile(&report)["probes"][0];
        let target = seen["target"].as_str().map(|target| format!("={target}")).unwrap_or_default();
        let read =
            format!("{}{target} {}", seen["probe"].as_str().unwrap_or("-"), seen["signature"].as_str().unwrap_or("-"));
        if read != format!("{key} {signature}") {
            differences.push(format!("{name}: expected {key} {signature}, read as {read}: {}", run.stderr));
        }
    }
    assert_none(&differences);
    for (name, text, says) in [
        ("granted", "granted", "name the probe"),
        ("a user whom nobody asked for", r#"{"type":"user","id":"17","login":"a@b.c"}"#, "name the probe"),
        ("a list", r#"{"entries":[],"total_count":0}"#, "name the probe"),
        ("a complaint", "it does not work", "cannot be read"),
        ("nothing", "", "empty"),
    ] {
        let run = run_with_stdin(&["diagnose", "-"], text);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{name}");
        assert!(run.stderr.contains(says), "{name}: {}", run.stderr);
    }
    let whoami = run_with_stdin(&["diagnose", "--format", "json", "--enterprise-id", "1", "-"], user).json();
    assert_eq!(profile(&whoami)["probes"][0]["probe"], "whoami-enterprise");
}

#[test]
fn a_bare_argument_is_a_file_where_it_names_one_and_else_a_text() {
    let folder = tempfile::tempdir().expect("a folder");
    let error = folder.path().join("an error.txt");
    fs::write(&error, "Grant credentials are invalid").expect("written");
    let error = error.to_str().expect("a path");
    for argument in [error, "Grant credentials are invalid", r#"{"error":"invalid_grant","x":"a/b.txt"}"#] {
        let run = run(&["diagnose", "--format", "json", argument]);
        assert_eq!(run.json()["exit_code"], 1, "{argument}: {}", run.stderr);
    }
    for missing in ["no/such", "no\\such", "error.json", "error.TXT", "job.log", "/no/such/S3cretCanary"] {
        let run = run(&["diagnose", missing]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{missing}");
        assert!(run.stderr.contains("cannot read "), "{missing}: {}", run.stderr);
        assert!(!run.stderr.contains("S3cretCanary"), "{missing}: {}", run.stderr);
    }
    let recording = folder.path().join("r.json");
    fs::write(&recording, r#"{"recording_version":1,"#).expect("written");
    let damaged = run(&["diagnose", recording.to_str().expect("a path")]);
    assert!(damaged.code == 2 && damaged.stderr.contains("breaks off"), "{}", damaged.stderr);
}

#[test]
fn scopes_and_folders_are_pasted_with_their_names() {
    let denied = r#"403 {"type":"error","status":403,"code":"insufficient_scope","message":"a=b"}"#;
    let run = run(&[
        "diagnose",
        "--format",
        "json",
        "--reply",
        "enterprise=granted",
        "--reply",
        &format!("scope=manage_groups={denied}"),
        "--reply",
        "scope=manage_managed_users=granted",
        "--reply",
        "folder=0=granted",
        "--reply",
        r#"folder=12={"type":"error","status":404,"code":"not_found","message":"Not Found"}"#,
    ]);
    let report = run.json();
    let seen: Vec<String> = profile(&report)["probes"]
        .as_array()
        .expect("probes")
        .iter()
        .map(|probe| format!("{} {} {}", probe["probe"], probe["target"], probe["signature"]).replace('"', ""))
        .collect();
    for expected in [
        "scope manage_groups scope-insufficient",
        "scope manage_managed_users readable",
        "folder 0 readable",
        "folder 12 folder-not-found",
    ] {
        assert!(seen.contains(&expected.to_owned()), "{expected} is not among {seen:?}");
    }
    assert_eq!(run.code, 1);
    let twice = &["diagnose", "--reply", "folder=1=granted", "--reply", "folder=1=granted"];
    assert_eq!(crate::kit::run(twice).code, 2);
}

#[test]
fn a_code_or_a_sentence_or_a_whole_error_is_explained() {
    for (text, replies, not) in [
        (
            "Grant credentials are invalid",
            &["grant-credentials-invalid:", "user-tokens-disabled"][..],
            &["not-enabled:"][..],
        ),
        (
            "invalid_grant",
            &["grant-credentials-invalid:", "app-not-yet-authorized:", "other-grant:"],
            &["credentials-invalid: The client"],
        ),
        ("INVALID_CLIENT", &["credentials-invalid:", "client-credentials-mismatch"], &["grant-credentials-invalid:"]),
        ("access_denied_insufficient_permissions", &["forbidden:", "scope-missing"], &["scope-insufficient:"]),
        ("trashed", &["item-trashed:"], &[]),
        ("invalid_token", &["token-rejected"], &["forbidden:"]),
        ("rate_limit_exceeded", &["rate-limited"], &[]),
        ("503 Service Unavailable", &["box-unavailable"], &[]),
        (
            r#"{"error":"invalid_grant","error_description":"App is not yet authorized for use"}"#,
            &["app-not-yet-authorized:", "authorized-elsewhere"],
            &["grant-credentials-invalid:"],
        ),
        (
            "Error: Unexpected API Response [404 Not Found | abc.0abc] not_found - Not Found",
            &["folder-not-found:", "user-unseen:"],
            &["item-trashed:"],
        ),
    ] {
        let run = run(&["explain", text]);
        assert_eq!(run.code, 0, "{text}: {}", run.stderr);
        for part in replies {
            assert!(run.stdout.contains(part), "{text}: `{part}` is missing:\n{}", run.stdout);
        }
        for part in not {
            assert!(!run.stdout.contains(part), "{text}: `{part}` is not meant:\n{}", run.stdout);
        }
    }
    for (text, hint) in [
        ("user-inactiv", "did you mean `user-inactive`?"),
        ("app-acess-only", "`app-access-only`"),
        ("moon", "`ccg-doctor explain` lists them"),
        ("S3cretCanaryS3cretCanary", "lists them"),
    ] {
        let run = run(&["explain", text]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{text}");
        assert!(run.stderr.contains(hint) && !run.stderr.contains("S3cret"), "{text}: {}", run.stderr);
    }
}

/// What Box answers of a call that it forbids without a reason.
const FORBIDDEN: &str = r#"403 {"type":"error","status":403,"code":"access_denied_insufficient_permissions","message":"Access denied - insufficient permission"}"#;

/// A bare paste's exit code, the probe that it was read as with what it was read as, the causes that are named, and the text.
fn read_bare(text: &str) -> (i32, String, Vec<String>, String) {
    let run = run_with_stdin(&["diagnose", "--format", "json", "-"], text);
    if run.code == 2 {
        return (2, String::new(), Vec::new(), run.stderr);
    }
    let report = run.json();
    let seen = &profile(&report)["probes"][0];
    let target = seen["target"].as_str().map(|target| format!("={target}")).unwrap_or_default();
    let word = |field: &str| seen[field].as_str().unwrap_or("-").to_owned();
    let causes = named(&report, "cause");
    let text = run_with_stdin(&["diagnose", "-v", "-"], text).stdout;
    (run.code, format!("{}{target} {}", word("probe"), word("signature")), causes, text)
}

#[test]
fn what_is_missing_is_a_folder_only_where_a_folder_shows() {
    let missing = |context: &str| {
        format!(
            r#"{{"type":"error","status":404,"code":"not_found","message":"Not Found","context_info":{context},"request_id":"abc"}}"#
        )
    };
    let plain = r#"404 {"type":"error","status":404,"code":"not_found","message":"Not Found"}"#;
    let trashed = r#"404 {"type":"error","status":404,"code":"trashed","message":"Item is trashed"}"#;
    let named = |name: &str, value: &str| {
        missing(&format!(
            r#"{{"errors":[{{"reason":"invalid_parameter","name":"{name}","message":"Invalid value '{value}'. '{name}' with value '{value}' not found"}}]}}"#
        ))
    };
    let typed = |name: &str| {
        missing(&format!(r#"{{"errors":[{{"reason":"invalid_parameter","name":"{name}","message":"x"}}]}}"#))
    };
    for (name, text, key) in [
        ("Java's", "[404 | abc.def] not_found - Not Found".to_owned(), "scope"),
        (".NET's", "The API returned an error [NotFound | abc.def] not_found - Not Found".to_owned(), "scope"),
        ("a body", plain.to_owned(), "scope"),
        ("a file's address", format!("GET https://api.box.com/2.0/files/123456 -> {plain}"), "scope"),
        ("a hook's address", "DELETE https://api.box.com/2.0/webhooks/55 [404 | a.b] not_found".to_owned(), "scope"),
        (
            "a file's address, beside a folder's ID",
            format!("GET https://api.box.com/2.0/files/1?parent=d_12 {plain}"),
            "scope",
        ),
        ("context names a file", typed("file"), "scope"),
        ("context names a file's value", named("file", "f_34"), "scope"),
        (
            "a folder's address, and context names a file",
            format!("https://api.box.com/2.0/folders/12\n{}", named("file", "f_34")),
            "scope",
        ),
        ("folders, none of them", format!("POST https://api.box.com/2.0/folders {plain}"), "scope"),
        ("a file in the trash", format!("GET https://api.box.com/2.0/files/123456 -> {trashed}"), "scope"),
        ("something in the trash", trashed.to_owned(), "scope"),
    ] {
        let (code, read, causes, said) = read_bare(&text);
        assert_eq!(
            (code, read.as_str(), causes.len()),
            (3, format!("{key} -").as_str(), 0),
            "{name}: {causes:?}\n{said}"
        );
        let says = if text.contains("trashed") { "in the trash" } else { "not there, or not shared" };
        assert!(said.contains(says) && !said.contains("no documented reply"), "{name}: {said}");
    }
    for (name, text, key, cause) in [
        (
            "its address",
            format!("GET https://api.box.com/2.0/folders/12/items {plain}"),
            "folder=12 folder-not-found",
            "folder-not-shared",
        ),
        ("its value", named("folder", "d_34"), "folder=34 folder-not-found", "folder-not-shared"),
        ("its value, a number", named("folder", "34"), "folder=34 folder-not-found", "folder-not-shared"),
        (
            "an upload into it",
            format!("POST https://upload.box.com/api/2.0/files/content\n{}", named("folder", "34")),
            "folder=34 folder-not-found",
            "folder-not-shared",
        ),
        ("its kind alone", typed("folder"), "folder folder-not-found", "folder-not-shared"),
        (
            "its trash",
            format!("GET https://api.box.com/2.0/folders/12 {trashed}"),
            "folder=12 item-trashed",
            "item-trashed",
        ),
    ] {
        let (code, read, causes, said) = read_bare(&text);
        assert_eq!((code, read.as_str(), causes.as_slice()), (1, key, [cause.to_owned()].as_slice()), "{name}: {said}");
    }
}

#[test]
fn a_challenge_of_the_api_answers_a_call() {
    for (name, text, key, causes) in [
        (
            "bare",
            "HTTP/1.1 401\r\nWWW-Authenticate: Bearer realm=\"Service\"\r\n\r\n",
            "scope not-enabled",
            &["app-not-enabled"][..],
        ),
        (
            "curl -v",
            "> GET /x HTTP/2\n< HTTP/2 401\n< www-authenticate: Bearer realm=\"Service\"\n<\n",
            "scope not-enabled",
            &["app-not-enabled"],
        ),
        (
            "at users/me",
            "GET https://api.box.com/2.0/users/me\nHTTP/1.1 401\r\nWWW-Authenticate: Bearer realm=\"Service\"\r\n\r\n",
            "whoami-enterprise not-enabled",
            &["app-not-enabled"],
        ),
        (
            "a description that speaks of errors",
            "HTTP/1.1 401\r\nWWW-Authenticate: Bearer realm=\"Service\", error_description=\"x error=y\", error=\"invalid_token\"\r\n\r\n",
            "scope token-rejected",
            &[],
        ),
        (
            "without quotes",
            "HTTP/1.1 401\r\nWWW-Authenticate: Bearer realm=Service, error=invalid_token\r\n\r\n",
            "scope token-rejected",
            &[],
        ),
        (
            "another realm",
            "HTTP/1.1 401\r\nWWW-Authenticate: Basic realm=\"Proxy\"\r\n\r\n",
            "unknown-subject not-box",
            &[],
        ),
    ] {
        let (_, read, seen, said) = read_bare(text);
        assert_eq!(
            (read.as_str(), seen.as_slice()),
            (key, causes.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>().as_slice()),
            "{name}: {said}"
        );
    }
}

#[test]
fn who_am_i_forbidden_to_nobody_known_blames_nothing() {
    let at = |before: &str| format!("{before}GET https://api.box.com/2.0/users/me {FORBIDDEN}");
    for (name, text, code, read, causes) in [
        ("no subject", at(""), 3, "whoami-enterprise -", &[][..]),
        ("the enterprise's", at("box_subject_type=enterprise\n"), 3, "whoami-enterprise -", &[]),
        (
            "a user's",
            at("box_subject_type=user\n"),
            1,
            "whoami-user forbidden",
            &["app-access-only", "reauthorization-needed"],
        ),
    ] {
        let (seen_code, seen, named, said) = read_bare(&text);
        assert_eq!((seen_code, seen.as_str()), (code, read), "{name}: {said}");
        let mut named = named;
        named.sort();
        assert_eq!(named, causes, "{name}: {said}");
        if code == 3 {
            let said =
                said.split("Diagnosis").next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(said.contains("of a user's token this is the sign of App Access Only"), "{name}: {said}");
        }
    }
}

#[test]
fn a_refusal_of_another_grant_blames_nothing_of_ccg() {
    let texts = [
        "Current date/time MUST be before the expiration date/time listed in the 'exp' claim.",
        "OAuth JWT signature verification error",
        "Please check the 'aud' claim",
        "Please check the 'kid' header",
        "Please check the \"aud\" claim.",
        "The refresh token has expired",
        "Auth code doesn't exist or is invalid for the client",
        "Invalid authorization code",
    ];
    for text in texts {
        for code in ["invalid_grant", "invalid_request"] {
            let escaped = text.replace('"', "\\\"");
            for paste in [
                format!(r#"400 {{"error":"{code}","error_description":"{escaped}"}}"#),
                format!("Unexpected API Response [400 Bad Request | abc.def] {code} - {text}"),
                format!("{code}: {text}"),
            ] {
                let (seen, read, causes, said) = read_bare(&paste);
                assert_eq!((seen, read.as_str()), (1, "unknown-subject other-grant"), "{paste}: {said}");
                assert_eq!(causes, ["not-a-ccg-request"], "{paste}");
            }
        }
    }
    for (text, read) in [
        (r#"{"error":"invalid_grant","error_description":"Grant credentials are invalid"}"#, GCI),
        (r#"{"error":"invalid_grant","error_description":"The moon is in the wrong house"}"#, "unknown-reply"),
        (r#"{"error":"invalid_grant","error_description":"Your claim was lost"}"#, "unknown-reply"),
        (r#"{"error":"invalid_client","error_description":"Invalid authorization code"}"#, "unknown-reply"),
        (
            "Error: Auth code or refresh token has expired [400 Bad Request] invalid_grant - Grant credentials are invalid",
            GCI,
        ),
        ("invalid_grant: Auth code or refresh token has expired", "unknown-reply"),
        ("invalid_grant - The moon is in the wrong house\n at box/jwt_auth.js refresh token", "unknown-reply"),
    ] {
        let (_, seen, causes, said) = read_bare(text);
        assert_eq!(seen, format!("unknown-subject {read}"), "{text}: {said}");
        assert_ne!(causes, ["not-a-ccg-request"], "{text}");
    }
}

#[test]
fn a_pasted_redirect_proves_no_wrong_host() {
    for reply in [
        "HTTP/1.1 302\r\nLocation: https://app.box.com/login\r\n\r\n",
        "HTTP/2 301\nlocation: https://www.box.com/\n\n",
    ] {
        for name in ["unknown-subject", "enterprise", "user"] {
            let told = format!("{name}={reply}");
            let args =
                if name == "unknown-subject" { vec!["diagnose", reply] } else { vec!["diagnose", "--reply", &told] };
            let report = run(&[&args[..], &["--format", "json"]].concat()).json();
            for id in ["wrong-token-host", "malformed-request"] {
                assert_eq!(status(&report, id), "suspected", "{name}, {id}: {reply}");
            }
        }
    }
}

#[test]
fn nobody_who_stands_in_a_pasted_reply_is_told() {
    let person = r#""name":"NameCanary","login":"logincanary@example.com","id":"4815162342","ip_address":"203.0.113.77","created_by":{"name":"NameCanary","login":"logincanary@example.com"}"#;
    let list = format!(r#"{{"total_count":1,"entries":[{{"type":"user",{person}}}],"type":"{}"}}"#, "x");
    let error = |code: &str| {
        format!(
            r#"{{"type":"error","status":403,"code":"{code}","message":"NameCanary","request_id":"r1","context_info":{{{person}}}}}"#
        )
    };
    let probes = ["user-list", "app-user-list", "terms", "scope=manage_groups", "folder=12"];
    for probe in probes {
        for (status, body) in [
            (200, &list),
            (201, &list),
            (202, &list),
            (403, &list),
            (403, &format!("<html>{person}</html>")),
            (404, &person.to_owned()),
        ] {
            let reply = format!(
                "{probe}=HTTP/1.1 {status}\r\ncontent-type: application/json\r\nlocation: https://x/logincanary\r\n\r\n{body}"
            );
            for format in ["text", "json"] {
                let run = run(&["diagnose", "-vv", "--format", format, "--reply", &reply]);
                let told = format!("{}{}", run.stdout, run.stderr);
                for canary in ["NameCanary", "logincanary", "4815162342", "203.0.113.77"] {
                    assert!(!told.contains(canary), "{probe}, {status}: {canary}: {told}");
                }
            }
        }
        let told =
            run(&["diagnose", "-vv", "--reply", &format!("{probe}=403 {}", error("forbidden_by_policy"))]).stdout;
        assert!(told.contains("forbidden_by_policy"), "{probe}: {told}");
        assert!(!told.contains("logincanary") && !told.contains("203.0.113.77"), "{probe}: {told}");
    }
    let folder = format!(r#"folder=12={{"type":"folder","id":"12","name":"NameCanary","owned_by":{{{person}}}}}"#);
    let run = run(&["diagnose", "-vv", "--format", "json", "--reply", &folder]);
    assert_eq!(probe(&run.json(), "folder").expect("told")["signature"], "readable");
    assert!(!run.stdout.contains("NameCanary") && !run.stdout.contains("203.0.113.77"), "{}", run.stdout);
}
