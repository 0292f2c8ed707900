//! A run that ends in the middle of a cycle.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::{Check, Rule};
use crate::lint::subject::Subject;
use crate::lint::words::{percent, shown};
use crate::schedule::{Node, Repeat, Subticks};
use crate::syntax::ast::Unit;

pub(super) const RULE: Rule = Rule {
    code: Code::RestartCut,
    name: "Restart cut",
    rationale: "Warm restarts are meant to end at the floor. A run that is cut in the middle of a cycle ends at a high rate, and its last epochs only undo what the cycle before had reached (pytorch#62640).",
    bad: "run = 30; lr = 0.1 * cosine(T=20) repeat",
    good: "run = 30; lr = 0.1 * cosine(T=15) repeat",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let Some(end) = subject.run_end() else { return };
    let (last, peak) = (subject.curve.last(), subject.curve.peak().value);
    if last <= 0.1 * peak {
        return;
    }
    for placed in &subject.nodes {
        let (Node::Repeat(repeat), Some(start)) = (placed.node, placed.start()) else { continue };
        let cut = placed.end.is_none_or(|own| own >= end);
        let Some((index, begin)) =
            cycle_at(repeat, end - start).filter(|(_, begin)| cut && *begin < (end - start) as f64)
        else {
            continue;
        };
        let into = (end - start) as f64 - begin;
        let resolution = subject.schedule.resolution() as f64;
        let (p, q) = repeat.stretch();
        let stretch = f64::from(p) / f64::from(q);
        let cycles =
            |count: f64| if stretch == 1.0 { count } else { (libm::pow(stretch, count) - 1.0) / (stretch - 1.0) };
        let lands = |count: u64| shown((end - start) as f64 / resolution / cycles(count as f64));
        let unit = subject.program.tick().map_or("ticks", Unit::plural);
        findings.push(
            subject.finding(
                Code::RestartCut,
                format!(
                    "the run of {} ends {} {unit} into cycle {}, at {}, {} of the peak",
                    subject.count(subject.ticks(end)),
                    shown(into / resolution),
                    index + 1,
                    shown(last),
                    percent(last / peak)
                ),
                placed)
            .help(format!(
                "a first cycle of {} {unit} makes {} whole cycles, one of {} makes {}; `repeat {}` without a length fills the run",
                lands(index.max(1)),
                index.max(1),
                lands(index + 1),
                index + 1,
                index + 1
            )),
        );
    }
}

/// The cycle of a time and where it starts, in subticks; none where the time is behind the last one.
fn cycle_at(repeat: &Repeat, at: Subticks) -> Option<(u64, f64)> {
    let (p, q) = repeat.stretch();
    if p == q {
        let index = u64::try_from((at - 1).max(0) / repeat.period()).ok()?;
        let begin = i128::from(index) * repeat.period();
        let inside = at - begin < repeat.period() && repeat.count().is_none_or(|count| index < count);
        return inside.then_some((index, begin as f64));
    }
    // Only for a message: the schedule itself finds its cycles by whole numbers.
    let (mut begin, mut length, mut index) = (0.0, repeat.period() as f64, 0);
    while begin + length < at as f64 {
        begin += length;
        length *= f64::from(p) / f64::from(q);
        index += 1;
        if index > 4096 || repeat.count().is_some_and(|count| index >= count) {
            return None;
        }
    }
    (begin + length > at as f64 * (1.0 + 1e-12)).then_some((index, begin))
}
