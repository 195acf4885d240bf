//! How a function starts: what it fetches before its first event.

#![expect(clippy::unwrap_used, reason = "helpers of tests stand outside of them")]

use serde_json::json;
use shared::App;
use shared::app::Host;
use shared::config::Config;
use shared::provider::{ExchangeError, ProviderCode};
use shared::secrets::Secret;
use shared::sign_in::{self, Origin, ProviderSignInError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

const TOKEN_KEYS: &str =
    r#"{"active":"k1","keys":{"k1":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}}"#;
const PROVIDERS: &str = r#"{"apps":[{"method":"WeChat","type":"wx_small","appid":"wx1","secret":"hush","families":["campus"]}]}"#;

fn app(url: &str, wechat: &str) -> App {
    let config = Config::from_lookup(|name| {
        let value = match name {
            "STAGE" => "local",
            "AWS_ENDPOINT_URL" => url,
            "WECHAT_API_URL" => wechat,
            "MAIL_SENDER" => "no-reply@example.com",
            "TOKEN_KEYS_SECRET" => "token-keys",
            "PROVIDERS_SECRET" => "providers",
            "AWS_REGION"
            | "USERS_TABLE"
            | "CODES_TABLE"
            | "AWS_ACCESS_KEY_ID"
            | "AWS_SECRET_ACCESS_KEY" => "tests",
            _ => return None,
        };
        Some(value.to_owned())
    });
    App::new(config.unwrap(), Host::default())
}

/// Reads a request until it ends so; it, or nothing when there is no other.
async fn read(stream: &mut TcpStream, end: &str) -> Option<String> {
    let mut request = Vec::new();
    while !request.ends_with(end.as_bytes()) {
        if stream.read_buf(&mut request).await.unwrap() == 0 {
            return None;
        }
    }
    Some(String::from_utf8(request).unwrap())
}

/// Which secret a request to AWS is for; nothing for one to the database.
fn secret(request: &str) -> Option<&'static str> {
    if request.ends_with(r#"{"SecretId":"token-keys"}"#) {
        return Some(TOKEN_KEYS);
    }
    let is_for_providers = request.ends_with(r#"{"SecretId":"providers"}"#);
    is_for_providers.then_some(PROVIDERS)
}

async fn answer(stream: &mut TcpStream, body: &serde_json::Value) {
    let body = body.to_string();
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.1\r\n";
    let answer = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
    stream.write_all(answer.as_bytes()).await.unwrap();
}

async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, url)
}

#[tokio::test]
async fn both_secrets_are_asked_for_before_either_has_come() {
    let (listener, url) = listen().await;
    let app = app(&url, &url);
    let server = tokio::spawn(async move {
        let (mut one, _) = listener.accept().await.unwrap();
        let first = secret(&read(&mut one, "\"}").await.unwrap()).unwrap();
        let (mut other, _) = listener.accept().await.unwrap();
        let second = secret(&read(&mut other, "\"}").await.unwrap()).unwrap();
        assert_ne!(first, second);
        answer(&mut one, &json!({ "SecretString": first })).await;
        answer(&mut other, &json!({ "SecretString": second })).await;
    });
    let both = [Secret::TokenKeys, Secret::Providers];
    app.secrets.warm_up(&both).await.unwrap();
    server.await.unwrap();
    // Now they are there without another request.
    assert!(app.secrets.token_keys().await.unwrap().has("k1"));
    app.secrets.providers().await.unwrap();
}

/// Answers everything that AWS is asked on this connection, and tells when it is for the token keys.
async fn aws(mut stream: TcpStream, asked_for_keys: watch::Sender<bool>) {
    while let Some(request) = read(&mut stream, "}").await {
        let secret = secret(&request);
        let body = secret.map_or(json!({}), |secret| json!({ "SecretString": secret }));
        if secret == Some(TOKEN_KEYS) {
            asked_for_keys.send_replace(true);
        }
        answer(&mut stream, &body).await;
    }
}

#[tokio::test]
async fn a_first_sign_in_asks_for_the_token_keys_before_the_provider_has_answered() {
    let ((at_aws, aws_url), (at_wechat, wechat_url)) = (listen().await, listen().await);
    let app = app(&aws_url, &wechat_url);
    let (asked_for_keys, mut seen) = watch::channel(false);
    tokio::spawn(async move {
        loop {
            let (stream, _) = at_aws.accept().await.unwrap();
            tokio::spawn(aws(stream, asked_for_keys.clone()));
        }
    });
    app.secrets.warm_up(&[Secret::Providers]).await.unwrap();
    assert!(!*seen.borrow());
    let wechat = tokio::spawn(async move {
        let (mut stream, _) = at_wechat.accept().await.unwrap();
        read(&mut stream, "\r\n\r\n").await.unwrap();
        seen.wait_for(|asked| *asked).await.unwrap();
        answer(&mut stream, &json!({ "errcode": 40029 })).await;
    });
    let code: ProviderCode = serde_json::from_str("\"0a3kevin\"").unwrap();
    let origin = Origin {
        issuer: "https://api.example.com/login_wx",
        address: "203.0.113.7",
        user_agent: "",
    };
    // WeChat would not have answered within its time.
    let refused = sign_in::with_mini_program(&app, "campus", &code, origin).await;
    assert!(matches!(
        refused,
        Err(ProviderSignInError::Exchange(ExchangeError::InvalidCode))
    ));
    wechat.await.unwrap();
}
