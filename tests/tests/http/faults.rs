//! Every request that asks AWS for something, with each of its calls failing in turn and in every way: nothing is left half done,
//! the answer is the documented one, the same request succeeds once all is well, and nothing is done twice.
//!
//! What a request does is learned from two runs without faults: the tables before, after one request and after a second one, and
//! both answers. Whatever fails, the tables must be as before or as after; then the same request must get the answer, and leave
//! the tables, of a first or of a second one.

mod attack;
mod rotation;

use std::collections::{BTreeMap, BTreeSet};

use futures_util::StreamExt as _;
use local::functions::FAMILIES;
use tests::faults::Fault;

use self::attack::{Attack, Tally};
use crate::scenarios::{self, Scenario};

/// What is tried with every call of every request, those in a row on one stack: what the SDK may spend on repetitions there lasts
/// for so many. [`Fault::Silence`], which takes as long as the SDK waits, is tried apart.
const FAULTS: [&[Fault]; 3] = [
    &[Fault::Throttled, Fault::ServerError, Fault::Conflict],
    &[Fault::Reset, Fault::AnswerLost],
    &[Fault::AnswerWrong],
];
/// Functions with which silence is tried too: one of each kind of call.
const SILENT: [&str; 4] = [
    "mjpm-code",
    "mjpm-register",
    "campus-updateuserinfo",
    "account-user-multiple-delete",
];
/// How many stacks there are at one moment.
const AT_ONCE: usize = 24;
/// What is tested by itself: its secret is no row.
const ROTATOR: &str = "rotate-token-keys";
/// How the names of the functions end that ask AWS for nothing.
const NO_CALLS: &str = "-not-found";
/// How many calls a request makes at most.
const MOST_CALLS: usize = 12;

/// Carries the attacks out, `at_once` at a time, and says what they found.
async fn carry_out(attacks: Vec<Attack>, at_once: usize) {
    let tallies: Vec<(Scenario, Tally)> = futures_util::stream::iter(attacks)
        .map(|attack| async move {
            let scenario = attack.scenario;
            (scenario, tokio::spawn(attack.carry_out()).await.unwrap())
        })
        .buffer_unordered(at_once)
        .collect()
        .await;
    let mut tried: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut broken = Vec::new();
    for (scenario, tally) in tallies {
        *tried.entry((scenario.function, scenario.name)).or_default() += tally.tried;
        broken.extend(tally.broken);
    }
    for ((function, name), tried) in &tried {
        println!("{tried:>5} {function}: {name}");
    }
    let all: usize = tried.values().sum();
    println!(
        "{all:>5} requests with faults, {} broken states",
        broken.len()
    );
    broken.sort();
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_fails_nothing_is_left_half_done() {
    let all = FAULTS.into_iter().flat_map(|faults| {
        scenarios::all().into_iter().map(move |scenario| Attack {
            scenario,
            faults,
            only: None,
        })
    });
    carry_out(all.collect(), AT_ONCE).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_hangs_nothing_is_left_half_done() {
    let silent = scenarios::all()
        .into_iter()
        .filter(|scenario| SILENT.contains(&scenario.function));
    // Each call on a stack of its own: they wait at one moment.
    let all: Vec<_> = silent
        .flat_map(|scenario| {
            (1..=MOST_CALLS).map(move |nth| Attack {
                scenario,
                faults: &[Fault::Silence],
                only: Some(nth),
            })
        })
        .collect();
    let at_once = all.len();
    carry_out(all, at_once).await;
}

#[test]
fn every_function_is_attacked() {
    let attacked: BTreeSet<&str> = scenarios::all()
        .iter()
        .map(|scenario| scenario.function)
        .chain([ROTATOR])
        .collect();
    let all = FAMILIES.iter().copied().flatten();
    let missing: Vec<&str> = all
        .map(|function| function.name)
        .filter(|name| !name.ends_with(NO_CALLS) && !attacked.contains(name))
        .collect();
    assert!(
        missing.is_empty(),
        "add these to tests/tests/http/scenarios.rs: {missing:?}"
    );
}
