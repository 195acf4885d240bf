//! A person's telephone number, as WeChat has verified it.

use tokio::time::Instant;

use crate::app::App;
use crate::failure::Failure;
use crate::identity::{Openid, Provider};
use crate::provider::phone::{AccessToken, Phone, PhoneError, access_token, number, token_refused};
use crate::provider::{Exchange, ExchangeError, ProviderCode, Wanted};
use crate::seal::{open, seal};
use crate::store::AccessTokenRow;
use crate::user::User;

/// Why a number was not told.
#[derive(Debug, thiserror::Error)]
pub enum NumberError {
    /// The person has never come in by the mini-program whose button is meant.
    #[error("the user does not use this mini-program")]
    NotInApp,
    /// WeChat told no number.
    #[error(transparent)]
    Exchange(#[from] ExchangeError),
}

impl From<Failure> for NumberError {
    fn from(failure: Failure) -> Self {
        Self::Exchange(failure.into())
    }
}

/// The access token of the mini-program that is meant, as the store has it: one request, which can be made beside others.
///
/// # Errors
/// [`NumberError`].
pub async fn kept_token(
    app: &App,
    wanted: Wanted<'_>,
) -> Result<Option<AccessTokenRow>, NumberError> {
    let providers = app.secrets.providers().await?;
    let appid = &providers.app(wanted)?.appid;
    Ok(app.store.access_token(appid).await?)
}

/// The number behind the button's code that `user` has pressed: WeChat is told who that must be.
///
/// `kept` is what [`kept_token`] gave. A token that WeChat does not take any more is replaced once; all calls together take at
/// most `PROVIDER_TIMEOUT_MS`.
///
/// # Errors
/// [`NumberError`].
pub async fn of_user(
    app: &App,
    wanted: Wanted<'_>,
    user: &User,
    code: &ProviderCode,
    kept: Option<AccessTokenRow>,
) -> Result<Phone, NumberError> {
    let providers = app.secrets.providers().await?;
    let with = providers.app(wanted)?;
    let is_door = |provider, appid: &str| provider == Provider::WeChat && appid == with.appid;
    let openid: &Openid = user
        .identities
        .iter()
        .find(|known| is_door(known.provider, &known.app))
        .map(|known| &known.openid)
        .ok_or(NumberError::NotInApp)?;
    let exchange = Exchange {
        host: app,
        with,
        deadline: Instant::now() + app.config.provider_timeout,
    };
    let kept = match kept {
        Some(row) => open_token(app, &with.appid, &row).await?,
        None => None,
    };
    if let Some(token) = kept {
        match number(exchange, &token, code, openid).await {
            Ok(phone) => return Ok(phone),
            Err(PhoneError::Exchange(error)) => return Err(error.into()),
            Err(PhoneError::StaleToken) => {}
        }
    }
    let token = new_token(exchange).await?;
    match number(exchange, &token, code, openid).await {
        Ok(phone) => Ok(phone),
        Err(PhoneError::Exchange(error)) => Err(error.into()),
        Err(PhoneError::StaleToken) => Err(token_refused(exchange).into()),
    }
}

/// A kept token, while it is good and its seal opens.
async fn open_token(
    app: &App,
    appid: &str,
    row: &AccessTokenRow,
) -> Result<Option<AccessToken>, Failure> {
    if row.good_until <= app.clock.now() {
        return Ok(None);
    }
    let keys = app.secrets.token_keys().await?;
    Ok(open(&keys, &["access_token", appid], &row.token).map(AccessToken::from_store))
}

/// Asks WeChat for a token, and keeps it for all instances.
async fn new_token(exchange: Exchange<'_>) -> Result<AccessToken, NumberError> {
    let Exchange { host, with, .. } = exchange;
    let new = access_token(exchange).await?;
    let keys = host.secrets.token_keys().await?;
    let now = host.clock.now();
    let context = ["access_token", with.appid.as_str()];
    let row = AccessTokenRow {
        token: seal(&keys, &host.random, now, &context, new.token.expose())?,
        good_until: now + new.lasts,
    };
    if let Err(failure) = host.store.keep_access_token(&with.appid, &row).await {
        // The token is good; the next request asks for it again.
        failure.log();
    }
    Ok(new.token)
}
