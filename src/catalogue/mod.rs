//! What is known of Box's replies, as data: probes, signatures, causes, faults.
//!
//! One TOML file for each cause (`causes/`) and each fault (`faults/`), one for the probes and one for the
//! signatures, all embedded in the binary. Run forwards ([`predict()`]) the catalogue is the simulated Box; run
//! backwards it is the diagnosis. It knows nothing of the network.

mod cause;
mod classify;
mod predict;
mod scope;
mod signature;
mod sources;
mod variant;
mod vocabulary;
mod words;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::reply::FaultId;

pub use cause::{Cause, CauseEntry, Denies, Fault, FaultKind, Look, ProbeEntry, Remark, Remediation, Source};
pub use classify::{Account, Identity, Reading, Refusal, enterprise_of, refusal};
pub(crate) use classify::{OWN_WORDS, is_error, normalize_code};
pub use predict::{Part, Read, predict};
pub use scope::{Holds, Scope};
pub use signature::{Answers, Signature, SignatureId, SignatureSet};
pub use sources::{Sources, Text};
pub use variant::{Replies, Touch, Variant};
pub use vocabulary::{Actor, Confidence, Dialect, Keeps, Probe, ProbeKey, Severity, Stage};

use cause::{FileProbe, FileTouch};

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

    /// Reads a catalogue from its files.
    ///
    /// # Errors
    ///
    /// Names the file and what is wrong with it.
    pub fn read(sources: &Sources) -> Result<Self, Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Signatures {
            signature: Vec<Signature>,
        }
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Probes {
            probe: Vec<FileProbe>,
        }
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Scopes {
            scope: Vec<Scope>,
        }
        let Scopes { scope: scopes } = parse("scopes.toml", &sources.scopes)?;
        let told = |scope: &Scope| [scope.read.is_some(), scope.holds.is_some(), scope.why.is_none()];
        if let Some(scope) =
            scopes.iter().find(|scope| !matches!(told(scope), [true, true, true] | [false, false, false]))
        {
            let says = format!("`{}` has either a `read` with what it `holds`, or a `why`", scope.id);
            return Err(Error::new("scopes.toml", says));
        }
        let Signatures { signature: signatures } = parse("signatures.toml", &sources.signatures)?;
        if signatures.len() > SignatureSet::CAPACITY {
            return Err(Error::new("signatures.toml", "more signatures than a set can hold"));
        }
        let Probes { probe: file_probes } = parse("probes.toml", &sources.probes)?;
        let words = words::Words::embedded()?;
        let mut catalogue =
            Self { probes: Vec::new(), signatures, causes: Vec::new(), faults: Vec::new(), scopes, words };
        for file in file_probes {
            let healthy = match &file.healthy {
                Some(replies) => catalogue.replies("probes.toml", replies)?,
                None => Replies::default(),
            };
            catalogue.probes.push(ProbeEntry { probe: file.id, asks: file.asks, cost: file.cost, healthy });
        }
        if !catalogue.probes.iter().map(|entry| entry.probe).eq(Probe::ALL) {
            return Err(Error::new("probes.toml", "the probes are not those of the vocabulary, in its order"));
        }
        catalogue.causes = catalogue.read_causes(&sources.causes)?;
        catalogue.faults = read_all::<Fault>("faults", &sources.faults, |fault| &fault.id)?;
        for id in FaultId::ALL {
            if catalogue.fault(id.id()).is_none() {
                return Err(Error::new(format!("faults/{}.toml", id.id()), "there is no such file"));
            }
        }
        Ok(catalogue)
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

    /// The signature of that id.
    #[must_use]
    pub fn signature_id(&self, id: &str) -> Option<SignatureId> {
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

    fn read_causes(&self, files: &BTreeMap<String, Text>) -> Result<Vec<Cause>, Error> {
        let mut causes = Vec::new();
        for entry in read_all::<CauseEntry>("causes", files, |entry| &entry.id)? {
            let file = format!("causes/{}.toml", entry.id);
            let mut variants = Vec::new();
            for variant in &entry.variant {
                let mut touches = Vec::new();
                for (probe, touch) in &variant.replies {
                    touches.push((*probe, self.touch(&file, variant.stage, touch)?));
                }
                variants.push(Variant::new(variant.name.clone(), touches).not_with(variant.not_with.clone()));
            }
            causes.push(Cause { entry, variants });
        }
        causes.sort_by_key(|cause| cause.entry.order);
        give_forms(&mut causes)?;
        check_names(&causes)?;
        Ok(causes)
    }

    fn touch(&self, file: &str, stage: Option<Stage>, touch: &FileTouch) -> Result<Touch, Error> {
        match (touch.like, touch.current.is_empty() && touch.possible.is_empty()) {
            (Some(probe), true) => Ok(Touch::Like(probe)),
            (None, false) => {
                let replies = self.replies(file, touch)?;
                let facts = replies.all().iter().filter(|id| self.signature(*id).answers == Answers::Fact).count();
                if facts != 0 && facts != replies.all().iter().count() {
                    return Err(Error::new(file, "one probe's replies are either all facts or none"));
                }
                Ok(Touch::Replies(Replies { stage: replies.stage.or(stage), ..replies }))
            }
            _ => Err(Error::new(file, "a reply has either `current` or `possible`, or `like`")),
        }
    }

    fn replies(&self, file: &str, touch: &FileTouch) -> Result<Replies, Error> {
        let look_up = |ids: &[String]| {
            ids.iter()
                .map(|id| {
                    self.signature_id(id).ok_or_else(|| Error::new(file, format!("no signature has the id `{id}`")))
                })
                .collect::<Result<Vec<_>, _>>()
        };
        let replies = Replies {
            current: look_up(&touch.current)?,
            guide: look_up(&touch.guide)?,
            other: look_up(&touch.other)?,
            possible: look_up(&touch.possible)?,
            allows: look_up(&touch.allows)?,
            about: touch.about.clone(),
            stage: touch.stage,
            partial: touch.partial,
        };
        Ok(replies)
    }
}

