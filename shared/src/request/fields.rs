//! The fields of a request, whether they come as JSON, as a form or in the query.

use http::{HeaderMap, header};
use serde::de::{self, DeserializeOwned};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::{MAX_BODY_BYTES, Rejection};

/// A typed request: what an endpoint takes, from JSON, a form or the query alike.
pub trait Payload: DeserializeOwned {
    /// Pairs of names that the document uses for one field: the name of the type's field, and the other.
    const SYNONYMS: &'static [(&'static str, &'static str)] = &[];
}

/// What a body holds.
#[derive(Debug, PartialEq)]
pub(super) enum Body {
    /// One object, or a form.
    Fields(Map<String, Value>),
    /// A list of objects.
    List(Vec<Map<String, Value>>),
}

/// Reads a list that may be absent. In a form a list of one cannot be told from a text, so a text is a list of one, and an
/// empty text is an empty list.
///
/// # Errors
/// What the list's own type says.
pub fn one_or_many<'de, D, T>(deserializer: D) -> Result<Option<Vec<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let list = match Option::<Value>::deserialize(deserializer)? {
        None => return Ok(None),
        Some(Value::String(text)) if text.is_empty() => Vec::new(),
        Some(Value::String(text)) => vec![Value::String(text)],
        Some(Value::Array(list)) => list,
        Some(_) => return Err(de::Error::custom("类型错误,应为数组")),
    };
    let item = |(at, value)| {
        let told = |e: serde_json::Error| {
            de::Error::custom(format!("第 {} 项:{}", at + 1, reason(&e.to_string())))
        };
        serde_json::from_value(value).map_err(told)
    };
    list.into_iter()
        .enumerate()
        .map(item)
        .collect::<Result<_, _>>()
        .map(Some)
}

/// Reads a field that may be absent, for which an empty text stands too.
///
/// # Errors
/// What the field's own type says.
pub fn filled<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let text = Option::<String>::deserialize(deserializer)?.filter(|text| !text.is_empty());
    text.map(|text| T::deserialize(de::value::StringDeserializer::new(text)))
        .transpose()
}

/// Reads a whole number that may be absent, as a number or as its digits, of whatever size: one that is too large for anything
/// is the largest.
///
/// # Errors
/// When it is something else.
pub fn whole_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let not_whole = || de::Error::custom("应为整数");
    match Option::<Value>::deserialize(deserializer)? {
        None => Ok(None),
        Some(Value::Number(n)) if n.is_u64() => Ok(Some(n.as_i64().unwrap_or(i64::MAX))),
        Some(Value::Number(n)) => n.as_i64().map(Some).ok_or_else(not_whole),
        Some(Value::String(text)) if text.is_empty() => Ok(None),
        Some(Value::String(text)) => {
            let text = text.trim();
            let is_digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            match text.parse() {
                Ok(n) => Ok(Some(n)),
                Err(_) if is_digits => Ok(Some(i64::MAX)),
                Err(_) => Err(not_whole()),
            }
        }
        Some(_) => Err(not_whole()),
    }
}

pub(super) fn body_fields(
    headers: &HeaderMap,
    body: &[u8],
    json_only: bool,
) -> Result<Body, Rejection> {
    if body.len() > MAX_BODY_BYTES {
        return Err(Rejection::TooLarge);
    }
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Body::Fields(Map::new()));
    }
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .map(|value| value.to_str().unwrap_or("?"));
    let media_type = content_type.map(|text| {
        text.split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase()
    });
    match media_type.as_deref() {
        Some("application/json") => json_body(body),
        // A page of another site can send a body without a type.
        None if !json_only => json_body(body),
        _ if json_only => Err(Rejection::NotJson),
        Some("application/x-www-form-urlencoded") => {
            std::str::from_utf8(body).map_err(|_| Rejection::Encoding)?;
            Ok(Body::Fields(group(
                form_urlencoded::parse(body).into_owned(),
            )))
        }
        _ => Err(Rejection::NotJsonNorForm),
    }
}

fn json_fields(body: &[u8]) -> Result<Map<String, Value>, Rejection> {
    match json_body(body)? {
        Body::Fields(fields) => Ok(fields),
        Body::List(_) => Err(Rejection::NotAnObject),
    }
}

fn json_body(body: &[u8]) -> Result<Body, Rejection> {
    let text = std::str::from_utf8(body).map_err(|_| Rejection::Encoding)?;
    match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
        Ok(Value::Object(fields)) => Ok(Body::Fields(fields)),
        Ok(Value::Array(items)) => {
            let object = |item| {
                if let Value::Object(fields) = item {
                    Ok(fields)
                } else {
                    Err(Rejection::NotAnObject)
                }
            };
            items
                .into_iter()
                .map(object)
                .collect::<Result<_, _>>()
                .map(Body::List)
        }
        Ok(_) => Err(Rejection::NotAnObject),
        Err(e) => {
            let told = e.to_string();
            let detail = told
                .split(" at line ")
                .next()
                .unwrap_or_default()
                .to_owned();
            Err(Rejection::Json {
                line: e.line(),
                column: e.column(),
                detail,
            })
        }
    }
}

