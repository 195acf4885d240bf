//! The account family, document 004.
//!
//! | function | module | what it is for |
//! |---|---|---|
//! | `create-superuser`, without a route | [`create_superuser`] | the first superuser, or one who lost the password |

pub mod create_superuser;

use shared::lambda::Function;

/// Every function of the family.
pub const FUNCTIONS: &[Function] = &[create_superuser::FUNCTION];
