//! `create-superuser`, which has no route.

use serde_json::{Value, json};
use tests::{Answer, Employee, TestStack};

const FUNCTION: &str = "create-superuser";

async fn signs_in(stack: &TestStack, username: &str, password: &str) -> bool {
    let answer = stack
        .post(
            "/admin/user/login/",
            &json!({ "username": username, "password": password }),
        )
        .await;
    answer.text("msg") == "success"
}

fn problem(answer: &Answer) -> &str {
    assert_eq!(
        answer.header("x-amz-function-error"),
        "Unhandled",
        "{:?}",
        answer.body
    );
    answer.text("errorMessage")
}

#[tokio::test]
async fn a_generated_password_is_shown_once_and_works() {
    let stack = TestStack::start().await;
    let answer = stack
        .invoke(FUNCTION, &json!({ "username": "admin" }))
        .await;
    let password = answer.text("password").to_owned();
    let expected = json!({ "id": 1, "username": "admin", "created": true, "openids": [], "email": null, "password": password });
    assert_eq!(answer.outcome(), (200, expected));
    assert!(password.len() >= 20);
    assert!(signs_in(&stack, "admin", &password).await);
    let item = stack.user_item(1).await;
    assert_eq!(
        (&item["is_superuser"]["BOOL"], &item["is_staff"]["BOOL"]),
        (&json!(true), &json!(true))
    );
}

#[tokio::test]
async fn the_logical_name_does_as_well_as_the_binarys() {
    let stack = TestStack::start().await;
    let answer = stack
        .invoke(
            "CreateSuperuserFunction",
            &json!({ "username": "admin", "password": "123456" }),
        )
        .await;
    assert_eq!(
        (answer.body["created"].clone(), answer.body.get("password")),
        (json!(true), None)
    );
    assert!(signs_in(&stack, "admin", "123456").await);
}

#[tokio::test]
async fn called_again_it_resets_the_password_and_ends_the_sessions() {
    let stack = TestStack::start().await;
    let openid = stack.prove("boss").await;
    let event = json!({ "username": "boss", "password": "first one", "openid": openid });
    assert_eq!(stack.invoke(FUNCTION, &event).await.body["created"], true);
    let token = stack
        .get(&format!("/mjpm/v1/auth/login/{openid}"))
        .await
        .body["data"]["token"]
        .as_str()
        .unwrap()
        .to_owned();
    let list = format!("/mjpm/v1/员工管理/{openid}?token={token}");
    assert_eq!(stack.get(&list).await.text("code"), "1000");

    let answer = stack
        .invoke(
            FUNCTION,
            &json!({ "username": "BOSS", "password": "second one" }),
        )
        .await;
    assert_eq!(
        (&answer.body["created"], &answer.body["id"]),
        (&json!(false), &json!(1))
    );
    assert!(!signs_in(&stack, "boss", "first one").await);
    assert!(signs_in(&stack, "boss", "second one").await);
    assert_eq!(stack.get(&list).await.text("msg"), "1001:验证失败");
    stack.prove("boss").await;
    assert_eq!(
        stack
            .get(&format!("/mjpm/v1/auth/login/{openid}"))
            .await
            .text("code"),
        "1000"
    );
}

#[tokio::test]
async fn called_again_with_an_openid_it_binds_that_and_keeps_the_password() {
    let stack = TestStack::start().await;
    let openid = stack.prove("boss").await;
    stack
        .invoke(
            FUNCTION,
            &json!({ "username": "boss", "password": "the one" }),
        )
        .await;
    for _ in 0..2 {
        let answer = stack
            .invoke(
                FUNCTION,
                &json!({ "username": "boss", "openid": openid, "email": "boss@163.com" }),
            )
            .await;
        let expected = json!({ "id": 1, "username": "boss", "created": false, "openids": [openid], "email": "boss@163.com" });
        assert_eq!(answer.outcome(), (200, expected));
    }
    assert!(signs_in(&stack, "boss", "the one").await);
    assert_eq!(
        stack
            .get(&format!("/mjpm/v1/auth/login/{openid}"))
            .await
            .text("msg"),
        "1000:员工登录成功"
    );
}

