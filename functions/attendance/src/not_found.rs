//! Anything else below `/admin` and `/user`: a 404 in the family's envelope.

use shared::lambda::Function;

use crate::error::Error;

/// The function.
pub static FUNCTION: Function = Function::not_found("attendance-not-found", Error::reject);
