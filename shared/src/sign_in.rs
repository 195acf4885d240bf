//! Signing in: by username and password, and by a provider's code.

use crate::app::App;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::password::{Password, Verdict};
use crate::proof::identify;
use crate::provider::{ExchangeError, ProviderCode};
use crate::session::{LIFETIME, Session};
use crate::store::{CommitError, Door, Keep, Refusal, Write};
use crate::token::Token;
use crate::user::{AccountState, User, UserId};
use crate::username::Username;

/// How often a sign-in that met another of the same person starts over.
const ROUNDS: u32 = 3;

/// A sign-in that came about.
#[derive(Debug)]
pub struct SignedIn {
    /// Who.
    pub user: UserId,
    /// What they show from now on.
    pub token: Token,
}

/// Why a password sign-in did not come about.
#[derive(Debug, thiserror::Error)]
pub enum PasswordSignInError {
    /// No such user, or not the password; the same answer in the same time.
    #[error("wrong username or password")]
    WrongCredentials,
    /// The password is right, and the account is closed.
    #[error("the account is disabled")]
    Disabled,
    /// The password is right, and the account waits for approval.
    #[error("the account is pending")]
    Pending,
    /// The system failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Why a sign-in by a provider did not come about.
#[derive(Debug, thiserror::Error)]
pub enum ProviderSignInError {
    /// The provider told us nobody.
    #[error(transparent)]
    Exchange(ExchangeError),
    /// The account is closed, or waits for approval.
    #[error("the account is not active")]
    NotActive,
    /// The system failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// A new session of `user`, not yet stored.
///
/// # Errors
/// [`Failure::Broken`] when there is no randomness.
pub fn new_session(app: &App, user: UserId, epoch: u32, issuer: &str) -> Result<Session, Failure> {
    let opened_at = app.clock.now();
    Ok(Session {
        user,
        jti: app.random.id()?,
        epoch,
        issuer: issuer.to_owned(),
        opened_at,
        closes_at: opened_at + LIFETIME,
    })
}

/// Signs in by username and password: two round trips, and the hash between them.
///
/// `issuer` is the URL of the endpoint that asks.
///
/// # Errors
/// [`PasswordSignInError`].
pub async fn with_password(
    app: &App,
    username: &str,
    password: &Password,
    issuer: &str,
) -> Result<SignedIn, PasswordSignInError> {
    let username = Username::parse(username).ok();
    let known = match &username {
        Some(username) => app.store.username_door(username).await?,
        None => None,
    };
    let verdict = app
        .passwords
        .verify(password, known.as_ref().map(|known| &known.password_hash))
        .await?;
    let (Some(username), Some(known), Verdict::Right | Verdict::RightButOutdated) =
        (username, known, verdict)
    else {
        return Err(PasswordSignInError::WrongCredentials);
    };
    let keys = app.secrets.token_keys().await?;
    let Door { user_id, epoch } = known.door;
    let session = new_session(app, user_id, epoch, issuer)?;
    let writes = [
        Write::SignIn {
            user: user_id,
            epoch,
            at: session.opened_at,
            require: None,
        },
        Write::OpenSession(&session),
    ];
    app.store
        .commit(&writes)
        .await
        .map_err(|error| match error {
            CommitError::Failure(failure) => failure.into(),
            CommitError::Refused(refusals) => refused(&refusals, epoch),
        })?;
    if verdict == Verdict::RightButOutdated {
        let hash = app.passwords.hash(password, &app.random).await?;
        // The sign-in has happened; a hash that stays old for now is no reason to undo it.
        if let Err(failure) = app
            .store
            .rehash(&username, &known.password_hash, &hash)
            .await
        {
            failure.log();
        }
    }
    Ok(SignedIn {
        user: user_id,
        token: keys.issue(&session)?,
    })
}

fn refused(refusals: &[Refusal], epoch: u32) -> PasswordSignInError {
    match admission(refusals) {
        Some(user) if user.session_epoch != epoch => PasswordSignInError::WrongCredentials,
        Some(User {
            state: AccountState::Disabled,
            ..
        }) => PasswordSignInError::Disabled,
        Some(User {
            state: AccountState::Pending,
            ..
        }) => PasswordSignInError::Pending,
        // Deleted since, or the password has been changed since it was verified.
        _ => PasswordSignInError::WrongCredentials,
    }
}

/// The user whom the store did not admit, as it stands.
#[must_use]
pub fn admission(refusals: &[Refusal]) -> Option<&User> {
    refusals.iter().find_map(|refusal| match refusal {
        Refusal::NotAdmitted(user) => user.as_deref(),
        _ => None,
    })
}

/// Signs in by a mini-program's code; a person who comes for the first time becomes a user.
///
/// Beside WeChat's answer: two round trips for a known person, three for a new one. Two first sign-ins of one person
/// at the same moment make one user, because the identity's marker is new in only one of the transactions.
///
/// # Errors
/// [`ProviderSignInError`].
pub async fn with_mini_program(
    app: &App,
    family: &str,
    code: &ProviderCode,
    issuer: &str,
) -> Result<(SignedIn, Identity), ProviderSignInError> {
    let identity = identify(app, family, code)
        .await
        .map_err(|error| match error {
            ExchangeError::Failure(failure) => ProviderSignInError::Failure(failure),
            error => ProviderSignInError::Exchange(error),
        })?;
    let keys = app.secrets.token_keys().await?;
    for _ in 0..ROUNDS {
        let doors = app.store.identity_doors(&identity).await?;
        let attempt = match (doors.by_identity, doors.by_unionid) {
            // The provider tells a unionid for the first time: from now on it leads here.
            (Some(door), None) if identity.unionid.is_some() => {
                link(app, door.user_id, &identity, issuer).await?
            }
            (Some(door), other) => {
                if let Some(other) = other.filter(|other| *other != door.user_id) {
                    tracing::warn!(
                        event = "identity_collision",
                        user = door.user_id.get(),
                        other = other.get(),
                        "one unionid leads to two users; they are not merged"
                    );
                }
                enter(app, door, issuer).await?
            }
            (None, Some(user)) => link(app, user, &identity, issuer).await?,
            (None, None) => create(app, &identity, issuer).await?,
        };
        if let Some(session) = attempt {
            return Ok((
                SignedIn {
                    user: session.user,
                    token: keys.issue(&session)?,
                },
                identity,
            ));
        }
    }
    Err(Failure::broken(format!(
        "a sign-in met another of the same person {ROUNDS} times"
    ))
    .into())
}

/// A known person comes in. `None` when the ground has moved and the doors must be looked up again.
async fn enter(
    app: &App,
    door: Door,
    issuer: &str,
) -> Result<Option<Session>, ProviderSignInError> {
    let session = new_session(app, door.user_id, door.epoch, issuer)?;
    let writes = [
        Write::SignIn {
            user: door.user_id,
            epoch: door.epoch,
            at: session.opened_at,
            require: None,
        },
        Write::OpenSession(&session),
    ];
    match app.store.commit(&writes).await {
        Ok(()) => Ok(Some(session)),
        Err(CommitError::Failure(failure)) => Err(failure.into()),
        Err(CommitError::Refused(refusals)) => match admission(&refusals) {
            Some(user) if user.state != AccountState::Active => Err(ProviderSignInError::NotActive),
            _ => Ok(None),
        },
    }
}

/// A known person comes in by an app they had not used yet, or with a unionid that was not known yet.
async fn link(
    app: &App,
    user: UserId,
    identity: &Identity,
    issuer: &str,
) -> Result<Option<Session>, ProviderSignInError> {
    let Some(before) = app.store.user(user).await? else {
        return Ok(None);
    };
    if before.state != AccountState::Active {
        return Err(ProviderSignInError::NotActive);
    }
    let session = new_session(app, user, before.session_epoch, issuer)?;
    let mut after = before.clone();
    after.learn_identity(identity);
    after.last_login = Some(session.opened_at);
    after.updated_at = session.opened_at;
    commit_entry(
        app,
        Write::ReplaceUser {
            before: &before,
            after: &after,
            password: None,
            keep: Keep::EveryRole,
        },
        session,
    )
    .await
}

/// A person nobody knows becomes a user.
async fn create(
    app: &App,
    identity: &Identity,
    issuer: &str,
) -> Result<Option<Session>, ProviderSignInError> {
    let id = app.store.next_user_id().await?;
    let session = new_session(app, id, 0, issuer)?;
    let mut user = User::new(id, session.opened_at);
    user.identities.push(identity.clone());
    user.last_login = Some(session.opened_at);
    commit_entry(
        app,
        Write::CreateUser {
            user: &user,
            password: None,
        },
        session,
    )
    .await
}

async fn commit_entry(
    app: &App,
    write: Write<'_>,
    session: Session,
) -> Result<Option<Session>, ProviderSignInError> {
    match app
        .store
        .commit(&[write, Write::OpenSession(&session)])
        .await
    {
        Ok(()) => Ok(Some(session)),
        Err(CommitError::Failure(failure)) => Err(failure.into()),
        Err(CommitError::Refused(_)) => Ok(None),
    }
}
