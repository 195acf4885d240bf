//! The mails that would have gone out.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;

/// How many mails are kept.
const MOST: usize = 1000;

/// A mail that SES has taken.
#[derive(Clone, Debug, Serialize)]
pub struct ReceivedMail {
    /// The receiver.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The body as plain text.
    pub text: String,
    /// The body as HTML.
    pub html: String,
    /// When, in RFC 3339, UTC.
    pub sent_at: String,
}

/// The inbox, newest first.
#[derive(Debug, Default)]
pub struct Inbox(Mutex<Mails>);

#[derive(Debug, Default)]
struct Mails {
    /// How many have ever come: the newest one's number, never given again.
    taken: u64,
    kept: VecDeque<(u64, ReceivedMail)>,
}

impl Inbox {
    /// Takes a mail in; the oldest goes when there are too many.
    pub fn push(&self, mail: ReceivedMail) {
        let mut mails = self.lock();
        mails.taken += 1;
        let number = mails.taken;
        mails.kept.push_front((number, mail));
        mails.kept.truncate(MOST);
    }

    /// The mails to `to`, or all.
    pub fn list(&self, to: Option<&str>) -> Vec<ReceivedMail> {
        let numbered = self.numbered(to).into_iter();
        numbered.map(|(_, mail)| mail).collect()
    }

    /// The same with their numbers.
    pub fn numbered(&self, to: Option<&str>) -> Vec<(u64, ReceivedMail)> {
        let wanted =
            |(_, mail): &&(u64, ReceivedMail)| to.is_none_or(|to| mail.to.eq_ignore_ascii_case(to));
        self.lock().kept.iter().filter(wanted).cloned().collect()
    }

    /// Empties it.
    pub fn clear(&self) {
        self.lock().kept.clear();
    }

    fn lock(&self) -> MutexGuard<'_, Mails> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
