//! Lookups by key: strongly consistent, and as many as a caller needs in one request.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Store;
use super::attempts::AttemptsRow;
use super::counters::Counter;
use super::item::{Item, from_item};
use super::keys::{self, EXPIRES_AT, Key};
use super::retry::{ATTEMPTS, pause};
use super::rows::{AccessTokenRow, CodeRow, MailboxRow, PasswordHash, ProofRow};
use crate::attempts::{Attempts, Guesser};
use crate::aws::failure;
use crate::clock::Timestamp;
use crate::collect::ordered;
use crate::email::Email;
use crate::failure::{Dependency, Failure};
use crate::identity::{Identity, Provider};
use crate::rights::Rights;
use crate::session::Session;
use crate::user::{User, UserId};
use crate::username::Username;

/// Where a marker leads: the user behind a username or an identity, as far as a sign-in must know it beforehand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Door {
    /// The user behind it.
    pub user_id: UserId,
    /// The user's session epoch, repeated here so that a sign-in need not read the user first.
    pub epoch: u32,
}

/// A username's marker: where it leads, and the hash that opens it.
#[derive(Clone, Debug, Deserialize)]
pub struct SignInDoor {
    /// Where it leads.
    #[serde(flatten)]
    pub door: Door,
    /// The hash of the password; none for a generated username whose owner has set none.
    pub password_hash: Option<PasswordHash>,
    /// When the password was set.
    #[serde(default)]
    pub password_since: Option<Timestamp>,
}

/// What must be known before a password is looked at.
#[derive(Clone, Debug)]
pub struct SignInState {
    /// The username's marker.
    pub door: Option<SignInDoor>,
    /// Whether the address block has shown the account's password in the last month.
    pub is_known: bool,
    /// Wrong passwords for the account, if there were any.
    pub account: Option<Attempts>,
    /// Wrong passwords and codes from the address block, if there were any.
    pub address: Option<Attempts>,
}

/// What is known when a provider has told who stands outside.
#[derive(Clone, Debug, Default)]
pub struct IdentityDoors {
    /// Who comes in by this very identity.
    pub by_identity: Option<Door>,
    /// Who is known by the same unionid.
    pub by_unionid: Option<UserId>,
}

/// What must be known before an email code is sent.
#[derive(Clone, Debug)]
pub struct CodeState {
    /// Whether the openid is proven at this moment.
    pub proven: bool,
    /// Its email codes.
    pub code: Option<CodeRow>,
    /// The mails to the address.
    pub mailbox: Option<MailboxRow>,
}

/// What is read beside a session and its user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// Nothing.
    Nothing,
    /// Another user, or the same.
    User(UserId),
    /// The newest user id, with which a listing knows where it ends.
    NewestId,
}

/// What a token leads to, and what was read beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The session; it may be over.
    pub session: Option<Session>,
    /// Its user, who may be disabled.
    pub user: Option<User>,
    /// The user that was asked for beside.
    pub other: Option<User>,
    /// The newest id, if it was asked for.
    pub newest: Option<UserId>,
}

#[derive(Deserialize)]
struct Holder {
    user_id: UserId,
}

