//! Identity providers: which apps a deployment has with them, and what an exchange can come to.

pub mod wechat;

use secrecy::SecretString;
use serde::{Deserialize, Deserializer, de};

use crate::failure::{Dependency, Failure};
use crate::identity::{Identity, Openid, Provider};
use crate::text::Name;

/// The longest code taken from a client, in characters; the providers' own have 20 to 200.
const MAX_CODE_CHARS: usize = 512;

/// A code that a client got from its provider: a secret that works once; prints nothing.
#[derive(Clone)]
pub struct ProviderCode(SecretString);

impl ProviderCode {
    fn expose(&self) -> &str {
        secrecy::ExposeSecret::expose_secret(&self.0)
    }
}

impl std::fmt::Debug for ProviderCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ProviderCode(…)")
    }
}

impl<'de> Deserialize<'de> for ProviderCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let code = Name::<MAX_CODE_CHARS>::parse(&text).map_err(de::Error::custom)?;
        Ok(Self(code.into_string().into()))
    }
}

/// The kind of an app, in the words of document 003.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum AppKind {
    /// A WeChat mini-program 小程序.
    #[serde(rename = "wx_small")]
    WeChatMiniProgram,
}

/// One app of the deployment with a provider: an entry of the providers secret.
#[derive(Clone, Debug, Deserialize)]
pub struct ProviderApp {
    /// Whose app it is; document 003's `login_method`.
    pub method: Method,
    /// What kind of app; document 003's `login_type`.
    #[serde(rename = "type")]
    pub kind: AppKind,
    /// The provider's id of the app.
    pub appid: String,
    /// The app's secret.
    pub secret: SecretString,
    /// The families whose users sign in by this app.
    pub families: Vec<String>,
}

/// A provider in the words of document 003's `login_method`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Method {
    /// 微信.
    WeChat,
}

impl ProviderApp {
    /// A person within this app.
    #[must_use]
    pub fn identity(&self, openid: Openid, unionid: Option<String>) -> Identity {
        let provider = match self.method {
            Method::WeChat => Provider::WeChat,
        };
        Identity {
            provider,
            app: self.appid.clone(),
            openid,
            unionid,
        }
    }
}

/// All apps of the deployment: the providers secret, `{"apps":[{"method","type","appid","secret","families"}]}`.
#[derive(Debug, Deserialize)]
pub struct Providers {
    apps: Vec<ProviderApp>,
}

impl Providers {
    /// Reads the secret.
    ///
    /// # Errors
    /// What is wrong with it, without repeating any of it.
    pub fn parse(secret: &str) -> Result<Self, String> {
        serde_json::from_str(secret).map_err(|e| {
            format!("not of the form {{\"apps\":[{{\"method\",\"type\",\"appid\",\"secret\",\"families\"}}]}} (line {}, column {})", e.line(), e.column())
        })
    }

    /// The mini-program that `family`'s users sign in by.
    ///
    /// # Errors
    /// [`Failure::Misconfigured`] when there is none.
    pub fn mini_program(&self, family: &str) -> Result<&ProviderApp, Failure> {
        self.apps
            .iter()
            .find(|app| {
                app.kind == AppKind::WeChatMiniProgram
                    && app.families.iter().any(|served| served == family)
            })
            .ok_or_else(|| Failure::Misconfigured {
                dependency: Dependency::SecretsManager,
                operation: "GetSecretValue",
                cause: format!(
                    "the providers secret has no app of type wx_small for the family {family}"
                ),
            })
    }
}

/// Why an exchange with a provider told us nobody.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// Wrong, expired, or of another app: the client must get a new code.
    #[error("the code is not valid")]
    InvalidCode,
    /// Used before: the client must get a new code.
    #[error("the code has been used")]
    UsedCode,
    /// The provider will not have this person sign in.
    #[error("the provider refuses this person")]
    Refused,
    /// Too many exchanges for this person; seconds to wait.
    #[error("too many exchanges; wait {0} s")]
    TooMany(u32),
    /// The provider, or our credentials with it.
    #[error(transparent)]
    Failure(#[from] Failure),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_serves_the_families_it_names() {
        let providers = Providers::parse(
            r#"{"apps":[{"method":"WeChat","type":"wx_small","appid":"wx1","secret":"hush","families":["mjpm"]}]}"#,
        )
        .unwrap();
        assert_eq!(providers.mini_program("mjpm").unwrap().appid, "wx1");
        assert!(matches!(
            providers.mini_program("campus"),
            Err(Failure::Misconfigured { .. })
        ));
        assert!(!format!("{providers:?}").contains("hush"));
        assert!(
            !Providers::parse(r#"{"apps":"hush"}"#)
                .unwrap_err()
                .contains("hush")
        );
    }
}
