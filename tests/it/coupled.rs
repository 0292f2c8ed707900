//! Tracks in formulas: what their names are worth, and when.

use lehr::{Code, Overrides, Program, Schedule, Severity, compile};

use crate::support::program;

/// The errors of a text, each with its message.
fn errors(text: &str) -> Vec<(&'static str, String)> {
    let compilation = compile(text, &Overrides::default());
    let errors = compilation.diagnostics().iter().filter(|found| found.severity() == Severity::Error);
    errors.map(|error| (error.code.slug(), error.message.clone())).collect()
}

/// Steps of 64, of 128 from 10 on, of 256 from 25 on.
const BATCH: &str = "batch = piecewise([10, 25], [64, 128, 256])";

fn batch(t: u64) -> f64 {
    match t {
        0..10 => 64.0,
        10..25 => 128.0,
        _ => 256.0,
    }
}

/// Compares the values of `lr`, one by one and in bulk, with what they are said to be.
fn compare(text: &str, expected: impl Fn(u64) -> f64) {
    let program = program(&format!("{BATCH}\n{text}"));
    let schedule = program.track("lr").expect("lr");
    let mut filled = [0.0; 60];
    schedule.fill(0, &mut filled);
    for (tick, filled) in (0..).zip(filled) {
        let (value, expected) = (schedule.value(tick), expected(tick));
        assert_eq!(value.to_bits(), filled.to_bits(), "{text} at {tick}");
        assert!((value - expected).abs() <= 1e-12 * expected.abs(), "{text} at {tick}: {value}, and not {expected}");
    }
}

#[test]
fn the_name_of_a_track_is_its_value_now() {
    let root = |t| (batch(t) / 256.0).sqrt();
    compare("lr = 0.1 * factor(t -> sqrt(batch / 256))", |t| 0.1 * root(t));
    compare("def scaled(b) = sqrt(b / 256); lr = 0.1 * factor(t -> scaled(batch))", |t| 0.1 * root(t));
    compare("def scaled(most) = sqrt(batch / most); lr = 0.1 * factor(t -> scaled(256))", |t| 0.1 * root(t));
    compare("def b(x) = batch / x; def scaled(x=256) = sqrt(b(x)); lr = 0.1 * factor(t -> scaled())", |t| {
        0.1 * root(t)
    });
    compare("lr = 0.1 * factor(t -> batch / 256 - t / 100)", |t| 0.1 * (batch(t) / 256.0 - t as f64 / 100.0));
    compare("lr = curve(40, u -> (1 - u) * batch / 64, from=2, to=1)", |t| {
        let left = (1.0 - t as f64 / 40.0) * batch(t) / 64.0;
        if t < 40 { 2.0 * left + (1.0 - left) } else { 1.0 }
    });
    compare("wd = 0.5 * factor(t -> batch); lr = 2 * factor(t -> wd * wd)", |t| batch(t) * batch(t) / 2.0);
}

#[test]
fn the_value_is_with_the_base_of_the_other_track() {
    compare("wd.base = 0.5; wd = hold(2x); base = 3; lr = factor(t -> wd)", |_| 3.0);
}

#[test]
fn now_is_the_time_of_the_track_and_not_of_the_segment() {
    compare("lr = hold(1) for 7 then factor(t -> batch * (1 + t))", |t| {
        if t < 7 { 1.0 } else { batch(t) * (1.0 + (t - 7) as f64) }
    });
    compare("lr = factor(t -> batch + t, from=1) for 6 repeat", |t| batch(t) + (t % 6) as f64);
    compare("lr = factor(t -> batch + t, from=1) skip 3", |t| batch(t) + (t + 3) as f64);
    compare("lr = (factor(t -> batch + t, from=1) for 20) mirror", |t| match t {
        0..=20 => batch(t) + t as f64,
        21..=40 => batch(t) + (40 - t) as f64,
        _ => batch(40),
    });
    compare(
        "lr = factor(t -> batch + t, from=1) for 15",
        |t| if t < 15 { batch(t) + t as f64 } else { batch(15) + 15.0 },
    );
    compare("lr = (factor(t -> batch + t, from=1) for 4) repeat(3, stretch=2)", |t| match t {
        0..4 => batch(t) + t as f64,
        4..12 => batch(t) + (t - 4) as f64 / 2.0,
        12..28 => batch(t) + (t - 12) as f64 / 4.0,
        _ => batch(28) + 4.0,
    });
}

