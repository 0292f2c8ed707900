//! What a compilation keeps of a text with errors: everything that is right.

use lehr::syntax::parse;
use lehr::{Compilation, CompiledTrack, Overrides, Schedule, Severity, compile};

/// Statements with an error that is theirs alone, of every part of the compiler.
const WRONG: &[&str] = &[
    "wrong = = 3",
    "wrong = (3",
    "let wrong",
    "wrong = nothing(3)",
    "wrong = hold(nothing)",
    "let wrong = nothing",
    "def wrong(a) = nothing * a",
    "wrong = [1, 2]",
    "wrong = hold(0.1) ^ 2",
    "wrong = cosine(tt=3)",
    "wrong = hold then hold",
    "wrong = wrong then hold",
    "wrong.{i in 0..2} = nothing * i",
    "wrong.{i in 2..0} = hold(i)",
    "wrong.{i in 0..2} = linear(1 - i)",
    "wrong.base = [1]; wrong = warmup(3)",
    "let cosine = 3",
    "expect nothing > 1",
    "expect hold > 1",
];

fn compiled(text: &str) -> Compilation {
    compile(text, &Overrides::default())
}

fn errors(compilation: &Compilation) -> usize {
    compilation.diagnostics().iter().filter(|diagnostic| diagnostic.severity() == Severity::Error).count()
}

fn examples() -> Vec<String> {
    let texts = crate::support::examples().into_iter().map(|path| std::fs::read_to_string(path).expect("text"));
    let texts: Vec<_> = texts.collect();
    assert!(texts.len() >= 10);
    texts
}

/// The schedule of a track that compiles.
fn schedule<'c>(compilation: &'c Compilation, name: &str) -> Option<&'c Schedule> {
    compilation.tracks().find(|track| track.name() == name)?.schedule()
}

/// What has to hold of a text beside the same text without an error.
fn keeps(whole: &Compilation, broken: &str) {
    let compilation = compiled(broken);
    assert!(errors(&compilation) > 0, "{broken}");
    assert!(compilation.program().is_none());
    assert_eq!(compilation.text(), broken);
    for track in whole.tracks() {
        let kept = schedule(&compilation, track.name());
        assert_eq!(kept, track.schedule(), "{} in\n{broken}\n{:#?}", track.name(), compilation.diagnostics());
    }
    let outcomes = |compilation: &Compilation| {
        let outcomes = compilation.test().into_iter();
        outcomes.map(|outcome| (outcome.span.of(compilation.text()).to_string(), outcome.failure.is_none())).collect()
    };
    let (before, after): (Vec<_>, Vec<_>) = (outcomes(whole), outcomes(&compilation));
    assert_eq!(before, after, "{broken}");
    assert!(compilation.into_program().is_err());
}

#[test]
fn an_error_anywhere_leaves_all_other_tracks_as_they_are() {
    for (example, text) in examples().into_iter().enumerate() {
        let whole = compiled(&text);
        assert_eq!(errors(&whole), 0, "{text}");
        let (file, _) = parse(&text);
        assert_eq!(whole.file(), &file);
        for wrong in WRONG {
            keeps(&whole, &format!("{text}\n{wrong}\n"));
        }
        // A third of them at each place; which third, changes from example to example.
        for (place, statement) in file.statements.iter().enumerate() {
            for wrong in WRONG.iter().skip((example + place) % 3).step_by(3) {
                let (before, after) = text.split_at(statement.span.start);
                keeps(&whole, &format!("{before}\n{wrong}\n{after}"));
            }
        }
    }
}

#[test]
fn a_name_that_is_taken_stays_what_it_is() {
    for text in examples() {
        let whole = compiled(&text);
        for track in whole.tracks() {
            keeps(&whole, &format!("{text}\n{} = hold(3)\n", track.name()));
        }
    }
}

#[test]
fn a_statement_that_cannot_be_read_is_one_error() {
    for text in examples() {
        for broken in
            ["x\n  then (", "cosine\n  then é", "0.1 * cosine(T=5)\n  * )", "x\n  for", "x + 1 2", "nothing ]"]
        {
            for broken in [format!("{text}\n{broken}\n"), format!("{broken}\n\n{text}")] {
                let compilation = compiled(&broken);
                assert_eq!(errors(&compilation), 1, "{broken}\n{:#?}", compilation.diagnostics());
            }
        }
    }
}

#[test]
fn a_track_is_known_where_it_does_not_compile() {
    let text = "lr = nothing(3)\nwd = hold(0.1)\nmix = 2 * lr";
    let compilation = compiled(text);
    let tracks: Vec<_> = compilation.tracks().collect();
    let found: Vec<_> = tracks.iter().map(|track| (track.name(), track.schedule().is_some())).collect();
    assert_eq!(found, [("lr", false), ("wd", true), ("mix", false)]);
    let places: Vec<_> = tracks.iter().map(|track| (track.span().of(text), track.value_span().of(text))).collect();
    assert_eq!(places, [("lr", "nothing(3)"), ("wd", "hold(0.1)"), ("mix", "2 * lr")]);
}

/// What a track needs and is wrong is not taken for something else.
#[test]
fn no_track_stands_on_what_is_wrong() {
    let wrong = |text: &str, expected: &[&str]| {
        let compilation = compiled(text);
        assert!(errors(&compilation) > 0, "{text}");
        let kept: Vec<_> = compilation.tracks().filter(|track| track.schedule().is_some()).collect();
        let kept: Vec<_> = kept.iter().map(CompiledTrack::name).collect();
        assert_eq!(kept, expected, "{text}\n{:#?}", compilation.diagnostics());
    };
    wrong("base = nothing; lr = warmup(5); wd = hold(0.1)", &["wd"]);
    wrong("base = -1; lr = warmup(5) then cosine(5, to=1e-5); lr.head = 2 * lr; wd = hold(0.1)", &["wd"]);
    wrong("run = nothing; lr = 0.1 * cosine; wd = hold(0.1); mom = 0.5 * wd", &["wd"]);
    wrong("let peak = nothing; lr = peak * cosine(5); wd = hold(0.1)", &["wd"]);
    wrong("let peak = nothing\nlr = peak * cosine(5)\nwd = hold(0.1)\nexpect lr[0] == 1\nexpect wd[0] == 0.1", &["wd"]);
    wrong("epoch = nothing steps; lr = 0.1 * cosine(5 epochs); wd = 0.1 * cosine(5 steps)", &["wd"]);
}

#[test]
fn expectations_of_what_compiles_are_run() {
    let text = "lr = nothing\nwd = hold(0.1)\nexpect lr[0] == 1\nexpect wd[3] == 0.1\nexpect wd[3] == 0.2";
    let outcomes = compiled(text).test();
    let held: Vec<_> = outcomes.iter().map(|outcome| (outcome.span.of(text), outcome.failure.is_none())).collect();
    assert_eq!(held, [("expect wd[3] == 0.1", true), ("expect wd[3] == 0.2", false)]);
}
