//! What comes in by the door: nothing of a secret, every token, and a reply that is read as it came.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ccg_doctor::catalogue::{Catalogue, Identity, Probe};
use ccg_doctor::reply::door::{Door, Incoming};
use ccg_doctor::reply::redact::Placeholder;
use ccg_doctor::reply::{Answer, Reply, Vocabulary, Withheld};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

const SECRET: &str = "s3cr3tCanary7Qx9ZfWbK2mLpT4vRnYh";
const TOKEN: &str = "T0kenCanaryZ9kWq3VbNx7Lp2RtYf5Hd";
const COOKIE: &str = "c00kie6RtYp1Zq8VbNw3Xs5";

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::embedded().unwrap());
static PUBLIC: LazyLock<Vocabulary> = LazyLock::new(|| CATALOGUE.vocabulary());

fn door() -> Door {
    Door::new(PUBLIC.clone())
}

fn enter(door: &mut Door, status: u16, headers: &[(&str, &str)], body: &str) -> (Reply, Vec<String>) {
    let headers: Vec<_> = headers.iter().map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec())).collect();
    let incoming = Incoming { status, headers: &headers, body: body.as_bytes(), truncated: false, may_grant: false };
    let (reply, tokens) = door.enter(incoming);
    (reply, tokens.iter().map(|token| token.expose_secret().to_owned()).collect())
}

/// A success that answers a token request.
fn enter_grant(status: u16, headers: &[(&str, &str)], body: &[u8]) -> (Reply, Vec<String>) {
    let headers: Vec<_> = headers.iter().map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec())).collect();
    let (reply, tokens) = door().enter(Incoming { status, headers: &headers, body, truncated: false, may_grant: true });
    (reply, tokens.iter().map(|token| token.expose_secret().to_owned()).collect())
}

fn kept(reply: &Reply) -> String {
    format!("{} {:?}", reply.text(), reply.headers)
}

/// Whether eight characters in a row of a value are in a text, case aside.
#[track_caller]
fn hides(name: &str, text: &str, value: &str) {
    let (text, value) = (text.to_ascii_lowercase(), value.to_ascii_lowercase());
    for run in value.as_bytes().windows(8).map(|run| std::str::from_utf8(run).unwrap()) {
        assert!(!text.contains(run), "{name}: `{run}` is in {text}");
    }
}

/// The text with something between each so many characters.
fn broken(value: &str, every: usize, by: &str) -> String {
    let parts: Vec<_> = value.as_bytes().chunks(every).map(|part| std::str::from_utf8(part).unwrap()).collect();
    parts.join(by)
}

#[test]
fn no_run_of_a_secret_comes_in() {
    // What may stand between two parts and not be seen, or be taken for no part of the value.
    let breaks = [
        "\n",
        "\r\n    ",
        " ",
        "\t",
        "\u{a0}",
        "\u{2003}",
        "\u{3000}",
        "<mark>",
        "</b>",
        "<br/>",
        "<span class=\"x\">",
        "<!-- -->",
        "&shy;",
        "&nbsp;",
        "&#173;",
        "&zwj;",
        "\\u00ad",
        "\\u200b",
        "\\n",
        "\\u001b[31m",
        "\u{1b}[31m",
        "\\u003cmark\\u003e",
        "&lt;b&gt;",
        "\u{ad}",
        "\u{200b}",
        "\u{2060}",
        "\u{115f}",
        "\u{3164}",
        "\u{ffa0}",
        "\u{180b}",
        "\u{34f}",
        "\u{fe0f}",
        "\u{e0100}",
        "\u{301}",
        "\u{20dd}",
        "%E2%80%8B",
        "%CC%81",
        "\u{1b}]0;t\u{7}",
        "\u{9b}1m",
        "\u{0}",
        "\u{2800}",
        "<!-- a > b -->",
        "<i title=\"a>b\">",
        "]]><![CDATA[",
    ];
    for by in breaks {
        for every in [1, 3, 5, 8, 31] {
            let written = broken(SECRET, every, by);
            for body in [format!("<p>{written}</p>"), json!({"error": "x", "error_description": written}).to_string()] {
                let mut door = door();
                door.guard(&SecretString::from(SECRET));
                let (reply, _) = enter(&mut door, 400, &[("via", &written.replace(['\n', '\r', '\0'], " "))], &body);
                let text = kept(&reply);
                let parts: Vec<_> = broken(SECRET, every, "\0").split('\0').map(str::to_owned).collect();
                assert!(
                    !parts.windows(8_usize.div_ceil(every)).any(|parts| {
                        let whole = parts.iter().all(|part| part.len() == every);
                        whole && text.contains(&parts.join(by))
                    }),
                    "{by:?} each {every}: {text}"
                );
                assert!(text.contains("[redacted-secret]"), "{by:?} each {every}: {text}");
            }
        }
    }
}

