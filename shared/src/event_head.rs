//! The head of a REST event: what must be known of a request before, and beside, its parsing.
//!
//! It is read from the event itself: `lambda_http` keeps only the last line of a header that comes more than once, and two
//! tokens that differ must not pass for one.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Method, request id and headers of an event.
#[derive(Debug, Default)]
pub struct EventHead {
    /// The gateway's id of the request; empty when the event has none.
    pub request_id: String,
    /// The method.
    pub method: String,
    headers: BTreeMap<String, Vec<String>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Event {
    request_context: Context,
    http_method: String,
    headers: Option<BTreeMap<String, String>>,
    multi_value_headers: Option<BTreeMap<String, Vec<String>>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Context {
    request_id: String,
}

impl EventHead {
    /// The head of `event`; an empty one when that is no event of a REST API.
    #[must_use]
    pub fn read(event: &str) -> Self {
        let Event {
            request_context,
            http_method,
            headers,
            multi_value_headers,
        } = serde_json::from_str(event).unwrap_or_default();
        let single = headers
            .unwrap_or_default()
            .into_iter()
            .map(|(name, value)| (name, vec![value]));
        let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
        // The multi-value headers hold the others too; an event made by hand may have only one of the two.
        for (name, lines) in single.chain(multi_value_headers.unwrap_or_default()) {
            all.insert(name.to_ascii_lowercase(), lines);
        }
        Self {
            request_id: request_context.request_id,
            method: http_method,
            headers: all,
        }
    }

    /// The lines of the header with this name, in lower case.
    pub fn lines(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers
            .get(name)
            .into_iter()
            .flatten()
            .map(String::as_str)
    }

    /// The header with this name, if it came exactly once.
    #[must_use]
    pub fn only_line(&self, name: &str) -> Option<&str> {
        let mut lines = self.lines(name);
        lines.next().filter(|_| lines.next().is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_a_header_is_kept_whatever_its_case() {
        let head = EventHead::read(
            r#"{"httpMethod":"GET","headers":{"Cookie":"b"},"multiValueHeaders":{"Cookie":["a","b"]},"requestContext":{"requestId":"r1"}}"#,
        );
        assert_eq!(
            (head.method.as_str(), head.request_id.as_str()),
            ("GET", "r1")
        );
        assert_eq!(head.lines("cookie").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(head.only_line("cookie"), None);
        assert_eq!(EventHead::read("[]").method, "");
    }
}
