//! Whose request it is: the token's owner, and a `UserID` that must not say otherwise.

use shared::authenticate::Principal;
use shared::user::UserId;

use crate::error::Error;

/// Refuses a request that shows one person's token and names another.
///
/// # Errors
/// [`Error::NotSignedIn`].
pub fn require_same(principal: &Principal, claimed: Option<UserId>) -> Result<(), Error> {
    match claimed {
        Some(claimed) if claimed != principal.user.id => Err(Error::NotSignedIn),
        _ => Ok(()),
    }
}
