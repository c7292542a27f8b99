//! The parts of a text that are replaced, from what was found in it.

use super::Placeholder;
use super::leaves::{Frame, LeafKind};
use super::readings::Readings;
use super::windows::Match;

/// A part of a text that is replaced.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) placeholder: Placeholder,
    /// Whether the placeholder takes quotes.
    pub(super) quoted: bool,
}

impl Span {
    pub(super) fn of(found: &Match) -> Self {
        Self { start: found.start, end: found.end, placeholder: found.mark.placeholder, quoted: false }
    }
}

/// What is replaced of a text that has a frame: of each leaf what was found in it, and the whole leaf for what is no evidence by
/// itself.
pub(super) fn framed(found: &[Match], frame: &Frame) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    // A short value may stand within a long one, so the ends are not in order; the furthest so far are.
    let furthest = found.iter().scan(0, |end, found| {
        *end = found.end.max(*end);
        Some(*end)
    });
    let furthest: Vec<usize> = furthest.collect();
    for leaf in &frame.leaves {
        let whole = |placeholder| Span { start: leaf.start, end: leaf.end, placeholder, quoted: leaf.kind.is_number() };
        match leaf.kind {
            LeafKind::Token(placeholder) => {
                spans.push(whole(placeholder));
                continue;
            }
            LeafKind::TokenNumber => {
                spans.push(whole(Placeholder::MalformedToken));
                continue;
            }
            _ => {}
        }
        let first = furthest.partition_point(|end| *end <= leaf.start);
        let touching = found[first..].iter().take_while(|found| found.start < leaf.end);
        let touching: Vec<&Match> =
            touching.filter(|found| found.end > leaf.start && leaf.kind.may_hold(found.mark)).collect();
        if let Some(found) = touching.iter().find(|found| leaf.kind.is_number() || found.mark.short) {
            spans.push(whole(found.mark.placeholder));
            continue;
        }
        for found in touching {
            let (start, end) = (found.start.max(leaf.start), found.end.min(leaf.end));
            match spans.last_mut() {
                // One value over several leaves that touch.
                Some(last) if found.start < leaf.start && last.end == start => last.end = end,
                _ => spans.push(Span { start, end, ..Span::of(found) }),
            }
        }
    }
    spans
}

/// Extends each match to the whole run of base64 that it stands in, padding included: what surrounds the value in one
/// base64 text (a client ID, say) shares characters with it.
pub(super) fn extend_to_runs(matches: &mut [Match], text: &Readings<'_>) {
    let is_code = |bytes: &[u8]| matches!(bytes, [b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'-' | b'_']);
    let mut starts: Vec<usize> = (0..=text.len()).collect();
    for at in 0..text.len() {
        for reading in text.at(at).filter(|reading| is_code(reading.bytes())) {
            starts[reading.end()] = starts[reading.end()].min(starts[at]);
        }
    }
    let mut ends: Vec<usize> = (0..=text.len()).collect();
    for at in (0..text.len()).rev() {
        if let Some(end) =
            text.at(at).filter(|reading| is_code(reading.bytes())).map(|reading| ends[reading.end()]).max()
        {
            ends[at] = end;
        }
    }
    for found in matches {
        found.start = starts[found.start];
        found.end = ends[found.end];
        for _ in 0..2 {
            let padding = text.at(found.end).find(|reading| reading.bytes() == b"=");
            found.end = padding.map_or(found.end, |reading| reading.end());
        }
    }
}

/// Extends each match to whole escapes, so that a document that parsed still parses: half of a `\n` does not.
pub(super) fn extend_to_escapes(matches: &mut [Match], text: &[u8]) {
    let is_hex = |digits: Option<&[u8]>| digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
    let mut starts = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        starts.push(at);
        at += match &text[at..] {
            [b'\\', b'u', rest @ ..] if is_hex(rest.get(..4)) => 6,
            [b'\\', next, ..] if next.is_ascii() => 2,
            [b'%', rest @ ..] if is_hex(rest.get(..2)) => 3,
            _ => 1,
        };
    }
    for found in matches {
        let unit = starts.partition_point(|&start| start <= found.start).saturating_sub(1);
        found.start = starts[unit];
        let unit = starts.partition_point(|&start| start < found.end);
        found.end = starts.get(unit).copied().unwrap_or(text.len());
    }
}

/// Joins matches that overlap; the longest gives the placeholder.
pub(super) fn merged(mut matches: Vec<Match>) -> Vec<Match> {
    // First within each kind, since a value is found in runs.
    matches.sort_unstable_by_key(|found| (found.mark, found.start));
    let mut spans: Vec<Match> = Vec::new();
    for found in matches {
        match spans.last_mut() {
            Some(last) if last.mark == found.mark && found.start < last.end => last.end = last.end.max(found.end),
            _ => spans.push(found),
        }
    }
    spans.sort_unstable_by_key(|span| (span.start, span.mark));
    let mut apart: Vec<(Match, usize)> = Vec::new();
    for span in spans {
        let len = span.end - span.start;
        match apart.last_mut() {
            Some((last, longest)) if span.start < last.end => {
                last.end = last.end.max(span.end);
                if len > *longest {
                    (last.mark, *longest) = (span.mark, len);
                }
            }
            _ => apart.push((span, len)),
        }
    }
    apart.into_iter().map(|(span, _)| span).collect()
}
