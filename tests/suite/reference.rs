//! What is generated for readers and kept in the repository is what the program prints.
//!
//! `REFERENCE=overwrite cargo test --test suite reference` writes it again.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::kit::{Doctor, run};
use crate::{contract, kit};

/// Demands that a file holds this, or writes it.
#[track_caller]
fn demand_fresh(file: &str, printed: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os("REFERENCE").is_some_and(|what| what == "overwrite") {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, printed).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default().replace('\r', "");
    assert!(
        kept == printed,
        "{file} is not what is printed; `REFERENCE=overwrite cargo test --test suite reference` writes it"
    );
}

#[test]
fn the_reference_page_is_what_explain_prints() {
    let ended = run(&["explain", "--format", "markdown"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    demand_fresh("docs/REFERENCE.md", &ended.stdout);
}

/// Hints and other reports link to an entry by its id.
#[test]
fn each_id_is_one_anchor_of_the_reference_page() {
    let page = run(&["explain", "--format", "markdown"]).stdout;
    let anchors: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("### ")).collect();
    let listed: Vec<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("- [`")?.split_once("`](#")?.1.split_once(')'))
        .map(|(anchor, _)| anchor)
        .collect();
    let catalogue = kit::catalogue();
    let causes: Vec<&str> = catalogue.causes().iter().map(ccg_doctor::catalogue::Cause::id).collect();
    let replies = catalogue.signatures().iter().map(|reply| reply.id.as_str());
    // Some replies are called as their cause is.
    let replies = replies.map(|id| if causes.contains(&id) { format!("reply-{id}") } else { id.to_owned() });
    let faults = catalogue.faults().iter().map(|fault| fault.id.clone());
    let ids: Vec<String> = causes.iter().map(|id| (*id).to_owned()).chain(faults).chain(replies).collect();
    assert_eq!(anchors, listed);
    assert_eq!(anchors, ids);
    assert_eq!(anchors.iter().collect::<BTreeSet<_>>().len(), anchors.len());
}

#[test]
fn an_entry_in_markdown_is_its_part_of_the_page() {
    let page = run(&["explain", "--format", "markdown"]).stdout;
    for id in ["app-access-only", "not-box", "app-not-yet-authorized"] {
        let entry = run(&["explain", id, "--format", "markdown"]).stdout;
        assert!(entry.starts_with(&format!("### {id}\n")) && page.contains(&entry), "{entry}");
    }
}

/// An entry is one value, however it is asked for; nothing is explained in JSON that its schema does not have.
#[test]
fn what_is_explained_in_json_is_as_its_schema_says() {
    let all = run(&["explain", "--format", "json"]).json_of(contract::demand_explanation);
    let entries = all["entries"].as_array().unwrap();
    for (asked, ids) in [
        ("app-access-only", &["app-access-only"][..]),
        ("not-box", &["not-box"]),
        ("App is not yet authorized for use", &["app-not-yet-authorized"]),
    ] {
        let one = run(&["explain", asked, "--format", "json"]).json_of(contract::demand_explanation);
        let told: Vec<&str> = one["entries"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
        assert_eq!(told, ids, "{asked}");
        assert!(entries.contains(&one["entries"][0]), "{asked}");
    }
}

#[test]
fn a_program_that_asks_for_no_entry_is_told_so_in_json() {
    let ended = Doctor::new(["explain", "nonsense", "--format", "json"]).run();
    let report = ended.json();
    assert_eq!((ended.code, report["command"].as_str()), (2, Some("explain")));
    assert_eq!(report["error"]["message"], "no entry has that ID, code or sentence");
}
