//! Programs at random against a slow and plain evaluator, which is written from the language's page alone, in exact
//! fractions and numbers of 57 digits.

mod driven;
mod evaluate;
mod generate;
mod kinds;
mod number;
mod place;
mod program;

use lehr::{Overrides, Schedule, Severity, compile};

use self::evaluate::{Around, Side, Track, value};
use self::generate::Random;
use self::number::{Big, Q};
use self::place::{Extent, Frame, Place, Placer, Refusal, Tracks, is_wrong_by_itself};
use self::program::{Program, track_name};

/// How many programs are compared.
const PROGRAMS: u64 = 10_000;
/// How many more of them follow a metric.
const DRIVEN: u64 = 3000;
/// How many of them other laws are tried with.
const SHARED: u64 = 600;
/// How far a value may be off, in units in the last place of what it is added up from.
const ULPS: f64 = 4.0;
/// The most ticks that are looked at.
const TICKS: u64 = 48;
/// And this one.
const FAR: u64 = 1000;

/// The finished tracks of a program, and their lengths.
struct Placed {
    tracks: Vec<Option<Track>>,
    lengths: Vec<Option<Q>>,
}

/// A program by the page.
fn placed(program: &Program) -> Result<Placed, Refusal> {
    if program.lets.iter().chain(&program.tracks).any(|expr| is_wrong_by_itself(program, expr)) {
        return Err("argument-range");
    }
    let mut tracks: Vec<Option<Track>> = program.tracks.iter().map(|_| None).collect();
    let mut lengths = Tracks { lengths: vec![None; tracks.len()] };
    for (index, expr) in program.tracks.iter().enumerate().rev() {
        let placer = Placer { program, tracks: &lengths };
        let base = program.bases[index];
        let frame = Frame::of(program.run);
        let place = Place { opening: true, at_base: true, base_declared: base.is_some(), frame, is_cut: false };
        let share = match placer.extent(expr, frame)? {
            Extent::Finite(_) => None,
            _ => program.run,
        };
        let (node, length) = placer.place(expr, &place, share)?;
        let kind = program.kind(expr, true).0;
        let base_kind = kinds::Kind { base: true, start: false, absolute: false };
        if base.is_none() && kind.from(base_kind).is_mixed() {
            return Err("missing-base");
        }
        tracks[index] = Some(Track { base: base.unwrap_or(Q::from_integer(1)), node });
        lengths.lengths[index] = length;
    }
    Ok(Placed { tracks, lengths: lengths.lengths })
}

/// What is wrong with what lehr makes of a program that is told metrics, if something is; and whether it is a valid one.
fn compared(program: &Program, metrics: &[Option<Q>]) -> Result<bool, String> {
    let text = program.statements().join("\n");
    let compilation = compile(&text, &Overrides::default());
    let errors = compilation.diagnostics().iter().filter(|found| found.severity() == Severity::Error);
    let errors: Vec<_> = errors.map(|error| error.code.slug()).collect();
    if errors.contains(&"decaying-pickup") || errors.contains(&"formula-pickup") {
        // The compiler's own limits: the page says what it would be.
        return Ok(false);
    }
    let Placed { tracks, lengths } = match (placed(program), &errors[..]) {
        (Ok(placed), []) => placed,
        (Err(_), [_, ..]) => return Ok(false),
        (Ok(_), errors) => {
            return Err(format!("{text}\nrefused as {errors:?}, and by the page there is nothing wrong"));
        }
        (Err(refusal), []) => return Err(format!("{text}\naccepted, and by the page it is {refusal}")),
    };
    let compiled = compilation.program().expect("no errors");
    for (index, track) in tracks.iter().enumerate() {
        let track = track.as_ref().expect("placed");
        let schedule = compiled.track(track_name(index)).expect("the track");
        let end = lengths[index]
            .map_or(TICKS, |end| u64::try_from(end.ceil().to_integer()).unwrap_or(TICKS).min(TICKS - 4) + 4);
        let filled = values(schedule, end, metrics);
        let far = metrics.is_empty().then(|| (FAR, schedule.value(FAR)));
        for (tick, found) in (0..end).zip(filled).chain(far) {
            let time = Q::from_integer(tick.into());
            let around = Around { metrics, ..Around::track(track, &tracks, time) };
            let exact = value(&track.node, &around, time, Side::At);
            let off = Big::of(found).minus(&exact.exact).abs().to_f64();
            if off > ULPS * f64::EPSILON * exact.size.to_f64() + 1e-300 || found.is_nan() {
                let exact = exact.exact.to_f64();
                return Err(format!("{text}\n{} at {tick} is {found}, and exactly {exact}", track_name(index)));
            }
        }
    }
    let mut statements = program.statements();
    Random::new(text.len() as u64).shuffle(&mut statements);
    let shuffled = compile(&statements.join("\n"), &Overrides::default());
    let same = shuffled.program().is_some_and(|shuffled| {
        compiled.tracks().iter().all(|track| shuffled.track(&track.name) == Some(&track.schedule))
    });
    if same { Ok(true) } else { Err(format!("{text}\nis another program as\n{}", statements.join("\n"))) }
}

