//! `/account/backendapi/` and `/account/backendapi/{pk}/`: the APIs that permissions are about.

use serde_json::{Value, json};
use shared::authenticate::Caller;
use shared::lambda::{Function, answer};
use shared::request::Accepts;
use shared::rights::{BackendApi, RecordId, Rights, Table, is_pattern};

use crate::administration::{require_all, require_superuser};
use crate::error::Error;
use crate::records::{Record, VERBS, serve};
use crate::validate::{Fields, Presence};

/// The function.
pub const FUNCTION: Function = Function::http(
    "account-backendapi",
    Accepts::methods(VERBS).lists(),
    Error::reject,
    |app, call| answer(serve::<BackendApi>(app, call)),
);

impl Record for BackendApi {
    fn table(rights: &Rights) -> &Table<Self> {
        &rights.apis
    }

    fn table_mut(rights: &mut Rights) -> &mut Table<Self> {
        &mut rights.apis
    }

    fn read(
        fields: &mut Fields<'_>,
        before: Option<(RecordId, &Self)>,
        _: &Rights,
        presence: Presence,
    ) -> Self {
        let mut row = before.map_or_else(Self::default, |(_, row)| row.clone());
        if let Some(pattern) = fields.filled_text("pattern", 100, presence) {
            if !is_pattern(&pattern) {
                fields.error("pattern", "Enter a valid regular expression.");
            }
            row.pattern = pattern;
        }
        for (field, most, stored) in [
            ("name", 50, &mut row.name),
            ("app_name", 30, &mut row.app_name),
            ("comment", 100, &mut row.comment),
        ] {
            if let Some(text) = fields.nullable_text(field, most) {
                *stored = text;
            }
        }
        row
    }

    fn view(&self, id: RecordId) -> Value {
        json!({ "id": id, "name": self.name, "pattern": self.pattern, "app_name": self.app_name, "comment": self.comment })
    }

    /// Whoever holds a permission on it would gain or lose by another pattern, and lose by its deletion.
    fn authorise(
        caller: &Caller,
        before: Option<(RecordId, &Self)>,
        after: Option<&Self>,
    ) -> Result<(), Error> {
        let Some((id, before)) = before else {
            return Ok(());
        };
        match after {
            Some(after) if before.pattern != after.pattern => require_superuser(caller),
            Some(_) => Ok(()),
            None => {
                let permissions = caller.rights.permissions.rows.iter();
                let lost = permissions
                    .filter(|(_, permission)| permission.api_id == id)
                    .map(|(id, _)| *id);
                require_all(caller, &lost.collect())
            }
        }
    }

    fn remove(rights: &mut Rights, id: RecordId) {
        rights.remove_api(id);
    }
}
