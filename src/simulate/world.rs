//! The simulated app, its enterprise and its users, answered for by the catalogue run forwards. No HTTP is spoken here.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::account::{Account, random_text};
use super::list::ListQuery;
use super::people::Person;
use super::scenario::Scenario;
use crate::catalogue::{
    Answers, Catalogue, Cause, Dialect, Part, Probe, ProbeKey, Replies, Signature, SignatureId, Signs, Stage, Touch,
    predict,
};

/// What a token acts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    ServiceAccount,
    User,
    AppUser,
    /// A token without a subject, which an OAuth 2.0 app is granted.
    Nobody,
}

impl Holder {
    /// Whom a token is for that this probe is granted.
    fn of(probe: Probe) -> Self {
        match probe {
            Probe::Enterprise | Probe::UserAsEnterprise => Self::ServiceAccount,
            Probe::User | Probe::EnterpriseAsUser => Self::User,
            Probe::AppUser | Probe::FoundAppUser => Self::AppUser,
            _ => Self::Nobody,
        }
    }

    /// The probe that asks the holder who it is; an App User's is none of ours, and is answered as the app itself is.
    fn whoami(self) -> Probe {
        if self == Self::User { Probe::WhoamiUser } else { Probe::WhoamiEnterprise }
    }

    /// Whether the fault is the holder's: what touches one account's who-am-I and not the other's is wrong with that account,
    /// and nobody else feels it.
    fn feels(self, part: &Part<'_, '_>) -> bool {
        match [Probe::WhoamiEnterprise, Probe::WhoamiUser].map(|probe| part.variant.touches(probe)) {
            [true, false] => self == Self::ServiceAccount,
            [false, true] => self == Self::User,
            _ => true,
        }
    }
}

/// What is answered: a reply of the catalogue's, or a 200 with a body that is about somebody.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Said {
    Signature(SignatureId),
    Body(Value),
}

/// The simulated app, its enterprise, and what is wrong with them.
pub(super) struct World {
    catalogue: Catalogue,
    scenario: Scenario,
    dialect: Dialect,
    account: Account,
    tokens: Mutex<HashMap<String, Holder>>,
}

impl World {
    pub(super) fn new(catalogue: Catalogue, scenario: Scenario, dialect: Dialect, account: Account) -> Self {
        Self { catalogue, scenario, dialect, account, tokens: Mutex::default() }
    }

    pub(super) fn account(&self) -> &Account {
        &self.account
    }

    pub(super) fn signature(&self, id: SignatureId) -> &Signature {
        self.catalogue.signature(id)
    }

    /// The replies that code names.
    pub(super) fn signs(&self) -> &Signs {
        self.catalogue.signs()
    }

    /// What a token request is answered, with the faults that it has of its own.
    pub(super) fn token(&self, of_request: &[&str], probe: Probe) -> Option<SignatureId> {
        self.predict(of_request, &probe.into(), &|_| true)
    }

    /// What the probe is answered, if nothing is wrong but the app.
    pub(super) fn answer(&self, probe: Probe) -> Option<SignatureId> {
        self.token(&[], probe)
    }

    /// What every request is answered whose host is the wrong one, whatever else is wrong with it.
    pub(super) fn of_the_host(&self) -> Option<SignatureId> {
        self.answer(Probe::NoSubject).filter(|id| self.signature(*id).stage == Some(Stage::Host))
    }

