//! Units that the loop reads: when segments end and begin, what is refused, and how a run is taken up again.

use lehr::schedule::{Run, State};
use lehr::{Overrides, Program, Schedule, compile};
use proptest::prelude::*;

use crate::support::{lehr, program, root, schedule};

/// The values of a schedule at as many ticks as there are readings of hours, some of them missing.
fn values(schedule: &Schedule, readings: &[Option<f64>]) -> Vec<f64> {
    let mut run = schedule.start();
    let value = |reading: &Option<f64>| {
        run.read(&reading.iter().map(|reading| ("hour", *reading)).collect::<Vec<_>>()).expect("a reading");
        let value = run.value();
        run.step(&[]);
        value
    };
    readings.iter().map(value).collect()
}

fn read(text: &str, readings: &[f64]) -> Vec<f64> {
    values(&schedule(text), &readings.iter().copied().map(Some).collect::<Vec<_>>())
}

fn errors(text: &str) -> Vec<(&'static str, String)> {
    let found = compile(text, &Overrides::default());
    let errors = found.diagnostics().iter().filter(|found| found.severity() == lehr::Severity::Error);
    errors.map(|found| (found.code.slug(), found.message.clone())).collect()
}

const HOURS: &str = "unit hour; tick = steps; ";

#[test]
fn a_run_of_hours_decays_by_what_is_read() {
    let text = format!("{HOURS} run = 12 hours; base = 1; lr = warmup(0.5 hours) then hold then linear(2 hours)");
    let found = read(&text, &[0.0, 0.25, 0.5, 9.75, 10.0, 11.0, 11.5, 12.0, 13.0]);
    assert_eq!(found, [0.0, 0.5, 1.0, 1.0, 1.0, 0.5, 0.25, 0.0, 0.0]);
}

#[test]
fn a_segment_ends_at_a_tick_and_the_next_begins_there_at_its_time_0() {
    let text =
        format!("{HOURS} lr = linear(1 hour, from=0, to=1) then linear(2 hours, to=3) then linear(1 hour, to=0)");
    // The first one ends late, at 1.5, and the second one takes its two hours from there.
    let found = read(&text, &[0.0, 0.5, 1.5, 2.5, 3.25, 3.5, 4.0, 9.0]);
    assert_eq!(found, [0.0, 0.5, 1.0, 2.0, 2.75, 3.0, 1.5, 0.0]);
    // A reading may pass several ends, and each segment still has a tick of its own.
    assert_eq!(read(&text, &[0.0, 50.0, 50.0, 99.0, 99.5]), [0.0, 1.0, 1.0, 3.0, 1.5]);
}

#[test]
fn what_a_reading_has_passed_that_until_ends_has_no_tick() {
    let text = format!("{HOURS} lr = hold(1) until 2 hours then hold(2) until 4 hours then hold(3)");
    assert_eq!(read(&text, &[0.0, 1.0, 5.0]), [1.0, 1.0, 3.0]);
    // An `until` is a reading, however late the segment before it ended.
    let text = format!("{HOURS} lr = hold(1) for 1 hour then linear(from=1) until 4 hours");
    assert_eq!(read(&text, &[0.0, 2.0, 3.0, 4.0]), [1.0, 1.0, 0.5, 0.0]);
}

#[test]
fn what_fills_a_run_of_hours_ends_with_it_however_late_it_begins() {
    let text = format!("{HOURS} run = 10 hours; lr = hold(1) for 1 hour then linear");
    assert_eq!(read(&text, &[0.0, 2.0, 4.0, 6.0, 10.0, 11.0]), [1.0, 1.0, 0.75, 0.5, 0.0, 0.0]);
    let text = format!("{HOURS} run = 10 hours; lr = hold(1) for 4 steps then linear");
    assert_eq!(read(&text, &[0.0, 0.5, 1.0, 1.5, 2.0, 6.0, 10.0]), [1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.0]);
    let text = format!("{HOURS} run = 8 steps; lr = hold(1) for 1 hour then linear");
    assert_eq!(read(&text, &[0.0, 0.5, 0.5, 0.5, 1.25, 1.5, 2.0, 2.5]), [1.0, 1.0, 1.0, 1.0, 1.0, 0.75, 0.5, 0.25]);
}

#[test]
fn parts_of_both_units_each_count_their_own() {
    let text = format!("{HOURS} base = 1; lr = warmup(2 steps) then linear(2 hours, to=50%) then linear(2 steps)");
    let found = read(&text, &[0.0, 0.5, 1.0, 2.0, 3.0, 3.0, 3.0, 3.0]);
    assert_eq!(found, [0.0, 0.5, 1.0, 0.75, 0.5, 0.25, 0.0, 0.0]);
    let text = format!("{HOURS} run = 12 hours; base = 1; lr = warmup(2 steps) then hold then linear(2 hours)");
    assert_eq!(read(&text, &[0.0, 0.1, 0.2, 9.0, 10.5, 11.5, 12.5]), [0.0, 0.5, 1.0, 1.0, 1.0, 0.5, 0.0]);
}

