//! Everything that was learned of one profile, without a secret: what a report is made of, and a recording holds.
//!
//! It holds what was asked for and what came back; what that means is the diagnosis'. Nothing here speaks to a network.

mod agenda;
mod examinee;
mod exchange;
mod expectation;
mod people;
mod tokens;

pub use agenda::Agenda;
pub use examinee::{Examinee, configured};
pub use exchange::Exchange;
pub use expectation::{Expectation, Expected};
pub(crate) use people::About;
pub use tokens::{Footprint, Revocations};

use crate::catalogue::{Catalogue, ProbeKey};
use crate::observation::{Observations, Provenance, observe};

/// What one examination came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Examination {
    /// Who was examined.
    pub subject: Examinee,
    /// What was expected.
    pub expectations: Vec<Expectation>,
    /// What could be asked.
    pub agenda: Agenda,
    /// What was sent and what came back, in the order sent.
    pub exchanges: Vec<Exchange>,
    /// Probes that were worth sending when the time was up.
    pub out_of_time: Vec<ProbeKey>,
    /// The tokens that were received and revoked.
    pub tokens: Revocations,
    /// How many requests were sent.
    pub footprint: Footprint,
    /// Whether tokens were to be revoked.
    pub revoke: bool,
    /// How often what failed was asked, the first time included.
    pub rounds: u32,
    /// Whether the replies were had here, or somebody told of them.
    pub provenance: Provenance,
}

impl Examination {
    /// Whether somebody told of the replies, instead of their being had here.
    #[must_use]
    pub fn is_reported(&self) -> bool {
        self.provenance == Provenance::Reported
    }

    /// The replies, read.
    #[must_use]
    pub fn observations(&self, catalogue: &Catalogue) -> Observations {
        let answers: Vec<_> = self.exchanges.iter().map(|exchange| (&exchange.key, &exchange.answer)).collect();
        Observations {
            unsent: self.out_of_time.clone(),
            provenance: self.provenance,
            ..observe(catalogue, &self.subject.identity(), &self.subject.configured, &answers)
        }
    }
}
