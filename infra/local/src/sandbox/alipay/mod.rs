//! Alipay, below `/_local/alipay`: `POST /gateway.do` with the one method `alipay.system.oauth.token`.
//!
//! Source: Alipay 支付宝开放平台, 自行实现签名, 公共错误码 and alipay.system.oauth.token. The app is one of those that are told both
//! `open_id` and `user_id`: what is told only one is what the functions' own tests try with answers of their own.

mod refusal;

use std::sync::Arc;

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use shared::clock::Timestamp;
use time::macros::{format_description, offset};
use time::{OffsetDateTime, PrimitiveDateTime};

use self::refusal::Refusal;
use super::apps::{self, Kind, SandboxApp};
use super::code::Outcome;
use super::form::Form;
use super::keys::{KeyError, Keys};
use super::{Sandbox, SandboxError, person};
use crate::stack::Shared;

const METHOD: &str = "alipay.system.oauth.token";
/// How far a request's time may be from Alipay's, in seconds.
const SKEW: u64 = 15 * 60;

/// The paths.
pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/gateway.do", post(gateway))
}

/// Why a request gets no answer that is a success.
#[derive(Debug)]
enum Trouble {
    Refused(Refusal),
    Sandbox(SandboxError),
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl<E: Into<SandboxError>> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self::Sandbox(error.into())
    }
}

/// `POST /gateway.do`: parameters in the body, in the query, or in both.
async fn gateway(
    State(shared): State<Arc<Shared>>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Response {
    let form = Form::query(query.as_deref()).with(Form::parse(Some(&body)));
    match answer(&shared.sandbox, &form).await {
        Ok(text) => ([(header::CONTENT_TYPE, "text/html;charset=utf-8")], text).into_response(),
        Err(error) => error.into_response(),
    }
}

/// The answer, signed; only to an app that it does not know Alipay has nothing to sign.
async fn answer(sandbox: &Sandbox, form: &Form) -> Result<String, SandboxError> {
    let keys = sandbox.keys().await?;
    let app = match known(form) {
        Ok(app) => app,
        Err(refusal) => return Ok(format!(r#"{{"error_response":{}}}"#, refusal.body())),
    };
    match exchange(sandbox, &keys, app, form).await {
        Ok(told) => Ok(signed(&keys, "alipay_system_oauth_token_response", &told)?),
        Err(Trouble::Refused(refusal)) => Ok(signed(&keys, "error_response", &refusal.body())?),
        Err(Trouble::Sandbox(error)) => Err(error),
    }
}

/// The app that asks.
fn known(form: &Form) -> Result<&'static SandboxApp, Refusal> {
    let appid = form.get("app_id");
    if appid.is_empty() {
        return Err(Refusal::of("isv.missing-app-id"));
    }
    apps::find(appid, &[Kind::Alipay]).ok_or(Refusal::of("isv.invalid-app-id"))
}

/// `{"NAME":VALUE,"sign":"…"}`, where the signature is over the very bytes of the value: as Alipay does, it writes `/` as `\/`
/// there, so whoever reads the value and writes it again has other bytes.
fn signed(keys: &Keys, name: &str, value: &Value) -> Result<String, KeyError> {
    let value = value.to_string().replace('/', "\\/");
    let sign = STANDARD.encode(keys.alipay.sign(value.as_bytes())?);
    Ok(format!(r#"{{"{name}":{value},"sign":"{sign}"}}"#))
}

async fn exchange(
    sandbox: &Sandbox,
    keys: &Keys,
    app: &SandboxApp,
    form: &Form,
) -> Result<Value, Trouble> {
    let now = sandbox.host.clock.now();
    check_parameters(form, now)?;
    check_signature(form, keys)?;
    if form.get("method") != METHOD {
        return Err(Refusal::of("isv.invalid-method").into());
    }
    if form.get("grant_type") != "authorization_code" {
        return Err(Refusal::of("isv.grant-type-invalid").into());
    }
    let name = match sandbox.codes.redeem(app.appid, form.get("code")).await {
        Outcome::Person(name) => name,
        Outcome::Fails(error) => return Err(Refusal::told(&error).into()),
        Outcome::Used | Outcome::Snapshot(_) | Outcome::Invalid => {
            return Err(Refusal::of("isv.code-invalid").into());
        }
    };
    let user_id = person::alipay_user_id(&name);
    Ok(json!({
        "access_token": format!("authbseB/{}", sandbox.token::<1>()?),
        "alipay_user_id": user_id,
        "auth_start": now.in_shanghai(),
        "expires_in": 1_296_000,
        "open_id": person::alipay_open_id(app.appid, &name),
        "re_expires_in": 2_592_000,
        "refresh_token": format!("authbseB/{}", sandbox.token::<1>()?),
        "user_id": user_id,
    }))
}

/// The parameters that every method has.
fn check_parameters(form: &Form, now: Timestamp) -> Result<(), Refusal> {
    let missing = [
        ("method", "isv.missing-method"),
        ("sign_type", "isv.missing-signature-type"),
        ("sign", "isv.missing-signature"),
        ("timestamp", "isv.missing-timestamp"),
        ("version", "isv.missing-version"),
    ];
    if let Some((_, problem)) = missing.iter().find(|(name, _)| form.get(name).is_empty()) {
        return Err(Refusal::of(problem));
    }
    let format = form.get("format");
    let invalid = [
        (
            form.get("sign_type") == "RSA2",
            "isv.invalid-signature-type",
        ),
        (
            form.get("charset").eq_ignore_ascii_case("utf-8"),
            "isv.invalid-charset",
        ),
        (form.get("version") == "1.0", "isv.invalid-parameter"),
        (
            format.is_empty() || format.eq_ignore_ascii_case("json"),
            "isv.invalid-format",
        ),
        (
            is_about(form.get("timestamp"), now),
            "isv.invalid-timestamp",
        ),
    ];
    match invalid.iter().find(|(holds, _)| !holds) {
        Some((_, problem)) => Err(Refusal::of(problem)),
        None => Ok(()),
    }
}

/// Whether `text` is `yyyy-MM-dd HH:mm:ss` in Shanghai, and about now.
fn is_about(text: &str, now: Timestamp) -> bool {
    let form = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
    let moment = PrimitiveDateTime::parse(text, form).map(|told| told.assume_offset(offset!(+8)));
    moment
        .map(OffsetDateTime::unix_timestamp)
        .is_ok_and(|told| told.abs_diff(now.as_seconds()) <= SKEW)
}

/// `SHA256withRSA` over the parameters as they were before they were encoded: without `sign` and what is empty, in the order of
/// their names.
fn check_signature(form: &Form, keys: &Keys) -> Result<(), Refusal> {
    let signed: Vec<String> = form
        .iter()
        .filter(|(name, value)| *name != "sign" && !value.is_empty())
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let ours = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, keys.alipay_app.public_der());
    STANDARD
        .decode(form.get("sign"))
        .ok()
        .and_then(|sign| ours.verify(signed.join("&").as_bytes(), &sign).ok())
        .ok_or(Refusal::of("isv.invalid-signature"))
}

#[cfg(test)]
mod tests;
