//! The one HTTP/1 server: a thread for each connection, every reply byte by byte as a test wants it.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use super::request::read_request;
use super::{Answer, Asked, Seen};

/// A test that waits longer has hung.
const PATIENCE: Duration = Duration::from_secs(60);

type Behaviour = dyn Fn(&Seen) -> Answer + Send + Sync;

#[derive(Default)]
struct Diary {
    seen: Mutex<Vec<Seen>>,
    written: Condvar,
}

/// A server on loopback; unless it is closed, it lives as long as the test process.
pub(crate) struct Server {
    address: SocketAddr,
    diary: Arc<Diary>,
    closing: Arc<AtomicBool>,
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
        let closing = Arc::new(AtomicBool::new(false));
        let (book, closed) = (Arc::clone(&diary), Arc::clone(&closing));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if closed.load(Ordering::SeqCst) {
                    return;
                }
                let (behaviour, accept, book) = (Arc::clone(&behaviour), Arc::clone(&accept), Arc::clone(&book));
                // A connection that breaks is the other side's to notice.
                thread::spawn(move || serve(&stream, &*accept, &*behaviour, &book));
            }
        });
        Self { address, diary, closing }
    }

    /// Accepts no further connection.
    pub(crate) fn close(&self) {
        self.closing.store(true, Ordering::SeqCst);
        // The thread waits for a connection: this is its last.
        let _ = TcpStream::connect(self.address);
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
