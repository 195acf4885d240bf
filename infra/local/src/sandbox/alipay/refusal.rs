//! What Alipay says when it refuses.

use serde_json::{Value, json};

/// An error by its `sub_code`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    code: &'static str,
    sub_code: String,
}

impl Refusal {
    /// The error with this `sub_code`, and the code that goes with it.
    pub(super) fn of(sub_code: &str) -> Self {
        Self {
            code: code_of(sub_code),
            sub_code: sub_code.to_owned(),
        }
    }

    /// The error that a sandbox code tells: a `sub_code`, or a code, with one of the sub-codes that go with it.
    pub(super) fn told(error: &str) -> Self {
        Self::of(match error {
            "20000" => "isp.unknow-error",
            "20001" => "aop.invalid-auth-token",
            "40001" => "isv.missing-method",
            "40002" => "isv.invalid-parameter",
            "40003" => "isv.missing-signature-config",
            "40004" => "ACQ.SYSTEM_ERROR",
            "40005" => "isv.app-call-limited",
            "40006" => "isv.insufficient-isv-permissions",
            sub_code => sub_code,
        })
    }

    /// The value of `error_response`.
    pub(super) fn body(&self) -> Value {
        let msg = match self.code {
            "20000" => "Service Currently Unavailable",
            "20001" => "Insufficient Token Permissions",
            "40001" => "Missing Required Arguments",
            "40002" => "Invalid Arguments",
            "40003" => "Insufficient Conditions",
            "40005" => "Call Limited",
            "40006" => "Insufficient Permissions",
            _ => "Business Failed",
        };
        let sub_msg = match self.sub_code.as_str() {
            "isp.unknow-error" | "aop.unknow-error" => "系统繁忙",
            "isv.missing-app-id" => "缺少appId参数",
            "isv.missing-method" => "缺少方法名参数",
            "isv.missing-signature" => "缺少签名参数",
            "isv.missing-signature-type" => "缺少签名类型参数",
            "isv.missing-timestamp" => "缺少时间戳参数",
            "isv.missing-version" => "缺少版本参数",
            "isv.invalid-app-id" => "无效的AppID参数",
            "isv.invalid-method" => "不存在的方法名",
            "isv.invalid-signature" => "无效签名",
            "isv.invalid-signature-type" => "无效的签名类型",
            "isv.invalid-timestamp" => "非法的时间戳参数",
            "isv.invalid-charset" => "字符集错误",
            "isv.invalid-format" => "无效的数据格式",
            "isv.grant-type-invalid" => "grant_type不正确",
            "isv.code-invalid" => "授权码code无效",
            _ => "sandbox failure",
        };
        json!({ "code": self.code, "msg": msg, "sub_code": self.sub_code, "sub_msg": sub_msg })
    }
}

fn code_of(sub_code: &str) -> &'static str {
    let begins = |head: &str| sub_code.starts_with(head);
    match sub_code {
        "isp.unknow-error" | "aop.unknow-error" => "20000",
        "isv.missing-signature-config" => "40003",
        "isv.app-call-limited" | "isv.method-call-limited" => "40005",
        _ if begins("aop.") => "20001",
        _ if begins("isv.missing-") => "40001",
        _ if begins("isv.insufficient-") => "40006",
        _ if begins("isv.") => "40002",
        _ => "40004",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sub_code_has_its_code_and_a_code_a_sub_code() {
        for (error, code, sub_code) in [
            ("20000", "20000", "isp.unknow-error"),
            ("aop.unknow-error", "20000", "aop.unknow-error"),
            (
                "aop.auth-token-time-out",
                "20001",
                "aop.auth-token-time-out",
            ),
            (
                "isv.missing-signature-key",
                "40001",
                "isv.missing-signature-key",
            ),
            ("isv.invalid-signature", "40002", "isv.invalid-signature"),
            (
                "isv.missing-signature-config",
                "40003",
                "isv.missing-signature-config",
            ),
            ("ACQ.INVALID_PARAMETER", "40004", "ACQ.INVALID_PARAMETER"),
            ("40005", "40005", "isv.app-call-limited"),
            (
                "isv.insufficient-isv-permissions",
                "40006",
                "isv.insufficient-isv-permissions",
            ),
        ] {
            let body = Refusal::told(error).body();
            assert_eq!(
                (&body["code"], &body["sub_code"]),
                (&json!(code), &json!(sub_code))
            );
        }
        for code in [
            "20000", "20001", "40001", "40002", "40003", "40004", "40005", "40006",
        ] {
            assert_eq!(Refusal::told(code).code, code);
        }
    }
}
