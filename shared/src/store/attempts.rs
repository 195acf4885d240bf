//! Counts of attempts: how often something was tried, since when, and from when it may be tried again.

use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
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
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct AttemptsRow {
    tries: u32,
    since: Timestamp,
    #[serde(default)]
    next_at: Option<Timestamp>,
}

impl From<AttemptsRow> for Attempts {
    fn from(row: AttemptsRow) -> Self {
        Self {
            tries: row.tries,
            since: row.since,
            next_at: row.next_at,
        }
    }
}

impl Store {
    /// Counts an attempt before it is made, so that attempts at one moment all count; or says how long to wait. What was
    /// counted from `void` back counts no more. One request while there were few attempts, else two.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn charge_attempt(
        &self,
        subject: &Subject,
        now: Timestamp,
        void: Option<Timestamp>,
    ) -> Result<Counted, Failure> {
        let mut seen: Option<Attempts> = None;
        for attempt in 1..=ATTEMPTS {
            let update = match seen {
                None => self.one_more(subject, now),
                Some(before) if before.are_over(now, void) => self.first(subject, before, now),
                Some(before) => match before.wait(now) {
                    Some(seconds) => {
                        let since = before.since;
                        return Ok(Counted::Wait { seconds, since });
                    }
                    None => self.one_after(subject, before, now),
                },
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
                    // No row is one that has been forgotten meanwhile.
                    seen = match refused.item.clone() {
                        Some(item) if !item.is_empty() => {
                            Some(from_item::<AttemptsRow>(item)?.into())
                        }
                        _ => None,
                    };
                }
                Some(UpdateItemError::TransactionConflictException(_)) => {
                    pause(&self.random, attempt).await?;
                }
                _ => return Err(failure(Dependency::DynamoDb, "UpdateItem", &error)),
            }
        }
        match seen {
            // So many at one moment that this one was never first.
            Some(before) => Ok(Counted::Wait {
                seconds: 1,
                since: before.since,
            }),
            None => Err(contention("UpdateItem")),
        }
    }

    /// Takes one attempt back that was charged and turned out to be none. One request.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn take_attempt_back(&self, subject: &Subject) -> Result<(), Failure> {
        let result = self
            .client
            .update_item()
            .table_name(&self.codes)
            .set_key(Some(keys::attempts(subject)))
            .update_expression("SET #tries = #tries - :one")
            .condition_expression("#tries >= :one")
            .expression_attribute_names("#tries", "tries")
            .expression_attribute_values(":one", number(1_u8))
            .send()
            .await;
        match result {
            Ok(_) => Ok(()),
            // Forgotten meanwhile.
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(UpdateItemError::is_conditional_check_failed_exception) =>
            {
                Ok(())
            }
            Err(error) => Err(failure(Dependency::DynamoDb, "UpdateItem", &error)),
        }
    }

    /// What was counted of `subject`, if anything was: one request.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn attempts(&self, subject: &Subject) -> Result<Option<Attempts>, Failure> {
        let row: Option<AttemptsRow> = self.get(&self.codes, keys::attempts(subject)).await?;
        Ok(row.map(Attempts::from))
    }

    /// An attempt of those that need not wait.
    fn one_more(&self, subject: &Subject, now: Timestamp) -> UpdateItemFluentBuilder {
        let from = Subject::window_start(now);
        self.charge(subject, now)
            .update_expression(
                "SET #expires = :expires, #since = if_not_exists(#since, :now) ADD #tries :one",
            )
            .condition_expression(
                "attribute_not_exists(#tries) OR (#tries < :free AND #since > :from)",
            )
            .expression_attribute_values(":now", millis(now))
            .expression_attribute_values(":from", millis(from))
            .expression_attribute_values(":free", number(subject.free()))
    }

    /// An attempt beyond those: they go one by one, since of two at a moment one was first.
    fn one_after(
        &self,
        subject: &Subject,
        before: Attempts,
        now: Timestamp,
    ) -> UpdateItemFluentBuilder {
        let next_at = now + subject.delay(before.tries + 1);
        self.charge(subject, now)
            .update_expression("SET #expires = :expires, #next = :next ADD #tries :one")
            .condition_expression("#tries = :seen AND #since = :since")
            .expression_attribute_names("#next", "next_at")
            .expression_attribute_values(":next", millis(next_at))
            .expression_attribute_values(":seen", number(before.tries))
            .expression_attribute_values(":since", millis(before.since))
    }

    /// The first attempt after those that are over.
    fn first(
        &self,
        subject: &Subject,
        before: Attempts,
        now: Timestamp,
    ) -> UpdateItemFluentBuilder {
        self.charge(subject, now)
            .update_expression("SET #expires = :expires, #since = :now, #tries = :one REMOVE #next")
            .condition_expression("#tries = :seen AND #since = :since")
            .expression_attribute_names("#next", "next_at")
            .expression_attribute_values(":now", millis(now))
            .expression_attribute_values(":seen", number(before.tries))
            .expression_attribute_values(":since", millis(before.since))
    }

    /// What all three have in common.
    fn charge(&self, subject: &Subject, now: Timestamp) -> UpdateItemFluentBuilder {
        self.client
            .update_item()
            .table_name(&self.codes)
            .set_key(Some(keys::attempts(subject)))
            .expression_attribute_names("#tries", "tries")
            .expression_attribute_names("#since", "since")
            .expression_attribute_names("#expires", EXPIRES_AT)
            .expression_attribute_values(":one", number(1_u8))
            .expression_attribute_values(":expires", seconds(Subject::kept_until(now)))
            .return_values(ReturnValue::UpdatedNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
    }
}
