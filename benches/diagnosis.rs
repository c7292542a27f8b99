//! Counts what one check takes, then times the diagnosis, and how it grows with the catalogue:
//! `cargo bench --features tally --bench diagnosis`, or `.ci/bench`. With `counts` behind `--`, it only counts.
//!
//! The catalogue is doubled, and doubled again, by adding each cause once more under another ID: what it predicts is what the
//! first predicts, so no reply tells the two apart. No real cause is as bad: this is the growth at its worst.

#![allow(clippy::print_stdout, reason = "what a benchmark is for")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use ccg_doctor::catalogue::{Catalogue, Dialect, Identity, Probe, ProbeKey, Sources};
use ccg_doctor::check::{Check, Options};
use ccg_doctor::diagnose::Assessment;
use ccg_doctor::examination::{Agenda, Expectation, Expected};
use ccg_doctor::observation::observe;
use ccg_doctor::reply::{Answer, Reply};
use ccg_doctor::report::assemble;
use ccg_doctor::settings::{Given, Surroundings, layers, resolve};
use ccg_doctor::simulate::{Misbehaviour, Scenario, SimulatedBox};
use ccg_doctor::tally;

/// How often each figure is measured.
const RUNS: usize = 101;

fn reply(status: u16, body: &str) -> Answer {
    Answer::Reply(Reply {
        status,
        headers: Vec::new(),
        body: body.into(),
        truncated: false,
        withheld: None,
        inferred: Vec::new(),
        bore_token: false,
    })
}

