//! Who did what to whom: one record for each change that someone may have to answer for.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock::Timestamp;
use crate::user::UserId;

/// How long a record is kept.
pub const RETENTION: Duration = Duration::from_hours(365 * 24);

/// What kind of change it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditKind {
    /// A member of staff changed an employee's record.
    EmployeeReviewed,
    /// Someone changed a profile, their own or another's.
    ProfileChanged,
}

/// One field's value before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What stood there.
    pub before: Value,
    /// What stands there now.
    pub after: Value,
}

/// One record, written in the same transaction as the change itself. It never holds a secret, a token or a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRecord {
    /// Unguessable, so that two records of one millisecond stand side by side.
    pub id: String,
    /// What kind of change it was.
    pub kind: AuditKind,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub actor: UserId,
    /// To whom.
    pub subject: UserId,
    /// From which address, as the gateway saw it.
    pub source_ip: String,
    /// What changed, by field.
    pub changes: BTreeMap<String, Change>,
}

impl AuditRecord {
    /// Writes the record to the log; call it once the change is committed.
    pub fn log(&self) {
        let changed: Vec<&str> = self.changes.keys().map(String::as_str).collect();
        tracing::info!(
            event = "audit",
            kind = ?self.kind,
            actor = self.actor.get(),
            subject = self.subject.get(),
            source_ip = self.source_ip,
            changed = changed.join(","),
            "audit"
        );
    }
}
