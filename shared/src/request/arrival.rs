//! Where a request came from and what it asked, behind whatever stands before the gateway.

use std::net::IpAddr;

use crate::event_head::EventHead;

/// The caller's address: the one that the gateway saw, or, behind `proxies` of ours, the one that the outermost saw. Each appends the
/// address it was called from to `X-Forwarded-For`, the gateway too; what stands left of these the caller has written.
pub(super) fn source(head: &EventHead, seen: &str, proxies: usize) -> String {
    let forwarded: Vec<&str> = head
        .lines("x-forwarded-for")
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .collect();
    let told = forwarded.iter().rev().nth(proxies);
    match told.filter(|told| proxies > 0 && told.parse::<IpAddr>().is_ok()) {
        Some(told) => (*told).to_owned(),
        None => seen.to_owned(),
    }
}

/// The path as the template knows it. Behind a domain with a base path an event's path begins with that, and its resource does
/// not; what permissions are about is the path without.
pub(super) fn without_base(path: &str, resource: &str) -> String {
    let parts = |path: &str| path.trim_matches('/').split('/').count();
    let extra = parts(path).saturating_sub(parts(resource));
    if extra == 0 || resource.is_empty() || resource.contains("+}") {
        return path.to_owned();
    }
    let kept = path.trim_start_matches('/').splitn(extra + 1, '/').last();
    format!("/{}", kept.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_address_is_what_the_gateway_saw_unless_there_are_proxies_of_ours() {
        let source = |forwarded: &str, proxies| {
            let event = json!({ "headers": { "X-Forwarded-For": forwarded } }).to_string();
            super::source(&EventHead::read(&event), "10.0.0.9", proxies)
        };
        let claimed = "1.1.1.1, 192.0.2.7, 10.0.0.9";
        assert_eq!(source(claimed, 0), "10.0.0.9");
        assert_eq!(source(claimed, 1), "192.0.2.7");
        assert_eq!(source("10.0.0.9", 1), "10.0.0.9");
        assert_eq!(source("nobody, 10.0.0.9", 1), "10.0.0.9");
        assert_eq!(source("", 1), "10.0.0.9");
    }

    #[test]
    fn a_base_path_is_no_part_of_the_path() {
        for (path, resource, own) in [
            ("/account/user/1/", "/account/user/{pk}", "/account/user/1/"),
            (
                "/base/account/user/1/",
                "/account/user/{pk}",
                "/account/user/1/",
            ),
            ("/a/b/userinfo", "/userinfo", "/userinfo"),
            (
                "/base/account/user/a%2Fb",
                "/account/user/{pk}",
                "/account/user/a%2Fb",
            ),
            ("/userinfo", "", "/userinfo"),
            (
                "/base/account/x/y",
                "/account/{proxy+}",
                "/base/account/x/y",
            ),
        ] {
            assert_eq!(without_base(path, resource), own, "{path}");
        }
    }
}
