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

/// Which page is wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    /// The id after which it begins; without it, the page is the first.
    pub after: Option<UserId>,
    /// How many users it has at most.
    pub limit: usize,
    /// What they must be.
    pub filters: &'a [Filter<'a>],
    /// The newest id there was when the request came, if that is known ([`Beside::NewestId`](super::read::Beside)). Nothing is looked for
    /// behind it, which spares the end of a list a second step, and a small directory all partitions but one.
    pub newest: Option<UserId>,
}

impl Store {
    /// The users that have section `P`, read from its index.
    ///
    /// The index is spread over a few partitions, block by block of ids. All that may hold such users are read at once: one sequential
    /// step, a second where a partition has many more than its share of the page, and further ones where a page passes DynamoDB's
    /// 1 MB. An index follows its table after some milliseconds.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn list<P: Profile>(&self, wanted: Wanted<'_>) -> Result<Page, Failure> {
        self.list_index(P::SECTION, wanted).await
    }

    /// Users out of all there are.
    ///
    /// As [`Store::list`], but without a filter only the partitions are read in which the next ids lie: mostly one.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn list_users(&self, wanted: Wanted<'_>) -> Result<Page, Failure> {
        self.list_index(keys::EVERY_USER, wanted).await
    }

    async fn list_index(&self, index: &str, wanted: Wanted<'_>) -> Result<Page, Failure> {
        let listing = Listing::new(index, wanted);
        let mut shards: Vec<Shard> = (0..keys::LISTING_SHARDS)
            .map(|number| listing.shard(number))
            .collect();
        let mut is_first = true;
        let mut end = listing.first_end();
        loop {
            let behind = shards.iter_mut().filter(|shard| shard.is_behind(end));
            let reads: Vec<_> = behind
                .map(|shard| {
                    let most = if is_first {
                        listing.first_of(shard.number)
                    } else {
                        listing.most
                    };
                    self.read_on(&listing, shard, most)
                })
                .collect();
            if reads.is_empty() {
                break;
            }
            try_join_all(reads).await?;
            is_first = false;
            end = bound(&shards, listing.most);
        }
        page(shards, wanted.limit)
    }

    /// Reads on in one partition: at most `most` items, unless there is a filter.
    async fn read_on(
        &self,
        listing: &Listing<'_>,
        shard: &mut Shard,
        most: usize,
    ) -> Result<(), Failure> {
        let Listing {
            index,
            after,
            filters,
            ..
        } = *listing;
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
            Some(key) => listing.nothing_until(shard.number, id(key)?),
            None => i32::MAX,
        };
        Ok(())
    }
}

/// What is read of every partition.
struct Listing<'a> {
    index: &'a str,
    after: i32,
    /// Behind this id there is nothing.
    newest: i32,
    /// One more than the page has, which tells whether another follows.
    most: usize,
    filters: &'a [Filter<'a>],
}

impl<'a> Listing<'a> {
    fn new(index: &'a str, wanted: Wanted<'a>) -> Self {
        Self {
            index,
            after: wanted.after.map_or(0, UserId::get),
            newest: wanted.newest.map_or(i32::MAX, UserId::get),
            most: wanted.limit.saturating_add(1),
            filters: wanted.filters,
        }
    }

    /// The partition `number`, of which nothing was read.
    fn shard(&self, number: i32) -> Shard {
        Shard {
            number,
            items: Vec::new(),
            read_to: self.nothing_until(number, self.after),
            rest: None,
        }
    }

    /// The id up to which partition `number` has nothing after `after`, wherever that lies: what the ids say without a look.
    fn nothing_until(&self, number: i32, after: i32) -> i32 {
        match first_after(number, after) {
            Some(next) if next <= self.newest => next - 1,
            _ => i32::MAX,
        }
    }

    /// Where the page ends if nearly every id is in the index: of all users only those are not who are gone, which may be one in five.
    fn likely_end(&self) -> i32 {
        let ids = self.most.saturating_add(self.most / 4);
        self.after
            .saturating_add(i32::try_from(ids).unwrap_or(i32::MAX))
    }

    /// The id up to which everything is read at first. Nobody knows where a page of a section ends, or one with a filter.
    fn first_end(&self) -> i32 {
        if self.index == keys::EVERY_USER && self.filters.is_empty() {
            self.likely_end()
        } else {
            i32::MAX
        }
    }

    /// How many are read of partition `number` at first, when there is no filter.
    ///
    /// As many as ids of the page lie in it when nearly every id is in the index; of a section also its share of one whose users are
    /// anywhere: with chance alone a partition has more than three standard deviations above that once in several hundred pages. A
    /// binomial distribution's variance is most * 1/4 * 3/4, so three deviations are some 1.3 times the root.
    fn first_of(&self, number: i32) -> usize {
        let near = ids_between(number, self.after, self.likely_end());
        let share = if self.index == keys::EVERY_USER {
            0
        } else {
            let shards = keys::LISTING_SHARDS.unsigned_abs() as usize;
            let slack = (self.most.saturating_mul(2)).isqrt().saturating_add(1);
            self.most.div_ceil(shards).saturating_add(slack)
        };
        near.max(share).min(self.most)
    }
}

