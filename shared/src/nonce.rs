//! Nonces: a word of ours that an identity token must repeat, so that it is good for one sign-in, and soon.
//!
//! A nonce carries its own end and a signature, so that giving one out writes nothing and a flood of requests for them costs no
//! storage; only a nonce that has been used is remembered, until its end.

use std::time::Duration;

use aws_lc_rs::constant_time::verify_slices_are_equal;

use crate::clock::Timestamp;
use crate::failure::Failure;
use crate::random::Random;
use crate::token::TokenKeys;

/// How long a nonce is good.
pub const LIFETIME: Duration = Duration::from_mins(5);
const PURPOSE: &str = "nonce";

/// A nonce of ours, signed and not over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nonce {
    text: String,
    id: String,
    ends_at: Timestamp,
}

/// A nonce that is not ours, or over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the nonce is not valid")]
pub struct InvalidNonce;

impl Nonce {
    /// A new nonce: `<end in seconds>.<random>.<key id>.<signature>`.
    ///
    /// # Errors
    /// [`Failure::Broken`] when there is no randomness.
    pub fn issue(keys: &TokenKeys, random: &Random, now: Timestamp) -> Result<Self, Failure> {
        let ends = (now + LIFETIME).as_seconds();
        let id = random.id()?;
        let kid = keys.active(now)?;
        let signature = keys
            .keyed_hash(kid, PURPOSE, &[&ends.to_string(), &id])
            .ok_or_else(|| Failure::broken("the active token key is gone"))?;
        Ok(Self {
            text: format!("{ends}.{id}.{kid}.{signature}"),
            id,
            ends_at: Timestamp::from_millis(ends * 1000),
        })
    }

    /// Reads a nonce that comes back.
    ///
    /// # Errors
    /// [`InvalidNonce`].
    pub fn read(keys: &TokenKeys, text: &str, now: Timestamp) -> Result<Self, InvalidNonce> {
        // A key's id may have dots of its own.
        let (ends, rest) = text.split_once('.').ok_or(InvalidNonce)?;
        let (id, rest) = rest.split_once('.').ok_or(InvalidNonce)?;
        let (kid, signature) = rest.rsplit_once('.').ok_or(InvalidNonce)?;
        let expected = keys
            .keyed_hash(kid, PURPOSE, &[ends, id])
            .ok_or(InvalidNonce)?;
        verify_slices_are_equal(expected.as_bytes(), signature.as_bytes())
            .map_err(|_| InvalidNonce)?;
        let ends: i64 = ends.parse().map_err(|_| InvalidNonce)?;
        if ends <= now.as_seconds() {
            return Err(InvalidNonce);
        }
        Ok(Self {
            text: text.to_owned(),
            id: id.to_owned(),
            ends_at: Timestamp::from_millis(ends.saturating_mul(1000)),
        })
    }

    /// The nonce as it travels.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What it is remembered by once it is used.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// When it is over.
    #[must_use]
    pub const fn ends_at(&self) -> Timestamp {
        self.ends_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    #[test]
    fn an_end_beyond_all_time_is_the_last_moment() {
        let secret = format!(r#"{{"active":"k","keys":{{"k":"{}"}}}}"#, "1".repeat(32));
        let keys = TokenKeys::parse(&secret).unwrap();
        let ends = i64::MAX.to_string();
        let signature = keys.keyed_hash("k", PURPOSE, &[&ends, "id"]).unwrap();
        let text = format!("{ends}.id.k.{signature}");
        let nonce = Nonce::read(&keys, &text, Clock::system().now()).unwrap();
        assert_eq!(nonce.ends_at(), Timestamp::from_millis(i64::MAX));
    }

    #[test]
    fn a_nonce_is_ours_and_soon_over() {
        let keys = TokenKeys::parse(&format!(
            r#"{{"active":"k.1","keys":{{"k.1":"{}"}}}}"#,
            "1".repeat(32)
        ))
        .unwrap();
        let now = Clock::system().now();
        let nonce = Nonce::issue(&keys, &Random::seeded(1), now).unwrap();
        assert_eq!(Nonce::read(&keys, nonce.as_str(), now).unwrap(), nonce);
        assert_eq!(
            Nonce::read(&keys, nonce.as_str(), now + LIFETIME),
            Err(InvalidNonce)
        );
        let later = nonce.as_str().replacen('1', "2", 1);
        let cut = &nonce.as_str()[..nonce.as_str().len() - 1];
        for forged in ["", "a", "1.2.3.4", "9999999999.a.k.1.b", &later, cut] {
            assert_eq!(
                Nonce::read(&keys, forged, now),
                Err(InvalidNonce),
                "{forged}"
            );
        }
    }
}
