//! Reads a reply as a signature: first by its code (RFC 6749 §5.2 `error`, or an API reply's `code`), then by
//! its normalized text.
//!
//! Total: whatever a server sends becomes a [`Reading`], and what is not well-formed becomes the
//! environment's fault, never the app's.

use serde_json::Value;
use url::{Host, Url};

use super::Catalogue;
use super::cause::Touch;
use super::signature::{Answers, Signature, SignatureId, SignatureSet};
use super::vocabulary::Probe;
use crate::reply::{Answer, FaultId, Object, Reply, json_object};

/// What replies are read against: who the profile says the subjects are, and where the request went.
#[derive(Debug, Clone, Default)]
pub struct Identity {
    /// The configured enterprise ID.
    pub enterprise_id: Option<String>,
    /// The configured user ID.
    pub user_id: Option<String>,
    /// The account of the enterprise token, once `whoami-enterprise` told it.
    pub service_account_id: Option<String>,
    /// Where requests are sent.
    pub base_url: Option<Url>,
}

impl Identity {
    /// Whether the configured user is the Service Account itself.
    fn asks_for_service_account(&self) -> bool {
        self.user_id.is_some() && self.user_id == self.service_account_id
    }
}

impl Identity {
    /// Whether requests go to the host that answers Box's token requests: then the host is not what is wrong.
    fn is_token_host(&self) -> bool {
        self.base_url.as_ref().and_then(Url::host_str) == Some("api.box.com")
    }
}

/// What a reply was read as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// One of the known replies.
    Known(SignatureId),
    /// A known code with a text that nobody has documented: any of the code's signatures.
    Vague(SignatureSet),
    /// A well-formed refusal that nobody has documented.
    Unknown,
    /// A well-formed reply that tells nothing here.
    Silent {
        /// Whether it answered what was asked, instead of refusing it.
        granted: bool,
        /// Why it tells nothing.
        why: String,
    },
    /// No reply that takes part: an environment fault, and what exactly was seen.
    Fault(FaultId, String),
}

impl Reading {
    /// Whether the reply is a refusal or a grant that takes part in the diagnosis.
    #[must_use]
    pub const fn takes_part(&self) -> bool {
        matches!(self, Self::Known(_) | Self::Vague(_))
    }
}

/// The `access_token` of a reply's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenField<'a> {
    /// There is none.
    Absent,
    /// A non-empty string of visible ASCII, as RFC 6749 appendix A.12 wants it.
    Usable(&'a str),
    /// Anything else under that name.
    Malformed,
}

/// Reads the `access_token` of a body.
#[must_use]
pub fn token_field(object: &Object) -> TokenField<'_> {
    match object.get("access_token") {
        None | Some(Value::Null) => TokenField::Absent,
        Some(Value::String(token)) if !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic()) => {
            TokenField::Usable(token)
        }
        Some(_) => TokenField::Malformed,
    }
}

impl Catalogue {
    /// Reads what one request came to.
    #[must_use]
    pub fn classify(&self, probe: Probe, answer: &Answer, identity: &Identity) -> Reading {
        let reply = match answer {
            Answer::Failed(failure) => return Reading::Fault(failure.fault, failure.detail.clone()),
            Answer::Reply(reply) => reply,
        };
        match reply.status {
            429 => return Reading::Fault(FaultId::RateLimited, "status 429".to_owned()),
            407 => return Reading::Fault(FaultId::ProxyRefused, "status 407".to_owned()),
            500..=599 => return Reading::Fault(FaultId::BoxUnavailable, format!("status {}", reply.status)),
            _ => {}
        }
        if probe.asks_for_token() {
            self.classify_token_reply(reply, identity)
        } else {
            self.classify_api_reply(probe, reply, identity)
        }
    }

