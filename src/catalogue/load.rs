//! Reads a catalogue from its files, and holds it against itself.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::cause::{Cause, CauseEntry, CauseId, Fault, FileProbe, FileTouch, ProbeEntry};
use super::named::NamedEntries;
use super::probe::Probe;
use super::signature::{Answers, Signature, SignatureId, SignatureSet};
use super::variant::{Replies, Touch, Variant};
use super::vocabulary::Stage;
use super::words::Words;
use super::{Catalogue, Error, Scope, Sources, Text};

/// The probes that somebody can be told to have sent.
const ADVISED: [Probe; 4] = [Probe::UnknownSubject, Probe::NoSubject, Probe::AppUser, Probe::UserLookup];

impl Catalogue {
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
        let words = Words::embedded()?;
        let loader = Loader { signatures: &signatures };
        let probes = loader.read_probes(file_probes)?;
        let causes = loader.read_causes(&sources.causes)?;
        let faults = read_all::<Fault>("faults", &sources.faults, |fault| &fault.id)?;
        let named = NamedEntries::find(&signatures, &causes, &faults)?;
        let catalogue = Self { probes, signatures, causes, faults, scopes, words, named };
        catalogue.check_control()?;
        catalogue.check_brief_widens()?;
        Ok(catalogue)
    }

    /// What is the control's reply is so by what is documented: then striking what is only possible never changes what the
    /// control calibrates, and whatever explains a reply by what is documented explains it by what is possible as well.
    fn check_control(&self) -> Result<(), Error> {
        let same = self.signs().same_as_control;
        for cause in &self.causes {
            let touches =
                Probe::ALL.into_iter().flat_map(|it| cause.variants.iter().filter_map(move |own| own.touch(it)));
            let only_possible = |touch: &Touch| matches!(touch, Touch::Replies(it) if it.possible.contains(&same));
            if touches.into_iter().any(only_possible) {
                let file = format!("causes/{}.toml", cause.id());
                return Err(Error::new(file, "`same-as-control` cannot be only `possible`"));
            }
        }
        Ok(())
    }

    /// What a step opens or breaks is told in few words exactly where it is told in many.
    fn check_brief_widens(&self) -> Result<(), Error> {
        let causes = self.causes.iter().map(|cause| ("causes", cause.id(), &cause.entry.remediation));
        let faults = self.faults.iter().map(|fault| ("faults", fault.id.as_str(), &fault.remediation));
        for (folder, id, steps) in causes.chain(faults) {
            if let Some(step) = steps.iter().find(|step| step.widens.is_some() != step.brief_widens.is_some()) {
                let says = format!("the step `{}` has either both `widens` and `brief_widens` or neither", step.brief);
                return Err(Error::new(format!("{folder}/{id}.toml"), says));
            }
        }
        Ok(())
    }
}

/// Reads the causes, and looks up the signatures that they name.
struct Loader<'s> {
    signatures: &'s [Signature],
}

impl Loader<'_> {
    fn signature_id(&self, file: &str, id: &str) -> Result<SignatureId, Error> {
        let place = self.signatures.iter().position(|signature| signature.id == id).and_then(SignatureId::new);
        place.ok_or_else(|| Error::new(file, format!("no signature has the id `{id}`")))
    }

    fn read_probes(&self, files: Vec<FileProbe>) -> Result<Vec<ProbeEntry>, Error> {
        let mut probes = Vec::new();
        for file in files {
            let healthy = match &file.healthy {
                Some(replies) => self.replies("probes.toml", replies)?,
                None => Replies::default(),
            };
            probes.push(ProbeEntry {
                probe: file.id,
                asks: file.asks,
                label: file.label,
                cost: file.cost,
                healthy,
                advice: file.advice,
            });
        }
        if !probes.iter().map(|entry| entry.probe).eq(Probe::ALL) {
            return Err(Error::new("probes.toml", "the probes are not those of the vocabulary, in its order"));
        }
        if let Some(entry) = probes.iter().find(|it| ADVISED.contains(&it.probe) && it.advice.is_none()) {
            return Err(Error::new("probes.toml", format!("`{}` has no `advice`", entry.probe.id())));
        }
        Ok(probes)
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
            let remark = entry.remark.as_ref();
            let remarked = remark.map(|remark| self.signature_id(&file, &remark.signature)).transpose()?;
            causes.push(Cause { place: CauseId(0), remarked, entry, variants });
        }
        causes.sort_by_key(|cause| cause.entry.order);
        for (index, cause) in causes.iter_mut().enumerate() {
            cause.place = CauseId(index);
        }
        give_forms(&mut causes)?;
        check_names(&causes)?;
        Ok(causes)
    }

    fn touch(&self, file: &str, stage: Option<Stage>, touch: &FileTouch) -> Result<Touch, Error> {
        match (touch.like, touch.current.is_empty() && touch.possible.is_empty()) {
            (Some(probe), true) => Ok(Touch::Like(probe)),
            (None, false) => {
                let replies = self.replies(file, touch)?;
                let is_fact = |id: &SignatureId| self.signatures[id.index()].answers == Answers::Fact;
                let facts = replies.all().iter().filter(is_fact).count();
                if facts != 0 && facts != replies.all().iter().count() {
                    return Err(Error::new(file, "one probe's replies are either all facts or none"));
                }
                Ok(Touch::Replies(Replies { stage: replies.stage.or(stage), ..replies }))
            }
            _ => Err(Error::new(file, "a reply has either `current` or `possible`, or `like`")),
        }
    }

    fn replies(&self, file: &str, touch: &FileTouch) -> Result<Replies, Error> {
        let look_up = |ids: &[String]| ids.iter().map(|id| self.signature_id(file, id)).collect::<Result<Vec<_>, _>>();
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

pub(super) fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Error> {
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
