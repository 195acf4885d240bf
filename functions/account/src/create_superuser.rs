//! `create-superuser`: makes a superuser, or gives one a new password, an openid or an address.
//!
//! It has no route: whoever may invoke it (`lambda:InvokeFunction`) is an operator. With an openid of the mjpm family's
//! mini-program the superuser is an employee too, 在职, with every application as a right.

use mjpm::employee::{Employee, Status};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::App;
use shared::audit::{AuditKind, AuditRecord, new_user_changes, user_changes};
use shared::email::Email;
use shared::failure::Failure;
use shared::identity::{Identity, Openid};
use shared::lambda::{EventError, Function};
use shared::password::Password;
use shared::request::{Payload, parse_event};
use shared::store::{CommitError, Keep, PasswordHash, Refusal, Write};
use shared::user::{AccountState, User, UserId};
use shared::username::Username;

/// The function.
pub static FUNCTION: Function = Function::event("create-superuser", |app, event| {
    Box::pin(handle(app, event))
});

/// What a record says of a change by an operator.
const OPERATOR: &str = "changed by an operator";

/// What the operator sends.
#[derive(Debug, Deserialize)]
pub struct CreateSuperuserRequest {
    /// The name; a superuser of this name is changed, any other account of this name is left alone.
    pub username: Username,
    /// The password. Without one a new account gets one that is shown once, and so does an existing one unless the
    /// request is about something else.
    pub password: Option<Password>,
    /// The openid to sign in by with WeChat.
    pub openid: Option<Openid>,
    /// The address, taken as verified on the operator's word.
    pub email: Option<Email>,
}

impl Payload for CreateSuperuserRequest {}

