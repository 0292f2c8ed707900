//! The laws of the language, on generated programs. `docs/language.md` lists them.

use lehr::{Code, Overrides, Program, Schedule, Time, compile};
use proptest::prelude::*;

use crate::support::{program, schedule, values};

/// A length in quarters of a tick, from 1 tick on, as it is written.
fn length() -> impl Strategy<Value = String> {
    (4_u32..40, any::<bool>()).prop_map(|(quarters, whole)| {
        if whole { (quarters / 4).to_string() } else { format!("{}", f64::from(quarters) / 4.0) }
    })
}

fn percent() -> impl Strategy<Value = u32> {
    1_u32..150
}

/// A relative schedule that refers to no base of its own, and has a length.
fn factor() -> impl Strategy<Value = String> {
    prop_oneof![
        length().prop_map(|n| format!("cosine({n})")),
        length().prop_map(|n| format!("linear({n})")),
        length().prop_map(|n| format!("one_minus_sqrt({n})")),
        length().prop_map(|n| format!("shifted_exp({n}, ratio=0.1)")),
        length().prop_map(|n| format!("rex({n}, beta=0.9)")),
        length().prop_map(|n| format!("(inverse_sqrt(3, 1) for {n})")),
        length().prop_map(|n| format!("(inverse_time(2.5, 0.7) for {n})")),
        length().prop_map(|n| format!("(noise(0.1, seed=3) for {n})")),
        (length(), length()).prop_map(|(n, k)| format!("(step({k}, 0.5) for {n})")),
        (length(), 1_u32..9, 1_u32..9).prop_map(|(n, a, b)| format!("(multistep([{a}, {b}], 0.5) for {n})")),
        length().prop_map(|n| format!("(exponential(1.5, 0.9) for {n})")),
        length().prop_map(|n| format!("(factor(t -> 1 / (1 + t / 5)) for {n})")),
    ]
}

/// A relative schedule with a length.
pub(crate) fn relative() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        factor(),
        (length(), percent()).prop_map(|(n, p)| format!("linear({n}, to={p}%)")),
        (length(), percent()).prop_map(|(n, p)| format!("cosine({n}, to={p}%)")),
        (length(), percent(), percent()).prop_map(|(n, p, q)| format!("exp_to({n}, {p}%, from={q}%)")),
        (length(), percent()).prop_map(|(n, p)| format!("poly({n}, power=2, to={p}%)")),
        (length(), percent()).prop_map(|(n, p)| format!("curve({n}, u -> (1 - u)^3, to={p}%)")),
        (length(), "(linear|cosine|poly|log|one_minus_sqrt)")
            .prop_map(|(n, shape)| format!("warmup({n}, shape={shape})")),
        length().prop_map(|n| format!("onecycle({n} + 4)")),
        length().prop_map(|n| format!("(noam(3) for ({n} + 2))")),
        length().prop_map(|n| format!("(sgdr(3, T_mult=2) for {n})")),
        length().prop_map(|n| format!("tanh({n})")),
        length().prop_map(|n| format!("(hold for {n})")),
        (1_u32..5, percent(), percent())
            .prop_map(|(n, p, q)| format!("piecewise([{n}, {}], [{p}%, {q}%, 50%], interpolate=linear)", n + 3)),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" then "))),
            inner.clone().prop_map(|s| format!("({s}) mirror")),
            (inner.clone(), length()).prop_map(|(s, d)| format!("({s}) every {d}")),
            (inner.clone(), length()).prop_map(|(s, d)| format!("({s}) for {d}")),
            (inner.clone(), length()).prop_map(|(s, d)| format!("({s} then hold for 20) skip {d}")),
            (inner.clone(), 1_u32..5).prop_map(|(s, n)| format!("({s}) repeat {n}")),
            (inner.clone(), 1_u32..4).prop_map(|(s, n)| format!("({s}) repeat({n}, stretch=1.5, decay=0.5)")),
            (inner.clone(), length()).prop_map(|(s, d)| format!("({s} for (p * {d})) repeat over p in [1, 0.5]")),
            (inner.clone(), factor()).prop_map(|(s, f)| format!("(({s}) * {f})")),
            (inner.clone(), percent()).prop_map(|(s, p)| format!("max({s}, {p}%)")),
            inner.prop_map(|s| format!("50% * ({s})")),
        ]
    })
    .prop_map(|text| format!("({text})"))
}

/// The values of a schedule up to a while after its end.
pub(crate) fn curve(schedule: &Schedule) -> Vec<f64> {
    let end = schedule.len().map_or(50, Time::ceil);
    let mut values = vec![0.0; usize::try_from(end).expect("a short one") + 10];
    schedule.fill(0, &mut values);
    values
}

