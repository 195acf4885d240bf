//! Who did what to whom: one record for each event that someone may have to answer for.
//!
//! A record of a change is written in the transaction of the change itself, and logged by [`crate::store::Store::commit`] once that
//! is done. What changes nothing, a sign-in that failed, is kept by [`note`], which never changes an answer.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::app::App;
use crate::clock::Timestamp;
use crate::collect::ordered;
use crate::failure::Failure;
use crate::rights::Rights;
use crate::user::{User, UserId};

/// The most bytes of changes that a record repeats: a page of a hundred must fit into one answer.
const MAX_CHANGE_BYTES: usize = 48 * 1024;

/// What kind of event it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AuditKind {
    /// Someone signed in.
    SignedIn,
    /// Someone tried to and could not.
    SignInFailed,
    /// An account was made, by its owner or for them; or one that was known became an employee under review.
    Registered,
    /// A member of staff changed an employee's record.
    EmployeeReviewed,
    /// Someone changed a profile, their own or another's.
    ProfileChanged,
    /// A user has another door to come in by.
    IdentityLinked,
    /// An account was approved, closed or opened again.
    StateChanged,
    /// What a user may do was changed, or what groups and permissions say.
    RightsChanged,
    /// A user has another password; it ends every other session of theirs.
    PasswordChanged,
    /// A user is gone.
    UserDeleted,
    /// Sessions were ended by something else than signing out of them.
    SessionsRevoked,
    /// Someone signed out.
    SignedOut,
    /// An operator made a superuser, or changed one.
    SuperuserMade,
    /// Tokens are signed with another key.
    TokenKeysRotated,
}

impl AuditKind {
    /// Every kind.
    pub const ALL: [Self; 14] = [
        Self::SignedIn,
        Self::SignInFailed,
        Self::Registered,
        Self::EmployeeReviewed,
        Self::ProfileChanged,
        Self::IdentityLinked,
        Self::StateChanged,
        Self::RightsChanged,
        Self::PasswordChanged,
        Self::UserDeleted,
        Self::SessionsRevoked,
        Self::SignedOut,
        Self::SuperuserMade,
        Self::TokenKeysRotated,
    ];

    /// The word for it, in the store, the log and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::SignInFailed => "sign_in_failed",
            Self::Registered => "registered",
            Self::EmployeeReviewed => "employee_reviewed",
            Self::ProfileChanged => "profile_changed",
            Self::IdentityLinked => "identity_linked",
            Self::StateChanged => "state_changed",
            Self::RightsChanged => "rights_changed",
            Self::PasswordChanged => "password_changed",
            Self::UserDeleted => "user_deleted",
            Self::SessionsRevoked => "sessions_revoked",
            Self::SignedOut => "signed_out",
            Self::SuperuserMade => "superuser_made",
            Self::TokenKeysRotated => "token_keys_rotated",
        }
    }

    /// The kind with this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether the log may say what stood in `field` before and after: rights, states and sessions, but no names, addresses and
    /// numbers of people.
    fn shows(self, field: &str) -> bool {
        match self {
            Self::StateChanged
            | Self::RightsChanged
            | Self::SessionsRevoked
            | Self::SignedOut
            | Self::TokenKeysRotated => true,
            Self::EmployeeReviewed => ["status", "rights"].contains(&field),
            Self::Registered | Self::SuperuserMade => {
                ["state", "is_superuser", "is_staff", "groups", "permissions"].contains(&field)
            }
            _ => false,
        }
    }
}

/// One field's value before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Change {
    /// What stood there.
    pub before: Value,
    /// What stands there now.
    pub after: Value,
}

/// What changed, by field.
pub type Changes = BTreeMap<String, Change>;

