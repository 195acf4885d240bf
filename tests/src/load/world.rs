//! The people of a run: who is there before it begins, and what they do.

use std::time::Instant;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::json;

use super::LoadError;
use super::api::{Api, Trouble, account, attendance, campus, mjpm, own};
use super::ledger::{Changed, Employed, End, Entry, Joined, Ledger, Registered, Session};
use super::mix::Kind;
use super::schedule::Planned;
use crate::people::STAFF;
use crate::stack::Answer;

/// Everybody's password.
pub const PASSWORD: &str = "load 123456";
/// Where employees get mail.
pub const MAIL_DOMAIN: &str = "example.com";
/// The number of the first address of those with a password.
const ACCOUNTS_FROM: u64 = 1000;
/// The number of the first address of whoever comes during the run.
const COMERS_FROM: u64 = 2000;
/// How many requests of the preparation are under way at once.
const AT_ONCE: usize = 8;

/// How many are there before a run.
#[derive(Clone, Copy, Debug)]
pub struct Crowd {
    /// Who have signed in with WeChat; at most 1000, or their addresses meet those of others.
    pub people: u64,
    /// Who have a password; at most 1000 too.
    pub accounts: u64,
}

impl Default for Crowd {
    /// Enough that few of those under way at one time are of the same account, whose attempts are counted.
    fn default() -> Self {
        Self {
            people: 200,
            accounts: 100,
        }
    }
}

/// Somebody who has signed in with WeChat before the run.
#[derive(Clone, Debug)]
pub struct Person {
    /// The sandbox's name.
    pub name: String,
    /// The id.
    pub id: i64,
    /// A token that nobody ends.
    pub token: String,
}

/// The superuser, who is an employee too.
#[derive(Clone, Debug)]
pub struct Boss {
    /// The id.
    pub id: i64,
    /// The openid.
    pub openid: String,
    /// A token.
    pub token: String,
}

/// A stack with people in it.
#[derive(Clone, Debug)]
pub struct World {
    /// Where.
    pub api: Api,
    /// The superuser.
    pub boss: Boss,
    /// Who has signed in with WeChat before.
    pub people: Vec<Person>,
    accounts: Vec<Registered>,
}

/// What came of one thing that somebody did: what was written, and whether all of it succeeded.
pub struct Deed {
    /// What was written, or may have been.
    pub entries: Vec<Entry>,
    /// Why it was not done.
    pub result: Result<(), Trouble>,
}

impl World {
    /// Fills an empty stack. What this writes is in the ledger too.
    ///
    /// # Errors
    /// [`LoadError::Preparation`].
    pub async fn prepare(api: Api, crowd: Crowd) -> Result<(Self, Ledger), LoadError> {
        let mut ledger = Ledger::default();
        let boss = boss(&api).await.map_err(LoadError::Preparation)?;
        let people: Vec<(Person, Vec<Entry>)> = stream::iter(0..crowd.people)
            .map(|n| person(&api, n))
            .buffered(AT_ONCE)
            .try_collect()
            .await
            .map_err(LoadError::Preparation)?;
        let (people, entries): (Vec<_>, Vec<_>) = people.into_iter().unzip();
        ledger.extend(entries.into_iter().flatten());
        let accounts: Vec<Registered> = stream::iter(0..crowd.accounts)
            .map(|n| account_holder(&api, n))
            .buffered(AT_ONCE)
            .try_collect()
            .await
            .map_err(LoadError::Preparation)?;
        ledger.extend(accounts.iter().cloned().map(Entry::Registered));
        let world = Self {
            api,
            boss,
            people,
            accounts,
        };
        Ok((world, ledger))
    }

    /// Does one thing.
    pub async fn act(&self, planned: Planned) -> Deed {
        let mut entries = Vec::new();
        let n = planned.n;
        let result = match planned.kind {
            Kind::Known => self.sign_in(n, &mut entries).await.map(drop),
            Kind::New => self.join(n, &mut entries).await,
            Kind::Password => self.sign_in_with_password(n, &mut entries).await,
            Kind::SignOut => self.sign_in_and_out(n, &mut entries).await,
            Kind::UserInfo => {
                let (_, person) = self.person(n);
                user_info(&self.api, &person.token).await.map(drop)
            }
            Kind::Employees => self.list_employees(20).await.map(drop),
            Kind::Profile => self.change_profile(n, &mut entries).await,
            Kind::Register => self.register(n, &mut entries).await,
            Kind::Employee => self.become_employee(n, &mut entries).await,
        };
        Deed { entries, result }
    }

    /// Who does the `n`th thing, and the place among all.
    fn person(&self, n: u64) -> (usize, &Person) {
        let place = usize::try_from(n).unwrap_or_default() % self.people.len();
        (place, &self.people[place])
    }