/// What the operator gets.
#[derive(Serialize)]
pub struct CreateSuperuserResponse {
    /// The user.
    pub id: UserId,
    /// Their name.
    pub username: String,
    /// Whether the account is new.
    pub created: bool,
    /// Their openids.
    pub openids: Vec<String>,
    /// Their address.
    pub email: Option<Email>,
    /// The password, if it was made here; it is not kept anywhere and cannot be shown again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

async fn handle(app: &App, event: &str) -> Result<Value, EventError> {
    let request: CreateSuperuserRequest =
        parse_event(event).map_err(|rejection| EventError::Invalid(rejection.to_string()))?;
    let openid = request.openid.clone();
    let identity = openid
        .map(|openid| mjpm::mini_program::identity(app, openid))
        .transpose()?;
    let (before, is_new) = current(app, &request.username, identity.as_ref()).await?;
    let (password, generated) = choose_password(app, &request, before.as_ref())?;
    let hash = match &password {
        Some(password) => Some(app.passwords.hash(password, &app.random).await?),
        None => None,
    };
    let after = desired(app, &request, identity, before.as_ref(), hash.is_some()).await?;
    let mut records = vec![record(app, before.as_ref(), &after, is_new)?];
    if before.is_some() && hash.is_some() {
        let changed = AuditRecord::new(app, AuditKind::PasswordChanged, "")?;
        records.push(changed.about(after.id).saying(OPERATOR));
    }
    commit(app, before.as_ref(), &after, hash.as_ref(), &records).await?;
    tracing::warn!(
        event = "superuser",
        user = after.id.get(),
        created = is_new,
        password_set = hash.is_some(),
        "a superuser was made or changed"
    );
    let response = CreateSuperuserResponse {
        id: after.id,
        username: request.username.as_str().to_owned(),
        created: is_new,
        openids: after
            .identities
            .iter()
            .map(|identity| identity.openid.as_str().to_owned())
            .collect(),
        email: after.email,
        password: generated,
    };
    serde_json::to_value(response).map_err(|e| Failure::broken(format!("the response: {e}")).into())
}

/// The account to change, and whether it is to be a new superuser: the one of this name, or the one that comes in by this
/// openid and has none to sign in with yet.
async fn current(
    app: &App,
    username: &Username,
    identity: Option<&Identity>,
) -> Result<(Option<User>, bool), EventError> {
    if let Some(known) = app.store.username_door(username).await? {
        let user = app.store.user(known.door.user_id).await?;
        // Anyone may have registered the name: making that account a superuser would hand it to whoever did.
        return match user {
            Some(user) if user.is_superuser => Ok((Some(user), false)),
            _ => Err(invalid(
                "username: an account of this name exists and is no superuser; choose another name",
            )),
        };
    }
    let Some(identity) = identity else {
        return Ok((None, true));
    };
    let Some(door) = app.store.identity_doors(identity).await?.by_identity else {
        return Ok((None, true));
    };
    match app.store.user(door.user_id).await? {
        // A generated username, which nobody can sign in with, gives way.
        Some(user) if !has_password(app, &user).await? => Ok((Some(user), true)),
        _ => Err(invalid(
            "openid: it belongs to an account with another username",
        )),
    }
}

/// Whether this user can sign in by username; as the marker has it, which was there before users said so themselves.
async fn has_password(app: &App, user: &User) -> Result<bool, EventError> {
    let Some(username) = &user.username else {
        return Ok(false);
    };
    let door = app.store.username_door(username).await?;
    Ok(door.is_some_and(|door| door.password_hash.is_some()))
}

fn choose_password(
    app: &App,
    request: &CreateSuperuserRequest,
    before: Option<&User>,
) -> Result<(Option<Password>, Option<String>), EventError> {
    if let Some(password) = &request.password {
        let checked = app
            .config
            .password_policy
            .check(password, request.username.key());
        checked.map_err(|weak| invalid(&format!("password: {weak}")))?;
        return Ok((Some(password.clone()), None));
    }
    let has_one = before.is_some_and(|user| user.has_password);
    if has_one && (request.openid.is_some() || request.email.is_some()) {
        return Ok((None, None));
    }
    let generated = app.random.id()?;
    let password = Password::parse(&generated)
        .map_err(|e| Failure::broken(format!("a generated password: {e}")))?;
    Ok((Some(password), Some(generated)))
}

async fn desired(
    app: &App,
    request: &CreateSuperuserRequest,
    identity: Option<Identity>,
    before: Option<&User>,
    new_password: bool,
) -> Result<User, EventError> {
    let now = app.clock.now();
    let mut user = match before {
        Some(user) => user.clone(),
        None => User::new(app.store.next_user_id().await?, now),
    };
    user.username = Some(request.username.clone());
    user.state = AccountState::Active;
    (user.is_superuser, user.is_staff) = (true, true);
    user.updated_at = now;
    if before.is_some() && new_password {
        user.session_epoch += 1;
    }
    if let Some(email) = &request.email {
        user.email = Some(email.clone());
        user.email_verified = true;
    }
    if let Some(identity) = identity {
        if !user.has_identity(&identity) {
            user.identities.push(identity);
        }
        let everything = Employee::with_every_right(&app.config.mjpm_applications, now);
        let employee = match user.profile::<Employee>()? {
            Some(known) => Employee {
                status: Status::Active,
                rights: everything.rights,
                ..known
            },
            None => everything,
        };
        if user.name.is_empty() {
            request.username.as_str().clone_into(&mut user.name);
        }
        user.set_profile(&employee)?;
    }
    Ok(user)
}

/// The record of it: who invoked the function is known to AWS alone, in its `CloudTrail`.
fn record(
    app: &App,
    before: Option<&User>,
    after: &User,
    is_new: bool,
) -> Result<AuditRecord, Failure> {
    let changes = match before {
        Some(before) => user_changes(before, after),
        None => new_user_changes(after),
    };
    let record = AuditRecord::new(app, AuditKind::SuperuserMade, "")?.about(after.id);
    let said = if is_new {
        "made by an operator"
    } else {
        OPERATOR
    };
    Ok(record.saying(said).with(changes))
}

async fn commit(
    app: &App,
    before: Option<&User>,
    after: &User,
    password: Option<&PasswordHash>,
    records: &[AuditRecord],
) -> Result<(), EventError> {
    let write = match before {
        Some(before) => Write::ReplaceUser {
            before,
            after,
            password,
            keep: Keep::EveryRole,
        },
        None => Write::CreateUser {
            user: after,
            password,
        },
    };
    let writes: Vec<_> = std::iter::once(write)
        .chain(records.iter().map(Write::Audit))
        .collect();
    match app.store.commit(&writes).await {
        Ok(()) => Ok(()),
        Err(CommitError::Failure(failure)) => Err(failure.into()),
        Err(CommitError::Refused(refusals)) => Err(invalid(match refusals.first() {
            Some(Refusal::EmailTaken) => "email: another account has verified this address",
            Some(Refusal::IdentityTaken) => "openid: it belongs to another account",
            _ => "the account was changed at the same moment; try again",
        })),
    }
}

fn invalid(problem: &str) -> EventError {
    EventError::Invalid(problem.to_owned())
}
