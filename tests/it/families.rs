//! Families: what is said once of many groups is what is said of each.

use lehr::names::{DefinitionKind, Target};
use lehr::{Code, Compilation, Overrides, Severity, compile};
use proptest::prelude::*;

use crate::fuzz::fuzzers::families;
use crate::laws::relative;
use crate::support::lehr;

fn compiled(text: &str) -> Compilation {
    compile(text, &Overrides::default())
}

fn errors(compilation: &Compilation) -> Vec<(Code, &str)> {
    let errors = compilation.diagnostics().iter().filter(|found| found.severity() == Severity::Error);
    errors.map(|error| (error.code, error.message.as_str())).collect()
}

/// The tracks of a text without errors, by name.
fn tracks(text: &str) -> Vec<(String, lehr::Schedule)> {
    let compilation = compiled(text);
    assert_eq!(errors(&compilation), [], "{text}");
    let program = compilation.program().expect("no errors");
    let mut tracks: Vec<_> =
        program.tracks().iter().map(|track| (track.name.clone(), track.schedule.clone())).collect();
    tracks.sort_by(|a, b| a.0.cmp(&b.0));
    tracks
}

/// Whether two texts have the same tracks with the same values.
fn same(a: &str, b: &str) {
    let (a_tracks, b_tracks) = (tracks(a), tracks(b));
    let names = |tracks: &[(String, lehr::Schedule)]| tracks.iter().map(|track| track.0.clone()).collect::<Vec<_>>();
    assert_eq!(names(&a_tracks), names(&b_tracks), "{a}\n\n{b}");
    for ((name, one), (_, other)) in a_tracks.iter().zip(&b_tracks) {
        assert_eq!((one.len(), one.base()), (other.len(), other.base()), "{name} in\n{a}\n\n{b}");
        for tick in (0..60).chain([1 << 40]) {
            assert_eq!(one.value(tick).to_bits(), other.value(tick).to_bits(), "{name} at {tick} in\n{a}\n\n{b}");
        }
    }
}

#[test]
fn a_family_is_its_members_written_out() {
    for (family, members) in [
        (
            "lr = 0.1 * linear(9)\nlr.b.{i in 0..2} = 0.5 ^ (3 - i) * lr",
            "lr = 0.1 * linear(9)\nlr.b.0 = 0.5 ^ (3 - 0) * lr; lr.b.1 = 0.5 ^ (3 - 1) * lr; lr.b.2 = 0.5 ^ (3 - 2) * lr",
        ),
        ("lr.{i in 7..7} = hold(i)", "lr.7 = hold(7)"),
        (
            "let n = 2\nlr.{k in n - 1..n ^ 2 - 2} = linear(k + 1, from=k)",
            "lr.1 = linear(2, from=1)\nlr.2 = linear(3, from=2)",
        ),
        (
            "lr.{i in 0..1}.x.{j in 3..4}.y = hold(10 * i + j)",
            "lr.0.x.3.y = hold(3); lr.0.x.4.y = hold(4); lr.1.x.3.y = hold(13); lr.1.x.4.y = hold(14)",
        ),
        (
            "wd.{i in 1..2} = cosine(5, to=10%)\nwd.{i in 1..2}.base = 0.1 * i",
            "wd.1 = cosine(5, to=10%); wd.2 = cosine(5, to=10%)\nwd.1.base = 0.1; wd.2.base = 0.2",
        ),
        ("let i = 5\nlet k = i\nlr.{i in 0..1} = hold(i + k)", "lr.0 = hold(5); lr.1 = hold(6)"),
        ("def f(i) = 2 * i\nlr.{i in 0..1} = hold(f(i + 1))", "lr.0 = hold(2); lr.1 = hold(4)"),
        (
            "lr.{i in 0..1} = factor(t -> exp(-i * t / 5)) * 2",
            "lr.0 = factor(t -> exp(-0 * t / 5)) * 2; lr.1 = factor(t -> exp(-1 * t / 5)) * 2",
        ),
        (
            "lr.{i in 0..2} = hold(0.1) for i then linear(3)",
            "lr.0 = hold(0.1) for 0 then linear(3); lr.1 = hold(0.1) for 1 then linear(3); lr.2 = hold(0.1) for 2 then linear(3)",
        ),
    ] {
        same(family, members);
        let statements: Vec<_> = family.split('\n').collect();
        let turned: Vec<_> = statements.iter().rev().copied().collect();
        same(&turned.join("\n"), members);
    }
}

