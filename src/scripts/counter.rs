//! Counters: how often a loop runs, by its range, its test, or the `break` that ends it.

use python_calls::{
    CarriedId, Context, ContextId, Event, EventKind, Iteration, Kind, LoopId, Operator, Reading, Value,
};

use super::expression::Expression;
use super::resolve::{Resolver, Scope};
use super::walk;

/// How often the body of a loop is run.
pub(super) enum Times {
    /// So often.
    Each { count: Option<Expression>, at_most: bool },
    /// A counter ends it that is advanced at another place, so often in all.
    Total(Expression, ContextId),
}

impl Times {
    /// For one run of the loop itself.
    pub(super) fn of_one(self, _: &Reading, _: LoopId) -> (Option<Expression>, bool) {
        match self {
            Self::Each { count, at_most } => (count, at_most),
            Self::Total(..) => (None, false),
        }
    }
}

/// How often a loop runs; `event` is the step in it that is counted.
pub(super) fn times(resolver: &Resolver<'_>, over: LoopId, event: usize, scope: Scope<'_>) -> Times {
    let reading = resolver.reading;
    let it = reading.loop_(over);
    let own = match &it.over {
        Iteration::While(test) => by_test(resolver, over, *test, scope),
        iteration => Times::Each { count: iterations(resolver, iteration, scope), at_most: false },
    };
    let mut result = own;
    for (index, event_of) in reading.events_in(over) {
        if event_of.kind != EventKind::Break(over) && !returns_out(reading, event_of, over) {
            continue;
        }
        let counted = break_count(resolver, over, event_of.context, index > event, scope);
        result = match (counted, result) {
            (Some(counted), _) => counted,
            (None, Times::Each { count, .. }) => Times::Each { count, at_most: true },
            (None, total) => total,
        };
    }
    result
}

/// Whether an event in a loop is a `return` of the function that the loop stands in.
fn returns_out(reading: &Reading, event: &Event, over: LoopId) -> bool {
    let body = reading.loop_(over).body;
    matches!(event.kind, EventKind::Return(_))
        && reading
            .frames(event.context)
            .into_iter()
            .skip_while(|(id, _)| *id != body)
            .all(|(_, frame)| !matches!(frame, Context::Call(_) | Context::Entry(_) | Context::Callback(..)))
}

/// The number of items that are gone through.
pub(super) fn iterations(resolver: &Resolver<'_>, over: &Iteration, scope: Scope<'_>) -> Option<Expression> {
    let reading = resolver.reading;
    match over {
        Iteration::Range { start, stop, step } => {
            let stop = resolver.expression(*stop, scope).ok()?;
            let step = resolver.expression(*step, scope).ok()?;
            let length = match start_of(resolver, *start, &stop, scope) {
                Some(start) => stop.minus(start),
                None => stop,
            };
            Some(if step == Expression::whole(1) { length } else { Expression::Call("ceil", vec![length.over(step)]) })
        }
        Iteration::Items(of) => {
            let of = resolver.settled(*of, scope);
            match reading.kind(of) {
                Kind::Tuple(items) | Kind::List(items) => i64::try_from(items.len()).ok().map(Expression::whole),
                Kind::Each { over, .. } => iterations(resolver, &reading.loop_(*over).over, scope),
                _ => {
                    let spelling = reading.spell(of);
                    if spelling.len() > 60 || spelling.contains(['…', '\n']) {
                        return None;
                    }
                    let spelling = format!("len({spelling})");
                    Some(Expression::Parameter(resolver.named(&spelling, None, resolver.place(of)).0))
                }
            }
        }
        Iteration::Zip(parts) => parts.iter().find_map(|part| match part {
            Iteration::Endless => None,
            part => iterations(resolver, part, scope),
        }),
        Iteration::While(_) | Iteration::Endless => None,
    }
}

