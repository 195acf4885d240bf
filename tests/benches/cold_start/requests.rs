//! CPU time of a warm function's requests: authenticated reads, pages of users, and sign-ins beside the password hash alone.

use std::path::Path;
use std::process::Command;

use local::Stack;
use serde_json::{Value, json};
use shared::password::{Password, Passwords};
use shared::random::Random;

use crate::process::{Function, cpu_of};
use crate::{Error, environment, events, spread, stack};

/// The superuser everything is asked as.
const NAME: &str = "measured";
const PASSWORD: &str = "correct horse 42";
/// How many users a page has, and how many like the superuser there are beside.
const PAGE: &str = "20";
const OTHERS: i64 = 40;

/// The functions that are asked.
pub(crate) const FUNCTIONS: [&str; 6] = [
    "account-user",
    "account-group",
    "campus-userinfo",
    "mjpm-employees",
    "account-login",
    "campus-login-account-password",
];

/// Measures every kind of request so many times and prints it.
pub(crate) async fn measure(binaries: &Path, times: usize) -> Result<Vec<Value>, Error> {
    let stack = stack().await?;
    let environment = environment(&stack)?;
    let works = works(&stack).await?;
    let mut report = Vec::new();
    println!("\nwarm requests: CPU ms, medians ± distance of the quartiles");
    let mut note = |kind: &str, name: &str, requests: Vec<Cpu>, answer: &Value| {
        let (middle, distance) = spread(requests.iter().map(|cpu| cpu.all));
        let mut told = json!({
            "kind": kind, "function": name, "cpu_ms": middle, "cpu_iqr_ms": distance, "runs": requests.len(), "status": answer,
        });
        print!("{kind:<8} {name:<30} {middle:>7.3} ± {distance:.3} {answer}");
        if kind == "sign-in" {
            let (ratio, distance) = spread(requests.iter().map(|cpu| cpu.all / cpu.hasher));
            print!(", {ratio:.3} ± {distance:.3} times the hash in it");
            told["by_hash"] = ratio.into();
            told["by_hash_iqr"] = distance.into();
        }
        println!();
        report.push(told);
    };
    for (kind, name, event) in works {
        let function =
            Function::start(Command::new(binaries.join(name)), environment.clone()).await?;
        let (values, status) = warm(function, name, &event.to_string(), times).await?;
        note(kind, name, values, &status);
    }
    // Without the stack this process does nothing else.
    stack.stop().await;
    note(
        "hash",
        "argon2id alone",
        hash_alone(times).await?,
        &Value::Null,
    );
    Ok(report)
}

/// The kinds of requests, the functions that they are asked of, and the events: of a superuser in a directory of others.
async fn works(stack: &Stack) -> Result<Vec<(&'static str, &'static str, Value)>, Error> {
    let client = tests::stack::client();
    let url = stack.url();
    let post = async |path: &str, body: Value| {
        tests::Answer::to(client.post(format!("{url}{path}")).json(&body)).await
    };
    let proven = post("/api/v1/weixinmp", json!({ "code": "boss" })).await;
    let openid = proven.body["data"]["openid"].as_str().ok_or("no openid")?;
    let made = json!({ "username": NAME, "password": PASSWORD, "openid": openid });
    post("/2015-03-31/functions/create-superuser/invocations", made).await;
    let credentials = json!({ "username": NAME, "password": PASSWORD });
    let signed_in = post("/account/login/", credentials.clone()).await;
    let cookie = signed_in.header("set-cookie");
    let cookie = cookie.split(';').next().unwrap_or_default();
    let login = tests::Answer::to(client.get(format!("{url}/mjpm/v1/auth/login/{openid}"))).await;
    let token = tests::people::token(&login);
    // The superuser was alone in the directory so far.
    tests::stack::list_copies(&client, &stack.aws_url(), 1, OTHERS).await;

    let events = events()?;
    let event = |name: &str, changes: &[&Value]| -> Result<Value, Error> {
        let mut event = events.get(name).ok_or("no such event")?.clone();
        for change in changes {
            merge(&mut event, (*change).clone());
        }
        Ok(event)
    };
    let body = |body: Value| json!({ "body": body.to_string() });
    let read = json!({
        "httpMethod": "GET", "requestContext": { "httpMethod": "GET" }, "body": null,
        "headers": { "Cookie": cookie }, "multiValueHeaders": { "Cookie": [cookie] },
    });
    let one = json!({ "pathParameters": { "pk": "1" } });
    let page = json!({
        "queryStringParameters": { "limit": PAGE }, "multiValueQueryStringParameters": { "limit": [PAGE] },
    });
    let employees = json!({
        "queryStringParameters": { "token": token, "limit": PAGE },
        "multiValueQueryStringParameters": { "token": [token], "limit": [PAGE] },
        "pathParameters": { "key": openid },
    });
    let (account, group) = ("account-user", "account-group");
    let (userinfo, staff) = ("campus-userinfo", "mjpm-employees");
    let (login, campus_login) = ("account-login", "campus-login-account-password");
    let shown = body(json!({ "Token": token }));
    let campus_credentials = body(json!({ "Username": NAME, "Password": PASSWORD }));
    Ok(vec![
        ("read", account, event(account, &[&read, &one])?),
        ("read", group, event(group, &[&read])?),
        ("read", userinfo, event(userinfo, &[&shown])?),
        ("page", account, event(account, &[&read, &page])?),
        ("page", staff, event(staff, &[&employees])?),
        ("sign-in", login, event(login, &[&body(credentials)])?),
        (
            "sign-in",
            campus_login,
            event(campus_login, &[&campus_credentials])?,
        ),
    ])
}

/// CPU time of a request in milliseconds.
struct Cpu {
    all: f64,
    /// Of threads other than the main one: the hasher's, while the function waits for it.
    hasher: f64,
}

/// The CPU times of `times` requests after a first one, and their status.
async fn warm(
    mut function: Function,
    name: &str,
    event: &str,
    times: usize,
) -> Result<(Vec<Cpu>, Value), Error> {
    let mut values = Vec::new();
    let mut status = Value::Null;
    for round in 0..=times {
        let (before, main_before) = (function.cpu()?, function.main_cpu()?);
        let (_, answer) = function.invoke(event).await?;
        let (after, main_after) = (function.cpu()?, function.main_cpu()?);
        if round > 0 {
            let all = after - before;
            let hasher = all - (main_after - main_before);
            values.push(Cpu { all, hasher });
        }
        if answer["statusCode"] != 200 {
            return Err(format!("{name}: {answer}").into());
        }
        status = answer["statusCode"].clone();
    }
    function.end()?;
    Ok((values, status))
}

/// The password hash alone, in this process, by the hasher that the functions use.
async fn hash_alone(times: usize) -> Result<Vec<Cpu>, Error> {
    let passwords = Passwords::default();
    let password = Password::parse(PASSWORD)?;
    let mut values = Vec::new();
    for round in 0..=times {
        let before = cpu_of(std::process::id())?;
        passwords.hash(&password, &Random::default()).await?;
        if round > 0 {
            let all = cpu_of(std::process::id())? - before;
            values.push(Cpu { all, hasher: all });
        }
    }
    Ok(values)
}

/// Puts `changes` into `value`, object by object.
fn merge(value: &mut Value, changes: Value) {
    match (value, changes) {
        (Value::Object(value), Value::Object(changes)) => {
            for (name, change) in changes {
                merge(value.entry(name).or_insert(Value::Null), change);
            }
        }
        (value, change) => *value = change,
    }
}
