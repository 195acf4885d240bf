//! The keys that Apple signs with, published as a JWKS (RFC 7517).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use jsonwebtoken::DecodingKey;
use serde::Deserialize;
use tokio::sync::Mutex;

use super::PAUSES;
use crate::clock::Timestamp;
use crate::collect::ordered;
use crate::failure::Dependency;
use crate::provider::http::{Operation, Trouble};
use crate::provider::{Exchange, ExchangeError};

const KEYS: Operation = Operation::new(Dependency::Apple, "auth/keys", &PAUSES);
/// How long Apple's keys are used before they are asked for again.
const KEYS_MAX_AGE: Duration = Duration::from_hours(24);
/// How soon they may be asked for again: after a failure, or for a key that is not among them.
const KEYS_MIN_AGE: Duration = Duration::from_mins(1);
/// The most keys taken; Apple publishes about three.
pub(super) const MAX_KEYS: usize = 20;

/// Apple's keys, by key id.
pub(in crate::provider) type Keys = BTreeMap<String, DecodingKey>;

/// The keys that Apple signs with, asked for seldom. The lock is held while they are fetched: one request, however many wait.
#[derive(Debug, Default)]
pub struct AppleKeys(Mutex<Held>);

/// The keys as they were last fetched, and when that was and when it was last tried.
#[derive(Debug, Default)]
pub(super) struct Held {
    pub(super) keys: Arc<Keys>,
    pub(super) fetched_at: Option<Timestamp>,
    pub(super) tried_at: Option<Timestamp>,
}

impl AppleKeys {
    /// The keys: fetched anew when they are old, or when `kid` is wanted and not among them, since Apple changes keys without
    /// notice. Whoever invents key ids causes one request a minute.
    ///
    /// Keys that cannot be refreshed go on being used: Apple's outage is no reason to send away whom a known key vouches for.
    pub(super) async fn get(
        &self,
        exchange: Exchange<'_>,
        kid: Option<&str>,
    ) -> Result<Arc<Keys>, ExchangeError> {
        let mut held = self.0.lock().await;
        let now = exchange.host.clock.now();
        if held.is_fresh(now) && held.has(kid) {
            return Ok(Arc::clone(&held.keys));
        }
        if held.is_too_soon(now) {
            return held.resort(kid).ok_or_else(|| {
                KEYS.unavailable("the last try failed less than a minute ago")
                    .into()
            });
        }
        held.tried_at = Some(now);
        match KEYS.persist(exchange, || fetch(exchange)).await {
            Ok(keys) => {
                held.keys = Arc::new(keys);
                held.fetched_at = Some(now);
                Ok(Arc::clone(&held.keys))
            }
            Err(error) => match held.resort(kid) {
                Some(keys) => {
                    tracing::warn!(event = "apple_keys_stale", cause = %error, "Apple's keys could not be refreshed; the last ones are used");
                    Ok(keys)
                }
                None => Err(error),
            },
        }
    }
}

impl Held {
    pub(super) fn is_fresh(&self, now: Timestamp) -> bool {
        is_within(self.fetched_at, KEYS_MAX_AGE, now)
    }

    /// Whether the last try is too fresh for another one. Without any keys it never is: every request asks Apple for something
    /// anyway, and one failure must not close the door for a minute.
    pub(super) fn is_too_soon(&self, now: Timestamp) -> bool {
        self.fetched_at.is_some() && is_within(self.tried_at, KEYS_MIN_AGE, now)
    }

    pub(super) fn has(&self, kid: Option<&str>) -> bool {
        kid.is_none_or(|kid| self.keys.contains_key(kid))
    }

    /// The keys when no newer ones can be had. For a key that is not among them they are an answer only if they are what Apple
    /// said last: else nobody knows whether there is such a key.
    pub(super) fn resort(&self, kid: Option<&str>) -> Option<Arc<Keys>> {
        let was_answered = self.fetched_at.is_some();
        let is_latest = self.fetched_at == self.tried_at;
        (was_answered && (is_latest || self.has(kid))).then(|| Arc::clone(&self.keys))
    }
}

/// Whether `now` is in the `span` after `start`. A clock that went back makes things old, not eternal.
fn is_within(start: Option<Timestamp>, span: Duration, now: Timestamp) -> bool {
    start.is_some_and(|start| (start..start + span).contains(&now))
}

async fn fetch(exchange: Exchange<'_>) -> Result<Keys, Trouble> {
    let Exchange { host, .. } = exchange;
    let url = format!("{}/auth/keys", host.config.provider_urls.apple);
    let reply = KEYS.send(host.http()?.get(url)).await?;
    if reply.status != StatusCode::OK {
        return Err(KEYS.unavailable(format!("HTTP {}", reply.status)).into());
    }
    let keys = parse_keys(&reply.body);
    if keys.is_empty() {
        return Err(KEYS.nonsense(&reply).into());
    }
    Ok(keys)
}

/// A key as it is published (RFC 7517, RFC 7518, 6.3.1).
#[derive(Deserialize)]
struct PublishedKey {
    kty: String,
    kid: String,
    #[serde(rename = "use")]
    usage: String,
    alg: String,
    n: String,
    e: String,
}

/// The keys in `body` that identity tokens can be signed with; of another kind there may be some some day.
pub(in crate::provider) fn parse_keys(body: &[u8]) -> Keys {
    #[derive(Deserialize)]
    struct Published {
        keys: Vec<serde_json::Value>,
    }
    let Ok(Published { keys }) = serde_json::from_slice(body) else {
        return Keys::new();
    };
    let keys = keys
        .into_iter()
        .filter_map(|key| serde_json::from_value::<PublishedKey>(key).ok())
        .filter(|key| key.kty == "RSA" && key.usage == "sig" && key.alg == "RS256")
        .filter_map(|key| {
            let decoding = DecodingKey::from_rsa_components(&key.n, &key.e).ok()?;
            Some((key.kid, decoding))
        })
        .take(MAX_KEYS);
    ordered(keys)
}
