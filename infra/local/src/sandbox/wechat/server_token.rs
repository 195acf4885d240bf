//! A server's own access token: `POST /cgi-bin/stable_token`.
//!
//! Source: WeChat, 获取稳定版接口调用凭据. In normal mode the token stays the same until its last five minutes, in which the next
//! one is given out while it is still good; force mode ends it at once.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};
use shared::clock::Timestamp;

use super::{Trouble, answer, known};
use crate::sandbox::Sandbox;
use crate::sandbox::apps::{Kind, SandboxApp};
use crate::stack::Shared;

/// How long a token is good.
const LIFETIME: Duration = Duration::from_hours(2);
/// The end of that time, in which there is a next one already.
const OVERLAP: Duration = Duration::from_mins(5);

/// The tokens that were given out and not ended.
#[derive(Default)]
pub struct ServerTokens(Mutex<Vec<Issued>>);

#[derive(Clone)]
struct Issued {
    token: String,
    app: &'static SandboxApp,
    ends_at: Timestamp,
}

impl ServerTokens {
    /// The app that a token was given to.
    pub(super) fn check(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Result<&'static SandboxApp, Trouble> {
        let tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match tokens.iter().find(|issued| issued.token == token) {
            _ if token.is_empty() => Err(Trouble::Refused(40014)),
            None => Err(Trouble::Refused(40001)),
            Some(issued) if issued.ends_at <= now => Err(Trouble::Refused(42001)),
            Some(issued) => Ok(issued.app),
        }
    }

    /// The token of `app`, and for how many seconds it is good: `new`, when there is none or it is to be ended.
    fn give(
        &self,
        app: &'static SandboxApp,
        force: bool,
        new: String,
        now: Timestamp,
    ) -> (String, i64) {
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if force {
            tokens.retain(|issued| issued.app.appid != app.appid);
        }
        let current = tokens
            .iter()
            .rfind(|issued| issued.app.appid == app.appid && issued.ends_at > now + OVERLAP);
        let given = current.cloned().unwrap_or(Issued {
            token: new,
            app,
            ends_at: now + LIFETIME,
        });
        if current.is_none() {
            tokens.push(given.clone());
        }
        (given.token, given.ends_at.as_seconds() - now.as_seconds())
    }
}

/// Gives the token out.
pub(super) async fn handle(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    answer(token(&shared.sandbox, &body))
}

