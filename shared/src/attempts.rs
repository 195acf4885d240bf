//! Guessing: how often a password or a code may be tried before whoever tries must wait.
//!
//! Nothing is locked, since a lock would let anyone lock anyone out: after some free attempts each further one must wait twice as
//! long as the one before, up to a quarter of an hour. Attempts are counted in the store, so that all instances of all families agree,
//! for an hour from the first of them, and by these subjects:
//!
//! | subject | counts | free in an hour |
//! |---|---|---|
//! | an account from one address block | every attempt, before it is made; forgotten with a right password | 10 |
//! | an account from wherever | wrong passwords; does not hold up an address block that has shown the right one in the last month | 50 |
//! | an address block | wrong passwords and codes of providers | 300 |
//! | mails to an address block | email codes asked for, before they are sent | 100 |
//!
//! A new password forgets what was counted for its account before it was set, from wherever.

use std::net::IpAddr;
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::clock::Timestamp;

/// How long attempts count together, from the first of them.
const WINDOW: Duration = Duration::from_hours(1);
/// The longest that a single attempt must wait.
const LONGEST: Duration = Duration::from_mins(15);
/// How long an address block is known to an account that has shown its password there.
pub const KNOWN_FOR: Duration = Duration::from_hours(30 * 24);

/// Whose attempts are counted; holds a hash, so that neither names nor addresses stand in keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    purpose: &'static str,
    hash: String,
    free: u32,
}

/// Whoever tries a password: the three subjects that it counts for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guesser {
    /// The account from this address block.
    pub pair: Subject,
    /// The account.
    pub account: Subject,
    /// The address block.
    pub address: Subject,
}

impl Guesser {
    /// Whoever tries a password of the account with this name from this address.
    #[must_use]
    pub fn new(name: &str, address: &str) -> Self {
        Self {
            pair: Subject::account_from(name, address),
            account: Subject::account(name),
            address: Subject::address(address),
        }
    }
}

/// What was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempts {
    /// How many.
    pub tries: u32,
    /// When the first of them was made.
    pub since: Timestamp,
    /// From when the next one may be made.
    pub next_at: Option<Timestamp>,
}

/// Whether an attempt may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// It may; which one of the hour it is.
    Go(u32),
    /// Not now.
    Wait {
        /// For so many seconds.
        seconds: u32,
        /// Since when attempts have been counted that make it so.
        since: Timestamp,
    },
}

impl Attempts {
    /// How many seconds the next attempt must wait, if it must.
    #[must_use]
    pub fn wait(self, now: Timestamp) -> Option<u32> {
        let next_at = self.next_at.filter(|next_at| *next_at > now)?;
        let millis = next_at.as_millis() - now.as_millis();
        Some(u32::try_from((millis + 999) / 1000).unwrap_or(u32::MAX))
    }

    /// Whether these count no more: their hour is over, and the last of them need not be waited for; or they began before
    /// `void`.
    #[must_use]
    pub fn are_over(self, now: Timestamp, void: Option<Timestamp>) -> bool {
        let is_void = void.is_some_and(|void| self.since <= void);
        is_void || (self.since + WINDOW <= now && self.wait(now).is_none())
    }
}

impl Subject {
    /// An account, by the name that was typed, from one address block.
    #[must_use]
    pub fn account_from(name: &str, address: &str) -> Self {
        Self::new("pair", &[name, &block(address)], 10)
    }

    /// An account, by the name that was typed.
    #[must_use]
    pub fn account(name: &str) -> Self {
        Self::new("account", &[name], 50)
    }

    /// An address block.
    #[must_use]
    pub fn address(address: &str) -> Self {
        Self::new("address", &[&block(address)], 300)
    }

    /// Mails that an address block asks for.
    #[must_use]
    pub fn mails(address: &str) -> Self {
        Self::new("mails", &[&block(address)], 100)
    }

    fn new(purpose: &'static str, parts: &[&str], free: u32) -> Self {
        let told = parts.join("\0");
        Self {
            purpose,
            hash: URL_SAFE_NO_PAD.encode(digest(&SHA256, told.as_bytes())),
            free,
        }
    }

    /// What it is stored under.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}#{}", self.purpose, self.hash)
    }

    /// How many attempts an hour need not wait.
    #[must_use]
    pub const fn free(&self) -> u32 {
        self.free
    }

    /// The moment from which attempts count together with one at `now`.
    #[must_use]
    pub fn window_start(now: Timestamp) -> Timestamp {
        now - WINDOW
    }

    /// When a count that was last changed at `now` may go.
    #[must_use]
    pub fn kept_until(now: Timestamp) -> Timestamp {
        now + WINDOW + LONGEST
    }

    /// How long the attempt after the `tries`th must wait.
    #[must_use]
    pub fn delay(&self, tries: u32) -> Duration {
        let doublings = tries.saturating_sub(self.free).min(16);
        Duration::from_secs(1_u64 << doublings).min(LONGEST)
    }
}

/// The block of addresses that one line or household has: an IPv4 address' first three bytes, an IPv6 address' first seven.
fn block(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V4(v4)) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        Ok(IpAddr::V6(v6)) => match v6.to_ipv4_mapped() {
            Some(v4) => block(&v4.to_string()),
            None => format!("{:?}/56", &v6.octets()[..7]),
        },
        Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_what_one_line_has() {
        assert_eq!(block("192.0.2.1"), block("192.0.2.250"));
        assert_ne!(block("192.0.2.1"), block("192.0.3.1"));
        assert_eq!(block("::ffff:192.0.2.1"), block("192.0.2.9"));
        assert_eq!(block("2001:db8:0:ff00::1"), block("2001:db8:0:ffee::2"));
        assert_ne!(block("2001:db8:0:fe00::1"), block("2001:db8:0:ff00::1"));
        assert_eq!(block("nonsense"), "nonsense");
    }

    #[test]
    fn delays_double_up_to_a_quarter_of_an_hour() {
        let pair = Subject::account_from("alice", "192.0.2.1");
        let seconds: Vec<u64> = (10..23).map(|tries| pair.delay(tries).as_secs()).collect();
        assert_eq!(
            seconds,
            [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]
        );
        assert_eq!(pair.delay(u32::MAX), LONGEST);
    }

    #[test]
    fn subjects_do_not_mix() {
        let pair = Subject::account_from("a", "192.0.2.1");
        assert_ne!(pair.name(), Subject::account_from("b", "192.0.2.1").name());
        assert_ne!(pair.name(), Subject::account_from("a", "192.0.3.1").name());
        assert_ne!(Subject::account("a").name(), Subject::address("a").name());
    }
}
