//! `GET|POST /mjpm/v1/auth/register/{openid}`: with an email code, a proven openid becomes an employee under review.

use serde::Deserialize;
use shared::email::Email;
use shared::email_code::{self, Tried};
use shared::lambda::{Function, answer};
use shared::request::{Payload, Verb};
use shared::store::{CommitError, Refusal, Write};
use shared::text::{Name, Text};
use shared::user::{Identity, User};
use shared::{App, Call, Failure, Response, proof};

use crate::employee::{Employee, Url};
use crate::error::Error;
use crate::{envelope, path};

/// The function.
pub const FUNCTION: Function =
    Function::http("mjpm-register", &[Verb::Get, Verb::Post], Error::reject, |app, call| answer(handle(app, call)));

/// What the mini-program sends, in the body or in the query.
#[derive(Debug, Deserialize)]
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

async fn handle(app: &App, call: &Call) -> Result<Response, Error> {
    let request: RegisterRequest = call.parse()?;
    let identity = path::identity(app, call.path_parameter("openid")).await?.ok_or(Error::RegistrationFailed)?;
    register(app, &identity, request).await?;
    Ok(envelope::success("1000:员工注册成功", envelope::NOTHING))
}

/// Three round trips: what is known; the try of the code, and the user or a new id beside it; one transaction.
///
/// Without a proof no try is counted, so nobody burns another's code.
async fn register(app: &App, identity: &Identity, request: RegisterRequest) -> Result<(), Error> {
    let now = app.clock.now();
    let (proven, door) = app.store.proof_and_door(identity, now).await?;
    if proof::is_required(app) && !proven {
        return Err(Error::RegistrationFailed);
    }
    let person = async {
        match door {
            Some(door) => app.store.user(door.user_id).await,
            None => app.store.next_user_id().await.map(|id| Some(User::new(id, now))),
        }
    };
    let tried = email_code::try_code(app, identity, &request.email, request.code.as_str());
    let (person, tried) = tokio::join!(person, tried);
    let before = person?.ok_or_else(|| Failure::broken("an identity leads to no user"))?;
    if before.profile::<Employee>()?.is_some() {
        return Err(Error::AlreadyEmployee);
    }
    let hash = match tried? {
        Tried::Right { hash } => hash,
        Tried::Wrong => return Err(Error::CodeWrong),
        Tried::None => return Err(Error::CodeExpired),
    };

    let mut after = before.clone();
    after.name = request.name.into_string();
    after.avatar_url = request.avatar_url.into_string();
    after.email = Some(request.email.clone());
    after.email_verified = true;
    after.updated_at = now;
    after.set_profile(&Employee::applicant(now))?;
    if door.is_none() {
        after.identities.push(identity.clone());
    }
    let user = if door.is_some() {
        Write::ReplaceUser { before: &before, after: &after, password: None }
    } else {
        Write::CreateUser { user: &after, password: None }
    };
    let mut writes = vec![user, Write::SpendCode { identity, hash: &hash }];
    if proof::is_required(app) {
        writes.push(Write::RequireProof { identity, now });
    }
    match app.store.commit(&writes).await {
        Ok(()) => Ok(()),
        Err(CommitError::Failure(failure)) => Err(failure.into()),
        Err(CommitError::Refused(refusals)) => refused(app, &request.email, &refusals).await,
    }
}

/// Reads what stood in the way: the same person twice at once, or someone else's address.
async fn refused(app: &App, email: &Email, refusals: &[Refusal]) -> Result<(), Error> {
    if refusals.contains(&Refusal::EmailTaken) {
        // Whoever asks has shown that the address is theirs; they may know that it is registered.
        let holder = app.store.email_holder(email).await?;
        let employed = holder.map(|user| user.profile::<Employee>()).transpose()?.flatten().is_some();
        return Err(if employed { Error::AlreadyEmployee } else { Error::RegistrationFailed });
    }
    Err(if refusals.iter().any(|refusal| matches!(refusal, Refusal::IdentityTaken | Refusal::UserChanged)) {
        Error::AlreadyEmployee
    } else if refusals.contains(&Refusal::CodeChanged) {
        Error::CodeExpired
    } else {
        Error::RegistrationFailed
    })
}
