//! What is told in both units of a file whose batch changes: cycles, batches, and what is written instead.

use lehr::schedule::Schedule;
use lehr::{Overrides, Program, compile};
use proptest::prelude::*;

use crate::clocks::{Both, Q, Unit, assert_same_bits, in_steps, in_tokens, name, program, program_of, unit, written};
use crate::support::lehr;

#[test]
fn what_is_written_instead_is_right() {
    let head = "step = batch * 10 tokens\nbatch = piecewise([4 steps], [1, 3])\nrun = 400 tokens\n";
    for (wrong, right) in [
        ("linear(10 tokens, from=1) skip 1 step", "linear(10 tokens, from=1) skip 5 tokens"),
        ("(linear(2 steps, from=4, to=2) then linear(60 tokens)) skip 3 steps", "linear(60 tokens, from=2)"),
        (
            "(linear(2 steps, from=1) + linear(50 tokens, from=1)) mirror",
            "(linear(2 steps, from=1) mirror) + (linear(50 tokens, from=1) mirror)",
        ),
        (
            "(noise(0.1, from=1) for 30 tokens then linear(2 steps)) repeat(3, stretch=2)",
            "(noise(0.1, from=1) for 30 tokens then linear(2 steps)) repeat 3",
        ),
        (
            "hold(1) then (linear(20 tokens, from=1) then linear until 3 steps) repeat 2",
            "hold(1) for 100 tokens then (linear(20 tokens, from=1) then linear until 3 steps) repeat 2",
        ),
        ("piecewise([1 step, 20 tokens], [1, 2, 3])", "hold(1) until 1 step then hold(2) until 20 tokens then hold(3)"),
        ("linear(run - 2 steps, from=1) then hold", "linear(from=1) then hold for 2 steps"),
    ] {
        assert!(compile(&format!("{head}lr = {wrong}"), &Overrides::default()).program().is_none(), "{wrong}");
        let text = format!("{head}lr = {right}");
        assert_same_bits(&program(&text), 30, &text);
    }
}

#[test]
fn every_format_has_the_count_of_the_other_clock() {
    let head = "step = batch * 10 tokens; batch = piecewise([2 steps], [1, 3]); lr = linear(4 steps, from=4); ";
    let printed = |more: &str, format: &str| {
        lehr(&["eval", "-e", &format!("{head}{more}"), "-n", "4", "--format", format, "--track", "lr"]).stdout
    };
    assert_eq!(printed("", "csv"), "tick,token,lr\n0,0,4\n1,10,3\n2,20,2\n3,50,1\n");
    assert_eq!(
        printed("tick = tokens", "csv"),
        "tick,step,lr\n0,0,4\n1,0.1,3.9\n2,0.2,3.8\n3,0.3,3.7\n",
        "a token is a tenth of the first step"
    );
    let json: Vec<serde_json::Value> = serde_json::from_str(&printed("", "json")).expect("JSON");
    assert_eq!(json[3], serde_json::json!({"tick": 3, "token": 50, "lr": 1}));
    let last = printed("", "jsonl").lines().last().map(str::to_string);
    assert_eq!(last.as_deref(), Some("{\"tick\":3,\"token\":50,\"lr\":1}"));
    let both = printed("epoch = 2 steps", "table");
    assert!(both.lines().next().is_some_and(|head| head.contains("epoch") && head.contains("token")), "{both}");
    assert!(!printed("epoch = 2 steps", "csv").contains("epoch"));
}

#[test]
fn a_billion_cycles_of_both_units_cost_what_the_pieces_do() {
    let sizes = |schedule: &Schedule| serde_json::to_string(schedule.root()).expect("JSON").len();
    let cycles = |count: &str| {
        program_of(&format!(
            "step = batch tokens; batch = round(linear(1M steps, from=10, to=20))
            lr = (linear(2 steps, from=1) then linear(30 tokens, to=1)) repeat{count}"
        ))
    };
    let few = sizes(&cycles(" 400_000"));
    let many = [cycles(" 2_000_000_000"), cycles("")];
    assert!(few > 2000 && many.iter().all(|many| sizes(many) < 2 * few), "{few}");
    // In the last piece, the cycles are 70 tokens long.
    let last = many[0].value(1 << 32);
    assert!((0..7).any(|step| many[0].value((1 << 32) + step) != last));
    assert!(
        (0..200).all(|step| many[0].value((1 << 32) + step).to_bits() == many[1].value((1 << 32) + step).to_bits())
    );
    let grow =
        "batch = hold(3)\nstep = batch tokens\nlr = (linear(2 steps, from=1) then linear(9 tokens)) repeat(stretch=2)";
    assert!(program_of(grow).value(1 << 50) < 1.0);
}

