//! Whatever a server sends is read without a panic; a secret in it, in any encoding, is not kept; and what is no reply of Box's
//! is no evidence against the app.
//!
//! The first three bytes choose the probe, the status and the secret's encoding; then comes the body, and behind a zero byte
//! the headers, a line each. `SECRET` in any of them stands for the secret.

#![no_main]

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use ccg_doctor::diagnose::Status;
use ccg_doctor::reply::door::{Door, Incoming};
use ccg_doctor::reply::{Answer, BODY_LIMIT};
use ccg_doctor::report::FindingKind;
use ccg_doctor_fuzz::{CATALOGUE, PROBES, examination, print};
use libfuzzer_sys::fuzz_target;
use secrecy::{ExposeSecret as _, SecretString};

const SECRET: &str = "s3cr3tCanary7Qx9ZfWbK2mLpT4vRnYh";
const STATUSES: [u16; 12] = [200, 400, 401, 403, 404, 302, 407, 429, 500, 204, 418, 100];

type Encoding = fn(&str) -> String;

/// The ways to write the secret that whoever reads it would undo.
static ENCODINGS: LazyLock<Vec<Encoding>> = LazyLock::new(|| {
    vec![
        str::to_owned,
        str::to_lowercase,
        |secret| secret.bytes().map(|byte| format!("%{byte:02x}")).collect(),
        |secret| secret.bytes().map(|byte| format!("%25{byte:02X}")).collect(),
        |secret| secret.bytes().map(|byte| format!("\\u{byte:04x}")).collect(),
        |secret| secret.bytes().map(|byte| format!("&#{byte};")).collect(),
        |secret| secret.bytes().map(|byte| format!("{byte:02x}")).collect(),
        |secret| STANDARD_NO_PAD.encode(secret),
        |secret| STANDARD_NO_PAD.encode(format!("id:{secret}")),
        // Parts of it, and what breaks it without being seen.
        |secret| format!("{}…", &secret[..secret.len() - 1]),
        |secret| secret[11..23].to_owned(),
        |secret| secret.chars().flat_map(|char| [char, '\u{301}']).collect(),
        |secret| secret.chars().flat_map(|char| [char, '\u{115f}']).collect(),
        |secret| format!("{}<mark>{}", &secret[..5], &secret[5..]),
        |secret| format!("{}\\u001b[31m{}", &secret[..5], &secret[5..]),
        |secret| format!("{} \n {}", &secret[..5], &secret[5..]),
    ]
});

fn with_secret(bytes: &[u8], encoded: &str) -> Vec<u8> {
    let mut whole = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(6).position(|window| window == b"SECRET") {
        whole.extend_from_slice(&rest[..at]);
        whole.extend_from_slice(encoded.as_bytes());
        rest = &rest[at + 6..];
    }
    whole.extend_from_slice(rest);
    whole
}

fuzz_target!(|data: &[u8]| {
    let [probe, status, encoding, rest @ ..] = data else { return };
    let probe = PROBES[usize::from(*probe) % PROBES.len()];
    let encoded = ENCODINGS[usize::from(*encoding) % ENCODINGS.len()](SECRET);
    let (body, head) = rest.split_at(rest.iter().position(|byte| *byte == 0).unwrap_or(rest.len()));
    let mut body = with_secret(body, &encoded);
    let truncated = body.len() > BODY_LIMIT;
    body.truncate(BODY_LIMIT);
    let headers: Vec<(String, Vec<u8>)> = head
        .split(|byte| matches!(byte, 0 | b'\n'))
        .filter_map(|line| {
            let at = line.iter().position(|byte| *byte == b':')?;
            Some((String::from_utf8_lossy(&line[..at]).to_ascii_lowercase(), with_secret(&line[at + 1..], &encoded)))
        })
        .collect();

    let mut door = Door::new(CATALOGUE.vocabulary());
    door.guard(&SecretString::from(SECRET));
    let status = STATUSES[usize::from(*status) % STATUSES.len()];
    let (reply, tokens) = door.enter(Incoming { status, headers: &headers, body: &body, truncated, may_grant: probe.asks_for_token() });
    let kept = format!("{} {:?}", reply.text(), reply.headers);
    let lower = kept.to_ascii_lowercase();
    for run in SECRET.to_ascii_lowercase().as_bytes().windows(8) {
        assert!(!lower.as_bytes().windows(8).any(|kept| kept == run), "a part of the secret came in");
    }
    for token in tokens.iter().map(|token| token.expose_secret()) {
        // Without a digit it may be a public word.
        let is_told = token.len() >= 8 && token.bytes().any(|byte| byte.is_ascii_digit());
        assert!(!is_told || !kept.contains(token), "a token came in");
    }
    for form in [SECRET, &encoded] {
        assert!(!kept.contains(form), "the secret came in");
    }

    // Box refuses with an object, or with nothing but its challenge.
    let is_challenge = |value: &str| value.contains("Bearer") && value.contains("Service");
    let is_challenged = reply.headers.iter().any(|(name, value)| name == "www-authenticate" && is_challenge(value));
    let holds_object = std::str::from_utf8(&reply.body).is_ok_and(|body| body.contains('{'));
    let is_box = reply.withheld.is_none() && (is_challenged || holds_object);
    let is_redirect = (300..400).contains(&status);
    let (profile, printed) = print(&examination(probe, Answer::Reply(reply)));
    for form in [SECRET, &encoded] {
        assert!(!printed.contains(form), "the secret is printed");
    }
    let named = profile.findings.iter().find(|finding| {
        finding.kind == FindingKind::Cause && matches!(finding.status, Status::Confirmed | Status::Suspected)
    });
    if !(is_box || is_redirect) || status == 429 || status >= 500 {
        assert!(named.is_none(), "blamed by what is no reply of Box's: {}", named.map_or("", |one| &one.id));
    }
});
