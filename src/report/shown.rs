//! The one gate of a report's texts: what stands in a report is a [`Shown`], and nothing becomes one but by being made safe.
//!
//! A text may come from a server, from a recording that somebody changed, or from a setting. Whether it does is not asked here:
//! the catalogue's own words pass as well, and come out as they were.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;

use serde::Serialize;

use crate::reply::printable::printable;

/// A text that commands no terminal and begins no line: what it held of that is replaced (see [`printable`]).
///
/// ```
/// # use ccg_doctor::report::Shown;
/// assert_eq!(Shown::from("\u{1b}[31m1\n2").as_str(), "\u{fffd}1 2");
/// ```
///
/// A text that did not pass is none, and stands in no report:
///
/// ```compile_fail
/// # use ccg_doctor::report::ErrorReport;
/// let report = ErrorReport { message: String::from("\u{1b}[31m1"), hints: Vec::new() };
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Shown(String);

impl Shown {
    /// A text of our own that has several lines; no line holds more than a [`Shown`] may.
    #[must_use]
    pub fn lines(text: &str) -> Self {
        let lines: Vec<_> = text.split('\n').map(printable).collect();
        Self(lines.join("\n"))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: AsRef<str>> From<T> for Shown {
    fn from(text: T) -> Self {
        Self(printable(text.as_ref()).into_owned())
    }
}

impl Deref for Shown {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Shown {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Shown {
    fn eq(&self, text: &str) -> bool {
        self.0 == text
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}
