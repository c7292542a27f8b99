//! Everything that one set of observations comes to: made once for each wave, and asked by all that want to know.

use super::plan::Planner;
use super::prospects::Prospects;
use super::status::diagnose_with_prospects;
use super::verdict::{expected_refusals, is_fault, standing, verdict};
use super::{Control, Diagnosis, Judgement, NextStep, Standing, Verdict, credentials_refused};
use crate::catalogue::{Catalogue, ProbeKey};
use crate::examination::{Agenda, Examination, Expectation};
use crate::observation::Observations;

/// What was observed, what explains it, what is still worth asking, and how each expectation stands.
#[derive(Debug, Clone)]
pub struct Assessment<'c> {
    catalogue: &'c Catalogue,
    observations: Observations,
    diagnosis: Diagnosis<'c>,
    prospects: Prospects<'c>,
    expectations: Vec<Expectation>,
    /// In the order of the expectations.
    standings: Vec<Standing>,
    refusals: Vec<ProbeKey>,
    verdict: Verdict,
}

impl<'c> Assessment<'c> {
    /// Assesses what was observed, against what is expected.
    #[must_use]
    pub fn new(catalogue: &'c Catalogue, observations: Observations, expectations: &[Expectation]) -> Self {
        let (diagnosis, prospects) = diagnose_with_prospects(catalogue, &observations);
        let assessment = Self {
            catalogue,
            observations,
            diagnosis,
            prospects,
            expectations: expectations.to_vec(),
            standings: Vec::new(),
            refusals: Vec::new(),
            verdict: Verdict::Inconclusive,
        };
        assessment.judged()
    }

    /// Assesses what an examination came to.
    #[must_use]
    pub fn of(catalogue: &'c Catalogue, examination: &Examination) -> Self {
        Self::new(catalogue, examination.observations(catalogue), &examination.expectations)
    }

    /// The same, but that there was no time for these probes: an expectation that hangs on one of them is open. What was
    /// observed is what it was, and so is what explains it.
    #[must_use]
    pub fn without_time_for(mut self, unsent: &[ProbeKey]) -> Self {
        self.observations.unsent = unsent.to_vec();
        self.judged()
    }

    /// How each expectation stands, and the verdict.
    fn judged(mut self) -> Self {
        let (catalogue, observations, diagnosis) = (self.catalogue, &self.observations, &self.diagnosis);
        let standing = |wanted: &Expectation| standing(catalogue, observations, diagnosis, wanted);
        self.standings = self.expectations.iter().map(standing).collect();
        self.refusals = expected_refusals(catalogue, observations, &self.expectations);
        self.verdict = verdict(catalogue, observations, diagnosis, &self.standings, &self.refusals);
        self
    }

    /// What was observed.
    #[must_use]
    pub fn observations(&self) -> &Observations {
        &self.observations
    }

    /// What explains it.
    #[must_use]
    pub fn diagnosis(&self) -> &Diagnosis<'c> {
        &self.diagnosis
    }

    /// The one word for it all.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// Each expectation, and how it stands.
    pub fn standings(&self) -> impl Iterator<Item = (&Expectation, Standing)> {
        self.expectations.iter().zip(self.standings.iter().copied())
    }

    /// The understood refusals of what was expected to be refused.
    #[must_use]
    pub fn expected_refusals(&self) -> &[ProbeKey] {
        &self.refusals
    }

    /// Whether a named cause is a fault. One that explains nothing but refusals that were expected is none, unless it is certain,
    /// and nobody can mean it.
    #[must_use]
    pub fn is_fault(&self, judgement: &Judgement<'_>) -> bool {
        is_fault(judgement, &self.refusals)
    }

    /// The next wave of probes worth sending; empty when nothing more can be learned.
    #[must_use]
    pub fn next_wave(&self, agenda: &Agenda) -> Vec<ProbeKey> {
        self.planner(agenda).next_wave()
    }

    /// The one step that tells most of what is left, for its cost; none where nothing tells anything apart.
    #[must_use]
    pub fn next_step<'a>(&'a self, agenda: &'a Agenda) -> Option<NextStep<'a>> {
        self.planner(agenda).next_step()
    }

    /// Whether asking again can come to something else: not once all is healthy, nor once a real request was told that its
    /// credentials are wrong, which no waiting mends, nor where it is not Box that answers.
    #[must_use]
    pub fn may_still_change(&self) -> bool {
        self.verdict != Verdict::Healthy
            && !credentials_refused(&self.observations)
            && self.diagnosis.control != Control::Granted
    }

    fn planner<'a>(&'a self, agenda: &'a Agenda) -> Planner<'a> {
        let Self { catalogue, observations, diagnosis, prospects, .. } = self;
        Planner { catalogue, observations, agenda, diagnosis, prospects }
    }
}
