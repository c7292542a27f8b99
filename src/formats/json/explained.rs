//! Catalogue entries as JSON, apart from the value inside as the rest of the [contract](super::v1) is.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use super::v1::{SCHEMA_VERSION, Tool, schema_of};
use super::{FORMAT, write_line};
use crate::formats::{Contract, Explainer, Layout};
use crate::report::{EntryKind, Explained, ExplainedStep, Explanation, Menu, Shown};

/// The table's row.
pub(in crate::formats) const EXPLAINER: Explainer = Explainer { id: FORMAT.id, reader: FORMAT.reader, print };

/// What programs may rely on.
pub(in crate::formats) const EXPLANATION: Contract = Contract { name: "explanation", schema: schema_of::<Document> };

/// The document.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "What ccg-doctor explains, schema_version 1", extend("$id" = "urn:ccg-doctor:explanation:1"))]
struct Document {
    #[schemars(extend("const" = 1))]
    schema_version: u32,
    tool: Tool,
    #[schemars(extend("const" = "explain"))]
    command: Shown,
    #[schemars(extend("const" = 0))]
    exit_code: u8,
    entries: Vec<Entry>,
}

/// One entry. What its kind has none of is empty or null.
#[derive(Serialize, JsonSchema)]
struct Entry {
    id: Shown,
    #[schemars(extend("enum" = ["cause", "environment", "expectation", "reply"]))]
    kind: Shown,
    title: Shown,
    /// A paragraph each.
    text: Vec<Shown>,
    /// What the reply looks like: its status, its codes, its texts.
    reply: Vec<Part>,
    /// How Box answers under the cause, in each of its forms.
    forms: Vec<Form>,
    /// How Box answers, where it is as under other causes.
    like: Option<Shown>,
    /// How well the cause is known.
    known: Option<Shown>,
    steps: Vec<Step>,
    look: Option<Look>,
    /// The causes that may be answered so.
    causes: Vec<Shown>,
    /// The causes that are not excluded, though nobody has shown them answered so.
    possible: Vec<Shown>,
    sources: Vec<Source>,
}

/// A part of a reply.
#[derive(Serialize, JsonSchema)]
struct Part {
    #[schemars(extend("enum" = ["status", "code", "text"]))]
    part: Shown,
    value: Shown,
}

/// A form of a cause.
#[derive(Serialize, JsonSchema)]
struct Form {
    name: Option<Shown>,
    answers: Vec<Answer>,
}

/// What a probe is answered.
#[derive(Serialize, JsonSchema)]
struct Answer {
    probe: Shown,
    says: Shown,
}

/// A step.
#[derive(Serialize, JsonSchema)]
#[expect(clippy::struct_field_names, reason = "programs know it by that name")]
struct Step {
    #[schemars(extend("enum" = ["developer", "Box admin", "network admin", "operator"]))]
    actor: Shown,
    step: Shown,
    #[serde(rename = "where")]
    place: Shown,
    before: Option<Shown>,
    widens: Option<Shown>,
    then_reauthorize: bool,
    verify: Shown,
}

/// What a person can look at.
#[derive(Serialize, JsonSchema)]
struct Look {
    #[schemars(extend("enum" = ["developer", "Box admin", "network admin", "operator"]))]
    actor: Shown,
    question: Shown,
    #[serde(rename = "where")]
    place: Shown,
    before: Option<Shown>,
}

/// Where something is documented.
#[derive(Serialize, JsonSchema)]
struct Source {
    url: Shown,
    says: Option<Shown>,
    /// The day it was read.
    read: Option<Shown>,
}

fn print(explanation: &Explanation, _: Layout, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema_version: SCHEMA_VERSION,
        tool: Tool::this(),
        command: "explain".into(),
        exit_code: 0,
        entries: explanation.entries().iter().map(Entry::of).collect(),
    };
    write_line(&document, out)
}

impl Entry {
    fn of(entry: &Explained) -> Self {
        let kind = match entry.kind {
            EntryKind::Cause => "cause",
            EntryKind::Environment => "environment",
            EntryKind::Expectation => "expectation",
            EntryKind::Reply => "reply",
        };
        let ids = |causes: &[(Shown, Shown)]| causes.iter().map(|(id, _)| id.clone()).collect();
        let forms = entry.forms.iter().map(|form| {
            let answers = form.answers.iter().map(|(probe, says)| Answer { probe: probe.clone(), says: says.clone() });
            Form { name: form.name.clone(), answers: answers.collect() }
        });
        let sources = entry.sources.iter().map(|source| {
            let (says, read) = source.says.clone().unzip();
            Source { url: source.url.clone(), says, read }
        });
        Self {
            id: entry.id.clone(),
            kind: kind.into(),
            title: entry.title.clone(),
            text: entry.text.clone(),
            reply: entry.reply.iter().map(|(part, is)| Part { part: (*part).into(), value: is.clone() }).collect(),
            forms: forms.collect(),
            like: entry.like.clone(),
            known: entry.known.map(Shown::from),
            steps: entry.steps.iter().map(Step::of).collect(),
            look: entry.look.as_ref().map(|look| {
                let Menu { now, before } = look.place.clone();
                Look { actor: look.actor.words().into(), question: look.question.clone(), place: now, before }
            }),
            causes: ids(&entry.causes),
            possible: ids(&entry.possible),
            sources: sources.collect(),
        }
    }
}

impl Step {
    fn of(step: &ExplainedStep) -> Self {
        let Menu { now, before } = step.place.clone();
        Self {
            actor: step.actor.words().into(),
            step: step.step.clone(),
            place: now,
            before,
            widens: step.widens.clone(),
            then_reauthorize: step.then_reauthorize,
            verify: step.verify.clone(),
        }
    }
}