/// One record. It never holds a secret, a token or a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRecord {
    /// Unguessable, so that two records of one millisecond stand side by side.
    pub id: String,
    /// What kind of event it was.
    pub kind: AuditKind,
    /// When.
    pub at: Timestamp,
    /// Who did it; nobody known for an operator, for AWS, and for a sign-in that failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<UserId>,
    /// To whom; nobody when it is about what all share, or about a name that is nobody's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<UserId>,
    /// From which address, as the gateway saw it; empty for what has no route.
    pub source_ip: String,
    /// What else there is to say, in fixed words of ours: by what somebody signed in, why they could not.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// What changed, by field.
    pub changes: Changes,
}

impl AuditRecord {
    /// A record of something that happens now, by nobody and about nobody yet.
    ///
    /// # Errors
    /// [`Failure::Broken`] when there is no randomness.
    pub fn new(app: &App, kind: AuditKind, source_ip: &str) -> Result<Self, Failure> {
        Ok(Self {
            id: app.random.id()?,
            kind,
            at: app.clock.now(),
            actor: None,
            subject: None,
            source_ip: source_ip.to_owned(),
            detail: String::new(),
            changes: Changes::new(),
        })
    }

    /// It was done by `actor`.
    #[must_use]
    pub fn by(self, actor: impl Into<Option<UserId>>) -> Self {
        Self {
            actor: actor.into(),
            ..self
        }
    }

    /// It was done to `subject`.
    #[must_use]
    pub fn about(self, subject: impl Into<Option<UserId>>) -> Self {
        Self {
            subject: subject.into(),
            ..self
        }
    }

    /// What else there is to say, in a fixed word: what a client sends is no such word.
    #[must_use]
    pub fn saying(self, detail: &'static str) -> Self {
        Self {
            detail: detail.to_owned(),
            ..self
        }
    }

    /// What changed. What is too much for one record is counted and not repeated.
    #[must_use]
    pub fn with(self, changes: Changes) -> Self {
        Self {
            changes: bounded(changes),
            ..self
        }
    }

    /// One field that changed.
    #[must_use]
    pub fn with_field(
        self,
        field: &str,
        before: impl Into<Value>,
        after: impl Into<Value>,
    ) -> Self {
        let change = Change {
            before: before.into(),
            after: after.into(),
        };
        let mut changes = self.changes.clone();
        changes.insert(field.to_owned(), change);
        self.with(changes)
    }

    /// Where it stands among the records: the later, the greater; no two are at one place.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{:013}#{}", self.at.as_millis(), self.id)
    }

    /// Writes the record to the log: which fields changed, and what stood in those that say nothing of a person.
    pub fn log(&self) {
        let changed: Vec<&str> = self.changes.keys().map(String::as_str).collect();
        let shown = self
            .changes
            .iter()
            .filter(|(field, _)| self.kind.shows(field));
        let shown: BTreeMap<&String, &Change> = ordered(shown);
        tracing::info!(
            event = "audit",
            kind = self.kind.as_str(),
            actor = self.actor.map(UserId::get),
            subject = self.subject.map(UserId::get),
            source_ip = self.source_ip,
            detail = self.detail,
            changed = changed.join(","),
            changes = serde_json::to_string(&shown).unwrap_or_default(),
            "audit"
        );
    }
}

/// As many changes as a record has room for.
fn bounded(changes: Changes) -> Changes {
    let mut room = MAX_CHANGE_BYTES;
    let mut kept = Changes::new();
    let mut left_out = 0_u32;
    for (field, change) in changes {
        let bytes = serde_json::to_string(&change).map_or(usize::MAX, |text| text.len());
        match room.checked_sub(bytes.saturating_add(field.len())) {
            Some(rest) => {
                room = rest;
                kept.insert(field, change);
            }
            None => left_out += 1,
        }
    }
    if left_out > 0 {
        let change = Change {
            before: Value::Null,
            after: json!(format!("{left_out} more, too large to keep")),
        };
        kept.insert("…".to_owned(), change);
    }
    kept
}

