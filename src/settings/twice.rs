//! Finds the secret where it was put a second time: what is no secret is shown in reports, in logs and on the command line.

use percent_encoding::percent_decode_str;
use secrecy::ExposeSecret as _;
use secrecy::zeroize::Zeroizing;

use super::base_url::BaseUrl;
use super::error::{CA_FLAG, Error};
use super::flaw::Flaw;
use super::identity::UserId;
use super::profile::Profile;
use super::proxy::ProxyLogin;
use super::setting::Setting;
use crate::decoding::base64;
use crate::origin::{Origin, Sourced};
use crate::reply::redact::EVIDENT;

/// How often a text is decoded: a URL within a URL.
const LEVELS: usize = 3;

/// Every place in a profile, but its own, at which the secret stands. A simulated secret is none.
pub(super) fn places(profile: &Profile) -> Vec<Error> {
    if profile.client_secret.origin == Origin::Simulated {
        return Vec::new();
    }
    let secret = profile.client_secret.value.wrapped().expose_secret();
    let user = |id: &Option<Sourced<UserId>>| origin_if(id.as_ref(), |id| holds(id.as_str(), secret));
    let origins = [
        origin_if(Some(&profile.client_id), |id| holds(id.as_str(), secret)),
        origin_if(profile.enterprise_id.as_ref(), |id| holds(id.as_str(), secret)),
        user(&profile.user_id),
        user(&profile.app_user_id),
        // Box's own address holds nobody's secret, however short that is.
        origin_if(Some(&profile.base_url), |url| url.to_string() != BaseUrl::BOX && holds(&url.to_string(), secret)),
        origin_if(profile.proxy.as_ref(), |proxy| {
            let in_login =
                |login: &ProxyLogin| holds(&login.user, secret) || holds(login.password.expose_secret(), secret);
            holds(&proxy.to_string(), secret) || proxy.login().is_some_and(in_login)
        }),
    ];
    let in_path =
        |origin: &Origin| matches!(origin, Origin::File { path, .. } if holds(&path.to_string_lossy(), secret));
    let paths = [
        in_path(&profile.client_secret.origin).then(|| Setting::ClientSecret.flag()),
        profile.ca_certificates.as_ref().filter(|ca| in_path(&ca.origin)).map(|_| CA_FLAG),
    ];
    let unusable = |origin| Error::Unusable { origin, flaw: Flaw::HoldsSecret };
    let origins = origins.into_iter().flatten().map(unusable);
    origins.chain(paths.into_iter().flatten().map(|flag| Error::SecretInPath { flag })).collect()
}

fn origin_if<T>(value: Option<&Sourced<T>>, holds: impl Fn(&T) -> bool) -> Option<Origin> {
    value.filter(|sourced| holds(&sourced.value)).map(|sourced| sourced.origin.clone())
}

/// Whether a text holds the secret: as a whole in either case, or a run of eight characters of it, as it stands,
/// percent-encoded, in base64 or in hexadecimal. A run of small letters alone, or of digits alone, may be a word or a number
/// that both have, such as `my-app-`: such a one does not tell. A secret under eight characters is found where it stands by
/// itself.
pub(super) fn holds(text: &str, secret: &str) -> bool {
    readings(text).iter().any(|reading| reads(reading, secret))
}

fn reads(text: &str, secret: &str) -> bool {
    let is_part = |char: char| char.is_alphanumeric();
    if secret.chars().count() < EVIDENT {
        // A secret with marks in it, such as `a-b`, is no single part.
        return text.trim() == secret || text.split(|char| !is_part(char)).any(|part| part == secret);
    }
    let folded = Zeroizing::new(text.to_ascii_lowercase());
    let wanted = Zeroizing::new(secret.to_ascii_lowercase());
    if folded.contains(wanted.as_str()) {
        return true;
    }
    let ends: Vec<usize> = secret.char_indices().map(|(at, _)| at).chain([secret.len()]).collect();
    let mut runs = ends.windows(EVIDENT + 1).map(|window| window[0]..window[EVIDENT]);
    runs.any(|run| tells(&secret[run.clone()]) && folded.contains(&wanted[run]))
}

/// Whether a run is of a kind that two values do not share by chance or by habit.
fn tells(run: &str) -> bool {
    let has = |of: fn(char) -> bool| run.chars().any(of);
    let [small, large, digits] = [has(char::is_lowercase), has(char::is_uppercase), has(char::is_numeric)];
    usize::from(small) + usize::from(large) + usize::from(digits) > 1
}

/// The text as it stands, and decoded in every way in which a secret is commonly written.
fn readings(text: &str) -> Vec<Zeroizing<String>> {
    let mut all = vec![Zeroizing::new(text.to_owned())];
    let mut last = text.to_owned();
    for _ in 0..LEVELS {
        let decoded = percent_decode_str(&last).decode_utf8_lossy().into_owned();
        if decoded == last {
            break;
        }
        all.push(Zeroizing::new(decoded.clone()));
        last = decoded;
    }
    let texts: Vec<Zeroizing<String>> = all.clone();
    for text in &texts {
        all.extend(text.split(|char: char| !is_of_base64(char)).flat_map(decoded));
    }
    all
}

fn is_of_base64(char: char) -> bool {
    char.is_ascii_alphanumeric() || matches!(char, '+' | '/' | '-' | '_')
}

/// What a word says in base64 of either alphabet (RFC 4648 §4, §5), and in hexadecimal.
fn decoded(word: &str) -> impl Iterator<Item = Zeroizing<String>> {
    let pairs = word.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    let in_hex: Option<Vec<u8>> = pairs.collect();
    base64(word).into_iter().chain(in_hex).map(|bytes| Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "s3cr3tCanary0123456789abcdefABCD";

    #[test]
    fn a_secret_is_found_in_each_way_of_writing_it() {
        for text in [
            SECRET.to_owned(),
            SECRET.to_ascii_uppercase(),
            format!(" {SECRET}\n"),
            format!("clientid:{SECRET}"),
            format!("{}…", &SECRET[..31]),
            SECRET[4..12].to_owned(),
            format!("https://gateway.example/{SECRET}/box"),
            format!("https://{SECRET}.example"),
            "https://gateway.example/%733cr3tCanary".to_owned(),
            "https://gateway.example/%25733cr3tCanary".to_owned(),
            "Basic Y2xpZW50aWQ6czNjcjN0Q2FuYXJ5MDEyMzQ1Njc4OWFiY2RlZkFCQ0Q=".to_owned(),
            "733363723374".to_owned() + "43616e617279",
        ] {
            assert!(holds(&text, SECRET), "{text}");
        }
        assert!(holds("onlylettersinthissecret", "onlylettersinthissecret"));
        assert!(holds("id:pw", "pw") && holds("pw", "pw") && holds("https://pw.example", "pw"));
        assert!(holds("a-b", "a-b") && holds("passwörd1", "passwörd1"));
    }

    #[test]
    fn what_two_values_have_in_common_by_habit_is_no_secret() {
        for (text, secret) in [
            ("my-app-client-id", "my-app-client-secret"),
            ("simulated-client", "simulated-secret"),
            ("12345678901", "99912345678"),
            ("https://api.box.com", SECRET),
            ("s3cr3tC", SECRET),
            ("powder", "pw"),
            ("", SECRET),
        ] {
            assert!(!holds(text, secret), "{text}");
        }
    }
}