#[test]
fn under_every_it_is_the_time_of_the_sample() {
    compare("lr = factor(t -> batch, from=1) every 4", |t| batch(t - t % 4));
    compare("lr = hold(1) for 3 then (factor(t -> batch, from=1) every 4)", |t| {
        if t < 3 { 1.0 } else { batch(t - (t - 3) % 4) }
    });
    compare("lr = (factor(t -> batch + t, from=1) every 4 for 10) repeat", |t| {
        let local = t % 10;
        batch(t - local % 4) + (local - local % 4) as f64
    });
    // Backwards, the samples lie ahead.
    compare("lr = ((factor(t -> batch, from=1) every 4) for 14) mirror", |t| match t {
        0..=14 => batch(t - t % 4),
        15..=28 => batch(t + (28 - t) % 4),
        _ => batch(28),
    });
    compare("lr = (((factor(t -> batch, from=1) every 4) for 8) repeat(2, stretch=2))", |t| match t {
        0..8 => batch(t - t % 4),
        8..24 => batch(t - (t - 8) % 8),
        // The last sample before the end, at half of the last cycle.
        _ => batch(16),
    });
}

#[test]
fn a_reference_takes_its_time_along() {
    let wd = "wd = factor(t -> batch + t, from=1)";
    compare(&format!("{wd}; lr = 2 * wd"), |t| 2.0 * (batch(t) + t as f64));
    compare(&format!("{wd}; lr = hold(1) for 8 then wd"), |t| if t < 8 { 1.0 } else { batch(t - 8) + (t - 8) as f64 });
    compare(&format!("{wd}; lr = wd skip 5"), |t| batch(t + 5) + (t + 5) as f64);
    compare(&format!("{wd}; lr = (wd for 12) repeat"), |t| batch(t % 12) + (t % 12) as f64);
    compare(&format!("{wd}; lr = wd every 7"), |t| batch(t - t % 7) + (t - t % 7) as f64);
}

#[test]
fn at_a_jump_it_is_the_value_after_it() {
    // It ends where the batch jumps, and the next segment picks up the value after the jump.
    compare("lr = factor(t -> batch, from=1) for 10 then linear(10, to=0)", |t| match t {
        0..10 => 64.0,
        10..20 => 128.0 * (1.0 - (t - 10) as f64 / 10.0),
        _ => 0.0,
    });
    compare("lr = factor(t -> batch, from=1) for 25", batch);
    compare("lr = hold(1) for 4 then (factor(t -> batch) for 6) then hold", |t| match t {
        0..4 => 1.0,
        4..10 => 64.0,
        _ => 128.0,
    });
}

#[test]
fn what_has_more_than_one_value_is_not_picked_up() {
    for text in [
        "lr = (factor(t -> batch, from=1) for 5 then linear(5)) repeat",
        "lr = (factor(t -> batch, from=1) for 5 then linear(5)) mirror",
        "lr = (factor(t -> batch, from=1) for 5 then linear(5)) skip 2",
    ] {
        let found = errors(&format!("{BATCH}\n{text}"));
        assert!(matches!(&found[..], [("formula-pickup", _)]), "{text} {found:?}");
    }
    compare("lr = (factor(t -> batch, from=1) for 5 then linear(5, from=10)) repeat", |t| {
        let local = t % 10;
        if local < 5 { batch(t) } else { 10.0 - 2.0 * (local - 5) as f64 }
    });
}

#[test]
fn kinds_are_those_of_a_factor() {
    let found = errors(&format!("{BATCH}\nbase = 1\nlr = 2 * factor(t -> batch)"));
    assert!(matches!(&found[..], [("number-as-base", _)]), "{found:?}");
    let found =
        errors(&format!("{BATCH}\nlr = factor(t -> batch) * (cosine(10, to=1e-5) * factor(t -> batch, from=1))"));
    assert!(matches!(&found[..], [("squared-rate", _)]), "{found:?}");
}

