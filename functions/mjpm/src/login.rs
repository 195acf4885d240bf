//! `GET /mjpm/v1/auth/login/{openid}`: a proven openid signs in, and its proof is used up.

use shared::identity::Identity;
use shared::lambda::{Function, answer};
use shared::request::{Accepts, Verb};
use shared::secrets::Secret;
use shared::sign_in::{self, CLOSED, Origin, PENDING, admission, new_session};
use shared::store::write::SectionEquals;
use shared::store::{CommitError, Door, Refusal, Write};
use shared::user::{AccountState, Profile as _, User};
use shared::{App, Call, Failure, Response, proof};

use crate::employee::{Employee, EmployeeView, Status};
use crate::error::Error;
use crate::{envelope, path};

/// The function.
pub static FUNCTION: Function = Function::http(
    "mjpm-login",
    Accepts::methods(&[Verb::Get]),
    Error::reject,
    |app, call| answer(handle(app, call)),
)
.reads(&[Secret::TokenKeys]);

/// What a success says.
const SIGNED_IN: &str = "1000:员工登录成功";

async fn handle(app: &App, call: &Call) -> Result<Response, Error> {
    let openid = call.path_parameter("openid");
    // What cannot be an openid cannot be proven either; only without proofs is the question whether it is known.
    let unknown = if proof::is_required(app) {
        Error::NoProof
    } else {
        Error::NoEmployee
    };
    let identity = path::identity(app, openid)?.ok_or(unknown)?;
    let now = app.clock.now();
    let (proof, door) = app.store.proof_and_door(&identity, now).await?;
    if proof::is_required(app) && proof.is_none() {
        sign_in::log_failure(app, "no proof", call.origin());
        return Err(Error::NoProof);
    }
    let Some(door) = door else {
        sign_in::log_failure(app, "no employee", call.origin());
        return Err(Error::NoEmployee);
    };
    let keys = app.secrets.token_keys().await?;
    // The path ends in the openid, which is nothing for a token's issuer.
    let issuer = call
        .url
        .rsplit_once('/')
        .map_or(call.url.as_str(), |(endpoint, _)| endpoint);
    let origin = Origin {
        issuer,
        ..call.origin()
    };
    let session = new_session(app, door.user_id, door.epoch, origin)?;
    let record = sign_in::record(app, door.user_id, identity.provider.as_str(), origin)?;
    let mut writes = writes(app, &identity, door, &session);
    writes.push(Write::Audit(&record));
    let (committed, user) = tokio::join!(app.store.commit(&writes), app.store.user(door.user_id));
    if let Err(error) = committed {
        let error = refused(error);
        if let Some(why) = why(&error) {
            sign_in::note_failure(app, Some(door.user_id), why, origin).await;
        }
        return Err(error);
    }
    let user = user?
        .ok_or_else(|| Failure::broken(format!("user {} signed in and is gone", door.user_id)))?;
    let employee = employee_of(&user)?;
    let token = keys.issue(&session)?;
    let view = EmployeeView::new(
        &user,
        &employee,
        openid,
        employee.effective_rights(app),
        token.expose(),
    );
    Ok(envelope::success(SIGNED_IN, view))
}

/// All of it or nothing: a sign-in that is refused leaves the proof as it was, and no proof signs in twice.
fn writes<'a>(
    app: &App,
    identity: &'a Identity,
    door: Door,
    session: &'a shared::session::Session,
) -> Vec<Write<'a>> {
    let at_work = SectionEquals {
        section: Employee::SECTION,
        field: "status",
        value: Status::Active.as_str(),
    };
    let mut writes = vec![
        Write::SignIn {
            user: door.user_id,
            epoch: door.epoch,
            at: session.opened_at,
            require: Some(at_work),
        },
        Write::OpenSession(session),
    ];
    if proof::is_required(app) {
        writes.push(Write::SpendProof {
            identity,
            now: session.opened_at,
        });
    }
    writes
}

fn employee_of(user: &User) -> Result<Employee, Error> {
    user.profile()?.ok_or(Error::NoEmployee)
}

/// What the record says of a sign-in that was refused; nothing when the system failed.
fn why(error: &Error) -> Option<&'static str> {
    match error {
        Error::NoProof => Some("no proof"),
        Error::NoEmployee => Some("no employee"),
        Error::UnderReview => Some(PENDING),
        Error::Suspended => Some(CLOSED),
        _ => None,
    }
}

fn refused(error: CommitError) -> Error {
    let refusals = match error {
        CommitError::Failure(failure) => return failure.into(),
        CommitError::Refused(refusals) => refusals,
    };
    if refusals.contains(&Refusal::NoProof) {
        return Error::NoProof;
    }
    let Some(user) = admission(&refusals) else {
        return Error::NoEmployee;
    };
    if user.state != AccountState::Active {
        return Error::Suspended;
    }
    match employee_of(user) {
        Err(error) => error,
        Ok(Employee {
            status: Status::UnderReview,
            ..
        }) => Error::UnderReview,
        Ok(Employee {
            status: Status::Suspended | Status::Left | Status::Refused,
            ..
        }) => Error::Suspended,
        // Admitted in every respect but the epoch: the sessions were ended between the two steps.
        Ok(Employee {
            status: Status::Active,
            ..
        }) => Failure::Unavailable {
            dependency: shared::failure::Dependency::DynamoDb,
            operation: "TransactWriteItems",
            cause: "the user's sessions were ended during the sign-in".to_owned(),
        }
        .into(),
    }
}

/// What the description of the API says of it.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> Vec<shared::openapi::Operation> {
    use shared::openapi::Operation;
    vec![
        Operation::new(Verb::Get, "员工登录", "An employee signs in")
            .gives(
                envelope::outcome::<EmployeeView<'_>>(SIGNED_IN),
                r#"{"result":"success","code":"1000","msg":"1000:员工登录成功","data":{"id":17,"openid":"oFL4e0fSewexampleuxT0j5a_2HI","open_id":"oFL4e0fSewexampleuxT0j5a_2HI","name":"施海泉","avatar_url":"","email":"123@qq.com","phone":"13800000000","mobile":"13800000000","dept":"IT","dept_name":"IT","station":"engineer","duty":"engineer","status":"在职","rights":["员工管理"],"permission":[],"register_time":"2026-11-20 08:00:00","token":"eyJ0eXAiOiJKV1Qi…"}}"#,
            )
            .fails([
                Error::NoEmployee,
                Error::UnderReview,
                Error::Suspended,
                Error::NoProof,
            ]),
    ]
}
