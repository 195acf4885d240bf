//! The local stack as a program: how it starts, what it keeps, how it ends.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, its helpers too"
)]

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

const TEMPLATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../template.yaml");

/// A running local stack.
struct Local {
    child: Child,
    api: String,
    greeting: String,
}

fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_local"));
    command
        .current_dir(folder)
        .args(["--listen", "127.0.0.1:0", "--aws-listen", "127.0.0.1:0"]);
    command
        .env("RUST_LOG", "error")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// A folder with the project's template in it.
fn project() -> TempDir {
    let folder = TempDir::new().unwrap();
    std::fs::copy(TEMPLATE, folder.path().join("template.yaml")).unwrap();
    folder
}

impl Local {
    /// Starts it and waits until it has said where it is.
    fn start(folder: &Path) -> Self {
        Self::run(command(folder))
    }

    /// Starts it with more options.
    fn start_with(folder: &Path, options: &[&str]) -> Self {
        let mut command = command(folder);
        command.args(options);
        Self::run(command)
    }

    fn run(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut greeting = String::new();
        while !greeting.contains("\"code\":\"alice\"") {
            greeting.push_str(&lines.next().expect("a greeting").unwrap());
            greeting.push('\n');
        }
        let api = greeting
            .split_whitespace()
            .find(|word| word.starts_with("http://"))
            .unwrap()
            .to_owned();
        Self {
            child,
            api,
            greeting,
        }
    }

    /// Asks with curl's own means: one request, one answer.
    async fn post(&self, path: &str, body: &Value) -> Value {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let answer = client
            .post(format!("{}{path}", self.api))
            .json(body)
            .send()
            .await
            .unwrap();
        answer.json().await.unwrap()
    }

