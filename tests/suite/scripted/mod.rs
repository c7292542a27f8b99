//! A Box written by hand, and a run of the program against it.
//!
//! Nothing of the catalogue or of the simulated Box is used here: each probe is told from the bytes of its request, and
//! each reply is what the test says. What a test does not say is answered as a healthy app is.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use serde_json::Value;

pub(crate) const CLIENT_ID: &str = "c1ientid0c1ientid0c1ientid0c1ien";
/// The secret that no output may show.
pub(crate) const SECRET: &str = "S3cretCanaryS3cretCanaryS3cret99";
/// A cookie that no output may show.
pub(crate) const COOKIE: &str = "cookiecanary0123456789";
/// What every token begins with, so that a leaked one is found.
pub(crate) const TOKEN: &str = "T0kenCanary";
/// Too short for a user's, so that the probes with swapped IDs tell nothing.
pub(crate) const ENTERPRISE: &str = "1234567";
pub(crate) const USER: &str = "8506151483";
pub(crate) const APP_USER: &str = "9900112233";
pub(crate) const TRUE_ENTERPRISE: &str = "7654321";
pub(crate) const SERVICE_ACCOUNT: &str = "20000000001";
pub(crate) const SERVICE_LOGIN: &str = "AutomationUser_2001_abc@boxdevedition.com";
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

/// What the server answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reply {
    /// 200 with a new token.
    Grant,
    /// This, as it stands.
    Http { status: u16, headers: Vec<(String, String)>, body: String },
    /// The connection is closed without a word.
    Hangup,
}

pub(crate) fn reply(status: u16, body: &str) -> Reply {
    let kind = if body.starts_with('<') { "text/html" } else { "application/json" };
    with(status, ("Content-Type", kind), body)
}

pub(crate) fn with(status: u16, header: (&str, &str), body: &str) -> Reply {
    Reply::Http { status, headers: vec![(header.0.into(), header.1.into())], body: body.into() }
}

