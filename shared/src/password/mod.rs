//! Passwords: argon2id (RFC 9106), the same work whether or not there is anyone to verify.

pub mod policy;

use std::sync::{Arc, Mutex, PoisonError};

use argon2::password_hash::phc::{Output, PasswordHash as Phc, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Deserializer, de};
use unicode_normalization::UnicodeNormalization as _;

use crate::failure::Failure;
use crate::random::Random;
use crate::store::PasswordHash;
use crate::text::{TextError, is_unprintable};

/// The longest password taken, in characters.
pub const MAX_CHARS: usize = 128;

/// Memory in KiB, passes and lanes: OWASP's second choice for argon2id (Password Storage Cheat Sheet).
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// The most memory that a stored hash of other parameters may ask for, in KiB.
const MAX_FOREIGN_KIB: u32 = 65_536;
const HASH_BYTES: usize = 32;
/// The address space of a hasher's buffer, in blocks of 1 KiB; only what is written of it takes memory. glibc gives more than 32 MiB a
/// mapping of their own, whatever was freed before, so that all of it goes back to the system (mallopt(3), `M_MMAP_THRESHOLD`). Less
/// would come from the heap once as much had been freed, and stay there.
const RESERVED_BLOCKS: usize = 33 * 1024;

/// A password from a request, in Unicode NFKC so that full-width digits from an input method are the digits; prints nothing.
#[derive(Clone)]
pub struct Password(SecretString);

impl Password {
    /// Checks `text`; whether it is good enough is the policy's business.
    ///
    /// # Errors
    /// [`TextError`].
    pub fn parse(text: &str) -> Result<Self, TextError> {
        if text.chars().nth(MAX_CHARS).is_some() {
            return Err(TextError::TooLong(MAX_CHARS));
        }
        if text.chars().any(is_unprintable) {
            return Err(TextError::Unprintable);
        }
        Ok(Self(text.nfkc().collect::<String>().into()))
    }

