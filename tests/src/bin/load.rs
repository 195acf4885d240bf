//! Loads a local stack of its own with sign-ins, reads and writes, and verifies every acknowledged write afterwards.
//!
//! `cargo build --release -p local && cargo run --release -p tests --bin load -- --rate 20,50,100`. It ends with 1 when a write was
//! lost, doubled or made in part, or when something failed while there was a server; with 2 when it could not run.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use serde_json::{Value, json};
use tests::load::mix::Mix;
use tests::load::report::Report;
use tests::load::schedule::{Arrivals, Load};
use tests::load::server::Server;
use tests::load::world::Crowd;
use tests::load::{LoadError, Run, run};

/// Loads a local stack, and verifies every acknowledged write.
#[derive(Debug, Parser)]
#[command(name = "load")]
struct Arguments {
    /// How many things a second; a run for each.
    #[arg(long, value_name = "N,…", value_delimiter = ',', default_value = "20,50,100", value_parser = clap::value_parser!(u32).range(1..))]
    rate: Vec<u32>,
    /// How long each run takes.
    #[arg(long, default_value = "60", value_parser = clap::value_parser!(u32).range(1..))]
    seconds: u32,
    /// What is done, and the weight of each.
    #[arg(long, value_name = "KIND=WEIGHT,…", default_value_t = Mix::default())]
    mix: Mix,
    /// How arrivals follow each other.
    #[arg(long, value_enum, default_value_t = Arrivals::Poisson)]
    arrivals: Arrivals,
    /// The most that is under way at once; what is due beyond is not sent, and counted.
    #[arg(long, value_name = "N", default_value = "1000")]
    in_flight: usize,
    /// The seed of the schedule.
    #[arg(long, default_value = "1")]
    seed: u64,
    /// Kill the stack with SIGKILL so often in each run, at equal distances, and start it again; once without a number.
    #[arg(long, value_name = "TIMES", num_args = 0..=1, default_value = "0", default_missing_value = "1")]
    kill: u32,
    /// The folder for the stacks' data and logs, which are kept [default: one that is removed].
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// A file for the report in JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// The program of the local stack [default: `local` beside this program].
    #[arg(long, value_name = "PROGRAM")]
    local: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match all(&arguments).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(problem) => {
            let _ = writeln!(std::io::stderr(), "load: {problem}");
            ExitCode::from(2)
        }
    }
}

/// A run for each rate, each on an empty stack; whether all were good.
async fn all(arguments: &Arguments) -> Result<bool, LoadError> {
    let local = local(arguments.local.as_deref())?;
    let temporary = tempfile::tempdir()?;
    let folder = arguments.data.as_deref().unwrap_or(temporary.path());
    let mut reports: Vec<Report> = Vec::new();
    for &rate in &arguments.rate {
        let load = Load {
            rate,
            seconds: arguments.seconds,
            arrivals: arguments.arrivals,
            mix: arguments.mix.clone(),
            seed: arguments.seed,
        };
        let mut server = Server::start(&local, &empty(folder, rate)?)?;
        let plan = Run {
            load,
            crowd: Crowd::default(),
            at_once: arguments.in_flight,
            kills: arguments.kill,
        };
        let report = Box::pin(run(&mut server, &plan)).await?;
        writeln!(std::io::stdout(), "{report}")?;
        reports.push(report);
    }
    if let Some(file) = &arguments.json {
        let told = json!({
            "mix": arguments.mix.to_string(),
            "seconds": arguments.seconds,
            "runs": reports.iter().map(Report::json).collect::<Vec<Value>>(),
        });
        std::fs::write(file, format!("{told:#}\n"))?;
    }
    Ok(reports.iter().all(Report::is_good))
}

/// A folder for one stack, in which nothing is yet: whom a run meets must be its own.
fn empty(folder: &Path, rate: u32) -> Result<PathBuf, LoadError> {
    let data = folder.join(format!("rate-{rate}"));
    std::fs::create_dir_all(&data)?;
    let is_empty = data.read_dir()?.next().is_none();
    if is_empty {
        Ok(data)
    } else {
        let data = data.display();
        Err(LoadError::Tool(format!(
            "{data} is not empty; a run needs a stack of its own"
        )))
    }
}

fn local(named: Option<&Path>) -> Result<PathBuf, LoadError> {
    if let Some(named) = named {
        // The stack's working directory is another.
        return std::path::absolute(named).map_err(LoadError::from);
    }
    let own = std::env::current_exe()?;
    let beside = own.with_file_name(format!("local{}", std::env::consts::EXE_SUFFIX));
    if beside.is_file() {
        return Ok(beside);
    }
    let beside = beside.display();
    Err(LoadError::Tool(format!(
        "there is no {beside}; build it with `cargo build --release -p local`, or name one with --local"
    )))
}
