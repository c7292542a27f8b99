//! One examination's client: sends requests within a deadline, again where that may help, and gives the tokens back at the end.

use std::cell::Cell;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::books::Books;
use super::connection::{Connection, Received};
use super::error::Error;
use super::ledger::TokenHandle;
use super::request::{Credential, Request};
use super::retry::{self, ATTEMPTS};
use super::revoke::Revoker;
use crate::examination::{Footprint, Revocations};
use crate::reply::{Answer, Vocabulary};
use crate::settings::{BaseUrl, Profile};

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

/// One examination's client.
pub struct Client {
    connection: Connection,
    books: Books,
    limits: Limits,
    deadline: Cell<Instant>,
    credentials_refused: Cell<bool>,
    /// Whether nothing new is to be sent.
    stopped: Cell<bool>,
}

impl Client {
    /// Sets up the connection to a profile's Box; the examination's time starts now.
    ///
    /// # Errors
    ///
    /// If TLS cannot be set up at all.
    pub fn new(profile: &Profile, limits: Limits, public: Vocabulary) -> Result<Self, Error> {
        Ok(Self {
            connection: Connection::open(profile, limits.examination, public)?,
            books: Books::default(),
            limits,
            deadline: Cell::new(Instant::now() + limits.examination),
            credentials_refused: Cell::new(false),
            stopped: Cell::new(false),
        })
    }

    /// Where requests go.
    #[must_use]
    pub fn base_url(&self) -> &BaseUrl {
        self.connection.base_url()
    }

    /// How many requests were sent so far.
    #[must_use]
    pub fn footprint(&self) -> Footprint {
        self.books.footprint()
    }

    /// Whether there is a secret for the control: none is like one of a character or two.
    #[must_use]
    pub fn has_control(&self) -> bool {
        self.connection.has_control()
    }

    /// Gives the examination its whole time again, for another round.
    pub(crate) fn restart_clock(&self) {
        self.deadline.set(self.connection.clock.now() + self.limits.examination);
    }

    /// Whether the examination's time is up.
    #[must_use]
    pub fn is_out_of_time(&self) -> bool {
        self.connection.clock.now() >= self.deadline.get()
    }

    /// Keeps a value that is nobody's business from coming in with a later reply.
    pub(crate) fn hide(&self, value: &str) {
        self.connection.hide(value);
    }

    /// Takes out of replies what was received after they came in.
    pub(crate) fn redact_again<'r>(&self, answers: impl Iterator<Item = &'r mut Answer>) {
        self.connection.redact_again(answers);
    }

    /// Sends a request, again where it failed for a passing reason and there is time; the control is sent once. Once the
    /// examination is broken off, nothing more comes of it.
    pub async fn send(&self, request: &Request) -> Sent {
        let clock = &self.connection.clock;
        let started = clock.now();
        let is_for_token = matches!(request, Request::Token { .. });
        let once = matches!(request, Request::Token { credential: Credential::Random, .. });
        let mut attempts = 0;
        loop {
            if self.stopped.get() {
                return std::future::pending().await;
            }
            attempts += 1;
            let Received { answer, token, was_token_read } = self.attempt(request, is_for_token).await;
            self.books.settle(request, &answer, was_token_read);
            if retry::refuses_credentials(request, &answer) {
                self.credentials_refused.set(true);
            }
            let pause = retry::pause(&answer, attempts);
            let retry_after = retry::asked_for(&answer);
            let sent = Sent { answer, attempts, duration: clock.now() - started, retry_after, token };
            // Once Box said that the credentials are wrong, no token is asked for with them again.
            let pointless = self.credentials_refused.get() && is_for_token;
            let again = !once && !pointless && attempts < ATTEMPTS;
            let Some(pause) = pause.filter(|_| again) else { return sent };
            // Compared as durations: a `Retry-After` may be longer than any clock counts.
            if pause >= clock.left(self.deadline.get()) {
                return sent;
            }
            sleep(pause).await;
        }
    }

    /// Sends a request once. A token may take half of what time is left, so that one that hangs leaves time for another and for
    /// its use; a read all of it.
    async fn attempt(&self, request: &Request, is_for_token: bool) -> Received {
        self.books.sending(request);
        let _under_way = is_for_token.then(|| self.books.begin());
        let left = self.connection.clock.left(self.deadline.get());
        self.connection.ask(request, if is_for_token { left / 2 } else { left }).await
    }

    /// Revokes every token that was received, all at once, and tells how many of each there were.
    pub async fn revoke_all(&self) -> Revocations {
        self.revoker().all(self.deadline.get()).await
    }

    /// Ends an examination before its time: sends nothing new, reads what token requests under way bring, revokes it with what
    /// was received before, and is done in two seconds. `run` is the examination, as far as it got.
    pub async fn break_off(&self, run: impl Future + Unpin) -> Revocations {
        self.stopped.set(true);
        self.revoker().in_haste(run).await
    }

    fn revoker(&self) -> Revoker<'_> {
        Revoker {
            connection: &self.connection,
            books: &self.books,
            is_wanted: self.limits.revoke,
            patience: self.limits.examination / ATTEMPTS,
        }
    }
}
