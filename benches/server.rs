//! Answers `benches/compare.py` and `benches/python.py`: reads a request a line, and writes how long it took, in
//! nanoseconds of CPU time a value, so that other programs of a busy
//! machine count less.
//!
//! `memory N`, `fill N TEXT`, `new N TEXT` (into a vector that is allocated anew), `fill_f32 N TEXT`, `cursor N TEXT`,
//! `value N TICKS TEXT` (N random ticks below TICKS), `compile N TEXT`; a `;` ends a line of the text.

use std::hint::black_box;
use std::io::{BufRead, Write};

use cpu_time::ProcessTime;
use lehr::{Overrides, Schedule, compile};

fn schedule(text: &str) -> Schedule {
    let compilation = compile(text, &Overrides::default());
    let program = compilation.into_program().unwrap_or_else(|diagnostics| panic!("{text}: {diagnostics:?}"));
    program.track("lr").expect("a track").clone()
}

/// Nanoseconds of CPU time a value.
fn timed(count: usize, work: impl FnOnce()) -> f64 {
    let start = ProcessTime::now();
    work();
    start.elapsed().as_nanos() as f64 / count as f64
}

fn answer(kind: &str, count: usize, rest: &str, values: &mut Vec<f64>) -> f64 {
    // The pages are there before anything is measured.
    values.resize(count.max(values.len()), 0.0);
    let out = &mut values[..count];
    match kind {
        "memory" => timed(count, || black_box(out).fill(black_box(0.1))),
        "fill" => {
            let schedule = schedule(rest);
            timed(count, || schedule.fill(0, black_box(out)))
        }
        "new" => {
            let schedule = schedule(rest);
            let repetitions = (1_000_000 / count).max(1);
            timed(count * repetitions, || {
                for _ in 0..repetitions {
                    let mut out = vec![0.0; count];
                    schedule.fill(0, &mut out);
                    black_box(out);
                }
            })
        }
        "fill_f32" => {
            let schedule = schedule(rest);
            let mut out = vec![1.0; count];
            timed(count, || schedule.fill_f32(0, black_box(&mut out)))
        }
        "cursor" => {
            let schedule = schedule(rest);
            let mut cursor = schedule.cursor();
            timed(count, || {
                for tick in 0..count as u64 {
                    black_box(cursor.value(tick));
                }
            })
        }
        "value" => {
            let (ticks, text) = rest.split_once(' ').expect("ticks and a text");
            let ticks: u64 = ticks.parse().expect("ticks");
            let schedule = schedule(text);
            let mut state = 1_u64;
            timed(count, || {
                for _ in 0..count {
                    // Numerical Recipes' generator.
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    black_box(schedule.value((state >> 33) % ticks));
                }
            })
        }
        "compile" => timed(count, || {
            black_box(compile(rest, &Overrides::default()));
        }),
        _ => panic!("no request is called {kind}"),
    }
}

fn main() {
    let mut values = Vec::new();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("a line");
        let (kind, rest) = line.split_once(' ').expect("a request");
        let (count, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        let nanoseconds = answer(kind, count.parse().expect("a count"), rest, &mut values);
        let mut out = std::io::stdout().lock();
        writeln!(out, "{nanoseconds}").and_then(|()| out.flush()).expect("an answer");
    }
}
