//! Recipes whose batch changes, beside a walk through each of their steps, and Megatron's own batches and rates.

use std::f64::consts::PI;

use lehr::Time;
use serde::Deserialize;

use crate::clocks::{program, values};
use crate::support::root;

/// What a source says of a run, as plain arithmetic.
struct Walk {
    /// Where it is, in `examples`.
    recipe: &'static str,
    /// What is written otherwise there, and before it.
    instead: &'static [(&'static str, &'static str)],
    /// How many of what the run is told in each one of the batch is.
    each: u64,
    /// Where the run ends, in that.
    end: Option<u64>,
    /// How many steps it has.
    steps: u64,
    /// The batch of a step that starts at so many of them.
    size: fn(step: u64, passed: u64) -> u64,
    rate: fn(step: f64, passed: f64) -> f64,
}

/// From one value to another along half a cosine.
fn cosine(from: f64, to: f64, share: f64) -> f64 {
    to + (from - to) * 0.5 * (1.0 + libm::cos(PI * share.clamp(0.0, 1.0)))
}

fn line(from: f64, to: f64, share: f64) -> f64 {
    from + (to - from) * share.clamp(0.0, 1.0)
}

/// A number of parts of a length, to a multiple of 16, halves up.
fn sixteens(first: u64, last: u64, passed: u64, length: u64) -> u64 {
    let parts = u128::from((last - first) / 16) * 2 * u128::from(passed.min(length)) + u128::from(length);
    first + 16 * u64::try_from(parts / (2 * u128::from(length))).expect("few")
}

