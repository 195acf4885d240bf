//! Every failure of the family, and the one place for its texts.

use shared::authenticate::AuthenticationError;
use shared::phone::NumberError;
use shared::provider::{AppKind, ExchangeError};
use shared::response::{self, Response, StatusCode};
use shared::sign_in::ProviderSignInError;
use shared::{Failure, Rejection};

use crate::envelope::failure;

/// Why an endpoint of this family failed.
#[derive(Debug)]
pub enum Error {
    /// It never was a request to the endpoint.
    Rejected(Rejection),
    /// No such way to sign in, or none that this deployment has.
    UnsupportedMethod,
    /// A `login_type` that is not one of the `login_method`'s.
    Contradiction,
    /// Nothing that proves who the caller is; whether they name themselves instead.
    NoProof {
        /// By which kind of app they come.
        kind: AppKind,
        /// Whether an openid or unionid was sent.
        names_somebody: bool,
    },
    /// The provider does not know the code, or not any more.
    InvalidCode,
    /// Another request has shown the same code at the same moment.
    InFlight,
    /// The provider will not have this person sign in.
    Refused,
    /// The openid or unionid that was sent is somebody else's.
    SomebodyElse,
    /// The account is closed, or waits for approval.
    Disabled,
    /// Too many requests of this person; seconds to wait.
    TooMany(u32),
    /// No token, or one that is worth nothing.
    NotSignedIn,
    /// The person has never come in by the mini-program.
    NotInApp,
    /// Encrypted data that cannot be read, for whatever reason.
    Unreadable,
    /// Too many changes of the same user at the same moment.
    Contended,
    /// The system failed.
    System(Failure),
}

/// A failure of the system, in the family's words.
#[must_use]
pub fn system(status: StatusCode) -> Response {
    failure(status, "系统繁忙")
}

impl Error {
    /// A rejection in the family's envelope.
    #[must_use]
    pub fn reject(rejection: &Rejection) -> Response {
        if *rejection == Rejection::Panic {
            return system(rejection.status());
        }
        failure(rejection.status(), &rejection.to_string())
    }
}

impl From<Error> for Response {
    fn from(error: Error) -> Self {
        const OK: StatusCode = StatusCode::OK;
        match error {
            Error::Rejected(rejection) => Error::reject(&rejection),
            Error::UnsupportedMethod => failure(OK, "登录方式不支持"),
            Error::Contradiction => failure(OK, "登录方式不支持:login_type 与 login_method 不一致"),
            Error::NoProof {
                kind,
                names_somebody,
            } => {
                let proofs = match kind {
                    AppKind::Apple => "code 或 identity_token",
                    AppKind::QqConnect => "code 或 access_token",
                    _ => "code",
                };
                let why = if names_somebody {
                    ":openid 和 unionid 不能证明身份"
                } else {
                    ""
                };
                let msg = format!("缺少字段 {proofs}{why}");
                failure(StatusCode::BAD_REQUEST, &msg)
            }
            Error::InvalidCode => failure(OK, "授权码无效或已使用"),
            Error::InFlight => failure(OK, "该授权码正在另一请求中使用,请勿重复提交"),
            Error::Refused => failure(OK, "该账号无法登录,请使用完整服务或联系平台客服"),
            Error::SomebodyElse => failure(OK, "openid 或 unionid 与授权结果不一致"),
            Error::Disabled => failure(OK, "账号已禁用"),
            Error::TooMany(seconds) => response::retry_after(
                failure(StatusCode::TOO_MANY_REQUESTS, "请求过于频繁"),
                seconds,
            ),
            Error::NotSignedIn => failure(OK, "登录已失效,请重新登录"),
            Error::NotInApp => failure(OK, "请先通过该小程序登录"),
            Error::Unreadable => failure(OK, "数据解密失败,请重新登录后重试"),
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

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self::System(failure)
    }
}

impl From<ExchangeError> for Error {
    fn from(error: ExchangeError) -> Self {
        match error {
            ExchangeError::NoSuchApp => Self::UnsupportedMethod,
            ExchangeError::InvalidCode | ExchangeError::UsedCode => Self::InvalidCode,
            ExchangeError::InFlight => Self::InFlight,
            ExchangeError::Refused => Self::Refused,
            ExchangeError::TooMany(seconds) => Self::TooMany(seconds),
            ExchangeError::Failure(failure) => Self::System(failure),
        }
    }
}

impl From<ProviderSignInError> for Error {
    fn from(error: ProviderSignInError) -> Self {
        match error {
            ProviderSignInError::Exchange(error) => error.into(),
            ProviderSignInError::SomebodyElse => Self::SomebodyElse,
            ProviderSignInError::NotActive => Self::Disabled,
            ProviderSignInError::Failure(failure) => Self::System(failure),
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

impl From<NumberError> for Error {
    fn from(error: NumberError) -> Self {
        match error {
            NumberError::NotInApp => Self::NotInApp,
            NumberError::Exchange(error) => error.into(),
        }
    }
}
