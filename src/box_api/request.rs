//! What is asked of Box, in words that hold no secret.

use url::Url;

use super::ledger::TokenHandle;
use crate::settings::BaseUrl;

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
        token: TokenHandle,
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
}
