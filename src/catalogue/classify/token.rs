//! Replies to token requests: grants, refusals of RFC 6749 §5.2, redirects.

use serde_json::Value;
use url::Url;

use super::super::Catalogue;
use super::super::signature::{Answers, Signature, SignatureId, SignatureSet};
use super::{Doubt, Identity, Reading, is_box_host, normalize_code, normalize_text, not_box, unreadable};
use crate::reply::{Answer, Inferred, Object, Reply, is_usable, json_object};

/// The `access_token` of a reply's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TokenField {
    /// There is none.
    Absent,
    /// A non-empty string of visible ASCII, as RFC 6749 appendix A.12 wants it.
    Usable,
    /// Anything else under that name.
    Malformed,
}

/// Reads the `access_token` of a body.
fn token_field(object: &Object) -> TokenField {
    match object.get("access_token") {
        None | Some(Value::Null) => TokenField::Absent,
        Some(Value::String(token)) if is_usable(token) => TokenField::Usable,
        Some(_) => TokenField::Malformed,
    }
}

impl Catalogue {
    pub(super) fn classify_token_reply(&self, reply: &Reply, identity: &Identity) -> Reading {
        if (300..400).contains(&reply.status) {
            return self.classify_redirect(reply, identity);
        }
        let object = match json_object(reply) {
            Ok(object) => object,
            Err(why) => return unreadable(reply, &why.to_string()),
        };
        match reply.status {
            200 if object.get("error").is_some_and(|error| !error.is_null()) => {
                not_box(reply, "a 200 that carries an `error`")
            }
            200 => match token_field(object) {
                TokenField::Usable if is_bearer(object) => Reading::Known(self.signs().token),
                TokenField::Usable => not_box(reply, "the `token_type` is not `bearer`"),
                TokenField::Absent => not_box(reply, "a 200 without an `access_token`"),
                TokenField::Malformed => not_box(reply, "the `access_token` is no string of visible ASCII"),
            },
            400..=499 => self.classify_refusal(reply, object, identity),
            _ => not_box(reply, "neither a grant nor a refusal"),
        }
    }

    fn classify_redirect(&self, reply: &Reply, identity: &Identity) -> Reading {
        let Some(location) = reply.header("location").filter(|location| !location.trim().is_empty()) else {
            return not_box(reply, "a redirect to nowhere");
        };
        match Url::parse(location) {
            Ok(url) if is_box_host(&url) && !identity.is_token_host() => Reading::Known(self.signs().redirected_to_box),
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
        let of_code =
            |(_, known): &(SignatureId, &Signature)| known.answers == Answers::Token && known.codes.contains(&error);
        let description = normalize_text(description);
        let says_so = |(_, known): &(SignatureId, &Signature)| {
            known.by_code || known.texts.iter().any(|text| says(&description, &normalize_text(text)))
        };
        let exact = self.placed_signatures().filter(of_code).find(says_so);
        match exact {
            // From the right host it does not mean that the host is wrong; what it does mean nobody has documented.
            Some((id, _)) if id == self.signs().grant_type_missing && identity.is_token_host() => {
                return Reading::Unknown;
            }
            Some((id, _)) => return Reading::Known(id),
            None => {}
        }
        let mut of_error = self.placed_signatures().filter(of_code);
        if let Some((id, _)) = of_error.find(|(_, known)| has_phrase(known, &description)) {
            return Reading::Known(id);
        }
        let candidates: SignatureSet = self.placed_signatures().filter(of_code).map(|(id, _)| id).collect();
        // Box uses `invalid_request` for what has nothing in common, so its text cannot be done without.
        if candidates.is_empty() || error == "invalid_request" { Reading::Unknown } else { Reading::Vague(candidates) }
    }
}

/// RFC 6749 §5.1 wants `token_type`, compared without case; where it is left out the token still works.
fn is_bearer(object: &Object) -> bool {
    match object.get("token_type") {
        None => true,
        Some(Value::String(kind)) => kind.eq_ignore_ascii_case("bearer"),
        Some(_) => false,
    }
}

/// Why a refusal of a token may not be Box's own, though its code is a known one: with another status than its code has, or as a
/// code alone from a host that is none of Box's, where `access_denied` may be anybody's. What was not pasted is no reason.
pub(super) fn doubt(signature: &Signature, reply: &Reply, identity: &Identity) -> Option<Doubt> {
    let unseen = |part| reply.inferred.contains(&part);
    if (300..400).contains(&reply.status) {
        return None;
    }
    if reply.told_status().is_some_and(|status| !STATUSES.contains(&status) && status != signature.status) {
        return Some(Doubt::OtherStatus);
    }
    let is_bare = json_object(reply).is_ok_and(|object| {
        object.get("error_description").and_then(Value::as_str).is_none_or(|text| text.trim().is_empty())
    });
    (is_bare && signature.by_code && identity.is_elsewhere() && !unseen(Inferred::Body)).then_some(Doubt::Bare)
}

/// The statuses of RFC 6749 §5.2, which every refusal may have.
const STATUSES: [u16; 2] = [400, 401];

/// What box-node-sdk 3 says of every 401 in its own words, which are another reply's (`buildAuthError`).
pub(crate) const OWN_WORDS: &str = "Auth code or refresh token has expired";

/// Whether a text has what only that reply has. An SDK's own words are none of Box's.
fn has_phrase(signature: &Signature, text: &str) -> bool {
    let text = text.replace(&normalize_text(OWN_WORDS), "");
    signature.phrases.iter().any(|phrase| text.contains(&normalize_text(phrase)))
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
