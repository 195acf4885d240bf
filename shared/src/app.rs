//! What a function has at hand.

use std::error::Error;
use std::sync::{Arc, OnceLock};

use aws_smithy_runtime_api::client::http::SharedHttpClient;

use crate::clock::Clock;
use crate::config::Config;
use crate::failure::Failure;
use crate::http_client;
use crate::mail::Mailer;
use crate::password::Passwords;
use crate::provider::apple::AppleKeys;
use crate::random::Random;
use crate::secrets::Secrets;
use crate::store::Store;

/// What functions in one process share: on Lambda there is one, in the local stack all run side by side.
#[derive(Clone, Debug, Default)]
pub struct Host {
    /// The time.
    pub clock: Clock,
    /// The randomness.
    pub random: Random,
    /// The password hasher with its buffer.
    pub passwords: Passwords,
    /// The way to AWS; without one, each function has a client of its own.
    pub aws: Option<SharedHttpClient>,
}

/// A function's configuration and its clients; those that only some requests need are made when they are first needed.
#[derive(Debug)]
pub struct App {
    /// What the deployment chose.
    pub config: Arc<Config>,
    /// The time.
    pub clock: Clock,
    /// The randomness.
    pub random: Random,
    /// The password hasher.
    pub passwords: Passwords,
    /// The directory's tables.
    pub store: Store,
    /// Token keys and providers' apps.
    pub secrets: Secrets,
    /// The mailer.
    pub mailer: Mailer,
    /// The keys that Apple signs with.
    pub apple_keys: AppleKeys,
    http: OnceLock<reqwest::Client>,
}

impl App {
    /// The app of a function with this configuration on this host.
    #[must_use]
    pub fn new(config: Config, host: Host) -> Self {
        let Host {
            clock,
            random,
            passwords,
            aws,
        } = host;
        let config = Arc::new(config);
        let aws = aws.unwrap_or_else(|| http_client::aws::client(config.is_local()));
        Self {
            store: Store::new(&config, &aws, random.clone()),
            secrets: Secrets::new(&config, &aws, clock.clone()),
            mailer: Mailer::new(&config, &aws),
            apple_keys: AppleKeys::default(),
            config,
            clock,
            random,
            passwords,
            http: OnceLock::new(),
        }
    }

    /// The client for identity providers.
    ///
    /// # Errors
    /// [`Failure::Broken`] when the TLS stack cannot be set up.
    pub fn http(&self) -> Result<&reqwest::Client, Failure> {
        if let Some(client) = self.http.get() {
            return Ok(client);
        }
        let broken = |e: &dyn Error| Failure::broken(format!("no HTTP client: {e}"));
        // A connection that lay idle while Lambda slept may be dead without our knowing, and what is sent on it is lost, with a code
        // that works once: each call has a connection of its own.
        let client = http_client::builder(self.config.is_local())
            .map_err(|e| broken(&e))?
            .pool_max_idle_per_host(0)
            .build()
            .map_err(|e| broken(&e))?;
        Ok(self.http.get_or_init(|| client))
    }
}
