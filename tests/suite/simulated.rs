//! The simulated Box over real HTTP: what a client sees of it, call by call.
//!
//! The client is written by hand, so that it can send what no proper client would.

use std::time::Duration;

use ccg_doctor::catalogue::{Catalogue, Dialect};
use ccg_doctor::problem::Problem;
use ccg_doctor::simulate::{Misbehaviour, Scenario, SimulatedBox};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const FORM: &str = "application/x-www-form-urlencoded";
/// The read-only call that shows whether the app may manage users.
const USERS_SCOPE: &str = "/2.0/users?limit=1&fields=id";
const MANAGED: &str = "/2.0/users?user_type=managed&fields=is_platform_access_only&limit=100";
const APP_USERS: &str =
    "/2.0/users?filter_term=AppUser_2001_&user_type=managed&fields=is_platform_access_only,status&limit=2";

/// What came back.
#[derive(Debug)]
struct Reply {
    status: u16,
    body: Value,
}

impl Reply {
    /// The status with the code, or with what else there is to tell it by.
    fn told(&self) -> (u16, &str) {
        let code = self.body["code"].as_str().or(self.body["error"].as_str());
        (self.status, code.unwrap_or_default())
    }

    /// One field of each entry of a list.
    fn each(&self, field: &str) -> Vec<&Value> {
        self.body["entries"].as_array().expect("a list").iter().map(|entry| &entry[field]).collect()
    }

    fn logins(&self) -> Vec<&str> {
        self.each("login").into_iter().map(|login| login.as_str().expect("a login")).collect()
    }
}

/// A client of one simulated Box.
struct Client {
    simulated: SimulatedBox,
}

impl Client {
    fn of(&self, name: &str) -> &str {
        let (_, value) = self.simulated.env().iter().find(|(known, _)| *known == name).expect(name);
        value
    }

    /// What comes back on the wire: the head and the body.
    async fn answer(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> (String, String) {
        let host = self.of("BOX_BASE_URL").trim_start_matches("http://");
        let headers: String = headers.iter().map(|(name, value)| [name, ": ", value, "\r\n"].concat()).collect();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{headers}content-length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(host).await.expect("it listens");
        stream.write_all(request.as_bytes()).await.expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("it answers");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        (head.to_owned(), body.to_owned())
    }

    async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let (head, body) = self.answer(method, path, headers, body).await;
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        let body = if body.is_empty() { Value::Null } else { serde_json::from_str(&body).expect(&body) };
        Reply { status, body }
    }

    fn credentials(&self) -> String {
        format!("client_id={}&client_secret={}", self.of("BOX_CLIENT_ID"), self.of("BOX_CLIENT_SECRET"))
    }

    async fn ask(&self, subject: &str, id: &str) -> Reply {
        let body = format!(
            "grant_type=client_credentials&{}&box_subject_type={subject}&box_subject_id={id}",
            self.credentials()
        );
        self.send("POST", "/oauth2/token", &[("content-type", FORM)], &body).await
    }

    async fn token(&self, subject: &str, id: &str) -> String {
        let reply = self.ask(subject, id).await;
        reply.body["access_token"].as_str().unwrap_or_else(|| panic!("{subject} {id}: {reply:?}")).to_owned()
    }

    async fn get(&self, token: &str, path: &str) -> Reply {
        self.send("GET", path, &[("authorization", &format!("Bearer {token}"))], "").await
    }

    /// What the Service Account is answered.
    async fn read(&self, path: &str) -> Reply {
        let token = self.token("enterprise", self.of("BOX_ENTERPRISE_ID")).await;
        self.get(&token, path).await
    }
}

fn with(scenario: &str, test: impl AsyncFnOnce(Client)) {
    with_dialect(scenario, Dialect::Current, test);
}

fn with_dialect(scenario: &str, dialect: Dialect, test: impl AsyncFnOnce(Client)) {
    let catalogue = Catalogue::embedded().expect("a catalogue");
    let scenario = Scenario::parse(&catalogue, scenario).expect("a scenario");
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(async {
        let simulated = SimulatedBox::start(&catalogue, &scenario, dialect, Misbehaviour::default(), 0).await;
        let simulated = simulated.expect("a free port");
        test(Client { simulated }).await;
    });
}

