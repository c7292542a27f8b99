//! Base64 as it is found in other people's texts.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// What a word says in base64 of either alphabet (RFC 4648 §4, §5), with its padding or without.
pub(crate) fn base64(word: &str) -> Option<Vec<u8>> {
    const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    GeneralPurpose::new(&alphabet::STANDARD, LENIENT).decode(word.replace('-', "+").replace('_', "/")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_alphabet_is_read_with_padding_or_without() {
        for word in ["+/8=", "+/8", "-_8=", "-_8", "+_9"] {
            assert_eq!(base64(word).as_deref(), Some(&[0xfb, 0xff][..]), "{word}");
        }
        for word in ["a b", "é", "a"] {
            assert_eq!(base64(word), None, "{word}");
        }
    }
}
