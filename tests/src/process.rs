//! What the operating system tells of another process and of those that it started; Linux alone does.

use std::time::Duration;

/// CPU time of process `pid` so far, all threads, from `/proc/<pid>/stat` in ticks of a hundredth of a second (proc(5)).
///
/// # Errors
/// When the process is gone, or the system has no `/proc`.
pub fn cpu(pid: u32) -> std::io::Result<Duration> {
    Ok(ticks(&stat(pid)?[11..13]))
}

/// CPU time of process `pid` and of every process below it, ended ones that were waited for included.
///
/// # Errors
/// When the process is gone, or the system has no `/proc`.
pub fn tree_cpu(pid: u32) -> std::io::Result<Duration> {
    let mut sum = Duration::ZERO;
    for pid in tree(pid)? {
        sum += ticks(&stat(pid)?[11..15]);
    }
    Ok(sum)
}

/// Memory of process `pid` and of every process below it in KB: what each has for itself, and its share of what it has with others
/// (PSS, `/proc/<pid>/smaps_rollup`).
///
/// # Errors
/// When the process is gone or somebody else's, or the system has no `/proc`.
pub fn tree_memory_kb(pid: u32) -> std::io::Result<u64> {
    let mut sum = 0;
    for pid in tree(pid)? {
        sum += kilobytes(&format!("/proc/{pid}/smaps_rollup"), "Pss:")?;
    }
    Ok(sum)
}

/// Resident memory of process `pid` in MB.
///
/// # Errors
/// When the process is gone, or the system has no `/proc`.
pub fn resident_mb(pid: u32) -> std::io::Result<u64> {
    Ok(kilobytes(&format!("/proc/{pid}/status"), "VmRSS:")? / 1024)
}

/// Process `pid` and every process below it.
///
/// # Errors
/// When the process is gone, or the system has no `/proc`.
pub fn tree(pid: u32) -> std::io::Result<Vec<u32>> {
    let mut parents = Vec::new();
    for entry in std::fs::read_dir("/proc")? {
        let name = entry?.file_name();
        // Whatever ends between the list and the look is none of ours any more.
        if let Some(pid) = name.to_str().and_then(|name| name.parse::<u32>().ok())
            && let Ok(fields) = stat(pid)
        {
            parents.push((pid, fields[1]));
        }
    }
    let mut found = vec![pid];
    let mut next = 0;
    while let Some(parent) = found.get(next).copied().map(u64::from) {
        let children = parents.iter().filter(|(_, of)| *of == parent);
        found.extend(children.map(|(pid, _)| *pid));
        next += 1;
    }
    Ok(found)
}

/// The fields of `/proc/<pid>/stat` from the third on, which is where numbers begin.
fn stat(pid: u32) -> std::io::Result<Vec<u64>> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let fields: Vec<u64> = stat
        .rsplit_once(')')
        .map(|(_, rest)| rest.split_whitespace().map(|n| n.parse().unwrap_or(0)))
        .into_iter()
        .flatten()
        .collect();
    if fields.len() < 15 {
        return Err(std::io::Error::other("no stat"));
    }
    Ok(fields)
}

fn ticks(fields: &[u64]) -> Duration {
    Duration::from_millis(fields.iter().sum::<u64>() * 10)
}

fn kilobytes(file: &str, name: &str) -> std::io::Result<u64> {
    std::fs::read_to_string(file)?
        .lines()
        .find_map(|line| line.strip_prefix(name))
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|number| number.parse().ok())
        .ok_or_else(|| std::io::Error::other(format!("no {name} in {file}")))
}
