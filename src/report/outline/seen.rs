//! What was asked and what came back: a row for each subject, one mark each, in the reader's terms.

use crate::catalogue::Probe;
use crate::diagnose::Verdict;
use crate::observation::Outcome;
use crate::report::{Mark, ProbeReport, ProfileReport};
use crate::settings::BaseUrl;
use crate::wording::counted;

use super::headline::is_expected;

/// From this many rows that say the same on, they are one.
const ALIKE: usize = 3;

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// What the reply says of the app.
    pub mark: Mark,
    /// Of whom or what.
    pub label: String,
    /// What came back.
    pub says: String,
}

/// The rows of a profile: those of its subjects with what their tokens were good for, the control last.
pub(super) fn rows(profile: &ProfileReport) -> Vec<Seen> {
    let (control, others): (Vec<&ProbeReport>, Vec<&ProbeReport>) =
        profile.probes.iter().partition(|probe| probe.is(Probe::BadSecret));
    let told = others.into_iter().filter(|probe| !is_told_with_token(profile, probe));
    let mut rows: Vec<Seen> = Vec::new();
    for seen in told.map(|probe| row(profile, probe)).collect::<Vec<_>>().chunk_by(alike) {
        match seen {
            [first, ..] if seen.len() >= ALIKE && first.label.contains(' ') => rows.push(together(first, seen)),
            _ => rows.extend(seen.iter().cloned()),
        }
    }
    rows.extend(control.into_iter().map(|probe| Seen {
        mark: probe.mark,
        label: probe.label.to_string(),
        says: of_control(profile, probe),
    }));
    rows
}

/// Rows of one kind that say the same, as one: "3 folders".
fn together(first: &Seen, all: &[Seen]) -> Seen {
    const NAMED: usize = 8;
    let name = |seen: &Seen| seen.label.split_once(' ').map_or_else(|| seen.label.clone(), |(_, name)| name.to_owned());
    let kind = first.label.split(' ').next().unwrap_or_default();
    let named: Vec<String> = all.iter().take(NAMED).map(name).collect();
    let more = match all.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let says = format!("{}: {}{more}", first.says, named.join(", "));
    Seen { mark: first.mark, label: format!("{} {kind}s", all.len()), says }
}

/// Whether two rows are of one kind, and say the same.
fn alike(one: &Seen, other: &Seen) -> bool {
    let kind = |seen: &Seen| seen.label.split(' ').next().unwrap_or_default().to_owned();
    (one.mark, &one.says, kind(one)) == (other.mark, &other.says, kind(other))
}

/// The call that reads a token's own account.
fn whoami(probe: &ProbeReport) -> Option<Probe> {
    [(Probe::Enterprise, Probe::WhoamiEnterprise), (Probe::User, Probe::WhoamiUser)]
        .into_iter()
        .find(|(token, _)| probe.is(*token))
        .map(|(_, whoami)| whoami)
}

/// Whether the probe is the use of a token that worked: the token's own row tells it.
fn is_told_with_token(profile: &ProfileReport, probe: &ProbeReport) -> bool {
    let used = |token: &ProbeReport| token.outcome == Outcome::Granted && whoami(token).is_some_and(|it| probe.is(it));
    probe.mark == Mark::Good && profile.probes.iter().any(used)
}

fn row(profile: &ProfileReport, probe: &ProbeReport) -> Seen {
    let used = whoami(probe).and_then(|wanted| profile.probes.iter().find(|probe| probe.is(wanted)));
    let works = used.is_some_and(|used| used.mark == Mark::Good);
    let asks_for_token = Probe::from_id(&probe.probe).is_some_and(Probe::asks_for_token);
    let says = match probe.outcome {
        Outcome::Granted if asks_for_token && works => "token granted, and it works".to_owned(),
        Outcome::Granted if asks_for_token && (probe.is(Probe::AppUser) || probe.is(Probe::FoundAppUser)) => {
            "token granted, for comparison".to_owned()
        }
        Outcome::Granted if asks_for_token => "token granted".to_owned(),
        Outcome::Granted if probe.target.is_some() && probe.mark == Mark::Good => "can be read".to_owned(),
        Outcome::Granted => probe.says.to_string(),
        Outcome::Denied if is_expected(probe) && probe.mark == Mark::Good => {
            format!("refused, as expected: {}", refusal(probe))
        }
        Outcome::Denied => refusal(probe),
        Outcome::Failed | Outcome::Skipped => failure(probe),
    };
    let unexpected = probe.outcome == Outcome::Granted && is_expected(probe);
    let says = if unexpected { format!("{says}, though it was to be refused") } else { says };
    Seen { mark: probe.mark, label: probe.label.to_string(), says }
}

/// A refusal: its status, its code, its words.
fn refusal(probe: &ProbeReport) -> String {
    let words = match (&probe.error, &probe.error_description) {
        (Some(error), Some(description)) => format!("{error}: {description}"),
        (Some(error), None) => error.to_string(),
        (None, Some(description)) => description.to_string(),
        (None, None) => probe.says.trim_start_matches("was ").to_owned(),
    };
    let words = shortened(words);
    match probe.http_status {
        Some(status) if !words.contains(&status.to_string()) => format!("{status} {words}"),
        _ => words,
    }
}

