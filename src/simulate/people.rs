//! Who is in the simulated enterprise, and how Box tells of them.
//!
//! Whom the app may see is the catalogue's to say; this file knows only what an entry looks like
//! (<https://github.com/box/box-openapi>, the user schema).

use serde_json::{Map, Value, json};

/// The Service Account's login; its number stands in the logins of the app's own App Users as well.
const SERVICE_ACCOUNT_LOGIN: &str = "AutomationUser_2001_example@boxdevedition.com";
/// The login of an App User of this app.
const OWN_APP_USER_LOGIN: &str = "AppUser_2001_example@boxdevedition.com";
/// The login of another app's.
const OTHER_APP_USER_LOGIN: &str = "AppUser_3003_example@boxdevedition.com";

/// One account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    id: String,
    login: &'static str,
    name: &'static str,
    role: &'static str,
    active: bool,
    kind: AccountKind,
    /// The enterprise's ID; none for somebody who is known by collaboration only.
    enterprise: Option<String>,
}

/// What an account is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AccountKind {
    Managed,
    AppUser,
    ServiceAccount,
    External,
}

impl Person {
    fn new(kind: AccountKind, id: &str, login: &'static str, enterprise: &str) -> Self {
        let name = match kind {
            AccountKind::Managed | AccountKind::External => "Simulated User",
            AccountKind::AppUser => "Simulated App User",
            AccountKind::ServiceAccount => "Simulated Service Account",
        };
        let enterprise = (kind != AccountKind::External).then(|| enterprise.to_owned());
        Self { id: id.to_owned(), login, name, role: "user", active: true, kind, enterprise }
    }

    pub(super) fn service_account(id: &str, enterprise: &str) -> Self {
        Self::new(AccountKind::ServiceAccount, id, SERVICE_ACCOUNT_LOGIN, enterprise)
    }

    pub(super) fn own_app_user(id: &str, enterprise: &str) -> Self {
        Self::new(AccountKind::AppUser, id, OWN_APP_USER_LOGIN, enterprise)
    }

    pub(super) fn managed(id: &str, enterprise: &str) -> Self {
        Self::new(AccountKind::Managed, id, "managed.user@example.com", enterprise)
    }

    /// The admin that each enterprise has.
    pub(super) fn admin(id: &str, enterprise: &str) -> Self {
        let admin = Self::new(AccountKind::Managed, id, "admin@example.com", enterprise);
        Self { name: "Simulated Admin", role: "admin", ..admin }
    }

    /// The person of that ID whom a look-up with this signature finds; `None` where it finds nobody.
    pub(super) fn found(signature: &str, id: &str, enterprise: &str) -> Option<Self> {
        Some(match signature {
            "user-managed" => Self::managed(id, enterprise),
            "user-inactive" => Self { active: false, ..Self::managed(id, enterprise) },
            "user-app" => Self::new(AccountKind::AppUser, id, OTHER_APP_USER_LOGIN, enterprise),
            "user-app-own" => Self::own_app_user(id, enterprise),
            "service-account" => Self::service_account(id, enterprise),
            "user-elsewhere" => Self::new(AccountKind::External, id, "somebody@example.org", enterprise),
            _ => return None,
        })
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Whether a listing of the enterprise's users has the account where the app may see managed users.
    pub(super) fn is_managed(&self) -> bool {
        self.kind == AccountKind::Managed
    }

    /// Whether the account is an App User of this app.
    pub(super) fn is_own_app_user(&self) -> bool {
        self.kind == AccountKind::AppUser && self.login == OWN_APP_USER_LOGIN
    }

    /// The account as a call for one user tells of it.
    pub(super) fn told(&self, fields: Option<&str>) -> Value {
        self.json(&["type", "id"], fields)
    }

    /// The account as a list has it: ID, name and login are there whatever `fields` says.
    pub(super) fn listed(&self, fields: Option<&str>) -> Value {
        self.json(&["type", "id", "name", "login"], fields)
    }

    fn json(&self, always: &[&str], fields: Option<&str>) -> Value {
        // What Box sends unasked; the enterprise, the role and the App User's mark are not among it.
        const UNASKED: &str = "type,id,name,login,status";
        let enterprise = |id| json!({"type": "enterprise", "id": id, "name": "Simulated"});
        let all = [
            ("type", json!("user")),
            ("id", json!(self.id)),
            ("name", json!(self.name)),
            ("login", json!(self.login)),
            ("status", if self.enterprise.is_none() { Value::Null } else { json!(self.status()) }),
            ("role", json!(self.role)),
            ("is_platform_access_only", json!(matches!(self.kind, AccountKind::AppUser | AccountKind::ServiceAccount))),
            ("enterprise", self.enterprise.as_deref().map_or(Value::Null, enterprise)),
        ];
        let asked: Vec<&str> = fields.unwrap_or(UNASKED).split(',').map(str::trim).collect();
        let sent = all.into_iter().filter(|(name, _)| always.contains(name) || asked.contains(name));
        Value::Object(sent.map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>())
    }

    fn status(&self) -> &'static str {
        if self.active { "active" } else { "inactive" }
    }

    /// Whether the filter of a list, the beginning of a name or a login, lets the account through.
    pub(super) fn begins_with(&self, term: &str) -> bool {
        self.login.starts_with(term) || self.name.starts_with(term)
    }
}
