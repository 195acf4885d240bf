//! Whether every acknowledged write is there, once, and whether what nobody acknowledged is there whole or not at all.
//!
//! What nobody acknowledged is simply done again. Whether it had been written or not, it must be there once afterwards: a username
//! that leads nowhere refuses both the registration and the sign-in, and a user whom no marker leads to is one more in the list than
//! anybody accounts for.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::{Value, json};

use super::LoadError;
use super::api::{Trouble, own};
use super::ledger::{Employed, End, Joined, Ledger, Registered, Session};
use super::world::{
    MAIL_DOMAIN, World, all_employees, all_users, become_employee, join, register, sign_in,
    user_info,
};

/// How many requests are under way at once.
const AT_ONCE: usize = 8;
/// Longer than the time between two email codes.
const BETWEEN_CODES_SECONDS: u32 = 61;

/// What the verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// How many acknowledged writes were looked for.
    pub acknowledged: usize,
    /// How many that nobody acknowledged.
    pub unknown: usize,
    /// Acknowledged, and not there.
    pub lost: Vec<String>,
    /// There more than once, or by nobody's doing.
    pub doubled: Vec<String>,
    /// There in part.
    pub torn: Vec<String>,
}

impl Findings {
    /// Whether everything is as it must be.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.lost.is_empty() && self.doubled.is_empty() && self.torn.is_empty()
    }

    fn missing(&mut self, was_acknowledged: bool, what: String) {
        if was_acknowledged {
            self.lost.push(what);
        } else {
            self.torn.push(what);
        }
    }
}

/// Looks for every write of `ledger` in the stack.
///
/// # Errors
/// [`LoadError::Verification`] when a question stays without an answer.
pub async fn verify(world: &World, ledger: &Ledger) -> Result<Findings, LoadError> {
    let mut findings = Findings {
        acknowledged: ledger.acknowledged(),
        unknown: ledger.unknown(),
        ..Findings::default()
    };
    for checked in [
        // Boxed: the futures of whole stories.
        Box::pin(registered(world, ledger, &mut findings)).await,
        Box::pin(employed(world, ledger, &mut findings)).await,
    ] {
        checked.map_err(LoadError::Verification)?;
    }
    let ids = Box::pin(joined(world, ledger, &mut findings))
        .await
        .map_err(LoadError::Verification)?;
    Box::pin(listed(world, ledger, &ids, &mut findings))
        .await
        .map_err(LoadError::Verification)?;
    Box::pin(sessions(world, ledger, &mut findings))
        .await
        .map_err(LoadError::Verification)?;
    Box::pin(changed(world, ledger, &mut findings))
        .await
        .map_err(LoadError::Verification)?;
    Ok(findings)
}

/// An answer that says no is an answer, and so is a failure: of one who is there in part the system fails.
fn told<T>(result: Result<T, Trouble>) -> Result<Result<T, String>, Trouble> {
    match result {
        Ok(good) => Ok(Ok(good)),
        Err(trouble @ (Trouble::TooMany | Trouble::Silence(_))) => Err(trouble),
        Err(no) => Ok(Err(no.to_string())),
    }
}

/// Everybody signs in with their password.
async fn registered(
    world: &World,
    ledger: &Ledger,
    findings: &mut Findings,
) -> Result<(), Trouble> {
    let check = |one: Registered| async move {
        if !one.acknowledged {
            // Made now, or taken before: the sign-in tells.
            let _ = told(register(&world.api, &one.username, one.from).await)?;
        }
        let signed_in = told(sign_in(&world.api, &one.username, one.from).await)?;
        Ok::<_, Trouble>((one, signed_in))
    };
    let checked: Vec<_> = stream::iter(ledger.registered.clone())
        .map(check)
        .buffered(AT_ONCE)
        .try_collect()
        .await?;
    for (one, signed_in) in checked {
        if let Err(why) = signed_in {
            let what = format!("account {}: cannot sign in: {why}", one.username);
            findings.missing(one.acknowledged, what);
        }
    }
    Ok(())
}

/// Those whom nobody acknowledged register again: they come to be employees, or are told that they are.
async fn employed(world: &World, ledger: &Ledger, findings: &mut Findings) -> Result<(), Trouble> {
    let unknown = || ledger.employed.iter().filter(|one| !one.acknowledged);
    if unknown().next().is_some() {
        let body = json!({ "advance": BETWEEN_CODES_SECONDS });
        world.api.post(0, "/_local/clock", &body, own).await?;
    }
    for one in unknown() {
        let again = become_employee(&world.api, &one.name, &one.name, one.from).await;
        match told(again)? {
            Err(why) if !why.contains("1003:员工重复注册!") => findings
                .torn
                .push(format!("employee {}: cannot register: {why}", one.name)),
            _ => {}
        }
    }
    Ok(())
}

