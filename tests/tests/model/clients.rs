//! The clients of the store, and what they have read.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::json;
use shared::clock::Timestamp;
use shared::identity::Identity;
use shared::nonce::Nonce;
use shared::random::Random;
use shared::session::Session;
use shared::store::rows::IssuedCode;
use shared::store::{CodeRow, Keep, PasswordHash, Store, Write};
use shared::token::TokenKeys;
use shared::user::{SUPERUSERS, User, UserId};
use tests::TestStack;
use tests::tables::Tables;

use crate::people::{Outcome, People, Work, changed, email, identity, username};
use crate::steps::{Act, Deed, Step};

/// How often a code may be tried.
const MAX_TRIES: u32 = 3;
/// How long codes and proofs are good, and claims of codes.
const GOOD: Duration = Duration::from_mins(10);
const BEGINNING: Timestamp = Timestamp::from_millis(1_700_000_000_000);

/// The store, its model, and what each client has read.
pub(super) struct World {
    store: Store,
    now: Timestamp,
    people: People,
    ids: Vec<UserId>,
    jtis: Vec<String>,
    copies: BTreeMap<(u8, UserId), User>,
    proofs: BTreeMap<u8, Timestamp>,
    codes: BTreeMap<u8, CodeRow>,
    rows: BTreeMap<(u8, u8), Option<CodeRow>>,
    written: u32,
    nonces: [Nonce; 2],
    used: BTreeSet<u8>,
    claims: BTreeMap<u8, Timestamp>,
}

fn hash() -> PasswordHash {
    PasswordHash::from_phc("$argon2id$model".to_owned())
}

/// What the model and the store say must be one.
fn agree<T: PartialEq + std::fmt::Debug>(store: &T, model: &T) -> Result<(), String> {
    if store == model {
        Ok(())
    } else {
        Err(format!(
            "the store says\n  {store:?}, the model\n  {model:?}"
        ))
    }
}

fn must_fit(store: &Outcome, model: &Outcome) -> Result<(), String> {
    if store.fits(model) {
        Ok(())
    } else {
        agree(store, model)
    }
}

impl World {
    pub(super) fn new(stack: &TestStack) -> Self {
        let secret = json!({ "active": "k1", "keys": { "k1": "1".repeat(32) } });
        let keys = TokenKeys::parse(&secret.to_string()).unwrap();
        let random = Random::system();
        Self {
            store: tests::stack::store(&stack.inner().dynamodb_url()),
            now: BEGINNING,
            people: People::default(),
            ids: Vec::new(),
            jtis: Vec::new(),
            copies: BTreeMap::new(),
            proofs: BTreeMap::new(),
            codes: BTreeMap::new(),
            rows: BTreeMap::new(),
            written: 0,
            nonces: [0, 1].map(|_| Nonce::issue(&keys, &random, BEGINNING).unwrap()),
            used: BTreeSet::new(),
            claims: BTreeMap::new(),
        }
    }

    /// Takes a step in the store and in the model.
    pub(super) async fn take(&mut self, step: &Step) -> Result<(), String> {
        let client = step.client;
        match &step.deed {
            Deed::Create { .. } => self.create(&step.deed).await,
            Deed::Read(user) => match self.id(*user) {
                Some(id) => self.read(client, id).await,
                None => Ok(()),
            },
            Deed::Act { user, act, spare } => self.act(client, *user, act, *spare).await,
            Deed::Race { users, acts } => Box::pin(self.race(client, *users, acts)).await,
            Deed::CloseSession(at) => self.close_session(*at).await,
            Deed::OpenProof(_) | Deed::SpendProof(_) | Deed::RequireProof(_) => {
                self.prove(&step.deed).await
            }
            Deed::ReadCode(door) => self.read_code(client, *door).await,
            Deed::ReplaceCode(door) => self.replace_code(client, *door).await,
            Deed::TryCode(door) => self.try_code(*door).await,
            Deed::SpendCode(door) => self.spend_code(client, *door).await,
            Deed::SpendNonce(_) | Deed::Claim(_) | Deed::Release(_) => {
                self.use_up(&step.deed).await
            }
            Deed::Wait(seconds) => {
                self.now = self.now + Duration::from_secs((*seconds).into());
                Ok(())
            }
        }
    }

