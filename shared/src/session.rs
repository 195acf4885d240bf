//! A session: the row without which a token is worth nothing.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::provider::session_key::KeptSessionKey;
use crate::user::UserId;

/// How long a session lasts: the 14 days between `iat` and `exp` of document 003's example token.
pub const LIFETIME: Duration = Duration::from_hours(14 * 24);

/// One sign-in of one user, from its beginning until it ends or is ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Whose it is.
    pub user: UserId,
    /// The `jti` claim of its token (RFC 7519, 4.1.7).
    pub jti: String,
    /// The user's session epoch when it began; another one now means that it has been ended.
    pub epoch: u32,
    /// The URL of the endpoint that opened it, the `iss` claim.
    pub issuer: String,
    /// When it began.
    pub opened_at: Timestamp,
    /// When it ends by itself.
    pub closes_at: Timestamp,
    /// The address it was opened from.
    #[serde(default)]
    pub source_ip: String,
    /// What opened it, by its own word.
    #[serde(default)]
    pub user_agent: String,
    /// The mini-program's session key, if it was opened with one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_key: Option<KeptSessionKey>,
}
