//! The unit of work: domain writes that happen together or not at all, each under its condition.

use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    CancellationReason, ConditionCheck, Delete, Put, ReturnValuesOnConditionCheckFailure,
    TransactWriteItem, Update,
};

use super::Store;
use super::item::{
    Item, from_item, millis, number, seconds, string, to_expiring_item, to_item, user_item,
};
use super::keys::{self, EXPIRES_AT, Key, PK};
use super::retry::{ATTEMPTS, pause};
use super::rows::{CodeRow, MailboxRow, PasswordHash};
use crate::audit::{self, AuditRecord};
use crate::aws::failure;
use crate::clock::Timestamp;
use crate::email::Email;
use crate::failure::{Dependency, Failure};
use crate::session::Session;
use crate::user::{AccountState, Identity, User, UserId};

/// One write of a unit of work.
#[derive(Clone, Copy, Debug)]
pub enum Write<'a> {
    /// A new user with a marker for its username, verified address, and each identity; refused when any is taken.
    CreateUser {
        /// The user.
        user: &'a User,
        /// The hash of the password; there is one exactly when there is a username.
        password: Option<&'a PasswordHash>,
    },
    /// A user as it is to be, in place of the user as it was read; refused when it has been changed since. Markers
    /// follow. `after.revision` is ignored: it becomes `before.revision + 1`.
    ReplaceUser {
        /// The user as it was read.
        before: &'a User,
        /// The user as it is to be.
        after: &'a User,
        /// The hash of a new password; also needed when the user gets a username, or another one.
        password: Option<&'a PasswordHash>,
    },
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
    /// A record of what this unit of work does.
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
    /// The user may not sign in; the user as it stands, `None` when there is none.
    NotAdmitted(Option<Box<User>>),
    /// The session, or the audit record, is there already.
    AlreadyThere,
    /// The proof window is not open.
    NoProof,
    /// The code or mailbox row has been written since it was read, or the code is spent.
    CodeChanged,
}

/// Why a unit of work did not happen.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// Conditions did not hold; in the order of the writes.
    #[error("refused: {0:?}")]
    Refused(Vec<Refusal>),
    /// DynamoDB did not do it.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// What the condition of an action guards.
#[derive(Clone, Copy)]
enum Guard {
    Username,
    Email,
    Identity,
    UserUnchanged,
    Admission,
    New,
    Proof,
    Code,
}

impl Guard {
    fn refusal(self, reason: &CancellationReason) -> Result<Refusal, Failure> {
        Ok(match self {
            Self::Username => Refusal::UsernameTaken,
            Self::Email => Refusal::EmailTaken,
            Self::Identity => Refusal::IdentityTaken,
            Self::UserUnchanged => Refusal::UserChanged,
            Self::Admission => {
                let item = reason.item.clone().filter(|item| !item.is_empty());
                Refusal::NotAdmitted(item.map(from_item).transpose()?.map(Box::new))
            }
            Self::New => Refusal::AlreadyThere,
            Self::Proof => Refusal::NoProof,
            Self::Code => Refusal::CodeChanged,
        })
    }
}