fn same_bits(a: &str, b: &str) -> Result<(), TestCaseError> {
    let (a, b) = (schedule(a), schedule(b));
    prop_assert_eq!(a.len(), b.len());
    let bits = |schedule: &Schedule| curve(schedule).into_iter().map(f64::to_bits).collect::<Vec<_>>();
    prop_assert_eq!(bits(&a), bits(&b));
    Ok(())
}

fn close(a: &[f64], b: &[f64]) -> Result<(), TestCaseError> {
    prop_assert_eq!(a.len(), b.len());
    for (tick, (a, b)) in a.iter().zip(b).enumerate() {
        prop_assert!((a - b).abs() <= 1e-12 * a.abs().max(b.abs()).max(1e-3), "{} and {} at {}", a, b, tick);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fill_is_value(s in relative(), start in prop_oneof![0_u64..100, Just(1 << 40), Just(u64::MAX - 30)]) {
        let schedule = schedule(&format!("base = 0.3\nlr = {s}"));
        let mut values = [0.0; 20];
        schedule.fill(start, &mut values);
        for (tick, value) in (start..).zip(values) {
            prop_assert_eq!(value.to_bits(), schedule.value(tick).to_bits(), "at {}", tick);
            prop_assert!(value.is_finite());
        }
        let whole = curve(&schedule);
        for (tick, value) in (0..).zip(whole) {
            prop_assert_eq!(value.to_bits(), schedule.value(tick).to_bits(), "at {}", tick);
        }
    }

    #[test]
    fn json_keeps_every_bit(s in relative()) {
        let program = program(&format!("base = 0.3\nlr = {s}"));
        let json = serde_json::to_string(&program).expect("it serializes");
        let read: Program = serde_json::from_str(&json).expect("it is read back");
        let (before, after) = (program.track("lr").expect("lr"), read.track("lr").expect("lr"));
        prop_assert_eq!(before, after);
        prop_assert_eq!(curve(before), curve(after));
    }

    #[test]
    fn then_is_associative(a in relative(), b in relative(), c in relative()) {
        same_bits(&format!("base = 0.3\nlr = ({a} then {b}) then {c}"), &format!("base = 0.3\nlr = {a} then ({b} then {c})"))?;
    }

    #[test]
    fn lengths_add_up(a in relative(), b in relative()) {
        let length = |text: &str| schedule(&format!("base = 0.3\nlr = {text}")).len().expect("it ends");
        prop_assert_eq!(Some(length(&format!("{a} then {b}"))), length(&a).plus(length(&b)));
    }

    #[test]
    fn products_commute(a in factor(), b in relative()) {
        // A product of products is one of three, which rounds by its order.
        let curves = [format!("{a} * {b}"), format!("{b} * {a}")].map(|text| curve(&schedule(&format!("base = 0.3\nlr = {text}"))));
        close(&curves[0], &curves[1])?;
    }

    #[test]
    fn one_times_a_schedule_is_that_schedule(s in relative()) {
        same_bits(&format!("base = 0.3\nlr = 1x * {s}"), &format!("base = 0.3\nlr = {s}"))?;
    }

    #[test]
    fn a_number_is_the_base_of_a_relative_schedule(s in relative()) {
        let (number, base) = (schedule(&format!("lr = 0.3 * {s}")), schedule(&format!("base = 0.3\nlr = {s}")));
        prop_assert_eq!(number.len(), base.len());
        close(&curve(&number), &curve(&base))?;
    }

    #[test]
    fn for_its_length_is_itself(s in relative()) {
        let itself = schedule(&format!("base = 0.3\nlr = {s}"));
        let length = itself.len().expect("it ends");
        let cut = schedule(&format!("base = 0.3\nlr = {s} for ({length})"));
        prop_assert_eq!(itself.len(), cut.len());
        close(&curve(&itself), &curve(&cut))?;
    }

    #[test]
    fn skip_nothing_is_itself(s in relative()) {
        same_bits(&format!("base = 0.3\nlr = {s} skip 0"), &format!("base = 0.3\nlr = {s}"))?;
    }

    #[test]
    fn every_twice_is_once(s in relative(), d in length()) {
        same_bits(&format!("base = 0.3\nlr = {s} every {d} every {d}"), &format!("base = 0.3\nlr = {s} every {d}"))?;
    }

    #[test]
    fn mirror_is_symmetric(s in relative()) {
        let mirrored = schedule(&format!("base = 0.3\nlr = {s} mirror"));
        let end = mirrored.len().expect("it ends");
        for quarters in 0..80_i128 {
            let time = Time::fraction(quarters, 4).expect("a time");
            let mirror_image = end.minus(time).expect("a time");
            if time < mirror_image {
                let values = [time, mirror_image].map(|time| mirrored.value_at(time).to_bits());
                prop_assert_eq!(values[0], values[1], "at {}", time);
            }
        }
    }

    #[test]
    fn cut_and_gone_on_with_is_itself(parts in prop::collection::vec((length(), percent(), percent()), 1..4), n in length()) {
        let parts: Vec<_> = parts.iter().map(|(n, p, q)| format!("cosine({n}, from=0.{p:03}, to=0.{q:03})")).collect();
        let s = format!("({})", parts.join(" then "));
        let itself = curve(&schedule(&format!("lr = {s} then (hold for 30)")));
        let parted = curve(&schedule(&format!("lr = (({s} then (hold for 30)) for {n}) then (({s} then (hold for 30)) skip {n})")));
        close(&itself, &parted)?;
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,200}") {
        let _ = compile(&text, &Overrides::default());
    }

    #[test]
    fn no_soup_of_words_panics(words in prop::collection::vec(
        prop_oneof![
            Just("lr"), Just("="), Just("("), Just(")"), Just("["), Just("]"), Just(","), Just("then"), Just("for"), Just("until"), Just("skip"),
            Just("repeat"), Just("mirror"), Just("every"), Just("cosine"), Just("linear"), Just("warmup"), Just("step"), Just("hold"),
            Just("multistep"), Just("factor"), Just("curve"), Just("t"), Just("->"), Just("*"), Just("+"), Just("-"), Just("/"), Just("^"),
            Just("5"), Just("0.1"), Just("10%"), Just("0.5x"), Just("epochs"), Just("steps"), Just("run"), Just("base"), Just("epoch"),
            Just("let"), Just("def"), Just("param"), Just("expect"), Just("=="), Just("end"), Just(".."), Just("\n"), Just(";"), Just("max"),
            Just("to="), Just("T="), Just("0"), Just("1e300"), Just("1e-300"), Just("exp_to"), Just("piecewise"), Just("a"), Just("b"),
        ], 0..40)) {
        let text = words.join(" ");
        let compilation = compile(&text, &Overrides::default());
        if let Some(program) = compilation.program() {
            for track in program.tracks() {
                for tick in [0, 1, 7, 1 << 40, u64::MAX] {
                    let mut value = [0.0];
                    track.schedule.fill(tick, &mut value);
                    prop_assert_eq!(value[0].to_bits(), track.schedule.value(tick).to_bits(), "{} at {}", text, tick);
                }
            }
            compilation.test();
        }
    }
}