#[tokio::test]
async fn a_person_who_came_by_wechat_before_stays_the_same_user() {
    let stack = TestStack::start().await;
    let before = stack
        .post("/user/user/login/", &json!({ "code": "boss" }))
        .await
        .body["data"]
        .clone();
    let answer = stack
        .invoke(
            FUNCTION,
            &json!({ "username": "boss", "openid": before["openid"] }),
        )
        .await;
    assert_eq!(answer.body["id"], before["id"]);
    assert!(signs_in(&stack, "boss", answer.text("password")).await);
}

#[tokio::test]
async fn an_ordinary_account_is_not_promoted_by_its_name() {
    let stack = TestStack::start().await;
    let body = json!({ "username": "admin", "password": "123456", "confirm_password": "123456" });
    stack.post("/admin/user/register/", &body).await;
    let answer = stack
        .invoke(FUNCTION, &json!({ "username": "Admin" }))
        .await;
    assert_eq!(
        problem(&answer),
        "username: an account of this name exists and is no superuser; choose another name"
    );
    assert!(signs_in(&stack, "admin", "123456").await);
}

#[tokio::test]
async fn what_belongs_to_another_is_not_taken() {
    let stack = TestStack::start().await;
    let openid = stack.prove("one").await;
    stack
        .invoke(
            FUNCTION,
            &json!({ "username": "one", "openid": openid, "email": "one@163.com" }),
        )
        .await;
    let by_openid = stack
        .invoke(FUNCTION, &json!({ "username": "two", "openid": openid }))
        .await;
    assert_eq!(
        problem(&by_openid),
        "openid: it belongs to an account with another username"
    );
    let by_email = stack
        .invoke(
            FUNCTION,
            &json!({ "username": "two", "email": "ONE@163.com" }),
        )
        .await;
    assert_eq!(
        problem(&by_email),
        "email: another account has verified this address"
    );
    stack.invoke(FUNCTION, &json!({ "username": "two" })).await;
    let bound = stack
        .invoke(FUNCTION, &json!({ "username": "two", "openid": openid }))
        .await;
    assert_eq!(problem(&bound), "openid: it belongs to another account");
}

#[tokio::test]
async fn an_employee_made_superuser_keeps_the_record_and_gets_every_right() {
    let stack = TestStack::with(&[("MjpmApplications", "员工管理,考勤")], &[]).await;
    let person = Employee::register(&stack, "zs").await;
    stack
        .invoke(
            FUNCTION,
            &json!({ "username": "zs", "openid": person.openid }),
        )
        .await;
    let answer = person.try_sign_in(&stack).await;
    assert_eq!(answer.body["data"]["rights"], json!(["员工管理", "考勤"]));
    assert_eq!(answer.body["data"]["email"], person.email);
}

#[tokio::test]
async fn an_openid_needs_the_mini_program_that_it_is_of_and_a_password_does_not() {
    let stack = TestStack::with(&[("MjpmAppId", "")], &[]).await;
    let refused = json!({ "username": "boss", "openid": "o_boss" });
    let refused = stack.invoke(FUNCTION, &refused).await;
    assert!(problem(&refused).ends_with("MJPM_APPID is missing"));
    let made = stack
        .invoke(FUNCTION, &json!({ "username": "admin" }))
        .await;
    assert_eq!(made.body["id"], 1);
}

#[tokio::test]
async fn weak_input_is_refused_with_the_reason() {
    let stack = TestStack::with(&[("PasswordPolicy", "strong")], &[]).await;
    for (event, reason) in [
        (json!({}), "缺少字段 username"),
        (json!({ "username": "a b" }), "只能包含文字"),
        (
            json!({ "username": "admin", "password": "1234567" }),
            "password: 至少需要 8 个字符",
        ),
        (
            json!({ "username": "admin", "password": "password1" }),
            "password: 过于常见",
        ),
        (
            json!({ "username": "admin", "openid": "a b" }),
            "不是有效的 openid",
        ),
        (
            json!({ "username": "admin", "email": "nobody" }),
            "邮箱格式错误",
        ),
        (
            json!({ "username": "admin", "password": 12_345_678 }),
            "字段 password:类型错误,应为字符串",
        ),
        (Value::Null, "请求体应为 JSON 对象"),
        (json!("admin"), "请求体应为 JSON 对象"),
    ] {
        let answer = stack.invoke(FUNCTION, &event).await;
        assert!(
            problem(&answer).contains(reason),
            "{event}: {}",
            problem(&answer)
        );
    }
    assert_eq!(stack.user_item(1).await, Value::Null);
}
