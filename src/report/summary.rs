//! The verdict in a sentence or two.

use super::assemble::Desk;
use super::{FindingKind, FindingReport, Shown};
use crate::catalogue::{Doubt, Probe, Severity};
use crate::diagnose::{Control, Standing, Status, Verdict, is_wrong_secret_accepted};
use crate::examination::{Expectation, Expected};
use crate::observation::Outcome;
use crate::wording::{capital, list};

impl Desk<'_> {
    /// What stands where, then what is left and what is ruled out.
    pub(super) fn summary(&self, verdict: Verdict, findings: &[FindingReport]) -> String {
        let mut sentences: Vec<String> = self.subjects().into_iter().collect();
        let of = |status: Status| -> Vec<&FindingReport> {
            findings.iter().filter(|it| it.kind == FindingKind::Cause && it.status == status).collect()
        };
        let named = [of(Status::Confirmed), of(Status::Suspected)];
        let is_named = named.iter().any(|named| !named.is_empty());
        let faults = named.iter().flatten().any(|finding| finding.severity != Severity::Note);
        if self.diagnosis.control == Control::Granted {
            sentences.push("Even a wrong secret was granted a token, so this is not Box: no verdict.".to_owned());
        } else if self.diagnosis.given_up {
            sentences.push("More sets of causes fit the replies than can be tried, so there is no verdict.".to_owned());
        } else if !self.diagnosis.explains_everything() {
            sentences.push("No documented cause explains the replies.".to_owned());
        } else if is_named && !faults && self.refusals().any(|standing| standing == Standing::Undecided) {
            sentences.push("What was to be denied is refused, but the reason is not proven.".to_owned());
        } else if is_named && !faults {
            sentences.push("Every refusal was expected.".to_owned());
        } else if is_named {
            let left = self.left(&named);
            sentences.push(match of(Status::RuledOut).len() {
                0 => format!("{left}."),
                1 => format!("{left}, 1 is ruled out."),
                many => format!("{left}, {many} are ruled out."),
            });
            sentences.extend(self.doubt());
        } else if !of(Status::NotExcluded).is_empty() {
            sentences.push("No documented cause explains the replies, though some are not excluded.".to_owned());
        } else if verdict == Verdict::Inconclusive && is_wrong_secret_accepted(self.found) {
            sentences.push("A wrong secret was answered by a success, so there is no verdict.".to_owned());
        } else if verdict == Verdict::Inconclusive {
            sentences.push("The replies do not allow a verdict.".to_owned());
        }
        sentences.extend(against_expectation(findings));
        sentences.join(" ")
    }

    /// Why what is named is not beyond doubt.
    pub(super) fn doubt(&self) -> Option<String> {
        let refused = self.found.all.iter().filter(|seen| seen.is_refused(self.catalogue));
        let doubts: Vec<Doubt> = refused.filter_map(|seen| seen.doubt).collect();
        let contradiction = doubts
            .contains(&Doubt::UnlikeControl)
            .then_some("Two replies contradict one another, so nothing is certain.");
        let foreign = doubts
            .iter()
            .any(|doubt| *doubt != Doubt::UnlikeControl)
            .then_some("A reply behind it may not be Box's own.");
        let sentences: Vec<&str> = contradiction.into_iter().chain(foreign).collect();
        (!sentences.is_empty()).then(|| sentences.join(" "))
    }

    /// What is left, as a clause: a cause, several faults at once, or so many causes.
    fn left(&self, [confirmed, suspected]: &[Vec<&FindingReport>; 2]) -> String {
        let ids = |findings: &[&FindingReport]| {
            let mut ids: Vec<String> = findings.iter().map(|finding| finding.id.to_string()).collect();
            ids.dedup();
            ids
        };
        let (certain, others) = (ids(confirmed), ids(suspected));
        let pair = self.setting_or_reauthorization(&others);
        match (certain.as_slice(), others.as_slice(), pair) {
            ([], [_, _], Some(pair)) => format!("What is left is {pair}"),
            ([], [only], _) => format!("One cause is left: {only}"),
            ([], many, _) => format!("{} causes are left", many.len()),
            ([only], [], _) => format!("The cause is {only}"),
            (several, [], _) => format!("There are {} faults at once: {}", several.len(), list(several, "and")),
            (several, [_, _], Some(pair)) => {
                format!("There are {} faults at once: {}", several.len() + 1, list(&[several, &[pair]].concat(), "and"))
            }
            ([only], [other], _) => format!("The cause is {only}; {other} is possible besides"),
            (several, others, _) => {
                format!("{} certain; {} more possible", verb(several), others.len())
            }
        }
    }

    /// A setting and its missing reauthorization, which no reply tells apart, said as one.
    fn setting_or_reauthorization(&self, ids: &[String]) -> Option<String> {
        let causes = || ids.iter().filter_map(|id| self.catalogue.cause(id));
        let reauthorization = causes().find(|cause| !cause.entry.settings.is_empty())?;
        let setting = causes().find(|cause| reauthorization.entry.settings.iter().any(|id| id == cause.id()))?;
        Some(format!("{}, or only its reauthorization is missing ({})", setting.id(), reauthorization.id()))
    }

    /// How each expectation stands that something is refused.
    fn refusals(&self) -> impl Iterator<Item = Standing> {
        let refused = |(wanted, _): &(&Expectation, Standing)| wanted.expected != Expected::Granted;
        self.assessment.standings().filter(refused).map(|(_, standing)| standing)
    }

    fn subjects(&self) -> Option<String> {
        let says = |probe: Probe, who: String| {
            let observation = self.observation(&probe.into())?;
            Some(match observation.outcome(self.catalogue) {
                Outcome::Granted if observation.granted(self.catalogue) => format!("{who} is granted a token"),
                Outcome::Denied => format!("{who} is refused a token"),
                Outcome::Granted | Outcome::Failed | Outcome::Skipped => format!("about {who} nothing was learned"),
            })
        };
        let subject = &self.examination.subject;
        let named = |who: &str, id: &Option<String>, of: &str| match id {
            Some(id) => format!("{who}{of} {id}"),
            None => who.to_owned(),
        };
        let enterprise = named("the Service Account", &subject.enterprise_id, " of enterprise");
        let user = named(if subject.user_id.is_some() { "user" } else { "the user" }, &subject.user_id, "");
        let clauses: Vec<String> =
            [says(Probe::Enterprise, enterprise), says(Probe::User, user)].into_iter().flatten().collect();
        if clauses.is_empty() {
            return self.examination.is_reported().then(|| "Judged by what was reported.".to_owned());
        }
        let mut sentence = clauses.join("; ");
        if self.examination.is_reported() {
            sentence.insert_str(0, "as reported, ");
        }
        Some(format!("{}.", capital(&sentence)))
    }
}

fn verb(ids: &[String]) -> String {
    let word = if ids.len() == 1 { "is" } else { "are" };
    format!("{} {word}", list(ids, "and"))
}

/// What was granted though it was expected to be refused, and what is refused without a cause that is named for it.
fn against_expectation(findings: &[FindingReport]) -> Vec<String> {
    let of = |id: &str| -> Vec<String> {
        let probes = findings.iter().filter(|finding| &*finding.id == id).flat_map(|finding| &finding.evidence);
        probes.filter_map(|evidence| evidence.probe.as_ref().map(Shown::to_string)).collect()
    };
    let named = findings
        .iter()
        .any(|it| it.kind == FindingKind::Cause && it.status.is_named() && it.severity != Severity::Note);
    let broader = of("token-broader-than-expected");
    let unmet = of("expectation-unmet");
    let mut sentences = Vec::new();
    if !broader.is_empty() {
        sentences.push(format!("More was granted than expected: {}.", list(&broader, "and")));
    }
    if !unmet.is_empty() && !named {
        sentences.push(format!("What was expected was not granted: {}.", list(&unmet, "and")));
    }
    sentences
}
