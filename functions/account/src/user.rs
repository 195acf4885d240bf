//! `/account/user/` and `/account/user/{pk}/`: lists, shows, creates, changes and deletes users.
//!
//! A list of objects creates as many users, at most [`MOST_AT_ONCE`], all or none. The document's UPDATE is PUT, which must name the
//! username; PATCH takes any of the fields. What is not sent stays as it is.

#[cfg(feature = "openapi")]
pub mod describe;

use serde_json::{Map, Value, json};
use shared::audit::{self, Actor, AuditKind, AuditRecord, new_user_changes};
use shared::authenticate::{self, Caller};
use shared::lambda::{Function, answer};
use shared::password::Password;
use shared::request::{Accepts, Verb};
use shared::response::link_to_next;
use shared::secrets::Secret;
use shared::session::Session;
use shared::store::listing::{Filter, Wanted};
use shared::store::{CommitError, PasswordHash, Refusal, Write};
use shared::user::{User, UserId};
use shared::{App, Call, Failure, Rejection, Response, directory};

use crate::administration::{
    kept_roles, require_authority_over, require_custody, require_grant, required_rights,
};
use crate::envelope::{self, DONE};
use crate::error::Error;
use crate::page::{Page, parameter};
use crate::person::{self, Change};
use crate::records::ROUNDS;
use crate::validate::{Presence, no_such, path_id};

/// How many users one request creates at most: three items each (with the record of it), one for the rights, one for the caller and
/// one for a role, in a transaction of 100.
pub const MOST_AT_ONCE: usize = 32;

const TAKEN: &str = "A user with that username already exists.";
const LAST_SUPERUSER: &str = "The last superuser must remain one, and active.";
const VERBS: &[Verb] = &[Verb::Get, Verb::Post, Verb::Put, Verb::Patch, Verb::Delete];

/// The function.
pub static FUNCTION: Function = Function::http(
    "account-user",
    Accepts::methods(VERBS).lists(),
    Error::reject,
    |app, call| answer(handle(app, call)),
)
.reads(&[Secret::TokenKeys]);

async fn handle(app: &App, call: &Call) -> Result<Response, Error> {
    let pk = call.path_parameter("pk");
    if !pk.is_empty() {
        return one(app, call, pk).await;
    }
    if call.verb == Verb::Get {
        let (caller, newest) = authenticate::caller_and_newest_id(app, call).await?;
        return list(app, call, &caller, newest).await;
    }
    let caller = authenticate::caller(app, call).await?;
    match call.verb {
        Verb::Post => create(app, call, &caller).await,
        _ => Err(Error::Rejected(Rejection::Method(&[Verb::Get, Verb::Post]))),
    }
}

async fn list(
    app: &App,
    call: &Call,
    caller: &Caller,
    newest: Option<UserId>,
) -> Result<Response, Error> {
    let page = Page::of(call)?;
    let mut filters = Vec::new();
    if let Some(text) = parameter(call, "search").filter(|text| !text.is_empty()) {
        filters.push(Filter::Text(text));
    }
    match parameter(call, "is_active") {
        None => {}
        Some("true" | "True" | "1") => filters.push(Filter::Active(true)),
        Some("false" | "False" | "0") => filters.push(Filter::Active(false)),
        Some(_) => {
            return Err(Error::Invalid(
                json!({ "is_active": ["Must be a valid boolean."] }),
            ));
        }
    }
    if let Some(group) = parameter(call, "group") {
        let known = path_id(group)
            .ok()
            .filter(|id| caller.rights.groups.rows.contains_key(id));
        let id = known.ok_or_else(|| Error::Invalid(json!({ "group": [no_such(group)] })))?;
        filters.push(Filter::Group(id));
    }
    let wanted = Wanted {
        after: UserId::new(page.after.into()),
        limit: page.limit,
        filters: &filters,
        newest,
    };
    let found = app.store.list_users(wanted).await?;
    let views = found
        .users
        .iter()
        .map(|user| person::view(user, &caller.rights))
        .collect::<Result<Vec<_>, _>>()?;
    let mut response = envelope::success(views, DONE);
    if let Some(last) = found.next {
        link_to_next(&mut response, call, &page.next(last.get()));
    }
    Ok(response)
}

