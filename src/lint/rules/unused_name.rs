//! A `let`, `def` or `param` that nothing mentions.

use crate::diagnostic::Code;
use crate::lint::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::UnusedName,
    name: "Unused name",
    rationale: "A name that nothing mentions is usually one that was meant somewhere: a number that was changed in one place only, or a parameter that `--set` changes to no effect.",
    bad: "let warm = 5; lr = 0.1 * cosine(10)",
    good: "let T = 10; lr = 0.1 * cosine(T)",
    check: Check::Compiler,
};
