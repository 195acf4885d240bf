//! The directory's two tables, and the only place that knows a key, a condition or an index.
//!
//! | module | what it does |
//! |---|---|
//! | [`mod@write`] | the unit of work: any number of domain writes, all or none, each with its condition |
//! | [`read`] | lookups by key, strongly consistent, several in one request |
//! | [`counters`] | single writes: ids, the tries of an email code, proofs, claims of provider codes |
//! | [`attempts`] | how often something was tried, since when, and from when it may be again |
//! | [`listing`] | pages of the users that have a family's section |
//! | [`sessions`], [`trail`] | pages of a user's sessions, and of what happened |
//! | `keys`, `item`, `retry` | key formats; items to types and back; what DynamoDB asks to be tried again |
//!
//! No operation scans. Every uniqueness, burn, quota and state rule is a condition of the write itself; what was
//! read before only shapes the write.

pub mod attempts;
pub mod counters;
mod item;
mod keys;
pub mod listing;
pub mod read;
mod retry;
pub mod rows;
pub mod sessions;
pub mod trail;
pub mod write;

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::Builder;
use aws_smithy_runtime_api::client::http::SharedHttpClient;

pub use read::{Door, SignInDoor};
pub use rows::{AccessTokenRow, CodeRow, MailboxRow, PasswordHash, ProofRow};
pub use write::{CommitError, Keep, Refusal, Write};

use crate::aws::user_agent::OwnUserAgent;
use crate::config::Config;
use crate::random::Random;

/// A client that is made when it is first needed: that takes a fifth of a millisecond, in which the secrets can be on their way.
type LazyClient = LazyLock<Client, Box<dyn FnOnce() -> Client + Send>>;

/// The two tables behind one DynamoDB client.
#[derive(Clone, Debug)]
pub struct Store {
    client: Arc<LazyClient>,
    users: String,
    codes: String,
    record_retention: Duration,
    random: Random,
}

impl Store {
    /// The tables that `config` names, over `http`.
    #[must_use]
    pub fn new(config: &Arc<Config>, http: &SharedHttpClient, random: Random) -> Self {
        let (told, http) = (Arc::clone(config), http.clone());
        let client = move || {
            let aws = &told.aws;
            let sdk = crate::aws::sdk_config(aws, aws.dynamodb_url.as_deref(), &http);
            let config = Builder::from(&sdk).interceptor(OwnUserAgent);
            Client::from_conf(config.build())
        };
        Self::over(LazyLock::new(Box::new(client)), config, random)
    }

    /// The tables that `config` names, through `client`.
    #[must_use]
    pub fn with_client(client: Client, config: &Config, random: Random) -> Self {
        Self::over(LazyLock::new(Box::new(|| client)), config, random)
    }

    fn over(client: LazyClient, config: &Config, random: Random) -> Self {
        Self {
            client: Arc::new(client),
            users: config.users_table.clone(),
            codes: config.codes_table.clone(),
            record_retention: config.audit_retention,
            random,
        }
    }
}
