//! Both tables as they stand: put back as they were, held against what must be true of them whatever has happened, and told in
//! outline, so that two of them can be compared.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use shared::user::User;

use crate::stack::TestStack;

/// The partition of an index in which the user with this id is listed, written here once more so that a change of it is noticed:
/// `listing_shard` of `shared/src/store/keys.rs`.
#[must_use]
pub const fn listing_shard(id: i64) -> i64 {
    id / 500 % 4
}

/// The tables, and the attributes that are their keys.
const TABLES: [(&str, &[&str]); 2] = [("UsersTable", &["pk"]), ("CodesTable", &["pk", "sk"])];
/// The kinds of item that keep something unique.
const MARKERS: [&str; 4] = ["username", "email", "identity", "unionid"];
/// Rows that say nothing of what was done: what a request holds while it is under way, what only saves a call, and counts of
/// attempts, of which one whose answer is lost is counted once more.
const PASSING: [&str; 4] = ["counter", "exchange", "access_token", "attempts"];
/// What is made up anew, or is a moment, or a secret.
const MADE_UP: [&str; 8] = [
    "sk",
    "jti",
    "version",
    "hash",
    "password_hash",
    "session_key",
    "tries",
    "search_text",
];

/// Items as DynamoDB tells them, by table and key.
type Items = BTreeMap<(&'static str, String), Value>;

/// Both tables.
#[derive(Clone, Debug, PartialEq)]
pub struct Tables(Items);

/// One item, its values plain.
struct Item {
    kind: String,
    pk: String,
    fields: Map<String, Value>,
}

impl Tables {
    /// The tables of `stack`.
    ///
    /// # Panics
    /// When they cannot be read.
    pub async fn read(stack: &TestStack) -> Self {
        let mut items = Items::new();
        for (table, key) in TABLES {
            let mut request = json!({ "TableName": table, "ConsistentRead": true });
            loop {
                let page = stack.dynamodb("Scan", &request).await;
                for item in page["Items"].as_array().expect("items") {
                    items.insert((table, key_of(item, key).to_string()), item.clone());
                }
                if page["LastEvaluatedKey"].is_null() {
                    break;
                }
                request["ExclusiveStartKey"] = page["LastEvaluatedKey"].clone();
            }
        }
        Self(items)
    }

    /// Makes the tables of `stack` what they were.
    pub async fn restore(&self, stack: &TestStack) {
        self.restore_over(stack, &Self::read(stack).await).await;
    }

    /// The same where it is known what they are at `present`.
    pub async fn restore_over(&self, stack: &TestStack, present: &Self) {
        for ((table, key), item) in &present.0 {
            if !self.0.contains_key(&(*table, key.clone())) {
                let attributes = TABLES.iter().find(|(name, _)| name == table);
                let key = key_of(item, attributes.map_or(&[], |(_, key)| *key));
                let request = json!({ "TableName": table, "Key": key });
                stack.dynamodb("DeleteItem", &request).await;
            }
        }
        for (place, item) in &self.0 {
            if present.0.get(place) != Some(item) {
                let request = json!({ "TableName": place.0, "Item": item });
                stack.dynamodb("PutItem", &request).await;
            }
        }
    }

    /// The ids of all users.
    #[must_use]
    pub fn user_ids(&self) -> BTreeSet<i64> {
        self.of_kind("user")
            .filter_map(|item| item.fields["id"].as_i64())
            .collect()
    }

    /// The users.
    ///
    /// # Panics
    /// When one cannot be read.
    #[must_use]
    pub fn users(&self) -> Vec<User> {
        self.of_kind("user")
            .map(|item| {
                let told = item.pk.clone();
                serde_json::from_value(Value::Object(item.fields))
                    .unwrap_or_else(|e| panic!("{told}: {e}"))
            })
            .collect()
    }

    /// How many rows there are of this kind.
    #[must_use]
    pub fn count(&self, kind: &str) -> usize {
        self.of_kind(kind).count()
    }

    /// Everything that is wrong: markers and users that do not agree, counts that are not right, rows of nobody.
    ///
    /// A session may outlive its user, if that user has been `deleted`: it is worth nothing, and goes when its time is over.
    #[must_use]
    pub fn problems(&self, deleted: &BTreeSet<i64>) -> Vec<String> {
        let users = self.users();
        let mut problems = self.wrong_markers(&users);
        problems.extend(self.wrong_counts(&users));
        problems.extend(self.wrong_sessions(&users, deleted));
        problems.extend(self.wrong_listings());
        problems
    }

    fn wrong_markers(&self, users: &[User]) -> Vec<String> {
        let mut problems = Vec::new();
        let mut expected: BTreeMap<String, Value> = BTreeMap::new();
        for user in users {
            for (pk, marker) in markers(user) {
                let known = expected.insert(pk.clone(), marker.clone());
                if known.is_some_and(|known| known != marker) {
                    problems.push(format!("{pk} is of two users, {} among them", user.id));
                }
            }
        }
        for item in MARKERS.into_iter().flat_map(|kind| self.of_kind(kind)) {
            let Item { pk, mut fields, .. } = item;
            fields.remove("pk");
            if let Some(hash) = fields.remove("password_hash") {
                // A password that counts begins at a moment.
                let is_dated = fields
                    .remove("password_since")
                    .is_some_and(|at| at.is_i64());
                fields.insert(
                    "has_password".to_owned(),
                    json!(hash.is_string() && is_dated),
                );
            }
            let found = Value::Object(fields);
            match expected.remove(&pk) {
                None => problems.push(format!("{pk} leads to {found}, who does not have it")),
                Some(marker) if marker != found => {
                    problems.push(format!("{pk} says {found}, its user {marker}"));
                }
                Some(_) => {}
            }
        }
        problems.extend(
            expected
                .into_iter()
                .map(|(pk, marker)| format!("{pk} is missing: {marker}")),
        );
        problems
    }

    fn wrong_counts(&self, users: &[User]) -> Vec<String> {
        let mut problems = Vec::new();
        let mut holders: BTreeMap<&str, i64> = BTreeMap::new();
        for role in users.iter().flat_map(User::counted_roles) {
            *holders.entry(role).or_default() += 1;
        }
        let mut counted: BTreeMap<String, i64> = BTreeMap::new();
        for item in self.of_kind("role") {
            let count = item.fields["holders"].as_i64().unwrap_or(-1);
            counted.insert(item.pk.trim_start_matches("role#").to_owned(), count);
        }
        let roles: BTreeSet<&str> = holders
            .keys()
            .copied()
            .chain(counted.keys().map(String::as_str))
            .collect();
        for role in roles {
            let (is, should) = (
                counted.get(role).copied().unwrap_or(0),
                holders.get(role).copied().unwrap_or(0),
            );
            if is != should {
                problems.push(format!("role#{role} counts {is} holders of {should}"));
            }
        }
        let highest = users.iter().map(|user| i64::from(user.id.get())).max();
        if highest.unwrap_or(0) > self.last_id() {
            problems.push(format!(
                "counter#user is at {} and there is user {highest:?}",
                self.last_id()
            ));
        }
        problems
    }

    fn wrong_sessions(&self, users: &[User], deleted: &BTreeSet<i64>) -> Vec<String> {
        let epochs: BTreeMap<i64, u32> = users
            .iter()
            .map(|user| (user.id.get().into(), user.session_epoch))
            .collect();
        let mut problems = Vec::new();
        for Item { pk, fields, .. } in self.of_kind("session") {
            let (user, epoch) = (fields["user"].as_i64(), fields["epoch"].as_u64());
            let known = user.and_then(|user| epochs.get(&user));
            let is_over = user.is_some_and(|user| deleted.contains(&user));
            let is_good = match known {
                Some(known) => epoch.is_some_and(|epoch| epoch <= u64::from(*known)),
                None => is_over,
            };
            if !is_good || Some(pk.as_str()) != user.map(|id| format!("session#{id}")).as_deref() {
                problems.push(format!("{pk} is of user {user:?} at epoch {epoch:?}"));
            }
        }
        problems
    }

    fn wrong_listings(&self) -> Vec<String> {
        let wrong = self.of_kind("user").filter_map(|Item { pk, fields, .. }| {
            let shard = listing_shard(fields["id"].as_i64()?);
            let sections = fields["profiles"].as_object()?.keys().map(String::as_str);
            let expected: BTreeMap<String, String> = sections
                .chain(["user"])
                .map(|section| (format!("listed_{section}"), format!("{section}#{shard}")))
                .collect();
            let listed: BTreeMap<String, String> = fields
                .iter()
                .filter(|(name, _)| name.starts_with("listed_"))
                .map(|(name, value)| (name.clone(), value.as_str().unwrap_or("").to_owned()))
                .collect();
            (expected != listed).then(|| format!("{pk} is listed in {listed:?}"))
        });
        wrong.collect()
    }

    fn last_id(&self) -> i64 {
        self.of_kind("counter")
            .filter_map(|item| item.fields["last"].as_i64())
            .max()
            .unwrap_or(0)
    }

    /// What the tables say, a line for each item, without what is made up anew each time; users beside those `known` are numbered
    /// in their order. Two runs of one thing give one outline.
    #[must_use]
    pub fn outline(&self, known: &BTreeSet<i64>) -> Vec<String> {
        let newcomers: BTreeMap<i64, String> = self
            .user_ids()
            .difference(known)
            .enumerate()
            .map(|(at, id)| (*id, format!("new {at}")))
            .collect();
        let mut lines: Vec<String> = self
            .items()
            .filter(|item| !PASSING.contains(&item.kind.as_str()) && !is_taken_back(item))
            .map(|item| line(item, &newcomers))
            .collect();
        lines.sort();
        lines
    }

    fn items(&self) -> impl Iterator<Item = Item> {
        self.0.values().map(|item| {
            let fields: Map<String, Value> = item
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, value)| (name.clone(), plain(value)))
                .collect();
            let pk = fields["pk"].as_str().unwrap_or_default().to_owned();
            Item {
                kind: pk.split('#').next().unwrap_or_default().to_owned(),
                pk,
                fields,
            }
        })
    }

    fn of_kind(&self, kind: &str) -> impl Iterator<Item = Item> {
        self.items().filter(move |item| item.kind == kind)
    }
}

