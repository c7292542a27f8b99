//! The loop that makes the rooms work together: while the diagnosis names probes worth sending, they are sent.
//!
//! One profile at a time; whatever was received is revoked, on every way out.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use crate::box_api::{self, Client, Limits};
use crate::catalogue::{Catalogue, Probe, ProbeKey};
use crate::diagnose::{Assessment, Standing, credentials_refused, first_wave, subject_of};
use crate::examination::{Agenda, Examination, Examinee, Expectation, Expected, Revocations};
use crate::observation::Outcome;
use crate::probe::{Held, send};
use crate::settings::Profile;

/// The pause before the second round; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
/// No pause is longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// How a check is to be done.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whether the control is sent.
    pub control: bool,
    /// Whether the enterprise's users and its Terms of Service may be asked for, where that tells.
    pub user_list: bool,
    /// Whether received tokens are revoked.
    pub revoke: bool,
    /// How long the examination of one profile may take.
    pub timeout: Duration,
    /// For how long what failed is repeated; zero for not at all.
    pub wait: Duration,
    /// What is expected beyond a token for each configured subject.
    pub expectations: Vec<Expectation>,
}

/// Everything is done that tells, for half a minute at most, and nothing is expected but a token for each configured subject.
impl Default for Options {
    fn default() -> Self {
        Self {
            control: true,
            user_list: true,
            revoke: true,
            timeout: Duration::from_secs(30),
            wait: Duration::ZERO,
            expectations: Vec::new(),
        }
    }
}

/// An examination under way: kept apart from its loop, so that an interrupt can still revoke.
pub struct Check<'c, 'a> {
    catalogue: &'c Catalogue,
    profile: &'a Profile,
    options: Options,
    client: Client,
}

impl<'c, 'a> Check<'c, 'a> {
    /// Sets an examination up; its time starts now.
    ///
    /// # Errors
    ///
    /// If no HTTP client can be set up.
    pub fn new(catalogue: &'c Catalogue, profile: &'a Profile, options: Options) -> Result<Self, box_api::Error> {
        let limits = Limits { examination: options.timeout, revoke: options.revoke };
        let client = Client::new(profile, limits, catalogue.vocabulary())?;
        Ok(Self { catalogue, profile, options, client })
    }

    /// Sends wave after wave; with time to wait, what failed again, until all is well, and last what was well before; then
    /// revokes. Hands on what was learned, and what that comes to.
    ///
    /// `progress` is told of each round, and of each two seconds for which nothing came.
    pub async fn run(&self, progress: &dyn Fn(Progress)) -> (Examination, Assessment<'c>) {
        let subject = Examinee::of(self.profile);
        let mut examination = Examination {
            expectations: subject.expectations(&self.options.expectations),
            agenda: self.agenda(),
            subject,
            revoke: self.options.revoke,
            rounds: 1,
            ..Examination::default()
        };
        let mut held = Held::default();
        let mut assessment = self.round(&mut examination, &mut held, progress).await;
        let until = Instant::now() + self.options.wait;
        let mut pause = FIRST_PAUSE.min(self.options.wait / 8);
        loop {
            let mut kept = Vec::new();
            while assessment.may_still_change() && Instant::now() + pause < until {
                progress(Progress::Pausing { pause: whole_millis(pause) });
                sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
                kept = forget_failures(self.catalogue, &mut examination, &assessment);
                examination.rounds += 1;
                self.client.restart_clock();
                assessment = self.round(&mut examination, &mut held, progress).await;
            }
            if kept.is_empty() {
                break;
            }
            // What was well rounds ago is no evidence now: the last round asks for it once more. With credentials that are
            // refused by now nothing is asked for, and what they were granted before is forgotten.
            examination.exchanges.retain(|exchange| !kept.contains(&exchange.key));
            if credentials_refused(&examination.observations(self.catalogue)) {
                assessment = Assessment::of(self.catalogue, &examination);
                break;
            }
            assessment = self.round(&mut examination, &mut held, progress).await;
        }
        examination.tokens = self.client.revoke_all().await;
        examination.footprint = self.client.footprint();
        (examination, assessment)
    }

