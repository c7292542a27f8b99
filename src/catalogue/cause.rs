//! Causes and faults as the catalogue's files hold them.
//!
//! The `File…` structs are the TOML, field by field; [`Cause`] is the same with its signatures looked up.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::probe::Probe;
use super::signature::SignatureId;
use super::variant::{Replies, Variant};
use super::vocabulary::{Actor, Confidence, Severity, Stage};

/// A cause's place in the catalogue that was loaded; it stays the same where others are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CauseId(pub(super) usize);

/// A fault that an app or its settings can have.
#[derive(Debug, Clone)]
pub struct Cause {
    /// Its place in the catalogue.
    pub place: CauseId,
    /// The reply beside which its remark stands.
    pub remarked: Option<SignatureId>,
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
    /// The same in the few words of a headline, with the values of the one app: "user 24680 is inactive or deleted".
    pub clause: String,
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
    /// The causes of settings that this one is the missing reauthorization of: it has their forms, and any of them together.
    #[serde(default)]
    pub settings: Vec<String>,
    /// What denies by it, where that may be meant.
    pub denies: Option<Denies>,
    /// What to say beside a reply that is often mistaken for a sign of it.
    pub remark: Option<Remark>,
    /// Subjects that must be configured for it to be possible.
    #[serde(default)]
    pub needs: Vec<Probe>,
    /// Causes about a value that, while this one is true, stands elsewhere: they are felt by the probe that is answered like
    /// another, and not by that other.
    #[serde(default)]
    pub moves: Vec<String>,
    /// Whether it is a cause of its own for each scope or folder.
    #[serde(default)]
    pub per_target: bool,
    /// Scopes or folders that it cannot be about: folder `0` is every account's own root.
    #[serde(default)]
    pub never_targets: Vec<String>,
    /// Whether it is about the request, so that only somebody else's can have it: ours are well-formed.
    #[serde(default)]
    pub pasted_only: bool,
    /// Whether it is a cause of its own for each reply to a token request.
    #[serde(default)]
    pub per_reply: bool,
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

    /// What denies by it, where that may be meant: the app's own configuration, be it that no admin has reauthorized it since.
    #[must_use]
    pub fn denies(&self) -> Option<Denies> {
        if self.entry.settings.is_empty() { self.entry.denies } else { Some(Denies::App) }
    }

    /// Whether any variant touches the probe.
    #[must_use]
    pub fn touches(&self, probe: Probe) -> bool {
        self.variants.iter().any(|variant| variant.touches(probe))
    }
}

/// What denies something to an app, so that it may be meant, and no fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Denies {
    /// The app's own configuration: a refusal that has no other reason proves what the app may not do.
    App,
    /// What its account may see: nobody shared it, or it is not there at all.
    Account,
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
    /// The same in a sentence or two, for a reader who has one page.
    #[serde(skip_serializing)]
    pub brief: String,
    /// Where to click, by today's names.
    #[serde(rename = "where")]
    pub place: String,
    /// Where that was under older names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What else the step opens or breaks, if anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub widens: Option<String>,
    /// The same in a sentence; it is there where `widens` is.
    #[serde(default, skip_serializing)]
    pub brief_widens: Option<String>,
    /// Whether it continues the step before it; else it is another way, and stands in that step's place.
    #[serde(default, skip_serializing)]
    pub continues: bool,
    /// Whether it goes round the fault instead of mending it.
    #[serde(default, skip_serializing)]
    pub around: bool,
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
    /// What whoever looks sees if the cause is true, in a few words: "Generate User Access Tokens is not ticked".
    pub sign: String,
    /// Where to look, by today's names.
    #[serde(rename = "where")]
    pub place: String,
    /// Where that was under older names.
    pub before: Option<String>,
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

/// A variant as its file has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileVariant {
    pub(super) name: Option<String>,
    pub(super) stage: Option<Stage>,
    #[serde(default)]
    pub(super) not_with: Vec<String>,
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
    pub(super) possible: Vec<String>,
    #[serde(default)]
    pub(super) allows: Vec<String>,
    pub(super) stage: Option<Stage>,
    #[serde(default)]
    pub(super) partial: bool,
    pub(super) about: Option<String>,
    pub(super) like: Option<Probe>,
}

/// What kind of finding an entry that is no cause makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
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
    /// The same in the few words of a headline, with the values of the one app.
    pub clause: String,
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
    /// What a report calls it, with the values of the one app: "user 24680".
    pub label: String,
    /// What it costs beside other steps, 1 to 3.
    pub cost: u32,
    /// What a healthy app is answered; none for the control.
    pub healthy: Replies,
    /// What somebody can do to have it sent, or told, where it was not.
    pub advice: Option<Advice>,
}

/// What to do to have a probe sent.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advice {
    /// What to do.
    pub step: String,
    /// Where: a flag, a variable, a command.
    #[serde(rename = "where")]
    pub place: String,
}

/// A probe as its file has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileProbe {
    pub(super) id: Probe,
    pub(super) asks: String,
    pub(super) label: String,
    pub(super) cost: u32,
    pub(super) healthy: Option<FileTouch>,
    pub(super) advice: Option<Advice>,
}
