//! One examination's connection to Box: sends requests within a deadline, keeps the replies and the tokens.

mod revocation;

use std::cell::{Cell, RefCell};
use std::time::Duration;

use reqwest::header::HeaderMap;
use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Instant, sleep};

use super::again::{self, ATTEMPTS};
use super::clock::Clock;
use super::ledger::{Ledger, TokenHandle};
use super::request::{Credential, Request};
use super::way::{self, Error, Way};
use super::{control_secret, failure};
use crate::examination::Footprint;
use crate::reply::door::{Door, Incoming};
use crate::reply::{Answer, BODY_LIMIT, Failure, FaultId, Vocabulary, Withheld, json_object};
use crate::settings::{BaseUrl, ClientId, Profile};

/// What bounds an examination.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The whole examination of one profile.
    pub examination: Duration,
    /// Whether received tokens are revoked at the end.
    pub revoke: bool,
}

/// What one request came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The reply, or why there is none.
    pub answer: Answer,
    /// How often the request was sent.
    pub attempts: u32,
    /// How long it took, pauses included and this program's own work left out.
    pub duration: Duration,
    /// What the last `Retry-After` asked for.
    pub retry_after: Option<Duration>,
    /// The token, if one was received that can be used.
    pub token: Option<TokenHandle>,
}

/// One examination's connection to Box.
pub struct Client {
    http: reqwest::Client,
    way: Way,
    base_url: BaseUrl,
    id: ClientId,
    secret: SecretString,
    control: Option<SecretString>,
    clock: Clock,
    deadline: Cell<Instant>,
    /// How long one attempt to revoke may take.
    revocation: Duration,
    limits: Limits,
    door: RefCell<Door>,
    ledger: RefCell<Ledger>,
    footprint: Cell<Footprint>,
    credentials_refused: Cell<bool>,
    /// How many token requests and revocations wait for their replies.
    under_way: Cell<u32>,
    /// Whether nothing new is to be sent.
    stopped: Cell<bool>,
}

impl Client {
    /// Sets up the connection to a profile's Box; the examination's time starts now.
    ///
    /// # Errors
    ///
    /// If TLS cannot be set up at all.
    pub fn new(profile: &Profile, limits: Limits, mut public: Vocabulary) -> Result<Self, Error> {
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
        let (http, way) = way::open(profile, limits.examination)?;
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
            clock: Clock::default(),
            deadline: Cell::new(Instant::now() + limits.examination),
            revocation: limits.examination / ATTEMPTS,
            limits,
            door: RefCell::new(door),
            ledger: RefCell::new(Ledger::default()),
            footprint: Cell::default(),
            credentials_refused: Cell::new(false),
            under_way: Cell::new(0),
            stopped: Cell::new(false),
        })
    }

    /// Where requests go.
    #[must_use]
    pub fn base_url(&self) -> &BaseUrl {
        &self.base_url
    }

    /// How many requests were sent so far.
    #[must_use]
    pub fn footprint(&self) -> Footprint {
        self.footprint.get()
    }

    fn count(&self, add: impl FnOnce(&mut Footprint)) {
        let mut footprint = self.footprint.get();
        add(&mut footprint);
        self.footprint.set(footprint);
    }

    /// Whether there is a secret for the control: none is like one of a character or two.
    #[must_use]
    pub fn has_control(&self) -> bool {
        self.control.is_some()
    }

    /// Gives the examination its whole time again, for another round.
    pub fn restart_clock(&self) {
        self.deadline.set(self.clock.now() + self.limits.examination);
    }

    /// Whether the examination's time is up.
    #[must_use]
    pub fn is_out_of_time(&self) -> bool {
        self.clock.now() >= self.deadline.get()
    }

    /// Keeps a value that is nobody's business from coming in with a later reply.
    pub fn hide(&self, value: &str) {
        self.door.borrow_mut().guard(&SecretString::from(value.to_owned()));
    }

    /// Takes out of replies what was received after they came in.
    pub fn redact_again<'r>(&self, answers: impl Iterator<Item = &'r mut Answer>) {
        self.clock.work(|| self.door.borrow_mut().enter_again(answers));
    }

    /// Sends a request, again where it failed for a passing reason and there is time; the control is sent once. Once the
    /// examination is broken off, nothing more comes of it.
    pub async fn send(&self, request: &Request) -> Sent {
        let started = self.clock.now();
        let once = matches!(request, Request::Token { credential: Credential::Random, .. });
        let mut attempts = 0;
        loop {
            if self.stopped.get() {
                return std::future::pending().await;
            }
            attempts += 1;
            self.count(|footprint| footprint.tally(request, |count| *count += 1));
            let mut heard = Heard { client: self, body: Vec::new() };
            let (answer, token) = {
                let _under_way = matches!(request, Request::Token { .. }).then(|| self.begin());
                self.attempt(request, &mut heard).await
            };
            // What was found in an odd place may be a part of it, or something else.
            let is_as_sent =
                matches!(&answer, Answer::Reply(reply) if !reply.withheld.is_some_and(Withheld::is_no_grant));
            let was_read = heard.salvage() || (token.is_some() && is_as_sent);
            self.settle(request, &answer, was_read);
            let retry_after = retry_after(&answer);
            let sent = Sent { answer, attempts, duration: self.clock.now() - started, retry_after, token };
            // Once Box said that the credentials are wrong, no token is asked for with them again.
            let pointless = self.credentials_refused.get() && matches!(request, Request::Token { .. });
            let again = !once && !pointless && attempts < ATTEMPTS;
            let Some(pause) = pause(&sent).filter(|_| again) else { return sent };
            // Compared as durations: a `Retry-After` may be longer than any clock counts.
            if pause >= self.clock.left(self.deadline.get()) {
                return sent;
            }
            sleep(pause).await;
        }
    }

    fn begin(&self) -> UnderWay<'_> {
        self.under_way.set(self.under_way.get() + 1);
        UnderWay(&self.under_way)
    }

    /// Puts right what was counted of a request before its reply was there.
    fn settle(&self, request: &Request, answer: &Answer, was_read: bool) {
        if matches!(answer, Answer::Failed(failure) if !failure.may_have_arrived) {
            // It left nothing in anybody's logs.
            return self.count(|footprint| footprint.tally(request, |count| *count -= 1));
        }
        let Request::Token { credential, .. } = request else { return };
        // Of a body that is not kept, or not whole, the token may have been read all the same.
        let lost = !was_read && may_have_minted(answer);
        match credential {
            Credential::Configured => {
                if !lost {
                    self.count(|footprint| footprint.unanswered -= 1);
                }
                if refuses_credentials(answer) {
                    self.credentials_refused.set(true);
                }
            }
            // Box grants a wrong secret nothing, but what answers with a success may not be Box.
            Credential::Random if lost && matches!(answer, Answer::Reply(_)) => {
                self.count(|footprint| footprint.unanswered += 1);
            }
            Credential::Random => {}
        }
    }

    async fn attempt(&self, request: &Request, heard: &mut Heard<'_>) -> (Answer, Option<TokenHandle>) {
        let http = match request {
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
                let ledger = self.ledger.borrow();
                self.http.get(request.url(&self.base_url)).bearer_auth(ledger.token(*token).expose_secret())
            }
        };
        // Half of what is left for a token, so that one that hangs leaves time for another and for its use; all of it for a read.
        let left = self.clock.left(self.deadline.get());
        let limit = if matches!(request, Request::Token { .. }) { left / 2 } else { left };
        match self
            .clock
            .until(self.clock.now() + limit, self.exchange(http, matches!(request, Request::Token { .. }), heard))
            .await
        {
            Some(Ok(reply)) => reply,
            Some(Err(error)) => (Answer::Failed(failure::of(&error, &self.way)), None),
            None => {
                let detail = format!("no whole reply within {}", humantime::format_duration(round(limit)));
                (Answer::Failed(Failure { fault: FaultId::TimedOut, detail, at: None, may_have_arrived: true }), None)
            }
        }
    }

    async fn exchange(
        &self,
        request: reqwest::RequestBuilder,
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

/// A token request or revocation under way.
struct UnderWay<'c>(&'c Cell<u32>);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

