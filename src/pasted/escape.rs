//! Escapes, as JSON, JavaScript and Python write them in strings.

/// The character that an escape stands for, and the escape's length without its backslash.
pub(super) fn unescape(escaped: &str) -> Option<(char, usize)> {
    let hex = |from: usize, len: usize| u32::from_str_radix(escaped.get(from..from + len)?, 16).ok();
    let first = escaped.chars().next()?;
    Some(match first {
        'n' => ('\n', 1),
        'r' => ('\r', 1),
        't' => ('\t', 1),
        'b' | 'f' => (' ', 1),
        'x' => (char::from_u32(hex(1, 2)?)?, 3),
        'u' => (char::from_u32(hex(1, 4)?).unwrap_or(char::REPLACEMENT_CHARACTER), 5),
        other => (other, other.len_utf8()),
    })
}

/// The text with its escapes read once.
pub(super) fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some((char, len)) = unescape(rest) {
            plain.push(char);
            rest = &rest[len..];
        }
    }
    plain.push_str(rest);
    plain
}
