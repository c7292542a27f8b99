//! Sends a wave of probes.
//!
//! Knows which requests each probe is; does not know why it is sent, nor what its reply proves.

mod lists;
mod requests;

use std::collections::BTreeMap;

use futures_util::stream::{self, StreamExt};

use crate::box_api::{Client, Request, Sent, TokenHandle};
use crate::catalogue::{Catalogue, Probe, ProbeKey};
use crate::examination::{About, Exchange};
use crate::settings::Profile;

use lists::{app_user_in, second_call};
use requests::{Asked, request};

/// How many requests are under way at a time: more than any wave has that somebody did not lengthen by expectations.
const AT_ONCE: usize = 8;

/// What was received that no examination keeps, for the requests to come.
#[derive(Debug, Default)]
pub struct Held {
    /// The tokens, by the probe that was granted them.
    tokens: BTreeMap<Probe, TokenHandle>,
    /// The ID of the App User that a list showed.
    app_user: Option<String>,
}

impl Held {
    /// Notes what a probe was given, in place of what it was given before.
    fn note(&mut self, probe: Probe, token: Option<TokenHandle>, app_user: Option<String>) {
        match token {
            Some(token) => self.tokens.insert(probe, token),
            None => self.tokens.remove(&probe),
        };
        if probe == Probe::AppUserList {
            self.app_user = app_user;
        }
    }
}

/// Sends the probes of one wave, all at once, or so many at a time; those that cannot be asked are left out.
pub async fn send(
    client: &Client,
    catalogue: &Catalogue,
    profile: &Profile,
    before: &[Exchange],
    held: &mut Held,
    wave: &[ProbeKey],
) -> Vec<Exchange> {
    let asked = Asked { catalogue, profile, before, held };
    let sending = wave.iter().filter_map(|key| Some(one(client, asked, key, request(asked, key)?)));
    // In the order of the wave, whichever reply comes first.
    let sent: Vec<Received> = stream::iter(sending).buffered(AT_ONCE).collect().await;
    let note = |Received { exchange, token, app_user }| {
        let Exchange { key, .. } = &exchange;
        held.note(key.probe, token, app_user);
        exchange
    };
    sent.into_iter().map(note).collect()
}

/// What one probe came to, and what was received with it.
struct Received {
    exchange: Exchange,
    token: Option<TokenHandle>,
    app_user: Option<String>,
}

/// Sends one probe, in two calls where the first does not tell.
async fn one(client: &Client, asked: Asked<'_>, key: &ProbeKey, first: Request) -> Received {
    let mut sent = client.send(&first).await;
    let (mut last, mut terms) = (first, None);
    if let Some(second) = second_call(asked.profile, key.probe, &last, &sent.answer) {
        let before = sent;
        sent = client.send(&second).await;
        // Each call is sent once, and again only after a passing failure.
        sent.attempts += before.attempts - 1;
        sent.duration += before.duration;
        lists::join(&before.answer, &mut sent.answer);
        terms = lists::terms_in(&before.answer);
        last = second;
    }
    let user_id = asked.profile.user_id.as_ref().map(|id| id.value.as_str());
    let app_user = app_user_in(asked, key.probe, &sent.answer);
    if let Some(id) = &app_user {
        client.hide(id);
    }
    let curl = requests::as_curl(asked, key.probe, &last);
    let Sent { answer, attempts, duration, retry_after, token } = sent;
    let had = Exchange::had(key.clone(), answer, About { user_id, terms: terms.as_deref() });
    Received { exchange: Exchange { curl, attempts, duration, retry_after, ..had }, token, app_user }
}
