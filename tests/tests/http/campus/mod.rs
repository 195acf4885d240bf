//! Document 002.

mod login_account_password;
mod login_wx;
mod logout;
mod updateuserinfo;
mod userinfo;

use serde_json::{Value, json};
use tests::{Answer, TestStack};

pub(crate) const NOT_SIGNED_IN: (u8, &str) = (3, "Token无效或已过期,请重新登录");
pub(crate) const FORBIDDEN: (u8, &str) = (4, "权限不足,请联系管理员");

/// The family's failure.
pub(crate) fn failure((code, message): (u8, &str)) -> (u16, Value) {
    (200, json!({ "code": code, "message": message }))
}

/// The family's success with nothing to tell.
pub(crate) fn success(message: &str) -> (u16, Value) {
    (200, json!({ "code": 0, "message": message }))
}

/// Someone who is signed in.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) id: i64,
    pub(crate) token: String,
}

impl Member {
    /// Signs in by WeChat.
    pub(crate) async fn sign_in(stack: &TestStack, name: &str) -> Self {
        Self::of(&stack.post("/login_wx", &json!({ "code": name })).await)
    }

    /// Whoever an answer to a sign-in is about.
    pub(crate) fn of(answer: &Answer) -> Self {
        let id = answer.body["UserID"]
            .as_i64()
            .unwrap_or_else(|| panic!("{:?}", answer.body));
        Self {
            id,
            token: answer.text("Token").to_owned(),
        }
    }

    /// A superuser, signed in by password.
    pub(crate) async fn superuser(stack: &TestStack) -> Self {
        let account = json!({ "username": "root", "password": "root password" });
        stack.invoke("create-superuser", &account).await;
        let credentials = json!({ "Username": "root", "Password": "root password" });
        Self::of(&stack.post("/login_account_password", &credentials).await)
    }

    /// Someone signed in who has this permission.
    pub(crate) async fn with_permission(
        stack: &TestStack,
        root: &Self,
        name: &str,
        permission: &str,
    ) -> Self {
        let member = Self::sign_in(stack, name).await;
        let answer = root
            .update(stack, &json!({ "ID": member.id, "Permission": permission }))
            .await;
        assert_eq!(answer.outcome(), success("修改个人信息成功"));
        member
    }

    /// `/updateuserinfo` with these fields.
    pub(crate) async fn update(&self, stack: &TestStack, fields: &Value) -> Answer {
        let mut body = fields.clone();
        body["Token"] = json!(self.token);
        stack.post("/updateuserinfo", &body).await
    }

    /// One's own profile.
    pub(crate) async fn profile(&self, stack: &TestStack) -> Value {
        stack
            .post("/userinfo", &json!({ "Token": self.token }))
            .await
            .body["data"]
            .clone()
    }
}
