//! What is signed or sealed: our tokens and nonces, Apple's identity tokens, seals, and the secret with the keys.

use std::sync::LazyLock;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use shared::clock::Timestamp;
use shared::nonce::Nonce;
use shared::provider::answer::{self, apple_keys};
use shared::provider::{IdentityToken, apple};
use shared::random::Random;
use shared::seal::{Sealed, open, seal};
use shared::token::{Token, TokenKeys, kid};

use super::{NOW, SECRET, keys, line};

const KEY_1: &str = "11111111111111111111111111111111";
const KEY_2: &str = "22222222222222222222222222222222";
/// One that follows the keys of an input.
const NEW_KEY: &str = "33333333333333333333333333333333";

static KEYS: LazyLock<TokenKeys> = LazyLock::new(|| {
    let secret = serde_json::json!({ "active": "k.2", "keys": { "k1": KEY_1, "k.2": KEY_2 } });
    TokenKeys::parse(&secret.to_string()).expect("keys")
});

/// The first line says what the rest is:
///
/// - `raw`: a token, a nonce, a seal and a secret with keys, as they come
/// - `jwt`: header and claims, a line each, which are signed here
/// - `nonce`: the part of a nonce that is signed, which is signed here
/// - `seal`: a secret, which is sealed here
///
/// # Panics
/// When something that must hold does not.
#[must_use]
pub fn token(data: &[u8]) -> bool {
    match line(data) {
        Some(("raw", rest)) => raw(rest),
        Some(("jwt", rest)) => signed_token(rest),
        Some(("nonce", rest)) => signed_nonce(rest),
        Some(("seal", rest)) => sealed(rest),
        _ => false,
    }
}

fn raw(data: &[u8]) -> bool {
    if let Ok(told) = serde_json::from_slice::<Sealed>(data) {
        assert!(open(&KEYS, &["fuzz"], &told).is_none(), "a forged seal");
    }
    let Ok(text) = std::str::from_utf8(data) else {
        return false;
    };
    let are_keys = token_keys(text);
    if let Ok(nonce) = Nonce::read(&KEYS, text, NOW) {
        assert!(nonce.as_str() == text && nonce.ends_at() > NOW);
        assert!(is_signed_nonce(text), "a forged nonce");
        return true;
    }
    let token = Token::from_request(text);
    assert_eq!(format!("{token:?}"), "Token(…)");
    let claims = KEYS.verify(&token, NOW);
    if claims.is_ok() {
        let kid = kid(&token).expect("a key id");
        assert!(is_signed_token(text, &kid), "a forged token");
    }
    claims.is_ok() || are_keys
}

fn key(kid: &str) -> Option<hmac::Key> {
    let bytes = match kid {
        "k1" => KEY_1,
        "k.2" => KEY_2,
        _ => return None,
    };
    Some(hmac::Key::new(hmac::HMAC_SHA256, bytes.as_bytes()))
}

fn is_signed_token(token: &str, kid: &str) -> bool {
    let (message, signature) = token.rsplit_once('.').expect("parts");
    let signature = URL_SAFE_NO_PAD.decode(signature).expect("base64");
    hmac::verify(&key(kid).expect("a key"), message.as_bytes(), &signature).is_ok()
}

fn is_signed_nonce(nonce: &str) -> bool {
    let (signed, signature) = nonce.rsplit_once('.').expect("parts");
    nonce_signature(signed).is_some_and(|expected| expected == signature)
}

fn nonce_signature(signed: &str) -> Option<String> {
    let mut parts = signed.splitn(3, '.');
    let (ends, id, kid) = (parts.next()?, parts.next()?, parts.next()?);
    KEYS.keyed_hash(kid, "nonce", &[ends, id])
}

/// A secret with keys: read, and followed by another, it stays one; refused, it is not repeated.
fn token_keys(text: &str) -> bool {
    match TokenKeys::parse(text) {
        Ok(keys) => {
            assert!(!format!("{keys:?}").contains(SECRET));
            if let Ok(next) = keys.followed_by(NEW_KEY, NOW) {
                use secrecy::ExposeSecret as _;
                assert!(next.expose_secret().contains(NEW_KEY));
                let next = TokenKeys::parse(next.expose_secret()).expect("keys");
                assert_eq!(next.active(NOW).ok(), keys.active(NOW).ok());
            }
            true
        }
        Err(problem) => {
            // The id of a key is told, the key is not.
            assert!(!problem.contains(SECRET) || is_key_id(text));
            false
        }
    }
}