/// A missing reauthorization has the forms of the settings that it may be of.
fn give_forms(causes: &mut [Cause]) -> Result<(), Error> {
    for index in 0..causes.len() {
        let mut settings = Vec::new();
        for id in &causes[index].entry.settings {
            let Some(setting) = causes.iter().find(|cause| cause.id() == id) else {
                let file = format!("causes/{}.toml", causes[index].entry.id);
                return Err(Error::new(file, format!("`settings` names no cause: `{id}`")));
            };
            settings.push(setting);
        }
        let mut forms = Variant::forms(&settings);
        causes[index].variants.append(&mut forms);
    }
    Ok(())
}

fn check_names(causes: &[Cause]) -> Result<(), Error> {
    for cause in causes {
        let file = format!("causes/{}.toml", cause.id());
        if cause.variants.is_empty() {
            return Err(Error::new(file, "a cause that predicts nothing"));
        }
        let of_forms = cause.variants.iter().map(|variant| ("not_with", &variant.not_with));
        let of_causes = [("excludes", &cause.entry.excludes), ("moves", &cause.entry.moves)];
        for (field, names) in of_causes.into_iter().chain(of_forms) {
            if let Some(name) = names.iter().find(|name| !causes.iter().any(|other| other.id() == name.as_str())) {
                return Err(Error::new(file, format!("`{field}` names no cause: `{name}`")));
            }
        }
    }
    Ok(())
}

fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Error> {
    toml::from_str(text).map_err(|error| Error::new(file, error.to_string()))
}

/// Reads every file of a folder, in the order of their names, and holds each id against its file's stem.
fn read_all<T: DeserializeOwned>(
    folder: &str,
    files: &BTreeMap<String, Text>,
    id: impl Fn(&T) -> &str,
) -> Result<Vec<T>, Error> {
    let read = |(stem, text): (&String, &Text)| {
        let name = format!("{folder}/{stem}.toml");
        let entry: T = parse(&name, text)?;
        if id(&entry) == stem {
            Ok(entry)
        } else {
            Err(Error::new(&name, format!("its id is `{}`, expected `{stem}`", id(&entry))))
        }
    };
    files.iter().map(read).collect()
}