/// Logs a record of what changed nothing and keeps it in the store: one request. The answer stands whatever becomes of it, so a
/// failure is logged and no more.
pub async fn note(app: &App, record: Result<AuditRecord, Failure>) {
    let kept = match record {
        Ok(record) => {
            record.log();
            app.store.keep_record(&record).await
        }
        Err(failure) => Err(failure),
    };
    if let Err(failure) = kept {
        failure.log();
    }
}

/// Who does something, and from where.
#[derive(Clone, Copy, Debug)]
pub struct Actor<'a> {
    /// Who; `None` for an operator.
    pub user: Option<UserId>,
    /// From which address.
    pub source_ip: &'a str,
}

/// Records of what makes `before` into `after`, one for each kind of event.
///
/// # Errors
/// [`Failure::Broken`] when there is no randomness.
pub fn of_user(
    app: &App,
    actor: Actor<'_>,
    before: &User,
    after: &User,
    new_password: bool,
) -> Result<Vec<AuditRecord>, Failure> {
    let mut by_kind: BTreeMap<AuditKind, Changes> = BTreeMap::new();
    for (kind, field, change) in differences(before, after) {
        by_kind.entry(kind).or_default().insert(field, change);
    }
    if new_password {
        by_kind.entry(AuditKind::PasswordChanged).or_default();
    }
    by_kind
        .into_iter()
        .map(|(kind, changes)| {
            Ok(AuditRecord::new(app, kind, actor.source_ip)?
                .by(actor.user)
                .about(after.id)
                .with(changes))
        })
        .collect()
}

/// What makes `before` into `after`, by field.
#[must_use]
pub fn user_changes(before: &User, after: &User) -> Changes {
    let differences = differences(before, after).into_iter();
    ordered(differences.map(|(_, field, change)| (field, change)))
}

/// What a new user has that another one has not, by field.
#[must_use]
pub fn new_user_changes(user: &User) -> Changes {
    let nobody = User::new(user.id, user.created_at);
    let mut changes = user_changes(&nobody, user);
    let state = Change {
        before: Value::Null,
        after: json!(user.state),
    };
    changes.insert("state".to_owned(), state);
    changes
}

fn differences(before: &User, after: &User) -> Vec<(AuditKind, String, Change)> {
    let (mut old, mut new) = (view(before), view(after));
    let fields: BTreeSet<_> = ordered(old.keys().chain(new.keys()).cloned());
    let mut changes = Vec::new();
    for (kind, field) in fields {
        let key = (kind, field);
        let change = Change {
            before: old.remove(&key).unwrap_or_default(),
            after: new.remove(&key).unwrap_or_default(),
        };
        if change.before != change.after {
            changes.push((kind, key.1, change));
        }
    }
    changes
}

/// What the records tell of a user, and as which kind of event. Of identities only the apps: an openid is what somebody signs in
/// with at document 001.
fn view(user: &User) -> BTreeMap<(AuditKind, String), Value> {
    use AuditKind::{IdentityLinked, ProfileChanged, RightsChanged, StateChanged};
    let apps: Vec<String> = user
        .identities
        .iter()
        .map(|identity| format!("{} {}", identity.provider.as_str(), identity.app))
        .collect();
    let fields = [
        (StateChanged, "state", json!(user.state)),
        (RightsChanged, "is_superuser", json!(user.is_superuser)),
        (RightsChanged, "is_staff", json!(user.is_staff)),
        (RightsChanged, "groups", json!(user.groups)),
        (RightsChanged, "permissions", json!(user.permissions)),
        (RightsChanged, "kept_roles", json!(user.kept_roles)),
        (IdentityLinked, "identities", json!(apps)),
        (ProfileChanged, "username", json!(user.username)),
        (ProfileChanged, "name", json!(user.name)),
        (ProfileChanged, "avatar_url", json!(user.avatar_url)),
        (ProfileChanged, "phone", json!(user.phone)),
        (ProfileChanged, "email", json!(user.email)),
        (ProfileChanged, "email_verified", json!(user.email_verified)),
    ];
    let sections = user.profiles.iter().flat_map(|(section, value)| {
        let fields = value.as_object().into_iter().flatten();
        fields.map(move |(field, value)| {
            let key = (ProfileChanged, format!("{section}.{field}"));
            (key, value.clone())
        })
    });
    let fields = fields
        .into_iter()
        .map(|(kind, field, value)| ((kind, field.to_owned()), value));
    ordered(fields.chain(sections))
}

