//! The way to Box: which proxy leads there, if any.
//!
//! The variables are those that curl reads, but for `HTTP_PROXY`: nothing goes to Box over plain HTTP. Whether `NO_PROXY` names
//! a host, and what the operating system's own settings say, is left to a library, since there is no one standard for it.

use std::fmt;
use std::str::FromStr;

use hyper_util::client::proxy::matcher::Matcher;
use percent_encoding::percent_decode_str;
use secrecy::SecretString;
use secrecy::zeroize::Zeroizing;
use url::Url;

use super::base_url::BaseUrl;
use super::flaw::Flaw;
use crate::origin::{Origin, Sourced};

/// The flag that names a proxy.
pub(super) const FLAG: &str = "--proxy";
/// The flag that asks for none.
pub(super) const NO_FLAG: &str = "--no-proxy";
/// The variables that name one for `https://`, strongest first.
pub(super) const VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
/// The variables that name the hosts without one, strongest first.
pub(super) const EXCEPTIONS: [&str; 2] = ["NO_PROXY", "no_proxy"];
/// The schemes that the HTTP library speaks to a proxy; with an `h`, a SOCKS proxy looks the host's name up.
const SCHEMES: [&str; 5] = ["http", "https", "socks4a", "socks5", "socks5h"];

/// A proxy's address, and who it is told that asks.
#[derive(Clone)]
pub struct ProxyUrl {
    address: Url,
    login: Option<ProxyLogin>,
}

/// The user and the password that a proxy wants (RFC 7617). The password is never shown, and its memory is wiped when it is
/// dropped.
#[derive(Clone)]
pub struct ProxyLogin {
    /// The user.
    pub user: String,
    /// The password, wrapped; the wire unwraps it. Empty where there is none.
    pub password: SecretString,
}

impl ProxyUrl {
    /// The address, without user and password.
    #[must_use]
    pub fn address(&self) -> &Url {
        &self.address
    }

    /// The user and the password, where the proxy wants them.
    #[must_use]
    pub fn login(&self) -> Option<&ProxyLogin> {
        self.login.as_ref()
    }
}

impl FromStr for ProxyUrl {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Flaw::Empty);
        }
        if text.chars().any(char::is_control) {
            return Err(Flaw::ControlCharacter);
        }
        // `proxy.example:3128` is read as curl does.
        let whole = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
        let whole = Zeroizing::new(whole);
        let mut address = Url::parse(&whole).map_err(|_| Flaw::NotAProxy)?;
        let is_address = address.has_host() && matches!(address.path(), "" | "/");
        if !is_address
            || !SCHEMES.contains(&address.scheme())
            || address.query().is_some()
            || address.fragment().is_some()
        {
            return Err(Flaw::NotAProxy);
        }
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let has_login = !address.username().is_empty() || address.password().is_some();
        let login = has_login.then(|| ProxyLogin {
            user: decoded(address.username()),
            password: SecretString::from(decoded(address.password().unwrap_or_default())),
        });
        if has_login && (address.set_username("").is_err() || address.set_password(None).is_err()) {
            return Err(Flaw::NotAProxy);
        }
        Ok(Self { address, login })
    }
}

impl fmt::Display for ProxyUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.address.as_str().trim_end_matches('/'))
    }
}

impl fmt::Debug for ProxyUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// Whether a list as of `NO_PROXY` names the host.
pub(super) fn is_excepted(base_url: &BaseUrl, list: &str) -> bool {
    // Any proxy will do to ask whether there would be one.
    intercept(&Matcher::builder().https("http://proxy").no(list).build(), base_url).is_none()
}

/// The proxy that the operating system's own settings name for Box, where it has such settings.
#[must_use]
pub fn system_proxy(base_url: &BaseUrl) -> Option<Sourced<ProxyUrl>> {
    let value = intercept(&Matcher::from_system(), base_url)?.parse().ok()?;
    Some(Sourced { value, origin: Origin::System })
}

fn intercept(matcher: &Matcher, base_url: &BaseUrl) -> Option<String> {
    let destination = base_url.to_string().parse().ok()?;
    Some(matcher.intercept(&destination)?.uri().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_read_as_curl_reads_it() {
        let cases = [
            ("http://proxy.example:3128", "http://proxy.example:3128"),
            (" http://proxy.example:3128/ ", "http://proxy.example:3128"),
            ("proxy.example:3128", "http://proxy.example:3128"),
            ("proxy.example", "http://proxy.example"),
            ("10.0.0.1:8080", "http://10.0.0.1:8080"),
            ("[::1]:8080", "http://[::1]:8080"),
            ("https://proxy.example", "https://proxy.example"),
            ("socks5h://127.0.0.1:1080", "socks5h://127.0.0.1:1080"),
            ("http://someone:p%40ss@proxy.example:3128", "http://proxy.example:3128"),
            ("someone:p%40ss@proxy.example:3128", "http://proxy.example:3128"),
        ];
        for (text, shown) in cases {
            let proxy: ProxyUrl = text.parse().unwrap_or_else(|flaw| panic!("{text}: {flaw}"));
            assert_eq!(proxy.to_string(), shown, "{text}");
            assert_eq!(format!("{proxy:?}"), shown, "{text}");
        }
    }

    #[test]
    fn a_proxy_that_cannot_be_meant_is_refused() {
        let cases = [
            ("", Flaw::Empty),
            ("  ", Flaw::Empty),
            ("http://", Flaw::NotAProxy),
            ("ftp://proxy.example", Flaw::NotAProxy),
            ("socks6://proxy.example", Flaw::NotAProxy),
            ("http://proxy.example:port", Flaw::NotAProxy),
            ("http://proxy.example/path", Flaw::NotAProxy),
            ("http://proxy.example?query", Flaw::NotAProxy),
            ("http://someone:p/w@proxy.example:3128", Flaw::NotAProxy),
            ("http://proxy\n.example", Flaw::ControlCharacter),
        ];
        for (text, expected) in cases {
            assert_eq!(text.parse::<ProxyUrl>().err(), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_password_is_read_as_the_proxy_gets_it() {
        use secrecy::ExposeSecret as _;
        let login = |text: &str| {
            let proxy: ProxyUrl = text.parse().expect("a proxy");
            proxy.login().map(|login| (login.user.clone(), login.password.expose_secret().to_owned()))
        };
        let someone = |user: &str, password: &str| Some((user.to_owned(), password.to_owned()));
        assert_eq!(login("http://some%20one:p%40ss:w+@proxy.example"), someone("some one", "p@ss:w+"));
        assert_eq!(login("someone@proxy.example:3128"), someone("someone", ""));
        assert_eq!(login("http://proxy.example"), None);
    }

    #[test]
    fn a_list_of_exceptions_is_read_as_curl_reads_it() {
        let excepted = ["api.box.com", "box.com", ".box.com", "*", "example.com, box.com"];
        let kept = ["", "ox.com", "example.com", "api.box.com.example", "10.0.0.0/8"];
        let base_url: BaseUrl = BaseUrl::BOX.parse().expect("an address");
        for list in excepted {
            assert!(is_excepted(&base_url, list), "{list}");
        }
        for list in kept {
            assert!(!is_excepted(&base_url, list), "{list}");
        }
        let by_number: BaseUrl = "https://10.1.2.3".parse().expect("an address");
        assert!(is_excepted(&by_number, "10.0.0.0/8"));
    }
}
