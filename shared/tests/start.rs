//! How a function starts: what it fetches before its first event.

#![expect(clippy::unwrap_used, reason = "helpers of tests stand outside of them")]

use shared::App;
use shared::app::Host;
use shared::config::Config;
use shared::secrets::Secret;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const TOKEN_KEYS: &str =
    r#"{"active":"k1","keys":{"k1":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}}"#;
const PROVIDERS: &str = r#"{"apps":[]}"#;

fn app(url: &str) -> App {
    let config = Config::from_lookup(|name| {
        let value = match name {
            "STAGE" => "local",
            "AWS_ENDPOINT_URL" => url,
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

/// Reads a request up to the end of its body, and tells which secret it is for.
async fn read(stream: &mut TcpStream) -> &'static str {
    let mut request = Vec::new();
    while !request.ends_with(b"\"}") {
        assert_ne!(stream.read_buf(&mut request).await.unwrap(), 0);
    }
    let request = String::from_utf8(request).unwrap();
    if request.ends_with(r#"{"SecretId":"token-keys"}"#) {
        TOKEN_KEYS
    } else {
        assert!(
            request.ends_with(r#"{"SecretId":"providers"}"#),
            "{request}"
        );
        PROVIDERS
    }
}

async fn answer(stream: &mut TcpStream, secret: &str) {
    let body = serde_json::json!({ "SecretString": secret }).to_string();
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.1\r\n";
    let answer = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
    stream.write_all(answer.as_bytes()).await.unwrap();
}

#[tokio::test]
async fn both_secrets_are_asked_for_before_either_has_come() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let app = app(&format!("http://{}", listener.local_addr().unwrap()));
    let server = tokio::spawn(async move {
        let (mut one, _) = listener.accept().await.unwrap();
        let first = read(&mut one).await;
        let (mut other, _) = listener.accept().await.unwrap();
        let second = read(&mut other).await;
        assert_ne!(first, second);
        answer(&mut one, first).await;
        answer(&mut other, second).await;
    });
    let both = [Secret::TokenKeys, Secret::Providers];
    app.secrets.warm_up(&both).await.unwrap();
    server.await.unwrap();
    // Now they are there without another request.
    assert!(app.secrets.token_keys().await.unwrap().has("k1"));
    app.secrets.providers().await.unwrap();
}
