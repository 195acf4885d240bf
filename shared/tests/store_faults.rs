//! The store when its database does not do as it is told: conflicts, throttling, lost answers, answers that bring too
//! little, answers that cannot be read. The embedded engine of the other tests never does any of this.
//!
//! The SDK is the one a function has, with the same configuration: it serialises, repeats and parses. Only what comes
//! back over the wire is written here.

#![expect(clippy::unwrap_used, reason = "helpers of tests stand outside of them")]

use std::fmt::Debug;
use std::iter::repeat_n;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::interceptors::BeforeTransmitInterceptorContextRef;
use aws_sdk_dynamodb::config::retry::RetryPartition;
use aws_sdk_dynamodb::config::{Builder, ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use aws_smithy_mocks::{
    MockResponseInterceptor, RuleBuilder, RuleMode, create_mock_http_client, mock,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::audit::{AuditKind, AuditRecord};
use shared::aws::sdk_config;
use shared::clock::Timestamp;
use shared::config::Config;
use shared::email::Email;
use shared::failure::{Dependency, Failure};
use shared::http_client;
use shared::identity::{Identity, Openid, Provider};
use shared::random::Random;
use shared::session::Session;
use shared::store::listing::{Filter, Wanted};
use shared::store::read::{Beside, Shown};
use shared::store::rows::IssuedCode;
use shared::store::{
    CodeRow, CommitError, Door, Keep, MailboxRow, PasswordHash, Refusal, Store, Write,
};
use shared::user::{AccountState, Profile, User, UserId};
use shared::username::Username;
use tokio::time::Instant;

/// How often the store itself tries what the SDK does not repeat.
const TRIES: usize = 5;
/// How often the SDK sends one request of the store.
const SDK_TRIES: usize = 3;
const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);
/// Stands in items and in reasons, and nowhere else.
const SECRET: &str = "hunter2-0f3a";

// What DynamoDB answers.

#[derive(Clone, Debug)]
struct Answer {
    status: u16,
    body: String,
}

fn done(body: &Value) -> Answer {
    Answer {
        status: 200,
        body: body.to_string(),
    }
}

fn nothing() -> Answer {
    done(&json!({}))
}

fn error(status: u16, code: &str) -> Answer {
    let kind = format!("com.amazonaws.dynamodb.v20120810#{code}");
    Answer {
        status,
        body: json!({"__type": kind, "message": "no"}).to_string(),
    }
}

/// A cancelled transaction with a reason for each of its items.
fn cancelled(reasons: &[Value]) -> Answer {
    let body = json!({
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons",
        "CancellationReasons": reasons,
    });
    Answer {
        status: 400,
        body: body.to_string(),
    }
}

fn reason(code: &str) -> Value {
    json!({"Code": code, "Message": "no"})
}

/// What stands for an item by which a cancelled transaction did not fail.
fn blameless() -> Value {
    json!({"Code": "None"})
}

fn failed_condition() -> Value {
    json!({"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"})
}

fn conflict() -> Answer {
    cancelled(&[reason("TransactionConflict"), blameless()])
}

/// More often than anything is tried.
fn always(answer: Answer) -> Vec<Answer> {
    repeat_n(answer, 20).collect()
}

// The way there.

/// Every request as it goes over the wire, repetitions included.
#[derive(Clone, Debug, Default)]
struct Wire(Arc<Mutex<Vec<Value>>>);

impl Wire {
    fn requests(&self) -> Vec<Value> {
        self.0.lock().unwrap().clone()
    }

    fn count(&self) -> usize {
        self.requests().len()
    }
}

impl Intercept for Wire {
    fn name(&self) -> &'static str {
        "Wire"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let body = context.request().body().bytes().unwrap_or_default();
        self.0.lock().unwrap().push(serde_json::from_slice(body)?);
        Ok(())
    }
}

fn config() -> Config {
    Config::from_lookup(|name| {
        let value = match name {
            "STAGE" => "test",
            "USERS_TABLE" => "users",
            "CODES_TABLE" => "codes",
            "TOKEN_KEYS_SECRET" => "keys",
            "PROVIDERS_SECRET" => "providers",
            "MAIL_SENDER" => "no-reply@example.com",
            "AWS_REGION" => "cn-north-1",
            "AWS_ACCESS_KEY_ID" => "id",
            "AWS_SECRET_ACCESS_KEY" => "key",
            _ => return None,
        };
        Some(value.to_owned())
    })
    .unwrap()
}

/// A store whose requests, all of one operation, get `answers` one after the other.
fn store<I, O, E>(operation: RuleBuilder<I, O, E>, answers: Vec<Answer>) -> (Store, Wire)
where
    I: Debug + Send + Sync + 'static,
    O: Debug + Send + Sync + 'static,
    E: std::error::Error + Send + Sync + 'static,
{
    let rule = answers
        .into_iter()
        .fold(operation.sequence(), |rule, answer| {
            rule.http_status(answer.status, Some(answer.body))
        })
        .build();
    let config = config();
    let wire = Wire::default();
    let client = Builder::from(&sdk_config(
        &config.aws,
        None,
        &http_client::aws::client(false),
    ))
    // Its own, because all clients of one region share a budget of repetitions.
    .retry_partition(RetryPartition::custom("test").build())
    .http_client(create_mock_http_client())
    .interceptor(
        MockResponseInterceptor::new()
            .rule_mode(RuleMode::Sequential)
            .with_rule(&rule),
    )
    .interceptor(wire.clone())
    .build();
    (
        Store::with_client(Client::from_conf(client), &config, Random::seeded(1)),
        wire,
    )
}

