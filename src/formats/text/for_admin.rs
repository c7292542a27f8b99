//! A message to the Box admin, to be sent as it stands: only what the admin must do, no ID that this does not need, no secret.
//!
//! Where nothing is the admin's, one sentence says so and who acts instead.

use std::io::{self, Write};

use super::layout::{Page, Rich};
use super::{Format, Layout, Reader, Sink, error};
use crate::catalogue::{Actor, Probe};
use crate::observation::Outcome;
use crate::report::{
    Action, End, Fix, LookAt, Mark, Menu, Outline, ProbeReport, ProfileReport, RemediationReport, Run, Step,
    steps_by_actor,
};
use crate::wording::{capital, list};

/// The table's row.
pub(in crate::formats) const FORMAT: Format = Format {
    id: "for-admin",
    called: "the message to the Box admin",
    reader: Reader::Person,
    sink: |layout| Box::new(Letters { layout, seen_at: String::new(), printed: 0 }),
    diff: None,
    contract: None,
    ending: None,
};

/// The page on which an app is authorized; the catalogue says who may edit it.
const APPS_PAGE: &str = "Admin Console > Platform > Platform Apps";
/// The button whose app is the one that was examined, and no new one.
const OF_THIS_APP: &str = "Reauthorize App";

/// A message for each profile, as it comes.
struct Letters {
    layout: Layout,
    /// When the run began, for a reader.
    seen_at: String,
    printed: usize,
}

impl Sink for Letters {
    fn begin(&mut self, run: &Run, _: &mut dyn Write) -> io::Result<()> {
        // RFC 3339, to the minute.
        let minute = run.started_at.get(.."2026-11-24T22:56".len());
        self.seen_at = minute.map(|minute| format!("{} UTC", minute.replace('T', " "))).unwrap_or_default();
        Ok(())
    }

    fn profile(&mut self, profile: &ProfileReport, out: &mut dyn Write) -> io::Result<()> {
        let mut page = super::page(self.layout, out);
        if self.printed > 0 {
            page.blank()?;
        }
        self.printed += 1;
        let outline = Outline::of(profile);
        let letter = Letter::of(&outline);
        if letter.tasks.is_empty() {
            return says(&mut page, &nothing(profile, &outline));
        }
        letter.write(&mut page, profile, &self.seen_at)
    }

    fn end(&mut self, end: &End, out: &mut dyn Write) -> io::Result<()> {
        error(end, self.layout, out)
    }
}

/// What is asked of the admin.
struct Letter<'r> {
    /// Where to look first, if it is the admin who looks.
    look: Option<&'r Menu>,
    /// Where somebody else looks first.
    others_look: Option<&'r LookAt<'r>>,
    tasks: Vec<Task<'r>>,
    /// Whether it is settled without the admin, if another way is taken.
    optional: bool,
    /// Whether somebody else has something to do before.
    after_others: bool,
}

/// One thing to do.
struct Task<'r> {
    /// When, if not in any case.
    sign: Option<&'r str>,
    /// What; nothing where others act then.
    step: Option<&'r RemediationReport>,
}

impl<'r> Letter<'r> {
    fn of(outline: &'r Outline<'r>) -> Self {
        match &outline.action {
            Action::None => Self::of_fixes(&[]),
            Action::Fix(fixes) => Self::of_fixes(fixes),
            Action::Look(look) => Self::of_look(look),
        }
    }

