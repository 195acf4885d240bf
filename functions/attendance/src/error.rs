//! Every failure of the family, and the one place for its texts.

use shared::directory::RegistrationError;
use shared::password::policy::WeakPassword;
use shared::provider::ExchangeError;
use shared::response::{self, Response, StatusCode};
use shared::sign_in::{PasswordSignInError, ProviderSignInError};
use shared::{Failure, Rejection};

use crate::envelope::failure;

/// Why an endpoint of this family failed.
#[derive(Debug)]
pub enum Error {
    /// It never was a request to the endpoint.
    Rejected(Rejection),
    /// No such user, or not the password.
    WrongCredentials,
    /// The account is closed.
    Disabled,
    /// The account waits for approval.
    Pending,
    /// The two passwords differ.
    PasswordsDiffer,
    /// The username is taken.
    UsernameTaken,
    /// The password is not good enough.
    WeakPassword(WeakPassword),
    /// Nobody may register here.
    RegistrationClosed,
    /// WeChat does not know the code, or not any more.
    InvalidCode,
    /// WeChat will not have this person sign in.
    RefusedByWeChat,
    /// Too many sign-ins of this person; seconds to wait.
    TooMany(u32),
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
        failure(rejection.status(), &rejection.to_string())
    }
}

impl From<Error> for Response {
    fn from(error: Error) -> Self {
        const OK: StatusCode = StatusCode::OK;
        match error {
            Error::Rejected(rejection) => Error::reject(&rejection),
            Error::WrongCredentials => failure(OK, "用户名或密码错误"),
            Error::Disabled => failure(OK, "账号已停用"),
            Error::Pending => failure(OK, "账号待审核"),
            Error::PasswordsDiffer => failure(OK, "两次输入的密码不一致"),
            Error::UsernameTaken => failure(OK, "用户名已存在"),
            Error::WeakPassword(reason) => failure(OK, &format!("密码强度不足:{reason}")),
            Error::RegistrationClosed => failure(OK, "注册未开放"),
            Error::InvalidCode => failure(OK, "授权码无效或已使用"),
            Error::RefusedByWeChat => failure(OK, "该微信账号无法登录"),
            Error::TooMany(seconds) => response::retry_after(
                failure(StatusCode::TOO_MANY_REQUESTS, "请求过于频繁"),
                seconds,
            ),
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
            PasswordSignInError::WrongCredentials => Self::WrongCredentials,
            PasswordSignInError::TooMany(seconds) => Self::TooMany(seconds),
            PasswordSignInError::Disabled => Self::Disabled,
            PasswordSignInError::Pending => Self::Pending,
            PasswordSignInError::Failure(failure) => Self::System(failure),
        }
    }
}

impl From<RegistrationError> for Error {
    fn from(error: RegistrationError) -> Self {
        match error {
            RegistrationError::WeakPassword(reason) => Self::WeakPassword(reason),
            RegistrationError::UsernameTaken => Self::UsernameTaken,
            RegistrationError::Failure(failure) => Self::System(failure),
        }
    }
}

impl From<ProviderSignInError> for Error {
    fn from(error: ProviderSignInError) -> Self {
        match error {
            ProviderSignInError::Exchange(
                ExchangeError::NoSuchApp
                | ExchangeError::InvalidCode
                | ExchangeError::UsedCode
                | ExchangeError::InFlight,
            )
            | ProviderSignInError::SomebodyElse => Self::InvalidCode,
            ProviderSignInError::Exchange(ExchangeError::Refused) => Self::RefusedByWeChat,
            ProviderSignInError::Exchange(ExchangeError::TooMany(seconds)) => {
                Self::TooMany(seconds)
            }
            ProviderSignInError::NotActive => Self::Disabled,
            ProviderSignInError::Exchange(ExchangeError::Failure(failure))
            | ProviderSignInError::Failure(failure) => Self::System(failure),
        }
    }
}
