//! Writes of users, and of the markers that keep unique what must be.

use std::collections::BTreeSet;

use serde::Serialize;

use super::action::{Action, Condition, Guard};
use super::{Keep, RoleChanges, SectionEquals};
use crate::clock::Timestamp;
use crate::collect::ordered;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::store::Store;
use crate::store::item::{Item, millis, number, string, to_item, user_item};
use crate::store::keys::{self, Key};
use crate::store::rows::PasswordHash;
use crate::user::{AccountState, User, UserId};
use crate::username::Username;

/// The marker of a door: a username or an identity.
#[derive(Serialize)]
struct DoorMarker<'a> {
    user_id: UserId,
    epoch: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    password_hash: Option<&'a PasswordHash>,
    #[serde(skip_serializing_if = "Option::is_none")]
    password_since: Option<Timestamp>,
}

/// The marker of something that is unique but no door: an address, a unionid.
#[derive(Serialize)]
struct HolderMarker {
    user_id: UserId,
}

impl Store {
    pub(super) fn create_user(
        &self,
        user: &User,
        password: Option<&PasswordHash>,
        actions: &mut Vec<Action>,
        roles: &mut RoleChanges,
    ) -> Result<(), Failure> {
        let stored = User {
            has_password: password.is_some(),
            ..user.clone()
        };
        actions.push(Action::put(
            &self.users,
            user_item(&stored)?,
            Condition::absent(),
            Guard::New,
        )?);
        match (&user.username, password) {
            (Some(username), password) => {
                let item = username_item(user, username, password)?;
                actions.push(Action::put(
                    &self.users,
                    item,
                    Condition::absent(),
                    Guard::Username,
                )?);
            }
            (None, None) => {}
            (None, Some(_)) => return Err(Failure::broken("a password needs a username")),
        }
        if user.verified_email().is_some() {
            self.move_email(None, user, actions)?;
        }
        for identity in &user.identities {
            self.claim_identity(user, identity, actions)?;
        }
        for role in user.counted_roles() {
            roles.entry(role.to_owned()).or_default().by += 1;
        }
        Ok(())
    }

    pub(super) fn replace_user(
        &self,
        (before, after): (&User, &User),
        password: Option<&PasswordHash>,
        keep: Keep<'_>,
        actions: &mut Vec<Action>,
        roles: &mut RoleChanges,
    ) -> Result<(), Failure> {
        let stored = User {
            revision: before.revision + 1,
            has_password: before.has_password || password.is_some(),
            ..after.clone()
        };
        let unchanged = Condition::unchanged_since(before.revision);
        actions.push(Action::put(
            &self.users,
            user_item(&stored)?,
            unchanged,
            Guard::UserUnchanged,
        )?);
        self.move_username(before, after, password, actions)?;
        self.move_email(Some(before), after, actions)?;
        self.move_identities(before, after, actions)?;
        let (old, new) = (before.counted_roles(), after.counted_roles());
        for role in new.difference(&old) {
            roles.entry((*role).to_owned()).or_default().by += 1;
        }
        for role in old.difference(&new) {
            let change = roles.entry((*role).to_owned()).or_default();
            change.by -= 1;
            change.may_end |= !keep.keeps(role);
        }
        Ok(())
    }

