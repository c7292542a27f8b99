//! Replies to calls with a token: who it acts as, what Box knows of a user, what may be read.

use serde_json::Value;

use super::super::Catalogue;
use super::super::probe::{Keeps, Probe};
use super::super::signature::{Answers, Signature, SignatureId, SignatureSet};
use super::super::variant::Touch;
use super::account::Account;
use super::shape::{User, holds_folder, holds_read, is_error, is_told_granted, is_worded_by_box, list_of, text_of};
use super::{Identity, Reading, normalize_code, normalize_text, not_box, unreadable};
use crate::reply::{FaultId, Object, Reply, is_id, json_object};

impl Catalogue {
    pub(super) fn classify_api_reply(&self, probe: Probe, reply: &Reply, identity: &Identity) -> Reading {
        if (300..400).contains(&reply.status) {
            return not_box(reply, "a redirect");
        }
        if reply.status == 200 {
            return match json_object(reply) {
                Err(why) if probe.keeps() == Keeps::Entries && reply.truncated => {
                    silent(true, &format!("the list cannot be read: {why}"))
                }
                Err(why) => unreadable(reply, &why.to_string()),
                Ok(object) if is_error(object) => not_box(reply, "a 200 that carries an error"),
                Ok(object) => self.classify_fact(probe, reply, object, identity),
            };
        }
        if is_challenge_without_error(reply) {
            return Reading::Known(self.signs().not_enabled);
        }
        let codes = api_codes(reply);
        if codes.is_empty() {
            return unreadable(reply, "a refusal without a code");
        }
        if reply.status == 401 && codes.iter().any(|code| code == "invalid_token") {
            return Reading::Fault(FaultId::TokenRejected, "the token was called invalid".to_owned());
        }
        let untold = identity.target.is_none();
        match (probe, reply.status) {
            (Probe::UserLookup, 404) if codes.iter().any(|code| code == NOT_FOUND) => {
                Reading::Known(self.signs().user_unseen)
            }
            (Probe::UserLookup, status) => {
                silent(false, &format!("the call was refused with status {status}, which tells nothing of the user"))
            }
            (_, status) if probe.keeps() == Keeps::Entries => {
                silent(false, &format!("the call was refused with status {status}, so what it asks for is not known"))
            }
            // A folder's own reply is read as one to a look at it; of anything else it tells nothing of the app.
            (Probe::Scope, 404) if untold && codes.iter().any(|code| code == NOT_FOUND) => silent(false, ITEM_MISSING),
            (Probe::Scope, 404) if untold && codes.iter().any(|code| code == TRASHED) => silent(false, ITEM_TRASHED),
            _ => self.classify_api_refusal(probe, reply, &codes),
        }
    }

    fn classify_fact(&self, probe: Probe, reply: &Reply, object: &Object, identity: &Identity) -> Reading {
        match probe {
            Probe::Scope | Probe::Folder if self.is_readable(probe, reply, object, identity) => {
                Reading::Known(self.signs().readable)
            }
            Probe::Scope | Probe::Folder => not_box(reply, "a 200 that does not hold what was asked for"),
            Probe::UserLookup => self.classify_user(reply, object, identity),
            Probe::UserList => self.classify_user_list(reply, object),
            Probe::AppUserList => self.classify_app_users(reply, object, identity),
            Probe::Terms => self.classify_terms(reply, object, identity),
            _ => self.classify_whoami(probe, reply, object, identity),
        }
    }

    /// Whether a 200 holds what the folder, or the scope's read, was asked for.
    fn is_readable(&self, probe: Probe, reply: &Reply, object: &Object, identity: &Identity) -> bool {
        let asked = identity.target.as_deref();
        let holds = || match probe {
            Probe::Folder => holds_folder(object, asked),
            _ => holds_read(object, asked.and_then(|scope| self.scope(scope))),
        };
        is_told_granted(reply, object) || holds()
    }

