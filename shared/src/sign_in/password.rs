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
use crate::store::read::{SignInDoor, SignInState};
use crate::store::{CommitError, Door, Refusal, Write};
use crate::user::{AccountState, User, UserId};
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

/// An attempt to sign in by password: who makes it, at what, and what is known before the password is looked at.
struct Attempt<'a> {
    guesser: Guesser,
    now: Timestamp,
    origin: Origin<'a>,
    door: Option<SignInDoor>,
    /// Whether the address block has shown the account's password in the last month.
    is_known: bool,
    /// Which one of the hour it is.
    tries: u32,
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
    let name = username.as_ref().map_or(typed, Username::key);
    let attempt = admitted(app, name, username.as_ref(), origin).await?;
    let verdict = judge(app, &attempt, password).await?;
    let (Some(username), Some(known), Verdict::Right | Verdict::RightButOutdated) =
        (username, &attempt.door, verdict)
    else {
        // Nobody's account leaves a record like anybody's, so that both answers take as long.
        // Boxed: it holds the futures of several requests at once.
        Box::pin(join(
            count_wrong(app, &attempt),
            note_failure(app, attempt.subject(), "wrong username or password", origin),
        ))
        .await;
        return Err(PasswordSignInError::WrongCredentials);
    };
    let signed_in = open_session(app, &attempt, known.door).await?;
    if verdict == Verdict::RightButOutdated {
        let hash = app.passwords.hash(password, &app.random).await?;
        if let Some(old) = &known.password_hash
            && let Err(failure) = app.store.rehash(&username, old, &hash).await
        {
            // The sign-in has happened; a hash that stays old for now is no reason to undo it.
            failure.log();
        }
    }
    Ok(signed_in)
}

impl Attempt<'_> {
    /// Whose account it is, if it is anyone's.
    fn subject(&self) -> Option<UserId> {
        self.door.as_ref().map(|known| known.door.user_id)
    }

    /// When the password was set; attempts from before count no more.
    fn password_since(&self) -> Option<Timestamp> {
        self.door.as_ref().and_then(|known| known.password_since)
    }
}

/// Reads what must be known, counts the attempt beside it, and refuses it when it must wait.
async fn admitted<'a>(
    app: &App,
    name: &str,
    username: Option<&Username>,
    origin: Origin<'a>,
) -> Result<Attempt<'a>, PasswordSignInError> {
    let guesser = Guesser::new(name, origin.address);
    let now = app.clock.now();
    let (state, counted) = join(
        app.store.sign_in_state(username, &guesser, now),
        app.store.charge_attempt(&guesser.pair, now, None),
    )
    .await;
    let SignInState {
        door,
        is_known,
        account,
        address,
    } = state?;
    let mut attempt = Attempt {
        guesser,
        now,
        origin,
        door,
        is_known,
        tries: 0,
    };
    let password_since = attempt.password_since();
    let counted = match (counted?, password_since) {
        // It waits for attempts at a password that has been replaced since.
        (Counted::Wait { since, .. }, Some(set_at)) if since <= set_at => {
            let pair = &attempt.guesser.pair;
            app.store.charge_attempt(pair, now, password_since).await?
        }
        (counted, _) => counted,
    };
    attempt.tries = match counted {
        Counted::Go(tries) => tries,
        Counted::Wait { seconds, .. } => return Err(too_many(app, seconds, origin)),
    };
    let account_wait = account
        .filter(|account| !is_known && !account.are_over(now, password_since))
        .and_then(|account| account.wait(now));
    let address_wait = address.and_then(|address| address.wait(now));
    match account_wait.max(address_wait) {
        Some(seconds) => Err(too_many(app, seconds, origin)),
        None => Ok(attempt),
    }
}

/// Looks at the password.
///
/// From a block that is not known an attempt counts for the account and the block before its verdict is used, so that those of
/// one moment all count; beside the hash that takes no time.
async fn judge(
    app: &App,
    attempt: &Attempt<'_>,
    password: &Password,
) -> Result<Verdict, PasswordSignInError> {
    let known = attempt.door.as_ref();
    let hash = known.and_then(|known| known.password_hash.as_ref());
    let (charged, verdict) = join(
        async {
            if attempt.is_known {
                return Ok(None);
            }
            charge(app, attempt).await
        },
        app.passwords.verify(password, hash),
    )
    .await;
    match charged? {
        Some(seconds) => Err(too_many(app, seconds, attempt.origin)),
        None => Ok(verdict?),
    }
}

/// Lets whoever has shown the password in.
async fn open_session(
    app: &App,
    attempt: &Attempt<'_>,
    Door { user_id, epoch }: Door,
) -> Result<SignedIn, PasswordSignInError> {
    let Attempt {
        guesser, origin, ..
    } = attempt;
    let keys = app.secrets.token_keys().await?;
    let session = new_session(app, user_id, epoch, *origin)?;
    let record = record(app, user_id, "password", *origin)?;
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
    if !attempt.is_known {
        writes.push(Write::KnowAddress {
            pair: &guesser.pair,
            until: attempt.now + KNOWN_FOR,
        });
    }
    if attempt.tries > 1 {
        writes.push(Write::ForgetAttempts(&guesser.pair));
    }
    // Boxed: it holds the futures of several requests at once.
    let (committed, ()) = Box::pin(join(app.store.commit(&writes), take_back(app, attempt))).await;
    match committed {
        Ok(()) => Ok(SignedIn {
            user: user_id,
            token: keys.issue(&session)?,
        }),
        Err(CommitError::Failure(failure)) => Err(failure.into()),
        Err(CommitError::Refused(refusals)) => {
            let (error, why) = refused(&refusals, epoch);
            note_failure(app, Some(user_id), why, *origin).await;
            Err(error)
        }
    }
}

/// The refusal of an attempt that must wait.
fn too_many(app: &App, seconds: u32, origin: Origin<'_>) -> PasswordSignInError {
    log_failure(app, "too many attempts", origin);
    PasswordSignInError::TooMany(seconds)
}

/// Counts an attempt for the account and the block; how many seconds it must wait, if it must.
async fn charge(app: &App, attempt: &Attempt<'_>) -> Result<Option<u32>, Failure> {
    let Attempt { guesser, now, .. } = attempt;
    let (of_account, of_address) = join(
        app.store
            .charge_attempt(&guesser.account, *now, attempt.password_since()),
        app.store.charge_attempt(&guesser.address, *now, None),
    )
    .await;
    Ok(waiting(of_account?).max(waiting(of_address?)))
}

fn waiting(counted: Counted) -> Option<u32> {
    match counted {
        Counted::Go(_) => None,
        Counted::Wait { seconds, .. } => Some(seconds),
    }
}

/// Counts a wrong password, unless it was counted beforehand. The answer stands; what is not counted is a guess more for the
/// guesser.
async fn count_wrong(app: &App, attempt: &Attempt<'_>) {
    if attempt.is_known
        && let Err(failure) = charge(app, attempt).await
    {
        failure.log();
    }
}

/// Takes back what was counted of a right password beforehand. The sign-in stands; what is not taken back is one free attempt
/// less.
async fn take_back(app: &App, attempt: &Attempt<'_>) {
    if attempt.is_known {
        return;
    }
    let (of_account, of_address) = join(
        app.store.take_attempt_back(&attempt.guesser.account),
        app.store.take_attempt_back(&attempt.guesser.address),
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
