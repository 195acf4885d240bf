//! `POST /updateuserinfo`: changes a profile, one's own or, with the right, another's.
//!
//! Every field is authorised before any is written; one refusal changes nothing. A field equal to what is stored is no
//! change and needs no right. An empty `Password`, which `/userinfo` prints, is none.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, de};
use serde_json::json;
use shared::audit::{AuditKind, AuditRecord, Change, Changes};
use shared::authenticate::{self, Principal};
use shared::lambda::{Function, answer};
use shared::password::Password;
use shared::request::{Accepts, Payload, Verb, filled};
use shared::secrets::Secret;
use shared::store::{CommitError, Keep, Refusal, Write};
use shared::text::Text;
use shared::user::{User, UserId};
use shared::username::Username;
use shared::{App, Call, Response, directory};

use crate::envelope;
use crate::error::Error;
use crate::profile::{ADMINISTRATORS, Campus, Permission};
use crate::rights::{Field, Relation};

/// The function.
pub static FUNCTION: Function = Function::http(
    "campus-updateuserinfo",
    Accepts::methods(&[Verb::Post]),
    Error::reject,
    |app, call| answer(handle(app, call)),
)
.reads(&[Secret::TokenKeys]);

/// How often an update that met another write of the same people looks at them again.
const ROUNDS: u32 = 5;

/// What the client sends, beside the token.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "PascalCase")]
pub struct UpdateRequest {
    /// 需要修改的用户; oneself when absent.
    #[serde(rename = "ID")]
    pub id: Option<UserId>,
    /// 修改后的用户名; empty for someone who has none.
    #[serde(default, deserialize_with = "filled")]
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "shared::openapi::Filled<Username>")
    )]
    pub username: Option<Username>,
    /// 修改后的密码.
    #[serde(default, deserialize_with = "filled")]
    pub password: Option<Password>,
    /// 修改后的头像链接.
    pub avatar: Option<Text<1024>>,
    /// 姓名.
    pub name: Option<Text<64>>,
    /// 修改后的手机号.
    pub phone_number: Option<Text<32>>,
    /// 学号.
    pub registration_number: Option<Text<32>>,
    /// 权限.
    #[serde(default, deserialize_with = "permission")]
    #[cfg_attr(
        feature = "openapi",
        schemars(with = "shared::openapi::Filled<Permission>")
    )]
    pub permission: Option<Permission>,
}

impl Payload for UpdateRequest {}

async fn handle(app: &App, call: &Call) -> Result<Response, Error> {
    let request: UpdateRequest = call.parse()?;
    for _ in 0..ROUNDS {
        let (principal, subject) = authenticate::principal_and(app, call, request.id).await?;
        let actors = Permission::of(&principal.user)?;
        let subject = match (request.id, subject) {
            (None, _) => principal.user.clone(),
            (Some(_), Some(subject)) => subject,
            (Some(_), None) if actors == Permission::Student => return Err(Error::Forbidden),
            (Some(_), None) => return Err(Error::NoUser),
        };
        let relation = Relation::new(
            (&principal.user, actors),
            (&subject, Permission::of(&subject)?),
        );
        if !relation.may_change_anything() {
            return Err(Error::Forbidden);
        }
        let update = Update::plan(app, relation, &subject, &request).await?;
        if update.fields.is_empty() || update.commit(app, call, &principal, &subject).await? {
            return Ok(envelope::success("修改个人信息成功"));
        }
    }
    Err(Error::Contended)
}

/// The user as they are to be, and which fields that changes.
struct Update {
    after: User,
    fields: Vec<Field>,
    new_password: Option<Password>,
}

impl Update {
    /// What the request changes, if all of it may be changed.
    async fn plan(
        app: &App,
        relation: Relation,
        before: &User,
        request: &UpdateRequest,
    ) -> Result<Self, Error> {
        let mut after = before.clone();
        let old = Campus::of(before)?;
        let mut campus = old.clone();
        let mut fields = Vec::new();
        let mut text = |field, value: Option<&str>, stored: &mut String| {
            if let Some(value) = value.filter(|value| value != stored) {
                value.clone_into(stored);
                fields.push(field);
            }
        };
        text(
            Field::Avatar,
            request.avatar.as_ref().map(Text::as_str),
            &mut after.avatar_url,
        );
        text(
            Field::Name,
            request.name.as_ref().map(Text::as_str),
            &mut after.name,
        );
        text(
            Field::PhoneNumber,
            request.phone_number.as_ref().map(Text::as_str),
            &mut after.phone,
        );
        text(
            Field::RegistrationNumber,
            request.registration_number.as_ref().map(Text::as_str),
            &mut campus.registration_number,
        );
        // What a superuser counts as is what `/userinfo` prints of them, whatever their section says.
        let effective = Permission::of(before)?;
        if let Some(permission) = request
            .permission
            .filter(|permission| *permission != effective)
        {
            campus.permission = permission;
            fields.push(Field::Permission);
        }
        if request.username.is_some() && request.username != before.username {
            after.username.clone_from(&request.username);
            fields.push(Field::Username);
        }
        if request.password.is_some() {
            fields.push(Field::Password);
        }
        if fields.iter().any(|field| !relation.may_change(*field)) {
            return Err(Error::Forbidden);
        }
        let new_password = new_password(app, before, request).await?;
        if new_password.is_none() {
            fields.retain(|field| *field != Field::Password);
        }
        match (&after.username, &before.username, &new_password) {
            (Some(_), None, None) | (None, _, Some(_)) => return Err(Error::HalfCredentials),
            (Some(name), _, Some(password)) => {
                app.config.password_policy.check(password, name.key())?;
            }
            _ => {}
        }
        if campus != old {
            campus.store(&mut after)?;
        }
        Ok(Self {
            after,
            fields,
            new_password,
        })
    }

