//! The people of the mjpm family.

use serde_json::{Value, json};

use crate::stack::{Answer, TestStack};

/// The path under which staff list employees.
pub const STAFF: &str = "/mjpm/v1/员工管理";

/// A superuser who is an employee too, signed in.
#[derive(Clone, Debug)]
pub struct Manager {
    /// The user's id.
    pub id: i64,
    /// The openid.
    pub openid: String,
    /// A token.
    pub token: String,
}

impl Manager {
    /// Makes the superuser `boss` and signs them in.
    ///
    /// # Panics
    /// When that is refused.
    pub async fn sign_in(stack: &TestStack) -> Self {
        let openid = stack.prove("boss").await;
        let made = stack
            .invoke(
                "create-superuser",
                &json!({ "username": "boss", "openid": openid }),
            )
            .await;
        let answer = stack.get(&format!("/mjpm/v1/auth/login/{openid}")).await;
        Self {
            id: made.body["id"].as_i64().expect("an id"),
            openid,
            token: token(&answer),
        }
    }

    /// The list, with this query beside the token.
    pub async fn list(&self, stack: &TestStack, query: &str) -> Answer {
        stack
            .get(&format!(
                "{STAFF}/{}?token={}{query}",
                self.openid, self.token
            ))
            .await
    }

    /// Reviews: `changes` with the token.
    ///
    /// # Panics
    /// When `changes` is no object.
    pub async fn review(&self, stack: &TestStack, changes: &Value) -> Answer {
        let mut body = changes.clone();
        body.as_object_mut()
            .expect("an object")
            .insert("token".into(), json!(self.token));
        stack
            .post(&format!("{STAFF}/审核/{}", self.openid), &body)
            .await
    }

    /// Lets `employee` begin work with these rights.
    ///
    /// # Panics
    /// When that is refused.
    pub async fn approve(&self, stack: &TestStack, employee: &Employee, rights: &[&str]) {
        let id = self.id_of(stack, employee).await;
        let answer = self
            .review(
                stack,
                &json!({ "id": id, "status": "在职", "rights": rights }),
            )
            .await;
        assert_eq!(answer.text("msg"), "1003:操作成功!");
    }

    /// The id under which `employee` is listed.
    ///
    /// # Panics
    /// When they are not.
    pub async fn id_of(&self, stack: &TestStack, employee: &Employee) -> i64 {
        let list = self.list(stack, "").await;
        let listed = list.body["data"].as_array().expect("a list");
        let one = listed
            .iter()
            .find(|one| one["openid"] == employee.openid.as_str())
            .expect("the employee is listed");
        one["id"].as_i64().expect("an id")
    }
}

/// Someone who registers.
#[derive(Clone, Debug)]
pub struct Employee {
    /// The sandbox's name.
    pub name: String,
    /// The openid.
    pub openid: String,
    /// The address.
    pub email: String,
}

impl Employee {
    /// A person with a proven openid who has not registered yet.
    pub async fn prove(stack: &TestStack, name: &str) -> Self {
        let mailbox = if name.is_ascii() { name } else { "employee" };
        Self {
            name: name.to_owned(),
            openid: stack.prove(name).await,
            email: format!("{mailbox}@163.com"),
        }
    }

    /// A person who has registered and waits for review.
    ///
    /// # Panics
    /// When that is refused.
    pub async fn register(stack: &TestStack, name: &str) -> Self {
        let person = Self::prove(stack, name).await;
        person.ask_for_code(stack).await;
        let code = stack.mailed_code(&person.email).await;
        let answer = person.register_with(stack, &code).await;
        assert_eq!(answer.text("msg"), "1000:员工注册成功");
        person
    }

    /// A person who has registered and is at work with these rights.
    pub async fn at_work(
        stack: &TestStack,
        manager: &Manager,
        name: &str,
        rights: &[&str],
    ) -> Self {
        let person = Self::register(stack, name).await;
        manager.approve(stack, &person, rights).await;
        person
    }

    /// Asks for an email code.
    pub async fn ask_for_code(&self, stack: &TestStack) -> Answer {
        stack
            .post(
                &format!("/mjpm/v1/auth/code/{}", self.openid),
                &json!({ "email": self.email }),
            )
            .await
    }

    /// Tries to register with `code`.
    pub async fn register_with(&self, stack: &TestStack, code: &str) -> Answer {
        let body =
            json!({ "name": self.name, "email": self.email, "avatar_url": "", "code": code });
        stack
            .post(&format!("/mjpm/v1/auth/register/{}", self.openid), &body)
            .await
    }

    /// Tries to sign in.
    pub async fn try_sign_in(&self, stack: &TestStack) -> Answer {
        stack
            .get(&format!("/mjpm/v1/auth/login/{}", self.openid))
            .await
    }

    /// Proves the openid anew and signs in; the token.
    ///
    /// # Panics
    /// When that is refused.
    pub async fn sign_in(&self, stack: &TestStack) -> String {
        stack.prove(&self.name).await;
        token(&self.try_sign_in(stack).await)
    }
}

/// The token in an answer to a sign-in.
///
/// # Panics
/// When there is none.
#[must_use]
pub fn token(answer: &Answer) -> String {
    answer.body["data"]["token"]
        .as_str()
        .unwrap_or_else(|| panic!("{:?}", answer.body))
        .to_owned()
}
