//! What the library shows: the names at its root, and what holds for all of them.

use lehr::{
    Code, Compilation, CompiledTrack, Diagnostic, Error, Label, Outcome, Overrides, Program, ProgramBuilder, Schedule,
    Severity, Source, Span, Time, Track, Unit, compile, compile_bytes,
};

use crate::support::root;

/// The names at the root, with the modules.
fn exported() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("src/lib.rs")).expect("text");
    let code = text.split("#[cfg(doctest)]").next().unwrap_or_default();
    let mut names = Vec::new();
    for statement in code.split_inclusive([';', '{']) {
        let Some(start) = statement.find("\npub ") else { continue };
        let statement = statement[start..].trim().trim_end_matches([';', '{']).trim();
        if let Some(module) = statement.strip_prefix("pub mod ") {
            names.push(format!("mod {module}"));
        } else if let Some(path) = statement.strip_prefix("pub use ") {
            let name = path.rsplit("::").next().unwrap_or_default();
            names.push(name.to_string());
        }
    }
    // Names in braces come after the brace.
    for group in code.split("\npub use ").skip(1).filter_map(|rest| rest.split(';').next()) {
        if let Some((_, group)) = group.split_once('{') {
            names.extend(group.trim_end_matches('}').split(',').map(|name| name.trim().to_string()));
        }
    }
    names.retain(|name| !name.is_empty());
    names.sort();
    names
}

#[test]
fn the_root_has_these_names_and_no_others() {
    insta::assert_snapshot!(exported().join("\n"));
}

#[test]
fn everything_goes_from_thread_to_thread() {
    fn check<T: Send + Sync + 'static>() {}
    check::<Code>();
    check::<Compilation>();
    check::<CompiledTrack<'_>>();
    check::<Diagnostic>();
    check::<Error>();
    check::<Label>();
    check::<Outcome>();
    check::<Overrides>();
    check::<Program>();
    check::<ProgramBuilder>();
    check::<Schedule>();
    check::<Severity>();
    check::<Source>();
    check::<Span>();
    check::<Time>();
    check::<Track>();
    check::<Unit>();
}

#[test]
fn a_run_in_ticks_is_one_whatever_a_tick_is() {
    for text in
        ["lr = 0.1 * cosine", "tick = step; lr = 0.1 * cosine", "run = 3 epochs; epoch = 7 steps; lr = 0.1 * cosine"]
    {
        let compilation = compile(text, &Overrides::new().run(25_u32));
        assert_eq!(compilation.diagnostics(), [], "{text}");
        let program = compilation.into_program().expect("no errors");
        assert_eq!(program.run(), Some(Time::whole(25)), "{text}");
    }
    let half = Time::fraction(25, 2).expect("a fraction");
    let program = compile("lr = cosine; base = 1", &Overrides::new().run(half)).into_program().expect("no errors");
    assert_eq!(program.run(), Some(half));
}

#[test]
fn numbers_are_set_as_texts_are() {
    let text = "param n = 3; base = 0.1; tick = step; run = 2 epochs; lr = warmup(n epochs) then cosine";
    let numbers = Overrides::new().base(3e-5).steps_per_epoch(70).param("n", 0.25);
    let mut texts = Overrides::new();
    texts.set_base("3e-5").expect("a number");
    texts.set_epoch("70 steps").expect("a length");
    texts.set_param("n", "0.25").expect("a number");
    let [numbers, texts] = [numbers, texts].map(|set| compile(text, &set).into_program().expect("no errors"));
    assert_eq!((numbers.run(), numbers.tracks()), (texts.run(), texts.tracks()));
}

