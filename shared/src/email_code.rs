//! Email codes: four digits that show that an address belongs to whoever holds an openid.

use std::time::Duration;

use aws_lc_rs::constant_time::verify_slices_are_equal;

use crate::app::App;
use crate::clock::Timestamp;
use crate::email::Email;
use crate::failure::Failure;
use crate::mail::{MailError, code_mail};
use crate::proof;
use crate::store::rows::{IssuedCode, SendLog};
use crate::store::{CodeRow, CommitError, MailboxRow, Refusal, Write};
use crate::user::Identity;

/// How long a code is good.
pub const LIFETIME: Duration = Duration::from_secs(600);
/// How long after a code the next one may be sent, to one openid and to one address.
pub const COOLDOWN: Duration = Duration::from_secs(60);
/// How many codes are sent in [`DAY`], to one openid and to one address.
pub const PER_DAY: usize = 10;
/// The span in which [`PER_DAY`] counts; it slides, so midnight gives nobody a second helping.
pub const DAY: Duration = Duration::from_secs(24 * 3600);
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

/// Sends a code to `email` for whoever holds `identity`: two round trips and SES.
///
/// Cooldown and daily cap of openid and address are one conditional write over what was read, so two requests at one moment
/// send one mail. A mail that SES refuses is taken back: the caller may try again at once.
///
/// # Errors
/// [`SendCodeError`].
pub async fn send(app: &App, identity: &Identity, email: &Email) -> Result<(), SendCodeError> {
    let now = app.clock.now();
    let state = app.store.code_state(identity, email, now).await?;
    if proof::is_required(app) && !state.proven {
        return Err(SendCodeError::NoProof);
    }
    let none = SendLog::new();
    let openid_log = admit(state.code.as_ref().map_or(&none, |row| &row.sent), now)?;
    let mailbox_log = admit(state.mailbox.as_ref().map_or(&none, |row| &row.sent), now)?;

    let keys = app.secrets.token_keys().await?;
    let code = format!("{:04}", app.random.below(10_000)?);
    let kid = keys.active().to_owned();
    let hash = keys
        .keyed_hash(&kid, PURPOSE, &message(identity, email, &code))
        .ok_or_else(|| Failure::broken("the active token key is gone"))?;
    let version = app.random.id()?;
    let row = CodeRow {
        version: version.clone(),
        sent: openid_log,
        code: Some(IssuedCode {
            email: email.clone(),
            hash,
            kid,
            good_until: now + LIFETIME,
        }),
        tries: 0,
    };
    let mailbox = MailboxRow {
        version: version.clone(),
        sent: mailbox_log,
    };
    let keep_until = now + DAY;
    let mut writes = vec![
        Write::ReplaceCode {
            identity,
            read: state.code.as_ref().map(|row| row.version.as_str()),
            row: &row,
            keep_until,
        },
        Write::ReplaceMailbox {
            email,
            read: state.mailbox.as_ref().map(|row| row.version.as_str()),
            row: &mailbox,
            keep_until,
        },
    ];
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
            let old_row = state.code.unwrap_or(CodeRow {
                version: String::new(),
                sent: none.clone(),
                code: None,
                tries: 0,
            });
            let old_mailbox = state.mailbox.unwrap_or(MailboxRow {
                version: String::new(),
                sent: none,
            });
            let back = app.random.id()?;
            let writes = [
                Write::ReplaceCode {
                    identity,
                    read: Some(&version),
                    row: &CodeRow {
                        version: back.clone(),
                        ..old_row
                    },
                    keep_until,
                },
                Write::ReplaceMailbox {
                    email,
                    read: Some(&version),
                    row: &MailboxRow {
                        version: back,
                        ..old_mailbox
                    },
                    keep_until,
                },
            ];
            match app.store.commit(&writes).await {
                Ok(()) | Err(CommitError::Refused(_)) => {}
                Err(CommitError::Failure(second)) => second.log(),
            }
            Err(failure.into())
        }
    }
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
