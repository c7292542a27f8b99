//! What is known of Box's replies, as data: probes, signatures, causes, faults.
//!
//! One TOML file for each cause (`causes/`) and each fault (`faults/`), one for the probes and one for the
//! signatures, all embedded in the binary. Run forwards ([`predict()`]) the catalogue is the simulated Box; run
//! backwards it is the diagnosis. It knows nothing of the network.

mod cause;
mod classify;
mod load;
mod named;
mod predict;
mod probe;
mod scope;
mod signature;
mod sources;
mod variant;
mod vocabulary;
mod words;

use crate::tally::{self, Work};

pub use cause::{
    Advice, Cause, CauseEntry, CauseId, Denies, Fault, FaultKind, Look, ProbeEntry, Remark, Remediation, Source,
};
pub use classify::{Account, Doubt, Identity, Reading, Refusal, enterprise_of, refusal};
pub(crate) use classify::{OWN_WORDS, is_error, normalize_code};
pub use named::Signs;
pub use predict::{Part, Read, predict};
pub use probe::{Keeps, Probe, ProbeKey};
pub use scope::{Holds, Scope};
pub use signature::{Answers, Signature, SignatureId, SignatureSet};
pub use sources::{Sources, Text};
pub use variant::{Replies, Touch, Variant};
pub use vocabulary::{Actor, Confidence, Dialect, Severity, Stage};

/// What is wrong with a catalogue file.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {what}")]
pub struct Error {
    /// The file.
    file: String,
    /// What was seen and what was expected.
    what: String,
}

impl Error {
    fn new(file: impl Into<String>, what: impl Into<String>) -> Self {
        Self { file: file.into(), what: what.into() }
    }
}

/// The day up to which the knowledge of Box was read, as `2026-11-25`: no source of the catalogue was read later.
pub const READ_UNTIL: &str = include_str!("read-until.txt").trim_ascii();

/// The whole catalogue.
#[derive(Debug, Clone)]
pub struct Catalogue {
    probes: Vec<ProbeEntry>,
    signatures: Vec<Signature>,
    causes: Vec<Cause>,
    faults: Vec<Fault>,
    scopes: Vec<Scope>,
    words: words::Words,
    named: named::NamedEntries,
}

impl Catalogue {
    /// Reads the catalogue that is embedded in the binary.
    ///
    /// # Errors
    ///
    /// As [`Catalogue::read`]. A test reads it, so a release never fails here.
    pub fn embedded() -> Result<Self, Error> {
        Self::read(&Sources::embedded())
    }

    /// Every probe, in the vocabulary's order.
    #[must_use]
    pub fn probes(&self) -> &[ProbeEntry] {
        &self.probes
    }

    /// What the catalogue says of a probe.
    #[must_use]
    pub fn probe(&self, probe: Probe) -> &ProbeEntry {
        &self.probes[probe.index()]
    }

    /// Every signature, in the list's order.
    #[must_use]
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// The signature at that place.
    #[must_use]
    pub fn signature(&self, id: SignatureId) -> &Signature {
        &self.signatures[id.index()]
    }

    /// Every signature with its place.
    pub(crate) fn placed_signatures(&self) -> impl Iterator<Item = (SignatureId, &Signature)> {
        self.signatures.iter().enumerate().filter_map(|(index, signature)| Some((SignatureId::new(index)?, signature)))
    }

    /// The signature of that id, for what a person or a test names; what code names is among [`Catalogue::signs`].
    #[must_use]
    pub fn signature_id(&self, id: &str) -> Option<SignatureId> {
        tally::note(Work::LookUp);
        self.signatures.iter().position(|signature| signature.id == id).and_then(SignatureId::new)
    }

    /// Every cause, by its `order`.
    #[must_use]
    pub fn causes(&self) -> &[Cause] {
        &self.causes
    }

    /// The cause of that id.
    #[must_use]
    pub fn cause(&self, id: &str) -> Option<&Cause> {
        self.causes.iter().find(|cause| cause.id() == id)
    }

    /// The cause at that place, unless it was left out.
    #[must_use]
    pub fn cause_at(&self, place: CauseId) -> Option<&Cause> {
        self.causes.iter().find(|cause| cause.place == place)
    }

    /// The same catalogue with these causes alone.
    #[must_use]
    pub fn only(&self, causes: &[&str]) -> Self {
        let mut fewer = self.clone();
        fewer.causes.retain(|cause| causes.contains(&cause.id()));
        fewer
    }

    /// Every fault, by its id.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// The fault of that id.
    #[must_use]
    pub fn fault(&self, id: &str) -> Option<&Fault> {
        self.faults.iter().find(|fault| fault.id == id)
    }

    /// Every application scope.
    #[must_use]
    pub fn scopes(&self) -> &[Scope] {
        &self.scopes
    }

    /// The application scope of that name.
    #[must_use]
    pub fn scope(&self, name: &str) -> Option<&Scope> {
        self.scopes.iter().find(|scope| scope.is_called(name))
    }
}
