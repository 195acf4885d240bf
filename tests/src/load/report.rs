//! What a run came to: counts, and how long answers took.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use hdrhistogram::Histogram;
use serde_json::{Value, json};

use super::LoadError;
use super::api::Trouble;
use super::drive::{Driven, Outcome, Sample};
use super::mix::Kind;
use super::server::Gap;
use super::verify::Findings;

/// The longest time that is told apart from longer ones, in microseconds: two minutes.
const LONGEST_MICROS: u64 = 120_000_000;
/// Significant digits of a time.
const DIGITS: u8 = 3;
/// The quantiles of the report.
const QUANTILES: [(&str, f64); 5] = [
    ("p50", 0.5),
    ("p90", 0.9),
    ("p99", 0.99),
    ("p99.9", 0.999),
    ("max", 1.0),
];
/// How many findings of each sort are printed.
const SHOWN: usize = 10;

/// What came of one kind, or of all.
#[derive(Clone, Debug)]
pub struct Row {
    /// How many were planned.
    pub planned: u64,
    /// Done.
    pub done: u64,
    /// 429.
    pub too_many: u64,
    /// Refused otherwise.
    pub refused: u64,
    /// 5xx.
    pub server: u64,
    /// Without an answer.
    pub silence: u64,
    /// Not sent, since too many others were under way.
    pub not_sent: u64,
    /// From when it was due to its end, in microseconds, of all that had an answer.
    pub latency: Histogram<u64>,
}

impl Row {
    fn new() -> Result<Self, LoadError> {
        let latency = Histogram::new_with_bounds(1, LONGEST_MICROS, DIGITS)
            .map_err(|e| LoadError::Tool(e.to_string()))?;
        Ok(Self {
            planned: 0,
            done: 0,
            too_many: 0,
            refused: 0,
            server: 0,
            silence: 0,
            not_sent: 0,
            latency,
        })
    }

    fn add(&mut self, sample: &Sample) {
        self.planned += 1;
        let count = match &sample.outcome {
            Outcome::Done => &mut self.done,
            Outcome::Failed(Trouble::TooMany) => &mut self.too_many,
            Outcome::Failed(Trouble::Refused(_)) => &mut self.refused,
            Outcome::Failed(Trouble::Server(..)) => &mut self.server,
            Outcome::Failed(Trouble::Silence(_)) => &mut self.silence,
            Outcome::NotSent => &mut self.not_sent,
        };
        *count += 1;
        if !matches!(
            sample.outcome,
            Outcome::NotSent | Outcome::Failed(Trouble::Silence(_))
        ) {
            let micros = (sample.over - sample.due).as_micros();
            self.latency
                .saturating_record(u64::try_from(micros).unwrap_or(LONGEST_MICROS));
        }
    }

    fn json(&self) -> Value {
        let latency: BTreeMap<&str, u64> = QUANTILES
            .iter()
            .map(|(name, quantile)| (*name, self.latency.value_at_quantile(*quantile)))
            .collect();
        json!({
            "planned": self.planned,
            "done": self.done,
            "too_many": self.too_many,
            "refused": self.refused,
            "server_errors": self.server,
            "no_answer": self.silence,
            "not_sent": self.not_sent,
            "latency_us": latency,
        })
    }
}

/// What a run came to.
#[derive(Clone, Debug)]
pub struct Report {
    /// Arrivals a second that were asked for.
    pub rate: u32,
    /// The seed.
    pub seed: u64,
    /// Each kind that came.
    pub rows: BTreeMap<Kind, Row>,
    /// All kinds together.
    pub all: Row,
    /// From the beginning to the last answer.
    pub took: Duration,
    /// By how much the tool itself was late at most.
    pub lag: Duration,
    /// CPU time of the stack, where the system tells.
    pub cpu: Option<Duration>,
    /// The times without a server.
    pub gaps: Vec<Gap>,
    /// How many failed that were under way without a server.
    pub in_gaps: u64,
    /// What failed while there was a server, and how often; sorts of trouble, not each.
    pub troubles: BTreeMap<String, u64>,
    /// 5xx, silence and refusals while there was a server.
    pub unexpected: u64,
    /// What the verification found.
    pub findings: Findings,
}

