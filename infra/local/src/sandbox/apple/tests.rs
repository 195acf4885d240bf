//! A client of Apple's, written for these tests.

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::*;
use crate::sandbox::apps::APPLE_KEY_ID;

const APP: &str = "example.tongxing.app";
const WEB: &str = "example.tongxing.web";
const REDIRECT_URI: &str = "https://panel.tongxing.example/apple";

fn header() -> Value {
    json!({ "alg": "ES256", "kid": APPLE_KEY_ID })
}

fn claims(client_id: &str, now: i64) -> Value {
    json!({
        "iss": APPLE_TEAM,
        "iat": now,
        "exp": now + 180,
        "aud": "https://appleid.apple.com",
        "sub": client_id,
    })
}

fn now(sandbox: &Sandbox) -> i64 {
    sandbox.host.clock.now().as_seconds()
}

async fn secret(sandbox: &Sandbox, header: &Value, claims: &Value) -> String {
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let signed = format!("{}.{}", encode(header), encode(claims));
    let signature = sandbox
        .keys()
        .await
        .unwrap()
        .apple_team
        .sign(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

async fn ask(sandbox: &Sandbox, pairs: &[(&str, &str)]) -> Result<Value, String> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    let form = Form::parse(Some(form.extend_pairs(pairs).finish().as_bytes()));
    exchange(sandbox, &form)
        .await
        .map_err(|trouble| match trouble {
            Trouble::Refused(error, None) => error,
            Trouble::Refused(error, Some(description)) => format!("{error}: {description}"),
            Trouble::Sandbox(error) => panic!("{error}"),
        })
}

/// A good request with a code, changed so.
async fn ask_with(sandbox: &Sandbox, app: &str, changes: &[(&str, &str)]) -> Result<Value, String> {
    let secret = secret(sandbox, &header(), &claims(app, now(sandbox))).await;
    let mut pairs = vec![
        ("client_id", app),
        ("client_secret", &secret),
        ("grant_type", "authorization_code"),
        ("code", "alice"),
    ];
    pairs.extend(changes);
    ask(sandbox, &pairs).await
}

/// The claims of an identity token, once it is verified with the key of its id.
async fn verified(sandbox: &Sandbox, token: &Value) -> Value {
    let (signed, signature) = token.as_str().unwrap().rsplit_once('.').unwrap();
    let (header, claims) = signed.split_once('.').unwrap();
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
    let json = |text: &str| serde_json::from_slice::<Value>(&bytes(text)).unwrap();
    let header = json(header);
    assert_eq!(header["alg"], "RS256");
    let set = jwks(&sandbox.keys().await.unwrap());
    let keys = set["keys"].as_array().unwrap();
    let at = keys
        .iter()
        .position(|key| key["kid"] == header["kid"])
        .unwrap();
    assert_eq!((at, keys.len()), (1, 2));
    let key = RsaPublicKeyComponents {
        n: bytes(keys[at]["n"].as_str().unwrap()),
        e: bytes(keys[at]["e"].as_str().unwrap()),
    };
    key.verify(
        &RSA_PKCS1_2048_8192_SHA256,
        signed.as_bytes(),
        &bytes(signature),
    )
    .unwrap();
    json(claims)
}

#[tokio::test]
async fn a_code_is_a_person_of_the_team() {
    let sandbox = Sandbox::for_tests();
    let of_app = ask_with(&sandbox, APP, &[]).await.unwrap();
    assert_eq!(
        (&of_app["token_type"], &of_app["expires_in"]),
        (&json!("Bearer"), &json!(3600))
    );
    assert!(of_app["refresh_token"].is_string());
    let of_app = verified(&sandbox, &of_app["id_token"]).await;
    assert_eq!(of_app["aud"], APP);
    assert_eq!(of_app["email_verified"], true);
    let of_web = ask_with(&sandbox, WEB, &[("redirect_uri", REDIRECT_URI)])
        .await
        .unwrap();
    let of_web = verified(&sandbox, &of_web["id_token"]).await;
    assert_eq!(of_web["aud"], WEB);
    assert_eq!(of_web["sub"], of_app["sub"]);
}

#[tokio::test]
async fn it_refuses_client_secrets_that_apple_refuses() {
    let sandbox = Sandbox::for_tests();
    let at = now(&sandbox);
    let good = secret(&sandbox, &header(), &claims(APP, at)).await;
    let cut = &good[..good.len() - 4];
    let mut refused = vec![String::new(), "a.b.c".to_owned(), cut.to_owned()];
    for (name, value) in [
        ("alg", json!("HS256")),
        ("kid", json!("0")),
        ("kid", json!(null)),
    ] {
        let mut header = header();
        header[name] = value;
        refused.push(secret(&sandbox, &header, &claims(APP, at)).await);
    }
    for (name, value) in [
        ("iss", json!("TEAM")),
        ("sub", json!(WEB)),
        ("aud", json!("https://account.apple.com")),
        ("iat", json!(null)),
        ("iat", json!(at + 600)),
        ("exp", json!(at)),
        ("exp", json!(at + 15_778_000)),
        ("exp", json!(null)),
    ] {
        let mut claims = claims(APP, at);
        claims[name] = value;
        refused.push(secret(&sandbox, &header(), &claims).await);
    }
    for secret in refused {
        let told = ask_with(&sandbox, APP, &[("client_secret", &secret)]).await;
        assert_eq!(told, Err("invalid_client".to_owned()), "{secret}");
    }
    let mut longest = claims(APP, at);
    longest["exp"] = json!(at + 15_777_000);
    let longest = secret(&sandbox, &header(), &longest).await;
    assert!(
        ask_with(&sandbox, APP, &[("client_secret", &longest)])
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn it_refuses_what_apple_refuses() {
    let sandbox = Sandbox::for_tests();
    let mismatch = |uri: &str| {
        format!("invalid_grant: redirect_uri mismatch. The code was not issued to {uri}.")
    };
    let expired = "invalid_grant: The code has expired or has been revoked.";
    for (app, name, value, expected) in [
        (APP, "client_id", "", "invalid_request"),
        (APP, "client_id", "example.other", "invalid_client"),
        (APP, "client_id", WEB, "invalid_client"),
        (APP, "grant_type", "", "invalid_request"),
        (APP, "grant_type", "password", "unsupported_grant_type"),
        (APP, "code", "", "invalid_request"),
        (APP, "redirect_uri", REDIRECT_URI, &mismatch(REDIRECT_URI)),
        (
            WEB,
            "redirect_uri",
            "https://x.example",
            &mismatch("https://x.example"),
        ),
        (WEB, "redirect_uri", "", &mismatch("")),
        (APP, "code", "what:a", expired),
        (APP, "code", "snapshot:a", expired),
        (APP, "code", "fail:invalid_client", "invalid_client"),
    ] {
        let told = ask_with(&sandbox, app, &[(name, value)]).await;
        assert_eq!(told, Err(expected.to_owned()), "{name}={value}");
    }
    let once = [("code", "once:alice:1")];
    assert!(ask_with(&sandbox, APP, &once).await.is_ok());
    let used = ask_with(&sandbox, APP, &once).await;
    assert_eq!(
        used,
        Err("invalid_grant: The code has already been used.".to_owned())
    );
}

#[tokio::test]
async fn the_sdk_has_an_identity_token_and_a_code() {
    let sandbox = Sandbox::for_tests();
    sandbox.host.clock.advance(1_000_000);
    let sdk = async |query| from_the_sdk(&sandbox, &Form::query(Some(query))).await;
    let told = sdk("name=alice&nonce=n1").await.unwrap();
    let claims = verified(&sandbox, &told["identity_token"]).await;
    assert_eq!(claims["iss"], "https://appleid.apple.com");
    assert_eq!(
        (&claims["aud"], &claims["nonce"]),
        (&json!(APP), &json!("n1"))
    );
    assert_eq!(claims["sub"], person::apple_sub(APPLE_TEAM, "alice"));
    assert_eq!(claims["email_verified"], "true");
    let (iat, exp) = (
        claims["iat"].as_i64().unwrap(),
        claims["exp"].as_i64().unwrap(),
    );
    assert_eq!(exp - iat, 86_400);
    assert!((now(&sandbox) - 5..=now(&sandbox)).contains(&iat));

    let code = [("code", told["authorization_code"].as_str().unwrap())];
    assert!(ask_with(&sandbox, APP, &code).await.is_ok());
    assert!(
        ask_with(&sandbox, APP, &code)
            .await
            .unwrap_err()
            .contains("already")
    );

    let foreign = sdk("name=alice&client_id=example.other").await.unwrap();
    let foreign = verified(&sandbox, &foreign["identity_token"]).await;
    assert_eq!(foreign["aud"], "example.other");
    assert_eq!(foreign.get("nonce"), None);
    for bad in ["", "name=", "name=a:b"] {
        assert!(
            matches!(sdk(bad).await, Err(SandboxError::Asked(_))),
            "{bad}"
        );
    }
}
