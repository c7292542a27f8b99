//! What is asked of Box, in words that hold no secret.

use std::fmt::Write as _;

use url::Url;

use crate::settings::{BaseUrl, Origin, Profile};

/// Whom a token is asked for (`box_subject_type`, `box_subject_id`).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Subject {
    /// `enterprise`, and its ID.
    Enterprise(String),
    /// `user`, and their ID.
    User(String),
    /// No subject at all.
    None,
}

impl Subject {
    /// The form fields of the subject.
    #[must_use]
    pub fn fields(&self) -> Vec<(&'static str, &str)> {
        let (kind, id) = match self {
            Self::Enterprise(id) => ("enterprise", id),
            Self::User(id) => ("user", id),
            Self::None => return Vec::new(),
        };
        vec![("box_subject_type", kind), ("box_subject_id", id)]
    }
}

/// Which secret goes with a token request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Credential {
    /// The configured one.
    Configured,
    /// A random one, of its length and alphabet: the control.
    Random,
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Request {
    /// `POST /oauth2/token` (RFC 6749 §4.4).
    Token {
        /// Whom for.
        subject: Subject,
        /// With which secret.
        credential: Credential,
    },
    /// `GET` with a token.
    Read {
        /// The segments of the path under the base URL.
        path: Vec<String>,
        /// The query; empty for none.
        query: String,
        /// The token of which the reply was the grant.
        token: super::TokenHandle,
    },
}

impl Request {
    /// Where the request goes.
    #[must_use]
    pub fn url(&self, base_url: &BaseUrl) -> Url {
        match self {
            Self::Token { .. } => base_url.join("oauth2/token"),
            Self::Read { path, query, .. } => {
                let mut url = base_url.join_segments(path.iter().map(String::as_str));
                if !query.is_empty() {
                    url.set_query(Some(query));
                }
                url
            }
        }
    }

    /// The request as a curl line that anyone can repeat, with a variable in each secret's place.
    #[must_use]
    pub fn as_curl(&self, profile: &Profile) -> String {
        let base_url = &profile.base_url.value;
        let curl = format!("curl -sS{}", way(profile));
        match self {
            Self::Token { subject, credential } => {
                let secret = match credential {
                    Credential::Configured => "$BOX_CLIENT_SECRET",
                    Credential::Random => "$A_RANDOM_SECRET",
                };
                let mut line = format!(
                    "{curl} {base} -d grant_type=client_credentials -d client_id=\"$BOX_CLIENT_ID\" \
                     --data-urlencode client_secret=\"{secret}\"",
                    base = quoted(self.url(base_url).as_str()),
                );
                for (name, value) in subject.fields() {
                    let _ = write!(line, " --data-urlencode {}", quoted(&format!("{name}={value}")));
                }
                line
            }
            Self::Read { .. } => {
                format!("{curl} {} -H \"Authorization: Bearer $TOKEN\"", quoted(self.url(base_url).as_str()))
            }
        }
    }
}

/// The options with which curl goes the same way, where there is more to it than the address.
fn way(profile: &Profile) -> String {
    let mut options = String::new();
    if let Some(proxy) = &profile.proxy {
        let _ = write!(options, " -x {}", quoted(&proxy.value.to_string()));
        if proxy.value.login().is_some() {
            options.push_str(" -U \"$PROXY_LOGIN\"");
        }
    }
    if let Some(Origin::File { path, .. }) = profile.ca_certificates.as_ref().map(|ca| &ca.origin) {
        let _ = write!(options, " --cacert {}", quoted(&path.display().to_string()));
    }
    options
}

/// A word as a POSIX shell reads it back.
fn quoted(word: &str) -> String {
    let plain = |char: char| char.is_ascii_alphanumeric() || "-_=./:@,".contains(char);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
