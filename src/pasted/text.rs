//! A pasted text as it was before it was pasted: quotes turned round, colours and mail's marks undone, and then read as it stands,
//! unescaped and with its lines joined.

use super::escape::unescaped;

/// How often a text is unescaped: a body in a log line in a log line has three levels.
const LEVELS: usize = 5;

/// Undoes what word processors, chats, terminals and mail put in: quotes turned round, spaces that do not break, colours, and
/// `> ` before every line.
pub(super) fn straighten(text: &str) -> String {
    let plain: String = without_colours(text)
        .chars()
        .map(|char| match char {
            '“' | '”' | '„' | '‟' => '"',
            '‘' | '’' | '‚' => '\'',
            '\u{a0}' | '\u{202f}' => ' ',
            other => other,
        })
        .filter(|char| *char != '\u{feff}')
        .collect();
    let mut written = plain.lines().filter(|line| !line.trim().is_empty()).peekable();
    if written.peek().is_some() && written.all(|line| line.starts_with('>')) {
        let unquoted = |line: &str| line.trim_start_matches('>').trim_start_matches(' ').to_owned();
        return plain.lines().map(unquoted).collect::<Vec<_>>().join("\n");
    }
    plain
}

/// The text without the sequences that colour it (ECMA-48 `ESC [ … m`).
fn without_colours(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|char: char| char.is_ascii_digit() || char == ';');
        if let Some(rest) = rest.strip_prefix('m') {
            plain.push_str(rest);
        } else {
            plain.push_str("\u{1b}[");
            plain.push_str(part);
        }
    }
    plain
}

/// The text as it stands, then unescaped once and more often; then all that again with its lines joined, by nothing (a terminal
/// breaks words) and by a blank (mail does not).
pub(super) fn readings(text: &str) -> impl Iterator<Item = String> {
    let wrapped = text.contains('\n');
    let joined = move |by: &str| {
        wrapped.then(|| text.lines().map(|line| line.trim_end_matches('\r')).collect::<Vec<_>>().join(by))
    };
    let texts = [Some(text.to_owned()), joined(""), joined(" ")];
    texts.into_iter().flatten().flat_map(|text| {
        std::iter::successors(Some(text), |text| {
            (text.contains("\\\"") || text.contains("\\'")).then(|| unescaped(text))
        })
        .take(LEVELS)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_is_undone() {
        for (text, expected) in [
            ("“a” ‘b’\u{a0}c\u{feff}", "\"a\" 'b' c"),
            ("\u{1b}[31;1mred\u{1b}[0m \u{1b}[2K", "red \u{1b}[2K"),
            ("> a\n>\n> b", "a\n\nb"),
            ("> a\nb", "> a\nb"),
        ] {
            assert_eq!(straighten(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_text_is_read_as_it_stands_then_unescaped_then_joined() {
        let read: Vec<String> = readings("{\\\"a\\\":\\\"b\\\\\\\"c\\\"\nd}").collect();
        assert_eq!(read[0], "{\\\"a\\\":\\\"b\\\\\\\"c\\\"\nd}");
        assert_eq!(read[1], "{\"a\":\"b\\\"c\"\nd}");
        assert!(read.contains(&"{\"a\":\"b\\\"c\"d}".to_owned()));
        assert!(read.contains(&"{\"a\":\"b\\\"c\" d}".to_owned()));
    }
}