#[test]
fn members_are_used_like_any_track() {
    let text = "run = 9\nlr = 0.1 * linear\nlr.b.{i in 0..2} = 0.5 ^ (3 - i) * lr\nlr.c = 2 * lr.b.1\nexpect lr.b.2[0] == 0.05\nexpect max(lr.b.0[1 .. end]) < 0.0125\nexpect decreasing(lr.b.0)";
    let compilation = compiled(text);
    assert_eq!(errors(&compilation), []);
    assert!(compilation.test().iter().all(|outcome| outcome.failure.is_none()));
    let names = compilation.names();
    let target = |at: usize| match names.at(at).expect("a name").target {
        Target::Definition(id) => {
            let definition = names.definition(id).expect("of this file");
            (definition.kind(), definition.name(), definition.span().of(text))
        }
        other => panic!("{other:?}"),
    };
    let family = (DefinitionKind::Family, "lr.b", "lr.b.{i in 0..2} = 0.5 ^ (3 - i) * lr");
    assert_eq!(target(text.find("lr.b.1").unwrap()), family);
    assert_eq!(target(text.find("lr.b.{").unwrap()), family);
    assert_eq!(target(text.find("i) *").unwrap()).0, DefinitionKind::Parameter);
    assert_eq!(target(text.find("i in").unwrap()).0, DefinitionKind::Parameter);
    let definition = names.find("lr.b.2").expect("its family");
    assert_eq!(
        names.uses_of(definition.id()).map(|span| span.of(text)).collect::<Vec<_>>(),
        ["lr.b.1", "lr.b.2", "lr.b.0", "lr.b.0"]
    );
    assert_eq!(names.members_of(definition.id()).collect::<Vec<_>>(), ["lr.b.0", "lr.b.1", "lr.b.2"]);
    assert!(names.find("lr.b").is_none() && names.find("lr.b.3").is_none());
}

