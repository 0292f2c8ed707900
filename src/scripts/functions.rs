//! Functions of the tick: lambdas and functions of the script.

use python_calls::{FunctionId, Kind, Operator, Value};

use super::expression::Expression;
use super::model::Reason;
use super::resolve::{Resolver, Scope};
use super::{reached, walk};

/// What a function is up to a tick, and what it is from there on.
#[derive(Debug)]
pub(super) struct Piece {
    /// Where it ends; the last one does not.
    pub(super) end: Option<Expression>,
    pub(super) formula: Expression,
}

/// How many pieces a function may have.
const MOST: usize = 12;

/// The result of a function in terms of its first parameter.
fn result(resolver: &Resolver<'_>, value: Value) -> Result<(FunctionId, u32, Value), Reason> {
    let (id, index) = match *resolver.reading.kind(value) {
        Kind::Function(id) => (id, 0),
        Kind::Method { function, .. } => (function, 1),
        Kind::Call(id) => {
            if let Some((function, result)) = resolver.reading.partial(id) {
                return Ok((function, first_open(resolver, function, result), result));
            }
            return Err(Reason::new("it is not a function of this file", resolver.place(value)));
        }
        _ => return Err(Reason::new("it is not a function of this file", resolver.place(value))),
    };
    let function = resolver.reading.function(id);
    match function.result {
        Some(result) => Ok((id, index, result)),
        None => Err(Reason::new(
            "what the function returns is not known before the script runs",
            super::model::place(function.span),
        )),
    }
}

/// The first parameter of a function that a `partial` of it leaves open.
fn first_open(resolver: &Resolver<'_>, of: FunctionId, result: Value) -> u32 {
    let mut first = u32::MAX;
    walk::any(result, |value, parts| {
        match resolver.reading.kind(value) {
            Kind::Input { function, index, .. } if *function == of => first = first.min(*index),
            Kind::Call(id) => parts.extend(resolver.reading.call(*id).arguments.iter().map(|argument| argument.value)),
            kind => kind.parts(|part| parts.push(part)),
        }
        false
    });
    first
}

/// The result with the tick for the parameter.
fn inputs(resolver: &Resolver<'_>, id: FunctionId, index: u32) -> impl Fn(Value) -> Option<Expression> {
    let reading = resolver.reading;
    move |value| match *reading.kind(value) {
        // Whether a method's `self` counts is the reader's affair: the step is its last parameter.
        Kind::Input { function, index: at, .. } if function == id && (at == index || index == 1 && at == 0) => {
            Some(Expression::Tick)
        }
        _ => None,
    }
}

/// A function as one formula of the tick `t`.
pub(super) fn formula(resolver: &Resolver<'_>, value: Value, scope: Scope<'_>) -> Result<Expression, Reason> {
    let (id, index, result) = result(resolver, value)?;
    let inputs = inputs(resolver, id, index);
    resolver.expression(result, Scope { inputs: Some(&inputs), ..scope })
}

/// A function as formulas of the tick that follow one another.
pub(super) fn of_function(resolver: &Resolver<'_>, value: Value, scope: Scope<'_>) -> Result<Vec<Piece>, Reason> {
    let (id, index, result) = result(resolver, value)?;
    let inputs = inputs(resolver, id, index);
    pieces(resolver, result, Scope { inputs: Some(&inputs), ..scope })
}

/// A value that depends on the tick, as formulas that follow one another.
pub(super) fn pieces(resolver: &Resolver<'_>, value: Value, scope: Scope<'_>) -> Result<Vec<Piece>, Reason> {
    let mut pieces = Vec::new();
    split(resolver, value, scope, None, &mut pieces).map_err(|stop| stop.reason(resolver))?;
    Ok(pieces)
}

/// The same for each arm of the tests that nothing decides, with these tests.
pub(super) fn arms(resolver: &Resolver<'_>, value: Value, scope: Scope<'_>) -> Vec<Arm> {
    let mut open = vec![Vec::new()];
    let mut arms = Vec::new();
    while let Some(tests) = open.pop() {
        let all: Vec<(Value, bool)> = scope.tests.iter().chain(&tests).copied().collect();
        let mut pieces = Vec::new();
        match split(resolver, value, Scope { tests: &all, ..scope }, None, &mut pieces) {
            Ok(()) => arms.push((tests, Ok(pieces))),
            Err(Stop::Test(test)) if open.len() + arms.len() < MOST => {
                for holds in [false, true] {
                    open.push(tests.iter().copied().chain([(test, holds)]).collect());
                }
            }
            Err(stop) => arms.push((tests, Err(stop.reason(resolver)))),
        }
    }
    arms
}

/// The tests of an arm, and what it is.
pub(super) type Arm = (Vec<(Value, bool)>, Result<Vec<Piece>, Reason>);

/// Why a value is no row of formulas.
enum Stop {
    Reason(Reason),
    /// A test that is the same all along, and not known.
    Test(Value),
}

