//! Makes a profile of layers, strongest first.

use std::io::Read;

use secrecy::zeroize::Zeroizing;

use super::DEFAULT_PROFILE;
use super::base_url::BaseUrl;
use super::ca::CaCertificates;
use super::error::Error;
use super::layer::{Layer, SecretIn, Value, Way};
use super::profile::Profile;
use super::prompt::Prompt;
use super::proxy::{self, ProxyUrl};
use super::secret::ClientSecret;
use super::setting::Setting;
use super::twice;
use crate::origin::{Origin, Sourced};

/// What surrounds the program and is asked only where a layer says so, or where none says anything.
pub struct Surroundings<'a> {
    /// Standard input; read only if a layer says that the secret is there.
    pub stdin: &'a mut dyn Read,
    /// Asks a person for the secret, if one is there to answer. The program's own prompt needs the feature `cli`.
    pub prompt: Option<Prompt>,
    /// What the operating system's own settings name as the proxy: see [`system_proxy`](super::system_proxy).
    pub system_proxy: &'a dyn Fn(&BaseUrl) -> Option<Sourced<ProxyUrl>>,
}

/// Makes a profile of these layers, strongest first: see [`layers`](super::layers).
///
/// # Errors
///
/// [`Error`], with everything that is wrong at once. A person is asked for the secret only if nothing else is.
pub fn resolve(layers: &[Layer], surroundings: &mut Surroundings<'_>) -> Result<Profile, Error> {
    let mut selection = Selection { layers, notes: layers.iter().flat_map(|layer| layer.notes.clone()).collect() };
    let mut problems = Problems { errors: selection.conflicts(), ..Problems::default() };

    let enterprise_id = problems.keep(selection.strongest(|layer| layer.enterprise_id.as_ref()));
    let user_id = problems.keep(selection.strongest(|layer| layer.user_id.as_ref()));
    if enterprise_id.is_none() && user_id.is_none() && problems.errors.is_empty() {
        problems.missing.push(Setting::EnterpriseId);
    }
    let app_user_id = problems.keep(selection.strongest(|layer| layer.app_user_id.as_ref()));
    let base_url = problems.require(Setting::BaseUrl, selection.strongest(|layer| layer.base_url.as_ref()));
    let client_id = problems.require(Setting::ClientId, selection.strongest(|layer| layer.client_id.as_ref()));
    let proxy = base_url.as_ref().and_then(|it| problems.keep(selection.proxy(&it.value, surroundings.system_proxy)));
    let ca_certificates = problems.keep(selection.ca_certificates());
    let client_secret = match (selection.secret(surroundings), surroundings.prompt) {
        (Ok(None), Some(prompt)) if problems.is_empty() => ask(prompt).map(Some),
        (Ok(None), Some(_)) => return Err(problems.into_error()),
        (given, _) => given,
    };
    let client_secret = problems.require(Setting::ClientSecret, client_secret);

    match (client_id, client_secret, base_url) {
        (Some(client_id), Some(client_secret), Some(base_url)) if problems.is_empty() => {
            let profile = Profile {
                name: DEFAULT_PROFILE.to_owned(),
                client_id,
                client_secret,
                enterprise_id,
                user_id,
                app_user_id,
                base_url,
                proxy,
                ca_certificates,
                simulated: layers.iter().find_map(|layer| layer.simulated.clone()),
                notes: selection.notes,
            };
            problems.errors = twice::places(&profile);
            if problems.is_empty() { Ok(profile) } else { Err(problems.into_error()) }
        }
        _ => Err(problems.into_error()),
    }
}

/// The layers, and what there is to note of those values that are taken.
struct Selection<'a> {
    layers: &'a [Layer],
    notes: Vec<String>,
}

