//! A function: its name, what it does with an event, and the loop that gives it events on Lambda.
//!
//! The local stack and the tests call [`Function::invoke`] with the same events, so the way of a request is one.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::process::ExitCode;
use std::time::Instant;

use futures_util::FutureExt as _;
use futures_util::future::{LocalBoxFuture, join3};
use http::{HeaderMap, header};
use lambda_http::Body;
use lambda_http::aws_lambda_events::apigw::ApiGatewayProxyResponse;
use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde_json::value::RawValue;
use tracing::Instrument as _;

use crate::app::{App, Host};
use crate::config::Config;
use crate::cors;
use crate::event_head::EventHead;
use crate::failure::Failure;
use crate::log;
use crate::request::{Accepts, Call, Rejection, allow};
use crate::response::{Response, set};
use crate::secrets::Secret;

/// A future that a handler's function pointer can return.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

type HttpHandler = for<'a> fn(&'a App, &'a Call) -> BoxFuture<'a, Response>;
type EventHandler =
    for<'a> fn(&'a App, &'a str) -> BoxFuture<'a, Result<serde_json::Value, EventError>>;

/// One Lambda function.
#[derive(Clone, Copy, Debug)]
pub struct Function {
    /// The name of its binary, of its event file and, in camel case, of its resource in the template.
    pub name: &'static str,
    kind: Kind,
    serve: Serve,
    secrets: &'static [Secret],
    at_start: &'static [Secret],
    draws_at_start: bool,
}

