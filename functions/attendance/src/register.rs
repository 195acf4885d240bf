//! `POST /admin/user/register/`: someone asks for an account at the admin panel.
//!
//! Document 000 lets anyone in. The account has no rights whatever the deployment chooses; by default it also waits for
//! a superuser (`ADMIN_REGISTRATION`).

use serde::Deserialize;
use shared::config::AdminRegistration;
use shared::lambda::{Function, answer};
use shared::password::Password;
use shared::request::{Accepts, Payload, Verb};
use shared::user::AccountState;
use shared::username::Username;
use shared::{App, Call, Response, directory};

use crate::envelope;
use crate::error::Error;

/// The function.
pub static FUNCTION: Function = Function::http(
    "attendance-register",
    Accepts::methods(&[Verb::Post]).json_only(),
    Error::reject,
    |app, call| answer(handle(app, call)),
);

/// What the panel sends.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct RegisterRequest {
    /// 用户名.
    pub username: Username,
    /// 密码.
    pub password: Password,
    /// 确认密码.
    pub confirm_password: Password,
}

impl Payload for RegisterRequest {}

async fn handle(app: &App, call: &Call) -> Result<Response, Error> {
    let request: RegisterRequest = call.parse()?;
    let state = match app.config.admin_registration {
        AdminRegistration::Open => AccountState::Active,
        AdminRegistration::Approval => AccountState::Pending,
        AdminRegistration::Closed => return Err(Error::RegistrationClosed),
    };
    if !request.password.matches(&request.confirm_password) {
        return Err(Error::PasswordsDiffer);
    }
    directory::register(
        app,
        request.username,
        &request.password,
        state,
        &call.source_ip,
    )
    .await?;
    Ok(envelope::success_without_data())
}

/// What the description of the API says of it.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> Vec<shared::openapi::Operation> {
    use shared::openapi::Operation;
    let weak = shared::password::policy::WeakPassword::all().map(Error::WeakPassword);
    vec![
        Operation::new(
            Verb::Post,
            "管理后台注册",
            "Ask for an account at the admin panel",
        )
        .takes::<RegisterRequest>(
            r#"{"username":"admin","password":"12345678","confirm_password":"12345678"}"#,
        )
        .gives(
            envelope::outcome::<()>(),
            r#"{"code":1,"data":null,"msg":"success"}"#,
        )
        .fails(weak)
        .fails([
            Error::PasswordsDiffer,
            Error::UsernameTaken,
            Error::RegistrationClosed,
        ]),
    ]
}
