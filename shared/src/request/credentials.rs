//! The tokens that a request shows, and whether its cookie may speak for the caller.

use super::SESSION_COOKIE;
use crate::event_head::EventHead;

/// The bearer tokens.
pub(super) fn shown_tokens(head: &EventHead) -> Vec<String> {
    let bearers = head
        .lines("authorization")
        .filter_map(|line| line.split_once(' '));
    let bearers = bearers.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    bearers.map(|(_, token)| token.trim().to_owned()).collect()
}

/// The tokens in cookies.
pub(super) fn cookie_tokens(head: &EventHead) -> Vec<String> {
    let pairs = head
        .lines("cookie")
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.split_once('='));
    let tokens = pairs
        .filter(|(name, _)| name.trim() == SESSION_COOKIE)
        .map(|(_, value)| value.trim().to_owned());
    tokens.filter(|token| !token.is_empty()).collect()
}

/// Whether a cookie may speak for the caller: a browser sends it along with whatever another site's page makes it send, which
/// can be a form or text, but no JSON. (A body without any type could be sent too.)
pub(super) fn cookie_counts(head: &EventHead) -> bool {
    let is_json = |line: &str| {
        line.split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .eq_ignore_ascii_case("application/json")
    };
    head.method != "POST" || head.only_line("content-type").is_some_and(is_json)
}