#[test]
fn no_part_of_a_secret_comes_in() {
    let len = SECRET.len();
    for from in 0..len - 8 {
        for to in from + 8..=len {
            let part = &SECRET[from..to];
            let code = STANDARD.encode(format!("{}{part}{}", "x".repeat(from % 3), "y".repeat(to % 3)));
            let hex: String =
                part.bytes().flat_map(|byte| format!("{byte:02x}").into_bytes()).map(char::from).collect();
            for written in [format!("client_secret={part}…"), format!("…{part}"), part.to_uppercase(), code, hex] {
                let mut door = door();
                door.guard(&SecretString::from(SECRET));
                let body = json!({"error": "invalid_client", "error_description": format!("was: {written}")});
                let (reply, _) = enter(&mut door, 400, &[], &body.to_string());
                let text = kept(&reply);
                hides("part", &text, SECRET);
                assert!(text.contains("[redacted-secret]"), "{written}: {text}");
            }
        }
    }
}

#[test]
fn no_encoding_of_a_secret_comes_in() {
    let bytes = |write: fn(u8) -> String, between: &str| SECRET.bytes().map(write).collect::<Vec<_>>().join(between);
    for (name, written) in [
        ("references with zeros", bytes(|byte| format!("&#{byte:012};"), "")),
        ("references in hexadecimal with zeros", bytes(|byte| format!("&#x{byte:09x};"), "")),
        ("references without their end", bytes(|byte| format!("&#{byte}"), "")),
        ("hexadecimal with colons", bytes(|byte| format!("{byte:02x}"), ":")),
        ("hexadecimal with dashes", bytes(|byte| format!("{byte:02X}"), "-")),
        ("a list in hexadecimal", bytes(|byte| format!("0x{byte:02x}"), ", ")),
        ("octal", bytes(|byte| format!("\\{byte:03o}"), "")),
        ("braces", bytes(|byte| format!("\\u{{{byte:x}}}"), "")),
        ("eight digits", bytes(|byte| format!("\\U{byte:08x}"), "")),
        ("quoted-printable", bytes(|byte| format!("={byte:02X}"), "")),
    ] {
        for body in [format!("<p>{written}</p>"), json!({"error": "x", "error_description": written}).to_string()] {
            let mut door = door();
            door.guard(&SecretString::from(SECRET));
            let text = kept(&enter(&mut door, 400, &[], &body).0);
            assert!(text.contains("[redacted-secret]"), "{name}: {text}");
            assert!(!text.contains(&written[written.len() / 2..]), "{name}: {text}");
        }
    }
}

