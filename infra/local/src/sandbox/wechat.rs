//! WeChat's mini-program API, below `/_local/wechat`.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Outcome, openid, unionid};
use crate::stack::Shared;

/// `code2Session`'s parameters.
#[derive(Debug, Deserialize)]
pub struct Code2Session {
    #[serde(default)]
    appid: String,
    #[serde(default)]
    secret: String,
    #[serde(default)]
    js_code: String,
    #[serde(default)]
    grant_type: String,
}

/// `GET /sns/jscode2session`: refuses what WeChat refuses, in its order and shapes.
pub async fn code2session(
    State(shared): State<Arc<Shared>>,
    Query(query): Query<Code2Session>,
) -> Response {
    let app = &shared.sandbox.mini_program;
    let problem = match &query {
        q if q.appid.is_empty() => Some((41002, "appid missing")),
        q if q.secret.is_empty() => Some((41004, "appsecret missing")),
        q if q.js_code.is_empty() => Some((41008, "missing code")),
        q if q.grant_type != "authorization_code" => Some((40002, "invalid grant_type")),
        q if q.appid != app.appid => Some((40013, "invalid appid")),
        q if q.secret != app.secret => Some((40125, "invalid appsecret")),
        _ => None,
    };
    let answer = match problem {
        Some((errcode, errmsg)) => failure(errcode, errmsg),
        None => match shared.sandbox.redeem(&query.js_code).await {
            Outcome::Person(name) => person(&app.appid, &name),
            Outcome::Snapshot(name) => {
                let mut made_up = person(&app.appid, &format!("snapshot {name}"));
                made_up["is_snapshotuser"] = json!(1);
                made_up
            }
            Outcome::Used => failure(40163, "code been used"),
            Outcome::Invalid => failure(40029, "invalid code"),
            Outcome::Fails(errcode) => failure(errcode, "sandbox failure"),
        },
    };
    // WeChat sends its JSON as text.
    ([(header::CONTENT_TYPE, "text/plain")], answer.to_string()).into_response()
}

fn person(appid: &str, name: &str) -> Value {
    json!({
        "session_key": STANDARD.encode(&openid("session_key", name).as_bytes()[..16]),
        "openid": openid(appid, name),
        "unionid": unionid(name),
    })
}

fn failure(errcode: i64, errmsg: &str) -> Value {
    json!({ "errcode": errcode, "errmsg": format!("{errmsg}, rid: local") })
}
