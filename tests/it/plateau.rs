//! Plateaus: what they observe, where they stand, and how a run is left and taken up again.

use lehr::Schedule;
use lehr::schedule::State;
use proptest::prelude::*;

use crate::support::{lehr, program, schedule};

/// The values of a schedule fed with one metric a tick.
fn values(schedule: &Schedule, name: &str, metrics: &[f64]) -> Vec<f64> {
    let mut run = schedule.start();
    let step = |&metric: &f64| {
        let value = run.value();
        run.step(&[(name, metric)]);
        value
    };
    metrics.iter().map(step).collect()
}

const LOSSES: [f64; 14] = [1.0, 0.8, 0.7, 0.7, 0.7, 0.7, 0.7, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6];

#[test]
fn a_plateau_behind_a_warmup_starts_counting_there() {
    let schedule = schedule("base = 0.1; lr = warmup(4) then plateau(0.5, 1, metric=loss)");
    let found = values(&schedule, "loss", &[1.0; 10]);
    assert_eq!(found, [0.0, 0.025, 0.05, 0.1 * 0.75, 0.1, 0.1, 0.1, 0.05, 0.05, 0.025]);
}

#[test]
fn as_a_factor_it_multiplies_the_curve_as_it_would_be() {
    let text = "base = 0.1; lr = (warmup(2) then cosine(T=10)) * plateau(0.5, patience=2, metric=loss)";
    let (with, without) = (schedule(text), schedule("base = 0.1; lr = warmup(2) then cosine(T=10)"));
    let found = values(&with, "loss", &LOSSES);
    for (tick, value) in found.into_iter().enumerate() {
        // Not better at ticks 3, 4, 5, and again at 8, 9, 10.
        let factor = if tick < 6 {
            1.0
        } else if tick < 11 {
            0.5
        } else {
            0.25
        };
        let expected = without.value(tick as u64) * factor;
        assert!((value - expected).abs() < 1e-15, "tick {tick}: {value}, {expected}");
    }
}

#[test]
fn without_metrics_it_holds_and_with_foreign_ones_too() {
    let schedule = schedule("base = 0.1; lr = plateau(0.5, 0, metric=loss)");
    assert_eq!(schedule.value(1000), 0.1);
    assert_eq!(values(&schedule, "accuracy", &[1.0; 20]), [0.1; 20]);
    assert_eq!(schedule.metrics(), ["loss"]);
}

#[test]
fn what_is_no_number_is_never_better() {
    let schedule = schedule("base = 1; lr = plateau(0.5, 1, metric=loss)");
    let found = values(&schedule, "loss", &[f64::NAN, f64::NAN, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1.0]);
    assert_eq!(found, [1.0, 1.0, 0.5, 0.5, 0.25, 0.25]);
}

#[test]
fn each_track_has_its_own() {
    let program = program(
        "base = 0.1; lr = plateau(0.5, 0, metric=loss); lr.head = 10 * lr; wd = 0.1 * plateau(0.1, 0, mode=max, metric=acc)",
    );
    let metrics = [("loss", 1.0), ("acc", 0.5)];
    let mut runs: Vec<_> = program.tracks().iter().map(|track| track.schedule.start()).collect();
    for run in &mut runs {
        run.step(&metrics);
        run.step(&metrics);
    }
    let found: Vec<_> = runs.iter().map(lehr::schedule::Run::value).collect();
    assert_eq!(found, [0.05, 0.5, 0.1 * 0.1]);
}

#[test]
fn the_state_of_another_schedule_is_refused() {
    let (one, other) = (schedule("base = 0.1; lr = plateau(0.5)"), schedule("base = 0.1; lr = plateau(0.4)"));
    let error = other.resume(one.start().state()).expect_err("another schedule").to_string();
    assert!(error.contains(&one.fingerprint()) && error.contains(&other.fingerprint()), "{error}");
    assert!(error.starts_with("the state was saved by another schedule"), "{error}");
    let mut changed = one.start().state();
    changed.controllers.clear();
    assert!(one.resume(changed).is_err());
}

