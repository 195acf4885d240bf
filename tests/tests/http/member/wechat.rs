//! WeChat: mini-program, official account, QR code, mobile app.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tests::TestStack;
use tests::double::{Double, Script};

use super::{PATH, expect, failure, rejection, sign_in, uid, wechat};

fn by(kind: &str, code: &str) -> Value {
    json!({ "login_method": "WeChat", "login_type": kind, "code": code })
}

const KINDS: [&str; 4] = ["wx_small", "wx_public", "wx_pc", "wx_app"];

#[tokio::test]
async fn every_kind_of_app_leads_to_the_same_person() {
    let stack = TestStack::start().await;
    let first = uid(&stack, &by("wx_public", "kevin")).await;
    for kind in KINDS {
        let again = sign_in(&stack, &by(kind, "kevin")).await;
        assert_eq!(
            (again["uid"].as_i64().unwrap(), &again["first_login"]),
            (first, &json!(false)),
            "{kind}"
        );
    }
    assert_ne!(uid(&stack, &by("wx_app", "other")).await, first);
}

#[tokio::test]
async fn a_code_works_once_in_every_kind_of_app() {
    let stack = TestStack::start().await;
    for kind in KINDS {
        let request = by(kind, &format!("once:kevin:{kind}"));
        sign_in(&stack, &request).await;
        assert_eq!(
            stack.post(PATH, &request).await.outcome(),
            failure("授权码无效或已使用"),
            "{kind}"
        );
    }
}

#[tokio::test]
async fn every_documented_error_has_its_answer() {
    let stack = TestStack::start().await;
    for kind in KINDS {
        for errcode in ["40029", "40163", "41008", "42003", "42007"] {
            expect(
                &stack,
                &[(by(kind, &format!("fail:{errcode}")), "授权码无效或已使用")],
            )
            .await;
        }
        let refused = "该账号无法登录,请使用完整服务或联系平台客服";
        for code in ["fail:40226", "fail:50002", "snapshot:kevin"] {
            expect(&stack, &[(by(kind, code), refused)]).await;
        }
        for errcode in ["45009", "45011"] {
            let answer = stack
                .post(PATH, &by(kind, &format!("fail:{errcode}")))
                .await;
            assert_eq!(answer.outcome(), rejection(429, "请求过于频繁"));
            assert_eq!(answer.header("retry-after"), "60");
        }
        for errcode in [
            "40001", "40002", "40013", "40125", "40164", "40243", "41002", "41004", "48001",
        ] {
            let answer = stack
                .post(PATH, &by(kind, &format!("fail:{errcode}")))
                .await;
            assert_eq!(
                answer.outcome(),
                rejection(500, "系统繁忙"),
                "{kind} {errcode}"
            );
        }
        let answer = stack.post(PATH, &by(kind, "fail:65535")).await;
        assert_eq!(answer.outcome(), rejection(503, "系统繁忙"));
    }
    // None of all this has made anybody.
    assert_eq!(uid(&stack, &wechat("kevin")).await, 1);
}

/// A stack whose WeChat is `wechat`, and patience for as long.
async fn with_wechat(wechat: &Double, timeout_ms: &str) -> TestStack {
    let environment = [
        ("WECHAT_API_URL", wechat.url()),
        ("PROVIDER_TIMEOUT_MS", timeout_ms),
    ];
    TestStack::with(&[], &environment).await
}

