//! Accounts with a username and a password.

use crate::app::App;
use crate::audit::{AuditKind, AuditRecord, new_user_changes};
use crate::failure::Failure;
use crate::password::policy::WeakPassword;
use crate::password::{Password, Verdict};
use crate::store::{CommitError, PasswordHash, Write};
use crate::user::{AccountState, User, UserId};
use crate::username::Username;

/// Why an account could not be registered.
#[derive(Debug, thiserror::Error)]
pub enum RegistrationError {
    /// The password is not good enough, and why.
    #[error(transparent)]
    WeakPassword(#[from] WeakPassword),
    /// Someone has this name, or one that differs only in case or width.
    #[error("the username is taken")]
    UsernameTaken,
    /// The system failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Registers an account that can sign in, once it is active, and do nothing more, as `source_ip` asks: two round trips.
///
/// # Errors
/// [`RegistrationError`].
pub async fn register(
    app: &App,
    username: Username,
    password: &Password,
    state: AccountState,
    source_ip: &str,
) -> Result<UserId, RegistrationError> {
    app.config.password_policy.check(password, username.key())?;
    let hash = app.passwords.hash(password, &app.random).await?;
    let id = app.store.next_user_id().await?;
    let mut user = User::new(id, app.clock.now());
    user.username = Some(username);
    user.state = state;
    let record = AuditRecord::new(app, AuditKind::Registered, source_ip)?
        .by(id)
        .about(id)
        .with(new_user_changes(&user));
    let create = Write::CreateUser {
        user: &user,
        password: Some(&hash),
    };
    match app.store.commit(&[create, Write::Audit(&record)]).await {
        Ok(()) => Ok(id),
        Err(CommitError::Refused(_)) => Err(RegistrationError::UsernameTaken),
        Err(CommitError::Failure(failure)) => Err(failure.into()),
    }
}

/// Whether `password` is the one that `user` signs in with; false for whoever has none.
///
/// # Errors
/// A [`Failure`].
pub async fn is_password_of(app: &App, user: &User, password: &Password) -> Result<bool, Failure> {
    let Some(username) = &user.username else {
        return Ok(false);
    };
    let Some(known) = app.store.username_door(username).await? else {
        return Ok(false);
    };
    let verdict = app
        .passwords
        .verify(password, known.password_hash.as_ref())
        .await?;
    Ok(known.door.user_id == user.id && verdict != Verdict::Wrong)
}

/// Why there is no hash to go with a change.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// The user has been changed since it was read: look again.
    #[error("the user has been changed")]
    UserChanged,
    /// The system failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// The hash that [`Write::ReplaceUser`] needs to make `before` into `after`: that of a new password, or of the present one
/// when it moves to another username.
///
/// # Errors
/// [`PasswordError`].
pub async fn password_for(
    app: &App,
    before: &User,
    after: &User,
    new: Option<&Password>,
) -> Result<Option<PasswordHash>, PasswordError> {
    if let Some(new) = new {
        return Ok(Some(app.passwords.hash(new, &app.random).await?));
    }
    match (&before.username, &after.username) {
        (Some(old), Some(new)) if old.key() != new.key() => {
            let known = app
                .store
                .username_door(old)
                .await?
                .filter(|known| known.door.user_id == before.id);
            known
                .map(|known| known.password_hash)
                .ok_or(PasswordError::UserChanged)
        }
        _ => Ok(None),
    }
}
