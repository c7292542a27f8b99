//! The door through which a server's text comes in: every secret, token and cookie is taken out of it here.

use secrecy::SecretString;

use super::body::Body;
use super::grant::NOT_KEPT;
use super::redact::{EVIDENT, Placeholder, Redactor, Unfit};
use super::vocabulary::Vocabulary;
use super::{Answer, KEPT_HEADERS, Reply, Withheld, cookies, grant, tokens};

/// How many tokens of one reply are handed out; Box grants one.
const TOKENS: usize = 16;
/// A longer header is not kept; Box's have under 200 bytes.
const LONGEST_HEADER: usize = 8 * 1024;

/// What came in, before it is fit to be kept.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'a> {
    /// The HTTP status code.
    pub status: u16,
    /// All headers, names in lower case, in the order received.
    pub headers: &'a [(String, Vec<u8>)],
    /// The body, as far as it was read.
    pub body: &'a [u8],
    /// Whether the body was longer than what was read.
    pub truncated: bool,
    /// Whether a token was asked for, so that a success may hold one anywhere.
    pub may_grant: bool,
}

/// The door. It remembers every value that came through it, since a server may repeat one in a later reply.
#[derive(Debug, Default)]
pub struct Door {
    redactor: Redactor,
    /// Whether a token or cookie came since replies were last redacted.
    received: bool,
    left_out: usize,
}

impl Door {
    /// A door that spares public words.
    #[must_use]
    pub fn new(public: Vocabulary) -> Self {
        Self { redactor: Redactor::new(public), ..Self::default() }
    }

    /// Keeps a secret of ours from coming in.
    pub fn guard(&mut self, secret: &SecretString) {
        self.redactor.add(secret, Placeholder::Secret);
    }

    /// How many tokens came that were not handed out, since one reply held so many.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// Finds the tokens in a body of which no reply comes: one that broke off, came too late or was interrupted.
    pub fn salvage(&mut self, body: &[u8]) -> Vec<SecretString> {
        self.enter(Incoming { status: 0, headers: &[], body, truncated: true, may_grant: false }).1
    }

    /// Takes out of earlier replies what was received after they came in: a server may tell a token before it grants it.
    pub fn enter_again<'r>(&mut self, answers: impl Iterator<Item = &'r mut Answer>) {
        if !std::mem::take(&mut self.received) {
            return;
        }
        for answer in answers {
            let Answer::Reply(reply) = answer else { continue };
            self.redact_headers(&mut reply.headers);
            if reply.withheld.is_none() && !reply.body.is_empty() {
                let (body, withheld) = kept(self.redactor.redact_body(&reply.body));
                reply.withheld = withheld;
                replace(&mut reply.body, body);
            }
        }
    }

    /// Makes a reply of what a server sent; the tokens in it that can be used are handed out beside it.
    pub fn enter(&mut self, incoming: Incoming<'_>) -> (Reply, Vec<SecretString>) {
        let body = Body::from(whole_characters(incoming.body));
        let tree = body.tree().filter(|_| body.len() == incoming.body.len());
        let found = tokens::find(incoming.body, tree, incoming.truncated, incoming.headers);
        let cookies = incoming.headers.iter().filter(|(name, _)| cookies::is_header(name));
        let cookies: Vec<String> =
            cookies.flat_map(|(_, value)| cookies::values(&String::from_utf8_lossy(value))).collect();
        let usable = found.usable.iter().map(|token| (token.as_str(), Placeholder::Token));
        let other = found.other.iter().map(|value| (value.as_str(), Placeholder::MalformedToken));
        let cookies = cookies.iter().map(|value| (value.as_str(), Placeholder::Cookie));
        // A shorter token or cookie is taken out where it stands alone: it would be found in words.
        let mut values =
            usable.chain(other).chain(cookies).filter(|(value, _)| value.chars().count() >= EVIDENT).peekable();
        self.received |= values.peek().is_some();
        self.redactor.add_all(values);

        let mut headers: Vec<(String, String)> = incoming
            .headers
            .iter()
            .filter(|(name, _)| KEPT_HEADERS.contains(&name.as_str()))
            .map(|(name, value)| (name.clone(), String::from_utf8_lossy(value).into_owned()))
            .collect();
        let grant = if incoming.may_grant && (200..400).contains(&incoming.status) {
            grant::kept(incoming.body, body)
        } else {
            Ok(body)
        };
        for (name, value) in &mut headers {
            *value = if grant.is_err() { grant::kept_header(name, value) } else { without_short_tokens(value) };
        }
        self.redact_headers(&mut headers);
        let unkept = if found.usable.len() > TOKENS || found.is_partial {
            Some(Withheld::Crowded)
        } else if found.is_hidden {
            Some(Withheld::Secret)
        } else {
            withheld(&incoming)
        };
        let (body, withheld) = match (unkept, grant) {
            (Some(why), _) | (None, Err(why)) => (Body::default(), Some(why)),
            (None, Ok(body)) => self.keep(body),
        };
        let is_grant = (200..300).contains(&incoming.status);
        let bore_token = !found.usable.is_empty() || (is_grant && !found.other.is_empty());
        let handed = found.usable.len().min(TOKENS);
        self.left_out += found.usable.len() - handed;
        let tokens = found.usable.into_iter().take(handed).map(SecretString::from).collect();
        let (status, truncated) = (incoming.status, incoming.truncated);
        (Reply { status, headers, body, truncated, withheld, inferred: Vec::new(), bore_token }, tokens)
    }

    /// What is kept of a body, and why nothing is.
    fn keep(&self, mut body: Body) -> (Body, Option<Withheld>) {
        let Ok(text) = std::str::from_utf8(&body) else {
            let (kept, withheld) = kept(self.redactor.redact_body(&body));
            replace(&mut body, kept);
            return (body, withheld);
        };
        let unnamed = without_people(text);
        replace(&mut body, unnamed.into_bytes());
        // A byte order mark before it makes it a text like any other here.
        let is_json = body.is_json() && !body.starts_with(MARK);
        if !is_json {
            let short = without_short_tokens(&String::from_utf8_lossy(&body));
            replace(&mut body, short.into_bytes());
        }
        let (kept, withheld) = kept(self.redactor.redact_body(&body));
        replace(&mut body, kept);
        (body, withheld)
    }

    fn redact_headers(&self, headers: &mut [(String, String)]) {
        for (_, value) in headers {
            let fits = value.len() <= LONGEST_HEADER;
            let redacted = fits.then(|| self.redactor.redact_header(value).ok()).flatten();
            *value = redacted.unwrap_or_else(|| NOT_KEPT.to_owned());
        }
    }
}

