//! How flags, environment, prompt and simulated Box make a profile, and what prevents one.

use std::ffi::OsString;
use std::io;

use super::*;

mod secret;
mod ways;

const CANARY: &str = "s3cr3tCanary0123456789abcdefABCD";

/// Variables that make a profile by themselves.
const WHOLE: [(&str, &str); 3] = [
    ("BOX_CLIENT_ID", "abcdefghijklmnopqrstuvwxyz012345"),
    ("BOX_CLIENT_SECRET", CANARY),
    ("BOX_ENTERPRISE_ID", "1234567"),
];

/// Resolves with these variables set and nobody at the terminal.
fn resolve_with(args: &Given, variables: &[(&str, &str)]) -> Result<Profile, Error> {
    resolve_all(args, variables, None, "", None)
}

fn resolve_all(
    args: &Given,
    variables: &[(&str, &str)],
    simulated: Option<&SimulatedSettings>,
    stdin: &str,
    prompt: Option<Prompt>,
) -> Result<Profile, Error> {
    let environment = |name: &str| {
        let variable = variables.iter().rev().find(|(other, _)| *other == name);
        variable.map(|(_, value)| OsString::from(value))
    };
    let layers = layers(args, &environment, simulated);
    resolve(&layers, &mut Surroundings { stdin: &mut stdin.as_bytes(), prompt, system_proxy: &|_| None })
}

const UNASKED: Prompt = || panic!("asked although there was no need");

fn whole_and(more: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    WHOLE.iter().chain(more).copied().collect()
}

fn message(result: Result<Profile, Error>) -> String {
    match result {
        Err(error) => {
            let problems = error.problems();
            assert!(!format!("{error:?} {problems:?}").contains(CANARY), "{error:?}");
            let each = problems.into_iter().flat_map(|problem| [vec![problem.message], problem.hints].concat());
            each.collect::<Vec<_>>().join("\n")
        }
        Ok(profile) => panic!("accepted: {profile:?}"),
    }
}

fn simulated() -> SimulatedSettings {
    SimulatedSettings {
        scenario: "healthy".to_owned(),
        base_url: "http://127.0.0.1:9".parse().unwrap(),
        client_id: "simulated-client".parse().unwrap(),
        client_secret: "simulated-secret".parse().unwrap(),
        enterprise_id: "1".parse().unwrap(),
        user_id: "2".parse().unwrap(),
        app_user_id: "3".parse().unwrap(),
    }
}

