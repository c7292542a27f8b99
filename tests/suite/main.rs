//! The tests of the whole, in one binary: what is linked once is built in a fraction of the time.
//!
//! A file for each promise or room; `kit` is what they share.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod brute_force;
mod case_files;
mod cases;
mod catalogue;
mod cli;
mod contract;
mod cross_table;
mod door;
mod expectations;
mod faults;
mod flags;
mod followups;
mod footprint;
mod formats;
mod json_contract;
mod kit;
mod leaks;
mod memory;
mod pages;
mod pasted;
mod people;
mod properties;
mod proxies;
mod readme;
mod readme_tables;
mod recordings;
mod reference;
mod replies;
mod revocation;
mod right_about_box;
mod rooms;
mod shapes;
mod simulated;
mod summary;
mod surroundings;
mod tls;
mod wait;
mod worlds;
