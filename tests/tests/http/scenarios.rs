//! Each thing that can be asked for: what there is before, and the request.

use std::pin::Pin;

use reqwest::Method;
use serde_json::{Value, json};
use tests::people::STAFF;
use tests::{Answer, Employee, Manager, TestStack};

use crate::account::Panel;
use crate::campus::Member;
use crate::member;

/// The reference implementation's test vector for "password", made otherwise than the functions make theirs.
const OUTDATED: &str =
    "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

type Prepared<'a> = Pin<Box<dyn Future<Output = Shot> + Send + 'a>>;

/// Something that can be asked for.
#[derive(Clone, Copy)]
pub(crate) struct Scenario {
    /// What.
    pub(crate) name: &'static str,
    /// Which function is asked.
    pub(crate) function: &'static str,
    /// Makes what there is before.
    pub(crate) prepare: for<'a> fn(&'a TestStack) -> Prepared<'a>,
}

/// A request that can be made again and again.
#[derive(Clone, Debug)]
pub(crate) struct Shot {
    method: Method,
    path: String,
    body: Value,
    token: Option<String>,
}

impl Shot {
    fn get(path: String) -> Self {
        Self {
            method: Method::GET,
            path,
            body: Value::Null,
            token: None,
        }
    }

    fn post(path: impl Into<String>, body: Value) -> Self {
        Self {
            method: Method::POST,
            path: path.into(),
            body,
            token: None,
        }
    }

    fn invoke(function: &str, event: Value) -> Self {
        Self::post(
            format!("/2015-03-31/functions/{function}/invocations"),
            event,
        )
    }

    /// At the panel.
    fn panel(token: String, method: Method, path: impl Into<String>, body: Value) -> Self {
        Self {
            method,
            path: path.into(),
            body,
            token: Some(token),
        }
    }

    /// Makes the request.
    pub(crate) async fn fire(&self, stack: &TestStack) -> Answer {
        let mut request = stack.request(self.method.clone(), &self.path);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if !self.body.is_null() {
            request = request.json(&self.body);
        }
        Answer::to(request).await
    }
}

/// The superuser `admin` at the panel, and a token of theirs.
async fn admin(stack: &TestStack) -> (Panel<'_>, String) {
    let panel = Panel::superuser(stack).await;
    let account = json!({ "username": "admin", "password": "12345678" });
    let token = crate::account::cookie(&stack.post("/account/login/", &account).await);
    (panel, token)
}

/// Someone with a username and a password.
async fn register(stack: &TestStack, username: &str) {
    let account =
        json!({ "username": username, "password": "password", "confirm_password": "password" });
    stack.post("/admin/user/register/", &account).await;
}

/// The hash of a username's password is one of long ago.
async fn age(stack: &TestStack, username: &str) {
    let aging = json!({
        "TableName": "UsersTable",
        "Key": { "pk": { "S": format!("username#{username}") } },
        "UpdateExpression": "SET password_hash = :outdated",
        "ConditionExpression": "attribute_exists(pk)",
        "ExpressionAttributeValues": { ":outdated": { "S": OUTDATED } },
    });
    stack.dynamodb("UpdateItem", &aging).await;
}

/// Everything that can be asked for, but for what asks nothing of AWS.
pub(crate) fn all() -> Vec<Scenario> {
    [attendance(), mjpm(), campus(), member(), users(), rights()].concat()
}

/// What is refused and asks of AWS all the same. Its record may be missing when it cannot be kept, so nothing is compared after faults;
/// `account/audit.rs` has what becomes of the answer.
pub(crate) fn refused() -> Vec<Scenario> {
    vec![Scenario {
        name: "try a wrong password",
        function: "attendance-login",
        prepare: |stack| {
            Box::pin(async move {
                register(stack, "anna").await;
                let body = json!({ "username": "anna", "password": "not the one" });
                Shot::post("/admin/user/login/", body)
            })
        },
    }]
}

