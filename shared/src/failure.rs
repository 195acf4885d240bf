//! What went wrong when it was nobody's request that was wrong: a dependency, the configuration, or this code.

use std::fmt::Display;

/// A dependency that functions call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dependency {
    /// The two tables.
    DynamoDb,
    /// The mail service.
    Ses,
    /// Token keys and provider credentials.
    SecretsManager,
    /// WeChat's open platform.
    WeChat,
    /// Alipay's open platform.
    Alipay,
    /// QQ's open platform, and QQ Connect.
    Qq,
    /// Sign in with Apple.
    Apple,
}

impl Display for Dependency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::DynamoDb => "DynamoDB",
            Self::Ses => "SES",
            Self::SecretsManager => "Secrets Manager",
            Self::WeChat => "WeChat",
            Self::Alipay => "Alipay",
            Self::Qq => "QQ",
            Self::Apple => "Apple",
        })
    }
}

/// Why an operation could not be carried out although the request was in order.
///
/// The caller learns only that the system failed; the text is for the operator's log and holds no secret, token,
/// code or personal data.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Throttled, timed out, unreachable or answering 5xx: the same request may succeed later.
    #[error("{dependency} is unavailable ({operation}): {cause}")]
    Unavailable {
        /// Who did not answer.
        dependency: Dependency,
        /// Which call it was.
        operation: &'static str,
        /// What it said.
        cause: String,
    },
    /// A wrong name, key, role or permission: it stays so until an operator changes it.
    #[error("{dependency} refuses this deployment ({operation}): {cause}")]
    Misconfigured {
        /// Who refused.
        dependency: Dependency,
        /// Which call it was.
        operation: &'static str,
        /// What it said, and what to look at.
        cause: String,
    },
    /// Something that this code holds impossible.
    #[error("broken invariant: {0}")]
    Broken(String),
}

impl Failure {
    /// A broken invariant, described for whoever reads the log.
    pub fn broken(what: impl Into<String>) -> Self {
        Self::Broken(what.into())
    }

    /// Whether the same request may succeed later without anybody changing anything.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Unavailable { .. })
    }

    /// Writes the one log line of this failure; called where it is turned into a response, and nowhere else.
    pub fn log(&self) {
        match self {
            Self::Unavailable {
                dependency,
                operation,
                cause,
            } => {
                tracing::error!(event = "dependency_unavailable", %dependency, operation, cause, "a dependency is unavailable; the caller may try again");
            }
            Self::Misconfigured {
                dependency,
                operation,
                cause,
            } => {
                tracing::error!(event = "operator_error", %dependency, operation, cause, "a dependency refuses this deployment; it needs an operator");
            }
            Self::Broken(cause) => {
                tracing::error!(event = "broken_invariant", cause, "this should not happen");
            }
        }
    }
}
