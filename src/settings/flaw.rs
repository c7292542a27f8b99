//! What is wrong with a value's text. Never holds the text.

/// Why the text of a value is refused. `Display` continues a sentence that begins with the value's origin: "… is empty".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Flaw {
    /// Nothing but white space, if that.
    #[error("is empty")]
    Empty,
    /// Bytes that are not text.
    #[error("is not valid UTF-8")]
    NotUtf8,
    /// Text as Windows tools may write it.
    #[error("is UTF-16 text or starts with a byte order mark, expected plain UTF-8")]
    ByteOrderMark,
    /// A control character, which nobody types knowingly.
    #[error("has a line break or another control character in it")]
    ControlCharacter,
    /// White space round a secret.
    #[error("has white space before or after the secret, which Box's secrets never have")]
    SurroundingSpace,
    /// Longer than any secret.
    #[error("is longer than 4 KiB, expected a secret and nothing else")]
    TooLong,
    /// A path's way to itself or upwards, which an address drops: another resource would be asked for.
    #[error("is a part of a path, not an ID")]
    Dots,
    /// Not an address.
    #[error("is not a URL, expected one such as `https://api.box.com`")]
    NotAUrl,
    /// An address that would send a secret in the clear, or not over HTTP at all.
    #[error("is not an `https://` URL; `http://` is allowed only on loopback")]
    NotHttps,
    /// A name or password in an address.
    #[error("has a user name or password in it, expected none")]
    UserInfo,
    /// Not the address of a proxy.
    #[error("is not a proxy's address, expected one such as `http://proxy.example:3128`")]
    NotAProxy,
    /// Not what certificates are kept in.
    #[error("holds no certificate, expected PEM text with `-----BEGIN CERTIFICATE-----`")]
    NoCertificate,
    /// Longer than any store of certificates.
    #[error("is longer than 1 MiB, expected certificates and nothing else")]
    TooManyCertificates,
    /// A certificate that cannot be read.
    #[error("holds a certificate that cannot be read")]
    BrokenCertificate,
    /// The client secret, where it is none.
    #[error("holds the client secret, or eight characters of it, and must not")]
    HoldsSecret,
    /// More than an address to add paths to.
    #[error("has a query or fragment in it, expected the address alone")]
    QueryOrFragment,
}

impl Flaw {
    /// What to do about it, where the flaw does not say so itself.
    pub(super) fn hint(self) -> Option<&'static str> {
        match self {
            Self::Empty => Some("is the variable that it was filled from set?"),
            Self::SurroundingSpace => Some("remove it there: an app that reads the same place would send it to Box"),
            Self::NotAProxy => Some(
                "schemes: http, https, socks5h; in a user name or password, write `@`, `/`, `#` and `%` as `%40`, `%2F`, `%23` and `%25`",
            ),
            Self::NoCertificate => Some("`openssl x509 -inform der -in FILE -out ca.pem` makes PEM of a DER file"),
            Self::BrokenCertificate => {
                Some("was the file cut off? `openssl x509 -in FILE -noout -text` shows the first one")
            }
            Self::HoldsSecret => {
                Some("this value is shown in reports and logs: put in the right value, and keep the secret out of it")
            }
            Self::ByteOrderMark => Some("save it as UTF-8 without a byte order mark"),
            _ => None,
        }
    }
}
