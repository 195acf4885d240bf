//! Everything for which a request never gets as far as its handler, in the caller's words.

use std::fmt::Display;

use http::StatusCode;

use super::{MAX_BODY_BYTES, Verb};

/// Why a request was refused before its handler ran. Its text is for the caller; the family puts it in its envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// The event is not one of a REST API.
    Event,
    /// Another method than these.
    Method(&'static [Verb]),
    /// No such endpoint.
    NotFound,
    /// A body larger than [`MAX_BODY_BYTES`].
    TooLarge,
    /// A body that is not JSON.
    NotJson,
    /// A body that is neither JSON nor a form.
    NotJsonNorForm,
    /// A body, a path or a query that is not UTF-8.
    Encoding,
    /// A body that is not JSON; where and why.
    Json {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What the parser says.
        detail: String,
    },
    /// A JSON body that is no object.
    NotAnObject,
    /// A field that must be there and is not.
    Missing(String),
    /// A field that is not what it must be, and why.
    Field {
        /// The field.
        field: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Two names of one field, or query and body, with different values.
    Contradiction(String, String),
    /// Two tokens that are not the same.
    Credentials,
    /// The handler panicked.
    Panic,
}

impl Rejection {
    /// The HTTP status that says the same; the same for every family.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Method(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotJson | Self::NotJsonNorForm => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Panic => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// A field that is not what it must be.
    pub fn field(field: impl Into<String>, reason: impl Display) -> Self {
        Self::Field {
            field: field.into(),
            reason: reason.to_string(),
        }
    }
}

impl Display for Rejection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Event => f.write_str("请求无法识别"),
            Self::Method(allowed) => write!(f, "请求方法不支持,应为 {}", allow(allowed)),
            Self::NotFound => f.write_str("接口不存在"),
            Self::TooLarge => write!(f, "请求体超过 {} KiB", MAX_BODY_BYTES / 1024),
            Self::NotJson => f.write_str("Content-Type 应为 application/json"),
            Self::NotJsonNorForm => f.write_str(
                "Content-Type 应为 application/json 或 application/x-www-form-urlencoded",
            ),
            Self::Encoding => f.write_str("请求不是有效的 UTF-8"),
            Self::Json {
                line,
                column,
                detail,
            } => write!(f, "JSON 格式错误:第 {line} 行第 {column} 列:{detail}"),
            Self::NotAnObject => f.write_str("请求体应为 JSON 对象"),
            Self::Missing(field) => write!(f, "缺少字段 {field}"),
            Self::Field { field, reason } => write!(f, "字段 {field}:{reason}"),
            Self::Contradiction(one, other) if one == other => {
                write!(f, "字段 {one} 在查询参数和请求体中的值不一致")
            }
            Self::Contradiction(one, other) => write!(f, "字段 {one} 与 {other} 的值不一致"),
            Self::Credentials => f.write_str("请求中的登录凭证不一致"),
            Self::Panic => f.write_str("系统异常"),
        }
    }
}

/// The value of an `Allow` header (RFC 9110, 10.2.1).
#[must_use]
pub fn allow(verbs: &[Verb]) -> String {
    verbs
        .iter()
        .map(|verb| verb.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}
