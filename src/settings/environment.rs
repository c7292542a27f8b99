//! The layer of the environment's variables.
//!
//! A variable that is empty, or holds white space alone, counts as unset: pipelines leave it so where a value is missing.

use std::ffi::OsString;
use std::str::FromStr;

use secrecy::zeroize::Zeroizing;

use super::error::SubjectFlaw;
use super::flaw::Flaw;
use super::layer::{Conflict, Layer, SecretIn, Value};
use super::proxy;
use super::setting::Setting;
use crate::origin::Origin;

/// The variable that says what the subject is: `enterprise` or `user`.
pub(super) const SUBJECT_TYPE: &str = "BOX_SUBJECT_TYPE";
/// The variable that holds the subject's ID.
pub(super) const SUBJECT_ID: &str = "BOX_SUBJECT_ID";

/// The variables that say of which app the settings are, in the order in which a note names them.
const VARIABLES: [&str; 8] = [
    "BOX_CLIENT_ID",
    "BOX_CLIENT_SECRET",
    "BOX_ENTERPRISE_ID",
    "BOX_USER_ID",
    SUBJECT_TYPE,
    SUBJECT_ID,
    "BOX_APP_USER_ID",
    "BOX_BASE_URL",
];

/// Looks a variable up.
type Lookup<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// A variable's text, or why it is none.
type Text = Result<String, Flaw>;

pub(super) fn layer(lookup: Lookup<'_>) -> Layer {
    let secret = |text: Text| text.and_then(|text| Zeroizing::new(text).parse()).map(SecretIn::Here);
    let mut layer = Layer {
        client_id: value(lookup, Setting::ClientId.variable()),
        client_secret: text_of(lookup, Setting::ClientSecret.variable()).map(|text| Value {
            read: secret(text),
            origin: Origin::variable(Setting::ClientSecret.variable()),
            was_trimmed: false,
        }),
        enterprise_id: value(lookup, Setting::EnterpriseId.variable()),
        user_id: value(lookup, Setting::UserId.variable()),
        app_user_id: value(lookup, Setting::AppUserId.variable()),
        base_url: value(lookup, Setting::BaseUrl.variable()),
        proxy: proxy::VARIABLES.iter().find_map(|name| value(lookup, name)),
        exceptions: proxy::EXCEPTIONS.iter().find_map(|name| {
            let origin = Origin::variable(name);
            text_of(lookup, name).map(|read| Value { read, origin, was_trimmed: false })
        }),
        ..Layer::default()
    };
    let conflict = add_subject(&mut layer, text_of(lookup, SUBJECT_TYPE), text_of(lookup, SUBJECT_ID));
    layer.conflicts.extend(conflict);
    layer
}

/// Names the variables that are set and ignored, since the Box is simulated.
pub(super) fn note_of_ignored(lookup: Lookup<'_>) -> Option<String> {
    let is_set = |name: &&str| lookup(name).is_some_and(|value| !value.is_empty());
    let ignored: Vec<_> = VARIABLES.iter().copied().filter(is_set).map(|name| format!("`{name}`")).collect();
    (!ignored.is_empty()).then(|| format!("ignored, because Box is simulated: {}", ignored.join(", ")))
}

fn text_of(lookup: Lookup<'_>, name: &str) -> Option<Text> {
    match lookup(name)?.into_string() {
        Ok(text) if text.trim().is_empty() => None,
        Ok(text) => Some(Ok(text)),
        Err(_) => Some(Err(Flaw::NotUtf8)),
    }
}

fn value<T: FromStr<Err = Flaw>>(lookup: Lookup<'_>, name: &str) -> Option<Value<T>> {
    let origin = Origin::variable(name);
    Some(match text_of(lookup, name)? {
        Ok(text) => Value::of(&text, origin),
        Err(flaw) => Value { read: Err(flaw), origin, was_trimmed: false },
    })
}

/// Adds the subject as some samples set it: `BOX_SUBJECT_TYPE` says what `BOX_SUBJECT_ID` is. Tells what does not go together.
fn add_subject(layer: &mut Layer, kind: Option<Text>, id: Option<Text>) -> Option<Conflict> {
    const EITHER: &[Setting] = &[Setting::EnterpriseId, Setting::UserId];
    let setting = match &kind {
        Some(Ok(kind)) if kind == "enterprise" => Some(Setting::EnterpriseId),
        Some(Ok(kind)) if kind == "user" => Some(Setting::UserId),
        _ => None,
    };
    let about = match setting {
        Some(Setting::EnterpriseId) => &[Setting::EnterpriseId],
        Some(_) => &[Setting::UserId],
        None => EITHER,
    };
    let flaw = match (kind, id) {
        (None, None) => None,
        (Some(Err(_)), _) => Some(SubjectFlaw::NotUtf8 { variable: SUBJECT_TYPE }),
        (_, Some(Err(_))) => Some(SubjectFlaw::NotUtf8 { variable: SUBJECT_ID }),
        (Some(Ok(_)), None) => Some(SubjectFlaw::Half { present: SUBJECT_TYPE, absent: SUBJECT_ID }),
        (None, Some(Ok(_))) => Some(SubjectFlaw::Half { present: SUBJECT_ID, absent: SUBJECT_TYPE }),
        (Some(Ok(_)), Some(Ok(id))) => match setting {
            Some(Setting::EnterpriseId) => stand_for(&mut layer.enterprise_id, &id, Setting::EnterpriseId),
            Some(_) => stand_for(&mut layer.user_id, &id, Setting::UserId),
            None => Some(SubjectFlaw::Type),
        },
    };
    flaw.map(|flaw| Conflict { about, flaw })
}

/// Lets the subject's ID stand where the setting's own variable says nothing, or the same.
fn stand_for<T: FromStr<Err = Flaw> + PartialEq>(
    own: &mut Option<Value<T>>,
    id: &str,
    setting: Setting,
) -> Option<SubjectFlaw> {
    let subject = Value::of(id, Origin::variable(SUBJECT_ID));
    match own {
        None => *own = Some(subject),
        Some(own) if own.read.is_ok() && own.read != subject.read => {
            return Some(SubjectFlaw::Contradiction { variable: setting.variable(), flag: setting.flag() });
        }
        Some(_) => {}
    }
    None
}
