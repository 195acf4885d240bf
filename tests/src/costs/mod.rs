//! What a deployment costs a month, and at which load which published limit ends it.
//!
//! [`prices`] and [`endpoints`] are the figures, [`habits`] what people do; [`bill`] and [`peers`] add them up. [`simulate`] sends
//! requests to partitions that refuse what is beyond their limit, [`scale`] asks it where each part of the design ends. [`pages`]
//! and [`crate::plot`] write it all down.

pub mod bill;
pub mod endpoints;
pub mod habits;
pub mod pages;
pub mod peers;
pub mod prices;
pub mod scale;
pub mod simulate;

/// How many users the pages speak of.
pub const USERS: [u32; 3] = [10_000, 1_000_000, 100_000_000];
/// The hours of a month, as AWS counts them: 730.
pub const HOURS: f64 = 730.0;
/// The seconds of a month.
pub const SECONDS: f64 = HOURS * 3600.0;
