//! What a server does with a request, byte by byte, and what Box answers where all is well.

use super::{Asked, ENTERPRISE, ENTERPRISE_TOKEN, NOBODYS_TOKEN, Seen, USER, USER_TOKEN};

/// What a server does with a request.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// These bytes, and the connection stays open for more.
    Bytes(Vec<u8>),
    /// These bytes, and the connection is closed in order.
    ThenClose(Vec<u8>),
    /// These bytes, and the connection is reset.
    ThenReset(Vec<u8>),
    /// These bytes, and nothing more until the other side gives up.
    ThenSilence(Vec<u8>),
    /// The first bytes, and then the others over and over until the other side gives up.
    Endless(Vec<u8>, Vec<u8>),
    /// The first bytes, and then one of the others each tenth of a second.
    Drip(Vec<u8>, Vec<u8>),
}

impl Answer {
    /// A reply with a JSON body.
    pub(crate) fn json(status: u16, body: &str) -> Self {
        Self::Bytes(message(status, &["Content-Type: application/json"], body.as_bytes()))
    }

    /// A reply with these headers and this body.
    pub(crate) fn with(status: u16, headers: &[&str], body: &str) -> Self {
        Self::Bytes(message(status, headers, body.as_bytes()))
    }

    /// A grant of this token.
    pub(crate) fn token(token: &str) -> Self {
        Self::json(
            200,
            &format!(r#"{{"access_token":"{token}","expires_in":3992,"restricted_to":[],"token_type":"bearer"}}"#),
        )
    }

    /// A refusal (RFC 6749 §5.2).
    pub(crate) fn refusal(error: &str, description: &str) -> Self {
        let body = serde_json::json!({"error": error, "error_description": description});
        Self::json(400, &body.to_string())
    }

    /// Box's one sentence for a dozen mistakes.
    pub(crate) fn grant_credentials_invalid() -> Self {
        Self::refusal("invalid_grant", "Grant credentials are invalid")
    }

    /// A reply to `users/me` for an account of the configured enterprise.
    pub(crate) fn whoami(id: &str, login: &str) -> Self {
        Self::json(
            200,
            &format!(
                r#"{{"type":"user","id":"{id}","login":"{login}","status":"active","is_platform_access_only":false,"enterprise":{{"type":"enterprise","id":"{ENTERPRISE}"}}}}"#
            ),
        )
    }
}

/// A whole HTTP/1.1 message.
pub(crate) fn message(status: u16, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {status} Status\r\nContent-Length: {}\r\n", body.len()).into_bytes();
    for header in headers {
        bytes.extend_from_slice(header.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    bytes
}

/// What Box answers where all is well.
pub(crate) fn healthy(seen: &Seen) -> Answer {
    match seen.asked {
        Asked::Enterprise if seen.field("box_subject_id").as_deref() == Some(ENTERPRISE) => {
            Answer::token(ENTERPRISE_TOKEN)
        }
        Asked::User if seen.field("box_subject_id").as_deref() == Some(USER) => Answer::token(USER_TOKEN),
        Asked::Enterprise | Asked::User => Answer::grant_credentials_invalid(),
        Asked::BadSecret => Answer::refusal("invalid_client", "The client credentials are invalid"),
        Asked::NoSubject => {
            Answer::refusal("unauthorized_client", "The \"box_subject_type\" value is unauthorized for this client_id")
        }
        Asked::WhoamiEnterprise => Answer::whoami("20010001", "AutomationUser_2001_xyz@boxdevedition.com"),
        Asked::WhoamiUser | Asked::UserLookup => Answer::whoami(USER, "managed.user@example.com"),
        Asked::Revoke => Answer::with(200, &[], ""),
        Asked::Other => Answer::json(404, r#"{"code":"not_found"}"#),
    }
}

/// As [`healthy`], but a request without a subject is granted a token, as of an OAuth 2.0 app.
pub(crate) fn oauth_app(seen: &Seen) -> Answer {
    match seen.asked {
        Asked::NoSubject => Answer::token(NOBODYS_TOKEN),
        Asked::Enterprise | Asked::User => {
            Answer::refusal("unauthorized_client", "The \"box_subject_type\" value is unauthorized for this client_id")
        }
        _ => healthy(seen),
    }
}
