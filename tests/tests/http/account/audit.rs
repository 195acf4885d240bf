//! `GET /account/audit/`, and what is recorded.

use reqwest::Method;
use serde_json::{Value, json};
use tests::faults::{Fault, Faults, Service, Times};
use tests::{Answer, Employee, Manager, TestStack};

use super::{FORBIDDEN, Panel, cookie, failure, invalid, sign_in};
use crate::campus::Member;
use crate::logs::Log;
use crate::member;

const PATH: &str = "/account/audit/";
const NOBODY: &str = "Authentication credentials were not provided.";

fn records(answer: &Answer) -> Vec<Value> {
    let records = answer.body["data"].as_array();
    records
        .unwrap_or_else(|| panic!("{:?}", answer.body))
        .clone()
}

fn kinds(records: &[Value]) -> Vec<&str> {
    let kinds = records.iter().map(|record| record["kind"].as_str());
    kinds.map(Option::unwrap).collect()
}

/// All records of all pages, and how many there were on each.
async fn pages(panel: &Panel<'_>, stack: &TestStack, query: &str) -> (Vec<Value>, Vec<usize>) {
    let (mut all, mut sizes, mut next) = (Vec::new(), Vec::new(), format!("{PATH}?{query}"));
    while !next.is_empty() {
        let answer = panel.get(&next).await;
        let page = records(&answer);
        sizes.push(page.len());
        all.extend(page);
        let link = answer.header("link").strip_prefix('<');
        let url = link
            .and_then(|rest| rest.split_once('>'))
            .map(|(url, _)| url);
        let path = url.and_then(|url| url.strip_prefix(&stack.url()));
        next = path.unwrap_or_default().to_owned();
    }
    (all, sizes)
}

#[tokio::test]
async fn a_superuser_reads_who_what_whom_from_where_before_and_after() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    admin.user("alice", &[]).await;
    stack.advance(1);
    let closed = json!({ "is_active": false });
    admin.patch("/account/user/2/", &closed).await;
    let answer = admin.get(PATH).await;
    assert_eq!(answer.text("msg"), "请求成功");
    let all = records(&answer);
    assert_eq!(
        kinds(&all),
        ["state_changed", "registered", "signed_in", "superuser_made"]
    );
    let newest = &all[0];
    let (id, at) = (&newest["id"], &newest["at"]);
    assert_eq!(
        at.as_str().unwrap().len(),
        "2019-12-17T20:03:38.685837".len()
    );
    let expected = json!({
        "id": id, "kind": "state_changed", "at": at, "actor": 1, "subject": 2, "source_ip": "127.0.0.1", "detail": "",
        "changes": { "state": { "before": "active", "after": "disabled" } },
    });
    assert_eq!(newest, &expected);
    assert_eq!(all[1]["changes"]["username"]["after"], "alice");
    assert_eq!(
        (&all[2]["actor"], &all[2]["subject"], &all[2]["detail"]),
        (&json!(1), &json!(1), &json!("password"))
    );
    assert_eq!(all[3]["actor"], Value::Null, "an operator is no user");
}

#[tokio::test]
async fn nobody_else_reads_it() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let all = admin.permission("ALL", "/account/.*").await;
    admin.user("manager", &[all]).await;
    let manager = Panel::sign_in(&stack, "manager", "12345678").await;
    assert_eq!(manager.get(PATH).await.outcome(), failure(403, FORBIDDEN));
    assert_eq!(
        manager.get("/account/audit/?user=2").await.outcome(),
        failure(403, FORBIDDEN)
    );
    assert_eq!(stack.get(PATH).await.outcome(), failure(401, NOBODY));
    for method in [Method::POST, Method::DELETE] {
        let answer = admin.send(method, PATH, &Value::Null).await;
        assert_eq!(answer.status, 405);
        assert!(answer.header("allow").contains("GET"));
    }
}

#[tokio::test]
async fn what_is_no_request_is_told() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    for (query, field) in [
        ("user=0", "user"),
        ("user=a", "user"),
        ("limit=101", "limit"),
        ("limit=0", "limit"),
        ("cursor=", "cursor"),
        ("cursor=%E7%8E%8B", "cursor"),
        ("kind=nothing", "kind"),
        ("kind=", "kind"),
    ] {
        let answer = admin.get(&format!("{PATH}?{query}")).await;
        let errors = &answer.body["data"];
        assert!(errors[field].is_array(), "{query}: {errors}");
        assert_eq!(answer.outcome(), invalid(errors), "{query}");
    }
    let known = admin.get("/account/audit/?kind=x").await;
    let told = known.body["data"]["kind"][0].as_str().unwrap();
    assert!(told.contains("signed_in, sign_in_failed"), "{told}");
}

