//! The subject as some samples set it: `BOX_SUBJECT_TYPE` says what `BOX_SUBJECT_ID` is.

use super::error::Error;
use super::setting::Setting;

/// The variable that says what the subject is.
pub(super) const TYPE: &str = "BOX_SUBJECT_TYPE";
/// The variable that holds the subject's ID.
pub(super) const ID: &str = "BOX_SUBJECT_ID";

/// An ID from `BOX_SUBJECT_ID`, and the setting that it stands for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Subject {
    pub(super) setting: Setting,
    pub(super) id: String,
}

/// Makes one subject of the two variables. A flag overrides the pair if it gives what the type names, or if both subjects are
/// given: then the pair, whole or not, says nothing.
pub(super) fn subject(
    kind: Option<String>,
    id: Option<String>,
    is_flagged: impl Fn(Setting) -> bool,
) -> Result<Option<Subject>, Error> {
    let setting = match kind.as_deref() {
        Some("enterprise") => Some(Setting::EnterpriseId),
        Some("user") => Some(Setting::UserId),
        _ => None,
    };
    let overridden = match setting {
        Some(setting) => is_flagged(setting),
        None => is_flagged(Setting::EnterpriseId) && is_flagged(Setting::UserId),
    };
    match (kind, id, setting) {
        _ if overridden => Ok(None),
        (None, None, _) => Ok(None),
        (Some(_), Some(id), Some(setting)) => Ok(Some(Subject { setting, id })),
        (Some(_), Some(_), None) => Err(Error::SubjectType),
        (Some(_), None, _) => Err(Error::HalfSubject { present: TYPE, absent: ID }),
        (None, Some(_), _) => Err(Error::HalfSubject { present: ID, absent: TYPE }),
    }
}
