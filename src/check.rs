//! The loop that makes the rooms work together: while the diagnosis names probes worth sending, they are sent.
//!
//! One profile at a time; whatever was received is revoked, on every way out.

use std::time::Duration;

use crate::box_api::{self, Client, Limits, Revocations};
use crate::catalogue::{Catalogue, Identity, Probe, ProbeKey};
use crate::diagnose::{Agenda, Expectation, Expected, Findings, next_wave};
use crate::probe::{Exchange, observe, send};
use crate::settings::Profile;

/// How a check is to be done.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Whether the control is sent.
    pub control: bool,
    /// Whether received tokens are revoked.
    pub revoke: bool,
    /// How long the examination of one profile may take.
    pub timeout: Duration,
}

/// What one examination came to.
#[derive(Debug, Clone)]
pub struct Examination {
    /// What was sent and what came back, in the order sent.
    pub exchanges: Vec<Exchange>,
    /// The same, read.
    pub findings: Findings,
    /// What was expected.
    pub expectations: Vec<Expectation>,
    /// What could be asked.
    pub agenda: Agenda,
    /// The tokens that were received and revoked.
    pub tokens: Revocations,
    /// Whether tokens were to be revoked.
    pub revoke: bool,
    /// Probes that were worth sending when the time was up.
    pub out_of_time: Vec<ProbeKey>,
}

/// An examination under way: kept apart from its loop, so that an interrupt can still revoke.
pub struct Check<'a> {
    catalogue: &'a Catalogue,
    profile: &'a Profile,
    options: Options,
    client: Client,
}

impl<'a> Check<'a> {
    /// Sets an examination up; its time starts now.
    ///
    /// # Errors
    ///
    /// If no HTTP client can be set up.
    pub fn new(catalogue: &'a Catalogue, profile: &'a Profile, options: Options) -> Result<Self, box_api::Error> {
        let limits = Limits { examination: options.timeout, revoke: options.revoke };
        let client =
            Client::new(&profile.base_url.value, &profile.client_id.value, &profile.client_secret.value, limits)?;
        Ok(Self { catalogue, profile, options, client })
    }

    /// Sends wave after wave, then revokes.
    pub async fn run(&self) -> Examination {
        let agenda = self.agenda();
        let (identity, configured) = (identity(self.profile), configured(self.profile));
        let mut exchanges: Vec<Exchange> = Vec::new();
        let mut out_of_time = Vec::new();
        let findings = loop {
            let findings = observe(self.catalogue, &identity, &configured, &exchanges);
            let wave = next_wave(self.catalogue, &findings, &agenda);
            if self.client.is_out_of_time() {
                out_of_time = wave;
                break findings;
            }
            let sent = send(&self.client, self.profile, &exchanges, &wave).await;
            if sent.is_empty() {
                break findings;
            }
            exchanges.extend(sent);
        };
        let tokens = self.client.revoke_all().await;
        let expectations = expectations(self.profile);
        Examination { exchanges, findings, expectations, agenda, tokens, revoke: self.options.revoke, out_of_time }
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
            targets: Vec::new(),
        }
    }
}

/// The subjects that the profile configures.
fn configured(profile: &Profile) -> Vec<Probe> {
    let enterprise = profile.enterprise_id.is_some().then_some(Probe::Enterprise);
    let user = profile.user_id.is_some().then_some(Probe::User);
    enterprise.into_iter().chain(user).collect()
}

/// What replies are read against.
fn identity(profile: &Profile) -> Identity {
    Identity {
        enterprise_id: profile.enterprise_id.as_ref().map(|id| id.value.as_str().to_owned()),
        user_id: profile.user_id.as_ref().map(|id| id.value.as_str().to_owned()),
        service_account_id: None,
        base_url: Some(profile.base_url.value.join("oauth2/token")),
    }
}

/// Without any expectation, each configured subject is expected to be granted a token.
fn expectations(profile: &Profile) -> Vec<Expectation> {
    configured(profile)
        .into_iter()
        .map(|probe| Expectation { key: probe.into(), expected: Expected::Granted })
        .collect()
}

/// Enterprise IDs seen have 6 to 10 digits, user IDs 8 to 11: outside the overlap, neither can be the other.
fn swap_is_unlikely(profile: &Profile) -> bool {
    let enterprise_is_short = profile.enterprise_id.as_ref().is_some_and(|id| id.value.as_str().len() < 8);
    let user_is_long = profile.user_id.as_ref().is_some_and(|id| id.value.as_str().len() > 10);
    enterprise_is_short || user_is_long
}
