//! One operation: parameters, request and responses.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use shared::lambda::Function;
use shared::openapi::{Body, Family, Operation, Parameter, Request, body_of};
use shared::request::{Rejection, Verb};
use shared::response::{Response, StatusCode};

use super::schemas::Schemas;

/// Statuses that every operation can come to, whatever it does.
const COMMON: [u16; 5] = [400, 413, 415, 500, 503];

/// Where an operation is.
pub(super) struct Place<'a> {
    pub(super) family: &'a Family,
    pub(super) function: Function,
    pub(super) route: &'a str,
}

/// The operation by each of its methods: the method, an id, and what is said of it.
pub(super) fn operation(
    place: &Place<'_>,
    operation: &Operation,
    schemas: &mut Schemas,
) -> Vec<(String, String, Value)> {
    let (chinese, english) = &operation.summary;
    let told = operation.verbs.iter().map(|verb| {
        let method = verb.as_str().to_ascii_lowercase();
        let part = operation
            .part
            .map(|part| format!("-{part}"))
            .unwrap_or_default();
        let id = format!("{}{part}-{method}", place.function.name);
        let mut told = json!({
            "tags": [place.family.name],
            "summary": format!("{chinese} · {english}"),
            "responses": responses(place.family, operation, schemas),
        });
        let mut parameters: Vec<Value> = operation.query.iter().map(query_parameter).collect();
        let mut has_body = false;
        if let Some(request) = &operation.request {
            let schema =
                request_schema(request, operation.signed_in && *verb == Verb::Post, schemas);
            if *verb == Verb::Get {
                parameters.extend(fields_in_query(&schema, &request.example));
            } else {
                has_body = true;
                told["requestBody"] = request_body(place, request, &schema);
            }
        }
        if !parameters.is_empty() {
            told["parameters"] = Value::Array(parameters);
        }
        if operation.signed_in {
            let mut ways = vec![
                json!({ "bearer": [] }),
                json!({ "cookie": [] }),
                json!({ "token": [] }),
            ];
            if has_body {
                // A token in the body is nothing that OpenAPI has a scheme for.
                ways.push(json!({}));
            }
            told["security"] = Value::Array(ways);
        }
        (method, id, told)
    });
    told.collect()
}

/// The variable parts of `path`.
pub(super) fn path_parameters(family: &Family, path: &str) -> Value {
    let parts = family
        .path_parts
        .iter()
        .filter(|part| path.contains(&format!("{{{}}}", part.name)));
    let told = parts.map(|part| json!({ "name": part.name, "in": "path", "required": true, "description": part.about, "schema": part.schema }));
    told.collect()
}

fn query_parameter(parameter: &Parameter) -> Value {
    json!({
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.about,
        "schema": parameter.schema,
    })
}

/// The fields of a request that has no body.
fn fields_in_query(schema: &Value, example: &Value) -> Vec<Value> {
    let required = schema["required"].as_array();
    let properties = schema["properties"].as_object().into_iter().flatten();
    let parameter = |(name, schema): (&String, &Value)| {
        let mut schema = schema.clone();
        without_null(&mut schema);
        let about = schema
            .as_object_mut()
            .and_then(|schema| schema.remove("description"));
        let mut told = json!({
            "name": name,
            "in": "query",
            "required": required.is_some_and(|names| names.contains(&json!(name))),
            "description": about.unwrap_or_else(|| json!(name)),
            "schema": schema,
        });
        if let Some(value) = example.get(name) {
            told["example"] = value.clone();
        }
        told
    };
    let mut parameters: Vec<Value> = properties.map(parameter).collect();
    parameters.sort_by_key(|parameter| parameter["name"].to_string());
    parameters
}

/// There is no `null` in a query.
fn without_null(schema: &mut Value) {
    if let Some(types) = schema["type"].as_array_mut() {
        types.retain(|one| one != "null");
        if let [only] = types.as_slice() {
            schema["type"] = only.clone();
        }
    }
    if let Some(fields) = schema.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
        if let Some(Value::Array(choices)) = fields.get_mut("anyOf") {
            choices.retain(|choice| choice["type"] != "null");
        }
    }
}