#[test]
fn a_list_has_each_users_id_name_and_login_whatever_fields_are_asked_for() {
    with("healthy", async |client| {
        let list = client.read(MANAGED).await;
        assert_eq!((list.status, &list.body["total_count"]), (200, &json!(3)));
        for entry in list.body["entries"].as_array().unwrap() {
            let fields: Vec<&str> = entry.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(fields, ["id", "is_platform_access_only", "login", "name", "type"]);
        }
        assert_eq!(
            list.logins(),
            ["admin@example.com", "managed.user@example.com", "AppUser_2001_example@boxdevedition.com"]
        );
        assert_eq!(list.each("is_platform_access_only"), [&json!(false), &json!(false), &json!(true)]);
        assert_eq!(list.each("id")[1..], [client.of("BOX_USER_ID"), client.of("BOX_APP_USER_ID")]);
    });
}

#[test]
fn a_list_is_cut_at_its_limit_and_goes_on_at_its_offset() {
    with("healthy", async |client| {
        let rows = [
            ("limit=1", 1, 1, 0),
            ("limit=2&offset=1", 2, 2, 1),
            ("limit=2&offset=2", 1, 2, 2),
            ("offset=9", 0, 100, 9),
            ("limit=5000", 3, 1000, 0),
            ("limit=many", 3, 100, 0),
        ];
        for (query, entries, limit, offset) in rows {
            let list = client.read(&format!("/2.0/users?user_type=managed&{query}")).await;
            assert_eq!(list.each("id").len(), entries, "{query}");
            let told = (&list.body["total_count"], &list.body["limit"], &list.body["offset"]);
            assert_eq!(told, (&json!(3), &json!(limit), &json!(offset)), "{query}");
        }
    });
}

#[test]
fn nobody_from_outside_is_in_the_enterprise() {
    with("healthy", async |client| {
        assert_eq!(client.read("/2.0/users?user_type=external").await.logins(), [""; 0]);
        assert_eq!(client.read("/2.0/users?user_type=all").await.logins().len(), 3);
    });
}

#[test]
fn a_filter_finds_the_app_users_of_this_app_by_the_service_accounts_number() {
    with("healthy", async |client| {
        let me = client.read("/2.0/users/me").await;
        assert_eq!(me.body["login"], "AutomationUser_2001_example@boxdevedition.com");
        let list = client.read(APP_USERS).await;
        assert_eq!(list.logins(), ["AppUser_2001_example@boxdevedition.com"]);
        assert_eq!(list.each("id"), [client.of("BOX_APP_USER_ID")]);
        assert_eq!(list.each("status"), ["active"]);
        assert_eq!(list.each("is_platform_access_only"), [true]);
        let others = client.read("/2.0/users?filter_term=AppUser_3003_&user_type=managed").await;
        assert_eq!((others.logins(), &others.body["total_count"]), (vec![], &json!(0)));
        assert_eq!(client.read("/2.0/users?filter_term=managed.user").await.logins(), ["managed.user@example.com"]);
    });
}

#[test]
fn under_app_access_only_no_managed_user_is_seen_anywhere() {
    for scenario in [
        "app-access-only",
        "app-access-only:2",
        "app-access-only+user-inactive",
        "app-access-only+terms-not-accepted",
        "reauthorization-needed:app-access-only-the-token-is-refused",
    ] {
        with(scenario, async |client| {
            for path in [MANAGED, APP_USERS, USERS_SCOPE, "/2.0/users", "/2.0/users?user_type=all"] {
                let list = client.read(path).await;
                assert_eq!(list.logins(), ["AppUser_2001_example@boxdevedition.com"], "{scenario}: {path}");
            }
            assert_eq!(client.read("/2.0/users?filter_term=managed.user").await.logins(), [""; 0], "{scenario}");
            let admin = "5791246802";
            for id in [client.of("BOX_USER_ID"), admin, "1"] {
                let found = client.read(&format!("/2.0/users/{id}")).await;
                assert_eq!(found.told(), (404, "not_found"), "{scenario}: {id}");
            }
            let app_user = client.read(&format!("/2.0/users/{}", client.of("BOX_APP_USER_ID"))).await;
            assert_eq!(app_user.status, 200, "{scenario}");
        });
    }
}

#[test]
fn the_list_without_a_kind_of_user_shows_the_scope() {
    with("healthy", async |client| {
        let list = client.read(USERS_SCOPE).await;
        assert_eq!((list.status, list.each("id").len()), (200, 1));
    });
    with("scope-missing", async |client| {
        assert_eq!(client.read(USERS_SCOPE).await.told(), (403, "insufficient_scope"));
        assert_eq!(client.read("/2.0/groups?limit=1&fields=id").await.told(), (403, "insufficient_scope"));
    });
}

