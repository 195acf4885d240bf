//! `POST /mjpm/v1/员工管理/审核/{openid}`.

use serde_json::{Value, json};
use tests::people::STAFF;
use tests::{Employee, Manager, TestStack};

use super::{failure, success};

const DONE: &str = "1003:操作成功!";
const REFUSED: &str = "1001:操作授权失败!";

async fn deployed() -> TestStack {
    TestStack::with(
        &[
            ("StageName", "prod"),
            ("MjpmApplications", "员工管理,考勤,报销"),
        ],
        &[],
    )
    .await
}

/// The record of `openid` as the boss sees it.
async fn record(stack: &TestStack, boss: &Manager, openid: &str) -> Value {
    let list = boss.list(stack, "").await.body;
    list["data"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["openid"] == openid)
        .unwrap()
        .clone()
}

#[tokio::test]
async fn the_documents_example() {
    let stack = deployed().await;
    let boss = Manager::sign_in(&stack).await;
    let person = Employee::register(&stack, "zs").await;
    let id = boss.id_of(&stack, &person).await;
    let body = json!({
        "id": id.to_string(), "email": "zs@qq.com", "avatar_url": "https://a/b.png", "mobile": "138", "name": "张三",
        "station": "工程师", "status": "在职", "dept_name": "IT", "rights": ["考勤"], "token": boss.token,
    });
    for path in [
        format!("{STAFF}/审核/{}", boss.openid),
        format!("/oa/v1/员工管理/审核/{}", boss.openid),
    ] {
        assert_eq!(stack.post(&path, &body).await.outcome(), success(DONE));
    }
    let record = record(&stack, &boss, &person.openid).await;
    for (field, value) in [
        ("name", json!("张三")),
        ("email", json!("zs@qq.com")),
        ("avatar_url", json!("https://a/b.png")),
        ("phone", json!("138")),
        ("mobile", json!("138")),
        ("station", json!("工程师")),
        ("duty", json!("工程师")),
        ("dept", json!("IT")),
        ("dept_name", json!("IT")),
        ("status", json!("在职")),
        ("rights", json!(["考勤"])),
    ] {
        assert_eq!(record[field], value, "{field}");
    }
}

#[tokio::test]
async fn a_form_does_as_well_as_json() {
    let stack = deployed().await;
    let boss = Manager::sign_in(&stack).await;
    let person = Employee::register(&stack, "zs").await;
    let id = boss.id_of(&stack, &person).await;
    for (rights, expected) in [
        ("&rights=%E8%80%83%E5%8B%A4", json!(["考勤"])),
        (
            "&rights=%E8%80%83%E5%8B%A4&rights=%E6%8A%A5%E9%94%80",
            json!(["考勤", "报销"]),
        ),
        ("&rights=", json!([])),
    ] {
        let form = format!(
            "id={id}&token={}&status=%E5%9C%A8%E8%81%8C{rights}",
            boss.token
        );
        let answer = stack
            .post_raw(
                &format!("{STAFF}/审核/{}", boss.openid),
                "application/x-www-form-urlencoded",
                form,
            )
            .await;
        assert_eq!(answer.outcome(), success(DONE), "{rights}");
        assert_eq!(
            record(&stack, &boss, &person.openid).await["rights"],
            expected
        );
    }
    let answer = boss
        .review(&stack, &json!({ "id": id, "rights": ["考勤", 1] }))
        .await;
    assert_eq!(
        answer.text("msg"),
        "400:字段 rights:第 2 项:类型错误,应为字符串"
    );
}

#[tokio::test]
async fn empty_texts_leave_a_field_as_it_is() {
    let stack = deployed().await;
    let boss = Manager::sign_in(&stack).await;
    let person = Employee::register(&stack, "zs").await;
    let id = boss.id_of(&stack, &person).await;
    boss.review(
        &stack,
        &json!({ "id": id, "mobile": "138", "station": "x", "rights": ["考勤"] }),
    )
    .await;
    let before = record(&stack, &boss, &person.openid).await;
    let empty = json!({
        "id": id, "email": "", "avatar_url": "", "mobile": "", "name": "", "station": "", "status": "", "dept_name": "", "rights": ["考勤"],
    });
    assert_eq!(boss.review(&stack, &empty).await.outcome(), success(DONE));
    assert_eq!(record(&stack, &boss, &person.openid).await, before);
    assert_eq!(
        boss.review(&stack, &json!({ "id": id, "rights": [] }))
            .await
            .outcome(),
        success(DONE)
    );
    assert_eq!(
        record(&stack, &boss, &person.openid).await["rights"],
        json!([])
    );
}

