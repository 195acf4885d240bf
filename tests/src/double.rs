//! A dependency that answers what a test tells it to, over real HTTP.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use tokio::net::TcpListener;

/// What to answer.
#[derive(Clone, Debug)]
pub enum Script {
    /// This status, content type and body.
    Say(u16, &'static str, String),
    /// Nothing, ever.
    Hang,
}

impl Script {
    /// JSON with status 200.
    #[must_use]
    pub fn json(body: &serde_json::Value) -> Self {
        Self::Say(200, "application/json", body.to_string())
    }

    /// An error of SES.
    #[must_use]
    pub fn ses_error(status: u16, code: &str, message: &str) -> Self {
        let body = format!(
            "<ErrorResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\"><Error><Type>Sender</Type><Code>{code}</Code>\
             <Message>{message}</Message></Error><RequestId>1</RequestId></ErrorResponse>"
        );
        Self::Say(status, "text/xml", body)
    }

    /// SES has taken the mail.
    #[must_use]
    pub fn ses_success() -> Self {
        let body = "<SendEmailResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\"><SendEmailResult><MessageId>1</MessageId>\
                    </SendEmailResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></SendEmailResponse>";
        Self::Say(200, "text/xml", body.to_owned())
    }
}

/// A request that came.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Path and query.
    pub uri: String,
    /// The body as text.
    pub body: String,
}

/// The dependency.
#[derive(Clone)]
pub struct Double {
    url: String,
    state: Arc<Mutex<Play>>,
}

struct Play {
    choose: Box<dyn FnMut(&Seen) -> Script + Send>,
    seen: Vec<Seen>,
}

impl Double {
    /// A dependency that plays these scripts in turn, and the last one for ever.
    ///
    /// # Panics
    /// When it cannot listen.
    pub async fn playing(scripts: impl IntoIterator<Item = Script>) -> Self {
        let mut scripts: VecDeque<Script> = scripts.into_iter().collect();
        Self::by(move |_| {
            let next = if scripts.len() > 1 {
                scripts.pop_front()
            } else {
                scripts.front().cloned()
            };
            next.unwrap_or(Script::Hang)
        })
        .await
    }

    /// A dependency that chooses its answer by the request.
    ///
    /// # Panics
    /// When it cannot listen.
    pub async fn by(choose: impl FnMut(&Seen) -> Script + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let state = Arc::new(Mutex::new(Play {
            choose: Box::new(choose),
            seen: Vec::new(),
        }));
        let router = Router::new().fallback(play).with_state(Arc::clone(&state));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, state }
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What has come so far.
    #[must_use]
    pub fn seen(&self) -> Vec<Seen> {
        self.state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .seen
            .clone()
    }
}

async fn play(State(state): State<Arc<Mutex<Play>>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let script = {
        let mut play = state.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = Seen {
            uri: parts.uri.to_string(),
            body: String::from_utf8_lossy(&body).into_owned(),
        };
        let script = (play.choose)(&seen);
        play.seen.push(seen);
        script
    };
    match script {
        Script::Say(status, content_type, body) => {
            let mut response = Response::new(Body::from(body));
            *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
            response.headers_mut().insert(
                HeaderName::from_static("content-type"),
                HeaderValue::from_static(content_type),
            );
            response
        }
        Script::Hang => std::future::pending().await,
    }
}
