//! Every loop for every register that this processor has, against single values.

use proptest::prelude::*;

use super::lanes::Lanes;
use crate::schedule::{
    Crossing, Curve, Formula, Interpolation, Level, Node, Noise, Op, Repeat, Schedule, Segment, Sizes, Subticks,
    TanhBounds,
};

/// Long enough for a loop, its remainder, and more than one block of a combination.
const COUNT: usize = 600;

fn ramp(curve: Curve, from: f64, to: f64, length: i128) -> Node {
    Node::Ramp { curve, from: Level { rel: from, abs: 0.0 }, to: Level { rel: to, abs: 0.001 }, length }
}

fn repeat(body: Node, period: Subticks, count: Option<u64>, decay: f64, stretch: (u32, u32)) -> Node {
    Node::Repeat(Box::new(Repeat::new(body, period, count, decay, stretch)))
}

/// One after another, of the argument and a number.
fn every_operation() -> Formula {
    use Op::{Abs, Add, Argument, Ceil, Cos, Divide, Exp, Floor, Log, Max, Min, Multiply, Negate, Number, Power};
    use Op::{Round, Sin, Sqrt, Subtract, Tanh};
    Formula::new(vec![
        Argument,
        Number(7.3),
        Divide,
        Sin,
        Number(2.5),
        Multiply,
        Number(0.7),
        Add,
        Abs,
        Number(1.7),
        Power,
        Negate,
        Tanh,
        Cos,
        Exp,
        Log,
        Sqrt,
        Number(0.9),
        Subtract,
        Number(0.2),
        Max,
        Number(1e3),
        Multiply,
        Floor,
        Argument,
        Number(3.1),
        Multiply,
        Ceil,
        Min,
        Argument,
        Number(0.4),
        Multiply,
        Round,
        Add,
    ])
}

/// The sum of the argument and many numbers, all of them held at once.
fn a_deep_one() -> Formula {
    let numbers = (0_u8..60).map(|number| Op::Number(f64::from(number) / 7.0));
    Formula::new(numbers.chain([Op::Argument]).chain([Op::Add; 60]).collect())
}

fn curves() -> Vec<Curve> {
    let falls = Formula::new(vec![Op::Number(1.0), Op::Argument, Op::Subtract]);
    let mut curves = vec![
        Curve::Linear,
        Curve::Cosine,
        Curve::Geometric,
        Curve::Logarithmic,
        Curve::OneMinusSqrt,
        Curve::OneMinusSqrtRise,
        Curve::ShiftedExponential(0.5),
        Curve::ShiftedExponential(3.0),
        Curve::ShiftedExponential(1.0),
        Curve::Rex(0.5),
        Curve::Tanh(Box::new(TanhBounds { lb: -7.0, ub: 3.0 })),
        Curve::Formula(Box::new(falls)),
    ];
    for power in [0.5, 0.9, 1.0, 2.0, 3.0, 4.0] {
        curves.extend([Curve::Polynomial(power), Curve::PolynomialRise(power)]);
    }
    curves
}

