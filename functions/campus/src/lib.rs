//! The campus family, document 002.
//!
//! | endpoint | module | what it is for |
//! |---|---|---|
//! | `POST /login_account_password` | [`login_account_password`] | sign-in by username and password |
//! | `POST /login_wx` | [`login_wx`] | sign-in by a WeChat code; a new person becomes a user |
//! | `POST /userinfo` | [`userinfo`] | one's own profile |
//! | `POST /updateuserinfo` | [`updateuserinfo`] | changes a profile, one's own or, with the right, another's |
//! | `POST /logout` | [`logout`] | ends the session |
//!
//! [`rights`] is the table of who may change what; [`profile`] is what only this family knows of a user.

pub mod envelope;
pub mod error;
pub mod login_account_password;
pub mod login_wx;
pub mod logout;
pub mod profile;
pub mod rights;
pub mod session;
pub mod updateuserinfo;
pub mod userinfo;

use shared::lambda::Function;

/// The family's name in the providers secret.
pub const FAMILY: &str = "campus";

/// Every function of the family.
pub static FUNCTIONS: &[Function] = &[
    login_account_password::FUNCTION,
    login_wx::FUNCTION,
    userinfo::FUNCTION,
    updateuserinfo::FUNCTION,
    logout::FUNCTION,
];

/// What the description of the API says of the family.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> shared::openapi::Family {
    shared::openapi::Family {
        name: FAMILY,
        about: (
            "校园:账号密码与微信登录、个人信息(文档 002)",
            "Campus: sign-in by password or WeChat, profiles (document 002)",
        ),
        fields: ("code", "message"),
        reject: error::Error::reject,
        system: error::system,
        failure: envelope::FAILURE,
        path_parts: Vec::new(),
        functions: vec![
            (
                login_account_password::FUNCTION,
                login_account_password::describe(),
            ),
            (login_wx::FUNCTION, login_wx::describe()),
            (userinfo::FUNCTION, userinfo::describe()),
            (updateuserinfo::FUNCTION, updateuserinfo::describe()),
            (logout::FUNCTION, logout::describe()),
        ],
    }
}