    pub(super) fn delete_user(
        &self,
        user: &User,
        keep: Keep<'_>,
        actions: &mut Vec<Action>,
        roles: &mut RoleChanges,
    ) -> Result<(), Failure> {
        let unchanged = Condition::unchanged_since(user.revision);
        actions.push(Action::delete(
            &self.users,
            keys::user(user.id),
            unchanged,
            Guard::UserUnchanged,
        )?);
        let username = user.username.as_ref().map(keys::username);
        let email = user.verified_email().map(keys::email);
        let identities = user.identities.iter().map(keys::identity);
        // Two apps of one owner bring one unionid, and a transaction names an item once.
        let unionids = user
            .identities
            .iter()
            .filter_map(|i| Some((i.provider.as_str(), i.unionid.as_deref()?)));
        let unionids: BTreeSet<(&str, &str)> = ordered(unionids);
        let unionids = unionids
            .into_iter()
            .map(|(provider, unionid)| keys::unionid(provider, unionid));
        for key in username
            .into_iter()
            .chain(email)
            .chain(identities)
            .chain(unionids)
        {
            actions.push(self.release(key, user.id)?);
        }
        for role in user.counted_roles() {
            let change = roles.entry(role.to_owned()).or_default();
            change.by -= 1;
            change.may_end |= !keep.keeps(role);
        }
        Ok(())
    }

    pub(super) fn require_user(&self, user: &User) -> Result<Action, Failure> {
        let unchanged = Condition::unchanged_since(user.revision);
        Action::check(
            &self.users,
            keys::user(user.id),
            unchanged,
            Guard::UserUnchanged,
        )
    }

    pub(super) fn sign_in(
        &self,
        user: UserId,
        epoch: u32,
        at: Timestamp,
        require: Option<SectionEquals<'_>>,
    ) -> Result<Action, Failure> {
        let active = serde_dynamo::to_attribute_value(AccountState::Active)
            .map_err(|e| Failure::broken(format!("an account state cannot be stored: {e}")))?;
        let mut condition = Condition::new("#state = :active AND #epoch = :epoch")
            .name("#state", "state")
            .name("#epoch", "session_epoch")
            .name("#last_login", "last_login")
            .name("#revision", "revision")
            .value(":active", active)
            .value(":epoch", number(epoch))
            .value(":at", millis(at))
            .value(":one", number(1_u8));
        if let Some(require) = require {
            condition = condition
                .and("#profiles.#section.#field = :value")
                .name("#profiles", "profiles")
                .name("#section", require.section)
                .name("#field", require.field)
                .value(":value", string(require.value));
        }
        let expression = "SET #last_login = :at ADD #revision :one";
        Action::update(
            &self.users,
            keys::user(user),
            expression,
            condition,
            Guard::Admission,
        )
    }

    fn move_username(
        &self,
        before: &User,
        after: &User,
        password: Option<&PasswordHash>,
        actions: &mut Vec<Action>,
    ) -> Result<(), Failure> {
        let (old, new) = (before.username.as_ref(), after.username.as_ref());
        let is_same = old.map(Username::key) == new.map(Username::key);
        match (new, password) {
            (Some(username), None) if is_same => {
                if before.session_epoch != after.session_epoch {
                    actions.push(self.move_epoch(keys::username(username), after)?);
                }
            }
            (Some(_), None) if before.has_password => {
                return Err(Failure::broken("a password moves with its username"));
            }
            (Some(username), password) => {
                let (condition, guard) = if is_same {
                    (Condition::belongs_to(after.id), Guard::UserUnchanged)
                } else {
                    (Condition::absent(), Guard::Username)
                };
                let item = username_item(after, username, password)?;
                actions.push(Action::put(&self.users, item, condition, guard)?);
            }
            (None, None) => {}
            (None, Some(_)) => return Err(Failure::broken("a password needs a username")),
        }
        if let (Some(username), false) = (old, is_same) {
            actions.push(self.release(keys::username(username), after.id)?);
        }
        Ok(())
    }

    fn move_email(
        &self,
        before: Option<&User>,
        after: &User,
        actions: &mut Vec<Action>,
    ) -> Result<(), Failure> {
        let (old, new) = (
            before.and_then(User::verified_email),
            after.verified_email(),
        );
        if old == new {
            return Ok(());
        }
        if let Some(email) = new {
            let item = to_item(keys::email(email), &HolderMarker { user_id: after.id })?;
            actions.push(Action::put(
                &self.users,
                item,
                Condition::absent(),
                Guard::Email,
            )?);
        }
        if let Some(email) = old {
            actions.push(self.release(keys::email(email), after.id)?);
        }
        Ok(())
    }

