//! Free text from a request: bounded, and nothing in it that does not belong on a screen.

use serde::{Deserialize, Deserializer, Serialize, de};

/// Why a piece of text was refused; the caller reads it behind the field's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Longer than allowed; the number is the limit, in characters.
    #[error("长度不能超过 {0} 个字符")]
    TooLong(usize),
    /// NUL or another control character, or the mark that broken UTF-8 leaves behind.
    #[error("含有控制字符或无法识别的字符")]
    Unprintable,
    /// Nothing, or only spaces.
    #[error("不能为空")]
    Blank,
}

/// Whether `c` has no place in a single line of text that a person typed.
///
/// Besides control characters: line and paragraph separators, the bidirectional overrides that make text read
/// differently from what it is (Unicode TR 36), and U+FFFD, which is what a gateway makes of broken UTF-8.
#[must_use]
pub fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffd}')
}

/// Text of at most `MAX` characters without control characters; may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Text<const MAX: usize>(String);

impl<const MAX: usize> Text<MAX> {
    /// Checks `text` and takes it as it is.
    ///
    /// # Errors
    /// [`TextError::TooLong`], [`TextError::Unprintable`].
    pub fn parse(text: String) -> Result<Self, TextError> {
        if text.chars().nth(MAX).is_some() {
            return Err(TextError::TooLong(MAX));
        }
        if text.chars().any(is_unprintable) {
            return Err(TextError::Unprintable);
        }
        Ok(Self(text))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text, given away.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Text<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// Text that must say something: at most `MAX` characters, trimmed, not blank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Name<const MAX: usize>(String);

impl<const MAX: usize> Name<MAX> {
    /// Trims `text` and checks it.
    ///
    /// # Errors
    /// As [`Text::parse`], and [`TextError::Blank`].
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let text = Text::<MAX>::parse(text.trim().to_owned())?;
        if text.is_empty() {
            Err(TextError::Blank)
        } else {
            Ok(Self(text.into_string()))
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, given away.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Name<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_characters_not_bytes() {
        assert!(Text::<3>::parse("施海泉".into()).is_ok());
        assert_eq!(
            Text::<2>::parse("施海泉".into()),
            Err(TextError::TooLong(2))
        );
    }

    #[test]
    fn refuses_what_a_screen_cannot_show() {
        for bad in ["a\0b", "a\nb", "a\u{7f}", "a\u{202e}b", "a\u{fffd}"] {
            assert_eq!(
                Text::<9>::parse(bad.into()),
                Err(TextError::Unprintable),
                "{bad:?}"
            );
        }
    }

    #[test]
    fn a_name_of_spaces_is_blank() {
        assert_eq!(Name::<9>::parse(" \u{3000} "), Err(TextError::Blank));
        assert_eq!(Name::<9>::parse(" 王芳 ").unwrap().as_str(), "王芳");
    }
}
