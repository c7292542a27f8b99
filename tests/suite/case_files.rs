//! A stranger adds a case by adding a file: the examples of `fixtures/README.md` are read as they stand, and a file that is
//! misspelt, or has a key that nobody reads, fails with its name and its line.

use std::collections::BTreeMap;
use std::fs;

use crate::kit::files::{ReplyFixture, read_all, read_one};
use crate::kit::scene::{FileCase, FileWorld};
use crate::pasted;

/// A file of `tests/cmd`; trycmd itself passes over keys that it does not know.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Command {
    #[serde(rename = "bin")]
    _bin: Binary,
    #[serde(rename = "args")]
    _args: Vec<String>,
    #[serde(rename = "stdin", default)]
    _stdin: String,
    #[serde(rename = "status")]
    _status: Status,
    #[serde(rename = "stdout")]
    _stdout: String,
    #[serde(rename = "stderr")]
    _stderr: String,
    env: Surroundings,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Binary {
    #[serde(rename = "name")]
    _name: String,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Status {
    #[serde(rename = "code")]
    _code: i32,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Surroundings {
    inherit: bool,
    #[serde(rename = "add", default)]
    _add: BTreeMap<String, String>,
}

#[test]
fn every_command_line_is_spelt_as_it_is_read() {
    for (name, command) in read_all::<Command>("tests/cmd") {
        assert!(!command.env.inherit, "{name}: it would depend on the machine");
    }
}

/// The examples are one for each folder, in the order in which the file lists them.
#[test]
fn the_examples_of_the_fixtures_are_read_as_they_stand() {
    let text = fs::read_to_string("fixtures/README.md").unwrap();
    let examples: Vec<&str> =
        text.split("```toml\n").skip(1).map(|rest| rest.split_once("```").expect("an end").0).collect();
    let [reply, case, paste, world, command] = examples[..] else { panic!("{} examples", examples.len()) };
    read_one::<ReplyFixture>("reply.toml", reply).unwrap();
    read_one::<FileCase>("case.toml", case).unwrap();
    read_one::<pasted::Fixture>("paste.toml", paste).unwrap();
    read_one::<FileWorld>("world.toml", world).unwrap();
    read_one::<Command>("command.toml", command).unwrap();
}

#[test]
fn what_is_misspelt_fails_with_its_name_and_line() {
    let reply = fs::read_to_string("fixtures/replies/account-deactivated.toml").unwrap();
    let read = |text: &str| read_one::<ReplyFixture>("it.toml", text).map(|_| ()).unwrap_err();
    for (what, from, to, at) in [
        ("a key", "title =", "titel =", "line 1, column 1"),
        ("a key within", "signature =", "signatur =", "line 14"),
        ("a probe", "probe = \"user\"", "probe = \"usr\"", "line 5"),
        ("a confidence", "\"possible\"", "\"posible\"", "line 4"),
        ("a key that is left out", "status = 400\n", "", "line 7"),
        ("two bodies", "status = 400\n", "status = 400\nbody_base64 = \"e30=\"\n", "line 7"),
        ("no TOML", "[expect]", "[expect", "line 12"),
    ] {
        assert!(reply.contains(from), "{what}: the fixture has changed");
        let error = read(&reply.replace(from, to));
        assert!(error.starts_with("it.toml: ") && error.contains(at), "{what}: {error}");
    }
    let wrongly_named = read_one::<ReplyFixture>("fixtures/replies/it.tmol", &reply).unwrap_err();
    assert!(wrongly_named.starts_with("fixtures/replies/it.tmol: "), "{wrongly_named}");
}
