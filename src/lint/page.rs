//! The pages of the codes, and `docs/lints.md`, which is made of them.

use super::settings::Thresholds;
use super::{LintLevel, examples, rules};
use crate::diagnostic::{Code, Severity};
use crate::schedule::format_value;

/// What the formats for programs hold.
const OUTPUT: &str = "\n# Output\n\n\
    `--format concise` is one line for each finding, `github` the annotations of workflows, `sarif` a SARIF 2.1.0 log with \
    every rule, its page, and the fixes. `json` is one object:\n\n\
    | key | |\n|---|---|\n\
    | `format` | `\"lehr-check/1\"`; another number would mean another layout |\n\
    | `files` | how many were checked |\n\
    | `findings` | in the order of the files, and by place |\n\
    | … `file`, `code`, `severity`, `message` | the severity is `error`, `warning` or `note` |\n\
    | … `help` | what to write instead, where there is something |\n\
    | … `line`, `column`, `end_line`, `end_column` | from 1, in characters, the end exclusive |\n\
    | … `cell` | in a notebook, the cell that the lines are counted in: from 1, cells of text counted |\n\
    | … `track`, `tick` | what the finding speaks of, and when, where it does |\n\
    | … `related` | other places, each with a `message` |\n\
    | … `fixes` | ways to correct it, the most likely one first: each a `title`, an `applicability` of `safe` or `unsafe`, and `edits`, places with the `text` to put there |\n";

/// What a code means, in Markdown: for a rule with its rationale and its examples.
pub fn explain(code: Code) -> String {
    let severity = code.severity().name();
    let lines = |text: &str| text.replace("; ", "\n");
    let Some(rule) = rules().iter().find(|rule| rule.code == code) else {
        let meaning = format!("## `{}`\n\n{severity}. {}\n", code.slug(), code.explanation());
        return match examples().iter().find(|example| example.code == code) {
            Some(example) => format!(
                "{meaning}\nWrong:\n\n```text\n{}\n```\n\nright:\n\n```text\n{}\n```\n",
                lines(example.wrong),
                lines(example.right)
            ),
            None => meaning,
        };
    };
    format!(
        "## `{}`\n\n**{}** ({severity}). {}\n\n{}\n\nFound in\n\n```text\n{}\n```\n\nand not in\n\n```text\n{}\n```\n",
        code.slug(),
        rule.name,
        code.explanation(),
        rule.rationale,
        lines(rule.bad),
        lines(rule.good)
    )
}

/// Every code, every rule and every setting: `docs/lints.md`.
pub fn reference() -> String {
    let mut text = String::from(
        "# What `lehr check` finds\n\n\
         Made from the code; `lehr explain CODE` prints a part of it. A file with an error has no meaning. Warnings \
         and notes are about schedules that compile, but may not do in training what their author thinks: \
         they look at the compiled curve over the whole run, and a run of a billion steps costs what one of a \
         thousand does. What only a training script can have is on [a page of its own](script-findings.md).\n\n\
         A finding that is intended is allowed by a comment, `# lehr: allow(code)`, after the statement on its line or \
         alone above it, or for the whole file by `# lehr: allow-file(code)`. A comment that allows nothing is a \
         finding itself. `--select` and `--ignore` take codes. `--deny warnings`, or `--deny` with codes, turns them into \
         errors. `--fix` applies the safe fixes, `--unsafe-fixes` the others too, and `--diff` only shows \
         them. A fix that takes a comment out of a schedule is never a safe one.\n",
    );
    text.push_str(OUTPUT);
    text.push_str(&settings());
    text.push_str("\n# Rules\n");
    for rule in rules() {
        text.push_str(&format!("\n{}", explain(rule.code)));
    }
    let has_page = |code: &Code| code.is_about_scripts() || rules().iter().any(|rule| rule.code == *code);
    for (title, are_errors) in [("Other warnings and notes", false), ("Errors", true)] {
        text.push_str(&format!("\n# {title}\n"));
        let is_listed = |code: &&Code| (code.severity() == Severity::Error) == are_errors && !has_page(code);
        for code in Code::ALL.iter().filter(is_listed) {
            text.push_str(&format!("\n{}", explain(*code)));
        }
    }
    text
}

fn settings() -> String {
    let levels: Vec<_> = LintLevel::NAMES.iter().map(|(name, _)| format!("`\"{name}\"`")).collect();
    let mut text = format!(
        "\n# `lehr.toml`\n\n\
         The nearest one in the folder of a file or above it applies to the file, `[defaults]` for every command. \
         All of it can be left out.\n\n\
         | table | key | value | |\n|---|---|---|---|\n\
         | | `deny-warnings` | `true` or `false` | whether every warning is an error |\n\
         | `[rules]` | a code | one of {} | how its findings are treated |\n\
         | `[defaults]` | `run`, `epoch`, `base` | a text, as in the file: `\"90 epochs\"` | used where neither \
         the file nor the command line gives it |\n\
         | `[check]` | `scripts` | `true` or `false` | whether `lehr check` takes training scripts; it does by default |\n\
         | `[check]` | `exclude` | a list of patterns, as in a `.gitignore` | the files that `lehr check` leaves out |\n",
        levels.join(", ")
    );
    for (key, default, meaning) in Thresholds::ALL {
        let meaning = meaning.trim_end_matches('.');
        let mut letters = meaning.chars();
        let meaning = letters.next().map(|first| first.to_lowercase().chain(letters).collect::<String>());
        text.push_str(&format!(
            "| `[thresholds]` | `{key}` | a number, {} where it is not given | {} |\n",
            format_value(*default),
            meaning.unwrap_or_default()
        ));
    }
    text
}
