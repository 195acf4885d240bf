//! `GET|POST /mjpm/v1/auth/register/{openid}`: with an email code, a proven openid becomes an employee under review.

use serde::Deserialize;
use shared::audit::{AuditKind, AuditRecord, new_user_changes, user_changes};
use shared::email::Email;
use shared::email_code::{self, Tried};
use shared::identity::Identity;
use shared::lambda::{Function, answer};
use shared::request::{Accepts, Payload, Verb};
use shared::secrets::Secret;
use shared::store::{CommitError, Door, Keep, Refusal, Write};
use shared::text::{Name, Text};
use shared::user::{AccountState, User};
use shared::{App, Call, Failure, Response, proof};

use crate::employee::{Employee, Url};
use crate::error::Error;
use crate::{envelope, path};

/// The function.
pub static FUNCTION: Function = Function::http(
    "mjpm-register",
    Accepts::methods(&[Verb::Get, Verb::Post]),
    Error::reject,
    |app, call| answer(handle(app, call)),
)
.reads(&[Secret::TokenKeys]);

/// What the mini-program sends, in the body or in the query.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct RegisterRequest {
    /// 员工姓名.
    pub name: Name<64>,
    /// 待注册邮箱.
    pub email: Email,
    /// 微信头像; may be empty, as in the document's example.
    pub avatar_url: Url,
    /// 用户输入的验证码 4位.
    pub code: Text<16>,
}

impl Payload for RegisterRequest {}

/// What a success says.
const REGISTERED: &str = "1000:员工注册成功";

async fn handle(app: &App, call: &Call) -> Result<Response, Error> {
    let request: RegisterRequest = call.parse()?;
    let identity =
        path::identity(app, call.path_parameter("openid"))?.ok_or(Error::RegistrationFailed)?;
    // Boxed: it holds the futures of several requests at once.
    Box::pin(register(app, &identity, request, &call.source_ip)).await?;
    Ok(envelope::success(REGISTERED, envelope::NOTHING))
}

/// How often a registration that met another write of the same person looks at them again.
const ROUNDS: u32 = 3;

/// Three round trips: what is known; the try of the code, and the user or a new id beside it; one transaction.
///
/// Without a proof no try is counted, so nobody burns another's code.
async fn register(
    app: &App,
    identity: &Identity,
    request: RegisterRequest,
    source_ip: &str,
) -> Result<(), Error> {
    let (proof, mut door) = app.store.proof_and_door(identity, app.clock.now()).await?;
    if proof::is_required(app) && proof.is_none() {
        return Err(Error::RegistrationFailed);
    }
    let identity = Identity {
        unionid: proof.and_then(|proof| proof.unionid),
        ..identity.clone()
    };
    let tried = email_code::try_code(app, &identity, &request.email, request.code.as_str());
    let (person, tried) = tokio::join!(Person::find(app, &identity, door), tried);
    let mut person = person?;
    let hash = match (person.check(), tried?) {
        (Err(Error::AlreadyEmployee), _) => return Err(Error::AlreadyEmployee),
        (_, Tried::Wrong) => return Err(Error::CodeWrong),
        (_, Tried::None) => return Err(Error::CodeExpired),
        (_, Tried::Right { hash }) => hash,
    };
    for _ in 0..ROUNDS {
        person.check()?;
        let refusals = match commit(app, &identity, &person, (&request, source_ip), &hash).await {
            Ok(()) => return Ok(()),
            Err(CommitError::Failure(failure)) => return Err(failure.into()),
            Err(CommitError::Refused(refusals)) => refusals,
        };
        if refusals.contains(&Refusal::EmailTaken) {
            return Err(address_taken(app, &request.email).await?);
        }
        // The same registration, sent twice, has spent the code: then there is a record now.
        if refusals.contains(&Refusal::NoProof) {
            return Err(Error::RegistrationFailed);
        }
        door = app
            .store
            .proof_and_door(&identity, app.clock.now())
            .await?
            .1;
        person = Person::find(app, &identity, door).await?;
        if refusals.contains(&Refusal::CodeChanged) {
            person.check()?;
            return Err(Error::CodeExpired);
        }
    }
    Err(Failure::broken(format!(
        "a registration met another write of the same person {ROUNDS} times"
    ))
    .into())
}

