//! The rules of the linter, each by its own cases: what it finds, what it leaves, what its fix makes.
//!
//! `tests/lint/CODE.lehr` holds the cases of a rule. A line `### finds` or `### leaves`, with a remark
//! after a colon, starts each; `(and CODE)` names what else is found there.

use std::fmt::Write as _;
use std::path::Path;

use lehr::diagnostic::Applicability;
use lehr::lint::{self, Settings};
use lehr::{Diagnostic, Overrides, compile};
use proptest::prelude::*;

use crate::support::{files, root};

/// A text, and whether something is found in it.
struct Case {
    title: String,
    finds: bool,
    text: String,
}

fn cases(path: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(path).expect("text");
    let mut cases: Vec<Case> = Vec::new();
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("### ") {
            assert!(title.starts_with("finds") || title.starts_with("leaves"), "{}: {title}", path.display());
            cases.push(Case { title: title.to_string(), finds: title.starts_with("finds"), text: String::new() });
        } else {
            let case = cases.last_mut().unwrap_or_else(|| panic!("{} starts with no case", path.display()));
            case.text.push_str(line);
            case.text.push('\n');
        }
    }
    cases.iter_mut().for_each(|case| case.text.truncate(case.text.trim_end().len() + 1));
    cases
}

fn findings(text: &str) -> Vec<Diagnostic> {
    let compilation = compile(text, &Overrides::default());
    assert!(compilation.program().is_some(), "{text}\n{:#?}", compilation.diagnostics());
    lint::check(&compilation, &Settings::default())
}

fn codes(findings: &[Diagnostic]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.code.slug()).collect()
}

fn fixed(text: &str, unsafe_too: bool) -> lint::Fixed {
    lint::fix(text, &Overrides::default(), &Settings::default(), unsafe_too)
}

/// A finding as it is read: where, when, what, and what to do.
fn shown(finding: &Diagnostic, text: &str) -> String {
    let mut shown = format!("{}[{}]", finding.severity().name(), finding.code.slug());
    for label in &finding.labels {
        let _ = write!(shown, " at `{}`", &text[label.span.range()]);
        if !label.text.is_empty() {
            let _ = write!(shown, " ({})", label.text);
        }
    }
    if let (Some(track), Some(tick)) = (&finding.track, finding.tick) {
        let _ = write!(shown, ", tick {tick} of {track}");
    }
    let _ = write!(shown, "\n  {}", finding.message);
    if let Some(help) = &finding.help {
        let _ = write!(shown, "\n  help: {help}");
    }
    for fix in &finding.fixes {
        let kind = if fix.applicability == Applicability::Safe { "fix" } else { "unsafe fix" };
        let _ = write!(shown, "\n  {kind}: {}", fix.title);
    }
    shown
}

#[test]
fn each_rule_finds_its_cases_and_leaves_the_others() {
    let mut all_wrong = Vec::new();
    insta::glob!("../lint", "*.lehr", |path| {
        let slug = path.file_stem().and_then(|name| name.to_str()).expect("a plain name");
        let (mut report, mut wrong) = (String::new(), Vec::new());
        for Case { title, finds, text } in cases(path) {
            let found = findings(&text);
            let mut others = codes(&found);
            others
                .retain(|code| ![slug, "zero-first-step"].contains(code) && !title.contains(&format!("(and {code})")));
            if codes(&found).contains(&slug) != finds || finds && !others.is_empty() {
                wrong.push(format!("{slug}: {title}\n{text}{:?}\n", codes(&found)));
                continue;
            }
            if !finds {
                continue;
            }
            let _ = write!(report, "### {title}\n{text}\n");
            for finding in &found {
                let _ = writeln!(report, "{}", shown(finding, &text));
            }
            let after = fixed(&text, true).text;
            if after != text {
                let _ = write!(report, "\nfixed:\n{after}");
            }
            report.push('\n');
        }
        all_wrong.append(&mut wrong);
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(report) });
    });
    assert!(all_wrong.is_empty(), "{}", all_wrong.join("\n"));
}

