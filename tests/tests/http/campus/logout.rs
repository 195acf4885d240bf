//! `POST /logout`.

use serde_json::json;
use tests::TestStack;

use super::{Member, NOT_SIGNED_IN, failure, success};

const PATH: &str = "/logout";

#[tokio::test]
async fn the_documents_example() {
    let stack = TestStack::start().await;
    let member = Member::sign_in(&stack, "alice").await;
    let body = json!({ "Token": member.token, "UserID": member.id });
    assert_eq!(stack.post(PATH, &body).await.outcome(), success("注销成功"));
    assert_eq!(
        stack.post(PATH, &body).await.outcome(),
        failure(NOT_SIGNED_IN)
    );
    assert_eq!(
        stack.post("/userinfo", &body).await.outcome(),
        failure(NOT_SIGNED_IN)
    );
}

#[tokio::test]
async fn it_ends_this_session_and_no_other() {
    let stack = TestStack::start().await;
    let (one, other) = (
        Member::sign_in(&stack, "alice").await,
        Member::sign_in(&stack, "alice").await,
    );
    assert_eq!(
        stack
            .post(PATH, &json!({ "Token": one.token }))
            .await
            .outcome(),
        success("注销成功")
    );
    assert_eq!(other.profile(&stack).await["ID"], other.id);
}

#[tokio::test]
async fn anothers_id_ends_nothing() {
    let stack = TestStack::start().await;
    let (alice, bob) = (
        Member::sign_in(&stack, "alice").await,
        Member::sign_in(&stack, "bob").await,
    );
    let answer = stack
        .post(PATH, &json!({ "Token": alice.token, "UserID": bob.id }))
        .await;
    assert_eq!(answer.outcome(), failure(NOT_SIGNED_IN));
    assert_eq!(alice.profile(&stack).await["ID"], alice.id);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_at_the_same_moment_one_ends_the_session() {
    let stack = TestStack::start().await;
    let member = Member::sign_in(&stack, "alice").await;
    let body = json!({ "Token": member.token });
    let answers = tests::together((0..6).map(|_| stack.post(PATH, &body))).await;
    let done = answers
        .iter()
        .filter(|answer| answer.outcome() == success("注销成功"))
        .count();
    let late = answers
        .iter()
        .filter(|answer| answer.outcome() == failure(NOT_SIGNED_IN))
        .count();
    assert_eq!((done, late), (1, 5));
}
