//! Pages of an index whose partitions are unlike: nothing is lost or repeated, and little more is asked and read than is shown.

use serde::{Deserialize, Serialize};
use shared::app::Host;
use shared::store::Store;
use shared::store::listing::{Page, Wanted};
use shared::user::{Profile, User, UserId};
use tests::TestStack;
use tests::meter::Meter;

/// As many ids lie in one partition before the next has its turn; `shared/src/store/keys.rs`.
const BLOCK: u32 = 500;
/// How many users there are where a block ends and the next begins, half of them on either side.
const USERS: u32 = 40;

#[derive(Serialize, Deserialize)]
struct Listed;

impl Profile for Listed {
    const SECTION: &'static str = "mjpm";
}

/// Users where blocks end and begin, through more blocks than there are partitions: 480 to 519, 980 to 1019, and so on to 3019.
struct Directory {
    meter: Meter,
    stack: TestStack,
    store: Store,
    /// All of them.
    users: Vec<UserId>,
    /// Those with the section.
    listed: Vec<UserId>,
}

impl Directory {
    /// A directory in which those `is_listed` have the section.
    async fn new(is_listed: fn(i32) -> bool) -> Self {
        let meter = Meter::start().await;
        let stack = TestStack::start().await;
        meter.attach(stack.inner().dynamodb_url());
        let filled = tests::stack::store(&stack.inner().dynamodb_url());
        let now = Host::default().clock.now();
        let (mut users, mut listed) = (Vec::new(), Vec::new());
        filled.next_user_ids(BLOCK - USERS / 2 - 1).await.unwrap();
        for _ in 0..6 {
            let shape = |user: &mut User| {
                users.push(user.id);
                if is_listed(user.id.get()) {
                    user.set_profile(&Listed).unwrap();
                    listed.push(user.id);
                }
            };
            tests::stack::create_users(&filled, now, USERS, shape)
                .await
                .unwrap();
            // Those between are gone.
            filled.next_user_ids(BLOCK - USERS).await.unwrap();
        }
        let store = tests::stack::store(meter.url());
        Self {
            meter,
            stack,
            store,
            users,
            listed,
        }
    }

    /// A page, and the requests for it.
    async fn page(&self, wanted: Wanted<'_>, of_all: bool) -> (Page, usize) {
        let _ = self.meter.read();
        let page = if of_all {
            self.store.list_users(wanted).await
        } else {
            self.store.list::<Listed>(wanted).await
        };
        (page.unwrap(), self.meter.read().operations.len())
    }

    /// All pages, and the most requests that one took.
    async fn pages(&self, wanted: Wanted<'_>, of_all: bool) -> (Vec<UserId>, usize) {
        let (mut seen, mut requests) = (Vec::new(), 0);
        let mut next = wanted;
        loop {
            let (page, asked) = self.page(next, of_all).await;
            requests = requests.max(asked);
            assert!(page.users.len() <= wanted.limit);
            seen.extend(page.users.iter().map(|user| user.id));
            next.after = page.next;
            if next.after.is_none() {
                return (seen, requests);
            }
            assert_eq!(page.users.len(), wanted.limit);
        }
    }
}

fn id(number: i64) -> Option<UserId> {
    UserId::new(number)
}

#[tokio::test]
async fn every_page_is_whole_however_users_lie_in_the_partitions() {
    let patterns: [fn(i32) -> bool; 5] = [
        |_| true,
        |id| id / 500 % 4 == 1,
        |id| id % 7 == 0,
        |id| id < 500 || id / 500 == 4,
        |_| false,
    ];
    for (number, is_listed) in patterns.into_iter().enumerate() {
        let directory = Directory::new(is_listed).await;
        for newest in [None, directory.users.last().copied()] {
            for limit in [3, 10, 39, 40, 1000] {
                let wanted = Wanted {
                    limit,
                    newest,
                    ..Wanted::default()
                };
                let told = format!("pattern {number}, pages of {limit}, {newest:?}");
                let (seen, requests) = directory.pages(wanted, false).await;
                assert_eq!(seen, directory.listed, "{told}");
                // Every partition, and once more those that have many.
                assert!(requests <= 8, "{told}: {requests} requests");
                if number == 0 {
                    let (seen, requests) = directory.pages(wanted, true).await;
                    assert_eq!(seen, directory.users, "all, {told}");
                    assert!(requests <= 8, "all, {told}: {requests} requests");
                }
            }
        }
        drop(directory.stack);
    }
}

#[tokio::test]
async fn nobody_who_came_since_is_lost_to_a_listing_that_knew_an_earlier_newest_id() {
    let directory = Directory::new(|_| true).await;
    let first = Wanted {
        limit: 10,
        newest: id(495),
        ..Wanted::default()
    };
    let (page, _) = directory.page(first, true).await;
    let second = Wanted {
        after: page.next,
        newest: id(3_019),
        ..first
    };
    let (rest, _) = directory.pages(second, true).await;
    let seen: Vec<_> = page.users.iter().map(|user| user.id).chain(rest).collect();
    assert_eq!(seen, directory.users);
}

#[tokio::test]
async fn a_page_of_all_users_asks_the_partitions_of_the_next_ids_alone() {
    let directory = Directory::new(|_| false).await;
    let newest = directory.users.last().copied();
    let asked = async |after, limit, newest| {
        let wanted = Wanted {
            after: id(after),
            limit,
            newest,
            filters: &[],
        };
        let (page, requests) = directory.page(wanted, true).await;
        (page.users.len(), requests)
    };
    for newest in [newest, None] {
        assert_eq!(asked(499, 15, newest).await, (15, 1));
        // From one block into the next.
        assert_eq!(asked(484, 20, newest).await, (20, 2));
        // Where most are gone, the others are asked in a second step.
        assert_eq!(asked(0, 20, newest).await, (20, 4));
    }
    // The last page knows that it is the last, if it was told.
    assert_eq!(asked(3_000, 30, newest).await, (19, 1));
    assert_eq!(asked(3_000, 30, None).await, (19, 4));
    // Behind the newest there is nobody to look for.
    assert_eq!(asked(3_019, 20, newest).await, (0, 0));
}

#[tokio::test]
async fn a_page_reads_little_more_than_it_shows() {
    let directory = Directory::new(|id| id < 1000).await;
    let mut units = Vec::new();
    for (limit, newest, requests) in [(10, id(499), 1), (10, id(3_019), 4), (30, id(3_019), 4)] {
        let wanted = Wanted {
            limit,
            newest,
            ..Wanted::default()
        };
        let _ = directory.meter.read_all();
        let page = directory.store.list::<Listed>(wanted).await.unwrap();
        let (reading, consumed) = directory.meter.read_all();
        assert_eq!(
            (page.users.len(), reading.operations.len()),
            (limit, requests)
        );
        units.push(consumed.read_units);
    }
    // A user here has some 230 bytes, and a partition takes half a unit for nothing too.
    assert_eq!(units, [0.5, 2.0, 3.0]);
}