#[test]
fn formulas_that_need_each_other_are_an_error_that_names_the_circle() {
    let found = errors("lr = factor(t -> wd); wd = factor(t -> 1 + other); other = 2 * lr");
    let [("recursion", message)] = &found[..] else { panic!("{found:?}") };
    assert!(["`lr`", "`wd`", "`other`"].iter().all(|name| message.contains(name)), "{message}");
    assert_eq!(errors("lr = factor(t -> lr)")[0].0, "recursion");
    assert_eq!(errors("lr = curve(10, u -> (1 - u) * lr)")[0].0, "recursion");
}

#[test]
fn a_let_of_a_schedule_is_to_be_a_track() {
    let text = format!("{BATCH}\nlet half = 0.5 * batch\nlr = factor(t -> half)");
    let compilation = compile(&text, &Overrides::default());
    let [error] = compilation.diagnostics() else { panic!("{:?}", compilation.diagnostics()) };
    assert_eq!(error.code.slug(), "kind-mismatch");
    let mended = error.fixes[0].apply(&text).expect("it fits");
    assert_eq!(program(&mended).track("lr").expect("lr").value(12), 64.0);
}

#[test]
fn a_parameter_of_the_same_name_hides_the_track() {
    compare("def f(batch) = batch + 1; lr = factor(t -> f(2))", |_| 3.0);
    compare("lr = factor(batch -> batch / 10)", |t| t as f64 / 10.0);
}

/// Runs `lr` for some ticks, each with a loss.
fn run(program: &Program, losses: &[f64]) -> Vec<f64> {
    let mut run = program.track("lr").expect("lr").start();
    let mut values = Vec::new();
    for loss in losses {
        values.push(run.value());
        run.step(&[("loss", *loss)]);
    }
    values
}

#[test]
fn a_track_with_a_plateau_acts_in_a_formula_whatever_runs() {
    let wd = "wd = 2 * plateau(0.5, patience=0, metric=loss)";
    // It observes from tick 0 on, and not from where the formula starts.
    let text = format!("{wd}\nlr = hold(1) for 3 then factor(t -> wd)");
    assert_eq!(run(&program(&text), &[1.0, 1.0, 1.0, 1.0, 0.5]), [1.0, 1.0, 1.0, 0.5, 0.25]);
    // In cycles too.
    let text = format!("{wd}\nlr = (factor(t -> wd) for 2) repeat");
    assert_eq!(run(&program(&text), &[1.0, 1.0, 0.5, 0.4]), [2.0, 2.0, 1.0, 1.0]);
    // A state resumes to the bit.
    let program = program(&text);
    let schedule = program.track("lr").expect("lr");
    let mut first = schedule.start();
    (0..5).for_each(|_| first.step(&[("loss", 1.0)]));
    let resumed = schedule.resume(first.state()).expect("its own state");
    assert_eq!(resumed.value().to_bits(), first.value().to_bits());
    assert!(resumed.value() < 0.2);
}

#[test]
fn a_track_with_a_plateau_is_neither_sampled_nor_moved() {
    let wd = "wd = 2 * plateau(0.5, metric=loss); other = factor(t -> wd)";
    for lr in ["factor(t -> wd) every 3", "hold(1) for 3 then other", "other skip 2", "(other for 3) repeat"] {
        let found = errors(&format!("{wd}\nlr = {lr}"));
        assert!(matches!(&found[..], [("plateau-place", _)]), "{lr} {found:?}");
    }
    assert!(errors(&format!("{wd}\nlr = 0.1 * other")).is_empty());
}

#[test]
fn a_compiled_schedule_reads_back_the_same() {
    let text = format!("{BATCH}\nwd = factor(t -> batch)\nlr = hold(1) for 8 then wd then curve(9, u -> (1 - u) * wd)");
    let program = program(&format!("run = 100; {text}"));
    for track in program.tracks() {
        let json = serde_json::to_string(&track.schedule).expect("JSON");
        let read: Schedule = serde_json::from_str(&json).expect("a schedule");
        assert_eq!(read, track.schedule);
        assert_eq!(read.fingerprint(), track.schedule.fingerprint());
        assert!((0..60).all(|tick| read.value(tick).to_bits() == track.schedule.value(tick).to_bits()));
    }
}

