//! From a token to the person who shows it, in one round trip.

use serde_json::Value;

use crate::app::App;
use crate::audit::{AuditKind, AuditRecord};
use crate::failure::Failure;
use crate::request::{Call, Rejection};
use crate::rights::Rights;
use crate::session::Session;
use crate::store::{CommitError, Write};
use crate::token::{self, Claims};
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

/// Ends the session of `principal`, who asks so from `source_ip`; its token is worth nothing afterwards.
///
/// # Errors
/// [`AuthenticationError::NotSignedIn`] when it has been ended at the same moment.
pub async fn sign_out(
    app: &App,
    principal: &Principal,
    source_ip: &str,
) -> Result<(), AuthenticationError> {
    let user = principal.user.id;
    let session = &principal.session;
    let record = AuditRecord::new(app, AuditKind::SignedOut, source_ip)?
        .by(user)
        .about(user)
        .with_field("session", session.jti.as_str(), Value::Null);
    let writes = [Write::CloseSession(session), Write::Audit(&record)];
    match app.store.commit(&writes).await {
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

/// A person who may make the request, and all rights there are.
#[derive(Debug)]
pub struct Caller {
    /// The person.
    pub principal: Principal,
    /// All rights.
    pub rights: Rights,
}

/// Why a request is not carried out for whoever makes it.
#[derive(Debug, thiserror::Error)]
pub enum AuthorisationError {
    /// Nobody could be made out.
    #[error(transparent)]
    Authentication(#[from] AuthenticationError),
    /// They may not.
    #[error("not allowed")]
    Forbidden,
}

/// The person whose token the request shows, if one of their permissions allows it: token, session, user and rights in one round
/// trip.
///
/// # Errors
/// [`AuthorisationError`].
pub async fn caller(app: &App, call: &Call) -> Result<Caller, AuthorisationError> {
    caller_and(app, call, None).await.map(|(caller, _)| caller)
}

/// As [`caller`], and the user that the request is about, in the same round trip.
///
/// # Errors
/// [`AuthorisationError`]. That there is no such other user is none.
pub async fn caller_and(
    app: &App,
    call: &Call,
    other: Option<UserId>,
) -> Result<(Caller, Option<User>), AuthorisationError> {
    let claims = claims(app, call).await?;
    let found = app
        .store
        .session_users_and_rights(claims.sub, &claims.jti, other)
        .await;
    let (session, user, other, rights) = found.map_err(AuthenticationError::Failure)?;
    let principal = admit(app, session, user)?;
    if rights.allow(&principal.user, call.verb.as_str(), &call.path) {
        Ok((Caller { principal, rights }, other))
    } else {
        Err(AuthorisationError::Forbidden)
    }
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
    let claims = claims(app, call).await?;
    let (session, user, other) = app
        .store
        .session_and_user(claims.sub, &claims.jti, other)
        .await?;
    Ok((admit(app, session, user)?, other))
}

/// What the request's token says, if it is signed by us and its time is not over.
async fn claims(app: &App, call: &Call) -> Result<Claims, AuthenticationError> {
    let token = call
        .token()
        .map_err(AuthenticationError::Rejected)?
        .ok_or(AuthenticationError::NotSignedIn)?;
    let kid = token::kid(&token).map_err(|_| AuthenticationError::NotSignedIn)?;
    let keys = app.secrets.token_keys_with(&kid).await?;
    keys.verify(&token, app.clock.now())
        .map_err(|_| AuthenticationError::NotSignedIn)
}

/// The user with the session, while the session stands and the account may be used.
fn admit(
    app: &App,
    session: Option<Session>,
    user: Option<User>,
) -> Result<Principal, AuthenticationError> {
    let (Some(session), Some(user)) = (session, user) else {
        return Err(AuthenticationError::NotSignedIn);
    };
    let stands = session.epoch == user.session_epoch && session.closes_at > app.clock.now();
    if stands && user.state == AccountState::Active {
        Ok(Principal { user, session })
    } else {
        Err(AuthenticationError::NotSignedIn)
    }
}
