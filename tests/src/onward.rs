//! What every proxy before AWS does in the end: passes a request on and its answer back.

use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use reqwest::{Body, Client};

/// An answer of AWS, as far as an SDK looks at it.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Its status; 502 when there was no answer.
    pub status: StatusCode,
    /// Its type and checksum.
    pub headers: HeaderMap,
    /// Its body.
    pub body: axum::body::Bytes,
}

impl Reply {
    /// The answer for whoever asked.
    #[must_use]
    pub fn into_response(self) -> axum::http::Response<axum::body::Body> {
        let mut response = axum::http::Response::new(self.body.into());
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }

    /// The same with another body, whose checksum is not known.
    #[must_use]
    pub fn saying(mut self, body: String) -> Self {
        self.headers.remove("x-amz-crc32");
        self.body = body.into();
        self
    }
}

/// Posts what came with `parts` to `url`, with `body`.
pub async fn onward(client: &Client, url: &str, parts: &Parts, body: impl Into<Body>) -> Reply {
    let mut request = client.post(url).body(body);
    for (name, value) in &parts.headers {
        if name != "host" && name != "content-length" {
            request = request.header(name, value);
        }
    }
    let mut headers = HeaderMap::new();
    match request.send().await {
        Ok(reply) => {
            for name in ["content-type", "x-amz-crc32"] {
                if let Some(value) = reply.headers().get(name) {
                    headers.insert(name, value.clone());
                }
            }
            Reply {
                status: reply.status(),
                headers,
                body: reply.bytes().await.unwrap_or_default(),
            }
        }
        Err(_) => Reply {
            status: StatusCode::BAD_GATEWAY,
            headers,
            body: axum::body::Bytes::new(),
        },
    }
}