/// The first id after `after` that lies in partition `number`; none if there are no such ids any more.
fn first_after(number: i32, after: i32) -> Option<i32> {
    let next = after.checked_add(1)?;
    let block = next / keys::LISTING_BLOCK;
    match (number - block).rem_euclid(keys::LISTING_SHARDS) {
        0 => Some(next),
        ahead => (block + ahead).checked_mul(keys::LISTING_BLOCK),
    }
}

/// How many ids after `after`, up to `end`, lie in partition `number`.
fn ids_between(number: i32, after: i32, end: i32) -> usize {
    let block = i64::from(keys::LISTING_BLOCK);
    let round = block * i64::from(keys::LISTING_SHARDS);
    let up_to = |id: i32| {
        let ids = i64::from(id) + 1;
        let begun = ids % round - i64::from(number) * block;
        ids / round * block + begun.clamp(0, block)
    };
    usize::try_from(up_to(end) - up_to(after)).unwrap_or(0)
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
    /// Whether it may still have something up to `bound`.
    const fn is_behind(&self, bound: i32) -> bool {
        self.read_to < bound
    }
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
    use super::{Listing, Shard, Wanted, bound, first_after, ids_between, keys};
    use crate::user::UserId;

    /// Partitions with these ids, read to the last of them.
    fn shards(ids: &[&[i32]]) -> Vec<Shard> {
        let shard = |(number, ids): (i32, &&[i32])| Shard {
            number,
            items: ids.iter().map(|id| (*id, super::Item::default())).collect(),
            read_to: ids.last().copied().unwrap_or_default(),
            rest: None,
        };
        (0..).zip(ids).map(shard).collect()
    }

    fn listing(index: &str, after: i32, limit: usize, newest: i32) -> Listing<'_> {
        let wanted = Wanted {
            after: UserId::new(after.into()),
            limit,
            newest: UserId::new(newest.into()),
            ..Wanted::default()
        };
        Listing::new(index, wanted)
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
    fn the_ids_of_a_partition_are_those_that_are_written_there() {
        for after in [0, 1, 498, 499, 500, 1_999, 2_000, 2_345] {
            for number in 0..keys::LISTING_SHARDS {
                let there = |id: &i32| keys::listing_shard(*id) == number;
                assert_eq!(
                    first_after(number, after),
                    (after + 1..after + 2_500).find(there)
                );
                for end in [after, after + 1, after + 26, after + 777, after + 5_000] {
                    let ids = (after + 1..=end).filter(there).count();
                    assert_eq!(ids_between(number, after, end), ids, "{after} to {end}");
                }
            }
        }
        assert_eq!(first_after(0, i32::MAX), None);
        let last = keys::listing_shard(i32::MAX);
        assert_eq!(first_after(last, i32::MAX - 1), Some(i32::MAX));
        assert_eq!(first_after((last + 1) % 4, i32::MAX - 1), None);
    }

    #[test]
    fn a_page_of_all_users_asks_only_where_the_next_ids_lie() {
        let first = |after, limit, newest| -> Vec<(i32, usize)> {
            let listing = listing(keys::EVERY_USER, after, limit, newest);
            let asked = (0..keys::LISTING_SHARDS)
                .filter(|number| listing.shard(*number).is_behind(listing.first_end()));
            asked.map(|n| (n, listing.first_of(n))).collect()
        };
        assert_eq!(first(0, 20, i32::MAX), [(0, 21)]);
        assert_eq!(first(700, 20, i32::MAX), [(1, 21)]);
        // 490 to 499, and sixteen more.
        assert_eq!(first(489, 20, i32::MAX), [(0, 10), (1, 16)]);
        assert_eq!(first(489, 20, 499), [(0, 10)]);
        assert_eq!(first(489, 20, 489), []);
        assert_eq!(first(0, 1000, 1_100), [(0, 499), (1, 500), (2, 252)]);
    }

    #[test]
    fn a_page_of_a_section_asks_wherever_its_users_may_be() {
        let first = |after, limit, newest| -> Vec<(i32, usize)> {
            let listing = listing("attendance", after, limit, newest);
            let asked = (0..keys::LISTING_SHARDS)
                .filter(|number| listing.shard(*number).is_behind(listing.first_end()));
            asked.map(|n| (n, listing.first_of(n))).collect()
        };
        assert_eq!(first(0, 20, i32::MAX), [(0, 21), (1, 13), (2, 13), (3, 13)]);
        assert_eq!(first(0, 20, 499), [(0, 21)]);
        assert_eq!(first(0, 20, 500), [(0, 21), (1, 13)]);
        assert_eq!(first(0, 1000, 499), [(0, 499)]);
        assert_eq!(first(499, 1000, 499), []);
    }
}
