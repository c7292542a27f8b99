//! A server that speaks HTTP/2 over TLS, agreed on by ALPN (RFC 9113 §3.2), and nothing else.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use h2::server::SendResponse;
use h2::{Reason, RecvStream};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

use super::server::listen;
use super::tls::Identity;
use super::{Answer, Seen};

/// What such a server does with a request.
pub(crate) enum Turn {
    /// Answers it.
    Answer(Answer),
    /// Resets its stream.
    Reset,
    /// Sends the head and a part of the body, and resets the stream.
    ResetInBody,
}

type Behaviour = dyn Fn(&Seen) -> Turn + Send + Sync;

/// A server on loopback; it lives as long as the test process.
pub(crate) struct Http2 {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    requests: Arc<AtomicUsize>,
}

impl Http2 {
    /// Starts a server that shows this identity and answers so.
    pub(crate) fn start(identity: &Identity, behaviour: impl Fn(&Seen) -> Turn + Send + Sync + 'static) -> Self {
        let listener = listen();
        let address = listener.local_addr().unwrap();
        let acceptor = TlsAcceptor::from(identity.for_http2());
        let behaviour: Arc<Behaviour> = Arc::new(behaviour);
        let (connections, requests): (Arc<AtomicUsize>, Arc<AtomicUsize>) = Default::default();
        let (opened, asked) = (Arc::clone(&connections), Arc::clone(&requests));
        thread::spawn(move || {
            for tcp in listener.incoming().map_while(Result::ok) {
                opened.fetch_add(1, Ordering::SeqCst);
                let (acceptor, behaviour, asked) = (acceptor.clone(), Arc::clone(&behaviour), Arc::clone(&asked));
                thread::spawn(move || {
                    tcp.set_nonblocking(true).unwrap();
                    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                    runtime.block_on(serve(tcp, acceptor, behaviour, asked))
                });
            }
        });
        Self { address, connections, requests }
    }

    /// Its port.
    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// How many connections were opened, and how many requests came over them.
    pub(crate) fn counts(&self) -> (usize, usize) {
        (self.connections.load(Ordering::SeqCst), self.requests.load(Ordering::SeqCst))
    }
}

async fn serve(
    tcp: std::net::TcpStream,
    acceptor: TlsAcceptor,
    behaviour: Arc<Behaviour>,
    asked: Arc<AtomicUsize>,
) -> Option<()> {
    let tls = acceptor.accept(TcpStream::from_std(tcp).ok()?).await.ok()?;
    let mut connection = h2::server::handshake(tls).await.ok()?;
    // Nothing arrives on a stream unless the connection is driven, so each has a task of its own.
    while let Some(Ok((request, respond))) = connection.accept().await {
        let (behaviour, asked) = (Arc::clone(&behaviour), Arc::clone(&asked));
        tokio::spawn(async move {
            let seen = read(request).await?;
            asked.fetch_add(1, Ordering::SeqCst);
            give(behaviour(&seen), respond)
        });
    }
    Some(())
}

/// A request, written as HTTP/1.1 would have it.
async fn read(request: http::Request<RecvStream>) -> Option<Seen> {
    let (head, mut stream) = request.into_parts();
    let mut text = format!("{} {} HTTP/2", head.method, head.uri.path_and_query()?);
    for (name, value) in &head.headers {
        write!(text, "\r\n{name}: {}", value.to_str().ok()?).ok()?;
    }
    let mut body = Vec::new();
    while let Some(data) = stream.data().await {
        let data = data.ok()?;
        stream.flow_control().release_capacity(data.len()).ok()?;
        body.extend_from_slice(&data);
    }
    Some(Seen::new(text, String::from_utf8(body).ok()?))
}

fn give(turn: Turn, mut respond: SendResponse<bytes::Bytes>) -> Option<()> {
    let json =
        |status: u16| http::Response::builder().status(status).header("content-type", "application/json").body(()).ok();
    match turn {
        Turn::Answer(Answer::Bytes(message)) => {
            let text = String::from_utf8(message).ok()?;
            let (head, body) = text.split_once("\r\n\r\n")?;
            let status = head.split(' ').nth(1)?.parse().ok()?;
            respond.send_response(json(status)?, false).ok()?.send_data(body.to_owned().into(), true).ok()
        }
        Turn::Answer(other) => panic!("not over HTTP/2: {other:?}"),
        Turn::Reset => {
            respond.send_reset(Reason::INTERNAL_ERROR);
            Some(())
        }
        Turn::ResetInBody => {
            let mut stream = respond.send_response(json(200)?, false).ok()?;
            stream.send_data("{\"access_".into(), false).ok()?;
            stream.send_reset(Reason::INTERNAL_ERROR);
            Some(())
        }
    }
}