#[test]
fn mistakes_are_told_of_the_family_or_of_a_member() {
    let lr = "lr = 0.1 * linear(9)\n";
    for (line, code, message, at) in [
        ("lr.b.{i in 0..2} = lr.b", Code::UnknownName, "`lr.b` is a family, and only its members are tracks", "lr.b"),
        (
            "lr.b.{i in 0..2} = lr\nlr.c = lr.b.3",
            Code::UnknownName,
            "the family `lr.b` has no member `lr.b.3`",
            "lr.b.3",
        ),
        ("lr.b.{i in 0..2} = lr\nlr.b.1 = lr", Code::Redefinition, "`lr.b.1` is defined twice", "lr.b.1"),
        ("lr.b.1 = lr\nlr.b.{i in 0..2} = lr", Code::Redefinition, "`lr.b.1` is defined twice", "lr.b.{i in 0..2}"),
        (
            "lr.b.{i in 0..2} = lr\nlr.b.{j in 2..9} = lr",
            Code::Redefinition,
            "`lr.b.2` is defined twice",
            "lr.b.{j in 2..9}",
        ),
        ("lr.{i in 0..1}.{i in 0..1} = lr", Code::Redefinition, "`i` is defined twice", "i"),
        ("lr.{lr in 0..1} = 2 * lr", Code::NumberAsBase, "", ""),
        (
            "lr.{run in 0..1} = lr",
            Code::ReservedName,
            "`run` is a word of the language, and cannot be the name of anything else",
            "run",
        ),
        ("lr.{i in 2..1} = lr", Code::ArgumentRange, "the range 2..1 has no numbers: both ends belong to it", "2..1"),
        (
            "lr.{i in 0..0.5} = lr",
            Code::ArgumentRange,
            "the ends of a range are whole numbers from 0 on, and this is 0.5",
            "0.5",
        ),
        (
            "lr.{i in -1..2} = lr",
            Code::ArgumentRange,
            "the ends of a range are whole numbers from 0 on, and this is -1",
            "-1",
        ),
        (
            "lr.{i in 0..3 steps} = lr",
            Code::KindMismatch,
            "the ends of a range are whole numbers, without units and without tracks",
            "3 steps",
        ),
        ("lr.{i in 0..lr} = lr", Code::KindMismatch, "", "lr"),
        ("lr.{i in 0..nothing} = lr", Code::UnknownName, "nothing is called `nothing`", "nothing"),
        (
            "lr.{i in 0..4096} = lr",
            Code::Expansion,
            "the families of a file may have up to 4096 members, and this makes more",
            "lr.{i in 0..4096}",
        ),
        (
            "lr.{i in 0..63}.{j in 0..64} = lr",
            Code::Expansion,
            "the families of a file may have up to 4096 members, and this makes more",
            "lr.{i in 0..63}.{j in 0..64}",
        ),
        ("lr.{i in 0..3} = cosine(x=i)", Code::Arguments, "", "x"),
    ] {
        let text = format!("{lr}{line}");
        let compilation = compiled(&text);
        let found = errors(&compilation);
        if line.contains("lr in 0..1") {
            // It hides the track: a number, times nothing.
            assert_eq!(found, [], "{line}");
            continue;
        }
        assert_eq!(found.len(), 1, "{line}\n{found:?}");
        if !at.is_empty() {
            let span =
                compilation.diagnostics().iter().find(|found| found.severity() == Severity::Error).unwrap().span();
            assert_eq!((found[0].0, span.of(&text)), (code, at), "{line}\n{found:?}");
        }
        assert!(message.is_empty() || found[0].1 == message, "{line}\n{found:?}");
    }
    // What is wrong with one of them names it.
    let compilation = compiled("lr.{i in 0..3} = cosine(10 * (i - 2) ^ 2)\nwd.{i in 0..3} = linear(2 - i)");
    let found = errors(&compilation);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].1.starts_with("`wd.3`: "), "{found:?}");
}

#[test]
fn a_broken_family_takes_no_other_statement_with_it() {
    let text = "run = 10\nlr.b.{i in 0..2} = 0.5 * * lr\nlr = 0.1 * linear\nwd = (\nlr.c.{i in 0..2} = 0.5 * lr\nm = 0.9 *\nlr.d.{i in 0..1}.x = 0.5 * lr";
    let compilation = compiled(text);
    let names: Vec<_> = compilation.tracks().map(|track| track.name()).collect();
    assert_eq!(names, ["lr", "lr.c.0", "lr.c.1", "lr.c.2", "lr.d.0.x", "lr.d.1.x"]);
    for whole in ["lr.b.{i in 0..2}.x.{j in 3..4} = 0.5 ^ (i + j) * cosine(10)\nwd = hold(1)", text] {
        for end in 0..=whole.len() {
            let _ = compiled(&whole[..end]).test();
            let _ = lehr::format(&whole[..end]);
            let _ = compiled(&whole[end..]);
        }
    }
}

#[test]
fn a_family_has_one_layout() {
    for (text, layout) in [
        ("lr.b.{ i  in 0 .. 11 }=0.75^(12-i)*lr", "lr.b.{i in 0..11} = 0.75 ^ (12 - i) * lr\n"),
        (
            "lr.{i in\n0..n-1}.x.{ j in 0 .. max(1,2) }.y=hold(i)",
            "lr.{i in 0..n - 1}.x.{j in 0..max(1, 2)}.y = hold(i)\n",
        ),
        ("lr          = cosine\nlr.{i in 0..1} = lr", "lr = cosine\nlr.{i in 0..1} = lr\n"),
        ("lr             = cosine\nlr.{i in 0..1} = lr", "lr             = cosine\nlr.{i in 0..1} = lr\n"),
    ] {
        assert_eq!(lehr::format(text).expect("it reads"), layout);
        assert_eq!(lehr::format(layout).expect("it reads"), layout);
    }
}

