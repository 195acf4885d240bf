//! The unit of work: domain writes that happen together or not at all, each under its condition.
//!
//! | module | which writes |
//! |---|---|
//! | `users` | users and the markers of what is unique about them |
//! | `codes` | sessions, proofs, codes, records |
//! | `rights` | groups, permissions and backend APIs; counts of roles |
//! | `action` | one action of a transaction, its condition, and what that guards |

mod action;
mod codes;
mod rights;
mod users;

use std::collections::BTreeMap;

use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::CancellationReason;

use self::action::{Action, Guard};
use super::Store;
use super::retry::{ATTEMPTS, pause};
use super::rows::{CodeRow, MailboxRow, PasswordHash};
use crate::attempts::Subject;
use crate::audit::AuditRecord;
use crate::aws::failure;
use crate::clock::Timestamp;
use crate::email::Email;
use crate::failure::{Dependency, Failure};
use crate::identity::Identity;
use crate::nonce::Nonce;
use crate::rights::Rights;
use crate::session::Session;
use crate::user::{User, UserId};

/// Which roles must not lose their last holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep<'a> {
    /// Every one.
    EveryRole,
    /// Every one but this.
    EveryRoleBut(&'a str),
    /// This one.
    Only(&'a str),
}

impl Keep<'_> {
    fn keeps(self, role: &str) -> bool {
        match self {
            Self::EveryRole => true,
            Self::EveryRoleBut(spared) => role != spared,
            Self::Only(kept) => role == kept,
        }
    }
}

/// DynamoDB's limit for a transaction.
const MAX_ACTIONS: usize = 100;

/// How many holders roles gain or lose in a unit of work.
type RoleChanges = BTreeMap<String, RoleChange>;

/// How many holders one role gains or loses.
#[derive(Clone, Copy, Debug, Default)]
struct RoleChange {
    by: i32,
    may_end: bool,
}

