//! What was written, as far as answers told: acknowledged, or nobody knows.

use std::time::Instant;

/// One write that was tried.
#[derive(Clone, Debug)]
pub enum Entry {
    /// An account with a password.
    Registered(Registered),
    /// Somebody's first sign-in with WeChat.
    Joined(Joined),
    /// An employee under review.
    Employed(Employed),
    /// A session that was opened, and perhaps ended.
    Session(Session),
    /// A profile that was changed.
    Changed(Changed),
}

/// An account with a password.
#[derive(Clone, Debug)]
pub struct Registered {
    /// The username; the password is [`super::world::PASSWORD`].
    pub username: String,
    /// The number of the address it was asked for from.
    pub from: u64,
    /// Whether the answer said that it was made.
    pub acknowledged: bool,
}

/// Somebody's first sign-in with WeChat.
#[derive(Clone, Debug)]
pub struct Joined {
    /// The sandbox's name.
    pub name: String,
    /// The number of the address.
    pub from: u64,
    /// The id in the answer; `None` without one.
    pub id: Option<i64>,
}

/// An employee under review.
#[derive(Clone, Debug)]
pub struct Employed {
    /// The sandbox's name; the address is the name's at [`super::world::MAIL_DOMAIN`].
    pub name: String,
    /// The number of the address.
    pub from: u64,
    /// Whether the answer said that they are one.
    pub acknowledged: bool,
}

/// Whether a session was ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Nobody tried.
    No,
    /// Somebody tried, and nobody knows.
    Perhaps,
    /// The answer said so.
    Yes,
}

/// A session whose token was handed out.
#[derive(Clone, Debug)]
pub struct Session {
    /// The token.
    pub token: String,
    /// Whose it is, where the answer tells.
    pub user: Option<i64>,
    /// Whether it was ended.
    pub end: End,
}

/// A profile that was changed.
#[derive(Clone, Debug)]
pub struct Changed {
    /// Whose: the place among [`super::world::World::people`].
    pub person: usize,
    /// The new avatar.
    pub avatar: String,
    /// When the request left.
    pub sent: Instant,
    /// When the answer said that it was done.
    pub acknowledged: Option<Instant>,
}

/// All writes of a run.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Accounts with a password.
    pub registered: Vec<Registered>,
    /// First sign-ins.
    pub joined: Vec<Joined>,
    /// Employees.
    pub employed: Vec<Employed>,
    /// Sessions.
    pub sessions: Vec<Session>,
    /// Profiles.
    pub changed: Vec<Changed>,
}

impl Extend<Entry> for Ledger {
    fn extend<T: IntoIterator<Item = Entry>>(&mut self, entries: T) {
        for entry in entries {
            match entry {
                Entry::Registered(one) => self.registered.push(one),
                Entry::Joined(one) => self.joined.push(one),
                Entry::Employed(one) => self.employed.push(one),
                Entry::Session(one) => self.sessions.push(one),
                Entry::Changed(one) => self.changed.push(one),
            }
        }
    }
}

impl Ledger {
    /// Adds what another has.
    pub fn absorb(&mut self, other: Self) {
        self.registered.extend(other.registered);
        self.joined.extend(other.joined);
        self.employed.extend(other.employed);
        self.sessions.extend(other.sessions);
        self.changed.extend(other.changed);
    }

    /// The avatars that `person` may have now; empty when nobody has tried to change theirs.
    ///
    /// A change cannot be the last when another one left after it was acknowledged, and was acknowledged itself. One without an
    /// acknowledgement may have taken effect at any time after it left.
    #[must_use]
    pub fn possible_avatars(&self, person: usize) -> Vec<&str> {
        let of_theirs = || self.changed.iter().filter(|one| one.person == person);
        let is_over = |one: &Changed| {
            let ended = one.acknowledged;
            ended.is_some_and(|ended| {
                of_theirs().any(|later| later.acknowledged.is_some() && later.sent > ended)
            })
        };
        of_theirs()
            .filter(|one| !is_over(one))
            .map(|one| one.avatar.as_str())
            .collect()
    }

    /// Whether some change of `person` was acknowledged.
    #[must_use]
    pub fn has_changed(&self, person: usize) -> bool {
        self.changed
            .iter()
            .any(|one| one.person == person && one.acknowledged.is_some())
    }

    /// How many writes were acknowledged.
    #[must_use]
    pub fn acknowledged(&self) -> usize {
        self.registered.iter().filter(|o| o.acknowledged).count()
            + self.joined.iter().filter(|o| o.id.is_some()).count()
            + self.employed.iter().filter(|o| o.acknowledged).count()
            + self.sessions.len()
            + self.sessions.iter().filter(|o| o.end == End::Yes).count()
            + self
                .changed
                .iter()
                .filter(|o| o.acknowledged.is_some())
                .count()
    }

    /// How many writes were tried of which nobody knows whether they were made.
    #[must_use]
    pub fn unknown(&self) -> usize {
        self.registered.iter().filter(|o| !o.acknowledged).count()
            + self.joined.iter().filter(|o| o.id.is_none()).count()
            + self.employed.iter().filter(|o| !o.acknowledged).count()
            + self
                .sessions
                .iter()
                .filter(|o| o.end == End::Perhaps)
                .count()
            + self
                .changed
                .iter()
                .filter(|o| o.acknowledged.is_none())
                .count()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_last_of_a_profile_is_one_that_no_later_one_has_replaced() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let change = |avatar: &str, sent, acknowledged: Option<u64>| {
            Entry::Changed(Changed {
                person: 1,
                avatar: avatar.to_owned(),
                sent: at(sent),
                acknowledged: acknowledged.map(at),
            })
        };
        let mut ledger = Ledger::default();
        ledger.extend([change("a", 0, Some(2)), change("b", 1, Some(3))]);
        assert_eq!(ledger.possible_avatars(1), ["a", "b"]);
        ledger.extend([change("c", 4, None)]);
        assert_eq!(ledger.possible_avatars(1), ["a", "b", "c"]);
        ledger.extend([change("d", 5, Some(6))]);
        assert_eq!(ledger.possible_avatars(1), ["c", "d"]);
        assert_eq!(ledger.possible_avatars(2), Vec::<&str>::new());
        assert_eq!(
            (ledger.has_changed(1), ledger.has_changed(2)),
            (true, false)
        );
        assert_eq!(ledger.acknowledged(), 3);
    }
}
