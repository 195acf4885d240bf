//! Fuzz targets: what reads bytes of others, and what must hold whatever the bytes are.
//!
//! Each target takes any bytes, panics when something that must hold does not, and tells whether it got to what a good input gets
//! to, so that a corpus that has gone stale shows. `tests/fuzz` runs them under libFuzzer, and `tests/tests/fuzz` over the
//! corpus and mutations of it in every test run.
//!
//! | module | what it reads |
//! |---|---|
//! | [`request`] | events of the gateway, requests in them, path parameters |
//! | [`token`] | tokens, nonces, seals, token keys, Apple's identity tokens |
//! | [`provider`] | answers of WeChat, QQ, Alipay and Apple, and `encryptedData` |
//! | [`text`] | addresses, names, ids, patterns |
//!
//! Inputs of more than one part have a part a line, so that a corpus can be read and written by hand.

mod keys;
pub mod provider;
pub mod request;
pub mod text;
pub mod token;

use shared::clock::Timestamp;

/// A target: whether the input got as far as a good one.
pub type Target = fn(&[u8]) -> bool;

/// Every target by its name, which is that of its corpus and of its binary.
pub const TARGETS: &[(&str, Target)] = &[
    ("event", request::event),
    ("request", request::request),
    ("path", request::path),
    ("token", token::token),
    ("identity_token", token::identity_token),
    ("wechat", provider::wechat),
    ("qq", provider::qq),
    ("alipay", provider::alipay),
    ("apple", provider::apple),
    ("encrypted_data", provider::encrypted_data),
    ("text", text::text),
];

/// The moment at which all targets stand: that of the example in WeChat's documentation of `encryptedData`.
const NOW: Timestamp = Timestamp::from_millis(1_477_314_187_000);
/// What stands for a secret in the corpora. No error may repeat it.
const SECRET: &str = "hush-hush";

/// Silences the panics that the code knows of and catches: those of `lambda_http` and its events at a Host header that is none and
/// at a body in broken base64. A fuzzer would take them for finds, and a test would print them thousands of times.
pub fn expect_known_panics() {
    let others = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |told| {
        let is_known =
            |file: &str| file.contains("lambda_http-") || file.contains("aws_lambda_events-");
        if !told.location().is_some_and(|at| is_known(at.file())) {
            others(told);
        }
    }));
}

/// The first line, and what comes after it; `None` when there is only one.
fn line(data: &[u8]) -> Option<(&str, &[u8])> {
    let end = data.iter().position(|byte| *byte == b'\n')?;
    let first = std::str::from_utf8(&data[..end]).ok()?;
    Some((first, &data[end + 1..]))
}
