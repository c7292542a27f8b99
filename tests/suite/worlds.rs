//! Worlds written by hand: what is true of an app is never ruled out, what is false never confirmed.

use crate::kit::{Scene, assert_none, catalogue, worlds};

#[test]
fn every_world_is_diagnosed_as_its_file_says_from_all_replies_at_once() {
    let catalogue = catalogue();
    let judge = |scene: Scene| scene.differences(&catalogue, "all at once", &scene.all_at_once(&catalogue));
    assert_none(&worlds().into_iter().flat_map(judge).collect::<Vec<_>>());
}

#[test]
fn every_world_is_diagnosed_as_its_file_says_from_what_the_planner_asks() {
    let catalogue = catalogue();
    let judge = |scene: Scene| scene.differences(&catalogue, "as asked", &scene.as_asked(&catalogue));
    assert_none(&worlds().into_iter().flat_map(judge).collect::<Vec<_>>());
}
