//! One action of a transaction: what is written, under which condition, and what that guards.

use std::collections::HashMap;

use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::types::{
    AttributeValue, CancellationReason, ConditionCheck, Delete, Put,
    ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
};

use super::Refusal;
use crate::clock::Timestamp;
use crate::failure::Failure;
use crate::store::item::{Item, from_item, number, seconds, string};
use crate::store::keys::{EXPIRES_AT, Key, PK};
use crate::user::UserId;

/// An action of a transaction.
pub(super) struct Action {
    pub(super) item: TransactWriteItem,
    pub(super) guard: Guard,
}

/// What the condition of an action guards.
#[derive(Clone, Copy)]
pub(super) enum Guard {
    Username,
    Email,
    Identity,
    UserUnchanged,
    Role,
    Admission,
    Session,
    Rights,
    New,
    Proof,
    Code,
    Nonce,
}

impl Guard {
    /// What it means that the condition did not hold.
    pub(super) fn refusal(self, reason: &CancellationReason) -> Result<Refusal, Failure> {
        Ok(match self {
            Self::Username => Refusal::UsernameTaken,
            Self::Email => Refusal::EmailTaken,
            Self::Identity => Refusal::IdentityTaken,
            Self::UserUnchanged => Refusal::UserChanged,
            Self::Admission => {
                let item = reason.item.clone().filter(|item| !item.is_empty());
                Refusal::NotAdmitted(item.map(from_item).transpose()?.map(Box::new))
            }
            Self::Role => Refusal::LastOfRole,
            Self::Session => Refusal::SessionEnded,
            Self::Rights => Refusal::RightsChanged,
            Self::New => Refusal::AlreadyThere,
            Self::Proof => Refusal::NoProof,
            Self::Code => Refusal::CodeChanged,
            Self::Nonce => Refusal::NonceUsed,
        })
    }
}

/// A condition, and the names and values that it and the expression beside it use.
pub(super) struct Condition {
    expression: String,
    names: HashMap<String, String>,
    values: HashMap<String, AttributeValue>,
}

impl Condition {
    pub(super) fn new(expression: &str) -> Self {
        Self {
            expression: expression.to_owned(),
            names: HashMap::new(),
            values: HashMap::new(),
        }
    }

    pub(super) fn name(mut self, placeholder: &str, name: &str) -> Self {
        self.names.insert(placeholder.to_owned(), name.to_owned());
        self
    }

    pub(super) fn value(mut self, placeholder: &str, value: AttributeValue) -> Self {
        self.values.insert(placeholder.to_owned(), value);
        self
    }

    pub(super) fn and(mut self, expression: &str) -> Self {
        self.expression.push_str(" AND ");
        self.expression.push_str(expression);
        self
    }

    pub(super) fn or(mut self, expression: &str) -> Self {
        self.expression.push_str(" OR ");
        self.expression.push_str(expression);
        self
    }

    /// There is one.
    pub(super) fn present() -> Self {
        Self::new("attribute_exists(#pk)").name("#pk", PK)
    }

    /// There is no such item.
    pub(super) fn absent() -> Self {
        Self::new("attribute_not_exists(#pk)").name("#pk", PK)
    }

    /// Whatever there is; an action cannot do without a condition.
    pub(super) fn anything() -> Self {
        Self::absent().or("attribute_exists(#pk)")
    }

    /// The marker belongs to this user.
    pub(super) fn belongs_to(user: UserId) -> Self {
        Self::new("#user_id = :user_id").of_user(user)
    }

    /// There is no such marker, or it belongs to this user.
    pub(super) fn absent_or_belongs_to(user: UserId) -> Self {
        Self::absent().or("#user_id = :user_id").of_user(user)
    }

    /// The user is as it was read.
    pub(super) fn unchanged_since(revision: u64) -> Self {
        Self::new("#revision = :revision")
            .name("#revision", "revision")
            .value(":revision", number(revision))
    }

    /// The row is as it was read, or gone because its time was over; or, when none was read, there still is none.
    pub(super) fn row_as_read(version: Option<&str>) -> Self {
        match version {
            None => Self::absent(),
            Some(version) => Self::absent()
                .or("#version = :read")
                .name("#version", "version")
                .value(":read", string(version)),
        }
    }

    /// The row is there and its time is not over; DynamoDB deletes it only days later.
    pub(super) fn live(now: Timestamp) -> Self {
        Self::new("#expires > :now")
            .name("#expires", EXPIRES_AT)
            .value(":now", seconds(now))
    }

    fn of_user(self, user: UserId) -> Self {
        self.name("#user_id", "user_id")
            .value(":user_id", number(user.get().unsigned_abs()))
    }

    fn values(&self) -> Option<HashMap<String, AttributeValue>> {
        Some(self.values.clone()).filter(|values| !values.is_empty())
    }
}

impl Action {
    pub(super) fn put(
        table: &str,
        item: Item,
        condition: Condition,
        guard: Guard,
    ) -> Result<Self, Failure> {
        let put = Put::builder()
            .table_name(table)
            .set_item(Some(item))
            .set_expression_attribute_values(condition.values())
            .set_expression_attribute_names(Some(condition.names))
            .condition_expression(condition.expression);
        let item = TransactWriteItem::builder()
            .put(put.build().map_err(|e| incomplete(&e))?)
            .build();
        Ok(Self { item, guard })
    }

    pub(super) fn update(
        table: &str,
        key: Key,
        expression: &str,
        condition: Condition,
        guard: Guard,
    ) -> Result<Self, Failure> {
        let mut update = Update::builder()
            .table_name(table)
            .set_key(Some(key))
            .update_expression(expression)
            .set_expression_attribute_values(condition.values())
            .set_expression_attribute_names(Some(condition.names))
            .condition_expression(condition.expression);
        if matches!(guard, Guard::Admission) {
            update = update.return_values_on_condition_check_failure(
                ReturnValuesOnConditionCheckFailure::AllOld,
            );
        }
        let item = TransactWriteItem::builder()
            .update(update.build().map_err(|e| incomplete(&e))?)
            .build();
        Ok(Self { item, guard })
    }

    pub(super) fn delete(
        table: &str,
        key: Key,
        condition: Condition,
        guard: Guard,
    ) -> Result<Self, Failure> {
        let delete = Delete::builder()
            .table_name(table)
            .set_key(Some(key))
            .set_expression_attribute_values(condition.values())
            .set_expression_attribute_names(Some(condition.names))
            .condition_expression(condition.expression);
        let item = TransactWriteItem::builder()
            .delete(delete.build().map_err(|e| incomplete(&e))?)
            .build();
        Ok(Self { item, guard })
    }

    pub(super) fn check(
        table: &str,
        key: Key,
        condition: Condition,
        guard: Guard,
    ) -> Result<Self, Failure> {
        let check = ConditionCheck::builder()
            .table_name(table)
            .set_key(Some(key))
            .set_expression_attribute_values(condition.values())
            .set_expression_attribute_names(Some(condition.names))
            .condition_expression(condition.expression);
        let item = TransactWriteItem::builder()
            .condition_check(check.build().map_err(|e| incomplete(&e))?)
            .build();
        Ok(Self { item, guard })
    }
}

fn incomplete(error: &BuildError) -> Failure {
    Failure::broken(format!("an incomplete action: {error}"))
}
