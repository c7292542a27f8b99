//! Every cause over every reply, case and world: one line each, so that whatever changes is seen.

use crate::kit::{Scene, cases, catalogue, reading_word, reply_fixtures, worlds};
use ccg_doctor::catalogue::{Catalogue, Identity, Part, Probe, ProbeKey, Reading, predict};
use ccg_doctor::diagnose::{Status, diagnose};
use ccg_doctor::observation::Observations;

/// The statuses of every cause, in one line; what is ruled out or untested is only counted.
fn statuses(catalogue: &Catalogue, findings: &Observations) -> String {
    let diagnosis = diagnose(catalogue, findings);
    let of = |status: Status| -> Vec<&str> {
        diagnosis.judgements.iter().filter(|it| it.status == status).map(|it| it.cause.id()).collect()
    };
    let mut words = Vec::new();
    for status in [Status::Confirmed, Status::Suspected, Status::NotExcluded, Status::Masked] {
        let causes = of(status);
        if !causes.is_empty() {
            words.push(format!("{} {}", status.id(), causes.join(" ")));
        }
    }
    let (untested, ruled_out) = (of(Status::Untested).len(), of(Status::RuledOut).len());
    words.push(format!("untested {untested}, ruled out {ruled_out}"));
    words.join("; ")
}

fn line(catalogue: &Catalogue, scene: &Scene) -> String {
    let at_once = statuses(catalogue, &scene.all_at_once(catalogue));
    let as_asked = statuses(catalogue, &scene.as_asked(catalogue));
    let asked = if as_asked == at_once { String::new() } else { format!("\n    as asked: {as_asked}") };
    format!("{}: {at_once}{asked}\n", scene.name)
}

#[test]
fn every_cause_over_every_case_and_world() {
    let catalogue = catalogue();
    let scenes = cases().into_iter().chain(worlds());
    let table: String = scenes.map(|scene| line(&catalogue, &scene)).collect();
    insta::assert_snapshot!(table);
}

/// The causes that, alone and in some variant, may have a probe answered so.
fn predicted_by(catalogue: &Catalogue, probe: Probe, reading: &Reading) -> String {
    let Reading::Known(seen) = reading else { return "takes part in no prediction".to_owned() };
    let key = ProbeKey::from(probe);
    let predicts =
        |parts: &[Part<'_, '_>]| predict(catalogue, parts, &key, &|_, replies| replies.all()).contains(*seen);
    let healthy = predicts(&[]).then_some("(healthy)");
    let causes = catalogue.causes().iter().filter(|cause| {
        let alone = |variant| Part { cause, variant, target: None };
        cause.variants.iter().any(|variant| variant.touches(probe) && predicts(&[alone(variant)]))
    });
    let causes: Vec<&str> = healthy.into_iter().chain(causes.map(ccg_doctor::catalogue::Cause::id)).collect();
    if causes.is_empty() { "no cause alone".to_owned() } else { causes.join(" ") }
}

#[test]
fn every_cause_over_every_reply() {
    let catalogue = catalogue();
    let identity = Identity {
        enterprise_id: Some("813204917".to_owned()),
        user_id: Some("27315904468".to_owned()),
        service_account: None,
        target: None,
        base_url: "https://api.box.com/oauth2/token".parse().ok(),
    };
    let mut lines = Vec::new();
    for fixture in reply_fixtures() {
        let probes = if fixture.probe == Probe::Enterprise {
            vec![Probe::Enterprise, Probe::User, Probe::NoSubject]
        } else {
            vec![fixture.probe]
        };
        lines.push(fixture.file.clone());
        for probe in probes {
            let reading = catalogue.classify(probe, &fixture.reply.answer(), &identity);
            let (word, causes) = (reading_word(&catalogue, &reading), predicted_by(&catalogue, probe, &reading));
            lines.push(format!("    {probe} = {word}: {causes}"));
        }
    }
    insta::assert_snapshot!(lines.join("\n"));
}
