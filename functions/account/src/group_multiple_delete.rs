//! `DELETE /account/group/multiple_delete/?ids=1,2,3`: deletes several groups, all or none. Their members lose them.

use serde_json::json;
use shared::authenticate;
use shared::lambda::{Function, answer};
use shared::request::{Accepts, Verb};
use shared::secrets::Secret;
use shared::{App, Call, Response};

use crate::administration::require_all;
use crate::envelope;
use crate::error::Error;
use crate::page::parameter;
use crate::records::{self, ROUNDS};
use crate::validate::{id_list, no_such};

/// How many groups one request deletes at most.
pub const MOST_AT_ONCE: usize = 100;

/// The function.
pub static FUNCTION: Function = Function::http(
    "account-group-multiple-delete",
    Accepts::methods(&[Verb::Delete]),
    Error::reject,
    |app, call| answer(handle(app, call)),
)
.reads(&[Secret::TokenKeys]);

async fn handle(app: &App, call: &Call) -> Result<Response, Error> {
    for _ in 0..ROUNDS {
        let caller = authenticate::caller(app, call).await?;
        let ids = id_list(
            "ids",
            parameter(call, "ids").unwrap_or_default(),
            MOST_AT_ONCE,
        )?;
        let mut after = caller.rights.clone();
        let mut unknown = Vec::new();
        for id in ids {
            match after.groups.rows.remove(&id) {
                Some(group) => require_all(&caller, &group.permissions)?,
                None => unknown.push(no_such(id)),
            }
        }
        if !unknown.is_empty() {
            return Err(Error::Invalid(json!({ "ids": unknown })));
        }
        if records::replace(app, call, &caller, &after).await? {
            return Ok(envelope::done());
        }
    }
    Err(Error::Contended)
}

/// What the description of the API says of it.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> Vec<shared::openapi::Operation> {
    use shared::openapi::Operation;

    let (nothing, example) = envelope::describe::done();
    vec![
        Operation::new(Verb::Delete, "批量删除用户组", "Delete several groups")
            .signed_in()
            .query([crate::validate::describe::ids_to_delete()])
            .gives(nothing, &example)
            .fails([Error::NotSignedIn, Error::Forbidden]),
    ]
}
