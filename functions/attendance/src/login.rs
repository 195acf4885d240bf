//! `POST /admin/user/login/`: a browser signs in to the admin panel and gets the session cookie.

use serde::Deserialize;
use shared::lambda::{Function, answer};
use shared::password::Password;
use shared::request::{Accepts, Payload, Verb};
use shared::response::set_session_cookie;
use shared::secrets::Secret;
use shared::text::Text;
use shared::username::MAX_CHARS;
use shared::{App, Call, Response, sign_in};

use crate::envelope;
use crate::error::Error;

/// The function.
pub static FUNCTION: Function = Function::http(
    "attendance-login",
    Accepts::methods(&[Verb::Post]).json_only(),
    Error::reject,
    |app, call| answer(handle(app, call)),
)
.reads(&[Secret::TokenKeys]);

/// What the panel sends.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct LoginRequest {
    /// 用户名; as typed, since one that cannot exist gets the same answer as one that does not.
    pub username: Text<MAX_CHARS>,
    /// 密码.
    pub password: Password,
}

impl Payload for LoginRequest {}

async fn handle(app: &App, call: &Call) -> Result<Response, Error> {
    let request: LoginRequest = call.parse()?;
    let signed_in = sign_in::with_password(
        app,
        request.username.as_str(),
        &request.password,
        call.origin(),
    )
    .await?;
    let mut response = envelope::success_without_data();
    set_session_cookie(&mut response, &signed_in.token, &app.config);
    Ok(response)
}

/// What the description of the API says of it.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> Vec<shared::openapi::Operation> {
    use shared::openapi::Operation;
    vec![
        Operation::new(Verb::Post, "管理后台登录", "Sign in to the admin panel")
            .takes::<LoginRequest>(r#"{"username":"admin","password":"12345678"}"#)
            .gives(
                envelope::outcome::<()>(),
                r#"{"code":1,"data":null,"msg":"success"}"#,
            )
            .sets_cookie()
            .fails([
                Error::WrongCredentials,
                Error::Disabled,
                Error::Pending,
                Error::TooMany(60),
            ]),
    ]
}
