//! Which probe a request is, told from its bytes and from what was granted and shown before.

use std::collections::BTreeSet;

use super::script::Ids;
use super::{Asked, CLIENT_ID, Seen};

/// One request, and the probe that it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    /// The probe, told from the request's bytes; `revoke` for a revocation, `?` for what is none.
    pub(crate) probe: &'static str,
    /// The request.
    pub(crate) seen: Seen,
}

/// What a Box remembers of earlier calls, as far as it tells what a request is.
pub(crate) struct Known<'b> {
    /// The probe whose token the request bears.
    pub(crate) holder: Option<&'static str>,
    /// The IDs that are configured.
    pub(crate) ids: &'b Ids,
    /// The App Users whom a list has shown.
    pub(crate) shown: &'b BTreeSet<String>,
}

impl Known<'_> {
    /// The probe that a request is.
    pub(crate) fn probe(&self, seen: &Seen) -> &'static str {
        match (seen.method(), seen.path()) {
            ("POST", "/oauth2/revoke") => "revoke",
            ("POST", "/oauth2/token") => self.token_probe(seen),
            ("GET", _) => self.follow_up(seen),
            _ => "?",
        }
    }

    fn token_probe(&self, seen: &Seen) -> &'static str {
        let form = seen.form();
        let field = |name: &str| form.get(name).map(String::as_str);
        if field("grant_type") != Some("client_credentials") || field("client_id") != Some(CLIENT_ID) {
            return "?";
        }
        if seen.asked == Asked::BadSecret {
            return "bad-secret";
        }
        let (ids, id) = (self.ids, field("box_subject_id"));
        match field("box_subject_type") {
            None if id.is_none() => "no-subject",
            Some("enterprise") if id == ids.enterprise => "enterprise",
            Some("user") if id == ids.user => "user",
            Some("user") if id == ids.app_user => "app-user",
            Some("enterprise") if id == ids.user => "user-as-enterprise",
            Some("user") if id == ids.enterprise => "enterprise-as-user",
            Some("user") if id.is_some_and(|id| self.shown.contains(id)) => "found-app-user",
            _ => "?",
        }
    }

    fn follow_up(&self, seen: &Seen) -> &'static str {
        let own_path = self.ids.user.map(|id| format!("/2.0/users/{id}"));
        match (seen.path(), self.holder) {
            ("/2.0/users/me", Some("enterprise")) => "whoami-enterprise",
            ("/2.0/users/me", Some("user")) => "whoami-user",
            ("/2.0/users/me", Some("user-as-enterprise")) => "whoami-user-as-enterprise",
            ("/2.0/users/me", Some("enterprise-as-user")) => "whoami-enterprise-as-user",
            (_, None) => "?",
            (path, Some("enterprise")) if Some(path) == own_path.as_deref() => "user-lookup",
            (path, _) if path.starts_with("/2.0/users/") => "?",
            // Lists are the Service Account's to read.
            ("/2.0/users", holder) if seen.query("user_type").is_some() => match (holder, seen.query("filter_term")) {
                (Some("enterprise"), None) => "user-list",
                (Some("enterprise"), Some(_)) => "app-user-list",
                _ => "?",
            },
            ("/2.0/terms_of_services" | "/2.0/terms_of_service_user_statuses", Some("enterprise")) => "terms",
            ("/2.0/terms_of_services" | "/2.0/terms_of_service_user_statuses", _) => "?",
            // The folder 0 is what the scope to read files is shown by, and the same request where it is expected itself.
            (path, _) if path.starts_with("/2.0/folders/") && path != "/2.0/folders/0" => "folder",
            (path, _) if path.starts_with("/2.0/") => "scope",
            _ => "?",
        }
    }
}