/// An error reply of the token endpoint (RFC 6749 §5.2).
pub(crate) fn refused(error: &str, description: &str) -> Reply {
    let description = description.replace('"', "\\\"");
    reply(400, &format!(r#"{{"error":"{error}","error_description":"{description}"}}"#))
}

pub(crate) fn grant_invalid() -> Reply {
    refused("invalid_grant", "Grant credentials are invalid")
}

pub(crate) fn not_yet_authorized() -> Reply {
    refused("invalid_grant", "App is not yet authorized for use")
}

pub(crate) fn invalid_client() -> Reply {
    refused("invalid_client", "The client credentials are invalid")
}

pub(crate) fn wrong_method() -> Reply {
    refused("unauthorized_client", "The \"box_subject_type\" value is unauthorized for this client_id")
}

pub(crate) fn terms_required() -> Reply {
    let text = "User must accept custom terms of service before action can be taken";
    refused("terms_of_service_required", text)
}

/// An error reply of the API.
pub(crate) fn api(status: u16, code: &str, message: &str) -> Reply {
    reply(status, &format!(r#"{{"type":"error","status":{status},"code":"{code}","message":"{message}"}}"#))
}

pub(crate) fn not_enabled() -> Reply {
    api(401, "unauthorized", "Unauthorized - Cannot authorize with this service")
}

/// An empty body, and everything in the header (RFC 6750 §3).
fn bearer(status: u16, error: &str) -> Reply {
    let value = format!(r#"Bearer realm="Service", error="{error}", error_description="Said by the scripted Box.""#);
    with(status, ("WWW-Authenticate", &value), "")
}

pub(crate) fn token_invalid() -> Reply {
    bearer(401, "invalid_token")
}

pub(crate) fn scope_header() -> Reply {
    bearer(403, "insufficient_scope")
}

pub(crate) fn scope_json() -> Reply {
    api(403, "insufficient_scope", "The request requires higher privileges than provided by the access token.")
}

pub(crate) fn access_denied() -> Reply {
    api(403, "access_denied_insufficient_permissions", "Access denied - insufficient permission")
}

pub(crate) fn not_found() -> Reply {
    api(404, "not_found", "Not Found")
}

/// A passing failure that lasts longer than any examination waits, so that it gives up at once.
fn passing(status: u16, code: &str) -> Reply {
    with(status, ("Retry-After", "86400"), &format!(r#"{{"type":"error","status":{status},"code":"{code}"}}"#))
}

pub(crate) fn rate_limited() -> Reply {
    passing(429, "rate_limit_exceeded")
}

pub(crate) fn unavailable() -> Reply {
    passing(503, "unavailable")
}

pub(crate) fn server_error() -> Reply {
    passing(500, "internal_server_error")
}

pub(crate) fn html() -> Reply {
    reply(200, "<!doctype html><html><body>Sign in to the network</body></html>")
}

pub(crate) fn truncated() -> Reply {
    reply(200, r#"{"type":"user","id":"20000"#)
}

/// A user as `GET /2.0/users/…` shows them; `extra` is put in as it stands.
pub(crate) fn account(id: &str, login: &str, extra: &str) -> Reply {
    reply(200, &format!(r#"{{"type":"user","id":"{id}","login":"{login}"{extra}}}"#))
}

fn whole_account(id: &str, login: &str, status: &str, app_user: bool, enterprise: &str) -> Reply {
    let extra = format!(
        r#","status":"{status}","is_platform_access_only":{app_user},"enterprise":{{"type":"enterprise","id":"{enterprise}","name":"E"}}"#
    );
    account(id, login, &extra)
}

pub(crate) fn service_account_in(enterprise: &str) -> Reply {
    whole_account(SERVICE_ACCOUNT, SERVICE_LOGIN, "active", true, enterprise)
}

/// The configured user.
pub(crate) fn person(status: &str, app_user: bool, enterprise: &str) -> Reply {
    whole_account(USER, USER_LOGIN, status, app_user, enterprise)
}

/// A user's entry in a list: Box sends `id`, `name` and `login` unasked.
pub(crate) fn entry(id: &str, name: &str, login: &str, app_user: bool, extra: &str) -> String {
    format!(
        r#"{{"type":"user","id":"{id}","name":"{name}","login":"{login}","is_platform_access_only":{app_user}{extra}}}"#
    )
}

/// The admin whom each enterprise has.
pub(crate) fn admin() -> String {
    entry(ADMIN, ADMIN_NAME, ADMIN_LOGIN, false, "")
}

/// An active App User of this app who is not the configured user.
pub(crate) fn found() -> String {
    entry(FOUND, FOUND_NAME, FOUND_LOGIN, true, r#","status":"active""#)
}

/// A whole list of these entries, or the part of one that begins at `offset`.
pub(crate) fn list_from(offset: usize, total: usize, entries: &[String]) -> Reply {
    let entries = entries.join(",");
    reply(200, &format!(r#"{{"total_count":{total},"entries":[{entries}],"limit":100,"offset":{offset}}}"#))
}

pub(crate) fn list(entries: &[String]) -> Reply {
    list_from(0, entries.len(), entries)
}

/// What an app with App Access Only sees of the enterprise's users.
pub(crate) fn app_users_only() -> Reply {
    list(&[found()])
}

/// The enterprise's Terms of Service for managed users, which are `enabled` or `disabled`.
pub(crate) fn terms(status: &str) -> Reply {
    list(&[format!(
        r#"{{"type":"terms_of_service","id":"{TERMS}","status":"{status}","tos_type":"managed","text":"{TERMS_TEXT}"}}"#
    )])
}

/// Whether the user accepted the Terms of Service that are in force.
pub(crate) fn terms_status(accepted: bool) -> Reply {
    list(&[format!(
        r#"{{"type":"terms_of_service_user_status","id":"55500004","is_accepted":{accepted},"tos":{{"type":"terms_of_service","id":"{TERMS}"}},"user":{{"type":"user","id":"{USER}","name":"{ADMIN_NAME}","login":"{USER_LOGIN}"}}}}"#
    )])
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    /// The probe that it is, told from its bytes; `revoke` for a revocation, `?` for what is none.
    pub(crate) probe: &'static str,
    /// The path and the query.
    pub(crate) target: String,
    /// The fields of its form.
    pub(crate) form: BTreeMap<String, String>,
    /// The bearer token.
    pub(crate) bearer: Option<String>,
}

impl Asked {
    pub(crate) fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// A field of the query.
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        field_of(&self.target, name)
    }
}

fn field_of(target: &str, name: &str) -> Option<String> {
    let (_, query) = target.split_once('?')?;
    let mut fields = url::form_urlencoded::parse(query.as_bytes());
    fields.find(|(field, _)| field == name).map(|(_, value)| value.into_owned())
}

/// The IDs that are configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ids {
    pub(crate) enterprise: Option<&'static str>,
    pub(crate) user: Option<&'static str>,
    pub(crate) app_user: Option<&'static str>,
}

impl Default for Ids {
    fn default() -> Self {
        Self { enterprise: Some(ENTERPRISE), user: Some(USER), app_user: None }
    }
}

/// What answers: for each probe its replies in turn, the last one for good.
#[derive(Debug, Clone, Default)]
pub(crate) struct Script {
    replies: HashMap<&'static str, Vec<Reply>>,
    pub(crate) ids: Ids,
}

impl Script {
    /// A healthy app with both subjects.
    pub(crate) fn healthy() -> Self {
        Self::default()
    }

    pub(crate) fn enterprise_only() -> Self {
        Self { ids: Ids { user: None, ..Ids::default() }, ..Self::default() }
    }

    pub(crate) fn user_only() -> Self {
        Self { ids: Ids { enterprise: None, ..Ids::default() }, ..Self::default() }
    }

    /// An app that has an App User of its own, to be found in a list.
    pub(crate) fn with_found(self) -> Self {
        self.on("app-user-list", list(&[found()]))
    }

    /// An app whose user is refused, with what the look-up, the list of users and the Terms of Service tell of it.
    pub(crate) fn refused_user(lookup: Reply, users: Reply, terms: Vec<Reply>) -> Self {
        Self::healthy()
            .on("user", grant_invalid())
            .on("user-lookup", lookup)
            .on("user-list", users)
            .in_turn("terms", terms)
    }

    /// IDs of a length that both kinds have.
    pub(crate) fn swappable() -> Self {
        Self::healthy().with_ids("86420246", "2468013579")
    }

    pub(crate) fn with_ids(mut self, enterprise: &'static str, user: &'static str) -> Self {
        (self.ids.enterprise, self.ids.user) = (Some(enterprise), Some(user));
        self
    }

    pub(crate) fn with_app_user(mut self) -> Self {
        self.ids.app_user = Some(APP_USER);
        self
    }

    /// Answers the probe so, always.
    pub(crate) fn on(self, probe: &'static str, reply: Reply) -> Self {
        self.in_turn(probe, vec![reply])
    }

    /// Answers the probe so in turn, and at last always with the last.
    pub(crate) fn in_turn(mut self, probe: &'static str, replies: Vec<Reply>) -> Self {
        assert!(!replies.is_empty());
        self.replies.insert(probe, replies);
        self
    }

    fn reply(&self, probe: &str, target: &str, before: usize) -> Reply {
        if let Some(replies) = self.replies.get(probe) {
            return replies[before.min(replies.len() - 1)].clone();
        }
        let enterprise = self.ids.enterprise.unwrap_or(ENTERPRISE);
        let configured = self.ids.user.unwrap_or(USER);
        match probe {
            "enterprise" | "user" | "app-user" | "found-app-user" => Reply::Grant,
            "bad-secret" => invalid_client(),
            "no-subject" => wrong_method(),
            "user-as-enterprise" | "enterprise-as-user" => grant_invalid(),
            "whoami-enterprise" => service_account_in(enterprise),
            "whoami-user" | "user-lookup" => whole_account(configured, USER_LOGIN, "active", false, enterprise),
            // What was sent as the enterprise is the configured user ID, and the other way round.
            "whoami-user-as-enterprise" => service_account_in(configured),
            "whoami-enterprise-as-user" => whole_account(enterprise, USER_LOGIN, "active", false, configured),
            "user-list" => list(&[admin()]),
            "app-user-list" | "terms" => list(&[]),
            "scope" | "folder" => match target.split(['/', '?']).nth(3).filter(|_| target.starts_with("/2.0/folders/"))
            {
                Some(id) => reply(200, &format!(r#"{{"type":"folder","id":"{id}","name":"F"}}"#)),
                None => reply(200, r#"{"entries":[],"limit":1}"#),
            },
            "revoke" => reply(200, ""),
            _ => reply(400, "{}"),
        }
    }
}

#[derive(Default)]
struct Book {
    asked: Vec<Asked>,
    granted: BTreeMap<String, &'static str>,
    /// The App Users whom a list has shown.
    shown: BTreeSet<String>,
}

/// A listening Box.
pub(crate) struct ScriptedBox {
    address: SocketAddr,
    book: Arc<Mutex<Book>>,
    closing: Arc<AtomicBool>,
    script: Script,
    thread: Option<JoinHandle<()>>,
}

impl ScriptedBox {
    pub(crate) fn start(script: &Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
        let address = listener.local_addr().expect("an address");
        let (book, closing) = (Arc::new(Mutex::new(Book::default())), Arc::new(AtomicBool::new(false)));
        let thread = {
            let (script, book, closing) = (Arc::new(script.clone()), Arc::clone(&book), Arc::clone(&closing));
            thread::spawn(move || {
                for stream in listener.incoming() {
                    if closing.load(Ordering::SeqCst) {
                        return;
                    }
                    let (script, book) = (Arc::clone(&script), Arc::clone(&book));
                    let stream = stream.expect("a connection");
                    thread::spawn(move || serve(stream, &script, &book));
                }
            })
        };
        Self { address, book, closing, script: script.clone(), thread: Some(thread) }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.book.lock().expect("no fault").asked.clone()
    }

    /// The probes that were asked, each once, sorted; revocations aside.
    pub(crate) fn probes(&self) -> BTreeSet<&'static str> {
        self.asked().iter().map(|asked| asked.probe).filter(|probe| *probe != "revoke").collect()
    }

    /// How often the probe was asked.
    pub(crate) fn count(&self, probe: &str) -> usize {
        self.asked().iter().filter(|asked| asked.probe == probe).count()
    }

    /// How many tokens were granted.
    pub(crate) fn granted(&self) -> usize {
        self.book.lock().expect("no fault").granted.len()
    }

    /// The command with this Box's settings and nothing else of the surroundings.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = program(args);
        command.env("BOX_BASE_URL", self.url()).env("BOX_CLIENT_ID", CLIENT_ID).env("BOX_CLIENT_SECRET", SECRET);
        let ids = &self.script.ids;
        for (name, id) in
            [("BOX_ENTERPRISE_ID", ids.enterprise), ("BOX_USER_ID", ids.user), ("BOX_APP_USER_ID", ids.app_user)]
        {
            if let Some(id) = id {
                command.env(name, id);
            }
        }
        command
    }

    /// `check` with these flags; what must hold of every run is demanded here.
    pub(crate) fn check(&self, args: &[&str]) -> Run {
        let args: Vec<&str> = ["check"].into_iter().chain(args.iter().copied()).collect();
        let run = Run::of(self.command(&args).output().expect("the program runs"));
        self.demand_what_always_holds(&run);
        run
    }

    /// Nothing leaks, nothing but probes is sent, one wrong secret at most, and every token is revoked.
    fn demand_what_always_holds(&self, run: &Run) {
        let book = self.book.lock().expect("no fault");
        let shown = format!("{}{}", run.stdout, run.stderr);
        assert_no_canary(&shown);
        assert_nobody(&shown);
        let mut distinct = BTreeSet::new();
        let (mut wrong, mut revoked) = (0, BTreeSet::new());
        for asked in &book.asked {
            match asked.probe {
                "?" => panic!("no probe is {asked:?}"),
                "bad-secret" => {
                    wrong += 1;
                    assert!(!shown.contains(&asked.form["client_secret"]), "the control's secret is shown");
                }
                "revoke" => revoked.extend(asked.form.get("token").cloned()),
                "whoami-enterprise"
                | "whoami-user"
                | "whoami-user-as-enterprise"
                | "whoami-enterprise-as-user"
                | "user-lookup" => {
                    let fields = asked.query("fields").unwrap_or_default();
                    assert!(fields.split(',').any(|field| field == "enterprise"), "{}", asked.target);
                    assert!(!fields.contains("name"), "a name is nobody's business: {}", asked.target);
                }
                "user-list" => {
                    assert_eq!(asked.query("fields").as_deref(), Some("is_platform_access_only"), "{}", asked.target);
                }
                "app-user-list" => {
                    let [fields, prefix, limit] = ["fields", "filter_term", "limit"].map(|name| asked.query(name));
                    assert_eq!(fields.as_deref(), Some("is_platform_access_only,status"), "{}", asked.target);
                    assert_eq!(prefix.as_deref(), Some("AppUser_2001_"), "{}", asked.target);
                    assert_eq!(limit.as_deref(), Some("2"), "{}", asked.target);
                }
                "terms" if asked.path() == "/2.0/terms_of_services" => {
                    assert_eq!(asked.query("tos_type").as_deref(), Some("managed"), "{}", asked.target);
                }
                "terms" => {
                    assert_eq!(asked.query("tos_id").as_deref(), Some(TERMS), "{}", asked.target);
                    assert_eq!(asked.query("user_id").as_deref(), self.script.ids.user, "{}", asked.target);
                }
                _ => {}
            }
            if asked.target == "/oauth2/token" {
                assert!(!asked.form.contains_key("scope"), "a token request carries a scope");
                distinct.insert(format!("{:?}", asked.form));
            }
        }
        assert!(distinct.len() <= 7, "{} distinct token requests", distinct.len());
        assert!(wrong <= 1, "{wrong} requests with a wrong secret");
        let granted: BTreeSet<String> = book.granted.keys().cloned().collect();
        assert_eq!(granted, revoked, "every token that was granted is revoked, and no other");
    }
}

impl Drop for ScriptedBox {
    fn drop(&mut self) {
        self.closing.store(true, Ordering::SeqCst);
        // The thread waits for a connection: this is its last.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

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

/// The program with nothing of the surroundings.
pub(crate) fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ccg-doctor"));
    command.env_clear().args(args).stdin(Stdio::null());
    command
}

/// Runs the program without a Box.
pub(crate) fn run(args: &[&str]) -> Run {
    Run::of(program(args).output().expect("the program runs"))
}

/// Runs the program with this on standard input.
pub(crate) fn run_with_stdin(args: &[&str], stdin: &str) -> Run {
    let mut command = program(args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    let mut pipe = child.stdin.take().expect("a pipe");
    pipe.write_all(stdin.as_bytes()).expect("it reads its input");
    drop(pipe);
    Run::of(child.wait_with_output().expect("the program ends"))
}

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
        let code = output.status.code().expect("no signal ended it");
        let run = Self { code, stdout: text(output.stdout), stderr: text(output.stderr) };
        assert!(!run.stderr.contains("this program has a fault"), "it panicked: {}", run.stderr);
        run
    }

    /// The report of a run with `--format json`, which tells the exit code as well.
    pub(crate) fn json(&self) -> Value {
        let report: Value = serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"));
        assert_eq!(report["exit_code"], self.code, "the report tells another exit code");
        crate::contract::demand(&report);
        report
    }

    /// The text as one line, since the report breaks its lines.
    pub(crate) fn flat(&self) -> String {
        self.stdout.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// The one profile of a report.
pub(crate) fn profile(report: &Value) -> &Value {
    &report["profiles"][0]
}

/// The status of a finding; `-` where there is none of that ID.
pub(crate) fn status<'r>(report: &'r Value, id: &str) -> &'r str {
    finding(report, id).map_or("-", |finding| finding["status"].as_str().expect("a status"))
}

pub(crate) fn finding<'r>(report: &'r Value, id: &str) -> Option<&'r Value> {
    profile(report)["findings"].as_array().expect("findings").iter().find(|finding| finding["id"] == id)
}

pub(crate) fn probe<'r>(report: &'r Value, id: &str) -> Option<&'r Value> {
    profile(report)["probes"].as_array().expect("probes").iter().find(|probe| probe["probe"] == id)
}

/// The IDs of the findings of that kind that are confirmed or suspected, sorted.
pub(crate) fn named(report: &Value, kind: &str) -> Vec<String> {
    let findings = profile(report)["findings"].as_array().expect("findings");
    let is_named = |finding: &&Value| finding["status"] == "confirmed" || finding["status"] == "suspected";
    let of_kind = findings.iter().filter(|finding| finding["kind"] == kind).filter(is_named);
    let mut named: Vec<String> = of_kind.map(|finding| finding["id"].as_str().expect("an ID").to_owned()).collect();
    named.sort();
    named
}

/// The IDs of the causes of that status, sorted.
pub(crate) fn of_status(report: &Value, status: &str) -> Vec<String> {
    let findings = profile(report)["findings"].as_array().expect("findings");
    let of_it = findings.iter().filter(|finding| finding["kind"] == "cause" && finding["status"] == status);
    let mut ids: Vec<String> = of_it.map(|finding| finding["id"].as_str().expect("an ID").to_owned()).collect();
    ids.sort();
    ids
}

fn serve(stream: TcpStream, script: &Script, book: &Mutex<Book>) {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    if reader.read_line(&mut line).unwrap_or(0) == 0 {
        return;
    }
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut headers = HashMap::new();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).expect("a header");
        let Some((name, value)) = header.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let mut body = vec![0; headers.get("content-length").map_or(0, |length| length.parse().expect("a length"))];
    reader.read_exact(&mut body).expect("a body");
    let form: BTreeMap<String, String> = url::form_urlencoded::parse(&body).into_owned().collect();
    let bearer = headers.get("authorization").and_then(|value| value.strip_prefix("Bearer ")).map(str::to_owned);
    if let Reply::Http { status, headers, body } = answer(script, book, &method, target, form, bearer) {
        let mut out = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n", body.len());
        let _ = write!(out, "Set-Cookie: z={COOKIE}; path=/\r\nBox-Request-Id: r{status}\r\n");
        for (name, value) in headers {
            let _ = write!(out, "{name}: {value}\r\n");
        }
        let _ = write!(out, "\r\n{body}");
        // A client that went away is a matter for what it reports.
        let _ = reader.get_mut().write_all(out.as_bytes());
    }
}

fn answer(
    script: &Script,
    book: &Mutex<Book>,
    method: &str,
    target: String,
    form: BTreeMap<String, String>,
    bearer: Option<String>,
) -> Reply {
    let mut book = book.lock().expect("no fault");
    let holder = bearer.as_ref().and_then(|token| book.granted.get(token).copied());
    let probe = probe_of(method, &target, &form, holder, &script.ids, &book.shown);
    let before = book.asked.iter().filter(|other| other.probe == probe).count();
    book.asked.push(Asked { probe, target, form, bearer });
    let answer = script.reply(probe, &book.asked[book.asked.len() - 1].target, before);
    if let ("app-user-list", Reply::Http { body, .. }) = (probe, &answer) {
        let list: Value = serde_json::from_str(body).unwrap_or_default();
        let ids = list["entries"].as_array().into_iter().flatten().filter_map(|entry| entry["id"].as_str());
        book.shown.extend(ids.map(str::to_owned));
    }
    match answer {
        Reply::Grant => {
            let token = format!("{TOKEN}{:020}", book.asked.len());
            let body =
                format!(r#"{{"access_token":"{token}","expires_in":3992,"restricted_to":[],"token_type":"bearer"}}"#);
            book.granted.insert(token, probe);
            reply(200, &body)
        }
        other => other,
    }
}

fn probe_of(
    method: &str,
    target: &str,
    form: &BTreeMap<String, String>,
    holder: Option<&str>,
    ids: &Ids,
    shown: &BTreeSet<String>,
) -> &'static str {
    let field = |name: &str| form.get(name).map(String::as_str);
    let of_query = |name: &str| field_of(target, name);
    let path = target.split('?').next().unwrap_or_default();
    let own_path = ids.user.map(|id| format!("/2.0/users/{id}"));
    match (method, path) {
        ("POST", "/oauth2/revoke") => "revoke",
        ("POST", "/oauth2/token") => {
            if field("grant_type") != Some("client_credentials") || field("client_id") != Some(CLIENT_ID) {
                return "?";
            }
            if field("client_secret") != Some(SECRET) {
                return "bad-secret";
            }
            let id = field("box_subject_id");
            match field("box_subject_type") {
                None if id.is_none() => "no-subject",
                Some("enterprise") if id == ids.enterprise => "enterprise",
                Some("user") if id == ids.user => "user",
                Some("user") if id == ids.app_user => "app-user",
                Some("enterprise") if id == ids.user => "user-as-enterprise",
                Some("user") if id == ids.enterprise => "enterprise-as-user",
                Some("user") if id.is_some_and(|id| shown.contains(id)) => "found-app-user",
                _ => "?",
            }
        }
        ("GET", "/2.0/users/me") => match holder {
            Some("enterprise") => "whoami-enterprise",
            Some("user") => "whoami-user",
            Some("user-as-enterprise") => "whoami-user-as-enterprise",
            Some("enterprise-as-user") => "whoami-enterprise-as-user",
            _ => "?",
        },
        ("GET", _) if holder.is_none() => "?",
        ("GET", path) if holder == Some("enterprise") && Some(path.to_owned()) == own_path => "user-lookup",
        ("GET", path) if path.starts_with("/2.0/users/") => "?",
        // Lists are the Service Account's to read.
        ("GET", "/2.0/users") if of_query("user_type").is_some() => match (holder, of_query("filter_term")) {
            (Some("enterprise"), None) => "user-list",
            (Some("enterprise"), Some(_)) => "app-user-list",
            _ => "?",
        },
        ("GET", "/2.0/terms_of_services" | "/2.0/terms_of_service_user_statuses") => match holder {
            Some("enterprise") => "terms",
            _ => "?",
        },
        // The folder 0 is what the scope to read files is shown by, and the same request where it is expected itself.
        ("GET", path) if path.starts_with("/2.0/folders/") && path != "/2.0/folders/0" => "folder",
        ("GET", path) if path.starts_with("/2.0/") => "scope",
        _ => "?",
    }
}
