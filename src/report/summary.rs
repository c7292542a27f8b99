//! The verdict in a sentence or two.

use super::assemble::Desk;
use super::{FindingKind, FindingReport};
use crate::catalogue::{Probe, Severity};
use crate::diagnose::{Control, Status, Verdict};
use crate::observation::Outcome;
use crate::reply::printable::printable;

impl Desk<'_> {
    /// What stands where, then what is left and what is ruled out.
    pub(super) fn summary(&self, verdict: Verdict, findings: &[FindingReport]) -> String {
        let mut sentences: Vec<String> = self.subjects().into_iter().collect();
        let count = |status: Status| {
            findings.iter().filter(|finding| finding.kind == FindingKind::Cause && finding.status == status).count()
        };
        let faults = findings.iter().any(|finding| {
            finding.kind == FindingKind::Cause && finding.status.is_named() && finding.severity != Severity::Note
        });
        let (confirmed, suspected, ruled_out) =
            (count(Status::Confirmed), count(Status::Suspected), count(Status::RuledOut));
        let ids = |status: Status| {
            let of = |finding: &&FindingReport| finding.kind == FindingKind::Cause && finding.status == status;
            let mut ids: Vec<&str> = findings.iter().filter(of).map(|finding| finding.id.as_str()).collect();
            ids.dedup();
            ids.join(" and ")
        };
        if self.diagnosis.control == Control::Granted {
            sentences.push("Even a wrong secret was granted a token, so this is not Box: no verdict.".to_owned());
        } else if !self.diagnosis.explains_everything() {
            sentences.push("No documented cause explains the replies.".to_owned());
        } else if confirmed + suspected > 0 && !faults {
            sentences.push("Every refusal was expected.".to_owned());
            if findings.iter().any(|finding| finding.id == "token-broader-than-expected") {
                sentences.push("More was granted than expected.".to_owned());
            }
        } else if confirmed + suspected > 0 {
            let left = match (confirmed, suspected) {
                (0, 1) => format!("One cause is left: {}.", ids(Status::Suspected)),
                (0, many) => format!("{many} causes are left"),
                (_, 0) => format!("The cause is {}.", ids(Status::Confirmed)),
                // What rides along with a setting's cause is no second fault.
                (1, 1) if ids(Status::Suspected) == "reauthorization-needed" => {
                    format!("The cause is {}, or that only its reauthorization is missing.", ids(Status::Confirmed))
                }
                (_, 1) => format!("The cause is {}; {} is possible.", ids(Status::Confirmed), ids(Status::Suspected)),
                (_, many) => format!("The cause is {}; {many} more are possible.", ids(Status::Confirmed)),
            };
            sentences.push(match (ruled_out, left.strip_suffix('.')) {
                (0, Some(_)) => left,
                (0, None) => format!("{left}."),
                (1, _) => format!("{}, 1 is ruled out.", left.trim_end_matches('.')),
                (many, _) => format!("{}, {many} are ruled out.", left.trim_end_matches('.')),
            });
        } else if verdict == Verdict::Inconclusive {
            sentences.push("The replies do not allow a verdict.".to_owned());
        }
        sentences.join(" ")
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
            return self.examination.as_reported.then(|| "Judged by what was reported.".to_owned());
        }
        let mut sentence = clauses.join("; ");
        if self.examination.as_reported {
            sentence.insert_str(0, "as reported, ");
        }
        if let Some(first) = sentence.get(..1) {
            let capital = first.to_uppercase();
            sentence.replace_range(..1, &capital);
        }
        sentence.push('.');
        Some(printable(&sentence).into_owned())
    }
}
