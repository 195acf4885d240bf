//! Where each part of the design ends, and what would lift it.

use super::SECONDS;
use super::endpoints;
use super::habits::{self, PEAK};
use super::simulate::{Heat, Keys, Place, READS, SPLIT_AFTER, WRITES, highest_rate};

/// The seed of every simulation.
const SEED: u64 = 1;
/// For how long each is run: long enough for four splits.
const RUN: u32 = 5 * SPLIT_AFTER;
/// The name of the part that gives ids.
pub const COUNTER: &str = "the id counter, `counter#user`";
/// The name of the rights where there are many.
pub const LARGE_RIGHTS: &str = "the rights item, of 40 KB";
/// The functions' time limit in seconds: `Timeout` in `template.yaml`.
pub const TIMEOUT: f64 = 15.0;
/// The seconds of a day.
const DAY: f64 = 86_400.0;
/// The highest rate that is tried.
const MOST: u32 = 30_000;
/// Partitions of each listing index: `LISTING_SHARDS` of `shared/src/store/keys.rs`.
pub const SHARDS: u32 = 4;
/// Ids that follow each other in one of them: `LISTING_BLOCK`.
const BLOCK: u32 = 500;
/// What Lambda runs at once for an account that has not asked for more (AWS's Lambda quotas).
pub const AT_ONCE: f64 = 1000.0;
/// What API Gateway takes in a second for an account (AWS's API Gateway quotas).
pub const GATEWAY: f64 = 10_000.0;

/// Whether this signs somebody in.
#[must_use]
pub fn signs_in((function, _): (&str, &str)) -> bool {
    function.contains("login") || function == "member-code-get-info"
}

/// What comes a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// People who come for the first time.
    SignUps,
    /// Everybody who signs in, the first time included.
    SignIns,
    /// Requests that the rights decide on: an administrator's.
    Administration,
    /// Pages of users.
    Pages,
    /// People who read their own profile.
    Reads,
    /// Every request.
    All,
    /// Email codes.
    Mails,
}

impl Flow {
    /// As the page says it.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::SignUps => "sign-ups",
            Self::SignIns => "sign-ins",
            Self::Administration => "administrators' requests",
            Self::Pages => "pages of users",
            Self::Reads => "profile reads",
            Self::All => "requests of all kinds",
            Self::Mails => "email codes",
        }
    }

    /// How many come in the busiest second of a user and the share of an administrator.
    #[must_use]
    pub fn of_a_user(self) -> f64 {
        let users = 1e6;
        let of = habits::month(users).into_iter().filter(|(habit, _)| {
            let (function, what) = habit.endpoint;
            let is_panel = function.starts_with("account-")
                || function == "mjpm-employees"
                || function == "mjpm-review";
            match self {
                Self::SignUps => what == "first" || function == "mjpm-register",
                Self::SignIns => signs_in(habit.endpoint),
                Self::Administration => {
                    is_panel && !signs_in(habit.endpoint) && !function.ends_with("logout")
                }
                Self::Pages => what.contains("page") && function != "account-audit",
                Self::Reads => function == "campus-userinfo",
                Self::All => true,
                Self::Mails => function == "mjpm-code",
            }
        });
        of.map(|(_, times)| times).sum::<f64>() / users / SECONDS * PEAK
    }
}

/// A part of the design, as it is and as it could be.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// What it is.
    pub name: &'static str,
    /// What comes to it.
    pub flow: Flow,
    /// What each of that asks of it.
    pub asks: &'static str,
    /// As it is.
    pub now: Place,
    /// What would lift it.
    pub change: &'static str,
    /// As it would be.
    pub changed: Place,
}

