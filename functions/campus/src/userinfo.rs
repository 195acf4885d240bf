//! `POST /userinfo`: one's own profile, also for a client that has lost its `UserID`.

use serde::Deserialize;
use shared::lambda::{Function, answer};
use shared::request::{Accepts, Payload, Verb};
use shared::secrets::Secret;
use shared::user::UserId;
use shared::{App, Call, Response, authenticate};

use crate::envelope;
use crate::error::Error;
use crate::profile::{Campus, Permission, ProfileView};
use crate::session::require_same;

/// The function.
pub static FUNCTION: Function = Function::http(
    "campus-userinfo",
    Accepts::methods(&[Verb::Post]),
    Error::reject,
    |app, call| answer(handle(app, call)),
)
.reads(&[Secret::TokenKeys]);

/// What the client sends, beside the token.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct UserinfoRequest {
    /// 用户ID; must be the token's owner.
    #[serde(rename = "UserID")]
    pub user: Option<UserId>,
}

impl Payload for UserinfoRequest {}

async fn handle(app: &App, call: &Call) -> Result<Response, Error> {
    let request: UserinfoRequest = call.parse()?;
    let principal = authenticate::principal(app, call).await?;
    require_same(&principal, request.user)?;
    let campus = Campus::of(&principal.user)?;
    let permission = Permission::of(&principal.user)?;
    Ok(envelope::success_with(
        "获取个人信息成功",
        ProfileView::new(&principal.user, &campus, permission),
    ))
}

/// What the description of the API says of it.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> Vec<shared::openapi::Operation> {
    use shared::openapi::Operation;
    vec![
        Operation::new(Verb::Post, "获取个人信息", "One's own profile")
            .signed_in()
            .takes::<UserinfoRequest>(r#"{"Token":"abcd1234","UserID":1}"#)
            .gives(
                envelope::outcome_with::<ProfileView<'_>>("获取个人信息成功"),
                r#"{"code":0,"message":"获取个人信息成功","data":{"ID":1,"Username":"user123","Password":"","Avatar":"avatar.jpg","Name":"张三","PhoneNumber":"1234567890","RegistrationNumber":"20221002111","Permission":"学生"}}"#,
            )
            .fails([Error::NotSignedIn]),
    ]
}
