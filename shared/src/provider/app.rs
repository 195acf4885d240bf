//! The deployment's apps with the providers: the providers secret.

use secrecy::SecretString;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{ExchangeError, Wanted};
use crate::failure::{Dependency, Failure};
use crate::identity::{Identity, Openid, OpenidError, Provider};

/// A provider in the words of document 003's `login_method`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// 微信.
    WeChat,
    /// 支付宝.
    Alipay,
    /// QQ.
    Qq,
    /// 苹果.
    Apple,
}

impl Method {
    /// The method with this word, in whatever case.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let all = [Self::WeChat, Self::Alipay, Self::Qq, Self::Apple];
        all.into_iter()
            .find(|method| method.word().eq_ignore_ascii_case(word))
    }

    /// Its word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::WeChat => "WeChat",
            Self::Alipay => "Alipay",
            Self::Qq => "QQ",
            Self::Apple => "Apple",
        }
    }

    /// Who vouches.
    #[must_use]
    pub const fn provider(self) -> Provider {
        match self {
            Self::WeChat => Provider::WeChat,
            Self::Alipay => Provider::Alipay,
            Self::Qq => Provider::Qq,
            Self::Apple => Provider::Apple,
        }
    }
}

/// The kind of an app: document 003's `login_type`, and words of ours for the kinds that it has none for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppKind {
    /// A WeChat mini-program 小程序.
    WeChatMiniProgram,
    /// A WeChat official account 公众号.
    WeChatOfficialAccount,
    /// A website with WeChat's QR code.
    WeChatWebsite,
    /// A mobile app with WeChat's SDK.
    WeChatMobileApp,
    /// An app of Alipay 支付宝, of whatever kind.
    Alipay,
    /// A QQ mini-program.
    QqMiniProgram,
    /// A website or mobile app with QQ Connect QQ 互联.
    QqConnect,
    /// An app or website with Sign in with Apple.
    Apple,
}

impl AppKind {
    const ALL: [Self; 8] = [
        Self::WeChatMiniProgram,
        Self::WeChatOfficialAccount,
        Self::WeChatWebsite,
        Self::WeChatMobileApp,
        Self::Alipay,
        Self::QqMiniProgram,
        Self::QqConnect,
        Self::Apple,
    ];

    /// The kind with this word, in whatever case.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.word().eq_ignore_ascii_case(word))
    }

    /// Its word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::WeChatMiniProgram => "wx_small",
            Self::WeChatOfficialAccount => "wx_public",
            Self::WeChatWebsite => "wx_pc",
            Self::WeChatMobileApp => "wx_app",
            Self::Alipay => "alipay",
            Self::QqMiniProgram => "qq_small",
            Self::QqConnect => "qq_connect",
            Self::Apple => "apple",
        }
    }

    /// Whose kind of app it is.
    #[must_use]
    pub const fn method(self) -> Method {
        match self {
            Self::WeChatMiniProgram
            | Self::WeChatOfficialAccount
            | Self::WeChatWebsite
            | Self::WeChatMobileApp => Method::WeChat,
            Self::Alipay => Method::Alipay,
            Self::QqMiniProgram | Self::QqConnect => Method::Qq,
            Self::Apple => Method::Apple,
        }
    }
}

/// What an app proves itself with.
#[derive(Clone, Debug)]
pub enum Credentials {
    /// WeChat and QQ: the app's secret.
    Secret(SecretString),
    /// Alipay: a key of ours, a key of theirs.
    Alipay {
        /// 应用私钥: RSA, PKCS#1 or PKCS#8, with or without PEM armour.
        key: SecretString,
        /// 支付宝公钥, in base64 or PEM.
        alipay_public_key: String,
        /// `app_cert_sn` and `alipay_root_cert_sn` of an app in certificate mode.
        certificates: Option<(String, String)>,
    },
    /// Apple: a key of ours.
    Apple {
        /// The `.p8` file's content.
        key: SecretString,
        /// The key's id.
        key_id: String,
        /// The developer team's id.
        team_id: String,
    },
}

/// One app of the deployment with a provider: an entry of the providers secret.
#[derive(Clone, Debug)]
pub struct ProviderApp {
    /// What kind of app.
    pub kind: AppKind,
    /// The provider's id of the app; with Apple the bundle id or Services ID.
    pub appid: String,
    /// What it proves itself with.
    pub credentials: Credentials,
    /// Redirect URIs that codes may have been sent to.
    pub redirect_uris: Vec<String>,
    /// The families whose users sign in by this app.
    pub families: Vec<String>,
}

