//! `/account/permission/` and `/account/permission/{pk}/`: a method of a backend API, which users and groups can be given.

use std::collections::BTreeSet;

use serde::Serialize;
use shared::authenticate::Caller;
use shared::lambda::{Function, answer};
use shared::request::Accepts;
use shared::rights::{Permission, RecordId, Rights, Table};
use shared::secrets::Secret;

use crate::administration::{require_all, require_superuser};
use crate::error::Error;
use crate::records::{Record, VERBS, serve};
use crate::validate::{Fields, Presence};

/// The function.
pub static FUNCTION: Function = Function::http(
    "account-permission",
    Accepts::methods(VERBS).lists(),
    Error::reject,
    |app, call| answer(serve::<Permission>(app, call)),
)
.reads(&[Secret::TokenKeys]);

/// What a permission may be for; `ALL` is every one of the others.
static METHODS: [&str; 8] = [
    "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "ALL",
];

/// A permission as it is printed.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PermissionView {
    /// 权限id.
    id: RecordId,
    /// http请求方法, or `ALL`.
    method: String,
    /// 后端接口id.
    api_id: RecordId,
}

impl Record for Permission {
    type View = PermissionView;

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
        if let Some(method) = fields.choice("method", &METHODS, 10, presence) {
            row.method = method;
        }
        if let Some(api) = fields.id("api_id", presence, |id| rights.apis.rows.contains_key(&id)) {
            row.api_id = api;
        }
        row
    }

    fn view(&self, id: RecordId) -> PermissionView {
        let Self { method, api_id } = self.clone();
        PermissionView { id, method, api_id }
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

/// What the description of the API says of it.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> Vec<shared::openapi::Operation> {
    crate::records::describe::<Permission>(
        ("权限", "permission"),
        r#"{"method":"GET","api_id":1}"#,
        r#"{"id":1,"method":"GET","api_id":1}"#,
    )
}
