//! The names of a file: what defines each, and what each use of it refers to.

use lehr::names::{DefinitionKind, Names, Target};
use lehr::{Code, Compilation, Overrides, Severity, Span, Unit, compile};

use crate::support::files;

fn compiled(text: &str) -> Compilation {
    compile(text, &Overrides::default())
}

/// Texts without errors, of every part of the language.
fn texts() -> Vec<String> {
    let mut texts: Vec<_> = ["examples", "examples/recipes", "tests/corpus/error", "tests/corpus/format"]
        .into_iter()
        .filter(|folder| crate::support::root().join(folder).is_dir())
        .flat_map(|folder| files(folder, "lehr"))
        .filter_map(|path| std::fs::read_to_string(path).ok())
        .collect();
    texts.extend(lehr::lint::rules().iter().flat_map(|rule| [rule.bad.to_string(), rule.good.to_string()]));
    texts.retain(|text| compiled(text).program().is_some());
    assert!(texts.len() > 50);
    texts
}

/// The places of a word in a text.
fn places(text: &str, word: &str) -> Vec<usize> {
    text.match_indices(word).map(|(at, _)| at).collect()
}

/// What a name refers to, in words.
fn target(names: &Names, byte: usize) -> String {
    match names.at(byte).map(|found| found.target) {
        Some(Target::Definition(id)) => {
            let definition = names.definition(id).expect("a definition of this file");
            format!("{:?} {}", definition.kind(), definition.name())
        }
        Some(target) => format!("{target:?}"),
        None => "nothing".to_string(),
    }
}

#[test]
fn parts_of_a_name_may_be_numbers() {
    let text = "base = 2\nlr.block.0.base = 4\nrun = 9\nlr = linear\nlr.block.0 = 0.5 * lr\nlr.block.10=50% * linear\nlr.block.0.bias = max(lr.block.0, lr.block.10)\nexpect lr.block.10[0] == 1\nexpect max(lr.block.0[1..2]) <= 1";
    let compilation = compiled(text);
    assert_eq!(
        compilation.diagnostics().iter().filter(|found| found.severity() == Severity::Error).count(),
        0,
        "{text}"
    );
    let program = compilation.program().expect("no errors");
    let names: Vec<_> = program.tracks().iter().map(|track| track.name.as_str()).collect();
    assert_eq!(names, ["lr", "lr.block.0", "lr.block.10", "lr.block.0.bias"]);
    assert!(compilation.test().iter().all(|outcome| outcome.failure.is_none()));
    let formatted = lehr::format(text).expect("it formats");
    assert_eq!(lehr::format(&formatted).expect("it formats"), formatted);
    assert!(formatted.contains("lr.block.10 = 50% * linear"), "{formatted}");
    for wrong in [
        "lr.03 = hold(1)",
        "lr.1e3 = hold(1)",
        "lr.1_0 = hold(1)",
        "lr.5x = hold(1)",
        "lr.3. = hold(1)",
        "lr .3 = hold(1)",
        "3.lr = hold(1)",
        "let lr.3 = 1",
    ] {
        let found = compiled(&format!("wd = hold(2)\n{wrong}"));
        let errors = found.diagnostics().iter().filter(|found| found.severity() == Severity::Error);
        assert_eq!(errors.map(|error| error.code).collect::<Vec<_>>(), [Code::Syntax], "{wrong}");
    }
}