/// Document 000.
fn attendance() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "sign in by password",
            function: "attendance-login",
            prepare: |stack| {
                Box::pin(async move {
                    register(stack, "anna").await;
                    let body = json!({ "username": "anna", "password": "password" });
                    Shot::post("/admin/user/login/", body)
                })
            },
        },
        Scenario {
            name: "sign in by password, where one has before",
            function: "attendance-login",
            prepare: |stack| {
                Box::pin(async move {
                    register(stack, "anna").await;
                    let body = json!({ "username": "anna", "password": "password" });
                    stack.post("/admin/user/login/", &body).await;
                    Shot::post("/admin/user/login/", body)
                })
            },
        },
        Scenario {
            name: "sign in by a password whose hash is old",
            function: "attendance-login",
            prepare: |stack| {
                Box::pin(async move {
                    register(stack, "anna").await;
                    age(stack, "anna").await;
                    let body = json!({ "username": "anna", "password": "password" });
                    Shot::post("/admin/user/login/", body)
                })
            },
        },
        Scenario {
            name: "register",
            function: "attendance-register",
            prepare: |_| {
                Box::pin(async move {
                    let body = json!({
                        "username": "anna", "password": "password", "confirm_password": "password",
                    });
                    Shot::post("/admin/user/register/", body)
                })
            },
        },
        Scenario {
            name: "sign in for the first time",
            function: "attendance-wechat-login",
            prepare: |_| {
                Box::pin(async move { Shot::post("/user/user/login/", json!({ "code": "anna" })) })
            },
        },
        Scenario {
            name: "sign in again",
            function: "attendance-wechat-login",
            prepare: |stack| {
                Box::pin(async move {
                    let shot = Shot::post("/user/user/login/", json!({ "code": "anna" }));
                    stack.post("/login_wx", &shot.body).await;
                    shot
                })
            },
        },
    ]
}

/// Someone's registration with the code that was mailed to them.
async fn registration(stack: &TestStack, name: &str) -> Shot {
    let person = Employee::prove(stack, name).await;
    person.ask_for_code(stack).await;
    let code = stack.mailed_code(&person.email).await;
    let body = json!({ "name": name, "email": person.email, "avatar_url": "", "code": code });
    Shot::post(format!("/mjpm/v1/auth/register/{}", person.openid), body)
}

/// Document 001.
fn mjpm() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "prove an openid",
            function: "mjpm-weixinmp",
            prepare: |_| {
                Box::pin(async move { Shot::post("/api/v1/weixinmp", json!({ "code": "anna" })) })
            },
        },
        Scenario {
            name: "ask for an email code",
            function: "mjpm-code",
            prepare: |stack| {
                Box::pin(async move {
                    let person = Employee::prove(stack, "anna").await;
                    let path = format!("/mjpm/v1/auth/code/{}", person.openid);
                    Shot::post(path, json!({ "email": person.email }))
                })
            },
        },
        Scenario {
            name: "register as an employee",
            function: "mjpm-register",
            prepare: |stack| Box::pin(registration(stack, "anna")),
        },
        Scenario {
            name: "register as an employee, known to another family",
            function: "mjpm-register",
            prepare: |stack| {
                Box::pin(async move {
                    stack.post("/login_wx", &json!({ "code": "anna" })).await;
                    registration(stack, "anna").await
                })
            },
        },
        Scenario {
            name: "sign in as an employee",
            function: "mjpm-login",
            prepare: |stack| {
                Box::pin(async move {
                    // A superuser is an employee at work.
                    let openid = stack.prove("anna").await;
                    let event = json!({ "username": "anna", "openid": openid });
                    stack.invoke("create-superuser", &event).await;
                    Shot::get(format!("/mjpm/v1/auth/login/{openid}"))
                })
            },
        },
        Scenario {
            name: "list employees",
            function: "mjpm-employees",
            prepare: |stack| {
                Box::pin(async move {
                    let boss = Manager::sign_in(stack).await;
                    Shot::get(format!("{STAFF}/{}?token={}", boss.openid, boss.token))
                })
            },
        },
        Scenario {
            name: "review an employee",
            function: "mjpm-review",
            prepare: |stack| {
                Box::pin(async move {
                    let boss = Manager::sign_in(stack).await;
                    let anna = Employee::register(stack, "anna").await;
                    let id = boss.id_of(stack, &anna).await;
                    let body = json!({
                        "id": id, "status": "在职", "rights": ["员工管理"], "email": "anna@qq.com",
                        "token": boss.token,
                    });
                    Shot::post(format!("{STAFF}/审核/{}", boss.openid), body)
                })
            },
        },
    ]
}

