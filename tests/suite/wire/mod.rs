//! A server whose every byte a test decides, and the real binary run against it in an empty environment.
//!
//! Nothing here is the simulated Box: what the program does to a server must not be judged by the program's own server.
//! A server waits in `accept` and in `read`, a test waits for what arrived or for the program's end; nobody sleeps.

pub(crate) mod doctor;
pub(crate) mod http2;
pub(crate) mod matrix;
pub(crate) mod proxy;
pub(crate) mod server;
pub(crate) mod tls;

pub(crate) use doctor::{Doctor, Ended};
pub(crate) use server::{Answer, Asked, Seen, Server};

/// The app's client ID, of the form that Box gives.
pub(crate) const CLIENT_ID: &str = "c0ffee00c0ffee00c0ffee00c0ffee00";
/// The one right secret.
pub(crate) const SECRET: &str = "s3cr3tCanary7Qx9ZfWbK2mLpT4vRnYh";
/// Another right secret, with everything in it that an encoding has to encode.
pub(crate) const AWKWARD_SECRET: &str = r#"pw+7/k&q="v<é%41\n 9:ñ'x>Zt4"#;
/// The enterprise; too short to be a user's ID.
pub(crate) const ENTERPRISE: &str = "1234567";
/// The user; too long to be an enterprise's ID.
pub(crate) const USER: &str = "85061514830";
/// What the Service Account is granted.
pub(crate) const ENTERPRISE_TOKEN: &str = "8dKq3WzXv5BnTe7Hy2Lc9PfRj4GmQs6a";
/// What the user is granted.
pub(crate) const USER_TOKEN: &str = "P4hJr6YtGf1CsUm9LxKz3WdVb7QnEa5o";
/// What a request without a subject may be granted.
pub(crate) const NOBODYS_TOKEN: &str = "R2uWe8NbVq7ZaSd3HkMx6TyJc1GfLp9i";

/// Every environment finding that speaks of the way to Box; none may be blamed on another.
pub(crate) const WAYS: [&str; 9] = [
    "dns-failure",
    "connection-failed",
    "tls-untrusted",
    "proxy-refused",
    "timed-out",
    "rate-limited",
    "box-unavailable",
    "not-box",
    "unknown-reply",
];
