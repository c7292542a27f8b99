//! Settings are read without a panic, an error never repeats a value, and an address that is taken is one that a secret may be
//! sent to.
//!
//! The first byte chooses what is read; the rest is its text. For a command line, each line is an argument.

#![no_main]

use std::ffi::OsString;

use ccg_doctor::read_command_line;
use ccg_doctor::settings::{BaseUrl, ClientId, ClientSecret, EnterpriseId, ProxyUrl, UserId};
use libfuzzer_sys::fuzz_target;

fn base_url(text: &str) {
    let Ok(base_url) = text.parse::<BaseUrl>() else { return };
    assert!(base_url.is_https() || base_url.is_loopback(), "a secret would be sent in the clear");
    let home = base_url.join("");
    assert!(home.username().is_empty() && home.password().is_none() && home.query().is_none());
    for url in [base_url.join("oauth2/token"), base_url.join(text), base_url.join_segments(["2.0", "users", text])] {
        assert_eq!((url.scheme(), url.host(), url.port()), (home.scheme(), home.host(), home.port()), "another host");
        assert!(url.path().starts_with(home.path().trim_end_matches('/')), "above the address");
    }
    let again: BaseUrl = base_url.to_string().parse().expect("what is shown is an address");
    assert_eq!(again, base_url);
}

fn proxy(text: &str) {
    match text.parse::<ProxyUrl>() {
        Ok(proxy) => {
            let shown = proxy.to_string();
            assert_eq!(format!("{proxy:?}"), shown);
            assert!(!shown.contains('@'), "a user or a password is shown");
            let again: ProxyUrl = shown.parse().expect("what is shown is an address");
            assert_eq!(again.to_string(), shown);
        }
        Err(fault) => repeats_nothing(text, &fault.to_string()),
    }
}

fn secret(text: &str) {
    match text.parse::<ClientSecret>() {
        Ok(secret) => assert_eq!(format!("{secret:?}"), "[redacted]"),
        Err(fault) => repeats_nothing(text, &fault.to_string()),
    }
}

/// An error may hold words that a value holds too, but not a word as long as a secret.
fn repeats_nothing(text: &str, message: &str) {
    let long = text.split(|char: char| !char.is_ascii_alphanumeric()).filter(|word| word.len() >= 20);
    for word in long {
        assert!(!message.contains(word), "an error repeats a value");
    }
}

fn command_line(text: &str) {
    let args: Vec<OsString> = ["ccg-doctor"].into_iter().chain(text.split('\n')).map(OsString::from).collect();
    let carries_secret = |arg: &OsString| {
        let arg = arg.to_string_lossy();
        arg.starts_with("--client-secret=") || arg.starts_with("--secret=")
    };
    match read_command_line(&args) {
        Ok(()) => assert!(!args.iter().any(carries_secret), "a secret was taken from the command line"),
        Err(problem) => repeats_nothing(text, &format!("{problem:?}")),
    }
}

fuzz_target!(|data: &[u8]| {
    let [kind, rest @ ..] = data else { return };
    let Ok(text) = std::str::from_utf8(rest) else { return };
    match kind % 6 {
        0 => base_url(text),
        1 => proxy(text),
        2 => secret(text),
        3 => {
            let _ = text.parse::<ClientId>().map(|id| (id.masked(), id.shown().map(str::to_owned)));
        }
        4 => {
            let _ = (text.parse::<EnterpriseId>(), text.parse::<UserId>());
        }
        _ => command_line(text),
    }
});
