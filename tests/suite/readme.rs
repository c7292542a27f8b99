//! The README's outputs are what the program prints, and what a check may do to an app in production is said before it runs.

use crate::kit::Doctor;

#[test]
fn the_readme_shows_what_is_printed() {
    trycmd::TestCases::new().env("NO_COLOR", "1").case("README.md");
}

/// Everything that is read before a first run says that it is not known whether a revocation ends other tokens, and which flag
/// leaves the question out.
#[test]
fn what_a_revocation_may_end_is_said_before_the_first_run() {
    let readme = std::fs::read_to_string("README.md").unwrap();
    let (_, own_app) = readme.split_once("## Against your own app").unwrap();
    let (before_the_first_run, _) = own_app.split_once("\nccg-doctor check").unwrap();
    let help = Doctor::new(["check", "--help"]).run().stdout;
    let explained = Doctor::new(["explain", "token-not-revoked"]).run().stdout;
    for (place, text) in [("README", before_the_first_run), ("help", &help), ("explain", &explained)] {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for says in [
            "ends other tokens of the same app and subject is not known",
            "--no-revoke",
            "production",
            "the same enterprise or user",
            "expire by themselves, in about an hour",
        ] {
            assert!(text.contains(says), "{place} does not say `{says}`: {text}");
        }
    }
}
