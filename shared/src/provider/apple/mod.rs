//! Sign in with Apple: codes and identity tokens.
//!
//! Source: `developer.apple.com`, Sign in with Apple REST API: "Creating a client secret", "Generate and validate tokens",
//! "Fetch Apple's public key for verifying token signature", "Verifying a user"; TN3107 on its errors. The form of a request
//! holds a code and a secret, and an answer holds tokens, so nothing of either may reach a log.

mod identity_token;
mod keys;

use std::time::Duration;

use futures_util::future::join;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};

pub(super) use self::identity_token::verify;
use self::identity_token::{MAX_TOKEN_BYTES, OneOrMany, read};
pub use self::keys::AppleKeys;
pub(super) use self::keys::parse_keys;
use super::app::Credentials;
use super::http::{Operation, Reply, Trouble, object};
use super::{Exchange, ExchangeError, IdentityToken, ProviderApp, ProviderCode, Vouched, key};
use crate::clock::Timestamp;
use crate::failure::{Dependency, Failure};
use crate::identity::{Identity, Openid};
use crate::nonce::Nonce;

/// Pauses before the repetitions of a call for which no connection came about; anything else may have used the code.
const PAUSES: [Duration; 2] = [Duration::from_millis(200), Duration::from_millis(800)];
const TOKEN: Operation = Operation::new(Dependency::Apple, "auth/token", &PAUSES);
/// Nothing is asked of Apple there; it is the name under which a refused token is noted.
const IDENTITY_TOKEN: Operation = Operation::new(Dependency::Apple, "identity token", &[]);

/// Whom a client secret is for: Apple's name, wherever the configured base URL leads.
const AUDIENCE: &str = "https://appleid.apple.com";
/// How long a client secret is good. Apple allows six months; one is made for each call.
const SECRET_LIFETIME: Duration = Duration::from_mins(5);

/// What an operator looks at when a client secret is not made or not taken.
const SECRET_PARTS: &str = "key, key_id and team_id in the providers secret";

/// Exchanges a code for the person behind it. `redirect_uri` is where a website's code was sent.
///
/// # Errors
/// [`ExchangeError`].
pub(super) async fn by_code(
    exchange: Exchange<'_>,
    code: &ProviderCode,
    redirect_uri: Option<&str>,
) -> Result<Vouched, ExchangeError> {
    let Exchange { host, with, .. } = exchange;
    // A native app's code was sent nowhere, and Apple takes it only without a redirect URI: none is filled in.
    let redirect_uri = match redirect_uri {
        Some(told) => with.redirect_uri(Some(told))?,
        None => None,
    };
    let form = token_form(with, code, redirect_uri, host.clock.now())?;
    let (keys, token) = join(
        // A cold instance has no keys yet; beside the exchange they cost no time.
        host.apple_keys.get(exchange, None),
        TOKEN.persist(exchange, || redeem(exchange, &form)),
    )
    .await;
    // The refusal of a code says more to the client than keys that are out of reach.
    let token = token?;
    keys?;
    let claimed = read(exchange, &token).await?.map_err(|flaw| {
        // Apple itself has just given it: this is no fault of the client's.
        TOKEN.unavailable(format!("an answer with an unusable identity token: {flaw}"))
    })?;
    Ok(Vouched::person(identity(with, claimed.openid)?))
}

/// Reads the identity token that a client got from Apple when it asked with `nonce`, or with its SHA-256.
///
/// Without a nonce of ours the token would be good for whoever comes by it, for as long as it lasts, which is a day.
///
/// # Errors
/// [`ExchangeError::InvalidCode`] for whatever is wrong with the token; [`ExchangeError::Failure`] when Apple's keys are out of
/// reach.
pub(super) async fn by_identity_token(
    exchange: Exchange<'_>,
    token: &IdentityToken,
    nonce: &Nonce,
) -> Result<Vouched, ExchangeError> {
    let claimed = read(exchange, token.expose())
        .await?
        .and_then(|claimed| claimed.repeating(nonce.as_str()))
        .map_err(|flaw| {
            IDENTITY_TOKEN.note_refusal(&flaw.to_string());
            ExchangeError::InvalidCode
        })?;
    Ok(Vouched {
        nonce: Some(nonce.clone()),
        ..Vouched::person(identity(exchange.with, claimed.openid)?)
    })
}

/// The app that `token` says it is for, by which a caller chooses among several apps of ours.
///
/// It proves nothing: whoever sends the token can have written this. `None` when it is no JWT or names not exactly one app.
#[must_use]
pub fn unverified_audience(token: &IdentityToken) -> Option<String> {
    #[derive(Deserialize)]
    struct Audience {
        aud: OneOrMany,
    }
    let token = token.expose();
    if token.len() > MAX_TOKEN_BYTES {
        return None;
    }
    let claims: Audience = jsonwebtoken::dangerous::insecure_decode_claims(token).ok()?;
    claims.aud.only().map(str::to_owned)
}

/// The person in our words.
fn identity(app: &ProviderApp, openid: Openid) -> Result<Identity, Failure> {
    let Credentials::Apple { team_id, .. } = &app.credentials else {
        return Err(not_apples());
    };
    // Apple names a person once for all apps of a team, so the team and that name are the unionid. The team has to be in it:
    // a deployment can have apps of several teams, and nothing says that two teams' names differ.
    let unionid = Openid::parse(&format!("{team_id}.{}", openid.as_str()))
        .map_err(|_| TOKEN.misconfigured(&app.appid, "team_id is not one", SECRET_PARTS))?;
    Ok(app.identity(openid, Some(unionid)))
}