    /// Whether both are the same password.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        verify_slices_are_equal(self.bytes(), other.bytes()).is_ok()
    }

    fn text(&self) -> &str {
        self.0.expose_secret()
    }

    fn bytes(&self) -> &[u8] {
        self.text().as_bytes()
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

impl<'de> Deserialize<'de> for Password {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

/// What a verification found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Not the password.
    Wrong,
    /// The password.
    Right,
    /// The password, but the hash is weaker than today's or not of our making: hash it again.
    RightButOutdated,
}

/// The hasher: one at a time, on a thread of its own, in a buffer that is kept.
///
/// Allocating and clearing 19 MiB for each hash would cost half as much again as the hash. Clones share the buffer.
#[derive(Clone, Debug, Default)]
pub struct Passwords {
    buffer: Arc<Mutex<Buffer>>,
}

/// The memory that hashes are computed in, empty before the first.
#[derive(Debug, Default)]
struct Buffer {
    blocks: Vec<Block>,
    /// Whether there was a hash since the last [`Passwords::rest`].
    is_used: bool,
}

impl Buffer {
    /// So many blocks. What is in them is of no account: every hash overwrites them before it reads them.
    fn take(&mut self, blocks: usize) -> &mut [Block] {
        self.is_used = true;
        if self.blocks.capacity() == 0 {
            self.blocks.reserve_exact(RESERVED_BLOCKS);
        }
        if self.blocks.len() < blocks {
            self.blocks.resize(blocks, Block::default());
        }
        &mut self.blocks[..blocks]
    }
}

impl Passwords {
    /// Gives the buffer back to the system, unless it was used since the last call: for a process that has other things to do than to
    /// hash. The next hash takes some milliseconds more.
    ///
    /// A function keeps it: its memory is paid for whether it is used or not.
    pub fn rest(&self) {
        // Whoever holds it is using it.
        if let Ok(mut buffer) = self.buffer.try_lock()
            && !std::mem::take(&mut buffer.is_used)
        {
            buffer.blocks = Vec::new();
        }
    }

    /// Hashes `password` with a new salt.
    ///
    /// # Errors
    /// [`Failure::Broken`].
    pub async fn hash(
        &self,
        password: &Password,
        random: &Random,
    ) -> Result<PasswordHash, Failure> {
        let salt: [u8; 16] = random.bytes()?;
        let digest = self
            .digest(password.clone(), salt.to_vec(), own_params()?)
            .await?;
        let phc = Phc {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: (&own_params()?).try_into().map_err(broken)?,
            salt: Some(Salt::new(&salt).map_err(broken)?),
            hash: Some(Output::new(&digest).map_err(broken)?),
        };
        Ok(PasswordHash::from_phc(phc.to_string()))
    }

    /// Verifies `password` against `hash`. Without a hash, for a user that does not exist, it does the same work and finds the
    /// password wrong.
    ///
    /// # Errors
    /// [`Failure::Broken`] when the stored hash is none, or not argon2.
    pub async fn verify(
        &self,
        password: &Password,
        hash: Option<&PasswordHash>,
    ) -> Result<Verdict, Failure> {
        let Some(hash) = hash else {
            self.digest(password.clone(), vec![0; 16], own_params()?)
                .await?;
            return Ok(Verdict::Wrong);
        };
        let stored = Phc::new(hash.as_phc()).map_err(broken)?;
        let params = Params::try_from(&stored).map_err(broken)?;
        let (Some(salt), Some(expected)) = (stored.salt, stored.hash) else {
            return Err(Failure::broken(
                "a stored password hash has no salt or no hash",
            ));
        };
        if stored.algorithm != Algorithm::Argon2id.ident() || params.m_cost() > MAX_FOREIGN_KIB {
            return Err(Failure::broken(
                "a stored password hash is not of a kind that is verified here",
            ));
        }
        let ours = own_params()?;
        let outdated = (
            params.m_cost(),
            params.t_cost(),
            params.p_cost(),
            expected.len(),
        ) != (ours.m_cost(), ours.t_cost(), ours.p_cost(), HASH_BYTES);
        let digest = self.digest(password.clone(), salt.to_vec(), params).await?;
        Ok(
            match (
                verify_slices_are_equal(&digest, expected.as_bytes()).is_ok(),
                outdated,
            ) {
                (false, _) => Verdict::Wrong,
                (true, false) => Verdict::Right,
                (true, true) => Verdict::RightButOutdated,
            },
        )
    }

    async fn digest(
        &self,
        password: Password,
        salt: Vec<u8>,
        params: Params,
    ) -> Result<Vec<u8>, Failure> {
        let buffer = Arc::clone(&self.buffer);
        let work = move || {
            let mut digest = vec![0; params.output_len().unwrap_or(HASH_BYTES)];
            let blocks = params.block_count();
            let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
            // A poisoned buffer is still a buffer.
            let mut buffer = buffer.lock().unwrap_or_else(PoisonError::into_inner);
            argon2
                .hash_password_into_with_memory(
                    password.bytes(),
                    &salt,
                    &mut digest,
                    buffer.take(blocks),
                )
                .map(|()| digest)
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|e| Failure::broken(format!("the hasher stopped: {e}")))?
            .map_err(broken)
    }
}

fn own_params() -> Result<Params, Failure> {
    Params::new(MEMORY_KIB, PASSES, LANES, Some(HASH_BYTES)).map_err(broken)
}

fn broken(error: impl std::fmt::Display) -> Failure {
    Failure::broken(format!("password hash: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_verifies_its_password_and_no_other() {
        let (passwords, random) = (Passwords::default(), Random::seeded(3));
        let right = Password::parse("correct horse").unwrap();
        let hash = passwords.hash(&right, &random).await.unwrap();
        assert!(
            hash.as_phc().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{}",
            hash.as_phc()
        );
        assert_eq!(
            passwords.verify(&right, Some(&hash)).await.unwrap(),
            Verdict::Right
        );
        let wrong = Password::parse("correct horsf").unwrap();
        assert_eq!(
            passwords.verify(&wrong, Some(&hash)).await.unwrap(),
            Verdict::Wrong
        );
        assert_eq!(
            passwords.verify(&right, None).await.unwrap(),
            Verdict::Wrong
        );
    }

    #[tokio::test]
    async fn what_was_not_used_since_the_last_rest_is_given_back() {
        let (passwords, random) = (Passwords::default(), Random::seeded(3));
        let password = Password::parse("correct horse").unwrap();
        let blocks = || passwords.buffer.lock().unwrap().blocks.capacity();
        passwords.rest();
        assert_eq!(blocks(), 0);
        for _ in 0..2 {
            passwords.hash(&password, &random).await.unwrap();
            passwords.rest();
            assert_eq!(blocks(), RESERVED_BLOCKS);
            passwords.rest();
            assert_eq!(blocks(), 0);
        }
    }

    #[tokio::test]
    async fn a_hash_of_another_maker_verifies_and_is_outdated() {
        // The reference implementation's test vector for argon2id v=19, t=2, m=2^16, p=1, "password", "somesalt".
        let hash = PasswordHash::from_phc("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc".into());
        let verdict = Passwords::default()
            .verify(&Password::parse("password").unwrap(), Some(&hash))
            .await
            .unwrap();
        assert_eq!(verdict, Verdict::RightButOutdated);
    }

    #[test]
    fn full_width_digits_are_the_digits() {
        let (typed, meant) = (
            Password::parse("１２３４５６").unwrap(),
            Password::parse("123456").unwrap(),
        );
        assert!(typed.matches(&meant));
        assert_eq!(format!("{typed:?}"), "Password(…)");
    }
}
