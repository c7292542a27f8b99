//! A small HTTP/1 server: one thread for each connection, every reply byte by byte as a test wants it.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use url::form_urlencoded;

use super::{AWKWARD_SECRET, ENTERPRISE, ENTERPRISE_TOKEN, NOBODYS_TOKEN, SECRET, USER, USER_TOKEN};

/// A test that waits longer has hung.
const PATIENCE: Duration = Duration::from_secs(60);

/// A request as it was received.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// What it asks.
    pub(crate) asked: Asked,
    /// `POST /oauth2/token HTTP/1.1` and the headers, as sent.
    pub(crate) head: String,
    /// The body, as sent.
    pub(crate) body: String,
}

impl Seen {
    /// A request of this head and this body.
    pub(crate) fn new(head: String, body: String) -> Self {
        let mut seen = Self { asked: Asked::Other, head, body };
        seen.asked = seen.read();
        seen
    }

    /// A field of the form.
    pub(crate) fn field(&self, name: &str) -> Option<String> {
        form_urlencoded::parse(self.body.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// Head and body.
    pub(crate) fn whole(&self) -> String {
        format!("{}\r\n\r\n{}", self.head, self.body)
    }

    fn read(&self) -> Asked {
        let path = self.head.split(' ').nth(1).unwrap_or_default();
        let path = path.split('?').next().unwrap_or_default();
        match path {
            "/oauth2/token" if !self.field("client_secret").is_some_and(|sent| is_right(&sent)) => Asked::BadSecret,
            "/oauth2/token" => match self.field("box_subject_type").as_deref() {
                Some("enterprise") => Asked::Enterprise,
                Some("user") => Asked::User,
                _ => Asked::NoSubject,
            },
            "/oauth2/revoke" => Asked::Revoke,
            "/2.0/users/me" if self.head.contains(ENTERPRISE_TOKEN) => Asked::WhoamiEnterprise,
            "/2.0/users/me" if self.head.contains(USER_TOKEN) => Asked::WhoamiUser,
            _ if path.starts_with("/2.0/users/") => Asked::UserLookup,
            _ => Asked::Other,
        }
    }
}

fn is_right(secret: &str) -> bool {
    [SECRET, AWKWARD_SECRET].contains(&secret)
}

/// What a request asks for, told from the request alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Asked {
    Enterprise,
    User,
    BadSecret,
    NoSubject,
    WhoamiEnterprise,
    WhoamiUser,
    UserLookup,
    Revoke,
    Other,
}

/// What a server does with a request.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// These bytes, and the connection stays open for more.
    Bytes(Vec<u8>),
    /// These bytes, and the connection is closed in order.
    ThenClose(Vec<u8>),
    /// These bytes, and the connection is reset.
    ThenReset(Vec<u8>),
    /// These bytes, and nothing more until the other side gives up.
    ThenSilence(Vec<u8>),
    /// The first bytes, and then the others over and over until the other side gives up.
    Endless(Vec<u8>, Vec<u8>),
    /// The first bytes, and then one of the others each tenth of a second.
    Drip(Vec<u8>, Vec<u8>),
}

impl Answer {
    /// A reply with a JSON body.
    pub(crate) fn json(status: u16, body: &str) -> Self {
        Self::Bytes(message(status, &["Content-Type: application/json"], body.as_bytes()))
    }

    /// A reply with these headers and this body.
    pub(crate) fn with(status: u16, headers: &[&str], body: &str) -> Self {
        Self::Bytes(message(status, headers, body.as_bytes()))
    }