fn transactions(answers: Vec<Answer>) -> (Store, Wire) {
    store(mock!(Client::transact_write_items), answers)
}

fn reads(answers: Vec<Answer>) -> (Store, Wire) {
    store(mock!(Client::batch_get_item), answers)
}

fn queries(answers: Vec<Answer>) -> (Store, Wire) {
    store(mock!(Client::query), answers)
}

fn puts(answers: Vec<Answer>) -> (Store, Wire) {
    store(mock!(Client::put_item), answers)
}

fn deletes(answers: Vec<Answer>) -> (Store, Wire) {
    store(mock!(Client::delete_item), answers)
}

fn updates(answers: Vec<Answer>) -> (Store, Wire) {
    store(mock!(Client::update_item), answers)
}

// What is stored.

fn id(number: i64) -> UserId {
    UserId::new(number).unwrap()
}

fn identity(openid: &str, unionid: Option<&str>) -> Identity {
    Identity {
        provider: Provider::WeChat,
        app: "wx1".to_owned(),
        openid: Openid::parse(openid).unwrap(),
        unionid: unionid.map(str::to_owned),
    }
}

fn email(address: &str) -> Email {
    Email::parse(address).unwrap()
}

fn hash() -> PasswordHash {
    PasswordHash::from_phc("$argon2id$new".to_owned())
}

/// A user with one of everything that is unique in the directory.
fn alice() -> User {
    let mut user = User::new(id(7), NOW);
    user.username = Some(Username::parse("Alice").unwrap());
    user.email = Some(email("a@example.com"));
    user.email_verified = true;
    user.identities = vec![identity("o1", Some("u1"))];
    user
}

fn session() -> Session {
    Session {
        user: id(7),
        jti: "j1".to_owned(),
        epoch: 3,
        issuer: "https://api.example.com/login".to_owned(),
        opened_at: NOW,
        closes_at: NOW + Duration::from_mins(1),
        source_ip: String::new(),
        user_agent: String::new(),
        session_key: None,
    }
}

/// The item of [`session`].
fn session_item() -> Value {
    json!({
        "pk": {"S": "session#7"},
        "sk": {"S": "j1"},
        "user": {"N": "7"},
        "jti": {"S": "j1"},
        "epoch": {"N": "3"},
        "issuer": {"S": "https://api.example.com/login"},
        "opened_at": {"N": "1700000000000"},
        "closes_at": {"N": "1700000060000"},
        "expires_at": {"N": "1700000060"},
    })
}

/// The item of a user with this number and name, whose account is disabled.
fn user_item(number: i64, name: &str) -> Value {
    json!({
        "pk": {"S": format!("user#{number}")},
        "id": {"N": number.to_string()},
        "state": {"S": "disabled"},
        "is_superuser": {"BOOL": false},
        "is_staff": {"BOOL": false},
        "name": {"S": name},
        "avatar_url": {"S": ""},
        "email_verified": {"BOOL": false},
        "phone": {"S": ""},
        "identities": {"L": []},
        "profiles": {"M": {}},
        "session_epoch": {"N": "3"},
        "created_at": {"N": "1700000000000"},
        "updated_at": {"N": "1700000000000"},
        "revision": {"N": "4"},
    })
}

/// What [`user_item`] is read as.
fn disabled(number: i64, name: &str) -> User {
    User {
        name: name.to_owned(),
        state: AccountState::Disabled,
        session_epoch: 3,
        revision: 4,
        ..User::new(id(number), NOW)
    }
}

fn code_item() -> Value {
    json!({
        "pk": {"S": "code#wechat#wx1#o1"},
        "sk": {"S": "-"},
        "version": {"S": "v1"},
        "sent": {"L": [{"N": "1700000000000"}]},
        "code": {"M": {
            "email": {"S": "a@example.com"},
            "hash": {"S": "aGFzaA=="},
            "kid": {"S": "k1"},
            "good_until": {"N": "1700000600000"},
        }},
        "tries": {"N": "1"},
    })
}

fn code_row() -> CodeRow {
    CodeRow {
        version: "v1".to_owned(),
        sent: vec![NOW],
        code: Some(IssuedCode {
            email: email("a@example.com"),
            hash: "aGFzaA==".to_owned(),
            kid: "k1".to_owned(),
            good_until: NOW + Duration::from_mins(10),
        }),
        tries: 1,
    }
}

fn sign_in() -> Write<'static> {
    Write::SignIn {
        user: id(7),
        epoch: 3,
        at: NOW,
        require: None,
    }
}

// What comes of it.

#[track_caller]
fn refusals(result: Result<(), CommitError>) -> Vec<Refusal> {
    match result {
        Err(CommitError::Refused(refusals)) => refusals,
        other => panic!("not refused: {other:?}"),
    }
}

#[track_caller]
fn failure(result: Result<(), CommitError>) -> Failure {
    match result {
        Err(CommitError::Failure(failure)) => failure,
        other => panic!("no failure: {other:?}"),
    }
}

