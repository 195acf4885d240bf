//! Identity providers on a laptop: they speak the providers' own HTTP, so the functions' code for them is the deployed code.
//!
//! A code says what is to happen: a plain `NAME` signs in that person, as often as you like; `once:NAME:X` works once;
//! `fail:ERRCODE` fails so; `slow:NAME` hangs for ten seconds; `snapshot:NAME` is WeChat's made-up user.

pub mod wechat;

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// How long a slow provider takes.
const SLOW: Duration = Duration::from_secs(10);

/// An app of ours with the sandbox's providers.
#[derive(Clone)]
pub struct SandboxApp {
    /// The provider's id of the app.
    pub appid: String,
    /// Its secret, made for this data folder.
    pub secret: String,
}

/// The providers' common memory: the apps they know and the codes that are used up.
pub struct Sandbox {
    /// The mini-program.
    pub mini_program: SandboxApp,
    used: Mutex<HashSet<String>>,
}

/// What a code says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// This person stands outside.
    Person(String),
    /// The same, but made up.
    Snapshot(String),
    /// The code was used before.
    Used,
    /// The provider fails with this number.
    Fails(i64),
    /// No such code.
    Invalid,
}

impl Sandbox {
    /// Providers that know this mini-program.
    #[must_use]
    pub fn new(mini_program: SandboxApp) -> Self {
        Self {
            mini_program,
            used: Mutex::new(HashSet::new()),
        }
    }

    /// What `code` comes to; a slow one takes its time.
    pub async fn redeem(&self, code: &str) -> Outcome {
        let parts: Vec<&str> = code.split(':').collect();
        match parts.as_slice() {
            [name] if !name.is_empty() => Outcome::Person((*name).to_owned()),
            ["once", name, _] if !name.is_empty() => {
                let first = self
                    .used
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert(code.to_owned());
                if first {
                    Outcome::Person((*name).to_owned())
                } else {
                    Outcome::Used
                }
            }
            ["fail", number] => number.parse().map_or(Outcome::Invalid, Outcome::Fails),
            ["slow", name] if !name.is_empty() => {
                tokio::time::sleep(SLOW).await;
                Outcome::Person((*name).to_owned())
            }
            ["snapshot", name] if !name.is_empty() => Outcome::Snapshot((*name).to_owned()),
            _ => Outcome::Invalid,
        }
    }
}

/// The openid of `name` in app `appid`: 28 characters that look like WeChat's.
#[must_use]
pub fn openid(appid: &str, name: &str) -> String {
    derived("openid", appid, name)
}

/// The unionid of `name`, the same in every app.
#[must_use]
pub fn unionid(name: &str) -> String {
    derived("unionid", "", name)
}

fn derived(kind: &str, appid: &str, name: &str) -> String {
    let hash = digest(&SHA256, format!("{kind}\0{appid}\0{name}").as_bytes());
    let text = URL_SAFE_NO_PAD.encode(hash.as_ref());
    format!("o{}", &text[..27])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_code_says_what_happens() {
        let sandbox = Sandbox::new(SandboxApp {
            appid: "wx1".into(),
            secret: "s".into(),
        });
        let person = |name: &str| Outcome::Person(name.to_owned());
        assert_eq!(sandbox.redeem("王芳").await, person("王芳"));
        assert_eq!(sandbox.redeem("once:a:1").await, person("a"));
        assert_eq!(sandbox.redeem("once:a:1").await, Outcome::Used);
        assert_eq!(sandbox.redeem("once:a:2").await, person("a"));
        assert_eq!(sandbox.redeem("fail:-1").await, Outcome::Fails(-1));
        assert_eq!(
            sandbox.redeem("snapshot:a").await,
            Outcome::Snapshot("a".into())
        );
        for bad in ["", "fail:x", "what:a", "once:a", "slow:"] {
            assert_eq!(sandbox.redeem(bad).await, Outcome::Invalid, "{bad}");
        }
    }

    #[test]
    fn an_openid_depends_on_app_and_name_a_unionid_on_the_name() {
        assert_eq!(openid("wx1", "a").len(), 28);
        assert_ne!(openid("wx1", "a"), openid("wx2", "a"));
        assert_ne!(openid("wx1", "a"), openid("wx1", "b"));
        assert_eq!(unionid("a"), unionid("a"));
    }
}
