//! What providers answer, and what they encrypt.

use std::sync::LazyLock;

use aws_lc_rs::cipher::{AES_128, EncryptionContext, PaddedBlockEncryptingKey, UnboundCipherKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use shared::identity::{Identity, Openid};
use shared::provider::answer::{Asked, Told, judge};
use shared::provider::session_key::SessionKey;
use shared::provider::{AppKind, ProviderApp, Providers, Wanted};

use super::{NOW, SECRET, keys, line};

/// The id of our app with each provider; that of the example in WeChat's documentation of `encryptedData`.
const APPID: &str = "wx4f4bc4dec97d474b";

static PROVIDERS: LazyLock<Providers> = LazyLock::new(|| {
    let app = |method: &str, kind: &str| json!({ "method": method, "type": kind, "appid": APPID, "secret": "app-secret", "redirect_uris": ["https://a.example/"], "families": ["member"] });
    let apps = json!([
        app("WeChat", "wx_small"),
        app("QQ", "qq_small"),
        app("QQ", "qq_connect"),
        { "method": "Alipay", "appid": APPID, "key": keys::PRIVATE, "alipay_public_key": keys::PUBLIC, "families": ["member"] },
        { "method": "Apple", "appid": APPID, "key": "-", "key_id": "K", "team_id": "T", "families": ["member"] },
    ]);
    Providers::parse(&json!({ "apps": apps }).to_string()).expect("apps")
});

fn app(kind: AppKind) -> &'static ProviderApp {
    let wanted = Wanted {
        family: "member",
        kind,
        appid: None,
    };
    PROVIDERS.app(wanted).expect("an app")
}

/// The first line says to which call the rest is an answer: `session`, `oauth`, `token` or `phone`.
///
/// # Panics
/// When something that must hold does not.
#[must_use]
pub fn wechat(data: &[u8]) -> bool {
    let Some((call, body)) = line(data) else {
        return false;
    };
    let asked = match call {
        "session" => Asked::WeChatSession,
        "oauth" => Asked::WeChatOauth,
        "token" => Asked::WeChatToken,
        "phone" => Asked::WeChatPhone,
        _ => return false,
    };
    let told = answered(asked, AppKind::WeChatMiniProgram, 200, body);
    let Some(told) = told else {
        return false;
    };
    let Some(said) = whole(std::str::from_utf8(body).unwrap_or_default()) else {
        return true;
    };
    let errcode = &said["errcode"];
    let is_zero = errcode.is_null() || *errcode == 0;
    let is_zero = is_zero || errcode.as_str().is_some_and(|n| n.trim().parse() == Ok(0));
    match told {
        Told::Person(vouched) => {
            assert!(is_zero && said["is_snapshotuser"] != 1);
            names(&vouched.identity, &said["openid"], &said["unionid"]);
            assert_eq!(
                vouched.session_key.is_some(),
                said["session_key"].is_string()
            );
        }
        Told::Token(_) => assert!(is_zero && said["access_token"] != ""),
        Told::Phone(None) => assert!(!is_zero),
        Told::Phone(Some(phone)) => {
            let info = &said["phone_info"];
            assert!(is_zero && info["watermark"]["appid"] == APPID);
            assert_eq!(info["purePhoneNumber"], *phone.number);
            for digits in [&phone.number, &phone.country_code] {
                assert!(digits.bytes().all(|b| b.is_ascii_digit()) && !digits.is_empty());
            }
        }
    }
    true
}

/// The first line says to which call the rest is an answer: `session`, `token` or `me`.
///
/// # Panics
/// When something that must hold does not.
#[must_use]
pub fn qq(data: &[u8]) -> bool {
    let Some((call, body)) = line(data) else {
        return false;
    };
    let (asked, kind) = match call {
        "session" => (Asked::QqSession, AppKind::QqMiniProgram),
        "token" => (Asked::QqToken, AppKind::QqConnect),
        "me" => (Asked::QqMe, AppKind::QqConnect),
        _ => return false,
    };
    let Some(told) = answered(asked, kind, 200, body) else {
        return false;
    };
    let Ok(text) = std::str::from_utf8(body) else {
        return true;
    };
    let inner = match (text.find('{'), text.rfind('}')) {
        (Some(first), Some(last)) if first < last => &text[first..=last],
        _ => "null",
    };
    // An answer from the days before `fmt`, a form, has none.
    let Some(said) = whole(inner) else {
        return true;
    };
    match told {
        Told::Person(vouched) if said.is_object() => {
            names(&vouched.identity, &said["openid"], &said["unionid"]);
            // Whoever runs another app can show its tokens here.
            assert!(asked != Asked::QqMe || said["client_id"] == APPID);
        }
        Told::Person(vouched) => {
            names(&vouched.identity, &Value::Null, &Value::Null);
            assert!(text.contains(vouched.identity.openid.as_str()) || text.contains('%'));
        }
        Told::Token(_) | Told::Phone(_) => assert_eq!(asked, Asked::QqToken),
    }
    true
}

