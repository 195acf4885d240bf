//! What the description of the API says of users.

use schemars::json_schema;
use shared::openapi::{OneOrMany, Operation, Parameter};
use shared::request::Verb;
use shared::user::{User, UserId};
use shared::username::Username;

use super::MOST_AT_ONCE;
use crate::envelope::DONE;
use crate::envelope::describe::{created, done, example, outcome};
use crate::error::Error;
use crate::page::{MOST, parameters, truth};
use crate::person::{UserView, asked};
use crate::validate::Presence;
use crate::validate::describe::one_or_list;

/// Document 004's example of a request, and of the user it makes.
const REQUEST: &str = r#"{"groups":[1],"permissions":[],"is_superuser":true,"username":"admin200","first_name":"","last_name":"","email":"admin20@ksjgs.com","is_staff":false,"gender":"male","phone":null,"dingding":null,"password":"123456789"}"#;
const VIEW: &str = r#"{"id":2,"last_login":null,"is_superuser":true,"username":"admin200","first_name":"","last_name":"","email":"admin20@ksjgs.com","is_staff":false,"is_active":true,"date_joined":"2026-11-20T08:00:00.000000","gender":"male","phone":null,"dingding":null,"user_permissions":[],"permissions":[],"groups":[1]}"#;

/// The operations on users.
#[must_use]
pub fn describe() -> Vec<Operation> {
    let now = shared::clock::Timestamp::from_millis(0);
    // Who is asked about is nobody; whether they have a name is all that the reader looks at.
    let nobody = UserId::new(1).map(|id| User::new(id, now));
    let named = nobody.clone().map(|user| User {
        username: Username::parse("admin").ok(),
        ..user
    });
    let schema = |user: &Option<User>, presence| match user {
        Some(user) => asked(user, presence),
        None => json_schema!(false),
    };
    let (nothing, nothing_example) = done();
    let refused = || [Error::NotSignedIn, Error::Forbidden];
    let shown = || outcome::<UserView<'_>>(DONE);
    let on_one = |verb, chinese: &str, english: &str| {
        Operation::new(verb, chinese, english)
            .on("pk")
            .signed_in()
            .fails(refused())
            .fails([Error::NotFound])
    };
    let (one, list) = (example(200, VIEW), example(200, &format!("[{VIEW}]")));
    vec![
        Operation::new(Verb::Get, "用户列表", "List users")
            .signed_in()
            .query(filters())
            .query(parameters(MOST))
            .gives(outcome::<Vec<UserView<'_>>>(DONE), &list)
            .pages()
            .fails(refused()),
        Operation::new(
            Verb::Post,
            "新建用户,一个或多个",
            "Create a user, or several",
        )
        .signed_in()
        .takes_such(
            one_or_list(&schema(&nobody, Presence::Required), MOST_AT_ONCE),
            REQUEST,
        )
        .gives(created::<OneOrMany<UserView<'_>>>(), &example(201, VIEW))
        .fails(refused()),
        on_one(Verb::Get, "查看用户", "Show a user").gives(shown(), &one),
        on_one(Verb::Put, "更新用户", "Update a user")
            .takes_such(schema(&named, Presence::Required), REQUEST)
            .gives(shown(), &one),
        on_one(Verb::Patch, "修改用户", "Change a user")
            .takes_such(schema(&named, Presence::Optional), REQUEST)
            .gives(shown(), &one),
        on_one(Verb::Delete, "删除用户", "Delete a user").gives(nothing, &nothing_example),
    ]
}

fn filters() -> [Parameter; 3] {
    [
        Parameter::with(
            "search",
            "在用户名、姓名、邮箱、手机号中查找. A text in names, addresses and numbers.",
            json_schema!({ "type": "string" }),
        ),
        truth("is_active", "是否启用. Whether the account may be used."),
        Parameter::of::<UserId>("group", "所属组id. A group they belong to."),
    ]
}
