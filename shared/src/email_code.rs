//! Email codes: four digits that show that an address belongs to whoever holds an openid.

use std::time::Duration;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use futures_util::future::join;

use crate::app::App;
use crate::attempts::{Counted, Subject};
use crate::clock::Timestamp;
use crate::email::Email;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::mail::{MailError, code_mail};
use crate::proof;
use crate::store::read::CodeState;
use crate::store::rows::{IssuedCode, SendLog};
use crate::store::{CodeRow, CommitError, MailboxRow, Refusal, Write};

/// How long a code is good.
pub const LIFETIME: Duration = Duration::from_mins(10);
/// How long after a code the next one may be sent, to one openid and to one address.
pub const COOLDOWN: Duration = Duration::from_mins(1);
/// How many codes are sent in [`DAY`], to one openid and to one address.
pub const PER_DAY: usize = 10;
/// The span in which [`PER_DAY`] counts; it slides, so midnight gives nobody a second helping.
pub const DAY: Duration = Duration::from_hours(24);
/// How many tries burn a code.
pub const MAX_TRIES: u32 = 5;

/// What keeps the hash apart from other uses of the same key.
const PURPOSE: &str = "email-code";

/// Why no code was sent.
#[derive(Debug, thiserror::Error)]
pub enum SendCodeError {
    /// The openid is not proven.
    #[error("the openid is not proven")]
    NoProof,
    /// Too soon after the last one, or too many today.
    #[error("too many codes")]
    TooOften,
    /// The system failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// What the try of a code came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    /// It is the code; its hash, for [`Write::SpendCode`].
    Right {
        /// The hash.
        hash: String,
    },
    /// It is not, or it was sent to another address.
    Wrong,
    /// There is no code to try: none sent, spent, expired, or burnt.
    None,
}

/// Sends a code to `email` for whoever holds `identity`, as `address` asks: two round trips and SES.
///
/// Cooldown and daily cap of openid and address are one conditional write over what was read, so two requests at one moment
/// send one mail. A mail that SES refuses is taken back: the caller may try again at once.
///
/// # Errors
/// [`SendCodeError`].
pub async fn send(
    app: &App,
    identity: &Identity,
    email: &Email,
    address: &str,
) -> Result<(), SendCodeError> {
    let now = app.clock.now();
    let mails = Subject::mails(address);
    let (state, counted) = join(
        app.store.code_state(identity, email, now),
        app.store.charge_attempt(&mails, now, None),
    )
    .await;
    let CodeState {
        proven,
        code: old_row,
        mailbox: old_mailbox,
    } = state?;
    if let Counted::Wait { .. } = counted? {
        return Err(SendCodeError::TooOften);
    }
    if proof::is_required(app) && !proven {
        return Err(SendCodeError::NoProof);
    }
    let old_row = old_row.unwrap_or_default();
    let old_mailbox = old_mailbox.unwrap_or_default();
    let (code, issued) = issue(app, identity, email, now).await?;
    let version = app.random.id()?;
    let row = CodeRow {
        version: version.clone(),
        sent: admit(&old_row.sent, now)?,
        code: Some(issued),
        tries: 0,
    };
    let mailbox = MailboxRow {
        version,
        sent: admit(&old_mailbox.sent, now)?,
    };
    let mut writes = exchange(
        identity,
        email,
        (&old_row, &row),
        (&old_mailbox, &mailbox),
        now,
    );
    if proof::is_required(app) {
        writes.push(Write::RequireProof { identity, now });
    }
    app.store
        .commit(&writes)
        .await
        .map_err(|error| match error {
            CommitError::Failure(failure) => SendCodeError::Failure(failure),
            CommitError::Refused(refusals) if refusals.contains(&Refusal::NoProof) => {
                SendCodeError::NoProof
            }
            CommitError::Refused(_) => SendCodeError::TooOften,
        })?;

    let mail = code_mail(&app.config.mail_sender, &code, LIFETIME.as_secs() / 60);
    match app.mailer.send(email, &mail).await {
        Ok(()) => Ok(()),
        // The code may be in the mailbox: it stays good, and the cooldown stands.
        Err(MailError::Unknown(failure)) => Err(failure.into()),
        Err(MailError::NotSent(failure)) => {
            let version = app.random.id()?;
            let old_row = CodeRow {
                version: version.clone(),
                ..old_row
            };
            let old_mailbox = MailboxRow {
                version,
                ..old_mailbox
            };
            let back = exchange(
                identity,
                email,
                (&row, &old_row),
                (&mailbox, &old_mailbox),
                now,
            );
            // Refused when someone has tried the code meanwhile: then it counts as sent.
            if let Err(CommitError::Failure(second)) = app.store.commit(&back).await {
                second.log();
            }
            Err(failure.into())
        }
    }
}