async fn create(app: &App, call: &Call, caller: &Caller) -> Result<Response, Error> {
    let (objects, is_list) = call.objects();
    if objects.is_empty() || objects.len() > MOST_AT_ONCE {
        let problem = format!("Ensure this list has 1 to {MOST_AT_ONCE} elements.");
        return Err(Error::Invalid(json!({ "non_field_errors": [problem] })));
    }
    let now = app.clock.now();
    // Ids are given once everything else is known to be in order; until then all are somebody.
    let nobody = User::new(UserId::new(1).ok_or(Error::NotFound)?, now);
    let read: Vec<_> = objects
        .iter()
        .map(|fields| person::read(fields, &nobody, &caller.rights, Presence::Required))
        .collect();
    let changes = check(app, read, is_list).await?;
    for change in &changes {
        require_grant(caller, &caller.rights, &nobody, &change.after)?;
    }
    let mut hashes = Vec::new();
    for change in &changes {
        let password = change
            .password
            .as_ref()
            .ok_or_else(|| Failure::broken("a new user without a password"))?;
        hashes.push(app.passwords.hash(password, &app.random).await?);
    }
    let ids = app
        .store
        .next_user_ids(u32::try_from(changes.len()).unwrap_or(u32::MAX))
        .await?;
    let users: Vec<User> = changes
        .into_iter()
        .zip(ids)
        .map(|(change, id)| User { id, ..change.after })
        .collect();
    commit_new(app, call, caller, (&users, &hashes), is_list).await?;
    let mut views = users
        .iter()
        .map(|user| person::view(user, &caller.rights))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(if is_list {
        envelope::created(views)
    } else {
        envelope::created(views.remove(0))
    })
}

/// All errors of all objects: those of their fields, names that are taken or come twice, weak passwords.
async fn check(
    app: &App,
    read: Vec<Result<Change, Map<String, Value>>>,
    is_list: bool,
) -> Result<Vec<Change>, Error> {
    let names: Vec<_> = read
        .iter()
        .flatten()
        .filter_map(|change| change.after.username.as_ref())
        .collect();
    let mut taken = app.store.taken_usernames(&names).await?;
    let mut changes = Vec::new();
    let mut errors = Vec::new();
    for one in read {
        match one.and_then(|change| acceptable(app, change, &mut taken)) {
            Ok(change) => {
                changes.push(change);
                errors.push(Map::new());
            }
            Err(problems) => errors.push(problems),
        }
    }
    match (errors.iter().all(Map::is_empty), is_list) {
        (true, _) => Ok(changes),
        (false, true) => Err(Error::Invalid(json!(errors))),
        (false, false) => Err(Error::Invalid(json!(errors.remove(0)))),
    }
}

fn acceptable(
    app: &App,
    change: Change,
    taken: &mut std::collections::BTreeSet<String>,
) -> Result<Change, Map<String, Value>> {
    let mut problems = Map::new();
    let key = change
        .after
        .username
        .as_ref()
        .map_or("", |username| username.key());
    if !taken.insert(key.to_owned()) {
        problems.insert("username".to_owned(), json!([TAKEN]));
    }
    if let Err(weak) = change.password.as_ref().map_or(Ok(()), |password| {
        app.config.password_policy.check(password, key)
    }) {
        problems.insert("password".to_owned(), json!([weak.to_string()]));
    }
    if problems.is_empty() {
        Ok(change)
    } else {
        Err(problems)
    }
}

async fn commit_new(
    app: &App,
    call: &Call,
    caller: &Caller,
    (users, hashes): (&[User], &[PasswordHash]),
    is_list: bool,
) -> Result<(), Error> {
    let records = users.iter().map(|user| {
        Ok(
            AuditRecord::new(app, AuditKind::Registered, &call.source_ip)?
                .by(caller.principal.user.id)
                .about(user.id)
                .with(new_user_changes(user)),
        )
    });
    let records: Vec<_> = records.collect::<Result<_, Failure>>()?;
    let new = users
        .iter()
        .zip(hashes)
        .map(|(user, hash)| Write::CreateUser {
            user,
            password: Some(hash),
        });
    // Who gives rights, and which rights there are, must still be so when the users are there.
    let writes: Vec<_> = new
        .chain(required_rights(caller))
        .chain([Write::RequireUser(&caller.principal.user)])
        .chain(records.iter().map(Write::Audit))
        .collect();
    let taken = json!({ "username": [TAKEN] });
    match app.store.commit(&writes).await {
        Ok(()) => Ok(()),
        Err(CommitError::Failure(failure)) => Err(failure.into()),
        Err(CommitError::Refused(refusals)) if refusals.contains(&Refusal::UsernameTaken) => {
            Err(Error::Invalid(if is_list { json!([taken]) } else { taken }))
        }
        Err(CommitError::Refused(_)) => Err(Error::Contended),
    }
}

async fn one(app: &App, call: &Call, pk: &str) -> Result<Response, Error> {
    let id = path_id(pk).ok().and_then(|id| UserId::new(id.into()));
    for _ in 0..ROUNDS {
        let (caller, subject) = authenticate::caller_and(app, call, id).await?;
        if call.verb == Verb::Post {
            return Err(Error::Rejected(Rejection::Method(&[
                Verb::Get,
                Verb::Put,
                Verb::Patch,
                Verb::Delete,
            ])));
        }
        let subject = subject.ok_or(Error::NotFound)?;
        let done = match call.verb {
            Verb::Get => Some(envelope::success(
                person::view(&subject, &caller.rights)?,
                DONE,
            )),
            Verb::Delete => delete(app, call, &caller, &subject).await?,
            Verb::Put => change(app, call, &caller, &subject, Presence::Required).await?,
            _ => change(app, call, &caller, &subject, Presence::Optional).await?,
        };
        if let Some(response) = done {
            return Ok(response);
        }
    }
    Err(Error::Contended)
}

