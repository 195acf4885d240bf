//! Rotation of the token keys: the four steps that Secrets Manager asks a rotation function for.
//!
//! Source: `docs.aws.amazon.com/secretsmanager`, Rotation by Lambda function. Every step may be asked for again, and does nothing
//! then.

use aws_sdk_secretsmanager::operation::get_secret_value::GetSecretValueError;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use crate::app::App;
use crate::audit::{self, AuditKind, AuditRecord};
use crate::aws::failure;
use crate::failure::{Dependency, Failure};
use crate::session::Session;
use crate::token::TokenKeys;
use crate::user::UserId;

const CURRENT: &str = "AWSCURRENT";
const PENDING: &str = "AWSPENDING";

/// What Secrets Manager asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Step {
    /// Make the new value.
    CreateSecret,
    /// Tell it to the service that it is for; here nobody has to be told, since every function reads the secret itself.
    SetSecret,
    /// See whether it works.
    TestSecret,
    /// Make it the current one.
    FinishSecret,
}

/// Why a step was not taken.
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    /// It is not asked for by Secrets Manager rotating the token keys.
    #[error("{0}")]
    NotARotation(&'static str),
    /// The system failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Takes one step of the rotation of `secret` to the version `version`.
///
/// # Errors
/// [`RotationError`].
pub async fn take(app: &App, secret: &str, version: &str, step: Step) -> Result<(), RotationError> {
    let rotation = Rotation {
        app,
        secret,
        version,
    };
    let stages = rotation.stages_of_version().await?;
    if stages.iter().any(|stage| stage == CURRENT) {
        return Ok(());
    }
    if !stages.iter().any(|stage| stage == PENDING) {
        return Err(RotationError::NotARotation(
            "the version is not pending: let Secrets Manager call this function",
        ));
    }
    match step {
        Step::CreateSecret => rotation.create().await,
        Step::SetSecret => Ok(()),
        Step::TestSecret => rotation.test().await,
        Step::FinishSecret => rotation.finish().await,
    }
}

struct Rotation<'a> {
    app: &'a App,
    secret: &'a str,
    version: &'a str,
}

impl Rotation<'_> {
    /// The stages of the version that this rotation makes.
    async fn stages_of_version(&self) -> Result<Vec<String>, RotationError> {
        let versions = self.versions().await?;
        let own = versions.into_iter().find(|(id, _)| id == self.version);
        own.map(|(_, stages)| stages)
            .ok_or(RotationError::NotARotation(
                "the secret has no such version: let Secrets Manager call this function",
            ))
    }

    async fn versions(&self) -> Result<Vec<(String, Vec<String>)>, RotationError> {
        let client = self.app.secrets.client();
        let described = client.describe_secret().secret_id(self.secret).send().await;
        let described =
            described.map_err(|e| failure(Dependency::SecretsManager, "DescribeSecret", &e))?;
        if described.name() != Some(&self.app.config.token_keys_secret)
            && described.arn() != Some(&self.app.config.token_keys_secret)
        {
            return Err(RotationError::NotARotation(
                "SecretId is not the secret of the token keys",
            ));
        }
        Ok(described
            .version_ids_to_stages
            .unwrap_or_default()
            .into_iter()
            .collect())
    }

    /// Publishes a key beside those that are there.
    async fn create(&self) -> Result<(), RotationError> {
        if self.pending().await?.is_some() {
            return Ok(());
        }
        let current = self.value(None).await?;
        let current = current.ok_or_else(|| Failure::broken("the token keys have no value"))?;
        let keys = parse(&current)?;
        let key = [self.app.random.id()?, self.app.random.id()?].concat();
        let next = keys.followed_by(&key, self.app.clock.now())?;
        let put = self
            .app
            .secrets
            .client()
            .put_secret_value()
            .secret_id(self.secret)
            .client_request_token(self.version)
            .secret_string(next.expose_secret())
            .version_stages(PENDING);
        put.send()
            .await
            .map_err(|e| failure(Dependency::SecretsManager, "PutSecretValue", &e))?;
        Ok(())
    }

    /// Signs with the new keys as they will be once the newest is active, and verifies.
    async fn test(&self) -> Result<(), RotationError> {
        let pending = self.pending().await?;
        let pending = pending.ok_or_else(|| Failure::broken("there is no new value to test"))?;
        let keys = parse(&pending)?;
        let opened_at = self.app.clock.now() + crate::token::PUBLISHED_BEFORE;
        let session = Session {
            user: UserId::new(1).ok_or_else(|| Failure::broken("1 is no id"))?,
            jti: self.app.random.id()?,
            epoch: 0,
            issuer: "rotation".to_owned(),
            opened_at,
            closes_at: opened_at + crate::session::LIFETIME,
            source_ip: String::new(),
            user_agent: String::new(),
            session_key: None,
        };
        keys.verify(&keys.issue(&session)?, opened_at)
            .map_err(|_| Failure::broken("the new keys do not verify what they sign"))?;
        Ok(())
    }

    /// Makes the new value the current one.
    async fn finish(&self) -> Result<(), RotationError> {
        let versions = self.versions().await?;
        let holds = |stages: &[String]| stages.iter().any(|stage| stage == CURRENT);
        let current = versions.iter().find(|(_, stages)| holds(stages));
        let moved = self
            .app
            .secrets
            .client()
            .update_secret_version_stage()
            .secret_id(self.secret)
            .version_stage(CURRENT)
            .move_to_version_id(self.version)
            .set_remove_from_version_id(current.map(|(id, _)| id.clone()));
        moved
            .send()
            .await
            .map_err(|e| failure(Dependency::SecretsManager, "UpdateSecretVersionStage", &e))?;
        tracing::info!(
            event = "token_keys_rotated",
            "a new token key is published; it signs in some minutes"
        );
        let record = AuditRecord::new(self.app, AuditKind::TokenKeysRotated, "");
        audit::note(self.app, record).await;
        Ok(())
    }

    async fn pending(&self) -> Result<Option<SecretString>, RotationError> {
        self.value(Some(self.version)).await
    }

    /// The value of a version, or the current one; `None` when it has none yet.
    async fn value(&self, version: Option<&str>) -> Result<Option<SecretString>, RotationError> {
        let got = self
            .app
            .secrets
            .client()
            .get_secret_value()
            .secret_id(self.secret)
            .set_version_id(version.map(str::to_owned))
            .set_version_stage(version.map(|_| PENDING.to_owned()))
            .send()
            .await;
        match got {
            Ok(output) => Ok(output.secret_string.map(Into::into)),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(GetSecretValueError::is_resource_not_found_exception) =>
            {
                Ok(None)
            }
            Err(error) => Err(failure(Dependency::SecretsManager, "GetSecretValue", &error).into()),
        }
    }
}

fn parse(secret: &SecretString) -> Result<TokenKeys, Failure> {
    TokenKeys::parse(secret.expose_secret())
        .map_err(|problem| Failure::broken(format!("the token keys: {problem}")))
}