impl Stop {
    fn reason(self, resolver: &Resolver<'_>) -> Reason {
        match self {
            Self::Reason(reason) => reason,
            Self::Test(test) => {
                let spelled = resolver.reading.spell(test);
                let why = format!("when `{spelled}` holds is not known before the script runs");
                Reason::new(why, resolver.place(test))
            }
        }
    }
}

fn split(
    resolver: &Resolver<'_>,
    value: Value,
    scope: Scope<'_>,
    end: Option<Expression>,
    pieces: &mut Vec<Piece>,
) -> Result<(), Stop> {
    let mut value = resolver.settled(value, scope);
    // A list with a rate for each group.
    while let Kind::Each { element, .. } = *resolver.reading.kind(value) {
        value = resolver.settled(element, scope);
    }
    if pieces.len() >= MOST {
        return Err(Stop::Reason(Reason::new("the function has too many pieces", resolver.place(value))));
    }
    let Some(test) = open_test(resolver, value, scope) else {
        let formula = resolver.expression(value, scope).map_err(Stop::Reason)?;
        pieces.push(Piece { end, formula });
        return Ok(());
    };
    let Some((bound, below)) = bound(resolver, test, scope) else {
        return Err(match steady(resolver, test, scope) {
            Some(steady) => Stop::Test(steady),
            None => Stop::Reason(Stop::Test(test).reason(resolver)),
        });
    };
    let under = |holds: bool| scope.tests.iter().copied().chain([(test, holds)]).collect::<Vec<_>>();
    let (first, second) = (under(below), under(!below));
    split(resolver, value, Scope { tests: &first, ..scope }, Some(bound), pieces)?;
    split(resolver, value, Scope { tests: &second, ..scope }, end, pieces)
}

/// The part of a test that is the same at every tick, and is not decided.
fn steady(resolver: &Resolver<'_>, test: Value, scope: Scope<'_>) -> Option<Value> {
    match resolver.reading.kind(test) {
        Kind::Not(inner) => steady(resolver, *inner, scope),
        Kind::All(items) | Kind::Any(items) => items.iter().find_map(|&item| steady(resolver, item, scope)),
        _ => (resolver.truth(test, scope).is_none() && !has_tick(resolver, test, scope)).then_some(test),
    }
}

/// Whether the tick is in a value.
fn has_tick(resolver: &Resolver<'_>, value: Value, scope: Scope<'_>) -> bool {
    walk::any(value, |value, parts| match resolver.reading.kind(value) {
        _ if scope.inputs.and_then(|inputs| inputs(value)).is_some_and(|input| input.has_tick()) => true,
        Kind::Call(id) => {
            parts.extend(resolver.reading.call(*id).arguments.iter().map(|argument| argument.value));
            false
        }
        Kind::Input { .. } | Kind::Index(_) | Kind::Element(_) | Kind::Carried(_) => true,
        kind => {
            kind.parts(|part| parts.push(part));
            false
        }
    })
}

/// The first test in some arithmetic that is not decided.
fn open_test(resolver: &Resolver<'_>, value: Value, scope: Scope<'_>) -> Option<Value> {
    walk::first(value, |value, parts| {
        if scope.inputs.is_some_and(|inputs| inputs(value).is_some()) {
            return None;
        }
        match *resolver.reading.kind(resolver.settled(value, scope)) {
            Kind::Conditional { test, .. } => return Some(test),
            Kind::Binary(_, left, right) => parts.extend([left, right]),
            Kind::Negative(part) => parts.push(part),
            Kind::Call(id) => {
                parts.extend(resolver.reading.call(id).arguments.iter().map(|argument| argument.value));
            }
            _ => {}
        }
        None
    })
}

/// The tick below which a test holds, or does not.
fn bound(resolver: &Resolver<'_>, test: Value, scope: Scope<'_>) -> Option<(Expression, bool)> {
    match *resolver.reading.kind(test) {
        Kind::Not(inner) => bound(resolver, inner, scope).map(|(bound, below)| (bound, !below)),
        // What holds all along decides nothing.
        Kind::All(ref items) => {
            let mut open = items.iter().copied().filter(|&item| resolver.truth(item, scope) != Some(true));
            match (open.next(), open.next()) {
                (Some(one), None) => bound(resolver, one, scope),
                _ => None,
            }
        }
        Kind::Binary(operator, left, right) => {
            let left = resolver.expression(left, scope).ok()?;
            let right = resolver.expression(right, scope).ok()?;
            let (counted, bound, operator) = match (left.has_tick(), right.has_tick()) {
                (true, false) => (left, right, operator),
                (false, true) => (right, left, operator.turned()),
                _ => return None,
            };
            if let Some(first) = first_milestone(&counted, operator, &bound) {
                return Some((first, false));
            }
            let (counted, bound) = undivided(counted, bound, operator);
            let shift = shift_of(&counted)?;
            let bound = bound.minus(shift);
            let next = || bound.clone().plus(Expression::whole(1));
            Some(match operator {
                Operator::Less => (bound, true),
                Operator::LessEqual => (next(), true),
                Operator::Greater => (next(), false),
                Operator::GreaterEqual => (bound, false),
                // Only the very beginning can be told from the rest.
                Operator::Equal if matches!(&bound, Expression::Number(n) if n.as_f64() == 0.0) => {
                    (Expression::whole(1), true)
                }
                _ => return None,
            })
        }
        _ => None,
    }
}

