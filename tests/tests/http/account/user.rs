//! `/account/user/` and `/account/user/{pk}/`.

use serde_json::{Value, json};
use tests::TestStack;

use super::{FORBIDDEN, Panel, done, failure, ids_in, invalid};

const PATH: &str = "/account/user/";

/// The document's own request.
fn example() -> Value {
    json!({
        "groups": [1], "permissions": [], "is_superuser": true, "username": "admin200", "first_name": "", "last_name": "",
        "email": "admin20@ksjgs.com", "is_staff": false, "gender": "male", "phone": null, "dingding": null, "password": "123456789",
    })
}

#[tokio::test]
async fn the_documents_examples() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    admin
        .create("/account/group/", &json!({ "name": "g" }))
        .await;
    let answer = admin.post(PATH, &example()).await;
    let joined = answer.body["data"]["date_joined"].as_str().unwrap();
    assert_eq!(joined.len(), "2019-12-17T20:03:38.685837".len());
    let data = json!({
        "id": 2, "last_login": null, "is_superuser": true, "username": "admin200", "first_name": "", "last_name": "",
        "email": "admin20@ksjgs.com", "is_staff": false, "is_active": true, "date_joined": joined, "gender": "male", "phone": null,
        "dingding": null, "user_permissions": [], "permissions": [], "groups": [1],
    });
    assert_eq!(
        answer.outcome(),
        (201, json!({ "code": 201, "data": data, "msg": "请求成功" }))
    );
    assert_eq!(
        admin.post(PATH, &example()).await.outcome(),
        invalid(&json!({ "username": ["A user with that username already exists."] }))
    );

    let mut update = example();
    for (field, value) in [
        ("username", "admin20"),
        ("phone", "138xxxx"),
        ("dingding", "123456789"),
        ("password", "12345678"),
    ] {
        update[field] = json!(value);
    }
    let answer = admin.put("/account/user/2/", &update).await;
    let mut data = data;
    for field in ["username", "phone", "dingding"] {
        data[field] = update[field].clone();
    }
    assert_eq!(
        answer.outcome(),
        (200, json!({ "code": 200, "data": data, "msg": "请求成功" }))
    );
    Panel::sign_in(&stack, "admin20", "12345678").await;
    let patched = admin
        .patch("/account/user/2/", &json!({ "first_name": "三" }))
        .await;
    assert_eq!(
        (
            &patched.body["data"]["first_name"],
            &patched.body["data"]["phone"]
        ),
        (&json!("三"), &json!("138xxxx"))
    );
    assert_eq!(admin.delete("/account/user/2/").await.outcome(), done());
    assert_eq!(
        admin.get("/account/user/2/").await.outcome(),
        failure(404, "Not found.")
    );
    // The name is free again.
    assert_eq!(admin.user("admin20", &[]).await, 3);
}

#[tokio::test]
async fn several_errors_are_told_at_once_in_djangos_words() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    for (body, errors) in [
        (
            json!({}),
            json!({ "username": ["This field is required."], "password": ["This field is required."] }),
        ),
        (
            json!({
                "username": "a b", "password": 1, "first_name": "x".repeat(31), "last_name": null, "email": "nobody", "gender": "x".repeat(7),
                "phone": "1".repeat(12), "dingding": [], "is_superuser": "yes", "is_staff": null, "groups": 1, "permissions": [9],
            }),
            json!({
                "username": ["Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters."],
                "password": ["Not a valid string."],
                "first_name": ["Ensure this field has no more than 30 characters."],
                "last_name": ["This field may not be null."],
                "email": ["Enter a valid email address."],
                "gender": ["Ensure this field has no more than 6 characters."],
                "phone": ["Ensure this field has no more than 11 characters."],
                "dingding": ["Not a valid string."],
                "is_superuser": ["Must be a valid boolean."],
                "is_staff": ["This field may not be null."],
                "groups": ["Expected a list of items."],
                "permissions": ["Invalid pk \"9\" - object does not exist."],
            }),
        ),
        (
            json!({ "username": "a\u{0}", "password": "" }),
            json!({ "username": ["Control characters are not allowed."], "password": ["This field may not be blank."] }),
        ),
    ] {
        assert_eq!(
            admin.post(PATH, &body).await.outcome(),
            invalid(&errors),
            "{body}"
        );
    }
    assert_eq!(
        admin.get(PATH).await.body["data"].as_array().unwrap().len(),
        1
    );
}

