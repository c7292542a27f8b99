//! Reads a request into the probe that it is and the faults that it has of itself.

use axum::http::Uri;
use percent_encoding::percent_decode_str;

use super::account::Account;
use crate::catalogue::Probe;

/// A field of a query.
pub(super) fn query_field(uri: &Uri, field: &str) -> Option<String> {
    let query = uri.query().unwrap_or_default();
    let named = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == field);
    named.map(|(_, value)| value.into_owned())
}

/// The ID at the end of a path, as it is meant; bytes that are no text become U+FFFD, which nobody's ID has.
pub(super) fn last_part(uri: &Uri) -> String {
    let part = uri.path().rsplit('/').next().unwrap_or_default();
    percent_decode_str(part).decode_utf8_lossy().into_owned()
}

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

    /// Reads a body of that type; one that is not form-encoded says nothing, whatever it holds.
    pub(super) fn of_type(content_type: Option<&str>, body: &[u8]) -> Self {
        let is_form = content_type.is_none_or(|told| {
            let kind = told.split(';').next().unwrap_or_default().trim();
            kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
        });
        if is_form { Self::read(body) } else { Self::default() }
    }

    /// Whether the body holds no client ID, or no secret.
    pub(super) fn lacks_credentials(&self) -> bool {
        self.client_id.is_empty() || self.client_secret.is_empty()
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
