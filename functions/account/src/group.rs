//! `/account/group/` and `/account/group/{pk}/`: lists, shows, creates, changes and deletes groups.
//!
//! A list of objects creates as many, all or none. What PUT and PATCH do not name stays as it is; PUT must name what POST must.

use serde_json::{Map, Value, json};
use shared::authenticate::{self, Caller};
use shared::lambda::{Function, answer};
use shared::request::{Accepts, Verb};
use shared::response::link_to_next;
use shared::rights::{Group, RecordId, Rights};
use shared::{App, Call, Rejection, Response};

use crate::administration::require_all;
use crate::envelope::{self, DONE};
use crate::error::Error;
use crate::page::Page;
use crate::records::{self, ROUNDS};
use crate::validate::{Fields, Presence, path_id};

/// How many records one request creates at most.
pub const MOST_AT_ONCE: usize = 100;

const VERBS: &[Verb] = &[Verb::Get, Verb::Post, Verb::Put, Verb::Patch, Verb::Delete];

/// The function.
pub const FUNCTION: Function = Function::http(
    "account-group",
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
        .groups
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
                require_all(caller, &row.permissions)?;
                let id = after
                    .groups
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
    let before = caller.rights.groups.rows.get(&id).ok_or(Error::NotFound)?;
    let mut after = caller.rights.clone();
    let presence = match verb {
        Verb::Get => return Ok((after, envelope::success(view(id, before), DONE))),
        Verb::Delete => {
            require_all(caller, &before.permissions)?;
            after.groups.rows.remove(&id);
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
    // Its members gain what it gains, and whoever may not give that away may not take it either.
    require_all(
        caller,
        &row.permissions
            .symmetric_difference(&before.permissions)
            .copied()
            .collect(),
    )?;
    after.groups.rows.insert(id, row.clone());
    Ok((after, envelope::success(view(id, &row), DONE)))
}

fn view(id: RecordId, row: &Group) -> Value {
    json!({ "id": id, "name": row.name, "permissions": row.permissions })
}

/// The row that a request describes: a new one, or one in place of `before`.
fn read(
    fields: &Map<String, Value>,
    before: Option<(RecordId, &Group)>,
    rights: &Rights,
    presence: Presence,
) -> Result<Group, Map<String, Value>> {
    let mut fields = Fields::of(fields);
    let mut row = before.map_or_else(
        || Group {
            name: String::new(),
            permissions: std::collections::BTreeSet::new(),
        },
        |(_, row)| row.clone(),
    );
    if let Some(name) = fields.filled_text("name", 150, presence) {
        let is_other = |id: &RecordId| before.is_none_or(|(own, _)| own != *id);
        if rights
            .groups
            .rows
            .iter()
            .any(|(id, group)| is_other(id) && group.name == name)
        {
            fields.error("name", "group with this name already exists.");
        }
        row.name = name;
    }
    if let Some(permissions) = fields.ids("permissions", |id| {
        rights.permissions.rows.contains_key(&id)
    }) {
        row.permissions = permissions;
    }
    let errors = fields.errors();
    if errors.is_empty() {
        Ok(row)
    } else {
        Err(errors)
    }
}
