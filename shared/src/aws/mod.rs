//! The way to AWS: one hand-built configuration, and one reading of what the SDKs report.
//!
//! | module | what it does |
//! |---|---|
//! | this | the SDKs' configuration, and what their errors mean |
//! | [`partition`] | tells the SDKs which partition of AWS they are in |
//! | [`user_agent`] | keeps the SDKs from putting their user agent together for each request |

pub mod partition;
pub mod user_agent;

use std::error::Error;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_dynamodb::config::{BehaviorVersion, Region, StalledStreamProtectionConfig};
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::retry::{ReconnectMode, RetryConfig};
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use secrecy::ExposeSecret as _;

use crate::config::AwsConfig;
use crate::failure::{Dependency, Failure};
use crate::http_client::aws::CONNECT_TIMEOUT;

/// The SDKs' configuration for one service, from the Lambda environment alone.
///
/// The usual credential chain would look for profile files and the instance metadata service first, which a function
/// does not have and a cold start pays for. The timeouts stay below the shortest function timeout of the template,
/// so that a hanging dependency is answered by us and not by the gateway.
#[must_use]
pub fn sdk_config(aws: &AwsConfig, endpoint: Option<&str>, http: &SharedHttpClient) -> SdkConfig {
    let credentials = Credentials::new(
        &aws.access_key_id,
        aws.secret_access_key.expose_secret(),
        aws.session_token
            .as_ref()
            .map(|token| token.expose_secret().to_owned()),
        None,
        "lambda-environment",
    );
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .operation_attempt_timeout(Duration::from_secs(2))
        .operation_timeout(Duration::from_secs(5))
        .build();
    let retries = RetryConfig::standard()
        .with_initial_backoff(Duration::from_millis(100))
        // A connection that broke or was given up is closed anyway; one that brought an error of the service is as good as another.
        .with_reconnect_mode(ReconnectMode::ReuseAllConnections);
    let mut builder = SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(aws.region.clone()))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(http.clone())
        .retry_config(retries)
        .timeout_config(timeouts)
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
    if let Some(url) = endpoint {
        builder = builder.endpoint_url(url);
    }
    builder.build()
}

/// Error codes that stay until somebody changes the deployment.
const OPERATOR_CODES: [&str; 14] = [
    "AccessDenied",
    "AccessDeniedException",
    "DecryptionFailure",
    "ExpiredTokenException",
    "IncompleteSignature",
    "IncompleteSignatureException",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "ResourceNotFoundException",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
    "ValidationException",
];

/// What an SDK's error means for us.
///
/// Only code, message and the chain of causes are kept: an error's `Debug` form can hold whole items.
pub fn failure<E, R>(
    dependency: Dependency,
    operation: &'static str,
    error: &SdkError<E, R>,
) -> Failure
where
    E: ProvideErrorMetadata + Error + 'static,
    R: std::fmt::Debug,
{
    let code = error
        .as_service_error()
        .and_then(ProvideErrorMetadata::code);
    let misconfigured = matches!(error, SdkError::ConstructionFailure(_))
        || code.is_some_and(|c| OPERATOR_CODES.contains(&c));
    let cause = match (error.as_service_error(), code) {
        (Some(service), Some(code)) => {
            format!("{code}: {}", service.message().unwrap_or("no message"))
        }
        // Not an answer that the SDK could make sense of.
        _ => chain(error),
    };
    if misconfigured {
        Failure::Misconfigured {
            dependency,
            operation,
            cause,
        }
    } else {
        Failure::Unavailable {
            dependency,
            operation,
            cause,
        }
    }
}

/// An error and its causes in one line.
fn chain(error: &dyn Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        line.push_str(": ");
        line.push_str(&error.to_string());
        cause = error.source();
    }
    line
}
