//! Every answer that a test sees is held against the description of the API: its status, its body, and, once a request has been
//! taken, that request. What the description does not know fails the test that saw it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jsonschema::Validator;
use local::openapi;
use local::routes::Routes;
use local::stack;
use serde_json::{Map, Value, json};

use crate::stack::template;

/// A request as it was sent.
#[derive(Clone, Debug)]
pub struct Sent {
    method: String,
    url: reqwest::Url,
    fields: Option<Value>,
    is_form: bool,
}

impl Sent {
    /// What `request` sends.
    #[must_use]
    pub fn of(request: &reqwest::Request) -> Self {
        let bytes = request.body().and_then(reqwest::Body::as_bytes);
        let content_type = request.headers().get("content-type");
        let content_type = content_type.and_then(|value| value.to_str().ok());
        let is_form = content_type.is_some_and(|value| value.contains("form"));
        let fields = match bytes {
            Some(bytes) if is_form => Some(grouped(form_urlencoded::parse(bytes).into_owned())),
            Some(bytes) => serde_json::from_slice(bytes).ok(),
            None => None,
        };
        Self {
            method: request.method().as_str().to_ascii_lowercase(),
            url: request.url().clone(),
            fields,
            is_form,
        }
    }
}

/// What is wrong with this answer to this request, if it is one of the API's.
#[must_use]
pub fn problem(sent: &Sent, status: u16, body: &Value) -> Option<String> {
    static BOOK: OnceLock<Book> = OnceLock::new();
    // What a preflight is answered, and a HEAD, has no body.
    if ["options", "head"].contains(&sent.method.as_str()) && body == "" {
        return None;
    }
    let place = format!("{} {} -> {status} {body}", sent.method, sent.url);
    let problem = BOOK.get_or_init(Book::open).problem(sent, status, body);
    problem.map(|problem| format!("not as described: {problem}\n{place}"))
}

/// Whether `value` fits the schema at `pointer` in the description; what is wrong with it, if it does not.
///
/// # Panics
/// When there is no such schema.
#[must_use]
pub fn mismatch(document: &Value, pointer: &str, value: &Value) -> Option<String> {
    let schema = document.pointer(pointer).expect("a schema");
    first_error(&validator(document, schema), value)
}

/// The description of the template's routes.
///
/// # Panics
/// When there is none.
#[must_use]
pub fn document() -> Value {
    let template = stack::template(&template()).expect("a template");
    openapi::document(&template, &openapi::servers()).expect("a description of every route")
}

/// The description, and what has been compiled of it.
struct Book {
    document: Value,
    /// The description whose answers hold no field that it does not name.
    closed: Value,
    routes: Routes<String>,
    validators: Mutex<BTreeMap<String, Arc<Validator>>>,
}

impl Book {
    fn open() -> Self {
        let template = stack::template(&template()).expect("a template");
        let mut routes = Routes::default();
        for function in &template.functions {
            for (method, path) in &function.routes {
                let family = function.binary.split('-').next().unwrap_or_default();
                routes
                    .add(method, path, family.to_owned())
                    .expect("a route");
            }
        }
        let document = document();
        let mut closed = document.clone();
        close(&mut closed);
        Self {
            document,
            closed,
            routes,
            validators: Mutex::default(),
        }
    }

    fn problem(&self, sent: &Sent, status: u16, body: &Value) -> Option<String> {
        let found = self.routes.find(&sent.method, sent.url.path())?;
        let path = self.path(found.resource, &found.parameters);
        let operation = path.as_ref().map(|path| {
            let item = &self.document["paths"][path];
            (item, format!("/paths/{}/{}", escaped(path), sent.method))
        });
        let mut answers = Vec::new();
        if let Some((item, at)) = &operation {
            let known = self.document.pointer(at).is_some();
            // A caller who may not call at all learns no more, by whatever method.
            let methods = item.as_object().into_iter().flatten().map(|(name, _)| name);
            let others = methods
                .map(|method| at.replace(&format!("/{}", sent.method), &format!("/{method}")));
            let here = if known {
                vec![at.clone()]
            } else {
                others.collect()
            };
            answers.extend(here.iter().map(|at| format!("{at}/responses/{status}")));
        }
        if status == 404 || status == 405 || operation.is_none() {
            answers.push(format!("/components/responses/{}.{status}", found.value));
        }
        if status >= 400 {
            answers.push("/components/responses/gateway".to_owned());
        }
        let answers: Vec<String> = answers
            .into_iter()
            .filter_map(|at| self.resolve(&at))
            .collect();
        let mut problems = Vec::new();
        for at in &answers {
            match self.answer_problem(at, status, body) {
                Some(problem) => problems.push(format!("{at}: {problem}")),
                None if self.is_success(at, body) => {
                    let (_, operation) = operation?;
                    return self.request_problem(&operation, sent);
                }
                None => return None,
            }
        }
        Some(if problems.is_empty() {
            "there is no such status".to_owned()
        } else {
            problems.join("; ")
        })
    }

