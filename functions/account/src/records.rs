//! What the three tables of rights have in common: they are one item, read with the caller and written under its revision.

use shared::App;
use shared::authenticate::Caller;
use shared::rights::{MAX_BYTES, Rights};
use shared::store::{CommitError, Write};

use crate::error::Error;

/// How often a change that met another one looks at the rights again.
pub const ROUNDS: u32 = 5;

/// Writes `after` in place of the rights that `caller` was read with; whether it was written: not when they have been changed since.
///
/// # Errors
/// [`Error::Invalid`] when there would be more rights than an item holds; a failure of the system.
pub async fn replace(app: &App, caller: &Caller, after: &Rights) -> Result<bool, Error> {
    if *after == caller.rights {
        return Ok(true);
    }
    let bytes = serde_json::to_string(after).map_or(usize::MAX, |text| text.len());
    if bytes > MAX_BYTES {
        return Err(Error::Invalid(
            serde_json::json!({ "non_field_errors": ["There is no room for more rights."] }),
        ));
    }
    match app
        .store
        .commit(&[Write::ReplaceRights {
            before: &caller.rights,
            after,
        }])
        .await
    {
        Ok(()) => Ok(true),
        Err(CommitError::Refused(_)) => Ok(false),
        Err(CommitError::Failure(failure)) => Err(failure.into()),
    }
}
