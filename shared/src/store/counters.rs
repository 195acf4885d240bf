//! Single writes: user ids, the tries of an email code, the opening of a proof, the claim of a provider's code.

use std::time::Duration;

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::update_item::{UpdateItemError, UpdateItemOutput};
use aws_sdk_dynamodb::types::ReturnValue;

use super::Store;
use super::item::{Item, from_item, millis, number, seconds, string, to_expiring_item};
use super::keys::{self, EXPIRES_AT, PK};
use super::retry::{ATTEMPTS, pause};
use super::rows::{AccessTokenRow, CodeRow, PasswordHash, ProofRow};
use crate::aws::failure;
use crate::clock::Timestamp;
use crate::failure::{Dependency, Failure};
use crate::identity::Identity;
use crate::user::UserId;
use crate::username::Username;

/// How long a provider's code stays claimed at most, should its request never come to release it.
pub const CLAIM: Duration = Duration::from_secs(10);

/// The counter of user ids.
#[derive(serde::Deserialize)]
pub(super) struct Counter {
    /// The last id that was given.
    pub(super) last: i64,
}

impl Store {
    /// The next user id: one request. A caller that fails afterwards leaves a gap, never a duplicate.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB; [`Failure::Broken`] when all 2,147,483,647 ids are given.
    pub async fn next_user_id(&self) -> Result<UserId, Failure> {
        let ids = self.next_user_ids(1).await?;
        ids.first()
            .copied()
            .ok_or_else(|| Failure::broken("one id was asked for and none came"))
    }

    /// The next `count` user ids, rising: one request.
    ///
    /// # Errors
    /// As [`Store::next_user_id`].
    pub async fn next_user_ids(&self, count: u32) -> Result<Vec<UserId>, Failure> {
        let update = self
            .client
            .update_item()
            .table_name(&self.users)
            .set_key(Some(keys::user_counter()))
            .update_expression("ADD #last :count")
            .expression_attribute_names("#last", "last")
            .expression_attribute_values(":count", number(count))
            .return_values(ReturnValue::UpdatedNew);
        let output = update
            .send()
            .await
            .map_err(|e| failure(Dependency::DynamoDb, "UpdateItem", &e))?;
        let counter: Counter = from_item(output.attributes.unwrap_or_default())?;
        let ids = (counter.last - i64::from(count) + 1)..=counter.last;
        ids.map(|id| UserId::new(id).ok_or_else(|| Failure::broken("there are no user ids left")))
            .collect()
    }

