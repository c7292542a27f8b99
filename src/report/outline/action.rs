//! What to do, or what to look at: the fix of what is certain, or the look that tells apart what is left.

use super::{Named, ids, of_status, sets};
use crate::catalogue::Actor;
use crate::diagnose::{Status, StepKind, Verdict};
use crate::report::alternatives::factors;
use crate::report::{FindingReport, LookReport, Menu, NextStepReport, ProfileReport, RemediationReport};
use crate::wording::{list, number};

/// How many suspects are told apart by one look.
const ANSWERS: usize = 5;
/// How many ids that are hidden are named.
const HIDDEN: usize = 2;

/// What to do, or what to look at.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Action<'r> {
    /// Nothing.
    None,
    /// The faults, each with its ways out.
    Fix(Vec<Fix<'r>>),
    /// The look or the request that tells apart what is left.
    Look(LookAt<'r>),
}

/// One fault, and how it is mended.
#[derive(Debug, Clone)]
pub struct Fix<'r> {
    /// The fault.
    pub finding: &'r FindingReport,
    /// What else it is about, where there is more than one scope or folder.
    pub also: Vec<&'r str>,
    /// The ways out, the narrowest first.
    pub ways: Vec<Way<'r>>,
}

/// One way out: steps to be taken one after another.
pub type Way<'r> = Vec<&'r RemediationReport>;

/// Where to look, and what each thing seen there means.
#[derive(Debug, Clone)]
pub struct LookAt<'r> {
    /// Who looks.
    pub actor: Actor,
    /// Where.
    pub place: &'r Menu,
    /// What to ask for, where it is a request and no look.
    pub ask: Option<&'r str>,
    /// What may be seen.
    pub answers: Vec<Answer<'r>>,
    /// What it is if nothing of that is seen, in words; nothing, if every cause that is left is among the answers.
    pub otherwise: Option<String>,
}

/// What may be seen, what it means and what to do then.
#[derive(Debug, Clone)]
pub struct Answer<'r> {
    /// Its letter.
    pub letter: char,
    /// The cause.
    pub finding: &'r FindingReport,
    /// What else it is about, where there is more than one scope or folder.
    pub also: Vec<&'r str>,
    /// Where it is seen, if that is another place than the look's.
    pub at: Option<&'r LookReport>,
    /// What to do then, the narrowest way first.
    pub ways: Vec<Vec<Step<'r>>>,
    /// The way that mends the fault itself, instead of going round it.
    pub mending: usize,
}

/// One step of a way out.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Step<'r> {
    /// To be taken.
    Do(&'r RemediationReport),
    /// The step under that letter.
    As(char),
}

/// How much of an action is told, the most first: a page holds so much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Detail {
    /// Every way, with what it opens or breaks.
    Whole,
    /// Every way, but not where its steps are taken.
    Steps,
    /// The first way that mends the fault.
    First,
    /// That, but neither where its steps are taken nor where more is told.
    Least,
}

impl Detail {
    /// Each, the most first.
    pub const ALL: [Self; 4] = [Self::Whole, Self::Steps, Self::First, Self::Least];
}

impl<'r> Action<'r> {
    pub(super) fn of(profile: &'r ProfileReport, named: &Named<'r>) -> Self {
        if profile.verdict != Verdict::Healthy && named.is_open() {
            let several = ids(named.suspected.iter().copied()).len() > 1;
            return match &profile.next_step {
                Some(step) if several => Self::Look(LookAt::of(profile, step, &named.suspected)),
                _ => Self::Fix(fixes(&named.suspected)),
            };
        }
        let faults: Vec<&FindingReport> = named.certain().iter().chain(&named.warnings).copied().collect();
        if faults.is_empty() { Self::None } else { Self::Fix(fixes(&faults)) }
    }

    /// What comes after it.
    pub(super) fn again(&self, profile: &ProfileReport) -> Option<Again> {
        let then = match self {
            Self::None => return None,
            _ if profile.as_reported => "Then run ccg-doctor check: its own requests tell more.",
            _ if profile.verdict == Verdict::Healthy => return None,
            _ => "Then run ccg-doctor check again (--wait 15m repeats it).",
        };
        let masked = of_status(profile, Status::Masked);
        let shown = if masked.len() > HIDDEN + 1 { HIDDEN } else { masked.len() };
        let more = match masked.len() - shown {
            0 => String::new(),
            more => format!(" and {more} others"),
        };
        let ids = format!("{}{more}", masked[..shown].join(", "));
        let hidden = (!masked.is_empty()).then_some(ids);
        Some(Again { then, hidden })
    }
}

/// What comes after an action.
#[derive(Debug, Clone)]
pub struct Again {
    then: &'static str,
    /// The ids of what may come to light only then.
    hidden: Option<String>,
}

impl Again {
    /// It in words; with the ids of what may come to light only then, or without.
    #[must_use]
    pub fn says(&self, detail: Detail) -> String {
        match &self.hidden {
            None => self.then.to_owned(),
            Some(ids) if detail == Detail::Whole => {
                format!("{} Other faults may be hidden behind this: {ids}.", self.then)
            }
            Some(_) => format!("{} Others may be hidden.", self.then),
        }
    }
}