/// The loop that a kind of function runs. A binary holds what its own function points to: what answers 404 needs no client.
type Serve = fn(&'static Function) -> LocalBoxFuture<'static, Result<(), lambda_runtime::Error>>;

#[derive(Clone, Copy, Debug)]
enum Kind {
    Http {
        accepts: Accepts,
        reject: fn(&Rejection) -> Response,
        handle: HttpHandler,
    },
    NotFound {
        reject: fn(&Rejection) -> Response,
    },
    Event {
        handle: EventHandler,
    },
}

/// Why a function that is invoked directly did nothing; the text is for whoever invoked it.
#[derive(Debug, thiserror::Error)]
pub enum EventError {
    /// The event is not what it must be.
    #[error("{0}")]
    Invalid(String),
    /// The system failed.
    #[error("{0}")]
    Failed(#[from] Failure),
}

impl Function {
    /// An endpoint behind the gateway: what it takes, how its family words a rejection, and what it does.
    #[must_use]
    pub const fn http(
        name: &'static str,
        accepts: Accepts,
        reject: fn(&Rejection) -> Response,
        handle: HttpHandler,
    ) -> Self {
        Self {
            name,
            kind: Kind::Http {
                accepts,
                reject,
                handle,
            },
            serve,
            secrets: &[],
            at_start: &[],
            draws_at_start: false,
        }
    }

    /// What stands behind a family's greedy routes: it answers 404 in the family's words, which the gateway cannot.
    #[must_use]
    pub const fn not_found(name: &'static str, reject: fn(&Rejection) -> Response) -> Self {
        Self {
            name,
            kind: Kind::NotFound { reject },
            serve: serve_not_found,
            secrets: &[],
            at_start: &[],
            draws_at_start: false,
        }
    }

    /// A function without a route, invoked directly.
    #[must_use]
    pub const fn event(name: &'static str, handle: EventHandler) -> Self {
        Self {
            name,
            kind: Kind::Event { handle },
            serve,
            secrets: &[],
            at_start: &[],
            draws_at_start: false,
        }
    }

    /// The same function, which reads these secrets: all that its role lets it read. It fetches them as it starts.
    #[must_use]
    pub const fn reads(self, secrets: &'static [Secret]) -> Self {
        Self {
            secrets,
            at_start: secrets,
            ..self
        }
    }

    /// The same function, which fetches only these of them as it starts; the others while its first event waits for something slower,
    /// on the connection that is there.
    #[must_use]
    pub const fn starts_with(self, at_start: &'static [Secret]) -> Self {
        Self { at_start, ..self }
    }

    /// The same function, which draws random bytes as it starts. The generator takes its seed at the first draw, for 0.04 ms, which is a
    /// third of what the quickest answer with something random in it takes.
    #[must_use]
    pub const fn draws_at_start(self) -> Self {
        Self {
            draws_at_start: true,
            ..self
        }
    }

    /// The secrets that it reads.
    #[must_use]
    pub const fn secrets(&self) -> &'static [Secret] {
        self.secrets
    }

    /// Those that it fetches as it starts.
    #[must_use]
    pub const fn secrets_at_start(&self) -> &'static [Secret] {
        self.at_start
    }

    /// Whether it stands behind the gateway.
    #[must_use]
    pub const fn is_http(&self) -> bool {
        !matches!(self.kind, Kind::Event { .. })
    }

    /// What it takes; nothing is known of that for what stands behind greedy routes, and for what has no route.
    #[must_use]
    pub const fn accepts(&self) -> Option<Accepts> {
        match self.kind {
            Kind::Http { accepts, .. } => Some(accepts),
            _ => None,
        }
    }

    /// Carries out one event and returns the answer as JSON. A panic becomes the family's 500.
    ///
    /// # Errors
    /// [`EventError`], only of a function without a route.
    pub async fn invoke(&self, app: &App, event: &str) -> Result<String, EventError> {
        let head = EventHead::read(event);
        let span = tracing::info_span!(
            "invocation",
            function = self.name,
            gateway_request_id = head.request_id
        );
        self.carry_out(app, event, &head).instrument(span).await
    }

    async fn carry_out(
        &self,
        app: &App,
        event: &str,
        head: &EventHead,
    ) -> Result<String, EventError> {
        let started = Instant::now();
        match self.kind {
            Kind::Http {
                accepts,
                reject,
                handle,
            } => {
                let mut response = match cors::preflight(&app.config, head, accepts.verbs()) {
                    Some(response) => response,
                    None => match Call::read(event, head, accepts, &app.config) {
                        Ok(call) => {
                            let handled = AssertUnwindSafe(handle(app, &call)).catch_unwind().await;
                            handled.unwrap_or_else(|_| rejected(reject, &Rejection::Panic))
                        }
                        Err(rejection) => rejected(reject, &rejection),
                    },
                };
                cors::apply(&app.config, head, &mut response);
                let (status, elapsed) = (response.status().as_u16(), started.elapsed());
                tracing::info!(
                    event = "request",
                    status,
                    micros = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX),
                    "answered"
                );
                Ok(proxy_response(response))
            }
            Kind::NotFound { reject } => Ok(proxy_response(rejected(reject, &Rejection::NotFound))),
            Kind::Event { handle } => {
                let handled = AssertUnwindSafe(handle(app, event)).catch_unwind().await;
                let result = handled
                    .unwrap_or_else(|_| Err(Failure::broken("the function panicked").into()));
                if let Err(EventError::Failed(failure)) = &result {
                    failure.log();
                }
                result.map(|value| value.to_string())
            }
        }
    }

    /// What the function answers while its configuration is unusable.
    fn refuse(&self, problem: &str) -> Result<String, EventError> {
        if self.is_http() {
            return self.reject(&Rejection::Panic);
        }
        Err(Failure::broken(format!("configuration: {problem}")).into())
    }

    /// A rejection in the words of its family.
    fn reject(&self, rejection: &Rejection) -> Result<String, EventError> {
        match self.kind {
            Kind::Http { reject, .. } | Kind::NotFound { reject } => {
                Ok(proxy_response(rejected(reject, rejection)))
            }
            Kind::Event { .. } => Err(EventError::Invalid(format!("{rejection:?}"))),
        }
    }
}

/// Boxes a handler's future and turns its family's error into a response.
pub fn answer<'a, E: Into<Response>>(
    handled: impl Future<Output = Result<Response, E>> + Send + 'a,
) -> BoxFuture<'a, Response> {
    Box::pin(async { handled.await.unwrap_or_else(Into::into) })
}

/// A rejection in a family's words, with the header that belongs to it.
pub fn rejected(reject: fn(&Rejection) -> Response, rejection: &Rejection) -> Response {
    let mut response = reject(rejection);
    if let Rejection::Method(verbs) = rejection {
        set(&mut response, header::ALLOW, &allow(verbs));
    }
    response
}

