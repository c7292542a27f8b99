//! `diagnose --reply`: what people paste, read or refused, through the program.

mod scripted;

use std::fs;

use scripted::{SECRET, TOKEN, named, probe, profile, run, run_with_stdin, status};

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
    assert!(differences.is_empty(), "{}", differences.join("\n"));
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
        ("a 400 alone", "user=400 Bad Request", "cannot be read"),
        ("JSON of something else", r#"user={"hello":"world"}"#, "cannot be read"),
        ("`granted` for a read", "whoami-user=granted", "paste the body"),
        ("no probe", "granted", "expected a probe"),
        ("an unknown probe", "moon=granted", "does not exist"),
        ("a scope", "scope=granted", "does not exist"),
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
        ("wrong credentials", &[("user", invalid)], 1, &["client-credentials-mismatch"], &[]),
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
            scripted::assert_no_canary(&format!("{}{}", run.stdout, run.stderr));
        }
    }
}