    /// A page of employees.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn list_employees(&self, limit: usize) -> Result<Answer, Trouble> {
        let Boss { openid, token, .. } = &self.boss;
        let path = format!("{STAFF}/{openid}?limit={limit}&token={token}");
        self.api.get(0, &path, mjpm).await
    }

    /// By one family or the other; the place of the session in `entries`.
    async fn sign_in(&self, n: u64, entries: &mut Vec<Entry>) -> Result<usize, Trouble> {
        let (place, person) = self.person(n);
        let from = u64::try_from(place).unwrap_or_default();
        // A code of its own each time, as WeChat gives one.
        let body = json!({ "code": format!("once:{}:{n}", person.name) });
        let token = if n.is_multiple_of(2) {
            let path = "/user/user/login/";
            let answer = self.api.post(from, path, &body, attendance).await?;
            answer.body["data"]["token"].clone()
        } else {
            let answer = self.api.post(from, "/login_wx", &body, campus).await?;
            answer.body["Token"].clone()
        };
        entries.push(Entry::Session(Session {
            token: token.as_str().unwrap_or_default().to_owned(),
            user: Some(person.id),
            end: End::No,
        }));
        Ok(entries.len() - 1)
    }

    async fn join(&self, n: u64, entries: &mut Vec<Entry>) -> Result<(), Trouble> {
        let (name, from) = (format!("new{n}"), COMERS_FROM + n);
        let told = join(&self.api, &once(&name), from).await;
        let id = told.as_ref().ok().map(|(id, _)| *id);
        entries.push(Entry::Joined(Joined { name, from, id }));
        let (id, token) = told?;
        entries.push(Entry::Session(Session {
            token,
            user: Some(id),
            end: End::No,
        }));
        Ok(())
    }

    async fn sign_in_with_password(&self, n: u64, entries: &mut Vec<Entry>) -> Result<(), Trouble> {
        let place = usize::try_from(n).unwrap_or_default() % self.accounts.len();
        let Registered { username, from, .. } = &self.accounts[place];
        let token = sign_in(&self.api, username, *from).await?;
        entries.push(Entry::Session(Session {
            token,
            user: None,
            end: End::No,
        }));
        Ok(())
    }

    async fn sign_in_and_out(&self, n: u64, entries: &mut Vec<Entry>) -> Result<(), Trouble> {
        let place = self.sign_in(n, entries).await?;
        let Some(Entry::Session(session)) = entries.get_mut(place) else {
            return Ok(());
        };
        session.end = End::Perhaps;
        let body = json!({ "Token": session.token });
        self.api.post(0, "/logout", &body, campus).await?;
        session.end = End::Yes;
        Ok(())
    }

    async fn change_profile(&self, n: u64, entries: &mut Vec<Entry>) -> Result<(), Trouble> {
        let (person, Person { token, .. }) = self.person(n);
        let avatar = format!("https://{MAIL_DOMAIN}/{n}.png");
        let body = json!({ "Token": token, "Avatar": avatar });
        let sent = Instant::now();
        let told = self.api.post(0, "/updateuserinfo", &body, campus).await;
        entries.push(Entry::Changed(Changed {
            person,
            avatar,
            sent,
            acknowledged: told.is_ok().then(Instant::now),
        }));
        told.map(drop)
    }

    async fn register(&self, n: u64, entries: &mut Vec<Entry>) -> Result<(), Trouble> {
        let (username, from) = (format!("user{n}"), COMERS_FROM + n);
        let told = register(&self.api, &username, from).await;
        entries.push(Entry::Registered(Registered {
            username,
            from,
            acknowledged: told.is_ok(),
        }));
        told
    }

    async fn become_employee(&self, n: u64, entries: &mut Vec<Entry>) -> Result<(), Trouble> {
        let (name, from) = (format!("employee{n}"), COMERS_FROM + n);
        let told = become_employee(&self.api, &name, &once(&name), from).await;
        entries.push(Entry::Employed(Employed {
            name,
            from,
            acknowledged: told.is_ok(),
        }));
        told.map(drop)
    }
}

/// The one code of somebody new: it works once, as WeChat's do.
fn once(name: &str) -> String {
    format!("once:{name}:1")
}

async fn boss(api: &Api) -> Result<Boss, Trouble> {
    let openid = prove(api, "boss", 0).await?;
    let path = "/2015-03-31/functions/create-superuser/invocations";
    let body = json!({ "username": "boss", "password": PASSWORD, "openid": openid });
    let made = api.post(0, path, &body, own).await?;
    let path = format!("/mjpm/v1/auth/login/{openid}");
    let answer = api.get(0, &path, mjpm).await?;
    Ok(Boss {
        id: made.body["id"].as_i64().unwrap_or_default(),
        token: text(&answer.body["data"]["token"]),
        openid,
    })
}

async fn person(api: &Api, n: u64) -> Result<(Person, Vec<Entry>), Trouble> {
    let name = format!("known{n}");
    let (id, token) = join(api, &name, n).await?;
    let joined = Joined {
        name: name.clone(),
        from: n,
        id: Some(id),
    };
    let session = Session {
        token: token.clone(),
        user: Some(id),
        end: End::No,
    };
    let entries = vec![Entry::Joined(joined), Entry::Session(session)];
    Ok((Person { name, id, token }, entries))
}

