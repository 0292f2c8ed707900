//! A run that ends in the middle of a cycle.

use crate::catalogue::key;
use crate::diagnostic::{Code, Edit, Fix};
use crate::lint::found::Found;
use crate::lint::subject::{Placed, Subject};
use crate::lint::{Check, Rule};
use crate::schedule::{Node, Repeat, Subticks, format_percent, format_short};
use crate::syntax::ast::{ExprKind, PostfixKind};

pub(super) const RULE: Rule = Rule {
    code: Code::RestartCut,
    name: "Restart cut",
    rationale: "Warm restarts are meant to end at the floor. A run that is cut in the middle of a cycle ends at a high rate, and its last epochs only undo what the cycle before had reached (pytorch#62640, ivadomed#57).",
    bad: "run = 30; lr = 0.1 * cosine(T=20) repeat",
    good: "run = 30; lr = 0.1 * cosine(T=15) repeat",
    check: Check::Rate(check),
};

/// The cycle in which a run ends.
struct Cut {
    /// Its number, from 0.
    index: u64,
    /// How long all cycles before it took, in ticks.
    before: f64,
    /// How long the first cycle is.
    first: f64,
    /// How long all of it runs.
    all: f64,
    /// How much longer each cycle is than the one before it.
    stretch: f64,
}

fn check(subject: &Subject<'_>, findings: &mut Found) {
    let Some(end) = subject.run_end() else { return };
    let at_the_end = subject.nodes().iter().filter(|placed| placed.once && placed.end.is_none_or(|own| own >= end));
    for placed in subject.curve.within_budget(at_the_end) {
        let Node::Repeat(repeat) = placed.node else { continue };
        // A first cycle that is longer than the run is a decay that the run cuts.
        let Some(cut) = Cut::of(subject, repeat, end - placed.begin).filter(|cut| cut.index > 0) else { continue };
        if findings.has_any(&[Code::WarmupCountedTwice, Code::WrongUnit])
            // One that climbs is told so.
            || findings.has(Code::ClimbsBack) && matches!(repeat.body(), Node::Mirror { .. })
            || is_triangle(subject, placed, repeat)
            || subject.curve.last_share() <= subject.settings.thresholds.ends_high
        {
            continue;
        }
        let (last, peak) = (subject.curve.last(), subject.curve.peak().value);
        findings.push(
            subject
                .finding(
                    Code::RestartCut,
                    format!(
                        "the run of {} ends {} into cycle {}, at {}, {} of the peak",
                        subject.count(subject.ticks(end)),
                        subject.short_count(cut.all - cut.before),
                        cut.index + 1,
                        format_short(last),
                        format_percent(last / peak)
                    ),
                    placed,
                )
                .at(subject.curve.end())
                .help(cut.help(subject))
                .fix(filling(subject, placed, cut.nearest())),
        );
    }
}

/// Whether a cycle goes up and down, so that it has no end to reach: a preset for that, or one whose rise
/// takes a third of it.
fn is_triangle(subject: &Subject<'_>, placed: &Placed<'_>, repeat: &Repeat) -> bool {
    let rises = |node: &Node| match node {
        Node::Ramp { from, to, length, .. } if from.at(placed.base) < to.at(placed.base) => *length,
        _ => 0,
    };
    let rise = match repeat.body() {
        Node::Mirror { body, .. } => rises(body),
        Node::Chain(segments) => segments.iter().next().map_or(0, |first| rises(first.node)),
        _ => 0,
    };
    let named = subject.source.call(placed.origin.span).is_some_and(|call| call.name.starts_with("cyclic"));
    named || rise.saturating_mul(3) >= repeat.period()
}

