use super::super::body::Body;
use super::*;

fn usable(body: &str) -> Vec<String> {
    find(body.as_bytes(), Body::from(body).tree(), false, &[]).usable
}

#[test]
fn a_token_is_found_wherever_it_stands() {
    for body in [
        r#"{"access_token":"T0ken","token_type":"bearer"}"#,
        r#"{"error":"x","access_token":"T0ken"}"#,
        r#"{"nested":{"access_token":"T0ken"}}"#,
        r#"{"access_token" : "T0ken", "#,
        r#"{"access_token":"T0ken"} trailing"#,
        r#"{"access_token":"T\u0030ken"} trailing"#,
    ] {
        assert_eq!(usable(body), ["T0ken"], "{body}");
    }
}

#[test]
fn two_tokens_under_one_name_are_two() {
    assert_eq!(usable(r#"{"access_token":"T0ken","access_token":"An0ther"}"#), ["T0ken", "An0ther"]);
}

#[test]
fn what_cannot_be_a_token_is_still_withheld_but_not_revoked() {
    for body in [r#"{"access_token":"with space"}"#, r#"{"access_token":12345678}"#, r#"{"access_token":"cut of"#] {
        let found = find(body.as_bytes(), Body::from(body).tree(), true, &[]);
        assert!(found.usable.is_empty() && !found.other.is_empty(), "{body}: {found:?}");
    }
}
