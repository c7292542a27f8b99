//! A forward proxy that opens the way, or answers as a test wants.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::thread;

use super::server::listen;

/// A proxy on loopback; it lives as long as the test process.
pub struct Proxy {
    port: u16,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// A proxy that leads every CONNECT to this port of loopback, whatever host was asked for.
    pub fn to(port: u16) -> Self {
        Self::start(move |mut client| {
            let mut server = TcpStream::connect(("127.0.0.1", port))?;
            client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
            let (mut from_client, mut to_server) = (client.try_clone()?, server.try_clone()?);
            thread::spawn(move || {
                let _ = io::copy(&mut from_client, &mut to_server);
                to_server.shutdown(std::net::Shutdown::Write)
            });
            io::copy(&mut server, &mut client)?;
            client.shutdown(std::net::Shutdown::Both)
        })
    }

    /// A proxy that answers every request with these bytes.
    pub fn answering(bytes: &'static str) -> Self {
        Self::start(move |mut client| client.write_all(bytes.as_bytes()))
    }

    /// A proxy that answers nothing.
    pub fn silent() -> Self {
        Self::start(|mut client| {
            while client.read(&mut [0; 1024])? > 0 {}
            Ok(())
        })
    }

    fn start(lead: impl Fn(TcpStream) -> io::Result<()> + Send + Sync + 'static) -> Self {
        let listener = listen();
        let port = listener.local_addr().unwrap().port();
        let heads: Arc<Mutex<Vec<String>>> = Arc::default();
        let (lead, book) = (Arc::new(lead), Arc::clone(&heads));
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let (lead, book) = (Arc::clone(&lead), Arc::clone(&book));
                thread::spawn(move || {
                    let head = read_head(&client)?;
                    book.lock().unwrap().push(head);
                    lead(client)
                });
            }
        });
        Self { port, heads }
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Where it is, for a user with a password.
    pub fn url_for(&self, user: &str, password: &str) -> String {
        format!("http://{user}:{password}@127.0.0.1:{}", self.port)
    }

    /// What it was asked, head by head.
    pub fn asked(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

fn read_head(mut client: &TcpStream) -> io::Result<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && client.read(&mut byte)? > 0 {
        head.push(byte[0]);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}
