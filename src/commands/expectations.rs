//! From what was typed to what is expected: names are looked up, and what could never be told is refused.

use super::of_flag;
use crate::catalogue::{Catalogue, Probe, ProbeKey};
use crate::cli::{Expect, ExpectedOf};
use crate::examination::Expectation;
use crate::problem::Problem;
use crate::typed::near;

/// Looks up what was typed.
///
/// # Errors
///
/// If a scope is unknown or no read can show it, a subject is not configured, or one thing is expected twice; names the flag, and
/// which of several.
pub(super) fn expectations(
    catalogue: &Catalogue,
    configured: &[Probe],
    typed: &[Expect],
) -> Result<Vec<Expectation>, Problem> {
    let mut expectations: Vec<Expectation> = Vec::new();
    for expect in typed {
        let key = key(catalogue, configured, expect)?;
        if expectations.iter().any(|other| other.key == key) {
            let twice = format!("these are two expectations of the {key} probe");
            return Err(of_flag(&expect.place, twice).hint("leave one of them out"));
        }
        expectations.push(Expectation { key, expected: expect.outcome });
    }
    Ok(expectations)
}

fn key(catalogue: &Catalogue, configured: &[Probe], typed: &Expect) -> Result<ProbeKey, Problem> {
    let subject = |probe: Probe, setting: &str| {
        if configured.contains(&probe) {
            return Ok(ProbeKey::from(probe));
        }
        let unset = format!("this is about the {probe} probe, but its ID is not set");
        Err(of_flag(&typed.place, unset).hint(format!("set {setting}")))
    };
    match &typed.of {
        ExpectedOf::Enterprise => subject(Probe::Enterprise, "`BOX_ENTERPRISE_ID` or `--enterprise-id`"),
        ExpectedOf::User => subject(Probe::User, "`BOX_USER_ID` or `--user-id`"),
        ExpectedOf::Folder(id) => Ok(ProbeKey { probe: Probe::Folder, target: Some(id.clone()) }),
        ExpectedOf::Scope(name) => {
            let unseen = match catalogue.scope(name) {
                Some(scope) => match &scope.why {
                    None => return Ok(ProbeKey { probe: Probe::Scope, target: Some(scope.id.clone()) }),
                    Some(why) => format!("no read can show the scope `{}`: {why}", scope.id),
                },
                None => "this is not a scope that Box is known to have".to_owned(),
            };
            let known = catalogue.scopes().iter().filter(|scope| scope.read.is_some());
            let known: Vec<&str> = known.map(|scope| scope.id.as_str()).collect();
            let hint = near(name, &known).unwrap_or_else(|| format!("these can be shown: {}", known.join(", ")));
            Err(of_flag(&typed.place, unseen).hint(hint))
        }
    }
}
