//! The whole system over HTTP, through the template's routes. The tree is the URL tree.

mod account;
mod attendance;
mod bad_input;
mod contract;
mod gateway;
mod local;
mod logs;
mod mjpm;
mod round_trips;
