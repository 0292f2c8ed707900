//! `steer` and `reach`: what their observations do, and how a run of them is left and taken up again.

use lehr::schedule::{ControllerState, State};
use lehr::{Overrides, Schedule, Severity, compile};
use proptest::prelude::*;
use serde::Deserialize;

use crate::laws::relative;
use crate::support::{lehr, root, schedule};

/// The values of a schedule fed with a metric `m` at some ticks.
fn values(schedule: &Schedule, metrics: &[Option<f64>]) -> Vec<f64> {
    let mut run = schedule.start();
    let step = |metric: &Option<f64>| {
        let value = run.value();
        match metric {
            Some(metric) => run.step(&[("m", *metric)]),
            None => run.step(&[("other", 1.0)]),
        }
        value
    };
    metrics.iter().map(step).collect()
}

/// The values of a text fed with a metric at each tick.
fn fed(text: &str, metrics: &[f64]) -> Vec<f64> {
    values(&schedule(text), &metrics.iter().copied().map(Some).collect::<Vec<_>>())
}

#[test]
fn above_the_band_it_divides_below_it_multiplies_and_within_it_and_at_its_ends_it_holds() {
    let metrics = [3.0, 2.0, 1.5, 1.0, 0.5, 0.5, 2.5, 0.0];
    let found = fed("base = 8; lr = steer(metric=m, band=1 .. 2, times=2)", &metrics);
    assert_eq!(found, [8.0, 4.0, 4.0, 4.0, 4.0, 8.0, 16.0, 8.0]);
    let found = fed("base = 8; lr = steer(metric=m, band=1 .. 2, times=0.5)", &metrics);
    assert_eq!(found, [8.0, 16.0, 16.0, 16.0, 16.0, 8.0, 4.0, 8.0]);
}

#[test]
fn it_adds_and_subtracts_too() {
    let metrics = [3.0, 2.0, 0.5, 0.5, 1.0];
    assert_eq!(fed("lr = steer(metric=m, band=1 .. 2, add=0.25, from=1)", &metrics), [1.0, 0.75, 0.75, 1.0, 1.25]);
    assert_eq!(fed("lr = steer(metric=m, band=1 .. 2, add=-0.25, from=1)", &metrics), [1.0, 1.25, 1.25, 1.0, 0.75]);
    // A level, as `to` is.
    assert_eq!(fed("base = 2; lr = steer(metric=m, band=1 .. 2, add=25%)", &metrics), [2.0, 1.5, 1.5, 2.0, 2.5]);
    assert_eq!(fed("base = 2; lr = steer(metric=m, band=1 .. 2, add=0.25x)", &metrics), [2.0, 1.5, 1.5, 2.0, 2.5]);
}

#[test]
fn towards_a_target_it_makes_up_for_a_clipped_share_of_the_deviation() {
    let metrics = [6.0, 6.6, 60.0, 0.0, 5.7];
    let mut value = 0.2;
    let mut expected = Vec::new();
    for metric in metrics {
        expected.push(value);
        value *= 1.0 + 0.1 * (metric / 6.0_f64 - 1.0).clamp(-0.2, 0.2);
    }
    assert_eq!(fed("lr = steer(metric=m, target=6, gain=0.1, clip=0.2, from=0.2)", &metrics), expected);
    // As verl, it clips at a fifth where nothing else is said.
    assert_eq!(fed("lr = steer(metric=m, target=6, gain=0.1, from=0.2)", &metrics), expected);
    let found = fed("lr = steer(metric=m, target=6, gain=0.1, clip=5, from=0.2)", &[60.0, 18.0, 6.0]);
    assert_eq!(found, [0.2, 0.2 * 1.5, 0.2 * 1.5 * (1.0 + 0.1 * 2.0)]);
    let found = fed("lr = steer(metric=m, target=4, gain=-0.5, from=1)", &[8.0, 2.0, 4.0]);
    assert_eq!(found, [1.0, 0.9, 0.9 * 1.1]);
    let found = fed("lr = steer(metric=m, target=-4, gain=0.5, from=1)", &[-4.4, -4.0]);
    assert_eq!(found, [1.0, 1.0 + 0.5 * (-4.4 / -4.0 - 1.0)]);
}

