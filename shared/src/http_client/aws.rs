//! The client as the AWS SDKs want it, in place of the one they bring.
//!
//! hyper-util's client, on which reqwest stands too: the SDKs need nothing of what that adds, and it is a twentieth of the instructions of
//! a request to AWS, and of a start.

use std::error::Error;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use http::HeaderValue;
use http::header::USER_AGENT;
use hyper_util::client::legacy;
use hyper_util::rt::TokioExecutor;

use super::connector::{Connector, TooLate};
use crate::aws::user_agent;

pub use super::connector::CONNECT_TIMEOUT;

/// A client for all services: AWS's, or what stands in for them on this machine. Nothing is set up before the first request.
///
/// Clones share the connections, which stay open between requests, and between events: the SDKs repeat what is lost on one that has
/// died meanwhile.
#[must_use]
pub fn client(is_local: bool) -> SharedHttpClient {
    let client = legacy::Client::builder(TokioExecutor::new()).build(Connector::new(is_local));
    SharedHttpClient::new(AwsHttpClient(client))
}

#[derive(Clone, Debug)]
struct AwsHttpClient(legacy::Client<Connector, SdkBody>);

/// No connection came about, so nothing of the request has arrived.
#[derive(Debug, thiserror::Error)]
#[error("no connection")]
pub struct NotConnected(#[source] legacy::Error);

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
        let mut request = match request.try_into_http1x() {
            Ok(request) => request,
            Err(error) => {
                return HttpConnectorFuture::ready(Err(ConnectorError::user(error.into())));
            }
        };
        let name = HeaderValue::from_static(user_agent::NAME);
        request.headers_mut().insert(USER_AGENT, name);
        let response = self.0.request(request);
        HttpConnectorFuture::new(async {
            let response = response.await.map_err(trouble)?;
            HttpResponse::try_from(response.map(SdkBody::from_body_1_x))
                .map_err(|e| ConnectorError::other(e.into(), None))
        })
    }
}

/// What the SDKs make of an error: they repeat what took too long, and what broke on the way.
fn trouble(error: legacy::Error) -> ConnectorError {
    if !error.is_connect() {
        return ConnectorError::io(error.into());
    }
    let is_late = error.source().is_some_and(<dyn Error>::is::<TooLate>);
    let error = NotConnected(error).into();
    if is_late {
        ConnectorError::timeout(error)
    } else {
        ConnectorError::io(error)
    }
}
