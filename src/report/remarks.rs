//! What to know beside the replies.

use super::assemble::Desk;
use crate::catalogue::{Probe, Reading, Remark, SignatureId};
use crate::diagnose::{Control, Standing};
use crate::examination::{Expectation, Expected};
use crate::observation::{Observation, Outcome};

impl Desk<'_> {
    /// What to know beside the replies: what is often misread, how far the instrument was calibrated, whose content a token sees.
    pub(super) fn remarks(&self) -> Vec<String> {
        let bears = |(remark, signature): &(&Remark, SignatureId)| {
            self.observation(&remark.probe.into()).is_some_and(|seen| seen.is(*signature))
        };
        let remarks =
            self.catalogue.causes().iter().filter_map(|cause| cause.entry.remark.as_ref().zip(cause.remarked));
        let misread = remarks.filter(bears).map(|(remark, _)| remark.says.clone());
        misread.chain(self.uncalibrated()).chain(self.left_open()).chain(self.unproven()).collect()
    }

    /// Of each refusal that was to be the app's own configuration's, that it may have another reason.
    fn unproven(&self) -> Vec<String> {
        let refused = self.assessment.expected_refusals();
        let open = |(wanted, standing): &(&Expectation, Standing)| {
            wanted.expected == Expected::Denied && refused.contains(&wanted.key) && *standing == Standing::Undecided
        };
        let says = |(wanted, _): (&Expectation, Standing)| {
            let (of, flag) = (&wanted.key, wanted.key.to_string().replace(' ', "="));
            format!(
                "The {of} probe is refused, but not surely by the app's own configuration, so no least privilege is proven. \
                 `--expect {flag}=refused` asks for a refusal alone."
            )
        };
        self.assessment.standings().filter(open).map(says).collect()
    }

    /// Of each subject that was granted a token, why it is not known whether the token is of use.
    fn left_open(&self) -> Vec<String> {
        let open = |(wanted, standing): &(&Expectation, Standing)| {
            let granted = self.observation(&wanted.key).is_some_and(|seen| seen.granted(self.catalogue));
            granted && *standing == Standing::Undecided
        };
        let whoami = |wanted: &Expectation| match wanted.key.probe {
            Probe::Enterprise => self.observation(&Probe::WhoamiEnterprise.into()),
            Probe::User => self.observation(&Probe::WhoamiUser.into()),
            _ => None,
        };
        let says = |(wanted, _): (&Expectation, Standing)| {
            let seen = whoami(wanted).filter(|seen| seen.outcome(self.catalogue) == Outcome::Denied)?;
            let of = &wanted.key;
            Some(format!(
                "The {of} token is granted, but the call that reads its own account is refused, so whether it works is open. {}",
                self.why_refused(seen)
            ))
        };
        self.assessment.standings().filter(open).filter_map(says).collect()
    }

    fn why_refused(&self, observation: &Observation) -> String {
        match &observation.reading {
            Reading::Known(id) => self.catalogue.signature(*id).meaning.clone(),
            Reading::Silent { why, .. } => format!("The reply does not tell why: {why}."),
            _ => "No documented reply says that.".to_owned(),
        }
    }

    /// Where a subject is refused and no control tells how wrong credentials are answered here.
    fn uncalibrated(&self) -> Option<String> {
        let refused =
            |probe: Probe| self.observation(&probe.into()).is_some_and(|seen| seen.is_refused(self.catalogue));
        let any = refused(Probe::Enterprise) || refused(Probe::User);
        if self.examination.is_reported() || !any {
            return None;
        }
        let why = match self.diagnosis.control {
            Control::NotSent => "No control was sent",
            Control::Uncalibrated => "The control was not answered by a refusal of its secret",
            Control::Calibrated { .. } | Control::Granted => return None,
        };
        Some(format!("{why}, so nothing tells how a wrong secret is answered here. The diagnosis is less precise."))
    }

    /// As whom each granted token acts, and so whose files it sees.
    pub(super) fn whose_content(&self) -> Option<String> {
        let granted = |probe: Probe| self.observation(&probe.into()).is_some_and(|seen| seen.granted(self.catalogue));
        let own = "its own folders and what is shared with it";
        let enterprise = granted(Probe::Enterprise).then(|| match self.values.get("account") {
            Some(account) if account.contains('@') => format!("The enterprise token acts as {account}: it sees {own}."),
            _ => format!("The enterprise token acts as the Service Account: it sees {own}."),
        });
        let user = granted(Probe::User).then(|| match self.values.get("user_id") {
            Some(id) => format!("The user's token sees what user {id} sees."),
            None => "The user's token sees what that user sees.".to_owned(),
        });
        let sentences: Vec<String> = enterprise.into_iter().chain(user).collect();
        (!sentences.is_empty()).then(|| sentences.join(" "))
    }
}
