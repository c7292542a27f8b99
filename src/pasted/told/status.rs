//! Finds the HTTP status in a text.

/// The first status in a text.
pub(super) fn status_in(text: &str) -> Option<u16> {
    statuses(text).next().map(|(_, status)| status)
}

/// The statuses in a text, and where each stands: a number at the text's start, in brackets, behind a word that announces a
/// status or a request in quotes, or before a reason phrase. Other numbers are lines of code, durations and the like.
pub(super) fn statuses(text: &str) -> impl Iterator<Item = (usize, u16)> {
    let starts = text.char_indices().filter(|(at, char)| char.is_ascii_digit() && !text[..*at].ends_with(is_word));
    starts.filter_map(|(at, _)| {
        let digits = text[at..].get(..3)?;
        let status: u16 = digits.parse().ok().filter(|_| !text[at + 3..].starts_with(is_word))?;
        let known = matches!(status, 200 | 201 | 300..=308 | 400..=431 | 500..=511);
        (known && is_announced(text, at)).then_some((at, status))
    })
}

fn is_word(char: char) -> bool {
    char.is_ascii_alphanumeric() || matches!(char, '_' | '.' | '-' | '/')
}

fn is_announced(text: &str, at: usize) -> bool {
    const BEFORE: [&str; 7] = ["status", "code", "statuscode", "status_code", "error", "http", "response"];
    const AFTER: [&str; 9] = ["bad", "unauthorized", "forbidden", "not", "too", "internal", "service", "gateway", "ok"];
    let letters = |word: &str| {
        let letters: String = word.chars().filter(|char| char.is_ascii_alphabetic() || *char == '_').collect();
        letters.to_ascii_lowercase()
    };
    let before = text[..at].trim_end_matches(|char: char| char.is_whitespace() || ":=\"'".contains(char));
    let last = letters(before.rsplit(|char: char| !is_word(char)).next().unwrap_or_default());
    let next = text[at + 3..].split_whitespace().next().map(letters);
    before.is_empty()
        || before.ends_with(['[', '('])
        || BEFORE.iter().any(|word| last.ends_with(word))
        || next.is_some_and(|next| AFTER.contains(&next.as_str()))
        || follows_a_request(&text[..at])
}

/// Whether a text ends with a request in quotes, as logs have it: `"GET https://api.box.com/2.0/users/me" `.
fn follows_a_request(text: &str) -> bool {
    const METHODS: [&str; 5] = ["GET ", "POST ", "PUT ", "DELETE ", "OPTIONS "];
    let quoted = text.strip_suffix("\" ").and_then(|text| text.rsplit('"').next());
    quoted.is_some_and(|request| METHODS.iter().any(|method| request.starts_with(method)))
}

/// A status that .NET writes by its name: `[NotFound | abc123]`.
pub(super) fn named_status(text: &str) -> Option<u16> {
    const NAMES: [(&str, u16); 11] = [
        ("BadRequest", 400),
        ("Unauthorized", 401),
        ("Forbidden", 403),
        ("NotFound", 404),
        ("MethodNotAllowed", 405),
        ("Conflict", 409),
        ("PreconditionFailed", 412),
        ("TooManyRequests", 429),
        ("InternalServerError", 500),
        ("BadGateway", 502),
        ("ServiceUnavailable", 503),
    ];
    text.match_indices('[').find_map(|(at, _)| {
        let word: String = text[at + 1..].chars().take_while(char::is_ascii_alphabetic).collect();
        let rest = text[at + 1 + word.len()..].trim_start();
        let ends = rest.starts_with([']', '|']);
        NAMES.iter().find(|(name, _)| ends && *name == word).map(|(_, status)| *status)
    })
}
