//! The console page over HTTP: its files, what it reads of the stack, and who is kept out. What it does in a browser is tested in
//! `tests/browser`.

use std::collections::BTreeSet;

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tests::people::STAFF;
use tests::{Answer, Employee, Manager, TestStack};

const OWN: [&str; 9] = [
    "/_local/inbox",
    "/_local/clock",
    "/_local/mails",
    "/_local/users",
    "/_local/sessions",
    "/_local/audit",
    "/_local/functions",
    "/_local/apps",
    "/_local/wechat/encrypted_data?name=alice",
];
const INVOKE: &str = "/2015-03-31/functions/create-superuser/invocations";

async fn get(stack: &TestStack, path: &str, headers: &[(&str, &str)]) -> Answer {
    Answer::to(with(stack.request(Method::GET, path), headers)).await
}

fn with(request: RequestBuilder, headers: &[(&str, &str)]) -> RequestBuilder {
    headers.iter().fold(request, |request, (name, value)| {
        request.header(*name, *value)
    })
}

#[tokio::test]
async fn the_page_and_its_files_say_what_they_are_and_what_they_may_do() {
    let stack = TestStack::start().await;
    let mut seen = BTreeSet::new();
    let mut waiting = vec!["/".to_owned()];
    while let Some(path) = waiting.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let file = get(&stack, &path, &[]).await;
        assert_eq!(file.status, 200, "{path}");
        let policy = file.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(
            !policy.contains("unsafe") && !policy.contains("http"),
            "{policy}"
        );
        assert_eq!(file.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(file.header("cache-control"), "no-cache", "{path}");
        let kind = file.header("content-type").to_owned();
        assert!(!kind.is_empty() && !kind.contains("octet"), "{path}");
        let known = [("if-none-match", file.header("etag"))];
        assert_eq!(get(&stack, &path, &known).await.status, 304, "{path}");
        let text = file.body.as_str().unwrap_or_default();
        if !path.contains("/vendor/") {
            waiting.extend(mentioned(text));
        }
    }
    for part in [
        "/_console/app.js",
        "/_console/start.js",
        "/_console/labels.js",
        "/_console/vendor/swagger-ui/swagger-ui-bundle.js",
    ] {
        assert!(seen.contains(part), "{part} in {seen:?}");
    }
    assert_eq!(get(&stack, "/_console/nothing.js", &[]).await.status, 404);
    assert_eq!(
        get(&stack, "/_console/../Cargo.toml", &[]).await.status,
        404
    );
    assert_eq!(
        get(&stack, "/_console/..%2f..%2fCargo.toml", &[])
            .await
            .status,
        404
    );
}

/// The files that a file of the page names.
fn mentioned(text: &str) -> Vec<String> {
    let vendor = "/_console/vendor/swagger-ui";
    let text = text.replace("${VENDOR}", vendor);
    let quoted = text.split(['"', '`']).filter_map(|part| {
        let name = part
            .strip_prefix("./")
            .or_else(|| part.strip_prefix("/_console/"))?;
        let kind = name.rsplit('.').next();
        ["js", "css", "svg"]
            .contains(&kind?)
            .then(|| format!("/_console/{name}"))
    });
    quoted.collect()
}

#[tokio::test]
async fn users_are_listed_page_by_page_without_their_secrets() {
    let stack = TestStack::start().await;
    let account =
        json!({ "username": "admin", "password": "123456", "confirm_password": "123456" });
    stack.post("/admin/user/register/", &account).await;
    stack
        .post("/user/user/login/", &json!({ "code": "alice" }))
        .await;
    stack
        .post("/user/user/login/", &json!({ "code": "bob" }))
        .await;
    let first = stack.get("/_local/users?limit=2").await.body;
    assert_eq!(
        (first["users"].as_array().unwrap().len(), &first["next"]),
        (2, &json!(2))
    );
    let rest = stack.get("/_local/users?limit=2&after=2").await.body;
    assert_eq!(
        (&rest["users"][0]["id"], &rest["next"]),
        (&json!(3), &Value::Null)
    );
    let admin = &first["users"][0];
    assert_eq!(
        (&admin["username"], &admin["has_password"], &admin["state"]),
        (&json!("admin"), &json!(true), &json!("active"))
    );
    assert_eq!(first["users"][1]["identities"][0]["provider"], "wechat");
    let all = stack.get("/_local/users").await.body.to_string();
    assert!(
        !all.contains("argon2") && !all.contains("hash") && !all.contains("session_epoch"),
        "{all}"
    );
    assert_eq!(stack.get("/_local/users?after=x").await.status, 400);
}