    fn of_fixes(fixes: &'r [Fix<'r>]) -> Self {
        let mut letter =
            Self { look: None, others_look: None, tasks: Vec::new(), optional: false, after_others: false };
        let is_admins = |step: &&RemediationReport| step.actor == Actor::BoxAdmin;
        for fix in fixes {
            for way in &fix.ways {
                for (index, &step) in way.iter().enumerate().filter(|(_, step)| is_admins(step)) {
                    if letter.tasks.iter().any(|task| task.step.is_some_and(|it| same(it, step))) {
                        continue;
                    }
                    letter.tasks.push(Task { sign: None, step: Some(step) });
                    letter.optional |= fix.ways.iter().any(|way| !way.iter().any(is_admins));
                    letter.after_others |= way[..index].iter().any(|step| !is_admins(step));
                }
            }
        }
        letter
    }

    fn of_look(look: &'r LookAt<'r>) -> Self {
        let looks = look.actor == Actor::BoxAdmin && look.ask.is_none();
        let mut tasks: Vec<Task<'r>> = Vec::new();
        for answer in &look.answers {
            let finding = answer.finding;
            let sign = Some(&**finding.look.as_ref().map_or(&finding.clause, |look| &look.sign));
            let steps = answer.ways.iter().flatten().filter_map(|step| match step {
                Step::Do(step) if step.actor == Actor::BoxAdmin => Some(*step),
                _ => None,
            });
            let steps: Vec<&RemediationReport> = steps.collect();
            if steps.is_empty() && looks {
                tasks.push(Task { sign, step: None });
            }
            tasks.extend(steps.into_iter().map(|step| Task { sign, step: Some(step) }));
        }
        Self {
            look: looks.then_some(look.place),
            others_look: (!looks).then_some(look),
            tasks,
            optional: false,
            after_others: false,
        }
    }

    fn write(&self, page: &mut Page<'_>, profile: &ProfileReport, seen_at: &str) -> io::Result<()> {
        says(page, "Hello,")?;
        page.blank()?;
        let ask = match (self.look, self.tasks.len()) {
            (Some(_), _) => "Could you look at one thing, please?",
            (None, 1) => "Could you do one thing, please?",
            (None, _) => "Could you do this, please?",
        };
        says(page, &format!("{}. {ask}", trouble(profile)))?;
        self.write_when(page)?;
        page.blank()?;
        self.write_tasks(page, profile)?;
        page.blank()?;
        let places = self.look.into_iter().chain(self.steps().map(|step| &step.place));
        if places.into_iter().any(|place| place.now.contains(APPS_PAGE)) {
            says(page, "It takes a Box admin, or a co-admin who may edit enterprise settings.")?;
            page.blank()?;
        }
        let seen = seen(profile, seen_at).map(|seen| format!("{seen} ")).unwrap_or_default();
        let simulated = profile.simulated.as_ref().map_or("", |_| " Simulated: there is no such app.");
        says(page, &format!("{seen}No secret is in this message.{simulated}"))
    }

    /// What comes before the admin's part, or instead of it.
    fn write_when(&self, page: &mut Page<'_>) -> io::Result<()> {
        let when = match (self.others_look, self.optional, self.after_others) {
            (Some(look), ..) => {
                let first = match look.ask {
                    None => format!("Our {} looks first", look.actor.words()),
                    Some(_) => "We ask Box one more thing first".to_owned(),
                };
                let settled = if self.tasks.len() > 1 { "which of these it is" } else { "that it is needed" };
                format!("{first}; please wait until we tell you {settled}.")
            }
            (None, true, _) => {
                "There are other ways, without you: please wait until we tell you that we want this one.".into()
            }
            (None, false, true) => "Something is to be done on our side first; please wait for our word.".into(),
            (None, false, false) => return Ok(()),
        };
        says(page, &when)
    }

    fn write_tasks(&self, page: &mut Page<'_>, profile: &ProfileReport) -> io::Result<()> {
        let mut number = 1..;
        let mut next = || format!("{}. ", number.next().unwrap_or(1));
        let Some(place) = self.look else {
            for task in &self.tasks {
                let Some(step) = task.step else { continue };
                let sign = task.sign.map(|sign| format!("If {sign}: ")).unwrap_or_default();
                item(page, &next(), &format!("{sign}{}", step.brief))?;
                item(page, "   ", &format!("Where: {}", whole(&step.place)))?;
                if let Some(app) = profile.app.as_ref().filter(|_| step.place.now.ends_with(OF_THIS_APP)) {
                    item(page, "   ", &format!("Find the app by its client ID: {app}"))?;
                }
                write_mind(page, "   ", step)?;
            }
            return Ok(());
        };
        item(page, &next(), &format!("Open {}", whole(place)))?;
        if let Some(app) = profile.app.as_ref().filter(|_| place.now.contains(APPS_PAGE)) {
            item(page, &next(), &format!("Find the app by its client ID: {app}"))?;
        }
        item(page, &next(), "What do you see?")?;
        for task in &self.tasks {
            let sign = task.sign.map(capital).unwrap_or_default();
            let Some(step) = task.step else {
                item(page, "   - ", &format!("{sign}? Tell us: that is for us to mend."))?;
                continue;
            };
            item(page, "   - ", &format!("{sign}? {}", step.brief))?;
            if step.place.now != place.now {
                let here = format!("{} > ", place.now);
                let rest = step.place.now.strip_prefix(&here).map(str::to_owned);
                item(page, "     ", &format!("Where: {}", rest.unwrap_or_else(|| whole(&step.place))))?;
            }
            write_mind(page, "     ", step)?;
        }
        item(page, "   - ", "Nothing of that? Tell us: then it is something else.")
    }

    fn steps(&self) -> impl Iterator<Item = &'r RemediationReport> {
        self.tasks.iter().filter_map(|task| task.step)
    }
}

