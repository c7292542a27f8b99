//! The flags that say how Box is reached.

use std::path::PathBuf;

use clap::Args;

use super::args::ProxyChoice;
use super::usage_error::UsageError;

/// How Box is reached, as typed.
#[derive(Debug, Args)]
pub(super) struct Network {
    #[arg(
        long,
        value_name = "URL",
        help_heading = "Network",
        help = "Use this proxy instead of HTTPS_PROXY and\nNO_PROXY; loopback is always reached directly"
    )]
    proxy: Option<String>,
    /// Use no proxy
    #[arg(long, help_heading = "Network")]
    no_proxy: bool,
    #[arg(
        long,
        value_name = "PATH",
        help_heading = "Network",
        help = "Also trust the authorities in this PEM file,\nsuch as that of a proxy that inspects TLS"
    )]
    ca_cert: Option<PathBuf>,
}

impl Network {
    /// What is said of a proxy, and the file of authorities to trust.
    pub(super) fn understand(self) -> Result<(Option<ProxyChoice>, Option<PathBuf>), UsageError> {
        let proxy = match (self.proxy, self.no_proxy) {
            (Some(_), true) => {
                return Err(UsageError::new("`--proxy` cannot be used with `--no-proxy`", "leave one of them out"));
            }
            (Some(url), false) => Some(ProxyChoice::Through(url)),
            (None, true) => Some(ProxyChoice::Direct),
            (None, false) => None,
        };
        Ok((proxy, self.ca_cert))
    }
}
