//! Signing in by Alipay 支付宝: `alipay.system.oauth.token`, signed both ways.
//!
//! No secret travels: a request is signed with the app's key, an answer with Alipay's, both RSA2, which is SHA-256 with
//! RSA and PKCS#1 v1.5. An answer's signature covers the bytes of the inner object as they came, so it is verified over
//! them before anything reads them.
//!
//! Source: `opendocs.alipay.com`, 换取授权访问令牌 / alipay.system.oauth.token, 自行实现签名, 自行实现验签,
//! 公共错误码.

use std::time::Duration;

use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::CONTENT_TYPE;
use secrecy::ExposeSecret as _;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::app::Credentials;
use super::http::{Operation, Reply, Trouble, number_or_digits, object};
use super::key::der;
use super::{Exchange, ExchangeError, ProviderApp, ProviderCode, Vouched};
use crate::failure::{Dependency, Failure};

const METHOD: &str = "alipay.system.oauth.token";
/// The pause before the one repetition of a call that Alipay was too busy for.
const PAUSES: &[Duration] = &[Duration::from_millis(300)];
const TOKEN: Operation = Operation::new(Dependency::Alipay, METHOD, PAUSES);
/// In this very spelling wherever it stands: it is part of what is signed.
const CHARSET: &str = "utf-8";
const FORM: &str = "application/x-www-form-urlencoded;charset=utf-8";
/// The longest word of Alipay's that goes into a log.
const MAX_WORD_CHARS: usize = 64;

/// Exchanges a code for the person behind it.
///
/// The tokens that come with the person are not kept: nothing here acts for them.
///
/// # Errors
/// [`ExchangeError`].
pub(super) async fn by_code(
    exchange: Exchange<'_>,
    code: &ProviderCode,
) -> Result<Vouched, ExchangeError> {
    let app = exchange.with;
    let keys = Keys::of(app)?;
    let now = exchange.host.clock.now().in_shanghai();
    let form = keys.form(app, code.expose(), &now)?;
    let url = &exchange.host.config.provider_urls.alipay_gateway;
    let attempt = || async {
        // The gateway decodes a body by the charset in the query, and as GBK when there is none: its own words for a
        // wrong signature say so (请确认charset参数放在了URL查询字符串中), and the official SDKs put it there.
        let request = exchange
            .host
            .http()?
            .post(url)
            .query(&[("charset", CHARSET)])
            .header(CONTENT_TYPE, FORM)
            .body(form.clone());
        let reply = TOKEN.send(request).await?;
        judge(app, &keys.alipays, &reply)
    };
    TOKEN.persist(exchange, attempt).await
}

/// An app's keys, read before a code is spent on a call that could not be made or not be believed.
struct Keys<'a> {
    /// 应用私钥.
    ours: KeyPair,
    /// 支付宝公钥.
    alipays: ParsedPublicKey,
    certificates: Option<&'a (String, String)>,
}

impl<'a> Keys<'a> {
    fn of(app: &'a ProviderApp) -> Result<Self, Failure> {
        let Credentials::Alipay {
            key,
            alipay_public_key,
            certificates,
        } = &app.credentials
        else {
            return Err(Failure::broken(
                "an app without Alipay's keys is asked for them",
            ));
        };
        let unreadable = |what: &str, check: &str| {
            TOKEN.misconfigured(
                &app.appid,
                what,
                &format!("{check} in the providers secret"),
            )
        };
        let ours = der(key.expose_secret())
            .and_then(|der| {
                KeyPair::from_pkcs8(&der)
                    .or_else(|_| KeyPair::from_der(&der))
                    .ok()
            })
            .ok_or_else(|| {
                unreadable(
                    "the app's key is no RSA key of 2048 bits or more, in PKCS#1 or PKCS#8",
                    "key",
                )
            })?;
        // An operator in certificate mode has a certificate at hand, and it does not do.
        let alipays = public_key(alipay_public_key).ok_or_else(|| {
            unreadable(
                "Alipay's key is no RSA public key (a certificate is none)",
                "alipay_public_key",
            )
        })?;
        Ok(Self {
            ours,
            alipays,
            certificates: certificates.as_ref(),
        })
    }

