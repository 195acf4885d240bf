//! A request as a handler sees it, and everything for which it never gets that far.
//!
//! Paths are routed by the gateway; a handler looks at path parameters, decoded once, and never at
//! `lambda_http`'s `uri()`, which normalises `..` and cuts at `#`.

mod arrival;
mod credentials;
mod fields;
mod rejection;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lambda_http::RequestExt as _;
use lambda_http::request::RequestContext;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use self::arrival::{source, without_base};
use self::credentials::{cookie_counts, cookie_tokens, shown_tokens};
use self::fields::{Body, body_fields, explain, merge};
pub use self::fields::{Payload, filled, one_or_many, parse_event, whole_number};
pub use self::rejection::{Rejection, allow};
use crate::config::Config;
use crate::event_head::EventHead;
use crate::sign_in::Origin;
use crate::text::is_unprintable;
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
    /// PUT.
    Put,
    /// PATCH.
    Patch,
    /// DELETE.
    Delete,
}

impl Verb {
    /// The method's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// What an endpoint takes; the gateway hands on every method, and paths that only the function can tell apart.
#[derive(Clone, Copy, Debug)]
pub struct Accepts {
    verbs: &'static [Verb],
    json_only: bool,
    lists: bool,
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
            lists: false,
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

    /// A list of objects does as well as one, for bulk requests.
    #[must_use]
    pub const fn lists(self) -> Self {
        Self {
            lists: true,
            ..self
        }
    }

    /// The methods.
    #[must_use]
    pub const fn verbs(&self) -> &'static [Verb] {
        self.verbs
    }

    /// Whether fields come in a JSON body and nowhere else.
    #[must_use]
    pub const fn is_json_only(&self) -> bool {
        self.json_only
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

/// A request, read and taken apart.
///
/// It holds tokens, passwords and codes, so it cannot be printed.
pub struct Call {
    /// Who sent it, as the gateway saw it, or a proxy of ours before it; no header of the caller's can claim it.
    pub source_ip: String,
    /// What sent it, by its own word; the first 200 characters.
    pub user_agent: String,
    /// The URL of this endpoint, without query and trailing slash.
    pub url: String,
    /// The method.
    pub verb: Verb,
    /// The path, decoded, without stage, base path of a domain, and query.
    pub path: String,
    path_parameters: PathParameters,
    shown: Vec<String>,
    cookies: Vec<String>,
    cookie_counts: bool,
    query: Vec<(String, String)>,
    fields: Map<String, Value>,
    list: Option<Vec<Map<String, Value>>>,
}

impl Call {
    /// Reads an event of a REST API.
    ///
    /// # Errors
    /// [`Rejection`].
    pub fn read(
        event: &str,
        head: &EventHead,
        accepts: Accepts,
        config: &Config,
    ) -> Result<Self, Rejection> {
        // lambda_http 1.3 panics on a Host header that is no host, and on a body that is said to be base64 and is none.
        let request = catch_unwind(AssertUnwindSafe(|| lambda_http::request::from_str(event)))
            .map_err(|_| Rejection::Event)?
            .map_err(|_| Rejection::Event)?;
        let path_parameters = path_parameters(&request)?;
        if accepts.path.is_some_and(|exists| !exists(&path_parameters)) {
            return Err(Rejection::NotFound);
        }
        let mut verbs = accepts.verbs.iter().copied();
        let verb = verbs
            .find(|verb| verb.as_str() == request.method().as_str())
            .ok_or(Rejection::Method(accepts.verbs))?;
        let Some(RequestContext::ApiGatewayV1(context)) = request.request_context_ref() else {
            return Err(Rejection::Event);
        };
        let resource = context.resource_path.as_deref().unwrap_or_default();
        let path = percent_decode_str(&without_base(request.raw_http_path(), resource))
            .decode_utf8()
            .map_err(|_| Rejection::Encoding)?
            .into_owned();
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
        let (body, list) = match body_fields(
            request.headers(),
            request.body().as_ref(),
            accepts.json_only,
        )? {
            Body::Fields(fields) => (fields, None),
            Body::List(list) if accepts.lists => (Map::new(), Some(list)),
            Body::List(_) => return Err(Rejection::NotAnObject),
        };
        Ok(Self {
            source_ip: source(
                head,
                context.identity.source_ip.as_deref().unwrap_or_default(),
                config.trusted_proxies,
            ),
            user_agent: user_agent(head),
            url: url.trim_end_matches('/').to_owned(),
            path_parameters,
            verb,
            path,
            shown: shown_tokens(head),
            cookies: cookie_tokens(head),
            cookie_counts: cookie_counts(head),
            fields: merge(&query, body)?,
            list,
            query,
        })
    }

    /// Where this request comes from.
    #[must_use]
    pub fn origin(&self) -> Origin<'_> {
        Origin {
            issuer: &self.url,
            address: &self.source_ip,
            user_agent: &self.user_agent,
        }
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

    /// The body's objects: one, or several when the body is a list of them, and whether it is a list.
    #[must_use]
    pub fn objects(&self) -> (Vec<&Map<String, Value>>, bool) {
        match &self.list {
            Some(list) => (list.iter().collect(), true),
            None => (vec![&self.fields], false),
        }
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
    /// [`Rejection::Credentials`] when two of them differ; [`Rejection::Field`] when a field is no text;
    /// [`Rejection::NotJson`] when there is only a cookie, and the request is one that another site can make a browser send.
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
        if shown.is_empty() && !self.cookies.is_empty() && !self.cookie_counts {
            return Err(Rejection::NotJson);
        }
        shown.extend(self.cookies.iter().cloned());
        let first = shown.first().cloned();
        if shown.iter().any(|token| Some(token) != first.as_ref()) {
            return Err(Rejection::Credentials);
        }
        Ok(first.map(|token| Token::from_request(&token)))
    }
}

/// What the caller says that it is, without what cannot be printed.
fn user_agent(head: &EventHead) -> String {
    let said = head.only_line("user-agent").unwrap_or_default().chars();
    said.filter(|c| !is_unprintable(*c)).take(200).collect()
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
    let mut all = BTreeMap::new();
    for (name, value) in parameters.iter() {
        let decoded = percent_decode_str(value)
            .decode_utf8()
            .map_err(|_| Rejection::Encoding)?;
        all.insert(name.to_owned(), decoded.into_owned());
    }
    Ok(all)
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
            user_agent: String::new(),
            url: String::new(),
            verb: Verb::Post,
            path: String::new(),
            path_parameters: BTreeMap::new(),
            shown: Vec::new(),
            cookies: Vec::new(),
            cookie_counts: true,
            query: Vec::new(),
            fields: fields.as_object().unwrap().clone(),
            list: None,
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
    fn tokens_from_everywhere_must_be_one() {
        let with = |fields: Value, headers: &[(&str, &str)]| {
            let mut lines: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
            for (name, value) in headers {
                lines.entry(name).or_default().push(value);
            }
            let mut call = call(&fields);
            let head = EventHead::read(
                &json!({ "headers": null, "multiValueHeaders": lines }).to_string(),
            );
            (call.shown, call.cookies) = (shown_tokens(&head), cookie_tokens(&head));
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
