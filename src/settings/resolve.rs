//! Makes a profile of flags, environment and what a simulated Box supplies.

use std::ffi::OsString;
use std::io::Read;
use std::str::FromStr;

use secrecy::zeroize::Zeroizing;

use super::base_url::BaseUrl;
use super::error::Error;
use super::fault::Fault;
use super::origin::{Origin, Sourced};
use super::profile::{Profile, SimulatedSettings};
use super::prompt::Prompt;
use super::secret::ClientSecret;
use super::setting::Setting;
use super::subject::{self, Subject};
use crate::cli::{SecretSource, SettingsArgs};

/// The variables that are read, in the order in which a note names them.
const VARIABLES: [&str; 8] = [
    "BOX_CLIENT_ID",
    "BOX_CLIENT_SECRET",
    "BOX_ENTERPRISE_ID",
    "BOX_USER_ID",
    subject::TYPE,
    subject::ID,
    "BOX_APP_USER_ID",
    "BOX_BASE_URL",
];

/// What surrounds the program, so far as settings come from it.
pub struct Surroundings<'a> {
    /// Looks an environment variable up, like `std::env::var_os`.
    pub environment: &'a dyn Fn(&str) -> Option<OsString>,
    /// Standard input; read only if `--client-secret-stdin` says so.
    pub stdin: &'a mut dyn Read,
    /// Asks a person for the secret, if one is there: see [`terminal_prompt`](super::terminal_prompt).
    pub prompt: Option<Prompt>,
}

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
    let client_secret = match (sources.secret(simulated, surroundings), surroundings.prompt) {
        (Ok(None), Some(prompt)) if problems.is_empty() => ask(prompt).map(Some),
        (Ok(None), Some(_)) => return Err(problems.into_error()),
        (given, _) => given,
    };
    let client_secret = problems.require(Setting::ClientSecret, client_secret);

    match (client_id, client_secret, base_url) {
        (Some(client_id), Some(client_secret), Some(base_url)) if problems.is_empty() => Ok(Profile {
            name: "default".to_owned(),
            client_id,
            client_secret,
            enterprise_id,
            user_id,
            app_user_id,
            base_url,
            notes: sources.notes,
        }),
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

/// Where settings come from, and what there is to note of it.
struct Sources<'a> {
    args: &'a SettingsArgs,
    lookup: &'a dyn Fn(&str) -> Option<OsString>,
    is_simulated: bool,
    notes: Vec<String>,
}

