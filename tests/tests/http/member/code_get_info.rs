//! `POST /module/iot/codeGetInfo`: the document's example, what is refused, and invitations. The providers have files of their
//! own.

use serde_json::{Value, json};
use tests::TestStack;

use super::{expect, failure, rejection, sign_in, uid, wechat};

/// The sign-in.
pub(crate) const PATH: &str = "/module/iot/codeGetInfo";

/// The names in the document's example and table, and how the example prints them.
fn documented(data: &Value) -> Value {
    json!({
        "uid": 1,
        "avatar": "https://example.com/a.jpg",
        "c_code": "86",
        "phone": "",
        "email": "",
        "username": data["username"],
        "male": "",
        "birthday": "",
        "nickname": "kevin1",
        "type": "member",
        "phone_active": 0,
        "email_active": 0,
        "status": 1,
        "create_at": data["create_at"],
        "update_at": data["update_at"],
        "change_username": 0,
        "integral": null,
        "signature": "",
        "alias_name": "",
        "small_code_url": "",
        "company_name": "",
        "invite_code": data["invite_code"],
        "settled_in_status": 3,
        "token": data["token"],
        "session_key": "",
        "first_login": true,
        "set_password": false,
    })
}

#[tokio::test]
async fn the_documents_example() {
    let stack = TestStack::start().await;
    let mut request = wechat("kevin");
    request["nickName"] = json!("kevin1");
    request["avatarUrl"] = json!("https://example.com/a.jpg");
    let answer = stack.post(PATH, &request).await;
    let data = &answer.body["data"];
    let expected = json!({ "status": 200, "msg": "注册成功", "data": documented(data) });
    assert_eq!(answer.outcome(), (200, expected));
    let username = data["username"].as_str().unwrap();
    assert!(
        username.starts_with("kevin1") && username.len() == 14,
        "{username}"
    );
    assert_eq!(data["invite_code"].as_str().unwrap().len(), 7);
    assert_eq!(data["token"].as_str().unwrap().split('.').count(), 3);

    let again = stack.post(PATH, &wechat("kevin")).await;
    assert_eq!(again.text("msg"), "登录成功");
    let mut expected = documented(data);
    expected["first_login"] = json!(false);
    expected["token"] = again.body["data"]["token"].clone();
    assert_eq!(again.body["data"], expected);
    assert_ne!(again.body["data"]["token"], data["token"]);
}

#[tokio::test]
async fn times_are_those_of_shanghai() {
    let stack = TestStack::start().await;
    let now = stack.inner().host().clock.now();
    let data = sign_in(&stack, &wechat("kevin")).await;
    let created = data["create_at"].as_str().unwrap();
    let soon = now + std::time::Duration::from_mins(1);
    assert!(now.in_shanghai().as_str() <= created && created <= soon.in_shanghai().as_str());
    assert_eq!(data["create_at"], data["update_at"]);
}

#[tokio::test]
async fn the_token_is_good_in_every_family_and_names_its_issuer() {
    let stack = TestStack::start().await;
    let data = sign_in(&stack, &wechat("kevin")).await;
    let answer = stack
        .post("/userinfo", &json!({ "Token": data["token"] }))
        .await;
    assert_eq!(answer.body["data"]["ID"], data["uid"]);
    let claims = data["token"]
        .as_str()
        .unwrap()
        .split('.')
        .nth(1)
        .unwrap()
        .to_owned();
    let claims = tests::base64url(&claims);
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!(claims["iss"], format!("{}{PATH}", stack.url()));
    assert_eq!(claims["sub"], data["uid"]);
    assert_eq!(
        claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(),
        14 * 86400
    );
}

#[tokio::test]
async fn words_come_in_any_case_and_a_form_does_as_well_as_json() {
    let stack = TestStack::start().await;
    let first = uid(&stack, &wechat("kevin")).await;
    let shouted = json!({ "login_method": "WECHAT", "login_type": "WX_Small", "code": "kevin" });
    assert_eq!(uid(&stack, &shouted).await, first);
    let form = "login_method=wechat&login_type=wx_small&code=kevin&pid=&openid=";
    let answer = stack
        .post_raw(
            &format!("{PATH}/"),
            "application/x-www-form-urlencoded",
            form,
        )
        .await;
    assert_eq!(answer.body["data"]["uid"], first);
}

