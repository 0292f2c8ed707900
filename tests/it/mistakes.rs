//! What people write by mistake, what is said about it, and that every way to correct it works.
//!
//! In `tests/mistakes` a line `### what was meant or done` starts each mistake. `# means: TEXT` gives what was
//! meant, in one line with `;` between statements: each fix has to come to the same values.

use std::fmt::Write as _;

use lehr::diagnostic::Applicability;
use lehr::lint::{self, Settings};
use lehr::{Compilation, Diagnostic, Overrides, Severity, compile};

use crate::support::{files, relative};

/// How many ticks are compared.
const TICKS: u64 = 120;

struct Mistake {
    title: String,
    text: String,
}

fn mistakes(text: &str) -> Vec<Mistake> {
    let parts = text.split("### ").skip(1).map(|part| part.split_once('\n').expect("a mistake after its title"));
    parts.map(|(title, text)| Mistake { title: title.to_string(), text: format!("{}\n", text.trim_end()) }).collect()
}

impl Mistake {
    /// What was meant, as a file of its own.
    fn means(&self) -> Option<String> {
        let meant = self.text.lines().find_map(|line| line.strip_prefix("# means: "))?;
        Some(meant.replace("; ", "\n"))
    }

    /// What was written.
    fn written(&self) -> String {
        self.text.split_inclusive('\n').filter(|line| !line.starts_with("# means: ")).collect()
    }
}

fn looked_at(text: &str) -> (Compilation, Vec<Diagnostic>) {
    let compilation = compile(text, &Overrides::default());
    let findings = lint::check(&compilation, &Settings::default());
    (compilation, findings)
}

fn count(findings: &[Diagnostic], code: lehr::Code) -> usize {
    findings.iter().filter(|finding| finding.code == code).count()
}

/// The values of all tracks, for comparison.
fn values(compilation: &Compilation) -> Option<Vec<(String, Vec<u64>)>> {
    let tracks = compilation.program()?.tracks().iter();
    let ticks = |track: &lehr::Track| (0..TICKS).map(|tick| track.schedule.value(tick).to_bits()).collect();
    Some(tracks.map(|track| (track.name.clone(), ticks(track))).collect())
}

/// Applies a fix of one of the findings `before`, and says what is wrong with what it comes to.
fn applied(
    text: &str,
    before: &[Diagnostic],
    finding: &Diagnostic,
    fix: &lehr::diagnostic::Fix,
) -> Result<String, String> {
    let now = fix.apply(text).ok_or("the edits do not fit")?;
    let (_, after) = looked_at(&now);
    // Another one of its kind may come after it.
    let end = fix.edits.iter().map(|edit| edit.span.start + edit.text.len()).max().unwrap_or(0);
    let is_there = |left: &&Diagnostic| left.code == finding.code && left.span().start <= end;
    if count(&after, finding.code) >= count(before, finding.code) && after.iter().any(|left| is_there(&left)) {
        return Err(format!("{} is still there\n{now}", finding.code));
    }
    let errors = after.iter().filter(|left| left.severity == Severity::Error);
    for left in errors {
        if count(&after, left.code) > count(before, left.code) {
            return Err(format!("{left} is new\n{now}"));
        }
    }
    Ok(now)
}

fn shown(finding: &Diagnostic, text: &str) -> String {
    let mut shown = format!("{finding}\n  at `{}`\n", finding.span().of(text));
    if let Some(help) = &finding.help {
        let _ = writeln!(shown, "  help: {help}");
    }
    for fix in &finding.fixes {
        let how = if fix.applicability == Applicability::Safe { "safe" } else { "unsafe" };
        let now = fix.apply(text).expect("the edits fit");
        let _ = writeln!(shown, "  {how} fix: {}", fix.title);
        for line in now.lines().filter(|line| !text.lines().any(|old| old == *line)) {
            let _ = writeln!(shown, "    {line}");
        }
    }
    shown
}

