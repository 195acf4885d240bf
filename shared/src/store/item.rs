//! Items to types and back.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::keys::{self, Key};
use crate::clock::Timestamp;
use crate::failure::Failure;
use crate::user::User;

/// An item as DynamoDB holds it.
pub(super) type Item = HashMap<String, AttributeValue>;

/// `value` as an item under `key`.
pub(super) fn to_item(key: Key, value: &impl Serialize) -> Result<Item, Failure> {
    let mut item: Item = serde_dynamo::to_item(value)
        .map_err(|e| Failure::broken(format!("a value cannot be stored: {e}")))?;
    item.extend(key);
    Ok(item)
}

/// `value` as an item under `key` that DynamoDB deletes some time after `expires`.
pub(super) fn to_expiring_item(
    key: Key,
    value: &impl Serialize,
    expires: Timestamp,
) -> Result<Item, Failure> {
    let mut item = to_item(key, value)?;
    item.insert(keys::EXPIRES_AT.to_owned(), seconds(expires));
    Ok(item)
}

/// A user as an item, listed in the index of each of its sections.
pub(super) fn user_item(user: &User) -> Result<Item, Failure> {
    let mut item = to_item(keys::user(user.id), user)?;
    item.insert("search_text".to_owned(), string(search_text(user)));
    let sections = user.profiles.keys().map(String::as_str);
    for section in sections.chain(std::iter::once(keys::EVERY_USER)) {
        let partition = keys::listing_partition(section, keys::listing_shard(user.id.get()));
        item.insert(
            keys::listing_attribute(section),
            AttributeValue::S(partition),
        );
    }
    Ok(item)
}

/// What a search for users looks in: names, address and telephone number, in lower case.
fn search_text(user: &User) -> String {
    let username = user.username.as_ref().map_or("", |username| username.key());
    let email = user.email.as_ref().map_or("", |email| email.as_str());
    let User {
        name,
        phone,
        search_words,
        ..
    } = user;
    format!("{username}\n{name}\n{email}\n{phone}\n{search_words}").to_lowercase()
}

/// The value that an item holds.
///
/// What is wrong with one that cannot be read stays untold: the reader's errors repeat the value.
pub(super) fn from_item<T: DeserializeOwned>(item: Item) -> Result<T, Failure> {
    let key = item
        .get(keys::PK)
        .and_then(|pk| pk.as_s().ok())
        .cloned()
        .unwrap_or_default();
    // Of the key only the kind: the rest can be an address or a name.
    let kind = key.split('#').next().unwrap_or_default().to_owned();
    serde_dynamo::from_item(item).map_err(|_| {
        Failure::broken(format!(
            "a stored item of kind {kind:?} is not of the form {}",
            std::any::type_name::<T>()
        ))
    })
}

pub(super) fn seconds(moment: Timestamp) -> AttributeValue {
    AttributeValue::N(moment.as_seconds().to_string())
}

pub(super) fn millis(moment: Timestamp) -> AttributeValue {
    AttributeValue::N(moment.as_millis().to_string())
}

pub(super) fn number(n: impl Into<u64>) -> AttributeValue {
    AttributeValue::N(n.into().to_string())
}

pub(super) fn string(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}
