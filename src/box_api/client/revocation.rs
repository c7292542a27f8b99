//! Gives back the tokens that were received (RFC 7009), on every way out.

use std::future::{pending, poll_fn};
use std::task::Poll;
use std::time::Duration;

use futures_util::future::FutureExt;
use futures_util::stream::{FuturesUnordered, StreamExt};
use secrecy::ExposeSecret;
use tokio::time::{Instant, sleep};

use super::super::again::{self, ATTEMPTS};
use super::super::ledger::TokenHandle;
use super::{Client, UnderWay};
use crate::examination::Revocations;
use crate::reply::BODY_LIMIT;

/// How long revocations may take once the examination's time is up, or it was broken off.
const GRACE: Duration = Duration::from_secs(2);
/// How much of that a broken-off examination may spend on reading what is under way; the rest is for what it brought.
const READING: Duration = Duration::from_millis(1500);

/// What a reply to a revocation tells.
enum Told {
    /// The token is revoked.
    Revoked,
    /// It is not, and asking again comes to the same.
    Refused,
    /// Nothing yet: to be asked again, after that time if one was told.
    Nothing(Option<Duration>),
}

impl Client {
    /// Revokes every token that was received, all at once, and tells how many of each there were.
    pub async fn revoke_all(&self) -> Revocations {
        let until = self.deadline.get().max(self.clock.now() + GRACE);
        self.clock.until(until, self.give_back(&mut pending::<()>(), until)).await;
        self.ledger.borrow().counts()
    }

    /// Ends an examination before its time: sends nothing new, reads what token requests under way bring, revokes it with what
    /// was received before, and is done in two seconds. `run` is the examination, as far as it got.
    pub async fn break_off(&self, run: impl Future + Unpin) -> Revocations {
        self.stopped.set(true);
        let until = self.clock.now() + GRACE;
        let mut run = run.fuse();
        self.clock.until(self.clock.now() + READING, self.give_back(&mut run, until)).await;
        // Where a reply is still under way, its part may hold a token.
        drop(run);
        self.clock.until(until, self.give_back(&mut pending::<()>(), until)).await;
        self.ledger.borrow().counts()
    }

    /// Revokes tokens as they come, while the examination goes on for what it has under way.
    async fn give_back<R: Future + Unpin>(&self, run: &mut R, until: Instant) {
        let mut revoking = FuturesUnordered::new();
        poll_fn(|context| {
            let _ = run.poll_unpin(context);
            if self.limits.revoke {
                revoking
                    .extend(self.ledger.borrow_mut().take_held().into_iter().map(|token| self.revoke(token, until)));
            }
            while let Poll::Ready(Some(())) = revoking.poll_next_unpin(context) {}
            if self.under_way.get() == 0 { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }

    async fn revoke(&self, token: TokenHandle, until: Instant) {
        let _asking = Asking { client: self, token, _under_way: self.begin() };
        for attempt in 1..=ATTEMPTS {
            self.count(|footprint| footprint.revocations += 1);
            let request = {
                let ledger = self.ledger.borrow();
                let form = [
                    ("client_id", self.id.as_str()),
                    ("client_secret", self.secret.expose_secret()),
                    ("token", ledger.token(token).expose_secret()),
                ];
                self.http.post(self.base_url.join("oauth2/revoke")).form(&form)
            };
            let limit = self.clock.now() + self.revocation;
            let pause = match self.clock.until(limit, told(request)).await {
                Some(Ok(Told::Revoked)) => return self.ledger.borrow_mut().mark_revoked(token),
                Some(Ok(Told::Refused)) => break,
                Some(Ok(Told::Nothing(pause))) => pause,
                Some(Err(_)) | None => None,
            };
            let pause = pause.unwrap_or_else(|| again::growing(attempt));
            if attempt == ATTEMPTS || pause >= self.clock.left(until) {
                break;
            }
            sleep(pause).await;
        }
        self.ledger.borrow_mut().give_up(token);
    }
}

/// A revocation under way. One that is dropped before its end leaves the token to be asked for again.
struct Asking<'c> {
    client: &'c Client,
    token: TokenHandle,
    _under_way: UnderWay<'c>,
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        self.client.ledger.borrow_mut().let_go(self.token);
    }
}

/// Sends a revocation and reads its whole reply. Box confirms one by 200 and an empty body; what else comes, a success in
/// name included, is of something between, or of no use.
async fn told(request: reqwest::RequestBuilder) -> reqwest::Result<Told> {
    let mut response = request.send().await?;
    let status = response.status();
    if status.as_u16() == 429 || status.is_server_error() {
        let headers = response.headers();
        return Ok(Told::Nothing(again::told(|name| headers.get(name)?.to_str().ok())));
    }
    if !status.is_success() {
        return Ok(Told::Refused);
    }
    let mut length = 0;
    while let Some(chunk) = response.chunk().await? {
        length += chunk.len();
        if !chunk.trim_ascii().is_empty() || length > BODY_LIMIT {
            return Ok(Told::Nothing(None));
        }
    }
    Ok(if status.as_u16() == 200 { Told::Revoked } else { Told::Nothing(None) })
}
