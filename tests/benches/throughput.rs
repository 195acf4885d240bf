//! Requests per second and CPU per request of a few endpoints, against the local stack in memory.
//!
//! `cargo bench -p tests` starts the stack as a process of its own (this program, with `--serve`), so that its CPU time
//! and memory are its own. The CPU time is what to compare: requests per second depend on who else uses the machine.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use local::{Options, Stack};
use reqwest::{Client, Method};
use serde_json::{Value, json};

/// How long each endpoint is called with each number of clients.
const SPAN: Duration = Duration::from_secs(3);
/// The numbers of clients.
const CLIENTS: [u64; 2] = [1, 16];

type Error = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<(), Error> {
    if std::env::args().any(|argument| argument == "--serve") {
        serve().await
    } else {
        measure().await
    }
}

/// A stack that says where it is and lives until its standard input ends.
async fn serve() -> Result<(), Error> {
    let stack = Stack::start(Options::in_memory(tests::stack::template())).await?;
    writeln!(std::io::stdout(), "{}", stack.url())?;
    let end = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()));
    end.await??;
    stack.stop().await;
    Ok(())
}

/// The stack under measurement.
struct Server {
    child: Child,
    url: String,
    ready: Duration,
}

impl Server {
    fn start() -> Result<Self, Error> {
        let began = Instant::now();
        let mut command = Command::new(std::env::current_exe()?);
        let mut child = command
            .arg("--serve")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut url = String::new();
        BufReader::new(child.stdout.take().ok_or("no output")?).read_line(&mut url)?;
        Ok(Self {
            child,
            url: url.trim().to_owned(),
            ready: began.elapsed(),
        })
    }

    /// CPU time so far.
    fn cpu(&self) -> Result<Duration, Error> {
        Ok(tests::process::cpu(self.child.id())?)
    }

    /// Resident memory in MB.
    fn resident_mb(&self) -> Result<u64, Error> {
        Ok(tests::process::resident_mb(self.child.id())?)
    }
}

/// One endpoint, and how to call it for the `n`th time.
struct Work {
    name: &'static str,
    method: Method,
    request: Box<dyn Fn(u64) -> (String, Option<Value>) + Send + Sync>,
}

async fn measure() -> Result<(), Error> {
    let mut server = Server::start()?;
    let client = tests::stack::client();
    let works = prepare(&client, &server.url).await?;
    println!(
        "ready after {} ms, {} MB resident",
        server.ready.as_millis(),
        server.resident_mb()?
    );
    println!(
        "{:<28} {:>7} {:>9} {:>12} {:>9} {:>7}",
        "endpoint", "clients", "requests", "requests/s", "CPU µs", "errors"
    );
    for work in works.map(Arc::new) {
        for clients in CLIENTS {
            let cpu = server.cpu()?;
            let began = Instant::now();
            let (requests, errors) = run(&client, &server.url, &work, clients).await;
            let elapsed = began.elapsed();
            let spent = server.cpu()?.saturating_sub(cpu);
            let per_second = u128::from(requests) * 1000 / elapsed.as_millis().max(1);
            let micros = spent.as_micros() / u128::from(requests.max(1));
            println!(
                "{:<28} {clients:>7} {requests:>9} {per_second:>12} {micros:>9} {errors:>7}",
                work.name
            );
        }
    }
    println!("{} MB resident at the end", server.resident_mb()?);
    drop(server.child.stdin.take());
    server.child.wait()?;
    Ok(())
}

/// Calls `work` from so many clients until the span is over: how often, and how often in vain.
async fn run(client: &Client, url: &str, work: &Arc<Work>, clients: u64) -> (u64, u64) {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    let errors = Arc::new(AtomicU64::new(0));
    let deadline = Instant::now() + SPAN;
    let tasks = (0..clients).map(|_| {
        let (client, url, work, errors) = (
            client.clone(),
            url.to_owned(),
            Arc::clone(work),
            Arc::clone(&errors),
        );
        tokio::spawn(async move {
            let mut done = 0;
            while Instant::now() < deadline {
                let (path, body) = (work.request)(CALLS.fetch_add(1, Ordering::Relaxed));
                let mut request = client.request(work.method.clone(), format!("{url}{path}"));
                if let Some(body) = body {
                    request = request.json(&body);
                }
                let answer = tests::Answer::try_to(request).await.expect("an answer");
                if !(answer.text("msg") == "success" || answer.text("result") == "success") {
                    errors.fetch_add(1, Ordering::Relaxed);
                }
                done += 1;
            }
            done
        })
    });
    let done = tests::together(tasks)
        .await
        .into_iter()
        .map(Result::unwrap_or_default)
        .sum();
    (done, errors.load(Ordering::Relaxed))
}

/// The people the endpoints need, and the endpoints.
async fn prepare(client: &Client, url: &str) -> Result<[Work; 5], Error> {
    let post = async |path: &str, body: Value| {
        tests::Answer::to(client.post(format!("{url}{path}")).json(&body)).await
    };
    let account =
        json!({ "username": "admin", "password": "123456", "confirm_password": "123456" });
    post("/admin/user/register/", account).await;
    let openid = post("/api/v1/weixinmp", json!({ "code": "boss" }))
        .await
        .body["data"]["openid"]
        .as_str()
        .ok_or("no openid")?
        .to_owned();
    post(
        "/2015-03-31/functions/create-superuser/invocations",
        json!({ "username": "boss", "openid": openid }),
    )
    .await;
    let login = tests::Answer::to(client.get(format!("{url}/mjpm/v1/auth/login/{openid}"))).await;
    let list = format!(
        "/mjpm/v1/员工管理/{openid}?limit=20&token={}",
        tests::people::token(&login)
    );
    let work = |name, method, request| Work {
        name,
        method,
        request,
    };
    Ok([
        work(
            "wechat sign-in, known",
            Method::POST,
            Box::new(|_| ("/user/user/login/".into(), Some(json!({ "code": "alice" })))),
        ),
        work(
            "wechat sign-in, new",
            Method::POST,
            Box::new(|n| {
                (
                    "/user/user/login/".into(),
                    Some(json!({ "code": format!("p{n}") })),
                )
            }),
        ),
        work(
            "employees (authenticated)",
            Method::GET,
            Box::new(move |_| (list.clone(), None)),
        ),
        work(
            "password sign-in",
            Method::POST,
            Box::new(|_| {
                (
                    "/admin/user/login/".into(),
                    Some(json!({ "username": "admin", "password": "123456" })),
                )
            }),
        ),
        work(
            "registration",
            Method::POST,
            Box::new(|n| {
                (
                    "/admin/user/register/".into(),
                    Some(
                        json!({ "username": format!("u{n}"), "password": "123456", "confirm_password": "123456" }),
                    ),
                )
            }),
        ),
    ])
}
