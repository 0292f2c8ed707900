//! What programs mean, by numbers worked out by hand.

use lehr::{Overrides, Severity, compile};

use crate::support::{lehr, program, schedule, values};

/// Compares the first values of `lr`, to the last bits but two.
fn assert_values(text: &str, expected: &[f64]) {
    let found = values(text, expected.len());
    for (tick, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!(
            (found - expected).abs() <= 4.0 * f64::EPSILON * expected.abs().max(1e-300),
            "{text}\n{found} for {expected} at {tick}"
        );
    }
}

#[test]
fn shapes() {
    assert_values("lr = linear(4)", &[1.0, 0.75, 0.5, 0.25, 0.0, 0.0]);
    assert_values("lr = linear(4, to=50%)", &[1.0, 0.875, 0.75, 0.625, 0.5, 0.5]);
    assert_values("base = 2\nlr = linear(4, from=0.5, to=1.5)", &[0.5, 0.75, 1.0, 1.25, 1.5]);
    assert_values("lr = cosine(T=4)", &[1.0, 0.853_553_390_593_273_8, 0.5, 0.146_446_609_406_726_24, 0.0]);
    assert_values("lr = poly(4, power=2)", &[1.0, 0.5625, 0.25, 0.0625, 0.0]);
    // Megatron's 2 * 0.5^u - 1.
    assert_values(
        "lr = shifted_exp(4)",
        &[1.0, 0.681_792_830_507_429_1, 0.414_213_562_373_095_03, 0.189_207_115_002_721_05, 0.0],
    );
    assert_values("lr = shifted_exp(2, ratio=4)", &[1.0, 2.0 / 3.0, 0.0]);
    assert_values("lr = shifted_exp(2, ratio=25%, from=0, to=1x)", &[0.0, 2.0 / 3.0, 1.0]);
    assert_values("lr = shifted_exp(2, ratio=1, to=50%)", &[1.0, 0.75, 0.5]);
    assert_values("lr = one_minus_sqrt(4)", &[1.0, 0.5, 1.0 - 0.5_f64.sqrt(), 1.0 - 0.75_f64.sqrt(), 0.0]);
    assert_values("lr = exp_to(2, 1%)", &[1.0, 0.1, 0.01, 0.01]);
    // The ratio of its ends is beyond any double.
    assert_values("lr = exp_to(4, from=1e-200, to=1e200)", &[1e-200, 1e-100, 1.0, 1e100, 1e200]);
    assert_values("lr = step(2, 0.5)", &[1.0, 1.0, 0.5, 0.5, 0.25]);
    assert_values("lr = multistep([1, 3, 3], 0.5)", &[1.0, 0.5, 0.5, 0.125]);
    assert_values("lr = multistep([0], 0.5)", &[0.5, 0.5]);
    assert_values("lr = exponential(gamma=0.5)", &[1.0, 0.5, 0.25]);
    assert_values("lr = exponential(2, 0.25)", &[1.0, 0.5, 0.25, 0.125]);
    assert_values("lr = piecewise([2, 3], [0.1, 0.2, 0.3])", &[0.1, 0.1, 0.2, 0.3, 0.3]);
    assert_values("lr = piecewise([2, 4], [0.1, 0.3, 0.2], interpolate=linear)", &[0.1, 0.2, 0.3, 0.25, 0.2, 0.2]);
    assert_values("lr = curve(4, u -> (1 - u)^2)", &[1.0, 0.5625, 0.25, 0.0625, 0.0]);
    assert_values("lr = curve(4, u -> (1 - u)^2, to=1x, from=0)", &[0.0, 0.4375, 0.75, 0.9375, 1.0]);
    assert_values("lr = factor(t -> 1 / (1 + t))", &[1.0, 0.5, 1.0 / 3.0]);
    assert_values("epoch = 2 steps\nlr = factor(t -> 0.25 ^ (t / 1 epoch))", &[1.0, 0.5, 0.25]);
    assert_values("lr = linear(total_iters=4, start_factor=0.5, end_factor=1)", &[0.5, 0.625, 0.75, 0.875, 1.0]);
}

#[test]
fn warmups() {
    assert_values("lr = warmup(4)", &[0.0, 0.25, 0.5, 0.75, 1.0, 1.0]);
    assert_values("lr = warmup(4) skip 1", &[0.25, 0.5, 0.75, 1.0, 1.0]);
    assert_values("lr = warmup(4, from=50%)", &[0.5, 0.625, 0.75, 0.875, 1.0]);
    assert_values("lr = warmup(4, shape=poly)", &[0.0, 0.0625, 0.25, 0.5625, 1.0]);
    assert_values("lr = warmup(2, shape=exp, from=1%)", &[0.01, 0.1, 1.0]);
    assert_values("lr = warmup(3, shape=log)", &[0.0, 0.5, 0.792_481_250_360_578_1, 1.0]);
    assert_values(
        "lr = warmup(4, shape=one_minus_sqrt)",
        &[0.0, 1.0 - 0.75_f64.sqrt(), 1.0 - 0.5_f64.sqrt(), 0.5, 1.0],
    );
    assert_values("param w = 0\nlr = warmup(w) then linear(2)", &[1.0, 0.5, 0.0]);
    // One that opens nothing picks up.
    assert_values("lr = linear(2, to=50%) then warmup(2)", &[1.0, 0.75, 0.5, 0.75, 1.0]);
}

