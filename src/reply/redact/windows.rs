//! Every run of eight bytes of the values, and the search for all of them at once.
//!
//! A run fits into a number. The numbers of all values are kept in one sorted list, so that the memory is a few bytes for each
//! of a value's, however long it is, and what was read so far is a range of that list. Runs that overlap in the text are one.

use std::collections::BTreeMap;

use secrecy::zeroize::Zeroize as _;

use super::alphabet::Alphabet;
use super::gap::{Gap, pass, pass_between_hex};
use super::readings::Readings;
use super::{Costly, Placeholder};

/// How many steps are made for one text at least, and for each of its bytes: a text that nobody made for this takes three a byte.
const STEPS: (usize, usize) = (200_000, 16);

/// How many bits of a window are looked up in a table.
const TABLED: u32 = 12;

/// What a window is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark {
    pub(super) placeholder: Placeholder,
    /// Whether it is a value under eight characters, which is no evidence by itself.
    pub(super) short: bool,
}

/// A run of a value's, or a value too short to have one: its symbols from the highest bit down, then their number and the mark,
/// in one number by which they are sorted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Window(u128);

impl Window {
    fn new(key: u64, len: usize, mark: Mark) -> Self {
        let mark = (mark.placeholder as u128) << 1 | u128::from(mark.short);
        Self(u128::from(key) << 64 | (len as u128) << 8 | mark)
    }

    fn key(self) -> u64 {
        (self.0 >> 64) as u64
    }

    #[expect(clippy::cast_possible_truncation, reason = "one byte of it")]
    fn len(self) -> u8 {
        (self.0 >> 8) as u8
    }

    fn mark(self) -> Mark {
        let placeholder = Placeholder::ALL[(self.0 >> 1 & 3) as usize];
        Mark { placeholder, short: self.0 & 1 == 1 }
    }

    fn is_like(self, other: Self) -> bool {
        self.0 >> 8 == other.0 >> 8
    }
}

/// A place in the text where a window was found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Match {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) mark: Mark,
}

/// A beginning of some windows, read up to some position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct State {
    from: usize,
    to: usize,
    depth: u8,
    /// What was read, as a window's key has it.
    prefix: u64,
    gap: Gap,
    /// Whether white space or markup was passed over.
    spaced: bool,
    start: usize,
}

/// The windows of all values in one alphabet, sorted.
pub(super) struct Windows {
    alphabet: Alphabet,
    all: Vec<Window>,
    /// By a key's upper bits: how many windows come before.
    table: Vec<u32>,
}

impl Windows {
    pub(super) fn new(alphabet: Alphabet) -> Self {
        Self { alphabet, all: Vec::new(), table: Vec::new() }
    }

    pub(super) fn alphabet(&self) -> Alphabet {
        self.alphabet
    }

