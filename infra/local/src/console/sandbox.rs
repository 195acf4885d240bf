//! What the console page has to know of the stack: the functions, and the apps whose people can sign in.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::sandbox::apps;
use crate::stack::Shared;

/// `GET /_local/functions`: the functions in the template's order; `is_http` is false for what has no route.
pub async fn functions(State(shared): State<Arc<Shared>>) -> Json<Vec<Value>> {
    let told = shared.functions.iter().map(|deployed| {
        json!({
            "name": deployed.function.name,
            "logical_name": deployed.logical_name,
            "description": deployed.description,
            "is_http": deployed.function.is_http(),
        })
    });
    Json(told.collect())
}

/// `GET /_local/apps`: the apps of the providers secret, without their secrets and keys.
pub async fn apps() -> Json<Vec<Value>> {
    Json(apps::all().map(apps::SandboxApp::told).collect())
}
