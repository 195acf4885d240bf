//! Tokens: JWTs (RFC 7519) signed with HS256 under one of several keys, each worth as much as its session row.

use std::collections::BTreeMap;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::failure::Failure;
use crate::session::Session;
use crate::user::UserId;

/// The shortest key taken, in bytes: HS256 wants as many as its hash has (RFC 7518, 3.2).
const MIN_KEY_BYTES: usize = 32;
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

/// The keys of a deployment: one signs, all verify.
pub struct TokenKeys {
    active: String,
    keys: BTreeMap<String, SecretString>,
}

/// The secret: `{"active":"k1","keys":{"k1":"…"}}`. A key may also stand beside `active` under its id, because that is
/// where CloudFormation's `GenerateSecretString` puts the one it makes.
#[derive(Deserialize)]
struct KeysSecret {
    active: String,
    #[serde(default)]
    keys: BTreeMap<String, SecretString>,
    #[serde(flatten)]
    generated: BTreeMap<String, SecretString>,
}

impl std::fmt::Debug for TokenKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenKeys")
            .field("active", &self.active)
            .finish_non_exhaustive()
    }
}

impl TokenKeys {
    /// Reads the secret.
    ///
    /// # Errors
    /// What is wrong with it, without repeating any of it.
    pub fn parse(secret: &str) -> Result<Self, String> {
        let KeysSecret {
            active,
            mut keys,
            generated,
        } = serde_json::from_str(secret).map_err(|e| {
            format!(
                "not of the form {{\"active\":…,\"keys\":{{…}}}} (line {}, column {})",
                e.line(),
                e.column()
            )
        })?;
        keys.extend(generated);
        if !keys.contains_key(&active) {
            return Err("the active key is not among the keys".to_owned());
        }
        match keys
            .iter()
            .find(|(_, key)| key.expose_secret().len() < MIN_KEY_BYTES)
        {
            Some((kid, _)) => Err(format!("key {kid} has fewer than {MIN_KEY_BYTES} bytes")),
            None => Ok(Self { active, keys }),
        }
    }

    /// Whether there is a key with this id.
    #[must_use]
    pub fn has(&self, kid: &str) -> bool {
        self.keys.contains_key(kid)
    }

    /// The id of the key that signs.
    #[must_use]
    pub fn active(&self) -> &str {
        &self.active
    }