async fn delete(
    app: &App,
    call: &Call,
    caller: &Caller,
    subject: &User,
) -> Result<Option<Response>, Error> {
    require_custody(caller, subject)?;
    let record = deletion(app, call, caller, subject)?;
    let delete = Write::DeleteUser {
        user: subject,
        keep: kept_roles(caller),
    };
    let mut writes = vec![delete, Write::Audit(&record)];
    writes.extend(guards(caller, subject));
    committed(app.store.commit(&writes).await, || Ok(envelope::done()))
}

/// The record of a deletion: who it was stays known.
///
/// # Errors
/// [`Failure::Broken`] when there is no randomness.
pub fn deletion(
    app: &App,
    call: &Call,
    caller: &Caller,
    subject: &User,
) -> Result<AuditRecord, Failure> {
    let record = AuditRecord::new(app, AuditKind::UserDeleted, &call.source_ip)?;
    Ok(record
        .by(caller.principal.user.id)
        .about(subject.id)
        .with_field("username", json!(subject.username), Value::Null)
        .with_field("name", json!(subject.name), Value::Null))
}

async fn change(
    app: &App,
    call: &Call,
    caller: &Caller,
    before: &User,
    presence: Presence,
) -> Result<Option<Response>, Error> {
    let (objects, is_list) = call.objects();
    let fields = objects
        .first()
        .filter(|_| !is_list)
        .ok_or(Error::Rejected(Rejection::NotAnObject))?;
    require_authority_over(caller, before)?;
    let Change {
        mut after,
        password,
    } = person::read(fields, before, &caller.rights, presence)
        .map_err(|errors| Error::Invalid(errors.into()))?;
    require_grant(caller, &caller.rights, before, &after)?;
    let is_signing_in = password.is_some() || after.username != before.username;
    if is_signing_in || after.email != before.email || after.state != before.state {
        require_custody(caller, before)?;
    }
    if let Some(password) = &password {
        let key = after
            .username
            .as_ref()
            .map_or("", |username| username.key());
        let checked = app.config.password_policy.check(password, key);
        checked.map_err(|weak| Error::Invalid(json!({ "password": [weak.to_string()] })))?;
    }
    after.updated_at = app.clock.now();
    let session = renew_sessions(caller, before, &mut after, password.as_ref());
    let hash = match directory::password_for(app, before, &after, password.as_ref()).await {
        Ok(hash) => hash,
        Err(directory::PasswordError::UserChanged) => return Ok(None),
        Err(directory::PasswordError::Failure(failure)) => return Err(failure.into()),
    };
    let actor = Actor {
        user: Some(caller.principal.user.id),
        source_ip: &call.source_ip,
    };
    let records = audit::of_user(app, actor, before, &after, password.is_some())?;
    let mut writes = vec![Write::ReplaceUser {
        before,
        after: &after,
        password: hash.as_ref(),
        keep: kept_roles(caller),
    }];
    writes.extend(records.iter().map(Write::Audit));
    writes.extend(session.as_ref().map(Write::KeepSession));
    writes.extend(guards(caller, before));
    committed(app.store.commit(&writes).await, || {
        Ok(envelope::success(
            person::view(&after, &caller.rights)?,
            DONE,
        ))
    })
}

/// A new password ends every session of its owner, but for the one in which they set it themselves.
fn renew_sessions(
    caller: &Caller,
    before: &User,
    after: &mut User,
    password: Option<&Password>,
) -> Option<Session> {
    password?;
    after.session_epoch += 1;
    let is_own = caller.principal.user.id == before.id;
    is_own.then(|| Session {
        epoch: after.session_epoch,
        ..caller.principal.session.clone()
    })
}

/// What must still be so when the change is made: who makes it, and which rights there are.
fn guards<'a>(caller: &'a Caller, subject: &User) -> Vec<Write<'a>> {
    let mut guards: Vec<_> = required_rights(caller).into_iter().collect();
    if caller.principal.user.id != subject.id {
        guards.push(Write::RequireUser(&caller.principal.user));
    }
    guards
}

/// The response once the change is made; `None` when it met another one and must be looked at again.
fn committed(
    result: Result<(), CommitError>,
    response: impl FnOnce() -> Result<Response, Error>,
) -> Result<Option<Response>, Error> {
    match result {
        Ok(()) => response().map(Some),
        Err(CommitError::Failure(failure)) => Err(failure.into()),
        // What was read is stale: a fresh look may find nothing left to refuse.
        Err(CommitError::Refused(refusals)) if refusals.contains(&Refusal::UserChanged) => Ok(None),
        Err(CommitError::Refused(refusals)) if refusals.contains(&Refusal::UsernameTaken) => {
            Err(Error::Invalid(json!({ "username": [TAKEN] })))
        }
        Err(CommitError::Refused(refusals)) if refusals.contains(&Refusal::LastOfRole) => {
            Err(Error::Invalid(json!({ "is_superuser": [LAST_SUPERUSER] })))
        }
        Err(CommitError::Refused(_)) => Ok(None),
    }
}
