//! From replies to a diagnosis: which causes explain what was observed, which cannot be, and what would tell.
//!
//! Consistency-based diagnosis (Reiter 1987; de Kleer & Williams 1987): a hypothesis is a set of causes, it is
//! consistent if every observation is among what it predicts, and a *diagnosis* is a consistent hypothesis of
//! which no proper part is consistent. Pure and deterministic: no I/O, no clock. It returns values; the words are the report's
//! and the catalogue's.
//!
//! [`Assessment`] is the way in. Three promises are kept on thousands of random states of an app: the true fault is never ruled
//! out, always named, and no false one is confirmed. Each rule below is there because a simpler one broke a promise;
//! `tests/suite/brute_force.rs` holds the search against the definitions, written out a second time.
//!
//! # What a hypothesis predicts
//!
//! The catalogue run forwards, [`predict()`](crate::catalogue::predict()), with what the control told (`hypothesis::Predictor`).
//!
//! 1. **Forms.** A cause has one or more forms (variants), each a joint pattern of replies, and a hypothesis picks one form of
//!    each cause. Else a cause could answer one probe as an OAuth app does and the next as a JWT app does.
//!    [`Part`](crate::catalogue::Part).
//! 2. **The earliest stage answers.** Box checks in an order: host, credentials, method, authorization, enablement, scope,
//!    resource. Of the causes that touch a probe the earliest decides; those of one stage unite; where none touches it, a healthy
//!    app's replies hold. Else a wrong secret could not hide what comes after it. `catalogue::predict::answer`.
//! 3. **Facts.** A 200 that tells of somebody must be explained by a cause or by health, and allowed by every cause that touches
//!    the probe. A refusal hides facts, and a field that is absent is none. Else two causes that contradict a fact each by half
//!    would explain it together. `catalogue::predict::answer`.
//! 4. **Exclusions.** Two causes that cannot be true of one value never stand together, and a cause about a value needs the value
//!    configured. Else impossible pairs hide possible ones. [`Part::excludes`](crate::catalogue::Part::excludes),
//!    `hypothesis::is_possible`.
//! 5. **Wrong credentials answer like the control.** Only a reply equal to the control's, or `invalid_client`, supports them; any
//!    other clears them, and so does a granted token. Where a request without a subject is refused as wrong credentials are, though
//!    another reply is unlike the control's, they are suspected and never confirmed. The control calibrates and is never itself explained. Without it a back
//!    end's own wording would pass for a verdict on the secret. [`Control::equals`], `Control::calibrate`.
//! 6. **A known code with an unknown text** is any of that code's replies: it suspects, and never confirms. Else a new wording
//!    would be read as certainty, or as nothing. [`Reading::Vague`](crate::catalogue::Reading::Vague), `Space::new`.
//! 7. **A claim that was withdrawn is never predicted.** Box's guide once said that App Access Only refuses the Service Account.
//!    It stands as a remark beside the reply, in the catalogue's `remark`.
//! 8. **Swapped IDs answer as the right ones would.** A probe with the IDs exchanged predicts what the right ID gets under the
//!    other causes, and is sent only once the credentials are cleared. Else a refusal of it would say something of the IDs that it
//!    says of the secret. [`Touch::Like`](crate::catalogue::Touch::Like), `Planner::worth_sending`.
//! 9. **A look-up tells little by failing.** A 404 fits every reason not to see a user; a 401 or 403 says nothing, and never
//!    supports a missing scope. The Service Account's own ID in the user's place is told before "is an App User", which is true of
//!    it too. `Catalogue::classify`.
//!
//! # What each cause comes to
//!
//! `status::Court::status` decides, `Court::supporting` and `Court::excluding` find the evidence.
//!
//! 10. **Every minimal set.** Hypotheses grow only by parts that explain what is still open, so that the search is exact and ends.
//!     `Space::enumerate`, whose module proves it.
//! 11. **Status by inclusion.** Confirmed: in every diagnosis. Suspected: in some. Untested: touches no probe that was answered,
//!     which comes before masked. Masked: consistent beside a diagnosis, by a form that touches an answered probe. Ruled out: in no
//!     consistent hypothesis of any size (`Space::allows`). So "ruled out" is a proof, not the absence of a sign.
//! 12. **No diagnosis, no conclusion.** Where nothing explains all replies, every cause is untested. Where nothing is wrong,
//!     nothing is masked.
//! 13. **Never cut by size or likelihood.** Keeping the smallest diagnoses alone confirms false causes, dropping unlikely ones
//!     leaves true ones unnamed. Size and public cases order the list, and nothing more. `status::rank`. A search past its bound is
//!     given up as a whole ([`Diagnosis::given_up`]).
//! 14. **Some pairs stay open**, and are said as one: a setting, and the same setting ticked but not reauthorized since. The
//!     report's summary has the words.
//! 15. **What a person can look at** is the next step where no request tells the rest apart: a question whose "yes" means that
//!     the cause is true. `Planner::next_step`.
//! 16. **What is not well-formed is no reply of Box's**: not UTF-8, no JSON object, nested too deep, too long, a token that is none.
//!     It is the environment's fault, and no cause's. Else a proxy's page would accuse the app.
//!     [`Reading::Fault`](crate::catalogue::Reading::Fault).
//! 17. **A token counts once it was used.** A granted token whose who-am-I was not read leaves the expectation open, and a
//!     control or a revocation that failed decides nothing. `verdict::used`.
//!
//! # Grades of knowledge
//!
//! 18. **Possible replies** are those that nobody has shown and nothing excludes. The diagnoses are found with them (plausible) and
//!     without them (documented), both from one enumeration. Confirmed: in every diagnosis of both. Suspected: in some documented
//!     one. Not excluded: in plausible ones alone. A cause whose sign arrived, a reply that neither health nor another cause
//!     gives, keeps its possible replies (`hypothesis::attested`), or further evidence would weaken the verdict. Health in the
//!     plausible diagnoses alone is not healthy. `Space::enumerate`, `Court::status`, [`Assessment::verdict`].
//! 19. **Levels are no faults by themselves.** A managed user in the list rules App Access Only out; a list of App Users alone
//!     supports nothing. An App User that was found is this app's own, so its token tells of the user tokens; one whose ID was
//!     given may be another app's. The replies of `user-list` and of the two App User probes in the catalogue.
//! 20. **A granted user who may not ask who they are** is not met, and suspects App Access Only, unless the Service Account is
//!     refused alike: whoever refuses every call tells nothing of any. `verdict::used`, `observation::hush_forbidden`.
//! 21. **What we sent is known, what was pasted is not.** Only somebody else's request can be malformed, as a cause of its own for
//!     each reply; a reply whose subject nobody told is read as both. Our own request tells whether theirs is to blame.
//!     `hypothesis::is_possible`, `catalogue::predict::union`, `Planner::well_formed_request`.
//! 22. **A swapped probe that is granted is asked who it is**, so that the fix is known to work. `Planner::worth_sending`.
//! 23. **A setting and its missing reauthorization are rivals.** What is set is not what is in effect, so the missing
//!     reauthorization is one cause from the start, with the forms of the settings and any of them together. Riding along, it would
//!     confirm settings that were ticked. `Variant::forms`.
//! 24. **The planner** takes the step that tells most pairs of diagnoses apart for its cost, each diagnosis ten times less likely
//!     for each further fault, five times less if it is not documented. Nothing is sent that cannot tell anything. Scopes and folders
//!     that were answered alike are searched as one. `prospects`, `alike`.
//!
//! # What it comes to for a profile
//!
//! Each expectation is met, unmet, exceeded or undecided (`verdict::standing`), and the verdict follows (`verdict::verdict`): a
//! fault or an expectation decided against first, then what is open. What the app's own configuration denies is proven only where
//! every diagnosis explains the refusal by it and by nothing else.

mod advice;
mod alike;
mod assessment;
mod control;
mod evidence;
mod hypothesis;
mod plan;
mod prospects;
mod status;
mod verdict;

pub use advice::{NextStep, Step, StepKind};
pub use assessment::Assessment;
pub use control::Control;
pub use evidence::Evidence;
pub use hypothesis::Instance;
pub(crate) use plan::{credentials_refused, first_wave};
pub(crate) use status::undocumented;
pub use status::{Diagnosis, Judgement, Status, diagnose};
pub use verdict::{Standing, Verdict};
pub(crate) use verdict::{is_wrong_secret_accepted, subject_of};
