//! The account family, document 004.
//!
//! | endpoint | module | what it is for |
//! |---|---|---|
//! | `POST /account/login/` | [`login`] | a browser signs in and gets the session cookie |
//! | `GET\|POST /account/logout/` | [`logout`] | ends the session and takes the cookie back |
//! | anything else below `/account` | [`not_found`] | |
//! | `create-superuser`, without a route | [`create_superuser`] | the first superuser, or one who lost the password |
//!
//! Users, groups, permissions and backend APIs are not here yet.

pub mod create_superuser;
pub mod envelope;
pub mod error;
pub mod login;
pub mod logout;
pub mod not_found;

use shared::lambda::Function;

/// Every function of the family.
pub const FUNCTIONS: &[Function] = &[
    login::FUNCTION,
    logout::FUNCTION,
    not_found::FUNCTION,
    create_superuser::FUNCTION,
];
