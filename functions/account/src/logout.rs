//! `GET|POST /account/logout/`: ends the session and takes the cookie back.
//!
//! The document has GET, which a link on another site can make a browser send; all it gains is a visitor signed out.

use shared::authenticate::AuthenticationError;
use shared::lambda::{Function, answer};
use shared::request::{Accepts, Verb};
use shared::response::clear_session_cookie;
use shared::secrets::Secret;
use shared::{App, Call, Response, authenticate};

use crate::envelope;
use crate::error::Error;

/// The function.
pub static FUNCTION: Function = Function::http(
    "account-logout",
    Accepts::methods(&[Verb::Get, Verb::Post]),
    Error::reject,
    |app, call| answer(handle(app, call)),
)
.reads(&[Secret::TokenKeys]);

async fn handle(app: &App, call: &Call) -> Result<Response, Error> {
    let signed_out = match authenticate::principal(app, call).await {
        Ok(principal) => authenticate::sign_out(app, &principal, &call.source_ip).await,
        Err(error) => Err(error),
    };
    let mut response = match signed_out {
        Ok(()) => envelope::done(),
        // A cookie that is worth nothing goes too: it would stand in the way of other tokens.
        Err(AuthenticationError::NotSignedIn) => Error::NotSignedIn.into(),
        Err(error) => return Err(error.into()),
    };
    clear_session_cookie(&mut response, &app.config);
    Ok(response)
}

/// What the description of the API says of it.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> Vec<shared::openapi::Operation> {
    use shared::openapi::Operation;
    let (nothing, example) = envelope::describe::done();
    vec![
        Operation::new(Verb::Get, "退出登录", "Sign out")
            .or(Verb::Post)
            .signed_in()
            .gives(nothing, &example)
            .sets_cookie()
            .fails([Error::NotSignedIn]),
    ]
}