#[tokio::test]
async fn in_pages_newest_first_by_user_and_by_kind() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let people: Vec<_> = (0..12)
        .map(|n| json!({ "username": format!("p{n}"), "password": "12345678" }))
        .collect();
    admin.post("/account/user/", &json!(people)).await;
    for n in 0..6 {
        stack.advance(1);
        let name = json!({ "first_name": format!("n{n}") });
        admin.patch("/account/user/3/", &name).await;
    }
    let (all, sizes) = pages(&admin, &stack, "limit=7").await;
    assert_eq!(sizes, [7, 7, 6]);
    let mut ids: Vec<_> = all.iter().map(|one| one["id"].as_str().unwrap()).collect();
    let moments: Vec<_> = all.iter().map(|one| one["at"].as_str().unwrap()).collect();
    assert!(moments.is_sorted_by(|one, other| one >= other));
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 20, "each once");
    assert_eq!(pages(&admin, &stack, "limit=20").await.1, [20]);

    let (of_three, sizes) = pages(&admin, &stack, "user=3&limit=4").await;
    assert_eq!(sizes, [4, 3]);
    assert!(of_three.iter().all(|one| one["subject"] == 3));
    assert_eq!(of_three[0]["changes"]["account.first_name"]["after"], "n5");
    assert_eq!(of_three[6]["kind"], "registered");

    let (changed, sizes) = pages(&admin, &stack, "kind=profile_changed&limit=4").await;
    assert_eq!(sizes, [4, 2]);
    assert!(changed.iter().all(|one| one["kind"] == "profile_changed"));
    let (both, _) = pages(&admin, &stack, "kind=registered&user=3").await;
    assert_eq!(both.len(), 1);
    let (none, sizes) = pages(&admin, &stack, "kind=token_keys_rotated").await;
    assert_eq!((none.len(), sizes), (0, vec![0]));
    let (nobody, _) = pages(&admin, &stack, "user=99").await;
    assert_eq!(nobody.len(), 0);
}

#[tokio::test]
async fn a_record_is_kept_for_as_long_as_the_deployment_says() {
    let stack = TestStack::with(&[("AuditRetentionDays", "30")], &[]).await;
    let admin = Panel::superuser(&stack).await;
    let stored = stack.audit_records(1).await;
    let number = |field: &str| -> i64 {
        let text = stored[0][field]["N"].as_str().unwrap();
        text.parse().unwrap()
    };
    assert_eq!(number("expires_at") - number("at") / 1000, 30 * 24 * 3600);
    // DynamoDB deletes it days later; until then it is passed over.
    assert_eq!(records(&admin.get(PATH).await).len(), 2);
    stack.advance(30 * 24 * 3600 + 1);
    let admin = Panel::sign_in(&stack, "admin", "12345678").await;
    for query in ["", "?user=1", "?kind=signed_in"] {
        let left = records(&admin.get(&format!("{PATH}{query}")).await);
        assert_eq!(kinds(&left), ["signed_in"], "{query}");
    }
}

#[tokio::test]
async fn a_sign_in_that_failed_tells_whom_and_why_and_nothing_that_was_typed() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    admin.user("alice", &[]).await;
    let attempt = async |username: &str, password: &str| {
        let body = json!({ "username": username, "password": password });
        stack.advance(1);
        assert_eq!(stack.post("/account/login/", &body).await.status, 401);
    };
    attempt("alice", "not her password").await;
    attempt("nobody at all", "their password").await;
    attempt("hunter2", "typed into the wrong field").await;
    stack.disable_user(2).await;
    attempt("alice", "12345678").await;
    let failed = records(&admin.get("/account/audit/?kind=sign_in_failed").await);
    let told: Vec<_> = failed
        .iter()
        .map(|one| (one["subject"].clone(), one["detail"].as_str().unwrap()))
        .collect();
    let wrong = "wrong username or password";
    assert_eq!(
        told,
        [
            (json!(2), "the account is closed"),
            (Value::Null, wrong),
            (Value::Null, wrong),
            (json!(2), wrong),
        ]
    );
    assert!(
        failed
            .iter()
            .all(|one| one["actor"].is_null() && one["source_ip"] == "127.0.0.1")
    );
    let text = json!(failed).to_string();
    for typed in [
        "hunter2",
        "nobody at all",
        "her password",
        "their password",
        "wrong field",
    ] {
        assert!(!text.contains(typed), "{typed}");
    }
}