/// Where `bisect(milestones, t) > 0` begins to hold.
fn first_milestone(counted: &Expression, operator: Operator, bound: &Expression) -> Option<Expression> {
    let some = *bound == Expression::whole(0) && operator == Operator::Greater
        || *bound == Expression::whole(1) && operator == Operator::GreaterEqual;
    let milestones = if some { reached::milestones(counted)? } else { return None };
    let value = |it: &Expression| it.value(&|_| None);
    milestones.into_iter().min_by(|a, b| value(a).partial_cmp(&value(b)).unwrap_or(std::cmp::Ordering::Equal))
}

/// `t / n < 3 / 8` as `t < ceil(3 / 8 * n)`: what a tick is divided by is a length.
fn undivided(counted: Expression, bound: Expression, operator: Operator) -> (Expression, Expression) {
    use super::expression::Operation::Divide;
    let whole = if matches!(operator, Operator::Less | Operator::GreaterEqual) { "ceil" } else { "floor" };
    match counted {
        Expression::Binary(Divide, tick, by) if tick.has_tick() && !by.has_tick() => {
            let bound = Expression::Call(whole, vec![bound.times(*by)]);
            (*tick, bound)
        }
        counted => (counted, bound),
    }
}

/// What is added to the tick, where it is nothing but the tick and a sum.
fn shift_of(expression: &Expression) -> Option<Expression> {
    use super::expression::Operation;
    match expression {
        Expression::Tick => Some(Expression::whole(0)),
        Expression::Binary(Operation::Add, a, b) => match (&**a, &**b) {
            (Expression::Tick, shift) | (shift, Expression::Tick) if !shift.has_tick() => Some(shift.clone()),
            _ => None,
        },
        Expression::Binary(Operation::Subtract, a, b) if **a == Expression::Tick && !b.has_tick() => {
            Some(Expression::whole(0).minus((**b).clone()))
        }
        _ => None,
    }
}

/// The pieces that a run gets to; the last of them goes on to its end.
pub(super) fn within(resolver: &Resolver<'_>, mut pieces: Vec<Piece>, run: Option<&Expression>) -> Vec<Piece> {
    let Some(run) = run.and_then(|run| resolver.value(run)) else { return pieces };
    let reached = |piece: &Piece| piece.end.as_ref().and_then(|end| resolver.value(end)).is_some_and(|end| end >= run);
    if let Some(last) = pieces.iter().position(reached) {
        pieces.truncate(last + 1);
        pieces[last].end = None;
    }
    pieces
}

/// Pieces as a schedule relative to `from`: `1x`, or 1 for values that are written out.
pub(super) fn schedule(pieces: &[Piece]) -> String {
    let mut parts = Vec::new();
    let mut begin: Option<&Expression> = None;
    for piece in pieces {
        let Piece { end, formula } = piece;
        let from = if begin.is_some() { ", from=1x" } else { "" };
        let mut part = if let (None, Some(shape)) = (begin, shape(formula)) {
            shape
        } else if formula.has_tick() {
            format!("factor(t -> {formula}{from})")
        } else {
            format!("hold(({formula}) * 1x)")
        };
        if let Some(begin) = begin.filter(|_| formula.has_tick()) {
            part.push_str(&format!(" skip {}", bracketed(begin)));
        }
        if let Some(end) = end {
            let length = match begin {
                Some(begin) => end.clone().minus(begin.clone()),
                None => end.clone(),
            };
            part.push_str(&format!(" for {}", bracketed(&length)));
        }
        parts.push(part);
        begin = end.as_ref();
    }
    parts.join(" then ")
}

/// A decay by equal factors, as the shape that it is.
fn shape(formula: &Expression) -> Option<String> {
    use super::expression::Operation::{Divide, Power};
    let Expression::Binary(Power, gamma, times) = formula else { return None };
    if gamma.has_tick() {
        return None;
    }
    if let Some(milestones) = reached::milestones(times) {
        let milestones: Vec<String> = milestones.iter().map(ToString::to_string).collect();
        return Some(format!("multistep([{}], {gamma})", milestones.join(", ")));
    }
    match &**times {
        Expression::Tick => Some(format!("exponential(gamma={gamma})")),
        Expression::Call("floor", inner) => match inner.as_slice() {
            [Expression::Binary(Divide, tick, every)] if **tick == Expression::Tick && !every.has_tick() => {
                Some(format!("step({every}, {gamma})"))
            }
            _ => None,
        },
        _ => None,
    }
}

fn bracketed(expression: &Expression) -> String {
    let text = expression.to_string();
    if text.contains(' ') { format!("({text})") } else { text }
}
