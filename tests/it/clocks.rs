//! Units whose size changes: files with a ramp of the batch beside a walk through their steps, one by one.

use std::fmt::Write as _;

use lehr::schedule::{Node, Schedule, State};
use lehr::{Overrides, Program, Time, compile};
use num_rational::Ratio;
use proptest::prelude::*;

use crate::support::lehr;

pub(crate) type Q = Ratio<i128>;
/// A time in steps and in tokens.
pub(crate) type Both = (Q, Q);

pub(crate) fn program(text: &str) -> Program {
    let compilation = compile(text, &Overrides::default());
    let found = compilation.diagnostics().to_vec();
    compilation.into_program().unwrap_or_else(|_| panic!("{text}\n{found:?}"))
}

pub(crate) fn values(schedule: &Schedule, count: u64) -> Vec<f64> {
    let mut out = vec![0.0; usize::try_from(count).expect("few")];
    schedule.fill(0, &mut out);
    out
}

/// A state that was written and read.
pub(crate) fn written(state: &State) -> State {
    serde_json::from_str(&serde_json::to_string(state).expect("JSON")).expect("it is read")
}

/// Every way to a value gives the same bits.
pub(crate) fn assert_same_bits(program: &Program, count: u64, text: &str) {
    let read = Program::from_json(program.to_json().expect("JSON").as_bytes()).expect("it is read");
    for (track, again) in program.tracks().iter().zip(read.tracks()) {
        assert_eq!(track, again, "{text}");
        let schedule = &track.schedule;
        let filled = values(schedule, count);
        let mut cursor = schedule.cursor();
        let mut run = schedule.start();
        for (tick, filled) in (0..count).zip(&filled) {
            let at = |way: &str, value: f64| {
                assert_eq!(value.to_bits(), filled.to_bits(), "{way} at {tick} of {}\n{text}", track.name);
            };
            at("one by one", schedule.value(tick));
            at("read back", again.schedule.value(tick));
            at("by a cursor", cursor.value(tick));
            at("at its time", schedule.value_at(Time::from(tick)));
            at("in a run", run.value());
            run.step(&[]);
            // Taken up again from what was written.
            if tick % 37 == 5 {
                run = schedule.resume(written(&run.state())).expect("the same schedule");
            }
        }
        for start in [1, 7, count / 2] {
            let mut part = vec![0.0; filled.len() / 3];
            schedule.fill(start, &mut part);
            let from = usize::try_from(start).expect("few");
            let end = (from + part.len()).min(filled.len());
            assert!(part.iter().zip(&filled[from..end]).all(|(a, b)| a.to_bits() == b.to_bits()), "{text}");
        }
        let extremes = schedule.extremes(0, count - 1);
        let greatest = filled.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let least = filled.iter().copied().fold(f64::INFINITY, f64::min);
        assert!(
            (extremes.max.value - greatest).abs() <= 1e-13 * greatest.abs(),
            "{} and {greatest}\n{text}",
            extremes.max.value
        );
        assert!(
            (extremes.min.value - least).abs() <= 1e-13 * greatest.abs(),
            "{} and {least}\n{text}",
            extremes.min.value
        );
    }
}

/// A unit of the walk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Unit {
    Steps,
    Tokens,
}

/// A part of a chain: where it goes to, and how long it takes, or until when.
#[derive(Clone, Copy, Debug)]
struct Part {
    to: i32,
    is_line: bool,
    length: u32,
    unit: Unit,
    until: bool,
}

/// In what words a track says its sizes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Words {
    Piecewise,
    Rounded,
    Chain,
}

/// A file with a ramp.
#[derive(Clone, Debug)]
struct Ramp {
    /// Where the batch changes, and the sizes, one more.
    changes: Vec<u32>,
    sizes: Vec<u32>,
    unit: Unit,
    words: Words,
    tokens: u32,
    parts: Vec<Part>,
    tick: Unit,
    run: Option<(u32, Unit)>,
}

pub(crate) fn unit() -> impl Strategy<Value = Unit> {
    prop_oneof![Just(Unit::Steps), Just(Unit::Tokens)]
}

fn part() -> impl Strategy<Value = Part> {
    (0..9_i32, any::<bool>(), 1..40_u32, unit(), any::<bool>()).prop_map(|(to, is_line, length, unit, until)| {
        let length = if unit == Unit::Steps { length } else { length * 7 };
        Part { to, is_line, length, unit, until }
    })
}