/// A text of a server as far as a row has room for it; `-vv` shows the whole.
fn shortened(text: String) -> String {
    const MOST: usize = 200;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}… (-vv)", text[..end].trim_end()),
        None => text,
    }
}

/// Why there is no reply, or none that can be read.
fn failure(probe: &ProbeReport) -> String {
    let why = probe.reason.as_deref().unwrap_or(&probe.says).trim_start_matches("was ");
    let status = probe.http_status.map(|status| status.to_string()).filter(|status| !why.contains(status));
    let status = status.map(|status| format!("{status} ")).unwrap_or_default();
    let wait = probe.retry_after_s.map(|wait| format!("; asks to wait {wait} s")).unwrap_or_default();
    let attempts = if probe.attempts > 1 { format!(" ({} attempts)", probe.attempts) } else { String::new() };
    format!("{status}{why}{wait}{attempts}")
}

/// What the control tells, beside the other requests for a token.
fn of_control(profile: &ProfileReport, control: &ProbeReport) -> String {
    let is_refused = |probe: &&ProbeReport| {
        probe.outcome == Outcome::Denied
            && !probe.is(Probe::BadSecret)
            && Probe::from_id(&probe.probe).is_some_and(Probe::asks_for_token)
    };
    let refused: Vec<&ProbeReport> = profile.probes.iter().filter(is_refused).collect();
    let same =
        |probe: &&ProbeReport| (&probe.error, &probe.error_description) == (&control.error, &control.error_description);
    let code = control.error.as_ref().map(|error| format!(" ({error})")).unwrap_or_default();
    match control.outcome {
        Outcome::Granted => "a wrong secret was granted a token".to_owned(),
        Outcome::Failed | Outcome::Skipped => failure(control),
        Outcome::Denied if control.mark != Mark::Good => refusal(control),
        Outcome::Denied if refused.is_empty() => "a wrong secret is refused, as it should be".to_owned(),
        Outcome::Denied if refused.iter().any(same) => format!("a wrong secret gets the same answer{code}"),
        Outcome::Denied => format!("a wrong secret gets another answer{code}"),
    }
}

/// What a healthy app was not checked for, and how to have it checked.
pub(super) fn unchecked(profile: &ProfileReport) -> Option<String> {
    if profile.verdict != Verdict::Healthy || profile.as_reported {
        return None;
    }
    let asked = |wanted: Probe| profile.probes.iter().any(|probe| probe.is(wanted));
    let all = [
        (Probe::User, "a user's token", "--user-id"),
        (Probe::Enterprise, "the Service Account", "--enterprise-id"),
        (Probe::BadSecret, "whether a wrong secret is refused", "leave out --no-control"),
        (Probe::Scope, "scopes", "--expect scope=NAME"),
        (Probe::Folder, "folders", "--expect folder=ID"),
    ];
    let missing: Vec<_> = all.into_iter().filter(|(probe, ..)| !asked(*probe)).collect();
    let what: Vec<&str> = missing.iter().map(|(_, what, _)| *what).collect();
    let flags: Vec<&str> = missing.iter().map(|(.., flag)| *flag).collect();
    (!missing.is_empty()).then(|| format!("Not checked: {} ({}).", what.join(", "), flags.join(", ")))
}

/// What was sent, and what became of the tokens.
pub(super) fn footprint(profile: &ProfileReport) -> Vec<String> {
    let (sent, tokens) = (profile.footprint, profile.tokens);
    if profile.as_reported {
        return vec!["As reported: nothing was sent.".to_owned()];
    }
    let mut lines = Vec::new();
    if sent.token_requests == 0 {
        lines.push("Nothing left this machine: no secret was sent.".to_owned());
    } else {
        let wrong = if sent.wrong_secrets > 0 {
            format!(" ({} with a wrong secret)", sent.wrong_secrets)
        } else {
            String::new()
        };
        let reads = if sent.reads > 0 { format!(", {}", counted(sent.reads as usize, "read")) } else { String::new() };
        let rounds = if profile.rounds > 1 { format!(" in {} rounds", profile.rounds) } else { String::new() };
        let requests = counted(sent.token_requests as usize, "token request");
        lines.push(format!("{requests}{wrong}{reads}{rounds}; {}.", tokens_of(profile)));
    }
    if sent.unanswered > 0 {
        let requests = counted(sent.unanswered as usize, "request");
        lines.push(format!("{requests} may have minted a token that was not read; it expires in about an hour."));
    }
    let way = profile.proxy.as_ref().map(|proxy| format!(" through the proxy {proxy}")).unwrap_or_default();
    if profile.simulated.is_none()
        && (profile.proxy.is_some() || &*profile.base_url != BaseUrl::BOX)
        && tokens.received + usize::from(sent.token_requests > 0) > 0
    {
        lines.push(format!("Asked {}{way}.", profile.base_url));
    }
    lines
}

/// What became of the tokens.
fn tokens_of(profile: &ProfileReport) -> String {
    let (received, revoked) = (profile.tokens.received, profile.tokens.revoked);
    let all = counted(received, "token");
    match (received, revoked) {
        (0, _) => "no token was received".to_owned(),
        _ if !profile.revoke => format!("{all}, left to expire in about an hour"),
        (1, 1) => format!("{all}, revoked"),
        (2, 2) => format!("{all}, both revoked"),
        (received, revoked) if received == revoked => format!("{all}, all revoked"),
        _ => format!("{all}, {revoked} revoked"),
    }
}
