//! A username, and the one form under which it is unique.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use unicode_normalization::UnicodeNormalization as _;

/// The most characters a username may have (document 004: `varchar(150)`).
pub const MAX_CHARS: usize = 150;

/// Why a username was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UsernameError {
    /// Nothing, or longer than [`MAX_CHARS`].
    #[error("长度须为 1 到 150 个字符")]
    Length,
    /// A character that is no letter, no digit and none of `@.+-_`.
    #[error("只能包含文字、数字和 @ . + - _")]
    Character,
}

/// A username: letters and digits of any script and `@.+-_` (Django's rule, which document 004 follows).
///
/// It is stored in Unicode NFKC, so full-width and half-width forms are one name; two usernames are the same when
/// their [`key`](Username::key)s are, which also ignores case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Username {
    shown: String,
    key: String,
}

impl Username {
    /// Checks `text` and normalises it.
    ///
    /// # Errors
    /// [`UsernameError`]; spaces are refused, not trimmed, because a caller who sends one is mistaken about the name.
    pub fn parse(text: &str) -> Result<Self, UsernameError> {
        // Before the normalisation, which can make a character into eighteen.
        if text.chars().nth(MAX_CHARS).is_some() {
            return Err(UsernameError::Length);
        }
        let shown: String = text.nfkc().collect();
        if shown.is_empty() || shown.chars().nth(MAX_CHARS).is_some() {
            return Err(UsernameError::Length);
        }
        if !shown
            .chars()
            .all(|c| c.is_alphanumeric() || "@.+-_".contains(c))
        {
            return Err(UsernameError::Character);
        }
        // Lower-casing can take a string out of NFKC (U+0130), hence the second pass.
        let key = shown.to_lowercase().nfkc().collect();
        Ok(Self { shown, key })
    }

    /// The name as its owner wrote it, normalised.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.shown
    }

    /// The form that is unique in the directory.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }
}

impl Serialize for Username {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.shown)
    }
}

impl<'de> Deserialize<'de> for Username {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lookalikes_share_a_key() {
        let key = |name| Username::parse(name).unwrap().key().to_owned();
        assert_eq!(key("Alice"), key("alice"));
        assert_eq!(key("Alice"), key("ａｌｉｃｅ"));
        assert_eq!(key("施海泉"), "施海泉");
    }

    #[test]
    fn refuses_spaces_controls_and_length() {
        for bad in [
            "alice ",
            " alice",
            "al ice",
            "al\u{3000}ice",
            "al\u{200b}ice",
            "a\0",
            "a/b",
            "<b>",
            "😀",
        ] {
            assert_eq!(
                Username::parse(bad),
                Err(UsernameError::Character),
                "{bad:?}"
            );
        }
        assert_eq!(Username::parse(""), Err(UsernameError::Length));
        assert_eq!(
            Username::parse(&"x".repeat(151)),
            Err(UsernameError::Length)
        );
        // One character that NFKC makes into eighteen.
        assert_eq!(
            Username::parse(&"\u{fdfa}".repeat(150)),
            Err(UsernameError::Length)
        );
    }
}
