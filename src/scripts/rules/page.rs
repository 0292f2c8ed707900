//! The pages of the findings on scripts, and `docs/script-findings.md`, which is made of them.

use super::Rule;
use crate::diagnostic::Code;

/// What a code means that only a script can have, in Markdown; nothing for another code.
pub fn explain(code: Code) -> Option<String> {
    super::rules().iter().find(|rule| rule.code == code).map(page)
}

fn page(rule: &Rule) -> String {
    format!(
        "## `{}`\n\n**{}** ({}). {}\n\n{}\n\nFound in\n\n```python\n{}```\n\nand not in\n\n```python\n{}```\n",
        rule.code.slug(),
        rule.name,
        rule.code.severity().name(),
        rule.code.explanation(),
        rule.rationale,
        rule.bad,
        rule.good()
    )
}

/// Every rule about scripts: `docs/script-findings.md`.
pub fn reference() -> String {
    let mut text = String::from(
        "# What `lehr check` finds in training scripts\n\n\
         Made from the code; `lehr explain CODE` prints a part of it. These are the findings that only a script can \
         have: what its calls and loops say. What the curve shows has the codes of [the other page](lints.md), in a \
         script too. [Reading training scripts](scripts.md) says what is read of a script and what is not.\n\n\
         A rule speaks only where a mistake is certain: at the values of the parameters where they have some, and \
         otherwise only if it holds whatever they are. Where `--set` would settle it, a note says so. A finding that is \
         meant is allowed by `# lehr: allow(code)`, as in a file of schedules.\n\n\
         | code | | |\n|---|---|---|\n",
    );
    for rule in super::rules() {
        text.push_str(&format!(
            "| [`{0}`](#{0}) | {1} | {2} |\n",
            rule.code.slug(),
            rule.code.severity().name(),
            rule.name.replace('|', "\\|")
        ));
    }
    for rule in super::rules() {
        text.push('\n');
        text.push_str(&page(rule));
    }
    text
}
