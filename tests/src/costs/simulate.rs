//! Requests that come to partitions, second by second; each takes units of one, and a partition refuses what is beyond its limit.
//!
//! The limits are `DynamoDB`'s published ones: 1000 units written and 3000 read a second in one partition, whatever the mode of the
//! table (Best practices for designing and using partition keys effectively). Burst capacity, up to 300 seconds of what a table has
//! not used, does not lift them (re:Post, "How does `DynamoDB` handle spiky workloads in short intervals?"), so there is none here.
//! Adaptive capacity splits a hot partition, if its load is of several keys; one item stays in one partition. AWS publishes no time
//! for it: [`SPLIT_AFTER`] is assumed.
//!
//! Arrivals are even within a second and nothing is tried again, so a rate here is what passes at best.

/// Units written that a partition takes in a second.
pub const WRITES: u32 = 1000;
/// Units read that a partition takes in a second.
pub const READS: u32 = 3000;
/// Seconds of refusing after which a partition splits. Assumed.
pub const SPLIT_AFTER: u32 = 60;

/// Which partition a request goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keys {
    /// So many to one, then as many to the next, as rising ids are spread.
    InBlocks(u32),
    /// Any, at random.
    Random,
}

/// Whether a hot partition's load can be split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heat {
    /// It is one item's, or that of the end of a rising sort key.
    Stays,
    /// It is of many keys.
    Splits,
}

/// A part of the design that requests go through.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// Its partitions.
    pub partitions: u32,
    /// The thousandths of a unit that each takes in a second.
    pub limit: u64,
    /// The thousandths of a unit that a request takes of one partition.
    pub takes: u64,
    /// Of how many requests only one goes there.
    pub one_of: u32,
    /// To which partition it goes.
    pub keys: Keys,
    /// What becomes of a hot one.
    pub heat: Heat,
}

impl Place {
    /// Partitions of so many units a second, of which each request takes some.
    #[must_use]
    pub const fn new(
        partitions: u32,
        limit: u32,
        thousandths: u64,
        keys: Keys,
        heat: Heat,
    ) -> Self {
        Self {
            partitions,
            limit: limit as u64 * 1000,
            takes: thousandths,
            one_of: 1,
            keys,
            heat,
        }
    }

    /// The same, where only one of `requests` goes there.
    #[must_use]
    pub const fn one_of(self, requests: u32) -> Self {
        Self {
            one_of: requests,
            ..self
        }
    }
}

/// What came of a load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Requests in the last minute.
    pub offered: u64,
    /// Those of them that were refused.
    pub refused: u64,
    /// The partitions at the end.
    pub partitions: u32,
}

impl Outcome {
    /// Whether it serves: at most one of a thousand is refused, which a client's retry gets through.
    #[must_use]
    pub const fn serves(&self) -> bool {
        self.refused * 1000 <= self.offered
    }
}

/// A generator of our own, Steele's `SplitMix64`: the pages are compared byte for byte, and the library's change between versions.
struct Random(u64);

impl Random {
    const fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        (((z >> 32) * end as u64) >> 32) as u32
    }
}

/// Sends `rate` requests a second for `seconds` to `place`; the last minute counts.
#[must_use]
pub fn run(place: Place, rate: u32, seconds: u32, seed: u64) -> Outcome {
    let mut random = Random(seed);
    let mut partitions = place.partitions;
    let mut hot = 0;
    let mut number: u32 = 0;
    let mut used = vec![0_u64; partitions as usize];
    let (mut offered, mut refused) = (0, 0);
    for second in 0..seconds {
        used.fill(0);
        let counts = second + 60 >= seconds;
        let mut refused_now = 0;
        for _ in 0..rate {
            number = number.wrapping_add(1);
            if !number.is_multiple_of(place.one_of) {
                continue;
            }
            let partition = match place.keys {
                Keys::InBlocks(of) => number / place.one_of / of % partitions,
                Keys::Random => random.below(partitions),
            };
            let used = &mut used[partition as usize];
            if *used + place.takes > place.limit {
                refused_now += 1;
            } else {
                *used += place.takes;
            }
        }
        if counts {
            offered += u64::from(rate);
            refused += refused_now;
        }
        hot = if refused_now > 0 { hot + 1 } else { 0 };
        if place.heat == Heat::Splits && hot >= SPLIT_AFTER {
            partitions *= 2;
            used.resize(partitions as usize, 0);
            hot = 0;
        }
    }
    Outcome {
        offered,
        refused,
        partitions,
    }
}

