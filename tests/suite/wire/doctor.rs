//! The real binary, run with nothing around it but what a test gives it.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use serde_json::Value;

use super::{CLIENT_ID, ENTERPRISE, SECRET, Server, USER, WAYS};

/// A program that takes longer has hung.
const PATIENCE: Duration = Duration::from_secs(60);

/// A command line and an environment to be.
pub(crate) struct Doctor {
    command: Command,
    stdin: Vec<u8>,
}

impl Doctor {
    /// A command in an empty environment.
    pub(crate) fn new<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ccg-doctor"));
        command.env_clear().args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Self { command, stdin: Vec::new() }
    }

    /// `check`, with both subjects, of a Box at this address.
    pub(crate) fn check(base_url: &str) -> Self {
        Self::new(["check"])
            .env("BOX_CLIENT_ID", CLIENT_ID)
            .env("BOX_CLIENT_SECRET", SECRET)
            .env("BOX_ENTERPRISE_ID", ENTERPRISE)
            .env("BOX_USER_ID", USER)
            .env("BOX_BASE_URL", base_url)
    }

    /// `check` of a server, with its report as JSON.
    pub(crate) fn json(server: &Server) -> Self {
        Self::check(&server.url()).args(["--format", "json"])
    }

    /// More arguments.
    pub(crate) fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.command.args(args);
        self
    }

    /// A variable.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// A variable less.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// What comes on standard input.
    pub(crate) fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin = bytes.into();
        self
    }

    /// Runs it by a shell's script, in which `"$0" "$@"` is the program and its arguments.
    #[cfg(unix)]
    pub(crate) fn within(self, script: &str) -> Self {
        let mut command = Command::new("/bin/sh");
        command.env_clear().args(["-c", script]).arg(self.command.get_program()).args(self.command.get_args());
        for (name, value) in self.command.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        // For the script's own commands.
        command.env("PATH", "/usr/bin:/bin").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Self { command, ..self }
    }

    /// Starts it.
    pub(crate) fn start(mut self) -> Running {
        let mut child = self.command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A program that does not read its input may be gone before it is written.
        let _ = stdin.write_all(&self.stdin);
        let stdout = collect(child.stdout.take().unwrap());
        let stderr = collect(child.stderr.take().unwrap());
        Running { child, stdout, stderr }
    }

    /// Runs it to its end.
    pub(crate) fn run(self) -> Ended {
        self.start().end()
    }
}

fn collect(mut pipe: impl Read + Send + 'static) -> JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).unwrap();
        bytes
    })
}

/// A program under way.
pub(crate) struct Running {
    child: Child,
    stdout: JoinHandle<Vec<u8>>,
    stderr: JoinHandle<Vec<u8>>,
}

impl Running {
    /// Its process ID.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends it a signal, such as `TERM`.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("sh").args(["-c", &format!("kill -{name} {}", self.id())]).status().unwrap();
        assert!(sent.success(), "no signal sent");
    }

    /// Waits for its end.
    pub(crate) fn end(self) -> Ended {
        let Self { mut child, stdout, stderr } = self;
        let id = child.id();
        let (done, waiting) = mpsc::channel();
        thread::spawn(move || done.send(child.wait().unwrap()));
        let Ok(status) = waiting.recv_timeout(PATIENCE) else {
            // The test has failed; leave no program behind.
            let _ = Command::new("sh").args(["-c", &format!("kill -KILL {id}")]).status();
            panic!("the program did not end");
        };
        Ended { status, stdout: stdout.join().unwrap(), stderr: stderr.join().unwrap() }
    }
}

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Ended {
    status: ExitStatus,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
}

impl Ended {
    /// The exit code; a program that a signal killed, or that panicked, has failed the test.
    pub(crate) fn code(&self) -> i32 {
        assert!(!self.stderr().contains("panicked at"), "{}", self.stderr());
        self.status.code().unwrap_or_else(|| panic!("killed: {:?}", self.status))
    }

    pub(crate) fn stdout(&self) -> String {
        String::from_utf8(self.stdout.clone()).unwrap()
    }

    pub(crate) fn stderr(&self) -> String {
        String::from_utf8(self.stderr.clone()).unwrap()
    }

    /// The one JSON document on standard output.
    pub(crate) fn json(&self) -> Value {
        let report = serde_json::from_slice(&self.stdout).unwrap_or_else(|error| {
            panic!("standard output is not one JSON document: {error}\n{}\n{}", self.stdout(), self.stderr())
        });
        crate::contract::demand(&report);
        report
    }

    /// The JSON document of each line on standard output.
    pub(crate) fn lines(&self) -> Vec<Value> {
        let lines: Vec<Value> = self.stdout().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        lines.iter().for_each(crate::contract::demand_line);
        lines
    }

    /// The one profile of the report.
    pub(crate) fn profile(&self) -> Value {
        let report = self.json();
        assert_eq!(report["profiles"].as_array().map(Vec::len), Some(1), "{report:#}");
        report["profiles"][0].clone()
    }

    /// Exit code and verdict at once.
    pub(crate) fn came_to(&self) -> (i32, String) {
        (self.code(), self.profile()["verdict"].as_str().unwrap().to_owned())
    }

    /// The ids of the findings of one kind and these statuses, in the order reported.
    pub(crate) fn findings(&self, kind: &str, statuses: &[&str]) -> Vec<String> {
        let profile = self.profile();
        let of =
            |finding: &&Value| finding["kind"] == kind && statuses.iter().any(|status| finding["status"] == *status);
        profile["findings"].as_array().unwrap().iter().filter(of).map(|one| text(&one["id"])).collect()
    }

    /// The causes that are named: confirmed or suspected.
    pub(crate) fn named_causes(&self) -> Vec<String> {
        self.findings("cause", &["confirmed", "suspected"])
    }

    /// The environment's faults.
    pub(crate) fn environment(&self) -> Vec<String> {
        self.findings("environment", &["confirmed", "suspected"])
    }

    /// The faults of the way to Box, what became of the tokens aside.
    pub(crate) fn ways(&self) -> Vec<String> {
        self.environment().into_iter().filter(|id| WAYS.contains(&id.as_str())).collect()
    }

    /// The finding of that id.
    pub(crate) fn finding(&self, id: &str) -> Value {
        let profile = self.profile();
        let found = profile["findings"].as_array().unwrap().iter().find(|finding| finding["id"] == id);
        found.unwrap_or_else(|| panic!("no finding {id}: {profile:#}")).clone()
    }

    /// The outcome of a probe, `none` where it was not sent.
    pub(crate) fn outcome(&self, probe: &str) -> String {
        self.probe(probe).map_or_else(|| "none".to_owned(), |found| text(&found["outcome"]))
    }

    /// A probe.
    pub(crate) fn probe(&self, id: &str) -> Option<Value> {
        self.profile()["probes"].as_array().unwrap().iter().find(|probe| probe["probe"] == id).cloned()
    }

    /// Tokens received and revoked.
    pub(crate) fn tokens(&self) -> (u64, u64) {
        let tokens = &self.profile()["tokens"];
        (tokens["received"].as_u64().unwrap(), tokens["revoked"].as_u64().unwrap())
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
