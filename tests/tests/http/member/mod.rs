//! Document 003.

mod alipay;
mod apple;
mod bind_phone;
mod code_get_info;
mod decrypt_data;
mod linking;
mod nonce;
mod not_found;
mod qq;
mod wechat;

use serde_json::{Value, json};
use tests::{Answer, TestStack};

pub(crate) use self::code_get_info::PATH;

/// The family's failure with this text.
pub(crate) fn failure(msg: &str) -> (u16, Value) {
    (200, json!({ "status": 0, "msg": msg }))
}

/// The family's failure that never was a request to the endpoint.
pub(crate) fn rejection(status: u16, msg: &str) -> (u16, Value) {
    (status, json!({ "status": 0, "msg": msg }))
}

/// A sign-in by the mini-program with this code.
pub(crate) fn wechat(code: &str) -> Value {
    json!({ "login_method": "WeChat", "login_type": "wx_small", "code": code })
}

/// A sign-in that must come about; its data.
pub(crate) async fn sign_in(stack: &TestStack, request: &Value) -> Value {
    let answer = stack.post(PATH, request).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    assert_eq!(answer.body["status"], 200, "{:?}", answer.body);
    answer.body["data"].clone()
}

/// The user that a sign-in leads to.
pub(crate) async fn uid(stack: &TestStack, request: &Value) -> i64 {
    sign_in(stack, request).await["uid"].as_i64().unwrap()
}

/// Signs in with each of these and expects this text.
pub(crate) async fn expect(stack: &TestStack, cases: &[(Value, &str)]) {
    for (request, msg) in cases {
        let answer: Answer = stack.post(PATH, request).await;
        assert_eq!(answer.outcome(), failure(msg), "{request}");
    }
}
