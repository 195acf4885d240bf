//! `GET /mjpm/v1/员工管理/{openid}?token=`: the employees, newest last.
//!
//! Beyond the document: `status` filters, `limit` and `cursor` page, and the next page stands in a `Link` header (RFC 8288).

use std::num::NonZeroUsize;

use serde::{Deserialize, Deserializer, de};
use shared::lambda::{Function, answer};
use shared::request::{Accepts, Payload, Verb};
use shared::response::link_to_next;
use shared::secrets::Secret;
use shared::store::listing::{Filter, Wanted};
use shared::user::{Profile as _, User, UserId};
use shared::{App, Call, Failure, Response, authenticate};

use crate::employee::{Employee, EmployeeView, Status, may_manage_staff};
use crate::error::{Error, unauthenticated};
use crate::{envelope, path};

/// The function.
pub static FUNCTION: Function = Function::http(
    "mjpm-employees",
    Accepts::methods(&[Verb::Get]).only_paths(path::is_staff),
    Error::reject,
    |app, call| answer(handle(app, call)),
)
.reads(&[Secret::TokenKeys]);

/// How many employees a page has at most, and without a `limit`.
const MOST: usize = 1000;

/// What the panel may ask for.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct EmployeesRequest {
    /// Only those who stand here.
    #[serde(default, deserialize_with = "status")]
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "shared::openapi::Filled<Status>")
    )]
    pub status: Option<Status>,
    /// How many at most, 1 to 1000.
    #[serde(default, deserialize_with = "limit")]
    #[cfg_attr(feature = "openapi", schemars(range(max = MOST)))]
    pub limit: Option<NonZeroUsize>,
    /// The id after which to go on.
    pub cursor: Option<UserId>,
}

impl Payload for EmployeesRequest {}

/// What a success says.
const LISTED: &str = "1000:操作成功";

async fn handle(app: &App, call: &Call) -> Result<Response, Error> {
    let request: EmployeesRequest = call.parse()?;
    let identity = path::identity(app, call.path_parameter("key"))?.ok_or(Error::ListRefused)?;
    let (principal, newest) = authenticate::principal_and_newest_id(app, call)
        .await
        .map_err(|e| unauthenticated(e, Error::ListRefused))?;
    if !may_manage_staff(app, &principal.user, &identity)? {
        return Err(Error::ListRefused);
    }
    let filters: Vec<Filter<'_>> = request
        .status
        .map(|status| Filter::Section {
            section: Employee::SECTION,
            field: "status",
            value: status.as_str(),
        })
        .into_iter()
        .collect();
    let limit = request.limit.map_or(MOST, NonZeroUsize::get);
    let wanted = Wanted {
        after: request.cursor,
        limit,
        filters: &filters,
        newest,
    };
    let page = app.store.list::<Employee>(wanted).await?;

    let employees = page
        .users
        .iter()
        .filter_map(|user| {
            user.profile::<Employee>()
                .transpose()
                .map(|employee| employee.map(|employee| (user, employee)))
        })
        .collect::<Result<Vec<_>, Failure>>()?;
    let views: Vec<_> = employees
        .iter()
        .map(|(user, employee)| {
            EmployeeView::new(
                user,
                employee,
                openid_here(user, &identity.app),
                &employee.rights,
                "",
            )
        })
        .collect();
    let mut response = envelope::success(LISTED, views);
    if let Some(last) = page.next {
        link_to_next(
            &mut response,
            call,
            &[("limit", limit.to_string()), ("cursor", last.to_string())],
        );
    }
    Ok(response)
}

/// The openid by which the family's mini-program knows a user.
fn openid_here<'a>(user: &'a User, app: &str) -> &'a str {
    user.identities
        .iter()
        .find(|identity| identity.app == app)
        .map_or("", |identity| identity.openid.as_str())
}

fn status<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Status>, D::Error> {
    let word = Option::<String>::deserialize(deserializer)?.filter(|word| !word.is_empty());
    word.map(|word| {
        Status::parse(&word)
            .ok_or_else(|| de::Error::custom("应为 审核、在职、停用、离职、拒绝 之一"))
    })
    .transpose()
}

fn limit<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NonZeroUsize>, D::Error> {
    // It comes in the query, so it is text.
    let digits = Option::<String>::deserialize(deserializer)?;
    let parse = |digits: String| {
        digits
            .parse()
            .ok()
            .filter(|limit: &NonZeroUsize| limit.get() <= MOST)
    };
    digits
        .map(|digits| parse(digits).ok_or_else(|| de::Error::custom("应为 1 到 1000 的整数")))
        .transpose()
}

/// What the description of the API says of it.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> Vec<shared::openapi::Operation> {
    use shared::openapi::Operation;
    vec![
        Operation::new(Verb::Get, "员工列表", "List employees")
            .word("application", path::STAFF_APPLICATION)
            .word("key", "{openid}")
            .signed_in()
            .takes::<EmployeesRequest>(r#"{"status":"在职","limit":20}"#)
            .gives(
                envelope::outcome::<Vec<EmployeeView<'_>>>(LISTED),
                r#"{"result":"success","code":"1000","msg":"1000:操作成功","data":[{"id":17,"openid":"oFL4e0fSewexampleuxT0j5a_2HI","open_id":"oFL4e0fSewexampleuxT0j5a_2HI","name":"施海泉","avatar_url":"","email":"123@qq.com","phone":"13800000000","mobile":"13800000000","dept":"IT","dept_name":"IT","station":"engineer","duty":"engineer","status":"在职","rights":["员工管理"],"permission":[],"register_time":"2026-11-20 08:00:00","token":""}]}"#,
            )
            .pages()
            .fails([Error::ListRefused]),
    ]
}
