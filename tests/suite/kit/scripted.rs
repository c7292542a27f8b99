//! A Box that answers from a script, as a layer over the one server.
//!
//! Nothing of the catalogue or of the simulated Box is used here: each reply is what the test says.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use serde_json::Value;

use super::call::{Call, Known};
use super::people::COOKIE;
use super::replies::{Reply, reply};
use super::script::Script;
use super::server::Server;
use super::{Answer, CLIENT_ID, Doctor, Ended, SECRET, Seen, TOKEN, always, message};

/// What was asked and granted so far.
#[derive(Default)]
struct Book {
    asked: Vec<Call>,
    granted: BTreeMap<String, &'static str>,
    /// The App Users whom a list has shown.
    shown: BTreeSet<String>,
}

/// A listening Box.
pub(crate) struct ScriptedBox {
    server: Server,
    book: Arc<Mutex<Book>>,
    script: Script,
}

impl ScriptedBox {
    pub(crate) fn start(script: &Script) -> Self {
        let book = Arc::<Mutex<Book>>::default();
        let (kept, said) = (Arc::clone(&book), script.clone());
        let server = Server::start(move |seen| on_the_wire(answer(&said, &mut kept.lock().unwrap(), seen)));
        Self { server, book, script: script.clone() }
    }

    pub(crate) fn url(&self) -> String {
        self.server.url()
    }

    /// Every request so far.
    pub(crate) fn asked(&self) -> Vec<Call> {
        self.book.lock().unwrap().asked.clone()
    }

    /// The probes that were asked, each once, sorted; revocations aside.
    pub(crate) fn probes(&self) -> BTreeSet<&'static str> {
        self.asked().iter().map(|asked| asked.probe).filter(|probe| *probe != "revoke").collect()
    }

    /// How often the probe was asked.
    pub(crate) fn count(&self, probe: &str) -> usize {
        self.asked().iter().filter(|asked| asked.probe == probe).count()
    }

    /// How many tokens were granted.
    pub(crate) fn granted(&self) -> usize {
        self.book.lock().unwrap().granted.len()
    }

    /// The command with this Box's settings and nothing else of the surroundings.
    pub(crate) fn command(&self, args: &[&str]) -> Doctor {
        let doctor = Doctor::new(args)
            .env("BOX_BASE_URL", self.url())
            .env("BOX_CLIENT_ID", CLIENT_ID)
            .env("BOX_CLIENT_SECRET", SECRET);
        let ids = &self.script.ids;
        [("BOX_ENTERPRISE_ID", ids.enterprise), ("BOX_USER_ID", ids.user), ("BOX_APP_USER_ID", ids.app_user)]
            .into_iter()
            .filter_map(|(name, id)| Some((name, id?)))
            .fold(doctor, |doctor, (name, id)| doctor.env(name, id))
    }

    /// `check` with these flags; what must hold of every run is demanded here.
    pub(crate) fn check(&self, args: &[&str]) -> Ended {
        let run = self.command(&[&["check"], args].concat()).run();
        let granted = self.book.lock().unwrap().granted.keys().cloned().collect();
        always::demand(&run, &self.asked(), &granted, &self.script.ids);
        run
    }
}

impl Drop for ScriptedBox {
    fn drop(&mut self) {
        self.server.close();
    }
}

fn answer(script: &Script, book: &mut Book, seen: &Seen) -> Reply {
    let holder = seen.bearer().and_then(|token| book.granted.get(token).copied());
    let probe = Known { holder, ids: &script.ids, shown: &book.shown }.probe(seen);
    let before = book.asked.iter().filter(|other| other.probe == probe).count();
    book.asked.push(Call { probe, seen: seen.clone() });
    match script.reply(probe, seen.target(), before) {
        Reply::Grant => {
            let token = format!("{TOKEN}{:020}", book.asked.len());
            let body =
                format!(r#"{{"access_token":"{token}","expires_in":3992,"restricted_to":[],"token_type":"bearer"}}"#);
            book.granted.insert(token, probe);
            reply(200, &body)
        }
        reply => {
            if let ("app-user-list", Reply::Http { body, .. }) = (probe, &reply) {
                let list: Value = serde_json::from_str(body).unwrap_or_default();
                let ids = list["entries"].as_array().into_iter().flatten().filter_map(|entry| entry["id"].as_str());
                book.shown.extend(ids.map(str::to_owned));
            }
            reply
        }
    }
}

/// A reply, one for each connection, with a cookie that nobody may show.
fn on_the_wire(reply: Reply) -> Answer {
    let Reply::Http { status, headers, body } = reply else { return Answer::ThenClose(Vec::new()) };
    let own = [
        "Connection: close".to_owned(),
        format!("Set-Cookie: z={COOKIE}; path=/"),
        format!("Box-Request-Id: r{status}"),
    ];
    let headers: Vec<String> =
        own.into_iter().chain(headers.iter().map(|(name, value)| format!("{name}: {value}"))).collect();
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    Answer::ThenClose(message(status, &headers, body.as_bytes()))
}
