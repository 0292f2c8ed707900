//! Units of a file's own: their names, their equations, the tick, and what tells times in them.

use lehr::names::{DefinitionKind, Target};
use lehr::{Code, Compilation, Overrides, Program, Severity, Unit, compile};

use crate::fuzz::fuzzers::edits;
use crate::grammars::texts;
use crate::support::{files, lehr, program};

fn compiled(text: &str) -> Compilation {
    compile(text, &Overrides::new())
}

/// The values of a track of a program at its first ticks.
fn values(program: &Program, track: &str, count: usize) -> Vec<f64> {
    let mut values = vec![0.0; count];
    program.track(track).expect("a track").fill(0, &mut values);
    values
}

/// The codes of what is found in a text.
fn codes(text: &str) -> Vec<Code> {
    compiled(text).diagnostics().iter().map(|found| found.code).collect()
}

/// A program as JSON.
fn json(program: &Program) -> String {
    program.to_json().expect("finite numbers")
}

#[test]
fn equations_convert_exactly_through_any_chain() {
    let declared =
        program("unit frame, second; second = 30 frames; step = 7 frames; run = 10 seconds; lr = 0.1 * cosine");
    let in_steps = program("run = 300/7; lr = 0.1 * cosine");
    assert_eq!(declared.run(), in_steps.run());
    assert_eq!(declared.tracks(), in_steps.tracks());
    let [frame, second] = ["frames", "second"].map(|name| declared.unit(name).expect("it has an equation"));
    assert_eq!(declared.length_of(frame).map(|length| length.to_string()), Some("1/7".to_string()));
    assert_eq!(declared.length_of(second).map(|length| length.to_string()), Some("30/7".to_string()));
    assert_eq!(declared.duration("2 seconds").expect("a duration").to_string(), "60/7");
    assert!(declared.duration("2 hours").is_err());
    let list = program("unit frame; tick = frames; lr = multistep([2, 5] frames, 0.5)");
    assert_eq!(values(&list, "lr", 6), [1.0, 1.0, 0.5, 0.5, 0.5, 0.25]);
}

#[test]
fn a_chain_of_as_many_units_as_there_may_be_is_converted() {
    let names: Vec<_> = (0..32).map(|index| format!("u{index}")).collect();
    let equations: Vec<_> = names.windows(2).map(|pair| format!("{} = 2 {}s", pair[0], pair[1])).collect();
    let text = format!("unit {}\n{}\nlr = linear(1 u0)", names.join(", "), equations.join("\n"));
    let program = program(&text);
    assert_eq!(program.tick(), Unit::new("u31"));
    assert_eq!(
        program.track("lr").and_then(lehr::Schedule::len).map(|length| length.to_string()),
        Some((1_u64 << 31).to_string())
    );
    let read = Program::from_json(json(&program).as_bytes()).expect("what was written");
    assert_eq!(
        read.length_of(Unit::new("u0").expect("a name")).map(|length| length.to_string()),
        Some((1_u64 << 31).to_string())
    );
}

