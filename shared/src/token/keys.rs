//! The keys that tokens are signed with, and how one follows another.
//!
//! A key is published some minutes before it signs: every instance has it by then, so no token meets an instance that does not
//! know its key. It stays for as long after it has been followed as a token may live.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::{Claims, InvalidToken, Token, kid};
use crate::clock::Timestamp;
use crate::collect::ordered;
use crate::failure::Failure;
use crate::session::{LIFETIME, Session};

/// The shortest key taken, in bytes: HS256 wants as many as its hash has (RFC 7518, 3.2).
const MIN_KEY_BYTES: usize = 32;
/// How long before it signs a key is published: twice as long as any instance uses a secret without asking anew.
pub const PUBLISHED_BEFORE: Duration = Duration::from_mins(10);
/// How long a key stays that has been followed by another: a session's life and a day, for clocks that differ.
const KEPT_AFTER: Duration = LIFETIME.saturating_add(Duration::from_hours(24));

/// The keys of a deployment: one signs, all verify.
pub struct TokenKeys {
    base: String,
    keys: BTreeMap<String, Key>,
}

struct Key {
    secret: SecretString,
    /// From when it signs; a key without a time signs only as the base, and before any other.
    from: Option<Timestamp>,
}

/// The secret: `{"active":"k1","keys":{"k1":"…"},"from":{"k2":…}}`. `active` signs until the time of a key in `from`, in seconds
/// since the epoch, has come. A key may also stand beside `active` under its id, because that is where CloudFormation's
/// `GenerateSecretString` puts the one it makes.
#[derive(Deserialize)]
struct KeysSecret {
    active: String,
    #[serde(default)]
    keys: BTreeMap<String, SecretString>,
    #[serde(default)]
    from: BTreeMap<String, i64>,
    #[serde(flatten)]
    generated: BTreeMap<String, SecretString>,
}

