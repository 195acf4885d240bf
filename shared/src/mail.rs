//! Mail through SES, in Chinese, as text and as HTML.

use std::error::Error;
use std::sync::{Arc, OnceLock};

use aws_sdk_ses::Client;
use aws_sdk_ses::config::Builder;
use aws_sdk_ses::config::http::HttpResponse;
use aws_sdk_ses::error::SdkError;
use aws_sdk_ses::operation::send_email::SendEmailError;
use aws_sdk_ses::types::{Body, Content, Destination, Message};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::result::DispatchFailure;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::aws::user_agent::OwnUserAgent;
use crate::aws::{failure, sdk_config};
use crate::config::Config;
use crate::email::{Email, Sender};
use crate::failure::{Dependency, Failure};
use crate::http_client::aws::NotConnected;

/// Why a mail did not go out.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// It certainly did not: SES refused it, or was never reached.
    #[error(transparent)]
    NotSent(Failure),
    /// SES did not answer in time, or broke off: it may have gone out.
    #[error(transparent)]
    Unknown(Failure),
}

/// A mail to one person.
#[derive(Clone)]
pub struct Mail {
    /// The subject.
    pub subject: String,
    /// The body as plain text.
    pub text: String,
    /// The body as HTML.
    pub html: String,
}

/// The deployment's mailer.
#[derive(Debug)]
pub struct Mailer {
    config: Arc<Config>,
    http: SharedHttpClient,
    client: OnceLock<Client>,
}

impl Mailer {
    /// A mailer for the sender that `config` names; nothing is connected before the first mail.
    #[must_use]
    pub fn new(config: &Arc<Config>, http: &SharedHttpClient) -> Self {
        Self {
            config: Arc::clone(config),
            http: http.clone(),
            client: OnceLock::new(),
        }
    }

    /// Sends `mail` to `to`.
    ///
    /// # Errors
    /// [`MailError`].
    pub async fn send(&self, to: &Email, mail: &Mail) -> Result<(), MailError> {
        let client = self.client.get_or_init(|| {
            let sdk = sdk_config(
                &self.config.aws,
                self.config.aws.ses_url.as_deref(),
                &self.http,
            );
            let config = Builder::from(&sdk).interceptor(OwnUserAgent);
            Client::from_conf(config.build())
        });
        let content = |data: &str| {
            Content::builder()
                .charset("UTF-8")
                .data(data)
                .build()
                .map_err(|e| MailError::NotSent(Failure::broken(e.to_string())))
        };
        let body = Body::builder()
            .text(content(&mail.text)?)
            .html(content(&mail.html)?)
            .build();
        client
            .send_email()
            .source(source(&self.config.mail_sender))
            .destination(Destination::builder().to_addresses(to.as_str()).build())
            .message(
                Message::builder()
                    .subject(content(&mail.subject)?)
                    .body(body)
                    .build(),
            )
            .set_configuration_set_name(self.config.mail_configuration_set.clone())
            .send()
            .await
            .map(drop)
            .map_err(|e| refusal(&e))
    }
}

/// What SES's error means: whether the mail may be out nonetheless, and whether an operator is needed.
fn refusal(error: &SdkError<SendEmailError, HttpResponse>) -> MailError {
    let told = match failure(Dependency::Ses, "SendEmail", error) {
        Failure::Unavailable {
            dependency,
            operation,
            cause,
        } => Failure::Unavailable {
            dependency,
            operation,
            cause: without_mailboxes(&cause),
        },
        Failure::Misconfigured {
            dependency,
            operation,
            cause,
        } => Failure::Misconfigured {
            dependency,
            operation,
            cause: without_mailboxes(&cause),
        },
        other @ Failure::Broken(_) => other,
    };
    let server_side = error
        .raw_response()
        .is_some_and(|response| response.status().is_server_error());
    match error.as_service_error() {
        // SES's other errors (SendEmailError) all name something that stays wrong until somebody changes it.
        Some(known)
            if !server_side
                && !matches!(
                    known.meta().code(),
                    Some("Throttling" | "ThrottlingException")
                ) =>
        {
            MailError::NotSent(match told {
                Failure::Unavailable {
                    dependency,
                    operation,
                    cause,
                } => Failure::Misconfigured {
                    dependency,
                    operation,
                    cause,
                },
                other => other,
            })
        }
        // A 5xx may come after the mail has been taken.
        Some(_) if server_side => MailError::Unknown(told),
        Some(_) => MailError::NotSent(told),
        None => match error {
            SdkError::TimeoutError(_) | SdkError::ResponseError(_) => MailError::Unknown(told),
            // A connection that broke may have broken after the mail was taken; one that never came about has taken none.
            SdkError::DispatchFailure(dispatch) if !never_connected(dispatch) => {
                MailError::Unknown(told)
            }
            _ => MailError::NotSent(told),
        },
    }
}

