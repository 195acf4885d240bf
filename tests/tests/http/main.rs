//! The whole system over HTTP, through the template's routes. The tree is the URL tree.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, its helpers too"
)]

mod account;
mod attempts;
mod attendance;
mod bad_input;
mod campus;
mod console;
mod contract;
mod cors;
mod cost_model;
mod costs;
mod faults;
mod gateway;
mod listing;
mod load;
mod local;
mod logs;
mod member;
mod mjpm;
mod openapi;
mod readme;
mod roles;
mod round_trips;
mod scenarios;
