//! Reads a reply as a signature: first by its code (RFC 6749 §5.2 `error`, or an API reply's `code`), then by
//! its normalized text.
//!
//! Total: whatever a server sends becomes a [`Reading`], and what is not well-formed becomes the
//! environment's fault, never the app's.

mod account;
mod api;
mod shape;
mod token;

use url::{Host, Url};

use super::Catalogue;
use super::probe::Probe;
use super::signature::{SignatureId, SignatureSet};
use super::vocabulary::Stage;
use crate::reply::printable::printable;
use crate::reply::{Answer, FaultId, Reply, breaks_off};

pub use account::Account;
pub use shape::enterprise_of;
pub(crate) use shape::is_error;
pub(crate) use token::OWN_WORDS;
pub use token::{Refusal, refusal};

/// What replies are read against: who the profile says the subjects are, and where the request went.
#[derive(Debug, Clone, Default)]
pub struct Identity {
    /// The configured enterprise ID.
    pub enterprise_id: Option<String>,
    /// The configured user ID.
    pub user_id: Option<String>,
    /// The account of the enterprise token, once `whoami-enterprise` told it.
    pub service_account: Option<Account>,
    /// The scope or folder that the call is aimed at, where that is told.
    pub target: Option<String>,
    /// Where requests are sent.
    pub base_url: Option<Url>,
}

impl Identity {
    /// Whether the configured user is the Service Account itself, by its ID or by its login.
    fn asks_for_service_account(&self) -> bool {
        let Some(user) = &self.user_id else { return false };
        self.service_account.as_ref().is_some_and(|account| account.is_service_account() && account.is_called(user))
    }

    /// Whether requests go to the host that answers Box's token requests: then the host is not what is wrong.
    fn is_token_host(&self) -> bool {
        self.base_url.as_ref().and_then(host_name) == Some("api.box.com")
    }

    /// Whether requests are known to go to a host that is none of Box's: a gateway's, or one on loopback.
    fn is_elsewhere(&self) -> bool {
        self.base_url.as_ref().is_some_and(|url| !is_box_host(url))
    }
}

/// What a reply was read as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// One of the known replies.
    Known(SignatureId),
    /// A known code with a text that nobody has documented: any of the code's signatures.
    Vague(SignatureSet),
    /// A well-formed refusal that nobody has documented.
    Unknown,
    /// A well-formed reply that tells nothing here.
    Silent {
        /// Whether it answered what was asked, instead of refusing it.
        granted: bool,
        /// Why it tells nothing.
        why: String,
    },
    /// No reply that takes part: an environment fault, and what exactly was seen.
    Fault(FaultId, String),
}

impl Reading {
    /// Whether the reply is a refusal or a grant that takes part in the diagnosis.
    #[must_use]
    pub const fn takes_part(&self) -> bool {
        matches!(self, Self::Known(_) | Self::Vague(_))
    }
}

/// Why a reply that is known may not be Box's own, or not mean this app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Doubt {
    /// The host that was asked is none of Box's.
    OtherHost,
    /// It tells of some app's Service Account, and nobody told which.
    WhoseServiceAccount,
    /// It does not have the shape of Box's errors.
    Shape,
    /// Its challenge does not name the realm that Box's do.
    Realm,
    /// It carries no request ID, as Box's errors do.
    NoRequestId,
    /// It answers a wrong secret by a success.
    WrongSecretAccepted,
    /// Box gives that code with another status.
    OtherStatus,
    /// It does not say more than its code.
    Bare,
    /// It refuses the credentials, while a real request was refused otherwise than the control.
    UnlikeControl,
}

