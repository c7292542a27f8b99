//! Replies to calls with a token: who it acts as, what Box knows of a user, what may be read.

use serde_json::Value;

use super::super::Catalogue;
use super::super::cause::Touch;
use super::super::signature::{Answers, SignatureId, SignatureSet};
use super::super::vocabulary::Probe;
use super::{Identity, Reading, normalize_code, normalize_text, not_box};
use crate::reply::{Answer, Object, Reply, json_object};

impl Catalogue {
    pub(super) fn classify_api_reply(&self, probe: Probe, reply: &Reply, identity: &Identity) -> Reading {
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
}

/// The ID of the enterprise that a user reply names.
#[must_use]
pub fn enterprise_of(user: &Object) -> Option<String> {
    text_of(user.get("enterprise")?.as_object()?, "id")
}

/// Whether a user reply is a Service Account's (`AutomationUser_…@boxdevedition.com`).
fn is_service_account(user: &Object) -> bool {
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

/// The `id` of the account that a 200 tells of.
#[must_use]
pub fn json_id_of(answer: &Answer) -> Option<String> {
    match answer {
        Answer::Reply(reply) if reply.status == 200 => text_of(&json_object(reply).ok()?, "id"),
        _ => None,
    }
}
