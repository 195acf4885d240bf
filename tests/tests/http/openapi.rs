//! The description of the API: the file is what the code says, nothing is missing from it, and its examples are as they say. What
//! the other tests send and see is held against it by [`tests::conformance`].

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};
use tests::TestStack;
use tests::conformance::{document, mismatch};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Every operation: where it is in the description, and what it says.
fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    let here = paths.flat_map(|(path, item)| {
        let methods = METHODS
            .iter()
            .filter_map(|method| Some((*method, item.get(*method)?)));
        methods.map(move |(method, told)| {
            (format!("/paths/{}/{method}", path.replace('/', "~1")), told)
        })
    });
    here.collect()
}

#[test]
fn the_file_is_what_the_code_says() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../infra/openapi.json");
    let written = fs::read_to_string(file).unwrap_or_default();
    assert!(
        written == local::openapi::text(document()),
        "infra/openapi.json is not what the code says; write it anew:\n  \
         cargo run -p local -- --write-openapi infra/openapi.json"
    );
}

#[test]
fn every_route_of_the_template_is_described() {
    let document = document();
    let paths = document["paths"].as_object().unwrap();
    let endpoints = paths
        .values()
        .map(|item| item["x-template-path"].as_str().unwrap());
    let greedy = document["x-not-found"].as_object().unwrap();
    let described: BTreeSet<&str> = endpoints.chain(greedy.keys().map(String::as_str)).collect();
    let template = local::stack::template(&tests::stack::template()).unwrap();
    let routes = template
        .functions
        .iter()
        .flat_map(|function| &function.routes);
    let routes: BTreeSet<&str> = routes.map(|(_, path)| path.as_str()).collect();
    assert_eq!(described, routes);
}

/// The methods that an endpoint offers are those that are described, on its paths together.
#[test]
fn every_method_of_a_function_is_described() {
    let document = document();
    let template = local::stack::template(&tests::stack::template()).unwrap();
    for code in local::functions::FAMILIES.iter().copied().flatten() {
        let Some(accepts) = code.accepts() else {
            continue;
        };
        let function = template
            .functions
            .iter()
            .find(|f| f.binary == code.name)
            .unwrap();
        let items = document["paths"].as_object().unwrap().values();
        let items = items.filter(|item| {
            function
                .routes
                .iter()
                .any(|(_, path)| item["x-template-path"] == **path)
        });
        let described: BTreeSet<String> = items
            .flat_map(|item| METHODS.iter().filter(|method| item.get(**method).is_some()))
            .map(|method| method.to_uppercase())
            .collect();
        let offered: BTreeSet<String> = accepts
            .verbs()
            .iter()
            .map(|verb| verb.as_str().to_owned())
            .collect();
        assert_eq!(described, offered, "{}", code.name);
    }
}

#[test]
fn every_operation_has_an_id_of_its_own_and_says_what_it_is_in_both_languages() {
    let document = document();
    let mut ids = BTreeSet::new();
    for (at, told) in operations(&document) {
        assert!(ids.insert(told["operationId"].as_str().unwrap()), "{at}");
        let summary = told["summary"].as_str().unwrap();
        let (chinese, english) = summary.split_once(" · ").unwrap();
        assert!(!chinese.is_ascii() && english.is_ascii(), "{summary}");
    }
}

#[test]
fn every_example_is_as_it_says() {
    let document = document();
    for (at, told) in operations(&document) {
        for (kind, media) in told["requestBody"]["content"]
            .as_object()
            .into_iter()
            .flatten()
        {
            let at = format!(
                "{at}/requestBody/content/{}/schema",
                kind.replace('/', "~1")
            );
            assert_eq!(mismatch(&document, &at, &media["example"]), None, "{at}");
        }
        let mut successes = 0;
        for (status, answer) in told["responses"].as_object().unwrap() {
            let at = format!("{at}/responses/{status}/content/application~1json/schema");
            let media = &answer["content"]["application/json"];
            for (name, example) in media["examples"].as_object().into_iter().flatten() {
                assert_eq!(
                    mismatch(&document, &at, &example["value"]),
                    None,
                    "{at} {name}"
                );
                successes += u32::from(name == "success");
            }
        }
        assert_eq!(successes, 1, "{at}: an example of a success is wanted");
    }
    for (name, answer) in document["components"]["responses"].as_object().unwrap() {
        let at = format!("/components/responses/{name}/content/application~1json/schema");
        let media = &answer["content"]["application/json"];
        for example in media["examples"].as_object().into_iter().flatten() {
            assert_eq!(mismatch(&document, &at, &example.1["value"]), None, "{at}");
        }
    }
}

#[tokio::test]
async fn the_stack_serves_it_with_its_own_address() {
    let stack = TestStack::start().await;
    let answer = stack.get("/openapi.json").await;
    assert_eq!(answer.header("content-type"), "application/json");
    let mut expected = document();
    expected["servers"] = json!([local::openapi::local_server(&stack.url())]);
    assert_eq!(answer.outcome(), (200, expected));
}
