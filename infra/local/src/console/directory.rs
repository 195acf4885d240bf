//! The users, sessions and audit records, as the console page shows them: read by the store's own listings, without hashes and tokens.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::audit::{AuditKind, AuditRecord};
use shared::clock::Timestamp;
use shared::session::Session;
use shared::store::{listing, trail};
use shared::user::{User, UserId};
use shared::{App, Failure};

use super::rfc3339;
use crate::stack::Shared;

/// How many of a kind a page has, unless it is told otherwise, and at most.
const PAGE: usize = 100;
const MOST: usize = 200;

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// The query.
    #[error("{0}")]
    Query(#[from] QueryRejection),
    /// There is no such kind of audit record.
    #[error("kind must be one of {}", AuditKind::ALL.map(AuditKind::as_str).join(", "))]
    Kind,
    /// The stack has no function, so nobody knows the tables.
    #[error("the template has no function")]
    NoFunction,
    /// The database.
    #[error("{0}")]
    Failure(#[from] Failure),
}

impl IntoResponse for ViewError {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Query(_) | Self::Kind => StatusCode::BAD_REQUEST,
            Self::NoFunction | Self::Failure(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (status, Json(json!({ "message": self.to_string() }))).into_response()
    }
}

/// Which users are wanted.
#[derive(Debug, Deserialize)]
pub struct UsersQuery {
    after: Option<UserId>,
    limit: Option<usize>,
}

/// `GET /_local/users[?after=ID&limit=N]`: the users by rising id; `next` is the `after` of the next page.
///
/// # Errors
/// [`ViewError`].
pub async fn users(
    State(shared): State<Arc<Shared>>,
    query: Result<Query<UsersQuery>, QueryRejection>,
) -> Result<Json<Value>, ViewError> {
    let Query(query) = query?;
    let app = app(&shared)?;
    let wanted = listing::Wanted {
        after: query.after,
        limit: limit(query.limit),
        ..listing::Wanted::default()
    };
    let page = app.store.list_users(wanted).await?;
    let users: Vec<UserView> = page.users.into_iter().map(UserView::new).collect();
    Ok(Json(json!({ "users": users, "next": page.next })))
}

/// Whose sessions are wanted.
#[derive(Debug, Deserialize)]
pub struct SessionsQuery {
    user: Option<UserId>,
    after: Option<UserId>,
    limit: Option<usize>,
}

/// `GET /_local/sessions[?user=ID | ?after=ID&limit=N]`: the sessions that stand, of one user or of a page of users, newest first.
///
/// `limit` counts users.
///
/// # Errors
/// [`ViewError`].
pub async fn sessions(
    State(shared): State<Arc<Shared>>,
    query: Result<Query<SessionsQuery>, QueryRejection>,
) -> Result<Json<Value>, ViewError> {
    let Query(query) = query?;
    let app = app(&shared)?;
    // One user is a page of one, after the id before theirs.
    let (after, limit) = match query.user {
        Some(user) => (UserId::new(i64::from(user.get()) - 1), 1),
        None => (query.after, limit(query.limit)),
    };
    let wanted = listing::Wanted {
        after,
        limit,
        ..listing::Wanted::default()
    };
    let page = app.store.list_users(wanted).await?;
    let asked_for = |user: &&User| query.user.is_none_or(|id| id == user.id);
    let mut sessions: Vec<Session> = Vec::new();
    for user in page.users.iter().filter(asked_for) {
        let now = app.clock.now();
        sessions.extend(app.store.sessions(user, None, MOST, now).await?.sessions);
    }
    sessions.sort_by_key(|session| std::cmp::Reverse(session.opened_at));
    let next = page.next.filter(|_| query.user.is_none());
    let sessions: Vec<SessionView> = sessions.into_iter().map(SessionView::new).collect();
    Ok(Json(json!({ "sessions": sessions, "next": next })))
}

/// Which audit records are wanted.
#[derive(Debug, Deserialize)]
pub struct AuditQuery {
    user: Option<UserId>,
    kind: Option<String>,
    before: Option<String>,
    limit: Option<usize>,
}

/// `GET /_local/audit[?user=ID&kind=KIND&before=PLACE&limit=N]`: what happened, newest first; `next` is the `before` of the next page.
///
/// # Errors
/// [`ViewError`].
pub async fn audit(
    State(shared): State<Arc<Shared>>,
    query: Result<Query<AuditQuery>, QueryRejection>,
) -> Result<Json<Value>, ViewError> {
    let Query(query) = query?;
    let kind = query.kind.as_deref().filter(|word| !word.is_empty());
    let kind = kind
        .map(|word| AuditKind::parse(word).ok_or(ViewError::Kind))
        .transpose()?;
    let app = app(&shared)?;
    let wanted = trail::Wanted {
        subject: query.user,
        kind,
        before: query.before.as_deref(),
        limit: limit(query.limit),
    };
    let trail = app.store.trail(wanted, app.clock.now()).await?;
    let records: Vec<RecordView> = trail.records.into_iter().map(RecordView::new).collect();
    Ok(Json(json!({ "records": records, "next": trail.next })))
}

/// Any function's app: all know the same tables.
fn app(shared: &Shared) -> Result<&App, ViewError> {
    let function = shared.functions.first().ok_or(ViewError::NoFunction)?;
    Ok(function.app())
}

fn limit(asked: Option<usize>) -> usize {
    asked.unwrap_or(PAGE).clamp(1, MOST)
}

fn moment(at: Timestamp) -> String {
    rfc3339(at.as_millis())
}

/// A user, field by field, so that a new field of the directory does not show itself.
#[derive(Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four independent facts of a user, as the directory has them"
)]
struct UserView {
    id: UserId,
    username: Option<String>,
    has_password: bool,
    state: Value,
    is_superuser: bool,
    is_staff: bool,
    name: String,
    email: Option<String>,
    email_verified: bool,
    phone: String,
    identities: Value,
    groups: Value,
    permissions: Value,
    profiles: Value,
    created_at: String,
    last_login: Option<String>,
}

