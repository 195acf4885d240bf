//! Signing in by username and password.

use futures_util::future::join;

use super::{
    CLOSED, Origin, PENDING, SignedIn, admission, log_failure, new_session, note_failure, record,
};
use crate::app::App;
use crate::attempts::{Counted, Guesser, KNOWN_FOR};
use crate::clock::Timestamp;
use crate::failure::Failure;
use crate::password::{Password, Verdict};
use crate::store::read::SignInState;
use crate::store::{CommitError, Door, Refusal, Write};
use crate::user::{AccountState, User};
use crate::username::Username;

/// Why a password sign-in did not come about.
#[derive(Debug, thiserror::Error)]
pub enum PasswordSignInError {
    /// No such user, or not the password; the same answer in the same time.
    #[error("wrong username or password")]
    WrongCredentials,
    /// Too many attempts; seconds to wait.
    #[error("too many attempts; wait {0} s")]
    TooMany(u32),
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

/// Signs in by username and password: two round trips, and the hash between them; one more, of a few requests at one moment,
/// for a wrong password.
///
/// # Errors
/// [`PasswordSignInError`].
pub async fn with_password(
    app: &App,
    username: &str,
    password: &Password,
    origin: Origin<'_>,
) -> Result<SignedIn, PasswordSignInError> {
    let typed = username;
    let username = Username::parse(typed).ok();
    // A name that cannot exist is counted like one that does not: the answers tell no difference.
    let guesser = Guesser::new(
        username.as_ref().map_or(typed, Username::key),
        origin.address,
    );
    let now = app.clock.now();
    let (state, counted) = join(
        app.store.sign_in_state(username.as_ref(), &guesser, now),
        app.store.charge_attempt(&guesser.pair, now),
    )
    .await;
    let SignInState {
        door: known,
        is_known,
        account,
        address,
    } = state?;
    let tries = match counted? {
        Counted::Go(tries) => tries,
        Counted::Wait(seconds) => {
            log_failure(app, "too many attempts", origin);
            return Err(PasswordSignInError::TooMany(seconds));
        }
    };
    let account_wait = account.wait(now).filter(|_| !is_known);
    if let Some(seconds) = account_wait.max(address.wait(now)) {
        log_failure(app, "too many attempts", origin);
        return Err(PasswordSignInError::TooMany(seconds));
    }
    let verdict = app
        .passwords
        .verify(
            password,
            known
                .as_ref()
                .and_then(|known| known.password_hash.as_ref()),
        )
        .await?;
    let subject = known.as_ref().map(|known| known.door.user_id);
    let (Some(username), Some(known), Verdict::Right | Verdict::RightButOutdated) =
        (username, known, verdict)
    else {
        // Nobody's account leaves a record like anybody's, so that both answers take as long.
        // Boxed: it holds the futures of several requests at once.
        Box::pin(join(
            count_wrong(app, &guesser, now),
            note_failure(app, subject, "wrong username or password", origin),
        ))
        .await;
        return Err(PasswordSignInError::WrongCredentials);
    };
    let keys = app.secrets.token_keys().await?;
    let Door { user_id, epoch } = known.door;
    let session = new_session(app, user_id, epoch, origin)?;
    let record = record(app, user_id, "password", origin)?;
    let mut writes = vec![
        Write::Audit(&record),
        Write::SignIn {
            user: user_id,
            epoch,
            at: session.opened_at,
            require: None,
        },
        Write::OpenSession(&session),
    ];
    if !is_known {
        writes.push(Write::KnowAddress {
            pair: &guesser.pair,
            until: now + KNOWN_FOR,
        });
    }
    if tries > 1 {
        writes.push(Write::ForgetAttempts {
            subject: &guesser.pair,
            now,
        });
    }
    match app.store.commit(&writes).await {
        Ok(()) => {}
        Err(CommitError::Failure(failure)) => return Err(failure.into()),
        Err(CommitError::Refused(refusals)) => {
            let (error, why) = refused(&refusals, epoch);
            note_failure(app, subject, why, origin).await;
            return Err(error);
        }
    }
    if verdict == Verdict::RightButOutdated {
        let hash = app.passwords.hash(password, &app.random).await?;
        if let Some(old) = &known.password_hash
            && let Err(failure) = app.store.rehash(&username, old, &hash).await
        {
            // The sign-in has happened; a hash that stays old for now is no reason to undo it.
            failure.log();
        }
    }
    Ok(SignedIn {
        user: user_id,
        token: keys.issue(&session)?,
    })
}

/// Counts a wrong password. The answer stands; what is not counted is a guess more for the guesser.
async fn count_wrong(app: &App, guesser: &Guesser, now: Timestamp) {
    let (of_account, of_address) = join(
        app.store.charge_attempt(&guesser.account, now),
        app.store.charge_attempt(&guesser.address, now),
    )
    .await;
    for failure in [of_account, of_address].into_iter().filter_map(Result::err) {
        failure.log();
    }
}

/// Why somebody with the right password does not come in, for them and for the record.
fn refused(refusals: &[Refusal], epoch: u32) -> (PasswordSignInError, &'static str) {
    match admission(refusals) {
        Some(User {
            session_epoch,
            state: AccountState::Disabled,
            ..
        }) if *session_epoch == epoch => (PasswordSignInError::Disabled, CLOSED),
        Some(User {
            session_epoch,
            state: AccountState::Pending,
            ..
        }) if *session_epoch == epoch => (PasswordSignInError::Pending, PENDING),
        // Deleted since, or the password has been changed since it was verified.
        _ => (
            PasswordSignInError::WrongCredentials,
            "sessions ended meanwhile",
        ),
    }
}
