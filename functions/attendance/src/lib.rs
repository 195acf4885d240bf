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
pub static FUNCTIONS: &[Function] = &[
    login::FUNCTION,
    register::FUNCTION,
    wechat_login::FUNCTION,
    not_found::FUNCTION,
];

/// What the description of the API says of the family.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> shared::openapi::Family {
    shared::openapi::Family {
        name: FAMILY,
        about: (
            "考勤:管理后台的登录与注册,微信小程序登录(文档 000)",
            "Attendance: sign-in and registration for an admin panel, sign-in for a WeChat mini-program (document 000)",
        ),
        fields: ("code", "msg"),
        reject: error::Error::reject,
        system: error::system,
        failure: envelope::FAILURE,
        path_parts: Vec::new(),
        functions: vec![
            (login::FUNCTION, login::describe()),
            (register::FUNCTION, register::describe()),
            (wechat_login::FUNCTION, wechat_login::describe()),
            (not_found::FUNCTION, Vec::new()),
        ],
    }
}
