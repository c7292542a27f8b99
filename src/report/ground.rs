//! The source tree that a run is about: which path a file has in it.

use std::path::{Component, Path, PathBuf};

use super::Ground;

impl Ground {
    /// The path of a file relative to the root, with `/` on every system; nothing if the file is not below it.
    #[must_use]
    pub fn below(&self, path: &str) -> Option<String> {
        let root = Path::new(&*self.root);
        let whole = resolved(&root.join(&*self.folder).join(path));
        let below = whole.strip_prefix(resolved(root)).ok()?;
        let parts: Option<Vec<&str>> = below
            .components()
            .map(|part| match part {
                Component::Normal(name) => name.to_str(),
                _ => None,
            })
            .collect();
        parts.filter(|parts| !parts.is_empty()).map(|parts| parts.join("/"))
    }
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
            let ground = Ground { root: root.into(), folder: folder.into(), anchor: None };
            assert_eq!(ground.below(path).as_deref(), below, "{path} in {folder}");
        }
    }
}
