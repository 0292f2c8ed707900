//! A rate that is 0 during the whole run.

use super::Rule;
use super::subject::Subject;
use crate::diagnostic::{Code, Diagnostic};
use crate::overrides::Overrides;
use crate::scripts::Base;
use crate::text::Span;

pub(super) const RULE: Rule = Rule {
    code: Code::ZeroThroughout,
    name: "Rate 0 throughout",
    rationale: "A scheduler multiplies the optimizer's rate. If that is 0, or the factor is, nothing is learnt, and nothing says so.",
    bad: "\
from torch.optim import SGD
from torch.optim.lr_scheduler import StepLR

optimizer = SGD(model.parameters(), lr=0)
scheduler = StepLR(optimizer, 30)
for epoch in range(90):
    train(model, optimizer)
    scheduler.step()
",
    mended: ("optimizer = SGD(model.parameters(), lr=0)", "optimizer = SGD(model.parameters(), lr=0.1)"),
    check,
};

/// How many ticks are looked at one by one.
const TICKS: u64 = 10_000;

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    if subject.is_set_by_hand() {
        return;
    }
    if let Some(place) = zero_rates(subject) {
        findings.push(
            subject
                .finding(
                    Code::ZeroThroughout,
                    format!("the optimizer's rate is 0, and `{}` only multiplies it", subject.schedule.callee),
                    place,
                )
                .help("give the optimizer the rate that the schedule starts from"),
        );
    } else if let Some(place) = zero_factor(subject) {
        findings.push(
            subject
                .finding(Code::ZeroThroughout, format!("`{}` is 0 during the whole run", subject.source(place)), place)
                .help("a factor of 1 keeps the rate; `/` divides where `//` rounds down"),
        );
    }
}

/// The place of the rate, where that of every group is 0.
fn zero_rates(subject: &Subject<'_>) -> Option<Span> {
    let optimizer = subject.schedule.optimizer.as_ref()?;
    let relative = subject.schedule.meaning.as_ref().is_ok_and(|meaning| meaning.base == Base::Optimizer);
    let cosine = subject.schedule.argument("eta_min").is_some();
    let zero =
        |expression: &crate::scripts::Expression| expression.is_closed() && expression.value(&|_| None) == Some(0.0);
    let all =
        !optimizer.rates.is_empty() && optimizer.rates.iter().all(|rate| rate.expression.as_ref().is_some_and(zero));
    if !relative || cosine || !all || !knows_groups(subject) {
        return None;
    }
    Some(subject.whole(optimizer.rates.first()?.span))
}

/// Whether the groups of the optimizer are written in the file: what it is given elsewhere may have rates of its own.
fn knows_groups(subject: &Subject<'_>) -> bool {
    let reading = subject.reading();
    let call = subject.schedule.optimizer.as_ref().and_then(|optimizer| optimizer.call);
    let Some(call) = call.map(|call| reading.call(call)) else { return false };
    reading.argument(call, "params", Some(0)).is_some_and(|argument| {
        let source = subject.source(super::super::model::place(argument.span));
        source.contains("parameters()") || source.contains("\"params\"") || source.contains("'params'")
    })
}

/// The place of a function whose factor is 0 at every tick.
fn zero_factor(subject: &Subject<'_>) -> Option<Span> {
    let schedule = subject.schedule;
    let given = schedule.argument("lr_lambda").filter(|_| subject.is("LambdaLR"))?;
    let run = subject.run().and_then(|run| subject.script.value(run)).filter(|run| *run >= 1.0)?;
    let program = subject.script.compilation(schedule, &Overrides::default()).into_program().ok()?;
    let track = program.track("lr")?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at least one")]
    let run = run as u64;
    (run <= TICKS && (0..run).all(|tick| track.value(tick) == 0.0)).then_some(given.whole)
}
