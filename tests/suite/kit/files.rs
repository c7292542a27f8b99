//! Replies as files have them (`fixtures/replies/`), and every file of a folder.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ccg_doctor::catalogue::Probe;
use ccg_doctor::reply::{Answer, BODY_LIMIT, KEPT_HEADERS, Reply};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A reply as a file has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "WrittenReply")]
pub(crate) struct FileReply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenReply {
    status: u16,
    #[serde(default)]
    headers: Vec<(String, String)>,
    body: Option<String>,
    body_base64: Option<String>,
}

impl TryFrom<WrittenReply> for FileReply {
    type Error = &'static str;

    fn try_from(written: WrittenReply) -> Result<Self, Self::Error> {
        let body = match (written.body, written.body_base64) {
            (Some(text), None) => text.into_bytes(),
            (None, Some(encoded)) => STANDARD.decode(encoded).map_err(|_| "`body_base64` is not Base64")?,
            _ => return Err("a reply has either `body` or `body_base64`"),
        };
        Ok(Self { status: written.status, headers: written.headers, body })
    }
}

impl FileReply {
    /// The reply as it would be kept: the headers worth keeping, the body up to its limit.
    pub(crate) fn answer(&self) -> Answer {
        let mut body = self.body.clone();
        let truncated = body.len() > BODY_LIMIT;
        body.truncate(BODY_LIMIT);
        let headers = self.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone()));
        let headers = headers.filter(|(name, _)| KEPT_HEADERS.contains(&name.as_str())).collect();
        Answer::Reply(Reply {
            status: self.status,
            headers,
            body: body.into(),
            truncated,
            withheld: None,
            inferred: Vec::new(),
            bore_token: false,
        })
    }
}

/// How well it is known that Box answers so.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Confidence {
    /// Official text of Box's, or its staff.
    Doc,
    /// A third party shows the exact reply.
    Live,
    /// A user's report whose fix was confirmed.
    Fixed,
    /// A user's report, its cause unconfirmed.
    Report,
    /// A standard (RFC) or the network itself, not Box.
    Standard,
    /// A list or an SDK names it; nobody has shown it.
    Possible,
    /// Written to try the reader.
    HandMade,
}

/// One of `fixtures/replies/`: a reply, and what it is to be read as.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReplyFixture {
    #[serde(skip)]
    pub(crate) file: String,
    #[serde(rename = "title")]
    _title: String,
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "read")]
    _read: String,
    #[serde(rename = "confidence")]
    _confidence: Confidence,
    #[serde(default = "enterprise")]
    pub(crate) probe: Probe,
    pub(crate) reply: FileReply,
    pub(crate) expect: ExpectedReading,
}

fn enterprise() -> Probe {
    Probe::Enterprise
}

/// What a reply is to be read as.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExpectedReading {
    pub(crate) outcome: String,
    pub(crate) signature: String,
}

/// Every file of `fixtures/replies/`, by name.
pub(crate) fn reply_fixtures() -> Vec<ReplyFixture> {
    let named = |(file, fixture): (String, ReplyFixture)| ReplyFixture { file, ..fixture };
    read_all("fixtures/replies").into_iter().map(named).collect()
}

/// Every file of a folder, with its name; an empty folder is a mistake, and so is what is no `.toml`.
pub(crate) fn read_all<T: DeserializeOwned>(folder: &str) -> Vec<(String, T)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = fs::read_dir(root.join(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    assert!(!files.is_empty(), "{folder} is empty");
    let read = |path: PathBuf| {
        let name = path.strip_prefix(root).expect("within the project").display().to_string();
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        let file = read_one(&name, &text).unwrap_or_else(|error| panic!("{error}"));
        (name, file)
    };
    files.into_iter().map(read).collect()
}

/// A case from its file's text; what is wrong with it is told with the file's name and the line.
pub(crate) fn read_one<T: DeserializeOwned>(name: &str, text: &str) -> Result<T, String> {
    if Path::new(name).extension().is_none_or(|end| end != "toml") {
        return Err(format!("{name}: a case is a file that ends in `.toml`"));
    }
    toml::from_str(text).map_err(|error| format!("{name}: {error}"))
}
