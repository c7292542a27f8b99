//! README's tables and lists say what is there, no more and no less: causes, exit codes, commands, flags, and the files that
//! hold its promises. Wording is free, ids are not.

use std::collections::BTreeSet;
use std::path::Path;

use ccg_doctor::formats::Format;

use crate::kit::{Doctor, catalogue};

type Ids = BTreeSet<String>;

/// A table: the first cell of its head, and the first cell of each row.
struct Table {
    of: String,
    rows: Vec<String>,
}

fn readme() -> String {
    std::fs::read_to_string("README.md").unwrap()
}

/// README without what is fenced.
fn prose() -> String {
    readme().split("```").step_by(2).collect()
}

/// Every table of README.
fn tables() -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let mut within = false;
    for line in prose().lines() {
        let Some(row) = line.strip_prefix('|') else {
            within = false;
            continue;
        };
        let first = row.split('|').next().unwrap().trim().to_owned();
        match tables.last_mut().filter(|_| within) {
            None => tables.push(Table { of: first.to_lowercase(), rows: Vec::new() }),
            Some(_) if first.chars().all(|char| matches!(char, '-' | ':')) => {}
            Some(table) => table.rows.push(first),
        }
        within = true;
    }
    tables
}

/// The first cells of every row of the tables of that head.
fn cells(of: &str) -> Vec<String> {
    let cells: Vec<String> = tables().into_iter().filter(|table| table.of == of).flat_map(|table| table.rows).collect();
    assert!(!cells.is_empty(), "README has no table of each {of}");
    cells
}

/// What stands in backticks, in order.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// All that is quoted in these cells; none of it twice.
fn ids(cells: &[String]) -> Ids {
    let all: Vec<&str> = cells.iter().flat_map(|cell| quoted(cell)).collect();
    let ids: Ids = all.iter().map(|id| (*id).to_owned()).collect();
    assert_eq!(all.len(), ids.len(), "one stands twice: {all:?}");
    ids
}

/// Flags and commands are told from words by their dashes, or by where they stand.
fn flags(text: &str) -> Ids {
    let is_of_flag = |char: char| char.is_ascii_lowercase() || char == '-';
    let words = text.split(|char: char| !is_of_flag(char));
    let named = |word: &&str| word.strip_prefix("--").is_some_and(|name| name.starts_with(char::is_alphabetic));
    words.filter(named).map(str::to_owned).collect()
}

fn help(args: &[&str]) -> String {
    Doctor::new(args).args(["--help"]).run().stdout
}

/// The first word of each line of a section of a help text.
fn listed(help: &str, section: &str) -> Ids {
    let (_, rest) = help.split_once(&format!("\n{section}\n")).unwrap_or_else(|| panic!("no {section} in {help}"));
    let lines = rest.lines().take_while(|line| line.starts_with("  "));
    // What goes on from the line above is indented further.
    lines
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect()
}

fn commands() -> Ids {
    let mut commands = listed(&help(&[]), "Commands:");
    assert!(commands.remove("help"), "clap's own");
    commands
}

/// A new table has to be held by a test before it is here.
#[test]
fn every_table_is_held_by_a_test() {
    let held = ["command", "exit code", "format", "cause", "sent to box"];
    for table in tables() {
        assert!(held.contains(&table.of.as_str()), "no test holds the table of each `{}`", table.of);
        assert!(!table.rows.is_empty(), "`{}` has no row", table.of);
    }
}

#[test]
fn every_cause_is_in_the_table_and_every_row_is_a_cause() {
    let catalogue = catalogue();
    let known: Ids = catalogue.causes().iter().map(|cause| cause.id().to_owned()).collect();
    assert_eq!(ids(&cells("cause")), known);
}

#[test]
fn every_format_is_in_the_table_and_every_row_is_a_format() {
    let known: Ids = Format::ALL.iter().map(|format| format.id.to_owned()).collect();
    assert_eq!(ids(&cells("format")), known);
}

/// Signals are one row in README, and the one that people send in the help.
#[test]
fn every_exit_code_is_in_the_table_and_in_the_help() {
    let mut told: Ids = cells("exit code").into_iter().collect();
    assert!(told.remove("128 + n"), "{told:?}");
    let mut helped = listed(&help(&["check"]), "Exit codes:");
    assert!(helped.remove("130"), "{helped:?}");
    assert_eq!(told, helped);
}

#[test]
fn every_command_is_in_the_table_and_every_row_is_of_one() {
    let commands = commands();
    // The first word of each quoted command line; `diagnose error.txt` is a line of `diagnose`.
    let rows = cells("command");
    let told: Ids =
        rows.iter().flat_map(|row| quoted(row)).map(|line| line.split(' ').next().unwrap().to_owned()).collect();
    assert_eq!(told, commands);
}

/// README names few of the flags, but none that is not there.
#[test]
fn every_flag_that_is_named_is_there() {
    let known: Ids = commands().iter().flat_map(|command| flags(&help(&[command]))).chain(flags(&help(&[]))).collect();
    let named = flags(&readme());
    let unknown: Vec<_> = named.difference(&known).collect();
    assert_eq!(unknown, [""; 0], "in README, and in no help");
    assert!(named.len() > 10, "{named:?}");
}

/// What is quoted as an id is one, wherever it stands: a cause, a reply or a finding.
#[test]
fn every_id_that_is_explained_exists() {
    let catalogue = catalogue();
    for line in quoted(&prose()) {
        let Some(id) = line.strip_prefix("ccg-doctor explain ").filter(|id| *id != "ID") else { continue };
        let ended = Doctor::new(["explain", id]).run();
        assert_eq!(ended.code, 0, "{line}: {}", ended.stderr);
        assert!(
            catalogue.cause(id).is_some() || catalogue.fault(id).is_some() || catalogue.signature_id(id).is_some(),
            "{id}"
        );
    }
}

/// "Each of these is held by a file of `tests/suite/`", and what runs is in `.ci/`.
#[test]
fn every_file_that_is_named_is_there() {
    let prose = prose();
    let (_, rest) = prose.split_once("`tests/suite/`").expect("where the promises are held");
    let sentence = rest.split(".ci/").next().unwrap();
    let held: Vec<&str> = quoted(sentence).filter(|word| !word.is_empty() && !word.contains(['.', ' '])).collect();
    assert!(held.len() > 5, "{held:?}");
    for file in held {
        assert!(Path::new("tests/suite").join(file).with_extension("rs").is_file(), "no tests/suite/{file}.rs");
    }
    for path in quoted(&prose).filter(|path| path.starts_with(".ci/") || path.starts_with(".config/")) {
        assert!(Path::new(path).is_file(), "no {path}");
    }
}
