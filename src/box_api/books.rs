//! The books of one examination: what it has sent, and what waits for its reply.

use std::cell::Cell;

use super::request::{Credential, Request};
use crate::examination::Footprint;
use crate::reply::Answer;

/// What was sent, and how much of it is under way.
#[derive(Default)]
pub(super) struct Books {
    footprint: Cell<Footprint>,
    /// How many token requests and revocations wait for their replies.
    under_way: Cell<u32>,
}

/// A token request or revocation under way.
pub(super) struct UnderWay<'b>(&'b Cell<u32>);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

impl Books {
    /// What was sent so far.
    pub(super) fn footprint(&self) -> Footprint {
        self.footprint.get()
    }

    /// Whether no token request and no revocation waits for its reply.
    pub(super) fn is_idle(&self) -> bool {
        self.under_way.get() == 0
    }

    /// Notes that a token request or a revocation is under way, until what is returned is dropped.
    pub(super) fn begin(&self) -> UnderWay<'_> {
        self.under_way.set(self.under_way.get() + 1);
        UnderWay(&self.under_way)
    }

    /// Counts a request that is about to be sent.
    pub(super) fn sending(&self, request: &Request) {
        self.count(|footprint| tally(footprint, request, |count| *count += 1));
    }

    /// Counts a revocation that is about to be sent.
    pub(super) fn revoking(&self) {
        self.count(|footprint| footprint.revocations += 1);
    }

    /// Puts right what was counted of a request before its reply was there. `was_read` tells whether a token was.
    pub(super) fn settle(&self, request: &Request, answer: &Answer, was_read: bool) {
        if matches!(answer, Answer::Failed(failure) if !failure.may_have_arrived) {
            // It left nothing in anybody's logs.
            return self.count(|footprint| tally(footprint, request, |count| *count -= 1));
        }
        let Request::Token { credential, .. } = request else { return };
        // Of a body that is not kept, or not whole, the token may have been read all the same.
        let lost = !was_read && may_have_minted(answer);
        match credential {
            Credential::Configured if !lost => self.count(|footprint| footprint.unanswered -= 1),
            // Box grants a wrong secret nothing, but what answers with a success may not be Box.
            Credential::Random if lost && matches!(answer, Answer::Reply(_)) => {
                self.count(|footprint| footprint.unanswered += 1);
            }
            Credential::Configured | Credential::Random => {}
        }
    }

    fn count(&self, add: impl FnOnce(&mut Footprint)) {
        let mut footprint = self.footprint.get();
        add(&mut footprint);
        self.footprint.set(footprint);
    }
}

/// Counts a request by its kind, one up or one down.
fn tally(footprint: &mut Footprint, request: &Request, by: impl Fn(&mut u32)) {
    match request {
        Request::Token { credential, .. } => {
            by(&mut footprint.token_requests);
            by(match credential {
                Credential::Configured => &mut footprint.unanswered,
                Credential::Random => &mut footprint.wrong_secrets,
            });
        }
        Request::Read { .. } => by(&mut footprint.reads),
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