fn nodes() -> Vec<Node> {
    let from = Level::BASE;
    let mut nodes: Vec<_> = curves()
        .into_iter()
        .flat_map(|curve| [(1.0, 0.01), (0.01, 1.0), (0.7, 0.7)].map(|(from, to)| ramp(curve.clone(), from, to, 1234)))
        .collect();
    nodes.extend([(1.0, 0.0), (0.0, 1.0)].map(|(from, to)| Node::Ramp {
        curve: Curve::Cosine,
        from: Level::relative(from),
        to: Level::relative(to),
        length: 1999,
    }));
    let cosine = || ramp(Curve::Cosine, 1.0, 0.1, 100);
    let boundaries = vec![10, 10, 57, 1200];
    let values: Vec<_> = [1.0, 0.3, 0.5, 0.2, 0.1].map(Level::relative).into();
    nodes.extend([Interpolation::None, Interpolation::Linear, Interpolation::Cosine].map(|interpolation| {
        Node::Piecewise { boundaries: boundaries.clone(), values: values.clone(), interpolation }
    }));
    nodes.extend([
        Node::Hold(from),
        Node::Step { from, size: 7, gamma: 0.9 },
        Node::Step { from, size: 1, gamma: 0.999 },
        Node::Step { from, size: 1, gamma: -0.9 },
        Node::Step { from, size: 2, gamma: 1.1 },
        Node::Step { from, size: 3, gamma: 0.0 },
        // It leaves the range of a double, and is 0.
        Node::Step { from, size: 1, gamma: 0.01 },
        Node::Exponential { from, every: 2, gamma: 40.0 },
        Node::Exponential { from, every: 3, gamma: 0.01 },
        Node::Multistep { from, milestones: boundaries, gamma: 0.5 },
        Node::Exponential { from, every: 3, gamma: 0.9 },
        Node::Exponential { from, every: 1, gamma: 0.99 },
        Node::Exponential { from, every: 500, gamma: 1.5 },
        Node::InverseSqrt { from, timescale: 30, shift: 5 },
        Node::InverseTime { from, every: 30, rate: 0.5 },
        Node::Noise { from, noise: Noise::Normal { std: 0.1, limit: None }, seed: 5 },
        Node::Noise { from, noise: Noise::Normal { std: 0.1, limit: Some(0.2) }, seed: 1 << 40 },
        Node::Noise { from, noise: Noise::Uniform { range: 0.1 }, seed: u64::MAX },
        Node::Factor { from, formula: Formula::new(vec![Op::Argument, Op::Number(-0.5), Op::Power]) },
        Node::Factor { from, formula: Formula::new(vec![Op::Number(0.999), Op::Argument, Op::Power]) },
        Node::Factor { from, formula: Formula::new(vec![Op::Argument, Op::Log]) },
        Node::Factor { from, formula: Formula::new(vec![Op::Argument, Op::Sqrt]) },
        Node::Factor { from, formula: every_operation() },
        Node::Factor { from, formula: a_deep_one() },
        Node::Mirror { length: 350, body: Box::new(cosine()) },
        Node::Every { by: 10, body: Box::new(cosine()) },
        Node::Every { by: 1, body: Box::new(cosine()) },
        Node::Every { by: 7, body: Box::new(Node::Exponential { from, every: 3, gamma: 0.99 }) },
        Node::Every { by: 500, body: Box::new(Node::Step { from, size: 7, gamma: 0.9 }) },
        Node::Skip { by: 40, body: Box::new(cosine()) },
        Node::For { length: 41, body: Box::new(cosine()) },
        Node::Scale { by: 0.3, body: Box::new(cosine()) },
        Node::Based { base: 0.2, is_track: false, body: Box::new(cosine()) },
        Node::Product { carrier: Box::new(cosine()), factors: vec![cosine(), Node::Hold(from)] },
        Node::Sum(vec![(1.0, cosine()), (-1.0, Node::Hold(Level::absolute(0.01)))]),
        Node::Min(vec![cosine(), Node::Hold(Level::absolute(0.2))]),
        Node::Max(vec![cosine(), Node::Hold(Level::absolute(0.2))]),
        repeat(cosine(), 100, Some(4), 0.5, (1, 1)),
        repeat(cosine(), 100, None, 1.0, (3, 2)),
        repeat(cosine(), 13, Some(3), 0.7, (2, 1)),
        repeat(cosine(), 12, None, 1.0, (1, 1)),
        repeat(cosine(), 3, Some(111), 1.0, (1, 1)),
        Node::Mirror { length: 300, body: Box::new(repeat(cosine(), 100, None, 1.0, (3, 2))) },
        repeat(repeat(cosine(), 100, None, 1.0, (3, 2)), 300, None, 1.0, (2, 1)),
        Node::Chain(
            vec![
                Segment { start: 0, text: Box::default(), node: cosine() },
                Segment { start: 99, text: Box::default(), node: ramp(Curve::Linear, 0.1, 1.0, 33) },
                Segment { start: 99, text: Box::default(), node: cosine() },
                Segment { start: 500, text: Box::default(), node: Node::Step { from, size: 5, gamma: 0.1 } },
            ]
            .into(),
        ),
    ]);
    nodes.extend(held_and_repeated());
    nodes.extend(coupled_nodes());
    nodes
}

