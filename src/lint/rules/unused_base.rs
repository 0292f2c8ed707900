//! A declared base that nothing refers to.

use crate::diagnostic::Code;
use crate::lint::{Check, Rule};

pub(super) const RULE: Rule = Rule {
    code: Code::UnusedBase,
    name: "Unused base",
    rationale: "A base that nothing refers to has no effect, whatever `--base` says: OneCycleLR and CyclicLR of PyTorch ignore the optimizer's rate in the same way, silently.",
    bad: "base = 0.1; lr = cosine(10, from=0.2)",
    good: "base = 0.2; lr = cosine(10)",
    check: Check::Compiler,
};
