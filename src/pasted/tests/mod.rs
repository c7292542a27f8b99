//! What is read, and what is refused.

mod secrets;

use super::*;
use crate::catalogue::{Identity, Reading};

fn read_as(probe: Probe, text: &str) -> String {
    let catalogue = Catalogue::embedded().unwrap();
    match read(&catalogue, &probe.into(), text) {
        Ok(answer) => seen(&catalogue, probe, &answer),
        Err(error) => error.to_string().lines().next().unwrap_or_default().to_owned(),
    }
}

fn seen(catalogue: &Catalogue, probe: Probe, answer: &Answer) -> String {
    let identity = Identity { enterprise_id: Some("1234567".into()), ..Identity::default() };
    match catalogue.classify(probe, answer, &identity) {
        Reading::Known(id) => catalogue.signature(id).id.clone(),
        Reading::Fault(fault, _) => fault.id().to_owned(),
        other => format!("{other:?}").split('(').next().unwrap_or_default().to_owned(),
    }
}

#[test]
fn what_people_paste_is_read_as_the_reply_that_it_was() {
    let gci = "grant-credentials-invalid";
    for (text, expected) in [
        ("granted", "token"),
        (r#"{"token_type":"bearer","access_token":"AbCdEfGhIjKlMnOpQrStUv12345","expires_in":3992}"#, "token"),
        ("Authorization: Bearer invalid_grant - Grant credentials are invalid", gci),
        (r#"{"access_token":"abcdefghijklmnop","expires_in":3992,"token_type":"bearer"}"#, "token"),
        (r#"{"error":"invalid_grant","error_description":"Grant credentials are invalid"}"#, gci),
        (r#"400 {"error":"invalid_grant","error_description":"Grant credentials are invalid"}"#, gci),
        ("{“error”:“invalid_grant”,“error_description”:“Grant credentials are invalid”}", gci),
        ("Grant credentials are invalid [400 Bad Request] invalid_grant - Grant credentials are invalid", gci),
        ("Grant credentials are invalid", gci),
        (
            "Unexpected API Response [400 Bad Request] invalid_client - The client credentials are invalid",
            "credentials-invalid",
        ),
        (
            "HTTP/2 400 \r\ndate: Mon, 23 Nov 2026 12:00:00 GMT\r\ncontent-type: application/json\r\n\r\n\
             {\"error\":\"unauthorized_client\",\"error_description\":\"The \\\"box_subject_type\\\" value is unauthorized for this client_id\"}",
            "subject-type-unauthorized",
        ),
        (
            "HTTP/1.1 200 Connection established\n\nHTTP/2 400\ncontent-type: application/json\n\n\
             {\"error\":\"invalid_grant\",\n \"error_description\":\"App is not yet authorized for use\"}",
            "app-not-yet-authorized",
        ),
        (
            "* Connected to api.box.com\n> POST /oauth2/token HTTP/2\n> host: api.box.com\n>\n< HTTP/2 400\n< content-type: application/json\n<\n\
             { [80 bytes data]\n{\"error\":\"invalid_client\",\"error_description\":\"The client credentials are invalid\"}",
            "credentials-invalid",
        ),
        (
            "boxsdk.exception.BoxOAuthException: \nMessage: Grant credentials are invalid\nStatus: 400\nURL: https://api.box.com/oauth2/token\nMethod: POST",
            gci,
        ),
        (
            "box_sdk_gen.box.errors.BoxAPIError: 400 The API returned an unexpected response: [400] {'error': 'invalid_grant', \
             'error_description': 'App is not yet authorized for use'}",
            "app-not-yet-authorized",
        ),
        (
            "com.box.sdk.BoxAPIResponseException: The API returned an error code [400] unauthorized_client - The \"box_subject_type\" value is unauthorized for this client_id",
            "subject-type-unauthorized",
        ),
        (
            "Box.V2.Exceptions.BoxAPIException: The API returned an error [BadRequest] invalid_grant - Grant credentials are invalid",
            gci,
        ),
        (
            r#"BoxApiError: 400 "{\"error\":\"invalid_grant\",\"error_description\":\"Grant credentials are invalid\"}""#,
            gci,
        ),
        ("This app is not authorized by the enterprise admin", "not-authorized-by-admin"),
        (
            "Traceback:\n  File \"/app/job.py\", line 429, in run\nBoxAPIError: {'error': 'invalid_grant', 'error_description': 'Grant credentials are invalid'}",
            gci,
        ),
        ("at line 200: App is not yet authorized for use", "app-not-yet-authorized"),
        ("job.py line 503\nMessage: Grant credentials are invalid\nStatus: 400", gci),
        (
            "it took 503 ms: {\"error\":\"invalid_client\",\"error_description\":\"The client credentials are invalid\"}",
            "credentials-invalid",
        ),
        ("429 Too Many Requests", "rate-limited"),
        ("upstream said: 503 Service Unavailable", "box-unavailable"),
        ("<html><body>Sign in</body></html>", "not-box"),
        ("invalid_grant - Something new", "Vague"),
        (
            "it does not work",
            "the reply to the user probe cannot be read: it holds neither a JSON body nor a code of RFC 6749",
        ),
        ("", "the reply to the user probe cannot be read: the text is empty"),
        (
            "first invalid_grant, then invalid_client",
            "the reply to the user probe cannot be read: it holds several codes (invalid_client, invalid_grant); paste one reply at a time",
        ),
    ] {
        assert_eq!(read_as(Probe::User, text), expected, "{text}");
    }
}

#[test]
fn a_call_with_a_token_is_read_by_its_fields() {
    let here = r#"{"type":"user","id":"1","login":"a@b","enterprise":{"type":"enterprise","id":"1234567"}}"#;
    assert_eq!(read_as(Probe::WhoamiEnterprise, here), "whoami-here");
    let refused = r#"401 {"type":"error","status":401,"code":"unauthorized","message":"Unauthorized - Cannot authorize with this service"}"#;
    assert_eq!(read_as(Probe::WhoamiEnterprise, refused), "not-enabled");
    assert!(read_as(Probe::WhoamiEnterprise, "granted").contains("paste the body"));
}

#[test]
fn what_stands_beside_a_reply_is_not_taken_for_it() {
    let gci = r#"{\"error\":\"invalid_grant\",\"error_description\":\"Grant credentials are invalid\"}"#;
    for (name, text, expected) in [
        (
            "a log's own code",
            format!(r#"{{"level":"error","code":"E_JOB","message":"job failed","body":"{gci}"}}"#),
            "grant-credentials-invalid",
        ),
        (
            "a service's own error",
            format!(r#"{{"error":"upload_failed","cause":"{gci}"}}"#),
            "grant-credentials-invalid",
        ),
        (
            "a token that was granted before",
            format!("{{'access_token': '---abcd', 'token_type': 'bearer'}}\n{}", gci.replace('\\', "")),
            "grant-credentials-invalid",
        ),
        (
            "a status of another request",
            format!("\"POST https://api.box.com/oauth2/token\" 200 80\n{}", gci.replace('\\', "")),
            "grant-credentials-invalid",
        ),
    ] {
        assert_eq!(read_as(Probe::User, &text), expected, "{name}: {text}");
    }
    for text in [
        r#"{"level":"error","code":"E_JOB","message":"job failed"}"#,
        "404 not found in the cache",
        "Error: Expired Auth: Auth code or refresh token has expired [401 Unauthorized]",
        "BoxApiError: 401\n    at Object.run (job.js:403:12)",
    ] {
        for probe in [Probe::User, Probe::WhoamiUser] {
            assert!(read_as(probe, text).contains("cannot be read"), "{text}");
        }
    }
}

proptest::proptest! {
    #[test]
    fn whatever_is_pasted_is_read_or_refused(
        parts in proptest::collection::vec(
            proptest::sample::select(vec![
                "{", "}", "[", "]", "(", ")", "\"", "'", "`", "\\", "\\u12", ":", ",", "=", "+", "\n", "\r\n", " ", "é",
                "error", "code", "message", "status", "body", "404", "[404 | a] ", "not_found", "invalid_grant", " - ",
                "box_subject_type", "user", "HTTP/1.1 ", "< ", "> ", "www-authenticate", "error=\"", "<ref *1>", "[Object]",
                "client_secret=", "-u ", "-----BEGIN PRIVATE KEY-----", "eyJ", "://", "@", "Cookie: ", "Bearer ", "&quot;", "value", ";",
                "token", "is ", "Error(", "...", "/2.0/folders/", "1", "client_secret", "Not Found", "\u{1b}[31m", "Request ID: ",
            ]),
            0..40,
        )
    ) {
        let catalogue = Catalogue::embedded().unwrap();
        let text = parts.concat();
        let _ = read(&catalogue, &Probe::User.into(), &text);
        let _ = read(&catalogue, &Probe::Folder.into(), &text);
        let _ = read_bare(&catalogue, &text);
        let _ = meaning(&catalogue, &text);
    }
}
