//! The numbers of the peer libraries, as `tests/conformance/generate.py` took them from the
//! libraries themselves, beside the same schedules in the language.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use lehr::{Overrides, compile};
use serde::Deserialize;

use crate::support::root;

/// The cases of a peer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Peer {
    #[serde(rename = "peer")]
    pub(crate) name: String,
    pub(crate) version: String,
    precision: Precision,
    pub(crate) cases: Vec<Case>,
}

/// What the peer computes in.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Precision {
    Float32,
    Float64,
}

/// A schedule of a peer and the same in the language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) schedule: String,
    pub(crate) call: String,
    pub(crate) lehr: String,
    base: Option<f64>,
    #[serde(default)]
    pub(crate) note: String,
    #[serde(default)]
    metrics: BTreeMap<String, Vec<f64>>,
    values: Vec<f64>,
}

impl Precision {
    /// How far a value may be off: relative, and a share of the base.
    fn tolerance(self) -> (f64, f64) {
        match self {
            Self::Float32 => (3e-6, 1e-6),
            Self::Float64 => (1e-9, 1e-12),
        }
    }
}

impl Case {
    /// The values in the language, and those that only rendering the words of errors gives.
    fn evaluate(&self) -> Result<Vec<f64>, String> {
        let mut overrides = Overrides::default();
        if let Some(base) = self.base {
            overrides.set_base(&format!("{base}")).map_err(|diagnostic| diagnostic.message)?;
        }
        let program = compile(&self.lehr, &overrides).into_program().map_err(|diagnostics| {
            let messages: Vec<_> = diagnostics.into_iter().map(|found| found.message).collect();
            messages.join("; ")
        })?;
        let schedule = program.track("lr").ok_or("no track")?;
        if self.metrics.is_empty() {
            let mut values = vec![0.0; self.values.len()];
            schedule.fill(0, &mut values);
            return Ok(values);
        }
        let mut run = schedule.start();
        let values = (0..self.values.len()).map(|tick| {
            let value = run.value();
            let metrics: Vec<_> = self.metrics.iter().map(|(name, values)| (name.as_str(), values[tick])).collect();
            run.step(&metrics);
            value
        });
        Ok(values.collect())
    }

    /// The first tick that differs, in words.
    fn difference(&self, precision: Precision) -> Option<String> {
        let values = match self.evaluate() {
            Ok(values) => values,
            Err(message) => return Some(message),
        };
        let (relative, absolute) = precision.tolerance();
        let absolute = absolute * self.base.unwrap_or(1.0);
        let off = |(found, expected): &(f64, f64)| (found - expected).abs() > relative * expected.abs() + absolute;
        let pairs: Vec<_> = values.into_iter().zip(self.values.iter().copied()).collect();
        let wrong = pairs.iter().filter(|pair| off(pair)).count();
        let tick = pairs.iter().position(off)?;
        let (found, expected) = pairs[tick];
        Some(format!("tick {tick} is {found}, and {expected} in the peer; {wrong} of {} ticks differ", pairs.len()))
    }
}

/// The cases of every peer.
pub(crate) fn peers() -> Vec<Peer> {
    let folder = root().join("tests/conformance");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("the cases").map(|entry| entry.expect("a file").path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    let read = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).expect("cases");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    files.iter().map(read).collect()
}

#[test]
fn every_case_has_the_numbers_of_its_peer() {
    let mut report = String::new();
    for peer in peers() {
        for case in &peer.cases {
            if let Some(difference) = case.difference(peer.precision) {
                let _ = writeln!(
                    report,
                    "{} {}\n  {}\n  {}\n  {difference}",
                    peer.name, peer.version, case.call, case.lehr
                );
            }
        }
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn every_schedule_of_the_five_peers_has_five_cases_of_120_ticks() {
    for peer in peers() {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for case in &peer.cases {
            *counts.entry(&case.schedule).or_default() += 1;
            let told = case.values.len() >= 120 || !case.note.is_empty();
            assert!(told, "{}: `{}` has {} ticks, and no note says why", peer.name, case.call, case.values.len());
        }
        let few: Vec<_> = counts.iter().filter(|(_, count)| **count < 5).collect();
        assert!(few.is_empty(), "{}: fewer than five cases: {few:?}", peer.name);
    }
}

#[test]
fn warmup_then_cosine_is_what_each_library_makes_of_it() {
    const TICKS: [u64; 9] = [0, 9, 10, 11, 50, 99, 100, 101, 150];
    let page = std::fs::read_to_string(root().join("docs/warmup-then-cosine.md")).expect("the page");
    let mut rows = 0;
    for row in page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| the library")) {
        let cells: Vec<_> = row.trim_matches('|').split('|').map(str::trim).collect();
        let lehr = cells[1].trim_matches('`');
        let schedule = crate::support::schedule(lehr);
        for (cell, tick) in cells[2..].iter().zip(TICKS) {
            let found = schedule.value(tick);
            let Ok(expected) = cell.parse::<f64>() else {
                assert_eq!(*cell, "-", "{lehr}");
                continue;
            };
            // The page gives four digits.
            let off = (found - expected).abs();
            assert!(off <= 5.1e-4 * expected, "`{lehr}` is {found} at tick {tick}, and {expected} on the page");
        }
        assert_eq!(cells.len(), 2 + TICKS.len(), "{lehr}");
        rows += 1;
    }
    assert_eq!(rows, 27);
}