/// What makes the rights `before` into `after`, by record.
#[must_use]
pub fn rights_changes(before: &Rights, after: &Rights) -> Changes {
    let mut changes = Changes::new();
    compare(
        "group",
        &before.groups.rows,
        &after.groups.rows,
        &mut changes,
    );
    compare(
        "backendapi",
        &before.apis.rows,
        &after.apis.rows,
        &mut changes,
    );
    compare(
        "permission",
        &before.permissions.rows,
        &after.permissions.rows,
        &mut changes,
    );
    changes
}

fn compare<K: Ord + std::fmt::Display, T: PartialEq + Serialize>(
    table: &str,
    before: &BTreeMap<K, T>,
    after: &BTreeMap<K, T>,
    changes: &mut Changes,
) {
    let ids: BTreeSet<&K> = ordered(before.keys().chain(after.keys()));
    for id in ids {
        let (old, new) = (before.get(id), after.get(id));
        if old != new {
            let change = Change {
                before: json!(old),
                after: json!(new),
            };
            changes.insert(format!("{table} {id}"), change);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::user::AccountState;

    fn user() -> User {
        User::new(UserId::new(7).unwrap(), Timestamp::from_millis(0))
    }

    #[test]
    fn a_kind_has_one_word_everywhere() {
        for kind in AuditKind::ALL {
            assert_eq!(json!(kind), json!(kind.as_str()));
            assert_eq!(AuditKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(AuditKind::parse("nothing"), None);
    }

    #[test]
    fn a_record_of_before_is_still_read() {
        let old = json!({
            "id": "a", "kind": "employee_reviewed", "at": 5, "actor": 1, "subject": 2, "source_ip": "192.0.2.1",
            "changes": { "status": { "before": "审核", "after": "在职" } },
        });
        let record: AuditRecord = serde_json::from_value(old).unwrap();
        assert_eq!(
            (record.actor, record.subject),
            (UserId::new(1), UserId::new(2))
        );
        assert_eq!(record.place(), "0000000000005#a");
    }

    #[test]
    fn what_changed_is_told_by_kind() {
        let before = user();
        let mut after = before.clone();
        after.state = AccountState::Disabled;
        after.is_staff = true;
        after.name = "王".to_owned();
        after
            .profiles
            .insert("account".to_owned(), json!({ "gender": "f" }));
        let told: Vec<_> = differences(&before, &after)
            .into_iter()
            .map(|(kind, field, change)| (kind, field, change.after))
            .collect();
        assert_eq!(
            told,
            [
                (
                    AuditKind::ProfileChanged,
                    "account.gender".to_owned(),
                    json!("f")
                ),
                (AuditKind::ProfileChanged, "name".to_owned(), json!("王")),
                (
                    AuditKind::StateChanged,
                    "state".to_owned(),
                    json!("disabled")
                ),
                (AuditKind::RightsChanged, "is_staff".to_owned(), json!(true)),
            ]
        );
    }

    #[test]
    fn a_record_has_room_for_so_much_and_says_what_it_left_out() {
        let change = |text: String| Change {
            before: Value::Null,
            after: json!(text),
        };
        let changes = Changes::from([
            ("a".to_owned(), change("short".to_owned())),
            ("b".to_owned(), change("x".repeat(MAX_CHANGE_BYTES))),
            ("c".to_owned(), change("short".to_owned())),
        ]);
        let kept = bounded(changes);
        assert_eq!(kept.keys().collect::<Vec<_>>(), ["a", "c", "…"]);
        assert_eq!(kept["…"].after, "1 more, too large to keep");
    }
}
