//! What a caller gives by hand, as the program's flags do: the strongest of all layers.

use std::path::PathBuf;

/// The settings given by hand, as text; nothing of it is checked yet. What is not given is left to weaker layers.
///
/// Origins and errors name each by the flag of the program that gives it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// The app's client ID (`--client-id`).
    pub client_id: Option<String>,
    /// Where the client secret is (`--client-secret-file`, `--client-secret-stdin`); never the secret itself, which a command
    /// line would show to every user of the machine.
    pub client_secret: Option<SecretSource>,
    /// The enterprise's ID (`--enterprise-id`).
    pub enterprise_id: Option<String>,
    /// The user's ID (`--user-id`).
    pub user_id: Option<String>,
    /// The App User's ID (`--app-user-id`).
    pub app_user_id: Option<String>,
    /// Where Box is (`--base-url`).
    pub base_url: Option<String>,
    /// What is said of a proxy (`--proxy`, `--no-proxy`).
    pub proxy: Option<ProxyChoice>,
    /// A PEM file of authorities to trust besides the machine's own (`--ca-cert`).
    pub ca_cert: Option<PathBuf>,
}

/// What is said of a proxy.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProxyChoice {
    /// Use this one, whatever the environment says: its URL.
    Through(String),
    /// Use none, whatever the environment says.
    Direct,
}

/// Where the client secret is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecretSource {
    /// In this file.
    File(PathBuf),
    /// On standard input.
    Stdin,
}