/// Whether it is the row of an openid or a mailbox whose only code was taken back, which is as good as none.
fn is_taken_back(item: &Item) -> bool {
    let is_empty = item
        .fields
        .get("sent")
        .is_some_and(|sent| *sent == json!([]));
    ["code", "mailbox"].contains(&item.kind.as_str())
        && is_empty
        && !item.fields.contains_key("code")
}

fn key_of(item: &Value, attributes: &[&str]) -> Value {
    let key: Map<String, Value> = attributes
        .iter()
        .map(|name| ((*name).to_owned(), item[*name].clone()))
        .collect();
    Value::Object(key)
}

/// A value of DynamoDB as plain JSON.
fn plain(value: &Value) -> Value {
    let Some((kind, value)) = value.as_object().and_then(|typed| typed.iter().next()) else {
        return Value::Null;
    };
    match (kind.as_str(), value) {
        ("N", Value::String(digits)) => digits.parse::<i64>().map_or(Value::Null, Value::from),
        ("L", Value::Array(values)) => values.iter().map(plain).collect(),
        ("M", Value::Object(fields)) => fields
            .iter()
            .map(|(name, value)| (name.clone(), plain(value)))
            .collect::<Map<_, _>>()
            .into(),
        ("NULL", _) => Value::Null,
        (_, value) => value.clone(),
    }
}

