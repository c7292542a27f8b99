//! What to ask next: the waves of probes worth sending.

use std::collections::BTreeSet;

use super::prospects::Prospects;
use super::{Control, Diagnosis, Status};
use crate::catalogue::{Catalogue, Probe, ProbeKey};
use crate::examination::Agenda;
use crate::observation::{Observation, Observations, Outcome};

/// The first wave: each configured subject that was not asked for yet, with the control. It takes no diagnosis.
pub(crate) fn first_wave(observations: &Observations, agenda: &Agenda) -> Vec<ProbeKey> {
    let unsent = |probe: &Probe| observations.of(*probe).is_none();
    let subjects: Vec<Probe> = observations.configured.iter().copied().filter(unsent).collect();
    let control = agenda.control && !subjects.is_empty() && unsent(&Probe::BadSecret);
    subjects.into_iter().chain(control.then_some(Probe::BadSecret)).map(ProbeKey::from).collect()
}

/// Whether a real request was answered that the credentials are wrong: then no further token is asked for.
pub(crate) fn credentials_refused(observations: &Observations) -> bool {
    observations.all.iter().any(|observation| {
        let code = observation.refusal.as_ref().map(|refusal| refusal.error.trim());
        observation.key.probe != Probe::BadSecret
            && code.is_some_and(|code| code.eq_ignore_ascii_case("invalid_client"))
    })
}

/// What the planner goes by.
pub(super) struct Planner<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) observations: &'a Observations,
    pub(super) agenda: &'a Agenda,
    pub(super) diagnosis: &'a Diagnosis<'a>,
    pub(super) prospects: &'a Prospects<'a>,
}

impl Planner<'_> {
    /// The next wave of probes worth sending; empty when nothing more can be learned.
    pub(super) fn next_wave(&self) -> Vec<ProbeKey> {
        let first = first_wave(self.observations, self.agenda);
        if !first.is_empty() || self.diagnosis.control == Control::Granted {
            return first;
        }
        let mut wave: Vec<ProbeKey> =
            Probe::ALL.into_iter().filter(|probe| self.worth_sending(*probe)).map(ProbeKey::from).collect();
        if self.granted(Probe::Enterprise) || self.granted(Probe::User) {
            let sent: BTreeSet<&ProbeKey> = self.observations.all.iter().map(|observation| &observation.key).collect();
            wave.extend(self.agenda.targets.iter().filter(|key| !sent.contains(key)).cloned());
        }
        wave
    }

    pub(super) fn granted(&self, probe: Probe) -> bool {
        self.observations.of(probe).is_some_and(|observation| observation.granted(self.catalogue))
    }

    fn refused(&self, probe: Probe) -> bool {
        self.observations
            .of(probe)
            .is_some_and(|observation| observation.reading.takes_part() && !observation.granted(self.catalogue))
    }

    fn credentials_cleared(&self) -> bool {
        self.diagnosis
            .of(self.catalogue.wrong_credentials())
            .is_some_and(|judgement| judgement.status == Status::RuledOut)
    }

    /// Whether nothing clears the credentials but that the control was answered otherwise: each real reply is one that Box's
    /// guide has for wrong ones, and the control may have been answered by another back end than they were.
    fn cleared_by_control_alone(&self) -> bool {
        let of_token = |seen: &&Observation| seen.key.probe.asks_for_token() && seen.key.probe != Probe::BadSecret;
        let mut real =
            self.observations.all.iter().filter(of_token).filter(|seen| seen.reading.takes_part()).peekable();
        self.credentials_cleared()
            && real.peek().is_some()
            && real.all(|seen| seen.may_mean_wrong_credentials(self.catalogue))
    }

    fn worth_sending(&self, probe: Probe) -> bool {
        if self.observations.of(probe).is_some() || (probe.asks_for_token() && credentials_refused(self.observations)) {
            return false;
        }
        let telling = || self.prospects.of_probe(probe) > 0;
        match probe {
            Probe::NoSubject => self.no_subject_tells(),
            Probe::AppUser => self.agenda.app_user && self.refused(Probe::User) && telling(),
            Probe::FoundAppUser => {
                let found = self.observations.of(Probe::AppUserList);
                found.is_some_and(|list| list.is(self.catalogue.signs().app_user_found)) && telling()
            }
            Probe::WhoamiEnterprise => self.granted(Probe::Enterprise),
            Probe::WhoamiUser => self.granted(Probe::User),
            Probe::WhoamiUserAsEnterprise => self.granted(Probe::UserAsEnterprise),
            Probe::WhoamiEnterpriseAsUser => self.granted(Probe::EnterpriseAsUser),
            // Of what is no user's ID there is nobody to look up.
            Probe::UserLookup => {
                self.granted(Probe::Enterprise)
                    && self.refused(Probe::User)
                    && self.observations.of(Probe::UserId).is_none()
            }
            Probe::UserList | Probe::Terms => self.may_list_users() && telling(),
            // An App User to be found is worth what its token would tell.
            Probe::AppUserList => {
                self.may_list_users()
                    && !self.agenda.app_user
                    && self.refused(Probe::User)
                    && (telling() || self.prospects.of_probe(Probe::FoundAppUser) > 0)
            }
            Probe::UserAsEnterprise | Probe::EnterpriseAsUser => {
                let cleared = self.credentials_cleared()
                    && (self.observations.of(Probe::NoSubject).is_some() || !self.cleared_by_control_alone());
                cleared && !self.agenda.swap_unlikely && telling()
            }
            // Sent first, or with their targets, or not sent at all.
            Probe::Enterprise
            | Probe::User
            | Probe::UnknownSubject
            | Probe::BadSecret
            | Probe::EnterpriseId
            | Probe::UserId
            | Probe::Scope
            | Probe::Folder => false,
        }
    }

    /// Whether the enterprise's users may be asked for, and the look-up of the one user has told what it can.
    fn may_list_users(&self) -> bool {
        let whoami = self.observations.of(Probe::WhoamiEnterprise);
        let works = whoami.is_some_and(|seen| seen.outcome(self.catalogue) == Outcome::Granted);
        let forbidden =
            self.observations.of(Probe::WhoamiUser).is_some_and(|seen| seen.is(self.catalogue.signs().forbidden));
        let looked_up =
            self.observations.of(Probe::UserLookup).is_some() || self.observations.of(Probe::UserId).is_some();
        self.agenda.user_list && works && (forbidden || (self.refused(Probe::User) && looked_up))
    }

    /// Whether a request without a subject can clear the credentials, or tell an OAuth 2.0 app from a JWT one.
    fn no_subject_tells(&self) -> bool {
        let granted = self.granted(Probe::Enterprise) || self.granted(Probe::User);
        let refused = self.refused(Probe::Enterprise) || self.refused(Probe::User);
        let method = self.observations.all.iter().any(|observation| {
            observation.key.probe != Probe::BadSecret
                && observation.is(self.catalogue.signs().subject_type_unauthorized)
        });
        let uncleared = !granted && !self.credentials_cleared() && self.prospects.of_probe(Probe::NoSubject) > 0;
        refused && (uncleared || method || self.cleared_by_control_alone())
    }
}
