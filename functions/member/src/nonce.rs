//! `POST /module/iot/nonce`: a word that an identity token must repeat, so that it is good for one sign-in.

use serde::Serialize;
use shared::lambda::{Function, answer};
use shared::nonce::{LIFETIME, Nonce};
use shared::request::{Accepts, Verb};
use shared::secrets::Secret;
use shared::{App, Response};

use crate::envelope;
use crate::error::Error;

/// The function.
pub static FUNCTION: Function = Function::http(
    "member-nonce",
    Accepts::methods(&[Verb::Post]),
    Error::reject,
    |app, _| answer(handle(app)),
)
.reads(&[Secret::TokenKeys])
.draws_at_start();

/// What the app gets.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct NonceData<'a> {
    /// What to hand to Sign in with Apple, as it is or as its SHA-256 in hex, and to send back as it is.
    pub nonce: &'a str,
    /// For how many seconds it is good.
    pub expires_in: u64,
}

/// What a success says.
const MADE: &str = "获取成功";

async fn handle(app: &App) -> Result<Response, Error> {
    let keys = app.secrets.token_keys().await?;
    let nonce = Nonce::issue(&keys, &app.random, app.clock.now())?;
    let data = NonceData {
        nonce: nonce.as_str(),
        expires_in: LIFETIME.as_secs(),
    };
    Ok(envelope::success(MADE, data))
}

/// What the description of the API says of it.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> Vec<shared::openapi::Operation> {
    use shared::openapi::Operation;
    vec![
        Operation::new(
            Verb::Post,
            "获取苹果登录的 nonce",
            "A nonce for Sign in with Apple",
        )
        .gives(
            envelope::outcome::<NonceData<'_>>(&[MADE]),
            r#"{"status":200,"msg":"获取成功","data":{"nonce":"AZqV…","expires_in":300}}"#,
        ),
    ]
}