    fn classify_token_reply(&self, reply: &Reply, identity: &Identity) -> Reading {
        if (300..400).contains(&reply.status) {
            return self.classify_redirect(reply, identity);
        }
        let object = match json_object(reply) {
            Ok(object) => object,
            Err(why) => return not_box(reply, &why),
        };
        match reply.status {
            200 if object.contains_key("error") => not_box(reply, "a 200 that carries an `error`"),
            200 => match token_field(&object) {
                TokenField::Usable(_) if is_bearer(&object) => self.known("token"),
                TokenField::Usable(_) => not_box(reply, "the `token_type` is not `bearer`"),
                TokenField::Absent => not_box(reply, "a 200 without an `access_token`"),
                TokenField::Malformed => not_box(reply, "the `access_token` is no string of visible ASCII"),
            },
            400..=499 => self.classify_refusal(reply, &object, identity),
            _ => not_box(reply, "neither a grant nor a refusal"),
        }
    }

    fn classify_redirect(&self, reply: &Reply, identity: &Identity) -> Reading {
        let Some(location) = reply.header("location").filter(|location| !location.trim().is_empty()) else {
            return not_box(reply, "a redirect to nowhere");
        };
        match Url::parse(location) {
            Ok(url) if is_box_host(&url) && !identity.is_token_host() => self.known("redirected-to-box"),
            Ok(url) if is_box_host(&url) => not_box(reply, "a redirect away from the host that answers token requests"),
            _ => not_box(reply, "a redirect to a host that is not Box's"),
        }
    }

    /// Reads an error reply of RFC 6749 §5.2.
    fn classify_refusal(&self, reply: &Reply, object: &Object, identity: &Identity) -> Reading {
        let Some(Value::String(error)) = object.get("error") else {
            return not_box(reply, "a refusal without an `error` of RFC 6749");
        };
        let description = match object.get("error_description") {
            None | Some(Value::Null) => "",
            Some(Value::String(text)) => text.as_str(),
            Some(_) => return not_box(reply, "an `error_description` that is no text"),
        };
        let error = normalize_code(error);
        if error.is_empty() {
            return not_box(reply, "an empty `error`");
        }
        let of_code = |signature: &&Signature| signature.answers == Answers::Token && signature.codes.contains(&error);
        let description = normalize_text(description);
        let exact = self.signatures().iter().find(|signature| {
            of_code(signature) && signature.texts.iter().any(|text| says(&description, &normalize_text(text)))
        });
        match exact {
            // From the right host it does not mean that the host is wrong; what it does mean nobody has documented.
            Some(signature) if signature.id == "grant-type-missing" && identity.is_token_host() => {
                return Reading::Unknown;
            }
            Some(signature) => return self.known(&signature.id),
            None => {}
        }
        let candidates: SignatureSet =
            self.signatures().iter().filter(of_code).filter_map(|signature| self.signature_id(&signature.id)).collect();
        // Box uses `invalid_request` for what has nothing in common, so its text cannot be done without.
        if candidates.is_empty() || error == "invalid_request" { Reading::Unknown } else { Reading::Vague(candidates) }
    }

    fn classify_api_reply(&self, probe: Probe, reply: &Reply, identity: &Identity) -> Reading {
        if (300..400).contains(&reply.status) {
            return not_box(reply, "a redirect");
        }
        if reply.status == 200 {
            return match (probe, json_object(reply)) {
                (_, Err(why)) => not_box(reply, &why),
                (_, Ok(object)) if is_error(&object) => not_box(reply, "a 200 that carries an error"),
                (Probe::Scope | Probe::Folder, Ok(object)) if !object.is_empty() => self.known("readable"),
                (Probe::Scope | Probe::Folder, Ok(_)) => not_box(reply, "a 200 that holds nothing"),
                (Probe::UserLookup, Ok(user)) => self.classify_user(reply, &user, identity),
                (_, Ok(user)) => self.classify_whoami(reply, &user, identity),
            };
        }
        let codes = api_codes(reply);
        if codes.is_empty() {
            return not_box(reply, "a refusal without a code");
        }
        match (probe, reply.status) {
            // Whose ID it is, `whoami-enterprise` told already, whatever the look-up is answered.
            (Probe::UserLookup, _) if identity.asks_for_service_account() => self.known("service-account"),
            (Probe::UserLookup, 404) if codes.iter().any(|code| code == NOT_FOUND) => self.known("user-unseen"),
            (Probe::UserLookup, status) => {
                silent(false, &format!("the look-up was refused with status {status}, which tells nothing of the user"))
            }
            _ => self.classify_api_refusal(probe, reply, &codes),
        }
    }

