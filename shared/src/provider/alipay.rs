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
use super::http::{Operation, Reply, Trouble, number_or_digits};
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
        let alipays = der(alipay_public_key)
            .and_then(|der| ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der).ok())
            .ok_or_else(|| {
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
fn judge(app: &ProviderApp, alipays: &ParsedPublicKey, reply: &Reply) -> Result<Vouched, Trouble> {
    let nonsense = || TOKEN.nonsense(reply);
    let answer: Answer<'_> = serde_json::from_slice(&reply.body).map_err(|_| nonsense())?;
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
    let told: Told = serde_json::from_str(raw).map_err(|_| nonsense())?;
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
mod tests {
    use aws_lc_rs::rsa::KeySize;
    use reqwest::StatusCode;

    use super::*;

    // A key pair for these tests, and good for nothing else; it plays our part and Alipay's. Made with OpenSSL 3.0:
    //   openssl genrsa -traditional -out key.pem 2048
    //   openssl pkcs8 -topk8 -nocrypt -in key.pem
    //   openssl rsa -in key.pem -pubout
    // The armour is left out; the tests put it on.
    const PKCS1: &str = "\
        MIIEogIBAAKCAQEAvP9H5BTmxTwP7Am5eU+35ezA2XnoMU8M0H4z99U6wTrxE6dDTtszZKKe8p1i09+K+Rur7ZgB\
        P2r3Pl2RLD7g6fp2T2R9u6bf1PIA7q82/pWkaXj8L0tt3M+WAWJG7CBlxyoE2B4cnw006CelixGdET4YJqLVCmol\
        PaNhMieXOD9fauxssxLq/N9S/nJHlONYJYGW0SRMriifOE0k7FMAECsmV0nrByt3ypjIVHK2UZFZsGPUu1FRlrn/\
        qf3qad01NrYA1sCCUOHR98U1hwkEvGulonXeiB+41kH0cx/mLdryuSelKDaTLg37fxmaJunt6WzXUb/JjChb/3Hh\
        TI6AxQIDAQABAoIBAAOZA9j6GXsZyowALGOivZnjumqsmPVIiRjDI9sDWCfumg4fq6OWfyFnihYmu+3TrjOedmGi\
        hUWPVCkMnKAzWAWdz7I+GlM5f3HJ8I20NqkJsRrgsEMRncQFP8vQP3bfvM6mt8RjoFpaJNtvFvlK5GR8L0QCN5yu\
        fbDkb9isHpAPj/Ui2C3qpDH/AtDMaSipOk2+dekBg8C9qqC2MXfZVv5VIs9gozijdNKO85PpexLSCLCOyCxp7UqL\
        2WCz0UNj41Z95LtiCboJZrm7HDEV2Otdey4Zi6fH5r59yUNAjom+3EfCwYhsDR68oQ62ZbykgSTcHf1VcaufVpFm\
        pGWp7wkCgYEA8eRShFFA0QgkXUdAWGKWQvKjNatDDuaVn7d6lJtp8r3BoGiZVa97J2XWSQXDjVU2sG4gOzlXWuAP\
        WQ7f8+84gHyo73wzlpJtyV64uT3rDNaBIV9EwqCEIybCM5I7lmrPYGdpHC8ZZsXoxKBeZTx6ZC2UODfr2NUzUmBf\
        +sIVXukCgYEAyAUwpWbf61jLvjI6l6ca3ecLJLupfxBDWvIe309rxxOdQZOm/YyS7USEf4+jpBYYYPfCzu7YqyyB\
        hfp8WkRwX6dxasPgbQlrCxBd1VBCpbOpdVFA0PBeVkTxC3OLvPByTPzF2hAxM+tvE/olMZqSoV7BALnEDomV0MMX\
        UXsWQX0CgYBd1KGlrhckfrIMdO0i2+tJwPFKikqS5yM3N2cXakno3W7UmH6SXGW7XKeI3/GBS4LRYYajMpUOLUgG\
        1dxNtYgHX1Pwwg8I43gu2s1xHfGlozeoCFqV3MolEI3Yj2sJ6BjVXofJZQPHeBHY5BR51MHtRjjurdKQ4/Lqi3Pv\
        w4WisQKBgGU9E0E0j7OcLwumereVkeis75v5DDJO9fiLQgr/NOr/R4IQjN4aj6deHb4+4rHDqTUzUjvQ8oO5NBmv\
        Dc/WghY4NxS17drigHaKIyQ7ym/6PpQtuyPF9cmufV6xbhIElaXX7wCPX4gK6x7uZnLz7LGWtxN58vz0sIqIpD3O\
        khY1AoGAAnYj66mwJrs39XqPRrmC3clNMLa/WVLDPE0+jrKHFdclAcyi17ffWqLV2KY7WNRQfZ2f36qy2v3+Wqai\
        SJZc22KHlHOy64eEbjhCruXXM331cQPFG3X4/QVy6PdhzlX6Wkgb+0moaLEnlwuLNh2YBlZmSz/r4OmdeK+tmEy0\
        udQ=";
    const PKCS8: &str = "\
        MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQC8/0fkFObFPA/sCbl5T7fl7MDZeegxTwzQfjP3\
        1TrBOvETp0NO2zNkop7ynWLT34r5G6vtmAE/avc+XZEsPuDp+nZPZH27pt/U8gDurzb+laRpePwvS23cz5YBYkbs\
        IGXHKgTYHhyfDTToJ6WLEZ0RPhgmotUKaiU9o2EyJ5c4P19q7GyzEur831L+ckeU41glgZbRJEyuKJ84TSTsUwAQ\
        KyZXSesHK3fKmMhUcrZRkVmwY9S7UVGWuf+p/epp3TU2tgDWwIJQ4dH3xTWHCQS8a6Widd6IH7jWQfRzH+Yt2vK5\
        J6UoNpMuDft/GZom6e3pbNdRv8mMKFv/ceFMjoDFAgMBAAECggEAA5kD2PoZexnKjAAsY6K9meO6aqyY9UiJGMMj\
        2wNYJ+6aDh+ro5Z/IWeKFia77dOuM552YaKFRY9UKQycoDNYBZ3Psj4aUzl/ccnwjbQ2qQmxGuCwQxGdxAU/y9A/\
        dt+8zqa3xGOgWlok228W+UrkZHwvRAI3nK59sORv2KwekA+P9SLYLeqkMf8C0MxpKKk6Tb516QGDwL2qoLYxd9lW\
        /lUiz2CjOKN00o7zk+l7EtIIsI7ILGntSovZYLPRQ2PjVn3ku2IJuglmubscMRXY6117LhmLp8fmvn3JQ0COib7c\
        R8LBiGwNHryhDrZlvKSBJNwd/VVxq59WkWakZanvCQKBgQDx5FKEUUDRCCRdR0BYYpZC8qM1q0MO5pWft3qUm2ny\
        vcGgaJlVr3snZdZJBcONVTawbiA7OVda4A9ZDt/z7ziAfKjvfDOWkm3JXri5PesM1oEhX0TCoIQjJsIzkjuWas9g\
        Z2kcLxlmxejEoF5lPHpkLZQ4N+vY1TNSYF/6whVe6QKBgQDIBTClZt/rWMu+MjqXpxrd5wsku6l/EENa8h7fT2vH\
        E51Bk6b9jJLtRIR/j6OkFhhg98LO7tirLIGF+nxaRHBfp3Fqw+BtCWsLEF3VUEKls6l1UUDQ8F5WRPELc4u88HJM\
        /MXaEDEz628T+iUxmpKhXsEAucQOiZXQwxdRexZBfQKBgF3UoaWuFyR+sgx07SLb60nA8UqKSpLnIzc3ZxdqSejd\
        btSYfpJcZbtcp4jf8YFLgtFhhqMylQ4tSAbV3E21iAdfU/DCDwjjeC7azXEd8aWjN6gIWpXcyiUQjdiPawnoGNVe\
        h8llA8d4EdjkFHnUwe1GOO6t0pDj8uqLc+/DhaKxAoGAZT0TQTSPs5wvC6Z6t5WR6Kzvm/kMMk71+ItCCv806v9H\
        ghCM3hqPp14dvj7iscOpNTNSO9Dyg7k0Ga8Nz9aCFjg3FLXt2uKAdoojJDvKb/o+lC27I8X1ya59XrFuEgSVpdfv\
        AI9fiArrHu5mcvPssZa3E3ny/PSwioikPc6SFjUCgYACdiPrqbAmuzf1eo9GuYLdyU0wtr9ZUsM8TT6OsocV1yUB\
        zKLXt99aotXYpjtY1FB9nZ/fqrLa/f5apqJIllzbYoeUc7Lrh4RuOEKu5dczffVxA8Ubdfj9BXLo92HOVfpaSBv7\
        SahosSeXC4s2HZgGVmZLP+vg6Z14r62YTLS51A==";
    const PUBLIC: &str = "\
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvP9H5BTmxTwP7Am5eU+35ezA2XnoMU8M0H4z99U6wTrx\
        E6dDTtszZKKe8p1i09+K+Rur7ZgBP2r3Pl2RLD7g6fp2T2R9u6bf1PIA7q82/pWkaXj8L0tt3M+WAWJG7CBlxyoE\
        2B4cnw006CelixGdET4YJqLVCmolPaNhMieXOD9fauxssxLq/N9S/nJHlONYJYGW0SRMriifOE0k7FMAECsmV0nr\
        Byt3ypjIVHK2UZFZsGPUu1FRlrn/qf3qad01NrYA1sCCUOHR98U1hwkEvGulonXeiB+41kH0cx/mLdryuSelKDaT\
        Lg37fxmaJunt6WzXUb/JjChb/3HhTI6AxQIDAQAB";

    const CODE: &str = "4b203fe6c11548bcabd8da5bb087a83b";
    const NOW: &str = "2021-02-19 15:27:34";
    const SIGN_STRING: &str = "app_id=2021000000000001&charset=utf-8&code=4b203fe6c11548bcabd8da5bb087a83b\
        &format=JSON&grant_type=authorization_code&method=alipay.system.oauth.token&sign_type=RSA2\
        &timestamp=2021-02-19 15:27:34&version=1.0";
    // printf %s "$SIGN_STRING" | openssl dgst -sha256 -sign key.pem | base64 -w0
    const REQUEST_SIGNATURE: &str = "\
        B3qd+NjQ6LEIWN/6rjO4/C//SflIHxPtk+i1TjINjRfEDl0J0StkUbU75W3nPRtAsCtVsgyOT573KoAux4RB6yB2\
        HvBmsKJbuhTt7dZNMq7dbeFJv6mx7bYsInXcJFIeZI7NL6dVa+wEf7Lc0IiFae9JuWpMD+ZFa5GYYtvlKkTcC2ny\
        FMd6FjzR+AUSJgwtadE4HDx+7vTPsjR+W5Pu3fhfp/FYZnu16CUwNhm0QBMUQ+N0HfAy4a1IgfaQwtAdciTY+oa5\
        SY3u+gN5uwjQs5YGutZHNYKu0/tDddwnhmEHHdYOeXm3rWcnrLOzUYtHurR4ytM7cnJoUxMYvNItOQ==";

    // With an escaped slash, an escaped character beside a plain one, and white space that no serialiser writes.
    const RESPONSE: &str = concat!(
        r#"{ "access_token":"composeB\/123" ,"#,
        "\n\t",
        r#""user_id":"2088102150477652","open_id":"074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5","nick":"\u5f20三","expires_in":"1296000"  }"#
    );
    // printf %s "$RESPONSE" | openssl dgst -sha256 -sign key.pem | base64 -w0
    const RESPONSE_SIGNATURE: &str = "\
        X2qyIsIZnykfCSJC57ifTpEal/DE6BWlYqwbcSfy1/nH90nO2Up+9N04tnRedx93UkAslVD9BXOhpj288pbZAPUq\
        l9ECr4z5q/7dRapivJFgwS2R1hf7sPpLiV9eLOPotPQEA2uldBV0QRuo4qX9KwYSuk8y5a1/U3kTT6Hf3oFkrTMQ\
        j5QZWDTG3cbmT8+Ss22DntxUea0eoJG5d1pCn5wMhLCqBuRy3DcBGKBVLIm5dnEzWR2hJ98v+sdPUJY1QNFhLfid\
        eS2nSPIpnnWlCUgVd/aP5u4zJxzAqeWGomI24XyWBTd+FDPB5QkXJWbQHlzZDpqEuXztwDp8KAyWzA==";

    fn app_with(key: &str, public: &str, certificates: Option<(String, String)>) -> ProviderApp {
        ProviderApp {
            kind: crate::provider::AppKind::Alipay,
            appid: "2021000000000001".to_owned(),
            credentials: Credentials::Alipay {
                key: key.into(),
                alipay_public_key: public.to_owned(),
                certificates,
            },
            redirect_uris: Vec::new(),
            families: Vec::new(),
        }
    }

    fn app() -> ProviderApp {
        app_with(PKCS8, PUBLIC, None)
    }

    fn armoured(label: &str, body: &str) -> String {
        let lines: Vec<_> = body
            .as_bytes()
            .chunks(64)
            .map(|line| std::str::from_utf8(line).unwrap())
            .collect();
        let body = lines.join("\n");
        format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
    }

    fn judged(body: &str) -> Result<Vouched, Trouble> {
        let reply = Reply {
            status: StatusCode::OK,
            body: body.as_bytes().to_vec(),
        };
        let app = app();
        judge(&app, &Keys::of(&app).unwrap().alipays, &reply)
    }

    /// An answer signed by the tests' Alipay.
    fn signed(name: &str, raw: &str) -> String {
        let app = app();
        let signature = sign(&Keys::of(&app).unwrap().ours, raw).unwrap();
        format!(r#"{{"{name}":{raw},"alipay_cert_sn":"b6","sign":"{signature}"}}"#)
    }

    fn success(raw: &str) -> String {
        signed("alipay_system_oauth_token_response", raw)
    }

    fn openssls(raw: &str) -> String {
        // Alipay escapes the slashes of the signature too.
        let signature = RESPONSE_SIGNATURE.replace('/', "\\/");
        format!(r#"{{ "alipay_system_oauth_token_response" :  {raw} , "sign" : "{signature}" }}"#)
    }

    /// Openid and unionid, or what kind of trouble, and its words.
    fn outcome(
        judged: Result<Vouched, Trouble>,
    ) -> Result<(String, Option<String>), (String, String)> {
        let told = match judged {
            Ok(vouched) => {
                let identity = vouched.identity;
                assert_eq!(identity.app, "2021000000000001");
                return Ok((identity.openid.into_string(), identity.unionid));
            }
            Err(Trouble::Busy(cause)) => ("busy".to_owned(), cause),
            Err(Trouble::Over(ExchangeError::Failure(failure))) => match failure {
                Failure::Unavailable { cause, .. } => ("unavailable".to_owned(), cause),
                Failure::Misconfigured { cause, .. } => ("operator".to_owned(), cause),
                Failure::Broken(cause) => ("broken".to_owned(), cause),
            },
            Err(Trouble::Over(error)) => (format!("{error:?}"), String::new()),
        };
        Err(told)
    }

    fn assert_unavailable(body: &str, cause: &str) {
        let (kind, told) = outcome(judged(body)).unwrap_err();
        assert_eq!(kind, "unavailable", "{body}");
        assert!(told.contains(cause), "{body}: {told}");
    }

    #[test]
    fn what_is_signed_is_sorted_and_has_neither_signature_nor_empty_values() {
        let parameters = [
            ("version", "1.0"),
            ("sign_type", "RSA2"),
            ("sign", "x"),
            ("empty", ""),
            ("Zoo", "a b&c=d/员"),
            ("app_id", "1"),
            ("app_cert_sn", "2"),
        ];
        assert_eq!(
            sign_string(&parameters),
            "Zoo=a b&c=d/员&app_cert_sn=2&app_id=1&sign_type=RSA2&version=1.0"
        );
    }

    #[test]
    fn a_request_is_signed_as_openssl_signs_it_whatever_the_form_of_the_key() {
        let public_pem = armoured("PUBLIC KEY", PUBLIC);
        for key in [
            PKCS1,
            PKCS8,
            &armoured("RSA PRIVATE KEY", PKCS1),
            &armoured("PRIVATE KEY", PKCS8),
            &armoured("PRIVATE KEY", PKCS8).replace('\n', "\\n"),
        ] {
            let app = app_with(key, &public_pem, None);
            let keys = Keys::of(&app).unwrap();
            assert_eq!(sign(&keys.ours, SIGN_STRING).unwrap(), REQUEST_SIGNATURE);
            let form = keys.form(&app, CODE, NOW).unwrap();
            let mut pairs: Vec<(String, String)> = form_urlencoded::parse(form.as_bytes())
                .into_owned()
                .collect();
            assert_eq!(
                pairs.pop(),
                Some(("sign".to_owned(), REQUEST_SIGNATURE.to_owned()))
            );
            let pairs: Vec<_> = pairs
                .iter()
                .map(|(k, v)| (k.as_str(), v.as_str()))
                .collect();
            assert_eq!(sign_string(&pairs), SIGN_STRING);
        }
    }

    #[test]
    fn certificate_mode_tells_and_signs_the_serial_numbers() {
        let app = app_with(PKCS8, PUBLIC, Some(("a1".to_owned(), "r1_r2".to_owned())));
        let keys = Keys::of(&app).unwrap();
        let form = keys.form(&app, "a+b c&d=员", NOW).unwrap();
        assert!(
            form.contains("&app_cert_sn=a1&alipay_root_cert_sn=r1_r2&sign="),
            "{form}"
        );
        let pairs: Vec<(String, String)> = form_urlencoded::parse(form.as_bytes())
            .into_owned()
            .collect();
        let signature = &pairs.last().unwrap().1;
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(k, v)| (k.as_str(), v.as_str()))
            .collect();
        let text = sign_string(&pairs);
        assert!(
            text.starts_with("alipay_root_cert_sn=r1_r2&app_cert_sn=a1&app_id="),
            "{text}"
        );
        assert!(text.contains("&code=a+b c&d=员&"), "{text}");
        assert!(is_signed(&keys.alipays, &text, signature));
    }

    #[test]
    fn a_key_that_cannot_be_read_is_the_operators_and_is_not_repeated() {
        for (key, public, named) in [
            ("", PUBLIC, "check key in"),
            ("hush", PUBLIC, "check key in"),
            ("aHVzaA==", PUBLIC, "check key in"),
            (PUBLIC, PUBLIC, "check key in"),
            (PKCS8, "", "check alipay_public_key in"),
            (PKCS8, "hush", "check alipay_public_key in"),
            (PKCS8, PKCS8, "check alipay_public_key in"),
        ] {
            let Err(Failure::Misconfigured { cause, .. }) = Keys::of(&app_with(key, public, None))
            else {
                panic!("{named}");
            };
            assert!(
                cause.contains("app 2021000000000001") && cause.contains(named),
                "{cause}"
            );
            assert!(!cause.contains("hush") && !cause.contains("MII"), "{cause}");
        }
        let wechat = ProviderApp {
            credentials: Credentials::Secret("hush".into()),
            ..app()
        };
        assert!(matches!(Keys::of(&wechat), Err(Failure::Broken(_))));
    }

    #[test]
    fn a_signature_holds_over_the_bytes_as_they_came() {
        let told = outcome(judged(&openssls(RESPONSE))).unwrap();
        assert_eq!(told.0, "074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5");
        assert_eq!(told.1.as_deref(), Some("2088102150477652"));
    }

    #[test]
    fn what_alipay_has_not_signed_says_nothing() {
        let cause = "has not signed";
        let reserialised: serde_json::Value = serde_json::from_str(RESPONSE).unwrap();
        for raw in [
            RESPONSE.replace("2088102150477652", "2088102150477653"),
            RESPONSE.replace("\\/", "/"),
            RESPONSE.replace("  }", " }"),
            reserialised.to_string(),
        ] {
            assert_unavailable(&openssls(&raw), cause);
        }
        let other = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let theirs = sign(&other, RESPONSE).unwrap();
        for signature in [
            theirs.as_str(),
            "AAAA",
            "no base64",
            &RESPONSE_SIGNATURE[4..],
        ] {
            assert_unavailable(
                &format!(
                    r#"{{"alipay_system_oauth_token_response":{RESPONSE},"sign":"{signature}"}}"#
                ),
                cause,
            );
            // Nor does a failure say whose fault it is.
            assert_unavailable(
                &format!(
                    r#"{{"error_response":{{"code":"40002","sub_code":"isv.code-invalid"}},"sign":"{signature}"}}"#
                ),
                cause,
            );
        }
    }

    #[test]
    fn a_success_must_be_signed_and_a_failure_need_not() {
        for rest in ["", r#","sign":"""#, r#","sign":null"#] {
            assert_unavailable(
                &format!(r#"{{"alipay_system_oauth_token_response":{RESPONSE}{rest}}}"#),
                "without a signature",
            );
            let error =
                r#"{"code":"40002","msg":"Invalid Arguments","sub_code":"isv.code-invalid"}"#;
            for name in ["error_response", "alipay_system_oauth_token_response"] {
                let told = outcome(judged(&format!(r#"{{"{name}":{error}{rest}}}"#)));
                assert_eq!(told.unwrap_err().0, "InvalidCode", "{name}{rest}");
            }
        }
    }

    #[test]
    fn every_documented_failure_has_its_meaning() {
        for (code, sub_code, meaning) in [
            ("20000", "isp.unknow-error", "busy"),
            ("20000", "aop.unknow-error", "busy"),
            ("20001", "aop.invalid-auth-token", "unavailable"),
            ("20001", "aop.auth-token-time-out", "unavailable"),
            ("40001", "isv.missing-signature", "operator"),
            ("40002", "isv.code-invalid", "InvalidCode"),
            ("40002", "isv.invalid-parameter", "InvalidCode"),
            ("40002", "isv.suspected-attack", "InvalidCode"),
            ("40002", "isv.invalid-signature", "operator"),
            ("40002", "isv.invalid-timestamp", "operator"),
            ("40002", "isv.invalid-app-id", "operator"),
            ("40002", "isv.grant-type-invalid", "operator"),
            ("40002", "app-cert-expired", "operator"),
            ("40003", "isv.missing-signature-config", "operator"),
            ("40004", "isv.code-invalid", "unavailable"),
            ("40004", "ACQ.SYSTEM_ERROR", "unavailable"),
            ("40005", "isv.app-call-limited", "TooMany(60)"),
            ("40005", "isv.method-call-limited", "TooMany(60)"),
            ("40006", "isv.insufficient-isv-permissions", "operator"),
            ("50000", "new.word", "unavailable"),
            ("0", "new.word", "unavailable"),
        ] {
            let quoted = format!(r#"{{"code":"{code}","sub_code":"{sub_code}","sub_msg":"hush"}}"#);
            let plain = format!(r#"{{"code":{code},"sub_code":"{sub_code}","sub_msg":"hush"}}"#);
            for raw in [quoted, plain] {
                for body in [
                    format!(r#"{{"error_response":{raw}}}"#),
                    signed("error_response", &raw),
                ] {
                    let (kind, cause) = outcome(judged(&body)).unwrap_err();
                    assert_eq!(kind, meaning, "{body}");
                    assert!(!cause.contains("hush"), "{cause}");
                    if ["busy", "unavailable", "operator"].contains(&meaning) {
                        let said = format!("code {code} sub_code {sub_code}");
                        assert!(cause.contains(&said), "{cause}");
                    }
                }
            }
        }
        assert_unavailable(r#"{"error_response":{"msg":"x"}}"#, "code 0 sub_code ");
    }

    #[test]
    fn an_operator_is_told_where_to_look() {
        for (sub_code, hint) in [
            ("isv.invalid-signature", "key in the providers secret"),
            ("isv.invalid-app-id", "appid in the providers secret"),
            ("isv.invalid-timestamp", "the clock"),
            ("isv.invalid-charset", "Alipay's console"),
        ] {
            let body =
                format!(r#"{{"error_response":{{"code":"40002","sub_code":"{sub_code}"}}}}"#);
            let (_, cause) = outcome(judged(&body)).unwrap_err();
            assert!(
                cause.contains("app 2021000000000001: code 40002"),
                "{cause}"
            );
            assert!(cause.contains(hint), "{cause}");
        }
    }

    #[test]
    fn alipays_words_are_cut_and_cleaned_before_a_log() {
        assert_eq!(word("isv.code-invalid"), "isv.code-invalid");
        assert_eq!(word("a\nb 员\u{7}"), "a?b???");
        assert_eq!(word(&"x".repeat(100)), "x".repeat(64));
    }

    #[test]
    fn a_person_is_their_open_id_or_else_their_user_id() {
        for (raw, openid, unionid) in [
            (
                r#"{"open_id":"o-1_A","user_id":"2088"}"#,
                "o-1_A",
                Some("2088"),
            ),
            (r#"{"open_id":"o-1_A"}"#, "o-1_A", None),
            (r#"{"open_id":"o-1_A","user_id":null}"#, "o-1_A", None),
            (r#"{"open_id":"o-1_A","user_id":""}"#, "o-1_A", None),
            (
                r#"{"user_id":"2088","alipay_user_id":"20880"}"#,
                "2088",
                Some("2088"),
            ),
            (
                r#"{"open_id":"","user_id":"2088","expires_in":1296000}"#,
                "2088",
                Some("2088"),
            ),
            (
                r#"{"code":"10000","open_id":null,"user_id":"2088"}"#,
                "2088",
                Some("2088"),
            ),
        ] {
            let told = outcome(judged(&success(raw))).unwrap();
            assert_eq!(
                (told.0.as_str(), told.1.as_deref()),
                (openid, unionid),
                "{raw}"
            );
        }
        for raw in [
            "{}",
            r#"{"alipay_user_id":"20880"}"#,
            r#"{"open_id":"","user_id":""}"#,
            r#"{"open_id":"a/b","user_id":"2088"}"#,
            r#"{"open_id":"o-1_A","user_id":"a b"}"#,
        ] {
            assert_unavailable(&success(raw), "without a usable");
        }
    }

    #[test]
    fn an_answer_of_another_form_is_nobodys() {
        for body in [
            "",
            "<html>",
            "[]",
            "{}",
            r#"{"sign":"x"}"#,
            r#"{"alipay_system_oauth_token_response":null}"#,
            r#"{"alipay_system_oauth_token_response":{},"error_response":{}}"#,
            r#"{"error_response":{},"error_response":{}}"#,
            r#"{"error_response":"40002"}"#,
            r#"{"error_response":{"code":"hush"}}"#,
            r#"{"error_response":{"code":"20000"},"sign":7}"#,
            &success(r#""hush""#),
            &success(r#"{"user_id":2088}"#),
        ] {
            assert_unavailable(body, "not of the documented form");
        }
    }
}