#[test]
fn fractional_boundaries_are_exact() {
    let drops: Vec<usize> = values("lr = step(2.4, 0.5)", 14)
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| pair[1] < pair[0])
        .map(|(tick, _)| tick + 1)
        .collect();
    assert_eq!(drops, [3, 5, 8, 10, 12]);
    assert_eq!(values("lr = linear(3) repeat for 6 then hold", 9)[6..], [0.0, 0.0, 0.0]);
    let mirrored = schedule("lr = linear(2.4) mirror");
    let at = |tenths: i128| mirrored.value_at(Time::fraction(tenths, 10).expect("a time"));
    assert!((0..24).all(|tenths| at(tenths) == at(48 - tenths)));
}

#[test]
fn filling_gives_what_is_left() {
    let cycles = values("run = 30\nlr = (warmup(2) then hold then linear(2)) repeat 3", 30);
    assert_eq!(
        cycles.iter().filter(|&&value| value == 1.0).count(),
        3 * 7,
        "6 held ticks a cycle, and the peak before them"
    );
    assert_eq!(cycles[..10], cycles[10..20]);
    let growing = values("run = 21\nlr = cosine repeat(3, stretch=2)", 21);
    let peaks: Vec<usize> = (0..21).filter(|&tick| growing[tick] == 1.0).collect();
    assert_eq!(peaks, [0, 3, 9]);
    let held = program("run = 100k steps\nlr = 3e-4 * (warmup(2k steps) then hold then linear(to=0, 10k steps))");
    let segments = held.track("lr").expect("lr").segments().collect::<Vec<_>>();
    assert_eq!((segments[1].start, segments[1].end), (Time::whole(2_000), Some(Time::whole(90_000))));
}

