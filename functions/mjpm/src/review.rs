//! `POST /mjpm/v1/员工管理/审核/{openid}`: staff review and change an employee's record.
//!
//! The document's example sends every field, empty ones too, so an empty text leaves a field as it is; an empty list of
//! `rights` takes them all.

use serde::Deserialize;
use serde_json::{Value, json};
use shared::audit::{AuditKind, AuditRecord, Change, Changes};
use shared::authenticate::{self, Principal};
use shared::email::Email;
use shared::lambda::{Function, answer};
use shared::request::{Accepts, Payload, Verb, one_or_many};
use shared::secrets::Secret;
use shared::store::{CommitError, Keep, Write};
use shared::text::Text;
use shared::user::{User, UserId};
use shared::{App, Call, Response};

use crate::employee::{Employee, ShortText, Status, Url, may_manage_staff};
use crate::error::{Error, unauthenticated};
use crate::{envelope, path};

/// The function.
pub static FUNCTION: Function = Function::http(
    "mjpm-review",
    Accepts::methods(&[Verb::Post]).only_paths(path::is_review),
    Error::reject,
    |app, call| answer(handle(app, call)),
)
.reads(&[Secret::TokenKeys]);

/// How often a review that met another write of the same people looks at them again.
const ROUNDS: u32 = 5;
/// How many projects an employee has at most; a page of employees must fit into one answer.
const MOST_PROJECTS: usize = 100;

// What can be wrong with a review.
const NO_EMPLOYEE: &str = "员工不存在";
const CONTENDED: &str = "员工信息正在被他人修改,请稍后重试";
const BAD_EMAIL: &str = "邮箱格式错误";
const BAD_STATUS: &str = "状态应为 审核、在职、停用、离职、拒绝 之一";
const NO_APPLICATION: &str = "应用不存在";
const TOO_MANY_PROJECTS: &str = "项目最多 100 个";

/// What the panel sends: these fields and no others can be changed.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ReviewRequest {
    /// 员工序号.
    pub id: UserId,
    /// 员工邮箱; becomes an address to write to, not a verified one.
    #[serde(default)]
    pub email: Option<Text<320>>,
    /// 头像.
    #[serde(default)]
    pub avatar_url: Option<Url>,
    /// 员工手机.
    #[serde(default)]
    pub phone: Option<Text<32>>,
    /// 员工姓名.
    #[serde(default)]
    pub name: Option<ShortText>,
    /// 职位.
    #[serde(default)]
    pub station: Option<ShortText>,
    /// 员工状态.
    #[serde(default)]
    pub status: Option<Text<16>>,
    /// 所属部.
    #[serde(default)]
    pub dept: Option<ShortText>,
    /// 用户授权应用.
    #[serde(default, deserialize_with = "one_or_many")]
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "Option<shared::openapi::OneOrMany<ShortText>>")
    )]
    pub rights: Option<Vec<ShortText>>,
    /// 项目授权.
    #[serde(default, deserialize_with = "one_or_many")]
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "Option<shared::openapi::OneOrMany<ShortText>>")
    )]
    pub permission: Option<Vec<ShortText>>,
}

impl Payload for ReviewRequest {
    const SYNONYMS: &'static [(&'static str, &'static str)] = &[
        ("phone", "mobile"),
        ("station", "duty"),
        ("dept", "dept_name"),
    ];
}

/// What a success says.
const REVIEWED: &str = "1003:操作成功!";

async fn handle(app: &App, call: &Call) -> Result<Response, Error> {
    let request: ReviewRequest = call.parse()?;
    let identity =
        path::identity(app, call.path_parameter("openid"))?.ok_or(Error::ReviewRefused)?;
    for _ in 0..ROUNDS {
        let (principal, subject) = authenticate::principal_and(app, call, Some(request.id))
            .await
            .map_err(|e| unauthenticated(e, Error::ReviewRefused))?;
        if !may_manage_staff(app, &principal.user, &identity)? {
            return Err(Error::ReviewRefused);
        }
        let before = subject.ok_or(Error::ReviewWrong(NO_EMPLOYEE))?;
        if review(app, call, &principal, &before, request.clone()).await? {
            return Ok(envelope::success(REVIEWED, envelope::NOTHING));
        }
    }
    Err(Error::ReviewWrong(CONTENDED))
}

/// Writes the whole review, with the record of it, or nothing; whether it was written: not when either of the two has been
/// changed since they were read.
async fn review(
    app: &App,
    call: &Call,
    principal: &Principal,
    before: &User,
    request: ReviewRequest,
) -> Result<bool, Error> {
    let employee = before
        .profile::<Employee>()?
        .ok_or(Error::ReviewWrong(NO_EMPLOYEE))?;
    let (after, reviewed) = apply(app, before, &employee, request)?;
    authorise(app, &principal.user, before, &employee, &reviewed)?;
    let changes = changes(before, &employee, &after, &reviewed);
    if changes.is_empty() {
        return Ok(true);
    }
    let now = app.clock.now();
    let after = User {
        updated_at: now,
        ..after
    };
    let record = AuditRecord::new(app, AuditKind::EmployeeReviewed, &call.source_ip)?
        .by(principal.user.id)
        .about(before.id)
        .with(changes);
    let mut writes = vec![
        Write::ReplaceUser {
            before,
            after: &after,
            password: None,
            keep: Keep::EveryRole,
        },
        Write::Audit(&record),
    ];
    if principal.user.id != before.id {
        // Two who take the right from one another at the same moment: one of them comes too late.
        writes.push(Write::RequireUser(&principal.user));
    }
    match app.store.commit(&writes).await {
        Ok(()) => Ok(true),
        Err(CommitError::Refused(_)) => Ok(false),
        Err(CommitError::Failure(failure)) => Err(failure.into()),
    }
}