#[tokio::test]
async fn a_list_creates_all_or_none_and_says_how_many_it_takes() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let person =
        |name: &str| json!({ "username": name, "password": "12345678", "is_superuser": true });
    let answer = admin.post(PATH, &json!([person("a"), person("A"), { "username": "admin", "password": "12345678" }, { "username": "b" }])).await;
    let taken = json!({ "username": ["A user with that username already exists."] });
    assert_eq!(
        answer.outcome(),
        invalid(&json!([{}, taken, taken, { "password": ["This field is required."] }]))
    );
    assert_eq!(
        admin.get(PATH).await.body["data"].as_array().unwrap().len(),
        1
    );

    let many: Vec<_> = (0..32).map(|n| person(&format!("u{n}"))).collect();
    let answer = admin.post(PATH, &json!(many)).await;
    let ids: Vec<_> = answer.body["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|user| user["id"].as_i64().unwrap())
        .collect();
    assert_eq!(ids, (2..34).collect::<Vec<i64>>());
    Panel::sign_in(&stack, "u31", "12345678").await;
    let too_many: Vec<_> = (0..33).map(|n| person(&format!("v{n}"))).collect();
    let errors = json!({ "non_field_errors": ["Ensure this list has 1 to 32 elements."] });
    assert_eq!(
        admin.post(PATH, &json!(too_many)).await.outcome(),
        invalid(&errors)
    );
    assert_eq!(
        admin.post(PATH, &json!([])).await.outcome(),
        invalid(&errors)
    );
}

#[tokio::test]
async fn listed_in_pages_searched_and_filtered() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let group = admin
        .create("/account/group/", &json!({ "name": "g" }))
        .await;
    let people: Vec<_> = (0..25)
        .map(|n| json!({ "username": format!("Person{n}"), "password": "12345678", "email": format!("p{n}@163.com"), "groups": if n < 3 { vec![group] } else { vec![] } }))
        .collect();
    admin.post(PATH, &json!(people)).await;
    admin
        .patch("/account/user/5/", &json!({ "is_active": false }))
        .await;
    let named = json!({ "first_name": "Alan", "last_name": "Turing" });
    admin.patch("/account/user/9/", &named).await;
    for (query, expected) in [
        (
            "search=PERSON1",
            vec![3, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21],
        ),
        ("search=p24@163", vec![26]),
        ("search=alan%20turing", vec![9]),
        ("is_active=false", vec![5]),
        ("group=1", vec![2, 3, 4]),
        ("group=1&search=person2&is_active=true", vec![4]),
        ("search=nobody", vec![]),
    ] {
        assert_eq!(
            ids_in(&admin.get(&format!("{PATH}?{query}")).await),
            expected,
            "{query}"
        );
    }
    let (seen, pages) = admin.ids_of_all_pages(&format!("{PATH}?limit=7")).await;
    assert_eq!(pages, 4);
    assert_eq!(seen, (1..=26).collect::<Vec<i64>>());
    for query in [
        "limit=0",
        "limit=1001",
        "cursor=x",
        "is_active=maybe",
        "group=x",
    ] {
        assert_eq!(
            admin.get(&format!("{PATH}?{query}")).await.status,
            400,
            "{query}"
        );
    }
}

