//! What came back for one request: evidence, kept raw.
//!
//! A [`Reply`] holds the status, the headers worth keeping and the body's bytes; JSON is a view of it
//! that may fail. It is redacted before it is made (see [`redact`]), so whatever reads one may print it.
//! Nothing here knows what a reply means: that is the catalogue's.

mod body;
mod challenge;
mod cookies;
pub mod door;
mod fault;
mod grant;
mod id;
mod node;
pub(crate) mod pieces;
pub mod printable;
pub mod redact;
mod tokens;
mod vocabulary;

use std::borrow::Cow;

pub use body::Body;
pub(crate) use challenge::Challenge;
pub use fault::FaultId;
pub(crate) use id::{MOST_DIGITS, is_id, is_short_id};
pub(crate) use tokens::is_usable;
pub use vocabulary::Vocabulary;

/// The longest body that is read, in bytes. A token reply has some 200; Box's longest API reply asked for has under 4 KiB.
pub const BODY_LIMIT: usize = 64 * 1024;

/// The headers that are kept. No cookie is ever among them.
pub const KEPT_HEADERS: [&str; 9] = [
    "box-request-id",
    "content-length",
    "content-type",
    "date",
    "location",
    "proxy-authenticate",
    "retry-after",
    "via",
    "www-authenticate",
];

/// What one request came to: a reply, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// Something answered.
    Reply(Reply),
    /// Nothing that could be read did.
    Failed(Failure),
}

/// Why no reply was read, told from types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The environment fault.
    pub fault: FaultId,
    /// What exactly, in words: which certificate problem, which phase.
    pub detail: String,
    /// The host that failed, where it is not the one that was asked: a proxy's.
    pub at: Option<String>,
    /// Whether the request may have arrived all the same.
    pub may_have_arrived: bool,
}

/// A reply, redacted as it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status code.
    pub status: u16,
    /// The headers of [`KEPT_HEADERS`], names in lower case, in the order received.
    pub headers: Vec<(String, String)>,
    /// The body, at most [`BODY_LIMIT`] bytes; empty where it is withheld.
    pub body: Body,
    /// Whether the body was longer than [`BODY_LIMIT`].
    pub truncated: bool,
    /// Why the body is not kept, where it is not.
    pub withheld: Option<Withheld>,
    /// What a pasted text did not say of the reply, and was inferred from the rest of it; nothing, where the reply was had here.
    pub inferred: Vec<Inferred>,
    /// Whether a token was taken out of it as it came in: what stands in its place may be another value's mark, and a mark may be
    /// an echo's.
    pub bore_token: bool,
}

/// A part of a pasted reply that was not in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Inferred {
    /// The status.
    Status,
    /// The `error` or `code` of the body, whose sentence alone was there.
    Code,
    /// The headers: the body alone was there.
    Headers,
    /// The body's shape: an exception or a log told what it says.
    Body,
}

/// Why a body is not kept: a secret or token in it might not be found, and be read by whoever
/// undoes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Withheld {
    /// It is compressed, though the request asked for it as it is (RFC 9110 §12.5.3).
    Compressed,
    /// It is not UTF-8, which JSON is (RFC 8259 §8.1).
    NotText,
    /// This program withholds it: the tokens and cookies that came cannot be told apart from it in bounded time and memory.
    Crowded,
    /// This program withholds it: it may hold a secret or token too short to be taken out of it.
    Secret,
    /// It answers a token request, and is an HTML page.
    Page,
    /// It answers a token request, and breaks off within its JSON.
    Cut,
    /// It answers a token request, and is not JSON.
    NoJson,
    /// It answers a token request, and is JSON, but no grant as Box sends one.
    NoGrant,
    /// It may hold people's entries, and cannot be read so as to take them out.
    People,
}

impl Withheld {
    /// Whether the reply may be as Box sends it, and this program keeps nothing of it.
    #[must_use]
    pub const fn is_ours(self) -> bool {
        matches!(self, Self::Crowded | Self::Secret)
    }

    /// Whether it answers a token request by a success that is no grant as Box sends one: whatever was read of it may be no token.
    #[must_use]
    pub const fn is_no_grant(self) -> bool {
        matches!(self, Self::Page | Self::Cut | Self::NoJson | Self::NoGrant)
    }

    /// What is to be said of such a body.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Compressed => "the body is compressed, though it was asked for as it is",
            Self::NotText => "the body is not UTF-8",
            Self::People => "it may hold people's names, and is no list as Box sends one",
            Self::Page => "the body is an HTML page, not kept since it may hold a token",
            Self::Cut => "the body breaks off, and is not kept since it may hold a part of a token",
            Self::NoJson => "the body is not JSON, and not kept since it may hold a token",
            Self::NoGrant => {
                "the body holds no `access_token` as Box sends one, and is not kept since it may hold a token"
            }
            Self::Crowded => {
                "withheld by this program: the tokens and cookies that came are too many to look for, or the text is too tangled"
            }
            Self::Secret => "withheld by this program: it holds what may be the secret, or a short token",
        }
    }
}

impl Reply {
    /// The first header of that name (lower case).
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The Bearer challenge of a refused call.
    pub(crate) fn challenge(&self) -> Option<Challenge> {
        Challenge::read(self.header("www-authenticate")?)
    }

    /// The status, where it is not only inferred.
    #[must_use]
    pub fn told_status(&self) -> Option<u16> {
        (!self.inferred.contains(&Inferred::Status)).then_some(self.status)
    }

    /// Whether the code in the body is the reply's own, and not inferred.
    #[must_use]
    pub fn tells_code(&self) -> bool {
        !self.inferred.contains(&Inferred::Code)
    }

    /// Whether a token came with it, in whatever form, or may have: what held too many values to be told apart is withheld.
    #[must_use]
    pub fn bears_token(&self) -> bool {
        self.bore_token || self.withheld == Some(Withheld::Crowded)
    }

    /// The body as text, bytes that are not UTF-8 replaced.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    /// The ID under which Box keeps this request, if it told one.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.header("box-request-id").filter(|id| !id.is_empty())
    }
}

/// A body read as the one thing Box sends: a JSON object.
pub type Object = serde_json::Map<String, serde_json::Value>;

/// A reply's body as a JSON object; it is read once, however often it is asked for.
///
/// # Errors
///
/// Says in a few words why it is none: compressed, not UTF-8, not JSON, no object, nested deeper than 64, or a
/// field is there twice, in it or anywhere inside it.
pub fn json_object(reply: &Reply) -> Result<&Object, NoObject> {
    match reply.withheld {
        Some(withheld) => Err(NoObject::Withheld(withheld)),
        None if reply.truncated => Err(NoObject::TooLong),
        None => reply.body.object().map_err(NoObject::Other),
    }
}

/// Why a reply's body is no JSON object, in a few words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoObject {
    /// It is not kept.
    #[error("{}", .0.words())]
    Withheld(Withheld),
    /// It is longer than what is read of one.
    #[error("the body is longer than {} KiB", BODY_LIMIT / 1024)]
    TooLong,
    /// It is something else, in these words.
    #[error("{0}")]
    Other(&'static str),
}

/// Whether a body is the beginning of a JSON object, and ends within it.
#[must_use]
pub fn breaks_off(reply: &Reply) -> bool {
    reply.withheld == Some(Withheld::Cut) || reply.body.breaks_off()
}
