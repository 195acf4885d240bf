//! The phone number behind a button: `POST /wxa/business/getuserphonenumber`.
//!
//! Source: WeChat, 手机号快速验证. The button's codes are not those of `wx.login`, so one that is used there is fresh here.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use serde_json::{Value, json};

use super::{Trouble, answer, redeem};
use crate::sandbox::apps::Kind;
use crate::sandbox::form::Form;
use crate::sandbox::{Sandbox, person};
use crate::stack::Shared;

/// Tells the number.
pub(super) async fn handle(
    State(shared): State<Arc<Shared>>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Response {
    let query = Form::query(query.as_deref());
    answer(number(&shared.sandbox, &query, &body).await)
}

async fn number(sandbox: &Sandbox, query: &Form, body: &[u8]) -> Result<Value, Trouble> {
    let token = query.sent("access_token").ok_or(Trouble::Refused(41001))?;
    let now = sandbox.host.clock.now();
    let app = sandbox.server_tokens.check(token, now)?;
    if app.kind != Kind::MiniProgram {
        return Err(Trouble::Refused(48001));
    }
    let request: Value = serde_json::from_slice(body).unwrap_or_default();
    if !request.is_object() {
        return Err(Trouble::Refused(47001));
    }
    let code = request["code"].as_str().unwrap_or_default();
    let (name, is_made_up) = redeem(sandbox, &format!("{} button", app.appid), code).await?;
    if is_made_up {
        return Err(Trouble::Refused(40029));
    }
    let openid = request["openid"].as_str();
    if openid.is_some_and(|openid| openid != person::openid(app.appid, &name)) {
        return Err(Trouble::Refused(40003));
    }
    let number = person::phone_number(&name);
    Ok(json!({
        "errcode": 0,
        "errmsg": "ok",
        "phone_info": {
            "phoneNumber": number,
            "purePhoneNumber": number,
            "countryCode": 86,
            "watermark": { "timestamp": now.as_seconds(), "appid": app.appid },
        },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    use super::super::server_token::tests::token_of;
    use super::super::tests::errcode;
    use crate::sandbox::apps;

    async fn ask(sandbox: &Sandbox, token: &str, body: &Value) -> Result<Value, Trouble> {
        let query = format!("access_token={token}");
        number(
            sandbox,
            &Form::query(Some(&query)),
            body.to_string().as_bytes(),
        )
        .await
    }

    #[tokio::test]
    async fn a_buttons_code_is_a_number() {
        let sandbox = Sandbox::for_tests();
        let token = token_of(&sandbox, Kind::MiniProgram);
        let openid = person::openid(apps::first(Kind::MiniProgram).appid, "alice");
        for body in [
            json!({ "code": "alice" }),
            json!({ "code": "alice", "openid": openid }),
        ] {
            let told = ask(&sandbox, &token, &body).await.unwrap();
            let info = &told["phone_info"];
            assert_eq!(told["errcode"], 0);
            assert_eq!(info["phoneNumber"], person::phone_number("alice"));
            assert_eq!(info["countryCode"], 86);
            assert_eq!(info["watermark"]["appid"], "wx10ca1500d0b0c0de");
        }
        let once = json!({ "code": "once:alice:1" });
        // The same words from wx.login are another code.
        sandbox
            .codes
            .redeem("wx10ca1500d0b0c0de", "once:alice:1")
            .await;
        assert_eq!(errcode(&ask(&sandbox, &token, &once).await), 0);
        assert_eq!(errcode(&ask(&sandbox, &token, &once).await), 40163);
    }

    #[tokio::test]
    async fn it_refuses_what_wechat_refuses() {
        let sandbox = Sandbox::for_tests();
        let token = token_of(&sandbox, Kind::MiniProgram);
        let good = json!({ "code": "alice" });
        for (body, expected) in [
            (json!([]), 47001),
            (json!({}), 40029),
            (json!({ "code": "what:a" }), 40029),
            (json!({ "code": "snapshot:a" }), 40029),
            (json!({ "code": "fail:45011" }), 45011),
            (
                json!({ "code": "alice", "openid": person::openid("wx2", "alice") }),
                40003,
            ),
        ] {
            assert_eq!(
                errcode(&ask(&sandbox, &token, &body).await),
                expected,
                "{body}"
            );
        }
        let of_another = token_of(&sandbox, Kind::OfficialAccount);
        for (token, expected) in [("", 40014), ("x", 40001), (of_another.as_str(), 48001)] {
            assert_eq!(
                errcode(&ask(&sandbox, token, &good).await),
                expected,
                "{token}"
            );
        }
        let without = number(&sandbox, &Form::query(None), good.to_string().as_bytes()).await;
        assert_eq!(errcode(&without), 41001);
        sandbox.host.clock.advance(7200);
        assert_eq!(errcode(&ask(&sandbox, &token, &good).await), 42001);
    }
}