#[tokio::test]
async fn the_sessions_that_stand_are_listed_of_one_or_of_all() {
    let stack = TestStack::start().await;
    let mut tokens = Vec::new();
    for code in ["alice", "alice", "bob"] {
        let signed_in = stack
            .post("/user/user/login/", &json!({ "code": code }))
            .await;
        tokens.push(signed_in.body["data"]["token"].as_str().unwrap().to_owned());
        stack.advance(1);
    }
    let all = stack.get("/_local/sessions").await.body;
    let users: Vec<&Value> = all["sessions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| &s["user"])
        .collect();
    assert_eq!(users, [&json!(2), &json!(1), &json!(1)]);
    let newest = &all["sessions"][0];
    assert!(
        newest["issuer"]
            .as_str()
            .unwrap()
            .ends_with("/user/user/login"),
        "{newest}"
    );
    assert_eq!(newest["source_ip"], "127.0.0.1");
    for token in &tokens {
        assert!(!all.to_string().contains(token.rsplit('.').next().unwrap()));
    }
    assert!(!all.to_string().contains("session_key"));
    stack.post("/logout", &json!({ "Token": tokens[0] })).await;
    let of_alice = stack.get("/_local/sessions?user=1").await.body;
    assert_eq!(
        (
            of_alice["sessions"].as_array().unwrap().len(),
            &of_alice["next"]
        ),
        (1, &Value::Null)
    );
    assert_eq!(
        stack.get("/_local/sessions?user=9").await.body["sessions"],
        json!([])
    );
    let page = stack.get("/_local/sessions?limit=1").await.body;
    assert_eq!(
        (page["sessions"].as_array().unwrap().len(), &page["next"]),
        (1, &json!(1))
    );
}

#[tokio::test]
async fn the_audit_trail_is_read_by_kind_and_user_newest_first() {
    let stack = TestStack::start().await;
    let account =
        json!({ "username": "admin", "password": "123456", "confirm_password": "123456" });
    stack.post("/admin/user/register/", &account).await;
    stack.advance(1);
    stack
        .post(
            "/admin/user/login/",
            &json!({ "username": "admin", "password": "wrong!" }),
        )
        .await;
    stack.advance(1);
    stack.post("/admin/user/login/", &account).await;
    let kinds = |answer: &Value| -> Vec<String> {
        let records = answer["records"].as_array().unwrap().iter();
        records
            .map(|r| r["kind"].as_str().unwrap().to_owned())
            .collect()
    };
    let all = stack.get("/_local/audit").await.body;
    assert_eq!(kinds(&all), ["signed_in", "sign_in_failed", "registered"]);
    assert!(!all.to_string().contains("wrong!"));
    let first = stack.get("/_local/audit?limit=1").await.body;
    let before = first["next"].as_str().unwrap().replace('#', "%23");
    let rest = stack
        .get(&format!("/_local/audit?before={before}"))
        .await
        .body;
    assert_eq!(kinds(&rest), ["sign_in_failed", "registered"]);
    assert_eq!(
        kinds(&stack.get("/_local/audit?kind=registered").await.body),
        ["registered"]
    );
    assert_eq!(
        kinds(&stack.get("/_local/audit?user=9").await.body).len(),
        0
    );
    let bad = stack.get("/_local/audit?kind=nothing").await;
    assert!(
        bad.status == 400 && bad.text("message").contains("signed_in, "),
        "{bad:?}"
    );
}

#[tokio::test]
async fn a_mail_is_a_page_that_can_do_nothing() {
    let stack = TestStack::start().await;
    Employee::prove(&stack, "one")
        .await
        .ask_for_code(&stack)
        .await;
    let mails = stack.get("/_local/mails").await.body;
    let number = &mails[0]["number"];
    assert_eq!(
        (number, &mails[0]["to"]),
        (&json!(1), &json!("one@163.com"))
    );
    let shown = stack.get(&format!("/_local/mails/{number}")).await;
    let policy = shown.header("content-security-policy").to_owned();
    assert!(
        policy.starts_with("sandbox; default-src 'none'; ") && !policy.contains("script"),
        "{policy}"
    );
    assert_eq!(shown.body, mails[0]["html"]);
    assert_eq!(stack.get("/_local/mails/7").await.status, 404);
    // A number is not given again.
    Answer::to(stack.request(Method::DELETE, "/_local/inbox")).await;
    Employee::prove(&stack, "two")
        .await
        .ask_for_code(&stack)
        .await;
    assert_eq!(stack.get("/_local/mails").await.body[0]["number"], 2);
}

#[tokio::test]
async fn functions_and_apps_are_told_without_secrets() {
    let stack = TestStack::start().await;
    let functions = stack.get("/_local/functions").await.body;
    let named = |name: &str| {
        functions
            .as_array()
            .unwrap()
            .iter()
            .find(|f| f["name"] == name)
            .unwrap()
            .clone()
    };
    assert_eq!(named("mjpm-review")["is_http"], true);
    assert_eq!(named("create-superuser")["is_http"], false);
    let apps = stack.get("/_local/apps").await.body;
    for app in apps.as_array().unwrap() {
        let fields: Vec<&str> = app
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let known = ["appid", "families", "method", "redirect_uris", "type"];
        assert!(
            fields.iter().all(|field| known.contains(field)),
            "{fields:?}"
        );
    }
}

#[tokio::test]
async fn pages_of_other_sites_get_nothing_of_the_stack_itself() {
    let stack = TestStack::start().await;
    let own = stack.url();
    let elsewhere = own.replace("127.0.0.1", "localhost");
    for path in OWN {
        for headers in [
            &[("origin", "https://evil.example")][..],
            &[("origin", "null")],
            // Another name of this machine is another origin.
            &[("origin", elsewhere.as_str())],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
        ] {
            let refused = get(&stack, path, headers).await;
            assert_eq!(refused.status, 403, "{path} {headers:?}");
            assert_eq!(refused.header("access-control-allow-origin"), "");
        }
        for headers in [
            &[][..],
            &[("origin", own.as_str())],
            &[("sec-fetch-site", "same-origin")],
            &[("sec-fetch-site", "none")],
        ] {
            assert_eq!(
                get(&stack, path, headers).await.status,
                200,
                "{path} {headers:?}"
            );
        }
    }
    // What a form of any page can send without asking first.
    let forms = [
        (INVOKE, r#"{"username":"evil","password":"evil evil"}"#),
        ("/_local/clock", r#"{"advance":99999999}"#),
    ];
    for (path, body) in forms {
        let request = stack.request(Method::POST, path).body(body);
        let headers = [
            ("origin", "https://evil.example"),
            ("content-type", "text/plain"),
        ];
        assert_eq!(
            Answer::to(with(request, &headers)).await.status,
            403,
            "{path}"
        );
    }
    let preflight = stack.request(Method::OPTIONS, INVOKE);
    let headers = [
        ("origin", "https://evil.example"),
        ("access-control-request-method", "POST"),
    ];
    assert_eq!(Answer::to(with(preflight, &headers)).await.status, 403);
    assert_eq!(stack.get("/_local/users").await.body["users"], json!([]));
    assert_eq!(stack.get("/_local/clock").await.body["offset_seconds"], 0);
}

#[tokio::test]
async fn a_name_that_a_stranger_can_lead_here_leads_nowhere() {
    let stack = TestStack::start().await;
    let port = stack.url().rsplit(':').next().unwrap().to_owned();
    let login = || {
        stack
            .request(Method::POST, "/user/user/login/")
            .json(&json!({ "code": "alice" }))
    };
    for path in OWN
        .into_iter()
        .chain(["/", "/openapi.json", "/_console/app.js"])
    {
        for name in ["evil.example", "127.0.0.1.evil.example"] {
            let host = format!("{name}:{port}");
            assert_eq!(
                get(&stack, path, &[("host", &host)]).await.status,
                403,
                "{path} {host}"
            );
        }
        for name in [
            "localhost",
            "[::1]",
            "192.0.2.7",
            "host.docker.internal",
            "stack",
        ] {
            let host = format!("{name}:{port}");
            assert_eq!(
                get(&stack, path, &[("host", &host)]).await.status,
                200,
                "{path} {host}"
            );
        }
    }
    let rebound = Answer::to(login().header("host", "evil.example")).await;
    assert!(
        rebound.status == 403 && rebound.text("message").contains("PublicUrl"),
        "{rebound:?}"
    );
    assert_eq!(
        Answer::to(login().header("host", "localhost"))
            .await
            .text("msg"),
        "success"
    );

    let tunnel = TestStack::with(&[("PublicUrl", "https://panel.tunnel.example")], &[]).await;
    let named = [
        ("host", "panel.tunnel.example"),
        ("origin", "https://panel.tunnel.example"),
    ];
    assert_eq!(get(&tunnel, "/_local/users", &named).await.status, 200);
    assert_eq!(
        get(&tunnel, "/_local/users", &[("host", "tunnel.example")])
            .await
            .status,
        403
    );
}

#[tokio::test]
async fn the_aws_port_is_for_programs() {
    let stack = TestStack::start().await;
    let ask = |headers: &[(&str, &str)]| {
        let request = tests::stack::client().post(stack.inner().aws_url());
        let request = request
            .header("x-amz-target", "secretsmanager.GetSecretValue")
            .header("content-type", "application/x-amz-json-1.1")
            .body(r#"{"SecretId":"TokenKeysSecret"}"#);
        Answer::to(with(request, headers))
    };
    assert_eq!(ask(&[]).await.status, 200);
    assert_eq!(
        ask(&[("host", "host.docker.internal:4566")]).await.status,
        200
    );
    for headers in [
        &[("origin", "https://evil.example")][..],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site")],
        &[("host", "evil.example:4566")],
    ] {
        assert_eq!(ask(headers).await.status, 403, "{headers:?}");
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_engine_itself_is_where_no_page_finds_it() {
    // It lets every origin in, so that nobody may guess its address.
    let (one, other) = (TestStack::start().await, TestStack::start().await);
    let address = |stack: &TestStack| {
        let url = stack.inner().dynamodb_url();
        url.rsplit_once(':').unwrap().0.to_owned()
    };
    if tests::elsewhere::dynamodb().is_none() {
        assert!(address(&one).starts_with("http://127."));
        assert_ne!(address(&one), "http://127.0.0.1");
        assert_ne!(address(&one), address(&other));
    }
}

#[tokio::test]
async fn the_description_and_the_api_are_as_open_as_they_were() {
    let panel = "http://localhost:5173";
    let stack = TestStack::with(&[("AllowedOrigins", panel)], &[]).await;
    let headers = [
        ("origin", "https://docs.example"),
        ("sec-fetch-site", "cross-site"),
    ];
    let described = get(&stack, "/openapi.json", &headers).await;
    assert_eq!(
        (
            described.status.as_u16(),
            described.header("access-control-allow-origin")
        ),
        (200, "*")
    );
    let manager = Manager::sign_in(&stack).await;
    let list = format!("{STAFF}/{}?token={}", manager.openid, manager.token);
    let answer = get(
        &stack,
        &list,
        &[("origin", panel), ("sec-fetch-site", "same-site")],
    )
    .await;
    assert_eq!(answer.header("access-control-allow-origin"), panel);
    let stranger = get(&stack, &list, &[("origin", "https://evil.example")]).await;
    assert_eq!(stranger.header("access-control-allow-origin"), "");
}
