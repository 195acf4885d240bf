//! What each endpoint costs in DynamoDB requests. The numbers may only get smaller.

use reqwest::Method;
use serde_json::json;
use tests::double::{Double, Script};
use tests::meter::{Meter, Reading};
use tests::{Employee, Manager, TestStack};

/// A stack whose functions reach the database by way of a meter.
async fn metered() -> (TestStack, Meter) {
    let meter = Meter::start().await;
    let stack = TestStack::with(&[], &[("AWS_ENDPOINT_URL_DYNAMODB", meter.url())]).await;
    meter.attach(stack.inner().dynamodb_url());
    (stack, meter)
}

/// A reading of `sequential` steps made of these operations.
fn steps(sequential: usize, operations: &[&str]) -> Reading {
    Reading {
        sequential,
        operations: operations
            .iter()
            .map(|operation| (*operation).to_owned())
            .collect(),
    }
}

#[tokio::test]
async fn admin_registration_takes_two_and_sign_in_two() {
    let (stack, meter) = metered().await;
    let body = json!({ "username": "admin", "password": "123456", "confirm_password": "123456" });
    assert_eq!(
        stack.post("/admin/user/register/", &body).await.text("msg"),
        "success"
    );
    assert_eq!(
        meter.read(),
        steps(2, &["UpdateItem", "TransactWriteItems"])
    );
    assert_eq!(
        stack.post("/admin/user/login/", &body).await.text("msg"),
        "success"
    );
    // From an address block that is not known the attempt counts for the account and the block too: beside the hash, and taken
    // back beside the last step. Nobody waits for the step in the middle, which the hash outlasts.
    let mut signed_in = meter.read();
    signed_in.operations.sort();
    let mut expected = vec!["BatchGetItem", "TransactWriteItems"];
    expected.extend(["UpdateItem"; 5]);
    assert_eq!(signed_in, steps(3, &expected));
    assert_eq!(
        stack.post("/admin/user/login/", &body).await.text("msg"),
        "success"
    );
    let mut signed_in = meter.read();
    signed_in.operations.sort();
    // The attempt is counted beside the look at the door.
    let expected = steps(2, &["BatchGetItem", "TransactWriteItems", "UpdateItem"]);
    assert_eq!(signed_in, expected);
}

/// What an exchange of a code costs beside the provider's call: the code's claim and a look at the address' wrong codes, both
/// at one moment, and the claim's release beside the next step. Taken from a reading, it leaves the steps that a caller waits for.
fn without_the_claim(reading: Reading) -> Reading {
    let Reading {
        sequential,
        mut operations,
    } = reading;
    let mut beside: Vec<String> = operations.drain(..2).collect();
    beside.sort();
    assert_eq!(beside, ["BatchGetItem", "PutItem"], "the claim comes first");
    let release = operations.iter().position(|name| name == "DeleteItem");
    operations.remove(release.expect("the claim is released"));
    Reading {
        sequential: sequential - 1,
        operations,
    }
}

#[tokio::test]
async fn a_first_sign_in_by_a_provider_takes_three_and_the_next_two() {
    let (stack, meter) = metered().await;
    let member = json!({ "login_method": "WeChat", "login_type": "wx_small", "code": "bob" });
    for (path, body, known) in [
        (
            "/user/user/login/",
            json!({ "code": "alice" }),
            &["BatchGetItem", "TransactWriteItems"][..],
        ),
        // The answer holds the whole user, read beside the write.
        (
            "/module/iot/codeGetInfo",
            member,
            &["BatchGetItem", "BatchGetItem", "TransactWriteItems"],
        ),
    ] {
        stack.post(path, &body).await;
        let first = without_the_claim(meter.read());
        let expected = steps(3, &["BatchGetItem", "UpdateItem", "TransactWriteItems"]);
        assert_eq!(first, expected, "{path}");
        stack.post(path, &body).await;
        let mut again = without_the_claim(meter.read());
        again.operations.sort();
        assert_eq!(again, steps(2, known), "{path}");
    }
}

#[tokio::test]
async fn the_claim_of_a_code_keeps_no_provider_waiting() {
    // A database that never answers: if the claim came before the provider's call, there would be no call.
    let database = Double::playing([Script::Hang]).await;
    let (called, call) = tokio::sync::oneshot::channel();
    let mut called = Some(called);
    let wechat = Double::by(move |_| {
        let _ = called.take().map(|called| called.send(()));
        Script::Hang
    })
    .await;
    let environment = [
        ("AWS_ENDPOINT_URL_DYNAMODB", database.url()),
        ("WECHAT_API_URL", wechat.url()),
    ];
    let stack = TestStack::with(&[], &environment).await;
    let body = json!({ "code": "alice" });
    tokio::select! {
        () = async { drop(stack.post("/user/user/login/", &body).await) } => panic!("an answer without a provider"),
        told = call => told.unwrap(),
    }
}

