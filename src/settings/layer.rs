//! A layer of settings for each source, and their order of strength.
//!
//! A layer says what its source holds, and where. Whether a value is of use is looked at only once no stronger layer gives one: a
//! flawed variable does no harm where a flag outweighs it.

use std::ffi::OsString;
use std::path::PathBuf;
use std::str::FromStr;

use super::base_url::BaseUrl;
use super::environment;
use super::error::{Error, SubjectFlaw};
use super::flaw::Flaw;
use super::given::{Given, ProxyChoice, SecretSource};
use super::identity::{ClientId, EnterpriseId, UserId};
use super::profile::SimulatedSettings;
use super::proxy::{self, ProxyUrl};
use super::secret::ClientSecret;
use super::setting::Setting;
use crate::origin::{Origin, Sourced};

/// The layers of one profile, strongest first: what was given by hand, the environment, what holds where nothing is set.
///
/// A simulated Box stands in the environment's place: the variables are ignored, lest one app's secret be tried on another, and a
/// note names those that were.
///
/// `environment` looks a variable up, like `std::env::var_os`.
#[must_use]
pub fn layers(
    given: &Given,
    environment: &dyn Fn(&str) -> Option<OsString>,
    simulated: Option<&SimulatedSettings>,
) -> Vec<Layer> {
    let around = match simulated {
        Some(settings) => Layer {
            notes: environment::note_of_ignored(environment).into_iter().collect(),
            ..Layer::simulated(settings)
        },
        None => Layer::environment(environment),
    };
    vec![Layer::given(given), around, Layer::defaults()]
}

/// What one source says of the settings.
#[derive(Debug, Default)]
pub struct Layer {
    pub(super) client_id: Option<Value<ClientId>>,
    pub(super) client_secret: Option<Value<SecretIn>>,
    pub(super) enterprise_id: Option<Value<EnterpriseId>>,
    pub(super) user_id: Option<Value<UserId>>,
    pub(super) app_user_id: Option<Value<UserId>>,
    pub(super) base_url: Option<Value<BaseUrl>>,
    pub(super) proxy: Option<Value<Way>>,
    /// The hosts to which its proxy does not lead, in the form of `NO_PROXY`.
    pub(super) exceptions: Option<Value<String>>,
    pub(super) ca_certificates: Option<Value<PathBuf>>,
    /// The scenario, where it is a simulated Box's.
    pub(super) simulated: Option<String>,
    /// Values of it that do not go together.
    pub(super) conflicts: Vec<Conflict>,
    /// What the reader of a report should know of it, a line each.
    pub(super) notes: Vec<String>,
}

/// A value, or why its text is none, and where it comes from.
#[derive(Debug, Clone)]
pub(super) struct Value<T> {
    pub(super) read: Result<T, Flaw>,
    pub(super) origin: Origin,
    /// Whether there was white space around its text, which is no part of the value.
    pub(super) was_trimmed: bool,
}

/// Where a layer has the client secret.
#[derive(Debug, Clone)]
pub(super) enum SecretIn {
    /// Here.
    Here(ClientSecret),
    /// In a file, which is read once it is known to be needed.
    File(PathBuf),
    /// On standard input, likewise.
    Stdin,
}

/// What a layer says of the way to Box.
#[derive(Debug, Clone)]
pub(super) enum Way {
    /// Through this proxy.
    Through(ProxyUrl),
    /// Through none.
    Direct,
}

impl FromStr for Way {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        text.parse().map(Self::Through)
    }
}

/// Values of one layer that do not go together. It is no matter where stronger layers give all that it is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Conflict {
    pub(super) about: &'static [Setting],
    pub(super) flaw: SubjectFlaw,
}

impl<T> Value<T> {
    /// A value that needs no reading.
    pub(super) fn ready(value: T, origin: Origin) -> Self {
        Self { read: Ok(value), origin, was_trimmed: false }
    }

