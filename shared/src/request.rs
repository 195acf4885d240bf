//! A request as a handler sees it, and everything for which it never gets that far.
//!
//! Paths are routed by the gateway; a handler looks at path parameters, decoded once, and never at
//! `lambda_http`'s `uri()`, which normalises `..` and cuts at `#`.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};

use http::{HeaderMap, StatusCode, header};
use lambda_http::RequestExt as _;
use lambda_http::request::RequestContext;
use percent_encoding::percent_decode_str;
use serde::de::{self, DeserializeOwned};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::config::Config;
use crate::token::Token;

/// The largest body taken, in bytes.
pub const MAX_BODY_BYTES: usize = 64 * 1024;
/// The cookie that carries a browser's token.
pub const SESSION_COOKIE: &str = "sessionid";

/// A method that an endpoint may offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// GET.
    Get,
    /// POST.
    Post,
}

impl Verb {
    /// The method's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// What an endpoint takes; the gateway hands on every method, and paths that only the function can tell apart.
#[derive(Clone, Copy, Debug)]
pub struct Accepts {
    verbs: &'static [Verb],
    json_only: bool,
    path: Option<fn(&PathParameters) -> bool>,
}

/// The variable parts of a path, decoded.
pub type PathParameters = BTreeMap<String, String>;

impl Accepts {
    /// These methods, with JSON or a form, and the query as further fields.
    #[must_use]
    pub const fn methods(verbs: &'static [Verb]) -> Self {
        Self {
            verbs,
            json_only: false,
            path: None,
        }
    }

    /// Fields in a JSON body and nowhere else: a page of another site can send a form or a query in a visitor's name,
    /// but no JSON; and passwords do not end up in URLs.
    #[must_use]
    pub const fn json_only(self) -> Self {
        Self {
            json_only: true,
            ..self
        }
    }

    /// Only paths that `exists` knows; every other one is a 404, whatever its method and body.
    #[must_use]
    pub const fn only_paths(self, exists: fn(&PathParameters) -> bool) -> Self {
        Self {
            path: Some(exists),
            ..self
        }
    }
}

/// Why a request was refused before its handler ran. Its text is for the caller; the family puts it in its envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// The event is not one of a REST API.
    Event,
    /// Another method than these.
    Method(&'static [Verb]),
    /// No such endpoint.
    NotFound,
    /// A body larger than [`MAX_BODY_BYTES`].
    TooLarge,
    /// A body that is not JSON.
    NotJson,
    /// A body that is neither JSON nor a form.
    NotJsonNorForm,
    /// A body, a path or a query that is not UTF-8.
    Encoding,
    /// A body that is not JSON; where and why.
    Json {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What the parser says.
        detail: String,
    },
    /// A JSON body that is no object.
    NotAnObject,
    /// A field that must be there and is not.
    Missing(String),
    /// A field that is not what it must be, and why.
    Field {
        /// The field.
        field: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Two names of one field, or query and body, with different values.
    Contradiction(String, String),
    /// Two tokens that are not the same.
    Credentials,
    /// The handler panicked.
    Panic,
}

impl Rejection {
    /// The HTTP status that says the same; the same for every family.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Method(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotJson | Self::NotJsonNorForm => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Panic => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// A field that is not what it must be.
    pub fn field(field: impl Into<String>, reason: impl Display) -> Self {
        Self::Field {
            field: field.into(),
            reason: reason.to_string(),
        }
    }
}

impl Display for Rejection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Event => f.write_str("请求无法识别"),
            Self::Method(allowed) => write!(f, "请求方法不支持,应为 {}", allow(allowed)),
            Self::NotFound => f.write_str("接口不存在"),
            Self::TooLarge => write!(f, "请求体超过 {} KiB", MAX_BODY_BYTES / 1024),
            Self::NotJson => f.write_str("Content-Type 应为 application/json"),
            Self::NotJsonNorForm => f.write_str(
                "Content-Type 应为 application/json 或 application/x-www-form-urlencoded",
            ),
            Self::Encoding => f.write_str("请求不是有效的 UTF-8"),
            Self::Json {
                line,
                column,
                detail,
            } => write!(f, "JSON 格式错误:第 {line} 行第 {column} 列:{detail}"),
            Self::NotAnObject => f.write_str("请求体应为 JSON 对象"),
            Self::Missing(field) => write!(f, "缺少字段 {field}"),
            Self::Field { field, reason } => write!(f, "字段 {field}:{reason}"),
            Self::Contradiction(one, other) if one == other => {
                write!(f, "字段 {one} 在查询参数和请求体中的值不一致")
            }
            Self::Contradiction(one, other) => write!(f, "字段 {one} 与 {other} 的值不一致"),
            Self::Credentials => f.write_str("请求中的登录凭证不一致"),
            Self::Panic => f.write_str("系统异常"),
        }
    }
}

