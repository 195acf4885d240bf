//! What DynamoDB asks to be tried again and the SDK does not: conflicting transactions and unprocessed keys.

use std::time::Duration;

use crate::failure::Failure;
use crate::random::Random;

/// How often an operation is tried in all.
pub(super) const ATTEMPTS: u32 = 5;

/// Waits before the next try, unless `attempt` (the first is 1) was the last: a random time up to 20 ms, then up to twice as
/// long each time, so that two writers that met once do not meet again.
pub(super) async fn pause(random: &Random, attempt: u32) -> Result<(), Failure> {
    if attempt < ATTEMPTS {
        let ceiling = 20 << (attempt - 1);
        tokio::time::sleep(Duration::from_millis(random.below(ceiling)?.into())).await;
    }
    Ok(())
}
