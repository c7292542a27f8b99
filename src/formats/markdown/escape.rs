//! Texts that are text in Markdown, whatever they hold.

/// An id as code.
pub(in crate::formats) fn code(id: &str) -> String {
    format!("`{}`", id.replace('`', "'"))
}

/// The text with whatever Markdown or HTML would obey escaped, in a table's cell too; plain words in single backticks are code, as
/// our own texts have it.
pub(in crate::formats) fn text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut rest = text;
    let mut before = None;
    while let Some(character) = rest.chars().next() {
        if let Some(inside) = code_span(rest, before) {
            escaped.push_str(&rest[..inside.len() + 2]);
            rest = &rest[inside.len() + 2..];
            before = Some('`');
            continue;
        }
        let after = &rest[character.len_utf8()..];
        push(&mut escaped, character, before, after);
        before = Some(character);
        rest = after;
    }
    escaped
}

/// The plain words between single backticks at the head of the text.
fn code_span(text: &str, before: Option<char>) -> Option<&str> {
    let (inside, after) = text.strip_prefix('`').filter(|_| before != Some('`'))?.split_once('`')?;
    let is_plain =
        !inside.is_empty() && inside == inside.trim() && !inside.contains(SPECIAL) && !after.starts_with('`');
    is_plain.then_some(inside)
}

/// What has a meaning in Markdown or HTML, in code as well for some who read it.
const SPECIAL: &[char] = &['<', '>', '&', '|', '\\', '[', ']', '*', '~', '#', '$', '@'];

fn push(escaped: &mut String, character: char, before: Option<char>, after: &str) {
    let next = after.chars().next();
    let inside_word = before.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric);
    let starts = before.is_none();
    // `1.` and `1)` begin a list, `www.` and `https://` a link.
    let numbered =
        matches!(character, '.' | ')') && !escaped.is_empty() && escaped.chars().all(|it| it.is_ascii_digit());
    let linked = (character == '.' && escaped.len() >= 3 && escaped.to_ascii_lowercase().ends_with("www"))
        || (character == '/' && before == Some(':'));
    match character {
        '<' => escaped.push_str("&lt;"),
        '&' if next.is_some_and(|next| next == '#' || next.is_alphanumeric()) => escaped.push_str("&amp;"),
        // Who is called by name is told of the ticket; an address is none.
        '@' if !before.is_some_and(char::is_alphanumeric) => escaped.push_str("@<!-- -->"),
        '_' if inside_word => escaped.push('_'),
        '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '$' => {
            escaped.push('\\');
            escaped.push(character);
        }
        _ if numbered || linked || (starts && matches!(character, '-' | '+' | '=' | '>')) => {
            escaped.push('\\');
            escaped.push(character);
        }
        _ => escaped.push(character),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_formats_nothing_and_links_nowhere() {
        for (given, escaped) in [
            ("plain, and `code` too", "plain, and `code` too"),
            ("invalid_grant: _so_ *it* **is**", "invalid_grant: \\_so\\_ \\*it\\* \\*\\*is\\*\\*"),
            ("<script>alert(1)</script>", "&lt;script>alert(1)&lt;/script>"),
            ("]]>", "\\]\\]>"),
            ("[x](y)", "\\[x\\](y)"),
            ("![x](https://example.com/y.png)", "!\\[x\\](https:\\//example.com/y.png)"),
            ("www.example.com", "www\\.example.com"),
            ("a|b", "a\\|b"),
            ("`a|b` ``c`` `d", "\\`a\\|b\\` \\`\\`c\\`\\` \\`d"),
            ("`<b>` `c d`", "\\`&lt;b>\\` `c d`"),
            ("# one", "\\# one"),
            ("- one", "\\- one"),
            ("1. one", "1\\. one"),
            ("> one", "\\> one"),
            ("a > b", "a > b"),
            ("~~~", "\\~\\~\\~"),
            ("&lt;b>, you & I", "&amp;lt;b>, you & I"),
            ("@box/everybody, a@example.com", "@<!-- -->box/everybody, a@example.com"),
            ("$x$", "\\$x\\$"),
            ("\\", "\\\\"),
        ] {
            assert_eq!(text(given), escaped, "{given}");
        }
        assert_eq!(code("a`b"), "`a'b`");
    }
}
