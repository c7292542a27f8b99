//! Makes a profile of flags, environment and what a simulated Box supplies.

use secrecy::zeroize::Zeroizing;

use super::ca::CaCertificates;
use super::error::Error;
use super::profile::{Profile, SimulatedSettings};
use super::prompt::Prompt;
use super::secret::ClientSecret;
use super::setting::Setting;
use super::sources::{Sources, Surroundings, secret};
use super::twice;
use crate::cli::SettingsArgs;
use crate::origin::{Origin, Sourced};

/// Makes a profile of the flags and of what surrounds the program. With `simulated` settings the environment is ignored, lest
/// one app's secret be tried on another, and a flag still outweighs a simulated value.
///
/// # Errors
///
/// [`Error`], with everything that is wrong at once. A person is asked for the secret only if nothing else is.
pub fn resolve(
    args: &SettingsArgs,
    simulated: Option<&SimulatedSettings>,
    surroundings: &mut Surroundings<'_>,
) -> Result<Profile, Error> {
    let mut sources =
        Sources { args, lookup: surroundings.environment, is_simulated: simulated.is_some(), notes: Vec::new() };
    let mut problems = Problems::default();
    sources.note_ignored_variables();

    let subject = problems.keep(sources.subject());
    let enterprise_id = problems.keep(sources.subject_setting(
        Setting::EnterpriseId,
        subject.as_ref(),
        simulated.map(|it| &it.enterprise_id),
    ));
    let user_id =
        problems.keep(sources.subject_setting(Setting::UserId, subject.as_ref(), simulated.map(|it| &it.user_id)));
    if enterprise_id.is_none() && user_id.is_none() && problems.errors.is_empty() {
        problems.missing.push(Setting::EnterpriseId);
    }
    let app_user_id = problems.keep(sources.setting(Setting::AppUserId, simulated.map(|it| &it.app_user_id)));
    let base_url = problems.require(Setting::BaseUrl, sources.base_url(simulated.map(|it| &it.base_url)));
    let client_id =
        problems.require(Setting::ClientId, sources.setting(Setting::ClientId, simulated.map(|it| &it.client_id)));
    let proxy = base_url.as_ref().and_then(|it| problems.keep(sources.proxy(&it.value, surroundings.system_proxy)));
    let ca_certificates = problems.keep(args.ca_cert.as_deref().map(CaCertificates::from_file).transpose());
    let client_secret = match (sources.secret(simulated, surroundings), surroundings.prompt) {
        (Ok(None), Some(prompt)) if problems.is_empty() => ask(prompt).map(Some),
        (Ok(None), Some(_)) => return Err(problems.into_error()),
        (given, _) => given,
    };
    let client_secret = problems.require(Setting::ClientSecret, client_secret);

    match (client_id, client_secret, base_url) {
        (Some(client_id), Some(client_secret), Some(base_url)) if problems.is_empty() => {
            let profile = Profile {
                name: "default".to_owned(),
                client_id,
                client_secret,
                enterprise_id,
                user_id,
                app_user_id,
                base_url,
                proxy,
                ca_certificates,
                notes: sources.notes,
            };
            problems.errors = twice::places(&profile);
            if problems.is_empty() { Ok(profile) } else { Err(problems.into_error()) }
        }
        _ => Err(problems.into_error()),
    }
}

/// What is wrong, gathered so that it is told at once.
#[derive(Default)]
struct Problems {
    missing: Vec<Setting>,
    errors: Vec<Error>,
}

impl Problems {
    fn is_empty(&self) -> bool {
        self.missing.is_empty() && self.errors.is_empty()
    }

    fn keep<T>(&mut self, found: Result<Option<T>, Error>) -> Option<T> {
        found.unwrap_or_else(|error| {
            self.errors.push(error);
            None
        })
    }

    fn require<T>(&mut self, setting: Setting, found: Result<Option<T>, Error>) -> Option<T> {
        if matches!(found, Ok(None)) {
            self.missing.push(setting);
        }
        self.keep(found)
    }

    /// Faulty values first, then what is missing, in the order of [`Setting`].
    fn into_error(mut self) -> Error {
        self.missing.sort_unstable();
        match (self.errors.len(), self.missing.is_empty()) {
            (0, _) => Error::Missing(self.missing),
            (1, true) => self.errors.remove(0),
            (_, is_complete) => {
                if !is_complete {
                    self.errors.push(Error::Missing(self.missing));
                }
                Error::Several(self.errors)
            }
        }
    }
}

fn ask(prompt: Prompt) -> Result<Sourced<ClientSecret>, Error> {
    let text = prompt().map_err(|source| Error::Prompt { source })?;
    secret(&Zeroizing::new(text), Origin::Prompt)
}
