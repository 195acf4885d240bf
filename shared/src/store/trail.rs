//! Records of what happened: kept for as long as the deployment says, and read newest first.
//!
//! A record stands under its subject. All of them are listed in an index too, spread over a few partitions by their ids, so that
//! sign-ins do not all write to one; a page reads those at once.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use futures_util::future::try_join_all;

use super::Store;
use super::item::{Item, from_item, seconds, string, to_expiring_item};
use super::keys::{self, EXPIRES_AT, PK, SK};
use crate::audit::{AuditKind, AuditRecord};
use crate::aws::failure;
use crate::clock::Timestamp;
use crate::failure::{Dependency, Failure};
use crate::user::UserId;

/// How many requests a page makes of each partition at most: a kind that is rare must not read years for one page.
const STEPS: usize = 5;
/// How many records a request looks at when only some are wanted.
const LOOKED_AT: i32 = 1000;

/// Which records are wanted.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Those about this user; those about anyone and anything when absent.
    pub subject: Option<UserId>,
    /// Those of this kind; of every kind when absent.
    pub kind: Option<AuditKind>,
    /// Those before this place.
    pub before: Option<&'a str>,
    /// How many at most.
    pub limit: usize,
}

/// A page of records, newest first.
#[derive(Debug)]
pub struct Trail {
    /// The records; there may be fewer than were wanted, or none, although more follow.
    pub records: Vec<AuditRecord>,
    /// The place before which the next page begins, when there may be more.
    pub next: Option<String>,
}

/// What one partition gave.
struct Part {
    records: Vec<AuditRecord>,
    /// The last place that was looked at, when more may follow.
    stopped_at: Option<String>,
}

impl Store {
    /// Keeps a record that belongs to no change: one request.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn keep_record(&self, record: &AuditRecord) -> Result<(), Failure> {
        self.put_code(self.record_item(record)?, None)
            .await
            .map(drop)
    }

    /// A page of the records that are wanted: one step, and a few more for a kind that is rare.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn trail(&self, wanted: Wanted<'_>, now: Timestamp) -> Result<Trail, Failure> {
        let partitions: Vec<Option<i32>> = match wanted.subject {
            Some(_) => vec![None],
            None => (0..keys::LISTING_SHARDS).map(Some).collect(),
        };
        let parts = partitions
            .into_iter()
            .map(|shard| self.part(wanted, shard, now));
        let parts = try_join_all(parts).await?;
        Ok(page(parts, wanted.limit))
    }

    /// The newest records of one partition of the index, or of the subject: one more than are wanted, so that the page knows
    /// whether anything follows.
    async fn part(
        &self,
        wanted: Wanted<'_>,
        shard: Option<i32>,
        now: Timestamp,
    ) -> Result<Part, Failure> {
        let most = wanted.limit.saturating_add(1);
        let mut records: Vec<AuditRecord> = Vec::new();
        let mut from: Option<Item> = None;
        for _ in 0..STEPS {
            let looked_at = match wanted.kind {
                Some(_) => LOOKED_AT,
                None => i32::try_from(most - records.len()).unwrap_or(i32::MAX),
            };
            let query = self.query(wanted, shard, now).limit(looked_at);
            let output = query
                .set_exclusive_start_key(from.take())
                .send()
                .await
                .map_err(|e| failure(Dependency::DynamoDb, "Query", &e))?;
            for item in output.items.unwrap_or_default() {
                records.push(from_item(item)?);
            }
            from = output.last_evaluated_key.filter(|key| !key.is_empty());
            if records.len() >= most {
                records.truncate(most);
                let stopped_at = records.last().map(AuditRecord::place);
                return Ok(Part {
                    records,
                    stopped_at,
                });
            }
            if from.is_none() {
                break;
            }
        }
        let last = from.and_then(|mut key| key.remove(SK));
        let stopped_at = match last {
            Some(AttributeValue::S(place)) => Some(place),
            _ => None,
        };
        Ok(Part {
            records,
            stopped_at,
        })
    }

    fn query(&self, wanted: Wanted<'_>, shard: Option<i32>, now: Timestamp) -> QueryFluentBuilder {
        let query = self.client.query().table_name(&self.codes);
        let mut query = match shard {
            Some(shard) => query
                .index_name(keys::RECORDS_INDEX)
                .expression_attribute_names("#partition", keys::LISTED_RECORD)
                .expression_attribute_values(":partition", string(keys::records_partition(shard))),
            None => query
                .consistent_read(true)
                .expression_attribute_names("#partition", PK)
                .expression_attribute_values(":partition", string(keys::records(wanted.subject))),
        };
        let mut condition = "#partition = :partition".to_owned();
        if let Some(before) = wanted.before {
            condition.push_str(" AND #place < :before");
            query = query
                .expression_attribute_names("#place", SK)
                .expression_attribute_values(":before", string(before));
        }
        // DynamoDB deletes a record only days after its time.
        let mut filter = "#expires > :now".to_owned();
        query = query
            .expression_attribute_names("#expires", EXPIRES_AT)
            .expression_attribute_values(":now", seconds(now));
        if let Some(kind) = wanted.kind {
            filter.push_str(" AND #kind = :kind");
            query = query
                .expression_attribute_names("#kind", "kind")
                .expression_attribute_values(":kind", string(kind.as_str()));
        }
        query
            .key_condition_expression(condition)
            .filter_expression(filter)
            .scan_index_forward(false)
    }

    /// A record as an item, listed in the index.
    pub(super) fn record_item(&self, record: &AuditRecord) -> Result<Item, Failure> {
        let mut item = to_expiring_item(
            keys::record(record.subject, &record.place()),
            record,
            record.at + self.record_retention,
        )?;
        let shard =
            record.id.bytes().fold(0_i32, |sum, b| sum + i32::from(b)) % keys::LISTING_SHARDS;
        item.insert(
            keys::LISTED_RECORD.to_owned(),
            string(keys::records_partition(shard)),
        );
        Ok(item)
    }
}

