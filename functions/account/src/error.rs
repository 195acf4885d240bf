//! Every failure of the family, in the document's and in Django REST framework's words.

use shared::authenticate::{AuthenticationError, AuthorisationError};
use shared::response::{self, Response, StatusCode};
use shared::sign_in::PasswordSignInError;
use shared::{Failure, Rejection};

use crate::envelope::{failure, field_error, invalid};

/// Why an endpoint of this family failed.
#[derive(Debug)]
pub enum Error {
    /// It never was a request to the endpoint.
    Rejected(Rejection),
    /// No such user, not the password, or an account that may not be used: one answer, as Django has it.
    WrongCredentials,
    /// Nobody is signed in.
    NotSignedIn,
    /// They may not.
    Forbidden,
    /// Too many attempts; seconds to wait.
    TooMany(u32),
    /// There is no such record.
    NotFound,
    /// Fields that are not what they must be: Django's errors by field, or a list of such for a list of records.
    Invalid(serde_json::Value),
    /// Someone else changes the same records all the time.
    Contended,
    /// The system failed.
    System(Failure),
}

/// A failure of the system, in the family's words.
#[must_use]
pub fn system(status: StatusCode) -> Response {
    failure(status, "系统异常")
}

impl Error {
    /// A rejection in the family's envelope.
    #[must_use]
    pub fn reject(rejection: &Rejection) -> Response {
        match rejection {
            Rejection::Missing(field) => field_error(field, "This field is required."),
            Rejection::Field { field, reason } => field_error(field, reason),
            Rejection::Panic => system(rejection.status()),
            other => failure(other.status(), &other.to_string()),
        }
    }
}

impl From<Error> for Response {
    fn from(error: Error) -> Self {
        match error {
            Error::Rejected(rejection) => shared::lambda::rejected(Error::reject, &rejection),
            Error::WrongCredentials => {
                failure(StatusCode::UNAUTHORIZED, "account or password error.")
            }
            Error::NotSignedIn => failure(
                StatusCode::UNAUTHORIZED,
                "Authentication credentials were not provided.",
            ),
            Error::Forbidden => failure(
                StatusCode::FORBIDDEN,
                "You do not have permission to perform this action.",
            ),
            Error::TooMany(seconds) => response::retry_after(
                failure(
                    StatusCode::TOO_MANY_REQUESTS,
                    &format!("Request was throttled. Expected available in {seconds} seconds."),
                ),
                seconds,
            ),
            Error::NotFound => failure(StatusCode::NOT_FOUND, "Not found."),
            Error::Invalid(errors) => invalid(errors),
            Error::Contended => response::retry_after(system(StatusCode::SERVICE_UNAVAILABLE), 1),
            Error::System(cause) => response::failed(&cause, system),
        }
    }
}

impl From<Rejection> for Error {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

impl From<PasswordSignInError> for Error {
    fn from(error: PasswordSignInError) -> Self {
        match error {
            PasswordSignInError::WrongCredentials
            | PasswordSignInError::Disabled
            | PasswordSignInError::Pending => Self::WrongCredentials,
            PasswordSignInError::TooMany(seconds) => Self::TooMany(seconds),
            PasswordSignInError::Failure(failure) => Self::System(failure),
        }
    }
}

impl From<AuthenticationError> for Error {
    fn from(error: AuthenticationError) -> Self {
        match error {
            AuthenticationError::NotSignedIn => Self::NotSignedIn,
            AuthenticationError::Rejected(rejection) => Self::Rejected(rejection),
            AuthenticationError::Failure(failure) => Self::System(failure),
        }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self::System(failure)
    }
}

impl From<AuthorisationError> for Error {
    fn from(error: AuthorisationError) -> Self {
        match error {
            AuthorisationError::Authentication(error) => error.into(),
            AuthorisationError::Forbidden => Self::Forbidden,
        }
    }
}
