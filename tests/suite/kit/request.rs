//! A request as it was received, and what it asks, told from its bytes alone.

use std::collections::BTreeMap;
use std::io;

use url::form_urlencoded;

use super::server::Stream;
use super::{AWKWARD_SECRET, ENTERPRISE_TOKEN, SECRET, USER_TOKEN};

/// A request as it was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    /// What it asks.
    pub(crate) asked: Asked,
    /// `POST /oauth2/token HTTP/1.1` and the headers, as sent.
    pub(crate) head: String,
    /// The body, as sent.
    pub(crate) body: String,
}

impl Seen {
    /// A request of this head and this body.
    pub(crate) fn new(head: String, body: String) -> Self {
        let mut seen = Self { asked: Asked::Other, head, body };
        seen.asked = seen.read();
        seen
    }

    /// A field of the form.
    pub(crate) fn field(&self, name: &str) -> Option<String> {
        form_urlencoded::parse(self.body.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// The form, by field.
    pub(crate) fn form(&self) -> BTreeMap<String, String> {
        form_urlencoded::parse(self.body.as_bytes()).into_owned().collect()
    }

    /// `POST`, `GET`.
    pub(crate) fn method(&self) -> &str {
        self.head.split(' ').next().unwrap_or_default()
    }

    /// The path and the query.
    pub(crate) fn target(&self) -> &str {
        self.head.split(' ').nth(1).unwrap_or_default()
    }

    /// The path alone.
    pub(crate) fn path(&self) -> &str {
        self.target().split('?').next().unwrap_or_default()
    }

    /// A field of the query.
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        let (_, query) = self.target().split_once('?')?;
        form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// The bearer token (RFC 6750 §2.1).
    pub(crate) fn bearer(&self) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("authorization").then(|| value.trim().strip_prefix("Bearer "))?
        })
    }

    /// Head and body.
    pub(crate) fn whole(&self) -> String {
        format!("{}\r\n\r\n{}", self.head, self.body)
    }

    fn read(&self) -> Asked {
        match self.path() {
            "/oauth2/token" if !self.field("client_secret").is_some_and(|sent| is_right(&sent)) => Asked::BadSecret,
            "/oauth2/token" => match self.field("box_subject_type").as_deref() {
                Some("enterprise") => Asked::Enterprise,
                Some("user") => Asked::User,
                _ => Asked::NoSubject,
            },
            "/oauth2/revoke" => Asked::Revoke,
            "/2.0/users/me" if self.head.contains(ENTERPRISE_TOKEN) => Asked::WhoamiEnterprise,
            "/2.0/users/me" if self.head.contains(USER_TOKEN) => Asked::WhoamiUser,
            path if path.starts_with("/2.0/users/") => Asked::UserLookup,
            _ => Asked::Other,
        }
    }
}

fn is_right(secret: &str) -> bool {
    [SECRET, AWKWARD_SECRET].contains(&secret)
}

/// What a request asks for, told from the request alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Asked {
    Enterprise,
    User,
    BadSecret,
    NoSubject,
    WhoamiEnterprise,
    WhoamiUser,
    UserLookup,
    Revoke,
    Other,
}

/// Reads one request; `None` where the other side is done.
pub(crate) fn read_request(stream: &mut dyn Stream) -> io::Result<Option<Seen>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if stream.read(&mut byte)? == 0 {
            return Ok(None);
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).trim_end().to_owned();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body)?;
    Ok(Some(Seen::new(head, String::from_utf8_lossy(&body).into_owned())))
}