impl Store {
    /// The marker of `username`: one request.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn username_door(&self, username: &Username) -> Result<Option<SignInDoor>, Failure> {
        self.get(&self.users, keys::username(username)).await
    }

    /// What must be known before a password is looked at: one request.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn sign_in_state(
        &self,
        username: Option<&Username>,
        guesser: &Guesser,
        now: Timestamp,
    ) -> Result<SignInState, Failure> {
        let door = username.map(keys::username);
        let known = keys::known(&guesser.pair);
        let account = keys::attempts(&guesser.account);
        let address = keys::attempts(&guesser.address);
        let codes = vec![known.clone(), account.clone(), address.clone()];
        let mut found = self
            .batch_get(door.clone().into_iter().collect(), codes)
            .await?;
        let mut attempts = |key: &Key| -> Result<Option<Attempts>, Failure> {
            Ok(found.take::<AttemptsRow>(key)?.map(Attempts::from))
        };
        let (account, address) = (attempts(&account)?, attempts(&address)?);
        Ok(SignInState {
            door: match door {
                Some(key) => found.take(&key)?,
                None => None,
            },
            is_known: found.is_live(&known, now),
            account,
            address,
        })
    }

    /// Who comes in by `identity`, and who is known by its unionid: one request.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn identity_doors(&self, identity: &Identity) -> Result<IdentityDoors, Failure> {
        let by_identity = keys::identity(identity);
        let by_unionid = identity
            .unionid
            .as_deref()
            .map(|unionid| keys::unionid(identity.provider.as_str(), unionid));
        let mut wanted = vec![by_identity.clone()];
        wanted.extend(by_unionid.clone());
        let mut found = self.batch_get(wanted, Vec::new()).await?;
        Ok(IdentityDoors {
            by_identity: found.take(&by_identity)?,
            by_unionid: match by_unionid {
                Some(key) => found.take::<Holder>(&key)?.map(|holder| holder.user_id),
                None => None,
            },
        })
    }

    /// Whether `identity` is proven, its codes, and the mails to `email`: one request.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn code_state(
        &self,
        identity: &Identity,
        email: &Email,
        now: Timestamp,
    ) -> Result<CodeState, Failure> {
        let (proof, code, mailbox) = (
            keys::proof(identity),
            keys::code(identity),
            keys::mailbox(email),
        );
        let mut found = self
            .batch_get(
                Vec::new(),
                vec![proof.clone(), code.clone(), mailbox.clone()],
            )
            .await?;
        Ok(CodeState {
            proven: found.is_live(&proof, now),
            code: found.take(&code)?,
            mailbox: found.take(&mailbox)?,
        })
    }

    /// The proof of `identity`, if there is one at this moment, and who comes in by it: one request.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn proof_and_door(
        &self,
        identity: &Identity,
        now: Timestamp,
    ) -> Result<(Option<ProofRow>, Option<Door>), Failure> {
        let (door, proof) = (keys::identity(identity), keys::proof(identity));
        let mut found = self
            .batch_get(vec![door.clone()], vec![proof.clone()])
            .await?;
        let proof = if found.is_live(&proof, now) {
            found.take(&proof)?
        } else {
            None
        };
        Ok((proof, found.take(&door)?))
    }

    /// Who is known by `unionid`: one request.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn unionid_holder(
        &self,
        provider: Provider,
        unionid: &str,
    ) -> Result<Option<UserId>, Failure> {
        let holder: Option<Holder> = self
            .get(&self.users, keys::unionid(provider.as_str(), unionid))
            .await?;
        Ok(holder.map(|holder| holder.user_id))
    }

    /// A session and its user, and what is wanted `beside`: one request.
    ///
    /// The session may be over and the user disabled: the caller decides.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn session_and_user(
        &self,
        user: UserId,
        jti: &str,
        beside: Beside,
    ) -> Result<Shown, Failure> {
        let asked = Asked::new(user, jti, beside);
        asked.take(&mut self.batch_get(asked.users(), asked.codes()).await?)
    }

    /// As [`Store::session_and_user`], and all rights: one request.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn session_users_and_rights(
        &self,
        user: UserId,
        jti: &str,
        beside: Beside,
    ) -> Result<(Shown, Rights), Failure> {
        let (asked, rights_key) = (Asked::new(user, jti, beside), keys::rights());
        let mut users = asked.users();
        users.push(rights_key.clone());
        let mut found = self.batch_get(users, asked.codes()).await?;
        let rights = match found.take_item(&rights_key) {
            Some(item) => rights_from(item)?,
            None => Rights::default(),
        };
        Ok((asked.take(&mut found)?, rights))
    }

    /// The users with these ids, by rising id; who is not there is left out. One request; at most 100 ids.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn users(&self, ids: &BTreeSet<UserId>) -> Result<Vec<User>, Failure> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let keys: Vec<Key> = ids.iter().copied().map(keys::user).collect();
        let mut found = self.batch_get(keys.clone(), Vec::new()).await?;
        keys.iter()
            .filter_map(|key| found.take(key).transpose())
            .collect()
    }

    /// The keys of those of `usernames` that are taken. One request; at most 100.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn taken_usernames(
        &self,
        usernames: &[&Username],
    ) -> Result<BTreeSet<String>, Failure> {
        let usernames = usernames.iter().map(|username| (username.key(), *username));
        let distinct: BTreeMap<&str, &Username> = ordered(usernames);
        if distinct.is_empty() {
            return Ok(BTreeSet::new());
        }
        let keys = distinct
            .values()
            .map(|username| keys::username(username))
            .collect();
        let found = self.batch_get(keys, Vec::new()).await?;
        let taken = distinct
            .into_iter()
            .filter(|(_, username)| found.position(&keys::username(username)).is_some());
        Ok(ordered(taken.map(|(key, _)| key.to_owned())))
    }

    /// The user with this id: one request.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn user(&self, id: UserId) -> Result<Option<User>, Failure> {
        self.get(&self.users, keys::user(id)).await
    }

    /// The user who holds `email` as verified: two requests.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn email_holder(&self, email: &Email) -> Result<Option<User>, Failure> {
        match self.get::<Holder>(&self.users, keys::email(email)).await? {
            Some(holder) => self.user(holder.user_id).await,
            None => Ok(None),
        }
    }

    /// A provider's access token as it was kept, good or not: one request.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn access_token(&self, app: &str) -> Result<Option<AccessTokenRow>, Failure> {
        self.get(&self.codes, keys::access_token(app)).await
    }

    /// One cheap read, made while a function starts, so that its first request finds an open connection.
    ///
    /// # Errors
    /// A [`Failure`] of DynamoDB.
    pub async fn warm_up(&self) -> Result<(), Failure> {
        self.read(vec![(&self.users, vec![keys::user_counter()])])
            .await
            .map(drop)
    }

    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        table: &str,
        key: Key,
    ) -> Result<Option<T>, Failure> {
        let mut found = self.read(vec![(table, vec![key])]).await?;
        found.0.pop().map(from_item).transpose()
    }

    /// Reads keys of both tables at once.
    async fn batch_get(&self, users: Vec<Key>, codes: Vec<Key>) -> Result<Found, Failure> {
        self.read(vec![(&self.users, users), (&self.codes, codes)])
            .await
    }

    /// Reads keys of tables, each table once. What DynamoDB leaves unprocessed is asked for again.
    ///
    /// One key, too, is a batch: a function has one way to read, which it warms as it starts, and is 20 kB smaller than with two.
    async fn read(&self, keys: Vec<(&str, Vec<Key>)>) -> Result<Found, Failure> {
        let mut wanted: HashMap<String, KeysAndAttributes> = HashMap::new();
        for (table, keys) in keys {
            if !keys.is_empty() {
                let request = KeysAndAttributes::builder()
                    .set_keys(Some(keys))
                    .consistent_read(true)
                    .build();
                wanted.insert(
                    table.to_owned(),
                    request.map_err(|e| Failure::broken(format!("a batch without keys: {e}")))?,
                );
            }
        }
        let mut items = Vec::new();
        for attempt in 1..=ATTEMPTS {
            let output = self
                .client
                .batch_get_item()
                .set_request_items(Some(wanted))
                .send()
                .await
                .map_err(|e| failure(Dependency::DynamoDb, "BatchGetItem", &e))?;
            items.extend(output.responses.unwrap_or_default().into_values().flatten());
            wanted = output.unprocessed_keys.unwrap_or_default();
            if wanted.is_empty() {
                return Ok(Found(items));
            }
            pause(&self.random, attempt).await?;
        }
        Err(Failure::Unavailable {
            dependency: Dependency::DynamoDb,
            operation: "BatchGetItem",
            cause: format!("keys left unprocessed {ATTEMPTS} times"),
        })
    }
}

