//! The README's outputs are what the program prints.

#[test]
fn the_readme_shows_what_is_printed() {
    trycmd::TestCases::new().env("NO_COLOR", "1").case("README.md");
}
