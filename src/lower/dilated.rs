//! Forms that go slower: all their durations a number of times as long, each on its own clock.

use std::rc::Rc;

use crate::check::form::{Form, FormKind, Shape};
use crate::schedule::{Curve, Formula, Op};
use crate::text::Span;
use crate::units::{Duration, Ratio};

/// Why a form has no slower one.
#[derive(Clone, Copy, Debug)]
pub(super) enum Rigid {
    /// What is told tick by tick.
    Ticks(Span),
    /// A time beyond all fractions.
    Range,
}

/// A form all of whose durations are `by` times as long. What is a share of its span stays that share.
pub(super) fn dilated(form: &Rc<Form>, by: Ratio) -> Result<Rc<Form>, Rigid> {
    if by == Ratio::from_integer(1) {
        return Ok(Rc::clone(form));
    }
    let Form { span, call, .. } = **form;
    let body = |body: &Rc<Form>| dilated(body, by);
    let all = |parts: &[Rc<Form>]| parts.iter().map(body).collect::<Result<Vec<_>, _>>();
    let longer = |duration: Duration| longer(duration, by).ok_or(Rigid::Range);
    let kind = match &form.kind {
        FormKind::Constant(_) => return Ok(Rc::clone(form)),
        FormKind::Track(_) => return Err(Rigid::Ticks(span)),
        FormKind::Shape(shape) => FormKind::Shape(dilated_shape(shape, by, span)?),
        FormKind::Then(parts) => FormKind::Then(all(parts)?),
        FormKind::Cycles(cycles) => {
            let cycles = cycles.iter().map(|(label, cycle)| Ok((label.clone(), body(cycle)?)));
            FormKind::Cycles(cycles.collect::<Result<_, _>>()?)
        }
        FormKind::Min(parts) => FormKind::Min(all(parts)?),
        FormKind::Max(parts) => FormKind::Max(all(parts)?),
        FormKind::For(inner, time) => FormKind::For(body(inner)?, longer(*time)?),
        FormKind::Until(inner, time) => FormKind::Until(body(inner)?, longer(*time)?),
        FormKind::Skip(inner, time) => FormKind::Skip(body(inner)?, longer(*time)?),
        FormKind::Every(inner, time) => FormKind::Every(body(inner)?, longer(*time)?),
        FormKind::Mirror(inner) => FormKind::Mirror(body(inner)?),
        FormKind::Repeat { body: inner, count, stretch, decay } => {
            FormKind::Repeat { body: body(inner)?, count: *count, stretch: *stretch, decay: *decay }
        }
        FormKind::Product { constants, parts } => FormKind::Product { constants: *constants, parts: all(parts)? },
        FormKind::Sum(terms) => {
            let terms = terms.iter().map(|(sign, term)| Ok((*sign, body(term)?)));
            FormKind::Sum(terms.collect::<Result<_, _>>()?)
        }
        FormKind::Rounded { how, to, body: inner } => FormKind::Rounded { how: *how, to: *to, body: body(inner)? },
    };
    Ok(Form::coupled(kind, form.tracks.clone(), span, call))
}

fn dilated_shape(shape: &Shape, by: Ratio, span: Span) -> Result<Shape, Rigid> {
    let longer = |duration: Duration| longer(duration, by).ok_or(Rigid::Range);
    let all = |list: &[(Duration, Span)]| {
        list.iter().map(|(time, at)| Ok((longer(*time)?, *at))).collect::<Result<Vec<_>, Rigid>>()
    };
    Ok(match shape {
        Shape::Driven { .. } | Shape::Noise { .. } | Shape::Ramp { curve: Curve::Logarithmic, .. } => {
            return Err(Rigid::Ticks(span));
        }
        Shape::Hold { value } => Shape::Hold { value: *value },
        Shape::Ramp { curve, length, from, to, warmup } => {
            let length = length.map(longer).transpose()?;
            Shape::Ramp { curve: curve.clone(), length, from: *from, to: *to, warmup: *warmup }
        }
        Shape::Step { size, gamma, from } => Shape::Step { size: longer(*size)?, gamma: *gamma, from: *from },
        Shape::Multistep { milestones, gamma, from } => {
            Shape::Multistep { milestones: all(milestones)?, gamma: *gamma, from: *from }
        }
        Shape::Exponential { every, gamma, from } => {
            Shape::Exponential { every: longer(*every)?, gamma: *gamma, from: *from }
        }
        Shape::Piecewise { boundaries, values, interpolation } => {
            Shape::Piecewise { boundaries: all(boundaries)?, values: values.clone(), interpolation: *interpolation }
        }
        Shape::Factor { formula, side, from } => {
            Shape::Factor { formula: slower(formula, by), side: *side, from: *from }
        }
        Shape::InverseSqrt { timescale, shift, from } => {
            Shape::InverseSqrt { timescale: longer(*timescale)?, shift: shift.map(longer).transpose()?, from: *from }
        }
        Shape::InverseTime { every, rate, from } => {
            Shape::InverseTime { every: longer(*every)?, rate: *rate, from: *from }
        }
    })
}

fn longer(duration: Duration, by: Ratio) -> Option<Duration> {
    Some(Duration { ticks: duration.ticks.times(by)?, ..duration })
}

/// A formula of a time that goes slower.
fn slower(formula: &Formula, by: Ratio) -> Formula {
    let (over, under) = (Op::Number(*by.denom() as f64), Op::Number(*by.numer() as f64));
    let slower = |op: &Op| match op {
        Op::Argument => vec![Op::Argument, over, Op::Multiply, under, Op::Divide],
        other => vec![*other],
    };
    Formula::new(formula.ops().iter().flat_map(slower).collect())
}
