//! The body of each fuzzer: bytes in, and a panic where a promise of the library does not hold.

use arbitrary::Unstructured;
use lehr::scripts::{Script, Settings};
use lehr::syntax::parse;
use lehr::{
    Compilation, Diagnostic, Overrides, Program, Schedule, Severity, Time, compile, compile_bytes, format, lint,
};

use super::limit::{is_half_over, next_command};
use super::{families, pictures, programs, trees};

/// What a fuzzer does with its input.
pub type Body = fn(&[u8]);

/// The fuzzers by name.
pub const ALL: &[(&str, Body)] = &[
    ("text", text),
    ("programs", programs),
    ("compiled", compiled),
    ("trees", trees),
    ("overrides", overrides),
    ("pictures", pictures),
    ("scripts", scripts),
    ("edits", edits),
];

/// Of a longer run, statistics and trends of `expect` are not walked through.
const RUN_LIMIT: u64 = 1 << 14;
/// The fixes of a longer text are not tried: each compiles the whole of it.
const FIX_LIMIT: usize = 400;
/// How many values are filled in at a time, across the chunks that evaluation works in.
const FILLED: usize = 515;

/// Bytes as a schedule: they are decoded, compiled, linted and fixed, and what comes of them is
/// evaluated.
pub fn text(bytes: &[u8]) {
    match std::str::from_utf8(bytes) {
        // A range of ticks in an `expect` could be any length.
        Ok(text) => schedule(text, !text.contains("..")),
        Err(_) => {
            let compilation = compile_bytes(bytes.to_vec(), &Overrides::default());
            assert!(compilation.program().is_none(), "bytes that are no text compile");
            check_places(compilation.text(), compilation.diagnostics());
        }
    }
}

/// Bytes as choices of a generator of schedules, most of which compile.
pub fn programs(bytes: &[u8]) {
    let text = programs::generate(&mut Unstructured::new(bytes));
    schedule(&text, true);
    let value = text.lines().find_map(|line| line.strip_prefix("lr = ")).and_then(|line| line.split([';', '#']).next());
    let value = value.filter(|_| !is_half_over());
    next_command();
    if let Some(both) = value.and_then(|value| families::both_ways(&text, value, bytes.len())) {
        families::compare(&both);
    }
}

/// Bytes as a compiled schedule.
pub fn compiled(bytes: &[u8]) {
    match Program::from_json(bytes) {
        Ok(read) => program(&read),
        Err(error) => assert!(!error.to_string().is_empty(), "an error without a message"),
    }
}

/// Bytes as choices of a generator of compiled schedules, hostile numbers included.
pub fn trees(bytes: &[u8]) {
    compiled(trees::generate(&mut Unstructured::new(bytes)).as_bytes());
}

/// Bytes as choices of a schedule, and of how it is drawn.
pub fn pictures(bytes: &[u8]) {
    pictures::draw(bytes);
}

/// Bytes as what is set from outside, a line each for the run, the base, an epoch and a parameter,
/// and the rest as the schedule.
pub fn overrides(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut lines = text.splitn(5, '\n');
    let mut next = || lines.next().unwrap_or_default();
    let (run, base, epoch, param, rest) = (next(), next(), next(), next(), next());
    let mut overrides = Overrides::default();
    let (name, value) = param.split_once('=').unwrap_or(("n", param));
    let results = [
        overrides.set_run(run),
        overrides.set_base(base),
        overrides.set_epoch(epoch),
        overrides.set_param(name, value),
        overrides.set_default("run", run),
    ];
    for (result, text) in results.into_iter().zip([run, base, epoch, value, run]) {
        if let Err(error) = result {
            assert!(!error.diagnostics().is_empty(), "an error that points nowhere");
            check_places(text, error.diagnostics());
        }
    }
    let fixed = "param n = 3\nrun = 100 steps\nlr = 0.1 * (warmup(n steps) then cosine)\nexpect max(lr) == 0.1";
    let file = if rest.is_empty() { fixed } else { rest };
    let compilation = compile(file, &overrides);
    check_compilation(file, &compilation);
    if let Some(read) = compilation.program() {
        for text in [run, base, epoch, param] {
            let _ = read.duration(text);
        }
        program(read);
    }
    if !is_half_over() {
        next_command();
        check_layout(file, &compilation, &overrides);
    }
}