fn ramp() -> impl Strategy<Value = Ramp> {
    let steps = (prop::collection::btree_set(1..120_u32, 1..5), prop::collection::vec(1..9_u32, 5));
    let words = prop_oneof![Just(Words::Piecewise), Just(Words::Rounded), Just(Words::Chain)];
    // No shorter than the chain of sizes, whose last one is open.
    let run = prop::option::of(
        (120..400_u32, unit())
            .prop_map(|(length, unit)| (if unit == Unit::Steps { length } else { length * 48 }, unit)),
    );
    ((steps, unit(), words), 1..6_u32, prop::collection::vec(part(), 1..6), unit(), run).prop_map(
        |(((changes, mut sizes), unit, words), tokens, parts, tick, run)| {
            let changes: Vec<_> = changes.into_iter().collect();
            sizes.truncate(changes.len() + 1);
            Ramp { changes, sizes, unit, words, tokens, parts, tick, run }
        },
    )
}

/// When each step starts, in tokens, and how large it is.
fn walk(ramp: &Ramp, steps: usize) -> Vec<(i128, i128)> {
    let mut walked = Vec::with_capacity(steps);
    let mut tokens = 0_i128;
    for step in 0..steps {
        let now = if ramp.unit == Unit::Steps { step as i128 } else { tokens };
        let passed = ramp.changes.iter().filter(|change| i128::from(**change) <= now).count();
        let size = i128::from(ramp.sizes[passed]) * i128::from(ramp.tokens);
        walked.push((tokens, size));
        tokens += size;
    }
    walked
}

/// The other count of a time within the walk, step by step.
pub(crate) fn in_steps(walked: &[(i128, i128)], tokens: Q) -> Q {
    let at = walked.iter().rposition(|(start, _)| Q::from_integer(*start) <= tokens).expect("it starts at 0");
    let (start, size) = walked[at];
    Q::from_integer(at as i128) + (tokens - start) / size
}

pub(crate) fn in_tokens(walked: &[(i128, i128)], steps: Q) -> Q {
    let (start, size) = walked[usize::try_from(steps.floor().to_integer()).expect("within the walk")];
    Q::from_integer(start) + steps.fract() * size
}

/// What the parts of a chain start and end at, on both clocks, or `None` where one would end before it starts.
fn places(ramp: &Ramp, walked: &[(i128, i128)]) -> Option<Vec<(Both, Both)>> {
    let mut now = (Q::from_integer(0), Q::from_integer(0));
    let mut places = Vec::new();
    for part in &ramp.parts {
        let length = Q::from_integer(part.length.into());
        let end = match (part.unit, part.until) {
            (Unit::Steps, until) => {
                let steps = if until { length } else { now.0 + length };
                (steps, in_tokens(walked, steps))
            }
            (Unit::Tokens, until) => {
                let tokens = if until { length } else { now.1 + length };
                (in_steps(walked, tokens), tokens)
            }
        };
        if end.0 < now.0 {
            return None;
        }
        places.push((now, end));
        now = end;
    }
    Some(places)
}

pub(crate) fn name(unit: Unit) -> &'static str {
    if unit == Unit::Steps { "steps" } else { "tokens" }
}

impl Ramp {
    fn text(&self) -> String {
        let parts = self.parts.iter().map(|part| {
            let Part { to, is_line, length, unit, until } = *part;
            let unit = name(unit);
            match (is_line, until) {
                (true, false) => format!("linear({length} {unit}, to={to})"),
                (true, true) => format!("linear(to={to}) until {length} {unit}"),
                (false, false) => format!("hold for {length} {unit}"),
                (false, true) => format!("hold until {length} {unit}"),
            }
        });
        let parts: Vec<_> = std::iter::once("hold(4) for 3 steps".to_string()).chain(parts).collect();
        let mut text = format!("tick = {}\nstep = batch * {} tokens\n", name(self.tick), self.tokens);
        if let Some((length, unit)) = self.run {
            let _ = writeln!(text, "run = {length} {}", name(unit));
        }
        let _ = writeln!(text, "batch = {}", self.batch());
        let _ = writeln!(text, "lr = {}", parts.join("\n    then "));
        text
    }

