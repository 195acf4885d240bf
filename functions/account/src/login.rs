//! `POST /account/login/`: a browser signs in and gets the session cookie.

use serde_json::json;
use shared::lambda::{Function, answer};
use shared::password::{self, Password};
use shared::request::{Accepts, Verb};
use shared::response::set_session_cookie;
use shared::secrets::Secret;
use shared::username::MAX_CHARS;
use shared::{App, Call, Rejection, Response, sign_in};

use crate::envelope;
use crate::error::Error;
use crate::validate::{Fields, Presence};

/// The function.
pub static FUNCTION: Function = Function::http(
    "account-login",
    Accepts::methods(&[Verb::Post]).json_only(),
    Error::reject,
    |app, call| answer(handle(app, call)),
)
.reads(&[Secret::TokenKeys]);

/// Username and password.
fn read(fields: &mut Fields<'_>) -> (String, String) {
    let username = fields.text("username", MAX_CHARS, Presence::Required);
    let password = fields.text("password", password::MAX_CHARS, Presence::Required);
    (username.unwrap_or_default(), password.unwrap_or_default())
}

async fn handle(app: &App, call: &Call) -> Result<Response, Error> {
    let (objects, _) = call.objects();
    let mut fields = Fields::of(
        objects
            .first()
            .ok_or(Error::Rejected(Rejection::NotAnObject))?,
    );
    let (username, password) = read(&mut fields);
    fields.finish()?;
    let password =
        Password::parse(&password).map_err(|problem| Rejection::field("password", problem))?;
    let signed_in = sign_in::with_password(app, &username, &password, call.origin()).await?;
    let mut response = envelope::success(json!({}), "Login Successful.");
    set_session_cookie(&mut response, &signed_in.token, &app.config);
    Ok(response)
}

/// What the description of the API says of it.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> Vec<shared::openapi::Operation> {
    use crate::envelope::describe::outcome;
    use crate::validate::describe::asked;
    use shared::openapi::Operation;

    /// `{}`.
    #[derive(schemars::JsonSchema)]
    struct NoView {}

    vec![
        Operation::new(Verb::Post, "登录", "Sign in")
            .takes_such(
                asked::<NoView>(|fields| drop(read(fields))),
                r#"{"username":"admin","password":"12345678"}"#,
            )
            .gives(
                outcome::<NoView>("Login Successful."),
                r#"{"code":200,"data":{},"msg":"Login Successful."}"#,
            )
            .sets_cookie()
            .fails([Error::WrongCredentials, Error::TooMany(60)]),
    ]
}
