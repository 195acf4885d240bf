//! Identity providers: what a client may show, who vouches for it, and what that can come to.
//!
//! | module | what it speaks |
//! |---|---|
//! | [`app`] | the deployment's apps: the providers secret |
//! | [`wechat`] | mini-programs, official accounts, QR codes and mobile apps |
//! | [`alipay`] | Alipay's gateway, RSA2 both ways |
//! | [`qq`] | QQ mini-programs and QQ Connect |
//! | [`apple`] | Sign in with Apple |
//! | [`phone`] | a mini-program's telephone numbers |
//! | [`session_key`] | what a mini-program's session key is kept for: reading `encryptedData` |
//! | `http`, `key` | one request and its repetitions; keys as operators paste them |
//! | `answer` | the readers of answers, without a provider, for whoever fuzzes them |

pub mod alipay;
#[doc(hidden)]
pub mod answer;
pub mod app;
pub mod apple;
mod http;
mod key;
pub mod phone;
pub mod qq;
pub mod session_key;
pub mod wechat;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::future::join;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Deserializer, de};
use tokio::time::Instant;

pub use self::app::{AppKind, Method, ProviderApp, Providers};
use self::session_key::SessionKey;
use crate::app::App;
use crate::attempts::Subject;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::nonce::Nonce;
use crate::text::Name;

/// A code or access token that a client got from its provider: a secret; prints nothing.
#[derive(Clone)]
pub struct ProviderCode<const MAX: usize = 512>(SecretString);

impl<const MAX: usize> ProviderCode<MAX> {
    /// The code, for the provider.
    pub(crate) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl<const MAX: usize> std::fmt::Debug for ProviderCode<MAX> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ProviderCode(…)")
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for ProviderCode<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let code = Name::<MAX>::parse(&text).map_err(de::Error::custom)?;
        Ok(Self(code.into_string().into()))
    }
}

/// Apple's identity token, a JWT of a kilobyte or so.
pub type IdentityToken = ProviderCode<8192>;

/// What a client shows for who its user is.
#[derive(Clone, Debug)]
pub enum Credential {
    /// A code that works once, and the redirect URI it was sent to, where the provider wants to hear that again.
    Code {
        /// The code.
        code: ProviderCode,
        /// The redirect URI; the app's first when absent.
        redirect_uri: Option<String>,
    },
    /// QQ's access token, from a mobile SDK.
    AccessToken(ProviderCode),
    /// Apple's identity token, and the nonce of ours that it was asked for with.
    IdentityToken {
        /// The token.
        token: IdentityToken,
        /// The nonce, checked and not yet used up.
        nonce: Nonce,
    },
}

/// Who a provider says is outside.
#[derive(Clone, Debug)]
pub struct Vouched {
    /// The person.
    pub identity: Identity,
    /// What the provider will encrypt this person's data with until the next sign-in.
    pub session_key: Option<SessionKey>,
    /// The nonce that this used; the sign-in uses it up.
    pub nonce: Option<Nonce>,
    /// The claim on the code, to be released beside whatever comes next.
    pub claim: Option<Claim>,
}

impl Vouched {
    fn person(identity: Identity) -> Self {
        Self {
            identity,
            session_key: None,
            nonce: None,
            claim: None,
        }
    }
}

/// An exchange under way: with which of our apps, and until when.
#[derive(Clone, Copy)]
pub(crate) struct Exchange<'a> {
    /// The function's clients, configuration and clock.
    pub(crate) host: &'a App,
    /// Our app with the provider.
    pub(crate) with: &'a ProviderApp,
    /// The provider's time is over then.
    pub(crate) deadline: Instant,
}

/// Which of the deployment's apps a client means.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The family that asks.
    pub family: &'a str,
    /// The kind of app.
    pub kind: AppKind,
    /// The provider's id of the app; the family's first of the kind when absent.
    pub appid: Option<&'a str>,
}

impl<'a> Wanted<'a> {
    /// The mini-program of `family`.
    #[must_use]
    pub const fn mini_program(family: &'a str) -> Self {
        Self {
            family,
            kind: AppKind::WeChatMiniProgram,
            appid: None,
        }
    }
}

/// Why an exchange with a provider told us nobody.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeError {
    /// No app of the deployment is meant by that.
    #[error("there is no such app")]
    NoSuchApp,
    /// Wrong, expired, or of another app: the client must get a new code.
    #[error("the code is not valid")]
    InvalidCode,
    /// Used before: the client must get a new code.
    #[error("the code has been used")]
    UsedCode,
    /// Another request has shown this very code within the last seconds, and the provider has answered that one.
    #[error("the code is being used by another request")]
    InFlight,
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