#[test]
fn a_tick_without_a_reading_reads_as_the_one_before_and_the_first_as_0() {
    let text = format!("{HOURS} lr = linear(4 hours, from=1)");
    let found = values(&schedule(&text), &[None, Some(1.0), None, Some(2.0), None]);
    assert_eq!(found, [1.0, 0.75, 0.75, 0.5, 0.5]);
}

#[test]
fn readings_that_fall_or_are_no_numbers_are_errors_and_change_nothing() {
    let schedule = schedule(&format!("{HOURS} lr = linear(4 hours, from=1)"));
    let mut run = schedule.start();
    run.step(&[]);
    run.read(&[("hours", 2.0)]).expect("the plural is its name too");
    for wrong in [1.0, -1.0, f64::NAN, f64::INFINITY, 1e300] {
        let error = run.read(&[("hour", wrong)]).expect_err("no reading").to_string();
        assert!(error.contains("`hour` reads"), "{error}");
        assert_eq!(run.value(), 0.5);
    }
    run.read(&[("hour", 2.0), ("minute", -1.0)]).expect("what is not read is passed over");
}

#[test]
fn products_references_and_other_tracks_run_by_it_too() {
    let text = format!(
        "{HOURS} run = 4 hours; lr = 1 * linear(to=0%); lr.head = 10 * lr; wd = hold(0.1); lr.both = linear(2 steps) * lr"
    );
    let program = program(&text);
    let of = |name: &str, readings: &[f64]| {
        let readings: Vec<_> = readings.iter().copied().map(Some).collect();
        values(program.track(name).expect("a track"), &readings)
    };
    assert_eq!(of("lr.head", &[0.0, 1.0, 3.0]), [10.0, 7.5, 2.5]);
    assert_eq!(of("lr.both", &[0.0, 1.0, 3.0]), [1.0, 0.375, 0.0]);
    assert_eq!(program.track("wd").expect("wd").value(5), 0.1);
    assert_eq!((program.units_read(), program.run()), (vec!["hour"], None));
}

#[test]
fn a_spread_of_units_is_told_by_the_one_that_is_declared_first() {
    let text = "unit hour, minute; hour = 60 minutes; tick = steps; lr = linear(90 minutes, from=1) then hold";
    assert_eq!(read(text, &[0.0, 0.75, 1.5]), [1.0, 0.5, 0.0]);
    assert_eq!(program(text).units_read(), ["hour"]);
}

#[test]
fn inside_of_a_repeat_time_goes_on_with_the_reading() {
    let text = format!("{HOURS} lr = (linear(1 hour, from=1) then linear(1 hour, to=1)) repeat");
    assert_eq!(read(&text, &[0.0, 0.5, 1.25, 1.5, 2.25, 3.5]), [1.0, 0.5, 0.25, 0.5, 0.75, 0.5]);
    let text = format!("{HOURS} lr = step(2 hours, 0.5, from=1)");
    assert_eq!(read(&text, &[0.0, 1.9, 2.0, 7.0]), [1.0, 1.0, 0.5, 0.125]);
}

#[test]
fn what_cannot_be_known_is_refused_with_the_reason() {
    for (text, code, says) in [
        ("run = 9 steps; lr = 0.1 * (hold then cosine(2 hours))", "read-unit", "cannot be counted back"),
        (
            "run = 9 hours; lr = 0.1 * (warmup(1 hour) then hold then cosine(2 steps))",
            "read-unit",
            "cannot be counted back",
        ),
        ("lr = linear(2 hours + 3 steps, from=1)", "read-unit", "the loop reads one of them"),
        ("lr = 0.1 * (warmup(2 steps) then cosine(2 hours)) repeat 3", "read-unit", "the loop reads one of them"),
        ("lr = linear(2 hours, from=1); wd = lr repeat 3", "missing-length", ""),
        ("lr = linear(2 hours, from=1); wd = lr then 1", "two-open-segments", ""),
        ("lr = linear(2 hours, from=1); wd = lr every 3 steps", "plateau-place", ""),
        ("lr = linear(2 hours, from=1); expect lr[1 hour] == 0.5", "read-unit", "not known before the run"),
        ("run = 2 hours; lr = linear(from=1); expect max(lr) == 1", "read-unit", "the loop reads its unit"),
        ("run = 2 hours; wd = linear(3 steps, from=1); expect wd[end] == 0", "read-unit", "the loop reads its unit"),
        ("lr = linear(2 hours, from=1); event save = every 1 hour", "read-unit", "this event would fire"),
        (
            "b = linear(3 steps, from=1); lr = linear(1 hour, from=1) then factor(t -> b * (t / 1 hour))",
            "read-unit",
            "a formula here",
        ),
    ] {
        let found = errors(&format!("{HOURS}{text}"));
        assert!(found.iter().any(|(slug, message)| *slug == code && message.contains(says)), "{text} {found:?}");
    }
}