    /// Writes all of it or nothing; whether it was written: not when one of the two has been changed since they were read.
    async fn commit(
        self,
        app: &App,
        call: &Call,
        principal: &Principal,
        before: &User,
    ) -> Result<bool, Error> {
        let Self {
            mut after,
            fields,
            new_password,
        } = self;
        let is_own = principal.user.id == before.id;
        after.updated_at = app.clock.now();
        let password =
            match directory::password_for(app, before, &after, new_password.as_ref()).await {
                Ok(password) => password,
                Err(directory::PasswordError::UserChanged) => return Ok(false),
                Err(directory::PasswordError::Failure(failure)) => return Err(failure.into()),
            };
        // A new password ends every session but the one in which it was set.
        let session = if new_password.is_some() {
            after.session_epoch += 1;
            Some(shared::session::Session {
                epoch: after.session_epoch,
                ..principal.session.clone()
            })
            .filter(|_| is_own)
        } else {
            None
        };
        let records = records(app, call, principal, (before, &after), &fields)?;
        let mut writes = vec![Write::ReplaceUser {
            before,
            after: &after,
            password: password.as_ref(),
            keep: if principal.user.is_superuser {
                Keep::EveryRoleBut(ADMINISTRATORS)
            } else {
                Keep::EveryRole
            },
        }];
        writes.extend(session.as_ref().map(Write::KeepSession));
        if !is_own {
            writes.push(Write::RequireUser(&principal.user));
        }
        writes.extend(records.iter().map(Write::Audit));
        match app.store.commit(&writes).await {
            Ok(()) => Ok(true),
            Err(CommitError::Failure(failure)) => Err(failure.into()),
            // What was read is stale: a fresh look may find nothing left to refuse.
            Err(CommitError::Refused(refusals)) if refusals.contains(&Refusal::UserChanged) => {
                Ok(false)
            }
            Err(CommitError::Refused(refusals)) if refusals.contains(&Refusal::UsernameTaken) => {
                Err(Error::UsernameTaken)
            }
            Err(CommitError::Refused(refusals)) if refusals.contains(&Refusal::LastOfRole) => {
                Err(Error::LastAdministrator)
            }
            Err(CommitError::Refused(_)) => Ok(false),
        }
    }
}

/// The password, unless it is the one the user has. Asked only once the caller is known to have the right to set it: before,
/// the answer would tell anyone whether a guess is right.
async fn new_password(
    app: &App,
    before: &User,
    request: &UpdateRequest,
) -> Result<Option<Password>, Error> {
    match &request.password {
        Some(password) if directory::is_password_of(app, before, password).await? => Ok(None),
        password => Ok(password.clone()),
    }
}

/// A record for each kind of change.
fn records(
    app: &App,
    call: &Call,
    principal: &Principal,
    (before, after): (&User, &User),
    fields: &[Field],
) -> Result<Vec<AuditRecord>, Error> {
    let (old, new) = (Campus::of(before)?, Campus::of(after)?);
    let mut by_kind: BTreeMap<AuditKind, Changes> = BTreeMap::new();
    for field in fields {
        let kind = match field {
            Field::Password => AuditKind::PasswordChanged,
            Field::Permission => AuditKind::RightsChanged,
            _ => AuditKind::ProfileChanged,
        };
        let changes = by_kind.entry(kind).or_default();
        let (before, after) = match field {
            Field::Username => (json!(before.username), json!(after.username)),
            // That it changed, and nothing of what it is.
            Field::Password => continue,
            Field::Avatar => (json!(before.avatar_url), json!(after.avatar_url)),
            Field::Name => (json!(before.name), json!(after.name)),
            Field::PhoneNumber => (json!(before.phone), json!(after.phone)),
            Field::RegistrationNumber => (
                json!(old.registration_number),
                json!(new.registration_number),
            ),
            Field::Permission => (json!(old.permission), json!(new.permission)),
        };
        changes.insert(format!("{field:?}"), Change { before, after });
    }
    let records = by_kind.into_iter().map(|(kind, changes)| {
        Ok(AuditRecord::new(app, kind, &call.source_ip)?
            .by(principal.user.id)
            .about(before.id)
            .with(changes))
    });
    records.collect()
}

fn permission<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Permission>, D::Error> {
    let word = Option::<String>::deserialize(deserializer)?.filter(|word| !word.is_empty());
    word.map(|word| {
        Permission::parse(&word).ok_or_else(|| de::Error::custom("应为 学生、老师、管理员 之一"))
    })
    .transpose()
}

/// What the description of the API says of it.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> Vec<shared::openapi::Operation> {
    use shared::openapi::Operation;
    let weak = shared::password::policy::WeakPassword::all().map(Error::WeakPassword);
    vec![
        Operation::new(Verb::Post, "修改个人信息", "Change a profile")
            .signed_in()
            .takes::<UpdateRequest>(
                r#"{"Token":"abcd1234","ID":1,"Username":"newusername","Password":"newpassword","Avatar":"new_avatar.jpg","PhoneNumber":"1234567890","RegistrationNumber":"20221002111","Permission":"老师"}"#,
            )
            .gives(
                envelope::outcome("修改个人信息成功"),
                r#"{"code":0,"message":"修改个人信息成功"}"#,
            )
            .fails(weak)
            .fails([
                Error::HalfCredentials,
                Error::NotSignedIn,
                Error::Forbidden,
                Error::LastAdministrator,
                Error::NoUser,
                Error::UsernameTaken,
            ]),
    ]
}