    /// The request's body: parameters and signature, form-urlencoded.
    fn form(&self, app: &ProviderApp, code: &str, now: &str) -> Result<String, Failure> {
        let mut parameters = vec![
            ("app_id", app.appid.as_str()),
            ("method", METHOD),
            ("format", "JSON"),
            ("charset", CHARSET),
            ("sign_type", "RSA2"),
            ("timestamp", now),
            ("version", "1.0"),
            ("grant_type", "authorization_code"),
            ("code", code),
        ];
        if let Some((app_cert_sn, root_cert_sn)) = self.certificates {
            parameters.push(("app_cert_sn", app_cert_sn));
            parameters.push(("alipay_root_cert_sn", root_cert_sn));
        }
        let signature = sign(&self.ours, &sign_string(&parameters))
            .map_err(|_| Failure::broken("an RSA key that was read does not sign"))?;
        Ok(form_urlencoded::Serializer::new(String::new())
            .extend_pairs(parameters)
            .append_pair("sign", &signature)
            .finish())
    }
}

/// A key of Alipay's, as an operator pastes it.
pub(super) fn public_key(text: &str) -> Option<ParsedPublicKey> {
    ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der(text)?).ok()
}

/// What is signed of a request: every parameter that has a value, but for the signature; sorted by name, and as it is
/// before URL encoding.
fn sign_string(parameters: &[(&str, &str)]) -> String {
    let mut signed: Vec<_> = parameters
        .iter()
        .filter(|(name, value)| *name != "sign" && !value.is_empty())
        .collect();
    signed.sort_unstable();
    let pairs: Vec<_> = signed
        .into_iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pairs.join("&")
}

/// The RSA2 signature of `text`, in base64.
fn sign(key: &KeyPair, text: &str) -> Result<String, Unspecified> {
    let mut signature = vec![0; key.public_modulus_len()];
    // PKCS#1 v1.5 uses no randomness: the same text has the same signature.
    key.sign(
        &RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        text.as_bytes(),
        &mut signature,
    )?;
    Ok(STANDARD.encode(signature))
}

/// Whether `signature` is that of `key`'s owner over `text`.
fn is_signed(key: &ParsedPublicKey, text: &str, signature: &str) -> bool {
    STANDARD
        .decode(signature)
        .is_ok_and(|signature| key.verify_sig(text.as_bytes(), &signature).is_ok())
}

/// An answer, its inner object not read yet.
///
/// `alipay_cert_sn`, which certificate mode adds, says which of Alipay's keys has signed; only one is believed here.
#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow, rename = "alipay_system_oauth_token_response")]
    response: Option<&'a RawValue>,
    #[serde(borrow)]
    error_response: Option<&'a RawValue>,
    sign: Option<String>,
}

/// The inner object, success and failure in one.
///
/// `sub_msg` is left where it is: after a wrong signature it repeats the whole request, the code included.
/// `alipay_user_id` is an internal id of old, and names nobody here.
#[derive(Deserialize)]
struct Told {
    /// Absent in a success of this method, 10000 in that of others.
    #[serde(default, deserialize_with = "number_or_digits")]
    code: i64,
    sub_code: Option<String>,
    open_id: Option<String>,
    user_id: Option<String>,
}

/// Reads an answer. The HTTP status is 200 whatever happened.
///
/// What says who somebody is must be signed. A failure need not be: the gateway does not sign for an app that it does
/// not know, and a forged failure lets nobody in. A wrong signature, though, makes even a failure hearsay.
pub(super) fn judge(
    app: &ProviderApp,
    alipays: &ParsedPublicKey,
    reply: &Reply,
) -> Result<Vouched, Trouble> {
    let nonsense = || TOKEN.nonsense(reply);
    let answer: Answer<'_> = object(&reply.body).ok_or_else(nonsense)?;
    // The gateway's own failures come under either name.
    let (raw, is_error) = match (answer.response, answer.error_response) {
        (Some(response), None) => (response.get(), false),
        (None, Some(error)) => (error.get(), true),
        _ => return Err(nonsense().into()),
    };
    let signature = answer.sign.filter(|sign| !sign.is_empty());
    if let Some(signature) = &signature
        && !is_signed(alipays, raw, signature)
    {
        let cause = "an answer that Alipay's key has not signed; \
            if this lasts, check alipay_public_key in the providers secret";
        return Err(TOKEN.unavailable(cause).into());
    }
    let told: Told = object(raw.as_bytes()).ok_or_else(nonsense)?;
    if is_error || !matches!(told.code, 0 | 10_000) {
        return Err(refusal(app, &told));
    }
    if signature.is_none() {
        return Err(TOKEN.unavailable("a success without a signature").into());
    }
    person(app, &told)
}

