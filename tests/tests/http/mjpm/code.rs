//! `GET|POST /mjpm/v1/auth/code/{openid}`.

use serde_json::json;
use tests::double::{Double, Script};
use tests::{Employee, TestStack};

use super::{failure, success, system_error};

const SENT: &str = "1000:验证码发送成功";
const TOO_OFTEN: &str = "1002:验证码发送过于频繁!";

#[tokio::test]
async fn the_documents_example() {
    let stack = TestStack::start().await;
    let person = Employee::prove(&stack, "zs").await;
    let answer = stack
        .post(
            &format!("/mjpm/v1/auth/code/{}", person.openid),
            &json!({ "email": "zs@163.com" }),
        )
        .await;
    assert_eq!(answer.outcome(), success(SENT));
}

#[tokio::test]
async fn the_mail_is_in_chinese_as_text_and_html_with_four_digits() {
    let stack = TestStack::start().await;
    let person = Employee::prove(&stack, "zs").await;
    person.ask_for_code(&stack).await;
    let mails = stack.inbox(&person.email).await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0]["subject"], "【通行】邮箱验证码");
    let code = stack.mailed_code(&person.email).await;
    assert!(
        code.len() == 4 && code.bytes().all(|b| b.is_ascii_digit()),
        "{code}"
    );
    for body in ["text", "html"] {
        let body = mails[0][body].as_str().unwrap();
        assert!(
            body.contains(&code) && body.contains("10 分钟内有效"),
            "{body}"
        );
    }
}

#[tokio::test]
async fn get_does_as_well_as_post() {
    let stack = TestStack::start().await;
    let person = Employee::prove(&stack, "zs").await;
    let answer = stack
        .get(&format!(
            "/mjpm/v1/auth/code/{}?email=zs%40163.com",
            person.openid
        ))
        .await;
    assert_eq!(answer.outcome(), success(SENT));
    assert_eq!(stack.inbox("zs@163.com").await.len(), 1);
}

#[tokio::test]
async fn an_address_that_is_none_is_refused() {
    let stack = TestStack::start().await;
    let person = Employee::prove(&stack, "zs").await;
    for email in [
        "",
        "zs",
        "zs@163",
        "a b@163.com",
        "张@163.com",
        "a@b.com,c@d.com",
        "\"a\"@b.com",
    ] {
        let answer = stack
            .post(
                &format!("/mjpm/v1/auth/code/{}", person.openid),
                &json!({ "email": email }),
            )
            .await;
        assert_eq!(answer.outcome(), failure("1001:邮箱格式错误!"), "{email}");
    }
    // A refusal is no code sent.
    assert_eq!(person.ask_for_code(&stack).await.outcome(), success(SENT));
}

#[tokio::test]
async fn without_a_proof_no_mail_goes_out() {
    let stack = TestStack::start().await;
    let person = Employee::prove(&stack, "zs").await;
    stack.advance(601);
    assert_eq!(
        person.ask_for_code(&stack).await.outcome(),
        failure("1005:微信认证已过期!")
    );
    for openid in ["9988", "%E5%91%98", "a%20b"] {
        let answer = stack
            .post(
                &format!("/mjpm/v1/auth/code/{openid}"),
                &json!({ "email": "zs@163.com" }),
            )
            .await;
        assert_eq!(answer.outcome(), failure("1005:微信认证已过期!"));
    }
    assert!(stack.inbox("zs@163.com").await.is_empty());
}

#[tokio::test]
async fn without_proofs_the_bare_document_sends_to_any_openid() {
    let stack = TestStack::with(&[("OpenidProof", "off")], &[]).await;
    let answer = stack
        .post("/mjpm/v1/auth/code/9988", &json!({ "email": "zs@163.com" }))
        .await;
    assert_eq!(answer.outcome(), success(SENT));
}

#[tokio::test]
async fn one_code_a_minute_for_an_openid_and_for_an_address() {
    let stack = TestStack::start().await;
    let (one, other) = (
        Employee::prove(&stack, "one").await,
        Employee::prove(&stack, "other").await,
    );
    assert_eq!(one.ask_for_code(&stack).await.outcome(), success(SENT));
    stack.advance(58);
    assert_eq!(one.ask_for_code(&stack).await.outcome(), failure(TOO_OFTEN));
    let to = |openid: &str, email: &str| {
        let (path, body) = (
            format!("/mjpm/v1/auth/code/{openid}"),
            json!({ "email": email }),
        );
        let stack = &stack;
        async move { stack.post(&path, &body).await.outcome() }
    };
    assert_eq!(
        to(&one.openid, "elsewhere@163.com").await,
        failure(TOO_OFTEN)
    );
    assert_eq!(to(&other.openid, &one.email).await, failure(TOO_OFTEN));
    assert_eq!(
        to(&other.openid, &one.email.to_uppercase()).await,
        failure(TOO_OFTEN)
    );
    assert_eq!(to(&other.openid, &other.email).await, success(SENT));
    stack.advance(3);
    assert_eq!(one.ask_for_code(&stack).await.outcome(), success(SENT));
}

