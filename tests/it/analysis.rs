//! What the analysis says of a schedule, against all of its ticks.

use lehr::schedule::{Budget, Condition, Gap, Tolerance, Trend};
use proptest::prelude::*;

use crate::laws::{curve, relative};
use crate::support::schedule;

/// Whether two values are the same to rounding.
fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * a.abs().max(b.abs())
}

fn trend_of(values: &[f64]) -> Trend {
    let steps = || values.windows(2).filter(|pair| !same(pair[0], pair[1]));
    match (steps().any(|pair| pair[1] > pair[0]), steps().any(|pair| pair[1] < pair[0])) {
        (true, true) => Trend::Mixed,
        (true, false) => Trend::Rising,
        (false, true) => Trend::Falling,
        (false, false) => Trend::Constant,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_agrees_with_a_walk(s in relative(), cut: prop::sample::Index, size: prop::sample::Index) {
        let schedule = schedule(&format!("base = 0.3\nlr = {s}"));
        let values = curve(&schedule);
        let first = cut.index(values.len());
        let last = first + size.index(values.len() - first);
        let values = &values[first..=last];
        let (first, last) = (first as u64, last as u64);

        let extremes = schedule.extremes(first, last);
        let max = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let min = values.iter().copied().fold(f64::INFINITY, f64::min);
        prop_assert!(extremes.exact && same(extremes.max.value, max) && same(extremes.min.value, min), "{:?} {} {}", extremes, min, max);
        let tick = |wanted: f64| first + values.iter().position(|value| same(*value, wanted)).expect("it is there") as u64;
        prop_assert_eq!((extremes.max.tick, extremes.min.tick), (tick(max), tick(min)));

        let (trend, walked) = (schedule.trend(first, last), trend_of(values));
        prop_assert_eq!(trend, walked);

        // What differs by rounding alone may or may not be told apart.
        prop_assume!(!same(min, max) || min == max);
        let threshold = min + 0.37 * (max - min);
        for condition in [Condition::Above(threshold), Condition::Below(threshold), Condition::NotFinite] {
            let meets = |value: f64| match condition {
                Condition::Above(limit) => value > limit,
                Condition::Below(limit) => value < limit,
                _ => !value.is_finite(),
            };
            let found = schedule.first_where(first, last, condition).map(|point| point.tick);
            prop_assert_eq!(found, values.iter().position(|value| meets(*value)).map(|index| first + index as u64));
            let found = schedule.last_where(first, last, condition).map(|point| point.tick);
            prop_assert_eq!(found, values.iter().rposition(|value| meets(*value)).map(|index| first + index as u64));
        }
        let settled = |alike: fn(f64, f64) -> bool| {
            let end = values[values.len() - 1];
            first + values.iter().rposition(|value| !alike(*value, end)).map_or(0, |index| index as u64 + 1)
        };
        let settles = schedule.settles(first, last);
        prop_assert!((settled(same)..=settled(|a, b| a == b)).contains(&settles), "{}", settles);

        let mean = values.iter().sum::<f64>() / values.len() as f64;
        prop_assert!(same(schedule.mean(first, last), mean), "{} {}", schedule.mean(first, last), mean);
    }
}

#[test]
fn a_run_of_a_million_million_ticks_is_as_easy() {
    let run = 1_000_000_000_000_u64;
    let lr = |text: &str| schedule(&format!("run = {run}; base = 0.1; lr = {text}"));

    let warm = lr("warmup(1%) then cosine(to=1%)");
    let extremes = warm.extremes(0, run - 1);
    assert_eq!((extremes.max.tick, extremes.max.value, extremes.exact), (run / 100, 0.1, true));
    assert_eq!((extremes.min.tick, extremes.min.value), (0, 0.0));
    assert_eq!(warm.trend(run / 100, run - 1), Trend::Falling);
    assert_eq!(warm.trend(0, run / 100), Trend::Rising);
    let turns: Vec<_> = warm.turns(0, run - 1, 10).into_iter().map(|(point, trend)| (point.tick, trend)).collect();
    assert_eq!(turns, [(0, Trend::Rising), (run / 100, Trend::Falling)]);
    let half = warm.first_where(run / 100, run, Condition::AtMost(0.05)).expect("it gets there");
    assert!(half.value <= 0.05 && warm.value(half.tick - 1) > 0.05);

    // A product: the summit lies where neither factor has its own.
    let product = lr("warmup(80%, shape=poly) * linear");
    let summit = product.extremes(0, run - 1).max;
    // t^2 (1 - t) has its summit at two thirds.
    assert!((summit.tick as f64 / run as f64 - 2.0 / 3.0).abs() < 1e-6, "{summit:?}");

    // One tick out of a million million.
    let spike = lr("hold for 333_333_333_333 then hold(3x) for 1 then hold(1x)");
    let extremes = spike.extremes(0, run - 1);
    assert_eq!((extremes.max.tick, extremes.max.value), (333_333_333_333, 3.0 * 0.1));
    assert_eq!(spike.settles(0, run - 1), 333_333_333_334);

    // A thousand million cycles, each 2 / 5 of a tick longer than whole ticks.
    let cycles = lr("cosine(1000.4) repeat");
    let extremes = cycles.extremes(0, run - 1);
    assert!(extremes.exact && extremes.max.value == 0.1 && extremes.min.value < 1e-7, "{extremes:?}");
    assert_eq!(cycles.trend(0, run - 1), Trend::Mixed);
    let fading = lr("(linear(500, from=0%, to=100%) mirror) repeat * exponential(1_000_000_000, gamma=0.5)");
    assert_eq!(fading.extremes(0, run - 1).max.tick, 500);

    let drops = lr("step(100_000_000_000, 0.5)");
    assert_eq!(drops.trend(0, run - 1), Trend::Falling);
    assert_eq!(drops.settles(0, run - 1), 900_000_000_000);
    assert_eq!(drops.first_where(0, run - 1, Condition::Below(0.03)).map(|point| point.tick), Some(200_000_000_000));

    let mean = lr("cosine").mean(0, run - 1);
    assert!((mean - 0.05).abs() < 1e-10, "{mean}");
    let mean = lr("warmup(10%) then linear").mean(0, run - 1);
    assert!((mean - 0.05).abs() < 1e-10, "{mean}");
}

#[test]
fn what_is_no_number_is_found() {
    let wrong = schedule("run = 1_000_000_000; lr = factor(t -> sqrt(900_000_000 - t / 1))");
    let found = wrong.first_where(0, 999_999_999, Condition::NotFinite).expect("a root of less than nothing");
    assert_eq!(found.tick, 900_000_001);
}

#[test]
fn the_mean_of_infinite_values_is_infinite() {
    for run in [5000_u64, 5_000_000, 4_294_967_295, 1 << 60] {
        let mean = |text: &str| schedule(&format!("run = {run}; base = 1; lr = {text}")).mean(0, run - 1);
        assert_eq!(mean("step(1, 2)"), f64::INFINITY, "{run}");
        assert_eq!(mean("factor(t -> -(2 ^ t))"), f64::NEG_INFINITY, "{run}");
        assert_eq!(mean("factor(t -> 2 ^ (2000 - t))"), f64::INFINITY, "{run}");
        assert!(mean("factor(t -> 2 ^ t - 2 ^ (2000 - t))").is_nan(), "{run}");
        assert!(mean("factor(t -> sqrt(t - 3))").is_nan(), "{run}");
    }
}

#[test]
fn the_mean_reaches_to_the_last_tick_of_all() {
    let held = schedule("run = 2^64; lr = hold(0.5)");
    for first in [0, 1, 1 << 63, u64::MAX - 3_000_000, u64::MAX - 3000, u64::MAX - 1023, u64::MAX - 5, u64::MAX] {
        for last in [u64::MAX, u64::MAX - 1].into_iter().filter(|last| *last >= first) {
            let mean = held.mean(first, last);
            assert!((mean - 0.5).abs() < 1e-12, "{mean} from {first} to {last}");
        }
    }
    let risen = schedule("run = 2^64; lr = linear(2^63, from=0, to=1)").mean(0, u64::MAX);
    assert!((risen - 0.75).abs() < 1e-9, "{risen}");
}

#[test]
fn two_schedules_are_compared() {
    let lr = |text: &str| schedule(&format!("run = 1_000_000_000; base = 0.1; lr = {text}"));
    let last = 999_999_999;
    let a = lr("warmup(1M) then cosine(to=1%)");
    let compare = |b: &str, tolerance: f64| a.compare(&lr(b), 0, last, tolerance);

    let same = compare("warmup(1M) then cosine(999M, to=1%)", 0.0);
    assert_eq!((same.difference, same.certain), (None, true), "by structure, other words or not");

    let longer = compare("warmup(2M) then cosine(to=1%)", 0.0);
    let difference = longer.difference.expect("they differ");
    assert!(longer.certain);
    // The last eight values are too near the floor to differ.
    assert_eq!((difference.first.tick, difference.last.tick), (1, last - 8));
    assert_eq!((difference.absolute.gap.tick, difference.absolute.gap.absolute()), (1_000_000, 0.05));
    assert!((difference.relative.gap.relative() - 0.5).abs() < 1e-4);

    let later = compare("warmup(1M) then hold for 9M then cosine(to=1%)", 0.0).difference.expect("they differ");
    let falls = a.first_where(1_000_000, last, Condition::Below(0.1)).expect("it falls");
    assert_eq!(later.first.tick, falls.tick);
    let b = lr("warmup(1M) then hold for 9M then cosine(to=1%)");
    let tolerant = a.compare(&b, 0, last, 1e-3).difference.expect("they differ").first;
    let before = tolerant.tick - 1;
    assert!(tolerant.relative() > 1e-3 && before > 1_000_001);
    assert!(Gap { tick: before, a: a.value(before), b: b.value(before) }.relative() <= 1e-3);

    let spike = "(warmup(1M) then cosine(to=1%)) * piecewise([1_000_005, 1_000_006], [1x, 3x, 1x])";
    let spike = compare(spike, 1e-6);
    let difference = spike.difference.expect("they differ in one tick");
    assert_eq!((difference.first.tick, difference.last.tick), (1_000_005, 1_000_005));

    let spelled = "warmup(1M) then curve(u -> (1 + cos(pi * u)) / 2, to=1%)";
    let rounded = compare(spelled, 0.0).difference.expect("they differ in the last digits");
    assert!(rounded.relative.gap.relative() < 1e-13);
    let alike = compare(spelled, 1e-6);
    assert_eq!((alike.difference, alike.tolerance, alike.certain), (None, 1e-6, true));
}

#[test]
fn what_differs_by_rounding_alone_is_found() {
    for (a, b) in [
        ("linear(4.75, to=100%) every 2", "exp_to(1, 100%, from=1%) then hold"),
        ("step(2, 0.5) for 1", "curve(2.75, u -> (1 - u)^3, to=100%) mirror"),
    ] {
        let (a, b) = (schedule(&format!("base = 0.3\nlr = {a}")), schedule(&format!("base = 0.3\nlr = {b}")));
        let walked = (0..60).find(|&tick| a.value(tick).to_bits() != b.value(tick).to_bits());
        assert_eq!(a.compare(&b, 0, 59, 0.0).difference.map(|difference| difference.first.tick), walked);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn comparing_agrees_with_a_walk(a in relative(), b in relative(), tolerance in prop_oneof![Just(0.0), Just(1e-3)]) {
        let (a, b) = (schedule(&format!("base = 0.3\nlr = {a}")), schedule(&format!("base = 0.3\nlr = {b}")));
        let gaps: Vec<_> = (0..60).map(|tick| Gap { tick, a: a.value(tick), b: b.value(tick) }).collect();
        let differing: Vec<_> = gaps.iter().filter(|gap| gap.relative() > tolerance).collect();
        let compared = a.compare(&b, 0, 59, tolerance);
        prop_assert!(compared.certain);
        let difference = compared.difference;
        prop_assert_eq!(difference.map(|d| (d.first.tick, d.last.tick)), differing.first().zip(differing.last()).map(|(first, last)| (first.tick, last.tick)));
        if let Some(found) = difference {
            let most = |measure: fn(Gap) -> f64| differing.iter().map(|gap| measure(**gap)).fold(0.0, f64::max);
            let near = |found: f64, most: f64| found <= most && most - found <= 1e-4 * most;
            prop_assert!(near(found.absolute.gap.absolute(), most(Gap::absolute)) && near(found.relative.gap.relative(), most(Gap::relative)));
        }
        prop_assert_eq!(a.compare(&a, 0, 59, tolerance).difference, None);
    }
}

#[test]
fn a_drawing_needs_no_more_than_its_slack() {
    let waves = schedule("run = 1_000_000_000_000; lr = factor(t -> 1 + 0.1 * sin(t / 100))");
    let effort = Budget::new(1_000_000);
    for column in 0..100 {
        let first = column * 10_000_000_000;
        let extremes = waves.extremes_within(first, first + 9_999_999_999, Tolerance::Absolute(1e-4), &effort);
        assert!(extremes.exact && extremes.max.value > 1.0999 && extremes.min.value < 0.9001, "{extremes:?}");
    }
    let little = waves.extremes_within(0, 999_999_999_999, Tolerance::Relative(1e-9), &Budget::new(50));
    assert!(!little.exact && little.max.value > 1.0, "{little:?}");
    let noise = schedule("run = 1_000_000_000_000; base = 0.1; lr = noise(0.1, seed=1)");
    let extremes = noise.extremes(0, 999_999_999_999);
    assert!(!extremes.exact && extremes.max.value > 0.11);
}
