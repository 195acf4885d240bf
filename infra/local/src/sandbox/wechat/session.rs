//! Mini-programs: `code2Session`, and the phone's side of what is encrypted under the session key.
//!
//! Source: WeChat, `auth.code2Session`, and 开放数据校验与解密.

use std::sync::Arc;

use aws_lc_rs::cipher::{AES_128, EncryptionContext, PaddedBlockEncryptingKey, UnboundCipherKey};
use aws_lc_rs::iv::FixedLength;
use axum::Json;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{Trouble, answer, app, redeem};
use crate::sandbox::apps::{self, Kind};
use crate::sandbox::form::Form;
use crate::sandbox::keys::KeyError;
use crate::sandbox::{Sandbox, SandboxError, person};
use crate::stack::Shared;

/// `GET /sns/jscode2session`: who came with a code.
pub(super) async fn code2session(
    State(shared): State<Arc<Shared>>,
    RawQuery(query): RawQuery,
) -> Response {
    let form = Form::query(query.as_deref());
    answer(session(&shared.sandbox, &form).await)
}

async fn session(sandbox: &Sandbox, form: &Form) -> Result<Value, Trouble> {
    let code = form.get("js_code");
    let app = app(sandbox, form, code)?;
    if app.kind != Kind::MiniProgram {
        // The code of an official account is none of a mini-program's: WxJava #1292.
        return Err(Trouble::Refused(40029));
    }
    let (name, is_made_up) = redeem(sandbox, app.appid, code).await?;
    let mut session = json!({
        "session_key": person::session_key(&name),
        "openid": person::openid(app.appid, &name),
        "unionid": person::unionid(&name),
    });
    if is_made_up {
        session["is_snapshotuser"] = json!(1);
    }
    Ok(session)
}

/// `GET /_local/wechat/encrypted_data?name=NAME[&appid=…][&timestamp=…]`: what the phone of `NAME` hands to its mini-program,
/// encrypted under the session key that `code2Session` gives for them; `{"encryptedData","iv"}`.
///
/// `appid` stands in the watermark in place of the first mini-program's, and `timestamp`, in seconds, in place of the time.
///
/// # Errors
/// [`SandboxError`].
pub(super) async fn encrypted_data(
    State(shared): State<Arc<Shared>>,
    RawQuery(query): RawQuery,
) -> Result<Json<Value>, SandboxError> {
    encrypt(&shared.sandbox, &Form::query(query.as_deref())).map(Json)
}

fn encrypt(sandbox: &Sandbox, form: &Form) -> Result<Value, SandboxError> {
    let name = form.get("name");
    if name.is_empty() {
        return Err(SandboxError::Asked("name is missing"));
    }
    let mini_program = apps::first(Kind::MiniProgram).appid;
    let appid = form.sent("appid").unwrap_or(mini_program);
    let timestamp = match form.sent("timestamp") {
        Some(told) => told
            .parse()
            .map_err(|_| SandboxError::Asked("timestamp is a number of seconds"))?,
        None => sandbox.host.clock.now().as_seconds(),
    };
    // Whoever is lied to about the watermark is still the same person of the same mini-program.
    let at = apps::find(appid, &[Kind::MiniProgram]).map_or(mini_program, |app| app.appid);
    let number = person::phone_number(name);
    let data = json!({
        "openId": person::openid(at, name),
        "unionId": person::unionid(name),
        "nickName": "微信用户",
        "gender": 0,
        "language": "zh_CN",
        "city": "",
        "province": "",
        "country": "",
        "avatarUrl": "https://thirdwx.qlogo.cn/mmopen/vi_32/sandbox/132",
        "phoneNumber": number,
        "purePhoneNumber": number,
        "countryCode": "86",
        "watermark": { "timestamp": timestamp, "appid": appid },
    });
    let iv = sandbox.host.random.bytes::<16>()?;
    let data = cipher(
        &person::session_key(name),
        iv,
        data.to_string().into_bytes(),
    )?;
    Ok(json!({ "encryptedData": STANDARD.encode(data), "iv": STANDARD.encode(iv) }))
}

/// AES-128-CBC with PKCS#7 under a key in base64.
fn cipher(key: &str, iv: [u8; 16], mut data: Vec<u8>) -> Result<Vec<u8>, KeyError> {
    let key = STANDARD.decode(key).map_err(|_| KeyError::Machine)?;
    let key = PaddedBlockEncryptingKey::cbc_pkcs7(UnboundCipherKey::new(&AES_128, &key)?)?;
    key.less_safe_encrypt(&mut data, EncryptionContext::Iv128(FixedLength::from(iv)))?;
    Ok(data)
}

#[cfg(test)]
mod tests {
    use super::*;