    fn classify_api_refusal(&self, probe: Probe, reply: &Reply, codes: &[String]) -> Reading {
        let message = json_object(reply).ok().map(api_message).unwrap_or_default();
        let known = self.refusal_of(probe, codes, &message);
        match (known, reply.status) {
            (Some(id), _) => Reading::Known(id),
            (None, 403) if codes.iter().any(|code| FORBIDDEN.contains(&code.as_str())) => {
                silent(false, if probe == Probe::WhoamiEnterprise { WHOSE_FORBIDDEN } else { FORBIDDEN_WHY })
            }
            (None, 403) if !is_worded_by_box(reply) => not_box(reply, "a refusal that is not worded as Box words it"),
            (None, _) => Reading::Unknown,
        }
    }

    /// The refusal of a call that a probe is known to be given, by its codes and its text.
    pub(crate) fn refusal_of(&self, probe: Probe, codes: &[String], text: &str) -> Option<SignatureId> {
        let (expected, text) = (self.replies_to(probe), normalize_text(text));
        let is_it = |(id, known): &(SignatureId, &Signature)| {
            known.answers == Answers::Api
                && expected.contains(*id)
                && known.codes.iter().any(|code| codes.contains(code))
                && (known.by_code
                    || known.texts.is_empty()
                    || known.texts.iter().any(|said| text.contains(&normalize_text(said))))
        };
        self.placed_signatures().find(is_it).map(|(id, _)| id)
    }

    /// Every reply that some cause, or a healthy app, may give to a probe.
    fn replies_to(&self, probe: Probe) -> SignatureSet {
        let of_causes =
            self.causes().iter().flat_map(|cause| &cause.variants).filter_map(|variant| variant.touch(probe));
        of_causes.fold(self.probe(probe).healthy.all(), |set, touch| match touch {
            Touch::Replies(replies) => set.or(replies.all()),
            Touch::Like(other) => set.or(self.replies_to(*other)),
        })
    }

    fn classify_whoami(&self, probe: Probe, reply: &Reply, object: &Object, identity: &Identity) -> Reading {
        let user = match User::read(object) {
            Ok(user) => user,
            Err(why) => return not_box(reply, why),
        };
        // What was sent as the enterprise is the configured user ID, and the user's enterprise is sought there as well.
        let swapped = matches!(probe, Probe::WhoamiUserAsEnterprise | Probe::WhoamiEnterpriseAsUser);
        let configured = if swapped { &identity.user_id } else { &identity.enterprise_id };
        if is_another(probe, &user, identity) {
            return Reading::Known(self.signs().whoami_another);
        }
        match (user.enterprise, configured) {
            (Some(told), Some(configured)) if told == *configured => Reading::Known(self.signs().whoami_here),
            (Some(_), Some(_)) => Reading::Known(self.signs().whoami_elsewhere),
            (Some(_), None) => silent(true, "no enterprise ID is configured to hold against it"),
            (None, _) => silent(true, "the reply names no enterprise"),
        }
    }

    /// Whether a managed user is among those whom the app sees. A listing that is not whole shows who is in it, and not who is not.
    fn classify_user_list(&self, reply: &Reply, list: &Object) -> Reading {
        let Some(entries) = list_of(list, Some("user")) else { return not_box(reply, NO_USERS) };
        let marks: Vec<Option<bool>> =
            entries.iter().map(|entry| entry.get("is_platform_access_only")?.as_bool()).collect();
        if marks.contains(&Some(false)) {
            Reading::Known(self.signs().managed_visible)
        } else if marks.contains(&None) {
            silent(true, "the reply does not tell of each user whether it is an App User")
        } else if is_whole(list, marks.len()) {
            Reading::Known(self.signs().app_users_only)
        } else {
            silent(true, "the list goes on, so a managed user may be in the rest of it")
        }
    }