/// The newest of all parts, as far as every part was looked at.
fn page(parts: Vec<Part>, limit: usize) -> Trail {
    let bound = parts
        .iter()
        .filter_map(|part| part.stopped_at.clone())
        .max();
    let mut placed: Vec<(String, AuditRecord)> = parts
        .into_iter()
        .flat_map(|part| part.records)
        .map(|record| (record.place(), record))
        .filter(|(place, _)| bound.as_ref().is_none_or(|bound| place >= bound))
        .collect();
    placed.sort_by(|(one, _), (other, _)| other.cmp(one));
    let more = placed.len() > limit;
    placed.truncate(limit);
    let next = if more {
        placed.last().map(|(place, _)| place.clone())
    } else {
        bound
    };
    Trail {
        records: placed.into_iter().map(|(_, record)| record).collect(),
        next,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::Changes;

    fn record(at: i64) -> AuditRecord {
        AuditRecord {
            id: "x".to_owned(),
            kind: AuditKind::SignedIn,
            at: Timestamp::from_millis(at),
            actor: None,
            subject: None,
            source_ip: String::new(),
            detail: String::new(),
            changes: Changes::new(),
        }
    }

    fn part(times: &[i64], stopped_at: Option<i64>) -> Part {
        Part {
            records: times.iter().copied().map(record).collect(),
            stopped_at: stopped_at.map(|at| record(at).place()),
        }
    }

    fn times(trail: &Trail) -> Vec<i64> {
        let records = trail.records.iter();
        records.map(|record| record.at.as_millis()).collect()
    }

    #[test]
    fn a_page_goes_no_further_than_the_part_that_was_read_least() {
        let trail = page(
            vec![
                part(&[9, 5, 1], None),
                part(&[8, 7, 6], Some(6)),
                part(&[], Some(4)),
            ],
            10,
        );
        assert_eq!(times(&trail), [9, 8, 7, 6]);
        assert_eq!(trail.next, Some(record(6).place()));
    }

    #[test]
    fn a_full_page_says_where_it_ends_and_the_last_one_nothing() {
        let trail = page(vec![part(&[9, 7], None), part(&[8], None)], 2);
        assert_eq!(times(&trail), [9, 8]);
        assert_eq!(trail.next, Some(record(8).place()));
        let trail = page(vec![part(&[9, 7], None), part(&[8], None)], 3);
        assert_eq!((times(&trail), trail.next), (vec![9, 8, 7], None));
    }
}