#[test]
fn a_base_makes_mixed_tracks_whole() {
    let program = program("base = 0.1\nlr = warmup(5) then cosine(T=10, to=1e-5)\nlr.head = 10 * lr");
    let (lr, head) = (program.track("lr").expect("lr"), program.track("lr.head").expect("lr.head"));
    assert_eq!((lr.value(5), lr.value(15)), (0.1, 1e-5));
    assert!((0..40).all(|tick| head.value(tick) == 10.0 * lr.value(tick)));
}

#[test]
fn far_ticks_cost_what_near_ones_do() {
    let endless = schedule("lr = cosine(T=10) repeat 1_000_000_000_000");
    assert_eq!(endless.value(5_000_000_000_000), 1.0);
    assert_eq!(endless.value(5_000_000_000_005), 0.5);
    assert_eq!(endless.value(u64::MAX), 0.0);
}

#[test]
fn growing_cycles_start_where_whole_numbers_put_them() {
    for (text, p, q, period) in [("2", 2_i128, 1_i128, 10_i128), ("3", 3, 1, 7), ("1.5", 3, 2, 16)] {
        let schedule = schedule(&format!("lr = linear({period}) repeat(stretch={text})"));
        // The start of cycle k is period * (s^k - 1) / (s - 1), with s = p / q.
        for cycle in 1_u32.. {
            let powers = p.checked_pow(cycle).zip(q.checked_pow(cycle));
            let Some((p_power, q_power)) = powers else { break };
            let Some(numerator) = ((p_power - q_power) / (p - q)).checked_mul(period * q) else { break };
            let start = num_rational::Ratio::new(numerator, q_power).ceil().to_integer();
            if start >= 1 << 53 {
                break;
            }
            let tick = u64::try_from(start).expect("a tick");
            let (before, after) = (schedule.value(tick - 1), schedule.value(tick));
            assert!(before < after && after > 0.6, "stretch {text}, cycle {cycle}: {before} then {after} at {tick}");
        }
    }
}

#[test]
fn a_stretched_cycle_of_a_long_body_has_only_its_beginning() {
    // In no cycle does the line come further than 10 of its 100,000 ticks, however far out.
    let schedule = schedule("lr = linear(100_000) for 10 repeat(stretch=1.1)");
    let mut values = vec![0.0; 100_000];
    schedule.fill(0, &mut values);
    for (tick, value) in values.into_iter().enumerate() {
        assert!((0.9999..=1.0).contains(&value), "{value} at {tick}");
    }
}

#[test]
fn deep_programs_fit_into_a_small_stack() {
    let nested = (0..120).fold("linear(5)".to_string(), |inner, _| format!("({inner})"));
    let negated = format!("lr = {}linear(5)", "- ".repeat(10_000));
    let powers = format!("let a = {}1\nlr = linear(5)", "1 ^ ".repeat(10_000));
    let chain = format!("lr = {}linear(1)", "linear(1, to=1x) then ".repeat(20_000));
    let calls = (0..100).fold("0.5".to_string(), |inner, _| format!("sqrt({inner})"));
    let mirrored = format!("lr = linear(1){}", " mirror".repeat(60));
    let lets: Vec<String> = (1..300).map(|n| format!("let a{n} = a{} mirror", n - 1)).collect();
    let texts = [format!("lr = {nested}"), negated, powers, chain, format!("lr = {calls} * linear(5)"), mirrored];
    let too_deep = format!("let a0 = linear(1)\n{}\nlr = a299", lets.join("\n"));
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(move || {
        for text in texts {
            let compilation = compile(&text, &Overrides::default());
            let value = compilation.program().map(|program| program.track("lr").expect("lr").value(3));
            assert!(value.is_some_and(f64::is_finite), "{text:.100}: {:.1?}", compilation.diagnostics());
        }
        let deepest = compile(&too_deep, &Overrides::default());
        assert!(deepest.diagnostics().iter().any(|found| found.code == Code::Nesting), "{:?}", deepest.diagnostics());
    });
    thread.expect("a thread").join().expect("no overflow");
}

#[test]
fn deep_programs_survive_json() {
    let text = (0..100).fold("linear(8)".to_string(), |inner, _| format!("({inner}) every 1"));
    let before = program(&format!("lr = 0.1 * {text}"));
    let json = serde_json::to_string(&before).expect("it serializes");
    let after = Program::from_json(json.as_bytes()).expect("it is read back");
    assert_eq!(before.tracks(), after.tracks());
    assert!(Program::from_json("[".repeat(1_000_000).as_bytes()).is_err());
    assert!(Program::from_json(b"{}").is_err());
}

#[test]
fn a_hundred_thousand_segments_compile() {
    let text = format!("base = 0.1\nlr = {}", vec!["linear(3, to=50%)"; 100_000].join(" then "));
    let schedule = schedule(&text);
    assert_eq!(schedule.segments().count(), 100_000);
    assert_eq!(schedule.value(300_000), 0.05);
}

