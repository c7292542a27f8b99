//! From what an examination holds to the form, and back.

use std::time::Duration;

use super::{
    Agenda, Answer, Base64, Body, Examination, Examinee, Exchange, Expectation, Failure, Fault, Id, Key, Origin, Reply,
    Sent, Tokens, Value, Wait,
};
use crate::catalogue::{Probe, ProbeKey};
use crate::examination::{Footprint, Revocations};
use crate::observation::Provenance;
use crate::{examination, origin, reply};

/// What is no id of this version's; what it is instead is not repeated.
#[derive(Debug, thiserror::Error)]
#[error("not known here")]
pub(super) struct Unknown;

impl TryFrom<String> for Id {
    type Error = Unknown;

    fn try_from(id: String) -> Result<Self, Unknown> {
        Probe::from_id(&id).map(Self).ok_or(Unknown)
    }
}

impl From<Id> for &'static str {
    fn from(id: Id) -> Self {
        id.0.id()
    }
}

impl TryFrom<String> for Fault {
    type Error = Unknown;

    fn try_from(id: String) -> Result<Self, Unknown> {
        reply::FaultId::ALL.into_iter().find(|fault| fault.id() == id).map(Self).ok_or(Unknown)
    }
}

impl From<Fault> for &'static str {
    fn from(fault: Fault) -> Self {
        fault.0.id()
    }
}

impl TryFrom<String> for Base64 {
    type Error = base64::DecodeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.decode(text).map(Self)
    }
}

impl From<Base64> for String {
    fn from(bytes: Base64) -> Self {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(bytes.0)
    }
}

impl From<ProbeKey> for Key {
    fn from(it: ProbeKey) -> Self {
        Self { probe: Id(it.probe), target: it.target }
    }
}

impl From<Key> for ProbeKey {
    fn from(it: Key) -> Self {
        Self { probe: it.probe.0, target: it.target }
    }
}

/// Each of a list as the other side has it.
fn each<A: Into<B>, B>(list: Vec<A>) -> Vec<B> {
    list.into_iter().map(Into::into).collect()
}

impl From<examination::Examination> for Examination {
    fn from(it: examination::Examination) -> Self {
        Self {
            as_reported: it.is_reported(),
            subject: it.subject.into(),
            expectations: each(it.expectations),
            agenda: it.agenda.into(),
            exchanges: each(it.exchanges),
            out_of_time: each(it.out_of_time),
            tokens: it.tokens.into(),
            footprint: it.footprint.into(),
            revoke: it.revoke,
            rounds: it.rounds,
        }
    }
}

impl From<Examination> for examination::Examination {
    fn from(it: Examination) -> Self {
        Self {
            subject: it.subject.into(),
            expectations: each(it.expectations),
            agenda: it.agenda.into(),
            exchanges: each(it.exchanges),
            out_of_time: each(it.out_of_time),
            tokens: it.tokens.into(),
            footprint: it.footprint.into(),
            revoke: it.revoke,
            rounds: it.rounds,
            provenance: if it.as_reported { Provenance::Reported } else { Provenance::Live },
        }
    }
}

impl From<examination::Examinee> for Examinee {
    fn from(it: examination::Examinee) -> Self {
        Self {
            profile: it.profile,
            base_url: it.base_url.unwrap_or_default(),
            proxy: it.proxy,
            simulated: it.simulated,
            client_id: it.client_id,
            enterprise_id: it.enterprise_id,
            user_id: it.user_id,
            configured: it.configured.into_iter().map(Id).collect(),
            origins: it.origins.into_iter().map(|(name, origin)| (name, origin.into())).collect(),
            notes: it.notes,
        }
    }
}

impl From<Examinee> for examination::Examinee {
    fn from(it: Examinee) -> Self {
        Self {
            profile: it.profile,
            base_url: Some(it.base_url).filter(|url| !url.is_empty()),
            proxy: it.proxy,
            simulated: it.simulated,
            client_id: it.client_id,
            enterprise_id: it.enterprise_id,
            user_id: it.user_id,
            configured: it.configured.into_iter().map(|id| id.0).collect(),
            origins: it.origins.into_iter().map(|(name, origin)| (name, origin.into())).collect(),
            notes: it.notes,
        }
    }
}

