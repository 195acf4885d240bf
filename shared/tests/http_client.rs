//! The AWS SDKs over our own HTTP client: what goes over the wire, and what the SDKs are told of what went wrong.

#![expect(clippy::unwrap_used, reason = "helpers of tests stand outside of them")]

use std::error::Error;
use std::process::Command;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::error::{ConnectorError, SdkError};
use aws_sdk_dynamodb::operation::list_tables::{ListTablesError, ListTablesOutput};
use shared::App;
use shared::app::Host;
use shared::aws::{sdk_config, user_agent};
use shared::config::Config;
use shared::email::Email;
use shared::http_client;
use shared::http_client::aws::NotConnected;
use shared::mail::Mail;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const ANSWER: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: 24\r\n\r\n{\"TableNames\":[\"Users\"]}";

fn config(url: &str) -> Config {
    let config = Config::from_lookup(|name| {
        let value = match name {
            "STAGE" => "local",
            "AWS_ENDPOINT_URL" => url,
            "MAIL_SENDER" => "no-reply@example.com",
            "AWS_REGION"
            | "USERS_TABLE"
            | "CODES_TABLE"
            | "TOKEN_KEYS_SECRET"
            | "PROVIDERS_SECRET"
            | "AWS_ACCESS_KEY_ID"
            | "AWS_SECRET_ACCESS_KEY" => "tests",
            _ => return None,
        };
        Some(value.to_owned())
    });
    config.unwrap()
}

fn client(url: &str) -> Client {
    client_that(true, url)
}

fn client_that(is_local: bool, url: &str) -> Client {
    let config = config(url);
    let http = http_client::aws::client(is_local);
    let sdk = sdk_config(&config.aws, Some(url), &http);
    let once = aws_sdk_dynamodb::config::Builder::from(&sdk).retry_config(RetryConfig::disabled());
    Client::from_conf(once.build())
}

async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, url)
}

/// Reads a request until its body `{}` is there.
async fn read(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n{}") {
        assert_ne!(stream.read_buf(&mut request).await.unwrap(), 0);
    }
    String::from_utf8(request).unwrap()
}

async fn list(client: &Client) -> Result<ListTablesOutput, SdkError<ListTablesError>> {
    client.list_tables().send().await
}

/// What the SDK is told: the kind of trouble, and whether it came before a connection.
#[derive(Debug, PartialEq)]
enum Told {
    Broken { connected: bool },
    Late { connected: bool },
}

fn told(result: Result<ListTablesOutput, SdkError<ListTablesError>>) -> Told {
    let Err(SdkError::DispatchFailure(failure)) = result else {
        panic!("{result:?} is no failure to dispatch");
    };
    let connector: &ConnectorError = failure.as_connector_error().unwrap();
    let connected = !connector.source().unwrap().is::<NotConnected>();
    if connector.is_timeout() {
        return Told::Late { connected };
    }
    assert!(connector.is_io(), "{connector:?}");
    Told::Broken { connected }
}

#[tokio::test]
async fn requests_have_a_length_and_share_a_connection() {
    let (listener, url) = listen().await;
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut requests = Vec::new();
        for _ in 0..2 {
            requests.push(read(&mut stream).await);
            stream.write_all(ANSWER).await.unwrap();
        }
        requests
    });
    let client = client(&url);
    for _ in 0..2 {
        assert_eq!(list(&client).await.unwrap().table_names(), ["Users"]);
    }
    for request in server.await.unwrap() {
        let request = request.to_ascii_lowercase();
        assert!(request.starts_with("post / http/1.1\r\n"), "{request}");
        assert!(request.contains("content-length: 2\r\n"), "{request}");
        assert!(
            request.contains("authorization: aws4-hmac-sha256 "),
            "{request}"
        );
        assert!(!request.contains("transfer-encoding"), "{request}");
    }
}

#[tokio::test]
async fn what_was_never_connected_is_told_and_may_be_repeated() {
    let (listener, url) = listen().await;
    drop(listener);
    let told = told(list(&client(&url)).await);
    assert_eq!(told, Told::Broken { connected: false });
}

