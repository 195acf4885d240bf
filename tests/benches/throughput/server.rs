//! A server as a process of its own, with all processes below it.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Error;
use crate::plan::{Plan, Values, fill};

/// How long a server may take to answer for the first time.
const PATIENCE: Duration = Duration::from_mins(1);
/// How long to wait before asking again whether it is up.
const PAUSE: Duration = Duration::from_millis(2);

/// A server that answers.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    /// Where it is.
    pub(crate) url: String,
    /// From exec to the first answer.
    pub(crate) start: Duration,
    /// The CPU time that it took for that.
    pub(crate) start_cpu: Duration,
}

impl Server {
    /// Makes the database of `plan` in the folder that `values` has.
    pub(crate) fn install(plan: &Plan, values: &Values) -> Result<(), Error> {
        // Nothing listens yet.
        let mut values = values.clone();
        values.insert("port".to_owned(), "0".to_owned());
        for command in &plan.install {
            let status = started(plan, command, &values)?.wait()?;
            if !status.success() {
                return Err(format!("{command:?}: {status}").into());
            }
        }
        Ok(())
    }

    /// Starts `plan`, and waits for its first answer.
    pub(crate) async fn start(plan: &Plan, values: &Values) -> Result<Self, Error> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        let mut values = values.clone();
        values.insert("port".to_owned(), port.to_string());
        let url = format!("http://127.0.0.1:{port}");
        let client = tests::stack::client();
        let began = Instant::now();
        let mut child = started(plan, &plan.command, &values)?;
        loop {
            match plan.ready.ask(&client, &url, &values).await {
                Ok(answer) if plan.ready.is_good(&answer) => break,
                Ok(answer) => return Err(format!("{}: {:?}", plan.name, answer.outcome()).into()),
                Err(_) if began.elapsed() < PATIENCE && child.try_wait()?.is_none() => {
                    tokio::time::sleep(PAUSE).await;
                }
                Err(problem) => return Err(format!("{}: {problem}", plan.name).into()),
            }
        }
        let start = began.elapsed();
        let start_cpu = tests::process::tree_cpu(child.id())?;
        Ok(Self {
            child,
            url,
            start,
            start_cpu,
        })
    }

    /// CPU time so far.
    pub(crate) fn cpu(&self) -> Result<Duration, Error> {
        Ok(tests::process::tree_cpu(self.child.id())?)
    }

    /// Memory in KB.
    pub(crate) fn memory_kb(&self) -> Result<u64, Error> {
        Ok(tests::process::tree_memory_kb(self.child.id())?)
    }

    /// How many processes it is.
    pub(crate) fn processes(&self) -> Result<usize, Error> {
        Ok(tests::process::tree(self.child.id())?.len())
    }

    /// Asks it to end, and waits.
    pub(crate) fn stop(mut self) -> Result<(), Error> {
        self.terminate();
        self.child.wait()?;
        Ok(())
    }

    fn terminate(&self) {
        let pid = self.child.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &pid]).status();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.terminate();
        }
    }
}

fn started(plan: &Plan, command: &[String], values: &Values) -> Result<Child, Error> {
    let words: Vec<String> = command.iter().map(|word| fill(word, values)).collect();
    let (program, arguments) = words.split_first().ok_or("an empty command")?;
    let folder = values.get("folder").map_or(Path::new("."), Path::new);
    let environment = plan
        .environment
        .iter()
        .map(|(name, value)| (name, fill(value, values)));
    Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .envs(environment)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .map_err(|e| format!("{program}: {e}").into())
}