impl From<origin::Origin> for Origin {
    fn from(it: origin::Origin) -> Self {
        match it {
            origin::Origin::Told { words } => Self::Words(words),
            origin::Origin::Flag { name, which } => Self::Value(Value::Flag { name, which }),
            origin::Origin::Variable { name } => Self::Value(Value::Variable { name }),
            origin::Origin::File { path, line, column, key } => {
                Self::Value(Value::File { path: path.to_string_lossy().into_owned(), line, column, key })
            }
            origin::Origin::Stdin => Self::Value(Value::Stdin),
            origin::Origin::Prompt => Self::Value(Value::Prompt),
            origin::Origin::System => Self::Value(Value::System),
            origin::Origin::Default => Self::Value(Value::Default),
            origin::Origin::Simulated => Self::Value(Value::Simulated),
        }
    }
}

impl From<Origin> for origin::Origin {
    fn from(it: Origin) -> Self {
        match it {
            Origin::Words(words) => Self::Told { words },
            Origin::Value(Value::Flag { name, which }) => Self::Flag { name, which },
            Origin::Value(Value::Variable { name }) => Self::Variable { name },
            Origin::Value(Value::File { path, line, column, key }) => {
                Self::File { path: path.into(), line, column, key }
            }
            Origin::Value(Value::Stdin) => Self::Stdin,
            Origin::Value(Value::Prompt) => Self::Prompt,
            Origin::Value(Value::System) => Self::System,
            Origin::Value(Value::Default) => Self::Default,
            Origin::Value(Value::Simulated) => Self::Simulated,
        }
    }
}

impl From<examination::Expectation> for Expectation {
    fn from(it: examination::Expectation) -> Self {
        Self { key: it.key.into(), expected: it.expected.into() }
    }
}

impl From<Expectation> for examination::Expectation {
    fn from(it: Expectation) -> Self {
        Self { key: it.key.into(), expected: it.expected.into() }
    }
}

impl From<examination::Agenda> for Agenda {
    fn from(it: examination::Agenda) -> Self {
        Self {
            control: it.control,
            app_user: it.app_user,
            user_list: it.user_list,
            swap_unlikely: it.swap_unlikely,
            targets: each(it.targets),
        }
    }
}

impl From<Agenda> for examination::Agenda {
    fn from(it: Agenda) -> Self {
        Self {
            control: it.control,
            app_user: it.app_user,
            user_list: it.user_list,
            swap_unlikely: it.swap_unlikely,
            targets: each(it.targets),
        }
    }
}

impl From<examination::Exchange> for Exchange {
    fn from(it: examination::Exchange) -> Self {
        let wait = |wait: Duration| Wait { secs: wait.as_secs(), nanos: wait.subsec_nanos() };
        Self {
            probe: it.key.into(),
            curl: it.curl,
            answer: it.answer.into(),
            attempts: it.attempts,
            duration_ms: u64::try_from(it.duration.as_millis()).unwrap_or(u64::MAX),
            retry_after: it.retry_after.map(wait),
        }
    }
}

impl From<Exchange> for examination::Exchange {
    fn from(it: Exchange) -> Self {
        let wait = |wait: Wait| Duration::from_secs(wait.secs).saturating_add(Duration::from_nanos(wait.nanos.into()));
        let (duration, retry_after) = (Duration::from_millis(it.duration_ms), it.retry_after.map(wait));
        Self {
            key: it.probe.into(),
            curl: it.curl,
            answer: it.answer.into(),
            attempts: it.attempts,
            duration,
            retry_after,
        }
    }
}

impl From<reply::Answer> for Answer {
    fn from(it: reply::Answer) -> Self {
        match it {
            reply::Answer::Reply(reply) => Self::Reply(reply.into()),
            reply::Answer::Failed(failure) => Self::Failed(failure.into()),
        }
    }
}

impl From<Answer> for reply::Answer {
    fn from(it: Answer) -> Self {
        match it {
            Answer::Reply(reply) => Self::Reply(reply.into()),
            Answer::Failed(failure) => Self::Failed(failure.into()),
        }
    }
}

