//! Reads what people paste: a reply's body, `curl -i` or `curl -v` output, the text of an SDK's exception.
//!
//! For support staff who have no secret, only somebody's error. What cannot be read is said to be so; nothing is made up:
//! the reply holds the code and the words that stand in the text, and goes through the same door as a live one.

use secrecy::SecretString;
use serde_json::{Map, Value, json};

use crate::catalogue::{Answers, Catalogue, Probe, Signature};
use crate::reply::door::{Door, Incoming};
use crate::reply::{Answer, BODY_LIMIT};

/// The error codes of RFC 6749 §5.2 and RFC 6750 §3.1, beside those that Box is known to send.
const CODES: [&str; 8] = [
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
    "invalid_token",
    "insufficient_scope",
];
/// The fields by which a JSON object is known to be a reply.
const FIELDS: [&str; 5] = ["error", "access_token", "code", "id", "error_description"];
/// The longest description that is taken from behind a code.
const DESCRIPTION_LIMIT: usize = 300;

/// Why a pasted text cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// There is nothing to go by.
    #[error(
        "the reply to the {probe} probe cannot be read: {what}\n\
         hint: paste `granted`, the JSON body, the output of `curl -i`, or the whole text of the exception"
    )]
    Unreadable {
        /// The probe.
        probe: Probe,
        /// What is missing, or there twice.
        what: String,
    },
}

/// Reads a pasted text as the reply to a probe.
///
/// # Errors
///
/// If the text holds no status, no JSON object and no code to go by, or several that contradict one another.
pub fn read(catalogue: &Catalogue, probe: Probe, text: &str) -> Result<Answer, Error> {
    let unreadable = |what: &str| Error::Unreadable { probe, what: what.to_owned() };
    let text = straighten(text);
    let text = text.trim();
    if text.is_empty() {
        return Err(unreadable("the text is empty"));
    }
    if matches!(text.to_ascii_lowercase().as_str(), "granted" | "token") {
        if !probe.asks_for_token() {
            return Err(unreadable("what it tells is in its fields, so `granted` says too little: paste the body"));
        }
        let body = json!({"access_token": "[redacted-token]", "token_type": "bearer"}).to_string();
        return Ok(enter(text, 200, &[], &body));
    }
    let enter = |status, headers: &[_], body: &str| Ok(enter(text, status, headers, body));
    let several = |what: String| unreadable(&format!("it holds several {what}; paste one reply at a time"));
    if let Some(reply) = http(text) {
        return enter(reply.status, &reply.headers, &reply.body);
    }
    if let Some((status, body)) = object(text).map_err(|Contradiction| several("replies".to_owned()))? {
        return enter(status, &[], &body);
    }
    let status = status_in(text);
    if text.starts_with('<') {
        return enter(status.unwrap_or(200), &[], text);
    }
    match words(catalogue, probe, text).map_err(several)? {
        Some(body) => enter(status.filter(|status| *status >= 400).unwrap_or(400), &[], &body),
        None => match status {
            // What these say, they say by their status alone.
            Some(status @ (407 | 429 | 500..=599)) => enter(status, &[], text),
            _ => Err(unreadable("it holds neither a JSON body nor a code of RFC 6749")),
        },
    }
}

/// Lets a reply in by the door, which keeps out whatever the pasted text shows to be a secret: an exception's text often holds
/// the request as well.
fn enter(text: &str, status: u16, headers: &[(String, Vec<u8>)], body: &str) -> Answer {
    let mut door = Door::default();
    for secret in secrets_in(text) {
        door.guard(&SecretString::from(secret));
    }
    let body = without_long_runs(body);
    let whole = body.as_bytes();
    let body = &whole[..whole.len().min(BODY_LIMIT)];
    let incoming = Incoming { status, headers, body, truncated: whole.len() > BODY_LIMIT };
    Answer::Reply(door.enter(incoming).0)
}

/// Word processors and chats turn quotes round and put in spaces that do not break.
fn straighten(text: &str) -> String {
    text.chars()
        .map(|char| match char {
            '“' | '”' | '„' | '‟' => '"',
            '‘' | '’' | '‚' => '\'',
            '\u{a0}' | '\u{202f}' => ' ',
            other => other,
        })
        .filter(|char| *char != '\u{feff}')
        .collect()
}

