//! What the gateway hands on: whole events, the requests in them, and the variable parts of their paths.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::IpAddr;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use shared::config::Config;
use shared::event_head::EventHead;
use shared::identity::Openid;
use shared::request::{Accepts, Payload, Verb, parse_event};
use shared::rights::Rights;
use shared::text::is_unprintable;
use shared::user::{User, UserId};
use shared::{Call, Rejection};

use super::{NOW, SECRET};

const VERBS: &[Verb] = &[Verb::Get, Verb::Post, Verb::Put, Verb::Patch, Verb::Delete];
const ANY: Accepts = Accepts::methods(VERBS).lists();
const JSON: Accepts = Accepts::methods(&[Verb::Post]).json_only();

static CONFIG: LazyLock<Config> = LazyLock::new(|| config("0"));
static BEHIND_PROXIES: LazyLock<Config> = LazyLock::new(|| config("2"));

fn config(proxies: &str) -> Config {
    let value = |name: &str| match name {
        "MAIL_SENDER" => Some("no-reply@example.com".to_owned()),
        "TRUSTED_PROXIES" => Some(proxies.to_owned()),
        "STAGE"
        | "USERS_TABLE"
        | "CODES_TABLE"
        | "TOKEN_KEYS_SECRET"
        | "PROVIDERS_SECRET"
        | "AWS_REGION"
        | "AWS_ACCESS_KEY_ID"
        | "AWS_SECRET_ACCESS_KEY" => Some("x".to_owned()),
        _ => None,
    };
    Config::from_lookup(value).expect("a configuration")
}

fn read(event: &str, accepts: Accepts, config: &Config) -> Result<Call, Rejection> {
    Call::read(event, &EventHead::read(event), accepts, config)
}

/// An event as it comes.
///
/// # Panics
/// When something that must hold does not.
#[must_use]
pub fn event(data: &[u8]) -> bool {
    let Ok(event) = std::str::from_utf8(data) else {
        return false;
    };
    let called = read(event, ANY, &CONFIG);
    if let (Ok(call), Ok(other)) = (&called, &read(event, ANY, &BEHIND_PROXIES)) {
        let claimed = &other.source_ip;
        assert!(*claimed == call.source_ip || claimed.parse::<IpAddr>().is_ok());
    }
    called.is_ok_and(|call| {
        let _ = call.token();
        every_family(&call, true)
    })
}

/// A request as HTTP has it: method and target, headers, an empty line, the body.
///
/// # Panics
/// When something that must hold does not.
#[must_use]
pub fn request(data: &[u8]) -> bool {
    let (head, body) = halves(data);
    let Some(mut event) = rest_event(&String::from_utf8_lossy(head)) else {
        return false;
    };
    event["isBase64Encoded"] = true.into();
    event["body"] = STANDARD.encode(body).into();
    let encoded = event.to_string();
    let called = read(&encoded, ANY, &CONFIG);
    if let Ok(text) = std::str::from_utf8(body) {
        event["isBase64Encoded"] = false.into();
        event["body"] = text.into();
        same(&called, &read(&event.to_string(), ANY, &CONFIG));
    }
    let names_secrets = names_a_secret(&event, body);
    if let Ok(text) = std::str::from_utf8(body) {
        direct::<account::create_superuser::CreateSuperuserRequest>(text, names_secrets);
        direct::<account::rotate_token_keys::RotateTokenKeysRequest>(text, names_secrets);
    }
    if let Err(rejection) = read(&encoded, JSON, &CONFIG) {
        refused(&rejection, names_secrets);
    }
    match called {
        Ok(call) => {
            told(&call);
            credentials(&call, &EventHead::read(&encoded));
            every_family(&call, names_secrets)
        }
        Err(rejection) => {
            refused(&rejection, names_secrets);
            false
        }
    }
}

/// Everything before the first empty line, and everything after.
fn halves(data: &[u8]) -> (&[u8], &[u8]) {
    let end = data.windows(2).position(|pair| pair == b"\n\n");
    end.map_or((data, &[]), |end| (&data[..end], &data[end + 2..]))
}

/// The event that the gateway makes of a request's head.
fn rest_event(head: &str) -> Option<Value> {
    let mut lines = head.split('\n');
    let (method, target) = lines.next()?.split_once(' ')?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut headers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        headers.entry(name).or_default().push(value);
    }
    let mut parameters: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let plain = |text: &str| String::from_utf8_lossy(&decoded(text)).into_owned();
        let values = parameters.entry(plain(name)).or_default();
        values.push(plain(value));
    }
    Some(json!({
        "resource": path,
        "path": path,
        "httpMethod": method,
        "multiValueHeaders": headers,
        "multiValueQueryStringParameters": parameters,
        "requestContext": {
            "httpMethod": method,
            "resourcePath": path,
            "path": format!("/prod{path}"),
            "domainName": "api.example.com",
            "stage": "prod",
            "identity": { "sourceIp": "203.0.113.7" },
        },
    }))
}