fn token(sandbox: &Sandbox, body: &[u8]) -> Result<Value, Trouble> {
    let request: Value = serde_json::from_slice(body).unwrap_or_default();
    if !request.is_object() {
        return Err(Trouble::Refused(47001));
    }
    let text = |name: &str| request[name].as_str().unwrap_or_default();
    let (appid, secret) = (text("appid"), text("secret"));
    if text("grant_type") != "client_credential" {
        return Err(Trouble::Refused(40002));
    }
    if appid.is_empty() {
        return Err(Trouble::Refused(41002));
    }
    if secret.is_empty() {
        return Err(Trouble::Refused(41004));
    }
    let app = known(sandbox, appid, secret)?;
    if !matches!(app.kind, Kind::MiniProgram | Kind::OfficialAccount) {
        // Websites and mobile apps belong to the open platform, which gives them no such token.
        return Err(Trouble::Refused(40013));
    }
    let force = match &request["force_refresh"] {
        Value::Null => false,
        Value::Bool(force) => *force,
        _ => return Err(Trouble::Refused(47001)),
    };
    let now = sandbox.host.clock.now();
    let (token, seconds) = sandbox
        .server_tokens
        .give(app, force, sandbox.token::<3>()?, now);
    Ok(json!({ "access_token": token, "expires_in": seconds }))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    use super::super::tests::errcode;
    use crate::sandbox::apps;

    fn request(sandbox: &Sandbox, kind: Kind) -> Value {
        let app = apps::first(kind);
        json!({ "grant_type": "client_credential", "appid": app.appid, "secret": sandbox.secret_of(app) })
    }

    fn ask(sandbox: &Sandbox, request: &Value) -> Result<Value, Trouble> {
        token(sandbox, request.to_string().as_bytes())
    }

    /// A token for the first app of this kind.
    pub(in super::super) fn token_of(sandbox: &Sandbox, kind: Kind) -> String {
        let told = ask(sandbox, &request(sandbox, kind)).unwrap();
        told["access_token"].as_str().unwrap().to_owned()
    }

    fn check(sandbox: &Sandbox, token: &Value) -> i64 {
        let now = sandbox.host.clock.now();
        let told = sandbox.server_tokens.check(token.as_str().unwrap(), now);
        errcode(&told.map(|app| json!(app.appid)))
    }

    #[test]
    fn the_token_stays_the_same_and_its_time_runs() {
        let sandbox = Sandbox::for_tests();
        let good = request(&sandbox, Kind::MiniProgram);
        let first = ask(&sandbox, &good).unwrap();
        assert_eq!(first["expires_in"], 7200);
        assert!(first["access_token"].as_str().unwrap().len() > 100);
        sandbox.host.clock.advance(6000);
        let second = ask(&sandbox, &good).unwrap();
        assert_eq!(first["access_token"], second["access_token"]);
        assert!((1195..=1200).contains(&second["expires_in"].as_i64().unwrap()));

        // In the last five minutes there is a next one, and both are good.
        sandbox.host.clock.advance(950);
        let third = ask(&sandbox, &good).unwrap();
        assert_ne!(third["access_token"], first["access_token"]);
        assert_eq!(check(&sandbox, &first["access_token"]), 0);
        assert_eq!(check(&sandbox, &third["access_token"]), 0);
        sandbox.host.clock.advance(300);
        assert_eq!(check(&sandbox, &first["access_token"]), 42001);
        assert_eq!(check(&sandbox, &third["access_token"]), 0);
        assert_eq!(check(&sandbox, &json!("x")), 40001);
        assert_eq!(check(&sandbox, &json!("")), 40014);
    }

    #[test]
    fn force_gives_a_new_token_and_ends_the_old_one_of_this_app() {
        let sandbox = Sandbox::for_tests();
        let mut good = request(&sandbox, Kind::MiniProgram);
        let first = ask(&sandbox, &good).unwrap();
        let other = ask(&sandbox, &request(&sandbox, Kind::OfficialAccount)).unwrap();
        assert_ne!(first["access_token"], other["access_token"]);
        good["force_refresh"] = json!(true);
        let second = ask(&sandbox, &good).unwrap();
        assert_eq!(check(&sandbox, &first["access_token"]), 40001);
        assert_eq!(check(&sandbox, &second["access_token"]), 0);
        assert_eq!(check(&sandbox, &other["access_token"]), 0);
        good["force_refresh"] = json!(false);
        assert_eq!(
            ask(&sandbox, &good).unwrap()["access_token"],
            second["access_token"]
        );
    }

    #[test]
    fn it_refuses_what_wechat_refuses() {
        let sandbox = Sandbox::for_tests();
        for (name, value, expected) in [
            ("grant_type", json!("authorization_code"), 40002),
            ("appid", json!(""), 41002),
            ("secret", json!(null), 41004),
            ("appid", json!("wx0"), 40013),
            ("secret", json!("x"), 40125),
            ("force_refresh", json!("true"), 47001),
            ("grant_type", json!("client_credential"), 0),
        ] {
            let mut request = request(&sandbox, Kind::MiniProgram);
            request[name] = value;
            assert_eq!(errcode(&ask(&sandbox, &request)), expected, "{name}");
        }
        let website = request(&sandbox, Kind::Website);
        assert_eq!(errcode(&ask(&sandbox, &website)), 40013);
        assert_eq!(
            errcode(&token(&sandbox, b"grant_type=client_credential")),
            47001
        );
    }
}
