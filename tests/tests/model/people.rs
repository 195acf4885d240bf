//! The model of users: a map, and the rules of the directory in so many words.

use std::collections::{BTreeMap, BTreeSet};

use shared::clock::Timestamp;
use shared::email::Email;
use shared::identity::{Identity, Openid, Provider};
use shared::session::Session;
use shared::store::{CommitError, Refusal};
use shared::user::{AccountState, SUPERUSERS, User, UserId};
use shared::username::Username;

use crate::steps::Change;

/// What a unit of work came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Done,
    Refused(BTreeSet<&'static str>),
    /// The store holds it for a mistake of whoever asks.
    Failed,
}

impl Outcome {
    pub(super) fn refused(why: &'static str) -> Self {
        Self::Refused(BTreeSet::from([why]))
    }

    /// What the store has said.
    pub(super) fn of(result: Result<(), CommitError>) -> Self {
        match result {
            Ok(()) => Self::Done,
            Err(CommitError::Refused(refusals)) => {
                Self::Refused(refusals.iter().map(word).collect())
            }
            Err(CommitError::Failure(_)) => Self::Failed,
        }
    }

    /// Whether the store may say `self` where the model says `expected`. What is based upon something old is refused for that,
    /// and maybe for more.
    pub(super) fn fits(&self, expected: &Self) -> bool {
        let is_stale =
            |outcome: &Self| matches!(outcome, Self::Refused(why) if why.contains(STALE));
        self == expected || (is_stale(self) && is_stale(expected))
    }
}

/// The word for a user who is not as they were read.
pub(super) const STALE: &str = "UserChanged";

fn word(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::UsernameTaken => "UsernameTaken",
        Refusal::EmailTaken => "EmailTaken",
        Refusal::IdentityTaken => "IdentityTaken",
        Refusal::UserChanged => STALE,
        Refusal::LastOfRole => "LastOfRole",
        Refusal::SessionEnded => "SessionEnded",
        Refusal::NotAdmitted(_) => "NotAdmitted",
        Refusal::AlreadyThere => "AlreadyThere",
        Refusal::NoProof => "NoProof",
        Refusal::NonceUsed => "NonceUsed",
        Refusal::CodeChanged => "CodeChanged",
        _ => "other",
    }
}

/// A unit of work about one user, with all that a client bases it upon.
#[derive(Clone, Debug)]
pub(super) enum Work {
    Replace {
        before: Box<User>,
        after: Box<User>,
        new_hash: bool,
        spare: bool,
    },
    Delete {
        user: Box<User>,
        spare: bool,
    },
    SignIn {
        epoch: u32,
        session: Session,
    },
}

/// The users and their sessions.
#[derive(Clone, Debug, Default)]
pub(super) struct People {
    pub(super) users: BTreeMap<UserId, User>,
    pub(super) sessions: BTreeMap<String, Session>,
    pub(super) deleted: BTreeSet<i64>,
}

