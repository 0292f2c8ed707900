//! A warmup that does not warm up.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::subject::Subject;
use crate::lint::{Check, Rule};
use crate::schedule::{Node, format_short};
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::WarmupOfNothing,
    name: "Warmup of nothing",
    rationale: "A warmup of less than a tick, or from where it goes to, does nothing: a small percentage of a short run, a Keras schedule with `warmup_steps` and no `warmup_target`, a start that is already the peak (DeepSpeed#771, lightly PR 1842).",
    bad: "run = 5000; lr = 0.1 * (warmup(0.01%) then cosine)",
    good: "run = 5000; lr = 0.1 * (warmup(1%) then cosine)",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    for placed in &subject.nodes {
        let Node::Ramp { from, to, length, .. } = placed.node else { continue };
        let (from, to) = (from.at(placed.base), to.at(placed.base));
        let named = subject.source.call(placed.origin.span).is_some_and(|call| call.name == "warmup");
        let length = subject.ticks(*length);
        // A preset may have a warmup in it too.
        let is_warmup = named || placed.begin == 0 && from == 0.0 && to > 0.0;
        if !is_warmup {
            continue;
        }
        let message = if length < Time::whole(1) {
            format!("this warmup takes {}, less than one", subject.count(length))
        } else if named && from >= to {
            format!("this warmup leads from {} to {}", format_short(from), format_short(to))
        } else {
            continue;
        };
        findings.push(
            subject
                .finding(Code::WarmupOfNothing, message, placed)
                .at(subject.tick(placed.begin.max(0)))
                .help("take a few percent of the run, from 0: `warmup(2%)`; or leave it out")
                .fix(subject.without(placed)),
        );
    }
}
