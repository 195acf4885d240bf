//! One function's process, and the Runtime API that gives it events
//! (AWS, "Using the Lambda runtime API for custom runtimes").

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use serde_json::Value;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::{Error, spread};

/// Nothing that is measured here takes longer.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a function did, and when.
enum Told {
    Waits(Instant),
    Answered(Instant, Bytes),
    Failed(Bytes),
}

struct Api {
    told: Sender<Told>,
    events: Mutex<Receiver<String>>,
}

/// The function's variable that names a file in `/tmp`.
const PARTITION_FILE: &str = "SMITHY_CLIENT_SDK_CUSTOM_PARTITION";

/// A started function.
pub(crate) struct Function {
    child: Child,
    /// Its `/tmp`, which is empty at the start, as on Lambda.
    _temporary: TempDir,
    began: Instant,
    waits: Instant,
    told: Receiver<Told>,
    events: Sender<String>,
    server: tokio::task::JoinHandle<std::io::Result<()>>,
}

/// What a function took; times in milliseconds.
pub(crate) struct Measured {
    /// From the start of the process until it asked for an event.
    pub(crate) init: f64,
    /// CPU time of that.
    pub(crate) init_cpu: f64,
    /// The first event.
    pub(crate) first: f64,
    /// CPU time of that.
    pub(crate) first_cpu: f64,
    /// A later one.
    pub(crate) warm: f64,
    /// CPU time of that.
    pub(crate) warm_cpu: f64,
    /// The most memory it has held.
    pub(crate) peak_mb: f64,
    /// What it answered, each status once.
    pub(crate) statuses: Vec<String>,
}