fn is_key_id(text: &str) -> bool {
    let told: Value = serde_json::from_str(text).unwrap_or_default();
    let names = |value: &Value| -> Vec<String> {
        let names = value.as_object().map(|map| map.keys().cloned());
        names.into_iter().flatten().collect()
    };
    let ids = [names(&told), names(&told["keys"])].concat();
    ids.iter().any(|id| id.contains(SECRET))
}

/// Whatever is signed with our key, the claims decide, and the header cannot choose another way of signing.
fn signed_token(data: &[u8]) -> bool {
    let Some((head, claims)) = line(data) else {
        return false;
    };
    let message = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(head),
        URL_SAFE_NO_PAD.encode(claims)
    );
    let head: Value = serde_json::from_str(head).unwrap_or_default();
    let kid = head["kid"].as_str().unwrap_or("k1");
    let Some(key) = key(kid) else {
        return false;
    };
    let signature = URL_SAFE_NO_PAD.encode(hmac::sign(&key, message.as_bytes()));
    let text = format!("{message}.{signature}");
    let Ok(told) = KEYS.verify(&Token::from_request(&text), NOW) else {
        return false;
    };
    assert_eq!(head["alg"], "HS256");
    assert!(head["kid"] == kid && text.len() <= 4096);
    assert!(told.nbf <= NOW.as_seconds() && NOW.as_seconds() < told.exp);
    let Ok(claims) = serde_json::from_slice::<Value>(claims) else {
        // serde skips what no field wants, a surrogate alone among it, and does not read the whole.
        return true;
    };
    assert_eq!(claims["jti"], *told.jti);
    assert_eq!(claims["iss"], *told.iss);
    let sub = claims["sub"].as_i64();
    let sub = sub.or_else(|| claims["sub"].as_str()?.trim().parse().ok());
    assert_eq!(sub, Some(i64::from(told.sub.get())));
    // One character more or less, and it is nobody's.
    let mut spoilt = text;
    let last = spoilt.pop().expect("a signature");
    assert!(KEYS.verify(&Token::from_request(&spoilt), NOW).is_err());
    spoilt.insert(0, last);
    assert!(KEYS.verify(&Token::from_request(&spoilt), NOW).is_err());
    true
}

fn signed_nonce(data: &[u8]) -> bool {
    let Ok(signed) = std::str::from_utf8(data) else {
        return false;
    };
    let Some(signature) = nonce_signature(signed) else {
        return false;
    };
    let text = format!("{signed}.{signature}");
    let ends = signed.split('.').next().and_then(|ends| ends.parse().ok());
    let is_good = ends.is_some_and(|ends: i64| ends > NOW.as_seconds());
    let nonce = Nonce::read(&KEYS, &text, NOW);
    assert_eq!(nonce.is_ok(), is_good, "{text}");
    if let Ok(nonce) = nonce {
        assert!(nonce.ends_at() > NOW && text.contains(nonce.id()));
    }
    is_good
}

fn sealed(data: &[u8]) -> bool {
    use secrecy::ExposeSecret as _;
    let Ok(secret) = std::str::from_utf8(data) else {
        return false;
    };
    let random = Random::seeded(1);
    let sealed = seal(&KEYS, &random, NOW, &["fuzz", secret], secret).expect("a seal");
    let opened = open(&KEYS, &["fuzz", secret], &sealed).expect("what was sealed");
    assert_eq!(opened.expose_secret(), secret);
    assert!(open(&KEYS, &["fuzz"], &sealed).is_none());
    assert!(open(&KEYS, &["fuzz", secret, ""], &sealed).is_none());
    let mut written = serde_json::to_value(&sealed).expect("JSON");
    let body = written["body"].as_str().expect("a body").to_owned();
    for at in [0, body.len() / 2, body.len() - 1] {
        let mut bytes = URL_SAFE_NO_PAD.decode(&body).expect("base64");
        let at = at.min(bytes.len() - 1);
        bytes[at] ^= 1;
        written["body"] = URL_SAFE_NO_PAD.encode(bytes).into();
        let spoilt: Sealed = serde_json::from_value(written.clone()).expect("a seal");
        assert!(open(&KEYS, &["fuzz", secret], &spoilt).is_none());
    }
    true
}

