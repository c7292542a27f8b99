//! Why no profile could be made of the settings: exit code 2, nothing was sent.
//!
//! `Display` is what was seen; [`Error::problems`] adds what to do about it, and where. No variant holds a value, so none can show
//! a secret.

use std::io;

use super::flaw::Flaw;
use super::setting::Setting;
use crate::origin::Origin;
use crate::problem::Problem;

/// The flag of the certificates' file.
pub(super) const CA_FLAG: &str = "--ca-cert";

/// Why no profile could be made of the settings.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Settings without which there is nothing to examine, all of them at once. An enterprise ID stands for a user ID too.
    #[error("not set: {}", nouns(.0))]
    Missing(Vec<Setting>),
    /// A value that cannot be meant.
    #[error("{origin} {flaw}")]
    Unusable {
        /// Where it comes from.
        origin: Origin,
        /// What is wrong with it.
        #[source]
        flaw: Flaw,
    },
    /// What a flag names cannot be meant.
    #[error("`{flag}`: {origin} {flaw}")]
    UnusableSource {
        /// The flag.
        flag: &'static str,
        /// The file that it names, or standard input.
        origin: Origin,
        /// What is wrong with what is there.
        #[source]
        flaw: Flaw,
    },
    /// The secret's file cannot be read.
    #[error("`--client-secret-file`: cannot read the client secret's file {path}: {source}")]
    SecretFile {
        /// Its path, quoted, as far as it may be shown.
        path: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// A path with the secret in it.
    #[error("the path that `{flag}` names holds the client secret, or eight characters of it")]
    SecretInPath {
        /// The flag.
        flag: &'static str,
    },
    /// The file of certificates cannot be read.
    #[error("`{CA_FLAG}`: cannot read the certificates' file {path}: {source}")]
    CaFile {
        /// Its path, quoted, as far as it may be shown.
        path: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// Standard input cannot be read.
    #[error("`--client-secret-stdin`: cannot read standard input: {source}")]
    Stdin {
        /// What the operating system said.
        source: io::Error,
    },
    /// The terminal cannot be asked.
    #[error("cannot ask for the client secret: {source}")]
    Prompt {
        /// What the operating system said.
        source: io::Error,
    },
    /// The variables of the subject do not make one.
    #[error(transparent)]
    Subject(#[from] SubjectFlaw),
    /// More than one of the above.
    #[error("{}", joined(.0))]
    Several(Vec<Error>),
}

/// Why `BOX_SUBJECT_TYPE` and `BOX_SUBJECT_ID` make no subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SubjectFlaw {
    /// One of two variables that only mean something together.
    #[error("variable `{present}` is set without `{absent}`")]
    Half {
        /// The one that is set.
        present: &'static str,
        /// The one that is not.
        absent: &'static str,
    },
    /// A subject that is neither of Box's two.
    #[error("variable `BOX_SUBJECT_TYPE` is neither `enterprise` nor `user`")]
    Type,
    /// Bytes that are not text.
    #[error("variable `{variable}` is not valid UTF-8")]
    NotUtf8 {
        /// The variable.
        variable: &'static str,
    },
    /// Two variables that say different things of one setting.
    #[error("variables `BOX_SUBJECT_ID` and `{variable}` contradict each other")]
    Contradiction {
        /// The other variable.
        variable: &'static str,
        /// The flag that settles it.
        flag: &'static str,
    },
}

impl SubjectFlaw {
    fn hint(self) -> Option<String> {
        match self {
            Self::Half { .. } => {
                Some("set both, or neither and `BOX_ENTERPRISE_ID` or `BOX_USER_ID` instead".to_owned())
            }
            Self::Contradiction { flag, .. } => Some(format!("unset one of them, or override both with `{flag}`")),
            Self::Type | Self::NotUtf8 { .. } => None,
        }
    }

    /// The variable at fault; of two, the one that is to be looked at first.
    fn variable(self) -> &'static str {
        match self {
            Self::Half { present: variable, .. }
            | Self::NotUtf8 { variable }
            | Self::Contradiction { variable, .. } => variable,
            Self::Type => super::environment::SUBJECT_TYPE,
        }
    }
}

impl Error {
    /// The errors one by one; never empty.
    #[must_use]
    pub fn each(&self) -> &[Self] {
        match self {
            Self::Several(errors) => errors,
            one => std::slice::from_ref(one),
        }
    }

