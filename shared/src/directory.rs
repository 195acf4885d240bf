//! Accounts with a username and a password.

use crate::app::App;
use crate::failure::Failure;
use crate::password::Password;
use crate::password::policy::WeakPassword;
use crate::store::{CommitError, Write};
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

/// Registers an account that can sign in, once it is active, and do nothing more: two round trips.
///
/// # Errors
/// [`RegistrationError`].
pub async fn register(
    app: &App,
    username: Username,
    password: &Password,
    state: AccountState,
) -> Result<UserId, RegistrationError> {
    app.config.password_policy.check(password, username.key())?;
    let hash = app.passwords.hash(password, &app.random).await?;
    let id = app.store.next_user_id().await?;
    let mut user = User::new(id, app.clock.now());
    user.username = Some(username);
    user.state = state;
    match app
        .store
        .commit(&[Write::CreateUser {
            user: &user,
            password: Some(&hash),
        }])
        .await
    {
        Ok(()) => Ok(id),
        Err(CommitError::Refused(_)) => Err(RegistrationError::UsernameTaken),
        Err(CommitError::Failure(failure)) => Err(failure.into()),
    }
}