impl ProviderApp {
    /// A person within this app.
    #[must_use]
    pub fn identity(&self, openid: Openid, unionid: Option<Openid>) -> Identity {
        Identity {
            provider: self.kind.method().provider(),
            app: self.appid.clone(),
            openid,
            unionid: unionid.map(Openid::into_string),
        }
    }

    /// A person within this app, as the provider's answer names them; an empty unionid is none.
    ///
    /// # Errors
    /// [`OpenidError`] when that is no name.
    pub(crate) fn person(
        &self,
        openid: &str,
        unionid: Option<&str>,
    ) -> Result<Identity, OpenidError> {
        let unionid = unionid.filter(|unionid| !unionid.is_empty());
        Ok(self.identity(
            Openid::parse(openid)?,
            unionid.map(Openid::parse).transpose()?,
        ))
    }

    /// The app's secret.
    ///
    /// # Errors
    /// [`Failure::Broken`] for an app that has a key instead.
    pub(crate) fn secret(&self) -> Result<&SecretString, Failure> {
        match &self.credentials {
            Credentials::Secret(secret) => Ok(secret),
            _ => Err(Failure::broken("an app with a key is asked for its secret")),
        }
    }

    /// The redirect URI to tell the provider: the one that the client names, if it is one of ours, else our first.
    ///
    /// # Errors
    /// [`ExchangeError::InvalidCode`]: a code that was sent anywhere else is nobody's to use.
    pub(crate) fn redirect_uri<'a>(
        &'a self,
        told: Option<&'a str>,
    ) -> Result<Option<&'a str>, ExchangeError> {
        match told {
            None => Ok(self.redirect_uris.first().map(String::as_str)),
            Some(told) if self.redirect_uris.iter().any(|ours| ours == told) => Ok(Some(told)),
            Some(_) => Err(ExchangeError::InvalidCode),
        }
    }
}

/// An entry as it is written. Each field is read by itself, so that one of a wrong type is told by its name: the reader's own words
/// repeat what stands in it.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Entry<'a> {
    #[serde(borrow)]
    method: Field<'a>,
    #[serde(borrow, rename = "type")]
    kind: Field<'a>,
    #[serde(borrow)]
    appid: Field<'a>,
    #[serde(borrow)]
    secret: Field<'a>,
    #[serde(borrow)]
    key: Field<'a>,
    #[serde(borrow)]
    alipay_public_key: Field<'a>,
    #[serde(borrow)]
    app_cert_sn: Field<'a>,
    #[serde(borrow)]
    alipay_root_cert_sn: Field<'a>,
    #[serde(borrow)]
    key_id: Field<'a>,
    #[serde(borrow)]
    team_id: Field<'a>,
    #[serde(borrow)]
    redirect_uris: Field<'a>,
    #[serde(borrow)]
    families: Field<'a>,
}

type Field<'a> = Option<&'a RawValue>;

/// What stands in a field, if it is there.
fn told<'a, T: Deserialize<'a>>(name: &str, field: Field<'a>) -> Result<Option<T>, String> {
    field
        .map(|raw| serde_json::from_str(raw.get()))
        .transpose()
        .map_err(|_| format!("{name} is not of its type"))
}

/// What stands in a field that must be there.
fn needed<'a, T: Deserialize<'a>>(name: &str, field: Field<'a>) -> Result<T, String> {
    told(name, field)?.ok_or_else(|| format!("{name} is missing"))
}

