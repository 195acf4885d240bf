//! The mjpm family 置创明匠, document 001.
//!
//! | endpoint | module | what it is for |
//! |---|---|---|
//! | `POST /api/v1/weixinmp` | [`weixinmp`] | a WeChat code proves an openid for ten minutes |
//! | `GET /mjpm/v1/auth/login/{openid}` | [`login`] | a proven openid signs in |
//! | `GET\|POST /mjpm/v1/auth/code/{openid}` | [`code`] | an email code |
//! | `GET\|POST /mjpm/v1/auth/register/{openid}` | [`register`] | with the code, an employee record that waits for review |
//! | `GET /mjpm/v1/员工管理/{openid}` | [`employees`] | the list |
//! | `POST /mjpm/v1/员工管理/审核/{openid}` | [`review`] | the review |
//! | anything else below `/api`, `/mjpm` and `/oa` | [`not_found`] | |
//!
//! `/oa/v1/员工管理/…`, which the document's own sample shows, is an alias of the last two. [`employee`] holds what an
//! employee is and who may do what, [`mini_program`] which of WeChat's mini-programs they come by.

pub mod code;
pub mod employee;
pub mod employees;
pub mod envelope;
pub mod error;
pub mod login;
pub mod mini_program;
pub mod not_found;
pub mod path;
pub mod register;
pub mod review;
pub mod weixinmp;

use shared::lambda::Function;

/// The family's name in the providers secret.
pub const FAMILY: &str = "mjpm";

/// Every function of the family.
pub static FUNCTIONS: &[Function] = &[
    weixinmp::FUNCTION,
    login::FUNCTION,
    code::FUNCTION,
    register::FUNCTION,
    employees::FUNCTION,
    review::FUNCTION,
    not_found::FUNCTION,
];

/// What the description of the API says of the family.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> shared::openapi::Family {
    use shared::openapi::{Family, Parameter};
    Family {
        name: FAMILY,
        about: (
            "置创明匠:员工的微信认证、注册、登录与审核(文档 001)",
            "Mjpm: employees prove their openid, register, sign in and are reviewed (document 001)",
        ),
        fields: ("code", "msg"),
        reject: error::Error::reject,
        system: error::system,
        failure: envelope::FAILURE,
        path_parts: vec![Parameter::of::<shared::identity::Openid>(
            "openid",
            "微信唯一标识. The person's openid in the family's mini-program.",
        )],
        functions: vec![
            (weixinmp::FUNCTION, weixinmp::describe()),
            (login::FUNCTION, login::describe()),
            (code::FUNCTION, code::describe()),
            (register::FUNCTION, register::describe()),
            (employees::FUNCTION, employees::describe()),
            (review::FUNCTION, review::describe()),
            (not_found::FUNCTION, Vec::new()),
        ],
    }
}
