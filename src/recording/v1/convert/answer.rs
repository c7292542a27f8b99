//! What came back for a request, to the form and back.

use super::super::{Answer, Base64, Body, Failure, Fault, Reply};
use super::each;
use crate::reply;

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
