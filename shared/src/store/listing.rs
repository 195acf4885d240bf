//! Pages of the users that have a family's section, by rising id.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use futures_util::future::try_join_all;

use super::Store;
use super::item::{Item, from_item, number, string};
use super::keys;
use crate::aws::failure;
use crate::failure::{Dependency, Failure};
use crate::rights::RecordId;
use crate::user::{Profile, User, UserId};

/// A page, and the id after which the next one begins, if there is one.
#[derive(Debug)]
pub struct Page {
    /// The users, by rising id.
    pub users: Vec<User>,
    /// The last id of this page, when more follow.
    pub next: Option<UserId>,
}

/// What the users of a page must be.
#[derive(Clone, Copy, Debug)]
pub enum Filter<'a> {
    /// A text field of a section says this.
    Section {
        /// The section.
        section: &'a str,
        /// The field.
        field: &'a str,
        /// What it says.
        value: &'a str,
    },
    /// The account may be used, or may not.
    Active(bool),
    /// They belong to the group.
    Group(RecordId),
    /// Name, address or number hold this text, in any case.
    Text(&'a str),
}

impl Store {
    /// The first `limit` users after `after` that have section `P`, read from its index.
    ///
    /// The index is spread over a few partitions, which are read at once: one sequential step unless a page passes
    /// DynamoDB's 1 MB. An index follows its table after some milliseconds.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn list<P: Profile>(
        &self,
        after: Option<UserId>,
        limit: usize,
        filters: &[Filter<'_>],
    ) -> Result<Page, Failure> {
        self.list_index(P::SECTION, after, limit, filters).await
    }

    /// The first `limit` users after `after`, of all there are.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn list_users(
        &self,
        after: Option<UserId>,
        limit: usize,
        filters: &[Filter<'_>],
    ) -> Result<Page, Failure> {
        self.list_index(keys::EVERY_USER, after, limit, filters)
            .await
    }

    async fn list_index(
        &self,
        index: &str,
        after: Option<UserId>,
        limit: usize,
        filters: &[Filter<'_>],
    ) -> Result<Page, Failure> {
        let shards = (0..keys::LISTING_SHARDS)
            .map(|shard| self.list_shard(index, shard, after, limit, filters));
        let items: Vec<Item> = try_join_all(shards).await?.into_iter().flatten().collect();
        let mut users = items
            .into_iter()
            .map(from_item)
            .collect::<Result<Vec<User>, Failure>>()?;
        users.sort_by_key(|user| user.id);
        let more = users.len() > limit;
        users.truncate(limit);
        let next = users.last().map(|user| user.id).filter(|_| more);
        Ok(Page { users, next })
    }

    /// The first `limit + 1` items of one partition, so that the page knows whether anything follows.
    async fn list_shard(
        &self,
        section: &str,
        shard: i32,
        after: Option<UserId>,
        limit: usize,
        filters: &[Filter<'_>],
    ) -> Result<Vec<Item>, Failure> {
        let wanted = limit.saturating_add(1);
        let after = after.map_or(0, UserId::get);
        let mut items: Vec<Item> = Vec::new();
        let mut from: Option<Item> = None;
        loop {
            let mut query = self
                .client
                .query()
                .table_name(&self.users)
                .index_name(keys::listing_index(section))
                .key_condition_expression("#listed = :partition AND #id > :after")
                .expression_attribute_names("#listed", keys::listing_attribute(section))
                .expression_attribute_names("#id", "id")
                .expression_attribute_values(
                    ":partition",
                    string(keys::listing_partition(section, shard)),
                )
                .expression_attribute_values(":after", number(after.unsigned_abs()))
                .set_exclusive_start_key(from.take());
            if filters.is_empty() {
                query = query.limit(i32::try_from(wanted - items.len()).unwrap_or(i32::MAX));
            } else {
                // With a filter DynamoDB's limit counts what it reads, not what it returns.
                query = filtered(query, filters);
            }
            let output = query
                .send()
                .await
                .map_err(|e| failure(Dependency::DynamoDb, "Query", &e))?;
            items.extend(output.items.unwrap_or_default());
            from = output.last_evaluated_key.filter(|key| !key.is_empty());
            if items.len() >= wanted || from.is_none() {
                items.truncate(wanted);
                return Ok(items);
            }
        }
    }
}

/// Adds the conditions of `filters`.
fn filtered(mut query: QueryFluentBuilder, filters: &[Filter<'_>]) -> QueryFluentBuilder {
    let mut expressions = Vec::new();
    for filter in filters {
        match *filter {
            Filter::Section {
                section,
                field,
                value,
            } => {
                expressions.push("#profiles.#section.#field = :value");
                query = query
                    .expression_attribute_names("#profiles", "profiles")
                    .expression_attribute_names("#section", section)
                    .expression_attribute_names("#field", field)
                    .expression_attribute_values(":value", string(value));
            }
            Filter::Active(active) => {
                expressions.push(if active {
                    "#state = :active"
                } else {
                    "#state <> :active"
                });
                query = query
                    .expression_attribute_names("#state", "state")
                    .expression_attribute_values(":active", string("active"));
            }
            Filter::Group(group) => {
                expressions.push("contains(#groups, :group)");
                query = query
                    .expression_attribute_names("#groups", "groups")
                    .expression_attribute_values(":group", number(group.unsigned_abs()));
            }
            Filter::Text(text) => {
                expressions.push("contains(#search, :text)");
                query = query
                    .expression_attribute_names("#search", "search_text")
                    .expression_attribute_values(":text", string(text.to_lowercase()));
            }
        }
    }
    query.filter_expression(expressions.join(" AND "))
}