impl People {
    /// Who of all is taken to be unique and has somebody else as well, in the store's words.
    fn taken(&self, user: &User) -> BTreeSet<&'static str> {
        let others = || self.users.values().filter(|other| other.id != user.id);
        let key = |user: &User| user.username.as_ref().map(|name| name.key().to_owned());
        let mut taken = BTreeSet::new();
        if key(user).is_some() && others().any(|other| key(other) == key(user)) {
            taken.insert("UsernameTaken");
        }
        let email = user.verified_email();
        if email.is_some() && others().any(|other| other.verified_email() == email) {
            taken.insert("EmailTaken");
        }
        let collide = |one: &Identity, other: &Identity| {
            let same_person = one.unionid.is_some() && one.unionid == other.unionid;
            one.is_same_door(other) || (same_person && one.provider == other.provider)
        };
        let identities = || others().flat_map(|other| &other.identities);
        if user
            .identities
            .iter()
            .any(|own| identities().any(|other| collide(own, other)))
        {
            taken.insert("IdentityTaken");
        }
        taken
    }

    fn superusers(&self) -> usize {
        let is_counted = |user: &&User| user.counted_roles().contains(SUPERUSERS);
        self.users.values().filter(is_counted).count()
    }

    /// Whether the role of superusers would lose its last holder.
    fn ends_role(&self, before: &User, after: Option<&User>, spare: bool) -> bool {
        let holds = |user: &User| user.counted_roles().contains(SUPERUSERS);
        holds(before) && !after.is_some_and(holds) && self.superusers() == 1 && !spare
    }

    pub(super) fn create(&mut self, user: &User, has_password: bool) -> Outcome {
        if has_password && user.username.is_none() {
            return Outcome::Failed;
        }
        let taken = self.taken(user);
        if !taken.is_empty() {
            return Outcome::Refused(taken);
        }
        let stored = User {
            has_password,
            ..user.clone()
        };
        self.users.insert(user.id, stored);
        Outcome::Done
    }

    pub(super) fn apply(&mut self, work: &Work) -> Outcome {
        match work {
            Work::Replace {
                before,
                after,
                new_hash,
                spare,
            } => self.replace(before, after, *new_hash, *spare),
            Work::Delete { user, spare } => self.delete(user, *spare),
            Work::SignIn { epoch, session } => self.sign_in(*epoch, session),
        }
    }

    fn is_as_read(&self, user: &User) -> bool {
        self.users
            .get(&user.id)
            .is_some_and(|known| known.revision == user.revision)
    }

    fn replace(&mut self, before: &User, after: &User, new_hash: bool, spare: bool) -> Outcome {
        if new_hash && after.username.is_none() {
            return Outcome::Failed;
        }
        if !self.is_as_read(before) {
            return Outcome::refused(STALE);
        }
        let mut why = self.taken(after);
        if self.ends_role(before, Some(after), spare) {
            why.insert("LastOfRole");
        }
        if !why.is_empty() {
            return Outcome::Refused(why);
        }
        let stored = User {
            revision: before.revision + 1,
            has_password: before.has_password || new_hash,
            ..after.clone()
        };
        self.users.insert(after.id, stored);
        Outcome::Done
    }

    fn delete(&mut self, user: &User, spare: bool) -> Outcome {
        if !self.is_as_read(user) {
            return Outcome::refused(STALE);
        }
        if self.ends_role(user, None, spare) {
            return Outcome::refused("LastOfRole");
        }
        self.users.remove(&user.id);
        self.deleted.insert(user.id.get().into());
        Outcome::Done
    }

    fn sign_in(&mut self, epoch: u32, session: &Session) -> Outcome {
        let admitted = self
            .users
            .get_mut(&session.user)
            .filter(|user| user.state == AccountState::Active && user.session_epoch == epoch);
        let Some(user) = admitted else {
            return Outcome::refused("NotAdmitted");
        };
        user.revision += 1;
        user.last_login = Some(session.opened_at);
        self.sessions.insert(session.jti.clone(), session.clone());
        Outcome::Done
    }
}

/// One of the few names there are, two of which differ only in case.
pub(super) fn username(at: u8) -> Username {
    Username::parse(["anna", "Anna", "bella", "carla"][usize::from(at) % 4]).unwrap()
}

/// One of the few addresses there are.
pub(super) fn email(at: u8) -> Email {
    Email::parse(["a@example.com", "b@example.com"][usize::from(at) % 2]).unwrap()
}

/// One of the few doors there are, two for each of two people.
pub(super) fn identity(at: u8, unionid: Option<u8>) -> Identity {
    Identity {
        provider: Provider::WeChat,
        app: ["wx1", "wx2"][usize::from(at) % 2].to_owned(),
        openid: Openid::parse(["o1", "o2"][usize::from(at / 2) % 2]).unwrap(),
        unionid: unionid.map(|at| format!("u{at}")),
    }
}

/// `before` with the change, and whether that comes with a hash.
pub(super) fn changed(before: &User, change: &Change, now: Timestamp) -> (User, bool) {
    let mut after = before.clone();
    after.updated_at = now;
    let mut new_hash = false;
    match change {
        Change::Username(at) => {
            let name = username(*at);
            let moves = before.username.as_ref().map(Username::key) != Some(name.key());
            new_hash = before.has_password && moves;
            after.username = Some(name);
        }
        Change::Password => {
            new_hash = true;
            after.session_epoch += 1;
        }
        Change::Email(None) => (after.email, after.email_verified) = (None, false),
        Change::Email(Some((at, verified))) => {
            (after.email, after.email_verified) = (Some(email(*at)), *verified);
        }
        Change::Identity(at, unionid) => after.learn_identity(&identity(*at, *unionid)),
        Change::Unionid(at, unionid) => {
            if let Some(count) = after.identities.len().checked_sub(1) {
                let known = &mut after.identities[usize::from(*at) % (count + 1)];
                known.unionid = Some(format!("u{unionid}"));
            }
        }
        Change::Active(true) => after.state = AccountState::Active,
        Change::Active(false) => after.state = AccountState::Disabled,
        Change::Superuser(is_superuser) => after.is_superuser = *is_superuser,
        Change::EndSessions => after.session_epoch += 1,
    }
    (after, new_hash)
}
