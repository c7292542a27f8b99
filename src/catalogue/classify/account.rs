//! Accounts of apps: the Service Account, and the App Users that its app made.

use serde_json::Value;

use super::is_service_login;
use super::shape::{User, text_of};
use crate::reply::{Answer, Object, is_id, json_object};

/// An account that a 200 of `users/me` tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its ID.
    pub id: String,
    /// Its login, where the reply has it.
    pub login: Option<String>,
}

impl Account {
    /// The account that a reply tells of.
    #[must_use]
    pub fn of(answer: &Answer) -> Option<Self> {
        match answer {
            Answer::Reply(reply) if reply.status == 200 => {
                let user = User::read(json_object(reply).ok()?).ok()?;
                Some(Self { id: user.id, login: user.login })
            }
            _ => None,
        }
    }

    /// Whether it goes by that ID or login.
    pub(super) fn is_called(&self, name: &str) -> bool {
        self.id == name || self.login.as_ref().is_some_and(|login| login.eq_ignore_ascii_case(name))
    }

    /// Whether nothing speaks against its being a Service Account: a login, where it is told, is that of one.
    pub(super) fn is_service_account(&self) -> bool {
        self.login.as_deref().is_none_or(is_service_login)
    }

    /// Whether that user is this account.
    pub(super) fn is(&self, user: &User) -> bool {
        self.id == user.id || user.login.as_ref().is_some_and(|login| self.is_called(login))
    }

    /// What the logins of the App Users that this Service Account's app made begin with: `AutomationUser_2001_x` made
    /// `AppUser_2001_y`.
    #[must_use]
    pub fn app_user_prefix(&self) -> Option<String> {
        let login = self.login.as_ref()?;
        let own = login.get(.."AutomationUser".len()).is_some_and(|kind| kind.eq_ignore_ascii_case("AutomationUser"));
        Self::app_of_login(&format!("AppUser{}", login.get("AutomationUser".len()..).filter(|_| own)?))
    }

    /// The part of an App User's login that tells whose it is: `AppUser_2001_` of `AppUser_2001_y`.
    #[must_use]
    pub fn app_of_login(login: &str) -> Option<String> {
        let mut parts = login.splitn(3, '_');
        let (kind, service, _) = (parts.next()?, parts.next()?, parts.next()?);
        (kind.eq_ignore_ascii_case("appuser") && is_id(service)).then(|| format!("AppUser_{service}_"))
    }

    /// Whether a user is an active App User that this Service Account's app made.
    #[must_use]
    pub fn made(&self, user: &Object) -> bool {
        let app = text_of(user, "login").and_then(|login| Self::app_of_login(&login));
        app.is_some()
            && app == self.app_user_prefix()
            && user.get("is_platform_access_only") == Some(&Value::Bool(true))
            && text_of(user, "status").as_deref() == Some("active")
    }
}
