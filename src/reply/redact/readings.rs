//! One text, read in every way that a decoder could read it.
//!
//! The readings form a graph over positions of the text: an edge reads the bytes from one position to another as one
//! character. Every byte reads as itself; `%41` also reads as `A`, and so does `%2541` one level down. Keeping all readings
//! side by side, rather than decoding the text as a whole, means that no surrounding character can spoil a value (a `%` put
//! before `41…`), that encodings may be mixed, and that every match knows its place in the original text.
//!
//! Known escapes: percent-encoding and `+` (RFC 3986; WHATWG URL, `application/x-www-form-urlencoded`), `%uXXXX` of
//! JavaScript's `escape`, JSON (RFC 8259 §7) with `\xXX` and any escaped punctuation, numeric character
//! references, XML's five named ones and HTML's for what shows nothing.

/// How deeply encodings may be nested: a form in a JSON string in a page is three.
const LEVELS: usize = 3;

/// The most digits of a code point, leading zeros among them. None of a character has more than seven others.
const LONGEST_NUMBER: usize = 24;

/// The longest rest of a text that is taken for a cut-off escape; a `\uXXXX`, percent-encoded twice, fits.
const LONGEST_CUT: usize = 32;

/// The named references that XML knows, and those of HTML for what shows nothing: as a space, or as a NUL, which is passed over
/// like them.
const NAMED: [(&[u8], u8); 13] = [
    (b"amp;", b'&'),
    (b"lt;", b'<'),
    (b"gt;", b'>'),
    (b"quot;", b'"'),
    (b"apos;", b'\''),
    (b"nbsp;", b' '),
    (b"Tab;", b'\t'),
    (b"NewLine;", b'\n'),
    (b"shy;", 0),
    (b"zwj;", 0),
    (b"zwnj;", 0),
    (b"NoBreak;", 0),
    (b"ZeroWidthSpace;", 0),
];

/// What is read at a position: one byte or one character, and where the reading ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Decoded {
    end: u32,
    bytes: [u8; 4],
    len: u8,
}

impl Decoded {
    fn byte(byte: u8, end: usize) -> Self {
        Self { end: narrow(end), bytes: [byte, 0, 0, 0], len: 1 }
    }

    fn character(character: char, end: usize) -> Self {
        let mut bytes = [0; 4];
        let len = character.encode_utf8(&mut bytes).len();
        Self { end: narrow(end), bytes, len: u8::try_from(len).unwrap_or_default() }
    }

    /// The position after the bytes that were read.
    pub(super) fn end(&self) -> usize {
        self.end as usize
    }

    /// The bytes it reads as.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }
}

/// A position, in half the room; no text is longer than [`super::LONGEST`].
fn narrow(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// All readings of a text.
pub(super) struct Readings<'t> {
    text: &'t [u8],
    /// The readings other than the bytes themselves, in the order of their positions.
    escapes: Vec<Decoded>,
    /// By position: how many of them begin before it.
    before: Vec<u32>,
}

impl<'t> Readings<'t> {
    /// Reads a text, down to [`LEVELS`] of nested encodings.
    pub(super) fn new(text: &'t [u8]) -> Self {
        let mut readings = Self { text, escapes: Vec::new(), before: Vec::new() };
        for _ in 0..LEVELS {
            let mut before = Vec::with_capacity(text.len() + 1);
            let mut deeper = Vec::new();
            for at in 0..text.len() {
                before.push(narrow(deeper.len()));
                readings.escapes_at(at, &mut deeper);
            }
            before.push(narrow(deeper.len()));
            if deeper == readings.escapes {
                break;
            }
            (readings.escapes, readings.before) = (deeper, before);
        }
        readings
    }

    /// The length of the text.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// The readings that begin at a position, the byte itself first.
    pub(super) fn at(&self, at: usize) -> impl Iterator<Item = Decoded> {
        let raw = self.text.get(at).map(|&byte| Decoded::byte(byte, at + 1));
        let range = self.before.get(at..at + 2).map_or(0..0, |range| range[0] as usize..range[1] as usize);
        raw.into_iter().chain(self.escapes[range].iter().copied())
    }

