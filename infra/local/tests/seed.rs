//! The organisation that `--seed` plants, seen through the endpoints.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, its helpers too"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use indicatif::ProgressBar;
use local::seed::{self, PASSWORD, SeedError};
use local::{Options, Stack};
use reqwest::Method;
use serde_json::{Value, json};

async fn stack() -> Stack {
    let template = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../template.yaml"));
    Stack::start(Options::in_memory(template)).await.unwrap()
}

async fn send(
    stack: &Stack,
    method: Method,
    path: &str,
    body: &Value,
    token: &str,
) -> (u16, Value) {
    let mut request = stack
        .client()
        .request(method, format!("{}{path}", stack.url()));
    if !body.is_null() {
        request = request.json(body);
    }
    if !token.is_empty() {
        request = request.bearer_auth(token);
    }
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

/// The answer to a GET, whose query may have a token.
async fn get(stack: &Stack, path: &str) -> Value {
    send(stack, Method::GET, path, &Value::Null, "").await.1
}

/// The answer to a POST, whose body may have a token.
async fn post(stack: &Stack, path: &str, body: Value) -> Value {
    send(stack, Method::POST, path, &body, "").await.1
}

/// The session that a sign-in at the panel puts into its cookie.
async fn panel_session(stack: &Stack, username: &str) -> String {
    let login = json!({ "username": username, "password": PASSWORD });
    let request = stack
        .client()
        .post(format!("{}/account/login/", stack.url()));
    let answer = request.json(&login).send().await.unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    let value = cookie.strip_prefix("sessionid=").unwrap();
    value.split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn staff_is_there_in_every_status_with_departments_and_projects() {
    let stack = stack().await;
    let progress = ProgressBar::hidden();
    seed::plant(&stack, &progress).await.unwrap();
    assert_eq!(progress.position(), seed::steps());
    assert!(progress.is_finished());

    let proved = post(&stack, "/api/v1/weixinmp", json!({ "code": "wangfang" })).await;
    let openid = proved["data"]["openid"].as_str().unwrap();
    let login = get(&stack, &format!("/mjpm/v1/auth/login/{openid}")).await;
    let token = login["data"]["token"].as_str().unwrap();
    let path = format!("/mjpm/v1/员工管理/{openid}?token={token}");
    let list = get(&stack, &path).await;
    let mut statuses = BTreeMap::<&str, usize>::new();
    for employee in list["data"].as_array().unwrap() {
        *statuses
            .entry(employee["status"].as_str().unwrap())
            .or_default() += 1;
        assert!(
            employee["name"].as_str().unwrap().chars().count() >= 2,
            "{employee}"
        );
    }
    let expected = [
        ("审核", 3),
        ("在职", 4),
        ("停用", 1),
        ("离职", 1),
        ("拒绝", 1),
    ];
    assert_eq!(statuses, BTreeMap::from(expected));
    let engineer = list["data"]
        .as_array()
        .unwrap()
        .iter()
        .find(|e| e["name"] == "张伟");
    let engineer = engineer.unwrap();
    assert_eq!(
        (&engineer["dept"], &engineer["permission"]),
        (&json!("技术部"), &json!(["滨江一期", "云栖二期"]))
    );
}

#[tokio::test]
async fn students_teachers_and_operators_sign_in_and_have_their_rights() {
    let stack = stack().await;
    seed::plant(&stack, &ProgressBar::hidden()).await.unwrap();
    for (name, permission) in [("xiaoming", "学生"), ("linlaoshi", "老师")] {
        let login = json!({ "Username": name, "Password": PASSWORD });
        let signed_in = post(&stack, "/login_account_password", login).await;
        let profile = post(&stack, "/userinfo", json!({ "Token": signed_in["Token"] })).await;
        assert_eq!(profile["data"]["Permission"], permission);
        assert_ne!(profile["data"]["RegistrationNumber"], "");
    }

    let mut outcomes = Vec::new();
    for name in ["admin", "hr", "auditor"] {
        let session = panel_session(&stack, name).await;
        let (list, users) = send(
            &stack,
            Method::GET,
            "/account/user/?limit=2",
            &Value::Null,
            &session,
        )
        .await;
        assert_eq!(users["data"].as_array().unwrap().len(), 2);
        let (user, _) = send(
            &stack,
            Method::PATCH,
            "/account/user/2/",
            &json!({ "first_name": "芳" }),
            &session,
        )
        .await;
        let (group, _) = send(
            &stack,
            Method::PATCH,
            "/account/group/2/",
            &json!({ "name": name }),
            &session,
        )
        .await;
        outcomes.push((name, list, user, group));
    }
    assert_eq!(
        outcomes,
        [
            ("admin", 200, 200, 200),
            ("hr", 200, 200, 403),
            ("auditor", 200, 403, 403)
        ]
    );
}

#[tokio::test]
async fn members_are_known_by_their_provider() {
    let stack = stack().await;
    seed::plant(&stack, &ProgressBar::hidden()).await.unwrap();
    for (method, code, nickname) in [
        ("WeChat", "chenxi", "晨曦"),
        ("Alipay", "moli", "茉莉花茶"),
        ("QQ", "heping", "和平鸽"),
    ] {
        let kind = match method {
            "WeChat" => "wx_small",
            "QQ" => "qq_small",
            _ => "",
        };
        let login = json!({ "login_method": method, "login_type": kind, "code": code });
        let answer = post(&stack, "/module/iot/codeGetInfo", login).await;
        assert_eq!(
            (
                answer["data"]["nickname"].as_str(),
                answer["data"]["first_login"].as_bool()
            ),
            (Some(nickname), Some(false)),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn a_directory_with_a_user_is_left_as_it_is() {
    let stack = stack().await;
    post(&stack, "/user/user/login/", json!({ "code": "alice" })).await;
    let refused = seed::plant(&stack, &ProgressBar::hidden()).await;
    assert!(
        matches!(refused, Err(SeedError::NotEmpty)),
        "{:?}",
        refused.err()
    );
    let bob = post(&stack, "/user/user/login/", json!({ "code": "bob" })).await;
    assert_eq!(bob["data"]["id"], 2);
}
