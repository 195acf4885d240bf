//! Writes down what functions call of AWS: a proxy before DynamoDB, SES and Secrets Manager that reads each request as IAM does.
//!
//! A function of the local stack signs with its logical name as access key id, so every request says whose it is. One request
//! may be several calls in IAM's eyes: a batch reads two tables, a transaction writes, changes and deletes, and a mail goes out by
//! an identity and a configuration set.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Response};
use reqwest::Client;
use serde_json::Value;
use tokio::net::TcpListener;

use crate::onward::onward;
use crate::stack::TestStack;

/// The partition key of both tables.
const PK: &str = "pk";

/// What a policy must allow for one request to be answered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Call {
    /// The logical name of the function.
    pub function: String,
    /// IAM's action, such as `dynamodb:PutItem`.
    pub action: String,
    /// The table, `table/index/name`, the secret by its logical name, or what stands last in an ARN of SES.
    pub resource: String,
    /// What a condition looks at: every leading key that the request names of the resource, or a mail's sender.
    pub context: BTreeSet<String>,
}

/// The proxy.
#[derive(Clone, Debug)]
pub struct Recorder {
    url: String,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    client: Client,
    dynamodb: OnceLock<String>,
    secrets_manager: OnceLock<String>,
    ses: OnceLock<String>,
    calls: Mutex<BTreeSet<Call>>,
}

