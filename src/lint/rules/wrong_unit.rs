//! A length without a unit that is that of the run in another unit.

use crate::catalogue::key;
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::lint::found::Found;
use crate::lint::subject::{Placed, Subject};
use crate::lint::{Check, Rule};
use crate::schedule::{Node, format_short};
use crate::syntax::ast::ExprKind;
use crate::text::Span;
use crate::units::{Time, Unit};

pub(super) const RULE: Rule = Rule {
    code: Code::WrongUnit,
    name: "Counted in the wrong unit",
    rationale: "PyTorch's `T_max` counts calls of `step()`: a number of epochs in a loop that steps by batches turns 28 times an epoch, and a number of batches in one that steps by epochs stays at the peak (SimCLR#8, prodigy#10, sd-scripts#601, Lightning#5631).",
    bad: "run = 90 epochs; epoch = 5004 steps; lr = 0.1 * cosine(T=90)",
    good: "run = 90 epochs; epoch = 5004 steps; lr = 0.1 * cosine(T=90 epochs)",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Found) {
    let (Some(run), Some(tick)) = (subject.run, subject.program.tick()) else { return };
    for placed in subject.nodes() {
        if let Some(finding) = milestones(subject, placed) {
            findings.push(finding);
        }
        if !placed.origin.bare {
            continue;
        }
        let Node::Ramp { length, .. } = placed.node else { continue };
        let length = subject.ticks(*length);
        let end = subject.ticks(placed.begin).plus(length).unwrap_or(length);
        for unit in subject.program.units().all().into_iter().filter(|unit| *unit != tick) {
            let in_unit = subject.program.size_of(unit).and_then(|size| run.divided(size));
            let Some(whole) = in_unit.filter(|whole| is_near(length, *whole) || is_near(end, *whole)) else { continue };
            // In the unit of the tick it is right.
            if is_near(length, run) || is_near(end, run) {
                continue;
            }
            findings.push(finding(subject, placed, length, whole, unit));
            break;
        }
    }
}

/// An epoch of fewer ticks is not told from a tick.
const EPOCH: f64 = 10.0;

/// Milestones that count ticks, and are those of a run counted in epochs.
fn milestones(subject: &Subject<'_>, placed: &Placed<'_>) -> Option<Diagnostic> {
    let (Node::Multistep { milestones: times, .. } | Node::Piecewise { boundaries: times, .. }) = placed.node else {
        return None;
    };
    let (run, size) = (subject.run?, subject.program.size_of(Unit::EPOCH).map(Time::new)?);
    let epochs = run.divided(size.ratio())?;
    let last = subject.ticks(*times.last()?);
    // In epochs, the last drop would come late in the run.
    let is_late = last <= epochs && last.to_f64() >= 0.3 * epochs.to_f64();
    if size.to_f64() < EPOCH || !is_late || !times.iter().all(|time| subject.ticks(*time).is_whole()) {
        return None;
    }
    let call = subject.call(placed)?;
    let key = match placed.node {
        Node::Multistep { .. } => call.argument(key::Milestones)?,
        _ => call.argument(key::Boundaries)?,
    };
    let word = subject.ticks_word();
    let finding = subject.finding(
        Code::WrongUnit,
        format!(
            "the run is {} epochs, and these times count {word}: the last of them is at {} of {} {word}",
            epochs.written(),
            last.written(),
            run.written()
        ),
        placed,
    );
    let (end, unit) = match &key.kind {
        ExprKind::Quantity { value, .. } => (value.span.end, Span::new(value.span.end, key.span.end)),
        _ => (key.span.end, Span::new(key.span.end, key.span.end)),
    };
    let fix = matches!(key.kind, ExprKind::Quantity { .. } | ExprKind::List(_))
        .then(|| Fix::unsafely("count them in epochs", vec![Edit::replace(unit, " epochs")]));
    let finding = finding.at(subject.tick(placed.begin.saturating_add(*times.first()?)));
    let help = match &fix {
        Some(_) => format!("write `{} epochs`", &subject.source.text[key.span.start..end]),
        None => "count them in epochs".to_string(),
    };
    Some(finding.help(help).fix(fix))
}

fn finding(subject: &Subject<'_>, placed: &Placed<'_>, length: Time, whole: Time, unit: Unit) -> Diagnostic {
    let run = subject.run.unwrap_or(length);
    let word = subject.ticks_word();
    let what = if length < run {
        let end = subject.tick(placed.begin.saturating_add(i128::from(subject.schedule.resolution()) * length.ceil()));
        format!(
            "it is over after {} of {} {word}, at {}",
            length.written(),
            run.written(),
            format_short(subject.curve.value(end))
        )
    } else {
        format!(
            "it takes {} {word} of a run of {}, and stops at {}",
            length.written(),
            run.written(),
            format_short(subject.curve.last())
        )
    };
    let follows = placed.begin > 0 && is_near(length, whole);
    let fix = if follows { filling(subject, placed) } else { counted_in(subject, placed, unit) };
    subject
        .finding(
            Code::WrongUnit,
            format!(
                "the run is {} {}, and this length of {} counts {word}: {what}",
                whole.written(),
                unit.plural(),
                length.written()
            ),
            placed,
        )
        .help(if follows {
            format!("`{length} {}` would be the whole run; without a length it fills what is left of it", unit.plural())
        } else if fix.is_some() {
            format!("write `{length} {}`", unit.plural())
        } else {
            format!("count it in {}", unit.plural())
        })
        .fix(fix)
}

/// The unit after a length that is a literal.
fn counted_in(subject: &Subject<'_>, placed: &Placed<'_>, unit: Unit) -> Option<Fix> {
    let argument = subject.call(placed)?.argument(key::T)?;
    let edit = Edit::insert(argument.span.end, format!(" {}", unit.plural()));
    matches!(argument.kind, ExprKind::Number(_))
        .then(|| Fix::safe(format!("count it in {}", unit.plural()), vec![edit]))
}

fn filling(subject: &Subject<'_>, placed: &Placed<'_>) -> Option<Fix> {
    let edits = if subject.is_last(placed) { subject.filling(placed)? } else { return None };
    Some(Fix::unsafely("let it fill the run", edits))
}

/// Whether two lengths are the same within a hundredth.
fn is_near(length: Time, other: Time) -> bool {
    let (length, other) = (length.to_f64(), other.to_f64());
    other >= 2.0 && (length - other).abs() <= 0.01 * other
}
