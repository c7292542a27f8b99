//! Replies in which people stand, kept without them.
//!
//! Of a user's entry Box always sends `id`, `name` and `login`; a folder's has its owner and its path, an event's an address.
//! None of it is kept: a reply is reduced to what the diagnosis reads of it before anything else sees it.

use serde_json::{Map, Value, json};

use crate::catalogue::{Account, Keeps, Probe, ProbeKey, is_error};
use crate::reply::{Answer, Body, Object, Reply, Withheld, breaks_off, json_object};

/// The headers that anything but a 200 keeps: its challenge, and Box's ID of the request.
const HEADERS: [&str; 2] = ["www-authenticate", "box-request-id"];
/// What stands for a page, and for a body that breaks off: that it was one is all that is kept.
const PAGE: &[u8] = b"<!-- a page, not kept: it may name people -->";
const BROKEN: &[u8] = b"{\"not_kept\":\"it may name people, and breaks off\"";

/// Whom and what a call was about.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct About<'a> {
    /// The configured user.
    pub(crate) user_id: Option<&'a str>,
    /// The Terms of Service that were asked about.
    pub(crate) terms: Option<&'a str>,
}

/// Reduces a reply in which people may stand to what the diagnosis reads of it; what cannot be reduced is withheld.
pub(super) fn abridge(key: &ProbeKey, answer: &mut Answer, about: About<'_>) {
    let keeps = key.probe.keeps();
    let Answer::Reply(reply) = answer else { return };
    if keeps == Keeps::Whole {
        return;
    }
    // Where a redirect leads to may name who is to log in there.
    reply.headers.retain(|(name, _)| HEADERS.contains(&name.as_str()) || (reply.status == 200 && name != "location"));
    let short = match (keeps, reply.status, json_object(reply)) {
        (Keeps::Entries, 200, Err(_)) if reply.truncated => return withhold(reply),
        (Keeps::Entries, 200, Ok(list)) => list_without_people(key.probe, list, about),
        (_, 200, Ok(thing)) => shape(thing, key.target.as_deref()),
        (_, 200, Err(_)) => return without_body(reply),
        (_, _, read) => {
            let Ok(refusal) = read else { return without_body(reply) };
            let mut short = fields(refusal, &["type", "status", "code", "error", "request_id"]);
            // What Box says of a call of one's own tells why it was refused; of a list it may name who stands in it.
            if keeps == Keeps::Shape && ["code", "error"].iter().any(|field| short.contains_key(*field)) {
                short.append(&mut fields(refusal, &["message", "error_description"]));
            }
            short
        }
    };
    reply.body = Body::of_object(short);
}

fn withhold(reply: &mut Reply) {
    reply.withheld = reply.withheld.or(Some(Withheld::People));
    reply.body = Body::default();
}

/// Keeps of a body that is no JSON object what it is, where that tells what is amiss.
fn without_body(reply: &mut Reply) {
    let text = reply.text();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.is_empty() {
        return;
    }
    if text.starts_with('<') {
        reply.body = PAGE.into();
    } else if breaks_off(reply) {
        reply.body = BROKEN.into();
    } else {
        withhold(reply);
    }
}

fn list_without_people(probe: Probe, list: &Object, about: About<'_>) -> Object {
    let mut short = fields(list, &["total_count", "offset", "limit", "type", "code", "error"]);
    if let Some(Value::Array(entries)) = list.get("entries") {
        let kept = |entry: &Object| match probe {
            Probe::UserList => fields(entry, &["type", "is_platform_access_only"]),
            Probe::AppUserList => app_user(entry, about.user_id),
            _ if is_about(entry, about) => fields(entry, &["type", "status", "is_accepted"]),
            // Whether somebody else accepted them, or other ones, tells nothing.
            _ => fields(entry, &["type"]),
        };
        // What is no object stays to be refused, without what it says.
        let entry = |entry: &Value| entry.as_object().map_or(Value::Null, |entry| Value::Object(kept(entry)));
        short.insert("entries".to_owned(), entries.iter().map(entry).collect());
    }
    mark_error(list, &mut short);
    short
}

