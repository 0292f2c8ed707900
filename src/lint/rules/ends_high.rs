//! A run that ends at a high rate.

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::subject::Subject;
use crate::lint::{Check, Rule};
use crate::schedule::{Node, format_percent, format_short};

pub(super) const RULE: Rule = Rule {
    code: Code::EndsHigh,
    name: "Ends high",
    rationale: "What a decay is for happens at its end: a final rate above a tenth of the peak leaves loss on the table (Hägele et al., arXiv:2405.18392; Hoffmann et al. decay to a tenth). The share is `ends-high` in `lehr.toml`.",
    bad: "run = 100; lr = 0.1 * cosine(to=40%)",
    good: "run = 100; lr = 0.1 * cosine(to=10%)",
    check: Check::Track(check),
};

/// These say the same, and why.
const EXPLAINED: [Code; 8] = [
    Code::CutByRun,
    Code::ClimbsBack,
    Code::RestartCut,
    Code::WarmupCountedTwice,
    Code::WrongUnit,
    Code::SegmentNeverRuns,
    Code::FloorAboveStart,
    Code::WarmupTooLong,
];

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let last = subject.last_segment();
    let Node::Ramp { from, to, .. } = last.node else { return };
    let falls = to.at(last.base) < from.at(last.base);
    if subject.run.is_none() || !subject.is_rate() || !falls {
        return;
    }
    let (end, peak) = (subject.curve.last(), subject.curve.peak().value);
    // The last tick is one before the end of the decay.
    let limit = subject.settings.thresholds.ends_high;
    let floor = to.at(last.base).min(end);
    if floor <= limit * peak * (1.0 + 1e-9) || EXPLAINED.into_iter().any(|code| subject.has(findings, code)) {
        return;
    }
    findings.push(
        subject
            .finding(
                Code::EndsHigh,
                format!(
                    "the run ends at {}, {} of the peak of {}",
                    format_short(end),
                    format_percent(end / peak),
                    format_short(peak)
                ),
                last,
            )
            .at(subject.curve.end())
            .help(format!(
                "decay further, to {} or less: `to={}`, or to 0",
                format_short(limit * peak),
                format_percent(limit)
            )),
    );
}
