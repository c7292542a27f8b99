//! The few words of the catalogue, which a page has room for: they are there, short enough, and read well with and without values.

use std::collections::BTreeMap;

use ccg_doctor::catalogue::{Catalogue, Probe, ProbeKey, Remediation, Sources};
use ccg_doctor::diagnose::Assessment;
use ccg_doctor::examination::{Examination, Examinee, Exchange};
use ccg_doctor::reply::door::{Door, Incoming};
use ccg_doctor::reply::{Answer, Reply};
use ccg_doctor::report::assemble;
use secrecy::SecretString;

use super::Text;
use crate::kit::{assert_none, catalogue};

/// A kind of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Clause,
    Sign,
    Brief,
    BriefWidens,
    Label,
}

impl Kind {
    /// How many characters it may have, filled or not.
    const fn room(self) -> usize {
        match self {
            Self::Clause => 52,
            Self::Sign => 56,
            Self::Brief => 150,
            Self::BriefWidens => 90,
            Self::Label => 24,
        }
    }

    /// Whether it is a sentence by itself.
    const fn is_sentence(self) -> bool {
        matches!(self, Self::Brief | Self::BriefWidens)
    }
}

/// Every text, with the entry that has it.
fn texts(catalogue: &Catalogue) -> Vec<(String, Kind, String)> {
    let of_steps = |steps: &[Remediation]| -> Vec<(Kind, String)> {
        let of = |step: &Remediation| {
            let widens = step.brief_widens.clone().map(|text| (Kind::BriefWidens, text));
            [(Kind::Brief, step.brief.clone())].into_iter().chain(widens)
        };
        steps.iter().flat_map(of).collect()
    };
    let mut all = Vec::new();
    let mut add = |id: &str, texts: Vec<(Kind, String)>| {
        all.extend(texts.into_iter().map(|(kind, text)| (id.to_owned(), kind, text)));
    };
    for cause in catalogue.causes() {
        add(cause.id(), vec![(Kind::Clause, cause.entry.clause.clone())]);
        add(cause.id(), cause.entry.look.iter().map(|look| (Kind::Sign, look.sign.clone())).collect());
        add(cause.id(), of_steps(&cause.entry.remediation));
    }
    for fault in catalogue.faults() {
        add(&fault.id, vec![(Kind::Clause, fault.clause.clone())]);
        add(&fault.id, of_steps(&fault.remediation));
    }
    for entry in catalogue.probes() {
        add(entry.probe.id(), vec![(Kind::Label, entry.label.clone())]);
    }
    all
}

/// What may be known, at its longest: an ID of Box's has up to 11 digits, a folder's 12, a Service Account a login. What a scope
/// takes beside its tick is a sentence of its own that comes on top.
fn known() -> BTreeMap<&'static str, &'static str> {
    BTreeMap::from([
        ("client_id", "s1mulatedccgdoctorclientid000001"),
        ("enterprise_id", "11111111111"),
        ("user_id", "22222222222"),
        ("true_enterprise_id", "33333333333"),
        ("account", "AutomationUser_1234567_abcdefghij@boxdevedition.com"),
        ("target", "123456789012"),
        ("host", "proxy.example.internal"),
        ("user", "user 22222222222"),
        ("enterprise", "enterprise 11111111111"),
        ("folder", "folder 123456789012"),
    ])
}

/// What stands for what is not known.
fn unknown() -> BTreeMap<&'static str, &'static str> {
    BTreeMap::from([
        ("enterprise_id", "the enterprise ID"),
        ("user_id", "the user ID"),
        ("account", "the account that asked"),
        ("host", "the host"),
        ("user", "the user"),
        ("enterprise", "the enterprise"),
        ("folder", "the folder"),
    ])
}