impl Catalogue {
    /// Reads what one request came to.
    #[must_use]
    pub fn classify(&self, probe: Probe, answer: &Answer, identity: &Identity) -> Reading {
        let reply = match answer {
            Answer::Failed(failure) => return Reading::Fault(failure.fault, printable(&failure.detail).into_owned()),
            Answer::Reply(reply) => reply,
        };
        if probe == Probe::BadSecret && reply.bears_token() {
            // Whoever gives a wrong secret a token, in whatever form, does not check secrets.
            return Reading::Known(self.signs().token);
        }
        match reply.status {
            429 => return Reading::Fault(FaultId::RateLimited, "status 429".to_owned()),
            407 => return Reading::Fault(FaultId::ProxyRefused, "status 407".to_owned()),
            500..=599 => return Reading::Fault(FaultId::BoxUnavailable, format!("status {}", reply.status)),
            _ => {}
        }
        if let Some(why) = reply.withheld.filter(|why| why.is_ours()) {
            return Reading::Fault(FaultId::ReplyWithheld, format!("status {}: {}", reply.status, why.words()));
        }
        if probe.asks_for_token() {
            self.classify_token_reply(reply, identity)
        } else {
            self.classify_api_reply(probe, reply, identity)
        }
    }

    /// Why a reply that was read as a known one may not be Box's own, or not mean this app: it then suspects, and confirms nothing.
    #[must_use]
    pub fn doubt(&self, probe: Probe, reading: &Reading, answer: &Answer, identity: &Identity) -> Option<Doubt> {
        let Answer::Reply(reply) = answer else { return None };
        if probe == Probe::BadSecret && (200..300).contains(&reply.status) {
            return Some(Doubt::WrongSecretAccepted);
        }
        let Reading::Known(id) = reading else { return None };
        let signature = self.signature(*id);
        match (probe.asks_for_token(), signature.status) {
            (true, _) if signature.stage == Some(Stage::Host) && identity.is_elsewhere() => Some(Doubt::OtherHost),
            (false, 200) if *id == self.signs().service_account && identity.service_account.is_none() => {
                Some(Doubt::WhoseServiceAccount)
            }
            (_, 200) => None,
            (true, _) => token::doubt(signature, reply, identity),
            (false, _) => shape::doubt(signature, reply),
        }
    }

    /// What a configured ID is, where it is none that Box could know: an e-mail address, the Service Account's, a 0.
    #[must_use]
    pub fn classify_id(&self, probe: Probe, identity: &Identity) -> Option<SignatureId> {
        let id = match probe {
            Probe::EnterpriseId => identity.enterprise_id.as_deref()?.trim(),
            Probe::UserId => identity.user_id.as_deref()?.trim(),
            _ => return None,
        };
        let signs = self.signs();
        match probe {
            Probe::UserId if identity.asks_for_service_account() => Some(signs.id_is_service_account),
            Probe::EnterpriseId if !id.is_empty() && id.bytes().all(|byte| byte == b'0') => Some(signs.id_is_zero),
            _ if id.contains('@') => Some(signs.id_is_email),
            _ => None,
        }
    }
}

/// Whether a login is that of some app's Service Account.
fn is_service_login(login: &str) -> bool {
    login.to_ascii_lowercase().starts_with("automationuser_")
}

/// Whether a URL's host is one of Box's.
fn is_box_host(url: &Url) -> bool {
    host_name(url).is_some_and(|name| name == "box.com" || name.ends_with(".box.com"))
}

/// The name of a URL's host; the period behind one that is whole is no part of it.
fn host_name(url: &Url) -> Option<&str> {
    match url.host() {
        Some(Host::Domain(name)) => Some(name.strip_suffix('.').unwrap_or(name)),
        _ => None,
    }
}

fn not_box(reply: &Reply, why: &str) -> Reading {
    Reading::Fault(FaultId::NotBox, format!("status {}: {why}", reply.status))
}

/// A reply that cannot be read: cut off on its way, or not Box's.
fn unreadable(reply: &Reply, why: &str) -> Reading {
    if breaks_off(reply) {
        return Reading::Fault(
            FaultId::ConnectionFailed,
            format!("status {}: the body breaks off in its middle", reply.status),
        );
    }
    not_box(reply, why)
}

pub(crate) fn normalize_code(code: &str) -> String {
    code.trim().to_ascii_lowercase()
}

/// Case, quotes, spaces and a final period do not count.
fn normalize_text(text: &str) -> String {
    let folded: String = text
        .chars()
        .map(|char| match char {
            '“' | '”' | '„' | '‘' | '’' | '\'' => '"',
            other => other,
        })
        .flat_map(char::to_lowercase)
        .collect();
    let words: Vec<&str> = folded.split_whitespace().collect();
    words.join(" ").trim_end_matches('.').to_owned()
}