#[test]
fn only_the_service_account_is_told_of_others() {
    with("healthy", async |client| {
        let paths = [
            MANAGED,
            USERS_SCOPE,
            "/2.0/users/1",
            "/2.0/terms_of_services?tos_type=managed",
            "/2.0/terms_of_service_user_statuses?tos_id=1",
        ];
        for user in ["BOX_USER_ID", "BOX_APP_USER_ID"] {
            let token = client.token("user", client.of(user)).await;
            for path in paths {
                let told = client.get(&token, path).await;
                assert_eq!(told.told(), (403, "access_denied_insufficient_permissions"), "{user}: {path}");
            }
        }
        for path in paths {
            assert_eq!(client.get("nobody's", path).await.status, 401, "{path}");
        }
    });
}

#[test]
fn a_user_is_told_of_by_the_fields_that_are_asked_for() {
    with("healthy", async |client| {
        let user = client.of("BOX_USER_ID");
        let rows = [
            ("", vec!["id", "login", "name", "status", "type"]),
            ("?fields=id", vec!["id", "type"]),
            ("?fields=role,enterprise", vec!["enterprise", "id", "role", "type"]),
        ];
        for (query, fields) in rows {
            for whom in ["me", user] {
                let told = client.read(&format!("/2.0/users/{whom}{query}")).await.body;
                let seen: Vec<&str> = told.as_object().unwrap().keys().map(String::as_str).collect();
                assert_eq!(seen, fields, "{whom}{query}");
            }
        }
    });
}

#[test]
fn without_terms_of_service_nobody_has_accepted_any() {
    with("healthy", async |client| {
        let nothing = json!([]);
        for path in [
            "/2.0/terms_of_services?tos_type=managed".to_owned(),
            "/2.0/terms_of_services".to_owned(),
            format!("/2.0/terms_of_service_user_statuses?tos_id=11223344&user_id={}", client.of("BOX_USER_ID")),
        ] {
            let terms = client.read(&path).await;
            assert_eq!((terms.status, &terms.body["entries"]), (200, &nothing), "{path}");
        }
        let asked_for_none = client.read("/2.0/terms_of_service_user_statuses?user_id=1").await;
        assert_eq!(asked_for_none.told(), (400, "bad_request"));
    });
}

#[test]
fn terms_of_service_that_are_not_accepted_are_on_for_managed_users_alone() {
    with("terms-not-accepted", async |client| {
        let terms = client.read("/2.0/terms_of_services?tos_type=managed").await;
        assert_eq!(terms.each("status"), ["enabled"]);
        assert_eq!(terms.each("tos_type"), ["managed"]);
        assert_eq!(client.read("/2.0/terms_of_services?tos_type=external").await.each("id").len(), 0);
        let id = terms.each("id")[0].as_str().unwrap();
        let rows = [
            (client.of("BOX_USER_ID"), vec![json!(false)]),
            ("5791246802", vec![json!(true)]),
            (client.of("BOX_APP_USER_ID"), vec![]),
            ("4680135791", vec![]),
        ];
        for (user, accepted) in rows {
            let path = format!("/2.0/terms_of_service_user_statuses?tos_id={id}&user_id={user}");
            assert_eq!(client.read(&path).await.each("is_accepted"), accepted.iter().collect::<Vec<_>>(), "{user}");
        }
        let others = client.read("/2.0/terms_of_service_user_statuses?tos_id=1").await;
        assert_eq!(others.each("is_accepted").len(), 0);
    });
}

#[test]
fn tokens_for_swapped_ids_act_as_whom_the_ids_are_really_for() {
    with("subject-ids-swapped", async |client| {
        let (enterprise, user) = (client.of("BOX_USER_ID"), client.of("BOX_ENTERPRISE_ID"));
        let fields = "/2.0/users/me?fields=login,enterprise";
        let service = client.token("enterprise", enterprise).await;
        let me = client.get(&service, fields).await.body;
        assert_eq!(me["login"], "AutomationUser_2001_example@boxdevedition.com");
        assert_eq!(me["enterprise"]["id"], enterprise);
        let person = client.token("user", user).await;
        let me = client.get(&person, fields).await.body;
        assert_eq!((&me["id"], &me["enterprise"]["id"]), (&json!(user), &json!(enterprise)));
        // The real user is found, and nobody is found by the enterprise's ID.
        assert_eq!(client.get(&service, &format!("/2.0/users/{user}")).await.status, 200);
        assert_eq!(client.get(&service, &format!("/2.0/users/{enterprise}")).await.status, 404);
        for (subject, id) in [("enterprise", user), ("user", enterprise)] {
            assert_eq!(client.ask(subject, id).await.told(), (400, "invalid_grant"), "{subject}");
        }
    });
}