struct Http {
    status: u16,
    headers: Vec<(String, Vec<u8>)>,
    body: String,
}

/// Reads the output of `curl -i` or `curl -v`: the last reply in it, since proxies and redirects come before.
fn http(text: &str) -> Option<Http> {
    let verbose = text.lines().any(|line| line.starts_with("< HTTP/"));
    let own: Vec<&str> = if verbose {
        // Of `curl -v`, what was received, and the body, which stands without a mark.
        let sent = |line: &&str| !(line.starts_with('>') || line.starts_with('*') || line.starts_with("} ["));
        text.lines().filter(sent).map(|line| line.strip_prefix("< ").unwrap_or(line)).collect()
    } else {
        text.lines().collect()
    };
    let start = own.iter().rposition(|line| line.starts_with("HTTP/"))?;
    let status = own[start].split_whitespace().nth(1)?.parse().ok()?;
    let mut headers = Vec::new();
    let mut rest = own[start + 1..].iter();
    for line in rest.by_ref() {
        match line.trim().trim_start_matches('<').split_once(':') {
            Some((name, value)) if !name.contains(['{', ' ']) => {
                headers.push((name.trim().to_ascii_lowercase(), value.trim().as_bytes().to_vec()));
            }
            _ => break,
        }
    }
    let body = rest.filter(|line| !line.starts_with("{ [")).copied().collect::<Vec<_>>().join("\n");
    Some(Http { status, headers, body: body.trim().to_owned() })
}

/// Two replies that say different things.
struct Contradiction;

/// Finds the JSON object that looks like a reply, as it stands, escaped within a string, or as Python prints it.
fn object(text: &str) -> Result<Option<(u16, String)>, Contradiction> {
    let python = |text: &str| {
        text.replace('\'', "\"").replace(": None", ": null").replace(": True", ": true").replace(": False", ": false")
    };
    for reading in [text.to_owned(), text.replace("\\\"", "\""), python(text)] {
        let replies = objects(&reading);
        let Some((at, object)) = replies.first() else { continue };
        if replies.iter().any(|(_, other)| says(other) != says(object)) {
            return Err(Contradiction);
        }
        let told = object.get("status").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok());
        let refused = object.contains_key("error") || object.contains_key("code");
        let body = Value::Object(object.clone()).to_string();
        let before = status_in(&reading[..*at]);
        let after = || status_in(&reading[*at..].replace(&body, ""));
        let status = before.or(told).or_else(after).unwrap_or(if refused { 400 } else { 200 });
        // A refusal in the body outweighs a number that says otherwise.
        let status = if refused && status < 400 { 400 } else { status };
        return Ok(Some((status, body)));
    }
    Ok(None)
}

/// What decides how an object is read.
fn says(object: &Map<String, Value>) -> [Option<&Value>; 2] {
    [object.get("error").or(object.get("code")), object.get("error_description").or(object.get("message"))]
}

/// The objects that look like replies, and where each begins; those within one of them are its own.
fn objects(text: &str) -> Vec<(usize, Map<String, Value>)> {
    let mut objects = Vec::new();
    let mut end = 0;
    for (at, _) in text.match_indices('{') {
        if at < end {
            continue;
        }
        let mut parser = serde_json::Deserializer::from_str(&text[at..]).into_iter::<Value>();
        if let Some(Ok(Value::Object(object))) = parser.next()
            && FIELDS.iter().any(|field| object.contains_key(*field))
        {
            end = at + parser.byte_offset();
            objects.push((at, object));
        }
    }
    objects
}

