//! Reads the output of `curl -i` and `curl -v`.

use serde_json::Value;

use super::challenge::challenge_in;
use super::object::of_object;
use super::reply::{Headers, ToldReply};
use crate::pasted::Unreadable;
use crate::pasted::kind::RequestKind;
use crate::pasted::known::Known;
use crate::reply::Challenge;

/// Reads a whole reply, its status line and headers before its body.
pub(super) fn of_http(known: Known<'_>, text: &str) -> Result<Option<ToldReply>, Unreadable> {
    let Some(reply) = read(text) else { return Ok(None) };
    // Without a body it is all there is, and Box's says what was asked even where it does not say why it was refused.
    let is_bare = reply.body.is_empty() && reply.status == 401;
    let of_a_call = |challenge: Challenge| challenge.error().is_some() || (is_bare && challenge.is_of_box());
    let challenged = challenge_in(&reply.headers).is_some_and(of_a_call).then_some(RequestKind::Call);
    let told = ToldReply {
        status: Some(reply.status),
        headers: reply.headers,
        body: reply.body,
        is_http: true,
        is_raw: true,
        kind: challenged,
        ..ToldReply::default()
    };
    if told.body.starts_with('<') || told.body.is_empty() {
        return Ok(Some(told));
    }
    let (object, _) = of_object(known, &told.body)?;
    let Some(object) = object else { return Ok(Some(told)) };
    // Where it is not JSON as it stands, a terminal has wrapped it.
    let is_whole = matches!(serde_json::from_str(&told.body), Ok(Value::Object(_)));
    let body = if is_whole { told.body } else { object.body };
    Ok(Some(ToldReply { body, kind: object.kind.or(challenged), ..told }))
}

/// One reply, as HTTP writes it.
struct Http {
    status: u16,
    headers: Headers,
    body: String,
}

/// Reads the last reply in an output, since proxies and redirects come before.
fn read(text: &str) -> Option<Http> {
    let verbose = text.lines().any(|line| line.starts_with("< HTTP/"));
    let own: Vec<&str> = if verbose {
        // Of `curl -v`, what was received, and the body, which stands without a mark.
        let sent = |line: &&str| !(line.starts_with('>') || line.starts_with('*') || line.starts_with("} ["));
        text.lines().filter(sent).map(|line| line.strip_prefix("< ").unwrap_or(line)).collect()
    } else {
        text.lines().collect()
    };
    let start = own.iter().rposition(|line| line.starts_with("HTTP/"))?;
    let status = own[start].split_whitespace().nth(1)?.parse().ok()?;
    let mut headers = Headers::new();
    let mut rest = own[start + 1..].iter();
    for line in rest.by_ref() {
        match line.trim().trim_start_matches('<').split_once(':') {
            Some((name, value)) if !name.contains(['{', ' ']) => {
                headers.push((name.trim().to_ascii_lowercase(), value.trim().as_bytes().to_vec()));
            }
            _ => break,
        }
    }
    let body = rest.filter(|line| !line.starts_with("{ [")).copied().collect::<Vec<_>>().join("\n");
    Some(Http { status, headers, body: body.trim().to_owned() })
}
