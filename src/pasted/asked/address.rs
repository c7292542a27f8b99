//! What was called: the address that a text shows.

use crate::reply::is_id;

/// Where Box's API begins, and where tokens are asked for.
pub(super) const API: &str = "/2.0/";

/// What was called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Address {
    Folder(String),
    Me,
    User,
    Users { of_app: bool },
    Terms,
}

/// The last call in a text.
pub(super) fn address(text: &str) -> Option<Address> {
    let (_, path) = text.rsplit_once(API)?;
    let end = path.find(|char: char| char.is_whitespace() || "\"'`<>,\\)]}".contains(char)).unwrap_or(path.len());
    let path = &path[..end];
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut segments = path.trim_end_matches(['.', ';', ':']).split('/');
    match (segments.next()?, segments.next().unwrap_or_default()) {
        ("folders", id) if is_id(id) => Some(Address::Folder(id.to_owned())),
        ("users", "me") => Some(Address::Me),
        ("users", id) if is_id(id) => Some(Address::User),
        ("users", "") => Some(Address::Users { of_app: query.to_ascii_lowercase().contains("filter_term=appuser_") }),
        ("terms_of_services" | "terms_of_service_user_statuses", _) => Some(Address::Terms),
        _ => None,
    }
}