#[tokio::test]
async fn ten_codes_a_day_for_an_openid() {
    let stack = TestStack::start().await;
    for n in 0..10 {
        let openid = stack.prove("one").await;
        let answer = stack
            .post(
                &format!("/mjpm/v1/auth/code/{openid}"),
                &json!({ "email": format!("a{n}@163.com") }),
            )
            .await;
        assert_eq!(answer.outcome(), success(SENT), "{n}");
        stack.advance(61);
    }
    let one = Employee::prove(&stack, "one").await;
    assert_eq!(one.ask_for_code(&stack).await.outcome(), failure(TOO_OFTEN));
    stack.advance(24 * 3600);
    let one = Employee::prove(&stack, "one").await;
    assert_eq!(one.ask_for_code(&stack).await.outcome(), success(SENT));
}

#[tokio::test]
async fn ten_codes_a_day_for_an_address() {
    let stack = TestStack::start().await;
    let body = json!({ "email": "all@163.com" });
    for n in 0..10 {
        let openid = stack.prove(&format!("p{n}")).await;
        assert_eq!(
            stack
                .post(&format!("/mjpm/v1/auth/code/{openid}"), &body)
                .await
                .outcome(),
            success(SENT),
            "{n}"
        );
        stack.advance(61);
    }
    let openid = stack.prove("p10").await;
    assert_eq!(
        stack
            .post(&format!("/mjpm/v1/auth/code/{openid}"), &body)
            .await
            .outcome(),
        failure(TOO_OFTEN)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_at_the_same_moment_send_one_mail() {
    let stack = TestStack::start().await;
    let person = Employee::prove(&stack, "zs").await;
    let answers = tests::together((0..6).map(|_| person.ask_for_code(&stack))).await;
    let sent = answers
        .iter()
        .filter(|answer| answer.outcome() == success(SENT))
        .count();
    let refused = answers
        .iter()
        .filter(|answer| answer.outcome() == failure(TOO_OFTEN))
        .count();
    assert_eq!((sent, refused), (1, 5));
    assert_eq!(stack.inbox(&person.email).await.len(), 1);
}

#[tokio::test]
async fn a_mail_that_ses_refuses_costs_nothing() {
    for (script, status) in [
        (
            Script::ses_error(400, "MessageRejected", "Email address is not verified."),
            500,
        ),
        (
            Script::ses_error(400, "AccountSendingPausedException", "paused"),
            500,
        ),
        (
            Script::ses_error(400, "Throttling", "Daily message quota exceeded"),
            503,
        ),
    ] {
        // The SDK itself asks three times when it is throttled.
        let refusals = if status == 503 { 3 } else { 1 };
        let ses =
            Double::playing(std::iter::repeat_n(script, refusals).chain([Script::ses_success()]))
                .await;
        let stack = TestStack::with(&[], &[("AWS_ENDPOINT_URL_SES", ses.url())]).await;
        let person = Employee::prove(&stack, "zs").await;
        assert_eq!(
            person.ask_for_code(&stack).await.outcome(),
            system_error(status)
        );
        assert_eq!(person.ask_for_code(&stack).await.outcome(), success(SENT));
    }
}

#[tokio::test]
async fn a_code_that_was_good_stays_good_when_ses_refuses_the_next() {
    let ses = Double::playing([
        Script::ses_success(),
        Script::ses_error(400, "MessageRejected", "no"),
    ])
    .await;
    let stack = TestStack::with(&[], &[("AWS_ENDPOINT_URL_SES", ses.url())]).await;
    let person = Employee::prove(&stack, "zs").await;
    assert_eq!(person.ask_for_code(&stack).await.outcome(), success(SENT));
    stack.advance(61);
    assert_eq!(
        person.ask_for_code(&stack).await.outcome(),
        system_error(500)
    );
    let mail = ses.seen()[0].body.clone();
    let encoded = "%E9%AA%8C%E8%AF%81%E7%A0%81%E6%98%AF%3A";
    let code: String = mail
        .split(encoded)
        .nth(1)
        .unwrap()
        .chars()
        .take(4)
        .collect();
    assert_eq!(
        person.register_with(&stack, &code).await.text("msg"),
        "1000:员工注册成功"
    );
}

#[tokio::test]
async fn without_the_database_nothing_is_sent() {
    let ses = Double::playing([Script::ses_success()]).await;
    let environment = [
        ("AWS_ENDPOINT_URL_SES", ses.url()),
        ("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1"),
    ];
    let stack = TestStack::with(&[("OpenidProof", "off")], &environment).await;
    let answer = stack
        .post("/mjpm/v1/auth/code/9988", &json!({ "email": "zs@163.com" }))
        .await;
    assert_eq!(answer.outcome(), system_error(503));
    assert!(ses.seen().is_empty());
}