impl UserView {
    fn new(user: User) -> Self {
        Self {
            id: user.id,
            username: user.username.map(|name| name.as_str().to_owned()),
            has_password: user.has_password,
            state: json!(user.state),
            is_superuser: user.is_superuser,
            is_staff: user.is_staff,
            name: user.name,
            email: user.email.map(|email| email.as_str().to_owned()),
            email_verified: user.email_verified,
            phone: user.phone,
            identities: json!(user.identities),
            groups: json!(user.groups),
            permissions: json!(user.permissions),
            profiles: json!(user.profiles),
            created_at: moment(user.created_at),
            last_login: user.last_login.map(moment),
        }
    }
}

#[derive(Serialize)]
struct SessionView {
    user: UserId,
    jti: String,
    issuer: String,
    opened_at: String,
    closes_at: String,
    source_ip: String,
    user_agent: String,
}

impl SessionView {
    fn new(session: Session) -> Self {
        Self {
            user: session.user,
            jti: session.jti,
            issuer: session.issuer,
            opened_at: moment(session.opened_at),
            closes_at: moment(session.closes_at),
            source_ip: session.source_ip,
            user_agent: session.user_agent,
        }
    }
}

#[derive(Serialize)]
struct RecordView {
    id: String,
    kind: AuditKind,
    at: String,
    actor: Option<UserId>,
    subject: Option<UserId>,
    source_ip: String,
    detail: String,
    changes: Value,
}

impl RecordView {
    fn new(record: AuditRecord) -> Self {
        Self {
            id: record.id,
            kind: record.kind,
            at: moment(record.at),
            actor: record.actor,
            subject: record.subject,
            source_ip: record.source_ip,
            detail: record.detail,
            changes: json!(record.changes),
        }
    }
}
