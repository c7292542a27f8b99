//! Rows of a matrix of faults, and what holds of each: no verdict, for one reason, and nobody to blame.

use std::thread;

use super::Ended;

/// Long enough for three attempts on a busy machine, where replies come at once.
pub(crate) const UNHURRIED: [&str; 2] = ["--timeout", "30s"];
/// Where nothing ever comes, three attempts of a third of a second are enough.
pub(crate) const HURRIED: [&str; 2] = ["--timeout", "1s"];

/// Runs every row beside the others, since most wait for a time-out, and names the row that fails.
pub(crate) fn each<R: Send>(rows: Vec<(&'static str, R)>, check: impl Fn(&str, R) + Sync) {
    thread::scope(|scope| {
        let check = &check;
        let running: Vec<_> =
            rows.into_iter().map(|(name, row)| (name, scope.spawn(move || check(name, row)))).collect();
        let failed: Vec<_> =
            running.into_iter().filter_map(|(name, row)| row.join().is_err().then_some(name)).collect();
        assert!(failed.is_empty(), "rows that failed, see above: {failed:?}");
    });
}

/// No verdict, for this one reason, and nobody to blame.
#[track_caller]
pub(crate) fn is_the_way_alone(name: &str, ended: &Ended, fault: &str) {
    assert_eq!(ended.came_to(), (3, "inconclusive".to_owned()), "{name}: {}", ended.stdout);
    assert_eq!(ended.ways(), [fault], "{name}: {}", ended.stdout);
    assert_eq!(ended.named_causes(), [""; 0], "{name}: a cause is blamed");
    assert_eq!(ended.findings("cause", &["ruled-out", "masked"]), [""; 0], "{name}: a cause is cleared by no reply");
    for probe in ["enterprise", "user"] {
        assert_eq!(ended.outcome(probe), "failed", "{name}: {probe}");
    }
}
