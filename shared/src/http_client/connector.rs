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
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
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
        let proxy = (!self.is_local).then(|| PROXIES.intercept(&to)).flatten();
        secure(self.tcp, proxy, TLS.clone()?, to).await
    }
}

/// A connection with TLS, through a proxy if there is one.
async fn secure(
    tcp: HttpConnector,
    proxy: Option<Intercept>,
    tls: ClientConfig,
    to: Uri,
) -> Result<Stream, BoxError> {
    let Some(proxy) = proxy else {
        return HttpsConnector::from((tcp, tls)).call(to).await;
    };
    let mut tunnel = Tunnel::new(proxy.uri().clone(), tcp);
    if let Some(credentials) = proxy.basic_auth() {
        tunnel = tunnel.with_auth(credentials.clone());
    }
    HttpsConnector::from((tunnel, tls)).call(to).await
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rcgen::{CertifiedKey, generate_simple_self_signed};
    use rustls::pki_types::PrivateKeyDer;
    use rustls::{RootCertStore, ServerConfig};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
    use tokio::net::TcpListener;
    use tokio_rustls::TlsAcceptor;

    use super::*;
    use crate::http_client::{builder, tls};

    /// A server on this machine that says back what it hears, its port, and the TLS of a client that trusts it.
    async fn echo() -> (u16, ClientConfig) {
        let itself = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let CertifiedKey { cert, signing_key } = itself;
        let mut roots = RootCertStore::empty();
        roots.add(cert.der().clone()).unwrap();
        let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let server = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            let acceptor = TlsAcceptor::from(Arc::new(server));
            let (stream, _) = listener.accept().await.unwrap();
            let mut stream = acceptor.accept(stream).await.unwrap();
            let mut heard = [0; 4];
            stream.read_exact(&mut heard).await.unwrap();
            stream.write_all(&heard).await.unwrap();
            stream.shutdown().await.unwrap();
        });
        (port, tls(roots).unwrap())
    }

    async fn says_back(stream: Stream) {
        assert!(matches!(stream, MaybeHttpsStream::Https(_)));
        let mut stream = TokioIo::new(stream);
        stream.write_all(b"ping").await.unwrap();
        stream.flush().await.unwrap();
        let mut heard = Vec::new();
        stream.read_to_end(&mut heard).await.unwrap();
        assert_eq!(heard, b"ping");
    }

    fn url(port: u16) -> Uri {
        format!("https://localhost:{port}/").parse().unwrap()
    }

    #[tokio::test]
    async fn a_server_that_is_vouched_for_is_spoken_to() {
        let (port, tls) = echo().await;
        let tcp = Connector::new(false).tcp;
        says_back(secure(tcp, None, tls, url(port)).await.unwrap()).await;
    }

    #[tokio::test]
    async fn a_server_that_nobody_vouches_for_is_not() {
        let (port, _) = echo().await;
        let refused = Connector::new(false).call(url(port)).await.unwrap_err();
        let told = format!("{refused:?}");
        assert!(told.contains("UnknownIssuer"), "{told}");
        // Nor by the client for identity providers.
        let (port, _) = echo().await;
        let client = builder(false).unwrap().build().unwrap();
        let refused = client.get(url(port).to_string()).send().await.unwrap_err();
        let told = format!("{refused:?}");
        assert!(told.contains("UnknownIssuer"), "{told}");
    }

    #[tokio::test]
    async fn another_server_than_it_is_vouched_for_is_not() {
        let (port, tls) = echo().await;
        let tcp = Connector::new(false).tcp;
        let other = format!("https://127.0.0.1:{port}/").parse().unwrap();
        let refused = secure(tcp, None, tls, other).await.unwrap_err();
        let told = format!("{refused:?}");
        assert!(told.contains("NotValidForName"), "{told}");
    }

    #[tokio::test]
    async fn tls_goes_through_a_proxy_to_the_server_behind_it() {
        let (port, tls) = echo().await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (mut near, _) = listener.accept().await.unwrap();
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                assert_ne!(near.read_buf(&mut head).await.unwrap(), 0);
            }
            let asked = format!("CONNECT localhost:{port} HTTP/1.1\r\n");
            assert!(head.starts_with(asked.as_bytes()));
            let mut far = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
            near.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
            copy_bidirectional(&mut near, &mut far).await.unwrap();
        });
        let proxies = Matcher::builder().https(proxy).build();
        let proxy = proxies.intercept(&url(port));
        assert!(proxy.is_some());
        let tcp = Connector::new(false).tcp;
        says_back(secure(tcp, proxy, tls, url(port)).await.unwrap()).await;
    }
}
