//! Fills the values of an examination into the catalogue's texts.

use std::collections::BTreeMap;

use super::{LookReport, Menu, RemediationReport, Shown};
use crate::catalogue::{Look, Probe, Remediation, enterprise_of};
use crate::examination::Examination;
use crate::reply::{Answer, json_object};

/// The values that a text may name, as far as they are known.
pub(super) type Values = BTreeMap<&'static str, Shown>;

/// The values that the catalogue's texts may name.
pub(super) fn values(examination: &Examination) -> Values {
    let subject = &examination.subject;
    let mut values = Values::new();
    let client_id = Some(&subject.client_id).filter(|id| !id.is_empty());
    for (name, value) in [
        ("client_id", client_id),
        ("enterprise_id", subject.enterprise_id.as_ref()),
        ("user_id", subject.user_id.as_ref()),
    ] {
        values.extend(value.map(|value| (name, value.into())));
    }
    let told = |probe: Probe| {
        let exchange = examination.exchanges.iter().find(|exchange| exchange.key.probe == probe)?;
        match &exchange.answer {
            Answer::Reply(reply) if reply.status == 200 => json_object(reply).ok(),
            _ => None,
        }
    };
    if let Some(id) =
        [Probe::WhoamiUser, Probe::WhoamiEnterprise].into_iter().find_map(|probe| enterprise_of(told(probe)?))
    {
        values.insert("true_enterprise_id", id.into());
    }
    let granted = |probe: Probe| {
        let exchange = examination.exchanges.iter().find(|exchange| exchange.key.probe == probe);
        matches!(exchange.map(|exchange| &exchange.answer), Some(Answer::Reply(reply)) if reply.status == 200)
    };
    let login = told(Probe::WhoamiEnterprise).and_then(|user| Some(user.get("login")?.as_str()?.to_owned()));
    // Scopes and folders are read with the Service Account's token, where there is one.
    let account = match (granted(Probe::Enterprise), &subject.user_id) {
        (true, _) => Some(login.unwrap_or_else(|| "the Service Account".to_owned())),
        (false, Some(id)) if granted(Probe::User) => Some(format!("user {id}")),
        (false, _) => None,
    };
    if let Some(host) = subject.address().and_then(|url| url.host_str().map(str::to_owned)) {
        values.insert("host", host.into());
    }
    values.extend(account.map(|account| ("account", account.into())));
    values
}

/// The names that a text may hold, each with what stands for it where the value is not known.
pub(super) const NAMES: [(&str, &str); 8] = [
    ("client_id", "the client ID"),
    ("enterprise_id", "the enterprise ID"),
    ("user_id", "the user ID"),
    ("true_enterprise_id", "the true enterprise ID"),
    ("account", "the account that asked"),
    ("target", "the one meant"),
    ("host", "the host"),
    ("scope_takes", ""),
];

/// The names of things that go by a value: with it where it is known ("user 24680"), else without ("the user").
const THINGS: [(&str, &str); 3] = [("user", "user_id"), ("enterprise", "enterprise_id"), ("folder", "target")];

/// Fills `{name}` in a catalogue's text; what stands in `[[…]]` is left out where its value is not known.
#[must_use]
pub(super) fn fill(text: &str, values: &Values) -> String {
    let mut filled = optional(text, values);
    for (name, words) in NAMES {
        let value = values.get(name).map_or(words, Shown::as_str);
        filled = filled.replace(&format!("{{{name}}}"), value);
    }
    for (thing, value) in THINGS {
        let value = values.get(value).map_or_else(|| format!("the {thing}"), |value| format!("{thing} {value}"));
        filled = filled.replace(&format!("{{{thing}}}"), &value);
    }
    filled
}

#[cfg(feature = "cli")]
/// A catalogue's text without an examination's values: what stands for each is named in their place.
pub(crate) fn generic(text: &str) -> String {
    fill(text, &Values::new())
}

/// The text with each `[[…]]` either freed of its brackets or left out.
fn optional(text: &str, values: &Values) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, (inside, after))) =
        rest.split_once("[[").and_then(|(before, tail)| Some((before, tail.split_once("]]")?)))
    {
        kept.push_str(before);
        let named = inside.split('{').skip(1).filter_map(|part| part.split('}').next());
        if named.into_iter().all(|name| values.contains_key(name)) {
            kept.push_str(inside);
        }
        rest = after;
    }
    kept.push_str(rest);
    kept
}

/// The steps of a remedy, filled.
pub(super) fn steps(remediation: &[Remediation], values: &Values) -> Vec<RemediationReport> {
    remediation
        .iter()
        .map(|step| RemediationReport {
            actor: step.actor,
            step: fill(&step.step, values).into(),
            brief: fill(&step.brief, values).into(),
            place: menu(&step.place, step.before.as_deref(), values),
            continues: step.continues,
            around: step.around,
            then_reauthorize: step.then_reauthorize,
            widens: step.widens.as_ref().map(|text| fill(text, values).into()),
            brief_widens: step.brief_widens.as_ref().map(|text| fill(text, values).into()),
            verify: fill(&step.verify, values).into(),
        })
        .collect()
}

/// Where to click, filled.
pub(super) fn menu(now: &str, before: Option<&str>, values: &Values) -> Menu {
    Menu { now: fill(now, values).into(), before: before.map(|text| fill(text, values).into()) }
}

/// What a person can look at, filled.
pub(super) fn look(look: &Look, values: &Values) -> LookReport {
    let sign = fill(&look.sign, values).into();
    LookReport { actor: look.actor, place: menu(&look.place, look.before.as_deref(), values), sign }
}
