//! Reads off a pasted text what was asked: for whose token, or with which call.

use serde_json::Value;

use super::Error;
use super::kind::Kind;
use super::text::readings;
use super::told::{Told, challenge_in};
use crate::catalogue::{Catalogue, Probe, ProbeKey};

/// Where Box's API begins, and where tokens are asked for.
const API: &str = "/2.0/";
const TOKENS: &str = "oauth2/token";
/// The codes of what is not there, or no longer.
const MISSING: [&str; 2] = ["not_found", "trashed"];
/// The code of what is forbidden without a reason.
const FORBIDDEN: &str = "access_denied_insufficient_permissions";
/// What else than a folder a refusal may name.
const ITEMS: [&str; 4] = ["file", "web_link", "user", "group"];

/// The kind of request that a text shows, where it shows one kind alone. The token endpoint gives its replies no ID.
pub(super) fn kind(text: &str) -> Option<Kind> {
    match (text.contains(API), text.contains(TOKENS)) {
        (true, false) => Some(Kind::Call),
        (false, true) => Some(Kind::Token),
        (true, true) => None,
        (false, false) => shows_request_id(text).then_some(Kind::Call),
    }
}

/// Whether an SDK's message names the request: `[404 | abc123]`, `; Request ID: abc123`.
fn shows_request_id(text: &str) -> bool {
    let behind = |mark: &str| {
        let rest = text.split(mark).nth(1)?.trim_start_matches([' ', '"', '\\']);
        rest.starts_with(|char: char| char.is_ascii_alphanumeric()).then_some(())
    };
    let bracketed =
        || text.split('[').skip(1).filter_map(|rest| rest.split_once(']')).any(|(inside, _)| inside.contains(" | "));
    behind("Request ID:").is_some() || bracketed()
}

/// The probe that a reply answers, by what the text shows of the request and by what the reply says.
pub(super) fn probe(catalogue: &Catalogue, text: &str, told: &Told) -> Result<ProbeKey, Error> {
    let body: Value = serde_json::from_str(&told.body).unwrap_or_default();
    match told.kind.or_else(|| kind(text)).unwrap_or(Kind::Token) {
        Kind::Token => Ok(token_probe(text).into()),
        Kind::Call if is_refusal(&body) || told.body.is_empty() => Ok(refused_call(catalogue, text, told, &body)),
        Kind::Call => answered_call(text, &body),
    }
}

fn is_refusal(body: &Value) -> bool {
    body.get("code").is_some() || body.get("error").is_some() || body.get("type").is_some_and(|kind| kind == "error")
}

fn token_probe(text: &str) -> Probe {
    subject(text).map_or(Probe::UnknownSubject, |subject| match subject {
        Subject::Enterprise => Probe::Enterprise,
        Subject::User => Probe::User,
    })
}

/// The call that was refused: by its address, else by what such a refusal is an answer to.
fn refused_call(catalogue: &Catalogue, text: &str, told: &Told, body: &Value) -> ProbeKey {
    let code = body.get("code").or_else(|| body.get("error")).and_then(Value::as_str).map(str::to_owned);
    let code = code.or_else(|| challenge_in(&told.headers)?.error().map(str::to_owned)).unwrap_or_default();
    let is_missing = MISSING.contains(&code.as_str());
    match (address(text), subject(text)) {
        (Some(Address::User), _) if code == "not_found" => Probe::UserLookup.into(),
        (address, _) if is_missing && address != Some(Address::Me) => missing_item(text, body, address),
        (Some(Address::Folder(id)), _) => ProbeKey { probe: Probe::Folder, target: Some(id) },
        (Some(Address::Me), Some(Subject::User)) => Probe::WhoamiUser.into(),
        (Some(Address::Me), Some(Subject::Enterprise)) => Probe::WhoamiEnterprise.into(),
        (Some(Address::Me), None) => {
            // The same words mean one thing of a user's own account and another of the Service Account's.
            let known = |probe: &Probe| code != FORBIDDEN && is_known(catalogue, *probe, &code, body);
            let own = [Probe::WhoamiEnterprise, Probe::WhoamiUser].into_iter().find(known);
            own.unwrap_or(Probe::WhoamiEnterprise).into()
        }
        _ => home(catalogue, &code, body),
    }
}

/// What is not there, or in the trash: a folder only where a folder shows. What else it is tells nothing of the app.
fn missing_item(text: &str, body: &Value, address: Option<Address>) -> ProbeKey {
    let folder = |target| ProbeKey { probe: Probe::Folder, target };
    let at = match address {
        Some(Address::Folder(id)) => Some(id),
        _ => None,
    };
    match missing_in(text, body) {
        Some(Missing::Folder(named)) => folder(named.or(at)),
        None if at.is_some() => folder(at),
        Some(Missing::Other) | None => Probe::Scope.into(),
    }
}

