//! Writes to the codes table: sessions, proofs, codes, records.

use std::collections::BTreeMap;

use super::action::{Action, Condition, Guard};
use crate::attempts::Subject;
use crate::audit::AuditRecord;
use crate::clock::Timestamp;
use crate::email::Email;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::nonce::Nonce;
use crate::session::Session;
use crate::store::Store;
use crate::store::item::{millis, number, string, to_expiring_item};
use crate::store::keys;
use crate::store::rows::{CodeRow, MailboxRow};
use crate::user::User;

impl Store {
    pub(super) fn open_session(&self, session: &Session) -> Result<Action, Failure> {
        let item = to_expiring_item(
            keys::session(session.user, &session.jti),
            session,
            session.closes_at,
        )?;
        Action::put(&self.codes, item, Condition::absent(), Guard::New)
    }

    pub(super) fn keep_session(&self, session: &Session) -> Result<Action, Failure> {
        let item = to_expiring_item(
            keys::session(session.user, &session.jti),
            session,
            session.closes_at,
        )?;
        Action::put(&self.codes, item, Condition::present(), Guard::Session)
    }

    pub(super) fn close_session(&self, session: &Session) -> Result<Action, Failure> {
        let key = keys::session(session.user, &session.jti);
        Action::delete(&self.codes, key, Condition::present(), Guard::Session)
    }

    pub(super) fn end_session(
        &self,
        user: &User,
        jti: &str,
        now: Timestamp,
    ) -> Result<Action, Failure> {
        let condition = Condition::new("#epoch = :epoch AND #closes_at > :now")
            .name("#epoch", "epoch")
            .name("#closes_at", "closes_at")
            .value(":epoch", number(user.session_epoch))
            .value(":now", millis(now));
        let key = keys::session(user.id, jti);
        Action::delete(&self.codes, key, condition, Guard::Session)
    }

    pub(super) fn spend_proof(
        &self,
        identity: &Identity,
        now: Timestamp,
    ) -> Result<Action, Failure> {
        Action::delete(
            &self.codes,
            keys::proof(identity),
            Condition::live(now),
            Guard::Proof,
        )
    }

    pub(super) fn require_proof(
        &self,
        identity: &Identity,
        now: Timestamp,
    ) -> Result<Action, Failure> {
        Action::check(
            &self.codes,
            keys::proof(identity),
            Condition::live(now),
            Guard::Proof,
        )
    }

    pub(super) fn replace_code(
        &self,
        identity: &Identity,
        read: Option<&str>,
        row: &CodeRow,
        keep_until: Timestamp,
    ) -> Result<Action, Failure> {
        let item = to_expiring_item(keys::code(identity), row, keep_until)?;
        Action::put(&self.codes, item, Condition::row_as_read(read), Guard::Code)
    }

    pub(super) fn replace_mailbox(
        &self,
        email: &Email,
        read: Option<&str>,
        row: &MailboxRow,
        keep_until: Timestamp,
    ) -> Result<Action, Failure> {
        let item = to_expiring_item(keys::mailbox(email), row, keep_until)?;
        Action::put(&self.codes, item, Condition::row_as_read(read), Guard::Code)
    }

    pub(super) fn spend_code(&self, identity: &Identity, hash: &str) -> Result<Action, Failure> {
        let condition = Condition::new("#code.#hash = :hash")
            .name("#code", "code")
            .name("#hash", "hash")
            .value(":hash", string(hash));
        Action::update(
            &self.codes,
            keys::code(identity),
            "REMOVE #code",
            condition,
            Guard::Code,
        )
    }

    pub(super) fn know_address(&self, pair: &Subject, until: Timestamp) -> Result<Action, Failure> {
        let nothing = BTreeMap::<String, String>::new();
        let item = to_expiring_item(keys::known(pair), &nothing, until)?;
        Action::put(&self.codes, item, Condition::anything(), Guard::New)
    }

    pub(super) fn forget_attempts(&self, subject: &Subject) -> Result<Action, Failure> {
        let key = keys::attempts(subject);
        Action::delete(&self.codes, key, Condition::anything(), Guard::New)
    }

    pub(super) fn spend_nonce(&self, nonce: &Nonce) -> Result<Action, Failure> {
        let nothing = BTreeMap::<String, String>::new();
        let item = to_expiring_item(keys::nonce(nonce.id()), &nothing, nonce.ends_at())?;
        // A nonce that is over is refused before this, so a row that is there, expired or not, is a use.
        Action::put(&self.codes, item, Condition::absent(), Guard::Nonce)
    }

    pub(super) fn audit(&self, record: &AuditRecord) -> Result<Action, Failure> {
        let item = self.record_item(record)?;
        Action::put(&self.codes, item, Condition::absent(), Guard::New)
    }
}