#[tokio::test]
async fn what_is_no_answer_is_a_system_error_the_caller_may_retry() {
    let huge = format!("{{\"openid\":\"{}\"}}", "x".repeat(100_000));
    for (script, asked) in [
        (Script::Say(200, "text/plain", huge), 1),
        (Script::Hang, 1),
        (
            Script::Say(502, "text/html", "<html>bad gateway</html>".into()),
            1,
        ),
        (Script::Say(200, "text/plain", "[]".into()), 1),
        (Script::Say(200, "text/plain", "\u{0}".into()), 1),
        (Script::json(&json!({ "session_key": "k" })), 1),
        (Script::json(&json!({ "openid": "../etc" })), 1),
        (
            Script::json(&json!({ "openid": "o1", "unionid": "a#b" })),
            1,
        ),
        // Only this leaves the code unused: it is asked again while there is time.
        (
            Script::json(&json!({ "errcode": -1, "errmsg": "system error" })),
            2,
        ),
    ] {
        for kind in ["wx_small", "wx_app"] {
            let wechat = Double::playing([script.clone()]).await;
            let stack = with_wechat(&wechat, "300").await;
            let answer = stack.post(PATH, &by(kind, "x")).await;
            assert_eq!(answer.outcome(), rejection(503, "系统繁忙"), "{script:?}");
            assert_eq!(wechat.seen().len(), asked, "{script:?}");
        }
    }
}

#[tokio::test]
async fn a_busy_wechat_is_asked_again_with_the_same_code() {
    let busy = json!({ "errcode": -1, "errmsg": "system error" });
    let wechat = Double::playing([
        Script::json(&busy),
        Script::json(&json!({ "openid": "o1" })),
    ])
    .await;
    let stack = with_wechat(&wechat, "4000").await;
    sign_in(&stack, &by("wx_pc", "x")).await;
    let seen = wechat.seen();
    assert_eq!(seen.len(), 2);
    assert_eq!(seen[0].uri, seen[1].uri);
    assert!(
        seen[0].uri.starts_with("/sns/oauth2/access_token?appid="),
        "{}",
        seen[0].uri
    );
    assert!(
        seen[0]
            .uri
            .ends_with("&code=x&grant_type=authorization_code"),
        "{}",
        seen[0].uri
    );
}

#[tokio::test]
async fn a_code_that_was_used_while_wechat_was_busy_needs_a_new_one() {
    let busy = json!({ "errcode": -1, "errmsg": "system error" });
    let used = json!({ "errcode": "40163", "errmsg": "code been used, rid: 1" });
    let wechat = Double::playing([Script::json(&busy), Script::json(&used)]).await;
    let stack = with_wechat(&wechat, "4000").await;
    assert_eq!(
        stack.post(PATH, &by("wx_small", "x")).await.outcome(),
        failure("授权码无效或已使用")
    );
}

#[tokio::test]
async fn a_code_in_flight_on_another_instance_is_told_apart_from_a_used_one() {
    // WeChat answers the first request only after the second has been refused.
    let asked = Arc::new(Mutex::new(0));
    let count = Arc::clone(&asked);
    let wechat = Double::by(move |_| {
        let mut asked = count.lock().unwrap();
        *asked += 1;
        if *asked == 1 {
            Script::Hang
        } else {
            Script::json(&json!({ "errcode": 40163, "errmsg": "code been used" }))
        }
    })
    .await;
    let stack = with_wechat(&wechat, "2000").await;
    let request = by("wx_small", "x");
    let code = json!({ "code": "x" });
    let elsewhere = stack.post("/user/user/login/", &code);
    let here = async {
        while *asked.lock().unwrap() == 0 {
            tokio::task::yield_now().await;
        }
        stack.post(PATH, &request).await
    };
    let (elsewhere, here) = tests::both(elsewhere, here).await;
    assert_eq!(
        here.outcome(),
        failure("该授权码正在另一请求中使用,请勿重复提交")
    );
    assert_eq!(elsewhere.status, 503);
    // Afterwards it is what it is.
    assert_eq!(
        stack.post(PATH, &request).await.outcome(),
        failure("授权码无效或已使用")
    );
}

#[tokio::test]
async fn secrets_and_codes_stay_out_of_urls_in_answers() {
    let stack = with_wechat(&Double::playing([Script::Hang]).await, "200").await;
    let answer = stack.post(PATH, &by("wx_small", "a-secret-code")).await;
    assert!(!answer.body.to_string().contains("a-secret-code"));
}
