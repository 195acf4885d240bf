//! The description of the API, OpenAPI 3.1: the template's routes, with what the functions' own types and errors say of them.
//!
//! `cargo run -p local -- --write-openapi infra/openapi.json` writes it, the stack serves it at `/openapi.json`, and a test fails when
//! the file is not what the code says.

mod operation;
mod schemas;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use shared::openapi::{Family, Operation};
use shared::request::{MAX_BODY_BYTES, SESSION_COOKIE};

use self::operation::{Place, common_responses, operation};
use self::schemas::Schemas;
use crate::template::Template;

/// Every family's description.
const FAMILIES: [fn() -> Family; 5] = [
    attendance::describe,
    mjpm::describe,
    campus::describe,
    member::describe,
    account::describe,
];

/// What the families say of themselves, in the order of [`crate::functions::FAMILIES`].
#[must_use]
pub fn families() -> Vec<Family> {
    FAMILIES.iter().map(|describe| describe()).collect()
}

/// Why there is no description; one line.
#[derive(Debug, thiserror::Error)]
pub enum DescriptionError {
    /// A route of a function that no family describes, or whose description has nothing for this path.
    #[error("{function}: nothing is said of {path}; add it to the module's describe()")]
    Silent {
        /// The function.
        function: String,
        /// The path.
        path: String,
    },
    /// Two operations in one place.
    #[error("{0} is described twice")]
    Twice(String),
    /// Two types of one name with different schemas.
    #[error("two types are called {0}; rename one of them")]
    Ambiguous(String),
}

/// Where the API is, when nobody says: deployed, or on this machine.
#[must_use]
pub fn servers() -> Value {
    json!([
        {
            "url": "https://{api}.execute-api.{region}.amazonaws.com/{stage}",
            "description": "部署在 AWS. Deployed on AWS.",
            "variables": {
                "api": { "default": "abcdefghij", "description": "API Gateway's id, from the stack's outputs." },
                "region": { "default": "us-east-1" },
                "stage": { "default": "prod", "enum": ["prod", "staging", "test"] },
            },
        },
        local_server("http://127.0.0.1:3000"),
    ])
}

/// The local stack at `url`.
#[must_use]
pub fn local_server(url: &str) -> Value {
    json!({ "url": url, "description": "本机. The local stack." })
}

/// The description as the file holds it: keys in their order, two spaces, a line feed at the end.
#[must_use]
pub fn text(mut document: Value) -> String {
    // Does nothing unless some crate has serde_json keep another order.
    document.sort_all_objects();
    format!("{document:#}\n")
}

/// Describes every route of `template`, served at `servers`.
///
/// # Errors
/// [`DescriptionError`].
pub fn document(template: &Template, servers: &Value) -> Result<Value, DescriptionError> {
    let mut paths = Map::new();
    let mut not_found = Map::new();
    let mut components = Map::new();
    let mut responses = Map::from_iter([("gateway".to_owned(), gateway_response())]);
    let mut tags = Vec::new();
    let mut described = Vec::new();
    for family in families() {
        let mut schemas = Schemas::default();
        responses.extend(common_responses(&family, &mut schemas));
        tags.push(tag(&family));
        for (function, operations) in &family.functions {
            described.push(function.name);
            let code = template
                .functions
                .iter()
                .filter(|f| f.binary == function.name);
            let routes: Vec<&str> = code
                .flat_map(|f| &f.routes)
                .map(|(_, path)| path.as_str())
                .collect();
            if function.accepts().is_none() {
                let answer =
                    json!({ "$ref": format!("#/components/responses/{}.404", family.name) });
                not_found.extend(
                    routes
                        .iter()
                        .map(|path| ((*path).to_owned(), answer.clone())),
                );
                continue;
            }
            let mut seen: BTreeMap<String, usize> = BTreeMap::new();
            for route in routes {
                let here = at(route, operations);
                if here.is_empty() {
                    return Err(silent(function.name, route));
                }
                for operation_here in here {
                    let place = Place {
                        family: &family,
                        function: *function,
                        route,
                    };
                    for (method, id, told) in operation(&place, operation_here, &mut schemas) {
                        let times = seen.entry(id.clone()).or_default();
                        *times += 1;
                        let id = if *times == 1 {
                            id
                        } else {
                            format!("{id}-alias")
                        };
                        add(&mut paths, &place, operation_here, &method, &id, told)?;
                    }
                }
            }
        }
        components.extend(schemas.into_components(family.name, &mut [&mut paths, &mut responses])?);
    }
    for function in &template.functions {
        if let (false, Some((_, path))) = (
            described.contains(&function.binary.as_str()),
            function.routes.first(),
        ) {
            return Err(silent(&function.binary, path));
        }
    }
    Ok(json!({
        "openapi": "3.1.0",
        "info": info(),
        "servers": servers,
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": components,
            "responses": responses,
            "securitySchemes": security_schemes(),
        },
        "x-not-found": not_found,
    }))
}