/// The user and the record as they are to be.
fn apply(
    app: &App,
    before: &User,
    employee: &Employee,
    request: ReviewRequest,
) -> Result<(User, Employee), Error> {
    let mut after = before.clone();
    let mut reviewed = employee.clone();
    if let Some(email) = given(request.email) {
        let email = Email::parse(&email).map_err(|_| Error::ReviewWrong(BAD_EMAIL))?;
        if before.email.as_ref() != Some(&email) {
            after.email = Some(email);
            after.email_verified = false;
        }
    }
    for (field, text) in [
        (&mut after.avatar_url, given(request.avatar_url)),
        (&mut after.phone, given(request.phone)),
        (&mut after.name, given(request.name)),
        (&mut reviewed.station, given(request.station)),
        (&mut reviewed.dept, given(request.dept)),
    ] {
        if let Some(text) = text {
            *field = text;
        }
    }
    if let Some(word) = given(request.status) {
        reviewed.status = Status::parse(&word).ok_or(Error::ReviewWrong(BAD_STATUS))?;
    }
    if let Some(rights) = request.rights {
        reviewed.rights = distinct(rights);
        let known = &app.config.mjpm_applications;
        if reviewed
            .rights
            .iter()
            .any(|right| !known.contains(right) && !employee.rights.contains(right))
        {
            return Err(Error::ReviewWrong(NO_APPLICATION));
        }
    }
    if let Some(projects) = request.permission {
        reviewed.permission = distinct(projects);
        if reviewed.permission.len() > MOST_PROJECTS {
            return Err(Error::ReviewWrong(TOO_MANY_PROJECTS));
        }
    }
    after.set_profile(&reviewed)?;
    Ok((after, reviewed))
}

/// Nobody changes their own status or rights, nobody gives what they lack, and only a superuser does either to a superuser.
fn authorise(
    app: &App,
    reviewer: &User,
    subject: &User,
    before: &Employee,
    after: &Employee,
) -> Result<(), Error> {
    if before.status == after.status && before.rights == after.rights {
        return Ok(());
    }
    if reviewer.id == subject.id || (subject.is_superuser && !reviewer.is_superuser) {
        return Err(Error::ReviewRefused);
    }
    if reviewer.is_superuser {
        return Ok(());
    }
    let own = reviewer
        .profile::<Employee>()?
        .ok_or(Error::ReviewRefused)?;
    let own = own.effective_rights(app);
    let lacking = after
        .rights
        .iter()
        .any(|right| !before.rights.contains(right) && !own.contains(right));
    if lacking {
        Err(Error::ReviewRefused)
    } else {
        Ok(())
    }
}

/// Each field that differs, before and after.
fn changes(before: &User, employee: &Employee, after: &User, reviewed: &Employee) -> Changes {
    let view = |user: &User, employee: &Employee| -> [(&'static str, Value); 9] {
        [
            ("email", json!(user.email)),
            ("avatar_url", json!(user.avatar_url)),
            ("phone", json!(user.phone)),
            ("name", json!(user.name)),
            ("station", json!(employee.station)),
            ("dept", json!(employee.dept)),
            ("status", json!(employee.status)),
            ("rights", json!(employee.rights)),
            ("permission", json!(employee.permission)),
        ]
    };
    view(before, employee)
        .into_iter()
        .zip(view(after, reviewed))
        .filter(|(old, new)| old != new)
        .map(|((field, before), (_, after))| (field.to_owned(), Change { before, after }))
        .collect()
}

fn given<const MAX: usize>(text: Option<Text<MAX>>) -> Option<String> {
    text.map(Text::into_string).filter(|text| !text.is_empty())
}

fn distinct(texts: Vec<ShortText>) -> Vec<String> {
    let mut distinct = Vec::new();
    for text in texts
        .into_iter()
        .map(Text::into_string)
        .filter(|text| !text.is_empty())
    {
        if !distinct.contains(&text) {
            distinct.push(text);
        }
    }
    distinct
}

/// What the description of the API says of it.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> Vec<shared::openapi::Operation> {
    use shared::openapi::Operation;
    let wrong = [
        NO_EMPLOYEE,
        CONTENDED,
        BAD_EMAIL,
        BAD_STATUS,
        NO_APPLICATION,
        TOO_MANY_PROJECTS,
    ];
    let wrong = wrong.map(Error::ReviewWrong);
    vec![
        Operation::new(Verb::Post, "员工审核", "Review an employee")
            .word("application", path::STAFF_APPLICATION)
            .word("key", path::REVIEW)
            .signed_in()
            .takes::<ReviewRequest>(
                r#"{"id":17,"status":"在职","rights":["员工管理"],"token":"d6197bcab0899b361a6599ac190a5f0a"}"#,
            )
            .gives(
                envelope::outcome::<[(); 0]>(REVIEWED),
                r#"{"result":"success","code":"1003","msg":"1003:操作成功!","data":[]}"#,
            )
            .fails([Error::ReviewRefused])
            .fails(wrong),
    ]
}
