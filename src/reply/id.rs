//! The IDs that Box gives, told from other texts by their form.

/// The most digits that were seen of an ID of an enterprise or a user. Box documents no format: these are public samples and error
/// reports, to 2026, with a margin.
pub(crate) const MOST_DIGITS: usize = 11;

/// Whether a text has the form of an ID of Box's: digits alone, at least one.
pub(crate) fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text may be the ID of an enterprise or a user: a number that is no longer than those. What is longer may be a secret.
pub(crate) fn is_short_id(text: &str) -> bool {
    is_id(text) && text.len() <= MOST_DIGITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_number_and_a_short_one_no_longer_than_those_seen() {
        let cases = [
            ("1", [true, true]),
            ("12345678901", [true, true]),
            ("123456789012", [true, false]),
            ("", [false, false]),
            (" 1", [false, false]),
            ("-1", [false, false]),
            ("12345678e1", [false, false]),
            ("١٢٣", [false, false]),
        ];
        for (text, expected) in cases {
            assert_eq!([is_id(text), is_short_id(text)], expected, "{text:?}");
        }
    }
}
