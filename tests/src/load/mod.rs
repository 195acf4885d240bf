//! Load: a mix of sign-ins, reads and writes at a fixed rate, and afterwards the proof that every acknowledged write is there.
//!
//! The loop is open: what is done and when is fixed before, nothing waits for the answer to something else, and a time begins when
//! something was due. So a stall shows in everything that was due in it, as it would to the people who wait.
//!
//! [`schedule`] of a [`mix`] → [`drive`] does it in a [`world`] → [`ledger`] of what was written → [`verify`] → [`report`].

pub mod api;
pub mod drive;
pub mod ledger;
pub mod mix;
pub mod report;
pub mod schedule;
pub mod server;
pub mod verify;
pub mod world;

use std::sync::Arc;
use std::time::{Duration, Instant};

use api::{Api, Trouble};
use report::Report;
use schedule::Load;
use server::{Gap, Server};
use world::{Crowd, World};

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// A run.
#[derive(Clone, Debug)]
pub struct Run {
    /// What is done, and when.
    pub load: Load,
    /// Who is there before.
    pub crowd: Crowd,
    /// The most that is under way at once.
    pub at_once: usize,
    /// How often the stack is killed on the way, at equal distances.
    pub kills: u32,
}

/// Why a run came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The stack.
    #[error("the stack: {0}")]
    Server(String),
    /// A request before the run.
    #[error("the preparation: {0}")]
    Preparation(Trouble),
    /// A question after the run.
    #[error("the verification: {0}")]
    Verification(Trouble),
    /// This tool itself.
    #[error("{0}")]
    Tool(String),
}

impl From<std::io::Error> for LoadError {
    fn from(error: std::io::Error) -> Self {
        Self::Tool(error.to_string())
    }
}

/// The API at `url`, for this tool.
///
/// # Errors
/// [`LoadError::Tool`].
pub fn api(url: String) -> Result<Api, LoadError> {
    let client = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(PATIENCE)
        .build()
        .map_err(|e| LoadError::Tool(e.to_string()))?;
    Ok(Api::new(client, url))
}

/// Fills the empty stack, loads it, kills it as often as `run` says, and verifies.
///
/// # Errors
/// [`LoadError`].
pub async fn run(server: &mut Server, run: &Run) -> Result<Report, LoadError> {
    let Run {
        load,
        crowd,
        at_once,
        kills,
    } = run;
    let (world, mut ledger) = Box::pin(World::prepare(api(server.url())?, *crowd)).await?;
    let world = Arc::new(world);
    // One that is killed takes the count of its time with it.
    let cpu = crate::process::cpu(server.pid())
        .ok()
        .filter(|_| *kills == 0);
    let began = Instant::now();
    let driving = drive::drive(&world, load.schedule(), began, *at_once);
    let span = Duration::from_secs(load.seconds.into());
    let killing = async {
        let mut gaps = Vec::new();
        for nth in 1..=*kills {
            let at = began + span * nth / (kills + 1);
            gaps.push(interrupt(server, &world, at).await?);
        }
        Ok::<_, LoadError>(gaps)
    };
    let (driven, gaps) = tokio::join!(driving, killing);
    let (mut driven, gaps) = (driven?, gaps?);
    let spent = cpu.and_then(|before| crate::process::cpu(server.pid()).ok()?.checked_sub(before));
    ledger.absorb(std::mem::take(&mut driven.ledger));
    let findings = verify::verify(&world, &ledger).await?;
    Report::new((load.rate, load.seed), &driven, (gaps, spent), findings)
}

/// The kill, and what the first answer afterwards is asked: something that reads from the database.
async fn interrupt(server: &mut Server, world: &World, at: Instant) -> Result<Gap, LoadError> {
    tokio::time::sleep_until(at.into()).await;
    let token = &world.boss.token;
    server
        .kill_and_restart(async || world::user_info(&world.api, token).await.is_ok())
        .await
}
