//! Markdown: a ticket to paste. The verdict, tick boxes that name who takes each step, what was seen as a table, and, folded, what
//! is ruled out.
//!
//! In GitHub's dialect (GFM), which GitLab reads as well. Whatever a server or a setting says is text there: it neither formats nor
//! links nor calls anybody.

mod escape;

use std::io::{self, Write};

use super::{Format, Layout, Reader, Sink, for_readers};
use crate::catalogue::Actor;
use crate::diagnose::Status;
use crate::report::{
    Action, Answer, Detail, End, Fix, LookAt, Mark, Menu, Outline, ProfileReport, RemediationReport, Run, Seen, Step,
    evidence,
};

pub(super) use escape::{code, text};

/// The table's row.
pub(super) const FORMAT: Format = Format {
    id: "markdown",
    called: "the Markdown report",
    reader: Reader::Person,
    sink: |layout| Box::new(Ticket { layout, printed: 0 }),
    diff: None,
    contract: None,
    ending: None,
};

/// A section for each profile, as it comes.
struct Ticket {
    layout: Layout,
    printed: usize,
}

impl Sink for Ticket {
    fn begin(&mut self, _: &Run, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn profile(&mut self, profile: &ProfileReport, out: &mut dyn Write) -> io::Result<()> {
        let outline = Outline::of(profile);
        if self.layout.quiet {
            return writeln!(out, "- {}", text(&outline.last));
        }
        if self.printed > 0 {
            writeln!(out)?;
        }
        self.printed += 1;
        let pen = Pen { profile, whole: self.layout.verbosity > 0 };
        write_headline(out, &pen, &outline)?;
        write_action(out, &pen, &outline)?;
        write_seen(out, &outline.seen)?;
        write_ruled_out(out, profile)?;
        let beside = outline.remarks.iter().chain(&outline.unchecked).chain(&outline.footprint);
        beside.enumerate().try_for_each(|(index, line)| {
            let before = if index == 0 { "\n" } else { "" };
            writeln!(out, "{before}- {}", pen.text(&for_readers(line)))
        })?;
        writeln!(out, "\n{}", pen.text(&outline.last))
    }

    fn end(&mut self, end: &End, out: &mut dyn Write) -> io::Result<()> {
        let Some(error) = &end.error else { return Ok(()) };
        writeln!(out, "## error\n\n{}", text(&error.message))?;
        error.hints.iter().enumerate().try_for_each(|(index, hint)| {
            let before = if index == 0 { "\n" } else { "" };
            writeln!(out, "{before}- {}", text(hint))
        })
    }
}

/// What a profile's texts are written with.
struct Pen<'r> {
    profile: &'r ProfileReport,
    /// Whether the whole texts are wanted, and the older menu names.
    whole: bool,
}

impl Pen<'_> {
    /// A text that formats nothing but the ids in it, which are code.
    fn text(&self, words: &str) -> String {
        let is_id = |word: &str| word.contains('-') && self.profile.findings.iter().any(|finding| &*finding.id == word);
        let in_id = |char: char| char.is_ascii_alphanumeric() || char == '-';
        let mut marked = String::with_capacity(words.len());
        let mut rest = words;
        while !rest.is_empty() {
            let end = rest.find(|char| !in_id(char)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            let is_code = marked.ends_with('`') || after.starts_with('`');
            let mark = if is_id(word) && !is_code { "`" } else { "" };
            marked.extend([mark, word, mark]);
            let between = after.find(in_id).unwrap_or(after.len());
            marked.push_str(&after[..between]);
            rest = &after[between..];
        }
        text(&marked)
    }

    fn place(&self, place: &Menu) -> String {
        match place.before.as_ref().filter(|_| self.whole) {
            Some(before) => format!("*{}* (before: *{}*)", text(&place.now), text(before)),
            None => format!("*{}*", text(&place.now)),
        }
    }
}

fn write_headline(out: &mut dyn Write, pen: &Pen<'_>, outline: &Outline<'_>) -> io::Result<()> {
    let (profile, headline) = (pen.profile, &outline.headline);
    let sign = Mark::of(headline.verdict).sign();
    let name = profile.own_name().map(|name| format!("{}: ", text(name))).unwrap_or_default();
    let id = headline.finding.map(|finding| format!(" ({})", code(&finding.id))).unwrap_or_default();
    let clause = text(&headline.clause);
    writeln!(out, "## {sign} {}: {name}{clause}{id}", headline.verdict.id())?;
    if let Some(detail) = &headline.detail {
        writeln!(out, "\n{}", pen.text(&for_readers(detail)))?;
    }
    profile.notes.iter().try_for_each(|note| writeln!(out, "\nNote: {}", text(note)))
}

fn write_action(out: &mut dyn Write, pen: &Pen<'_>, outline: &Outline<'_>) -> io::Result<()> {
    match &outline.action {
        Action::None => return Ok(()),
        Action::Fix(fixes) => {
            let alone = fixes.len() == 1 && outline.headline.finding.is_some();
            fixes.iter().try_for_each(|fix| write_fix(out, pen, fix, alone))?;
        }
        Action::Look(look) => write_look(out, pen, look)?,
    }
    match &outline.again {
        Some(again) => writeln!(out, "\n{}", pen.text(&again.says(Detail::Whole))),
        None => Ok(()),
    }
}

