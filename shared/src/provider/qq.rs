//! Signing in by QQ: a mini-program's code, and QQ Connect QQ 互联 with a code or an SDK's access token.
//!
//! Source: `q.qq.com`, 小程序登录 / `code2Session`; `wiki.connect.qq.com`, 使用 `Authorization_Code` 获取 `Access_Token`, 获取用户
//! `OpenID`, 公共返回码说明.

use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::http::{Operation, Reply, Trouble, number_or_digits, text_or_number};
use super::wechat::{self, PAUSES};
use super::{Exchange, ExchangeError, ProviderApp, ProviderCode, Vouched};
use crate::collect::ordered;
use crate::failure::Dependency;

pub(super) const CODE2SESSION: Operation = Operation::new(Dependency::Qq, "code2Session", PAUSES);
const TOKEN: Operation = Operation::new(Dependency::Qq, "oauth2.0/token", PAUSES);
const ME: Operation = Operation::new(Dependency::Qq, "oauth2.0/me", PAUSES);
/// `companyid not set`: the app has not asked for the permission to be told unionids.
const NO_UNIONID: i64 = 100_048;
const CHECK: &str = "appid, secret and redirect_uris in the providers secret and QQ's console";

/// Exchanges a mini-program's code for the person behind it.
///
/// # Errors
/// [`ExchangeError`].
pub(super) async fn by_mini_program_code(
    exchange: Exchange<'_>,
    code: &ProviderCode,
) -> Result<Vouched, ExchangeError> {
    let base = &exchange.host.config.provider_urls.qq;
    let url = format!("{base}/sns/jscode2session");
    let attempt = || async {
        let answer = wechat::code2session(exchange, CODE2SESSION, &url, code).await?;
        judge_session(exchange.with, answer)
    };
    CODE2SESSION.persist(exchange, attempt).await
}

/// QQ documents few numbers; what a code might be to blame for costs the caller a new code, not an operator's night.
pub(super) fn judge_session(app: &ProviderApp, answer: wechat::Answer) -> Result<Vouched, Trouble> {
    let (errcode, errmsg) = wechat::code_of(&answer);
    match wechat::refusal(CODE2SESSION, app, errcode, errmsg, CHECK) {
        None => wechat::person(CODE2SESSION, app, answer),
        Some(Trouble::Over(ExchangeError::Failure(failure))) if failure.is_transient() => {
            CODE2SESSION.note_refusal(&format!("errcode {errcode}"));
            Err(ExchangeError::InvalidCode.into())
        }
        Some(trouble) => Err(trouble),
    }
}

/// Exchanges a QQ Connect code for the person behind it: a token, and whose it is.
///
/// # Errors
/// [`ExchangeError`].
pub(super) async fn by_connect_code(
    exchange: Exchange<'_>,
    code: &ProviderCode,
    redirect_uri: Option<&str>,
) -> Result<Vouched, ExchangeError> {
    let app = exchange.with;
    let redirect_uri = app.redirect_uri(redirect_uri)?.unwrap_or_default();
    let base = &exchange.host.config.provider_urls.qq_graph;
    let attempt = || async {
        let query = [
            ("grant_type", "authorization_code"),
            ("client_id", app.appid.as_str()),
            ("client_secret", app.secret()?.expose_secret()),
            ("code", code.expose()),
            ("redirect_uri", redirect_uri),
            ("fmt", "json"),
        ];
        let client = exchange.host.http()?;
        let request = client.get(format!("{base}/oauth2.0/token")).query(&query);
        judge_token(app, &TOKEN.send(request).await?)
    };
    let token = TOKEN.persist(exchange, attempt).await?;
    me(exchange, token.expose_secret()).await
}

/// Reads the answer to a code: the access token in it.
pub(super) fn judge_token(app: &ProviderApp, reply: &Reply) -> Result<SecretString, Trouble> {
    Ok(read::<Granted>(TOKEN, app, reply)?.access_token)
}

/// The person whose access token this is, if it was given to our app.
///
/// # Errors
/// [`ExchangeError`].
pub(super) async fn by_access_token(
    exchange: Exchange<'_>,
    token: &ProviderCode,
) -> Result<Vouched, ExchangeError> {
    me(exchange, token.expose()).await
}