/// The start of a range; a first epoch that is 0, or loaded from a checkpoint, counts as 0.
fn start_of(resolver: &Resolver<'_>, start: Value, stop: &Expression, scope: Scope<'_>) -> Option<Expression> {
    let start = resolver.settled(start, scope);
    if let Some(number) = resolver.reading.number(start) {
        return Some(Expression::Number(number));
    }
    let spelled = resolver.expression(start, scope).ok();
    if let (Some(start), Expression::Binary(super::expression::Operation::Add, a, b)) = (&spelled, stop)
        && (**a == *start || **b == *start)
    {
        return spelled;
    }
    let default = resolver.at_defaults(start, scope).and_then(|constant| constant.number());
    default.map(Expression::Number)
}

/// `while i < n`, and `while True` with a test inside.
fn by_test(resolver: &Resolver<'_>, over: LoopId, test: Value, scope: Scope<'_>) -> Times {
    let reading = resolver.reading;
    let tests = match reading.kind(test) {
        Kind::All(items) => items.clone(),
        _ => vec![test],
    };
    let at_most = tests.len() > 1;
    for test in tests {
        let Kind::Binary(operator, left, right) = *reading.kind(test) else { continue };
        for (counted, operator, bound) in [(left, operator, right), (right, operator.turned(), left)] {
            let Ok(bound) = resolver.expression(bound, scope) else { continue };
            let Some(counter) = counter(resolver, counted, over, scope) else { continue };
            let count = match operator {
                Operator::Less | Operator::NotEqual => bound,
                Operator::LessEqual => bound.plus(Expression::whole(1)),
                _ => continue,
            };
            return counter.until(reading, over, count, at_most);
        }
    }
    Times::Each { count: None, at_most }
}

/// `if step >= max_steps: break`
fn break_count(
    resolver: &Resolver<'_>,
    over: LoopId,
    context: ContextId,
    after: bool,
    scope: Scope<'_>,
) -> Option<Times> {
    let reading = resolver.reading;
    let body = reading.loop_(over).body;
    let mut conditions = Vec::new();
    for (_, frame) in reading.frames(context).into_iter().skip_while(|(id, _)| *id != body) {
        if let Context::When { test, holds, rest, .. } = *frame
            && !rest
        {
            conditions.push((test, holds));
        }
    }
    let [(test, holds)] = conditions.as_slice() else { return None };
    let Kind::Binary(operator, left, right) = *reading.kind(*test) else { return None };
    for (counted, operator, bound) in [(left, operator, right), (right, operator.turned(), left)] {
        let Some(counter) = counter(resolver, counted, over, scope) else { continue };
        let Ok(bound) = resolver.expression(bound, scope) else { continue };
        let bound = match (operator, holds) {
            (Operator::GreaterEqual | Operator::Equal, true) | (Operator::Less, false) => bound,
            (Operator::Greater, true) | (Operator::LessEqual, false) => bound.plus(Expression::whole(1)),
            _ => continue,
        };
        // The iteration that breaks has been stepped already if the step stands before it.
        let done = i64::from(after);
        return Some(counter.until(reading, over, bound.plus(Expression::whole(done)), false));
    }
    None
}

/// A variable that is advanced by one.
pub(super) struct Counter {
    /// Its first value.
    pub(super) start: Expression,
    /// Where it is advanced; none for the index of a loop.
    pub(super) at: Option<ContextId>,
    over: LoopId,
    /// Whether it goes on in the next run of its loop, where that is in another.
    goes_on: bool,
}

impl Counter {
    /// How often it is advanced until it reaches a bound.
    fn until(self, reading: &Reading, over: LoopId, bound: Expression, at_most: bool) -> Times {
        let count = bound.minus(self.start);
        match self.at {
            None if self.over == over => Times::Each { count: Some(count), at_most },
            Some(at) if reading.loops_around(at).last() == Some(&over) && !self.goes_on => {
                Times::Each { count: Some(count), at_most }
            }
            Some(at) => Times::Total(count, at),
            None => Times::Each { count: None, at_most: true },
        }
    }
}

