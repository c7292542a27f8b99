//! Public cases and worlds as files (`fixtures/cases/`, `tests/worlds/`), and in what a diagnosis differs from them.
//!
//! The files are written by hand from what is known of Box, not from the catalogue.

use std::collections::BTreeMap;

use ccg_doctor::catalogue::{Catalogue, Identity, Probe, ProbeKey};
use ccg_doctor::diagnose::{Assessment, Status, Verdict};
use ccg_doctor::examination::Agenda;
use ccg_doctor::observation::{Observations, Provenance, observe};
use ccg_doctor::reply::Answer;
use serde::Deserialize;

use super::files::{Confidence, FileReply, read_all};
use super::{granted, judged, status_of, told, untruths};

/// Reads a verdict by its word.
fn verdict<'de, D: serde::Deserializer<'de>>(word: D) -> Result<Option<Verdict>, D::Error> {
    const ALL: [Verdict; 3] = [Verdict::Healthy, Verdict::Misconfigured, Verdict::Inconclusive];
    let word = String::deserialize(word)?;
    let known = ALL.into_iter().find(|verdict| verdict.id() == word);
    known.map(Some).ok_or_else(|| serde::de::Error::custom(format!("`{word}` is no verdict")))
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the names are those of the settings")]
struct Settings {
    enterprise_id: Option<String>,
    user_id: Option<String>,
    app_user_id: Option<String>,
}

/// What must, and what must not, be reported.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    #[serde(default, deserialize_with = "verdict")]
    verdict: Option<Verdict>,
    #[serde(default)]
    named: Vec<String>,
    #[serde(default)]
    confirmed: Vec<String>,
    #[serde(default)]
    not_confirmed: Vec<String>,
    #[serde(default)]
    not_named: Vec<String>,
    #[serde(default)]
    ruled_out: Vec<String>,
    #[serde(default)]
    not_ruled_out: Vec<String>,
    #[serde(default)]
    not_excluded: Vec<String>,
}

impl Expect {
    /// What is expected of every answer, and of this one as well.
    fn and(&self, more: &Self) -> Self {
        let both = |one: &[String], two: &[String]| one.iter().chain(two).cloned().collect();
        Self {
            verdict: more.verdict.or(self.verdict),
            named: both(&self.named, &more.named),
            confirmed: both(&self.confirmed, &more.confirmed),
            not_confirmed: both(&self.not_confirmed, &more.not_confirmed),
            not_named: both(&self.not_named, &more.not_named),
            ruled_out: both(&self.ruled_out, &more.ruled_out),
            not_ruled_out: both(&self.not_ruled_out, &more.not_ruled_out),
            not_excluded: both(&self.not_excluded, &more.not_excluded),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileCase {
    #[serde(rename = "title")]
    _title: String,
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "read")]
    _read: String,
    #[serde(rename = "confidence")]
    _confidence: Confidence,
    settings: Settings,
    replies: BTreeMap<Probe, FileReply>,
    expect: Expect,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileWorld {
    #[serde(rename = "title")]
    _title: String,
    truth: Vec<String>,
    settings: Settings,
    expect: Expect,
    answers: Vec<FileAnswers>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileAnswers {
    dialect: Wording,
    replies: BTreeMap<Probe, FileReply>,
    #[serde(default)]
    expect: Expect,
}

/// Whose wording the answers are.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Wording {
    /// What Box is seen to answer.
    Current,
    /// What Box's guide says.
    Guide,
    /// What neither says and is thinkable.
    Other,
}

impl Wording {
    fn id(&self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Guide => "guide",
            Self::Other => "other",
        }
    }
}

/// Causes, what their status must be in words, and whether one is.
type Demand<'a> = (&'a [String], &'a str, fn(Status) -> bool);

/// An app's settings, what Box answers it, and what must and must not be reported.
#[derive(Debug, Clone)]
pub(crate) struct Scene {
    /// The file, and which of its answers.
    pub(crate) name: String,
    /// What is wrong with the app, where the file tells.
    pub(crate) truth: Option<Vec<String>>,
    /// Whether somebody told of the replies: a public case, of which the requests are unseen.
    provenance: Provenance,
    settings: Settings,
    pub(crate) replies: BTreeMap<Probe, Answer>,
    expect: Expect,
}

/// Every file of `fixtures/cases/`, by name.
pub(crate) fn cases() -> Vec<Scene> {
    let scene = |(name, case): (String, FileCase)| Scene {
        name,
        truth: None,
        provenance: Provenance::Reported,
        settings: case.settings,
        replies: answers(&case.replies),
        expect: case.expect,
    };
    read_all("fixtures/cases").into_iter().map(scene).collect()
}

/// Every answer of every file of `tests/worlds/`, by name.
pub(crate) fn worlds() -> Vec<Scene> {
    let mut scenes = Vec::new();
    for (file, world) in read_all::<FileWorld>("tests/worlds") {
        for (index, given) in world.answers.iter().enumerate() {
            scenes.push(Scene {
                name: format!("{file} #{} {}", index + 1, given.dialect.id()),
                truth: Some(world.truth.clone()),
                provenance: Provenance::Live,
                settings: world.settings.clone(),
                replies: answers(&given.replies),
                expect: world.expect.and(&given.expect),
            });
        }
    }
    scenes
}

fn answers(replies: &BTreeMap<Probe, FileReply>) -> BTreeMap<Probe, Answer> {
    replies.iter().map(|(probe, reply)| (*probe, reply.answer())).collect()
}

impl Scene {
    /// The subjects that are configured.
    pub(crate) fn configured(&self) -> Vec<Probe> {
        let enterprise = self.settings.enterprise_id.is_some().then_some(Probe::Enterprise);
        let user = self.settings.user_id.is_some().then_some(Probe::User);
        enterprise.into_iter().chain(user).collect()
    }