#[test]
fn a_unit_equation_takes_any_duration() {
    let ticks = |equations: &str| {
        let text = format!("tick = step\n{equations}\nlr = hold(1) for 1M tokens then 2");
        let run = schedule(&text).segments().nth(1).expect("a second segment").start;
        run.to_string()
    };
    for equation in [
        "step = 200_000 tokens",
        "step = 100 * 2000 tokens",
        "param size = 100\nparam length = 2000\nstep = size * length tokens",
        "step = (400 / 2) * 1k tokens",
        "step = 100k tokens + 100k tokens",
        "let each = 200k tokens\nstep = each",
        "def each(n) = n * 2k tokens\nstep = each(100)",
        "step = 400k tokens / 2",
        "step = max(100k tokens, 200k tokens)",
        "token = 1 / 200_000 * 1 step",
        "let n = 12k tokens / 2k tokens\nstep = n * 200k tokens / 6",
    ] {
        assert_eq!(ticks(equation), "5", "{equation}");
    }
    assert_values("epoch = (52_002 / 26_001) steps\nlr = hold(1) for 2 epochs then 2", &[1.0, 1.0, 1.0, 1.0, 2.0]);
    assert_values("run = 12 steps\nepoch = run / 6\nlr = hold(1) for 1 epoch then 2", &[1.0, 1.0, 2.0]);
}

#[test]
fn a_wrong_unit_equation_is_one_error() {
    for (equation, code) in [
        ("epoch = 500", "unit-equation"),
        ("epoch = 2 * 250", "unit-equation"),
        ("epoch = 5 epochs", "unit-equation"),
        ("let e = 5 epochs\nepoch = 2 * e", "unit-equation"),
        ("epoch = 10 samples + 5 tokens", "unit-equation"),
        ("epoch = 5%", "unit-equation"),
        ("epoch = -5 steps", "unit-equation"),
        ("epoch = 5 steps - 5 steps", "unit-equation"),
        ("epoch = lr * 5 steps", "variable-unit"),
        ("let size = linear(10, from=3)\nepoch = size steps", "variable-unit"),
        ("epoch = 52_002 / 128 steps", "kind-mismatch"),
        ("let wrong = sqrt(5 steps)\nepoch = wrong * 3", "kind-mismatch"),
    ] {
        let text = format!("run = 3 epochs\n{equation}\nlr = 0.1 * cosine(T=10 steps)");
        let compilation = compile(&text, &Overrides::default());
        let errors = compilation.diagnostics().iter().filter(|found| found.severity() == Severity::Error);
        assert_eq!(errors.map(|found| found.code.slug()).collect::<Vec<_>>(), [code], "{text}");
    }
    let mut overrides = Overrides::new();
    overrides.set_epoch("500").expect("a number");
    for text in ["lr = cosine(T=3 epochs)", "epoch = 7 steps\nlr = cosine(T=3 epochs)"] {
        let found = compile(text, &overrides);
        let help = found.diagnostics()[0].help.clone().unwrap_or_default();
        assert!(help.contains("`epoch = 500 steps`"), "{help}");
    }
}

#[test]
fn until_counts_from_the_start_of_what_it_stands_in() {
    // The hold has 3 and the line 4.
    assert_values(
        "base = 2\nlr = warmup(2) then 50% * (hold until 5 then linear until 9)",
        &[0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.75, 0.5, 0.25, 0.0, 0.0],
    );
    // A `for` and a cycle count anew, and so does an `until`.
    assert_values("lr = hold for 2 then (hold until 1 then linear(2)) for 3", &[1.0, 1.0, 1.0, 1.0, 0.5, 0.0]);
    assert_values("lr = (hold until 1 then linear until 3) repeat 2", &[1.0, 1.0, 0.5, 1.0, 1.0, 0.5, 0.0]);
    assert_values(
        "lr = hold(3) until 2 then (hold(1) until 1 then hold(2)) until 4 then 5",
        &[3.0, 3.0, 1.0, 2.0, 5.0],
    );
    // A percentage is a share of the span.
    assert_values("run = 8\nlr = hold until 50% then linear", &[1.0, 1.0, 1.0, 1.0, 1.0, 0.75, 0.5, 0.25, 0.0]);
    // Lengths that are not whole, and that are nothing.
    assert_values("lr = hold(1) until 1.5 then 2", &[1.0, 1.0, 2.0, 2.0]);
    assert_values("lr = hold(1) for 2 then linear(from=9, to=3) until 2 then 4", &[1.0, 1.0, 4.0]);
    // Another track counts for itself.
    assert_values("a = hold(1) until 2 then 3\nlr = hold(0) for 1 then a until 4", &[0.0, 1.0, 1.0, 3.0, 3.0]);
}