/// The fields, with their other names, and with the token where the caller must show one.
fn request_schema(request: &Request, with_token: bool, schemas: &mut Schemas) -> Value {
    let mut schema = match &request.body {
        Body::Typed(draw) => schemas.read(*draw),
        Body::Told(schema) => return schema.clone().to_value(),
    };
    if let Some(fields) = schema["properties"].as_object_mut() {
        for (name, other) in request.synonyms {
            let mut same = fields.get(*name).cloned().unwrap_or_default();
            same["description"] = json!(format!("同 `{name}`. The same as `{name}`."));
            fields.insert((*other).to_owned(), same);
        }
        for name in ["token", "Token"].iter().filter(|_| with_token) {
            let token = json!({
                "type": ["string", "null"],
                "description": "登录凭证, 也可以放在请求头或 cookie 中. The token, which may also come in a header or a cookie.",
            });
            fields.insert((*name).to_owned(), token);
        }
    }
    schema
}

fn request_body(place: &Place<'_>, request: &Request, schema: &Value) -> Value {
    let media = json!({ "schema": schema, "example": request.example });
    let mut content = Map::from_iter([("application/json".to_owned(), media.clone())]);
    let takes_forms = place
        .function
        .accepts()
        .is_some_and(|accepts| !accepts.is_json_only());
    // What has no type is told by its JSON types, which a form does not have.
    if takes_forms && matches!(request.body, Body::Typed(_)) {
        content.insert("application/x-www-form-urlencoded".to_owned(), media);
    }
    let required = schema["required"]
        .as_array()
        .is_some_and(|names| !names.is_empty());
    json!({ "required": required || schema.get("oneOf").is_some(), "content": content })
}

fn responses(family: &Family, operation: &Operation, schemas: &mut Schemas) -> Value {
    let mut failures: BTreeMap<u16, Vec<Response>> = BTreeMap::new();
    for failure in &operation.failures {
        failures
            .entry(failure.status().as_u16())
            .or_default()
            .push(failure.clone());
    }
    let mut responses = Map::new();
    for status in COMMON {
        let answer = match failures.remove(&status) {
            None => json!({ "$ref": format!("#/components/responses/{}.{status}", family.name) }),
            Some(own) => {
                let all: Vec<_> = common_failures(family, status)
                    .into_iter()
                    .chain(own)
                    .collect();
                failure_response(family, &all, schemas)
            }
        };
        responses.insert(status.to_string(), answer);
    }
    if let Some(outcome) = &operation.success {
        let samples: Vec<Value> = outcome.samples.iter().map(body_of).collect();
        let status = outcome
            .samples
            .first()
            .map_or(StatusCode::OK, Response::status)
            .as_u16();
        let mut schema = schemas.written(outcome.draw);
        narrow(&mut schema, &samples, "");
        let mut examples =
            Map::from_iter([("success".to_owned(), json!({ "value": outcome.example }))]);
        let mut about = "成功. Success.".to_owned();
        if let Some(failures) = failures.remove(&status) {
            schema = json!({ "oneOf": [schema, failure_schema(family, &failures, schemas)] });
            examples.extend(failure_examples(&failures));
            about = format!(
                "成功, 或失败. Success, or a failure:\n\n{}",
                table(family, &failures)
            );
        }
        let mut answer = json!({
            "description": about,
            "content": { "application/json": { "schema": schema, "examples": examples } },
        });
        for (name, about) in &operation.headers {
            answer["headers"][*name] = header(about);
        }
        responses.insert(status.to_string(), answer);
    }
    for (status, failures) in failures {
        responses.insert(
            status.to_string(),
            failure_response(family, &failures, schemas),
        );
    }
    responses.insert(
        "default".to_owned(),
        json!({ "$ref": "#/components/responses/gateway" }),
    );
    Value::Object(responses)
}

/// The answers that every endpoint of the family can give, and those beside its endpoints.
pub(super) fn common_responses(family: &Family, schemas: &mut Schemas) -> Vec<(String, Value)> {
    let statuses = COMMON.into_iter().chain([404, 405]);
    statuses
        .map(|status| {
            let failures = common_failures(family, status);
            let answer = failure_response(family, &failures, schemas);
            (format!("{}.{status}", family.name), answer)
        })
        .collect()
}