/// What is kept of a redacted body, and why nothing is.
fn kept(redacted: Result<Vec<u8>, Unfit>) -> (Vec<u8>, Option<Withheld>) {
    match redacted {
        Ok(body) => (body, None),
        Err(Unfit::Short) => (Vec::new(), Some(Withheld::Secret)),
        Err(Unfit::Unsearched) => (Vec::new(), Some(Withheld::Crowded)),
    }
}

/// Puts other bytes in a body's place, unless they are the same: then what is known of it stays known.
fn replace(body: &mut Body, bytes: Vec<u8>) {
    if **body != *bytes {
        *body = bytes.into();
    }
}

/// The byte order mark in UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// A text without the tokens too short to be sought by value, where they stand behind a token's name.
fn without_short_tokens(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut kept = 0;
    for place in tokens::short_places(text) {
        if place.start >= kept && !place.is_empty() {
            whole.push_str(&text[kept..place.start]);
            whole.push_str(Placeholder::Token.as_str());
            kept = place.end;
        }
    }
    whole.push_str(&text[kept..]);
    whole
}

/// The first bytes of a gzip member (RFC 1952 §2.3.1).
const GZIP: &[u8] = b"\x1f\x8b";

/// Why a body cannot be kept: the redactor finds nothing in what is compressed, and few things in what is no text.
fn withheld(incoming: &Incoming<'_>) -> Option<Withheld> {
    let encoded = |(name, value): &(String, Vec<u8>)| {
        name == "content-encoding" && !matches!(value.trim_ascii().to_ascii_lowercase().as_slice(), b"" | b"identity")
    };
    if incoming.headers.iter().any(encoded) || incoming.body.starts_with(GZIP) {
        return Some(Withheld::Compressed);
    }
    match std::str::from_utf8(incoming.body) {
        // A body that was cut off may end within a character.
        Err(error) if !(incoming.truncated && error.error_len().is_none()) => Some(Withheld::NotText),
        _ => None,
    }
}

/// A body without the part of a character that it ends with.
fn whole_characters(body: &[u8]) -> &[u8] {
    let whole = std::str::from_utf8(body).map_or_else(|error| error.valid_up_to(), str::len);
    &body[..whole]
}

/// Takes people out of a reply: every name, and every login but those that Box made up for accounts of apps.
fn without_people(text: &str) -> String {
    let unnamed = with_each(text, "\"name\"", |_| Some("[name]".to_owned()));
    with_each(&unnamed, "\"login\"", |login| {
        let of_app = login.to_ascii_lowercase().ends_with("@boxdevedition.com");
        (!of_app).then(|| "[login]".to_owned())
    })
}

/// The text with the string behind each such key replaced, where there is something to replace it by.
fn with_each(text: &str, key: &str, replace: impl Fn(&str) -> Option<String>) -> String {
    let mut whole = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(key) {
        let (before, tail) = rest.split_at(at + key.len());
        whole.push_str(before);
        rest = tail;
        let gap = tail.len() - tail.trim_start().trim_start_matches(':').trim_start().len();
        let mut strings = serde_json::Deserializer::from_str(&tail[gap..]).into_iter::<String>();
        if let Some(Ok(value)) = strings.next()
            && let Some(other) = replace(&value)
        {
            whole.push_str(&tail[..gap]);
            whole.push_str(&serde_json::Value::String(other).to_string());
            rest = &tail[gap + strings.byte_offset()..];
        }
    }
    whole.push_str(rest);
    whole
}