impl Report {
    /// The report of what was driven.
    ///
    /// # Errors
    /// [`LoadError::Tool`].
    pub fn new(
        (rate, seed): (u32, u64),
        driven: &Driven,
        (gaps, cpu): (Vec<Gap>, Option<Duration>),
        findings: Findings,
    ) -> Result<Self, LoadError> {
        let mut report = Self {
            rate,
            seed,
            rows: BTreeMap::new(),
            all: Row::new()?,
            took: Duration::ZERO,
            lag: driven.lag,
            cpu,
            gaps,
            in_gaps: 0,
            troubles: BTreeMap::new(),
            unexpected: 0,
            findings,
        };
        for sample in &driven.samples {
            report.took = report.took.max(sample.over - driven.began);
            report.all.add(sample);
            match report.rows.entry(sample.kind) {
                std::collections::btree_map::Entry::Occupied(mut row) => row.get_mut().add(sample),
                std::collections::btree_map::Entry::Vacant(row) => {
                    row.insert(Row::new()?).add(sample);
                }
            }
            let Outcome::Failed(trouble) = &sample.outcome else {
                continue;
            };
            if report
                .gaps
                .iter()
                .any(|gap| gap.touches(sample.due, sample.over))
            {
                report.in_gaps += 1;
                continue;
            }
            *report
                .troubles
                .entry(format!("{}: {trouble}", sample.kind))
                .or_default() += 1;
            if *trouble != Trouble::TooMany {
                report.unexpected += 1;
            }
        }
        Ok(report)
    }

    /// Whether nothing was lost, doubled or torn, and nothing failed while there was a server.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.findings.is_sound() && self.unexpected == 0
    }

    /// Things done a second, until the last was over.
    #[must_use]
    pub fn per_second(&self) -> u64 {
        let millis = u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX);
        self.all.done * 1000 / millis.max(1)
    }

    /// The same for machines.
    #[must_use]
    pub fn json(&self) -> Value {
        let rows: BTreeMap<&str, Value> = self
            .rows
            .iter()
            .map(|(kind, row)| (kind.name(), row.json()))
            .collect();
        let gap = |gap: &Gap| {
            json!({
                "recovery_ms": millis(gap.recovery()),
                "down_ms": millis(gap.answered - gap.killed),
            })
        };
        let gaps: Vec<Value> = self.gaps.iter().map(gap).collect();
        let Findings {
            acknowledged,
            unknown,
            lost,
            doubled,
            torn,
        } = &self.findings;
        json!({
            "rate": self.rate,
            "seed": self.seed,
            "took_ms": millis(self.took),
            "done_per_second": self.per_second(),
            "lag_ms": millis(self.lag),
            "cpu_ms": self.cpu.map(millis),
            "kills": gaps,
            "failed_in_gaps": self.in_gaps,
            "kinds": rows,
            "all": self.all.json(),
            "troubles": self.troubles,
            "unexpected": self.unexpected,
            "verified": {
                "acknowledged": acknowledged,
                "unknown": unknown,
                "lost": lost,
                "doubled": doubled,
                "torn": torn,
            },
        })
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "{} a second, seed {}: {} done in {:.1} s, {} a second; the tool was late by {} ms at most",
            self.rate,
            self.seed,
            self.all.done,
            self.took.as_secs_f64(),
            self.per_second(),
            millis(self.lag),
        )?;
        if let Some(cpu) = self.cpu {
            let each = cpu.as_micros() / u128::from(self.all.planned.max(1));
            writeln!(
                out,
                "CPU of the stack: {:.1} s, {each} µs for each thing planned",
                cpu.as_secs_f64()
            )?;
        }
        for gap in &self.gaps {
            writeln!(
                out,
                "killed: {} ms without a server, of these {} ms from its start to the first answer",
                millis(gap.answered - gap.killed),
                millis(gap.recovery()),
            )?;
        }
        if !self.gaps.is_empty() {
            writeln!(out, "failed meanwhile: {}", self.in_gaps)?;
        }
        write!(
            out,
            "\n| ms | planned | done | 429 | refused | 5xx | no answer | not sent |"
        )?;
        for (name, _) in QUANTILES {
            write!(out, " {name} |")?;
        }
        writeln!(out, "\n|---|{}", "---:|".repeat(7 + QUANTILES.len()))?;
        for (kind, row) in &self.rows {
            line(out, kind.name(), row)?;
        }
        line(out, "all", &self.all)?;
        writeln!(out)?;
        for (trouble, times) in &self.troubles {
            writeln!(out, "{times} × {trouble}")?;
        }
        write!(out, "{}", self.findings)
    }
}

fn line(out: &mut fmt::Formatter<'_>, name: &str, row: &Row) -> fmt::Result {
    write!(
        out,
        "| {name} | {} | {} | {} | {} | {} | {} | {} |",
        row.planned, row.done, row.too_many, row.refused, row.server, row.silence, row.not_sent
    )?;
    for (_, quantile) in QUANTILES {
        let micros = row.latency.value_at_quantile(quantile);
        write!(out, " {}.{} |", micros / 1000, micros % 1000 / 100)?;
    }
    writeln!(out)
}

impl fmt::Display for Findings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "writes: {} acknowledged, {} unknown; {} lost, {} doubled, {} in part",
            self.acknowledged,
            self.unknown,
            self.lost.len(),
            self.doubled.len(),
            self.torn.len()
        )?;
        for (what, found) in [
            ("lost", &self.lost),
            ("doubled", &self.doubled),
            ("in part", &self.torn),
        ] {
            for one in found.iter().take(SHOWN) {
                writeln!(out, "{what}: {one}")?;
            }
        }
        Ok(())
    }
}
