//! `/account/group/` and `/account/group/{pk}/`: user groups.

use serde_json::{Value, json};
use shared::authenticate::Caller;
use shared::lambda::{Function, answer};
use shared::request::Accepts;
use shared::rights::{Group, RecordId, Rights, Table};

use crate::administration::require_all;
use crate::error::Error;
use crate::records::{Record, VERBS, serve};
use crate::validate::{Fields, Presence};

/// The function.
pub const FUNCTION: Function = Function::http(
    "account-group",
    Accepts::methods(VERBS).lists(),
    Error::reject,
    |app, call| answer(serve::<Group>(app, call)),
);

impl Record for Group {
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

    fn view(&self, id: RecordId) -> Value {
        json!({ "id": id, "name": self.name, "permissions": self.permissions })
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