impl Function {
    /// Starts `command` with nothing but this environment, and waits until it asks for its first event.
    pub(crate) async fn start(
        mut command: Command,
        environment: BTreeMap<String, String>,
    ) -> Result<Self, Error> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (told_by, mut told) = channel(1);
        let (events, given) = channel(1);
        let api = Arc::new(Api {
            told: told_by,
            events: Mutex::new(given),
        });
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route(
                "/2018-06-01/runtime/invocation/{id}/response",
                post(response),
            )
            .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
            .with_state(api);
        let server = tokio::spawn(async move { axum::serve(listener, router).await });
        let temporary = TempDir::new()?;
        let began = Instant::now();
        let program = command.get_program().to_owned();
        let child = command
            .env_clear()
            .envs(environment)
            .env(PARTITION_FILE, temporary.path().join("aws-partition.json"))
            .env("AWS_LAMBDA_RUNTIME_API", address.to_string())
            .env("AWS_LAMBDA_FUNCTION_NAME", "function")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
            .env("AWS_LAMBDA_LOG_GROUP_NAME", "group")
            .env("AWS_LAMBDA_LOG_STREAM_NAME", "stream")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|e| format!("{}: {e}", program.display()))?;
        let asked = tokio::time::timeout(PATIENCE, told.recv()).await;
        let Ok(Some(Told::Waits(waits))) = asked else {
            return Err(format!("{} asks for no event", program.display()).into());
        };
        Ok(Self {
            child,
            _temporary: temporary,
            began,
            waits,
            told,
            events,
            server,
        })
    }

    /// The process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Gives it an event; its answer, and how many milliseconds that took.
    pub(crate) async fn invoke(&mut self, event: &str) -> Result<(f64, Value), Error> {
        let began = Instant::now();
        self.events.send(event.to_owned()).await?;
        let (at, answer) = match self.hear().await? {
            Told::Answered(at, answer) => (at, answer),
            Told::Failed(why) => return Err(String::from_utf8_lossy(&why).into()),
            Told::Waits(_) => return Err("it asks for another event".into()),
        };
        let Told::Waits(_) = self.hear().await? else {
            return Err("it does not ask for another event".into());
        };
        Ok((millis(at - began), serde_json::from_slice(&answer)?))
    }

    async fn hear(&mut self) -> Result<Told, Error> {
        let told = tokio::time::timeout(PATIENCE, self.told.recv()).await?;
        Ok(told.ok_or("the Runtime API has ended")?)
    }

    /// Measures its start, its first event and so many more.
    pub(crate) async fn measure(&mut self, event: &Value, more: usize) -> Result<Measured, Error> {
        let event = event.to_string();
        let mut statuses = Vec::new();
        let mut note = |answer: &Value| {
            let status = answer["statusCode"].to_string();
            if !statuses.contains(&status) {
                statuses.push(status);
            }
        };
        let init_cpu = self.cpu()?;
        let (first, answer) = self.invoke(&event).await?;
        note(&answer);
        let first_cpu = self.cpu()? - init_cpu;
        let mut warm = Vec::new();
        for _ in 0..more {
            let before = self.cpu()?;
            let (took, answer) = self.invoke(&event).await?;
            note(&answer);
            warm.push((took, self.cpu()? - before));
        }
        Ok(Measured {
            init: millis(self.waits - self.began),
            init_cpu,
            first,
            first_cpu,
            warm: spread(warm.iter().map(|(took, _)| *took)).0,
            warm_cpu: spread(warm.iter().map(|(_, cpu)| *cpu)).0,
            peak_mb: self.peak_mb()?,
            statuses,
        })
    }

    /// CPU time so far in milliseconds: of all threads, by the scheduler's account (`Documentation/scheduler/sched-stats`).
    pub(crate) fn cpu(&self) -> Result<f64, Error> {
        cpu_of(self.id())
    }

    /// That of its main thread, which does everything but hash passwords.
    pub(crate) fn main_cpu(&self) -> Result<f64, Error> {
        let id = self.id();
        Ok(ran(Path::new(&format!("/proc/{id}/task/{id}")))? / 1e6)
    }

    /// The most memory it has held so far, in MB (proc(5), `VmHWM`).
    pub(crate) fn peak_mb(&self) -> Result<f64, Error> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next());
        Ok(kilobytes.ok_or("no VmHWM")?.parse::<f64>()? / 1024.0)
    }

    /// Asks the process to end, and waits.
    pub(crate) fn terminate(mut self) -> Result<(), Error> {
        let id = self.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status()?;
        self.child.wait()?;
        self.server.abort();
        Ok(())
    }

    /// Ends the process at once.
    pub(crate) fn end(mut self) -> Result<(), Error> {
        self.server.abort();
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

fn millis(span: Duration) -> f64 {
    span.as_secs_f64() * 1e3
}

async fn next(State(api): State<Arc<Api>>) -> impl IntoResponse {
    let _ = api.told.send(Told::Waits(Instant::now())).await;
    let event = api.events.lock().await.recv().await;
    let headers = [
        (
            "lambda-runtime-aws-request-id",
            "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
        ),
        // In the year 2100; a function that is late would be stopped by Lambda, not by itself.
        ("lambda-runtime-deadline-ms", "4102444800000"),
        (
            "lambda-runtime-invoked-function-arn",
            "arn:aws:lambda:us-east-1:123456789012:function:function",
        ),
    ];
    match event {
        Some(event) => (headers, event).into_response(),
        None => StatusCode::GONE.into_response(),
    }
}

async fn response(State(api): State<Arc<Api>>, body: Bytes) -> StatusCode {
    let _ = api.told.send(Told::Answered(Instant::now(), body)).await;
    StatusCode::ACCEPTED
}

async fn error(State(api): State<Arc<Api>>, body: Bytes) -> StatusCode {
    let _ = api.told.send(Told::Failed(body)).await;
    StatusCode::ACCEPTED
}

/// CPU time of a process so far in milliseconds: of all its threads.
pub(crate) fn cpu_of(process: u32) -> Result<f64, Error> {
    let mut nanos = 0.0;
    for thread in std::fs::read_dir(format!("/proc/{process}/task"))? {
        nanos += ran(&thread?.path())?;
    }
    Ok(nanos / 1e6)
}

/// CPU time of a thread so far in nanoseconds.
fn ran(thread: &Path) -> Result<f64, Error> {
    let stat = std::fs::read_to_string(thread.join("schedstat"))?;
    Ok(stat
        .split_whitespace()
        .next()
        .ok_or("no schedstat")?
        .parse()?)
}