    /// The path of the description for a route, unless its words are others.
    fn path(&self, resource: &str, parameters: &BTreeMap<String, String>) -> Option<String> {
        let paths = self.document["paths"].as_object()?.iter();
        let mut here = paths.filter(|(_, item)| item["x-template-path"] == resource);
        let (path, _) = here.next()?;
        let parts = path.split('/').zip(resource.split('/'));
        let fits = parts.into_iter().all(|(part, variable)| {
            let name = variable.trim_matches(['{', '}']);
            let value = parameters.get(name).map(|value| decoded(value));
            part == variable || part.starts_with('{') || value.as_deref() == Some(part)
        });
        fits.then(|| path.clone())
    }

    /// Where the answer at `at` is, if it is anywhere.
    fn resolve(&self, at: &str) -> Option<String> {
        let answer = self.document.pointer(at)?;
        let referred = answer["$ref"].as_str();
        Some(
            referred
                .map_or(at, |reference| reference.trim_start_matches('#'))
                .to_owned(),
        )
    }

    fn answer_problem(&self, at: &str, status: u16, body: &Value) -> Option<String> {
        let at = format!("{at}/content/application~1json");
        if let Some(error) =
            first_error(&self.validator(&self.closed, &format!("{at}/schema")), body)
        {
            return Some(error);
        }
        // What a rejection says names fields and places; any other failure has one of the texts that are told.
        let is_told = [200, 401, 403, 404, 500, 503].contains(&status);
        if !is_told || self.is_success(at.trim_end_matches("/content/application~1json"), body) {
            return None;
        }
        let examples = self
            .document
            .pointer(&format!("{at}/examples"))?
            .as_object()?;
        let text = |body: &Value| body.get("msg").or(body.get("message")).cloned();
        let is_known = examples
            .values()
            .any(|example| text(&example["value"]) == text(body));
        (!is_known).then(|| "no such failure is told of".to_owned())
    }

    /// Whether an answer that fits is a success.
    fn is_success(&self, at: &str, body: &Value) -> bool {
        let at = format!("{at}/content/application~1json");
        let has_example = self
            .document
            .pointer(&format!("{at}/examples/success"))
            .is_some();
        let both = format!("{at}/schema/oneOf/0");
        let is_alone = self.document.pointer(&both).is_none();
        has_example && (is_alone || self.validator(&self.closed, &both).is_valid(body))
    }

    /// What is wrong with a request that was taken.
    fn request_problem(&self, at: &str, sent: &Sent) -> Option<String> {
        let content = if sent.is_form {
            "x-www-form-urlencoded"
        } else {
            "json"
        };
        let query = grouped(sent.url.query_pairs().into_owned());
        let schema = format!("{at}/requestBody/content/application~1{content}/schema");
        let Some(schema_here) = self.document.pointer(&schema) else {
            return self.query_problem(at, &query);
        };
        let mut fields = sent.fields.clone().unwrap_or_else(|| json!({}));
        if let (Some(fields), Value::Object(query)) = (fields.as_object_mut(), query)
            && schema_here.get("oneOf").is_none()
        {
            for (name, value) in query {
                fields.entry(name).or_insert(value);
            }
        }
        let error = first_error(&self.validator(&self.document, &schema), &fields);
        error.map(|error| format!("the request: {error}"))
    }

    fn query_problem(&self, at: &str, query: &Value) -> Option<String> {
        let parameters = self.document.pointer(&format!("{at}/parameters"));
        let parameters = parameters
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice);
        let missing = parameters
            .iter()
            .filter(|parameter| parameter["required"] == true)
            .find(|parameter| {
                query
                    .get(parameter["name"].as_str().unwrap_or_default())
                    .is_none()
            });
        if let Some(missing) = missing {
            return Some(format!("the query has no {}", missing["name"]));
        }
        let known = |name: &str| parameters.iter().any(|parameter| parameter["name"] == name);
        let mut names = query.as_object()?.keys();
        let unknown =
            names.find(|name| !known(name) && !["token", "Token"].contains(&name.as_str()));
        unknown.map(|name| format!("the query has {name}, of which nothing is said"))
    }

    fn validator(&self, document: &Value, pointer: &str) -> Arc<Validator> {
        let mut validators = self
            .validators
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let known = validators.entry(pointer.to_owned()).or_insert_with(|| {
            let schema = document.pointer(pointer).expect("a schema");
            Arc::new(validator(document, schema))
        });
        Arc::clone(known)
    }
}

