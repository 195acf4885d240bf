//! What a function costs from its start on: every release binary under a minimal Lambda Runtime API, beside a bare function.
//!
//! ```sh
//! cargo build --release --bins && cargo build --release -p hello
//! cargo bench --profile server -p tests --bench cold_start -- --binaries ../target/release [--quick] [--runs N] [--memory 128,256,1769] \
//!   [--only NAME,…] [--json FILE] [--plot FILE] [--trace DIR]
//! ```
//!
//! Each run starts a stack in memory of its own, so that no limit of an earlier run is in the way, and then every binary in turn, in
//! another order each time, which is what makes ratios comparable on a machine with other work. What is measured of each: from the
//! start of the process to its first `GET …/invocation/next` (init); from then to the answer to its event (first); the same event
//! again (warm, the median of several); CPU time by the scheduler's account and peak memory by the kernel's.
//!
//! `--memory` gives the process, once it has asked for its first event, the share of a processor that a Lambda function of so many
//! MB has, by the kernel's CFS quota; init stays without one, as on Lambda. It needs a cgroup of version 1 that may be written to.
//! `--plot` draws what was measured for several sizes.
//!
//! `--trace` measures nothing: it starts every function once under Valgrind's callgrind, which writes down what it has called up to
//! its second answer, a file for each function, for `infra/link/order.py`. It needs binaries with their symbols.
//!
//! Nothing here speaks TLS and nothing is far away: AWS and the providers are the local stack, over HTTP on the loopback interface. With
//! `--profile server` the stack is as quick as it can be, and least of what is measured is its time.

#[path = "cold_start/cgroup.rs"]
mod cgroup;
#[path = "cold_start/plot.rs"]
mod plot;
#[path = "cold_start/process.rs"]
mod process;
#[path = "cold_start/requests.rs"]
mod requests;

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use local::{Options, Stack};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::cgroup::Quota;
use crate::plot::Plot;
use crate::process::{Function, Measured};

type Error = Box<dyn std::error::Error + Send + Sync>;

/// The bare function.
const HELLO: &str = "hello";
/// The function that starts once in each run without being measured; it reads what functions read as they start.
const FIRST: &str = "member-code-get-info";
/// How often an event is repeated in a warm process.
const WARM: usize = 5;

/// What the command line says.
struct Arguments {
    runs: usize,
    requests: usize,
    memory: Vec<Option<u64>>,
    only: Vec<String>,
    binaries: PathBuf,
    json: Option<PathBuf>,
    plot: Option<PathBuf>,
    trace: Option<PathBuf>,
}

impl Arguments {
    fn read() -> Result<Self, Error> {
        // The program itself is in `target/release/deps`.
        let here = std::env::current_exe()?;
        let beside = here.parent().and_then(Path::parent);
        let mut arguments = Self {
            runs: 20,
            requests: 300,
            memory: vec![None],
            only: Vec::new(),
            binaries: beside.ok_or("no folder of binaries")?.to_owned(),
            json: None,
            plot: None,
            trace: None,
        };
        let mut told = std::env::args().skip(1);
        while let Some(name) = told.next() {
            let mut value = || told.next().ok_or(format!("{name} needs a value"));
            match name.as_str() {
                "--bench" => {}
                "--quick" => (arguments.runs, arguments.requests) = (3, 50),
                "--runs" => arguments.runs = value()?.parse()?,
                "--only" => arguments.only = value()?.split(',').map(str::to_owned).collect(),
                "--binaries" => arguments.binaries = value()?.into(),
                "--json" => arguments.json = Some(value()?.into()),
                "--trace" => arguments.trace = Some(value()?.into()),
                "--plot" => arguments.plot = Some(value()?.into()),
                "--memory" => {
                    for size in value()?.split(',') {
                        arguments.memory.push(Some(size.parse()?));
                    }
                }
                other => return Err(format!("{other} is not an argument").into()),
            }
        }
        Ok(arguments)
    }
}