/// Whether an acceptance of Terms of Service is that of the user and the terms that were asked about; of whose it is Box always
/// tells.
fn is_about(entry: &Object, about: About<'_>) -> bool {
    let is = |field: &str, asked: Option<&str>| {
        asked.is_none_or(|asked| {
            let told = entry.get(field).and_then(Value::as_object).and_then(|told| told.get("id")?.as_str());
            told == Some(asked)
        })
    };
    !entry.contains_key("is_accepted") || (is("user", about.user_id) && is("tos", about.terms))
}

/// Keeps of an error that comes as a success that it is one.
fn mark_error(thing: &Object, short: &mut Object) {
    if is_error(thing) && !is_error(short) {
        short.insert("error".to_owned(), json!("[not kept]"));
    }
}

/// An App User by what tells it, without the part of its login that is its own; by its ID only if that is the configured one.
fn app_user(entry: &Object, user_id: Option<&str>) -> Object {
    let mut short = fields(entry, &["type", "is_platform_access_only", "status"]);
    let text = |field: &str| entry.get(field).and_then(Value::as_str);
    if let Some(prefix) = text("login").and_then(Account::app_of_login) {
        short.insert("login".to_owned(), Value::String(prefix));
    }
    if let Some(id) = text("id").filter(|id| Some(*id) == user_id) {
        short.insert("id".to_owned(), Value::String(id.to_owned()));
    }
    short
}

/// What shows that something could be read: that it is a thing, by its ID only if that is what was asked for, or a list.
fn shape(thing: &Object, asked: Option<&str>) -> Object {
    let mut short = fields(thing, &["type", "status", "total_count", "code", "error", "told"]);
    // The root folder, which a scope is shown by, is nobody's.
    if let Some(id) = thing.get("id").filter(|id| *id == "0" || (asked.is_some() && id.as_str() == asked)) {
        short.insert("id".to_owned(), id.clone());
    }
    let is_list = |entries: &Value| entries.as_array().is_some_and(|all| all.iter().all(Value::is_object));
    if let Some(Value::Array(entries)) = thing.get("entries").filter(|entries| is_list(entries)) {
        let kinds = entries.iter().filter_map(Value::as_object).map(|entry| {
            let mut kind = fields(entry, &["type"]);
            mark_error(entry, &mut kind);
            Value::Object(kind)
        });
        short.insert("entries".to_owned(), kinds.collect());
    }
    mark_error(thing, &mut short);
    if short.is_empty() && !thing.is_empty() {
        short.insert("not_kept".to_owned(), json!(thing.len()));
    }
    short
}