/// What the family says to what never was a request to an endpoint, and when the system fails; `…` stands for what varies.
fn common_failures(family: &Family, status: u16) -> Vec<Response> {
    const ANY: &str = "…";
    let rejections = [
        Rejection::Event,
        Rejection::Encoding,
        Rejection::Json {
            line: 3,
            column: 1,
            detail: ANY.to_owned(),
        },
        Rejection::NotAnObject,
        Rejection::Missing(ANY.to_owned()),
        Rejection::field(ANY, ANY),
        Rejection::Contradiction(ANY.to_owned(), format!("{ANY}{ANY}")),
        Rejection::Contradiction(ANY.to_owned(), ANY.to_owned()),
        Rejection::Credentials,
        Rejection::NotFound,
        Rejection::Method(&[Verb::Get, Verb::Post]),
        Rejection::TooLarge,
        Rejection::NotJson,
        Rejection::NotJsonNorForm,
    ];
    let status = StatusCode::from_u16(status).unwrap_or_default();
    if status.is_server_error() {
        return vec![(family.system)(status)];
    }
    let rejections = rejections
        .iter()
        .filter(|rejection| rejection.status() == status);
    rejections
        .map(|rejection| (family.reject)(rejection))
        .collect()
}

fn failure_response(family: &Family, failures: &[Response], schemas: &mut Schemas) -> Value {
    let status = failures.first().map(|failure| failure.status().as_u16());
    let mut answer = json!({
        "description": format!("失败. A failure.\n\n{}", table(family, failures)),
        "content": { "application/json": {
            "schema": failure_schema(family, failures, schemas),
            "examples": failure_examples(failures),
        } },
    });
    match status {
        Some(405) => answer["headers"]["Allow"] = header("支持的方法. The methods there are."),
        Some(429 | 503) => {
            answer["headers"]["Retry-After"] = header("多少秒后重试. Seconds to wait.");
        }
        _ => {}
    }
    answer
}

fn header(about: &str) -> Value {
    json!({ "description": about, "schema": { "type": "string" } })
}

fn failure_schema(family: &Family, failures: &[Response], schemas: &mut Schemas) -> Value {
    let bodies: Vec<Value> = failures.iter().map(body_of).collect();
    let mut schema = schemas.written(family.failure);
    narrow(&mut schema, &bodies, family.fields.1);
    schema
}

fn failure_examples(failures: &[Response]) -> Map<String, Value> {
    let numbered = failures.iter().enumerate();
    let told = numbered.map(|(at, failure)| {
        (
            format!("failure{}", at + 1),
            json!({ "value": body_of(failure) }),
        )
    });
    told.collect()
}

/// Each number with its texts.
fn table(family: &Family, failures: &[Response]) -> String {
    let (code, text) = family.fields;
    let mut table = format!("| {code} | {text} |\n|---|---|\n");
    for body in failures.iter().map(body_of) {
        let number = body[code]
            .as_str()
            .map_or_else(|| body[code].to_string(), str::to_owned);
        let data = if body["data"]
            .as_object()
            .is_some_and(|data| !data.is_empty())
        {
            format!(" `{}`", body["data"])
        } else {
            String::new()
        };
        let _ = writeln!(
            table,
            "| {number} | {}{data} |",
            body[text].as_str().unwrap_or_default()
        );
    }
    table
}

/// Insists on what the samples have in fields of the envelope that hold a number or a text, but for `free`.
fn narrow(schema: &mut Value, samples: &[Value], free: &str) {
    let Some(properties) = schema["properties"].as_object_mut() else {
        return;
    };
    for (name, property) in properties {
        let mut values: Vec<&Value> = samples
            .iter()
            .filter_map(|sample| sample.get(name))
            .collect();
        values.dedup();
        let is_scalar = values
            .iter()
            .all(|value| value.is_string() || value.is_number());
        if values.is_empty() || !is_scalar || name == free {
            continue;
        }
        let mut distinct: Vec<&Value> = Vec::new();
        for value in values {
            if !distinct.contains(&value) {
                distinct.push(value);
            }
        }
        let narrowed = if let [only] = distinct.as_slice() {
            ("const", json!(only))
        } else {
            ("enum", json!(distinct))
        };
        let about = property.get("description").cloned();
        *property = json!({ narrowed.0: narrowed.1 });
        if let Some(about) = about {
            property["description"] = about;
        }
    }
}
