//! Openid proofs: the minutes in which an openid that WeChat has vouched for may act.
//!
//! An openid is an identifier, not a secret, yet document 001 signs in with it alone; the window closes that hole
//! without changing the document's shape.

use std::time::Duration;

use futures_util::future::{OptionFuture, join};

use crate::app::App;
use crate::config::OpenidProof;
use crate::identity::Identity;
use crate::provider::app::no_app;
use crate::provider::{Credential, ExchangeError, ProviderCode, Vouched, Wanted, vouch};

/// How long a proof is good.
pub const WINDOW: Duration = Duration::from_mins(10);

/// Exchanges a code of the mini-program that is wanted and opens the proof window of whoever is behind it.
///
/// # Errors
/// [`ExchangeError`].
pub async fn open(
    app: &App,
    wanted: Wanted<'_>,
    code: &ProviderCode,
    address: &str,
) -> Result<Identity, ExchangeError> {
    let credential = Credential::Code {
        code: code.clone(),
        redirect_uri: None,
    };
    let Vouched {
        identity, claim, ..
    } = match vouch(app, wanted, &credential, address).await {
        Ok(vouched) => vouched,
        Err(ExchangeError::NoSuchApp) => return Err(no_app(wanted).into()),
        Err(error) => return Err(error),
    };
    let release = OptionFuture::from(claim.as_ref().map(|claim| claim.release(app)));
    let closes_at = app.clock.now() + WINDOW;
    let (opened, _) = join(app.store.open_proof(&identity, closes_at), release).await;
    opened?;
    Ok(identity)
}

/// Whether this deployment insists on proofs.
#[must_use]
pub fn is_required(app: &App) -> bool {
    app.config.openid_proof == OpenidProof::Required
}