/// Bytes as choices of a generator of schedules, and of edits.
pub fn edits(bytes: &[u8]) {
    let mut choices = Unstructured::new(bytes);
    let text = programs::generate(&mut choices);
    super::edits::run(&text, &mut choices);
}

/// Bytes as a training script, or as the JSON of a notebook.
pub fn scripts(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (parameters, settings, overrides) = (Settings::default(), lint::Settings::default(), Overrides::default());
    let is_notebook = text.starts_with('{');
    let script = if is_notebook {
        match Script::read_notebook(text, &parameters) {
            Ok(script) => script,
            Err(why) => return assert!(!why.is_empty(), "an error without a message"),
        }
    } else {
        Script::read(text, &parameters)
    };
    let findings = script.check(&overrides, &settings);
    check_places(script.text(), &findings);
    for fix in findings.iter().flat_map(|finding| &finding.fixes) {
        assert!(fix.edits.iter().all(|edit| script.text().get(edit.span.range()).is_some()), "{fix:?}");
    }
    let compilation = script.compile(&overrides);
    check_places(script.text(), compilation.diagnostics());
    if let Some(compiled) = compilation.program() {
        program(compiled);
    }
    let file = script.import("train.py");
    let (_, errors) = parse(&file);
    assert_eq!(errors, [], "it is imported as what cannot be read: {file}");
    assert_eq!(format(&file).ok().as_ref(), Some(&file), "it is imported as what is laid out otherwise");
    if findings.iter().any(|finding| !finding.fixes.is_empty()) {
        let fixed = lehr::scripts::fix(text, is_notebook, &parameters, &overrides, &settings, true);
        assert!(!fixed.codes.is_empty() || fixed.text == text, "nothing is fixed, and the text is another");
    }
}

fn schedule(text: &str, ranges_are_short: bool) {
    let overrides = Overrides::default();
    let compilation = compile(text, &overrides);
    check_compilation(text, &compilation);
    if let Some(compiled) = compilation.program() {
        program(compiled);
    }
    // From here on the text is compiled again, each time by another command.
    if is_half_over() {
        return;
    }
    next_command();
    check_layout(text, &compilation, &overrides);
    let Some(compiled) = compilation.program() else { return };
    next_command();
    if ranges_are_short && compiled.run().is_none_or(|run| run.ceil() < i128::from(RUN_LIMIT)) {
        for outcome in compilation.test() {
            check_places(text, outcome.failure.as_slice());
        }
    }
    if text.len() <= FIX_LIMIT && !is_half_over() {
        next_command();
        let fixed = lint::fix(text, &overrides, &lint::Settings::default(), true);
        assert!(compile(&fixed.text, &overrides).program().is_some(), "fixed, it does not compile: {}", fixed.text);
    }
}

fn check_compilation(text: &str, compilation: &Compilation) {
    let failed = compilation.diagnostics().iter().any(|diagnostic| diagnostic.severity() == Severity::Error);
    assert_eq!(failed, compilation.program().is_none(), "a program and errors, or neither");
    check_places(text, &lint::check(compilation, &lint::Settings::default()));
}

/// What is laid out reads and compiles as the same, and is its own layout.
fn check_layout(text: &str, compilation: &Compilation, overrides: &Overrides) {
    let (written, errors) = parse(text);
    let formatted = match format(text) {
        Ok(formatted) => formatted,
        Err(found) => return assert_eq!(found.diagnostics(), errors, "errors of the layout are those of the reader"),
    };
    let (read, errors) = parse(&formatted);
    assert_eq!(errors, [], "laid out, it cannot be read: {formatted}");
    assert!(read.without_places() == written.without_places(), "laid out, it reads as another: {formatted}");
    assert_eq!(format(&formatted).ok().as_ref(), Some(&formatted), "a layout is laid out otherwise");
    let again = compile(&formatted, overrides);
    let same = compilation.program().map(without_words) == again.program().map(without_words);
    assert!(same, "laid out, it compiles to another: {formatted}");
}

/// A compiled schedule as JSON, without the words of each segment, which are as they were written.
pub fn without_words(program: &Program) -> String {
    let json = serde_json::to_string(program).expect("it is written");
    let mut parts = json.split("\"text\":\"");
    let first = parts.next().unwrap_or_default().to_string();
    // No schedule holds a quote or a backslash but in a comment, where it is escaped.
    let after_body = |part: &str| {
        part.replace("\\\\", "").replace("\\\"", "").split_once('"').map_or(String::new(), |(_, rest)| rest.to_string())
    };
    parts.fold(first, |json, part| json + &after_body(part))
}

