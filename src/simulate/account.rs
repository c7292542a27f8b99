//! What the simulated Box hands out: invented values, in Box's formats.

use rand::Rng;
use rand::distr::Alphanumeric;

/// The simulated app's values: invented, the same for each simulated Box but for the secret.
#[derive(Debug, Clone)]
pub(super) struct Account {
    pub(super) client_id: String,
    pub(super) client_secret: String,
    pub(super) enterprise_id: String,
    pub(super) other_enterprise_id: String,
    pub(super) user_id: String,
    pub(super) app_user_id: String,
    pub(super) service_account_id: String,
    pub(super) admin_id: String,
}

impl Account {
    /// Box's formats, as seen: IDs and secrets of 32 characters, enterprises of 6 to 10 digits, users of 8 to 11.
    pub(super) fn invent() -> Self {
        Self {
            client_id: "s1mulatedccgdoctorclientid000001".to_owned(),
            client_secret: random_text(32),
            enterprise_id: "86420246".to_owned(),
            other_enterprise_id: "97531357".to_owned(),
            user_id: "2468013579".to_owned(),
            app_user_id: "3579024680".to_owned(),
            service_account_id: "4680135791".to_owned(),
            admin_id: "5791246802".to_owned(),
        }
    }
}

/// Random letters and digits.
pub(super) fn random_text(length: usize) -> String {
    rand::rng().sample_iter(Alphanumeric).take(length).map(char::from).collect()
}
