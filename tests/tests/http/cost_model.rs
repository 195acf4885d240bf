//! The cost model: its table of endpoints holds what the stack asks of DynamoDB, and its pages are what it writes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use local::template::document;
use reqwest::Method;
use serde_json::{Value, json};
use tests::costs::endpoints::{ENDPOINTS, Endpoint};
use tests::costs::pages;
use tests::meter::Meter;
use tests::{Answer, Employee, Manager, TestStack};

use crate::account::Panel;

/// How many users are listed beside those of the story: more than a page.
const DIRECTORY: i64 = 200;

/// What was counted, by function and what was done.
type Counts = BTreeMap<(&'static str, &'static str), String>;

/// Records fall into four partitions by chance, and each partition's part is rounded up by itself: a page may be half a unit more or less.
const BY_CHANCE: (&str, &str) = ("account-audit", "GET, a page of 20");

/// The template's functions, with their memory in MB.
fn functions() -> BTreeMap<String, u64> {
    let template = document(&tests::stack::template()).unwrap();
    let usual = template["Globals"]["Function"]["MemorySize"]
        .as_u64()
        .unwrap();
    let resources = template["Resources"].as_object().unwrap().values();
    let functions = resources.filter(|one| one["Type"] == "AWS::Serverless::Function");
    functions
        .map(|one| {
            let name = &one["Metadata"]["BuildProperties"]["Binary"];
            let memory = one["Properties"]["MemorySize"].as_u64().unwrap_or(usual);
            (name.as_str().unwrap().to_owned(), memory)
        })
        .collect()
}

#[test]
fn the_table_of_endpoints_has_the_templates_functions_with_their_memory() {
    let priced: BTreeMap<String, u64> = ENDPOINTS
        .iter()
        .map(|endpoint| (endpoint.function.to_owned(), endpoint.memory_mb.into()))
        .collect();
    assert_eq!(priced, functions());
    let names: BTreeSet<_> = ENDPOINTS.iter().map(Endpoint::key).collect();
    assert_eq!(names.len(), ENDPOINTS.len(), "a row is there twice");
}

#[test]
fn the_pages_are_what_the_model_writes() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../infra/performance"));
    for (name, text) in pages::all() {
        let page = std::fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert!(
            page == text,
            "infra/performance/{name} is not what the model says; write it anew: cargo run -p tests --bin costs -- --write infra/performance"
        );
    }
}

/// A stack, a meter before its database, and what was counted so far.
struct Story {
    stack: TestStack,
    meter: Meter,
    counts: Counts,
}

impl Story {
    async fn begin() -> Self {
        let meter = Meter::start().await;
        let stack = TestStack::with(&[], &[("AWS_ENDPOINT_URL_DYNAMODB", meter.url())]).await;
        meter.attach(stack.inner().dynamodb_url());
        Self {
            stack,
            meter,
            counts: Counts::new(),
        }
    }

    /// Forgets what led here.
    fn forget(&self) {
        let _ = self.meter.read();
    }

    /// Notes what was asked of DynamoDB since the last time.
    fn note(&mut self, function: &'static str, what: &'static str) {
        let (reading, consumed) = self.meter.read_all();
        let requests = reading.operations.len();
        let line = line(requests, consumed.read_units, consumed.write_units);
        let before = self.counts.insert((function, what), line);
        assert_eq!(before, None, "{function}, {what} is counted twice");
    }

    async fn post(
        &mut self,
        path: &str,
        body: &Value,
        row: (&'static str, &'static str),
    ) -> Answer {
        self.forget();
        let answer = self.stack.post(path, body).await;
        assert!(answer.status.is_success(), "{path}: {:?}", answer.body);
        self.note(row.0, row.1);
        answer
    }
}

fn line(requests: impl std::fmt::Display, read: f64, write: f64) -> String {
    format!("{requests} requests, {read:.1} units read, {write:.1} written")
}