#[test]
fn the_tick_is_the_finest_unit_that_is_named() {
    let tick = |text: &str| compiled(text).program().and_then(Program::tick);
    let unit = |name: &str| Unit::new(name);
    for (text, wanted) in [
        // Steps, where they are named at all.
        ("unit frame; step = 4 frames; run = 90 frames; lr = linear", unit("step")),
        ("unit frame; run = 90 frames; lr = linear", unit("frame")),
        ("unit frame, second; second = 30 frames; run = 900 frames; lr = linear(5 seconds)", unit("frame")),
        ("unit second, frame; frame = (1/30) seconds; run = 900 frames; lr = linear(5 seconds)", unit("frame")),
        ("unit clip; epoch = 100 clips; run = 3 epochs; lr = linear(20 clips)", unit("clip")),
        ("unit clip; clip = 4 samples; epoch = 100 clips; run = 3 epochs; lr = linear(20 samples)", unit("sample")),
        ("unit clip; tick = epochs; clip = 2 epochs; run = 3 clips; lr = linear", unit("epoch")),
        ("unit clip; tick = clip; epoch = 100 clips; step = 4 clips; run = 3 epochs; lr = linear", unit("clip")),
        // What is made of a unit whose size changes is as coarse as that at least.
        (
            "unit frame; frame = batch * 4 tokens; run = 90 frames; batch = hold(8); lr = linear(40 tokens)",
            unit("token"),
        ),
        (
            "unit frame, clip; clip = 10 frames; frame = batch * 4 tokens; run = 9 clips; batch = hold(8); lr = linear(40 tokens)",
            unit("token"),
        ),
    ] {
        assert_eq!(tick(text), wanted, "{text}");
    }
    for text in [
        "unit frame, clip; run = 90 frames; lr = linear(2 clips)",
        "unit frame; run = 90 epochs; lr = linear(2 frames)",
        "unit frame, clip; clip = 1 frame; run = 90 frames; lr = linear(2 clips)",
        // A clip may be longer or shorter than a token.
        "unit frame, clip; frame = 10 clips; frame = batch * 4 tokens; run = 9 frames; batch = hold(8); lr = linear(40 tokens)",
        // Samples are finer than epochs, and no equation says what frames are.
        "unit frame; epoch = 100 samples; run = 90 epochs; lr = linear(2 frames)",
    ] {
        assert_eq!(codes(text), [Code::UnclearTick], "{text}");
        // What is counted in a unit of the language needs its size, and a size does not change.
        let is_bound = text.contains("epochs") || text.contains("tokens");
        let fixes = compiled(text).diagnostics()[0].fixes.clone();
        assert_eq!(fixes.len(), if is_bound { 1 } else { 2 }, "{text}");
        for fix in fixes {
            let now = fix.apply(text).expect("it applies");
            assert!(compiled(&now).program().is_some(), "{now}");
        }
    }
}

/// A text with its beats as steps again.
fn with_steps(text: &str) -> String {
    text.replace("beat", "step")
}

/// A text with `step` as a unit of its own; nothing where it does not name steps.
fn with_own_step(text: &str) -> Option<String> {
    let compilation = compiled(text);
    compilation.program()?;
    if compilation.program()?.tick() != Some(Unit::STEP) {
        return None;
    }
    let names = compilation.names();
    let used = names.uses().iter().filter(|found| found.target == Target::Unit(Unit::STEP)).map(|found| found.span);
    let defined = names.definitions().iter();
    let defined = defined.filter(|found| found.kind() == DefinitionKind::Equation(Unit::STEP));
    let mut spans: Vec<_> = used.chain(defined.map(lehr::names::Definition::name_span)).collect();
    spans.sort_unstable();
    let mut renamed = String::new();
    let mut at = 0;
    for span in spans {
        renamed.push_str(&text[at..span.start]);
        renamed.push_str(if span.of(text).ends_with('s') { "beats" } else { "beat" });
        at = span.end;
    }
    renamed.push_str(&text[at..]);
    let says_tick = names.find("tick").is_some();
    let tick = if says_tick { "" } else { "tick = beats\n" };
    Some(format!("{renamed}\nunit beat\n{tick}"))
}

#[test]
fn a_unit_has_the_same_values_under_another_name() {
    let mut compared = 0;
    let recipes = files("examples/recipes", "lehr").into_iter();
    let recipes = recipes.map(|path| (path.display().to_string(), std::fs::read_to_string(&path).expect("text")));
    for (name, text) in texts().chain(recipes) {
        let Some(renamed) = with_own_step(&text) else { continue };
        let (before, after) = (program(&text), program(&renamed));
        assert_eq!(after.tick(), Unit::new("beat"), "{name}");
        assert_eq!(before.run(), after.run(), "{name}");
        assert_eq!(before.events(), after.events(), "{name}");
        // All of it but for the texts of segments: the same bits.
        assert_eq!(json(&before), with_steps(&json(&after)), "{name}");
        let read = Program::from_json(json(&after).as_bytes()).expect("what was written");
        assert_eq!((json(&read), read.tick()), (json(&after), after.tick()), "{name}");
        let expectations =
            |text: &str| compiled(text).test().iter().map(|outcome| outcome.failure.is_none()).collect::<Vec<_>>();
        assert_eq!(expectations(&text), expectations(&renamed), "{name}");
        compared += 1;
    }
    assert!(compared > 40, "{compared} texts");
}

