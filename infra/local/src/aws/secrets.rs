//! Secrets Manager, as far as functions and their operators use it: `GetSecretValue` of the two secrets, by the template's
//! logical names.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::{Value, json};

use super::answer;
use crate::stack::Shared;

const CONTENT_TYPE: &str = "application/x-amz-json-1.1";

/// Answers an operation.
pub async fn handle(shared: &Shared, operation: &str, body: &[u8]) -> Response<Body> {
    let fail = |kind: &str, message: &str| refusal(StatusCode::BAD_REQUEST, kind, message);
    if operation != "GetSecretValue" {
        return fail(
            "UnknownOperationException",
            "the local stack knows GetSecretValue only",
        );
    }
    let request: Value = serde_json::from_slice(body).unwrap_or_default();
    let id = request["SecretId"].as_str().unwrap_or_default();
    let secret = match id {
        "TokenKeysSecret" => shared.token_keys.clone(),
        // Made when it is first needed.
        "ProvidersSecret" => match shared.sandbox.providers_secret().await {
            Ok(secret) => secret,
            Err(error) => {
                return refusal(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "InternalServiceError",
                    &error.to_string(),
                );
            }
        },
        _ => {
            return fail(
                "ResourceNotFoundException",
                "Secrets Manager can't find the specified secret.",
            );
        }
    };
    let found = json!({
        "ARN": format!("arn:aws:secretsmanager:local:000000000000:secret:{id}-local0"),
        "Name": id,
        "SecretString": secret,
        "VersionId": "00000000-0000-0000-0000-000000000000",
        "VersionStages": ["AWSCURRENT"],
    });
    answer(StatusCode::OK, CONTENT_TYPE, found.to_string())
}

fn refusal(status: StatusCode, kind: &str, message: &str) -> Response<Body> {
    let told = json!({ "__type": kind, "Message": message });
    answer(status, CONTENT_TYPE, told.to_string())
}