async fn attendance(story: &mut Story) {
    let function = "attendance-register";
    let body =
        json!({ "username": "somebody", "password": "12345678", "confirm_password": "12345678" });
    story
        .post("/admin/user/register/", &body, (function, "POST"))
        .await;
    for what in ["from a new address", "POST"] {
        let row = ("attendance-login", what);
        story.post("/admin/user/login/", &body, row).await;
    }
    for what in ["first", "POST"] {
        let row = ("attendance-wechat-login", what);
        story
            .post("/user/user/login/", &json!({ "code": "alice" }), row)
            .await;
    }
}

async fn mjpm(story: &mut Story) {
    let boss = Manager::sign_in(&story.stack).await;
    story.forget();
    let person = Employee::prove(&story.stack, "bob").await;
    story.note("mjpm-weixinmp", "POST");
    person.ask_for_code(&story.stack).await;
    story.note("mjpm-code", "POST");
    let code = story.stack.mailed_code(&person.email).await;
    story.forget();
    person.register_with(&story.stack, &code).await;
    story.note("mjpm-register", "POST");
    let id = boss.id_of(&story.stack, &person).await;
    let aws_url = story.stack.inner().aws_url();
    tests::stack::list_copies(&tests::stack::client(), &aws_url, id, DIRECTORY).await;
    story.forget();
    boss.list(&story.stack, "&limit=20").await;
    story.note("mjpm-employees", "GET, a page of 20");
    boss.review(&story.stack, &json!({ "id": id, "status": "在职" }))
        .await;
    story.note("mjpm-review", "POST");
    person.try_sign_in(&story.stack).await;
    story.note("mjpm-login", "GET");
}

async fn campus(story: &mut Story) {
    let body = json!({ "Username": "somebody", "Password": "12345678" });
    let row = ("campus-login-account-password", "POST");
    story.post("/login_account_password", &body, row).await;
    let body = json!({ "code": "alice" });
    let answer = story
        .post("/login_wx", &body, ("campus-login-wx", "POST"))
        .await;
    let token = answer.text("Token").to_owned();
    let body = json!({ "Token": token });
    story
        .post("/userinfo", &body, ("campus-userinfo", "POST"))
        .await;
    let change = json!({ "Token": token, "Avatar": "a.jpg" });
    let row = ("campus-updateuserinfo", "POST");
    story.post("/updateuserinfo", &change, row).await;
    story
        .post("/logout", &body, ("campus-logout", "POST"))
        .await;
}

async fn member(story: &mut Story) {
    let wechat = json!({ "login_method": "WeChat", "login_type": "wx_small", "code": "kevin" });
    let mut token = Value::Null;
    for what in ["first", "POST"] {
        let row = ("member-code-get-info", what);
        let answer = story.post("/module/iot/codeGetInfo", &wechat, row).await;
        token = answer.body["data"]["token"].clone();
    }
    story
        .post("/module/iot/nonce", &json!({}), ("member-nonce", "POST"))
        .await;
    let body = json!({ "token": token, "code": "kevin" });
    let row = ("member-bind-phone", "POST");
    story.post("/module/iot/bindPhone", &body, row).await;
    let data = story
        .stack
        .get("/_local/wechat/encrypted_data?name=kevin")
        .await
        .body;
    let body = json!({ "token": token, "encryptedData": data["encryptedData"], "iv": data["iv"] });
    let row = ("member-decrypt-data", "POST");
    story.post("/module/iot/decryptData", &body, row).await;
}

