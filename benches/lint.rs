//! How many files a CPU-second checks: a thousand recipes of fifty lines each, every rule over every
//! track, beside what compiling them takes alone.
//!
//! Times are of the CPU and not of the clock, so that other programs do not count.

mod recipes;

use std::hint::black_box;
use std::time::Duration;

use cpu_time::ProcessTime;
use lehr::lint::{self, Settings};
use lehr::{Overrides, compile};
use recipes::recipe;

const FILES: usize = 1000;
const LINES: usize = 50;
const ROUNDS: u32 = 5;

/// The CPU time of one round over all texts.
fn time(texts: &[String], work: impl Fn(&str) -> usize) -> Duration {
    let start = ProcessTime::now();
    for _ in 0..ROUNDS {
        texts.iter().for_each(|text| {
            black_box(work(black_box(text)));
        });
    }
    start.elapsed() / ROUNDS
}

fn main() {
    let texts: Vec<_> = (0..FILES).map(|n| recipe(n, LINES)).collect();
    let (overrides, settings) = (Overrides::default(), Settings::default());
    let lines = texts.iter().map(|text| text.lines().count()).sum::<usize>() / texts.len();
    assert!(texts.iter().all(|text| compile(text, &overrides).program().is_some()), "every recipe compiles");
    let compiled = time(&texts, |text| compile(text, &overrides).diagnostics().len());
    let checked = time(&texts, |text| lint::check(&compile(text, &overrides), &settings).len());
    let rate = FILES as f64 / checked.as_secs_f64();
    let share = checked.as_secs_f64() / compiled.as_secs_f64();
    report(&format!(
        "{FILES} files of {lines} lines: {rate:.0} files per CPU-second, {share:.2} times what compiling takes alone"
    ));
}

#[expect(clippy::print_stdout, reason = "a benchmark reports what it measured")]
fn report(line: &str) {
    println!("{line}");
}