/// A value as a counter that a loop advances, with what is added to it as a part of its start.
pub(super) fn counter(resolver: &Resolver<'_>, value: Value, over: LoopId, scope: Scope<'_>) -> Option<Counter> {
    let reading = resolver.reading;
    if let Some((of, shift)) = index(resolver, value, scope) {
        return (of == over).then_some(Counter { start: shift, at: None, over, goes_on: false });
    }
    match *reading.kind(value) {
        Kind::Binary(Operator::Add, left, right) => {
            for (counted, added) in [(left, right), (right, left)] {
                let Some(number) = reading.number(added) else { continue };
                if let Some(counter) = counter(resolver, counted, over, scope) {
                    return Some(Counter { start: counter.start.plus(Expression::Number(number)), ..counter });
                }
            }
            None
        }
        Kind::Carried(id) => carried(resolver, id, scope),
        // Within the loop or after an inner one: what the inner loop has made of it.
        Kind::After { value, .. } => {
            counter(resolver, value, over, scope).map(|counter| Counter { start: counter.start, ..counter })
        }
        _ => None,
    }
}

fn carried(resolver: &Resolver<'_>, id: CarriedId, scope: Scope<'_>) -> Option<Counter> {
    let reading = resolver.reading;
    let it = reading.carried(id);
    let advance = it.advance?;
    let by_one = reading.number(advance.by).is_some_and(|by| by.as_f64() == 1.0);
    let mut start = it.start;
    let goes_on = matches!(reading.kind(start), Kind::Carried(outer) if !reading.is_unchanged(*outer));
    while let Kind::Carried(outer) = *reading.kind(start) {
        start = reading.carried(outer).start;
    }
    let settled = resolver.settled(start, scope);
    let number = reading.number(settled).or_else(|| resolver.at_defaults(settled, scope)?.number());
    let start = number.map_or(Expression::whole(0), Expression::Number);
    by_one.then_some(Counter { start, at: Some(advance.context), over: it.over, goes_on })
}

/// Whether a counter of some loop is in some arithmetic.
fn counts(reading: &Reading, value: Value) -> bool {
    walk::any(value, |value, parts| match reading.kind(value) {
        Kind::Index(_) | Kind::Element(_) | Kind::After { .. } | Kind::Each { .. } => true,
        Kind::Carried(id) => !reading.is_unchanged(*id),
        kind => {
            kind.parts(|part| parts.push(part));
            false
        }
    })
}

/// A value as the index of a loop and what is added to it.
pub(super) fn index(resolver: &Resolver<'_>, value: Value, scope: Scope<'_>) -> Option<(LoopId, Expression)> {
    let reading = resolver.reading;
    match *reading.kind(value) {
        Kind::Index(over) => Some((over, Expression::whole(0))),
        Kind::Element(over) => match reading.loop_(over).over {
            Iteration::Range { start, step, .. } if reading.number(step).is_some_and(|by| by.as_f64() == 1.0) => {
                let number = reading.number(start).or_else(|| resolver.at_defaults(start, scope)?.number());
                Some((over, number.map_or(Expression::whole(0), Expression::Number)))
            }
            _ => None,
        },
        Kind::Binary(Operator::Add, left, right) => {
            let (over, added) = match (index(resolver, left, scope), index(resolver, right, scope)) {
                (Some(left), None) => (left, right),
                (None, Some(right)) => (right, left),
                _ => return None,
            };
            let (over, shift) = over;
            if counts(reading, added) {
                return None;
            }
            let number = reading.number(added).or_else(|| resolver.at_defaults(added, scope)?.number());
            Some((over, shift.plus(number.map_or(Expression::whole(0), Expression::Number))))
        }
        Kind::Binary(Operator::Subtract, left, right) => {
            let (over, shift) = index(resolver, left, scope)?;
            Some((over, shift.minus(resolver.expression(right, scope).ok()?)))
        }
        _ => None,
    }
}
