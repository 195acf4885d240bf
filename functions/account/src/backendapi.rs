//! `/account/backendapi/` and `/account/backendapi/{pk}/`: the APIs that permissions are about.

use serde::Serialize;
use shared::authenticate::Caller;
use shared::lambda::{Function, answer};
use shared::request::Accepts;
use shared::rights::{BackendApi, RecordId, Rights, Table, is_pattern};
use shared::secrets::Secret;

use crate::administration::{require_all, require_superuser};
use crate::error::Error;
use crate::records::{Record, VERBS, serve};
use crate::validate::{Fields, Presence};

/// The function.
pub static FUNCTION: Function = Function::http(
    "account-backendapi",
    Accepts::methods(VERBS).lists(),
    Error::reject,
    |app, call| answer(serve::<BackendApi>(app, call)),
)
.reads(&[Secret::TokenKeys]);

/// A backend API as it is printed.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct BackendApiView {
    /// 接口id.
    id: RecordId,
    /// 接口名称.
    name: Option<String>,
    /// 接口正则; must match the whole path.
    pattern: String,
    /// app名称.
    app_name: Option<String>,
    /// 备注.
    comment: Option<String>,
}

impl Record for BackendApi {
    type View = BackendApiView;

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

    fn view(&self, id: RecordId) -> BackendApiView {
        let Self {
            name,
            pattern,
            app_name,
            comment,
        } = self.clone();
        BackendApiView {
            id,
            name,
            pattern,
            app_name,
            comment,
        }
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

/// What the description of the API says of it.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> Vec<shared::openapi::Operation> {
    crate::records::describe::<BackendApi>(
        ("后端接口", "backend API"),
        r#"{"name":"用户","pattern":"/account/user/","app_name":"account","comment":null}"#,
        r#"{"id":1,"name":"用户","pattern":"/account/user/","app_name":"account","comment":null}"#,
    )
}
