//! Who may do what to whom, beyond the permission to call an endpoint.
//!
//! A superuser may all. Anyone else gives only what they have, touches only those who have no more than they do, and makes nobody
//! a superuser or staff: otherwise whoever may change users could set the password of one who may do more, and sign in as them.

use std::collections::BTreeSet;

use shared::authenticate::Caller;
use shared::rights::{RecordId, Rights};
use shared::user::User;

use crate::error::Error;

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
    let gained: BTreeSet<RecordId> = rights
        .of(after)
        .difference(&rights.of(before))
        .copied()
        .collect();
    require_all(caller, &gained)
}