impl std::fmt::Debug for TokenKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenKeys")
            .field("ids", &self.keys.keys())
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
            from,
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
        if let Some((kid, _)) = keys
            .iter()
            .find(|(_, key)| key.expose_secret().len() < MIN_KEY_BYTES)
        {
            return Err(format!("key {kid} has fewer than {MIN_KEY_BYTES} bytes"));
        }
        let keys = keys.into_iter().map(|(kid, secret)| {
            let seconds = from.get(&kid).copied();
            let from = seconds.map(|n| Timestamp::from_millis(n.saturating_mul(1000)));
            (kid, Key { secret, from })
        });
        Ok(Self {
            base: active,
            keys: ordered(keys),
        })
    }

    /// The secret as it is to be when a new key follows those in it: `key`, which signs [`PUBLISHED_BEFORE`] from `now`. Keys that
    /// were followed longer ago than any session lives are left out.
    ///
    /// # Errors
    /// [`Failure::Broken`] when no key's time has come, or no number is left for another.
    pub fn followed_by(&self, key: &str, now: Timestamp) -> Result<SecretString, Failure> {
        let number = |kid: &String| kid.strip_prefix('k').and_then(|n| n.parse::<u64>().ok());
        let last = self.keys.keys().filter_map(number).max().unwrap_or(0);
        let number = last
            .checked_add(1)
            .ok_or_else(|| Failure::broken("no number is left for a token key"))?;
        let new = format!("k{number}");
        let from = now + PUBLISHED_BEFORE;
        let mut keys = BTreeMap::from([(new.as_str(), key)]);
        let mut times = BTreeMap::from([(new.as_str(), from.as_seconds())]);
        let active = self.active(now)?;
        for (kid, known) in &self.keys {
            let followed = self.followed_at(known);
            if followed.is_some_and(|followed| followed + KEPT_AFTER <= now) {
                continue;
            }
            keys.insert(kid, known.secret.expose_secret());
            if let Some(from) = known.from {
                times.insert(kid, from.as_seconds());
            }
        }
        let secret = serde_json::json!({ "active": active, "keys": keys, "from": times });
        Ok(secret.to_string().into())
    }

    /// When the first key after `key` begins to sign.
    fn followed_at(&self, key: &Key) -> Option<Timestamp> {
        let later = self.keys.values().filter_map(|other| other.from);
        later.filter(|from| Some(*from) > key.from).min()
    }

    /// Whether there is a key with this id.
    #[must_use]
    pub fn has(&self, kid: &str) -> bool {
        self.keys.contains_key(kid)
    }

    /// The id of the key that signs at `now`.
    ///
    /// # Errors
    /// [`Failure::Broken`] when no key's time has come.
    pub fn active(&self, now: Timestamp) -> Result<&str, Failure> {
        let may_sign = |kid: &str, key: &Key| match key.from {
            Some(from) => from <= now,
            None => kid == self.base,
        };
        let begun = self.keys.iter().filter(|(kid, key)| may_sign(kid, key));
        begun
            .max_by_key(|(_, key)| key.from)
            .map(|(kid, _)| kid.as_str())
            .ok_or_else(|| Failure::broken("no token key's time has come"))
    }

    /// A token for `session`, signed with the key that is active when it opens.
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
        let kid = self.active(session.opened_at)?;
        let header = Header {
            kid: Some(kid.to_owned()),
            ..Header::new(Algorithm::HS256)
        };
        let key = self
            .key(kid)
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
        Some(URL_SAFE_NO_PAD.encode(self.derived_key(kid, purpose, message)?))
    }

    /// The same hash as 32 bytes, to be a key itself.
    pub(crate) fn derived_key(
        &self,
        kid: &str,
        purpose: &str,
        message: &[&str],
    ) -> Option<hmac::Tag> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.key(kid)?);
        let mut context = hmac::Context::with_key(&key);
        for part in std::iter::once(&purpose).chain(message) {
            // The length before each part: ("ab","c") and ("a","bc") must not be one message.
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part.as_bytes());
        }
        Some(context.sign())
    }

    fn key(&self, kid: &str) -> Option<&[u8]> {
        let key = self.keys.get(kid)?;
        Some(key.secret.expose_secret().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::session;
    use crate::user::UserId;

    const SECRET: &str = r#"{"active":"k2","keys":{"k1":"11111111111111111111111111111111","k2":"22222222222222222222222222222222"}}"#;

    fn session(now: Timestamp) -> Session {
        Session {
            user: UserId::new(5).unwrap(),
            jti: "jti".into(),
            epoch: 0,
            issuer: "http://iot.com/module/iot/codeGetInfo".into(),
            opened_at: now,
            closes_at: now + session::LIFETIME,
            source_ip: String::new(),
            user_agent: String::new(),
            session_key: None,
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

    #[test]
    fn a_key_is_never_followed_by_itself() {
        let last = format!("k{}", u64::MAX);
        let secret = format!(r#"{{"active":"{last}","{last}":"{}"}}"#, "1".repeat(64));
        let keys = TokenKeys::parse(&secret).unwrap();
        let next = keys.followed_by(&"2".repeat(43), Clock::system().now());
        assert!(matches!(next, Err(Failure::Broken(_))));
    }

    #[test]
    fn a_key_is_published_then_active_and_kept_as_long_as_a_token_may_live() {
        let start = Clock::system().now();
        let active = |keys: &TokenKeys, at| keys.active(at).unwrap().to_owned();
        let generated = format!(r#"{{"active":"k1","k1":"{}"}}"#, "1".repeat(64));
        let one = TokenKeys::parse(&generated).unwrap();
        let two = one.followed_by(&"2".repeat(43), start).unwrap();
        let two = TokenKeys::parse(two.expose_secret()).unwrap();
        let begins = start + PUBLISHED_BEFORE;
        assert_eq!(active(&two, start), "k1");
        assert_eq!(active(&two, begins), "k2");
        let old = two.issue(&session(start)).unwrap();
        assert!(two.verify(&old, start).is_ok());

        let later = start + std::time::Duration::from_hours(24 * 10);
        let three = two.followed_by(&"3".repeat(43), later).unwrap();
        let three = TokenKeys::parse(three.expose_secret()).unwrap();
        assert!(three.has("k1") && three.has("k2") && three.has("k3"));
        assert_eq!(active(&three, later), "k2");
        assert_eq!(active(&three, later + PUBLISHED_BEFORE), "k3");
        // Nobody is signed out: what was signed last by the first key has ended before the key goes.
        let gone = begins + KEPT_AFTER;
        let just_before = gone - std::time::Duration::from_secs(1);
        let four = three.followed_by(&"4".repeat(43), just_before).unwrap();
        assert!(TokenKeys::parse(four.expose_secret()).unwrap().has("k1"));
        let four = three.followed_by(&"4".repeat(43), gone).unwrap();
        let four = TokenKeys::parse(four.expose_secret()).unwrap();
        assert!(!four.has("k1") && four.has("k2") && four.has("k3") && four.has("k4"));
    }
}