#[test]
fn a_fault_of_the_app_is_felt_by_tokens_for_swapped_ids_too() {
    with("subject-ids-swapped+app-not-enabled", async |client| {
        for (subject, id) in [("enterprise", client.of("BOX_USER_ID")), ("user", client.of("BOX_ENTERPRISE_ID"))] {
            let token = client.token(subject, id).await;
            assert_eq!(client.get(&token, "/2.0/users/me").await.told(), (401, "unauthorized"), "{subject}");
        }
    });
}

/// A refusal of Box's at the token endpoint.
fn refusal(reply: &Reply) -> (u16, &str, &str) {
    let text = |field: &str| reply.body[field].as_str().expect("a refusal");
    (reply.status, text("error"), text("error_description"))
}

#[test]
fn a_token_request_that_is_no_form_has_no_grant_type_for_box() {
    let expected = (400, "invalid_request", "Invalid grant_type parameter or parameter missing");
    for dialect in [Dialect::Current, Dialect::Guide] {
        with_dialect("healthy", dialect, async |client| {
            let id = client.of("BOX_ENTERPRISE_ID");
            let form = format!(
                "grant_type=client_credentials&{}&box_subject_type=enterprise&box_subject_id={id}",
                client.credentials()
            );
            let object: Value = url::form_urlencoded::parse(form.as_bytes())
                .map(|(name, value)| (name.into_owned(), Value::String(value.into_owned())))
                .collect::<serde_json::Map<_, _>>()
                .into();
            let (object, in_query) = (object.to_string(), format!("/oauth2/token?{form}"));
            let multipart =
                "--b\r\ncontent-disposition: form-data; name=\"grant_type\"\r\n\r\nclient_credentials\r\n--b--\r\n";
            let rows = [
                ("a GET", "GET", in_query.as_str(), FORM, ""),
                ("a GET with a body", "GET", "/oauth2/token", FORM, &form),
                ("a PUT", "PUT", "/oauth2/token", FORM, &form),
                ("multipart", "POST", "/oauth2/token", "multipart/form-data; boundary=b", multipart),
                ("JSON", "POST", "/oauth2/token", "application/json", &object),
                ("a form called JSON", "POST", "/oauth2/token", "application/json", &form),
                ("JSON called a form", "POST", "/oauth2/token", FORM, &object),
                ("a query in a POST", "POST", &in_query, FORM, ""),
                ("nothing", "POST", "/oauth2/token", FORM, ""),
            ];
            for (what, method, path, kind, body) in rows {
                let reply = client.send(method, path, &[("content-type", kind)], body).await;
                assert_eq!(refusal(&reply), expected, "{what}");
            }
            for kind in [FORM, "Application/X-WWW-Form-Urlencoded; charset=utf-8"] {
                let reply = client.send("POST", "/oauth2/token", &[("content-type", kind)], &form).await;
                assert_eq!(reply.status, 200, "{kind}");
            }
        });
    }
}

#[test]
fn a_token_request_that_lacks_something_is_refused_for_the_first_thing_that_it_lacks() {
    let no_client = (400, "invalid_client", "The client credentials are invalid");
    let no_subject = (400, "unauthorized_client", "The \"box_subject_type\" value is unauthorized for this client_id");
    for dialect in [Dialect::Current, Dialect::Guide] {
        with_dialect("healthy", dialect, async |client| {
            let (credentials, id) = (client.credentials(), client.of("BOX_CLIENT_ID"));
            let subject = format!("box_subject_type=enterprise&box_subject_id={}", client.of("BOX_ENTERPRISE_ID"));
            let rows = [
                ("credentials in a header", subject.clone(), no_client),
                ("a secret in a header", format!("client_id={id}&{subject}"), no_client),
                ("credentials in a header, and no subject", String::new(), no_client),
                ("no subject", credentials.clone(), no_subject),
                ("a subject without an ID", format!("{credentials}&box_subject_type=enterprise"), no_subject),
            ];
            let headers = [("content-type", FORM), ("authorization", "Basic czFtdWxhdGVkOnNlY3JldA==")];
            for (what, rest, expected) in rows {
                let body = format!("grant_type=client_credentials&{rest}");
                let reply = client.send("POST", "/oauth2/token", &headers, &body).await;
                assert_eq!(refusal(&reply), expected, "{what}");
            }
            // A header does no harm beside a body that has all.
            let whole = format!("grant_type=client_credentials&{credentials}&{subject}");
            assert_eq!(client.send("POST", "/oauth2/token", &headers, &whole).await.status, 200);
        });
    }
}