/// A text in pieces: what stands in `[[…]]`, and what does not.
fn pieces(text: &str) -> Vec<(bool, &str)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, inside)) = rest.split_once("[[") {
        let (inside, after) = inside.split_once("]]").unwrap_or_else(|| panic!("`[[` without `]]`: {text}"));
        pieces.extend([(false, before), (true, inside)]);
        rest = after;
    }
    pieces.push((false, rest));
    pieces
}

/// The text with these values, and without what stands in `[[…]]` and is not among them.
fn filled(text: &str, values: &BTreeMap<&str, &str>, optional: bool) -> String {
    let named = |piece: &str| values.keys().any(|name| piece.contains(&format!("{{{name}}}")));
    let kept = pieces(text).into_iter().filter(|(may_go, piece)| !may_go || (optional && named(piece)));
    let text: String = kept.map(|(_, piece)| piece).collect();
    values.iter().fold(text, |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// The text with everything that may be known, and with nothing.
fn both(text: &str) -> [String; 2] {
    [filled(text, &known(), true), filled(text, &unknown(), false)]
}

#[test]
fn every_text_is_there_and_has_room_with_and_without_its_values() {
    let catalogue = catalogue();
    let scopes = catalogue.scopes().iter().map(|scope| scope.id.as_str());
    let scope = scopes.max_by_key(|scope| scope.len()).expect("a scope");
    let mut of_scope = known();
    of_scope.insert("target", scope);
    let mut wrong = Vec::new();
    for (id, kind, text) in texts(&catalogue) {
        // A label is one column's; a scope's own name is as long as it is.
        let scope = (kind != Kind::Label).then(|| filled(&text, &of_scope, true));
        for text in both(&text).into_iter().chain(scope) {
            let count = text.chars().count();
            if count == 0 || count > kind.room() {
                wrong.push(format!("{id}: {kind:?} of {count} characters, expected 1 to {}: {text}", kind.room()));
            }
            if text.contains(['{', '}', '[', ']']) {
                wrong.push(format!("{id}: {kind:?} with something that is never filled: {text}"));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn sentences_end_with_a_full_stop_and_clauses_without_one() {
    let mut wrong = Vec::new();
    for (id, kind, text) in texts(&catalogue()) {
        for text in both(&text) {
            let stops = text.ends_with('.');
            let tidy = text.trim() == text && !text.contains("  ") && !text.contains(" ,") && !text.contains(" .");
            if stops != kind.is_sentence() || !tidy {
                wrong.push(format!("{id}: {kind:?}: {text}"));
            }
        }
        if kind == Kind::BriefWidens && text.trim_end_matches('.').contains(". ") {
            wrong.push(format!("{id}: {kind:?} in more than one sentence: {text}"));
        }
    }
    assert_none(&wrong);
}

#[test]
fn sentences_begin_with_a_capital_and_clauses_only_where_it_is_a_name() {
    const NAMES: [&str; 4] = ["Box ", "App User", "Terms of Service", "Box's "];
    let catalogue = catalogue();
    let names = || NAMES.into_iter().chain(catalogue.clicks().iter().map(String::as_str));
    let mut wrong = Vec::new();
    for (id, kind, text) in texts(&catalogue) {
        for text in both(&text) {
            let begins_large = text.starts_with(char::is_uppercase);
            let is_name = names().any(|name| text.starts_with(name));
            if (kind.is_sentence() && !begins_large) || (!kind.is_sentence() && begins_large && !is_name) {
                wrong.push(format!("{id}: {kind:?}: {text}"));
            }
        }
    }
    assert_none(&wrong);
}

/// Words stand for a value that is not known, so it stands where those read well: not after an article or its own noun, and an ID
/// only where the text begins with it.
#[test]
fn a_value_that_may_not_be_known_stands_where_the_words_for_it_read_well() {
    const NOUNS: [&str; 9] = ["a", "the", "this", "user", "enterprise", "folder", "host", "account", "ID"];
    const ANYWHERE: [&str; 5] = ["user", "enterprise", "folder", "account", "host"];
    let mut wrong = Vec::new();
    for (id, kind, text) in texts(&catalogue()) {
        let bare: String = pieces(&text).into_iter().filter(|(may_go, _)| !may_go).map(|(_, piece)| piece).collect();
        for (at, _) in bare.match_indices('{') {
            let (before, name) = (&bare[..at], bare[at + 1..].split('}').next().unwrap_or_default());
            let follows_noun = before.split_whitespace().next_back().is_some_and(|word| NOUNS.contains(&word));
            let begins = at == 0 && ["enterprise_id", "user_id"].contains(&name);
            if follows_noun || !(ANYWHERE.contains(&name) || begins) {
                wrong.push(format!("{id}: {kind:?}: `{name}` in: {text}"));
            }
        }
    }
    assert_none(&wrong);
}

/// A step that is narrow or safe only under a condition keeps it in few words.
#[test]
fn a_brief_step_keeps_the_condition_that_its_step_begins_with() {
    let catalogue = catalogue();
    let causes = catalogue.causes().iter().map(|cause| (cause.id(), &cause.entry.remediation));
    let faults = catalogue.faults().iter().map(|fault| (fault.id.as_str(), &fault.remediation));
    let mut wrong = Vec::new();
    for (id, step) in causes.chain(faults).flat_map(|(id, steps)| steps.iter().map(move |step| (id, step))) {
        if step.step.starts_with("Only if") != step.brief.starts_with("Only if") {
            wrong.push(format!("{id}: `Only if`: {}", step.brief));
        }
        // It may stand without the step before it.
        if step.brief.starts_with("Otherwise") {
            wrong.push(format!("{id}: `Otherwise`: {}", step.brief));
        }
        let is_conditional = ["If ", "if "].iter().any(|it| step.brief.contains(it));
        if step.step.starts_with("If ") && !is_conditional {
            wrong.push(format!("{id}: no condition: {}", step.brief));
        }
    }
    assert_none(&wrong);
}

#[test]
fn every_click_is_named_in_some_text_and_the_longer_come_first() {
    let catalogue = catalogue();
    let looks = catalogue.causes().iter().filter_map(|cause| cause.entry.look.as_ref());
    let places = looks.map(|look| look.place.clone());
    let steps = catalogue.causes().iter().flat_map(|cause| &cause.entry.remediation);
    let steps = steps.chain(catalogue.faults().iter().flat_map(|fault| &fault.remediation));
    let places: Vec<String> = places.chain(steps.map(|step| step.place.clone())).collect();
    let few = texts(&catalogue);
    let is_named = |click: &str| places.iter().chain(few.iter().map(|(_, _, text)| text)).any(|it| it.contains(click));
    let unnamed: Vec<String> = catalogue.clicks().iter().filter(|click| !is_named(click)).cloned().collect();
    assert_none(&unnamed);
    let lengths = catalogue.clicks().iter().map(|click| click.chars().count());
    assert!(lengths.rev().is_sorted(), "{:?}", catalogue.clicks());
}

/// They are words of the Developer Console's, which no reply is read by: a secret that equals one is taken out like any other.
#[test]
fn no_click_is_a_public_word() {
    let catalogue = catalogue();
    let mut shown = Vec::new();
    for click in catalogue.clicks().iter().filter(|click| click.len() >= 8) {
        let mut door = Door::new(catalogue.vocabulary());
        door.guard(&SecretString::from(click.clone()));
        let body = format!(r#"{{"error":"invalid_grant","error_description":"{click}"}}"#);
        let incoming = Incoming { status: 400, headers: &[], body: body.as_bytes(), truncated: false, may_grant: true };
        if String::from_utf8_lossy(&door.enter(incoming).0.body).contains(click.as_str()) {
            shown.push(click.clone());
        }
    }
    assert_none(&shown);
}

/// An examination of which nothing but its subject, and a folder that was not found, is known.
fn examination(subject: Examinee) -> Examination {
    let reply = |status, body: &str| {
        let mut door = Door::default();
        let incoming = Incoming { status, headers: &[], body: body.as_bytes(), truncated: false, may_grant: false };
        let (reply, _): (Reply, _) = door.enter(incoming);
        Answer::Reply(reply)
    };
    let folder = ProbeKey { probe: Probe::Folder, target: Some("7".to_owned()) };
    let not_found = reply(404, r#"{"type":"error","status":404,"code":"not_found","message":"Not Found"}"#);
    let exchanges = vec![Exchange::told(folder, not_found)];
    Examination { subject, exchanges, ..Examination::default() }
}

#[test]
fn a_report_fills_the_few_words_with_what_is_known() {
    let catalogue = catalogue();
    let known = Examinee {
        enterprise_id: Some("1234567".to_owned()),
        user_id: Some("8506151483".to_owned()),
        configured: vec![Probe::Enterprise, Probe::User],
        ..Examinee::default()
    };
    let unknown = Examinee { configured: known.configured.clone(), ..Examinee::default() };
    let rows = [
        ("user-inactive", "user 8506151483 is inactive or deleted", "the user is inactive or deleted"),
        (
            "app-not-authorized",
            "the app is not authorized in enterprise 1234567",
            "the app is not authorized in the enterprise",
        ),
        (
            "enterprise-id-wrong",
            "1234567 is not the ID of any enterprise",
            "the enterprise ID is not the ID of any enterprise",
        ),
        ("folder-not-shared", "folder 7 is not shared with the account", "folder 7 is not shared with the account"),
    ];
    for (at, subject) in [known, unknown].into_iter().enumerate() {
        let examination = examination(subject);
        let report = assemble(&catalogue, &examination, &Assessment::of(&catalogue, &examination));
        for (id, with, without) in rows {
            let finding = report.findings.iter().find(|finding| &*finding.id == id).unwrap_or_else(|| panic!("{id}"));
            assert_eq!(&*finding.clause, [with, without][at]);
        }
        let labels: Vec<&str> = report.probes.iter().map(|probe| &*probe.label).collect();
        assert_eq!(labels, ["folder 7"]);
    }
}

/// A key that is missing, and what a step widens told in many words alone.
#[test]
fn a_file_without_the_few_words_is_named() {
    let without = |text: &mut Text, key: &str| {
        let lines: Vec<&str> = text.lines().collect();
        let begins = format!("{key} = ");
        let at = lines.iter().position(|line| line.starts_with(&begins)).unwrap_or_else(|| panic!("no `{key}`"));
        let kept: Vec<&str> = lines.iter().enumerate().filter(|(line, _)| *line != at).map(|(_, line)| *line).collect();
        *text = kept.join("\n").into();
    };
    let rows = [
        ("causes/user-inactive.toml", "clause"),
        ("causes/user-inactive.toml", "sign"),
        ("causes/user-inactive.toml", "brief"),
        ("causes/user-inactive.toml", "brief_widens"),
        ("causes/user-inactive.toml", "widens"),
        ("faults/tls-untrusted.toml", "clause"),
        ("faults/tls-untrusted.toml", "brief"),
        ("faults/tls-untrusted.toml", "brief_widens"),
        ("probes.toml", "label"),
    ];
    for (file, key) in rows {
        let mut sources = Sources::embedded();
        let text = match file {
            "probes.toml" => &mut sources.probes,
            "causes/user-inactive.toml" => sources.causes.get_mut("user-inactive").expect("a cause"),
            _ => sources.faults.get_mut("tls-untrusted").expect("a fault"),
        };
        without(text, key);
        let error = Catalogue::read(&sources).expect_err(key).to_string();
        assert!(error.starts_with(&format!("{file}: ")) && error.contains(&format!("`{key}`")), "{key}: {error}");
    }
}