    /// Adds every window of values.
    pub(super) fn add<'v>(&mut self, values: impl Iterator<Item = (&'v str, Mark)>) {
        let forms: Vec<_> = values
            .flat_map(|(value, mark)| self.alphabet.forms(value).into_iter().map(move |form| (form, mark)))
            .collect();
        // Each list is made at its full size: one that grows would leave copies behind that nothing wipes.
        let mut new = Vec::with_capacity(forms.iter().map(|(form, _)| form.len()).sum());
        for (form, mark) in &forms {
            new.extend(self.windows(form, *mark));
        }
        new.sort_unstable();
        let mut merged: Vec<Window> = Vec::with_capacity(self.all.len() + new.len());
        let (mut old, mut next) = (self.all.as_slice(), new.as_slice());
        while let Some(window) = least(&mut old, &mut next) {
            // One of two alike is enough, the first; which of two values it is of makes no difference.
            if merged.last().is_none_or(|last| !last.is_like(window)) {
                merged.push(window);
            }
        }
        wipe(&mut new);
        wipe(&mut self.all);
        self.all = merged;
        self.table = vec![0; (1 << TABLED) + 1];
        for window in &self.all {
            self.table[(window.key() >> (u64::BITS - TABLED)) as usize + 1] += 1;
        }
        for place in 1..self.table.len() {
            self.table[place] += self.table[place - 1];
        }
    }

    /// The windows of a form, or the form itself where it is shorter than one.
    fn windows(&self, form: &[u8], mark: Mark) -> impl Iterator<Item = Window> {
        let bits = self.alphabet.bits();
        let len = self.alphabet.window().min(form.len());
        let rest = u64::BITS - bits * u32::try_from(len).unwrap_or_default();
        let mut key = 0_u64;
        let symbols = form.iter().map(|byte| self.alphabet.symbol(*byte).unwrap_or_default());
        (1..).zip(symbols).filter_map(move |(read, symbol)| {
            key = key << bits | symbol << rest;
            (read >= len).then(|| Window::new(key, len, mark))
        })
    }

    /// Whether every window of a value is here.
    pub(super) fn have(&self, value: &[u8]) -> bool {
        let mark = Mark { placeholder: Placeholder::Secret, short: false };
        self.windows(value, mark).all(|window| {
            let place = self.all.partition_point(|known| *known < window);
            self.all.get(place).is_some_and(|known| known.is_like(window))
        })
    }

    /// The windows of a range that go on with that symbol.
    fn narrow(&self, state: State, symbol: u64) -> Option<State> {
        let bits = self.alphabet.bits();
        let depth = state.depth + 1;
        let shift = u64::BITS - bits * u32::from(depth);
        let prefix = state.prefix | symbol << shift;
        let (mut from, to) = if bits * u32::from(depth) <= TABLED {
            let first = (prefix >> (u64::BITS - TABLED)) as usize;
            let count = 1 << (TABLED - bits * u32::from(depth));
            (self.table[first] as usize, self.table[first + count] as usize)
        } else {
            let range = &self.all[state.from..state.to];
            let from = range.partition_point(|window| window.key() < prefix);
            let to = from + range[from..].partition_point(|window| window.key() >> shift == prefix >> shift);
            (state.from + from, state.from + to)
        };
        // Those that ended before come first.
        while from < to && self.all[from].len() < depth {
            from += 1;
        }
        (from < to).then_some(State { from, to, depth, prefix, ..state })
    }

    /// Finds every window in every reading of a text.
    pub(super) fn find(&self, text: &Readings<'_>) -> Result<Vec<Match>, Costly> {
        let mut matches = Vec::new();
        if self.all.is_empty() {
            return Ok(matches);
        }
        let mut here: Vec<State> = Vec::new();
        let mut next = Vec::new();
        let mut later: BTreeMap<usize, Vec<State>> = BTreeMap::new();
        let (mut steps, most) = (0, STEPS.0.max(STEPS.1 * text.len()));
        for at in 0..text.len() {
            let root =
                State { from: 0, to: self.all.len(), depth: 0, prefix: 0, gap: Gap::None, spaced: false, start: at };
            for reading in text.at(at) {
                let end = reading.end();
                let reached = if end == at + 1 { &mut next } else { later.entry(end).or_default() };
                let bytes = reading.bytes();
                // A window may begin within a character of several bytes.
                let roots = (0..bytes.len()).map(|within| (root, &bytes[within..]));
                for (state, bytes) in here.iter().map(|state| (*state, bytes)).chain(roots) {
                    steps += 1;
                    self.read(state, bytes, &mut |state| {
                        self.note(state, end, &mut matches);
                        if usize::from(state.depth) < self.alphabet.window() {
                            reached.push(state);
                        }
                    });
                }
            }
            if steps + matches.len() > most {
                return Err(Costly);
            }
            std::mem::swap(&mut here, &mut next);
            next.clear();
            here.extend(later.remove(&(at + 1)).unwrap_or_default());
            // Of the ways to read the same beginning, the one that starts first covers the others.
            here.sort_unstable();
            here.dedup_by_key(|state| State { start: 0, ..*state });
        }
        Ok(matches)
    }

    /// Reads a character in every way: as more of a window, and as something that may stand within one.
    fn read(&self, state: State, bytes: &[u8], reach: &mut dyn FnMut(State)) {
        let [byte, rest @ ..] = bytes else { return reach(state) };
        if state.gap == Gap::None
            && let Some(symbol) = self.alphabet.symbol(*byte)
            && let Some(longer) = self.narrow(state, symbol)
        {
            // A whole one goes on as another that begins later.
            if usize::from(longer.depth) == self.alphabet.window() {
                reach(longer);
            } else {
                self.read(longer, rest, reach);
            }
        }
        if state.depth > 0 {
            pass(state.gap, *byte, |gap, spaced| {
                self.read(State { gap, spaced: spaced || state.spaced, ..state }, rest, reach);
            });
            if self.alphabet == Alphabet::Hex {
                pass_between_hex(state.gap, *byte, |gap| self.read(State { gap, spaced: true, ..state }, rest, reach));
            }
        }
    }

    /// Notes the windows that a state has read to their end.
    fn note(&self, state: State, end: usize, matches: &mut Vec<Match>) {
        if state.gap != Gap::None {
            return;
        }
        let ended = self.all[state.from..state.to].iter().take_while(|window| window.len() == state.depth);
        // A value under eight characters would be found spread over any text.
        let evident = ended.filter(|window| !(window.mark().short && state.spaced));
        matches.extend(evident.map(|window| Match { start: state.start, end, mark: window.mark() }));
    }
}

/// Takes the lesser of the first of two sorted lists.
fn least<'w>(one: &mut &'w [Window], other: &mut &'w [Window]) -> Option<Window> {
    let list = match (one.first(), other.first()) {
        (Some(first), Some(second)) if first <= second => one,
        (_, Some(_)) => other,
        _ => one,
    };
    let (first, rest) = list.split_first()?;
    *list = rest;
    Some(*first)
}

fn wipe(windows: &mut [Window]) {
    for window in windows {
        window.0.zeroize();
    }
}

impl Drop for Windows {
    fn drop(&mut self) {
        wipe(&mut self.all);
    }
}
