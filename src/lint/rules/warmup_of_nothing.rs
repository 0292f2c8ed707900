//! A warmup that does not warm up.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::found::Found;
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
    check: Check::Rate(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    for (index, placed) in subject.nodes().iter().enumerate() {
        if let Some(finding) = default_of_five(subject, index) {
            findings.push(finding);
        }
        let Node::Ramp { from, to, length, .. } = placed.node else { continue };
        let (from, to) = (from.at(placed.base), to.at(placed.base));
        let length = subject.ticks(*length);
        let (is_short, stays) = (length < Time::whole(1), from >= to);
        if !is_short && !stays {
            continue;
        }
        let place = placed.origin.span;
        // Most nodes say so by their letters alone.
        let named = place.of(subject.source.text).contains("warmup")
            && subject.source.call(place).is_some_and(|call| call.name == "warmup");
        // A preset may have a warmup in it too.
        let is_warmup = named || placed.begin == 0 && from == 0.0 && to > 0.0;
        if !is_warmup {
            continue;
        }
        let message = if is_short {
            format!("this warmup takes {}, less than one", subject.count(length))
        } else if named && stays {
            format!("this warmup leads from {} to {}", format_short(from), format_short(to))
        } else {
            continue;
        };
        findings.push(
            subject
                .finding(Code::WarmupOfNothing, message, placed)
                .at(subject.tick(placed.begin.max(0)))
                .help("take a few percent of the run, from 0, or leave it out")
                .fix(subject.without(placed)),
        );
    }
}

/// PyTorch's `LinearLR` and `ConstantLR` rise after five calls of `step()` where nothing else is said.
const DEFAULT: i128 = 5;
/// In a run of fewer ticks they may matter.
const LONG: i128 = 2000;

/// A rise from a share of the rate that is over after the default of five ticks of a long run.
fn default_of_five(subject: &Subject<'_>, index: usize) -> Option<Diagnostic> {
    let placed = &subject.nodes()[index];
    let run = subject.run.filter(|run| *run >= Time::whole(LONG))?;
    let (start, top, length) = match placed.node {
        Node::Ramp { from, to, length, .. } => (from.at(placed.base), to.at(placed.base), *length),
        Node::Hold(level) => {
            let next = subject.next(index)?;
            (level.at(placed.base), subject.schedule.value_at(subject.ticks(next.begin)), next.begin - placed.begin)
        }
        _ => return None,
    };
    let is_default = placed.begin == 0 && placed.once && subject.ticks(length) == Time::whole(DEFAULT);
    (is_default && !placed.is_factor && 0.0 < start && start < top).then(|| {
        let message = format!(
            "the rate is at its peak after {} of a run of {}: five is a default of PyTorch, and counts calls of `step()`",
            subject.count(Time::whole(DEFAULT)),
            subject.count(run)
        );
        let finding = subject.finding(Code::WarmupOfNothing, message, placed).at(0);
        finding.help("take a few percent of the run, or count it in epochs")
    })
}
