use std::sync::{Arc, Mutex};

use futures_util::poll;
use serde_json::{Value, json};

use super::*;
use crate::aws::dynamodb::{Engine, UNSIGNED, make_table};

#[derive(Clone, Debug, Default)]
struct Elsewhere(Arc<Mutex<Vec<String>>>);

impl HttpConnector for Elsewhere {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        self.0.lock().unwrap().push(request.uri().to_owned());
        let response = HttpResponse::new(StatusCode::IM_A_TEAPOT.into(), SdkBody::empty());
        HttpConnectorFuture::ready(Ok(response))
    }
}

fn table() -> Value {
    json!({
        "TableName": "items", "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{ "AttributeName": "k", "AttributeType": "S" }],
        "KeySchema": [{ "AttributeName": "k", "KeyType": "HASH" }],
    })
}

fn engine() -> Engine {
    Engine::start(None, &[(table(), None)], [1, 2, 3]).unwrap()
}

/// The way of functions to `engine`; what goes by it is noted in `elsewhere`.
fn connector(engine: &Engine, elsewhere: Elsewhere) -> Connector {
    let Engine::Embedded(embedded) = engine else {
        unreachable!("it was started here");
    };
    Connector {
        client: Client {
            root: root(&engine.url()),
            way: embedded.way.clone(),
            elsewhere: http_client::aws::client(true),
        },
        elsewhere: SharedHttpConnector::new(elsewhere),
    }
}

fn request(url: &str, operation: &str, body: &Value) -> HttpRequest {
    let mut request = HttpRequest::new(SdkBody::from(body.to_string()));
    request.set_method("POST").unwrap();
    request.set_uri(format!("{url}/")).unwrap();
    let target = format!("{TARGET}{operation}");
    request.headers_mut().insert("x-amz-target", target);
    request
}

type Answer = (u16, Option<String>, Value);

async fn queued(connector: &Connector, operation: &str, body: &Value) -> Answer {
    let url = connector.client.root.trim_end_matches('/');
    let request = request(url, operation, body);
    let response = connector.call(request).await.unwrap();
    let kind = response.headers().get("content-type").map(str::to_owned);
    let json = serde_json::from_slice(response.body().bytes().unwrap()).unwrap();
    (response.status().as_u16(), kind, json)
}

async fn over_http(engine: &Engine, operation: &str, body: &Value) -> Answer {
    let request = reqwest::Client::new()
        .post(engine.url())
        .header("x-amz-target", format!("{TARGET}{operation}"))
        .header("content-type", "application/x-amz-json-1.0")
        .header("authorization", UNSIGNED)
        .header("x-amz-date", "20261120T000000Z")
        .body(body.to_string());
    let response = request.send().await.unwrap();
    let kind = &response.headers()["content-type"];
    let kind = Some(kind.to_str().unwrap().to_owned());
    (
        response.status().as_u16(),
        kind,
        response.json().await.unwrap(),
    )
}

#[tokio::test]
async fn both_ways_to_the_engine_give_the_same_answers() {
    let (one, other) = (engine(), engine());
    let connector = connector(&one, Elsewhere::default());
    let key = json!({ "k": { "S": "a" } });
    let put = |k: &str, n: &str| json!({ "k": { "S": k }, "n": { "N": n }, "l": { "L": [{ "BOOL": true }] } });
    let new = "attribute_not_exists(k)";
    let add = json!({
        "TableName": "items", "Key": key, "UpdateExpression": "ADD n :one", "ReturnValues": "ALL_NEW",
        "ExpressionAttributeValues": { ":one": { "N": "1" } }, "ReturnConsumedCapacity": "TOTAL",
    });
    let transact = |k: &str| {
        let put = json!({ "TableName": "items", "Item": put(k, "5"), "ConditionExpression": new });
        json!({ "TransactItems": [{ "Put": put }], "ClientRequestToken": k })
    };
    let read = |table: &str, key: &Value| json!({ "RequestItems": { table: { "Keys": [key], "ConsistentRead": true } } });
    let query = json!({
        "TableName": "items", "KeyConditionExpression": "k = :k", "ExpressionAttributeValues": { ":k": { "S": "a" } },
    });
    let steps = [
        (
            "PutItem",
            200,
            json!({ "TableName": "items", "Item": put("a", "1") }),
        ),
        (
            "PutItem",
            400,
            json!({ "TableName": "items", "Item": put("a", "2"), "ConditionExpression": new }),
        ),
        (
            "PutItem",
            400,
            json!({
                "TableName": "items", "Item": put("a", "2"), "ConditionExpression": new,
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }),
        ),
        ("BatchGetItem", 200, read("items", &key)),
        (
            "BatchGetItem",
            200,
            read("items", &json!({ "k": { "S": "none" } })),
        ),
        ("BatchGetItem", 400, read("none", &key)),
        (
            "BatchGetItem",
            400,
            read("items", &json!({ "other": { "S": "a" } })),
        ),
        ("UpdateItem", 200, add),
        ("Query", 200, query),
        ("TransactWriteItems", 200, transact("b")),
        ("TransactWriteItems", 400, transact("a")),
        (
            "DeleteItem",
            200,
            json!({ "TableName": "items", "Key": key, "ReturnValues": "ALL_OLD" }),
        ),
        (
            "DeleteItem",
            400,
            json!({ "TableName": "items", "Key": key, "ConditionExpression": "attribute_exists(k)" }),
        ),
    ];
    for (operation, status, body) in steps {
        let answer = queued(&connector, operation, &body).await;
        assert_eq!(answer.0, status, "{operation} {body}: {answer:?}");
        assert_eq!(
            answer,
            over_http(&other, operation, &body).await,
            "{operation} {body}"
        );
    }
}

