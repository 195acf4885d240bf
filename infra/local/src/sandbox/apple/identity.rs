//! Identity tokens, and the keys to verify them with.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::{APPLE_TEAM, person};
use crate::sandbox::keys::{KeyError, Keys, RsaKey};

/// How long an identity token is good, in seconds.
const LIFETIME: i64 = 24 * 60 * 60;

/// What an identity token is to say.
pub(super) struct Claims<'a> {
    pub(super) name: &'a str,
    pub(super) client_id: &'a str,
    pub(super) nonce: Option<&'a str>,
    /// The access token that it comes with; none, when it comes from the SDK.
    pub(super) access_token: Option<&'a str>,
}

impl Claims<'_> {
    /// The token, as of `now` in seconds: a JWT signed with RS256.
    ///
    /// # Errors
    /// [`KeyError`].
    pub(super) fn sign(&self, keys: &Keys, now: i64) -> Result<String, KeyError> {
        let header = json!({ "alg": "RS256", "kid": key_id(&keys.apple) });
        let signed = format!("{}.{}", encode(&header), encode(&self.told(now)));
        let signature = keys.apple.sign(signed.as_bytes())?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    fn told(&self, now: i64) -> Value {
        let mut claims = json!({
            "iss": "https://appleid.apple.com",
            "aud": self.client_id,
            "sub": person::apple_sub(APPLE_TEAM, self.name),
            "iat": now,
            "exp": now + LIFETIME,
            "auth_time": now,
            "email": person::apple_relay(APPLE_TEAM, self.name),
            "nonce_supported": true,
        });
        if let Some(nonce) = self.nonce {
            claims["nonce"] = json!(nonce);
        }
        // Apple writes these in two ways: words from the SDK, true and false from the server.
        if let Some(token) = self.access_token {
            let hash = digest(&SHA256, token.as_bytes());
            claims["at_hash"] = json!(URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16]));
            claims["email_verified"] = json!(true);
            claims["is_private_email"] = json!(true);
        } else {
            claims["email_verified"] = json!("true");
            claims["is_private_email"] = json!("true");
        }
        claims
    }
}

/// The public keys, as RFC 7517 writes them. The one that signs is not the first.
pub(super) fn jwks(keys: &Keys) -> Value {
    // Nothing is ever signed with the other one here.
    json!({ "keys": [jwk(&keys.alipay), jwk(&keys.apple)] })
}

fn jwk(key: &RsaKey) -> Value {
    json!({
        "kty": "RSA",
        "kid": key_id(key),
        "use": "sig",
        "alg": "RS256",
        "n": URL_SAFE_NO_PAD.encode(key.modulus().unwrap_or_default()),
        "e": "AQAB",
    })
}

/// Ten characters that change with the key, as Apple's have.
fn key_id(key: &RsaKey) -> String {
    let hash = digest(&SHA256, key.public_der());
    URL_SAFE_NO_PAD.encode(hash).chars().take(10).collect()
}

fn encode(part: &Value) -> String {
    URL_SAFE_NO_PAD.encode(part.to_string())
}
