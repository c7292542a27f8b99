//! A simulated Box over real HTTP on loopback, driven by the catalogue run forwards.
//!
//! It knows nothing of diagnosis. To the faults of its scenario it adds those that a request itself has: a wrong
//! secret, an ID of nobody. The values that it hands out are invented.
//!
//! `listen` takes the connections. The `server` reads a `request`, asks the `world` what the catalogue has it answered
//! (the `scenario`, the `people`, their `list` and their `terms`), and writes that as a `reply`, unless it is to
//! `misbehave`.

mod account;
mod error;
mod list;
mod listen;
mod misbehave;
mod people;
mod reply;
mod request;
mod scenario;
mod server;
mod terms;
mod world;

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use error::Error;
pub use misbehave::{Kind, Misbehaviour};
pub use scenario::{Scenario, Showing};

use self::account::Account;
use self::world::World;
use crate::catalogue::{Catalogue, Dialect};
use crate::settings::{self, BaseUrl, ClientId, ClientSecret, EnterpriseId, SimulatedSettings, UserId};

/// A simulated Box that listens; it stops when this is dropped.
#[derive(Debug)]
pub struct SimulatedBox {
    settings: SimulatedSettings,
    env: Vec<(&'static str, String)>,
    showings: Vec<Showing>,
    server: JoinHandle<Infallible>,
}

impl SimulatedBox {
    /// Starts a simulated Box on that port of 127.0.0.1; 0 picks a free one.
    ///
    /// # Errors
    ///
    /// If the port cannot be had.
    pub async fn start(
        catalogue: &Catalogue,
        scenario: &Scenario,
        dialect: Dialect,
        misbehaviour: Misbehaviour,
        port: u16,
    ) -> Result<Self, Error> {
        let listen = |source| Error::Listen { port, source };
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let account = Account::invent();
        let settings = settings(scenario, &account, address)?;
        let env = env(&account, address);
        let showings = scenario.shown_by_expectation(catalogue);
        let world = World::new(catalogue.clone(), scenario.clone(), dialect, account);
        let server = tokio::spawn(listen::serve(listener, server::router(world, misbehaviour)));
        Ok(Self { settings, env, showings, server })
    }

    /// The settings with which this Box can be asked.
    #[must_use]
    pub fn settings(&self) -> &SimulatedSettings {
        &self.settings
    }

    /// What a profile must expect for those of the scenario's faults to show that nothing else meets.
    #[must_use]
    pub fn showings(&self) -> &[Showing] {
        &self.showings
    }

    /// The same as variables of the environment, for other clients.
    #[must_use]
    pub fn env(&self) -> &[(&'static str, String)] {
        &self.env
    }
}

impl Drop for SimulatedBox {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn settings(scenario: &Scenario, account: &Account, address: SocketAddr) -> Result<SimulatedSettings, settings::Flaw> {
    Ok(SimulatedSettings {
        scenario: scenario.to_string(),
        base_url: format!("http://{address}").parse::<BaseUrl>()?,
        client_id: account.client_id.parse::<ClientId>()?,
        client_secret: account.client_secret.parse::<ClientSecret>()?,
        enterprise_id: account.enterprise_id.parse::<EnterpriseId>()?,
        user_id: account.user_id.parse::<UserId>()?,
        app_user_id: account.app_user_id.parse::<UserId>()?,
    })
}

fn env(account: &Account, address: SocketAddr) -> Vec<(&'static str, String)> {
    vec![
        ("BOX_BASE_URL", format!("http://{address}")),
        ("BOX_CLIENT_ID", account.client_id.clone()),
        ("BOX_CLIENT_SECRET", account.client_secret.clone()),
        ("BOX_ENTERPRISE_ID", account.enterprise_id.clone()),
        ("BOX_USER_ID", account.user_id.clone()),
        ("BOX_APP_USER_ID", account.app_user_id.clone()),
    ]
}
