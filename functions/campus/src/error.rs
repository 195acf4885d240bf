//! Every failure of the family: one table of numbers and texts.

use shared::authenticate::AuthenticationError;
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
    /// A first username without a password, or a first password without a username.
    HalfCredentials,
    /// The new password is not good enough.
    WeakPassword(WeakPassword),
    /// No such user, or not the password.
    WrongCredentials,
    /// Not signed in, or in another's name.
    NotSignedIn,
    /// The account is closed.
    Disabled,
    /// The account waits for approval.
    Pending,
    /// Whoever asks may not do that.
    Forbidden,
    /// The last 管理员 would be gone.
    LastAdministrator,
    /// There is no such user.
    NoUser,
    /// Someone has this username.
    UsernameTaken,
    /// WeChat knows nobody by this code.
    WechatFailed,
    /// Too many requests; seconds to wait.
    TooMany(u32),
    /// Someone else changes the same user all the time.
    Contended,
    /// The system failed.
    System(Failure),
}

/// A failure of the system, in the family's words.
#[must_use]
pub fn system(status: StatusCode) -> Response {
    failure(status, 9, "系统异常,请稍后再试")
}

impl Error {
    /// A rejection in the family's envelope.
    #[must_use]
    pub fn reject(rejection: &Rejection) -> Response {
        match rejection {
            Rejection::Panic => system(rejection.status()),
            other => failure(other.status(), 1, &format!("参数错误:{other}")),
        }
    }
}

impl From<Error> for Response {
    fn from(error: Error) -> Self {
        const OK: StatusCode = StatusCode::OK;
        match error {
            Error::Rejected(rejection) => Error::reject(&rejection),
            Error::HalfCredentials => {
                failure(OK, 1, "参数错误:首次设置时须同时提供 Username 和 Password")
            }
            Error::WeakPassword(reason) => {
                failure(OK, 1, &format!("参数错误:密码强度不足,{reason}"))
            }
            Error::WrongCredentials => failure(OK, 2, "用户名或密码错误"),
            Error::NotSignedIn => failure(OK, 3, "Token无效或已过期,请重新登录"),
            Error::Disabled => failure(OK, 4, "权限不足:账号已停用,请联系管理员"),
            Error::Pending => failure(OK, 4, "权限不足:账号待审核,请联系管理员"),
            Error::Forbidden => failure(OK, 4, "权限不足,请联系管理员"),
            Error::LastAdministrator => failure(OK, 4, "权限不足:请先指定另一位管理员"),
            Error::NoUser => failure(OK, 5, "用户不存在,请检查ID"),
            Error::UsernameTaken => failure(OK, 6, "用户名已存在,请换一个"),
            Error::WechatFailed => failure(OK, 7, "微信登录失败,请重新获取code"),
            Error::TooMany(seconds) => {
                let answer = failure(StatusCode::TOO_MANY_REQUESTS, 8, "请求过于频繁,请稍后再试");
                response::retry_after(answer, seconds)
            }
            Error::Contended => {
                let answer = system(StatusCode::SERVICE_UNAVAILABLE);
                response::retry_after(answer, 1)
            }
            Error::System(cause) => response::failed(&cause, system),
        }
    }
}

impl From<Rejection> for Error {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(rejection)
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self::System(failure)
    }
}

impl From<WeakPassword> for Error {
    fn from(reason: WeakPassword) -> Self {
        Self::WeakPassword(reason)
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

impl From<ProviderSignInError> for Error {
    fn from(error: ProviderSignInError) -> Self {
        match error {
            ProviderSignInError::Exchange(ExchangeError::TooMany(seconds)) => {
                Self::TooMany(seconds)
            }
            ProviderSignInError::Exchange(ExchangeError::Failure(failure))
            | ProviderSignInError::Failure(failure) => Self::System(failure),
            ProviderSignInError::Exchange(_) | ProviderSignInError::SomebodyElse => {
                Self::WechatFailed
            }
            ProviderSignInError::NotActive => Self::Disabled,
        }
    }
}