/// The faults, those of one id together.
fn fixes<'r>(findings: &[&'r FindingReport]) -> Vec<Fix<'r>> {
    let mut fixes: Vec<Fix<'r>> = Vec::new();
    for &finding in findings {
        match fixes.iter_mut().find(|fix| fix.finding.id == finding.id) {
            Some(fix) => fix.also.extend(finding.target.as_deref()),
            None => fixes.push(Fix { finding, also: Vec::new(), ways: ways(&finding.remediation) }),
        }
    }
    fixes
}

/// The steps as ways out: a step that continues the one before it belongs to the same.
fn ways(steps: &[RemediationReport]) -> Vec<Way<'_>> {
    let mut ways: Vec<Way<'_>> = Vec::new();
    for step in steps {
        match ways.last_mut() {
            Some(way) if step.continues => way.push(step),
            _ => ways.push(vec![step]),
        }
    }
    ways
}

impl<'r> LookAt<'r> {
    /// The look for what is left beside a fault that is certain.
    pub(super) fn beside(profile: &'r ProfileReport, named: &Named<'r>) -> Option<Self> {
        let next = profile.next_step.as_ref()?;
        let several = !named.confirmed.is_empty() && !named.suspected.is_empty();
        several.then(|| Self::of(profile, next, &named.suspected))
    }

    fn of(profile: &ProfileReport, next: &'r NextStepReport, suspects: &[&'r FindingReport]) -> Self {
        let mut left: Vec<&FindingReport> = Vec::new();
        for &finding in suspects {
            if !left.iter().any(|other| other.id == finding.id) {
                left.push(finding);
            }
        }
        let is_about = |finding: &FindingReport| next.about.as_ref() == Some(&finding.id);
        let here = |look: &LookReport| look.actor == next.actor && same_page(&look.place, &next.place);
        let by = |finding: &FindingReport| finding.look.as_ref().is_none_or(|look| look.actor != next.actor);
        // What is asked about first, then what is seen at the same place, then what the same person can see elsewhere.
        left.sort_by_key(|finding| (!is_about(finding), !finding.look.as_ref().is_some_and(here), by(finding)));
        let shown = match (left.len() > ANSWERS, next.kind) {
            (false, _) => left.len(),
            (true, StepKind::Look) => 1,
            (true, StepKind::Probe) => 0,
        };
        let others = ids(left.split_off(shown));
        let otherwise = (!others.is_empty()).then(|| otherwise(&sets(profile, suspects), &others));
        let letters: Vec<(char, &FindingReport)> = ('A'..).zip(left).collect();
        let answer = |&(letter, finding): &(char, &'r FindingReport)| {
            let ways = ways(&finding.remediation);
            let of_it = suspects.iter().filter(|other| other.id == finding.id && other.target != finding.target);
            Answer {
                letter,
                finding,
                also: of_it.filter_map(|other| other.target.as_deref()).collect(),
                at: finding.look.as_ref().filter(|look| !here(look)),
                mending: ways.iter().position(|way| way.iter().all(|step| !step.around)).unwrap_or(0),
                ways: ways.iter().map(|way| shared(way, letter, &letters)).collect(),
            }
        };
        let ask = (next.kind == StepKind::Probe).then_some(&*next.step);
        Self { actor: next.actor, place: &next.place, ask, answers: letters.iter().map(answer).collect(), otherwise }
    }
}

/// What is left where no answer is seen: one of those causes, or several faults at once.
fn otherwise(sets: &[Vec<&str>], others: &[&str]) -> String {
    let (alone, together): (Vec<&Vec<&str>>, Vec<&Vec<&str>>) = sets.iter().partition(|set| set.len() == 1);
    let alone: Vec<&str> = alone.into_iter().map(|set| set[0]).filter(|id| others.contains(id)).collect();
    let several = factors(&together).filter(|factors| factors.len() > 1).map(|factors| {
        let mut factors: Vec<Vec<&str>> = factors.into_iter().map(|ids| ids.into_iter().collect()).collect();
        factors.sort_by_key(Vec::len);
        let each =
            |ids: &Vec<&str>| if ids.len() > 1 { format!("one of {}", list(ids, "or")) } else { list(ids, "or") };
        let each: Vec<String> = factors.iter().map(each).collect();
        format!("{} faults at once: {}", number(factors.len()), each.join(", and "))
    });
    match (alone.is_empty(), several) {
        (_, None) => list(others, "or"),
        (true, Some(several)) => several,
        (false, Some(several)) => format!("{}, or {several}", list(&alone, "or")),
    }
}

/// A way out, its last step told once: where another answer is that step alone, by its letter.
fn shared<'r>(way: &Way<'r>, own: char, letters: &[(char, &'r FindingReport)]) -> Vec<Step<'r>> {
    let same = |step: &RemediationReport| {
        let is_that_alone = |finding: &FindingReport| {
            let last = finding.remediation.last();
            ways(&finding.remediation).len() == 1
                && last.is_some_and(|last| last.actor == step.actor && last.place == step.place)
        };
        letters.iter().find(|(_, finding)| is_that_alone(finding)).map(|(letter, _)| *letter)
    };
    let steps = way.iter().map(|step| match step.continues.then(|| same(step)).flatten() {
        Some(letter) if letter != own => Step::As(letter),
        _ => Step::Do(step),
    });
    steps.collect()
}

/// Whether two places are on one page: the first steps to them are the same, as far as both go.
fn same_page(one: &Menu, other: &Menu) -> bool {
    const PAGE: usize = 3;
    one.now.split(" > ").zip(other.now.split(" > ")).take(PAGE).all(|(one, other)| one == other)
}