#[tokio::test]
async fn a_known_person_keeps_name_and_picture() {
    let stack = TestStack::start().await;
    let mut request = wechat("kevin");
    request["nickName"] = json!("kevin1");
    let first = sign_in(&stack, &request).await;
    request["nickName"] = json!("<b>somebody else</b>");
    request["avatarUrl"] = json!("https://evil.example/");
    let again = sign_in(&stack, &request).await;
    assert_eq!(again["nickname"], "kevin1");
    assert_eq!(again["avatar"], "");
    assert_eq!(again["username"], first["username"]);
}

#[tokio::test]
async fn whoever_is_known_to_another_family_is_known_here() {
    let stack = TestStack::start().await;
    let known = stack.post("/login_wx", &json!({ "code": "kevin" })).await;
    let data = sign_in(&stack, &wechat("kevin")).await;
    assert_eq!(data["uid"], known.body["UserID"]);
    assert_eq!(data["first_login"], false);
}

#[tokio::test]
async fn usernames_are_unique_whatever_the_nickname() {
    let stack = TestStack::start().await;
    let mut names = std::collections::BTreeSet::new();
    for (code, nickname) in [("a", "施海泉"), ("b", "施海泉"), ("c", "😀 <b>"), ("d", "")] {
        let mut request = wechat(code);
        request["nickName"] = json!(nickname);
        let username = sign_in(&stack, &request).await["username"]
            .as_str()
            .unwrap()
            .to_owned();
        let stem = if nickname.starts_with('施') {
            "施海泉"
        } else if code == "c" {
            "b"
        } else {
            "member"
        };
        assert!(username.starts_with(stem), "{username}");
        assert!(names.insert(username));
    }
}

#[tokio::test]
async fn a_generated_username_opens_nothing_until_there_is_a_password() {
    let stack = TestStack::start().await;
    let data = sign_in(&stack, &wechat("kevin")).await;
    let sign_in_with = async |password: &str| {
        let credentials = json!({ "Username": data["username"], "Password": password });
        stack
            .post("/login_account_password", &credentials)
            .await
            .body["code"]
            .clone()
    };
    for password in ["", " ", "member", "null"] {
        assert_ne!(sign_in_with(password).await, 0);
    }
    let update = json!({ "Token": data["token"], "Password": "a good password" });
    assert_eq!(stack.post("/updateuserinfo", &update).await.body["code"], 0);
    assert_eq!(sign_in_with("a good password").await, 0);
    let again = sign_in(&stack, &wechat("kevin")).await;
    assert_eq!(again["set_password"], true);
    assert_eq!(again["username"], data["username"]);
}

#[tokio::test]
async fn a_generated_username_can_be_changed_without_a_password() {
    let stack = TestStack::start().await;
    let data = sign_in(&stack, &wechat("kevin")).await;
    let update = json!({ "Token": data["token"], "Username": "kevin" });
    assert_eq!(stack.post("/updateuserinfo", &update).await.body["code"], 0);
    assert_eq!(sign_in(&stack, &wechat("kevin")).await["username"], "kevin");
    // The old one is free again.
    let account =
        json!({ "username": data["username"], "password": "123456", "confirm_password": "123456" });
    let registered = stack.post("/admin/user/register/", &account).await;
    assert_eq!(registered.text("msg"), "success");
}

