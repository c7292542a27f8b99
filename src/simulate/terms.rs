//! The simulated enterprise's custom Terms of Service: in force as the catalogue has it, accepted by everyone but the
//! configured user (<https://developer.box.com/guides/security/terms-of-service>).

use serde_json::{Value, json};

use super::world::{Said, World};
use crate::catalogue::Probe;

/// The ID of the enterprise's Terms of Service, where it has any.
const TERMS_ID: &str = "11223344";

impl World {
    /// The enterprise's Terms of Service for managed users.
    pub(super) fn terms(&self, kind: Option<&str>) -> Said {
        let enterprise = json!({"type": "enterprise", "id": self.enterprise_id(), "name": "Simulated"});
        let terms = json!({
            "type": "terms_of_service", "id": TERMS_ID, "status": "enabled", "tos_type": "managed", "text": "Simulated",
            "enterprise": enterprise,
        });
        self.terms_call(|accepted| match (accepted, kind) {
            (Some(_), None | Some("managed")) => vec![terms],
            _ => Vec::new(),
        })
    }

    /// Who has accepted them.
    pub(super) fn terms_statuses(&self, terms: &str, user: Option<&str>) -> Said {
        self.terms_call(|accepted| match accepted.filter(|_| terms == TERMS_ID) {
            // App Users and the Service Account are exempt.
            Some(accepted) => [(self.user_id(), accepted), (self.account().admin_id.as_str(), true)]
                .into_iter()
                .filter(|(id, _)| user.is_none_or(|asked| asked == *id))
                .map(|(id, accepted)| {
                    let user = json!({"type": "user", "id": id, "name": "Simulated User", "login": "managed.user@example.com"});
                    json!({"type": "terms_of_service_user_status", "id": id, "is_accepted": accepted, "user": user, "tos": {"type": "terms_of_service", "id": TERMS_ID}})
                })
                .collect(),
            None => Vec::new(),
        })
    }

    /// A call about the Terms of Service; what is made of them takes whether the configured user has accepted them, if they are on.
    fn terms_call(&self, entries: impl FnOnce(Option<bool>) -> Vec<Value>) -> Said {
        let predicted = self.answer(Probe::Terms);
        let accepted = match predicted {
            Some(id) if self.is_refusal(id) => return Said::Signature(id),
            Some(id) => match self.signature(id).id.as_str() {
                "terms-open" => Some(false),
                "terms-accepted" => Some(true),
                _ => None,
            },
            None => None,
        };
        let entries = entries(accepted);
        Said::Body(json!({"total_count": entries.len(), "entries": entries}))
    }
}