    fn classify_api_refusal(&self, probe: Probe, reply: &Reply, codes: &[String]) -> Reading {
        let message = json_object(reply).ok().map(|object| normalize_text(&api_message(&object))).unwrap_or_default();
        let expected = self.replies_to(probe);
        let known = self.signatures().iter().enumerate().find(|(index, signature)| {
            signature.answers == Answers::Api
                && SignatureId::new(*index).is_some_and(|id| expected.contains(id))
                && signature.codes.iter().any(|code| codes.contains(code))
                && (signature.texts.is_empty()
                    || signature.texts.iter().any(|text| message.contains(&normalize_text(text))))
        });
        match (known, reply.status) {
            (Some((_, signature)), _) => self.known(&signature.id),
            (None, 403) if is_forbidden_by_box(reply) => {
                silent(false, "the call was forbidden, which does not tell why")
            }
            (None, 403) => not_box(reply, "a refusal that is not worded as Box words it"),
            (None, _) => Reading::Unknown,
        }
    }

    /// Every reply that some cause, or a healthy app, is known to give to a probe.
    fn replies_to(&self, probe: Probe) -> SignatureSet {
        let of_causes =
            self.causes().iter().flat_map(|cause| &cause.variants).filter_map(|variant| variant.touch(probe));
        of_causes.fold(self.probe(probe).healthy.all(), |set, touch| match touch {
            Touch::Replies(replies) => set.or(replies.all()),
            Touch::Like(_) => set,
        })
    }

    fn classify_whoami(&self, reply: &Reply, user: &Object, identity: &Identity) -> Reading {
        if text_of(user, "id").is_none() {
            return not_box(reply, "a user without an `id`");
        }
        match (enterprise_of(user), &identity.enterprise_id) {
            (Some(told), Some(configured)) if told == *configured => self.known("whoami-here"),
            (Some(_), Some(_)) => self.known("whoami-elsewhere"),
            (Some(_), None) => silent(true, "no enterprise ID is configured to hold against it"),
            (None, _) => silent(true, "the reply names no enterprise"),
        }
    }

    fn classify_user(&self, reply: &Reply, user: &Object, identity: &Identity) -> Reading {
        let Some(id) = text_of(user, "id") else {
            return not_box(reply, "a user without an `id`");
        };
        if identity.user_id.as_ref().is_some_and(|asked| *asked != id) {
            return Reading::Unknown;
        }
        if identity.service_account_id.as_deref() == Some(&id) || is_service_account(user) {
            return self.known("service-account");
        }
        match (user.get("enterprise"), enterprise_of(user), &identity.enterprise_id) {
            (Some(Value::Null), _, _) => return silent(true, "the user belongs to no enterprise"),
            (_, Some(told), Some(configured)) if told != *configured => return self.known("user-elsewhere"),
            _ => {}
        }
        if text_of(user, "status").as_deref() == Some("inactive") {
            return self.known("user-inactive");
        }
        match user.get("is_platform_access_only") {
            Some(Value::Bool(true)) => self.known("user-app"),
            Some(Value::Bool(false)) => self.known("user-managed"),
            _ => silent(true, "the reply does not tell whether the user is an App User"),
        }
    }

    /// A signature that this code names; the catalogue's test reads one of each.
    fn known(&self, id: &str) -> Reading {
        self.signature_id(id).map_or(Reading::Unknown, Reading::Known)
    }
}

/// The ID of the enterprise that a user reply names.
#[must_use]
pub fn enterprise_of(user: &Object) -> Option<String> {
    text_of(user.get("enterprise")?.as_object()?, "id")
}

/// Whether a user reply is a Service Account's (`AutomationUser_…@boxdevedition.com`).
#[must_use]
pub fn is_service_account(user: &Object) -> bool {
    text_of(user, "login").is_some_and(|login| login.to_ascii_lowercase().starts_with("automationuser_"))
}

fn text_of(object: &Object, field: &str) -> Option<String> {
    match object.get(field)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        _ => None,
    }
}

fn silent(granted: bool, why: &str) -> Reading {
    Reading::Silent { granted, why: why.to_owned() }
}

fn not_box(reply: &Reply, why: &str) -> Reading {
    Reading::Fault(FaultId::NotBox, format!("status {}: {why}", reply.status))
}