/// Pairs as fields; a name that comes more than once is a list.
fn group(pairs: impl IntoIterator<Item = (String, String)>) -> Map<String, Value> {
    let mut fields = Map::new();
    for (name, value) in pairs {
        match fields.get_mut(&name) {
            None => drop(fields.insert(name, Value::String(value))),
            Some(Value::Array(values)) => values.push(Value::String(value)),
            Some(first) => *first = Value::Array(vec![first.take(), Value::String(value)]),
        }
    }
    fields
}

/// The fields of query and body together; a name in both must mean the same.
pub(super) fn merge(
    query: &[(String, String)],
    body: Map<String, Value>,
) -> Result<Map<String, Value>, Rejection> {
    let mut fields = group(query.iter().cloned());
    for (name, value) in body {
        let shown = match &value {
            Value::Number(n) => Value::String(n.to_string()),
            Value::Bool(b) => Value::String(b.to_string()),
            other => other.clone(),
        };
        match fields.get(&name) {
            Some(present) if !value.is_null() && *present != shown => {
                return Err(Rejection::Contradiction(name.clone(), name));
            }
            Some(_) if value.is_null() => {}
            _ => drop(fields.insert(name, value)),
        }
    }
    Ok(fields)
}

/// What serde says, in the caller's language, with the field's name.
pub(super) fn explain(path: &str, told: &str) -> Rejection {
    if let Some(field) = told
        .strip_prefix("missing field `")
        .and_then(|rest| rest.split('`').next())
    {
        return Rejection::Missing(if path == "." {
            field.to_owned()
        } else {
            format!("{path}.{field}")
        });
    }
    Rejection::Field {
        field: path.to_owned(),
        reason: reason(told),
    }
}

/// The event of a function without a route as `T`.
///
/// # Errors
/// [`Rejection`], which never repeats a value of the event: it may be a password.
pub fn parse_event<T: Payload>(event: &str) -> Result<T, Rejection> {
    let fields = Value::Object(json_fields(event.as_bytes())?);
    serde_path_to_error::deserialize(fields)
        .map_err(|e| explain(&e.path().to_string(), &e.inner().to_string()))
}

/// A type error in the caller's language; what our own types say is in it already.
fn reason(told: &str) -> String {
    match told.rsplit_once("expected ") {
        Some((before, expected)) if before.starts_with("invalid ") => {
            format!("类型错误,应为{}", in_chinese(expected))
        }
        _ => told.to_owned(),
    }
}

fn in_chinese(expected: &str) -> &str {
    match expected {
        "a string" => "字符串",
        "a sequence" => "数组",
        "a boolean" => "布尔值",
        "a map" => "对象",
        "a user id" => "正整数",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn query_and_body_may_agree_and_may_not_differ() {
        let merged = |query: &[(&str, &str)], body: Value| {
            let query: Vec<_> = query
                .iter()
                .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
                .collect();
            merge(&query, body.as_object().unwrap().clone()).map(Value::Object)
        };
        assert_eq!(
            merged(&[("id", "1")], json!({"id": 1, "a": true})),
            Ok(json!({"id": 1, "a": true}))
        );
        assert_eq!(
            merged(&[("id", "1")], json!({"id": null})),
            Ok(json!({"id": "1"}))
        );
        assert_eq!(
            merged(&[("a", "1"), ("a", "2")], json!({})),
            Ok(json!({"a": ["1", "2"]}))
        );
        assert_eq!(
            merged(&[("id", "1")], json!({"id": 2})),
            Err(Rejection::Contradiction("id".into(), "id".into()))
        );
    }

    #[test]
    fn malformed_json_is_told_where() {
        // Document 002's own example has a comma too many.
        let Err(Rejection::Json { line, column, .. }) =
            json_fields("{\n  \"code\": \"123456\",\n}".as_bytes())
        else {
            panic!()
        };
        assert_eq!((line, column), (3, 1));
        assert_eq!(json_fields(b"[1]"), Err(Rejection::NotAnObject));
        assert_eq!(json_fields(b"{\"a\":\"\xff\"}"), Err(Rejection::Encoding));
        assert!(matches!(
            json_fields("[".repeat(10_000).as_bytes()),
            Err(Rejection::Json { .. })
        ));
    }
}