#[test]
fn each_rule_has_cases_and_examples() {
    let mut wrong = Vec::new();
    for rule in lint::rules() {
        let slug = rule.code.slug();
        let path = root().join(format!("tests/lint/{slug}.lehr"));
        if !path.exists() {
            wrong.push(format!("{} is missing", path.display()));
            continue;
        }
        let cases = cases(&path);
        assert!(cases.iter().any(|case| case.finds), "{slug} has nothing that it finds");
        assert!(cases.iter().any(|case| !case.finds), "{slug} has nothing that it leaves");
        for (example, expected) in [(rule.bad, vec![slug]), (rule.good, Vec::new())] {
            let mut found = codes(&findings(example));
            // A short example is easier to read, and its first step counts.
            found.retain(|code| slug == "zero-first-step" || *code != "zero-first-step");
            if found != expected {
                wrong.push(format!("{slug}: {example}: {found:?}"));
            }
        }
        assert!(rule.rationale.len() > 40 && !rule.name.is_empty(), "{slug} says not why");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for path in files("tests/lint", "lehr") {
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a plain name");
        assert!(lint::rules().iter().any(|rule| rule.code.slug() == name), "{name} is no rule");
    }
}

/// Ways to write a track that change no value in the run: `{}` is the track.
const TRANSPARENT: &[&str] = &[
    "({}) every tick",
    "({}) for run",
    "({}) repeat 1",
    "(({}) for run) repeat",
    "(({}) for run) mirror",
    "(({}) every tick for run) mirror repeat",
    "1x * ({})",
    "wrapped({})",
];

/// A text with each of its tracks written in another way; `None` where it has no track that can be.
fn rewritten(text: &str, way: &str) -> Option<String> {
    let is_track = |name: &str| !["run", "base", "epoch", "step", "tick"].contains(&name) && !name.contains(' ');
    let mut changed = false;
    let statements = text.split("; ").map(|statement| match statement.split_once(" = ") {
        Some((name, value)) if is_track(name) => {
            changed = true;
            format!("{name} = {}", way.replace("{}", value))
        }
        _ => statement.to_string(),
    });
    let statements = statements.collect::<Vec<_>>().join("\n");
    let def = if way.starts_with("wrapped") { "def wrapped(s) = s\n" } else { "" };
    changed.then(|| format!("{def}{statements}\n"))
}

/// Whether a way of writing says that what is found is meant.
fn is_meant(code: &str, way: &str) -> bool {
    match code {
        // `for run` says that it is as long as it is.
        "cut-by-run" | "ends-before-run" | "horizon-given-twice" => way.contains("for run"),
        _ => false,
    }
}

#[test]
fn each_mistake_is_found_under_each_combinator() {
    let (mut wrong, mut compared) = (Vec::new(), 0);
    for rule in lint::rules() {
        let slug = rule.code.slug();
        for way in TRANSPARENT {
            for (example, is_bad) in [(rule.bad, true), (rule.good, false)] {
                let Some(text) = rewritten(example, way) else { continue };
                let compilation = compile(&text, &Overrides::default());
                // Without a run nothing can be as long as it, and not everything can be repeated.
                if compilation.program().is_none() || is_bad && is_meant(slug, way) {
                    continue;
                }
                compared += 1;
                let found = codes(&lint::check(&compilation, &Settings::default())).contains(&slug);
                if found != is_bad {
                    wrong.push(format!("{slug}: {}\n{text}", if is_bad { "not found" } else { "found" }));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {compared}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(compared > 400, "{compared}");
}

/// Every text that something is found in.
fn bad_texts() -> Vec<String> {
    let of_rules = lint::rules().iter().map(|rule| rule.bad.replace("; ", "\n"));
    let all = files("tests/lint", "lehr").into_iter().flat_map(|path| cases(&path));
    of_rules.chain(all.filter(|case| case.finds).map(|case| case.text)).collect()
}

/// The names that a text defines by `let`, `def` and `param`.
fn names(text: &str) -> Vec<String> {
    let word = |line: &str| {
        let rest = ["let ", "def ", "param "].iter().find_map(|word| line.trim_start().strip_prefix(word))?;
        Some(rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()?.to_string())
    };
    text.split(['\n', ';']).filter_map(word).collect()
}

/// A text with each name of its own given another one.
fn renamed(text: &str) -> String {
    let names = names(text);
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut renamed = String::new();
    for piece in text.split_inclusive(|c| !is_word(c)) {
        let word = piece.trim_end_matches(|c| !is_word(c));
        if names.iter().any(|name| name == word) {
            renamed.push_str("other_");
        }
        renamed.push_str(piece);
    }
    renamed
}

/// A text with its white space changed: each space, line end, bracket and comma as the choices say.
fn laid_out(text: &str, choices: &[u8]) -> String {
    let mut choices = choices.iter().copied().cycle();
    let mut laid_out = String::new();
    let (mut brackets, mut comment) = (0_u32, false);
    for c in text.chars() {
        comment = comment && c != '\n' || c == '#';
        if !comment {
            match c {
                '(' | '[' => brackets += 1,
                ')' | ']' => brackets -= 1,
                _ => {}
            }
        }
        laid_out.push(c);
        let choice = if comment { 0 } else { choices.next().unwrap_or(0) };
        match (c, choice) {
            ('\n', 1) => laid_out.push('\n'),
            ('\n', 2) => laid_out.push_str("# a remark\n"),
            ('(' | '[', 1) => laid_out.push_str("  "),
            (',', 1) => laid_out.push_str("   "),
            (',', 2) => laid_out.push_str("\n    "),
            (',', 3) if brackets > 0 => laid_out.push_str("  # a reason\n    "),
            _ => {}
        }
    }
    laid_out
}

fn comments(text: &str) -> Vec<String> {
    let comment = |line: &str| line.split_once('#').map(|(_, words)| words.trim().to_string());
    text.lines().filter_map(comment).filter(|words| !words.starts_with("lehr:")).collect()
}

/// What has to hold of every fix that a text offers, and of all of them together.
fn check_fixes(text: &str) {
    let before = findings(text);
    let count = |findings: &[Diagnostic], code: &str| codes(findings).iter().filter(|found| **found == code).count();
    let fixes = before.iter().flat_map(|finding| finding.fixes.iter().map(move |fix| (finding, fix)));
    for (finding, fix) in fixes {
        let after = fix.apply(text).unwrap_or_else(|| panic!("the edits do not fit: {fix:?}\n{text}"));
        let left = findings(&after);
        let code = finding.code.slug();
        assert!(count(&left, code) < count(&before, code), "{code} is still there\n{text}\n{after}");
        for other in codes(&left) {
            // What is left over goes in the next round.
            assert!(
                other.starts_with("unused-") || count(&left, other) <= count(&before, other),
                "{other}\n{text}\n{after}"
            );
        }
        assert_eq!(comments(&after), comments(text), "comments survive\n{after}");
    }
    for unsafe_too in [false, true] {
        let once = fixed(text, unsafe_too);
        let left = findings(&once.text);
        for code in &once.codes {
            assert!(count(&left, code.slug()) < count(&before, code.slug()), "{code:?}\n{text}\n{}", once.text);
        }
        for code in codes(&left) {
            assert!(count(&left, code) <= count(&before, code), "{code} is new\n{text}\n{}", once.text);
        }
        assert_eq!(comments(&once.text), comments(text), "comments survive\n{}", once.text);
        assert_eq!(fixed(&once.text, unsafe_too).text, once.text, "a fix is done at once");
        let lines = |text: &str| text.contains("\r\n");
        assert!(lines(text) || !lines(&once.text));
    }
}

#[test]
fn the_fixes_of_all_cases_hold() {
    for text in bad_texts() {
        check_fixes(&text);
        check_fixes(&renamed(&text));
        check_fixes(&text.replace('\n', "\r\n"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_fix_never_breaks_a_file(
        at in any::<prop::sample::Index>(), choices in prop::collection::vec(0_u8..4, 1..40), rename: bool, windows: bool
    ) {
        let texts = bad_texts();
        let mut text = laid_out(&texts[at.index(texts.len())], &choices);
        if rename {
            text = renamed(&text);
        }
        if windows {
            text = text.replace('\n', "\r\n");
        }
        // White space that the language does not take is no subject here.
        prop_assume!(compile(&text, &Overrides::default()).program().is_some());
        check_fixes(&text);
    }
}