#[tokio::test]
async fn a_thousand_users_in_pages_without_loss_or_repetition() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    for hundred in 0..10 {
        let codes: Vec<_> = (0..100)
            .map(|n| json!({ "code": format!("p{}", hundred * 100 + n) }))
            .collect();
        tests::together(codes.iter().map(|code| stack.post("/login_wx", code))).await;
    }
    let (seen, pages) = admin.ids_of_all_pages(&format!("{PATH}?limit=100")).await;
    assert_eq!(pages, 11);
    assert_eq!(seen.len(), 1001);
    assert!(seen.is_sorted_by(|a, b| a < b), "by rising id, each once");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_loses_a_group_during_a_request_has_done_it_before_or_not_at_all() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let users = admin.permission("ALL", "/account/user/.*").await;
    let group = admin
        .create(
            "/account/group/",
            &json!({ "name": "g", "permissions": [users] }),
        )
        .await;
    let keeper_id = admin.user("keeper", &[]).await;
    let poor = admin.user("poor", &[]).await;
    let keeper = Panel::sign_in(&stack, "keeper", "12345678").await;
    let path = format!("/account/group/{group}/permission/?user_ids={keeper_id}");
    for round in 0..4 {
        admin.post(&path, &Value::Null).await;
        let change = json!({ "first_name": format!("r{round}") });
        let one = format!("/account/user/{poor}/");
        let (removed, changed) =
            tests::both(admin.delete(&path), keeper.patch(&one, &change)).await;
        assert_eq!(removed.status, 200);
        let name = admin.get(&one).await.body["data"]["first_name"].clone();
        assert_eq!(changed.status == 200, name == change["first_name"]);
        assert!([200, 403].contains(&changed.status.as_u16()));
        assert_eq!(
            keeper
                .patch(&one, &json!({ "first_name": "late" }))
                .await
                .status,
            403
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_creations_of_one_name_at_the_same_moment_one_comes_about() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let names = ["one", "ONE", "One", "ｏne"];
    let bodies = names.map(|name| json!({ "username": name, "password": "12345678" }));
    let answers = tests::together(bodies.iter().map(|body| admin.post(PATH, body))).await;
    let taken = invalid(&json!({ "username": ["A user with that username already exists."] }));
    let made = answers.iter().filter(|answer| answer.status == 201).count();
    let refused = answers
        .iter()
        .filter(|answer| answer.outcome() == taken)
        .count();
    assert_eq!((made, refused), (1, names.len() - 1));
    assert_eq!(ids_in(&admin.get(PATH).await).len(), 2);
}

#[tokio::test]
async fn the_last_superuser_stays() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let errors = json!({ "is_superuser": ["The last superuser must remain one, and active."] });
    assert_eq!(
        admin
            .patch("/account/user/1/", &json!({ "is_superuser": false }))
            .await
            .outcome(),
        invalid(&errors)
    );
    assert_eq!(
        admin
            .patch("/account/user/1/", &json!({ "is_active": false }))
            .await
            .outcome(),
        invalid(&errors)
    );
    assert_eq!(
        admin.delete("/account/user/1/").await.outcome(),
        invalid(&errors)
    );
    let second = admin
        .create(
            PATH,
            &json!({ "username": "second", "password": "12345678", "is_superuser": true }),
        )
        .await;
    assert_eq!(
        admin
            .patch("/account/user/1/", &json!({ "is_active": false }))
            .await
            .status,
        200
    );
    assert_eq!(
        admin.get(PATH).await.status,
        401,
        "effective on the next request"
    );
    let other = Panel::sign_in(&stack, "second", "12345678").await;
    assert_eq!(
        other
            .delete(&format!("/account/user/{second}/"))
            .await
            .outcome(),
        invalid(&errors)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_superusers_demoted_at_the_same_moment_one_stays() {
    for _ in 0..3 {
        let stack = TestStack::start().await;
        let admin = Panel::superuser(&stack).await;
        admin
            .create(
                PATH,
                &json!({ "username": "second", "password": "12345678", "is_superuser": true }),
            )
            .await;
        let second = Panel::sign_in(&stack, "second", "12345678").await;
        let demotion = json!({ "is_superuser": false });
        let (one, other) = tests::both(
            admin.patch("/account/user/2/", &demotion),
            second.patch("/account/user/1/", &demotion),
        )
        .await;
        let done = [&one, &other]
            .iter()
            .filter(|answer| answer.status == 200)
            .count();
        assert_eq!(done, 1, "{:?} {:?}", one.body, other.body);
    }
}

#[tokio::test]
async fn nobody_grants_what_they_lack_or_touches_who_has_more() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let users = admin.permission("ALL", "/account/user/.*").await;
    let groups = admin.permission("ALL", "/account/group/.*").await;
    let rich = admin
        .create(
            "/account/group/",
            &json!({ "name": "rich", "permissions": [groups] }),
        )
        .await;
    let keeper_id = admin.user("keeper", &[users]).await;
    let rich_id = admin.user("rich", &[groups]).await;
    let staff_id = admin
        .create(
            PATH,
            &json!({ "username": "staff", "password": "12345678", "is_staff": true }),
        )
        .await;
    let poor_id = admin.user("poor", &[]).await;
    let keeper = Panel::sign_in(&stack, "keeper", "12345678").await;
    let person = |extra: Value| {
        let mut body = json!({ "username": "new", "password": "12345678" });
        body.as_object_mut()
            .unwrap()
            .extend(extra.as_object().unwrap().clone());
        body
    };
    for body in [
        json!({ "is_superuser": true }),
        json!({ "is_staff": true }),
        json!({ "permissions": [groups] }),
        json!({ "groups": [rich] }),
    ] {
        assert_eq!(
            keeper.post(PATH, &person(body.clone())).await.outcome(),
            failure(403, FORBIDDEN),
            "{body}"
        );
        assert_eq!(
            keeper
                .patch(&format!("/account/user/{poor_id}/"), &body)
                .await
                .outcome(),
            failure(403, FORBIDDEN),
            "{body}"
        );
        assert_eq!(
            keeper
                .patch(&format!("/account/user/{keeper_id}/"), &body)
                .await
                .outcome(),
            failure(403, FORBIDDEN),
            "{body}"
        );
    }
    for id in [1, rich_id, staff_id] {
        let path = format!("/account/user/{id}/");
        assert_eq!(
            keeper
                .patch(&path, &json!({ "password": "87654321" }))
                .await
                .outcome(),
            failure(403, FORBIDDEN),
            "{id}"
        );
        assert_eq!(
            keeper.delete(&path).await.outcome(),
            failure(403, FORBIDDEN),
            "{id}"
        );
    }
    assert_eq!(
        keeper
            .post(PATH, &person(json!({ "permissions": [users] })))
            .await
            .status,
        201
    );
    assert_eq!(
        keeper
            .patch(
                &format!("/account/user/{poor_id}/"),
                &json!({ "password": "87654321" })
            )
            .await
            .status,
        200
    );
    Panel::sign_in(&stack, "poor", "87654321").await;
}

#[tokio::test]
async fn whoever_holds_something_in_another_family_is_a_superusers_business() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let users = admin.permission("ALL", "/account/user/.*").await;
    admin.user("keeper", &[users]).await;
    let keeper = Panel::sign_in(&stack, "keeper", "12345678").await;
    let employee = tests::Employee::register(&stack, "zs").await;
    let signed_in = stack
        .post("/login_wx", &json!({ "code": employee.name }))
        .await;
    let path = format!("/account/user/{}/", signed_in.body["UserID"]);
    for body in [
        json!({ "username": "zs", "password": "12345678" }),
        json!({ "email": "mine@163.com" }),
        json!({ "is_active": false }),
    ] {
        assert_eq!(
            keeper.patch(&path, &body).await.outcome(),
            failure(403, FORBIDDEN),
            "{body}"
        );
    }
    assert_eq!(
        keeper.delete(&path).await.outcome(),
        failure(403, FORBIDDEN)
    );
    let many = keeper
        .delete(&format!(
            "/account/user/multiple_delete/?ids={}",
            signed_in.body["UserID"]
        ))
        .await;
    assert_eq!(many.outcome(), failure(403, FORBIDDEN));
    assert_eq!(
        keeper
            .patch(&path, &json!({ "first_name": "三" }))
            .await
            .status,
        200
    );
    assert_eq!(
        admin
            .patch(&path, &json!({ "username": "zs", "password": "12345678" }))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn only_a_superuser_lets_in_who_waits_or_was_shut_out() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let users = admin.permission("ALL", "/account/user/.*").await;
    admin.user("keeper", &[users]).await;
    let poor = admin.user("poor", &[]).await;
    let keeper = Panel::sign_in(&stack, "keeper", "12345678").await;
    let path = format!("/account/user/{poor}/");
    assert_eq!(
        keeper
            .patch(&path, &json!({ "is_active": false }))
            .await
            .status,
        200
    );
    assert_eq!(
        keeper
            .patch(&path, &json!({ "is_active": true }))
            .await
            .outcome(),
        failure(403, FORBIDDEN)
    );
    assert_eq!(
        admin
            .patch(&path, &json!({ "is_active": true }))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_superuser_may_close_the_account_of_the_last_administrator_of_another_family() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let member = stack.post("/login_wx", &json!({ "code": "head" })).await;
    let root = stack
        .post(
            "/login_account_password",
            &json!({ "Username": "admin", "Password": "12345678" }),
        )
        .await;
    let promotion =
        json!({ "Token": root.body["Token"], "ID": member.body["UserID"], "Permission": "管理员" });
    assert_eq!(
        stack.post("/updateuserinfo", &promotion).await.body["code"],
        0
    );
    let path = format!("/account/user/{}/", member.body["UserID"]);
    assert_eq!(
        admin
            .patch(&path, &json!({ "is_active": false }))
            .await
            .status,
        200
    );
    assert_eq!(
        admin
            .patch(&path, &json!({ "is_active": true }))
            .await
            .status,
        200
    );
    assert_eq!(admin.delete(&path).await.outcome(), done());
}

#[tokio::test]
async fn an_id_is_written_in_one_way() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    for id in ["+1", "01", "1.0", "%201", "1%2F", "0x1"] {
        assert_eq!(
            admin.get(&format!("/account/user/{id}/")).await.outcome(),
            failure(404, "Not found."),
            "{id}"
        );
    }
    let both =
        json!({ "permissions": [], "user_permissions": [admin.permission("GET", "/x").await] });
    let errors = json!({ "user_permissions": ["It differs from permissions."] });
    assert_eq!(
        admin.patch("/account/user/1/", &both).await.outcome(),
        invalid(&errors)
    );
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let stack = TestStack::start().await;
    let here = Panel::superuser(&stack).await;
    let there = Panel::sign_in(&stack, "admin", "12345678").await;
    assert_eq!(
        here.patch("/account/user/1/", &json!({ "password": "87654321" }))
            .await
            .status,
        200
    );
    assert_eq!(
        (
            here.get(PATH).await.status.as_u16(),
            there.get(PATH).await.status.as_u16()
        ),
        (200, 401)
    );
}

#[tokio::test]
async fn the_sessions_of_a_closed_account_do_not_stand_again_when_it_is_opened() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let body = json!({ "username": "bob", "password": "12345678", "name": "Bob" });
    let path = format!("{PATH}{}/", admin.create(PATH, &body).await);
    let bob = Panel::sign_in(&stack, "bob", "12345678").await;
    let own = "/account/session/";
    assert_eq!(bob.get(own).await.status, 200);
    for is_active in [false, true] {
        let change = json!({ "is_active": is_active });
        let changed = admin.patch(&path, &change).await;
        assert_eq!(changed.status, 200, "{:?}", changed.body);
        assert_eq!(bob.get(own).await.status, 401, "{is_active}");
    }
    let again = Panel::sign_in(&stack, "bob", "12345678").await;
    assert_eq!(again.get(own).await.status, 200);
}

