//! What QQ Connect gives and refuses.

use super::*;

const REDIRECT_URI: &str = "https://panel.tongxing.example/qq";

fn request(sandbox: &Sandbox, changed: &str, value: &str) -> Form {
    let app = apps::first(Kind::QqConnect);
    let secret = sandbox.secret_of(app);
    let pairs = [
        ("grant_type", "authorization_code"),
        ("client_id", app.appid),
        ("client_secret", &secret),
        ("code", "alice"),
        ("redirect_uri", REDIRECT_URI),
        ("fmt", "json"),
        (changed, value),
    ];
    let mut form = form_urlencoded::Serializer::new(String::new());
    Form::query(Some(&form.extend_pairs(pairs).finish()))
}

fn error(told: &Result<Value, Trouble>) -> i64 {
    match told {
        Ok(_) => 0,
        Err(Trouble::Refused(error)) => *error,
        Err(Trouble::Sandbox(error)) => panic!("{error}"),
    }
}

async fn ask_me(sandbox: &Sandbox, query: &str) -> Result<Value, Trouble> {
    owner(sandbox, &Form::query(Some(query))).await
}

#[tokio::test]
async fn a_code_is_a_token_and_a_token_is_a_person() {
    let sandbox = Sandbox::for_tests();
    let told = exchange(&sandbox, &request(&sandbox, "code", "alice"))
        .await
        .unwrap();
    assert_eq!(told["expires_in"], 7_776_000);
    let token = told["access_token"].as_str().unwrap();
    let owner = ask_me(&sandbox, &format!("access_token={token}&unionid=1"))
        .await
        .unwrap();
    let expected = json!({
        "client_id": "101987654",
        "openid": person::qq_openid("101987654", "alice"),
        "unionid": person::qq_unionid("alice"),
    });
    assert_eq!(owner, expected);
    let without = ask_me(&sandbox, &format!("access_token={token}"))
        .await
        .unwrap();
    assert_eq!(without.get("unionid"), None);
    let from_the_sdk = ask_me(&sandbox, "access_token=alice&unionid=1")
        .await
        .unwrap();
    assert_eq!(from_the_sdk, expected);
    sandbox.host.clock.advance(7_776_000);
    assert_eq!(
        error(&ask_me(&sandbox, &format!("access_token={token}")).await),
        100_014
    );
}

#[tokio::test]
async fn a_token_of_another_app_names_that_app() {
    let sandbox = Sandbox::for_tests();
    let told = ask_me(&sandbox, "access_token=foreign:alice&unionid=1")
        .await
        .unwrap();
    assert_ne!(told["client_id"], "101987654");
    assert_ne!(told["openid"], person::qq_openid("101987654", "alice"));
    let code = exchange(&sandbox, &request(&sandbox, "code", "foreign:alice")).await;
    assert_eq!(error(&code), 100_019);
}

#[tokio::test]
async fn it_refuses_what_qq_refuses() {
    let sandbox = Sandbox::for_tests();
    for (name, value, expected) in [
        ("grant_type", "", 100_004),
        ("grant_type", "refresh_token", 100_004),
        ("client_id", "", 100_001),
        ("client_id", "1112345078", 100_008),
        ("client_secret", "", 100_002),
        ("client_secret", "x", 100_009),
        ("redirect_uri", "", 100_010),
        (
            "redirect_uri",
            "https://panel.tongxing.example/qq/",
            100_010,
        ),
        ("code", "", 100_005),
        ("code", "what:a", 100_019),
        ("code", "snapshot:a", 100_019),
        ("code", "fail:x", 100_019),
        ("code", "fail:100030", 100_030),
        ("code", "once:a:1", 0),
        ("code", "once:a:1", 100_020),
    ] {
        let told = exchange(&sandbox, &request(&sandbox, name, value)).await;
        assert_eq!(error(&told), expected, "{name}={value}");
    }
    for (query, expected) in [
        ("", 100_007),
        ("access_token=", 100_007),
        ("access_token=what:a", 100_016),
        ("access_token=foreign:", 100_016),
        ("access_token=snapshot:a", 100_016),
        ("access_token=fail:100015", 100_015),
        ("access_token=once:a:1", 0),
        ("access_token=once:a:1", 100_016),
    ] {
        assert_eq!(error(&ask_me(&sandbox, query).await), expected, "{query}");
    }
}

async fn text(response: Response) -> String {
    let body = axum::body::to_bytes(response.into_body(), 4096)
        .await
        .unwrap();
    String::from_utf8(body.to_vec()).unwrap()
}

#[tokio::test]
async fn json_is_for_those_who_ask_and_errors_are_always_wrapped() {
    let me = || Ok(json!({ "openid": "A" }));
    let json = Form::query(Some("fmt=json"));
    let plain = Form::query(None);
    assert_eq!(
        text(answer(&json, me(), callback)).await,
        r#"{"openid":"A"}"#
    );
    assert_eq!(
        text(answer(&plain, me(), callback)).await,
        "callback( {\"openid\":\"A\"} );\n"
    );
    for form in [&json, &plain] {
        let refused = answer(form, Err(Trouble::Refused(100_020)), callback);
        let expected =
            r#"callback( {"error":100020,"error_description":"code is reused error"} );"#;
        assert_eq!(text(refused).await.trim_end(), expected);
    }
    let given = json!({ "access_token": "A", "expires_in": 7, "refresh_token": "B" });
    let legacy = answer(&plain, Ok(given), token_pairs);
    assert_eq!(
        text(legacy).await,
        "access_token=A&expires_in=7&refresh_token=B"
    );
}
