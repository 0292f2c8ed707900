//! What programs mean, by numbers worked out by hand.

use crate::support::{program, schedule, values};

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
