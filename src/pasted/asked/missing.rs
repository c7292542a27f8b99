//! What a refusal says is not there.

use serde_json::Value;

use crate::pasted::text::readings;
use crate::reply::is_id;

/// What else than a folder a refusal may name.
const ITEMS: [&str; 4] = ["file", "web_link", "user", "group"];

/// What a refusal says is missing.
pub(super) enum Missing {
    /// A folder, with its ID where that is told.
    Folder(Option<String>),
    /// Something else.
    Other,
}

/// What a refusal names: in words, `'folder' with value 'd_987654321' not found`, or as the `name` of its context alone.
pub(super) fn missing_in(text: &str, body: &Value) -> Option<Missing> {
    const VALUE: &str = "' with value '";
    let in_words = readings(text).find_map(|reading| {
        let (before, value) = reading.split_once(VALUE)?;
        let id: String = value.trim_start_matches("d_").chars().take_while(char::is_ascii_digit).collect();
        let is_folder = before.ends_with("'folder");
        Some(if is_folder { Missing::Folder(Some(id).filter(|id| is_id(id))) } else { Missing::Other })
    });
    in_words.or_else(|| {
        let errors = body.get("context_info")?.get("errors")?.as_array()?;
        let names: Vec<&str> = errors.iter().filter_map(|error| error.get("name")?.as_str()).collect();
        match names.as_slice() {
            [] => None,
            names if names.contains(&"folder") => Some(Missing::Folder(None)),
            names if names.iter().any(|name| ITEMS.contains(name)) => Some(Missing::Other),
            _ => None,
        }
    })
}
