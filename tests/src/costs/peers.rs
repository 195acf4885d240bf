//! What others cost: Cognito, and the same program in containers.

use super::bill::{self, Bill, tongxing};
use super::habits::{self, PEAK};
use super::prices::{self, Tiers};
use super::{HOURS, SECONDS, endpoints};

/// The sign-ins a second that Cognito takes by default. Unverified.
pub const COGNITO_SIGN_INS: f64 = 120.0;

/// What Cognito costs a month with these prices: its users, and the sign-ins a second that the busiest second needs beyond
/// [`COGNITO_SIGN_INS`]. Its reads are taken to be free: an application verifies Cognito's tokens by itself.
#[must_use]
pub fn cognito(tiers: Tiers, users: f64) -> (f64, f64) {
    let busiest = bill::sign_ins(users) / SECONDS * PEAK;
    let more = (busiest - COGNITO_SIGN_INS).max(0.0).ceil();
    (
        prices::tiered(tiers, users, 1.0),
        more * prices::COGNITO_RATE.dollars,
    )
}

/// A task's processor and GB of memory: the smallest of Fargate.
const TASK: (f64, f64) = (0.25, 0.5);
/// The fewest tasks: one in each of two zones.
const FEWEST_TASKS: f64 = 2.0;
/// How much of its processor a task is given to do in the busiest second.
const BUSY: f64 = 0.5;
/// Requests of a caller on one connection. Assumed.
const ON_ONE_CONNECTION: f64 = 3.0;

/// The tasks that so many users need.
#[must_use]
pub fn tasks(users: f64) -> f64 {
    let cpu_seconds: f64 = habits::month(users)
        .into_iter()
        .map(|(habit, times)| times * endpoints::of(habit.endpoint).cpu_ms() / 1000.0)
        .sum();
    let processors = cpu_seconds / SECONDS * PEAK / BUSY;
    (processors / TASK.0).ceil().max(FEWEST_TASKS)
}

/// What the same program costs in containers behind a load balancer, with the same tables, mails and logs. They are sized for the
/// busiest second and stay so: what scaling down at night saves is not counted, nor what running them takes of somebody's time.
#[must_use]
pub fn container(users: f64) -> Bill {
    let same = tongxing(users);
    let requests: f64 = habits::month(users).iter().map(|(_, times)| times).sum();
    let tasks = tasks(users);
    let task =
        TASK.0 * prices::VCPU.dollars + TASK.1 * prices::MEMORY.dollars + prices::ADDRESS.dollars;
    // A unit is 25 new connections a second or 1 GB an hour, whichever is more.
    let connections = requests / SECONDS / ON_ONE_CONNECTION / 25.0;
    let transfer = requests * 2.0 * bill::SENT / HOURS;
    let balancer = prices::BALANCER.dollars
        + 2.0 * prices::ADDRESS.dollars
        + connections.max(transfer) * prices::CAPACITY.dollars;
    Bill {
        gateway: balancer * HOURS,
        compute: tasks * task * HOURS,
        ..same
    }
}

/// The number of users from which containers are cheaper, to three digits.
#[must_use]
pub fn containers_are_cheaper_from() -> f64 {
    let (mut fewer, mut more) = (1e3, 1e8);
    while more / fewer > 1.001 {
        let users = f64::midpoint(fewer, more);
        if container(users).sum() < tongxing(users).sum() {
            more = users;
        } else {
            fewer = users;
        }
    }
    more
}

#[cfg(test)]
mod tests {
    use super::{cognito, container, containers_are_cheaper_from, tasks};
    use crate::costs::bill::tongxing;
    use crate::costs::prices::{ESSENTIALS, LITE};

    #[test]
    fn cognito_is_free_to_ten_thousand_users_and_then_costs_each() {
        assert!(cognito(ESSENTIALS, 1e4).0 < 1e-9 && cognito(LITE, 1e4).0 < 1e-9);
        assert!((cognito(ESSENTIALS, 1e6).0 - 14_850.0).abs() < 1e-6);
        assert!(cognito(LITE, 1e6).0 < cognito(ESSENTIALS, 1e6).0);
    }

    #[test]
    fn few_users_need_two_tasks_and_many_need_more() {
        assert!((tasks(1e4) - 2.0).abs() < 1e-9);
        assert!(tasks(1e8) > 10.0);
    }

    #[test]
    fn containers_differ_by_what_computes_and_what_stands_before_it() {
        let (ours, theirs) = (tongxing(1e6), container(1e6));
        assert!(
            (ours.requests - theirs.requests).abs() < 1e-9
                && (ours.mail - theirs.mail).abs() < 1e-9
        );
        assert!(
            container(1e4).sum() > tongxing(1e4).sum(),
            "they cost before anybody comes"
        );
        let users = containers_are_cheaper_from();
        assert!(container(users).sum() < tongxing(users).sum());
        assert!(container(users * 0.99).sum() > tongxing(users * 0.99).sum());
    }
}