    /// A token for whoever asked by this probe.
    pub(super) fn mint(&self, probe: Probe) -> String {
        let token = random_text(32);
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner).insert(token.clone(), Holder::of(probe));
        token
    }

    pub(super) fn revoke(&self, token: &str) {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner).remove(token);
    }

    /// Whose token it is, unless the app or the account is refused whatever it asks.
    ///
    /// # Errors
    ///
    /// The refusal; none for a token that is none.
    pub(super) fn holder(&self, token: &str) -> Result<Holder, Option<SignatureId>> {
        let holder = self.tokens.lock().unwrap_or_else(PoisonError::into_inner).get(token).copied();
        let holder = holder.filter(|holder| *holder != Holder::Nobody).ok_or(None)?;
        match self.predict(&[], &holder.whoami().into(), &|part| holder.feels(part)) {
            Some(id) if self.is_refusal(id) => Err(Some(id)),
            _ => Ok(holder),
        }
    }

    /// Who the token acts as.
    pub(super) fn whoami(&self, holder: Holder, fields: Option<&str>) -> Said {
        // Where the user is elsewhere than configured, so is the whole app.
        let is_elsewhere = self.says(Probe::WhoamiUser, "whoami-elsewhere");
        let account = &self.account;
        let enterprise = if is_elsewhere { &account.other_enterprise_id } else { self.enterprise_id() };
        let person = match holder {
            Holder::ServiceAccount => Person::service_account(&account.service_account_id, enterprise),
            Holder::AppUser => Person::own_app_user(&account.app_user_id, enterprise),
            Holder::User | Holder::Nobody => Person::managed(self.user_id(), enterprise),
        };
        Said::Body(person.told(fields))
    }

    /// What the Service Account is told of the account of that ID; `None` where there is none, or none that it may see.
    pub(super) fn user(&self, id: &str, fields: Option<&str>) -> Option<Said> {
        let person = if id == self.user_id() {
            match self.configured_user() {
                Ok(user) => user,
                Err(refusal) => return Some(Said::Signature(refusal)),
            }
        } else {
            let itself = Person::service_account(&self.account.service_account_id, self.enterprise_id());
            self.people().into_iter().chain([itself]).find(|person| person.id() == id)
        };
        person.map(|person| Said::Body(person.told(fields)))
    }

    /// The enterprise's users, as far as the app may see them.
    pub(super) fn users(&self, query: &str) -> Said {
        let list = ListQuery::read(query);
        let probe = match (&list.filter_term, &list.user_type) {
            (Some(_), _) => Probe::AppUserList.into(),
            (None, Some(_)) => Probe::UserList.into(),
            // Asked for no kind of user and nobody in particular, it is the call by which its scope is shown.
            (None, None) => self.scope_shown_by("/2.0/users").unwrap_or_else(|| Probe::Scope.into()),
        };
        match self.call(Holder::ServiceAccount, &probe) {
            Some(refusal) => Said::Signature(refusal),
            None => Said::Body(list.page(&self.people())),
        }
    }

    /// A look at a folder.
    pub(super) fn folder(&self, holder: Holder, id: &str) -> Said {
        // Everyone has a root folder, and its ID is 0: to read it takes nothing but the scope.
        let shown = self.scope_shown_by("/2.0/folders/0").filter(|_| id == "0");
        let key = shown.unwrap_or_else(|| ProbeKey { probe: Probe::Folder, target: Some(id.to_owned()) });
        match self.call(holder, &key) {
            Some(refusal) => Said::Signature(refusal),
            None => Said::Body(json!({"type": "folder", "id": id, "name": "Simulated", "item_collection": nothing()})),
        }
    }

    /// The read-only call by which a scope is shown; `None` where no scope has one of that path.
    pub(super) fn read(&self, holder: Holder, path: &str) -> Option<Said> {
        let key = self.scope_shown_by(path)?;
        Some(self.call(holder, &key).map_or_else(|| Said::Body(nothing()), Said::Signature))
    }

    fn scope_shown_by(&self, path: &str) -> Option<ProbeKey> {
        let path_of = |read: &str| read.split('?').next().map(str::to_owned);
        let shown = self
            .catalogue
            .scopes()
            .iter()
            .find(|scope| scope.read.as_deref().and_then(path_of).is_some_and(|read| read == path))?;
        Some(ProbeKey { probe: Probe::Scope, target: Some(shown.id.clone()) })
    }

    /// The refusal that a call meets, if any. Where it is not about anybody, it matters who calls.
    fn call(&self, holder: Holder, key: &ProbeKey) -> Option<SignatureId> {
        let about_nobody = matches!(key.probe, Probe::Scope | Probe::Folder);
        let felt = |part: &Part<'_, '_>| !about_nobody || holder.feels(part);
        self.predict(&[], key, &felt).filter(|id| self.is_refusal(*id))
    }

    /// What the app's faults that count, and those of the request, have the probe answered.
    fn predict(
        &self,
        of_request: &[&str],
        key: &ProbeKey,
        counts: &dyn Fn(&Part<'_, '_>) -> bool,
    ) -> Option<SignatureId> {
        let of_request = of_request.iter().filter_map(|id| {
            let cause = self.catalogue.cause(id)?;
            Some(Part { cause, variant: cause.variants.first()?, target: None })
        });
        let mut parts: Vec<Part<'_, '_>> = Vec::new();
        for part in of_request.chain(self.scenario.parts(&self.catalogue).filter(counts)) {
            // What is wrong with the request comes first: the value that was sent is not the app's own.
            if !parts.iter().any(|other| other.excludes(&part)) {
                parts.push(part);
            }
        }
        let read = |_: Option<&Cause>, replies: &Replies| replies.in_dialect(self.dialect);
        predict(&self.catalogue, &parts, key, &read).iter().next()
    }

    /// Whether that is what the probe is answered.
    fn says(&self, probe: Probe, name: &str) -> bool {
        self.answer(probe).is_some_and(|id| self.signature(id).id == name)
    }

    pub(super) fn is_refusal(&self, id: SignatureId) -> bool {
        self.signature(id).answers == Answers::Api
    }

    /// The accounts that a list shows to the app.
    fn people(&self) -> Vec<Person> {
        let (account, enterprise) = (&self.account, self.enterprise_id());
        let mut people = vec![Person::admin(&account.admin_id, enterprise)];
        people.extend(self.configured_user().ok().flatten());
        if !self.says(Probe::AppUserList, "app-user-none") {
            people.push(Person::own_app_user(&account.app_user_id, enterprise));
        }
        people.retain(|person| person.is_own_app_user() || person.is_managed() && self.shows(person));
        people
    }

    /// Whether the app may see the account, as its access level has it.
    fn shows(&self, person: &Person) -> bool {
        !person.is_managed() || !self.says(Probe::UserList, "app-users-only")
    }

    /// The configured user, as a look-up finds them.
    fn configured_user(&self) -> Result<Option<Person>, SignatureId> {
        // Of swapped IDs it is the other one that is the user's.
        match self.predict(&[], &Probe::UserLookup.into(), &|part| !swaps(part)) {
            Some(id) if self.is_refusal(id) => Err(id),
            Some(id) => {
                let found = Person::found(&self.signature(id).id, self.user_id(), self.enterprise_id());
                Ok(found.filter(|person| self.shows(person)))
            }
            None => Ok(Some(Person::managed(self.user_id(), self.enterprise_id()))),
        }
    }

    /// The ID of the enterprise that the app is in.
    pub(super) fn enterprise_id(&self) -> &str {
        if self.is_swapped() { &self.account.user_id } else { &self.account.enterprise_id }
    }

    /// The ID of the user that is meant.
    pub(super) fn user_id(&self) -> &str {
        if self.is_swapped() { &self.account.enterprise_id } else { &self.account.user_id }
    }

    fn is_swapped(&self) -> bool {
        self.scenario.parts(&self.catalogue).any(|part| swaps(&part))
    }
}

/// Whether the fault is that two IDs stand in each other's place: the swapped request is answered as the right one.
fn swaps(part: &Part<'_, '_>) -> bool {
    matches!(part.variant.touch(Probe::UserAsEnterprise), Some(Touch::Like(_)))
}

/// A list of nothing.
fn nothing() -> Value {
    json!({"total_count": 0, "entries": [], "limit": 100, "offset": 0})
}
