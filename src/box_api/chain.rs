//! The chain of errors behind one.

use std::error::Error as StdError;
use std::io;

/// The first error of that type in the chain. `io::Error` hides what it wraps from `source`, so its inside is
/// looked at first.
pub(super) fn find<'e, E: StdError + 'static>(error: &'e (dyn StdError + 'static)) -> Option<&'e E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<E>() {
            return Some(found);
        }
        let inside = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if let Some(inside) = inside.and_then(|inside| find::<E>(inside)) {
            return Some(inside);
        }
        next = error.source();
    }
    None
}

/// The error at the end of the chain: what happened, and not what it broke.
pub(super) fn innermost<'e>(error: &'e (dyn StdError + 'static)) -> &'e (dyn StdError + 'static) {
    let mut last = error;
    while let Some(next) = last.source() {
        last = next;
    }
    last
}
