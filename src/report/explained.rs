//! A catalogue's entry put into words, without the values of any one app: what `explain` prints in each of its formats.

use super::fill::generic;
use super::{Menu, Shown};
use crate::catalogue::{
    Actor, Catalogue, Cause, Confidence, Fault, FaultKind, Probe, Remediation, Replies, Signature, SignatureId,
    SignatureSet, Source, Touch, Variant,
};
use crate::pasted::{Meaning, meaning};

/// What is explained.
#[derive(Debug, Clone)]
pub enum Explanation {
    /// Every entry there is.
    All(Vec<Explained>),
    /// The entry that was named.
    Entry(Box<Explained>),
    /// What a code or a text of Box's may mean.
    Meaning(Vec<Explained>),
}

impl Explanation {
    /// Every entry.
    #[must_use]
    pub fn all(catalogue: &Catalogue) -> Self {
        Self::All(Explained::all(catalogue))
    }

    /// The entry of that id, or else what the text of Box's means; nothing if it means nothing.
    #[must_use]
    pub fn of(catalogue: &Catalogue, text: &str) -> Option<Self> {
        let meaning = || match meaning(catalogue, text)? {
            Meaning::Fault(id) => Explained::of(catalogue, id).map(|fault| Self::Entry(Box::new(fault))),
            Meaning::Replies(replies) => {
                let replies = replies.into_iter().map(|reply| Explained::of_reply(catalogue, reply));
                Some(Self::Meaning(replies.collect()))
            }
        };
        Explained::of(catalogue, text).map(|entry| Self::Entry(Box::new(entry))).or_else(meaning)
    }

    /// The entries, however they were asked for.
    #[must_use]
    pub fn entries(&self) -> &[Explained] {
        match self {
            Self::All(entries) | Self::Meaning(entries) => entries,
            Self::Entry(entry) => std::slice::from_ref(entry),
        }
    }
}

/// One entry of the catalogue.
#[derive(Debug, Clone)]
pub struct Explained {
    /// Its id.
    pub id: Shown,
    /// What kind of entry it is.
    pub kind: EntryKind,
    /// What it is, as a fact.
    pub title: Shown,
    /// The same in full, a paragraph each.
    pub text: Vec<Shown>,
    /// What a reply looks like, a line each: its status, codes and texts.
    pub reply: Vec<(&'static str, Shown)>,
    /// How Box answers under a cause: a form each.
    pub forms: Vec<FormOf>,
    /// How Box answers where that is how it does under other causes.
    pub like: Option<Shown>,
    /// How well a cause is known.
    pub known: Option<&'static str>,
    /// What to do.
    pub steps: Vec<ExplainedStep>,
    /// What a person can look at.
    pub look: Option<ExplainedLook>,
    /// The causes that may be answered so: id and title.
    pub causes: Vec<(Shown, Shown)>,
    /// The causes that are not excluded, though nobody has shown them answered so.
    pub possible: Vec<(Shown, Shown)>,
    /// Where it is documented.
    pub sources: Vec<ExplainedSource>,
}

/// What kind of entry is explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum EntryKind {
    /// A cause.
    Cause,
    /// A finding about the network, a proxy, TLS or Box itself.
    Environment,
    /// A finding about what a profile expects.
    Expectation,
    /// A reply.
    Reply,
}

/// One form of a cause: what each probe is answered.
#[derive(Debug, Clone)]
pub struct FormOf {
    /// Its name, where there are several.
    pub name: Option<Shown>,
    /// Each probe with what it is answered.
    pub answers: Vec<(Shown, Shown)>,
}

/// One step.
#[derive(Debug, Clone)]
pub struct ExplainedStep {
    /// Who takes it.
    pub actor: Actor,
    /// What to do.
    pub step: Shown,
    /// Where to click.
    pub place: Menu,
    /// What else it opens or breaks.
    pub widens: Option<Shown>,
    /// Whether an admin must reauthorize the app afterwards.
    pub then_reauthorize: bool,
    /// How to see that it worked.
    pub verify: Shown,
}

/// What a person can look at.
#[derive(Debug, Clone)]
pub struct ExplainedLook {
    /// Who can.
    pub actor: Actor,
    /// What to look for.
    pub question: Shown,
    /// Where.
    pub place: Menu,
}

/// Where something is documented.
#[derive(Debug, Clone)]
pub struct ExplainedSource {
    /// The address, or the standard's name.
    pub url: Shown,
    /// What it says, and the day it was read; nothing for a reply's.
    pub says: Option<(Shown, Shown)>,
}

impl Explained {
    /// Every entry, in the order of the list.
    #[must_use]
    pub fn all(catalogue: &Catalogue) -> Vec<Self> {
        let causes = catalogue.causes().iter().map(|cause| Self::of_cause(catalogue, cause));
        let faults = catalogue.faults().iter().map(Self::of_fault);
        let replies = catalogue.signatures().iter().map(|reply| Self::of_reply(catalogue, reply));
        causes.chain(faults).chain(replies).collect()
    }

    /// The entry of that id.
    #[must_use]
    pub fn of(catalogue: &Catalogue, id: &str) -> Option<Self> {
        let reply = || catalogue.signatures().iter().find(|reply| reply.id == id);
        catalogue
            .cause(id)
            .map(|cause| Self::of_cause(catalogue, cause))
            .or_else(|| catalogue.fault(id).map(Self::of_fault))
            .or_else(|| reply().map(|reply| Self::of_reply(catalogue, reply)))
    }

