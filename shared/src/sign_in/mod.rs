//! Signing in: what its two ways have in common.
//!
//! | module | by what |
//! |---|---|
//! | [`password`] | username and password, with those who guess held up |
//! | [`provider`] | what an identity provider vouches for; a new person becomes a user |

pub mod password;
pub mod provider;

pub use self::password::{PasswordSignInError, with_password};
pub use self::provider::{
    Newcomer, ProviderSignIn, ProviderSignInError, ProviderSignedIn, with_mini_program,
    with_provider,
};
use crate::app::App;
use crate::audit::{self, AuditKind, AuditRecord};
use crate::failure::Failure;
use crate::session::{LIFETIME, Session};
use crate::store::Refusal;
use crate::token::Token;
use crate::user::{User, UserId};

/// What a record says of a sign-in to an account that is closed.
pub const CLOSED: &str = "the account is closed";
/// What a record says of a sign-in to an account that waits for approval.
pub const PENDING: &str = "the account waits for approval";

/// A sign-in that came about.
#[derive(Debug)]
pub struct SignedIn {
    /// Who.
    pub user: UserId,
    /// What they show from now on.
    pub token: Token,
}

/// A new session of `user`, not yet stored.
///
/// # Errors
/// [`Failure::Broken`] when there is no randomness.
pub fn new_session(
    app: &App,
    user: UserId,
    epoch: u32,
    origin: Origin<'_>,
) -> Result<Session, Failure> {
    let opened_at = app.clock.now();
    Ok(Session {
        user,
        jti: app.random.id()?,
        epoch,
        issuer: origin.issuer.to_owned(),
        opened_at,
        closes_at: opened_at + LIFETIME,
        source_ip: origin.address.to_owned(),
        user_agent: origin.user_agent.to_owned(),
        session_key: None,
    })
}

/// Where a request comes from and which endpoint it asks.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// The URL of the endpoint.
    pub issuer: &'a str,
    /// The caller's address.
    pub address: &'a str,
    /// What the caller is, by its own word.
    pub user_agent: &'a str,
}

/// The record of a sign-in, to be written in its transaction.
///
/// # Errors
/// [`Failure::Broken`] when there is no randomness.
pub fn record(
    app: &App,
    user: UserId,
    by: &'static str,
    origin: Origin<'_>,
) -> Result<AuditRecord, Failure> {
    let record = AuditRecord::new(app, AuditKind::SignedIn, origin.address)?;
    Ok(record.by(user).about(user).saying(by))
}

/// Notes that a sign-in failed: whose account it was for, if it was anyone's, and why. One request.
pub async fn note_failure(
    app: &App,
    subject: Option<UserId>,
    why: &'static str,
    origin: Origin<'_>,
) {
    audit::note(app, failure_record(app, subject, why, origin)).await;
}

/// Logs that a sign-in failed before anyone was asked who it is; those are too many to keep, and tell of nobody.
pub fn log_failure(app: &App, why: &'static str, origin: Origin<'_>) {
    match failure_record(app, None, why, origin) {
        Ok(record) => record.log(),
        Err(failure) => failure.log(),
    }
}

fn failure_record(
    app: &App,
    subject: Option<UserId>,
    why: &'static str,
    origin: Origin<'_>,
) -> Result<AuditRecord, Failure> {
    let record = AuditRecord::new(app, AuditKind::SignInFailed, origin.address)?;
    Ok(record.about(subject).saying(why))
}

/// The user whom the store did not admit, as it stands.
#[must_use]
pub fn admission(refusals: &[Refusal]) -> Option<&User> {
    refusals.iter().find_map(|refusal| match refusal {
        Refusal::NotAdmitted(user) => user.as_deref(),
        _ => None,
    })
}
