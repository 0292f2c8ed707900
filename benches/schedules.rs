//! What a value costs, by itself, in a row and in bulk.
//!
//! `cargo bench --bench schedules`. Rates of [`fill`](lehr::Schedule::fill) stand beside that of a
//! plain memory fill of the same size, of the same run: on a busy machine only their ratio says
//! something.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use lehr::{Overrides, Schedule, compile};

/// Larger than any cache.
const COUNT: usize = 10_000_000;

/// Schedules of `COUNT` ticks, by what they show.
const FILLED: &[(&str, &str)] = &[
    ("hold", "hold"),
    ("step", "step(100_000, 0.9)"),
    ("linear", "linear"),
    ("linear to 1%", "linear(to=1%)"),
    ("cosine", "cosine(to=1%)"),
    ("chain", "warmup(500_000) then cosine(to=1%)"),
    ("32 segments", "cosine(312_500) repeat(31, decay=0.9) then linear"),
    ("poly", "poly(power=2)"),
    ("one_minus_sqrt", "one_minus_sqrt"),
    ("exponential", "exponential(gamma=0.999_999)"),
    ("exp_to", "exp_to(to=1%)"),
    ("inverse_sqrt", "inverse_sqrt(4000)"),
    ("product", "cosine * multistep([3_000_000, 6_000_000], 0.1)"),
    ("sum", "0.5x * cosine + 0.5x * linear"),
    ("repeat", "cosine(1000) repeat"),
    ("stretched repeat", "cosine(1000) repeat(stretch=2)"),
    ("stretched a little", "cosine(1000) repeat(stretch=1.01)"),
    ("cycles of ten ticks, each lower", "cosine(10) repeat(decay=0.9999)"),
    ("cycles of two and a half ticks", "linear(2.5) repeat"),
    ("every two and a half ticks", "cosine every 2.5"),
    ("step, a drop a tick", "step(1, 0.999_999)"),
    ("step, a drop every thirty ticks", "step(30, 0.999_999)"),
    ("exponential, a thousand ticks a power", "exponential(1000, gamma=0.99)"),
    ("exponential, seven ticks a power", "exponential(7, gamma=0.999_99)"),
    ("cyclic_exp_range", "cyclic_exp_range(10%, 1x, gamma=0.999_99)"),
    ("noise", "noise(0.1)"),
    ("noise with a limit", "noise(0.1, limit=0.2)"),
    ("t ^ -0.5", "factor(t -> max(t, 1) ^ -0.5, from=1)"),
    ("c ^ t", "factor(t -> 0.999_999 ^ t, from=1)"),
];

fn schedule(text: &str) -> Schedule {
    let compilation = compile(text, &Overrides::default());
    let program = compilation.into_program().unwrap_or_else(|diagnostics| panic!("{text}: {diagnostics:?}"));
    program.track("lr").expect("a track").clone()
}

/// A chain of so many segments, as a text.
fn chain(segments: usize) -> String {
    format!("base = 0.1\nlr = {}", vec!["linear(30, to=50%)"; segments].join(" then "))
}

fn fill(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("fill");
    group.sample_size(10).throughput(Throughput::Elements(COUNT as u64));
    let mut values = vec![0.0; COUNT];
    group.bench_function("memory", |bencher| bencher.iter(|| values.fill(black_box(0.1))));
    for (name, words) in FILLED {
        let schedule = schedule(&format!("run = {COUNT}\nlr = 0.1 * ({words})"));
        group.bench_function(*name, |bencher| bencher.iter(|| schedule.fill(0, black_box(&mut values))));
    }
    let cosine = schedule(&format!("run = {COUNT}\nlr = 0.1 * cosine"));
    group.bench_function("cosine, all cores", |bencher| bencher.iter(|| cosine.par_fill(0, black_box(&mut values))));
    let mut rounded = vec![0.0; COUNT];
    group.bench_function("cosine, f32", |bencher| bencher.iter(|| cosine.fill_f32(0, black_box(&mut rounded))));
}

/// The same schedules in files whose batch grows and in files where it does not, one beside the other.
fn ramp(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("ramp");
    group.sample_size(10).throughput(Throughput::Elements(COUNT as u64));
    let mut values = vec![0.0; COUNT];
    let growing = "round(linear(8B tokens, from=512, to=2048), to=16)";
    for (name, words) in [
        ("warmup in steps, cosine in tokens", "warmup(2000 steps) then cosine(12B tokens, to=10%) then hold"),
        ("cosine in tokens", "cosine(12B tokens, to=10%) then hold"),
        ("line in tokens", "linear(12B tokens, to=10%) then hold"),
        ("product of both", "warmup(2000 steps) * cosine(12B tokens, to=10%)"),
        ("staircase of the other clock", "cosine(12B tokens, to=10%) every 1000 steps"),
    ] {
        for (way, batch) in [("constant batch", "2048"), ("growing batch", "batch")] {
            let head = format!("step = {batch} * 1 tokens\nbatch = {growing}\n");
            let schedule = schedule(&format!("tick = steps\n{head}lr = 0.1 * ({words})"));
            let id = format!("{name}, {way}");
            group.bench_function(id, |bencher| bencher.iter(|| schedule.fill(0, black_box(&mut values))));
        }
    }
}

fn value(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("value");
    for (name, text, ticks) in [
        ("3 segments", "lr = 0.1 * (warmup(1000) then hold for 8000 then cosine(1000))".to_string(), 10_000),
        ("100,000 segments", chain(100_000), 3_000_000),
    ] {
        let schedule = schedule(&text);
        let mut tick = 1_u64;
        group.bench_function(format!("{name}, any tick"), |bencher| {
            bencher.iter(|| {
                // Numerical Recipes' generator.
                tick = tick.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                schedule.value((tick >> 33) % ticks)
            });
        });
        let (mut cursor, mut next) = (schedule.cursor(), 0);
        group.bench_function(format!("{name}, in a row"), |bencher| {
            bencher.iter(|| {
                next += 1;
                cursor.value(next)
            });
        });
    }
}

/// What is filled above, one tick after the other.
fn cursor(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("cursor");
    group.sample_size(10);
    for (name, words) in FILLED {
        let schedule = schedule(&format!("run = {COUNT}\nlr = 0.1 * ({words})"));
        let (mut cursor, mut next) = (schedule.cursor(), 0);
        group.bench_function(*name, |bencher| {
            bencher.iter(|| {
                // Beyond the run, what falls without end becomes subnormal, which no run has.
                next = if next == COUNT as u64 { 0 } else { next + 1 };
                cursor.value(next)
            });
        });
    }
}

/// A run, before its first tick.
fn start(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("start");
    for (name, text) in [
        ("3 segments", "lr = 0.1 * (warmup(1000) then hold for 8000 then cosine(1000))".to_string()),
        ("100,000 segments", chain(100_000)),
        ("plateau", "base = 0.1\nlr = plateau(metric=loss)".to_string()),
    ] {
        let schedule = schedule(&text);
        group.bench_function(name, |bencher| bencher.iter(|| black_box(&schedule).start()));
    }
}

criterion_group!(benches, fill, ramp, cursor, value, start);
criterion_main!(benches);