#[test]
fn statements_in_any_order_are_one_program() {
    let mut statements = vec![
        "unit frame, second",
        "unit clip",
        "second = 30 frames",
        "clip = 8 seconds",
        "run = 12 clips",
        "lr = 0.1 * (warmup(90 frames) then cosine)",
        "event save = every 4 seconds until run",
        "expect lr[2 seconds] < 0.1",
    ];
    let first = json(&program(&statements.join("\n")));
    for _ in 0..statements.len() {
        statements.rotate_left(1);
        let mut reversed = statements.clone();
        reversed.reverse();
        for order in [&statements, &reversed] {
            let text = order.join("\n");
            let program = program(&text);
            assert_eq!(values(&program, "lr", 2880), values(&read(&first), "lr", 2880));
            assert_eq!((program.tick(), program.run()), (read(&first).tick(), read(&first).run()), "{text}");
        }
    }
}

fn read(json: &str) -> Program {
    Program::from_json(json.as_bytes()).expect("a program")
}

#[test]
fn unit_is_a_name_wherever_no_name_follows() {
    for text in [
        "unit = linear(10)\nlr = 2 * unit",
        "let unit = 10\nlr = linear(unit)",
        "unit = linear(10)\nlr = unit\nfoo = 0.5 * unit",
        "unit = linear(10)\nlr = 2 *\n  unit\nmom = hold(1)",
        "def unit(n) = linear(n)\nlr = unit(10)",
        "unit.head = linear(10)\nlr = unit.head",
    ] {
        assert_eq!(program(text).track("lr").and_then(lehr::Schedule::len).map(lehr::Time::ceil), Some(10), "{text}");
    }
    // A unit may have that name itself, and those of words that are names elsewhere.
    for name in ["unit", "event", "over", "at", "x", "k"] {
        let text = format!("unit {name}\ntick = {name}s\nrun = 10 {name}s\nlr = linear(5 {name}s)");
        assert_eq!(program(&text).tick(), Unit::new(name), "{text}");
        assert_eq!(lehr::format(&text).expect("it formats"), format!("{text}\n"));
    }
}

#[test]
fn a_unit_stands_where_its_operand_ends() {
    let declared = "unit frame\ntick = frames\nrun = 100 frames\nlet w = 5\n";
    for value in [
        "warmup(w frames) then cosine",
        "warmup((w + 1) frames, to=2) then cosine",
        "(warmup(5 frames) then cosine) for 9 frames",
        "linear(5 frames + 5 frames) every 2 frames",
        "multistep([2, 5] frames, 0.5)",
        "linear(5 frames # a comment\n)",
        "linear(2 * 3 frames)",
        "factor(t -> 0.5 ^ (t / 5 frames))",
        "cosine(p) repeat over p in [10, 30] frames",
        "linear(5 frames) until 8 frames",
        "linear(5\tframes)",
    ] {
        let text = format!("{declared}lr = {value}");
        assert!(compiled(&text).program().is_some(), "{text}\n{:?}", compiled(&text).diagnostics());
    }
    let events = format!(
        "{declared}lr = linear\nevent a = every 5 frames from 10 frames until 50 frames\nevent b = at [3, 4] frames"
    );
    assert_eq!(program(&events).events()[0].trigger.ticks(0, 99).take(3).collect::<Vec<_>>(), [10, 15, 20]);
    let expected =
        format!("{declared}lr = linear\nexpect lr[5 frames .. 10 frames] < 1.5\nexpect lr[5 frames] == 0.95");
    assert!(compiled(&expected).test().iter().all(|outcome| outcome.failure.is_none()));
    // On the next line it is a name.
    assert_eq!(codes(&format!("{declared}lr = 5 * linear(5\nframes)")), [Code::Syntax]);
}

