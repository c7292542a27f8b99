//! What each probe told: its reply, read by the catalogue.
//!
//! Between the wire and the inference: knows neither why a probe was sent nor what its reply proves.

use crate::catalogue::{
    Account, Answers, Catalogue, Doubt, Identity, Probe, ProbeKey, Reading, Refusal, SignatureId, SignatureSet, Touch,
    normalize_code, refusal,
};
use crate::reply::Answer;

/// What one probe told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The probe.
    pub key: ProbeKey,
    /// What its reply was read as.
    pub reading: Reading,
    /// What a refusal said of itself, for comparing it with the control and for the text.
    pub refusal: Option<Refusal>,
    /// Why the reply, known as it is, may not be Box's own, or not mean this app: it then suspects, and confirms nothing.
    pub doubt: Option<Doubt>,
}

impl Observation {
    /// Whether a token was granted.
    #[must_use]
    pub fn granted(&self, catalogue: &Catalogue) -> bool {
        self.key.probe.asks_for_token() && self.is(catalogue.signs().token)
    }

    /// Whether the reply is a refusal that takes part in the diagnosis.
    #[must_use]
    pub fn is_refused(&self, catalogue: &Catalogue) -> bool {
        self.reading.takes_part() && self.outcome(catalogue) == Outcome::Denied
    }

    /// Whether the reply was read as that signature.
    #[must_use]
    pub fn is(&self, signature: SignatureId) -> bool {
        self.known() == Some(signature)
    }

    /// The signature, where the reply is a known one.
    #[must_use]
    pub const fn known(&self) -> Option<SignatureId> {
        match self.reading {
            Reading::Known(id) => Some(id),
            _ => None,
        }
    }

    /// Whether two refusals say the same: the same known reply, or the same code where either text is unknown.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        let (Some(one), Some(two)) = (&self.refusal, &other.refusal) else { return false };
        let same_text = match (&self.reading, &other.reading) {
            (Reading::Known(one), Reading::Known(two)) => one == two,
            _ => true,
        };
        normalize_code(&one.error) == normalize_code(&two.error) && same_text
    }

    /// Whether wrong credentials may be answered so, as Box documents them, whatever the control was told.
    #[must_use]
    pub fn may_mean_wrong_credentials(&self, catalogue: &Catalogue) -> bool {
        let may_be = match self.reading {
            Reading::Known(id) => SignatureSet::EMPTY.with(id),
            Reading::Vague(candidates) => candidates,
            _ => return false,
        };
        let variants = catalogue.cause_at(catalogue.wrong_credentials()).into_iter().flat_map(|cause| &cause.variants);
        variants
            .filter_map(|variant| variant.touch(self.key.probe))
            .any(|touch| matches!(touch, Touch::Replies(replies) if replies.all().meets(may_be)))
    }

    /// How the probe ended, in one word.
    #[must_use]
    pub fn outcome(&self, catalogue: &Catalogue) -> Outcome {
        match &self.reading {
            Reading::Fault(..) => Outcome::Failed,
            Reading::Known(id) => {
                let signature = catalogue.signature(*id);
                match (signature.answers, signature.status) {
                    (_, 200) => Outcome::Granted,
                    (_, 300..=399) => Outcome::Failed,
                    (Answers::Token | Answers::Api | Answers::Fact, _) => Outcome::Denied,
                }
            }
            Reading::Vague(_) | Reading::Unknown | Reading::Silent { granted: false, .. } => Outcome::Denied,
            Reading::Silent { granted: true, .. } => Outcome::Granted,
        }
    }
}

/// How a probe ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It got what it asked for.
    Granted,
    /// A well-formed refusal.
    Denied,
    /// Transport, transient, unreadable, or not Box.
    Failed,
    /// Not sent.
    Skipped,
}

impl Outcome {
    /// The outcome as a word.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Denied => "denied",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }
}

/// Whose requests the replies answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Provenance {
    /// Ours: each request is known, and well-formed.
    #[default]
    Live,
    /// Somebody else's, who told of the replies alone: what was sent is unseen.
    Reported,
}

/// Everything that is known when a diagnosis is made.
#[derive(Debug, Clone, Default)]
pub struct Observations {
    /// Whose requests the replies answered.
    pub provenance: Provenance,
    /// One observation for each probe that was sent, and for what the settings tell of themselves.
    pub all: Vec<Observation>,
    /// The subjects that the profile configures (`enterprise`, `user`).
    pub configured: Vec<Probe>,
    /// Probes that were worth sending, but for which there was no time.
    pub unsent: Vec<ProbeKey>,
}

