//! `/account/session/` and `/account/session/{jti}/`.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, TestStack};

use super::{FORBIDDEN, Panel, done, failure, ids_in, invalid};
use crate::campus::Member;

const PATH: &str = "/account/session/";
const NOBODY: &str = "Authentication credentials were not provided.";

fn sessions(answer: &Answer) -> Vec<Value> {
    let sessions = answer.body["data"].as_array();
    sessions
        .unwrap_or_else(|| panic!("{:?}", answer.body))
        .clone()
}

fn jti(session: &Value) -> &str {
    session["jti"].as_str().unwrap()
}

fn one(session: &Value) -> String {
    format!("{PATH}{}/", jti(session))
}

/// A superuser, and `alice`, who has no right at all, signed in twice.
async fn alice_twice(stack: &TestStack) -> (Panel<'_>, Panel<'_>, Panel<'_>) {
    let admin = Panel::superuser(stack).await;
    assert_eq!(admin.user("alice", &[]).await, 2);
    let first = Panel::sign_in(stack, "alice", "12345678").await;
    stack.advance(1);
    let second = Panel::sign_in(stack, "alice", "12345678").await;
    (admin, first, second)
}

#[tokio::test]
async fn everybody_sees_their_own_sessions_newest_first_without_a_permission() {
    let stack = TestStack::start().await;
    let (_, first, second) = alice_twice(&stack).await;
    let request = stack
        .request(Method::POST, "/admin/user/login/")
        .header("user-agent", format!("phone\t{}", "x".repeat(300)))
        .json(&json!({ "username": "alice", "password": "12345678" }));
    stack.advance(1);
    assert_eq!(Answer::to(request).await.text("msg"), "success");

    let answer = first.get(PATH).await;
    assert_eq!(
        (answer.status.as_u16(), answer.text("msg")),
        (200, "请求成功")
    );
    let listed = sessions(&answer);
    let currents: Vec<_> = listed.iter().map(|one| &one["current"]).collect();
    assert_eq!(currents, [&json!(false), &json!(false), &json!(true)]);
    let opened: Vec<_> = listed.iter().map(|one| one["opened_at"].as_str()).collect();
    assert!(opened.is_sorted_by(|one, other| one > other), "{opened:?}");
    let phone = listed[0].as_object().unwrap();
    let mut fields: Vec<_> = phone.keys().map(String::as_str).collect();
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "closes_at",
            "current",
            "issuer",
            "jti",
            "opened_at",
            "source_ip",
            "user_agent"
        ]
    );
    assert_eq!(phone["source_ip"], "127.0.0.1");
    let agent = phone["user_agent"].as_str().unwrap();
    assert!(agent.starts_with("phone") && agent.chars().count() == 200);
    assert!(
        phone["issuer"]
            .as_str()
            .unwrap()
            .ends_with("/admin/user/login")
    );
    assert_eq!(phone["opened_at"].as_str().unwrap().len(), 26);

    let own = sessions(&second.get(PATH).await);
    assert_eq!(own[1]["current"], true);
    assert_eq!(sessions(&second.get("/account/session/?user=2").await), own);
}

#[tokio::test]
async fn a_session_that_is_over_is_not_listed_and_not_there() {
    let stack = TestStack::start().await;
    let (admin, first, second) = alice_twice(&stack).await;
    let listed = sessions(&first.get(PATH).await);
    assert_eq!(listed.len(), 2);
    // A new password ends all sessions but the one in which it was set; the rows stand until their time is over.
    let password = json!({ "password": "87654321" });
    admin.patch("/account/user/2/", &password).await;
    assert_eq!(second.get(PATH).await.outcome(), failure(401, NOBODY));
    let third = Panel::sign_in(&stack, "alice", "87654321").await;
    assert_eq!(sessions(&third.get(PATH).await).len(), 1);
    let dead = third.delete(&one(&listed[0])).await;
    assert_eq!(dead.outcome(), failure(404, "Not found."));

    stack.advance(14 * 24 * 3600 - 60);
    let fourth = Panel::sign_in(&stack, "alice", "87654321").await;
    assert_eq!(sessions(&fourth.get(PATH).await).len(), 2);
    stack.advance(120);
    let left = sessions(&fourth.get(PATH).await);
    assert_eq!((left.len(), &left[0]["current"]), (1, &json!(true)));
}