/// Every message says something, of a place that is in the text.
fn check_places(text: &str, diagnostics: &[Diagnostic]) {
    for diagnostic in diagnostics {
        assert!(!diagnostic.message.is_empty(), "{diagnostic:?}");
        for label in &diagnostic.labels {
            assert!(text.get(label.span.range()).is_some(), "{diagnostic:?}");
        }
    }
}

/// A value is the same one by one, in bulk, at an exact time, and of the schedule that is read back.
fn program(program: &Program) {
    let json = serde_json::to_vec(program).expect("it is written");
    let back = Program::from_json(&json).expect("it is read back");
    assert!(back.tracks() == program.tracks(), "it is read back as another one");
    assert_eq!(back.ticks(), program.ticks());
    for (track, back) in program.tracks().iter().zip(back.tracks()) {
        evaluate(&track.schedule, &back.schedule);
    }
}

fn evaluate(schedule: &Schedule, back: &Schedule) {
    let mut values = [0.0; FILLED];
    for start in places(schedule) {
        schedule.fill(start, &mut values);
        let edges = [0, 1, 2, 511, 512, FILLED - 1];
        for (index, tick) in edges.into_iter().filter_map(|index| Some((index, start.checked_add(index as u64)?))) {
            let value = schedule.value(tick);
            assert!(same(value, values[index]), "value {value} and fill {} at {tick}, from {start}", values[index]);
            assert!(same(value, back.value(tick)), "{value} is read back as {} at {tick}", back.value(tick));
            let exact = schedule.value_at(Time::whole(tick.into()));
            assert!(same(value, exact), "{value} and {exact} at the exact time {tick}");
        }
    }
    for piece in schedule.segments() {
        assert!(piece.end.is_none_or(|end| end >= piece.start), "{piece:?}");
    }
    schedule.jumps(0, u64::MAX).take(100).for_each(|jump| assert!(jump.at > Time::ZERO, "{jump:?}"));
    let run = schedule.start();
    // What is read is known in a run alone.
    let is_known = schedule.units_read().is_empty();
    assert!(!is_known || same(run.value(), schedule.value(0)), "a run starts elsewhere");
    assert!(schedule.resume(run.state()).is_ok(), "a run cannot be taken up again");
    observe(schedule);
}

/// A run that is left and taken up again after each observation.
fn observe(schedule: &Schedule) {
    let (names, units) = (schedule.metrics(), schedule.units_read());
    if names.is_empty() && units.is_empty() {
        return;
    }
    let mut run = schedule.start();
    let mut reading = 0.0;
    for metric in [1.0, f64::NAN, 0.0, f64::INFINITY, 1e-300, -2.0, f64::NEG_INFINITY, f64::MAX, 0.5, 3.0] {
        let saved = serde_json::to_vec(&run.state()).expect("it is written");
        let state = serde_json::from_slice(&saved).expect("it is read back");
        let resumed = schedule.resume(state).expect("it is taken up again");
        assert!(same(run.value(), resumed.value()), "{} goes on as {}", run.value(), resumed.value());
        run.step(&names.iter().map(|name| (*name, metric)).collect::<Vec<_>>());
        reading = 3.0 * reading + 0.3;
        let readings: Vec<_> = units.iter().map(|unit| (*unit, reading)).collect();
        assert!(run.read(&readings).is_ok(), "a reading is refused");
        assert!(
            run.read(&units.iter().map(|unit| (*unit, metric.min(0.0))).collect::<Vec<_>>()).is_err()
                || units.is_empty()
        );
    }
}

/// The same bits, or no number: which one that is depends on the order of operands.
fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan()
}

/// Ticks worth a look: the first and the last ones, and those around the boundaries.
fn places(schedule: &Schedule) -> Vec<u64> {
    let mut places = vec![0, 1 << 20, (1 << 53) + 1, u64::MAX - 7];
    let resolution = i128::from(schedule.resolution());
    let boundaries = schedule.boundaries(i128::from(u64::MAX) * resolution);
    let step = (boundaries.len() / 8).max(1);
    let near = |boundary: &i128| u64::try_from(boundary / resolution).ok().map(|tick| tick.saturating_sub(1));
    places.extend(boundaries.iter().step_by(step).filter_map(near));
    places.extend(boundaries.last().and_then(near));
    places
}