#[test]
fn what_falls_does_not_fall_below_min_and_what_rises_does_not_rise_above_max() {
    let text = |from: f64| format!("lr = steer(metric=m, band=1 .. 2, times=2, min=1, max=10, from={from})");
    assert_eq!(fed(&text(4.0), &[0.0, 0.0, 0.0, 3.0]), [4.0, 8.0, 10.0, 10.0]);
    assert_eq!(fed(&text(4.0), &[3.0, 3.0, 3.0, 0.0]), [4.0, 2.0, 1.0, 1.0]);
    // As in RSL-RL, a bound is one of its own direction.
    assert_eq!(fed(&text(64.0), &[3.0, 0.0, 0.0]), [64.0, 32.0, 10.0]);
    assert_eq!(fed(&text(0.125), &[0.0, 3.0, 3.0]), [0.125, 0.25, 1.0]);
    let found = fed("base = 4; lr = steer(metric=m, band=1 .. 2, times=2, min=50%, max=6)", &[3.0, 3.0, 0.0, 0.0, 0.0]);
    assert_eq!(found, [4.0, 2.0, 2.0, 4.0, 6.0]);
    // A value below 0 rises where it is divided.
    let found = fed("lr = steer(metric=m, band=1 .. 2, times=2, min=-5, max=-3, from=-4)", &[3.0, 0.0, 0.0]);
    assert_eq!(found, [-4.0, -3.0, -5.0]);
}

#[test]
fn thresholds_stay_passed_and_one_observation_may_pass_several() {
    let falling = "lr = reach(metric=m, at=[1.98, 1.77, 1.58], values=[16M, 32M, 64M, 128M])";
    let found = fed(falling, &[3.0, 1.98, 2.5, 1.6, 2.0, 1.58, 9.0]);
    assert_eq!(found, [16e6, 16e6, 32e6, 32e6, 64e6, 64e6, 128e6]);
    assert_eq!(fed(falling, &[0.0, 3.0]), [16e6, 128e6]);
    let rising = "base = 2; lr = reach(metric=m, at=[0.5, 0.9], values=[1x, 50%, 0.1])";
    assert_eq!(fed(rising, &[0.4, 0.5, 0.3, 0.95, 0.0]), [2.0, 2.0, 1.0, 1.0, 0.1]);
    let single = |more: &str| format!("lr = reach(metric=m, at=[0.5], values=[1, 2]{more})");
    assert_eq!(fed(&single(""), &[0.6, 0.5, 0.7]), [1.0, 1.0, 2.0]);
    assert_eq!(fed(&single(", mode=max"), &[0.4, 0.5, 0.3]), [1.0, 1.0, 2.0]);
}

#[test]
fn what_is_missing_or_no_number_changes_nothing() {
    let (nan, inf) = (f64::NAN, f64::INFINITY);
    let metrics = [Some(nan), None, Some(3.0), Some(nan), None, Some(inf), Some(-inf)];
    let found = values(&schedule("base = 8; lr = steer(metric=m, band=1 .. 2, times=2)"), &metrics);
    assert_eq!(found, [8.0, 8.0, 8.0, 4.0, 4.0, 4.0, 2.0]);
    let found = values(&schedule("base = 8; lr = steer(metric=m, target=2, gain=0.5)"), &metrics);
    assert_eq!(found, [8.0, 8.0, 8.0, 8.8, 8.8, 8.8, 8.8 * 1.1]);
    let found = values(&schedule("lr = reach(metric=m, at=[2, 1], values=[1, 2, 3])"), &metrics);
    assert_eq!(found, [1.0; 7]);
    let found = values(&schedule("lr = reach(metric=m, at=[1, 2], values=[1, 2, 3])"), &metrics);
    assert_eq!(found, [1.0, 1.0, 1.0, 3.0, 3.0, 3.0, 3.0]);
}

#[test]
fn a_change_beyond_all_doubles_is_not_made() {
    let text = "lr = steer(metric=m, band=1 .. 2, times=1e200, from=1e200)";
    assert_eq!(fed(text, &[0.0, 0.0, 3.0, 0.0]), [1e200, 1e200, 1e200, 1.0]);
    let schedule = schedule(text);
    let mut run = schedule.start();
    (0..9).for_each(|_| run.step(&[("m", 0.0)]));
    let saved = serde_json::to_string(&run.state()).expect("a state");
    let resumed = schedule.resume(serde_json::from_str(&saved).expect("the state")).expect("the same schedule");
    assert_eq!(resumed.value().to_bits(), run.value().to_bits());
}

