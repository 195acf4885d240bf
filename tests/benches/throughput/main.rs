//! What a request costs: CPU time, requests per second, memory and start of the local stack, and of any other server beside it.
//!
//! `cargo bench --profile server -p tests --bench throughput` measures the stack alone; `-- --plan FILE` measures the server of a plan as well, and may
//! come several times (`benches/peers/run.py` has two). All servers are up at the same time and take turns, so that whatever else
//! the machine does befalls all of them. The CPU time is what to compare: requests per second depend on who else uses the machine.
//! Every database is SQLite on the disk. Linux only.

mod plan;
mod report;
mod server;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clap::Parser;
use local::{Options, Stack, Storage, stack};
use tokio::runtime::Runtime;

use plan::{Job, Plan, Values};
use report::{Lap, Report, Start};
use server::Server;

/// The numbers of clients.
const CLIENTS: [u64; 2] = [1, 16];

/// How long all servers have nothing to do before their memory is read a last time.
const REST: Duration = Duration::from_secs(30);

type Error = Box<dyn std::error::Error + Send + Sync>;

/// What a request costs.
#[derive(Debug, Parser)]
struct Arguments {
    /// The plan of another server; may come several times.
    #[arg(long = "plan", value_name = "FILE")]
    plans: Vec<PathBuf>,
    /// What plans call `{home}`: where the other servers are installed.
    #[arg(long, value_name = "DIR", default_value = ".")]
    home: PathBuf,
    /// How often everything is measured, after once that does not count.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// How often each server is started.
    #[arg(long, default_value_t = 5)]
    starts: usize,
    /// Requests for each job and number of clients in a round; a twelfth of them where a password is hashed.
    #[arg(long, default_value_t = 600)]
    requests: u64,
    /// The name of a job to measure, in place of all; may come several times.
    #[arg(long = "job", value_name = "NAME")]
    jobs: Vec<String>,
    /// Where everything that was measured goes, as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Be the stack, with its data in this folder.
    #[arg(long, value_name = "DIR", requires = "port", hide = true)]
    serve: Option<PathBuf>,
    /// The stack's port.
    #[arg(long, hide = true)]
    port: Option<u16>,
    /// What `cargo bench` says.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Result<(), Error> {
    let arguments = Arguments::parse();
    match (&arguments.serve, arguments.port) {
        (Some(data), Some(port)) => stack::runtime()?.block_on(serve(data, port)),
        _ => Runtime::new()?.block_on(measure(&arguments)),
    }
}

/// A stack that lives until its process is ended.
async fn serve(data: &Path, port: u16) -> Result<(), Error> {
    let mut options = Options::in_memory(tests::stack::template());
    options.listen.set_port(port);
    options.storage = Storage::Folder(data.to_owned());
    let _stack = Stack::start(options).await?;
    std::future::pending().await
}

/// A plan with its running server.
struct Side {
    plan: Plan,
    values: Values,
    server: Server,
}

