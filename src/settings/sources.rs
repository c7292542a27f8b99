//! Where each setting comes from: flags, what surrounds the program, a simulated Box.

use std::ffi::OsString;
use std::io::Read;
use std::str::FromStr;

use secrecy::zeroize::Zeroizing;

use super::base_url::BaseUrl;
use super::error::Error;
use super::fault::Fault;
use super::profile::SimulatedSettings;
use super::prompt::Prompt;
use super::proxy::{self, ProxyUrl};
use super::secret::ClientSecret;
use super::setting::Setting;
use super::subject::{self, Subject};
use crate::cli::{ProxyChoice, SecretSource, SettingsArgs};
use crate::origin::{Origin, Sourced};

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
    /// What the operating system's own settings name as the proxy: see [`system_proxy`](super::system_proxy).
    pub system_proxy: &'a dyn Fn(&BaseUrl) -> Option<Sourced<ProxyUrl>>,
}

/// Where settings come from, and what there is to note of it.
pub(super) struct Sources<'a> {
    pub(super) args: &'a SettingsArgs,
    pub(super) lookup: &'a dyn Fn(&str) -> Option<OsString>,
    pub(super) is_simulated: bool,
    pub(super) notes: Vec<String>,
}

impl Sources<'_> {
    /// A setting that one flag or one variable gives, or the simulated Box.
    pub(super) fn setting<T>(&mut self, setting: Setting, simulated: Option<&T>) -> Result<Option<Sourced<T>>, Error>
    where
        T: FromStr<Err = Fault> + Clone,
    {
        if let Some(text) = setting.typed(self.args) {
            return self.parse(text, Origin::flag(setting.flag())).map(Some);
        }
        if let Some(text) = self.variable(setting.variable())? {
            let origin = Origin::variable(setting.variable());
            return self.parse(&text, origin).map(Some);
        }
        Ok(simulated.map(supplied))
    }

    /// An enterprise or user ID: as [`setting`](Self::setting), but the subject's variables may give it too.
    pub(super) fn subject_setting<T>(
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
                let origin = Origin::variable(subject::ID);
                self.parse(&subject.id, origin).map(Some)
            }
            Some(text) if text.trim() == subject.id.trim() => Ok(found),
            Some(_) => Err(Error::Contradiction { variable: setting.variable(), flag: setting.flag() }),
        }
    }

    pub(super) fn base_url(&mut self, simulated: Option<&BaseUrl>) -> Result<Option<Sourced<BaseUrl>>, Error> {
        match self.setting(Setting::BaseUrl, simulated)? {
            Some(base_url) => Ok(Some(base_url)),
            None => self.parse(BaseUrl::BOX, Origin::Default).map(Some),
        }
    }

    pub(super) fn subject(&self) -> Result<Option<Subject>, Error> {
        let kind = self.variable(subject::TYPE)?;
        let id = self.variable(subject::ID)?;
        subject::subject(kind, id, |setting| setting.typed(self.args).is_some())
    }

    /// The secret, unless a person must be asked for it: where standard input is a terminal, `--client-secret-stdin` asks.
    pub(super) fn secret(
        &self,
        simulated: Option<&SimulatedSettings>,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Option<Sourced<ClientSecret>>, Error> {
        match &self.args.client_secret {
            Some(SecretSource::File(path)) => {
                let origin = Origin::file(path);
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
                    Some(text) => secret(&text, Origin::variable(name)).map(Some),
                    None => Ok(simulated.map(|it| supplied(&it.client_secret))),
                }
            }
        }
    }

    /// The proxy that leads to Box; none to loopback, where nothing is on the way but this machine.
    pub(super) fn proxy(
        &mut self,
        base_url: &BaseUrl,
        system: &dyn Fn(&BaseUrl) -> Option<Sourced<ProxyUrl>>,
    ) -> Result<Option<Sourced<ProxyUrl>>, Error> {
        match &self.args.proxy {
            Some(ProxyChoice::Through(text)) => {
                let proxy = proxy_at(text, Origin::flag(proxy::FLAG))?;
                if proxy.value.login().is_some() {
                    self.notes.push(
                        "every user of this machine can read the password in flag `--proxy`; `HTTPS_PROXY` keeps it from them"
                            .to_owned(),
                    );
                }
                if base_url.is_loopback() {
                    self.notes.push("flag `--proxy` is not used: loopback never goes through a proxy".to_owned());
                    return Ok(None);
                }
                Ok(Some(proxy))
            }
            Some(ProxyChoice::Direct) => Ok(None),
            None if base_url.is_loopback() => Ok(None),
            None => match self.first(&proxy::VARIABLES)? {
                None => Ok(system(base_url)),
                Some((name, text)) => {
                    if let Some((exceptions, list)) = self.first(&proxy::EXCEPTIONS)?
                        && proxy::is_excepted(base_url, &list)
                    {
                        self.notes.push(format!(
                            "the proxy of variable `{name}` is not used: variable `{exceptions}` names the host"
                        ));
                        return Ok(None);
                    }
                    proxy_at(&text, Origin::variable(name)).map(Some)
                }
            },
        }
    }

    /// The first of these variables that is set, and its text.
    fn first(&self, names: &[&'static str]) -> Result<Option<(&'static str, String)>, Error> {
        for name in names {
            if let Some(text) = self.variable(name)? {
                return Ok(Some((name, text)));
            }
        }
        Ok(None)
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
            Err(_) => Err(Error::Unusable { origin: Origin::variable(name), fault: Fault::NotUtf8 }),
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

    pub(super) fn note_ignored_variables(&mut self) {
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

fn proxy_at(text: &str, origin: Origin) -> Result<Sourced<ProxyUrl>, Error> {
    match text.parse() {
        Ok(value) => Ok(Sourced { value, origin }),
        Err(fault) => Err(Error::Unusable { origin, fault }),
    }
}

fn supplied<T: Clone>(value: &T) -> Sourced<T> {
    Sourced { value: value.clone(), origin: Origin::Simulated }
}

pub(super) fn secret(text: &str, origin: Origin) -> Result<Sourced<ClientSecret>, Error> {
    match text.parse() {
        Ok(value) => Ok(Sourced { value, origin }),
        Err(fault) => Err(Error::Unusable { origin, fault }),
    }
}