#[test]
fn it_counts_from_where_its_segment_starts_and_picks_up() {
    let found = fed("base = 8; lr = warmup(2) then steer(metric=m, band=1 .. 2, times=2) for 2 then 1", &[0.0; 6]);
    assert_eq!(found, [0.0, 4.0, 8.0, 16.0, 1.0, 1.0]);
    let found = fed("base = 8; lr = hold for 2 then reach(metric=m, at=[2, 1], values=[50%, 3, 5])", &[0.0; 4]);
    assert_eq!(found, [8.0, 8.0, 4.0, 5.0]);
    let found = fed("base = 8; lr = cosine(4) * steer(metric=m, band=1 .. 2, times=2, max=2x)", &[0.0; 4]);
    let plain = schedule("base = 8; lr = cosine(4)");
    let expected = [1.0, 2.0, 2.0, 2.0].iter().zip(0..).map(|(by, tick)| by * plain.value(tick));
    assert_eq!(found, expected.collect::<Vec<_>>());
}

#[test]
fn ends_of_a_band_pass_through_names() {
    let text = "let low = 1; def near(x) = low .. x; lr = steer(metric=m, band=1 .. 2, times=2, from=8)";
    assert!(compile(text, &Overrides::default()).program().is_none(), "a range is an argument alone");
    let text = "let low = 1; def kept(band) = steer(metric=m, band=band, times=2, from=8); lr = kept(low .. 2 * low)";
    assert_eq!(fed(text, &[3.0, 2.0, 1.0, 0.9]), [8.0, 4.0, 4.0, 4.0]);
}

#[test]
fn without_metrics_they_hold() {
    assert_eq!(schedule("base = 8; lr = steer(metric=m, band=1 .. 2, times=2)").value(1000), 8.0);
    assert_eq!(schedule("lr = reach(metric=m, at=[2, 1], values=[1, 2, 3])").value(1000), 1.0);
    let two = schedule("lr = reach(metric=b, at=[1], values=[1, 2]) + steer(metric=a, band=1 .. 2, times=2, from=1)");
    assert_eq!(two.metrics(), ["a", "b"]);
}

/// What `tests/conformance/metrics_cases.py` took from a library.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Peer {
    version: String,
    cases: Vec<Case>,
}

/// A value that follows a metric there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    call: String,
    lehr: String,
    /// The metric of each tick, where there is one.
    metrics: Vec<Option<f64>>,
    values: Vec<f64>,
}

#[test]
fn values_are_those_of_verl_and_of_rsl_rl() {
    for (peer, count) in [("verl", 4), ("rsl-rl-lib", 5)] {
        let file = root().join(format!("tests/conformance/metrics/{peer}.json"));
        let text = std::fs::read_to_string(file).expect("the cases");
        let Peer { version, cases } = serde_json::from_str(&text).expect("cases");
        assert_eq!(cases.len(), count);
        for Case { call, lehr, metrics, values: expected } in cases {
            let schedule = schedule(&format!("lr = {lehr}"));
            let mut run = schedule.start().state();
            for (tick, (metric, expected)) in metrics.iter().zip(expected).enumerate() {
                let mut resumed = schedule.resume(run).expect("its own state");
                let value = resumed.value();
                let off = (value - expected).abs();
                assert!(
                    off <= 1e-12 * expected.abs(),
                    "{peer} {version} {call}, tick {tick}: {value}, and not {expected}"
                );
                resumed.step(&metric.map(|metric| ("kl", metric)).into_iter().collect::<Vec<_>>());
                run = resumed.state();
            }
        }
    }
}

