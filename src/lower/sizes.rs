//! The sizes of a unit whose size changes, from the track that gives them.

use crate::check::CheckedTrack;
use crate::check::form::{Form, FormKind, Shape};
use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;
use crate::schedule::{Condition, Interpolation, PIECES, Schedule, Sizes, format_value};
use crate::text::Span;
use crate::units::{ChangingEquation, Time, Unit};

/// How many ticks the search for the next size looks at first where nothing is expected.
const NEAR: u64 = 1 << 8;
/// A size is expected to be kept as long as the one before it, to one part in this many.
const EXPECTED: u64 = 128;
/// How many sizes may come out of formulas.
const PIECES_OF_FORMULAS: usize = 1 << 14;
/// From here on, not every whole number is a double.
const WHOLE: f64 = (1_u64 << 53) as f64;

/// How the values of a schedule are read as sizes of a unit: those of steps, say.
#[derive(Clone, Copy)]
pub(super) struct Reading {
    pub(super) equation: ChangingEquation,
    /// Whether the ticks of the schedule are what steps are made of, and not steps.
    pub(super) is_fine: bool,
    /// The unit of its ticks.
    pub(super) unit: Option<Unit>,
    /// What says the sizes.
    pub(super) span: Span,
}

/// A step of a size.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sized {
    pub(super) step: u64,
    /// When it starts.
    pub(super) time: u64,
    value: f64,
    pub(super) size: u64,
    /// The tick from which on the schedule has the value, where that was looked for.
    began: Option<u64>,
    /// When the value is expected to change.
    due: Option<Due>,
}

/// When a change is expected, in ticks of the schedule.
#[derive(Clone, Copy, Debug)]
struct Due {
    at: u64,
    /// How much earlier or later it may be.
    within: u64,
}

impl Due {
    /// The change after one, where the value before that was kept for some ticks. It may be off by twice as much as the
    /// last change was.
    fn after(change: u64, kept: u64, last: Option<Self>) -> Self {
        let most = kept / EXPECTED;
        let within = last.map_or(most, |last| most.min(2 * last.at.abs_diff(change).min(most) + 1));
        Self { at: change.saturating_add(kept), within }
    }
}

/// What is wrong with the size of a step.
pub(super) struct NoSize {
    /// When it starts, on the clock of the schedule.
    pub(super) tick: u64,
    pub(super) error: Diagnostic,
}

impl Reading {
    /// The tick of a step that starts at a time.
    pub(super) fn tick(&self, step: u64, time: u64) -> u64 {
        if self.is_fine { time } else { step }
    }

    /// The size of a step that starts at a time.
    pub(super) fn size(&self, schedule: &Schedule, step: u64, time: u64) -> Result<Sized, NoSize> {
        let at = self.tick(step, time);
        let value = schedule.value(at);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number from 1 up to 2^53")]
        let size = if (1.0..WHOLE).contains(&value) && value.fract() == 0.0 { Some(value as u64) } else { None };
        let count = u64::try_from(*self.equation.count.numer()).ok();
        let size = size.zip(count).and_then(|(size, count)| size.checked_mul(count));
        size.map(|size| Sized { step, time, value, size, began: None, due: None }).ok_or_else(|| {
            let (name, unit) = (self.equation.unit, self.unit.as_ref().map_or("tick", Unit::singular));
            let message =
                format!("the size of {} comes to {} at {unit} {at}", name.with_article(), format_value(value));
            let error =
                self.wrong(message).help("a size is a whole number from 1 on: `round(…)`, or `round(…, to=16)`");
            NoSize { tick: at, error }
        })
    }

    /// The next step that may have another size, if there is one up to the last tick that is looked at.
    pub(super) fn next(&self, schedule: &Schedule, from: Sized, last: u64) -> Option<Result<Sized, NoSize>> {
        // Where the size changes with every step, there is nothing to search.
        let after = from.step.checked_add(1).zip(from.time.checked_add(from.size));
        if let Some((step, time)) = after.filter(|(step, time)| self.tick(*step, *time) <= last)
            && schedule.value(self.tick(step, time)).to_bits() != from.value.to_bits()
        {
            return Some(self.size(schedule, step, time));
        }
        let at = self.tick(from.step, from.time);
        let change = next_change(schedule, at, from, last)?;
        let steps = if self.is_fine { (change - from.time).div_ceil(from.size) } else { change - from.step };
        let step = from.step.checked_add(steps)?;
        let time = from.time.checked_add(steps.checked_mul(from.size)?)?;
        let due = Due::after(change, change - from.began.unwrap_or(at), from.due);
        Some(self.size(schedule, step, time).map(|next| Sized { began: Some(change), due: Some(due), ..next }))
    }

    /// The first step that starts at a tick or later, from one before on that has the same size, and when it starts.
    pub(super) fn first_from(&self, Sized { step, time, size, .. }: Sized, tick: u64) -> (u64, u64) {
        let steps = if self.is_fine { tick.saturating_sub(time).div_ceil(size) } else { tick.saturating_sub(step) };
        (step.saturating_add(steps), time.saturating_add(steps.saturating_mul(size)))
    }

    pub(super) fn do_not_fit(&self, error: &Error) -> Diagnostic {
        self.wrong(format!("the sizes do not fit: {error}"))
    }

    /// What is wrong where the size changes more often than may be.
    pub(super) fn too_many(&self, most: usize) -> Diagnostic {
        let (name, most) = (self.equation.unit.with_article(), Time::from(most as u64).written());
        self.wrong(format!("the size of {name} changes more than {most} times"))
            .help("let it change less often: `round(…, to=16)`, or `… every 100 steps`")
    }

    fn wrong(&self, message: String) -> Diagnostic {
        Diagnostic::new(Code::VariableUnit, message, self.span)
    }
}

/// The sizes by the values of a schedule, of which there may be `most`.
pub(super) fn walked(schedule: &Schedule, reading: Reading, most: usize) -> Result<Sizes, Diagnostic> {
    let mut at = reading.size(schedule, 0, 0).map_err(|wrong| wrong.error)?;
    let mut pieces = vec![(at.step, at.size)];
    for _ in 0..most {
        let Some(next) = reading.next(schedule, at, u64::MAX) else {
            return Sizes::new(pieces).map_err(|error| reading.do_not_fit(&error));
        };
        let next = next.map_err(|wrong| wrong.error)?;
        if next.size != at.size {
            pieces.push((next.step, next.size));
        }
        at = next;
    }
    Err(reading.too_many(most))
}

/// The first tick after one, up to a last one, that has another value: looked for where it is expected after the last
/// change, and then further and further ahead.
fn next_change(schedule: &Schedule, at: u64, Sized { value, due, .. }: Sized, end: u64) -> Option<u64> {
    let mut first = at.checked_add(1)?;
    let (up_to_expected, around) = match due {
        Some(Due { at: due, within }) if within > 0 => (due.saturating_sub(within).checked_sub(first), 2 * within),
        _ => (None, NEAR),
    };
    let further = std::iter::successors(Some(around), |reach| Some(reach.saturating_mul(4)));
    for reach in up_to_expected.into_iter().chain(further) {
        if first > end {
            break;
        }
        let last = first.saturating_add(reach).min(end);
        if let Some(point) = schedule.first_where(first, last, Condition::Differs(value)) {
            return Some(point.tick);
        }
        first = last.checked_add(1)?;
    }
    None
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
