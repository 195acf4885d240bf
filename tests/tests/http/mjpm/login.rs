//! `GET /mjpm/v1/auth/login/{openid}`.

use serde_json::json;
use tests::{Employee, Manager, TestStack};

use super::failure;

#[tokio::test]
async fn the_documents_example() {
    let stack = TestStack::with(&[("StageName", "prod")], &[]).await;
    let boss = Manager::sign_in(&stack).await;
    let employee = Employee::register(&stack, "施海泉").await;
    boss.approve(&stack, &employee, &["员工管理"]).await;
    let id = boss.id_of(&stack, &employee).await;
    let review =
        json!({ "id": id, "mobile": "13800000000", "dept_name": "IT", "duty": "engineer" });
    assert_eq!(boss.review(&stack, &review).await.text("code"), "1003");

    let answer = employee.try_sign_in(&stack).await;
    let data = &answer.body["data"];
    let expected = json!({
        "result": "success",
        "code": "1000",
        "msg": "1000:员工登录成功",
        "data": {
            "id": id,
            "openid": employee.openid, "open_id": employee.openid,
            "name": "施海泉",
            "avatar_url": "",
            "email": employee.email,
            "phone": "13800000000", "mobile": "13800000000",
            "dept": "IT", "dept_name": "IT",
            "station": "engineer", "duty": "engineer",
            "status": "在职",
            "rights": ["员工管理"],
            "permission": [],
            "register_time": data["register_time"],
            "token": data["token"],
        },
    });
    assert_eq!(answer.outcome(), (200, expected));
    assert_eq!(data["token"].as_str().unwrap().split('.').count(), 3);
    assert_eq!(
        data["register_time"].as_str().unwrap().len(),
        "2021-02-19 15:27:34".len()
    );
}

#[tokio::test]
async fn an_openid_alone_signs_nobody_in() {
    let stack = TestStack::start().await;
    let boss = Manager::sign_in(&stack).await;
    // The sign-in of a moment ago has used the proof up.
    let again = stack
        .get(&format!("/mjpm/v1/auth/login/{}", boss.openid))
        .await;
    assert_eq!(again.outcome(), failure("1005:微信认证已过期!"));
    for openid in ["9988", "oFL4e0fSew", "%E5%91%98", "a%20b", "a%2Fb"] {
        let answer = stack.get(&format!("/mjpm/v1/auth/login/{openid}")).await;
        assert_eq!(
            answer.outcome(),
            failure("1005:微信认证已过期!"),
            "{openid}"
        );
    }
}

#[tokio::test]
async fn a_proof_lasts_ten_minutes() {
    let stack = TestStack::start().await;
    let boss = Manager::sign_in(&stack).await;
    let path = format!("/mjpm/v1/auth/login/{}", boss.openid);
    stack.prove("boss").await;
    stack.advance(598);
    assert_eq!(stack.get(&path).await.text("code"), "1000");
    stack.prove("boss").await;
    stack.advance(601);
    assert_eq!(
        stack.get(&path).await.outcome(),
        failure("1005:微信认证已过期!")
    );
}

#[tokio::test]
async fn whoever_is_no_employee_or_not_yet_or_not_any_more_does_not_come_in() {
    let stack = TestStack::start().await;
    let boss = Manager::sign_in(&stack).await;
    let person = Employee::prove(&stack, "alice").await;
    assert_eq!(
        person.try_sign_in(&stack).await.outcome(),
        failure("1001:员工信息不存在!")
    );
    // A user of another family is no employee either.
    stack
        .post("/user/user/login/", &json!({ "code": "alice" }))
        .await;
    assert_eq!(
        person.try_sign_in(&stack).await.outcome(),
        failure("1001:员工信息不存在!")
    );

    let person = Employee::register(&stack, "alice").await;
    assert_eq!(
        person.try_sign_in(&stack).await.outcome(),
        failure("1002:用户信息审核中!")
    );
    let id = boss.id_of(&stack, &person).await;
    for status in ["停用", "离职", "拒绝"] {
        boss.review(&stack, &json!({ "id": id, "status": status }))
            .await;
        assert_eq!(
            person.try_sign_in(&stack).await.outcome(),
            failure("1004:员工账号已停用!"),
            "{status}"
        );
    }
    boss.review(&stack, &json!({ "id": id, "status": "在职" }))
        .await;
    // No refusal has used the proof up.
    assert_eq!(
        person.try_sign_in(&stack).await.text("msg"),
        "1000:员工登录成功"
    );
}

