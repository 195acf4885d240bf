//! `POST /logout`: ends the session; its token is worth nothing afterwards.

use serde::Deserialize;
use shared::lambda::{Function, answer};
use shared::request::{Accepts, Payload, Verb};
use shared::secrets::Secret;
use shared::user::UserId;
use shared::{App, Call, Response, authenticate};

use crate::envelope;
use crate::error::Error;
use crate::session::require_same;

/// The function.
pub static FUNCTION: Function = Function::http(
    "campus-logout",
    Accepts::methods(&[Verb::Post]),
    Error::reject,
    |app, call| answer(handle(app, call)),
)
.reads(&[Secret::TokenKeys]);

/// What the client sends, beside the token.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct LogoutRequest {
    /// 用户ID; must be the token's owner.
    #[serde(rename = "UserID")]
    pub user: Option<UserId>,
}

impl Payload for LogoutRequest {}

async fn handle(app: &App, call: &Call) -> Result<Response, Error> {
    let request: LogoutRequest = call.parse()?;
    let principal = authenticate::principal(app, call).await?;
    require_same(&principal, request.user)?;
    authenticate::sign_out(app, &principal, &call.source_ip).await?;
    Ok(envelope::success("注销成功"))
}

/// What the description of the API says of it.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> Vec<shared::openapi::Operation> {
    use shared::openapi::Operation;
    vec![
        Operation::new(Verb::Post, "注销", "Sign out")
            .signed_in()
            .takes::<LogoutRequest>(r#"{"Token":"abcd1234","UserID":1}"#)
            .gives(
                envelope::outcome("注销成功"),
                r#"{"code":0,"message":"注销成功"}"#,
            )
            .fails([Error::NotSignedIn]),
    ]
}