#[tokio::test]
async fn methods_and_types_must_be_known_and_fit() {
    let stack = TestStack::start().await;
    let of = |method: &str, kind: &str| json!({ "login_method": method, "login_type": kind, "code": "kevin" });
    expect(
        &stack,
        &[
            (of("Weibo", ""), "登录方式不支持"),
            (of("", "wx_small"), "登录方式不支持"),
            (of("WeChat", "wx_other"), "登录方式不支持"),
            (of("Alipay", "wx_small"), "登录方式不支持:login_type 与 login_method 不一致"),
            (of("WeChat", "apple"), "登录方式不支持:login_type 与 login_method 不一致"),
            (of("QQ", "wx_app"), "登录方式不支持:login_type 与 login_method 不一致"),
            (
                json!({ "login_method": "WeChat", "login_type": "wx_small", "code": "kevin", "appid": "wxffffffffffffffff" }),
                "登录方式不支持",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn what_is_no_request_is_told_by_its_field() {
    let stack = TestStack::start().await;
    let with = |field: &str, value: Value| {
        let mut request = wechat("kevin");
        request[field] = value;
        request
    };
    for (request, msg) in [
        (json!({ "code": "kevin" }), "缺少字段 login_method"),
        (
            json!({ "login_method": "WeChat", "code": "kevin" }),
            "缺少字段 login_type",
        ),
        (
            with("login_method", json!(7)),
            "字段 login_method:类型错误,应为字符串",
        ),
        (
            with("code", json!("x".repeat(10_000))),
            "字段 code:长度不能超过 512 个字符",
        ),
        (
            with("code", json!("a\0b")),
            "字段 code:含有控制字符或无法识别的字符",
        ),
        (
            with("code", json!(["kevin"])),
            "字段 code:类型错误,应为字符串",
        ),
        (with("pid", json!("kevin")), "字段 pid:应为整数"),
        (with("pid", json!(1.5)), "字段 pid:应为整数"),
        (with("pid", json!([1])), "字段 pid:应为整数"),
        (
            with("nickName", json!("x".repeat(1025))),
            "字段 nickName:长度不能超过 1024 个字符",
        ),
        (with("open_id", json!(5)), "字段 openid:类型错误,应为字符串"),
    ] {
        let answer = stack.post(PATH, &request).await;
        assert_eq!(answer.outcome(), rejection(400, msg), "{request}");
    }
    let answer = stack.get(PATH).await;
    assert_eq!(answer.outcome(), rejection(405, "请求方法不支持,应为 POST"));
    assert_eq!(answer.header("allow"), "POST");
}

#[tokio::test]
async fn an_openid_alone_proves_nothing() {
    let stack = TestStack::start().await;
    let victim = stack.prove("kevin").await;
    for (method, kind, proofs) in [
        ("WeChat", "wx_small", "code"),
        ("WeChat", "wx_app", "code"),
        ("QQ", "qq_connect", "code 或 access_token"),
        ("Apple", "apple", "code 或 identity_token"),
        ("Alipay", "alipay", "code"),
    ] {
        let request = json!({
            "login_method": method, "login_type": kind, "openid": victim, "unionid": victim, "code": "",
        });
        let msg = format!("缺少字段 {proofs}:openid 和 unionid 不能证明身份");
        assert_eq!(
            stack.post(PATH, &request).await.outcome(),
            rejection(400, &msg)
        );
    }
    // WeChat has no way to tell whose app an access token belongs to.
    let request = json!({ "login_method": "WeChat", "login_type": "wx_app", "openid": victim, "access_token": "kevin" });
    assert_eq!(stack.post(PATH, &request).await.status, 400);
}

#[tokio::test]
async fn an_openid_beside_a_proof_must_agree_with_it() {
    let stack = TestStack::start().await;
    let openid = stack.prove("kevin").await;
    let mut request = wechat("kevin");
    request["openid"] = json!(openid);
    assert_eq!(sign_in(&stack, &request).await["first_login"], true);
    request["code"] = json!("mallory");
    let differs = "openid 或 unionid 与授权结果不一致";
    assert_eq!(stack.post(PATH, &request).await.outcome(), failure(differs));
    let mut request = wechat("mallory");
    request["unionid"] = json!("somebody's");
    assert_eq!(stack.post(PATH, &request).await.outcome(), failure(differs));
    // Nobody has been made on the way.
    assert_eq!(
        sign_in(&stack, &wechat("mallory")).await["first_login"],
        true
    );
}

#[tokio::test]
async fn an_invitation_counts_once_and_only_that_of_an_active_user() {
    let stack = TestStack::start().await;
    let inviter = sign_in(&stack, &wechat("inviter")).await;
    let closed = uid(&stack, &wechat("closed")).await;
    stack.disable_user(closed).await;
    let invited_by = async |code: &str, field: &str, value: Value| {
        let mut request = wechat(code);
        request[field] = value;
        let id = uid(&stack, &request).await;
        stack.user_item(id).await["profiles"]["M"]["member"]["M"]["inviter"]["N"].clone()
    };
    let theirs = json!(inviter["uid"].to_string());
    assert_eq!(invited_by("a", "pid", inviter["uid"].clone()).await, theirs);
    assert_eq!(invited_by("b", "pid", theirs.clone()).await, theirs);
    assert_eq!(
        invited_by("c", "invite_code", inviter["invite_code"].clone()).await,
        theirs
    );
    // Again, with another inviter: it counted the first time.
    let second = uid(&stack, &wechat("second")).await;
    assert_eq!(invited_by("a", "pid", json!(second)).await, theirs);
    // Nobody, a closed account, the next user (oneself), and what is no id at all.
    let next = second + 3;
    for (at, pid) in [
        json!(999_999),
        json!(closed),
        json!(next),
        json!(0),
        json!(-1),
        json!(u64::MAX),
        json!("-5"),
        json!("9".repeat(30)),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(
            invited_by(&format!("nobody{at}"), "pid", pid).await,
            Value::Null
        );
    }
    assert_eq!(
        invited_by("d", "invite_code", json!("!")).await,
        Value::Null
    );
}

#[tokio::test]
async fn a_disabled_person_does_not_come_in() {
    let stack = TestStack::start().await;
    let id = uid(&stack, &wechat("kevin")).await;
    stack.disable_user(id).await;
    assert_eq!(
        stack.post(PATH, &wechat("kevin")).await.outcome(),
        failure("账号已禁用")
    );
}

#[tokio::test]
async fn the_kind_of_a_member_is_what_the_directory_says() {
    let stack = TestStack::start().await;
    let openid = stack.prove("boss").await;
    stack
        .invoke(
            "create-superuser",
            &json!({ "username": "boss", "openid": openid }),
        )
        .await;
    let boss = sign_in(&stack, &wechat("boss")).await;
    assert_eq!(
        (&boss["type"], &boss["set_password"]),
        (&json!("admin"), &json!(true))
    );
    let merchant = uid(&stack, &wechat("merchant")).await;
    let request = json!({
        "TableName": "UsersTable",
        "Key": { "pk": { "S": format!("user#{merchant}") } },
        "UpdateExpression": "SET profiles.#member.settled_in_status = :settled",
        "ExpressionAttributeNames": { "#member": "member" },
        "ExpressionAttributeValues": { ":settled": { "N": "1" } },
    });
    stack.dynamodb("UpdateItem", &request).await;
    let merchant = sign_in(&stack, &wechat("merchant")).await;
    assert_eq!(
        (&merchant["type"], &merchant["settled_in_status"]),
        (&json!("merchant"), &json!(1))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn first_sign_ins_of_one_person_at_the_same_moment_make_one_user() {
    let stack = TestStack::start().await;
    let requests: Vec<Value> = (0..6).map(|n| wechat(&format!("once:kevin:{n}"))).collect();
    let answers = tests::together(requests.iter().map(|request| stack.post(PATH, request))).await;
    let news = answers
        .iter()
        .filter(|answer| answer.body["data"]["first_login"] == true)
        .count();
    let ids: std::collections::BTreeSet<i64> = answers
        .iter()
        .map(|answer| answer.body["data"]["uid"].as_i64().unwrap())
        .collect();
    assert_eq!((ids.len(), news), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_code_at_two_doors_at_the_same_moment_opens_one() {
    let stack = TestStack::start().await;
    for round in 0..5 {
        let code = format!("once:kevin:{round}");
        let (here, there) = (wechat(&code), json!({ "code": code }));
        let (one, other) = tests::both(
            stack.post(PATH, &here),
            stack.post("/user/user/login/", &there),
        )
        .await;
        let (one, other) = (one.body["status"] == 200, other.body["code"] == 1);
        assert!(one != other, "{code}: {one} {other}");
    }
}
