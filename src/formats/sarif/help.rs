//! What GitHub shows beside an alert: what the fault is, what to do about it, and where it is documented.

use super::literal;
use super::log::Text;
use crate::formats::issue::Issue;
use crate::report::RemediationReport;
use crate::wording::{capital, sentence};

/// The help of the rule that these issues share. A step stands there if each of them has it; what they differ in is told by each.
pub(super) fn of(issues: &[&Issue]) -> Text {
    let finding = &issues[0].finding;
    let shared = |step: &&RemediationReport| issues.iter().all(|issue| issue.finding.remediation.contains(step));
    let steps: Vec<&RemediationReport> = finding.remediation.iter().filter(shared).collect();
    let mut text = vec![sentence(&finding.message)];
    let mut markdown = vec![markup(&sentence(&finding.message))];
    if !steps.is_empty() {
        text.push("What to do:".to_owned());
        markdown.push("## What to do".to_owned());
    }
    for (number, step) in (1..).zip(steps) {
        let (actor, lines) = (capital(step.actor.words()), lines(step));
        text.push(format!("{number}. {actor}: {}", lines.join(" ")));
        let lines: Vec<String> = lines.iter().map(|line| markup(line)).collect();
        markdown.push(format!("{number}. **{actor}**: {}", lines.join("\n   ")));
    }
    if !finding.sources.is_empty() {
        text.push(format!("Sources: {}", finding.sources.join(" ")));
        markdown.push("## Sources".to_owned());
        markdown.push(finding.sources.iter().map(|url| format!("- <{url}>")).collect::<Vec<_>>().join("\n"));
    }
    text.push(format!("`ccg-doctor explain {}` tells more.", finding.id));
    markdown.push(format!("`ccg-doctor explain {}` tells more.", finding.id));
    Text { text: literal(&text.join("\n")), markdown: Some(markdown.join("\n\n")) }
}

/// A step in full: what to do, where, what else it opens, and how to see that it worked.
fn lines(step: &RemediationReport) -> Vec<String> {
    let mut lines = vec![sentence(&step.step), format!("Where: {}", sentence(&step.place.whole()))];
    lines.extend(step.widens.iter().map(|mind| format!("Mind: {}", sentence(mind))));
    if step.then_reauthorize {
        lines.push("Then a Box admin must reauthorize the app.".to_owned());
    }
    lines.push(format!("Then {}", sentence(&step.verify)));
    lines
}

/// The text with nothing of it read as markup, but for what is set between backticks.
fn markup(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    let are_pairs = parts.len() % 2 == 1;
    let part = |(at, part): (usize, &&str)| {
        if at % 2 == 1 && are_pairs { format!("`{part}`") } else { escaped(part) }
    };
    let parts: Vec<String> = parts.iter().enumerate().map(part).collect();
    parts.join(if are_pairs { "" } else { "\\`" })
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '!' => escaped.extend(['\\', char]),
            char => escaped.push(char),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::markup;

    #[test]
    fn nothing_but_code_is_markup() {
        for (text, shown) in [
            ("set `box_subject_type` to *user*", r"set `box_subject_type` to \*user\*"),
            ("<script> & ![a](b) a|b", r"&lt;script> &amp; \!\[a\](b) a\|b"),
            ("one ` too_many", r"one \` too\_many"),
            ("", ""),
        ] {
            assert_eq!(markup(text), shown);
        }
    }
}
