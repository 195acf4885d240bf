//! `/account/group/` and `/account/group/{pk}/`: user groups.

use std::collections::BTreeSet;

use serde::Serialize;
use shared::authenticate::Caller;
use shared::lambda::{Function, answer};
use shared::request::Accepts;
use shared::rights::{Group, RecordId, Rights, Table};
use shared::secrets::Secret;

use crate::administration::require_all;
use crate::error::Error;
use crate::records::{Record, VERBS, serve};
use crate::validate::{Fields, Presence};

/// The function.
pub static FUNCTION: Function = Function::http(
    "account-group",
    Accepts::methods(VERBS).lists(),
    Error::reject,
    |app, call| answer(serve::<Group>(app, call)),
)
.reads(&[Secret::TokenKeys]);

/// A group as it is printed.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GroupView {
    /// 组id.
    id: RecordId,
    /// 组名称; unique.
    name: String,
    /// 权限id列表.
    permissions: BTreeSet<RecordId>,
}

impl Record for Group {
    type View = GroupView;

    fn table(rights: &Rights) -> &Table<Self> {
        &rights.groups
    }

    fn table_mut(rights: &mut Rights) -> &mut Table<Self> {
        &mut rights.groups
    }

    fn read(
        fields: &mut Fields<'_>,
        before: Option<(RecordId, &Self)>,
        rights: &Rights,
        presence: Presence,
    ) -> Self {
        let mut row = before.map_or_else(Self::default, |(_, row)| row.clone());
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
        if fields.has("users") {
            fields.error(
                "users",
                "Members come and go by /account/group/{pk}/permission/.",
            );
        }
        if let Some(permissions) = fields.ids("permissions", |id| {
            rights.permissions.rows.contains_key(&id)
        }) {
            row.permissions = permissions;
        }
        row
    }

    fn view(&self, id: RecordId) -> GroupView {
        let Self { name, permissions } = self.clone();
        GroupView {
            id,
            name,
            permissions,
        }
    }

    /// The members gain what the group gains; and whoever may not give something away may not take it either.
    fn authorise(
        caller: &Caller,
        before: Option<(RecordId, &Self)>,
        after: Option<&Self>,
    ) -> Result<(), Error> {
        let nothing = Self::default();
        let (before, after) = (
            before.map_or(&nothing, |(_, row)| row),
            after.unwrap_or(&nothing),
        );
        require_all(
            caller,
            &before
                .permissions
                .symmetric_difference(&after.permissions)
                .copied()
                .collect(),
        )
    }

    fn remove(rights: &mut Rights, id: RecordId) {
        rights.groups.rows.remove(&id);
    }
}

/// What the description of the API says of it.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> Vec<shared::openapi::Operation> {
    crate::records::describe::<Group>(
        ("用户组", "group"),
        r#"{"name":"编辑","permissions":[]}"#,
        r#"{"id":1,"name":"编辑","permissions":[]}"#,
    )
}