#[tokio::test]
async fn an_account_that_waits_is_let_in() {
    let stack = TestStack::with(&[("AdminRegistration", "approval")], &[]).await;
    let admin = Panel::superuser(&stack).await;
    let account =
        json!({ "username": "waiting", "password": "123456", "confirm_password": "123456" });
    stack.post("/admin/user/register/", &account).await;
    assert_eq!(
        stack.post("/admin/user/login/", &account).await.text("msg"),
        "账号待审核"
    );
    assert_eq!(
        admin
            .patch("/account/user/2/", &json!({ "is_active": true }))
            .await
            .status,
        200
    );
    assert_eq!(
        stack.post("/admin/user/login/", &account).await.text("msg"),
        "success"
    );
}

#[tokio::test]
async fn a_deleted_person_may_come_back_as_someone_new() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    let code = json!({ "code": "alice" });
    let first = stack.post("/login_wx", &code).await;
    assert_eq!(first.body["UserID"], 2);
    assert_eq!(admin.delete("/account/user/2/").await.outcome(), done());
    let ended = stack
        .post("/userinfo", &json!({ "Token": first.body["Token"] }))
        .await;
    assert_eq!(ended.body["code"], 3);
    assert_eq!(stack.post("/login_wx", &code).await.body["UserID"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn deletion_and_sign_in_at_the_same_moment_leave_no_one_signed_in() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    for round in 0..4 {
        let name = format!("p{round}");
        let id = admin.user(&name, &[]).await;
        let body = json!({ "Username": name, "Password": "12345678" });
        let path = format!("/account/user/{id}/");
        let (deleted, signed_in) = tests::both(
            admin.delete(&path),
            stack.post("/login_account_password", &body),
        )
        .await;
        assert_eq!(deleted.outcome(), done());
        if signed_in.body["code"] == 0 {
            let after = stack
                .post("/userinfo", &json!({ "Token": signed_in.body["Token"] }))
                .await;
            assert_eq!(after.body["code"], 3);
        } else {
            assert_eq!(signed_in.body["code"], 2);
        }
    }
}

#[tokio::test]
async fn methods_belong_to_the_list_or_to_the_one() {
    let stack = TestStack::start().await;
    let admin = Panel::superuser(&stack).await;
    assert_eq!(
        admin.put(PATH, &json!({})).await.header("allow"),
        "GET, POST"
    );
    assert_eq!(
        admin
            .post("/account/user/1/", &json!({}))
            .await
            .header("allow"),
        "GET, PUT, PATCH, DELETE"
    );
}