#[tokio::test]
async fn a_disabled_account_does_not_come_in() {
    let stack = TestStack::start().await;
    let boss = Manager::sign_in(&stack).await;
    stack.prove("boss").await;
    stack.disable_user(boss.id).await;
    let answer = stack
        .get(&format!("/mjpm/v1/auth/login/{}", boss.openid))
        .await;
    assert_eq!(answer.outcome(), failure("1004:员工账号已停用!"));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_proof_signs_in_once_however_many_ask_at_the_same_moment() {
    let stack = TestStack::start().await;
    let boss = Manager::sign_in(&stack).await;
    stack.prove("boss").await;
    let path = format!("/mjpm/v1/auth/login/{}", boss.openid);
    let answers = tests::together((0..6).map(|_| stack.get(&path))).await;
    let winners = answers
        .iter()
        .filter(|answer| answer.text("code") == "1000")
        .count();
    let losers = answers
        .iter()
        .filter(|answer| answer.outcome() == failure("1005:微信认证已过期!"))
        .count();
    assert_eq!((winners, losers), (1, 5));
}

#[tokio::test]
async fn without_proofs_an_openid_signs_in_as_the_bare_document_has_it() {
    let stack = TestStack::with(&[("OpenidProof", "off")], &[]).await;
    let boss = Manager::sign_in(&stack).await;
    let again = stack
        .get(&format!("/mjpm/v1/auth/login/{}", boss.openid))
        .await;
    assert_eq!(again.text("msg"), "1000:员工登录成功");
    for unknown in ["9988", "a%20b"] {
        let answer = stack.get(&format!("/mjpm/v1/auth/login/{unknown}")).await;
        assert_eq!(answer.outcome(), failure("1001:员工信息不存在!"));
    }
}

#[tokio::test]
async fn on_a_laptop_every_employee_has_every_application() {
    let applications = ("MjpmApplications", "员工管理,考勤,报销");
    let all = json!(["员工管理", "考勤", "报销"]);
    let local = TestStack::with(&[applications], &[]).await;
    let boss = Manager::sign_in(&local).await;
    let employee = Employee::at_work(&local, &boss, "alice", &[]).await;
    assert_eq!(
        employee.try_sign_in(&local).await.body["data"]["rights"],
        all
    );
    let token = employee.sign_in(&local).await;
    let list = local
        .get(&format!(
            "/mjpm/v1/员工管理/{}?token={token}",
            employee.openid
        ))
        .await;
    assert_eq!(list.text("msg"), "1000:操作成功");

    let deployed = TestStack::with(&[applications, ("StageName", "prod")], &[]).await;
    let boss = Manager::sign_in(&deployed).await;
    let employee = Employee::at_work(&deployed, &boss, "alice", &["考勤"]).await;
    assert_eq!(
        employee.try_sign_in(&deployed).await.body["data"]["rights"],
        json!(["考勤"])
    );
}

#[tokio::test]
async fn the_token_ends_after_fourteen_days() {
    let stack = TestStack::start().await;
    let boss = Manager::sign_in(&stack).await;
    stack.advance(14 * 24 * 3600 - 10);
    assert_eq!(boss.list(&stack, "").await.text("code"), "1000");
    stack.advance(20);
    assert_eq!(
        boss.list(&stack, "").await.outcome(),
        failure("1001:验证失败")
    );
}
