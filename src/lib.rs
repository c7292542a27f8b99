//! A doctor for Box apps that use the Client Credentials Grant (CCG).
//!
//! The rooms, in the order in which data flows; arrows never point back.

/// The wire: requests, raw replies, revocation.
pub mod box_api;
/// What is known of Box's replies, as data.
pub mod catalogue;
/// The loop over the waves of one examination.
pub mod check;
/// The command line: from what was typed to plain types.
pub mod cli;
/// One function for each command: ties the rooms to standard streams, signals and files.
pub mod commands;
/// From replies to a diagnosis, and to what to ask next.
pub mod diagnose;
/// Everything that was learned of one profile, without a secret.
pub mod examination;
/// What each probe told: its reply, read by the catalogue.
pub mod observation;
/// What people paste, read as replies.
pub mod pasted;
/// Sends a wave of probes.
pub mod probe;
/// Examinations in a file.
pub mod recording;
/// What came back, kept raw and redacted.
pub mod reply;
/// One report value, and a file for each format.
pub mod report;
/// From flags and environment to a profile, each value with its origin.
pub mod settings;
/// A simulated Box on loopback: the catalogue run forwards.
pub mod simulate;