    /// Sends a signal and waits for the end.
    fn end(mut self, signal: &str) -> Option<i32> {
        let sent = Command::new("kill")
            .args([signal, &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(sent.success());
        self.child.wait().unwrap().code()
    }

    /// Resident memory in MB.
    fn resident_mb(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .unwrap();
        line.split_whitespace()
            .nth(1)
            .unwrap()
            .parse::<u64>()
            .unwrap()
            / 1024
    }
}

/// What it says when it does not start.
fn refusal(mut command: Command) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    assert_eq!((status.code(), stdout), (Some(1), Vec::new()));
    String::from_utf8(stderr).unwrap()
}

#[tokio::test]
async fn it_says_where_it_is_how_to_make_a_superuser_and_a_first_request() {
    let folder = project();
    let local = Local::start(folder.path());
    for part in [
        format!("API                    {}", local.api),
        "create-superuser/invocations".into(),
        "/user/user/login/".into(),
    ] {
        assert!(
            local.greeting.contains(&part),
            "{part} in {}",
            local.greeting
        );
    }
    let superuser = local
        .post(
            "/2015-03-31/functions/create-superuser/invocations",
            &json!({ "username": "admin" }),
        )
        .await;
    assert_eq!(superuser["created"], true);
    assert_eq!(
        local
            .post("/user/user/login/", &json!({ "code": "alice" }))
            .await["msg"],
        "success"
    );
    assert_eq!(local.end("-INT"), Some(0));
}

#[tokio::test]
async fn users_sessions_keys_and_the_clock_outlive_a_restart_and_a_kill() {
    let folder = project();
    let mut ids = Vec::new();
    let mut token = String::new();
    let mut openid = String::new();
    for (round, signal) in ["-INT", "-KILL", "-KILL"].into_iter().enumerate() {
        let local = Local::start(folder.path());
        if round == 0 {
            openid = local
                .post("/api/v1/weixinmp", &json!({ "code": "boss" }))
                .await["data"]["openid"]
                .as_str()
                .unwrap()
                .to_owned();
            local
                .post(
                    "/2015-03-31/functions/create-superuser/invocations",
                    &json!({ "username": "boss", "openid": openid }),
                )
                .await;
            local
                .post("/_local/clock", &json!({ "advance": 100 }))
                .await;
            let url = format!("{}/mjpm/v1/auth/login/{openid}", local.api);
            let answer: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
            token = answer["data"]["token"].as_str().unwrap().to_owned();
        }
        let list: Value = reqwest::get(format!(
            "{}/mjpm/v1/员工管理/{openid}?token={token}",
            local.api
        ))
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
        assert_eq!(list["msg"], "1000:操作成功", "round {round}");
        ids.push(
            local
                .post("/user/user/login/", &json!({ "code": "alice" }))
                .await["data"]["id"]
                .clone(),
        );
        // The last answer is hardly out when the process dies.
        ids.push(
            local
                .post("/user/user/login/", &json!({ "code": "boss" }))
                .await["data"]["id"]
                .clone(),
        );
        local.end(signal);
    }
    let local = Local::start(folder.path());
    assert!(
        local.greeting.contains("the clock was moved by 100 s"),
        "{}",
        local.greeting
    );
    ids.push(
        local
            .post("/user/user/login/", &json!({ "code": "alice" }))
            .await["data"]["id"]
            .clone(),
    );
    assert_eq!(ids, [2, 1, 2, 1, 2, 1, 2].map(|id| json!(id)));
    assert_eq!(local.end("-TERM"), Some(0));
}

#[test]
fn a_port_in_use_is_one_clear_line() {
    let folder = project();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for option in ["--listen", "--aws-listen"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_local"));
        command
            .current_dir(folder.path())
            .args(["--in-memory", option, &address]);
        command.args([
            if option == "--listen" {
                "--aws-listen"
            } else {
                "--listen"
            },
            "127.0.0.1:0",
        ]);
        let told = refusal(command);
        assert!(
            told.starts_with(&format!("local: cannot listen on {address}: "))
                && told.lines().count() == 1,
            "{told}"
        );
    }
}

#[test]
fn a_data_folder_of_no_use_is_one_clear_line() {
    let folder = project();
    let data = folder.path().join(".local");
    std::fs::write(&data, "a file").unwrap();
    let told = refusal(command(folder.path()));
    assert!(
        told.starts_with("local: the data folder ") && told.lines().count() == 1,
        "{told}"
    );

    std::fs::remove_file(&data).unwrap();
    std::fs::create_dir(&data).unwrap();
    std::fs::write(data.join("token-keys.json"), "{}").unwrap();
    let told = refusal(command(folder.path()));
    assert!(
        told.contains("token-keys.json") && told.lines().count() == 1,
        "{told}"
    );
    std::fs::remove_file(data.join("token-keys.json")).unwrap();
    std::fs::write(
        data.join("dynamodb.sqlite"),
        "not a database, and long enough to be looked at".repeat(100),
    )
    .unwrap();
    let told = refusal(command(folder.path()));
    assert!(
        told.starts_with("local: database: ") && told.lines().count() == 1,
        "{told}"
    );
}

#[test]
fn a_data_folder_of_another_layout_is_one_clear_line_until_it_is_reset() {
    let folder = project();
    let layout = folder.path().join(".local/layout");
    Local::start(folder.path()).end("-INT");
    Local::start(folder.path()).end("-INT");
    // An earlier version, which left no such file, and one to come.
    for other in [None, Some("3000")] {
        match other {
            None => std::fs::remove_file(&layout).unwrap(),
            Some(number) => std::fs::write(&layout, number).unwrap(),
        }
        let told = refusal(command(folder.path()));
        assert!(
            told.contains("was made by another version; --reset starts afresh")
                && told.lines().count() == 1,
            "{told}"
        );
        Local::start_with(folder.path(), &["--reset"]).end("-INT");
    }
}

#[test]
fn two_stacks_do_not_share_a_data_folder() {
    let folder = project();
    let first = Local::start(folder.path());
    let told = refusal(command(folder.path()));
    assert!(
        told.contains("is in use by another local stack") && told.lines().count() == 1,
        "{told}"
    );
    first.end("-INT");
}

#[test]
fn a_template_of_no_use_is_one_clear_line() {
    let folder = project();
    for (text, problem) in [
        ("Resources: [", "not YAML"),
        ("a: 1", "there are no Resources"),
        (
            "Resources: { F: { Type: 'AWS::Serverless::Function' } }",
            "F has no Metadata",
        ),
    ] {
        std::fs::write(folder.path().join("template.yaml"), text).unwrap();
        let told = refusal(command(folder.path()));
        assert!(
            told.contains("template.yaml") && told.contains(problem) && told.lines().count() == 1,
            "{told}"
        );
    }
    let empty = TempDir::new().unwrap();
    assert!(refusal(command(empty.path())).contains("no template.yaml in"));
}

#[test]
fn a_parameter_that_is_none_is_one_clear_line() {
    let folder = project();
    for (parameter, problem) in [
        (
            "AllowedOrigin=http://localhost",
            "the template has no parameter AllowedOrigin",
        ),
        ("AllowedOrigins=*", "ALLOWED_ORIGINS must be origins like"),
    ] {
        let mut command = command(folder.path());
        command.args(["--in-memory", "--parameter", parameter]);
        let told = refusal(command);
        assert!(
            told.contains(problem) && told.lines().count() == 1,
            "{told}"
        );
    }
}

#[tokio::test]
async fn it_ends_although_a_request_hangs() {
    let folder = project();
    let local = Local::start(folder.path());
    let url = format!("{}/user/user/login/", local.api);
    let hanging = tokio::spawn(async move {
        let _ = reqwest::Client::new()
            .post(url)
            .json(&json!({ "code": "slow:alice" }))
            .send()
            .await;
    });
    local
        .post("/user/user/login/", &json!({ "code": "alice" }))
        .await;
    assert_eq!(local.end("-INT"), Some(0));
    hanging.abort();
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn it_stays_under_60_mb() {
    let folder = project();
    let local = Local::start(folder.path());
    let account =
        json!({ "username": "admin", "password": "123456", "confirm_password": "123456" });
    local.post("/admin/user/register/", &account).await;
    for round in 0..50 {
        local.post("/admin/user/login/", &account).await;
        local
            .post(
                "/user/user/login/",
                &json!({ "code": format!("person{round}") }),
            )
            .await;
        local
            .post(
                "/api/v1/weixinmp",
                &json!({ "code": format!("person{round}") }),
            )
            .await;
    }
    let resident = local.resident_mb();
    local.end("-INT");
    assert!(resident < 60, "{resident} MB");
}

#[test]
fn help_lists_the_options() {
    let output = Command::new(env!("CARGO_BIN_EXE_local"))
        .arg("--help")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    for option in [
        "--listen",
        "--aws-listen",
        "--data",
        "--in-memory",
        "--reset",
        "--seed",
        "--log",
        "Examples:",
    ] {
        assert!(text.contains(option), "{text}");
    }
}

#[tokio::test]
async fn a_reset_forgets_what_a_stack_kept_and_nothing_else() {
    let folder = project();
    let data = folder.path().join(".local");
    let local = Local::start(folder.path());
    local
        .post("/user/user/login/", &json!({ "code": "alice" }))
        .await;
    // Keys are made when a provider that signs is first asked.
    local
        .post(
            "/module/iot/codeGetInfo",
            &json!({ "login_method": "Alipay", "code": "bob" }),
        )
        .await;
    local
        .post("/_local/clock", &json!({ "advance": 100 }))
        .await;
    assert_eq!(local.end("-KILL"), None);
    std::fs::write(data.join("letter.txt"), "mine").unwrap();
    let old_keys = std::fs::read_to_string(data.join("token-keys.json")).unwrap();

    let mut refused = command(folder.path());
    refused.arg("--reset");
    let running = Local::start(folder.path());
    assert!(refusal(refused).contains("is in use by another local stack"));
    running.end("-INT");

    local::data::Data::forget(&data).unwrap();
    let mut left: Vec<_> = std::fs::read_dir(&data)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    left.sort();
    assert_eq!(left, ["letter.txt", "lock"]);

    let local = Local::start_with(folder.path(), &["--reset"]);
    assert!(!local.greeting.contains("the clock was moved"));
    let first = local
        .post("/user/user/login/", &json!({ "code": "carol" }))
        .await;
    assert_eq!(first["data"]["id"], 1);
    local.end("-INT");
    assert_ne!(
        std::fs::read_to_string(data.join("token-keys.json")).unwrap(),
        old_keys
    );
}

#[test]
fn an_organisation_is_planted_once_and_told_on_the_start_screen() {
    let folder = project();
    let local = Local::start_with(folder.path(), &["--seed"]);
    for told in ["every password is seed-password", "wangfang", "xiaoming"] {
        assert!(local.greeting.contains(told), "{}", local.greeting);
    }
    local.end("-INT");
    let mut again = command(folder.path());
    again.arg("--seed");
    let told = refusal(again);
    assert!(
        told.contains("--reset") && told.lines().count() == 1,
        "{told}"
    );
    Local::start_with(folder.path(), &["--reset", "--seed"]).end("-INT");
}

#[tokio::test]
async fn each_request_is_a_line_that_holds_no_token() {
    for format in ["text", "json"] {
        let folder = project();
        let mut command = command(folder.path());
        command
            .env_remove("RUST_LOG")
            .args(["--in-memory", "--log", format]);
        let mut local = Local::run(command);
        let stderr = local.child.stderr.take().unwrap();
        local
            .post("/user/user/login/", &json!({ "code": "alice" }))
            .await;
        let path = "/mjpm/v1/员工管理/o1?token=secret-of-mine";
        reqwest::get(format!("{}{path}", local.api)).await.unwrap();
        reqwest::get(format!("{}/nowhere", local.api))
            .await
            .unwrap();
        local.end("-INT");
        let lines: Vec<String> = BufReader::new(stderr).lines().map(Result::unwrap).collect();
        let all = lines.join("\n");
        assert!(!all.contains("secret-of-mine"), "{all}");
        if format == "text" {
            assert_eq!(lines.len(), 3, "{all}");
            assert!(lines[0].contains(" POST /user/user/login/ 200 "), "{all}");
            assert!(
                lines[0].ends_with(" ms attendance-wechat-login success"),
                "{all}"
            );
            assert!(
                lines[1].contains(" GET /mjpm/v1/员工管理/o1 200 ")
                    && lines[1].ends_with(" mjpm-employees 1001:验证失败"),
                "{all}"
            );
            assert!(lines[2].contains(" GET /nowhere 404 "), "{all}");
        } else {
            let served: Vec<Value> = lines
                .iter()
                .map(|line| serde_json::from_str(line).unwrap())
                .filter(|line: &Value| line["event"] == "served")
                .collect();
            assert_eq!(served.len(), 3, "{all}");
            assert_eq!(
                (
                    &served[1]["method"],
                    &served[1]["status"],
                    &served[1]["said"]
                ),
                (&json!("GET"), &json!(200), &json!("1001:验证失败"))
            );
        }
    }
}

#[test]
fn it_writes_the_description_of_the_api_and_stops() {
    let folder = project();
    let run = Command::new(env!("CARGO_BIN_EXE_local"))
        .current_dir(folder.path())
        .args(["--write-openapi", "openapi.json"])
        .output()
        .unwrap();
    assert!(run.status.success(), "{run:?}");
    let written = std::fs::read_to_string(folder.path().join("openapi.json")).unwrap();
    let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi.json");
    assert_eq!(written, std::fs::read_to_string(kept).unwrap());
    let other = Command::new(env!("CARGO_BIN_EXE_local"))
        .current_dir(folder.path())
        .args(["--write-openapi", "missing/openapi.json"])
        .output()
        .unwrap();
    let told = String::from_utf8(other.stderr).unwrap();
    assert!(
        !other.status.success() && told.starts_with("local: missing/openapi.json: "),
        "{told}"
    );
}
