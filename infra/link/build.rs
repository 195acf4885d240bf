//! Puts the functions that run beside each other in a release binary, so that a start touches few of its pages.
//!
//! `order.txt` names them, as the linker knows them; `order.py` says where it comes from. A linker leaves functions in the order in
//! which they were compiled, and what is run lies all over the binary: each 64 kB of it that a process looks into are a page fault and
//! count as its memory. This is the build script of every package whose binaries are deployed or measured.
//!
//! It speaks to the linkers of GNU and LLVM, through their common form of a script that adds a section before `.text`; another one, or
//! another system than Linux, gets nothing. A name that a binary does not have is nothing to either of them.

use std::env::VarError;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

/// Marks of those who call a function, and a pattern of its name: `*` is what differs between compilers, and between versions of a crate.
const ORDER: &str = include_str!("order.txt");

fn main() -> Result<(), Box<dyn Error>> {
    // Cargo sees for itself when this file or the list has changed.
    println!("cargo::rerun-if-changed=Cargo.toml");
    // What is not optimised is linked for tests, which wait for it. `-fuse-ld` and `--ld-path` choose another linker.
    let wanted = told("PROFILE")? == "release"
        && told("CARGO_CFG_TARGET_OS")? == "linux"
        && !told("CARGO_ENCODED_RUSTFLAGS")?.contains("-ld");
    if !wanted {
        return Ok(());
    }
    // What runs in a deployed function; else in the stack, first as it starts. Capitals are names that mean much that does not run.
    let groups = if told("CARGO_PKG_NAME")?.ends_with("-functions") {
        "fF"
    } else {
        "slSL"
    };
    let mut script = String::from("SECTIONS\n{\n  .text.order :\n  {\n");
    for mark in groups.chars() {
        for line in ORDER.lines() {
            let (marks, name) = line.split_once(' ').ok_or(line)?;
            if marks.contains(mark) {
                writeln!(script, "    *(.text.{name} .text.unlikely.{name})")?;
            }
        }
    }
    script.push_str("  }\n}\nINSERT BEFORE .text;\n");
    let file = Path::new(&told("OUT_DIR")?).join("order.ld");
    std::fs::write(&file, script)?;
    println!("cargo::rustc-link-arg=-Wl,-T,{}", file.display());
    Ok(())
}

/// What Cargo tells a build script.
#[expect(clippy::disallowed_methods, reason = "nothing here runs in a function")]
fn told(name: &str) -> Result<String, VarError> {
    std::env::var(name)
}
