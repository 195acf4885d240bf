//! `POST /account/login/`.

use serde_json::json;
use tests::TestStack;

use super::{failure, sign_in};

const PATH: &str = "/account/login/";

#[tokio::test]
async fn the_documents_example() {
    let stack = TestStack::start().await;
    let answer = sign_in(&stack).await;
    assert_eq!(
        answer.outcome(),
        (
            200,
            json!({ "code": 200, "data": {}, "msg": "Login Successful." })
        )
    );
    assert!(
        answer
            .header("set-cookie")
            .ends_with("; Path=/; Max-Age=1209600; HttpOnly; SameSite=Lax")
    );
}

#[tokio::test]
async fn whoever_may_not_sign_in_gets_one_answer_whatever_the_reason() {
    let stack = TestStack::with(&[("AdminRegistration", "approval")], &[]).await;
    sign_in(&stack).await;
    let waiting =
        json!({ "username": "waiting", "password": "123456", "confirm_password": "123456" });
    stack.post("/admin/user/register/", &waiting).await;
    for (username, password) in [
        ("admin", "wrong one"),
        ("nobody", "12345678"),
        ("waiting", "123456"),
        ("", ""),
    ] {
        let answer = stack
            .post(PATH, &json!({ "username": username, "password": password }))
            .await;
        assert_eq!(
            answer.outcome(),
            failure(401, "account or password error."),
            "{username}"
        );
        assert_eq!(answer.header("set-cookie"), "");
    }
}

#[tokio::test]
async fn field_errors_have_djangos_shape() {
    let stack = TestStack::start().await;
    let both = stack.post(PATH, &json!({ "username": 1 })).await;
    let errors =
        json!({ "username": ["Not a valid string."], "password": ["This field is required."] });
    assert_eq!(
        both.outcome(),
        (
            400,
            json!({ "code": 400, "data": errors, "msg": "请求异常" })
        )
    );
    let answer = stack.post(PATH, &json!({ "username": "admin" })).await;
    let expected = json!({ "code": 400, "data": { "password": ["This field is required."] }, "msg": "请求异常" });
    assert_eq!(answer.outcome(), (400, expected));
    let form = stack
        .post_raw(
            PATH,
            "application/x-www-form-urlencoded",
            "username=admin&password=12345678",
        )
        .await;
    assert_eq!(
        form.outcome(),
        failure(415, "Content-Type 应为 application/json")
    );
}

#[tokio::test]
async fn without_its_database_it_says_so() {
    let stack = TestStack::with(&[], &[("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1")]).await;
    let answer = stack
        .post(
            PATH,
            &json!({ "username": "admin", "password": "12345678" }),
        )
        .await;
    assert_eq!(answer.outcome(), failure(503, "系统异常"));
}
