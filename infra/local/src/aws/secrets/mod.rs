//! Secrets Manager, as far as functions and their operators use it: the two secrets, by the template's logical names, and the
//! rotation of the token keys.

pub mod versions;

use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::{Map, Value, json};

use self::versions::{CURRENT, PENDING, Versions};
use super::answer;
use crate::data::Data;
use crate::stack::Shared;

const CONTENT_TYPE: &str = "application/x-amz-json-1.1";
const TOKEN_KEYS: &str = "TokenKeysSecret";
const PROVIDERS: &str = "ProvidersSecret";
/// The binary that rotates the token keys.
const ROTATOR: &str = "rotate-token-keys";
/// The file that keeps the token keys.
pub const TOKEN_KEYS_FILE: &str = "token-keys.json";

/// The token keys, as Secrets Manager holds them.
pub struct TokenKeysSecret(Mutex<Versions>);

impl TokenKeysSecret {
    /// A secret with this value.
    #[must_use]
    pub fn new(value: String) -> Self {
        Self(Mutex::new(Versions::of(value)))
    }

    fn lock(&self) -> MutexGuard<'_, Versions> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An error of Secrets Manager.
struct Refusal(StatusCode, &'static str, String);

impl Refusal {
    fn invalid(message: &str) -> Self {
        let kind = "InvalidRequestException";
        Self(StatusCode::BAD_REQUEST, kind, message.to_owned())
    }

    fn not_found(what: &str) -> Self {
        let message = format!("Secrets Manager can't find the specified {what}.");
        Self(
            StatusCode::BAD_REQUEST,
            "ResourceNotFoundException",
            message,
        )
    }

    fn internal(message: String) -> Self {
        let kind = "InternalServiceError";
        Self(StatusCode::INTERNAL_SERVER_ERROR, kind, message)
    }
}

/// Answers an operation.
pub async fn handle(shared: &Shared, operation: &str, body: &[u8]) -> Response<Body> {
    match carry_out(shared, operation, body).await {
        Ok(told) => answer(StatusCode::OK, CONTENT_TYPE, told.to_string()),
        Err(Refusal(status, kind, message)) => {
            let told = json!({ "__type": kind, "Message": message });
            answer(status, CONTENT_TYPE, told.to_string())
        }
    }
}

async fn carry_out(shared: &Shared, operation: &str, body: &[u8]) -> Result<Value, Refusal> {
    let request: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |field: &str| request[field].as_str();
    let id = text("SecretId").unwrap_or_default();
    let name = [TOKEN_KEYS, PROVIDERS]
        .into_iter()
        .find(|name| id == *name || id == arn(name))
        .ok_or_else(|| Refusal::not_found("secret"))?;
    if (operation, name) == ("GetSecretValue", PROVIDERS) {
        // Made when it is first needed.
        let secret = shared.sandbox.providers_secret().await;
        let secret = secret.map_err(|e| Refusal::internal(e.to_string()))?;
        return value(name, &Versions::of(secret.to_owned()), &request);
    }
    if name == PROVIDERS {
        return Err(Refusal::invalid("the sandbox makes this secret"));
    }
    let secret = &shared.token_keys;
    match operation {
        "GetSecretValue" => value(name, &secret.lock(), &request),
        "DescribeSecret" => Ok(describe(name, &secret.lock())),
        "PutSecretValue" => {
            let token = text("ClientRequestToken").unwrap_or_default();
            let value = text("SecretString").map(str::to_owned);
            let stage = request["VersionStages"][0].as_str().unwrap_or(CURRENT);
            put(shared, token, value, stage)
        }
        "UpdateSecretVersionStage" => {
            let stage = text("VersionStage").unwrap_or_default();
            let to = text("MoveToVersionId").unwrap_or_default();
            move_stage(shared, stage, text("RemoveFromVersionId"), to)
        }
        "RotateSecret" => rotate(shared, text("ClientRequestToken")).await,
        _ => Err(Refusal(
            StatusCode::BAD_REQUEST,
            "UnknownOperationException",
            format!("the local stack does not know {operation}"),
        )),
    }
}

fn arn(name: &str) -> String {
    format!("arn:aws:secretsmanager:local:000000000000:secret:{name}-local0")
}

fn value(name: &str, versions: &Versions, request: &Value) -> Result<Value, Refusal> {
    let (id, stage) = (
        request["VersionId"].as_str(),
        request["VersionStage"].as_str(),
    );
    let version = versions.find(id, stage);
    let (version, value) = version
        .and_then(|version| Some((version, version.value.as_ref()?)))
        .ok_or_else(|| Refusal::not_found("secret value"))?;
    Ok(json!({
        "ARN": arn(name),
        "Name": name,
        "SecretString": value,
        "VersionId": version.id,
        "VersionStages": version.stages,
    }))
}

fn describe(name: &str, versions: &Versions) -> Value {
    let stages: Map<String, Value> = versions
        .all()
        .iter()
        .map(|version| (version.id.clone(), json!(version.stages)))
        .collect();
    json!({ "ARN": arn(name), "Name": name, "RotationEnabled": true, "VersionIdsToStages": stages })
}

fn put(shared: &Shared, token: &str, value: Option<String>, stage: &str) -> Result<Value, Refusal> {
    if !(32..=64).contains(&token.len()) || value.is_none() {
        return Err(Refusal::invalid(
            "ClientRequestToken has 32 to 64 characters; SecretString must be there",
        ));
    }
    let mut versions = shared.token_keys.lock();
    if !versions.put(token, value, stage) {
        let message = "A version with this token and another value exists.".to_owned();
        let kind = "ResourceExistsException";
        return Err(Refusal(StatusCode::BAD_REQUEST, kind, message));
    }
    save(&shared.data, &versions)?;
    Ok(
        json!({ "ARN": arn(TOKEN_KEYS), "Name": TOKEN_KEYS, "VersionId": token, "VersionStages": [stage] }),
    )
}

fn move_stage(
    shared: &Shared,
    stage: &str,
    from: Option<&str>,
    to: &str,
) -> Result<Value, Refusal> {
    let mut versions = shared.token_keys.lock();
    let holder = versions.find(None, Some(stage)).map(|version| &version.id);
    if holder.map(String::as_str) != from {
        return Err(Refusal::invalid(
            "RemoveFromVersionId is not the version that has the stage",
        ));
    }
    if !versions.move_stage(stage, to) {
        return Err(Refusal::not_found("secret version"));
    }
    save(&shared.data, &versions)?;
    Ok(json!({ "ARN": arn(TOKEN_KEYS), "Name": TOKEN_KEYS }))
}

/// What Secrets Manager does on its schedule: a pending version without a value, and the four steps of the function.
async fn rotate(shared: &Shared, token: Option<&str>) -> Result<Value, Refusal> {
    let made = [shared.host.random.id(), shared.host.random.id()];
    let made: Result<Vec<String>, _> = made.into_iter().collect();
    let made = made.map_err(|e| Refusal::internal(e.to_string()))?.concat();
    let token = token.unwrap_or(&made);
    shared.token_keys.lock().put(token, None, PENDING);
    let rotator = shared
        .functions
        .iter()
        .find(|deployed| deployed.function.name == ROTATOR)
        .ok_or_else(|| Refusal::invalid("the template has no function that rotates"))?;
    for step in ["createSecret", "setSecret", "testSecret", "finishSecret"] {
        let event =
            json!({ "SecretId": arn(TOKEN_KEYS), "ClientRequestToken": token, "Step": step });
        let done = rotator.invoke(event.to_string()).await;
        done.map_err(|e| Refusal::invalid(&format!("{step}: {e}")))?;
    }
    Ok(json!({ "ARN": arn(TOKEN_KEYS), "Name": TOKEN_KEYS, "VersionId": token }))
}

/// Keeps the current value: a rotation that was broken off begins anew.
fn save(data: &Data, versions: &Versions) -> Result<(), Refusal> {
    let current = versions.find(None, None);
    let Some(value) = current.and_then(|version| version.value.as_ref()) else {
        return Ok(());
    };
    data.replace(TOKEN_KEYS_FILE, value)
        .map_err(|e| Refusal::internal(e.to_string()))
}