#[test]
fn extremes_within_cycles_are_found_wherever_ticks_fall_in_them() {
    for sizes in [[5, 3, 5], [7, 11, 2], [1, 13, 1], [3, 3, 4]] {
        for cycle in ["1 step", "3 steps", "13 tokens"] {
            let [a, b, c] = sizes;
            let text = format!(
                "tick = tokens; step = batch * 2 tokens; batch = hold({a}) for 2 steps then hold({b}) for 14 steps then hold({c})
                lr = hold(4) for 2 steps then (linear({cycle}, to=0) repeat)"
            );
            let program = program(&text);
            let lr = program.track("lr").expect("lr");
            let all: Vec<_> = (0..120).map(|tick| lr.value(tick)).collect();
            for (first, last) in (0..120).step_by(7).flat_map(|first| [(first, 119), (first, first + 30)]) {
                let last = last.min(119);
                let least = all[first..=last].iter().copied().fold(f64::INFINITY, f64::min);
                let found = lr.extremes(first as u64, last as u64).min;
                assert!((found.value - least).abs() <= 1e-12, "{found:?} and {least} from {first} to {last}\n{text}");
            }
        }
    }
}

#[test]
fn cycles_of_both_units_fill_their_span_in_its_unit() {
    let head = "step = batch * 10 tokens; batch = piecewise([4 steps], [1, 3])\n";
    for (run, ends) in [("360 tokens", [120, 240]), ("15 steps", [70, 220])] {
        // Steps 5 and 10 start at 70 and 220 tokens.
        let text =
            format!("{head}run = {run}; tick = tokens; lr = (linear(2 steps, from=1, to=2) then linear) repeat 3");
        let program = program(&text);
        let lr = program.track("lr").expect("lr");
        let starts: Vec<_> = (1..350_u64).filter(|tick| lr.value(*tick) == 1.0 && lr.value(*tick - 1) < 0.2).collect();
        assert_eq!(starts, ends, "{text}");
        assert_same_bits(&program, 400, &text);
    }
    let text = format!(
        "{head}run = 360 tokens; tick = tokens; lr = (linear(50%, from=2, to=1) then linear(1 step)) repeat(2, stretch=2)"
    );
    let program = program(&text);
    let lr = program.track("lr").expect("lr");
    // Cycles of 120 and 240 tokens, the second of them with a line of two steps.
    let found = [0, 30, 60, 75, 90, 119, 120, 240, 270, 300].map(|tick| lr.value(tick));
    assert_eq!(found, [2.0, 1.5, 1.0, 0.5, 0.0, 0.0, 2.0, 1.0, 0.5, 0.0]);
    assert_same_bits(&program, 400, &text);
}

/// A batch in parts, each of a size and as long as a unit says, and then of the last size.
fn batch_parts() -> impl Strategy<Value = Vec<(u32, u32, Unit, bool)>> {
    let part = (1..9_u32, 1..30_u32, unit(), any::<bool>()).prop_map(|(size, length, unit, until)| {
        (size, if unit == Unit::Steps { length } else { length * 7 }, unit, until)
    });
    prop::collection::vec(part, 1..6)
}

/// The sizes of the steps of a batch in parts, step by step; `None` where a part would end before it starts.
fn walk_parts(parts: &[(u32, u32, Unit, bool)], tokens: i128, steps: usize) -> Option<Vec<(i128, i128)>> {
    let mut walked: Vec<(i128, i128)> = Vec::new();
    let mut start: Both = (Q::from_integer(0), Q::from_integer(0));
    let mut left = parts.iter();
    let mut part = left.next();
    let mut at = 0;
    for step in 0..steps as i128 {
        while let Some((_, length, unit, until)) = part {
            let from = |start: Q| if *until { Q::from_integer(0) } else { start };
            let length = Q::from_integer((*length).into());
            let end = match unit {
                Unit::Steps => {
                    let end = from(start.0) + length;
                    if end > Q::from_integer(step) {
                        break;
                    }
                    (end, if end == Q::from_integer(step) { Q::from_integer(at) } else { in_tokens(&walked, end) })
                }
                Unit::Tokens => {
                    let end = from(start.1) + length;
                    if end > Q::from_integer(at) {
                        break;
                    }
                    (if end == Q::from_integer(at) { Q::from_integer(step) } else { in_steps(&walked, end) }, end)
                }
            };
            if end.0 < start.0 {
                return None;
            }
            start = end;
            part = left.next();
        }
        let size = i128::from(part.map_or(5, |(size, ..)| *size)) * tokens;
        walked.push((at, size));
        at += size;
    }
    Some(walked)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_batch_of_both_units_is_what_a_walk_gives(parts in batch_parts(), tokens in 1..6_u32, tick in unit()) {
        let Some(walked) = walk_parts(&parts, tokens.into(), 600) else { return Ok(()) };
        let held = parts.iter().map(|(size, length, unit, until)| {
            format!("hold({size}) {} {length} {}", if *until { "until" } else { "for" }, name(*unit))
        });
        let batch = held.chain(["hold(5)".to_string()]).collect::<Vec<_>>().join(" then ");
        let text = format!("tick = {}\nstep = batch * {tokens} tokens\nbatch = {batch}\nlr = linear(90 steps, from=9)\n", name(tick));
        let program = program(&text);
        let (lr, batch) = (program.track("lr").expect("lr"), program.track("batch").expect("batch"));
        for tick in 0..300_u64 {
            let time = Q::from_integer(tick.into());
            let (step, is_start) = match name(tick_of(&program)) {
                "steps" => (time, true),
                _ => { let steps = in_steps(&walked, time); (steps, steps.is_integer()) }
            };
            let size = walked[usize::try_from(step.floor().to_integer()).expect("few")].1;
            prop_assert!(!is_start || batch.value(tick) * f64::from(tokens) == size as f64, "{} at {}\n{}", batch.value(tick), tick, text);
            let gone = *step.numer() as f64 / *step.denom() as f64;
            prop_assert!((lr.value(tick) - 9.0 * (1.0 - gone / 90.0).max(0.0)).abs() <= 1e-12, "at {}\n{}", tick, text);
        }
        assert_same_bits(&program, 300, &text);
    }
}

