//! Secrets Manager, asked seldom: cached, one request at a time, stale rather than nothing.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::config::Builder;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use futures_util::future::join_all;
use tokio::sync::Mutex;

use crate::aws::user_agent::OwnUserAgent;
use crate::aws::{failure, sdk_config};
use crate::clock::{Clock, Timestamp};
use crate::config::Config;
use crate::failure::{Dependency, Failure};
use crate::provider::Providers;
use crate::token::TokenKeys;

/// How long a value is used before it is asked for again.
const MAX_AGE: Duration = Duration::from_mins(5);
/// How soon it may be asked for again on purpose: after a failure, or for a key that is not in it.
const MIN_AGE: Duration = Duration::from_secs(10);

/// A secret of a deployment, as a function names those that it reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Secret {
    /// The keys that tokens are signed with.
    TokenKeys,
    /// The providers' apps.
    Providers,
}

/// The two secrets of a deployment.
#[derive(Debug)]
pub struct Secrets {
    config: Arc<Config>,
    http: SharedHttpClient,
    clock: Clock,
    client: OnceLock<Client>,
    token_keys: Cached<TokenKeys>,
    providers: Cached<Providers>,
}

/// A parsed secret and when it was fetched. The lock is held while it is fetched: one request, however many wait.
type Cached<T> = Mutex<Option<(Arc<T>, Timestamp)>>;

impl Secrets {
    /// The secrets that `config` names; nothing is fetched before it is needed.
    #[must_use]
    pub fn new(config: &Arc<Config>, http: &SharedHttpClient, clock: Clock) -> Self {
        Self {
            config: Arc::clone(config),
            http: http.clone(),
            clock,
            client: OnceLock::new(),
            token_keys: Mutex::new(None),
            providers: Mutex::new(None),
        }
    }

    /// The keys that tokens are signed with.
    ///
    /// # Errors
    /// A [`Failure`] of Secrets Manager when nothing is cached, or a secret that is not of the documented form.
    pub async fn token_keys(&self) -> Result<Arc<TokenKeys>, Failure> {
        self.get(
            &self.token_keys,
            &self.config.token_keys_secret,
            TokenKeys::parse,
            MAX_AGE,
        )
        .await
    }

    /// The keys that tokens are signed with, fetched anew if `kid` is not among them: a key may have been published since.
    /// Whoever invents key ids causes one request in ten seconds.
    ///
    /// # Errors
    /// As [`Secrets::token_keys`].
    pub async fn token_keys_with(&self, kid: &str) -> Result<Arc<TokenKeys>, Failure> {
        let keys = self.token_keys().await?;
        if keys.has(kid) {
            return Ok(keys);
        }
        self.get(
            &self.token_keys,
            &self.config.token_keys_secret,
            TokenKeys::parse,
            MIN_AGE,
        )
        .await
    }

    /// The providers' apps.
    ///
    /// # Errors
    /// As [`Secrets::token_keys`].
    pub async fn providers(&self) -> Result<Arc<Providers>, Failure> {
        self.get(
            &self.providers,
            &self.config.providers_secret,
            Providers::parse,
            MAX_AGE,
        )
        .await
    }

    /// Fetches these before the first event, beside each other: a second connection takes less time than a second request after the first.
    ///
    /// # Errors
    /// As [`Secrets::token_keys`].
    pub async fn warm_up(&self, secrets: &[Secret]) -> Result<(), Failure> {
        let fetched = secrets.iter().map(async |secret| match secret {
            Secret::TokenKeys => self.token_keys().await.map(drop),
            Secret::Providers => self.providers().await.map(drop),
        });
        join_all(fetched).await.into_iter().collect()
    }

    async fn get<T>(
        &self,
        cached: &Cached<T>,
        id: &str,
        parse: fn(&str) -> Result<T, String>,
        max_age: Duration,
    ) -> Result<Arc<T>, Failure> {
        let mut cached = cached.lock().await;
        let now = self.clock.now();
        if let Some((value, fetched_at)) = &*cached
            // A clock that went back makes a value old, not eternal.
            && (*fetched_at..*fetched_at + max_age).contains(&now)
        {
            return Ok(Arc::clone(value));
        }
        match self.fetch(id, parse).await {
            Ok(value) => {
                let value = Arc::new(value);
                *cached = Some((Arc::clone(&value), now));
                Ok(value)
            }
            Err(failure) => match &mut *cached {
                // What was good a moment ago is better than nothing, also when an operator has just made a mistake.
                Some((value, fetched_at)) => {
                    if !failure.is_transient() {
                        failure.log();
                    }
                    tracing::warn!(event = "secret_stale", secret = id, cause = %failure, "a secret could not be refreshed; the last value is used");
                    *fetched_at = now - MAX_AGE + MIN_AGE;
                    Ok(Arc::clone(value))
                }
                _ => Err(failure),
            },
        }
    }

    async fn fetch<T>(&self, id: &str, parse: fn(&str) -> Result<T, String>) -> Result<T, Failure> {
        let output = self
            .client()
            .get_secret_value()
            .secret_id(id)
            .send()
            .await
            .map_err(|e| failure(Dependency::SecretsManager, "GetSecretValue", &e))?;
        parse(output.secret_string().unwrap_or_default()).map_err(|problem| {
            Failure::Misconfigured {
                dependency: Dependency::SecretsManager,
                operation: "GetSecretValue",
                cause: format!("secret {id}: {problem}"),
            }
        })
    }

    /// The client, made when it is first needed.
    pub(crate) fn client(&self) -> &Client {
        self.client.get_or_init(|| {
            let sdk = sdk_config(
                &self.config.aws,
                self.config.aws.secrets_manager_url.as_deref(),
                &self.http,
            );
            let config = Builder::from(&sdk).interceptor(OwnUserAgent);
            Client::from_conf(config.build())
        })
    }
}
