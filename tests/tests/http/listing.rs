//! Pages of an index whose partitions are unlike: nothing is lost or repeated, and little more is read than is shown.

use serde::{Deserialize, Serialize};
use shared::app::Host;
use shared::store::Store;
use shared::user::{Profile, User, UserId};
use tests::TestStack;
use tests::meter::Meter;

/// As many ids as each pattern has to choose from.
const USERS: i32 = 160;

#[derive(Serialize, Deserialize)]
struct Listed;

impl Profile for Listed {
    const SECTION: &'static str = "mjpm";
}

/// A directory in which those `is_listed` have the section; they are returned by rising id.
async fn directory(meter: &Meter, is_listed: fn(i32) -> bool) -> (TestStack, Store, Vec<UserId>) {
    let stack = TestStack::start().await;
    meter.attach(stack.inner().dynamodb_url());
    let host = Host::default();
    let filled = tests::stack::store(&stack.inner().dynamodb_url());
    let mut listed = Vec::new();
    for _ in 0..USERS / 80 {
        let shape = |user: &mut User| {
            if is_listed(user.id.get()) {
                user.set_profile(&Listed).unwrap();
                listed.push(user.id);
            }
        };
        tests::stack::create_users(&filled, host.clock.now(), 80, shape)
            .await
            .unwrap();
    }
    (stack, tests::stack::store(meter.url()), listed)
}

/// All pages of `limit`, and the most requests that one took.
async fn pages(store: &Store, meter: &Meter, limit: usize) -> (Vec<UserId>, usize) {
    let (mut seen, mut after, mut requests) = (Vec::new(), None, 0);
    loop {
        let _ = meter.read();
        let page = store.list::<Listed>(after, limit, &[]).await.unwrap();
        requests = requests.max(meter.read().operations.len());
        assert!(page.users.len() <= limit);
        seen.extend(page.users.iter().map(|user| user.id));
        after = page.next;
        if after.is_none() {
            return (seen, requests);
        }
        assert_eq!(page.users.len(), limit);
    }
}

#[tokio::test]
async fn every_page_is_whole_however_a_section_lies_in_its_partitions() {
    let patterns: [fn(i32) -> bool; 5] = [
        |_| true,
        |id| id % 4 == 0,
        |id| id % 7 == 0,
        |id| id < 60 || id % 4 == 1,
        |_| false,
    ];
    for (number, is_listed) in patterns.into_iter().enumerate() {
        let meter = Meter::start().await;
        let (stack, store, listed) = directory(&meter, is_listed).await;
        for limit in [1, 3, 10, 39, 40, 1000] {
            let (seen, requests) = pages(&store, &meter, limit).await;
            assert_eq!(seen, listed, "pattern {number}, pages of {limit}");
            // Every partition, and once more those that have many.
            assert!(
                requests <= 8,
                "pattern {number}, pages of {limit}: {requests} requests"
            );
        }
        drop(stack);
    }
}

#[tokio::test]
async fn a_page_reads_of_each_partition_little_more_than_its_share() {
    let meter = Meter::start().await;
    let (_stack, store, _) = directory(&meter, |_| true).await;
    let mut units = Vec::new();
    for limit in [20, 60] {
        let _ = meter.read_all();
        let page = store.list::<Listed>(None, limit, &[]).await.unwrap();
        let (reading, consumed) = meter.read_all();
        assert_eq!((page.users.len(), reading.operations.len()), (limit, 4));
        units.push(consumed.read_units);
    }
    // A user here has some 230 bytes; reading the whole length of each would take 4 and 6.
    assert_eq!(units, [2.0, 4.0]);
}