#[test]
fn the_wrong_host_is_noticed_before_anything_is_read() {
    with("wrong-token-host", async |client| {
        let well_formed = client.ask("enterprise", client.of("BOX_ENTERPRISE_ID")).await.told().0;
        assert_eq!(client.send("GET", "/oauth2/token", &[], "").await.told().0, well_formed);
    });
}

#[test]
fn an_id_with_a_quote_or_a_backslash_breaks_no_body() {
    for (typed, id) in [("%22%2C%22x%22%3A%22", "\",\"x\":\""), ("%5C", "\\"), ("%7Btarget%7D", "{target}")] {
        with("healthy", async |client| {
            let folder = client.read(&format!("/2.0/folders/{typed}")).await;
            assert_eq!((folder.status, &folder.body["id"], &folder.body["x"]), (200, &json!(id), &Value::Null), "{id}");
            assert_eq!(client.read(&format!("/2.0/users/{typed}")).await.told(), (404, "not_found"), "{id}");
            let status = format!("/2.0/terms_of_service_user_statuses?tos_id={typed}&user_id={typed}");
            assert_eq!(client.read(&status).await.status, 200, "{id}");
        });
        with("folder-not-shared", async |client| {
            let folder = client.read(&format!("/2.0/folders/{typed}")).await;
            assert_eq!(folder.told(), (404, "not_found"), "{id}");
        });
    }
}

/// Whatever ID is asked for: one JSON document comes back, about that ID or about none, and nothing of it is a header.
#[test]
fn any_folder_id_is_answered_by_one_json_document() {
    let long = "9".repeat(60_000);
    let rows: [(&str, &str); 16] = [
        ("0", "0"),
        (".", "."),
        ("..", ".."),
        ("%2e%2e", ".."),
        ("..%2f..%2foauth2%2ftoken", "../../oauth2/token"),
        ("%00", "\0"),
        ("%0d%0aset-cookie:%20owned=1", "\r\nset-cookie: owned=1"),
        ("%1b%5d0;owned%07", "\u{1b}]0;owned\u{7}"),
        ("%c2%9b31m", "\u{9b}31m"),
        ("%e2%80%ae", "\u{202e}"),
        ("%22%7d", "\"}"),
        ("%7Btarget%7D", "{target}"),
        ("'%3c%2fscript%3e", "'</script>"),
        ("%ff%fe", "\u{fffd}\u{fffd}"),
        ("%", "%"),
        (&long, &long),
    ];
    for (typed, id) in rows {
        for scenario in ["healthy", "folder-not-shared", "item-trashed"] {
            with(scenario, async |client| {
                let token = client.token("enterprise", client.of("BOX_ENTERPRISE_ID")).await;
                let bearer = format!("Bearer {token}");
                let path = format!("/2.0/folders/{typed}");
                let (head, body) = client.answer("GET", &path, &[("authorization", &bearer)], "").await;
                assert!(!head.contains("owned"), "{typed}: {head}");
                assert!(head.contains("content-type: application/json"), "{typed}: {head}");
                assert!(!body.contains(|char: char| char.is_ascii_control()), "{typed}: {body}");
                let body: Value = serde_json::from_str(&body).unwrap_or_else(|_| panic!("{typed}: {body}"));
                let status = head.split(' ').nth(1).expect("a status");
                match status {
                    "200" => assert_eq!((&body["type"], &body["id"]), (&json!("folder"), &json!(id))),
                    "404" => {
                        assert_eq!((&body["type"], &body["status"]), (&json!("error"), &json!(404)), "{body}");
                    }
                    other => panic!("{typed}: {other}"),
                }
            });
        }
    }
}

#[test]
fn an_id_beyond_what_http_takes_is_refused_and_the_next_request_answered() {
    with("healthy", async |client| {
        let (head, _) = client.answer("GET", &format!("/2.0/folders/{}", "9".repeat(100_000)), &[], "").await;
        let status = head.split(' ').nth(1).expect("a status");
        assert!(matches!(status, "414" | "431"), "{head}");
        assert_eq!(client.read("/2.0/folders/1").await.status, 200);
    });
}

/// Far longer than anything here may take; the clock stands still but where nothing else is left to happen.
const FOR_EVER: Duration = Duration::from_secs(24 * 3600);