/// Those fields of an object that are neither objects nor lists; a word, where that is all that a field may be.
fn fields(object: &Object, names: &[&str]) -> Object {
    let scalar = |name: &&str| {
        let value = object.get(*name).filter(|it| !it.is_object() && !it.is_array())?;
        let is_word = |text: &str| !text.contains(|char: char| char.is_whitespace() || char == '@');
        let is_sentence = matches!(*name, "message" | "error_description");
        let fits = is_sentence || value.as_str().is_none_or(is_word);
        Some(((*name).to_owned(), fits.then(|| value.clone())?))
    };
    names.iter().filter_map(scalar).collect::<Map<_, _>>()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERSON: &str =
        r#""name":"NameCanary","login":"logincanary@example.com","id":"4815162342","ip_address":"203.0.113.77""#;

    fn kept(probe: Probe, target: Option<&str>, status: u16, body: &str) -> Reply {
        let headers = [("location", "https://x/logincanary"), ("www-authenticate", "Bearer realm=\"Service\"")];
        let mut answer = Answer::Reply(Reply {
            status,
            headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
            body: body.into(),
            truncated: false,
            withheld: None,
            inferred: Vec::new(),
            bore_token: false,
        });
        abridge(
            &ProbeKey { probe, target: target.map(str::to_owned) },
            &mut answer,
            About { user_id: Some("17"), terms: None },
        );
        let Answer::Reply(reply) = answer else { panic!("no reply") };
        reply
    }

    #[test]
    fn nobody_stays_in_a_reply_whatever_its_status() {
        let entry = format!("{{\"type\":\"user\",{PERSON}}}");
        let bodies = [
            format!("{{\"total_count\":1,\"entries\":[{entry}]}}"),
            format!("{{\"type\":\"error\",\"status\":403,\"code\":\"forbidden\",\"context_info\":{entry}}}"),
            format!("{{\"type\":\"NameCanary @\",\"code\":[{entry}],\"error\":\"logincanary@example.com\"}}"),
            entry.clone(),
            format!("[{entry}]"),
            format!("{{\"entries\":[{entry},"),
            format!("<html>{entry}</html>"),
            "NameCanary".to_owned(),
        ];
        for probe in [Probe::UserList, Probe::AppUserList, Probe::Terms, Probe::Scope, Probe::Folder] {
            for status in [200, 201, 202, 302, 400, 401, 403, 404, 409, 500] {
                for body in &bodies {
                    let reply = kept(probe, Some("12"), status, body);
                    let told = format!(
                        "{} {:?}",
                        reply.text(),
                        reply.headers.iter().filter(|_| status != 200).collect::<Vec<_>>()
                    );
                    for canary in ["NameCanary", "logincanary", "4815162342", "203.0.113.77"] {
                        assert!(!told.contains(canary), "{probe}, {status}: {body}: {told}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_the_diagnosis_reads_stays() {
        for (probe, target, status, body, expected) in [
            (
                Probe::Folder,
                Some("12"),
                200,
                r#"{"type":"folder","id":"12","name":"x"}"#,
                r#"{"id":"12","type":"folder"}"#,
            ),
            (Probe::Folder, Some("12"), 200, r#"{"type":"folder","id":"13"}"#, r#"{"type":"folder"}"#),
            (Probe::Folder, None, 200, r#"{"type":"folder","id":"13"}"#, r#"{"type":"folder"}"#),
            (
                Probe::Scope,
                None,
                200,
                r#"{"total_count":9,"entries":[{"a":1}]}"#,
                r#"{"entries":[{}],"total_count":9}"#,
            ),
            (Probe::Scope, None, 200, r#"{"told":"granted"}"#, r#"{"told":"granted"}"#),
            (Probe::Scope, None, 200, r#"{"a":1,"b":2}"#, r#"{"not_kept":2}"#),
            (Probe::Scope, None, 200, "{}", "{}"),
            (
                Probe::Scope,
                None,
                401,
                r#"{"type":"error","code":"unauthorized","message":"User has been deactivated"}"#,
                r#"{"code":"unauthorized","message":"User has been deactivated","type":"error"}"#,
            ),
            (
                Probe::UserList,
                None,
                403,
                r#"{"type":"error","status":403,"code":"x","message":"y","request_id":"r"}"#,
                r#"{"code":"x","request_id":"r","status":403,"type":"error"}"#,
            ),
            (Probe::UserLookup, None, 404, r#"{"code":"x","a":1}"#, r#"{"code":"x","a":1}"#),
            (Probe::UserList, None, 401, "", ""),
            (Probe::Folder, None, 200, "<html>x", "<!-- a page, not kept: it may name people -->"),
        ] {
            let reply = kept(probe, target, status, body);
            assert_eq!((reply.text().as_ref(), reply.withheld), (expected, None), "{probe}, {status}: {body}");
        }
        assert_eq!(kept(Probe::Scope, None, 403, "x").headers.len(), 1);
        assert!(breaks_off(&kept(Probe::Folder, None, 200, "{\"a\":")));
        assert_eq!(kept(Probe::Folder, None, 200, "[]").withheld, Some(Withheld::People));
    }
}