/// A walk through the readings of a chain of `linear`s, of which each has a length, in hours or in ticks.
fn walked(lengths: &[(bool, u32)], readings: &[u32]) -> Vec<f64> {
    let (mut segment, mut start) = (0, (0, readings[0]));
    let levels = |segment: usize| (segment as f64, segment as f64 + 1.0);
    let mut values = Vec::new();
    for (tick, &reading) in (0_u32..).zip(readings) {
        let passed = |segment: usize, start: (u32, u32)| {
            if lengths[segment].0 { reading - start.1 } else { tick - start.0 }
        };
        while segment + 1 < lengths.len() && passed(segment, start) >= lengths[segment].1 {
            (segment, start) = (segment + 1, (tick, reading));
        }
        let (from, to) = levels(segment);
        let gone = (f64::from(passed(segment, start)) / f64::from(lengths[segment].1)).min(1.0);
        values.push(if gone == 1.0 { to } else { from * (1.0 - gone) + to * gone });
    }
    values
}

/// The same as a text.
fn chain(lengths: &[(bool, u32)]) -> String {
    let part = |(index, (is_read, length)): (usize, &(bool, u32))| {
        let unit = if *is_read { "hours" } else { "steps" };
        format!("linear({length} {unit}, from={index}, to={})", index + 1)
    };
    let parts: Vec<_> = lengths.iter().enumerate().map(part).collect();
    format!("{HOURS} lr = {}", parts.join(" then "))
}

fn lengths() -> impl Strategy<Value = Vec<(bool, u32)>> {
    proptest::collection::vec((any::<bool>(), 1_u32..6), 1..6)
}

/// Readings that never fall, equal ones and leaps among them.
fn readings() -> impl Strategy<Value = Vec<u32>> {
    let steps = proptest::collection::vec(prop_oneof![Just(0_u32), Just(1), Just(2), 0_u32..20], 1..30);
    steps.prop_map(|steps| {
        let mut reading = 0;
        let next = |step: u32| {
            reading += step;
            reading
        };
        steps.into_iter().map(next).collect()
    })
}

proptest! {
    #[test]
    fn values_are_those_of_a_walk_through_the_readings(lengths in lengths(), readings in readings()) {
        let found = read(&chain(&lengths), &readings.iter().copied().map(f64::from).collect::<Vec<_>>());
        let walked = walked(&lengths, &readings);
        for (found, walked) in found.iter().zip(&walked) {
            prop_assert!((found - walked).abs() < 1e-12, "{found} {walked}");
        }
    }

    #[test]
    fn a_run_that_was_interrupted_goes_on_with_the_same_bits(
        lengths in lengths(),
        readings in readings(),
        at in 0_usize..30,
    ) {
        let program = program(&chain(&lengths));
        let json = program.to_json().expect("JSON");
        let again = Program::from_json(json.as_bytes()).expect("a program");
        prop_assert_eq!(again.to_json().expect("JSON"), json);
        let (schedule, resumed) = (program.track("lr").expect("lr"), again.track("lr").expect("lr"));
        let whole = values(schedule, &readings.iter().map(|reading| Some(f64::from(*reading))).collect::<Vec<_>>());
        let mut run = schedule.start();
        for (tick, &reading) in readings.iter().enumerate() {
            run.read(&[("hour", f64::from(reading))]).expect("a reading");
            if tick == at {
                let state = serde_json::to_string(&run.state()).expect("JSON");
                let state: State = serde_json::from_str(&state).expect("a state");
                run = Run::resumed(resumed, state).expect("its own state");
            }
            prop_assert_eq!(run.value().to_bits(), whole[tick].to_bits());
            run.step(&[]);
        }
    }

    #[test]
    fn readings_as_even_as_ticks_are_the_unit_with_an_equation(
        lengths in lengths(),
        per_hour in prop_oneof![Just(1_u32), Just(2), Just(8), Just(10)],
    ) {
        let in_hours: Vec<_> = lengths.into_iter().map(|(_, length)| (true, length)).collect();
        let text = chain(&in_hours);
        let equal = schedule(&text.replace("lr =", &format!("hour = {per_hour} steps; lr =")));
        let readings: Vec<_> = (0..400).map(|tick| f64::from(tick) / f64::from(per_hour)).collect();
        for (tick, found) in (0..).zip(read(&text, &readings)) {
            prop_assert_eq!(found.to_bits(), equal.value(tick).to_bits());
        }
    }
}