/// What is found some drops, samples or cycles at a time.
fn held_and_repeated() -> Vec<Node> {
    let from = Level::BASE;
    let cosine = || ramp(Curve::Cosine, 1.0, 0.1, 100);
    vec![
        repeat(cosine(), 7, None, 0.99, (1, 1)),
        repeat(Node::Every { by: 2, body: Box::new(cosine()) }, 5, Some(90), -1.1, (1, 1)),
        Node::Repeat(Box::new(Repeat::new(cosine(), 4, None, 0.8, (1, 1)).from_cycle(300))),
        Node::Step { from, size: 30, gamma: 0.99 },
        Node::Exponential { from, every: 1000, gamma: 0.2 },
        Node::Every { by: 5, body: Box::new(Node::Step { from, size: 2, gamma: 0.999 }) },
    ]
}

/// A formula of its time and of two tracks, one of which has one of its own.
fn coupled() -> Node {
    use Op::{Add, Argument, Multiply, Number, Sqrt, Subtract, Track};
    let batch = Node::Piecewise {
        boundaries: vec![3, 40, 350],
        values: [64.0, 128.0, 96.0, 512.0].map(Level::absolute).into(),
        interpolation: Interpolation::None,
    };
    let momentum = Node::Coupled {
        body: Box::new(Node::Factor {
            from: Level::BASE,
            formula: Formula::new(vec![Track(0), Sqrt, Argument, Number(1e-3), Multiply, Add]),
        }),
        tracks: vec![Node::Based { base: 2.0, is_track: false, body: Box::new(batch.clone()) }],
    };
    let tracks = vec![
        Node::Based { base: 1.0, is_track: false, body: Box::new(batch) },
        Node::Based { base: 0.5, is_track: true, body: Box::new(momentum) },
    ];
    let formula = Formula::new(vec![Track(1), Track(0), Sqrt, Subtract, Argument, Add]);
    Node::Coupled { body: Box::new(Node::Factor { from: Level::BASE, formula }), tracks }
}

/// A curve by a track that falls.
fn coupled_curve(length: i128) -> Node {
    let formula = Formula::new(vec![Op::Number(1.0), Op::Argument, Op::Subtract, Op::Track(0), Op::Multiply]);
    let (from, to) = (Level::BASE, Level::absolute(0.01));
    Node::Coupled {
        body: Box::new(Node::Ramp { curve: Curve::Formula(Box::new(formula)), from, to, length }),
        tracks: vec![Node::Based { base: 1.0, is_track: false, body: Box::new(ramp(Curve::Cosine, 1.0, 0.5, 700)) }],
    }
}

/// Such formulas in all that holds, samples and repeats.
fn coupled_nodes() -> Vec<Node> {
    let body = || Box::new(coupled());
    let segment = |start, node| Segment { start, text: Box::default(), node };
    let chain = || {
        Node::Chain(vec![segment(0, coupled_curve(55)), segment(55, coupled()), segment(77, coupled_curve(30))].into())
    };
    vec![
        coupled(),
        coupled_curve(333),
        chain(),
        Node::For { length: 41, body: body() },
        Node::Skip { by: 40, body: body() },
        Node::Every { by: 10, body: body() },
        Node::Every { by: 500, body: Box::new(chain()) },
        Node::Mirror { length: 120, body: body() },
        Node::Mirror { length: 120, body: Box::new(Node::Every { by: 7, body: Box::new(chain()) }) },
        repeat(chain(), 100, Some(4), 0.5, (1, 1)),
        repeat(coupled(), 100, None, 1.0, (3, 2)),
        repeat(Node::Every { by: 7, body: body() }, 13, Some(3), 0.7, (2, 1)),
        repeat(Node::For { length: 5, body: body() }, 10, Some(4), 1.0, (3, 2)),
        Node::Chain(
            vec![segment(0, coupled()), segment(9, Node::Based { base: 3.0, is_track: true, body: Box::new(chain()) })]
                .into(),
        ),
        Node::Every { by: 20, body: Box::new(Node::Based { base: 3.0, is_track: true, body: Box::new(chain()) }) },
        Node::Product { carrier: Box::new(chain()), factors: vec![coupled(), Node::Every { by: 3, body: body() }] },
    ]
}

