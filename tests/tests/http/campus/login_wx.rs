//! `POST /login_wx`.

use serde_json::json;
use tests::TestStack;
use tests::double::{Double, Script};

use super::{Member, failure};

const PATH: &str = "/login_wx";

#[tokio::test]
async fn the_documents_example() {
    let stack = TestStack::start().await;
    let answer = stack.post(PATH, &json!({ "code": "123456" })).await;
    let token = answer.text("token").to_owned();
    let expected =
        json!({ "code": 0, "message": "登录成功", "Token": token, "token": token, "UserID": 1 });
    assert_eq!(answer.outcome(), (200, expected));
}

#[tokio::test]
async fn the_documents_own_typo_is_told_where() {
    let stack = TestStack::start().await;
    let answer = stack
        .post_raw(PATH, "application/json", "{\n    \"code\": \"123456\",\n}")
        .await;
    assert_eq!(
        (answer.status.as_u16(), &answer.body["code"]),
        (400, &json!(1))
    );
    assert!(
        answer
            .text("message")
            .starts_with("参数错误:JSON 格式错误:第 3 行第 1 列"),
        "{}",
        answer.text("message")
    );
}

#[tokio::test]
async fn a_new_person_is_a_student_and_one_user_in_every_family() {
    let stack = TestStack::start().await;
    let member = Member::sign_in(&stack, "alice").await;
    assert_eq!(member.profile(&stack).await["Permission"], "学生");
    let attendance = stack
        .post("/user/user/login/", &json!({ "code": "alice" }))
        .await;
    assert_eq!(attendance.body["data"]["id"], member.id);
}

#[tokio::test]
async fn what_wechat_refuses_is_refused() {
    let stack = TestStack::start().await;
    for code in ["fail:40029", "fail:40163", "fail:40226", "snapshot:alice"] {
        let answer = stack.post(PATH, &json!({ "code": code })).await;
        assert_eq!(
            answer.outcome(),
            failure((7, "微信登录失败,请重新获取code")),
            "{code}"
        );
    }
    let often = stack.post(PATH, &json!({ "code": "fail:45011" })).await;
    assert_eq!(
        often.outcome(),
        (
            429,
            json!({ "code": 8, "message": "请求过于频繁,请稍后再试" })
        )
    );
    assert_eq!(often.header("retry-after"), "60");
}

#[tokio::test]
async fn a_wechat_that_fails_is_a_system_error() {
    for (script, status) in [
        (Script::Hang, 503),
        (Script::json(&json!({ "errcode": 40125 })), 500),
    ] {
        let wechat = Double::playing([script]).await;
        let stack = TestStack::with(
            &[],
            &[
                ("WECHAT_API_URL", wechat.url()),
                ("PROVIDER_TIMEOUT_MS", "150"),
            ],
        )
        .await;
        let answer = stack.post(PATH, &json!({ "code": "x" })).await;
        assert_eq!(
            answer.outcome(),
            (
                status,
                json!({ "code": 9, "message": "系统异常,请稍后再试" })
            )
        );
    }
}