/// A token in a place.
type Wrapper = (&'static str, fn(&str) -> String);

fn percent(text: &str) -> String {
    text.bytes().flat_map(|byte| format!("%{byte:02X}").into_bytes()).map(char::from).collect()
}

/// Every place in a body where a token may stand.
fn wrappers() -> Vec<Wrapper> {
    fn grant(token: &str) -> Value {
        json!({"access_token": token, "token_type": "bearer"})
    }
    vec![
        ("a grant", |token| grant(token).to_string()),
        ("an array", |token| json!([grant(token)]).to_string()),
        ("beside an error", |token| json!({"error": "x", "access_token": token}).to_string()),
        ("a gateway's", |token| json!({"statusCode": 200, "body": grant(token).to_string()}).to_string()),
        ("a gateway's in base64", |token| {
            json!({"isBase64Encoded": true, "body": STANDARD.encode(grant(token).to_string())}).to_string()
        }),
        ("a gateway's in base64 of URLs", |token| {
            json!({"body": URL_SAFE_NO_PAD.encode(grant(token).to_string())}).to_string()
        }),
        ("base64 alone", |token| STANDARD.encode(grant(token).to_string())),
        ("JSON in JSON in JSON", |token| {
            let inner = json!({"body": grant(token).to_string()}).to_string();
            json!({"a": [{"b": json!({"log": inner}).to_string()}]}).to_string()
        }),
        ("JSON in a log's line", |token| format!("INFO got {} in 3 ms", grant(token))),
        ("JSON in JSON in a log's line", |token| format!("INFO {} x", json!(grant(token).to_string()))),
        ("single quotes", |token| format!("{{'access_token': '{token}', 'token_type': 'bearer'}}")),
        ("no quotes", |token| format!("{{access_token: {token}, token_type: bearer}}")),
        ("another's object", |token| format!("{{ accessToken: '{token}', expiresIn: 3600 }}")),
        ("PHP", |token| format!("[\"access_token\"]=> string(32) \"{token}\"").replace("string(32) ", "")),
        ("Ruby", |token| format!("{{\"access_token\"=>\"{token}\"}}")),
        ("YAML", |token| format!("access_token: {token}\ntoken_type: bearer\n")),
        ("a form", |token| format!("token_type=bearer&access_token={token}&expires_in=3600")),
        ("percent-encoded", |token| percent(&format!("access_token={token}&x=y"))),
        ("percent-encoded JSON", |token| format!("state={}", percent(&grant(token).to_string()))),
        ("an element", |token| format!("<r><access_token>{token}</access_token></r>")),
        ("an element with attributes", |token| {
            format!("<r><o:access_token type=\"bearer\">{token}</o:access_token></r>")
        }),
        ("an element of characters", |token| format!("<access_token><![CDATA[{token}]]></access_token>")),
        ("a list of keys", |token| format!("<key>access_token</key>\n<string>{token}</string>")),
        ("an attribute", |token| format!("<oauth access_token=\"{token}\" expires=\"3600\"/>")),
        ("an input", |token| format!("<input name=\"access_token\" value=\"{token}\">")),
        ("a page's text", |token| format!("<pre>{{&quot;access_token&quot;: &quot;{token}&quot;}}</pre>")),
        ("a page's text by numbers", |token| format!("<pre>&#34;access_token&#34;&#x3a;&#34;{token}&#34;</pre>")),
        ("a text", |token| format!("use Bearer {token} from now on")),
        ("a header in a text", |token| format!("Authorization: Bearer {token}\r\nHost: x")),
        ("a header in JSON", |token| json!({"headers": {"Authorization": format!("Bearer {token}")}}).to_string()),
        ("an address", |token| json!({"next": format!("https://x.example/#access_token={token}&x=y")}).to_string()),
    ]
}

/// What RFC 6750 §2.1 lets a token be, Box's own first.
const SHAPES: [&str; 6] = [
    TOKEN,
    "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0In0.x-_9Zk",
    "qwertzuiopasdfghjklyxcvbnmqwertz",
    "82736455463728190912837465564738",
    "QwErTzUiOpAsDfGhJkLyXcVbNmQwErTz",
    "Ab1~_-.Zz9Kq7ZbW2xLm",
];

#[test]
fn a_token_is_found_in_every_place() {
    for (name, wrap) in wrappers() {
        for token in SHAPES {
            let (reply, tokens) = enter(&mut door(), 200, &[], &wrap(token));
            assert!(tokens.contains(&token.to_owned()), "{name}: {tokens:?} of {}", wrap(token));
            assert_eq!(tokens.len(), 1, "{name}: {tokens:?} of {}", wrap(token));
            hides(name, &kept(&reply), token);
            let undone = String::from_utf8_lossy(&percent_encoding::percent_decode(&reply.body).collect::<Vec<_>>())
                .replace('\\', "");
            hides(name, &undone, token);
        }
    }
}

#[test]
fn a_token_is_found_in_every_header() {
    let rows: [Wrapper; 8] = [
        ("location", |token| format!("https://x.example/cb#access_token={token}&token_type=bearer")),
        ("location", |token| format!("https://x.example/cb?access_token={token}")),
        ("location", |token| format!("https://x.example/?next={}", percent(&format!("/#access_token={token}&a=b")))),
        ("set-cookie", |token| format!("access_token={token}; Path=/; HttpOnly")),
        ("authorization", |token| format!("Bearer {token}")),
        ("x-access-token", str::to_owned),
        ("x-debug", |token| json!({"access_token": token}).to_string()),
        ("www-authenticate", |token| format!("Bearer realm=\"Service\", access_token=\"{token}\"")),
    ];
    for (name, write) in rows {
        for token in SHAPES {
            let header = write(token);
            let (reply, tokens) = enter(&mut door(), 302, &[(name, &header)], "");
            assert_eq!(tokens, [token], "{name}: {header}");
            hides(name, &kept(&reply), token);
        }
    }
}

#[test]
fn of_a_success_that_is_no_grant_nothing_is_kept() {
    let deep = (0..6).fold(json!({"access_token": TOKEN}).to_string(), |text, _| json!({ "a": text }).to_string());
    let bodies = [
        json!([{"name": "access_token", "value": TOKEN}]).to_string(),
        json!(["access_token", TOKEN]).to_string(),
        json!({"tokens": [TOKEN]}).to_string(),
        json!({"access_tokens": [TOKEN]}).to_string(),
        json!({"token": {"value": TOKEN}}).to_string(),
        json!({"accessTokenValue": TOKEN}).to_string(),
        json!({"jwt": TOKEN}).to_string(),
        json!({"error": "x", "error_description": TOKEN}).to_string(),
        json!(TOKEN).to_string(),
        deep,
        format!("access_token: |\n  {TOKEN}\n"),
        format!("access_token,token_type\n{TOKEN},bearer"),
        format!("access_token | {TOKEN}"),
        format!("access_token is {TOKEN}"),
        format!("[('access_token', '{TOKEN}')]"),
        format!("s:12:\"access_token\";s:32:\"{TOKEN}\""),
        format!("name=\"access_token\"\r\n\r\n{TOKEN}"),
        format!("<b>access_token</b>: <code>{TOKEN}</code>"),
        format!("access_token={}\n{}", &TOKEN[..14], &TOKEN[14..]),
        format!("{{\"access_token\": \"{}\" + \"{}\"}}", &TOKEN[..14], &TOKEN[14..]),
        format!("access_token=3D{TOKEN}"),
        format!("Authorization: Token {TOKEN}"),
        format!("{{\"token_type\":\"bearer\",\"t\":\"{TOKEN}"),
        TOKEN.to_owned(),
    ];
    for body in &bodies {
        for status in [200, 201, 202, 302] {
            let (reply, _) = enter_grant(status, &[], body.as_bytes());
            hides(body, &kept(&reply), TOKEN);
            assert!(reply.withheld.is_some_and(Withheld::is_no_grant), "{body}");
        }
    }
    let utf16: Vec<u8> = json!({"access_token": TOKEN}).to_string().encode_utf16().flat_map(u16::to_le_bytes).collect();
    let told = String::from_utf8_lossy(&enter_grant(200, &[], &utf16).0.body).replace('\0', "");
    hides("UTF-16", &told, TOKEN);
    // A refusal is kept: its words are what it is read by.
    let refusal = r#"{"error":"invalid_grant","error_description":"Grant credentials are invalid"}"#;
    assert_eq!(enter_grant(400, &[], refusal.as_bytes()).0.text(), refusal);
}

#[test]
fn of_a_grant_the_known_fields_are_kept() {
    let grant = json!({"access_token": TOKEN, "expires_in": 3992, "restricted_to": [], "token_type": "bearer"});
    let (reply, tokens) = enter_grant(200, &[], grant.to_string().as_bytes());
    assert_eq!(tokens, [TOKEN]);
    assert_eq!(reply.text(), grant.to_string().replace(TOKEN, Placeholder::Token.as_str()));
    let other = "Zq7RtYp1W3Xs5VbNc00kie6LmK9jHgF2";
    for odd in [
        json!({"jwt": other}),
        json!({"scope": other}),
        json!({"token_type": other}),
        json!({"restricted_to": [{"scope": other}]}),
        json!({"error": other}),
        json!({"error_description": other}),
        json!({other: 1}),
        json!({"expires_in": other}),
    ] {
        let mut whole = grant.as_object().unwrap().clone();
        whole.extend(odd.as_object().unwrap().clone());
        let (reply, tokens) = enter_grant(200, &[], json!(whole).to_string().as_bytes());
        assert!(tokens.contains(&TOKEN.to_owned()), "{odd}");
        hides(&odd.to_string(), &kept(&reply), other);
        assert!(reply.text().contains(Placeholder::Token.as_str()), "{odd}: {}", reply.text());
    }
}

#[test]
fn of_the_headers_of_a_success_that_is_no_grant_the_known_values_are_kept() {
    let long = format!("{TOKEN}.example.com");
    for (name, value) in [
        ("location", format!("https://x.example/cb/{TOKEN}")),
        ("location", format!("https://x.example/?code={TOKEN}")),
        ("location", format!("https://{TOKEN}@x.example/")),
        ("location", format!("https://{long}/")),
        ("www-authenticate", format!("Negotiate {TOKEN}")),
        ("proxy-authenticate", format!("Negotiate {TOKEN}")),
        ("via", TOKEN.to_owned()),
        ("box-request-id", TOKEN.to_owned()),
        ("content-type", format!("text/html; boundary={TOKEN}")),
        ("content-type", format!("text/{TOKEN}")),
        ("retry-after", TOKEN.to_owned()),
        ("date", TOKEN.to_owned()),
    ] {
        for status in [200, 302] {
            hides(&value, &kept(&enter_grant(status, &[(name, &value)], b"<html>").0), TOKEN);
        }
    }
    for (name, value, expected) in [
        ("content-type", "Text/HTML; charset=utf-8", "text/html"),
        ("date", "Wed, 25 Nov 2026 10:00:00 GMT", "Wed, 25 Nov 2026 10:00:00 GMT"),
        ("retry-after", "120", "120"),
        ("location", "https://account.box.com/api/oauth2/token", "https://account.box.com/[withheld]"),
    ] {
        assert_eq!(enter_grant(302, &[(name, value)], b"<html>").0.header(name), Some(expected));
    }
}

#[test]
fn a_word_is_no_token() {
    for text in [
        "access_token is missing",
        "access_token: required",
        "the access_token=undefined was not accepted",
        "Bearer token",
        "Bearer authentication is required",
        "<p>Your access_token: please renew</p>",
        r#"{"error":"invalid_token","error_description":"Bearer authentication needs an access_token: none"}"#,
        "token_type: bearer",
        "csrf_token=abcDEF123456",
    ] {
        let header = format!("Bearer realm=\"Service\", error=\"invalid_token\", error_description=\"{text}\"");
        let header = header.replace("\"{", "").replace('\\', "");
        let (reply, tokens) = enter(&mut door(), 401, &[("www-authenticate", &header)], text);
        assert_eq!(tokens, [""; 0], "{text}");
        assert_eq!(reply.text(), text);
        assert_eq!(reply.header("www-authenticate"), Some(header.as_str()));
    }
}

/// A reply to a probe: its status, its headers and its body.
type Told = (Probe, u16, Vec<(&'static str, &'static str)>, String);

/// Replies of every kind that something is read off.
fn replies() -> Vec<Told> {
    let mut rows: Vec<Told> = Vec::new();
    for signature in CATALOGUE.signatures() {
        for code in &signature.codes {
            for text in &signature.texts {
                let token = json!({"error": code, "error_description": text}).to_string();
                rows.push((Probe::User, 400, Vec::new(), token));
                let api = json!({"type": "error", "status": 403, "code": code, "message": text}).to_string();
                rows.push((Probe::WhoamiUser, 403, Vec::new(), api));
            }
        }
    }
    let user = |status: &str| {
        json!({"type": "user", "id": "8506151483", "login": "x@example.com", "status": status,
            "is_platform_access_only": false, "enterprise": {"type": "enterprise", "id": "1234567"}})
        .to_string()
    };
    rows.push((Probe::UserLookup, 200, Vec::new(), user("inactive")));
    rows.push((Probe::UserLookup, 200, Vec::new(), user("active")));
    rows.push((Probe::WhoamiUser, 200, Vec::new(), user("active")));
    let challenge = vec![("www-authenticate", r#"Bearer realm="Service", error="insufficient_scope""#)];
    rows.push((Probe::WhoamiUser, 403, challenge, String::new()));
    rows.push((Probe::WhoamiUser, 401, vec![("www-authenticate", r#"Bearer realm="Service""#)], String::new()));
    rows.push((Probe::Enterprise, 302, vec![("location", "https://account.box.com/login?x=inactive")], String::new()));
    let grant = json!({"access_token": TOKEN, "expires_in": 3992, "restricted_to": [], "token_type": "bearer"});
    rows.push((Probe::Enterprise, 200, Vec::new(), grant.to_string()));
    rows
}

#[test]
fn no_value_changes_what_a_reply_is_read_as() {
    let identity = Identity {
        enterprise_id: Some("1234567".to_owned()),
        user_id: Some("8506151483".to_owned()),
        base_url: Some("https://gateway.example".parse().unwrap()),
        ..Identity::default()
    };
    let mut vocabulary = CATALOGUE.vocabulary();
    for id in ["1234567", "8506151483"] {
        vocabulary.add(id);
    }
    let words = [
        "e",
        "a",
        "1",
        "client",
        "error",
        "type",
        "user",
        "box",
        "com",
        "Inactive",
        "inactive",
        "active",
        "credentials",
        "invalid_grant",
        "invalid_client",
        "error_description",
        "access_token",
        "token_type",
        "bearer",
        "Service",
        "enterprise",
        "insufficient_scope",
        "unauthorized_client",
        "authorized",
        "true",
        "null",
        "400",
        "403",
        "{",
        "\"",
        ":",
        "8506151483",
        "status\":\"",
        "Grant credentials are invalid",
        "The client credentials are invalid",
    ];
    for (probe, status, headers, body) in replies() {
        let read = |door: &mut Door, more: &[(&str, &str)]| {
            let headers: Vec<_> = headers.iter().copied().chain(more.iter().copied()).collect();
            let (reply, _) = enter(door, status, &headers, &body);
            CATALOGUE.classify(probe, &Answer::Reply(reply), &identity)
        };
        let plain = read(&mut Door::new(vocabulary.clone()), &[]);
        for word in words {
            let mut door = Door::new(vocabulary.clone());
            door.guard(&SecretString::from(word));
            assert_eq!(read(&mut door, &[]), plain, "the secret `{word}`: {body} {headers:?}");
            let cookie = format!("state={word}; Path=/");
            let read = read(&mut Door::new(vocabulary.clone()), &[("set-cookie", &cookie)]);
            assert_eq!(read, plain, "the cookie `{word}`: {body}");
        }
    }
    for token in ["a", "1", "e", "invalid_grant", "error", ""] {
        let body = json!({"error": "invalid_grant", "error_description": "Grant credentials are invalid"});
        let plain = enter(&mut door(), 400, &[], &body.to_string()).0;
        let mut with = body;
        with["refresh_token"] = json!(token);
        let (reply, _) = enter(&mut door(), 400, &[], &with.to_string());
        let read = |reply: &Reply| CATALOGUE.classify(Probe::User, &Answer::Reply(reply.clone()), &identity);
        assert_eq!(read(&reply), read(&plain), "{token}: {}", reply.text());
    }
}

#[test]
fn every_field_that_is_read_is_a_public_word() {
    let folder = std::fs::read_dir("src/catalogue/classify").unwrap().map(|file| file.unwrap().path());
    let mut fields = std::collections::BTreeSet::new();
    for path in folder.chain(["src/examination/people.rs".into()]) {
        let source = std::fs::read_to_string(path).unwrap();
        let source = source.split("#[cfg(test)]").next().unwrap();
        for before in ["get(\"", "contains_key(\"", "text_of(user, \"", "text_of(object, \"", "text_of(entry, \""] {
            let names = source.split(before).skip(1).filter_map(|behind| behind.split('"').next());
            let is_field = |name: &&str| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
            fields.extend(names.filter(is_field).map(str::to_owned));
        }
    }
    assert!(fields.len() > 10, "{fields:?}");
    for field in fields {
        let mut door = door();
        door.guard(&SecretString::from(field.as_str()));
        let body = json!({"a": {&field: null}}).to_string();
        assert_eq!(enter(&mut door, 200, &[], &body).0.text(), body);
    }
}

#[test]
fn a_text_too_tangled_to_search_is_withheld() {
    // Each `+` reads in two ways, and every one of a thousand values begins with some of them.
    let values = (0..1024_u32).map(|count| (0..10).map(|bit| if count >> bit & 1 == 1 { '+' } else { '%' }).collect());
    let cookies: Vec<String> = values.map(|value: String| format!("a={value}")).collect();
    let headers: Vec<(&str, &str)> = cookies.iter().map(|cookie| ("set-cookie", cookie.as_str())).collect();
    let (reply, tokens) = enter(&mut door(), 200, &headers, &format!("access_token={TOKEN}&x={}", "+%25".repeat(8000)));
    assert_eq!(tokens, [TOKEN]);
    assert!(reply.body.is_empty() && reply.withheld.unwrap().words().contains("too tangled"));
}

#[test]
fn what_a_short_secret_may_stand_in_is_withheld_by_us() {
    for secret in ["hunter2", "page", "é1"] {
        for body in [format!("<html>a page of {secret}</html>"), format!("{{\"error\":\"{secret}")] {
            let mut door = door();
            door.guard(&SecretString::from(secret));
            let (reply, _) = enter(&mut door, 400, &[("via", secret)], &body);
            assert!(!kept(&reply).contains(secret), "{}", kept(&reply));
            let reading = CATALOGUE.classify(Probe::User, &Answer::Reply(reply), &Identity::default());
            let reading = format!("{reading:?}");
            assert!(reading.contains("ReplyWithheld") && reading.contains("withheld by this program"), "{reading}");
        }
        let body =
            json!({"error": "invalid_grant", "error_description": format!("x{secret}y"), "n": [secret]}).to_string();
        let mut door = door();
        door.guard(&SecretString::from(secret));
        let (reply, _) = enter(&mut door, 400, &[], &body);
        let expected = r#"{"error":"invalid_grant","error_description":"[redacted-secret]","n":["[redacted-secret]"]}"#;
        assert_eq!(reply.text(), expected);
    }
}

#[test]
fn a_cookie_of_every_form_is_hidden() {
    let many: Vec<String> = (0..40).map(|count| format!("c{count}=valueNumber{count:08}")).collect();
    let forms = [
        format!("session={COOKIE}; Path=/; HttpOnly"),
        format!("session=\"{COOKIE}\"; Path=/"),
        format!("session={COOKIE}"),
        format!("session=id={COOKIE}=x; Secure"),
        COOKIE.to_owned(),
        format!("={COOKIE}"),
        format!("a=b,{COOKIE},c; Path=/"),
        format!("a=b; Path=/, session={COOKIE}; Path=/"),
        format!("a=b; Expires=Wed, 21 Oct 2026 07:28:00 GMT, session={COOKIE}"),
    ];
    for form in forms {
        for header in ["set-cookie", "set-cookie2"] {
            let mut headers: Vec<(&str, &str)> = many.iter().map(|cookie| ("set-cookie", cookie.as_str())).collect();
            headers.push((header, &form));
            let mut door = door();
            let (reply, _) =
                enter(&mut door, 400, &headers, &json!({"x": [COOKIE, "valueNumber00000039"]}).to_string());
            for value in [COOKIE, "valueNumber00000039"] {
                hides(&form, &kept(&reply), value);
            }
            let (reply, _) = enter(&mut door, 400, &[("via", COOKIE)], COOKIE);
            hides(&form, &kept(&reply), COOKIE);
        }
    }
    let (reply, _) = enter(
        &mut door(),
        200,
        &[("set-cookie", "a=b; Path=/application; Domain=account.box.com")],
        "/application account.box.com",
    );
    assert_eq!(reply.text(), "/application account.box.com", "attributes are no values");
}

#[test]
fn past_the_bound_the_texts_go_and_the_tokens_stay() {
    let mut door = door();
    let (mut first, _) = enter(&mut door, 400, &[], &json!({"error": "invalid_grant", "x": COOKIE}).to_string());
    let long: Vec<String> =
        (0..32).map(|count| format!("c{count}={}", format!("{count:04}AbCdEf9").repeat(1090))).collect();
    let mut headers: Vec<(&str, &str)> = long.iter().map(|cookie| ("set-cookie", cookie.as_str())).collect();
    let last = format!("session={COOKIE}");
    headers.push(("set-cookie", &last));
    headers.push(("via", COOKIE));
    let (second, tokens) = enter(&mut door, 200, &headers, &json!({"access_token": TOKEN, "x": COOKIE}).to_string());
    assert_eq!((second.status, tokens), (200, vec![TOKEN.to_owned()]));
    let (third, tokens) = enter(&mut door, 200, &[], &json!({"access_token": SHAPES[1], "x": COOKIE}).to_string());
    assert_eq!(tokens, [SHAPES[1]]);
    let mut answer = Answer::Reply(first);
    door.enter_again(std::iter::once(&mut answer));
    let Answer::Reply(again) = answer else { unreachable!() };
    first = again;
    for reply in [first, second, third] {
        hides("crowded", &kept(&reply), COOKIE);
        hides("crowded", &kept(&reply), TOKEN);
        let why = reply.withheld.unwrap().words();
        assert!(why.contains("by this program") && why.contains("cookies"), "{why}");
    }
}

#[test]
fn of_many_tokens_some_are_handed_out_and_the_rest_counted() {
    let mut door = door();
    let tokens: Vec<_> = (0..2000).map(|count| json!({"access_token": format!("T0kenNumber{count:010}")})).collect();
    let (reply, handed) = enter(&mut door, 200, &[], &json!(tokens).to_string());
    assert_eq!((handed.len(), door.left_out()), (16, 1984));
    assert!(reply.body.is_empty());
    let (reply, _) = enter(&mut door, 200, &[], "T0kenNumber0000001999");
    hides("a later reply", &kept(&reply), "T0kenNumber0000001999");
}
