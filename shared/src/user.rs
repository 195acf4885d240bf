//! A person in the directory: one user, however they sign in.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use serde::de::{self, DeserializeOwned, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::clock::Timestamp;
use crate::collect::ordered;
use crate::email::Email;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::rights::RecordId;
use crate::username::Username;

/// A user's number: positive, int32, given in rising order and never given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct UserId(i32);

impl UserId {
    /// The id with this number, if it is one.
    #[must_use]
    pub fn new(number: i64) -> Option<Self> {
        i32::try_from(number).ok().filter(|n| *n > 0).map(Self)
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> i32 {
        self.0
    }
}

impl Display for UserId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl<'de> Deserialize<'de> for UserId {
    /// From a number, or from its digits: document 001 calls an id a string and prints a number.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number;
        impl Visitor<'_> for Number {
            type Value = i64;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a user id")
            }

            fn visit_i64<E: de::Error>(self, n: i64) -> Result<i64, E> {
                Ok(n)
            }

            fn visit_u64<E: de::Error>(self, n: u64) -> Result<i64, E> {
                Ok(i64::try_from(n).unwrap_or(0))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<i64, E> {
                text.trim().parse().map_err(|_| E::custom("应为正整数"))
            }
        }
        Self::new(deserializer.deserialize_any(Number)?)
            .ok_or_else(|| de::Error::custom("应为正整数"))
    }
}

/// Whether an account may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccountState {
    /// It may.
    Active,
    /// It waits for a superuser's approval since its registration.
    Pending,
    /// A superuser has closed it.
    Disabled,
}

/// The role of superusers.
pub const SUPERUSERS: &str = "superuser";

/// What one family alone knows of a user, kept in that family's section of the user item and typed in its crate.
pub trait Profile: Serialize + DeserializeOwned {
    /// The section's name. A section whose users are to be listed needs an index `by_<section>` in the template.
    const SECTION: &'static str;
}

/// A user: what all families share, and each family's own section.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four independent facts, named in the documents"
)]
pub struct User {
    /// The number by which everyone knows this user.
    pub id: UserId,
    /// The name to sign in with, if there is one; the password stands elsewhere, so that no listing reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<Username>,
    /// Whether there is a password to it; the store keeps this with the hash.
    #[serde(default)]
    pub has_password: bool,
    /// Whether the account may be used.
    pub state: AccountState,
    /// Whether this user may do everything.
    pub is_superuser: bool,
    /// Whether this user belongs to the staff.
    pub is_staff: bool,
    /// The person's own name.
    pub name: String,
    /// Where the picture is.
    pub avatar_url: String,
    /// The address to write to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// Whether the person has shown that the address is theirs; only then is it unique in the directory.
    pub email_verified: bool,
    /// The telephone number.
    pub phone: String,
    /// The doors this person comes in by.
    pub identities: Vec<Identity>,
    /// Each family's section, by name.
    pub profiles: BTreeMap<String, serde_json::Value>,
    /// Roles beside that of superuser whose last holder does not go: those that a family has given.
    #[serde(default)]
    pub kept_roles: BTreeSet<String>,
    /// Other names by which a family's people would look for this user.
    #[serde(default)]
    pub search_words: String,
    /// The groups this user belongs to.
    #[serde(default)]
    pub groups: BTreeSet<RecordId>,
    /// The permissions given to this user directly.
    #[serde(default)]
    pub permissions: BTreeSet<RecordId>,
    /// A session is good while it carries this number: raising it ends them all.
    pub session_epoch: u32,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When its owner last signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_login: Option<Timestamp>,
    /// Counts the writes, so that a change can insist on what it was based upon.
    pub revision: u64,
}

impl User {
    /// A new active user with nothing but an id.
    #[must_use]
    pub fn new(id: UserId, now: Timestamp) -> Self {
        Self {
            id,
            username: None,
            has_password: false,
            state: AccountState::Active,
            is_superuser: false,
            is_staff: false,
            name: String::new(),
            avatar_url: String::new(),
            email: None,
            email_verified: false,
            phone: String::new(),
            identities: Vec::new(),
            profiles: BTreeMap::new(),
            kept_roles: BTreeSet::new(),
            search_words: String::new(),
            groups: BTreeSet::new(),
            permissions: BTreeSet::new(),
            session_epoch: 0,
            created_at: now,
            updated_at: now,
            last_login: None,
            revision: 0,
        }
    }

    /// Whether this person comes in by `identity`.
    #[must_use]
    pub fn has_identity(&self, identity: &Identity) -> bool {
        self.identities
            .iter()
            .any(|known| known.is_same_door(identity))
    }

    /// Lets this person come in by `identity`, or remembers the unionid it brings.
    pub fn learn_identity(&mut self, identity: &Identity) {
        match self
            .identities
            .iter_mut()
            .find(|known| known.is_same_door(identity))
        {
            Some(known) => {
                known.unionid = identity.unionid.clone().or_else(|| known.unionid.clone());
            }
            None => self.identities.push(identity.clone()),
        }
    }

    /// The roles of this user that the directory counts, so that the last holder of one does not go: as long as the account
    /// may be used.
    #[must_use]
    pub fn counted_roles(&self) -> BTreeSet<&str> {
        if self.state != AccountState::Active {
            return BTreeSet::new();
        }
        let superuser = self.is_superuser.then_some(SUPERUSERS);
        ordered(self.kept_roles.iter().map(String::as_str).chain(superuser))
    }

    /// The address that is unique in the directory, if there is one.
    #[must_use]
    pub fn verified_email(&self) -> Option<&Email> {
        self.email.as_ref().filter(|_| self.email_verified)
    }

    /// The family's section, if this user has one.
    ///
    /// # Errors
    /// [`Failure::Broken`] when what is stored is not what the family stores.
    pub fn profile<P: Profile>(&self) -> Result<Option<P>, Failure> {
        self.profiles
            .get(P::SECTION)
            .map(|section| {
                // The reader's own words repeat the value; the place in the section is enough to find it.
                serde_path_to_error::deserialize(section).map_err(|e| {
                    Failure::broken(format!(
                        "section {} of user {} cannot be read at {}",
                        P::SECTION,
                        self.id,
                        e.path()
                    ))
                })
            })
            .transpose()
    }

    /// Puts the family's section in place of what was there.
    ///
    /// # Errors
    /// [`Failure::Broken`] when the section is no JSON.
    pub fn set_profile<P: Profile>(&mut self, profile: &P) -> Result<(), Failure> {
        let section = serde_json::to_value(profile).map_err(|e| {
            Failure::broken(format!("section {} of user {}: {e}", P::SECTION, self.id))
        })?;
        self.profiles.insert(P::SECTION.to_owned(), section);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_positive_int32_or_its_digits() {
        let id = |json| serde_json::from_str::<UserId>(json).ok().map(UserId::get);
        assert_eq!(id("17"), Some(17));
        assert_eq!(id("\"17\""), Some(17));
        assert_eq!(id("2147483647"), Some(i32::MAX));
        for bad in [
            "0",
            "-1",
            "2147483648",
            "18446744073709551615",
            "1.5",
            "\"\"",
            "\"x\"",
            "null",
            "[1]",
            "true",
        ] {
            assert_eq!(id(bad), None, "{bad}");
        }
    }
}
