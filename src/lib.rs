//! A doctor for Box apps that use the Client Credentials Grant (CCG).
//!
//! The rooms, in the order in which data flows; arrows never point back.
//!
//! - [`cli`]: the command line: from what was typed to plain types.
//! - [`origin`]: where a value comes from; [`problem`]: why something could not be done.
//! - `typed`: what was typed, as far as a message may repeat it; `files`: what was named, read without waiting for ever.
//! - [`settings`]: from flags and environment to a profile, each value with its origin.
//! - [`reply`]: what came back, kept raw and redacted.
//! - [`catalogue`]: what is known of Box's replies, as data.
//! - [`observation`]: what each probe told: its reply, read by the catalogue.
//! - [`box_api`]: the wire: requests, raw replies, revocation.
//! - [`pasted`]: what people paste, read as replies.
//! - [`probe`]: sends a wave of probes.
//! - [`diagnose`]: from replies to a diagnosis, and to what to ask next.
//! - [`examination`]: everything that was learned of one profile, without a secret.
//! - [`recording`]: examinations in a file.
//! - [`check`]: the loop over the waves of one examination.
//! - [`simulate`]: a simulated Box on loopback: the catalogue run forwards.
//! - [`report`]: an examination put into words, and what a reader is shown of it.
//! - [`formats`]: a row and a file for each format that a report is printed in.
//! - [`tally`]: how often the costly things are done, for the benchmarks.
//! - [`commands`]: one function for each command: ties the rooms to standard streams, signals and files.

pub mod box_api;
pub mod catalogue;
pub mod check;
pub mod cli;
pub mod commands;
mod decoding;
pub mod diagnose;
pub mod examination;
mod files;
pub mod formats;
mod mirror;
pub mod observation;
pub mod origin;
pub mod pasted;
pub mod probe;
pub mod problem;
pub mod recording;
pub mod reply;
pub mod report;
pub mod settings;
pub mod simulate;
pub mod tally;
mod typed;
