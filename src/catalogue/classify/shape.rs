//! What Box's own replies to calls with a token look like, so that those of a gateway, a proxy or a test double are told from them.

use serde_json::Value;

use super::super::signature::Signature;
use super::super::{Holds, Scope};
use super::{Doubt, is_service_login, normalize_code};
use crate::reply::{Inferred, Object, Reply, json_object};

/// A user as Box shows one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct User {
    /// Its ID.
    pub(super) id: String,
    /// Its login, where the reply has it.
    pub(super) login: Option<String>,
    /// Its status, where the reply has one.
    pub(super) status: Option<String>,
    /// The ID of its enterprise, where the reply names one.
    pub(super) enterprise: Option<String>,
}

impl User {
    /// Reads a 200 as a user; what is none of Box's is told why.
    pub(super) fn read(object: &Object) -> Result<Self, &'static str> {
        if is_error(object) {
            return Err("a 200 that carries an error");
        }
        if text_of(object, "type").as_deref() != Some("user") {
            return Err("a user without the `type` of one");
        }
        let id = text_of(object, "id").ok_or("a user without an `id`")?;
        let enterprise = match object.get("enterprise") {
            None | Some(Value::Null) => None,
            Some(told) => Some(enterprise_in(told).ok_or("a user whose `enterprise` cannot be read")?),
        };
        Ok(Self { id, login: text_of(object, "login"), status: text_of(object, "status"), enterprise })
    }

    /// Whether it goes by the login of some app's Service Account.
    pub(super) fn is_service_account(&self) -> bool {
        self.login.as_deref().is_some_and(is_service_login)
    }
}

/// The ID of the enterprise that a user reply names.
#[must_use]
pub fn enterprise_of(user: &Object) -> Option<String> {
    enterprise_in(user.get("enterprise")?)
}

fn enterprise_in(told: &Value) -> Option<String> {
    let enterprise = told.as_object()?;
    let is_one = enterprise.get("type").is_none_or(|kind| kind == "enterprise");
    text_of(enterprise, "id").filter(|_| is_one)
}

/// Whether an API reply is an error, whatever its status says: a thing's own `status` is a word, and an error's a number.
pub(crate) fn is_error(object: &Object) -> bool {
    // No user, folder or list of Box's has any of these (`box-openapi`).
    const OF_ERRORS: [&str; 9] =
        ["error", "code", "errors", "message", "fault", "statusCode", "status_code", "help_url", "context_info"];
    let says = |field: &str| object.get(field).is_some_and(|value| !value.is_null());
    OF_ERRORS.into_iter().any(says)
        || text_of(object, "type").as_deref() == Some("error")
        || object.get("status").is_some_and(Value::is_number)
        || object.get("success") == Some(&Value::Bool(false))
}

/// Whether a 200 holds that folder; any, where nobody told which was asked for.
pub(super) fn holds_folder(object: &Object, asked: Option<&str>) -> bool {
    let is_asked = asked.is_none_or(|asked| object.get("id").and_then(Value::as_str) == Some(asked));
    text_of(object, "type").as_deref() == Some("folder") && is_asked
}

/// Whether a 200 holds what a scope's read asks for; where nobody told the scope, what any of them does.
pub(super) fn holds_read(object: &Object, asked: Option<&Scope>) -> bool {
    match asked.and_then(|scope| scope.holds) {
        Some(Holds::List) => list_of(object, asked.and_then(|scope| scope.entries.as_deref())).is_some(),
        Some(Holds::RootFolder) => holds_folder(object, Some("0")),
        None => list_of(object, None).is_some() || holds_folder(object, None),
    }
}

/// Whether somebody told of a reply, in one word, that it was granted.
pub(super) fn is_told_granted(reply: &Reply, object: &Object) -> bool {
    reply.inferred.contains(&Inferred::Status) && text_of(object, "told").as_deref() == Some("granted")
}

/// The entries of a list as Box sends one: each an object of that kind; of any but an error, where none is told.
pub(super) fn list_of(list: &Object, kind: Option<&str>) -> Option<Vec<Object>> {
    let is_one = |entry: &&Object| match (text_of(entry, "type"), kind) {
        (Some(told), Some(kind)) => told == kind,
        (told, None) => told.is_none_or(|told| told != "error") && !is_error(entry),
        (None, Some(_)) => false,
    };
    let entries = list.get("entries")?.as_array()?.iter();
    entries.map(|entry| entry.as_object().filter(is_one).cloned()).collect()
}

/// A field's text, where it has one.
pub(super) fn text_of(object: &Object, field: &str) -> Option<String> {
    match object.get(field)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        _ => None,
    }
}

/// Whether a refusal has the shape that Box's have: its whole error object, or its challenge.
pub(super) fn is_worded_by_box(reply: &Reply) -> bool {
    match json_object(reply) {
        Ok(object) => is_error_of_box(reply, object),
        Err(_) => reply.body.is_empty() && reply.challenge().is_some_and(|challenge| challenge.is_of_box()),
    }
}

fn is_error_of_box(reply: &Reply, object: &Object) -> bool {
    let status = object.get("status").and_then(Value::as_u64);
    let is_same = status == Some(u64::from(reply.status)) || reply.told_status().is_none();
    text_of(object, "type").as_deref() == Some("error") && is_same
}

/// Why a refusal of a call may not be Box's own, though it is read as a known one. What was not in a pasted text is no reason.
pub(super) fn doubt(signature: &Signature, reply: &Reply) -> Option<Doubt> {
    let unseen = |part| reply.inferred.contains(&part);
    if unseen(Inferred::Body) {
        return None;
    }
    if reply.body.is_empty() {
        let is_of_box = reply.challenge().is_some_and(|challenge| challenge.is_of_box());
        return (!is_of_box).then_some(Doubt::Realm);
    }
    let Ok(object) = json_object(reply) else { return Some(Doubt::Shape) };
    let code = |field| text_of(object, field).map(|code| normalize_code(&code));
    if signature.oauth_shape && code("error").is_some_and(|code| signature.codes.contains(&code)) {
        return None;
    }
    if !is_error_of_box(reply, object) || !(code("code").is_some() || unseen(Inferred::Code)) {
        return Some(Doubt::Shape);
    }
    // A sentence of Box's own is a sign as good as an ID.
    let says_so = !signature.by_code && !signature.texts.is_empty();
    let has_id = says_so || text_of(object, "request_id").is_some() || reply.request_id().is_some();
    (!has_id && !unseen(Inferred::Headers)).then_some(Doubt::NoRequestId)
}