    /// The App Users of this app, told by the number that their logins share with the Service Account's.
    fn classify_app_users(&self, reply: &Reply, list: &Object, identity: &Identity) -> Reading {
        let Some(entries) = list_of(list, Some("user")) else { return not_box(reply, NO_USERS) };
        let Some(account) = &identity.service_account else {
            return silent(true, "the Service Account's login is not known, so its App Users cannot be told");
        };
        let own: Vec<&Object> = entries.iter().filter(|entry| account.made(entry)).collect();
        let is_configured = |user: &&&Object| identity.user_id.is_some() && text_of(user, "id") == identity.user_id;
        if own.iter().any(|user| is_configured(&user)) {
            return Reading::Known(self.signs().app_user_configured);
        }
        let signs = self.signs();
        Reading::Known(if own.is_empty() { signs.app_user_none } else { signs.app_user_found })
    }

    /// The enterprise's Terms of Service, or where they are on, whether the user accepted them.
    fn classify_terms(&self, reply: &Reply, list: &Object, identity: &Identity) -> Reading {
        let terms = list_of(list, Some("terms_of_service"));
        let Some(entries) = terms.or_else(|| list_of(list, Some("terms_of_service_user_status"))) else {
            return not_box(reply, "no list of Terms of Service, or of who accepted them");
        };
        // Whoever else accepted them, or whatever else the user did.
        let asked = |entry: &&Object| match (entry.get("user").and_then(Value::as_object), &identity.user_id) {
            (Some(user), Some(asked)) => text_of(user, "id").as_ref() == Some(asked),
            _ => true,
        };
        let accepted: Vec<bool> =
            entries.iter().filter(asked).filter_map(|entry| entry.get("is_accepted")?.as_bool()).collect();
        let states: Vec<String> = entries.iter().filter_map(|entry| text_of(entry, "status")).collect();
        match entries.len() {
            0 => Reading::Known(self.signs().terms_none),
            all if accepted.len() == all => {
                let signs = self.signs();
                Reading::Known(if accepted.contains(&false) { signs.terms_open } else { signs.terms_accepted })
            }
            all if states.len() == all && states.iter().all(|state| state == "disabled") => {
                Reading::Known(self.signs().terms_none)
            }
            _ => silent(true, "the reply does not tell whether the user accepted the Terms of Service"),
        }
    }

    fn classify_user(&self, reply: &Reply, object: &Object, identity: &Identity) -> Reading {
        let user = match User::read(object) {
            Ok(user) => user,
            Err(why) => return not_box(reply, why),
        };
        if identity.user_id.as_ref().is_some_and(|asked| *asked != user.id) {
            return Reading::Unknown;
        }
        let own = identity.service_account.as_ref();
        match own {
            Some(account) if account.is_service_account() && account.is(&user) => {
                return Reading::Known(self.signs().service_account);
            }
            Some(_) if user.is_service_account() => {
                return silent(true, "the account is another app's Service Account");
            }
            None if user.is_service_account() => return Reading::Known(self.signs().service_account),
            _ => {}
        }
        match (object.get("enterprise"), &user.enterprise, &identity.enterprise_id) {
            // Box knows of somebody else's user no more than that: no enterprise, and no status.
            (Some(Value::Null), _, _) if user.status.is_none() => return Reading::Known(self.signs().user_elsewhere),
            (Some(Value::Null), _, _) => return silent(true, "the user has a status, and belongs to no enterprise"),
            (_, Some(told), Some(configured)) if told != configured => {
                return Reading::Known(self.signs().user_elsewhere);
            }
            _ => {}
        }
        match user.status.as_deref() {
            Some("inactive") => return Reading::Known(self.signs().user_inactive),
            Some(status) if ACTIVE.contains(&status) => {}
            _ => return silent(true, "the reply does not tell whether the user is active"),
        }
        match object.get("is_platform_access_only") {
            Some(Value::Bool(true)) if own.is_some_and(|account| account.made(object)) => {
                Reading::Known(self.signs().user_app_own)
            }
            Some(Value::Bool(true)) => Reading::Known(self.signs().user_app),
            Some(Value::Bool(false)) => Reading::Known(self.signs().user_managed),
            _ => silent(true, "the reply does not tell whether the user is an App User"),
        }
    }
}

