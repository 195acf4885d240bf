//! What every request costs in DynamoDB, in a table of the documentation; its figures may only get smaller.
//!
//! `TELL_COSTS=1 cargo test --workspace --test http costs::` writes the table anew.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use futures_util::StreamExt as _;
use local::functions::FAMILIES;
use tests::TestStack;
use tests::meter::{Consumed, Meter};

use crate::scenarios::{self, Scenario};

/// How many stacks there are at one moment; few, so that what overlaps is seen to overlap.
const AT_ONCE: usize = 2;
/// How often steps are counted before they count. Requests of one moment may look like two steps on a busy machine, and two steps
/// never like one.
const READINGS: usize = 4;
/// What is in the table for its own sake: it rewrites no row, and asks of DynamoDB nothing.
const ROTATOR: &str = "rotate-token-keys";

const HEAD: &str = "\
# What requests cost in DynamoDB

Counted by `tests/tests/http/costs.rs` for each request that the fault tests make (`tests/tests/http/scenarios.rs`), on functions that have
started. A test compares this page with what it counts; figures may only get smaller. To write it anew:

```
TELL_COSTS=1 cargo test --workspace --test http costs::
```

- **Requests**: calls of DynamoDB, whatever they are for.
- **Steps**: what waits for one another. Calls of one moment are one step. The steps beside a provider's call or a password's hash count here
  though nobody waits for them; `round_trips.rs` has what a caller waits for.
- **Read and write units**: what the embedded engine says is consumed, in tables and indexes, by DynamoDB's published rules: a strongly consistent
  read is one unit for 4 KB, a write one for 1 KB, in a transaction two. They are for small rows: a page of users costs by its length. A write that
  a condition refuses costs as much on AWS and is not counted here.

| function | request | requests | steps | read units | write units |
|---|---|---:|---:|---:|---:|
";

/// What one request costs.
#[derive(Clone, Copy, Debug)]
struct Cost {
    requests: usize,
    steps: usize,
    consumed: Consumed,
}

async fn cost_of(scenario: Scenario) -> Cost {
    let meter = Meter::start().await;
    let stack = TestStack::with(&[], &[("AWS_ENDPOINT_URL_DYNAMODB", meter.url())]).await;
    meter.attach(stack.inner().dynamodb_url());
    let shot = (scenario.prepare)(&stack).await;
    let _ = meter.read();
    let answer = shot.fire(&stack).await;
    assert!(!answer.status.is_server_error(), "{answer:?}");
    let (reading, consumed) = meter.read_all();
    Cost {
        requests: reading.operations.len(),
        steps: reading.sequential,
        consumed,
    }
}

/// The line of a request in the table; the one that is `written` when that has more steps, since they are known to within what the
/// machine was busy with when it was written.
async fn line_of(scenario: Scenario, written: Arc<str>) -> String {
    let Scenario { function, name, .. } = scenario;
    let mut least = usize::MAX;
    for reading in 1.. {
        let Cost {
            requests,
            steps,
            consumed:
                Consumed {
                    read_units,
                    write_units,
                },
        } = cost_of(scenario).await;
        least = least.min(steps);
        let line = |steps: usize| {
            format!(
                "| `{function}` | {name} | {requests} | {steps} | {read_units} | {write_units} |\n"
            )
        };
        let known = (least..=requests)
            .map(line)
            .find(|line| written.contains(line));
        if known.is_some() || reading == READINGS {
            return known.unwrap_or_else(|| line(least));
        }
    }
    unreachable!("a reading is the last")
}

fn page() -> PathBuf {
    tests::stack::template().with_file_name("infra/performance/dynamodb.md")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_request_costs_what_the_page_says() {
    let mut told = HEAD.to_owned();
    #[expect(clippy::disallowed_methods, reason = "how a test run is told")]
    let is_to_be_written = std::env::var("TELL_COSTS").is_ok();
    let written = if is_to_be_written {
        String::new()
    } else {
        std::fs::read_to_string(page()).unwrap()
    };
    let written: Arc<str> = written.into();
    let priced = scenarios::all().into_iter().chain(scenarios::refused());
    let lines: Vec<String> = futures_util::stream::iter(priced)
        .map(|scenario| tokio::spawn(line_of(scenario, Arc::clone(&written))))
        .map(async |line| line.await.unwrap())
        .buffered(AT_ONCE)
        .collect()
        .await;
    told.extend(lines);
    if is_to_be_written {
        std::fs::write(page(), &told).unwrap();
    }
    let written = std::fs::read_to_string(page()).unwrap();
    let mut differences = String::new();
    for (is, was) in told.lines().zip(written.lines()) {
        if is != was {
            let _ = writeln!(differences, "is  {is}\nwas {was}");
        }
    }
    assert!(
        told == written,
        "cheaper: write the page anew; dearer: find out why\n{differences}"
    );
}

#[test]
fn every_function_that_asks_dynamodb_is_on_the_page() {
    let told: BTreeSet<&str> = scenarios::all()
        .iter()
        .map(|scenario| scenario.function)
        .collect();
    let missing: Vec<&str> = FAMILIES
        .iter()
        .copied()
        .flatten()
        .map(|function| function.name)
        .filter(|name| !told.contains(name) && !name.ends_with("-not-found") && *name != ROTATOR)
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