/// Whose access token it is. The unionid is a permission that an app must ask QQ for; without it QQ refuses to tell even the
/// openid, so it is asked for once more without.
async fn me(exchange: Exchange<'_>, token: &str) -> Result<Vouched, ExchangeError> {
    let base = &exchange.host.config.provider_urls.qq_graph;
    let app = exchange.with;
    let ask = async |unionid: &str| {
        let query = [
            ("access_token", token),
            ("unionid", unionid),
            ("fmt", "json"),
        ];
        let client = exchange.host.http()?;
        let request = client.get(format!("{base}/oauth2.0/me")).query(&query);
        ME.send(request).await
    };
    let attempt = || async {
        let mut reply = ask("1").await?;
        if object(&reply).is_some_and(|object| refused(&object) == Some(NO_UNIONID)) {
            tracing::warn!(
                event = "no_unionid_permission",
                app = app.appid,
                "QQ tells this app no unionid; its users are not linked with those of other apps"
            );
            reply = ask("0").await?;
        }
        judge_me(app, &reply)
    };
    ME.persist(exchange, attempt).await
}

/// An access token's owner. A token of another app says as much as ours about who its owner is, and nothing about who
/// shows it: whoever runs that app could sign in here as any of its users. Hence the comparison.
pub(super) fn judge_me(app: &ProviderApp, reply: &Reply) -> Result<Vouched, Trouble> {
    let me: Me = read(ME, app, reply)?;
    if me.client_id != app.appid {
        ME.note_refusal("an access token of another app");
        return Err(ExchangeError::InvalidCode.into());
    }
    let identity = app
        .person(&me.openid, me.unionid.as_deref())
        .map_err(|_| ME.unavailable("an answer without a usable openid"))?;
    Ok(Vouched::person(identity))
}

/// What the token call gives.
#[derive(Deserialize)]
struct Granted {
    access_token: SecretString,
}

/// Whose token it is, and which app's.
#[derive(Deserialize)]
struct Me {
    #[serde(deserialize_with = "text_or_number")]
    client_id: String,
    openid: String,
    unionid: Option<String>,
}

/// A failure, in whatever wrapping.
#[derive(Deserialize)]
struct Refused {
    #[serde(deserialize_with = "number_or_digits")]
    error: i64,
    #[serde(default)]
    error_description: String,
}

/// An answer's object: JSON, JSON in a call of `callback`, or, from the days before `fmt`, a form.
fn object(reply: &Reply) -> Option<String> {
    let text = std::str::from_utf8(&reply.body).ok()?;
    Some(match (text.find('{'), text.rfind('}')) {
        (Some(first), Some(last)) if first < last => text[first..=last].to_owned(),
        _ => {
            let pairs = form_urlencoded::parse(text.trim().as_bytes());
            let fields = pairs.map(|(name, value)| (name.into_owned(), value.into_owned().into()));
            serde_json::Value::Object(ordered(fields)).to_string()
        }
    })
}

/// The number of a failure.
fn refused(object: &str) -> Option<i64> {
    let refused: Refused = serde_json::from_str(object).ok()?;
    Some(refused.error).filter(|error| *error != 0)
}

/// Reads an answer.
fn read<T: DeserializeOwned>(
    operation: Operation,
    app: &ProviderApp,
    reply: &Reply,
) -> Result<T, Trouble> {
    let object = object(reply).ok_or_else(|| operation.nonsense(reply))?;
    if let Ok(refused) = serde_json::from_str::<Refused>(&object)
        && refused.error != 0
    {
        return Err(refusal(operation, app, &refused));
    }
    serde_json::from_str(&object).map_err(|_| operation.nonsense(reply).into())
}