/// The first values of a schedule; with metrics, those of a run that is left and taken up again at each tick.
fn values(schedule: &Schedule, end: u64, metrics: &[Option<Q>]) -> Vec<f64> {
    let mut values = vec![0.0; usize::try_from(end).expect("few")];
    if metrics.is_empty() {
        schedule.fill(0, &mut values);
        return values;
    }
    let mut state = schedule.start().state();
    for (value, metric) in values.iter_mut().zip(metrics) {
        let saved = serde_json::to_string(&state).expect("a state");
        let mut run = schedule.resume(serde_json::from_str(&saved).expect("the state")).expect("the same schedule");
        *value = run.value();
        let metric = metric.map(|metric| ("m", *metric.numer() as f64 / *metric.denom() as f64));
        run.step(&metric.into_iter().collect::<Vec<_>>());
        state = run.state();
    }
    values
}

/// The program of a seed. A tenth of them are wrong, by the page.
fn program_of(seed: u64, has_metrics: bool) -> Program {
    let mut random = Random::new(seed);
    let may_be_wrong = seed.is_multiple_of(10);
    loop {
        let program = generate::program(&mut random, has_metrics);
        if may_be_wrong || placed(&program).is_ok() {
            return program;
        }
    }
}

/// The statements of some of the programs.
pub(crate) fn programs() -> impl Iterator<Item = Vec<String>> {
    (0..SHARED).map(|seed| program_of(seed, false).statements())
}

/// Compares the programs of one thread: how many are valid, and what is wrong.
fn compare_every(first: u64, step: u64, count: u64, has_metrics: bool) -> (u64, Vec<String>) {
    let (mut valid, mut wrong) = (0, Vec::new());
    for seed in (first..count).step_by(usize::try_from(step).expect("few")) {
        let metrics = if has_metrics { generate::metrics(&mut Random::new(seed), TICKS) } else { Vec::new() };
        match compared(&program_of(seed, has_metrics), &metrics) {
            Ok(is_valid) => valid += u64::from(is_valid),
            Err(message) => wrong.push(format!("program {seed}:\n{message}\n")),
        }
    }
    (valid, wrong)
}

fn compare(count: u64, has_metrics: bool) {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get) as u64;
    let results: Vec<_> = std::thread::scope(|scope| {
        let all: Vec<_> =
            (0..threads).map(|first| scope.spawn(move || compare_every(first, threads, count, has_metrics))).collect();
        all.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    let valid: u64 = results.iter().map(|(valid, _)| valid).sum();
    let mut wrong: Vec<_> = results.into_iter().flat_map(|(_, wrong)| wrong).collect();
    wrong.sort_by_key(String::len);
    let shown = wrong.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{} of {count} programs, the shortest:\n\n{shown}", wrong.len());
    assert!(valid > count * 8 / 10, "only {valid} of {count} programs are valid");
}

#[test]
fn programs_mean_what_the_page_says() {
    compare(PROGRAMS, false);
}

#[test]
fn what_follows_a_metric_does_what_the_page_says() {
    compare(DRIVEN, true);
}
