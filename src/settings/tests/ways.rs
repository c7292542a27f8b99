//! Which proxy leads to Box, and what is told of one that does not.

use super::*;

/// What the proxy of these settings is and where it comes from; and the notes.
fn way(
    proxy: Option<ProxyChoice>,
    base_url: &str,
    variables: &[(&'static str, &'static str)],
) -> (Option<String>, Vec<String>) {
    let args = Given { proxy, base_url: Some(base_url.to_owned()), ..Given::default() };
    let profile = resolve_with(&args, &whole_and(variables)).expect("whole");
    (profile.proxy.map(|proxy| format!("{} ({})", proxy.value, proxy.origin)), profile.notes)
}

#[test]
fn a_flag_decides_on_the_proxy_then_the_strongest_variable() {
    let through = |url: &str| Some(ProxyChoice::Through(url.to_owned()));
    let all = [("all_proxy", "a:1"), ("ALL_PROXY", "A:1"), ("https_proxy", "h:1"), ("HTTPS_PROXY", "H:1")];
    let rows: [(_, &[_], _); 9] = [
        (None, &all, Some("http://h:1 (variable `HTTPS_PROXY`)")),
        (None, &all[..3], Some("http://h:1 (variable `https_proxy`)")),
        (None, &all[..2], Some("http://a:1 (variable `ALL_PROXY`)")),
        (None, &all[..1], Some("http://a:1 (variable `all_proxy`)")),
        (None, &[("HTTPS_PROXY", " "), ("ALL_PROXY", "a:1")], Some("http://a:1 (variable `ALL_PROXY`)")),
        // `HTTP_PROXY` is for `http://`, which nothing but loopback is asked over.
        (None, &[("HTTP_PROXY", "x:1"), ("http_proxy", "x:1")], None),
        (Some(ProxyChoice::Direct), &all, None),
        (through("f:1"), &all, Some("http://f:1 (flag `--proxy`)")),
        (through("f:1"), &[("NO_PROXY", "*")], Some("http://f:1 (flag `--proxy`)")),
    ];
    for (flag, variables, expected) in rows {
        let (proxy, notes) = way(flag.clone(), "https://api.box.com", variables);
        assert_eq!((proxy.as_deref(), notes), (expected, Vec::new()), "{flag:?} {variables:?}");
    }
}

#[test]
fn a_proxy_that_is_not_used_is_told() {
    let variables = [("HTTPS_PROXY", "not a proxy!"), ("no_proxy", "localhost,.box.com")];
    let (proxy, notes) = way(None, "https://api.box.com", &variables);
    assert_eq!(proxy, None);
    assert_eq!(notes, ["the proxy of variable `HTTPS_PROXY` is not used: variable `no_proxy` names the host"]);

    let (proxy, notes) = way(Some(ProxyChoice::Through("f:1".to_owned())), "http://127.0.0.1:1", &variables);
    assert_eq!(proxy, None);
    assert_eq!(notes, ["flag `--proxy` is not used: loopback never goes through a proxy"]);
    assert_eq!(way(None, "https://localhost:1", &[("HTTPS_PROXY", "not a proxy!")]), (None, Vec::new()));
}

#[test]
fn a_password_on_the_command_line_is_warned_of_and_never_repeated() {
    let flag = Some(ProxyChoice::Through("http://someone:hunter22@f:1".to_owned()));
    let (proxy, notes) = way(flag, "https://api.box.com", &[]);
    assert_eq!(proxy.as_deref(), Some("http://f:1 (flag `--proxy`)"));
    assert!(notes.len() == 1 && notes[0].contains("every user of this machine"), "{notes:?}");
    let (_, notes) = way(None, "https://api.box.com", &[("HTTPS_PROXY", "http://someone:hunter22@f:1")]);
    assert_eq!(notes, [""; 0]);

    let broken = "http://someone:hunter22@f:port";
    let text = message(resolve_with(&Given::default(), &whole_and(&[("HTTPS_PROXY", broken)])));
    assert!(text.starts_with("variable `HTTPS_PROXY` is not a proxy's address"), "{text}");
    assert!(!text.contains("hunter22"), "{text}");
}
