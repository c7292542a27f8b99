//! What holds of every check against a scripted Box: nothing leaks, nothing but probes is sent, every token is revoked.

use std::collections::BTreeSet;

use super::Ended;
use super::call::Call;
use super::people::{TERMS, assert_no_canary, assert_nobody};
use super::script::Ids;

/// Nothing leaks, nothing but probes is sent, one wrong secret at most, and every token is revoked.
pub(crate) fn demand(run: &Ended, calls: &[Call], granted: &BTreeSet<String>, ids: &Ids) {
    let shown = format!("{}{}", run.stdout, run.stderr);
    assert_no_canary(&shown);
    assert_nobody(&shown);
    for call in calls {
        asks_for_no_more_than_it_needs(call, ids);
        if call.probe == "bad-secret" {
            let secret = call.seen.field("client_secret").expect("a secret");
            assert!(!shown.contains(&secret), "the control's secret is shown");
        }
    }
    let of = |probe: &'static str| calls.iter().filter(move |call| call.probe == probe);
    let tokens = calls.iter().filter(|call| call.seen.target() == "/oauth2/token");
    let distinct: BTreeSet<String> = tokens.map(|call| format!("{:?}", call.seen.form())).collect();
    assert!(distinct.len() <= 7, "{} distinct token requests", distinct.len());
    assert!(of("bad-secret").count() <= 1, "{} requests with a wrong secret", of("bad-secret").count());
    let revoked: BTreeSet<String> = of("revoke").filter_map(|call| call.seen.field("token")).collect();
    assert_eq!(*granted, revoked, "every token that was granted is revoked, and no other");
}

fn asks_for_no_more_than_it_needs(Call { probe, seen }: &Call, ids: &Ids) {
    let target = seen.target();
    match *probe {
        "?" => panic!("no probe is {seen:?}"),
        "whoami-enterprise"
        | "whoami-user"
        | "whoami-user-as-enterprise"
        | "whoami-enterprise-as-user"
        | "user-lookup" => {
            let fields = seen.query("fields").unwrap_or_default();
            assert!(fields.split(',').any(|field| field == "enterprise"), "{target}");
            assert!(!fields.contains("name"), "a name is nobody's business: {target}");
        }
        "user-list" => assert_eq!(seen.query("fields").as_deref(), Some("is_platform_access_only"), "{target}"),
        "app-user-list" => {
            let [fields, prefix, limit] = ["fields", "filter_term", "limit"].map(|name| seen.query(name));
            assert_eq!(fields.as_deref(), Some("is_platform_access_only,status"), "{target}");
            assert_eq!(prefix.as_deref(), Some("AppUser_2001_"), "{target}");
            assert_eq!(limit.as_deref(), Some("2"), "{target}");
        }
        "terms" if seen.path() == "/2.0/terms_of_services" => {
            assert_eq!(seen.query("tos_type").as_deref(), Some("managed"), "{target}");
        }
        "terms" => {
            assert_eq!(seen.query("tos_id").as_deref(), Some(TERMS), "{target}");
            assert_eq!(seen.query("user_id").as_deref(), ids.user, "{target}");
        }
        _ => {}
    }
    if target == "/oauth2/token" {
        assert_eq!(seen.field("scope"), None, "a token request carries a scope");
    }
}
