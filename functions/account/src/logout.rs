//! `GET|POST /account/logout/`: ends the session and takes the cookie back.
//!
//! The document has GET, which a link on another site can make a browser send; all it gains is a visitor signed out.

use shared::lambda::{Function, answer};
use shared::request::{Accepts, Verb};
use shared::response::clear_session_cookie;
use shared::{App, Call, Response, authenticate};

use crate::envelope;
use crate::error::Error;

/// The function.
pub const FUNCTION: Function = Function::http(
    "account-logout",
    Accepts::methods(&[Verb::Get, Verb::Post]),
    Error::reject,
    |app, call| answer(handle(app, call)),
);

async fn handle(app: &App, call: &Call) -> Result<Response, Error> {
    let principal = authenticate::principal(app, call).await?;
    authenticate::sign_out(app, &principal).await?;
    let mut response = envelope::done();
    clear_session_cookie(&mut response, &app.config);
    Ok(response)
}
