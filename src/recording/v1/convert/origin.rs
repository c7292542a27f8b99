//! Where a setting comes from, to the form and back.

use super::super::{Origin, Value};
use crate::origin;

impl From<origin::Origin> for Origin {
    fn from(it: origin::Origin) -> Self {
        match it {
            origin::Origin::Told { words } => Self::Words(words),
            origin::Origin::Flag { name, which } => Self::Value(Value::Flag { name, which }),
            origin::Origin::Variable { name } => Self::Value(Value::Variable { name }),
            origin::Origin::File { path, line, column, key } => {
                Self::Value(Value::File { path: path.to_string_lossy().into_owned(), line, column, key })
            }
            origin::Origin::Stdin => Self::Value(Value::Stdin),
            origin::Origin::Prompt => Self::Value(Value::Prompt),
            origin::Origin::System => Self::Value(Value::System),
            origin::Origin::Default => Self::Value(Value::Default),
            origin::Origin::Simulated => Self::Value(Value::Simulated),
        }
    }
}

impl From<Origin> for origin::Origin {
    fn from(it: Origin) -> Self {
        match it {
            Origin::Words(words) => Self::Told { words },
            Origin::Value(Value::Flag { name, which }) => Self::Flag { name, which },
            Origin::Value(Value::Variable { name }) => Self::Variable { name },
            Origin::Value(Value::File { path, line, column, key }) => {
                Self::File { path: path.into(), line, column, key }
            }
            Origin::Value(Value::Stdin) => Self::Stdin,
            Origin::Value(Value::Prompt) => Self::Prompt,
            Origin::Value(Value::System) => Self::System,
            Origin::Value(Value::Default) => Self::Default,
            Origin::Value(Value::Simulated) => Self::Simulated,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_read_as_it_was_written_and_words_stay_words() {
        let file = origin::Origin::File {
            path: "ccg-doctor.toml".into(),
            line: Some(3),
            column: Some(9),
            key: Some("profiles.prod.client_id".to_owned()),
        };
        for (whence, written) in [
            (origin::Origin::flag("--user-id"), r#"{"kind":"flag","name":"--user-id"}"#),
            (
                origin::Origin::Flag { name: "--expect".to_owned(), which: Some(2) },
                r#"{"kind":"flag","name":"--expect","which":2}"#,
            ),
            (origin::Origin::variable("BOX_USER_ID"), r#"{"kind":"variable","name":"BOX_USER_ID"}"#),
            (file, r#"{"kind":"file","path":"ccg-doctor.toml","line":3,"column":9,"key":"profiles.prod.client_id"}"#),
            (origin::Origin::Stdin, r#"{"kind":"stdin"}"#),
            (origin::Origin::Prompt, r#"{"kind":"prompt"}"#),
            (origin::Origin::System, r#"{"kind":"system"}"#),
            (origin::Origin::Default, r#"{"kind":"default"}"#),
            (origin::Origin::Simulated, r#"{"kind":"simulated"}"#),
            (origin::Origin::Told { words: "the moon".to_owned() }, r#""the moon""#),
        ] {
            assert_eq!(serde_json::to_string(&Origin::from(whence.clone())).expect("JSON"), written);
            let read: Origin = serde_json::from_str(written).expect("an origin");
            assert_eq!(origin::Origin::from(read), whence);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_is_not_text_can_be_recorded() {
        use std::os::unix::ffi::OsStringExt as _;
        let path = std::ffi::OsString::from_vec(b"secret-\xff".to_vec());
        let written = serde_json::to_string(&Origin::from(origin::Origin::file(path))).expect("JSON");
        assert!(written.contains("secret-\u{fffd}"), "{written}");
    }
}
