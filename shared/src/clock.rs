//! The time, injected: tests and the local stack move it, nothing sleeps to wait for an expiry.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use time::macros::{format_description, offset};
use time::{OffsetDateTime, UtcOffset};

/// The zone in which the documents print times; it has had no daylight saving since 1991.
const SHANGHAI: UtcOffset = offset!(+8);

/// A moment, in whole milliseconds since the Unix epoch, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment `milliseconds` after the Unix epoch.
    #[must_use]
    pub const fn from_millis(milliseconds: i64) -> Self {
        Self(milliseconds)
    }

    /// Milliseconds since the Unix epoch.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the Unix epoch, as JWT claims (RFC 7519, `NumericDate`) and DynamoDB's TTL want it.
    #[must_use]
    pub const fn as_seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// `YYYY-MM-DDTHH:MM:SS.ffffff` in Asia/Shanghai without a zone, as document 004 prints it.
    #[must_use]
    pub fn in_shanghai_iso(self) -> String {
        format!(
            "{}.{:03}000",
            self.in_shanghai().replace(' ', "T"),
            self.0.rem_euclid(1000)
        )
    }

    /// `YYYY-MM-DD HH:MM:SS` in Asia/Shanghai without a zone, as document 003 prints it.
    #[must_use]
    pub fn in_shanghai(self) -> String {
        OffsetDateTime::from_unix_timestamp(self.as_seconds())
            .ok()
            .and_then(|utc| {
                utc.to_offset(SHANGHAI)
                    .format(format_description!(
                        "[year]-[month]-[day] [hour]:[minute]:[second]"
                    ))
                    .ok()
            })
            .unwrap_or_default()
    }
}

impl std::ops::Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, span: Duration) -> Self {
        Self(
            self.0
                .saturating_add(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)),
        )
    }
}

impl std::ops::Sub<Duration> for Timestamp {
    type Output = Self;

    fn sub(self, span: Duration) -> Self {
        Self(
            self.0
                .saturating_sub(i64::try_from(span.as_millis()).unwrap_or(i64::MAX)),
        )
    }
}

/// The clock of a process: the system's time, plus an offset that only the local stack and the tests set.
///
/// Clones share the offset.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    offset_millis: Arc<AtomicI64>,
}

impl Clock {
    /// A clock that shows the system's time.
    #[must_use]
    pub fn system() -> Self {
        Self::default()
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place that reads the system's time"
        )]
        let system = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let millis = i64::try_from(system.as_millis()).unwrap_or(i64::MAX);
        Timestamp(millis.saturating_add(self.offset_millis.load(Ordering::Relaxed)))
    }

    /// Moves the clock by `seconds`, forward or back, for everyone who shares it.
    pub fn advance(&self, seconds: i64) {
        self.offset_millis
            .fetch_add(seconds.saturating_mul(1000), Ordering::Relaxed);
    }

    /// How far the clock is from the system's, in whole seconds.
    #[must_use]
    pub fn offset_seconds(&self) -> i64 {
        self.offset_millis.load(Ordering::Relaxed) / 1000
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_the_time_of_the_documents_example() {
        // Document 003: the token's iat 1613719655 stands beside create_at "2021-02-19 15:27:34", a second earlier.
        assert_eq!(
            Timestamp::from_millis(1_613_719_654_000).in_shanghai(),
            "2021-02-19 15:27:34"
        );
    }

    #[test]
    fn clones_share_the_offset() {
        let clock = Clock::system();
        let other = clock.clone();
        let before = other.now();
        clock.advance(3600);
        assert!(other.now() >= before + Duration::from_hours(1));
        assert_eq!(other.offset_seconds(), 3600);
    }
}