fn refusal(operation: Operation, app: &ProviderApp, refused: &Refused) -> Trouble {
    let description: String = refused.error_description.chars().take(200).collect();
    let told = format!("error {} {description}", refused.error);
    let error = match refused.error {
        // A code or a token that is not of the right form is the caller's too.
        100_005 | 100_007 | 100_019 | 100_013..=100_016 => ExchangeError::InvalidCode,
        100_020 => ExchangeError::UsedCode,
        // Parameters, app, redirect URI and permissions: the same for every code.
        100_000..=100_012 | 100_030 | 100_031 | NO_UNIONID => {
            return operation.misconfigured(&app.appid, told, CHECK).into();
        }
        _ => return operation.unavailable(told).into(),
    };
    operation.note_refusal(&told);
    error.into()
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::wechat::tests::told;
    use super::*;
    use crate::identity::Identity;
    use crate::provider::{AppKind, Providers, Wanted};

    fn app(kind: AppKind) -> ProviderApp {
        let secret = format!(
            r#"{{"apps":[{{"method":"QQ","type":"{}","appid":"1101","secret":"hush","redirect_uris":["https://a.example/qq"],"families":["member"]}}]}}"#,
            kind.word()
        );
        let wanted = Wanted {
            family: "member",
            kind,
            appid: None,
        };
        Providers::parse(&secret)
            .unwrap()
            .app(wanted)
            .unwrap()
            .clone()
    }

    fn reply(body: &str) -> Reply {
        Reply {
            status: StatusCode::OK,
            body: body.as_bytes().to_vec(),
        }
    }

    fn judged_me(body: &str) -> Result<Identity, String> {
        let app = app(AppKind::QqConnect);
        told(judge_me(&app, &reply(body)))
    }

    #[test]
    fn a_token_comes_as_json_in_a_callback_or_as_a_form() {
        let app = app(AppKind::QqConnect);
        for body in [
            r#"{"access_token":"T","expires_in":7776000,"refresh_token":"R"}"#,
            "access_token=T&expires_in=7776000&refresh_token=R",
            "callback( {\"access_token\":\"T\"} );\n",
        ] {
            let granted = read::<Granted>(TOKEN, &app, &reply(body));
            let token = granted.map(|granted| granted.access_token.expose_secret().to_owned());
            assert_eq!(token.ok().as_deref(), Some("T"), "{body}");
        }
        for body in [
            "",
            "}{",
            "callback();",
            "[]",
            "{\"access_token\":7}",
            "\u{fffd}",
        ] {
            assert!(
                matches!(
                    read::<Granted>(TOKEN, &app, &reply(body)),
                    Err(Trouble::Over(ExchangeError::Failure(_)))
                ),
                "{body}"
            );
        }
    }

    #[test]
    fn a_token_of_another_app_proves_nothing() {
        let ours = r#"{"client_id":"1101","openid":"AB12","unionid":"UID_1"}"#;
        let identity = judged_me(ours).unwrap();
        assert_eq!(
            (identity.openid.as_str(), identity.unionid.as_deref()),
            ("AB12", Some("UID_1"))
        );
        assert!(judged_me(&format!("callback( {ours} );")).is_ok());
        let foreign = r#"{"client_id":"1102","openid":"AB12"}"#;
        assert_eq!(judged_me(foreign), Err("InvalidCode".into()));
        assert_eq!(judged_me(r#"{"openid":"AB12"}"#), Err("unavailable".into()));
        let nobody = r#"{"client_id":"1101","openid":""}"#;
        assert_eq!(judged_me(nobody), Err("unavailable".into()));
    }

    #[test]
    fn every_documented_number_has_its_meaning() {
        for (error, meaning) in [
            ("100019", "InvalidCode"),
            ("\"100019\"", "InvalidCode"),
            ("100013", "InvalidCode"),
            ("100016", "InvalidCode"),
            ("100020", "UsedCode"),
            ("100001", "operator"),
            ("100008", "operator"),
            ("100009", "operator"),
            ("100010", "operator"),
            ("100030", "operator"),
            ("100031", "operator"),
            ("100005", "InvalidCode"),
            ("100007", "InvalidCode"),
            ("100048", "operator"),
            ("100099", "unavailable"),
        ] {
            let body =
                format!("callback( {{\"error\":{error},\"error_description\":\"no {{}}\"}} );");
            assert_eq!(judged_me(&body), Err(meaning.into()), "{error}");
        }
    }

    #[test]
    fn a_mini_programs_unknown_number_asks_for_a_new_code() {
        let app = app(AppKind::QqMiniProgram);
        for (answer, meaning) in [
            (r#"{"errcode":-1}"#, "busy"),
            (r#"{"errcode":40029}"#, "InvalidCode"),
            (r#"{"errcode":-10001}"#, "InvalidCode"),
            (r#"{"errcode":45011}"#, "TooMany(60)"),
            (r#"{"errcode":40125}"#, "operator"),
            (r#"{"errcode":0}"#, "unavailable"),
        ] {
            let answer = serde_json::from_str(answer).unwrap();
            assert_eq!(told(judge_session(&app, answer)), Err(meaning.into()));
        }
        let answer = serde_json::from_str(r#"{"openid":"AB","session_key":"k"}"#).unwrap();
        assert!(told(judge_session(&app, answer)).is_ok());
    }
}