/// A new code, and what is kept of it.
async fn issue(
    app: &App,
    identity: &Identity,
    email: &Email,
    now: Timestamp,
) -> Result<(String, IssuedCode), Failure> {
    let keys = app.secrets.token_keys().await?;
    let code = format!("{:04}", app.random.below(10_000)?);
    let kid = keys.active(app.clock.now())?.to_owned();
    let hash = keys
        .keyed_hash(&kid, PURPOSE, &message(identity, email, &code))
        .ok_or_else(|| Failure::broken("the active token key is gone"))?;
    Ok((
        code,
        IssuedCode {
            email: email.clone(),
            hash,
            kid,
            good_until: now + LIFETIME,
        },
    ))
}

/// The writes that put new rows in place of the old ones.
fn exchange<'a>(
    identity: &'a Identity,
    email: &'a Email,
    (old_row, row): (&'a CodeRow, &'a CodeRow),
    (old_mailbox, mailbox): (&'a MailboxRow, &'a MailboxRow),
    now: Timestamp,
) -> Vec<Write<'a>> {
    let read = |version: &'a str| Some(version).filter(|version| !version.is_empty());
    let keep_until = now + DAY;
    vec![
        Write::ReplaceCode {
            identity,
            read: read(&old_row.version),
            row,
            keep_until,
        },
        Write::ReplaceMailbox {
            email,
            read: read(&old_mailbox.version),
            row: mailbox,
            keep_until,
        },
    ]
}

/// Counts one try of the code for (`identity`, `email`), and tells what it came to: one round trip.
///
/// # Errors
/// A [`Failure`].
pub async fn try_code(
    app: &App,
    identity: &Identity,
    email: &Email,
    code: &str,
) -> Result<Tried, Failure> {
    let Some(row) = app
        .store
        .charge_try(identity, MAX_TRIES, app.clock.now())
        .await?
    else {
        return Ok(Tried::None);
    };
    let Some(issued) = row.code else {
        return Ok(Tried::None);
    };
    let keys = app.secrets.token_keys_with(&issued.kid).await?;
    // A key that is gone takes its codes with it; keys outlive codes by days.
    let Some(hash) = keys.keyed_hash(&issued.kid, PURPOSE, &message(identity, email, code)) else {
        return Ok(Tried::None);
    };
    Ok(
        match verify_slices_are_equal(hash.as_bytes(), issued.hash.as_bytes()) {
            Ok(()) => Tried::Right { hash: issued.hash },
            Err(_) => Tried::Wrong,
        },
    )
}

fn message<'a>(identity: &'a Identity, email: &'a Email, code: &'a str) -> [&'a str; 5] {
    [
        identity.provider.as_str(),
        &identity.app,
        identity.openid.as_str(),
        email.as_str(),
        code,
    ]
}

/// The log with one more mail at `now`, if one may be sent.
fn admit(sent: &SendLog, now: Timestamp) -> Result<SendLog, SendCodeError> {
    let mut today: SendLog = sent.iter().copied().filter(|at| *at > now - DAY).collect();
    let too_soon = today.iter().any(|at| *at > now - COOLDOWN);
    if too_soon || today.len() >= PER_DAY {
        return Err(SendCodeError::TooOften);
    }
    today.push(now);
    Ok(today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_a_minute_and_ten_in_any_day() {
        let mut now = Timestamp::from_millis(1_700_000_000_000);
        let mut log = SendLog::new();
        for _ in 0..PER_DAY {
            log = admit(&log, now).unwrap();
            assert!(admit(&log, now + COOLDOWN - Duration::from_millis(1)).is_err());
            now = now + COOLDOWN;
        }
        assert!(admit(&log, now).is_err());
        let a_day_after_the_first = log[0] + DAY;
        assert!(admit(&log, a_day_after_the_first - Duration::from_millis(1)).is_err());
        let log = admit(&log, a_day_after_the_first).unwrap();
        assert_eq!(log.len(), PER_DAY);
    }
}
