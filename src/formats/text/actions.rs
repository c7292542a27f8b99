//! What to do, or what to look at.

use std::io;

use super::layout::{Look, Page, Rich};
use super::{Layout, id, link};
use crate::catalogue::Actor;
use crate::report::{
    Action, Answer, Detail, Fix, LookAt, Menu, Outline, ProfileReport, RemediationReport, Shown, Step, Way,
};
use crate::wording::{capital, list};

/// What a step is told in.
#[derive(Clone, Copy)]
struct Voice<'a> {
    detail: Detail,
    /// Whether the whole text is wanted, and the older menu names.
    whole: bool,
    clicks: &'a [Shown],
}

impl Voice<'_> {
    fn step<'s>(&self, step: &'s RemediationReport) -> &'s Shown {
        if self.whole { &step.step } else { &step.brief }
    }

    fn widens<'s>(&self, step: &'s RemediationReport) -> Option<&'s Shown> {
        let widens = if self.whole { &step.widens } else { &step.brief_widens };
        widens.as_ref()
    }

    fn tells_places(&self) -> bool {
        self.detail == Detail::Whole
    }

    fn rich(&self, text: &str) -> Rich {
        Rich::plain(text).clicks(self.clicks)
    }
}

pub(super) fn write(
    page: &mut Page<'_>,
    profile: &ProfileReport,
    outline: &Outline<'_>,
    layout: Layout,
    detail: Detail,
) -> io::Result<()> {
    let voice = Voice { detail, whole: layout.verbosity > 0, clicks: &profile.clicks };
    match &outline.action {
        Action::None => return Ok(()),
        Action::Fix(fixes) => {
            let alone = fixes.len() == 1;
            for fix in fixes {
                page.blank()?;
                write_fix(page, fix, alone && outline.headline.finding.is_some(), layout, voice)?;
            }
        }
        Action::Look(look) => {
            page.blank()?;
            write_look(page, look, layout, voice)?;
        }
    }
    // Where there is no room for it, the headline names what else it may be.
    if let Some(look) = outline.beside.as_ref().filter(|_| detail == Detail::Whole) {
        page.blank()?;
        write_look(page, look, layout, voice)?;
    }
    match &outline.again {
        Some(again) => page.rich("  ", "  ", &Rich::plain(again.says(detail))),
        None => Ok(()),
    }
}

fn write_fix(page: &mut Page<'_>, fix: &Fix<'_>, alone: bool, layout: Layout, voice: Voice<'_>) -> io::Result<()> {
    let ways: &[Way<'_>] = match voice.detail {
        Detail::First | Detail::Least => &fix.ways[..fix.ways.len().min(1)],
        _ => &fix.ways,
    };
    let word = if ways.len() > 1 { "Fix: one of these" } else { "Fix" };
    if alone {
        page.heading(word)?;
    } else {
        let head = Rich::looking(word, Look::Strong).then(format!("  {}", fix.finding.clause));
        page.with_right("", "  ", &head, &id(fix.finding), link(fix.finding, layout))?;
    }
    if !fix.also.is_empty() {
        page.rich("  ", "  ", &Rich::plain(format!("The same for {}.", list(&fix.also, "and"))))?;
    }
    let steps = || ways.iter().flatten();
    let wide = steps().map(|step| step.actor.words().len()).max().unwrap_or_default() + 2;
    let mut actor: Option<Actor> = None;
    let mut place: Option<&Menu> = None;
    for way in ways {
        for (index, step) in way.iter().enumerate() {
            let who = if actor == Some(step.actor) && index > 0 { "" } else { step.actor.words() };
            let then = if index > 0 { "Then: " } else { "" };
            actor = Some(step.actor);
            let first = format!("  {who:wide$}");
            let further = " ".repeat(wide + 2);
            page.rich(&first, &further, &voice.rich(&format!("{then}{}", voice.step(step))))?;
            if !matches!(voice.detail, Detail::Steps | Detail::Least) && (place != Some(&step.place) || voice.whole) {
                write_place(page, &further, &step.place, voice)?;
            }
            place = Some(&step.place);
            write_widens(page, &further, step, voice)?;
        }
    }
    if ways.len() < fix.ways.len() && voice.detail != Detail::Least {
        let explain = format!("More ways: ccg-doctor explain {}", fix.finding.id);
        page.rich("  ", "  ", &Rich::looking(explain, Look::Dim))?;
    }
    Ok(())
}

fn write_place(page: &mut Page<'_>, indent: &str, place: &Menu, voice: Voice<'_>) -> io::Result<()> {
    page.rich(indent, indent, &Rich::looking(&place.now, Look::Place))?;
    match place.before.as_ref().filter(|_| voice.whole) {
        Some(before) => page.rich(indent, indent, &Rich::looking(format!("before: {before}"), Look::Dim)),
        None => Ok(()),
    }
}

fn write_widens(page: &mut Page<'_>, indent: &str, step: &RemediationReport, voice: Voice<'_>) -> io::Result<()> {
    match voice.widens(step) {
        Some(widens) => page.rich(&format!("{indent}! "), &format!("{indent}  "), &Rich::plain(widens)),
        None => Ok(()),
    }
}

