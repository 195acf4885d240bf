//! The way out of a function: hyper's client for AWS, reqwest above the same for identity providers, one TLS stack and one set of roots.
//!
//! | module | what it does |
//! |---|---|
//! | this | TLS for both, and what a client for providers is made of |
//! | [`aws`] | the client as the AWS SDKs want it |
//! | `connector` | that client's connections |

pub mod aws;
mod connector;

use std::sync::{Arc, LazyLock};

use reqwest::ClientBuilder;
use reqwest::redirect::Policy;
use rustls::client::Resumption;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::{ClientConfig, RootCertStore};

/// How many TLS sessions are kept to be taken up again, eight for each server: no function has more than four of those. The default, 256,
/// takes four pages of memory at every start.
const SESSIONS: usize = 32;

/// TLS 1.3 and 1.2 with Mozilla's roots, which are compiled in: the system's would be read and parsed at every start, some hundred
/// files of it, and differ between machines. They change with `webpki-roots`, as the rest of the TLS stack does with its crate.
static TLS: LazyLock<Result<ClientConfig, rustls::Error>> = LazyLock::new(|| {
    tls(RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    })
});

/// TLS with whatever these vouch for.
fn tls(roots: RootCertStore) -> Result<ClientConfig, rustls::Error> {
    let mut tls = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    tls.alpn_protocols = vec![b"http/1.1".to_vec()];
    tls.resumption = Resumption::in_memory_sessions(SESSIONS);
    Ok(tls)
}

/// A client that follows no redirect, so that a secret in a query goes nowhere else.
///
/// # Errors
/// [`rustls::Error`] when the TLS stack cannot be set up.
pub(crate) fn builder(is_local: bool) -> Result<ClientBuilder, rustls::Error> {
    let builder = reqwest::Client::builder()
        .tls_backend_preconfigured(TLS.clone()?)
        .redirect(Policy::none());
    // A developer's proxy does not lead to the stack on their own machine.
    Ok(if is_local {
        builder.no_proxy()
    } else {
        builder
    })
}