#[test]
fn lints_speak_once_a_family() {
    let count = |text: &str| {
        let findings = lehr::lint::check(&compiled(text), &lehr::lint::Settings::default());
        findings.into_iter().map(|found| found.code).collect::<Vec<_>>()
    };
    let one = count("run = 100\nlr = 0.1 * (warmup(60) then cosine)\nlr.b.0 = warmup(60, to=0.1) then cosine(50)");
    let many =
        count("run = 100\nlr = 0.1 * (warmup(60) then cosine)\nlr.b.{i in 0..11} = warmup(60, to=0.1) then cosine(50)");
    assert!(!one.is_empty());
    assert_eq!(one, many);
}

/// How often a part stands in a text.
fn count(text: &str, part: &str) -> usize {
    text.matches(part).count()
}

#[test]
fn a_family_is_shown_as_one_and_evaluated_member_by_member() {
    let head = "run = 10; lr = 0.1 * linear; wd = linear(from=0.4, to=0.1)";
    let family = format!("{head}; lr.b.{{i in 0..11}} = 0.5 ^ (12 - i) * lr; m.{{i in 1..3}} = hold(0.1 * i)");
    let value = "0.5 ^ (12 - i) * lr";
    let shown = lehr(&["show", "-e", &family]).stdout;
    assert_eq!((count(&shown, "lr.b."), count(&shown, "lr.b.{0..11}"), count(&shown, value)), (1, 1, 1), "{shown}");
    assert!(shown.contains("2.441e-5 – 0.05"), "{shown}");
    let csv = lehr(&["eval", "-e", &family, "--format", "csv"]).stdout;
    assert_eq!(csv.lines().next().expect("a head").split(',').count(), 1 + 2 + 12 + 3);
    let plot = lehr(&["plot", "-e", &family, "--width", "80"]).stdout;
    // Its title is what is drawn.
    let (_, plot) = plot.split_once('\n').expect("a title");
    assert_eq!((count(plot, "lr.b."), count(plot, "lr.b.{0..11}"), count(plot, value)), (1, 1, 1), "{plot}");
    assert!(plot.contains("m.{1..3} is 0.1 – 0.3 throughout"), "{plot}");
    let folder = tempfile::tempdir().expect("a folder");
    let drawn = |ending: &str| {
        let path = folder.path().join(format!("plot.{ending}"));
        lehr(&["plot", "-e", &family, "-o", path.to_str().expect("a plain name")]);
        std::fs::read_to_string(path).expect("a drawing")
    };
    let svg = drawn("svg");
    let legend = svg.split("class=\"legend\"").nth(1).and_then(|rest| rest.split("class=\"values\"").next());
    assert_eq!(count(legend.expect("a legend"), "lr.b."), 1);
    let curves = svg.matches("stroke-opacity=\"").count();
    assert!(curves >= 12, "{curves}");
    let html = drawn("html");
    assert_eq!(count(&html, "<caption>"), 3, "lr, its family, wd");
    assert_eq!(count(&html, "<caption>lr.b.{0..11}</caption>"), 1);
    // One by one, and from JSON, they are the same family.
    let path = folder.path().join("compiled.json");
    std::fs::write(&path, lehr(&["compile", "-e", &family]).stdout).expect("a file");
    let read = lehr(&["show", path.to_str().expect("a plain name")]).stdout;
    assert_eq!(read, shown);
}

/// What a family is called wherever it is shown as one: `show`, a plot in the terminal, a drawing and a page.
fn shown_as_one(text: &str, name: &str, members: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let head = name.split('{').next().expect("a name");
    let shown = lehr(&["show", "-e", text]).stdout;
    assert_eq!((count(&shown, head), count(&shown, name)), (1, 1), "{text}\n{shown}");
    let plot = lehr(&["plot", "-e", text, "--width", "80"]).stdout;
    // Below its title, which is what is drawn.
    let legend = plot.lines().nth(1).expect("a legend");
    assert_eq!((count(legend, head), count(legend, name)), (1, 1), "{text}\n{plot}");
    let drawn = |ending: &str| {
        let path = folder.path().join(format!("plot.{ending}"));
        lehr(&["plot", "-e", text, "-o", path.to_str().expect("a plain name")]);
        std::fs::read_to_string(path).expect("a drawing")
    };
    let svg = drawn("svg");
    let legend = svg.split("class=\"legend\"").nth(1).and_then(|rest| rest.split("class=\"values\"").next());
    assert_eq!((count(legend.expect("a legend"), head), svg.matches("class=\"curve\"").count()), (1, members + 1));
    let html = drawn("html");
    assert_eq!((count(&html, "<caption>"), count(&html, &format!("<caption>{name}</caption>"))), (2, 1), "{text}");
    // The compiled one says it too.
    let path = folder.path().join("compiled.json");
    std::fs::write(&path, lehr(&["compile", "-e", text]).stdout).expect("a file");
    assert_eq!(lehr(&["show", path.to_str().expect("a plain name")]).stdout, shown, "{text}");
}

