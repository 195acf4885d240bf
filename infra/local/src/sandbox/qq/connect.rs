//! QQ Connect: `GET /oauth2.0/token` and `GET /oauth2.0/me`.
//!
//! Source: QQ 互联, 使用 Authorization Code 获取 Access Token, 获取用户 openid and 公共返回码说明; the numbers are documented, most
//! of the English words are not. An error comes wrapped in a JavaScript call even to those who ask for JSON.
//!
//! `/me` takes the tokens that `/token` gives out, and what a mobile SDK would have got from QQ: an access token that follows
//! the grammar of codes. `foreign:NAME` is a token that was given to somebody else's app.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};
use shared::clock::Timestamp;

use crate::sandbox::apps::{self, Kind, SandboxApp};
use crate::sandbox::code::Outcome;
use crate::sandbox::form::Form;
use crate::sandbox::{Sandbox, SandboxError, person};
use crate::stack::Shared;

/// How long an access token is good.
const LIFETIME: Duration = Duration::from_hours(90 * 24);
/// Somebody else's app.
const FOREIGN: &str = "100000001";

/// The access tokens that were given out.
#[derive(Default)]
pub struct ConnectTokens(Mutex<HashMap<String, Issued>>);

#[derive(Clone)]
struct Issued {
    appid: &'static str,
    name: String,
    ends_at: Timestamp,
}

/// Why a request gets no answer.
#[derive(Debug)]
enum Trouble {
    Refused(i64),
    Sandbox(SandboxError),
}

impl<E: Into<SandboxError>> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self::Sandbox(error.into())
    }
}

/// `GET /oauth2.0/token`: an access token for a code.
pub(super) async fn token(
    State(shared): State<Arc<Shared>>,
    RawQuery(query): RawQuery,
) -> Response {
    let form = Form::query(query.as_deref());
    let told = exchange(&shared.sandbox, &form).await;
    answer(&form, told, token_pairs)
}

/// `GET /oauth2.0/me`: whose an access token is, and whom it was given to.
pub(super) async fn me(State(shared): State<Arc<Shared>>, RawQuery(query): RawQuery) -> Response {
    let form = Form::query(query.as_deref());
    let told = owner(&shared.sandbox, &form).await;
    answer(&form, told, callback)
}

fn answer(
    form: &Form,
    told: Result<Value, Trouble>,
    legacy: impl FnOnce(&Value) -> String,
) -> Response {
    let text = match told {
        Ok(told) if form.get("fmt") == "json" => told.to_string(),
        Ok(told) => legacy(&told),
        Err(Trouble::Refused(error)) => callback(&failure(error)),
        Err(Trouble::Sandbox(error)) => return error.into_response(),
    };
    ([(header::CONTENT_TYPE, "text/html")], text).into_response()
}

/// A token as it was written before there was `fmt`.
fn token_pairs(token: &Value) -> String {
    ["access_token", "expires_in", "refresh_token"]
        .map(|name| format!("{name}={}", token[name]).replace('"', ""))
        .join("&")
}

fn callback(value: &Value) -> String {
    format!("callback( {value} );\n")
}

fn failure(error: i64) -> Value {
    let description = match error {
        100_001 => "param client_id is wrong or lost",
        100_002 => "param client_secret is wrong or lost",
        100_004 => "param grant_type is wrong or lost",
        100_005 => "param code is wrong or lost",
        100_007 => "param access token is wrong or lost",
        100_008 => "appid does not exist",
        100_009 => "client_secret is illegal",
        100_010 => "redirect uri is illegal",
        100_014 => "access token is expired",
        100_016 => "access token check failed",
        100_019 => "code to access token error",
        100_020 => "code is reused error",
        _ => "sandbox failure",
    };
    json!({ "error": error, "error_description": description })
}

async fn exchange(sandbox: &Sandbox, form: &Form) -> Result<Value, Trouble> {
    let app = client(sandbox, form).map_err(Trouble::Refused)?;
    let name = match sandbox.codes.redeem(app.appid, form.get("code")).await {
        Outcome::Person(name) => name,
        Outcome::Used => return Err(Trouble::Refused(100_020)),
        Outcome::Fails(error) => return Err(Trouble::Refused(error.parse().unwrap_or(100_019))),
        Outcome::Snapshot(_) | Outcome::Invalid => return Err(Trouble::Refused(100_019)),
    };
    let (token, refresh_token) = (hexadecimal(sandbox)?, hexadecimal(sandbox)?);
    let issued = Issued {
        appid: app.appid,
        name,
        ends_at: sandbox.host.clock.now() + LIFETIME,
    };
    let mut tokens = sandbox
        .connect_tokens
        .0
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    tokens.insert(token.clone(), issued);
    Ok(json!({
        "access_token": token,
        "expires_in": LIFETIME.as_secs(),
        "refresh_token": refresh_token,
    }))
}

/// The app that asks: refuses what QQ refuses.
fn client(sandbox: &Sandbox, form: &Form) -> Result<&'static SandboxApp, i64> {
    if form.get("grant_type") != "authorization_code" {
        return Err(100_004);
    }
    for (name, error) in [
        ("client_id", 100_001),
        ("client_secret", 100_002),
        ("code", 100_005),
        ("redirect_uri", 100_010),
    ] {
        if form.get(name).is_empty() {
            return Err(error);
        }
    }
    let app = apps::find(form.get("client_id"), &[Kind::QqConnect]).ok_or(100_008)?;
    if form.get("client_secret") != sandbox.secrets.of(app) {
        return Err(100_009);
    }
    if !app.redirect_uris.contains(&form.get("redirect_uri")) {
        return Err(100_010);
    }
    Ok(app)
}

async fn owner(sandbox: &Sandbox, form: &Form) -> Result<Value, Trouble> {
    let token = form.get("access_token");
    if token.is_empty() {
        return Err(Trouble::Refused(100_007));
    }
    let issued = {
        let tokens = sandbox
            .connect_tokens
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        tokens.get(token).cloned()
    };
    let (appid, name) = match issued {
        Some(issued) if issued.ends_at <= sandbox.host.clock.now() => {
            return Err(Trouble::Refused(100_014));
        }
        Some(issued) => (issued.appid, issued.name),
        None => from_the_sdk(sandbox, token)
            .await
            .map_err(Trouble::Refused)?,
    };
    let mut told = json!({ "client_id": appid, "openid": person::qq_openid(appid, &name) });
    if form.get("unionid") == "1" {
        told["unionid"] = json!(person::qq_unionid(&name));
    }
    Ok(told)
}

/// Whom a token that a mobile SDK would have got was given to, and whose it is.
async fn from_the_sdk(sandbox: &Sandbox, token: &str) -> Result<(&'static str, String), i64> {
    if let Some(name) = token
        .strip_prefix("foreign:")
        .filter(|name| !name.is_empty())
    {
        return Ok((FOREIGN, name.to_owned()));
    }
    let ours = apps::first(Kind::QqConnect).appid;
    match sandbox.codes.redeem(&format!("{ours} sdk"), token).await {
        Outcome::Person(name) => Ok((ours, name)),
        Outcome::Fails(error) => Err(error.parse().unwrap_or(100_016)),
        Outcome::Used | Outcome::Snapshot(_) | Outcome::Invalid => Err(100_016),
    }
}

/// A token as QQ's look: 32 hexadecimal digits in capitals.
fn hexadecimal(sandbox: &Sandbox) -> Result<String, SandboxError> {
    let bytes = sandbox.host.random.bytes::<16>()?;
    Ok(person::hex(&bytes).to_uppercase())
}

#[cfg(test)]
mod tests;