#[test]
fn a_state_still_fits_after_the_file_is_formatted() {
    for text in [
        "base=0.1;lr=warmup( 3 )then plateau( 0.5,patience=1 , metric=m)",
        "lr = hold( 1 )for 4 then plateau( 0.5 ,1 , from=2,)",
        "lr = hold( 1 )for 5 then steer( metric=m,target=0.5,gain=0.1 )",
    ] {
        let (before, after) = (schedule(text), schedule(&lehr::format(text).expect("it is read")));
        assert_ne!(before, after, "{text}: a text of a segment is another one");
        let mut run = before.start();
        run.step(&[("m", 1.0), ("metric", 1.0), ("loss", 1.0)]);
        let resumed = after.resume(run.state()).expect("the same schedule");
        assert_eq!(resumed.value().to_bits(), run.value().to_bits(), "{text}");
    }
    let read = "unit hour; tick = steps\nlr = warmup( 2 hours, to=1)   then linear( 3 hours,to=0,\n) then hold";
    let (before, after) = (schedule(read), schedule(&lehr::format(read).expect("it is read")));
    assert_ne!(before, after);
    after.resume(before.start().state()).expect("the same schedule");
}

const SCHEDULES: [&str; 8] = [
    "base = 0.1; lr = (warmup(5) then cosine(T=95)) * plateau(0.5, patience=3, metric=m)",
    "base = 0.1; lr = warmup(3) then plateau(0.5, 1, cooldown=2, min=0.01, metric=m)",
    "base = 0.1; lr = max(plateau(0.3, 0, metric=m), plateau(0.9, 2, mode=max, metric=m))",
    "lr = 0.1 * plateau(0.5, 0, metric=m) for 20 then cosine(10, from=0.05)",
    "base = 1; lr = noise(0.1, seed=3) * plateau(0.7, 1, threshold_mode=abs, metric=m)",
    "lr = steer(metric=m, band=0.3 .. 0.6, times=1.5, from=0.01)",
    "lr = steer(metric=m, target=0.5, gain=0.1, from=0.01)",
    "lr = reach(metric=m, at=[0.5, 0.2], values=[1, 2, 4])",
];

/// Losses, and what is logged of a run that diverges.
fn observations() -> impl Strategy<Value = Vec<f64>> {
    let none = prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(f64::NEG_INFINITY)];
    prop::collection::vec(prop_oneof![9 => 0.0..1.0_f64, 1 => none], 1..60)
}

proptest! {
    #[test]
    fn a_run_that_was_interrupted_goes_on_with_the_same_bits(
        which in 0..SCHEDULES.len(),
        metrics in observations(),
        stop in 0..60_usize,
    ) {
        let schedule = schedule(SCHEDULES[which]);
        let stop = stop.min(metrics.len());
        let whole = values(&schedule, "m", &metrics);
        let mut run = schedule.start();
        for metric in &metrics[..stop] {
            run.step(&[("m", *metric)]);
        }
        let saved = serde_json::to_string(&run.state()).expect("a state");
        let state: State = serde_json::from_str(&saved).expect("the state");
        let mut resumed = schedule.resume(state).expect("the same schedule");
        for (tick, metric) in metrics.iter().enumerate().skip(stop) {
            prop_assert_eq!(resumed.value().to_bits(), whole[tick].to_bits());
            resumed.step(&[("m", *metric)]);
        }
    }
}

/// A metrics file in a folder of its own.
fn metrics_file(text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("metrics.csv");
    std::fs::write(&path, text).expect("a file");
    let path = path.to_str().expect("a path").to_string();
    (folder, path)
}

fn eval(file: &str, text: &str, more: &[&str]) -> (String, String, i32) {
    let (_folder, path) = metrics_file(file);
    let args: Vec<_> =
        ["eval", "-e", text, "--format", "csv", "--metrics", &path].into_iter().chain(more.iter().copied()).collect();
    let printed = lehr(&args);
    (printed.stdout, printed.stderr.replace(&path, "metrics.csv"), printed.code)
}

