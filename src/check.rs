//! The loop that makes the rooms work together: while the diagnosis names probes worth sending, they are sent.
//!
//! One profile at a time; whatever was received is revoked, on every way out.

use std::time::Duration;

use crate::box_api::{self, Client, Limits, Revocations};
use crate::catalogue::{Catalogue, ProbeKey};
use crate::diagnose::{Agenda, Expectation, next_wave};
use crate::examination::{Examination, Subject};
use crate::probe::send;
use crate::settings::Profile;

/// How a check is to be done.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whether the control is sent.
    pub control: bool,
    /// Whether received tokens are revoked.
    pub revoke: bool,
    /// How long the examination of one profile may take.
    pub timeout: Duration,
    /// What is expected beyond a token for each configured subject.
    pub expectations: Vec<Expectation>,
}

/// An examination under way: kept apart from its loop, so that an interrupt can still revoke.
pub struct Check<'a> {
    catalogue: &'a Catalogue,
    profile: &'a Profile,
    simulated: Option<&'a str>,
    options: Options,
    client: Client,
}

impl<'a> Check<'a> {
    /// Sets an examination up; its time starts now.
    ///
    /// # Errors
    ///
    /// If no HTTP client can be set up.
    pub fn new(
        catalogue: &'a Catalogue,
        profile: &'a Profile,
        simulated: Option<&'a str>,
        options: Options,
    ) -> Result<Self, box_api::Error> {
        let limits = Limits { examination: options.timeout, revoke: options.revoke };
        let client =
            Client::new(&profile.base_url.value, &profile.client_id.value, &profile.client_secret.value, limits)?;
        Ok(Self { catalogue, profile, simulated, options, client })
    }

    /// Sends wave after wave, then revokes.
    pub async fn run(&self) -> Examination {
        let subject = Subject::of(self.profile, self.simulated);
        let mut examination = Examination {
            expectations: subject.expectations(&self.options.expectations),
            agenda: self.agenda(),
            subject,
            revoke: self.options.revoke,
            ..Examination::default()
        };
        loop {
            let findings = examination.findings(self.catalogue);
            let wave = next_wave(self.catalogue, &findings, &examination.agenda);
            if self.client.is_out_of_time() {
                examination.out_of_time = wave;
                break;
            }
            let sent = send(&self.client, self.catalogue, self.profile, &examination.exchanges, &wave).await;
            if sent.is_empty() {
                break;
            }
            examination.exchanges.extend(sent);
        }
        examination.tokens = self.client.revoke_all().await;
        examination
    }

    /// Revokes what was received so far, in two seconds at most.
    pub async fn break_off(&self) -> Revocations {
        self.client.revoke_in_haste().await
    }

    fn agenda(&self) -> Agenda {
        Agenda {
            control: self.options.control && self.client.has_control(),
            app_user: self.profile.app_user_id.is_some(),
            swap_unlikely: swap_is_unlikely(self.profile),
            targets: targets(&self.options.expectations),
        }
    }
}

/// Enterprise IDs seen have 6 to 10 digits, user IDs 8 to 11: outside the overlap, neither can be the other.
fn swap_is_unlikely(profile: &Profile) -> bool {
    let enterprise_is_short = profile.enterprise_id.as_ref().is_some_and(|id| id.value.as_str().len() < 8);
    let user_is_long = profile.user_id.as_ref().is_some_and(|id| id.value.as_str().len() > 10);
    enterprise_is_short || user_is_long
}

/// The scopes and folders that something is expected of.
fn targets(expectations: &[Expectation]) -> Vec<ProbeKey> {
    expectations.iter().map(|wanted| &wanted.key).filter(|key| key.target.is_some()).cloned().collect()
}