/// The markers that `user` must have, by key.
fn markers(user: &User) -> Vec<(String, Value)> {
    let (id, epoch) = (user.id, user.session_epoch);
    let mut markers = Vec::new();
    if let Some(username) = &user.username {
        let marker = if user.has_password {
            json!({ "user_id": id, "epoch": epoch, "has_password": true })
        } else {
            json!({ "user_id": id, "epoch": epoch })
        };
        markers.push((format!("username#{}", username.key()), marker));
    }
    if let Some(email) = user.verified_email() {
        markers.push((
            format!("email#{}", email.as_str()),
            json!({ "user_id": id }),
        ));
    }
    for identity in &user.identities {
        let provider = identity.provider.as_str();
        let door = format!("{provider}#{}#{}", identity.app, identity.openid.as_str());
        markers.push((
            format!("identity#{door}"),
            json!({ "user_id": id, "epoch": epoch }),
        ));
        if let Some(unionid) = &identity.unionid {
            markers.push((
                format!("unionid#{provider}#{unionid}"),
                json!({ "user_id": id }),
            ));
        }
    }
    markers
}

fn line(item: Item, newcomers: &BTreeMap<i64, String>) -> String {
    let Item {
        kind,
        mut pk,
        mut fields,
    } = item;
    if ["user", "session", "audit"].contains(&kind.as_str()) {
        let id = pk.split('#').nth(1).and_then(|id| id.parse().ok());
        if let Some(name) = id.and_then(|id: i64| newcomers.get(&id)) {
            pk = format!("{kind}#{name}");
        }
    }
    fields.remove("pk");
    fields.retain(|name, _| !name.starts_with("listed_"));
    let mut value = Value::Object(fields);
    // Where a build has serde_json keep the order of fields, it is the engine's, which is any.
    value.sort_all_objects();
    outlined(&mut value, newcomers);
    match kind.as_str() {
        "username" if has_made_up_end(&pk) => "username#made up".clone_into(&mut pk),
        "nonce" => "nonce#made up".clone_into(&mut pk),
        _ => {}
    }
    format!("{pk} {value}")
}

