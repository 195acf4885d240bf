//! Does what is planned when it is planned, however long the answers take.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::LoadError;
use super::api::Trouble;
use super::ledger::{Entry, Ledger};
use super::mix::Kind;
use super::schedule::Planned;
use super::world::{Deed, World};
use crate::progress;

/// What came of one thing that was planned.
#[derive(Clone, Debug)]
pub struct Sample {
    /// What.
    pub kind: Kind,
    /// When it was to be done.
    pub due: Instant,
    /// When it was over; as it was due, if it was not begun.
    pub over: Instant,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was not done.
    Failed(Trouble),
    /// Too many others were under way.
    NotSent,
}

/// What came of all.
#[derive(Debug)]
pub struct Driven {
    /// One for each thing that was planned.
    pub samples: Vec<Sample>,
    /// What was written.
    pub ledger: Ledger,
    /// When it began.
    pub began: Instant,
    /// By how much the tool itself was late at most.
    pub lag: Duration,
}

/// Does all of `schedule` from `began` on, at most `at_once` things at one time.
///
/// # Errors
/// [`LoadError::Tool`] when this tool itself fails.
pub async fn drive(
    world: &Arc<World>,
    schedule: Vec<Planned>,
    began: Instant,
    at_once: usize,
) -> Result<Driven, LoadError> {
    let room = Arc::new(Semaphore::new(at_once));
    let mut under_way: JoinSet<(Sample, Vec<Entry>)> = JoinSet::new();
    let mut driven = Driven {
        samples: Vec::with_capacity(schedule.len()),
        ledger: Ledger::default(),
        began,
        lag: Duration::ZERO,
    };
    let progress = progress::bar("load", schedule.len());
    for planned in schedule {
        progress.inc(1);
        let due = began + planned.at;
        tokio::time::sleep_until(due.into()).await;
        driven.lag = driven.lag.max(due.elapsed());
        let mut sample = Sample {
            kind: planned.kind,
            due,
            over: due,
            outcome: Outcome::NotSent,
        };
        let Ok(place) = Arc::clone(&room).try_acquire_owned() else {
            driven.samples.push(sample);
            continue;
        };
        let world = Arc::clone(world);
        under_way.spawn(async move {
            let Deed { entries, result } = Box::pin(world.act(planned)).await;
            sample.over = Instant::now();
            sample.outcome = match result {
                Ok(()) => Outcome::Done,
                Err(trouble) => Outcome::Failed(trouble),
            };
            drop(place);
            (sample, entries)
        });
    }
    progress.finish_and_clear();
    while let Some(joined) = under_way.join_next().await {
        let (sample, entries) = joined.map_err(|e| LoadError::Tool(e.to_string()))?;
        driven.samples.push(sample);
        driven.ledger.extend(entries);
    }
    Ok(driven)
}
