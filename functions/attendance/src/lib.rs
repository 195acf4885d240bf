//! The attendance family 考勤, document 000.
//!
//! | endpoint | module | caller |
//! |---|---|---|
//! | `POST /admin/user/login/` | [`login`] | admin panel |
//! | `POST /admin/user/register/` | [`register`] | admin panel |
//! | `POST /user/user/login/` | [`wechat_login`] | WeChat mini-program |
//! | anything else below `/admin` and `/user` | [`not_found`] | |

pub mod envelope;
pub mod error;
pub mod login;
pub mod not_found;
pub mod register;
pub mod wechat_login;

use shared::lambda::Function;

/// The family's name in the providers secret.
pub const FAMILY: &str = "attendance";

/// Every function of the family.
pub const FUNCTIONS: &[Function] = &[
    login::FUNCTION,
    register::FUNCTION,
    wechat_login::FUNCTION,
    not_found::FUNCTION,
];