impl TryFrom<Entry<'_>> for ProviderApp {
    type Error = String;

    fn try_from(entry: Entry<'_>) -> Result<Self, String> {
        let method: String = needed("method", entry.method)?;
        let method = Method::parse(&method).ok_or("method is none of WeChat, Alipay, QQ, Apple")?;
        let kind: Option<String> = told("type", entry.kind)?;
        let kind = match (&kind, method) {
            (Some(word), _) => AppKind::parse(word).ok_or(
                "type is none of wx_small, wx_public, wx_pc, wx_app, alipay, qq_small, qq_connect, apple",
            )?,
            (None, Method::Alipay) => AppKind::Alipay,
            (None, Method::Apple) => AppKind::Apple,
            (None, _) => return Err("type is missing".to_owned()),
        };
        if kind.method() != method {
            return Err("type is not one of the method's".to_owned());
        }
        let appid: String = needed("appid", entry.appid)?;
        if appid.trim().is_empty() {
            return Err("appid is empty".to_owned());
        }
        let credentials = match kind {
            AppKind::Alipay => Credentials::Alipay {
                key: needed("key", entry.key)?,
                alipay_public_key: needed("alipay_public_key", entry.alipay_public_key)?,
                certificates: match (
                    told("app_cert_sn", entry.app_cert_sn)?,
                    told("alipay_root_cert_sn", entry.alipay_root_cert_sn)?,
                ) {
                    (None, None) => None,
                    (Some(app), Some(root)) => Some((app, root)),
                    _ => return Err("app_cert_sn and alipay_root_cert_sn come together".to_owned()),
                },
            },
            AppKind::Apple => Credentials::Apple {
                key: needed("key", entry.key)?,
                key_id: needed("key_id", entry.key_id)?,
                team_id: needed("team_id", entry.team_id)?,
            },
            _ => Credentials::Secret(needed("secret", entry.secret)?),
        };
        let redirect_uris: Vec<String> =
            told("redirect_uris", entry.redirect_uris)?.unwrap_or_default();
        if kind == AppKind::QqConnect && redirect_uris.is_empty() {
            return Err("redirect_uris is missing".to_owned());
        }
        Ok(Self {
            kind,
            appid,
            credentials,
            redirect_uris,
            families: needed("families", entry.families)?,
        })
    }
}

/// All apps of the deployment: the providers secret, `{"apps":[…]}`.
///
/// An app has `method`, `type`, `appid` and `families`, and further: WeChat and QQ `secret`; Alipay `key` and
/// `alipay_public_key` (in certificate mode also `app_cert_sn` and `alipay_root_cert_sn`); Apple `key`, `key_id` and `team_id`;
/// QQ Connect, and Apple for websites, `redirect_uris`.
#[derive(Debug)]
pub struct Providers {
    apps: Vec<ProviderApp>,
}

/// The secret as it is written; each app is read by itself, so that what is wrong with one can be told.
#[derive(Deserialize)]
struct Secret<'a> {
    #[serde(borrow)]
    apps: Vec<&'a RawValue>,
}

