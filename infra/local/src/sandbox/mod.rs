//! Identity providers on a laptop: they speak the providers' own HTTP, so the functions' code for them is the deployed code.
//!
//! They are written from the providers' protocols and not from that code, and refuse what the providers refuse.
//!
//! | module | what it is |
//! |---|---|
//! | [`code`] | what a code says is to happen |
//! | [`person`] | the people outside, as each provider names them |
//! | [`apps`], [`keys`], [`key_ring`] | our apps, their secrets and keys |
//! | [`wechat`] | below `/_local/wechat`: `api.weixin.qq.com` |
//! | [`alipay`] | below `/_local/alipay`: `openapi.alipay.com` |
//! | [`qq`] | below `/_local/qq`: `api.q.qq.com` and `graph.qq.com` |
//! | [`apple`] | below `/_local/apple`: `appleid.apple.com` |
//! | [`form`] | queries and forms |

pub mod alipay;
pub mod apple;
pub mod apps;
pub mod code;
pub mod form;
pub mod key_ring;
pub mod keys;
pub mod person;
pub mod qq;
pub mod wechat;

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use shared::Failure;
use shared::app::Host;
use tokio::sync::OnceCell;

pub use self::apps::APPID;
use self::apps::AppSecrets;
use self::code::Codes;
use self::key_ring::KeyRing;
use self::keys::{KeyError, Keys};
pub use self::person::{openid, session_key, unionid};
use crate::data::Data;
use crate::stack::{Shared, StartError};

/// The providers, and what they remember.
pub struct Sandbox {
    host: Host,
    secrets: AppSecrets,
    keys: Arc<KeyRing>,
    /// [`Sandbox::providers_secret`], once it was asked for.
    providers: OnceCell<String>,
    codes: Codes,
    server_tokens: wechat::ServerTokens,
    connect_tokens: qq::ConnectTokens,
}

/// Why the sandbox itself, and not the provider that it plays, has no answer.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// There are no keys.
    #[error("sandbox: {0}")]
    Keys(#[from] KeyError),
    /// There is no randomness.
    #[error("sandbox: {0}")]
    Host(#[from] Failure),
    /// A helper of the sandbox is asked for something that it cannot do.
    #[error("sandbox: {0}")]
    Asked(&'static str),
}

impl IntoResponse for SandboxError {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Asked(_) => StatusCode::BAD_REQUEST,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (status, self.to_string()).into_response()
    }
}

impl Sandbox {
    /// Providers that know our apps by the secrets in `data`.
    ///
    /// # Errors
    /// [`StartError`].
    pub fn open(data: &Data, host: &Host) -> Result<Self, StartError> {
        let random = || {
            let bytes = host.random.bytes::<32>().map_err(|e| e.to_string())?;
            Ok(URL_SAFE_NO_PAD.encode(bytes))
        };
        Ok(Self {
            host: host.clone(),
            secrets: AppSecrets::open(data, random)?,
            keys: KeyRing::open(data)?,
            providers: OnceCell::new(),
            codes: Codes::default(),
            server_tokens: wechat::ServerTokens::default(),
            connect_tokens: qq::ConnectTokens::default(),
        })
    }

    /// The providers secret; it is put together the first time, and the keys in it are made.
    ///
    /// # Errors
    /// [`KeyError`].
    pub async fn providers_secret(&self) -> Result<&str, KeyError> {
        let made = async || self.secrets.providers(&*self.keys().await?);
        self.providers
            .get_or_try_init(made)
            .await
            .map(String::as_str)
    }

    async fn keys(&self) -> Result<Arc<Keys>, KeyError> {
        self.keys.keys().await
    }

    /// A new token of `N` times 32 random bytes in URL-safe base64.
    fn token<const N: usize>(&self) -> Result<String, SandboxError> {
        (0..N).try_fold(String::new(), |mut token, _| {
            URL_SAFE_NO_PAD.encode_string(self.host.random.bytes::<32>()?, &mut token);
            Ok(token)
        })
    }
}

/// The way to the providers.
pub fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .nest("/_local/wechat", wechat::routes())
        .nest("/_local/alipay", alipay::routes())
        .nest("/_local/qq", qq::routes())
        .nest("/_local/apple", apple::routes())
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Sandbox {
        /// Providers that keep nothing.
        pub(super) fn for_tests() -> Self {
            Self::open(&Data::in_memory(), &Host::default()).unwrap()
        }

        /// The secret of an app.
        pub(super) fn secret_of(&self, app: &apps::SandboxApp) -> String {
            self.secrets.of(app)
        }
    }

    #[tokio::test]
    async fn the_functions_can_read_the_providers_secret() {
        let sandbox = Sandbox::for_tests();
        let secret = sandbox.providers_secret().await.unwrap();
        shared::provider::Providers::parse(secret).unwrap();
    }

    #[tokio::test]
    async fn the_providers_answer_below_their_paths() {
        let template = concat!(env!("CARGO_MANIFEST_DIR"), "/../../template.yaml");
        let options = crate::Options::in_memory(template.into());
        let stack = crate::Stack::start(options).await.unwrap();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        for (method, path, status, part) in [
            ("GET", "wechat/sns/jscode2session", 200, "41002"),
            ("GET", "wechat/sns/oauth2/access_token", 200, "41002"),
            ("GET", "wechat/cgi-bin/stable_token", 200, "43002"),
            ("POST", "wechat/cgi-bin/stable_token", 200, "47001"),
            (
                "GET",
                "wechat/wxa/business/getuserphonenumber",
                200,
                "43002",
            ),
            (
                "POST",
                "wechat/wxa/business/getuserphonenumber?access_token=",
                200,
                "40014",
            ),
            (
                "GET",
                "wechat/encrypted_data?name=alice",
                200,
                "encryptedData",
            ),
            ("GET", "wechat/encrypted_data", 400, "name is missing"),
            (
                "POST",
                "alipay/gateway.do?charset=utf-8",
                200,
                "isv.missing-app-id",
            ),
            ("GET", "qq/sns/jscode2session", 200, "41002"),
            (
                "GET",
                "qq/oauth2.0/token?fmt=json",
                200,
                "callback( {\"error\":100004,",
            ),
            (
                "GET",
                "qq/oauth2.0/me?fmt=json",
                200,
                "callback( {\"error\":100007,",
            ),
            (
                "GET",
                "qq/oauth2.0/me?fmt=json&access_token=alice",
                200,
                "{\"client_id\":",
            ),
            ("POST", "apple/auth/token", 400, "invalid_request"),
            ("GET", "apple/auth/keys", 200, "\"kty\":\"RSA\""),
            ("GET", "apple/identity_token?name=alice", 200, "once:alice:"),
            ("GET", "apple/else", 404, "Not Found"),
        ] {
            let method = method.parse().unwrap();
            let url = format!("{}/_local/{path}", stack.url());
            let answer = client.request(method, url).send().await.unwrap();
            assert_eq!(answer.status(), status, "{path}");
            let body = answer.text().await.unwrap();
            assert!(body.contains(part), "{path}: {body}");
        }
        stack.stop().await;
    }
}