    /// The tables must hold what the model holds.
    pub(super) fn compare(&self, tables: &Tables) -> Result<(), String> {
        let mut users = tables.users();
        users.sort_by_key(|user| user.id);
        let expected: Vec<User> = self.people.users.values().cloned().collect();
        agree(&users, &expected)?;
        agree(&tables.count("session"), &self.people.sessions.len())?;
        agree(&tables.count("nonce"), &self.used.len())?;
        agree(&tables.problems(&self.people.deleted), &Vec::new())
    }

    fn id(&self, user: u8) -> Option<UserId> {
        let count = self.ids.len().min(4);
        // The newest: there is little to see with those who are long gone.
        let at = usize::from(user).checked_rem(count)?;
        self.ids.iter().rev().nth(at).copied()
    }

    async fn commit(&self, writes: &[Write<'_>]) -> Outcome {
        Outcome::of(self.store.commit(writes).await)
    }

    async fn create(&mut self, deed: &Deed) -> Result<(), String> {
        let Deed::Create {
            username: name,
            has_password,
            email: address,
            identity: door,
            is_superuser,
        } = deed
        else {
            return Ok(());
        };
        let id = self.store.next_user_id().await.unwrap();
        let mut user = User::new(id, self.now);
        user.username = name.map(username);
        user.email = address.map(|(at, _)| email(at));
        user.email_verified = address.is_some_and(|(_, verified)| verified);
        user.identities
            .extend(door.map(|(at, unionid)| identity(at, unionid)));
        user.is_superuser = *is_superuser;
        let password = Some(hash()).filter(|_| *has_password);
        let create = Write::CreateUser {
            user: &user,
            password: password.as_ref(),
        };
        let is = self.commit(&[create]).await;
        let should = self.people.create(&user, *has_password);
        if should == Outcome::Done {
            self.ids.push(id);
        }
        must_fit(&is, &should)
    }

    async fn read(&mut self, client: u8, id: UserId) -> Result<(), String> {
        let is = self.store.user(id).await.unwrap();
        agree(&is, &self.people.users.get(&id).cloned())?;
        match is {
            Some(user) => self.copies.insert((client, id), user),
            None => self.copies.remove(&(client, id)),
        };
        Ok(())
    }

    /// The act as a unit of work, by what the client has read last; `None` when it has read nothing.
    async fn work(
        &mut self,
        client: u8,
        user: u8,
        act: &Act,
        spare: bool,
    ) -> Result<Option<Work>, String> {
        let Some(id) = self.id(user) else {
            return Ok(None);
        };
        if !self.copies.contains_key(&(client, id)) {
            self.read(client, id).await?;
        }
        let Some(before) = self.copies.get(&(client, id)).cloned() else {
            return Ok(None);
        };
        Ok(Some(match act {
            Act::Change(change) => {
                let (after, new_hash) = changed(&before, change, self.now);
                Work::Replace {
                    before: Box::new(before),
                    after: Box::new(after),
                    new_hash,
                    spare,
                }
            }
            Act::Delete => Work::Delete {
                user: Box::new(before),
                spare,
            },
            Act::SignIn => {
                let jti = format!("j{}", self.jtis.len());
                self.jtis.push(jti.clone());
                let epoch = before.session_epoch;
                let session = json!({
                    "user": id, "jti": jti, "epoch": epoch, "issuer": "model",
                    "opened_at": self.now, "closes_at": self.now + GOOD,
                });
                Work::SignIn {
                    epoch,
                    session: serde_json::from_value(session).unwrap(),
                }
            }
        }))
    }

    async fn carry_out(&self, work: &Work) -> Outcome {
        let keep = |spare: bool| {
            if spare {
                Keep::EveryRoleBut(SUPERUSERS)
            } else {
                Keep::EveryRole
            }
        };
        match work {
            Work::Replace {
                before,
                after,
                new_hash,
                spare,
            } => {
                let password = Some(hash()).filter(|_| *new_hash);
                let replace = Write::ReplaceUser {
                    before,
                    after,
                    password: password.as_ref(),
                    keep: keep(*spare),
                };
                self.commit(&[replace]).await
            }
            Work::Delete { user, spare } => {
                let keep = keep(*spare);
                self.commit(&[Write::DeleteUser { user, keep }]).await
            }
            Work::SignIn { epoch, session } => {
                let sign_in = Write::SignIn {
                    user: session.user,
                    epoch: *epoch,
                    at: session.opened_at,
                    require: None,
                };
                self.commit(&[sign_in, Write::OpenSession(session)]).await
            }
        }
    }

    async fn act(&mut self, client: u8, user: u8, act: &Act, spare: bool) -> Result<(), String> {
        let Some(work) = self.work(client, user, act, spare).await? else {
            return Ok(());
        };
        let is = self.carry_out(&work).await;
        must_fit(&is, &self.people.apply(&work))
    }

    /// Two units of work at one moment come to what they come to one after the other, in one order or the other.
    async fn race(&mut self, client: u8, users: [u8; 2], acts: &[Act; 2]) -> Result<(), String> {
        let one = self.work(client, users[0], &acts[0], false).await?;
        let other = self.work(client + 1, users[1], &acts[1], false).await?;
        let (Some(one), Some(other)) = (one, other) else {
            return Ok(());
        };
        let both = [&one, &other].map(|work| Box::pin(self.carry_out(work)));
        let is = tests::together(both).await;
        let (mut forward, mut back) = (self.people.clone(), self.people.clone());
        let first = forward.apply(&one);
        let second = forward.apply(&other);
        let last = back.apply(&other);
        let before = back.apply(&one);
        let fits = |one: &Outcome, other: &Outcome| is[0].fits(one) && is[1].fits(other);
        if fits(&first, &second) && fits(&before, &last) {
            // Both orders answer alike; which it was shows in what is stored.
            self.people = forward;
            return self.settle(&back, [&one, &other]).await;
        }
        if fits(&first, &second) {
            self.people = forward;
        } else if fits(&before, &last) {
            self.people = back;
        } else {
            return Err(format!(
                "at one moment the store says {is:?}; one after the other it is {first:?}, {second:?} or {before:?}, {last:?}"
            ));
        }
        Ok(())
    }

    /// Takes the other outcome of a race for the model, if the store has come to it.
    async fn settle(&mut self, other: &People, race: [&Work; 2]) -> Result<(), String> {
        for work in race {
            let id = match work {
                Work::Replace { before, .. } => before.id,
                Work::Delete { user, .. } => user.id,
                Work::SignIn { session, .. } => session.user,
            };
            let stored = self.store.user(id).await.unwrap();
            if stored.as_ref() != self.people.users.get(&id) {
                agree(&stored, &other.users.get(&id).cloned())?;
                self.people = other.clone();
            }
        }
        Ok(())
    }

    async fn close_session(&mut self, at: u8) -> Result<(), String> {
        let count = self.people.sessions.len();
        let Some(at) = usize::from(at).checked_rem(count) else {
            return Ok(());
        };
        let session: Session = self.people.sessions.values().nth(at).unwrap().clone();
        let close = [Write::CloseSession(&session)];
        must_fit(&self.commit(&close).await, &Outcome::Done)?;
        self.people.sessions.remove(&session.jti);
        let again = self.commit(&close).await;
        must_fit(&again, &Outcome::refused("SessionEnded"))
    }

    async fn prove(&mut self, deed: &Deed) -> Result<(), String> {
        let now = self.now;
        let is_open = |proofs: &BTreeMap<u8, Timestamp>, door| {
            proofs
                .get(door)
                .is_some_and(|closes: &Timestamp| closes.as_seconds() > now.as_seconds())
        };
        let expected = |is_open: bool| {
            if is_open {
                Outcome::Done
            } else {
                Outcome::refused("NoProof")
            }
        };
        match deed {
            Deed::OpenProof(door) => {
                let identity = identity(*door, None);
                self.store.open_proof(&identity, now + GOOD).await.unwrap();
                self.proofs.insert(*door, now + GOOD);
                Ok(())
            }
            Deed::SpendProof(door) => {
                let identity = &identity(*door, None);
                let is = self.commit(&[Write::SpendProof { identity, now }]).await;
                let should = expected(is_open(&self.proofs, door));
                if should == Outcome::Done {
                    self.proofs.remove(door);
                }
                must_fit(&is, &should)
            }
            Deed::RequireProof(door) => {
                let identity = &identity(*door, None);
                let is = self.commit(&[Write::RequireProof { identity, now }]).await;
                must_fit(&is, &expected(is_open(&self.proofs, door)))
            }
            _ => Ok(()),
        }
    }

    async fn read_code(&mut self, client: u8, door: u8) -> Result<(), String> {
        let (identity, email) = (identity(door, None), email(door));
        let state = self.store.code_state(&identity, &email, self.now).await;
        let row = state.unwrap().code;
        agree(&row, &self.codes.get(&door).cloned())?;
        self.rows.insert((client, door), row);
        Ok(())
    }

    async fn replace_code(&mut self, client: u8, door: u8) -> Result<(), String> {
        let read = self.rows.get(&(client, door)).cloned().flatten();
        let read = read.map(|row| row.version);
        self.written += 1;
        let row = CodeRow {
            version: format!("v{}", self.written),
            sent: vec![self.now],
            code: Some(IssuedCode {
                email: email(door),
                hash: format!("h{}", self.written),
                kid: "k1".to_owned(),
                good_until: self.now + GOOD,
            }),
            tries: 0,
        };
        let identity: &Identity = &identity(door, None);
        let replace = Write::ReplaceCode {
            identity,
            read: read.as_deref(),
            row: &row,
            keep_until: self.now + GOOD,
        };
        let is = self.commit(&[replace]).await;
        let known = self.codes.get(&door).map(|row| &row.version);
        let should = if known.is_none() || known == read.as_ref() {
            self.codes.insert(door, row);
            Outcome::Done
        } else {
            Outcome::refused("CodeChanged")
        };
        must_fit(&is, &should)
    }

    async fn try_code(&mut self, door: u8) -> Result<(), String> {
        let identity = identity(door, None);
        let is = self.store.charge_try(&identity, MAX_TRIES, self.now).await;
        let is = is.unwrap();
        let now = self.now;
        let may = |row: &&mut CodeRow| {
            let good = row.code.as_ref().is_some_and(|code| code.good_until > now);
            good && row.tries < MAX_TRIES
        };
        let should = self.codes.get_mut(&door).filter(may).map(|row| {
            row.tries += 1;
            // The store makes the version up.
            row.version = is
                .as_ref()
                .map_or_else(String::new, |is| is.version.clone());
            row.clone()
        });
        agree(&is, &should)
    }

    async fn spend_code(&mut self, client: u8, door: u8) -> Result<(), String> {
        let known = self.rows.get(&(client, door)).cloned().flatten();
        let hash = known.and_then(|row| row.code).map(|code| code.hash);
        let hash = hash.unwrap_or_else(|| "guessed".to_owned());
        let identity = &identity(door, None);
        let spend = Write::SpendCode {
            identity,
            hash: &hash,
        };
        let is = self.commit(&[spend]).await;
        let row = self.codes.get_mut(&door);
        let row = row.filter(|row| row.code.as_ref().is_some_and(|code| code.hash == hash));
        let should = match row {
            Some(row) => {
                row.code = None;
                Outcome::Done
            }
            None => Outcome::refused("CodeChanged"),
        };
        must_fit(&is, &should)
    }

    async fn use_up(&mut self, deed: &Deed) -> Result<(), String> {
        match deed {
            Deed::SpendNonce(at) => {
                let nonce = &self.nonces[usize::from(*at) % 2];
                let is = self.commit(&[Write::SpendNonce(nonce)]).await;
                let should = if self.used.insert(*at) {
                    Outcome::Done
                } else {
                    Outcome::refused("NonceUsed")
                };
                must_fit(&is, &should)
            }
            Deed::Claim(at) => {
                let is = self.store.claim_exchange(&format!("f{at}"), self.now).await;
                let until = self.claims.get(at).copied();
                let is_free = until.is_none_or(|until| until.as_seconds() <= self.now.as_seconds());
                if is_free {
                    let until = self.now + shared::store::counters::CLAIM;
                    self.claims.insert(*at, until);
                }
                agree(&is.unwrap(), &is_free)
            }
            Deed::Release(at) => {
                let released = self.store.release_exchange(&format!("f{at}")).await;
                released.unwrap();
                self.claims.remove(at);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