    /// Whether the rest of the text, from a position on, may be an escape that the end of the text cuts off.
    pub(super) fn may_be_cut_off(&self, at: usize) -> bool {
        let rest = &self.text[at..];
        rest.len() <= LONGEST_CUT
            && matches!(rest, [b'%' | b'\\' | b'&', ..])
            && rest
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'%' | b'\\' | b'&' | b'#' | b';' | b'{'))
    }

    /// The readings at a position by one level more than are known so far.
    fn escapes_at(&self, at: usize, found: &mut Vec<Decoded>) {
        if !matches!(self.text[at], b'%' | b'+' | b'\\' | b'&' | b'=') {
            return;
        }
        let first = found.len();
        for lead in self.at(at) {
            let escapes = match lead.bytes() {
                b"+" => vec![Decoded::byte(b' ', lead.end())],
                b"%" => self.percent(lead.end()),
                b"=" => self.bytes_in_hex(lead.end()),
                b"&" => self.reference(lead.end()),
                b"\\" => self.at(lead.end()).flat_map(|next| self.backslash(next)).collect(),
                _ => Vec::new(),
            };
            for escape in escapes {
                if !found[first..].contains(&escape) {
                    found.push(escape);
                }
            }
        }
    }

    /// What follows a `%`.
    fn percent(&self, at: usize) -> Vec<Decoded> {
        let mut found = self.utf16(&self.skip(&[(0, at)], b'u'));
        found.extend(self.bytes_in_hex(at));
        found
    }

    /// A byte as two hexadecimal digits, as behind `%` and behind the `=` of quoted-printable (RFC 2045 §6.7).
    fn bytes_in_hex(&self, at: usize) -> Vec<Decoded> {
        let bytes = self.hex(&[(0, at)], 2).into_iter();
        bytes.filter_map(|(code, end)| Some(Decoded::byte(u8::try_from(code).ok()?, end))).collect()
    }

    /// What follows a `\`, of which the next character is read already.
    fn backslash(&self, next: Decoded) -> Vec<Decoded> {
        let &[byte] = next.bytes() else { return Vec::new() };
        let read = match byte {
            b'u' => {
                let mut found = self.utf16(&[(0, next.end())]);
                // As newer JavaScript and Rust have it.
                for digits in 1..=6 {
                    let number = self.hex(&self.skip(&[(0, next.end())], b'{'), digits);
                    found.extend(characters(&self.skip(&number, b'}')));
                }
                return found;
            }
            b'U' => return characters(&self.hex(&[(0, next.end())], 8)),
            b'x' => return characters(&self.hex(&[(0, next.end())], 2)),
            b'0'..=b'3' => return self.octal(next),
            b'b' => 0x08,
            b'f' => 0x0c,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            _ if byte.is_ascii_punctuation() => byte,
            _ => return Vec::new(),
        };
        vec![Decoded::byte(read, next.end())]
    }

    /// Three octal digits, of which the first is read already.
    fn octal(&self, first: Decoded) -> Vec<Decoded> {
        let digit = |read: &[Number]| self.then(read, |number, byte| Some(number * 8 + char::from(byte).to_digit(8)?));
        let start = first.bytes().first().map_or(0, |byte| u32::from(byte & 7));
        let bytes = digit(&digit(&[(start, first.end())])).into_iter();
        bytes.filter_map(|(code, end)| Some(Decoded::byte(u8::try_from(code).ok()?, end))).collect()
    }

    /// What follows a `&`.
    fn reference(&self, at: usize) -> Vec<Decoded> {
        let number = self.skip(&[(0, at)], b'#');
        let mut found = self.code_points(number.clone(), 10);
        for x in [b'x', b'X'] {
            found.extend(self.code_points(self.skip(&number, x), 16));
        }
        for (name, byte) in NAMED {
            let ends = name.iter().fold(vec![(0, at)], |read, &byte| self.skip(&read, byte));
            found.extend(ends.into_iter().map(|(_, end)| Decoded::byte(byte, end)));
        }
        found
    }

    /// The digits of a code point, and the `;` after them.
    fn code_points(&self, mut read: Vec<Number>, radix: u32) -> Vec<Decoded> {
        let mut found = Vec::new();
        for _ in 0..LONGEST_NUMBER {
            read = self.digit(&read, radix);
            if read.is_empty() {
                break;
            }
            found.extend(characters(&self.skip(&read, b';')));
            // HTML does without the semicolon, where no digit follows.
            let goes_on =
                |at: usize| self.text.get(at).is_some_and(|next| *next == b';' || char::from(*next).is_digit(radix));
            let ends: Vec<Number> = read.iter().copied().filter(|(_, at)| !goes_on(*at)).collect();
            found.extend(characters(&ends));
        }
        found
    }

    /// Four hexadecimal digits, and four more after a `\u` or `%u` for the second half of a surrogate pair.
    fn utf16(&self, read: &[Number]) -> Vec<Decoded> {
        let units = self.hex(read, 4);
        let mut found = characters(&units);
        for (first, end) in units.into_iter().filter(|(unit, _)| (0xd800..0xdc00).contains(unit)) {
            for lead in [b'\\', b'%'] {
                let pair = self.hex(&self.skip(&self.skip(&[(0, end)], lead), b'u'), 4).into_iter();
                let low = pair.filter(|(unit, _)| (0xdc00..0xe000).contains(unit));
                let codes: Vec<_> =
                    low.map(|(second, end)| (0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00), end)).collect();
                found.extend(characters(&codes));
            }
        }
        found
    }

    fn hex(&self, read: &[Number], digits: usize) -> Vec<Number> {
        (0..digits).fold(read.to_vec(), |read, _| self.digit(&read, 16))
    }

    fn digit(&self, read: &[Number], radix: u32) -> Vec<Number> {
        self.then(read, |number, byte| number.checked_mul(radix)?.checked_add(char::from(byte).to_digit(radix)?))
    }

    fn skip(&self, read: &[Number], wanted: u8) -> Vec<Number> {
        self.then(read, |number, byte| (byte == wanted).then_some(number))
    }

    /// Reads one byte more, in every way there is.
    fn then(&self, read: &[Number], next: impl Fn(u32, u8) -> Option<u32>) -> Vec<Number> {
        let mut found = Vec::new();
        for &(number, at) in read {
            for reading in self.at(at) {
                let &[byte] = reading.bytes() else { continue };
                let Some(number) = next(number, byte) else { continue };
                if !found.contains(&(number, reading.end())) {
                    found.push((number, reading.end()));
                }
            }
        }
        found
    }
}

/// A number read so far, and the position after it.
type Number = (u32, usize);

fn characters(codes: &[Number]) -> Vec<Decoded> {
    let known = codes.iter().filter_map(|&(code, end)| Some(Decoded::character(char::from_u32(code)?, end)));
    known.collect()
}