/// The statuses of a user who is active (`box-openapi`, the user's schema).
const ACTIVE: [&str; 3] = ["active", "cannot_delete_edit", "cannot_delete_edit_upload"];

/// Whether a token acts as another account than the one that it was asked for: another than the user whose ID was sent, or for
/// the enterprise an App User.
fn is_another(probe: Probe, user: &User, identity: &Identity) -> bool {
    let asked = identity.user_id.as_deref().map(str::trim).filter(|id| is_id(id));
    match probe {
        Probe::WhoamiUser => {
            let is_own = identity.service_account.as_ref().is_some_and(|account| account.is(user));
            is_own || user.is_service_account() || asked.is_some_and(|asked| asked != user.id)
        }
        Probe::WhoamiEnterprise => user.login.as_deref().and_then(Account::app_of_login).is_some(),
        _ => false,
    }
}

/// Whether that many entries are all there are.
fn is_whole(list: &Object, entries: usize) -> bool {
    let from_the_start = list.get("offset").is_none_or(|offset| offset.as_u64() == Some(0));
    from_the_start && list.get("total_count").and_then(Value::as_u64) == u64::try_from(entries).ok()
}

fn silent(granted: bool, why: &str) -> Reading {
    Reading::Silent { granted, why: why.to_owned() }
}

/// Whether a 401 is the one that goes with an app that is not enabled: no body, and a challenge that names no error.
fn is_challenge_without_error(reply: &Reply) -> bool {
    let is_bare = reply.challenge().is_some_and(|challenge| challenge.is_of_box() && challenge.names_no_error());
    reply.status == 401 && reply.withheld.is_none() && reply.body.is_empty() && is_bare
}

/// The codes of a 403 that tells no more than that.
const FORBIDDEN: [&str; 3] = ["access_denied_insufficient_permissions", "insufficient_scope", "forbidden"];
const NO_USERS: &str = "no list of users: `entries`, each of the `type` of one";
/// The code of an API reply about what is not there.
const NOT_FOUND: &str = "not_found";
/// The code of an API reply about what is in the trash.
const TRASHED: &str = "trashed";

const ITEM_MISSING: &str = "the item is not there, or not shared with the account; which item it was does not show, so look at \
                            what was asked for";
const ITEM_TRASHED: &str = "the item is in the trash; which item it was does not show, so look at what was asked for";
const FORBIDDEN_WHY: &str = "the call was forbidden, which does not tell why";
/// Nothing is known of why a Service Account would be forbidden this; of a user, Box's article tells.
const WHOSE_FORBIDDEN: &str = "the call was forbidden, and whose token it was decides what that means: of a user's token this is \
                               the sign of App Access Only, of the Service Account's it does not tell why";

/// The codes of an API refusal: the `code` of its body, an `error` of RFC 6749, and that of its `WWW-Authenticate` header
/// (RFC 6750 §3). What has none of them is not Box's.
fn api_codes(reply: &Reply) -> Vec<String> {
    let mut codes = Vec::new();
    if let Ok(object) = json_object(reply) {
        let is_code =
            |text: &String| text.chars().all(|char| char.is_ascii_alphanumeric() || char == '_' || char == '-');
        let fields = ["code", "error"].iter().filter_map(|field| text_of(object, field)).filter(is_code);
        codes.extend(fields.map(|code| normalize_code(&code)));
    }
    codes.extend(reply.challenge().and_then(|challenge| challenge.error().map(normalize_code)));
    codes
}

fn api_message(object: &Object) -> String {
    ["message", "error_description"].iter().filter_map(|field| text_of(object, field)).collect::<Vec<_>>().join(" ")
}
