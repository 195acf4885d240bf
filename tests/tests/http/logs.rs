//! The log: what an operator needs, and never a secret.

use std::cell::RefCell;
use std::io;
use std::sync::Once;

use serde_json::{Value, json};
use tests::double::{Double, Script};
use tests::{Employee, Manager, TestStack};

thread_local! {
    /// What has been logged on this thread: a test's runtime has one, so it is the test's log.
    static LINES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// The log of the test that runs on this thread.
pub(crate) struct Log;

impl Log {
    /// Begins a new log, in JSON as on Lambda. One subscriber serves all tests: with one each, the tests of other threads
    /// would decide which lines are worth writing.
    pub(crate) fn capture() -> Self {
        static SUBSCRIBER: Once = Once::new();
        SUBSCRIBER.call_once(|| {
            let log = tracing_subscriber::fmt()
                .json()
                .with_max_level(tracing::Level::TRACE);
            log.with_writer(|| Writer).init();
        });
        LINES.take();
        Self
    }

    #[expect(
        clippy::unused_self,
        reason = "the log is of this thread, the value says that it was begun"
    )]
    fn text(&self) -> String {
        LINES.with_borrow(|lines| String::from_utf8(lines.clone()).unwrap())
    }

    /// The lines of our own code that tell of `event`.
    pub(crate) fn of(&self, event: &str) -> Vec<Value> {
        let mut lines = self.lines();
        lines.retain(|line| line["fields"]["event"] == event);
        lines
    }

    /// The lines of our own code.
    fn lines(&self) -> Vec<Value> {
        let text = self.text();
        let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
        lines
            .filter(|line: &Value| {
                line["target"]
                    .as_str()
                    .is_some_and(|target| target.starts_with("shared"))
            })
            .collect()
    }
}

struct Writer;

impl io::Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LINES.with_borrow_mut(|lines| lines.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_secret_token_code_or_password_is_logged_from_first_code_to_approval() {
    let log = Log::capture();
    let stack = TestStack::start().await;
    let boss = Manager::sign_in(&stack).await;
    let person = Employee::prove(&stack, "once:alice:77777777").await;
    let person = Employee {
        email: "alice@163.com".into(),
        ..person
    };
    person.ask_for_code(&stack).await;
    let code = stack.mailed_code(&person.email).await;
    person.register_with(&stack, "99999999").await;
    person.register_with(&stack, &code).await;
    boss.approve(&stack, &person, &[]).await;
    let token = tests::people::token(&person.try_sign_in(&stack).await);
    let password = "a password nobody logs";
    let body = json!({ "username": "admin", "password": password, "confirm_password": password });
    stack.post("/admin/user/register/", &body).await;
    stack.post("/admin/user/login/", &body).await;
    stack
        .post(
            "/admin/user/login/",
            &json!({ "username": "admin", "password": "another that is wrong" }),
        )
        .await;
    stack
        .post("/user/user/login/", &json!({ "code": "fail:40125" }))
        .await;

    let text = log.lines().iter().map(Value::to_string).collect::<String>();
    assert!(
        text.contains("\"request\"") && text.contains("operator_error"),
        "the log was captured"
    );
    let salted = "$argon2id$";
    for secret in [
        &boss.token,
        &token,
        password,
        "another that is wrong",
        "77777777",
        "99999999",
        "session_key",
        "js_code",
        "验证码是",
        salted,
    ] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn every_line_of_a_request_carries_its_id_and_function() {
    let log = Log::capture();
    let stack = TestStack::start().await;
    stack
        .post("/user/user/login/", &json!({ "code": "fail:40013" }))
        .await;
    let lines = log.lines();
    let failure = lines
        .iter()
        .find(|line| line["fields"]["event"] == "operator_error")
        .unwrap();
    let answered = lines
        .iter()
        .find(|line| line["fields"]["event"] == "request")
        .unwrap();
    for line in [failure, answered] {
        assert_eq!(line["span"]["function"], "attendance-wechat-login");
        assert_eq!(
            line["span"]["gateway_request_id"].as_str().unwrap().len(),
            22
        );
    }
    assert_eq!(
        (&failure["level"], &failure["fields"]["dependency"]),
        (&json!("ERROR"), &json!("WeChat"))
    );
    let cause = failure["fields"]["cause"].as_str().unwrap();
    assert!(
        cause.contains("40013") && cause.contains("rid") && cause.contains("wx10ca1500d0b0c0de"),
        "{cause}"
    );
    assert_eq!(answered["fields"]["status"], 500);
}

#[tokio::test]
async fn a_failing_dependency_is_logged_once_with_what_it_said() {
    let log = Log::capture();
    let ses = Double::playing([Script::ses_error(
        400,
        "MailFromDomainNotVerifiedException",
        "example.com is not verified",
    )])
    .await;
    let stack = TestStack::with(&[], &[("AWS_ENDPOINT_URL_SES", ses.url())]).await;
    Employee::prove(&stack, "zs")
        .await
        .ask_for_code(&stack)
        .await;
    let errors: Vec<Value> = log
        .lines()
        .into_iter()
        .filter(|line| line["level"] == "ERROR")
        .collect();
    assert_eq!(errors.len(), 1, "{errors:?}");
    let fields = &errors[0]["fields"];
    assert_eq!(
        (
            &fields["event"],
            &fields["dependency"],
            &fields["operation"]
        ),
        (&json!("operator_error"), &json!("SES"), &json!("SendEmail"))
    );
    assert!(
        fields["cause"]
            .as_str()
            .unwrap()
            .contains("is not verified")
    );
}

#[tokio::test]
async fn a_start_without_proofs_is_warned_of() {
    let log = Log::capture();
    let _stack = TestStack::with(&[("OpenidProof", "off")], &[]).await;
    let warned = log
        .lines()
        .iter()
        .any(|line| line["level"] == "WARN" && line["fields"]["parameter"] == "OPENID_PROOF");
    assert!(warned, "{}", log.text());
}

#[tokio::test]
async fn a_review_is_in_the_log_with_who_and_whom_and_no_contents() {
    let log = Log::capture();
    let stack = TestStack::start().await;
    let boss = Manager::sign_in(&stack).await;
    let person = Employee::register(&stack, "zs").await;
    let id = boss.id_of(&stack, &person).await;
    boss.review(
        &stack,
        &json!({ "id": id, "status": "在职", "mobile": "13812345678" }),
    )
    .await;
    let lines = log.lines();
    let audit = lines
        .iter()
        .find(|line| line["fields"]["kind"] == "employee_reviewed")
        .unwrap();
    assert_eq!(
        (&audit["fields"]["actor"], &audit["fields"]["subject"]),
        (&json!(boss.id), &json!(id))
    );
    assert_eq!(audit["fields"]["changed"], "phone,status");
    let shown = audit["fields"]["changes"].as_str().unwrap();
    let expected = json!({ "status": { "before": "审核", "after": "在职" } });
    assert_eq!(serde_json::from_str::<Value>(shown).unwrap(), expected);
    assert!(
        !log.lines()
            .iter()
            .any(|line| line.to_string().contains("13812345678"))
    );
}