#[tokio::test]
async fn a_record_that_cannot_be_kept_changes_no_answer_and_is_in_the_log() {
    let log = Log::capture();
    let faults = Faults::start().await;
    let stack = TestStack::with(&[], &faults.environment("audit")).await;
    faults.attach(&stack);
    Panel::superuser(&stack).await;
    let _ = faults.heal();
    // What comes first is the look at the door and the count of the attempt.
    let (only, nth) = (Some(Service::DynamoDb), 3);
    faults.plan(only, nth, Fault::ServerError, Times::Always);
    let wrong = json!({ "username": "admin", "password": "wrong" });
    let answer = stack.post("/account/login/", &wrong).await;
    assert_eq!(answer.outcome(), failure(401, "account or password error."));
    let seen = faults.heal();
    let mut failed = seen.iter().filter(|seen| seen.failed);
    assert!(failed.any(|seen| seen.operation == "PutItem"));
    assert_eq!(
        stack.audit_records_of(1, "sign_in_failed").await,
        [] as [Value; 0]
    );
    let mut lines = log.of("audit");
    lines.retain(|line| line["fields"]["kind"] == "sign_in_failed");
    assert_eq!(lines.len(), 1);
    assert!(!log.of("dependency_unavailable").is_empty());
}

#[tokio::test]
async fn a_wrong_password_takes_as_many_requests_for_nobody_as_for_somebody() {
    let faults = Faults::start().await;
    let stack = TestStack::with(&[], &faults.environment("audit")).await;
    faults.attach(&stack);
    Panel::superuser(&stack).await;
    let mut seen = Vec::new();
    for username in ["admin", "nobody", "no such name"] {
        let _ = faults.heal();
        let body = json!({ "username": username, "password": "wrong" });
        stack.post("/account/login/", &body).await;
        let mut calls: Vec<_> = faults
            .heal()
            .into_iter()
            .map(|seen| (seen.operation, seen.kind))
            .collect();
        calls.sort();
        seen.push(calls);
    }
    assert_eq!(seen[0].len(), 5, "{seen:?}");
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[2].len(), 5, "a name that cannot exist: {seen:?}");
}

#[tokio::test]
async fn every_kind_is_recorded_stored_and_logged_and_holds_no_secret() {
    let log = Log::capture();
    let stack = TestStack::start().await;
    let token = cookie(&sign_in(&stack).await);
    let admin = Panel::superuser(&stack).await;
    // Registration, sign-in, failure.
    let account =
        json!({ "username": "panel", "password": "top secret", "confirm_password": "top secret" });
    stack.post("/admin/user/register/", &account).await;
    let wrong = json!({ "username": "panel", "password": "wrong secret" });
    stack.post("/admin/user/login/", &wrong).await;
    let boss = Manager::sign_in(&stack).await;
    let person = Employee::register(&stack, "anna").await;
    boss.approve(&stack, &person, &[]).await;
    person.sign_in(&stack).await;
    // Passwords, rights, states, sessions.
    let student = Member::sign_in(&stack, "student").await;
    let credentials = json!({ "Username": "student", "Password": "their secret" });
    student.update(&stack, &credentials).await;
    member::sign_in(&stack, &member::wechat("student")).await;
    let permission = admin.permission("GET", "/account/user/").await;
    let group = json!({ "name": "g", "permissions": [permission] });
    admin.create("/account/group/", &group).await;
    let alice = admin.user("alice", &[permission]).await;
    let path = format!("/account/user/{alice}/");
    for change in [
        json!({ "is_active": false }),
        json!({ "password": "new secret", "first_name": "A" }),
        json!({ "groups": [1] }),
    ] {
        admin.patch(&path, &change).await;
    }
    admin.delete(&path).await;
    admin.delete("/account/session/?keep_current=true").await;
    admin.post("/account/logout/", &json!({})).await;
    rotate(&stack).await;

    let admin = Panel::superuser(&stack).await;
    let (all, _) = pages(&admin, &stack, "limit=100").await;
    let lines = log.of("audit");
    let logged: Vec<_> = lines.iter().map(|line| &line["fields"]["kind"]).collect();
    for kind in shared::audit::AuditKind::ALL {
        if kind == shared::audit::AuditKind::IdentityLinked {
            // The sandbox has one app of each kind; the tests of linking have two.
            continue;
        }
        assert!(kinds(&all).contains(&kind.as_str()), "{kind:?} is not kept");
        assert!(logged.contains(&&json!(kind)), "{kind:?} is not logged");
    }
    for text in [json!(all).to_string(), json!(lines).to_string()] {
        for secret in [
            "top secret",
            "wrong secret",
            "their secret",
            "new secret",
            "12345678",
            "$argon2id$",
            &token,
            &boss.token,
            &student.token,
            &person.openid,
            "session_key",
        ] {
            assert!(!text.contains(secret), "{secret}");
        }
    }
}

/// Secrets Manager has the token keys rotated.
async fn rotate(stack: &TestStack) {
    let request = tests::stack::client()
        .post(stack.inner().aws_url())
        .header("x-amz-target", "secretsmanager.RotateSecret")
        .header("content-type", "application/x-amz-json-1.1")
        .body(json!({ "SecretId": "TokenKeysSecret" }).to_string());
    assert_eq!(Answer::to(request).await.status, 200);
}
