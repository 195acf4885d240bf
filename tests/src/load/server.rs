//! The local stack as a process of its own, which can be killed.

use std::fs::OpenOptions;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::LoadError;

/// Where free ports are looked for: below those that the system gives to connections, so that none takes the port of a stack that
/// is down for a moment.
const PORTS: std::ops::Range<u16> = 20_000..30_000;
/// How long a stack that is starting is asked before it counts as broken.
const PATIENCE: Duration = Duration::from_mins(1);
/// How long to wait before asking again.
const PAUSE: Duration = Duration::from_millis(2);

/// A running `local`; it is killed when this is dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    program: PathBuf,
    data: PathBuf,
    ports: [u16; 2],
}

/// A time without a server.
#[derive(Clone, Copy, Debug)]
pub struct Gap {
    /// When it was killed.
    pub killed: Instant,
    /// When it was started again.
    pub started: Instant,
    /// When it had answered for the first time.
    pub answered: Instant,
}

impl Gap {
    /// From the start to the first answer.
    #[must_use]
    pub fn recovery(&self) -> Duration {
        self.answered - self.started
    }

    /// Whether a part of the time from `began` to `over` was in the gap.
    #[must_use]
    pub fn touches(&self, began: Instant, over: Instant) -> bool {
        began <= self.answered && over >= self.killed
    }
}

impl Server {
    /// Starts `program` with its data in the empty folder `data`, and waits until it is ready.
    ///
    /// # Errors
    /// [`LoadError::Server`].
    pub fn start(program: &Path, data: &Path) -> Result<Self, LoadError> {
        let mut free = free_ports();
        let ports = free.next().zip(free.next());
        let (api, aws) = ports.ok_or_else(|| LoadError::Server("no free ports".to_owned()))?;
        let ports = [api, aws];
        let mut server = Self {
            child: spawn(program, data, ports)?,
            program: program.to_owned(),
            data: data.to_owned(),
            ports,
        };
        server.wait_for_greeting()?;
        Ok(server)
    }

    /// Where the API is.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}:{}", Ipv4Addr::LOCALHOST, self.ports[0])
    }

    /// The process.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Kills it as `kill -9` does, starts it again on the same data and ports, and asks `question` until there is an answer.
    ///
    /// # Errors
    /// [`LoadError::Server`].
    pub async fn kill_and_restart<F: Future<Output = bool>>(
        &mut self,
        question: impl Fn() -> F,
    ) -> Result<Gap, LoadError> {
        let killed = Instant::now();
        self.end()?;
        let started = Instant::now();
        self.child = spawn(&self.program, &self.data, self.ports)?;
        while !question().await {
            if let Some(status) = self.child.try_wait()? {
                return Err(self.broken(&format!("ended with {status}")));
            }
            if started.elapsed() > PATIENCE {
                return Err(self.broken("does not answer"));
            }
            tokio::time::sleep(PAUSE).await;
        }
        Ok(Gap {
            killed,
            started,
            answered: Instant::now(),
        })
    }

    fn end(&mut self) -> Result<(), LoadError> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// The greeting comes when the stack is ready; without one the process has ended.
    fn wait_for_greeting(&mut self) -> Result<(), LoadError> {
        let output = self.child.stdout.take();
        let lines = output
            .map(BufReader::new)
            .into_iter()
            .flat_map(BufRead::lines);
        for line in lines {
            if line?.contains("API ") {
                return Ok(());
            }
        }
        Err(self.broken("does not start"))
    }

    fn broken(&self, problem: &str) -> LoadError {
        let log = log(&self.data);
        let told = std::fs::read_to_string(&log).unwrap_or_default();
        let last = told.lines().last().unwrap_or_default();
        LoadError::Server(format!(
            "{} {problem}: {last} (see {})",
            self.program.display(),
            log.display()
        ))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.end();
    }
}

/// Where the stack's log goes.
#[must_use]
pub fn log(data: &Path) -> PathBuf {
    data.with_extension("log")
}

fn spawn(program: &Path, data: &Path, [api, aws]: [u16; 2]) -> Result<Child, LoadError> {
    let address = |port| format!("{}:{port}", Ipv4Addr::LOCALHOST);
    let log = OpenOptions::new()
        .create(true)
        .append(true)
        .open(log(data))?;
    let template = crate::stack::template();
    let project = template.parent().unwrap_or(Path::new("."));
    let data = std::path::absolute(data)?;
    let mut command = Command::new(program);
    command
        .current_dir(project)
        .args(["--listen", &address(api), "--aws-listen", &address(aws)])
        .arg("--data")
        .arg(data)
        // This tool stands before the gateway and says where its callers are.
        .args(["--parameter", "TrustedProxies=1"])
        .env("RUST_LOG", "warn")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log);
    command
        .spawn()
        .map_err(|e| LoadError::Server(format!("{}: {e}", program.display())))
}

/// Ports on which nobody listens, each once; where the search begins follows from this process.
fn free_ports() -> impl Iterator<Item = u16> {
    let many = u32::from(PORTS.end - PORTS.start);
    let begin = u16::try_from(std::process::id().wrapping_mul(37) % many).unwrap_or_default();
    let begin = PORTS.start + begin;
    (begin..PORTS.end)
        .chain(PORTS.start..begin)
        .filter(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
}
