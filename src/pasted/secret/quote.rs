//! The quotes round a name or a value, however they are written.

/// A quote, as it may be written: in HTML, in a URL, escaped in JSON.
const QUOTES: [&str; 10] = ["\"", "'", "`", "&quot;", "&#34;", "&#39;", "%22", "%27", "\\u0022", "\\u0027"];

/// The quote that stands directly before a place, its backslashes included.
pub(super) fn quote_before(text: &str, at: usize) -> Option<&str> {
    let before = &text[..at];
    let quote = QUOTES.iter().find(|quote| before.ends_with(**quote))?;
    let rest = &before[..before.len() - quote.len()];
    let slashes = rest.len() - rest.trim_end_matches('\\').len();
    Some(&before[before.len() - quote.len() - slashes..])
}

/// The quote that a text begins with, its backslashes included.
pub(super) fn quote_at(text: &str) -> Option<&str> {
    let slashes = text.len() - text.trim_start_matches('\\').len();
    let quote = QUOTES.iter().find(|quote| text[slashes..].starts_with(**quote));
    let written = QUOTES.iter().find(|quote| text.starts_with(**quote));
    written.map(|quote| &text[..quote.len()]).or_else(|| quote.map(|quote| &text[..slashes + quote.len()]))
}

/// Up to the same quote, where no more backslashes stand before it than the quote itself has.
pub(super) fn closing(text: &str, quote: &str) -> usize {
    let own = quote.len() - quote.trim_start_matches('\\').len();
    let is_closing = |at: &usize| {
        let before = &text[..*at];
        own > 0 || (before.len() - before.trim_end_matches('\\').len()).is_multiple_of(2)
    };
    text.match_indices(quote).map(|(at, _)| at).find(is_closing).unwrap_or(text.len())
}
