//! `GET|POST /mjpm/v1/auth/code/{openid}`: an email code for whoever holds a proven openid.

use serde::Deserialize;
use shared::email::Email;
use shared::lambda::{Function, answer};
use shared::request::{Accepts, Payload, Verb};
use shared::text::Text;
use shared::{App, Call, Response, email_code};

use crate::error::Error;
use crate::{envelope, path};

/// The function.
pub const FUNCTION: Function = Function::http(
    "mjpm-code",
    Accepts::methods(&[Verb::Get, Verb::Post]),
    Error::reject,
    |app, call| answer(handle(app, call)),
);

/// What the mini-program sends, in the body or in the query.
#[derive(Debug, Deserialize)]
pub struct CodeRequest {
    /// 待验证邮箱; text, because the document has its own answer to an address that is none.
    pub email: Text<320>,
}

impl Payload for CodeRequest {}

async fn handle(app: &App, call: &Call) -> Result<Response, Error> {
    let request: CodeRequest = call.parse()?;
    let email = Email::parse(request.email.as_str()).map_err(|_| Error::BadEmail)?;
    let identity = path::identity(app, call.path_parameter("openid"))
        .await?
        .ok_or(Error::NoProof)?;
    email_code::send(app, &identity, &email, &call.source_ip).await?;
    Ok(envelope::success("1000:验证码发送成功", envelope::NOTHING))
}
