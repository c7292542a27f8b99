//! The published schemas of what programs read (`fixtures/*.schema.json`): whatever JSON a test reads of the program is held
//! against them here.

use std::path::PathBuf;
use std::sync::LazyLock;

use ccg_doctor::formats::{Contract, Explainer, Format};
use jsonschema::Validator;
use serde_json::Value;

static REPORT: LazyLock<Validator> = LazyLock::new(|| validator("report"));
static LINE: LazyLock<Validator> = LazyLock::new(|| validator("report-line"));
static EXPLANATION: LazyLock<Validator> = LazyLock::new(|| validator("explanation"));

fn validator(name: &str) -> Validator {
    let (_, file) = published().find(|(contract, _)| contract.name == name).unwrap();
    jsonschema::validator_for(&serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()).unwrap()
}

/// What of a document is not as the contract has it.
pub(crate) fn errors(report: &Value) -> Vec<String> {
    errors_by(&REPORT, report)
}

fn errors_by(schema: &Validator, value: &Value) -> Vec<String> {
    schema.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// Demands of a document what the contract says.
#[track_caller]
pub(crate) fn demand(report: &Value) {
    assert_eq!(errors(report), [""; 0], "{report:#}");
}

/// What of a line of `jsonl` is not as the contract has it.
pub(crate) fn line_errors(line: &Value) -> Vec<String> {
    errors_by(&LINE, line)
}

/// Demands of a line of `jsonl` what the contract says.
#[track_caller]
pub(crate) fn demand_line(line: &Value) {
    assert_eq!(line_errors(line), [""; 0], "{line:#}");
}

/// Demands of what is explained what its contract says.
#[track_caller]
pub(crate) fn demand_explanation(document: &Value) {
    assert_eq!(errors_by(&EXPLANATION, document), [""; 0], "{document:#}");
}

/// Every contract, with the place where it is published.
fn published() -> impl Iterator<Item = (Contract, PathBuf)> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"));
    let contracts = Format::ALL.iter().filter_map(|format| format.contract).chain([Explainer::CONTRACT]);
    contracts.map(move |contract| (contract, folder.join(format!("{}.schema.json", contract.name))))
}

/// `SCHEMAS=overwrite cargo test --test suite contract` publishes them again.
#[test]
fn what_is_published_is_what_is_printed() {
    for (contract, file) in published() {
        let derived = format!("{:#}\n", (contract.schema)());
        if std::env::var_os("SCHEMAS").is_some_and(|what| what == "overwrite") {
            std::fs::write(&file, &derived).unwrap();
        }
        let published = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(
            published.replace('\r', "") == derived,
            "{} is not what is printed; `SCHEMAS=overwrite cargo test --test suite contract` writes it",
            file.display()
        );
    }
}

#[test]
fn every_object_of_a_contract_is_closed() {
    for (contract, _) in published() {
        let schema = (contract.schema)();
        assert!(schema["$id"].as_str().is_some_and(|id| id.ends_with(":1")), "{}", contract.name);
        let mut objects = 0;
        demand_closed(&schema, &mut objects);
        assert!(objects > 5, "{objects}");
    }
}

/// An object either names its fields, and has no other, or holds what it holds by id.
fn demand_closed(schema: &Value, objects: &mut usize) {
    if schema["type"] == "object" {
        let closed = match &schema["additionalProperties"] {
            Value::Bool(open) => !open,
            by_id => by_id.is_object() && schema["properties"].is_null(),
        };
        assert!(closed, "{schema:#}");
        *objects += 1;
    }
    match schema {
        Value::Object(fields) => fields.values().for_each(|field| demand_closed(field, objects)),
        Value::Array(items) => items.iter().for_each(|item| demand_closed(item, objects)),
        _ => {}
    }
}
