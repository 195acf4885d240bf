//! A client of Alipay's, written for these tests.

use std::collections::BTreeMap;

use super::*;

/// A good request for a code, not signed yet.
fn request(sandbox: &Sandbox, code: &str) -> BTreeMap<&'static str, String> {
    [
        ("app_id", apps::first(Kind::Alipay).appid),
        ("method", METHOD),
        ("format", "JSON"),
        ("charset", "utf-8"),
        ("sign_type", "RSA2"),
        ("timestamp", &sandbox.host.clock.now().in_shanghai()),
        ("version", "1.0"),
        ("grant_type", "authorization_code"),
        ("code", code),
        ("app_auth_token", ""),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .into()
}

/// Signs a request; what is empty is not signed.
async fn sign(sandbox: &Sandbox, mut request: BTreeMap<&'static str, String>) -> Form {
    let text: Vec<String> = request
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let key = &sandbox.keys().await.unwrap().alipay_app;
    let sign = STANDARD.encode(key.sign(text.join("&").as_bytes()).unwrap());
    request.insert("sign", sign);
    encode(&request)
}

fn encode(request: &BTreeMap<&'static str, String>) -> Form {
    let mut form = form_urlencoded::Serializer::new(String::new());
    Form::parse(Some(form.extend_pairs(request).finish().as_bytes()))
}

async fn ask(sandbox: &Sandbox, form: &Form) -> String {
    answer(sandbox, form).await.unwrap()
}

/// The value of `name`, once its signature is checked over its bytes.
async fn verified(sandbox: &Sandbox, text: &str, name: &str) -> Value {
    let (head, rest) = text.split_once(':').unwrap();
    assert_eq!(head, format!(r#"{{"{name}""#));
    let (value, sign) = rest.rsplit_once(r#","sign":""#).unwrap();
    let sign = STANDARD
        .decode(sign.strip_suffix(r#""}"#).unwrap())
        .unwrap();
    let keys = sandbox.keys().await.unwrap();
    let theirs = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, keys.alipay.public_der());
    theirs.verify(value.as_bytes(), &sign).unwrap();
    let read: Value = serde_json::from_str(value).unwrap();
    if name == METHOD.replace('.', "_") + "_response" {
        let again = read.to_string();
        assert!(theirs.verify(again.as_bytes(), &sign).is_err(), "{again}");
    }
    read
}

async fn refusal(sandbox: &Sandbox, form: &Form) -> String {
    let text = ask(sandbox, form).await;
    let error = verified(sandbox, &text, "error_response").await;
    format!("{} {}", error["code"], error["sub_code"]).replace('"', "")
}

#[tokio::test]
async fn a_code_is_a_person_and_the_answer_is_signed() {
    let sandbox = Sandbox::for_tests();
    for name in ["alice", "王 芳+&=/"] {
        let form = sign(&sandbox, request(&sandbox, name)).await;
        let text = ask(&sandbox, &form).await;
        let told = verified(&sandbox, &text, "alipay_system_oauth_token_response").await;
        assert_eq!(told["user_id"], person::alipay_user_id(name));
        assert_eq!(
            told["open_id"],
            person::alipay_open_id("2021004168529731", name)
        );
        assert!(told["access_token"].as_str().unwrap().contains('/'));
        assert_eq!(told.get("code"), None);
    }
}

#[tokio::test]
async fn it_refuses_codes_as_alipay_does() {
    let sandbox = Sandbox::for_tests();
    let once = sign(&sandbox, request(&sandbox, "once:a:1")).await;
    assert!(ask(&sandbox, &once).await.starts_with(r#"{"alipay_system"#));
    assert_eq!(refusal(&sandbox, &once).await, "40002 isv.code-invalid");
    for (code, expected) in [
        ("", "40002 isv.code-invalid"),
        ("what:a", "40002 isv.code-invalid"),
        ("snapshot:a", "40002 isv.code-invalid"),
        ("fail:20000", "20000 isp.unknow-error"),
        ("fail:isv.invalid-signature", "40002 isv.invalid-signature"),
    ] {
        let form = sign(&sandbox, request(&sandbox, code)).await;
        assert_eq!(refusal(&sandbox, &form).await, expected, "{code}");
    }
}

#[tokio::test]
async fn it_refuses_parameters_as_alipay_does() {
    let sandbox = Sandbox::for_tests();
    let shown = |seconds: i64| {
        let millis = sandbox.host.clock.now().as_millis() + seconds * 1000;
        Timestamp::from_millis(millis).in_shanghai()
    };
    let utc = shown(-8 * 3600);
    for (name, value, expected) in [
        ("method", "", "40001 isv.missing-method"),
        (
            "method",
            "alipay.user.info.share",
            "40002 isv.invalid-method",
        ),
        ("sign_type", "", "40001 isv.missing-signature-type"),
        ("sign_type", "RSA", "40002 isv.invalid-signature-type"),
        ("charset", "", "40002 isv.invalid-charset"),
        ("charset", "gbk", "40002 isv.invalid-charset"),
        ("version", "", "40001 isv.missing-version"),
        ("version", "2.0", "40002 isv.invalid-parameter"),
        ("format", "XML", "40002 isv.invalid-format"),
        ("timestamp", "", "40001 isv.missing-timestamp"),
        ("timestamp", "now", "40002 isv.invalid-timestamp"),
        ("timestamp", &utc, "40002 isv.invalid-timestamp"),
        ("timestamp", &shown(-905), "40002 isv.invalid-timestamp"),
        ("timestamp", &shown(905), "40002 isv.invalid-timestamp"),
        (
            "grant_type",
            "refresh_token",
            "40002 isv.grant-type-invalid",
        ),
    ] {
        let mut request = request(&sandbox, "alice");
        request.insert(name, value.to_owned());
        let form = sign(&sandbox, request).await;
        assert_eq!(refusal(&sandbox, &form).await, expected, "{name}={value}");
    }
    let mut near = request(&sandbox, "alice");
    near.insert("timestamp", shown(-890));
    let near = sign(&sandbox, near).await;
    assert!(ask(&sandbox, &near).await.starts_with(r#"{"alipay_system"#));
}

#[tokio::test]
async fn it_refuses_signatures_that_are_not_ours() {
    let sandbox = Sandbox::for_tests();
    let good = request(&sandbox, "alice");
    assert_eq!(
        refusal(&sandbox, &encode(&good)).await,
        "40001 isv.missing-signature"
    );
    for (name, value) in [
        ("sign", "eA=="),
        ("sign", "?"),
        ("code", "bob"),
        ("more", "1"),
    ] {
        let form = sign(&sandbox, good.clone()).await;
        let form = form.with(Form::query(Some(&format!("{name}={value}"))));
        assert_eq!(
            refusal(&sandbox, &form).await,
            "40002 isv.invalid-signature",
            "{name}"
        );
    }
}

#[tokio::test]
async fn an_app_that_it_does_not_know_gets_an_error_without_a_signature() {
    let sandbox = Sandbox::for_tests();
    for (appid, sub_code) in [
        ("", "isv.missing-app-id"),
        ("2021000000000000", "isv.invalid-app-id"),
    ] {
        let mut request = request(&sandbox, "alice");
        request.insert("app_id", appid.to_owned());
        let form = sign(&sandbox, request).await;
        let told: Value = serde_json::from_str(&ask(&sandbox, &form).await).unwrap();
        assert_eq!(told["error_response"]["sub_code"], sub_code);
        assert_eq!(told.get("sign"), None);
    }
}
