//! Who may do what to whom, beyond the permission to call an endpoint.
//!
//! A superuser may all. Anyone else gives only what they have, touches only those who have no more than they do, and makes nobody
//! a superuser or staff: otherwise whoever may change users could set the password of one who may do more, and sign in as them.

use std::collections::BTreeSet;

use shared::authenticate::Caller;
use shared::collect::ordered;
use shared::rights::{RecordId, Rights};
use shared::store::{Keep, Write};
use shared::user::{AccountState, Profile as _, SUPERUSERS, User};

use crate::error::Error;
use crate::person::Account;

/// Insists that `caller` is a superuser.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn require_superuser(caller: &Caller) -> Result<(), Error> {
    if caller.principal.user.is_superuser {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}

/// Insists that `caller` has all of `permissions`, or is a superuser.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn require_all(caller: &Caller, permissions: &BTreeSet<RecordId>) -> Result<(), Error> {
    if permissions.is_subset(&caller.rights.of(&caller.principal.user)) {
        Ok(())
    } else {
        require_superuser(caller)
    }
}

/// Insists that `caller` may change `subject`: someone who may do no more than they do themselves.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn require_authority_over(caller: &Caller, subject: &User) -> Result<(), Error> {
    if (subject.is_superuser || subject.is_staff) && subject.id != caller.principal.user.id {
        return require_superuser(caller);
    }
    require_all(caller, &caller.rights.of(subject))
}

/// Insists that `caller` may take `subject`'s account over: set the name, password or address, close it, delete it. Whoever holds
/// something in another family, which 004's rights say nothing of, is a superuser's business.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn require_custody(caller: &Caller, subject: &User) -> Result<(), Error> {
    let is_known_elsewhere = !subject.kept_roles.is_empty()
        || subject
            .profiles
            .keys()
            // Document 003's section holds no right.
            .any(|section| ![Account::SECTION, "member"].contains(&section.as_str()));
    if is_known_elsewhere && subject.id != caller.principal.user.id {
        return require_superuser(caller);
    }
    require_authority_over(caller, subject)
}

/// Which roles must not lose their last holder when `caller` changes someone: for a superuser only their own, for anyone else
/// every one.
#[must_use]
pub fn kept_roles(caller: &Caller) -> Keep<'static> {
    if caller.principal.user.is_superuser {
        Keep::Only(SUPERUSERS)
    } else {
        Keep::EveryRole
    }
}

/// What a write must insist on when `caller`'s right to it came from the rights that were read. A superuser's did not; and
/// DynamoDB takes two transactions that merely look at one item for a conflict.
#[must_use]
pub fn required_rights(caller: &Caller) -> Option<Write<'_>> {
    (!caller.principal.user.is_superuser).then_some(Write::RequireRights(&caller.rights))
}

/// Insists that `caller` may make `before` into `after`.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn require_grant(
    caller: &Caller,
    rights: &Rights,
    before: &User,
    after: &User,
) -> Result<(), Error> {
    if (before.is_superuser, before.is_staff) != (after.is_superuser, after.is_staff) {
        require_superuser(caller)?;
    }
    // Whoever waits, or was shut out, is let in by a superuser.
    if before.state != AccountState::Active && after.state == AccountState::Active {
        require_superuser(caller)?;
    }
    let (now, then) = (rights.of(after), rights.of(before));
    require_all(caller, &ordered(now.difference(&then).copied()))
}