/// The values of a schedule at a base, up to a while after its end, and how long it is.
fn at_base(s: &str) -> (Vec<f64>, Option<Time>) {
    let schedule = schedule(&format!("base = 0.3\nlr = {s}"));
    (curve(&schedule), schedule.len())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn then_a_hold_is_the_schedule_itself(s in relative(), d in length()) {
        for s in [s.clone(), format!("({s} every {d})"), format!("({s} for {d})"), format!("({s} until {d})"), format!("(2 - {s})")] {
            let (itself, length) = at_base(&s);
            let held = curve(&schedule(&format!("base = 0.3\nlr = ({s} then hold) for ({} + 9)", length.expect("it ends"))));
            close(&itself, &held[..itself.len()])?;
        }
    }

    #[test]
    fn until_is_for_what_is_left(a in relative(), s in relative(), d in length(), place in 0_usize..6) {
        let text = |last: &str| match place {
            0 => format!("{a} then {last}"),
            1 => format!("{a} then {last} then linear(3)"),
            2 => format!("{a} then 50% * ({last} then linear(3))"),
            3 => format!("({a} then max({last}, 1%)) mirror"),
            4 => format!("({a} then ({last}) every 2) repeat 2"),
            _ => format!("warmup(3) then ({a} then {last}) for 90"),
        };
        let elapsed = schedule(&format!("base = 0.3\nlr = {a}")).len().expect("it ends");
        same_bits(
            &format!("base = 0.3\nlr = {}", text(&format!("{s} until ({elapsed} + {d})"))),
            &format!("base = 0.3\nlr = {}", text(&format!("{s} for {d}"))),
        )?;
        // Where nothing comes before it, all is left.
        same_bits(&format!("base = 0.3\nlr = {s} until {d}"), &format!("base = 0.3\nlr = {s} for {d}"))?;
    }

    #[test]
    fn products_are_associative(a in relative(), b in factor(), c in factor(), n in 1_u32..9, p in percent()) {
        for [x, y, z] in [[&a, &b, &c], [&format!("{p}%"), &a, &b], [&a, &format!("{p}%"), &b], [&a, &b, &format!("({n} * 1x)")]] {
            let ((left, length), (right, other)) = (at_base(&format!("({x} * {y}) * {z}")), at_base(&format!("{x} * ({y} * {z})")));
            prop_assert_eq!(length, other);
            close(&left, &right)?;
        }
        // Constants among themselves first.
        let ((left, _), (right, _)) = (at_base(&format!("({n} * {p}%) * {a}")), at_base(&format!("{n} * {p}% * {a}")));
        close(&left, &right)?;
        let absolute = format!("(hold({n}) for 5 then {c})");
        let ((left, _), (right, _)) = (at_base(&format!("({n} * {b}) * {absolute}")), at_base(&format!("{n} * ({b} * {absolute})")));
        close(&left, &right)?;
    }

    #[test]
    fn constants_are_transparent(s in relative(), d in length(), p in percent(), place in 0_usize..5) {
        let step = format!("step({d}, 0.5)");
        for s in [s, step] {
            let text = |constant: &str| {
                let scaled = format!("{constant}{s}");
                match place {
                    0 => format!("{scaled} then linear(3)"),
                    1 => format!("linear(3, to=80%) then {scaled} then linear(3)"),
                    2 => format!("(hold(2) for 2 then {scaled} then linear(3)) for 9"),
                    3 => format!("({scaled} then linear(3)) mirror"),
                    _ => format!("({scaled} then hold for {d}) repeat 3"),
                }
            };
            let ((one, length), (itself, other)) = (at_base(&text("1x * ")), at_base(&text("")));
            prop_assert_eq!(length, other);
            close(&one, &itself)?;
            let (scaled, length) = at_base(&text(&format!("{p}% * ")));
            prop_assert_eq!(length, other);
            if place == 0 || place == 4 {
                let by = f64::from(p) / 100.0;
                close(&scaled, &itself.iter().map(|value| by * value).collect::<Vec<_>>())?;
            }
        }
    }

    #[test]
    fn a_number_above_0_is_a_base_and_a_negative_one_negates(s in relative(), n in 1_u32..9) {
        let values = |text: String| curve(&schedule(&text));
        let based = values(format!("base = {n}\nlr = {s}"));
        close(&values(format!("lr = {n} * {s}")), &based)?;
        let negative: Vec<_> = based.iter().map(|value| -value).collect();
        close(&values(format!("lr = -{n} * {s}")), &negative)?;
    }
}
