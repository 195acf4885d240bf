//! Measures one argon2id hash, made in different ways that take turns, or makes a given number of hashes for others to count.
//!
//! `tests-argon2 measure <hashes> <lanes>` prints CPU and wall times as JSON; `tests-argon2 make <way> <memory in KiB> <hashes>`
//! prints nothing. `run.py` calls both.

mod ways;

use std::error::Error;
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::{TimeVal, TimeValLike as _};
use serde_json::{Map, Value, json};

use ways::Cost;

/// That of `shared::password`.
const MEMORY_KIB: u32 = 19_456;
/// Of each way, before any is counted.
const WARM_UP: usize = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["measure", hashes, lanes] => {
            let cost = Cost {
                memory_kib: MEMORY_KIB,
                lanes: lanes.parse()?,
            };
            println!("{}", measure(hashes.parse()?, cost)?);
            Ok(())
        }
        ["make", way, memory_kib, hashes] => {
            let cost = Cost {
                memory_kib: memory_kib.parse()?,
                lanes: 1,
            };
            let mut way = ways::of(cost)?
                .into_iter()
                .find(|one| one.name() == way)
                .ok_or("no such way in this build")?;
            for _ in 0..hashes.parse()? {
                way.hash()?;
            }
            Ok(())
        }
        _ => Err("measure <hashes> <lanes> | make <way> <memory in KiB> <hashes>".into()),
    }
}

/// Every way once, then every way again, so that whatever else the machine does befalls them all.
fn measure(hashes: usize, cost: Cost) -> Result<Value, Box<dyn Error>> {
    let mut ways = ways::of(cost)?;
    let expected = ways[0].hash()?;
    let mut times: Vec<Vec<Times>> = vec![Vec::new(); ways.len()];
    for turn in 0..WARM_UP + hashes {
        for (way, of_way) in ways.iter_mut().zip(&mut times) {
            let (before, start) = (getrusage(UsageWho::RUSAGE_SELF)?, Instant::now());
            let hash = way.hash()?;
            let (wall, after) = (start.elapsed(), getrusage(UsageWho::RUSAGE_SELF)?);
            if hash != expected {
                return Err(format!("{}: another hash", way.name()).into());
            }
            if turn >= WARM_UP {
                of_way.push(Times {
                    user: after.user_time() - before.user_time(),
                    system: after.system_time() - before.system_time(),
                    wall,
                });
            }
        }
    }
    let told: Map<String, Value> = ways
        .iter()
        .zip(times)
        .map(|(way, of_way)| (way.name().to_owned(), tell(&of_way)))
        .collect();
    Ok(Value::Object(told))
}

/// What one hash took. CPU times are those of all threads: with lanes side by side, the work is not that of the one that waits.
#[derive(Clone, Copy)]
struct Times {
    user: TimeVal,
    system: TimeVal,
    wall: Duration,
}

fn tell(times: &[Times]) -> Value {
    let of = |one: fn(&Times) -> TimeVal| -> Vec<i64> {
        times
            .iter()
            .map(|times| one(times).num_microseconds())
            .collect()
    };
    let wall_us: Vec<u128> = times.iter().map(|times| times.wall.as_micros()).collect();
    json!({
        "user_us": of(|times| times.user),
        "system_us": of(|times| times.system),
        "wall_us": wall_us,
    })
}
