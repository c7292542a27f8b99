//! The file and the line at which formats show a finding whose readers want a place for everything.
//!
//! In this order: the value's own place, the file that was named for the purpose, the settings file, whether it exists or not.
//! Paths are told relative to the root of the source tree, with `/` on every system; what lies outside of it has no place there.

use std::path::{Component, Path, PathBuf};

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
            let path = below_root(own.file.as_deref()?, ground)?;
            Some(Self { path, line: own.line.unwrap_or(1), column: own.column })
        });
        own.or_else(|| Some(Self::first_line(below_root(ground.anchor.as_deref()?, ground)?)))
    }

    /// The same, and where none is known the settings file's first line.
    pub(super) fn any(own: Option<&LocationReport>, ground: &Ground) -> Self {
        let settings = || below_root(SETTINGS, ground).unwrap_or_else(|| SETTINGS.to_owned());
        Self::known(own, ground).unwrap_or_else(|| Self::first_line(settings()))
    }
}

/// The path of a file relative to the root; nothing if it is not below it.
fn below_root(path: &str, ground: &Ground) -> Option<String> {
    let whole = resolved(&Path::new(&*ground.root).join(&*ground.folder).join(path));
    let below = whole.strip_prefix(resolved(Path::new(&*ground.root))).ok()?;
    let parts: Option<Vec<&str>> = below
        .components()
        .map(|part| match part {
            Component::Normal(name) => name.to_str(),
            _ => None,
        })
        .collect();
    parts.filter(|parts| !parts.is_empty()).map(|parts| parts.join("/"))
}

/// The path without `.`, and without `..` behind a name; the file system is not asked.
fn resolved(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut path, part| {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(path.components().next_back(), Some(Component::Normal(_))) => {
                path.pop();
            }
            part => path.push(part),
        }
        path
    })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn ground(root: &str, folder: &str, anchor: Option<&str>) -> Ground {
        Ground { root: root.into(), folder: folder.into(), anchor: anchor.map(Into::into) }
    }

    #[test]
    fn a_path_is_told_below_the_root_or_not_at_all() {
        for (root, folder, path, below) in [
            ("/build/app", "/build/app", "ccg-doctor.toml", Some("ccg-doctor.toml")),
            ("/build/app", "/build/app/deploy", "./box/ccg.toml", Some("deploy/box/ccg.toml")),
            ("/build/app", "/build/app/deploy", "../ccg.toml", Some("ccg.toml")),
            ("/build/app", "/build/app", "/build/app/a b.toml", Some("a b.toml")),
            ("/build/app/", "", "ccg.toml", Some("ccg.toml")),
            ("", "", "a/./b/../c", Some("a/c")),
            ("/build/app", "/build/app", "/etc/ccg.toml", None),
            ("/build/app", "/build/app", "../other/ccg.toml", None),
            ("/build/app", "/build/app", ".", None),
            ("", "", "/etc/ccg.toml", None),
            ("", "", "../ccg.toml", None),
        ] {
            assert_eq!(below_root(path, &ground(root, folder, None)).as_deref(), below, "{path} in {folder}");
        }
    }

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
            let ground = ground("/build", "/build", anchor);
            assert_eq!((Place::known(own, &ground), Place::any(own, &ground)), (known, any), "{own:?} {anchor:?}");
        }
    }
}