fn never_connected(dispatch: &DispatchFailure) -> bool {
    dispatch
        .as_connector_error()
        .and_then(Error::source)
        .is_some_and(<dyn Error>::is::<NotConnected>)
}

/// What SES says, with the part before each `@` left out: it names receivers.
fn without_mailboxes(told: &str) -> String {
    let masked = told.split(' ').map(|word| {
        word.rsplit_once('@')
            .map_or_else(|| word.to_owned(), |(_, domain)| format!("…@{domain}"))
    });
    masked.collect::<Vec<_>>().join(" ")
}

/// The sender as a header field: a name outside ASCII as an encoded word (RFC 2047), which SES insists on.
fn source(sender: &Sender) -> String {
    match sender.name.as_str() {
        "" => sender.address.as_str().to_owned(),
        name => format!(
            "=?UTF-8?B?{}?= <{}>",
            STANDARD.encode(name),
            sender.address.as_str()
        ),
    }
}

/// The mail that carries an email code.
#[must_use]
pub fn code_mail(sender: &Sender, code: &str, minutes: u64) -> Mail {
    let brand = if sender.name.is_empty() {
        "通行"
    } else {
        &sender.name
    };
    let subject = format!("【{brand}】邮箱验证码");
    let text = format!(
        "您好!\n\n您的验证码是:{code}\n\n验证码 {minutes} 分钟内有效,请勿告诉他人。\n如果这不是您本人的操作,请忽略此邮件。\n\n{brand}\n"
    );
    let brand = brand
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let html = format!(
        "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><body style=\"font-family:sans-serif;color:#222\">\
         <p>您好!</p><p>您的验证码是:</p>\
         <p style=\"font-size:28px;letter-spacing:8px;font-weight:bold\">{code}</p>\
         <p>验证码 {minutes} 分钟内有效,请勿告诉他人。<br>如果这不是您本人的操作,请忽略此邮件。</p><p>{brand}</p></body></html>"
    );
    Mail {
        subject,
        text,
        html,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_sender_is_an_encoded_word() {
        let sender = Sender::parse("通行 <no-reply@example.com>").unwrap();
        assert_eq!(
            source(&sender),
            "=?UTF-8?B?6YCa6KGM?= <no-reply@example.com>"
        );
        assert_eq!(
            source(&Sender::parse("no-reply@example.com").unwrap()),
            "no-reply@example.com"
        );
    }

    #[test]
    fn what_ses_says_names_no_receiver() {
        let told = "MessageRejected: Email address is not verified. The following identities failed the check in region X: zs@163.com";
        assert_eq!(without_mailboxes(told), told.replace("zs@", "…@"));
    }

    #[test]
    fn both_bodies_carry_code_and_minutes() {
        let sender = Sender::parse("a<b <no-reply@example.com>").unwrap_or(Sender {
            name: "a<b".into(),
            address: Email::parse("n@example.com").unwrap(),
        });
        let mail = code_mail(&sender, "0427", 10);
        for body in [&mail.text, &mail.html] {
            assert!(body.contains("0427") && body.contains("10 分钟"), "{body}");
        }
        assert!(mail.html.contains("a&lt;b") && !mail.html.contains("a<b"));
    }
}
