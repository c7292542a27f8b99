//! How words of our own make a sentence: lists, counts, capitals, full stops.

/// The items as a sentence lists them: "a", "a or b", "a, b or c", with that word before the last.
pub(crate) fn list(items: &[impl AsRef<str>], word: &str) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match items.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

/// So many of them: "1 read", "2 reads".
pub(crate) fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// A small number in words.
pub(crate) fn number(count: usize) -> String {
    const WORDS: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    WORDS.get(count).map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

/// The text with a large first letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The text with a full stop.
pub(crate) fn sentence(text: &str) -> String {
    if text.ends_with(['.', '!', '?']) || text.ends_with(".)") { text.to_owned() } else { format!("{text}.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_becomes_a_sentence() {
        for (text, whole) in [("", "."), ("a", "a."), ("a.", "a."), ("a?", "a?"), ("(a.)", "(a.)")] {
            assert_eq!(sentence(text), whole);
        }
        assert_eq!((capital("élan"), capital("")), ("Élan".to_owned(), String::new()));
    }

    #[test]
    fn items_become_a_list() {
        let rows: [(&[&str], &str); 4] =
            [(&[], ""), (&["a"], "a"), (&["a", "b"], "a or b"), (&["a", "b", "c"], "a, b or c")];
        for (items, listed) in rows {
            assert_eq!(list(items, "or"), listed);
        }
        assert_eq!((counted(1, "read"), counted(0, "read")), ("1 read".to_owned(), "0 reads".to_owned()));
    }
}
