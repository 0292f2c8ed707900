//! A value that jumps up where one segment follows another.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::{Check, Rule};
use crate::lint::subject::Subject;
use crate::lint::words::shown;
use crate::schedule::Node;
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::SeamJump,
    name: "Seam jump",
    rationale: "A part that starts from its own value and not from where the last one ended jumps at the seam, as PyTorch's `SequentialLR` does: a warmup that is cut at half way is followed by the full rate at once.",
    bad: "base = 0.1; lr = warmup(10) for 5 then cosine(90, from=1x)",
    good: "base = 0.1; lr = warmup(10) then cosine(90, from=1x)",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let Node::Chain(segments) = subject.schedule.root() else { return };
    let last = subject.curve.end();
    for segment in segments.iter().skip(1) {
        let at = subject.ticks(segment.start);
        let Some(tick) = u64::try_from(at.ceil()).ok().filter(|&tick| tick > 0 && tick <= last) else { continue };
        let jump = subject.schedule.jumps(tick - 1, tick).find(|jump| Time::new(jump.at) == at);
        let Some(jump) = jump.filter(|jump| jump.after > 1.25 * jump.before && jump.before > 0.0) else { continue };
        findings.push(
            subject.finding(
                Code::SeamJump,
                format!(
                    "at {} the value jumps from {} to {}, by a factor of {}",
                    subject.at(at),
                    shown(jump.before),
                    shown(jump.after),
                    shown(jump.after / jump.before)
                ),
                subject.segment_at(tick),
            )
            .help("leave `from=` out to go on from where the last segment ended, or let that one run to its end"),
        );
    }
}
