//! The client secret: a JWT of our own, signed with the team's key.
//!
//! Source: Apple, "Creating a client secret".

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::sandbox::apps::{APPLE_KEY_ID, APPLE_TEAM, SandboxApp};
use crate::sandbox::keys::Keys;

const AUDIENCE: &str = "https://appleid.apple.com";
/// The furthest end of a secret from now, in seconds: six months.
const LONGEST: i64 = 15_777_000;
/// How far a secret's beginning may be ahead, in seconds.
const SKEW: i64 = 60;

/// Whether `secret` is one of `app`'s at `now`, in seconds.
pub(super) fn holds(secret: &str, app: &SandboxApp, keys: &Keys, now: i64) -> bool {
    verified(secret, keys).is_some_and(|claims| {
        let number = |name: &str| claims[name].as_i64();
        claims["iss"] == APPLE_TEAM
            && claims["aud"] == AUDIENCE
            && claims["sub"] == app.appid
            && number("iat").is_some_and(|iat| iat <= now + SKEW)
            && number("exp").is_some_and(|exp| now < exp && exp - now <= LONGEST)
    })
}

/// The claims of a JWT that our key has signed.
fn verified(jwt: &str, keys: &Keys) -> Option<Value> {
    let (signed, signature) = jwt.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).ok();
    let header: Value = serde_json::from_slice(&bytes(header)?).ok()?;
    if header["alg"] != "ES256" || header["kid"] != APPLE_KEY_ID {
        return None;
    }
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, keys.apple_team.public_point())
        .verify(signed.as_bytes(), &bytes(signature)?)
        .ok()?;
    serde_json::from_slice(&bytes(claims)?).ok()
}