// The clock stands until everything waits: then a second is over at once.
#[tokio::test(start_paused = true)]
async fn what_was_connected_too_late_is_told_as_that() {
    // TCP is there at once; TLS never comes.
    let (listener, url) = listen().await;
    let told = told(list(&client(&url.replace("http:", "https:"))).await);
    assert_eq!(told, Told::Late { connected: false });
    drop(listener);
}

/// Reads until there is an empty line.
async fn head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        assert_ne!(stream.read_buf(&mut head).await.unwrap(), 0);
    }
    String::from_utf8(head).unwrap()
}

#[tokio::test]
#[ignore = "the next test runs it, in a process that has a proxy"]
async fn a_function_calls_aws() {
    let told = told(list(&client_that(false, "https://dynamodb.example.com")).await);
    assert_eq!(told, Told::Broken { connected: false });
}

#[tokio::test]
async fn a_proxy_is_asked_for_a_tunnel_through_which_tls_goes() {
    let (listener, url) = listen().await;
    let proxy = url.replace("http://", "http://somebody:secret@");
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_function_calls_aws", "--ignored"])
        .env_clear()
        .env("HTTPS_PROXY", proxy)
        .spawn()
        .unwrap();
    let (mut stream, _) = listener.accept().await.unwrap();
    let asked = head(&mut stream).await.to_ascii_lowercase();
    assert!(
        asked.starts_with("connect dynamodb.example.com:443 http/1.1\r\n"),
        "{asked}"
    );
    // `somebody:secret` (RFC 7617).
    assert!(
        asked.contains("proxy-authorization: basic c29tzwjvzhk6c2vjcmv0\r\n"),
        "{asked}"
    );
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
    // A handshake's record, which names the server (RFC 8446, 5.1; RFC 6066, 3).
    let mut hello = Vec::new();
    let name = b"dynamodb.example.com";
    while !hello.windows(name.len()).any(|part| part == name) {
        assert_ne!(stream.read_buf(&mut hello).await.unwrap(), 0);
    }
    assert_eq!(hello.first(), Some(&22));
    drop(stream);
    assert!(child.wait().unwrap().success());
}

#[tokio::test]
async fn what_broke_after_it_was_sent_is_told_and_may_be_repeated() {
    let (listener, url) = listen().await;
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        read(&mut stream).await;
    });
    let told = told(list(&client(&url)).await);
    assert_eq!(told, Told::Broken { connected: true });
    server.await.unwrap();
}

/// What the function sends to AWS first for each service, without its body; it is answered with a refusal.
async fn heads(listener: TcpListener, count: usize) -> Vec<String> {
    let mut heads = Vec::new();
    for _ in 0..count {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        let (head, body) = loop {
            assert_ne!(stream.read_buf(&mut request).await.unwrap(), 0);
            let text = String::from_utf8_lossy(&request).to_ascii_lowercase();
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                break (head.to_owned(), body.len());
            }
        };
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        let mut rest = vec![0; length.unwrap().parse::<usize>().unwrap() - body];
        stream.read_exact(&mut rest).await.unwrap();
        let refusal =
            b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}";
        stream.write_all(refusal).await.unwrap();
        heads.push(head);
    }
    heads
}

#[tokio::test]
async fn requests_to_each_service_say_that_they_are_from_the_project() {
    let (listener, url) = listen().await;
    let server = tokio::spawn(heads(listener, 3));
    let app = App::new(config(&url), Host::default());
    app.store.warm_up().await.unwrap_err();
    app.secrets.token_keys().await.unwrap_err();
    let mail = Mail {
        subject: "subject".to_owned(),
        text: "text".to_owned(),
        html: "<p>text</p>".to_owned(),
    };
    let to = Email::parse("somebody@example.com").unwrap();
    app.mailer.send(&to, &mail).await.unwrap_err();
    for head in server.await.unwrap() {
        let agents: Vec<_> = head
            .lines()
            .filter(|line| line.contains("user-agent"))
            .collect();
        assert_eq!(
            agents,
            [format!("user-agent: {}", user_agent::NAME)],
            "{head}"
        );
    }
}
