//! Paging: `limit` and `cursor` in the query, the next page in a `Link` header (RFC 8288).

use serde_json::json;
use shared::Call;

use crate::error::Error;

/// How many records a page has at most, and without a `limit`.
const MOST: usize = 1000;

/// Which page is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// How many records at most.
    pub limit: usize,
    /// The id after which to begin.
    pub after: i32,
}

impl Page {
    /// The page that `call` asks for.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a limit outside 1 to 1000, or a cursor that is no positive integer.
    pub fn of(call: &Call) -> Result<Self, Error> {
        let number = |name: &str, most: usize, default: usize| {
            match parameter(call, name) {
            None => Ok(default),
            Some(text) => text
                .parse()
                .ok()
                .filter(|n| (1..=most).contains(n))
                .ok_or_else(|| Error::Invalid(json!({ name: [format!("Ensure this value is an integer from 1 to {most}.")] }))),
        }
        };
        let limit = number("limit", MOST, MOST)?;
        let after = number("cursor", 2_147_483_647, 0)?;
        Ok(Self {
            limit,
            after: i32::try_from(after).unwrap_or(i32::MAX),
        })
    }

    /// What stands in the link to the page after `last`.
    #[must_use]
    pub fn next(self, last: i32) -> [(&'static str, String); 2] {
        [
            ("limit", self.limit.to_string()),
            ("cursor", last.to_string()),
        ]
    }
}

/// A parameter of the query; the last one, if it comes more than once.
#[must_use]
pub fn parameter<'a>(call: &'a Call, name: &str) -> Option<&'a str> {
    call.query()
        .iter()
        .rev()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.as_str())
}
