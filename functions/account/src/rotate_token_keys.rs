//! `rotate-token-keys`: what Secrets Manager calls, on its schedule, to have the tokens signed with a new key.
//!
//! It has no route. Nobody is signed out: the new key is published some minutes before it signs, and the old one verifies for as
//! long as a token may live.

use serde::Deserialize;
use serde_json::{Value, json};
use shared::App;
use shared::lambda::{EventError, Function};
use shared::request::{Payload, parse_event};
use shared::rotation::{self, RotationError, Step};
use shared::secrets::Secret;
use shared::text::Text;

/// The function.
pub static FUNCTION: Function = Function::event("rotate-token-keys", |app, event| {
    Box::pin(handle(app, event))
})
.reads(&[Secret::TokenKeys]);

/// What Secrets Manager sends.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RotateTokenKeysRequest {
    /// The secret's ARN.
    pub secret_id: Text<2048>,
    /// The id of the new version.
    pub client_request_token: Text<64>,
    /// Which step.
    pub step: Step,
}

impl Payload for RotateTokenKeysRequest {}

async fn handle(app: &App, event: &str) -> Result<Value, EventError> {
    let request: RotateTokenKeysRequest =
        parse_event(event).map_err(|rejection| EventError::Invalid(rejection.to_string()))?;
    let (secret, version) = (
        request.secret_id.as_str(),
        request.client_request_token.as_str(),
    );
    match rotation::take(app, secret, version, request.step).await {
        Ok(()) => Ok(json!({ "step": "done" })),
        Err(RotationError::NotARotation(why)) => Err(EventError::Invalid(why.to_owned())),
        Err(RotationError::Failure(failure)) => Err(failure.into()),
    }
}
