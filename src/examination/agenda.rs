//! What may be asked.

use crate::catalogue::ProbeKey;

/// What an examination may ask.
#[expect(clippy::struct_excessive_bools, reason = "each tells of another probe whether it may be sent")]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agenda {
    /// Whether the control may be sent.
    pub control: bool,
    /// Whether an App User's ID is at hand.
    pub app_user: bool,
    /// Whether the enterprise's users, and its Terms of Service, may be asked for.
    pub user_list: bool,
    /// Whether the lengths of the IDs speak against their being swapped.
    pub swap_unlikely: bool,
    /// The scopes and folders that are expected.
    pub targets: Vec<ProbeKey>,
}