fn write_mind(page: &mut Page<'_>, indent: &str, step: &RemediationReport) -> io::Result<()> {
    match &step.brief_widens {
        Some(widens) => item(page, indent, &format!("Mind: {widens}")),
        None => Ok(()),
    }
}

/// Whether two steps are one to the admin: the same page, clicked the same.
fn same(one: &RemediationReport, other: &RemediationReport) -> bool {
    one.place == other.place
}

fn whole(place: &Menu) -> String {
    let before = place.before.as_ref().map(|before| format!(" (before: {before})")).unwrap_or_default();
    format!("{}{before}", place.now)
}

/// What the app cannot do, without an ID.
fn trouble(profile: &ProfileReport) -> &'static str {
    let bad = |probe: Probe| token(profile, probe).is_some_and(|report| report.mark == Mark::Bad);
    let refused = profile.probes.iter().any(|probe| probe.outcome == Outcome::Denied && probe.mark == Mark::Bad);
    match (bad(Probe::Enterprise), bad(Probe::User) || bad(Probe::UnknownSubject)) {
        (true, _) => "our app cannot get a token from Box",
        (false, true) => "our app cannot get a user's token from Box",
        (false, false) if refused => "our app gets a token from Box, but is refused when it uses it",
        (false, false) => "our app in Box needs a change",
    }
}

fn token(profile: &ProfileReport, probe: Probe) -> Option<&ProbeReport> {
    profile.probes.iter().find(|report| report.is(probe))
}

/// When what was seen; nothing, where Box said nothing that can be quoted.
fn seen(profile: &ProfileReport, seen_at: &str) -> Option<String> {
    let refused = profile.probes.iter().filter(|probe| probe.mark == Mark::Bad && probe.outcome == Outcome::Denied);
    let (words, probe) = refused.into_iter().find_map(|probe| Some((probe.error_description.as_ref()?, probe)))?;
    let to = match Probe::from_id(&probe.probe) {
        Some(Probe::Enterprise) => " to the app itself",
        Some(Probe::User) => " when the app asked for a user's token",
        _ => "",
    };
    let what = if profile.as_reported { "What was reported".to_owned() } else { format!("What was seen ({seen_at})") };
    Some(format!("{what}: Box answered \"{words}\"{to}."))
}

/// The one sentence where nothing is the admin's.
fn nothing(profile: &ProfileReport, outline: &Outline<'_>) -> String {
    let actors: Vec<&str> = match &outline.action {
        Action::None => Vec::new(),
        Action::Look(look) => vec![look.actor.words()],
        Action::Fix(_) => steps_by_actor(profile).into_iter().map(|(actor, _)| actor.words()).collect(),
    };
    let name = profile.own_name().map(|name| format!("{name}: ")).unwrap_or_default();
    let the: Vec<String> = actors.iter().map(|actor| format!("the {actor}")).collect();
    let acts = if the.is_empty() { String::new() } else { format!("{} acts; ", list(&the, "or")) };
    format!("{name}A Box admin has nothing to do: {acts}{}.", outline.last)
}

fn says(page: &mut Page<'_>, text: &str) -> io::Result<()> {
    page.rich("", "", &Rich::plain(text))
}

/// A text behind its mark, further lines below it.
fn item(page: &mut Page<'_>, mark: &str, text: &str) -> io::Result<()> {
    page.rich(mark, &" ".repeat(mark.len()), &Rich::plain(text))
}