type Action = (TransactWriteItem, Guard);

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
        for write in writes {
            self.actions(write, &mut actions)?;
        }
        let (items, guards): (Vec<_>, Vec<_>) = actions.into_iter().unzip();
        for attempt in 1..=ATTEMPTS {
            let result = self
                .client
                .transact_write_items()
                .set_transact_items(Some(items.clone()))
                .send()
                .await;
            let Err(error) = result else { return Ok(()) };
            let Some(TransactWriteItemsError::TransactionCanceledException(canceled)) =
                error.as_service_error()
            else {
                return Err(failure(Dependency::DynamoDb, "TransactWriteItems", &error).into());
            };
            let reasons = canceled.cancellation_reasons();
            let refusals = reasons
                .iter()
                .zip(&guards)
                .filter(|(reason, _)| reason.code() == Some("ConditionalCheckFailed"))
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
            if codes.iter().any(|code| {
                *code == "ValidationError" || *code == "ItemCollectionSizeLimitExceeded"
            }) {
                return Err(Failure::broken(format!(
                    "a transaction was cancelled: {}",
                    codes.join(", ")
                ))
                .into());
            }
            if attempt == ATTEMPTS {
                let cause = format!("cancelled {ATTEMPTS} times: {}", codes.join(", "));
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

    fn actions(&self, write: &Write<'_>, actions: &mut Vec<Action>) -> Result<(), Failure> {
        match *write {
            Write::CreateUser { user, password } => self.create_user(user, password, actions),
            Write::ReplaceUser {
                before,
                after,
                password,
            } => self.replace_user(before, after, password, actions),
            Write::SignIn {
                user,
                epoch,
                at,
                require,
            } => {
                actions.push(self.sign_in(user, epoch, at, require)?);
                Ok(())
            }
            Write::RequireUser(user) => {
                let check = ConditionCheck::builder()
                    .table_name(&self.users)
                    .set_key(Some(keys::user(user.id)))
                    .condition_expression("#revision = :revision")
                    .expression_attribute_names("#revision", "revision")
                    .expression_attribute_values(":revision", number(user.revision));
                let check = check.build().map_err(incomplete)?;
                actions.push((
                    TransactWriteItem::builder().condition_check(check).build(),
                    Guard::UserUnchanged,
                ));
                Ok(())
            }
            Write::OpenSession(session) => {
                let item = to_expiring_item(
                    keys::session(session.user, &session.jti),
                    session,
                    session.closes_at,
                )?;
                actions.push((put_new(&self.codes, item)?, Guard::New));
                Ok(())
            }
            Write::SpendProof { identity, now } => {
                let delete = Delete::builder()
                    .table_name(&self.codes)
                    .set_key(Some(keys::proof(identity)))
                    .condition_expression("#expires > :now")
                    .expression_attribute_names("#expires", EXPIRES_AT)
                    .expression_attribute_values(":now", seconds(now));
                let delete = delete.build().map_err(incomplete)?;
                actions.push((
                    TransactWriteItem::builder().delete(delete).build(),
                    Guard::Proof,
                ));
                Ok(())
            }
            Write::RequireProof { identity, now } => {
                let check = ConditionCheck::builder()
                    .table_name(&self.codes)
                    .set_key(Some(keys::proof(identity)))
                    .condition_expression("#expires > :now")
                    .expression_attribute_names("#expires", EXPIRES_AT)
                    .expression_attribute_values(":now", seconds(now));
                let check = check.build().map_err(incomplete)?;
                actions.push((
                    TransactWriteItem::builder().condition_check(check).build(),
                    Guard::Proof,
                ));
                Ok(())
            }
            Write::ReplaceCode {
                identity,
                read,
                row,
                keep_until,
            } => {
                let item = to_expiring_item(keys::code(identity), row, keep_until)?;
                actions.push((self.put_over(item, read)?, Guard::Code));
                Ok(())
            }
            Write::ReplaceMailbox {
                email,
                read,
                row,
                keep_until,
            } => {
                let item = to_expiring_item(keys::mailbox(email), row, keep_until)?;
                actions.push((self.put_over(item, read)?, Guard::Code));
                Ok(())
            }
            Write::SpendCode { identity, hash } => {
                let update = Update::builder()
                    .table_name(&self.codes)
                    .set_key(Some(keys::code(identity)))
                    .update_expression("REMOVE #code")
                    .condition_expression("#code.#hash = :hash")
                    .expression_attribute_names("#code", "code")
                    .expression_attribute_names("#hash", "hash")
                    .expression_attribute_values(":hash", string(hash));
                let update = update.build().map_err(incomplete)?;
                actions.push((
                    TransactWriteItem::builder().update(update).build(),
                    Guard::Code,
                ));
                Ok(())
            }
            Write::Audit(record) => {
                let sort = format!("{:013}#{}", record.at.as_millis(), record.id);
                let item = to_expiring_item(
                    keys::audit(record.subject, &sort),
                    record,
                    record.at + audit::RETENTION,
                )?;
                actions.push((put_new(&self.codes, item)?, Guard::New));
                Ok(())
            }
        }
    }

    fn create_user(
        &self,
        user: &User,
        password: Option<&PasswordHash>,
        actions: &mut Vec<Action>,
    ) -> Result<(), Failure> {
        actions.push((put_new(&self.users, user_item(user)?)?, Guard::New));
        match (&user.username, password) {
            (Some(username), Some(hash)) => {
                let item = to_item(keys::username(username), &marker(user, Some(hash)))?;
                actions.push((put_new(&self.users, item)?, Guard::Username));
            }
            (None, None) => {}
            _ => return Err(Failure::broken("a username and a password come together")),
        }
        if let Some(email) = user.verified_email() {
            let item = to_item(keys::email(email), &holder(user.id))?;
            actions.push((put_new(&self.users, item)?, Guard::Email));
        }
        for identity in &user.identities {
            self.claim_identity(user, identity, actions)?;
        }
        Ok(())
    }

    fn replace_user(
        &self,
        before: &User,
        after: &User,
        password: Option<&PasswordHash>,
        actions: &mut Vec<Action>,
    ) -> Result<(), Failure> {
        let mut stored = after.clone();
        stored.revision = before.revision + 1;
        let put = Put::builder()
            .table_name(&self.users)
            .set_item(Some(user_item(&stored)?))
            .condition_expression("#revision = :revision")
            .expression_attribute_names("#revision", "revision")
            .expression_attribute_values(":revision", number(before.revision))
            .build()
            .map_err(incomplete)?;
        actions.push((
            TransactWriteItem::builder().put(put).build(),
            Guard::UserUnchanged,
        ));

        let epoch_moved = before.session_epoch != after.session_epoch;
        let (old_name, new_name) = (before.username.as_ref(), after.username.as_ref());
        let same_name = old_name.map(|n| n.key()) == new_name.map(|n| n.key());
        match (new_name, password) {
            (Some(username), Some(hash)) => {
                let item = to_item(keys::username(username), &marker(after, Some(hash)))?;
                let put = if same_name {
                    self.put_own(item, after.id)?
                } else {
                    put_new(&self.users, item)?
                };
                actions.push((put, Guard::Username));
            }
            (Some(username), None) if same_name => {
                if epoch_moved {
                    actions.push((
                        self.move_epoch(keys::username(username), after)?,
                        Guard::UserUnchanged,
                    ));
                }
            }
            (None, None) => {}
            _ => {
                return Err(Failure::broken(
                    "a username needs a password, and a password a username",
                ));
            }
        }
        if let (Some(username), false) = (old_name, same_name) {
            actions.push((
                self.release(keys::username(username), after.id)?,
                Guard::UserUnchanged,
            ));
        }

        let (old_email, new_email) = (before.verified_email(), after.verified_email());
        if old_email != new_email {
            if let Some(email) = new_email {
                let item = to_item(keys::email(email), &holder(after.id))?;
                actions.push((put_new(&self.users, item)?, Guard::Email));
            }
            if let Some(email) = old_email {
                actions.push((
                    self.release(keys::email(email), after.id)?,
                    Guard::UserUnchanged,
                ));
            }
        }

        for identity in &after.identities {
            match before
                .identities
                .iter()
                .find(|known| known.is_same_door(identity))
            {
                None => self.claim_identity(after, identity, actions)?,
                Some(known) => {
                    if epoch_moved {
                        actions.push((
                            self.move_epoch(keys::identity(identity), after)?,
                            Guard::UserUnchanged,
                        ));
                    }
                    if known.unionid != identity.unionid {
                        self.claim_unionid(after, identity, actions)?;
                    }
                }
            }
        }
        if before
            .identities
            .iter()
            .any(|identity| !after.has_identity(identity))
        {
            return Err(Failure::broken(
                "an identity cannot be taken from a user yet",
            ));
        }
        Ok(())
    }

    fn sign_in(
        &self,
        user: UserId,
        epoch: u32,
        at: Timestamp,
        require: Option<SectionEquals<'_>>,
    ) -> Result<Action, Failure> {
        let mut condition = "#state = :active AND #epoch = :epoch".to_owned();
        let active = serde_dynamo::to_attribute_value(AccountState::Active)
            .map_err(|e| Failure::broken(format!("an account state cannot be stored: {e}")))?;
        let mut update = Update::builder()
            .table_name(&self.users)
            .set_key(Some(keys::user(user)))
            .update_expression("SET #last_login = :at ADD #revision :one")
            .expression_attribute_names("#last_login", "last_login")
            .expression_attribute_names("#revision", "revision")
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#epoch", "session_epoch")
            .expression_attribute_values(":at", millis(at))
            .expression_attribute_values(":one", number(1_u8))
            .expression_attribute_values(":active", active)
            .expression_attribute_values(":epoch", number(epoch))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        if let Some(require) = require {
            condition.push_str(" AND #profiles.#section.#field = :value");
            update = update
                .expression_attribute_names("#profiles", "profiles")
                .expression_attribute_names("#section", require.section)
                .expression_attribute_names("#field", require.field)
                .expression_attribute_values(":value", string(require.value));
        }
        let update = update
            .condition_expression(condition)
            .build()
            .map_err(incomplete)?;
        Ok((
            TransactWriteItem::builder().update(update).build(),
            Guard::Admission,
        ))
    }

    /// Markers for an identity that `user` is to come in by: one for the door, one for the unionid.
    fn claim_identity(
        &self,
        user: &User,
        identity: &Identity,
        actions: &mut Vec<Action>,
    ) -> Result<(), Failure> {
        let item = to_item(keys::identity(identity), &marker(user, None))?;
        actions.push((put_new(&self.users, item)?, Guard::Identity));
        self.claim_unionid(user, identity, actions)
    }

    fn claim_unionid(
        &self,
        user: &User,
        identity: &Identity,
        actions: &mut Vec<Action>,
    ) -> Result<(), Failure> {
        let Some(unionid) = &identity.unionid else {
            return Ok(());
        };
        // The same person's other app has brought the same unionid already: then it must be the same user.
        let item = to_item(keys::unionid(identity.provider, unionid), &holder(user.id))?;
        let put = Put::builder()
            .table_name(&self.users)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(#pk) OR #user_id = :user_id")
            .expression_attribute_names("#pk", PK)
            .expression_attribute_names("#user_id", "user_id")
            .expression_attribute_values(":user_id", number(user.id.get().unsigned_abs()));
        actions.push((
            TransactWriteItem::builder()
                .put(put.build().map_err(incomplete)?)
                .build(),
            Guard::Identity,
        ));
        Ok(())
    }

    /// Puts a row over the one that was read, or where none was.
    fn put_over(&self, item: Item, read: Option<&str>) -> Result<TransactWriteItem, Failure> {
        let put = Put::builder()
            .table_name(&self.codes)
            .set_item(Some(item))
            .expression_attribute_names("#pk", PK);
        let put = match read {
            None => put.condition_expression("attribute_not_exists(#pk)"),
            // Gone is as good as unchanged: DynamoDB has removed the row because its time was over.
            Some(version) => put
                .condition_expression("attribute_not_exists(#pk) OR #version = :version")
                .expression_attribute_names("#version", "version")
                .expression_attribute_values(":version", string(version)),
        };
        Ok(TransactWriteItem::builder()
            .put(put.build().map_err(incomplete)?)
            .build())
    }

    /// Puts a marker over one that belongs to the same user.
    fn put_own(&self, item: Item, user: UserId) -> Result<TransactWriteItem, Failure> {
        let put = Put::builder()
            .table_name(&self.users)
            .set_item(Some(item))
            .condition_expression("#user_id = :user_id")
            .expression_attribute_names("#user_id", "user_id")
            .expression_attribute_values(":user_id", number(user.get().unsigned_abs()));
        Ok(TransactWriteItem::builder()
            .put(put.build().map_err(incomplete)?)
            .build())
    }

    fn move_epoch(&self, key: Key, user: &User) -> Result<TransactWriteItem, Failure> {
        let update = Update::builder()
            .table_name(&self.users)
            .set_key(Some(key))
            .update_expression("SET #epoch = :epoch")
            .condition_expression("#user_id = :user_id")
            .expression_attribute_names("#epoch", "epoch")
            .expression_attribute_names("#user_id", "user_id")
            .expression_attribute_values(":epoch", number(user.session_epoch))
            .expression_attribute_values(":user_id", number(user.id.get().unsigned_abs()));
        Ok(TransactWriteItem::builder()
            .update(update.build().map_err(incomplete)?)
            .build())
    }

    fn release(&self, key: Key, user: UserId) -> Result<TransactWriteItem, Failure> {
        let delete = Delete::builder()
            .table_name(&self.users)
            .set_key(Some(key))
            .condition_expression("#user_id = :user_id")
            .expression_attribute_names("#user_id", "user_id")
            .expression_attribute_values(":user_id", number(user.get().unsigned_abs()));
        Ok(TransactWriteItem::builder()
            .delete(delete.build().map_err(incomplete)?)
            .build())
    }
}

/// What stands in the marker of a door.
#[derive(serde::Serialize)]
struct Marker<'a> {
    user_id: UserId,
    epoch: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    password_hash: Option<&'a PasswordHash>,
}

fn marker<'a>(user: &User, password_hash: Option<&'a PasswordHash>) -> Marker<'a> {
    Marker {
        user_id: user.id,
        epoch: user.session_epoch,
        password_hash,
    }
}

/// What stands in the marker of something that is unique but no door.
#[derive(serde::Serialize)]
struct HolderMarker {
    user_id: UserId,
}

fn holder(user_id: UserId) -> HolderMarker {
    HolderMarker { user_id }
}

fn put_new(table: &str, item: Item) -> Result<TransactWriteItem, Failure> {
    let put = Put::builder()
        .table_name(table)
        .set_item(Some(item))
        .condition_expression("attribute_not_exists(#pk)")
        .expression_attribute_names("#pk", PK);
    Ok(TransactWriteItem::builder()
        .put(put.build().map_err(incomplete)?)
        .build())
}

fn incomplete(error: aws_sdk_dynamodb::error::BuildError) -> Failure {
    Failure::broken(format!("an incomplete action: {error}"))
}
