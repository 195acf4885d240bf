//! QQ, below `/_local/qq`: `api.q.qq.com` for mini-programs and `graph.qq.com` for QQ Connect.

mod connect;
mod session;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

pub use self::connect::ConnectTokens;
use crate::stack::Shared;

/// The paths.
pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/sns/jscode2session", get(session::code2session))
        .route("/oauth2.0/token", get(connect::token))
        .route("/oauth2.0/me", get(connect::me))
}