/// One write of a unit of work.
#[derive(Clone, Copy, Debug)]
pub enum Write<'a> {
    /// A new user with a marker for its username, verified address, and each identity; refused when any is taken.
    CreateUser {
        /// The user.
        user: &'a User,
        /// The hash of the password, if there is one; needs a username.
        password: Option<&'a PasswordHash>,
    },
    /// A user as it is to be, in place of the user as it was read; refused when it has been changed since. Markers
    /// follow. `after.revision` is ignored: it becomes `before.revision + 1`.
    ReplaceUser {
        /// The user as it was read.
        before: &'a User,
        /// The user as it is to be.
        after: &'a User,
        /// The hash of a new password; also that of the present one when its username changes.
        password: Option<&'a PasswordHash>,
        /// Which roles must not lose their last holder by this.
        keep: Keep<'a>,
    },
    /// A user and its markers go; refused when it has been changed since it was read, or is the last of a role to be kept.
    DeleteUser {
        /// The user as it was read.
        user: &'a User,
        /// Which roles must not lose their last holder by this.
        keep: Keep<'a>,
    },
    /// The rights as they are to be, in place of the rights as they were read; refused when they have been changed since.
    ReplaceRights {
        /// The rights as they were read.
        before: &'a Rights,
        /// The rights as they are to be; the revision is ignored.
        after: &'a Rights,
    },
    /// Changes nothing; refused when the rights have been changed since they were read.
    RequireRights(&'a Rights),
    /// Changes nothing; refused when the user has been changed since it was read.
    RequireUser(&'a User),
    /// The user signs in; refused unless the account is active, its sessions have not been ended since `epoch` was
    /// read, and `require` holds.
    SignIn {
        /// Who.
        user: UserId,
        /// The session epoch that was read at the door.
        epoch: u32,
        /// When.
        at: Timestamp,
        /// What a family's section must say.
        require: Option<SectionEquals<'a>>,
    },
    /// A new session.
    OpenSession(&'a Session),
    /// A session as it is to be; refused when it has been ended.
    KeepSession(&'a Session),
    /// Ends a session; refused when it has been ended before.
    CloseSession(&'a Session),
    /// Ends one of a user's sessions; refused when none of that `jti` stands.
    EndSession {
        /// Whose, as they were read.
        user: &'a User,
        /// Which.
        jti: &'a str,
        /// The present.
        now: Timestamp,
    },
    /// Closes a proof window; refused unless it is open.
    SpendProof {
        /// Whose proof.
        identity: &'a Identity,
        /// The present.
        now: Timestamp,
    },
    /// Changes nothing; refused unless the proof window is open.
    RequireProof {
        /// Whose proof.
        identity: &'a Identity,
        /// The present.
        now: Timestamp,
    },
    /// An openid's code row in place of the one that was read; refused when it has been written since. Kept until
    /// `keep_until`.
    ReplaceCode {
        /// Whose codes.
        identity: &'a Identity,
        /// The version that was read; none when there was no row.
        read: Option<&'a str>,
        /// The row as it is to be.
        row: &'a CodeRow,
        /// When the row may go.
        keep_until: Timestamp,
    },
    /// A mailbox row in place of the one that was read, under the same conditions.
    ReplaceMailbox {
        /// Whose mailbox.
        email: &'a Email,
        /// The version that was read; none when there was no row.
        read: Option<&'a str>,
        /// The row as it is to be.
        row: &'a MailboxRow,
        /// When the row may go.
        keep_until: Timestamp,
    },
    /// Uses up a code that has been found right; refused when it has been used or replaced meanwhile.
    SpendCode {
        /// Whose code.
        identity: &'a Identity,
        /// Its hash.
        hash: &'a str,
    },
    /// The address block of this pair has shown the account's password.
    KnowAddress {
        /// The account from the address block.
        pair: &'a Subject,
        /// Until when that counts.
        until: Timestamp,
    },
    /// What was counted of the subject is forgotten.
    ForgetAttempts(&'a Subject),
    /// Uses up a nonce; refused when it has been used before.
    SpendNonce(&'a Nonce),
    /// A record of what this unit of work does; logged once it is done.
    Audit(&'a AuditRecord),
}

/// A condition on a text field of a family's section.
#[derive(Clone, Copy, Debug)]
pub struct SectionEquals<'a> {
    /// The section.
    pub section: &'a str,
    /// The field.
    pub field: &'a str,
    /// What it must hold.
    pub value: &'a str,
}

/// Why a unit of work was refused; nothing of it has happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// Someone has this username.
    UsernameTaken,
    /// Someone has verified this address.
    EmailTaken,
    /// Someone comes in by this identity, or is known by its unionid.
    IdentityTaken,
    /// The user has been changed since it was read, or deleted.
    UserChanged,
    /// A role would lose its last holder.
    LastOfRole,
    /// The session has been ended.
    SessionEnded,
    /// The rights have been changed since they were read.
    RightsChanged,
    /// More than 100 items; nothing was sent.
    TooLarge,
    /// The user may not sign in; the user as it stands, `None` when there is none.
    NotAdmitted(Option<Box<User>>),
    /// The item that is to be new is there already: a user of this id, a session, an audit record.
    AlreadyThere,
    /// The proof window is not open.
    NoProof,
    /// The nonce has been used before.
    NonceUsed,
    /// The code or mailbox row has been written since it was read, or the code is spent.
    CodeChanged,
}

/// Why a unit of work did not happen.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// Conditions did not hold; in the order of the writes.
    #[error("conditions of the write did not hold")]
    Refused(Vec<Refusal>),

    /// DynamoDB did not do it.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl Store {
    /// Does all of `writes` or none: one request, at most 100 items (DynamoDB's limit for a transaction).
    ///
    /// The SDK's own repetitions carry one client token, so a lost answer is no second write. Conflicts with other
    /// transactions are tried again here, after a random pause.
    ///
    /// # Errors
    /// [`CommitError::Refused`] with each condition that did not hold, or a [`Failure`] of DynamoDB.
    pub async fn commit(&self, writes: &[Write<'_>]) -> Result<(), CommitError> {
        let mut actions = Vec::new();
        let mut roles = RoleChanges::default();
        for write in writes {
            self.actions(write, &mut actions, &mut roles)?;
        }
        // A transaction names an item once, and one role may gain and lose several holders.
        for (role, change) in roles {
            actions.extend(self.change_role(&role, change).transpose()?);
        }
        if actions.len() > MAX_ACTIONS {
            return Err(CommitError::Refused(vec![Refusal::TooLarge]));
        }
        let (items, guards): (Vec<_>, Vec<_>) = actions
            .into_iter()
            .map(|action| (action.item, action.guard))
            .unzip();
        for attempt in 1..=ATTEMPTS {
            let transaction = self
                .client
                .transact_write_items()
                .set_transact_items(Some(items.clone()));
            let Err(error) = transaction.send().await else {
                log_records(writes);
                return Ok(());
            };
            let Some(TransactWriteItemsError::TransactionCanceledException(canceled)) =
                error.as_service_error()
            else {
                return Err(failure(Dependency::DynamoDb, "TransactWriteItems", &error).into());
            };
            let cause = judge(canceled.cancellation_reasons(), &guards)?;
            if attempt == ATTEMPTS {
                let cause = format!("cancelled {ATTEMPTS} times: {cause}");
                return Err(Failure::Unavailable {
                    dependency: Dependency::DynamoDb,
                    operation: "TransactWriteItems",
                    cause,
                }
                .into());
            }
            pause(&self.random, attempt).await?;
        }
        Err(Failure::broken("a transaction was never tried").into())
    }

    fn actions(
        &self,
        write: &Write<'_>,
        actions: &mut Vec<Action>,
        roles: &mut RoleChanges,
    ) -> Result<(), Failure> {
        let action = match *write {
            Write::CreateUser { user, password } => {
                return self.create_user(user, password, actions, roles);
            }
            Write::ReplaceUser {
                before,
                after,
                password,
                keep,
            } => {
                return self.replace_user((before, after), password, keep, actions, roles);
            }
            Write::DeleteUser { user, keep } => {
                return self.delete_user(user, keep, actions, roles);
            }
            Write::ReplaceRights { before, after } => self.replace_rights(before, after),
            Write::RequireRights(rights) => self.require_rights(rights),
            Write::RequireUser(user) => self.require_user(user),
            Write::SignIn {
                user,
                epoch,
                at,
                require,
            } => self.sign_in(user, epoch, at, require),
            Write::OpenSession(session) => self.open_session(session),
            Write::KeepSession(session) => self.keep_session(session),
            Write::CloseSession(session) => self.close_session(session),
            Write::EndSession { user, jti, now } => self.end_session(user, jti, now),
            Write::SpendProof { identity, now } => self.spend_proof(identity, now),
            Write::RequireProof { identity, now } => self.require_proof(identity, now),
            Write::ReplaceCode {
                identity,
                read,
                row,
                keep_until,
            } => self.replace_code(identity, read, row, keep_until),
            Write::ReplaceMailbox {
                email,
                read,
                row,
                keep_until,
            } => self.replace_mailbox(email, read, row, keep_until),
            Write::SpendCode { identity, hash } => self.spend_code(identity, hash),
            Write::KnowAddress { pair, until } => self.know_address(pair, until),
            Write::ForgetAttempts(subject) => self.forget_attempts(subject),
            Write::SpendNonce(nonce) => self.spend_nonce(nonce),
            Write::Audit(record) => self.audit(record),
        };
        actions.push(action?);
        Ok(())
    }
}

/// What has happened is told once it has.
fn log_records(writes: &[Write<'_>]) {
    for write in writes {
        if let Write::Audit(record) = write {
            record.log();
        }
    }
}

/// What it means that a transaction was cancelled: its conditions did not hold, or it may be tried again, and why.
fn judge(reasons: &[CancellationReason], guards: &[Guard]) -> Result<String, CommitError> {
    let refused = reasons
        .iter()
        .zip(guards)
        .filter(|(reason, _)| reason.code() == Some("ConditionalCheckFailed"));
    let refusals = refused
        .map(|(reason, guard)| guard.refusal(reason))
        .collect::<Result<Vec<_>, _>>()?;
    if !refusals.is_empty() {
        return Err(CommitError::Refused(refusals));
    }
    let codes: Vec<&str> = reasons
        .iter()
        .filter_map(CancellationReason::code)
        .filter(|code| *code != "None")
        .collect();
    let cause = codes.join(", ");
    if codes.contains(&"ValidationError") || codes.contains(&"ItemCollectionSizeLimitExceeded") {
        return Err(Failure::broken(format!("a transaction was cancelled: {cause}")).into());
    }
    Ok(cause)
}