    /// The track of the sizes.
    fn batch(&self) -> String {
        let Self { changes, sizes, unit, words, .. } = self;
        let unit = name(*unit);
        match words {
            Words::Piecewise => format!("piecewise({changes:?} {unit}, {sizes:?})"),
            Words::Rounded => format!("round(piecewise({changes:?} {unit}, {sizes:?}))"),
            Words::Chain => {
                let held =
                    sizes.iter().zip(changes).map(|(size, change)| format!("hold({size}) until {change} {unit}"));
                let last = sizes.last().map(|size| format!("hold({size})"));
                held.chain(last).collect::<Vec<_>>().join(" then ")
            }
        }
    }

    fn with_start(&self) -> Self {
        let first = Part { to: 4, is_line: false, length: 3, unit: Unit::Steps, until: false };
        Self { parts: std::iter::once(first).chain(self.parts.iter().copied()).collect(), ..self.clone() }
    }
}

/// The value at a time, by the places of the parts.
fn expected(ramp: &Ramp, places: &[(Both, Both)], at: Both) -> f64 {
    let mut value = Q::from_integer(4);
    for (part, (start, end)) in ramp.parts.iter().zip(places) {
        let to = if part.is_line { Q::from_integer(part.to.into()) } else { value };
        if at.0 < end.0 {
            let pick = |time: Both| if part.unit == Unit::Steps { time.0 } else { time.1 };
            let gone = (pick(at) - pick(*start)) / (pick(*end) - pick(*start));
            value += (to - value) * gone;
            break;
        }
        value = to;
    }
    *value.numer() as f64 / *value.denom() as f64
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn a_chain_of_both_units_is_what_a_walk_through_its_steps_gives(ramp in ramp()) {
        let walked = walk(&ramp.with_start(), 2000);
        let Some(places) = places(&ramp.with_start(), &walked) else { return Ok(()) };
        let text = ramp.text();
        let compilation = compile(&text, &Overrides::default());
        // A step may be divided into too many parts.
        if compilation.diagnostics().iter().any(|found| found.code == lehr::Code::TimeTooFine) {
            return Ok(());
        }
        let program = program(&text);
        let (lr, batch) = (program.track("lr").expect("lr"), program.track("batch").expect("batch"));
        for tick in 0..400_u64 {
            let time = Q::from_integer(tick.into());
            let at = match ramp.tick {
                Unit::Steps => (time, in_tokens(&walked, time)),
                Unit::Tokens => (in_steps(&walked, time), time),
            };
            let expected = expected(&ramp.with_start(), &places, at);
            prop_assert!((lr.value(tick) - expected).abs() <= 1e-12, "{} and {expected} at {tick}\n{text}", lr.value(tick));
            if ramp.tick == Unit::Steps {
                let size = walked[usize::try_from(tick).expect("few")].1 as f64;
                prop_assert_eq!(batch.value(tick) * f64::from(ramp.tokens), size);
            }
        }
        assert_same_bits(&program, 400, &text);
    }
}

