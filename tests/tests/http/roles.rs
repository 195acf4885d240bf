//! Roles: what the template lets each function do is what its code does, no more and no less.
//!
//! The scenario leads every function along each path on which it asks AWS for something else. What it asks is recorded, and held
//! against its policy both ways.

mod policy;

use std::collections::{BTreeMap, BTreeSet};

use local::template::document;
use serde_json::{Value, json};
use shared::secrets::Secret;
use tests::double::{Double, Script};
use tests::recorder::{Call, Recorder};
use tests::{Answer, Employee, Manager, TestStack};

use self::policy::{Grant, Policies};
use crate::account::Panel;
use crate::campus::Member;
use crate::member;

const SENDER: &str = "no-reply@roles.example";

/// A function's start reads this on Lambda, and not on a laptop (`Store::warm_up`, by `shared::lambda::run`).
const WARM_UP: (&str, &str, &str) = ("dynamodb:BatchGetItem", "UsersTable", "counter#user");
/// What lets a function read a secret.
const READ_SECRET: &str = "secretsmanager:GetSecretValue";
/// How the names of the functions end that need no database to say that there is no such path.
const NO_START: &str = "-not-found";

#[tokio::test]
async fn each_function_may_do_what_it_does_and_nothing_else() {
    let document = document(&tests::stack::template()).unwrap();
    let policies = Policies::of(&document, &BTreeMap::from([("MailSenderAddress", SENDER)]));
    let mut calls = in_the_sandbox().await;
    calls.extend(with_unionids().await);

    let mut problems = BTreeSet::new();
    let mut unused: BTreeSet<Grant> = policies.grants().into_iter().collect();
    for call in &calls {
        let grants = policies.used_by(call);
        if grants.is_empty() {
            problems.extend(refusals(&policies, call));
        }
        unused.retain(|grant| !grants.contains(grant));
    }
    problems.extend(unused.iter().map(useless));
    let problems: Vec<_> = problems.into_iter().collect();
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[tokio::test]
async fn each_function_names_the_secrets_that_it_may_read() {
    let document = document(&tests::stack::template()).unwrap();
    let policies = Policies::of(&document, &BTreeMap::from([("MailSenderAddress", SENDER)]));
    let stack = TestStack::start().await;
    for function in stack.inner().functions() {
        let (name, code) = (&function.logical_name, &function.function);
        let granted: BTreeSet<String> = policies
            .grants()
            .into_iter()
            .filter(|grant| grant.function == *name && grant.action == READ_SECRET)
            .map(|grant| grant.resource)
            .collect();
        let named: BTreeSet<String> = code
            .secrets()
            .iter()
            .map(|secret| match secret {
                Secret::TokenKeys => "TokenKeysSecret".to_owned(),
                Secret::Providers => "ProvidersSecret".to_owned(),
            })
            .collect();
        assert_eq!(
            named, granted,
            "{}: name in its `.reads(…)` what {name} in template.yaml may read, and no more",
            code.name
        );
        for secret in code.secrets_at_start() {
            let reads = code.secrets().contains(secret);
            assert!(reads, "{} starts with {secret:?}", code.name);
        }
    }
}

/// What to do about a call that no statement allows.
fn refusals(policies: &Policies, call: &Call) -> Vec<String> {
    let told = |what: &str| {
        format!(
            "template.yaml: {} may not {} on {}{what}: add it, or find out why it is called",
            call.function, call.action, call.resource
        )
    };
    let alone = call.context.iter().filter(|value| {
        let call = Call {
            context: BTreeSet::from([(*value).clone()]),
            ..call.clone()
        };
        policies.used_by(&call).is_empty()
    });
    let refused: Vec<_> = alone
        .map(|value| told(&format!(" `{}`", kind(value))))
        .collect();
    if !refused.is_empty() {
        return refused;
    }
    let kinds: BTreeSet<String> = call.context.iter().map(|value| kind(value)).collect();
    let kinds: Vec<_> = kinds.into_iter().collect();
    vec![match kinds.as_slice() {
        [] => told(""),
        kinds => told(&format!(" `{}` in one statement", kinds.join("`, `"))),
    }]
}

/// The kind of a key: whom it is about does not matter.
fn kind(value: &str) -> String {
    match value.split_once('#') {
        Some((kind, _)) => format!("{kind}#…"),
        None => value.to_owned(),
    }
}

/// What to do about a grant that nobody uses.
fn useless(grant: &Grant) -> String {
    let Grant {
        function,
        action,
        resource,
        value,
    } = grant;
    let value = value.as_ref().map(|value| format!(" `{value}`"));
    let value = value.unwrap_or_default();
    format!(
        "template.yaml: {function}: {action} on {resource}{value} is granted and never used: take it away, or use it in \
         tests/tests/http/roles.rs"
    )
}

/// The paths that the local stack's own providers and secrets lead along.
async fn in_the_sandbox() -> BTreeSet<Call> {
    let recorder = Recorder::start().await;
    let parameters = [("MailSenderAddress", SENDER)];
    let stack = TestStack::with(&parameters, &recorder.environment()).await;
    recorder.attach(&stack);
    passwords(&stack).await;
    wrong_codes(&stack).await;
    members(&stack).await;
    rotation(&stack).await;
    let mut calls = recorder.calls();
    let (action, table, key) = WARM_UP;
    for function in stack.inner().functions() {
        if !function.function.name.ends_with(NO_START) {
            calls.insert(Call {
                function: function.logical_name.clone(),
                action: action.to_owned(),
                resource: table.to_owned(),
                context: BTreeSet::from([key.to_owned()]),
            });
        }
    }
    calls
}

/// The paths that a WeChat leads along whose mini-program shares unionids with others: the code `a-u` is the person with openid
/// `a` and unionid `u`, the code `a` the one with openid `a`.
async fn with_unionids() -> BTreeSet<Call> {
    let families = ["attendance", "mjpm", "campus", "member"];
    let app = json!({
        "method": "WeChat", "type": "wx_small", "appid": "wx1", "secret": "s", "families": families,
    });
    let secrets = Double::by(move |seen| {
        let value = if seen.body.contains("Providers") {
            json!({ "apps": [app] })
        } else {
            json!({ "active": "k1", "k1": "k".repeat(32) })
        };
        Script::json(&json!({ "SecretString": value.to_string() }))
    })
    .await;
    let wechat = Double::by(|seen| {
        let (_, rest) = seen.uri.split_once("js_code=").unwrap();
        let code = rest.split('&').next().unwrap();
        Script::json(&match code.split_once('-') {
            Some((openid, unionid)) => json!({ "openid": openid, "unionid": unionid }),
            None => json!({ "openid": code }),
        })
    })
    .await;
    let recorder = Recorder::start().await;
    recorder.attach_secrets_manager(secrets.url());
    let mut environment = recorder.environment().to_vec();
    environment.push(("WECHAT_API_URL", wechat.url()));
    let parameters = [("MailSenderAddress", SENDER), ("MjpmAppId", "wx1")];
    let stack = TestStack::with(&parameters, &environment).await;
    recorder.attach(&stack);
    newcomers(&stack).await;
    employees(&stack).await;
    campus(&stack).await;
    rights(&stack).await;
    users(&stack).await;
    sessions(&stack).await;
    superusers(&stack).await;
    recorder.calls()
}

/// The answer, which must be that it is done.
fn done(answer: Answer) -> Answer {
    let said = format!("{}{}", answer.text("msg"), answer.text("message"));
    let is_done = ["成功", "success", "Success"]
        .iter()
        .any(|word| said.contains(word));
    assert!(is_done, "{:?}", answer.body);
    answer
}

async fn post(stack: &TestStack, path: &str, body: Value) -> Answer {
    done(stack.post(path, &body).await)
}

async fn create_superuser(stack: &TestStack, event: Value) {
    let answer = stack.invoke("create-superuser", &event).await;
    assert!(answer.body["id"].is_i64(), "{:?}", answer.body);
}

/// Someone registers and signs in everywhere with a password whose hash was made long ago.
async fn passwords(stack: &TestStack) {
    // The reference implementation's test vector for "password", made otherwise than the functions make theirs.
    const OUTDATED: &str =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    let account =
        json!({ "username": "old", "password": "password", "confirm_password": "password" });
    post(stack, "/admin/user/register/", account).await;
    for (path, body) in [
        (
            "/admin/user/login/",
            json!({ "username": "old", "password": "password" }),
        ),
        (
            "/account/login/",
            json!({ "username": "old", "password": "password" }),
        ),
        (
            "/login_account_password",
            json!({ "Username": "old", "Password": "password" }),
        ),
    ] {
        let aging = json!({
            "TableName": "UsersTable",
            "Key": { "pk": { "S": "username#old" } },
            "UpdateExpression": "SET password_hash = :outdated",
            "ConditionExpression": "attribute_exists(pk)",
            "ExpressionAttributeValues": { ":outdated": { "S": OUTDATED } },
        });
        stack.dynamodb("UpdateItem", &aging).await;
        // Two wrong tries, which the right one makes forgotten.
        for _ in 0..2 {
            let mut wrong = body.clone();
            for field in ["password", "Password"] {
                if wrong[field].is_string() {
                    wrong[field] = json!("wrong");
                }
            }
            stack.post(path, &wrong).await;
        }
        post(stack, path, body).await;
    }
}

/// Codes that are none.
async fn wrong_codes(stack: &TestStack) {
    let code = json!({ "code": "fail:40029" });
    for path in ["/user/user/login/", "/login_wx", "/api/v1/weixinmp"] {
        stack.post(path, &code).await;
    }
    stack
        .post(member::PATH, &member::wechat("fail:40029"))
        .await;
}

/// A member with Apple, and one with a telephone number, for which the server's access token is asked for and then kept.
async fn members(stack: &TestStack) {
    let by_code = json!({ "login_method": "Apple", "code": "kevin" });
    member::sign_in(stack, &by_code).await;
    let nonce = post(stack, "/module/iot/nonce", json!({})).await;
    let nonce = nonce.body["data"]["nonce"].as_str().unwrap();
    let path = format!("/_local/apple/identity_token?name=kevin&nonce={nonce}");
    let token = &stack.get(&path).await.body["identity_token"];
    let by_token = json!({ "login_method": "Apple", "identity_token": token, "nonce": nonce });
    member::sign_in(stack, &by_token).await;

    let token = &member::sign_in(stack, &member::wechat("kevin")).await["token"];
    for _ in 0..2 {
        let button = json!({ "token": token, "code": "kevin" });
        post(stack, "/module/iot/bindPhone", button).await;
    }
    let data = stack.get("/_local/wechat/encrypted_data?name=kevin").await;
    let (data, iv) = (&data.body["encryptedData"], &data.body["iv"]);
    let data = json!({ "token": token, "encryptedData": data, "iv": iv });
    post(stack, "/module/iot/decryptData", data).await;
}

/// The token keys are rotated, where the template has a function for it.
async fn rotation(stack: &TestStack) {
    let functions = stack.inner().functions();
    if !functions
        .iter()
        .any(|one| one.function.name == "rotate-token-keys")
    {
        return;
    }
    let request = tests::stack::client()
        .post(stack.inner().aws_url())
        .header("x-amz-target", "secretsmanager.RotateSecret")
        .header("content-type", "application/x-amz-json-1.1")
        .body(json!({ "SecretId": "TokenKeysSecret" }).to_string());
    let answer = Answer::to(request).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
}

/// For each way to sign in by WeChat: somebody new, with and without a unionid; one whose unionid is told later; one who comes by
/// another app of the same owner; and one who comes again.
async fn newcomers(stack: &TestStack) {
    for (name, path, body) in [
        ("a", "/user/user/login/", json!({})),
        ("c", "/login_wx", json!({})),
        ("m", member::PATH, member::wechat("")),
    ] {
        for code in ["1", "1-u1", "2-u1", "2-u1", "3-u3"] {
            let mut body = body.clone();
            body["code"] = json!(format!("{name}{}", code.replace('u', &format!("u{name}"))));
            post(stack, path, body).await;
        }
    }
}

/// Employees register, are reviewed and sign in.
async fn employees(stack: &TestStack) {
    let boss = Manager::sign_in(stack).await;
    let anna = Employee::register(stack, "anna").await;
    Employee::register(stack, "berta-ub").await;
    // Known by the unionid of another app.
    post(stack, "/user/user/login/", json!({ "code": "carl-uc" })).await;
    Employee::register(stack, "carla-uc").await;
    // The address is somebody's.
    stack.advance(61);
    let mut dora = Employee::prove(stack, "dora").await;
    dora.email.clone_from(&anna.email);
    done(dora.ask_for_code(stack).await);
    let code = stack.mailed_code(&dora.email).await;
    let twice = dora.register_with(stack, &code).await;
    assert_eq!(twice.text("code"), "1003", "{:?}", twice.body);
    // Somebody with another address that was taken as verified: a superuser who was none when they came.
    let admin = Panel::superuser(stack).await;
    let emil = Member::sign_in(stack, "emil").await;
    let path = format!("/account/user/{}/", emil.id);
    let promotion = json!({ "username": "emil", "password": "12345678", "is_superuser": true });
    done(admin.patch(&path, &promotion).await);
    create_superuser(
        stack,
        json!({ "username": "emil", "email": "other@163.com" }),
    )
    .await;
    Employee::register(stack, "emil").await;

    boss.approve(stack, &anna, &["员工管理"]).await;
    anna.sign_in(stack).await;
    let id = boss.id_of(stack, &anna).await;
    let changes = json!({ "id": id, "email": "anna@qq.com" });
    done(boss.review(stack, &changes).await);
}

/// A student gets a name, another name and a permission, and signs out.
async fn campus(stack: &TestStack) {
    let root = Member::superuser(stack).await;
    let student = Member::sign_in(stack, "student").await;
    let credentials = json!({ "Username": "student", "Password": "12345678" });
    done(student.update(stack, &credentials).await);
    done(student.update(stack, &json!({ "Username": "pupil" })).await);
    let promotion = json!({ "ID": student.id, "Permission": "管理员" });
    done(root.update(stack, &promotion).await);
    assert_eq!(student.profile(stack).await["Permission"], "管理员");
    post(stack, "/logout", json!({ "Token": student.token })).await;
}

/// APIs, permissions and groups come, change and go.
async fn rights(stack: &TestStack) {
    let admin = Panel::superuser(stack).await;
    let all = admin.permission("ALL", "/account/.*").await;
    let group = json!({ "name": "group", "permissions": [all] });
    let group = admin.create("/account/group/", &group).await;
    let poor = admin.user("poor", &[]).await;
    admin.user("keeper", &[all]).await;
    let keeper = Panel::sign_in(stack, "keeper", "12345678").await;
    let members = format!("/account/group/{group}/permission/?user_ids={poor}");
    // One who is no superuser, and whose right must still be there when it is done.
    done(keeper.post(&members, &Value::Null).await);
    done(admin.delete(&format!("{members}&perm_ids={all}")).await);
    let groups = format!("/account/group/multiple_delete/?ids={group}");
    done(admin.delete(&groups).await);
    done(admin.post("/account/logout/", &json!({})).await);
}

/// Users come, change and go, by a superuser and by one whose right must still be there when it is done.
async fn users(stack: &TestStack) {
    let admin = Panel::superuser(stack).await;
    let all = admin.permission("ALL", "/account/.*").await;
    let path = |id: i64| format!("/account/user/{id}/");
    let warden_id = admin.user("warden", &[all]).await;
    let warden = Panel::sign_in(stack, "warden", "12345678").await;
    let guest = admin.user("guest", &[]).await;
    done(
        warden
            .patch(&path(guest), &json!({ "first_name": "G" }))
            .await,
    );
    done(
        admin
            .patch(&path(guest), &json!({ "username": "visitor" }))
            .await,
    );
    let password = json!({ "password": "87654321" });
    done(warden.patch(&path(warden_id), &password).await);
    done(admin.get("/account/user/").await);
    let second = json!({ "username": "second", "password": "12345678", "is_superuser": true });
    let second = admin.create("/account/user/", &second).await;

    // Two who have all there is to have: a name, an address, an openid and a unionid.
    let mut ids = Vec::new();
    for name in ["full", "whole"] {
        let code = format!("{name}-u{name}");
        Employee::register(stack, &code).await;
        let id = Member::sign_in(stack, &code).await.id;
        let credentials = json!({ "username": name, "password": "12345678" });
        done(admin.patch(&path(id), &credentials).await);
        ids.push(id);
    }
    done(
        admin
            .patch(&path(ids[0]), &json!({ "email": "full@qq.com" }))
            .await,
    );
    done(admin.delete(&path(ids[0])).await);
    let many = "/account/user/multiple_delete/?ids=";
    done(admin.delete(&format!("{many}{},{second}", ids[1])).await);
    done(warden.delete(&format!("{many}{guest}")).await);
}

/// Sessions are seen and ended, one's own and another's; and a superuser reads what happened.
async fn sessions(stack: &TestStack) {
    const PATH: &str = "/account/session/";
    let admin = Panel::superuser(stack).await;
    let other = Member::sign_in(stack, "guest").await.id;
    let of_other = format!("{PATH}?user={other}");
    let listed = done(admin.get(&of_other).await);
    let jti = listed.body["data"][0]["jti"].as_str().unwrap().to_owned();
    let one = format!("{PATH}{jti}/?user={other}");
    done(admin.delete(&one).await);
    done(admin.delete(&of_other).await);
    done(admin.delete(&format!("{PATH}?keep_current=true")).await);
    done(admin.get("/account/audit/").await);
    let of_other = format!("/account/audit/?user={other}&kind=signed_in");
    done(admin.get(&of_other).await);
}

/// An operator makes superusers and changes them.
async fn superusers(stack: &TestStack) {
    // A member, with a generated name that gives way.
    member::sign_in(stack, &member::wechat("operator")).await;
    for event in [
        json!({ "username": "one", "email": "one@163.com" }),
        json!({ "username": "one", "email": "one@qq.com" }),
        json!({ "username": "two", "openid": "two" }),
        json!({ "username": "two", "password": "87654321" }),
        json!({ "username": "operator", "openid": "operator" }),
    ] {
        create_superuser(stack, event).await;
    }
}