#[test]
fn schedules_are_rounded_at_every_tick() {
    // BLOOM's batch ramp, in 8 steps of 4: a tie goes up.
    assert_values(
        "lr = round(linear(8, from=16, to=48), to=16)",
        &[16.0, 16.0, 32.0, 32.0, 32.0, 32.0, 48.0, 48.0, 48.0, 48.0],
    );
    assert_values("lr = floor(linear(4, from=0, to=2))", &[0.0, 0.0, 1.0, 1.0, 2.0, 2.0]);
    assert_values("lr = ceil(linear(4, from=0, to=2))", &[0.0, 1.0, 1.0, 2.0, 2.0]);
    assert_values("lr = round(linear(4, from=-1, to=1))", &[-1.0, 0.0, 0.0, 1.0, 1.0]);
    assert_values("lr = round(linear(3, from=0, to=0.3), to=0.1)", &[0.0, 0.1, 0.2, 0.3]);
    // Where doubles are off by a bit, exact arithmetic decides.
    for parts in 1..60 {
        let text = |how: &str| format!("lr = {how}(linear({parts}, from=0, to={parts} / 2))");
        let halves = |round: fn(f64) -> f64| (0..=parts).map(|tick| round(f64::from(tick) / 2.0)).collect::<Vec<_>>();
        assert_values(&text("round"), &halves(|half| (half + 0.5).floor()));
        assert_values(&text("floor"), &halves(f64::floor));
        assert_values(&text("ceil"), &halves(f64::ceil));
    }
    // What follows picks up the whole number, and it is as long as what is rounded.
    assert_values("lr = round(linear(2, from=9, to=3.4)) then linear(2)", &[9.0, 6.0, 3.0, 1.5, 0.0]);
    assert_values(
        "run = 6\nlr = round(hold(3.4)) for 2 then round(linear(from=3.4, to=5.4)) then hold for 2",
        &[3.0, 3.0, 3.0, 4.0, 5.0, 5.0],
    );
    // It does not scale any more.
    assert_values("base = 10\nlr = round(linear(4))", &[10.0, 8.0, 5.0, 3.0, 0.0]);
    assert_values("base = 10\nrun = 3\nlr = round(26%) then linear(2)", &[3.0, 3.0, 1.5, 0.0]);
    assert_values("lr = 0.5 * round(linear(4, from=8, to=1.5))", &[4.0, 3.0, 2.5, 1.5, 1.0]);
}

#[test]
fn numbers_durations_and_formulas_are_rounded_to_multiples() {
    assert_values(
        "lr = hold(round(200, to=16)) for 1 then hold(round(-0.5)) for 1 then floor(0.3, to=0.1)",
        &[208.0, 0.0, 0.3],
    );
    assert_values("lr = hold(1) for round(7, to=4) then 2", &[1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0]);
    let held = "epoch = 10 steps\nlr = hold(1) for ceil(11 steps, to=1 epoch) then 2";
    assert_eq!(values(held, 21)[19..], [1.0, 2.0]);
    assert_values("lr = factor(t -> floor(t, to=3), from=1)", &[0.0, 0.0, 0.0, 3.0, 3.0, 3.0, 6.0]);
    assert_values("lr = factor(t -> round(t / 2), from=1)", &[0.0, 1.0, 1.0, 2.0, 2.0, 3.0]);
    assert_values("lr = factor(t -> round(-t / 2), from=1)", &[0.0, 0.0, -1.0, -1.0, -2.0, -2.0]);
}

