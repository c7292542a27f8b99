//! A list of the enterprise's users, as it is asked for and as Box sends it.

use serde_json::{Value, json};

use super::people::Person;

/// How a list of users is asked for: the query of `GET /2.0/users`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ListQuery {
    pub(super) user_type: Option<String>,
    pub(super) filter_term: Option<String>,
    pub(super) fields: Option<String>,
    pub(super) limit: Option<usize>,
    pub(super) offset: Option<usize>,
}

impl ListQuery {
    /// Reads a query; what does not matter here is passed over.
    pub(super) fn read(query: &str) -> Self {
        let mut list = Self::default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "user_type" => list.user_type = Some(value.into_owned()),
                "filter_term" => list.filter_term = Some(value.into_owned()),
                "fields" => list.fields = Some(value.into_owned()),
                "limit" => list.limit = value.parse().ok(),
                "offset" => list.offset = value.parse().ok(),
                _ => {}
            }
        }
        list
    }

    /// The page of these people that the query asks for, as Box sends it.
    pub(super) fn page(&self, people: &[Person]) -> Value {
        /// What Box sends at most, and unasked.
        const LIMITS: (usize, usize) = (1000, 100);
        // `managed` takes App Users in, which nothing but their mark tells apart; outsiders are in no list of ours.
        let of_type = !matches!(self.user_type.as_deref(), Some("external"));
        let term = self.filter_term.as_deref().unwrap_or_default();
        let meant: Vec<&Person> = people.iter().filter(|person| of_type && person.begins_with(term)).collect();
        let (limit, offset) = (self.limit.unwrap_or(LIMITS.1).min(LIMITS.0), self.offset.unwrap_or(0));
        let page = meant.iter().skip(offset).take(limit).map(|person| person.listed(self.fields.as_deref()));
        json!({"total_count": meant.len(), "entries": page.collect::<Vec<_>>(), "limit": limit, "offset": offset})
    }
}