/// What an administrator does: method, path and body, and the row that counts it.
fn administration() -> Vec<(Method, &'static str, Value, (&'static str, &'static str))> {
    let user = json!({ "username": "other", "password": "12345678" });
    let api = json!({ "pattern": "/account/user/" });
    let permission = json!({ "method": "GET", "api_id": 1 });
    let none = Value::Null;
    let get = |path, row| (Method::GET, path, Value::Null, row);
    vec![
        get(
            "/account/user/?limit=20",
            ("account-user", "GET, a page of 20"),
        ),
        get("/account/user/1/", ("account-user", "GET, one")),
        (
            Method::POST,
            "/account/user/",
            user,
            ("account-user", "POST"),
        ),
        (
            Method::PATCH,
            "/account/user/1/",
            json!({ "first_name": "x" }),
            ("account-user", "PATCH"),
        ),
        (
            Method::DELETE,
            // The seventh beside the directory.
            "/account/user/multiple_delete/?ids=207",
            none.clone(),
            ("account-user-multiple-delete", "DELETE, one"),
        ),
        (
            Method::POST,
            "/account/group/",
            json!({ "name": "g" }),
            ("account-group", "POST"),
        ),
        get("/account/group/", ("account-group", "GET")),
        (
            Method::POST,
            "/account/backendapi/",
            api,
            ("account-backendapi", "POST"),
        ),
        get("/account/backendapi/", ("account-backendapi", "GET")),
        (
            Method::POST,
            "/account/permission/",
            permission,
            ("account-permission", "POST"),
        ),
        get("/account/permission/", ("account-permission", "GET")),
        (
            Method::POST,
            "/account/group/1/permission/?user_ids=1&perm_ids=1",
            none.clone(),
            ("account-group-permission", "POST"),
        ),
        (
            Method::DELETE,
            "/account/group/multiple_delete/?ids=1",
            none.clone(),
            ("account-group-multiple-delete", "DELETE, one"),
        ),
        get("/account/session/", ("account-session", "GET")),
        (
            Method::DELETE,
            "/account/session/?keep_current=true",
            none.clone(),
            ("account-session", "DELETE, the others"),
        ),
        get(
            "/account/audit/?limit=20",
            ("account-audit", "GET, a page of 20"),
        ),
        (
            Method::POST,
            "/account/logout/",
            none,
            ("account-logout", "POST"),
        ),
    ]
}

async fn account(story: &mut Story) {
    let admin = json!({ "username": "admin", "password": "12345678" });
    story.forget();
    story.stack.invoke("create-superuser", &admin).await;
    story.note("create-superuser", "invoked");
    // The address becomes known by the first.
    story.stack.post("/account/login/", &admin).await;
    let row = ("account-login", "POST");
    story.post("/account/login/", &admin, row).await;
    for (method, path, body, row) in administration() {
        let panel = Panel::sign_in(&story.stack, "admin", "12345678").await;
        story.forget();
        let answer = panel.send(method, path, &body).await;
        assert!(answer.status.is_success(), "{path}: {:?}", answer.body);
        story.note(row.0, row.1);
    }
}

async fn nothing(story: &mut Story) {
    for (path, function) in [
        ("/user/user/nothing/", "attendance-not-found"),
        ("/mjpm/v1/auth/nothing", "mjpm-not-found"),
        ("/module/iot/nothing", "member-not-found"),
        ("/account/nothing/", "account-not-found"),
    ] {
        story.forget();
        assert_eq!(story.stack.get(path).await.status, 404, "{path}");
        story.note(function, "any");
    }
    let event =
        json!({ "SecretId": "TokenKeysSecret", "ClientRequestToken": "1", "Step": "testSecret" });
    story.forget();
    story.stack.invoke("rotate-token-keys", &event).await;
    story.note("rotate-token-keys", "invoked");
}

#[tokio::test]
async fn the_table_of_endpoints_holds_what_the_engine_counts() {
    if tests::elsewhere::dynamodb().is_some() {
        // Another engine's count is its own.
        return;
    }
    let mut story = Story::begin().await;
    Box::pin(attendance(&mut story)).await;
    Box::pin(mjpm(&mut story)).await;
    Box::pin(campus(&mut story)).await;
    Box::pin(member(&mut story)).await;
    Box::pin(account(&mut story)).await;
    Box::pin(nothing(&mut story)).await;
    let differences: Vec<String> = ENDPOINTS
        .iter()
        .filter_map(|one| {
            let counted = story.counts.get(&one.key())?;
            let chance = if one.key() == BY_CHANCE { 0.5 } else { 0.0 };
            let lines =
                [0.0, chance, -chance].map(|more| line(one.requests, one.read + more, one.write));
            (!lines.contains(counted))
                .then(|| format!("{:?}: {counted}, not {}", one.key(), lines[0]))
        })
        .collect();
    assert!(differences.is_empty(), "{differences:#?}");
    let counted: BTreeSet<_> = story.counts.keys().copied().collect();
    let rows: BTreeSet<_> = ENDPOINTS.iter().map(Endpoint::key).collect();
    assert_eq!(counted, rows, "every row is counted");
}