#[test]
fn each_part_runs_in_its_own_unit() {
    let head = "step = batch * 10 tokens; batch = piecewise([4 steps], [1, 3])\n";
    // Steps start at 0, 10, 20, 30, 40, 70, 100, 130, 160, 190.
    for (lr, expected) in [
        ("linear(8 steps, from=8)", [8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0, 0.0]),
        ("linear(160 tokens, from=16)", [16.0, 15.0, 14.0, 13.0, 12.0, 9.0, 6.0, 3.0, 0.0]),
        ("(linear(160 tokens, from=16)) every 2 steps", [16.0, 16.0, 14.0, 14.0, 12.0, 12.0, 6.0, 6.0, 6.0]),
        ("(linear(8 steps, from=8)) every 40 tokens", [8.0, 8.0, 8.0, 8.0, 4.0, 4.0, 8.0 / 3.0, 4.0 / 3.0, 4.0 / 3.0]),
        ("linear(4 steps, from=1) repeat 2", [1.0, 0.75, 0.5, 0.25, 1.0, 0.75, 0.5, 0.25, 0.0]),
        ("linear(20 tokens, from=2) repeat 20", [2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0]),
        ("(linear(4 steps, from=4)) mirror", [4.0, 3.0, 2.0, 1.0, 0.0, 1.0, 2.0, 3.0, 4.0]),
        ("linear(160 tokens, from=16) skip 40 tokens", [12.0, 11.0, 10.0, 9.0, 8.0, 5.0, 2.0, 0.0, 0.0]),
        ("hold(1) for 55 tokens then linear(2 steps)", [1.0, 1.0, 1.0, 1.0, 1.0, 0.75, 0.25, 0.0, 0.0]),
        (
            "(linear(100 tokens, from=10) until 40 tokens) then linear(4 steps)",
            [10.0, 9.0, 8.0, 7.0, 6.0, 4.5, 3.0, 1.5, 0.0],
        ),
        ("linear(4 steps, from=1) + linear(160 tokens, from=16)", [17.0, 15.75, 14.5, 13.25, 12.0, 9.0, 6.0, 3.0, 0.0]),
        ("factor(t -> 1 + t / 10 tokens, from=1)", [1.0, 2.0, 3.0, 4.0, 5.0, 8.0, 11.0, 14.0, 17.0]),
        ("factor(t -> 1 + t / 1 step, from=1)", [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]),
        (
            "(linear(2 steps, from=2) then linear(20 tokens, to=2)) repeat 3",
            [2.0, 1.0, 0.0, 1.0, 2.0, 1.0, 0.0, 5.0 / 3.0, 2.0 / 3.0],
        ),
        (
            "(linear(2 steps, from=2) then linear(30 tokens, to=3)) mirror",
            [2.0, 1.0, 0.0, 1.0, 2.0, 1.0, 2.0 / 3.0, 5.0 / 3.0, 2.0],
        ),
        (
            "(linear(2 steps, from=2) then linear(to=3) until 50 tokens) mirror",
            [2.0, 1.0, 0.0, 1.0, 2.0, 1.0, 2.0 / 3.0, 5.0 / 3.0, 2.0],
        ),
        (
            "(linear(2 steps, from=2, to=1) then linear(100 tokens)) skip 1 step",
            [1.5, 1.0, 0.9, 0.8, 0.7, 0.4, 0.1, 0.0, 0.0],
        ),
        (
            "(0.5 * (linear(20 tokens, from=8, to=4) then linear(4 steps))) skip 10 tokens",
            [3.0, 2.0, 1.5, 1.0, 0.5, 0.0, 0.0, 0.0, 0.0],
        ),
        ("step(20 tokens, gamma=0.5, from=64)", [64.0, 64.0, 32.0, 32.0, 16.0, 8.0, 2.0, 1.0, 0.25]),
    ] {
        let text = format!("{head}lr = {lr}");
        let program = program(&text);
        let found = values(program.track("lr").expect("lr"), 9);
        let off = found.iter().zip(expected).any(|(found, expected)| (found - expected).abs() > 1e-12);
        assert!(!off, "{text}\n{found:?} and not {expected:?}");
        assert_same_bits(&program, 40, &text);
    }
}

#[test]
fn what_fills_runs_in_the_unit_of_its_span() {
    let head = "step = batch * 10 tokens; batch = piecewise([4 steps], [1, 3])\n";
    for (file, ticks, expected) in [
        ("run = 160 tokens; lr = linear(from=16)", 8, [16.0, 15.0, 14.0, 13.0, 12.0, 9.0, 6.0, 3.0]),
        ("run = 8 steps; lr = linear(from=8)", 8, [8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0]),
        ("run = 160 tokens; lr = hold(1) then linear(2 steps)", 8, [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.5]),
        ("run = 8 steps; lr = hold(1) then linear(75 tokens)", 8, [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.8, 0.4]),
        ("run = 160 tokens; lr = linear(50%, from=8)", 8, [8.0, 7.0, 6.0, 5.0, 4.0, 1.0, 0.0, 0.0]),
        ("run = 8 steps; lr = linear(50%, from=8)", 8, [8.0, 6.0, 4.0, 2.0, 0.0, 0.0, 0.0, 0.0]),
        (
            "run = 145 tokens; lr = linear(2 steps, from=1) then hold then linear(1 step, to=5)",
            8,
            [1.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 2.5],
        ),
    ] {
        let text = format!("{head}{file}");
        let program = program(&text);
        assert_eq!(program.ticks(), Some(ticks), "{text}");
        let found = values(program.track("lr").expect("lr"), ticks);
        let off = found.iter().zip(expected).any(|(found, expected)| (found - expected).abs() > 1e-12);
        assert!(!off, "{text}\n{found:?} and not {expected:?}");
        assert_same_bits(&program, 40, &text);
    }
}