/// The cause of a failure that may pass, of `operation`.
#[track_caller]
fn unavailable(failure: Failure, operation: &str) -> String {
    match failure {
        Failure::Unavailable {
            dependency: Dependency::DynamoDb,
            operation: of,
            cause,
        } if of == operation => cause,
        other => panic!("not as a {operation} that is unavailable: {other:?}"),
    }
}

#[track_caller]
fn assert_misconfigured(failure: &Failure, code: &str) {
    assert!(
        matches!(failure, Failure::Misconfigured { dependency: Dependency::DynamoDb, cause, .. } if cause.contains(code)),
        "{code}: {failure:?}"
    );
}

// Transactions.

#[tokio::test(start_paused = true)]
async fn a_conflict_is_tried_again_until_it_is_gone() {
    let (store, wire) = transactions(vec![conflict(), conflict(), nothing()]);
    let session = session();
    store
        .commit(&[sign_in(), Write::OpenSession(&session)])
        .await
        .unwrap();
    let requests = wire.requests();
    assert_eq!(requests.len(), 3);
    for again in &requests[1..] {
        assert_eq!(again["TransactItems"], requests[0]["TransactItems"]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_conflict_that_stays_is_given_up_within_a_second() {
    let (store, wire) = transactions(always(conflict()));
    let start = Instant::now();
    let session = session();
    let result = store
        .commit(&[sign_in(), Write::OpenSession(&session)])
        .await;
    let cause = unavailable(failure(result), "TransactWriteItems");
    assert!(cause.contains("TransactionConflict"), "{cause}");
    assert_eq!(wire.count(), TRIES);
    let waited = start.elapsed();
    assert!(
        !waited.is_zero() && waited < Duration::from_secs(1),
        "{waited:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_throttled_item_of_a_transaction_is_tried_again_as_well() {
    for code in ["ThrottlingError", "ProvisionedThroughputExceeded"] {
        let throttled = cancelled(&[reason(code)]);
        let (store, wire) = transactions(vec![throttled.clone(), throttled.clone(), nothing()]);
        store.commit(&[sign_in()]).await.unwrap();
        assert_eq!(wire.count(), 3, "{code}");

        let (store, wire) = transactions(always(throttled));
        let cause = unavailable(
            failure(store.commit(&[sign_in()]).await),
            "TransactWriteItems",
        );
        assert!(cause.contains(code), "{cause}");
        assert_eq!(wire.count(), TRIES, "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_beside_a_conflict_is_told_at_once_and_of_the_right_write() {
    let (identity, session) = (identity("o1", None), session());
    let writes = [
        Write::SpendProof {
            identity: &identity,
            now: NOW,
        },
        sign_in(),
        Write::OpenSession(&session),
    ];
    let conflict = || reason("TransactionConflict");
    let cases = [
        (
            [conflict(), failed_condition(), blameless()],
            vec![Refusal::NotAdmitted(None)],
        ),
        (
            [failed_condition(), conflict(), conflict()],
            vec![Refusal::NoProof],
        ),
        (
            [conflict(), blameless(), failed_condition()],
            vec![Refusal::AlreadyThere],
        ),
        (
            [failed_condition(), failed_condition(), conflict()],
            vec![Refusal::NoProof, Refusal::NotAdmitted(None)],
        ),
    ];
    for (reasons, expected) in cases {
        let (store, wire) = transactions(vec![cancelled(&reasons)]);
        assert_eq!(refusals(store.commit(&writes).await), expected);
        assert_eq!(wire.count(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_after_a_conflict_is_a_refusal() {
    let (store, wire) = transactions(vec![
        cancelled(&[reason("TransactionConflict")]),
        cancelled(&[failed_condition()]),
    ]);
    assert_eq!(
        refusals(store.commit(&[sign_in()]).await),
        [Refusal::NotAdmitted(None)]
    );
    assert_eq!(wire.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_user_who_is_not_admitted_is_shown_as_it_stands() {
    let with = |item: Value| {
        let mut reason = failed_condition();
        reason["Item"] = item;
        cancelled(&[reason])
    };
    let cases = [
        (
            with(user_item(7, "Alice")),
            Some(Box::new(disabled(7, "Alice"))),
        ),
        (with(json!({})), None),
        (cancelled(&[failed_condition()]), None),
    ];
    for (answer, user) in cases {
        let (store, wire) = transactions(vec![answer]);
        assert_eq!(
            refusals(store.commit(&[sign_in()]).await),
            [Refusal::NotAdmitted(user)]
        );
        assert_eq!(wire.count(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn an_item_that_dynamodb_cannot_take_is_a_broken_invariant() {
    for code in ["ValidationError", "ItemCollectionSizeLimitExceeded"] {
        let (store, wire) = transactions(vec![cancelled(&[
            reason("TransactionConflict"),
            reason(code),
        ])]);
        let session = session();
        let failure = failure(
            store
                .commit(&[sign_in(), Write::OpenSession(&session)])
                .await,
        );
        assert!(
            matches!(&failure, Failure::Broken(cause) if cause.contains(code)),
            "{failure:?}"
        );
        assert_eq!(wire.count(), 1, "{code}");
    }
}

/// For each item of `write`, its key, and the refusal when the condition on it does not hold.
async fn conditions(write: Write<'_>) -> Vec<(String, Refusal)> {
    let (store, wire) = transactions(vec![nothing()]);
    store.commit(&[write]).await.unwrap();
    let sent = wire.requests().remove(0);
    let items = sent["TransactItems"].as_array().unwrap();
    let mut conditions = Vec::new();
    for (position, item) in items.iter().enumerate() {
        let (_, action) = item.as_object().unwrap().iter().next().unwrap();
        let key = action.get("Key").unwrap_or(&action["Item"])["pk"]["S"]
            .as_str()
            .unwrap();
        let mut reasons = vec![blameless(); items.len()];
        reasons[position] = failed_condition();
        let (store, wire) = transactions(vec![cancelled(&reasons)]);
        let mut refusals = refusals(store.commit(&[write]).await);
        assert_eq!((refusals.len(), wire.count()), (1, 1), "{key}");
        conditions.push((key.to_owned(), refusals.remove(0)));
    }
    conditions
}

#[track_caller]
fn assert_conditions(found: &[(String, Refusal)], expected: &[(&str, Refusal)]) {
    let found: Vec<_> = found
        .iter()
        .map(|(key, refusal)| (key.as_str(), refusal))
        .collect();
    let expected: Vec<_> = expected
        .iter()
        .map(|(key, refusal)| (*key, refusal))
        .collect();
    assert_eq!(found, expected);
}

#[tokio::test(start_paused = true)]
async fn each_mark_of_a_new_user_has_its_own_refusal() {
    let (user, hash) = (alice(), hash());
    let found = conditions(Write::CreateUser {
        user: &user,
        password: Some(&hash),
    })
    .await;
    assert_conditions(
        &found,
        &[
            ("user#7", Refusal::AlreadyThere),
            ("username#alice", Refusal::UsernameTaken),
            ("email#a@example.com", Refusal::EmailTaken),
            ("identity#wechat#wx1#o1", Refusal::IdentityTaken),
            ("unionid#wechat#u1", Refusal::IdentityTaken),
        ],
    );
}

#[tokio::test(start_paused = true)]
async fn what_a_user_gives_up_tells_that_it_changed_and_what_it_wants_that_it_is_taken() {
    let (before, mut after, hash) = (alice(), alice(), hash());
    after.username = Some(Username::parse("Bob").unwrap());
    after.email = Some(email("b@example.com"));
    after.identities.push(identity("o2", Some("u2")));
    after.session_epoch += 1;
    let write = Write::ReplaceUser {
        before: &before,
        after: &after,
        password: Some(&hash),
        keep: Keep::EveryRole,
    };
    assert_conditions(
        &conditions(write).await,
        &[
            ("user#7", Refusal::UserChanged),
            ("username#bob", Refusal::UsernameTaken),
            ("username#alice", Refusal::UserChanged),
            ("email#b@example.com", Refusal::EmailTaken),
            ("email#a@example.com", Refusal::UserChanged),
            ("identity#wechat#wx1#o1", Refusal::UserChanged),
            ("identity#wechat#wx1#o2", Refusal::IdentityTaken),
            ("unionid#wechat#u2", Refusal::IdentityTaken),
        ],
    );
}

#[tokio::test(start_paused = true)]
async fn a_user_whose_sessions_are_ended_tells_at_every_door_that_it_changed() {
    let (before, mut after) = (alice(), alice());
    after.session_epoch += 1;
    let write = Write::ReplaceUser {
        before: &before,
        after: &after,
        password: None,
        keep: Keep::EveryRole,
    };
    assert_conditions(
        &conditions(write).await,
        &[
            ("user#7", Refusal::UserChanged),
            ("username#alice", Refusal::UserChanged),
            ("identity#wechat#wx1#o1", Refusal::UserChanged),
        ],
    );
}

#[tokio::test(start_paused = true)]
async fn a_unionid_that_comes_later_may_belong_to_someone_else() {
    let (mut before, after) = (alice(), alice());
    before.identities = vec![identity("o1", None)];
    let write = Write::ReplaceUser {
        before: &before,
        after: &after,
        password: None,
        keep: Keep::EveryRole,
    };
    assert_conditions(
        &conditions(write).await,
        &[
            ("user#7", Refusal::UserChanged),
            ("unionid#wechat#u1", Refusal::IdentityTaken),
        ],
    );
}

#[tokio::test(start_paused = true)]
async fn each_other_write_has_its_own_refusal() {
    let user = alice();
    let (identity, address, session, row) = (
        identity("o1", None),
        email("a@example.com"),
        session(),
        code_row(),
    );
    let mailbox = MailboxRow {
        version: "v2".to_owned(),
        sent: vec![NOW],
    };
    let record = AuditRecord {
        id: "a1".to_owned(),
        kind: AuditKind::EmployeeReviewed,
        at: NOW,
        actor: Some(id(1)),
        subject: Some(id(7)),
        source_ip: "192.0.2.1".to_owned(),
        detail: String::new(),
        changes: std::collections::BTreeMap::new(),
    };
    let (code_key, keep_until) = ("code#wechat#wx1#o1", NOW);
    let cases = [
        (sign_in(), "user#7", Refusal::NotAdmitted(None)),
        (Write::RequireUser(&user), "user#7", Refusal::UserChanged),
        (
            Write::OpenSession(&session),
            "session#7",
            Refusal::AlreadyThere,
        ),
        (Write::Audit(&record), "audit#7", Refusal::AlreadyThere),
        (
            Write::SpendProof {
                identity: &identity,
                now: NOW,
            },
            "proof#wechat#wx1#o1",
            Refusal::NoProof,
        ),
        (
            Write::RequireProof {
                identity: &identity,
                now: NOW,
            },
            "proof#wechat#wx1#o1",
            Refusal::NoProof,
        ),
        (
            Write::ReplaceCode {
                identity: &identity,
                read: None,
                row: &row,
                keep_until,
            },
            code_key,
            Refusal::CodeChanged,
        ),
        (
            Write::ReplaceCode {
                identity: &identity,
                read: Some("v0"),
                row: &row,
                keep_until,
            },
            code_key,
            Refusal::CodeChanged,
        ),
        (
            Write::ReplaceMailbox {
                email: &address,
                read: None,
                row: &mailbox,
                keep_until,
            },
            "mailbox#a@example.com",
            Refusal::CodeChanged,
        ),
        (
            Write::SpendCode {
                identity: &identity,
                hash: "aGFzaA==",
            },
            code_key,
            Refusal::CodeChanged,
        ),
    ];
    for (write, key, refusal) in cases {
        assert_conditions(&conditions(write).await, &[(key, refusal)]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_transaction_whose_answer_is_lost_is_repeated_under_one_token() {
    for lost in [
        error(500, "InternalServerError"),
        error(503, "ServiceUnavailable"),
        error(400, "ThrottlingException"),
        // What the repetition meets while the first is still at work.
        error(400, "TransactionInProgressException"),
    ] {
        let (store, wire) = transactions(vec![lost.clone(), lost.clone(), nothing()]);
        store.commit(&[sign_in()]).await.unwrap();
        let requests = wire.requests();
        assert_eq!(requests.len(), 3, "{lost:?}");
        assert!(
            !requests[0]["ClientRequestToken"]
                .as_str()
                .unwrap()
                .is_empty()
        );
        assert!(
            requests.iter().all(|again| *again == requests[0]),
            "{requests:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn every_unit_of_work_has_a_token_of_its_own() {
    let (store, wire) = transactions(vec![nothing(), nothing()]);
    store.commit(&[sign_in()]).await.unwrap();
    store.commit(&[sign_in()]).await.unwrap();
    let requests = wire.requests();
    assert_eq!(requests[0]["TransactItems"], requests[1]["TransactItems"]);
    assert_ne!(
        requests[0]["ClientRequestToken"],
        requests[1]["ClientRequestToken"]
    );
}

// Throttling and refusals of the service, by operation.

/// What the SDK itself repeats.
fn passing() -> [Answer; 5] {
    [
        error(400, "ThrottlingException"),
        error(400, "ProvisionedThroughputExceededException"),
        error(400, "RequestLimitExceeded"),
        error(500, "InternalServerError"),
        // A gateway's answer, without DynamoDB's words.
        Answer {
            status: 503,
            body: String::new(),
        },
    ]
}

#[tokio::test(start_paused = true)]
async fn a_throttled_read_is_repeated_until_it_succeeds() {
    for fault in passing() {
        let found = batch(&[], &[user_item(7, "Alice")], &[]);
        let (store, wire) = reads(vec![fault.clone(), fault.clone(), found]);
        let user = store.user(id(7)).await.unwrap();
        assert_eq!(user, Some(disabled(7, "Alice")), "{fault:?}");
        assert_eq!(wire.count(), 3, "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_throttled_count_is_repeated_until_it_succeeds() {
    for fault in passing() {
        let given = done(&json!({"Attributes": {"last": {"N": "8"}}}));
        let (store, wire) = updates(vec![fault.clone(), given]);
        assert_eq!(store.next_user_id().await.unwrap(), id(8), "{fault:?}");
        assert_eq!(wire.count(), 2, "{fault:?}");

        let charged = done(&json!({"Attributes": code_item()}));
        let (store, wire) = updates(vec![fault.clone(), charged]);
        let row = store
            .charge_try(&identity("o1", None), 5, NOW)
            .await
            .unwrap();
        assert_eq!(row, Some(code_row()), "{fault:?}");
        assert_eq!(wire.count(), 2, "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_claim_is_won_lost_or_tried_again() {
    let (store, _) = puts(vec![done(&json!({}))]);
    assert!(store.claim_exchange("f", NOW).await.unwrap());
    let (store, _) = puts(vec![error(400, "ConditionalCheckFailedException")]);
    assert!(!store.claim_exchange("f", NOW).await.unwrap());
    let conflict = error(400, "TransactionConflictException");
    let (store, wire) = puts(vec![conflict.clone(), done(&json!({}))]);
    assert!(store.claim_exchange("f", NOW).await.unwrap());
    assert_eq!(wire.count(), 2);
    // Whoever releases a claim has other things to do; it ends by itself.
    let (store, wire) = deletes(vec![conflict]);
    store.release_exchange("f").await.unwrap();
    assert_eq!(wire.count(), 1);
}

#[derive(Deserialize, Serialize)]
struct Anything {}

impl Profile for Anything {
    const SECTION: &'static str = "anything";
}

/// The failure of each operation of the store when it always gets this answer, and how often it asked.
async fn everywhere(answer: &Answer) -> Vec<(&'static str, Failure, usize)> {
    let (name, door) = (
        Username::parse("Alice").unwrap(),
        identity("o1", Some("u1")),
    );
    let answers = || always(answer.clone());
    let mut failures = Vec::new();

    let (store, wire) = transactions(answers());
    let failure = failure(store.commit(&[sign_in()]).await);
    failures.push(("TransactWriteItems", failure, wire.count()));

    let (store, wire) = reads(answers());
    failures.push((
        "BatchGetItem",
        store.username_door(&name).await.unwrap_err(),
        wire.count(),
    ));
    let (store, wire) = reads(answers());
    failures.push((
        "BatchGetItem",
        store.warm_up().await.unwrap_err(),
        wire.count(),
    ));
    let (store, wire) = reads(answers());
    let result = store.unionid_holder(Provider::WeChat, "u1").await;
    failures.push(("BatchGetItem", result.unwrap_err(), wire.count()));

    let (store, wire) = reads(answers());
    failures.push((
        "BatchGetItem",
        store.identity_doors(&door).await.unwrap_err(),
        wire.count(),
    ));

    let (store, wire) = updates(answers());
    failures.push((
        "UpdateItem",
        store.next_user_id().await.unwrap_err(),
        wire.count(),
    ));
    let (store, wire) = updates(answers());
    let result = store.charge_try(&door, 5, NOW).await;
    failures.push(("UpdateItem", result.unwrap_err(), wire.count()));
    let (store, wire) = updates(answers());
    let result = store.rehash(&name, &hash(), &hash()).await;
    failures.push(("UpdateItem", result.unwrap_err(), wire.count()));

    let (store, wire) = reads(answers());
    let result = store.access_token("wx1").await;
    failures.push(("BatchGetItem", result.unwrap_err(), wire.count()));

    let (store, wire) = puts(answers());
    failures.push((
        "PutItem",
        store.open_proof(&door, NOW).await.unwrap_err(),
        wire.count(),
    ));
    let (store, wire) = puts(answers());
    let result = store.claim_exchange("f", NOW).await;
    failures.push(("PutItem", result.unwrap_err(), wire.count()));
    let (store, wire) = deletes(answers());
    let result = store.release_exchange("f").await;
    failures.push(("DeleteItem", result.unwrap_err(), wire.count()));

    failures
}

#[tokio::test(start_paused = true)]
async fn what_stays_throttled_is_unavailable() {
    for fault in passing() {
        for (operation, failure, count) in everywhere(&fault).await {
            assert!(failure.is_transient(), "{operation}: {failure:?}");
            unavailable(failure, operation);
            assert_eq!(count, SDK_TRIES, "{operation}: {fault:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_only_an_operator_can_change_is_asked_once() {
    for code in [
        "AccessDeniedException",
        "ResourceNotFoundException",
        "UnrecognizedClientException",
        "ValidationException",
    ] {
        for (operation, failure, count) in everywhere(&error(400, code)).await {
            assert_misconfigured(&failure, code);
            assert_eq!(count, 1, "{operation}: {code}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_listing_fails_with_any_of_its_partitions() {
    let filter = &[Filter::Section {
        section: "typed",
        field: "state",
        value: "new",
    }];
    let (store, _) = queries(always(error(400, "ThrottlingException")));
    let filtered = Wanted {
        limit: 10,
        filters: filter,
        ..Wanted::default()
    };
    let failure = store.list::<Anything>(filtered).await.unwrap_err();
    unavailable(failure, "Query");

    let mut answers = vec![nothing(); 3];
    answers.push(error(400, "AccessDeniedException"));
    let (store, wire) = queries(answers);
    let all = Wanted {
        filters: &[],
        ..filtered
    };
    let failure = store.list::<Anything>(all).await.unwrap_err();
    assert_misconfigured(&failure, "AccessDeniedException");
    assert_eq!(wire.count(), 4);
}

// Single writes.

#[tokio::test(start_paused = true)]
async fn a_try_that_meets_a_transaction_is_counted_after_it() {
    let conflict = error(400, "TransactionConflictException");
    let charged = done(&json!({"Attributes": code_item()}));
    let (store, wire) = updates(vec![conflict.clone(), conflict.clone(), charged]);
    let row = store
        .charge_try(&identity("o1", None), 5, NOW)
        .await
        .unwrap();
    assert_eq!(row, Some(code_row()));
    assert_eq!(wire.count(), 3);

    let (store, wire) = updates(always(conflict));
    let failure = store
        .charge_try(&identity("o1", None), 5, NOW)
        .await
        .unwrap_err();
    unavailable(failure, "UpdateItem");
    assert_eq!(wire.count(), TRIES);
}

#[tokio::test(start_paused = true)]
async fn a_proof_that_meets_a_transaction_is_opened_after_it() {
    let conflict = error(400, "TransactionConflictException");
    let (store, wire) = puts(vec![conflict.clone(), conflict.clone(), nothing()]);
    store.open_proof(&identity("o1", None), NOW).await.unwrap();
    let requests = wire.requests();
    assert_eq!(requests.len(), 3);
    assert!(requests.iter().all(|again| *again == requests[0]));

    let (store, wire) = puts(always(conflict));
    let result = store.open_proof(&identity("o1", None), NOW).await;
    unavailable(result.unwrap_err(), "PutItem");
    assert_eq!(wire.count(), TRIES);
}

#[tokio::test(start_paused = true)]
async fn a_code_that_may_not_be_tried_is_none() {
    let (store, wire) = updates(vec![error(400, "ConditionalCheckFailedException")]);
    assert_eq!(
        store
            .charge_try(&identity("o1", None), 5, NOW)
            .await
            .unwrap(),
        None
    );
    assert_eq!(wire.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_hash_that_has_been_replaced_meanwhile_is_left_alone() {
    let (store, wire) = updates(vec![error(400, "ConditionalCheckFailedException")]);
    let name = Username::parse("Alice").unwrap();
    store.rehash(&name, &hash(), &hash()).await.unwrap();
    assert_eq!(wire.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn user_ids_end_with_int32() {
    let given = |last: &str| done(&json!({"Attributes": {"last": {"N": last}}}));
    let (store, _) = updates(vec![given("2147483647")]);
    assert_eq!(store.next_user_id().await.unwrap(), id(i64::from(i32::MAX)));
    for last in [
        "2147483648",
        "9223372036854775807",
        "9223372036854775808",
        "0",
    ] {
        let (store, wire) = updates(vec![given(last)]);
        let failure = store.next_user_id().await.unwrap_err();
        assert!(matches!(failure, Failure::Broken(_)), "{last}: {failure:?}");
        assert_eq!(wire.count(), 1, "{last}");
    }
}

// Batches.

/// A batch's answer: what was found, and the keys of the users table that were left.
fn batch(codes: &[Value], users: &[Value], left: &[Value]) -> Answer {
    let unprocessed = match left {
        [] => json!({}),
        keys => json!({"users": {"Keys": keys, "ConsistentRead": true}}),
    };
    done(&json!({"Responses": {"codes": codes, "users": users}, "UnprocessedKeys": unprocessed}))
}

#[tokio::test(start_paused = true)]
async fn keys_left_unprocessed_are_asked_for_again_and_the_answers_joined() {
    let (own, other) = (
        json!({"pk": {"S": "user#7"}}),
        json!({"pk": {"S": "user#8"}}),
    );
    let (store, wire) = reads(vec![
        batch(&[session_item()], &[], &[own.clone(), other.clone()]),
        batch(&[], &[user_item(8, "Bob")], std::slice::from_ref(&own)),
        batch(&[], &[user_item(7, "Alice")], &[]),
    ]);
    let found = store
        .session_and_user(id(7), "j1", Beside::User(id(8)))
        .await
        .unwrap();
    let both = Shown {
        session: Some(session()),
        user: Some(disabled(7, "Alice")),
        other: Some(disabled(8, "Bob")),
        newest: None,
    };
    assert_eq!(found, both);

    let asked: Vec<Value> = wire
        .requests()
        .into_iter()
        .map(|request| request["RequestItems"].clone())
        .collect();
    let session = json!({"pk": {"S": "session#7"}, "sk": {"S": "j1"}});
    assert_eq!(
        asked,
        [
            json!({
                "codes": {"Keys": [session], "ConsistentRead": true},
                "users": {"Keys": [own, other], "ConsistentRead": true},
            }),
            json!({"users": {"Keys": [own, other], "ConsistentRead": true}}),
            json!({"users": {"Keys": [own], "ConsistentRead": true}}),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn the_newest_id_comes_with_session_and_user_and_one_key_is_asked_for_once() {
    let counter = json!({"pk": {"S": "counter#user"}, "last": {"N": "41"}});
    let (store, wire) = reads(vec![batch(
        &[session_item()],
        &[counter, user_item(7, "Alice")],
        &[],
    )]);
    let found = store
        .session_and_user(id(7), "j1", Beside::NewestId)
        .await
        .unwrap();
    let own = Shown {
        session: Some(session()),
        user: Some(disabled(7, "Alice")),
        other: None,
        newest: Some(id(41)),
    };
    assert_eq!(found, own);
    assert_eq!(wire.count(), 1);

    let (store, wire) = reads(vec![batch(
        &[session_item()],
        &[user_item(7, "Alice")],
        &[],
    )]);
    let found = store
        .session_and_user(id(7), "j1", Beside::User(id(7)))
        .await
        .unwrap();
    let twice = Shown {
        other: own.user.clone(),
        newest: None,
        ..own
    };
    assert_eq!(found, twice);
    let asked = &wire.requests()[0]["RequestItems"]["users"]["Keys"];
    assert_eq!(*asked, json!([{"pk": {"S": "user#7"}}]));
}

#[tokio::test(start_paused = true)]
async fn keys_that_stay_unprocessed_are_given_up() {
    let own = json!({"pk": {"S": "user#7"}});
    let (store, wire) = reads(always(batch(&[session_item()], &[], &[own])));
    let failure = store
        .session_and_user(id(7), "j1", Beside::Nothing)
        .await
        .unwrap_err();
    unavailable(failure, "BatchGetItem");
    assert_eq!(wire.count(), TRIES);
}

#[tokio::test(start_paused = true)]
async fn a_fault_after_half_an_answer_is_a_fault() {
    let own = json!({"pk": {"S": "user#7"}});
    let (store, wire) = reads(vec![
        batch(&[session_item()], &[], &[own]),
        error(400, "AccessDeniedException"),
    ]);
    let failure = store
        .session_and_user(id(7), "j1", Beside::Nothing)
        .await
        .unwrap_err();
    assert_misconfigured(&failure, "AccessDeniedException");
    assert_eq!(wire.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_a_batch_does_not_find_is_none() {
    let (store, wire) = reads(vec![batch(&[session_item()], &[], &[])]);
    let found = store
        .session_and_user(id(7), "j1", Beside::User(id(8)))
        .await
        .unwrap();
    let nobody = Shown {
        session: None,
        user: None,
        other: None,
        newest: None,
    };
    let session_alone = Shown {
        session: Some(session()),
        ..nobody.clone()
    };
    assert_eq!(found, session_alone);
    assert_eq!(wire.count(), 1);

    // Nor are maps there that have nothing in them.
    for beside in [Beside::Nothing, Beside::NewestId] {
        let (store, _) = reads(vec![nothing()]);
        let found = store.session_and_user(id(7), "j1", beside).await.unwrap();
        assert_eq!(found, nobody);
    }

    let door =
        json!({"pk": {"S": "identity#wechat#wx1#o1"}, "user_id": {"N": "7"}, "epoch": {"N": "3"}});
    let (store, _) = reads(vec![batch(&[], &[door], &[])]);
    let found = store
        .proof_and_door(&identity("o1", None), NOW)
        .await
        .unwrap();
    let door = Door {
        user_id: id(7),
        epoch: 3,
    };
    assert_eq!(found, (None, Some(door)));
}

// What an operator gets to read.

#[track_caller]
fn assert_silent(failure: &Failure) {
    for text in [failure.to_string(), format!("{failure:?}")] {
        assert!(!text.contains(SECRET), "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_transaction_tells_no_item() {
    let mut user = alice();
    user.name = SECRET.to_owned();
    let hash = PasswordHash::from_phc(SECRET.to_owned());
    for code in [
        "TransactionConflict",
        "ThrottlingError",
        "ValidationError",
        "Unheard",
    ] {
        let mut reason = json!({"Code": code, "Message": SECRET});
        reason["Item"] = user_item(7, SECRET);
        let (store, _) = transactions(always(cancelled(&[reason])));
        let write = Write::CreateUser {
            user: &user,
            password: Some(&hash),
        };
        assert_silent(&failure(store.commit(&[write]).await));
    }
    for fault in [
        error(500, "InternalServerError"),
        error(400, "AccessDeniedException"),
    ] {
        let (store, _) = transactions(always(fault));
        let write = Write::CreateUser {
            user: &user,
            password: Some(&hash),
        };
        assert_silent(&failure(store.commit(&[write]).await));
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_cut_off_tells_nothing_of_it() {
    let whole = batch(&[], &[user_item(7, SECRET)], &[]).body;
    let cut = whole.find(SECRET).unwrap() + SECRET.len();
    for body in [
        &whole[..cut],
        &whole[..=cut],
        &format!("{SECRET}{whole}"),
        SECRET,
    ] {
        let (store, _) = reads(always(Answer {
            status: 200,
            body: body.to_owned(),
        }));
        let failure = store.user(id(7)).await.unwrap_err();
        assert_silent(&failure);
        unavailable(failure, "BatchGetItem");
    }
}

/// The failure to read a user that stands in the table like this.
async fn unreadable(item: Value) -> Failure {
    let (store, wire) = reads(vec![batch(&[], &[item], &[])]);
    let failure = store.user(id(7)).await.unwrap_err();
    assert!(
        matches!(&failure, Failure::Broken(cause) if cause.contains("user")),
        "{failure:?}"
    );
    assert_eq!(wire.count(), 1);
    failure
}

#[tokio::test(start_paused = true)]
async fn an_item_of_another_form_is_named_by_its_kind_alone() {
    let others = [
        ("id", json!({"S": SECRET})),
        ("email", json!({"S": SECRET})),
        ("is_staff", json!({"S": SECRET})),
        ("session_epoch", json!({"S": SECRET})),
        ("profiles", json!({"S": SECRET})),
        ("phone", json!({"L": [{"S": SECRET}]})),
        ("name", json!({"M": {SECRET: {"S": SECRET}}})),
    ];
    for (field, value) in others {
        let mut item = user_item(7, SECRET);
        item[field] = value;
        assert_silent(&unreadable(item).await);
    }
    for field in ["id", "state", "name", "revision"] {
        let mut item = user_item(7, SECRET);
        item.as_object_mut().unwrap().remove(field);
        assert_silent(&unreadable(item).await);
    }
}

#[tokio::test(start_paused = true)]
async fn a_value_that_cannot_be_read_is_not_repeated() {
    let mut item = user_item(7, SECRET);
    item["state"] = json!({"S": SECRET});
    assert_silent(&unreadable(item.clone()).await);

    let mut reason = failed_condition();
    reason["Item"] = item;
    let (store, _) = transactions(vec![cancelled(&[reason])]);
    assert_silent(&failure(store.commit(&[sign_in()]).await));

    let number = "4217170042.5";
    let mut item = user_item(7, "Alice");
    item["session_epoch"] = json!({"N": number});
    let text = unreadable(item).await.to_string();
    assert!(!text.contains(number), "{text}");
}
