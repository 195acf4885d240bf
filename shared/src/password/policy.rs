//! What a new password must be.

use super::Password;

/// The shortest password that the documents' own examples use.
const DOCUMENTED_MIN: usize = 6;
/// The shortest password under the strong policy.
const STRONG_MIN: usize = 8;

/// How strict a deployment is about new passwords.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordPolicy {
    /// At least six characters, as the documents' examples need.
    Documented,
    /// At least eight characters, not a common password and not the username.
    Strong,
}

/// Why a password was refused; the caller reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Fewer characters than the number.
    #[error("至少需要 {0} 个字符")]
    Short(usize),
    /// One that many people use, or an obvious variation of one.
    #[error("过于常见,容易被猜到")]
    Common,
    /// The username, or something around it.
    #[error("不能包含用户名")]
    LikeUsername,
}

#[cfg(feature = "openapi")]
impl WeakPassword {
    /// Every one, for the description of the API.
    #[must_use]
    pub fn all() -> [Self; 4] {
        [
            Self::Short(DOCUMENTED_MIN),
            Self::Short(STRONG_MIN),
            Self::Common,
            Self::LikeUsername,
        ]
    }
}

impl PasswordPolicy {
    /// Checks a new password for the user that is to be known as `username_key`.
    ///
    /// # Errors
    /// [`WeakPassword`].
    pub fn check(self, password: &Password, username_key: &str) -> Result<(), WeakPassword> {
        let text = password.text();
        let length = text.chars().count();
        match self {
            Self::Documented if length < DOCUMENTED_MIN => Err(WeakPassword::Short(DOCUMENTED_MIN)),
            Self::Documented => Ok(()),
            Self::Strong if length < STRONG_MIN => Err(WeakPassword::Short(STRONG_MIN)),
            Self::Strong => {
                let lower = text.to_lowercase();
                if username_key.chars().count() >= 3 && lower.contains(username_key) {
                    Err(WeakPassword::LikeUsername)
                } else if is_common(&lower) {
                    Err(WeakPassword::Common)
                } else {
                    Ok(())
                }
            }
        }
    }
}

/// Stems of the passwords at the top of every published list, Chinese ones among them, without the digits and signs
/// that people put around them.
const STEMS: &str = include_str!("stems.txt");

/// Runs of neighbouring keys and letters; a password cut from them is no secret.
const RUNS: &[&str] = &[
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "147258369",
    "159357",
    "789456123",
    "5201314",
    "7758521",
];

/// Whether `lower`, in lower case, is a common password or an obvious variation of one: a stem with digits and signs
/// around it, letters written as digits, one short piece repeated, or a run of neighbouring keys either way.
fn is_common(lower: &str) -> bool {
    let core = |text: &str| text.trim_matches(|c: char| !c.is_alphabetic()).to_owned();
    let letters = core(lower);
    // "p@ssw0rd123" shows its stem once the digits around it are gone and those within are letters again.
    let plain = core(&letters.chars().map(unleet).collect::<String>());
    let around = lower.chars().count() - letters.chars().count();
    if around <= 8
        && [letters, plain]
            .iter()
            .any(|text| STEMS.split_whitespace().any(|stem| stem == text))
    {
        return true;
    }
    is_repetition(lower)
        || is_run(lower)
        || lower.chars().all(|c| c.is_ascii_digit()) && lower.len() <= 10
}

fn unleet(c: char) -> char {
    match c {
        '@' | '4' => 'a',
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '$' | '5' => 's',
        '7' => 't',
        c => c,
    }
}

/// One piece of at most four characters over and over.
fn is_repetition(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    (1..=4).any(|piece| {
        chars.len() >= 2 * piece
            && chars
                .iter()
                .enumerate()
                .all(|(at, c)| *c == chars[at % piece])
    })
}

/// Made of at most three pieces, each part of a run, forwards or backwards.
fn is_run(text: &str) -> bool {
    let mut rest = text;
    for _ in 0..3 {
        let longest = rest
            .char_indices()
            .map(|(at, c)| at + c.len_utf8())
            .rev()
            .find(|end| {
                let piece = &rest[..*end];
                let reversed: String = piece.chars().rev().collect();
                piece.chars().count() >= 3
                    && RUNS
                        .iter()
                        .any(|run| run.contains(piece) || run.contains(&reversed))
            });
        match longest {
            Some(end) if end == rest.len() => return true,
            Some(end) => rest = &rest[end..],
            None => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(policy: PasswordPolicy, password: &str) -> Result<(), WeakPassword> {
        policy.check(&Password::parse(password).unwrap(), "施海泉")
    }

    #[test]
    fn the_documents_examples_pass_their_policy() {
        for password in ["123456", "12345678", "newpassword"] {
            assert_eq!(check(PasswordPolicy::Documented, password), Ok(()));
        }
        assert_eq!(
            check(PasswordPolicy::Documented, "12345"),
            Err(WeakPassword::Short(6))
        );
    }

    #[test]
    fn the_strong_policy_refuses_the_common_ones() {
        for password in [
            "12345678",
            "123456789",
            "87654321",
            "11111111",
            "88888888",
            "password",
            "Password1",
            "p@ssw0rd",
            "P@ssw0rd123",
            "qwerty123",
            "qwertyuiop",
            "1qaz2wsx",
            "1q2w3e4r",
            "abc12345",
            "a1234567",
            "woaini1314",
            "woaini520",
            "iloveyou",
            "admin123",
            "Admin@123",
            "zxcvbnm1",
            "abcabcabc",
            "5201314520",
            "19900101",
            "asdf1234",
            "sunshine",
            "aa123456",
            "wang1234",
            "qwer1234",
            "abcd1234",
            "q1w2e3r4",
        ] {
            assert_eq!(
                check(PasswordPolicy::Strong, password),
                Err(WeakPassword::Common),
                "{password}"
            );
        }
        assert_eq!(
            check(PasswordPolicy::Strong, "1234567"),
            Err(WeakPassword::Short(8))
        );
        assert_eq!(
            check(PasswordPolicy::Strong, "施海泉施海泉12"),
            Err(WeakPassword::LikeUsername)
        );
    }

    #[test]
    fn the_strong_policy_takes_what_a_person_made_up() {
        for password in [
            "correct horse",
            "tX9-kq2!v",
            "山高水长流2026年",
            "mountain-river",
            "newpassword7 maybe",
        ] {
            assert_eq!(
                check(PasswordPolicy::Strong, password),
                Ok(()),
                "{password}"
            );
        }
    }
}
