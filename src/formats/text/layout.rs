//! Lines on a page of a given width: the one way into a text report. What comes here is a [`Shown`], or becomes one.

use std::io::{self, Write};

use colored::Colorize;
use textwrap::{Options, WordSplitter, wrap};

use crate::report::Shown;

/// Where text goes, and how wide it may be.
pub(super) struct Page<'w> {
    out: &'w mut dyn Write,
    width: usize,
}

impl<'w> Page<'w> {
    pub(super) fn new(out: &'w mut dyn Write, width: usize) -> Self {
        Self { out, width }
    }

    pub(super) fn blank(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    pub(super) fn heading(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", Shown::from(text).bold())
    }

    /// Lines as they are: a table.
    pub(super) fn raw(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", Shown::lines(text))
    }

    /// One line that is never broken, so that it can be copied.
    pub(super) fn raw_indented(&mut self, indent: &str, text: &str) -> io::Result<()> {
        writeln!(self.out, "{indent}{}", Shown::from(text))
    }

    /// Text broken at the width, its further lines indented by two more.
    pub(super) fn paragraph(&mut self, indent: &str, text: &str) -> io::Result<()> {
        let further = if indent.is_empty() { String::new() } else { format!("{indent}  ") };
        self.wrapped(indent, &further, text)
    }

    /// Text behind a mark, its further lines aligned with its first.
    pub(super) fn item(&mut self, indent: &str, mark: &str, text: &str) -> io::Result<()> {
        let further = " ".repeat(indent.len() + mark.len());
        self.wrapped(&format!("{indent}{mark}"), &further, text)
    }

    /// A line that begins with a word that may carry colour, whose width is told.
    pub(super) fn line_with(&mut self, indent: &str, word: &str, width: usize, rest: &str) -> io::Result<()> {
        // The word's place is kept with as many letters, which are then replaced.
        let stand_in = "x".repeat(width);
        let further = if indent.is_empty() { String::new() } else { format!("{indent}    ") };
        let lines = self.lines(indent, &further, &format!("{stand_in}{rest}"));
        for (index, line) in lines.iter().enumerate() {
            if index == 0 {
                writeln!(self.out, "{}", line.replacen(&stand_in, word, 1))?;
            } else {
                writeln!(self.out, "{line}")?;
            }
        }
        Ok(())
    }

    fn wrapped(&mut self, first: &str, further: &str, text: &str) -> io::Result<()> {
        for line in self.lines(first, further, text) {
            writeln!(self.out, "{line}")?;
        }
        Ok(())
    }

    fn lines(&self, first: &str, further: &str, text: &str) -> Vec<String> {
        let options = Options::new(self.width)
            .initial_indent(first)
            .subsequent_indent(further)
            .word_splitter(WordSplitter::NoHyphenation)
            .break_words(false);
        let text = Shown::lines(text);
        text.split('\n').flat_map(|line| wrap(line, &options)).map(std::borrow::Cow::into_owned).collect()
    }
}