/// Who registers: a user the directory knows by openid or unionid, or a new one.
struct Person {
    user: User,
    is_known: bool,
}

impl Person {
    async fn find(app: &App, identity: &Identity, door: Option<Door>) -> Result<Self, Failure> {
        let (holder, new_id) = match (door, &identity.unionid) {
            (Some(door), _) => (Some(door.user_id), None),
            (None, None) => (None, Some(app.store.next_user_id().await?)),
            (None, Some(unionid)) => {
                let (holder, id) = tokio::join!(
                    app.store.unionid_holder(identity.provider, unionid),
                    app.store.next_user_id()
                );
                (holder?, Some(id?))
            }
        };
        if let Some(id) = holder {
            let user = app.store.user(id).await?.ok_or_else(|| {
                Failure::broken(format!("an identity leads to user {id}, who is not there"))
            })?;
            return Ok(Self {
                user,
                is_known: true,
            });
        }
        let id = new_id.ok_or_else(|| Failure::broken("neither a user nor an id"))?;
        Ok(Self {
            user: User::new(id, app.clock.now()),
            is_known: false,
        })
    }

    /// Whether they may register at all.
    fn check(&self) -> Result<(), Error> {
        if self.user.profile::<Employee>()?.is_some() {
            Err(Error::AlreadyEmployee)
        } else if self.user.state != AccountState::Active {
            Err(Error::RegistrationFailed)
        } else {
            Ok(())
        }
    }
}

async fn commit(
    app: &App,
    identity: &Identity,
    person: &Person,
    (request, source_ip): (&RegisterRequest, &str),
    hash: &str,
) -> Result<(), CommitError> {
    let now = app.clock.now();
    let mut after = person.user.clone();
    request.name.as_str().clone_into(&mut after.name);
    request
        .avatar_url
        .as_str()
        .clone_into(&mut after.avatar_url);
    after.email = Some(request.email.clone());
    after.email_verified = true;
    after.updated_at = now;
    after.learn_identity(identity);
    after.set_profile(&Employee::applicant(now))?;
    let user = if person.is_known {
        Write::ReplaceUser {
            before: &person.user,
            after: &after,
            password: None,
            keep: Keep::EveryRole,
        }
    } else {
        Write::CreateUser {
            user: &after,
            password: None,
        }
    };
    let changes = if person.is_known {
        user_changes(&person.user, &after)
    } else {
        new_user_changes(&after)
    };
    let record = AuditRecord::new(app, AuditKind::Registered, source_ip)?
        .by(after.id)
        .about(after.id)
        .saying("employee")
        .with(changes);
    let spend = Write::SpendCode { identity, hash };
    let mut writes = vec![user, spend, Write::Audit(&record)];
    if proof::is_required(app) {
        writes.push(Write::RequireProof { identity, now });
    }
    app.store.commit(&writes).await
}

/// Someone has verified the address. Whoever asks has shown that it is theirs, so they may know that it is registered.
async fn address_taken(app: &App, email: &Email) -> Result<Error, Failure> {
    let holder = app.store.email_holder(email).await?;
    let employed = holder
        .map(|user| user.profile::<Employee>())
        .transpose()?
        .flatten()
        .is_some();
    Ok(if employed {
        Error::AlreadyEmployee
    } else {
        Error::RegistrationFailed
    })
}

/// What the description of the API says of it.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> Vec<shared::openapi::Operation> {
    use shared::openapi::Operation;
    vec![
        Operation::new(Verb::Get, "员工注册", "Register as an employee")
            .or(Verb::Post)
            .takes::<RegisterRequest>(
                r#"{"name":"施海泉","email":"123@qq.com","avatar_url":"","code":"1234"}"#,
            )
            .gives(
                envelope::outcome::<[(); 0]>(REGISTERED),
                r#"{"result":"success","code":"1000","msg":"1000:员工注册成功","data":[]}"#,
            )
            .fails([
                Error::CodeExpired,
                Error::CodeWrong,
                Error::AlreadyEmployee,
                Error::RegistrationFailed,
            ]),
    ]
}
