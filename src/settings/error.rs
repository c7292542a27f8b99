//! Why no profile could be made of the settings: exit code 2, nothing was sent.
//!
//! `Display` is the whole message, the operating system's words and `hint:` lines included; print it as it is. No variant holds
//! a value, so none can show a secret.

use std::io;

use super::fault::Fault;
use super::setting::Setting;
use crate::origin::Origin;

/// Why no profile could be made of the settings.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Settings without which there is nothing to examine, all of them at once. An enterprise ID stands for a user ID too.
    #[error("{}", missing(.0))]
    Missing(Vec<Setting>),
    /// A value that cannot be meant.
    #[error("{origin} {fault}{}", hint(*.fault))]
    Unusable {
        /// Where it comes from.
        origin: Origin,
        /// What is wrong with it.
        #[source]
        fault: Fault,
    },
    /// The secret's file cannot be read.
    #[error(
        "cannot read the client secret's file {path}: {source}\n\
         hint: `--client-secret-file` takes the path of a file with the secret and nothing else"
    )]
    SecretFile {
        /// Its path, quoted, as far as it may be shown.
        path: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// A path with the secret in it.
    #[error(
        "the path that `{flag}` names holds the client secret, or eight characters of it\n\
         hint: paths are shown in reports and logs: give the file another name"
    )]
    SecretInPath {
        /// The flag.
        flag: &'static str,
    },
    /// The file of certificates cannot be read.
    #[error("cannot read the certificates' file {path}: {source}\nhint: `--ca-cert` takes the path of a PEM file")]
    CaFile {
        /// Its path, quoted, as far as it may be shown.
        path: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// Standard input cannot be read.
    #[error("cannot read the client secret from standard input: {source}")]
    Stdin {
        /// What the operating system said.
        source: io::Error,
    },
    /// The terminal cannot be asked.
    #[error(
        "cannot ask for the client secret: {source}\n\
         hint: set `BOX_CLIENT_SECRET`, or use `--client-secret-file`"
    )]
    Prompt {
        /// What the operating system said.
        source: io::Error,
    },
    /// One of two variables that only mean something together.
    #[error(
        "variable `{present}` is set without `{absent}`\n\
         hint: set both, or neither and `BOX_ENTERPRISE_ID` or `BOX_USER_ID` instead"
    )]
    HalfSubject {
        /// The one that is set.
        present: &'static str,
        /// The one that is not.
        absent: &'static str,
    },
    /// A subject that is neither of Box's two.
    #[error("variable `BOX_SUBJECT_TYPE` is neither `enterprise` nor `user`")]
    SubjectType,
    /// Two variables that say different things of one setting.
    #[error(
        "variables `BOX_SUBJECT_ID` and `{variable}` contradict each other\n\
         hint: unset one of them, or override both with `{flag}`"
    )]
    Contradiction {
        /// The other variable.
        variable: &'static str,
        /// The flag that settles it.
        flag: &'static str,
    },
    /// More than one of the above.
    #[error("{}", lines(.0))]
    Several(Vec<Error>),
}

impl Error {
    /// The errors one by one, so that each can be printed as one; never empty.
    #[must_use]
    pub fn each(&self) -> &[Self] {
        match self {
            Self::Several(errors) => errors,
            one => std::slice::from_ref(one),
        }
    }
}

fn hint(fault: Fault) -> String {
    fault.hint().map(|hint| format!("\nhint: {hint}")).unwrap_or_default()
}

fn lines(errors: &[Error]) -> String {
    let errors: Vec<_> = errors.iter().map(ToString::to_string).collect();
    errors.join("\n")
}

/// What is missing, and for each where to put it and where to find it .
fn missing(settings: &[Setting]) -> String {
    let names: Vec<_> = settings.iter().map(|setting| noun(*setting)).collect();
    let mut text = format!("not set: {}", names.join(", "));
    for setting in settings {
        text.push_str("\nhint: ");
        text.push_str(remedy(*setting));
    }
    text.push_str("\nhint: `--simulate app-access-only` shows a diagnosis and needs no settings");
    text
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

fn remedy(setting: Setting) -> &'static str {
    match setting {
        Setting::ClientId => {
            "client ID: `BOX_CLIENT_ID` or `--client-id`;\n      \
             found in Developer Console > the app > Configuration"
        }
        Setting::ClientSecret => {
            "client secret: `BOX_CLIENT_SECRET`, `--client-secret-file` or\n      \
             `--client-secret-stdin`; found beside the client ID"
        }
        Setting::EnterpriseId | Setting::UserId => {
            "enterprise ID: `BOX_ENTERPRISE_ID` or `--enterprise-id`; found in\n      \
             Admin Console > Account & Billing > Account Information\n\
             hint: user ID: `BOX_USER_ID` or `--user-id`; it is the Account ID in the\n      \
             user's Account Settings > Account"
        }
        Setting::AppUserId => "App User ID: `BOX_APP_USER_ID` or `--app-user-id`",
        Setting::BaseUrl => "base URL: `BOX_BASE_URL` or `--base-url`",
    }
}
