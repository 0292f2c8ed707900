//! Rates that a script sets by hand: `group['lr'] = …`, where they are arithmetic of a counter.

use python_calls::{ContextId, EventKind, Iteration, Kind, LoopId, Operator, Value};

use super::counter;
use super::expression::{Expression, Operation};
use super::functions::{self, Piece};
use super::model::{Base, Meaning, Reason, Run, Schedule, place};
use super::optimizer;
use super::resolve::{Resolver, Scope};
use super::run;
use crate::peers::Counts;
use crate::text::Span;

/// An assignment of a rate.
struct Assignment {
    event: usize,
    /// Where it stands, around the loop over the groups.
    context: ContextId,
    optimizer: Value,
    /// The group, whose rate may be what is multiplied.
    group: Value,
    value: Value,
    right: Span,
}

/// The rates that are set by hand, each place one schedule.
pub(super) fn schedules(resolver: &Resolver<'_>) -> Vec<Schedule> {
    let mut found: Vec<Schedule> = Vec::new();
    for assignment in assignments(resolver) {
        let schedule = schedule(resolver, &assignment);
        // A function that is called at several places sets the rate in each; the first one that can be said counts.
        match found.iter_mut().find(|other| other.span == schedule.span) {
            Some(other) if other.meaning.is_err() && schedule.meaning.is_ok() => *other = schedule,
            Some(_) => {}
            None => found.push(schedule),
        }
    }
    found
}

fn assignments(resolver: &Resolver<'_>) -> Vec<Assignment> {
    let reading = resolver.reading;
    let mut found = Vec::new();
    for (index, event) in reading.events().iter().enumerate() {
        let EventKind::SetItem { base, key, value, right } = event.kind else { continue };
        let is_rate = matches!(reading.kind(key), Kind::Text(text) if reading.name(*text) == "lr");
        let Some((optimizer, over)) = is_rate.then(|| group_of(resolver, base)).flatten() else { continue };
        let context = over.map_or(event.context, |over| reading.loop_(over).context);
        found.push(Assignment { event: index, context, optimizer, group: base, value, right: place(right) });
    }
    found
}

/// The optimizer whose parameter group a value is, and the loop over the groups.
fn group_of(resolver: &Resolver<'_>, value: Value) -> Option<(Value, Option<LoopId>)> {
    let reading = resolver.reading;
    let groups = |value: Value| match *reading.kind(value) {
        Kind::Attribute { base, name } if reading.name(name) == "param_groups" => Some(reading.object(base)),
        _ => None,
    };
    match *reading.kind(reading.object(value)) {
        Kind::Element(over) => match reading.loop_(over).over {
            Iteration::Items(of) => groups(of).map(|optimizer| (optimizer, Some(over))),
            Iteration::Zip(ref parts) => parts.iter().find_map(|part| match part {
                Iteration::Items(of) => groups(*of).map(|optimizer| (optimizer, Some(over))),
                _ => None,
            }),
            _ => None,
        },
        Kind::Item { base, .. } => match *reading.kind(base) {
            Kind::Element(over) => match reading.loop_(over).over {
                Iteration::Zip(ref parts) => parts.iter().find_map(|part| match part {
                    Iteration::Items(of) => groups(*of).map(|optimizer| (optimizer, Some(over))),
                    _ => None,
                }),
                _ => None,
            },
            _ => groups(base).map(|optimizer| (optimizer, None)),
        },
        _ => None,
    }
}

fn schedule(resolver: &Resolver<'_>, assignment: &Assignment) -> Schedule {
    let reading = resolver.reading;
    let scope = Scope::default();
    let made = match *reading.kind(assignment.optimizer) {
        Kind::Call(id) => reading.call(id).context,
        _ => reading.frames(assignment.context).first().map_or(assignment.context, |(id, _)| *id),
    };
    let run = run::run_at(resolver, assignment.context, assignment.event, made, scope);
    let meaning = meaning(resolver, assignment, &run);
    Schedule {
        name: "by_hand".to_string(),
        call: None,
        span: assignment.right,
        function: None,
        callee: place(reading.events()[assignment.event].span).of(reading.text()).to_string(),
        arguments: Vec::new(),
        arm: Vec::new(),
        taken: Some(true),
        meaning,
        parts: Vec::new(),
        optimizer: Some(optimizer::optimizer(resolver, assignment.optimizer, scope)),
        run,
    }
}

fn meaning(resolver: &Resolver<'_>, assignment: &Assignment, run: &Run) -> Result<Meaning, Reason> {
    let reading = resolver.reading;
    let loops: Vec<LoopId> =
        run.steps.first().map_or_else(Vec::new, |step| step.loops.iter().map(|looped| looped.over).collect());
    let inputs = |value: Value| tick_of(resolver, value, run);
    let scope = Scope { tests: &[], inputs: Some(&inputs) };
    let guards: Vec<(Value, bool)> = reading
        .conditions(assignment.context)
        .into_iter()
        .filter(|(test, _)| run::depends(reading, *test, &loops))
        .collect();
    if let Some(factor) = factor(resolver, assignment) {
        return multiplied(resolver, factor, &guards, scope, assignment.right);
    }
    if let Some((test, _)) = guards.first() {
        let why = format!("it is set only where `{}` says so", reading.spell(*test));
        return Err(Reason::new(why, resolver.place(*test)));
    }
    let pieces = functions::pieces(resolver, assignment.value, scope).map_err(|reason| {
        Reason::new(reason.why, if reason.span == Span::default() { assignment.right } else { reason.span })
    })?;
    if !pieces.iter().any(|piece| piece.formula.has_tick() || piece.end.is_some()) {
        return Err(Reason::new("it is set to one value", assignment.right));
    }
    let (base, pieces) = over_base(pieces);
    Ok(Meaning {
        tracks: vec![("lr".to_string(), functions::schedule(&pieces))],
        base: Base::Replaced(base.to_string()),
        notes: Vec::new(),
        counts: Counts::Calls,
    })
}

