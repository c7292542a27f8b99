//! Certificates of authorities that are trusted besides the machine's own.

use std::fmt;
use std::path::Path;

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::error::{CA_FLAG, Error};
use super::flaw::Flaw;
use crate::origin::{Origin, Sourced};
use crate::{files, typed};

/// The most that is read of a file, in bytes. A whole system's store takes some 220 KiB.
const LONGEST: usize = 1024 * 1024;

/// Certificates of authorities, at least one; each is one that TLS can verify with.
#[derive(Clone)]
pub struct CaCertificates(Vec<CertificateDer<'static>>);

impl CaCertificates {
    /// The certificates, DER (X.690).
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().map(AsRef::as_ref)
    }

    /// Reads a file of PEM text (RFC 7468). What else is in it, such as a key, is left alone.
    pub(super) fn from_file(path: &Path) -> Result<Sourced<Self>, Error> {
        let mut text = Vec::new();
        files::read(path, LONGEST, &mut text).map_err(|source| Error::CaFile { path: typed::path(path), source })?;
        let origin = Origin::file(path);
        match Self::from_pem(&text) {
            Ok(value) => Ok(Sourced { value, origin }),
            Err(flaw) => Err(Error::UnusableSource { flag: CA_FLAG, origin, flaw }),
        }
    }

    fn from_pem(text: &[u8]) -> Result<Self, Flaw> {
        if text.len() > LONGEST {
            return Err(Flaw::TooManyCertificates);
        }
        let certificates: Vec<_> =
            CertificateDer::pem_slice_iter(text).collect::<Result<_, _>>().map_err(|_| Flaw::BrokenCertificate)?;
        if certificates.is_empty() {
            return Err(Flaw::NoCertificate);
        }
        let mut store = RootCertStore::empty();
        for certificate in &certificates {
            store.add(certificate.clone()).map_err(|_| Flaw::BrokenCertificate)?;
        }
        Ok(Self(certificates))
    }
}

impl fmt::Debug for CaCertificates {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} certificates", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_certificate_is_told_from_a_broken_one() {
        let cases: [(&[u8], Flaw); 6] = [
            (b"", Flaw::NoCertificate),
            (b"\x30\x82\x01\x0a", Flaw::NoCertificate),
            (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", Flaw::NoCertificate),
            (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", Flaw::BrokenCertificate),
            (b"-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n", Flaw::BrokenCertificate),
            (b"-----BEGIN CERTIFICATE-----\nMIIB", Flaw::BrokenCertificate),
        ];
        for (text, expected) in cases {
            let found = CaCertificates::from_pem(text).err();
            assert_eq!(found, Some(expected), "{}", String::from_utf8_lossy(text));
        }
        let endless = vec![b'\n'; 1024 * 1024 + 1];
        assert_eq!(CaCertificates::from_pem(&endless).err(), Some(Flaw::TooManyCertificates));
    }

    #[test]
    fn certificates_are_read_among_other_things() {
        let params = rcgen::CertificateParams::new(vec!["ca.example".to_owned()]).expect("a name");
        let key = rcgen::KeyPair::generate().expect("a key");
        let one = params.self_signed(&key).expect("a certificate").pem();
        let text = format!("a comment\n{}{one}\n{one}", key.serialize_pem());
        let read = CaCertificates::from_pem(text.as_bytes()).expect("certificates");
        assert_eq!(read.iter().count(), 2);
    }
}
