//! The rooms of the library: each is in the list of `src/lib.rs`, and uses only those above it there.

use std::fs;
use std::path::Path;

/// The rooms in the order of the list.
fn listed() -> Vec<String> {
    let map = fs::read_to_string("src/lib.rs").unwrap();
    let rows = map.lines().filter_map(|line| line.strip_prefix("//! - "));
    let room = |row: &str| row.trim_start_matches('[').split('`').nth(1).map(str::to_owned);
    rows.map(|row| room(row).unwrap_or_else(|| panic!("no room in {row}"))).collect()
}

/// The code of a room, without its comments and tests.
fn code(path: &Path) -> String {
    if path.is_dir() {
        let entries = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
        return entries.filter(|path| !path.ends_with("tests")).map(|path| code(&path)).collect();
    }
    if path.extension().is_none_or(|end| end != "rs") || path.ends_with("tests.rs") {
        return String::new();
    }
    let text = fs::read_to_string(path).unwrap();
    let own = text.split("#[cfg(test)]").next().unwrap_or_default().lines();
    own.flat_map(|line| [line.split("//").next().unwrap_or_default(), "\n"]).collect()
}

/// The rooms that a room's code names behind `crate::`, several in braces included.
fn used(code: &str) -> Vec<String> {
    let name = |text: &str| text.chars().take_while(|char| char.is_alphanumeric() || *char == '_').collect();
    let of = |rest: &str| match rest.strip_prefix('{') {
        Some(several) => several.split(';').next().unwrap_or_default().split(',').map(|one| name(one.trim())).collect(),
        None => vec![name(rest)],
    };
    code.split("crate::").skip(1).flat_map(of).collect()
}

#[test]
fn a_room_uses_only_those_above_it() {
    let listed = listed();
    let place = |room: &str| listed.iter().position(|listed| listed == room);
    let mut wrong = Vec::new();
    for entry in fs::read_dir("src").unwrap() {
        let path = entry.unwrap().path();
        let room = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if ["lib", "main"].contains(&room.as_str()) {
            continue;
        }
        let Some(own) = place(&room) else {
            wrong.push(format!("{room} is not in the list"));
            continue;
        };
        // What a brace holds besides rooms is no room: the items of one.
        let back = used(&code(&path)).into_iter().filter(|used| place(used).is_some_and(|place| place > own));
        wrong.extend(back.map(|used| format!("{room} uses {used}")));
    }
    assert!(listed.len() > 20 && wrong.is_empty(), "{wrong:#?}");
}