#[test]
fn an_expectation_speaks_in_any_unit() {
    let text = "run = 160 tokens; step = batch * 10 tokens; batch = piecewise([4 steps], [1, 3])
        lr = linear(from=16)
        expect lr[55 tokens] == 10.5
        expect lr[4.5 steps] == 10.5
        expect lr[50%] == 8
        expect lr[end] == 3
        expect mean(lr[0 tokens .. 70 tokens]) == 13.166666666666666
        expect batch[5 steps] == 3
        expect decreasing(lr)
        expect continuous(lr)";
    let compilation = compile(text, &Overrides::default());
    assert_eq!(compilation.test().len(), 8, "{:?}", compilation.diagnostics());
    for outcome in compilation.test() {
        assert!(outcome.failure.is_none(), "{outcome:?}");
    }
    let jumps = "run = 160 tokens; step = batch * 10 tokens; batch = piecewise([4 steps], [1, 3])
        lr = hold(1) until 55 tokens then hold(2)
        expect continuous(lr)";
    let failure = compile(jumps, &Overrides::default()).test().remove(0).failure.expect("it jumps");
    assert_eq!(failure.message, "expected no jumps, found one from 1 to 2 at tick 4.5");
}

#[test]
fn what_means_nothing_is_an_error_that_says_so() {
    for (file, said) in [
        ("batch = linear(100 steps, from=1, to=9)", "is constant in pieces"),
        ("batch = round(linear(100 steps, from=0, to=9))", "comes to 0 at step 0"),
        ("batch = piecewise([10 steps], [1, 2.5])", "comes to 2.5 at step 10"),
        ("batch = piecewise([10 steps], [1, 2]) repeat", "for ever\u{0}"),
        ("batch = round(hold(8) * plateau(0.5))", "wait for a metric"),
        ("batch = round(hold(8) * noise(0.1))", "cannot be random"),
        ("batch = round(lr + batch)", "defined by itself"),
        ("run = 1k steps\nbatch = hold(1) then hold(2) for 30 tokens", "the run is in another unit"),
        (
            "run = 1k steps\nbatch = hold(1) for 9 steps then hold(2) then hold(3) for 30 tokens",
            "its start cannot be found from its end",
        ),
        ("batch = hold(4) until 9 steps then hold(2) until 50 tokens then hold(1)", "ends at 50 tokens"),
        ("batch = hold(1) for 10 steps then hold(0) for 30 tokens then hold(3)", "comes to 0 at token 100"),
        ("batch = hold(3)\nlr.a = linear(10 tokens - 2 steps)", "mixes two units"),
        (
            "batch = piecewise([4 steps], [1, 3])\nlr.a = (noise(0.1, from=1) for 9 tokens then linear(2 steps)) repeat(3, stretch=2)",
            "follows the ticks",
        ),
        ("batch = hold(3)\nlr.a = (linear(2 steps, from=1) then linear(9 tokens)) skip 3 steps", "mixes two units"),
        ("batch = hold(3)\nlr.a = (linear(10 tokens, from=1) + linear(2 steps, to=4)) mirror", "mixes two units"),
        ("batch = hold(3)\nlr.a = linear(10 tokens, from=1) skip 1 step", "mixes two units"),
        ("batch = hold(3)\nlr.a = piecewise([1 step, 20 tokens], [1, 2, 3])", "mixes two units"),
        ("batch = hold(3)\nlet n = 10 tokens / 1 step\nlr.a = hold(n)", "mixes two units"),
        ("batch = hold(3)\nlr.a = factor(t -> t / 1 step + t / 5 tokens, from=1)", "mixes two units"),
        ("batch = hold(3)\nsample = other tokens\nother = hold(4)", "two units change their size"),
        ("batch = hold(3)\nstep = 8 tokens", "has a fixed size in tokens as well"),
    ] {
        let text = format!("step = batch * 10 tokens\nlr = 0.1 * warmup(10 steps)\n{file}");
        let compilation = compile(&text, &Overrides::default());
        let said = said.trim_end_matches("for ever\u{0}");
        let messages: Vec<_> = compilation.diagnostics().iter().map(|found| found.message.clone()).collect();
        assert!(compilation.program().is_none(), "{text}");
        assert!(messages.iter().any(|message| message.contains(said)), "{text}\n{messages:?}");
    }
}