#[test]
fn a_request_that_is_never_finished_is_given_up() {
    let rows = [
        ("nothing", ""),
        ("half a line", "GET /2.0/us"),
        ("a head without its end", "GET /2.0/users/me HTTP/1.1\r\nhost: x\r\n"),
        ("a body that does not come", "POST /oauth2/token HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n"),
        ("a body that breaks off", "POST /oauth2/token HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\ngrant"),
        ("a chunk that does not come", "POST /oauth2/revoke HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n"),
        ("a second request that does not come", "GET /2.0/users/me HTTP/1.1\r\nhost: x\r\n\r\n"),
    ];
    for (name, sent) in rows {
        with("healthy", async |client| {
            tokio::time::pause();
            let host = client.of("BOX_BASE_URL").trim_start_matches("http://");
            let mut stream = TcpStream::connect(host).await.expect("it listens");
            stream.write_all(sent.as_bytes()).await.expect("it reads");
            let mut answer = Vec::new();
            let ended = tokio::time::timeout(FOR_EVER, stream.read_to_end(&mut answer)).await;
            assert!(ended.is_ok(), "{name}: it waits for ever");
        });
    }
}

#[test]
fn a_head_that_comes_byte_by_byte_is_given_up() {
    with("healthy", async |client| {
        tokio::time::pause();
        let host = client.of("BOX_BASE_URL").trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).await.expect("it listens");
        stream.write_all(b"GET /2.0/users/me HTTP/1.1\r\nhost: x\r\n").await.expect("it reads");
        // A header's byte each second of a clock that nobody waits for, until the server hangs up.
        let trickle = async {
            let mut answer = [0; 1024];
            loop {
                tokio::select! {
                    read = stream.read(&mut answer) => return read.unwrap_or(0),
                    () = tokio::time::sleep(Duration::from_secs(1)) => {}
                }
                if stream.write_all(b"x").await.is_err() {
                    return 0;
                }
            }
        };
        assert!(tokio::time::timeout(FOR_EVER, trickle).await.is_ok(), "it waits for ever");
    });
}

#[test]
fn only_so_many_connections_are_served_at_once_and_none_is_lost() {
    let catalogue = Catalogue::embedded().expect("a catalogue");
    let scenario = Scenario::parse(&catalogue, "healthy").expect("a scenario");
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(async {
        let slow = Misbehaviour { latency: Duration::from_secs(10), kind: None };
        let simulated =
            SimulatedBox::start(&catalogue, &scenario, Dialect::Current, slow, 0).await.expect("a free port");
        let client = Client { simulated };
        tokio::time::pause();
        let started = tokio::time::Instant::now();
        let asking = (0..200).map(async |_| {
            let (head, _) = client.answer("GET", "/2.0/users/me", &[], "").await;
            assert!(head.starts_with("HTTP/1.1 401"), "{head}");
            started.elapsed().as_secs()
        });
        let mut answered: Vec<u64> = futures_util::future::join_all(asking).await;
        answered.sort_unstable();
        let most = answered.chunk_by(|one, other| one == other).map(<[u64]>::len).max();
        assert!(most.is_some_and(|most| most <= 64), "{answered:?}");
    });
}

#[test]
fn a_scenario_names_a_causes_form_by_its_number_or_by_its_name() {
    let catalogue = Catalogue::embedded().unwrap();
    let parsed = |text: &str| Scenario::parse(&catalogue, text);
    let late = "app-not-authorized:noticed-only-when-the-token-is-used";
    assert_eq!(parsed("app-not-authorized:2").unwrap(), parsed(late).unwrap());
    assert_eq!(parsed("app-not-authorized:1").unwrap(), parsed("app-not-authorized").unwrap());
    assert_ne!(parsed("app-not-authorized:2").unwrap(), parsed("app-not-authorized").unwrap());
    let twice = parsed("app-not-authorized + healthy+app-not-authorized:1").unwrap();
    assert_eq!(twice, parsed("app-not-authorized").unwrap());
    for scenario in ["app-not-authorized:2", late] {
        with(scenario, async |client| {
            let token = client.token("enterprise", client.of("BOX_ENTERPRISE_ID")).await;
            let me = client.get(&token, "/2.0/users/me").await;
            assert_eq!(me.told(), (401, "unauthorized_client"), "{scenario}");
        });
    }
}