/// What a failure means; the numbers are those of the method's page and of the table of public error codes.
fn refusal(app: &ProviderApp, told: &Told) -> Trouble {
    let sub_code = told.sub_code.as_deref().unwrap_or_default();
    let said = format!("code {} sub_code {}", told.code, word(sub_code));
    let error = match (told.code, sub_code) {
        (20000, _) => return Trouble::Busy(said),
        // Used, expired, or of another app. The other two complain of a value, and the only one that a client can make
        // odd is its code: nobody outside is to wake an operator with it.
        (40002, "isv.code-invalid" | "isv.invalid-parameter" | "isv.suspected-attack") => {
            ExchangeError::InvalidCode
        }
        // The limit is the app's and not the person's; Alipay's advice is to call less often (降低请求并发量). So nothing
        // is repeated here, and the client waits.
        (40005, _) => ExchangeError::TooMany(60),
        (40001 | 40002 | 40003 | 40006, _) => {
            return TOKEN
                .misconfigured(&app.appid, said, check(sub_code))
                .into();
        }
        // 20001 is about a token in the request, and there is none in this one: a new code would not mend it, so the
        // client is not sent for one. 40004 is a failure of the business behind the gateway.
        _ => return TOKEN.unavailable(said).into(),
    };
    TOKEN.note_refusal(&said);
    error.into()
}

/// Where an operator looks first.
fn check(sub_code: &str) -> &'static str {
    match sub_code {
        "isv.invalid-signature" | "isv.missing-signature-config" | "isv.missing-signature-key" => {
            "that key in the providers secret belongs to the public key in Alipay's console, \
            and that ALIPAY_GATEWAY_URL is the app's, sandbox or not"
        }
        // The method's page has this one also for a code that another app got.
        "isv.invalid-app-id" | "not-online-app" => {
            "appid in the providers secret, that the app is online and ALIPAY_GATEWAY_URL is the app's, sandbox or not, \
            and that clients send codes of this app"
        }
        "isv.invalid-timestamp" => "the clock, which the gateway reads as Asia/Shanghai",
        "isv.insufficient-isv-permissions" | "isv.insufficient-user-permissions" => {
            "that the app has 获取会员信息 among its products in Alipay's console"
        }
        _ => {
            "appid, key, app_cert_sn and alipay_root_cert_sn in the providers secret, \
            and the app in Alipay's console"
        }
    }
}

/// A word of Alipay's, as far as it is fit for a log.
fn word(text: &str) -> String {
    let printable = |c: char| if c.is_ascii_graphic() { c } else { '?' };
    text.chars().take(MAX_WORD_CHARS).map(printable).collect()
}

/// The person of a success: by their `open_id` within the app, or by their `user_id` where there is none.
///
/// Apps of before 2023 or so are told a `user_id`, the same in all apps, newer ones an `open_id`, and the console (openid
/// 配置管理) moves an app from one to the other and back; while it moves, both are told. So the `user_id` also goes where
/// a unionid goes: whoever signs in while both are told is found again, in either direction. Whoever does not has no name
/// in common with themselves, and an operator needs Alipay's conversion (存量 userid 转换 openid) for them.
fn person(app: &ProviderApp, told: &Told) -> Result<Vouched, Trouble> {
    let user_id = told.user_id.as_deref();
    let open_id = told.open_id.as_deref().filter(|id| !id.is_empty());
    let identity = app
        .person(open_id.or(user_id).unwrap_or_default(), user_id)
        .map_err(|_| TOKEN.unavailable("a success without a usable open_id or user_id"))?;
    Ok(Vouched::person(identity))
}

#[cfg(test)]
mod tests;
