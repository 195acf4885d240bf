//! A mini-program's session key, and the data that the provider encrypts with it.
//!
//! Whoever has the key reads and forges what WeChat says of a person, the telephone number above all. So it never leaves the
//! directory: it is sealed into the row of the session that was opened with it, and goes with that row.
//!
//! Source: `developers.weixin.qq.com`, 开放数据校验与解密; QQ mini-programs do the same.

use std::time::Duration;

use aws_lc_rs::cipher::{AES_128, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::clock::Timestamp;
use crate::failure::Failure;
use crate::random::Random;
use crate::seal::{Sealed, open, seal};
use crate::session::Session;
use crate::token::TokenKeys;

/// How old encrypted data may be.
const MAX_AGE: Duration = Duration::from_mins(10);
/// How far the provider's clock may be ahead of ours.
const MAX_SKEW: Duration = Duration::from_mins(1);

/// A session key, in the base64 in which it came; prints nothing.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct SessionKey(SecretString);

impl std::fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionKey(…)")
    }
}

/// A session key at rest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptSessionKey {
    /// The mini-program whose key it is.
    app: String,
    sealed: Sealed,
}

/// Data that could not be read; whoever sent it learns nothing about why, since every reason told apart is a step towards
/// reading data of others (a padding oracle).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the data cannot be decrypted")]
pub struct Unreadable;

impl SessionKey {
    /// The key of app `app`, sealed for `session`.
    ///
    /// # Errors
    /// [`Failure::Broken`].
    pub fn keep(
        &self,
        keys: &TokenKeys,
        random: &Random,
        session: &Session,
        app: &str,
    ) -> Result<KeptSessionKey, Failure> {
        let (context, now) = (context(&session.jti, app), session.opened_at);
        Ok(KeptSessionKey {
            app: app.to_owned(),
            sealed: seal(keys, random, now, &context, self.0.expose_secret())?,
        })
    }

    /// Decrypts what a mini-program got from its provider: AES-128-CBC with PKCS#7 padding, key and iv in base64, and in it a
    /// watermark with our app's id and a moment not long ago.
    ///
    /// # Errors
    /// [`Unreadable`], whatever the reason.
    pub fn decrypt(
        &self,
        app: &str,
        encrypted_data: &str,
        iv: &str,
        now: Timestamp,
    ) -> Result<Map<String, Value>, Unreadable> {
        let bytes = |text: &str| STANDARD.decode(text.trim()).map_err(|_| Unreadable);
        let (key, iv) = (bytes(self.0.expose_secret())?, bytes(iv)?);
        let iv: [u8; 16] = iv.try_into().map_err(|_| Unreadable)?;
        let mut data = bytes(encrypted_data)?;
        let key = UnboundCipherKey::new(&AES_128, &key).map_err(|_| Unreadable)?;
        let key = PaddedBlockDecryptingKey::cbc_pkcs7(key).map_err(|_| Unreadable)?;
        let plain = key
            .decrypt(&mut data, DecryptionContext::Iv128(iv.into()))
            .map_err(|_| Unreadable)?;
        let plain: Map<String, Value> = serde_json::from_slice(plain).map_err(|_| Unreadable)?;
        let watermark = plain.get("watermark").ok_or(Unreadable)?;
        let made_at = match &watermark["timestamp"] {
            Value::String(digits) => digits.parse().ok(),
            number => number.as_i64(),
        };
        let made_at = made_at.ok_or(Unreadable)?;
        let made_at = Timestamp::from_millis(made_at.saturating_mul(1000));
        let is_ours = watermark["appid"] == app;
        if is_ours && (now - MAX_AGE..=now + MAX_SKEW).contains(&made_at) {
            Ok(plain)
        } else {
            Err(Unreadable)
        }
    }
}

impl Session {
    /// The key that this session was opened with, and whose it is; `None` when there was none, or its seal cannot be opened any
    /// more.
    #[must_use]
    pub fn session_key(&self, keys: &TokenKeys) -> Option<(SessionKey, &str)> {
        let KeptSessionKey { app, sealed } = self.session_key.as_ref()?;
        let key = open(keys, &context(&self.jti, app), sealed)?;
        Some((SessionKey(key), app))
    }
}

