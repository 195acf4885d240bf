//! The three tables of rights as REST resources: lists, shows, creates, changes and deletes records.
//!
//! All of them are one item, read with the caller and written under its revision. A list of objects creates as many, all or none.
//! What PUT and PATCH do not name stays as it is; PUT must name what POST must.

use serde::Serialize;
use serde_json::{Map, json};
use shared::audit::{AuditKind, AuditRecord, rights_changes};
use shared::authenticate::{self, Caller};
use shared::request::Verb;
use shared::response::link_to_next;
use shared::rights::{MAX_BYTES, RecordId, Rights, Table};
use shared::store::{CommitError, Write};
use shared::{App, Call, Failure, Rejection, Response};

use crate::envelope::{self, DONE};
use crate::error::Error;
use crate::page::Page;
use crate::validate::{Fields, Presence, path_id};

/// How often a change that met another one looks at the rights again.
pub const ROUNDS: u32 = 5;
/// How many records one request creates at most.
pub const MOST_AT_ONCE: usize = 100;

/// The methods of a resource, on its list and on one record.
pub const VERBS: &[Verb] = &[Verb::Get, Verb::Post, Verb::Put, Verb::Patch, Verb::Delete];
const ON_LIST: &[Verb] = &[Verb::Get, Verb::Post];
const ON_ONE: &[Verb] = &[Verb::Get, Verb::Put, Verb::Patch, Verb::Delete];

/// A record of one of the tables.
pub trait Record: Clone {
    /// The record as it is printed.
    type View: Serialize;

    /// The table.
    fn table(rights: &Rights) -> &Table<Self>;

    /// The table, to add to and to change.
    fn table_mut(rights: &mut Rights) -> &mut Table<Self>;

    /// The record as a request describes it: a new one, or one in place of `before`. What is wrong is noted in `fields`.
    fn read(
        fields: &mut Fields<'_>,
        before: Option<(RecordId, &Self)>,
        rights: &Rights,
        presence: Presence,
    ) -> Self;

    /// The record as it is printed.
    fn view(&self, id: RecordId) -> Self::View;

    /// Insists that `caller` may create `after`, or make the record with this id into it; there is none after a deletion.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    fn authorise(
        caller: &Caller,
        before: Option<(RecordId, &Self)>,
        after: Option<&Self>,
    ) -> Result<(), Error>;

    /// Takes the record away, and what hangs on it.
    fn remove(rights: &mut Rights, id: RecordId);
}

/// Carries out a request about records of type `R`.
///
/// # Errors
/// [`Error`].
pub async fn serve<R: Record>(app: &App, call: &Call) -> Result<Response, Error> {
    for _ in 0..ROUNDS {
        let caller = authenticate::caller(app, call).await?;
        let (after, response) = match (call.verb, call.path_parameter("pk")) {
            (Verb::Get, "") => return list::<R>(call, &caller),
            (Verb::Post, "") => create::<R>(call, &caller)?,
            (_, "") => return Err(Error::Rejected(Rejection::Method(ON_LIST))),
            (Verb::Post, _) => return Err(Error::Rejected(Rejection::Method(ON_ONE))),
            (verb, pk) => one::<R>(call, &caller, verb, path_id(pk)?)?,
        };
        if replace(app, call, &caller, &after).await? {
            return Ok(response);
        }
    }
    Err(Error::Contended)
}

fn list<R: Record>(call: &Call, caller: &Caller) -> Result<Response, Error> {
    let page = Page::of(call)?;
    let mut rows = R::table(&caller.rights)
        .rows
        .range(page.after.saturating_add(1)..)
        .peekable();
    let shown: Vec<_> = rows.by_ref().take(page.limit).collect();
    let views: Vec<_> = shown.iter().map(|(id, row)| row.view(**id)).collect();
    let mut response = envelope::success(views, DONE);
    if let (Some((last, _)), Some(_)) = (shown.last(), rows.peek()) {
        link_to_next(&mut response, call, &page.next(**last));
    }
    Ok(response)
}

fn create<R: Record>(call: &Call, caller: &Caller) -> Result<(Rights, Response), Error> {
    let (objects, is_list) = call.objects();
    if objects.is_empty() || objects.len() > MOST_AT_ONCE {
        let problem = format!("Ensure this list has 1 to {MOST_AT_ONCE} elements.");
        return Err(Error::Invalid(json!({ "non_field_errors": [problem] })));
    }
    let mut after = caller.rights.clone();
    let (mut views, mut errors) = (Vec::new(), Vec::new());
    for object in objects {
        let mut fields = Fields::of(object);
        // Against the rights with what stands before it in the list: two of one name are one too many.
        let row = R::read(&mut fields, None, &after, Presence::Required);
        let problems = fields.errors();
        if problems.is_empty() {
            R::authorise(caller, None, Some(&row))?;
            let id = R::table_mut(&mut after)
                .add(row.clone())
                .ok_or_else(|| Failure::broken("there are no ids left"))?;
            views.push(row.view(id));
        }
        errors.push(problems);
    }
    match (errors.iter().all(Map::is_empty), is_list) {
        (true, true) => Ok((after, envelope::created(views))),
        (true, false) => Ok((after, envelope::created(views.remove(0)))),
        (false, true) => Err(Error::Invalid(json!(errors))),
        (false, false) => Err(Error::Invalid(json!(errors.remove(0)))),
    }
}