#[tokio::test]
async fn one_session_is_ended_and_the_others_stay() {
    let stack = TestStack::start().await;
    let (_, first, second) = alice_twice(&stack).await;
    let listed = sessions(&second.get(PATH).await);
    let other = &listed[1];
    assert_eq!(other["current"], false);
    let ended = second.delete(&one(other)).await;
    assert_eq!(ended.outcome(), done());
    assert_eq!(ended.header("set-cookie"), "", "it is another's cookie");
    assert_eq!(first.get(PATH).await.outcome(), failure(401, NOBODY));
    assert_eq!(sessions(&second.get(PATH).await).len(), 1);
    let again = second.delete(&one(other)).await;
    assert_eq!(again.outcome(), failure(404, "Not found."));
    for unknown in ["nothing", &"x".repeat(65), &"x".repeat(2000), "%20", "王"] {
        let answer = second.delete(&format!("{PATH}{unknown}/")).await;
        assert_eq!(answer.outcome(), failure(404, "Not found."), "{unknown}");
    }
    // One's own is signing out.
    let own = second.delete(&one(&listed[0])).await;
    assert_eq!(own.outcome(), done());
    assert!(own.header("set-cookie").starts_with("sessionid=; "));
    assert_eq!(second.get(PATH).await.outcome(), failure(401, NOBODY));
}

#[tokio::test]
async fn of_two_who_end_one_session_at_once_one_does() {
    let stack = TestStack::start().await;
    let (_, _, second) = alice_twice(&stack).await;
    let path = one(&sessions(&second.get(PATH).await)[1]);
    let answers = tests::together((0..6).map(|_| second.delete(&path))).await;
    let ended = answers.iter().filter(|answer| answer.outcome() == done());
    assert_eq!(ended.count(), 1);
    let rest = answers.iter().filter(|answer| answer.status == 404);
    assert_eq!(rest.count(), 5);
    let records = stack.audit_records_of(2, "sessions_revoked").await;
    assert_eq!(records.len(), 1, "what was not done left no record");
}

#[tokio::test]
async fn sign_out_everywhere() {
    let stack = TestStack::start().await;
    let (_, first, second) = alice_twice(&stack).await;
    let kept = second.delete("/account/session/?keep_current=true").await;
    assert_eq!(kept.outcome(), done());
    assert_eq!(kept.header("set-cookie"), "");
    assert_eq!(first.get(PATH).await.outcome(), failure(401, NOBODY));
    let left = sessions(&second.get(PATH).await);
    assert_eq!((left.len(), &left[0]["current"]), (1, &json!(true)));

    let third = Panel::sign_in(&stack, "alice", "12345678").await;
    let all = second.delete(PATH).await;
    assert_eq!(all.outcome(), done());
    assert!(all.header("set-cookie").starts_with("sessionid=; "));
    for panel in [&second, &third] {
        assert_eq!(panel.get(PATH).await.outcome(), failure(401, NOBODY));
    }
    // Nobody is locked out.
    let fourth = Panel::sign_in(&stack, "alice", "12345678").await;
    assert_eq!(sessions(&fourth.get(PATH).await).len(), 1);
}

#[tokio::test]
async fn sign_out_everywhere_reaches_those_who_came_by_wechat() {
    let stack = TestStack::start().await;
    let phone = Member::sign_in(&stack, "alice").await;
    let tablet = Member::sign_in(&stack, "alice").await;
    let request = stack.request(Method::DELETE, PATH);
    let answer = Answer::to(request.bearer_auth(&phone.token)).await;
    assert_eq!(answer.outcome(), done());
    let profile = stack
        .post("/userinfo", &json!({ "Token": tablet.token }))
        .await;
    assert_eq!(profile.body["code"], 3);
    let again = Member::sign_in(&stack, "alice").await;
    assert_eq!(again.id, phone.id);
    let request = stack.request(Method::GET, PATH).bearer_auth(&again.token);
    let listed = Answer::to(request).await;
    assert_eq!(sessions(&listed).len(), 1);
    assert!(!listed.body.to_string().contains("session_key"));
}

#[tokio::test]
async fn a_sign_in_at_the_moment_of_signing_out_everywhere_is_before_or_after() {
    let stack = TestStack::start().await;
    let (_, first, _) = alice_twice(&stack).await;
    let body = json!({ "username": "alice", "password": "12345678" });
    let (ended, signed_in) =
        tests::both(first.delete(PATH), stack.post("/account/login/", &body)).await;
    assert_eq!(ended.outcome(), done());
    let is_in = signed_in.status == 200;
    let stands = if is_in {
        let token = super::cookie(&signed_in);
        let request = stack.request(Method::GET, PATH).bearer_auth(token);
        Answer::to(request).await.status == 200
    } else {
        assert_eq!(signed_in.status, 401);
        false
    };
    let fresh = Panel::sign_in(&stack, "alice", "12345678").await;
    let listed = sessions(&fresh.get(PATH).await).len();
    assert_eq!(listed, 1 + usize::from(stands));
}