fn context<'a>(jti: &'a str, app: &'a str) -> [&'a str; 3] {
    ["session_key", jti, app]
}

#[cfg(test)]
mod tests {
    use super::*;

    // The example of WeChat's own documentation, which many libraries test with.
    const APP: &str = "wx4f4bc4dec97d474b";
    const KEY: &str = "tiihtNczf5v6AKRyjwEUhQ==";
    const IV: &str = "r7BXXKkLb8qrSNn05n0qiA==";
    const DATA: &str = concat!(
        "CiyLU1Aw2KjvrjMdj8YKliAjtP4gsMZMQmRzooG2xrDcvSnxIMXFufNstNGTyaGS9uT5geRa0W4oTOb1WT7fJlAC",
        "+oNPdbB+3hVbJSRgv+4lGOETKUQz6OYStslQ142dNCuabNPGBzlooOmB231qMM85d2/fV6ChevvXvQP8Hkue1poO",
        "FtnEtpyxVLW1zAo6/1Xx1COxFvrc2d7UL/lmHInNlxuacJXwu0fjpXfz/YqYzBIBzD6WUfTIF9GRHpOn/Hz7saL8",
        "xz+W//FRAUid1OksQaQx4CMs8LOddcQhULW4ucetDf96JcR3g0gfRK4PC7E/r7Z6xNrXd2UIeorGj5Ef7b1pJAYB",
        "6Y5anaHqZ9J6nKEBvB4DnNLIVWSgARns/8wR2SiRS7MNACwTyrGvt9ts8p12PKFdlqYTopNHR1Vf7XjfhQlVsAJd",
        "NiKdYmYVoKlaRv85IfVunYzO0IKXsyl7JCUjCpoG20f0a04COwfneQAGGwd5oa+T8yO5hzuyDb/XcxxmK01EpqOy",
        "uxINew==",
    );
    /// The example's own moment.
    const MADE_AT: i64 = 1_477_314_187;

    fn decrypt(key: &str, app: &str, data: &str, iv: &str, at: i64) -> Option<Map<String, Value>> {
        let now = Timestamp::from_millis(at * 1000);
        SessionKey(key.into()).decrypt(app, data, iv, now).ok()
    }

    #[test]
    fn the_published_example_is_read() {
        let plain = decrypt(KEY, APP, DATA, IV, MADE_AT).unwrap();
        assert_eq!(plain["openId"], "oGZUI0egBJY1zhBYw2KhdUfwVJJE");
        assert_eq!(plain["unionId"], "ocMvos6NjeKLIBqg5Mr9QjxrP1FA");
    }

    #[test]
    fn another_app_an_old_moment_or_a_future_one_is_refused() {
        assert!(decrypt(KEY, "wx1", DATA, IV, MADE_AT).is_none());
        assert!(decrypt(KEY, APP, DATA, IV, MADE_AT + 600).is_some());
        assert!(decrypt(KEY, APP, DATA, IV, MADE_AT + 601).is_none());
        assert!(decrypt(KEY, APP, DATA, IV, MADE_AT - 60).is_some());
        assert!(decrypt(KEY, APP, DATA, IV, MADE_AT - 61).is_none());
    }

    #[test]
    fn nothing_makes_it_panic() {
        let texts = [
            "",
            "A",
            "AA==",
            "AAAA",
            "??",
            KEY,
            IV,
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "AAAAAAAAAAAAAAAAAAAAAAA=",
            "王芳",
        ];
        for key in texts {
            for iv in texts {
                for data in texts {
                    assert!(decrypt(key, APP, data, iv, MADE_AT).is_none());
                }
            }
        }
        for bytes in 0..=64 {
            let data = STANDARD.encode(vec![7; bytes]);
            assert!(decrypt(KEY, APP, &data, IV, MADE_AT).is_none());
        }
        let cut = &DATA[..DATA.len() - 24];
        assert!(decrypt(KEY, APP, cut, IV, MADE_AT).is_none());
    }
}
