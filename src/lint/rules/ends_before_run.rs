//! A schedule that is over long before the run is.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::Rule;
use crate::lint::subject::{Subject, percent, shown};
use crate::schedule::Node;
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::EndsBeforeRun,
    rationale: "The horizon of a decay has to be that of the run: with a cosine that ended at half of it, the rest trains at the floor, and the loss is worse than that of the shorter run (Hägele et al., arXiv:2405.18392).",
    bad: "run = 100; lr = 0.1 * cosine(T=50)",
    good: "run = 100; lr = 0.1 * cosine",
    check,
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let (Some(run), Some(length)) = (subject.run, subject.schedule.len()) else { return };
    let length = Time::new(length.ratio());
    let Some(rest) = run.minus(length) else { return };
    let share = rest.to_f64() / run.to_f64();
    let last_said =
        subject.nodes.iter().any(|placed| matches!(placed.node, Node::For { .. }) && placed.end_is(length, subject));
    let (end, (_, peak)) = (subject.curve.last().1, subject.curve.peak());
    if share <= 0.01 || rest.to_f64() <= 1.0 || last_said || end > 0.1 * peak {
        return;
    }
    let mut finding = Diagnostic::new(
        Code::EndsBeforeRun,
        format!(
            "`{}` ends at {} of {}: the last {} ({}) train at {}",
            subject.name,
            subject.at(length),
            subject.count(run),
            subject.count(rest),
            percent(share),
            shown(end)
        ),
        subject.segment_span(subject.last_segment()),
    )
    .help("leave out the length of the last shape, so that it fills the run, or say `then hold` if that is meant");
    if let Some(run) = subject.program.sources().run {
        finding = finding.and(run, "the run");
    }
    findings.push(finding);
}
