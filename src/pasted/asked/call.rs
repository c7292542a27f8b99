//! Which call a reply answers: by its address, by whose token it was made, and by what the reply says.

use serde_json::Value;

use super::address::{Address, address};
use super::missing::{Missing, missing_in};
use super::owner::{Owner, owner};
use crate::catalogue::{Catalogue, Probe, ProbeKey};
use crate::pasted::Error;
use crate::pasted::told::{ToldReply, challenge_in, code_of};
use crate::reply::is_id;

/// The codes of what is not there, or no longer.
const MISSING: [&str; 2] = ["not_found", "trashed"];
/// The code of what is forbidden without a reason.
const FORBIDDEN: &str = "access_denied_insufficient_permissions";

/// The call that was refused: by its address, else by what such a refusal is an answer to.
pub(super) fn refused_call(catalogue: &Catalogue, text: &str, told: &ToldReply, body: &Value) -> ProbeKey {
    let code = code_of(body).map(str::to_owned);
    let code = code.or_else(|| challenge_in(&told.headers)?.error().map(str::to_owned)).unwrap_or_default();
    let is_missing = MISSING.contains(&code.as_str());
    match (address(text), owner(text)) {
        (Some(Address::User), _) if code == "not_found" => Probe::UserLookup.into(),
        (address, _) if is_missing && address != Some(Address::Me) => missing_item(text, body, address),
        (Some(Address::Folder(id)), _) => ProbeKey { probe: Probe::Folder, target: Some(id) },
        (Some(Address::Me), Some(Owner::User)) => Probe::WhoamiUser.into(),
        (Some(Address::Me), Some(Owner::Enterprise)) => Probe::WhoamiEnterprise.into(),
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
pub(super) fn answered_call(text: &str, body: &Value) -> Result<ProbeKey, Error> {
    let field = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    if field("type") == "folder" {
        return Ok(ProbeKey { probe: Probe::Folder, target: Some(field("id").to_owned()).filter(|id| is_id(id)) });
    }
    if field("type") == "user" {
        let is_service_account = field("login").to_ascii_lowercase().starts_with("automationuser_");
        return match (address(text), owner(text)) {
            (Some(Address::User), _) => Ok(Probe::UserLookup.into()),
            (_, Some(Owner::User)) => Ok(Probe::WhoamiUser.into()),
            (_, Some(Owner::Enterprise)) => Ok(Probe::WhoamiEnterprise.into()),
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
