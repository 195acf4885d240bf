//! `/account/permission/` and `/account/permission/{pk}/`: a method of a backend API, which users and groups can be given.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use shared::authenticate::Caller;
use shared::lambda::{Function, answer};
use shared::request::Accepts;
use shared::rights::{Permission, RecordId, Rights, Table};

use crate::administration::{require_all, require_superuser};
use crate::error::Error;
use crate::records::{Record, VERBS, serve};
use crate::validate::{Fields, Presence};

/// The function.
pub const FUNCTION: Function = Function::http(
    "account-permission",
    Accepts::methods(VERBS).lists(),
    Error::reject,
    |app, call| answer(serve::<Permission>(app, call)),
);

/// What a permission may be for; `ALL` is every one of the others.
const METHODS: [&str; 8] = [
    "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "ALL",
];

impl Record for Permission {
    fn table(rights: &Rights) -> &Table<Self> {
        &rights.permissions
    }

    fn table_mut(rights: &mut Rights) -> &mut Table<Self> {
        &mut rights.permissions
    }

    fn read(
        fields: &mut Fields<'_>,
        before: Option<(RecordId, &Self)>,
        rights: &Rights,
        presence: Presence,
    ) -> Self {
        let mut row = before.map_or_else(Self::default, |(_, row)| row.clone());
        if let Some(method) = fields.filled_text("method", 10, presence) {
            if !METHODS.contains(&method.as_str()) {
                fields.error("method", format!("\"{method}\" is not a valid choice."));
            }
            row.method = method;
        }
        if let Some(api) = fields.id("api_id", presence, |id| rights.apis.rows.contains_key(&id)) {
            row.api_id = api;
        }
        row
    }

    fn view(&self, id: RecordId) -> Value {
        json!({ "id": id, "method": self.method, "api_id": self.api_id })
    }

    /// Whoever holds it would gain or lose by a change, and lose by its deletion.
    fn authorise(
        caller: &Caller,
        before: Option<(RecordId, &Self)>,
        after: Option<&Self>,
    ) -> Result<(), Error> {
        match (before, after) {
            (Some((_, before)), Some(after)) if before != after => require_superuser(caller),
            (Some((id, _)), None) => require_all(caller, &BTreeSet::from([id])),
            _ => Ok(()),
        }
    }

    fn remove(rights: &mut Rights, id: RecordId) {
        rights.remove_permission(id);
    }
}