#[tokio::main(worker_threads = 2)]
async fn main() -> Result<(), Error> {
    let mut arguments = Arguments::read()?;
    let names: Vec<String> = std::iter::once(HELLO.to_owned())
        .chain(events()?.into_keys())
        .filter(|name| name == HELLO || arguments.only.is_empty() || arguments.only.contains(name))
        .collect();
    let unpacked = unpack(&arguments.binaries, &names)?;
    arguments.binaries = unpacked.path().to_owned();
    if let Some(folder) = &arguments.trace {
        return trace(&arguments.binaries, &names, folder).await;
    }
    let (mut report, mut plot) = (Vec::new(), Plot::default());
    for &memory in &arguments.memory {
        report.extend(cold_starts(&arguments, &names, memory, &mut plot).await?);
    }
    if let Some(file) = &arguments.plot {
        let svg = plot.svg().ok_or("--plot needs several sizes of --memory")?;
        std::fs::write(file, svg)?;
    }
    let requests = requests::measure(&arguments.binaries, arguments.requests).await?;
    if let Some(file) = &arguments.json {
        let report = json!({ "cold_start": report, "requests": requests });
        std::fs::write(file, serde_json::to_string_pretty(&report)? + "\n")?;
    }
    Ok(())
}

/// Copies of the binaries, each written in one go as a package is unpacked: how a linker has left a file in the page cache makes up
/// some hundredths of a start. [`FIRST`] and what the warm requests are asked of are among them whatever was named.
fn unpack(binaries: &Path, names: &[String]) -> Result<TempDir, Error> {
    let folder = TempDir::new()?;
    let also = requests::FUNCTIONS.into_iter().chain([FIRST]);
    for name in names.iter().map(String::as_str).chain(also) {
        let binary = binaries.join(name);
        std::fs::copy(&binary, folder.path().join(name))
            .map_err(|e| format!("{}: {e}", binary.display()))?;
    }
    Ok(folder)
}

/// The events, by the name of their function.
fn events() -> Result<BTreeMap<String, Value>, Error> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../events");
    let mut events = BTreeMap::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if let Some(name) = path.file_stem().and_then(|name| name.to_str()) {
            events.insert(
                name.to_owned(),
                serde_json::from_slice(&std::fs::read(&path)?)?,
            );
        }
    }
    Ok(events)
}

/// Starts every function so many times and prints what came out, with so much memory, or without a limit.
async fn cold_starts(
    arguments: &Arguments,
    names: &[String],
    memory: Option<u64>,
    plot: &mut Plot,
) -> Result<Vec<Value>, Error> {
    let events = events()?;
    let mut measured: BTreeMap<String, Vec<Measured>> = BTreeMap::new();
    let progress = tests::progress::bar("starts", arguments.runs * names.len());
    let mut order = names.to_vec();
    for run in 0..arguments.runs {
        let stack = stack().await?;
        // What the stack makes when it is first asked is no part of any start.
        let first = arguments.binaries.join(FIRST);
        Function::start(Command::new(first), environment(&stack)?)
            .await?
            .end()?;
        order.sort_by_cached_key(|name| {
            let mut place = DefaultHasher::new();
            (run, name).hash(&mut place);
            place.finish()
        });
        for name in &order {
            let binary = Command::new(arguments.binaries.join(name));
            let mut function = Function::start(binary, environment(&stack)?).await?;
            let quota = memory
                .map(|memory| Quota::limit(function.id(), memory))
                .transpose()?;
            measured
                .entry(name.clone())
                .or_default()
                .push(function.measure(event_of(&events, name)?, WARM).await?);
            function.end()?;
            drop(quota);
            progress.inc(1);
        }
        stack.stop().await;
    }
    progress.finish_and_clear();
    if let Some(memory) = memory {
        plot.add(memory, &measured);
    }
    Ok(tell(&measured, memory))
}

/// The event of `name`; what has none gets one that leads nowhere.
fn event_of<'a>(events: &'a BTreeMap<String, Value>, name: &str) -> Result<&'a Value, Error> {
    let event = events.get(name).or(events.get("mjpm-not-found"));
    Ok(event.ok_or("no event")?)
}

