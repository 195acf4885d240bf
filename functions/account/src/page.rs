//! Paging: `limit` and `cursor` in the query, the next page in a `Link` header (RFC 8288).

use serde_json::json;
use shared::Call;

use crate::error::Error;

/// How many records a page has at most, and without a `limit`.
pub const MOST: usize = 1000;
/// The most bytes of a place in a list.
const MAX_PLACE: usize = 64;

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
        let limit = limit(call, MOST)?;
        let after = number(call, "cursor", 2_147_483_647, 0)?;
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

/// How many records are asked for: `limit` in the query, from 1 to `most`, which is meant without one.
///
/// # Errors
/// [`Error::Invalid`].
pub fn limit(call: &Call, most: usize) -> Result<usize, Error> {
    number(call, "limit", most, most)
}

/// Where to go on in a list whose places are no numbers: `cursor` in the query, as a `Link` header gave it.
///
/// # Errors
/// [`Error::Invalid`] for what cannot be a place.
pub fn cursor(call: &Call) -> Result<Option<&str>, Error> {
    let is_place = |text: &&str| {
        (1..=MAX_PLACE).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
    };
    parameter(call, "cursor")
        .map(|text| {
            Some(text).filter(is_place).ok_or_else(|| {
                let problem = "It is not one that a Link header has given.";
                Error::Invalid(json!({ "cursor": [problem] }))
            })
        })
        .transpose()
}

fn number(call: &Call, name: &str, most: usize, default: usize) -> Result<usize, Error> {
    let Some(text) = parameter(call, name) else {
        return Ok(default);
    };
    let number = text.parse().ok().filter(|n| (1..=most).contains(n));
    number.ok_or_else(|| {
        let problem = format!("Ensure this value is an integer from 1 to {most}.");
        Error::Invalid(json!({ name: [problem] }))
    })
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

/// The query of a list with at most `most` on a page, for the description of the API.
#[cfg(feature = "openapi")]
#[must_use]
pub fn parameters(most: usize) -> [shared::openapi::Parameter; 2] {
    use schemars::json_schema;
    use shared::openapi::Parameter;
    [
        Parameter::with(
            "limit",
            "每页至多几条. How many at most.",
            json_schema!({ "type": "integer", "minimum": 1, "maximum": most }),
        ),
        Parameter::with(
            "cursor",
            "从哪里继续, 见响应头 `Link`. Where to go on, as a `Link` header gave it.",
            json_schema!({ "type": "string", "minLength": 1, "maxLength": MAX_PLACE }),
        ),
    ]
}

/// A truth value in a query, for the description of the API.
#[cfg(feature = "openapi")]
#[must_use]
pub fn truth(name: &'static str, about: &'static str) -> shared::openapi::Parameter {
    let words = ["true", "false", "True", "False", "1", "0"];
    let schema = schemars::json_schema!({ "type": "string", "enum": words });
    shared::openapi::Parameter::with(name, about, schema)
}