/// The first line says what the rest is:
///
/// - `raw`: an answer as it comes
/// - `sign`: an answer's inner object, which is signed here; `error`: the same of a failure
///
/// # Panics
/// When something that must hold does not.
#[must_use]
pub fn alipay(data: &[u8]) -> bool {
    match line(data) {
        Some(("raw", body)) => raw_alipay(body),
        Some(("sign", inner)) => signed_alipay("alipay_system_oauth_token_response", inner),
        Some(("error", inner)) => signed_alipay("error_response", inner),
        _ => false,
    }
}

/// An answer that the fuzzer has written. It has no key, so who somebody is must be in what was signed once and is in the corpus.
fn raw_alipay(body: &[u8]) -> bool {
    let Some(told) = answered(Asked::Alipay, AppKind::Alipay, 200, body) else {
        return false;
    };
    assert!(matches!(told, Told::Person(_)));
    let text = std::str::from_utf8(body).unwrap_or_default();
    let Some(said) = whole(text) else {
        return true;
    };
    let signature = STANDARD.decode(said["sign"].as_str().expect("a signature"));
    let signature = signature.expect("base64");
    let mut objects = text.match_indices('{').filter_map(|(from, _)| {
        let values = serde_json::Deserializer::from_str(&text[from..]);
        values.into_iter::<&RawValue>().next()?.ok()
    });
    let signed = objects.any(|object| keys::sign(object.get().as_bytes()) == signature);
    assert!(signed, "a forged answer");
    true
}

/// An answer that Alipay's key has signed, whatever it says. What is verified must be the very bytes that were signed.
fn signed_alipay(name: &str, inner: &[u8]) -> bool {
    let Ok(inner) = std::str::from_utf8(inner) else {
        return false;
    };
    // White space around the object is no part of it, and what is not one object alone would not be what is extracted.
    let Ok(raw) = serde_json::from_str::<&RawValue>(inner) else {
        return false;
    };
    if !raw.get().starts_with('{') {
        return false;
    }
    let signature = keys::sign(raw.get().as_bytes());
    let wrapped = |signature: &[u8]| {
        format!(
            r#"{{"{name}":{inner},"sign":"{}"}}"#,
            STANDARD.encode(signature)
        )
    };
    let app = app(AppKind::Alipay);
    let told = judge(Asked::Alipay, app, 200, wrapped(&signature).as_bytes());
    let mut spoilt = signature;
    spoilt[7] ^= 1;
    let unsigned = judge(Asked::Alipay, app, 200, wrapped(&spoilt).as_bytes());
    assert!(unsigned.is_err_and(|told| told.contains("has not signed")));
    match told {
        Ok(Told::Person(vouched)) => {
            let Some(said) = whole(inner) else {
                return true;
            };
            let code = &said["code"];
            let code = code.as_i64().or_else(|| code.as_str()?.trim().parse().ok());
            assert!(name != "error_response" && matches!(code, None | Some(0 | 10_000)));
            let open_id = &said["open_id"];
            let has_open_id = open_id.as_str().is_some_and(|id| !id.is_empty());
            let user_id = &said["user_id"];
            let name = if has_open_id { open_id } else { user_id };
            names(&vouched.identity, name, user_id);
            true
        }
        Ok(_) => panic!("something else"),
        Err(told) => {
            assert!(!told.contains("has not signed"), "{inner}");
            bounded(&told);
            false
        }
    }
}

/// The first line is the HTTP status, the rest the answer to a code.
///
/// # Panics
/// When something that must hold does not.
#[must_use]
pub fn apple(data: &[u8]) -> bool {
    let Some((status, body)) = line(data) else {
        return false;
    };
    let Ok(status) = status.parse() else {
        return false;
    };
    let Some(told) = answered(Asked::AppleToken, AppKind::Apple, status, body) else {
        return false;
    };
    assert!(matches!(told, Told::Token(_)) && status == 200);
    let Some(said) = whole(std::str::from_utf8(body).unwrap_or_default()) else {
        return true;
    };
    assert!(said["id_token"].is_string());
    true
}

/// An answer as JSON, to compare what was read of it with. `None` for one that serde reads where only some fields are wanted, and not as
/// a whole: a surrogate alone, say, in a text that is skipped.
fn whole(json: &str) -> Option<Value> {
    serde_json::from_str(json).ok()
}