#[test]
fn what_is_rounded_is_of_both_kinds_and_takes_one_multiple() {
    let codes = |text: &str| {
        let compilation = compile(text, &Overrides::default());
        compilation.diagnostics().iter().map(|found| found.code.slug()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(codes("lr = round(linear(4))"), "missing-base");
    assert_eq!(codes("base = 1\nlr = 2 * round(linear(4))"), "constant-times-mixed");
    assert_eq!(codes("base = 1\nlr = round(linear(4)) * linear(4)"), "");
    assert_eq!(
        codes("base = 1\nlr = (round(linear(4, to=50%)) then linear(2)) repeat(3, decay=0.5)"),
        "decaying-pickup"
    );
    for (text, code) in [
        ("lr = round(linear(4, from=3), to=0)", "argument-range"),
        ("lr = round(linear(4, from=3), to=10%)", "kind-mismatch"),
        ("lr = round(linear(4, from=3), 2)", "arguments"),
        ("lr = round(linear(4, from=3), of=2)", "arguments"),
        ("lr = round(linear(4, from=3), to=2, to=3)", "arguments"),
        ("lr = hold(2) for round(7, to=0)", "argument-range"),
        ("lr = hold(sqrt(4, to=2))", "arguments"),
        ("lr = factor(t -> round(t, to=-1), from=1)", "argument-range"),
    ] {
        assert_eq!(codes(text), code, "{text}");
    }
}

#[test]
fn what_is_rounded_jumps() {
    let holds = |text: &str| compile(text, &Overrides::default()).test()[0].failure.is_none();
    assert!(!holds("run = 1000\nlr = round(linear(from=8, to=40), to=16)\nexpect continuous(lr)"));
    assert!(!holds("run = 9M\nlr = linear(1M, from=1, to=9) then round(linear(from=9, to=1))\nexpect continuous(lr)"));
    assert!(holds("run = 1000\nlr = round(hold(8.2)) + linear(from=1)\nexpect continuous(lr)"));
    assert!(holds(
        "run = 9M\nlr = linear(1M, from=1, to=9) then round(linear(from=9, to=1))\nexpect continuous(lr[0 .. 1M])"
    ));
    assert!(holds(
        "run = 9M\nlr = round(linear(from=192, to=2048), to=16)\nexpect increasing(lr)\nexpect max(lr) == 2048"
    ));
    let extremes =
        "run = 14T\nlr = round(cosine(from=192, to=2050), to=16)\nexpect max(lr) == 2048\nexpect min(lr) == 192";
    assert!(compile(extremes, &Overrides::default()).test().iter().all(|outcome| outcome.failure.is_none()));
}

#[test]
fn until_needs_a_start() {
    let code = |text: &str| {
        let compilation = compile(text, &Overrides::default());
        let codes: Vec<_> = compilation.diagnostics().iter().map(|found| found.code.slug()).collect();
        codes.join(" ")
    };
    assert_eq!(code("run = 9\nlr = hold then linear until 9"), "missing-length");
    assert_eq!(code("run = 9\nlr = hold then 50% * (linear(2) then hold until 9)"), "missing-length");
    assert_eq!(code("lr = linear(5) then hold until 4"), "negative-length");
    assert_eq!(code("lr = hold until 50%"), "missing-run");
    // It is the only thing that is wrong, and what is wrong before it is wrong once.
    assert_eq!(code("run = 9\nlr = linear(5) then hold until 4 then cosine"), "negative-length");
    assert_eq!(code("run = 9\nlr = 3 * (hold then linear until 9 then linear(2))"), "missing-length");
    assert_eq!(code("lr = linear(5%) then hold until 4"), "missing-run");
    assert_eq!(code("run = 9\nlr = hold then (hold until 2 then linear) for 4"), "");
}

#[test]
fn segments_pick_up_where_the_last_one_ended() {
    assert_values("lr = step(2, 0.5) then linear(2)", &[1.0, 1.0, 0.5, 0.25, 0.0]);
    assert_values("lr = multistep([1, 3], 0.5) then hold", &[1.0, 0.5, 0.5, 0.25, 0.25]);
    assert_values("lr = (linear(4) for 2) then hold", &[1.0, 0.75, 0.5, 0.5]);
    assert_values("lr = (linear(2) repeat for 4) then hold", &[1.0, 0.5, 1.0, 0.5, 0.0, 0.0]);
    assert_values("lr = linear(2) mirror then hold", &[1.0, 0.5, 0.0, 0.5, 1.0, 1.0]);
    assert_values("lr = (linear(4) every 2) then hold", &[1.0, 1.0, 0.5, 0.5, 0.5, 0.5]);
    assert_values("lr = linear(2, to=50%) then linear(2, from=1x)", &[1.0, 0.75, 1.0, 0.5, 0.0]);
    assert_values("lr = hold(0.3) for 1 then 0.05", &[0.3, 0.05, 0.05]);
    assert_values("lr = linear(1.5, to=50%) then linear(1.5)", &[1.0, 2.0 / 3.0, 1.0 / 3.0, 0.0]);
}

#[test]
fn open_segments_fill() {
    assert_values("run = 6\nlr = warmup(2) then hold then linear(2)", &[0.0, 0.5, 1.0, 1.0, 1.0, 0.5]);
    assert_values("run = 4\nlr = linear", &[1.0, 0.75, 0.5, 0.25, 0.0]);
    assert_values("run = 8\nlr = warmup(25%) then hold then linear(50%)", &[0.0, 0.5, 1.0, 1.0, 1.0, 0.75, 0.5, 0.25]);
    assert_values(
        "run = 8\nlr = (warmup(50%) then hold) for 4 then linear",
        &[0.0, 0.5, 1.0, 1.0, 1.0, 0.75, 0.5, 0.25],
    );
    // Each part of a product fills the same span.
    assert_values("run = 4\nlr = linear * (hold for 2 then linear)", &[1.0, 0.75, 0.5, 0.125]);
    // A whole postfix expression fills as one.
    let replaced = schedule("run = 90\nlr = warmup(5) then cosine(from=1x) skip 5");
    let whole = schedule("run = 90\nlr = cosine");
    assert!((5..90).all(|tick| replaced.value(tick) == whole.value(tick)));
    assert_values("run = 8\nlr = linear mirror", &[1.0, 0.75, 0.5, 0.25, 0.0, 0.25, 0.5, 0.75, 1.0]);
}

#[test]
fn cycles() {
    assert_values("lr = linear(2) repeat 2", &[1.0, 0.5, 1.0, 0.5, 0.0]);
    assert_values("lr = linear(2) repeat(2, decay=0.5)", &[1.0, 0.5, 0.5, 0.25, 0.0]);
    assert_values("lr = linear(2) repeat(2, stretch=2)", &[1.0, 0.5, 1.0, 0.75, 0.5, 0.25, 0.0]);
    assert_values("run = 6\nlr = (warmup(50%) then hold) repeat 3", &[0.0, 1.0, 0.0, 1.0, 0.0, 1.0]);
    assert_values("lr = linear(2, to=50%) then (linear(2) repeat 2)", &[1.0, 0.75, 0.5, 0.25, 0.5, 0.25, 0.0]);
    // A mixed body: its peak decays, its floor does not.
    assert_values("base = 1\nlr = linear(2, to=0.2) repeat(2, decay=0.5)", &[1.0, 0.6, 0.5, 0.35, 0.2]);
    // PyTorch's CosineAnnealingLR(T_max=2), which climbs again.
    assert_values("lr = cosine(2) mirror repeat", &[1.0, 0.5, 0.0, 0.5, 1.0, 0.5, 0.0]);
    assert_values("lr = (linear(4, from=8x, to=4x) repeat(3, stretch=0.5))", &[8.0, 7.0, 6.0, 5.0, 8.0, 6.0, 8.0, 4.0]);
}

#[test]
fn products_and_bases() {
    assert_values("lr = 0.1 * linear(2)", &[0.1, 0.05, 0.0]);
    assert_values("lr = 0.1 * (warmup(2) * step(2, 0.5))", &[0.0, 0.05, 0.05, 0.05, 0.025]);
    assert_values("base = 0.1\nlr = warmup(2) * linear(4)", &[0.0, 0.0375, 0.05, 0.025, 0.0]);
    assert_values("base = 2\nlr = 50% * linear(2)", &[1.0, 0.5, 0.0]);
    assert_values("lr = 3 * (0.1 * linear(2))", &[0.3, 0.15, 0.0]);
    assert_values("base = 4\nlr = linear(2, to=50%) then (linear(2) * step(1, 0.5))", &[4.0, 3.0, 2.0, 0.5, 0.0]);
    assert_values("base = 4\nlr = linear(2, to=50%) then (warmup(2) * step(1, 0.5))", &[4.0, 3.0, 2.0, 1.5, 1.0]);
    assert_values("base = 4\nlr = linear(2, to=50%) then 50% * linear(2)", &[4.0, 3.0, 1.0, 0.5, 0.0]);
    assert_values("base = 1\nlr = cosine(T=2, to=0.2) * step(1, 0.5)", &[1.0, 0.3, 0.05]);
    assert_values("lr = 0.4 * linear(2) / 2", &[0.2, 0.1, 0.0]);
}

#[test]
fn sums_and_bounds() {
    assert_values("base = 1\nlr = linear(2) + 0.1", &[1.1, 0.6, 0.1, 0.1]);
    assert_values("base = 1\nlr = 1 - linear(2)", &[0.0, 0.5, 1.0]);
    assert_values("base = 1\nlr = cosine(T=2) * (1x - linear(2, to=50%))", &[0.0, 0.125, 0.0]);
    assert_values("base = 1\nlr = max(linear(4), 30%)", &[1.0, 0.75, 0.5, 0.3, 0.3]);
    assert_values("base = 1\nlr = min(linear(4), 0.6) then hold", &[0.6, 0.6, 0.5, 0.25, 0.0, 0.0]);
    assert_values("base = 1\nlr = clamp(linear(4), 0.3, 0.6)", &[0.6, 0.6, 0.5, 0.3, 0.3]);
    assert_values("base = 1\nlr = max(linear(2), 40%) then linear(2)", &[1.0, 0.5, 0.4, 0.2, 0.0]);
}

#[test]
fn names_and_units() {
    assert_values("let n = 4\nlr = linear(n)", &[1.0, 0.75, 0.5, 0.25, 0.0]);
    assert_values(
        "def down(n, to = 50%) = linear(n, to=to)\nlr = down(2) then down(to=0, n=1)",
        &[1.0, 0.75, 0.5, 0.0],
    );
    assert_values("let half = linear(2, to=50%)\nlr = half then half", &[1.0, 0.75, 0.5, 0.5]);
    assert_values("let w = 2 epochs\nepoch = 2 steps\nlr = linear(w)", &[1.0, 0.75, 0.5, 0.25, 0.0]);
    assert_values("let w = 2\nepoch = 2 steps\nlr = linear(w epochs)", &[1.0, 0.75, 0.5, 0.25, 0.0]);
    assert_values("base = 1\nrun = 8 steps\nlr = linear(run / 2) then 0.5", &[1.0, 0.75, 0.5, 0.25, 0.5]);
    assert_values("run = 8 steps\nlr = linear(run - 4 steps)", &[1.0, 0.75, 0.5, 0.25, 0.0]);
    assert_values("epoch = 10 samples\nstep = 4 samples\nlr = step(1 epoch, 0.5)", &[1.0, 1.0, 1.0, 0.5, 0.5, 0.25]);
    assert_values("lr = hold(2 ^ -2) for ceil(1.5) then hold(sqrt(4))", &[0.25, 0.25, 2.0]);
    let program = program("tick = tokens\nstep = 4 tokens\nrun = 2 steps\nwd.base = 0.1\nwd = linear\nlr = 2 * wd");
    assert_eq!(program.ticks(), Some(8));
    assert_eq!(program.track("lr").map(|lr| lr.value(4)), Some(0.1));
}

/// Compares two texts at the first ticks, to the last bits but four.
fn assert_same(a: &str, b: &str, ticks: usize) {
    let (found, expected) = (values(a, ticks), values(b, ticks));
    for (tick, (found, expected)) in found.iter().zip(&expected).enumerate() {
        assert!((found - expected).abs() <= 1e-15 * expected.abs().max(1.0), "{a}\n{b}\n{found}, {expected} at {tick}");
    }
}

fn assert_refused(text: &str, code: &str) {
    let compilation = compile(text, &Overrides::default());
    let errors = compilation.diagnostics().iter().filter(|found| found.severity() == Severity::Error);
    let found: Vec<_> = errors.map(|error| error.code.slug()).collect();
    assert_eq!(found, [code], "{text}");
}

#[test]
fn kinds_follow_from_the_expression() {
    // What comes before says nothing of what a factor is.
    for before in ["hold(0.5) for 1", "step(1, 0.5)", "linear(1, to=50%)", "linear(1, to=0.5)"] {
        let repeated = format!("base = 1\nlr = {before} then cosine(2, to=1x) repeat(2, decay=0.5)");
        assert_eq!(values(&repeated, 6)[3..], [0.25, 0.375, 0.5], "{repeated}");
        assert_refused(&format!("base = 1\nlr = {before} then 0.5 * step(2, 0.5)"), "number-as-base");
        assert_refused(&format!("base = 1\nlr = {before} then 0.5 * cosine(T=2, to=1 / 3)"), "constant-times-mixed");
        assert_refused(&format!("base = 1\nlr = {before} then 1x * cosine(T=2, to=1 / 3)"), "constant-times-mixed");
    }
    assert_values(
        "base = 2\nlr = hold(3) for 1 then linear(4) * piecewise([2], [50%, 10%])",
        &[3.0, 1.0, 0.75, 0.1, 0.05],
    );
    for factor in ["step(5, 0.5)", "plateau(0.5)", "linear(20)"] {
        let text = format!("lr = warmup(5, to=0.1) then cosine(T=20) * {factor}");
        assert!((schedule(&text).value(5) - 0.1).abs() < 1e-15, "{text}");
    }
    assert_values(
        "lr = hold(0.4) for 2 then linear(4) repeat(2, decay=0.5)",
        &[0.4, 0.4, 0.4, 0.3, 0.2, 0.1, 0.2, 0.15],
    );
    // Both what is picked up and the base decay.
    assert_values(
        "base = 2\nlr = hold(3) for 1 then linear(2, to=1x) repeat(2, decay=0.5)",
        &[3.0, 3.0, 2.5, 1.5, 1.25, 1.0],
    );
    assert_values(
        "base = 1\nlr = hold(0.8) for 1 then (linear(2, to=0.2) repeat(2, decay=0.5))",
        &[0.8, 0.8, 0.5, 0.4, 0.3, 0.2],
    );
    assert_refused("lr = hold(0.4) for 2 repeat(2, decay=0.5)", "absolute-decay");
    assert_refused("lr = (hold(0.4) for 2 then linear(2)) repeat(2, decay=0.5)", "absolute-decay");
    // Zero is of every kind.
    assert_values("base = 1\nlr = 0.5 * hold(0)", &[0.0, 0.0]);
    assert_values("base = 1\nlr = linear(2) then 0.5 * hold(0)", &[1.0, 0.5, 0.0]);
}

#[test]
fn products_are_read_as_a_whole() {
    for text in ["(3 * linear(4)) * hold(0.1)", "3 * (linear(4) * hold(0.1))", "linear(4) * (3 * hold(0.1))"] {
        for place in ["lr = S", "base = 1\nlr = linear(2) then S", "base = 1\nlr = (linear(2) then S) for 3 then hold"]
        {
            assert_same(&place.replace('S', text), &place.replace('S', "3 * linear(4) * hold(0.1)"), 8);
        }
    }
    assert_values("lr = 2 * linear(4) * linear(4)", &[2.0, 1.125, 0.5, 0.125, 0.0]);
    assert_values("lr = (2 * linear(4)) * linear(4)", &[2.0, 1.125, 0.5, 0.125, 0.0]);
    assert_values("lr = -2 * max(linear(4), 50%)", &[-2.0, -1.5, -1.0, -1.0]);
    assert_values("lr = max(linear(4), 50%) * -2", &[-2.0, -1.5, -1.0, -1.0]);
    assert_refused("lr = hold(0.1) * (3 * hold(0.1))", "squared-rate");
    // What is made of constants alone is one: it has no base.
    assert_values("base = 2\nlr = 1x / 4 * linear(2)", &[0.5, 0.25, 0.0]);
    assert_values("base = 2\nlr = (3 * 50%) * linear(2)", &[3.0, 1.5, 0.0]);
    assert_refused("base = 2\nlr = 3 * (50% * linear(2))", "number-as-base");
    assert_values("lr = 1x * (0.1 * linear(2)) + 0.5", &[0.6, 0.55, 0.5]);
    assert_refused("base = 1\nlr = linear(2) then (3 * linear(2)) * linear(2)", "number-as-base");
}

#[test]
fn constants_are_transparent() {
    for place in [
        "run = 12\nlr = S then linear(3)",
        "lr = S then linear(3)",
        "lr = (S then linear(3)) for 4",
        "lr = linear(3, to=50%) then S then linear(3)",
        "run = 12\nlr = (S then linear(1)) repeat 3",
    ] {
        for schedule in ["step(2, 0.5)", "multistep([1, 2], 0.5)", "warmup(2)", "(linear(2) * linear(4))"] {
            let by = |constant: &str| place.replace('S', &format!("{constant}{schedule}"));
            for one in ["1x * ", "100% * ", "50% * 2x * ", "2 * 50% * ", "1x / 3 * 3 * "] {
                assert_same(&by(one), &by(""), 20);
            }
            let (half, whole) = (by("50% * "), by(""));
            let at = usize::from(place.contains("to=50%")) * 3;
            let (half, whole) = (values(&half, at + 2), values(&whole, at + 2));
            assert!((at..at + 2).all(|tick| half[tick] == 0.5 * whole[tick]), "{place} {schedule}");
        }
    }
    assert_values("lr = 1x / 3 * linear(2)", &[1.0 / 3.0, 1.0 / 6.0, 0.0]);
    // The greatest of constants is a constant.
    assert_same(
        "base = 1\nlr = max(linear(4), max(10%, 0.001)) then linear(2)",
        "base = 1\nlr = max(linear(4), 10%) then linear(2)",
        8,
    );
}

#[test]
fn staircases_are_held_at_their_last_sample() {
    assert_values(
        "lr = cosine(4) every 1",
        &[1.0, 0.853_553_390_593_273_8, 0.5, 0.146_446_609_406_726_24, 0.146_446_609_406_726_24],
    );
    assert_values("lr = linear(5) every 2.5 every 2", &[1.0, 1.0, 1.0, 1.0, 0.5, 0.5, 0.5]);
    assert_values("run = 4\nlr = linear every 3", &[1.0, 1.0, 1.0, 0.25, 0.25, 0.25]);
    assert_values("run = 4\nlr = step(2, 0.5) every 3", &[1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.125]);
    for s in
        ["cosine(4)", "linear(5)", "(linear(2) repeat 3)", "(linear(3) mirror)", "(linear(3) * (step(2, 0.5) for 5))"]
    {
        for d in ["1", "2", "2.5", "7"] {
            assert_same(&format!("lr = {s} every {d}"), &format!("lr = {s} every {d} then hold"), 12);
            let both = format!("lr = ({s} every {d} for 3) + (linear(2) every {d})");
            assert_same(
                &both,
                &format!("{both} then hold").replacen("lr = ", "lr = (", 1).replace(" then", ") then"),
                12,
            );
        }
    }
}

#[test]
fn what_has_a_length_of_0_has_happened() {
    for (text, end) in [
        ("hold(1) for 2 then linear(0, to=5) then hold", 5.0),
        ("((hold(1) for 2 then linear(0, to=5)) for 2) then hold", 5.0),
        ("(hold(1) for 2 then linear(0, to=5) then linear(4)) for 2 then hold", 5.0),
        ("(hold(1) for 2 then linear(4, from=5)) for 2 then hold", 1.0),
        ("(hold(1) for 2 then 5) for 2 then hold", 5.0),
        ("((hold(1) for 2 then linear(0, to=5)) repeat 3) then hold", 5.0),
        ("(hold(1) for 2 then (hold(2) for 0 then hold(3) for 0)) for 2 then hold", 3.0),
        ("(hold(1) for 2 then (linear(3) for 0) mirror) for 2 then hold", 1.0),
    ] {
        assert_eq!(values(&format!("lr = {text}"), 9)[8], end, "{text}");
    }
    assert_values("param w = 0\nlr = (warmup(w) repeat 2) then linear(2)", &[1.0, 0.5, 0.0]);
    assert_values("param w = 0\nlr = (warmup(w) repeat(3, decay=50%)) then linear(2)", &[0.25, 0.125, 0.0]);
    assert_values("base = 1\nparam w = 0\nlr = hold(2) for 1 then (linear(w, to=50%) repeat 3)", &[2.0, 0.5, 0.5]);
    assert_refused("param w = 0\nlr = warmup(w) repeat", "empty-cycle");
}

#[test]
fn what_fills_is_cut_wherever_it_stands() {
    let mirrored = schedule("run = 10\nlr = (linear(7) + step(4, 0.5)) mirror");
    assert!((0..=10).all(|tick| mirrored.value(tick) == mirrored.value(10 - tick)));
    assert_values("lr = (hold(1x / 2) for 29 then hold(1x)) for 2 then linear(1)", &[0.5, 0.5, 0.5, 0.0]);
    assert_values("lr = (linear(4) then cosine) for 2 then hold", &[1.0, 0.75, 0.5, 0.5]);
    assert_values("lr = (50% * (linear(4) then cosine)) for 2 then hold", &[0.5, 0.375, 0.25, 0.25]);
    assert_refused("lr = (hold then linear(4)) for 2", "overfull");
    assert_refused("run = 4\nlr = (linear(4) then cosine) mirror", "overfull");
    assert_refused("run = 4\nlr = linear(5) then cosine", "overfull");
}

#[test]
fn values_are_those_of_exact_arithmetic() {
    for (text, tick, value) in [
        ("linear(1) then step(1, 2)", 1025, 0.0),
        ("linear(9) * exponential(1, 2)", 1_000_000, 0.0),
        ("clamp(exponential(1, gamma=2) * step(7.25, 0.97), 10%, 80%)", 1_000_000, 0.8),
        ("min(exponential(1, gamma=2) * exponential(1, gamma=0.5), 5x)", 1030, 1.0),
        ("exponential(1, gamma=2) * exponential(1, gamma=0.5)", 1_000_000_000, 1.0),
        ("exponential(1, gamma=2) - exponential(1, gamma=2)", 5000, 0.0),
        ("step(1, 0.5) * multistep([1, 2], 1024) * exponential(1, 2)", 1070, 1_048_576.0),
        ("(linear(2) repeat(decay=0.5)) * (hold for 1 then exponential(2, gamma=2))", 4001, 0.5),
        ("(linear(1) repeat(decay=2)) * exponential(1, gamma=0.5)", 1_000_000, 1.0),
        ("factor(t -> log(exp(t)))", 1000, 1000.0),
        ("factor(t -> 2 ^ t) * step(1, 0.5)", 1100, 1.0),
        ("(exponential(1, gamma=2) * exponential(1, gamma=0.5)) for 2000 then linear(4)", 2001, 0.75),
        ("exponential(1, gamma=2)", 1024, f64::INFINITY),
        ("1e-300 * exponential(1, gamma=2)", 1500, 3.507_466_211_043_404e151),
    ] {
        let schedule = schedule(&format!("lr = {text}"));
        let (found, mut filled) = (schedule.value(tick), [0.0; 3]);
        schedule.fill(tick - 1, &mut filled);
        assert!(found == value || (found - value).abs() <= 1e-15 * value.abs(), "{text}: {found}");
        assert_eq!(filled[1].to_bits(), found.to_bits(), "{text}");
    }
    let printed = lehr(&["eval", "-e", "exponential(1, gamma=2)", "-n", "2000"]);
    assert_eq!((printed.code, printed.stderr.as_str()), (1, "lehr: from tick 1024 on, `lr` is beyond every double\n"));
    let printed = lehr(&["eval", "-e", "factor(t -> log(t - 3))", "-n", "9"]);
    assert_eq!((printed.code, printed.stderr.as_str()), (1, "lehr: from tick 0 on, `lr` is not a number\n"));
}

#[test]
fn numbers_where_they_are_wanted() {
    let tanh = 0.462_117_157_260_009_74;
    assert_values("lr = hold(tanh(0.5))", &[tanh]);
    assert_values("let k = tanh(0.5)\nlr = hold(k)", &[tanh]);
    assert_values("let k = 1 - tanh(-0.5)\nlr = hold(k)", &[1.0 + tanh]);
    assert_values("base = 2\nlr = linear(1, to=tanh(0.5)) then linear(2)", &[2.0, tanh, tanh / 2.0]);
    assert_values("base = tanh(0.5)\nlr = hold", &[tanh]);
    assert_values("lr = factor(t -> tanh(0.5) + 0 * t)", &[tanh]);
    assert_values("def f(x) = 2 * x\nlr = hold(f(tanh(0.5)))", &[2.0 * tanh]);
    assert_values("lr = -1 * linear(2)", &[-1.0, -0.5, 0.0]);
    let printed = lehr(&["eval", "-e", "-1 * linear(4)", "-n", "2", "--format", "csv"]);
    assert_eq!(printed.stdout, "tick,lr\n0,-1\n1,-0.75\n");
}

#[test]
fn formulas() {
    assert_values("def g(u) = (1 - u)^2\nlr = curve(4, u -> g(u))", &[1.0, 0.5625, 0.25, 0.0625, 0.0]);
    assert_values("def g(u, k = 2) = (1 - u)^k\nlr = curve(2, u -> g(k=1, u=u^2))", &[1.0, 0.75, 0.0]);
    assert_values("def f(u) = u * u\ndef g(u, v = f(u)) = 1 - v\nlr = curve(2, x -> g(x))", &[1.0, 0.75, 0.0]);
    assert_values("def f(t, u) = t / u\nlr = factor(u -> 1 - f(u, 4))", &[1.0, 0.75, 0.5]);
    assert_refused("def g(u) = g(u)\nlr = curve(4, u -> g(u))", "recursion");
    assert_refused("def g(u, v) = u\nlr = curve(4, u -> g(u))", "arguments");
    assert_refused("def g(u) = linear(4)\nlr = curve(4, u -> g(u))", "kind-mismatch");
    // The formula says where a curve starts.
    assert_values("lr = curve(4, u -> 0.5)", &[0.5, 0.5, 0.5, 0.5, 0.0, 0.0]);
    assert_values("lr = curve(4, u -> 0.5 - u / 2, from=2x, to=1x)", &[1.5, 1.375, 1.25, 1.125, 1.0]);
}

#[test]
fn levels_of_both_kinds() {
    assert_values("base = 2\nlr = warmup(2, to=0.1 + 90%)", &[0.0, 0.95, 1.9, 1.9]);
    assert_values("base = 2\nlr = linear(2, to=1e-5 + 1%)", &[2.0, 1.010_005, 0.020_01]);
    assert_values("base = 2\nlr = linear(2, from=1 - 25%) then 2 * (1 - 10%)", &[0.5, 0.25, 1.6]);
    assert_values("base = 2\nlr = piecewise([1, 2], [1x, 0.1 + 0.2x, -(1x - 1)])", &[2.0, 0.5, -1.0]);
    assert_values("base = 2\nlet low = 0.1 + 10%\nlr = max(linear(2), low)", &[2.0, 1.0, 0.3, 0.3]);
    assert_values("base = 2\nlr = linear(2) * (0.1 + 10%)", &[0.3, 0.15, 0.0]);
    assert_refused("lr = linear(2, to=1e-5 + 1%)", "missing-base");
    assert_refused("base = 1\nlr = 0.5 * linear(2, to=1e-5 + 1%)", "constant-times-mixed");
    assert_refused("base = 1\nlr = exponential(2, gamma=0.5 + 1%)", "kind-mismatch");
    assert_refused("base = 1\nlr = linear(1 + 1%)", "kind-mismatch");
}

#[test]
fn logarithmic_warmups_are_accurate_at_both_ends() {
    // By 50 digits.
    for (length, tick, up, down) in [
        (8_u64, 7_u64, 0.946_394_630_357_186_2, 0.053_605_369_642_813_844),
        (8, 1, 0.315_464_876_785_728_7, 0.684_535_123_214_271_2),
        (100_000, 99_999, 0.999_999_131_416_133_5, 8.685_838_664_520_49e-7),
        (100_000, 1, 0.060_205_946_838_836_726, 0.939_794_053_161_163_3),
    ] {
        let near = |text: &str, exact: f64| {
            let found = schedule(text).value(tick);
            assert!((found - exact).abs() <= 4.0 * f64::EPSILON * exact, "{text} at {tick}: {found}, not {exact}");
        };
        near(&format!("lr = warmup({length}, shape=log)"), up);
        near(&format!("base = 1\nlr = warmup({length}, shape=log, from=1x, to=0)"), down);
        near(&format!("base = 1\nlr = warmup({length}, shape=log, from=1x, to=2x)"), 1.0 + up);
    }
}
