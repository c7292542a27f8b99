//! Signatures: the closed list of what Box is known to answer, and sets of them.

use serde::Deserialize;

use super::vocabulary::Stage;

/// A signature's place in the catalogue's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SignatureId(u8);

impl SignatureId {
    /// The signature at that place; a catalogue has at most [`SignatureSet::CAPACITY`].
    pub(super) fn new(index: usize) -> Option<Self> {
        u8::try_from(index).ok().filter(|index| usize::from(*index) < SignatureSet::CAPACITY).map(Self)
    }

    /// The place in the list.
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// A set of signatures: what a probe may be answered, or what a vague reply may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct SignatureSet(u128);

impl SignatureSet {
    /// How many signatures a catalogue may have.
    pub const CAPACITY: usize = 128;
    /// The set of none.
    pub const EMPTY: Self = Self(0);
    /// The set of all.
    pub const ALL: Self = Self(u128::MAX);

    /// Whether the set has none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the signature is in the set.
    #[must_use]
    pub const fn contains(self, id: SignatureId) -> bool {
        self.0 & (1 << id.0) != 0
    }

    /// Whether the sets share a signature.
    #[must_use]
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The set with that signature as well.
    #[must_use]
    pub const fn with(self, id: SignatureId) -> Self {
        Self(self.0 | 1 << id.0)
    }

    /// The set without that signature.
    #[must_use]
    pub const fn without(self, id: SignatureId) -> Self {
        Self(self.0 & !(1 << id.0))
    }

    /// What is in either set.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The signatures, in the catalogue's order.
    pub fn iter(self) -> impl Iterator<Item = SignatureId> {
        (0..128).filter(move |bit| self.0 & (1 << bit) != 0).map(SignatureId)
    }
}

impl FromIterator<SignatureId> for SignatureSet {
    fn from_iter<I: IntoIterator<Item = SignatureId>>(ids: I) -> Self {
        ids.into_iter().fold(Self::EMPTY, Self::with)
    }
}

/// What kind of request a signature answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Answers {
    /// A token request.
    Token,
    /// A call with a token that is refused.
    Api,
    /// A call with a token whose reply is a fact, read against the profile.
    Fact,
}

/// One class of reply.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// The id, kebab-case, never reused.
    pub id: String,
    /// What kind of request it answers.
    pub answers: Answers,
    /// The step of Box's checks at which a refusal is made.
    pub stage: Option<Stage>,
    /// The status Box sends with it.
    pub status: u16,
    /// The codes it comes with: RFC 6749 `error`, or an API reply's `code`.
    pub codes: Vec<String>,
    /// The texts it comes with, as Box spells them; one wording of several.
    pub texts: Vec<String>,
    /// What only it has, anywhere in a text: it tells the reply where no text is that of another.
    #[serde(default)]
    pub phrases: Vec<String>,
    /// Whether the code alone tells it, whatever the text: nothing else has that code.
    #[serde(default)]
    pub by_code: bool,
    /// Whether Box documents it in the shape of a token endpoint's errors (RFC 6749 §5.2), though it answers another call.
    #[serde(default)]
    pub oauth_shape: bool,
    /// The words that complete "the enterprise probe …".
    pub says: String,
    /// What it means.
    pub meaning: String,
    /// The body that the simulated Box sends, where code and text do not make it.
    pub simulated: Option<String>,
    /// Where it was seen or is documented.
    pub sources: Vec<String>,
}