#[test]
fn every_kind_of_name_is_resolved() {
    let text = "\
run = 10 epochs
epoch = 100 steps
base = 0.1
param n = 3
def drop(at, by=0.5) = multistep([at, 2 * at] epochs, gamma=by)
lr = warmup(n epochs, shape=cosine) * drop(by=0.1, at=n) then wsd(T=5 epochs)
wd = base * factor(t -> exp(-t / 1 epoch)) repeat(2, decay=0.5)
expect max(lr) == lr[end]
expect decreasing(wd)
";
    let compilation = compiled(text);
    let names = compilation.names();
    let found = |word: &str, nth: usize| target(names, places(text, word)[nth]);
    assert_eq!(found("epochs", 0), "Unit(epoch)");
    assert_eq!(found("epoch =", 0), "Equation(epoch) epoch");
    assert_eq!(found("n epochs", 0), "Param n");
    assert_eq!(found("at, 2", 0), "Parameter at");
    assert_eq!(found("at=n", 0), "Parameter at");
    assert_eq!(found("by)", 0), "Parameter by");
    assert_eq!(found("by=0.1", 0), "Parameter by");
    assert_eq!(found("gamma", 0), "Argument { callee: \"multistep\", parameter: \"gamma\" }");
    assert_eq!(found("multistep", 0), "Shape(\"multistep\")");
    assert_eq!(found("shape", 0), "Argument { callee: \"warmup\", parameter: \"shape\" }");
    assert_eq!(found("cosine)", 0), "Word(\"cosine\")");
    assert_eq!(found("drop(by", 0), "Def drop");
    assert_eq!(found("wsd", 0), "Preset(\"wsd\")");
    assert_eq!(found("base *", 0), "Base base");
    assert_eq!(found("exp(", 0), "Function(\"exp\")");
    assert_eq!(found("t /", 0), "Parameter t");
    assert_eq!(found("decay", 0), "Argument { callee: \"repeat\", parameter: \"decay\" }");
    assert_eq!(found("max", 0), "Function(\"max\")");
    assert_eq!(found("lr)", 0), "Track lr");
    assert_eq!(found("lr[", 0), "Track lr");
    assert_eq!(found("end", 0), "Word(\"end\")");
    assert_eq!(found("decreasing", 0), "Function(\"decreasing\")");
    assert_eq!(found("wd)", 0), "Track wd");
    assert_eq!(found("10", 0), "nothing");
    // What defines a unit is its equation.
    let epoch = names.definition_at(places(text, "epochs")[0]).expect("an equation");
    assert_eq!((epoch.kind(), epoch.span().of(text)), (DefinitionKind::Equation(Unit::EPOCH), "epoch = 100 steps"));
}

#[test]
fn every_name_in_a_text_refers_to_something() {
    const KEYWORDS: &[&str] = &[
        "then", "for", "until", "skip", "every", "mirror", "repeat", "let", "def", "param", "expect", "in", "x", "e",
        "k", "K", "M", "B", "T",
    ];
    // They are names elsewhere.
    const EVENT: &[&str] = &["event", "at", "from"];
    const UNIT: &[&str] = &["unit"];
    for text in texts() {
        let compilation = compiled(&text);
        let names = compilation.names();
        assert!(names.uses().iter().all(|found| found.target != Target::Unknown), "{text}");
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let code = line.split('#').next().unwrap_or_default();
            for word in code.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '.') {
                let at = word.as_ptr() as usize - text.as_ptr() as usize;
                let is_keyword = KEYWORDS.contains(&word)
                    || code.starts_with("event ") && EVENT.contains(&word)
                    || code.starts_with("unit ") && UNIT.contains(&word);
                let is_name = word.starts_with(|c: char| c.is_alphabetic()) && !is_keyword;
                if is_name && !names.at(at).is_some_and(|found| found.span.start <= at && at < found.span.end) {
                    // The name of a metric is one of another world.
                    assert!(text[..at].trim_end().ends_with("metric="), "`{word}` at {at} in\n{text}");
                }
            }
            start += line.len();
        }
        assert_eq!(start, text.len());
    }
}

/// The text with other names for what may be renamed, one after the other.
fn renamed(text: &str) -> Vec<(String, String)> {
    let compilation = compiled(text);
    let names = compilation.names();
    let mut texts = Vec::new();
    for definition in names.definitions() {
        let renames = definition.kind().is_named_freely();
        let Span { start, end } = definition.name_span();
        // Groups and bases go by the name of their track, and rules of the linter by that of a parameter.
        let has_groups = names.definitions().iter().any(|other| {
            other.name().starts_with(&format!("{}.", definition.name())) || definition.name().contains('.')
        });
        if !renames || start == end || has_groups || definition.name() == "lr" {
            continue;
        }
        let mut places: Vec<_> = names.uses_of(definition.id()).chain([definition.name_span()]).collect();
        places.sort();
        let mut text = text.to_string();
        for place in places.into_iter().rev() {
            let written = place.of(&text).to_string();
            let is_plural = definition.kind() == DefinitionKind::Unit && written == format!("{}s", definition.name());
            assert!(is_plural || written == definition.name(), "{written}");
            text.replace_range(place.range(), if is_plural { "renamed_heres" } else { "renamed_here" });
        }
        texts.push((definition.name().to_string(), text));
    }
    texts
}

#[test]
fn what_is_renamed_everywhere_means_the_same() {
    let mut count = 0;
    for text in texts() {
        let before = compiled(&text);
        for (name, renamed) in renamed(&text) {
            count += 1;
            let after = compiled(&renamed);
            assert!(after.program().is_some(), "{name} in\n{text}\n{:#?}", after.diagnostics());
            for (track, same) in before.tracks().zip(after.tracks()) {
                let (Some(track), Some(same)) = (track.schedule(), same.schedule()) else { panic!("{renamed}") };
                for tick in (0..50).chain([1000, 1 << 20]) {
                    assert_eq!(track.value(tick).to_bits(), same.value(tick).to_bits(), "{name} in\n{text}");
                }
            }
        }
    }
    assert!(count > 30, "{count}");
}

