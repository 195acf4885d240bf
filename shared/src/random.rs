//! Randomness, injected like the time: cryptographic everywhere, reproducible where a test asks for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::failure::Failure;

/// A source of random bytes; clones draw from the same source.
#[derive(Clone, Debug, Default)]
pub struct Random {
    seeded: Option<Arc<Seeded>>,
}

#[derive(Debug)]
struct Seeded {
    key: hmac::Key,
    drawn: AtomicU64,
}

impl Random {
    /// The operating system's generator.
    #[must_use]
    pub fn system() -> Self {
        Self::default()
    }

    /// A reproducible sequence for tests: HMAC-SHA256 of a counter under `seed`.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &seed.to_be_bytes());
        Self {
            seeded: Some(Arc::new(Seeded {
                key,
                drawn: AtomicU64::new(0),
            })),
        }
    }

    /// `N` random bytes, at most 32.
    ///
    /// # Errors
    /// [`Failure::Broken`] when the operating system gives none.
    pub fn bytes<const N: usize>(&self) -> Result<[u8; N], Failure> {
        const { assert!(N <= 32, "a seeded draw is one SHA-256 output") };
        let mut bytes = [0; N];
        if let Some(seeded) = &self.seeded {
            let count = seeded.drawn.fetch_add(1, Ordering::Relaxed);
            bytes.copy_from_slice(&hmac::sign(&seeded.key, &count.to_be_bytes()).as_ref()[..N]);
        } else {
            #[expect(
                clippy::disallowed_methods,
                reason = "the one place that asks the system for randomness"
            )]
            aws_lc_rs::rand::fill(&mut bytes)
                .map_err(|_| Failure::broken("the operating system gave no random bytes"))?;
        }
        Ok(bytes)
    }

    /// A number below `bound`, every one equally likely.
    ///
    /// # Errors
    /// As [`Random::bytes`].
    pub fn below(&self, bound: u32) -> Result<u32, Failure> {
        // Draws at or above the largest multiple of `bound` are thrown away; keeping them would favour small numbers.
        let limit = u32::MAX - u32::MAX % bound;
        loop {
            let drawn = u32::from_be_bytes(self.bytes()?);
            if drawn < limit {
                return Ok(drawn % bound);
            }
        }
    }

    /// 128 random bits as 22 characters of URL-safe base64, for identifiers nobody may guess.
    ///
    /// # Errors
    /// As [`Random::bytes`].
    pub fn id(&self) -> Result<String, Failure> {
        Ok(URL_SAFE_NO_PAD.encode(self.bytes::<16>()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_and_the_system_does_not() {
        let (one, two) = (Random::seeded(7), Random::seeded(7));
        let first: [u8; 16] = one.bytes().unwrap();
        assert_eq!(first, two.bytes::<16>().unwrap());
        assert_ne!(first, one.bytes::<16>().unwrap());
        assert_ne!(
            Random::system().id().unwrap(),
            Random::system().id().unwrap()
        );
    }

    #[test]
    fn below_reaches_every_number_and_no_more() {
        let random = Random::seeded(1);
        let mut seen = [false; 10];
        for _ in 0..500 {
            seen[random.below(10).unwrap() as usize] = true;
        }
        assert_eq!(seen, [true; 10]);
    }
}