/// Why a text is no scenario, and what to do about it on lines of their own.
fn no_scenario(catalogue: &Catalogue, text: &str) -> String {
    let problem = Problem::from(Scenario::parse(catalogue, text).expect_err(text));
    format!("{}\n{}", problem.message, problem.hints.join("\n"))
}

#[test]
fn a_scenario_that_is_none_is_told_with_what_there_is() {
    let catalogue = Catalogue::embedded().unwrap();
    let rows = [
        (
            "app-not-authorized:9",
            "`app-not-authorized` has no form `9`\nits forms, by number or by name: 1 (the-token-is-refused), 2 (noticed-only-when-the-token-is-used)",
        ),
        ("app-not-authorized:", "`app-not-authorized` has no form `…`\n"),
        ("app-not-authorized:0", "`app-not-authorized` has no form `0`\n"),
        ("app-not-authorized:2:2", "`app-not-authorized` has no form `…`\n"),
        ("healthy:2", "no scenario is called `healthy`\n"),
        ("nonsense:2", "no scenario is called `…`\n"),
        (
            "app-not-authorized+app-not-authorized:2",
            "`app-not-authorized` and `app-not-authorized:2` cannot both be true of one app\n",
        ),
        // What may be a secret is not repeated.
        ("app-not-authorized:AbCdEf0123456789AbCdEf0123456789", "`app-not-authorized` has no form `…`\n"),
        ("abcdef0123456789abcdef0123456789", "no scenario is called `…`\n"),
        ("1234567890:2", "no scenario is called `…`\n"),
    ];
    for (text, says) in rows {
        let error = no_scenario(&catalogue, text);
        assert!(error.starts_with(says), "{text}: {error}");
    }
}

/// What `check` comes to, and what is expected of each target.
fn checked(args: &[&str]) -> (Option<i32>, String, Vec<String>) {
    let check = ["check", "--format", "json", "--simulate"];
    let ended =
        std::process::Command::new(env!("CARGO_BIN_EXE_ccg-doctor")).env_clear().args(check).args(args).output();
    let ended = ended.expect("the program");
    let report: Value = serde_json::from_slice(&ended.stdout).expect("a report");
    let profile = &report["profiles"][0];
    let aimed = profile["probes"].as_array().expect("probes").iter().filter(|probe| !probe["target"].is_null());
    let told = |probe: &Value| {
        let [name, target, expected] =
            ["probe", "target", "expected"].map(|field| probe[field].as_str().unwrap_or("-"));
        format!("{name} {target} {expected}")
    };
    (ended.status.code(), profile["verdict"].as_str().expect("a verdict").to_owned(), aimed.map(told).collect())
}

#[test]
fn a_fault_that_only_an_expectation_shows_is_expected_away_by_its_scenario() {
    let root = "scope root_readonly granted".to_owned();
    let folder = "folder 135792468013 granted".to_owned();
    let rows: [(&[&str], &[&String]); 11] = [
        (&["scope-missing"], &[&root]),
        (&["folder-not-shared"], &[&folder]),
        (&["permission-missing"], &[&root]),
        (&["item-trashed"], &[&folder]),
        (&["blocked-by-policy:a-call-is-forbidden"], &[&root]),
        (&["reauthorization-needed:scope-missing"], &[&root]),
        (&["scope-missing", "--dialect", "guide"], &[&root]),
        (&["scope-missing+folder-not-shared"], &[&root, &folder]),
        (&["folder-not-shared+user-tokens-disabled"], &[&folder]),
        // What was asked for shows the fault already.
        (&["scope-missing", "--expect", "scope=manage_groups"], &[&"scope manage_groups granted".to_owned()]),
        (&["folder-not-shared", "--expect", "folder=7"], &[&"folder 7 granted".to_owned()]),
    ];
    for (args, expected) in rows {
        let (code, verdict, aimed) = checked(args);
        assert_eq!((code, verdict.as_str()), (Some(1), "misconfigured"), "{args:?}");
        assert_eq!(aimed.iter().collect::<Vec<_>>(), expected, "{args:?}");
    }
    for scenario in ["healthy", "user-tokens-disabled", "app-not-enabled"] {
        assert_eq!(checked(&[scenario]).2, [""; 0], "{scenario}");
    }
}

#[test]
fn no_form_of_any_cause_comes_out_healthy() {
    let catalogue = Catalogue::embedded().unwrap();
    let ours = catalogue.causes().iter().filter(|cause| !cause.entry.pasted_only);
    let forms = ours.flat_map(|cause| (1..=cause.variants.len()).map(|form| format!("{}:{form}", cause.id())));
    let seen: Vec<String> = forms
        .map(|form| (checked(&[&form]), form))
        .filter(|((code, ..), _)| !matches!(code, Some(1 | 3)))
        .map(|((code, verdict, _), form)| format!("{form}: {code:?} {verdict}"))
        .collect();
    assert_eq!(seen, [""; 0]);
}

