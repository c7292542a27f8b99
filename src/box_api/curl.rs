//! A request as a curl line, for whoever wants to repeat it by hand.

use std::fmt::Write as _;

use super::request::{Credential, Request};
use crate::settings::{Origin, Profile};

impl Request {
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