/// The id of our app with Apple.
const APPID: &str = "com.example.app";
/// The moment of the tokens that OpenSSL has signed.
const THEN: Timestamp = Timestamp::from_millis(1_700_000_000_000);
/// What `nonce-of-ours` is in SHA-256.
const HASHED: &str = "af05106775c960aafe3b0fc109b9db35d3708994df5594e51b369e6f9706c7b1";

static PUBLISHED: LazyLock<String> = LazyLock::new(|| {
    let key = |kid: &str, n: &str| serde_json::json!({ "kty": "RSA", "kid": kid, "use": "sig", "alg": "RS256", "n": n, "e": "AQAB" });
    serde_json::json!({ "keys": [key("kF", keys::MODULUS)] }).to_string()
});

/// The first line says what the rest is:
///
/// - `raw`: an identity token as a client sends it
/// - `sign`: header and claims, a line each, which are signed here with a key that Apple publishes
/// - `keys`: the keys that Apple publishes
///
/// # Panics
/// When something that must hold does not.
#[must_use]
pub fn identity_token(data: &[u8]) -> bool {
    match line(data) {
        Some(("raw", rest)) => raw_identity_token(rest),
        Some(("sign", rest)) => signed_identity_token(rest),
        Some(("keys", rest)) => {
            let count = apple_keys(rest);
            assert!(count <= 20);
            count > 0
        }
        _ => false,
    }
}

fn raw_identity_token(data: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(data) else {
        return false;
    };
    let told = answer::identity_token(PUBLISHED.as_bytes(), text, APPID, None, THEN);
    if told.is_ok() {
        let (message, signature) = text.rsplit_once('.').expect("parts");
        let signed = URL_SAFE_NO_PAD.encode(keys::sign(message.as_bytes()));
        assert_eq!(signed, signature, "a forged identity token");
    }
    let json = serde_json::to_string(text).expect("JSON");
    if let Ok(token) = serde_json::from_str::<IdentityToken>(&json) {
        let _ = apple::unverified_audience(&token);
        assert_eq!(format!("{token:?}"), "ProviderCode(…)");
    }
    told.is_ok()
}

fn signed_identity_token(data: &[u8]) -> bool {
    let Some((head, claims)) = line(data) else {
        return false;
    };
    let (Ok(header), Ok(said)) = (
        serde_json::from_str::<Value>(head),
        serde_json::from_slice::<Value>(claims),
    ) else {
        // A signature takes a millisecond; the raw ones show what comes of these.
        return false;
    };
    let message = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(head),
        URL_SAFE_NO_PAD.encode(claims)
    );
    let signature = URL_SAFE_NO_PAD.encode(keys::sign(message.as_bytes()));
    let text = format!("{message}.{signature}");
    let told = answer::identity_token(PUBLISHED.as_bytes(), &text, APPID, None, THEN);
    let Ok(openid) = told else {
        return false;
    };
    assert!(header["alg"] == "RS256" && header["kid"] == "kF");
    assert!(header.get("crit").is_none_or(Value::is_null) && text.len() <= 8192);
    let issuers = ["https://appleid.apple.com", "https://account.apple.com"];
    assert!(issuers.iter().any(|issuer| said["iss"] == *issuer));
    assert!(said["aud"] == APPID || said["aud"] == serde_json::json!([APPID]));
    let now = THEN.as_seconds();
    assert!(said["exp"].as_i64().expect("a time") > now - 60);
    assert!(said["iat"].as_i64().expect("a time") <= now + 60);
    assert_eq!(said["sub"], openid.as_str());
    let with =
        |nonce| answer::identity_token(PUBLISHED.as_bytes(), &text, APPID, Some(nonce), THEN);
    let repeats = said["nonce"] == "nonce-of-ours" || said["nonce"] == HASHED;
    assert_eq!(with("nonce-of-ours").is_ok(), repeats);
    assert!(with("").is_err() || said["nonce"].is_string());
    let other = answer::identity_token(PUBLISHED.as_bytes(), &text, "com.example", None, THEN);
    assert!(other.is_err());
    true
}