fn tick_of(program: &Program) -> Unit {
    if program.tick() == Some(lehr::Unit::STEP) { Unit::Steps } else { Unit::Tokens }
}

#[test]
fn a_run_is_taken_up_again_at_any_tick_of_a_ramp() {
    let head = "step = batch * 10 tokens; batch = round(linear(20 steps, from=1, to=6))\n";
    for lr in [
        "linear(300 tokens, from=1) * plateau(0.5, metric=loss, patience=0)",
        "(warmup(3 steps, to=1) then cosine(90 tokens)) repeat",
        "(linear(2 steps, from=1) then linear(30 tokens, to=3)) mirror",
    ] {
        for tick in ["steps", "tokens"] {
            let schedule = program_of(&format!("tick = {tick}; {head}lr = {lr}"));
            let mut run = schedule.start();
            for tick in 0..60 {
                let mut resumed = schedule.resume(written(&run.state())).expect("the same schedule");
                let mut ahead = run.clone();
                for _ in 0..3 {
                    assert_eq!(resumed.value().to_bits(), ahead.value().to_bits(), "{lr} at {tick}");
                    resumed.step(&[("loss", 1.0)]);
                    ahead.step(&[("loss", 1.0)]);
                }
                run.step(&[("loss", 1.0)]);
            }
        }
    }
}

#[test]
fn what_is_mirrored_apart_is_in_the_words_of_the_file() {
    let head = "step = batch * 10 tokens\nbatch = piecewise([4 steps], [1, 3])\nrun = 400 tokens\nother = linear(9 tokens, from=3)\nlr = ";
    for (wrong, right) in [
        (
            "(linear(2 steps, from=1) + linear(50 tokens, from=2)) mirror",
            "(linear(2 steps, from=1) mirror) + (linear(50 tokens, from=2) mirror)",
        ),
        (
            "(linear(7 steps, from=0.3) * linear(50 tokens)) mirror",
            "(linear(7 steps, from=0.3) mirror) * (linear(50 tokens) mirror)",
        ),
        (
            "max(linear(2 steps, from=1), 0.5, linear(9 tokens, from=1)) mirror",
            "max((linear(2 steps, from=1) mirror), 0.5, (linear(9 tokens, from=1) mirror))",
        ),
        (
            "(linear(2 steps, from=1) - (hold(3) for 1 step then linear(9 tokens)) - 5) mirror",
            "(linear(2 steps, from=1) mirror) - ((hold(3) for 1 step then linear(9 tokens)) mirror) - 5",
        ),
        (
            "min(hold(3) for 1 step then linear(9 tokens), linear(2 tokens, from=4)) mirror",
            "min(((hold(3) for 1 step then linear(9 tokens)) mirror), (linear(2 tokens, from=4) mirror))",
        ),
    ] {
        let found = compile(&format!("{head}{wrong}"), &Overrides::default());
        let help = found.diagnostics().iter().find_map(|found| found.help.clone()).unwrap_or_default();
        assert!(help.ends_with(&format!("which turns at its own end: `{right}`")), "{wrong}\n{help}");
        assert_same_bits(&program(&format!("{head}{right}")), 30, right);
    }
    // Where that would not be what stands there, nothing is made up.
    for wrong in [
        "(0.5 * linear(2 steps) * linear(50 tokens)) mirror",
        "round(linear(2 steps, from=1) + linear(50 tokens, from=1)) mirror",
        "(linear(2 steps, from=1.000000000000000000000000001) + linear(50 tokens, from=1)) mirror",
    ] {
        let found = compile(&format!("{head}{wrong}"), &Overrides::default());
        let help = found.diagnostics().iter().find_map(|found| found.help.clone()).unwrap_or_default();
        assert!(help.ends_with("which turns at its own end"), "{wrong}\n{help}");
    }
}
