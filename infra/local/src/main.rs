//! `cargo run -p local`: Tongxing on this machine.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use local::data::Data;
use local::greeting::Greeting;
use local::log::{Log, LogFormat};
use local::{Options, Stack, Storage, openapi, seed, stack, template};
use tokio::time::Instant;

/// Tongxing 通行 on this machine: every function of template.yaml behind a gateway, on an embedded database.
///
/// Identity providers are played by a sandbox in which a code is a person's name, and mails go to an inbox at
/// `/_local/inbox`. Nothing leaves the machine. It is open to whoever reaches its ports: keep it on the loopback interface.
#[derive(Debug, Parser)]
#[command(name = "local", version, after_help = EXAMPLES)]
struct Arguments {
    /// Where the API listens; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// Where DynamoDB, SES and Secrets Manager listen, for the AWS CLI and sam local.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:4566")]
    aws_listen: SocketAddr,
    /// Where the data is kept [default: .local beside the template].
    #[arg(long, value_name = "DIR", conflicts_with = "in_memory")]
    data: Option<PathBuf>,
    /// Keep nothing.
    #[arg(long)]
    in_memory: bool,
    /// Forget what is kept in the data folder, and start afresh: users, keys, and how far the clock was moved.
    #[arg(long, conflicts_with_all = ["in_memory", "dynamodb"])]
    reset: bool,
    /// Plant a small organisation in an empty directory: staff in every status, students and teachers, groups with rights.
    #[arg(long)]
    seed: bool,
    /// A DynamoDB to use in place of the embedded one, such as `http://127.0.0.1:8000`.
    #[arg(long, value_name = "URL")]
    dynamodb: Option<String>,
    /// The value of a template parameter, such as `AllowedOrigins=http://localhost:5173`; may come several times.
    #[arg(long = "parameter", value_name = "NAME=VALUE", value_parser = parameter)]
    parameters: Vec<(String, String)>,
    /// How the log on stderr looks, which has a line for each request. `RUST_LOG` filters it.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    log: LogFormat,
    /// Write the description of the API (OpenAPI 3.1) to this file and stop.
    #[arg(long, value_name = "FILE", exclusive = true)]
    write_openapi: Option<PathBuf>,
}

const EXAMPLES: &str = "Examples:
  local --in-memory                  try something, and leave nothing behind
  local --reset --seed               start afresh with people to look at
  local --parameter AllowedOrigins=http://localhost:5173
                                     let a panel on its development server call
  local --log json 2>requests.json   a log for programs";

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let log = Log::start(arguments.log);
    let ran = stack::runtime()
        .map_err(Into::into)
        .and_then(|runtime| runtime.block_on(run(arguments, &log)));
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            let _ = writeln!(std::io::stderr(), "local: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn parameter(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("NAME=VALUE is wanted")?;
    Ok((name.to_owned(), value.to_owned()))
}

async fn run(arguments: Arguments, log: &Log) -> Result<(), Box<dyn std::error::Error>> {
    let started = Instant::now();
    let template = template::find(&std::env::current_dir()?)?;
    if let Some(file) = arguments.write_openapi {
        let described = openapi::document(&stack::template(&template)?, &openapi::servers())?;
        std::fs::write(&file, openapi::text(described))
            .map_err(|e| format!("{}: {e}", file.display()))?;
        return Ok(());
    }
    let (storage, place) = storage(&arguments, &template);
    if let (true, Storage::Folder(folder)) = (arguments.reset, &storage) {
        Data::forget(folder)?;
    }
    let stopped = stop_signal()?;
    let options = Options {
        listen: arguments.listen,
        aws_listen: arguments.aws_listen,
        storage,
        dynamodb: arguments.dynamodb,
        parameters: arguments.parameters.into_iter().collect(),
        ..Options::in_memory(template)
    };
    let stack = Stack::start(options).await?;
    let took = started.elapsed();
    let planted = if arguments.seed {
        log.hush();
        let planted = seed::plant(&stack, &progress()?).await?;
        log.resume();
        Some(planted)
    } else {
        None
    };
    let greeting = Greeting {
        stack: &stack,
        data: place,
        took,
        planted,
    };
    // A reader who has gone away is no reason to stop.
    let _ = write!(std::io::stdout(), "{greeting}");
    stopped.await;
    stack.stop().await;
    Ok(())
}

/// Where the data is kept, and how the start screen names it.
fn storage(arguments: &Arguments, template: &Path) -> (Storage, String) {
    if arguments.in_memory {
        return (
            Storage::Memory,
            "in memory, gone when this stops".to_owned(),
        );
    }
    let folder = arguments
        .data
        .clone()
        .unwrap_or_else(|| template.with_file_name(".local"));
    let place = folder.display().to_string();
    (Storage::Folder(folder), place)
}

/// A bar on stderr, where that is a terminal.
fn progress() -> Result<ProgressBar, indicatif::style::TemplateError> {
    let style = ProgressStyle::with_template("planting {bar:40} {pos}/{len}")?;
    Ok(ProgressBar::new(0).with_style(style))
}

/// Resolves at Ctrl-C, or when the process is asked to end.
fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    })
}
