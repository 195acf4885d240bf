//! What the family's paths name: an openid, and Chinese words that a REST API cannot route on.

use shared::App;
use shared::identity::{Identity, Openid};
use shared::request::PathParameters;

use crate::error::Error;
use crate::mini_program;

/// The application that lists and reviews employees; also the right to do so.
pub const STAFF_APPLICATION: &str = "员工管理";
/// The review within it.
pub const REVIEW: &str = "审核";

/// The openid in the path, as an identity in the family's mini-program. `None` when it cannot be an openid: nobody has it.
///
/// # Errors
/// A failure of the system.
pub fn identity(app: &App, openid: &str) -> Result<Option<Identity>, Error> {
    let Ok(openid) = Openid::parse(openid) else {
        return Ok(None);
    };
    Ok(Some(mini_program::identity(app, openid)?))
}

/// Whether the path's `{application}` is the one there is; the gateway routes any word here.
#[must_use]
pub fn is_staff(parameters: &PathParameters) -> bool {
    parameters
        .get("application")
        .is_some_and(|word| word == STAFF_APPLICATION)
}

/// Whether the path is that of the review.
#[must_use]
pub fn is_review(parameters: &PathParameters) -> bool {
    is_staff(parameters) && parameters.get("key").is_some_and(|word| word == REVIEW)
}
