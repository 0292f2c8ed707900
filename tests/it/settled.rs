//! Batches of many parts that count in both units, beside a walk through their steps.

use lehr::{Code, Overrides, compile};
use num_integer::Integer;
use proptest::prelude::*;

use crate::clocks::{Both, Q, Unit, name, program, unit, values};
use crate::own_units::own;

/// The most parts that a tick may be divided into.
const FINEST: i128 = 1 << 32;
/// How many steps are walked through.
const STEPS: usize = 6000;

/// A part of a batch.
#[derive(Clone, Copy, Debug)]
struct Part {
    from: u32,
    to: u32,
    /// A number of steps, or of what they are made of.
    length: u32,
    unit: Unit,
    until: bool,
}

impl Part {
    fn hold(size: u32, length: u32, unit: Unit) -> Self {
        Self { from: size, to: size, length, unit, until: false }
    }

    fn text(&self, is_rounded: bool) -> String {
        let Self { from, to, length, unit, until } = *self;
        let unit = name(unit);
        let line = match until {
            _ if from == to && until => return format!("hold({from}) until {length} {unit}"),
            _ if from == to => return format!("hold({from}) for {length} {unit}"),
            true => format!("linear(from={from}, to={to}) until {length} {unit}"),
            false => format!("linear({length} {unit}, from={from}, to={to})"),
        };
        if is_rounded { format!("round({line})") } else { line }
    }
}

/// The sizes of the steps one by one, the denominators of the times at which parts begin, on both clocks, and
/// whether all parts are over; `None`
/// where a part would end before it begins, where a size is halfway between two, and for times that the walk cannot tell.
fn walk(parts: &[Part], each: u32) -> Option<(Vec<f64>, (i128, i128), bool)> {
    let whole = |number: i128| Q::from_integer(number);
    let (mut sizes, mut fineness) = (Vec::new(), (1_i128, 1_i128));
    let mut start: Both = (whole(0), whole(0));
    // The step before, and when it starts and how many it takes.
    let (mut before, mut time) = ((0_i128, 0_i128, 1_i128), 0_i128);
    let mut left = parts.iter();
    let mut part = left.next();
    for step in 0..STEPS as i128 {
        let size = loop {
            let Some(Part { from, to, length, unit, until }) = part else { break 5 };
            let pick = |at: Both| if *unit == Unit::Steps { at.0 } else { at.1 };
            let end = if *until { whole(0) } else { pick(start) } + whole((*length).into());
            if end < pick(start) {
                return None;
            }
            let now = if *unit == Unit::Steps { whole(step) } else { whole(time) };
            if now < end {
                let gone = (now - pick(start)) / (end - pick(start));
                let value = whole((*from).into()) + (whole((*to).into()) - whole((*from).into())) * gone;
                let nearest = (value + Q::new(1, 2)).floor();
                if nearest == value + Q::new(1, 2) {
                    return None;
                }
                break nearest.to_integer();
            }
            let (first, begin, size) = before;
            start = match unit {
                Unit::Steps => (end, whole(begin) + (end - whole(first)) * size),
                Unit::Tokens => (whole(first) + (end - whole(begin)) / size, end),
            };
            fineness = (fineness.0.lcm(start.0.denom()), fineness.1.lcm(start.1.denom()));
            if fineness.0.max(fineness.1) > 1 << 40 {
                return None;
            }
            part = left.next();
        };
        sizes.push(size as f64);
        before = (step, time, size * i128::from(each));
        time += before.2;
    }
    Some((sizes, fineness, part.is_none()))
}

/// Sizes of all kinds, many of them prime.
fn size() -> impl Strategy<Value = u32> {
    prop_oneof![
        1..20_u32,
        1..2000_u32,
        prop::sample::select(vec![2, 3, 5, 7, 11, 101, 499, 997, 1013, 1499, 1993, 1999])
    ]
}

/// Mostly such that the parts begin where steps do.
fn parts(each: u32) -> impl Strategy<Value = Vec<Part>> {
    let ramp = (size(), size(), 1..300_u32, any::<bool>()).prop_map(|(from, to, length, until)| Part {
        from,
        to,
        length,
        unit: Unit::Steps,
        until,
    });
    let held = (size(), 1..30_u32).prop_map(move |(size, steps)| Part::hold(size, size * steps * each, Unit::Tokens));
    let rough = (size(), size(), 1..50_000_u32, unit()).prop_map(|(from, to, length, unit)| {
        let length = if unit == Unit::Steps { length % 300 + 1 } else { length };
        Part { from, to, length, unit, until: false }
    });
    prop::collection::vec(prop_oneof![4 => ramp, 4 => held, 1 => rough], 1..20)
}

