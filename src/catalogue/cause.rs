//! Causes and faults as the catalogue's files hold them.
//!
//! The `File…` structs are the TOML, field by field; [`Cause`] is the same with its signatures looked up.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::signature::{SignatureId, SignatureSet};
use super::vocabulary::{Actor, Confidence, Dialect, Probe, Severity, Stage};

/// A fault that an app or its settings can have.
#[derive(Debug, Clone)]
pub struct Cause {
    /// The texts and properties, as the file has them.
    pub entry: CauseEntry,
    /// The joint patterns of replies; a hypothesis picks one.
    pub variants: Vec<Variant>,
}

/// What a cause's file says, its variants aside.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CauseEntry {
    /// The id, kebab-case, never reused; the file's stem.
    pub id: String,
    /// The place in lists: the guide's order first, then ours.
    pub order: u32,
    /// The fault, stated as a fact.
    pub title: String,
    /// How much it matters.
    pub severity: Severity,
    /// The place in Box's order of checks.
    pub stage: Stage,
    /// How well it is known.
    pub confidence: Confidence,
    /// How many public cases name it.
    pub public_cases: u32,
    /// What it is, how it comes about, how Box answers, what it is confused with.
    pub explanation: String,
    /// What Box does under this cause, in words that complete "…, but".
    pub would: String,
    /// Causes that cannot be true of the same value.
    #[serde(default)]
    pub excludes: Vec<String>,
    /// Settings' causes that it looks exactly like; it rides along with them.
    #[serde(default)]
    pub shadows: Vec<String>,
    /// What to say beside a reply that is often mistaken for a sign of it.
    pub remark: Option<Remark>,
    /// Subjects that must be configured for it to be possible.
    #[serde(default)]
    pub needs: Vec<Probe>,
    /// Whether it is a cause of its own for each scope or folder.
    #[serde(default)]
    pub per_target: bool,
    /// The patterns of replies, before their signatures are looked up.
    #[serde(default)]
    pub(super) variant: Vec<FileVariant>,
    /// What to do, in order.
    pub remediation: Vec<Remediation>,
    /// What a person can look at to tell whether it is true.
    pub look: Option<Look>,
    /// Where it is documented or was seen.
    pub source: Vec<Source>,
}

impl Cause {
    /// The cause's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.entry.id
    }

    /// Whether any variant touches the probe.
    #[must_use]
    pub fn touches(&self, probe: Probe) -> bool {
        self.variants.iter().any(|variant| variant.touches(probe))
    }
}

/// A sentence for readers who know a claim that no longer holds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remark {
    /// The probe whose reply it stands beside.
    pub probe: Probe,
    /// The signature of that reply.
    pub signature: String,
    /// The sentence.
    pub says: String,
}

/// One step of a remedy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remediation {
    /// Who takes it.
    pub actor: Actor,
    /// What to do.
    pub step: String,
    /// Where to click, the newest name first.
    #[serde(rename = "where")]
    pub place: String,
    /// What else the step opens or breaks, if anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub widens: Option<String>,
    /// Whether an admin must reauthorize the app afterwards.
    #[serde(default)]
    pub then_reauthorize: bool,
    /// How to see that it worked.
    pub verify: String,
}

/// A look that a person can take: a question whose "yes" means that the cause is true.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Look {
    /// Who can look.
    pub actor: Actor,
    /// The question.
    pub question: String,
    /// Where to look.
    #[serde(rename = "where")]
    pub place: String,
    /// What it costs beside other steps, 1 to 3.
    pub cost: u32,
}

/// Where a fact is from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The address, or the standard's name.
    pub url: String,
    /// What it says.
    pub says: String,
    /// The day it was read.
    pub read: String,
}

/// A joint pattern of replies.
#[derive(Debug, Clone)]
pub struct Variant {
    /// What sets it apart from the cause's other variants.
    pub name: Option<String>,
    replies: [Option<Touch>; Probe::ALL.len()],
}

impl Variant {
    pub(super) fn new(name: Option<String>, touches: impl IntoIterator<Item = (Probe, Touch)>) -> Self {
        let mut replies = [const { None }; Probe::ALL.len()];
        for (probe, touch) in touches {
            replies[probe.index()] = Some(touch);
        }
        Self { name, replies }
    }

    /// What the variant does to the probe; `None` where it does not touch it.
    #[must_use]
    pub fn touch(&self, probe: Probe) -> Option<&Touch> {
        self.replies[probe.index()].as_ref()
    }

    /// Whether the variant touches the probe.
    #[must_use]
    pub fn touches(&self, probe: Probe) -> bool {
        self.touch(probe).is_some()
    }
}

/// What a variant does to one probe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touch {
    /// It may be answered one of these.
    Replies(Replies),
    /// It is answered as that other probe would be without this cause.
    Like(Probe),
}

/// The signatures a probe may be answered, by dialect.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replies {
    /// What Box answers in 2026, the likeliest first.
    pub current: Vec<SignatureId>,
    /// What its guide says, where that differs.
    pub guide: Vec<SignatureId>,
    /// What other sources show.
    pub other: Vec<SignatureId>,
    /// Facts that the cause does not explain, but that can be true beside it.
    pub allows: Vec<SignatureId>,
    /// What the cause is about here, where that is not what the probe was aimed at: the scope that a folder takes.
    pub about: Option<String>,
}

impl Replies {
    /// Every signature, whatever the dialect.
    #[must_use]
    pub fn all(&self) -> SignatureSet {
        self.current.iter().chain(&self.guide).chain(&self.other).copied().collect()
    }

    /// The signatures of one dialect.
    #[must_use]
    pub fn in_dialect(&self, dialect: Dialect) -> SignatureSet {
        match dialect {
            Dialect::Guide if !self.guide.is_empty() => self.guide.iter().copied().collect(),
            Dialect::Current | Dialect::Guide => self.current.iter().copied().collect(),
        }
    }
}

/// A variant as its file has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileVariant {
    pub(super) name: Option<String>,
    pub(super) replies: BTreeMap<Probe, FileTouch>,
}

/// What a variant does to one probe, as its file has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileTouch {
    #[serde(default)]
    pub(super) current: Vec<String>,
    #[serde(default)]
    pub(super) guide: Vec<String>,
    #[serde(default)]
    pub(super) other: Vec<String>,
    #[serde(default)]
    pub(super) allows: Vec<String>,
    pub(super) about: Option<String>,
    pub(super) like: Option<Probe>,
}

/// What kind of finding an entry that is no cause makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// The network, a proxy, TLS, Box itself.
    Environment,
    /// What the profile expects.
    Expectation,
}

/// A finding that is no cause: the environment's, or an expectation's.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The id, kebab-case, never reused; the file's stem.
    pub id: String,
    /// What kind of finding it makes.
    pub kind: FaultKind,
    /// The fault, stated as a fact.
    pub title: String,
    /// How much it matters.
    pub severity: Severity,
    /// What it is and what it means for the app.
    pub explanation: String,
    /// What to do, in order.
    pub remediation: Vec<Remediation>,
    /// Where it is documented.
    pub source: Vec<Source>,
}

/// A probe as the catalogue describes it.
#[derive(Debug, Clone)]
pub struct ProbeEntry {
    /// The probe.
    pub probe: Probe,
    /// What it asks for.
    pub asks: String,
    /// What it costs beside other steps, 1 to 3.
    pub cost: u32,
    /// What a healthy app is answered; none for the control.
    pub healthy: Replies,
}

/// A probe as its file has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileProbe {
    pub(super) id: Probe,
    pub(super) asks: String,
    pub(super) cost: u32,
    pub(super) healthy: Option<FileTouch>,
}