/// Document 002.
fn campus() -> Vec<Scenario> {
    let mut scenarios = updates();
    scenarios.extend([
        Scenario {
            name: "sign in by password",
            function: "campus-login-account-password",
            prepare: |stack| {
                Box::pin(async move {
                    register(stack, "anna").await;
                    let body = json!({ "Username": "anna", "Password": "password" });
                    Shot::post("/login_account_password", body)
                })
            },
        },
        Scenario {
            name: "sign in for the first time",
            function: "campus-login-wx",
            prepare: |_| {
                Box::pin(async move { Shot::post("/login_wx", json!({ "code": "anna" })) })
            },
        },
        Scenario {
            name: "show a profile",
            function: "campus-userinfo",
            prepare: |stack| {
                Box::pin(async move {
                    let anna = Member::sign_in(stack, "anna").await;
                    Shot::post("/userinfo", json!({ "Token": anna.token }))
                })
            },
        },
        Scenario {
            name: "sign out",
            function: "campus-logout",
            prepare: |stack| {
                Box::pin(async move {
                    let anna = Member::sign_in(stack, "anna").await;
                    Shot::post("/logout", json!({ "Token": anna.token }))
                })
            },
        },
    ]);
    scenarios
}

fn updates() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "set a first username and password",
            function: "campus-updateuserinfo",
            prepare: |stack| {
                Box::pin(async move {
                    let anna = Member::sign_in(stack, "anna").await;
                    let body =
                        json!({ "Token": anna.token, "Username": "anna", "Password": "12345678" });
                    Shot::post("/updateuserinfo", body)
                })
            },
        },
        Scenario {
            name: "take another username",
            function: "campus-updateuserinfo",
            prepare: |stack| {
                Box::pin(async move {
                    let anna = Member::sign_in(stack, "anna").await;
                    let first = json!({ "Username": "anna", "Password": "12345678" });
                    anna.update(stack, &first).await;
                    let body = json!({ "Token": anna.token, "Username": "bella" });
                    Shot::post("/updateuserinfo", body)
                })
            },
        },
        Scenario {
            name: "give somebody a role",
            function: "campus-updateuserinfo",
            prepare: |stack| {
                Box::pin(async move {
                    let root = Member::superuser(stack).await;
                    let anna = Member::sign_in(stack, "anna").await;
                    let body =
                        json!({ "Token": root.token, "ID": anna.id, "Permission": "管理员" });
                    Shot::post("/updateuserinfo", body)
                })
            },
        },
    ]
}

/// Document 003.
fn member() -> Vec<Scenario> {
    let mut scenarios = member_sign_ins();
    scenarios.extend([
        Scenario {
            name: "get a nonce",
            function: "member-nonce",
            prepare: |_| Box::pin(async move { Shot::post("/module/iot/nonce", json!({})) }),
        },
        Scenario {
            name: "bind a telephone number",
            function: "member-bind-phone",
            prepare: |stack| {
                Box::pin(async move {
                    let anna = member::sign_in(stack, &member::wechat("anna")).await;
                    let body = json!({ "token": anna["token"], "code": "anna" });
                    Shot::post("/module/iot/bindPhone", body)
                })
            },
        },
        Scenario {
            name: "read encrypted data",
            function: "member-decrypt-data",
            prepare: |stack| {
                Box::pin(async move {
                    let anna = member::sign_in(stack, &member::wechat("anna")).await;
                    let data = stack.get("/_local/wechat/encrypted_data?name=anna").await;
                    let (data, iv) = (&data.body["encryptedData"], &data.body["iv"]);
                    let body = json!({ "token": anna["token"], "encryptedData": data, "iv": iv });
                    Shot::post("/module/iot/decryptData", body)
                })
            },
        },
    ]);
    scenarios
}

fn member_sign_ins() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "sign in for the first time, invited",
            function: "member-code-get-info",
            prepare: |stack| {
                Box::pin(async move {
                    let inviter = Member::sign_in(stack, "kevin").await;
                    let mut body = member::wechat("anna");
                    (body["pid"], body["nickName"]) = (json!(inviter.id), json!("Anna"));
                    Shot::post(member::PATH, body)
                })
            },
        },
        Scenario {
            name: "sign in by another app of the same owner",
            function: "member-code-get-info",
            prepare: |stack| {
                Box::pin(async move {
                    stack.post("/login_wx", &json!({ "code": "anna" })).await;
                    let mut body = member::wechat("anna");
                    body["login_type"] = json!("wx_app");
                    Shot::post(member::PATH, body)
                })
            },
        },
        Scenario {
            name: "sign in by an identity token",
            function: "member-code-get-info",
            prepare: |stack| {
                Box::pin(async move {
                    let nonce = stack.post("/module/iot/nonce", &json!({})).await;
                    let nonce = nonce.body["data"]["nonce"].as_str().unwrap().to_owned();
                    let path = format!("/_local/apple/identity_token?name=anna&nonce={nonce}");
                    let token = stack.get(&path).await.body["identity_token"].clone();
                    let body = json!({
                        "login_method": "Apple", "identity_token": token, "nonce": nonce,
                    });
                    Shot::post(member::PATH, body)
                })
            },
        },
    ]
}

