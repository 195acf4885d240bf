//! Panels on other origins, and pages of other sites that are none.

use reqwest::{Method, RequestBuilder};
use serde_json::json;
use tests::people::STAFF;
use tests::{Answer, Employee, Manager, TestStack};

const PANELS: [&str; 2] = ["https://admin.example.com", "http://localhost:5173"];
const PATHS: [(&str, &str); 3] = [
    ("/admin/user/login/", "POST"),
    ("/mjpm/v1/auth/code/o1", "GET, POST"),
    ("/userinfo", "POST"),
];

async fn open() -> TestStack {
    TestStack::with(&[("AllowedOrigins", &PANELS.join(", "))], &[]).await
}

fn preflight(stack: &TestStack, path: &str, origin: &str) -> RequestBuilder {
    let request = stack
        .request(Method::OPTIONS, path)
        .header("origin", origin);
    request
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type")
}

fn cors(answer: &Answer) -> Vec<(&str, &str)> {
    let headers = answer
        .headers
        .iter()
        .filter(|(name, _)| name.as_str().starts_with("access-control-"));
    let mut headers: Vec<_> = headers
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .collect();
    headers.sort_unstable();
    headers
}

#[tokio::test]
async fn a_preflight_is_right_for_each_of_several_origins() {
    let stack = open().await;
    for origin in PANELS {
        for (path, methods) in PATHS {
            let answer = Answer::to(preflight(&stack, path, origin)).await;
            assert_eq!(
                (answer.status.as_u16(), answer.header("vary")),
                (204, "Origin"),
                "{path}"
            );
            let expected = [
                ("access-control-allow-credentials", "true"),
                (
                    "access-control-allow-headers",
                    "authorization, content-type",
                ),
                ("access-control-allow-methods", methods),
                ("access-control-allow-origin", origin),
                ("access-control-expose-headers", "link, retry-after"),
                ("access-control-max-age", "600"),
            ];
            assert_eq!(cors(&answer), expected, "{path}");
        }
    }
}

#[tokio::test]
async fn a_panel_may_read_every_answer_failures_too() {
    let stack = open().await;
    for body in [
        json!({ "username": "admin", "password": "123456" }),
        json!({}),
    ] {
        let request = stack
            .request(Method::POST, "/admin/user/login/")
            .header("origin", PANELS[1])
            .json(&body);
        let answer = Answer::to(request).await;
        assert_eq!(answer.header("access-control-allow-origin"), PANELS[1]);
        assert_eq!(
            (
                answer.header("access-control-allow-credentials"),
                answer.header("vary")
            ),
            ("true", "Origin")
        );
    }
}

#[tokio::test]
async fn another_origin_gets_nothing() {
    let stack = open().await;
    for origin in [
        "https://evil.example",
        "https://admin.example.com.evil.example",
        "http://admin.example.com",
        "null",
        "*",
        "",
    ] {
        let answer = Answer::to(preflight(&stack, "/admin/user/login/", origin)).await;
        assert_eq!(
            (answer.status.as_u16(), cors(&answer)),
            (405, Vec::new()),
            "{origin}"
        );
        assert_eq!(answer.header("vary"), "Origin");
        let request = stack
            .request(Method::POST, "/userinfo")
            .header("origin", origin)
            .json(&json!({}));
        assert_eq!(cors(&Answer::to(request).await), Vec::new(), "{origin}");
    }
}

#[tokio::test]
async fn without_configured_origins_nobody_else_reads() {
    let stack = TestStack::start().await;
    let answer = Answer::to(preflight(&stack, "/admin/user/login/", PANELS[0])).await;
    assert_eq!(
        (answer.status.as_u16(), cors(&answer), answer.header("vary")),
        (405, Vec::new(), "")
    );
}

#[tokio::test]
async fn a_write_that_another_sites_page_can_send_does_nothing_with_a_cookie() {
    let stack = TestStack::start().await;
    let boss = Manager::sign_in(&stack).await;
    let person = Employee::register(&stack, "zs").await;
    let id = boss.id_of(&stack, &person).await;
    let path = format!("{STAFF}/审核/{}", boss.openid);
    let with_cookie = || {
        stack
            .request(Method::POST, &path)
            .header("cookie", format!("sessionid={}", boss.token))
    };
    let form = format!("id={id}&status=%E5%9C%A8%E8%81%8C");
    let json_text = json!({ "id": id, "status": "在职" }).to_string();
    for (content_type, body) in [
        ("application/x-www-form-urlencoded", &form),
        ("text/plain", &json_text),
        ("", &json_text),
    ] {
        let request = if content_type.is_empty() {
            with_cookie()
        } else {
            with_cookie().header("content-type", content_type)
        };
        let answer = Answer::to(request.body(body.clone())).await;
        assert_eq!(
            (answer.status.as_u16(), answer.text("code")),
            (415, "415"),
            "{content_type}"
        );
    }
    assert_eq!(
        boss.list(&stack, "&status=审核").await.body["data"][0]["id"],
        id
    );
    let answer = Answer::to(with_cookie().json(&json!({ "id": id, "status": "在职" }))).await;
    assert_eq!(answer.text("code"), "1003");
}

#[tokio::test]
async fn a_sign_in_without_a_type_which_another_site_can_send_does_nothing() {
    let stack = TestStack::start().await;
    let body = json!({ "username": "admin", "password": "123456", "confirm_password": "123456" })
        .to_string();
    for path in [
        "/admin/user/register/",
        "/admin/user/login/",
        "/account/login/",
    ] {
        let answer = Answer::to(stack.request(Method::POST, path).body(body.clone())).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("set-cookie")),
            (415, ""),
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_cookie_goes_where_the_deployment_sends_it() {
    for (choice, attributes) in [
        ("lax", "SameSite=Lax"),
        ("strict", "SameSite=Strict"),
        ("none", "SameSite=None; Secure"),
    ] {
        let stack = TestStack::with(&[("CookieSameSite", choice)], &[]).await;
        let account =
            json!({ "username": "admin", "password": "123456", "confirm_password": "123456" });
        stack.post("/admin/user/register/", &account).await;
        let answer = stack.post("/admin/user/login/", &account).await;
        assert!(
            answer
                .header("set-cookie")
                .ends_with(&format!("; HttpOnly; {attributes}")),
            "{choice}"
        );
    }
}