#[test]
fn members_stay_in_their_family_whatever_they_come_to() {
    let lr = "run = 20; lr = 0.1 * (warmup(5) then cosine); ";
    for (family, name, members) in [
        // Factors of 1 and 0, absolute and relative, at either end and in the middle.
        ("lr.b.{i in 0..3} = 0.5 ^ (3 - i) * lr", "lr.b.{0..3}", 4),
        ("lr.b.{i in 0..3} = 0.5 ^ i * lr", "lr.b.{0..3}", 4),
        ("lr.b.{i in 1..3} = i / 2 * lr", "lr.b.{1..3}", 3),
        ("lr.b.{i in 0..2} = i * lr", "lr.b.{0..2}", 3),
        ("lr.b.{i in 0..2} = i * 1x * lr", "lr.b.{0..2}", 3),
        ("lr.b.base = 0.3; lr.b.{i in 0..2} = i * 1x * (warmup(3) then cosine)", "lr.b.{0..2}", 3),
        ("lr.b.{i in 0..2} = i * 50% * (0.1 * cosine)", "lr.b.{0..2}", 3),
        ("lr.b.{i in 0..1} = 0.5 ^ i * lr", "lr.b.{0..1}", 2),
        // Members of different lengths, with different numbers of segments, and of other tracks alone.
        ("lr.b.{i in 0..2} = hold(0.1) for i then linear(3)", "lr.b.{0..2}", 3),
        ("lr.b.{i in 0..2} = (0.1 * linear(5)) repeat (i + 1) then hold", "lr.b.{0..2}", 3),
        ("lr.b.{i in 0..2} = lr skip (3 * i)", "lr.b.{0..2}", 3),
        ("lr.b.{i in 0..2} = lr", "lr.b.{0..2}", 3),
        ("lr.b.{i in 0..2} = min(lr, 0.03 * i)", "lr.b.{0..2}", 3),
        ("lr.b.{i in 1..2}.x.{j in 0..1} = 0.5 ^ j * i * lr", "lr.b.{1..2}.x.{0..1}", 4),
    ] {
        shown_as_one(&format!("{lr}{family}"), name, members);
    }
}

#[test]
fn a_terminal_grades_the_lines_of_a_family() {
    let text = "run = 20; lr = 0.1 * linear; lr.b.{i in 0..3} = 0.5 ^ (3 - i) * lr";
    let plot = lehr(&["plot", "-e", text, "--width", "80", "--color", "always"]).stdout;
    let dots = |paint: &str| {
        let pieces = plot.split("\u{1b}[0m").filter_map(|piece| piece.strip_prefix(paint));
        pieces.flat_map(str::chars).filter(|c| ('\u{2801}'..='\u{28ff}').contains(c)).count()
    };
    let (faint, strong, alone) = (dots("\u{1b}[2m\u{1b}[33m"), dots("\u{1b}[33m"), dots("\u{1b}[2m\u{1b}[36m"));
    assert!(faint > 10 && strong > 10, "{faint} {strong}\n{plot}");
    assert_eq!(alone, 0, "{plot}");
}