    use aws_lc_rs::cipher::{DecryptionContext, PaddedBlockDecryptingKey};

    use super::super::tests::{errcode, request};

    #[tokio::test]
    async fn a_code_is_a_person_of_the_mini_program() {
        let sandbox = Sandbox::for_tests();
        let form = request(&sandbox, Kind::MiniProgram, "alice");
        let told = session(&sandbox, &Form::query(Some(&form))).await.unwrap();
        assert_eq!(
            told,
            json!({
                "session_key": person::session_key("alice"),
                "openid": person::openid("wx10ca1500d0b0c0de", "alice"),
                "unionid": person::unionid("alice"),
            })
        );
        let form = request(&sandbox, Kind::MiniProgram, "snapshot:alice");
        let made_up = session(&sandbox, &Form::query(Some(&form))).await.unwrap();
        assert_eq!(made_up["is_snapshotuser"], 1);
        assert_ne!(made_up["openid"], told["openid"]);
        assert_ne!(made_up["unionid"], told["unionid"]);
    }

    #[tokio::test]
    async fn it_refuses_what_wechat_refuses() {
        let sandbox = Sandbox::for_tests();
        let grant = "grant_type=authorization_code";
        for (query, expected) in [
            (String::new(), 41002),
            ("appid=wx10ca1500d0b0c0de".into(), 41004),
            ("appid=wx10ca1500d0b0c0de&secret=x".into(), 41008),
            ("appid=wx10ca1500d0b0c0de&secret=x&js_code=a".into(), 40002),
            (format!("appid=wx0&secret=x&js_code=a&{grant}"), 40013),
            (format!("appid=101987654&secret=x&js_code=a&{grant}"), 40013),
            (
                format!("appid=wx10ca1500d0b0c0de&secret=x&js_code=a&{grant}"),
                40125,
            ),
            (request(&sandbox, Kind::OfficialAccount, "a"), 40029),
            (request(&sandbox, Kind::MiniProgram, "what:a"), 40029),
            (request(&sandbox, Kind::MiniProgram, "fail:x"), 40029),
            (request(&sandbox, Kind::MiniProgram, "fail:-1"), -1),
            (request(&sandbox, Kind::MiniProgram, "once:a:1"), 0),
            (request(&sandbox, Kind::MiniProgram, "once:a:1"), 40163),
        ] {
            let told = session(&sandbox, &Form::query(Some(&query))).await;
            assert_eq!(errcode(&told), expected, "{query}");
        }
    }

    /// What a mini-program's server makes of it.
    fn decrypt(told: &Value, name: &str) -> Value {
        let bytes = |text: &str| STANDARD.decode(text).unwrap();
        let iv: [u8; 16] = bytes(told["iv"].as_str().unwrap()).try_into().unwrap();
        let mut data = bytes(told["encryptedData"].as_str().unwrap());
        let key = UnboundCipherKey::new(&AES_128, &bytes(&person::session_key(name))).unwrap();
        let plain = PaddedBlockDecryptingKey::cbc_pkcs7(key)
            .unwrap()
            .decrypt(&mut data, DecryptionContext::Iv128(FixedLength::from(iv)))
            .unwrap();
        serde_json::from_slice(plain).unwrap()
    }

    #[test]
    fn the_phone_encrypts_under_the_session_key() {
        let sandbox = Sandbox::for_tests();
        let ask = |query: &str| encrypt(&sandbox, &Form::query(Some(query)));
        let told = ask("name=alice").unwrap();
        assert_ne!(told["iv"], ask("name=alice").unwrap()["iv"]);
        let plain = decrypt(&told, "alice");
        assert_eq!(
            plain["openId"],
            person::openid("wx10ca1500d0b0c0de", "alice")
        );
        assert_eq!(plain["phoneNumber"], person::phone_number("alice"));
        assert_eq!(plain["watermark"]["appid"], "wx10ca1500d0b0c0de");
        let age = sandbox.host.clock.now().as_seconds()
            - plain["watermark"]["timestamp"].as_i64().unwrap();
        assert!((0..5).contains(&age), "{age}");

        let odd = decrypt(&ask("name=alice&appid=wx0&timestamp=7").unwrap(), "alice");
        assert_eq!(odd["watermark"], json!({ "appid": "wx0", "timestamp": 7 }));
        assert_eq!(odd["openId"], plain["openId"]);
        let second = decrypt(
            &ask("name=alice&appid=wx2c5d0e7a91b3f046").unwrap(),
            "alice",
        );
        assert_eq!(
            second["openId"],
            person::openid("wx2c5d0e7a91b3f046", "alice")
        );
        for bad in ["", "name=", "name=a&timestamp=x"] {
            assert!(matches!(ask(bad), Err(SandboxError::Asked(_))), "{bad}");
        }
    }
}
