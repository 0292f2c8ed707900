//! The optimizer that a scheduler is given, and its rates.

use python_calls::{Call, CallId, Kind, Number, Value};

use super::expression::Expression;
use super::libraries;
use super::model::{Optimizer, Rate, place};
use super::resolve::{Resolver, Scope};

/// The optimizer that a value is.
pub(super) fn optimizer(resolver: &Resolver<'_>, value: Value, scope: Scope<'_>) -> Optimizer {
    let reading = resolver.reading;
    let object = resolver.settled(value, scope);
    match *reading.kind(object) {
        Kind::Call(id) => made(resolver, id, object, scope),
        // A scheduler's `optimizer` is the one that it was given.
        _ => open(resolver, object),
    }
}

fn open(resolver: &Resolver<'_>, object: Value) -> Optimizer {
    let spelling = resolver.reading.spell(object);
    let span = resolver.place(object);
    Optimizer {
        call: None,
        value: object,
        rates: vec![Rate { expression: Some(rate_of(resolver, &spelling, object)), span, default: false }],
        name: spelling,
        span,
    }
}

/// The rate of an optimizer that is made elsewhere, as a parameter.
fn rate_of(resolver: &Resolver<'_>, spelling: &str, object: Value) -> Expression {
    let short = spelling.len() <= 40 && !spelling.contains(['…', '\n', '(']);
    let spelling = if short { format!("{spelling}.lr") } else { "optimizer.lr".to_string() };
    Expression::Parameter(resolver.named(&spelling, None, resolver.place(object)).0)
}

fn made(resolver: &Resolver<'_>, id: CallId, object: Value, scope: Scope<'_>) -> Optimizer {
    let reading = resolver.reading;
    let call = reading.call(id);
    let span = place(call.span);
    let path = reading.path(call.callee).unwrap_or_default();
    let class = path.rsplit('.').next().unwrap_or_default();
    let name = call.name.map_or_else(|| "optimizer".to_string(), |name| reading.name(name).to_string());
    let known = libraries::default_rate(class);
    let rate = |value: Value, span| Rate { expression: resolver.expression(value, scope).ok(), span, default: false };
    let given = reading.argument(call, "lr", Some(1).filter(|_| known.is_some() || !path.is_empty()));
    let default = match (given, known) {
        (Some(argument), _) => rate(argument.value, place(argument.span)),
        (None, Some(default)) if class != "Adafactor" && !is_spread(call) => {
            Rate { expression: Some(Expression::Number(Number::Float(default))), span, default: true }
        }
        (None, _) => {
            let spelling = if name.contains('(') { "optimizer".to_string() } else { name.clone() };
            Rate { expression: Some(rate_of(resolver, &spelling, object)), span, default: false }
        }
    };
    let mut rates = groups(resolver, call, &default, scope);
    rates.dedup_by(|a, b| a.expression == b.expression);
    Optimizer { call: Some(id), value: object, name, span, rates }
}

fn is_spread(call: &Call) -> bool {
    use python_calls::Spread;
    call.arguments.iter().any(|argument| matches!(argument.spread, Spread::Positional | Spread::Named))
}

/// The rates of the groups that the optimizer is given; the default where it has none.
fn groups(resolver: &Resolver<'_>, call: &Call, default: &Rate, scope: Scope<'_>) -> Vec<Rate> {
    let reading = resolver.reading;
    let groups = reading.argument(call, "params", Some(0)).map(|argument| resolver.settled(argument.value, scope));
    let Some(Kind::List(items) | Kind::Tuple(items)) = groups.map(|groups| reading.kind(groups)) else {
        return vec![default.clone()];
    };
    let mut rates = Vec::new();
    for &item in items {
        let Kind::Dict(pairs) = reading.kind(resolver.settled(item, scope)) else { continue };
        let own =
            pairs.iter().find(|(key, _)| matches!(reading.kind(*key), Kind::Text(text) if reading.name(*text) == "lr"));
        rates.push(match own {
            Some(&(_, value)) => {
                Rate { expression: resolver.expression(value, scope).ok(), span: resolver.place(value), default: false }
            }
            None => default.clone(),
        });
    }
    if rates.is_empty() { vec![default.clone()] } else { rates }
}
