//! A share of a processor, by the kernel's CFS quota (cgroup v1, `Documentation/scheduler/sched-bwc`).

use std::path::PathBuf;

use crate::Error;

/// The memory in MB at which a Lambda function has one whole processor (AWS, "Configure Lambda function memory").
const ONE_PROCESSOR: u64 = 1769;
/// In microseconds: Lambda hands out processor time in slices of 20 ms.
const PERIOD: u64 = 20_000;

/// A process's limit, until this is dropped. The process must have ended by then.
pub(crate) struct Quota(PathBuf);

impl Quota {
    /// Limits the process `id` to the share of a function of `memory` MB.
    pub(crate) fn limit(id: u32, memory: u64) -> Result<Self, Error> {
        let group = PathBuf::from(format!("/sys/fs/cgroup/cpu/cold-start-{id}"));
        std::fs::create_dir(&group).map_err(|e| format!("no cgroup {}: {e}", group.display()))?;
        let quota = Self(group);
        quota.write("cpu.cfs_period_us", PERIOD)?;
        quota.write("cpu.cfs_quota_us", PERIOD * memory / ONE_PROCESSOR)?;
        quota.write("cgroup.procs", id.into())?;
        Ok(quota)
    }

    fn write(&self, file: &str, value: u64) -> Result<(), Error> {
        let path = self.0.join(file);
        Ok(std::fs::write(&path, value.to_string())
            .map_err(|e| format!("{}: {e}", path.display()))?)
    }
}

impl Drop for Quota {
    fn drop(&mut self) {
        // An empty group costs nothing; one that stays is only untidy.
        let _ = std::fs::remove_dir(&self.0);
    }
}
