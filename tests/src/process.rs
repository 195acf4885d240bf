//! What the operating system tells of another process; Linux alone does.

use std::time::Duration;

/// CPU time of process `pid` so far, all threads, from `/proc/<pid>/stat` in ticks of a hundredth of a second (proc(5)).
///
/// # Errors
/// When the process is gone, or the system has no `/proc`.
pub fn cpu(pid: u32) -> std::io::Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, rest) = stat
        .rsplit_once(')')
        .ok_or_else(|| std::io::Error::other("no stat"))?;
    let ticks: u64 = rest
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(|n| n.parse::<u64>().unwrap_or(0))
        .sum();
    Ok(Duration::from_millis(ticks * 10))
}

/// Resident memory of process `pid` in MB.
///
/// # Errors
/// When the process is gone, or the system has no `/proc`.
pub fn resident_mb(pid: u32) -> std::io::Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let kilobytes = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .and_then(|line| line.split_whitespace().nth(1))
        .and_then(|number| number.parse::<u64>().ok())
        .ok_or_else(|| std::io::Error::other("no VmRSS"))?;
    Ok(kilobytes / 1024)
}
