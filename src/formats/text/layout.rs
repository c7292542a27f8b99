//! Lines on a page of a given width: the one way into a text report. What comes here is a [`Shown`], or becomes one.

use std::fmt::Display;
use std::io::{self, Write};
use std::ops::Range;

use colored::{Color, Colorize};
use comfy_table::{ColumnConstraint, ContentArrangement, Table, TableStyle};
use textwrap::core::display_width;
use textwrap::{Options, WordSplitter, wrap};

use crate::report::Shown;

/// What a part of a text looks like. No status is told by it alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Good,
    Bad,
    Open,
    /// What is there in case somebody wants to know.
    Dim,
    /// What is clicked or set.
    Click,
    /// Where.
    Place,
    Strong,
}

impl Look {
    fn of(self, text: &str) -> String {
        match self {
            Self::Good => text.green().bold(),
            Self::Bad => text.red().bold(),
            // Yellow cannot be read on white.
            Self::Open => text.color(Color::Magenta).bold(),
            Self::Dim => text.dimmed(),
            Self::Click | Self::Strong => text.bold(),
            Self::Place => text.cyan(),
        }
        .to_string()
    }
}

/// A text, parts of which have a look. What is put in is made safe for a terminal.
#[derive(Debug, Clone, Default)]
pub(super) struct Rich {
    text: String,
    looks: Vec<(Range<usize>, Look)>,
}

impl Rich {
    pub(super) fn plain(text: impl Display) -> Self {
        Self::default().then(text)
    }

    pub(super) fn looking(text: impl Display, look: Look) -> Self {
        Self::default().then_looking(text, look)
    }

    pub(super) fn then(mut self, text: impl Display) -> Self {
        self.text.push_str(&Shown::from(text.to_string()));
        self
    }

    pub(super) fn then_looking(mut self, text: impl Display, look: Look) -> Self {
        let start = self.text.len();
        self.text.push_str(&Shown::from(text.to_string()));
        self.looks.push((start..self.text.len(), look));
        self
    }

    /// The same, with every one of those words as what is clicked, the first of the list before those within it.
    pub(super) fn clicks(mut self, words: &[Shown]) -> Self {
        for word in words {
            for (start, found) in self.text.match_indices(word.as_str()) {
                let place = start..start + found.len();
                let free = self.looks.iter().all(|(taken, _)| taken.end <= place.start || place.end <= taken.start);
                if free {
                    self.looks.push((place, Look::Click));
                }
            }
        }
        self
    }

    fn width(&self) -> usize {
        display_width(&self.text)
    }

    /// One part of the text as it is printed.
    fn part(&self, part: Range<usize>) -> String {
        let mut looks: Vec<_> =
            self.looks.iter().filter(|(range, _)| range.start < part.end && part.start < range.end).collect();
        looks.sort_by_key(|(range, _)| range.start);
        let mut printed = String::new();
        let mut at = part.start;
        for (range, look) in looks {
            let (start, end) = (range.start.max(at), range.end.min(part.end));
            printed.push_str(&self.text[at..start]);
            printed.push_str(&look.of(&self.text[start..end]));
            at = end;
        }
        printed.push_str(&self.text[at..part.end]);
        printed
    }
}

/// Where text goes, and how wide it may be.
pub(super) struct Page<'w> {
    out: &'w mut dyn Write,
    width: usize,
    ascii: bool,
}

impl<'w> Page<'w> {
    pub(super) fn new(out: &'w mut dyn Write, width: usize, ascii: bool) -> Self {
        Self { out, width, ascii }
    }

