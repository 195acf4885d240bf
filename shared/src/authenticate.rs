//! From a token to the person who shows it, in one round trip.

use crate::app::App;
use crate::failure::Failure;
use crate::request::{Call, Rejection};
use crate::session::Session;
use crate::store::{CommitError, Write};
use crate::token;
use crate::user::{AccountState, User, UserId};

/// Who makes a request, as the directory has them at this moment.
#[derive(Debug)]
pub struct Principal {
    /// The person.
    pub user: User,
    /// The session the token belongs to.
    pub session: Session,
}

/// Why nobody could be made out.
#[derive(Debug, thiserror::Error)]
pub enum AuthenticationError {
    /// No token, or one that is not good: malformed, expired, signed out, or its owner is gone or not active.
    #[error("not signed in")]
    NotSignedIn,
    /// The request contradicts itself.
    #[error("{0}")]
    Rejected(Rejection),
    /// The system failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Ends the session of `principal`; its token is worth nothing afterwards.
///
/// # Errors
/// [`AuthenticationError::NotSignedIn`] when it has been ended at the same moment.
pub async fn sign_out(app: &App, principal: &Principal) -> Result<(), AuthenticationError> {
    match app
        .store
        .commit(&[Write::CloseSession(&principal.session)])
        .await
    {
        Ok(()) => Ok(()),
        Err(CommitError::Refused(_)) => Err(AuthenticationError::NotSignedIn),
        Err(CommitError::Failure(failure)) => Err(failure.into()),
    }
}

/// The person whose token the request shows.
///
/// # Errors
/// [`AuthenticationError`].
pub async fn principal(app: &App, call: &Call) -> Result<Principal, AuthenticationError> {
    principal_and(app, call, None)
        .await
        .map(|(principal, _)| principal)
}

/// The person whose token the request shows, and the user that the request is about, read in the same round trip.
///
/// # Errors
/// [`AuthenticationError`]. That there is no such other user is none.
pub async fn principal_and(
    app: &App,
    call: &Call,
    other: Option<UserId>,
) -> Result<(Principal, Option<User>), AuthenticationError> {
    let token = call
        .token()
        .map_err(AuthenticationError::Rejected)?
        .ok_or(AuthenticationError::NotSignedIn)?;
    let kid = token::kid(&token).map_err(|_| AuthenticationError::NotSignedIn)?;
    let keys = app.secrets.token_keys_with(&kid).await?;
    let now = app.clock.now();
    let claims = keys
        .verify(&token, now)
        .map_err(|_| AuthenticationError::NotSignedIn)?;
    let (session, user, other) = app
        .store
        .session_and_user(claims.sub, &claims.jti, other)
        .await?;
    match (session, user) {
        (Some(session), Some(user))
            if session.epoch == user.session_epoch
                && session.closes_at > now
                && user.state == AccountState::Active =>
        {
            Ok((Principal { user, session }, other))
        }
        _ => Err(AuthenticationError::NotSignedIn),
    }
}
