//! `GET|POST /mjpm/v1/auth/register/{openid}`.

use serde_json::json;
use tests::double::{Double, Script};
use tests::{Employee, Manager, TestStack};

use super::{failure, success};

const REGISTERED: &str = "1000:员工注册成功";
const EXPIRED: &str = "1001:随机码过期";
const WRONG: &str = "1002:随机码验证失败!";
const TWICE: &str = "1003:员工重复注册!";
const FAILED: &str = "1004:员工注册失败";

/// Someone with a code in the mailbox.
async fn applicant(stack: &TestStack, name: &str) -> (Employee, String) {
    let person = Employee::prove(stack, name).await;
    person.ask_for_code(stack).await;
    let code = stack.mailed_code(&person.email).await;
    (person, code)
}

/// A code that is not `code`.
fn not(code: &str) -> String {
    format!("{:04}", (code.parse::<u32>().unwrap() + 1) % 10_000)
}

#[tokio::test]
async fn the_documents_example() {
    let stack = TestStack::start().await;
    let (person, code) = applicant(&stack, "施海泉").await;
    let body = json!({ "name": "施海泉", "email": person.email, "avatar_url": "", "code": code });
    let answer = stack
        .post(&format!("/mjpm/v1/auth/register/{}", person.openid), &body)
        .await;
    assert_eq!(answer.outcome(), success(REGISTERED));
}

#[tokio::test]
async fn get_does_as_well_as_post() {
    let stack = TestStack::start().await;
    let (person, code) = applicant(&stack, "zs").await;
    let query = format!(
        "name=%E6%96%BD&email={}&avatar_url=&code={code}",
        person.email
    );
    let answer = stack
        .get(&format!("/mjpm/v1/auth/register/{}?{query}", person.openid))
        .await;
    assert_eq!(answer.outcome(), success(REGISTERED));
}

#[tokio::test]
async fn an_employee_begins_under_review_without_rights() {
    let stack = TestStack::with(&[("StageName", "prod")], &[]).await;
    let boss = Manager::sign_in(&stack).await;
    let person = Employee::register(&stack, "zs").await;
    let list = boss.list(&stack, "").await;
    let listed = &list.body["data"][1];
    assert_eq!(listed["openid"], person.openid.as_str());
    assert_eq!(
        (&listed["status"], &listed["rights"], &listed["permission"]),
        (&json!("审核"), &json!([]), &json!([]))
    );
}

#[tokio::test]
async fn a_code_is_good_for_ten_minutes() {
    let stack = TestStack::start().await;
    let (person, code) = applicant(&stack, "zs").await;
    stack.advance(598);
    stack.prove("zs").await;
    stack.advance(4);
    assert_eq!(
        person.register_with(&stack, &code).await.outcome(),
        failure(EXPIRED)
    );

    let (person, code) = applicant(&stack, "ls").await;
    stack.advance(595);
    assert_eq!(
        person.register_with(&stack, &code).await.outcome(),
        success(REGISTERED)
    );
}

#[tokio::test]
async fn without_a_code_there_is_nothing_to_try() {
    let stack = TestStack::start().await;
    let person = Employee::prove(&stack, "zs").await;
    assert_eq!(
        person.register_with(&stack, "1234").await.outcome(),
        failure(EXPIRED)
    );
}

