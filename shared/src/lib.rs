//! What every family of Tongxing stands on.
//!
//! This crate speaks domain: users, sessions, codes, providers. It knows no family, no envelope and no
//! document's number; a family turns what comes back into its own words.
//!
//! | room | what it holds |
//! |---|---|
//! | [`lambda`], [`event_head`], [`request`], [`response`], [`cors`] | the edge: one event in, one response out, and what is refused before a handler runs |
//! | [`app`], [`config`], [`clock`], [`random`] | what a function has at hand |
//! | [`user`], [`identity`], [`username`], [`email`], [`text`] | the words of the directory, parsed once |
//! | [`sign_in`], [`authenticate`], [`rights`], [`directory`], [`email_code`], [`proof`], [`phone`], [`attempts`] | the domain calls that handlers make |
//! | [`password`], [`token`], [`nonce`], [`provider`], [`mail`], [`secrets`], [`seal`], [`rotation`] | what those calls are made of |
//! | [`http_client`], [`aws`] | the way out: a client for AWS and one for providers, over one TLS stack |
//! | [`store`] | the only place that knows a key, a condition or a table |
//! | `openapi`, a feature | what the description of the API is made of |
//! | [`collect`] | collections in order, without the size of a sort |
//! | [`failure`] | what went wrong when it was nobody's request that was wrong |

pub mod app;
pub mod attempts;
pub mod audit;
pub mod authenticate;
pub mod aws;
pub mod clock;
pub mod collect;
pub mod config;
pub mod cors;
pub mod directory;
pub mod email;
pub mod email_code;
pub mod event_head;
pub mod failure;
pub mod http_client;
pub mod identity;
pub mod lambda;
mod log;
pub mod mail;
pub mod nonce;
#[cfg(feature = "openapi")]
pub mod openapi;
pub mod password;
pub mod phone;
pub mod proof;
pub mod provider;
pub mod random;
pub mod request;
pub mod response;
pub mod rights;
pub mod rotation;
pub mod seal;
pub mod secrets;
pub mod session;
pub mod sign_in;
pub mod store;
pub mod text;
pub mod token;
pub mod user;
pub mod username;

pub use app::App;
pub use failure::Failure;
pub use request::{Call, Rejection};
pub use response::Response;
