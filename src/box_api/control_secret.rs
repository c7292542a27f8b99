//! The control's secret: random, of the real one's length and alphabet, never made from it.

use rand::Rng;
use secrecy::SecretString;

const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
const UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS: &[u8] = b"0123456789";
const OTHERS: &[u8] = b"-_.~+/=!*";

/// How many distinct secrets are drawn before giving up on one unlike the real one.
const DRAWS: usize = 64;

/// Draws a secret as long as the real one, from the classes of characters that it uses.
///
/// `None` where none unlike it can be found, which takes a secret of one or two characters.
pub(super) fn random_like(real: &str) -> Option<SecretString> {
    let uses = |class: &[u8]| real.bytes().any(|byte| class.contains(&byte));
    let mut alphabet: Vec<u8> =
        [LOWER, UPPER, DIGITS].into_iter().filter(|class| uses(class)).flatten().copied().collect();
    let others = real.chars().any(|char| !char.is_ascii_alphanumeric());
    if others {
        alphabet.extend(OTHERS);
    }
    let length = real.chars().count();
    let mut random = rand::rng();
    for _ in 0..DRAWS {
        let drawn: String = (0..length).map(|_| char::from(alphabet[random.random_range(0..alphabet.len())])).collect();
        if drawn != real {
            return Some(SecretString::from(drawn));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn the_control_has_the_length_and_alphabet_of_the_real_secret_and_differs_from_it() {
        for real in ["a", "7", "abcDEF123", "aB3aB3aB3aB3aB3aB3aB3aB3aB3aB3aB", "with-others_1", "ünïcode", "ABC"] {
            let Some(drawn) = random_like(real) else { panic!("no control for a secret of {} characters", real.len()) };
            let drawn = drawn.expose_secret();
            assert_ne!(drawn, real);
            assert_eq!(drawn.chars().count(), real.chars().count());
            for class in [LOWER, UPPER, DIGITS] {
                if !real.bytes().any(|byte| class.contains(&byte)) {
                    assert!(!drawn.bytes().any(|byte| class.contains(&byte)), "{drawn} for {real}");
                }
            }
        }
    }

    #[test]
    fn two_controls_for_one_secret_differ() {
        let real = "aB3aB3aB3aB3aB3aB3aB3aB3aB3aB3aB";
        let [one, two] =
            [random_like(real), random_like(real)].map(|drawn| drawn.map(|secret| secret.expose_secret().to_owned()));
        assert_ne!(one, two);
    }
}
