//! `/account/group/` and `/account/group/{pk}/`.

use serde_json::json;
use tests::TestStack;

use super::{FORBIDDEN, Panel, done, failure, invalid};

const PATH: &str = "/account/group/";

#[tokio::test]
async fn a_record_is_made_shown_changed_and_deleted() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let permission = admin.permission("GET", "/account/user/").await;
    let answer = admin
        .post(
            PATH,
            &json!({ "name": "编辑", "permissions": [permission] }),
        )
        .await;
    let expected = json!({ "id": 1, "name": "编辑", "permissions": [permission] });
    assert_eq!(
        answer.outcome(),
        (
            201,
            json!({ "code": 201, "data": expected, "msg": "请求成功" })
        )
    );
    assert_eq!(admin.get("/account/group/1/").await.body["data"], expected);
    assert_eq!(
        admin
            .patch("/account/group/1/", &json!({ "name": "主编" }))
            .await
            .body["data"]["name"],
        "主编"
    );
    assert_eq!(admin.delete("/account/group/1/").await.outcome(), done());
    assert_eq!(admin.get("/account/group/1/").await.status, 404);
    assert_eq!(
        admin.create(PATH, &json!({ "name": "编辑" })).await,
        2,
        "an id is never given twice"
    );
}

#[tokio::test]
async fn a_list_creates_all_or_none() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let answer = admin
        .post(
            PATH,
            &json!([{ "name": "a" }, { "name": "a" }, { "name": "" }]),
        )
        .await;
    let errors = json!([{}, { "name": ["group with this name already exists."] }, { "name": ["This field may not be blank."] }]);
    assert_eq!(answer.outcome(), invalid(&errors));
    assert_eq!(admin.get(PATH).await.body["data"], json!([]));
    let answer = admin
        .post(PATH, &json!([{ "name": "a" }, { "name": "b" }]))
        .await;
    assert_eq!(
        (answer.status.as_u16(), &answer.body["data"][1]["name"]),
        (201, &json!("b"))
    );
}

#[tokio::test]
async fn errors_have_djangos_words() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let body = json!({ "name": "x".repeat(151), "permissions": [9, "x"] });
    let errors = json!({
        "name": ["Ensure this field has no more than 150 characters."],
        "permissions": ["Invalid pk \"9\" - object does not exist.", "Incorrect type. Expected pk value."],
    });
    assert_eq!(admin.post(PATH, &body).await.outcome(), invalid(&errors));
    for id in ["0", "-1", "x", "99999999999", "1.5", "%E4%B8%80"] {
        assert_eq!(
            admin.get(&format!("/account/group/{id}/")).await.outcome(),
            failure(404, "Not found."),
            "{id}"
        );
    }
}

#[tokio::test]
async fn two_hundred_groups_in_pages_without_loss_or_repetition() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    for half in 0..2 {
        let groups: Vec<_> = (0..100)
            .map(|n| json!({ "name": format!("g{}", half * 100 + n) }))
            .collect();
        assert_eq!(admin.post(PATH, &json!(groups)).await.status, 201);
    }
    let (seen, pages) = admin.ids_of_all_pages(&format!("{PATH}?limit=30")).await;
    assert_eq!(pages, 7);
    assert_eq!(seen, (1..=200).collect::<Vec<i64>>());
}

#[tokio::test]
async fn a_group_that_goes_takes_its_rights_from_its_members() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let permission = admin.permission("GET", "/account/user/").await;
    let group = admin
        .create(
            PATH,
            &json!({ "name": "readers", "permissions": [permission] }),
        )
        .await;
    let user = admin
        .create(
            "/account/user/",
            &json!({ "username": "reader", "password": "12345678", "groups": [group] }),
        )
        .await;
    let reader = Panel::sign_in(&stack, "reader", "12345678").await;
    assert_eq!(reader.get("/account/user/").await.status, 200);
    admin.delete(&format!("/account/group/{group}/")).await;
    assert_eq!(
        reader.get("/account/user/").await.outcome(),
        failure(403, FORBIDDEN)
    );
    assert_eq!(
        admin.get(&format!("/account/user/{user}/")).await.body["data"]["groups"],
        json!([])
    );
}

#[tokio::test]
async fn nobody_gives_or_takes_what_they_lack() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let groups = admin.permission("ALL", "/account/group/.*").await;
    let other = admin.permission("GET", "/account/user/").await;
    let rich = admin
        .create(PATH, &json!({ "name": "rich", "permissions": [other] }))
        .await;
    admin.user("keeper", &[groups]).await;
    let keeper = Panel::sign_in(&stack, "keeper", "12345678").await;
    let own = keeper
        .create(PATH, &json!({ "name": "own", "permissions": [groups] }))
        .await;
    for answer in [
        keeper
            .post(PATH, &json!({ "name": "x", "permissions": [other] }))
            .await,
        keeper
            .patch(
                &format!("/account/group/{own}/"),
                &json!({ "permissions": [groups, other] }),
            )
            .await,
        keeper
            .patch(
                &format!("/account/group/{rich}/"),
                &json!({ "permissions": [] }),
            )
            .await,
        keeper.delete(&format!("/account/group/{rich}/")).await,
        keeper
            .delete(&format!("/account/group/multiple_delete/?ids={own},{rich}"))
            .await,
    ] {
        assert_eq!(answer.outcome(), failure(403, FORBIDDEN));
    }
    assert_eq!(
        admin.get(PATH).await.body["data"].as_array().unwrap().len(),
        2
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_want_one_name_at_the_same_moment_one_gets_it() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let body = json!({ "name": "one" });
    let answers = tests::together((0..5).map(|_| admin.post(PATH, &body))).await;
    assert_eq!(
        answers.iter().filter(|answer| answer.status == 201).count(),
        1
    );
    assert_eq!(
        admin.get(PATH).await.body["data"].as_array().unwrap().len(),
        1
    );
}