    fn identity(&self) -> Identity {
        Identity {
            enterprise_id: self.settings.enterprise_id.clone(),
            user_id: self.settings.user_id.clone(),
            service_account: None,
            target: None,
            base_url: "https://app.box.com/oauth2/token".parse().ok(),
        }
    }

    fn agenda(&self) -> Agenda {
        let length = |id: &Option<String>| id.as_ref().map(String::len);
        Agenda {
            control: self.replies.contains_key(&Probe::BadSecret),
            app_user: self.settings.app_user_id.is_some(),
            user_list: true,
            swap_unlikely: length(&self.settings.enterprise_id).is_some_and(|length| length < 8)
                || length(&self.settings.user_id).is_some_and(|length| length > 10),
            targets: [Probe::Scope, Probe::Folder]
                .into_iter()
                .filter(|probe| self.replies.contains_key(probe))
                .map(ProbeKey::from)
                .collect(),
        }
    }

    fn observe<'a>(&'a self, catalogue: &Catalogue, asked: &'a [ProbeKey]) -> Observations {
        let answered = |key: &'a ProbeKey| Some((key, self.replies.get(&key.probe)?));
        let answers: Vec<(&ProbeKey, &Answer)> = asked.iter().filter_map(answered).collect();
        let provenance = self.provenance;
        Observations { provenance, ..observe(catalogue, &self.identity(), &self.configured(), &answers) }
    }

    /// Every reply that the file gives, read at once.
    pub(crate) fn all_at_once(&self, catalogue: &Catalogue) -> Observations {
        let keys: Vec<ProbeKey> = self.replies.keys().map(|probe| ProbeKey::from(*probe)).collect();
        self.observe(catalogue, &keys)
    }

    /// Only the replies that the planner asks for, wave after wave; what the file does not give stays unsent.
    pub(crate) fn as_asked(&self, catalogue: &Catalogue) -> Observations {
        let mut asked: Vec<ProbeKey> = Vec::new();
        loop {
            let findings = self.observe(catalogue, &asked);
            let wave = Assessment::new(catalogue, findings.clone(), &[]).next_wave(&self.agenda());
            let sent = wave.into_iter().filter(|key| self.replies.contains_key(&key.probe) && !asked.contains(key));
            let before = asked.len();
            asked.extend(sent.collect::<Vec<_>>());
            if asked.len() == before {
                return findings;
            }
        }
    }

    /// Everything in which a diagnosis differs from what the file expects, and from what its truth allows.
    pub(crate) fn differences(&self, catalogue: &Catalogue, way: &str, findings: &Observations) -> Vec<String> {
        let assessment = Assessment::new(catalogue, findings.clone(), &granted(&findings.configured));
        let diagnosis = assessment.diagnosis();
        let mut differences = Vec::new();
        let mut differs = |about: &str, expected: &str, seen: &str| {
            let (name, told) = (&self.name, told(catalogue, findings));
            differences.push(format!("{name}, {way}: {about}: expected {expected}, seen {seen}\n    {told}"));
        };
        let expect = &self.expect;
        let expectations: [Demand<'_>; 7] = [
            (&expect.named, "named", Status::is_named),
            (&expect.confirmed, "confirmed", |status| status == Status::Confirmed),
            (&expect.not_confirmed, "not confirmed", |status| status != Status::Confirmed),
            (&expect.not_named, "not named", |status| !status.is_named()),
            (&expect.ruled_out, "ruled out", |status| status == Status::RuledOut),
            (&expect.not_ruled_out, "not ruled out", |status| status != Status::RuledOut),
            (&expect.not_excluded, "not excluded", |status| status == Status::NotExcluded),
        ];
        for (causes, words, holds) in expectations {
            for cause in causes {
                let Some(seen) = judged(diagnosis, cause) else {
                    differs(cause, "a cause of the catalogue", "no cause has that id");
                    continue;
                };
                if !holds(seen) {
                    differs(cause, words, seen.id());
                }
            }
        }
        for cause in self.truth.iter().flatten().filter(|cause| judged(diagnosis, cause).is_none()) {
            differs(cause, "a true cause of the catalogue", "no cause has that id");
        }
        for (cause, words) in self.truth.iter().flat_map(|truth| untruths(truth, diagnosis)) {
            differs(cause, words, status_of(diagnosis, cause).id());
        }
        let seen = assessment.verdict();
        if let Some(expected) = expect.verdict.filter(|expected| *expected != seen) {
            differs("verdict", expected.id(), seen.id());
        }
        differences
    }
}
