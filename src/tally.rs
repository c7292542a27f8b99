//! How often the costly things are done, for the benchmarks to print. Without the feature `tally` nothing is counted.

/// Something that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Work {
    /// A diagnosis of a set of observations.
    Diagnosis,
    /// A search for every set of causes that explains them.
    Enumeration,
    /// A reply's body, or a text in it, read as JSON; twice, where it takes a second reading to say what is wrong with it. What is
    /// done to a pasted text before it is a reply is not counted.
    Parse,
    /// A signature sought by the text of its ID.
    LookUp,
}

impl Work {
    /// Everything that is counted, in the order in which it is told.
    pub const ALL: [Self; 4] = [Self::Diagnosis, Self::Enumeration, Self::Parse, Self::LookUp];
}

#[cfg(feature = "tally")]
thread_local! {
    static DONE: std::cell::Cell<[u64; Work::ALL.len()]> = const { std::cell::Cell::new([0; Work::ALL.len()]) };
}

/// Counts one on this thread.
#[cfg(feature = "tally")]
pub(crate) fn note(work: Work) {
    let mut done = DONE.get();
    done[work as usize] += 1;
    DONE.set(done);
}

/// Counts nothing.
#[cfg(not(feature = "tally"))]
pub(crate) const fn note(_: Work) {}

/// What was done on this thread since this was last asked, in the order of [`Work::ALL`].
#[cfg(feature = "tally")]
#[must_use]
pub fn take() -> [u64; Work::ALL.len()] {
    DONE.take()
}
