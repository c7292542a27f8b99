//! The forms that people read outside the terminal: whatever a server says in them is text, and no secret is in any.

use ccg_doctor::formats::{Format, Reader};

use crate::kit::{Doctor, Ended, SECRET, Script, ScriptedBox, TOKEN, reply};

/// What a server may say to be more than text: in HTML, in Markdown's blocks, tables, code and links, to a pipeline's runner, to a
/// reader's eye.
const HOSTILE: &str = "]]><script>alert(1)</script>|a`b``c[x](y)<img src=x onerror=y> ::error::z \u{202e}\u{1b}[31m @box\nhttps://a.example";

/// What each of a person's formats prints of an app that is refused in those words.
fn hostile() -> Vec<(&'static str, Ended)> {
    let said = serde_json::json!({"error": "invalid_grant", "error_description": HOSTILE});
    let script = Script::healthy().on("enterprise", reply(400, &said.to_string()));
    let mut printed = Vec::new();
    for format in Format::ALL.iter().filter(|format| format.reader == Reader::Person) {
        for more in [&[][..], &["-vv"]] {
            let server = ScriptedBox::start(&script);
            let args = [&["--format", format.id], more].concat();
            printed.push((format.id, server.check(&args)));
        }
    }
    printed
}

#[test]
fn what_a_server_says_is_no_more_than_text() {
    for (format, ended) in hostile() {
        let text = &ended.stdout;
        assert!(format == "for-admin" || text.contains("alert(1)"), "{format}: {text}");
        let obeyed = |char: char| (char.is_control() && char != '\n') || char == '\u{202e}';
        assert!(!text.contains(obeyed), "{format}: {text}");
        assert!(!text.lines().any(|line| line.trim_start().starts_with("::error::")), "{format}: {text}");
        let own: &[&str] = match format {
            "markdown" => &["<script", "<img", " [x](", " @box", "https://a"],
            "html" => &["<script", "<img", "onerror=y>"],
            _ => &[],
        };
        for row in text.lines().filter(|line| format == "markdown" && line.starts_with('|')) {
            assert_eq!(row.replace("\\|", "").matches('|').count(), 4, "{row}");
        }
        for it in own {
            assert!(!text.contains(it), "{format} has `{it}`: {text}");
        }
    }
}

#[test]
fn no_secret_and_no_token_is_in_any_form() {
    for (format, ended) in hostile() {
        for secret in [SECRET, TOKEN] {
            let told = format!("{}{}", ended.stdout, ended.stderr);
            assert!(!told.contains(secret), "{format}: {told}");
        }
    }
}

/// `--for-admin`, for that scenario.
fn for_admin(scenario: &str) -> Ended {
    Doctor::new(["check", "--simulate", scenario, "--for-admin"]).run()
}

#[test]
fn the_message_to_an_admin_has_no_id_that_is_not_needed() {
    const ENTERPRISE: &str = "86420246";
    const USER: &str = "2468013579";
    const APP: &str = "s1mulatedccgdoctorclientid000001";
    for (scenario, needed) in [
        ("app-not-authorized", &[APP, ENTERPRISE][..]),
        ("user-tokens-disabled", &[APP]),
        ("user-inactive", &[USER]),
        ("not-a-ccg-app", &[]),
        ("client-credentials-mismatch", &[]),
        ("healthy", &[]),
    ] {
        let ended = for_admin(scenario);
        for id in [APP, ENTERPRISE, USER] {
            assert_eq!(ended.stdout.contains(id), needed.contains(&id), "{scenario}, {id}: {}", ended.stdout);
        }
    }
}

#[test]
fn the_message_to_an_admin_is_a_format_like_any_other() {
    for (scenario, code) in [("healthy", 0), ("client-credentials-mismatch", 1), ("app-not-authorized", 1)] {
        let ended = for_admin(scenario);
        let typed = Doctor::new(["check", "--simulate", scenario, "--format", "for-admin"]).run();
        let without_time =
            |text: &str| text.lines().filter(|line| !line.contains("UTC")).collect::<Vec<_>>().join("\n");
        assert_eq!((ended.code, typed.code), (code, code), "{scenario}");
        assert_eq!(without_time(&ended.stdout), without_time(&typed.stdout));
        assert_eq!(ended.stdout.starts_with("Hello,\n"), scenario == "app-not-authorized", "{}", ended.stdout);
    }
    let both = Doctor::new(["check", "--simulate", "healthy", "--for-admin", "--format", "text"]).run();
    assert_eq!(both.code, 2);
    assert!(both.stderr.contains("`--format` and `--for-admin` both go to standard output"), "{}", both.stderr);
}

/// A page that fetches nothing and runs nothing, whatever opens it.
#[test]
fn the_html_report_is_one_file() {
    for scenario in ["healthy", "app-not-authorized", "user-inactive"] {
        let page = Doctor::new(["check", "--simulate", scenario, "--format", "html"]).run().stdout;
        for fetching in
            ["<script", "<link", "<img", "src=", "href=", "url(", "@import", "http://", "https://", "<iframe"]
        {
            assert!(!page.contains(fetching), "{scenario} has {fetching}");
        }
        assert!(page.contains("default-src 'none'") && page.ends_with("</html>\n"), "{scenario}: {page}");
        for media in ["prefers-color-scheme: dark", "max-width", "@media print", "name=\"viewport\""] {
            assert!(page.contains(media), "{media}");
        }
    }
}

/// Each cause of which a reply speaks has a row, and in it a mark under each reply that does.
#[test]
fn the_html_report_shows_where_each_cause_stands_or_falls() {
    let check = |format| Doctor::new(["check", "--simulate", "user-inactive", "--format", format]).run();
    let (page, report) = (check("html").stdout, check("json").profile());
    let rows: Vec<&str> = page.lines().filter(|line| line.contains("<th scope=\"row\">")).collect();
    let mut with_reply = 0;
    for finding in report["findings"].as_array().unwrap().iter().filter(|finding| finding["kind"] == "cause") {
        let id = finding["id"].as_str().unwrap();
        let row = rows.iter().find(|row| row.contains(&format!(">{id}<")));
        let probes: Vec<&str> = finding["evidence"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|one| one.as_str().or_else(|| one["probe"].as_str()))
            .collect();
        let (mark, other) = if finding["status"] == "ruled-out" { ("against", "for") } else { ("for", "against") };
        let cells = |mark| row.map_or(0, |row| row.matches(&format!("class=\"cell {mark}\"")).count());
        let unlike = probes.iter().collect::<std::collections::BTreeSet<_>>().len();
        assert_eq!((cells(mark), cells(other)), (unlike, 0), "{id}: {row:?}");
        with_reply += usize::from(unlike > 0);
    }
    assert_eq!(rows.len(), with_reply);
    assert!(with_reply > 5);
}