/// A response in the form of a REST API's proxy integration. Headers go out once: a REST API would merge the two lists.
fn proxy_response(response: Response) -> String {
    let (parts, body) = response.into_parts();
    let mut proxied = ApiGatewayProxyResponse::default();
    proxied.status_code = i64::from(parts.status.as_u16());
    proxied.headers = HeaderMap::new();
    proxied.multi_value_headers = parts.headers;
    proxied.is_base64_encoded = matches!(body, Body::Binary(_));
    proxied.body = Some(body);
    serde_json::to_string(&proxied).unwrap_or_else(|_| r#"{"statusCode":500}"#.to_owned())
}

/// An error as Lambda reports it to whoever invoked the function.
fn diagnostic(error_type: &str, error: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic {
        error_type: error_type.to_owned(),
        error_message: error.to_string(),
    }
}

/// Runs `function` on Lambda: the body of every binary's `main`.
///
/// One thread: Lambda gives a function one event at a time. An unusable configuration is told in one log line, and the
/// function stays to answer its callers in the documented form.
// The binaries, which are compiled for speed, would have a copy of it, twice as large and no faster where it matters.
#[inline(never)]
#[must_use]
pub fn run(function: &'static Function) -> ExitCode {
    log::init();
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!(event = "start", cause = %error, "no runtime");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on((function.serve)(function)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(event = "stop", cause = %error, "the runtime loop ended");
            ExitCode::FAILURE
        }
    }
}

/// The loop of whatever needs the directory.
fn serve(
    function: &'static Function,
) -> LocalBoxFuture<'static, Result<(), lambda_runtime::Error>> {
    Box::pin(serve_with_clients(function))
}

/// The configuration of this process; the SDKs find what they read of it themselves.
fn config() -> Result<Config, String> {
    let config = Config::from_env().map_err(|e| e.to_string())?;
    if let Some(file) = &config.aws.partition {
        file.write().map_err(|e| {
            let path = file.path.display();
            format!("SMITHY_CLIENT_SDK_CUSTOM_PARTITION: {path} cannot be written: {e}")
        })?;
    }
    Ok(config)
}

async fn serve_with_clients(function: &'static Function) -> Result<(), lambda_runtime::Error> {
    let app = match config() {
        Ok(config) => {
            config.warn_of_risks();
            let app = App::new(config, Host::default());
            // Fetches the secrets and opens the connections while Lambda still gives the start a full processor, beside each other, and what
            // takes longest first; nothing is lost if that fails.
            let secrets = app.secrets.warm_up(function.at_start);
            let draw = async {
                let drawn = function.draws_at_start.then(|| app.random.bytes::<1>());
                drawn.transpose()
            };
            let (secrets, store, drawn) = join3(secrets, app.store.warm_up(), draw).await;
            let failures = [store.err(), secrets.err(), drawn.err()];
            for failure in failures.into_iter().flatten() {
                failure.log();
            }
            Ok(app)
        }
        Err(problem) => {
            tracing::error!(
                event = "configuration",
                cause = problem,
                "the configuration is unusable"
            );
            Err(problem)
        }
    };
    let app = &app;
    lambda_runtime::run(service_fn(
        async move |event: LambdaEvent<Box<RawValue>>| {
            let answer = match app {
                Ok(app) => function.invoke(app, event.payload.get()).await,
                Err(problem) => function.refuse(problem),
            };
            raw(answer)
        },
    ))
    .await
}

/// The loop of what answers 404: it needs neither configuration nor database to say so.
fn serve_not_found(
    function: &'static Function,
) -> LocalBoxFuture<'static, Result<(), lambda_runtime::Error>> {
    let answer = |_: LambdaEvent<Box<RawValue>>| {
        std::future::ready(raw(function.reject(&Rejection::NotFound)))
    };
    Box::pin(lambda_runtime::run(service_fn(answer)))
}

/// An answer as the runtime takes it.
fn raw(answer: Result<String, EventError>) -> Result<Box<RawValue>, Diagnostic> {
    let answer = answer.map_err(|error| diagnostic("EventError", &error))?;
    RawValue::from_string(answer).map_err(|error| diagnostic("Unwritable", &error))
}