impl Recorder {
    /// A recorder that listens; [`Recorder::attach`] tells it where AWS is.
    ///
    /// # Panics
    /// When it cannot listen.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let shared = Arc::new(Shared {
            client: crate::stack::client(),
            dynamodb: OnceLock::new(),
            secrets_manager: OnceLock::new(),
            ses: OnceLock::new(),
            calls: Mutex::default(),
        });
        let router = Router::new().fallback(pass).with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, shared }
    }

    /// The variables that lead the functions of a stack here.
    #[must_use]
    pub fn environment(&self) -> [(&str, &str); 3] {
        [
            "AWS_ENDPOINT_URL_DYNAMODB",
            "AWS_ENDPOINT_URL_SECRETS_MANAGER",
            "AWS_ENDPOINT_URL_SES",
        ]
        .map(|variable| (variable, self.url.as_str()))
    }

    /// Passes what is for Secrets Manager on to `url`, whatever the stack has.
    pub fn attach_secrets_manager(&self, url: &str) {
        let _ = self.shared.secrets_manager.set(url.to_owned());
    }

    /// Passes requests on to the AWS of `stack` from now on.
    pub fn attach(&self, stack: &TestStack) {
        let _ = self.shared.dynamodb.set(stack.inner().dynamodb_url());
        for service in [&self.shared.secrets_manager, &self.shared.ses] {
            let _ = service.set(stack.inner().aws_url());
        }
    }

    /// What has been called so far, each call once.
    #[must_use]
    pub fn calls(&self) -> BTreeSet<Call> {
        self.shared
            .calls
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

async fn pass(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let target = header(&parts.headers, "x-amz-target");
    let service = match target.split_once('.') {
        Some(("secretsmanager", _)) => &shared.secrets_manager,
        Some(_) => &shared.dynamodb,
        None => &shared.ses,
    };
    let calls = read(&parts.headers, &body);
    shared
        .calls
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .extend(calls);
    let url = service.get().expect("an attached service");
    onward(&shared.client, url, &parts, body)
        .await
        .into_response()
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default()
}

/// The calls that a request is.
fn read(headers: &HeaderMap, body: &Bytes) -> Vec<Call> {
    let credential = header(headers, "authorization").split_once("Credential=");
    let function = credential.and_then(|(_, rest)| rest.split('/').next());
    let json: Value = serde_json::from_slice(body).unwrap_or_default();
    let (service, touched) = match header(headers, "x-amz-target").split_once('.') {
        Some(("secretsmanager", operation)) => ("secretsmanager", secret(operation, &json)),
        Some((_, operation)) => ("dynamodb", items(operation, &json)),
        None => ("ses", mail(body)),
    };
    touched
        .0
        .into_iter()
        .map(|((operation, resource), context)| Call {
            function: function.unwrap_or_default().to_owned(),
            action: format!("{service}:{operation}"),
            resource,
            context,
        })
        .collect()
}

/// Operation and resource, and what a condition looks at, together for all items of a request: a policy's `ForAllValues` asks of
/// one statement that it names the key of every item.
#[derive(Default)]
struct Touched(BTreeMap<(String, String), BTreeSet<String>>);

impl Touched {
    fn add(&mut self, operation: &str, resource: &str, value: Option<&str>) {
        let place = (operation.to_owned(), resource.to_owned());
        let values = self.0.entry(place).or_default();
        values.extend(value.map(str::to_owned));
    }

    /// An item of a table, by its key or as a whole.
    fn item(&mut self, operation: &str, table: &Value, item: &Value) {
        // What cannot be read is a name and a key that no policy has.
        let table = table.as_str().unwrap_or("?");
        self.add(
            operation,
            table,
            Some(item[PK]["S"].as_str().unwrap_or("?")),
        );
    }
}

/// What an operation of DynamoDB touches. One that is not known here is noted with a table that no policy names.
fn items(operation: &str, request: &Value) -> Touched {
    let mut touched = Touched::default();
    match operation {
        "UpdateItem" | "DeleteItem" => {
            touched.item(operation, &request["TableName"], &request["Key"]);
        }
        "PutItem" => touched.item(operation, &request["TableName"], &request["Item"]),
        "BatchGetItem" => {
            for (table, wanted) in request["RequestItems"].as_object().into_iter().flatten() {
                for key in wanted["Keys"].as_array().into_iter().flatten() {
                    touched.item(operation, &Value::from(table.as_str()), key);
                }
            }
        }
        "Query" => {
            let name = |field: &str| request[field].as_str().unwrap_or("?");
            let resource = match request["IndexName"].as_str() {
                Some(index) => format!("{}/index/{index}", name("TableName")),
                None => name("TableName").to_owned(),
            };
            touched.add(operation, &resource, Some(partition(request)));
        }
        "TransactWriteItems" => {
            for action in request["TransactItems"].as_array().into_iter().flatten() {
                for (kind, action) in action.as_object().into_iter().flatten() {
                    let (operation, item) = match kind.as_str() {
                        "Put" => ("PutItem", &action["Item"]),
                        "Update" => ("UpdateItem", &action["Key"]),
                        "Delete" => ("DeleteItem", &action["Key"]),
                        _ => ("ConditionCheckItem", &action["Key"]),
                    };
                    touched.item(operation, &action["TableName"], item);
                }
            }
        }
        _ => touched.add(operation, "?", None),
    }
    touched
}

/// The partition that a query asks for: what its first condition compares with.
fn partition(request: &Value) -> &str {
    let condition = request["KeyConditionExpression"].as_str();
    let compared = condition.and_then(|condition| condition.split_once("= "));
    let placeholder = compared.and_then(|(_, rest)| rest.split(' ').next());
    let values = &request["ExpressionAttributeValues"];
    let value = placeholder.and_then(|placeholder| values[placeholder]["S"].as_str());
    value.unwrap_or("?")
}

/// What an operation of Secrets Manager touches: the secret's logical name, whether it is named so or by its ARN, which ends in a
/// hyphen and six characters that Secrets Manager makes.
fn secret(operation: &str, request: &Value) -> Touched {
    let id = request["SecretId"].as_str().unwrap_or("?");
    let name = match id.split_once(":secret:") {
        Some((_, name)) => name.rsplit_once('-').map_or(name, |(name, _)| name),
        None => id,
    };
    let mut touched = Touched::default();
    touched.add(operation, name, None);
    touched
}

/// What a mail touches: the sender's identity, and the configuration set that it goes out by.
fn mail(body: &Bytes) -> Touched {
    let form: BTreeMap<String, String> = reqwest::Url::parse("http://ses/")
        .map(|mut url| {
            url.set_query(std::str::from_utf8(body).ok());
            url.query_pairs().into_owned().collect()
        })
        .unwrap_or_default();
    let field = |name: &str| form.get(name).map_or("?", String::as_str);
    let source = field("Source");
    let sender = source
        .rsplit_once('<')
        .map_or(source, |(_, rest)| rest.trim_end_matches('>'));
    let mut touched = Touched::default();
    let identity = format!("identity/{sender}");
    touched.add(field("Action"), &identity, Some(sender));
    if let Some(set) = form.get("ConfigurationSetName") {
        let set = format!("configuration-set/{set}");
        touched.add(field("Action"), &set, Some(sender));
    }
    touched
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn touched(touched: Touched) -> Vec<(String, String, Vec<String>)> {
        let all = touched.0.into_iter();
        all.map(|((operation, resource), context)| {
            (operation, resource, context.into_iter().collect())
        })
        .collect()
    }

    fn one(operation: &str, resource: &str, context: &[&str]) -> (String, String, Vec<String>) {
        let context = context.iter().map(|one| (*one).to_owned()).collect();
        (operation.to_owned(), resource.to_owned(), context)
    }

    #[test]
    fn a_transaction_is_a_call_for_each_operation_and_table() {
        let key = |pk: &str| json!({ "TableName": "T", "Key": { "pk": { "S": pk } } });
        let request = json!({ "TransactItems": [
            { "Put": { "TableName": "T", "Item": { "pk": { "S": "a#1" } } } },
            { "Put": { "TableName": "U", "Item": { "pk": { "S": "b#1" } } } },
            { "Put": { "TableName": "T", "Item": { "pk": { "S": "c#1" } } } },
            { "Update": key("d#1") },
            { "Delete": key("e#1") },
            { "ConditionCheck": key("f#1") },
        ] });
        assert_eq!(
            touched(items("TransactWriteItems", &request)),
            [
                one("ConditionCheckItem", "T", &["f#1"]),
                one("DeleteItem", "T", &["e#1"]),
                one("PutItem", "T", &["a#1", "c#1"]),
                one("PutItem", "U", &["b#1"]),
                one("UpdateItem", "T", &["d#1"]),
            ]
        );
    }

    #[test]
    fn a_batch_a_query_and_what_nobody_knows() {
        let request = json!({ "RequestItems": {
            "T": { "Keys": [{ "pk": { "S": "a" } }, { "pk": { "S": "b" } }] },
            "U": { "Keys": [{ "pk": { "S": "c" } }] },
        } });
        assert_eq!(
            touched(items("BatchGetItem", &request)),
            [
                one("BatchGetItem", "T", &["a", "b"]),
                one("BatchGetItem", "U", &["c"]),
            ]
        );
        let request = json!({
            "TableName": "T", "IndexName": "by_x",
            "KeyConditionExpression": "#listed = :partition AND #id > :after",
            "ExpressionAttributeValues": { ":after": { "N": "0" }, ":partition": { "S": "x#1" } },
        });
        assert_eq!(
            touched(items("Query", &request)),
            [one("Query", "T/index/by_x", &["x#1"])]
        );
        let request = json!({ "TableName": "T" });
        assert_eq!(touched(items("Scan", &request)), [one("Scan", "?", &[])]);
    }

    #[test]
    fn a_secret_by_either_name_and_a_mail() {
        for id in ["Keys", "arn:aws:secretsmanager:local:0:secret:Keys-local0"] {
            let request = json!({ "SecretId": id });
            let expected = [one("GetSecretValue", "Keys", &[])];
            assert_eq!(touched(secret("GetSecretValue", &request)), expected);
        }
        let body = "Action=SendEmail&Source=%3D%3Fx%3F%3D+%3Ca%40b.cn%3E&ConfigurationSetName=s";
        assert_eq!(
            touched(mail(&Bytes::from_static(body.as_bytes()))),
            [
                one("SendEmail", "configuration-set/s", &["a@b.cn"]),
                one("SendEmail", "identity/a@b.cn", &["a@b.cn"]),
            ]
        );
    }
}