impl Selection<'_> {
    /// What does not go together, and is not outweighed.
    fn conflicts(&self) -> Vec<Error> {
        let outweighed = |above: &[Layer], about: &[Setting]| {
            about.iter().all(|setting| above.iter().any(|layer| layer.gives(*setting)))
        };
        let of = |(at, layer): (usize, &Layer)| {
            let stands = layer.conflicts.iter().filter(|conflict| !outweighed(&self.layers[..at], conflict.about));
            stands.map(|conflict| Error::Subject(conflict.flaw)).collect::<Vec<_>>()
        };
        self.layers.iter().enumerate().flat_map(of).collect()
    }

    /// The value of the strongest layer that says anything.
    fn strongest<T: Clone>(&mut self, of: impl Fn(&Layer) -> Option<&Value<T>>) -> Result<Option<Sourced<T>>, Error> {
        let Some(chosen) = self.layers.iter().find_map(of) else { return Ok(None) };
        let sourced = chosen.sourced()?;
        if chosen.was_trimmed {
            self.notes.push(format!(
                "white space around the {} was left out; an app that reads it may send it to Box",
                chosen.origin
            ));
        }
        Ok(Some(sourced))
    }

    /// The secret, unless a person must be asked for it: where standard input is a terminal, whoever names it is asked.
    fn secret(&self, surroundings: &mut Surroundings<'_>) -> Result<Option<Sourced<ClientSecret>>, Error> {
        let Some(chosen) = self.layers.iter().find_map(|layer| layer.client_secret.as_ref()) else { return Ok(None) };
        let value = match chosen.get()? {
            SecretIn::Here(secret) => secret.clone(),
            SecretIn::File(path) => ClientSecret::from_file(path)?,
            SecretIn::Stdin if surroundings.prompt.is_some() => return Ok(None),
            SecretIn::Stdin => ClientSecret::from_stdin(surroundings.stdin)?,
        };
        Ok(Some(Sourced { value, origin: chosen.origin.clone() }))
    }

    /// The proxy that leads to Box; none to loopback, where nothing is on the way but this machine.
    fn proxy(
        &mut self,
        base_url: &BaseUrl,
        system: &dyn Fn(&BaseUrl) -> Option<Sourced<ProxyUrl>>,
    ) -> Result<Option<Sourced<ProxyUrl>>, Error> {
        let chosen = self.layers.iter().find_map(|layer| Some((layer, layer.proxy.as_ref()?)));
        // What was typed is looked at, and told of, wherever Box is.
        let (layer, chosen) = match chosen {
            Some(chosen) if !base_url.is_loopback() || chosen.1.is_typed() => chosen,
            None if !base_url.is_loopback() => return Ok(system(base_url)),
            _ => return Ok(None),
        };
        if let Some(exceptions) = &layer.exceptions
            && proxy::is_excepted(base_url, exceptions.get()?)
        {
            let (proxy, exceptions) = (&chosen.origin, &exceptions.origin);
            self.notes.push(format!("the proxy of {proxy} is not used: {exceptions} names the host"));
            return Ok(None);
        }
        let Way::Through(proxy) = chosen.get()? else { return Ok(None) };
        if chosen.is_typed() && proxy.login().is_some() {
            self.notes.push(format!(
                "every user of this machine can read the password in {}; `HTTPS_PROXY` keeps it from them",
                chosen.origin
            ));
        }
        if base_url.is_loopback() {
            self.notes.push(format!("{} is not used: loopback never goes through a proxy", chosen.origin));
            return Ok(None);
        }
        Ok(Some(Sourced { value: proxy.clone(), origin: chosen.origin.clone() }))
    }

    fn ca_certificates(&self) -> Result<Option<Sourced<CaCertificates>>, Error> {
        let chosen = self.layers.iter().find_map(|layer| layer.ca_certificates.as_ref());
        chosen.map(|path| CaCertificates::from_file(path.get()?)).transpose()
    }
}

impl<T> Value<T> {
    /// Whether it stood on the command line, where every user of the machine can read it.
    fn is_typed(&self) -> bool {
        matches!(self.origin, Origin::Flag { .. })
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

    /// Flawed values first, then what is missing, in the order of [`Setting`].
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
    let text = Zeroizing::new(prompt().map_err(|source| Error::Prompt { source })?);
    Value::of(&text, Origin::Prompt).sourced()
}
