//! Every failure of the family: one table of the document's messages.

use shared::authenticate::AuthenticationError;
use shared::email_code::SendCodeError;
use shared::provider::ExchangeError;
use shared::response::{self, Response, StatusCode};
use shared::{Failure, Rejection};

use crate::envelope::failure;

/// Why an endpoint of this family failed.
#[derive(Debug)]
pub enum Error {
    /// It never was a request to the endpoint.
    Rejected(Rejection),
    /// WeChat knows nobody by this code.
    WechatFailed,
    /// Too many exchanges for this person; seconds to wait.
    TooManyExchanges(u32),
    /// The openid is not proven, or not any more.
    NoProof,
    /// Nobody has this openid, or they are no employee.
    NoEmployee,
    /// The employee waits for review.
    UnderReview,
    /// The employee may not sign in (any more).
    Suspended,
    /// The address is none.
    BadEmail,
    /// Too soon after the last code, or too many today.
    CodesTooOften,
    /// There is no code that could be tried.
    CodeExpired,
    /// It is not the code.
    CodeWrong,
    /// The openid or the address has an employee record.
    AlreadyEmployee,
    /// The registration was refused for another reason.
    RegistrationFailed,
    /// Whoever asks may not see the list.
    ListRefused,
    /// Whoever asks may not make this review.
    ReviewRefused,
    /// The review itself is wrong, and why.
    ReviewWrong(&'static str),
    /// The system failed.
    System(Failure),
}

/// A failure of the system, in the family's words.
#[must_use]
pub fn system(status: StatusCode) -> Response {
    failure(status, "2000:系统异常")
}

impl Error {
    /// A rejection in the family's envelope; its number is the HTTP status, which no message of the document uses.
    #[must_use]
    pub fn reject(rejection: &Rejection) -> Response {
        match rejection {
            Rejection::Panic => system(rejection.status()),
            other => failure(
                other.status(),
                &format!("{}:{other}", other.status().as_u16()),
            ),
        }
    }
}

impl From<Error> for Response {
    fn from(error: Error) -> Self {
        const OK: StatusCode = StatusCode::OK;
        match error {
            Error::Rejected(rejection) => Error::reject(&rejection),
            Error::WechatFailed => failure(OK, "1001:微信认证失败!"),
            Error::TooManyExchanges(seconds) => response::retry_after(
                failure(StatusCode::TOO_MANY_REQUESTS, "1001:微信认证失败!"),
                seconds,
            ),
            Error::NoEmployee => failure(OK, "1001:员工信息不存在!"),
            Error::UnderReview => failure(OK, "1002:用户信息审核中!"),
            Error::Suspended => failure(OK, "1004:员工账号已停用!"),
            Error::NoProof => failure(OK, "1005:微信认证已过期!"),
            Error::BadEmail => failure(OK, "1001:邮箱格式错误!"),
            Error::CodesTooOften => failure(OK, "1002:验证码发送过于频繁!"),
            Error::CodeExpired => failure(OK, "1001:随机码过期"),
            Error::CodeWrong => failure(OK, "1002:随机码验证失败!"),
            Error::AlreadyEmployee => failure(OK, "1003:员工重复注册!"),
            Error::RegistrationFailed => failure(OK, "1004:员工注册失败"),
            Error::ListRefused => failure(OK, "1001:验证失败"),
            Error::ReviewRefused => failure(OK, "1001:操作授权失败!"),
            Error::ReviewWrong(reason) => failure(OK, &format!("1002:操作出现错误!{reason}")),
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
            ExchangeError::NoSuchApp
            | ExchangeError::InvalidCode
            | ExchangeError::UsedCode
            | ExchangeError::InFlight
            | ExchangeError::Refused => Self::WechatFailed,
            ExchangeError::TooMany(seconds) => Self::TooManyExchanges(seconds),
            ExchangeError::Failure(failure) => Self::System(failure),
        }
    }
}

impl From<SendCodeError> for Error {
    fn from(error: SendCodeError) -> Self {
        match error {
            SendCodeError::NoProof => Self::NoProof,
            SendCodeError::TooOften => Self::CodesTooOften,
            SendCodeError::Failure(failure) => Self::System(failure),
        }
    }
}

/// What [`AuthenticationError`] is called at an endpoint that words "not signed in" as `refused`.
#[must_use]
pub fn unauthenticated(error: AuthenticationError, refused: Error) -> Error {
    match error {
        AuthenticationError::NotSignedIn => refused,
        AuthenticationError::Rejected(rejection) => Error::Rejected(rejection),
        AuthenticationError::Failure(failure) => Error::System(failure),
    }
}