/// Has callgrind write down what every function calls from its start to its second answer, in files of its name in `folder`.
async fn trace(binaries: &Path, names: &[String], folder: &Path) -> Result<(), Error> {
    let events = events()?;
    let progress = tests::progress::bar("traces", names.len());
    for name in names {
        let stack = stack().await?;
        let mut traced = Command::new("/usr/bin/valgrind");
        traced
            .args(["--tool=callgrind", "--demangle=no"])
            .arg(format!(
                "--callgrind-out-file={}",
                folder.join(name).display()
            ))
            .arg(binaries.join(name));
        let mut function = Function::start(traced, environment(&stack)?).await?;
        function.measure(event_of(&events, name)?, 1).await?;
        function.terminate()?;
        stack.stop().await;
        progress.inc(1);
    }
    progress.finish_and_clear();
    Ok(())
}

/// A stack that keeps nothing.
async fn stack() -> Result<Stack, Error> {
    let mut options = Options::in_memory(tests::stack::template());
    options
        .parameters
        .insert("PasswordPolicy".into(), "documented".into());
    Ok(Stack::start(options).await?)
}

/// What SAM gives a function that runs on a developer's machine, with this stack for AWS and the providers.
fn environment(stack: &Stack) -> Result<BTreeMap<String, String>, Error> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../infra/local/sam-env.json");
    let text = std::fs::read_to_string(file)?
        .replace("http://host.docker.internal:3000", &stack.url())
        .replace("http://host.docker.internal:4566", &stack.aws_url());
    let told: BTreeMap<String, BTreeMap<String, String>> = serde_json::from_str(&text)?;
    let mut environment = told.into_values().next().ok_or("no variables")?;
    environment.insert("AWS_LAMBDA_LOG_FORMAT".into(), "JSON".into());
    // The stack's port for AWS would hand each request on, over a second connection that a fresh stack has yet to open.
    environment.insert("AWS_ENDPOINT_URL_DYNAMODB".into(), stack.dynamodb_url());
    Ok(environment)
}

/// The middle of `values`, and the distance of the quartiles.
fn spread(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let at = |part: usize| {
        let last = values.len().saturating_sub(1);
        values.get(last * part / 4).copied().unwrap_or_default()
    };
    (at(2), at(3) - at(1))
}

fn tell(measured: &BTreeMap<String, Vec<Measured>>, memory: Option<u64>) -> Vec<Value> {
    let size = memory.map_or("no limit".to_owned(), |mb| format!("{mb} MB"));
    println!("\n{size}: ms, medians ± distance of the quartiles");
    println!(
        "{:<30} {:>13} {:>6} {:>9} {:>13} {:>13} {:>6} {:>8} status",
        "function", "init", "/hello", "init CPU", "first", "warm", "ratio", "peak MB"
    );
    let of = |runs: &[Measured], what: fn(&Measured) -> f64| spread(runs.iter().map(what));
    let hello = measured
        .get(HELLO)
        .map_or(f64::NAN, |runs| of(runs, |run| run.init).0);
    let mut report = Vec::new();
    for (name, runs) in measured {
        let (init, first, warm) = (
            of(runs, |run| run.init),
            of(runs, |run| run.first),
            of(runs, |run| run.warm),
        );
        let (init_cpu, _) = of(runs, |run| run.init_cpu);
        let (first_cpu, _) = of(runs, |run| run.first_cpu);
        let (warm_cpu, _) = of(runs, |run| run.warm_cpu);
        let (peak, _) = of(runs, |run| run.peak_mb);
        let ratio = first.0 / warm.0;
        let statuses = runs
            .first()
            .map(|run| run.statuses.clone())
            .unwrap_or_default();
        println!(
            "{name:<30} {:>6.2} ± {:>4.2} {:>6.2} {init_cpu:>9.2} {:>6.2} ± {:>4.2} {:>6.2} ± {:>4.2} {ratio:>6.2} {peak:>8.1} {}",
            init.0,
            init.1,
            init.0 / hello,
            first.0,
            first.1,
            warm.0,
            warm.1,
            statuses.join(",")
        );
        report.push(json!({
            "function": name, "memory_mb": memory, "runs": runs.len(),
            "init_ms": init.0, "init_iqr_ms": init.1, "init_by_hello": init.0 / hello, "init_cpu_ms": init_cpu,
            "first_ms": first.0, "first_iqr_ms": first.1, "first_cpu_ms": first_cpu,
            "warm_ms": warm.0, "warm_iqr_ms": warm.1, "warm_cpu_ms": warm_cpu, "first_by_warm": ratio,
            "peak_mb": peak, "statuses": statuses,
        }));
    }
    report
}