/// What an answer says; an error repeats nothing of it but what the provider means for a reader.
fn answered(asked: Asked, kind: AppKind, status: u16, body: &[u8]) -> Option<Told> {
    match judge(asked, app(kind), status, body) {
        Ok(told) => {
            let shown = format!("{told:?}");
            for secret in secrets(body) {
                assert!(!shown.contains(&secret), "{shown}");
            }
            Some(told)
        }
        Err(told) => {
            bounded(&told);
            // Whoever answers may have guessed it, and Apple's word for an error is told.
            let sent = whole(&String::from_utf8_lossy(body)).unwrap_or_default();
            let is_theirs = sent.to_string().contains("app-secret");
            assert!(is_theirs || !told.contains("app-secret"));
            for secret in secrets(body) {
                assert!(!told.contains(&secret), "{told}");
            }
            None
        }
    }
}

/// The tokens and keys in an answer that stand nowhere but where they belong.
fn secrets(body: &[u8]) -> Vec<String> {
    let Ok(text) = std::str::from_utf8(body) else {
        return Vec::new();
    };
    let said: Value = serde_json::from_str(text).unwrap_or_default();
    let names = ["access_token", "refresh_token", "id_token", "session_key"];
    let secrets = names.iter().filter_map(|name| said[*name].as_str());
    let written = said.to_string();
    let is_alone =
        |secret: &&str| secret.starts_with(SECRET) && written.matches(secret).count() == 1;
    secrets.filter(is_alone).map(str::to_owned).collect()
}

/// What goes into a log has a length that a log bears.
fn bounded(told: &str) {
    assert!(told.chars().count() <= 700, "{told}");
}

/// An identity is what the provider says, in our app, and fit to be part of a key.
fn names(identity: &Identity, openid: &Value, unionid: &Value) {
    assert_eq!(identity.app, APPID);
    if let Some(openid) = openid.as_str() {
        assert_eq!(identity.openid.as_str(), openid);
    }
    let told = unionid.as_str().filter(|unionid| !unionid.is_empty());
    assert!(unionid.is_null() || identity.unionid.as_deref() == told);
    let ids = [Some(identity.openid.as_str()), identity.unionid.as_deref()];
    assert!(ids.iter().flatten().all(|id| Openid::parse(id).is_ok()));
}

/// The session key of the example in WeChat's documentation.
const KEY: &str = "tiihtNczf5v6AKRyjwEUhQ==";

/// The first line says what the rest is:
///
/// - `raw`: session key, initial vector and data in base64, a line each
/// - `encrypt`: what a provider would encrypt, which is encrypted here
///
/// # Panics
/// When something that must hold does not.
#[must_use]
pub fn encrypted_data(data: &[u8]) -> bool {
    match line(data) {
        Some(("raw", rest)) => {
            let Ok(text) = std::str::from_utf8(rest) else {
                return false;
            };
            let mut parts = text.splitn(3, '\n');
            let mut part = || parts.next().unwrap_or_default();
            let (key, iv, data) = (session_key(part()), part(), part());
            key.decrypt(APPID, data, iv, NOW).is_ok()
        }
        Some(("encrypt", plain)) => encrypted(plain),
        _ => false,
    }
}

fn session_key(text: &str) -> SessionKey {
    let key: SessionKey = serde_json::from_value(text.into()).expect("a text");
    assert_eq!(format!("{key:?}"), "SessionKey(…)");
    key
}

fn encrypted(plain: &[u8]) -> bool {
    let iv = [7; 16];
    let key = STANDARD.decode(KEY).expect("base64");
    let key = UnboundCipherKey::new(&AES_128, &key).expect("a key");
    let key = PaddedBlockEncryptingKey::cbc_pkcs7(key).expect("a key");
    let mut data = plain.to_vec();
    key.less_safe_encrypt(&mut data, EncryptionContext::Iv128(iv.into()))
        .expect("encrypted");
    let decrypt = |data: &[u8], iv: &[u8]| {
        let (data, iv) = (STANDARD.encode(data), STANDARD.encode(iv));
        session_key(KEY).decrypt(APPID, &data, &iv, NOW).ok()
    };
    let told = decrypt(&data, &iv);
    let said: Value = serde_json::from_slice(plain).unwrap_or_default();
    let made_at = &said["watermark"]["timestamp"];
    let made_at = made_at
        .as_i64()
        .or_else(|| made_at.as_str()?.parse::<i64>().ok());
    let now = NOW.as_seconds();
    let is_fresh = made_at.is_some_and(|at| (now - 600..=now + 60).contains(&at));
    let is_good = said["watermark"]["appid"] == APPID && is_fresh;
    assert_eq!(told.is_some(), is_good);
    if let Some(told) = told {
        assert_eq!(Value::Object(told), said);
    }
    // A cut one is never read, and one that lacks its first block only as JSON that stands without.
    assert!(decrypt(&data[..data.len() - 1], &iv).is_none());
    assert!(decrypt(&data, &iv[1..]).is_none());
    is_good
}