/// `text` percent-decoded once, by the letter of RFC 3986, 2.1.
fn decoded(text: &str) -> Vec<u8> {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let bytes = text.as_bytes();
    let mut decoded = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match (digit(bytes.get(at + 1)), digit(bytes.get(at + 2))) {
            (Some(high), Some(low)) if *byte == b'%' => {
                decoded.extend(u8::try_from(high * 16 + low));
                at += 3;
            }
            _ => {
                decoded.push(*byte);
                at += 1;
            }
        }
    }
    decoded
}

/// Whether two ways to send one request come to the same.
fn same(one: &Result<Call, Rejection>, other: &Result<Call, Rejection>) {
    match (one, other) {
        (Ok(one), Ok(other)) => {
            assert_eq!(one.objects(), other.objects());
            assert_eq!((&one.path, &one.url), (&other.path, &other.url));
        }
        (Err(one), Err(other)) => assert_eq!(one, other),
        _ => panic!("one is taken, the other is not"),
    }
}

/// Whether the secret stands where a name stands, which a refusal may repeat.
fn names_a_secret(event: &Value, body: &[u8]) -> bool {
    let holds = |text: &str| text.contains(SECRET);
    let query = event["multiValueQueryStringParameters"].as_object();
    let in_query = query.is_some_and(|query| query.keys().any(|name| holds(name)));
    let text = String::from_utf8_lossy(body);
    let in_form = text
        .split('&')
        .filter_map(|pair| pair.split('=').next())
        .any(|name| !name.contains('{') && holds(&String::from_utf8_lossy(&decoded(name))));
    let json = serde_json::from_str(text.trim_start_matches('\u{feff}'));
    in_query || in_form || in_json(&json.unwrap_or_default())
}

/// Whether a name in `value`, however deep, holds the secret.
fn in_json(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(in_json),
        Value::Object(fields) => fields
            .iter()
            .any(|(name, value)| name.contains(SECRET) || in_json(value)),
        _ => false,
    }
}

/// A refusal has a status of its own, and names fields, not what is in them.
fn refused(rejection: &Rejection, names_secrets: bool) {
    assert!([400, 404, 405, 413, 415].contains(&rejection.status().as_u16()));
    let told = rejection.to_string();
    assert!(names_secrets || !told.contains(SECRET), "{told}");
}

/// What a call tells of itself.
fn told(call: &Call) {
    assert!(!call.url.ends_with('/'));
    assert!(call.user_agent.chars().count() <= 200);
    assert!(!call.user_agent.chars().any(is_unprintable));
    assert_eq!(call.source_ip, "203.0.113.7");
}

/// A token that a caller is taken for is the only one they show.
fn credentials(call: &Call, head: &EventHead) {
    let Ok(Some(token)) = call.token() else {
        return;
    };
    let token = token.expose();
    assert!(!token.is_empty());
    let (objects, is_list) = call.objects();
    let fields = objects.iter().filter(|_| !is_list);
    let fields = fields.flat_map(|fields| [fields.get("token"), fields.get("Token")]);
    for field in fields.flatten().filter_map(Value::as_str) {
        assert!(field.trim().is_empty() || field.trim() == token);
    }
    for line in head.lines("authorization") {
        let (scheme, shown) = line.split_once(' ').unwrap_or((line, ""));
        let shown = shown.trim();
        assert!(!scheme.eq_ignore_ascii_case("bearer") || shown.is_empty() || shown == token);
    }
    for pair in head.lines("cookie").flat_map(|line| line.split(';')) {
        let (name, shown) = pair.split_once('=').unwrap_or((pair, ""));
        let shown = shown.trim();
        assert!(name.trim() != "sessionid" || shown.is_empty() || shown == token);
    }
}

fn direct<T: Payload>(event: &str, names_secrets: bool) {
    if let Err(rejection) = parse_event::<T>(event) {
        refused(&rejection, names_secrets);
    }
}

