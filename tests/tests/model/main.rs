//! The store against a model of it: random sequences of what several clients do to a few people, each from what it has read, which
//! may be old. After each step the store must have answered as the model says; at the end the tables must hold what the model
//! holds, and be sound.
//!
//! A sequence that fails is made as short as it gets, told, and kept in `model.proptest-regressions`, whose seeds are tried first
//! from then on. `PROPTEST_CASES` asks for more of them, `PROPTEST_RNG_SEED` for certain ones.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, its helpers too"
)]

mod clients;
mod people;
mod steps;

use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, TestRunner};
use tests::TestStack;
use tests::tables::Tables;

use self::clients::World;
use self::steps::{Step, step};

/// Of how many steps a sequence is at most.
const STEPS: usize = 40;
/// Where the seeds of those that failed are kept.
const REGRESSIONS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/model.proptest-regressions"
);

/// Carries out the steps from empty tables on; what was wrong.
async fn carry_out(stack: &TestStack, empty: &Tables, steps: &[Step]) -> Result<(), String> {
    empty.restore(stack).await;
    let mut world = World::new(stack);
    for (at, step) in steps.iter().enumerate() {
        Box::pin(world.take(step))
            .await
            .map_err(|problem| format!("step {at}, {step:?}: {problem}"))?;
    }
    world.compare(&Tables::read(stack).await)
}

#[test]
fn the_store_does_what_its_model_does() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let (stack, empty) = runtime.block_on(async {
        let stack = TestStack::start().await;
        let empty = Tables::read(&stack).await;
        (stack, empty)
    });
    let config = Config {
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(REGRESSIONS))),
        max_shrink_iters: 500,
        // 256 sequences, unless the environment asks for more.
        ..Config::default()
    };
    let sequences = prop::collection::vec(step(), 1..=STEPS);
    let outcome = TestRunner::new(config).run(&sequences, |steps| {
        runtime
            .block_on(carry_out(&stack, &empty, &steps))
            .map_err(TestCaseError::fail)
    });
    if let Err(failed) = outcome {
        panic!("{failed}");
    }
}
