//! The code of a refusal and the sentence beside it, where an exception's message has them.

use super::status::named_status;

/// The longest description that is taken from behind a code.
const DESCRIPTION_LIMIT: usize = 300;

/// The code and the sentence where an SDK's message has them: behind `[404 Not Found | abc123]` (box-node-sdk 3, Java, .NET),
/// or behind the status, in quotes (box-node-sdk 10).
pub(super) fn statement(text: &str) -> Option<(String, String)> {
    text.match_indices(']').find_map(|(at, _)| bracketed(text, at)).or_else(|| quoted(text))
}

fn bracketed(text: &str, at: usize) -> Option<(String, String)> {
    let inside = text[..at].rsplit('[').next()?;
    let head = inside.split(['|', ' ']).next()?;
    let is_status = head.len() == 3 && head.bytes().all(|byte| byte.is_ascii_digit());
    if !is_status && named_status(&text[..=at]).is_none() {
        return None;
    }
    let rest = text[at + 1..].strip_prefix(' ')?;
    let code: String = rest.chars().take_while(|char| char.is_ascii_lowercase() || *char == '_').collect();
    let behind = &rest[code.len()..];
    (!code.is_empty() && (behind.is_empty() || behind.starts_with([' ', '\n', '\r', '"', '\'', ',']))).then(|| {
        let line = behind.strip_prefix(" - ").and_then(|line| line.lines().next()).unwrap_or_default();
        (code.clone(), cut(line.trim()))
    })
}

/// `404 "not_found" "Not Found"; Request ID: …` and `400; "invalid_grant" - "Grant credentials are invalid"`.
fn quoted(text: &str) -> Option<(String, String)> {
    text.match_indices(" \"").find_map(|(at, _)| {
        let before = text[..at].trim_end_matches(';');
        let status = before.get(before.len().checked_sub(3)?..)?;
        if !status.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let mut strings = text[at + 2..].split('"');
        let code = strings.next()?;
        let between = strings.next()?;
        let is_code = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let sentence = strings.next().filter(|_| matches!(between, " " | " - ")).unwrap_or_default();
        is_code.then(|| (code.to_owned(), cut(sentence)))
    })
}

/// What stands behind a code: ` - The client is unknown`, to the end of its line.
pub(super) fn behind(text: &str, code: &str) -> String {
    let Some((_, rest)) = text.split_once(code) else { return String::new() };
    let line = rest.lines().next().unwrap_or_default();
    let words = line.trim_start_matches([' ', '-', '–', '—', ':', ',', '"', '\'', ']', ')', '.']);
    cut(words.trim_end_matches(['"', '\'', ')', ']', '}', ' ']))
}

fn cut(text: &str) -> String {
    text.chars().take(DESCRIPTION_LIMIT).collect()
}
