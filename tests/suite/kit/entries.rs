//! The accounts, lists and Terms of Service that a scripted Box shows.

use super::USER;
use super::people::{
    ADMIN, ADMIN_LOGIN, ADMIN_NAME, FOUND, FOUND_LOGIN, FOUND_NAME, SERVICE_ACCOUNT, SERVICE_LOGIN, TERMS, TERMS_TEXT,
    USER_LOGIN,
};
use super::replies::{Reply, reply};

/// A user as `GET /2.0/users/…` shows them; `extra` is put in as it stands.
pub(crate) fn account(id: &str, login: &str, extra: &str) -> Reply {
    reply(200, &format!(r#"{{"type":"user","id":"{id}","login":"{login}"{extra}}}"#))
}

pub(crate) fn whole_account(id: &str, login: &str, status: &str, app_user: bool, enterprise: &str) -> Reply {
    let extra = format!(
        r#","status":"{status}","is_platform_access_only":{app_user},"enterprise":{{"type":"enterprise","id":"{enterprise}","name":"E"}}"#
    );
    account(id, login, &extra)
}

pub(crate) fn service_account_in(enterprise: &str) -> Reply {
    whole_account(SERVICE_ACCOUNT, SERVICE_LOGIN, "active", true, enterprise)
}

/// The configured user.
pub(crate) fn person(status: &str, app_user: bool, enterprise: &str) -> Reply {
    whole_account(USER, USER_LOGIN, status, app_user, enterprise)
}

/// A user's entry in a list: Box sends `id`, `name` and `login` unasked.
pub(crate) fn entry(id: &str, name: &str, login: &str, app_user: bool, extra: &str) -> String {
    format!(
        r#"{{"type":"user","id":"{id}","name":"{name}","login":"{login}","is_platform_access_only":{app_user}{extra}}}"#
    )
}

/// The admin whom each enterprise has.
pub(crate) fn admin() -> String {
    entry(ADMIN, ADMIN_NAME, ADMIN_LOGIN, false, "")
}

/// An active App User of this app who is not the configured user.
pub(crate) fn found() -> String {
    entry(FOUND, FOUND_NAME, FOUND_LOGIN, true, r#","status":"active""#)
}

/// A whole list of these entries, or the part of one that begins at `offset`.
pub(crate) fn list_from(offset: usize, total: usize, entries: &[String]) -> Reply {
    let entries = entries.join(",");
    reply(200, &format!(r#"{{"total_count":{total},"entries":[{entries}],"limit":100,"offset":{offset}}}"#))
}

pub(crate) fn list(entries: &[String]) -> Reply {
    list_from(0, entries.len(), entries)
}

/// What an app with App Access Only sees of the enterprise's users.
pub(crate) fn app_users_only() -> Reply {
    list(&[found()])
}

/// The enterprise's Terms of Service for managed users, which are `enabled` or `disabled`.
pub(crate) fn terms(status: &str) -> Reply {
    list(&[format!(
        r#"{{"type":"terms_of_service","id":"{TERMS}","status":"{status}","tos_type":"managed","text":"{TERMS_TEXT}"}}"#
    )])
}

/// Whether the user accepted the Terms of Service that are in force.
pub(crate) fn terms_status(accepted: bool) -> Reply {
    list(&[format!(
        r#"{{"type":"terms_of_service_user_status","id":"55500004","is_accepted":{accepted},"tos":{{"type":"terms_of_service","id":"{TERMS}"}},"user":{{"type":"user","id":"{USER}","name":"{ADMIN_NAME}","login":"{USER_LOGIN}"}}}}"#
    )])
}
