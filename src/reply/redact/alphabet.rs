//! The forms in which a value may stand in a text once every escape is read.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use secrecy::zeroize::Zeroizing;
use url::form_urlencoded;

/// An encoded form of fewer characters would be found by chance in any text.
const SHORTEST_CODE: usize = 4;

/// How a text's bytes are compared with a form's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alphabet {
    /// The value as it is, letters of either case.
    Plain,
    /// The value in hexadecimal.
    Hex,
    /// Base64, standard (RFC 4648 §4), URL-safe (§5), or with its `+` read as a space by a form decoder.
    Base64,
}

impl Alphabet {
    pub(super) const ALL: [Self; 3] = [Self::Plain, Self::Hex, Self::Base64];

    /// How many bits a symbol has.
    pub(super) const fn bits(self) -> u32 {
        match self {
            Self::Plain => 8,
            Self::Hex => 4,
            Self::Base64 => 6,
        }
    }

    /// How many symbols are evidence of a value: 64 bits of them, eight bytes (of base64 the ten characters that eight bytes
    /// decide alone, whatever stands around them).
    pub(super) const fn window(self) -> usize {
        (u64::BITS / self.bits()) as usize
    }

    /// The byte as a symbol.
    pub(super) fn symbol(self, byte: u8) -> Option<u64> {
        let symbol = match (self, byte) {
            (Self::Plain, _) => byte.to_ascii_lowercase(),
            (Self::Hex, _) => u8::try_from(char::from(byte).to_digit(16)?).ok()?,
            (Self::Base64, b'A'..=b'Z') => byte - b'A',
            (Self::Base64, b'a'..=b'z') => byte - b'a' + 26,
            (Self::Base64, b'0'..=b'9') => byte - b'0' + 52,
            (Self::Base64, b'+' | b'-' | b' ') => 62,
            (Self::Base64, b'/' | b'_') => 63,
            (Self::Base64, _) => return None,
        };
        Some(symbol.into())
    }

    /// The value in this alphabet, as characters of it.
    pub(super) fn forms(self, value: &str) -> Vec<Zeroizing<Vec<u8>>> {
        let telling = |code: &Zeroizing<Vec<u8>>| code.len() >= SHORTEST_CODE;
        match self {
            Self::Plain => vec![Zeroizing::new(value.as_bytes().to_vec())],
            Self::Hex => Some(hex(value.as_bytes())).filter(telling).into_iter().collect(),
            Self::Base64 => {
                let cores = |value: &str| [0, 1, 2].map(|before| base64_core(value.as_bytes(), before));
                let mut forms = Vec::from(cores(value));
                // A client may form-encode its credentials before base64 (RFC 6749 §2.3.1).
                let mut encoded = Zeroizing::new(String::with_capacity(3 * value.len()));
                encoded.extend(form_urlencoded::byte_serialize(value.as_bytes()));
                if *encoded != value {
                    forms.extend(cores(&encoded));
                }
                forms.retain(telling);
                forms
            }
        }
    }
}

fn hex(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    let digit = |nibble: u8| b"0123456789abcdef"[usize::from(nibble)];
    Zeroizing::new(bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect())
}

/// The characters of a base64 text that depend on the value alone, where `before` bytes (modulo 3) stand before it.
fn base64_core(value: &[u8], before: usize) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(before + value.len()));
    bytes.resize(before, 0);
    bytes.extend_from_slice(value);
    let mut code = Zeroizing::new(String::with_capacity(2 * bytes.len() + 4));
    STANDARD_NO_PAD.encode_string(&*bytes, &mut code);
    let own = (8 * before).div_ceil(6)..8 * bytes.len() / 6;
    Zeroizing::new(code.as_bytes().get(own).unwrap_or_default().to_vec())
}
