//! The sizes of a unit whose size changes, from the track that gives them.

use crate::check::CheckedTrack;
use crate::check::form::{Form, FormKind, Shape};
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::{Condition, Interpolation, PIECES, Schedule, Sizes, format_value};
use crate::text::Span;
use crate::units::{ChangingEquation, Time, Unit};

/// How many ticks the search for the next size looks at first.
const NEAR: u64 = 1 << 8;
/// How many sizes may come out of formulas.
const PIECES_OF_FORMULAS: usize = 1 << 14;
/// From here on, not every whole number is a double.
const WHOLE: f64 = (1_u64 << 53) as f64;

/// Sizes by the values of a schedule, as far as they are sizes.
pub(super) struct Walked {
    /// From which step on each size holds.
    pub(super) pieces: Vec<(u64, u64)>,
    /// What is wrong with the value after them.
    pub(super) wrong: Option<Diagnostic>,
}

impl Walked {
    /// The sizes, or what is wrong with them.
    pub(super) fn sizes(self, span: Span) -> Result<Sizes, Diagnostic> {
        match self.wrong {
            Some(wrong) => Err(wrong),
            None => Sizes::new(self.pieces)
                .map_err(|error| Diagnostic::new(Code::VariableUnit, format!("the sizes do not fit: {error}"), span)),
        }
    }
}

/// The sizes by the values of a schedule, whose ticks are steps, or what steps are made of.
pub(super) fn walked(
    schedule: &Schedule,
    is_fine: bool,
    equation: ChangingEquation,
    span: Span,
    (unit, limit): (Option<Unit>, usize),
) -> Walked {
    let wrong = |message: String| Diagnostic::new(Code::VariableUnit, message, span);
    let name = equation.unit;
    let mut pieces: Vec<(u64, u64)> = Vec::new();
    let (mut step, mut time) = (0_u64, 0_u64);
    for _ in 0..=limit {
        let at = if is_fine { time } else { step };
        let value = schedule.value(at);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number from 1 up to 2^53")]
        let size = if (1.0..WHOLE).contains(&value) && value.fract() == 0.0 { Some(value as u64) } else { None };
        let count = u64::try_from(*equation.count.numer()).ok();
        let Some(size) = size.zip(count).and_then(|(size, count)| size.checked_mul(count)) else {
            let unit = unit.as_ref().map_or("tick", Unit::singular);
            let message =
                format!("the size of {} comes to {} at {unit} {at}", name.with_article(), format_value(value));
            let wrong = wrong(message).help("a size is a whole number from 1 on: `round(…)`, or `round(…, to=16)`");
            return Walked { pieces, wrong: Some(wrong) };
        };
        if pieces.last().is_none_or(|(_, last)| *last != size) {
            pieces.push((step, size));
        }
        let next = next_change(schedule, at, value).and_then(|change| {
            let steps = if is_fine { (change - time).div_ceil(size) } else { change - step };
            Some((step.checked_add(steps)?, time.checked_add(steps.checked_mul(size)?)?))
        });
        match next {
            Some(next) => (step, time) = next,
            None => return Walked { pieces, wrong: None },
        }
    }
    let wrong = wrong(format!(
        "the size of {} changes more than {} times",
        name.with_article(),
        Time::from(limit as u64).written()
    ))
    .help("let it change less often: `round(…, to=16)`, or `… every 100 steps`");
    Walked { pieces, wrong: Some(wrong) }
}

/// The first tick after one that has another value, looked for further and further ahead.
fn next_change(schedule: &Schedule, at: u64, value: f64) -> Option<u64> {
    let mut first = at.checked_add(1)?;
    let mut reach = NEAR;
    loop {
        let last = first.saturating_add(reach);
        if let Some(point) = schedule.first_where(first, last, Condition::Differs(value)) {
            return Some(point.tick);
        }
        first = last.checked_add(1)?;
        reach = reach.saturating_mul(4);
    }
}

/// How many sizes a table may have that is looked for in a form: those of formulas are searched for tick by tick.
pub(super) fn most_sizes(form: &Form, tracks: &[CheckedTrack]) -> usize {
    if has_formula(form, &mut vec![false; tracks.len()], tracks) { PIECES_OF_FORMULAS } else { PIECES }
}

fn has_formula(form: &Form, seen: &mut [bool], tracks: &[CheckedTrack]) -> bool {
    let own = match &form.kind {
        FormKind::Shape(Shape::Factor { .. }) => true,
        FormKind::Track(index) if !std::mem::replace(&mut seen[*index], true) => {
            tracks[*index].form.as_ref().is_some_and(|form| has_formula(form, seen, tracks))
        }
        _ => false,
    };
    own || form.children().into_iter().any(|child| has_formula(child, seen, tracks))
}

/// Whether a schedule keeps each of its values for a while, and comes to an end of changing.
pub(super) fn steady(form: &Form, is_held: bool, seen: &mut [bool], tracks: &[CheckedTrack]) -> Result<(), Diagnostic> {
    let wrong = |message: &str| Err(Diagnostic::new(Code::VariableUnit, message, form.span));
    match &form.kind {
        FormKind::Shape(Shape::Driven { .. }) => wrong("the size of a unit cannot wait for a metric")
            .map_err(|found| found.help("say when it changes: `piecewise([…], […])`")),
        FormKind::Shape(Shape::Noise { .. }) => wrong("the size of a unit cannot be random")
            .map_err(|found| found.help("say when it changes: `piecewise([…], […])`")),
        FormKind::Shape(
            Shape::Hold { .. }
            | Shape::Step { .. }
            | Shape::Multistep { .. }
            | Shape::Piecewise { interpolation: Interpolation::None, .. },
        )
        | FormKind::Constant(_) => Ok(()),
        FormKind::Shape(_) if !is_held => {
            wrong("the size of a unit is constant in pieces, and this changes all the time")
                .map_err(|found| found.help("round it: `round(…)`, or `round(…, to=16)`"))
        }
        FormKind::Shape(_) => {
            let mut mentions = form.tracks.iter();
            mentions.try_for_each(|mention| steady_track(mention.track, true, seen, tracks))
        }
        FormKind::Repeat { count: None, .. } => wrong("the sizes of a unit cannot repeat without end")
            .map_err(|found| found.help("say how often: `repeat 10`")),
        FormKind::Track(index) => steady_track(*index, is_held, seen, tracks),
        FormKind::Rounded { body, .. } => steady(body, true, seen, tracks),
        FormKind::Every(body, _) => steady(body, true, seen, tracks),
        FormKind::Then(_)
        | FormKind::Cycles(_)
        | FormKind::For(..)
        | FormKind::Until(..)
        | FormKind::Skip(..)
        | FormKind::Mirror(_)
        | FormKind::Repeat { .. }
        | FormKind::Product { .. }
        | FormKind::Sum(_)
        | FormKind::Min(_)
        | FormKind::Max(_) => form.children().into_iter().try_for_each(|child| steady(child, is_held, seen, tracks)),
    }
}

/// The same of a track that it refers to, or that a formula takes the value of.
fn steady_track(index: usize, is_held: bool, seen: &mut [bool], tracks: &[CheckedTrack]) -> Result<(), Diagnostic> {
    if std::mem::replace(&mut seen[index], true) {
        return Ok(());
    }
    tracks[index].form.as_ref().map_or(Ok(()), |form| steady(form, is_held, seen, tracks))
}
