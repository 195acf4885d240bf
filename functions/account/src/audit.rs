//! `GET /account/audit/`: a superuser reads what happened, newest first.
//!
//! `user` is whom it happened to, `kind` what it was. A page of a kind that is rare can have fewer records than it may, or none, while
//! the `Link` header still leads on.

use serde_json::{Value, json};
use shared::audit::{AuditKind, AuditRecord};
use shared::authenticate;
use shared::lambda::{Function, answer};
use shared::request::{Accepts, Verb};
use shared::response::link_to_next;
use shared::store::trail::Wanted;
use shared::user::UserId;
use shared::{App, Call, Response};

use crate::envelope::{self, DONE};
use crate::error::Error;
use crate::page::{cursor, limit, parameter};
use crate::validate::path_id;

/// The function.
pub const FUNCTION: Function = Function::http(
    "account-audit",
    Accepts::methods(&[Verb::Get]),
    Error::reject,
    |app, call| answer(handle(app, call)),
);

/// How many records a page has at most, and without a `limit`; each can have 48 KB, and an answer 6 MB.
const MOST: usize = 100;

async fn handle(app: &App, call: &Call) -> Result<Response, Error> {
    let principal = authenticate::principal(app, call).await?;
    if !principal.user.is_superuser {
        return Err(Error::Forbidden);
    }
    let limit = limit(call, MOST)?;
    let wanted = Wanted {
        subject: user(call)?,
        kind: kind(call)?,
        before: cursor(call)?,
        limit,
    };
    let trail = app.store.trail(wanted, app.clock.now()).await?;
    let views = trail.records.iter().map(view).collect();
    let mut response = envelope::success(Value::Array(views), DONE);
    if let Some(next) = trail.next {
        let parameters = [("limit", limit.to_string()), ("cursor", next)];
        link_to_next(&mut response, call, &parameters);
    }
    Ok(response)
}

/// The user that `user` in the query names, if it is there; there need not be such a user any more.
///
/// # Errors
/// [`Error::Invalid`].
pub fn user(call: &Call) -> Result<Option<UserId>, Error> {
    let Some(text) = parameter(call, "user") else {
        return Ok(None);
    };
    let id = path_id(text).ok().and_then(|id| UserId::new(id.into()));
    id.map(Some)
        .ok_or_else(|| Error::Invalid(json!({ "user": ["A valid integer is required."] })))
}

fn kind(call: &Call) -> Result<Option<AuditKind>, Error> {
    let Some(word) = parameter(call, "kind") else {
        return Ok(None);
    };
    let known = || AuditKind::ALL.map(AuditKind::as_str).join(", ");
    AuditKind::parse(word)
        .map(Some)
        .ok_or_else(|| Error::Invalid(json!({ "kind": [format!("Must be one of: {}.", known())] })))
}

fn view(record: &AuditRecord) -> Value {
    json!({
        "id": record.id,
        "kind": record.kind,
        "at": record.at.in_shanghai_iso(),
        "actor": record.actor,
        "subject": record.subject,
        "source_ip": record.source_ip,
        "detail": record.detail,
        "changes": record.changes,
    })
}