fn joined(parts: &[Part], is_rounded: bool) -> String {
    parts.iter().map(|part| part.text(is_rounded)).collect::<Vec<_>>().join(" then ")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_batch_of_many_parts_is_what_a_walk_gives(
        (parts, each) in (1..6_u32).prop_flat_map(|each| (parts(each), Just(each))),
        words in 0..4,
        own in own(),
    ) {
        let Some((sizes, fineness, true)) = walk(&parts, each) else { return Ok(()) };
        let all = |is_rounded: bool| joined(&parts, is_rounded);
        let batch = match words {
            0 => format!("batch = {} then hold(5)", all(true)),
            1 => format!("batch = round({} then hold(5))", all(false)),
            2 => format!("batch = min(round({} then hold(5)), 1_000_000)", all(false)),
            _ => format!("ramp = {} then hold(5)\nbatch = round(ramp)", all(false)),
        };
        let text = format!("tick = steps\nstep = batch * {each} tokens\n{batch}\nlr = linear(90 steps, from=9)\n");
        let text = own.told(&text);
        let found = compile(&text, &Overrides::default());
        if found.diagnostics().iter().any(|found| found.code == Code::TimeTooFine) {
            prop_assert!(fineness.0.max(fineness.1) > FINEST, "{:?} {:?}\n{}", fineness, found.diagnostics(), text);
            return Ok(());
        }
        let found = values(program(&text).track("batch").expect("batch"), STEPS as u64);
        let off = found.iter().zip(&sizes).position(|(found, expected)| found != expected);
        prop_assert!(off.is_none(), "{:?} at {:?}\n{}", off.map(|at| (found[at], sizes[at])), off, text);
    }
}

#[test]
fn ten_thousand_changes_are_told_in_both_units() {
    let line = |from, to, length, unit| Part { from, to, length, unit, until: false };
    let alternating: Vec<_> = (0..5000)
        .flat_map(|cycle| {
            let (size, other) = (3 + cycle % 7, 11 + cycle % 5);
            [Part::hold(size, 1, Unit::Steps), Part::hold(other, other * 20, Unit::Tokens)]
        })
        .collect();
    let over: Vec<_> = (1..=2500)
        .flat_map(|p| [Part::hold(p, 1, Unit::Steps), Part::hold(p + 1, (p + 1) * 10, Unit::Tokens)])
        .collect();
    let again: Vec<_> =
        (0..2500).flat_map(|_| [Part::hold(3, 1, Unit::Steps), Part::hold(7, 70, Unit::Tokens)]).collect();
    let nested: Vec<_> = (0..1000)
        .flat_map(|_| {
            let inner = [Part::hold(3, 1, Unit::Steps), Part::hold(7, 70, Unit::Tokens)];
            [&inner[..], &inner, &[Part::hold(2, 1, Unit::Steps)]].concat()
        })
        .collect();
    let ramps = vec![line(1, 6000, 5999, Unit::Steps), line(6000, 1, 5_000_003, Unit::Tokens)];
    for (parts, batch) in [
        (&alternating, joined(&alternating, true)),
        (&over, "(hold(p) for 1 step then hold(p + 1) for ((p + 1) * 10 tokens)) repeat over p in 1..2500".to_string()),
        (&again, "(hold(3) for 1 step then hold(7) for 70 tokens) repeat 2500".to_string()),
        (
            &nested,
            "((hold(3) for 1 step then hold(7) for 70 tokens) repeat 2 then hold(2) for 1 step) repeat 1000"
                .to_string(),
        ),
        (&ramps, joined(&ramps, true)),
    ] {
        let text = format!("step = batch * 10 tokens; batch = {batch} then hold(5); lr = linear(9 steps, from=9)");
        let (sizes, ..) = walk(parts, 10).expect("a walk");
        let found = values(program(&text).track("batch").expect("batch"), STEPS as u64);
        assert!(found == sizes, "{}", &text[..text.len().min(200)]);
    }
}

#[test]
fn more_changes_than_are_told_are_an_error() {
    let head = "step = batch * 10 tokens; lr = linear(9 steps, from=9); batch = ";
    for (batch, message) in [
        (
            "round(linear(20_000 steps, from=1, to=19_999)) then hold for 7 tokens then hold(5)",
            "more than 16_384 times",
        ),
        ("(hold(3) for 1 step then hold(7) for 70 tokens) repeat 20_000 then hold(5)", "more than 16_384 times"),
        ("(hold(3) for 1 step then hold(7) for 70 tokens) repeat 1_000_000_000 then hold(5)", "too often"),
    ] {
        let found = compile(&format!("{head}{batch}"), &Overrides::default());
        assert!(found.program().is_none());
        let all: Vec<_> = found.diagnostics().iter().map(|found| found.message.as_str()).collect();
        assert!(matches!(all[..], [one] if one.contains(message)), "{batch}\n{all:?}");
    }
}
