//! Who a request to AWS says it is from: the project and its version, as its HTTP client says it ([`crate::http_client::aws`]).
//!
//! The SDKs put a user agent of their own together for each request, of system, language, features and metrics, and send it in two
//! headers: a fourteenth of what a function computes as it starts, and a tenth of what a read takes in the local stack. AWS needs neither;
//! `CloudTrail` shows the name (its field `userAgent`), and ours says more to who operates this.

use aws_runtime::user_agent::UserAgentInterceptor;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::BeforeSerializationInterceptorContextRef;
use aws_smithy_runtime_api::client::interceptors::{Intercept, disable_interceptor};
use aws_smithy_types::config_bag::ConfigBag;

/// What a request says it is from.
pub const NAME: &str = concat!("tongxing/", env!("CARGO_PKG_VERSION"));

/// Keeps an SDK's own user agent out of its requests; to be added to the configuration of each client.
#[derive(Debug)]
pub struct OwnUserAgent;

impl Intercept for OwnUserAgent {
    fn name(&self) -> &'static str {
        "OwnUserAgent"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let disabled = disable_interceptor::<UserAgentInterceptor>("the HTTP client has a name");
        config.interceptor_state().store_put(disabled);
        Ok(())
    }
}