fn validator(document: &Value, schema: &Value) -> Validator {
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "components": { "schemas": document["components"]["schemas"] },
        "allOf": [schema],
    });
    jsonschema::validator_for(&schema).expect("a schema")
}

fn first_error(validator: &Validator, value: &Value) -> Option<String> {
    let error = validator.iter_errors(value).next()?;
    Some(format!(
        "{error} at {:?}",
        error.instance_path().to_string()
    ))
}

/// Allows no fields but those that are named.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if fields.get("properties").is_some_and(Value::is_object) {
                fields.entry("additionalProperties").or_insert(json!(false));
            }
            fields.values_mut().for_each(close);
        }
        Value::Array(values) => values.iter_mut().for_each(close),
        _ => {}
    }
}

/// Pairs as fields; a name that comes more than once is a list.
fn grouped(pairs: impl Iterator<Item = (String, String)>) -> Value {
    let mut fields = Map::new();
    for (name, value) in pairs {
        match fields.get_mut(&name) {
            None => drop(fields.insert(name, json!(value))),
            Some(Value::Array(values)) => values.push(json!(value)),
            Some(first) => *first = json!([first.take(), value]),
        }
    }
    Value::Object(fields)
}

/// A path as a step of a JSON pointer (RFC 6901).
fn escaped(path: &str) -> String {
    path.replace('~', "~0").replace('/', "~1")
}

/// A part of a path, its percent signs decoded.
fn decoded(part: &str) -> String {
    let pair = format!("x={}", part.replace('+', "%2B"));
    let mut pairs = form_urlencoded::parse(pair.as_bytes());
    pairs
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(method: &str, path: &str, fields: &Value) -> Sent {
        Sent {
            method: method.to_owned(),
            url: format!("http://localhost{path}").parse().expect("a URL"),
            fields: Some(fields.clone()),
            is_form: false,
        }
    }

    fn found(sent: &Sent, status: u16, body: &Value) -> String {
        problem(sent, status, body).unwrap_or_default()
    }

    #[test]
    fn what_is_as_described_is_let_be() {
        let login = sent(
            "post",
            "/admin/user/login/",
            &json!({ "username": "a", "password": "b" }),
        );
        for (status, body) in [
            (200, json!({ "code": 1, "data": null, "msg": "success" })),
            (
                200,
                json!({ "code": 0, "data": null, "msg": "用户名或密码错误" }),
            ),
            (
                400,
                json!({ "code": 0, "data": null, "msg": "缺少字段 password" }),
            ),
            (429, json!({ "message": "Too Many Requests" })),
        ] {
            assert_eq!(problem(&login, status, &body), None);
        }
        let other = sent("get", "/nobody/knows/this", &json!(null));
        assert_eq!(problem(&other, 299, &json!("x")), None);
        let staff = sent(
            "get",
            "/mjpm/v1/%E5%91%98%E5%B7%A5%E7%AE%A1%E7%90%86/o1?token=t&limit=2",
            &json!(null),
        );
        let empty =
            json!({ "result": "success", "code": "1000", "msg": "1000:操作成功", "data": [] });
        assert_eq!(problem(&staff, 200, &empty), None);
    }

    #[test]
    fn what_is_not_as_described_is_found() {
        let fields = json!({ "username": "a", "password": "b" });
        let login = sent("post", "/admin/user/login/", &fields);
        let success = json!({ "code": 1, "data": null, "msg": "success" });
        for (status, body, what) in [
            (202, success.clone(), "there is no such status"),
            (
                200,
                json!({ "code": 1, "data": null, "msg": "success", "more": 1 }),
                "not valid",
            ),
            (
                200,
                json!({ "code": 2, "data": null, "msg": "success" }),
                "not valid",
            ),
            (
                200,
                json!({ "code": 0, "data": null, "msg": "别的" }),
                "no such failure",
            ),
            (
                404,
                json!({ "code": 0, "data": null, "msg": "没有" }),
                "no such failure",
            ),
        ] {
            let problem = found(&login, status, &body);
            assert!(problem.contains(what), "{body}: {problem}");
        }
        let without = sent("post", "/admin/user/login/", &json!({ "username": "a" }));
        assert!(found(&without, 200, &success).contains("the request"));
        let done = json!({ "code": 204, "data": null, "msg": "请求成功" });
        for query in ["", "?ids=1&more=2"] {
            let path = format!("/account/user/multiple_delete/{query}");
            let problem = found(&sent("delete", &path, &json!(null)), 200, &done);
            assert!(problem.contains("the query has"), "{problem}");
        }
    }
}