/// Zeros and their signs: the bits are those of single values at bases of zero and below, and for ramps from and to
/// values that come to zero.
#[test]
fn zeros_are_filled_with_their_signs() {
    let levels = [Level::ZERO, Level::BASE, Level::relative(-0.0), Level::absolute(-0.0), Level { rel: 0.1, abs: 0.1 }];
    let ends = levels.into_iter().flat_map(|from| levels.map(|to| (from, to)));
    let ramps = ends.flat_map(|(from, to)| {
        let of_one_sign = from == to || from.rel * to.rel > 0.0 && from.abs * to.abs > 0.0;
        let fits = move |curve: &Curve| !matches!(curve, Curve::Geometric) || of_one_sign && from != Level::ZERO;
        curves().into_iter().filter(fits).map(move |curve| Node::Ramp { curve, from, to, length: 34 })
    });
    for node in nodes().into_iter().chain(ramps) {
        for base in [0.0, -0.0, -1.0] {
            let Ok(schedule) = Schedule::new(base, 1, None, node.clone()) else { continue };
            for &lanes in &Lanes::available() {
                let mut values = [0.0; COUNT];
                schedule.fill_by(lanes, None, 0, 0, &mut values);
                for (tick, value) in (0..).zip(values) {
                    let single = schedule.value(tick);
                    let same = value.to_bits() == single.to_bits() || value.is_nan() && single.is_nan();
                    assert!(same, "{lanes:?} {node:?} at base {base}, tick {tick}: {value}, and {single} alone");
                }
            }
        }
    }
}

/// Each curve in stretched cycles, the later ones of which have times with more digits than a double.
#[test]
fn times_with_many_digits_are_filled_as_single_values_are() {
    for curve in curves() {
        for stretch in [(101, 100), (11, 10)] {
            let body = ramp(curve.clone(), 1.0, 0.1, 20);
            let schedule = Schedule::new(0.3, 1, None, repeat(body, 20, None, 1.0, stretch)).expect("a schedule");
            for &lanes in &Lanes::available() {
                let mut values = [0.0; COUNT];
                schedule.fill_by(lanes, None, 0, 0, &mut values);
                for (tick, value) in (0..).zip(values) {
                    assert_eq!(value.to_bits(), schedule.value(tick).to_bits(), "{curve:?} {stretch:?} at {tick}");
                }
            }
        }
    }
}

/// Each curve in short cycles that decay, until the base is nearly 0, between ends of any sign.
#[test]
fn short_cycles_that_decay_are_filled_as_single_values_are() {
    let ends = [(1.0, 0.1), (0.0, -1.0), (-0.5, 0.0), (-0.0, 0.0), (f64::MAX, 1.0)];
    for curve in curves() {
        for (from, to) in ends {
            for (length, period, count, decay) in
                [(10, 10, None, 0.9999), (8, 10, Some(40), 1.5), (20, 10, None, 1e-30), (0, 6, None, -0.5)]
            {
                let [from, to] = [from, to].map(|rel| Level { rel, abs: 0.0 });
                let body = Node::Ramp { curve: curve.clone(), from, to, length };
                let Ok(schedule) = Schedule::new(0.3, 2, None, repeat(body, period, count, decay, (1, 1))) else {
                    continue;
                };
                for (lanes, start) in Lanes::available().into_iter().flat_map(|lanes| [(lanes, 0), (lanes, 3)]) {
                    let mut values = [0.0; COUNT];
                    schedule.fill_by(lanes, None, start, 0, &mut values);
                    for (tick, value) in (start..).zip(values) {
                        let single = schedule.value(tick);
                        let same = value.to_bits() == single.to_bits() || value.is_nan() && single.is_nan();
                        assert!(same, "{curve:?} {from:?} {to:?} {decay} at {tick}: {value}, and {single} alone");
                    }
                }
            }
        }
    }
}

