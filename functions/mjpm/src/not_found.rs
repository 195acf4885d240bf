//! Anything else below `/api`, `/mjpm` and `/oa`: a 404 in the family's envelope.

use shared::lambda::Function;

use crate::error::Error;

/// The function.
pub static FUNCTION: Function = Function::not_found("mjpm-not-found", Error::reject);