#[test]
fn every_mistake_is_answered() {
    let mut count = 0;
    insta::glob!("../mistakes", "*.lehr", |path| {
        let text = std::fs::read_to_string(path).expect("text");
        let mut all = String::new();
        for mistake in mistakes(&text) {
            let written = mistake.written();
            let (_, findings) = looked_at(&written);
            assert!(!findings.is_empty(), "nothing is said of {}", mistake.title);
            let _ = writeln!(all, "### {}\n{written}", mistake.title);
            for finding in &findings {
                let has_answer = finding.help.is_some();
                assert!(has_answer, "{}: {finding} says nothing of what to write", mistake.title);
                all.push_str(&shown(finding, &written));
            }
            all.push('\n');
            count += 1;
        }
        insta::assert_snapshot!(all);
    });
    assert!(count >= 120, "{count} mistakes");
}

#[test]
fn every_suggestion_works() {
    let mut wrong = Vec::new();
    for path in files("tests/mistakes", "lehr") {
        let text = std::fs::read_to_string(&path).expect("text");
        for mistake in mistakes(&text) {
            let written = mistake.written();
            let meant = mistake.means().map(|text| looked_at(&text).0);
            let meant = meant.as_ref().map(|meant| values(meant).expect("what is meant compiles"));
            let (_, findings) = looked_at(&written);
            let mut fixes = 0;
            for (finding, fix) in
                findings.iter().flat_map(|finding| finding.fixes.iter().map(move |fix| (finding, fix)))
            {
                fixes += 1;
                match applied(&written, &findings, finding, fix) {
                    Err(reason) => wrong.push(format!("{}: {}: {reason}", mistake.title, fix.title)),
                    Ok(now) if meant.is_some() && values(&looked_at(&now).0) != meant => {
                        wrong.push(format!("{}: {}: means another thing\n{now}", mistake.title, fix.title));
                    }
                    Ok(_) => {}
                }
            }
            if meant.is_some() && fixes == 0 {
                wrong.push(format!("{}: nothing is offered", mistake.title));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_suggestion_of_the_corpus_works() {
    let mut wrong = Vec::new();
    let folders = ["tests/corpus/error", "tests/lint", "tests/recipes", "examples", "examples/recipes"];
    for path in folders.into_iter().flat_map(|folder| files(folder, "lehr")) {
        let text = std::fs::read_to_string(&path).expect("text");
        let cases: Vec<_> = if text.starts_with("### ") {
            mistakes(&text).into_iter().map(|mistake| mistake.text).collect()
        } else {
            vec![text]
        };
        for text in cases {
            let (_, findings) = looked_at(&text);
            for (finding, fix) in
                findings.iter().flat_map(|finding| finding.fixes.iter().map(move |fix| (finding, fix)))
            {
                if let Err(reason) = applied(&text, &findings, finding, fix) {
                    wrong.push(format!("{}: {}: {reason}", relative(&path), fix.title));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A comment with what is looked for in a text that cannot be read.
const COMMENT: &str = " # ]) 9,9o] = [( < then %";

/// The text with a new line at each place where a statement can go on in the next one, one at a time; every other one
/// comes after a comment.
fn broken(text: &str) -> Vec<String> {
    let signs = ['(', '[', ',', '=', '*', '/', '+', '-', '^'];
    let is_place = |&at: &usize| {
        let line = &text[text[..at].rfind('\n').map_or(0, |end| end + 1)..at];
        let joins = text[at..].starts_with(signs) || text[at..].starts_with("then ");
        let is_gap = text[..at].ends_with(' ') && (joins || line.trim_end().ends_with(signs));
        let is_said = !line.contains('#') && !line.contains("//");
        is_said && (is_gap || text[..at].ends_with(['(', '[']))
    };
    let places = text.char_indices().map(|(at, _)| at).filter(is_place);
    let before_line = [COMMENT, ""].into_iter().cycle();
    places.zip(before_line).map(|(at, before)| format!("{}{before}\n  {}", &text[..at], &text[at..])).collect()
}

#[test]
fn lines_and_comments_within_a_statement_change_nothing_of_what_works() {
    let mut wrong = Vec::new();
    let mut count = 0;
    let folders = ["tests/mistakes", "tests/corpus/error", "tests/lint"];
    let paths = folders.into_iter().flat_map(|folder| files(folder, "lehr"));
    // In place of a unit that is taken out, there is room for another one that is not used.
    for path in paths.filter(|path| !path.ends_with("unit-declaration-number.lehr")) {
        let text = std::fs::read_to_string(&path).expect("text");
        let cases = mistakes(&text).iter().map(Mistake::written).collect::<Vec<_>>();
        let cases = if cases.is_empty() { vec![text] } else { cases };
        for text in cases.iter().flat_map(|text| broken(text)) {
            let (_, findings) = looked_at(&text);
            let fixes = findings.iter().flat_map(|finding| finding.fixes.iter().map(move |fix| (finding, fix)));
            for (finding, fix) in fixes {
                count += 1;
                let is_safe = fix.applicability == Applicability::Safe;
                let reason = match applied(&text, &findings, finding, fix) {
                    Err(reason) => reason,
                    Ok(now) if is_safe && text.contains(COMMENT) && !now.contains(COMMENT) => {
                        format!("the comment is lost\n{now}")
                    }
                    Ok(_) => continue,
                };
                wrong.push(format!("{}: {finding}: {}: {reason}\nof:\n{text}", relative(&path), fix.title));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count}\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 3000, "{count} suggestions");
}

/// How much is said of a text: letters, places and edits.
fn amount(text: &str) -> usize {
    let of = |finding: &Diagnostic| {
        let edits = finding.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| 10 + edit.text.len());
        finding.message.len()
            + finding.help.as_ref().map_or(0, String::len)
            + finding.labels.len()
            + edits.sum::<usize>()
    };
    looked_at(text).1.iter().map(of).sum()
}

/// Each word of a text written again and again where it stands.
fn with_repeated_words(text: &str, count: usize) -> Vec<String> {
    let repeat = |word: &str| {
        let start = word.as_ptr().addr() - text.as_ptr().addr();
        [&text[..start], &format!("{word} ").repeat(count), &text[start + word.len()..]].concat()
    };
    text.split_whitespace().map(repeat).collect()
}

#[test]
fn what_is_said_grows_no_faster_than_the_text() {
    let mut wrong = Vec::new();
    let all = files("tests/mistakes", "lehr").into_iter().flat_map(|path| {
        let text = std::fs::read_to_string(path).expect("text");
        mistakes(&text)
    });
    for mistake in all {
        let repeated = |count| {
            let whole = mistake.written().repeat(count);
            [vec![whole], with_repeated_words(&mistake.written(), count)].concat()
        };
        for (few, many) in repeated(40).into_iter().zip(repeated(160)) {
            let [of_few, of_many] = [&few, &many].map(|text| amount(text));
            if 2 * of_many > 9 * of_few {
                wrong.push(format!("{}: {of_few} of 40, and {of_many} of 160: {few:.100}", mistake.title));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A slip of the hand or of the head: what it is, and what it makes of a text, at each place where it can be made.
struct Slip {
    name: &'static str,
    made: fn(&str) -> Vec<String>,
}

/// The text with another word in place of each of the words outside of its comments, one at a time.
fn with_each(text: &str, word: &str, now: &str) -> Vec<String> {
    let is_said = |at: &usize| {
        let line = &text[text[..*at].rfind('\n').map_or(0, |end| end + 1)..*at];
        !line.contains('#')
    };
    let places = text.match_indices(word).map(|(at, _)| at).filter(is_said);
    places.map(|at| [&text[..at], now, &text[at + word.len()..]].concat()).collect()
}

const SLIPS: [Slip; 38] = [
    Slip { name: "no `expect`", made: |text| with_each(text, "\nexpect ", "\n") },
    Slip { name: "`assert`", made: |text| with_each(text, "\nexpect ", "\nassert ") },
    Slip { name: "a second bound", made: |text| with_each(text, " <= ", " <= 7 <= ") },
    Slip { name: "`=` that compares", made: |text| with_each(text, " == ", " = ") },
    Slip { name: "`==` that defines", made: |text| with_each(text, " = ", " == ") },
    Slip { name: "a comma before a bracket", made: |text| with_each(text, "]", ",]") },
    Slip { name: "a comma in an index", made: |text| with_each(text, "[end]", "[end, end]") },
    Slip { name: "`//` for `/`", made: |text| with_each(text, " / ", " // ") },
    Slip { name: "`//` for `#`", made: |text| with_each(text, "#", "//") },
    Slip { name: "`%` for `/`", made: |text| with_each(text, " / ", " % ") },
    Slip { name: "`x` for `*`", made: |text| with_each(text, "1 * ", "1x ") },
    Slip { name: "no sign", made: |text| with_each(text, " * ", " ") },
    Slip { name: "a letter less", made: |text| with_each(text, "cosine", "cosne") },
    Slip { name: "a letter more", made: |text| with_each(text, "warmup", "warmupp") },
    Slip { name: "`:` for `=`", made: |text| with_each(text, " = ", ": ") },
    Slip { name: "no `=`", made: |text| with_each(text, " = ", " ") },
    Slip { name: "no comma", made: |text| with_each(text, ", ", " ") },
    Slip { name: "two commas", made: |text| with_each(text, ", ", ",, ") },
    Slip { name: "an arrow", made: |text| with_each(text, " then ", " -> ") },
    Slip { name: "`|>`", made: |text| with_each(text, " then ", " |> ") },
    Slip { name: "no `then`", made: |text| with_each(text, " then ", " ") },
    Slip { name: "`and then`", made: |text| with_each(text, " then ", " and then ") },
    Slip { name: "`then` twice", made: |text| with_each(text, " then ", " then then ") },
    Slip { name: "a capital", made: |text| with_each(text, "linear", "Linear") },
    Slip { name: "a unit in short", made: |text| with_each(text, " steps", " iters") },
    Slip { name: "a unit with a slip", made: |text| with_each(text, " tokens", " tokesn") },
    Slip { name: "an argument with a slip", made: |text| with_each(text, "from=", "form=") },
    Slip { name: "another argument with a slip", made: |text| with_each(text, "gamma=", "gama=") },
    Slip { name: "a track with a slip", made: |text| with_each(text, "expect lr[", "expect rl[") },
    Slip { name: "a word with a slip", made: |text| with_each(text, "\nexpect ", "\nexpct ") },
    Slip { name: "the plural of a word", made: |text| with_each(text, "\nrun ", "\nruns ") },
    Slip { name: "a comma in a number", made: |text| with_each(text, "0.", "0,") },
    Slip { name: "a suffix apart", made: |text| with_each(text, "k steps", " k steps") },
    Slip { name: "a percentage apart", made: |text| with_each(text, "%", " %") },
    Slip { name: "square for round", made: |text| with_each(text, "(", "[") },
    Slip { name: "`**`", made: |text| with_each(text, " ^ ", " ** ") },
    Slip { name: "`const`", made: |text| with_each(text, "\nlet ", "\nconst ") },
    Slip { name: "no bracket", made: |text| with_each(text, ")", "") },
];

/// How often each slip is made in a text.
const SLIPS_EACH: usize = 2;

#[test]
fn every_suggestion_for_a_slip_works() {
    let mut wrong = Vec::new();
    let mut counts = [0; SLIPS.len()];
    let texts = ["examples", "examples/recipes"].into_iter().flat_map(|folder| files(folder, "lehr"));
    for (index, path) in texts.enumerate() {
        let text = std::fs::read_to_string(&path).expect("text");
        // Every other file has half of the slips, which takes half of the time.
        for (slip, count) in SLIPS.iter().zip(&mut counts).skip(index % 2).step_by(2) {
            for slipped in (slip.made)(&text).into_iter().take(SLIPS_EACH) {
                let (_, findings) = looked_at(&slipped);
                let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
                for (finding, fix) in errors.flat_map(|finding| finding.fixes.iter().map(move |fix| (finding, fix))) {
                    *count += 1;
                    if let Err(reason) = applied(&slipped, &findings, finding, fix) {
                        wrong.push(format!("{}: {}: {finding}: {}: {reason}", slip.name, relative(&path), fix.title));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {counts:?}\n{}", wrong.len(), wrong.join("\n"));
    // Nobody knows which tick is meant, or what a remainder is to be.
    let is_open = |slip: &Slip| ["a comma in an index", "`%` for `/`"].contains(&slip.name);
    let silent = SLIPS.iter().zip(counts).filter(|(slip, count)| (*count == 0) != is_open(slip));
    let silent: Vec<_> = silent.map(|(slip, count)| format!("{count} for {}", slip.name)).collect();
    assert!(silent.is_empty(), "suggestions: {}", silent.join(", "));
}

/// What a help shows and no edit writes, each with the reason. What has `…` in it is a form, and stands for itself.
const FORMS: &[(&str, &str)] = &[
    ("then hold", "two words that go after the whole, wherever it ends"),
    ("S for D", "a form, in the letters of the reference"),
    ("S repeat", "a form, in the letters of the reference"),
    ("repeat n", "a form, in the letters of the reference"),
    ("A then B", "a form: what A and B are is not known"),
    ("A * B", "a form: what A and B are is not known"),
    ("A for D then B", "a form: what A and B are is not known"),
    ("A repeat 3", "a form: what A is is not known"),
    ("lehr explain", "a command"),
    ("t / run", "says what a part of a formula means"),
    ("t / 1 epoch", "says what a part of a formula means"),
];

/// The parts of a help that are to be written as they stand, and not yet are: no single words, but where they are
/// offered, and no forms.
fn lines_to_write<'h>(help: &'h str, text: &str) -> Vec<&'h str> {
    let is_word = |part: &str| !part.contains(' ') && !part.contains('(');
    let is_sign = |part: &str| !part.contains(|c: char| c.is_ascii_alphanumeric());
    let pieces: Vec<_> = help.split('`').collect();
    let lines = (1..pieces.len()).step_by(2).filter(|&index| {
        let (before, part) = (pieces[index - 1], pieces[index]);
        let is_offered = ["write ", "did you mean "].iter().any(|offer| before.ends_with(offer));
        let is_described = before.ends_with("called as ") || before.ends_with("in the words of the language: ");
        !part.contains('…') && !is_described && !is_sign(part) && (is_offered || !is_word(part) && !text.contains(part))
    });
    lines.map(|index| pieces[index]).filter(|part| !part.starts_with("lehr shapes ")).collect()
}

/// Every text of these tests that something is said of, with its name.
fn all_texts() -> Vec<(String, String)> {
    let folders =
        ["tests/mistakes", "tests/corpus/error", "tests/lint", "tests/recipes", "examples", "examples/recipes"];
    let mut all = Vec::new();
    for path in folders.into_iter().flat_map(|folder| files(folder, "lehr")) {
        let text = std::fs::read_to_string(&path).expect("text");
        if text.starts_with("### ") {
            all.extend(mistakes(&text).into_iter().map(|mistake| (mistake.title.clone(), mistake.written())));
        } else {
            all.push((relative(&path), text));
        }
    }
    all.extend(lint::examples().iter().map(|example| (example.code.to_string(), example.wrong.replace("; ", "\n"))));
    all
}

#[test]
fn every_line_that_a_help_shows_is_an_edit() {
    let mut wrong = Vec::new();
    for (title, text) in all_texts() {
        let (_, findings) = looked_at(&text);
        for finding in &findings {
            let help = finding.help.as_deref().unwrap_or_default();
            let without_blanks = |text: &str| text.split_whitespace().collect::<String>();
            let texts: Vec<_> = finding.fixes.iter().filter_map(|fix| fix.apply(&text)).collect();
            let texts: Vec<_> = texts.iter().map(|text| without_blanks(text)).collect();
            for line in lines_to_write(help, &text) {
                let is_form = FORMS.iter().any(|(form, _)| *form == line);
                if !is_form && !texts.iter().any(|text| text.contains(&without_blanks(line))) {
                    wrong.push(format!("{title}: {}: `{line}` in: {help}", finding.code));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The numbers of a message that nobody would write: five digits or more without a suffix, and fractions.
fn unreadable(message: &str, text: &str) -> Vec<String> {
    // What is quoted is the user's, or for the file.
    let said: String = message.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    let numbers = said.split(|c: char| !c.is_ascii_alphanumeric() && !"._/-".contains(c));
    let is_number = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit());
    let digits = |word: &str| word.split('.').next().unwrap_or_default().bytes().all(|c| c.is_ascii_digit());
    let long = |word: &str| digits(word) && word.split('.').next().is_some_and(|whole| whole.len() > 4);
    let is_odd = |word: &&str| long(word) || word.contains('/') && !word.ends_with("/3");
    numbers.filter(is_number).filter(is_odd).filter(|word| !text.contains(*word)).map(str::to_string).collect()
}

#[test]
fn counts_in_messages_are_written_for_people() {
    let mut wrong = Vec::new();
    for (title, text) in all_texts() {
        let (_, findings) = looked_at(&text);
        for finding in &findings {
            let help = finding.help.iter();
            let labels = finding.labels.iter().map(|label| &label.text);
            for said in std::iter::once(&finding.message).chain(help).chain(labels) {
                wrong.extend(unreadable(said, &text).iter().map(|number| format!("{title}: {number}: {said}")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_code_of_the_compiler_has_an_example() {
    let codes = |text: &str| looked_at(&text.replace("; ", "\n")).1;
    for example in lint::examples() {
        assert!(
            count(&codes(example.wrong), example.code) > 0,
            "{}: nothing is wrong with {}",
            example.code,
            example.wrong
        );
        let left = codes(example.right);
        assert_eq!(count(&left, example.code), 0, "{}: {}", example.code, example.right);
        let error = left.iter().find(|left| left.severity == Severity::Error);
        assert!(error.is_none(), "{}: {}: {error:?}", example.code, example.right);
    }
    let has_page = |code: lehr::Code| {
        lint::examples().iter().any(|example| example.code == code)
            || lint::rules().iter().any(|rule| rule.code == code)
            || lehr::scripts::rules().iter().any(|rule| rule.code == code)
    };
    let without: Vec<_> = lehr::Code::ALL.iter().filter(|code| !has_page(**code)).map(|code| code.slug()).collect();
    // These are no matter of a small text: of its bytes, its size, or of what is given from outside.
    assert_eq!(
        without,
        [
            "not-utf8",
            "binary-file",
            "too-large",
            "nesting",
            "open-parameter",
            "unsaid-schedule",
            "unknown-param",
            "expansion",
            "incomplete-analysis",
            "expectation-failed"
        ]
    );
}

#[test]
fn a_code_is_found_by_a_part_of_it() {
    for (name, code) in [("climbs", "climbs-back"), ("squared rate", "squared-rate"), ("climb-back", "climbs-back")] {
        let printed = crate::support::lehr(&["explain", name]);
        assert!(printed.stdout.starts_with(code), "{name}: {}{}", printed.stdout, printed.stderr);
    }
    let several = crate::support::lehr(&["explain", "milestone"]);
    assert_eq!(several.code, 2);
    assert!(several.stderr.contains("`milestone-past-end`"), "{}", several.stderr);
}