#[tokio::test]
async fn what_is_wrong_is_told_and_nothing_is_written() {
    let stack = deployed().await;
    let boss = Manager::sign_in(&stack).await;
    let person = Employee::register(&stack, "zs").await;
    let id = boss.id_of(&stack, &person).await;
    stack
        .post("/user/user/login/", &json!({ "code": "no employee" }))
        .await;
    let before = record(&stack, &boss, &person.openid).await;
    for (changes, reason) in [
        (json!({ "id": 999, "name": "x" }), "员工不存在"),
        (json!({ "id": id + 1, "name": "x" }), "员工不存在"),
        (
            json!({ "id": id, "name": "x", "status": "在岗" }),
            "状态应为 审核、在职、停用、离职、拒绝 之一",
        ),
        (
            json!({ "id": id, "name": "x", "email": "nobody" }),
            "邮箱格式错误",
        ),
        (
            json!({ "id": id, "name": "x", "rights": ["考勤", "财务"] }),
            "应用不存在",
        ),
    ] {
        let answer = boss.review(&stack, &changes).await;
        assert_eq!(
            answer.outcome(),
            failure(&format!("1002:操作出现错误!{reason}")),
            "{changes}"
        );
    }
    assert_eq!(record(&stack, &boss, &person.openid).await, before);
}

#[tokio::test]
async fn fields_outside_the_list_change_nothing() {
    let stack = deployed().await;
    let boss = Manager::sign_in(&stack).await;
    let person = Employee::register(&stack, "zs").await;
    let id = boss.id_of(&stack, &person).await;
    let answer = boss.review(&stack, &json!({ "id": id, "is_superuser": true, "openid": "x", "register_time": "x", "password": "x" })).await;
    assert_eq!(answer.outcome(), success(DONE));
    let item = stack.user_item(id).await;
    assert_eq!(item["is_superuser"]["BOOL"], false);
}

#[tokio::test]
async fn two_names_of_one_field_may_not_differ() {
    let stack = deployed().await;
    let boss = Manager::sign_in(&stack).await;
    let answer = boss
        .review(
            &stack,
            &json!({ "id": boss.id, "phone": "1", "mobile": "2" }),
        )
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.text("msg")),
        (400, "400:字段 phone 与 mobile 的值不一致")
    );
}

#[tokio::test]
async fn it_takes_a_token_of_that_openid_and_the_right() {
    let stack = deployed().await;
    let boss = Manager::sign_in(&stack).await;
    let without = Employee::at_work(&stack, &boss, "without", &["考勤"]).await;
    let victim = Employee::register(&stack, "victim").await;
    let id = boss.id_of(&stack, &victim).await;
    let token = without.sign_in(&stack).await;
    for (openid, token) in [
        (&boss.openid, ""),
        (&boss.openid, "x"),
        (&boss.openid, token.as_str()),
        (&without.openid, &token),
        (&without.openid, &boss.token),
    ] {
        let body = json!({ "id": id, "status": "在职", "token": token });
        assert_eq!(
            stack
                .post(&format!("{STAFF}/审核/{openid}"), &body)
                .await
                .outcome(),
            failure(REFUSED)
        );
    }
    assert_eq!(
        record(&stack, &boss, &victim.openid).await["status"],
        "审核"
    );
}

#[tokio::test]
async fn nobody_reviews_themselves_gives_what_they_lack_or_touches_a_superuser() {
    let stack = deployed().await;
    let boss = Manager::sign_in(&stack).await;
    let staff = Employee::at_work(&stack, &boss, "staff", &["员工管理", "考勤"]).await;
    let person = Employee::register(&stack, "zs").await;
    let (own, others) = (
        boss.id_of(&stack, &staff).await,
        boss.id_of(&stack, &person).await,
    );
    let staff = Manager {
        id: own,
        openid: staff.openid.clone(),
        token: staff.sign_in(&stack).await,
    };
    for changes in [
        json!({ "id": own, "rights": ["员工管理", "考勤", "报销"] }),
        json!({ "id": own, "status": "离职" }),
        json!({ "id": others, "status": "在职", "rights": ["报销"] }),
        json!({ "id": boss.id, "status": "停用" }),
        json!({ "id": boss.id, "rights": [] }),
    ] {
        assert_eq!(
            staff.review(&stack, &changes).await.outcome(),
            failure(REFUSED),
            "{changes}"
        );
    }
    assert_eq!(
        boss.review(&stack, &json!({ "id": boss.id, "status": "离职" }))
            .await
            .outcome(),
        failure(REFUSED)
    );
    for changes in [
        json!({ "id": own, "dept": "IT", "status": "在职", "rights": ["员工管理", "考勤"] }),
        json!({ "id": others, "status": "在职", "rights": ["考勤"] }),
        json!({ "id": boss.id, "dept": "IT" }),
    ] {
        assert_eq!(
            staff.review(&stack, &changes).await.outcome(),
            success(DONE),
            "{changes}"
        );
    }
}

