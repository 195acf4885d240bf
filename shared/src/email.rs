//! An email address that a mail can be sent to.

use std::str::FromStr as _;

use email_address::{EmailAddress, Options};
use serde::{Deserialize, Deserializer, Serialize, de};

/// The longest address (RFC 5321, 4.5.3.1.3, and document 004's `varchar(254)`).
const MAX_CHARS: usize = 254;

/// An email address that is not of the form `name@example.com`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("邮箱格式错误")]
pub struct EmailError;

/// An ASCII address in lower case, with a dotted domain; lower case because no mailbox provider in use tells
/// mailboxes apart by case, and one person must not hold one address twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Trims, checks and lower-cases `text`.
    ///
    /// # Errors
    /// [`EmailError`] for anything but a bare `local@domain.tld`: no display name, quotes, comments or address literals,
    /// which are legal (RFC 5322) and only ever seen in attacks on mail code.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let text = text.trim();
        let options = Options::default()
            .with_required_tld()
            .without_display_text()
            .without_domain_literal();
        let bare =
            text.is_ascii() && text.len() <= MAX_CHARS && !text.contains(['"', '(', ')', ' ', ',']);
        if !bare || EmailAddress::parse_with_options(text, options).is_err() {
            return Err(EmailError);
        }
        Ok(Self(text.to_ascii_lowercase()))
    }

    /// An address that stands for none, while a configuration is being checked.
    pub(crate) const fn unspecified() -> Self {
        Self(String::new())
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Email {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// Who a deployment's mails come from: `name@example.com` or `显示名 <name@example.com>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// The display name; may be empty.
    pub name: String,
    /// The verified address.
    pub address: Email,
}

impl Sender {
    /// Parses the configured sender.
    ///
    /// # Errors
    /// [`EmailError`].
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let parsed = EmailAddress::from_str(text.trim()).map_err(|_| EmailError)?;
        Ok(Self {
            name: parsed.display_part().trim().to_owned(),
            address: Email::parse(&parsed.email())?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_documents_addresses() {
        for good in ["zs@163.com", "123@qq.com", " a.b+c@mail.example.com "] {
            assert!(Email::parse(good).is_ok(), "{good}");
        }
        assert_eq!(Email::parse("ZS@163.Com").unwrap().as_str(), "zs@163.com");
    }

    #[test]
    fn refuses_everything_else() {
        for bad in [
            "",
            "zs",
            "zs@",
            "@163.com",
            "zs@163",
            "a b@163.com",
            "张@163.com",
            "a@b@c.com",
            "a@[127.0.0.1]",
            "x <a@b.com>",
            "\"a\"@b.com",
            "a@b.com\r\nBcc: c@d.com",
            "a@b.com,c@d.com",
            "a\0@b.com",
            "a@b..com",
        ] {
            assert_eq!(Email::parse(bad), Err(EmailError), "{bad:?}");
        }
        assert_eq!(
            Email::parse(&format!("{}@163.com", "a".repeat(250))),
            Err(EmailError)
        );
    }

    #[test]
    fn a_sender_may_have_a_name() {
        let sender = Sender::parse("通行 <no-reply@example.com>").unwrap();
        assert_eq!(
            (sender.name.as_str(), sender.address.as_str()),
            ("通行", "no-reply@example.com")
        );
        assert_eq!(Sender::parse("no-reply@example.com").unwrap().name, "");
        assert!(Sender::parse("通行").is_err());
    }
}