    /// Sends wave after wave until nothing more can be learned; assesses what came, once for each wave.
    async fn round(
        &self,
        examination: &mut Examination,
        held: &mut Held,
        progress: &dyn Fn(Progress),
    ) -> Assessment<'c> {
        examination.out_of_time.clear();
        loop {
            let observations = examination.observations(self.catalogue);
            let first = first_wave(&observations, &examination.agenda);
            let assess = || Assessment::new(self.catalogue, observations, &examination.expectations);
            let assessment = first.is_empty().then(assess);
            let wave = assessment.as_ref().map_or(first, |assessment| assessment.next_wave(&examination.agenda));
            let ended = |assessment: Option<Assessment<'c>>, examination: &Examination| {
                assessment.unwrap_or_else(|| Assessment::of(self.catalogue, examination))
            };
            if self.client.is_out_of_time() {
                examination.out_of_time = wave;
                return ended(assessment, examination).without_time_for(&examination.out_of_time);
            }
            let sending = send(&self.client, self.catalogue, self.profile, &examination.exchanges, held, &wave);
            let sent = watched(sending, progress).await;
            if sent.is_empty() {
                return ended(assessment, examination);
            }
            examination.exchanges.extend(sent);
            self.client.redact_again(examination.exchanges.iter_mut().map(|exchange| &mut exchange.answer));
        }
    }

    /// How many token requests may have minted a token that was not read.
    #[must_use]
    pub fn unanswered(&self) -> u32 {
        self.client.footprint().unanswered
    }

    /// Ends the examination before its time, in two seconds at most: `run` is it, as far as it got. Nothing new is sent, what
    /// is under way is read, and what was received is revoked.
    pub async fn break_off(&self, run: impl Future + Unpin) -> Revocations {
        self.client.break_off(run).await
    }

    fn agenda(&self) -> Agenda {
        Agenda {
            control: self.options.control && self.client.has_control(),
            app_user: self.profile.app_user_id.is_some(),
            user_list: self.options.user_list,
            swap_unlikely: self.profile.is_swap_unlikely(),
            targets: targets(&self.options.expectations),
        }
    }
}

/// What an examination that takes its time tells while it lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// Replies have been waited for so long by now.
    Waiting {
        /// Since they were asked for.
        waited: Duration,
    },
    /// All is not well yet, and what failed is asked again after a pause.
    Pausing {
        /// How long.
        pause: Duration,
    },
}

/// After how long a wait is told, and how often then.
const BEAT: Duration = Duration::from_secs(2);

/// Waits for what was sent, and tells of it while that takes.
async fn watched<T>(sending: impl Future<Output = T>, progress: &dyn Fn(Progress)) -> T {
    let mut sending = std::pin::pin!(sending);
    let mut waited = Duration::ZERO;
    loop {
        if let Ok(sent) = timeout(BEAT, &mut sending).await {
            return sent;
        }
        waited += BEAT;
        progress(Progress::Waiting { waited });
    }
}

/// The scopes and folders that something is expected of.
fn targets(expectations: &[Expectation]) -> Vec<ProbeKey> {
    expectations.iter().map(|wanted| &wanted.key).filter(|key| key.target.is_some()).cloned().collect()
}

/// Takes out of an examination what another round is to ask again: each subject that is not as expected with all that hangs
/// on its token, since a change takes effect in a new token only. What is left is told, but for the control, which stays.
fn forget_failures(catalogue: &Catalogue, examination: &mut Examination, assessment: &Assessment<'_>) -> Vec<ProbeKey> {
    let observations = assessment.observations();
    let enterprise = observations.of(Probe::Enterprise).is_some_and(|observation| observation.granted(catalogue));
    let shows_targets = if enterprise { Probe::Enterprise } else { Probe::User };
    let subject = |probe: Probe| match probe {
        Probe::Scope | Probe::Folder => shows_targets,
        other => subject_of(other),
    };
    // Where no set of causes explains the replies, nothing is met; what was granted and used is well even then.
    let worked = |wanted: &Expectation| {
        let hangs_on_it = |key: &ProbeKey| key.target.is_none() && subject_of(key.probe) == wanted.key.probe;
        let of_it = observations.all.iter().filter(|one| one.key == wanted.key || hangs_on_it(&one.key));
        wanted.expected == Expected::Granted
            && of_it.map(|one| one.outcome(catalogue)).all(|outcome| outcome == Outcome::Granted)
    };
    let is_well = |(wanted, standing): &(&Expectation, Standing)| *standing == Standing::Met || worked(wanted);
    let failed = assessment.standings().filter(|it| !is_well(it));
    let mut again: Vec<Probe> = failed.map(|(wanted, _)| subject(wanted.key.probe)).collect();
    if again.is_empty() {
        // Each is well by itself, and together they are not.
        again.clone_from(&observations.configured);
    }
    examination.exchanges.retain(|exchange| match exchange.key.probe {
        Probe::BadSecret => true,
        Probe::NoSubject => false,
        probe => !again.contains(&subject(probe)),
    });
    let kept = examination.exchanges.iter().map(|exchange| &exchange.key);
    kept.filter(|key| key.probe != Probe::BadSecret).cloned().collect()
}

fn whole_millis(duration: Duration) -> Duration {
    Duration::from_millis(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}
