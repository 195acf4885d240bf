//! Official accounts, websites and mobile apps: `GET /sns/oauth2/access_token`.
//!
//! Source: WeChat, 网页授权, 网站应用微信登录开发指南 and 移动应用微信登录开发指南.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use serde_json::{Value, json};

use super::{Trouble, answer, app, redeem};
use crate::sandbox::apps::Kind;
use crate::sandbox::form::Form;
use crate::sandbox::{Sandbox, person};
use crate::stack::Shared;

/// How long an access token is good, in seconds.
const LIFETIME: i64 = 7200;

/// Who came with a code.
pub(super) async fn access_token(
    State(shared): State<Arc<Shared>>,
    RawQuery(query): RawQuery,
) -> Response {
    let form = Form::query(query.as_deref());
    answer(exchange(&shared.sandbox, &form).await)
}

async fn exchange(sandbox: &Sandbox, form: &Form) -> Result<Value, Trouble> {
    let code = form.get("code");
    let app = app(sandbox, form, code)?;
    if app.kind == Kind::MiniProgram {
        // A mini-program has no right to this call.
        return Err(Trouble::Refused(40001));
    }
    let (name, is_made_up) = redeem(sandbox, app.appid, code).await?;
    let mut told = json!({
        "access_token": sandbox.token::<2>()?,
        "expires_in": LIFETIME,
        "refresh_token": sandbox.token::<2>()?,
        "openid": person::openid(app.appid, &name),
        "scope": if app.kind == Kind::Website { "snsapi_login" } else { "snsapi_userinfo" },
        "unionid": person::unionid(&name),
    });
    if is_made_up {
        told["is_snapshotuser"] = json!(1);
    }
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    use super::super::tests::{errcode, request};
    use crate::sandbox::apps;

    async fn ask(sandbox: &Sandbox, query: &str) -> Result<Value, Trouble> {
        exchange(sandbox, &Form::query(Some(query))).await
    }

    #[tokio::test]
    async fn a_code_is_a_person_of_the_app() {
        let sandbox = Sandbox::for_tests();
        for (kind, scope) in [
            (Kind::OfficialAccount, "snsapi_userinfo"),
            (Kind::Website, "snsapi_login"),
            (Kind::MobileApp, "snsapi_userinfo"),
        ] {
            let told = ask(&sandbox, &request(&sandbox, kind, "alice"))
                .await
                .unwrap();
            assert_eq!(
                told["openid"],
                person::openid(apps::first(kind).appid, "alice")
            );
            assert_eq!(told["unionid"], person::unionid("alice"));
            assert_eq!(
                (&told["scope"], &told["expires_in"]),
                (&json!(scope), &json!(7200))
            );
            assert_ne!(told["access_token"], told["refresh_token"]);
            assert_eq!(told.get("is_snapshotuser"), None);
        }
        let form = request(&sandbox, Kind::OfficialAccount, "snapshot:alice");
        let made_up = ask(&sandbox, &form).await.unwrap();
        assert_eq!(made_up["is_snapshotuser"], 1);
        assert_ne!(made_up["unionid"], person::unionid("alice"));
    }

    #[tokio::test]
    async fn it_refuses_what_wechat_refuses() {
        let sandbox = Sandbox::for_tests();
        let appid = apps::first(Kind::Website).appid;
        let grant = "grant_type=authorization_code";
        for (query, expected) in [
            (String::new(), 41002),
            (format!("appid={appid}"), 41004),
            (format!("appid={appid}&secret=x"), 41008),
            (format!("appid={appid}&secret=x&js_code=a"), 41008),
            (format!("appid={appid}&secret=x&code=a"), 40002),
            (format!("appid=wx0&secret=x&code=a&{grant}"), 40013),
            (format!("appid={appid}&secret=x&code=a&{grant}"), 40125),
            (request(&sandbox, Kind::MiniProgram, "a"), 40001),
            (request(&sandbox, Kind::Website, "once:a"), 40029),
            (request(&sandbox, Kind::Website, "fail:42003"), 42003),
        ] {
            assert_eq!(errcode(&ask(&sandbox, &query).await), expected, "{query}");
        }
        let once = request(&sandbox, Kind::Website, "once:a:1");
        assert!(ask(&sandbox, &once).await.is_ok());
        assert_eq!(errcode(&ask(&sandbox, &once).await), 40163);
    }
}