fn granted() -> Answer {
    reply(200, r#"{"access_token":"[redacted-token]","token_type":"bearer"}"#)
}

fn refused(error: &str, description: &str) -> Answer {
    reply(400, &format!(r#"{{"error":"{error}","error_description":"{description}"}}"#))
}

fn grant_invalid() -> Answer {
    refused("invalid_grant", "Grant credentials are invalid")
}

fn account(id: &str) -> Answer {
    reply(200, &format!(r#"{{"type":"user","id":"{id}","status":"active","enterprise":{{"id":"1234567"}}}}"#))
}

/// What a probe was answered.
type Told = (ProbeKey, Answer);

/// The refusals of a read that are known.
const REFUSALS: [(u16, &str); 5] = [
    (403, "access_denied_insufficient_permissions"),
    (403, "insufficient_scope"),
    (404, "not_found"),
    (404, "trashed"),
    (403, "forbidden_by_policy"),
];

/// So many expected folders, refused in each of some ways in turn.
fn folders(many: usize, ways: &[(u16, &str)]) -> Vec<Told> {
    let refused = |index: usize| {
        let (status, code) = ways[index % ways.len()];
        reply(status, &format!(r#"{{"type":"error","status":{status},"code":"{code}","message":"","request_id":"1"}}"#))
    };
    let key = |index: usize| ProbeKey { probe: Probe::Folder, target: Some((1000 + index).to_string()) };
    let subjects = [(Probe::Enterprise, granted()), (Probe::WhoamiEnterprise, account("1"))];
    let subjects = subjects.into_iter().map(|(probe, answer)| (probe.into(), answer));
    subjects.chain((0..many).map(|index| (key(index), refused(index)))).collect()
}

/// States of an app, as replies.
fn states() -> Vec<(&'static str, Vec<Told>)> {
    let control = || (Probe::BadSecret, refused("invalid_client", "The client credentials are invalid"));
    let of_subjects: Vec<(&'static str, Vec<(Probe, Answer)>)> = vec![
        (
            "healthy",
            vec![
                (Probe::Enterprise, granted()),
                (Probe::User, granted()),
                control(),
                (Probe::WhoamiEnterprise, account("1")),
                (Probe::WhoamiUser, account("8506151483")),
            ],
        ),
        ("a user refused", vec![(Probe::Enterprise, granted()), (Probe::User, grant_invalid()), control()]),
        ("both refused", vec![(Probe::Enterprise, grant_invalid()), (Probe::User, grant_invalid()), control()]),
        (
            "all refused alike",
            vec![
                (Probe::Enterprise, grant_invalid()),
                (Probe::User, grant_invalid()),
                (Probe::BadSecret, grant_invalid()),
                (Probe::NoSubject, grant_invalid()),
                (Probe::AppUser, grant_invalid()),
            ],
        ),
    ];
    let keyed = |told: Vec<(Probe, Answer)>| told.into_iter().map(|(probe, answer)| (probe.into(), answer)).collect();
    let of_folders = [
        ("12 folders refused", folders(12, &REFUSALS[..1])),
        ("400 folders refused", folders(400, &REFUSALS[..1])),
        ("400 folders, in five ways", folders(400, &REFUSALS)),
    ];
    of_subjects.into_iter().map(|(what, told)| (what, keyed(told))).chain(of_folders).collect()
}

/// The catalogue with each cause so many times; what a copy names in its own file is the first's.
fn catalogue(times: usize) -> Catalogue {
    let mut sources = Sources::embedded();
    for (id, text) in sources.causes.clone() {
        for copy in 1..times {
            let other = format!("{id}-{copy}");
            let text = text.replacen(&format!("id = \"{id}\""), &format!("id = \"{other}\""), 1);
            sources.causes.insert(other, text.into());
        }
    }
    Catalogue::read(&sources).expect("a copy is as good as the first")
}

/// The median and the least of what something takes.
fn measure(mut work: impl FnMut()) -> (Duration, Duration) {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let started = Instant::now();
            work();
            started.elapsed()
        })
        .collect();
    times.sort_unstable();
    (times[RUNS / 2], times[0])
}

fn print(what: &str, causes: usize, diagnoses: usize, (median, least): (Duration, Duration)) {
    let micros = |time: Duration| time.as_secs_f64() * 1e6;
    println!(
        "{what:28} {causes:3} causes {diagnoses:5} diagnoses {:10.1} µs (min {:.1})",
        micros(median),
        micros(least)
    );
}

/// The checks that are counted: what is wrong with the app, and in whose words Box says so.
const COUNTED: [(&str, &str, Dialect); 2] =
    [("a healthy check", "healthy", Dialect::Current), ("an ambiguous check", "app-access-only", Dialect::Guide)];

/// Counts what one check of a simulated Box takes, its report included.
async fn count(what: &str, scenario: &str, dialect: Dialect) {
    let catalogue = Catalogue::embedded().expect("it is tested");
    let scenario = Scenario::parse(&catalogue, scenario).expect("a scenario");
    let simulated = SimulatedBox::start(&catalogue, &scenario, dialect, Misbehaviour::default(), 0).await;
    let simulated = simulated.expect("a free port");
    let mut nothing: &[u8] = &[];
    let mut surroundings = Surroundings { stdin: &mut nothing, prompt: None, system_proxy: &|_| None };
    let profile = resolve(&layers(&Given::default(), &|_| None, Some(simulated.settings())), &mut surroundings)
        .expect("settings");
    let check = Check::new(&catalogue, &profile, Options::default()).expect("a client");
    let _ = tally::take();
    let (examination, assessment) = check.run(&|_| ()).await;
    black_box(assemble(&catalogue, &examination, &assessment));
    let [diagnoses, enumerations, parses, look_ups] = tally::take();
    let replies = examination.exchanges.len();
    println!(
        "{what:28} {replies} replies: {diagnoses} diagnoses, {enumerations} enumerations, {parses} texts read as JSON, \
         {look_ups} signatures looked up by text"
    );
}

fn count_all() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    for (what, scenario, dialect) in COUNTED {
        runtime.block_on(count(what, scenario, dialect));
    }
}

fn main() {
    count_all();
    if std::env::args().any(|argument| argument == "counts") {
        return;
    }
    print("reading the catalogue", catalogue(1).causes().len(), 0, measure(|| drop(black_box(Catalogue::embedded()))));
    let identity = Identity {
        enterprise_id: Some("1234567".to_owned()),
        user_id: Some("8506151483".to_owned()),
        ..Identity::default()
    };
    let configured = [Probe::Enterprise, Probe::User];
    let agenda = Agenda { control: true, ..Agenda::default() };
    for (what, told) in states() {
        let targets = told.iter().map(|(key, _)| key.clone()).filter(|key| key.target.is_some());
        let keys = configured.into_iter().map(ProbeKey::from).chain(targets);
        let expected: Vec<_> = keys.map(|key| Expectation { key, expected: Expected::Granted }).collect();
        let answers: Vec<(&ProbeKey, &Answer)> = told.iter().map(|(key, answer)| (key, answer)).collect();
        for times in [1, 2, 4] {
            let catalogue = catalogue(times);
            // Reading the replies, the diagnosis, the next wave, the verdict and the advice: all of an examination but the wire.
            let mut diagnoses = 0;
            let taken = measure(|| {
                let found = observe(&catalogue, &identity, &configured, &answers);
                let assessment = Assessment::new(&catalogue, found, &expected);
                diagnoses = assessment.diagnosis().diagnoses.len();
                black_box(assessment.next_wave(&agenda));
                black_box(assessment.verdict());
                black_box(assessment.next_step(&agenda));
            });
            print(what, catalogue.causes().len(), diagnoses, taken);
        }
    }
}
