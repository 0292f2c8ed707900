//! Findings about schedules that compile and are still wrong: what the curve will do in training.
//!
//! Rules look at the compiled schedule and not at its spelling, so that a mistake is found whether
//! it is written out or hidden in a `let`, a `def` or a preset. Nothing walks the ticks: a run of a
//! billion costs what one of a thousand does.

mod allow;
mod curve;
mod fix;
mod rules;
mod subject;

use crate::compile::Compilation;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::program::Program;
pub use fix::{Fixed, fix};
use subject::Subject;

/// A rule about schedules.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The code of its findings.
    pub code: Code,
    /// Why it matters, and where it has been seen.
    pub rationale: &'static str,
    /// A schedule that it finds something in.
    pub bad: &'static str,
    /// The same schedule, put right.
    pub good: &'static str,
    check: fn(&Subject<'_>, &mut Vec<Diagnostic>),
}

/// Every rule, by the order of the codes.
pub fn rules() -> &'static [Rule] {
    rules::RULES
}

/// What the rules find in a program, track by track. Findings of a program that was read from JSON
/// point nowhere.
pub fn lint(program: &Program) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for index in 0..program.tracks().len() {
        let subject = Subject::new(program, index);
        for rule in rules::RULES {
            (rule.check)(&subject, &mut findings);
        }
    }
    // A group such as `10 * lr` has the findings of the track that it is made of.
    let mut seen = std::collections::HashSet::new();
    findings.retain(|finding| seen.insert((finding.code, finding.span())));
    findings
}

/// Everything there is to say about a text that was compiled: the compiler's findings and those of
/// the rules, without what its comments allow, by place.
pub fn check(text: &str, compilation: &Compilation) -> Vec<Diagnostic> {
    let mut diagnostics = compilation.diagnostics.clone();
    if let Some(program) = &compilation.program {
        diagnostics.extend(lint(program));
    }
    allow::apply(text, &mut diagnostics);
    diagnostics
        .sort_by_key(|diagnostic| (diagnostic.span(), std::cmp::Reverse(diagnostic.severity()), diagnostic.code));
    diagnostics
}

/// What a code means, in Markdown: for a rule with its rationale and its examples.
pub fn explain(code: Code) -> String {
    let mut text = format!("## `{}`\n\n{}\n", code.slug(), code.explanation());
    if let Some(rule) = rules().iter().find(|rule| rule.code == code) {
        text.push_str(&format!(
            "\n{}\n\nFound in\n\n```text\n{}\n```\n\nand not in\n\n```text\n{}\n```\n",
            rule.rationale, rule.bad, rule.good
        ));
    }
    text
}

/// Every code and every rule, `docs/lints.md`.
pub fn reference() -> String {
    let mut text = String::from(
        "# What `lehr check` finds\n\n\
         Made from the code; `lehr explain CODE` prints a part of it. Errors leave a file without a meaning. Warnings \
         are about schedules that compile, and will not do in training what their author thinks: they look at the \
         compiled curve over the whole run, and a run of a billion steps costs what one of a thousand does.\n\n\
         A warning that is meant is allowed by a comment, `# lehr: allow(code)`, behind the statement on its line or \
         alone above it, or for the whole file by `# lehr: allow-file(code)`. A comment that allows nothing is a \
         warning itself. `--ignore` and `--select` take codes, and `--deny-warnings` fails on them.\n\n# Rules\n",
    );
    for rule in rules() {
        text.push_str(&format!("\n{}", explain(rule.code)));
    }
    let is_rule = |code: &Code| rules().iter().any(|rule| rule.code == *code);
    for (title, severity) in [("Other warnings", Severity::Warning), ("Errors", Severity::Error)] {
        text.push_str(&format!("\n# {title}\n\n| code | |\n|---|---|\n"));
        for code in Code::ALL.iter().filter(|code| code.severity() == severity && !is_rule(code)) {
            text.push_str(&format!("| `{}` | {} |\n", code.slug(), code.explanation().replace('|', "\\|")));
        }
    }
    text
}
