//! What is read, what is refused, and what goes no further.

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
fn a_secret_in_a_pasted_request_goes_no_further() {
    let catalogue = Catalogue::embedded().unwrap();
    let secret = "SeCrEt0123456789abcdefSeCrEt";
    for text in [
        format!("invalid_grant: Something new client_secret={secret}"),
        format!("invalid_grant - body was grant_type=x&client_secret={secret}&box_subject_id=1"),
        format!("invalid_grant - Authorization: Bearer {secret}"),
        format!("invalid_grant x --secret {secret}"),
        format!("invalid_grant x client_secret is {secret}"),
        format!("invalid_grant x client secret: <{secret}>"),
        format!("invalid_grant x \"client_secret\":{{\"value\":\"{secret}\"}}"),
        format!("invalid_grant x token={secret}"),
        format!(r#"{{"error":"invalid_grant","error_description":"new","request":{{"client_secret":"{secret}"}}}}"#),
        format!("{{'error': 'invalid_grant', 'error_description': 'new', 'request': \"'client_secret': '{secret}'\"}}"),
        format!("HTTP/2 400\n\n{{\"error\":\"invalid_grant\",\"sent\":\"client_secret={secret}\"}}"),
    ] {
        let answer = read(&catalogue, &Probe::User.into(), &text).unwrap();
        let Answer::Reply(reply) = answer else { panic!("no reply") };
        assert!(!reply.text().contains(secret), "{}", reply.text());
    }
}

#[test]
fn a_pasted_token_goes_no_further() {
    let catalogue = Catalogue::embedded().unwrap();
    let text =
        r#"HTTP/2 200\nset-cookie: z=1\n\n{"access_token":"AbCdEfGhIjKlMnOpQrStUvWxYz012345","token_type":"bearer"}"#;
    let answer = read(&catalogue, &Probe::Enterprise.into(), &text.replace("\\n", "\n")).unwrap();
    assert!(!format!("{answer:?}").contains("AbCdEfGh"));
    let Answer::Reply(reply) = answer else { panic!("no reply") };
    assert!(!reply.text().contains("AbCdEfGh"));
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

/// Where people have a secret in what they paste; `@` stands for it.
const PLACES: [&str; 66] = [
    "client_secret=@",
    "grant_type=client_credentials&client_secret=@&box_subject_id=1",
    "client_secret: @",
    "client_secret => @",
    "clientSecret: '@',",
    "ClientSecret = \"@\";",
    "BOX_CLIENT_SECRET=@",
    "export BOX_CLIENT_SECRET='@'",
    "$env:BOX_CLIENT_SECRET = \"@\"",
    "{'client_secret': '@', 'x': 1}",
    "{\"client_secret\":\"@\",\"x\":1}",
    "{\\\"client_secret\\\":\\\"@\\\",\\\"x\\\":1}",
    "{\"client_secret\":{\"value\":\"@\"}}",
    "{client_secret=@, grant_type=client_credentials}",
    "[client_secret] => @",
    "[\"client_secret\"]=> string(32) \"@\"",
    "map[client_secret:[@] grant_type:[client_credentials]]",
    "('client_secret', '@')",
    "<client_secret>@</client_secret>",
    "<input name=\"client_secret\" value=\"@\">",
    "{\"name\":\"client_secret\",\"value\":\"@\"}",
    "Content-Disposition: form-data; name=\"client_secret\"\n\n@\n--boundary",
    "client_secret%3D@%26grant_type%3Dclient_credentials",
    "&quot;client_secret&quot;:&quot;@&quot;",
    "curl -u id:@ https://api.box.com/oauth2/token",
    "curl -uid:@ https://api.box.com/oauth2/token",
    "curl --user 'id:@' https://api.box.com",
    "curl -U proxyuser:@ -x proxy:3128",
    "curl --proxy-user \"proxyuser:@\"",
    "[\"-u\", \"id:@\"]",
    "curl --oauth2-bearer @ https://api.box.com",
    "curl -d client_secret=@ https://api.box.com/oauth2/token",
    "curl -d 'client_secret=@' https://api.box.com/oauth2/token",
    "curl --data-urlencode \"client_secret=@\" https://api.box.com/oauth2/token",
    "curl -b 'z=@; lang=en' https://api.box.com",
    "curl -b \"z=@\" https://api.box.com",
    "tool --client-secret @ --quiet",
    "tool --password=@",
    "tool --token '@'",
    "password: @",
    "\"password\": \"@\"",
    "auth: { username: 'id', password: '@' }",
    "auth: 'id:@',",
    "Cookie: z=@; lang=en",
    "> cookie: z=@",
    "'Cookie': 'a=b; z=@'",
    "-H \"Cookie: z=@\"",
    "Set-Cookie: z=@; Path=/; Secure",
    "'set-cookie': [ 'z=@; path=/' ]",
    "set-cookie2: z=\"@\"",
    "X-Api-Key: @",
    "-H 'X-Api-Key: @' -H 'Accept: */*'",
    "Ocp-Apim-Subscription-Key: @",
    "X-Auth-Token: @",
    "Authorization: Bearer @",
    "Authorization: Box @",
    "Authorization: @",
    "{ Authorization: 'Bearer @', Accept: '*/*' }",
    "['Authorization', 'Bearer @']",
    "Proxy-Authorization: Basic @",
    "Header { name: authorization, value: Bearer @ }",
    "token=@",
    "assertion=@&grant_type=x",
    "refresh_token: '@'",
    "https://id:@@api.box.com/oauth2/token",
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n@\n-----END ENCRYPTED PRIVATE KEY-----",
];

/// Secrets as people have them: like Box's, with marks, of letters alone, short, of digits, like base64.
const SECRETS: [&str; 7] = [
    "S3cretCanaryS3cretCanaryS3cret99",
    "aB3-xY_9.kL~mN-canary",
    "onlylettersinthiscanary",
    "Zq9xW",
    "zqxwv",
    "4815162342108",
    "Zm9v/YmFy+cXV4Canary==",
];

/// Pastes that hold such a place, `#` standing for it, whether on one line alone, and what they are read as.
const CLOTHES: [(&str, bool, &str); 8] = [
    ("HTTP/1.1 503 X\r\ncontent-type: text/plain\r\n\r\nupstream saw: #\n", false, "box-unavailable"),
    ("503 Service Unavailable\n#\n", false, "box-unavailable"),
    ("<html><body><pre>\n#\n</pre></body></html>", false, "not-box"),
    ("invalid_grant - Something new #", true, "Vague"),
    ("HTTP/2 429\r\nlocation: https://x.example/?#\r\nvia: 1.1 #\r\n\r\n", true, "rate-limited"),
    (
        "#\n{\"error\":\"invalid_grant\",\"error_description\":\"Grant credentials are invalid\"}",
        false,
        "grant-credentials-invalid",
    ),
    (
        "{\"error\":\"invalid_grant\",\"error_description\":\"Grant credentials are invalid\",\"sent\":$}",
        false,
        "grant-credentials-invalid",
    ),
    (
        "HTTP/2 400\n\n{\"error\":\"invalid_grant\",\"error_description\":\"Grant credentials are invalid\",\"sent\":[$]}",
        false,
        "grant-credentials-invalid",
    ),
];

#[test]
fn what_stands_where_secrets_stand_goes_no_further_whatever_it_looks_like() {
    let catalogue = Catalogue::embedded().unwrap();
    let mut differences = Vec::new();
    for (at, place) in PLACES.into_iter().enumerate() {
        for (secret, clothes) in SECRETS.into_iter().enumerate().flat_map(|it| CLOTHES.map(|clothes| (it, clothes))) {
            let ((nth, secret), (clothes, one_line, expected)) = (secret, clothes);
            let text = place.replacen('@', secret, 1);
            // Every secret in a log line and in JSON, and one of them in each of the others.
            let is_chosen = expected == "grant-credentials-invalid" || (at + clothes.len()) % SECRETS.len() == nth;
            if one_line && text.contains('\n') || !is_chosen {
                continue;
            }
            let pasted = clothes.replace('#', &text).replace('$', &serde_json::to_string(&text).unwrap());
            let answer =
                read(&catalogue, &Probe::User.into(), &pasted).unwrap_or_else(|error| panic!("{pasted}: {error}"));
            let seen = seen(&catalogue, Probe::User, &answer);
            let Answer::Reply(reply) = answer else { panic!("{pasted}") };
            let told = format!("{} {:?}", reply.text(), reply.headers);
            if told.contains(secret) || seen != expected {
                differences.push(format!("{place} with {secret} in {clothes}: {seen}: {told}"));
            }
        }
    }
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn a_secret_known_by_its_place_is_found_elsewhere() {
    let catalogue = Catalogue::embedded().unwrap();
    for place in PLACES {
        for secret in SECRETS.into_iter().filter(|secret| secret.len() >= 8) {
            let text = place.replacen('@', secret, 1);
            let pasted = format!("{text}\n{{\"error\":\"invalid_grant\",\"error_description\":\"no {secret} here\"}}");
            let Ok(Answer::Reply(reply)) = read(&catalogue, &Probe::User.into(), &pasted) else { panic!("{pasted}") };
            assert!(!reply.text().contains(secret), "{pasted}: {}", reply.text());
        }
    }
}

#[test]
fn a_text_of_nothing_but_places_is_searched_in_bounded_time() {
    let marks = [
        "token:",
        "token:{",
        "token=\"",
        "cookie:",
        "cookie:a=;",
        "-u(",
        "-u\"",
        "-ua:",
        "://",
        "://a:b@",
        "eyJ",
        "eyJ.",
        "basic ",
        "\\",
        "\\\"",
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN ",
        "auth:[",
        "%22",
        "&quot;",
        "secret is ",
        "token\nvalue",
        "a",
        "_",
        ";",
        "token:a;;;;;;;;;;;;;;;;;;;;",
        "\"token\"",
        "\\\"token",
    ];
    for mark in marks {
        let text = mark.repeat(256 * 1024 / mark.len());
        secret::places(&text);
    }
}
