//! A forward proxy that opens the way, or answers as a test wants.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::thread;

use super::server::listen;

/// A proxy on loopback; it lives as long as the test process.
pub(crate) struct Proxy {
    port: u16,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// A proxy that leads every CONNECT to this port of loopback, whatever host was asked for.
    pub(crate) fn to(port: u16) -> Self {
        Self::start(read_head, move |client, _| tunnel(client, port, b"HTTP/1.1 200 Connection established\r\n\r\n"))
    }

    /// The same, but for those alone who show these credentials (RFC 7617 §2).
    pub(crate) fn guarded(port: u16, basic: &'static str) -> Self {
        Self::start(read_head, move |mut client, head| {
            if head.contains(&format!("Basic {basic}\r\n")) {
                return tunnel(client, port, b"HTTP/1.1 200 Connection established\r\n\r\n");
            }
            client.write_all(
                b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n",
            )
        })
    }

    /// A SOCKS proxy (RFC 1928) that leads everywhere to this port; it is asked a name each time.
    pub(crate) fn socks_to(port: u16) -> Self {
        Self::start(read_socks, move |client, _| tunnel(client, port, &[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
    }

    /// A proxy that answers every request with these bytes.
    pub(crate) fn answering(bytes: &'static str) -> Self {
        Self::start(read_head, move |mut client, _| client.write_all(bytes.as_bytes()))
    }

    /// A proxy that answers nothing.
    pub(crate) fn silent() -> Self {
        Self::start(read_head, |mut client, _| {
            while client.read(&mut [0; 1024])? > 0 {}
            Ok(())
        })
    }

    fn start(
        read: fn(&TcpStream) -> io::Result<String>,
        lead: impl Fn(TcpStream, &str) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let listener = listen();
        let port = listener.local_addr().unwrap().port();
        let heads: Arc<Mutex<Vec<String>>> = Arc::default();
        let (lead, book) = (Arc::new(lead), Arc::clone(&heads));
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let (lead, book) = (Arc::clone(&lead), Arc::clone(&book));
                thread::spawn(move || {
                    let head = read(&client)?;
                    book.lock().unwrap().push(head.clone());
                    lead(client, &head)
                });
            }
        });
        Self { port, heads }
    }

    /// Where it is.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Where it is, for a user with a password.
    pub(crate) fn url_for(&self, user: &str, password: &str) -> String {
        format!("http://{user}:{password}@127.0.0.1:{}", self.port)
    }

    /// What it was asked, head by head; a SOCKS proxy, name by name.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

/// Tells the client that the way is open, and leads it to this port.
fn tunnel(mut client: TcpStream, port: u16, opened: &[u8]) -> io::Result<()> {
    let mut server = TcpStream::connect(("127.0.0.1", port))?;
    client.write_all(opened)?;
    let (mut from_client, mut to_server) = (client.try_clone()?, server.try_clone()?);
    thread::spawn(move || {
        let _ = io::copy(&mut from_client, &mut to_server);
        to_server.shutdown(std::net::Shutdown::Write)
    });
    io::copy(&mut server, &mut client)?;
    client.shutdown(std::net::Shutdown::Both)
}

/// Agrees on no password, and reads a CONNECT to a name (RFC 1928 §3, §4).
fn read_socks(mut client: &TcpStream) -> io::Result<String> {
    let mut greeting = [0; 2];
    client.read_exact(&mut greeting)?;
    client.read_exact(&mut vec![0; greeting[1].into()])?;
    client.write_all(&[5, 0])?;
    let mut request = [0; 5];
    client.read_exact(&mut request)?;
    assert_eq!(request[..4], [5, 1, 0, 3], "not a CONNECT to a name");
    let mut name = vec![0; request[4].into()];
    client.read_exact(&mut name)?;
    client.read_exact(&mut [0; 2])?;
    Ok(String::from_utf8_lossy(&name).into_owned())
}

fn read_head(mut client: &TcpStream) -> io::Result<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && client.read(&mut byte)? > 0 {
        head.push(byte[0]);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}