/// The value of an `Allow` header (RFC 9110, 10.2.1).
#[must_use]
pub fn allow(verbs: &[Verb]) -> String {
    verbs
        .iter()
        .map(|verb| verb.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

/// A typed request: what an endpoint takes, from JSON, a form or the query alike.
pub trait Payload: DeserializeOwned {
    /// Pairs of names that the document uses for one field: the name of the type's field, and the other.
    const SYNONYMS: &'static [(&'static str, &'static str)] = &[];
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

/// A request, read and taken apart.
///
/// It holds tokens, passwords and codes, so it cannot be printed.
pub struct Call {
    /// Who sent it, as the gateway saw it and no header can claim.
    pub source_ip: String,
    /// The URL of this endpoint, without query and trailing slash.
    pub url: String,
    path_parameters: PathParameters,
    shown: Vec<String>,
    query: Vec<(String, String)>,
    fields: Map<String, Value>,
}

impl Call {
    /// Reads an event of a REST API.
    ///
    /// # Errors
    /// [`Rejection`].
    pub fn read(event: &str, accepts: Accepts, config: &Config) -> Result<Self, Rejection> {
        // lambda_http 1.3 panics on a Host header that is no host.
        let request = catch_unwind(AssertUnwindSafe(|| lambda_http::request::from_str(event)))
            .map_err(|_| Rejection::Event)?
            .map_err(|_| Rejection::Event)?;
        let path_parameters = path_parameters(&request)?;
        if accepts.path.is_some_and(|exists| !exists(&path_parameters)) {
            return Err(Rejection::NotFound);
        }
        if !accepts
            .verbs
            .iter()
            .any(|verb| verb.as_str() == request.method().as_str())
        {
            return Err(Rejection::Method(accepts.verbs));
        }
        let Some(RequestContext::ApiGatewayV1(context)) = request.request_context_ref() else {
            return Err(Rejection::Event);
        };
        let url = match &config.public_url {
            Some(public) => format!("{public}{}", request.raw_http_path()),
            None => format!(
                "https://{}{}",
                context.domain_name.as_deref().unwrap_or_default(),
                context.path.as_deref().unwrap_or_default()
            ),
        };
        let query = if accepts.json_only {
            Vec::new()
        } else {
            query(&request)
        };
        let body = body_fields(
            request.headers(),
            request.body().as_ref(),
            accepts.json_only,
        )?;
        Ok(Self {
            source_ip: context.identity.source_ip.clone().unwrap_or_default(),
            url: url.trim_end_matches('/').to_owned(),
            path_parameters,
            shown: shown_tokens(event),
            fields: merge(&query, body)?,
            query,
        })
    }

    /// A part of the path, decoded.
    #[must_use]
    pub fn path_parameter(&self, name: &str) -> &str {
        self.path_parameters.get(name).map_or("", String::as_str)
    }

    /// The query as it was sent, decoded.
    #[must_use]
    pub fn query(&self) -> &[(String, String)] {
        &self.query
    }

    /// The request as `T`.
    ///
    /// # Errors
    /// [`Rejection::Missing`], [`Rejection::Field`], [`Rejection::Contradiction`].
    pub fn parse<T: Payload>(&self) -> Result<T, Rejection> {
        let mut fields = self.fields.clone();
        for (name, other) in T::SYNONYMS {
            let Some(value) = fields.remove(*other).filter(|value| !value.is_null()) else {
                continue;
            };
            match fields.get(*name) {
                Some(present) if !present.is_null() && *present != value => {
                    return Err(Rejection::Contradiction(
                        (*name).to_owned(),
                        (*other).to_owned(),
                    ));
                }
                _ => fields.insert((*name).to_owned(), value),
            };
        }
        serde_path_to_error::deserialize(Value::Object(fields))
            .map_err(|e| explain(&e.path().to_string(), &e.inner().to_string()))
    }

    /// The token that the caller shows: in `Authorization`, in the cookie, or in a field `token` or `Token`.
    ///
    /// # Errors
    /// [`Rejection::Credentials`] when two of them differ; [`Rejection::Field`] when a field is no text.
    pub fn token(&self) -> Result<Option<Token>, Rejection> {
        let mut shown = self.shown.clone();
        for name in ["token", "Token"] {
            match self.fields.get(name) {
                Some(Value::String(token)) => shown.push(token.trim().to_owned()),
                None | Some(Value::Null) => {}
                Some(_) => return Err(Rejection::field(name, "类型错误,应为字符串")),
            }
        }
        shown.retain(|token| !token.is_empty());
        let first = shown.first().cloned();
        if shown.iter().any(|token| Some(token) != first.as_ref()) {
            return Err(Rejection::Credentials);
        }
        Ok(first.map(|token| Token::from_request(&token)))
    }
}

/// The tokens in the headers. `lambda_http` keeps only the last line of a header that comes more than once, so they are
/// read from the event itself: two that differ must not pass for one.
fn shown_tokens(event: &str) -> Vec<String> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Headers {
        #[serde(default)]
        headers: Option<BTreeMap<String, String>>,
        #[serde(default)]
        multi_value_headers: Option<BTreeMap<String, Vec<String>>>,
    }
    let Ok(Headers {
        headers,
        multi_value_headers,
    }) = serde_json::from_str(event)
    else {
        return Vec::new();
    };
    let single = headers
        .unwrap_or_default()
        .into_iter()
        .map(|(name, value)| (name, vec![value]));
    let mut shown = Vec::new();
    for (name, lines) in single.chain(multi_value_headers.unwrap_or_default()) {
        for line in lines {
            if name.eq_ignore_ascii_case("authorization") {
                let bearer = line
                    .split_once(' ')
                    .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
                shown.extend(bearer.map(|(_, token)| token.trim().to_owned()));
            } else if name.eq_ignore_ascii_case("cookie") {
                let cookies = line.split(';').filter_map(|pair| pair.split_once('='));
                shown.extend(
                    cookies
                        .filter(|(name, _)| name.trim() == SESSION_COOKIE)
                        .map(|(_, value)| value.trim().to_owned()),
                );
            }
        }
    }
    shown
}

fn query(request: &lambda_http::Request) -> Vec<(String, String)> {
    request
        .query_string_parameters_ref()
        .map_or_else(Vec::new, |query| {
            query
                .iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect()
        })
}

/// The path parameters, decoded once: a REST API hands them on as they were sent, `sam local` decodes them, and what
/// they are compared with afterwards holds no percent sign, so decoding twice gains nobody anything.
fn path_parameters(request: &lambda_http::Request) -> Result<PathParameters, Rejection> {
    let Some(parameters) = request.path_parameters_ref() else {
        return Ok(BTreeMap::new());
    };
    parameters
        .iter()
        .map(|(name, value)| {
            let decoded = percent_decode_str(value)
                .decode_utf8()
                .map_err(|_| Rejection::Encoding)?;
            Ok((name.to_owned(), decoded.into_owned()))
        })
        .collect()
}

fn body_fields(
    headers: &HeaderMap,
    body: &[u8],
    json_only: bool,
) -> Result<Map<String, Value>, Rejection> {
    if body.len() > MAX_BODY_BYTES {
        return Err(Rejection::TooLarge);
    }
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
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
        None | Some("application/json") => json_fields(body),
        Some(_) if json_only => Err(Rejection::NotJson),
        Some("application/x-www-form-urlencoded") => {
            std::str::from_utf8(body).map_err(|_| Rejection::Encoding)?;
            Ok(group(form_urlencoded::parse(body).into_owned()))
        }
        Some(_) => Err(Rejection::NotJsonNorForm),
    }
}

fn json_fields(body: &[u8]) -> Result<Map<String, Value>, Rejection> {
    let text = std::str::from_utf8(body).map_err(|_| Rejection::Encoding)?;
    match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
        Ok(Value::Object(fields)) => Ok(fields),
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
fn merge(
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
fn explain(path: &str, told: &str) -> Rejection {
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
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Person {
        name: String,
        phone: Option<String>,
    }

    impl Payload for Person {
        const SYNONYMS: &'static [(&'static str, &'static str)] = &[("phone", "mobile")];
    }

    fn call(fields: &Value) -> Call {
        Call {
            source_ip: String::new(),
            url: String::new(),
            path_parameters: BTreeMap::new(),
            shown: Vec::new(),
            query: Vec::new(),
            fields: fields.as_object().unwrap().clone(),
        }
    }

    #[test]
    fn a_field_that_is_missing_or_wrong_is_named() {
        let parse = |fields| call(&fields).parse::<Person>();
        assert_eq!(
            parse(json!({"name": "王", "x": 1})),
            Ok(Person {
                name: "王".into(),
                phone: None
            })
        );
        assert_eq!(parse(json!({})), Err(Rejection::Missing("name".into())));
        assert_eq!(
            parse(json!({"name": 1})),
            Err(Rejection::field("name", "类型错误,应为字符串"))
        );
        assert_eq!(
            parse(json!({"name": null})),
            Err(Rejection::field("name", "类型错误,应为字符串"))
        );
        assert_eq!(
            parse(json!({"name": "王", "phone": []})),
            Err(Rejection::field("phone", "类型错误,应为字符串"))
        );
    }

    #[test]
    fn synonyms_may_agree_and_may_not_differ() {
        let phone = |fields| call(&fields).parse::<Person>().map(|person| person.phone);
        assert_eq!(
            phone(json!({"name": "", "mobile": "1"})),
            Ok(Some("1".into()))
        );
        assert_eq!(
            phone(json!({"name": "", "mobile": "1", "phone": "1"})),
            Ok(Some("1".into()))
        );
        assert_eq!(
            phone(json!({"name": "", "mobile": null, "phone": "1"})),
            Ok(Some("1".into()))
        );
        assert_eq!(
            phone(json!({"name": "", "mobile": "1", "phone": null})),
            Ok(Some("1".into()))
        );
        assert_eq!(
            phone(json!({"name": "", "mobile": "1", "phone": "2"})),
            Err(Rejection::Contradiction("phone".into(), "mobile".into()))
        );
    }

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

    #[test]
    fn tokens_from_everywhere_must_be_one() {
        let with = |fields: Value, headers: &[(&str, &str)]| {
            let mut lines: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
            for (name, value) in headers {
                lines.entry(name).or_default().push(value);
            }
            let mut call = call(&fields);
            call.shown =
                shown_tokens(&json!({ "headers": null, "multiValueHeaders": lines }).to_string());
            call.token()
                .map(|token| token.map(|token| token.expose().to_owned()))
        };
        let bearer = ("authorization", "bearer t1");
        assert_eq!(with(json!({}), &[]), Ok(None));
        assert_eq!(with(json!({"token": ""}), &[]), Ok(None));
        assert_eq!(
            with(
                json!({"Token": "t1"}),
                &[bearer, ("cookie", "a=b; sessionid=t1")]
            ),
            Ok(Some("t1".into()))
        );
        assert_eq!(
            with(json!({"token": "t2"}), &[bearer]),
            Err(Rejection::Credentials)
        );
        assert_eq!(
            with(json!({}), &[bearer, ("cookie", "sessionid=t2")]),
            Err(Rejection::Credentials)
        );
        assert_eq!(
            with(
                json!({}),
                &[("Cookie", "sessionid=t1"), ("Cookie", "sessionid=t2")]
            ),
            Err(Rejection::Credentials)
        );
        assert_eq!(
            with(
                json!({}),
                &[
                    ("Authorization", "Bearer t1"),
                    ("Authorization", "Bearer t2")
                ]
            ),
            Err(Rejection::Credentials)
        );
        assert_eq!(
            with(json!({"token": 1}), &[]),
            Err(Rejection::field("token", "类型错误,应为字符串"))
        );
    }
}
