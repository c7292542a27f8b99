//! What must go no further of a pasted text: it often holds the request as well, and with it the secret.

use super::body::FIELDS;
use super::words::CODES;

/// What stands behind a name or a scheme that only a secret stands behind, in whatever notation the text has it.
pub(super) fn secrets_in(text: &str) -> Vec<String> {
    // Each with what may stand between it and the secret.
    const NAMES: [(&str, &str); 7] = [
        ("client_secret", " \t\\'\":=>,%[(<{"),
        ("clientsecret", " \t\\'\":=>,%[(<{"),
        ("access_token", " \t\\'\":=>,%[(<{"),
        ("refresh_token", " \t\\'\":=>,%[(<{"),
        ("assertion", " \t\\'\":=>,%[(<{"),
        ("bearer", " :"),
        ("basic", " :"),
    ];
    let lower = text.to_ascii_lowercase();
    let mut secrets = Vec::new();
    for (name, between) in NAMES {
        for (at, _) in lower.match_indices(name) {
            let rest = text[at + name.len()..].trim_start_matches(|char: char| between.contains(char));
            let value: String =
                rest.chars().take_while(|char| !char.is_whitespace() && !"'\"\\,;&<>(){}[]".contains(*char)).collect();
            let is_word = CODES.contains(&value.as_str()) || FIELDS.contains(&value.as_str()) || value.contains('=');
            if value.len() >= 8 && !is_word {
                secrets.push(value);
            }
        }
    }
    secrets
}

/// The text with everything withheld that may be a secret by its form, whatever stands before it: Box's secrets and tokens are
/// long runs of letters and digits, and nothing else in a reply is.
pub(super) fn without_long_runs(text: &str) -> String {
    const LONG: usize = 20;
    let mut safe = String::new();
    for run in text.split_inclusive(|char: char| !char.is_ascii_alphanumeric()) {
        let word = run.trim_end_matches(|char: char| !char.is_ascii_alphanumeric());
        let mixed =
            word.bytes().any(|byte| byte.is_ascii_digit()) && word.bytes().any(|byte| byte.is_ascii_alphabetic());
        if word.len() >= LONG && mixed {
            safe.push_str("[withheld]");
            safe.push_str(&run[word.len()..]);
        } else {
            safe.push_str(run);
        }
    }
    safe
}
