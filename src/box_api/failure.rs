//! Why no reply was read, told from the types of errors, never from their texts.

use std::io;

use rustls::{AlertDescription, CertificateError};

use super::chain::{find, innermost};
use super::way::Way;
use crate::reply::{Failure, FaultId};
use crate::settings::ProxyUrl;

/// What keeps a machine without certificates from any TLS connection.
const NOBODY: &str = "this machine trusts no certificate: it has no store of them, nor any where `SSL_CERT_FILE` and \
                      `SSL_CERT_DIR` point; `--ca-cert` may name a file";

/// Reads a transport error of a request that went this way.
pub(super) fn of(error: &reqwest::Error, way: &Way) -> Failure {
    // Once there is a connection, the request may have arrived whatever came of the reply.
    Failure { may_have_arrived: !error.is_connect(), ..told(error, way) }
}

fn told(error: &reqwest::Error, way: &Way) -> Failure {
    if error.is_dns() {
        return match &way.proxy {
            Some(proxy) => {
                at(proxy, failure(FaultId::DnsFailure, format!("the name of the proxy `{proxy}` was not found")))
            }
            None => failure(FaultId::DnsFailure, "the host's name was not found"),
        };
    }
    if let Some(tls) = find::<rustls::Error>(error) {
        return failure(FaultId::TlsUntrusted, if way.trusts_nobody { NOBODY.to_owned() } else { tls_words(tls) });
    }
    if error.is_timeout() {
        let what = if error.is_connect() { "no connection in time" } else { "no reply in time" };
        let by = way.proxy.as_ref().map(|proxy| format!(" by way of the proxy `{proxy}`")).unwrap_or_default();
        return failure(FaultId::TimedOut, format!("{what}{by}"));
    }
    if let Some(io) = find::<io::Error>(error) {
        let failure = of_io(io, error.is_connect());
        return match &way.proxy {
            // What there is no connection to is the proxy.
            Some(proxy) if error.is_connect() => {
                at(proxy, Failure { detail: format!("at the proxy `{proxy}`: {}", failure.detail), ..failure })
            }
            _ => failure,
        };
    }
    if let Some(http) = find::<hyper::Error>(error) {
        return of_http(http);
    }
    if error.is_connect() {
        // Neither a name, nor a socket, nor TLS: what is left between a client and a host is a proxy's CONNECT.
        let proxy = way.proxy.as_ref().map(|proxy| format!(" `{proxy}`")).unwrap_or_default();
        let words = innermost(error);
        return failure(FaultId::ProxyRefused, format!("the proxy{proxy} did not open the way to the host: {words}"));
    }
    failure(FaultId::ConnectionFailed, "the connection broke before a whole reply was read")
}

fn of_http(http: &hyper::Error) -> Failure {
    if http.is_parse() {
        failure(FaultId::NotBox, "what answered does not speak HTTP as Box does, or sent too many headers")
    } else if http.is_timeout() {
        failure(FaultId::TimedOut, "no reply in time")
    } else {
        failure(FaultId::ConnectionFailed, "the connection broke before a whole reply was read")
    }
}

fn of_io(error: &io::Error, connecting: bool) -> Failure {
    use io::ErrorKind as Kind;
    // What wraps another has no kind of its own.
    if let Some(inside) = error.get_ref().and_then(|inside| find::<io::Error>(inside)) {
        return of_io(inside, connecting);
    }
    let words = match error.kind() {
        Kind::ConnectionRefused => "the connection was refused: nothing listens on that port, or a firewall says no",
        Kind::ConnectionReset | Kind::ConnectionAborted | Kind::BrokenPipe | Kind::UnexpectedEof => {
            "the connection was closed before a whole reply was read"
        }
        Kind::HostUnreachable | Kind::NetworkUnreachable | Kind::NetworkDown => "that network cannot be reached",
        Kind::AddrNotAvailable => "this machine has no address to connect from",
        Kind::TimedOut => return failure(FaultId::TimedOut, "no connection in time"),
        _ if connecting => "no connection could be made",
        _ => "the connection broke before a whole reply was read",
    };
    failure(FaultId::ConnectionFailed, words)
}

fn tls_words(error: &rustls::Error) -> String {
    use CertificateError as Problem;
    let problem = match error {
        rustls::Error::InvalidCertificate(problem) => problem,
        rustls::Error::InvalidMessage(_) => {
            return "what answered does not speak TLS: a plain HTTP server, or something between".to_owned();
        }
        rustls::Error::PeerIncompatible(_) | rustls::Error::AlertReceived(AlertDescription::ProtocolVersion) => {
            return "what answered speaks no TLS of version 1.2 or 1.3".to_owned();
        }
        rustls::Error::AlertReceived(alert) => {
            return format!("the other side broke off the TLS handshake ({alert:?})");
        }
        _ => return "no TLS connection could be made".to_owned(),
    };
    match problem {
        Problem::Expired | Problem::ExpiredContext { .. } => {
            "the certificate has expired (or this machine's clock is wrong)"
        }
        Problem::NotValidYet | Problem::NotValidYetContext { .. } => {
            "the certificate is not valid yet (or this machine's clock is wrong)"
        }
        Problem::UnknownIssuer => {
            "the certificate's issuer is not trusted here: self-signed, or made by a proxy that inspects TLS"
        }
        Problem::NotValidForName | Problem::NotValidForNameContext { .. } => "the certificate is for another host name",
        Problem::Revoked => "the certificate was revoked",
        Problem::BadSignature => "the certificate's signature is wrong",
        Problem::BadEncoding => "the certificate cannot be read",
        Problem::InvalidPurpose | Problem::InvalidPurposeContext { .. } => "the certificate is not meant for servers",
        _ => "the certificate was not accepted",
    }
    .to_owned()
}

/// A failure of the proxy's, not of the host's that was asked.
fn at(proxy: &ProxyUrl, failure: Failure) -> Failure {
    Failure { at: proxy.address().host_str().map(str::to_owned), ..failure }
}

fn failure(fault: FaultId, detail: impl Into<String>) -> Failure {
    Failure { fault, detail: detail.into(), at: None, may_have_arrived: false }
}