    fn of_cause(catalogue: &Catalogue, cause: &Cause) -> Self {
        let entry = &cause.entry;
        let own_forms = entry.settings.is_empty();
        let like = format!("exactly as {}, or any of them together", entry.settings.join(", "));
        Self {
            text: paragraphs(&entry.explanation),
            forms: cause.variants.iter().filter(|_| own_forms).map(|form| form_of(catalogue, form)).collect(),
            like: (!own_forms).then(|| like.into()),
            known: Some(known(entry.confidence)),
            steps: entry.remediation.iter().map(step).collect(),
            look: entry.look.as_ref().map(|look| ExplainedLook {
                actor: look.actor,
                question: generic(&look.question).into(),
                place: menu(&look.place, look.before.as_deref()),
            }),
            sources: entry.source.iter().map(source).collect(),
            ..Self::empty(&entry.id, EntryKind::Cause, &entry.title)
        }
    }

    fn of_fault(fault: &Fault) -> Self {
        let kind = match fault.kind {
            FaultKind::Environment => EntryKind::Environment,
            FaultKind::Expectation => EntryKind::Expectation,
        };
        Self {
            text: paragraphs(&fault.explanation),
            steps: fault.remediation.iter().map(step).collect(),
            sources: fault.source.iter().map(source).collect(),
            ..Self::empty(&fault.id, kind, &fault.title)
        }
    }

    /// What a reply means.
    fn of_reply(catalogue: &Catalogue, reply: &Signature) -> Self {
        let codes = reply.codes.iter().map(|code| ("code", code.into()));
        let texts = reply.texts.iter().map(|text| ("text", text.into()));
        let id = catalogue.signature_id(&reply.id);
        let (documented, rest): (Vec<&Cause>, Vec<&Cause>) =
            catalogue.causes().iter().partition(|cause| gives(cause, id, Replies::documented));
        let named = |cause: &Cause| (Shown::from(cause.id()), Shown::from(generic(&cause.entry.title)));
        Self {
            reply: [("status", reply.status.to_string().into())].into_iter().chain(codes).chain(texts).collect(),
            causes: documented.into_iter().map(named).collect(),
            possible: rest.into_iter().filter(|cause| gives(cause, id, Replies::all)).map(named).collect(),
            sources: reply.sources.iter().map(|url| ExplainedSource { url: url.into(), says: None }).collect(),
            ..Self::empty(&reply.id, EntryKind::Reply, &reply.meaning)
        }
    }

    fn empty(id: &str, kind: EntryKind, title: &str) -> Self {
        Self {
            id: id.into(),
            kind,
            title: generic(title).into(),
            text: Vec::new(),
            reply: Vec::new(),
            forms: Vec::new(),
            like: None,
            known: None,
            steps: Vec::new(),
            look: None,
            causes: Vec::new(),
            possible: Vec::new(),
            sources: Vec::new(),
        }
    }
}

/// Whether a cause may be answered by the reply of that id.
fn gives(cause: &Cause, id: Option<SignatureId>, replies: fn(&Replies) -> SignatureSet) -> bool {
    let touches = |variant: &Variant| {
        Probe::ALL.into_iter().any(|probe| match (variant.touch(probe), id) {
            (Some(Touch::Replies(given)), Some(id)) => replies(given).contains(id),
            _ => false,
        })
    };
    cause.variants.iter().any(touches)
}

fn form_of(catalogue: &Catalogue, form: &Variant) -> FormOf {
    let id = |id: &SignatureId| catalogue.signature(*id).id.clone();
    let says = |touch: &Touch| match touch {
        Touch::Like(other) => format!("as the {other} probe would be with the right ID"),
        Touch::Replies(replies) => {
            let mut words: Vec<String> = replies.current.iter().map(id).collect();
            words.extend(replies.guide.iter().map(|guide| format!("{} (by Box's guide)", id(guide))));
            words.extend(replies.other.iter().map(|other| format!("{} (elsewhere)", id(other))));
            words.extend(replies.possible.iter().map(|never| format!("{} (possible, never shown)", id(never))));
            words.join(", ")
        }
    };
    let answer = |probe: Probe| Some((Shown::from(probe.id()), Shown::from(says(form.touch(probe)?))));
    FormOf {
        name: form.name.as_ref().map(Shown::from),
        answers: catalogue.probes().iter().filter_map(|entry| answer(entry.probe)).collect(),
    }
}

fn paragraphs(text: &str) -> Vec<Shown> {
    generic(text.trim()).split("\n\n").map(|paragraph| paragraph.replace('\n', " ").into()).collect()
}

fn step(step: &Remediation) -> ExplainedStep {
    ExplainedStep {
        actor: step.actor,
        step: generic(&step.step).into(),
        place: menu(&step.place, step.before.as_deref()),
        widens: step.widens.as_ref().map(|text| generic(text).into()),
        then_reauthorize: step.then_reauthorize,
        verify: generic(&step.verify).into(),
    }
}

fn menu(now: &str, before: Option<&str>) -> Menu {
    Menu { now: generic(now).into(), before: before.map(|text| generic(text).into()) }
}

fn source(source: &Source) -> ExplainedSource {
    ExplainedSource { url: (&source.url).into(), says: Some(((&source.says).into(), (&source.read).into())) }
}

fn known(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Doc => "official Box text or Box staff",
        Confidence::Live => "a third party shows the exact reply",
        Confidence::Fixed => "a user's report whose fix was confirmed",
        Confidence::Report => "a user's report, its cause unconfirmed",
        Confidence::Standard => "a standard, or the network itself",
    }
}