#[test]
fn files_of_readings_drive_them() {
    let folder = root().join("target/tmp/readings");
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).expect("a file");
        path.display().to_string()
    };
    let text = format!("{HOURS} run = 4 hours; lr = 1 * linear");
    let eval = |rows: &str| {
        let metrics = file("metrics.csv", rows);
        lehr(&["eval", "-e", &text, "--metrics", &metrics, "-n", "4", "--format", "csv"])
    };
    let printed = eval("tick,hours\n0,0\n1,1\n2,\n3,3\n");
    assert_eq!(printed.stdout, "tick,lr\n0,1\n1,0.75\n2,0.75\n3,0.25\n", "{printed:?}");
    for (rows, says) in [
        ("tick,hour\n0,0\n1,2\n2,1\n3,3\n", "has `1` for `hour` in line 4, after 2: a reading never falls"),
        ("tick,hour\n0,-1\n", "has `-1` for `hour` in line 2, and a reading is from 0 to 2^64"),
        ("tick,loss\n0,1\n1,1\n2,1\n3,1\n", "has no column `hour`, which tells the time of a track"),
    ] {
        let printed = eval(rows);
        assert!(printed.stderr.contains(says) && printed.code == 2, "{says} {printed:?}");
    }
    let printed = lehr(&["eval", "-e", &text, "-n", "4"]);
    assert!(printed.stderr.contains("`lr` reads `hour`, and nothing gives it") && printed.code == 2, "{printed:?}");
}

#[test]
fn where_one_unit_tells_all_times_the_curve_over_it_is_shown() {
    let text = format!("{HOURS} run = 12 hours; base = 1; lr = warmup(1 hour) then hold then linear(2 hours)");
    let shown = lehr(&["show", "-e", &text]).stdout;
    assert!(shown.contains("run 12 hours") && shown.contains("10 – 12"), "{shown}");
    let plotted = lehr(&["plot", "-e", &text]);
    assert!(plotted.stdout.contains("hour") && plotted.code == 0, "{plotted:?}");
    assert_eq!(plotted.stderr, "");
    let with_events = format!("{text}\nevent save = every 100 steps");
    for written in [&["plot", "-e", &with_events][..], &["plot", "-o", "-", "-e", &with_events]] {
        let plotted = lehr(written);
        let note = "lehr: note: no event is drawn: at how many hours one fires is not known before the run\n";
        assert_eq!((plotted.code, plotted.stderr.as_str()), (0, note));
    }
    let shown = lehr(&["show", "-e", &format!("{text}; event save = every 100 steps")]).stdout;
    assert!(shown.contains("10 – 12") && shown.contains("save") && shown.contains("every 100 steps"), "{shown}");
    let both = format!("{text}; wd = linear(3 steps, from=1)");
    let shown = lehr(&["show", "-e", &both]).stdout;
    assert!(shown.contains("reads hour, so that its segments have no ticks before the run"), "{shown}");
    let plotted = lehr(&["plot", "-e", &both]);
    assert!(plotted.stdout.contains("counts a unit that the loop reads"), "{plotted:?}");
    let differ = lehr(&["diff", "-e", &both, "-e", &text]);
    assert!(differ.stderr.contains("not known before the run") && differ.code == 2, "{differ:?}");
    let checked = lehr(&["check", "-e", &text]);
    assert_eq!(checked.code, 0, "{checked:?}");
}

const CRAMMED_BERT: &str = "\
# Crammed BERT: a triangle over a day on the clock, whatever number of steps that is.
# Geiping and Goldstein 2022 (arXiv:2212.14034), JonasGeiping/cramming, cramming/config/train/bert-o4.yaml, budget-triangle2 of cramming/backend/optimizers/schedulers.py.
# One graphics card has 24 hours. The rate climbs from a quarter of its peak for three quarters of them, and is at 0 when
# they are over. The loop tells the hours that have passed. The batch, which grows to 8192 sequences over the first 60% of
# the day, is left out.
tick = steps
unit hour

run  = 24 hours
base = 1e-3

lr = min(linear(from=25%, to=125%), linear(from=4x))
wd = hold(0.01)

expect wd[0] == 0.01
";

#[test]
fn a_day_on_the_clock_is_the_triangle_of_its_source() {
    let readings: Vec<_> = (0..260).map(|tick| f64::from(tick) * 0.1 + f64::from(tick % 7) * 0.01).collect();
    for (hours, found) in readings.iter().zip(read(CRAMMED_BERT, &readings)) {
        // As `get_budget_triangle` says it, of a share of the day: from 25%, with a fall over the last quarter.
        let share = hours / 24.0;
        let expected = (0.25 + share * 0.75 / 0.75).min(1.0 / 0.25 - share / 0.25).max(0.0);
        assert!((found - 1e-3 * expected).abs() <= 1e-15, "{found} at {hours} hours");
    }
}