#[test]
fn a_file_of_metrics_drives_it() {
    let (printed, said, code) = eval(
        "val_loss,acc\n1.0,0\n1.0,0\n1.0,0\n1.0,0\n1.0,0\n",
        "base = 0.1; lr = (warmup(2) then cosine(T=8)) * plateau(0.5, patience=1, metric=val_loss)",
        &["-n", "6"],
    );
    insta::assert_snapshot!(printed, @r"
    tick,lr
    0,0
    1,0.05
    2,0.1
    3,0.04809698831278217
    4,0.04267766952966369
    5,0.01728354290456362
    ");
    assert_eq!((said.as_str(), code), ("", 0));
}

#[test]
fn rows_of_epochs_are_observed_at_their_end() {
    let (printed, said, code) = eval(
        "epoch,loss\n0,1.0\n1,1.0\n2,0.5\n",
        "epoch = 3 steps; base = 1; lr = plateau(0.5, 0, metric=loss)",
        &["-n", "9"],
    );
    assert_eq!(printed, "tick,lr\n0,1\n1,1\n2,1\n3,1\n4,1\n5,1\n6,0.5\n7,0.5\n8,0.5\n");
    assert_eq!((said.as_str(), code), ("", 0));
}

#[test]
fn a_file_of_metrics_says_what_a_loop_does_of_a_run_that_diverges() {
    let metrics = [0.9, f64::NAN, 0.4, f64::INFINITY, 0.4, f64::NEG_INFINITY, 0.1, 0.1];
    let file = metrics.map(|metric| metric.to_string()).join("\n");
    for text in SCHEDULES {
        let (printed, said, code) = eval(&format!("m\n{file}\n"), text, &["-n", "8"]);
        let expected = values(&schedule(text), "m", &metrics);
        let found: Vec<f64> = printed
            .lines()
            .skip(1)
            .map(|row| row.split_once(',').expect("a row").1.parse().expect("a number"))
            .collect();
        assert_eq!((found, said.as_str(), code), (expected, "", 0), "{text}");
    }
}

#[test]
fn what_is_wrong_with_a_file_of_metrics_is_told() {
    let text = "base = 1; lr = plateau(0.5, 0, metric=loss)";
    let wrong = |file: &str, more: &[&str]| {
        let (printed, said, code) = eval(file, text, more);
        assert_eq!((printed.as_str(), code), ("", 2), "{said}");
        said
    };
    insta::assert_snapshot!(wrong("acc\n1\n", &["-n", "2"]), @"lehr: --metrics: `metrics.csv` has no column `loss`, which a plateau watches; its columns are: acc");
    insta::assert_snapshot!(wrong("loss\n1\n1\n", &["-n", "9"]), @"lehr: --metrics: `metrics.csv` ends with tick 1, in 2 rows, and the value at tick 8 needs what was measured before it; print fewer ticks, with `-n 3`");
    insta::assert_snapshot!(wrong("loss\n1\nnone\n", &["-n", "2"]), @"lehr: --metrics: `metrics.csv` has `none` for `loss` in line 3, which is not a number");
    insta::assert_snapshot!(wrong("loss,b\n1\n", &["-n", "2"]), @"lehr: --metrics: `metrics.csv` cannot be read: CSV error: record 1 (line: 2, byte: 7): found record with 1 fields, but the previous record has 2 fields");
    insta::assert_snapshot!(wrong("tick,loss\n3,1\n2,1\n", &["-n", "2"]), @"lehr: --metrics: `metrics.csv` goes back in time in line 3");
    insta::assert_snapshot!(wrong("step,loss\nx,1\n", &["-n", "2"]), @"lehr: --metrics: `metrics.csv` has `x` for the step, which is not a whole number of 0 or more, in line 2");
    let (_, said, code) = eval("loss\n1\n", "cosine(10)", &[]);
    assert_eq!(
        (said.as_str(), code),
        ("lehr: --metrics: no track has a `plateau`, a `steer` or a `reach` that would watch them\n", 2)
    );
    let without = lehr(&["eval", "-e", "plateau(metric=loss)", "-n", "2"]);
    assert_eq!(
        without.stderr,
        "lehr: note: `lr` watches `loss`, and without --metrics its plateau never lowers anything\n"
    );
}

#[test]
fn noise_is_a_function_of_its_seed_and_the_tick() {
    let one = schedule("base = 1; lr = noise(0.1, seed=1)");
    // The same on every platform: pinned.
    let first: Vec<_> = (0..4).map(|tick| one.value(tick)).collect();
    assert_eq!(first, [1.013_237_875_689_413, 0.984_156_233_370_834_7, 1.058_804_776_432_022, 0.790_917_562_217_001_7]);
    let mut filled = [0.0; 4];
    one.fill(0, &mut filled);
    assert_eq!(first, filled);
    assert_ne!(schedule("base = 1; lr = noise(0.1, seed=2)").value(0), first[0]);
    let uniform = schedule("base = 1; lr = noise(range=0.1, seed=1)");
    let far = uniform.value(u64::MAX - 1);
    assert!((0.9..=1.1).contains(&far) && far != 1.0);
}
