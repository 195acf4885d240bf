//! Tells what a deployment costs a month and at which load its parts end, and writes the pages that say so.
//!
//! `cargo run --release -p tests --bin costs -- --write infra/performance`. It asks nothing of any network.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Parser;
use tests::costs::pages;

/// Tells what a deployment costs a month, and at which load its parts end.
#[derive(Debug, Parser)]
#[command(name = "costs")]
struct Arguments {
    /// A file for the results in JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// The folder for the plot.
    #[arg(long, value_name = "DIR")]
    svg: Option<PathBuf>,
    /// The folder for all pages, the plot among them.
    #[arg(long, value_name = "DIR")]
    write: Option<PathBuf>,
}

fn main() -> std::io::Result<()> {
    let arguments = Arguments::parse();
    for (name, text) in pages::all() {
        if let Some(folder) = &arguments.write {
            std::fs::write(folder.join(name), &text)?;
        }
        if let Some(folder) = arguments.svg.as_ref().filter(|_| name == "costs.svg") {
            std::fs::write(folder.join(name), &text)?;
        }
    }
    if let Some(file) = &arguments.json {
        std::fs::write(file, format!("{:#}\n", pages::data()))?;
    }
    write!(std::io::stdout(), "{}", pages::summary())
}
