//! The file and the line at which formats show a finding whose readers want a place for everything.
//!
//! In this order: the value's own place, the file that was named for the purpose, the settings file, whether it exists or not.
//! Paths are told relative to the root of the source tree, with `/` on every system; what lies outside of it has no place there.

use crate::report::{Ground, LocationReport};

/// The name that a settings file has where there is none.
const SETTINGS: &str = "ccg-doctor.toml";

/// A place in the source tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The file's path below the root.
    pub(super) path: String,
    /// The line, from 1.
    pub(super) line: u32,
    /// The column in that line, in characters from 1.
    pub(super) column: Option<u32>,
}

impl Place {
    fn first_line(path: String) -> Self {
        Self { path, line: 1, column: None }
    }

    /// The place of a finding that is known: its own, else the file that was named for what has none.
    pub(super) fn known(own: Option<&LocationReport>, ground: &Ground) -> Option<Self> {
        let own = own.and_then(|own| {
            let path = ground.below(own.file.as_deref()?)?;
            Some(Self { path, line: own.line.unwrap_or(1), column: own.column })
        });
        own.or_else(|| Some(Self::first_line(ground.below(ground.anchor.as_deref()?)?)))
    }

    /// The same, and where none is known the settings file's first line.
    pub(super) fn any(own: Option<&LocationReport>, ground: &Ground) -> Self {
        let settings = || ground.below(SETTINGS).unwrap_or_else(|| SETTINGS.to_owned());
        Self::known(own, ground).unwrap_or_else(|| Self::first_line(settings()))
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_place_that_is_known_is_taken() {
        let own = |file: Option<&str>| LocationReport {
            file: file.map(Into::into),
            line: Some(3),
            column: Some(9),
            key: None,
        };
        let at = |path: &str, line, column| Place { path: path.to_owned(), line, column };
        let (inside, outside, nowhere) = (own(Some("/build/.env")), own(Some("/etc/env")), own(None));
        let settings = at("ccg-doctor.toml", 1, None);
        for (own, anchor, known, any) in [
            (Some(&inside), Some("box.toml"), Some(at(".env", 3, Some(9))), at(".env", 3, Some(9))),
            (Some(&outside), Some("box.toml"), Some(at("box.toml", 1, None)), at("box.toml", 1, None)),
            (Some(&nowhere), Some("box.toml"), Some(at("box.toml", 1, None)), at("box.toml", 1, None)),
            (None, Some("/etc/box.toml"), None, settings.clone()),
            (Some(&outside), None, None, settings.clone()),
            (None, None, None, settings),
        ] {
            let anchor = anchor.map(Into::into);
            let ground = Ground { root: "/build".into(), folder: "/build".into(), anchor };
            assert_eq!((Place::known(own, &ground), Place::any(own, &ground)), (known, any), "{own:?} {ground:?}");
        }
    }
}
