//! `--seed`: a small organisation, so that panels and mini-programs have something to show.
//!
//! It is planted through the documented endpoints, one request after the other, as its people would have done it: codes are
//! exchanged, mails are read, records are reviewed. What stands afterwards is what a deployment could hold.

mod caller;
mod organisation;

use std::fmt;

use indicatif::ProgressBar;
use serde_json::{Value, json};

use self::caller::{ACCOUNT, CAMPUS, Caller, INVOKED, MEMBER, MJPM, id, text};
use self::organisation::{
    APIS, CAMPUS as CAMPUS_PEOPLE, CUSTOMERS, Customer, EMPLOYEES, Employee, GROUPS, Member,
    OPERATORS, WAITS,
};
use crate::stack::Stack;

/// The password of everybody in the organisation who has one. The sandbox lets anybody in by name, so it guards nothing.
pub const PASSWORD: &str = "seed-password";
/// The username of the superuser.
const SUPERUSER: &str = "admin";
/// The sandbox code of the superuser.
const BOSS: &str = "boss";

/// Why there is no organisation, or only a part of one; one line.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// Somebody is there already.
    #[error(
        "--seed is for an empty directory, and this one has users; add --reset to start afresh"
    )]
    NotEmpty,
    /// The directory could not be read.
    #[error("--seed: {0}")]
    Directory(#[from] shared::Failure),
    /// A request had no answer.
    #[error("--seed: {request}: {cause}")]
    Silence {
        /// The method and the path.
        request: String,
        /// What went wrong.
        cause: String,
    },
    /// A request was refused.
    #[error("--seed: {request}: {said}")]
    Refused {
        /// The method and the path.
        request: String,
        /// The answer.
        said: String,
    },
}

/// What was planted; prints as a few lines for the start screen.
#[derive(Clone, Copy, Debug)]
pub struct Organisation(());

/// How many steps it takes, for a progress bar.
#[must_use]
pub const fn steps() -> u64 {
    // One for the superuser, one for rights and groups together.
    (2 + EMPLOYEES.len() + CAMPUS_PEOPLE.len() + CUSTOMERS.len() + OPERATORS.len()) as u64
}

/// Plants the organisation on `stack`, and says on `progress` how far it is.
///
/// # Errors
/// [`SeedError`]; nothing is planted in a directory that has a user.
pub async fn plant(stack: &Stack, progress: &ProgressBar) -> Result<Organisation, SeedError> {
    if !stack.is_empty().await? {
        return Err(SeedError::NotEmpty);
    }
    let caller = Caller::new(stack);
    progress.set_length(steps());
    let boss = superuser(&caller).await?;
    progress.inc(1);
    for employee in &EMPLOYEES {
        hire(&caller, &boss, employee).await?;
        progress.inc(1);
    }
    for person in &CAMPUS_PEOPLE {
        enrol(&caller, &boss, person).await?;
        progress.inc(1);
    }
    for customer in &CUSTOMERS {
        welcome(&caller, customer).await?;
        progress.inc(1);
    }
    let groups = groups(&caller, &boss).await?;
    progress.inc(1);
    for operator in &OPERATORS {
        let user = json!({
            "username": operator.username, "password": PASSWORD, "is_staff": false,
            "first_name": operator.first_name, "last_name": operator.last_name, "groups": [groups[operator.group]],
        });
        caller
            .post(ACCOUNT, "/account/user/", &user, Some(&boss.token))
            .await?;
        progress.inc(1);
    }
    progress.finish_and_clear();
    Ok(Organisation(()))
}

/// The superuser, who is an employee too.
struct Boss {
    openid: String,
    token: String,
}

async fn superuser(caller: &Caller<'_>) -> Result<Boss, SeedError> {
    let openid = exchange(caller, BOSS).await?;
    let superuser = json!({ "username": SUPERUSER, "password": PASSWORD, "openid": openid });
    let path = "/2015-03-31/functions/create-superuser/invocations";
    caller.post(INVOKED, path, &superuser, None).await?;
    let path = format!("/mjpm/v1/auth/login/{openid}");
    let answer = caller.get(MJPM, &path).await?;
    let boss = Boss {
        token: text(&answer["data"]["token"]),
        openid,
    };
    let record = json!({ "id": id(&answer["data"]), "name": "陈建国", "dept": "总经办", "station": "总经理" });
    review(caller, &boss, record).await?;
    Ok(boss)
}

/// A code for an openid, which is proved for ten minutes.
async fn exchange(caller: &Caller<'_>, code: &str) -> Result<String, SeedError> {
    let answer = caller
        .post(MJPM, "/api/v1/weixinmp", &json!({ "code": code }), None)
        .await?;
    Ok(text(&answer["data"]["openid"]))
}

