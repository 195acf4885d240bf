//! What the family's paths name: an openid, and Chinese words that a REST API cannot route on.

use shared::user::{Identity, Openid};
use shared::{App, Call, Rejection};

use crate::FAMILY;
use crate::error::Error;

/// The application that lists and reviews employees; also the right to do so.
pub const STAFF_APPLICATION: &str = "员工管理";
/// The review within it.
pub const REVIEW: &str = "审核";

/// The openid in the path, as an identity in the family's mini-program. `None` when it cannot be an openid: nobody has it.
///
/// # Errors
/// A failure of the system.
pub async fn identity(app: &App, openid: &str) -> Result<Option<Identity>, Error> {
    let Ok(openid) = Openid::parse(openid) else { return Ok(None) };
    let providers = app.secrets.providers().await?;
    Ok(Some(providers.mini_program(FAMILY)?.identity(openid, None)))
}

/// Insists that the path's `{application}` is the one there is: the gateway routes any word here.
///
/// # Errors
/// [`Rejection::NotFound`].
pub fn require_staff_application(call: &Call) -> Result<(), Error> {
    if call.path_parameter("application") == STAFF_APPLICATION { Ok(()) } else { Err(Rejection::NotFound.into()) }
}
