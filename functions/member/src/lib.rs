//! The member family, document 003.
//!
//! | endpoint | module | caller |
//! |---|---|---|
//! | `POST /module/iot/codeGetInfo` | [`code_get_info`] | mini-programs, apps, pages |
//! | `POST /module/iot/nonce` | [`nonce`] | apps, before Sign in with Apple |
//! | `POST /module/iot/bindPhone` | [`bind_phone`] | WeChat mini-programs |
//! | `POST /module/iot/decryptData` | [`decrypt_data`] | WeChat and QQ mini-programs |
//! | anything else below `/module` | [`not_found`] | |
//!
//! The document names the first and leaves its URL blank; its example tokens carry the path. The others are ours.

pub mod bind_phone;
pub mod code_get_info;
pub mod decrypt_data;
pub mod envelope;
pub mod error;
pub mod invite_code;
pub mod member;
pub mod nonce;
pub mod not_found;

use shared::lambda::Function;

/// The family's name in the providers secret.
pub const FAMILY: &str = "member";

/// Every function of the family.
pub static FUNCTIONS: &[Function] = &[
    code_get_info::FUNCTION,
    nonce::FUNCTION,
    bind_phone::FUNCTION,
    decrypt_data::FUNCTION,
    not_found::FUNCTION,
];

/// What the description of the API says of the family.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> shared::openapi::Family {
    shared::openapi::Family {
        name: FAMILY,
        about: (
            "会员:微信、支付宝、QQ、苹果登录,手机号与加密数据(文档 003)",
            "Member: sign-in by WeChat, Alipay, QQ and Apple, telephone numbers and encrypted data (document 003)",
        ),
        fields: ("status", "msg"),
        reject: error::Error::reject,
        system: error::system,
        failure: envelope::FAILURE,
        path_parts: Vec::new(),
        functions: vec![
            (code_get_info::FUNCTION, code_get_info::describe()),
            (nonce::FUNCTION, nonce::describe()),
            (bind_phone::FUNCTION, bind_phone::describe()),
            (decrypt_data::FUNCTION, decrypt_data::describe()),
            (not_found::FUNCTION, Vec::new()),
        ],
    }
}
