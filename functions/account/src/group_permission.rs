//! `POST|DELETE /account/group/{pk}/permission/?user_ids=…` and/or `?perm_ids=…`: adds or takes away members and permissions of a
//! group; done twice it is as done once, and it is all or none.

use std::collections::BTreeSet;

use serde_json::json;
use shared::audit::{self, Actor};
use shared::authenticate::{self, Caller};
use shared::collect::ordered;
use shared::lambda::{Function, answer};
use shared::request::{Accepts, Verb};
use shared::rights::{RecordId, Rights};
use shared::secrets::Secret;
use shared::store::{CommitError, Keep, Write};
use shared::user::{User, UserId};
use shared::{App, Call, Response};

use crate::administration::{require_all, require_authority_over, required_rights};
use crate::envelope::{self, DONE};
use crate::error::Error;
use crate::page::parameter;
use crate::records::{self, ROUNDS, Record as _};
use crate::validate::{id_list, no_such, path_id};

/// How many users one request names at most; the users, a record for each, the rights and the caller are one transaction.
pub const MOST_USERS_AT_ONCE: usize = 45;
/// How many permissions one request names at most.
pub const MOST_AT_ONCE: usize = 90;

/// The function.
pub static FUNCTION: Function = Function::http(
    "account-group-permission",
    Accepts::methods(&[Verb::Post, Verb::Delete]),
    Error::reject,
    |app, call| answer(handle(app, call)),
)
.reads(&[Secret::TokenKeys]);

async fn handle(app: &App, call: &Call) -> Result<Response, Error> {
    for _ in 0..ROUNDS {
        let caller = authenticate::caller(app, call).await?;
        let group = path_id(call.path_parameter("pk"))?;
        let users = ids(call, "user_ids", MOST_USERS_AT_ONCE)?;
        let permissions = ids(call, "perm_ids", MOST_AT_ONCE)?;
        if users.is_none() && permissions.is_none() {
            return Err(Error::Invalid(
                json!({ "user_ids": ["This field or perm_ids is required."] }),
            ));
        }
        let users = users
            .unwrap_or_default()
            .into_iter()
            .filter_map(|id| UserId::new(id.into()));
        let users: BTreeSet<UserId> = ordered(users);
        let before = app.store.users(&users).await?;
        let rights = plan(
            call,
            &caller,
            group,
            &permissions.unwrap_or_default(),
            (&users, &before),
        )?;
        let changed = members(app, call.verb, group, &before);
        if write(app, call, &caller, &rights, &changed).await? {
            let row = rights.groups.rows.get(&group).ok_or(Error::NotFound)?;
            return Ok(envelope::success(row.view(group), DONE));
        }
    }
    Err(Error::Contended)
}

fn ids(call: &Call, name: &str, most: usize) -> Result<Option<BTreeSet<RecordId>>, Error> {
    parameter(call, name)
        .map(|text| id_list(name, text, most))
        .transpose()
}

/// The rights as they are to be, if everyone and everything named is there and the caller may.
fn plan(
    call: &Call,
    caller: &Caller,
    group: RecordId,
    permissions: &BTreeSet<RecordId>,
    (users, found): (&BTreeSet<UserId>, &[User]),
) -> Result<Rights, Error> {
    let mut rights = caller.rights.clone();
    let row = rights.groups.rows.get_mut(&group).ok_or(Error::NotFound)?;
    let no_user: Vec<_> = users
        .iter()
        .filter(|id| found.iter().all(|user| user.id != **id))
        .map(no_such)
        .collect();
    let no_permission: Vec<_> = permissions
        .iter()
        .filter(|id| !caller.rights.permissions.rows.contains_key(id))
        .map(no_such)
        .collect();
    let problems = [("user_ids", no_user), ("perm_ids", no_permission)]
        .into_iter()
        .filter(|(_, problems)| !problems.is_empty());
    let problems: serde_json::Map<_, _> = problems
        .map(|(field, problems)| (field.to_owned(), json!(problems)))
        .collect();
    if !problems.is_empty() {
        return Err(Error::Invalid(problems.into()));
    }
    require_all(caller, permissions)?;
    for user in found {
        require_authority_over(caller, user)?;
    }
    if call.verb == Verb::Post {
        row.permissions.extend(permissions);
    } else {
        row.permissions.retain(|id| !permissions.contains(id));
    }
    if !found.is_empty() {
        // Whoever joins gains what the group has, whoever leaves loses it.
        require_all(caller, &row.permissions)?;
    }
    Ok(rights)
}

/// The users whose membership changes, before and after.
fn members<'a>(app: &App, verb: Verb, group: RecordId, users: &'a [User]) -> Vec<(&'a User, User)> {
    let changed = users
        .iter()
        .filter(|user| user.groups.contains(&group) != (verb == Verb::Post));
    let after = |user: &User| {
        let mut after = User {
            updated_at: app.clock.now(),
            ..user.clone()
        };
        if verb == Verb::Post {
            after.groups.insert(group)
        } else {
            after.groups.remove(&group)
        };
        after
    };
    changed.map(|user| (user, after(user))).collect()
}

/// Writes rights and members together; whether they were written: not when one of them has been changed since.
async fn write(
    app: &App,
    call: &Call,
    caller: &Caller,
    rights: &Rights,
    members: &[(&User, User)],
) -> Result<bool, Error> {
    let actor = &caller.principal.user;
    let by = Actor {
        user: Some(actor.id),
        source_ip: &call.source_ip,
    };
    let mut told = Vec::new();
    for (before, after) in members {
        told.extend(audit::of_user(app, by, before, after, false)?);
    }
    if *rights != caller.rights {
        told.push(records::record(app, call, caller, rights)?);
    }
    let users = members.iter().map(|(before, after)| Write::ReplaceUser {
        before,
        after,
        password: None,
        keep: Keep::EveryRole,
    });
    let mut writes: Vec<_> = users.chain(told.iter().map(Write::Audit)).collect();
    if *rights == caller.rights {
        writes.extend(required_rights(caller));
    } else {
        writes.push(Write::ReplaceRights {
            before: &caller.rights,
            after: rights,
        });
    }
    if members.iter().all(|(before, _)| before.id != actor.id) {
        writes.push(Write::RequireUser(actor));
    }
    match app.store.commit(&writes).await {
        Ok(()) => Ok(true),
        Err(CommitError::Refused(_)) => Ok(false),
        Err(CommitError::Failure(failure)) => Err(failure.into()),
    }
}

/// What the description of the API says of it.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> Vec<shared::openapi::Operation> {
    use shared::openapi::{Operation, Parameter};

    use crate::envelope::describe::{example, outcome};
    use crate::group::GroupView;
    use crate::validate::describe::ids;

    let operation = |verb, chinese: &str, english: &str| {
        Operation::new(verb, chinese, english)
            .signed_in()
            .query([
                Parameter::with(
                    "user_ids",
                    "用户id, 以逗号分隔. The ids of users, with commas between them.",
                    ids(),
                ),
                Parameter::with(
                    "perm_ids",
                    "权限id, 以逗号分隔. The ids of permissions, with commas between them.",
                    ids(),
                ),
            ])
            .gives(
                outcome::<GroupView>(DONE),
                &example(200, r#"{"id":1,"name":"编辑","permissions":[1,2]}"#),
            )
            .fails([Error::NotSignedIn, Error::Forbidden, Error::NotFound])
    };
    vec![
        operation(
            Verb::Post,
            "为用户组添加成员和权限",
            "Add members and permissions to a group",
        ),
        operation(
            Verb::Delete,
            "移除用户组的成员和权限",
            "Take members and permissions from a group",
        ),
    ]
}