#[test]
fn what_is_said_of_an_unknown_unit_offers_the_declaration() {
    let errors = |text: &str| {
        let compilation = compiled(text);
        let errors = compilation.diagnostics().iter().filter(|found| found.severity() == Severity::Error);
        errors.map(|error| (error.code, error.fixes.clone())).collect::<Vec<_>>()
    };
    for (text, declaration) in [
        ("run = 90 frames\nlr = linear", "unit frame\n"),
        ("run = 9_000\nlr = linear(500 images)", "unit image\n"),
        ("run = 9_000 hours\nlr = linear(5 hours)", "unit hour\n"),
        ("run = 9_000\nlr = multistep([1, 2] minutes)", "unit minute\n"),
        ("run = 9_000 iterations\nlr = linear", "unit iteration\n"),
        ("run = 90 frame\nlr = linear", "unit frame\n"),
    ] {
        let found = errors(text);
        assert!(found.iter().all(|(code, _)| *code == Code::UnknownName), "{text}: {found:?}");
        let fixes = &found[0].1;
        let fixed: Vec<_> = fixes.iter().filter_map(|fix| fix.apply(text)).collect();
        let declared = fixed.iter().find(|fixed| fixed.starts_with(declaration)).expect(text);
        assert!(!errors(declared).iter().any(|(code, _)| *code == Code::UnknownName), "{declared}");
    }
    // A word that is something else is no unit.
    for text in ["run = 9\nlr = linear(5 cosine)", "run = 9\nlr = cosine(5) mirorr", "run = 9\nlr = 0.1 lr"] {
        let found = errors(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        let declares = |fix: &lehr::diagnostic::Fix| fix.apply(text).is_some_and(|now| now.contains("unit "));
        assert!(!found[0].1.iter().any(declares), "{text}: {found:?}");
    }
}

#[test]
fn a_unit_is_one_definition_with_two_names() {
    let text = "unit frame, second\nsecond = 30 frames\nrun = 1 second\nlr = linear(5 frames)\ntick = frames";
    let compilation = compiled(text);
    let names = compilation.names();
    let frame = names.find("frame").expect("it is declared");
    assert_eq!((frame.kind(), frame.name_span().of(text)), (DefinitionKind::Unit, "frame"));
    let used: Vec<_> = names.uses_of(frame.id()).map(|span| span.of(text)).collect();
    assert_eq!(used, ["frames", "frames", "frames"]);
    let second = names.definition_at(text.rfind("second").expect("it is used")).expect("it is declared");
    assert_eq!((second.kind(), second.name()), (DefinitionKind::Unit, "second"));
    let used: Vec<_> = names.uses_of(second.id()).map(|span| span.of(text)).collect();
    assert_eq!(used, ["second", "second"]);
}

#[test]
fn an_edit_of_the_declaration_is_seen_everywhere() {
    let text =
        "unit frame, second\nsecond = 30 frames\nrun = 10 seconds\nlr = linear(5 seconds)\nwd = linear(50 frames)\n";
    for (old, new) in [("unit frame, second", "unit frame"), ("30 frames", "60 frames"), ("unit frame", "unit frames")]
    {
        let at = text.find(old).expect("it is there");
        // What is compiled after an edit is compared with a fresh start.
        let edited = edits::Edited::new(text).edit(at..at + old.len(), new);
        edited.edit(at..at + new.len(), old);
    }
}

#[test]
fn a_compiled_file_has_no_unit_that_a_text_could_not_declare() {
    let text = json(&program(
        "unit frame, second; second = 30 frames; run = 10 seconds; tick = frames; lr = linear(5 frames)",
    ));
    assert!(Program::from_json(text.as_bytes()).is_ok());
    for (old, new) in [
        ("\"second\"", "\"frames\""),
        ("\"second\"", "\"cosine\""),
        ("\"second\"", "\"from\""),
        ("\"second\"", "\"lr\""),
        ("\"second\"", "\"a b\""),
        ("\"second\"", "\"\""),
        ("\"second\"", "\"a_name_that_fills_a_whole_column\""),
        ("\"frame\"", "\"größe\""),
    ] {
        let wrong = text.replace(old, new);
        assert_ne!(wrong, text);
        assert!(Program::from_json(wrong.as_bytes()).is_err(), "{wrong}");
    }
    let many: Vec<_> = (0..10_000)
        .map(|index| format!("{{\"unit\":\"u{index}\",\"count\":\"2\",\"of\":\"u{}\"}}", index + 1))
        .collect();
    let wrong = text.replace("\"units\":[", &format!("\"units\":[{},", many.join(",")));
    assert!(Program::from_json(wrong.as_bytes()).is_err_and(|error| error.to_string().contains("more than 32 units")));
}

#[test]
fn times_are_told_in_the_unit() {
    let text = "unit frame, second; second = 30 frames; run = 20 seconds; lr = 3e-4 * (warmup(90 frames) then cosine)";
    let shown = lehr(&["show", "-e", text]);
    insta::assert_snapshot!(shown.stdout, @r"
    lr  base 0.0003, run 600 frames = 20 seconds
      frames    seconds  shape              from    to
      0 – 90    0 – 3    warmup(90 frames)  0       0.0003
      90 – 600  3 – 20   cosine             0.0003  0
    ");
    let table = lehr(&["eval", "-e", text, "--every", "5 seconds"]);
    let rows: Vec<Vec<_>> = table.stdout.lines().map(|line| line.split_whitespace().take(2).collect()).collect();
    assert_eq!(rows, [["tick", "second"], ["0", "0.000"], ["150", "5.000"], ["300", "10.000"], ["450", "15.000"]]);
}

#[test]
fn a_size_that_changes_may_be_that_of_a_unit_of_ones_own() {
    let own = "unit update; tick = updates; batch = piecewise([40 samples], [4, 8]); update = batch samples; run = 20 updates; lr = linear(80 samples)";
    let steps = own.replace("unit update; tick = updates; ", "").replace("update", "step");
    let said = |text: &str| json(&program(text)).replace("updates", "steps").replace("update", "step");
    assert_eq!(said(own), said(&steps));
    assert_eq!(program(own).tick(), Unit::new("update"));
    // Made of a unit of its own, and the finest one then.
    let frames = "unit frame; batch = piecewise([40 frames], [4, 8]); step = batch frames; run = 20 steps; lr = linear(80 frames)";
    let said = |text: &str| json(&program(text)).replace("frame", "sample");
    assert_eq!(said(frames), said(&steps));
}

/// However a declaration is broken into lines, it declares what it did.
#[test]
fn a_declaration_keeps_its_names_whatever_its_layout() {
    let names = |count: usize| (0..count).map(|index| format!("name_{index}")).collect::<Vec<_>>();
    let mut texts: Vec<_> =
        [1, 2, 10, 11, 12, 30].into_iter().map(|count| format!("unit {}", names(count).join(", "))).collect();
    for between in [", # c\n  ", ",\n  ", "\n  ,", " # c\n  , # d\n", "  ,"] {
        texts.push(format!("unit {}", names(3).join(between)));
    }
    for text in texts {
        let text = format!("{text}\nlr = 0.1 * linear(3)\n");
        let formatted = lehr::format(&text).unwrap_or_else(|found| panic!("{text}\n{found:?}"));
        let declared = |text: &str| {
            let compilation = compile(text, &Overrides::default());
            let names = compilation.names().definitions().iter().map(|definition| definition.name().to_string());
            names.collect::<Vec<_>>()
        };
        assert_eq!(declared(&formatted), declared(&text), "{text}\n{formatted}");
        assert_eq!(lehr::format(&formatted).as_deref().ok(), Some(formatted.as_str()));
        assert!(formatted.lines().all(|line| line.len() <= 100), "{formatted}");
    }
}

/// A unit of the language needs no declaration, however the equation is written.
#[test]
fn a_unit_of_the_language_that_is_declared_is_left_as_its_equation() {
    for line in
        ["unit step = 4 samples", "unit step=4 samples", "unit  step   =  4 samples", "  unit\tstep = 4 samples"]
    {
        let text = format!("run = 10 epochs\nepoch = 5 steps\n{line}\nlr = 0.1 * linear(3 samples)\n");
        let fixes: Vec<_> = compiled(&text).diagnostics().iter().flat_map(|found| found.fixes.clone()).collect();
        let fixed: Vec<_> = fixes.iter().map(|fix| fix.apply(&text).expect("it can be applied")).collect();
        assert!(fixed.iter().any(|fixed| compiled(fixed).program().is_some()), "{text}{fixed:?}");
        assert!(fixed.iter().all(|fixed| !fixed.contains("unit")), "{fixed:?}");
    }
}