async fn account_holder(api: &Api, n: u64) -> Result<Registered, Trouble> {
    let (username, from) = (format!("account{n}"), ACCOUNTS_FROM + n);
    register(api, &username, from).await?;
    Ok(Registered {
        username,
        from,
        acknowledged: true,
    })
}

/// Signs in with WeChat whomever the code is for; the id and a token.
///
/// # Errors
/// [`Trouble`].
pub async fn join(api: &Api, code: &str, from: u64) -> Result<(i64, String), Trouble> {
    let body = json!({ "code": code });
    let answer = api
        .post(from, "/user/user/login/", &body, attendance)
        .await?;
    let data = &answer.body["data"];
    Ok((
        data["id"].as_i64().unwrap_or_default(),
        text(&data["token"]),
    ))
}

/// Registers an account with [`PASSWORD`].
///
/// # Errors
/// [`Trouble`].
pub async fn register(api: &Api, username: &str, from: u64) -> Result<(), Trouble> {
    let body = json!({ "username": username, "password": PASSWORD, "confirm_password": PASSWORD });
    api.post(from, "/admin/user/register/", &body, attendance)
        .await
        .map(drop)
}

/// Signs in with [`PASSWORD`]; the token of the cookie.
///
/// # Errors
/// [`Trouble`].
pub async fn sign_in(api: &Api, username: &str, from: u64) -> Result<String, Trouble> {
    let body = json!({ "username": username, "password": PASSWORD });
    let answer = api
        .post(from, "/admin/user/login/", &body, attendance)
        .await?;
    let cookie = answer.header("set-cookie");
    let token = cookie
        .split(';')
        .next()
        .and_then(|pair| pair.strip_prefix("sessionid="));
    token
        .map(str::to_owned)
        .ok_or_else(|| Trouble::Refused(format!("no session in {cookie:?}")))
}

/// Proves an openid.
async fn prove(api: &Api, code: &str, from: u64) -> Result<String, Trouble> {
    let body = json!({ "code": code });
    let answer = api.post(from, "/api/v1/weixinmp", &body, mjpm).await?;
    Ok(text(&answer.body["data"]["openid"]))
}

/// Makes `name`, whose code this is, an employee under review; the openid.
///
/// # Errors
/// [`Trouble`].
pub async fn become_employee(
    api: &Api,
    name: &str,
    code: &str,
    from: u64,
) -> Result<String, Trouble> {
    let openid = prove(api, code, from).await?;
    let email = format!("{name}@{MAIL_DOMAIN}");
    let path = format!("/mjpm/v1/auth/code/{openid}");
    api.post(from, &path, &json!({ "email": email }), mjpm)
        .await?;
    let inbox = format!("/_local/inbox?to={email}");
    let mails = api.get(0, &inbox, own).await?;
    let mail = text(&mails.body[0]["text"]);
    let (_, rest) = mail
        .split_once("验证码是:")
        .ok_or_else(|| Trouble::Refused("no code in the inbox".to_owned()))?;
    let code: String = rest.chars().take(4).collect();
    let body = json!({ "name": name, "email": email, "avatar_url": "", "code": code });
    let path = format!("/mjpm/v1/auth/register/{openid}");
    api.post(from, &path, &body, mjpm).await?;
    Ok(openid)
}

/// The profile of whoever has `token`: the id and the avatar.
///
/// # Errors
/// [`Trouble`].
pub async fn user_info(api: &Api, token: &str) -> Result<(i64, String), Trouble> {
    let body = json!({ "Token": token });
    let answer = api.post(0, "/userinfo", &body, campus).await?;
    let data = &answer.body["data"];
    Ok((
        data["ID"].as_i64().unwrap_or_default(),
        text(&data["Avatar"]),
    ))
}

/// All users there are, by id.
///
/// # Errors
/// [`Trouble`].
pub async fn all_users(world: &World) -> Result<Vec<serde_json::Value>, Trouble> {
    let path = |cursor: &str| format!("/account/user/?limit=1000{cursor}");
    pages(world, path, account).await
}

/// All employees there are, by id.
///
/// # Errors
/// [`Trouble`].
pub async fn all_employees(world: &World) -> Result<Vec<serde_json::Value>, Trouble> {
    let openid = &world.boss.openid;
    let path = |cursor: &str| format!("{STAFF}/{openid}?limit=1000{cursor}");
    pages(world, path, mjpm).await
}

async fn pages(
    world: &World,
    path: impl Fn(&str) -> String,
    good: fn(&serde_json::Value) -> bool,
) -> Result<Vec<serde_json::Value>, Trouble> {
    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let token = &world.boss.token;
        let answer = world.api.get_as(token, &path(&cursor), good).await?;
        all.extend(
            answer.body["data"]
                .as_array()
                .into_iter()
                .flatten()
                .cloned(),
        );
        // `Link: <…&cursor=7>; rel="next"`.
        let link = answer.header("link");
        let Some((_, rest)) = link.split_once("cursor=") else {
            return Ok(all);
        };
        let next: String = rest.chars().take_while(char::is_ascii_digit).collect();
        cursor = format!("&cursor={next}");
    }
}

fn text(value: &serde_json::Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
