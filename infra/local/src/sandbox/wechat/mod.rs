//! WeChat, below `/_local/wechat`: `api.weixin.qq.com` as far as signing in needs it.
//!
//! Numbers and words of the errors: WeChat, "Global return codes" (`developers.weixin.qq.com`, 全局返回码).

mod oauth;
mod phone;
mod server_token;
mod session;

use std::sync::Arc;

use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};

pub use self::server_token::ServerTokens;
use super::apps::{self, Kind, SandboxApp};
use super::code::Outcome;
use super::form::Form;
use super::{Sandbox, SandboxError, person};
use crate::stack::Shared;

/// The paths.
pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/sns/jscode2session", get(session::code2session))
        .route("/encrypted_data", get(session::encrypted_data))
        .route("/sns/oauth2/access_token", get(oauth::access_token))
        .route(
            "/cgi-bin/stable_token",
            post(server_token::handle).fallback(post_is_required),
        )
        .route(
            "/wxa/business/getuserphonenumber",
            post(phone::handle).fallback(post_is_required),
        )
}

/// Why a request gets no answer.
#[derive(Debug)]
enum Trouble {
    /// WeChat refuses it with this number.
    Refused(i64),
    /// The sandbox does not work.
    Sandbox(SandboxError),
}

impl<E: Into<SandboxError>> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self::Sandbox(error.into())
    }
}

async fn post_is_required() -> Response {
    answer(Err(Trouble::Refused(43002)))
}

/// WeChat sends its JSON as text, its errors too, and always with the status 200.
fn answer(told: Result<Value, Trouble>) -> Response {
    let told = match told {
        Ok(told) => told,
        Err(Trouble::Refused(errcode)) => failure(errcode),
        Err(Trouble::Sandbox(error)) => return error.into_response(),
    };
    ([(header::CONTENT_TYPE, "text/plain")], told.to_string()).into_response()
}

fn failure(errcode: i64) -> Value {
    let errmsg = match errcode {
        -1 => "system error",
        40001 => "invalid credential, access_token is invalid or not latest",
        40002 => "invalid grant_type",
        40003 => "invalid openid",
        40013 => "invalid appid",
        40014 => "invalid access_token",
        40029 => "invalid code",
        40125 => "invalid appsecret",
        40163 => "code been used",
        40226 => "code blocked",
        41001 => "access_token missing",
        41002 => "appid missing",
        41004 => "appsecret missing",
        41008 => "missing code",
        42001 => "access_token expired",
        43002 => "require POST method",
        45011 => "api minute-quota reach limit, must slower, retry next minute",
        47001 => "data format error",
        48001 => "api unauthorized",
        _ => "sandbox failure",
    };
    json!({ "errcode": errcode, "errmsg": format!("{errmsg}, rid: local") })
}

/// The person that a code stands for, and whether they are made up.
async fn redeem(sandbox: &Sandbox, issuer: &str, code: &str) -> Result<(String, bool), Trouble> {
    let errcode = match sandbox.codes.redeem(issuer, code).await {
        Outcome::Person(name) => return Ok((name, false)),
        Outcome::Snapshot(name) => return Ok((person::made_up(&name), true)),
        Outcome::Used => 40163,
        Outcome::Fails(errcode) => errcode.parse().unwrap_or(40029),
        Outcome::Invalid => 40029,
    };
    Err(Trouble::Refused(errcode))
}

/// The app that a request names beside its code: refuses what WeChat refuses, in its order.
fn app(sandbox: &Sandbox, form: &Form, code: &str) -> Result<&'static SandboxApp, Trouble> {
    let (appid, secret) = (form.get("appid"), form.get("secret"));
    if appid.is_empty() {
        Err(Trouble::Refused(41002))
    } else if secret.is_empty() {
        Err(Trouble::Refused(41004))
    } else if code.is_empty() {
        Err(Trouble::Refused(41008))
    } else if form.get("grant_type") != "authorization_code" {
        Err(Trouble::Refused(40002))
    } else {
        known(sandbox, appid, secret)
    }
}

/// The app with this id and this secret.
fn known(sandbox: &Sandbox, appid: &str, secret: &str) -> Result<&'static SandboxApp, Trouble> {
    const KINDS: &[Kind] = &[
        Kind::MiniProgram,
        Kind::OfficialAccount,
        Kind::Website,
        Kind::MobileApp,
    ];
    let app = apps::find(appid, KINDS).ok_or(Trouble::Refused(40013))?;
    if secret == sandbox.secrets.of(app) {
        Ok(app)
    } else {
        Err(Trouble::Refused(40125))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number of an error; 0 for an answer.
    pub(super) fn errcode(told: &Result<Value, Trouble>) -> i64 {
        match told {
            Ok(_) => 0,
            Err(Trouble::Refused(errcode)) => *errcode,
            Err(Trouble::Sandbox(error)) => panic!("{error}"),
        }
    }

    /// A good request with a code to the app of this kind.
    pub(super) fn request(sandbox: &Sandbox, kind: Kind, code: &str) -> String {
        let app = apps::first(kind);
        let secret = sandbox.secret_of(app);
        format!(
            "appid={}&secret={secret}&grant_type=authorization_code&code={code}&js_code={code}",
            app.appid
        )
    }
}