async fn hire(caller: &Caller<'_>, boss: &Boss, employee: &Employee) -> Result<(), SeedError> {
    let openid = exchange(caller, employee.code).await?;
    let address = format!("{}@tongxing.example", employee.code);
    let path = format!("/mjpm/v1/auth/code/{openid}");
    caller
        .post(MJPM, &path, &json!({ "email": address }), None)
        .await?;
    let record = json!({
        "name": employee.name, "email": address, "avatar_url": "", "code": caller.mailed_code(&address),
    });
    let path = format!("/mjpm/v1/auth/register/{openid}");
    caller.post(MJPM, &path, &record, None).await?;
    if employee.status == WAITS {
        return Ok(());
    }
    let path = format!(
        "/mjpm/v1/员工管理/{}?token={}&status={WAITS}",
        boss.openid, boss.token
    );
    let waiting = caller.get(MJPM, &path).await?;
    let waiting = waiting["data"].as_array().and_then(|list| {
        list.iter()
            .find(|listed| listed["openid"] == openid.as_str())
    });
    let record = json!({
        "id": id(waiting.unwrap_or(&Value::Null)), "status": employee.status, "dept": employee.dept,
        "station": employee.station, "rights": employee.rights, "permission": employee.projects,
    });
    review(caller, boss, record).await
}

async fn review(caller: &Caller<'_>, boss: &Boss, mut record: Value) -> Result<(), SeedError> {
    record["token"] = json!(boss.token);
    let path = format!("/mjpm/v1/员工管理/审核/{}", boss.openid);
    caller.post(MJPM, &path, &record, None).await?;
    Ok(())
}

async fn enrol(caller: &Caller<'_>, boss: &Boss, person: &Member) -> Result<(), SeedError> {
    let answer = caller
        .post(CAMPUS, "/login_wx", &json!({ "code": person.code }), None)
        .await?;
    let mut profile = json!({
        "Token": boss.token, "ID": answer["UserID"], "Name": person.name, "PhoneNumber": person.phone,
        "RegistrationNumber": person.number, "Permission": person.permission,
    });
    if person.has_password {
        profile["Username"] = json!(person.code);
        profile["Password"] = json!(PASSWORD);
    }
    caller
        .post(CAMPUS, "/updateuserinfo", &profile, None)
        .await?;
    Ok(())
}

async fn welcome(caller: &Caller<'_>, customer: &Customer) -> Result<(), SeedError> {
    let sign_in = json!({
        "login_method": customer.method, "login_type": customer.login_type, "code": customer.code,
        "nickName": customer.nickname,
    });
    caller
        .post(MEMBER, "/module/iot/codeGetInfo", &sign_in, None)
        .await?;
    Ok(())
}

/// The ids of the groups, whose rights are made first.
async fn groups(caller: &Caller<'_>, boss: &Boss) -> Result<Vec<i64>, SeedError> {
    let token = Some(boss.token.as_str());
    let apis: Vec<Value> = APIS
        .iter()
        .map(|(name, pattern)| json!({ "name": name, "pattern": pattern }))
        .collect();
    let answer = caller
        .post(ACCOUNT, "/account/backendapi/", &json!(apis), token)
        .await?;
    let apis = ids(&answer["data"]);
    let mut groups = Vec::new();
    for (name, rights) in GROUPS {
        let rights: Vec<Value> = rights
            .iter()
            .map(|&(method, api)| json!({ "method": method, "api_id": apis[api] }))
            .collect();
        let answer = caller
            .post(ACCOUNT, "/account/permission/", &json!(rights), token)
            .await?;
        let group = json!({ "name": name, "permissions": ids(&answer["data"]) });
        let answer = caller
            .post(ACCOUNT, "/account/group/", &group, token)
            .await?;
        groups.push(id(&answer["data"]));
    }
    Ok(groups)
}

fn ids(list: &Value) -> Vec<i64> {
    list.as_array().into_iter().flatten().map(id).collect()
}

impl fmt::Display for Organisation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "Planted a small organisation; every password is {PASSWORD}"
        )?;
        writeln!(
            f,
            "  panel, /account/login/   {SUPERUSER} (superuser), {}",
            list(OPERATORS.iter().map(|o| o.username))
        )?;
        writeln!(
            f,
            "  employees, WeChat codes  {BOSS} (superuser), {}",
            list(EMPLOYEES.iter().map(|e| e.code))
        )?;
        writeln!(
            f,
            "  campus, WeChat codes     {}",
            list(CAMPUS_PEOPLE.iter().map(|p| p.code))
        )?;
        let known = CUSTOMERS
            .iter()
            .map(|c| format!("{} ({})", c.code, c.method));
        write!(f, "  members                  {}", list(known))
    }
}

fn list(words: impl Iterator<Item = impl Into<String>>) -> String {
    words.map(Into::into).collect::<Vec<String>>().join(", ")
}
