//! Gives back the tokens that were received (RFC 7009), on every way out.

use std::future::{pending, poll_fn};
use std::task::Poll;
use std::time::Duration;

use futures_util::future::FutureExt;
use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::time::{Instant, sleep};

use super::books::{Books, UnderWay};
use super::connection::Connection;
use super::ledger::TokenHandle;
use super::retry::{self, ATTEMPTS};
use crate::examination::Revocations;
use crate::reply::BODY_LIMIT;

/// How long revocations may take once the examination's time is up, or it was broken off.
const GRACE: Duration = Duration::from_secs(2);
/// How much of that a broken-off examination may spend on reading what is under way; the rest is for what it brought.
const READING: Duration = Duration::from_millis(1500);

/// What a reply to a revocation tells.
enum RevocationReply {
    /// The token is revoked.
    Revoked,
    /// It is not, and asking again comes to the same.
    Refused,
    /// Nothing yet: to be asked again, after that time if one was told.
    Nothing(Option<Duration>),
}

/// Gives back the tokens of one examination.
pub(super) struct Revoker<'c> {
    /// What to ask over, and the tokens.
    pub(super) connection: &'c Connection,
    /// Where it is counted.
    pub(super) books: &'c Books,
    /// Whether tokens are to be revoked at all.
    pub(super) is_wanted: bool,
    /// How long one attempt may take.
    pub(super) patience: Duration,
}

impl Revoker<'_> {
    /// Revokes every token that was received, all at once, until the deadline or a little longer.
    pub(super) async fn all(&self, deadline: Instant) -> Revocations {
        let clock = &self.connection.clock;
        let until = deadline.max(clock.now() + GRACE);
        clock.until(until, self.give_back(&mut pending::<()>(), until)).await;
        self.connection.ledger.borrow().counts()
    }

    /// Reads what token requests under way bring, revokes it with what was received before, and is done in two seconds. `run` is
    /// the examination that has them under way.
    pub(super) async fn in_haste(&self, run: impl Future + Unpin) -> Revocations {
        let clock = &self.connection.clock;
        let until = clock.now() + GRACE;
        let mut run = run.fuse();
        clock.until(clock.now() + READING, self.give_back(&mut run, until)).await;
        // Where a reply is still under way, its part may hold a token.
        drop(run);
        clock.until(until, self.give_back(&mut pending::<()>(), until)).await;
        self.connection.ledger.borrow().counts()
    }

    /// Revokes tokens as they come, while the examination goes on for what it has under way.
    async fn give_back<R: Future + Unpin>(&self, run: &mut R, until: Instant) {
        let mut revoking = FuturesUnordered::new();
        poll_fn(|context| {
            let _ = run.poll_unpin(context);
            if self.is_wanted {
                let held = self.connection.ledger.borrow_mut().take_held();
                revoking.extend(held.into_iter().map(|token| self.revoke(token, until)));
            }
            while let Poll::Ready(Some(())) = revoking.poll_next_unpin(context) {}
            if self.books.is_idle() { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }

    async fn revoke(&self, token: TokenHandle, until: Instant) {
        let Connection { clock, ledger, .. } = self.connection;
        let _asking = Asking { connection: self.connection, token, _under_way: self.books.begin() };
        for attempt in 1..=ATTEMPTS {
            self.books.revoking();
            let limit = clock.now() + self.patience;
            let pause = match clock.until(limit, told(self.connection.revocation(token))).await {
                Some(Ok(RevocationReply::Revoked)) => return ledger.borrow_mut().mark_revoked(token),
                Some(Ok(RevocationReply::Refused)) => break,
                Some(Ok(RevocationReply::Nothing(pause))) => pause,
                Some(Err(_)) | None => None,
            };
            let pause = pause.unwrap_or_else(|| retry::growing(attempt));
            if attempt == ATTEMPTS || pause >= clock.left(until) {
                break;
            }
            sleep(pause).await;
        }
        ledger.borrow_mut().give_up(token);
    }
}

/// A revocation under way. One that is dropped before its end leaves the token to be asked for again.
struct Asking<'c> {
    connection: &'c Connection,
    token: TokenHandle,
    _under_way: UnderWay<'c>,
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        self.connection.ledger.borrow_mut().let_go(self.token);
    }
}

/// Sends a revocation and reads its whole reply. Box confirms one by 200 and an empty body; what else comes, a success in
/// name included, is of something between, or of no use.
async fn told(request: reqwest::RequestBuilder) -> reqwest::Result<RevocationReply> {
    let mut response = request.send().await?;
    let status = response.status();
    if status.as_u16() == 429 || status.is_server_error() {
        let headers = response.headers();
        return Ok(RevocationReply::Nothing(retry::retry_after(|name| headers.get(name)?.to_str().ok())));
    }
    if !status.is_success() {
        return Ok(RevocationReply::Refused);
    }
    let mut length = 0;
    while let Some(chunk) = response.chunk().await? {
        length += chunk.len();
        if !chunk.trim_ascii().is_empty() || length > BODY_LIMIT {
            return Ok(RevocationReply::Nothing(None));
        }
    }
    Ok(if status.as_u16() == 200 { RevocationReply::Revoked } else { RevocationReply::Nothing(None) })
}
