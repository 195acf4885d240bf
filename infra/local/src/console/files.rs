//! The console page's files, from `infra/local/console`, kept in the binary: the page asks nobody else for anything.

use std::sync::LazyLock;

use aws_lc_rs::digest::{SHA256, digest};
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// What a page of ours may do: run our scripts, ask this stack, frame a mail. Scripts, forms and frames of others are out.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
     frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

struct File {
    name: &'static str,
    content_type: &'static str,
    bytes: &'static [u8],
    etag: String,
}

macro_rules! files {
    ($($name:literal: $content_type:expr,)*) => {
        vec![$(file($name, $content_type, include_bytes!(concat!("../../console/", $name))),)*]
    };
}

static FILES: LazyLock<Vec<File>> = LazyLock::new(|| {
    files! {
        "index.html": HTML,
        "console.css": CSS,
        "icon.svg": "image/svg+xml",
        "app.js": SCRIPT,
        "audit.js": SCRIPT,
        "call.js": SCRIPT,
        "clock.js": SCRIPT,
        "directory.js": SCRIPT,
        "dom.js": SCRIPT,
        "inbox.js": SCRIPT,
        "labels.js": SCRIPT,
        "people.js": SCRIPT,
        "reference.css": CSS,
        "reference.js": SCRIPT,
        "start.js": SCRIPT,
        "steps.js": SCRIPT,
        "token.js": SCRIPT,
        "words.js": SCRIPT,
        "vendor/swagger-ui/LICENSE": TEXT,
        "vendor/swagger-ui/NOTICE": TEXT,
        "vendor/swagger-ui/package.json": "application/json",
        "vendor/swagger-ui/swagger-ui-bundle.js": SCRIPT,
        "vendor/swagger-ui/swagger-ui-bundle.js.LICENSE.txt": TEXT,
        "vendor/swagger-ui/swagger-ui.css": CSS,
    }
});

fn file(name: &'static str, content_type: &'static str, bytes: &'static [u8]) -> File {
    let hash = digest(&SHA256, bytes);
    let etag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16]));
    File {
        name,
        content_type,
        bytes,
        etag,
    }
}

/// `GET /`: the page.
pub async fn page(headers: HeaderMap) -> Response<Body> {
    serve("index.html", &headers)
}

/// `GET /_console/{*name}`: what belongs to the page.
pub async fn part(Path(name): Path<String>, headers: HeaderMap) -> Response<Body> {
    serve(&name, &headers)
}

fn serve(name: &str, headers: &HeaderMap) -> Response<Body> {
    let Some(file) = FILES.iter().find(|file| file.name == name) else {
        return crate::gateway::own(StatusCode::NOT_FOUND, "Not Found");
    };
    let known = headers.get(header::IF_NONE_MATCH);
    let is_known = known.is_some_and(|known| known.as_bytes() == file.etag.as_bytes());
    let mut response = if is_known {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response
    } else {
        Response::new(Body::from(file.bytes))
    };
    harden(&mut response, file.content_type, PAGE_POLICY);
    if let Ok(etag) = HeaderValue::from_str(&file.etag) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    response
}

/// Says what `response` is, that it is looked for again each time, and what it may do in a browser.
pub fn harden(response: &mut Response<Body>, content_type: &'static str, policy: &'static str) {
    let pairs: [(HeaderName, &'static str); 6] = [
        (header::CONTENT_TYPE, content_type),
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    for (name, value) in pairs {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
}
