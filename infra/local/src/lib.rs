//! The local stack: every function of the template behind a REST gateway, on an embedded DynamoDB, with an inbox for
//! the mails and a sandbox of identity providers. The functions' code is the deployed code; only endpoints differ.
//!
//! | module | what it is |
//! |---|---|
//! | [`stack`] | puts everything together, starts and stops it |
//! | [`template`] | what `template.yaml` says: functions, routes, environments, tables |
//! | [`functions`] | each function of the template with the code of its name |
//! | [`routes`], [`event`], [`gateway`] | from an HTTP request to a REST event and back |
//! | [`invoke`] | the Lambda Invoke API |
//! | [`console`], [`inbox`] | `/`: the console page, and what it shows; the inbox and the clock |
//! | [`guard`] | keeps pages of other sites out |
//! | [`openapi`] | the description of the API, at `/openapi.json` |
//! | [`sandbox`] | identity providers |
//! | [`aws`] | DynamoDB, SES and Secrets Manager on one port |
//! | [`data`] | what outlives a restart |
//! | [`seed`] | a small organisation to look at |
//! | [`greeting`], [`log`] | what it prints |

pub mod aws;
pub mod console;
pub mod data;
pub mod event;
pub mod functions;
pub mod gateway;
pub mod greeting;
pub mod guard;
pub mod inbox;
pub mod invoke;
pub mod log;
pub mod openapi;
pub mod routes;
pub mod sandbox;
pub mod seed;
pub mod stack;
pub mod template;

pub use stack::{Options, Stack, StartError, Storage};