/// Document 004: users.
fn users() -> Vec<Scenario> {
    let mut scenarios = sessions();
    scenarios.extend(panel_sessions());
    scenarios.extend([
        Scenario {
            name: "list users",
            function: "account-user",
            prepare: |stack| {
                Box::pin(async move {
                    let (_, token) = admin(stack).await;
                    Shot::panel(token, Method::GET, "/account/user/", Value::Null)
                })
            },
        },
        Scenario {
            name: "create two users",
            function: "account-user",
            prepare: |stack| {
                Box::pin(async move {
                    let (_, token) = admin(stack).await;
                    let body = json!([
                        { "username": "anna", "password": "12345678", "is_superuser": true },
                        { "username": "bella", "password": "12345678" },
                    ]);
                    Shot::panel(token, Method::POST, "/account/user/", body)
                })
            },
        },
        Scenario {
            name: "make a user a superuser with another name and password",
            function: "account-user",
            prepare: |stack| {
                Box::pin(async move {
                    let (panel, token) = admin(stack).await;
                    let path = format!("/account/user/{}/", panel.user("anna", &[]).await);
                    let body = json!({
                        "username": "bella", "password": "87654321", "is_superuser": true,
                        "email": "bella@163.com",
                    });
                    Shot::panel(token, Method::PATCH, path, body)
                })
            },
        },
        Scenario {
            name: "delete a user who has all there is to have",
            function: "account-user",
            prepare: |stack| {
                Box::pin(async move {
                    let (panel, token) = admin(stack).await;
                    let anna = Employee::register(stack, "anna").await;
                    let id = Member::sign_in(stack, &anna.name).await.id;
                    let path = format!("/account/user/{id}/");
                    let body = json!({
                        "username": "anna", "password": "12345678", "is_superuser": true,
                    });
                    panel.patch(&path, &body).await;
                    Shot::panel(token, Method::DELETE, path, Value::Null)
                })
            },
        },
        Scenario {
            name: "delete two users",
            function: "account-user-multiple-delete",
            prepare: |stack| {
                Box::pin(async move {
                    let (panel, token) = admin(stack).await;
                    let (anna, bella) = (
                        panel.user("anna", &[]).await,
                        panel.user("bella", &[]).await,
                    );
                    let path = format!("/account/user/multiple_delete/?ids={anna},{bella}");
                    Shot::panel(token, Method::DELETE, path, Value::Null)
                })
            },
        },
    ]);
    scenarios
}

fn panel_sessions() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "list sessions",
            function: "account-session",
            prepare: |stack| {
                Box::pin(async move {
                    let (_, token) = admin(stack).await;
                    Shot::panel(token, Method::GET, "/account/session/", Value::Null)
                })
            },
        },
        Scenario {
            name: "end somebody's session",
            function: "account-session",
            prepare: |stack| {
                Box::pin(async move {
                    let (panel, token) = admin(stack).await;
                    let id = Member::sign_in(stack, "anna").await.id;
                    let listed = panel.get(&format!("/account/session/?user={id}")).await;
                    let jti = listed.body["data"][0]["jti"].as_str().unwrap();
                    let path = format!("/account/session/{jti}/?user={id}");
                    Shot::panel(token, Method::DELETE, path, Value::Null)
                })
            },
        },
        Scenario {
            name: "sign out everywhere else",
            function: "account-session",
            prepare: |stack| {
                Box::pin(async move {
                    let (_, token) = admin(stack).await;
                    admin(stack).await;
                    let path = "/account/session/?keep_current=true";
                    Shot::panel(token, Method::DELETE, path, Value::Null)
                })
            },
        },
        Scenario {
            name: "sign somebody out everywhere",
            function: "account-session",
            prepare: |stack| {
                Box::pin(async move {
                    let (_, token) = admin(stack).await;
                    let id = Member::sign_in(stack, "anna").await.id;
                    let path = format!("/account/session/?user={id}");
                    Shot::panel(token, Method::DELETE, path, Value::Null)
                })
            },
        },
        Scenario {
            name: "read what happened",
            function: "account-audit",
            prepare: |stack| {
                Box::pin(async move {
                    let (_, token) = admin(stack).await;
                    Shot::panel(
                        token,
                        Method::GET,
                        "/account/audit/?kind=signed_in",
                        Value::Null,
                    )
                })
            },
        },
    ]
}

