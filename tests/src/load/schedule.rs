//! When each thing is done: fixed before the run, so that a slow answer holds up nothing that comes after it.

use std::time::Duration;

use rand::rngs::SmallRng;
use rand::{RngExt as _, SeedableRng as _};

use super::mix::{Kind, Mix};

/// How arrivals follow each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Arrivals {
    /// Independently of each other, as many people's do: at times several at once.
    #[default]
    Poisson,
    /// At equal distances.
    Uniform,
}

/// One thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    /// When, from the beginning.
    pub at: Duration,
    /// What.
    pub kind: Kind,
    /// Its number in the run: names and addresses follow from it.
    pub n: u64,
}

/// What is to be done: how often a second, for how long, and from which seed.
#[derive(Clone, Debug)]
pub struct Load {
    /// Arrivals a second.
    pub rate: u32,
    /// Seconds.
    pub seconds: u32,
    /// How they follow each other.
    pub arrivals: Arrivals,
    /// What they are.
    pub mix: Mix,
    /// The same seed is the same schedule.
    pub seed: u64,
}

impl Load {
    /// The schedule, in order.
    #[must_use]
    pub fn schedule(&self) -> Vec<Planned> {
        let mut random = SmallRng::seed_from_u64(self.seed);
        let times: Vec<Duration> = match self.arrivals {
            Arrivals::Uniform => (0..u64::from(self.rate) * u64::from(self.seconds))
                .map(|n| Duration::from_nanos(n * 1_000_000_000 / u64::from(self.rate.max(1))))
                .collect(),
            Arrivals::Poisson => self.poisson(&mut random),
        };
        times
            .into_iter()
            .zip(0..)
            .map(|(at, n)| Planned {
                at,
                kind: self.mix.pick(&mut random),
                n,
            })
            .collect()
    }

    /// The distances of independent arrivals are distributed exponentially.
    fn poisson(&self, random: &mut SmallRng) -> Vec<Duration> {
        let mut times = Vec::new();
        let mut at = 0.0;
        if self.rate == 0 {
            return times;
        }
        loop {
            at -= (1.0 - random.random::<f64>()).ln() / f64::from(self.rate);
            if at >= f64::from(self.seconds) {
                break;
            }
            times.push(Duration::from_secs_f64(at));
        }
        times
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(arrivals: Arrivals, seed: u64) -> Vec<Planned> {
        let mix = Mix::default();
        Load {
            rate: 50,
            seconds: 20,
            arrivals,
            mix,
            seed,
        }
        .schedule()
    }

    #[test]
    fn uniform_arrivals_are_as_many_as_asked_for_at_equal_distances() {
        let planned = load(Arrivals::Uniform, 1);
        assert_eq!(planned.len(), 1000);
        assert!(
            planned
                .windows(2)
                .all(|two| two[0].at + Duration::from_millis(20) == two[1].at)
        );
    }

    #[test]
    fn a_seed_repeats_a_schedule_and_another_does_not() {
        let planned = load(Arrivals::Poisson, 1);
        assert_eq!(planned, load(Arrivals::Poisson, 1));
        assert_ne!(planned, load(Arrivals::Poisson, 2));
        // A thousand independent arrivals: within four standard deviations.
        assert!((870..1130).contains(&planned.len()), "{}", planned.len());
        assert!(planned.is_sorted_by_key(|one| one.at));
        assert!(planned.iter().zip(0..).all(|(one, n)| one.n == n));
    }
}