fn write_look(page: &mut Page<'_>, look: &LookAt<'_>, layout: Layout, voice: Voice<'_>) -> io::Result<()> {
    let who = format!("  {}: ", look.actor.words());
    match look.ask {
        None => {
            let head = Rich::looking("Look", Look::Strong).then(who).then_looking(&look.place.now, Look::Place);
            page.rich("", "      ", &head)?;
        }
        Some(ask) => {
            let head = Rich::looking("Ask", Look::Strong).then(who).then(ask);
            page.rich("", "     ", &head)?;
            write_place(page, "     ", look.place, voice)?;
        }
    }
    if let Some(before) = look.place.before.as_ref().filter(|_| voice.whole && look.ask.is_none()) {
        page.rich("      ", "      ", &Rich::looking(format!("before: {before}"), Look::Dim))?;
    }
    for answer in &look.answers {
        write_answer(page, look, answer, layout, voice)?;
    }
    if let Some(otherwise) = &look.otherwise {
        let text = match look.answers.len() {
            0 => Rich::plain(format!("Until then it is {otherwise}.")),
            answers => {
                let letter = ('A'..).nth(answers).unwrap_or('Z');
                Rich::looking(letter, Look::Strong).then(format!("  Otherwise it is {otherwise}."))
            }
        };
        page.rich("  ", "     ", &text)?;
    }
    let hidden = voice.detail == Detail::First && look.answers.iter().any(|answer| answer.ways.len() > 1);
    if voice.detail != Detail::Least && (look.otherwise.is_some() || hidden) {
        page.rich("  ", "  ", &Rich::looking("More on each, and other ways: ccg-doctor explain ID", Look::Dim))?;
    }
    Ok(())
}

fn write_answer(
    page: &mut Page<'_>,
    look: &LookAt<'_>,
    answer: &Answer<'_>,
    layout: Layout,
    voice: Voice<'_>,
) -> io::Result<()> {
    let finding = answer.finding;
    let head = Rich::default()
        .then_looking(answer.letter.to_string(), Look::Strong)
        .then("  ")
        .then(seen_by(answer, look, voice))
        .clicks(voice.clicks);
    page.with_right("  ", "     ", &head, &id(finding), link(finding, layout))?;
    if let Some(elsewhere) = answer.at.filter(|_| voice.tells_places()) {
        let who = if elsewhere.actor == look.actor { String::new() } else { format!("{}: ", elsewhere.actor.words()) };
        let text = Rich::plain(format!("{who}look at ")).then_looking(&elsewhere.place.now, Look::Place);
        page.rich("     ", "     ", &text)?;
    }
    let ways = match voice.detail {
        Detail::First | Detail::Least => &answer.ways[answer.mending..=answer.mending],
        _ => &answer.ways[..],
    };
    let mut actor = looker(answer, look, voice).unwrap_or(look.actor);
    for (index, way) in ways.iter().enumerate() {
        actor = write_way(page, look, answer, (index > 0).then_some("Or: "), way, actor, voice)?;
    }
    Ok(())
}

/// The steps of one way, one after another, each under whoever takes it if that is not whoever looks.
fn write_way(
    page: &mut Page<'_>,
    look: &LookAt<'_>,
    answer: &Answer<'_>,
    or: Option<&str>,
    way: &[Step<'_>],
    before: Actor,
    voice: Voice<'_>,
) -> io::Result<Actor> {
    const INDENT: &str = "     ";
    let next = way.get(1).and_then(|step| match step {
        Step::As(letter) => Some(format!(" Then {letter}.")),
        Step::Do(_) => None,
    });
    let mut actor = before;
    for (index, step) in way.iter().enumerate() {
        let Step::Do(step) = step else { continue };
        let who = if step.actor == actor { String::new() } else { format!("{}: ", step.actor.words()) };
        let says = voice.step(step).as_str();
        let then = if index > 0 { "Then " } else { or.unwrap_or_default() };
        let (then, says) = match says.strip_prefix("Only if ").map(|rest| ("only if ", rest)) {
            Some((only, rest)) if !then.is_empty() && who.is_empty() => (format!("Or {only}"), rest),
            _ => (then.to_owned(), says),
        };
        let after = next.as_deref().filter(|_| index == 0).unwrap_or_default();
        actor = step.actor;
        page.rich(INDENT, INDENT, &voice.rich(&format!("{then}{who}{says}{after}")))?;
        let known = step.place.now == look.place.now || answer.at.is_some_and(|at| at.place.now == step.place.now);
        if !known && (voice.tells_places() || (index > 0 && voice.detail != Detail::Least)) {
            let here = format!("{} > ", look.place.now);
            match step.place.now.strip_prefix(&here) {
                Some(rest) => page.rich(INDENT, INDENT, &Rich::looking(rest, Look::Place))?,
                None => write_place(page, INDENT, &step.place, voice)?,
            }
        }
        write_widens(page, INDENT, step, voice)?;
    }
    Ok(actor)
}

/// Who sees an answer, where that is not whoever looks and no place says so.
fn looker(answer: &Answer<'_>, look: &LookAt<'_>, voice: Voice<'_>) -> Option<Actor> {
    answer.at.map(|at| at.actor).filter(|actor| *actor != look.actor && !voice.tells_places())
}

/// What is seen, by whom if that is not whoever looks, and of what else.
fn seen_by(answer: &Answer<'_>, look: &LookAt<'_>, voice: Voice<'_>) -> String {
    let sign = answer.finding.look.as_ref().map_or(&answer.finding.clause, |look| &look.sign);
    let says = match looker(answer, look, voice) {
        Some(actor) => format!("{}: {sign}", capital(actor.words())),
        None => capital(sign),
    };
    match answer.also.as_slice() {
        [] => says,
        also => format!("{says} (also {})", also.join(", ")),
    }
}