fn sessions() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "sign in",
            function: "account-login",
            prepare: |stack| {
                Box::pin(async move {
                    register(stack, "anna").await;
                    let body = json!({ "username": "anna", "password": "password" });
                    Shot::post("/account/login/", body)
                })
            },
        },
        Scenario {
            name: "sign out",
            function: "account-logout",
            prepare: |stack| {
                Box::pin(async move {
                    let (_, token) = admin(stack).await;
                    Shot::panel(token, Method::POST, "/account/logout/", json!({}))
                })
            },
        },
        Scenario {
            name: "make a superuser",
            function: "create-superuser",
            prepare: |stack| {
                Box::pin(async move {
                    let openid = stack.prove("anna").await;
                    let event = json!({
                        "username": "anna", "openid": openid, "email": "anna@163.com",
                        "password": "12345678",
                    });
                    Shot::invoke("create-superuser", event)
                })
            },
        },
        Scenario {
            name: "make a member a superuser",
            function: "create-superuser",
            prepare: |stack| {
                Box::pin(async move {
                    member::sign_in(stack, &member::wechat("anna")).await;
                    let openid = stack.prove("anna").await;
                    let event =
                        json!({ "username": "anna", "openid": openid, "password": "12345678" });
                    Shot::invoke("create-superuser", event)
                })
            },
        },
    ]
}

/// Document 004: groups, permissions and backend APIs.
fn rights() -> Vec<Scenario> {
    let mut scenarios = records();
    scenarios.extend([
        Scenario {
            name: "delete a group with a member",
            function: "account-group-multiple-delete",
            prepare: |stack| {
                Box::pin(async move {
                    let (panel, token) = admin(stack).await;
                    let group = panel
                        .create("/account/group/", &json!({ "name": "g" }))
                        .await;
                    let anna = panel.user("anna", &[]).await;
                    let path = format!("/account/group/{group}/permission/?user_ids={anna}");
                    panel.post(&path, &Value::Null).await;
                    let path = format!("/account/group/multiple_delete/?ids={group}");
                    Shot::panel(token, Method::DELETE, path, Value::Null)
                })
            },
        },
        Scenario {
            name: "give a group members and permissions",
            function: "account-group-permission",
            prepare: |stack| {
                Box::pin(async move {
                    let (panel, token) = admin(stack).await;
                    let permission = panel.permission("GET", "/account/.*").await;
                    let group = panel
                        .create("/account/group/", &json!({ "name": "g" }))
                        .await;
                    let (anna, bella) =
                        (panel.user("anna", &[]).await, panel.user("bella", &[]).await);
                    let path = format!(
                        "/account/group/{group}/permission/?user_ids={anna},{bella}&perm_ids={permission}"
                    );
                    Shot::panel(token, Method::POST, path, Value::Null)
                })
            },
        },
    ]);
    scenarios
}

fn records() -> Vec<Scenario> {
    vec![
        Scenario {
            name: "create a group",
            function: "account-group",
            prepare: |stack| {
                Box::pin(async move {
                    let (_, token) = admin(stack).await;
                    Shot::panel(
                        token,
                        Method::POST,
                        "/account/group/",
                        json!({ "name": "g" }),
                    )
                })
            },
        },
        Scenario {
            name: "create a backend API",
            function: "account-backendapi",
            prepare: |stack| {
                Box::pin(async move {
                    let (_, token) = admin(stack).await;
                    let body = json!({ "pattern": "/account/.*" });
                    Shot::panel(token, Method::POST, "/account/backendapi/", body)
                })
            },
        },
        Scenario {
            name: "change a permission",
            function: "account-permission",
            prepare: |stack| {
                Box::pin(async move {
                    let (panel, token) = admin(stack).await;
                    let permission = panel.permission("GET", "/account/.*").await;
                    let path = format!("/account/permission/{permission}/");
                    Shot::panel(token, Method::PATCH, path, json!({ "method": "POST" }))
                })
            },
        },
    ]
}
