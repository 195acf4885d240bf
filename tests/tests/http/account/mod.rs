//! Document 004.

mod create_superuser;
mod login;
mod logout;
mod not_found;

use serde_json::{Value, json};
use tests::{Answer, TestStack};

/// The family's failure with nothing to tell beside its text.
pub(crate) fn failure(code: u16, msg: &str) -> (u16, Value) {
    (code, json!({ "code": code, "data": {}, "msg": msg }))
}

/// Signs in the superuser `admin`, who is made first; the answer.
pub(crate) async fn sign_in(stack: &TestStack) -> Answer {
    let account = json!({ "username": "admin", "password": "12345678" });
    stack.invoke("create-superuser", &account).await;
    stack.post("/account/login/", &account).await
}

/// The token in the answer's cookie.
pub(crate) fn cookie(answer: &Answer) -> String {
    let (_, rest) = answer
        .header("set-cookie")
        .split_once("sessionid=")
        .unwrap();
    rest.split(';').next().unwrap().to_owned()
}
