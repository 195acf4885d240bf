//! The load tool: what it does is done and found, and what is not there is found out.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use reqwest::Method;
use serde_json::json;
use tests::TestStack;
use tests::load::drive::{Outcome, drive};
use tests::load::ledger::{Changed, Employed, End, Entry, Joined, Ledger, Registered, Session};
use tests::load::mix::{Kind, Mix};
use tests::load::schedule::{Arrivals, Load};
use tests::load::verify::{Findings, verify};
use tests::load::world::{Crowd, World, register};

/// Behind one proxy: the tool, which says where its callers are.
async fn world() -> (TestStack, Arc<World>, Ledger) {
    let stack = TestStack::with(&[("TrustedProxies", "1")], &[]).await;
    let crowd = Crowd {
        people: 6,
        accounts: 3,
    };
    let api = tests::load::api(stack.url()).unwrap();
    let (world, ledger) = Box::pin(World::prepare(api, crowd)).await.unwrap();
    (stack, Arc::new(world), ledger)
}

async fn findings(world: &World, entry: Entry) -> Findings {
    let mut ledger = Ledger::default();
    ledger.extend([entry]);
    Box::pin(verify(world, &ledger)).await.unwrap()
}

#[tokio::test]
async fn sixty_things_of_all_kinds_are_done_and_every_write_is_found() {
    let (_stack, world, mut ledger) = world().await;
    let equal = Kind::ALL.map(|kind| format!("{kind}=1")).join(",");
    let load = Load {
        rate: 60,
        seconds: 1,
        arrivals: Arrivals::Uniform,
        mix: equal.parse().unwrap(),
        seed: 2,
    };
    let driven = Box::pin(drive(&world, load.schedule(), Instant::now(), 60))
        .await
        .unwrap();
    let mut kinds: BTreeMap<Kind, u32> = BTreeMap::new();
    for sample in &driven.samples {
        assert_eq!(sample.outcome, Outcome::Done, "{}", sample.kind);
        *kinds.entry(sample.kind).or_default() += 1;
    }
    assert_eq!(kinds.len(), Kind::ALL.len());
    assert_eq!(kinds.values().sum::<u32>(), 60);
    let count = |kind| usize::try_from(kinds[&kind]).unwrap();
    let written = driven.ledger.acknowledged();
    // A new user and a session that ends are two writes.
    let expected = [Kind::Known, Kind::New, Kind::New, Kind::Password]
        .into_iter()
        .chain([Kind::SignOut, Kind::SignOut, Kind::Profile])
        .chain([Kind::Register, Kind::Employee]);
    assert_eq!(written, expected.map(count).sum::<usize>());

    ledger.absorb(driven.ledger);
    let findings = Box::pin(verify(&world, &ledger)).await.unwrap();
    assert!(findings.is_sound(), "{findings}");
    // Six people with a session each, and three accounts, were there before.
    assert_eq!((findings.acknowledged, findings.unknown), (written + 15, 0));
}

#[tokio::test]
async fn what_is_due_while_too_much_is_under_way_is_not_sent() {
    let (_stack, world, _) = world().await;
    let mix: Mix = "user-info=1".parse().unwrap();
    let load = Load {
        rate: 20,
        seconds: 1,
        arrivals: Arrivals::Uniform,
        mix,
        seed: 1,
    };
    let driven = Box::pin(drive(&world, load.schedule(), Instant::now(), 0))
        .await
        .unwrap();
    let outcomes: Vec<_> = driven.samples.iter().map(|one| &one.outcome).collect();
    assert_eq!(outcomes, vec![&Outcome::NotSent; 20]);
}

#[tokio::test]
async fn an_acknowledged_write_that_is_not_there_is_lost() {
    let (_stack, world, before) = world().await;
    let sound = Box::pin(verify(&world, &before)).await.unwrap();
    assert!(sound.is_sound(), "{sound}");

    let person = &world.people[0];
    let standing = &world.people[1].token;
    let session = |token: &str, end| Session {
        token: token.to_owned(),
        user: None,
        end,
    };
    let now = Instant::now();
    for (entry, told) in [
        (
            Entry::Registered(Registered {
                username: "ghost".into(),
                from: 3000,
                acknowledged: true,
            }),
            "account ghost",
        ),
        (
            Entry::Employed(Employed {
                name: "ghost".into(),
                from: 3001,
                acknowledged: true,
            }),
            "employee ghost",
        ),
        (
            Entry::Joined(Joined {
                name: person.name.clone(),
                from: 3002,
                id: Some(person.id + 100),
            }),
            "known0: was user",
        ),
        (Entry::Session(session("none", End::No)), "a session"),
        (
            Entry::Session(session(standing, End::Yes)),
            "the end of a session",
        ),
        (
            Entry::Changed(Changed {
                person: 0,
                avatar: "https://example.com/ghost.png".into(),
                sent: now,
                acknowledged: Some(now),
            }),
            "the profile of known0",
        ),
    ] {
        let found = findings(&world, entry).await;
        assert!(
            found.lost.iter().any(|lost| lost.starts_with(told)),
            "{told}: {found:?}"
        );
    }
}

#[tokio::test]
async fn a_write_that_nobody_acknowledged_may_be_there_or_not_but_not_in_part() {
    let (stack, world, mut ledger) = world().await;
    register(&world.api, "there", 3000).await.unwrap();
    let unknown = |username: &str| {
        Entry::Registered(Registered {
            username: username.into(),
            from: 3000,
            acknowledged: false,
        })
    };
    ledger.extend([unknown("there"), unknown("free")]);
    ledger.extend([
        Entry::Joined(Joined {
            name: "nobody".into(),
            from: 3001,
            id: None,
        }),
        Entry::Employed(Employed {
            name: "nobody".into(),
            from: 3002,
            acknowledged: false,
        }),
    ]);
    // Nobody is both: an employee whom the sign-in finds is the same user.
    let found = Box::pin(verify(&world, &ledger)).await.unwrap();
    assert!(found.is_sound(), "{found}");
    assert_eq!(found.unknown, 4);

    // A username that leads nowhere: the user is gone, and the marker is not.
    register(&world.api, "half", 3003).await.unwrap();
    let list = stack
        .request(Method::GET, "/account/user/?search=half")
        .bearer_auth(&world.boss.token);
    let listed = tests::Answer::to(list).await;
    let id = listed.body["data"][0]["id"].as_i64().unwrap();
    let key = json!({ "pk": { "S": format!("user#{id}") } });
    let request = json!({ "TableName": "UsersTable", "Key": key });
    stack.dynamodb("DeleteItem", &request).await;
    let found = findings(&world, unknown("half")).await;
    assert!(
        found
            .torn
            .iter()
            .any(|torn| torn.starts_with("account half")),
        "{found:?}"
    );
}

#[tokio::test]
async fn a_user_by_nobodys_doing_is_one_too_many() {
    let (_stack, world, ledger) = world().await;
    register(&world.api, "stranger", 3000).await.unwrap();
    let found = Box::pin(verify(&world, &ledger)).await.unwrap();
    assert_eq!(
        (found.lost.len(), found.doubled.len(), found.torn.len()),
        (0, 1, 0),
        "{found}"
    );
}