#[test]
fn a_thousand_pieces_of_a_trillion_steps_cost_what_a_thousand_pieces_cost() {
    let text = "run = 1T steps; step = batch tokens; lr = 1e-3 * (warmup(1B steps) then cosine)
        batch = round(linear(900B steps, from=1000, to=2000))";
    let program = program(text);
    let schedule = program.track("lr").expect("lr");
    assert!(schedule.sizes().is_none(), "it counts in steps alone");
    let clocked = program_of(
        "run = 1T steps; step = batch tokens; lr = 1e-3 * cosine(1000T tokens)
        batch = round(linear(900B steps, from=1000, to=2000))",
    );
    let sizes = clocked.sizes().expect("it counts in tokens");
    assert_eq!(sizes.pieces(), 1001);
    assert!(clocked.value(999_999_999_999) < 1e-3);
    let json = serde_json::to_string(&clocked).expect("JSON");
    assert!(json.len() < 50_000, "{}", json.len());
}

#[test]
fn steps_cost_nothing_but_their_pieces_do() {
    let bytes = |steps: &str, last: &str| {
        let text = format!(
            "run = {steps} steps; step = batch tokens; lr = 1e-3 * (warmup(1k steps) then cosine)
            batch = round(linear({steps} steps, from=1000, to={last}))
            wd = linear({steps} tokens, from=1) * linear(50%)"
        );
        let program = program(&text);
        let schedule = program.track("wd").expect("wd");
        assert_eq!(
            schedule.sizes().map(lehr::schedule::Sizes::pieces),
            last.parse().ok().map(|last: usize| last - 999)
        );
        program.to_json().expect("JSON").len()
    };
    let (few, many) = (bytes("1M", "2000"), bytes("1T", "2000"));
    assert!(many < 2 * few, "{many} bytes for 10^12 steps, and {few} for 10^6");
    let pieces = bytes("1M", "11000");
    assert!(pieces > 5 * few, "{pieces} bytes for ten times the pieces, and {few}: what is counted counts");
}

pub(crate) fn program_of(text: &str) -> Schedule {
    program(text).track("lr").expect("lr").clone()
}

#[test]
fn a_run_that_waits_for_a_metric_is_taken_up_again() {
    let text = "step = batch * 10 tokens; batch = piecewise([4 steps], [1, 3])
        lr = (warmup(3 steps) then cosine(600 tokens)) * plateau(0.5, metric=loss, patience=1)";
    let schedule = program_of(text);
    let loss = |tick: u64| if tick.is_multiple_of(5) { 1.0 / (tick + 1) as f64 } else { 1.0 };
    let mut whole = schedule.start();
    let mut values = Vec::new();
    for tick in 0..25 {
        values.push(whole.value());
        whole.step(&[("loss", loss(tick))]);
    }
    assert!(values.windows(2).any(|pair| pair[1] < 0.6 * pair[0]), "it falls with the metric");
    for stop in 0..25_u64 {
        let mut run = schedule.start();
        (0..stop).for_each(|tick| run.step(&[("loss", loss(tick))]));
        let mut resumed = schedule.resume(written(&run.state())).expect("the same schedule");
        for (tick, expected) in (0..).zip(&values).skip(usize::try_from(stop).expect("few")) {
            assert_eq!(resumed.value().to_bits(), expected.to_bits(), "at {tick}, from {stop} on");
            resumed.step(&[("loss", loss(tick))]);
        }
    }
}

