//! `/account/session/` and `/account/session/{jti}/`: the sessions of a user, to see and to end.
//!
//! Everybody may for themselves, without a permission, unlike in the rest of the family: whoever has lost a phone must not have to ask.
//! `user` in the query names somebody else; that is for superusers.

use std::cmp::Reverse;

use serde::Serialize;
use serde_json::{Value, json};
use shared::audit::{AuditKind, AuditRecord};
use shared::authenticate::{self, Principal};
use shared::lambda::{Function, answer};
use shared::request::{Accepts, Verb};
use shared::response::{clear_session_cookie, link_to_next};
use shared::secrets::Secret;
use shared::session::Session;
use shared::store::{CommitError, Keep, Refusal, Write};
use shared::user::User;
use shared::{App, Call, Rejection, Response};

use crate::audit::user;
use crate::envelope::{self, DONE};
use crate::error::Error;
use crate::page::{cursor, limit, parameter};
use crate::records::ROUNDS;

/// The function.
pub static FUNCTION: Function = Function::http(
    "account-session",
    Accepts::methods(&[Verb::Get, Verb::Delete]),
    Error::reject,
    |app, call| answer(handle(app, call)),
)
.reads(&[Secret::TokenKeys]);

/// How many sessions a page has at most, and without a `limit`.
const MOST: usize = 200;
/// The most characters of a `jti`: ours have 22.
const MAX_JTI: usize = 64;

async fn handle(app: &App, call: &Call) -> Result<Response, Error> {
    for _ in 0..ROUNDS {
        let (principal, subject) = people(app, call).await?;
        let done = match (call.verb, call.path_parameter("jti")) {
            (Verb::Delete, "") => end_all(app, call, &principal, &subject).await?,
            (Verb::Delete, jti) => end_one(app, call, &principal, &subject, jti).await?,
            (_, "") => Some(list(app, call, &principal, &subject).await?),
            _ => return Err(Error::Rejected(Rejection::Method(&[Verb::Delete]))),
        };
        if let Some(response) = done {
            return Ok(response);
        }
    }
    Err(Error::Contended)
}

/// Who asks, and whose sessions it is about.
async fn people(app: &App, call: &Call) -> Result<(Principal, User), Error> {
    let named = user(call);
    let other = *named.as_ref().unwrap_or(&None);
    let (principal, subject) = authenticate::principal_and(app, call, other).await?;
    // Whoever is nobody learns that first.
    let Some(id) = named? else {
        let own = principal.user.clone();
        return Ok((principal, own));
    };
    if id != principal.user.id && !principal.user.is_superuser {
        return Err(Error::Forbidden);
    }
    Ok((principal, subject.ok_or(Error::NotFound)?))
}

async fn list(
    app: &App,
    call: &Call,
    principal: &Principal,
    subject: &User,
) -> Result<Response, Error> {
    let limit = limit(call, MOST)?;
    let mut page = app
        .store
        .sessions(subject, cursor(call)?, limit, app.clock.now())
        .await?;
    page.sessions
        .sort_by_key(|session| Reverse(session.opened_at));
    let is_current = |session: &Session| session.jti == principal.session.jti;
    let views: Vec<_> = page
        .sessions
        .iter()
        .map(|session| SessionView::new(session, is_current(session)))
        .collect();
    let mut response = envelope::success(views, DONE);
    if let Some(next) = page.next {
        let parameters = [("limit", limit.to_string()), ("cursor", next)];
        link_to_next(&mut response, call, &parameters);
    }
    Ok(response)
}

/// A session as it is printed.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SessionView<'a> {
    /// 会话编号, the `jti` of its token.
    jti: &'a str,
    /// 登录接口的地址.
    issuer: &'a str,
    /// 登录时间, `YYYY-MM-DDTHH:MM:SS.ffffff`, 北京时间.
    opened_at: String,
    /// 到期时间, `YYYY-MM-DDTHH:MM:SS.ffffff`, 北京时间.
    closes_at: String,
    /// 登录时的 IP 地址.
    source_ip: &'a str,
    /// 登录时的 User-Agent.
    user_agent: &'a str,
    /// 是否为当前会话.
    current: bool,
}

impl<'a> SessionView<'a> {
    fn new(session: &'a Session, current: bool) -> Self {
        Self {
            jti: &session.jti,
            issuer: &session.issuer,
            opened_at: session.opened_at.in_shanghai_iso(),
            closes_at: session.closes_at.in_shanghai_iso(),
            source_ip: &session.source_ip,
            user_agent: &session.user_agent,
            current,
        }
    }
}

