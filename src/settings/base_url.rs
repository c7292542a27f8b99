//! Where Box is: an address that a secret may be sent to.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

use super::flaw::Flaw;

/// The address that paths are added to. It is https, or http on loopback; it has no user info, query or fragment. A path is
/// kept, for a gateway in front of Box. `Display` gives it without a trailing slash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// Where Box's token endpoint and API are, <https://developer.box.com/reference/post-oauth2-token/>.
    pub const BOX: &'static str = "https://api.box.com";

    /// Tells whether requests stay on this machine: 127.0.0.0/8, `::1` or `localhost`, as the host was parsed, so that
    /// `127.1` counts and `localhost.example.com` does not. An IPv4 address within an IPv6 one (`::ffff:127.0.0.1`) does not
    /// count either: nobody needs it, and proxies and filters disagree on what it is.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    /// Tells whether requests are encrypted.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// The address of a path below this one: `oauth2/token`. Each segment is percent-encoded; a leading slash changes nothing.
    #[must_use]
    pub fn join(&self, path: &str) -> Url {
        self.join_segments(path.split('/').filter(|segment| !segment.is_empty()))
    }

    /// The address of the path made of these segments: `["2.0", "users", id]`. A slash in a segment is percent-encoded, and
    /// `.` and `..` are dropped, so that an ID leads nowhere else.
    #[must_use]
    pub fn join_segments<'a>(&self, segments: impl IntoIterator<Item = &'a str>) -> Url {
        let mut url = self.0.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url
    }
}

impl FromStr for BaseUrl {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Flaw::Empty);
        }
        // The URL standard drops tabs and line breaks silently; here they are a paste gone wrong.
        if text.chars().any(char::is_control) {
            return Err(Flaw::ControlCharacter);
        }
        let mut url = Url::parse(text).map_err(|_| Flaw::NotAUrl)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Flaw::UserInfo);
        }
        if !(url.scheme() == "https" || url.scheme() == "http" && is_loopback(&url)) {
            return Err(Flaw::NotHttps);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(Flaw::QueryOrFragment);
        }
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        Ok(Self(url))
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(text: &str) -> BaseUrl {
        text.parse().unwrap_or_else(|flaw| panic!("{text}: {flaw}"))
    }

    #[test]
    fn an_address_is_kept_without_its_trailing_slash() {
        let cases = [
            (BaseUrl::BOX, "https://api.box.com"),
            ("https://api.box.com/", "https://api.box.com"),
            (" https://API.box.com:443// ", "https://api.box.com"),
            ("https://gateway.example/box/v1/", "https://gateway.example/box/v1"),
            ("http://127.0.0.1:8700", "http://127.0.0.1:8700"),
            ("http://127.1:8700", "http://127.0.0.1:8700"),
        ];
        for (text, expected) in cases {
            assert_eq!(base(text).to_string(), expected, "{text}");
        }
    }

    #[test]
    fn loopback_is_told_from_the_host_as_parsed() {
        let loopback = [
            "127.0.0.1",
            "127.255.0.9:80",
            "127.1",
            "0x7f.1",
            "2130706433",
            "0177.0.0.1",
            "[::1]:9",
            "localhost",
            "LOCALHOST:8700",
            "[0:0:0:0:0:0:0:1]",
        ];
        let elsewhere = [
            "[::ffff:127.0.0.1]",
            "localhost.evil.com",
            "127.0.0.1.evil.com",
            "localhost.",
            "evil.localhost",
            "0.0.0.0",
            "128.0.0.1",
            "[::]",
            "[::2]",
            "api.box.com",
            "10.0.0.1",
        ];
        for host in loopback {
            assert!(base(&format!("http://{host}")).is_loopback(), "{host}");
            assert!(base(&format!("https://{host}")).is_loopback(), "{host}");
        }
        for host in elsewhere {
            assert!(!base(&format!("https://{host}")).is_loopback(), "{host}");
            let plain = format!("http://{host}").parse::<BaseUrl>();
            assert_eq!(plain, Err(Flaw::NotHttps), "{host}");
        }
    }

    #[test]
    fn an_address_that_no_secret_should_go_to_is_refused() {
        let cases = [
            ("", Flaw::Empty),
            ("api.box.com", Flaw::NotAUrl),
            ("https://", Flaw::NotAUrl),
            ("https://[::1", Flaw::NotAUrl),
            ("http://api.box.com", Flaw::NotHttps),
            ("ftp://localhost", Flaw::NotHttps),
            ("localhost:8700", Flaw::NotHttps),
            ("file:///etc/passwd", Flaw::NotHttps),
            ("user:pass@api.box.com", Flaw::NotHttps),
            ("https://user@api.box.com", Flaw::UserInfo),
            ("https://:pass@api.box.com", Flaw::UserInfo),
            ("http://localhost@evil.com", Flaw::UserInfo),
            ("https://api.box.com?x", Flaw::QueryOrFragment),
            ("https://api.box.com/#", Flaw::QueryOrFragment),
            ("https://api.box\n.com", Flaw::ControlCharacter),
        ];
        for (text, expected) in cases {
            assert_eq!(text.parse::<BaseUrl>(), Err(expected), "{text}");
        }
    }

    #[test]
    fn a_path_is_added_below_the_address() {
        let cases = [
            ("https://api.box.com", "/oauth2/token", "https://api.box.com/oauth2/token"),
            ("https://api.box.com/", "oauth2/token", "https://api.box.com/oauth2/token"),
            ("https://g.example/box/", "2.0/users/me", "https://g.example/box/2.0/users/me"),
            ("https://api.box.com", "2.0/users/a?b#c", "https://api.box.com/2.0/users/a%3Fb%23c"),
        ];
        for (base_url, path, expected) in cases {
            assert_eq!(base(base_url).join(path).as_str(), expected);
        }
    }

    #[test]
    fn an_id_in_a_path_leads_nowhere_else() {
        let url = base(BaseUrl::BOX).join_segments(["2.0", "users", "../../oauth2/revoke?x"]);
        assert_eq!(url.as_str(), "https://api.box.com/2.0/users/..%2F..%2Foauth2%2Frevoke%3Fx");
    }
}
