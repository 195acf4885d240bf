//! The plot of cold starts by memory size.

use std::collections::BTreeMap;

use tests::plot::{Axes, Line, svg};

use crate::process::Measured;
use crate::spread;

/// One function of each kind, with what the plot calls it and its colour.
const SHOWN: [(&str, &str, &str); 5] = [
    ("hello", "bare function", "#888888"),
    ("account-user", "401, no session", "#1b7837"),
    ("mjpm-employees", "read", "#2166ac"),
    ("campus-login-wx", "WeChat sign-in", "#e08214"),
    ("account-login", "password sign-in", "#b2182b"),
];

/// What somebody waits for, from exec to the answer, by function and memory size.
#[derive(Debug, Default)]
pub(crate) struct Plot(BTreeMap<String, Vec<(f64, f64)>>);

impl Plot {
    /// Adds what was measured with so much memory.
    pub(crate) fn add(&mut self, memory_mb: u64, measured: &BTreeMap<String, Vec<Measured>>) {
        let Ok(memory) = u32::try_from(memory_mb) else {
            return;
        };
        for (name, runs) in measured {
            let (waited, _) = spread(runs.iter().map(|run| run.init + run.first));
            let points = self.0.entry(name.clone()).or_default();
            points.push((f64::from(memory), waited));
        }
    }

    /// The plot, when more than one size was measured.
    pub(crate) fn svg(&self) -> Option<String> {
        let lines: Vec<Line> = SHOWN
            .iter()
            .filter_map(|&(function, name, colour)| {
                let points = self.0.get(function)?.clone();
                (points.len() > 1).then_some(Line {
                    name,
                    colour,
                    points,
                })
            })
            .collect();
        let axes = Axes {
            x: (2, 4),
            y: (0, 3),
            across: "memory of the function, MB",
            up: "ms from exec to the answer",
        };
        (!lines.is_empty()).then(|| svg("Cold start by memory size", axes, &lines))
    }
}
