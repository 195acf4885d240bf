//! The mini-program that the employees come by.
//!
//! Its id is configuration, not only a part of the providers secret: who only has to know whose openid stands in a path needs no right
//! to read what all apps prove themselves with.

use shared::App;
use shared::failure::{Dependency, Failure};
use shared::identity::{Identity, Openid, Provider};
use shared::provider::Wanted;

use crate::FAMILY;

/// WeChat's id of the mini-program, as `MJPM_APPID` tells it.
fn appid(app: &App) -> Result<&str, Failure> {
    app.config
        .mjpm_appid
        .as_deref()
        .ok_or_else(|| Failure::Misconfigured {
            dependency: Dependency::WeChat,
            operation: "the mini-program of mjpm",
            cause: "MJPM_APPID is missing".to_owned(),
        })
}

/// The mini-program, to exchange a code with; the providers secret must have it.
///
/// # Errors
/// [`Failure::Misconfigured`] when the deployment does not name it.
pub fn wanted(app: &App) -> Result<Wanted<'_>, Failure> {
    Ok(Wanted {
        appid: Some(appid(app)?),
        ..Wanted::mini_program(FAMILY)
    })
}

/// A person within the mini-program.
///
/// # Errors
/// As [`wanted`].
pub fn identity(app: &App, openid: Openid) -> Result<Identity, Failure> {
    Ok(Identity {
        provider: Provider::WeChat,
        app: appid(app)?.to_owned(),
        openid,
        unionid: None,
    })
}
