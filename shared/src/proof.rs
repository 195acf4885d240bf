//! Openid proofs: the minutes in which an openid that WeChat has vouched for may act.
//!
//! An openid is an identifier, not a secret, yet document 001 signs in with it alone; the window closes that hole
//! without changing the document's shape.

use std::time::Duration;

use crate::app::App;
use crate::config::OpenidProof;
use crate::identity::Identity;
use crate::provider::{ExchangeError, ProviderCode, wechat};

/// How long a proof is good.
pub const WINDOW: Duration = Duration::from_mins(10);

/// Exchanges a mini-program's code for an identity within `family`'s app.
///
/// # Errors
/// [`ExchangeError`].
pub async fn identify(
    app: &App,
    family: &str,
    code: &ProviderCode,
) -> Result<Identity, ExchangeError> {
    let providers = app.secrets.providers().await?;
    let mini_program = providers.mini_program(family)?;
    wechat::exchange(
        app.http()?,
        &app.config.wechat_api_url,
        mini_program,
        code,
        app.config.provider_timeout,
    )
    .await
}

/// Exchanges a mini-program's code and opens the proof window of whoever is behind it.
///
/// # Errors
/// [`ExchangeError`].
pub async fn open(app: &App, family: &str, code: &ProviderCode) -> Result<Identity, ExchangeError> {
    let identity = identify(app, family, code).await?;
    app.store
        .open_proof(&identity, app.clock.now() + WINDOW)
        .await?;
    Ok(identity)
}

/// Whether this deployment insists on proofs.
#[must_use]
pub fn is_required(app: &App) -> bool {
    app.config.openid_proof == OpenidProof::Required
}
