//! What a cause does to each probe, in each of its forms.

use super::cause::Cause;
use super::probe::Probe;
use super::signature::{SignatureId, SignatureSet};
use super::vocabulary::{Dialect, Stage};

/// A joint pattern of replies.
#[derive(Debug, Clone)]
pub struct Variant {
    /// What sets it apart from the cause's other variants.
    pub name: Option<String>,
    /// Causes with whose forms that name this one's cause in turn it cannot be true together.
    pub not_with: Vec<String>,
    replies: [Option<Touch>; Probe::ALL.len()],
}

impl Variant {
    pub(super) fn new(name: Option<String>, touches: impl IntoIterator<Item = (Probe, Touch)>) -> Self {
        let mut replies = [const { None }; Probe::ALL.len()];
        for (probe, touch) in touches {
            replies[probe.index()] = Some(touch);
        }
        Self { name, not_with: Vec::new(), replies }
    }

    pub(super) fn not_with(self, not_with: Vec<String>) -> Self {
        Self { not_with, ..self }
    }

    /// What the variant does to the probe; `None` where it does not touch it.
    #[must_use]
    pub fn touch(&self, probe: Probe) -> Option<&Touch> {
        self.replies[probe.index()].as_ref()
    }

    /// Whether the variant touches the probe, or, where nobody told the subject, one that it may be.
    #[must_use]
    pub fn touches(&self, probe: Probe) -> bool {
        self.touch(probe).is_some() || probe.readings().iter().any(|reading| self.touch(*reading).is_some())
    }

    /// What several are together: each is felt where it touches, and one is named after them all.
    fn together(variants: &[&Self]) -> Self {
        let names: Vec<&str> = variants.iter().filter_map(|variant| variant.name.as_deref()).collect();
        let mut whole = Self::new((!names.is_empty()).then(|| names.join("; ")), []);
        for (index, touch) in whole.replies.iter_mut().enumerate() {
            for felt in variants.iter().filter_map(|variant| variant.replies[index].as_ref()) {
                *touch = match (touch.take(), felt) {
                    (Some(Touch::Replies(one)), Touch::Replies(other)) => Some(Touch::Replies(one.or(other))),
                    (Some(earlier), _) => Some(earlier),
                    (None, felt) => Some(felt.clone()),
                };
            }
        }
        whole
    }

    /// The forms of a missing reauthorization: each setting's own, and any of them together.
    ///
    /// It is one cause for all scopes, of which some may have been ticked since and others not, so what is one cause for
    /// each target is felt at some of them.
    pub(super) fn forms(settings: &[&Cause]) -> Vec<Self> {
        let of_settings: Vec<Vec<Self>> = settings
            .iter()
            .map(|cause| cause.variants.iter().map(|variant| variant.as_form_of(cause)).collect())
            .collect();
        let mut forms: Vec<Vec<&Self>> = vec![Vec::new()];
        for variants in &of_settings {
            let mut more = Vec::new();
            for (form, variant) in forms.iter().flat_map(|form| variants.iter().map(move |variant| (form, variant))) {
                more.push([form.as_slice(), &[variant]].concat());
            }
            forms.append(&mut more);
        }
        forms.iter().filter(|form| !form.is_empty()).map(|form| Self::together(form)).collect()
    }

    fn as_form_of(&self, cause: &Cause) -> Self {
        let mut form = self.clone();
        form.name =
            Some(self.name.as_ref().map_or_else(|| cause.id().to_owned(), |name| format!("{}, {name}", cause.id())));
        for touch in form.replies.iter_mut().flatten() {
            if let Touch::Replies(replies) = touch {
                replies.stage = replies.stage.or(Some(cause.entry.stage));
                replies.partial |= cause.entry.per_target;
            }
        }
        form
    }
}

/// What a variant does to one probe.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
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
    /// What nobody has shown, and nothing excludes: it keeps a cause open, and neither names nor confirms it.
    pub possible: Vec<SignatureId>,
    /// Facts that the cause does not explain, but that can be true beside it.
    pub allows: Vec<SignatureId>,
    /// What the cause is about here, where that is not what the probe was aimed at: the scope that a folder takes.
    pub about: Option<String>,
    /// The place in Box's order of checks, where that is not the cause's.
    pub stage: Option<Stage>,
    /// Whether the probe may be answered as if the cause were not there: of several calls, some may be refused.
    pub partial: bool,
}

impl Replies {
    /// Every signature that is documented or was seen, whatever the dialect.
    #[must_use]
    pub fn documented(&self) -> SignatureSet {
        self.current.iter().chain(&self.guide).chain(&self.other).copied().collect()
    }

    /// Every signature, those that nobody has shown included.
    #[must_use]
    pub fn all(&self) -> SignatureSet {
        self.possible.iter().fold(self.documented(), |all, id| all.with(*id))
    }

    /// Either's signatures.
    fn or(mut self, other: &Self) -> Self {
        let add = |into: &mut Vec<SignatureId>, more: &[SignatureId]| {
            for id in more {
                if !into.contains(id) {
                    into.push(*id);
                }
            }
        };
        add(&mut self.current, &other.current);
        add(&mut self.guide, &other.guide);
        add(&mut self.other, &other.other);
        add(&mut self.possible, &other.possible);
        add(&mut self.allows, &other.allows);
        self.partial &= other.partial;
        self
    }

    /// The signatures of one dialect.
    #[must_use]
    pub fn in_dialect(&self, dialect: Dialect) -> SignatureSet {
        match dialect {
            Dialect::Guide if !self.guide.is_empty() => self.guide.iter().copied().collect(),
            // Where nobody has shown a reply, a simulated Box gives one that is possible.
            _ if self.current.is_empty() => self.possible.iter().copied().collect(),
            Dialect::Current | Dialect::Guide => self.current.iter().copied().collect(),
        }
    }
}
