//! What changed between two recordings: who was examined, how, with what expectations, and what came of it.

use super::assemble::{assemble, masked};
use super::{Change, ChangeKind, DiffReport, Shown};
use crate::catalogue::Catalogue;
use crate::diagnose::Assessment;
use crate::examination::Examination;

/// What kind of thing, its id and target.
type Key = (ChangeKind, String, Option<String>);
/// A thing, and how it is.
type State = (Key, String);

/// The name of the one value that is shown in part.
const CLIENT_ID: &str = "client_id";

impl DiffReport {
    /// Compares profiles of the same name. Of one that is on one side only, no more is told than that.
    #[must_use]
    pub fn between(catalogue: &Catalogue, before: &[Examination], after: &[Examination]) -> Self {
        let mut names: Vec<&str> = before.iter().chain(after).map(|one| one.subject.profile.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let mut changes = Vec::new();
        for name in names {
            let of = |examinations: &[Examination]| -> Option<Vec<State>> {
                examinations.iter().find(|one| one.subject.profile == name).map(|one| states(catalogue, one))
            };
            let (before, after) = (of(before), of(after));
            let is_told = |change: &Change| {
                (before.is_some() && after.is_some())
                    || matches!(change.kind, ChangeKind::Profile | ChangeKind::Verdict)
            };
            let all = changed(name, before.as_deref().unwrap_or_default(), after.as_deref().unwrap_or_default());
            changes.extend(all.into_iter().filter(is_told));
        }
        Self { exit_code: 0, changes }
    }
}

fn states(catalogue: &Catalogue, examination: &Examination) -> Vec<State> {
    let (subject, profile) =
        (&examination.subject, assemble(catalogue, examination, &Assessment::of(catalogue, examination)));
    let state = |kind, id: &str, target: Option<&str>, how: &str| {
        ((kind, id.to_owned(), target.map(str::to_owned)), how.to_owned())
    };
    let mut states = vec![state(ChangeKind::Profile, "", None, "there")];
    let identity = [
        (CLIENT_ID, Some(&subject.client_id)),
        ("enterprise_id", subject.enterprise_id.as_ref()),
        ("user_id", subject.user_id.as_ref()),
        ("base_url", subject.base_url.as_ref()),
        ("proxy", subject.proxy.as_ref()),
        ("simulated", subject.simulated.as_ref()),
    ];
    let told = identity.into_iter().filter_map(|(name, value)| Some((name, value.filter(|value| !value.is_empty())?)));
    states.extend(told.map(|(name, value)| state(ChangeKind::Identity, name, None, value)));
    states.extend(
        subject.origins.iter().map(|(name, origin)| state(ChangeKind::Setting, name, None, &origin.to_string())),
    );
    states.extend(examination.expectations.iter().map(|wanted| {
        state(ChangeKind::Expectation, wanted.key.probe.id(), wanted.key.target.as_deref(), wanted.expected.id())
    }));
    states.push(state(ChangeKind::Verdict, "", None, profile.verdict.id()));
    states.extend(profile.probes.iter().map(|probe| {
        let outcome = probe.outcome.id();
        let how = probe.signature.as_ref().map_or(outcome.to_owned(), |signature| format!("{outcome} ({signature})"));
        state(ChangeKind::Probe, &probe.probe, probe.target.as_deref(), &how)
    }));
    states.extend(
        profile
            .findings
            .iter()
            .map(|finding| state(ChangeKind::Finding, &finding.id, finding.target.as_deref(), finding.status.id())),
    );
    states
}

fn changed(profile: &str, before: &[State], after: &[State]) -> Vec<Change> {
    let of = |states: &[State], key: &Key| states.iter().find(|(other, _)| other == key).map(|(_, how)| how.clone());
    let gone = before.iter().filter(|(key, _)| of(after, key).is_none());
    let mut changes: Vec<Change> = after
        .iter()
        .chain(gone)
        .map(|(key, _)| (key, of(before, key), of(after, key)))
        .filter(|(_, before, after)| before != after)
        .map(|((kind, id, target), before, after)| {
            let [before, after] = shown(*kind, id, before, after);
            Change {
                profile: profile.into(),
                kind: *kind,
                id: id.into(),
                target: target.as_ref().map(Shown::from),
                before,
                after,
            }
        })
        .collect();
    changes.sort_by_key(|change| change.kind);
    changes
}

/// How a thing was and is, for a reader. Two client IDs that look alike, as they are shown, are told to be two.
fn shown(kind: ChangeKind, id: &str, before: Option<String>, after: Option<String>) -> [Option<Shown>; 2] {
    if (kind, id) != (ChangeKind::Identity, CLIENT_ID) {
        return [before, after].map(|how| how.map(Shown::from));
    }
    let [before, after] = [before, after].map(|client_id| client_id.map(|client_id| masked(&client_id)));
    let after = if before == after { after.map(|alike| format!("{alike} (another one)")) } else { after };
    [before, after].map(|how| how.map(Shown::from))
}
