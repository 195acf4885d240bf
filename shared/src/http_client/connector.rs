//! Connections to AWS: TCP and TLS within a limit of time, through a proxy where the environment names one.

use std::error::Error;
use std::pin::Pin;
use std::sync::LazyLock;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use http::uri::Scheme;
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tower_service::Service;

use super::TLS;

/// How soon a connection must be there: address, TCP and TLS, and a proxy's consent.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// What the environment says of proxies (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`), as reqwest reads it for identity providers.
static PROXIES: LazyLock<Matcher> = LazyLock::new(Matcher::from_env);

/// The connection was not there within [`CONNECT_TIMEOUT`].
#[derive(Debug, thiserror::Error)]
#[error("no connection within {CONNECT_TIMEOUT:?}")]
pub(super) struct TooLate;

type BoxError = Box<dyn Error + Send + Sync>;
type Stream = MaybeHttpsStream<TokioIo<TcpStream>>;

/// Opens connections for a client that keeps them.
#[derive(Clone, Debug)]
pub(super) struct Connector {
    /// A developer's proxy does not lead to the stack on their own machine.
    is_local: bool,
    tcp: HttpConnector,
}

impl Connector {
    pub(super) fn new(is_local: bool) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        Self { is_local, tcp }
    }

    async fn connect(mut self, to: Uri) -> Result<Stream, BoxError> {
        if to.scheme() == Some(&Scheme::HTTP) {
            return Ok(self.tcp.call(to).await?.into());
        }
        let tls = TLS.clone()?;
        let proxy = (!self.is_local).then(|| PROXIES.intercept(&to)).flatten();
        let Some(proxy) = proxy else {
            return HttpsConnector::from((self.tcp, tls)).call(to).await;
        };
        let mut tunnel = Tunnel::new(proxy.uri().clone(), self.tcp);
        if let Some(credentials) = proxy.basic_auth() {
            tunnel = tunnel.with_auth(credentials.clone());
        }
        HttpsConnector::from((tunnel, tls)).call(to).await
    }
}

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Stream, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, to: Uri) -> Self::Future {
        let connecting = self.clone().connect(to);
        Box::pin(async {
            timeout(CONNECT_TIMEOUT, connecting)
                .await
                .map_err(|_| TooLate)?
        })
    }
}
