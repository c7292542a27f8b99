//! From what was typed to what is expected: names are looked up, and what could never be told is refused.

use crate::catalogue::{Catalogue, Probe, ProbeKey};
use crate::cli::{Expect, ExpectedOf as Typed, ExpectedOutcome};
use crate::examination::{Expectation, Expected};

/// Looks up what was typed.
///
/// # Errors
///
/// If a scope is unknown or no read can show it, a subject is not configured, or one thing is expected twice.
pub(super) fn expectations(
    catalogue: &Catalogue,
    configured: &[Probe],
    typed: &[Expect],
) -> Result<Vec<Expectation>, String> {
    let mut expectations: Vec<Expectation> = Vec::new();
    for expect in typed {
        let key = key(catalogue, configured, &expect.of)?;
        if expectations.iter().any(|other| other.key == key) {
            return Err(format!("two expectations of the {key} probe\nhint: leave one `--expect` out"));
        }
        let expected = match expect.outcome {
            ExpectedOutcome::Granted => Expected::Granted,
            ExpectedOutcome::Denied => Expected::Denied,
            ExpectedOutcome::Refused => Expected::Refused,
        };
        expectations.push(Expectation { key, expected });
    }
    Ok(expectations)
}

fn key(catalogue: &Catalogue, configured: &[Probe], of: &Typed) -> Result<ProbeKey, String> {
    let subject = |probe: Probe, setting: &str| {
        if configured.contains(&probe) {
            Ok(ProbeKey::from(probe))
        } else {
            Err(format!("something is expected of the {probe} probe, but its ID is not set\nhint: set {setting}"))
        }
    };
    match of {
        Typed::Enterprise => subject(Probe::Enterprise, "`BOX_ENTERPRISE_ID` or `--enterprise-id`"),
        Typed::User => subject(Probe::User, "`BOX_USER_ID` or `--user-id`"),
        Typed::Folder(id) => Ok(ProbeKey { probe: Probe::Folder, target: Some(id.clone()) }),
        Typed::Scope(name) => {
            let known: Vec<&str> =
                catalogue.scopes().iter().filter(|scope| scope.read.is_some()).map(|scope| scope.id.as_str()).collect();
            let known = known.join(", ");
            match catalogue.scope(name) {
                Some(scope) => match &scope.why {
                    None => Ok(ProbeKey { probe: Probe::Scope, target: Some(scope.id.clone()) }),
                    Some(why) => Err(format!(
                        "no read can show the scope `{}`: {why}\nhint: these can be shown: {known}",
                        scope.id
                    )),
                },
                None => Err(format!(
                    "an expected scope is not one that Box is known to have\nhint: these can be shown: {known}"
                )),
            }
        }
    }
}