/// The highest rate up to `most` that `place` serves after `seconds`; `most` when it serves that.
#[must_use]
pub fn highest_rate(place: Place, seconds: u32, most: u32, seed: u64) -> u32 {
    if run(place, most, seconds, seed).serves() {
        return most;
    }
    let (mut good, mut bad) = (0, most);
    while bad - good > (good / 200).max(1) {
        let rate = good.midpoint(bad);
        if run(place, rate, seconds, seed).serves() {
            good = rate;
        } else {
            bad = rate;
        }
    }
    good
}

#[cfg(test)]
mod tests {
    use super::{Heat, Keys, Place, SPLIT_AFTER, WRITES, highest_rate, run};

    const COUNTER: Place = Place::new(1, WRITES, 1000, Keys::InBlocks(1), Heat::Stays);

    #[test]
    fn one_item_takes_a_thousand_writes_a_second_and_refuses_the_rest() {
        let full = run(COUNTER, 1000, 60, 1);
        assert_eq!((full.offered, full.refused), (60_000, 0));
        let over = run(COUNTER, 1500, 60, 1);
        assert_eq!((over.offered, over.refused), (90_000, 30_000));
        assert!(full.serves() && !over.serves());
        assert!((995..=1001).contains(&highest_rate(COUNTER, 60, 10_000, 1)));
    }

    #[test]
    fn adaptive_capacity_does_not_lift_one_item_and_lifts_many_keys() {
        let seconds = 4 * SPLIT_AFTER;
        assert!(!run(COUNTER, 1500, seconds, 1).serves());
        let keys = Place {
            keys: Keys::Random,
            heat: Heat::Splits,
            ..COUNTER
        };
        assert!(!run(keys, 1500, SPLIT_AFTER, 1).serves());
        let split = run(keys, 1500, seconds, 1);
        assert!(split.serves() && split.partitions == 2, "{split:?}");
    }

    #[test]
    fn blocks_of_ids_and_more_shards_lift_what_one_item_holds() {
        let blocks = COUNTER.one_of(100);
        assert_eq!(highest_rate(blocks, 60, 50_000, 1), 50_000);
        let shards = Place {
            partitions: 4,
            ..COUNTER
        };
        let four = highest_rate(shards, 60, 20_000, 1);
        assert!((3960..=4010).contains(&four), "{four}");
        // Blocks that divide what a partition takes in a second are spread as well as ids one by one, and larger ones are not.
        let of = |ids| {
            let keys = Keys::InBlocks(ids);
            highest_rate(Place { keys, ..shards }, 60, 20_000, 1)
        };
        assert!((3960..=4010).contains(&of(500)), "{}", of(500));
        assert!(of(1500) < 3000, "{}", of(1500));
    }

    #[test]
    fn a_load_at_random_passes_less_than_one_in_turn_and_the_same_seed_the_same() {
        let shards = |keys| Place {
            partitions: 4,
            keys,
            ..COUNTER
        };
        let (turns, random) = (
            run(shards(Keys::InBlocks(1)), 4000, 60, 7),
            run(shards(Keys::Random), 4000, 60, 7),
        );
        assert_eq!(turns.refused, 0);
        assert!(random.refused > 0);
        assert_eq!(random, run(shards(Keys::Random), 4000, 60, 7));
        assert_ne!(
            random.refused,
            run(shards(Keys::Random), 4000, 60, 8).refused
        );
    }
}
