//! What code names of the catalogue: looked up once, as it is loaded, so that a missing entry is an error there and never a reply
//! that is silently unknown.

use super::cause::{Cause, CauseId, Fault};
use super::signature::{Signature, SignatureId};
use super::{Catalogue, Error};
use crate::reply::FaultId;

macro_rules! signs {
    ($($name:ident => $id:literal,)*) => {
        /// The signatures that code names; what each is stands in `signatures.toml`.
        #[derive(Debug, Clone, Copy)]
        #[expect(missing_docs, reason = "each is described under its id in `signatures.toml`")]
        pub struct Signs { $(pub $name: SignatureId,)* }

        impl Signs {
            fn find(signatures: &[Signature]) -> Result<Self, Error> {
                let find = |id: &str| {
                    let place = signatures.iter().position(|signature| signature.id == id).and_then(SignatureId::new);
                    place.ok_or_else(|| Error::new("signatures.toml", format!("`{id}` is missing, which code names")))
                };
                Ok(Self { $($name: find($id)?,)* })
            }
        }
    };
}

signs! {
    app_user_configured => "app-user-configured",
    app_user_found => "app-user-found",
    app_user_none => "app-user-none",
    app_users_only => "app-users-only",
    credentials_invalid => "credentials-invalid",
    forbidden => "forbidden",
    grant_credentials_invalid => "grant-credentials-invalid",
    grant_type_missing => "grant-type-missing",
    id_is_email => "id-is-email",
    id_is_service_account => "id-is-service-account",
    id_is_zero => "id-is-zero",
    managed_visible => "managed-visible",
    not_enabled => "not-enabled",
    readable => "readable",
    redirected_to_box => "redirected-to-box",
    same_as_control => "same-as-control",
    service_account => "service-account",
    subject_type_unauthorized => "subject-type-unauthorized",
    terms_accepted => "terms-accepted",
    terms_none => "terms-none",
    terms_open => "terms-open",
    token => "token",
    user_app => "user-app",
    user_app_own => "user-app-own",
    user_elsewhere => "user-elsewhere",
    user_inactive => "user-inactive",
    user_managed => "user-managed",
    user_unseen => "user-unseen",
    whoami_another => "whoami-another",
    whoami_elsewhere => "whoami-elsewhere",
    whoami_here => "whoami-here",
}

/// The entries that code names, by their places.
#[derive(Debug, Clone)]
pub(super) struct NamedEntries {
    signs: Signs,
    wrong_credentials: CauseId,
    /// In the order of [`FaultId::ALL`].
    of_replies: Vec<usize>,
    token_not_revoked: usize,
    expectation_unmet: usize,
    broader_than_expected: usize,
}

impl NamedEntries {
    pub(super) fn find(signatures: &[Signature], causes: &[Cause], faults: &[Fault]) -> Result<Self, Error> {
        let missing = |file: String| Error::new(file, "there is no such file, and code names it");
        let fault = |id: &str| {
            let place = faults.iter().position(|fault| fault.id == id);
            place.ok_or_else(|| missing(format!("faults/{id}.toml")))
        };
        let cause = |id: &str| {
            let named = causes.iter().find(|cause| cause.id() == id);
            named.map(|cause| cause.place).ok_or_else(|| missing(format!("causes/{id}.toml")))
        };
        Ok(Self {
            signs: Signs::find(signatures)?,
            wrong_credentials: cause("client-credentials-mismatch")?,
            of_replies: FaultId::ALL.into_iter().map(|id| fault(id.id())).collect::<Result<_, _>>()?,
            token_not_revoked: fault("token-not-revoked")?,
            expectation_unmet: fault("expectation-unmet")?,
            broader_than_expected: fault("token-broader-than-expected")?,
        })
    }
}

impl Catalogue {
    /// The signatures that code names.
    #[must_use]
    pub fn signs(&self) -> &Signs {
        &self.named.signs
    }

    /// The cause that the control calibrates: the client ID and the secret do not belong together.
    #[must_use]
    pub fn wrong_credentials(&self) -> CauseId {
        self.named.wrong_credentials
    }

    /// The fault of the environment that a reply, or its absence, told.
    #[must_use]
    pub fn fault_of(&self, id: FaultId) -> &Fault {
        &self.faults[self.named.of_replies[id as usize]]
    }

    /// The fault that a received token is left behind.
    #[must_use]
    pub fn token_not_revoked(&self) -> &Fault {
        &self.faults[self.named.token_not_revoked]
    }

    /// The fault that an expectation is not met.
    #[must_use]
    pub fn expectation_unmet(&self) -> &Fault {
        &self.faults[self.named.expectation_unmet]
    }

    /// The fault that more was granted than expected.
    #[must_use]
    pub fn broader_than_expected(&self) -> &Fault {
        &self.faults[self.named.broader_than_expected]
    }
}
