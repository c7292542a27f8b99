//! The first lines: the verdict, what it means in one clause, and how sure that is.

use super::{Named, ids, of_status};
use crate::catalogue::Probe;
use crate::diagnose::{Status, StepKind, Verdict};
use crate::examination::Expected;
use crate::observation::Outcome;
use crate::report::{FindingReport, Mark, ProbeReport, ProfileReport};
use crate::wording::{capital, list, number};

/// The verdict, and what it means.
#[derive(Debug, Clone)]
pub struct Headline<'r> {
    /// The one word.
    pub verdict: Verdict,
    /// What it means, in a clause.
    pub clause: String,
    /// What is at fault, where one thing alone is.
    pub finding: Option<&'r FindingReport>,
    /// How sure that is, in a sentence or two.
    pub detail: Option<String>,
}

impl<'r> Headline<'r> {
    pub(super) fn of(profile: &'r ProfileReport, named: &Named<'r>) -> Self {
        let (clause, finding, detail) = match profile.verdict {
            Verdict::Healthy => healthy(profile),
            _ if named.is_open() => open(profile, named),
            _ => certain(profile, named),
        };
        Self { verdict: profile.verdict, clause, finding, detail }
    }
}

/// A clause, what is at fault, and how sure that is.
type Parts<'r> = (String, Option<&'r FindingReport>, Option<String>);

fn healthy(profile: &ProfileReport) -> Parts<'_> {
    if profile.as_reported {
        return ("no fault is in these replies".to_owned(), None, None);
    }
    let denied = profile.probes.iter().any(is_expected);
    let also = if denied { ", and is refused the rest" } else { "" };
    (format!("{} gets every token that is expected{also}", profile.client_id), None, None)
}

/// What is certain: one fault, several, or none that can be named.
fn certain<'r>(profile: &'r ProfileReport, named: &Named<'r>) -> Parts<'r> {
    let faults = named.certain();
    let unlike = ids(faults.iter().copied());
    let Some(&first) = faults.first() else { return unnamed(profile, named) };
    if unlike.len() > 1 {
        let count = number(unlike.len());
        let clause = format!("{count} faults at once");
        let all = "Confirmed: nothing explains every reply without them.";
        let detail = (!named.confirmed.is_empty()).then(|| with_ruled_out(profile, all));
        return (clause, None, detail);
    }
    let others = match faults.len() {
        1 => String::new(),
        many => format!(" (the first of {many})"),
    };
    let clause = format!("{}{others}", first.clause);
    let detail = if named.confirmed.is_empty() { reason(profile, first) } else { Some(confirmed(profile, named)) };
    (clause, Some(first), detail)
}

/// A sentence without its end, and how many causes are ruled out.
fn with_ruled_out(profile: &ProfileReport, sentence: &str) -> String {
    let sentence = sentence.trim_end_matches('.');
    match of_status(profile, Status::RuledOut).len() {
        0 => format!("{sentence}."),
        1 => format!("{sentence}; 1 other cause is ruled out (-v)."),
        many => format!("{sentence}; {many} other causes are ruled out (-v)."),
    }
}

/// How sure one cause is, and what else is wrong beside it. What may be behind a refusal that was expected is no fault.
fn confirmed(profile: &ProfileReport, named: &Named<'_>) -> String {
    let mut beside = ids(named.suspected.iter().copied());
    beside.sort_unstable();
    if beside.is_empty() {
        let only = if profile.diagnoses.len() > 1 {
            "no explanation does without it"
        } else {
            "only this explains every reply"
        };
        return with_ruled_out(profile, &format!("Confirmed: {only}"));
    }
    let faults: Vec<&FindingReport> = named.confirmed.iter().chain(&named.suspected).copied().collect();
    let alone = super::sets(profile, &faults).iter().any(|set| set.len() == 1);
    let is = if alone { "may be" } else { "is" };
    format!("Confirmed. Beside it there {is} another fault: {}.", few_of(&beside))
}

