//! What a code says is to happen, the same with every provider.
//!
//! | code | what happens |
//! |---|---|
//! | `NAME` | signs in that person, as often as you like |
//! | `once:NAME:X` | works once, and is used then |
//! | `fail:ERRCODE` | fails so, in the provider's own way |
//! | `slow:NAME` | hangs for ten seconds, and signs in then |
//! | `snapshot:NAME` | WeChat's made-up user; no code at all with the others |

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long a slow provider takes.
const SLOW: Duration = Duration::from_secs(10);

/// What a code comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// This person stands outside.
    Person(String),
    /// The same, but made up.
    Snapshot(String),
    /// The code was used before.
    Used,
    /// The provider fails with this error code, a number with some and a word with others.
    Fails(String),
    /// No such code.
    Invalid,
}

/// The codes that are used up.
#[derive(Default)]
pub struct Codes(Mutex<HashSet<(String, String)>>);

impl Codes {
    /// What `code` comes to; a slow one takes its time.
    ///
    /// `issuer` is what gave the code out, an app or a button: the same words from two of them are two codes.
    pub async fn redeem(&self, issuer: &str, code: &str) -> Outcome {
        let parts: Vec<&str> = code.split(':').collect();
        match parts.as_slice() {
            [name] if !name.is_empty() => Outcome::Person((*name).to_owned()),
            ["once", name, _] if !name.is_empty() => {
                let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                if used.insert((issuer.to_owned(), code.to_owned())) {
                    Outcome::Person((*name).to_owned())
                } else {
                    Outcome::Used
                }
            }
            ["fail", error] if !error.is_empty() => Outcome::Fails((*error).to_owned()),
            ["slow", name] if !name.is_empty() => {
                tokio::time::sleep(SLOW).await;
                Outcome::Person((*name).to_owned())
            }
            ["snapshot", name] if !name.is_empty() => Outcome::Snapshot((*name).to_owned()),
            _ => Outcome::Invalid,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_code_says_what_happens() {
        let codes = Codes::default();
        let redeem = |code| codes.redeem("wx1", code);
        let person = |name: &str| Outcome::Person(name.to_owned());
        assert_eq!(redeem("王芳").await, person("王芳"));
        assert_eq!(redeem("王芳").await, person("王芳"));
        assert_eq!(redeem("once:a:1").await, person("a"));
        assert_eq!(redeem("once:a:1").await, Outcome::Used);
        assert_eq!(redeem("once:a:2").await, person("a"));
        assert_eq!(codes.redeem("wx2", "once:a:1").await, person("a"));
        assert_eq!(redeem("fail:-1").await, Outcome::Fails("-1".into()));
        assert_eq!(
            redeem("fail:isv.code-invalid").await,
            Outcome::Fails("isv.code-invalid".into())
        );
        assert_eq!(redeem("snapshot:a").await, Outcome::Snapshot("a".into()));
        for bad in [
            "",
            "fail:",
            "what:a",
            "once:a",
            "once::1",
            "slow:",
            "snapshot:",
            ":",
        ] {
            assert_eq!(redeem(bad).await, Outcome::Invalid, "{bad}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_code_takes_ten_seconds() {
        let before = tokio::time::Instant::now();
        let outcome = Codes::default().redeem("wx1", "slow:a").await;
        assert_eq!(outcome, Outcome::Person("a".into()));
        assert_eq!(before.elapsed(), SLOW);
    }
}
