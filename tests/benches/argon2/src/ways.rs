//! The ways to make one and the same hash.

use std::error::Error;

use argon2::{Algorithm, Argon2, Block, Params, Version};

const PASSES: u32 = 2;
const HASH_BYTES: usize = 32;
const PASSWORD: &[u8] = b"correct horse battery";
const SALT: &[u8; 16] = b"0123456789abcdef";

/// What a hash is to cost; passes are always two.
#[derive(Clone, Copy)]
pub(crate) struct Cost {
    pub(crate) memory_kib: u32,
    pub(crate) lanes: u32,
}

/// A way to hash.
pub(crate) trait Way {
    /// What the figures stand under.
    fn name(&self) -> &'static str;
    /// Hashes the password.
    fn hash(&mut self) -> Result<Vec<u8>, Box<dyn Error>>;
}

/// All that can hash at `cost` in this build.
pub(crate) fn of(cost: Cost) -> Result<Vec<Box<dyn Way>>, Box<dyn Error>> {
    let params = Params::new(cost.memory_kib, PASSES, cost.lanes, Some(HASH_BYTES))?;
    let buffer = vec![Block::default(); params.block_count()];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    #[cfg_attr(
        not(feature = "libsodium"),
        expect(unused_mut, reason = "libsodium is pushed below")
    )]
    let mut ways: Vec<Box<dyn Way>> = vec![
        Box::new(Kept {
            argon2: argon2.clone(),
            buffer,
        }),
        Box::new(Allocating(argon2)),
    ];
    #[cfg(feature = "libsodium")]
    if cost.lanes == 1 {
        libsodium_rs::ensure_init()?;
        ways.push(Box::new(Libsodium {
            memory_bytes: usize::try_from(cost.memory_kib)? * 1024,
        }));
    }
    Ok(ways)
}

/// The crate with a buffer that is kept, as `shared::password` does it.
struct Kept {
    argon2: Argon2<'static>,
    buffer: Vec<Block>,
}

impl Way for Kept {
    fn name(&self) -> &'static str {
        "kept"
    }

    fn hash(&mut self) -> Result<Vec<u8>, Box<dyn Error>> {
        let mut hash = vec![0; HASH_BYTES];
        self.argon2.hash_password_into_with_memory(
            PASSWORD,
            SALT,
            &mut hash,
            &mut self.buffer[..],
        )?;
        Ok(hash)
    }
}

/// The crate with a buffer of its own for each hash.
struct Allocating(Argon2<'static>);

impl Way for Allocating {
    fn name(&self) -> &'static str {
        "allocating"
    }

    fn hash(&mut self) -> Result<Vec<u8>, Box<dyn Error>> {
        let mut hash = vec![0; HASH_BYTES];
        self.0.hash_password_into(PASSWORD, SALT, &mut hash)?;
        Ok(hash)
    }
}

/// libsodium, which maps its memory for each hash and cannot be given any.
#[cfg(feature = "libsodium")]
struct Libsodium {
    memory_bytes: usize,
}

#[cfg(feature = "libsodium")]
impl Way for Libsodium {
    fn name(&self) -> &'static str {
        "libsodium"
    }

    fn hash(&mut self) -> Result<Vec<u8>, Box<dyn Error>> {
        Ok(libsodium_rs::crypto_pwhash::argon2id::pwhash(
            HASH_BYTES,
            PASSWORD,
            SALT,
            PASSES.into(),
            self.memory_bytes,
        )?)
    }
}