    /// A grant of this token.
    pub(crate) fn token(token: &str) -> Self {
        Self::json(
            200,
            &format!(r#"{{"access_token":"{token}","expires_in":3992,"restricted_to":[],"token_type":"bearer"}}"#),
        )
    }

    /// A refusal (RFC 6749 §5.2).
    pub(crate) fn refusal(error: &str, description: &str) -> Self {
        let body = serde_json::json!({"error": error, "error_description": description});
        Self::json(400, &body.to_string())
    }

    /// Box's one sentence for a dozen mistakes.
    pub(crate) fn grant_credentials_invalid() -> Self {
        Self::refusal("invalid_grant", "Grant credentials are invalid")
    }

    /// A reply to `users/me` for an account of the configured enterprise.
    pub(crate) fn whoami(id: &str, login: &str) -> Self {
        Self::json(
            200,
            &format!(
                r#"{{"type":"user","id":"{id}","login":"{login}","status":"active","is_platform_access_only":false,"enterprise":{{"type":"enterprise","id":"{ENTERPRISE}"}}}}"#
            ),
        )
    }
}

/// A whole HTTP/1.1 message.
pub(crate) fn message(status: u16, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {status} Status\r\nContent-Length: {}\r\n", body.len()).into_bytes();
    for header in headers {
        bytes.extend_from_slice(header.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    bytes
}

/// What Box answers where all is well.
pub(crate) fn healthy(seen: &Seen) -> Answer {
    match seen.asked {
        Asked::Enterprise if seen.field("box_subject_id").as_deref() == Some(ENTERPRISE) => {
            Answer::token(ENTERPRISE_TOKEN)
        }
        Asked::User if seen.field("box_subject_id").as_deref() == Some(USER) => Answer::token(USER_TOKEN),
        Asked::Enterprise | Asked::User => Answer::grant_credentials_invalid(),
        Asked::BadSecret => Answer::refusal("invalid_client", "The client credentials are invalid"),
        Asked::NoSubject => {
            Answer::refusal("unauthorized_client", "The \"box_subject_type\" value is unauthorized for this client_id")
        }
        Asked::WhoamiEnterprise => Answer::whoami("20010001", "AutomationUser_2001_xyz@boxdevedition.com"),
        Asked::WhoamiUser | Asked::UserLookup => Answer::whoami(USER, "managed.user@example.com"),
        Asked::Revoke => Answer::with(200, &[], ""),
        Asked::Other => Answer::json(404, r#"{"code":"not_found"}"#),
    }
}

/// As [`healthy`], but a request without a subject is granted a token, as of an OAuth 2.0 app.
pub(crate) fn oauth_app(seen: &Seen) -> Answer {
    match seen.asked {
        Asked::NoSubject => Answer::token(NOBODYS_TOKEN),
        Asked::Enterprise | Asked::User => {
            Answer::refusal("unauthorized_client", "The \"box_subject_type\" value is unauthorized for this client_id")
        }
        _ => healthy(seen),
    }
}

type Behaviour = dyn Fn(&Seen) -> Answer + Send + Sync;

#[derive(Default)]
struct Diary {
    seen: Mutex<Vec<Seen>>,
    written: Condvar,
}

/// A server on loopback; it lives as long as the test process.
pub(crate) struct Server {
    address: SocketAddr,
    diary: Arc<Diary>,
}

impl Server {
    /// Starts a server that answers so.
    pub(crate) fn start(behaviour: impl Fn(&Seen) -> Answer + Send + Sync + 'static) -> Self {
        Self::on(listen(), behaviour, |stream| Ok(Box::new(stream)))
    }

    /// Starts a server whose connections are first turned into others, as by TLS.
    pub(crate) fn on(
        listener: TcpListener,
        behaviour: impl Fn(&Seen) -> Answer + Send + Sync + 'static,
        accept: impl Fn(TcpStream) -> io::Result<Box<dyn Stream>> + Send + Sync + 'static,
    ) -> Self {
        let address = listener.local_addr().unwrap();
        let diary = Arc::new(Diary::default());
        let (behaviour, accept): (Arc<Behaviour>, _) = (Arc::new(behaviour), Arc::new(accept));
        let book = Arc::clone(&diary);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (behaviour, accept, book) = (Arc::clone(&behaviour), Arc::clone(&accept), Arc::clone(&book));
                // A connection that breaks is the other side's to notice.
                thread::spawn(move || serve(&stream, &*accept, &*behaviour, &book));
            }
        });
        Self { address, diary }
    }

    /// The port.
    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// Where it is, over plain HTTP.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every request so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.diary.seen.lock().unwrap().clone()
    }

    /// The requests that asked so.
    pub(crate) fn asked(&self, asked: Asked) -> Vec<Seen> {
        self.seen().into_iter().filter(|seen| seen.asked == asked).collect()
    }