const WALKS: &[Walk] = &[
    Walk {
        recipe: "recipes/deepseek_v3",
        instead: &[],
        each: 4096,
        end: Some(14_800_000_000_000),
        steps: 242_783,
        size: |_, tokens| sixteens(3072, 15_360, tokens, 469_000_000_000),
        rate: |step, tokens| match tokens / 1e9 {
            _ if step < 2000.0 => 2.2e-4 * step / 2000.0,
            billions if billions < 14_300.0 => cosine(2.2e-4, 2.2e-5, (billions - 10_000.0) / 4300.0),
            billions if billions < 14_633.0 => 2.2e-5,
            _ => 7.3e-6,
        },
    },
    Walk {
        recipe: "recipes/deepseek_v2",
        instead: &[],
        each: 4096,
        end: Some(8_100_000_000_000),
        steps: 219_635,
        size: |_, tokens| sixteens(2304, 9216, tokens, 225_000_000_000),
        rate: |step, tokens| {
            let drops = [4.86e12, 7.29e12].iter().filter(|milestone| tokens >= **milestone).count();
            2.4e-4 * (step / 2000.0).min(1.0) * [1.0, 0.316, 0.316 * 0.316][drops]
        },
    },
    Walk {
        recipe: "recipes/minimax_01",
        instead: &[],
        each: 1,
        end: Some(11_408_000_000_000),
        steps: 140_345,
        size: |_, tokens| {
            let passed =
                [69_000_000_000, 790_000_000_000, 4_700_000_000_000].iter().filter(|at| **at <= tokens).count();
            16_000_000 << passed
        },
        rate: |step, tokens| match (tokens - 8e9) / 1e12 {
            _ if step < 500.0 => 2e-4 * step / 500.0,
            trillions if trillions < 7.2 => 2e-4,
            trillions if trillions < 10.4 => 1.3e-4,
            trillions => 1.3e-4 * libm::pow(3e-5 / 1.3e-4, trillions - 10.4),
        },
    },
    Walk {
        recipe: "recipes/marin_8b",
        instead: &[],
        each: 4096,
        end: None,
        steps: 1_420_000,
        size: |step, _| [1024, 3072, 4096][[660_001, 1_320_001].iter().filter(|at| **at <= step).count()],
        rate: |step, _| match step {
            _ if step < 660_000.0 => line(0.0, 1e-3, step / 1000.0),
            _ if step < 820_000.0 => line(1.7e-3, 1.7e-4, (step - 740_500.0) / 79_500.0),
            _ if step < 1_320_000.0 => line(1.7e-4, 1.7e-3, (step - 820_000.0) / 2000.0),
            _ => line(1.7e-3, 1.7e-5, (step - 1_320_000.0) / 80_000.0),
        },
    },
    Walk {
        recipe: "recipes/apertus_8b",
        instead: &[],
        each: 1,
        end: Some(3_662_109_375),
        steps: 2_627_140,
        size: |_, samples| if samples < 1_718_272_000 { 1024 } else { 2048 },
        rate: |_, samples| {
            let left = (samples - (3_662_109_375.0 - 403_905_806.0)) / 403_905_806.0;
            let root = 1.0 - left.max(0.0).sqrt();
            1.1e-4 * (samples / 4_096_000.0).min(1.0) * (0.1 + 0.9 * root)
        },
    },
    Walk {
        recipe: "recipes/lucie_7b",
        instead: &[],
        each: 1,
        end: Some(762_144_586),
        steps: 753_852,
        size: |_, samples| 256 + 64 * (samples.min(10_000_000) * 12 / 10_000_000),
        rate: |_, samples| {
            let passed = (samples - 2e6) / (762_144_586.0 - 2e6);
            if passed < 0.0 { 3e-4 * samples / 2e6 } else { cosine(3e-4, 3e-5, passed) }
        },
    },
    Walk {
        recipe: "gpt3",
        instead: &[],
        each: 1,
        end: Some(300_000_000_000),
        steps: 107_738,
        size: |_, tokens| 32_000 * hundredths(tokens, 12_000_000_000),
        rate: |_, tokens| gpt3(tokens),
    },
    Walk {
        recipe: "gpt3",
        instead: &[("linear(12B tokens", "linear(4B tokens")],
        each: 1,
        end: Some(300_000_000_000),
        steps: 98_415,
        size: |_, tokens| 32_000 * hundredths(tokens, 4_000_000_000),
        rate: |_, tokens| gpt3(tokens),
    },
    Walk {
        recipe: "bloom",
        instead: &[("run = ", "step = batch samples\nrun = ")],
        each: 1,
        end: Some(220_000_000),
        steps: 115_312,
        size: |_, samples| 192 + 16 * (samples.min(9_765_625) * 116 / 9_765_625),
        rate: |_, samples| match samples / 183_105.0 {
            part if part < 1.0 => 6e-5 * part,
            _ => cosine(6e-5, 6e-6, (samples - 183_105.0) / (200e6 - 183_105.0)),
        },
    },
];

/// From one to a hundred times 32k tokens over a length, to the nearest, halves up.
fn hundredths(passed: u64, length: u64) -> u64 {
    let parts = 198 * u128::from(passed.min(length)) + u128::from(length);
    1 + u64::try_from(parts / (2 * u128::from(length))).expect("few")
}

fn gpt3(tokens: f64) -> f64 {
    match tokens / 375e6 {
        part if part < 1.0 => 6e-5 * part,
        _ => cosine(6e-5, 6e-6, (tokens - 375e6) / (260e9 - 375e6)),
    }
}

#[test]
fn recipes_are_what_a_walk_through_their_steps_gives() {
    for Walk { recipe, instead, each, end, steps, size, rate } in WALKS {
        let text = std::fs::read_to_string(root().join(format!("examples/{recipe}.lehr"))).expect("the recipe");
        let text = instead.iter().fold(text, |text, (words, others)| {
            assert!(text.contains(words), "{recipe}");
            text.replacen(words, others, 1)
        });
        let program = program(&text);
        assert_eq!(program.ticks(), Some(*steps), "{recipe}");
        let (lr, batch) = (program.track("lr").expect("lr"), program.track("batch").expect("batch"));
        let [rates, sizes] = [lr, batch].map(|schedule| values(schedule, *steps));
        let (mut passed, mut walked) = (0_u64, 0_u64);
        for (step, (found, found_size)) in (0..).zip(rates.iter().zip(&sizes)) {
            let size = size(step, passed);
            assert_eq!(*found_size, size as f64, "{recipe}, step {step}");
            let rate = rate(step as f64, passed as f64);
            assert!((found - rate).abs() <= 1e-14, "{recipe}, step {step}: {found} and {rate}");
            assert!(end.is_none_or(|end| passed < end), "{recipe} ends before step {step}");
            passed += size * each;
            walked += 1;
        }
        assert_eq!(walked, *steps);
        assert!(end.is_none_or(|end| passed >= end), "{recipe} has more steps");
        for step in (0..*steps).step_by(997) {
            let at = usize::try_from(step).expect("few");
            let found = [lr.value(step), batch.value(step)].map(f64::to_bits);
            assert_eq!(found, [rates[at], sizes[at]].map(f64::to_bits), "{recipe}, step {step}");
        }
    }
}

