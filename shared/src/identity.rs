//! The doors a person comes in by: what an identity provider vouches for.

use serde::{Deserialize, Deserializer, Serialize, de};

/// Who vouches for an identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// WeChat 微信.
    WeChat,
    /// Alipay 支付宝.
    Alipay,
    /// QQ.
    Qq,
    /// Apple 苹果.
    Apple,
}

impl Provider {
    /// The word under which identities are stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WeChat => "wechat",
            Self::Alipay => "alipay",
            Self::Qq => "qq",
            Self::Apple => "apple",
        }
    }
}

/// An openid that is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("不是有效的 openid")]
pub struct OpenidError;

/// A provider's name for a person within one app: an identifier, not a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Openid(String);

impl Openid {
    /// Checks `text`: 1 to 128 of `A-Z a-z 0-9 _ - .`, which covers what every provider gives.
    ///
    /// # Errors
    /// [`OpenidError`].
    pub fn parse(text: &str) -> Result<Self, OpenidError> {
        let fits = (1..=128).contains(&text.len());
        if fits
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b))
        {
            Ok(Self(text.to_owned()))
        } else {
            Err(OpenidError)
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

impl<'de> Deserialize<'de> for Openid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// A door a person comes in by: (provider, app, openid), with the unionid if the provider told one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Who vouches.
    pub provider: Provider,
    /// The provider's id of our app.
    pub app: String,
    /// The person within that app.
    pub openid: Openid,
    /// The person across all apps of one owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unionid: Option<String>,
}

impl Identity {
    /// Whether both are the same door; the unionid, which may come later, does not count.
    #[must_use]
    pub fn is_same_door(&self, other: &Self) -> bool {
        self.provider == other.provider && self.app == other.app && self.openid == other.openid
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_openid_has_no_odd_characters() {
        for good in [
            "oFL4e0fSew-uxT0j5a_2HI",
            "001473.fe6f83bf4b8e4590aacbabdcb8598bd0.2039",
        ] {
            assert!(Openid::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "a b", "a#b", "a/b", "员工", &"x".repeat(129)] {
            assert_eq!(Openid::parse(bad), Err(OpenidError), "{bad:?}");
        }
    }
}
