//! What is told to programs that keep a list of issues, and at which level: one rule for all of them.
//!
//! An issue is a finding that asks for something to be done. Refusals that were expected are none.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::Sink;
use crate::catalogue::Severity;
use crate::diagnose::{Status, Verdict};
use crate::report::{End, ErrorReport, FindingKind, FindingReport, ProfileReport, RemediationReport, Run, Shown};
use crate::wording::{capital, sentence};

/// How much an issue matters, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// It is certain, and the app cannot work until it is mended.
    Error,
    /// It may be so, or matters less.
    Warning,
}

impl Level {
    /// The level as a word, the same for SARIF and for the commands of pipelines.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }

    /// The level of a finding; none if it is no issue.
    fn of(finding: &FindingReport) -> Option<Self> {
        match (finding.kind, finding.status, finding.severity) {
            (_, status, _) if !status.is_named() => None,
            (_, _, Severity::Note) => None,
            (FindingKind::Cause, Status::Confirmed, _) => Some(Self::Error),
            (FindingKind::Cause, ..) | (_, _, Severity::Warning) => Some(Self::Warning),
            (_, _, Severity::Error) => Some(Self::Error),
        }
    }
}

/// The names of the profiles so far. A recording may hold two profiles of one name, which lists of issues are not to take for one.
#[derive(Default)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// The profile's name, with a number where another has it already.
    pub(super) fn of(&mut self, profile: &ProfileReport) -> String {
        let name = profile.profile.to_string();
        let numbered = (2..).map(|number| format!("{name} ({number})"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|name| !self.0.contains(name)).unwrap_or(name);
        self.0.insert(free.clone());
        free
    }
}

/// What is kept of a run by formats that print it at its end.
pub(super) struct Kept {
    pub(super) run: Run,
    pub(super) profiles: Vec<Examined>,
}

impl Kept {
    /// Whether an issue has to name its profile.
    pub(super) fn several(&self) -> bool {
        self.profiles.len() > 1
    }
}

/// What is kept of a profile.
pub(super) struct Examined {
    pub(super) name: String,
    pub(super) verdict: Verdict,
    pub(super) simulated: Option<Shown>,
    pub(super) summary: String,
    /// Why there is no healthy verdict, where no issue says it.
    pub(super) unexplained: Option<(Level, String)>,
    pub(super) issues: Vec<Issue>,
}

/// Prints a run that is over.
pub(super) type Print = fn(&Kept, &End, &mut dyn Write) -> io::Result<()>;

/// A sink that keeps what is told, and prints it at the end.
pub(super) struct AtEnd {
    print: Print,
    names: Names,
    kept: Option<Kept>,
}

impl AtEnd {
    /// A sink that prints so.
    pub(super) fn sink(print: Print) -> Box<dyn Sink> {
        Box::new(Self { print, names: Names::default(), kept: None })
    }
}

impl Sink for AtEnd {
    fn begin(&mut self, run: &Run, _: &mut dyn Write) -> io::Result<()> {
        self.kept = Some(Kept { run: run.clone(), profiles: Vec::new() });
        Ok(())
    }

    fn profile(&mut self, profile: &ProfileReport, _: &mut dyn Write) -> io::Result<()> {
        let name = self.names.of(profile);
        let issues = Issue::of(profile, &name);
        let examined = Examined {
            verdict: profile.verdict,
            simulated: profile.simulated.clone(),
            summary: summary(profile),
            unexplained: unexplained(profile, &issues),
            name,
            issues,
        };
        if let Some(kept) = &mut self.kept {
            kept.profiles.push(examined);
        }
        Ok(())
    }

    fn end(&mut self, end: &End, out: &mut dyn Write) -> io::Result<()> {
        self.kept.take().map_or(Ok(()), |kept| (self.print)(&kept, end, out))
    }
}

/// One issue.
pub(super) struct Issue {
    pub(super) level: Level,
    profile: String,
    simulated: Option<Shown>,
    pub(super) finding: FindingReport,
}

impl Issue {
    /// The issues of a profile, in the order of its findings, under that name.
    pub(super) fn of(profile: &ProfileReport, name: &str) -> Vec<Self> {
        let issue = |finding: &FindingReport| {
            Some(Self {
                level: Level::of(finding)?,
                profile: name.to_owned(),
                simulated: profile.simulated.clone(),
                finding: finding.clone(),
            })
        };
        profile.findings.iter().filter_map(issue).collect()
    }

