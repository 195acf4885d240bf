//! The keys of every item in both tables.
//!
//! The users table has a partition key `pk`; the codes table has `pk` and `sk`, and its TTL attribute is
//! `expires_at`. A key begins with the kind of its item, so that a role can be limited to kinds by
//! `dynamodb:LeadingKeys`.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::attempts::Subject;
use crate::email::Email;
use crate::identity::Identity;
use crate::user::UserId;
use crate::username::Username;

/// The partition key of the users table and of the codes table.
pub(super) const PK: &str = "pk";
/// The sort key of the codes table.
pub(super) const SK: &str = "sk";
/// The codes table's TTL attribute, in seconds since the epoch.
pub(super) const EXPIRES_AT: &str = "expires_at";
/// The index in which every user is listed.
pub(super) const EVERY_USER: &str = "user";
/// The index of the codes table in which every audit record is listed.
pub(super) const RECORDS_INDEX: &str = "by_audit";
/// The partition key of that index; its sort key is the table's.
pub(super) const LISTED_RECORD: &str = "listed_audit";
/// The sort key of rows that are alone under their partition key.
const ALONE: &str = "-";
/// How many partitions an index is spread over: enough for 4,000 writes a second (each partition takes 1,000), and few enough to be
/// read at once for a page.
pub(super) const LISTING_SHARDS: i32 = 4;
/// How many ids that follow each other lie in one partition of a listing, before the next has its turn. A page is mostly in one partition
/// then. Ids are given in order, so sign-ups still go to all four within a second when they are too many for one: the block must
/// divide the 1,000 writes that a partition takes.
pub(super) const LISTING_BLOCK: i32 = 500;

/// The key of one item.
pub(super) type Key = HashMap<String, AttributeValue>;

fn one(pk: String) -> Key {
    HashMap::from([(PK.to_owned(), AttributeValue::S(pk))])
}

fn two(pk: String, sk: &str) -> Key {
    HashMap::from([
        (PK.to_owned(), AttributeValue::S(pk)),
        (SK.to_owned(), AttributeValue::S(sk.to_owned())),
    ])
}

// users table

pub(super) fn user(id: UserId) -> Key {
    one(format!("user#{id}"))
}

pub(super) fn username(username: &Username) -> Key {
    one(format!("username#{}", username.key()))
}

pub(super) fn email(email: &Email) -> Key {
    one(format!("email#{}", email.as_str()))
}

pub(super) fn identity(identity: &Identity) -> Key {
    one(format!("identity#{}", door(identity)))
}

pub(super) fn unionid(provider: &str, unionid: &str) -> Key {
    one(format!("unionid#{provider}#{unionid}"))
}

pub(super) fn role(name: &str) -> Key {
    one(format!("role#{name}"))
}

pub(super) fn rights() -> Key {
    one("rights".to_owned())
}

pub(super) fn user_counter() -> Key {
    one("counter#user".to_owned())
}

// codes table

pub(super) fn sessions(user: UserId) -> String {
    format!("session#{user}")
}

pub(super) fn session(user: UserId, jti: &str) -> Key {
    two(sessions(user), jti)
}

pub(super) fn proof(identity: &Identity) -> Key {
    two(format!("proof#{}", door(identity)), ALONE)
}

pub(super) fn code(identity: &Identity) -> Key {
    two(format!("code#{}", door(identity)), ALONE)
}

pub(super) fn mailbox(email: &Email) -> Key {
    two(format!("mailbox#{}", email.as_str()), ALONE)
}

pub(super) fn exchange(fingerprint: &str) -> Key {
    two(format!("exchange#{fingerprint}"), ALONE)
}

pub(super) fn attempts(subject: &Subject) -> Key {
    two(format!("attempts#{}", subject.name()), ALONE)
}

pub(super) fn known(pair: &Subject) -> Key {
    two(format!("known#{}", pair.name()), ALONE)
}

pub(super) fn nonce(id: &str) -> Key {
    two(format!("nonce#{id}"), ALONE)
}

pub(super) fn access_token(app: &str) -> Key {
    two(format!("access_token#wechat#{app}"), ALONE)
}

/// Where the records about a user stand, and those about nobody.
pub(super) fn records(subject: Option<UserId>) -> String {
    match subject {
        Some(subject) => format!("audit#{subject}"),
        None => format!("audit#{ALONE}"),
    }
}

pub(super) fn record(subject: Option<UserId>, place: &str) -> Key {
    two(records(subject), place)
}

// indexes

pub(super) fn listing_index(section: &str) -> String {
    format!("by_{section}")
}

pub(super) fn listing_attribute(section: &str) -> String {
    format!("listed_{section}")
}

/// The partition in which the user with this id is listed, by its number.
pub(super) const fn listing_shard(id: i32) -> i32 {
    id / LISTING_BLOCK % LISTING_SHARDS
}

pub(super) fn listing_partition(section: &str, shard: i32) -> String {
    format!("{section}#{shard}")
}

pub(super) fn records_partition(shard: i32) -> String {
    format!("audit#{shard}")
}

fn door(identity: &Identity) -> String {
    format!(
        "{}#{}#{}",
        identity.provider.as_str(),
        identity.app,
        identity.openid.as_str()
    )
}