    /// A value as this text says it.
    pub(super) fn of(text: &str, origin: Origin) -> Self
    where
        T: FromStr<Err = Flaw>,
    {
        Self { read: text.parse(), origin, was_trimmed: text.trim() != text }
    }

    /// The value.
    pub(super) fn get(&self) -> Result<&T, Error> {
        self.read.as_ref().map_err(|flaw| Error::Unusable { origin: self.origin.clone(), flaw: *flaw })
    }

    /// The value with its origin.
    pub(super) fn sourced(&self) -> Result<Sourced<T>, Error>
    where
        T: Clone,
    {
        self.get().map(|value| Sourced { value: value.clone(), origin: self.origin.clone() })
    }
}

impl Layer {
    /// What was given by hand.
    #[must_use]
    pub fn given(given: &Given) -> Self {
        let secret = |source: &SecretSource| match source {
            SecretSource::File(path) => Value::ready(SecretIn::File(path.clone()), Origin::file(path)),
            SecretSource::Stdin => Value::ready(SecretIn::Stdin, Origin::Stdin),
        };
        let way = |choice: &ProxyChoice| match choice {
            ProxyChoice::Through(text) => Value::of(text, Origin::flag(proxy::FLAG)),
            ProxyChoice::Direct => Value::ready(Way::Direct, Origin::flag(proxy::NO_FLAG)),
        };
        Self {
            client_id: typed(given.client_id.as_deref(), Setting::ClientId),
            client_secret: given.client_secret.as_ref().map(secret),
            enterprise_id: typed(given.enterprise_id.as_deref(), Setting::EnterpriseId),
            user_id: typed(given.user_id.as_deref(), Setting::UserId),
            app_user_id: typed(given.app_user_id.as_deref(), Setting::AppUserId),
            base_url: typed(given.base_url.as_deref(), Setting::BaseUrl),
            proxy: given.proxy.as_ref().map(way),
            ca_certificates: given.ca_cert.as_ref().map(|path| Value::ready(path.clone(), Origin::file(path))),
            ..Self::default()
        }
    }

    /// What the environment's variables say; `lookup` finds one, like `std::env::var_os`.
    #[must_use]
    pub fn environment(lookup: &dyn Fn(&str) -> Option<OsString>) -> Self {
        environment::layer(lookup)
    }

    /// What a simulated Box supplies: every setting that has a flag and a variable.
    #[must_use]
    pub fn simulated(settings: &SimulatedSettings) -> Self {
        Self {
            client_id: Some(supplied(&settings.client_id)),
            client_secret: Some(Value::ready(SecretIn::Here(settings.client_secret.clone()), Origin::Simulated)),
            enterprise_id: Some(supplied(&settings.enterprise_id)),
            user_id: Some(supplied(&settings.user_id)),
            app_user_id: Some(supplied(&settings.app_user_id)),
            base_url: Some(supplied(&settings.base_url)),
            simulated: Some(settings.scenario.clone()),
            ..Self::default()
        }
    }

    /// What holds where nothing is set: Box's own address.
    #[must_use]
    pub fn defaults() -> Self {
        Self { base_url: Some(Value::of(BaseUrl::BOX, Origin::Default)), ..Self::default() }
    }

    /// Whether it says anything of this setting.
    pub(super) fn gives(&self, setting: Setting) -> bool {
        match setting {
            Setting::ClientId => self.client_id.is_some(),
            Setting::ClientSecret => self.client_secret.is_some(),
            Setting::EnterpriseId => self.enterprise_id.is_some(),
            Setting::UserId => self.user_id.is_some(),
            Setting::AppUserId => self.app_user_id.is_some(),
            Setting::BaseUrl => self.base_url.is_some(),
        }
    }
}

fn typed<T: FromStr<Err = Flaw>>(text: Option<&str>, setting: Setting) -> Option<Value<T>> {
    text.map(|text| Value::of(text, Origin::flag(setting.flag())))
}

fn supplied<T: Clone>(value: &T) -> Value<T> {
    Value::ready(value.clone(), Origin::Simulated)
}
