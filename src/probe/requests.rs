//! Which request each probe is.

use super::Held;
use super::lists::{app_users, managed_users, terms_in_force};
use crate::box_api::{Credential, Request, Subject, TokenHandle};
use crate::catalogue::{Account, Catalogue, Probe, ProbeKey};
use crate::examination::Exchange;
use crate::settings::Profile;

/// What is asked of a user; `enterprise` is not among the fields that Box sends unasked.
const WHO: &str = "fields=id,login,enterprise,status,role,is_platform_access_only";

/// What a request is made of.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) profile: &'a Profile,
    /// The exchanges of the waves before.
    pub(super) before: &'a [Exchange],
    pub(super) held: &'a Held,
}

impl Asked<'_> {
    fn exchange(&self, probe: Probe) -> Option<&Exchange> {
        self.before.iter().find(|exchange| exchange.key.probe == probe)
    }

    fn token(&self, probe: Probe) -> Option<TokenHandle> {
        self.exchange(probe)?;
        self.held.tokens.get(&probe).copied()
    }

    /// The Service Account, once it was asked who it is.
    pub(super) fn service_account(&self) -> Option<Account> {
        Account::of(&self.exchange(Probe::WhoamiEnterprise)?.answer)
    }

    fn found_app_user(&self) -> Option<&str> {
        self.exchange(Probe::AppUserList)?;
        self.held.app_user.as_deref()
    }
}

/// A call to that path under the base URL.
pub(super) fn read(path: &[&str], query: &str, token: TokenHandle) -> Request {
    Request::Read { path: path.iter().map(|segment| (*segment).to_owned()).collect(), query: query.to_owned(), token }
}

/// The request that a probe is, or the first where it may take two; `None` where something for it is missing.
pub(super) fn request(asked: Asked<'_>, key: &ProbeKey) -> Option<Request> {
    let profile = asked.profile;
    let enterprise = profile.enterprise_id.as_ref().map(|id| id.value.as_str().to_owned());
    let user = profile.user_id.as_ref().map(|id| id.value.as_str().to_owned());
    let for_subject = |subject| Request::Token { subject, credential: Credential::Configured };
    let whoami = |probe| Some(read(&["2.0", "users", "me"], WHO, asked.token(probe)?));
    // Scopes and folders are shown with the token that works, the Service Account's first.
    let any_token = || asked.token(Probe::Enterprise).or_else(|| asked.token(Probe::User));
    let target = key.target.as_deref().unwrap_or_default();
    Some(match key.probe {
        Probe::Enterprise => for_subject(Subject::Enterprise(enterprise?)),
        Probe::User => for_subject(Subject::User(user?)),
        Probe::BadSecret => Request::Token {
            subject: enterprise.map(Subject::Enterprise).or(user.map(Subject::User))?,
            credential: Credential::Random,
        },
        Probe::NoSubject => for_subject(Subject::None),
        // Told by whoever pasted it, or read off the settings.
        Probe::UnknownSubject | Probe::EnterpriseId | Probe::UserId => return None,
        Probe::AppUser => for_subject(Subject::User(profile.app_user_id.as_ref()?.value.as_str().to_owned())),
        Probe::FoundAppUser => for_subject(Subject::User(asked.found_app_user()?.to_owned())),
        Probe::UserAsEnterprise => for_subject(Subject::Enterprise(user?)),
        Probe::EnterpriseAsUser => for_subject(Subject::User(enterprise?)),
        Probe::WhoamiEnterprise => whoami(Probe::Enterprise)?,
        Probe::WhoamiUser => whoami(Probe::User)?,
        Probe::WhoamiUserAsEnterprise => whoami(Probe::UserAsEnterprise)?,
        Probe::WhoamiEnterpriseAsUser => whoami(Probe::EnterpriseAsUser)?,
        Probe::UserLookup => read(&["2.0", "users", &user?], WHO, asked.token(Probe::Enterprise)?),
        Probe::UserList => managed_users(asked.token(Probe::Enterprise)?),
        Probe::AppUserList => app_users(&asked.service_account()?.app_user_prefix()?, asked.token(Probe::Enterprise)?),
        Probe::Terms => terms_in_force(asked.token(Probe::Enterprise)?),
        Probe::Scope => {
            let call = asked.catalogue.scope(target)?.read.as_deref()?;
            let (path, query) = call.split_once('?').unwrap_or((call, ""));
            read(&path.trim_start_matches('/').split('/').collect::<Vec<_>>(), query, any_token()?)
        }
        Probe::Folder => read(&["2.0", "folders", target], "fields=id", any_token()?),
    })
}

/// The request as a curl line; the ID of an App User that was found is nobody's business.
pub(super) fn as_curl(asked: Asked<'_>, probe: Probe, request: &Request) -> String {
    let curl = request.as_curl(asked.profile);
    match asked.found_app_user().filter(|_| probe == Probe::FoundAppUser) {
        Some(id) => curl.replace(&format!("box_subject_id={id}"), "\"box_subject_id=$APP_USER_ID\""),
        None => curl,
    }
}
