//! What the tests and benches share: a stack of their own, and the people who use it.
//!
//! A test reads like the story it tells: [`TestStack::start`], then [`TestStack::post`], [`Employee`]s and the like. Nothing
//! sleeps; [`TestStack::advance`] moves the clock.

pub mod double;
pub mod meter;
pub mod people;
pub mod stack;

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
