//! The challenge of a refused call: `WWW-Authenticate: Bearer realm="Service", error="invalid_token"` (RFC 6750 §3).

/// The realm that Box's API names.
const REALM: &str = "Service";

/// A Bearer challenge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Challenge {
    parameters: Vec<(String, String)>,
}

impl Challenge {
    /// The Bearer challenge in a header's value, as far as it is there.
    pub(crate) fn read(value: &str) -> Option<Self> {
        let value = value.trim_start();
        let (scheme, mut rest) = (value.get(.."Bearer".len())?, &value["Bearer".len()..]);
        if !scheme.eq_ignore_ascii_case("Bearer") || !(rest.is_empty() || rest.starts_with([' ', '\t'])) {
            return None;
        }
        let mut parameters = Vec::new();
        while let Some((parameter, behind)) = parameter(rest) {
            parameters.push(parameter);
            rest = behind;
        }
        Some(Self { parameters })
    }

    /// Why the call was refused: `invalid_token`, `insufficient_scope`.
    pub(crate) fn error(&self) -> Option<&str> {
        self.parameter("error").filter(|error| !error.is_empty())
    }

    /// Whether it says nothing of why.
    pub(crate) fn names_no_error(&self) -> bool {
        !self.parameters.iter().any(|(name, _)| name.starts_with("error"))
    }

    /// Whether it is that of Box's API.
    pub(crate) fn is_of_box(&self) -> bool {
        self.parameter("realm") == Some(REALM)
    }

    fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// The first `name="value"` or `name=value`, and what stands behind it.
fn parameter(text: &str) -> Option<((String, String), &str)> {
    let text = text.trim_start_matches([' ', '\t', ',']);
    let (name, rest) = text.split_once('=')?;
    let name = name.trim_end();
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) {
        return None;
    }
    let rest = rest.trim_start();
    let (value, rest) = match rest.strip_prefix('"') {
        // What was cut off within its quotes is read as far as it goes.
        Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
        None => rest.split_at(rest.find([',', ' ', '\t', '"', '\'']).unwrap_or(rest.len())),
    };
    Some(((name.to_ascii_lowercase(), value.to_owned()), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_read_by_its_parameters() {
        for (value, of_box, error, silent) in [
            (r#"Bearer realm="Service""#, true, None, true),
            (r#" bearer  realm = "Service" "#, true, None, true),
            (
                r#"Bearer realm="Service", error="invalid_token", error_description="x""#,
                true,
                Some("invalid_token"),
                false,
            ),
            (r#"Bearer error_description="error=\"a", error="b", realm="Service""#, false, None, false),
            (r#"Bearer realm="Service", error_description="x error=y", error="b""#, true, Some("b"), false),
            ("Bearer realm=Service, error=insufficient_scope", true, Some("insufficient_scope"), false),
            (r#"Bearer realm="Service", error="inval"#, true, Some("inval"), false),
            (r#"Bearer realm="Service"', 'Date': "error="x"#, true, None, true),
            ("Bearer", false, None, true),
            (r#"Bearer realm="other""#, false, None, true),
        ] {
            let challenge = Challenge::read(value).unwrap();
            assert_eq!(
                (challenge.is_of_box(), challenge.error(), challenge.names_no_error()),
                (of_box, error, silent),
                "{value}"
            );
        }
        for value in ["", "Basic realm=\"Service\"", "Bearerrealm=\"Service\"", "Béarer"] {
            assert_eq!(Challenge::read(value), None, "{value}");
        }
    }
}
