//! `DELETE /account/group/multiple_delete/?ids=`.

use serde_json::json;
use tests::TestStack;

use super::{Panel, done, invalid};

const PATH: &str = "/account/group/multiple_delete/";

#[tokio::test]
async fn all_or_none() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    admin
        .post(
            "/account/group/",
            &json!([{ "name": "a" }, { "name": "b" }, { "name": "c" }]),
        )
        .await;
    let unknown = admin.delete(&format!("{PATH}?ids=1,9,2,8")).await;
    let errors = json!({ "ids": ["Invalid pk \"8\" - object does not exist.", "Invalid pk \"9\" - object does not exist."] });
    assert_eq!(unknown.outcome(), invalid(&errors));
    assert_eq!(
        admin.delete(&format!("{PATH}?ids=1,3,3")).await.outcome(),
        done()
    );
    assert_eq!(
        admin.get("/account/group/").await.body["data"],
        json!([{ "id": 2, "name": "b", "permissions": [] }])
    );
}

#[tokio::test]
async fn ids_that_are_none_are_told() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    for ids in ["", "x", "1,,2", "0", "-1", "99999999999"] {
        let answer = admin.delete(&format!("{PATH}?ids={ids}")).await;
        assert_eq!(answer.status, 400, "{ids}");
        assert!(
            answer.body["data"]["ids"][0]
                .as_str()
                .unwrap()
                .ends_with("is not a positive integer."),
            "{ids}"
        );
    }
    assert_eq!(admin.delete(PATH).await.status, 400);
}