/// What is known of a fault that is no cause: why, and what it says of the app.
fn reason(profile: &ProfileReport, fault: &FindingReport) -> Option<String> {
    let of_fault = |probe: &&ProbeReport| fault.evidence.iter().any(|one| one.probe.as_ref() == Some(&probe.probe));
    let why = profile.probes.iter().filter(of_fault).find_map(|probe| probe.reason.as_ref());
    let why = why
        .map(|why| format!("{}.", capital(why.trim_end_matches('.'))))
        .or_else(|| Some(format!("{}.", capital(fault.evidence.first()?.says.trim_end_matches('.')))));
    let understood = |probe: &ProbeReport| {
        matches!(probe.mark, Mark::Good | Mark::Bad) && probe.http_status.is_some() && !probe.is(Probe::BadSecret)
    };
    let silent = profile.verdict == Verdict::Inconclusive && !profile.probes.iter().any(understood);
    let nothing =
        silent.then(|| "This says nothing about the app: its ID, secret and settings were not tested.".to_owned());
    let parts: Vec<String> = why.into_iter().chain(nothing).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// No fault has a name.
fn unnamed<'r>(profile: &'r ProfileReport, named: &Named<'r>) -> Parts<'r> {
    let warning = named.warnings.first().copied();
    let clause = match subjects(profile) {
        Some(clause) => clause,
        None => "the replies do not allow a verdict".to_owned(),
    };
    (clause, warning, Some(profile.summary.to_string()))
}

/// Several causes are left, or one that is not certain.
fn open<'r>(profile: &'r ProfileReport, named: &Named<'r>) -> Parts<'r> {
    let suspects = ids(named.suspected.iter().copied());
    let clause = subjects(profile).unwrap_or_else(|| named.suspected[0].clause.to_string());
    let doubt = profile.doubt.as_ref().map(|doubt| format!(" {doubt}")).unwrap_or_default();
    if let [_] = suspects[..] {
        let detail = format!("Suspected, not certain: {}.{doubt}", named.suspected[0].clause);
        return (clause, Some(named.suspected[0]), Some(detail));
    }
    let next = match profile.next_step.as_ref().map(|step| step.kind) {
        Some(StepKind::Look) => " One look narrows them down.",
        Some(_) => " One more request tells more.",
        None => "",
    };
    let left = match choice(profile, named) {
        Some(choice) => choice,
        None => format!("{} causes are left, and Box answers them alike.", suspects.len()),
    };
    (clause, None, Some(format!("{left}{next}{doubt}")))
}

/// How the diagnoses that are left relate, where some take several faults at once.
fn choice(profile: &ProfileReport, named: &Named<'_>) -> Option<String> {
    let sets = super::sets(profile, &named.suspected);
    let most = sets.iter().map(Vec::len).max().filter(|most| *most > 1)?;
    let alone: Vec<&str> = sets.iter().filter(|set| set.len() == 1).map(|set| set[0]).collect();
    let count = number(most);
    let together = format!("{count} others at once");
    Some(match alone[..] {
        [] => format!("There are {count} faults at once, and Box does not say which."),
        [only] => {
            let clause = named.suspected.iter().find(|it| *it.id == *only).map_or(only, |it| &it.clause);
            format!("Either one fault, {clause}, or {together}.")
        }
        ref several => format!("Either one of {} faults, or {together}.", number(several.len())),
    })
}

/// The first of several ids, and how many others there are.
fn few_of(ids: &[&str]) -> String {
    const NAMED: usize = 3;
    match ids.len() {
        ..=NAMED => list(ids, "or"),
        many => format!("{} or {} others", ids[..NAMED - 1].join(", "), many + 1 - NAMED),
    }
}

/// Who gets a token and who does not, as a clause; else what cannot be read.
fn subjects(profile: &ProfileReport) -> Option<String> {
    let find = |wanted: Probe| profile.probes.iter().find(|probe| probe.target.is_none() && probe.is(wanted));
    let refused = |probe: &ProbeReport| probe.outcome == Outcome::Denied && !is_expected(probe);
    let (enterprise, user) = (find(Probe::Enterprise), find(Probe::User));
    let name = |probe: &ProbeReport| match &*probe.label {
        "user" => "the user".to_owned(),
        label => label.to_owned(),
    };
    let of_token = match (enterprise, user) {
        (Some(one), Some(two)) if refused(one) && refused(two) => {
            Some(format!("neither the Service Account nor {} gets a token", name(two)))
        }
        (Some(one), Some(two)) if refused(two) && one.outcome == Outcome::Granted => {
            Some(format!("{} gets no token; the Service Account does", name(two)))
        }
        (Some(one), Some(two)) if refused(one) && two.outcome == Outcome::Granted => {
            Some(format!("the Service Account gets no token; {} does", name(two)))
        }
        (Some(one), _) if refused(one) => Some("the Service Account gets no token".to_owned()),
        (_, Some(two)) if refused(two) => Some(format!("{} gets no token", name(two))),
        _ => None,
    };
    let unusable = || {
        let whoami = |wanted: Probe| find(wanted).is_some_and(|probe| probe.outcome == Outcome::Denied);
        let user = whoami(Probe::WhoamiUser).then(|| user.map(name)).flatten();
        let whose = user.or_else(|| whoami(Probe::WhoamiEnterprise).then(|| "the Service Account".to_owned()))?;
        Some(format!("{whose} gets a token, but may not read its own account"))
    };
    let unread = || {
        let wanted = |probe: &&ProbeReport| probe.target.is_some() && refused(probe);
        let first = profile.probes.iter().find(wanted)?;
        let others = match profile.probes.iter().filter(wanted).count() {
            1 => String::new(),
            many => format!(" and {} more", many - 1),
        };
        let verb = if others.is_empty() { "is" } else { "are" };
        Some(format!("{}{others} {verb} refused", first.label))
    };
    let somebody =
        || find(Probe::UnknownSubject).filter(|probe| refused(probe)).map(|_| "a token request is refused".to_owned());
    of_token.or_else(unusable).or_else(unread).or_else(somebody)
}

/// Whether a refusal is what was expected.
pub(super) fn is_expected(probe: &ProbeReport) -> bool {
    probe.expected.is_some_and(|expected| expected != Expected::Granted)
}