/// The keys of a session, of its user, and of what is wanted beside.
struct Asked {
    session: Key,
    user: Key,
    beside: Beside,
    also: Option<Key>,
}

impl Asked {
    fn new(user: UserId, jti: &str, beside: Beside) -> Self {
        let also = match beside {
            // DynamoDB refuses a batch that names one key twice.
            Beside::User(other) => (other != user).then(|| keys::user(other)),
            Beside::NewestId => Some(keys::user_counter()),
            Beside::Nothing => None,
        };
        Self {
            session: keys::session(user, jti),
            user: keys::user(user),
            beside,
            also,
        }
    }

    fn codes(&self) -> Vec<Key> {
        vec![self.session.clone()]
    }

    fn users(&self) -> Vec<Key> {
        std::iter::once(&self.user)
            .chain(&self.also)
            .cloned()
            .collect()
    }

    fn take(&self, found: &mut Found) -> Result<Shown, Failure> {
        let user: Option<User> = found.take(&self.user)?;
        let (mut other, mut newest) = (None, None);
        match (self.beside, &self.also) {
            (Beside::User(_), Some(key)) => other = found.take(key)?,
            (Beside::User(_), None) => other.clone_from(&user),
            (Beside::NewestId, Some(key)) => {
                let counter: Option<Counter> = found.take(key)?;
                newest = counter.and_then(|counter| UserId::new(counter.last));
            }
            _ => {}
        }
        Ok(Shown {
            session: found.take(&self.session)?,
            user,
            other,
            newest,
        })
    }
}

/// The items that a batch brought, of either table; a key's kind tells which.
struct Found(Vec<Item>);

impl Found {
    fn position(&self, key: &Key) -> Option<usize> {
        self.0.iter().position(|item| {
            key.iter()
                .all(|(name, value)| item.get(name) == Some(value))
        })
    }

    fn take_item(&mut self, key: &Key) -> Option<Item> {
        self.position(key).map(|at| self.0.swap_remove(at))
    }

    fn take<T: DeserializeOwned>(&mut self, key: &Key) -> Result<Option<T>, Failure> {
        self.position(key)
            .map(|at| from_item(self.0.swap_remove(at)))
            .transpose()
    }

    /// Whether the row is there and its time is not over; DynamoDB deletes it only days later.
    fn is_live(&self, key: &Key, now: Timestamp) -> bool {
        let expires = self.position(key).and_then(|at| self.0[at].get(EXPIRES_AT));
        let Some(AttributeValue::N(seconds)) = expires else {
            return false;
        };
        seconds
            .parse()
            .is_ok_and(|seconds: i64| seconds > now.as_seconds())
    }
}

/// The rights in their item: a revision, and all the rest as JSON.
fn rights_from(item: Item) -> Result<Rights, Failure> {
    #[derive(Deserialize)]
    struct Stored {
        revision: u64,
        body: String,
    }
    let Stored { revision, body } = from_item(item)?;
    let rights: Rights = serde_json::from_str(&body).map_err(|e| {
        Failure::broken(format!(
            "the stored rights cannot be read at column {}",
            e.column()
        ))
    })?;
    Ok(Rights { revision, ..rights })
}
