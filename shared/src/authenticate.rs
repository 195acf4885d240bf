//! From a token to the person who shows it, in one round trip.

use serde_json::Value;

use crate::app::App;
use crate::audit::{AuditKind, AuditRecord};
use crate::failure::Failure;
use crate::request::{Call, Rejection};
use crate::rights::Rights;
use crate::session::Session;
use crate::store::read::{Beside, Shown};
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
    shown(app, call, Beside::Nothing)
        .await
        .map(|(principal, _)| principal)
}

/// As [`principal`], and the user that the request is about, read in the same round trip.
///
/// # Errors
/// [`AuthenticationError`]. That there is no such other user is none.
pub async fn principal_and(
    app: &App,
    call: &Call,
    other: Option<UserId>,
) -> Result<(Principal, Option<User>), AuthenticationError> {
    let beside = other.map_or(Beside::Nothing, Beside::User);
    let (principal, beside) = shown(app, call, beside).await?;
    Ok((principal, beside.other))
}

/// As [`principal`], and the newest user id, for a listing, read in the same round trip.
///
/// # Errors
/// [`AuthenticationError`].
pub async fn principal_and_newest_id(
    app: &App,
    call: &Call,
) -> Result<(Principal, Option<UserId>), AuthenticationError> {
    let (principal, beside) = shown(app, call, Beside::NewestId).await?;
    Ok((principal, beside.newest))
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
    let beside = other.map_or(Beside::Nothing, Beside::User);
    let (caller, beside) = allowed(app, call, beside).await?;
    Ok((caller, beside.other))
}

/// As [`caller`], and the newest user id, for a listing, in the same round trip.
///
/// # Errors
/// [`AuthorisationError`].
pub async fn caller_and_newest_id(
    app: &App,
    call: &Call,
) -> Result<(Caller, Option<UserId>), AuthorisationError> {
    let (caller, beside) = allowed(app, call, Beside::NewestId).await?;
    Ok((caller, beside.newest))
}

/// What was read beside the person.
struct Also {
    other: Option<User>,
    newest: Option<UserId>,
}

async fn shown(
    app: &App,
    call: &Call,
    beside: Beside,
) -> Result<(Principal, Also), AuthenticationError> {
    let claims = claims(app, call).await?;
    let found = app
        .store
        .session_and_user(claims.sub, &claims.jti, beside)
        .await?;
    admit(app, found)
}

async fn allowed(
    app: &App,
    call: &Call,
    beside: Beside,
) -> Result<(Caller, Also), AuthorisationError> {
    let claims = claims(app, call).await?;
    let found = app
        .store
        .session_users_and_rights(claims.sub, &claims.jti, beside)
        .await;
    let (found, rights) = found.map_err(AuthenticationError::Failure)?;
    let (principal, also) = admit(app, found)?;
    if rights.allow(&principal.user, call.verb.as_str(), &call.path) {
        Ok((Caller { principal, rights }, also))
    } else {
        Err(AuthorisationError::Forbidden)
    }
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
fn admit(app: &App, found: Shown) -> Result<(Principal, Also), AuthenticationError> {
    let Shown {
        session: Some(session),
        user: Some(user),
        other,
        newest,
    } = found
    else {
        return Err(AuthenticationError::NotSignedIn);
    };
    let stands = session.epoch == user.session_epoch && session.closes_at > app.clock.now();
    if stands && user.state == AccountState::Active {
        Ok((Principal { user, session }, Also { other, newest }))
    } else {
        Err(AuthenticationError::NotSignedIn)
    }
}