/// Asks the provider who is behind `credential`: at most `PROVIDER_TIMEOUT_MS`, repetitions included.
///
/// While a code is being exchanged it is claimed in the store, beside the provider's call and not before it, so that the claim
/// costs no time. Of requests with one code at the same moment, on whatever instances, the provider answers one; most of the others
/// lose the claim, which tells them apart from those that come with an old code.
///
/// An address block that has shown many codes that were none must wait. What was counted of it is read beside the provider's
/// call too.
///
/// # Errors
/// [`ExchangeError`].
pub async fn vouch(
    host: &App,
    wanted: Wanted<'_>,
    credential: &Credential,
    address: &str,
) -> Result<Vouched, ExchangeError> {
    let (subject, now) = (Subject::address(address), host.clock.now());
    let (attempts, vouched) =
        join(host.store.attempts(&subject), ask(host, wanted, credential)).await;
    let attempts = attempts?;
    if let Some(seconds) = attempts.and_then(|attempts| attempts.wait(now)) {
        if let Ok(Vouched {
            claim: Some(claim), ..
        }) = &vouched
        {
            claim.release(host).await;
        }
        return Err(ExchangeError::TooMany(seconds));
    }
    if let Err(ExchangeError::InvalidCode | ExchangeError::UsedCode) = &vouched
        && let Err(failure) = host.store.charge_attempt(&subject, now, None).await
    {
        failure.log();
    }
    vouched
}

/// Asks the provider, with a claim on the code for as long as that takes.
async fn ask(
    host: &App,
    wanted: Wanted<'_>,
    credential: &Credential,
) -> Result<Vouched, ExchangeError> {
    let providers = host.secrets.providers().await?;
    let with = providers.app(wanted).inspect_err(|_| {
        // Whoever names an app that is not ours is mistaken; whoever names none may want one that was forgotten.
        if wanted.appid.is_none() {
            let (kind, family) = (wanted.kind.word(), wanted.family);
            tracing::warn!(
                event = "no_such_app",
                kind,
                family,
                "the providers secret has no such app"
            );
        }
    })?;
    let exchange = Exchange {
        host,
        with,
        deadline: Instant::now() + host.config.provider_timeout,
    };
    let (code, redirect_uri) = match credential {
        Credential::Code { code, redirect_uri } => (code, redirect_uri.as_deref()),
        Credential::AccessToken(token) => return qq::by_access_token(exchange, token).await,
        Credential::IdentityToken { token, nonce } => {
            return apple::by_identity_token(exchange, token, nonce).await;
        }
    };
    let claim = Claim::of(with, code);
    let (claimed, exchanged) = join(
        host.store.claim_exchange(&claim.0, host.clock.now()),
        by_code(exchange, code, redirect_uri),
    )
    .await;
    let is_ours = claimed.unwrap_or_else(|failure| {
        // The provider has decided; what is lost is a finer word for a double request.
        failure.log();
        true
    });
    match exchanged {
        Ok(vouched) => Ok(Vouched {
            claim: Some(claim).filter(|_| is_ours),
            ..vouched
        }),
        Err(error) if is_ours => {
            claim.release(host).await;
            Err(error)
        }
        Err(ExchangeError::InvalidCode | ExchangeError::UsedCode) => Err(ExchangeError::InFlight),
        Err(error) => Err(error),
    }
}

async fn by_code(
    exchange: Exchange<'_>,
    code: &ProviderCode,
    redirect_uri: Option<&str>,
) -> Result<Vouched, ExchangeError> {
    match exchange.with.kind {
        AppKind::WeChatMiniProgram => wechat::by_mini_program_code(exchange, code).await,
        AppKind::WeChatOfficialAccount | AppKind::WeChatWebsite | AppKind::WeChatMobileApp => {
            wechat::by_oauth_code(exchange, code).await
        }
        AppKind::Alipay => alipay::by_code(exchange, code).await,
        AppKind::QqMiniProgram => qq::by_mini_program_code(exchange, code).await,
        AppKind::QqConnect => qq::by_connect_code(exchange, code, redirect_uri).await,
        AppKind::Apple => apple::by_code(exchange, code, redirect_uri).await,
    }
}

/// A code that is being exchanged, by what the store knows it by: SHA-256 of app and code, in base64, which tells nothing of it.
#[derive(Clone, Debug)]
pub struct Claim(String);

impl Claim {
    fn of(app: &ProviderApp, code: &ProviderCode) -> Self {
        let provider = app.kind.method().provider().as_str();
        let told = format!("{provider}\0{}\0{}", app.appid, code.expose());
        Self(URL_SAFE_NO_PAD.encode(digest(&SHA256, told.as_bytes())))
    }

    /// Gives the code free: its exchange is over. A claim that cannot be released ends by itself.
    pub async fn release(&self, host: &App) {
        if let Err(failure) = host.store.release_exchange(&self.0).await {
            failure.log();
        }
    }
}