fn silent(function: &str, path: &str) -> DescriptionError {
    DescriptionError::Silent {
        function: function.to_owned(),
        path: path.to_owned(),
    }
}

/// The operations of `route`: those on its variable part, or, if it has none of the parts that any of them is on, the others.
fn at<'a>(route: &str, operations: &'a [Operation]) -> Vec<&'a Operation> {
    let has = |part: &&str| route.contains(&format!("{{{part}}}"));
    let part = operations.iter().filter_map(|o| o.part).find(has);
    operations.iter().filter(|o| o.part == part).collect()
}

fn add(
    paths: &mut Map<String, Value>,
    place: &Place<'_>,
    operation: &Operation,
    method: &str,
    id: &str,
    mut told: Value,
) -> Result<(), DescriptionError> {
    let path = operation
        .words
        .iter()
        .fold(place.route.to_owned(), |path, (name, word)| {
            path.replace(&format!("{{{name}}}"), word)
        });
    told["operationId"] = json!(id);
    let item = paths
        .entry(path.clone())
        .or_insert_with(|| json!({ "x-template-path": place.route }));
    if item.get(method).is_some() {
        return Err(DescriptionError::Twice(format!("{method} {path}")));
    }
    item["parameters"] = operation::path_parameters(place.family, &path);
    item[method] = told;
    Ok(())
}

fn tag(family: &Family) -> Value {
    let (chinese, english) = family.about;
    let name = family.name;
    json!({
        "name": name,
        "description": format!(
            "{chinese}. {english}.\n\n\
             其他路径为 404, 其他方法为 405, 见 `components.responses` 的 `{name}.404` 和 `{name}.405`. \
             Other paths are a 404, other methods a 405."
        ),
    })
}

fn info() -> Value {
    json!({
        "title": "通行 Tongxing",
        "version": env!("CARGO_PKG_VERSION"),
        "license": { "name": "Apache-2.0 OR MIT", "identifier": "Apache-2.0 OR MIT" },
        "summary": "小程序与管理后台的账户服务. Accounts for mini-programs and admin panels.",
        "description": format!(
            "路径末尾的斜杠可有可无. 请求体为 JSON, 多数接口也接受表单, UTF-8, 至多 {limit} KiB; 未知字段被忽略, 可选字段的 `null` 等于没有. \
             登录凭证可以放在 `Authorization: Bearer`、cookie `{SESSION_COOKIE}`, 或请求体、查询参数的 `token`/`Token` 中.\n\n\
             A trailing slash makes no difference. A body is JSON, or a form at most endpoints, in UTF-8 and of at most {limit} KiB; \
             unknown fields are ignored, and `null` for an optional field counts as absent. A caller is known by `Authorization: Bearer`, \
             the cookie `{SESSION_COOKIE}`, or `token`/`Token` in body or query.",
            limit = MAX_BODY_BYTES / 1024,
        ),
    })
}

fn security_schemes() -> Value {
    json!({
        "bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" },
        "cookie": {
            "type": "apiKey",
            "in": "cookie",
            "name": SESSION_COOKIE,
            "description": "由登录接口设置; 用它发 POST 时请求体须为 JSON. Set by a sign-in; a POST that has nothing else must be JSON.",
        },
        "token": {
            "type": "apiKey",
            "in": "query",
            "name": "token",
            "description": "也可以是 `Token`, 或放在请求体中. Also `Token`, and either of them in the body.",
        },
    })
}

/// What the gateway answers by itself, for a request that reaches no function or whose function does not answer.
fn gateway_response() -> Value {
    json!({
        "description": "网关自己的答复: 过于频繁 (429)、请求过大 (413)、超时等. The gateway's own answer: throttled, too large, out of time.",
        "content": { "application/json": { "schema": {
            "type": "object",
            "properties": { "message": { "type": "string" } },
            "required": ["message"],
        } } },
    })
}