impl Observations {
    /// What that probe told.
    #[must_use]
    pub fn of(&self, probe: Probe) -> Option<&Observation> {
        self.all.iter().find(|observation| observation.key.probe == probe)
    }
}

/// Reads every answer, against the profile and what the answers themselves tell of it.
#[must_use]
pub fn observe(
    catalogue: &Catalogue,
    identity: &Identity,
    configured: &[Probe],
    answers: &[(&ProbeKey, &Answer)],
) -> Observations {
    let mut identity = identity.clone();
    identity.service_account = answers
        .iter()
        .find(|(key, _)| key.probe == Probe::WhoamiEnterprise)
        .and_then(|(_, answer)| Account::of(answer));
    let all = answers
        .iter()
        .map(|(key, answer)| {
            let identity = Identity { target: key.target.clone(), ..identity.clone() };
            let reading = catalogue.classify(key.probe, answer, &identity);
            let doubt = catalogue.doubt(key.probe, &reading, answer, &identity);
            let refusal = refusal(answer).filter(|_| key.probe.asks_for_token());
            Observation { key: (*key).clone(), reading, refusal, doubt }
        })
        .collect();
    let mut found = Observations { all, configured: configured.to_vec(), ..Observations::default() };
    hush_forbidden(catalogue, &mut found);
    doubt_unlike_control(catalogue, &mut found);
    for observation in &mut found.all {
        if observation.known().is_some_and(|id| !catalogue.may_give(&observation.key, id)) {
            observation.reading = Reading::Unknown;
        }
    }
    let of_settings: Vec<Observation> = [(Probe::Enterprise, Probe::EnterpriseId), (Probe::User, Probe::UserId)]
        .into_iter()
        .filter(|(subject, _)| found.of(*subject).is_some_and(|seen| seen.is_refused(catalogue)))
        .filter_map(|(_, probe)| {
            let reading = Reading::Known(catalogue.classify_id(probe, &identity)?);
            Some(Observation { key: probe.into(), reading, refusal: None, doubt: None })
        })
        .collect();
    found.all.extend(of_settings);
    found
}

/// A token that may not even read its own account tells nothing by what else it is forbidden. Where the Service Account may not
/// either, that is no matter of the user's: whoever refuses every call tells nothing of any.
fn hush_forbidden(catalogue: &Catalogue, found: &mut Observations) {
    let refused = |found: &Observations, probe: Probe| {
        found.of(probe).is_some_and(|seen| matches!(seen.reading, Reading::Silent { granted: false, .. }))
    };
    let forbidden = |seen: &Observation| seen.is(catalogue.signs().forbidden);
    let enterprise = refused(found, Probe::WhoamiEnterprise);
    let user = refused(found, Probe::WhoamiUser) || found.of(Probe::WhoamiUser).is_some_and(forbidden);
    let by_enterprise = found.of(Probe::Enterprise).is_some_and(|seen| seen.granted(catalogue));
    let of_target = if by_enterprise { enterprise } else { user };
    for observation in &mut found.all {
        let tells_nothing = match observation.key.probe {
            Probe::WhoamiUser => enterprise,
            Probe::Scope | Probe::Folder => of_target,
            _ => false,
        };
        if tells_nothing && forbidden(observation) {
            let why = "the calls that tell whose the token is are forbidden as well, so this tells nothing".to_owned();
            observation.reading = Reading::Silent { granted: false, why };
        }
    }
}

/// Without a subject only the credentials can be refused, and with a wrong secret they are. Where a real request was refused
/// otherwise than the control, one of the two tells nothing of the credentials: more than one back end answers, or the
/// documentation is wrong. Which, no reply says.
fn doubt_unlike_control(catalogue: &Catalogue, found: &mut Observations) {
    let Some(control) = found.of(Probe::BadSecret).filter(|control| control.refusal.is_some()) else { return };
    let unlike = |seen: &Observation| {
        let is_verdict = |refusal: &Refusal| normalize_code(&refusal.error) == "invalid_client";
        seen.key.probe.asks_for_token()
            && seen.is_refused(catalogue)
            && !seen.says_the_same(control)
            && !seen.refusal.as_ref().is_some_and(is_verdict)
    };
    if !found.all.iter().any(|seen| seen.key.probe != Probe::BadSecret && unlike(seen)) {
        return;
    }
    for seen in found.all.iter_mut().filter(|seen| seen.key.probe == Probe::NoSubject) {
        if seen.may_mean_wrong_credentials(catalogue) {
            seen.doubt = seen.doubt.or(Some(Doubt::UnlikeControl));
        }
    }
}
