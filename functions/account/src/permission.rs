//! `/account/permission/` and `/account/permission/{pk}/`: lists, shows, creates, changes and deletes permissions: a method of a backend API.
//!
//! A list of objects creates as many, all or none. What PUT and PATCH do not name stays as it is; PUT must name what POST must.

use serde_json::{Map, Value, json};
use shared::authenticate::{self, Caller};
use shared::lambda::{Function, answer};
use shared::request::{Accepts, Verb};
use shared::response::link_to_next;
use shared::rights::{Permission, RecordId, Rights};
use shared::{App, Call, Rejection, Response};

use crate::administration::require_superuser;
use crate::envelope::{self, DONE};
use crate::error::Error;
use crate::page::Page;
use crate::records::{self, ROUNDS};
use crate::validate::{Fields, Presence, path_id};

/// How many records one request creates at most.
pub const MOST_AT_ONCE: usize = 100;

/// What a permission may be for; `ALL` is every one of the others.
const METHODS: [&str; 8] = [
    "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "ALL",
];
const VERBS: &[Verb] = &[Verb::Get, Verb::Post, Verb::Put, Verb::Patch, Verb::Delete];

/// The function.
pub const FUNCTION: Function = Function::http(
    "account-permission",
    Accepts::methods(VERBS).lists(),
    Error::reject,
    |app, call| answer(handle(app, call)),
);

async fn handle(app: &App, call: &Call) -> Result<Response, Error> {
    for _ in 0..ROUNDS {
        let caller = authenticate::caller(app, call).await?;
        let (after, response) = match (call.verb, call.path_parameter("pk")) {
            (Verb::Get, "") => return list(call, &caller),
            (Verb::Post, "") => create(call, &caller)?,
            (_, "") => return Err(Error::Rejected(Rejection::Method(&[Verb::Get, Verb::Post]))),
            (Verb::Post, _) => {
                return Err(Error::Rejected(Rejection::Method(&[
                    Verb::Get,
                    Verb::Put,
                    Verb::Patch,
                    Verb::Delete,
                ])));
            }
            (verb, pk) => one(call, &caller, verb, path_id(pk)?)?,
        };
        if records::replace(app, &caller, &after).await? {
            return Ok(response);
        }
    }
    Err(Error::Contended)
}

fn list(call: &Call, caller: &Caller) -> Result<Response, Error> {
    let page = Page::of(call)?;
    let mut rows = caller
        .rights
        .permissions
        .rows
        .range(page.after.saturating_add(1)..)
        .peekable();
    let shown: Vec<_> = rows.by_ref().take(page.limit).collect();
    let views = shown.iter().map(|(id, row)| view(**id, row)).collect();
    let mut response = envelope::success(Value::Array(views), DONE);
    if let (Some((last, _)), Some(_)) = (shown.last(), rows.peek()) {
        link_to_next(&mut response, call, &page.next(**last));
    }
    Ok(response)
}

fn create(call: &Call, caller: &Caller) -> Result<(Rights, Response), Error> {
    let (objects, is_list) = call.objects();
    if objects.is_empty() || objects.len() > MOST_AT_ONCE {
        let problem = format!("Ensure this list has 1 to {MOST_AT_ONCE} elements.");
        return Err(Error::Invalid(json!({ "non_field_errors": [problem] })));
    }
    let mut after = caller.rights.clone();
    let (mut views, mut errors) = (Vec::new(), Vec::new());
    for fields in objects {
        match read(fields, None, &after, Presence::Required) {
            Ok(row) => {
                let id = after
                    .permissions
                    .add(row.clone())
                    .ok_or_else(|| shared::Failure::broken("there are no ids left"))?;
                views.push(view(id, &row));
                errors.push(Map::new());
            }
            Err(problems) => errors.push(problems),
        }
    }
    match (errors.iter().all(Map::is_empty), is_list) {
        (true, true) => Ok((after, envelope::created(Value::Array(views)))),
        (true, false) => Ok((after, envelope::created(views.remove(0)))),
        (false, true) => Err(Error::Invalid(json!(errors))),
        (false, false) => Err(Error::Invalid(json!(errors.remove(0)))),
    }
}

fn one(
    call: &Call,
    caller: &Caller,
    verb: Verb,
    id: RecordId,
) -> Result<(Rights, Response), Error> {
    let before = caller
        .rights
        .permissions
        .rows
        .get(&id)
        .ok_or(Error::NotFound)?;
    let mut after = caller.rights.clone();
    let presence = match verb {
        Verb::Get => return Ok((after, envelope::success(view(id, before), DONE))),
        Verb::Delete => {
            after.remove_permission(id);
            return Ok((after, envelope::done()));
        }
        Verb::Put => Presence::Required,
        _ => Presence::Optional,
    };
    let (objects, is_list) = call.objects();
    let fields = objects
        .first()
        .filter(|_| !is_list)
        .ok_or(Error::Rejected(Rejection::NotAnObject))?;
    let row = read(fields, Some((id, before)), &caller.rights, presence)
        .map_err(|errors| Error::Invalid(errors.into()))?;
    // Whoever holds it would gain or lose by it.
    if row != *before {
        require_superuser(caller)?;
    }
    after.permissions.rows.insert(id, row.clone());
    Ok((after, envelope::success(view(id, &row), DONE)))
}

fn view(id: RecordId, row: &Permission) -> Value {
    json!({ "id": id, "method": row.method, "api_id": row.api_id })
}

/// The row that a request describes: a new one, or one in place of `before`.
fn read(
    fields: &Map<String, Value>,
    before: Option<(RecordId, &Permission)>,
    rights: &Rights,
    presence: Presence,
) -> Result<Permission, Map<String, Value>> {
    let mut fields = Fields::of(fields);
    let mut row = before.map_or_else(
        || Permission {
            method: String::new(),
            api_id: 0,
        },
        |(_, row)| row.clone(),
    );
    if let Some(method) = fields.filled_text("method", 10, presence) {
        if !METHODS.contains(&method.as_str()) {
            fields.error("method", format!("\"{method}\" is not a valid choice."));
        }
        row.method = method;
    }
    if let Some(api) = fields.id("api_id", presence, |id| rights.apis.rows.contains_key(&id)) {
        row.api_id = api;
    }
    let errors = fields.errors();
    if errors.is_empty() {
        Ok(row)
    } else {
        Err(errors)
    }
}
