//! What was measured, as JSON with every lap and as a table of medians.

use std::collections::BTreeMap;
use std::io::Write as _;

use serde::Serialize;

use crate::Error;

/// One start.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Start {
    /// From exec to the first answer, in milliseconds.
    pub(crate) wall_ms: f64,
    /// CPU time for it, in milliseconds.
    pub(crate) cpu_ms: f64,
}

/// One job, once.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Lap {
    /// How many requests.
    pub(crate) requests: u64,
    /// How many of them were not answered as they should be.
    pub(crate) errors: u64,
    /// How long all took, in milliseconds.
    pub(crate) wall_ms: f64,
    /// The server's CPU time for all, in milliseconds.
    pub(crate) cpu_ms: f64,
}

/// All that was measured.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    machine: Machine,
    servers: Vec<Measured>,
}

#[derive(Debug, Serialize)]
struct Machine {
    processor: String,
    cores: usize,
    kernel: String,
    /// The load average over one minute before and after.
    load: Vec<String>,
}

#[derive(Debug, Default, Serialize)]
struct Measured {
    name: String,
    starts: Vec<Start>,
    idle_kb: Vec<u64>,
    after_load_kb: u64,
    after_rest_kb: u64,
    processes: usize,
    /// By job and number of clients.
    laps: BTreeMap<String, BTreeMap<u64, Vec<Lap>>>,
}

impl Report {
    /// An empty one.
    pub(crate) fn new() -> Self {
        let file = |path| std::fs::read_to_string(path).unwrap_or_default();
        let cpuinfo = file("/proc/cpuinfo");
        let processor = cpuinfo
            .lines()
            .find_map(|line| line.strip_prefix("model name"))
            .map(|rest| rest.trim_start_matches([' ', '\t', ':']).to_owned());
        Self {
            machine: Machine {
                processor: processor.unwrap_or_default(),
                cores: std::thread::available_parallelism().map_or(0, std::num::NonZero::get),
                kernel: file("/proc/sys/kernel/osrelease").trim().to_owned(),
                load: vec![load()],
            },
            servers: Vec::new(),
        }
    }

    /// Adds a start, and the memory after it.
    pub(crate) fn start(&mut self, server: &str, start: Start, idle_kb: u64) {
        let measured = self.of(server);
        measured.starts.push(start);
        measured.idle_kb.push(idle_kb);
    }

    /// Adds a lap.
    pub(crate) fn add(&mut self, server: &str, job: &str, clients: u64, lap: Lap) {
        let laps = &mut self.of(server).laps;
        let laps = laps.entry(job.to_owned()).or_default();
        laps.entry(clients).or_default().push(lap);
    }

    /// Adds what there is at the end.
    pub(crate) fn end(&mut self, server: &str, after_load_kb: u64, processes: usize) {
        let measured = self.of(server);
        measured.after_load_kb = after_load_kb;
        measured.processes = processes;
    }

    /// Adds the memory half a minute after the last request.
    pub(crate) fn rest(&mut self, server: &str, after_rest_kb: u64) {
        self.of(server).after_rest_kb = after_rest_kb;
    }

    /// Notes how busy the machine is at the end.
    pub(crate) fn finish(&mut self) {
        self.machine.load.push(load());
    }

    /// Everything.
    pub(crate) fn json(&self) -> Result<String, Error> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// Prints the medians, with the lowest and the highest.
    pub(crate) fn print(&self) -> Result<(), Error> {
        let mut out = std::io::stdout().lock();
        writeln!(
            out,
            "{}, load {:?}\n",
            self.machine.processor, self.machine.load
        )?;
        writeln!(
            out,
            "| server | start ms | start CPU ms | idle MB | after load MB | 30 s later MB | processes |"
        )?;
        writeln!(out, "|---|---:|---:|---:|---:|---:|---:|")?;
        for server in &self.servers {
            let of = |pick: fn(&Start) -> f64| Spread::of(server.starts.iter().map(pick));
            let idle = Spread::of(server.idle_kb.iter().map(|kb| megabytes(*kb)));
            let after = megabytes(server.after_load_kb);
            let rested = megabytes(server.after_rest_kb);
            writeln!(
                out,
                "| {} | {:.0} | {:.0} | {:.1} | {after:.1} | {rested:.1} | {} |",
                server.name,
                of(|start| start.wall_ms),
                of(|start| start.cpu_ms),
                idle,
                server.processes
            )?;
        }
        writeln!(
            out,
            "\n| job | clients | server | CPU ms a request | requests a second | errors |"
        )?;
        writeln!(out, "|---|---:|---|---:|---:|---:|")?;
        for (job, clients) in self.jobs() {
            for server in &self.servers {
                let laps = server.laps.get(&job).and_then(|laps| laps.get(&clients));
                let Some(laps) = laps else { continue };
                let cpu = Spread::of(laps.iter().map(|lap| lap.cpu_ms / count(lap.requests)));
                let rate = Spread::of(
                    laps.iter()
                        .map(|lap| count(lap.requests) * 1000.0 / lap.wall_ms),
                );
                let errors: u64 = laps.iter().map(|lap| lap.errors).sum();
                let name = &server.name;
                writeln!(
                    out,
                    "| {job} | {clients} | {name} | {cpu:.2} | {rate:.0} | {errors} |"
                )?;
            }
        }
        Ok(())
    }

    fn of(&mut self, server: &str) -> &mut Measured {
        let known = self.servers.iter().position(|one| one.name == server);
        let position = known.unwrap_or_else(|| {
            self.servers.push(Measured {
                name: server.to_owned(),
                ..Measured::default()
            });
            self.servers.len() - 1
        });
        &mut self.servers[position]
    }

    fn jobs(&self) -> std::collections::BTreeSet<(String, u64)> {
        let laps = self.servers.iter().flat_map(|server| &server.laps);
        laps.flat_map(|(job, laps)| laps.keys().map(|clients| (job.clone(), *clients)))
            .collect()
    }
}

/// Median, lowest and highest.
struct Spread {
    median: f64,
    low: f64,
    high: f64,
}

impl Spread {
    fn of(numbers: impl Iterator<Item = f64>) -> Self {
        let mut numbers: Vec<f64> = numbers.collect();
        numbers.sort_by(f64::total_cmp);
        let at = |position: usize| numbers.get(position).copied().unwrap_or(f64::NAN);
        let last = numbers.len().saturating_sub(1);
        Self {
            median: f64::midpoint(at(last / 2), at(numbers.len() / 2)),
            low: at(0),
            high: at(last),
        }
    }
}

impl std::fmt::Display for Spread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let digits = f.precision().unwrap_or(1);
        let Self { median, low, high } = self;
        write!(f, "{median:.digits$} ({low:.digits$}–{high:.digits$})")
    }
}

fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn megabytes(kilobytes: u64) -> f64 {
    count(kilobytes) / 1024.0
}

fn count(number: u64) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
