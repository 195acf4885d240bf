//! Tokens: JWTs (RFC 7519) signed with HS256 under one of several keys, each worth as much as its session row.

mod keys;

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

pub use self::keys::{PUBLISHED_BEFORE, TokenKeys};
use crate::user::UserId;

/// The longest token looked at, in bytes; ours have some 400.
const MAX_TOKEN_BYTES: usize = 4096;

/// A token as it travels; prints nothing.
#[derive(Clone)]
pub struct Token(SecretString);

impl Token {
    /// Takes a token from a request.
    #[must_use]
    pub fn from_request(text: &str) -> Self {
        Self(text.into())
    }

    /// The token itself, for a response to its owner.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

/// What a token says; the registered claims of RFC 7519, 4.1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The user, as the integer that document 003's example prints.
    pub sub: UserId,
    /// The URL of the endpoint that issued it.
    pub iss: String,
    /// When it was issued, in seconds.
    pub iat: i64,
    /// When it ends, in seconds.
    pub exp: i64,
    /// From when it is good, in seconds.
    pub nbf: i64,
    /// The session it belongs to.
    pub jti: String,
}

/// A token that is malformed, expired, or signed by nobody we know; which of them is nobody's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the token is not valid")]
pub struct InvalidToken;

/// The id of the key that a token claims to be signed with.
///
/// # Errors
/// [`InvalidToken`] when it is no JWT, or names none.
pub fn kid(token: &Token) -> Result<String, InvalidToken> {
    if token.expose().len() > MAX_TOKEN_BYTES {
        return Err(InvalidToken);
    }
    jsonwebtoken::decode_header(token.expose())
        .ok()
        .and_then(|header| header.kid)
        .ok_or(InvalidToken)
}
