//! Where the secret is read, when a person is asked for it, and where else it must not stand.

use std::cell::Cell;
use std::path::PathBuf;

use super::*;

const ANSWERED: Prompt = || Ok(CANARY.to_owned());

#[test]
fn a_person_is_asked_for_the_secret_only_if_nothing_else_is_wrong() {
    let none = Given::default();
    let stdin = Given { client_secret: Some(SecretSource::Stdin), ..Given::default() };
    let without = [WHOLE[0], WHOLE[2]];
    let ask = |args, variables: &[_], prompt| resolve_all(args, variables, None, "piped", prompt);

    for args in [&none, &stdin] {
        let profile = ask(args, &without, Some(ANSWERED)).expect("answered");
        assert_eq!(profile.client_secret.origin, Origin::Prompt);
        assert!(!format!("{profile:?}").contains(CANARY));
    }
    ask(&none, &WHOLE, Some(UNASKED)).expect("given");
    ask(&stdin, &WHOLE, None).expect("piped");
    assert!(message(ask(&none, &[], Some(UNASKED))).starts_with("not set: client ID, enterprise ID or user ID\n"));
    assert!(message(ask(&none, &without, None)).starts_with("not set: client secret\n"));
    assert!(message(ask(&none, &without, Some(|| Ok(" ".to_owned())))).starts_with("prompt is empty"));
    assert!(message(ask(&none, &without, Some(|| Err(io::ErrorKind::NotFound.into())))).starts_with("cannot ask for"));
}

#[test]
fn the_secrets_file_outweighs_the_variable() {
    let path = std::env::temp_dir().join(format!("ccg-doctor.{}.secret", std::process::id()));
    std::fs::write(&path, "from-a-file\r\n").expect("a temporary file");
    let args = Given { client_secret: Some(SecretSource::File(path.clone())), ..Given::default() };
    let profile = resolve_with(&args, &WHOLE);
    std::fs::remove_file(&path).expect("removed");
    assert_eq!(profile.expect("whole").client_secret.origin, Origin::file(path));
}

#[test]
fn an_unfit_secrets_file_is_named_without_its_content() {
    // Any file will do: what matters is that it is read, found unfit, and not quoted.
    let path = PathBuf::from("src/settings/tests/secret.rs");
    let args = Given { client_secret: Some(SecretSource::File(path)), ..Given::default() };
    let text = message(resolve_with(&args, &WHOLE));
    assert_eq!(
        text.lines().next(),
        Some(
            "`--client-secret-file`: file `src/settings/tests/secret.rs` is longer than 4 KiB, expected a secret and nothing else"
        )
    );
}

#[test]
fn standard_input_is_left_alone_unless_asked_for() {
    struct Untouched<'a>(&'a Cell<bool>);
    impl io::Read for Untouched<'_> {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            self.0.set(true);
            Ok(0)
        }
    }
    let is_read = Cell::new(false);
    let mut surroundings = Surroundings { stdin: &mut Untouched(&is_read), prompt: None, system_proxy: &|_| None };
    resolve(&layers(&Given::default(), &|_| None, None), &mut surroundings).expect_err("nothing set");
    assert!(!is_read.get());
}

#[test]
fn the_secret_a_second_time_is_refused_and_not_repeated() {
    /// Where it is put, `@` standing for what is put there, and what is named.
    const PLACES: [(&str, &str); 9] = [
        ("BOX_CLIENT_ID=@", "variable `BOX_CLIENT_ID` holds"),
        ("BOX_ENTERPRISE_ID=@", "variable `BOX_ENTERPRISE_ID` holds"),
        ("BOX_USER_ID=@", "variable `BOX_USER_ID` holds"),
        ("BOX_APP_USER_ID=@", "variable `BOX_APP_USER_ID` holds"),
        ("BOX_BASE_URL=https://gateway.example/@/box", "variable `BOX_BASE_URL` holds"),
        ("BOX_BASE_URL=https://@.example", "variable `BOX_BASE_URL` holds"),
        ("HTTPS_PROXY=http://@:x@proxy.example", "variable `HTTPS_PROXY` holds"),
        ("HTTPS_PROXY=http://x:@@proxy.example", "variable `HTTPS_PROXY` holds"),
        ("HTTPS_PROXY=http://@.example:3128", "variable `HTTPS_PROXY` holds"),
    ];
    let mut forms = vec![CANARY.to_owned(), CANARY.to_uppercase(), CANARY[..31].to_owned(), CANARY[20..].to_owned()];
    forms.push(CANARY.replacen('s', "%73", 1));
    forms.push(format!("x{CANARY}x"));
    for (place, named) in PLACES {
        let (name, value) = place.split_once('=').expect("a variable");
        for form in &forms {
            let value = value.replacen('@', form, 1);
            let variables: Vec<_> = WHOLE.into_iter().chain([(name, value.as_str())]).collect();
            let text = message(resolve_with(&Given::default(), &variables));
            assert!(text.starts_with(named), "{place} {form}: {text}");
            let told = text.to_lowercase();
            let runs: Vec<_> =
                CANARY.as_bytes().windows(8).map(|run| String::from_utf8_lossy(run).to_lowercase()).collect();
            assert!(!runs.iter().any(|run| told.contains(run)), "{place}: {text}");
        }
    }
    let pair = format!("{}:{CANARY}", WHOLE[0].1);
    let args = Given { client_id: Some(pair.clone()), user_id: Some(pair), ..Given::default() };
    let error = resolve_with(&args, &WHOLE).expect_err("refused");
    let told: Vec<_> = error.each().iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told[0].starts_with("flag `--client-id` holds") && told[1].starts_with("flag `--user-id` holds"),
        "{told:?}"
    );
}

#[test]
fn a_path_with_the_secret_in_it_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(CANARY);
    std::fs::write(&path, CANARY).expect("written");
    let args = Given { client_secret: Some(SecretSource::File(path)), ..Given::default() };
    let text = message(resolve_with(&args, &WHOLE));
    assert!(text.starts_with("the path that `--client-secret-file` names holds") && !text.contains(CANARY), "{text}");
}
