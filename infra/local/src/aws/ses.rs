//! SES version 1, as far as functions use it: `SendEmail`, into the inbox. It refuses what SES refuses.

use std::collections::HashMap;

use axum::body::Body;
use axum::http::{Response, StatusCode};

use super::answer;
use crate::console::rfc3339;
use crate::inbox::ReceivedMail;
use crate::stack::Shared;

const CONTENT_TYPE: &str = "text/xml";

/// Answers an operation.
#[must_use]
pub fn handle(shared: &Shared, body: &[u8]) -> Response<Body> {
    let form: HashMap<String, String> = form_urlencoded::parse(body).into_owned().collect();
    match send(shared, &form) {
        Ok(id) => answer(
            StatusCode::OK,
            CONTENT_TYPE,
            format!(
                "<SendEmailResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\"><SendEmailResult><MessageId>{id}</MessageId>\
                 </SendEmailResult><ResponseMetadata><RequestId>{id}</RequestId></ResponseMetadata></SendEmailResponse>"
            ),
        ),
        Err((code, message)) => answer(
            StatusCode::BAD_REQUEST,
            CONTENT_TYPE,
            format!(
                "<ErrorResponse xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\"><Error><Type>Sender</Type><Code>{code}</Code>\
                 <Message>{message}</Message></Error><RequestId>local</RequestId></ErrorResponse>"
            ),
        ),
    }
}

fn send(
    shared: &Shared,
    form: &HashMap<String, String>,
) -> Result<String, (&'static str, &'static str)> {
    let field = |name: &str| form.get(name).cloned().unwrap_or_default();
    if field("Action") != "SendEmail" {
        return Err(("InvalidAction", "the local stack knows SendEmail only"));
    }
    let source = field("Source");
    if !source.is_ascii() {
        return Err((
            "InvalidParameterValue",
            "Local address contains control or whitespace, or is not ASCII",
        ));
    }
    let address = source
        .rsplit_once('<')
        .map_or(source.as_str(), |(_, rest)| rest.trim_end_matches('>'));
    if !address.eq_ignore_ascii_case(&shared.sender) {
        return Err(("MessageRejected", "Email address is not verified."));
    }
    let to = field("Destination.ToAddresses.member.1");
    if !to.contains('@') || !to.is_ascii() {
        return Err(("InvalidParameterValue", "Missing final '@domain'"));
    }
    let id = shared
        .host
        .random
        .id()
        .map_err(|_| ("InternalFailure", "no randomness"))?;
    shared.inbox.push(ReceivedMail {
        to,
        subject: field("Message.Subject.Data"),
        text: field("Message.Body.Text.Data"),
        html: field("Message.Body.Html.Data"),
        sent_at: rfc3339(shared.host.clock.now().as_millis()),
    });
    Ok(id)
}
