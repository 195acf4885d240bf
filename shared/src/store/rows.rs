//! Rows that are not users: credentials, codes, mailboxes.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::email::Email;
use crate::seal::Sealed;

/// An argon2id hash in PHC string form; prints nothing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Takes a hash in PHC string form.
    #[must_use]
    pub fn from_phc(phc: String) -> Self {
        Self(phc)
    }

    /// The hash in PHC string form.
    #[must_use]
    pub fn as_phc(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// What is kept of a proof while its window is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofRow {
    /// The unionid that the provider told beside the openid, so that a registration finds the person's other apps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unionid: Option<String>,
}

/// When mails went out to one receiver, newest last; only the last day counts.
pub type SendLog = Vec<Timestamp>;

/// What is kept for the openid that asked for email codes: the one code that is good, and when codes were sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeRow {
    /// Changes with every write, so that a write can insist on what it was based upon; empty for a row that is not stored.
    pub version: String,
    /// When codes were sent for this openid.
    pub sent: SendLog,
    /// The code that is good now; gone once it is spent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<IssuedCode>,
    /// Wrong and right tries of the present code.
    pub tries: u32,
}

/// A code that has been sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedCode {
    /// The address it was sent to.
    pub email: Email,
    /// HMAC-SHA256 of openid, address and code, in base64.
    pub hash: String,
    /// The token key under which the hash was made.
    pub kid: String,
    /// Until when it is good.
    pub good_until: Timestamp,
}

/// What is kept for an address that codes were sent to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailboxRow {
    /// Changes with every write; empty for a row that is not stored.
    pub version: String,
    /// When codes were sent to this address.
    pub sent: SendLog,
}

/// A provider's access token, kept for all instances.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessTokenRow {
    /// The token.
    pub token: Sealed,
    /// Until when to use it.
    pub good_until: Timestamp,
}