/// The parts that are limited by `DynamoDB`'s partitions.
#[must_use]
pub fn parts() -> Vec<Part> {
    let rising = |shards, ids| Place::new(shards, WRITES, 1000, Keys::InBlocks(ids), Heat::Stays);
    let records = |shards, takes| Place::new(shards, WRITES, takes, Keys::Random, Heat::Stays);
    let one_item =
        |copies, units: u64| Place::new(copies, READS, units * 1000, Keys::Random, Heat::Stays);
    let of_a_page = thousandths(READ * units_of_a_user());
    let pages = |takes| Place::new(1, READS, takes, Keys::Random, Heat::Stays);
    vec![
        Part {
            name: COUNTER,
            flow: Flow::SignUps,
            asks: "one write of one item",
            now: rising(1, 1),
            change: "blocks of 100 ids, which an instance takes with one write (`Store::next_user_ids` can) and gives out; ids stay unique, and rise only within a block",
            changed: rising(1, 1).one_of(100),
        },
        Part {
            name: "the index of audit records, sign-ups",
            flow: Flow::SignUps,
            asks: "two records at the end of one of four partitions",
            now: records(SHARDS, 2000),
            change: "32 partitions, read at once for a page as the four are now",
            changed: records(8 * SHARDS, 2000),
        },
        Part {
            name: "the index of audit records, sign-ins",
            flow: Flow::SignIns,
            asks: "one record at the end of one of four partitions",
            now: records(SHARDS, 1000),
            change: "32 partitions, read at once for a page",
            changed: records(8 * SHARDS, 1000),
        },
        Part {
            name: "the listing index, sign-ups",
            flow: Flow::SignUps,
            asks: "one write at the end of one of four partitions, of which the next has its turn after 500 ids",
            now: rising(SHARDS, BLOCK),
            change: "32 partitions",
            changed: rising(8 * SHARDS, BLOCK),
        },
        Part {
            name: "the listing index, sign-ins, before it is split",
            flow: Flow::SignIns,
            asks: "one write anywhere in one of four partitions (`last_login` is in the index)",
            now: records(SHARDS, 1000),
            change: "none: ids are many keys, so DynamoDB splits it (the same place, splitting, after five minutes)",
            changed: Place {
                heat: Heat::Splits,
                ..records(SHARDS, 1000)
            },
        },
        Part {
            name: "the rights item, to 4 KB",
            flow: Flow::Administration,
            asks: "one consistent read of one item",
            now: one_item(1, 1),
            change: "eight copies, written in one transaction, of which a request reads any one: as consistent as now",
            changed: one_item(8, 1),
        },
        Part {
            name: LARGE_RIGHTS,
            flow: Flow::Administration,
            asks: "ten units of one item",
            now: one_item(1, 10),
            change: "a small item with the revision alone is read with each request, and the rights only when it has changed",
            changed: one_item(1, 1),
        },
        Part {
            name: "the listing index, pages from its beginning",
            flow: Flow::Pages,
            asks: "21 items of one partition, with eventual consistency",
            now: pages(of_a_page),
            change: "an index that projects what a page shows and no more; here half of the item",
            changed: pages(of_a_page / 2),
        },
    ]
}

fn thousandths(units: f64) -> u64 {
    // Units are halves: the text of a whole number is exact.
    format!("{:.0}", units * 1000.0).parse().unwrap_or(u64::MAX)
}

/// Where a part ends.
#[derive(Clone, Copy, Debug)]
pub struct End {
    /// The part.
    pub part: Part,
    /// The highest rate a second that it serves.
    pub now: u32,
    /// The same after the change.
    pub changed: u32,
    /// At how many users with the stated habits that is the busiest second.
    pub users: f64,
}

/// Where each part ends, the first first.
#[must_use]
pub fn ends() -> Vec<End> {
    let mut ends: Vec<End> = parts()
        .into_iter()
        .map(|part| {
            let now = highest_rate(part.now, 60, MOST, SEED);
            let seconds = if part.changed.heat == Heat::Splits {
                RUN
            } else {
                60
            };
            let changed = highest_rate(part.changed, seconds, MOST, SEED);
            let users = f64::from(now) / part.flow.of_a_user();
            End {
                part,
                now,
                changed,
                users,
            }
        })
        .collect();
    ends.sort_by_key(|end| end.now);
    ends
}

/// How many items a page of 20 users reads: one more tells whether others follow.
const READ: f64 = 21.0;

/// Units that a user takes in a page, of the index that lists all: half of one for 4 KB, as it is read with eventual consistency, so that
/// this is the most.
fn units_of_a_user() -> f64 {
    let page = endpoints::of(("account-user", "GET, a page of 20"));
    // Four units are session, user, rights and the newest id.
    (page.read - 4.0) / READ
}

/// A search that finds less than a page reads the whole index: how many users can be searched within the function's 15 seconds, when
/// nobody else reads. Each partition gives at most [`READS`] units a second, of 8 KB with eventual consistency.
#[must_use]
pub fn searchable_users() -> f64 {
    TIMEOUT * f64::from(READS) * f64::from(SHARDS) / units_of_a_user()
}

/// What five requests for a partition take of its units: each reads 1 MB, `DynamoDB`'s limit, which is 128 units.
const STEPS: f64 = 5.0 * 128.0;

/// How many users a page looks at that ends after five requests of each partition.
#[must_use]
pub fn looked_at_in_steps() -> f64 {
    STEPS * f64::from(SHARDS) / units_of_a_user()
}