fn not_apples() -> Failure {
    Failure::broken("an app of Apple's has credentials of another provider's")
}

/// The body of the request for tokens.
fn token_form(
    app: &ProviderApp,
    code: &ProviderCode,
    redirect_uri: Option<&str>,
    now: Timestamp,
) -> Result<String, Failure> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("client_id", &app.appid)
        .append_pair("client_secret", &client_secret(app, now)?)
        .append_pair("code", code.expose())
        .append_pair("grant_type", "authorization_code");
    if let Some(redirect_uri) = redirect_uri {
        form.append_pair("redirect_uri", redirect_uri);
    }
    Ok(form.finish())
}

/// What a client secret says ("Creating a client secret").
#[derive(Serialize)]
struct SecretClaims<'a> {
    iss: &'a str,
    iat: i64,
    exp: i64,
    aud: &'a str,
    sub: &'a str,
}

/// The secret that an app proves itself with: a JWT that its key signs.
fn client_secret(app: &ProviderApp, now: Timestamp) -> Result<String, Failure> {
    let Credentials::Apple {
        key,
        key_id,
        team_id,
    } = &app.credentials
    else {
        return Err(not_apples());
    };
    let unusable = || {
        TOKEN.misconfigured(
            &app.appid,
            "the key is not an EC P-256 key in PKCS#8",
            SECRET_PARTS,
        )
    };
    // The whole PKCS#8 structure: what the library calls an EC key in DER is not SEC 1 here.
    let der = key::der(key.expose_secret()).ok_or_else(unusable)?;
    let header = Header {
        kid: Some(key_id.clone()),
        ..Header::new(Algorithm::ES256)
    };
    let claims = SecretClaims {
        iss: team_id,
        iat: now.as_seconds(),
        exp: (now + SECRET_LIFETIME).as_seconds(),
        aud: AUDIENCE,
        sub: &app.appid,
    };
    jsonwebtoken::encode(&header, &claims, &EncodingKey::from_ec_der(&der)).map_err(|_| unusable())
}

/// The answer to a code that is taken. The access and refresh tokens stay where they are, since nothing here needs them.
#[derive(Deserialize)]
struct Tokens {
    id_token: String,
}

async fn redeem(exchange: Exchange<'_>, form: &str) -> Result<String, Trouble> {
    let Exchange { host, with, .. } = exchange;
    let request = host
        .http()?
        .post(format!("{}/auth/token", host.config.provider_urls.apple))
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(form.to_owned());
    judge(with, &TOKEN.send(request).await?)
}

/// Reads the answer to a code: the identity token in it, which is not verified yet.
pub(super) fn judge(app: &ProviderApp, reply: &Reply) -> Result<String, Trouble> {
    if reply.status != StatusCode::OK {
        return Err(judge_error(app, reply).into());
    }
    Ok(TOKEN.read::<Tokens>(reply)?.id_token)
}

/// An error as RFC 6749, 5.2 has it, with Apple's own descriptions.
#[derive(Deserialize)]
struct Refusal {
    error: String,
    #[serde(default)]
    error_description: String,
}

/// Reads an answer that is not the tokens.
fn judge_error(app: &ProviderApp, reply: &Reply) -> ExchangeError {
    match reply.status {
        StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED => {}
        StatusCode::TOO_MANY_REQUESTS => return ExchangeError::TooMany(60),
        // After a 5xx nobody knows whether the code is used, so it is not tried again.
        status => return TOKEN.unavailable(format!("HTTP {status}")).into(),
    }
    let Some(refusal) = object::<Refusal>(&reply.body) else {
        return TOKEN.nonsense(reply).into();
    };
    let error: String = refusal.error.chars().take(64).collect();
    match error.as_str() {
        "invalid_grant" => judge_grant(&refusal.error_description),
        // A code that is no code is an invalid grant to Apple. All else in the form is ours, and the redirect URI is one of
        // those that the operator listed, so an invalid request is the operator's too.
        "invalid_client" | "invalid_request" | "invalid_scope" | "unauthorized_client"
        | "unsupported_grant_type" => TOKEN
            .misconfigured(
                &app.appid,
                error,
                "appid, key, key_id, team_id and redirect_uris in the providers secret, and the app in Apple's developer account",
            )
            .into(),
        _ => TOKEN.unavailable(error).into(),
    }
}

/// Reads why a code is not taken. The description is Apple's prose, so only what is looked for in it is passed on.
fn judge_grant(description: &str) -> ExchangeError {
    let description = description.to_ascii_lowercase();
    let says = |words: &str| description.contains(words);
    if says("already been used") || says("already been redeemed") {
        TOKEN.note_refusal("invalid_grant: used before");
        return ExchangeError::UsedCode;
    }
    // These two are what an operator sees who has taken a native app's bundle id for a website's Services ID.
    TOKEN.note_refusal(if says("client_id mismatch") {
        "invalid_grant: of another client_id"
    } else if says("redirect_uri mismatch") {
        "invalid_grant: of another redirect_uri"
    } else {
        "invalid_grant"
    });
    ExchangeError::InvalidCode
}

#[cfg(test)]
mod tests;