#[tokio::test]
async fn from_a_code_to_an_approved_account() {
    let (stack, meter) = metered().await;
    let boss = Manager::sign_in(&stack).await;
    let _ = meter.read();

    let person = Employee::prove(&stack, "alice").await;
    assert_eq!(without_the_claim(meter.read()), steps(1, &["PutItem"]));

    person.ask_for_code(&stack).await;
    let mut asked = meter.read();
    asked.operations.sort();
    let expected = steps(2, &["BatchGetItem", "TransactWriteItems", "UpdateItem"]);
    assert_eq!(asked, expected);

    let code = stack.mailed_code(&person.email).await;
    person.register_with(&stack, &code).await;
    let registered = meter.read();
    assert_eq!(
        (registered.sequential, registered.operations.len()),
        (3, 5),
        "{registered:?}"
    );

    boss.list(&stack, "&limit=100").await;
    let listed = meter.read();
    assert_eq!(
        (listed.sequential, listed.operations.len()),
        (2, 2),
        "{listed:?}"
    );

    let id = boss.id_of(&stack, &person).await;
    let _ = meter.read();
    boss.review(&stack, &json!({ "id": id, "status": "在职" }))
        .await;
    assert_eq!(
        meter.read(),
        steps(2, &["BatchGetItem", "TransactWriteItems"])
    );

    person.try_sign_in(&stack).await;
    let signed_in = meter.read();
    assert_eq!(
        (signed_in.sequential, signed_in.operations.len()),
        (2, 3),
        "{signed_in:?}"
    );
}

#[tokio::test]
async fn any_authenticated_read_takes_one_and_a_change_two() {
    let (stack, meter) = metered().await;
    let account = json!({ "username": "admin", "password": "12345678" });
    stack.invoke("create-superuser", &account).await;
    let token = stack
        .post(
            "/login_account_password",
            &json!({ "Username": "admin", "Password": "12345678" }),
        )
        .await;
    let token = token.text("Token").to_owned();
    let _ = meter.read();
    let panel = async |method: Method, path: &str, body: serde_json::Value| {
        let answer =
            tests::Answer::to(stack.request(method, path).bearer_auth(&token).json(&body)).await;
        assert!(answer.status.is_success(), "{path}: {:?}", answer.body);
        meter.read()
    };
    for (path, body) in [
        ("/userinfo", json!({})),
        ("/account/user/1/", json!({})),
        ("/account/group/", json!({})),
        ("/account/backendapi/", json!({})),
    ] {
        let method = if path == "/userinfo" {
            Method::POST
        } else {
            Method::GET
        };
        assert_eq!(
            panel(method, path, body).await,
            steps(1, &["BatchGetItem"]),
            "{path}"
        );
    }
    let changed = steps(2, &["BatchGetItem", "TransactWriteItems"]);
    assert_eq!(
        panel(
            Method::POST,
            "/updateuserinfo",
            json!({ "Avatar": "a.jpg" })
        )
        .await,
        changed
    );
    assert_eq!(
        panel(
            Method::PATCH,
            "/account/user/1/",
            json!({ "first_name": "x" })
        )
        .await,
        changed
    );
    assert_eq!(
        panel(Method::POST, "/account/group/", json!({ "name": "g" })).await,
        changed
    );
    // Whoever asks, and a page.
    let read = steps(2, &["BatchGetItem", "Query"]);
    for path in ["/account/session/", "/account/audit/?user=1"] {
        assert_eq!(panel(Method::GET, path, json!({})).await, read, "{path}");
    }
    let all = panel(Method::GET, "/account/audit/", json!({})).await;
    assert_eq!((all.sequential, all.operations.len()), (2, 5), "{all:?}");
    let elsewhere = "/account/session/?keep_current=true";
    assert_eq!(panel(Method::DELETE, elsewhere, json!({})).await, changed);
    let listed = panel(Method::GET, "/account/user/?limit=100", json!({})).await;
    assert_eq!(
        (listed.sequential, listed.operations.len()),
        (2, 2),
        "{listed:?}"
    );
    assert_eq!(panel(Method::POST, "/logout", json!({})).await, changed);
}

#[tokio::test]
async fn whoever_is_not_signed_in_costs_one_and_whoever_shows_no_token_nothing() {
    let (stack, meter) = metered().await;
    let boss = Manager::sign_in(&stack).await;
    let _ = meter.read();
    stack
        .get(&format!("/mjpm/v1/员工管理/{}", boss.openid))
        .await;
    stack
        .get(&format!(
            "/mjpm/v1/员工管理/{}?token={}x",
            boss.openid, boss.token
        ))
        .await;
    assert_eq!(meter.read(), steps(0, &[]));
    // A token that is in order and has been signed out.
    stack.post("/logout", &json!({ "Token": boss.token })).await;
    let _ = meter.read();
    boss.list(&stack, "").await;
    assert_eq!(meter.read(), steps(1, &["BatchGetItem"]));
    stack.advance(20 * 24 * 3600);
    boss.list(&stack, "").await;
    assert_eq!(
        meter.read(),
        steps(0, &[]),
        "an expired token is known by itself"
    );
}
