//! `DELETE /account/user/multiple_delete/?ids=1,2,3`: deletes several users, all or none. The document spells it `/usr/`.

use std::collections::BTreeSet;

use serde_json::json;
use shared::authenticate;
use shared::collect::ordered;
use shared::lambda::{Function, answer};
use shared::request::{Accepts, Verb};
use shared::secrets::Secret;
use shared::store::{CommitError, Refusal, Write};
use shared::user::UserId;
use shared::{App, Call, Response};

use crate::administration::{kept_roles, require_custody, required_rights};
use crate::envelope;
use crate::error::Error;
use crate::page::parameter;
use crate::records::ROUNDS;
use crate::user::deletion;
use crate::validate::{id_list, no_such};

/// How many users one request deletes at most: with the markers of what is unique about each, in a transaction of 100 items.
pub const MOST_AT_ONCE: usize = 20;

/// The function.
pub static FUNCTION: Function = Function::http(
    "account-user-multiple-delete",
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
        let ids = ids.into_iter().filter_map(|id| UserId::new(id.into()));
        let ids: BTreeSet<UserId> = ordered(ids);
        let users = app.store.users(&ids).await?;
        let unknown: Vec<String> = ids
            .iter()
            .filter(|id| users.iter().all(|user| user.id != **id))
            .map(no_such)
            .collect();
        if !unknown.is_empty() {
            return Err(Error::Invalid(json!({ "ids": unknown })));
        }
        for user in &users {
            require_custody(&caller, user)?;
        }
        let keep = kept_roles(&caller);
        let records = users.iter().map(|user| deletion(app, call, &caller, user));
        let records: Vec<_> = records.collect::<Result<_, _>>()?;
        let mut writes: Vec<_> = users
            .iter()
            .map(|user| Write::DeleteUser { user, keep })
            .chain(records.iter().map(Write::Audit))
            .collect();
        writes.extend(required_rights(&caller));
        if !ids.contains(&caller.principal.user.id) {
            writes.push(Write::RequireUser(&caller.principal.user));
        }
        match app.store.commit(&writes).await {
            Ok(()) => return Ok(envelope::done()),
            Err(CommitError::Failure(failure)) => return Err(failure.into()),
            Err(CommitError::Refused(refusals)) if refusals.contains(&Refusal::LastOfRole) => {
                return Err(Error::Invalid(
                    json!({ "ids": ["The last superuser must remain."] }),
                ));
            }
            Err(CommitError::Refused(refusals)) if refusals.contains(&Refusal::TooLarge) => {
                return Err(Error::Invalid(
                    json!({ "ids": ["Too many at once; delete fewer."] }),
                ));
            }
            Err(CommitError::Refused(_)) => {}
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
        Operation::new(Verb::Delete, "批量删除用户", "Delete several users")
            .signed_in()
            .query([crate::validate::describe::ids_to_delete()])
            .gives(nothing, &example)
            .fails([Error::NotSignedIn, Error::Forbidden]),
    ]
}