#[test]
fn what_is_shown_tells_the_time_of_both_clocks() {
    let text = "run = 160 tokens; step = batch * 10 tokens; batch = piecewise([4 steps], [1, 3])
        lr = linear(2 steps, from=1, to=4) then linear";
    for tick in ["steps", "tokens"] {
        let text = format!("tick = {tick}\n{text}");
        let printed = ["show", "eval", "plot"].map(|word| {
            let ends: &[&str] = match word {
                "eval" if tick == "tokens" => &["--every", "20"],
                "plot" => &["--width", "60", "--height", "8", "--track", "lr"],
                _ => &[],
            };
            format!("{word}\n{}\n", lehr(&[&[word, "-e", &text], ends].concat()).stdout)
        });
        let printed = printed.concat();
        insta::assert_snapshot!(format!("both_clocks_in_{tick}"), printed);
    }
}

#[test]
fn a_track_is_referred_to_where_it_starts() {
    let head = "run = 160 tokens; step = batch * 10 tokens; batch = piecewise([4 steps], [1, 3])\n";
    let text = format!("{head}lr = linear(2 steps, from=1, to=4) then linear\nlr.head = 10 * lr");
    let program = program(&text);
    let (lr, head_rate) = (program.track("lr").expect("lr"), program.track("lr.head").expect("a group"));
    assert!((0..20).all(|tick| head_rate.value(tick) == 10.0 * lr.value(tick)));
    // Later, it is told tick by tick.
    let moved = format!("{head}lr = linear(2 steps, from=1, to=4) then linear\nlr.late = hold(1) for 3 steps then lr");
    let moved = self::program(&moved);
    let (lr, late) = (moved.track("lr").expect("lr"), moved.track("lr.late").expect("a group"));
    assert!((0..20).all(|tick| late.value(tick + 3) == lr.value(tick) && late.value(tick % 3) == 1.0));
}

#[test]
fn a_compiled_schedule_says_what_its_sizes_are() {
    let text = "step = batch * 10 tokens; batch = piecewise([4 steps], [1, 3]); lr = linear(8 steps, from=8) + linear(100 tokens, from=1)";
    let schedule = program_of(text);
    let json = serde_json::to_value(&schedule).expect("JSON");
    assert_eq!(json["sizes"], serde_json::json!([[0, 10], [4, 30]]));
    let Node::Chain(chain) = schedule.root() else { panic!("a chain") };
    assert!(matches!(chain.get(0).expect("a segment").node, Node::Sum(_)));
}

#[test]
fn what_a_size_is_written_as_instead_is_in_the_words_of_the_file() {
    let file = "unit frame, lap; tick = samples; lap = 3 frames; sample = 2 tokens; batch = hold(4); wd = linear(9 laps, from=1)
        lr = (hold(1) for 2 laps then step(3 samples, 0.5)) for 9 frames; event a = every 2 laps; frame = ";
    for (size, help, right) in [
        ("batch * samples", "write the unit right after a value: `frame = batch samples`", "batch samples"),
        ("3 * batch * samples", "write the unit right after a value: `frame = batch * 3 samples`", "batch * 3 samples"),
        (
            "samples * batch / 2",
            "write the unit right after a value: `frame = (batch / 2) samples`",
            "(batch * 4 / 2) samples",
        ),
        ("batch * 6", "say in which unit: `frame = batch * 6 tokens`", "batch * 6 tokens"),
        ("batch * 6 frames", "say it in another one, such as `frame = batch * 6 tokens`", "batch * 6 tokens"),
        (
            "batch * wd * 2 samples",
            "it is one track times numbers and a unit, such as `frame = batch * … tokens`",
            "batch * 8 tokens",
        ),
        (
            "24 samples / batch",
            "it is one track times numbers and a unit, such as `frame = batch * … tokens`",
            "batch * 8 tokens",
        ),
        (
            "batch * 3 tokens",
            "give it a whole number of them: `frame = batch * … samples`, or count finer ticks: `tick = tokens`",
            "batch * 3 samples",
        ),
        ("batch * 1.5 samples", "give it a whole number of them: `frame = batch * … samples`", "batch * 3 samples"),
    ] {
        let found = compile(&format!("{file}{size}"), &Overrides::default());
        let errors: Vec<_> =
            found.diagnostics().iter().filter(|found| found.severity == lehr::Severity::Error).collect();
        // Nothing else is wrong, whatever is counted in frames.
        assert!(matches!(errors[..], [one] if one.help.as_deref() == Some(help)), "{size}\n{errors:#?}");
        assert!(compile(&format!("{file}{right}"), &Overrides::default()).program().is_some(), "{right}");
    }
}
