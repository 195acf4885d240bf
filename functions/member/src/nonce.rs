//! `POST /module/iot/nonce`: a word that an identity token must repeat, so that it is good for one sign-in.

use serde::Serialize;
use shared::lambda::{Function, answer};
use shared::nonce::{LIFETIME, Nonce};
use shared::request::{Accepts, Verb};
use shared::{App, Response};

use crate::envelope;
use crate::error::Error;

/// The function.
pub const FUNCTION: Function = Function::http(
    "member-nonce",
    Accepts::methods(&[Verb::Post]),
    Error::reject,
    |app, _| answer(handle(app)),
);

/// What the app gets.
#[derive(Serialize)]
pub struct NonceData<'a> {
    /// What to hand to Sign in with Apple, as it is or as its SHA-256 in hex, and to send back as it is.
    pub nonce: &'a str,
    /// For how many seconds it is good.
    pub expires_in: u64,
}

async fn handle(app: &App) -> Result<Response, Error> {
    let keys = app.secrets.token_keys().await?;
    let nonce = Nonce::issue(&keys, &app.random, app.clock.now())?;
    let data = NonceData {
        nonce: nonce.as_str(),
        expires_in: LIFETIME.as_secs(),
    };
    Ok(envelope::success("获取成功", data))
}
