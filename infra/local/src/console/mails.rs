//! The mails for a browser: with a number to name each by, and each as its receiver would see it.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{Response, StatusCode};
use serde_json::{Value, json};

use super::InboxQuery;
use super::files::harden;
use crate::gateway::own;
use crate::stack::Shared;

/// What a mail may do: have its styles and the pictures it carries. `sandbox` gives it an origin of its own and takes scripts, forms and
/// windows away, also from one that is opened by itself.
const MAIL_POLICY: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// `GET /_local/mails[?to=…]`: the inbox with the mails' numbers, newest first.
pub async fn list(
    State(shared): State<Arc<Shared>>,
    Query(query): Query<InboxQuery>,
) -> Json<Vec<Value>> {
    let mails = shared.inbox.numbered(query.to.as_deref());
    let told = mails.into_iter().map(|(number, mail)| {
        let mut told = json!(mail);
        told["number"] = json!(number);
        told
    });
    Json(told.collect())
}

/// `GET /_local/mails/{number}`: the HTML of a mail, which can do nothing.
pub async fn show(State(shared): State<Arc<Shared>>, Path(number): Path<u64>) -> Response<Body> {
    let mails = shared.inbox.numbered(None);
    let Some((_, mail)) = mails.into_iter().find(|(known, _)| *known == number) else {
        return own(StatusCode::NOT_FOUND, "Not Found");
    };
    let mut response = Response::new(Body::from(mail.html));
    harden(&mut response, "text/html; charset=utf-8", MAIL_POLICY);
    response
}
