//! Lists of users and of Terms of Service: asked for in one or two calls.

use serde_json::{Value, json};

use super::requests::{Asked, read};
use crate::box_api::{Request, TokenHandle};
use crate::catalogue::Probe;
use crate::reply::{Answer, Body, Object, json_object};
use crate::settings::Profile;

/// How many users the first call asks for. An enterprise's first user is its admin, so it mostly tells.
const FIRST: usize = 100;
/// How many the second asks for, behind those of the first: as many as fit into the longest body that is read.
const SECOND: usize = 200;

/// The call for the enterprise's users; App Users are among them (<https://developer.box.com/reference/get-users>).
pub(super) fn managed_users(token: TokenHandle) -> Request {
    read(&["2.0", "users"], &format!("user_type=managed&fields=is_platform_access_only&limit={FIRST}"), token)
}

/// The call for the App Users whose logins begin so. Two, since one may be the configured user.
pub(super) fn app_users(prefix: &str, token: TokenHandle) -> Request {
    let query = format!("filter_term={prefix}&user_type=managed&fields=is_platform_access_only,status&limit=2");
    read(&["2.0", "users"], &query, token)
}

/// The call for the enterprise's Terms of Service for managed users.
pub(super) fn terms_in_force(token: TokenHandle) -> Request {
    read(&["2.0", "terms_of_services"], "tos_type=managed", token)
}

/// The call that a first one leads to: the rest of the users where no managed one is among the first, or whether the user
/// accepted the Terms of Service that are in force.
pub(super) fn second_call(profile: &Profile, probe: Probe, first: &Request, answer: &Answer) -> Option<Request> {
    let Request::Read { token, .. } = first else { return None };
    let list = list_in(answer)?;
    match probe {
        Probe::UserList => {
            let entries = entries_of(list);
            let app_user = |entry: &&Object| entry.get("is_platform_access_only") == Some(&Value::Bool(true));
            let only_app_users = entries.len() == FIRST && entries.iter().all(app_user);
            let more = list.get("total_count").and_then(Value::as_u64).is_some_and(|total| total > FIRST as u64);
            (only_app_users && more).then(|| {
                let query = format!("user_type=managed&fields=is_platform_access_only&limit={SECOND}&offset={FIRST}");
                read(&["2.0", "users"], &query, *token)
            })
        }
        Probe::Terms => {
            let terms = terms_in(answer)?;
            let user = profile.user_id.as_ref()?.value.as_str();
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("tos_id", &terms)
                .append_pair("user_id", user)
                .finish();
            Some(read(&["2.0", "terms_of_service_user_statuses"], &query, *token))
        }
        _ => None,
    }
}

/// The Terms of Service that are in force, by a list of them.
pub(super) fn terms_in(answer: &Answer) -> Option<String> {
    let in_force = |entry: &&Object| {
        let text = |field: &str| entry.get(field).and_then(Value::as_str);
        text("type") == Some("terms_of_service") && text("status") == Some("enabled")
    };
    let list = list_in(answer)?;
    Some(entries_of(list).into_iter().find(in_force)?.get("id")?.as_str()?.to_owned())
}

/// Puts the first users before the further ones, so that both are one list. A list of something else stays as it is.
pub(super) fn join(first: &Answer, second: &mut Answer) {
    let (Some(before), Some(list)) = (list_in(first), list_in(second)) else { return };
    let offset = list.get("offset").and_then(Value::as_u64);
    if offset != u64::try_from(FIRST).ok() {
        return;
    }
    let entries: Vec<&Object> = entries_of(before).into_iter().chain(entries_of(list)).collect();
    let whole = json!({"total_count": list.get("total_count"), "offset": 0, "entries": entries});
    if let (Answer::Reply(reply), Value::Object(whole)) = (second, whole) {
        reply.body = Body::of_object(whole);
    }
}

/// The ID of the first App User of this app in a list that is not the configured user.
pub(super) fn app_user_in(asked: Asked<'_>, probe: Probe, answer: &Answer) -> Option<String> {
    let account = asked.service_account().filter(|_| probe == Probe::AppUserList)?;
    let configured = asked.profile.user_id.as_ref().map(|id| id.value.as_str());
    let list = list_in(answer)?;
    let own = entries_of(list).into_iter().filter(|user| account.made(user));
    own.filter_map(|user| user.get("id")?.as_str()).find(|id| Some(*id) != configured).map(str::to_owned)
}

fn list_in(answer: &Answer) -> Option<&Object> {
    match answer {
        Answer::Reply(reply) if reply.status == 200 => json_object(reply).ok(),
        _ => None,
    }
}

fn entries_of(list: &Object) -> Vec<&Object> {
    list.get("entries").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object).collect()
}
