//! The connection to a profile's Box: sends one request once, within a time, and keeps what comes of it, the reply by the door
//! and the tokens in the ledger.

use std::cell::{Ref, RefCell};
use std::time::Duration;

use reqwest::RequestBuilder;
use reqwest::header::HeaderMap;
use secrecy::{ExposeSecret, SecretString};

use super::clock::Clock;
use super::error::Error;
use super::ledger::{Ledger, TokenHandle};
use super::request::{Credential, Request};
use super::way::{self, Way};
use super::{control_secret, failure};
use crate::reply::door::{Door, Incoming};
use crate::reply::{Answer, BODY_LIMIT, Failure, FaultId, Vocabulary, Withheld};
use crate::settings::{BaseUrl, ClientId, Profile};

/// The connection to one profile's Box.
pub(super) struct Connection {
    http: reqwest::Client,
    way: Way,
    base_url: BaseUrl,
    id: ClientId,
    secret: SecretString,
    control: Option<SecretString>,
    door: RefCell<Door>,
    /// The tokens that came.
    pub(super) ledger: RefCell<Ledger>,
    /// The time that the network took.
    pub(super) clock: Clock,
}

/// What one request came to, sent once.
pub(super) struct Received {
    /// The reply, or why there is none.
    pub(super) answer: Answer,
    /// The token that came with it, if one can be used.
    pub(super) token: Option<TokenHandle>,
    /// Whether a token was read as Box sends one, or out of a reply that did not come to its end.
    pub(super) was_token_read: bool,
}

impl Connection {
    /// Opens the connection. Of replies, what is public is told from what is to be taken out.
    pub(super) fn open(profile: &Profile, examination: Duration, mut public: Vocabulary) -> Result<Self, Error> {
        let secret = profile.client_secret.value.wrapped().clone();
        let control = control_secret::random_like(secret.expose_secret());
        // What a reply is held against is to be told from what was taken out.
        let users = profile.user_id.iter().chain(&profile.app_user_id).map(|id| id.value.as_str());
        let ids = profile.enterprise_id.iter().map(|id| id.value.as_str()).chain(users);
        ids.for_each(|id| public.add(id));
        let mut door = Door::new(public);
        door.guard(&secret);
        let id = &profile.client_id.value;
        if id.shown().is_none() {
            // It may be the secret, put in the wrong place.
            door.guard(&SecretString::from(id.as_str().to_owned()));
        }
        if let Some(control) = &control {
            door.guard(control);
        }
        let (http, way) = way::open(profile, examination)?;
        for secret in way.secrets() {
            door.guard(&secret);
        }
        Ok(Self {
            http,
            way,
            base_url: profile.base_url.value.clone(),
            id: id.clone(),
            secret,
            control,
            door: RefCell::new(door),
            ledger: RefCell::new(Ledger::default()),
            clock: Clock::default(),
        })
    }

    /// Where requests go.
    pub(super) fn base_url(&self) -> &BaseUrl {
        &self.base_url
    }

    /// Whether there is a secret for the control.
    pub(super) fn has_control(&self) -> bool {
        self.control.is_some()
    }

    /// Keeps a value from coming in with a later reply.
    pub(super) fn hide(&self, value: &str) {
        self.door.borrow_mut().guard(&SecretString::from(value.to_owned()));
    }

