//! Where secrets stand in a text that is no JSON, told by what stands before them: a field's name, a flag, a scheme, the `//` of
//! an address. What a secret looks like does not matter, but for keys and tokens that show what they are (PEM, JWT).
//!
//! It would rather take too much than too little: nothing that is read of a reply is read from what it leaves.

use std::ops::Range;

use super::marks::{behind_flags, behind_schemes, by_form, in_addresses};
use super::names::named;
use crate::reply::redact::Placeholder;

/// Where the secrets stand: apart from one another, in order.
pub(in crate::pasted) fn places(text: &str) -> Vec<Range<usize>> {
    let mut found = named(text);
    found.extend(behind_flags(text));
    found.extend(behind_schemes(text));
    found.extend(in_addresses(text));
    found.extend(by_form(text));
    found.retain(|range| !range.is_empty());
    found.sort_unstable_by_key(|range| (range.start, range.end));
    let mut apart: Vec<Range<usize>> = Vec::new();
    for range in found {
        match apart.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => apart.push(range),
        }
    }
    apart
}

/// The text without what stands in such places; nothing, where nothing does.
pub(super) fn without(text: &str) -> Option<String> {
    let ranges = places(text);
    let mut whole = String::new();
    let mut end = 0;
    for range in &ranges {
        whole.push_str(&text[end..range.start]);
        whole.push_str(Placeholder::Secret.as_str());
        end = range.end;
    }
    whole.push_str(&text[end..]);
    (!ranges.is_empty()).then_some(whole)
}
