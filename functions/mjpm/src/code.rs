//! `GET|POST /mjpm/v1/auth/code/{openid}`: an email code for whoever holds a proven openid.

use serde::Deserialize;
use shared::email::Email;
use shared::lambda::{Function, answer};
use shared::request::{Accepts, Payload, Verb};
use shared::secrets::Secret;
use shared::text::Text;
use shared::{App, Call, Response, email_code};

use crate::error::Error;
use crate::{envelope, path};

/// The function.
pub static FUNCTION: Function = Function::http(
    "mjpm-code",
    Accepts::methods(&[Verb::Get, Verb::Post]),
    Error::reject,
    |app, call| answer(handle(app, call)),
)
.reads(&[Secret::TokenKeys]);

/// What the mini-program sends, in the body or in the query.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CodeRequest {
    /// 待验证邮箱; text, because the document has its own answer to an address that is none.
    pub email: Text<320>,
}

impl Payload for CodeRequest {}

/// What a success says.
const SENT: &str = "1000:验证码发送成功";

async fn handle(app: &App, call: &Call) -> Result<Response, Error> {
    let request: CodeRequest = call.parse()?;
    let email = Email::parse(request.email.as_str()).map_err(|_| Error::BadEmail)?;
    let identity = path::identity(app, call.path_parameter("openid"))?.ok_or(Error::NoProof)?;
    email_code::send(app, &identity, &email, &call.source_ip).await?;
    Ok(envelope::success(SENT, envelope::NOTHING))
}

/// What the description of the API says of it.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> Vec<shared::openapi::Operation> {
    use shared::openapi::Operation;
    vec![
        Operation::new(Verb::Get, "发送邮箱验证码", "Mail a code")
            .or(Verb::Post)
            .takes::<CodeRequest>(r#"{"email":"zs@163.com"}"#)
            .gives(
                envelope::outcome::<[(); 0]>(SENT),
                r#"{"result":"success","code":"1000","msg":"1000:验证码发送成功","data":[]}"#,
            )
            .fails([Error::BadEmail, Error::CodesTooOften, Error::NoProof]),
    ]
}
