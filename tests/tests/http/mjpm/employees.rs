//! `GET /mjpm/v1/员工管理/{openid}`.

use serde_json::{Value, json};
use tests::people::STAFF;
use tests::{Employee, Manager, TestStack};

use super::{failure, success};

const REFUSED: &str = "1001:验证失败";

fn names(list: &Value) -> Vec<&str> {
    list["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn the_documents_example() {
    let stack = TestStack::with(&[("StageName", "prod")], &[]).await;
    let boss = Manager::sign_in(&stack).await;
    let answer = boss.list(&stack, "").await;
    let expected = json!({
        "result": "success",
        "code": "1000",
        "msg": "1000:操作成功",
        "data": [{
            "id": boss.id,
            "openid": boss.openid, "open_id": boss.openid,
            "name": "boss", "avatar_url": "", "email": "",
            "phone": "", "mobile": "", "dept": "", "dept_name": "", "station": "", "duty": "",
            "status": "在职",
            "rights": ["员工管理"], "permission": [],
            "register_time": answer.body["data"][0]["register_time"],
            "token": "",
        }],
    });
    assert_eq!(answer.outcome(), (200, expected));
    assert_eq!(answer.header("link"), "");
}

#[tokio::test]
async fn the_alias_of_the_documents_sample_and_an_encoded_path_do_as_well() {
    let stack = TestStack::start().await;
    let boss = Manager::sign_in(&stack).await;
    let encoded = "%E5%91%98%E5%B7%A5%E7%AE%A1%E7%90%86";
    for path in [
        format!("/oa/v1/员工管理/{}", boss.openid),
        format!("/mjpm/v1/{encoded}/{}/", boss.openid),
        format!("/oa/v1/{}/{}", encoded.to_lowercase(), boss.openid),
    ] {
        let answer = stack.get(&format!("{path}?token={}", boss.token)).await;
        assert_eq!(answer.text("msg"), "1000:操作成功", "{path}");
    }
}

#[tokio::test]
async fn a_token_may_come_by_header_and_cookie_too() {
    let stack = TestStack::start().await;
    let boss = Manager::sign_in(&stack).await;
    let path = format!("{STAFF}/{}", boss.openid);
    for (name, value) in [
        ("authorization", format!("Bearer {}", boss.token)),
        ("cookie", format!("a=b; sessionid={}", boss.token)),
    ] {
        let answer = tests::Answer::to(
            stack
                .request(reqwest::Method::GET, &path)
                .header(name, value),
        )
        .await;
        assert_eq!(answer.text("msg"), "1000:操作成功", "{name}");
    }
    let two = stack
        .request(
            reqwest::Method::GET,
            &format!("{path}?token={}", boss.token),
        )
        .header("authorization", "Bearer other");
    assert_eq!(tests::Answer::to(two).await.status, 400);
}

#[tokio::test]
async fn whoever_has_no_token_of_that_openid_sees_nothing() {
    let stack = TestStack::start().await;
    let boss = Manager::sign_in(&stack).await;
    let alice = Employee::at_work(&stack, &boss, "alice", &["员工管理"]).await;
    let token = alice.sign_in(&stack).await;
    let tampered = format!("{}x", boss.token);
    let attendance = stack
        .post("/user/user/login/", &json!({ "code": "bob" }))
        .await;
    let others = attendance.body["data"]["token"].as_str().unwrap();
    for (openid, token) in [
        (boss.openid.as_str(), ""),
        (&boss.openid, "9c0031f12464cdf50d68407f967bf356"),
        (&boss.openid, &tampered),
        (&boss.openid, &token),
        (&boss.openid, others),
        (&alice.openid, &boss.token),
        ("9988", &boss.token),
        ("a%20b", &boss.token),
    ] {
        let answer = stack.get(&format!("{STAFF}/{openid}?token={token}")).await;
        assert_eq!(answer.outcome(), failure(REFUSED), "{openid}");
    }
    assert_eq!(
        stack
            .get(&format!("{STAFF}/{}?token={token}", alice.openid))
            .await
            .text("code"),
        "1000"
    );
}

#[tokio::test]
async fn it_takes_the_right_and_being_at_work() {
    let stack = TestStack::with(
        &[("StageName", "prod"), ("MjpmApplications", "员工管理,考勤")],
        &[],
    )
    .await;
    let boss = Manager::sign_in(&stack).await;
    let with = Employee::at_work(&stack, &boss, "with", &["员工管理"]).await;
    let without = Employee::at_work(&stack, &boss, "without", &["考勤"]).await;
    let (token, other) = (with.sign_in(&stack).await, without.sign_in(&stack).await);
    let path = format!("{STAFF}/{}?token={token}", with.openid);
    assert_eq!(stack.get(&path).await.text("code"), "1000");
    assert_eq!(
        stack
            .get(&format!("{STAFF}/{}?token={other}", without.openid))
            .await
            .outcome(),
        failure(REFUSED)
    );
    // A change is effective on the next request.
    let id = boss.id_of(&stack, &with).await;
    boss.review(&stack, &json!({ "id": id, "status": "停用" }))
        .await;
    assert_eq!(stack.get(&path).await.outcome(), failure(REFUSED));
    boss.review(&stack, &json!({ "id": id, "status": "在职", "rights": [] }))
        .await;
    assert_eq!(stack.get(&path).await.outcome(), failure(REFUSED));
}

#[tokio::test]
async fn a_disabled_account_has_no_token_any_more() {
    let stack = TestStack::start().await;
    let boss = Manager::sign_in(&stack).await;
    stack.disable_user(boss.id).await;
    assert_eq!(boss.list(&stack, "").await.outcome(), failure(REFUSED));
}

#[tokio::test]
async fn newest_last_filtered_and_in_pages() {
    let stack = TestStack::start().await;
    let boss = Manager::sign_in(&stack).await;
    for name in ["a", "b", "c", "d", "e"] {
        Employee::register(&stack, name).await;
    }
    assert_eq!(
        names(&boss.list(&stack, "").await.body),
        ["boss", "a", "b", "c", "d", "e"]
    );
    assert_eq!(
        names(&boss.list(&stack, "&status=审核").await.body),
        ["a", "b", "c", "d", "e"]
    );
    assert_eq!(
        names(&boss.list(&stack, "&status=在职").await.body),
        ["boss"]
    );
    assert_eq!(
        boss.list(&stack, "&status=离职").await.outcome(),
        success("1000:操作成功")
    );

    let mut seen = Vec::new();
    let mut next = boss.list(&stack, "&status=审核&limit=2").await;
    loop {
        seen.extend(names(&next.body).into_iter().map(str::to_owned));
        let link = next.header("link").to_owned();
        let Some(url) = link
            .strip_prefix('<')
            .and_then(|rest| rest.strip_suffix(">; rel=\"next\""))
        else {
            break;
        };
        let path = url.strip_prefix(&stack.url()).unwrap();
        next = stack.get(path).await;
        assert_eq!(next.text("code"), "1000", "{path}");
    }
    assert_eq!(seen, ["a", "b", "c", "d", "e"]);
}

#[tokio::test]
async fn a_bad_limit_cursor_or_status_is_a_400_that_names_it() {
    let stack = TestStack::start().await;
    let boss = Manager::sign_in(&stack).await;
    for query in [
        "limit=0",
        "limit=1001",
        "limit=-1",
        "limit=x",
        "limit=",
        "cursor=0",
        "cursor=-1",
        "cursor=x",
        "cursor=99999999999",
        "status=x",
        "limit=1&limit=2",
    ] {
        let answer = boss.list(&stack, &format!("&{query}")).await;
        let field = query.split('=').next().unwrap();
        assert_eq!(answer.status, 400, "{query}");
        assert!(
            answer
                .text("msg")
                .starts_with(&format!("400:字段 {field}:")),
            "{query}: {}",
            answer.text("msg")
        );
    }
}

#[tokio::test]
async fn another_word_in_the_path_is_a_404() {
    let stack = TestStack::start().await;
    let boss = Manager::sign_in(&stack).await;
    for path in [
        format!("/mjpm/v1/考勤/{}", boss.openid),
        format!("/mjpm/v1/%2E%2E/{}", boss.openid),
        format!("/oa/v1/x/{}", boss.openid),
    ] {
        let answer = stack.get(&format!("{path}?token={}", boss.token)).await;
        assert_eq!(
            (answer.status.as_u16(), answer.text("msg")),
            (404, "404:接口不存在"),
            "{path}"
        );
    }
}