#[tokio::test]
async fn who_gave_up_and_asks_again_is_served_once() {
    let database = Arc::new(Database::memory().unwrap());
    make_table(&database, &table(), None).unwrap();
    let (way, mut queue) = way(&database);
    let add = |token: &str| {
        let update = json!({
            "TableName": "items", "Key": { "k": { "S": "a" } }, "UpdateExpression": "ADD n :one",
            "ExpressionAttributeValues": { ":one": { "N": "1" } },
        });
        let transaction =
            json!({ "TransactItems": [{ "Update": update }], "ClientRequestToken": token });
        let body = SdkBody::from(transaction.to_string());
        Box::pin(way.clone().go(Operation::TransactWriteItems, body))
    };
    let count = || {
        let read = json!({ "RequestItems": { "items": { "Keys": [{ "k": { "S": "a" } }] } } });
        let answer = Operation::BatchGetItem.answer(&database, &SdkBody::from(read.to_string()));
        let answer: Value = serde_json::from_slice(answer.body().bytes().unwrap()).unwrap();
        answer["Responses"]["items"][0]["n"]["N"].clone()
    };

    // One gives up while the engine is at it.
    let mut unheard = Unheard::default();
    let mut first = add("late");
    assert!(poll!(&mut first).is_pending());
    let call = queue.recv().await.unwrap();
    drop(first);
    call.carry_out(&database, &mut unheard);
    assert_eq!(count(), "1");
    let mut again = add("late");
    assert!(poll!(&mut again).is_pending());
    let call = queue.recv().await.unwrap();
    call.carry_out(&database, &mut unheard);
    assert_eq!(again.await.unwrap().status().as_u16(), 200);
    assert_eq!(count(), "1");
    assert!(unheard.0.is_empty());

    // Once it was heard, nothing remembers the token: it would be in the engine for ten minutes.
    let mut third = add("late");
    assert!(poll!(&mut third).is_pending());
    let call = queue.recv().await.unwrap();
    call.carry_out(&database, &mut unheard);
    assert_eq!(third.await.unwrap().status().as_u16(), 200);
    assert_eq!(count(), "2");

    // Another before its turn comes.
    let mut first = add("early");
    assert!(poll!(&mut first).is_pending());
    drop(first);
    let mut again = add("early");
    assert!(poll!(&mut again).is_pending());
    let third = add("patient");
    let answers = async move {
        assert_eq!(again.await.unwrap().status().as_u16(), 200);
        assert_eq!(third.await.unwrap().status().as_u16(), 200);
        drop(way);
    };
    tokio::join!(serve(&database, queue), answers);
    assert_eq!(count(), "4");
}

#[test]
fn of_the_answers_that_nobody_heard_the_latest_are_kept() {
    let mut unheard = Unheard::default();
    for number in 0..=UNHEARD {
        let response = HttpResponse::new(StatusCode::OK.into(), SdkBody::empty());
        unheard.keep(number.to_string(), response);
    }
    assert_eq!(unheard.0.len(), UNHEARD);
    assert!(unheard.take("0").is_none());
    assert!(unheard.take("1").is_some());
    assert!(unheard.take("1").is_none());
}

#[tokio::test]
async fn what_is_not_for_the_engine_goes_elsewhere() {
    let engine = engine();
    let elsewhere = Elsewhere::default();
    let connector = connector(&engine, elsewhere.clone());
    let own = engine.url();
    // A port that begins with the engine's digits.
    let foreign = format!("{own}1");
    for (url, operation) in [(&foreign, "BatchGetItem"), (&own, "ListTables")] {
        let request = request(url, operation, &json!({ "TableName": "items" }));
        let response = connector.call(request).await.unwrap();
        assert_eq!(response.status().as_u16(), 418);
    }
    let seen = elsewhere.0.lock().unwrap();
    assert_eq!(*seen, [format!("{foreign}/"), format!("{own}/")]);
}

#[tokio::test]
async fn a_stopped_engine_is_a_broken_connection() {
    let engine = engine();
    let connector = connector(&engine, Elsewhere::default());
    let url = engine.url();
    drop(engine);
    for operation in ["BatchGetItem", "UpdateItem"] {
        let request = request(&url, operation, &json!({ "TableName": "items" }));
        let error = connector.call(request).await.unwrap_err();
        assert!(error.is_io(), "{error:?}");
    }
}
