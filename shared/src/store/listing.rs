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

/// The sort key of the indexes.
const ID: &str = "id";

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
    /// The index is spread over a few partitions, which are read at once: one sequential step, a second where a partition has
    /// many more than its share of the page, and further ones where a page passes DynamoDB's 1 MB. An index follows its table
    /// after some milliseconds.
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
        let wanted = limit.saturating_add(1);
        let query = Listing {
            index,
            after: after.map_or(0, UserId::get),
            filters,
        };
        let mut shards: Vec<Shard> = (0..keys::LISTING_SHARDS).map(Shard::new).collect();
        let mut most = share(index, wanted);
        loop {
            let bound = bound(&shards, wanted);
            let behind = shards.iter_mut().filter(|shard| shard.is_behind(bound));
            let reads: Vec<_> = behind
                .map(|shard| self.read_on(query, shard, most))
                .collect();
            if reads.is_empty() {
                break;
            }
            try_join_all(reads).await?;
            most = wanted;
        }
        page(shards, limit)
    }

    /// Reads on in one partition: at most `most` items, unless there is a filter.
    async fn read_on(
        &self,
        listing: Listing<'_>,
        shard: &mut Shard,
        most: usize,
    ) -> Result<(), Failure> {
        let Listing {
            index,
            after,
            filters,
        } = listing;
        let mut query = self
            .client
            .query()
            .table_name(&self.users)
            .index_name(keys::listing_index(index))
            .key_condition_expression("#listed = :partition AND #id > :after")
            .expression_attribute_names("#listed", keys::listing_attribute(index))
            .expression_attribute_names("#id", ID)
            .expression_attribute_values(
                ":partition",
                string(keys::listing_partition(index, shard.number)),
            )
            .expression_attribute_values(":after", number(after.unsigned_abs()))
            .set_exclusive_start_key(shard.rest.take());
        if filters.is_empty() {
            query = query.limit(i32::try_from(most).unwrap_or(i32::MAX));
        } else {
            // With a filter DynamoDB's limit counts what it reads, not what it returns.
            query = filtered(query, filters);
        }
        let output = query
            .send()
            .await
            .map_err(|e| failure(Dependency::DynamoDb, "Query", &e))?;
        for item in output.items.unwrap_or_default() {
            shard.items.push((id(&item)?, item));
        }
        shard.rest = output.last_evaluated_key.filter(|key| !key.is_empty());
        shard.read_to = match &shard.rest {
            Some(key) => id(key)?,
            None => i32::MAX,
        };
        Ok(())
    }
}

/// What is read of every partition.
#[derive(Clone, Copy)]
struct Listing<'a> {
    index: &'a str,
    after: i32,
    filters: &'a [Filter<'a>],
}

/// One partition of an index, as far as it was read.
struct Shard {
    number: i32,
    /// What was found, by id.
    items: Vec<(i32, Item)>,
    /// The id up to which nothing is missing.
    read_to: i32,
    /// Where to read on, when something may follow.
    rest: Option<Item>,
}

impl Shard {
    const fn new(number: i32) -> Self {
        Self {
            number,
            items: Vec::new(),
            read_to: 0,
            rest: None,
        }
    }

    /// Whether it may still have something up to `bound`.
    const fn is_behind(&self, bound: i32) -> bool {
        self.read_to < bound
    }
}

/// How many of `wanted` items are read of each partition at first: its share, and as many more as make it unlikely that a second step
/// is needed. Ids are given to the partitions in turn.
///
/// Of all users, only those that are gone make the shares uneven, and one more makes up for every fourth of them, wherever they were.
/// Those of a section come as they come: with chance alone a partition has more than three standard deviations above its share once in
/// several hundred pages.
fn share(index: &str, wanted: usize) -> usize {
    let shards = keys::LISTING_SHARDS.unsigned_abs() as usize;
    let even = wanted.div_ceil(shards);
    let slack = if index == keys::EVERY_USER {
        1
    } else {
        // A binomial distribution's variance is wanted * 1/4 * 3/4, so three deviations are some 1.3 times the root.
        (wanted.saturating_mul(2)).isqrt().saturating_add(1)
    };
    even.saturating_add(slack).min(wanted)
}

/// The id up to which every partition must be read: that of the last item wanted, or all ids while there are too few.
fn bound(shards: &[Shard], wanted: usize) -> i32 {
    let mut ids: Vec<i32> = shards
        .iter()
        .flat_map(|shard| shard.items.iter().map(|(id, _)| *id))
        .collect();
    ids.sort_unstable();
    ids.get(wanted.saturating_sub(1))
        .copied()
        .unwrap_or(i32::MAX)
}

/// The first `limit` users of what was read.
fn page(shards: Vec<Shard>, limit: usize) -> Result<Page, Failure> {
    let mut items: Vec<(i32, Item)> = shards.into_iter().flat_map(|shard| shard.items).collect();
    items.sort_unstable_by_key(|(id, _)| *id);
    let more = items.len() > limit;
    items.truncate(limit);
    let users = items
        .into_iter()
        .map(|(_, item)| from_item(item))
        .collect::<Result<Vec<User>, Failure>>()?;
    let next = users.last().map(|user| user.id).filter(|_| more);
    Ok(Page { users, next })
}

/// The id in an item or in a key of the index.
fn id(item: &Item) -> Result<i32, Failure> {
    let number = item.get(ID).and_then(|id| id.as_n().ok());
    let number = number.and_then(|number| number.parse().ok());
    number.ok_or_else(|| Failure::broken("a listed item has no id"))
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

#[cfg(test)]
mod tests {
    use super::{Shard, bound, keys, share};

    /// Partitions with these ids, read to the last of them.
    fn shards(ids: &[&[i32]]) -> Vec<Shard> {
        let shard = |(number, ids): (i32, &&[i32])| Shard {
            items: ids.iter().map(|id| (*id, super::Item::default())).collect(),
            read_to: ids.last().copied().unwrap_or_default(),
            ..Shard::new(number)
        };
        (0..).zip(ids).map(shard).collect()
    }

    #[test]
    fn a_partition_is_read_on_while_it_may_hold_what_belongs_before_the_last_one_wanted() {
        let shards = shards(&[&[4, 8], &[1, 5, 9, 13], &[2]]);
        let behind = |wanted| -> Vec<i32> {
            let bound = bound(&shards, wanted);
            let behind = shards.iter().filter(|shard| shard.is_behind(bound));
            behind.map(|shard| shard.number).collect()
        };
        assert_eq!(behind(1), Vec::<i32>::new());
        assert_eq!(behind(2), Vec::<i32>::new());
        // The third is 4, and the last partition was read to 2.
        assert_eq!(behind(3), [2]);
        assert_eq!(behind(6), [0, 2]);
        assert_eq!(behind(8), [0, 1, 2]);
    }

    #[test]
    fn a_share_is_never_more_than_what_is_wanted_and_far_less_for_long_pages() {
        let shares = |index| [1, 2, 11, 21, 101, 1001].map(|wanted| share(index, wanted));
        assert_eq!(shares("attendance"), [1, 2, 8, 13, 41, 296]);
        assert_eq!(shares(keys::EVERY_USER), [1, 2, 4, 7, 27, 252]);
    }
}