/// What stands behind a name or a scheme that only a secret stands behind, in whatever notation the text has it.
fn secrets_in(text: &str) -> Vec<String> {
    // Each with what may stand between it and the secret.
    const NAMES: [(&str, &str); 7] = [
        ("client_secret", " \t\\'\":=>,%[(<{"),
        ("clientsecret", " \t\\'\":=>,%[(<{"),
        ("access_token", " \t\\'\":=>,%[(<{"),
        ("refresh_token", " \t\\'\":=>,%[(<{"),
        ("assertion", " \t\\'\":=>,%[(<{"),
        ("bearer", " :"),
        ("basic", " :"),
    ];
    let lower = text.to_ascii_lowercase();
    let mut secrets = Vec::new();
    for (name, between) in NAMES {
        for (at, _) in lower.match_indices(name) {
            let rest = text[at + name.len()..].trim_start_matches(|char: char| between.contains(char));
            let value: String =
                rest.chars().take_while(|char| !char.is_whitespace() && !"'\"\\,;&<>(){}[]".contains(*char)).collect();
            let is_word = CODES.contains(&value.as_str()) || FIELDS.contains(&value.as_str()) || value.contains('=');
            if value.len() >= 8 && !is_word {
                secrets.push(value);
            }
        }
    }
    secrets
}

/// The text with everything withheld that may be a secret by its form, whatever stands before it: Box's secrets and tokens are
/// long runs of letters and digits, and nothing else in a reply is.
fn without_long_runs(text: &str) -> String {
    const LONG: usize = 20;
    let mut safe = String::new();
    for run in text.split_inclusive(|char: char| !char.is_ascii_alphanumeric()) {
        let word = run.trim_end_matches(|char: char| !char.is_ascii_alphanumeric());
        let mixed =
            word.bytes().any(|byte| byte.is_ascii_digit()) && word.bytes().any(|byte| byte.is_ascii_alphabetic());
        if word.len() >= LONG && mixed {
            safe.push_str("[withheld]");
            safe.push_str(&run[word.len()..]);
        } else {
            safe.push_str(run);
        }
    }
    safe
}

/// The status in a text: a number at its start, in brackets, behind a word that announces a status, or before a reason phrase.
/// Other numbers are lines of code, durations and the like.
fn status_in(text: &str) -> Option<u16> {
    const BEFORE: [&str; 7] = ["status", "code", "statuscode", "status_code", "error", "http", "response"];
    const AFTER: [&str; 9] = ["bad", "unauthorized", "forbidden", "not", "too", "internal", "service", "gateway", "ok"];
    let is_word = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '.' | '-' | '/');
    let letters =
        |word: &str| word.chars().filter(|char| char.is_ascii_alphabetic() || *char == '_').collect::<String>();
    text.char_indices().filter(|(at, char)| char.is_ascii_digit() && !text[..*at].ends_with(is_word)).find_map(
        |(at, _)| {
            let word: String = text[at..].chars().take_while(|char| is_word(*char)).collect();
            let status: u16 = word.parse().ok().filter(|_| word.len() == 3)?;
            let known = matches!(status, 200 | 201 | 300..=308 | 400..=431 | 500..=511);
            let before = text[..at].trim_end_matches(|char: char| char.is_whitespace() || ":=\"'".contains(char));
            let last =
                letters(before.rsplit(|char: char| !is_word(char)).next().unwrap_or_default()).to_ascii_lowercase();
            let next = text[at + 3..].split_whitespace().next().map(|word| letters(word).to_ascii_lowercase());
            let announced = before.is_empty()
                || before.ends_with(['[', '('])
                || BEFORE.iter().any(|word| last.ends_with(word))
                || next.is_some_and(|next| AFTER.contains(&next.as_str()));
            (known && announced).then_some(status)
        },
    )
}

