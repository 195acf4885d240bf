//! Sign in with Apple, below `/_local/apple`: `appleid.apple.com`.
//!
//! Source: Apple, "Sign in with Apple REST API": "Generate and validate tokens", "Fetch Apple's public key for verifying token
//! signature" and "Error Response".

mod client_secret;
mod identity;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use self::identity::{Claims, jwks};
use super::apps::{self, APPLE_TEAM, Kind, SandboxApp};
use super::code::Outcome;
use super::form::Form;
use super::keys::Keys;
use super::{Sandbox, SandboxError, person};
use crate::stack::Shared;

/// How long an access token is good, in seconds.
const LIFETIME: i64 = 3600;

/// The paths.
pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/auth/token", post(token))
        .route("/auth/keys", get(keys))
        .route("/identity_token", get(identity_token))
}

/// Why a request gets no answer.
#[derive(Debug)]
enum Trouble {
    /// Apple refuses it with this word, and perhaps a description.
    Refused(String, Option<String>),
    /// The sandbox does not work.
    Sandbox(SandboxError),
}

impl<E: Into<SandboxError>> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self::Sandbox(error.into())
    }
}

fn refused(error: &str) -> Trouble {
    Trouble::Refused(error.to_owned(), None)
}

fn invalid_grant(description: &str) -> Trouble {
    Trouble::Refused("invalid_grant".to_owned(), Some(description.to_owned()))
}

/// `POST /auth/token`: tokens for a code.
async fn token(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let form = Form::parse(Some(&body));
    match exchange(&shared.sandbox, &form).await {
        Ok(told) => Json(told).into_response(),
        Err(Trouble::Refused(error, description)) => {
            let mut told = json!({ "error": error });
            if let Some(description) = description {
                told["error_description"] = json!(description);
            }
            (StatusCode::BAD_REQUEST, Json(told)).into_response()
        }
        Err(Trouble::Sandbox(error)) => error.into_response(),
    }
}

async fn exchange(sandbox: &Sandbox, form: &Form) -> Result<Value, Trouble> {
    let keys = sandbox.keys().await?;
    let now = sandbox.host.clock.now().as_seconds();
    let app = client(form, &keys, now)?;
    if form.get("grant_type") != "authorization_code" {
        return Err(refused("unsupported_grant_type"));
    }
    let code = form.get("code");
    if code.is_empty() {
        return Err(refused("invalid_request"));
    }
    if let Some(uri) = form.sent("redirect_uri")
        && !app.redirect_uris.contains(&uri)
    {
        let told = format!("redirect_uri mismatch. The code was not issued to {uri}.");
        return Err(invalid_grant(&told));
    }
    let name = match sandbox.codes.redeem(app.appid, code).await {
        Outcome::Person(name) => name,
        Outcome::Used => return Err(invalid_grant("The code has already been used.")),
        Outcome::Fails(error) => return Err(refused(&error)),
        Outcome::Snapshot(_) | Outcome::Invalid => {
            return Err(invalid_grant("The code has expired or has been revoked."));
        }
    };
    let access_token = format!("a{}", sandbox.token::<2>()?);
    let claims = Claims {
        name: &name,
        client_id: app.appid,
        nonce: None,
        access_token: Some(&access_token),
    };
    Ok(json!({
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": LIFETIME,
        "refresh_token": format!("r{}", sandbox.token::<2>()?),
        "id_token": claims.sign(&keys, now)?,
    }))
}

/// The app that asks, if its secret is one.
fn client(form: &Form, keys: &Keys, now: i64) -> Result<&'static SandboxApp, Trouble> {
    if form.get("client_id").is_empty() || form.get("grant_type").is_empty() {
        return Err(refused("invalid_request"));
    }
    apps::find(form.get("client_id"), &[Kind::Apple])
        .filter(|app| client_secret::holds(form.get("client_secret"), app, keys, now))
        .ok_or_else(|| refused("invalid_client"))
}

/// `GET /auth/keys`: what identity tokens are verified with.
async fn keys(State(shared): State<Arc<Shared>>) -> Result<Json<Value>, SandboxError> {
    let keys = shared.sandbox.keys().await?;
    Ok(Json(jwks(&keys)))
}

/// `GET /_local/apple/identity_token?name=NAME[&nonce=…][&client_id=…]`: what Apple's SDK gives to the app of `NAME`, the first
/// of ours or whichever is named; `{"identity_token","authorization_code"}`, and the code works once.
///
/// # Errors
/// [`SandboxError`].
async fn identity_token(
    State(shared): State<Arc<Shared>>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, SandboxError> {
    let form = Form::query(query.as_deref());
    from_the_sdk(&shared.sandbox, &form).await.map(Json)
}

async fn from_the_sdk(sandbox: &Sandbox, form: &Form) -> Result<Value, SandboxError> {
    let name = form.get("name");
    if name.is_empty() || name.contains(':') {
        return Err(SandboxError::Asked("name is missing, or has a colon"));
    }
    let keys = sandbox.keys().await?;
    let claims = Claims {
        name,
        client_id: form
            .sent("client_id")
            .unwrap_or(apps::first(Kind::Apple).appid),
        nonce: form.sent("nonce"),
        access_token: None,
    };
    Ok(json!({
        "identity_token": claims.sign(&keys, sandbox.host.clock.now().as_seconds())?,
        "authorization_code": format!("once:{name}:{}", sandbox.host.random.id()?),
    }))
}

#[cfg(test)]
mod tests;
