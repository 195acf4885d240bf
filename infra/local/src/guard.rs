//! What pages of other sites may not do to a stack on the machine of whoever visits them.
//!
//! Two ways lead from a strange page to `127.0.0.1`. It can send requests there in the visitor's browser: those say so in `Origin` or
//! `Sec-Fetch-Site` (Fetch Metadata), and [`own_pages`] refuses them wherever the stack itself answers. Or it can have its own name
//! lead to `127.0.0.1` once it is loaded (DNS rebinding), and is no stranger then: its name still stands in `Host`, and
//! [`known_hosts`] refuses it everywhere. Programs such as curl and the SDKs send none of that.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::middleware::Next;

use crate::gateway::own;

/// What a refusal says.
const STRANGE_HOST: &str = "This name is not known to lead here. Call the stack by localhost or an IP address, or name the host in --parameter PublicUrl.";
const STRANGE_PAGE: &str = "Pages of other sites have no access.";

/// The host that the deployment is told to be called by, beside those that always lead here.
#[derive(Clone, Debug, Default)]
pub struct PublicHost(Option<Arc<str>>);

impl PublicHost {
    /// The host in `PublicUrl`, which may be empty.
    #[must_use]
    pub fn of(public_url: &str) -> Self {
        let uri: Option<axum::http::Uri> = public_url.parse().ok();
        Self(uri.and_then(|uri| uri.host().map(|host| host.to_ascii_lowercase().into())))
    }
}

/// Refuses requests to names that a stranger may have led here.
pub async fn known_hosts(
    State(public): State<PublicHost>,
    request: Request,
    next: Next,
) -> Response<Body> {
    // No browser sends a Host that is none, or leaves it out; what a function says to one is its own affair.
    let strange = authority(request.headers()).is_some_and(|host| !leads_here(&host, &public));
    if strange {
        return own(StatusCode::FORBIDDEN, STRANGE_HOST);
    }
    next.run(request).await
}

/// Refuses what pages of other sites send.
pub async fn own_pages(request: Request, next: Next) -> Response<Body> {
    if is_of_another_site(request.headers()) {
        return own(StatusCode::FORBIDDEN, STRANGE_PAGE);
    }
    next.run(request).await
}

fn is_of_another_site(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    if !matches!(site, None | Some(b"same-origin" | b"none")) {
        return true;
    }
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let Some(origin) = origins.next() else {
        return false;
    };
    let (origin, host) = (origin.to_str().ok(), authority(headers));
    // What stands before the stack may speak TLS.
    let named = origin.and_then(|origin| {
        origin
            .strip_prefix("http://")
            .or_else(|| origin.strip_prefix("https://"))
    });
    origins.next().is_some()
        || !named
            .zip(host)
            .is_some_and(|(origin, host)| host.as_str().eq_ignore_ascii_case(origin))
}

fn authority(headers: &HeaderMap) -> Option<Authority> {
    Authority::try_from(headers.get(header::HOST)?.as_bytes()).ok()
}

/// Whether nobody outside can have this name lead here: addresses; `localhost`; names of one word, as in a network of containers;
/// `.internal`, which belongs to nobody, as in `host.docker.internal`; and the public host.
fn leads_here(host: &Authority, public: &PublicHost) -> bool {
    let name = host.host().to_ascii_lowercase();
    let name = name.strip_suffix('.').unwrap_or(&name);
    let address = name.trim_start_matches('[').trim_end_matches(']');
    address.parse::<IpAddr>().is_ok()
        || !name.contains('.')
        || name.ends_with(".localhost")
        || name.ends_with(".internal")
        || public.0.as_deref() == Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leads(host: &str) -> bool {
        let public = PublicHost::of("https://API.tunnel.example/base");
        leads_here(&host.parse().unwrap(), &public)
    }

    #[test]
    fn only_names_that_nobody_else_can_have_lead_here() {
        for here in [
            "127.0.0.1:3000",
            "127.0.0.1",
            "[::1]:3000",
            "192.168.1.7:80",
            "localhost:3000",
            "LOCALHOST",
            "localhost.:3000",
            "a.localhost",
            "stack:3000",
            "host.docker.internal:4566",
            "api.tunnel.example",
        ] {
            assert!(leads(here), "{here}");
        }
        for strange in [
            "evil.example",
            "evil.example:3000",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "127.0.0.1.nip.io:3000",
            "evillocalhost.example",
            "a.tunnel.example",
            "evil.example.",
            "machine.local",
        ] {
            assert!(!leads(strange), "{strange}");
        }
        assert!(!leads_here(
            &"a.example".parse().unwrap(),
            &PublicHost::of("")
        ));
    }

    #[test]
    fn a_browser_says_whose_page_it_was() {
        let headers = |pairs: &[(&'static str, &'static str)]| -> HeaderMap {
            let pairs = pairs.iter().map(|(name, value)| {
                let name = axum::http::HeaderName::from_static(name);
                (name, value.parse().unwrap())
            });
            std::iter::once((header::HOST, "localhost:3000".parse().unwrap()))
                .chain(pairs)
                .collect()
        };
        for own in [
            &[][..],
            &[("origin", "http://localhost:3000")],
            &[("origin", "https://localhost:3000")],
            &[("sec-fetch-site", "same-origin")],
            &[("sec-fetch-site", "none")],
        ] {
            assert!(!is_of_another_site(&headers(own)), "{own:?}");
        }
        for other in [
            &[("origin", "http://localhost:5173")][..],
            &[("origin", "http://127.0.0.1:3000")],
            &[("origin", "null")],
            &[("origin", "")],
            &[("origin", "localhost:3000")],
            &[("origin", "http://localhost:3000.evil.example")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "cross-site")],
            &[
                ("sec-fetch-site", "cross-site"),
                ("origin", "http://localhost:3000"),
            ],
        ] {
            assert!(is_of_another_site(&headers(other)), "{other:?}");
        }
        let mut two = headers(&[("origin", "http://localhost:3000")]);
        two.append(header::ORIGIN, "http://localhost:3000".parse().unwrap());
        assert!(is_of_another_site(&two));
    }
}