#[tokio::test]
async fn a_superuser_sees_and_ends_those_of_others_and_nobody_else_does() {
    let stack = TestStack::start().await;
    let (admin, first, second) = alice_twice(&stack).await;
    let of_alice = sessions(&admin.get("/account/session/?user=2").await);
    assert_eq!(of_alice.len(), 2);
    assert!(of_alice.iter().all(|one| one["current"] == false));
    let ended = admin.delete(&format!("{}?user=2", one(&of_alice[1]))).await;
    assert_eq!(ended.outcome(), done());
    assert_eq!(first.get(PATH).await.outcome(), failure(401, NOBODY));
    // Without `user` it is about one's own.
    assert_eq!(
        admin.delete(&one(&of_alice[0])).await.outcome(),
        failure(404, "Not found.")
    );

    let all = admin.permission("ALL", "/account/.*").await;
    admin.user("manager", &[all]).await;
    let manager = Panel::sign_in(&stack, "manager", "12345678").await;
    let of_admin = sessions(&admin.get(PATH).await);
    for panel in [&manager, &second] {
        for (method, path) in [
            (Method::GET, "/account/session/?user=1".to_owned()),
            (Method::DELETE, "/account/session/?user=1".to_owned()),
            (Method::DELETE, format!("{}?user=1", one(&of_admin[0]))),
            // Not even whether there is such a user.
            (Method::GET, "/account/session/?user=99".to_owned()),
        ] {
            let answer = panel.send(method, &path, &Value::Null).await;
            assert_eq!(answer.outcome(), failure(403, FORBIDDEN), "{path}");
        }
    }
    assert_eq!(
        admin.get("/account/session/?user=99").await.outcome(),
        failure(404, "Not found.")
    );

    let ended = admin
        .delete("/account/session/?user=2&keep_current=true")
        .await;
    assert_eq!(ended.outcome(), done());
    assert_eq!(second.get(PATH).await.outcome(), failure(401, NOBODY));
    assert_eq!(
        sessions(&admin.get("/account/session/?user=2").await).len(),
        0
    );
    assert_eq!(ids_in(&admin.get("/account/user/").await), [1, 2, 3]);
    let records = stack.audit_records_of(2, "sessions_revoked").await;
    let actors: Vec<_> = records.iter().map(|one| &one["actor"]["N"]).collect();
    assert_eq!(actors, [&json!("1"), &json!("1")]);
}

#[tokio::test]
async fn what_is_no_request_is_told() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    for (path, errors) in [
        (
            "?user=x",
            json!({ "user": ["A valid integer is required."] }),
        ),
        (
            "?user=-1",
            json!({ "user": ["A valid integer is required."] }),
        ),
        (
            "?limit=0",
            json!({ "limit": ["Ensure this value is an integer from 1 to 200."] }),
        ),
        (
            "?limit=201",
            json!({ "limit": ["Ensure this value is an integer from 1 to 200."] }),
        ),
        (
            "?cursor=",
            json!({ "cursor": ["It is not one that a Link header has given."] }),
        ),
        (
            "?cursor=a%20b",
            json!({ "cursor": ["It is not one that a Link header has given."] }),
        ),
    ] {
        let answer = admin.get(&format!("{PATH}{path}")).await;
        assert_eq!(answer.outcome(), invalid(&errors), "{path}");
    }
    let errors = json!({ "keep_current": ["Must be a valid boolean."] });
    let answer = admin.delete("/account/session/?keep_current=maybe").await;
    assert_eq!(answer.outcome(), invalid(&errors));
    for (method, path, allowed) in [
        (Method::POST, PATH, "GET, DELETE"),
        (Method::PUT, "/account/session/x/", "GET, DELETE"),
        (Method::GET, "/account/session/x/", "DELETE"),
    ] {
        let answer = admin.send(method, path, &Value::Null).await;
        assert_eq!(answer.status, 405, "{path}");
        assert!(
            answer.header("allow").contains(allowed),
            "{:?}",
            answer.headers
        );
    }
    for (method, path) in [
        (Method::GET, PATH),
        (Method::GET, "/account/session/?user=x"),
        (Method::DELETE, PATH),
        (Method::DELETE, "/account/session/x/"),
    ] {
        let answer = Answer::to(stack.request(method, path)).await;
        assert_eq!(answer.outcome(), failure(401, NOBODY), "{path}");
    }
}

#[tokio::test]
async fn many_sessions_come_in_pages() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    for _ in 0..6 {
        Panel::sign_in(&stack, "admin", "12345678").await;
    }
    let (mut seen, mut pages, mut next) = (Vec::new(), 0, format!("{PATH}?limit=3"));
    while !next.is_empty() {
        let answer = admin.get(&next).await;
        let page = sessions(&answer);
        seen.extend(page.iter().map(|one| jti(one).to_owned()));
        pages += 1;
        let link = answer.header("link").strip_prefix('<');
        let url = link
            .and_then(|rest| rest.split_once('>'))
            .map(|(url, _)| url);
        let path = url.and_then(|url| url.strip_prefix(&stack.url()));
        next = path.unwrap_or_default().to_owned();
    }
    assert_eq!((seen.len(), pages), (7, 3));
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 7);
}
