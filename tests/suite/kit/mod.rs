//! What the tests share: a server whose every byte a test decides, a Box that answers from a script as a layer over it, the
//! real binary run in an empty environment, replies and cases as files, and observations that nobody wrote down.
//!
//! Nothing here is the simulated Box: what the program does to a server must not be judged by the program's own server.
//! A server waits in `accept` and in `read`, a test waits for what arrived or for the program's end; nobody sleeps.

pub(crate) mod always;
pub(crate) mod answer;
pub(crate) mod call;
pub(crate) mod differences;
pub(crate) mod doctor;
pub(crate) mod ended;
pub(crate) mod entries;
pub(crate) mod files;
pub(crate) mod forms;
pub(crate) mod http2;
pub(crate) mod judgement;
pub(crate) mod matrix;
pub(crate) mod people;
pub(crate) mod proxy;
pub(crate) mod random;
pub(crate) mod replies;
pub(crate) mod report;
pub(crate) mod request;
pub(crate) mod scene;
pub(crate) mod script;
pub(crate) mod scripted;
pub(crate) mod server;
pub(crate) mod tls;

pub(crate) use answer::{Answer, healthy, message, oauth_app};
pub(crate) use differences::{Differences, assert_none, sorted};
pub(crate) use doctor::{Doctor, run, run_with_stdin};
pub(crate) use ended::Ended;
pub(crate) use entries::*;
pub(crate) use files::{ReplyFixture, reply_fixtures};
pub(crate) use judgement::{catalogue, granted, judged, reading_word, status_of, told, untruths};
pub(crate) use people::*;
pub(crate) use replies::*;
pub(crate) use report::{finding, named, of_status, probe, profile, status};
pub(crate) use request::{Asked, Seen};
pub(crate) use scene::{Scene, cases, worlds};
pub(crate) use script::{Script, silent_lists};
pub(crate) use scripted::ScriptedBox;
pub(crate) use server::{Server, Stream, listen};

/// The app's client ID, of the form that Box gives.
pub(crate) const CLIENT_ID: &str = "c0ffee00c0ffee00c0ffee00c0ffee00";
/// The one right secret, that no output may show.
pub(crate) const SECRET: &str = "s3cr3tCanary7Qx9ZfWbK2mLpT4vRnYh";
/// Another right secret, with everything in it that an encoding has to encode.
pub(crate) const AWKWARD_SECRET: &str = r#"pw+7/k&q="v<é%41\n 9:ñ'x>Zt4"#;
/// The enterprise; too short for a user's, so that the probes with swapped IDs tell nothing.
pub(crate) const ENTERPRISE: &str = "1234567";
/// The enterprise that an app really belongs to, where the configured one is not it.
pub(crate) const TRUE_ENTERPRISE: &str = "7654321";
/// The user.
pub(crate) const USER: &str = "8506151483";
/// The App User that `--app-user-id` names.
pub(crate) const APP_USER: &str = "9900112233";
/// What the Service Account is granted.
pub(crate) const ENTERPRISE_TOKEN: &str = "8dKq3WzXv5BnTe7Hy2Lc9PfRj4GmQs6a";
/// What the user is granted.
pub(crate) const USER_TOKEN: &str = "P4hJr6YtGf1CsUm9LxKz3WdVb7QnEa5o";
/// What a request without a subject may be granted.
pub(crate) const NOBODYS_TOKEN: &str = "R2uWe8NbVq7ZaSd3HkMx6TyJc1GfLp9i";
/// What every token of a scripted Box begins with, so that a leaked one is found.
pub(crate) const TOKEN: &str = "T0kenCanary";

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
