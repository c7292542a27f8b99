//! Finds the JSON object that is a reply's body among the objects of a text, however deep an SDK or a log has put it.

use serde_json::{Map, Value};

use super::body::{Body, HOLDERS, STATUSES, is_body};
use super::challenge::tells_why;
use super::reply::{Headers, ToldReply, likely_status};
use super::status::{status_in, statuses};
use crate::pasted::Unreadable;
use crate::pasted::kind::RequestKind;
use crate::pasted::known::Known;
use crate::pasted::notation::objects;
use crate::pasted::text::readings;

/// How often an object is looked for in a string of another: a body in a log line in a log line.
const LEVELS: usize = 4;

/// Reads the object in a text that is a reply's body, or holds its headers; also whether a body was there, but folded away.
pub(super) fn of_object(known: Known<'_>, text: &str) -> Result<(Option<ToldReply>, bool), Unreadable> {
    let (mut folded, mut challenged, mut misspelt) = (false, None, None);
    for reading in readings(text) {
        let found = Found::read(known, &reading);
        folded |= found.folded;
        let body = match found.body(known.kind) {
            Err(Contradiction) if misspelt.is_none() => return Err(Unreadable::SeveralReplies),
            body => body.unwrap_or_default(),
        };
        if let Some(body) = body {
            let headers = found.headers.iter().flat_map(|(_, headers)| headers.clone()).collect();
            let told = ToldReply { headers, is_raw: is_body(text), ..of_body(known, body, &reading) };
            if !body.is_misspelt(known) {
                return Ok((Some(told), folded));
            }
            // Lines were joined within a sentence; otherwise joined, it may be as Box spells it.
            misspelt.get_or_insert(told);
        } else if challenged.is_none() {
            let headers = found.headers.filter(|(_, headers)| tells_why(headers));
            challenged = headers.map(|(status, headers)| {
                let status = status.or_else(|| status_in(&reading));
                ToldReply { status, headers, likely_status: 401, kind: Some(RequestKind::Call), ..ToldReply::default() }
            });
        }
    }
    Ok((misspelt.or(challenged), folded))
}

fn of_body(known: Known<'_>, body: &Body, reading: &str) -> ToldReply {
    // A refusal in the body outweighs a number that says otherwise.
    let fits = |status: &u16| !body.is_refusal() || *status >= 400;
    ToldReply {
        status: body.status.filter(fits).or_else(|| status_in(reading).filter(fits)),
        likely_status: likely_status(known.with(known.kind.or(body.kind())), body.code(), body.is_refusal()),
        body: Value::Object(body.object.clone()).to_string(),
        code_inferred: body.code_inferred,
        kind: body.kind(),
        ..ToldReply::default()
    }
}

/// What an object tells of a reply.
#[derive(Debug, Clone, Default)]
struct Found {
    /// The bodies, each with the status that stands nearest.
    bodies: Vec<Body>,
    /// The headers, with the status that stands nearest.
    headers: Option<(Option<u16>, Headers)>,
    /// Whether a body was there, but folded away as `[Object]`.
    folded: bool,
}

/// Two bodies that say different things.
#[derive(Debug)]
struct Contradiction;

impl Found {
    /// What the objects in a text tell.
    fn read(known: Known<'_>, text: &str) -> Self {
        let mut found = Self::default();
        found.search(known, text, None, LEVELS);
        found
    }

    /// The one body that answers such a request.
    fn body(&self, kind: Option<RequestKind>) -> Result<Option<&Body>, Contradiction> {
        let of_kind = |body: &&Body| kind.is_none_or(|kind| body.kind() == Some(kind));
        let mut bodies: Vec<&Body> = self.bodies.iter().filter(|body| body.certain).filter(of_kind).collect();
        if bodies.is_empty() {
            bodies = self.bodies.iter().filter(|body| body.certain).collect();
        }
        if bodies.is_empty() {
            bodies = self.bodies.iter().collect();
        }
        match bodies.split_first() {
            Some((first, rest)) if rest.iter().any(|other| other.says() != first.says()) => Err(Contradiction),
            Some((first, _)) => Ok(bodies.iter().find(|body| body.status.is_some()).or(Some(first)).copied()),
            None => Ok(None),
        }
    }

    fn search(&mut self, known: Known<'_>, text: &str, status: Option<u16>, levels: usize) {
        let told: Vec<(usize, u16)> = statuses(text).collect();
        for (at, object) in objects(text) {
            let before = told[..told.partition_point(|(place, _)| *place < at)].last().map(|(_, status)| *status);
            self.take(known, &Value::Object(object), before.or(status), levels);
        }
    }

    fn take(&mut self, known: Known<'_>, value: &Value, status: Option<u16>, levels: usize) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.take(known, item, status, levels)),
            Value::String(text) if levels > 0 && text.contains('{') => {
                self.search(known, text, status, levels - 1);
            }
            Value::Object(object) => {
                let status = STATUSES.iter().find_map(|field| status_of(object.get(*field)?)).or(status);
                if let Some(body) = Body::of(known, object, status) {
                    let certain = body.certain;
                    self.bodies.push(body);
                    // What else such a reply says is its own: the entries of a list, the enterprise of a user.
                    if certain {
                        return;
                    }
                }
                self.folded |= HOLDERS.iter().any(|holder| object.get(*holder) == Some(&Value::Null));
                if let Some(headers) = headers_of(object) {
                    self.headers = Some((status, headers));
                }
                for (field, value) in object {
                    // What was sent is no reply.
                    if !matches!(field.as_str(), "contextInfo" | "request" | "requestInfo") {
                        self.take(known, value, status, levels);
                    }
                }
            }
            _ => {}
        }
    }
}

fn status_of(value: &Value) -> Option<u16> {
    let number = value.as_u64().or_else(|| value.as_str()?.parse().ok())?;
    u16::try_from(number).ok().filter(|status| (100..600).contains(status))
}

/// The headers of a reply that say something of it.
fn headers_of(object: &Map<String, Value>) -> Option<Headers> {
    const TELLING: [&str; 3] = ["www-authenticate", "retry-after", "box-request-id"];
    let headers: Headers = object
        .iter()
        .filter_map(|(name, value)| Some((name.to_ascii_lowercase(), value.as_str()?.as_bytes().to_vec())))
        .collect();
    headers.iter().any(|(name, _)| TELLING.contains(&name.as_str())).then_some(headers)
}
