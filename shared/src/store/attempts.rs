//! Counts of attempts: how often something was tried in the present hour, and from when it may be tried again.

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{ReturnValue, ReturnValuesOnConditionCheckFailure};
use serde::Deserialize;

use super::Store;
use super::counters::contention;
use super::item::{from_item, millis, number, seconds};
use super::keys::{self, EXPIRES_AT};
use super::retry::{ATTEMPTS, pause};
use crate::attempts::{Attempts, Counted, Subject};
use crate::aws::failure;
use crate::clock::Timestamp;
use crate::failure::{Dependency, Failure};

/// A row as it stands.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub(super) struct AttemptsRow {
    tries: u32,
    #[serde(default)]
    next_at: Option<Timestamp>,
}

impl From<AttemptsRow> for Attempts {
    fn from(row: AttemptsRow) -> Self {
        Self {
            tries: row.tries,
            next_at: row.next_at,
        }
    }
}

impl Store {
    /// Counts an attempt before it is made, so that attempts at one moment all count; or says how long to wait. One request
    /// while there were few attempts, else two.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn charge_attempt(
        &self,
        subject: &Subject,
        now: Timestamp,
    ) -> Result<Counted, Failure> {
        let mut seen: Option<Attempts> = None;
        for attempt in 1..=ATTEMPTS {
            let before = seen.unwrap_or_default();
            if let Some(wait) = before.wait(now) {
                return Ok(Counted::Wait(wait));
            }
            let mut update = self
                .client
                .update_item()
                .table_name(&self.codes)
                .set_key(Some(keys::attempts(subject, now)))
                .expression_attribute_names("#tries", "tries")
                .expression_attribute_names("#expires", EXPIRES_AT)
                .expression_attribute_values(":one", number(1_u8))
                .expression_attribute_values(":expires", seconds(subject.window_end(now)))
                .return_values(ReturnValue::UpdatedNew)
                .return_values_on_condition_check_failure(
                    ReturnValuesOnConditionCheckFailure::AllOld,
                );
            update = if seen.is_none() {
                update
                    .update_expression("SET #expires = :expires ADD #tries :one")
                    .condition_expression("attribute_not_exists(#tries) OR #tries < :free")
                    .expression_attribute_values(":free", number(subject.free()))
            } else {
                // Beyond the free ones attempts go one by one: of two at a moment, one was first.
                update
                    .update_expression("SET #expires = :expires, #next = :next ADD #tries :one")
                    .condition_expression("#tries = :seen")
                    .expression_attribute_names("#next", "next_at")
                    .expression_attribute_values(":seen", number(before.tries))
                    .expression_attribute_values(
                        ":next",
                        millis(now + subject.delay(before.tries + 1)),
                    )
            };
            let error = match update.send().await {
                Ok(output) => {
                    #[derive(Deserialize)]
                    struct New {
                        tries: u32,
                    }
                    let new: New = from_item(output.attributes.unwrap_or_default())?;
                    return Ok(Counted::Go(new.tries));
                }
                Err(error) => error,
            };
            match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(refused)) => {
                    let row: AttemptsRow = from_item(refused.item.clone().unwrap_or_default())?;
                    seen = Some(row.into());
                }
                Some(UpdateItemError::TransactionConflictException(_)) => {
                    pause(&self.random, attempt).await?;
                }
                _ => return Err(failure(Dependency::DynamoDb, "UpdateItem", &error)),
            }
        }
        match seen {
            // So many at one moment that this one was never first.
            Some(_) => Ok(Counted::Wait(1)),
            None => Err(contention("UpdateItem")),
        }
    }

    /// What was counted of `subject` in the present hour: one request.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn attempts(&self, subject: &Subject, now: Timestamp) -> Result<Attempts, Failure> {
        let row: Option<AttemptsRow> = self.get(&self.codes, keys::attempts(subject, now)).await?;
        Ok(row.unwrap_or_default().into())
    }
}
