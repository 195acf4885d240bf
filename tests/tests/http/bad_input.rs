//! What never was a request to an endpoint: the family's envelope, a clear message, never a 500, at every endpoint alike.

use serde_json::{Value, json};
use tests::{Answer, Manager, TestStack};

/// Every endpoint that takes a body, with a body that gets past the parser.
const ENDPOINTS: [(&str, &str); 12] = [
    (
        "/admin/user/login/",
        r#"{"username":"admin","password":"123456"}"#,
    ),
    (
        "/admin/user/register/",
        r#"{"username":"admin","password":"123456","confirm_password":"123456"}"#,
    ),
    ("/user/user/login/", r#"{"code":"alice"}"#),
    (
        "/login_account_password",
        r#"{"Username":"admin","Password":"123456"}"#,
    ),
    ("/login_wx", r#"{"code":"alice"}"#),
    ("/api/v1/weixinmp", r#"{"code":"alice"}"#),
    ("/mjpm/v1/auth/code/o1", r#"{"email":"zs@163.com"}"#),
    (
        "/mjpm/v1/auth/register/o1",
        r#"{"name":"zs","email":"zs@163.com","avatar_url":"","code":"1234"}"#,
    ),
    ("/mjpm/v1/员工管理/审核/o1", r#"{"id":1,"token":"x"}"#),
    (
        "/module/iot/codeGetInfo",
        r#"{"login_method":"WeChat","login_type":"wx_small","code":"alice"}"#,
    ),
    ("/module/iot/bindPhone", r#"{"token":"x","code":"alice"}"#),
    (
        "/module/iot/decryptData",
        r#"{"token":"x","encryptedData":"AAAA","iv":"AAAA"}"#,
    ),
];

/// Insists on the family's failure envelope and returns the message.
fn message<'a>(path: &str, answer: &'a Answer, status: u16) -> &'a str {
    assert_eq!(answer.status.as_u16(), status, "{path}: {:?}", answer.body);
    let is_campus = path.starts_with("/login_");
    let msg = answer.text(if is_campus { "message" } else { "msg" });
    let expected = if is_campus {
        json!({ "code": 1, "message": msg })
    } else if path.starts_with("/admin") || path.starts_with("/user") {
        json!({ "code": 0, "data": null, "msg": msg })
    } else if path.starts_with("/module") {
        json!({ "status": 0, "msg": msg })
    } else {
        json!({ "result": "error", "code": status.to_string(), "msg": msg, "data": [] })
    };
    assert_eq!(answer.body, expected, "{path}");
    assert!(!msg.is_empty());
    msg
}

#[tokio::test]
async fn malformed_json_is_told_where() {
    let stack = TestStack::start().await;
    for (path, _) in ENDPOINTS {
        for (body, place) in [
            ("{", "第 1 行第 1 列"),
            ("{\n\"code\": \"1\",\n}", "第 3 行第 1 列"),
            ("{'a':1}", "第 1 行第 2 列"),
            ("{}{}", "第 1 行第 3 列"),
        ] {
            let answer = stack.post_raw(path, "application/json", body).await;
            assert!(
                message(path, &answer, 400).contains(place),
                "{path} {body}: {}",
                answer.text("msg")
            );
        }
        for body in ["[]", "1", "null", "\"x\"", "true"] {
            let answer = stack.post_raw(path, "application/json", body).await;
            assert!(
                message(path, &answer, 400).contains("请求体应为 JSON 对象"),
                "{path} {body}"
            );
        }
    }
}

#[tokio::test]
async fn deep_nesting_broken_utf8_and_other_media_types_are_refused() {
    let stack = TestStack::start().await;
    for (path, good) in ENDPOINTS {
        let deep = format!("{{\"code\":{}1{}}}", "[".repeat(20_000), "]".repeat(20_000));
        assert!(
            message(
                path,
                &stack.post_raw(path, "application/json", deep).await,
                400
            )
            .contains("JSON 格式错误")
        );
        let broken = b"{\"code\":\"\xff\xfe\"}".to_vec();
        assert!(
            message(
                path,
                &stack
                    .post_raw(path, "application/json", broken.clone())
                    .await,
                400
            )
            .contains("UTF-8"),
            "{path}"
        );
        let form = stack
            .post_raw(path, "application/x-www-form-urlencoded", broken)
            .await;
        // The admin panel's endpoints take no form at all.
        message(
            path,
            &form,
            if path.starts_with("/admin") { 415 } else { 400 },
        );
        for content_type in ["text/plain", "text/xml", "multipart/form-data; boundary=x"] {
            message(path, &stack.post_raw(path, content_type, good).await, 415);
        }
    }
}

#[tokio::test]
async fn a_body_over_64_kib_is_refused() {
    let stack = TestStack::start().await;
    for (path, _) in ENDPOINTS {
        let body = format!("{{\"code\":\"{}\"}}", "x".repeat(64 * 1024));
        assert!(
            message(
                path,
                &stack.post_raw(path, "application/json", body).await,
                413
            )
            .contains("64 KiB")
        );
    }
    let huge = stack
        .post_raw(
            "/user/user/login/",
            "application/json",
            vec![b' '; 11 * 1024 * 1024],
        )
        .await;
    assert_eq!(
        huge.outcome(),
        (413, json!({ "message": "Content Too Large" }))
    );
}

#[tokio::test]
async fn each_missing_field_is_named() {
    let stack = TestStack::start().await;
    for (path, good) in ENDPOINTS {
        let good: Value = serde_json::from_str(good).unwrap();
        for field in good
            .as_object()
            .unwrap()
            .keys()
            .filter(|field| *field != "token")
        {
            let mut body = good.clone();
            body.as_object_mut().unwrap().remove(field);
            let answer = stack.post(path, &body).await;
            assert!(
                message(path, &answer, 400).ends_with(&format!("缺少字段 {field}")),
                "{path} {field}: {}",
                answer.text("msg")
            );
        }
    }
}

#[tokio::test]
async fn each_field_of_a_wrong_type_is_named() {
    let stack = TestStack::start().await;
    for (path, good) in ENDPOINTS {
        let good: Value = serde_json::from_str(good).unwrap();
        for field in good.as_object().unwrap().keys() {
            for wrong in [
                json!(null),
                json!(1.5),
                json!(true),
                json!([1]),
                json!({"a": 1}),
            ] {
                // What may be absent may be null.
                let is_optional = field == "token"
                    || (path == "/module/iot/codeGetInfo" && field != "login_method");
                if is_optional && wrong.is_null() {
                    continue;
                }
                let mut body = good.clone();
                body[field] = wrong.clone();
                let answer = stack.post(path, &body).await;
                assert!(
                    message(path, &answer, 400).contains(&format!("字段 {field}:")),
                    "{path} {field} {wrong}: {}",
                    answer.text("msg")
                );
            }
        }
    }
}

#[tokio::test]
async fn nul_control_and_direction_characters_are_refused_by_name() {
    let stack = TestStack::start().await;
    for (path, good) in ENDPOINTS {
        let good: Value = serde_json::from_str(good).unwrap();
        for field in good
            .as_object()
            .unwrap()
            .keys()
            .filter(|field| !["token", "id"].contains(&field.as_str()))
        {
            for bad in ["a\0b", "a\u{1b}b", "a\u{202e}b", "a\u{fffd}b", "a\nb"] {
                let mut body = good.clone();
                body[field] = json!(bad);
                let answer = stack.post(path, &body).await;
                assert!(
                    message(path, &answer, 400).contains(&format!("字段 {field}:")),
                    "{path} {field} {bad:?}: {}",
                    answer.text("msg")
                );
            }
        }
    }
}

#[tokio::test]
async fn texts_that_are_too_long_are_refused_by_name() {
    let stack = TestStack::start().await;
    for (path, good) in ENDPOINTS {
        let good: Value = serde_json::from_str(good).unwrap();
        for field in good
            .as_object()
            .unwrap()
            .keys()
            .filter(|field| *field != "token")
        {
            let mut body = good.clone();
            body[field] = json!("9".repeat(10_000));
            let answer = stack.post(path, &body).await;
            assert!(
                message(path, &answer, 400).contains(&format!("字段 {field}:")),
                "{path} {field}: {}",
                answer.text("msg")
            );
        }
    }
}

#[tokio::test]
async fn ids_that_are_none_are_refused_by_name() {
    let stack = TestStack::start().await;
    let boss = Manager::sign_in(&stack).await;
    for id in [
        json!(0),
        json!(-1),
        json!(2_147_483_648_i64),
        json!(1e300),
        json!(""),
        json!("x"),
        json!("1x"),
        json!("-1"),
    ] {
        let answer = boss.review(&stack, &json!({ "id": id })).await;
        assert!(
            message("/mjpm", &answer, 400).contains("字段 id:"),
            "{id}: {}",
            answer.text("msg")
        );
    }
}

#[tokio::test]
async fn unknown_fields_and_nulls_for_optional_ones_are_ignored() {
    let stack = TestStack::start().await;
    let answer = stack
        .post(
            "/user/user/login/",
            &json!({ "code": "alice", "more": [1, {"a": null}], "token": null }),
        )
        .await;
    assert_eq!(answer.text("msg"), "success");
    let boss = Manager::sign_in(&stack).await;
    let nulls = json!({ "id": boss.id, "email": null, "mobile": null, "phone": null, "status": null, "rights": null });
    assert_eq!(boss.review(&stack, &nulls).await.text("code"), "1003");
}

#[tokio::test]
async fn query_and_body_that_differ_are_refused() {
    let stack = TestStack::start().await;
    let answer = stack
        .post("/user/user/login/?code=bob", &json!({ "code": "alice" }))
        .await;
    assert!(message("/user", &answer, 400).contains("code"));
    assert_eq!(
        stack
            .post("/user/user/login/?code=alice", &json!({ "code": "alice" }))
            .await
            .text("msg"),
        "success"
    );
}

#[tokio::test]
async fn a_host_that_is_none_is_no_500() {
    let stack = TestStack::start().await;
    let request = stack
        .request(reqwest::Method::POST, "/user/user/login/")
        .header("host", "bad host")
        .json(&json!({ "code": "alice" }));
    message("/user", &Answer::to(request).await, 400);
}