#[tokio::test]
async fn a_review_leaves_a_record_of_before_and_after() {
    let stack = deployed().await;
    let boss = Manager::sign_in(&stack).await;
    let person = Employee::register(&stack, "zs").await;
    let id = boss.id_of(&stack, &person).await;
    boss.review(
        &stack,
        &json!({ "id": id, "status": "在职", "rights": ["考勤"] }),
    )
    .await;
    boss.review(&stack, &json!({ "id": id, "status": "在职" }))
        .await;
    let records = stack.audit_records_of(id, "employee_reviewed").await;
    assert_eq!(
        records.len(),
        1,
        "a review that changes nothing leaves none"
    );
    let text = |path: &str| {
        records[0]
            .pointer(path)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    assert_eq!(text("/kind/S"), "employee_reviewed");
    assert_eq!(
        (text("/actor/N"), text("/subject/N"), text("/source_ip/S")),
        (
            boss.id.to_string().as_str(),
            id.to_string().as_str(),
            "127.0.0.1"
        )
    );
    assert_eq!(
        (
            text("/changes/M/status/M/before/S"),
            text("/changes/M/status/M/after/S")
        ),
        ("审核", "在职")
    );
    assert_eq!(text("/changes/M/rights/M/after/L/0/S"), "考勤");
}

#[tokio::test(flavor = "multi_thread")]
async fn reviews_at_the_same_moment_do_not_overwrite_one_another_unseen() {
    let stack = deployed().await;
    let boss = Manager::sign_in(&stack).await;
    let person = Employee::register(&stack, "zs").await;
    let id = boss.id_of(&stack, &person).await;
    let changes: Vec<Value> = (0..4)
        .map(|n| json!({ "id": id, "dept": format!("d{n}") }))
        .collect();
    let answers = tests::together(changes.iter().map(|changes| boss.review(&stack, changes))).await;
    let done = answers
        .iter()
        .filter(|answer| answer.outcome() == success(DONE))
        .count();
    assert!(
        answers
            .iter()
            .all(|answer| ["1003", "1002"].contains(&answer.text("code")))
    );
    assert!(done >= 1);
    let records = stack.audit_records_of(id, "employee_reviewed").await;
    assert_eq!(records.len(), done);
    // Each record's "before" is the "after" of the one it came upon.
    let text = |record: &Value, side: &str| record["changes"]["M"]["dept"]["M"][side]["S"].clone();
    let (mut before, mut after): (Vec<_>, Vec<_>) = records
        .iter()
        .map(|r| (text(r, "before").to_string(), text(r, "after").to_string()))
        .unzip();
    let last = record(&stack, &boss, &person.openid).await["dept"].to_string();
    before.push(last);
    after.push("\"\"".to_owned());
    before.sort();
    after.sort();
    assert_eq!(before, after);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_take_the_right_from_one_another_do_not_both_succeed() {
    let stack = deployed().await;
    let boss = Manager::sign_in(&stack).await;
    for round in 0..5 {
        let mut staff = Vec::new();
        for side in ["a", "b"] {
            let person =
                Employee::at_work(&stack, &boss, &format!("{side}{round}"), &["员工管理"]).await;
            let (id, token) = (
                boss.id_of(&stack, &person).await,
                person.sign_in(&stack).await,
            );
            staff.push(Manager {
                id,
                openid: person.openid.clone(),
                token,
            });
        }
        let (a, b) = (&staff[0], &staff[1]);
        let (on_b, on_a) = (
            json!({ "id": b.id, "status": "停用" }),
            json!({ "id": a.id, "status": "停用" }),
        );
        let (by_a, by_b) = tests::both(a.review(&stack, &on_b), b.review(&stack, &on_a)).await;
        let mut outcomes = [by_a.text("msg").to_owned(), by_b.text("msg").to_owned()];
        outcomes.sort();
        assert_eq!(outcomes, [REFUSED, DONE]);
    }
}

#[tokio::test]
async fn an_address_from_a_review_is_not_a_verified_one() {
    let stack = deployed().await;
    let boss = Manager::sign_in(&stack).await;
    let person = Employee::register(&stack, "zs").await;
    let id = boss.id_of(&stack, &person).await;
    boss.review(&stack, &json!({ "id": id, "email": "new@163.com" }))
        .await;
    // Both addresses are free to be verified by whoever holds them.
    let other = Employee::register(&stack, "new").await;
    assert_eq!(other.email, "new@163.com");
}

#[tokio::test]
async fn another_word_in_the_path_is_a_404() {
    let stack = deployed().await;
    let boss = Manager::sign_in(&stack).await;
    for path in [
        format!("{STAFF}/批准/{}", boss.openid),
        format!("/mjpm/v1/考勤/审核/{}", boss.openid),
    ] {
        let answer = stack
            .post(&path, &json!({ "id": boss.id, "token": boss.token }))
            .await;
        assert_eq!(answer.status, 404, "{path}");
    }
}