#[test]
fn what_is_visible_depends_on_the_place() {
    let text = "let a = 2\ndef f(a, b=3) = a * b * factor(t -> a ^ (t / 1))\nlr = f(a) * base\nbase = 0.1";
    let compilation = compiled(text);
    let names = compilation.names();
    let visible = |byte: usize| {
        let visible = names.visible_at(byte).into_iter();
        visible.map(|definition| format!("{:?} {}", definition.kind(), definition.name())).collect::<Vec<_>>()
    };
    let global = ["Let a", "Def f", "Track lr", "Base base"];
    assert_eq!(visible(text.find("f(a)").expect("a call")), global);
    let in_body = ["Parameter b", "Parameter a", "Def f", "Track lr", "Base base"];
    let mut found = visible(text.find("a * b").expect("a body"));
    found[..2].sort_by(|a, b| b.cmp(a));
    assert_eq!(found, in_body);
    assert!(visible(text.find("a ^").expect("a function")).contains(&"Parameter t".to_string()));
    assert!(!visible(text.find("a * b").expect("a body")).contains(&"Parameter t".to_string()));
}

#[test]
fn uses_stand_in_order_and_lie_in_their_statements() {
    let text = "let a = 2\nlr = a * cosine(T=a)\nwd = lr / a";
    let compilation = compiled(text);
    let names = compilation.names();
    let a = names.find("a").expect("a definition");
    let places: Vec<_> = names.uses_of(a.id()).map(|span| span.start).collect();
    assert_eq!(places, [15, 28, 41]);
    let wd = names.find("wd").expect("a track");
    let in_wd: Vec<_> = names.uses_in(wd.span()).iter().map(|found| found.span.of(text)).collect();
    assert_eq!(in_wd, ["lr", "a"]);
    // Just after a name it is still found, and between names nothing.
    assert_eq!(names.definition_at(a.name_span().end), Some(a));
    assert_eq!(names.at(text.find('2').expect("a number")), None);
}

#[test]
fn the_order_of_statements_does_not_matter() {
    let statements = ["let a = 2", "def f(n) = n * lr", "lr = a * cosine(T=5)", "wd = f(a)", "expect wd[0] == 4"];
    let resolved = |text: &str| {
        let compilation = compiled(text);
        let names = compilation.names();
        let mut uses: Vec<_> = names
            .uses()
            .iter()
            .map(|found| (found.span.of(text).to_string(), target(names, found.span.start)))
            .collect();
        uses.sort();
        uses
    };
    let forward = resolved(&statements.join("\n"));
    let backward = resolved(&statements.into_iter().rev().collect::<Vec<_>>().join("\n"));
    assert_eq!(forward, backward);
    assert!(forward.contains(&("lr".to_string(), "Track lr".to_string())));
}

#[test]
fn each_unknown_name_is_said_once_wherever_it_stands() {
    let count = |text: &str| {
        let compilation = compiled(text);
        let errors = compilation.diagnostics().iter().filter(|found| found.severity() == Severity::Error);
        let errors: Vec<_> = errors.collect();
        assert!(errors.iter().all(|found| found.code == Code::UnknownName), "{text}\n{errors:#?}");
        assert!(errors.iter().all(|found| found.span().of(text) == "nope"), "{text}\n{errors:#?}");
        errors.len()
    };
    for (text, expected) in [
        ("lr = nope", 1),
        ("lr = nope(3)", 1),
        ("lr = nope(nope, metric=nope)", 1),
        ("lr = hold(nope) then hold(2 * nope)", 2),
        ("lr = hold(1)\nlet a = nope\nwd = a * hold(1)\nmom = a * hold(2)", 1),
        ("lr = hold(1)\ndef f(a) = a * nope\nwd = f(1) * hold(1)\nmom = f(2) * hold(1)", 1),
        ("lr = hold(1)\ndef f(a, b=nope) = a * b * hold(1)\nwd = f(1)", 1),
        ("lr = factor(t -> nope)", 1),
        ("lr = factor(t -> t + nope)", 1),
        ("lr = factor(t -> nope(t))", 1),
        ("lr = factor(t -> nope(3))", 1),
        ("lr = hold(1) repeat(nope)", 1),
        ("lr = hold(1) for nope", 1),
        ("lr = hold(1)\nexpect nope[3] == 1", 1),
        ("lr = hold(1)\nexpect max(nope) == 1", 1),
        ("lr = hold(1)\nexpect lr[nope] == nope", 2),
        ("lr = hold(1)\nexpect decreasing(nope)", 1),
        ("lr = hold(1)\nrun = nope", 1),
        ("lr = warmup(3)\nbase = nope", 1),
        ("lr = cosine(3 epochs)\nepoch = nope steps", 1),
    ] {
        assert_eq!(count(text), expected, "{text}");
    }
}

