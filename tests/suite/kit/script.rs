//! What answers each probe in turn; what a test does not say is answered as a healthy app is.

use std::collections::HashMap;

use super::entries::{admin, found, list, service_account_in, whole_account};
use super::people::USER_LOGIN;
use super::replies::{Reply, grant_invalid, invalid_client, reply, wrong_method};
use super::{APP_USER, ENTERPRISE, USER};

/// The IDs that are configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ids {
    pub(crate) enterprise: Option<&'static str>,
    pub(crate) user: Option<&'static str>,
    pub(crate) app_user: Option<&'static str>,
}

impl Default for Ids {
    fn default() -> Self {
        Self { enterprise: Some(ENTERPRISE), user: Some(USER), app_user: None }
    }
}

/// What answers: for each probe its replies in turn, the last one for good.
#[derive(Debug, Clone, Default)]
pub(crate) struct Script {
    replies: HashMap<&'static str, Vec<Reply>>,
    pub(crate) ids: Ids,
}

impl Script {
    /// A healthy app with both subjects.
    pub(crate) fn healthy() -> Self {
        Self::default()
    }

    pub(crate) fn enterprise_only() -> Self {
        Self { ids: Ids { user: None, ..Ids::default() }, ..Self::default() }
    }

    pub(crate) fn user_only() -> Self {
        Self { ids: Ids { enterprise: None, ..Ids::default() }, ..Self::default() }
    }

    /// An app that has an App User of its own, to be found in a list.
    pub(crate) fn with_found(self) -> Self {
        self.on("app-user-list", list(&[found()]))
    }

    /// An app whose user is refused, with what the look-up, the list of users and the Terms of Service tell of it.
    pub(crate) fn refused_user(lookup: Reply, users: Reply, terms: Vec<Reply>) -> Self {
        Self::healthy()
            .on("user", grant_invalid())
            .on("user-lookup", lookup)
            .on("user-list", users)
            .in_turn("terms", terms)
    }

    /// IDs of a length that both kinds have.
    pub(crate) fn swappable() -> Self {
        Self::healthy().with_ids("86420246", "2468013579")
    }

    pub(crate) fn with_ids(mut self, enterprise: &'static str, user: &'static str) -> Self {
        (self.ids.enterprise, self.ids.user) = (Some(enterprise), Some(user));
        self
    }

    pub(crate) fn with_app_user(mut self) -> Self {
        self.ids.app_user = Some(APP_USER);
        self
    }

    /// Answers the probe so, always.
    pub(crate) fn on(self, probe: &'static str, reply: Reply) -> Self {
        self.in_turn(probe, vec![reply])
    }

    /// Answers the probe so in turn, and at last always with the last.
    pub(crate) fn in_turn(mut self, probe: &'static str, replies: Vec<Reply>) -> Self {
        assert!(!replies.is_empty());
        self.replies.insert(probe, replies);
        self
    }

    /// What answers a probe that was asked so often before.
    pub(crate) fn reply(&self, probe: &str, target: &str, before: usize) -> Reply {
        if let Some(replies) = self.replies.get(probe) {
            return replies[before.min(replies.len() - 1)].clone();
        }
        let enterprise = self.ids.enterprise.unwrap_or(ENTERPRISE);
        let configured = self.ids.user.unwrap_or(USER);
        match probe {
            "enterprise" | "user" | "app-user" | "found-app-user" => Reply::Grant,
            "bad-secret" => invalid_client(),
            "no-subject" => wrong_method(),
            "user-as-enterprise" | "enterprise-as-user" => grant_invalid(),
            "whoami-enterprise" => service_account_in(enterprise),
            "whoami-user" | "user-lookup" => whole_account(configured, USER_LOGIN, "active", false, enterprise),
            // What was sent as the enterprise is the configured user ID, and the other way round.
            "whoami-user-as-enterprise" => service_account_in(configured),
            "whoami-enterprise-as-user" => whole_account(enterprise, USER_LOGIN, "active", false, configured),
            "user-list" => list(&[admin()]),
            "app-user-list" | "terms" => list(&[]),
            "scope" | "folder" => match target.split(['/', '?']).nth(3).filter(|_| target.starts_with("/2.0/folders/"))
            {
                Some(id) => reply(200, &format!(r#"{{"type":"folder","id":"{id}","name":"F"}}"#)),
                None => reply(200, r#"{"entries":[],"limit":1}"#),
            },
            "revoke" => reply(200, ""),
            _ => reply(400, "{}"),
        }
    }
}

/// An app that may list neither users nor Terms of Service.
pub(crate) fn silent_lists(script: Script) -> Script {
    ["user-list", "app-user-list", "terms"]
        .into_iter()
        .fold(script, |script, list| script.on(list, super::access_denied()))
}