/// The body of a reply under way. One that breaks off, comes too late or is interrupted may hold a whole token all the same,
/// and that token is to be revoked like any other.
struct Heard<'c> {
    client: &'c Client,
    body: Vec<u8>,
}

impl Heard<'_> {
    /// Keeps the tokens in what was heard of a reply that did not come to its end, and tells whether there are any.
    fn salvage(&mut self) -> bool {
        let body = std::mem::take(&mut self.body);
        if body.is_empty() {
            return false;
        }
        let tokens = self.client.clock.work(|| self.client.door.borrow_mut().salvage(&body));
        let any = !tokens.is_empty();
        for token in tokens {
            self.client.ledger.borrow_mut().add(token);
        }
        any
    }
}

impl Drop for Heard<'_> {
    fn drop(&mut self) {
        self.salvage();
    }
}

/// Whether a token may have been minted, where none was read: Box may have got the request, and no reply came of it, or one
/// that grants something.
fn may_have_minted(answer: &Answer) -> bool {
    match answer {
        Answer::Failed(failure) => failure.may_have_arrived,
        Answer::Reply(reply) => (200..300).contains(&reply.status),
    }
}

/// Whether a reply is `invalid_client` (RFC 6749 §5.2).
fn refuses_credentials(answer: &Answer) -> bool {
    let Answer::Reply(reply) = answer else { return false };
    let error = json_object(reply).ok().and_then(|object| Some(object.get("error")?.as_str()?.trim().to_owned()));
    error.is_some_and(|error| error.eq_ignore_ascii_case("invalid_client"))
}

/// How long to wait before another attempt; `None` where the failure will not pass.
fn pause(sent: &Sent) -> Option<Duration> {
    let growing = again::growing(sent.attempts);
    match &sent.answer {
        Answer::Failed(failure) if matches!(failure.fault, FaultId::ConnectionFailed | FaultId::TimedOut) => {
            Some(growing)
        }
        Answer::Reply(reply) if reply.status == 429 => sent.retry_after,
        Answer::Reply(reply) if reply.status >= 500 => Some(sent.retry_after.unwrap_or(growing)),
        _ => None,
    }
}

fn retry_after(answer: &Answer) -> Option<Duration> {
    let Answer::Reply(reply) = answer else { return None };
    again::told(|name| reply.header(name))
}

/// A duration as a person tells it: up to the next tenth of a second.
fn round(duration: Duration) -> Duration {
    Duration::from_millis(u64::try_from(duration.as_millis().div_ceil(100)).unwrap_or(u64::MAX).saturating_mul(100))
}