fn one<R: Record>(
    call: &Call,
    caller: &Caller,
    verb: Verb,
    id: RecordId,
) -> Result<(Rights, Response), Error> {
    let before = R::table(&caller.rights)
        .rows
        .get(&id)
        .ok_or(Error::NotFound)?;
    let mut after = caller.rights.clone();
    let presence = match verb {
        Verb::Get => return Ok((after, envelope::success(before.view(id), DONE))),
        Verb::Delete => {
            R::authorise(caller, Some((id, before)), None)?;
            R::remove(&mut after, id);
            return Ok((after, envelope::done()));
        }
        Verb::Put => Presence::Required,
        _ => Presence::Optional,
    };
    let (objects, is_list) = call.objects();
    let object = objects
        .first()
        .filter(|_| !is_list)
        .ok_or(Error::Rejected(Rejection::NotAnObject))?;
    let mut fields = Fields::of(object);
    let row = R::read(&mut fields, Some((id, before)), &caller.rights, presence);
    fields.finish()?;
    R::authorise(caller, Some((id, before)), Some(&row))?;
    let response = envelope::success(row.view(id), DONE);
    R::table_mut(&mut after).rows.insert(id, row);
    Ok((after, response))
}

/// The record of a change of what all share.
///
/// # Errors
/// [`Failure::Broken`] when there is no randomness.
pub fn record(
    app: &App,
    call: &Call,
    caller: &Caller,
    after: &Rights,
) -> Result<AuditRecord, Failure> {
    let record = AuditRecord::new(app, AuditKind::RightsChanged, &call.source_ip)?;
    Ok(record
        .by(caller.principal.user.id)
        .with(rights_changes(&caller.rights, after)))
}

/// Writes `after` in place of the rights that `caller` was read with; whether it was written: not when they, or the caller, have
/// been changed since.
///
/// # Errors
/// [`Error::Invalid`] when there would be more rights than an item holds; a failure of the system.
pub async fn replace(
    app: &App,
    call: &Call,
    caller: &Caller,
    after: &Rights,
) -> Result<bool, Error> {
    if *after == caller.rights {
        return Ok(true);
    }
    let bytes = serde_json::to_string(after).map_or(usize::MAX, |text| text.len());
    if bytes > MAX_BYTES {
        return Err(Error::Invalid(
            json!({ "non_field_errors": ["There is no room for more rights."] }),
        ));
    }
    let record = record(app, call, caller, after)?;
    let writes = [
        Write::ReplaceRights {
            before: &caller.rights,
            after,
        },
        Write::RequireUser(&caller.principal.user),
        Write::Audit(&record),
    ];
    match app.store.commit(&writes).await {
        Ok(()) => Ok(true),
        Err(CommitError::Refused(_)) => Ok(false),
        Err(CommitError::Failure(failure)) => Err(failure.into()),
    }
}

/// What the description of the API says of records that are called so in Chinese and in English, with an example of what is sent
/// and of what is printed.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe<R: Record + Default>(
    (chinese, english): (&str, &str),
    request: &str,
    view: &str,
) -> Vec<shared::openapi::Operation>
where
    R::View: schemars::JsonSchema,
{
    use shared::openapi::{OneOrMany, Operation};

    use crate::envelope::describe::{created, done, example, outcome};
    use crate::validate::describe::{asked, one_or_list};

    let rights = Rights::default();
    let new = asked::<R::View>(|fields| drop(R::read(fields, None, &rights, Presence::Required)));
    let change = |presence| {
        let before = R::default();
        asked::<R::View>(|fields| drop(R::read(fields, Some((1, &before)), &rights, presence)))
    };
    let (nothing, nothing_example) = done();
    let refused = || [Error::NotSignedIn, Error::Forbidden];
    let on_one = |verb, what: &str, act: &str| {
        Operation::new(
            verb,
            format!("{what}{chinese}"),
            format!("{act} a {english}"),
        )
        .on("pk")
        .signed_in()
        .fails(refused())
        .fails([Error::NotFound])
    };
    let shown = || outcome::<R::View>(DONE);
    let (one, list) = (example(200, view), example(200, &format!("[{view}]")));
    vec![
        Operation::new(
            Verb::Get,
            format!("{chinese}列表"),
            format!("List {english}s"),
        )
        .signed_in()
        .query(crate::page::parameters(crate::page::MOST))
        .gives(outcome::<Vec<R::View>>(DONE), &list)
        .pages()
        .fails(refused()),
        Operation::new(
            Verb::Post,
            format!("新建{chinese},一个或多个"),
            format!("Create a {english}, or several"),
        )
        .signed_in()
        .takes_such(one_or_list(&new, MOST_AT_ONCE), request)
        .gives(created::<OneOrMany<R::View>>(), &example(201, view))
        .fails(refused()),
        on_one(Verb::Get, "查看", "Show").gives(shown(), &one),
        on_one(Verb::Put, "更新", "Update")
            .takes_such(change(Presence::Required), request)
            .gives(shown(), &one),
        on_one(Verb::Patch, "修改", "Change")
            .takes_such(change(Presence::Optional), request)
            .gives(shown(), &one),
        on_one(Verb::Delete, "删除", "Delete").gives(nothing, &nothing_example),
    ]
}
