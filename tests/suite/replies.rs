//! Replies from files: each is read as its file says.

use crate::kit::{ReplyFixture, assert_none, catalogue, reading_word, reply_fixtures};
use ccg_doctor::catalogue::{Account, Answers, Catalogue, Identity, Reading, SignatureSet};
use ccg_doctor::observation::Observation;
use ccg_doctor::reply::{Answer, json_object};

/// Whom the fixtures of calls with a token are about.
fn identity() -> Identity {
    Identity {
        enterprise_id: Some("813204917".to_owned()),
        user_id: Some("27315904468".to_owned()),
        service_account: Some(Account {
            id: "19283746501".to_owned(),
            login: Some("AutomationUser_1234567_aB3dE6gH9j@boxdevedition.com".to_owned()),
        }),
        target: None,
        base_url: "https://app.box.com/oauth2/token".parse().ok(),
    }
}

fn read(catalogue: &Catalogue, fixture: &ReplyFixture) -> Reading {
    catalogue.classify(fixture.probe, &fixture.reply.answer(), &identity())
}

#[test]
fn every_reply_is_read_as_its_file_says() {
    let catalogue = catalogue();
    let mut differences = Vec::new();
    for fixture in reply_fixtures() {
        let reading = read(&catalogue, &fixture);
        let observation = Observation { key: fixture.probe.into(), reading, refusal: None, doubt: None };
        let signature = reading_word(&catalogue, &observation.reading);
        let outcome = observation.outcome(&catalogue).id();
        if (outcome, &signature) != (fixture.expect.outcome.as_str(), &fixture.expect.signature) {
            let ReplyFixture { file, probe, expect, .. } = &fixture;
            differences.push(format!(
                "{file}, {probe}: expected {} ({}), seen {signature} ({outcome}): {:?}",
                expect.signature, expect.outcome, observation.reading
            ));
        }
    }
    assert_none(&differences);
}

/// An unknown text keeps what its code means, and no more; `invalid_request` and unknown codes mean nothing.
#[test]
fn a_refusal_that_nobody_documented_means_what_its_code_does() {
    let catalogue = catalogue();
    let mut differences = Vec::new();
    let of_no_text = reply_fixtures()
        .into_iter()
        .filter(|fixture| fixture.expect.signature == "unknown-reply")
        .filter(|fixture| fixture.probe.asks_for_token());
    for fixture in of_no_text {
        let Answer::Reply(reply) = fixture.reply.answer() else { panic!("{} is no reply", fixture.file) };
        let object = json_object(&reply).unwrap_or_else(|why| panic!("{}: {why}", fixture.file));
        let code = object["error"].as_str().expect("a code").trim().to_ascii_lowercase();
        let means: SignatureSet = catalogue
            .signatures()
            .iter()
            .filter(|signature| signature.answers == Answers::Token && signature.codes.contains(&code))
            .filter_map(|signature| catalogue.signature_id(&signature.id))
            .collect();
        let nothing = means.is_empty() || code == "invalid_request";
        let expected = if nothing { Reading::Unknown } else { Reading::Vague(means) };
        let seen = read(&catalogue, &fixture);
        if seen != expected {
            differences.push(format!("{}, {}: expected {expected:?}, seen {seen:?}", fixture.file, fixture.probe));
        }
    }
    assert_none(&differences);
}
