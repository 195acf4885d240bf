//! A month's bill of Tongxing.

use super::endpoints::{self, Endpoint};
use super::habits;
use super::prices::{self, Price};

/// What the gateway and a function log of one request, in GB: 1.7 KB.
pub const LOGGED: f64 = 1.7e-6;
/// What goes out for one request, in GB: 1.5 KB of headers and body. Assumed.
pub const SENT: f64 = 1.5e-6;
/// How many requests are traced: X-Ray's default beyond the first of each second.
pub const TRACED: f64 = 0.05;
/// What a user holds in the tables in GB: the user item and the markers, 1.5 KB. Of each active user, three have been here.
pub const USER_ITEM: f64 = 1.5e-6;
/// What the user item is in its indexes, in GB: 0.8 KB.
pub const USER_IN_INDEX: f64 = 0.8e-6;
/// What a sign-in leaves in GB, a session and an audit record with its copy in the index: 0.9 KB.
pub const SIGN_IN_ROWS: f64 = 0.9e-6;
/// How many users there are for each who comes in a month.
pub const USERS_OF_EACH_ACTIVE: f64 = 3.0;
/// The months for which audit records stand by default.
pub const AUDIT_MONTHS: f64 = 12.0;

/// The parts of a bill, in dollars a month.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bill {
    /// API Gateway.
    pub gateway: f64,
    /// Lambda, or the containers and their balancer.
    pub compute: f64,
    /// `DynamoDB`'s requests.
    pub requests: f64,
    /// What `DynamoDB` holds, and its recovery.
    pub storage: f64,
    /// SES.
    pub mail: f64,
    /// Logs and traces.
    pub watching: f64,
    /// Transfer and secrets.
    pub other: f64,
}

impl Bill {
    /// The sum.
    #[must_use]
    pub fn sum(&self) -> f64 {
        self.gateway
            + self.compute
            + self.requests
            + self.storage
            + self.mail
            + self.watching
            + self.other
    }
}

/// What a million of something costs in dollars where the price is for a million.
fn millions(amount: f64, price: Price) -> f64 {
    amount / 1e6 * price.dollars
}

/// Lambda's dollars for so many requests with this memory.
#[must_use]
pub fn lambda(endpoint: &Endpoint, memory_mb: u32, times: f64) -> f64 {
    millions(times, prices::INVOCATION)
        + times * gb_seconds(endpoint, memory_mb) * prices::GB_SECOND.dollars
}

/// The GB seconds of one request.
#[must_use]
pub fn gb_seconds(endpoint: &Endpoint, memory_mb: u32) -> f64 {
    f64::from(memory_mb) / 1024.0 * endpoint.billed_ms(memory_mb) / 1000.0
}

/// What so many of one endpoint's requests cost with this memory, the gateway at the price of the first tier.
#[must_use]
pub fn of_endpoint(endpoint: &Endpoint, memory_mb: u32, times: f64) -> Bill {
    Bill {
        gateway: millions(times, prices::REST[0].1),
        compute: lambda(endpoint, memory_mb, times),
        requests: millions(times * endpoint.read, prices::READ)
            + millions(times * endpoint.write, prices::WRITE),
        storage: 0.0,
        mail: times * f64::from(endpoint.mails) / 1000.0 * prices::MAIL.dollars,
        watching: times * LOGGED * prices::LOGS.dollars + millions(times * TRACED, prices::TRACES),
        other: times * SENT * prices::TRANSFER.dollars,
    }
}

/// What so many users cost a month.
#[must_use]
pub fn tongxing(users: f64) -> Bill {
    let mut bill = Bill::default();
    let mut requests = 0.0;
    for (habit, times) in habits::month(users) {
        let endpoint = endpoints::of(habit.endpoint);
        let one = of_endpoint(endpoint, endpoint.memory_mb, times);
        bill.compute += one.compute;
        bill.requests += one.requests;
        bill.mail += one.mail;
        bill.watching += one.watching;
        bill.other += one.other;
        requests += times;
    }
    bill.gateway = prices::tiered(prices::REST, requests, 1e6);
    bill.storage = storage(users);
    bill.other += 2.0 * prices::SECRET.dollars;
    bill
}

/// What the tables cost that so many active users fill.
fn storage(users: f64) -> f64 {
    let sign_ins = sign_ins(users);
    let items = users * USERS_OF_EACH_ACTIVE * USER_ITEM + sign_ins * AUDIT_MONTHS * SIGN_IN_ROWS;
    let indexes = users * USERS_OF_EACH_ACTIVE * USER_IN_INDEX;
    (items + indexes) * prices::STORAGE.dollars + items * prices::RECOVERY.dollars
}

/// How often so many users sign in, in a month.
#[must_use]
pub fn sign_ins(users: f64) -> f64 {
    habits::month(users)
        .iter()
        .filter(|(habit, _)| super::scale::signs_in(habit.endpoint))
        .map(|(_, times)| times)
        .sum()
}

/// The GB seconds that so many users' requests take in a month.
#[must_use]
pub fn gb_seconds_of(users: f64) -> f64 {
    let all = habits::month(users).into_iter().map(|(habit, times)| {
        let endpoint = endpoints::of(habit.endpoint);
        times * gb_seconds(endpoint, endpoint.memory_mb)
    });
    all.sum()
}

#[cfg(test)]
mod tests {
    use super::{gb_seconds_of, of_endpoint, tongxing};
    use crate::costs::endpoints;

    #[test]
    fn a_million_requests_cost_what_their_parts_do() {
        let endpoint = endpoints::of(("campus-userinfo", "POST"));
        let bill = of_endpoint(endpoint, 256, 1e6);
        assert!((bill.gateway - 3.5).abs() < 1e-9);
        assert!((bill.requests - endpoint.read * 0.125 - endpoint.write * 0.625).abs() < 1e-9);
        let seconds = endpoint.billed_ms(256) / 1000.0 * 1e6;
        assert!((bill.compute - 0.2 - seconds * 0.25 * 0.000_013_333_4).abs() < 1e-6);
        assert_eq!(bill.mail.to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn a_mail_is_the_dearest_part_of_an_email_code() {
        let bill = of_endpoint(endpoints::of(("mjpm-code", "POST")), 256, 1e6);
        assert!((bill.mail - 100.0).abs() < 1e-9 && bill.mail > bill.sum() / 2.0);
    }

    #[test]
    fn a_user_gets_cheaper_with_their_number_and_no_more_than_the_gateway_does() {
        let each = [1e4, 1e6, 1e8].map(|users| tongxing(users).sum() / users);
        assert!(
            each[0] > each[1] && each[1] > each[2] && each[2] > each[0] / 2.0,
            "{each:?}"
        );
    }

    #[test]
    fn nobody_comes_to_lambdas_second_price() {
        assert!(gb_seconds_of(1e8) < 7.5e9);
    }
}