    /// The finding in one line, with its status; with its profile where there are several.
    pub(super) fn headline(&self, several: bool) -> String {
        let finding = &self.finding;
        let mut aside = vec![finding.status.id().to_owned()];
        aside.extend(about(finding).map(|about| format!("for {about}")));
        aside.extend(several.then(|| format!("profile {}", self.profile)));
        aside.extend(self.simulated.is_some().then(|| "simulated".to_owned()));
        format!("{} ({})", finding.title, aside.join(", "))
    }

    /// What was seen of it, then what to do: a line each.
    pub(super) fn told(&self) -> Vec<String> {
        told(&self.finding)
    }

    /// What stays the same from one run to the next, and differs from one issue to another.
    pub(super) fn fingerprint(&self) -> String {
        fingerprint(&[&self.profile, &self.finding.id, about(&self.finding).unwrap_or_default()])
    }
}

/// The scope or folder that a finding is about; of an expectation that has none, the probe.
pub(super) fn about(finding: &FindingReport) -> Option<&str> {
    let is_expectation = finding.kind == FindingKind::Expectation;
    let probe = finding.evidence.iter().find_map(|evidence| evidence.probe.as_deref());
    finding.target.as_deref().or(probe.filter(|_| is_expectation))
}

/// What was seen of a finding, then what to do: a line each.
pub(super) fn told(finding: &FindingReport) -> Vec<String> {
    let seen = finding.evidence.iter().map(|evidence| format!("{}.", capital(evidence.says.trim_end_matches('.'))));
    seen.chain(finding.remediation.iter().map(step)).collect()
}

/// A step in few words: who takes it, what to do, where, and what else it opens.
fn step(step: &RemediationReport) -> String {
    let mut parts = vec![
        format!("{}: {}", capital(step.actor.words()), sentence(&step.brief)),
        format!("Where: {}", sentence(&step.place.now)),
    ];
    parts.extend(step.brief_widens.iter().map(|mind| format!("Mind: {}", sentence(mind))));
    if step.then_reauthorize {
        parts.push("Then a Box admin must reauthorize the app.".to_owned());
    }
    parts.join(" ")
}

/// Why a verdict that no issue explains is no healthy one; nothing for a healthy profile.
fn unexplained(profile: &ProfileReport, issues: &[Issue]) -> Option<(Level, String)> {
    let level = match profile.verdict {
        _ if !issues.is_empty() => return None,
        Verdict::Healthy => return None,
        Verdict::Inconclusive => Level::Warning,
        Verdict::Misconfigured => Level::Error,
    };
    Some((level, summary(profile)))
}

/// The verdict in a sentence or two.
pub(super) fn summary(profile: &ProfileReport) -> String {
    let simulated = if profile.simulated.is_some() { " Simulated: this says nothing about a real app." } else { "" };
    format!("{}{simulated}", sentence(&profile.summary))
}

/// Why nothing could be run, then what to do about it: a line each, at least one.
pub(super) fn refused(error: &ErrorReport) -> Vec<String> {
    let seen = error.message.split('\n').map(|line| sentence(&capital(line)));
    seen.chain(error.hints.iter().map(|hint| format!("Hint: {}", sentence(hint)))).collect()
}

/// FNV-1a of 128 bits (Fowler, Noll and Vo) in hexadecimal: the same in every version of this program, on every machine.
pub(super) fn fingerprint(parts: &[&str]) -> String {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    let hash = bytes.fold(BASIS, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME));
    format!("{hash:032x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_what_it_was() {
        // A change here would have every issue that is known somewhere be taken for a new one.
        assert_eq!(fingerprint(&[]), "6c62272e07bb014262b821756295c58d");
        assert_eq!(fingerprint(&["default", "app-access-only", ""]), "4c7e6ba57f347516ec51ed4c3f8f6edb");
        assert_ne!(fingerprint(&["ab", "c"]), fingerprint(&["a", "bc"]));
        assert_ne!(fingerprint(&["a", "", ""]), fingerprint(&["a", ""]));
    }
}