#[test]
fn what_was_probably_meant_is_looked_for_everywhere() {
    let help = |text: &str| {
        let compilation = compiled(text);
        let mut found = compilation.diagnostics().iter().filter(|found| found.code == Code::UnknownName);
        found.next().and_then(|found| found.help.clone()).unwrap_or_default()
    };
    for text in [
        "lr = warmpu(5)",
        "lr = warmpu",
        "def f(a) = a * warmpu(5)\nlr = f(1)",
        "lr = 0.1 * factor(t -> t) then warmpu",
    ] {
        assert_eq!(help(text), "did you mean `warmup`?", "{text}");
    }
    assert_eq!(help("let peak = 1\nlr = peek * hold(1)"), "did you mean `peak`?");
    assert_eq!(help("def f(peak) = peek * hold(1)\nlr = f(2)"), "did you mean `peak`?");
    assert_eq!(help("lr = hold(sqr(2))"), "did you mean `sqrt`?");
    assert_eq!(help("lr = hold(1)\nexpect lrr[0] == 1"), "did you mean `lr`?");
}

#[test]
fn no_name_of_a_part_of_a_statement_hides_a_word_or_a_unit() {
    let head = "unit frame, hour; sample = 4 frames; run = 40 frames; ";
    for name in
        ["frame", "frames", "hour", "hours", "step", "tokens", "pi", "run", "linear", "exp", "max", "decreasing"]
    {
        for place in [
            "lr.{NAME in 1..3} = linear(2)",
            "lr.{i in 1..3}.{NAME in 1..3}.base = 3; lr.1.1.bias = linear",
            "lr = linear(2) repeat over NAME in [1, 2]",
            "lr = (linear(2) repeat over NAME in 1..2) repeat 3",
            "lr = factor(NAME -> 2)",
            "lr = curve(10, NAME -> 1 - NAME)",
            "def f(x) = factor(NAME -> x); lr = hold(1)",
            "def f(NAME) = 2; lr = hold(1)",
            "def f(NAME=3) = 2; lr = hold(f(2))",
        ] {
            let text = format!("{head}{}", place.replace("NAME", name));
            let found = compiled(&text);
            let errors: Vec<_> = found.diagnostics().iter().filter(|found| found.severity == Severity::Error).collect();
            let at = head.len() + place.find("NAME").expect("a name");
            let named: Vec<_> = errors.iter().filter(|found| found.code == Code::ReservedName).collect();
            assert!(matches!(named[..], [one] if one.span() == Span::new(at, at + name.len())), "{text}\n{errors:?}");
            assert!(named[0].message.starts_with(&format!("`{name}` is a")), "{text}\n{errors:?}");
        }
    }
}

/// `tanh(…)` is a number where one is wanted, and a schedule elsewhere: what is a schedule alone is told to be one.
#[test]
fn a_name_of_a_schedule_is_a_number_nowhere() {
    for value in ["tanh(3, to=7)", "tanh(3, 4)", "tanh(2, to=0.1) then hold", "tanh(-1) then tanh(3)", "linear(3)"] {
        for use_of_it in [
            "lr = multistep([a, 100], gamma=0.1)",
            "lr = hold(a)",
            "lr = hold(a + 1)",
            "lr = hold(exp(a))",
            "lr = hold(max(a, 2))",
            "lr = linear(a)",
            "lr = cosine(to=a)",
            "lr = hold for a",
            "lr = linear(3) repeat over p in [a, 3]",
            "lr = linear(3) repeat(a)",
            "lr = factor(t -> a)",
            "let b = a * 2; lr = hold(b)",
            "def f(x) = hold(x * a); lr = f(2)",
            "lr.{i in 0..1} = hold(a + i)",
            "run = a; lr = hold(1)",
            "base = a; lr = hold(1)",
            "event e = every a; lr = hold(1)",
            "expect max(lr) < a; lr = hold(1)",
        ] {
            let text = format!("let a = {value}\n{}\n", use_of_it.replace("; ", "\n"));
            let compilation = compiled(&text);
            let errors = compilation.diagnostics().iter().filter(|found| found.severity() == Severity::Error);
            let said: Vec<_> = errors.map(|error| error.message.as_str()).collect();
            assert!(said.iter().any(|message| message.contains("schedule")), "{text}{said:?}");
        }
    }
}