#[test]
fn the_facts_of_deepseek_v3_are_told_in_a_dozen_lines() {
    let text = std::fs::read_to_string(root().join("examples/recipes/deepseek_v3.lehr")).expect("the recipe");
    let facts = text.lines().filter(|line| !line.starts_with(['#', 'e']) && !line.is_empty());
    assert!(facts.count() <= 12);
}

#[derive(Deserialize)]
struct Megatron {
    cases: Vec<Rampup>,
}

#[derive(Deserialize)]
struct Rampup {
    source: String,
    start: u64,
    increment: u64,
    samples: u64,
    full: u64,
    run: u64,
    lr: Decay,
    sizes: Vec<(u64, u64)>,
    iterations: u64,
    whole: u64,
    rates: Vec<(u64, f64)>,
}

/// How a rate of 1 falls, in samples.
#[derive(Deserialize)]
struct Decay {
    style: String,
    warmup: u64,
    end: u64,
    low: f64,
    wsd: Option<u64>,
}

impl Decay {
    /// The same in the language.
    fn schedule(&self) -> String {
        let Self { style, warmup, end, low, wsd } = self;
        let shape = if style == "minus_sqrt" { "one_minus_sqrt" } else { style };
        let (hold, length) = match wsd {
            Some(wsd) => (format!("hold until {} samples then ", end - wsd), *wsd),
            None => (String::new(), end - warmup),
        };
        format!("warmup({warmup} samples, to=1) then {hold}{shape}({length} samples, to={low}) then hold")
    }
}

#[test]
fn megatrons_calculator_and_scheduler_give_the_same_batches_and_rates() {
    let text = std::fs::read_to_string(root().join("tests/conformance/rampup/megatron.json")).expect("the cases");
    let megatron: Megatron = serde_json::from_str(&text).expect("cases");
    assert!(megatron.cases.len() >= 7);
    for case in megatron.cases {
        let Rampup { source, start, increment, samples, full, run, lr, sizes, iterations, whole, rates } = case;
        let program = program(&format!(
            "run = {run} samples; step = batch samples; lr = {}\n\
             batch = {start} + floor(linear({samples} samples, from=0, to={}), to={increment})",
            lr.schedule(),
            full - start
        ));
        assert_eq!(program.ticks(), Some(iterations), "{source}");
        // Megatron throws a batch away that the samples do not fill.
        assert_eq!(program.run().map(Time::floor), Some(whole.into()), "{source}");
        let rate = program.track("lr").expect("lr");
        assert!(rates.len() >= 10, "{source}");
        for (step, expected) in rates {
            let found = rate.value(step);
            assert!((found - expected).abs() <= 1e-9 * expected.max(1e-3), "{source}, {step}: {found} and {expected}");
        }
        let found = values(program.track("batch").expect("a batch"), iterations);
        let mut expected = sizes.iter().rev();
        let mut piece = expected.next();
        for step in (0..iterations).rev() {
            while piece.is_some_and(|(first, _)| *first > step) {
                piece = expected.next();
            }
            let (_, size) = piece.expect("it starts at 0");
            assert_eq!(found[usize::try_from(step).expect("few")], *size as f64, "{source}, step {step}");
        }
    }
}
