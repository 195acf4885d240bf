//! Guessing and flooding: who tries too often waits, at every door alike, and nobody is locked out by others.

use serde_json::{Value, json};
use tests::{Answer, TestStack};

use crate::account::Panel;

const ATTENDANCE: &str = "/admin/user/login/";
const CAMPUS: &str = "/login_account_password";
const ACCOUNT: &str = "/account/login/";

/// A stack behind one proxy, so that a test can come from anywhere.
async fn behind_a_proxy() -> TestStack {
    let stack = TestStack::with(&[("TrustedProxies", "1")], &[]).await;
    let account =
        json!({ "username": "alice", "password": "right one", "confirm_password": "right one" });
    let made = stack.post("/admin/user/register/", &account).await;
    assert_eq!(made.text("msg"), "success");
    stack
}

/// A try at a door, from an address.
async fn try_from(
    stack: &TestStack,
    address: &str,
    path: &str,
    name: &str,
    password: &str,
) -> Answer {
    let body = if path == CAMPUS {
        json!({ "Username": name, "Password": password })
    } else {
        json!({ "username": name, "password": password })
    };
    let request = stack
        .request(reqwest::Method::POST, path)
        .header("x-forwarded-for", address);
    Answer::to(request.json(&body)).await
}

fn comes_in(answer: &Answer) -> bool {
    answer.header("set-cookie").contains("sessionid=") || answer.body["Token"].is_string()
}

#[tokio::test]
async fn who_guesses_waits_at_every_door_and_comes_in_with_the_password_afterwards() {
    let stack = behind_a_proxy().await;
    let here = "192.0.2.1";
    for number in 0..10 {
        let door = [ATTENDANCE, CAMPUS, ACCOUNT][number % 3];
        let answer = try_from(&stack, here, door, "alice", "wrong one").await;
        assert_ne!(answer.status, 429, "{number}");
    }
    // The next one makes the one after it wait.
    assert_ne!(
        try_from(&stack, here, ATTENDANCE, "alice", "wrong one")
            .await
            .status,
        429
    );
    for (door, body) in [
        (
            ATTENDANCE,
            json!({ "code": 0, "data": null, "msg": "请求过于频繁" }),
        ),
        (
            CAMPUS,
            json!({ "code": 8, "message": "请求过于频繁,请稍后再试" }),
        ),
        (
            ACCOUNT,
            json!({ "code": 429, "data": {}, "msg": "Request was throttled. Expected available in 2 seconds." }),
        ),
    ] {
        let answer = try_from(&stack, "192.0.2.77", door, "ALICE", "right one").await;
        assert_eq!(answer.outcome(), (429, body), "{door}");
        assert_eq!(answer.header("retry-after"), "2");
    }
    stack.advance(2);
    assert!(comes_in(
        &try_from(&stack, here, ATTENDANCE, "alice", "right one").await
    ));
    // Forgotten.
    for _ in 0..9 {
        assert_ne!(
            try_from(&stack, here, CAMPUS, "alice", "wrong one")
                .await
                .status,
            429
        );
    }
    assert!(comes_in(
        &try_from(&stack, here, CAMPUS, "alice", "right one").await
    ));
}

#[tokio::test]
async fn an_account_that_does_not_exist_waits_like_one_that_does() {
    let stack = behind_a_proxy().await;
    let mut told: Vec<Vec<(u16, Value)>> = Vec::new();
    for name in ["alice", "nobody", "no body"] {
        let mut answers = Vec::new();
        for _ in 0..13 {
            answers.push(
                try_from(&stack, "192.0.2.1", ATTENDANCE, name, "wrong one")
                    .await
                    .outcome(),
            );
        }
        told.push(answers);
    }
    assert_eq!(told[0], told[1]);
    assert_eq!(told[0], told[2]);
    assert_eq!(told[0].last().unwrap().0, 429);
}

#[tokio::test]
async fn guesses_from_everywhere_hold_up_strangers_and_not_whoever_is_known() {
    let stack = behind_a_proxy().await;
    assert!(comes_in(
        &try_from(&stack, "198.51.100.7", ATTENDANCE, "alice", "right one").await
    ));
    for block in 0..52 {
        try_from(
            &stack,
            &format!("203.0.{block}.1"),
            ATTENDANCE,
            "alice",
            "wrong one",
        )
        .await;
    }
    // A stranger with the right password waits a little; the owner at home does not.
    let stranger = try_from(&stack, "192.0.2.1", ATTENDANCE, "alice", "right one").await;
    assert_eq!(stranger.status, 429);
    assert!(comes_in(
        &try_from(&stack, "198.51.100.9", CAMPUS, "alice", "right one").await
    ));
    // It is a wait and no lock.
    stack.advance(4);
    assert!(comes_in(
        &try_from(&stack, "192.0.2.1", ATTENDANCE, "alice", "right one").await
    ));
}

#[tokio::test]
async fn an_address_that_tries_many_accounts_waits_and_its_neighbours_far_away_do_not() {
    let stack = behind_a_proxy().await;
    for number in 0..302 {
        let name = format!("user{number}");
        let answer = try_from(&stack, "192.0.2.1", ATTENDANCE, &name, "123456").await;
        assert_eq!(answer.status == 429, number > 300, "{number}");
    }
    let elsewhere = try_from(&stack, "198.51.100.7", ATTENDANCE, "alice", "right one").await;
    assert!(comes_in(&elsewhere));
    // Codes of providers count for the same address.
    let request = stack
        .request(reqwest::Method::POST, "/user/user/login/")
        .header("x-forwarded-for", "192.0.2.9");
    assert_eq!(
        Answer::to(request.json(&json!({ "code": "kevin" })))
            .await
            .status,
        429
    );
    stack.advance(3600);
    assert!(comes_in(
        &try_from(&stack, "192.0.2.1", ATTENDANCE, "alice", "right one").await
    ));
}