    /// Counts one try of the code of `identity` and returns the row as it stands then; `None` when there is no code that
    /// may be tried: none sent, spent, expired, or `max_tries` used up. One request.
    ///
    /// The try is counted before anyone looks at the code, so guesses sent at the same moment all count. It also changes the
    /// row's version: a mail that failed meanwhile is not taken back, which would take back the try.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn charge_try(
        &self,
        identity: &Identity,
        max_tries: u32,
        now: Timestamp,
    ) -> Result<Option<CodeRow>, Failure> {
        for attempt in 1..=ATTEMPTS {
            let result = self
                .client
                .update_item()
                .table_name(&self.codes)
                .set_key(Some(keys::code(identity)))
                .update_expression("SET #version = :version ADD #tries :one")
                .condition_expression("#tries < :max AND #code.#good_until > :now")
                .expression_attribute_names("#tries", "tries")
                .expression_attribute_names("#code", "code")
                .expression_attribute_names("#good_until", "good_until")
                .expression_attribute_names("#version", "version")
                .expression_attribute_values(":version", string(self.random.id()?))
                .expression_attribute_values(":one", number(1_u8))
                .expression_attribute_values(":max", number(max_tries))
                .expression_attribute_values(":now", millis(now))
                .return_values(ReturnValue::AllNew)
                .send()
                .await;
            match outcome(result)? {
                Outcome::Done(output) => {
                    return from_item(output.attributes.unwrap_or_default()).map(Some);
                }
                Outcome::Refused => return Ok(None),
                Outcome::Conflict => pause(&self.random, attempt).await?,
            }
        }
        Err(contention("UpdateItem"))
    }

    /// Opens the proof window of `identity` until `closes_at`: one request.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn open_proof(
        &self,
        identity: &Identity,
        closes_at: Timestamp,
    ) -> Result<(), Failure> {
        let proof = ProofRow {
            unionid: identity.unionid.clone(),
        };
        let item = to_expiring_item(keys::proof(identity), &proof, closes_at)?;
        self.put_code(item, None).await.map(drop)
    }

    /// Claims a provider's code until [`Store::release_exchange`], or for [`CLAIM`]: whether it was free. One request.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn claim_exchange(&self, fingerprint: &str, now: Timestamp) -> Result<bool, Failure> {
        let row = std::collections::BTreeMap::<String, String>::new();
        let item = to_expiring_item(keys::exchange(fingerprint), &row, now + CLAIM)?;
        self.put_code(item, Some(now)).await
    }

    /// Releases a provider's code, whose exchange is over: one request.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB. A conflict with another request is none: the claim ends by itself.
    pub async fn release_exchange(&self, fingerprint: &str) -> Result<(), Failure> {
        let deleted = self
            .client
            .delete_item()
            .table_name(&self.codes)
            .set_key(Some(keys::exchange(fingerprint)))
            .send()
            .await;
        match deleted {
            Err(error)
                if !error
                    .as_service_error()
                    .is_some_and(DeleteItemError::is_transaction_conflict_exception) =>
            {
                Err(failure(Dependency::DynamoDb, "DeleteItem", &error))
            }
            _ => Ok(()),
        }
    }

    /// Keeps a provider's access token for all instances: one request.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn keep_access_token(&self, app: &str, row: &AccessTokenRow) -> Result<(), Failure> {
        let item = to_expiring_item(keys::access_token(app), row, row.good_until)?;
        self.put_code(item, None).await.map(drop)
    }

    /// Puts an item into the codes table, whatever is there, or, with a moment, unless one is there that is not over then.
    /// Whether it was put.
    pub(super) async fn put_code(
        &self,
        item: Item,
        unless_live_at: Option<Timestamp>,
    ) -> Result<bool, Failure> {
        for attempt in 1..=ATTEMPTS {
            let mut put = self
                .client
                .put_item()
                .table_name(&self.codes)
                .set_item(Some(item.clone()));
            if let Some(now) = unless_live_at {
                put = put
                    .condition_expression("attribute_not_exists(#pk) OR #expires <= :now")
                    .expression_attribute_names("#pk", PK)
                    .expression_attribute_names("#expires", EXPIRES_AT)
                    .expression_attribute_values(":now", seconds(now));
            }
            let Err(error) = put.send().await else {
                return Ok(true);
            };
            match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(_)) => return Ok(false),
                Some(PutItemError::TransactionConflictException(_)) => {
                    pause(&self.random, attempt).await?;
                }
                _ => return Err(failure(Dependency::DynamoDb, "PutItem", &error)),
            }
        }
        Err(contention("PutItem"))
    }

    /// Puts `new` in place of `old` as the hash of the username's password, if it is still `old`: one request.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB. That the password has been changed meanwhile is none, nor is a conflict with another write:
    /// the next sign-in hashes again.
    pub async fn rehash(
        &self,
        username: &Username,
        old: &PasswordHash,
        new: &PasswordHash,
    ) -> Result<(), Failure> {
        let result = self
            .client
            .update_item()
            .table_name(&self.users)
            .set_key(Some(keys::username(username)))
            .update_expression("SET #hash = :new")
            .condition_expression("#hash = :old")
            .expression_attribute_names("#hash", "password_hash")
            .expression_attribute_values(":new", string(new.as_phc()))
            .expression_attribute_values(":old", string(old.as_phc()))
            .send()
            .await;
        outcome(result).map(drop)
    }
}

enum Outcome {
    Done(Box<UpdateItemOutput>),
    Refused,
    Conflict,
}

fn outcome<R: std::fmt::Debug>(
    result: Result<UpdateItemOutput, SdkError<UpdateItemError, R>>,
) -> Result<Outcome, Failure> {
    match result {
        Ok(output) => Ok(Outcome::Done(Box::new(output))),
        Err(e) => match e.as_service_error() {
            Some(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(Outcome::Refused),
            Some(UpdateItemError::TransactionConflictException(_)) => Ok(Outcome::Conflict),
            _ => Err(failure(Dependency::DynamoDb, "UpdateItem", &e)),
        },
    }
}

pub(super) fn contention(operation: &'static str) -> Failure {
    Failure::Unavailable {
        dependency: Dependency::DynamoDb,
        operation,
        cause: format!("in conflict with a transaction {ATTEMPTS} times"),
    }
}