/// Everybody who came by WeChat comes again, and is who they were; their ids.
async fn joined(
    world: &World,
    ledger: &Ledger,
    findings: &mut Findings,
) -> Result<BTreeMap<i64, String>, Trouble> {
    let check = |one: Joined| async move {
        let again = told(join(&world.api, &one.name, one.from).await)?;
        Ok::<_, Trouble>((one, again))
    };
    let checked: Vec<_> = stream::iter(ledger.joined.clone())
        .map(check)
        .buffered(AT_ONCE)
        .try_collect()
        .await?;
    let mut ids = BTreeMap::new();
    for (Joined { name, id, .. }, again) in checked {
        let now = match again {
            Ok((now, _)) => now,
            Err(why) => {
                findings.missing(id.is_some(), format!("{name}: cannot sign in: {why}"));
                continue;
            }
        };
        if let Some(id) = id.filter(|id| *id != now) {
            findings
                .lost
                .push(format!("{name}: was user {id}, and is user {now}"));
        }
        if let Some(other) = ids.insert(now, name.clone()) {
            findings
                .doubled
                .push(format!("user {now} is {name} and {other}"));
        }
    }
    Ok(ids)
}

/// The list has everybody once, and nobody else.
async fn listed(
    world: &World,
    ledger: &Ledger,
    ids: &BTreeMap<i64, String>,
    findings: &mut Findings,
) -> Result<(), Trouble> {
    let users = all_users(world).await?;
    let employees = all_employees(world).await?;
    let mut explained: BTreeSet<i64> = ids.keys().copied().collect();
    explained.insert(world.boss.id);

    let by_name = by(&users, "username");
    for Registered {
        username,
        acknowledged,
        ..
    } in &ledger.registered
    {
        let found = by_name
            .get(username.as_str())
            .map_or(&[][..], Vec::as_slice);
        explained.extend(found);
        once(findings, *acknowledged, found, || {
            format!("account {username}")
        });
    }
    let by_email = by(&employees, "email");
    for Employed {
        name, acknowledged, ..
    } in &ledger.employed
    {
        let email = format!("{name}@{MAIL_DOMAIN}");
        let found = by_email.get(email.as_str()).map_or(&[][..], Vec::as_slice);
        explained.extend(found);
        once(findings, *acknowledged, found, || {
            format!("employee {name}")
        });
    }
    let listed: Vec<i64> = users
        .iter()
        .filter_map(|user| user["id"].as_i64())
        .collect();
    for (id, name) in ids {
        let found: Vec<i64> = listed.iter().copied().filter(|one| one == id).collect();
        once(findings, true, &found, || format!("{name}, user {id}"));
    }
    for id in listed.iter().filter(|id| !explained.contains(id)) {
        findings
            .doubled
            .push(format!("user {id} is there by nobody's doing"));
    }
    Ok(())
}

/// The ids of the records with each text in `field`.
fn by<'a>(records: &'a [Value], field: &str) -> BTreeMap<&'a str, Vec<i64>> {
    let mut found: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for record in records {
        let text = record[field].as_str().unwrap_or_default();
        let id = record["id"].as_i64().unwrap_or_default();
        found.entry(text).or_default().push(id);
    }
    found
}

fn once(findings: &mut Findings, was_acknowledged: bool, found: &[i64], what: impl Fn() -> String) {
    match found {
        [_] => {}
        [] => findings.missing(was_acknowledged, format!("{} is not in the list", what())),
        many => findings
            .doubled
            .push(format!("{} is in the list as {many:?}", what())),
    }
}

/// Every token is good, and every one that was given back is not.
async fn sessions(world: &World, ledger: &Ledger, findings: &mut Findings) -> Result<(), Trouble> {
    let check = |session: Session| async move {
        let owner = told(user_info(&world.api, &session.token).await)?;
        Ok::<_, Trouble>((session, owner))
    };
    let checked: Vec<_> = stream::iter(ledger.sessions.clone())
        .map(check)
        .buffered(AT_ONCE)
        .try_collect()
        .await?;
    for (session, owner) in checked {
        let whose = session
            .user
            .map_or_else(String::new, |id| format!(" of user {id}"));
        match (session.end, owner) {
            (End::No, Err(why)) => findings.lost.push(format!("a session{whose}: {why}")),
            (End::Yes, Ok(_)) => findings
                .lost
                .push(format!("the end of a session{whose}: it stands")),
            (_, Ok((id, _))) if session.user.is_some_and(|user| user != id) => findings
                .doubled
                .push(format!("a session{whose} is one of user {id} too")),
            _ => {}
        }
    }
    Ok(())
}

/// Every profile is as one of the last changes has left it.
async fn changed(world: &World, ledger: &Ledger, findings: &mut Findings) -> Result<(), Trouble> {
    for (place, person) in world.people.iter().enumerate() {
        let possible = ledger.possible_avatars(place);
        if possible.is_empty() {
            continue;
        }
        // Where a session is lost, the look at the sessions has told so.
        let Ok((_, avatar)) = told(user_info(&world.api, &person.token).await)? else {
            continue;
        };
        let is_untouched = avatar.is_empty() && !ledger.has_changed(place);
        if !is_untouched && !possible.contains(&avatar.as_str()) {
            let name = &person.name;
            findings.lost.push(format!(
                "the profile of {name}: {avatar:?} is none of {possible:?}"
            ));
        }
    }
    Ok(())
}