    fn move_identities(
        &self,
        before: &User,
        after: &User,
        actions: &mut Vec<Action>,
    ) -> Result<(), Failure> {
        if before
            .identities
            .iter()
            .any(|identity| !after.has_identity(identity))
        {
            return Err(Failure::broken(
                "an identity cannot be taken from a user yet",
            ));
        }
        for identity in &after.identities {
            let Some(known) = before
                .identities
                .iter()
                .find(|known| known.is_same_door(identity))
            else {
                self.claim_identity(after, identity, actions)?;
                continue;
            };
            if before.session_epoch != after.session_epoch {
                actions.push(self.move_epoch(keys::identity(identity), after)?);
            }
            if known.unionid != identity.unionid {
                self.claim_unionid(after, identity, actions)?;
                self.release_unionid(after, known, actions)?;
            }
        }
        Ok(())
    }

    /// Markers for an identity that `user` is to come in by: one for the door, one for the unionid.
    fn claim_identity(
        &self,
        user: &User,
        identity: &Identity,
        actions: &mut Vec<Action>,
    ) -> Result<(), Failure> {
        let marker = DoorMarker {
            user_id: user.id,
            epoch: user.session_epoch,
            password_hash: None,
            password_since: None,
        };
        let item = to_item(keys::identity(identity), &marker)?;
        actions.push(Action::put(
            &self.users,
            item,
            Condition::absent(),
            Guard::Identity,
        )?);
        self.claim_unionid(user, identity, actions)
    }

    /// The unionid's marker; another app of the same person may have brought it already.
    fn claim_unionid(
        &self,
        user: &User,
        identity: &Identity,
        actions: &mut Vec<Action>,
    ) -> Result<(), Failure> {
        if let Some(unionid) = &identity.unionid {
            let item = to_item(
                keys::unionid(identity.provider.as_str(), unionid),
                &HolderMarker { user_id: user.id },
            )?;
            let condition = Condition::absent_or_belongs_to(user.id);
            actions.push(Action::put(&self.users, item, condition, Guard::Identity)?);
        }
        Ok(())
    }

    /// The marker of the unionid that `identity` had, unless another of the user's doors still has it.
    fn release_unionid(
        &self,
        after: &User,
        identity: &Identity,
        actions: &mut Vec<Action>,
    ) -> Result<(), Failure> {
        let Some(unionid) = &identity.unionid else {
            return Ok(());
        };
        let is_kept = after.identities.iter().any(|door| {
            door.provider == identity.provider && door.unionid.as_ref() == Some(unionid)
        });
        if !is_kept {
            let key = keys::unionid(identity.provider.as_str(), unionid);
            actions.push(self.release(key, after.id)?);
        }
        Ok(())
    }

    fn move_epoch(&self, key: Key, user: &User) -> Result<Action, Failure> {
        let condition = Condition::belongs_to(user.id)
            .name("#epoch", "epoch")
            .value(":epoch", number(user.session_epoch));
        Action::update(
            &self.users,
            key,
            "SET #epoch = :epoch",
            condition,
            Guard::UserUnchanged,
        )
    }

    fn release(&self, key: Key, user: UserId) -> Result<Action, Failure> {
        Action::delete(
            &self.users,
            key,
            Condition::belongs_to(user),
            Guard::UserUnchanged,
        )
    }
}

/// The username's marker, with the hash of the password, if there is one.
fn username_item(
    user: &User,
    username: &Username,
    password_hash: Option<&PasswordHash>,
) -> Result<Item, Failure> {
    let marker = DoorMarker {
        user_id: user.id,
        epoch: user.session_epoch,
        password_hash,
        password_since: password_hash.map(|_| user.updated_at),
    };
    to_item(keys::username(username), &marker)
}