#[test]
fn formulas_without_their_tracks_are_refused() {
    let factor = |ops: &str| format!(r#"{{"factor": {{"from": {{"rel": 1.0}}, "formula": [{ops}]}}}}"#);
    let schedule = |root: String| format!(r#"{{"base": 1.0, "resolution": 1, "root": {root}}}"#);
    let coupled =
        |body: String| format!(r#"{{"coupled": {{"body": {body}, "tracks": [{{"hold": {{"abs": 2.0}}}}]}}}}"#);
    let read = |root: String| serde_json::from_str::<Schedule>(&schedule(root)).map(|read| read.value(3));
    assert_eq!(read(coupled(factor(r#"{"track": 0}"#))).expect("a schedule"), 2.0);
    for wrong in [
        factor(r#"{"track": 0}"#),
        coupled(factor(r#"{"track": 1}"#)),
        coupled(r#"{"hold": {"abs": 1.0}}"#.to_string()),
    ] {
        assert!(read(wrong.clone()).is_err(), "{wrong}");
    }
}

#[test]
fn extremes_and_jumps_are_those_of_the_values() {
    let text = "lr = 0.1 * (linear(40) * factor(t -> sqrt(batch / 256)))";
    let program = program(&format!("{BATCH}\n{text}"));
    let schedule = program.track("lr").expect("lr");
    let values: Vec<_> = (0..60).map(|tick| schedule.value(tick)).collect();
    let extremes = schedule.extremes(0, 59);
    assert_eq!(extremes.max.value, values.iter().copied().fold(0.0, f64::max));
    assert_eq!(extremes.min.value, values.iter().copied().fold(1.0, f64::min));
    assert_eq!(format!("{:?} {:?}", schedule.trend(0, 59), schedule.trend(11, 24)), "Mixed Falling");
    let jumps: Vec<_> =
        schedule.jumps(0, 59).filter(|jump| jump.before != jump.after).map(|jump| jump.at.floor()).collect();
    assert_eq!(jumps, [10, 25]);
}

#[test]
fn a_long_chain_of_formulas_ends_soon() {
    for links in [17_usize, 18, 60, 1000] {
        let mut statements: Vec<_> =
            (1..links).map(|link| format!("t{link} = factor(t -> t{} * 0.99 + t{0})", link - 1)).collect();
        statements.push("t0 = linear(10)".to_string());
        for text in [statements.join("\n"), statements.iter().rev().cloned().collect::<Vec<_>>().join("\n")] {
            let found = errors(&text);
            assert_eq!(found.is_empty(), links == 17, "{found:?}");
            assert!(found.iter().all(|(code, _)| ["nesting", "number-range"].contains(code)), "{found:?}");
        }
    }
    // Each takes the one before it in three formulas.
    let formulas = |of: usize| format!("factor(t -> t{of}) * factor(t -> t{of} + 1) * factor(t -> t{of} + 2)");
    let tripling: Vec<_> = (1..17).map(|link| format!("t{link} = {}", formulas(link - 1))).collect();
    let found = errors(&format!("t0 = linear(10)\n{}", tripling.join("\n")));
    assert!(found.iter().all(|(code, _)| *code == "expansion") && !found.is_empty(), "{found:?}");
}

#[test]
fn the_value_is_that_of_the_same_time_whatever_clock_tells_it() {
    let text = "step = batch * 10 tokens; batch = piecewise([4 steps], [1, 3])\n\
        wd = linear(160 tokens, from=16, to=1); falling = linear(9 steps, from=9, to=1)\n\
        lr = factor(t -> wd + falling, from=1)\n\
        lr.a = hold(1) for 20 tokens then factor(t -> wd + falling + t / 10 tokens, from=1)\n\
        lr.b = (factor(t -> wd + falling, from=1) every 3 steps) for 200 tokens\n\
        lr.c = (factor(t -> falling, from=1) for 2 steps then linear(40 tokens, to=0))";
    let program = program(text);
    let track = |name: &str| program.track(name).expect("a track");
    let sum = |tick: u64| track("wd").value(tick) + track("falling").value(tick);
    let tokens = |tick: u64| if tick < 4 { 10 * tick } else { 40 + 30 * (tick - 4) };
    let close = |name: &str, tick: u64, expected: f64| {
        let mut filled = [0.0];
        track(name).fill(tick, &mut filled);
        assert_eq!(filled[0].to_bits(), track(name).value(tick).to_bits(), "{name} at {tick}");
        assert!((filled[0] - expected).abs() < 1e-9, "{name} at {tick}: {}, and not {expected}", filled[0]);
    };
    for tick in 0..20 {
        close("lr", tick, sum(tick));
        let since = tokens(tick) as f64 - 20.0;
        close("lr.a", tick, if since < 0.0 { 1.0 } else { sum(tick) + since / 10.0 });
        close("lr.b", tick, sum((tick - tick % 3).min(9)));
    }
    // It picks up what the other track is at step 2, which is token 20.
    close("lr.c", 1, 9.0 - 8.0 / 9.0);
    close("lr.c", 2, 9.0 - 16.0 / 9.0);
    close("lr.c", 3, 0.75 * (9.0 - 16.0 / 9.0));
}

#[test]
fn sizes_may_be_by_a_track_that_the_other_unit_tells() {
    let program = compile(
        "step = batch tokens; batch = round(factor(t -> lr, from=1) every 2 steps); lr = linear(90 tokens, from=9, to=1)",
        &Overrides::default(),
    )
    .into_program()
    .expect("no errors");
    let batch = program.track("batch").expect("batch");
    let (mut tokens, mut size) = (0_i64, 9);
    for step in 0..60 {
        if step % 2 == 0 {
            // To the nearest, halves up.
            size = (18 * 90 - 16 * tokens.min(90) + 90).div_euclid(180);
        }
        assert_eq!(batch.value(step), size as f64, "step {step}, token {tokens}");
        tokens += size;
    }
    let found =
        errors("step = batch * 10 tokens; batch = round(factor(t -> lr, from=1)); lr = linear(9 steps, from=9, to=1)");
    assert!(found.is_empty(), "{found:?}");
    let found = errors("step = batch * 10 tokens; batch = round(factor(t -> lr, from=1)); lr = 2 * plateau(0.5)");
    assert!(found.iter().any(|(code, _)| *code == "variable-unit"), "{found:?}");
}

#[test]
fn a_track_in_a_formula_is_a_use_of_its_name() {
    let text = "batch = hold(2)\ndef f(x) = x * batch\nlr = factor(t -> f(batch) + t)";
    let compilation = compile(text, &Overrides::default());
    let names = compilation.names();
    let batch = names.find("batch").expect("a definition");
    assert_eq!(names.uses_of(batch.id()).map(|span| span.of(text)).collect::<Vec<_>>(), ["batch"; 2]);
}

#[test]
fn a_formula_of_a_track_is_compared_in_few_looks() {
    let by_formula = program(&format!("{BATCH}\nlr = factor(t -> batch / 64, from=1)"));
    let written = program("lr = piecewise([10, 25], [1, 2, 4])");
    let [a, b] = [&by_formula, &written].map(|program| program.track("lr").expect("lr"));
    assert_eq!(a.compare(b, 0, 1 << 40, 1e-12).difference, None);
    let other = program("lr = piecewise([10, 26], [1, 2, 4])");
    let difference = a.compare(other.track("lr").expect("lr"), 0, 1 << 40, 1e-12).difference.expect("they differ");
    assert_eq!((difference.first.tick, difference.last.tick), (25, 25));
}

#[test]
fn what_is_no_number_is_found_out_once_in_each_formula() {
    let chain: Vec<_> = (1..17).map(|link| format!("t{link} = factor(t -> 1 + t{})", link - 1)).collect();
    let program = program(&format!("t0 = factor(t -> log(-1 - t))\n{}", chain.join("\n")));
    let last = program.track("t16").expect("the last one");
    let mut filled = [0.0; 300];
    last.fill(0, &mut filled);
    assert!(filled.iter().all(|value| value.is_nan()) && last.value(7).is_nan());
}

#[test]
fn a_value_at_a_tick_is_no_part_of_a_formula() {
    for index in ["wd[3]", "wd[end]", "wd[2 .. 5]", "mix.a[3]"] {
        let text = format!("run = 30; wd = linear; mix.a = linear; lr = factor(t -> sqrt({index}), from=1)");
        let found = compile(&text, &Overrides::default());
        let errors: Vec<_> = found.diagnostics().iter().filter(|found| found.severity == Severity::Error).collect();
        assert!(matches!(errors[..], [one] if one.code == Code::IndexOutsideExpect), "{text}\n{errors:?}");
        assert_eq!(errors[0].help.as_deref(), Some("in a formula, the name of a track is its value now"), "{text}");
    }
}
