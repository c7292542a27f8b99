//! What the tests of the diagnosis share: replies, cases and worlds as files, and a Box that answers from a script.
//!
//! The files are written by hand from what is known of Box, not from the catalogue (`fixtures/`, `tests/worlds/`).

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ccg_doctor::catalogue::{Catalogue, Identity, Probe, ProbeKey, Reading};
use ccg_doctor::diagnose::{Assessment, Diagnosis, Status, Verdict};
use ccg_doctor::examination::{Agenda, Expectation, Expected};
use ccg_doctor::observation::{Observation, Observations, Provenance, observe};
use ccg_doctor::reply::{Answer, BODY_LIMIT, FaultId, KEPT_HEADERS, Reply};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The catalogue that is embedded in the binary.
pub(crate) fn catalogue() -> Catalogue {
    Catalogue::embedded().expect("the embedded catalogue is readable")
}

/// A reply as a file has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileReply {
    status: u16,
    #[serde(default)]
    headers: Vec<(String, String)>,
    body: Option<String>,
    body_base64: Option<String>,
}

impl FileReply {
    /// The reply as it would be kept: the headers worth keeping, the body up to its limit.
    pub(crate) fn answer(&self) -> Answer {
        let mut body = match (&self.body, &self.body_base64) {
            (Some(text), None) => text.clone().into_bytes(),
            (None, Some(encoded)) => STANDARD.decode(encoded).expect("`body_base64` is Base64"),
            _ => panic!("a reply has either `body` or `body_base64`: {self:?}"),
        };
        let truncated = body.len() > BODY_LIMIT;
        body.truncate(BODY_LIMIT);
        let headers = self.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone()));
        let headers = headers.filter(|(name, _)| KEPT_HEADERS.contains(&name.as_str())).collect();
        Answer::Reply(Reply {
            status: self.status,
            headers,
            body: body.into(),
            truncated,
            withheld: None,
            inferred: Vec::new(),
            bore_token: false,
        })
    }
}

/// One of `fixtures/replies/`: a reply, and what it is to be read as.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReplyFixture {
    #[serde(skip)]
    pub(crate) file: String,
    #[serde(rename = "title")]
    _title: String,
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "read")]
    _read: String,
    #[serde(rename = "confidence")]
    _confidence: String,
    #[serde(default = "enterprise")]
    pub(crate) probe: Probe,
    pub(crate) reply: FileReply,
    pub(crate) expect: ExpectedReading,
}

fn enterprise() -> Probe {
    Probe::Enterprise
}

/// What a reply is to be read as.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExpectedReading {
    pub(crate) outcome: String,
    pub(crate) signature: String,
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
struct FileCase {
    #[serde(rename = "title")]
    _title: String,
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "read")]
    _read: String,
    #[serde(rename = "confidence")]
    _confidence: String,
    settings: Settings,
    replies: BTreeMap<Probe, FileReply>,
    expect: Expect,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileWorld {
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
    dialect: String,
    replies: BTreeMap<Probe, FileReply>,
    #[serde(default)]
    expect: Expect,
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

/// Every file of `fixtures/replies/`, by name.
pub(crate) fn reply_fixtures() -> Vec<ReplyFixture> {
    let named = |(file, fixture): (String, ReplyFixture)| ReplyFixture { file, ..fixture };
    read_all("fixtures/replies").into_iter().map(named).collect()
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
                name: format!("{file} #{} {}", index + 1, given.dialect),
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

/// Every file of a folder, with its name; an empty folder is a mistake.
fn read_all<T: DeserializeOwned>(folder: &str) -> Vec<(String, T)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = fs::read_dir(root.join(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    assert!(!files.is_empty(), "{folder} is empty");
    let read = |path: PathBuf| {
        let name = path.strip_prefix(root).expect("within the project").display().to_string();
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        let file = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        (name, file)
    };
    files.into_iter().map(read).collect()
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
                let seen = status(diagnosis, cause);
                if !holds(seen) {
                    differs(cause, words, seen.id());
                }
            }
        }
        for (cause, words) in self.truth.iter().flat_map(|truth| untruths(truth, diagnosis)) {
            differs(cause, words, status(diagnosis, cause).id());
        }
        let seen = assessment.verdict();
        if let Some(expected) = expect.verdict.filter(|expected| *expected != seen) {
            differs("verdict", expected.id(), seen.id());
        }
        differences
    }
}

/// What a diagnosis says against the truth: a true cause is ruled out, or a false one is confirmed.
///
pub(crate) fn untruths<'c>(truth: &[String], diagnosis: &Diagnosis<'c>) -> Vec<(&'c str, &'static str)> {
    let untruth = |judgement: &ccg_doctor::diagnose::Judgement<'c>| {
        let id = judgement.cause.id();
        match judgement.status {
            Status::RuledOut if truth.iter().any(|cause| cause == id) => Some((id, "not ruled out, for it is true")),
            Status::Confirmed if !truth.iter().any(|cause| cause == id) => Some((id, "not confirmed, for it is false")),
            _ => None,
        }
    };
    diagnosis.judgements.iter().filter_map(untruth).collect()
}

/// Without any expectation, each configured subject is expected to be granted a token.
pub(crate) fn granted(configured: &[Probe]) -> Vec<Expectation> {
    let granted = |probe: &Probe| Expectation { key: ProbeKey::from(*probe), expected: Expected::Granted };
    configured.iter().map(granted).collect()
}

/// The status of a cause that the catalogue must know.
pub(crate) fn status(diagnosis: &Diagnosis<'_>, cause: &str) -> Status {
    let mut of_cause = diagnosis.judgements.iter().filter(|judgement| judgement.cause.id() == cause);
    of_cause.next().unwrap_or_else(|| panic!("no cause has the id `{cause}`")).status
}

/// What a reply was read as, in one word.
pub(crate) fn reading_word(catalogue: &Catalogue, reading: &Reading) -> String {
    match reading {
        Reading::Known(id) => catalogue.signature(*id).id.clone(),
        Reading::Vague(_) | Reading::Unknown => FaultId::UnknownReply.id().to_owned(),
        Reading::Silent { .. } => "silent".to_owned(),
        Reading::Fault(fault, _) => fault.id().to_owned(),
    }
}

/// What each probe told, in one line.
pub(crate) fn told(catalogue: &Catalogue, findings: &Observations) -> String {
    let word =
        |observation: &Observation| format!("{} = {}", observation.key, reading_word(catalogue, &observation.reading));
    findings.all.iter().map(word).collect::<Vec<_>>().join(", ")
}

/// Fails with everything that differs.
pub(crate) fn assert_none(differences: &[String]) {
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}
