//! Apple's identity token: who it names, once it is believed.
//!
//! Source: `developer.apple.com`, Verifying a user; RFC 7515; RFC 7519.

use std::time::Duration;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, Validation};
use serde::Deserialize;

use super::keys::Keys;
use crate::clock::Timestamp;
use crate::identity::Openid;
use crate::provider::{Exchange, ExchangeError};

/// Who issues identity tokens; the documentation names the first, and some tokens come from the second.
const ISSUERS: [&str; 2] = ["https://appleid.apple.com", "https://account.apple.com"];
/// How far Apple's clock and ours may be apart.
const SKEW: Duration = Duration::from_mins(1);
/// The longest identity token read; real ones have about 1000 bytes.
pub(super) const MAX_TOKEN_BYTES: usize = 8 * 1024;

/// What is wrong with an identity token: for the log, a word that repeats nothing of the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(in crate::provider) enum Flaw {
    #[error("malformed")]
    Malformed,
    #[error("wrong algorithm")]
    Algorithm,
    #[error("no key id")]
    NoKeyId,
    #[error("unknown key")]
    UnknownKey,
    #[error("wrong signature")]
    Signature,
    #[error("wrong issuer")]
    Issuer,
    #[error("wrong audience")]
    Audience,
    #[error("expired")]
    Expired,
    #[error("issued in the future")]
    Future,
    #[error("unusable subject")]
    Subject,
    #[error("wrong nonce")]
    Nonce,
}

/// What an identity token says. `email` and `email_verified` are not read: a person is linked only by what the provider names
/// them by, and an address, which can be relayed, changed and given to somebody else, is no such name.
#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: OneOrMany,
    exp: i64,
    iat: i64,
    #[serde(default)]
    sub: String,
    nonce: Option<String>,
}

/// An audience as JWT has it (RFC 7519, 4.1.3).
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    /// The only one. A token for several is for others too, who could show it here.
    pub(super) fn only(&self) -> Option<&str> {
        match self {
            Self::One(one) => Some(one),
            Self::Many(many) => match many.as_slice() {
                [one] => Some(one),
                _ => None,
            },
        }
    }
}

/// Whom a token that is believed names, and the nonce that it was asked for with.
#[derive(Debug)]
pub(in crate::provider) struct Claimed {
    pub(in crate::provider) openid: Openid,
    pub(super) nonce: Option<String>,
}

impl Claimed {
    /// Itself, if it repeats `nonce`: as it is, or its SHA-256 in hex, which is what native apps give Apple.
    pub(in crate::provider) fn repeating(self, nonce: &str) -> Result<Self, Flaw> {
        let claim = self.nonce.as_deref().ok_or(Flaw::Nonce)?.as_bytes();
        let hashed = hex(digest(&SHA256, nonce.as_bytes()).as_ref());
        let is_it = |it: &str| verify_slices_are_equal(claim, it.as_bytes()).is_ok();
        if is_it(nonce) || is_it(&hashed) {
            Ok(self)
        } else {
            Err(Flaw::Nonce)
        }
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 0xf])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

/// Verifies `token` with Apple's keys, which are fetched if need be.
pub(super) async fn read(
    exchange: Exchange<'_>,
    token: &str,
) -> Result<Result<Claimed, Flaw>, ExchangeError> {
    let Exchange { host, with, .. } = exchange;
    // What no key could make good costs no request.
    let kid = match key_id(token) {
        Ok(kid) => kid,
        Err(flaw) => return Ok(Err(flaw)),
    };
    let keys = host.apple_keys.get(exchange, Some(&kid)).await?;
    Ok(verify(token, &keys, &with.appid, host.clock.now()))
}

/// The id of the key that a token says it is signed with.
pub(super) fn key_id(token: &str) -> Result<String, Flaw> {
    if token.len() > MAX_TOKEN_BYTES {
        return Err(Flaw::Malformed);
    }
    // A header with an algorithm that the library does not know, such as `none`, is no header to it.
    let header = jsonwebtoken::decode_header(token).map_err(|_| Flaw::Malformed)?;
    if header.alg != Algorithm::RS256 {
        return Err(Flaw::Algorithm);
    }
    // RFC 7515, 4.1.11: what is critical and not understood makes a token invalid; the library does not look.
    if header.crit.is_some() {
        return Err(Flaw::Malformed);
    }
    header.kid.ok_or(Flaw::NoKeyId)
}

/// What `token` says, if one of `keys` has signed it for `appid` and its time is not over at `now`.
pub(in crate::provider) fn verify(
    token: &str,
    keys: &Keys,
    appid: &str,
    now: Timestamp,
) -> Result<Claimed, Flaw> {
    let key = keys.get(&key_id(token)?).ok_or(Flaw::UnknownKey)?;
    let mut validation = Validation::new(Algorithm::RS256);
    // The library would read the system's clock, and be content with one audience among several; ours are compared below.
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let claims = jsonwebtoken::decode::<Claims>(token, key, &validation)
        .map_err(|error| match error.kind() {
            ErrorKind::InvalidSignature => Flaw::Signature,
            ErrorKind::InvalidAlgorithm => Flaw::Algorithm,
            _ => Flaw::Malformed,
        })?
        .claims;
    if !ISSUERS.contains(&claims.iss.as_str()) {
        return Err(Flaw::Issuer);
    }
    if claims.aud.only() != Some(appid) {
        return Err(Flaw::Audience);
    }
    if claims.exp <= (now - SKEW).as_seconds() {
        return Err(Flaw::Expired);
    }
    if claims.iat > (now + SKEW).as_seconds() {
        return Err(Flaw::Future);
    }
    Ok(Claimed {
        openid: Openid::parse(&claims.sub).map_err(|_| Flaw::Subject)?,
        nonce: claims.nonce,
    })
}