    /// What was asked, in order of kind.
    pub(crate) fn kinds(&self) -> Vec<Asked> {
        let mut kinds: Vec<_> = self.seen().iter().map(|seen| seen.asked).collect();
        kinds.sort_unstable();
        kinds
    }

    /// The tokens that were to be revoked, sorted.
    pub(crate) fn revoked(&self) -> Vec<String> {
        let mut tokens: Vec<_> =
            self.asked(Asked::Revoke).iter().map(|seen| seen.field("token").unwrap_or_default()).collect();
        tokens.sort_unstable();
        tokens
    }

    /// Waits until all of these were asked.
    pub(crate) fn wait_for(&self, wanted: &[Asked]) {
        self.wait_until(|seen| wanted.iter().all(|asked| seen.iter().any(|seen| seen.asked == *asked)));
    }

    /// Waits until this was asked so often.
    pub(crate) fn wait_for_count(&self, wanted: Asked, count: usize) {
        self.wait_until(|seen| seen.iter().filter(|seen| seen.asked == wanted).count() >= count);
    }

    fn wait_until(&self, done: impl Fn(&[Seen]) -> bool) {
        let seen = self.diary.seen.lock().unwrap();
        let (seen, waited) = self.diary.written.wait_timeout_while(seen, PATIENCE, |seen| !done(seen)).unwrap();
        assert!(!waited.timed_out(), "waited in vain; asked: {seen:#?}");
    }
}

/// A free port on loopback.
pub(crate) fn listen() -> TcpListener {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap()
}

/// A connection that bytes go through.
pub(crate) trait Stream: Read + Write + Send {}
impl<S: Read + Write + Send> Stream for S {}

fn serve(
    tcp: &TcpStream,
    accept: &dyn Fn(TcpStream) -> io::Result<Box<dyn Stream>>,
    behaviour: &Behaviour,
    diary: &Diary,
) -> io::Result<()> {
    tcp.set_nodelay(true)?;
    let mut stream = accept(tcp.try_clone()?)?;
    while let Some(seen) = read_request(&mut *stream)? {
        let answer = behaviour(&seen);
        diary.seen.lock().unwrap().push(seen);
        diary.written.notify_all();
        if !give(&answer, &mut *stream, tcp)? {
            return Ok(());
        }
    }
    Ok(())
}

/// Gives an answer, and tells whether the connection is good for another.
fn give(answer: &Answer, stream: &mut dyn Stream, tcp: &TcpStream) -> io::Result<bool> {
    let mut send = |bytes: &[u8]| stream.write_all(bytes).and_then(|()| stream.flush());
    match answer {
        Answer::Bytes(bytes) => return send(bytes).map(|()| true),
        Answer::ThenClose(bytes) => send(bytes)?,
        Answer::ThenReset(bytes) => {
            send(bytes)?;
            socket2::SockRef::from(tcp).set_linger(Some(Duration::ZERO))?;
        }
        Answer::ThenSilence(bytes) => {
            send(bytes)?;
            until_gone(tcp)?;
        }
        Answer::Endless(first, again) => {
            send(first)?;
            loop {
                send(again)?;
            }
        }
        Answer::Drip(first, drops) => {
            send(first)?;
            tcp.set_read_timeout(Some(Duration::from_millis(100)))?;
            for drop in drops.chunks(1) {
                send(drop)?;
                // Waits for the pause that the time-out is, unless the other side is gone.
                if let Ok(0) = tcp.peek(&mut [0]) {
                    return Ok(false);
                }
            }
        }
    }
    Ok(false)
}

/// Waits until the other side closes.
fn until_gone(mut tcp: &TcpStream) -> io::Result<()> {
    while tcp.read(&mut [0; 1024])? > 0 {}
    Ok(())
}

/// Reads one request; `None` where the other side is done.
pub(crate) fn read_request(stream: &mut dyn Stream) -> io::Result<Option<Seen>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if stream.read(&mut byte)? == 0 {
            return Ok(None);
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).trim_end().to_owned();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body)?;
    Ok(Some(Seen::new(head, String::from_utf8_lossy(&body).into_owned())))
}