/// Every value of a profile but the secret's, with its origin: short enough to compare at a glance.
fn values(profile: &Profile) -> Vec<String> {
    let id = |name: &str, text: Option<(&str, &Origin)>| text.map(|(text, origin)| format!("{name} {text} ({origin})"));
    let Profile { client_id, client_secret, enterprise_id, user_id, app_user_id, base_url, .. } = profile;
    [
        id("client", Some((client_id.value.as_str(), &client_id.origin))),
        id("secret", Some(("…", &client_secret.origin))),
        id("enterprise", enterprise_id.as_ref().map(|it| (it.value.as_str(), &it.origin))),
        id("user", user_id.as_ref().map(|it| (it.value.as_str(), &it.origin))),
        id("app user", app_user_id.as_ref().map(|it| (it.value.as_str(), &it.origin))),
        id("base", Some((&base_url.value.to_string(), &base_url.origin))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn the_environment_makes_a_profile() {
    let profile = resolve_with(
        &Given::default(),
        &whole_and(&[
            ("BOX_USER_ID", "8506151483"),
            ("BOX_APP_USER_ID", "99"),
            ("BOX_BASE_URL", "http://localhost:1/"),
        ]),
    )
    .expect("whole");
    assert_eq!(profile.name, "default");
    assert_eq!(
        values(&profile),
        [
            "client abcdefghijklmnopqrstuvwxyz012345 (variable `BOX_CLIENT_ID`)",
            "secret … (variable `BOX_CLIENT_SECRET`)",
            "enterprise 1234567 (variable `BOX_ENTERPRISE_ID`)",
            "user 8506151483 (variable `BOX_USER_ID`)",
            "app user 99 (variable `BOX_APP_USER_ID`)",
            "base http://localhost:1 (variable `BOX_BASE_URL`)",
        ]
    );
    assert!(profile.notes.is_empty());
}

#[test]
fn a_flag_outweighs_the_environment() {
    let args = Given {
        client_id: Some("flag-client".to_owned()),
        client_secret: Some(SecretSource::Stdin),
        enterprise_id: Some("7".to_owned()),
        user_id: Some("8".to_owned()),
        app_user_id: Some("9".to_owned()),
        base_url: Some("https://box.example".to_owned()),
        ..Given::default()
    };
    let profile = resolve_all(&args, &WHOLE, None, "from-stdin\n", None).expect("whole");
    assert_eq!(
        values(&profile),
        [
            "client flag-client (flag `--client-id`)",
            "secret … (standard input)",
            "enterprise 7 (flag `--enterprise-id`)",
            "user 8 (flag `--user-id`)",
            "app user 9 (flag `--app-user-id`)",
            "base https://box.example (flag `--base-url`)",
        ]
    );
}

#[test]
fn without_a_base_url_it_is_boxs() {
    let profile = resolve_with(&Given::default(), &WHOLE).expect("whole");
    assert_eq!(profile.base_url.value.to_string(), "https://api.box.com");
    assert_eq!(profile.base_url.origin, Origin::Default);
    assert!(profile.user_id.is_none() && profile.app_user_id.is_none());
}

#[test]
fn all_that_is_missing_is_told_at_once() {
    let text = message(resolve_with(&Given::default(), &[("BOX_CLIENT_ID", "  "), ("BOX_USER_ID", "")]));
    assert!(text.starts_with("not set: client ID, client secret, enterprise ID or user ID\nclient ID:"), "{text}");
    for told in [
        "`BOX_CLIENT_ID`",
        "`--client-secret-file`",
        "`BOX_ENTERPRISE_ID`",
        "`--user-id`",
        "Developer Console",
        "Admin Console",
        "Account ID",
        "--simulate app-access-only",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
}

#[test]
fn an_app_user_alone_is_nothing_to_check() {
    let text = message(resolve_with(&Given::default(), &[WHOLE[0], WHOLE[1], ("BOX_APP_USER_ID", "9")]));
    assert!(text.starts_with("not set: enterprise ID or user ID\n"), "{text}");
}

#[test]
fn faulty_and_missing_settings_are_told_together() {
    let args =
        Given { user_id: Some(String::new()), base_url: Some("http://box.example".to_owned()), ..Given::default() };
    let text = message(resolve_with(&args, &[]));
    let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part} not in {text}"));
    assert!(at("flag `--user-id` is empty") < at("flag `--base-url` is not an `https://` URL"));
    assert!(at("flag `--base-url`") < at("not set: client ID, client secret\n"));
    let each = resolve_with(&args, &[]).map_err(|error| error.each().len());
    assert_eq!(each.err(), Some(3));
}

#[test]
fn a_faulty_value_is_named_by_its_origin_and_not_repeated() {
    let cases = [
        ("BOX_CLIENT_ID", "a\nb", "variable `BOX_CLIENT_ID` has a line break or another control character in it"),
        (
            "BOX_CLIENT_SECRET",
            "s3cr3tCanary0123456789abcdefABCD\n",
            "variable `BOX_CLIENT_SECRET` has white space before or after the secret",
        ),
        (
            "BOX_CLIENT_SECRET",
            " s3cr3tCanary0123456789abcdefABCD",
            "variable `BOX_CLIENT_SECRET` has white space before or after the secret",
        ),
        (
            "BOX_BASE_URL",
            "https://u:s3cr3tCanary0123456789abcdefABCD@box.example",
            "variable `BOX_BASE_URL` has a user name or password in it",
        ),
        (
            "BOX_BASE_URL",
            "https://box.example?s3cr3tCanary0123456789abcdefABCD",
            "variable `BOX_BASE_URL` has a query or fragment in it",
        ),
    ];
    for (name, value, expected) in cases {
        let text = message(resolve_with(&Given::default(), &whole_and(&[(name, value)])));
        assert!(text.starts_with(expected), "{text}");
        assert!(!text.contains(CANARY), "{text}");
    }
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_text_is_refused() {
    use std::os::unix::ffi::OsStringExt as _;
    let environment = |name: &str| {
        let bytes = if name == "BOX_CLIENT_SECRET" { vec![b'a', 0xff] } else { vec![b'1'] };
        (!name.starts_with("BOX_SUBJECT") && name != "BOX_BASE_URL").then(|| OsString::from_vec(bytes))
    };
    let layers = layers(&Given::default(), &environment, None);
    let mut surroundings = Surroundings { stdin: &mut io::empty(), prompt: None, system_proxy: &|_| None };
    let result = resolve(&layers, &mut surroundings);
    assert_eq!(message(result), "variable `BOX_CLIENT_SECRET` is not valid UTF-8");
}

#[test]
fn white_space_around_an_id_is_left_out_and_noted() {
    let profile = resolve_with(&Given::default(), &whole_and(&[("BOX_USER_ID", " 42\r")])).expect("whole");
    assert_eq!(profile.user_id.map(|id| id.value.to_string()), Some("42".to_owned()));
    assert_eq!(
        profile.notes,
        ["white space around the variable `BOX_USER_ID` was left out; an app that reads it may send it to Box"]
    );
}

/// What the two subjects are, or the start of the error.
fn subjects(args: &Given, variables: &[(&str, &str)]) -> String {
    let all: Vec<_> = WHOLE[..2].iter().chain(variables).copied().collect();
    match resolve_with(args, &all) {
        Ok(profile) => values(&profile)
            .into_iter()
            .filter(|value| value.starts_with("enterprise") || value.starts_with("user"))
            .collect::<Vec<_>>()
            .join(", "),
        Err(error) => error.to_string().lines().next().unwrap_or_default().to_owned(),
    }
}

#[test]
fn the_subject_variables_stand_for_an_enterprise_or_a_user() {
    const KIND: &str = "BOX_SUBJECT_TYPE";
    const ID: &str = "BOX_SUBJECT_ID";
    let cases: [(&[(&str, &str)], &str); 12] = [
        (&[(KIND, "enterprise"), (ID, "5")], "enterprise 5 (variable `BOX_SUBJECT_ID`)"),
        (&[(KIND, "user"), (ID, "5")], "user 5 (variable `BOX_SUBJECT_ID`)"),
        (
            &[(KIND, "user"), (ID, "5"), ("BOX_ENTERPRISE_ID", "6")],
            "enterprise 6 (variable `BOX_ENTERPRISE_ID`), user 5 (variable `BOX_SUBJECT_ID`)",
        ),
        (&[(KIND, "user"), (ID, "5"), ("BOX_USER_ID", "5 ")], "user 5 (variable `BOX_USER_ID`)"),
        (&[(KIND, "user"), (ID, "5"), ("BOX_USER_ID", "")], "user 5 (variable `BOX_SUBJECT_ID`)"),
        (&[(KIND, ""), (ID, ""), ("BOX_USER_ID", "6")], "user 6 (variable `BOX_USER_ID`)"),
        (
            &[(KIND, "user"), (ID, "5"), ("BOX_USER_ID", "6")],
            "variables `BOX_SUBJECT_ID` and `BOX_USER_ID` contradict each other",
        ),
        (
            &[(KIND, "enterprise"), (ID, "5"), ("BOX_ENTERPRISE_ID", "6")],
            "variables `BOX_SUBJECT_ID` and `BOX_ENTERPRISE_ID` contradict each other",
        ),
        (&[(KIND, "user")], "variable `BOX_SUBJECT_TYPE` is set without `BOX_SUBJECT_ID`"),
        (&[(ID, "5"), ("BOX_USER_ID", "5")], "variable `BOX_SUBJECT_ID` is set without `BOX_SUBJECT_TYPE`"),
        (&[(KIND, "User"), (ID, "5")], "variable `BOX_SUBJECT_TYPE` is neither `enterprise` nor `user`"),
        (&[(KIND, "user "), (ID, "5")], "variable `BOX_SUBJECT_TYPE` is neither `enterprise` nor `user`"),
    ];
    for (variables, expected) in cases {
        assert_eq!(subjects(&Given::default(), variables), expected, "{variables:?}");
    }
}

#[test]
fn a_flag_overrides_the_subject_variables() {
    let user = Given { user_id: Some("9".to_owned()), ..Given::default() };
    let both = Given { enterprise_id: Some("8".to_owned()), ..user.clone() };
    let pair = [("BOX_SUBJECT_TYPE", "user"), ("BOX_SUBJECT_ID", "5")];
    let contradicted = [pair[0], pair[1], ("BOX_USER_ID", "6")];
    assert_eq!(subjects(&user, &contradicted), "user 9 (flag `--user-id`)");
    assert_eq!(subjects(&user, &pair[..1]), "user 9 (flag `--user-id`)");
    assert_eq!(
        subjects(&user, &[("BOX_SUBJECT_TYPE", "enterprise"), pair[1]]),
        "enterprise 5 (variable `BOX_SUBJECT_ID`), user 9 (flag `--user-id`)"
    );
    assert_eq!(subjects(&user, &pair[1..]), "variable `BOX_SUBJECT_ID` is set without `BOX_SUBJECT_TYPE`");
    assert_eq!(subjects(&both, &pair[1..]), "enterprise 8 (flag `--enterprise-id`), user 9 (flag `--user-id`)");
}

#[test]
fn a_simulated_box_supplies_every_setting_and_the_environment_is_ignored() {
    let supplied = simulated();
    let variables =
        whole_and(&[("BOX_SUBJECT_TYPE", "nonsense"), ("BOX_USER_ID", ""), ("BOX_BASE_URL", "https://box.example")]);
    let profile = resolve_all(&Given::default(), &variables, Some(&supplied), "", Some(UNASKED)).expect("supplied");
    assert_eq!(
        values(&profile),
        [
            "client simulated-client (simulated Box)",
            "secret … (simulated Box)",
            "enterprise 1 (simulated Box)",
            "user 2 (simulated Box)",
            "app user 3 (simulated Box)",
            "base http://127.0.0.1:9 (simulated Box)",
        ]
    );
    assert_eq!(
        profile.notes,
        [
            "ignored, because Box is simulated: `BOX_CLIENT_ID`, `BOX_CLIENT_SECRET`, `BOX_ENTERPRISE_ID`, `BOX_SUBJECT_TYPE`, `BOX_BASE_URL`"
        ]
    );
}

#[test]
fn a_flag_outweighs_what_a_simulated_box_supplies() {
    let supplied = simulated();
    let args = Given { user_id: Some("77".to_owned()), ..Given::default() };
    let profile = resolve_all(&args, &[], Some(&supplied), "", None).expect("supplied");
    assert_eq!(profile.user_id.map(|id| id.origin), Some(Origin::flag("--user-id")));
    assert_eq!(profile.enterprise_id.map(|id| id.origin), Some(Origin::Simulated));
    assert!(profile.notes.is_empty());
}