/// Makes a refusal's body of the code and the known text that stand in an exception's words; several codes are an error.
fn words(catalogue: &Catalogue, probe: Probe, text: &str) -> Result<Option<String>, String> {
    let kind = if probe.asks_for_token() { Answers::Token } else { Answers::Api };
    let known: Vec<&Signature> = catalogue.signatures().iter().filter(|signature| signature.answers == kind).collect();
    let plain = squeeze(text);
    let mut said: Vec<(&Signature, &str)> = known
        .iter()
        .flat_map(|signature| signature.texts.iter().map(move |text| (*signature, text.as_str())))
        .filter(|(_, text)| plain.contains(squeeze(text).trim_end_matches('.')))
        .collect();
    // Of two wordings where one holds the other, the longer was meant.
    said.sort_by_key(|(_, text)| std::cmp::Reverse(text.len()));
    if let Some(((first, longest), rest)) = said.split_first() {
        let within = |text: &str| squeeze(longest).contains(squeeze(text).trim_end_matches('.'));
        if rest.iter().any(|(other, text)| other.id != first.id && !within(text)) {
            let texts: Vec<String> = said.iter().map(|(_, text)| format!("`{text}`")).collect();
            return Err(format!("known texts ({})", texts.join(", ")));
        }
    }
    let mut codes: Vec<&str> = text
        .split(|char: char| !(char.is_ascii_alphanumeric() || char == '_'))
        .filter(|word| CODES.contains(&word.to_ascii_lowercase().as_str()))
        .collect();
    codes.sort_unstable();
    codes.dedup();
    let own_code = |signature: &Signature| signature.codes.first().cloned();
    let (code, description) = match (codes.as_slice(), said.first()) {
        ([], None) => return Ok(None),
        ([], Some((signature, text))) => (own_code(signature).unwrap_or_default(), (*text).to_owned()),
        ([code], Some((_, text))) => ((*code).to_owned(), (*text).to_owned()),
        ([code], None) => ((*code).to_owned(), behind(text, code)),
        (several, _) => return Err(format!("codes ({})", several.join(", "))),
    };
    let body = match kind {
        Answers::Token => json!({"error": code, "error_description": description}),
        Answers::Api | Answers::Fact => json!({"code": code, "message": description}),
    };
    Ok(Some(body.to_string()))
}

/// What stands behind a code: ` - The client is unknown`, to the end of its line.
fn behind(text: &str, code: &str) -> String {
    let Some((_, rest)) = text.split_once(code) else { return String::new() };
    let line = rest.lines().next().unwrap_or_default();
    let words = line.trim_start_matches([' ', '-', '–', '—', ':', ',', '"', '\'', ']', ')', '.']);
    words.trim_end_matches(['"', '\'', ')', ']', '}', ' ']).chars().take(DESCRIPTION_LIMIT).collect()
}

/// Lower case, single spaces and no quotes, so that a text is found however it was wrapped.
fn squeeze(text: &str) -> String {
    let unquoted: String = text.chars().filter(|char| !matches!(char, '"' | '\'' | '\\')).collect();
    unquoted.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{Identity, Reading};

    fn read_as(probe: Probe, text: &str) -> String {
        let catalogue = Catalogue::embedded().unwrap();
        let identity = Identity { enterprise_id: Some("1234567".into()), ..Identity::default() };
        let answer = match read(&catalogue, probe, text) {
            Ok(answer) => answer,
            Err(error) => return error.to_string().lines().next().unwrap_or_default().to_owned(),
        };
        match catalogue.classify(probe, &answer, &identity) {
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
            format!(
                r#"{{"error":"invalid_grant","error_description":"new","request":{{"client_secret":"{secret}"}}}}"#
            ),
            format!(
                "{{'error': 'invalid_grant', 'error_description': 'new', 'request': \"'client_secret': '{secret}'\"}}"
            ),
            format!("HTTP/2 400\n\n{{\"error\":\"invalid_grant\",\"sent\":\"client_secret={secret}\"}}"),
        ] {
            let answer = read(&catalogue, Probe::User, &text).unwrap();
            let Answer::Reply(reply) = answer else { panic!("no reply") };
            assert!(!reply.text().contains(secret), "{}", reply.text());
        }
    }

    #[test]
    fn a_pasted_token_goes_no_further() {
        let catalogue = Catalogue::embedded().unwrap();
        let text = r#"HTTP/2 200\nset-cookie: z=1\n\n{"access_token":"AbCdEfGhIjKlMnOpQrStUvWxYz012345","token_type":"bearer"}"#;
        let answer = read(&catalogue, Probe::Enterprise, &text.replace("\\n", "\n")).unwrap();
        assert!(!format!("{answer:?}").contains("AbCdEfGh"));
        let Answer::Reply(reply) = answer else { panic!("no reply") };
        assert!(!reply.text().contains("AbCdEfGh"));
    }
}
