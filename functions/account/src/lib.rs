//! The account family, document 004.
//!
//! | endpoint | module | what it is for |
//! |---|---|---|
//! | `POST /account/login/` | [`login`] | a browser signs in and gets the session cookie |
//! | `GET\|POST /account/logout/` | [`logout`] | ends the session and takes the cookie back |
//! | `/account/user/`, `/account/user/{pk}/` | [`user`] | lists, shows, creates, changes and deletes users |
//! | `DELETE /account/user/multiple_delete/`, alias `/account/usr/…` | [`user_multiple_delete`] | deletes several users, all or none |
//! | `/account/group/`, `/account/group/{pk}/` | [`group`] | the same for groups |
//! | `DELETE /account/group/multiple_delete/` | [`group_multiple_delete`] | deletes several groups |
//! | `POST\|DELETE /account/group/{pk}/permission/` | [`group_permission`] | members and permissions of a group |
//! | `/account/backendapi/`, `/account/backendapi/{pk}/` | [`backendapi`] | the APIs that permissions are about |
//! | `/account/permission/`, `/account/permission/{pk}/` | [`permission`] | a method of such an API |
//! | `/account/session/`, `/account/session/{jti}/` | [`session`] | the sessions of a user, to see and to end |
//! | `GET /account/audit/` | [`audit`] | what happened, for superusers |
//! | anything else below `/account` | [`not_found`] | |
//! | `create-superuser`, without a route | [`create_superuser`] | the first superuser, or one who lost the password |
//! | `rotate-token-keys`, without a route | [`rotate_token_keys`] | what Secrets Manager calls for a new token key |
//!
//! [`validate`] reads fields in Django's manner; [`administration`] says who may do what to whom; [`records`] is what the three
//! tables of rights have in common; [`page`] is paging.

pub mod administration;
pub mod audit;
pub mod backendapi;
pub mod create_superuser;
pub mod envelope;
pub mod error;
pub mod group;
pub mod group_multiple_delete;
pub mod group_permission;
pub mod login;
pub mod logout;
pub mod not_found;
pub mod page;
pub mod permission;
pub mod person;
pub mod records;
pub mod rotate_token_keys;
pub mod session;
pub mod user;
pub mod user_multiple_delete;
pub mod validate;

use shared::lambda::Function;

/// Every function of the family.
pub static FUNCTIONS: &[Function] = &[
    login::FUNCTION,
    logout::FUNCTION,
    user::FUNCTION,
    user_multiple_delete::FUNCTION,
    group::FUNCTION,
    group_multiple_delete::FUNCTION,
    group_permission::FUNCTION,
    backendapi::FUNCTION,
    permission::FUNCTION,
    session::FUNCTION,
    audit::FUNCTION,
    not_found::FUNCTION,
    create_superuser::FUNCTION,
    rotate_token_keys::FUNCTION,
];

/// What the description of the API says of the family.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> shared::openapi::Family {
    use schemars::json_schema;
    use shared::openapi::{Family, Parameter};
    let id = json_schema!({ "type": "integer", "minimum": 1, "maximum": i32::MAX });
    Family {
        name: "account",
        about: (
            "账户:用户、用户组、权限、会话与审计(文档 004)",
            "Account: users, groups, permissions, sessions and what happened (document 004)",
        ),
        fields: ("code", "msg"),
        reject: error::Error::reject,
        system: error::system,
        failure: envelope::describe::FAILURE,
        path_parts: vec![
            Parameter::with("pk", "记录的id. The record's id.", id),
            Parameter::with(
                "jti",
                "会话编号. The session's `jti`.",
                json_schema!({ "type": "string" }),
            ),
        ],
        functions: vec![
            (login::FUNCTION, login::describe()),
            (logout::FUNCTION, logout::describe()),
            (user::FUNCTION, user::describe::describe()),
            (
                user_multiple_delete::FUNCTION,
                user_multiple_delete::describe(),
            ),
            (group::FUNCTION, group::describe()),
            (
                group_multiple_delete::FUNCTION,
                group_multiple_delete::describe(),
            ),
            (group_permission::FUNCTION, group_permission::describe()),
            (backendapi::FUNCTION, backendapi::describe()),
            (permission::FUNCTION, permission::describe()),
            (session::FUNCTION, session::describe()),
            (audit::FUNCTION, audit::describe()),
            (not_found::FUNCTION, Vec::new()),
        ],
    }
}