/// The request as every family's every type; whether it is one of them.
fn every_family(call: &Call, names_secrets: bool) -> bool {
    macro_rules! any {
        ($($request:ty),+ $(,)?) => {
            [$(parses::<$request>(call, names_secrets)),+].contains(&true)
        };
    }
    let is_one = any!(
        attendance::login::LoginRequest,
        attendance::register::RegisterRequest,
        attendance::wechat_login::WechatLoginRequest,
        campus::login_account_password::LoginRequest,
        campus::login_wx::LoginWxRequest,
        member::bind_phone::BindPhoneRequest,
        member::code_get_info::CodeGetInfoRequest,
        member::decrypt_data::DecryptDataRequest,
        mjpm::code::CodeRequest,
        mjpm::register::RegisterRequest,
        mjpm::review::ReviewRequest,
        mjpm::weixinmp::WeixinmpRequest,
    );
    // These have no field that must be there, so that everything is one.
    let _ = any!(
        campus::logout::LogoutRequest,
        campus::updateuserinfo::UpdateRequest,
        campus::userinfo::UserinfoRequest,
        mjpm::employees::EmployeesRequest,
    );
    administration(call) || is_one
}

fn parses<T: Payload>(call: &Call, names_secrets: bool) -> bool {
    match call.parse::<T>() {
        Ok(_) => true,
        Err(rejection) => {
            refused(&rejection, names_secrets);
            false
        }
    }
}

/// The same for the family that reads its objects by hand.
fn administration(call: &Call) -> bool {
    let page = account::page::Page::of(call);
    assert!(page.is_err() || page.is_ok_and(|page| (1..=1000).contains(&page.limit)));
    let _ = account::page::cursor(call);
    let nobody = User::new(UserId::new(1).expect("an id"), NOW);
    let rights = Rights::default();
    let presence = account::validate::Presence::Required;
    let (objects, _) = call.objects();
    let read = objects.into_iter().map(|fields| {
        let read = account::person::read(fields, &nobody, &rights, presence);
        let Err(problems) = read else {
            return true;
        };
        let mut others = fields.clone();
        others.remove("password");
        let elsewhere = Value::Object(others).to_string();
        let told = Value::Object(problems).to_string();
        assert!(
            elsewhere.contains(SECRET) || !told.contains(SECRET),
            "{told}"
        );
        false
    });
    read.fold(false, |any, is_one| any | is_one)
}

/// One variable part of a path, as it was sent.
///
/// # Panics
/// When something that must hold does not.
#[must_use]
pub fn path(data: &[u8]) -> bool {
    let Ok(sent) = std::str::from_utf8(data) else {
        return false;
    };
    let plain = String::from_utf8(decoded(sent));
    match (with_parameter(sent, ANY), &plain) {
        (Ok(call), Ok(plain)) => assert_eq!(call.path_parameter("key"), plain),
        (Err(rejection), Err(_)) => assert_eq!(rejection, Rejection::Encoding),
        (called, _) => panic!("{:?} {plain:?}", called.err()),
    }
    // What a client encodes comes out as it was, whatever it is, and is not decoded twice.
    let encoded = data.iter().fold(String::new(), |mut encoded, byte| {
        let _ = write!(encoded, "%{byte:02x}");
        encoded
    });
    let call = with_parameter(&encoded, ANY).expect("a call");
    assert_eq!(call.path_parameter("key"), sent);
    in_path(sent);
    let Ok(plain) = plain else {
        return false;
    };
    let only = ANY.only_paths(mjpm::path::is_review);
    let is_review = plain == mjpm::path::REVIEW;
    assert_eq!(with_parameter(sent, only).is_ok(), is_review);
    let openid = Openid::parse(&plain);
    assert!(openid.is_err() || decoded(&plain) == plain.as_bytes());
    is_review || openid.is_ok()
}

fn with_parameter(sent: &str, accepts: Accepts) -> Result<Call, Rejection> {
    let mut event = rest_event("GET /x").expect("an event");
    let staff = mjpm::path::STAFF_APPLICATION;
    event["pathParameters"] = json!({ "application": staff, "key": sent });
    read(&event.to_string(), accepts, &CONFIG)
}

/// The path that permissions are about is decoded once too, and knows no base path and no stage.
fn in_path(sent: &str) {
    let with = |path: String| {
        let mut event = rest_event(&format!("GET {path}"))?;
        event["path"] = path.into();
        event["requestContext"]["resourcePath"] = "/account/user/{pk}".into();
        read(&event.to_string(), ANY, &CONFIG).ok()
    };
    if sent.contains('/') || sent.is_empty() {
        // Not one part, so not what the gateway would lead there.
        return;
    }
    let Some(call) = with(format!("/account/user/{sent}")) else {
        return;
    };
    let plain = String::from_utf8(decoded(sent)).expect("text");
    assert_eq!(call.path, format!("/account/user/{plain}"));
    let based = with(format!("/base/account/user/{sent}")).expect("a call");
    assert_eq!(based.path, call.path);
}
