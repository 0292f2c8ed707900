//! How many milestones a number has come to: `bisect_right(milestones, epoch)`, `sum(epoch >= np.array(milestones))`.

use python_calls::{CallId, Kind, Operator, Value};

use super::expression::{Expression, Operation};
use super::resolve::{Resolver, Scope};

/// The number of milestones that a call counts, where it is one that counts milestones.
pub(super) fn count(resolver: &Resolver<'_>, id: CallId, scope: Scope<'_>) -> Option<Expression> {
    let reading = resolver.reading;
    let call = reading.call(id);
    let path = reading.path(call.callee)?;
    let argument = |place: usize| call.arguments.get(place).filter(|it| it.name.is_none()).map(|it| it.value);
    match path.as_str() {
        "bisect.bisect" | "bisect.bisect_right" if call.arguments.len() == 2 => {
            each(resolver, argument(1)?, Operator::GreaterEqual, argument(0)?, scope)
        }
        "bisect.bisect_left" if call.arguments.len() == 2 => {
            each(resolver, argument(1)?, Operator::Greater, argument(0)?, scope)
        }
        "builtins.sum" | "numpy.sum" | "numpy.count_nonzero" if call.arguments.len() == 1 => {
            let what = resolver.settled(argument(0)?, scope);
            match *reading.kind(what) {
                Kind::List(ref items) | Kind::Tuple(ref items) => {
                    let one =
                        |&item: &Value| with_each(resolver, item, scope).or_else(|| with_one(resolver, item, scope));
                    sum(items.iter().map(one))
                }
                _ => with_each(resolver, what, scope),
            }
        }
        _ => None,
    }
}

/// How often a comparison with each of several milestones holds.
fn with_each(resolver: &Resolver<'_>, value: Value, scope: Scope<'_>) -> Option<Expression> {
    let Kind::Binary(operator, left, right) = *resolver.reading.kind(value) else { return None };
    match (items(resolver, left, scope), items(resolver, right, scope)) {
        (None, Some(_)) => each(resolver, left, operator, right, scope),
        (Some(_), None) => each(resolver, right, operator.turned(), left, scope),
        _ => None,
    }
}

/// The same with one milestone.
fn with_one(resolver: &Resolver<'_>, value: Value, scope: Scope<'_>) -> Option<Expression> {
    let Kind::Binary(operator, left, right) = *resolver.reading.kind(value) else { return None };
    let is_array = |side: Value| matches!(*resolver.reading.kind(side), Kind::Call(id) if makes_array(resolver, id));
    if is_array(left) || is_array(right) {
        return None;
    }
    test(resolver, left, operator, right, scope).or_else(|| test(resolver, right, operator.turned(), left, scope))
}

/// How many items of a list a comparison of a number holds for.
fn each(
    resolver: &Resolver<'_>,
    number: Value,
    operator: Operator,
    list: Value,
    scope: Scope<'_>,
) -> Option<Expression> {
    sum(items(resolver, list, scope)?.into_iter().map(|item| test(resolver, number, operator, item, scope)))
}

/// The items of a list, an array of one, or the default of a parameter that is one.
fn items(resolver: &Resolver<'_>, list: Value, scope: Scope<'_>) -> Option<Vec<Value>> {
    let reading = resolver.reading;
    let list = resolver.settled(list, scope);
    let list = resolver.settled(reading.default(list).unwrap_or(list), scope);
    match *reading.kind(list) {
        Kind::List(ref items) | Kind::Tuple(ref items) => Some(items.clone()),
        Kind::Call(id) => {
            let inner = reading.call(id).arguments.first().filter(|_| makes_array(resolver, id))?;
            items(resolver, inner.value, scope)
        }
        _ => None,
    }
}

/// Whether a call makes an array or a list of another.
fn makes_array(resolver: &Resolver<'_>, id: CallId) -> bool {
    let path = resolver.reading.path(resolver.reading.call(id).callee).unwrap_or_default();
    ["numpy.array", "numpy.asarray", "builtins.list", "builtins.tuple", "builtins.sorted", "torch.tensor"]
        .contains(&path.as_str())
}

fn sum(mut parts: impl Iterator<Item = Option<Expression>>) -> Option<Expression> {
    parts.try_fold(Expression::whole(0), |sum, part| Some(sum.plus(part?)))
}

/// 1 where a number has come to another, and 0 before.
fn test(
    resolver: &Resolver<'_>,
    number: Value,
    operator: Operator,
    milestone: Value,
    scope: Scope<'_>,
) -> Option<Expression> {
    let number = resolver.expression(number, scope).ok()?;
    let milestone = resolver.expression(milestone, scope).ok()?;
    if !number.has_tick() || milestone.has_tick() {
        return None;
    }
    let above = number.minus(milestone);
    Some(match operator {
        Operator::GreaterEqual => step(Expression::Call("floor", vec![above]).plus(Expression::whole(1))),
        Operator::Greater => step(Expression::Call("ceil", vec![above])),
        _ => return None,
    })
}

/// 1 from 1 on, 0 up to 0, of a whole number.
fn step(whole: Expression) -> Expression {
    let below_one = Expression::Call("min", vec![Expression::whole(1), whole]);
    Expression::Call("max", vec![Expression::whole(0), below_one])
}

/// The milestones, where an expression says how many of them the tick has come to.
pub(super) fn milestones(count: &Expression) -> Option<Vec<Expression>> {
    match count {
        Expression::Binary(Operation::Add, before, last) => {
            let mut all = milestones(before)?;
            all.extend(milestones(last)?);
            Some(all)
        }
        _ => {
            let Expression::Call("max", parts) = count else { return None };
            let [_, Expression::Call("min", parts)] = parts.as_slice() else { return None };
            let [_, whole] = parts.as_slice() else { return None };
            let (above, later) = match whole {
                Expression::Binary(Operation::Add, floor, one) if **one == Expression::whole(1) => {
                    (floor_of(floor)?, 0)
                }
                Expression::Call("ceil", inner) => (inner.first()?, 1),
                _ => return None,
            };
            let milestone = match above {
                Expression::Binary(Operation::Subtract, tick, milestone) if **tick == Expression::Tick => {
                    (**milestone).clone()
                }
                _ => return None,
            };
            let is_step = *count == step(whole.clone()) && !milestone.has_tick();
            is_step.then(|| vec![milestone.plus(Expression::whole(later))])
        }
    }
}

fn floor_of(expression: &Expression) -> Option<&Expression> {
    match expression {
        Expression::Call("floor", inner) => inner.first(),
        _ => None,
    }
}
