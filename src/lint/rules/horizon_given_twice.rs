//! A length of the run that is given twice, by two numbers.

use crate::diagnostic::{Code, Diagnostic, Edit, Fix};
use crate::lint::named::Horizon;
use crate::lint::subject::Subject;
use crate::lint::{Check, Findings, Rule};
use crate::schedule::Node;
use crate::syntax::ast::ExprKind;
use crate::units::{Time, Unit};

pub(super) const RULE: Rule = Rule {
    code: Code::HorizonGivenTwice,
    name: "Horizon given twice",
    rationale: "A run that is made longer in one place only trains by a schedule for another run: the horizon of a decay has to be that of the run (Hägele et al., arXiv:2405.18392). Say it once, as `run`; where a schedule is meant to be cut short, `for run` says so.",
    bad: "run = 90k steps; param total_steps = 100k; lr = 0.1 * (warmup(total_steps / 20 * 1 step) then cosine)",
    good: "run = 90k steps; lr = 0.1 * (warmup(5%) then cosine)",
    check: Check::Tracks(check),
};

fn check(subjects: &[Subject<'_>], findings: &mut Findings) {
    let Some(subject) = subjects.first() else { return };
    let Some(run) = subject.run else { return };
    let explained = [Code::CutByRun, Code::WrongUnit, Code::WarmupCountedTwice, Code::HorizonNotInSteps];
    let horizons = subject.horizons();
    if horizons.is_empty() || findings.have(&explained) || subjects.iter().any(is_cut) {
        return;
    }
    for horizon in horizons {
        let differs = run.minus(horizon.length).is_some_and(|rest| rest.to_f64().abs() > 1.0);
        if differs {
            findings.push(finding(subject, &horizon, run));
        }
    }
}

/// Whether a `for` around the whole says that cutting is meant.
fn is_cut(subject: &Subject<'_>) -> bool {
    let mut outermost = subject.nodes().iter().take_while(|placed| !matches!(placed.node, Node::Ramp { .. }));
    outermost.any(|placed| matches!(placed.node, Node::For { .. }))
}

fn finding(subject: &Subject<'_>, horizon: &Horizon<'_>, run: Time) -> Diagnostic {
    let Horizon { named, length, unit } = horizon;
    let name = &named.name.text;
    let in_unit = subject.program.size_of(*unit).and_then(|size| run.divided(size));
    let whole = in_unit.filter(|count| count.is_whole());
    // A number without a unit stays one.
    let fix = match (&named.value.kind, whole) {
        (ExprKind::Number(_), Some(count)) => {
            let edit = Edit::replace(named.value.span, count.to_string());
            Some(Fix::unsafely(format!("make `{name}` {}", count.written()), vec![edit]))
        }
        _ => None,
    };
    // The run in the unit of the number too, where that is another one.
    let run_in_words = match in_unit.map(|count| shown_in(count, *unit)) {
        Some(words) if words != subject.count(run) => format!("{}, which is {words}", subject.count(run)),
        _ => subject.count(run),
    };
    let what = if *length > run { "longer" } else { "shorter" };
    let mut finding = Diagnostic::new(
        Code::HorizonGivenTwice,
        format!(
            "`{name}` is {} and `run` is {}: what is made for the one is {what} than the other",
            in_words(subject, *length, *unit),
            run_in_words
        ),
        named.name.span,
    );
    if let Some(place) = subject.run_span {
        finding = finding.and(place, "the run");
    }
    finding
        .help(match whole {
            Some(count) => {
                format!("say it once: `run` is a length of its own, {} {} here", count.written(), unit.plural())
            }
            None => "say it once: `run` is a length of its own".to_string(),
        })
        .fix(fix)
}

fn shown_in(count: Time, unit: Unit) -> String {
    if count.is_whole() {
        format!("{} {}", count.written(), unit.plural())
    } else {
        format!("{:.1} {}", count.to_f64(), unit.plural())
    }
}

/// A length in a unit, as it was given.
fn in_words(subject: &Subject<'_>, length: Time, unit: Unit) -> String {
    match subject.program.size_of(unit).and_then(|size| length.divided(size)) {
        Some(count) => format!("{} {}", count.written(), unit.plural()),
        None => subject.count(length),
    }
}
