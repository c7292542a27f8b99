//! From what an examination holds to the form, and back.

mod answer;
mod origin;

use std::time::Duration;

use super::{Agenda, Examination, Examinee, Exchange, Expectation, Fault, Footprint, Id, Key, Tokens, Wait};
use crate::catalogue::{Probe, ProbeKey};
use crate::examination::Revocations;
use crate::observation::Provenance;
use crate::{examination, reply};

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

impl From<examination::Footprint> for Footprint {
    fn from(it: examination::Footprint) -> Self {
        Self {
            token_requests: it.token_requests,
            unanswered: it.unanswered,
            wrong_secrets: it.wrong_secrets,
            reads: it.reads,
            revocations: it.revocations,
        }
    }
}

impl From<Footprint> for examination::Footprint {
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