#[test]
fn every_register_gives_the_bits_of_single_values() {
    let all = Lanes::available();
    assert!(!all.is_empty());
    for node in nodes() {
        for resolution in [1, 3] {
            let schedule = Schedule::new(0.3, resolution, None, node.clone()).expect("a schedule");
            for start in [0, 1, 1 << 52, u64::MAX - 700] {
                for &lanes in &all {
                    let mut values = [0.0; COUNT];
                    schedule.fill_by(lanes, None, start, 0, &mut values);
                    for (tick, value) in (start..).zip(values) {
                        let single = schedule.value(tick);
                        assert!(
                            value.to_bits() == single.to_bits(),
                            "{lanes:?} {node:?} at {tick} of {resolution}: {value}, and {single} alone"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn single_precision_is_rounded_once() {
    for node in nodes() {
        let schedule = Schedule::new(0.3, 1, None, node).expect("a schedule");
        let mut rounded = [0.0; 1500];
        schedule.fill_f32(3, &mut rounded);
        for (tick, value) in (3..).zip(rounded) {
            #[expect(clippy::cast_possible_truncation, reason = "rounding is what is looked at")]
            let once = schedule.value(tick) as f32;
            assert_eq!(value.to_bits(), once.to_bits(), "at {tick}");
        }
    }
}

#[test]
#[cfg(feature = "parallel")]
fn all_cores_give_the_same() {
    let schedule = Schedule::new(0.3, 1, None, ramp(Curve::Cosine, 1.0, 0.1, 150_000)).expect("a schedule");
    let (mut alone, mut together) = (vec![0.0; 200_000], vec![0.0; 200_000]);
    schedule.fill(7, &mut alone);
    schedule.par_fill(7, &mut together);
    assert_eq!(alone, together);
}

#[test]
fn a_cursor_gives_the_same_in_any_order() {
    for node in nodes() {
        let schedule = Schedule::new(0.3, 1, None, node).expect("a schedule");
        let mut cursor = schedule.cursor();
        for tick in (0..300).chain([7, 8, 9, 0, u64::MAX - 1, u64::MAX, 5]).chain(200..500) {
            assert_eq!(cursor.value(tick).to_bits(), schedule.value(tick).to_bits(), "at {tick}");
        }
    }
}

proptest! {
    /// A tick may have more parts than a cycle: the number of a cycle leaves 64 bits before that of a tick does.
    #[test]
    fn endless_cycles_go_on_beyond_64_bits(
        period in 1_i128..2000,
        inner in 1_i128..2000,
        length in 1_i128..2000,
        decay in prop_oneof![Just(1.0), Just(0.9), Just(1.0001)],
        resolution in (u32::MAX / 2)..=u32::MAX,
        before in 0_u64..100,
    ) {
        let plain = || repeat(ramp(Curve::Linear, 1.0, 2.0, length), period, None, decay, (1, 1));
        let cut = Node::For { length: period / 2 + 1, body: Box::new(ramp(Curve::Cosine, 1.0, 0.1, length)) };
        let bodies = [
            plain(),
            repeat(plain(), inner, None, 1.0, (1, 1)),
            repeat(repeat(plain(), 1, None, 1.0, (1, 1)), inner, None, decay, (1, 1)),
            repeat(repeat(cut, inner, Some(3), 0.1, (3, 2)), period, None, 1.0, (1, 1)),
        ];
        let unit = i128::from(resolution);
        let beyond = u64::try_from((1_i128 << 64) * period / unit).unwrap_or(u64::MAX - 1000);
        for body in bodies {
            let schedule = Schedule::new(2.0, resolution.into(), None, body).expect("a schedule");
            let start = beyond.saturating_sub(before);
            let mut values = [0.0; 200];
            schedule.fill(start, &mut values);
            for (tick, value) in (start..).zip(values) {
                prop_assert_eq!(value.to_bits(), schedule.value(tick).to_bits(), "{} {:?}", tick, schedule);
            }
            let extremes = schedule.extremes(start, start + 199);
            let (min, max) = values.into_iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(min, max), v| (v.min(min), v.max(max)));
            prop_assert_eq!((extremes.min.value, extremes.max.value), (min, max), "{:?}", schedule);
        }
    }
}

/// Parts that are found one by one in a whole that leaves the range of a double, or is so near to 0 that a part of it
/// has a sign and no size.
#[test]
fn parts_out_of_range_are_found_with_the_whole() {
    let every = |exponent: u32, gamma| move |from| Node::Exponential { from, every: 1 << exponent, gamma };
    let (shrinking, growing) = (every(96, 0.95), every(3, 2.0));
    let levels = [0.0, -0.0, 5e-324, 1.0, f64::MAX].map(|number| Level { rel: number, abs: number });
    let parts: Vec<_> = levels
        .into_iter()
        .flat_map(|level| {
            let factors = levels.map(|factor| vec![shrinking(factor), Node::Hold(level)]);
            let products = factors.map(|factors| Node::Product { carrier: Box::new(growing(level)), factors });
            let slow = Node::InverseTime { from: level, every: (1 << 96) - 1, rate: f64::MAX };
            products.into_iter().chain([shrinking(level), growing(level), slow])
        })
        .collect();
    let wrapped: [fn(Box<Node>) -> Node; 6] = [
        |body| *body,
        |body| Node::Every { by: 3, body },
        |body| Node::For { length: 7, body },
        |body| Node::Mirror { length: 7, body },
        |body| repeat(*body, 7, Some(2), 0.5, (1, 1)),
        |body| repeat(*body, 7, Some(3), 1.0, (3, 2)),
    ];
    for (index, part) in parts.iter().enumerate() {
        for wrap in wrapped {
            for other in [&parts[index / 2], &parts[(index + 3) % parts.len()]] {
                let whole = Node::Sum(vec![(1.0, wrap(Box::new(part.clone()))), (-1.0, other.clone())]);
                for base in [-3.7e282, 0.0, 2.0] {
                    let Ok(schedule) = Schedule::new(base, 5, None, whole.clone()) else { continue };
                    let mut values = [0.0; 40];
                    schedule.fill(0, &mut values);
                    for (tick, value) in (0..).zip(values) {
                        let single = schedule.value(tick);
                        let same = value.to_bits() == single.to_bits() || value.is_nan() && single.is_nan();
                        assert!(same, "{whole:?} at base {base}, tick {tick}: {value}, and {single} alone");
                    }
                }
            }
        }
    }
}

/// Formulas see other tracks at one time, alone and in bulk, in whatever combinators they are in one another: after an
/// end, before the track begins, and in cycles whose lengths have many digits.
#[test]
fn tracks_in_formulas_are_seen_at_one_time_in_all_combinators() {
    let normal = Noise::Normal { std: 2.0, limit: Some(2.0) };
    let noise = Node::Noise { from: Level::BASE, noise: normal, seed: 0 };
    let formula = Formula::new(vec![Op::Track(0), Op::Track(1), Op::Add]);
    let seen = || {
        let factor = Node::Factor { from: Level::BASE, formula: formula.clone() };
        Node::Coupled { body: Box::new(factor), tracks: vec![noise.clone(), ramp(Curve::Linear, 1.0, 2.0, 1 << 50)] }
    };
    let combinators: [fn(Box<Node>) -> Node; 9] = [
        |body| Node::For { length: 7, body },
        |body| Node::Skip { by: 10, body },
        |body| Node::Mirror { length: 7, body },
        |body| Node::Every { by: 7, body },
        |body| Node::Every { by: u64::MAX.into(), body },
        |body| repeat(*body, 3, Some(3), 1.0, (1, 1)),
        |body| repeat(*body, 3, Some(3), 1.0, (3, 2)),
        |body| repeat(Node::For { length: 2, body }, 5, None, 1.0, (11, 10)),
        |body| Node::Clock { crossing: Box::new(crossing()), body },
    ];
    let pairs = combinators.iter().flat_map(|outer| combinators.iter().map(move |inner| (outer, inner)));
    for (outer, inner) in pairs {
        for stretch in [(1, 1), (2, 1), (3, 2), (11, 10)] {
            for resolution in [1, 5] {
                let cycles = repeat(outer(Box::new(inner(Box::new(seen())))), 50, None, 1.0, stretch);
                let json = serde_json::to_string(&cycles).expect("it is written");
                let schedule = Schedule::new(0.95, resolution, None, cycles).expect("a schedule");
                for start in [0, 1 << 30, (1 << 53) + 1, 1 << 60, u64::MAX - 100] {
                    let mut values = [0.0; 60];
                    schedule.fill(start, &mut values);
                    for (tick, value) in (start..).zip(values) {
                        let single = schedule.value(tick);
                        assert!(
                            value.to_bits() == single.to_bits(),
                            "{tick}: {value}, and {single} alone, {resolution} to a tick: {json}"
                        );
                    }
                }
            }
        }
    }
}

/// To a finer clock, of whose units two and then three make one.
fn crossing() -> Crossing {
    let sizes = Sizes::try_from(vec![(0, 2), (5, 3)]).expect("sizes");
    Crossing { sizes, to_fine: true, outer: 0, inner: 0, resolution: 3 }
}