#[test]
fn families_of_two_statements_are_two_and_what_is_written_out_alike_is_one() {
    let names = |text: &str| {
        let shown = lehr(&["show", "-e", text]).stdout;
        let headings = shown.lines().filter(|line| line.starts_with("lr.")).filter_map(|line| line.split("  ").next());
        headings.map(str::to_string).collect::<Vec<_>>()
    };
    let run = "run = 9; ";
    for (text, expected) in [
        ("lr.b.{i in 0..2} = hold(i); lr.b.{i in 3..4} = 2 * linear", vec!["lr.b.{0..2}", "lr.b.{3..4}"]),
        ("lr.{i in 0..1}.b = hold(i); lr.{i in 0..1}.c = hold(i)", vec!["lr.{0..1}.b", "lr.{0..1}.c"]),
        ("lr.b.0 = 2 * linear; lr.b.1 = 2 * linear; lr.b.3 = 2 * linear", vec!["lr.b.{0..1, 3}"]),
        ("lr.b.0 = 2 * linear; lr.b.1 = 1 * linear", vec!["lr.b.0", "lr.b.1"]),
    ] {
        assert_eq!(names(&format!("{run}{text}")), expected, "{text}");
    }
    // A compiled file that does not say so falls back to how the members are written.
    let text = "run = 9; lr.b.{i in 0..2} = 0.5 ^ i * linear(from=0.1)";
    let json = lehr(&["compile", "-e", text]).stdout;
    let family = json.lines().filter(|line| !line.contains("\"family\"")).collect::<Vec<_>>().join("\n");
    assert!(family.len() < json.len(), "{json}");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("compiled.json");
    std::fs::write(&path, family).expect("a file");
    assert_eq!(lehr(&["show", path.to_str().expect("a plain name")]).stdout, lehr(&["show", "-e", text]).stdout);
}

#[test]
fn a_family_is_equal_to_its_members_written_out() {
    let family = compiled("lr.b.{i in 0..2} = hold(1)").into_program().expect("no errors");
    let members = compiled("lr.b.0 = hold(1); lr.b.1 = hold(1); lr.b.2 = hold(1)").into_program().expect("no errors");
    assert_eq!(family.tracks(), members.tracks());
    assert_eq!(family.tracks()[1].family.as_deref(), Some("lr.b.{0..2}"));
    assert_eq!(members.tracks()[1].family, None);
    for (one, other) in family.tracks().iter().zip(members.tracks()) {
        assert_eq!(one.schedule.fingerprint(), other.schedule.fingerprint());
    }
}

#[test]
fn every_program_is_a_family_as_it_is_its_members() {
    let mut compared = 0;
    for (seed, statements) in crate::oracle::programs().enumerate() {
        let tracks = ["lr = ", "wd = ", "other = "];
        for value in
            statements.iter().filter_map(|statement| tracks.iter().find_map(|name| statement.strip_prefix(name)))
        {
            if let Some(both) = families::both_ways(&statements.join("\n"), value, seed) {
                families::compare(&both);
                compared += 1;
            }
        }
    }
    assert!(compared > 500, "{compared}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn members_are_statements_in_any_order(
        s in relative(), first in 0_u32..3, count in 1_u32..4, turned in any::<bool>(), share in 1_u32..9,
    ) {
        let last = first + count - 1;
        let value = format!("max(({s}) * (0.1 * (i + 1)), {share}%)");
        let family = format!("lr.b.{{i in {first}..{last}}} = {value}");
        let members = (first..=last).map(|i| format!("lr.b.{i} = {}", value.replace("(i + 1)", &format!("({i} + 1)"))));
        let members: Vec<_> = members.collect();
        let head = "base = 0.3";
        let (with, without) = if turned {
            (format!("{family}\n{head}"), format!("{}\n{head}", members.join("\n")))
        } else {
            (format!("{head}\n{family}"), format!("{head}\n{}", members.join("\n")))
        };
        let (one, other) = (compiled(&with), compiled(&without));
        prop_assert_eq!(errors(&one).len().min(1), errors(&other).len().min(1));
        if let (Some(one), Some(other)) = (one.program(), other.program()) {
            for track in one.tracks() {
                let same = other.track(&track.name).expect("the same tracks");
                for tick in 0..80 {
                    prop_assert_eq!(track.schedule.value(tick).to_bits(), same.value(tick).to_bits());
                }
            }
        }
    }
}