/// Ends one session; `None` when whoever asks has been changed since they were read.
async fn end_one(
    app: &App,
    call: &Call,
    principal: &Principal,
    subject: &User,
    jti: &str,
) -> Result<Option<Response>, Error> {
    if jti.len() > MAX_JTI {
        return Err(Error::NotFound);
    }
    let record = record(app, call, principal, subject)?.with_field("session", jti, Value::Null);
    let end = Write::EndSession {
        user: subject,
        jti,
        now: app.clock.now(),
    };
    let mut writes = vec![end, Write::Audit(&record)];
    writes.extend(authority(principal, subject));
    match app.store.commit(&writes).await {
        Ok(()) => {
            let mut response = envelope::done();
            if jti == principal.session.jti {
                clear_session_cookie(&mut response, &app.config);
            }
            Ok(Some(response))
        }
        Err(CommitError::Failure(failure)) => Err(failure.into()),
        Err(CommitError::Refused(refusals)) if refusals.contains(&Refusal::UserChanged) => Ok(None),
        Err(CommitError::Refused(_)) => Err(Error::NotFound),
    }
}

/// Ends all sessions, but for the present one with `keep_current`; `None` when somebody has been changed since they were read.
async fn end_all(
    app: &App,
    call: &Call,
    principal: &Principal,
    subject: &User,
) -> Result<Option<Response>, Error> {
    let is_own = principal.user.id == subject.id;
    let keeps = keeps_current(call)? && is_own;
    let mut after = subject.clone();
    after.session_epoch += 1;
    after.updated_at = app.clock.now();
    let kept = keeps.then(|| Session {
        epoch: after.session_epoch,
        ..principal.session.clone()
    });
    let said = if keeps { "all but one" } else { "all" };
    let record = record(app, call, principal, subject)?.saying(said);
    let replace = Write::ReplaceUser {
        before: subject,
        after: &after,
        password: None,
        keep: Keep::EveryRole,
    };
    let mut writes = vec![replace, Write::Audit(&record)];
    writes.extend(kept.as_ref().map(Write::KeepSession));
    writes.extend(authority(principal, subject));
    match app.store.commit(&writes).await {
        Ok(()) => {
            let mut response = envelope::done();
            if is_own && !keeps {
                clear_session_cookie(&mut response, &app.config);
            }
            Ok(Some(response))
        }
        Err(CommitError::Failure(failure)) => Err(failure.into()),
        Err(CommitError::Refused(_)) => Ok(None),
    }
}

fn keeps_current(call: &Call) -> Result<bool, Error> {
    match parameter(call, "keep_current") {
        None | Some("false" | "False" | "0") => Ok(false),
        Some("true" | "True" | "1") => Ok(true),
        Some(_) => Err(Error::Invalid(
            json!({ "keep_current": ["Must be a valid boolean."] }),
        )),
    }
}

fn record(
    app: &App,
    call: &Call,
    principal: &Principal,
    subject: &User,
) -> Result<AuditRecord, Error> {
    let record = AuditRecord::new(app, AuditKind::SessionsRevoked, &call.source_ip)?;
    Ok(record.by(principal.user.id).about(subject.id))
}

/// A superuser must still be one when somebody else's session is ended.
fn authority<'a>(principal: &'a Principal, subject: &User) -> Option<Write<'a>> {
    (principal.user.id != subject.id).then_some(Write::RequireUser(&principal.user))
}

/// What the description of the API says of it.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> Vec<shared::openapi::Operation> {
    use shared::openapi::{Operation, Parameter};

    use crate::envelope::describe::{done, example, outcome};

    let whose = || {
        [Parameter::of::<shared::user::UserId>(
            "user",
            "他人的用户id, 仅限超级用户. Somebody else, for superusers.",
        )]
    };
    let operation = |verb, chinese: &str, english: &str| {
        Operation::new(verb, chinese, english)
            .signed_in()
            .query(whose())
            .fails([Error::NotSignedIn, Error::Forbidden, Error::NotFound])
    };
    let (nothing, nothing_example) = done();
    let list = r#"[{"jti":"9JvMbb2OWVrwYgTTmXyFzQ","issuer":"https://api.example.com/account/login","opened_at":"2026-11-20T08:00:00.000000","closes_at":"2026-12-04T08:00:00.000000","source_ip":"203.0.113.9","user_agent":"Mozilla/5.0","current":true}]"#;
    vec![
        operation(Verb::Get, "会话列表", "List sessions")
            .query(crate::page::parameters(MOST))
            .gives(outcome::<Vec<SessionView<'_>>>(DONE), &example(200, list))
            .pages(),
        operation(Verb::Delete, "结束所有会话", "End all sessions")
            .query([crate::page::truth(
                "keep_current",
                "保留当前会话. Keep the present one.",
            )])
            .gives(nothing.clone(), &nothing_example)
            .sets_cookie(),
        operation(Verb::Delete, "结束一个会话", "End a session")
            .on("jti")
            .gives(nothing, &nothing_example)
            .sets_cookie(),
    ]
}
