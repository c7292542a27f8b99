//! A JSON report, read by those who demand something of it.

use serde_json::Value;

/// The one profile of a report.
pub(crate) fn profile(report: &Value) -> &Value {
    &report["profiles"][0]
}

/// The status of a finding; `-` where there is none of that ID.
pub(crate) fn status<'r>(report: &'r Value, id: &str) -> &'r str {
    finding(report, id).map_or("-", |finding| finding["status"].as_str().expect("a status"))
}

pub(crate) fn finding<'r>(report: &'r Value, id: &str) -> Option<&'r Value> {
    profile(report)["findings"].as_array().expect("findings").iter().find(|finding| finding["id"] == id)
}

pub(crate) fn probe<'r>(report: &'r Value, id: &str) -> Option<&'r Value> {
    profile(report)["probes"].as_array().expect("probes").iter().find(|probe| probe["probe"] == id)
}

/// The IDs of the findings of that kind that are confirmed or suspected, sorted.
pub(crate) fn named(report: &Value, kind: &str) -> Vec<String> {
    let findings = profile(report)["findings"].as_array().expect("findings");
    let is_named = |finding: &&Value| finding["status"] == "confirmed" || finding["status"] == "suspected";
    let of_kind = findings.iter().filter(|finding| finding["kind"] == kind).filter(is_named);
    let mut named: Vec<String> = of_kind.map(|finding| finding["id"].as_str().expect("an ID").to_owned()).collect();
    named.sort();
    named
}

/// The IDs of the causes of that status, sorted.
pub(crate) fn of_status(report: &Value, status: &str) -> Vec<String> {
    let findings = profile(report)["findings"].as_array().expect("findings");
    let of_it = findings.iter().filter(|finding| finding["kind"] == "cause" && finding["status"] == status);
    let mut ids: Vec<String> = of_it.map(|finding| finding["id"].as_str().expect("an ID").to_owned()).collect();
    ids.sort();
    ids
}