#[test]
fn a_cause_that_only_a_pasted_reply_can_show_is_no_scenario() {
    let catalogue = Catalogue::embedded().unwrap();
    let (pasted, ours): (Vec<_>, Vec<_>) = catalogue.causes().iter().partition(|cause| cause.entry.pasted_only);
    assert!(!pasted.is_empty() && !ours.is_empty());
    let listed = no_scenario(&catalogue, "nonsense");
    for cause in pasted {
        for text in [cause.id().to_owned(), format!("{}:1", cause.id()), format!("healthy+{}", cause.id())] {
            let error = no_scenario(&catalogue, &text);
            assert!(error.starts_with(&format!("`{}` cannot be simulated: ", cause.id())), "{text}: {error}");
        }
        assert!(!listed.contains(cause.id()), "{listed}");
    }
    for cause in ours {
        assert!(listed.contains(cause.id()), "{listed}");
    }
}

#[test]
fn what_is_wrong_with_one_account_is_felt_by_no_other() {
    let rows = [
        ("user-inactive:3", "BOX_USER_ID", (401, "unauthorized")),
        ("email-not-confirmed", "BOX_USER_ID", (403, "user_email_confirmation_required")),
        ("terms-not-accepted:2", "BOX_USER_ID", (400, "terms_of_service_required")),
        ("password-reset-required:5", "BOX_ENTERPRISE_ID", (400, "password_reset_required")),
        ("password-reset-required:6", "BOX_USER_ID", (400, "password_reset_required")),
        ("app-access-only:2", "BOX_USER_ID", (403, "access_denied_insufficient_permissions")),
    ];
    let accounts = [("enterprise", "BOX_ENTERPRISE_ID"), ("user", "BOX_USER_ID"), ("user", "BOX_APP_USER_ID")];
    for (scenario, whose, refusal) in rows {
        with(scenario, async |client| {
            for (subject, account) in accounts {
                let token = client.token(subject, client.of(account)).await;
                for path in ["/2.0/users/me", "/2.0/folders/0", "/2.0/folders/7"] {
                    let reply = client.get(&token, path).await;
                    let expected = if account == whose { refusal } else { (200, "") };
                    assert_eq!(reply.told(), expected, "{scenario}: {account} {path}");
                }
            }
        });
    }
}

#[test]
fn each_form_of_a_look_up_is_of_somebody_else() {
    let rows = [
        ("healthy", Some(("managed.user@example.com", json!("active")))),
        ("user-inactive", Some(("managed.user@example.com", json!("inactive")))),
        ("user-id-wrong:2", Some(("AppUser_3003_example@boxdevedition.com", json!("active")))),
        ("user-inactive:2", None),
        ("user-id-wrong", None),
    ];
    for (scenario, expected) in rows {
        with(scenario, async |client| {
            let user = client.of("BOX_USER_ID");
            let found = client.read(&format!("/2.0/users/{user}?fields=login,status")).await;
            let told =
                (found.status == 200).then(|| (found.body["login"].as_str().unwrap(), found.body["status"].clone()));
            assert_eq!(told, expected, "{scenario}");
            // Another app's App User is in no list of this app's.
            let listed = client.read(MANAGED).await;
            let managed = expected.as_ref().is_some_and(|(login, _)| login.starts_with("managed"));
            assert_eq!(listed.each("id").contains(&&json!(user)), managed, "{scenario}");
            assert_eq!(client.read(APP_USERS).await.logins(), ["AppUser_2001_example@boxdevedition.com"], "{scenario}");
        });
    }
}

#[test]
fn an_app_user_that_the_list_shows_is_granted_a_token_unless_user_tokens_are_off() {
    let rows = [
        ("healthy", (200, "")),
        ("app-access-only", (200, "")),
        ("user-tokens-disabled", (400, "invalid_grant")),
        ("app-access-only+user-tokens-disabled", (400, "invalid_grant")),
    ];
    for (scenario, expected) in rows {
        with(scenario, async |client| {
            let list = client.read(APP_USERS).await;
            let found = list.each("id")[0].as_str().expect("an ID");
            assert_eq!(client.ask("user", found).await.told(), expected, "{scenario}");
        });
    }
}