/// The call that was answered: only its fields and its address tell.
fn answered_call(text: &str, body: &Value) -> Result<ProbeKey, Error> {
    let field = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    if field("type") == "folder" {
        return Ok(ProbeKey { probe: Probe::Folder, target: Some(field("id").to_owned()).filter(|id| is_id(id)) });
    }
    if field("type") == "user" {
        let is_service_account = field("login").to_ascii_lowercase().starts_with("automationuser_");
        return match (address(text), subject(text)) {
            (Some(Address::User), _) => Ok(Probe::UserLookup.into()),
            (_, Some(Subject::User)) => Ok(Probe::WhoamiUser.into()),
            (_, Some(Subject::Enterprise)) => Ok(Probe::WhoamiEnterprise.into()),
            _ if is_service_account => Ok(Probe::WhoamiEnterprise.into()),
            (Some(Address::Me), None) => Ok(Probe::WhoamiUser.into()),
            _ => Err(Error::Unasked { example: "`--reply whoami-user=…` or `--reply user-lookup=…`" }),
        };
    }
    match address(text) {
        Some(Address::Users { of_app: true }) => Ok(Probe::AppUserList.into()),
        Some(Address::Users { of_app: false }) => Ok(Probe::UserList.into()),
        Some(Address::Terms) => Ok(Probe::Terms.into()),
        _ => Err(Error::Unasked { example: "`--reply user-list=…` or `--reply scope=NAME=…`" }),
    }
}

/// The probe to which such a refusal is known as an answer: a call, if it is one.
fn home(catalogue: &Catalogue, code: &str, body: &Value) -> ProbeKey {
    const PROBES: [Probe; 4] = [Probe::Scope, Probe::Folder, Probe::WhoamiEnterprise, Probe::WhoamiUser];
    PROBES.into_iter().find(|probe| is_known(catalogue, *probe, code, body)).unwrap_or(Probe::Scope).into()
}

/// Whether such a refusal is known as an answer to a probe.
fn is_known(catalogue: &Catalogue, probe: Probe, code: &str, body: &Value) -> bool {
    let message = body.get("message").and_then(Value::as_str).unwrap_or_default();
    catalogue.refusal_of(probe, &[code.to_owned()], message).is_some()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    Enterprise,
    User,
}

/// Whose token was asked for, where the text says one subject alone: in a form, in JSON, or in code.
fn subject(text: &str) -> Option<Subject> {
    const NAMES: [&str; 2] = ["box_subject_type", "boxsubjecttype"];
    let mut seen = Vec::new();
    for reading in readings(text) {
        let lower = reading.to_ascii_lowercase();
        for (at, name) in NAMES.iter().flat_map(|name| lower.match_indices(name)) {
            let rest = lower[at + name.len()..].trim_start_matches([' ', '"', '\'', ':', '=', '>', ',', '\\', '\n']);
            match rest.split(|char: char| !char.is_ascii_alphabetic()).next() {
                Some("enterprise") => seen.push(Subject::Enterprise),
                Some("user") => seen.push(Subject::User),
                _ => {}
            }
        }
    }
    match seen.split_first() {
        Some((first, rest)) if rest.iter().all(|other| other == first) => Some(*first),
        _ => None,
    }
}

/// What was called.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Address {
    Folder(String),
    Me,
    User,
    Users { of_app: bool },
    Terms,
}

/// The last call in a text.
fn address(text: &str) -> Option<Address> {
    let (_, path) = text.rsplit_once(API)?;
    let end = path.find(|char: char| char.is_whitespace() || "\"'`<>,\\)]}".contains(char)).unwrap_or(path.len());
    let path = &path[..end];
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut segments = path.trim_end_matches(['.', ';', ':']).split('/');
    match (segments.next()?, segments.next().unwrap_or_default()) {
        ("folders", id) if is_id(id) => Some(Address::Folder(id.to_owned())),
        ("users", "me") => Some(Address::Me),
        ("users", id) if is_id(id) => Some(Address::User),
        ("users", "") => Some(Address::Users { of_app: query.to_ascii_lowercase().contains("filter_term=appuser_") }),
        ("terms_of_services" | "terms_of_service_user_statuses", _) => Some(Address::Terms),
        _ => None,
    }
}

/// What a refusal says is missing.
enum Missing {
    /// A folder, with its ID where that is told.
    Folder(Option<String>),
    /// Something else.
    Other,
}

/// What a refusal names: in words, `'folder' with value 'd_987654321' not found`, or as the `name` of its context alone.
fn missing_in(text: &str, body: &Value) -> Option<Missing> {
    const VALUE: &str = "' with value '";
    let in_words = readings(text).find_map(|reading| {
        let (before, value) = reading.split_once(VALUE)?;
        let id: String = value.trim_start_matches("d_").chars().take_while(char::is_ascii_digit).collect();
        let is_folder = before.ends_with("'folder");
        Some(if is_folder { Missing::Folder(Some(id).filter(|id| is_id(id))) } else { Missing::Other })
    });
    in_words.or_else(|| {
        let errors = body.get("context_info")?.get("errors")?.as_array()?;
        let names: Vec<&str> = errors.iter().filter_map(|error| error.get("name")?.as_str()).collect();
        match names.as_slice() {
            [] => None,
            names if names.contains(&"folder") => Some(Missing::Folder(None)),
            names if names.iter().any(|name| ITEMS.contains(name)) => Some(Missing::Other),
            _ => None,
        }
    })
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit())
}
