//! What help says below the flags: examples, environment, exit codes. Lines fit in 80 columns.

/// Below the list of commands.
pub(super) const COMMANDS: &str = "\
Examples:
  ccg-doctor check --simulate app-access-only
      see a diagnosis; needs no account and no network
  ccg-doctor check
      check the app that the BOX_… variables describe
  ccg-doctor diagnose 'Grant credentials are invalid'
      diagnose an error that somebody pasted
  ccg-doctor explain user-tokens-disabled
      read a cause in full";

/// Below the flags of `check`.
pub(super) const CHECK: &str = "\
Environment (flags win; ignored with --simulate):
  BOX_CLIENT_ID, BOX_CLIENT_SECRET, BOX_ENTERPRISE_ID, BOX_USER_ID,
  BOX_APP_USER_ID, BOX_BASE_URL; or BOX_SUBJECT_TYPE (enterprise, user)
  with BOX_SUBJECT_ID
  HTTPS_PROXY or ALL_PROXY, except for the hosts in NO_PROXY
  SSL_CERT_FILE and SSL_CERT_DIR for the trusted certificates
  The secret comes from BOX_CLIENT_SECRET, a file, standard input or a hidden
  prompt on a terminal. It is never taken from the command line.

Before the first run on an app in production, by hand or in a pipeline:
  At the end, the check revokes the tokens it received. Whether that ends other
  tokens of the same app and subject is not known. If an integration runs with
  the same client ID for the same enterprise or user, use --no-revoke: the
  tokens then expire by themselves, in about an hour.

Examples:
  ccg-doctor check --simulate app-access-only
  ccg-doctor check --client-id ID --enterprise-id 1234567
  ccg-doctor check --client-secret-file /run/secrets/box --user-id 8506151483
  ccg-doctor check --format text --format json=report.json
  ccg-doctor check --expect user=denied --expect scope=manage_groups

Exit codes:
  0    healthy: each expected token was really granted
  1    misconfigured: the report says what to fix, where, and who does it
  2    usage or settings: nothing was sent
  3    inconclusive: the network, Box or an unknown reply prevented a verdict
  130  interrupted: the tokens already received are revoked first";

/// Below the flags of `diagnose`.
pub(super) const DIAGNOSE: &str = "\
FILE is a recording made by `check --record`, or a file with the error in it;
`-` is standard input. If the text shows whose token was requested, it is read
from there.

Probes of --reply: enterprise, user, unknown-subject, bad-secret (the control),
  no-subject, app-user, found-app-user, user-as-enterprise, enterprise-as-user;
  with a token: whoami-enterprise, whoami-user, whoami-user-as-enterprise,
  whoami-enterprise-as-user, user-lookup, user-list, app-user-list, terms,
  scope=NAME, folder=ID

Examples:
  pbpaste | ccg-doctor diagnose -
  ccg-doctor diagnose recording.json
  ccg-doctor diagnose --reply enterprise=granted --reply user=@exception.txt
  ccg-doctor diagnose --reply folder=123456=@exception.txt

Exit codes:
  0  no fault in what was reported
  1  misconfigured: the report says what to fix, where, and who does it
  2  usage, or evidence that cannot be read
  3  inconclusive";

/// Below the arguments of `diff`.
pub(super) const DIFF: &str = "\
Example:
  ccg-doctor diff before.json after.json

Exit codes:
  0  nothing changed
  1  something changed: the report says what
  2  usage, or a recording that cannot be read";

/// Below the flags of `simulate`.
pub(super) const SIMULATE: &str = "\
It first prints its settings as .env lines (BOX_BASE_URL, BOX_CLIENT_ID, …), so
that you can point any client at it. It listens on loopback until you stop it
(Ctrl-C).

Examples:
  ccg-doctor simulate --port 8700 --scenario user-tokens-disabled
  ccg-doctor simulate --misbehave rate-limited --latency 200ms";

/// Below the flags of `explain`.
pub(super) const EXPLAIN: &str = "\
Examples:
  ccg-doctor explain
  ccg-doctor explain app-access-only
  ccg-doctor explain 'Grant credentials are invalid'";