#[tokio::test]
async fn a_wrong_code_is_told_and_five_burn_it() {
    let stack = TestStack::start().await;
    let (person, code) = applicant(&stack, "zs").await;
    for _ in 0..4 {
        assert_eq!(
            person.register_with(&stack, &not(&code)).await.outcome(),
            failure(WRONG)
        );
    }
    assert_eq!(
        person.register_with(&stack, "12345").await.outcome(),
        failure(WRONG)
    );
    assert_eq!(
        person.register_with(&stack, &code).await.outcome(),
        failure(EXPIRED)
    );
    stack.advance(61);
    person.ask_for_code(&stack).await;
    let code = stack.mailed_code(&person.email).await;
    assert_eq!(
        person.register_with(&stack, &code).await.outcome(),
        success(REGISTERED)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_at_the_same_moment_all_count() {
    let stack = TestStack::start().await;
    let (person, code) = applicant(&stack, "zs").await;
    let wrong = not(&code);
    let answers = tests::together((0..20).map(|_| person.register_with(&stack, &wrong))).await;
    let tried = answers
        .iter()
        .filter(|answer| answer.outcome() == failure(WRONG))
        .count();
    let burnt = answers
        .iter()
        .filter(|answer| answer.outcome() == failure(EXPIRED))
        .count();
    assert_eq!((tried, burnt), (5, 15));
    assert_eq!(
        person.register_with(&stack, &code).await.outcome(),
        failure(EXPIRED)
    );
}

#[tokio::test]
async fn a_code_is_bound_to_openid_and_address() {
    let stack = TestStack::start().await;
    let (one, code) = applicant(&stack, "one").await;
    let other = Employee::prove(&stack, "other").await;
    assert_eq!(
        other.register_with(&stack, &code).await.outcome(),
        failure(EXPIRED)
    );
    let body =
        json!({ "name": "one", "email": "elsewhere@163.com", "avatar_url": "", "code": code });
    let elsewhere = stack
        .post(&format!("/mjpm/v1/auth/register/{}", one.openid), &body)
        .await;
    assert_eq!(elsewhere.outcome(), failure(WRONG));
}

#[tokio::test]
async fn a_newer_code_replaces_the_older() {
    let stack = TestStack::start().await;
    let (person, old) = applicant(&stack, "zs").await;
    let mut new = old.clone();
    while new == old {
        stack.advance(61);
        person.ask_for_code(&stack).await;
        new = stack.mailed_code(&person.email).await;
    }
    assert_eq!(
        person.register_with(&stack, &old).await.outcome(),
        failure(WRONG)
    );
    assert_eq!(
        person.register_with(&stack, &new).await.outcome(),
        success(REGISTERED)
    );
}

#[tokio::test]
async fn a_code_works_once() {
    let stack = TestStack::start().await;
    let (person, code) = applicant(&stack, "zs").await;
    assert_eq!(
        person.register_with(&stack, &code).await.outcome(),
        success(REGISTERED)
    );
    assert_eq!(
        person.register_with(&stack, &code).await.outcome(),
        failure(TWICE)
    );
}

#[tokio::test]
async fn without_a_proof_nobody_registers_and_no_try_is_counted() {
    let stack = TestStack::start().await;
    let (person, code) = applicant(&stack, "zs").await;
    stack.advance(590);
    // The proof ends before the code does when it was opened before.
    stack.advance(9);
    let late = Employee::prove(&stack, "zs").await;
    stack.advance(61);
    late.ask_for_code(&stack).await;
    let fresh = stack.mailed_code(&person.email).await;
    stack.advance(545);
    for _ in 0..6 {
        assert_eq!(
            person.register_with(&stack, &code).await.outcome(),
            failure(FAILED)
        );
    }
    stack.prove("zs").await;
    assert_eq!(
        person.register_with(&stack, &fresh).await.outcome(),
        success(REGISTERED)
    );
    for openid in ["9988", "a%20b"] {
        let body = json!({ "name": "x", "email": "x@163.com", "avatar_url": "", "code": "1234" });
        let answer = stack
            .post(&format!("/mjpm/v1/auth/register/{openid}"), &body)
            .await;
        assert_eq!(answer.outcome(), failure(FAILED));
    }
}

#[tokio::test]
async fn an_openid_or_an_address_registers_once() {
    let stack = TestStack::start().await;
    let first = Employee::register(&stack, "first").await;
    stack.advance(61);
    first.ask_for_code(&stack).await;
    let code = stack.mailed_code(&first.email).await;
    assert_eq!(
        first.register_with(&stack, &code).await.outcome(),
        failure(TWICE)
    );

    stack.advance(61);
    let mut second = Employee::prove(&stack, "second").await;
    second.email = first.email.to_uppercase();
    second.ask_for_code(&stack).await;
    let code = stack.mailed_code(&first.email).await;
    assert_eq!(
        second.register_with(&stack, &code).await.outcome(),
        failure(TWICE)
    );
    assert_eq!(
        second.try_sign_in(&stack).await.outcome(),
        failure("1001:员工信息不存在!")
    );
}

#[tokio::test]
async fn an_address_of_someone_who_is_no_employee_is_not_taken_from_them() {
    let stack = TestStack::start().await;
    stack
        .invoke(
            "create-superuser",
            &json!({ "username": "admin", "email": "zs@163.com" }),
        )
        .await;
    let (person, code) = applicant(&stack, "zs").await;
    assert_eq!(
        person.register_with(&stack, &code).await.outcome(),
        failure(FAILED)
    );
}

#[tokio::test]
async fn a_user_of_another_family_becomes_an_employee_and_stays_one_user() {
    let stack = TestStack::start().await;
    let boss = Manager::sign_in(&stack).await;
    let before = stack
        .post("/user/user/login/", &json!({ "code": "zs" }))
        .await;
    let person = Employee::register(&stack, "zs").await;
    assert_eq!(
        json!(boss.id_of(&stack, &person).await),
        before.body["data"]["id"]
    );
    let after = stack
        .post("/user/user/login/", &json!({ "code": "zs" }))
        .await;
    assert_eq!(after.body["data"]["id"], before.body["data"]["id"]);
}

#[tokio::test]
async fn a_person_known_by_the_unionid_of_another_app_stays_one_user() {
    let app = |appid: &str, family: &str| json!({ "method": "WeChat", "type": "wx_small", "appid": appid, "secret": "s", "families": [family] });
    let both =
        json!({ "apps": [app("wx1", "attendance"), app("wx2", "mjpm")], "k1": "k" }).to_string();
    let secret =
        |value: &serde_json::Value| Script::json(&json!({ "SecretString": value.to_string() }));
    let keys = secret(&json!({ "active": "k1", "k1": "k".repeat(32) }));
    let apps = Script::json(&json!({ "SecretString": both }));
    // Each function has a cache of its own: weixinmp asks for the apps, code and attendance for both.
    let secrets = Double::by(move |request| {
        if request.body.contains("TokenKeys") {
            keys.clone()
        } else {
            apps.clone()
        }
    })
    .await;
    let wechat = Double::by(|request| {
        let openid = if request.uri.contains("appid=wx1") {
            "in_wx1"
        } else {
            "in_wx2"
        };
        Script::json(&json!({ "openid": openid, "unionid": "u1" }))
    })
    .await;
    let environment = [
        ("AWS_ENDPOINT_URL_SECRETS_MANAGER", secrets.url()),
        ("WECHAT_API_URL", wechat.url()),
    ];
    let stack = TestStack::with(&[("MjpmAppId", "wx2")], &environment).await;
    let first = stack
        .post("/user/user/login/", &json!({ "code": "x" }))
        .await;
    let person = Employee::register(&stack, "zs").await;
    let item = stack
        .user_item(first.body["data"]["id"].as_i64().unwrap())
        .await;
    let openids: Vec<&str> = item["identities"]["L"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["M"]["openid"]["S"].as_str().unwrap())
        .collect();
    assert_eq!(openids, ["in_wx1", "in_wx2"]);
    assert_eq!(person.openid, "in_wx2");
    assert_eq!(
        person.try_sign_in(&stack).await.outcome(),
        failure("1002:用户信息审核中!")
    );
}

#[tokio::test]
async fn a_disabled_person_does_not_register() {
    let stack = TestStack::start().await;
    stack
        .post("/user/user/login/", &json!({ "code": "zs" }))
        .await;
    stack.disable_user(1).await;
    let (person, code) = applicant(&stack, "zs").await;
    assert_eq!(
        person.register_with(&stack, &code).await.outcome(),
        failure(FAILED)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_registration_many_times_at_the_same_moment_happens_once() {
    let stack = TestStack::start().await;
    let (person, code) = applicant(&stack, "zs").await;
    let answers = tests::together((0..4).map(|_| person.register_with(&stack, &code))).await;
    let done = answers
        .iter()
        .filter(|answer| answer.outcome() == success(REGISTERED))
        .count();
    let refused = answers
        .iter()
        .filter(|answer| [failure(TWICE), failure(EXPIRED)].contains(&answer.outcome()))
        .count();
    assert_eq!((done, refused), (1, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn registration_and_another_familys_first_sign_in_at_the_same_moment_make_one_user() {
    let stack = TestStack::start().await;
    let boss = Manager::sign_in(&stack).await;
    for round in 0..5 {
        let (person, code) = applicant(&stack, &format!("p{round}")).await;
        let name = person.name.clone();
        let body = json!({ "code": name });
        let sign_in = stack.post("/user/user/login/", &body);
        let (registered, signed_in) =
            tests::both(person.register_with(&stack, &code), sign_in).await;
        assert_eq!(signed_in.text("msg"), "success");
        // Whoever comes second finds the first one's user.
        assert_eq!(registered.outcome(), success(REGISTERED));
        assert_eq!(
            json!(boss.id_of(&stack, &person).await),
            signed_in.body["data"]["id"]
        );
    }
}
