//! Document 004.

mod audit;
mod backendapi;
mod create_superuser;
mod group;
mod group_multiple_delete;
mod group_permission;
mod login;
mod logout;
mod not_found;
mod permission;
mod rotate_token_keys;
mod session;
mod user;
mod user_multiple_delete;

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, TestStack};

/// The family's failure with nothing to tell beside its text.
pub(crate) fn failure(code: u16, msg: &str) -> (u16, Value) {
    (code, json!({ "code": code, "data": {}, "msg": msg }))
}

/// The family's answer to fields that are not what they must be.
pub(crate) fn invalid(errors: &Value) -> (u16, Value) {
    (
        400,
        json!({ "code": 400, "data": errors, "msg": "请求异常" }),
    )
}

/// Done, and nothing left to show.
pub(crate) fn done() -> (u16, Value) {
    (200, json!({ "code": 204, "data": null, "msg": "请求成功" }))
}

pub(crate) const FORBIDDEN: &str = "You do not have permission to perform this action.";

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

/// Someone who is signed in at the panel.
pub(crate) struct Panel<'a> {
    stack: &'a TestStack,
    token: String,
}

impl<'a> Panel<'a> {
    /// The superuser `admin`, user 1.
    pub(crate) async fn superuser(stack: &'a TestStack) -> Self {
        Self {
            stack,
            token: cookie(&sign_in(stack).await),
        }
    }

    /// Signs in by username and password.
    pub(crate) async fn sign_in(stack: &'a TestStack, username: &str, password: &str) -> Self {
        let answer = stack
            .post(
                "/account/login/",
                &json!({ "username": username, "password": password }),
            )
            .await;
        assert_eq!(answer.text("msg"), "Login Successful.", "{username}");
        Self {
            stack,
            token: cookie(&answer),
        }
    }

    /// A request with this person's cookie.
    pub(crate) async fn send(&self, method: Method, path: &str, body: &Value) -> Answer {
        let request = self
            .stack
            .request(method, path)
            .header("cookie", format!("sessionid={}", self.token));
        Answer::to(if body.is_null() {
            request.header("content-type", "application/json")
        } else {
            request.json(body)
        })
        .await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &Value::Null).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, body).await
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::PUT, path, body).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::PATCH, path, body).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, &Value::Null).await
    }

    /// The ids on all pages from `path` on, in their order, and how many pages there are.
    pub(crate) async fn ids_of_all_pages(&self, path: &str) -> (Vec<i64>, usize) {
        let (mut ids, mut pages, mut next) = (Vec::new(), 0, path.to_owned());
        while !next.is_empty() {
            let answer = self.get(&next).await;
            ids.extend(ids_in(&answer));
            pages += 1;
            let link = answer
                .header("link")
                .strip_prefix('<')
                .and_then(|rest| rest.split_once('>'));
            let path = link.and_then(|(url, _)| url.strip_prefix(&self.stack.url()));
            next = path.unwrap_or_default().to_owned();
        }
        (ids, pages)
    }

    /// Creates a record and returns its id.
    pub(crate) async fn create(&self, path: &str, body: &Value) -> i64 {
        let answer = self.post(path, body).await;
        assert_eq!(answer.status, 201, "{:?}", answer.body);
        answer.body["data"]["id"].as_i64().unwrap()
    }

    /// A user with password `12345678` and these permissions; the id.
    pub(crate) async fn user(&self, username: &str, permissions: &[i64]) -> i64 {
        let body =
            json!({ "username": username, "password": "12345678", "permissions": permissions });
        self.create("/account/user/", &body).await
    }

    /// A permission for `method` on paths that match `pattern`; the id.
    pub(crate) async fn permission(&self, method: &str, pattern: &str) -> i64 {
        let api = self
            .create("/account/backendapi/", &json!({ "pattern": pattern }))
            .await;
        self.create(
            "/account/permission/",
            &json!({ "method": method, "api_id": api }),
        )
        .await
    }
}

/// The ids of the records in an answer.
pub(crate) fn ids_in(answer: &Answer) -> Vec<i64> {
    let records = answer.body["data"]
        .as_array()
        .unwrap_or_else(|| panic!("{:?}", answer.body));
    records
        .iter()
        .map(|record| record["id"].as_i64().unwrap())
        .collect()
}