impl Providers {
    /// Reads the secret. An app that cannot be read is left out and told in the log, unless there is no other.
    ///
    /// # Errors
    /// What is wrong with it, without repeating any of it.
    pub fn parse(secret: &str) -> Result<Self, String> {
        let Secret { apps } = serde_json::from_str(secret).map_err(|e| {
            format!(
                "not of the form {{\"apps\":[…]}} (line {}, column {})",
                e.line(),
                e.column()
            )
        })?;
        let read = |(at, entry): (usize, &RawValue)| {
            serde_json::from_str(entry.get())
                .map_err(|_| "no object with each field once".to_owned())
                .and_then(|entry: Entry<'_>| ProviderApp::try_from(entry))
                .map_err(|problem| format!("app {}: {problem}", at + 1))
        };
        let (mut good, mut problems) = (Vec::new(), Vec::new());
        for read in apps.into_iter().enumerate().map(read) {
            match read {
                Ok(app) => good.push(app),
                Err(problem) => problems.push(problem),
            }
        }
        // A mistake in one entry must not shut the doors of all the others.
        if good.is_empty() && !problems.is_empty() {
            return Err(problems.join("; "));
        }
        for problem in problems {
            let dependency = Dependency::SecretsManager;
            tracing::error!(event = "operator_error", %dependency, operation = "GetSecretValue", cause = problem, "an app in the providers secret is left out");
        }
        Ok(Self { apps: good })
    }

    /// The app that a client means.
    ///
    /// # Errors
    /// [`ExchangeError::NoSuchApp`].
    pub fn app(&self, wanted: Wanted<'_>) -> Result<&ProviderApp, ExchangeError> {
        let fits = |app: &&ProviderApp| {
            app.kind == wanted.kind
                && app.families.iter().any(|served| served == wanted.family)
                && wanted.appid.is_none_or(|appid| app.appid == appid)
        };
        self.apps.iter().find(fits).ok_or(ExchangeError::NoSuchApp)
    }
}

/// A deployment without an app that it cannot do without.
pub(crate) fn no_app(wanted: Wanted<'_>) -> Failure {
    Failure::Misconfigured {
        dependency: Dependency::SecretsManager,
        operation: "GetSecretValue",
        cause: format!(
            "the providers secret has no app of type {} for the family {}{}",
            wanted.kind.word(),
            wanted.family,
            wanted
                .appid
                .map(|appid| format!(" with the appid {appid}"))
                .unwrap_or_default(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(app: &str) -> Result<Providers, String> {
        Providers::parse(&format!(r#"{{"apps":[{app}]}}"#))
    }

    #[test]
    fn an_app_serves_the_families_it_names() {
        let providers = parse(
            r#"{"method":"WeChat","type":"wx_small","appid":"wx1","secret":"hush","families":["mjpm"]},
               {"method":"wechat","type":"WX_SMALL","appid":"wx2","secret":"hush","families":["mjpm"]}"#,
        )
        .unwrap();
        let first = Wanted::mini_program("mjpm");
        assert_eq!(providers.app(first).unwrap().appid, "wx1");
        let second = Wanted {
            appid: Some("wx2"),
            ..first
        };
        assert_eq!(providers.app(second).unwrap().appid, "wx2");
        assert!(matches!(
            providers.app(Wanted::mini_program("campus")),
            Err(ExchangeError::NoSuchApp)
        ));
        assert!(!format!("{providers:?}").contains("hush"));
    }

    #[test]
    fn what_is_wrong_with_an_app_is_told_without_repeating_it() {
        for (app, told) in [
            (r#""hush""#, "app 1: no object with each field once"),
            (
                r#"{"method":"hush","method":"hush"}"#,
                "app 1: no object with each field once",
            ),
            (r#"{"appid":"hush"}"#, "app 1: method is missing"),
            (r#"{"method":null}"#, "app 1: method is missing"),
            (r#"{"method":["hush"]}"#, "app 1: method is not of its type"),
            (
                r#"{"method":"hush","appid":"a","families":[]}"#,
                "method is none of",
            ),
            (
                r#"{"method":"WeChat","appid":"a","families":[]}"#,
                "type is missing",
            ),
            (
                r#"{"method":"QQ","type":"wx_small","appid":"a","families":[]}"#,
                "type is not one of",
            ),
            (
                r#"{"method":"WeChat","type":"wx_small","appid":"a","families":[]}"#,
                "secret is missing",
            ),
            (
                r#"{"method":"Alipay","appid":"a","key":"hush","families":[]}"#,
                "alipay_public_key is missing",
            ),
            (
                r#"{"method":"Apple","appid":"a","key":"hush","key_id":"k","families":[]}"#,
                "team_id is missing",
            ),
            (
                r#"{"method":"QQ","type":"qq_connect","appid":"a","secret":"hush","families":[]}"#,
                "redirect_uris is missing",
            ),
            (
                r#"{"method":"WeChat","type":"wx_pc","appid":" ","secret":"hush","families":[]}"#,
                "appid is empty",
            ),
            (
                r#"{"method":"WeChat","type":"wx_pc","appid":"a","secret":7,"families":[]}"#,
                "secret is not of its type",
            ),
            (
                r#"{"method":"WeChat","type":"wx_pc","secret":"hush","families":[]}"#,
                "appid is missing",
            ),
            (
                r#"{"method":"WeChat","type":"wx_pc","appid":"a","secret":"hush"}"#,
                "families is missing",
            ),
            (
                r#"{"method":"WeChat","type":"wx_pc","appid":"a","secret":"hush","families":["hush",7]}"#,
                "families is not of its type",
            ),
        ] {
            let problem = parse(app).unwrap_err();
            assert!(problem.contains(told), "{app}: {problem}");
            assert!(!problem.contains("hush"), "{problem}");
        }
        assert!(
            !Providers::parse(r#"{"apps":"hush"}"#)
                .unwrap_err()
                .contains("hush")
        );
    }

    #[test]
    fn a_mistake_in_one_app_shuts_no_other_door() {
        let good = r#"{"method":"WeChat","type":"wx_small","appid":"wx1","secret":"hush","families":["mjpm"]}"#;
        let providers = parse(&format!(r#"{{"method":"Apple"}},{good},{{"appid":7}}"#)).unwrap();
        let mini_program = Wanted::mini_program("mjpm");
        assert_eq!(providers.app(mini_program).unwrap().appid, "wx1");
    }

    #[test]
    fn words_are_read_in_any_case_and_written_in_one() {
        assert_eq!(Method::parse("WECHAT"), Some(Method::WeChat));
        assert_eq!(AppKind::parse("WX_small"), Some(AppKind::WeChatMiniProgram));
        assert_eq!(AppKind::parse("weixin"), None);
        for kind in AppKind::ALL {
            assert_eq!(AppKind::parse(kind.word()), Some(kind));
        }
    }
}