/// What the rate that is there is multiplied by.
fn factor(resolver: &Resolver<'_>, assignment: &Assignment) -> Option<Result<Expression, Reason>> {
    let reading = resolver.reading;
    let Kind::Binary(operator, left, right) = *reading.kind(assignment.value) else { return None };
    let own = |value: Value| {
        matches!(*reading.kind(value), Kind::Item { base, key }
            if reading.is_same(base, assignment.group) && matches!(reading.kind(key), Kind::Text(text) if reading.name(*text) == "lr"))
    };
    let by = |value: Value| resolver.expression(value, Scope::default());
    match operator {
        Operator::Multiply if own(left) => Some(by(right)),
        Operator::Multiply if own(right) => Some(by(left)),
        Operator::Divide if own(left) => Some(by(right).map(|by| Expression::whole(1).over(by))),
        _ => None,
    }
}

/// `if epoch in (30, 60): group['lr'] *= 0.1`
fn multiplied(
    resolver: &Resolver<'_>,
    factor: Result<Expression, Reason>,
    guards: &[(Value, bool)],
    scope: Scope<'_>,
    right: Span,
) -> Result<Meaning, Reason> {
    let reading = resolver.reading;
    let factor = factor?;
    let unclear = || Err(Reason::new("it changes the rate that is there, and when it does is no list of ticks", right));
    let [(test, true)] = guards else { return unclear() };
    let Kind::Binary(operator, left, list) = *reading.kind(*test) else { return unclear() };
    if resolver.expression(left, scope).ok() != Some(Expression::Tick) {
        return unclear();
    }
    let items = match (operator, reading.kind(resolver.settled(list, Scope::default()))) {
        (Operator::In, Kind::List(items) | Kind::Tuple(items)) => items.clone(),
        (Operator::Equal, _) => vec![list],
        _ => return unclear(),
    };
    let ticks: Result<Vec<String>, Reason> =
        items.iter().map(|&item| resolver.expression(item, Scope::default()).map(|tick| tick.to_string())).collect();
    Ok(Meaning {
        tracks: vec![("lr".to_string(), format!("multistep([{}], {factor})", ticks?.join(", ")))],
        base: Base::Optimizer,
        notes: Vec::new(),
        counts: Counts::Calls,
    })
}

/// A counter of the loops as a function of the tick.
fn tick_of(resolver: &Resolver<'_>, value: Value, run: &Run) -> Option<Expression> {
    let reading = resolver.reading;
    let loops = &run.steps.first()?.loops;
    match *reading.kind(value) {
        Kind::Index(_) | Kind::Element(_) => {
            let (over, shift) = counter::index(resolver, value, Scope::default())?;
            let at = loops.iter().position(|looped| looped.over == over)?;
            let inner = loops[at + 1..]
                .iter()
                .try_fold(Expression::whole(1), |product, looped| Some(product.times(looped.count.clone()?)))?;
            let elapsed = divided(Expression::Tick, inner);
            let index = if at == 0 {
                elapsed
            } else {
                let own = loops[at].count.clone()?;
                elapsed.clone().minus(own.clone().times(divided(elapsed, own)))
            };
            Some(index.plus(shift))
        }
        Kind::Carried(id) if !reading.is_unchanged(id) => {
            let start = counter::advanced_with(resolver, id, loops.last()?.over)?;
            Some(Expression::Tick.plus(start))
        }
        // A function that is called elsewhere, once a tick.
        Kind::Parameter { name, .. } if loops.is_empty() => {
            const COUNTERS: [&str; 8] =
                ["epoch", "step", "iteration", "it", "iter", "global_step", "current_epoch", "current_step"];
            COUNTERS.contains(&reading.name(name)).then_some(Expression::Tick)
        }
        _ => None,
    }
}

fn divided(elapsed: Expression, by: Expression) -> Expression {
    if by == Expression::whole(1) { elapsed } else { Expression::Call("floor", vec![elapsed.over(by)]) }
}

/// The rate that all pieces are multiples of, and the multiples; 1 where there is none.
fn over_base(pieces: Vec<Piece>) -> (Expression, Vec<Piece>) {
    let candidate = pieces.iter().find_map(|piece| match &piece.formula {
        Expression::Binary(Operation::Multiply, a, _) if !a.has_tick() => Some((**a).clone()),
        Expression::Binary(Operation::Multiply, _, b) if !b.has_tick() => Some((**b).clone()),
        Expression::Binary(Operation::Divide, a, _) if !a.has_tick() => Some((**a).clone()),
        _ => None,
    });
    let Some(base) = candidate else { return (Expression::whole(1), pieces) };
    let over = |formula: &Expression| match formula {
        formula if *formula == base => Some(Expression::whole(1)),
        Expression::Binary(Operation::Multiply, a, b) if **a == base => Some((**b).clone()),
        Expression::Binary(Operation::Multiply, a, b) if **b == base => Some((**a).clone()),
        Expression::Binary(Operation::Divide, a, b) if **a == base => Some(Expression::whole(1).over((**b).clone())),
        _ => None,
    };
    let divided: Option<Vec<Expression>> = pieces.iter().map(|piece| over(&piece.formula)).collect();
    match divided {
        Some(formulas) => {
            let pieces = pieces.into_iter().zip(formulas).map(|(piece, formula)| Piece { formula, ..piece });
            (base, pieces.collect())
        }
        None => (Expression::whole(1), pieces),
    }
}
