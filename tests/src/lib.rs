//! What the tests and benches share: a stack of their own, and the people who use it.
//!
//! A test reads like the story it tells: [`TestStack::start`], then [`TestStack::post`], [`Employee`]s and the like. Nothing
//! sleeps; [`TestStack::advance`] moves the clock.

pub mod conformance;
pub mod costs;
pub mod double;
pub mod elsewhere;
pub mod faults;
pub mod fuzz;
pub mod load;
pub mod meter;
pub mod onward;
pub mod people;
pub mod plot;
pub mod process;
pub mod progress;
pub mod recorder;
pub mod stack;
pub mod tables;

pub use people::{Employee, Manager};
pub use stack::{Answer, TestStack};

/// Does all of these at the same moment and waits for all.
pub async fn together<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    futures_util::future::join_all(futures).await
}

/// Does both at the same moment and waits for both.
pub async fn both<A: Future, B: Future>(one: A, other: B) -> (A::Output, B::Output) {
    futures_util::future::join(one, other).await
}

/// What `text` holds in URL-safe base64.
///
/// # Panics
/// When it is none.
#[must_use]
pub fn base64url(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(text)
        .expect("base64")
}

/// `bytes` in URL-safe base64.
#[must_use]
pub fn to_base64url(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// SHA-256 of `text` in lower-case hex, as Apple's SDKs hash a nonce.
#[must_use]
pub fn sha256_hex(text: &str) -> String {
    use std::fmt::Write as _;
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
    hash.as_ref().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