impl Cut {
    /// The cut of a repeat after a time in subticks; none where it ends with a cycle, or is over.
    fn of(subject: &Subject<'_>, repeat: &Repeat, at: Subticks) -> Option<Self> {
        let (p, q) = repeat.stretch();
        let stretch = f64::from(p) / f64::from(q);
        let resolution = subject.schedule.resolution() as f64;
        let (first, all) = (repeat.period() as f64 / resolution, at as f64 / resolution);
        let mut cut = Self { index: 0, before: 0.0, first, all, stretch };
        if p == q {
            cut.index = u64::try_from((at - 1).max(0) / repeat.period()).ok()?;
            cut.before = cut.cycles(cut.index) * first;
        } else {
            // Only for a message: the schedule itself finds its cycles by whole numbers.
            while cut.cycles(cut.index + 1) * first < all && cut.index < 4096 {
                cut.index += 1;
            }
            cut.before = cut.cycles(cut.index) * first;
        }
        let next = cut.cycles(cut.index + 1) * first;
        let inside = cut.before < all && next > all * (1.0 + 1e-12);
        (inside && repeat.count().is_none_or(|count| cut.index < count)).then_some(cut)
    }

    /// How long a number of cycles takes, in first cycles.
    fn cycles(&self, count: u64) -> f64 {
        let count = count as f64;
        if self.stretch == 1.0 { count } else { (libm::pow(self.stretch, count) - 1.0) / (self.stretch - 1.0) }
    }

    /// The number of cycles whose length changes least when they are made to fit.
    fn nearest(&self) -> u64 {
        let off = |count: u64| libm::fabs(libm::log(self.all / self.cycles(count) / self.first));
        let (fewer, more) = (self.index.max(1), self.index + 1);
        if off(fewer) < off(more) { fewer } else { more }
    }

    fn help(&self, subject: &Subject<'_>) -> String {
        let lands = |count: u64| subject.short_count(self.all / self.cycles(count));
        let (fewer, more) = (self.index.max(1), self.index + 1);
        let mut lengths = format!("with a first cycle of {} the run ends with cycle {fewer}", lands(fewer));
        if fewer != more {
            lengths.push_str(&format!(", with one of {} with cycle {more}", lands(more)));
        }
        if let Some(stretch) = self.landing(more).filter(|_| self.stretch != 1.0) {
            lengths.push_str(&format!(", and with a stretch of {} too", format_short(stretch)));
        }
        let nearest = self.nearest();
        let fills = match self.stretch {
            1.0 => format!("`repeat {nearest}`"),
            _ => format!("`repeat({nearest}, stretch=…)`"),
        };
        format!("{lengths}; {fills} without a length fills the run")
    }

    /// The stretch with which a number of cycles ends with the run.
    fn landing(&self, count: u64) -> Option<f64> {
        let total = |stretch: f64| Self { stretch, ..*self }.cycles(count) * self.first;
        let (mut low, mut high) = (1.0 + 1e-9, self.stretch.max(2.0));
        if !(total(low) < self.all && self.all < total(high)) {
            return None;
        }
        for _ in 0..64 {
            let middle = f64::midpoint(low, high);
            *(if total(middle) < self.all { &mut low } else { &mut high }) = middle;
        }
        Some(high)
    }
}

/// The edits that give a number of cycles and no length, so that they fill the run.
fn filling(subject: &Subject<'_>, placed: &Placed<'_>, count: u64) -> Option<Fix> {
    if placed.origin.call.is_some() {
        return None;
    }
    let expr = subject.source.expression(placed.origin.span)?;
    let ExprKind::Postfix { operand, words } = &expr.kind else { return None };
    let [word] = &words[..] else { return None };
    let mut edits = subject.source.call(operand.span)?.without(key::T)?;
    edits.push(match &word.kind {
        PostfixKind::Repeat => Edit::insert(word.span.end, format!(" {count}")),
        PostfixKind::RepeatArgs { args, args_span } if args.iter().all(|arg| arg.name.is_some()) => {
            Edit::insert(args_span.start + 1, format!("{count}, "))
        }
        _ => return None,
    });
    Some(Fix::unsafely(format!("fill the run with {count} cycles"), edits))
}
