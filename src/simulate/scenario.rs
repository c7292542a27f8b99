//! A scenario: which faults the simulated app has, and in which form.

use std::fmt;

use super::Error;
use crate::catalogue::{Catalogue, Cause, Part, Probe, ProbeKey, Variant};
use crate::typed;

/// A folder that nobody has: the one that a scenario expects by itself.
const INVENTED_FOLDER: &str = "135792468013";

/// What is wrong with the simulated app.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scenario {
    faults: Vec<Injected>,
}

/// One cause, in one of its forms.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Injected {
    cause: String,
    form: usize,
}

impl Scenario {
    /// Reads `healthy`, a cause's id, or several joined by `+`; a cause that has several forms is taken in its first, unless
    /// another follows its id and a colon, by number or by name.
    ///
    /// # Errors
    ///
    /// If a name is no cause's, a cause has no such form or no request of ours can have it, or two exclude one another.
    pub fn parse(catalogue: &Catalogue, text: &str) -> Result<Self, Error> {
        let mut faults: Vec<Injected> = Vec::new();
        for typed in text.split('+').map(str::trim).filter(|name| *name != "healthy") {
            let (cause, form) = look_up(catalogue, typed)?;
            let fault = Injected { cause: cause.id().to_owned(), form };
            if faults.contains(&fault) {
                continue;
            }
            let rival = faults.iter().find(|other| {
                let both = (part(catalogue, &fault), part(catalogue, other));
                matches!(both, (Some(one), Some(other)) if one.excludes(&other))
            });
            if let Some(rival) = rival {
                return Err(Error::Contradiction { one: rival.spelled(), other: fault.spelled() });
            }
            faults.push(fault);
        }
        Ok(Self { faults })
    }

    /// The faults, as the catalogue runs them forwards.
    pub(super) fn parts<'c>(&self, catalogue: &'c Catalogue) -> impl Iterator<Item = Part<'c, 'c>> {
        self.faults.iter().filter_map(|fault| part(catalogue, fault))
    }

    /// What has to be expected for faults to show that no other probe meets, each with what else would show the same fault.
    pub(super) fn shown_by_expectation(&self, catalogue: &Catalogue) -> Vec<Showing> {
        let of_target = |probe: &Probe| matches!(probe, Probe::Scope | Probe::Folder);
        let showing = |part: Part<'_, '_>| {
            let touched: Vec<Probe> = Probe::ALL.into_iter().filter(|probe| part.variant.touches(*probe)).collect();
            let probe = *touched.first().filter(|_| touched.iter().all(of_target))?;
            let target = match probe {
                Probe::Scope => catalogue.scopes().iter().find(|scope| scope.read.is_some())?.id.clone(),
                _ => INVENTED_FOLDER.to_owned(),
            };
            Some(Showing { key: ProbeKey { probe, target: Some(target) }, touched })
        };
        self.parts(catalogue).filter_map(showing).collect()
    }
}

/// As [`Scenario::parse`] reads it.
impl fmt::Display for Scenario {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let spelled: Vec<_> = self.faults.iter().map(Injected::spelled).collect();
        out.write_str(if spelled.is_empty() { "healthy" } else { "" })?;
        out.write_str(&spelled.join("+"))
    }
}

/// An expectation by which a fault shows that would stay hidden without any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Showing {
    /// What to expect.
    pub key: ProbeKey,
    /// The kinds of expectation that show the fault as well.
    pub touched: Vec<Probe>,
}

impl Injected {
    /// The fault as a scenario spells it.
    fn spelled(&self) -> String {
        if self.form == 0 { self.cause.clone() } else { format!("{}:{}", self.cause, self.form + 1) }
    }
}

fn part<'c>(catalogue: &'c Catalogue, fault: &Injected) -> Option<Part<'c, 'c>> {
    let cause = catalogue.cause(&fault.cause)?;
    Some(Part { cause, variant: cause.variants.get(fault.form)?, target: None })
}

fn look_up<'c>(catalogue: &'c Catalogue, typed: &str) -> Result<(&'c Cause, usize), Error> {
    let (name, form) = typed.split_once(':').map_or((typed, None), |(name, form)| (name, Some(form)));
    let Some(cause) = catalogue.cause(name) else {
        let possible = catalogue.causes().iter().filter(|cause| can_be_ours(cause));
        let known: Vec<&str> = possible.map(Cause::id).collect();
        let near = typed::near(name, &[&known[..], &["healthy"]].concat());
        return Err(Error::UnknownScenario { seen: shown(name, &known), known: known.join(", "), near });
    };
    if !can_be_ours(cause) {
        return Err(Error::PastedOnly { cause: cause.id().to_owned() });
    }
    let Some(form) = form else { return Ok((cause, 0)) };
    let names = |index: usize, variant: &Variant| {
        form == (index + 1).to_string() || variant.name.as_deref().is_some_and(|name| kebab(name) == form)
    };
    if let Some(index) = (0..cause.variants.len()).find(|index| names(*index, &cause.variants[*index])) {
        return Ok((cause, index));
    }
    let names: Vec<String> = cause.variants.iter().filter_map(|it| it.name.as_deref()).map(kebab).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (seen, near) = (shown(form, &names), typed::near(form, &names));
    Err(Error::UnknownForm { cause: cause.id().to_owned(), seen, known: forms(cause), near })
}

/// Whether a request that this program sends can have the fault.
fn can_be_ours(cause: &Cause) -> bool {
    !cause.entry.pasted_only
}

/// What does not look like a name may be a secret pasted in the wrong place.
fn shown(typed: &str, names: &[&str]) -> String {
    let is_number = (1..=3).contains(&typed.len()) && typed.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { typed } else { typed::word(typed, names).unwrap_or("…") }.to_owned()
}

/// A cause's forms, as a scenario may name them.
fn forms(cause: &Cause) -> String {
    let form = |(index, variant): (usize, &Variant)| match variant.name.as_deref() {
        Some(name) => format!("{} ({})", index + 1, kebab(name)),
        None => (index + 1).to_string(),
    };
    cause.variants.iter().enumerate().map(form).collect::<Vec<_>>().join(", ")
}

/// A form's name as one word: `noticed only when the token is used` is `noticed-only-when-the-token-is-used`.
fn kebab(name: &str) -> String {
    let words = name.split(|char: char| !char.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_ascii_lowercase()
}