impl From<reply::Failure> for Failure {
    fn from(it: reply::Failure) -> Self {
        Self { fault: Fault(it.fault), detail: it.detail, at: it.at, may_have_arrived: it.may_have_arrived }
    }
}

impl From<Failure> for reply::Failure {
    fn from(it: Failure) -> Self {
        Self { fault: it.fault.0, detail: it.detail, at: it.at, may_have_arrived: it.may_have_arrived }
    }
}

impl From<reply::Reply> for Reply {
    fn from(it: reply::Reply) -> Self {
        let body = match String::from_utf8(it.body.to_vec()) {
            Ok(text) => Body::Text(text),
            Err(bytes) => Body::Bytes { base64: Base64(bytes.into_bytes()) },
        };
        Self {
            status: it.status,
            headers: it.headers,
            body,
            truncated: it.truncated,
            withheld: it.withheld.map(Into::into),
            inferred: each(it.inferred),
            bore_token: it.bore_token,
        }
    }
}

impl From<Reply> for reply::Reply {
    fn from(it: Reply) -> Self {
        Self {
            status: it.status,
            headers: it.headers,
            body: match it.body {
                Body::Text(text) => text.into_bytes().into(),
                Body::Bytes { base64 } => base64.0.into(),
            },
            truncated: it.truncated,
            withheld: it.withheld.map(Into::into),
            inferred: each(it.inferred),
            bore_token: it.bore_token,
        }
    }
}

impl From<Revocations> for Tokens {
    fn from(it: Revocations) -> Self {
        Self { received: it.received, revoked: it.revoked }
    }
}

impl From<Tokens> for Revocations {
    fn from(it: Tokens) -> Self {
        Self { received: it.received, revoked: it.revoked }
    }
}

impl From<Footprint> for Sent {
    fn from(it: Footprint) -> Self {
        Self {
            token_requests: it.token_requests,
            unanswered: it.unanswered,
            wrong_secrets: it.wrong_secrets,
            reads: it.reads,
            revocations: it.revocations,
        }
    }
}

impl From<Sent> for Footprint {
    fn from(it: Sent) -> Self {
        Self {
            token_requests: it.token_requests,
            unanswered: it.unanswered,
            wrong_secrets: it.wrong_secrets,
            reads: it.reads,
            revocations: it.revocations,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_read_as_it_was_written_and_words_stay_words() {
        let file = origin::Origin::File {
            path: "ccg-doctor.toml".into(),
            line: Some(3),
            column: Some(9),
            key: Some("profiles.prod.client_id".to_owned()),
        };
        for (whence, written) in [
            (origin::Origin::flag("--user-id"), r#"{"kind":"flag","name":"--user-id"}"#),
            (
                origin::Origin::Flag { name: "--expect".to_owned(), which: Some(2) },
                r#"{"kind":"flag","name":"--expect","which":2}"#,
            ),
            (origin::Origin::variable("BOX_USER_ID"), r#"{"kind":"variable","name":"BOX_USER_ID"}"#),
            (file, r#"{"kind":"file","path":"ccg-doctor.toml","line":3,"column":9,"key":"profiles.prod.client_id"}"#),
            (origin::Origin::Stdin, r#"{"kind":"stdin"}"#),
            (origin::Origin::Prompt, r#"{"kind":"prompt"}"#),
            (origin::Origin::System, r#"{"kind":"system"}"#),
            (origin::Origin::Default, r#"{"kind":"default"}"#),
            (origin::Origin::Simulated, r#"{"kind":"simulated"}"#),
            (origin::Origin::Told { words: "the moon".to_owned() }, r#""the moon""#),
        ] {
            assert_eq!(serde_json::to_string(&Origin::from(whence.clone())).expect("JSON"), written);
            let read: Origin = serde_json::from_str(written).expect("an origin");
            assert_eq!(origin::Origin::from(read), whence);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_is_not_text_can_be_recorded() {
        use std::os::unix::ffi::OsStringExt as _;
        let path = std::ffi::OsString::from_vec(b"secret-\xff".to_vec());
        let written = serde_json::to_string(&Origin::from(origin::Origin::file(path))).expect("JSON");
        assert!(written.contains("secret-\u{fffd}"), "{written}");
    }
}
