//! `GET /account/audit/`: a superuser reads what happened, newest first.
//!
//! `user` is whom it happened to, `kind` what it was. A page of a kind that is rare can have fewer records than it may, or none, while
//! the `Link` header still leads on.

use serde::Serialize;
use serde_json::json;
use shared::audit::{AuditKind, AuditRecord, Changes};
use shared::authenticate;
use shared::lambda::{Function, answer};
use shared::request::{Accepts, Verb};
use shared::response::link_to_next;
use shared::secrets::Secret;
use shared::store::trail::Wanted;
use shared::user::UserId;
use shared::{App, Call, Response};

use crate::envelope::{self, DONE};
use crate::error::Error;
use crate::page::{cursor, limit, parameter};
use crate::validate::path_id;

/// The function.
pub static FUNCTION: Function = Function::http(
    "account-audit",
    Accepts::methods(&[Verb::Get]),
    Error::reject,
    |app, call| answer(handle(app, call)),
)
.reads(&[Secret::TokenKeys]);

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
    let views: Vec<_> = trail.records.iter().map(AuditView::new).collect();
    let mut response = envelope::success(views, DONE);
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

/// A record as it is printed.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AuditView<'a> {
    /// 记录编号.
    id: &'a str,
    /// 事件.
    kind: AuditKind,
    /// 时间, `YYYY-MM-DDTHH:MM:SS.ffffff`, 北京时间.
    at: String,
    /// 操作者id.
    actor: Option<UserId>,
    /// 被操作者id.
    subject: Option<UserId>,
    /// 操作者的 IP 地址.
    source_ip: &'a str,
    /// 补充说明.
    detail: &'a str,
    /// 各字段的前后值.
    changes: &'a Changes,
}

impl<'a> AuditView<'a> {
    fn new(record: &'a AuditRecord) -> Self {
        Self {
            id: &record.id,
            kind: record.kind,
            at: record.at.in_shanghai_iso(),
            actor: record.actor,
            subject: record.subject,
            source_ip: &record.source_ip,
            detail: &record.detail,
            changes: &record.changes,
        }
    }
}

/// What the description of the API says of it.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> Vec<shared::openapi::Operation> {
    use shared::openapi::Operation;
    use shared::openapi::Parameter;

    use crate::envelope::describe::{example, outcome};

    let list = r#"[{"id":"9JvMbb2OWVrwYgTTmXyFzQ","kind":"rights_changed","at":"2026-11-20T08:00:00.000000","actor":1,"subject":2,"source_ip":"203.0.113.9","detail":"","changes":{"groups":{"before":[],"after":[1]}}}]"#;
    vec![
        Operation::new(Verb::Get, "审计记录", "What happened, for superusers")
            .signed_in()
            .query([
                Parameter::of::<UserId>("user", "被操作者id. Whom it happened to."),
                Parameter::of::<AuditKind>("kind", "事件. What it was."),
            ])
            .query(crate::page::parameters(MOST))
            .gives(outcome::<Vec<AuditView<'_>>>(DONE), &example(200, list))
            .pages()
            .fails([Error::NotSignedIn, Error::Forbidden]),
    ]
}
