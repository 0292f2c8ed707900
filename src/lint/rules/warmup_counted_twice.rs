//! A decay as long as the run after a warmup.

use crate::diagnostic::{Code, Fix};
use crate::lint::found::Found;
use crate::lint::subject::Subject;
use crate::lint::{Check, Rule};
use crate::schedule::{Node, format_short};
use crate::units::Time;

pub(super) const RULE: Rule = Rule {
    code: Code::WarmupCountedTwice,
    name: "Warmup counted twice",
    rationale: "A `T_max` that is the length of the run, after a warmup, is too long by the warmup: the run ends before the decay does (timm#1242, timm PR 2312; Transformers and optax count the warmup in, timm and PyTorch do not).",
    bad: "run = 90; lr = 0.1 * (warmup(5) then cosine(T=90))",
    good: "run = 90; lr = 0.1 * (warmup(5) then cosine)",
    check: Check::Rate(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    let Some(run) = subject.run else { return };
    let last = subject.last_segment();
    let Node::Ramp { length, .. } = last.node else { return };
    let (start, length) = (subject.ticks(last.begin), subject.ticks(*length));
    let off = length.minus(run).map_or(Time::ZERO, |off| off.max(Time::ZERO.minus(off).unwrap_or(off)));
    if !last.once || start < Time::whole(1) || off > Time::whole(1) {
        return;
    }
    // What comes to no more than the run was measured for it.
    let Some(whole) = start.plus(length).filter(|whole| *whole > run) else { return };
    let Some(left) = run.minus(start).filter(|left| *left > Time::ZERO) else { return };
    let edits = subject.filling(last);
    findings.push(
        subject
            .finding(
                Code::WarmupCountedTwice,
                format!(
                    "{} before it and {} of its own are {} of a run of {}: the run ends at {}, not at {}",
                    subject.count(start),
                    subject.count(length),
                    subject.count(whole),
                    subject.count(run),
                    format_short(subject.curve.last()),
                    format_short(subject.schedule.value_at(whole))
                ),
                last,
            )
            .at(subject.curve.end())
            .help(format!("leave the length out: then it fills the {} that are left", subject.count(left)))
            .fix(edits.map(|edits| Fix::safe(format!("let it fill the {} that are left", subject.count(left)), edits))),
    );
}