    pub(super) fn blank(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    pub(super) fn heading(&mut self, text: &str) -> io::Result<()> {
        self.rich("", "", &Rich::looking(text, Look::Strong))
    }

    /// One line that is never broken, so that it can be copied.
    pub(super) fn line(&mut self, text: &Rich) -> io::Result<()> {
        let text = self.spelt(text);
        writeln!(self.out, "{}", text.part(0..text.text.len()))
    }

    /// One line as it is, indented and never broken.
    pub(super) fn raw_indented(&mut self, indent: &str, text: &str) -> io::Result<()> {
        self.line(&Rich::plain(format!("{indent}{}", Shown::from(text))))
    }

    /// Text broken at the width, its further lines indented by two more.
    pub(super) fn paragraph(&mut self, indent: &str, text: &str) -> io::Result<()> {
        let further = if indent.is_empty() { String::new() } else { format!("{indent}  ") };
        self.rich(indent, &further, &Rich::plain(text))
    }

    /// Text behind a mark, its further lines aligned with its first.
    pub(super) fn item(&mut self, indent: &str, mark: &str, text: &str) -> io::Result<()> {
        let further = " ".repeat(indent.len() + display_width(mark));
        self.rich(&format!("{indent}{mark}"), &further, &Rich::plain(text))
    }

    /// Text broken at the width.
    pub(super) fn rich(&mut self, first: &str, further: &str, text: &Rich) -> io::Result<()> {
        let text = self.spelt(text);
        for (index, line) in self.lines(first, further, &text).into_iter().enumerate() {
            let indent = if index == 0 { first } else { further };
            writeln!(self.out, "{indent}{}", text.part(line))?;
        }
        Ok(())
    }

    /// Text broken at the width, and another at the right edge: of the last line, or of one of its own. `link` is where that leads.
    pub(super) fn with_right(
        &mut self,
        first: &str,
        further: &str,
        text: &Rich,
        right: &Rich,
        link: Option<&str>,
    ) -> io::Result<()> {
        let (text, right) = (self.spelt(text), self.spelt(right));
        let lines = self.lines(first, further, &text);
        let last = lines.len().saturating_sub(1);
        let shown = linked(&right.part(0..right.text.len()), link);
        for (index, line) in lines.into_iter().enumerate() {
            let indent = if index == 0 { first } else { further };
            let used = display_width(indent) + display_width(&text.text[line.clone()]);
            let printed = text.part(line);
            if index < last {
                writeln!(self.out, "{indent}{printed}")?;
            } else if used + 2 + right.width() <= self.width {
                let gap = " ".repeat(self.width - used - right.width());
                writeln!(self.out, "{indent}{printed}{gap}{shown}")?;
            } else {
                writeln!(self.out, "{indent}{printed}")?;
                writeln!(self.out, "{}{shown}", " ".repeat(self.width.saturating_sub(right.width())))?;
            }
        }
        Ok(())
    }

    /// Rows of a mark, of whom it is and what came, each column as wide as it needs. A mark has its row's look.
    pub(super) fn table(
        &mut self,
        rows: &[(&str, &str, &str)],
        looks: impl IntoIterator<Item = Look>,
    ) -> io::Result<()> {
        let mut table = Table::new();
        let width = u16::try_from(self.width).unwrap_or(u16::MAX);
        table.load_style(TableStyle::new()).set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
        for (mark, whom, says) in rows {
            let cells = [format!("  {mark}"), (*whom).to_owned(), (*says).to_owned()];
            table.add_row(cells.map(|cell| self.spelt(&Rich::plain(cell)).text));
        }
        for column in 0..2 {
            if let Some(column) = table.column_mut(column) {
                column.set_constraint(ColumnConstraint::ContentWidth).set_padding((0, 1));
            }
        }
        let marks: Vec<&str> = rows.iter().map(|(mark, ..)| *mark).collect();
        let (mut marks, mut looks) = (marks.into_iter().peekable(), looks.into_iter());
        for line in table.lines() {
            let line = line.trim_end();
            let rest = marks.peek().and_then(|mark| line.trim_start().strip_prefix(mark));
            let text = match (rest, line.starts_with("   ")) {
                (Some(rest), false) => match (marks.next(), looks.next()) {
                    (Some(mark), Some(look)) => Rich::plain("  ").then_looking(mark, look).then(rest),
                    _ => Rich::plain(line),
                },
                _ => Rich::plain(line),
            };
            self.line(&text)?;
        }
        Ok(())
    }

    /// The text in the characters that the terminal has.
    fn spelt(&self, text: &Rich) -> Rich {
        if !self.ascii || text.text.is_ascii() {
            return text.clone();
        }
        let mut spelt = Rich::default();
        let mut ends: Vec<usize> = Vec::with_capacity(text.text.len() + 1);
        for character in text.text.chars() {
            ends.extend(std::iter::repeat_n(spelt.text.len(), character.len_utf8()));
            push_ascii(&mut spelt.text, character);
        }
        ends.push(spelt.text.len());
        spelt.looks = text.looks.iter().map(|(range, look)| (ends[range.start]..ends[range.end], *look)).collect();
        spelt
    }

    fn lines(&self, first: &str, further: &str, text: &Rich) -> Vec<Range<usize>> {
        let indent = |text: &str| "x".repeat(display_width(text));
        let (first, further) = (indent(first), indent(further));
        let options = Options::new(self.width)
            .initial_indent(&first)
            .subsequent_indent(&further)
            .word_splitter(WordSplitter::NoHyphenation)
            .break_words(false);
        let mut at = 0;
        let mut lines = Vec::new();
        for (index, line) in wrap(&text.text, &options).into_iter().enumerate() {
            let indent = if index == 0 { first.len() } else { further.len() };
            let line = &line[indent.min(line.len())..];
            let start = text.text[at..].find(line).map_or(at, |found| at + found);
            at = start + line.len();
            lines.push(start..at);
        }
        lines
    }
}

/// A character in ASCII: as people write it there, else by its number.
fn push_ascii(text: &mut String, character: char) {
    match character {
        '✓' => text.push_str("[ok]"),
        '✗' => text.push_str("[x]"),
        '…' => text.push_str("..."),
        '–' | '—' | '─' => text.push('-'),
        '→' => text.push_str("->"),
        '‘' | '’' => text.push('\''),
        '“' | '”' => text.push('"'),
        other if other.is_ascii() => text.push(other),
        other => text.extend(other.escape_unicode()),
    }
}

/// The text as a link, for a terminal that knows them (OSC 8).
fn linked(text: &str, link: Option<&str>) -> String {
    match link {
        Some(link) => format!("\u{1b}]8;;{link}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\"),
        None => text.to_owned(),
    }
}
