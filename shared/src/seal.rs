//! Secrets at rest: sealed under a key that only the token keys' holders can make.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::failure::Failure;
use crate::random::Random;
use crate::token::TokenKeys;

/// A sealed secret; prints nothing of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// The token key that its own key is made from.
    kid: String,
    /// AES-256-GCM: the nonce, the sealed text and the tag, in base64.
    body: String,
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealed(…)")
    }
}

/// Seals `secret` for one place: `context` says which, and it opens nowhere else.
///
/// # Errors
/// [`Failure::Broken`]; sealing itself does not fail.
pub fn seal(
    keys: &TokenKeys,
    random: &Random,
    now: Timestamp,
    context: &[&str],
    secret: &str,
) -> Result<Sealed, Failure> {
    let broken = |_| Failure::broken("a secret cannot be sealed");
    let kid = keys.active(now)?;
    let key = key(keys, kid, context).ok_or_else(|| Failure::broken("the active key is gone"))?;
    let nonce: [u8; NONCE_LEN] = random.bytes()?;
    let mut sealed = secret.as_bytes().to_vec();
    key.seal_in_place_append_tag(
        Nonce::assume_unique_for_key(nonce),
        Aad::empty(),
        &mut sealed,
    )
    .map_err(broken)?;
    Ok(Sealed {
        kid: kid.to_owned(),
        body: URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat()),
    })
}

/// Opens what was sealed with the same context. `None` when its key is gone, or when it was not.
#[must_use]
pub fn open(keys: &TokenKeys, context: &[&str], sealed: &Sealed) -> Option<SecretString> {
    let body = URL_SAFE_NO_PAD.decode(&sealed.body).ok()?;
    let (nonce, body) = body.split_at_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut body = body.to_vec();
    let key = key(keys, &sealed.kid, context)?;
    let opened = key.open_in_place(nonce, Aad::empty(), &mut body).ok()?;
    Some(String::from_utf8(opened.to_vec()).ok()?.into())
}

/// A key for this context alone, so that no number of secrets wears one key out.
fn key(keys: &TokenKeys, kid: &str, context: &[&str]) -> Option<LessSafeKey> {
    let derived = keys.derived_key(kid, "seal", context)?;
    let key = UnboundKey::new(&AES_256_GCM, derived.as_ref()).ok()?;
    Some(LessSafeKey::new(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret as _;

    const NOW: Timestamp = Timestamp::from_millis(1_795_190_400_000);

    fn keys(active: &str, ids: &[&str]) -> TokenKeys {
        let keys: serde_json::Map<String, serde_json::Value> = ids
            .iter()
            .map(|id| ((*id).to_owned(), id.repeat(16).into()))
            .collect();
        TokenKeys::parse(&serde_json::json!({ "active": active, "keys": keys }).to_string())
            .unwrap()
    }

    #[test]
    fn it_opens_where_it_was_sealed_and_nowhere_else() {
        let (random, old) = (Random::seeded(1), keys("k1", &["k1"]));
        let sealed = seal(&old, &random, NOW, &["session", "1"], "hush").unwrap();
        let shown = serde_json::to_string(&sealed).unwrap();
        assert!(!shown.contains("hush") && !format!("{sealed:?}").contains(&sealed.body));
        let open_in = |keys: &TokenKeys, context: &[&str]| {
            open(keys, context, &sealed).map(|secret| secret.expose_secret().to_owned())
        };
        assert_eq!(open_in(&old, &["session", "1"]).as_deref(), Some("hush"));
        assert_eq!(open_in(&old, &["session", "2"]), None);
        assert_eq!(open_in(&old, &["session1"]), None);
        let rotated = keys("k2", &["k1", "k2"]);
        assert_eq!(
            open_in(&rotated, &["session", "1"]).as_deref(),
            Some("hush")
        );
        assert_eq!(open_in(&keys("k2", &["k2"]), &["session", "1"]), None);
    }

    #[test]
    fn what_is_no_seal_does_not_open() {
        let keys = keys("k1", &["k1"]);
        let sealed = seal(&keys, &Random::seeded(1), NOW, &["a"], "hush").unwrap();
        let cut = &sealed.body[..sealed.body.len() - 2];
        for body in ["", "AA", "??", cut] {
            let forged = Sealed {
                body: body.to_owned(),
                ..sealed.clone()
            };
            assert!(open(&keys, &["a"], &forged).is_none(), "{body}");
        }
    }
}
