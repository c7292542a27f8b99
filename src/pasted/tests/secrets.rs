//! What goes no further of a pasted text.

use super::*;

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
