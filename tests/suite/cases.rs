//! Public cases: what each must, and must not, be diagnosed as.

use crate::kit::{assert_none, cases, catalogue};

#[test]
fn every_public_case_is_diagnosed_as_its_file_says_from_all_replies_at_once() {
    let catalogue = catalogue();
    let judge = |scene: crate::kit::Scene| scene.differences(&catalogue, "all at once", &scene.all_at_once(&catalogue));
    assert_none(&cases().into_iter().flat_map(judge).collect::<Vec<_>>());
}

/// The planner begins with a configured subject, which a case without settings does not have.
#[test]
fn every_public_case_is_diagnosed_as_its_file_says_from_what_the_planner_asks() {
    let catalogue = catalogue();
    let asked = cases().into_iter().filter(|scene| !scene.configured().is_empty());
    let judge = |scene: crate::kit::Scene| scene.differences(&catalogue, "as asked", &scene.as_asked(&catalogue));
    assert_none(&asked.flat_map(judge).collect::<Vec<_>>());
}
