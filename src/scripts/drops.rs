//! Rates that are multiplied by hand: `group['lr'] *= 0.1`, every so often or at known ticks.

use python_calls::{Kind, Operator, Reading, Value};

use super::expression::Expression;
use super::model::Reason;
use super::position::Position;
use super::resolve::{Resolver, Scope};
use super::setting::Setting;

/// By what a rate is multiplied, if what is set is a multiple of what it was.
pub(super) fn factor(reading: &Reading, setting: &Setting) -> Option<(Operator, Value)> {
    let Kind::Binary(operator, left, right) = *reading.kind(setting.value) else { return None };
    let own = |value: Value| {
        matches!(*reading.kind(value), Kind::Item { base, key } if reading.is_same(base, setting.group)
            && matches!(reading.kind(key), Kind::Text(text) if reading.name(*text) == "lr"))
    };
    match operator {
        Operator::Multiply | Operator::Divide if own(left) => Some((operator, right)),
        Operator::Multiply if own(right) => Some((operator, left)),
        _ => None,
    }
}

/// When a rate is multiplied.
enum When {
    /// In each iteration.
    Always,
    /// At these values of the tick.
    At(Vec<Expression>),
    /// Where the tick and this come to a multiple of that; not at the very first tick, where `later`.
    Every { shift: Expression, by: Expression, later: bool },
}

/// The schedule of a rate that is multiplied.
pub(super) fn schedule(
    resolver: &Resolver<'_>,
    setting: &Setting,
    (operator, factor): (Operator, Value),
    position: &Position<'_>,
    scope: Scope<'_>,
) -> Result<String, Reason> {
    if let Some(reason) = position.unknown(factor) {
        return Err(reason);
    }
    let factor = resolver.expression(factor, scope)?;
    let factor = if operator == Operator::Divide { Expression::whole(1).over(factor) } else { factor };
    let unknown = |test: Value| {
        let spelled = resolver.reading.spell(test);
        Reason::new(format!("when `{spelled}` holds is not known before the script runs"), resolver.place(test))
    };
    let mut when = When::Always;
    let mut later = false;
    for (test, holds) in position.guards(setting) {
        for (test, holds) in conjuncts(resolver.reading, test, holds) {
            if is_after_start(resolver, test, holds, position, scope) {
                later = true;
            } else {
                when = match (when, moments(resolver, test, holds, position, scope)) {
                    (When::Always, Some(moments)) => moments,
                    _ => return Err(unknown(test)),
                };
            }
        }
    }
    let late = i64::from(position.late);
    Ok(match when {
        When::Always if !later => format!("exponential(gamma={factor})"),
        When::Always => return Err(Reason::new("the rate is multiplied in some iterations only", setting.span())),
        When::At(ticks) => {
            let ticks: Vec<String> =
                ticks.into_iter().map(|tick| tick.plus(Expression::whole(late)).to_string()).collect();
            format!("multistep([{}], {factor})", ticks.join(", "))
        }
        When::Every { shift, by, later: not_first } => {
            let later = later || not_first;
            let none = shift == Expression::whole(0);
            if shift == Expression::whole(late) && (late == 1 || later) {
                format!("step({by}, {factor})")
            } else {
                // The times that it has come to a multiple, counted from the first tick on.
                let sum = Expression::Tick.plus(shift).minus(Expression::whole(late));
                let times = Expression::Call("floor", vec![sum.over(by)]);
                let times = if none && !later { times.plus(Expression::whole(1)) } else { times };
                let count = if late == 1 { Expression::Call("max", vec![Expression::whole(0), times]) } else { times };
                format!("factor(t -> {})", Expression::binary(super::expression::Operation::Power, factor, count))
            }
        }
    })
}

/// The ticks at which a rate is set, where they can be told.
pub(super) fn ticks(
    resolver: &Resolver<'_>,
    setting: &Setting,
    position: &Position<'_>,
    scope: Scope<'_>,
) -> Option<Vec<Expression>> {
    let [(test, holds)] = position.guards(setting)[..] else { return None };
    let When::At(ticks) = moments(resolver, test, holds, position, scope)? else { return None };
    let late = i64::from(position.late);
    Some(ticks.into_iter().map(|tick| tick.plus(Expression::whole(late))).collect())
}

/// The tests that have to hold together.
fn conjuncts(reading: &Reading, test: Value, holds: bool) -> Vec<(Value, bool)> {
    match reading.kind(test) {
        Kind::All(items) if holds => items.iter().flat_map(|&item| conjuncts(reading, item, true)).collect(),
        Kind::Not(inner) => conjuncts(reading, *inner, !holds),
        _ => vec![(test, holds)],
    }
}

/// `epoch > 0`, `epoch != 0`, `epoch`
fn is_after_start(
    resolver: &Resolver<'_>,
    test: Value,
    holds: bool,
    position: &Position<'_>,
    scope: Scope<'_>,
) -> bool {
    let reading = resolver.reading;
    let counts = |value: Value| position.expression(value).is_some_and(|it| it == position.now());
    if holds && counts(test) {
        return true;
    }
    let Kind::Binary(operator, left, right) = *reading.kind(test) else { return false };
    let number = resolver.expression(right, scope).ok();
    let is = |wanted: i64| number == Some(Expression::whole(wanted));
    counts(left)
        && match operator {
            Operator::Greater | Operator::NotEqual if holds => is(0),
            Operator::GreaterEqual if holds => is(1),
            Operator::Equal | Operator::LessEqual if !holds => is(0),
            Operator::Less if !holds => is(1),
            _ => false,
        }
}

/// When a test holds.
fn moments(
    resolver: &Resolver<'_>,
    test: Value,
    holds: bool,
    position: &Position<'_>,
    scope: Scope<'_>,
) -> Option<When> {
    let reading = resolver.reading;
    // What the counter is above the number of the iteration.
    let shift = |value: Value| Some(position.expression(value)?.minus(position.now())).filter(|it| !it.has_tick());
    match *reading.kind(test) {
        Kind::Any(ref items) if holds => {
            let mut all = Vec::new();
            for &item in &items.clone() {
                let When::At(ticks) = moments(resolver, item, true, position, scope)? else { return None };
                all.extend(ticks);
            }
            Some(When::At(all))
        }
        Kind::Binary(Operator::In, counted, list) if holds => {
            let shift = shift(counted)?;
            let list = resolver.settled(list, scope);
            let list = reading.default(list).unwrap_or(list);
            let (Kind::List(items) | Kind::Tuple(items)) = reading.kind(list) else { return None };
            let ticks = items.iter().map(|&item| Some(resolver.expression(item, scope).ok()?.minus(shift.clone())));
            ticks.collect::<Option<Vec<_>>>().map(When::At)
        }
        Kind::Binary(Operator::Equal, left, right) if holds => match *reading.kind(left) {
            Kind::Binary(Operator::Modulo, counted, by)
                if resolver.expression(right, scope).ok()? == Expression::whole(0) =>
            {
                every(resolver, shift(counted)?, by, scope)
            }
            _ => Some(When::At(vec![resolver.expression(right, scope).ok()?.minus(shift(left)?)])),
        },
        Kind::Binary(Operator::Modulo, counted, by) if !holds => every(resolver, shift(counted)?, by, scope),
        _ => None,
    }
}

fn every(resolver: &Resolver<'_>, shift: Expression, by: Value, scope: Scope<'_>) -> Option<When> {
    let by = resolver.expression(by, scope).ok()?;
    Some(When::Every { shift, by, later: false })
}