impl Sources<'_> {
    /// A setting that one flag or one variable gives, or the simulated Box.
    fn setting<T>(&mut self, setting: Setting, simulated: Option<&T>) -> Result<Option<Sourced<T>>, Error>
    where
        T: FromStr<Err = Fault> + Clone,
    {
        if let Some(text) = setting.typed(self.args) {
            return self.parse(text, Origin::Flag(setting.flag())).map(Some);
        }
        if let Some(text) = self.variable(setting.variable())? {
            let origin = Origin::Environment(setting.variable());
            return self.parse(&text, origin).map(Some);
        }
        Ok(simulated.map(supplied))
    }

    /// An enterprise or user ID: as [`setting`](Self::setting), but the subject's variables may give it too.
    fn subject_setting<T>(
        &mut self,
        setting: Setting,
        subject: Option<&Subject>,
        simulated: Option<&T>,
    ) -> Result<Option<Sourced<T>>, Error>
    where
        T: FromStr<Err = Fault> + Clone,
    {
        let found = self.setting(setting, simulated)?;
        let Some(subject) = subject.filter(|subject| subject.setting == setting) else {
            return Ok(found);
        };
        match self.variable(setting.variable())? {
            None => {
                let origin = Origin::Environment(subject::ID);
                self.parse(&subject.id, origin).map(Some)
            }
            Some(text) if text.trim() == subject.id.trim() => Ok(found),
            Some(_) => Err(Error::Contradiction { variable: setting.variable(), flag: setting.flag() }),
        }
    }

    fn base_url(&mut self, simulated: Option<&BaseUrl>) -> Result<Option<Sourced<BaseUrl>>, Error> {
        match self.setting(Setting::BaseUrl, simulated)? {
            Some(base_url) => Ok(Some(base_url)),
            None => self.parse(BaseUrl::BOX, Origin::Default).map(Some),
        }
    }

    fn subject(&self) -> Result<Option<Subject>, Error> {
        let kind = self.variable(subject::TYPE)?;
        let id = self.variable(subject::ID)?;
        subject::subject(kind, id, |setting| setting.typed(self.args).is_some())
    }

    /// The secret, unless a person must be asked for it: where standard input is a terminal, `--client-secret-stdin` asks.
    fn secret(
        &self,
        simulated: Option<&SimulatedSettings>,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Option<Sourced<ClientSecret>>, Error> {
        match &self.args.client_secret {
            Some(SecretSource::File(path)) => {
                let origin = Origin::File { path: path.clone() };
                let value = ClientSecret::from_file(path)?;
                Ok(Some(Sourced { value, origin }))
            }
            Some(SecretSource::Stdin) if surroundings.prompt.is_some() => Ok(None),
            Some(SecretSource::Stdin) => {
                let origin = Origin::Stdin;
                let value = ClientSecret::from_stdin(surroundings.stdin)?;
                Ok(Some(Sourced { value, origin }))
            }
            None => {
                let name = Setting::ClientSecret.variable();
                match self.variable(name)?.map(Zeroizing::new) {
                    Some(text) => secret(&text, Origin::Environment(name)).map(Some),
                    None => Ok(simulated.map(|it| supplied(&it.client_secret))),
                }
            }
        }
    }

    /// A variable's text. Empty, or white space alone, counts as unset, as pipelines leave it where a value is missing.
    fn variable(&self, name: &'static str) -> Result<Option<String>, Error> {
        if self.is_simulated {
            return Ok(None);
        }
        let Some(value) = (self.lookup)(name) else {
            return Ok(None);
        };
        match value.into_string() {
            Ok(text) if text.trim().is_empty() => Ok(None),
            Ok(text) => Ok(Some(text)),
            Err(_) => Err(Error::Unusable { origin: Origin::Environment(name), fault: Fault::NotUtf8 }),
        }
    }

    fn parse<T: FromStr<Err = Fault>>(&mut self, text: &str, origin: Origin) -> Result<Sourced<T>, Error> {
        match text.parse() {
            Ok(value) => {
                if text.trim() != text {
                    self.notes.push(format!(
                        "white space around the {origin} was left out; an app that reads it \
                         may send it to Box"
                    ));
                }
                Ok(Sourced { value, origin })
            }
            Err(fault) => Err(Error::Unusable { origin, fault }),
        }
    }

    fn note_ignored_variables(&mut self) {
        if !self.is_simulated {
            return;
        }
        let ignored: Vec<_> = VARIABLES
            .iter()
            .filter(|name| (self.lookup)(name).is_some_and(|value| !value.is_empty()))
            .map(|name| format!("`{name}`"))
            .collect();
        if !ignored.is_empty() {
            self.notes.push(format!("ignored, as the Box is simulated: {}", ignored.join(", ")));
        }
    }
}

fn supplied<T: Clone>(value: &T) -> Sourced<T> {
    Sourced { value: value.clone(), origin: Origin::Simulated }
}

fn ask(prompt: Prompt) -> Result<Sourced<ClientSecret>, Error> {
    let text = prompt().map_err(|source| Error::Prompt { source })?;
    secret(&Zeroizing::new(text), Origin::Prompt)
}

fn secret(text: &str, origin: Origin) -> Result<Sourced<ClientSecret>, Error> {
    match text.parse() {
        Ok(value) => Ok(Sourced { value, origin }),
        Err(fault) => Err(Error::Unusable { origin, fault }),
    }
}
