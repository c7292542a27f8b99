//! Reads a request into the probe that it is and the faults that it has of itself.

use super::Account;
use crate::catalogue::Probe;

/// The fields of a form that decide.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Form {
    pub(super) grant_type: String,
    pub(super) client_id: String,
    pub(super) client_secret: String,
    pub(super) subject_type: String,
    pub(super) subject_id: String,
    pub(super) token: String,
}

impl Form {
    /// Reads a form-encoded body; fields that do not matter here are passed over.
    pub(super) fn read(body: &[u8]) -> Self {
        let mut form = Self::default();
        for (name, value) in url::form_urlencoded::parse(body) {
            let field = match name.as_ref() {
                "grant_type" => &mut form.grant_type,
                "client_id" => &mut form.client_id,
                "client_secret" => &mut form.client_secret,
                "box_subject_type" => &mut form.subject_type,
                "box_subject_id" => &mut form.subject_id,
                "token" => &mut form.token,
                _ => continue,
            };
            *field = value.into_owned();
        }
        form
    }

    /// Whether client ID and secret are the simulated app's.
    pub(super) fn has_credentials_of(&self, account: &Account) -> bool {
        self.client_id == account.client_id && self.client_secret == account.client_secret
    }

    /// Which probe a token request is, and the fault that its subject has.
    pub(super) fn probe(&self, account: &Account) -> (Probe, Option<&'static str>) {
        let id = self.subject_id.as_str();
        match self.subject_type.as_str() {
            _ if id.is_empty() => (Probe::NoSubject, None),
            "enterprise" if id == account.enterprise_id => (Probe::Enterprise, None),
            "enterprise" if id == account.user_id => (Probe::UserAsEnterprise, None),
            "enterprise" => (Probe::Enterprise, Some("enterprise-id-wrong")),
            "user" if id == account.user_id => (Probe::User, None),
            "user" if id == account.app_user_id => (Probe::AppUser, None),
            "user" if id == account.enterprise_id => (Probe::EnterpriseAsUser, None),
            "user" => (Probe::User, Some("user-id-wrong")),
            _ => (Probe::NoSubject, None),
        }
    }
}
