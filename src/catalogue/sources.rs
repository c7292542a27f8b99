//! The files that a catalogue is read from.

use std::borrow::Cow;
use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};

static CAUSES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/catalogue/causes");
static FAULTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/catalogue/faults");

/// A file's text.
pub type Text = Cow<'static, str>;

/// The text of every file of a catalogue.
#[derive(Debug, Clone)]
pub struct Sources {
    /// `probes.toml`
    pub probes: Text,
    /// `signatures.toml`
    pub signatures: Text,
    /// `scopes.toml`
    pub scopes: Text,
    /// Each file of `causes`, by its name without `.toml`, which is the cause's ID.
    pub causes: BTreeMap<String, Text>,
    /// Each file of `faults`, likewise.
    pub faults: BTreeMap<String, Text>,
}

impl Sources {
    /// The files that are embedded in the binary.
    #[must_use]
    pub fn embedded() -> Self {
        Self {
            probes: include_str!("probes.toml").into(),
            signatures: include_str!("signatures.toml").into(),
            scopes: include_str!("scopes.toml").into(),
            causes: files(&CAUSES),
            faults: files(&FAULTS),
        }
    }
}

/// The files of a folder; the build has made sure that they are text, or a test finds an empty one.
fn files(folder: &'static Dir<'_>) -> BTreeMap<String, Text> {
    let named = |file: &'static include_dir::File<'_>| {
        let stem = file.path().file_stem()?.to_str()?.to_owned();
        Some((stem, file.contents_utf8().unwrap_or_default().into()))
    };
    folder.files().filter_map(named).collect()
}