    /// Takes out of replies what was received after they came in.
    pub(super) fn redact_again<'r>(&self, answers: impl Iterator<Item = &'r mut Answer>) {
        self.clock.work(|| self.door.borrow_mut().enter_again(answers));
    }

    /// Sends a request and reads its reply, as long as that takes no longer.
    pub(super) async fn ask(&self, request: &Request, limit: Duration) -> Received {
        let mut heard = Heard { connection: self, body: Vec::new() };
        let may_grant = matches!(request, Request::Token { .. });
        let exchange = self.exchange(self.written(request), may_grant, &mut heard);
        let (answer, token) = match self.clock.until(self.clock.now() + limit, exchange).await {
            Some(Ok(reply)) => reply,
            Some(Err(error)) => (Answer::Failed(failure::of(&error, &self.way)), None),
            None => {
                let detail = format!("no whole reply within {}", humantime::format_duration(round(limit)));
                (Answer::Failed(Failure { fault: FaultId::TimedOut, detail, at: None, may_have_arrived: true }), None)
            }
        };
        // What was found in an odd place may be a part of it, or something else.
        let is_as_sent = matches!(&answer, Answer::Reply(reply) if !reply.withheld.is_some_and(Withheld::is_no_grant));
        let was_token_read = heard.salvage() || (token.is_some() && is_as_sent);
        Received { answer, token, was_token_read }
    }

    /// The request that revokes a token (RFC 7009 §2.1).
    pub(super) fn revocation(&self, token: TokenHandle) -> RequestBuilder {
        let token = self.token(token);
        let form = [
            ("client_id", self.id.as_str()),
            ("client_secret", self.secret.expose_secret()),
            ("token", token.expose_secret()),
        ];
        self.http.post(self.base_url.join("oauth2/revoke")).form(&form)
    }

    /// A request with its secrets in it.
    fn written(&self, request: &Request) -> RequestBuilder {
        match request {
            Request::Token { subject, credential } => {
                let secret = match credential {
                    Credential::Configured => &self.secret,
                    Credential::Random => self.control.as_ref().unwrap_or(&self.secret),
                };
                let mut form = vec![
                    ("grant_type", "client_credentials"),
                    ("client_id", self.id.as_str()),
                    ("client_secret", secret.expose_secret()),
                ];
                form.extend(subject.fields());
                self.http.post(request.url(&self.base_url)).form(&form)
            }
            Request::Read { token, .. } => {
                self.http.get(request.url(&self.base_url)).bearer_auth(self.token(*token).expose_secret())
            }
        }
    }

    fn token(&self, handle: TokenHandle) -> Ref<'_, SecretString> {
        Ref::map(self.ledger.borrow(), |ledger| ledger.token(handle))
    }

    async fn exchange(
        &self,
        request: RequestBuilder,
        may_grant: bool,
        heard: &mut Heard<'_>,
    ) -> Result<(Answer, Option<TokenHandle>), reqwest::Error> {
        let mut response = request.send().await?;
        let mut truncated = false;
        while let Some(chunk) = response.chunk().await? {
            heard.body.extend_from_slice(&chunk);
            if heard.body.len() > BODY_LIMIT {
                heard.body.truncate(BODY_LIMIT);
                truncated = true;
                break;
            }
        }
        let body = std::mem::take(&mut heard.body);
        Ok(self.clock.work(|| self.enter(response.status().as_u16(), response.headers(), &body, truncated, may_grant)))
    }

    /// Lets a reply in by the door, and enters the tokens that came with it.
    fn enter(
        &self,
        status: u16,
        headers: &HeaderMap,
        body: &[u8],
        truncated: bool,
        may_grant: bool,
    ) -> (Answer, Option<TokenHandle>) {
        let headers: Vec<(String, Vec<u8>)> =
            headers.iter().map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec())).collect();
        let incoming = Incoming { status, headers: &headers, body, truncated, may_grant };
        let (reply, tokens) = self.door.borrow_mut().enter(incoming);
        let mut ledger = self.ledger.borrow_mut();
        let handles: Vec<TokenHandle> = tokens.into_iter().map(|token| ledger.add(token)).collect();
        (Answer::Reply(reply), handles.first().copied())
    }
}

/// The body of a reply under way. One that breaks off, comes too late or is interrupted may hold a whole token all the same,
/// and that token is to be revoked like any other.
struct Heard<'c> {
    connection: &'c Connection,
    body: Vec<u8>,
}

impl Heard<'_> {
    /// Keeps the tokens in what was heard of a reply that did not come to its end, and tells whether there are any.
    fn salvage(&mut self) -> bool {
        let body = std::mem::take(&mut self.body);
        if body.is_empty() {
            return false;
        }
        let tokens = self.connection.clock.work(|| self.connection.door.borrow_mut().salvage(&body));
        let any = !tokens.is_empty();
        for token in tokens {
            self.connection.ledger.borrow_mut().add(token);
        }
        any
    }
}

impl Drop for Heard<'_> {
    fn drop(&mut self) {
        self.salvage();
    }
}

/// A duration as a person tells it: up to the next tenth of a second.
fn round(duration: Duration) -> Duration {
    Duration::from_millis(u64::try_from(duration.as_millis().div_ceil(100)).unwrap_or(u64::MAX).saturating_mul(100))
}