/// RFC 6749 §5.1 wants `token_type`, compared without case; where it is left out the token still works.
fn is_bearer(object: &Object) -> bool {
    match object.get("token_type") {
        None => true,
        Some(Value::String(kind)) => kind.eq_ignore_ascii_case("bearer"),
        Some(_) => false,
    }
}

fn is_box_host(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "box.com" || name.ends_with(".box.com"),
        _ => false,
    }
}

/// Whether an API reply is an error, whatever its status says.
fn is_error(object: &Object) -> bool {
    object.contains_key("error") || object.contains_key("code") || text_of(object, "type").as_deref() == Some("error")
}

/// Whether a 403 is Box's: its `code`, or that of an empty reply's challenge, is spelled as Box spells it.
fn is_forbidden_by_box(reply: &Reply) -> bool {
    const CODES: [&str; 3] = ["access_denied_insufficient_permissions", "insufficient_scope", "forbidden"];
    match json_object(reply) {
        Ok(object) => text_of(&object, "code").is_some_and(|code| CODES.contains(&code.as_str())),
        Err(_) => reply.body.is_empty() && api_codes(reply).iter().any(|code| CODES.contains(&code.as_str())),
    }
}

/// The code of an API reply about what is not there.
const NOT_FOUND: &str = "not_found";

/// The codes of an API refusal: the `code` of its body, an `error` of RFC 6749, and that of its `WWW-Authenticate` header
/// (RFC 6750 §3). What has none of them is not Box's.
fn api_codes(reply: &Reply) -> Vec<String> {
    let mut codes = Vec::new();
    if let Ok(object) = json_object(reply) {
        let is_code =
            |text: &String| text.chars().all(|char| char.is_ascii_alphanumeric() || char == '_' || char == '-');
        let fields = ["code", "error"].iter().filter_map(|field| text_of(&object, field)).filter(is_code);
        codes.extend(fields.map(|code| normalize_code(&code)));
    }
    if let Some((_, rest)) = reply.header("www-authenticate").and_then(|header| header.split_once("error=\"")) {
        codes.extend(rest.split('"').next().map(normalize_code));
    }
    codes
}

fn api_message(object: &Object) -> String {
    ["message", "error_description"].iter().filter_map(|field| text_of(object, field)).collect::<Vec<_>>().join(" ")
}

pub(crate) fn normalize_code(code: &str) -> String {
    code.trim().to_ascii_lowercase()
}

/// Case, quotes, spaces and a final period do not count.
pub(crate) fn normalize_text(text: &str) -> String {
    let folded: String = text
        .chars()
        .map(|char| match char {
            '“' | '”' | '„' | '‘' | '’' | '\'' => '"',
            other => other,
        })
        .flat_map(char::to_lowercase)
        .collect();
    let words: Vec<&str> = folded.split_whitespace().collect();
    words.join(" ").trim_end_matches('.').to_owned()
}

/// Whether a text says what the known one says, extra sentences or brackets behind it aside.
fn says(text: &str, known: &str) -> bool {
    text.strip_prefix(known).is_some_and(|rest| {
        rest.is_empty() || [". ", "; ", ": ", " [", " (", " - ", " – "].iter().any(|start| rest.starts_with(start))
    })
}

/// What a refusal said of itself (RFC 6749 §5.2), as received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The `error` code.
    pub error: String,
    /// The `error_description`; empty where there was none.
    pub description: String,
}

/// The refusal in a token reply, if its body is one.
#[must_use]
pub fn refusal(answer: &Answer) -> Option<Refusal> {
    let Answer::Reply(reply) = answer else { return None };
    if !(400..500).contains(&reply.status) {
        return None;
    }
    let object = json_object(reply).ok()?;
    let error = object.get("error")?.as_str()?.to_owned();
    let description = object.get("error_description").and_then(Value::as_str).unwrap_or_default().to_owned();
    Some(Refusal { error, description })
}

/// The `id` of the account that a 200 tells of.
#[must_use]
pub fn json_id_of(answer: &Answer) -> Option<String> {
    match answer {
        Answer::Reply(reply) if reply.status == 200 => text_of(&json_object(reply).ok()?, "id"),
        _ => None,
    }
}
