//! Who must not be shown: people and accounts that stand in Box's replies, the text of its Terms of Service, a cookie.

use super::{SECRET, TOKEN};

/// A cookie that no output may show.
pub(crate) const COOKIE: &str = "cookiecanary0123456789";
/// The Service Account.
pub(crate) const SERVICE_ACCOUNT: &str = "20000000001";
pub(crate) const SERVICE_LOGIN: &str = "AutomationUser_2001_abc@boxdevedition.com";
/// The configured user's login.
pub(crate) const USER_LOGIN: &str = "jane.logincanary@example.com";
/// An admin whom the list of users shows: nobody's business, down to the ID.
pub(crate) const ADMIN: &str = "7777700001";
pub(crate) const ADMIN_NAME: &str = "Anna Namecanary";
pub(crate) const ADMIN_LOGIN: &str = "anna.admincanary@example.com";
/// An App User of this app whom the list shows, and nobody configured.
pub(crate) const FOUND: &str = "9988700002";
pub(crate) const FOUND_NAME: &str = "Foundling Namecanary";
pub(crate) const FOUND_LOGIN: &str = "AppUser_2001_foundcanary@boxdevedition.com";
/// Custom Terms of Service.
pub(crate) const TERMS: &str = "6666600003";
pub(crate) const TERMS_TEXT: &str = "Thou shalt not leak, says the termscanary.";

/// Nothing secret is in the text, as it stands.
pub(crate) fn assert_no_canary(shown: &str) {
    for (what, canary) in [("the secret", SECRET), ("a cookie", COOKIE), ("a token", TOKEN)] {
        assert!(!shown.contains(canary), "{what} is shown:\n{shown}");
    }
}

/// What belongs to a person, or to an App User whom nobody configured.
pub(crate) const PEOPLE: [(&str, &str); 8] = [
    ("an admin's ID", ADMIN),
    ("an admin's name", ADMIN_NAME),
    ("an admin's login", ADMIN_LOGIN),
    ("the ID of an App User that was found", FOUND),
    ("the name of an App User that was found", FOUND_NAME),
    ("the login of an App User that was found", FOUND_LOGIN),
    ("the user's login", USER_LOGIN),
    ("the text of Terms of Service", TERMS_TEXT),
];

/// Nobody who stands in a list is in the text.
pub(crate) fn assert_nobody(shown: &str) {
    for (what, canary) in PEOPLE {
        assert!(!shown.contains(canary), "{what} is shown:\n{shown}");
    }
}