    /// A problem for each of the errors; never empty.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        self.each().iter().map(Self::problem).collect()
    }

    fn problem(&self) -> Problem {
        Problem { message: self.to_string(), hints: self.hints(), place: self.place() }
    }

    fn hints(&self) -> Vec<String> {
        let one = |hint: &str| vec![hint.to_owned()];
        match self {
            Self::Missing(settings) => {
                let remedies = settings.iter().flat_map(|setting| remedies(*setting)).copied();
                let last = "`--simulate app-access-only` shows a diagnosis and needs no settings";
                remedies.chain([last]).map(str::to_owned).collect()
            }
            Self::Unusable { flaw, .. } | Self::UnusableSource { flaw, .. } => flaw.hint().map(one).unwrap_or_default(),
            Self::SecretFile { .. } => {
                one("`--client-secret-file` takes the path of a file with the secret and nothing else")
            }
            Self::SecretInPath { .. } => one("paths are shown in reports and logs: give the file another name"),
            Self::CaFile { .. } => one("`--ca-cert` takes the path of a PEM file"),
            Self::Prompt { .. } => one("set `BOX_CLIENT_SECRET`, or use `--client-secret-file`"),
            Self::Subject(flaw) => flaw.hint().into_iter().collect(),
            Self::Stdin { .. } => Vec::new(),
            Self::Several(errors) => errors.iter().flat_map(Self::hints).collect(),
        }
    }

    /// Where it is. A path that cannot be read may be anything, so that the flag which names it stands for it.
    fn place(&self) -> Option<Origin> {
        match self {
            Self::Unusable { origin, .. } | Self::UnusableSource { origin, .. } => Some(origin.clone()),
            Self::SecretFile { .. } => Some(Origin::flag(Setting::ClientSecret.flag())),
            Self::SecretInPath { flag } => Some(Origin::flag(flag)),
            Self::CaFile { .. } => Some(Origin::flag(CA_FLAG)),
            Self::Stdin { .. } => Some(Origin::Stdin),
            Self::Prompt { .. } => Some(Origin::Prompt),
            Self::Subject(flaw) => Some(Origin::variable(flaw.variable())),
            Self::Missing(_) | Self::Several(_) => None,
        }
    }
}

fn joined(errors: &[Error]) -> String {
    let errors: Vec<_> = errors.iter().map(ToString::to_string).collect();
    errors.join("; ")
}

fn nouns(settings: &[Setting]) -> String {
    let names: Vec<_> = settings.iter().map(|setting| noun(*setting)).collect();
    names.join(", ")
}

fn noun(setting: Setting) -> &'static str {
    match setting {
        Setting::ClientId => "client ID",
        Setting::ClientSecret => "client secret",
        Setting::EnterpriseId => "enterprise ID or user ID",
        Setting::UserId => "user ID",
        Setting::AppUserId => "App User ID",
        Setting::BaseUrl => "base URL",
    }
}

/// Where to put what is missing, and where to find it.
fn remedies(setting: Setting) -> &'static [&'static str] {
    match setting {
        Setting::ClientId => &["client ID: `BOX_CLIENT_ID` or `--client-id`; found in Developer Console > the app > \
             Configuration"],
        Setting::ClientSecret => &["client secret: `BOX_CLIENT_SECRET`, `--client-secret-file` or \
             `--client-secret-stdin`; found beside the client ID"],
        Setting::EnterpriseId | Setting::UserId => &[
            "enterprise ID: `BOX_ENTERPRISE_ID` or `--enterprise-id`; found in Admin Console > Account & Billing > \
             Account Information",
            "user ID: `BOX_USER_ID` or `--user-id`; it is the Account ID in the user's Account Settings > Account",
        ],
        Setting::AppUserId => &["App User ID: `BOX_APP_USER_ID` or `--app-user-id`"],
        Setting::BaseUrl => &["base URL: `BOX_BASE_URL` or `--base-url`"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_hint_is_broken_into_lines() {
        let all = [
            Setting::ClientId,
            Setting::ClientSecret,
            Setting::EnterpriseId,
            Setting::UserId,
            Setting::AppUserId,
            Setting::BaseUrl,
        ];
        for hint in Error::Missing(all.to_vec()).hints() {
            assert!(!hint.contains('\n') && !hint.contains("  "), "{hint}");
        }
    }
}