const SCHEDULES: [&str; 8] = [
    "base = 0.1; lr = (warmup(5) then cosine(T=95)) * steer(metric=m, band=0.3 .. 0.6, times=1.1)",
    "base = 0.1; lr = warmup(3) then steer(metric=m, band=0.2 .. 0.2, add=1%, min=0.01, max=0.2)",
    "lr = steer(metric=m, target=0.5, gain=0.3, clip=0.7, from=0.3) for 20 then cosine(10, from=0.05)",
    "lr = steer(metric=m, target=0.5, gain=-1.9, clip=3, from=0.3)",
    "lr = max(reach(metric=m, at=[0.1, 0.5, 0.9], values=[1, 2, 3, 4]), steer(metric=m, band=0.3 .. 0.6, times=3, from=1))",
    "base = 1; lr = noise(0.1, seed=3) * reach(metric=m, at=[0.9, 0.1], values=[1x, 50%, 0.1x])",
    "wd = 2 * steer(metric=m, band=0.4 .. 0.6, times=1.3); lr = factor(t -> wd + t, from=1)",
    "lr = (0.1 * plateau(0.5, 0, metric=m) + reach(metric=m, at=[0.2], values=[0, 1])) for 20 then cosine(10, from=0.05)",
];

proptest! {
    #[test]
    fn a_run_that_was_interrupted_goes_on_with_the_same_bits(
        which in 0..SCHEDULES.len(),
        metrics in prop::collection::vec(prop::option::weighted(0.9, 0.0..1.0_f64), 1..60),
    ) {
        let compiled = compile(SCHEDULES[which], &Overrides::default());
        let program = compiled.program().expect(SCHEDULES[which]);
        let schedule = program.track("lr").expect("lr");
        let whole = values(schedule, &metrics);
        let mut run = schedule.start();
        for (stop, observed) in metrics.iter().enumerate() {
            let saved = serde_json::to_string(&run.state()).expect("a state");
            let state: State = serde_json::from_str(&saved).expect("the state");
            let mut resumed = schedule.resume(state).expect("the same schedule");
            for (tick, metric) in metrics.iter().enumerate().skip(stop) {
                prop_assert_eq!(resumed.value().to_bits(), whole[tick].to_bits());
                resumed.step(&metric.map(|metric| ("m", metric)).into_iter().collect::<Vec<_>>());
            }
            run.step(&observed.map(|metric| ("m", metric)).into_iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn thresholds_that_are_passed_are_those_of_the_lowest_observation(
        metrics in prop::collection::vec(0.0..4.0_f64, 1..40),
    ) {
        let found = fed("lr = reach(metric=m, at=[3, 2.5, 1, 0.2], values=[0, 1, 2, 3, 4])", &metrics);
        for (tick, value) in found.iter().enumerate() {
            let lowest = metrics[..tick].iter().copied().fold(f64::INFINITY, f64::min);
            let passed = [3.0, 2.5, 1.0, 0.2].iter().filter(|&&at| lowest <= at).count();
            prop_assert_eq!(*value, passed as f64);
        }
    }

    #[test]
    fn as_a_factor_each_multiplies_by_what_it_is_alone(
        beside in relative(),
        which in 0..FACTORS.len(),
        metrics in prop::collection::vec(0.0..1.0_f64, 1..60),
    ) {
        let factor = FACTORS[which];
        let alone = fed(&format!("base = 1; lr = {factor}"), &metrics);
        let plain = schedule(&format!("base = 3; lr = {beside}"));
        for text in [format!("base = 3; lr = {beside} * {factor}"), format!("base = 3; lr = {factor} * {beside}")] {
            for (tick, (value, by)) in fed(&text, &metrics).iter().zip(&alone).enumerate() {
                let expected = by * plain.value(tick as u64);
                prop_assert!((value - expected).abs() <= 1e-9 * expected.abs() + 1e-12, "{text} {tick} {value} {expected}");
            }
        }
    }

    #[test]
    fn after_another_each_is_what_it_is_alone_from_there(
        before in relative(),
        which in 0..FACTORS.len(),
        metrics in prop::collection::vec(0.0..1.0_f64, 1..60),
    ) {
        let text = format!("base = 1; lr = {before} then {}", FACTORS[which]);
        let length = schedule(&format!("base = 1; lr = {before}")).len().expect("a length").ceil();
        let length = usize::try_from(length).expect("a short one");
        let earlier = vec![0.0; length];
        let found = fed(&text, &[earlier, metrics.clone()].concat());
        if FACTORS[which].starts_with("steer") {
            let from = format!(", from={})", found[length]);
            let alone = fed(&format!("lr = {}", FACTORS[which].replace(')', &from)), &metrics);
            for (value, expected) in found[length..].iter().zip(alone) {
                prop_assert!((value - expected).abs() <= 1e-9 * expected.abs(), "{text} {value} {expected}");
            }
        } else {
            let alone = fed(&format!("base = 1; lr = {}", FACTORS[which]), &metrics);
            prop_assert_eq!(&found[length..], alone);
        }
    }
}

/// Relative ones.
const FACTORS: [&str; 5] = [
    "steer(metric=m, band=0.3 .. 0.6, times=1.25)",
    "steer(metric=m, band=0.3 .. 0.6, times=0.5)",
    "steer(metric=m, target=0.4, gain=0.9)",
    "steer(metric=m, target=0.4, gain=-0.2, clip=4)",
    "reach(metric=m, at=[0.9, 0.5, 0.1], values=[1x, 50%, 0.2x, 3x])",
];

#[test]
fn what_a_message_says_to_write_instead_is_right() {
    let right = |text: &str| {
        let compilation = compile(&format!("base = 0.1\nlr = {text}\n"), &Overrides::default());
        assert!(compilation.program().is_some(), "{text}: {:?}", compilation.diagnostics());
    };
    let wrong = [
        "steer(metric=kl)",
        "steer(metric=kl, gain=0.2, clip=1)",
        "steer(metric=kl, add=1%, min=1%)",
        "steer(metric=kl, band=1 .. 2, min=1%)",
        "steer(metric=kl, target=2, min=1%)",
        "steer(metric=kl, target=0, gain=0.1, min=1%)",
        "steer(metric=kl, target=1, gain=0)",
        "steer(metric=kl, band=1 .. 2, times=1)",
        "steer(metric=kl, band=1 .. 2, add=0)",
        "steer(metric=kl, band=0.02 .. 0.005, times=1.5)",
        "steer(metric=kl, band=0.005 .. 0.02, times=1.5, target=6, gain=0.1, min=1%)",
        "steer(metric=kl, band=0.005 .. 0.02, times=1.5, add=1e-4)",
        "steer(metric=kl, target=6, gain=0.1, times=1.5)",
        "steer(metric=kl, band=0.005 .. 0.02, times=1.5, gain=1, clip=0.2)",
        "reach(metric=loss, at=[2, 1], values=[1, 2, 3], mode=max)",
        "reach(metric=loss, at=2, values=[1, 2])",
    ];
    let mut fixes = 0;
    for text in wrong {
        let text = format!("base = 0.1\nlr = {text}\n");
        let compilation = compile(&text, &Overrides::default());
        assert!(compilation.program().is_none(), "{text}");
        for fix in compilation.diagnostics().iter().flat_map(|found| &found.fixes) {
            let fixed = fix.apply(&text).expect("it can be applied");
            right(fixed.trim_start_matches("base = 0.1\nlr = ").trim_end());
            fixes += 1;
        }
    }
    assert_eq!(fixes, 23);
}

/// Whatever of the arguments that belong to one way or the other is given, what is proposed can be written.
#[test]
fn any_of_the_arguments_of_steer_are_answered_with_what_can_be_written() {
    const ARGUMENTS: [&str; 6] = ["band=1 .. 2", "target=6", "times=2", "add=1e-4", "gain=0.2", "clip=0.3"];
    let mut fixes = 0;
    for chosen in 0..1_u32 << ARGUMENTS.len() {
        let given = ARGUMENTS.iter().enumerate().filter(|(index, _)| chosen >> index & 1 == 1);
        let given: String = given.fold(String::new(), |given, (_, argument)| format!("{given}, {argument}"));
        let text = format!("base = 0.1\nlr = steer(metric=kl{given}, min=1%)\n");
        let compilation = compile(&text, &Overrides::default());
        let offered: Vec<_> = compilation.diagnostics().iter().flat_map(|found| &found.fixes).collect();
        assert_ne!(compilation.program().is_some(), !offered.is_empty(), "{text}");
        for fix in offered {
            let fixed = fix.apply(&text).expect("it can be applied");
            let again = compile(&fixed, &Overrides::default());
            assert!(again.program().is_some(), "{text}{fixed}{:?}", again.diagnostics());
            fixes += 1;
        }
        // What a help shows is what a fix writes.
        for found in compilation.diagnostics() {
            let shown = found.help.as_deref().unwrap_or_default().split('`').filter(|part| part.starts_with("steer("));
            for written in shown {
                let again = compile(&format!("base = 0.1\nlr = {written}\n"), &Overrides::default());
                assert!(again.program().is_some(), "{text}{written}");
            }
        }
    }
    assert!(fixes > 50, "{fixes}");
}

#[test]
fn a_blank_cell_of_the_only_column_is_no_observation() {
    let eval = |metrics: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("metrics.csv");
        std::fs::write(&file, metrics).expect("a file");
        let text = "lr = steer(metric=kl, band=1 .. 2, times=2, from=8)";
        let file = file.to_str().expect("a plain name");
        let printed = lehr(&["eval", "-e", text, "--metrics", file, "-n", "4", "--format", "csv"]);
        assert_eq!(printed.code, 0, "{metrics}: {}", printed.stderr);
        printed.stdout
    };
    let told = "tick,lr\n0,8\n1,4\n2,4\n3,2\n";
    for metrics in ["kl\n3\n\n3\n", "kl,other\n3,1\n,1\n3,1\n", "tick,kl\n0,3\n2,3\n", "\nkl\n3\n\n3\n\n"] {
        assert_eq!(eval(metrics), told, "{metrics}");
    }
}

#[test]
fn a_state_that_cannot_be_is_refused() {
    let schedule =
        schedule("lr = reach(metric=m, at=[2, 1], values=[1, 2, 3]) + steer(metric=m, target=1, gain=1, from=1)");
    let state = |controllers: &str| {
        let fingerprint = schedule.fingerprint();
        serde_json::from_str::<State>(&format!(
            r#"{{"fingerprint":"{fingerprint}","tick":3,"controllers":{controllers}}}"#
        ))
    };
    let right = state(r#"[{"reach":{"passed":2}},{"steer":{"value":4.0}}]"#).expect("a state");
    assert_eq!(schedule.resume(right).expect("its own").value(), 7.0);
    for wrong in [
        "[]",
        r#"[{"reach":{"passed":2}}]"#,
        r#"[{"reach":{"passed":3}},{"steer":{}}]"#,
        r#"[{"steer":{}},{"reach":{}}]"#,
        r#"[{"plateau":{}},{"steer":{}}]"#,
        r#"[{"reach":{}},{"steer":{}},{"steer":{}}]"#,
    ] {
        let error = schedule.resume(state(wrong).expect("a state")).expect_err(wrong).to_string();
        assert!(error.contains("so it has been changed"), "{error}");
    }
    for unread in
        [r#"[{"reach":{"passed":-1}},{"steer":{}}]"#, r#"[{"reach":{}},{"steer":{"value":1e999}}]"#, r#"[{"x":{}}]"#]
    {
        assert!(state(unread).is_err(), "{unread}");
    }
    let started = schedule.start().state();
    assert!(matches!(started.controllers[..], [ControllerState::Reach(_), ControllerState::Steer(_)]));
}

#[test]
fn compiled_schedules_are_read_back_and_checked() {
    let texts = [
        "lr = steer(metric=m, band=1 .. 2, times=2, min=1, from=8)",
        "lr = steer(metric=m, band=1 .. 2, add=1, from=8)",
        "lr = steer(metric=m, target=1, gain=2, from=8)",
        "lr = reach(metric=m, at=[2, 1], values=[1, 2, 3])",
    ];
    let json = texts.map(|text| serde_json::to_string(&schedule(text)).expect("JSON"));
    for (text, json) in texts.iter().zip(&json) {
        let read: Schedule = serde_json::from_str(json).expect("a schedule");
        assert_eq!((read.fingerprint(), &read), (schedule(text).fingerprint(), &schedule(text)));
    }
    let broken = [
        (0, r#""low":1.0"#, r#""low":3.0"#, "the ends of a band are not in order"),
        (0, r#""times":2.0"#, r#""times":0.0"#, "what a steer multiplies by is not above 0"),
        (0, r#""times":2.0"#, r#""times":-2.0"#, "what a steer multiplies by is not above 0"),
        (2, r#""target":1.0"#, r#""target":0.0"#, "the target of a steer is 0"),
        (2, r#""clip":0.2"#, r#""clip":-0.2"#, "the clip of a steer is not above 0"),
        (3, r#""at":[2.0,1.0]"#, r#""at":[1.0,2.0]"#, "the thresholds of a reach are not in order"),
        (3, r#""at":[2.0,1.0]"#, r#""at":[2.0]"#, "a reach has not one value after each threshold"),
    ];
    for (which, from, to, expected) in broken {
        assert!(json[which].contains(from), "{}", json[which]);
        let error = serde_json::from_str::<Schedule>(&json[which].replace(from, to)).expect_err(to).to_string();
        assert!(error.contains(expected), "{error}");
    }
    let repeated = r#"{"base":1.0,"resolution":1,"root":{"repeat":{"body":{"driven":{"from":{"rel":1.0},"by":{"reach":{"metric":"m","mode":"min","at":[],"values":[]}}}},"period":3}}}"#;
    let error = serde_json::from_str::<Schedule>(repeated).expect_err("no repeat").to_string();
    assert!(error.contains("what follows a metric is in what does not go on tick by tick"), "{error}");
}

#[test]
fn files_of_metrics_drive_them_with_empty_cells_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
    write(
        "a.lehr",
        "epoch = 2 steps\nlr = steer(metric=kl, band=1 .. 2, times=2, from=8)\nbatch = reach(metric=loss, at=[2, 1], values=[16, 32, 64])\n",
    );
    write("metrics.csv", "step,kl,loss\n0,3,\n1,,1.5\n2,0,\n3,,\n4,,0.5\n");
    let file = |name: &str| folder.path().join(name).to_str().expect("a path").to_string();
    let printed = lehr(&["eval", &file("a.lehr"), "--metrics", &file("metrics.csv"), "-n", "6", "--format", "csv"]);
    assert_eq!(printed.stderr, "");
    insta::assert_snapshot!(printed.stdout, @r"
    tick,lr,batch
    0,8,16
    1,4,16
    2,4,32
    3,8,32
    4,8,32
    5,8,64
    ");
    write("short.csv", "step,loss\n0,3\n");
    let printed = lehr(&["eval", &file("a.lehr"), "--metrics", &file("short.csv"), "-n", "1"]);
    let said = printed.stderr.replace(&file(""), "");
    insta::assert_snapshot!(said, @"lehr: --metrics: `short.csv` has no column `kl`, which a steer watches; its columns are: step, loss");
    let printed = lehr(&["eval", &file("a.lehr"), "-n", "1"]);
    insta::assert_snapshot!(printed.stderr, @r"
    lehr: note: `lr` watches `kl`, and without --metrics its steer never changes anything
    lehr: note: `batch` watches `loss`, and without --metrics its reach never passes a threshold
    ");
}

#[test]
fn they_stand_where_a_plateau_may_stand() {
    let shapes = ["steer(metric=m, band=1 .. 2, times=2)", "reach(metric=m, at=[2, 1], values=[100%, 50%, 10%])"];
    for shape in shapes {
        let name = shape.split('(').next().expect("a name");
        for text in [
            format!("lr = {shape} for 3 mirror"),
            format!("lr = (hold for 3 then {shape} for 3) repeat 2"),
            format!("lr = ({shape} for p) repeat over p in [1, 2]"),
            format!("lr = {shape} every 3"),
            format!("lr = {shape} for 3 then cosine(10)"),
            format!("wd = 2 * {shape}; lr = factor(t -> wd) every 2"),
        ] {
            let compilation = compile(&format!("base = 1; {text}"), &Overrides::default());
            let errors: Vec<_> =
                compilation.diagnostics().iter().filter(|found| found.severity() == Severity::Error).collect();
            let [error] = errors[..] else { panic!("{text}: {errors:?}") };
            assert_eq!(error.code.slug(), "plateau-place", "{text}");
            assert!(error.message.contains(name), "{text}: {}", error.message);
        }
        let text = format!("run = 900 tokens; step = batch * 10 tokens; batch = round(8 * {shape}); lr = hold(1)");
        let compilation = compile(&text, &Overrides::default());
        let found: Vec<_> = compilation.diagnostics().iter().map(|found| (found.code.slug(), &found.message)).collect();
        assert!(
            matches!(&found[..], [("variable-unit", message)] if message.contains("cannot wait for a metric")),
            "{found:?}"
        );
    }
}
