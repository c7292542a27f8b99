//! The way to Box: proxy, trusted authorities, and what they have to do with it where no reply came.

use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue};
use reqwest::{Certificate, ClientBuilder, Proxy};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};

use super::failure;
use crate::problem::Problem;
use crate::settings::{Profile, ProxyUrl};

/// Why no request could be sent at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// TLS, a certificate or the proxy's address cannot be used.
    #[error("no HTTP client could be set up: {}", failure::innermost(.0))]
    Client(#[from] reqwest::Error),
    /// A variable names a store of certificates that cannot be one.
    #[error(
        "no HTTP client could be set up: variable `{variable}` names what is no file of certificates, or more than {} MiB \
         of them",
        LARGEST_STORE / (1024 * 1024)
    )]
    Store {
        /// The variable.
        variable: &'static str,
    },
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::new(error.to_string())
    }
}

/// A longer name of a user may be a token, which some proxies take in its place.
const LONGEST_NAME: usize = 15;

/// The way to Box, as far as this machine decides it.
pub(super) struct Way {
    /// The proxy that leads there.
    pub(super) proxy: Option<ProxyUrl>,
    /// Whether this machine trusts no authority at all, so that no TLS connection can be had.
    pub(super) trusts_nobody: bool,
}

/// The part of an examination's time that one connection may take, the proxy's and TLS's share included. Of a request that never
/// had a connection it is known that it did not arrive, so this is less than any attempt may take.
const CONNECTING: u32 = 5;
/// No connection is given up before that, whatever the examination's time.
const PATIENCE: Duration = Duration::from_secs(2);

/// Opens the way to a profile's Box: the client that goes it, within so much time.
pub(super) fn open(profile: &Profile, examination: Duration) -> Result<(reqwest::Client, Way), Error> {
    // A second call finds a provider installed, which is what is wanted.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let connecting = (examination / CONNECTING).max(PATIENCE);
    let proxy = profile.proxy.as_ref().map(|proxy| proxy.value.clone());
    let builder = || builder(proxy.as_ref(), connecting);
    let certificates = profile.ca_certificates.iter().flat_map(|ca| ca.value.iter());
    let certificates: Vec<Certificate> = certificates.map(Certificate::from_der).collect::<Result<_, _>>()?;
    if !profile.base_url.value.is_https() {
        // No TLS, so no time spent on reading the machine's certificates.
        let http = builder()?.tls_certs_only([]).build()?;
        return Ok((http, Way { proxy, trusts_nobody: false }));
    }
    trusted_files()?;
    if let Ok(http) = builder()?.tls_certs_merge(certificates).build() {
        return Ok((http, Way { proxy, trusts_nobody: false }));
    }
    // Without a trusted certificate there is no client. One that trusts nobody finds out what else is wrong on the way.
    let http = builder()?.tls_certs_only([]).build()?;
    Ok((http, Way { proxy, trusts_nobody: true }))
}

/// The variables that name a store of certificates, as OpenSSL reads them: a file, and folders of files.
const STORES: [&str; 2] = ["SSL_CERT_FILE", "SSL_CERT_DIR"];
/// A store has some two hundred certificates of two kilobytes each.
const LARGEST_STORE: u64 = 8 * 1024 * 1024;

/// Refuses a store of certificates that is no file, or too large: whoever reads it waits for a pipe, and reads a device, for ever.
fn trusted_files() -> Result<(), Error> {
    for variable in STORES {
        let Some(named) = std::env::var_os(variable).filter(|named| !named.is_empty()) else { continue };
        let each = std::env::split_paths(&named).flat_map(|path| match std::fs::read_dir(&path) {
            Ok(entries) => entries.filter_map(|entry| Some(entry.ok()?.path())).collect(),
            Err(_) => vec![path],
        });
        let mut size = 0;
        for found in each.filter_map(|path| std::fs::metadata(path).ok()) {
            size += found.len();
            if !(found.is_file() || found.is_dir()) || size > LARGEST_STORE {
                return Err(Error::Store { variable });
            }
        }
    }
    Ok(())
}

fn builder(proxy: Option<&ProxyUrl>, connecting: Duration) -> Result<ClientBuilder, Error> {
    let builder = reqwest::Client::builder()
        .user_agent(concat!("ccg-doctor/", env!("CARGO_PKG_VERSION")))
        .default_headers(as_it_is())
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(connecting)
        // Which proxy there is was settled before, and told.
        .no_proxy();
    let Some(url) = proxy else { return Ok(builder) };
    let mut proxy = Proxy::all(url.address().clone())?;
    if let Some(login) = url.login() {
        proxy = proxy.basic_auth(&login.user, login.password.expose_secret());
    }
    Ok(builder.proxy(proxy))
}

/// Asks for bodies that are not compressed: without the header any coding would do (RFC 9110 §12.5.3).
fn as_it_is() -> HeaderMap {
    HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static("identity"))])
}

impl Way {
    /// What must not come in by a reply: the proxy's password, and both parts as `Proxy-Authorization` has them (RFC 7617 §2).
    pub(super) fn secrets(&self) -> Vec<SecretString> {
        let Some(login) = self.proxy.as_ref().and_then(ProxyUrl::login) else { return Vec::new() };
        let (user, password) = (login.user.as_str(), login.password.expose_secret());
        let pair = Zeroizing::new(format!("{user}:{password}"));
        let may_be_token = user.len() > LONGEST_NAME;
        let secrets = [(password, !password.is_empty()), (&pair, !password.is_empty()), (user, may_be_token)];
        secrets.into_iter().filter(|(_, is_one)| *is_one).map(|(secret, _)| SecretString::from(secret)).collect()
    }
}