#[tokio::test]
async fn codes_that_are_none_count_and_those_that_are_do_not() {
    let stack = TestStack::start().await;
    for number in 0..302 {
        let answer = stack
            .post("/user/user/login/", &json!({ "code": "fail:40029" }))
            .await;
        assert_eq!(answer.status == 429, number > 300, "{number}");
    }
    let stack = TestStack::start().await;
    for _ in 0..310 {
        let answer = stack
            .post("/user/user/login/", &json!({ "code": "kevin" }))
            .await;
        assert_eq!(answer.text("msg"), "success");
    }
}

#[tokio::test]
async fn an_address_asks_for_a_hundred_mails_an_hour() {
    let stack = TestStack::start().await;
    for number in 0..102 {
        let person = tests::Employee::prove(&stack, &format!("p{number}")).await;
        let answer = person.ask_for_code(&stack).await;
        let is_refused = answer.text("msg") == "1002:验证码发送过于频繁!";
        assert_eq!(is_refused, number > 100, "{number}: {:?}", answer.body);
    }
}

#[tokio::test]
async fn without_proxies_of_ours_no_header_says_where_a_caller_is() {
    let stack = TestStack::start().await;
    for number in 0..12 {
        let answer = try_from(
            &stack,
            &format!("203.0.{number}.1"),
            ATTENDANCE,
            "alice",
            "wrong one",
        )
        .await;
        assert_eq!(answer.status == 429, number > 10, "{number}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_at_the_same_moment_all_count() {
    let stack = behind_a_proxy().await;
    let guesses = (0..30).map(|_| try_from(&stack, "192.0.2.1", ATTENDANCE, "alice", "wrong one"));
    let answers = tests::together(guesses).await;
    let looked_at = answers.iter().filter(|answer| answer.status != 429).count();
    assert_eq!(looked_at, 11);
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_at_one_account_from_many_blocks_at_the_same_moment_all_count() {
    let stack = behind_a_proxy().await;
    let addresses: Vec<String> = (0..80).map(|block| format!("203.0.{block}.1")).collect();
    let guesses = addresses
        .iter()
        .map(|address| try_from(&stack, address, ATTENDANCE, "alice", "wrong one"));
    let answers = tests::together(guesses).await;
    let looked_at = answers.iter().filter(|answer| answer.status != 429).count();
    assert_eq!(looked_at, 51);
}

#[tokio::test]
async fn a_wait_outlasts_the_hour_in_which_it_began() {
    let stack = behind_a_proxy().await;
    let guess = async || try_from(&stack, "192.0.2.1", ATTENDANCE, "alice", "wrong one").await;
    for _ in 0..11 {
        assert_ne!(guess().await.status, 429);
    }
    // Each as soon as it may: 1, 2, 4 … 512 seconds, then 900, 900 and, across the end of the hour, 900.
    let mut waited = 0;
    while waited < 2_800 {
        let refused = guess().await;
        assert_eq!(refused.status, 429, "after {waited} s");
        let seconds: i64 = refused.header("retry-after").parse().unwrap();
        stack.advance(seconds);
        waited += seconds;
        assert_ne!(guess().await.status, 429, "after {waited} s");
    }
    stack.advance(3_660 - waited);
    let refused = guess().await;
    assert_eq!(refused.status, 429);
    let seconds: i64 = refused.header("retry-after").parse().unwrap();
    stack.advance(seconds);
    // Then a new hour begins, with its free attempts.
    stack.advance(seconds);
    for number in 0..11 {
        assert_ne!(guess().await.status, 429, "{number}");
    }
    assert_eq!(guess().await.status, 429);
}

#[tokio::test]
async fn a_new_password_forgets_what_was_guessed_before_it_from_wherever() {
    let stack = behind_a_proxy().await;
    let admin = Panel::superuser(&stack).await;
    let here = "192.0.2.1";
    for _ in 0..16 {
        try_from(&stack, here, ATTENDANCE, "alice", "wrong one").await;
    }
    for block in 0..60 {
        let address = format!("203.0.{block}.1");
        try_from(&stack, &address, CAMPUS, "alice", "wrong one").await;
    }
    for address in [here, "198.51.100.7"] {
        let waits = try_from(&stack, address, ATTENDANCE, "alice", "right one").await;
        assert_eq!(waits.status, 429, "{address}");
    }
    stack.advance(1);
    let (ids, _) = admin.ids_of_all_pages("/account/user/?search=alice").await;
    let path = format!("/account/user/{}/", ids[0]);
    let set = admin
        .patch(&path, &json!({ "password": "a newer one" }))
        .await;
    assert_eq!(set.status, 200, "{:?}", set.body);
    for address in [here, "198.51.100.7"] {
        let answer = try_from(&stack, address, ATTENDANCE, "alice", "a newer one").await;
        assert!(comes_in(&answer), "{address}: {:?}", answer.body);
    }
    // It is no way around the count: the next guesses count anew.
    let elsewhere = "192.0.3.1";
    for number in 0..12 {
        let answer = try_from(&stack, elsewhere, ATTENDANCE, "alice", "wrong one").await;
        assert_eq!(answer.status == 429, number > 10, "{number}");
    }
}

#[tokio::test]
async fn whoever_signs_in_from_many_places_is_not_taken_for_a_guesser() {
    let stack = behind_a_proxy().await;
    for block in 0..60 {
        let address = format!("203.0.{block}.1");
        let answer = try_from(&stack, &address, ATTENDANCE, "alice", "right one").await;
        assert!(comes_in(&answer), "{block}");
    }
}