/// How many seconds such a page takes of a partition that nobody else reads.
#[must_use]
pub fn seconds_of_steps() -> f64 {
    STEPS / f64::from(READS)
}

/// The most that was tried: a rate that reaches it has not been ended.
#[must_use]
pub const fn most() -> u32 {
    MOST
}

/// What an account or a deployment is given, and would have to ask for more of.
#[derive(Clone, Debug)]
pub struct Quota {
    /// What.
    pub name: &'static str,
    /// What comes to it.
    pub flow: Flow,
    /// How much of it passes in a second.
    pub rate: f64,
    /// At how many users with the stated habits.
    pub users: f64,
    /// What to do.
    pub change: &'static str,
}

/// The quotas, the first first.
#[must_use]
pub fn quotas() -> Vec<Quota> {
    let provider = endpoints::of(("member-code-get-info", "POST"));
    let held = provider.billed_ms(provider.memory_mb) / 1000.0;
    let users = 1e6;
    let at_once: f64 = habits::month(users)
        .into_iter()
        .map(|(habit, times)| {
            let endpoint = endpoints::of(habit.endpoint);
            times * endpoint.billed_ms(endpoint.memory_mb) / 1000.0
        })
        .sum::<f64>()
        / users
        / SECONDS
        * PEAK;
    let of = |name, flow: Flow, rate: f64, change| Quota {
        name,
        flow,
        rate,
        users: rate / flow.of_a_user(),
        change,
    };
    let mut quotas = vec![
        Quota {
            name: "SES in the sandbox, 200 a day",
            flow: Flow::Mails,
            rate: 200.0 / DAY,
            // Of a day, not of its busiest second.
            users: 200.0 / DAY / Flow::Mails.of_a_user() * PEAK,
            change: "ask for production access; AWS says then how much it gives",
        },
        of(
            "SES in the sandbox, 1 a second",
            Flow::Mails,
            1.0,
            "the same",
        ),
        of(
            "`CodeThrottleRate`, by default",
            Flow::Mails,
            10.0,
            "the parameter",
        ),
        of(
            "`SignInThrottleRate` of one endpoint, by default",
            Flow::SignIns,
            50.0,
            "the parameter",
        ),
        of(
            "`ThrottleRate` of one endpoint, by default",
            Flow::Reads,
            200.0,
            "the parameter",
        ),
        of(
            "API Gateway, an account in a region",
            Flow::All,
            GATEWAY,
            "Service Quotas",
        ),
        of(
            "Lambda, 10 at once: a new account, sign-ins by a provider alone",
            Flow::SignIns,
            10.0 / held,
            "Service Quotas",
        ),
        of(
            "Lambda, 1000 at once, sign-ins by a provider alone",
            Flow::SignIns,
            AT_ONCE / held,
            "Service Quotas",
        ),
        of(
            "Lambda, 1000 at once, all requests",
            Flow::All,
            AT_ONCE / at_once * Flow::All.of_a_user(),
            "Service Quotas",
        ),
    ];
    quotas.sort_by(|a, b| a.users.total_cmp(&b.users));
    quotas
}

#[cfg(test)]
mod tests {
    use super::{ends, most, quotas, signs_in};

    fn served(name: &str) -> (u32, u32) {
        let ends = ends();
        let end = ends
            .iter()
            .find(|end| end.part.name.starts_with(name))
            .expect("a part");
        (end.now, end.changed)
    }

    #[test]
    fn the_counter_ends_first_and_every_change_lifts_what_it_changes() {
        let ends = ends();
        for end in &ends {
            assert!(
                end.changed > end.now * 3 / 2,
                "{}: {} to {}",
                end.part.name,
                end.now,
                end.changed
            );
        }
        assert!((980..=1001).contains(&served("the id counter").0));
        assert_eq!(served("the id counter").1, most());
        assert!((2900..=3001).contains(&served("the rights item, to 4 KB").0));
        assert!((290..=301).contains(&served("the rights item, of 40 KB").0));
    }

    #[test]
    fn quotas_come_in_the_order_of_users() {
        let users: Vec<f64> = quotas().iter().map(|quota| quota.users).collect();
        assert!(users.is_sorted() && users[0] > 0.0, "{users:?}");
    }

    #[test]
    fn a_sign_in_is_one_and_a_proof_is_none() {
        assert!(signs_in(("account-login", "POST")) && signs_in(("member-code-get-info", "first")));
        assert!(!signs_in(("mjpm-weixinmp", "POST")) && !signs_in(("account-logout", "POST")));
    }
}