fn is_random_id(text: &str) -> bool {
    let is_base64 = |b: u8| b.is_ascii_alphanumeric() || b"-_".contains(&b);
    text.len() == 22 && text.bytes().all(is_base64)
}

/// Whether it ends as a generated username does: in eight digits after a letter.
fn has_made_up_end(text: &str) -> bool {
    let stem = text.trim_end_matches(|c: char| c.is_ascii_digit());
    text.len() - stem.len() == 8 && stem.ends_with(char::is_alphabetic)
}

/// Takes out of `value` what differs from one run to another.
fn outlined(value: &mut Value, newcomers: &BTreeMap<i64, String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields.iter_mut() {
                let id = value.as_i64().and_then(|id| newcomers.get(&id));
                if MADE_UP.contains(&name.as_str()) || (name == "id" && value.is_string()) {
                    *value = json!("made up");
                } else if ["id", "user_id", "user", "actor", "subject"].contains(&name.as_str())
                    && let Some(id) = id
                {
                    *value = json!(id);
                } else {
                    outlined(value, newcomers);
                }
            }
        }
        Value::Array(values) => values
            .iter_mut()
            .for_each(|value| outlined(value, newcomers)),
        Value::String(text) => {
            // The address of the stack, and a random id.
            let path = text.strip_prefix("http://127.0.0.1:");
            let path = path.and_then(|rest| rest.split_once('/'));
            if let Some((_, path)) = path {
                *text = format!("/{path}");
            } else if is_random_id(text) || has_made_up_end(text) {
                "made up".clone_into(text);
            }
        }
        // A moment, in seconds or in milliseconds.
        Value::Number(number) if number.as_i64().is_some_and(|n| n > 1_000_000_000) => {
            *value = json!("a moment");
        }
        _ => {}
    }
}