#[test]
fn numbers_that_mean_nothing_are_errors() {
    let text =
        "param n = 3; base = 0.1; tick = step; run = 2 epochs; epoch = 5 steps; lr = warmup(n steps) then cosine";
    let wrong = [
        Overrides::new().base(0.0),
        Overrides::new().base(-1.0),
        Overrides::new().base(f64::NAN),
        Overrides::new().base(f64::INFINITY),
        Overrides::new().param("n", f64::NEG_INFINITY),
        Overrides::new().param("m", 1.0),
        Overrides::new().steps_per_epoch(0),
        Overrides::new().run(0_u64),
        Overrides::new().run(Time::whole(i128::MIN)),
        Overrides::new().run(Time::whole(i128::MAX)),
    ];
    for overrides in wrong {
        let error = compile(text, &overrides).into_program().expect_err("it means nothing");
        assert!(!error.diagnostics().is_empty() && !error.to_string().is_empty(), "{overrides:?}");
    }
    let negative = compile("param n = 3; lr = n * cosine(10)", &Overrides::new().param("n", -0.5));
    assert_eq!(negative.program().map(|program| program.tracks()[0].schedule.value(0)), Some(-0.5));
}

#[test]
fn a_schedule_is_shown_segment_by_segment() {
    let text = "base = 0.1; lr = warmup(5) then
      cosine(T=10, # a comment
        to=10%) then hold";
    let program = compile(text, &Overrides::new()).into_program().expect("no errors");
    let shown = program.track("lr").expect("lr").to_string();
    insta::assert_snapshot!(shown, @"
    0 .. 5: warmup(5), 0 to 0.1
    5 .. 15: cosine(T=10, to=10%), 0.1 to 0.010000000000000002
    15 ..: hold, 0.010000000000000002
    ");
    assert_eq!(Schedule::constant(0.9).expect("finite").to_string(), "0 ..: constant(0.9), 0.9");
}

#[test]
fn a_program_without_a_text_has_to_make_sense() {
    let held = || Schedule::constant(0.9).expect("finite");
    let fails = |builder: lehr::ProgramBuilder| builder.build().expect_err("it makes no sense").to_string();
    assert_eq!(fails(Program::builder()), "it has no tracks");
    assert_eq!(fails(Program::builder().track("lr", held()).track("lr", held())), "two tracks are called `lr`");
    assert_eq!(fails(Program::builder().track("lr", held()).run(0_u64)), "the run is not above 0");
    let zero = Program::builder().track("lr", held()).unit(Unit::EPOCH, 0, Unit::STEP);
    assert_eq!(fails(zero), "the size of an epoch is not above 0");
    let two = Program::builder().track("lr", held()).unit(Unit::EPOCH, 2, Unit::STEP).unit(Unit::EPOCH, 3, Unit::STEP);
    assert_eq!(fails(two), "the sizes of the units contradict each other");
}

#[test]
fn segments_know_where_they_stand() {
    let text = "def up(n) = warmup(n)\nlet fall = cosine(10)\n\
                lr = 0.1 * (up(5) then (fall * step(2, 0.5)) for 8 then hold)\nwd = 0.1 * wsd(10, 20, T=100)";
    let compilation = compile(text, &Overrides::new());
    assert_eq!(compilation.diagnostics(), []);
    let places = compilation.tracks().map(|track| {
        let mut places: Vec<_> = track.segments().map(|(span, _)| span.of(text)).collect();
        places.dedup();
        format!("{}: {}", track.name(), places.join(" | "))
    });
    insta::assert_snapshot!(places.collect::<Vec<_>>().join("\n"), @"
    lr: up(5) | (fall * step(2, 0.5)) for 8 | hold
    wd: wsd(10, 20, T=100)
    ");
}

#[test]
fn bytes_that_are_no_text_are_one_error() {
    let error = compile_bytes(vec![0x6c, 0xff], &Overrides::new()).into_program().expect_err("no text");
    assert_eq!(error.diagnostics().iter().map(|found| found.code).collect::<Vec<_>>(), [Code::NotUtf8]);
    let same: Box<dyn std::error::Error + Send + Sync> = error.clone().into();
    assert_eq!(same.to_string(), error.to_string());
}
