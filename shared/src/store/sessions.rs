//! A user's sessions.

use aws_sdk_dynamodb::types::AttributeValue;

use super::Store;
use super::item::{Item, from_item, millis, number, string};
use super::keys::{self, PK, SK};
use crate::aws::failure;
use crate::clock::Timestamp;
use crate::failure::{Dependency, Failure};
use crate::session::Session;
use crate::user::User;

/// How many requests a page makes at most.
const STEPS: usize = 5;
/// How many rows a request looks at; those that have been ended all at once are still there until their time is over.
const LOOKED_AT: i32 = 500;

/// A page of sessions, in no order.
#[derive(Debug)]
pub struct SessionPage {
    /// The sessions that stand; without their providers' keys.
    pub sessions: Vec<Session>,
    /// The `jti` after which the next page begins, when there may be more.
    pub next: Option<String>,
}

impl Store {
    /// The sessions of `user` that stand, after the row with the `jti` `after`: one request unless there are very many.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn sessions(
        &self,
        user: &User,
        after: Option<&str>,
        limit: usize,
        now: Timestamp,
    ) -> Result<SessionPage, Failure> {
        let mut sessions: Vec<Session> = Vec::new();
        let mut from: Option<Item> = None;
        for _ in 0..STEPS {
            let mut query = self
                .client
                .query()
                .table_name(&self.codes)
                .consistent_read(true)
                .filter_expression("#epoch = :epoch AND #closes_at > :now")
                .projection_expression(
                    "#user, jti, #epoch, issuer, opened_at, #closes_at, source_ip, user_agent",
                )
                .expression_attribute_names("#pk", PK)
                .expression_attribute_names("#user", "user")
                .expression_attribute_names("#epoch", "epoch")
                .expression_attribute_names("#closes_at", "closes_at")
                .expression_attribute_values(":pk", string(keys::sessions(user.id)))
                .expression_attribute_values(":epoch", number(user.session_epoch))
                .expression_attribute_values(":now", millis(now))
                .limit(LOOKED_AT)
                .set_exclusive_start_key(from.take());
            query = match after {
                Some(after) => query
                    .key_condition_expression("#pk = :pk AND #sk > :after")
                    .expression_attribute_names("#sk", SK)
                    .expression_attribute_values(":after", string(after)),
                None => query.key_condition_expression("#pk = :pk"),
            };
            let output = query
                .send()
                .await
                .map_err(|e| failure(Dependency::DynamoDb, "Query", &e))?;
            for item in output.items.unwrap_or_default() {
                sessions.push(from_item(item)?);
            }
            from = output.last_evaluated_key.filter(|key| !key.is_empty());
            if sessions.len() > limit {
                sessions.truncate(limit);
                let next = sessions.last().map(|session| session.jti.clone());
                return Ok(SessionPage { sessions, next });
            }
            if from.is_none() {
                break;
            }
        }
        let next = match from.and_then(|mut key| key.remove(SK)) {
            Some(AttributeValue::S(jti)) => Some(jti),
            _ => None,
        };
        Ok(SessionPage { sessions, next })
    }
}
