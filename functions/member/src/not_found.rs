//! Anything else below `/module`: a 404 in the family's envelope.

use shared::lambda::Function;

use crate::error::Error;

/// The function.
pub static FUNCTION: Function = Function::not_found("member-not-found", Error::reject);