async fn measure(arguments: &Arguments) -> Result<(), Error> {
    let scratch = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    // A copy, so that the server shares no pages with this process, which would halve its memory.
    let program = scratch.path().join("stack");
    std::fs::copy(std::env::current_exe()?, &program)?;
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/throughput/tongxing.json");
    let mut report = Report::new();
    let mut sides = Vec::new();
    for file in std::iter::once(&own).chain(&arguments.plans) {
        let plan = Plan::read(file)?;
        let data = scratch.path().join(&plan.name);
        std::fs::create_dir(&data)?;
        let folder = std::path::absolute(file)?;
        let folder = folder.parent().ok_or("no folder")?;
        let mut values = Values::new();
        for (name, path) in [
            ("self", program.as_path()),
            ("folder", folder),
            ("home", &std::path::absolute(&arguments.home)?),
            ("data", &data),
        ] {
            values.insert(name.to_owned(), path.to_string_lossy().into_owned());
        }
        sides.push(up(plan, values, arguments.starts, &mut report).await?);
    }
    let jobs = jobs(&sides);
    let progress = tests::progress::bar("jobs", (arguments.rounds + 1) * jobs.len());
    for round in 0..=arguments.rounds {
        for job in &jobs {
            progress.inc(1);
            if !(arguments.jobs.is_empty() || arguments.jobs.contains(job)) {
                continue;
            }
            for clients in CLIENTS {
                for side in &sides {
                    let Some(job) = side.plan.jobs.iter().find(|one| one.name == *job) else {
                        continue;
                    };
                    let lap = lap(side, job, clients, arguments.requests).await?;
                    if round > 0 {
                        report.add(&side.plan.name, &job.name, clients, lap);
                    }
                }
            }
        }
    }
    progress.finish_and_clear();
    for side in &sides {
        let memory = side.server.memory_kb()?;
        report.end(&side.plan.name, memory, side.server.processes()?);
    }
    report.finish();
    tokio::time::sleep(REST).await;
    for side in sides {
        report.rest(&side.plan.name, side.server.memory_kb()?);
        side.server.stop()?;
    }
    report.print()?;
    if let Some(file) = &arguments.json {
        std::fs::write(file, report.json()?)?;
    }
    Ok(())
}

/// Starts a server so many times, and prepares the last.
async fn up(
    plan: Plan,
    mut values: Values,
    starts: usize,
    report: &mut Report,
) -> Result<Side, Error> {
    Server::install(&plan, &values)?;
    // The first start may make files; it is told by none.
    Server::start(&plan, &values).await?.stop()?;
    for start in 1..=starts.max(1) {
        let server = Server::start(&plan, &values).await?;
        let told = Start {
            wall_ms: millis(server.start),
            cpu_ms: millis(server.start_cpu),
        };
        report.start(&plan.name, told, server.memory_kb()?);
        if start < starts {
            server.stop()?;
            continue;
        }
        let client = tests::stack::client();
        for step in &plan.prepare {
            step.carry_out(&client, &server.url, &mut values).await?;
        }
        return Ok(Side {
            plan,
            values,
            server,
        });
    }
    Err("no start".into())
}

/// The names of all jobs, each once, in the plans' order.
fn jobs(sides: &[Side]) -> Vec<String> {
    let mut names = Vec::new();
    for job in sides.iter().flat_map(|side| &side.plan.jobs) {
        if !names.contains(&job.name) {
            names.push(job.name.clone());
        }
    }
    names
}

/// Does `job` as often as it is due, from so many clients with connections of their own.
async fn lap(side: &Side, job: &Job, clients: u64, requests: u64) -> Result<Lap, Error> {
    let requests = if job.hashes { requests / 12 } else { requests };
    let left = Arc::new(AtomicU64::new(requests));
    let errors = Arc::new(AtomicU64::new(0));
    let before = side.server.cpu()?;
    let began = Instant::now();
    let tasks = (0..clients).map(|_| {
        let (client, url) = (tests::stack::client(), side.server.url.clone());
        let (job, values) = (job.clone(), side.values.clone());
        let (left, errors) = (Arc::clone(&left), Arc::clone(&errors));
        tokio::spawn(async move {
            let more = |left: u64| left.checked_sub(1);
            while left
                .try_update(Ordering::Relaxed, Ordering::Relaxed, more)
                .is_ok()
            {
                match job.ask(&client, &url, &values).await {
                    Ok(answer) if job.is_good(&answer) => {}
                    _ => {
                        errors.fetch_add(1, Ordering::Relaxed);
                    }
                }
            }
        })
    });
    tests::together(tasks).await;
    let wall = began.elapsed();
    let cpu = side.server.cpu()?.saturating_sub(before);
    Ok(Lap {
        requests,
        errors: errors.load(Ordering::Relaxed),
        wall_ms: millis(wall),
        cpu_ms: millis(cpu),
    })
}

fn millis(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 10_000.0).round() / 10.0
}
