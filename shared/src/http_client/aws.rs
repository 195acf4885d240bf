//! The client as the AWS SDKs want it, in place of the one they bring.

use std::error::Error;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use reqwest::{Body, Client, Request, Url};

use super::builder;
use crate::aws::user_agent;

/// How soon a connection must be there.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// A client for all services: AWS's, or what stands in for them on this machine. Nothing is set up before the first request.
///
/// Clones share the connections, which stay open between requests, and between events: the SDKs repeat what is lost on one that has
/// died meanwhile.
#[must_use]
pub fn client(is_local: bool) -> SharedHttpClient {
    SharedHttpClient::new(AwsHttpClient {
        is_local,
        client: Arc::default(),
        urls: Arc::default(),
    })
}

/// How many URLs are kept. Each service has one, to which everything is posted.
const URLS: usize = 8;

#[derive(Clone, Debug)]
struct AwsHttpClient {
    is_local: bool,
    client: Arc<OnceLock<Client>>,
    /// URLs that were parsed before, as the SDKs write them: to parse one again would be a fiftieth of a request.
    urls: Arc<Mutex<Vec<(String, Url)>>>,
}

/// No connection came about, so nothing of the request has arrived.
#[derive(Debug, thiserror::Error)]
#[error("no connection")]
pub struct NotConnected(#[source] reqwest::Error);

impl AwsHttpClient {
    fn client(&self) -> Result<&Client, ConnectorError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = builder(self.is_local)
            .map_err(|e| ConnectorError::other(e.into(), None))?
            .connect_timeout(CONNECT_TIMEOUT)
            .user_agent(user_agent::NAME)
            .build()
            .map_err(|e| ConnectorError::other(e.into(), None))?;
        Ok(self.client.get_or_init(|| client))
    }

    fn url(&self, told: &str) -> Result<Url, ConnectorError> {
        let mut urls = self.urls.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, url)) = urls.iter().find(|(known, _)| known == told) {
            return Ok(url.clone());
        }
        let url = Url::parse(told).map_err(|e| ConnectorError::user(e.into()))?;
        if urls.len() < URLS {
            urls.push((told.to_owned(), url.clone()));
        }
        Ok(url)
    }

    fn prepare(&self, request: HttpRequest) -> Result<(Client, Request), ConnectorError> {
        let url = self.url(request.uri())?;
        let request = request
            .try_into_http1x()
            .map_err(|e| ConnectorError::user(e.into()))?;
        let (head, body) = request.into_parts();
        let mut request = Request::new(head.method, url);
        *request.headers_mut() = head.headers;
        *request.body_mut() = Some(into_body(body));
        Ok((self.client()?.clone(), request))
    }
}

impl HttpClient for AwsHttpClient {
    // Of what may be set there, our configuration has a connect timeout only, which this client has too.
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for AwsHttpClient {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        match self.prepare(request) {
            Ok((client, request)) => HttpConnectorFuture::new(send(client, request)),
            Err(error) => HttpConnectorFuture::ready(Err(error)),
        }
    }
}

async fn send(client: Client, request: Request) -> Result<HttpResponse, ConnectorError> {
    let response = client.execute(request).await.map_err(trouble)?;
    let response = http::Response::<Body>::from(response).map(SdkBody::from_body_1_x);
    HttpResponse::try_from(response).map_err(|e| ConnectorError::other(e.into(), None))
}

/// Every body of ours is in memory, which gives the request a length.
fn into_body(body: SdkBody) -> Body {
    match body.bytes() {
        Some(bytes) => bytes.to_vec().into(),
        None => Body::wrap(body),
    }
}

/// What the SDKs make of an error: they repeat what took too long, and what broke on the way.
fn trouble(error: reqwest::Error) -> ConnectorError {
    let (is_timeout, is_builder) = (error.is_timeout(), error.is_builder());
    let error = error.without_url();
    let error: Box<dyn Error + Send + Sync> = if error.is_connect() {
        NotConnected(error).into()
    } else {
        error.into()
    };
    if is_timeout {
        ConnectorError::timeout(error)
    } else if is_builder {
        ConnectorError::user(error)
    } else {
        ConnectorError::io(error)
    }
}
