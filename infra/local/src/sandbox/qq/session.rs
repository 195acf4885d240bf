//! QQ mini-programs: `GET /sns/jscode2session`.
//!
//! Source: QQ 小程序, 登录. It documents the errors -1, 40029 and 45011; the others are those of WeChat, whose interface this is.

use std::sync::Arc;

use axum::Json;
use axum::extract::{RawQuery, State};
use serde_json::{Value, json};

use crate::sandbox::apps::{self, Kind};
use crate::sandbox::code::Outcome;
use crate::sandbox::form::Form;
use crate::sandbox::{Sandbox, person};
use crate::stack::Shared;

/// Who came with a code.
pub(super) async fn code2session(
    State(shared): State<Arc<Shared>>,
    RawQuery(query): RawQuery,
) -> Json<Value> {
    let form = Form::query(query.as_deref());
    Json(
        session(&shared.sandbox, &form)
            .await
            .unwrap_or_else(failure),
    )
}

async fn session(sandbox: &Sandbox, form: &Form) -> Result<Value, i64> {
    let (appid, secret, code) = (form.get("appid"), form.get("secret"), form.get("js_code"));
    if appid.is_empty() {
        return Err(41002);
    }
    if secret.is_empty() {
        return Err(41004);
    }
    if code.is_empty() {
        return Err(41008);
    }
    if form.get("grant_type") != "authorization_code" {
        return Err(40002);
    }
    let app = apps::find(appid, &[Kind::QqMiniProgram]).ok_or(40013)?;
    if secret != sandbox.secrets.of(app) {
        return Err(40125);
    }
    let name = match sandbox.codes.redeem(app.appid, code).await {
        Outcome::Person(name) => name,
        Outcome::Used => return Err(40163),
        Outcome::Fails(errcode) => return Err(errcode.parse().unwrap_or(40029)),
        Outcome::Snapshot(_) | Outcome::Invalid => return Err(40029),
    };
    Ok(json!({
        "errcode": 0,
        "errmsg": "ok",
        "openid": person::qq_openid(app.appid, &name),
        "session_key": person::qq_session_key(&name),
        "unionid": person::qq_unionid(&name),
    }))
}

fn failure(errcode: i64) -> Value {
    let errmsg = match errcode {
        -1 => "system error",
        40002 => "invalid grant_type",
        40013 => "invalid appid",
        40029 => "invalid code",
        40125 => "invalid appsecret",
        40163 => "code been used",
        41002 => "appid missing",
        41004 => "appsecret missing",
        41008 => "missing code",
        45011 => "api minute-quota reach limit",
        _ => "sandbox failure",
    };
    json!({ "errcode": errcode, "errmsg": errmsg })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_code_is_a_person_of_the_mini_program() {
        let sandbox = Sandbox::for_tests();
        let query = request(&sandbox, "alice");
        let told = session(&sandbox, &Form::query(Some(&query))).await.unwrap();
        assert_eq!(told["openid"], person::qq_openid("1112345078", "alice"));
        assert_eq!(told["unionid"], person::qq_unionid("alice"));
        assert_eq!(told["session_key"], person::qq_session_key("alice"));
    }

    fn request(sandbox: &Sandbox, code: &str) -> String {
        let app = apps::first(Kind::QqMiniProgram);
        let secret = sandbox.secret_of(app);
        format!(
            "appid={}&secret={secret}&grant_type=authorization_code&js_code={code}",
            app.appid
        )
    }

    #[tokio::test]
    async fn it_refuses_what_qq_refuses() {
        let sandbox = Sandbox::for_tests();
        let grant = "grant_type=authorization_code";
        for (query, expected) in [
            (String::new(), 41002),
            ("appid=1112345078".into(), 41004),
            ("appid=1112345078&secret=x".into(), 41008),
            ("appid=1112345078&secret=x&js_code=a".into(), 40002),
            (format!("appid=101987654&secret=x&js_code=a&{grant}"), 40013),
            (
                format!("appid=1112345078&secret=x&js_code=a&{grant}"),
                40125,
            ),
            (request(&sandbox, "what:a"), 40029),
            (request(&sandbox, "snapshot:a"), 40029),
            (request(&sandbox, "fail:45011"), 45011),
        ] {
            let told = session(&sandbox, &Form::query(Some(&query))).await;
            assert_eq!(told, Err(expected), "{query}");
        }
        let once = Form::query(Some(&request(&sandbox, "once:a:1")));
        assert!(session(&sandbox, &once).await.is_ok());
        assert_eq!(session(&sandbox, &once).await, Err(40163));
    }
}
