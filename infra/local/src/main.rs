//! `cargo run -p local`: Tongxing on this machine.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use local::{Options, Stack, Storage, openapi, stack, template};
use tracing_subscriber::EnvFilter;

/// Tongxing 通行 on this machine: every function behind a gateway, on an embedded database.
#[derive(Debug, Parser)]
#[command(name = "local")]
struct Arguments {
    /// Where the API listens.
    #[arg(long, default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// Where DynamoDB, SES and Secrets Manager listen.
    #[arg(long, default_value = "127.0.0.1:4566")]
    aws_listen: SocketAddr,
    /// Where the data is kept [default: .local beside the template].
    #[arg(long, value_name = "DIR", conflicts_with = "in_memory")]
    data: Option<PathBuf>,
    /// Keep nothing.
    #[arg(long)]
    in_memory: bool,
    /// A DynamoDB to use in place of the embedded one, such as `http://127.0.0.1:8000`.
    #[arg(long, value_name = "URL")]
    dynamodb: Option<String>,
    /// The value of a template parameter, such as `AllowedOrigins=http://localhost:5173`; may come several times.
    #[arg(long = "parameter", value_name = "NAME=VALUE", value_parser = parameter)]
    parameters: Vec<(String, String)>,
    /// Write the description of the API (OpenAPI 3.1) to this file and stop.
    #[arg(long, value_name = "FILE", exclusive = true)]
    write_openapi: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,dynoxide=error"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_target(false)
        .with_writer(std::io::stderr)
        .init();
    match run(arguments).await {
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

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let template = template::find(&std::env::current_dir()?)?;
    if let Some(file) = arguments.write_openapi {
        let described = openapi::document(&stack::template(&template)?, &openapi::servers())?;
        std::fs::write(&file, openapi::text(described))
            .map_err(|e| format!("{}: {e}", file.display()))?;
        return Ok(());
    }
    let storage = match (arguments.in_memory, arguments.data) {
        (true, _) => Storage::Memory,
        (false, Some(folder)) => Storage::Folder(folder),
        (false, None) => Storage::Folder(template.with_file_name(".local")),
    };
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
    greet(&stack);
    stopped.await;
    stack.stop().await;
    Ok(())
}

/// Says where everything is and what to do first. A reader who has gone away is no reason to stop.
fn greet(stack: &Stack) {
    let (api, aws) = (stack.url(), stack.aws_url());
    let moved = match stack.host().clock.offset_seconds() {
        0 => String::new(),
        seconds => format!("  the clock was moved by {seconds} s\n"),
    };
    let _ = write!(
        std::io::stdout(),
        "Tongxing 通行\n\
         \x20 API                    {api}\n\
         \x20 OpenAPI                {api}/openapi.json\n\
         \x20 inbox, clock           {api}/_local/inbox  {api}/_local/clock\n\
         \x20 AWS (DynamoDB, SES, …) {aws}\n\
         {moved}\n\
         Make a superuser:\n\
         \x20 curl -s {api}/2015-03-31/functions/create-superuser/invocations -d '{{\"username\":\"admin\"}}'\n\
         A first request, as the WeChat user alice:\n\
         \x20 curl -s {api}/user/user/login/ -H 'content-type: application/json' -d '{{\"code\":\"alice\"}}'\n"
    );
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
