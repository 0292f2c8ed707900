//! A length without a unit that is that of the run in another unit.

use crate::catalogue::key;
use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::lint::subject::{Placed, Subject};
use crate::lint::{Check, Rule};
use crate::schedule::{Node, format_short};
use crate::syntax::ast::ExprKind;
use crate::units::{Time, Unit};

pub(super) const RULE: Rule = Rule {
    code: Code::WrongUnit,
    name: "Counted in the wrong unit",
    rationale: "PyTorch's `T_max` counts calls of `step()`: a number of epochs in a loop that steps by batches turns 28 times an epoch, and a number of batches in one that steps by epochs stays at the peak (SimCLR#8, prodigy#10, sd-scripts#601, Lightning#5631).",
    bad: "run = 90 epochs; epoch = 5004 steps; lr = 0.1 * cosine(T=90)",
    good: "run = 90 epochs; epoch = 5004 steps; lr = 0.1 * cosine(T=90 epochs)",
    check: Check::Track(check),
};

fn check(subject: &Subject<'_>, findings: &mut Vec<Diagnostic>) {
    let (Some(run), Some(tick)) = (subject.run, subject.program.tick()) else { return };
    for placed in subject.nodes.iter().filter(|placed| placed.origin.bare && placed.once) {
        let Node::Ramp { length, .. } = placed.node else { continue };
        let length = subject.ticks(*length);
        let end = subject.ticks(placed.begin).plus(length).unwrap_or(length);
        for unit in Unit::ALL.into_iter().filter(|unit| *unit != tick) {
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

fn finding(subject: &Subject<'_>, placed: &Placed<'_>, length: Time, whole: Time, unit: Unit) -> Diagnostic {
    let run = subject.run.unwrap_or(length);
    let word = subject.ticks_word();
    let what = if length < run {
        let end = subject.tick(placed.begin.saturating_add(i128::from(subject.schedule.resolution()) * length.ceil()));
        format!("it is over after {length} of {run} {word}, at {}", format_short(subject.curve.value(end)))
    } else {
        format!("it takes {length} {word} of a run of {run}, and stops at {}", format_short(subject.curve.last()))
    };
    let behind = placed.begin > 0 && is_near(length, whole);
    let fix = if behind { filling(subject, placed) } else { counted_in(subject, placed, unit) };
    subject
        .finding(
            Code::WrongUnit,
            format!(
                "the run is {} {}, and this length of {length} counts {word}: {what}",
                in_words(whole),
                unit.plural()
            ),
            placed,
        )
        .help(if behind {
            format!("`{length} {}` would be the whole run; without a length it fills what is left of it", unit.plural())
        } else {
            format!("write `{length} {}`", unit.plural())
        })
        .fix(fix)
}

/// The unit behind a length that is a literal.
fn counted_in(subject: &Subject<'_>, placed: &Placed<'_>, unit: Unit) -> Option<Fix> {
    let argument = subject.call(placed)?.argument(key::T)?;
    let edit = Edit::insert(argument.span.end, format!(" {}", unit.plural()));
    matches!(argument.kind, ExprKind::Number(_))
        .then(|| Fix::safe(format!("count it in {}", unit.plural()), vec![edit]))
}

fn filling(subject: &Subject<'_>, placed: &Placed<'_>) -> Option<Fix> {
    let is_last = std::ptr::eq(placed, subject.last_segment());
    let edits = subject.call(placed).filter(|_| is_last)?.without(key::T)?;
    Some(Fix::unsafely("let it fill the run", edits))
}

/// A whole number as it is, another one to four digits.
fn in_words(time: Time) -> String {
    if time.is_whole() { time.to_string() } else { format_short(time.to_f64()) }
}

/// Whether two lengths are the same within a hundredth.
fn is_near(length: Time, other: Time) -> bool {
    let (length, other) = (length.to_f64(), other.to_f64());
    other >= 2.0 && (length - other).abs() <= 0.01 * other
}
