//! `POST /module/iot/decryptData`: what a mini-program got as `encryptedData`, in clear, for whom it is about.

use serde::Deserialize;
use shared::authenticate;
use shared::lambda::{Function, answer};
use shared::request::{Accepts, Payload, Verb};
use shared::secrets::Secret;
use shared::text::Text;
use shared::{App, Call, Response};

use crate::envelope;
use crate::error::Error;

/// The function.
pub static FUNCTION: Function = Function::http(
    "member-decrypt-data",
    Accepts::methods(&[Verb::Post]),
    Error::reject,
    |app, call| answer(handle(app, call)),
)
.reads(&[Secret::TokenKeys]);

/// What the mini-program sends, beside the token of the sign-in that came with the same `wx.login`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct DecryptDataRequest {
    /// The data, in base64.
    pub encrypted_data: Text<8192>,
    /// The initial vector, in base64.
    pub iv: Text<256>,
}

impl Payload for DecryptDataRequest {}

/// What a success says.
const DECRYPTED: &str = "解密成功";

async fn handle(app: &App, call: &Call) -> Result<Response, Error> {
    let request: DecryptDataRequest = call.parse()?;
    let principal = authenticate::principal(app, call).await?;
    let keys = app.secrets.token_keys().await?;
    let (key, appid) = principal
        .session
        .session_key(&keys)
        .ok_or(Error::Unreadable)?;
    let (data, iv) = (request.encrypted_data.as_str(), request.iv.as_str());
    let plain = key
        .decrypt(appid, data, iv, app.clock.now())
        .map_err(|_| Error::Unreadable)?;
    Ok(envelope::success(DECRYPTED, plain))
}

/// What the description of the API says of it.
#[cfg(feature = "openapi")]
#[must_use]
pub fn describe() -> Vec<shared::openapi::Operation> {
    use shared::openapi::Operation;
    vec![
        Operation::new(
            Verb::Post,
            "解密 encryptedData",
            "Decrypt a mini-program's encryptedData",
        )
        .signed_in()
        .takes::<DecryptDataRequest>(
            r#"{"token":"eyJ0eXAiOiJKV1Qi…","encryptedData":"AAAA","iv":"AAAA"}"#,
        )
        .gives(
            envelope::outcome::<serde_json::Map<String, serde_json::Value>>(&[DECRYPTED]),
            r#"{"status":200,"msg":"解密成功","data":{"nickName":"kevin1","watermark":{"appid":"wx0123456789abcdef","timestamp":1795132800}}}"#,
        )
        .fails([Error::NotSignedIn, Error::Unreadable]),
    ]
}