fn write_fix(out: &mut dyn Write, pen: &Pen<'_>, fix: &Fix<'_>, alone: bool) -> io::Result<()> {
    let word = if fix.ways.len() > 1 { "Fix: one of these" } else { "Fix" };
    writeln!(out, "\n### {word}\n")?;
    if !alone {
        writeln!(out, "{}: {}\n", code(&fix.finding.id), text(&fix.finding.clause))?;
    }
    if !fix.also.is_empty() {
        writeln!(out, "The same for {}.\n", text(&fix.also.join(", ")))?;
    }
    for way in &fix.ways {
        for (index, step) in way.iter().enumerate() {
            let (indent, then) = if index == 0 { ("", "") } else { ("  ", "then ") };
            write_step(out, pen, (indent, then), step)?;
        }
    }
    Ok(())
}

fn write_look(out: &mut dyn Write, pen: &Pen<'_>, look: &LookAt<'_>) -> io::Result<()> {
    let who = look.actor.words();
    match look.ask {
        None => writeln!(out, "\n### Look\n\n- [ ] **{who}**: look at {}", pen.place(look.place))?,
        Some(ask) => {
            writeln!(out, "\n### Ask\n\n- [ ] **{who}**: {} Where: {}", text(ask), pen.place(look.place))?;
        }
    }
    look.answers.iter().try_for_each(|answer| write_answer(out, pen, look.actor, answer))?;
    let Some(otherwise) = &look.otherwise else { return Ok(()) };
    let letter = ('A'..).nth(look.answers.len()).unwrap_or('Z');
    writeln!(out, "  - **{letter}.** Otherwise it is {}.", pen.text(otherwise))
}

fn write_answer(out: &mut dyn Write, pen: &Pen<'_>, looks: Actor, answer: &Answer<'_>) -> io::Result<()> {
    let finding = answer.finding;
    let sign = finding.look.as_ref().map_or(&finding.clause, |look| &look.sign);
    let at = answer.at.map(|look| {
        let who = if look.actor == looks { String::new() } else { format!("{}: ", look.actor.words()) };
        format!(" ({who}look at {})", pen.place(&look.place))
    });
    let at = at.unwrap_or_default();
    writeln!(out, "  - **{}.** If {}{at}: {}", answer.letter, text(sign), code(&finding.id))?;
    for (way, steps) in answer.ways.iter().enumerate() {
        for (index, step) in steps.iter().enumerate() {
            let word = match (way, index) {
                (0, 0) => "",
                (_, 0) => "or ",
                _ => "then ",
            };
            let indent = if index == 0 { "    " } else { "      " };
            match step {
                Step::Do(step) => write_step(out, pen, (indent, word), step)?,
                Step::As(letter) => writeln!(out, "{indent}- {word}as under **{letter}**")?,
            }
        }
    }
    Ok(())
}

/// A step as a tick box; what opens or breaks with it stands below.
fn write_step(
    out: &mut dyn Write,
    pen: &Pen<'_>,
    (indent, before): (&str, &str),
    step: &RemediationReport,
) -> io::Result<()> {
    let (what, widens) = if pen.whole { (&step.step, &step.widens) } else { (&step.brief, &step.brief_widens) };
    let who = step.actor.words();
    writeln!(out, "{indent}- [ ] {before}**{who}**: {} Where: {}", text(what), pen.place(&step.place))?;
    match widens {
        Some(widens) => writeln!(out, "{indent}  - Mind: {}", text(widens)),
        None => Ok(()),
    }
}

fn write_seen(out: &mut dyn Write, seen: &[Seen]) -> io::Result<()> {
    if seen.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n### Seen\n\n| | asked | answer |\n|---|---|---|")?;
    for row in seen {
        writeln!(out, "| {} | {} | {} |", row.mark.sign(), text(&row.label), text(&row.says))?;
    }
    Ok(())
}

/// What is ruled out, and by which reply, folded.
fn write_ruled_out(out: &mut dyn Write, profile: &ProfileReport) -> io::Result<()> {
    let groups = evidence(profile);
    let out_of_it: Vec<_> = groups.iter().filter(|group| group[0].status == Status::RuledOut).collect();
    let count = match out_of_it.iter().map(|group| group.len()).sum::<usize>() {
        0 => return Ok(()),
        1 => "1 cause is ruled out".to_owned(),
        many => format!("{many} causes are ruled out"),
    };
    writeln!(out, "\n<details>\n<summary>{count}, and why</summary>\n")?;
    for group in out_of_it {
        let ids: Vec<String> = group.iter().map(|finding| code(&finding.id)).collect();
        // Further replies say the same again.
        let why = group[0].evidence.first().map(|one| format!(": {}", text(&one.says))).unwrap_or_default();
        writeln!(out, "- {}{why}", ids.join(", "))?;
    }
    writeln!(out, "\n</details>")
}
