//! What the gateway does before any function.

use reqwest::Method;
use serde_json::json;
use tests::{Answer, TestStack};

#[tokio::test]
async fn a_trailing_slash_makes_no_difference_and_causes_no_redirect() {
    let stack = TestStack::start().await;
    for path in ["/user/user/login", "/user/user/login/"] {
        assert_eq!(
            stack
                .post(path, &json!({ "code": "alice" }))
                .await
                .text("msg"),
            "success"
        );
    }
    for path in ["/api/v1/weixinmp", "/api/v1/weixinmp/"] {
        assert_eq!(
            stack
                .post(path, &json!({ "code": "alice" }))
                .await
                .text("code"),
            "1002"
        );
    }
}

#[tokio::test]
async fn a_path_outside_every_family_gets_the_gateways_own_answer() {
    let stack = TestStack::start().await;
    for path in [
        "/nowhere",
        "/admins",
        "//admin/user/login",
        "/_local/nothing",
    ] {
        assert_eq!(
            stack.get(path).await.outcome(),
            (404, json!({ "message": "Not Found" })),
            "{path}"
        );
    }
}

#[tokio::test]
async fn another_method_is_a_405_with_allow_in_the_familys_envelope() {
    let stack = TestStack::start().await;
    for (path, allow) in [
        ("/admin/user/login/", "POST"),
        ("/user/user/login/", "POST"),
        ("/api/v1/weixinmp", "POST"),
        ("/mjpm/v1/auth/login/o1", "GET"),
        ("/mjpm/v1/auth/code/o1", "GET, POST"),
        ("/mjpm/v1/员工管理/o1", "GET"),
        ("/mjpm/v1/员工管理/审核/o1", "POST"),
        ("/login_account_password", "POST"),
        ("/login_wx", "POST"),
        ("/userinfo", "POST"),
        ("/updateuserinfo", "POST"),
        ("/logout", "POST"),
        ("/account/login/", "POST"),
    ] {
        for method in [Method::DELETE, Method::PUT, Method::PATCH, Method::OPTIONS] {
            let answer = Answer::to(stack.request(method, path)).await;
            assert_eq!(
                (answer.status.as_u16(), answer.header("allow")),
                (405, allow),
                "{path}"
            );
            assert!(answer.body.to_string().contains(allow), "{path}");
        }
    }
}

#[tokio::test]
async fn a_source_address_cannot_be_claimed_by_a_header() {
    let stack = TestStack::start().await;
    let boss = tests::Manager::sign_in(&stack).await;
    let person = tests::Employee::register(&stack, "zs").await;
    let id = boss.id_of(&stack, &person).await;
    let body = json!({ "id": id, "status": "在职", "token": boss.token });
    let request = stack
        .request(
            Method::POST,
            &format!("/mjpm/v1/员工管理/审核/{}", boss.openid),
        )
        .json(&body);
    let answer = Answer::to(
        request
            .header("x-forwarded-for", "6.6.6.6")
            .header("forwarded", "for=6.6.6.6"),
    )
    .await;
    assert_eq!(answer.text("code"), "1003");
    assert_eq!(
        stack.audit_records_of(id, "employee_reviewed").await[0]["source_ip"]["S"],
        "127.0.0.1"
    );
}