    /// A token for `session`, signed with the active key.
    ///
    /// # Errors
    /// [`Failure::Broken`]; signing itself does not fail.
    pub fn issue(&self, session: &Session) -> Result<Token, Failure> {
        let opened = session.opened_at.as_seconds();
        let claims = Claims {
            sub: session.user,
            iss: session.issuer.clone(),
            iat: opened,
            exp: session.closes_at.as_seconds(),
            nbf: opened,
            jti: session.jti.clone(),
        };
        let header = Header {
            kid: Some(self.active.clone()),
            ..Header::new(Algorithm::HS256)
        };
        let key = self
            .key(&self.active)
            .ok_or_else(|| Failure::broken("the active token key is gone"))?;
        jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(key))
            .map(|token| Token(token.into()))
            .map_err(|e| Failure::broken(format!("a token cannot be signed: {e}")))
    }

    /// What `token` says, if it is signed by one of the keys and its time has come and is not over at `now`.
    ///
    /// The algorithm is pinned: the header's `alg` is never obeyed.
    ///
    /// # Errors
    /// [`InvalidToken`].
    pub fn verify(&self, token: &Token, now: Timestamp) -> Result<Claims, InvalidToken> {
        let kid = kid(token)?;
        let key = self.key(&kid).ok_or(InvalidToken)?;
        let mut validation = Validation::new(Algorithm::HS256);
        // The library would read the system's clock; ours is compared below.
        validation.validate_exp = false;
        validation.required_spec_claims.clear();
        let claims = jsonwebtoken::decode::<Claims>(
            token.expose(),
            &DecodingKey::from_secret(key),
            &validation,
        )
        .map_err(|_| InvalidToken)?
        .claims;
        let now = now.as_seconds();
        if claims.nbf <= now && now < claims.exp {
            Ok(claims)
        } else {
            Err(InvalidToken)
        }
    }

    /// HMAC-SHA256 of `message` under key `kid`, in base64, for hashes that must not be made without the key; `purpose`
    /// keeps uses of one key apart. `None` when the key is gone.
    #[must_use]
    pub fn keyed_hash(&self, kid: &str, purpose: &str, message: &[&str]) -> Option<String> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.key(kid)?);
        let mut context = hmac::Context::with_key(&key);
        for part in std::iter::once(&purpose).chain(message) {
            // The length before each part: ("ab","c") and ("a","bc") must not be one message.
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part.as_bytes());
        }
        Some(URL_SAFE_NO_PAD.encode(context.sign().as_ref()))
    }

    fn key(&self, kid: &str) -> Option<&[u8]> {
        self.keys.get(kid).map(|key| key.expose_secret().as_bytes())
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::session;

    const SECRET: &str = r#"{"active":"k2","keys":{"k1":"11111111111111111111111111111111","k2":"22222222222222222222222222222222"}}"#;

    fn session(now: Timestamp) -> Session {
        Session {
            user: UserId::new(5).unwrap(),
            jti: "jti".into(),
            epoch: 0,
            issuer: "http://iot.com/module/iot/codeGetInfo".into(),
            opened_at: now,
            closes_at: now + session::LIFETIME,
        }
    }

    #[test]
    fn a_token_says_what_the_session_says_until_it_ends() {
        let keys = TokenKeys::parse(SECRET).unwrap();
        let now = Clock::system().now();
        let token = keys.issue(&session(now)).unwrap();
        assert_eq!(kid(&token).unwrap(), "k2");
        let claims = keys.verify(&token, now).unwrap();
        assert_eq!(
            (claims.sub.get(), claims.exp - claims.iat),
            (5, 14 * 24 * 3600)
        );
        assert_eq!(
            keys.verify(&token, now + session::LIFETIME),
            Err(InvalidToken)
        );
        assert_eq!(
            keys.verify(&token, now - std::time::Duration::from_secs(2)),
            Err(InvalidToken)
        );
    }

    #[test]
    fn the_header_has_typ_alg_and_kid_and_nothing_else() {
        let keys = TokenKeys::parse(SECRET).unwrap();
        let token = keys.issue(&session(Clock::system().now())).unwrap();
        let header = URL_SAFE_NO_PAD
            .decode(token.expose().split('.').next().unwrap())
            .unwrap();
        let header: serde_json::Value = serde_json::from_slice(&header).unwrap();
        assert_eq!(
            header,
            serde_json::json!({"typ": "JWT", "alg": "HS256", "kid": "k2"})
        );
    }

    #[test]
    fn other_algorithms_keys_and_signatures_are_refused() {
        let keys = TokenKeys::parse(SECRET).unwrap();
        let now = Clock::system().now();
        let good = keys.issue(&session(now)).unwrap();
        let (head, rest) = good.expose().split_once('.').unwrap();
        let (body, signature) = rest.split_once('.').unwrap();
        let encode = |json: &str| URL_SAFE_NO_PAD.encode(json);
        let forged = [
            format!(
                "{}.{body}.",
                encode(r#"{"typ":"JWT","alg":"none","kid":"k2"}"#)
            ),
            format!(
                "{}.{body}.{signature}",
                encode(r#"{"typ":"JWT","alg":"HS384","kid":"k2"}"#)
            ),
            format!(
                "{}.{body}.{signature}",
                encode(r#"{"typ":"JWT","alg":"HS256","kid":"k1"}"#)
            ),
            format!(
                "{}.{body}.{signature}",
                encode(r#"{"typ":"JWT","alg":"HS256","kid":"k9"}"#)
            ),
            format!(
                "{}.{body}.{signature}",
                encode(r#"{"typ":"JWT","alg":"HS256"}"#)
            ),
            format!("{head}.{}.{signature}", encode(r#"{"sub":1}"#)),
            format!("{head}.{body}.{}", encode("no signature")),
            format!("{head}.{body}"),
            "9c0031f12464cdf50d68407f967bf356".into(),
            String::new(),
            "a".repeat(5000),
        ];
        for token in forged {
            assert_eq!(
                keys.verify(&Token::from_request(&token), now),
                Err(InvalidToken),
                "{token}"
            );
        }
    }

    #[test]
    fn a_secret_of_another_form_is_refused_without_being_repeated() {
        assert!(
            TokenKeys::parse(r#"{"active":"k1","k1":"11111111111111111111111111111111"}"#).is_ok()
        );
        for bad in [
            "",
            "{}",
            "[]",
            r#"{"active":"k1","keys":{}}"#,
            r#"{"active":"k1","k1":"hunter2"}"#,
            "hunter2",
        ] {
            let problem = TokenKeys::parse(bad).unwrap_err();
            assert!(!problem.contains("hunter2"), "{problem}");
        }
    }
}
